//! From an expression to its value: which cell of which protected table it names, and what comes of it.

use crate::beside::{Beside, Counted};
use crate::expression::{EACH, Expression, Function, Reference};
use crate::value::{Missing, Number, Unit, Value, both};
use definitions::Dimension;
use definitions::toml_file::nearest;
use measures::{CategoryKind, Part, Ratio};
use publication::{Edition, Figure};
use std::collections::{BTreeMap, BTreeSet};

/// A protected table of a note.
#[derive(Debug, Clone)]
pub(crate) struct Bound<'a> {
    pub(crate) name: String,
    pub(crate) edition: Edition<'a>,
    /// The categories that the note asks the table for: what a reference means where it does not say otherwise.
    pub(crate) asked_for: Vec<(Dimension, String)>,
}

/// A category of a dimension.
pub(crate) type Named = (Dimension, String);

/// What expressions are made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Binding<'a> {
    pub(crate) tables: Vec<Bound<'a>>,
    /// What the note has beside its tables.
    pub(crate) beside: Vec<(&'a Beside, &'a Counted)>,
    /// Tables that the register cannot answer, and that the note can do without.
    pub(crate) absent: BTreeSet<String>,
    /// The values that the note names.
    pub(crate) values: BTreeMap<String, Expression>,
}

/// How deep values may refer to each other.
const DEEPEST: usize = 30;

impl<'a> Binding<'a> {
    pub(crate) fn table(&self, name: &str) -> Result<&Bound<'a>, String> {
        let found = self.tables.iter().find(|table| table.name == name);
        found.ok_or_else(|| {
            let near = nearest(name, self.tables.iter().map(|table| table.name.as_str()));
            format!("there is no table `{name}`{near}")
        })
    }

    /// The value of an expression; `row` has the categories that its figures are of where they do not say otherwise.
    ///
    /// # Errors
    /// What is wrong with it. That a figure is missing is a value.
    pub(crate) fn value(&self, expression: &Expression, row: &[Named]) -> Result<Value, String> {
        self.value_at(expression, row, 0)
    }

    fn value_at(&self, expression: &Expression, row: &[Named], depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err("the values refer to each other in a circle".into());
        }
        let value = |expression: &Expression| self.value_at(expression, row, depth + 1);
        match expression {
            Expression::Number(number) => Ok(Ok(Number::counted(Ratio::whole((*number).into())))),
            Expression::Named(name) => match self.values.get(name) {
                Some(expression) => value(expression),
                None => {
                    let near = nearest(name, self.values.keys().map(String::as_str));
                    Err(format!("there is no value `{name}` in [values]{near}"))
                }
            },
            Expression::Figure(reference) => self.figure(reference, row, depth),
            Expression::Plus(one, other) => combined(value(one)?, value(other)?, "added to", |one, other| Number {
                value: one.value.plus(other.value),
                ..one
            }),
            Expression::Minus(one, other) => combined(value(one)?, value(other)?, "taken from", |one, other| Number {
                value: one.value.minus(other.value),
                unit: if one.unit == Unit::Percent { Unit::Points } else { one.unit },
                ..one
            }),
            Expression::Call(function, of) => {
                let mut values = Vec::new();
                for expression in of {
                    match expression {
                        Expression::Figure(reference) if reference.is_of_each() => {
                            values.extend(self.each(reference, row, depth)?);
                        }
                        other => values.push(value(other)?),
                    }
                }
                call(*function, &values)
            }
        }
    }

    /// The figures of a reference with `DIM=*`: one for each of the dimension's own categories.
    fn each(&self, reference: &Reference, row: &[Named], depth: usize) -> Result<Vec<Value>, String> {
        let Some(at) = reference.categories.iter().position(|(_, id)| id == EACH) else {
            return Ok(vec![self.figure(reference, row, depth)?]);
        };
        let (dimension, _) = &reference.categories[at];
        let table = self.table(&reference.table)?.edition.table();
        let axis = table.axes().iter().find(|axis| axis.dimension.id() == dimension);
        let axis = axis.ok_or_else(|| format!("table `{}` has no dimension `{dimension}`", reference.table))?;
        let mut values = Vec::new();
        for category in axis.categories.iter().filter(|category| category.kind == CategoryKind::Ordinary) {
            let mut one = reference.clone();
            one.categories[at].1 = category.id.clone();
            values.extend(self.each(&one, row, depth)?);
        }
        Ok(values)
    }

    fn figure(&self, reference: &Reference, row: &[Named], depth: usize) -> Result<Value, String> {
        if reference.is_of_each() {
            let message = "`DIM=*` is of many figures: it stands in `sum(…)`, `highest(…)`, `place_from_lowest(…)` and their like";
            return Err(message.into());
        }
        if self.absent.contains(&reference.table) {
            return Ok(Err(Missing::Unknown));
        }
        if let Some((beside, counted)) = self.beside.iter().find(|(beside, _)| beside.name == reference.table) {
            let running = self.value_at(&beside.running, &[], depth + 1)?;
            return beside.value(counted, running, reference);
        }
        let bound = self.table(&reference.table)?;
        let table = bound.edition.table();
        let mut named: Vec<Named> = Vec::new();
        for (dimension, id) in &reference.categories {
            let axes = table.axes().iter().map(|axis| axis.dimension);
            let found = axes.clone().find(|known| known.id() == dimension).ok_or_else(|| {
                let near = nearest(dimension, axes.map(Dimension::id));
                format!("table `{}` has no dimension `{dimension}`{near}", reference.table)
            })?;
            named.push((found, id.clone()));
        }
        let row_of = bound.row(&named, row)?;
        let column = table.columns().iter().position(|column| column.id() == reference.column).ok_or_else(|| {
            let ids: Vec<String> = table.columns().iter().map(measures::Column::id).collect();
            let near = nearest(&reference.column, ids.iter().map(String::as_str));
            format!("table `{}` has no column `{}`{near}", reference.table, reference.column)
        })?;
        Ok(bound.value(row_of, column))
    }
}

impl Bound<'_> {
    /// The row of some categories: those named first, then those of the row that is being written, then those that the
    /// note asks the table for, and else the total.
    pub(crate) fn row(&self, named: &[Named], row: &[Named]) -> Result<usize, String> {
        let table = self.edition.table();
        let mut number = 0;
        for axis in table.axes() {
            let of = |list: &[Named]| {
                list.iter().find(|(dimension, _)| *dimension == axis.dimension).map(|(_, id)| id.clone())
            };
            let wanted = of(named).or_else(|| of(row)).or_else(|| of(&self.asked_for));
            let place = match wanted {
                Some(id) => axis.categories.iter().position(|category| category.id == id).ok_or_else(|| {
                    let near = nearest(&id, axis.categories.iter().map(|category| category.id.as_str()));
                    format!("`{}` of table `{}` has no category `{id}`{near}", axis.dimension.id(), self.name)
                })?,
                None if axis.categories.len() == 1 => 0,
                None => {
                    let total = axis.categories.iter().position(|category| category.kind == CategoryKind::Total);
                    total.ok_or_else(|| {
                        let id = axis.dimension.id();
                        let example = axis.categories.last().map_or("…", |category| category.id.as_str());
                        format!("which {id} of table `{}`? Add `{id}={example}`", self.name)
                    })?
                }
            };
            number = number * axis.categories.len() + place;
        }
        Ok(number)
    }

    /// A figure of the table as a value.
    pub(crate) fn value(&self, row: usize, column: usize) -> Value {
        let of = &self.edition.table().columns()[column];
        let unit = match (&of.part, Unit::of(of.statistic.unit())) {
            (Part::Areas, _) => Unit::Counted,
            (Part::Change(_), Unit::Percent) => Unit::Points,
            (_, unit) => unit,
        };
        match self.edition.figure(row, column) {
            Figure::Number { value, provisional } => {
                Ok(Number { value, unit, decimals: self.edition.decimals(of), provisional, bare: false })
            }
            Figure::Suppressed => Err(Missing::Hidden),
            Figure::NotYet => Err(Missing::NotYet),
            Figure::Unknown => Err(Missing::Unknown),
        }
    }
}

fn combined(one: Value, other: Value, verb: &str, with: impl Fn(Number, Number) -> Number) -> Result<Value, String> {
    let (one, other) = match both(one, other) {
        Ok(numbers) => numbers,
        Err(missing) => return Ok(Err(missing)),
    };
    if one.unit != other.unit {
        return Err(format!("{:?} cannot be {verb} {:?}", other.unit, one.unit));
    }
    let decimals = one.decimals.max(other.decimals);
    Ok(Ok(Number { decimals, provisional: one.provisional || other.provisional, ..with(one, other) }))
}

fn call(function: Function, values: &[Value]) -> Result<Value, String> {
    let Some((first, others)) = values.split_first() else { return Err("there is nothing to work out".into()) };
    match function {
        Function::Share => {
            let share = others.first().map(|base| both(*first, *base));
            let (part, base) = match share {
                Some(Ok(numbers)) => numbers,
                Some(Err(missing)) => return Ok(Err(missing)),
                None => return Err("a share wants a base".into()),
            };
            let share = part.value.times(Ratio::whole(100)).over(base.value);
            let provisional = part.provisional || base.provisional;
            Ok(share
                .map(|value| Number { unit: Unit::Percent, provisional, ..Number::counted(value) })
                .ok_or(Missing::Unknown))
        }
        Function::Sum => {
            let mut sum = *first;
            for other in others {
                sum = combined(sum, *other, "added to", |one, other| Number {
                    value: one.value.plus(other.value),
                    ..one
                })?;
            }
            Ok(sum)
        }
        Function::PlaceFromLowest | Function::PlaceFromHighest | Function::Highest | Function::Lowest => {
            ordered(function, *first, others)
        }
    }
}

/// What is asked of an order. An area of which nothing can be told (nobody is there) is not in it; one that is hidden makes it
/// unknown.
fn ordered(function: Function, first: Value, others: &[Value]) -> Result<Value, String> {
    let first = match first {
        Ok(first) => first,
        Err(missing) => return Ok(Err(missing)),
    };
    let mut numbers = vec![first];
    for other in others {
        match other {
            Ok(number) if number.unit == first.unit => numbers.push(*number),
            Ok(number) => return Err(format!("{:?} has no place among {:?}", number.unit, first.unit)),
            Err(Missing::Unknown) => {}
            Err(missing) => return Ok(Err(*missing)),
        }
    }
    let provisional = numbers.iter().any(|number| number.provisional);
    let before = |is_before: fn(std::cmp::Ordering) -> bool| {
        numbers.iter().filter(|number| is_before(number.value.compare(first.value))).count() as i128
    };
    let place = |place: i128| Number { unit: Unit::Place, ..Number::counted(Ratio::whole(place)) };
    let by = |one: &&Number, other: &&Number| one.value.compare(other.value);
    let number = match function {
        Function::PlaceFromLowest => place(1 + before(std::cmp::Ordering::is_lt)),
        Function::PlaceFromHighest => place(1 + before(std::cmp::Ordering::is_gt)),
        Function::Highest => *numbers.iter().max_by(by).unwrap_or(&first),
        _ => *numbers.iter().min_by(by).unwrap_or(&first),
    };
    Ok(Ok(Number { provisional, ..number }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;
    use crate::expression::parse;

    fn binding() -> Binding<'static> {
        let values = [
            ("a", "7"),
            ("b", "28"),
            ("quarter", "share(a, b)"),
            ("half", "share(14, b)"),
            ("circle", "square"),
            ("square", "circle"),
            ("nothing", "share(1, 0)"),
        ];
        let values = values.map(|(name, text)| (name.to_owned(), parse(text).unwrap()));
        Binding { values: values.into_iter().collect(), ..Binding::default() }
    }

    fn value(text: &str) -> Result<Value, String> {
        binding().value(&parse(text).unwrap(), &[])
    }

    #[test]
    fn arithmetic() {
        for (text, expected, unit) in [
            ("a + b", "35", Unit::Counted),
            ("a - b", "-21", Unit::Counted),
            ("quarter", "25", Unit::Percent),
            ("quarter + half", "75", Unit::Percent),
            ("half - quarter", "25", Unit::Points),
            ("sum(a, a, b)", "42", Unit::Counted),
            ("highest(a, b)", "28", Unit::Counted),
            ("lowest(b, a)", "7", Unit::Counted),
            ("place_from_lowest(b, a, 10)", "3", Unit::Place),
            ("place_from_highest(b, a, 28)", "1", Unit::Place),
            // Nobody is there: it is not among them.
            ("place_from_lowest(half, nothing, quarter)", "2", Unit::Place),
        ] {
            let number = value(text).unwrap().unwrap();
            assert_eq!((number.value.rounded(0).as_str(), number.unit), (expected, unit), "{text}");
        }
        assert_eq!(value("nothing + quarter").unwrap(), Err(Missing::Unknown));
    }

    #[test]
    fn mistakes() {
        for (text, message) in [
            ("c", "there is no value `c` in [values]; did you mean `a`?"),
            ("circle", "the values refer to each other in a circle"),
            ("a + quarter", "Percent cannot be added to Counted"),
            ("highest(a, half)", "Percent has no place among Counted"),
            ("started.count", "there is no table `started`"),
        ] {
            assert_eq!(value(text).unwrap_err(), message, "{text}");
        }
    }
}

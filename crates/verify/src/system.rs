//! The conditions that figures meet together, and the parts that hang together by the figures that are not known exactly.

use crate::interval::Interval;
use crate::note::{Cell, Comparison, Form, Relation};
use crate::rational::{Rational, TooLarge};
use crate::solver::{Problem, Row, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// A condition on cells, and the instance that it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) terms: BTreeMap<usize, Rational>,
    pub(crate) within: Interval,
    /// The statement and its instance.
    pub(crate) from: (usize, usize),
}

/// A sum of factor times cell, and where it lies.
pub(crate) type Linear = (BTreeMap<usize, Rational>, Interval);

/// A form that lies within an interval.
pub(crate) fn condition(form: &Form, within: Interval) -> Result<Linear, TooLarge> {
    let less = Interval::point(form.constant().negative());
    Ok((form.terms.clone(), within.plus(&less)?))
}

/// Where the difference of two sides lies.
pub(crate) fn target(is: Comparison) -> Interval {
    let zero = Interval::point(Rational::ZERO);
    let open = |end: Option<crate::interval::End>| end.map(|end| crate::interval::End::open(end.at));
    match is {
        Comparison::Equal => zero,
        Comparison::Less => Interval { lower: None, upper: open(zero.upper) },
        Comparison::AtMost => Interval { lower: None, upper: zero.upper },
        Comparison::Greater => Interval { lower: open(zero.lower), upper: None },
        Comparison::AtLeast => Interval { lower: zero.lower, upper: None },
    }
}

/// What a relation asks of the cells; empty where it asks nothing that is linear.
pub(crate) fn conditions(relation: &Relation, cells: &[Cell]) -> Result<Vec<Linear>, TooLarge> {
    match relation {
        Relation::Compare { left, is, right, .. } => {
            Ok(vec![condition(&left.clone().plus(right, Rational::whole(-1))?, target(*is))?])
        }
        Relation::Ratio { part, times, base, shown } => ratio(part, *times, base, *shown, cells),
        Relation::Rank { .. } | Relation::NoneBelow { .. } | Relation::Missing(_) => Ok(Vec::new()),
    }
}

/// `shown` is `times` part over base: an equation where the base is known; otherwise part lies between what the ends of
/// `shown` make of the base.
fn ratio(part: &Form, times: Rational, base: &Form, shown: usize, cells: &[Cell]) -> Result<Vec<Linear>, TooLarge> {
    let mut found = Vec::new();
    if let Some(known) = base.hull(cells)?.only() {
        if known.signum() > 0 {
            let share = Form::default().plus(part, times.over(known)?)?;
            found.push(condition(
                &share.plus(&Form::of_cell(shown, cells), Rational::whole(-1))?,
                target(Comparison::Equal),
            )?);
        } else {
            // A share of nobody is no number.
            found.push((BTreeMap::new(), Interval::point(Rational::ONE)));
        }
        return Ok(found);
    }
    let above_zero = Interval { lower: target(Comparison::Greater).lower, upper: None };
    found.push(condition(base, above_zero)?);
    let Interval { lower, upper } = cells[shown].interval;
    for (end, is_lower) in [(lower, true), (upper, false)] {
        let Some(end) = end else { continue };
        let room = Form::default().plus(part, times)?.plus(base, end.at.negative())?;
        let is = match (is_lower, end.open) {
            (true, true) => Comparison::Greater,
            (true, false) => Comparison::AtLeast,
            (false, true) => Comparison::Less,
            (false, false) => Comparison::AtMost,
        };
        found.push(condition(&room, target(is))?);
    }
    Ok(found)
}

/// All conditions of a note.
#[derive(Debug, Clone, Default)]
pub(crate) struct System {
    pub(crate) conditions: Vec<Condition>,
    /// By cell, the conditions that it is in; cells that are known exactly are in none.
    of_cell: BTreeMap<usize, Vec<usize>>,
}

impl System {
    pub(crate) fn add(&mut self, cells: &[Cell], condition: Condition) {
        for cell in condition.terms.keys().filter(|cell| cells[**cell].interval.only().is_none()) {
            self.of_cell.entry(*cell).or_default().push(self.conditions.len());
        }
        self.conditions.push(condition);
    }

    /// The conditions that hang together with some cells.
    pub(crate) fn around(&self, start: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<usize> = start.into_iter().collect();
        while let Some(cell) = open.pop() {
            if !seen.insert(cell) {
                continue;
            }
            for condition in self.of_cell.get(&cell).into_iter().flatten() {
                if found.insert(*condition) {
                    let terms = self.conditions[*condition].terms.keys();
                    open.extend(terms.copied().filter(|other| self.of_cell.contains_key(other)));
                }
            }
        }
        found
    }

    /// The parts that hang together, each once.
    pub(crate) fn parts(&self) -> Vec<BTreeSet<usize>> {
        let mut parts: Vec<BTreeSet<usize>> = Vec::new();
        let mut seen = BTreeSet::new();
        for cell in self.of_cell.keys() {
            if self.of_cell[cell].iter().any(|condition| !seen.contains(condition)) {
                let part = self.around([*cell]);
                seen.extend(part.iter().copied());
                parts.push(part);
            }
        }
        parts
    }
}

/// Conditions as a problem, and the variable of each cell that is in one.
pub(crate) fn problem<'c>(
    conditions: impl IntoIterator<Item = (&'c BTreeMap<usize, Rational>, Interval)>,
    cells: &[Cell],
) -> Result<(Problem, BTreeMap<usize, usize>), TooLarge> {
    let mut problem = Problem::default();
    let mut variables = BTreeMap::new();
    for (terms, within) in conditions {
        let (mut row, mut known) = (Vec::new(), Interval::point(Rational::ZERO));
        for (cell, factor) in terms {
            match cells[*cell].interval.only() {
                Some(value) => known = known.minus(&Interval::point(value.times(*factor)?))?,
                None => {
                    let variable = *variables.entry(*cell).or_insert_with(|| {
                        let Cell { interval, whole, .. } = cells[*cell];
                        problem.variables.push(Variable { interval, whole });
                        problem.variables.len() - 1
                    });
                    row.push((variable, *factor));
                }
            }
        }
        problem.rows.push(Row { terms: row, within: within.plus(&known)? });
    }
    Ok((problem, variables))
}

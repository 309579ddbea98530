//! A note's figure: from `[[figure]]` and a protected table to a picture.
//!
//! Inside the note the picture has its caption above it; saved by itself it has it as its title. The alternative text tells its
//! figures, as far as there is room.

use crate::binding::{Binding, Bound, Named};
use crate::picture_file::{Kind, PictureFile};
use crate::value::{Missing, Number, Value};
use crate::view::{Categories, category_title, chosen_columns, source};
use crate::view_file::Total;
use definitions::{Dimension, Language};
use document::Inline;
use figures::{
    Bar, BorderMap, Category, Chart, HorizontalBars, Lines, Reference, Series, Slope, SlopeLine, StackedColumns, Start,
    Symbols, TileMap,
};
use std::collections::BTreeMap;

/// A figure that is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    /// As it stands in the note.
    pub(crate) figure: document::Figure,
    /// As it stands by itself.
    pub(crate) svg: String,
    pub(crate) png: Vec<u8>,
}

/// Why a figure cannot be drawn.
pub(crate) enum Wrong {
    /// What is asked for does not fit the table.
    Picture(String),
    /// What is drawn does not fit together.
    Drawing(figures::Error),
}

impl From<String> for Wrong {
    fn from(message: String) -> Wrong {
        Wrong::Picture(message)
    }
}

impl From<figures::Error> for Wrong {
    fn from(error: figures::Error) -> Wrong {
        Wrong::Drawing(error)
    }
}

/// How wide the text of a note is, in millimetres, and how many points of a picture for each of its own.
const TEXT_WIDTH: u16 = 160;
const SCALE: f32 = 3.0;

/// Draws a figure.
pub(crate) fn draw(
    picture: &PictureFile,
    binding: &Binding<'_>,
    language: Language,
    borders: Option<&str>,
) -> Result<Drawn, Wrong> {
    let bound = binding.table(&picture.table)?;
    let data = Data::of(picture, binding, bound, language)?;
    let own = match language {
        Language::Danish => figures::Language::Danish,
        Language::English => figures::Language::English,
    };
    let (note, source_is) = match language {
        Language::Danish => ("Anm.: ", "Kilde: "),
        Language::English => ("Note: ", "Source: "),
    };
    let source = picture.source.clone().unwrap_or_else(|| source(&bound.edition));
    let alternative = data.told(picture, language);
    let by_itself = figures::Figure {
        title: picture.caption.clone(),
        subtitle: None,
        description: alternative.clone(),
        remarks: picture.remarks.iter().map(|remark| format!("{note}{remark}")).collect(),
        source: format!("{source_is}{source}"),
        language: own,
        symbols: symbols(bound),
        chart: data.chart(picture, borders)?,
    };
    let in_note = figures::Figure { title: String::new(), ..by_itself.clone() };
    let svg = figures::svg(&by_itself, &picture.id)?;
    let png = figures::png(&svg, SCALE)?;
    let inside = figures::svg(&in_note, &picture.id)?;
    Ok(Drawn {
        figure: document::Figure {
            id: picture.id.clone(),
            caption: vec![Inline::text(picture.caption.clone())],
            png: Some(figures::png(&inside, SCALE)?),
            svg: inside,
            alternative,
            remarks: Vec::new(),
            source: None,
            width_mm: TEXT_WIDTH,
        },
        svg,
        png,
    })
}

/// The symbols of the release and what they mean.
fn symbols(bound: &Bound<'_>) -> Symbols {
    let pair = |figure: publication::Figure| {
        let mark = bound.edition.symbol(figure).unwrap_or("*");
        (mark.to_owned(), bound.edition.meaning(figure).to_owned())
    };
    let provisional = publication::Figure::Number { value: measures::Ratio::whole(0), provisional: true };
    Symbols {
        hidden: pair(publication::Figure::Suppressed),
        not_yet: pair(publication::Figure::NotYet),
        unknown: pair(publication::Figure::Unknown),
        provisional: pair(provisional),
    }
}

/// What is drawn, before it is a chart.
struct Data {
    categories: Vec<Column>,
    /// Name and values of each series, one value a category.
    series: Vec<(String, Vec<Value>)>,
    unit: String,
    reference: Option<(String, Number)>,
    language: Language,
}

/// A category that is drawn.
struct Column {
    id: String,
    name: String,
    count: Option<String>,
}

impl Data {
    fn of(picture: &PictureFile, binding: &Binding<'_>, bound: &Bound<'_>, language: Language) -> Result<Data, String> {
        let show: Vec<String> = picture.show.iter().cloned().collect();
        let columns = chosen_columns(bound, &show)?;
        let column = *columns.first().ok_or("the table has no columns")?;
        let along = Categories::of(bound, &[picture.categories], &picture.choice, Total::Last)?;
        let named = |dimension: Dimension, id: &str| -> Named { (dimension, id.to_owned()) };
        let mut categories = Vec::new();
        for category in &along.chosen[0] {
            let own = vec![named(picture.categories, &category.id)];
            let count = match &picture.count {
                None => None,
                Some(expression) => Some(match binding.value(expression, &own)? {
                    Ok(number) => Number { bare: true, ..number }.text(language),
                    Err(missing) => mark(bound, missing).to_owned(),
                }),
            };
            let name = category_title(along.axes[0], category, language);
            categories.push(Column { id: category.id.clone(), name, count });
        }
        let mut series = Vec::new();
        let row = |named: &[Named]| bound.row(named, &[]).map(|row| bound.value(row, column));
        match picture.series {
            None => {
                let values = categories.iter().map(|of| row(&[named(picture.categories, &of.id)]));
                let name = bound.edition.column_title(&bound.edition.table().columns()[column]);
                series.push((name, values.collect::<Result<Vec<Value>, String>>()?));
            }
            Some(dimension) => {
                let parts = Categories::of(bound, &[dimension], &picture.series_choice, Total::Last)?;
                for part in &parts.chosen[0] {
                    let values = categories
                        .iter()
                        .map(|of| row(&[named(picture.categories, &of.id), named(dimension, &part.id)]));
                    let values = values.collect::<Result<Vec<Value>, String>>()?;
                    let is_nothing = |value: &Value| {
                        matches!(value, Err(Missing::Unknown)) || matches!(value, Ok(number) if number.sign().is_eq())
                    };
                    // What fits no category is drawn where there is something of it.
                    if part.kind == measures::CategoryKind::Residual && values.iter().all(is_nothing) {
                        continue;
                    }
                    series.push((category_title(parts.axes[0], part, language), values));
                }
            }
        }
        let reference = match &picture.reference {
            None => None,
            // A line of a figure that is missing is not drawn.
            Some((title, expression)) => binding.value(expression, &[])?.ok().map(|number| (title.clone(), number)),
        };
        let unit = bound.edition.column_title(&bound.edition.table().columns()[column]);
        let mut data = Data { categories, series, unit, reference, language };
        if picture.by_value {
            data.sort();
        }
        Ok(data)
    }

    /// In order of the first series, the greatest first; those without a number last, and equal ones by their names.
    fn sort(&mut self) {
        let Some((_, first)) = self.series.first() else { return };
        let mut order: Vec<usize> = (0..self.categories.len()).collect();
        order.sort_by(|one, other| {
            let by_value = match (&first[*one], &first[*other]) {
                (Ok(one), Ok(other)) => other.value.compare(one.value),
                (Ok(_), Err(_)) => std::cmp::Ordering::Less,
                (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
                (Err(_), Err(_)) => std::cmp::Ordering::Equal,
            };
            by_value.then_with(|| self.categories[*one].name.cmp(&self.categories[*other].name))
        });
        for (_, values) in &mut self.series {
            *values = order.iter().map(|at| values[*at]).collect();
        }
        let mut categories: Vec<Option<Column>> = std::mem::take(&mut self.categories).into_iter().map(Some).collect();
        self.categories = order.into_iter().filter_map(|at| categories[at].take()).collect();
    }

    fn value(&self, value: Value) -> figures::Value {
        match value {
            Ok(number) => figures::Value::Number {
                value: number.value.as_f64(),
                text: number.digits(self.language),
                provisional: number.provisional,
            },
            Err(Missing::Hidden) => figures::Value::Hidden,
            Err(Missing::NotYet) => figures::Value::NotYet,
            Err(Missing::Unknown) => figures::Value::Unknown,
        }
    }

    fn values(&self, values: &[Value]) -> Vec<figures::Value> {
        values.iter().map(|value| self.value(*value)).collect()
    }

    fn series(&self) -> Vec<Series> {
        self.series.iter().map(|(name, values)| Series { name: name.clone(), values: self.values(values) }).collect()
    }

    fn accent(&self, picture: &PictureFile) -> Option<usize> {
        let accent = picture.accent.as_ref()?;
        self.categories.iter().position(|category| category.id == *accent)
    }

    fn chart(&self, picture: &PictureFile, borders: Option<&str>) -> Result<Chart, Wrong> {
        let unit = self.unit.clone();
        Ok(match picture.kind {
            Kind::StackedColumns => Chart::StackedColumns(StackedColumns {
                categories: self
                    .categories
                    .iter()
                    .map(|category| Category { name: category.name.clone(), count: category.count.clone() })
                    .collect(),
                series: self.series(),
                totals: Vec::new(),
                unit,
            }),
            Kind::Bars => {
                let bar = |(at, category): (usize, &Column)| Bar {
                    name: category.name.clone(),
                    count: category.count.clone(),
                    values: self.series.iter().map(|(_, values)| self.value(values[at])).collect(),
                    total: None,
                };
                let reference = self.reference.as_ref().map(|(title, number)| Reference {
                    value: number.value.as_f64(),
                    label: format!("{title} {}", number.digits(self.language)),
                });
                Chart::HorizontalBars(HorizontalBars {
                    bars: self.categories.iter().enumerate().map(bar).collect(),
                    series: self.series.iter().map(|(name, _)| name.clone()).collect(),
                    unit,
                    reference,
                    accent: self.accent(picture),
                })
            }
            Kind::Lines => Chart::Lines(Lines {
                times: self.categories.iter().map(|category| category.name.clone()).collect(),
                series: self.series(),
                unit,
                start: Start::Zero,
                accent: None,
            }),
            Kind::Slope => {
                let [before, after] = &self.categories[..] else {
                    let n = self.categories.len();
                    return Err(Wrong::Picture(format!(
                        "a slope goes from one category to another, and there are {n}: name two under `keep`"
                    )));
                };
                let line = |(name, values): &(String, Vec<Value>)| SlopeLine {
                    name: name.clone(),
                    before: self.value(values[0]),
                    after: self.value(values[1]),
                };
                Chart::Slope(Slope {
                    before: before.name.clone(),
                    after: after.name.clone(),
                    lines: self.series.iter().map(line).collect(),
                    unit,
                    accent: None,
                })
            }
            Kind::Map => {
                let mut values = BTreeMap::new();
                if let Some((_, of_areas)) = self.series.first() {
                    let of_areas = self.categories.iter().zip(of_areas);
                    values.extend(
                        of_areas.filter_map(|(area, value)| Some((area.id.parse::<u16>().ok()?, self.value(*value)))),
                    );
                }
                match borders {
                    None => Chart::TileMap(TileMap { values, bounds: Vec::new(), unit }),
                    Some(text) => {
                        Chart::BorderMap(BorderMap { borders: text.to_owned(), values, bounds: Vec::new(), unit })
                    }
                }
            }
        })
    }

    /// What the picture shows, in words.
    fn told(&self, picture: &PictureFile, language: Language) -> String {
        let words = |danish: &'static str, english: &'static str| match language {
            Language::Danish => danish,
            Language::English => english,
        };
        let kind = match picture.kind {
            Kind::StackedColumns => words("Stablede søjler", "Stacked columns"),
            Kind::Bars => words("Vandrette søjler", "Horizontal bars"),
            Kind::Lines => words("Linjer", "Lines"),
            Kind::Slope => words("Før og efter", "Before and after"),
            Kind::Map => words("Kort over kommunerne", "Map of the municipalities"),
        };
        let figure = |value: &Value| match value {
            Ok(number) => Number { bare: true, ..*number }.text(language),
            Err(Missing::Hidden) => words("ikke vist", "not shown").to_owned(),
            Err(Missing::NotYet) => words("ikke opgjort endnu", "not yet measurable").to_owned(),
            Err(Missing::Unknown) => words("kan ikke opgøres", "cannot be told").to_owned(),
        };
        let mut told = format!("{}. {kind}, {}.", picture.caption.trim_end_matches('.'), lower(&self.unit));
        for (name, values) in &self.series {
            let figures =
                values.iter().zip(&self.categories).map(|(value, of)| format!("{} {}", of.name, figure(value)));
            let figures: Vec<String> = figures.collect();
            let shown = if figures.len() > MOST_TOLD {
                ends(&self.categories, values, &figure, language)
            } else {
                figures.join(", ")
            };
            if self.series.len() > 1 {
                told += &format!(" {name}: {shown}.");
            } else {
                told += &format!(" {shown}.");
            }
        }
        told
    }
}

/// More figures than this are not told one by one.
const MOST_TOLD: usize = 24;

/// The lowest and the highest of many figures.
fn ends(categories: &[Column], values: &[Value], figure: &dyn Fn(&Value) -> String, language: Language) -> String {
    let numbers = categories.iter().zip(values).filter_map(|(of, value)| Some((of, value.as_ref().ok()?)));
    let by = |one: &(&Column, &Number), other: &(&Column, &Number)| one.1.value.compare(other.1.value);
    let (Some(lowest), Some(highest)) = (numbers.clone().min_by(by), numbers.max_by(by)) else {
        return String::new();
    };
    let told = |(of, number): (&Column, &Number)| format!("{} ({})", figure(&Ok(*number)), of.name);
    match language {
        Language::Danish => format!("lavest {}, højest {}", told(lowest), told(highest)),
        Language::English => format!("lowest {}, highest {}", told(lowest), told(highest)),
    }
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn mark<'e>(bound: &Bound<'e>, missing: Missing) -> &'e str {
    let figure = match missing {
        Missing::Hidden => publication::Figure::Suppressed,
        Missing::NotYet => publication::Figure::NotYet,
        Missing::Unknown => publication::Figure::Unknown,
    };
    bound.edition.symbol(figure).unwrap_or_default()
}

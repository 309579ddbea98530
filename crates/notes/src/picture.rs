//! A note's figure: from `[[figure]]` and a protected table to a picture.
//!
//! Inside the note the picture has its caption above it and its remarks and source below, as a table has them; saved by itself
//! it has them all within it.

use crate::alternative::told;
use crate::binding::{Binding, Bound, Named};
use crate::picture_file::{Kind, PictureFile};
use crate::value::{Missing, Number, Value};
use crate::view::{Categories, category_title, chosen_columns, source};
use crate::view_file::Total;
use definitions::{Dimension, Language, STILL_RUNNING};
use figures::{
    Bar, BorderMap, Category, Chart, Curve, HorizontalBars, Lines, Reference, Series, Slope, SlopeLine, StackedColumns,
    Start, Step, Steps, Symbols, TILES, TileMap,
};
use std::collections::BTreeMap;

/// The borders of municipalities, for maps.
#[derive(Debug, Clone, Copy)]
pub struct Borders<'a> {
    /// The name of their file, which is told where the file does not say whose they are.
    pub name: &'a str,
    /// The text of the file, GeoJSON or TopoJSON.
    pub text: &'a str,
}

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
    borders: Option<Borders<'_>>,
) -> Result<Drawn, Wrong> {
    let bound = binding.table(&picture.table)?;
    let data = Data::of(picture, binding, bound, borders.is_some(), language)?;
    let own = match language {
        Language::Danish => figures::Language::Danish,
        Language::English => figures::Language::English,
    };
    let (note, source_is) = match language {
        Language::Danish => ("Anm.: ", "Kilde: "),
        Language::English => ("Note: ", "Source: "),
    };
    let source = picture.source.clone().unwrap_or_else(|| source(&bound.edition));
    let alternative = told(&data.categories, &data.series, &data.unit, picture, borders.is_some(), language);
    let mut remarks = picture.remarks.clone();
    if picture.kind == Kind::Map {
        remarks.extend(of_map(borders, language));
    }
    let by_itself = figures::Figure {
        title: picture.caption.clone(),
        subtitle: None,
        description: alternative.clone(),
        remarks: remarks
            .iter()
            .enumerate()
            .map(|(place, remark)| if place == 0 { format!("{note}{remark}") } else { remark.clone() })
            .collect(),
        source: format!("{source_is}{source}"),
        language: own,
        symbols: symbols(bound),
        chart: data.chart(picture, borders)?,
    };
    let in_note =
        figures::Figure { title: String::new(), remarks: Vec::new(), source: String::new(), ..by_itself.clone() };
    let svg = figures::svg(&by_itself, &picture.id)?;
    let png = figures::png(&svg, SCALE)?;
    let inside = figures::svg(&in_note, &picture.id)?;
    Ok(Drawn {
        figure: document::Figure {
            id: picture.id.clone(),
            caption: vec![document::Inline::text(picture.caption.clone())],
            png: Some(figures::png(&inside, SCALE)?),
            svg: inside,
            alternative,
            remarks,
            source: Some(source),
            width_mm: TEXT_WIDTH,
        },
        svg,
        png,
    })
}

/// Whether a figure of a picture can be shown.
pub(crate) fn shows_any(
    picture: &PictureFile,
    binding: &Binding<'_>,
    language: Language,
    has_borders: bool,
) -> Result<bool, String> {
    let data = Data::of(picture, binding, binding.table(&picture.table)?, has_borders, language)?;
    Ok(data.series.iter().flat_map(|(_, values)| values).any(Result::is_ok))
}

/// What must be known to read a map.
fn of_map(borders: Option<Borders<'_>>, language: Language) -> Vec<String> {
    let Some(Borders { name, text }) = borders else {
        return vec![match language {
            Language::Danish => "Hver kommune er et felt af samme størrelse, omtrent hvor kommunen ligger.".to_owned(),
            Language::English => {
                "Each municipality is a tile of the same size, about where the municipality lies.".to_owned()
            }
        }];
    };
    let whose = figures::credit(text).unwrap_or_else(|| name.to_owned());
    let whose = whose.trim_end_matches('.');
    match language {
        Language::Danish => vec!["Bornholm er flyttet.".to_owned(), format!("Kommunegrænser: {whose}.")],
        Language::English => vec!["Bornholm has been moved.".to_owned(), format!("Borders: {whose}.")],
    }
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
    /// Which of them is of those who still run.
    still: Option<usize>,
    unit: String,
    reference: Option<(String, Number)>,
    language: Language,
}

#[cfg(test)]
impl Column {
    pub(crate) fn named(name: &str) -> Column {
        Column { id: String::new(), name: name.to_owned(), count: None, is_of_none: false, end: None }
    }
}

/// A category that is drawn.
pub(crate) struct Column {
    pub(crate) id: String,
    pub(crate) name: String,
    count: Option<String>,
    /// Whether it is of nobody.
    is_of_none: bool,
    /// Of a band that has an end, where it is.
    end: Option<i32>,
}

/// Of each band of an axis but the last, which has no end, where it ends.
fn ends_of_bands(bound: &Bound<'_>, axis: &measures::Axis) -> BTreeMap<String, i32> {
    let table = bound.edition.table();
    let at = table.axes().iter().position(|known| known.dimension == axis.dimension);
    let Some(edges) = at.and_then(|at| table.edges(at)) else { return BTreeMap::new() };
    axis.categories.iter().zip(edges.iter().skip(1)).map(|(category, end)| (category.id.clone(), *end)).collect()
}

impl Data {
    fn of(
        picture: &PictureFile,
        binding: &Binding<'_>,
        bound: &Bound<'_>,
        has_borders: bool,
        language: Language,
    ) -> Result<Data, String> {
        let show: Vec<String> = picture.show.iter().cloned().collect();
        let columns = chosen_columns(bound, &show)?;
        let column = *columns.first().ok_or("the table has no columns")?;
        let along = Categories::of(bound, &[picture.categories], &picture.choice, Total::Last)?;
        let named = |dimension: Dimension, id: &str| -> Named { (dimension, id.to_owned()) };
        let ends = ends_of_bands(bound, along.axes[0]);
        let mut categories = Vec::new();
        for category in &along.chosen[0] {
            let own = vec![named(picture.categories, &category.id)];
            let count = picture.count.as_ref().map(|expression| binding.value(expression, &own)).transpose()?;
            let is_of_none = matches!(count, Some(Ok(number)) if number.sign().is_eq());
            let count = count.map(|count| match count {
                Ok(number) => Number { bare: true, ..number }.text(language),
                Err(missing) => mark(bound, missing).to_owned(),
            });
            let name = category_title(along.axes[0], category, language);
            let end = ends.get(&category.id).copied();
            categories.push(Column { id: category.id.clone(), name, count, is_of_none, end });
        }
        let (mut series, mut still) = (Vec::new(), None);
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
                    still = still.or_else(|| (part.id == STILL_RUNNING).then_some(series.len()));
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
        let mut data = Data { categories, series, still, unit, reference, language };
        match picture.kind {
            Kind::Bars => data.keep(|of, is_unknown| !(of.is_of_none && is_unknown)),
            // Christiansø, which belongs to no municipality, has no tile.
            Kind::Map if !has_borders => {
                data.keep(|of, _| TILES.iter().any(|tile| of.id.parse() == Ok(tile.code)));
            }
            // The last band has no end, and neither have the total and the unknown; what nobody was followed to is not drawn.
            Kind::Steps => data.keep(|of, is_unknown| of.end.is_some() && !is_unknown),
            Kind::StackedColumns | Kind::Lines | Kind::Slope | Kind::Map => {}
        }
        if picture.by_value {
            data.sort();
        }
        Ok(data)
    }

    /// Leaves out the other categories; of each it is told whether nothing in it is known.
    fn keep(&mut self, is_kept: impl Fn(&Column, bool) -> bool) {
        let is_unknown = |at: usize| self.series.iter().all(|(_, values)| values[at] == Err(Missing::Unknown));
        let kept: Vec<bool> = self.categories.iter().enumerate().map(|(at, of)| is_kept(of, is_unknown(at))).collect();
        let mut of_categories = kept.iter();
        self.categories.retain(|_| of_categories.next() == Some(&true));
        for (_, values) in &mut self.series {
            let mut of_values = kept.iter();
            values.retain(|_| of_values.next() == Some(&true));
        }
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

    /// Curves from the start on, where all still run, each with a step at the end of a band.
    fn steps(&self, picture: &PictureFile) -> Chart {
        let ends = || self.categories.iter().filter_map(|category| category.end).map(f64::from);
        let start = |all: bool| match all {
            true => figures::Value::number(100.0, "100"),
            false => figures::Value::number(0.0, "0"),
        };
        let curves = self.series.iter().enumerate().map(|(at, (name, values))| {
            let first = Step { from: 0.0, value: start(self.still == Some(at)), band: None };
            let later = ends().zip(values).map(|(from, value)| Step { from, value: self.value(*value), band: None });
            let steps: Vec<Step> = std::iter::once(first).chain(later).collect();
            Curve { name: name.clone(), steps, until: ends().next_back().unwrap_or(0.0) + 1.0, at_risk: Vec::new() }
        });
        Chart::Steps(Steps {
            curves: curves.collect(),
            unit: self.unit.clone(),
            time_unit: picture.categories.title().in_language(self.language).to_owned(),
            ticks: std::iter::once(0.0).chain(ends()).collect(),
            at_risk_title: String::new(),
        })
    }

    fn accent(&self, picture: &PictureFile) -> Option<usize> {
        let accent = picture.accent.as_ref()?;
        self.categories.iter().position(|category| category.id == *accent)
    }

    fn chart(&self, picture: &PictureFile, borders: Option<Borders<'_>>) -> Result<Chart, Wrong> {
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
            Kind::Steps => self.steps(picture),
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
                    Some(Borders { text, .. }) => {
                        Chart::BorderMap(BorderMap { borders: text.to_owned(), values, bounds: Vec::new(), unit })
                    }
                }
            }
        })
    }
}

fn mark<'e>(bound: &Bound<'e>, missing: Missing) -> &'e str {
    let figure = match missing {
        Missing::Hidden => publication::Figure::Suppressed,
        Missing::NotYet => publication::Figure::NotYet,
        Missing::Unknown => publication::Figure::Unknown,
    };
    bound.edition.symbol(figure).unwrap_or_default()
}

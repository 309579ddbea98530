//! A release folder, read and checked: `release.json` and the tables that it lists.

use crate::countings::{self, Counting, CountingFile};
use crate::error::{Error, Fault};
use crate::published::Rule;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What stands under `format`.
pub(crate) const FORMAT: &str = "forlob release 1";

const RELEASE: &str = "release.json";

/// The category that is the total of an axis.
pub(crate) const ALL: &str = "all";

/// More cells than this in one table are a mistake in its description.
const MOST_CELLS: u128 = 20_000_000;

/// The largest count that is read: whole numbers up to it are exact in every program.
const LARGEST: u64 = 1 << 53;

#[derive(Debug, Deserialize)]
struct ReleaseFile {
    format: String,
    rule: RuleFile,
    tables: Vec<TableFile>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    bands: Vec<Bands>,
    #[serde(default)]
    countings: Vec<CountingFile>,
}

#[derive(Debug, Deserialize)]
struct RuleFile {
    threshold: u32,
    zeros_shown: bool,
}

#[derive(Debug, Deserialize)]
struct TableFile {
    file: String,
    /// The table's own threshold, where it is stricter than the release's.
    #[serde(default)]
    threshold: Option<u32>,
    family: String,
    count: CountKind,
    axes: Vec<Axis>,
    columns: Vec<Column>,
    #[serde(default)]
    fixed: Vec<Fixed>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CountKind {
    Spells,
    Persons,
    PersonDays,
    Members,
    Events,
}

/// An axis of a table.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Axis {
    pub(crate) dimension: String,
    /// How the dimension is made, where tables may differ: categories of one name count the same only where this is the
    /// same as well.
    #[serde(default)]
    pub(crate) made: Option<String>,
    /// The category that the total is, where only some of the dimension are counted at all.
    #[serde(default)]
    pub(crate) all_is: Option<String>,
    #[serde(default)]
    pub(crate) time: bool,
    /// Whether the categories sum to `all`; a period's parts to the period.
    pub(crate) additive: bool,
    /// Whether each unit is in one category of the dimension, also where not all of them are there.
    #[serde(default)]
    pub(crate) disjoint: bool,
    pub(crate) categories: Vec<String>,
}

/// A category that everything in a table is in.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Fixed {
    dimension: String,
    #[serde(default)]
    made: Option<String>,
    pub(crate) category: String,
    /// Whether each unit is in one category of the dimension.
    #[serde(default)]
    pub(crate) additive: bool,
}

impl Fixed {
    /// As [`Axis::level`].
    pub(crate) fn level(&self) -> String {
        level(&self.dimension, self.made.as_deref())
    }
}

fn level(dimension: &str, made: Option<&str>) -> String {
    match made {
        Some(made) => format!("{dimension}{MADE}{made}"),
        None => dimension.to_owned(),
    }
}

impl Axis {
    /// The category that a place of the axis is: the total is none, but for a dimension of which only some are counted.
    pub(crate) fn category<'a>(&'a self, category: &'a str) -> Option<&'a str> {
        if category == ALL { self.all_is.as_deref() } else { Some(category) }
    }

    pub(crate) fn has_one_each(&self) -> bool {
        self.additive || self.disjoint
    }

    /// The dimension and how it is made: by this name cells of two tables are the same.
    pub(crate) fn level(&self) -> String {
        level(&self.dimension, self.made.as_deref())
    }
}

/// What stands between a dimension and how it is made.
pub(crate) const MADE: char = '@';

#[derive(Debug, Deserialize)]
pub(crate) struct Column {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) is: Is,
}

/// What a column's figures are.
#[derive(Debug, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum Is {
    /// A count: of what the table counts, or of another family.
    Count {
        #[serde(default)]
        family: Option<String>,
    },
    /// A sum of amounts, in whole kroner.
    Sum {
        family: String,
        /// Whether a hidden one may be below 0.
        below_zero: bool,
    },
    /// A sum of that family over a count, that of the column `base`; over one that is not told where there is none.
    Mean {
        family: String,
        below_zero: bool,
        #[serde(default)]
        base: Option<String>,
        decimals: u8,
    },
    /// 100 times the cell over the cell with `all` in place of the category of `over`.
    Share { over: String, decimals: u8 },
    /// Nothing follows from it here.
    Other,
    /// The figure of column `of` less that of another cell.
    Change { of: String, against: Vec<Against> },
}

/// Where a cell at `from` is compared with the one at `to`.
#[derive(Debug, Deserialize)]
pub(crate) struct Against {
    pub(crate) dimension: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// The whole of each part, from one dimension to another.
#[derive(Debug, Deserialize)]
pub(crate) struct Relation {
    pub(crate) part: String,
    pub(crate) whole: String,
    pub(crate) map: BTreeMap<String, String>,
}

/// Where the bands of a dimension begin, and where the next one does; none where a band has no end. Bands of the same count
/// in one unit.
#[derive(Debug, Deserialize)]
pub(crate) struct Bands {
    dimension: String,
    #[serde(default)]
    made: Option<String>,
    pub(crate) of: String,
    pub(crate) edges: BTreeMap<String, (i64, Option<i64>)>,
}

impl Bands {
    /// As [`Axis::level`].
    pub(crate) fn level(&self) -> String {
        level(&self.dimension, self.made.as_deref())
    }
}

/// A printed number: `number / 10^decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) number: i64,
    pub(crate) decimals: u8,
}

impl Printed {
    fn read(text: &str) -> Option<Printed> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let all = format!("{whole}{part}");
        if whole.is_empty() || all.len() > 17 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Printed { number: sign * all.parse::<i64>().ok()?, decimals: u8::try_from(part.len()).ok()? })
    }

    /// The number times `10^decimals`; none where it has more decimals than that.
    pub(crate) fn times_ten_to(self, decimals: u8) -> Option<i64> {
        let more = decimals.checked_sub(self.decimals)?;
        self.number.checked_mul(10i64.checked_pow(more.into())?)
    }
}

/// What stands in a figure's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Number(Printed),
    Suppressed,
    /// Not measurable yet, or not known to the register.
    NotThere,
}

/// A figure, and the line it stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure {
    pub(crate) shown: Shown,
    pub(crate) line: u64,
}

/// A table of the release.
pub(crate) struct Table {
    pub(crate) file: String,
    pub(crate) threshold: Option<u32>,
    pub(crate) fixed: Vec<Fixed>,
    pub(crate) family: String,
    pub(crate) count: CountKind,
    pub(crate) axes: Vec<Axis>,
    pub(crate) columns: Vec<Column>,
    /// For each column, the figures by place; places count the axes' categories, the last axis fastest.
    pub(crate) figures: Vec<Vec<Option<Figure>>>,
    /// The different marks that suppressed figures of counts and amounts have in the column `protection`, with the first line of
    /// each.
    pub(crate) marks: BTreeMap<String, u64>,
}

impl Table {
    /// The categories at a place, one for each axis.
    pub(crate) fn categories(&self, place: usize) -> Vec<usize> {
        let mut rest = place;
        let mut categories: Vec<usize> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let category = rest % axis.categories.len();
                rest /= axis.categories.len();
                category
            })
            .collect();
        categories.reverse();
        categories
    }

    /// The place of some categories, one for each axis.
    pub(crate) fn place(&self, categories: &[usize]) -> usize {
        self.axes.iter().zip(categories).fold(0, |place, (axis, category)| place * axis.categories.len() + category)
    }

    pub(crate) fn n_places(&self) -> usize {
        self.axes.iter().map(|axis| axis.categories.len()).product()
    }
}

/// A release as its readers have it.
pub(crate) struct Release {
    pub(crate) rule: Rule,
    pub(crate) tables: Vec<Table>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) bands: Vec<Bands>,
    /// What is counted beside the tables.
    pub(crate) countings: Vec<Counting>,
}

pub(crate) fn unreadable(file: &str, error: &std::io::Error) -> Error {
    Error { file: file.to_owned(), line: None, fault: Fault::Unreadable(error.to_string()) }
}

/// The line of the first place in the text where a word stands in quotation marks.
fn line_of(text: &str, word: &str) -> Option<u64> {
    let quoted = serde_json::Value::from(word).to_string();
    (1..).zip(text.lines()).find(|(_, line)| line.contains(&quoted)).map(|(number, _)| number)
}

/// Reads a release folder.
pub(crate) fn read(folder: &Path) -> Result<Release, Error> {
    let text = std::fs::read_to_string(folder.join(RELEASE)).map_err(|error| unreadable(RELEASE, &error))?;
    let release: ReleaseFile = serde_json::from_str(&text).map_err(|error| {
        let line = u64::try_from(error.line()).ok().filter(|line| *line > 0);
        let why = error.to_string();
        // The line stands before the message already.
        let why = why.split(" at line ").next().unwrap_or(&why).to_owned();
        Error { file: RELEASE.to_owned(), line, fault: Fault::Malformed(why) }
    })?;
    let at = |word: &str, fault: Fault| Error { file: RELEASE.to_owned(), line: line_of(&text, word), fault };
    if release.format != FORMAT {
        return Err(at("format", Fault::Format(release.format)));
    }
    for relation in &release.relations {
        if relation.part == relation.whole {
            return Err(at(&relation.part, Fault::OwnPart(relation.part.clone())));
        }
    }
    let mut files = BTreeSet::new();
    let mut tables = Vec::new();
    for table in release.tables {
        if !files.insert(table.file.clone()) {
            return Err(at(&table.file, Fault::FileTwice));
        }
        check(&table).map_err(|fault| at(&table.file, fault))?;
        tables.push(read_table(folder, table)?);
    }
    let mut countings = Vec::new();
    for counting in release.countings {
        if !files.insert(counting.file.clone()) {
            return Err(at(&counting.file, Fault::FileTwice));
        }
        countings.push(countings::read(folder, counting)?);
    }
    let rule = Rule { threshold: release.rule.threshold.into(), zeros_shown: release.rule.zeros_shown };
    Ok(Release { rule, tables, relations: release.relations, bands: release.bands, countings })
}

/// What a table's description can have wrong by itself.
fn check(table: &TableFile) -> Result<(), Fault> {
    let path = Path::new(&table.file);
    if path.file_name() != Some(path.as_os_str()) {
        return Err(Fault::Outside(table.file.clone()));
    }
    let mut dimensions = BTreeSet::new();
    for Axis { dimension, time, categories, .. } in &table.axes {
        if !dimensions.insert(dimension) {
            return Err(Fault::Twice(format!("the axis `{dimension}`")));
        }
        let mut seen = BTreeSet::new();
        if let Some(category) = categories.iter().find(|category| !seen.insert(*category)) {
            return Err(Fault::Twice(format!("the category `{category}` of `{dimension}`")));
        }
        if *time && seen.contains(&ALL.to_owned()) {
            return Err(Fault::TimeTotal(dimension.clone()));
        }
    }
    let n_cells = table.axes.iter().fold(1u128, |n, axis| n.saturating_mul(axis.categories.len() as u128));
    if n_cells > MOST_CELLS {
        return Err(Fault::TooManyCells(n_cells));
    }
    let mut ids = BTreeSet::new();
    for Column { id, is } in &table.columns {
        if !ids.insert(id) {
            return Err(Fault::Twice(format!("the column `{id}`")));
        }
        let spoken: Vec<&String> = match is {
            Is::Count { .. } | Is::Sum { .. } | Is::Other => Vec::new(),
            Is::Mean { base, .. } => {
                let is_count = |id: &String| {
                    table.columns.iter().any(|column| column.id == *id && matches!(column.is, Is::Count { .. }))
                };
                if let Some(base) = base.as_ref().filter(|base| !is_count(base)) {
                    return Err(Fault::NoSuchColumn { column: id.clone(), of: base.clone() });
                }
                Vec::new()
            }
            Is::Share { over, .. } => vec![over],
            Is::Change { of, against } => {
                let whole = table.columns.iter().find(|column| column.id == *of);
                if !whole.is_some_and(|column| !matches!(column.is, Is::Change { .. })) {
                    return Err(Fault::NoSuchColumn { column: id.clone(), of: of.clone() });
                }
                against.iter().map(|against| &against.dimension).collect()
            }
        };
        if let Some(dimension) = spoken.into_iter().find(|dimension| !dimensions.contains(dimension)) {
            return Err(Fault::NoAxis { column: id.clone(), dimension: dimension.clone() });
        }
    }
    Ok(())
}

/// The name of a dimension's column in a table's file: `status` there is the state of the figure.
fn column_name(dimension: &str) -> &str {
    if dimension == "status" { "status_after" } else { dimension }
}

fn read_table(folder: &Path, table: TableFile) -> Result<Table, Error> {
    let TableFile { file, threshold, family, count, axes, columns, fixed } = table;
    let at = |line: Option<u64>, fault: Fault| Error { file: file.clone(), line, fault };
    let bytes = std::fs::read(folder.join(&file)).map_err(|error| unreadable(&file, &error))?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    let malformed = |error: &csv::Error| {
        let line = error.position().map(csv::Position::line);
        let why = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("there are {len} fields; the first line has {expected_len}")
            }
            csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
            _ => error.to_string(),
        };
        at(line, Fault::Malformed(why))
    };
    let expected: Vec<&str> = axes
        .iter()
        .map(|axis| column_name(&axis.dimension))
        .chain(["measure", "value", "status", "protection"])
        .collect();
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|error| malformed(&error))?;
    let found: Vec<&str> = record.iter().collect();
    if found != expected {
        return Err(at(Some(1), Fault::Head { expected: expected.join(","), found: found.join(",") }));
    }
    let places: Vec<BTreeMap<&str, usize>> =
        axes.iter().map(|axis| axis.categories.iter().map(String::as_str).zip(0..).collect()).collect();
    let n_places = axes.iter().map(|axis| axis.categories.len()).product();
    let mut figures: Vec<Vec<Option<Figure>>> = vec![vec![None; n_places]; columns.len()];
    let mut marks = BTreeMap::new();
    while reader.read_record(&mut record).map_err(|error| malformed(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |fault: Fault| at(Some(line), fault);
        let mut place = 0;
        for ((axis, of), category) in axes.iter().zip(&places).zip(&record) {
            let number = of.get(category).ok_or_else(|| {
                wrong(Fault::Category { dimension: axis.dimension.clone(), category: category.to_owned() })
            })?;
            place = place * axis.categories.len() + number;
        }
        // Every record has as many fields as the first, which has these four after the axes.
        let field = |at: usize| record.get(axes.len() + at).unwrap_or_default();
        let column = columns
            .iter()
            .position(|column| column.id == field(0))
            .ok_or_else(|| wrong(Fault::Measure(field(0).to_owned())))?;
        let shown = figure(&columns, column, field(1), field(2)).map_err(wrong)?;
        let is_cell = matches!(columns[column].is, Is::Count { .. } | Is::Sum { .. } | Is::Mean { .. });
        if shown == Shown::Suppressed && is_cell {
            marks.entry(field(3).to_owned()).or_insert(line);
        }
        if let Some(earlier) = figures[column][place].replace(Figure { shown, line }) {
            return Err(wrong(Fault::Again(earlier.line)));
        }
    }
    drop(places);
    Ok(Table { file, threshold, fixed, family, count, axes, columns, figures, marks })
}

/// What a figure's value and status say together.
fn figure(columns: &[Column], column: usize, value: &str, status: &str) -> Result<Shown, Fault> {
    let contradiction = || Fault::ValueAndStatus { value: value.to_owned(), status: status.to_owned() };
    match status {
        "" | "provisional" if value.is_empty() => return Err(contradiction()),
        "" | "provisional" => {}
        "suppressed" | "not_yet" | "unknown" if !value.is_empty() => return Err(contradiction()),
        "suppressed" => return Ok(Shown::Suppressed),
        "not_yet" | "unknown" => return Ok(Shown::NotThere),
        _ => return Err(Fault::Status(status.to_owned())),
    }
    let printed = Printed::read(value);
    let wrong = |expected: String| Fault::Value { value: value.to_owned(), expected };
    let of = |id: &str| columns.iter().find(|column| column.id == id).map(|column| &column.is);
    let number = match &columns[column].is {
        Is::Count { .. } => printed
            .filter(|printed| printed.decimals == 0 && (0..=LARGEST as i64).contains(&printed.number))
            .ok_or_else(|| wrong("a whole number of at least 0".to_owned()))?,
        Is::Sum { below_zero, .. } => {
            let least = if *below_zero { -(LARGEST as i64) } else { 0 };
            let is_sum =
                |printed: &Printed| printed.decimals == 0 && (least..=LARGEST as i64).contains(&printed.number);
            let not_below = if *below_zero { "" } else { " of at least 0" };
            printed.filter(is_sum).ok_or_else(|| wrong(format!("a whole number of kroner{not_below}")))?
        }
        Is::Mean { below_zero, decimals, .. } => {
            let is_mean =
                |printed: &Printed| printed.times_ten_to(*decimals).is_some_and(|number| *below_zero || number >= 0);
            printed.filter(is_mean).ok_or_else(|| wrong(format!("a mean with at most {decimals} decimals")))?
        }
        Is::Share { decimals, .. } => {
            let most = 10i64.checked_pow(u32::from(*decimals) + 2).unwrap_or(i64::MAX);
            printed
                .filter(|printed| printed.times_ten_to(*decimals).is_some_and(|number| (0..=most).contains(&number)))
                .ok_or_else(|| wrong(format!("a percentage with at most {decimals} decimals")))?
        }
        Is::Change { of: id, .. } => match of(id) {
            Some(Is::Count { .. }) => printed
                .filter(|printed| printed.decimals == 0)
                .ok_or_else(|| wrong("a whole number, as a change of a count".to_owned()))?,
            Some(Is::Share { decimals, .. }) => printed
                .filter(|printed| printed.times_ten_to(*decimals).is_some())
                .ok_or_else(|| wrong(format!("a difference of percentages with at most {decimals} decimals")))?,
            _ => return Ok(Shown::NotThere),
        },
        Is::Other => return Ok(Shown::NotThere),
    };
    Ok(Shown::Number(number))
}

//! What is counted beside tables: counts in the lines of a file, and what ties them to each other.

use crate::cells::Cells;
use crate::error::{Error, Fault};
use crate::folder::unreadable;
use crate::judge::CONTRADICTS;
use crate::published::{Cell, Class, Fact, Value};
use crate::report::{Finding, FindingKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What `release.json` tells of a counting.
#[derive(Debug, Deserialize)]
pub(crate) struct CountingFile {
    pub(crate) file: String,
    threshold: u32,
    ties: Vec<Tie>,
    nests: Vec<Nest>,
}

/// What ties rows, counted from 0.
#[derive(Debug, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Tie {
    /// The whole is the sum of its parts.
    Sum { whole: usize, parts: Vec<usize> },
    /// The whole is at least its parts together.
    AtLeast { whole: usize, parts: Vec<usize> },
    /// Of a whole and its part it can be counted who is in the one and not in the other.
    Part { whole: usize, part: usize },
}

impl Tie {
    fn rows(&self) -> Vec<usize> {
        match self {
            Tie::Sum { whole, parts } | Tie::AtLeast { whole, parts } => [&[*whole], &parts[..]].concat(),
            Tie::Part { whole, part } => vec![*whole, *part],
        }
    }
}

/// Of the rows of one nest and one area, whichever files they are in, one has all that one of a smaller number has.
#[derive(Debug, Deserialize)]
struct Nest {
    row: usize,
    nest: String,
    at: i64,
}

/// A file of counts, read.
#[derive(Debug)]
pub(crate) struct Counting {
    described: CountingFile,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    line: u64,
    /// What is counted, and on which day.
    count: [String; 2],
    /// The municipality and the job centre.
    area: [String; 2],
    value: Value,
}

/// The columns of the file.
const HEAD: [&str; 6] = ["count", "day", "municipality", "jobcentre", "value", "status"];

/// The largest count that is read.
const LARGEST: u64 = 1 << 53;

/// Reads the file of a counting.
pub(crate) fn read(folder: &Path, described: CountingFile) -> Result<Counting, Error> {
    let at = |line: Option<u64>, fault: Fault| Error { file: described.file.clone(), line, fault };
    let path = Path::new(&described.file);
    if path.file_name() != Some(path.as_os_str()) {
        return Err(at(None, Fault::Outside(described.file.clone())));
    }
    let bytes = std::fs::read(folder.join(path)).map_err(|error| unreadable(&described.file, &error))?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|error| {
            let line = error.position().map(csv::Position::line);
            at(line, Fault::Malformed(error.to_string()))
        })?;
        if number == 0 {
            let found: Vec<&str> = record.iter().collect();
            if found != HEAD {
                return Err(at(Some(1), Fault::Head { expected: HEAD.join(","), found: found.join(",") }));
            }
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let value = value(&field(4), &field(5)).map_err(|fault| at(Some(line), fault))?;
        rows.push(Row { line, count: [field(0), field(1)], area: [field(2), field(3)], value });
    }
    let named = described.ties.iter().flat_map(Tie::rows).chain(described.nests.iter().map(|nest| nest.row));
    if let Some(row) = named.into_iter().find(|row| *row >= rows.len()) {
        return Err(at(None, Fault::NoSuchRow { row, rows: rows.len() }));
    }
    Ok(Counting { described, rows })
}

fn value(value: &str, status: &str) -> Result<Value, Fault> {
    let contradiction = || Fault::ValueAndStatus { value: value.to_owned(), status: status.to_owned() };
    match (value, status) {
        ("", "suppressed") => Ok(Value::Hidden),
        (_, "suppressed") | ("", "") => Err(contradiction()),
        (_, "") => {
            let number = value.parse().ok().filter(|number: &u64| *number <= LARGEST);
            let expected = || "a whole number of at least 0".to_owned();
            let number = number.ok_or_else(|| Fault::Value { value: value.to_owned(), expected: expected() })?;
            Ok(Value::Shown(number as i64))
        }
        _ => Err(Fault::Status(status.to_owned())),
    }
}

/// What is counted and on which day, and the municipality and the job centre.
type Words<'a> = ([&'a str; 2], [&'a str; 2]);

/// Adds the counts of all files, each once, and what ties them.
pub(crate) fn add_countings(cells: &mut Cells<'_>) {
    let release = cells.release;
    // Each count's cell, and the file and the line where it was met first.
    let mut known: BTreeMap<Words<'_>, (usize, &str, u64)> = BTreeMap::new();
    let mut nests: BTreeMap<(&str, [&str; 2]), BTreeMap<i64, usize>> = BTreeMap::new();
    for Counting { described, rows } in &release.countings {
        let file = described.file.as_str();
        let mut own = Vec::new();
        for row in rows {
            let key = (row.count.each_ref().map(String::as_str), row.area.each_ref().map(String::as_str));
            let cell = match known.get(&key) {
                Some((cell, first, line)) => {
                    meet(cells, *cell, row, [(first, *line), (file, row.line)]);
                    *cell
                }
                None => {
                    let area: String =
                        row.area.iter().filter(|area| !area.is_empty()).map(|area| format!(", {area}")).collect();
                    let name = format!("{file}, {} on {}{area}", row.count[0], row.count[1]);
                    cells.cells.push(Cell::new(name, row.value));
                    known.insert(key, (cells.cells.len() - 1, file, row.line));
                    cells.cells.len() - 1
                }
            };
            let threshold = &mut cells.cells[cell].threshold;
            *threshold = (*threshold).max(Some(described.threshold.into()));
            if row.value == Value::Hidden {
                let n_categories = row.area.iter().filter(|area| !area.is_empty()).count();
                cells.cells[cell].classes.push(Class {
                    table: file.to_owned(),
                    column: "count".to_owned(),
                    n_categories,
                });
            }
            own.push(cell);
        }
        for tie in &described.ties {
            match tie {
                Tie::Sum { whole, parts } => {
                    let parts: Vec<usize> = parts.iter().map(|part| own[*part]).collect();
                    cells.facts.push(Fact::sum(own[*whole], &parts, format!("{file}: a count and its parts")));
                }
                Tie::AtLeast { whole, parts } => {
                    let parts: Vec<usize> = parts.iter().map(|part| own[*part]).collect();
                    let says = format!("{file}: parts that have nobody in common are together no more than the whole");
                    // Parts less the whole: 0 at most.
                    cells.facts.push(Fact { lower: None, ..Fact::sum(own[*whole], &parts, says) });
                }
                Tie::Part { whole, part } => rest(cells, own[*whole], own[*part]),
            }
        }
        for Nest { row, nest, at } in &described.nests {
            let area = rows[*row].area.each_ref().map(String::as_str);
            nests.entry((nest, area)).or_default().insert(*at, own[*row]);
        }
    }
    for nest in nests.into_values() {
        let of_nest: Vec<usize> = nest.into_values().collect();
        for pair in of_nest.windows(2).filter(|pair| pair[0] != pair[1]) {
            rest(cells, pair[1], pair[0]);
        }
    }
}

/// Whoever is in a whole and not in its part: in no file, and to be computed by whoever has both.
fn rest(cells: &mut Cells<'_>, whole: usize, part: usize) {
    let name = format!("in no table: {}, without {}", cells.cells[whole].name, cells.cells[part].name);
    let threshold = cells.cells[whole].threshold.max(cells.cells[part].threshold);
    cells.cells.push(Cell { threshold, ..Cell::new(name, Value::Unpublished) });
    let says = format!("{}: a count and a part of it", cells.cells[whole].name);
    cells.facts.push(Fact::sum(whole, &[part, cells.cells.len() - 1], says));
}

/// A count that is in two files.
fn meet(cells: &mut Cells<'_>, cell: usize, row: &Row, [(first, first_line), (file, line)]: [(&str, u64); 2]) {
    let name = cells.cells[cell].name.clone();
    match (cells.cells[cell].value, row.value) {
        (Value::Shown(one), Value::Shown(other)) if one != other => cells.findings.push(Finding {
            kind: FindingKind::Contradiction,
            what: CONTRADICTS.to_owned(),
            known: format!("{name}: it is {one} in {first}, line {first_line}, and {other} in {file}, line {line}"),
        }),
        (Value::Shown(shown), Value::Hidden) | (Value::Hidden, Value::Shown(shown)) => {
            let is_first = row.value == Value::Hidden;
            let (there, here) = if is_first { (first, file) } else { (file, first) };
            cells.cells[cell].value = Value::Shown(shown);
            cells.findings.push(Finding {
                kind: FindingKind::ShownElsewhere,
                what: name,
                known: format!("hidden in {here}, but {shown} is shown in {there}"),
            });
        }
        _ => {}
    }
}

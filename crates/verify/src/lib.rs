//! Does the arithmetic of a published table hold? One that somebody typed off a note, or one that a program exported.
//!
//! Only what is printed is looked at. A printed number stands for all numbers that are rounded to it (half away from zero), a
//! symbol for what it may hide, and everything is worked out in exact fractions: what fits no number is wrong.
//!
//! ```text
//! file ──► typed (claim, table, scheme)  ──► note ──────► check ──────► together ──────► report
//!          px · json_stat · tidy ► cube      (cells,      (one after    (all at once,    (a line each)
//!                                            statements)  the other)    hidden cells)
//! ```
//!
//! # A typed file
//!
//! UTF-8, fields separated by `;` (or `,` where the first line of a table has none), blank lines where you like. A line with
//! `#` says something, one with `##` is for readers alone. A file has as many tables as the note.
//!
//! ```text
//! # note: S003, december 2018             what it is; the first lines are about all tables
//! # numbers: danish                       7.953 and 45,8 (as it is without this line); english: 7,953 and 45.8
//! # hidden: . = 1..2                      what stands for a number, and what it may hide; `0..` for anything
//! # threshold: 3                          counts below it are hidden: none may be printed
//!
//! # table: 2, ydelser                     its name, up to the first comma; then what it says of itself:
//! # total: I alt = A + B                  I alt is A and B; `A .. B`: from A to B; `*`: all others
//! # parts: I alt = A + B                  A and B are among I alt, and need not be all of it
//! # share: Pct. = Antal / I alt           per cent; the base is a row where the others are columns, or a column too
//! # change: Forskel = Dec - Feb           a difference of counts
//! # points: Forskel pct. = Dec pct. - Feb pct.      of shares, as they are printed or before they were rounded
//! # mean: Gns. = Dage / Forløb
//! # total: I alt = * | Antal              … in some columns (or rows) alone
//! # decimals: 1 | Gns.                    numbers of these columns are rounded to at least so many decimals; without
//!                                         `| names` the whole table's. A number with decimals and a share always are
//! # rounded: 10                           counts are rounded to tens
//! # began: 2013-01-01                     nobody had the benefit before: rows (or columns) are periods, the others
//! # longest: 4 years                      bands as `1-2 år` …
//! # durations: weeks                      … or the numbers are durations themselves
//! # same: [I alt | *] = [3 | I alt | *]   cells, as [row | column] or [table | row | column], that are the same figure
//! # limit: [A | Antal] <= 208,7           cannot be otherwise: fails where no numbers that are printed so fit
//! # claim: [A | Antal] < [B | Antal]      asserted: holds where all numbers that are printed so and fit are so
//! # claim: sum [A | *] is lower than every other row
//! # claim: [A | Pct.] is second highest of rows [A, B, C]
//! # claim: [A | Antal] is 78 pct of [I alt | Antal]
//! # claim: [A | Antal] is 7 out of 10 of [I alt | Antal]
//! # claim: [A | Antal] + [B | Antal] is about 5.600
//! ;Antal;Pct.
//! A;ca. 450;78                            ca., omkring, about; knap, just under; godt, just over
//! B;?;22                                  ? is a number that is not printed; nothing or a stroke is no number
//! I alt;580;100
//! ```
//!
//! `claim` has the whole grammar: `crates/verify/src/claim.rs`. A hedged number allows half of the step that
//! divides it (of 1, 5, 10, 50, …), but at most 5 per cent; `about 450 within 10` says how far.
//!
//! ```
//! let note = "\
//! ## table: 2, borgere i gruppe 2
//! ## total: I alt = *
//! ## change: Forskel = December - Februar
//! ;Februar;December;Forskel
//! I alt;7.489;7.953;399
//! Andre ydelser;3.578;5.579;2.001
//! Kontanthjælp m.v.;3.911;2.374;-1.537
//! ";
//! let report = verify::verify_text("s003.csv", note)?;
//! assert_eq!(
//!     report.lines[0].to_string(),
//!     "fails: 2, total I alt, Forskel: prints 399, should be 464 = 2.001 - 1.537"
//! );
//! assert!(!report.passes());
//! # Ok::<(), verify::Error>(())
//! ```
//!
//! # An exported file
//!
//! PX, JSON-stat 2.0 and tidy CSV, as `forlob release` and `forlob tabulate` write them. Totals, shares, changes and means are known
//! from the names of categories and columns; a `release.json` beside the file says more: which categories add up, what
//! changes are against, the threshold.

mod check;
mod claim;
mod cube;
mod error;
mod interval;
mod json_stat;
mod note;
mod number;
mod px;
mod rank;
mod rational;
mod report;
mod scheme;
mod solver;
mod system;
mod table;
mod tidy;
mod together;
mod typed;

pub use error::{Error, Fault};
pub use report::{HiddenCell, Line, Report, Verdict};

use note::{Comparison, Form, Instance, Note, Reading, Relation, Stands, Statement};
use std::path::Path;

/// What describes the tables of a release folder.
const DESCRIPTION: &str = "release.json";

/// Verifies a file. With `against`, figures of the same name in the other file must be the same ones.
///
/// # Errors
/// A file cannot be read, or is not as its format has it: the error names the file, the line and what is wrong.
pub fn verify_file(path: &Path, against: Option<&Path>) -> Result<Report, Error> {
    let mut note = open(path)?;
    if let Some(against) = against {
        lay_beside(&mut note, &open(against)?);
    }
    Ok(together::check(&note))
}

/// Verifies a text; the file's name tells the format by its ending, as for a file.
///
/// # Errors
/// As [`verify_file`].
pub fn verify_text(file: &str, text: &str) -> Result<Report, Error> {
    Ok(together::check(&read(file, text.as_bytes(), None)?))
}

/// Verifies the bytes of a file of a release, with the text of the `release.json` that describes it.
///
/// # Errors
/// As [`verify_file`].
pub fn verify_bytes(file: &str, bytes: &[u8], description: Option<&str>) -> Result<Report, Error> {
    Ok(together::check(&read(file, bytes, description)?))
}

fn open(path: &Path) -> Result<Note, Error> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Error {
        file: file.clone(),
        line: None,
        fault: Fault::Unreadable(error.to_string()),
    })?;
    // A folder without a description has none; that is no mistake.
    let description = std::fs::read_to_string(path.with_file_name(DESCRIPTION)).ok();
    read(&file, &bytes, description.as_deref())
}

fn read(file: &str, bytes: &[u8], description: Option<&str>) -> Result<Note, Error> {
    // UTF-8, or as the statistical offices' older programs and spreadsheets write.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let description = description.and_then(|text| serde_json::from_str(text).ok());
    let ending = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    let cube = match ending.as_str() {
        "px" => px::read(file, text)?,
        "json" => json_stat::read(file, text)?,
        _ if tidy::is_tidy(text) => tidy::read(file, text)?,
        _ if text.lines().any(|line| line.trim_start().starts_with('#')) => return typed::read(file, text),
        _ => return Err(Error { file: file.to_owned(), line: None, fault: Fault::Format }),
    };
    cube::note(file, &cube, description.as_ref())
}

/// Ties the figures of a note to those of the same names in another.
fn lay_beside(note: &mut Note, other: &Note) {
    let mut instances = Vec::new();
    for (key, cell) in &note.keys.clone() {
        let Some(there) = other.keys.get(key) else { continue };
        if note.cells[*cell].stands == Stands::Nothing || other.cells[*there].stands == Stands::Nothing {
            continue;
        }
        let (place, line) = (note.cells[*cell].place.clone(), note.cells[*cell].line);
        let mut copy = other.cells[*there].clone();
        copy.place = format!("{}, line {}, {}", other.file, copy.line, copy.place);
        let copied = if note.cells[*cell].stands == Stands::Hidden && copy.stands == Stands::Hidden {
            // It is one hidden figure, of which both files say something.
            let both = note.cells[*cell].interval.meet(&copy.interval);
            note.cells[*cell].interval = both;
            *cell
        } else {
            note.add(copy)
        };
        let (left, right) = (Form::of_cell(*cell, &note.cells), Form::of_cell(copied, &note.cells));
        let relation = Relation::Compare { left, is: Comparison::Equal, right, or_printed: false };
        instances.push(Instance { place, line, relation });
    }
    let words = format!("same as in {}", other.file);
    note.statements.push(Statement { line: 1, words, reading: Reading::Same, instances });
}

//! The tables of the notes that come with the program, all of them in one pass over a store.
//!
//! The notes' files are read for their tables alone, and not by the crate of the notes: that brings the typesetting, which
//! takes longer to compile than all the rest of this.

use crate::scanning::{Answerable, answerable};
use crate::watch::{Line, time, time_warm};
use anyhow::Context;
use calendar::{Day, Month, Period, Quarter};
use definitions::Catalog;
use definitions::toml_file::Text;
use measures::{Cell, Pass, Request, Table};
use register::Store;
use release::Plan;
use std::path::Path;

/// The notes S000 to S004 and their files.
const NOTES: [(&str, &str); 5] = [
    ("ressourceforlob-kvartal", include_str!("../../notes/ressourceforlob-kvartal/note.toml")),
    ("ressourceforlob-svar", include_str!("../../notes/ressourceforlob-svar/note.toml")),
    ("varighed", include_str!("../../notes/varighed/note.toml")),
    ("gruppe-2", include_str!("../../notes/gruppe-2/note.toml")),
    ("udfasning", include_str!("../../notes/udfasning/note.toml")),
];
/// The note whose tables are worked out by the peers too.
const QUARTERLY: &str = "ressourceforlob-kvartal";
const MUNICIPALITY: &str = "101";

/// Counts all the tables of the five notes that the store can answer, in one pass, and says how many those are.
///
/// The run-off and the follow-up lists of S004 are no tables of the pass and are not among them.
pub(crate) fn run(path: &Path, threads: usize) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let store = Store::open(path, &catalog)?;
    let mut requests = Vec::new();
    for (name, _) in NOTES {
        requests.extend(requests_of(name, store.info().covered.last_day(), &catalog)?);
    }
    let pass = || -> Result<(Vec<Table>, usize), measures::Error> {
        let Answerable { questions, without_place } = answerable(&requests, &catalog, &store)?;
        Ok((Pass::plan(questions, &catalog)?.run(&store, threads, &|_| ())?, without_place))
    };
    // The first is what somebody waits for who asks once, the second what a peer's warm run is set against.
    let (first, first_passing) = time(pass);
    drop(first?);
    let (tables, passing) = time(pass);
    let (tables, without_place) = tables?;
    let cells = tables.iter().map(|table| table.n_rows() * table.columns.len()).sum::<usize>();
    Line::new(if store.info().weekly { "notes: dream" } else { "notes" })
        .with("threads", threads)
        .with("persons", store.info().n_persons)
        .with("asked", requests.len())
        .with("tables", tables.len())
        .with("without_place", without_place)
        .with("cells", cells)
        .with("first_seconds", first_passing.seconds.as_secs_f64())
        .seconds(passing)
        .print()
}

/// The tables of S000 for one municipality and the country, with every count, for the peers to agree with.
pub(crate) fn quarterly(path: &Path, threads: usize) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let store = Store::open(path, &catalog)?;
    let requests = requests_of(QUARTERLY, store.info().covered.last_day(), &catalog)?;
    let (tables, passing) = time_warm(|| -> Result<Vec<Table>, measures::Error> {
        let questions = answerable(&requests, &catalog, &store)?.questions;
        Pass::plan(questions, &catalog)?.run(&store, threads, &|_| ())
    });
    let tables = tables?;
    let counts = tables.iter().map(counts).collect::<anyhow::Result<Vec<_>>>()?.concat();
    Line::new("quarterly")
        .with("threads", threads)
        .with("persons", store.info().n_persons)
        .with("tables", tables.len())
        .with("answer", format!("[{}]", counts.join(",")))
        .seconds(passing)
        .print()
}

/// What a note asks for, of the last periods that a store with this last day can answer: a quarter whose statuses a month
/// later are covered, and the month that ends it. The periods that a note has of its own stay as they are.
fn requests_of(note: &str, last_day: Day, catalog: &Catalog) -> anyhow::Result<Vec<Request>> {
    let quarter = Quarter::of(Month::of(last_day).plus(-5).first_day());
    let month = Month::of(quarter.span().last_day());
    let (_, text) = NOTES.iter().find(|(name, _)| *name == note).context("there is such a note")?;
    let januaries = |first: i32| (first..=2022).map(|year| format!("{year}-01")).collect::<Vec<_>>().join(",");
    let years = (2014..=2021).map(|year| year.to_string()).collect::<Vec<_>>().join(",");
    let settings = [
        ("period", quarter.to_string()),
        ("month", month.to_string()),
        ("last_month", month.to_string()),
        ("first", "2018-02".to_owned()),
        ("day", month.last_day().to_string()),
        ("day:year", month.last_day().year().to_string()),
        ("municipality", MUNICIPALITY.to_owned()),
        ("started", "2022-04-01..2024-12-31".to_owned()),
        ("started_in", "2013-01-01..2014-12-31".to_owned()),
        ("ended_in", "2013-01-01..2014-06-30".to_owned()),
        ("januaries_of_jobafklaring", januaries(2015)),
        ("januaries", januaries(2014)),
        ("years", years),
    ];
    let filled = fill(text, &settings)?;
    let table = Text { file: note, text: &filled }.parse()?;
    Ok(Plan::read_keys(&table, &filled, catalog)?.tables.into_iter().map(|planned| planned.request).collect())
}

/// Puts settings into the places of a note's file: `{month}`, and of periods `{month-12}`, `{day:year-1}`. Words, as
/// `{month:words}`, stay unfilled, since no table asks for them; a place of a table that stays so is no period, and fails.
fn fill(text: &str, settings: &[(&str, String)]) -> anyhow::Result<String> {
    let mut filled = String::with_capacity(text.len());
    let mut pieces = text.split('{');
    filled.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let place = piece.split_once('}').and_then(|(inside, after)| {
            let end = inside.find(['+', '-']).unwrap_or(inside.len());
            let (name, steps) = inside.split_at(end);
            // The words of a period before.
            if steps.contains(':') {
                return None;
            }
            let (_, value) = settings.iter().find(|(known, _)| *known == name)?;
            Some((value, steps, after))
        });
        match place {
            None => filled.extend(["{", piece]),
            Some((value, "", after)) => filled.extend([value, after]),
            Some((value, steps, after)) => {
                let period: Period = value.parse()?;
                filled.extend([&period.plus(steps.parse()?).to_string(), after]);
            }
        }
    }
    Ok(filled)
}

/// Every count of a table, row by row; `null` where it is not known.
fn counts(table: &Table) -> anyhow::Result<Vec<String>> {
    let count = table.columns.iter().position(|column| column.id() == "count").context("the table has counts")?;
    Ok((0..table.n_rows())
        .map(|row| match table.cell(row, count) {
            Cell::Number { value, .. } => value.rounded(0),
            Cell::NotYet | Cell::Unknown => "null".to_owned(),
        })
        .collect())
}

//! `forlob tabulate`: one measure as a table.

use crate::arguments::{Shared, TableFormat, Tabulate};
use crate::commands::{catalog, print};
use crate::show::{provenance, terminal, tidy};
use crate::{WrongWords, log, progress};
use anyhow::Context;
use calendar::Period;
use definitions::toml_file::nearest;
use definitions::{Catalog, Dimension, DimensionKind, Language};
use measures::{Pass, Question, Reference, Request, Source, Table};
use register::Store;
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: &Tabulate, shared: &Shared) -> anyhow::Result<()> {
    let reason = log::reason(&arguments.unprotected)?;
    if arguments.format == TableFormat::Parquet && arguments.out.is_none() {
        return Err(WrongWords("Parquet goes to a file: name one with --out FILE".into()).into());
    }
    let catalog = catalog(shared)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let request = request(arguments)?;
    let question = Question::new(&request, &catalog, store.info())?;
    let tables = answer(vec![question], &store, &catalog, shared.threads())?;
    let Some(table) = tables.first() else { return Ok(()) };
    log::shown_unprotected(&arguments.store, &what(arguments), reason)?;
    write(table, arguments.format, arguments.out.as_deref(), shared.language(), reason)
}

/// Answers questions in one pass, with a progress bar.
pub(crate) fn answer(
    questions: Vec<Question>,
    store: &Store,
    catalog: &Catalog,
    threads: usize,
) -> anyhow::Result<Vec<Table>> {
    let bar = progress::steps("Counting", Source::n_shards(store) as u64);
    let tables = Pass::plan(questions, catalog)?.run(store, threads, &|shards| bar.set_position(shards as u64))?;
    bar.finish_and_clear();
    Ok(tables)
}

/// Writes a table in a format, to a file or the terminal.
pub(crate) fn write(
    table: &Table,
    format: TableFormat,
    out: Option<&Path>,
    language: Language,
    reason: &str,
) -> anyhow::Result<()> {
    let mut about = vec![format!("UNPROTECTED ({reason})")];
    about.extend(provenance::lines(table, language));
    match (format, out) {
        (TableFormat::Table, None) => print(&terminal::text(table, language, reason)),
        (TableFormat::Table, Some(path)) => {
            std::fs::write(path, terminal::text(table, language, reason)).with_context(|| path.display().to_string())
        }
        (TableFormat::Csv, None) => {
            tidy::csv(table, std::io::stdout().lock())?;
            // Where the figures come from must not be lost, and must not be among the rows.
            use std::io::Write;
            Ok(writeln!(std::io::stderr(), "{}", about.join("\n"))?)
        }
        (TableFormat::Csv, Some(path)) => {
            let file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
            tidy::csv(table, std::io::BufWriter::new(file))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let beside = path.with_file_name(format!("{}-metadata.json", name.trim_end_matches(".csv")));
            std::fs::write(&beside, tidy::description(table, &name, &about))
                .with_context(|| beside.display().to_string())
        }
        (TableFormat::Parquet, path) => tidy::parquet(table, &path.map_or_else(PathBuf::new, Path::to_owned), &about),
    }
}

/// The command's own words, for the log.
fn what(arguments: &Tabulate) -> String {
    let mut words = format!("tabulate {}", arguments.measure);
    for (name, value) in [
        ("--period", &arguments.period),
        ("--by", &arguments.by),
        ("--against", &arguments.against),
        ("--spread", &arguments.spread),
    ] {
        if let Some(value) = value {
            words += &format!(" {name} {value}");
        }
    }
    arguments.only.iter().for_each(|only| words += &format!(" --where {only}"));
    words
}

fn request(arguments: &Tabulate) -> anyhow::Result<Request> {
    let wrong = |message: String| anyhow::Error::from(WrongWords(message));
    let periods = match &arguments.period {
        None => Vec::new(),
        Some(text) => Period::list(text).map_err(|error| wrong(format!("--period: {error}")))?,
    };
    let by = arguments
        .by
        .as_ref()
        .map(|list| {
            list.split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(dimension)
                .collect::<anyhow::Result<Vec<_>>>()
        })
        .transpose()?;
    let mut only = Vec::new();
    for part in arguments.only.iter().flat_map(|list| list.split(',')) {
        only.push(category(part)?);
    }
    let against = match arguments.against.as_deref() {
        None => None,
        Some("period-before") => Some(Reference::PeriodBefore),
        Some("year-before") => Some(Reference::YearBefore),
        Some("country") => Some(Reference::Category(Dimension::Municipality, "all".to_owned())),
        Some("region") => Some(Reference::Region),
        Some(text) if text.starts_with("peers=") => Some(Reference::Peers(text["peers=".len()..].trim().to_owned())),
        Some(text) if text.contains('=') => {
            let (dimension, id) = category(text)?;
            Some(Reference::Category(dimension, id))
        }
        Some(text) => Some(Reference::Period(text.parse().map_err(|_| {
            wrong(format!("--against: `{text}` is neither `period-before`, `year-before`, a period, `country`, `region`, `peers=ID` nor DIM=VALUE"))
        })?)),
    };
    let spread = arguments.spread.as_deref().map(dimension).transpose()?;
    if let Some(dimension) = spread.filter(|dimension| dimension.kind() != DimensionKind::Place) {
        let places = Dimension::all().filter(|dimension| dimension.kind() == DimensionKind::Place);
        let valid: Vec<&str> = places.map(Dimension::id).collect();
        return Err(wrong(format!("--spread: `{}` is no area; valid are `{}`", dimension.id(), valid.join("`, `"))));
    }
    Ok(Request { measure: arguments.measure.clone(), periods, by, only, against, spread })
}

fn dimension(name: &str) -> anyhow::Result<Dimension> {
    let unknown =
        || WrongWords(format!("`{name}` is no dimension{}", nearest(name, Dimension::all().map(Dimension::id))));
    Ok(Dimension::find(name).ok_or_else(unknown)?)
}

fn category(text: &str) -> anyhow::Result<(Dimension, String)> {
    let (name, id) =
        text.split_once('=').ok_or_else(|| WrongWords(format!("`{text}` is not DIM=VALUE, as municipality=101")))?;
    Ok((dimension(name.trim())?, id.trim().to_owned()))
}

//! `forlob tabulate`: one measure as a table.

use crate::arguments::{Shared, TableFormat, Tabulate};
use crate::commands::release::{ledger_of, release};
use crate::commands::{catalog, print};
use crate::show::sheet::Sheet;
use crate::show::{provenance, published, terminal, tidy};
use crate::{WrongWords, log, progress};
use ::release::Plan;
use anyhow::Context;
use calendar::Period;
use definitions::{Catalog, Dimension, DimensionKind, Language};
use measures::{Pass, Question, Reference, Request, Source, Table, category_in_words, dimension_in_words};
use publication::Edition;
use register::Store;
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: &Tabulate, shared: &Shared) -> anyhow::Result<()> {
    // Words that are wrong are told before anything is counted.
    let reason = log::unless_protected(&arguments.unprotected)?;
    let file_only = match arguments.format {
        TableFormat::Parquet => Some("Parquet"),
        TableFormat::Xlsx => Some("a workbook"),
        _ => None,
    };
    if let (Some(what), None) = (file_only, &arguments.out) {
        return Err(WrongWords(format!("{what} goes to a file: name one with --out FILE")).into());
    }
    if arguments.format.published().is_some() && reason.is_some() {
        return Err(WrongWords(
            "this format is for readers, and nothing unprotected is written in it: leave `--unprotected` out, or use --format table, csv or parquet".into(),
        )
        .into());
    }
    let catalog = catalog(shared)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let request = request(arguments)?;
    let sheet = match reason {
        Some(reason) => {
            let question = Question::new(&request, &catalog, store.info())?;
            let tables = answer(vec![question], &store, &catalog, shared.threads())?;
            log::shown_unprotected(&arguments.store, &what(arguments), reason)?;
            tables.first().map(Sheet::unprotected)
        }
        None => {
            // A mistake in the words is told as such, and not as one of a release.
            Question::new(&request, &catalog, store.info())?;
            let plan = Plan::empty(&arguments.measure).and(request);
            let released = release(plan, &[], &store, &ledger_of(&arguments.store), &catalog, shared.threads())?;
            let Some(table) = released.protected.tables.first() else { return Ok(()) };
            if let Some(format) = arguments.format.published() {
                let edition = Edition::new(table, &released.plan, shared.language());
                let bytes = published::bytes(format, &[(arguments.measure.clone(), edition)])?;
                return hand_out(&bytes, arguments.out.as_deref());
            }
            Some(Sheet::protected(table, &released.plan))
        }
    };
    let Some(sheet) = sheet else { return Ok(()) };
    write(&sheet, arguments.format, arguments.out.as_deref(), shared.language(), reason.unwrap_or_default())
}

/// Writes bytes to a file, or to the terminal.
fn hand_out(bytes: &[u8], out: Option<&Path>) -> anyhow::Result<()> {
    use std::io::Write;
    match out {
        Some(path) => std::fs::write(path, bytes).with_context(|| path.display().to_string()),
        None => Ok(std::io::stdout().lock().write_all(bytes)?),
    }
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
    table: &Sheet,
    format: TableFormat,
    out: Option<&Path>,
    language: Language,
    reason: &str,
) -> anyhow::Result<()> {
    let mut about = vec![match table.protection {
        None => format!("UNPROTECTED ({reason})"),
        Some(protection) => format!(
            "Protected: counts below {}{} are hidden, and what they could be worked out from.",
            protection.rule.threshold,
            if protection.rule.zeros_shown { "" } else { ", and zeros," }
        ),
    }];
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
        // The other formats take protected tables only, and are written before this.
        (_, path) => tidy::parquet(table, &path.map_or_else(PathBuf::new, Path::to_owned), &about),
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
    let dimension = |name: &str| dimension_in_words(name).map_err(|error| wrong(error.to_string()));
    let by = arguments.by.as_ref().map(|list| {
        list.split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(dimension)
            .collect::<anyhow::Result<Vec<_>>>()
    });
    let by = by.transpose()?;
    let only = arguments.only.iter().flat_map(|list| list.split(','));
    let only = only.map(|part| category_in_words(part).map_err(|error| wrong(error.to_string())));
    let only = only.collect::<anyhow::Result<Vec<_>>>()?;
    let against = arguments
        .against
        .as_deref()
        .map(|text| text.parse().map_err(|error: measures::Error| wrong(format!("--against: {error}"))));
    let against: Option<Reference> = against.transpose()?;
    let spread = arguments.spread.as_deref().map(dimension).transpose()?;
    if let Some(dimension) = spread.filter(|dimension| dimension.kind() != DimensionKind::Place) {
        let places = Dimension::all().filter(|dimension| dimension.kind() == DimensionKind::Place);
        let valid: Vec<&str> = places.map(Dimension::id).collect();
        return Err(wrong(format!("--spread: `{}` is no area; valid are `{}`", dimension.id(), valid.join("`, `"))));
    }
    Ok(Request { measure: arguments.measure.clone(), periods, by, only, against, spread })
}

//! Made-up extracts, and extracts into stores.

use crate::watch::{Line, time};
use definitions::Catalog;
use measures::{Listing, each_spell};
use register::{ImportSettings, Needs, PseudonymKey, Store};
use std::path::Path;

/// Makes up an extract on all processors that the process may use.
pub(crate) fn synth(persons: u64, folder: &Path) -> anyhow::Result<()> {
    let settings = synth::Settings::usual(persons, 1);
    let (summary, making) = time(|| synth::write_extract(&settings, folder, &|_| ()));
    let summary = summary?;
    let sum = |of: fn(&synth::TableSummary) -> u64| summary.tables.iter().map(of).sum::<u64>();
    Line::new("synth")
        .with("threads", std::thread::available_parallelism()?)
        .with("persons", persons)
        .with("rows", sum(|table| table.rows))
        .with("bytes", sum(|table| table.bytes))
        .seconds(making)
        .print()
}

/// Makes up a wide DREAM file.
pub(crate) fn dream(persons: u64, folder: &Path) -> anyhow::Result<()> {
    let settings = synth::Settings::dream(persons, 1);
    let (summary, making) = time(|| synth::write_dream(&settings, synth::DreamFormat::Parquet, folder, &|_| ()));
    let summary = summary?;
    Line::new("dream: made up")
        .with("persons", summary.persons)
        .with("weeks", summary.weeks)
        .with("bytes", folder_bytes(folder)?)
        .seconds(making)
        .print()
}

/// Puts the other tables of the same people beside a wide DREAM file, which has no offers, wages, memberships and events: with
/// them the notes have all their tables. The payments by the day, which the wide file stands for, are not among them.
pub(crate) fn beside(persons: u64, folder: &Path) -> anyhow::Result<()> {
    let making = folder.join("making");
    synth::write_extract(&synth::Settings::dream(persons, 1), &making, &|_| ())?;
    for entry in std::fs::read_dir(&making)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("ydelser") && name != "register.toml" {
            std::fs::rename(entry.path(), folder.join(name))?;
        }
    }
    Ok(std::fs::remove_dir_all(&making)?)
}

/// Imports an extract on so many threads. The store is replaced.
pub(crate) fn run(extract: &Path, store: &Path, threads: usize) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let (report, importing) = time(|| import(extract, store, &catalog, threads));
    let info = report?.info;
    Line::new(if info.weekly { "dream: import" } else { "import" })
        .with("threads", threads)
        .with("persons", info.n_persons)
        .with("rows", info.rows.iter().map(|rows| rows.rows_in).sum::<u64>())
        .with("kept", info.rows.iter().map(|rows| rows.kept).sum::<u64>())
        .with("format", format!("\"{}\"", if holds_parquet(extract)? { "parquet" } else { "csv" }))
        .with("bytes", folder_bytes(extract)?)
        .seconds(importing)
        .print()
}

/// A wide DREAM file to spells: imported into a new store, and of the store the spells of one benefit, and all runs of
/// weeks with one code. The import is counted in both, though one serves all.
pub(crate) fn wide(extract: &Path, path: &Path, threads: usize) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let (imported, importing) = time(|| import(extract, path, &catalog, threads));
    imported?;
    let store = Store::open(path, &catalog)?;
    let (one, listing) = time(|| -> Result<(u64, i64), measures::Error> {
        let (mut stretches, mut days) = (0, 0);
        let listing = Listing { benefit: "ressourceforlob", gap: "days=28" };
        each_spell(&store, &catalog, listing, |_, spell| -> Result<(), measures::Error> {
            (stretches, days) = (stretches + 1, days + i64::from(spell.days()));
            Ok(())
        })?;
        Ok((stretches, days))
    });
    let (all, reading) = time(|| -> Result<(u64, i64), measures::Error> {
        let (mut stretches, mut days) = (0, 0);
        for shard in 0..store.n_shards() {
            for person in store.read(shard, Needs::default())?.iter() {
                stretches += person.payments.len() as u64;
                days += person.payments.iter().map(|run| i64::from(run.until - run.from)).sum::<i64>();
            }
        }
        Ok((stretches, days))
    });
    for (what, found, after) in [("one", one?, listing), ("all", all?, reading)] {
        Line::new(&format!("wide dream: {what}"))
            .with("threads", threads)
            .with("persons", store.info().n_persons)
            .with("stretches", found.0)
            .with("weeks", found.1 / 7)
            .with("after_import_seconds", after.seconds.as_secs_f64())
            .seconds(importing.and(after))
            .print()?;
    }
    Ok(())
}

fn import(
    extract: &Path,
    store: &Path,
    catalog: &Catalog,
    threads: usize,
) -> Result<register::ImportReport, register::Error> {
    let key = PseudonymKey::from_bytes([7; 32]);
    let settings = ImportSettings {
        extract,
        store,
        key: &key,
        catalog,
        threads,
        memory: register::USUAL_MEMORY,
        progress: &|_| (),
    };
    register::import(&settings)
}

fn holds_parquet(folder: &Path) -> anyhow::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        if entry?.path().extension().is_some_and(|extension| extension == "parquet") {
            return Ok(true);
        }
    }
    Ok(false)
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

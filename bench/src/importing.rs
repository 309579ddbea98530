//! Made-up extracts, and extracts into stores.

use crate::watch::{Line, time};
use definitions::Catalog;
use register::{ImportSettings, PseudonymKey};
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

/// Imports an extract on so many threads. The store is replaced.
pub(crate) fn run(extract: &Path, store: &Path, threads: usize) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let key = PseudonymKey::from_bytes([7; 32]);
    let settings = ImportSettings {
        extract,
        store,
        key: &key,
        catalog: &catalog,
        threads,
        memory: register::USUAL_MEMORY,
        progress: &|_| (),
    };
    let (report, importing) = time(|| register::import(&settings));
    let info = report?.info;
    Line::new(if info.weekly { "dream: import" } else { "import" })
        .with("threads", threads)
        .with("persons", info.n_persons)
        .with("rows", info.rows.iter().map(|rows| rows.rows_in).sum::<u64>())
        .with("kept", info.rows.iter().map(|rows| rows.kept).sum::<u64>())
        .with("bytes", folder_bytes(extract)?)
        .seconds(importing)
        .print()
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

//! `forlob import`: an extract into a store.

use crate::arguments::{Import, Shared};
use crate::commands::{catalog, findings, print};
use crate::progress;
use definitions::Catalog;
use register::{ImportProgress, ImportReport, ImportSettings, PseudonymKey};
use std::path::{Path, PathBuf};

pub(crate) fn run(arguments: &Import, shared: &Shared) -> anyhow::Result<()> {
    let catalog = catalog(shared)?;
    let key = arguments.key.clone().unwrap_or_else(|| key_beside(&arguments.store));
    let report = import(&arguments.extract, &arguments.store, &key, &catalog, shared.threads(), arguments.memory)?;
    let mut text = findings::report(&report.info);
    if report.unchanged {
        text += "\nThe store was made of this very extract already: it is as it was.\n";
    }
    for file in &report.unrecognized {
        text += &format!("\nNot read: {file}\n");
    }
    text += &format!(
        "\nStore: {}\nKey of the pseudonyms: {} (keep it apart from the store)\nNext: forlob measures · forlob tabulate {} MEASURE\n",
        arguments.store.display(),
        key.display(),
        arguments.store.display()
    );
    print(&text)
}

/// `STORE.key`, beside the store and not in it.
pub(crate) fn key_beside(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".key");
    store.with_file_name(name)
}

/// Imports with a progress bar.
pub(crate) fn import(
    extract: &Path,
    store: &Path,
    key: &Path,
    catalog: &Catalog,
    threads: usize,
    memory: u64,
) -> anyhow::Result<ImportReport> {
    let key = PseudonymKey::read_or_make(key)?;
    let (reading, writing) = (progress::bytes("Reading the extract", 0), progress::steps("Writing the store", 0));
    let comparing = progress::bytes("Comparing with the store", 0);
    let show = |progress: ImportProgress| match progress {
        ImportProgress::Compared { more, of } => {
            comparing.set_length(of);
            comparing.inc(more);
        }
        ImportProgress::Read { more, of } => {
            comparing.finish_and_clear();
            reading.set_length(of);
            reading.inc(more);
        }
        ImportProgress::Written { shards, of } => {
            reading.finish_and_clear();
            writing.set_length(of as u64);
            writing.set_position(shards as u64);
        }
    };
    let report =
        register::import(&ImportSettings { extract, store, key: &key, catalog, threads, memory, progress: &show })?;
    comparing.finish_and_clear();
    reading.finish_and_clear();
    writing.finish_and_clear();
    Ok(report)
}

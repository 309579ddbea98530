//! What no pass can be faster than: decoding the same columns and doing nothing, and making people of them.

use crate::watch::{Line, time_warm};
use definitions::Catalog;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use register::{Needs, People, Store, TableKind};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The tables that S000's tables are counted from, and their files.
const QUARTERLY: [(TableKind, &str); 4] = [
    (TableKind::Persons, "persons"),
    (TableKind::Payments, "payments"),
    (TableKind::Residences, "residences"),
    (TableKind::Wages, "wages"),
];

/// Measures both on one thread, of the tables that S000 needs and of all.
pub(crate) fn run(path: &Path) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let store = Store::open(path, &catalog)?;
    let folder = path.join(std::fs::read_to_string(path.join("current"))?.trim());
    let mut all: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        all.push(entry?.path());
    }
    all.retain(|file| file.extension().is_some_and(|extension| extension == "parquet"));
    let quarterly: Vec<PathBuf> =
        QUARTERLY.iter().map(|(_, name)| folder.join(format!("{name}.parquet"))).filter(|file| file.exists()).collect();
    let kinds = QUARTERLY.map(|(kind, _)| kind);
    for (what, files, needs) in [("S000", quarterly, Needs::of(&kinds)), ("all", all, Needs::ALL)] {
        let (rows, decoding) = time_warm(|| files.iter().map(|file| decode(file)).sum::<anyhow::Result<usize>>());
        Line::new("floor: decode")
            .with("tables", format!("\"{what}\""))
            .with("persons", store.info().n_persons)
            .with("rows", rows?)
            .seconds(decoding)
            .print()?;
        let (people, reading) = time_warm(|| -> Result<usize, register::Error> {
            let shards = (0..store.n_shards()).map(|shard| store.read(shard, needs));
            shards.map(|people| people.map(|people: People| people.iter().count())).sum()
        });
        Line::new("floor: people")
            .with("tables", format!("\"{what}\""))
            .with("persons", people?)
            .seconds(reading)
            .print()?;
    }
    Ok(())
}

/// Decodes every column of a file, and counts its rows.
fn decode(file: &Path) -> anyhow::Result<usize> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?.with_batch_size(1 << 16).build()?;
    let mut rows = 0;
    for batch in reader {
        rows += batch?.num_rows();
    }
    Ok(rows)
}

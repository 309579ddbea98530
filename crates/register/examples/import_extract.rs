//! Imports an extract into a store, and says how many rows it has: `import_extract EXTRACT STORE [THREADS [MEMORY_IN_MIB]]`.
//! With it speed and memory of an import are measured without the program around it (`/usr/bin/time -v`).

use definitions::Catalog;
use register::{ImportSettings, PseudonymKey, USUAL_MEMORY, import};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut folder =
        || arguments.next().map(PathBuf::from).ok_or("import_extract EXTRACT STORE [THREADS [MEMORY_IN_MIB]]");
    let (extract, store) = (folder()?, folder()?);
    let threads = arguments.next().map_or(Ok(2), |number| number.parse())?;
    let memory = arguments.next().map_or(Ok(USUAL_MEMORY), |number| number.parse().map(|mib: u64| mib << 20))?;
    let report = import(&ImportSettings {
        extract: &extract,
        store: &store,
        key: &PseudonymKey::from_bytes([7; 32]),
        catalog: &Catalog::embedded()?,
        threads,
        memory,
        progress: &|_| {},
    })?;
    let mut out = std::io::stdout();
    for rows in &report.info.rows {
        writeln!(out, "{}: {} rows, {} kept", rows.table.danish(), rows.rows_in, rows.kept)?;
    }
    writeln!(out, "{} persons{}", report.info.n_persons, if report.unchanged { ", unchanged" } else { "" })?;
    Ok(())
}

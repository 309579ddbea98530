//! Prints all values of a SAS file as CSV, as an import sees them: `sas_values FILE`.

use std::error::Error;
use std::io::BufWriter;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).map(PathBuf::from).ok_or("sas_values FILE")?;
    register::sas_as_csv(&file, &mut BufWriter::new(std::io::stdout()))?;
    Ok(())
}

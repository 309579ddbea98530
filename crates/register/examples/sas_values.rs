//! Prints all values of a SAS file as CSV, as an import sees them: `sas_values FILE`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let told = match std::env::args_os().nth(1).map(PathBuf::from) {
        Some(file) => match register::sas_as_csv(&file, &mut BufWriter::new(std::io::stdout())) {
            Ok(_) => return ExitCode::SUCCESS,
            Err(error) => error.to_string(),
        },
        None => "sas_values FILE".to_owned(),
    };
    // Where not even that can be told, the exit status says it.
    let _ = writeln!(std::io::stderr(), "{told}");
    ExitCode::FAILURE
}

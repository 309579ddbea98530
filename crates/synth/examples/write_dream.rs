//! Writes a made-up wide DREAM: `write_dream PERSONS FOLDER [csv]`.

use std::error::Error;
use std::path::Path;
use synth::{DreamFormat, Settings, write_dream};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [persons, folder, rest @ ..] = &arguments[..] else { return Err("write_dream PERSONS FOLDER [csv]".into()) };
    let format = if rest.first().is_some_and(|word| word == "csv") { DreamFormat::Csv } else { DreamFormat::Parquet };
    write_dream(&Settings::dream(persons.parse()?, 1), format, Path::new(folder), &|_| ())?;
    Ok(())
}

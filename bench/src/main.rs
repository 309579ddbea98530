//! What is measured, one measurement a call: `bench/run` calls it again and again, in turn with the peers.
//!
//! Each call prints one line of JSON: what was measured, how long it took, and an answer that the peers must have too.
//! `README.md` beside this crate says what each number includes.

mod disclosure;
mod files;
mod floor;
mod horizons;
mod importing;
mod joining;
mod lives;
mod noting;
mod payments;
mod scanning;
mod watch;

use anyhow::{Context, bail};
use std::path::Path;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "\
bench payments ROWS FOLDER              make ROWS payments: FOLDER/shuffled.parquet and FOLDER/sorted.parquet
bench join FILE                         payments to spells, on one thread
bench synth PERSONS FOLDER              make up an extract
bench dream PERSONS FOLDER              make up a wide DREAM file, 1,822 weeks, as Parquet
bench beside PERSONS FOLDER             the other tables of the same people, put beside the wide file in FOLDER
bench import EXTRACT STORE THREADS      an extract into a store
bench wide EXTRACT STORE THREADS        a wide DREAM file to spells, by way of a new store
bench scan STORE THREADS                a store to spells and to tables
bench floor STORE                       decoding a store's columns and doing nothing, and making people of them
bench notes STORE THREADS               the tables of all notes that the store can answer, in one pass
bench quarterly STORE THREADS           the tables of S000, with every count
bench stretches FILE                    payments to runs.parquet and spells.parquet beside them
bench horizons FOLDER                   what is paid 1, 3, 6 and 12 months after the spells of FOLDER/runs.parquet
bench lives FOLDER                      how long the spells of FOLDER/spells.parquet last, and what ends them
bench disclosure SEED THRESHOLD         a table of benefits by municipality, protected and attacked
bench disclosure SEED THRESHOLD ages    the same by age, 19,656 cells";

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["payments", rows, folder] => payments::write(number(rows)?, Path::new(folder)),
        ["join", file] => joining::run(Path::new(file)),
        ["synth", persons, folder] => importing::synth(number(persons)? as u64, Path::new(folder)),
        ["dream", persons, folder] => importing::dream(number(persons)? as u64, Path::new(folder)),
        ["beside", persons, folder] => importing::beside(number(persons)? as u64, Path::new(folder)),
        ["import", extract, store, threads] => importing::run(Path::new(extract), Path::new(store), number(threads)?),
        ["disclosure", seed, threshold] => disclosure::run(number(seed)? as u64, number(threshold)? as i64, false),
        ["disclosure", seed, threshold, "ages"] => {
            disclosure::run(number(seed)? as u64, number(threshold)? as i64, true)
        }
        ["notes", store, threads] => noting::run(Path::new(store), number(threads)?),
        ["quarterly", store, threads] => noting::quarterly(Path::new(store), number(threads)?),
        ["stretches", file] => horizons::prepare(Path::new(file)),
        ["horizons", folder] => horizons::run(Path::new(folder)),
        ["lives", folder] => lives::run(Path::new(folder)),
        ["wide", extract, store, threads] => importing::wide(Path::new(extract), Path::new(store), number(threads)?),
        ["floor", store] => floor::run(Path::new(store)),
        ["scan", store, threads] => scanning::run(Path::new(store), number(threads)?),
        _ => bail!("{USAGE}"),
    }
}

fn number(word: &str) -> anyhow::Result<usize> {
    word.parse().with_context(|| format!("`{word}` is no whole number"))
}

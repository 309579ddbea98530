//! One file a command.

pub(crate) mod audit;
pub(crate) mod beside;
mod comparison;
pub(crate) mod demo;
pub(crate) mod findings;
pub(crate) mod follow_up;
pub(crate) mod forecast;
pub(crate) mod import;
pub(crate) mod measures;
pub(crate) mod note;
pub(crate) mod question;
pub(crate) mod release;
pub(crate) mod rules;
pub(crate) mod spells;
pub(crate) mod survival;
pub(crate) mod synth;
pub(crate) mod tabulate;
pub(crate) mod verify;

use crate::arguments::Shared;
use definitions::Catalog;

/// The definitions that a command works with.
fn catalog(shared: &Shared) -> anyhow::Result<Catalog> {
    Ok(Catalog::with_folders(&shared.definitions)?)
}

/// Prints to the terminal; the pipe may be closed.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

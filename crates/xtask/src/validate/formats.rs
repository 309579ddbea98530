//! JSON-stat and PX as other programs read them: drawn tables, written by the example `formats` of the crate publication, and
//! compared figure by figure with the same tables as tidy data.
//!
//! The readers are packages for Python: jsonstat-validator, pyjstat and pyaxis. They go into the target folder.

use crate::process::{command, output, root};
use crate::validate::checks::Checks;
use crate::validate::data_set::{python, remove};
use anyhow::Context;
use std::path::Path;

/// The packages, each at the version that was tried.
const READERS: [&str; 3] = ["jsonstat-validator==0.4.6", "pyjstat==2.4.0", "pyaxis==0.4.3"];

/// How many tables the example writes.
const N_TABLES: usize = 8;

/// Has every table read.
///
/// # Errors
/// Where the packages are not to be had, a file is not valid, or a figure differs.
pub(crate) fn check(example: &Path, work: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let (packages, tables) = (work.join("readers"), work.join("formats"));
    if !packages.is_dir() {
        println!("Downloading {} …", READERS.join(", "));
        let fresh = work.join("readers_unpacking");
        remove(&fresh)?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"];
        output(command(python()?).args(install).arg(&fresh).args(READERS))
            .context("the packages cannot be downloaded: this needs the network, and Python 3.11 or later with pip")?;
        std::fs::rename(&fresh, &packages).with_context(|| packages.display().to_string())?;
    }
    remove(&tables)?;
    output(command(example).arg(&tables))?;
    let script = root().join("validation").join("formats").join("read.py");
    let lines = output(command(python()?).env("PYTHONPATH", &packages).arg(script).arg(&tables))?;
    print!("{lines}");
    checks.equal("tables that pyjstat and pyaxis read as they are", N_TABLES, lines.lines().count());
    Ok(())
}

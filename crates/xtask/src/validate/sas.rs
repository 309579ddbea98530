//! SAS files that others wrote, value by value beside what pyreadstat reads in them.

use crate::process::{command, output, root};
use crate::validate::checks::Checks;
use crate::validate::data_set::python;
use crate::validate::packages::{Wheel, installed, unpacked};
use std::path::Path;

const READER: [&str; 1] = ["pyreadstat==1.3.7"];

/// It ships its tests' files, compressed and not, of many versions of SAS.
const FILES: Wheel = Wheel { package: "pandas", version: "0.20.3", build: ["manylinux1_x86_64", "3.6", "cp36m"] };

/// So many files are in it.
const N_FILES: usize = 19;

/// Compares every value of every file.
///
/// # Errors
/// Where the files or pyreadstat are not to be had, or a value differs.
pub(crate) fn check(example: &Path, work: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let reader = installed(work, "sas_reader", &READER, &[])?;
    let files = unpacked(work, FILES)?;
    let script = root().join("validation").join("sas").join("compare.py");
    let lines = output(command(python()?).env("PYTHONPATH", &reader).arg(script).arg(example).arg(files))?;
    print!("{lines}");
    checks.at_least(
        "SAS files, every value as pyreadstat has it",
        N_FILES,
        lines.lines().filter(|line| line.starts_with("ok")).count(),
    );
    Ok(())
}

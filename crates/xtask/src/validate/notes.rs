//! Notes and workbooks as other programs read them: those of the demo, checked by packages that others wrote.
//!
//! Every PDF passes pdfua and outloud, every DOCX opens in python-docx and in LibreOffice, every workbook in openpyxl and in
//! LibreOffice. The packages go into the target folder; LibreOffice is installed where it is not there, if that may be done.

use crate::process::{command, output, root};
use crate::validate::checks::Checks;
use crate::validate::data_set::{python, remove};
use crate::validate::packages::installed;
use anyhow::bail;
use std::path::Path;

/// The packages, each at the version that was tried.
const READERS: [&str; 6] = [
    "pdfua==0.1.3",
    "outloud==0.2.1",
    "python-docx==1.2.0",
    "openpyxl==3.1.5",
    "pikepdf==10.17.0",
    "pdfplumber==0.11.10",
];

/// The parts of LibreOffice that open documents and workbooks without a screen.
const OFFICE: [&str; 2] = ["libreoffice-writer-nogui", "libreoffice-calc-nogui"];

/// The five notes and the workbook: PDF by two programs, DOCX by two, XLSX by two.
const LEAST_CHECKS: usize = 5 * 4 + 2;

/// Has every note of the demo read.
///
/// # Errors
/// Where the programs are not to be had, or one of them refuses a file.
pub(crate) fn check(binary: &Path, work: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let packages = installed(work, "note_readers", &READERS, &[])?;
    let demo = work.join("notes");
    office()?;
    remove(&demo)?;
    output(command(binary).args(["demo", "--persons", "60000", "--out"]).arg(&demo))?;
    let script = root().join("validation").join("notes").join("check.py");
    let lines = output(command(python()?).env("PYTHONPATH", &packages).arg(script).arg(demo.join("published")))?;
    print!("{lines}");
    checks.at_least("checks of notes and workbooks by other programs", LEAST_CHECKS, lines.lines().count());
    Ok(())
}

/// Sees that LibreOffice is there.
fn office() -> anyhow::Result<()> {
    let is_there = || output(command("soffice").arg("--version")).is_ok();
    if is_there() {
        return Ok(());
    }
    println!("Installing {} …", OFFICE.join(", "));
    let apt = || command("apt-get");
    let installed = output(apt().args(["update", "-qq"])).and_then(|_| {
        let install = ["install", "-qq", "-y", "--no-install-recommends"];
        output(apt().env("DEBIAN_FRONTEND", "noninteractive").args(install).args(OFFICE))
    });
    match installed {
        Ok(_) if is_there() => Ok(()),
        Ok(_) => bail!("LibreOffice was installed and `soffice` does not run"),
        Err(error) => Err(error.context(format!("there is no `soffice` here: install {}", OFFICE.join(" and ")))),
    }
}

//! `cargo xtask validate`: published data of real people, counted by the program and compared with published counts.
//!
//! ```text
//! CSV of a package ──► extract ──► forlob import ──► forlob tabulate ──► figures ─┐
//!   (states by month or year)                   └──► forlob spells ──► spells ────┴──► compared with the facts
//! ```
//!
//! Beside that, [`formats`] has drawn tables in every format of publication read by packages that others wrote, [`notes`]
//! the notes and the workbook of the demo; [`sas`] compares SAS files with what another reader makes of them, [`survival`]
//! estimates with those of R's packages.
//!
//! The facts are typed into the files of the data sets; they were counted by TraMineR 2.2-12, in R. The definitions
//! (a benefit group a state, a hierarchy of the states, measures) are in `validation/`. The data are not in the tree.
//!
//! Two things are named differently there and here. A sequence that opens in a state is a spell like any other there;
//! here its start is unknown (left-censored), it is in the opening stock and *started* in no period. A spell in the
//! last period is there as long as it is; here it is *undecided*, and *ended* in no period. So spells = opening stock
//! + started, and transitions = started = ended, summed over the states.

mod actcal;
mod biofam;
mod checks;
mod data_set;
mod flows;
mod formats;
mod mvad;
mod notes;
mod packages;
mod program;
mod rebuilt;
mod sas;
mod survival;

use crate::process::{cargo, metadata, run as run_command};
use anyhow::Context;
use checks::Checks;
use std::path::{Path, PathBuf};

/// What the validation of a data set works with.
struct Setting<'a> {
    /// The program.
    binary: &'a Path,
    /// The folder of the CSV files.
    data: &'a Path,
    /// A folder to work in.
    work: PathBuf,
}

/// Compares the program's figures of one data set with its facts.
type Validation = fn(&Setting<'_>, &mut Checks) -> anyhow::Result<()>;

const DATA_SETS: [(&str, Validation); 3] =
    [("mvad", mvad::check), ("actcal", actcal::check), ("biofam", biofam::check)];

/// Runs all of them, with the release build or with one that is there: a folder of cargo's, as `target/debug`, in which the
/// tests have been built.
///
/// # Errors
/// Where the program or the data are not to be had, or a figure differs.
pub(crate) fn run(built: Option<&str>) -> anyhow::Result<()> {
    let metadata = metadata()?;
    let target = metadata["target_directory"].as_str().context("`cargo metadata` names no target folder")?;
    let target = Path::new(target);
    let folder = match built {
        Some(folder) => crate::process::root().join(folder),
        None => {
            run_command(cargo().args(["build", "--quiet", "--release", "--package", "cli"]))?;
            for (package, example) in
                [("publication", "formats"), ("register", "sas_values"), ("statistics", "figures")]
            {
                let build = ["build", "--quiet", "--release", "--package", package, "--example", example];
                run_command(cargo().args(build))?;
            }
            target.join("release")
        }
    };
    let program = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let (binary, example) = (program("forlob"), program("examples/formats"));
    let work = target.join("validate");
    std::fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
    let data = data_set::download(&work)?;
    let mut checks = Checks::default();
    for (name, check) in DATA_SETS {
        println!("\n{name}");
        check(&Setting { binary: &binary, data: &data, work: work.join(name) }, &mut checks)
            .with_context(|| name.to_owned())?;
    }
    println!("\nformats");
    formats::check(&example, &work, &mut checks)?;
    println!("\nSAS");
    sas::check(&program("examples/sas_values"), &work, &mut checks)?;
    println!("\nsurvival");
    survival::check(&program("examples/figures"), &data, &work, &mut checks)?;
    println!("\nnotes");
    notes::check(&binary, &work, &mut checks)?;
    println!();
    checks.finish()
}

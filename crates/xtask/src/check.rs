//! `cargo xtask check`: everything that must hold, the first failure stops.

use crate::process::{cargo, run as run_command};
use crate::tidy;
use crate::wrapper;
use anyhow::Context;

/// One step of the check.
struct Step {
    name: &'static str,
    run: fn() -> anyhow::Result<()>,
    /// What to do where it fails.
    remedy: &'static str,
}

const STEPS: [Step; 3] = [
    Step {
        name: "formatting",
        run: || run_command(cargo().args(["fmt", "--all", "--check"])),
        remedy: "`cargo fmt --all` formats the code",
    },
    Step {
        name: "layers and tidiness",
        run: tidy::run,
        remedy: "each line above names a file and the rule; `cargo xtask tidy` looks again",
    },
    Step {
        name: "lints, documentation and tests",
        run: || run_command(cargo().args(["test", "--workspace"]).env("RUSTC_WORKSPACE_WRAPPER", wrapper::program()?)),
        remedy: "put right what clippy or rustdoc names; `cargo test --package CRATE TEST` runs one test again",
    },
];

/// Runs all steps.
///
/// # Errors
/// The first step that fails, with what to do about it.
pub(crate) fn run() -> anyhow::Result<()> {
    for (step, number) in STEPS.iter().zip(1..) {
        println!("[{number}/{}] {}", STEPS.len(), step.name);
        (step.run)().with_context(|| format!("step {number}, {}, failed; {}", step.name, step.remedy))?;
    }
    println!("All {} steps passed.", STEPS.len());
    Ok(())
}

//! The attack on a release: what somebody who has only its published files, and a pencil, can find out of what is hidden.
//!
//! ```text
//!  release folder ──► folder ──► knowledge ──► attack ──► report
//!  (release.json,     (read,     (cells,       (rank, bounds,   (what falls out,
//!   *.csv)             checked)   facts)        walks,           intervals)
//!                                               programs,
//!                                               whole numbers)
//! ```
//!
//! It shares no code with what hides the cells, so that one's mistakes are not the other's. [`audit`] takes a folder,
//! [`audit_system`] a system of cells and facts.
//!
//! # References
//! Hundepool and others, Handbook on statistical disclosure control, 2nd edition, chapter 4; Fischetti and Salazar,
//! Solving the cell suppression problem on tabular data with linear constraints, 2001.

mod attack;
mod bounds;
mod cells;
mod component;
mod countings;
mod error;
mod fallback;
mod figures;
mod filters;
mod finest;
mod folder;
mod judge;
mod knowledge;
mod known;
mod levels;
mod lines;
mod neighborhood;
mod part;
mod published;
mod rank;
mod report;
mod settings;
mod simplex;
mod walk;
mod whole;

pub use error::{Error, Fault};
pub use judge::audit_system;
pub use published::{Cell, Class, Fact, Published, Rule, Value};
pub use report::{ClassSummary, Finding, FindingKind, Interval, Report};
pub use settings::Settings;

use std::path::Path;

/// Attacks the release in a folder: `release.json` and the tables that it lists.
///
/// # Errors
/// The folder is not a release, or a file of it is not as `release.json` says: the error names the file, the line and
/// what is wrong. That what is published contradicts itself is no error but a finding.
pub fn audit(folder: &Path, settings: &Settings) -> Result<Report, Error> {
    let release = folder::read(folder)?;
    let knowledge::Knowledge { published, findings } = knowledge::gather(&release, &settings.telling)?;
    let mut report = audit_system(&published, settings);
    report.findings.extend(findings);
    report.findings.sort_by_key(|finding| finding.kind);
    Ok(report)
}

//! What counts as knowing what somebody will live on.

use crate::provision::{Parameters, Source, words};
use definitions::toml_file::Table;

/// What clarifies a support base; a job (A-income, a stretch of fleksjob) always does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportBase {
    /// Decisions, of the code set `haendelser`.
    pub events: Vec<String>,
    /// Benefit groups that are paid on the day.
    pub benefits: Vec<String>,
    /// Benefit codes of education that are paid on the day.
    pub education: Vec<String>,
}

impl Parameters for SupportBase {
    const SOURCE: Source =
        Source { id: "support_base", text: include_str!("text.md"), parameters: include_str!("parameters.toml") };

    fn read(version: &Table<'_>) -> Result<SupportBase, definitions::Error> {
        Ok(SupportBase {
            events: words(version, "events")?,
            benefits: words(version, "benefits")?,
            education: words(version, "education")?,
        })
    }
}

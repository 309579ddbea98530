//! The right to a personal job facilitator.

use crate::provision::{Parameters, Source};
use definitions::toml_file::Table;

/// The right to a personal job facilitator. lov nr. 1160 of 2021.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFacilitator {
    /// The event by which a register knows that it was used, of the code set `haendelser`.
    pub event: String,
}

impl Parameters for JobFacilitator {
    const SOURCE: Source =
        Source { id: "job_facilitator", text: include_str!("text.md"), parameters: include_str!("parameters.toml") };

    fn read(version: &Table<'_>) -> Result<JobFacilitator, definitions::Error> {
        Ok(JobFacilitator { event: version.text("event")?.value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;
    use crate::drawn::{answer, each};

    #[test]
    fn drawn() {
        let law = Law::read().unwrap();
        each(&JobFacilitator::SOURCE, &["on", "right"], 4, |row| {
            let rule = &law.job_facilitator.on(row.day("on")).unwrap().rule;
            assert_eq!(rule.answers(|_| true), answer(row, "right"), "{}", row.place);
        });
    }

    #[test]
    fn the_event_is_in_the_code_set() {
        let catalog = definitions::Catalog::embedded().unwrap();
        let events = catalog.code_sets.versions("haendelser").unwrap().last().unwrap().clone();
        for version in Law::read().unwrap().job_facilitator.versions() {
            assert!(version.rule.in_force().is_none_or(|rule| events.find(&rule.event).is_some()));
        }
    }
}

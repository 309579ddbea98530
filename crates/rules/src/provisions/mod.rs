//! The provisions, a folder each: `text.md` (the references, our summary, the edges drawn), `parameters.toml` (dated, with
//! the act that set each) and the rule.

mod effort_guarantee;
mod health_coordinator;
mod job_facilitator;
mod jobafklaring_duration;
mod jobafklaring_entry;
mod leave;
mod ressourceforlob_duration;
mod ressourceforlob_entry;
mod ressourceforlob_phase_out;
mod ressourceforlob_target;
mod support_base;
mod sygedagpenge_categories;
mod sygedagpenge_reassessment;
mod sygedagpenge_suspension;

pub use effort_guarantee::{EffortGuarantee, Guarantee, GuaranteeState};
pub use health_coordinator::HealthCoordinator;
pub use job_facilitator::JobFacilitator;
pub use jobafklaring_duration::JobafklaringDuration;
pub use jobafklaring_entry::{JobafklaringEntry, Way};
pub use leave::{Absence, ExpectedEnd, Leave, absences, expected_end};
pub use ressourceforlob_duration::RessourceforlobDuration;
pub use ressourceforlob_entry::RessourceforlobEntry;
pub use ressourceforlob_phase_out::RessourceforlobPhaseOut;
pub use ressourceforlob_target::RessourceforlobTarget;
pub use support_base::SupportBase;
pub use sygedagpenge_categories::{Category, SygedagpengeCategories};
pub use sygedagpenge_reassessment::SygedagpengeReassessment;
pub use sygedagpenge_suspension::SygedagpengeSuspension;

/// What the law answers: yes, no, or that no source was found that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// So it is.
    Yes,
    /// So it is not.
    No,
    /// No source was found.
    Unknown,
}

impl From<bool> for Answer {
    fn from(so: bool) -> Answer {
        if so { Answer::Yes } else { Answer::No }
    }
}

impl<T> crate::Rule<T> {
    /// Whether a rule that is in force says so; no where there is none.
    pub(crate) fn answers(&self, says: impl FnOnce(&T) -> bool) -> Answer {
        match self {
            crate::Rule::InForce(parameters) => says(parameters).into(),
            crate::Rule::NotInForce => Answer::No,
            crate::Rule::Unknown => Answer::Unknown,
        }
    }
}

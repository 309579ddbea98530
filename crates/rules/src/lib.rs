//! The scheme's rules: what the law says, from which day to which, and what follows of it for a spell that runs.
//!
//! ```text
//! provisions/NAME/text.md          the references, our summary, the edges drawn as tables that run as tests
//! provisions/NAME/parameters.toml  the versions: days, act, source, parameters, and until when it was checked
//! provisions/NAME/mod.rs           the rule
//! ```
//!
//! A version answers with its rule, that there is none, or that no source was found: *unknown* is an answer, and the
//! version says why. Versions meet without hole or overlap, which is checked where they are read.
//!
//! This is no advice and no decision: a [`Finding`] is a reason to look at a case, with the rule, its version and the facts
//! that were used, so that whoever looks can see what it rests on.

mod error;
mod finding;
mod follow_up;
mod law;
mod limit;
mod provision;
pub mod provisions;
mod running;
mod scheme;
mod watch;

#[cfg(test)]
mod drawn;
#[cfg(test)]
#[path = "../../spells/tests/common/markdown.rs"]
mod markdown;

pub use error::Error;
pub use finding::{Cited, Fact, Finding, List, State};
pub use follow_up::{Count, FollowUp, NotAnswered, follow_up, follow_up_told};
pub use law::Law;
pub use limit::Limit;
pub use provision::{Described, DescribedVersion, Parameters, Provision, Rule, Source, Standing, Version};
pub use provisions::{Absence, Answer, ExpectedEnd, Guarantee, GuaranteeState, absences, expected_end};
pub use running::Running;
pub use scheme::Scheme;
pub use watch::{Found, Settings, Watch};

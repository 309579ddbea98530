//! Why a rule cannot be asked, or a follow-up cannot be made.

use calendar::Day;

/// A provision with a mistake, a day that no rule covers, or a register that cannot be followed up.
///
/// No error names a person or anything that could be a person's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file has a mistake: the file, the line and what would be right.
    #[error(transparent)]
    Mistake(#[from] definitions::Error),
    /// A definition that is needed is not there.
    #[error(transparent)]
    Lookup(#[from] definitions::LookupError),
    /// The register cannot be read.
    #[error(transparent)]
    Register(#[from] register::Error),
    /// No version of the provision is in force on the day.
    #[error("no version of provision `{provision}` is in force on {day}: its versions cover {covered}")]
    NoRule {
        /// The provision.
        provision: &'static str,
        /// The day that was asked for.
        day: Day,
        /// What its versions cover, in words.
        covered: String,
    },
    /// There is no provision of that name.
    #[error("there is no provision `{id}`{nearest}")]
    NoProvision {
        /// The name that was asked for.
        id: String,
        /// The nearest that there is, in words.
        nearest: String,
    },
    /// The day of a follow-up is not covered by the extract.
    #[error("a follow-up on {on} is not possible: the extract covers {from} to {to}")]
    NotCovered {
        /// The day that was asked for.
        on: Day,
        /// The first covered day.
        from: Day,
        /// The last covered day.
        to: Day,
    },
    /// The register's benefits are of another code set than the definitions'.
    #[error("benefit `{benefit}` is defined by codes of `{defined}`, and the register has codes of `{register}`")]
    OtherCodes {
        /// The benefit group.
        benefit: &'static str,
        /// The code set of its definition.
        defined: String,
        /// The code set of the register.
        register: String,
    },
    /// A code or event that a provision names is not in its code set.
    #[error("provision `{provision}` names `{name}`, which is not in code set `{code_set}`")]
    NoSuchCode {
        /// The provision.
        provision: &'static str,
        /// What it names.
        name: String,
        /// The code set.
        code_set: String,
    },
}

//! Why a forecast or a life table cannot be made.

use calendar::Day;

/// A forecast that cannot be made.
///
/// No error names a person or anything that could be a person's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules cannot be asked.
    #[error(transparent)]
    Rules(#[from] rules::Error),
    /// A definition that is needed is not there.
    #[error(transparent)]
    Lookup(#[from] definitions::LookupError),
    /// The register cannot be read, or lacks a table that is needed.
    #[error(transparent)]
    Register(#[from] register::Error),
    /// The numbers do not make an estimate.
    #[error(transparent)]
    Statistics(#[from] statistics::Error),
    /// A forecast that ends before it begins, or goes on for too long.
    #[error(
        "a forecast from {on} until {until} is not possible: the last day must lie after the first, and within {most} years of it"
    )]
    NoFuture {
        /// The day that is forecast from.
        on: Day,
        /// The last day.
        until: Day,
        /// How many years are forecast at most.
        most: i32,
    },
    /// No month of the history is decided.
    #[error(
        "there is no history to estimate rates from: of no month before {on} it is known which spells had ended in it, and what came after them"
    )]
    NoHistory {
        /// The day that is forecast from.
        on: Day,
    },
    /// A scenario names a cause that the hierarchy does not have.
    #[error("a scenario changes `{name}`, which is no category of the exits: they are {valid}")]
    NoSuchCause {
        /// The name.
        name: String,
        /// The names that there are.
        valid: String,
    },
}

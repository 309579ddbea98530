//! What can be wrong with numbers that are asked about.

/// Why an estimate cannot be made of what was given.
///
/// ```
/// use statistics::{Error, LifeTable};
/// // Three exits among two persons.
/// let error = LifeTable::new(vec![2], vec![vec![3]], vec![0]).unwrap_err();
/// assert_eq!(error, Error::TooManyLeave { time: 0, at_risk: 2, leave: 3 });
/// assert_eq!(error.to_string(), "at time 0 there are 2 at risk, and 3 leave");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// More leave at a time than are there.
    #[error("at time {time} there are {at_risk} at risk, and {leave} leave")]
    TooManyLeave {
        /// The time, in steps of the grid.
        time: usize,
        /// Those at risk.
        at_risk: u64,
        /// Those who exit or are censored.
        leave: u64,
    },
    /// Two lists that must be equally long are not.
    #[error("{what} has {found} entries, and should have {expected}")]
    Length {
        /// Which list.
        what: &'static str,
        /// How long it is.
        found: usize,
        /// How long it should be.
        expected: usize,
    },
    /// A time after the grid's last.
    #[error("time {time} lies after the grid's last, {last}")]
    AfterGrid {
        /// The time asked for.
        time: u32,
        /// The grid's last.
        last: u32,
    },
    /// Somebody leaves no later than they came under observation.
    #[error("an observation ends at {time}, and is under observation only after {after}")]
    NeverAtRisk {
        /// They are under observation after this time.
        after: u32,
        /// They leave at this time.
        time: u32,
    },
    /// A cause of exit, a state or a group that does not exist.
    #[error("there is no {what} {number}: they are numbered from 0, and there are {count}")]
    NoSuch {
        /// Cause, state or group.
        what: &'static str,
        /// Its number.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// A level, share or probability that must lie strictly between 0 and 1, or a multiplier below 0.
    #[error("{what} is {value}: it must be {must}")]
    OutOfRange {
        /// What it is.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// Fewer groups than a comparison needs.
    #[error(
        "a comparison needs two groups or more with somebody at risk and an exit to compare; there is no such thing here"
    )]
    NothingToCompare,
    /// Nobody was ever observed at an age that a rate is asked for.
    #[error("nobody was observed at age {age}, so there is no rate of exit: pool the rates from an earlier age")]
    NoExposure {
        /// The age, in steps of the grid.
        age: u32,
    },
    /// Too few persons to publish anything.
    #[error("no steps of the grid can be merged so that each count is 0 or at least {threshold}")]
    TooFew {
        /// The smallest count that may be shown.
        threshold: u64,
    },
    /// Bands that do not increase or do not cover the grid.
    #[error("bands must begin at one time after the other, the first at 0")]
    Bands,
    /// A table of claims or counts that is not a triangle.
    #[error("{what}")]
    Triangle {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Coefficients that the data do not determine.
    #[error(
        "the coefficients are not determined: nobody exits, a covariate follows from the others, or one tells exactly who exits"
    )]
    NotDetermined,
    /// A spell that is seen only after some time, where that is not provided for.
    #[error("a spell is seen only after time {after}: here all must be seen from their start")]
    LeftTruncated {
        /// The time after which it is seen.
        after: u32,
    },
}

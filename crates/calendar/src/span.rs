//! Half-open stretches of days.

use crate::Day;
use std::fmt;

/// The days from `from` up to but not including `until`. Empty where `until <= from`.
///
/// ```
/// use calendar::{Day, Span};
/// let span = Span::inclusive(Day::new(2018, 1, 1)?, Day::new(2018, 1, 10)?);
/// assert_eq!(span.days(), 10);
/// assert_eq!(span.to_string(), "[2018-01-01, 2018-01-11)");
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first day that belongs to it.
    pub from: Day,
    /// The first day that does not.
    pub until: Day,
}

impl Span {
    /// Every day that there is.
    pub const ALL: Span = Span { from: Day::MIN, until: Day::MAX };

    /// `[from, until)`.
    pub const fn new(from: Day, until: Day) -> Span {
        Span { from, until }
    }

    /// The span that a register writes as `first` to `last`, both counted.
    pub fn inclusive(first: Day, last: Day) -> Span {
        Span { from: first, until: last + 1 }
    }

    /// How many days; 0 where empty.
    pub fn days(self) -> i32 {
        (self.until - self.from).max(0)
    }

    /// Whether there is no day in it.
    pub fn is_empty(self) -> bool {
        self.until <= self.from
    }

    /// The last day that belongs to it (of a span that is not empty).
    pub fn last_day(self) -> Day {
        self.until - 1
    }

    /// Whether the day belongs to it.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day < self.until
    }

    /// Whether every day of `other` belongs to it.
    pub fn covers(self, other: Span) -> bool {
        other.is_empty() || (self.from <= other.from && other.until <= self.until)
    }

    /// The days that belong to both.
    pub fn intersection(self, other: Span) -> Span {
        Span { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Whether a day belongs to both.
    pub fn overlaps(self, other: Span) -> bool {
        !self.intersection(other).is_empty()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}, {})", self.from, self.until)
    }
}

//! Where a number lies: between two ends, each of which may be its own or not.

use crate::rational::{Rational, TooLarge};

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) at: Rational,
    /// Whether the number itself lies outside.
    pub(crate) open: bool,
}

/// All numbers between two ends; none is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) lower: Option<End>,
    pub(crate) upper: Option<End>,
}

impl End {
    pub(crate) fn closed(at: Rational) -> End {
        End { at, open: false }
    }

    pub(crate) fn open(at: Rational) -> End {
        End { at, open: true }
    }

    fn plus(self, other: End) -> Result<End, TooLarge> {
        Ok(End { at: self.at.plus(other.at)?, open: self.open || other.open })
    }

    fn times(self, factor: Rational) -> Result<End, TooLarge> {
        Ok(End { at: self.at.times(factor)?, open: self.open })
    }
}

/// The sum of two ends; no limit where one has none.
fn sum(left: Option<End>, right: Option<End>) -> Result<Option<End>, TooLarge> {
    left.zip(right).map(|(left, right)| left.plus(right)).transpose()
}

impl Interval {
    pub(crate) const EVERYTHING: Interval = Interval { lower: None, upper: None };

    pub(crate) fn point(at: Rational) -> Interval {
        Interval::closed(Some(at), Some(at))
    }

    pub(crate) fn closed(lower: Option<Rational>, upper: Option<Rational>) -> Interval {
        Interval { lower: lower.map(End::closed), upper: upper.map(End::closed) }
    }

    /// The one number that lies in it.
    pub(crate) fn only(&self) -> Option<Rational> {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if lower == upper && !lower.open => Some(lower.at),
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) => lower.at > upper.at || (lower.at == upper.at && (lower.open || upper.open)),
            _ => false,
        }
    }

    pub(crate) fn has(&self, number: Rational) -> bool {
        !self.meet(&Interval::point(number)).is_empty()
    }

    /// What lies in both.
    pub(crate) fn meet(&self, other: &Interval) -> Interval {
        let tighter = |a: Option<End>, b: Option<End>, up: bool| match (a, b) {
            (Some(a), Some(b)) if a.at == b.at => Some(End { at: a.at, open: a.open || b.open }),
            (Some(a), Some(b)) => Some(if (a.at < b.at) == up { a } else { b }),
            (a, b) => a.or(b),
        };
        Interval { lower: tighter(self.lower, other.lower, false), upper: tighter(self.upper, other.upper, true) }
    }

    /// Whether all of it lies in the other.
    pub(crate) fn lies_in(&self, other: &Interval) -> bool {
        self.is_empty() || self.meet(other) == *self
    }

    pub(crate) fn plus(&self, other: &Interval) -> Result<Interval, TooLarge> {
        Ok(Interval { lower: sum(self.lower, other.lower)?, upper: sum(self.upper, other.upper)? })
    }

    pub(crate) fn times(&self, factor: Rational) -> Result<Interval, TooLarge> {
        if factor == Rational::ZERO {
            return Ok(Interval::point(Rational::ZERO));
        }
        let scaled = |end: Option<End>| end.map(|end| end.times(factor)).transpose();
        let (lower, upper) = (scaled(self.lower)?, scaled(self.upper)?);
        Ok(if factor.signum() > 0 { Interval { lower, upper } } else { Interval { lower: upper, upper: lower } })
    }

    pub(crate) fn minus(&self, other: &Interval) -> Result<Interval, TooLarge> {
        self.plus(&other.times(Rational::whole(-1))?)
    }

    /// The whole numbers in it, as an interval with both ends its own.
    pub(crate) fn whole(&self) -> Interval {
        let lower = self.lower.map(|end| match end.at.as_whole() {
            Some(number) if end.open => number.saturating_add(1),
            _ => end.at.ceiling(),
        });
        let upper = self.upper.map(|end| match end.at.as_whole() {
            Some(number) if end.open => number.saturating_sub(1),
            _ => end.at.floor(),
        });
        Interval::closed(lower.map(Rational::whole), upper.map(Rational::whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(lower: (i128, bool), upper: (i128, bool)) -> Interval {
        let end = |(at, open): (i128, bool)| Some(End { at: Rational::whole(at), open });
        Interval { lower: end(lower), upper: end(upper) }
    }

    #[test]
    fn ends_that_are_not_their_own() {
        let half_open = interval((1, false), (3, true));
        assert!(half_open.has(Rational::whole(1)) && !half_open.has(Rational::whole(3)));
        assert_eq!(half_open.whole(), interval((1, false), (2, false)));
        assert!(interval((1, true), (1, false)).is_empty() && interval((2, true), (3, true)).whole().is_empty());
        // [1, 3) - [1, 3) is what lies between -2 and 2, without either.
        assert_eq!(half_open.minus(&half_open), Ok(interval((-2, true), (2, true))));
        assert!(interval((1, true), (2, true)).lies_in(&half_open) && half_open.lies_in(&half_open));
        assert!(!interval((1, false), (3, false)).lies_in(&half_open));
        assert!(!half_open.lies_in(&interval((1, true), (3, true))));
        assert!(half_open.lies_in(&Interval::EVERYTHING) && !Interval::EVERYTHING.lies_in(&half_open));
    }
}

//! What is known of the cells: limits that hold for certain, and values that are possible for certain.

use crate::component::Row;
use crate::published::{Published, Value};
use crate::settings::Settings;

/// What is known of a cell that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) lower: i128,
    pub(crate) upper: Option<i128>,
    /// The least and the most of the whole points that were met on the way: these values are possible for certain.
    pub(crate) seen: Option<(i128, i128)>,
    /// Whether the cell can be any number above some.
    pub(crate) is_unlimited: bool,
}

impl Known {
    /// A cell of which only the limits are known.
    pub(crate) fn within(lower: i128, upper: Option<i128>) -> Known {
        Known { lower, upper, seen: None, is_unlimited: false }
    }

    pub(crate) fn see(&mut self, value: i128) {
        self.seen = Some(self.seen.map_or((value, value), |(least, most)| (least.min(value), most.max(value))));
    }

    /// The value that is possible for certain and furthest in a direction.
    pub(crate) fn seen_end(&self, direction: i64) -> Option<i128> {
        self.seen.map(|(least, most)| if direction > 0 { most } else { least })
    }

    /// Whether an end is possible for certain.
    pub(crate) fn is_seen(&self, direction: i64) -> bool {
        let end = if direction > 0 { self.upper } else { Some(self.lower) };
        self.seen_end(direction).is_some_and(|seen| Some(seen) == end || (end.is_none() && self.is_unlimited))
    }

    /// Whether both ends are possible for certain.
    pub(crate) fn is_exact(&self) -> bool {
        self.is_seen(1) && self.is_seen(-1)
    }

    pub(crate) fn has_one_value(&self) -> bool {
        self.upper == Some(self.lower)
    }

    /// How far apart the values are that are possible for certain; none is no limit.
    pub(crate) fn seen_width(&self) -> Option<i128> {
        if self.is_unlimited { None } else { Some(self.seen.map_or(0, |(least, most)| most - least)) }
    }

    /// Takes note that no value goes further in a direction.
    pub(crate) fn narrow(&mut self, end: i128, direction: i64) {
        if direction > 0 {
            self.upper = Some(self.upper.map_or(end, |upper| upper.min(end)));
        } else {
            self.lower = self.lower.max(end);
        }
    }

    /// Whether a value lies within the limits.
    pub(crate) fn allows(&self, value: i128) -> bool {
        value >= self.lower && self.upper.is_none_or(|upper| value <= upper)
    }
}

/// What the attack asks about a cell.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) published: &'a Published,
    pub(crate) settings: &'a Settings,
}

impl Question<'_> {
    /// Whether points that were met show that nothing will be found of a cell: it can have several values, one of which
    /// is not small.
    pub(crate) fn is_cleared(self, cell: usize, known: &Known) -> bool {
        let Some((least, most)) = known.seen else { return false };
        let is_large = known.is_unlimited || most >= i128::from(self.published.threshold(cell));
        let is_secret = self.is_secret(cell);
        match self.published.cells[cell].value {
            Value::Shown(_) => true,
            // Where zeros are shown it is at least 1, and where they are hidden, 0 is small too.
            Value::Hidden => (least < most || known.is_unlimited) && (!is_secret || is_large),
            Value::Unpublished => !is_secret || is_large || least == 0,
        }
    }

    /// Whether it is known if a cell falls out, and how.
    pub(crate) fn is_decided(self, cell: usize, known: &Known) -> bool {
        let is_below = known.upper.is_some_and(|upper| upper < i128::from(self.published.threshold(cell)));
        let falls_out = match self.published.cells[cell].value {
            Value::Shown(_) => false,
            Value::Hidden => known.seen.is_some_and(|(least, most)| least < most),
            Value::Unpublished => known.lower >= 1,
        };
        known.has_one_value() || self.is_cleared(cell, known) || (self.is_secret(cell) && is_below && falls_out)
    }

    /// Whether nothing more is to be found out about one end of a cell's interval.
    pub(crate) fn is_settled(self, cell: usize, known: &Known, direction: i64) -> bool {
        known.is_seen(direction)
            || (self.published.cells[cell].value == Value::Unpublished && self.is_cleared(cell, known))
    }

    fn is_secret(self, cell: usize) -> bool {
        self.settings.prove_small && self.published.cells[cell].small_is_secret
    }
}

/// Whether a row's limits are met at a point.
pub(crate) fn meets(row: &Row, point: &[i128]) -> bool {
    let sum = row.terms.iter().map(|(cell, factor)| i128::from(*factor) * point[*cell]).sum::<i128>();
    row.lower.is_none_or(|lower| sum >= lower) && row.upper.is_none_or(|upper| sum <= upper)
}

/// Takes note of a whole point, if it meets every limit and every row; otherwise nothing is noted, and it says so.
pub(crate) fn see(known: &mut [Known], rows: &[Row], point: &[i128]) -> bool {
    let holds =
        known.iter().zip(point).all(|(known, value)| known.allows(*value)) && rows.iter().all(|row| meets(row, point));
    if holds {
        for (known, value) in known.iter_mut().zip(point) {
            known.see(*value);
        }
    }
    holds
}

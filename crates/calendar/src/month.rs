//! Calendar months, quarters and years.

use crate::{Day, Span};
use std::fmt;

/// A calendar month, kept as the number of months since January of the year 0.
///
/// ```
/// use calendar::{Day, Month};
/// let month = Month::of(Day::new(2018, 2, 14)?);
/// assert_eq!(month.to_string(), "2018-02");
/// assert_eq!(month.last_day(), Day::new(2018, 2, 28)?);
/// assert_eq!(month.plus(-2).to_string(), "2017-12");
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month `month` (1 to 12) of `year`; `None` where there is none.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        Day::new(year, month, 1).ok().map(Month::of)
    }

    /// The month that the day lies in.
    #[inline]
    pub fn of(day: Day) -> Month {
        let (year, month, _) = day.civil();
        Month(year * 12 + month as i32 - 1)
    }

    /// Months since January of the year 0: a column of months in the store.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The month with that number, as [`Month::number`] gives it.
    pub const fn from_number(number: i32) -> Month {
        Month(number)
    }

    /// The first day.
    pub fn first_day(self) -> Day {
        if self.0 < 12 {
            return Day::MIN;
        }
        Day::new(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1, 1).unwrap_or(Day::MAX)
    }

    /// The last day.
    pub fn last_day(self) -> Day {
        self.next().first_day() - 1
    }

    /// The month after.
    pub fn next(self) -> Month {
        self.plus(1)
    }

    /// The month `months` later, or earlier where negative.
    pub fn plus(self, months: i32) -> Month {
        Month(self.0.saturating_add(months))
    }

    /// The days of the month.
    pub fn span(self) -> Span {
        Span::new(self.first_day(), self.next().first_day())
    }

    /// Reads `YYYY-MM`; `None` where it is anything else.
    ///
    /// ```
    /// # use calendar::Month;
    /// assert_eq!(Month::read(b"2018-06").map(|m| m.to_string()), Some("2018-06".to_owned()));
    /// assert_eq!(Month::read(b"2018-13"), None);
    /// ```
    pub fn read(text: &[u8]) -> Option<Month> {
        let [_, _, _, _, b'-', _, _] = text else { return None };
        let mut whole = [0; 10];
        whole[..7].copy_from_slice(text);
        whole[7..].copy_from_slice(b"-01");
        Day::read(&whole).map(Month::of)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// A calendar quarter: the months January to March, April to June and so on.
///
/// ```
/// use calendar::{Day, Quarter};
/// let quarter = Quarter::of(Day::new(2018, 6, 30)?);
/// assert_eq!(quarter.to_string(), "2018Q2");
/// assert_eq!(quarter.span().from, Day::new(2018, 4, 1)?);
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

impl Quarter {
    /// The quarter that the day lies in.
    pub fn of(day: Day) -> Quarter {
        Quarter(Month::of(day).number().div_euclid(3))
    }

    /// The quarter `quarters` later, or earlier where negative.
    pub fn plus(self, quarters: i32) -> Quarter {
        Quarter(self.0.saturating_add(quarters))
    }

    /// The days of the quarter.
    pub fn span(self) -> Span {
        let first = Month::from_number(self.0 * 3);
        Span::new(first.first_day(), first.plus(3).first_day())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

/// A calendar year.
///
/// ```
/// use calendar::{Day, Year};
/// assert_eq!(Year::of(Day::new(2018, 6, 30)?).span().days(), 365);
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(i32);

impl Year {
    /// The year that the day lies in.
    pub fn of(day: Day) -> Year {
        Year(day.year())
    }

    /// The year `years` later, or earlier where negative.
    pub fn plus(self, years: i32) -> Year {
        Year(self.0.saturating_add(years))
    }

    /// The days of the year.
    pub fn span(self) -> Span {
        let january = Month::from_number(self.0 * 12);
        Span::new(january.first_day(), january.plus(12).first_day())
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

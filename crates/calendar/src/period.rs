//! The stretches of time that a figure is counted in, as they are written in a table's head.

use crate::{Day, Error, Month, Quarter, Span, Year};
use std::fmt;
use std::str::FromStr;

/// How long the periods of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
    /// Any stretch of days.
    Days,
}

/// A period: a calendar month, quarter or year, or named days.
///
/// Written `2018-06`, `2018Q2`, `2018`, `2018-05-22` and `2013-01-01..2014-06-30` (both days counted).
///
/// ```
/// use calendar::Period;
/// let period: Period = "2013-01-01..2014-06-30".parse()?;
/// assert_eq!(period.span().days(), 546);
/// assert_eq!(period.to_string(), "2013-01-01..2014-06-30");
/// let quarters = Period::list("2017Q1..2018Q2")?;
/// assert_eq!(quarters.len(), 6);
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar month.
    Month(Month),
    /// A calendar quarter.
    Quarter(Quarter),
    /// A calendar year.
    Year(Year),
    /// Any stretch of days that is not empty.
    Days(Span),
}

impl Period {
    /// The days of the period.
    pub fn span(self) -> Span {
        match self {
            Period::Month(month) => month.span(),
            Period::Quarter(quarter) => quarter.span(),
            Period::Year(year) => year.span(),
            Period::Days(span) => span,
        }
    }

    /// How long the period is, in kind.
    pub fn granularity(self) -> Granularity {
        match self {
            Period::Month(_) => Granularity::Month,
            Period::Quarter(_) => Granularity::Quarter,
            Period::Year(_) => Granularity::Year,
            Period::Days(_) => Granularity::Days,
        }
    }

    /// The period of that kind which the day lies in; the day itself for [`Granularity::Days`].
    pub fn of(day: Day, granularity: Granularity) -> Period {
        match granularity {
            Granularity::Month => Period::Month(Month::of(day)),
            Granularity::Quarter => Period::Quarter(Quarter::of(day)),
            Granularity::Year => Period::Year(Year::of(day)),
            Granularity::Days => Period::Days(Span::inclusive(day, day)),
        }
    }

    /// The period of the same kind `steps` later, or earlier where negative. Named days move by their
    /// own length.
    pub fn plus(self, steps: i32) -> Period {
        match self {
            Period::Month(month) => Period::Month(month.plus(steps)),
            Period::Quarter(quarter) => Period::Quarter(quarter.plus(steps)),
            Period::Year(year) => Period::Year(year.plus(steps)),
            Period::Days(span) => {
                let by = span.days().saturating_mul(steps);
                Period::Days(Span::new(span.from + by, span.until + by))
            }
        }
    }

    /// The same period a year earlier: `2017Q2` for `2018Q2`.
    pub fn year_before(self) -> Period {
        match self {
            Period::Month(month) => Period::Month(month.plus(-12)),
            Period::Quarter(quarter) => Period::Quarter(quarter.plus(-4)),
            Period::Year(year) => Period::Year(year.plus(-1)),
            Period::Days(span) => Period::Days(Span::new(span.from.add_months(-12), span.until.add_months(-12))),
        }
    }

    /// All periods of that kind which lie wholly inside `span`, in order.
    ///
    /// ```
    /// # use calendar::{Granularity, Period};
    /// let year: Period = "2018".parse().unwrap();
    /// assert_eq!(Period::all_inside(year.span(), Granularity::Quarter).len(), 4);
    /// ```
    pub fn all_inside(span: Span, granularity: Granularity) -> Vec<Period> {
        if span.is_empty() {
            return Vec::new();
        }
        if granularity == Granularity::Days {
            return vec![Period::Days(span)];
        }
        let mut period = Period::of(span.from, granularity);
        if period.span().from < span.from {
            period = period.plus(1);
        }
        let mut periods = Vec::new();
        while span.covers(period.span()) {
            periods.push(period);
            period = period.plus(1);
        }
        periods
    }

    /// Reads a list of periods as it is written on the command line: single ones with commas between,
    /// and runs `2017Q1..2018Q2` of the same kind. A run between two days is one period.
    ///
    /// # Errors
    /// [`Error::NotAPeriod`] names the part that is none; [`Error::Backwards`] a run whose end lies
    /// before its beginning.
    pub fn list(text: &str) -> Result<Vec<Period>, Error> {
        let mut periods = Vec::new();
        for part in text.split(',').map(str::trim) {
            match part.split_once("..") {
                None => periods.push(part.parse()?),
                Some((first, last)) => match (single(first)?, single(last)?) {
                    (Period::Days(from), Period::Days(to)) => periods.push(Period::Days(run(part, from, to)?)),
                    (first, last) if first.granularity() == last.granularity() => {
                        run(part, first.span(), last.span())?;
                        let mut period = first;
                        while period <= last {
                            periods.push(period);
                            period = period.plus(1);
                        }
                    }
                    _ => return Err(Error::NotAPeriod { text: part.to_owned() }),
                },
            }
        }
        Ok(periods)
    }
}

/// The days from the first of `first` to the last of `last`.
fn run(text: &str, first: Span, last: Span) -> Result<Span, Error> {
    let span = Span::new(first.from, last.until);
    if span.is_empty() { Err(Error::Backwards { text: text.to_owned() }) } else { Ok(span) }
}

/// One period without `..` in it.
fn single(text: &str) -> Result<Period, Error> {
    let not_a_period = || Error::NotAPeriod { text: text.to_owned() };
    let bytes = text.as_bytes();
    let month = |month: &[u8]| -> Option<Month> {
        let mut whole = *b"YYYY-MM";
        whole[..4].copy_from_slice(&bytes[..4]);
        whole[5..].copy_from_slice(month);
        Month::read(&whole)
    };
    let period = match bytes {
        [_, _, _, _] => month(b"01").map(|january| Period::Year(Year::of(january.first_day()))),
        // Quarter and month also as Statistics Denmark and Jobindsats label them: 2018K2, 2018M06.
        [_, _, _, _, b'Q' | b'q' | b'K' | b'k', number @ b'1'..=b'4'] => month(b"01")
            .map(|january| Period::Quarter(Quarter::of(january.plus(3 * i32::from(number - b'1')).first_day()))),
        [_, _, _, _, b'-' | b'M' | b'm', tens, ones] => month(&[*tens, *ones]).map(Period::Month),
        [_, _, _, _, b'-', _, _, b'-', _, _] => Day::read(bytes).map(|day| Period::Days(Span::inclusive(day, day))),
        _ => None,
    };
    period.ok_or_else(not_a_period)
}

impl FromStr for Period {
    type Err = Error;

    /// Reads one period; a run of several is an error here (see [`Period::list`]).
    fn from_str(text: &str) -> Result<Period, Error> {
        match text.split_once("..") {
            None => single(text),
            Some((first, last)) => match (single(first)?, single(last)?) {
                (Period::Days(from), Period::Days(to)) => Ok(Period::Days(run(text, from, to)?)),
                _ => Err(Error::NotAPeriod { text: text.to_owned() }),
            },
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Month(month) => month.fmt(f),
            Period::Quarter(quarter) => quarter.fmt(f),
            Period::Year(year) => year.fmt(f),
            Period::Days(span) if span.days() == 1 => span.from.fmt(f),
            Period::Days(span) => write!(f, "{}..{}", span.from, span.last_day()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn periods_are_written_as_they_are_read() {
        for text in ["2018", "2018Q2", "2018-06", "2018-05-22", "2013-01-01..2014-06-30"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        assert_eq!("2018K2".parse::<Period>(), "2018Q2".parse());
        assert_eq!("2018M06".parse::<Period>(), "2018-06".parse());
    }

    #[test]
    fn what_is_no_period_is_named() {
        for text in ["", "18", "2018Q5", "2018Q0", "2018-13", "2018-02-30", "2018..2019", "x", "2018-06..", "æøå!"] {
            assert!(text.parse::<Period>().is_err(), "{text:?}");
        }
        assert_eq!(Period::list("2018Q2..2018-06").unwrap_err(), Error::NotAPeriod { text: "2018Q2..2018-06".into() });
        assert_eq!(Period::list("2018Q2..2017Q1").unwrap_err(), Error::Backwards { text: "2018Q2..2017Q1".into() });
        assert_eq!(
            Period::list("2018-06-02..2018-06-01").unwrap_err(),
            Error::Backwards { text: "2018-06-02..2018-06-01".into() }
        );
    }

    #[test]
    fn lists_and_runs() {
        let text =
            |list: &str| Period::list(list).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(text("2017Q4..2018Q2"), "2017Q4 2018Q1 2018Q2");
        assert_eq!(text("2017-11..2018-01, 2018"), "2017-11 2017-12 2018-01 2018");
        assert_eq!(text("2013-01-01..2014-06-30"), "2013-01-01..2014-06-30");
        assert_eq!(text("2013..2014"), "2013 2014");
    }

    #[test]
    fn a_year_before() {
        for (now, before) in [
            ("2018Q2", "2017Q2"),
            ("2018-01", "2017-01"),
            ("2018", "2017"),
            ("2018-01-01..2018-06-30", "2017-01-01..2017-06-30"),
        ] {
            assert_eq!(now.parse::<Period>().unwrap().year_before().to_string(), before);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_period_or_an_error(text in ".{0,24}") {
            if let Ok(period) = text.parse::<Period>() {
                prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
            }
            let _ = Period::list(&text);
        }

        #[test]
        fn periods_of_a_kind_tile_the_time(number in -20_000..30_000i32, kind in 0..3usize) {
            let granularity = [Granularity::Month, Granularity::Quarter, Granularity::Year][kind];
            let period = Period::of(Day::from_number(number), granularity);
            prop_assert!(period.span().contains(Day::from_number(number)));
            prop_assert_eq!(period.span().until, period.plus(1).span().from);
        }
    }
}

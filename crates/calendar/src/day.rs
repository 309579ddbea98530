//! One day of the proleptic Gregorian calendar.

use crate::{Error, Month};
use std::fmt;
use std::str::FromStr;

/// A day, kept as the number of days since 1 January 1970.
///
/// The years 1 to 9999 are covered. [`Day::MAX`] (31 December 9999) also stands for "still running"
/// in the store, where an open end must be a day.
///
/// ```
/// use calendar::Day;
/// let day = Day::new(2016, 2, 29)?;
/// assert_eq!(day.to_string(), "2016-02-29");
/// assert_eq!(day.add_months(12), Day::new(2017, 2, 28)?);
/// assert_eq!(day + 1, Day::new(2016, 3, 1)?);
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 1 January of the year 1, the first day that there is.
    pub const MIN: Day = Day(-719_162);
    /// 31 December 9999, the last day that there is.
    pub const MAX: Day = Day(2_932_896);

    /// The day `year`-`month`-`day`.
    ///
    /// # Errors
    /// [`Error::NoSuchDay`] where the calendar has no such day (30 February, month 13, year 0).
    pub fn new(year: i32, month: u32, day: u32) -> Result<Day, Error> {
        let no_such_day = Error::NoSuchDay { year, month, day };
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return Err(no_such_day);
        }
        if day > 28 && day > days_of_month(year, month) {
            return Err(no_such_day);
        }
        Ok(Day(days_from_civil(year, month, day)))
    }

    /// The day that lies `days` days after 1 January 1970, brought inside [`Day::MIN`]..=[`Day::MAX`].
    ///
    /// ```
    /// # use calendar::Day;
    /// assert_eq!(Day::from_number(0).to_string(), "1970-01-01");
    /// ```
    pub const fn from_number(days: i32) -> Day {
        if days < Day::MIN.0 {
            Day::MIN
        } else if days > Day::MAX.0 {
            Day::MAX
        } else {
            Day(days)
        }
    }

    /// Days since 1 January 1970: what Arrow and Parquet keep as `Date32`.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    #[inline]
    pub fn civil(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// The same day of the month `months` months later (earlier where negative), or the month's last
    /// day where the month is too short. The rule of every "k months after" in the project.
    ///
    /// ```
    /// # use calendar::Day;
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// assert_eq!(day(2018, 5, 31).add_months(1), day(2018, 6, 30));
    /// assert_eq!(day(2018, 3, 30).add_months(-1), day(2018, 2, 28));
    /// ```
    #[inline]
    pub fn add_months(self, months: i32) -> Day {
        let (year, month, day) = self.civil();
        let zero_based = (year * 12 + month as i32 - 1).saturating_add(months);
        if zero_based < 12 {
            return Day::MIN;
        }
        if zero_based >= 10_000 * 12 {
            return Day::MAX;
        }
        let zero_based = zero_based as u32;
        let (year, month) = ((zero_based / 12) as i32, zero_based % 12 + 1);
        Day(days_from_civil(year, month, day.min(days_of_month(year, month))))
    }

    /// Whole years from `birth` to this day: the age on the day. Whoever is born on 29 February turns
    /// a year older on the last day of February in a common year, as [`Day::add_months`] says.
    ///
    /// ```
    /// # use calendar::Day;
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// assert_eq!(day(2018, 6, 1).age(day(1978, 6, 1)), 40);
    /// assert_eq!(day(2018, 5, 31).age(day(1978, 6, 1)), 39);
    /// ```
    pub fn age(self, birth: Day) -> i32 {
        let years = self.year() - birth.year();
        if birth.add_months(12 * years) > self { years - 1 } else { years }
    }

    /// Day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7) as u32
    }

    /// The earlier of two days.
    pub fn min(self, other: Day) -> Day {
        if self <= other { self } else { other }
    }

    /// The later of two days.
    pub fn max(self, other: Day) -> Day {
        if self >= other { self } else { other }
    }

    /// Reads the forms that register extracts use: `YYYY-MM-DD`, `DD-MM-YYYY` and `DDMMYYYY`. Anything else, a
    /// blank among it, is `None`.
    ///
    /// Eight digits with the year first (`20101231`) would sometimes be a day of the Middle Ages: without dashes a
    /// year before 1850 is none.
    ///
    /// ```
    /// # use calendar::Day;
    /// let day = Day::new(2018, 6, 30).ok();
    /// assert_eq!(Day::read(b"2018-06-30"), day);
    /// assert_eq!(Day::read(b"30-06-2018"), day);
    /// assert_eq!(Day::read(b"30062018"), day);
    /// assert_eq!(Day::read(b"2018-6-30"), None);
    /// ```
    pub fn read(text: &[u8]) -> Option<Day> {
        let number = |digits: &[u8]| -> Option<u32> {
            digits.iter().try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
        };
        let (year, month, day) = match text {
            [_, _, _, _, b'-', _, _, b'-', _, _] => (&text[..4], &text[5..7], &text[8..]),
            [_, _, b'-', _, _, b'-', _, _, _, _] => (&text[6..], &text[3..5], &text[..2]),
            [_, _, _, _, _, _, _, _] => (&text[4..], &text[2..4], &text[..2]),
            _ => return None,
        };
        let year = number(year)? as i32;
        if text.len() == 8 && year < 1850 {
            return None;
        }
        Day::new(year, number(month)?, number(day)?).ok()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = Error;

    /// Reads `YYYY-MM-DD` alone, the form of definition files and of the command line.
    fn from_str(text: &str) -> Result<Day, Error> {
        let bytes = text.as_bytes();
        match (bytes.get(4), Day::read(bytes)) {
            (Some(b'-'), Some(day)) => Ok(day),
            _ => Err(Error::NotADate { text: text.to_owned() }),
        }
    }
}

impl std::ops::Add<i32> for Day {
    type Output = Day;

    /// That many days later, no later than [`Day::MAX`].
    fn add(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_add(days))
    }
}

impl std::ops::Sub<i32> for Day {
    type Output = Day;

    /// That many days earlier, no earlier than [`Day::MIN`].
    fn sub(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_sub(days))
    }
}

impl std::ops::Sub for Day {
    type Output = i32;

    /// Days from `earlier` to this day.
    fn sub(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
}

impl From<Day> for Month {
    fn from(day: Day) -> Month {
        Month::of(day)
    }
}

/// Days in a month of the Gregorian calendar.
fn days_of_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// Days since 1970 of a valid date. Years are counted from 1 March, so that the leap day is a year's last.
///
/// This and its reverse run for each row of a register that is told by month, and for each spell that is followed: after
/// C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022), where each
/// division is one of a number that is not below 0 by a constant, or a product of which the upper half is taken.
#[inline]
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let is_before_march = month <= 2;
    let year = year as u32 - u32::from(is_before_march);
    // Months from 3, March, to 14, February.
    let month = if is_before_march { month + 12 } else { month };
    let century = year / 100;
    let days_of_years = 1_461 * year / 4 - century + century / 4;
    let days_of_months = (979 * month - 2_919) / 32;
    (days_of_years + days_of_months + day) as i32 - 719_469
}

/// The reverse of [`days_from_civil`].
#[inline]
fn civil_from_days(days: i32) -> (i32, u32, u32) {
    // From 1 March of the year 0 on, which is before [`Day::MIN`].
    let quarter_days = 4 * (days + 719_468) as u32 + 3;
    let century = quarter_days / 146_097;
    let quarter_days_of_century = (quarter_days % 146_097) | 3;
    let product = 2_939_745 * u64::from(quarter_days_of_century);
    let year_of_century = (product >> 32) as u32;
    let day_of_year = product as u32 / 2_939_745 / 4;
    // Months from 3, March, to 14, February, in the upper 16 bits.
    let months = 2_141 * day_of_year + 197_913;
    let (month, day) = (months >> 16, (months & 0xffff) / 2_141 + 1);
    let is_after_new_year = day_of_year >= 306;
    let year = (100 * century + year_of_century) as i32 + i32::from(is_after_new_year);
    (year, if is_after_new_year { month - 12 } else { month }, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The slow engine: walk from 1 January of the year 1, one day at a time.
    #[test]
    fn every_day_of_ten_thousand_years_is_the_day_after_the_one_before() {
        let (mut year, mut month, mut day) = (1, 1, 1);
        for number in Day::MIN.number()..=Day::MAX.number() {
            assert_eq!(Day::from_number(number).civil(), (year, month, day));
            assert_eq!(Day::new(year, month, day), Ok(Day(number)));
            day += 1;
            if day > days_of_month(year, month) {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        assert_eq!(year, 10_000);
    }

    #[test]
    fn known_days() {
        // 1 January 1970 was a Thursday; 29 February 2000 a Tuesday.
        assert_eq!(Day::from_number(0).weekday(), 3);
        assert_eq!(Day::new(2000, 2, 29).unwrap().weekday(), 1);
        assert!(Day::new(1900, 2, 29).is_err());
        assert!(Day::new(2018, 4, 31).is_err());
        assert!(Day::new(0, 1, 1).is_err());
        assert!(Day::new(10_000, 1, 1).is_err());
    }

    #[test]
    fn read_refuses_what_only_looks_like_a_date() {
        for text in [
            "",
            "2018",
            "2018-13-01",
            "2018-02-30",
            "30-02-2018",
            "31042018",
            "20180630",
            "20101231",
            "19121231",
            "2018/06/30",
            "18-06-30",
            " 2018-06-30",
            "2018-06-3x",
            "----------",
            "２０１８",
        ] {
            assert_eq!(Day::read(text.as_bytes()), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn all_written_forms_read_back(number in Day::MIN.number()..=Day::MAX.number()) {
            let day = Day::from_number(number);
            let (y, m, d) = day.civil();
            for text in [day.to_string(), format!("{d:02}-{m:02}-{y:04}")] {
                prop_assert_eq!(Day::read(text.as_bytes()), Some(day));
            }
            let digits = format!("{d:02}{m:02}{y:04}");
            prop_assert_eq!(Day::read(digits.as_bytes()), Some(day).filter(|_| y >= 1850));
        }

        #[test]
        fn adding_months_keeps_the_day_or_takes_the_last(number in -200_000..200_000i32, months in -3_000..3_000i32) {
            let day = Day::from_number(number);
            let moved = day.add_months(months);
            prop_assert_eq!(Month::of(moved).number() - Month::of(day).number(), months);
            let (_, _, before) = day.civil();
            let (_, _, after) = moved.civil();
            prop_assert!(after == before || (after < before && Month::of(moved + 1) != Month::of(moved)));
        }

        #[test]
        fn reading_never_panics(text in proptest::collection::vec(any::<u8>(), 0..14)) {
            let _ = Day::read(&text);
        }

        #[test]
        fn age_counts_the_birthdays(birth in -40_000..20_000i32, later in 0..40_000i32) {
            let (birth, day) = (Day::from_number(birth), Day::from_number(birth + later));
            let birthdays = (1..200).take_while(|year| birth.add_months(12 * year) <= day).count();
            prop_assert_eq!(day.age(birth), birthdays as i32);
        }
    }
}

//! ISO weeks: Monday to Sunday, week 1 being the one with the year's first Thursday (ISO 8601).

use crate::{Day, Error, Month, Span};
use std::fmt;

/// An ISO week, kept as its Monday.
///
/// ```
/// use calendar::{Day, Week};
/// let week = Week::new(2020, 53)?;
/// assert_eq!(week.monday(), Day::new(2020, 12, 28)?);
/// assert_eq!(week.month().to_string(), "2020-12"); // the month of its Thursday
/// assert!(Week::new(2021, 53).is_err());
/// # Ok::<(), calendar::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: Day,
}

impl Week {
    /// Week `week` of the ISO year `year`.
    ///
    /// # Errors
    /// [`Error::NoSuchWeek`] where the ISO year has no such week.
    pub fn new(year: i32, week: u32) -> Result<Week, Error> {
        let no_such_week = Error::NoSuchWeek { year, week };
        // 4 January always lies in week 1.
        let fourth = Day::new(year, 1, 4).map_err(|_| no_such_week.clone())?;
        let monday = fourth - fourth.weekday() as i32 + 7 * (week as i32 - 1).clamp(-1, 60);
        let found = Week { monday };
        if found.iso() == (year, week) { Ok(found) } else { Err(no_such_week) }
    }

    /// The week that the day lies in.
    pub fn of(day: Day) -> Week {
        Week { monday: day - day.weekday() as i32 }
    }

    /// ISO year and week number.
    pub fn iso(self) -> (i32, u32) {
        let thursday = self.monday + 3;
        let year = thursday.year();
        let new_year = Day::new(year, 1, 1).unwrap_or(Day::MIN);
        (year, (thursday - new_year) as u32 / 7 + 1)
    }

    /// The first day.
    pub fn monday(self) -> Day {
        self.monday
    }

    /// The week after.
    pub fn next(self) -> Week {
        Week { monday: self.monday + 7 }
    }

    /// The month that the week counts in: that of its Thursday.
    pub fn month(self) -> Month {
        Month::of(self.monday + 3)
    }

    /// The seven days.
    pub fn span(self) -> Span {
        Span::new(self.monday, self.monday + 7)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, week) = self.iso();
        write!(f, "{year:04}W{week:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_with_53_weeks_are_the_known_ones() {
        let long: Vec<i32> = (1991..=2026).filter(|year| Week::new(*year, 53).is_ok()).collect();
        assert_eq!(long, [1992, 1998, 2004, 2009, 2015, 2020, 2026]);
    }

    #[test]
    fn weeks_follow_each_other_and_number_from_one() {
        let mut week = Week::of(Day::new(1980, 1, 1).unwrap());
        while week.monday() < Day::new(2040, 1, 1).unwrap() {
            let ((year, number), next) = (week.iso(), week.next());
            assert!(next.iso() == (year, number + 1) || next.iso() == (year + 1, 1));
            assert_eq!(Week::new(year, number), Ok(week));
            assert_eq!(week.monday().weekday(), 0);
            week = next;
        }
        assert!(Week::new(2018, 0).is_err());
        assert!(Week::new(2018, 4_000_000_000).is_err());
    }

    #[test]
    fn a_week_counts_in_the_month_of_its_thursday() {
        assert_eq!(Week::new(2018, 1).unwrap().month().to_string(), "2018-01");
        assert_eq!(Week::of(Day::new(2019, 12, 30).unwrap()).month().to_string(), "2020-01");
        assert_eq!(Week::of(Day::new(2018, 3, 1).unwrap()).month().to_string(), "2018-03");
    }
}

//! Lengths of time as a definition writes them: `"1 day"`, `"6 weeks"`, `"3 months"`, `"1 year"`.

use crate::Error;
use crate::Title;
use crate::toml_file::At;
use calendar::Day;

/// A length of time. Months and years are the calendar's: the same day of a later month, or that month's last day.
///
/// ```
/// use definitions::Length;
/// let three_months: Length = "3 months".parse().unwrap();
/// assert_eq!(three_months.after("2018-11-30".parse().unwrap()), "2019-02-28".parse().unwrap());
/// assert_eq!(three_months.title().da, "3 måneder");
/// assert!("a while".parse::<Length>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Days; weeks are seven of them.
    Days(i32),
    /// Calendar months; years are twelve of them.
    Months(i32),
}

/// What each unit is called in English and Danish, one and many, and what one of it is.
const UNITS: [(&str, &str, &str, &str, Length); 4] = [
    ("day", "days", "dag", "dage", Length::Days(1)),
    ("week", "weeks", "uge", "uger", Length::Days(7)),
    ("month", "months", "måned", "måneder", Length::Months(1)),
    ("year", "years", "år", "år", Length::Months(12)),
];

impl std::str::FromStr for Length {
    type Err = NotALength;

    fn from_str(text: &str) -> Result<Length, NotALength> {
        let (number, unit) = text.trim().split_once(' ').ok_or(NotALength)?;
        let number = number.parse::<i32>().ok().filter(|number| (0..=600).contains(number)).ok_or(NotALength)?;
        let unit = unit.trim();
        let (.., one) = UNITS.iter().find(|(one, many, ..)| *one == unit || *many == unit).ok_or(NotALength)?;
        Ok(match one {
            Length::Days(days) => Length::Days(number * days),
            Length::Months(months) => Length::Months(number * months),
        })
    }
}

/// A text that is no length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a length of time is 0 to 600 days, weeks, months or years, as \"1 month\", \"6 weeks\" or \"10 days\"")]
pub struct NotALength;

impl Length {
    pub(crate) fn read(text: &At<'_, String>) -> Result<Length, Error> {
        text.value
            .parse()
            .map_err(|not: NotALength| text.error(format!("`{}` is no length of time: {not}", text.value)))
    }

    /// The day so long after another.
    #[inline]
    pub fn after(self, day: Day) -> Day {
        match self {
            Length::Days(days) => day + days,
            Length::Months(months) => day.add_months(months),
        }
    }

    /// The day so long before another.
    #[inline]
    pub fn before(self, day: Day) -> Day {
        match self {
            Length::Days(days) => day - days,
            Length::Months(months) => day.add_months(-months),
        }
    }

    /// Whether it is no time at all.
    pub fn is_nothing(self) -> bool {
        matches!(self, Length::Days(0) | Length::Months(0))
    }

    /// About how many days it is, to put lengths in order.
    pub fn about_days(self) -> i32 {
        match self {
            Length::Days(days) => days,
            Length::Months(months) => months * 3044 / 100,
        }
    }

    /// In words: "3 måneder", "1 week".
    pub fn title(self) -> Title {
        let (number, (one, many, en, flere, _)) = match self {
            Length::Days(days) if days > 0 && days % 7 == 0 => (days / 7, UNITS[1]),
            Length::Days(days) => (days, UNITS[0]),
            Length::Months(months) if months > 12 && months % 12 == 0 => (months / 12, UNITS[3]),
            Length::Months(months) => (months, UNITS[2]),
        };
        let (english, danish) = if number == 1 { (one, en) } else { (many, flere) };
        Title::new(format!("{number} {danish}"), format!("{number} {english}"))
    }

    /// As a definition writes it.
    pub fn id(self) -> String {
        self.title().en
    }
}

//! Days, weeks, months and the spans between them: whole days on the Gregorian calendar, nothing else.
//!
//! Every stretch of time in the project is half-open, `[from, until)`: `from` is the first day that
//! belongs to it and `until` the first day that does not. Registers write their dates inclusively;
//! they are turned on the way in and never again.
//!
//! A [`Day`] is a number of days since 1 January 1970, which is what Arrow and Parquet call `Date32`,
//! so a column of the store is a column of days without any conversion. There is no clock here, no
//! time zone and no time of day.
//!
//! ```
//! use calendar::{Day, Month, Period};
//!
//! let last_paid = Day::new(2018, 1, 31)?;
//! assert_eq!(last_paid.add_months(1), Day::new(2018, 2, 28)?); // the month's last day
//! assert_eq!(Month::of(last_paid).next().first_day(), Day::new(2018, 2, 1)?);
//! let quarter: Period = "2018Q2".parse()?;
//! assert_eq!(quarter.span().days(), 91);
//! # Ok::<(), calendar::Error>(())
//! ```

mod day;
mod month;
mod period;
mod span;
mod week;

pub use day::Day;
pub use month::{Month, Quarter, Year};
pub use period::{Granularity, Period};
pub use span::Span;
pub use week::Week;

/// What is wrong with a date, a week or a period that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The three numbers name no day between the years 1 and 9999.
    #[error("{year:04}-{month:02}-{day:02} is not a day of the calendar")]
    NoSuchDay {
        /// The year asked for.
        year: i32,
        /// The month asked for, 1 to 12 where it is right.
        month: u32,
        /// The day of the month asked for.
        day: u32,
    },
    /// The ISO year has no such week.
    #[error("{year:04} has no ISO week {week}")]
    NoSuchWeek {
        /// The ISO year asked for.
        year: i32,
        /// The week asked for, 1 to 52 or 53 where it is right.
        week: u32,
    },
    /// The text is not a date, a month, a quarter, a year or a span of days.
    #[error("`{text}` is not a period: write 2018, 2018Q2, 2018-06, 2018-06-30 or FROM..TO")]
    NotAPeriod {
        /// What was written.
        text: String,
    },
    /// The text is not a date in the form that was asked for.
    #[error("`{text}` is not a date: write it as 2018-06-30")]
    NotADate {
        /// What was written.
        text: String,
    },
    /// The last day lies before the first.
    #[error("`{text}` ends before it begins")]
    Backwards {
        /// What was written.
        text: String,
    },
}

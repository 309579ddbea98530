//! Days and months as the slow engine has them: by looking, not by reckoning.

use calendar::{Day, Span};
use definitions::Length;

/// The day of that date; the tests write only dates that are.
pub(crate) fn date(text: &str) -> Day {
    text.parse().unwrap()
}

/// The same day of the month so many months later, or the month's last day where there is no such day.
pub(crate) fn months_later(day: Day, months: i32) -> Day {
    let (mut year, month, of_month) = day.civil();
    let mut month = month as i32 + months;
    while month > 12 {
        (year, month) = (year + 1, month - 12);
    }
    while month < 1 {
        (year, month) = (year - 1, month + 12);
    }
    (1..=of_month).rev().find_map(|of_month| Day::new(year, month as u32, of_month).ok()).unwrap()
}

/// The day so long after another.
pub(crate) fn later(day: Day, length: Length) -> Day {
    match length {
        Length::Days(days) => day + days,
        Length::Months(months) => months_later(day, months),
    }
}

/// The day so long before another.
pub(crate) fn earlier(day: Day, length: Length) -> Day {
    match length {
        Length::Days(days) => day - days,
        Length::Months(months) => months_later(day, -months),
    }
}

/// Every day of a stretch.
pub(crate) fn each(span: Span) -> impl Iterator<Item = Day> {
    let mut day = span.from;
    std::iter::from_fn(move || {
        let this = day;
        day = day + 1;
        (this < span.until).then_some(this)
    })
}

/// The first day of the month that the day lies in.
pub(crate) fn first_of_month(day: Day) -> Day {
    let (year, month, _) = day.civil();
    Day::new(year, month, 1).unwrap()
}

/// The last day of the month that the day lies in.
pub(crate) fn last_of_month(day: Day) -> Day {
    months_later(first_of_month(day), 1) - 1
}

/// Birthdays from birth to the day: the age on the day. A birthday on 29 February falls on the 28th in a common
/// year, as months are added.
pub(crate) fn birthdays(birth: Day, day: Day) -> i32 {
    let mut age = 0;
    while months_later(birth, 12 * (age + 1)) <= day {
        age += 1;
    }
    age
}

//! Hours of work: of fleksjob on a day, of wages in a month; their bands and where they went.

use crate::days::{last_of_month, later, months_later};
use crate::slow::Unit;
use calendar::{Day, Month, Span};
use definitions::{HoursOf, Window};
use register::PersonRows;

/// What is known of a unit's hours, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hours {
    Known(i32),
    Unknown,
    NotYet,
}

/// The hours on a day, or in its month.
fn on(person: &PersonRows, of: HoursOf, day: Day) -> Option<i32> {
    match of {
        HoursOf::FlexibleJob => {
            let jobs = person.flexible_jobs.iter().filter(|job| job.from <= day && day < job.until);
            jobs.max_by_key(|job| (job.from, job.until, job.hours.is_some(), job.hours)).and_then(|job| job.hours)
        }
        HoursOf::Wages => {
            let mut sum = 0;
            for row in person.wages.iter().filter(|row| row.month == Month::of(day)) {
                sum += row.hours?;
            }
            Some(sum)
        }
    }
}

/// The day whose hours count; none where it is not covered yet.
fn day(hours: &definitions::Hours, unit: &Unit, covered: Span) -> Option<Day> {
    match hours.window {
        Window::After(after) => Some(later(unit.spell.unwrap().0.last, after)).filter(|then| *then < covered.until),
        _ => Some(unit.day),
    }
}

/// The hours of a unit.
pub(crate) fn hours(hours: &definitions::Hours, person: &PersonRows, unit: &Unit, covered: Span) -> Hours {
    match day(hours, unit, covered) {
        None => Hours::NotYet,
        Some(day) => on(person, hours.of, day).map_or(Hours::Unknown, Hours::Known),
    }
}

/// The band of some hours, by the bands' id.
pub(crate) fn band(bands: &str, hours: Hours) -> String {
    let hundredths = match hours {
        Hours::NotYet => return "not_yet".into(),
        Hours::Unknown => return "unknown".into(),
        Hours::Known(hundredths) => hundredths,
    };
    // Halves up, below 0 too.
    let whole = (hundredths + 50).div_euclid(100);
    let band = match (bands, whole) {
        ("hours.fleksjob", 1..=5) => "1-5",
        ("hours.fleksjob", 6..=10) => "6-10",
        ("hours.fleksjob", 11..=20) => "11-20",
        ("hours.fleksjob", 21..) => "over 20",
        ("hours.wages", 0) => "0",
        ("hours.wages", 1..=20) => "1-20",
        ("hours.wages", 21..=80) => "21-80",
        ("hours.wages", 81..=159) => "81-159",
        ("hours.wages", 160..) => "160 or more",
        ("own.hours", 5..=10) => "5-10",
        ("own.hours", 11..) => "11 or more",
        _ => "unknown",
    };
    band.into()
}

/// Whether the hours went up or down since so many months before.
pub(crate) fn change(hours: &definitions::Hours, person: &PersonRows, unit: &Unit, covered: Span) -> String {
    let Some(day) = day(hours, unit, covered) else { return "not_yet".into() };
    let before = |months: i32| {
        let then = months_later(day, -months);
        if day == last_of_month(day) { last_of_month(then) } else { then }
    };
    let known: Option<Vec<i32>> =
        (0..=hours.change_over.unwrap()).map(|months| on(person, hours.of, before(months))).collect();
    let change = match known.map(|known| known[0] - known[known.len() - 1]) {
        None => "unknown",
        Some(0) => "unchanged",
        Some(1..) => "up",
        Some(_) => "down",
    };
    change.into()
}

//! Hours of work: in a fleksjob a week, in ordinary work a month, and where they went.

use crate::unit::Unit;
use calendar::{Day, Month, Span};
use definitions::{Hours, HoursOf, Trend, Window};
use register::Person;

/// Hours, in hundredths, or why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known<T> {
    This(T),
    Unknown,
    NotYet,
}

impl<T> Known<T> {
    /// What is there, or unknown.
    pub(crate) fn of(value: Option<T>) -> Known<T> {
        value.map_or(Known::Unknown, Known::This)
    }
}

/// The hours of what is counted.
pub(crate) fn hours(unit: &Unit<'_>, hours: &Hours, covered: Span) -> Known<i32> {
    match day_of(unit, hours, covered) {
        None => Known::NotYet,
        Some(day) => Known::of(on(unit.person, hours.of, day)),
    }
}

/// Whether the hours went up or down over so many months, where they are known at every month's end between.
pub(crate) fn trend(unit: &Unit<'_>, hours: &Hours, months: i32, covered: Span) -> Known<Trend> {
    let Some(day) = day_of(unit, hours, covered) else { return Known::NotYet };
    let (mut now, mut then) = (None, None);
    for back in 0..=months {
        let Some(known) = on(unit.person, hours.of, months_before(day, back)) else { return Known::Unknown };
        now = now.or(Some(known));
        then = Some(known);
    }
    Known::This(match now.cmp(&then) {
        std::cmp::Ordering::Greater => Trend::Up,
        std::cmp::Ordering::Less => Trend::Down,
        std::cmp::Ordering::Equal => Trend::Unchanged,
    })
}

/// The day on which the hours are; none where the extract does not reach it.
fn day_of(unit: &Unit<'_>, hours: &Hours, covered: Span) -> Option<Day> {
    match hours.window {
        Window::After(length) => unit.day_after(length, covered),
        _ => Some(unit.day),
    }
}

fn on(person: &Person<'_>, of: HoursOf, day: Day) -> Option<i32> {
    match of {
        HoursOf::FlexibleJob => person.flexible_hours_on(day),
        HoursOf::Wages => person.wage_hours(Month::of(day)),
    }
}

/// So many months before: of a month's last day the last day of that month, as the sources' month-ends are.
fn months_before(day: Day, months: i32) -> Day {
    let month = Month::of(day);
    if day == month.last_day() { month.plus(-months).last_day() } else { day.add_months(-months) }
}

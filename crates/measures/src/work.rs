//! Hours of work, in a fleksjob a week, in ordinary work a month, and where they went; and the pay of a month.

use crate::unit::Unit;
use calendar::{Day, Month, Span};
use definitions::{Hours, HoursOf, Trend, Window};
use register::Person;

/// A quantity, or why there is none.
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

/// The pay of what is counted in the window's month, in whole kroner: none of a month that the coverage begins in or
/// after, not yet where it ends in it or before.
///
/// A month's øre are rounded once, half away from zero, before anything is added up. So every sum is a whole number of
/// kroner that tables print as it is: what adds up adds up to the krone, and nothing is told by what was rounded.
pub(crate) fn pay(unit: &Unit<'_>, window: Window, covered: Span) -> Known<i32> {
    let day = match window {
        Window::After(length) => match unit.day_after(length, covered) {
            Some(day) => day,
            None => return Known::NotYet,
        },
        Window::Period => unit.period.last_day(),
        _ => unit.day,
    };
    let month = Month::of(day);
    if month.first_day() < covered.from {
        return Known::Unknown;
    }
    if month.last_day() >= covered.until {
        return Known::NotYet;
    }
    Known::of(unit.person.pay(month).map(whole_kroner))
}

/// Øre as kroner, half away from zero; nobody's month is beyond what fits.
fn whole_kroner(ore: i64) -> i32 {
    let kroner = (ore.abs() / 50 + 1) / 2 * ore.signum();
    i32::try_from(kroner).unwrap_or(if kroner < 0 { -i32::MAX } else { i32::MAX })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_krone_goes_away_from_zero() {
        for (ore, kroner) in
            [(0, 0), (49, 0), (50, 1), (149, 1), (150, 2), (-49, 0), (-50, -1), (-150, -2), (2_000_050, 20_001)]
        {
            assert_eq!(whole_kroner(ore), kroner, "{ore}");
        }
        assert_eq!((whole_kroner(i64::MAX), whole_kroner(i64::MIN + 1)), (i32::MAX, -i32::MAX));
    }
}

//! Pay: the A-income of one month, in whole kroner.

use crate::days::{each, first_of_month, last_of_month, later};
use crate::slow::Unit;
use calendar::{Day, Month, Span};
use definitions::Window;
use register::PersonRows;

/// What is known of a unit's pay, in whole kroner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pay {
    Known(i64),
    Unknown,
    NotYet,
}

/// A day of the month whose pay counts.
fn day(window: Window, unit: &Unit) -> Day {
    match window {
        Window::After(after) => later(unit.spell.unwrap().0.last, after),
        Window::Period => unit.period.last_day(),
        Window::Month => unit.day,
        _ => unreachable!("a window of several months"),
    }
}

/// The pay of a unit: of a month that is not wholly covered it is not known, and comes later where that is its end.
pub(crate) fn pay(window: Window, person: &PersonRows, unit: &Unit, covered: Span) -> Pay {
    let day = day(window, unit);
    let days: Vec<Day> = each(Span::inclusive(first_of_month(day), last_of_month(day))).collect();
    if days.iter().any(|day| *day < covered.from) {
        return Pay::Unknown;
    }
    if days.iter().any(|day| *day >= covered.until) {
        return Pay::NotYet;
    }
    let rows = person.wages.iter().filter(|row| row.month == Month::of(day));
    let amounts: Option<Vec<i64>> = rows.map(|row| row.amount.map(i64::from)).collect();
    amounts.map_or(Pay::Unknown, |amounts| Pay::Known(kroner(amounts.iter().sum())))
}

/// Half a krone is a whole one, of a debt too.
fn kroner(ore: i64) -> i64 {
    let (whole, rest) = (ore.abs() / 100, ore.abs() % 100);
    (if rest >= 50 { whole + 1 } else { whole }) * ore.signum()
}

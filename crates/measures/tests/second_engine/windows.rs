//! Windows: the days that a hierarchy looks at, told from what is counted.

use crate::days::{earlier, first_of_month, last_of_month, later};
use crate::joining::Spell;
use crate::slow::Unit;
use calendar::{Day, Span};
use definitions::Window;

/// What a window comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// These days.
    Days(Span),
    /// It lies partly before the coverage, nobody knows how far.
    Unknown,
    /// It reaches past the coverage.
    NotYet,
}

/// All days that there are.
const EVER: Span = Span { from: Day::MIN, until: Day::MAX };

/// The days of a unit's window.
pub(crate) fn stretch(window: Window, unit: &Unit, covered: Span) -> Stretch {
    let day = unit.day;
    match window {
        Window::Day => Stretch::Days(Span::inclusive(day, day)),
        Window::Month => Stretch::Days(Span::inclusive(first_of_month(day), last_of_month(day))),
        Window::Period => Stretch::Days(unit.period),
        Window::Ever => Stretch::Days(EVER),
        _ => of_spell(window, unit.spell.unwrap().0, day, covered),
    }
}

fn of_spell(window: Window, spell: Spell, day: Day, covered: Span) -> Stretch {
    let (start, last) = (spell.start, spell.last);
    let is_covered = |day: Day| day < covered.until;
    match window {
        Window::Spell | Window::SpellPlus(_) | Window::First(_) if spell.left_censored => Stretch::Unknown,
        Window::Spell => Stretch::Days(Span::inclusive(start, day)),
        Window::SpellPlus(plus) => match later(last, plus) {
            end if is_covered(end) => Stretch::Days(Span::inclusive(start, end)),
            _ => Stretch::NotYet,
        },
        Window::After(after) => match later(last, after) {
            then if is_covered(then) => Stretch::Days(Span::inclusive(then, then)),
            _ => Stretch::NotYet,
        },
        Window::Within(within) => match later(last, within) {
            end if is_covered(end) => Stretch::Days(Span::inclusive(last + 1, end)),
            _ => Stretch::NotYet,
        },
        Window::Last(length) => match earlier(day, length) + 1 {
            first if first < start && spell.left_censored => Stretch::Unknown,
            first => Stretch::Days(Span::inclusive(first.max(start), day)),
        },
        Window::First(length) => {
            let end = later(start, length) - 1;
            match if spell.ended { end.min(last) } else { end } {
                end if is_covered(end) => Stretch::Days(Span::inclusive(start, end)),
                _ => Stretch::NotYet,
            }
        }
        Window::Day | Window::Month | Window::Period | Window::Ever => unreachable!("of no spell"),
    }
}

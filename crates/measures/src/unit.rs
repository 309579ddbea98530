//! What is counted, as the axes are asked about it.

use calendar::{Day, Span};
use definitions::{Length, Window};
use register::Person;
use spells::Spell;

/// A spell with what lies around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfSpell<'a> {
    pub(crate) spell: &'a Spell,
    /// The last day up to which its duration counts.
    pub(crate) up_to: Day,
    /// The last day of the person's spell before it.
    pub(crate) before: Option<Day>,
    /// The first day of the person's next spell.
    pub(crate) next: Option<Day>,
}

/// One spell, person, member, event or stretch of days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub(crate) person: &'a Person<'a>,
    /// The day that counts.
    pub(crate) day: Day,
    /// The table's period.
    pub(crate) period: Span,
    /// The spell, where it has one.
    pub(crate) spell: Option<OfSpell<'a>>,
    /// The first day of the membership, where it is one.
    pub(crate) member_since: Option<Day>,
}

/// The days of a window, or why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Days {
    These(Span),
    /// They lie partly before the coverage, where nobody knows what was.
    Unknown,
    /// They reach past the coverage.
    NotYet,
}

impl Days {
    /// The stretch, unless it reaches past the coverage.
    fn within(covered: Span, from: Day, until: Day) -> Days {
        if until > covered.until { Days::NotYet } else { Days::These(Span::new(from, until)) }
    }
}

impl Unit<'_> {
    /// How long the spell has lasted; none where its start is unknown.
    pub(crate) fn duration(&self) -> Option<i32> {
        self.spell.filter(|of| !of.spell.left_censored).map(|of| of.up_to - of.spell.from + 1)
    }

    /// The one day so long after the spell's last day; none where the extract does not reach it.
    #[inline]
    pub(crate) fn day_after(&self, length: Length, covered: Span) -> Option<Day> {
        let day = length.after(self.spell?.spell.last_day());
        covered.contains(day).then_some(day)
    }

    /// The days of a window.
    #[inline]
    pub(crate) fn days(&self, window: Window, covered: Span) -> Days {
        let day = self.day;
        let of_spell = match window {
            Window::Day => return Days::These(Span::new(day, day + 1)),
            Window::Month => return Days::These(calendar::Month::of(day).span()),
            Window::Period => return Days::These(self.period),
            Window::Ever => return Days::These(Span::ALL),
            Window::After(length) => {
                return self
                    .day_after(length, covered)
                    .map_or(Days::NotYet, |day| Days::These(Span::new(day, day + 1)));
            }
            _ => self.spell,
        };
        // Definitions ask for a spell's window only where there is one.
        let Some(OfSpell { spell, .. }) = of_spell else { return Days::Unknown };
        let start = spell.from;
        match window {
            Window::Within(length) => Days::within(covered, spell.until, length.after(spell.last_day()) + 1),
            Window::Last(length) => {
                let from = length.before(day) + 1;
                if spell.left_censored && from < start {
                    return Days::Unknown;
                }
                Days::These(Span::new(from.max(start), day + 1))
            }
            _ if spell.left_censored => Days::Unknown,
            Window::SpellPlus(length) => Days::within(covered, start, length.after(spell.last_day()) + 1),
            Window::First(length) => {
                let until = length.after(start);
                Days::within(covered, start, if spell.ended { until.min(spell.until) } else { until })
            }
            _ => Days::These(Span::new(start, day + 1)),
        }
    }
}

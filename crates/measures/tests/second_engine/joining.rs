//! Spells from the set of a person's paid days, one day after another.

use crate::days::{each, first_of_month, last_of_month, months_later};
use calendar::{Day, Span};
use std::collections::BTreeSet;

/// A spell with both its days inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spell {
    /// The first paid day.
    pub(crate) start: Day,
    /// The last paid day.
    pub(crate) last: Day,
    /// Whether it has ended, or is undecided.
    pub(crate) ended: bool,
    /// Whether it touches the first covered day, so that start and duration are unknown.
    pub(crate) left_censored: bool,
    /// Whether what the rule looks back on is not all covered.
    pub(crate) start_provisional: bool,
}

/// What decides where spells begin and end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule<'a> {
    /// The gap rule's name: `calendar_month`, `one_month`, `days=28`, `any_break`, `register_end`.
    pub(crate) name: &'a str,
    /// The days that the extract covers.
    pub(crate) covered: Span,
    /// The first day of the benefit, where its definition says one.
    pub(crate) began: Option<Day>,
    /// The days on which an end is registered, those of the coverage.
    pub(crate) ends: &'a [Day],
}

impl Rule<'_> {
    /// The forgiven days of the rules that count them.
    fn forgiven(&self) -> Option<i32> {
        match self.name {
            "any_break" => Some(0),
            name => name.strip_prefix("days=").map(|days| days.parse().unwrap()),
        }
    }

    /// Whether a spell goes on from one paid day to the next one.
    fn goes_on(&self, last: Day, next: Day) -> bool {
        match self.name {
            "calendar_month" => {
                !each(Span::new(last + 1, next)).any(|day| day == first_of_month(day) && last_of_month(day) < next)
            }
            "one_month" => next <= months_later(last, 1),
            "register_end" => !self.ends.iter().any(|end| last <= *end && *end < next),
            _ => each(Span::new(last + 1, next)).count() as i32 <= self.forgiven().unwrap(),
        }
    }

    /// Whether the extract covers the whole time that the rule needs after a last day.
    pub(crate) fn decided(&self, last: Day) -> bool {
        match self.name {
            "calendar_month" => self.covered.contains(last_of_month(last_of_month(last) + 1)),
            "one_month" => self.covered.contains(months_later(last, 1)),
            "register_end" => self.ends.iter().any(|end| last <= *end),
            _ => self.covered.contains(last + self.forgiven().unwrap() + 1),
        }
    }

    /// Whether a paid day that the extract does not cover could be continued by one on `start`. Before the benefit
    /// began there is no such day.
    fn could_be_continued(&self, start: Day) -> bool {
        let unseen =
            (1..150).map(|back| self.covered.from - back).filter(|day| self.began.is_none_or(|began| *day >= began));
        unseen.into_iter().any(|day| self.goes_on(day, start))
    }
}

/// The spells of some paid days, all of them covered.
pub(crate) fn spells(paid: &BTreeSet<Day>, rule: Rule<'_>) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for day in paid {
        match spells.last_mut() {
            Some(spell) if rule.goes_on(spell.last, *day) => spell.last = *day,
            _ => spells.push(Spell {
                start: *day,
                last: *day,
                ended: false,
                left_censored: false,
                start_provisional: false,
            }),
        }
    }
    let began_inside = rule.began.is_some_and(|began| began >= rule.covered.from);
    let n = spells.len();
    for (at, spell) in spells.iter_mut().enumerate() {
        spell.ended = at + 1 < n || rule.decided(spell.last);
        spell.left_censored = spell.start == rule.covered.from && !began_inside;
        spell.start_provisional = !spell.left_censored && rule.could_be_continued(spell.start);
    }
    spells
}

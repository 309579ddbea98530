//! The first offer of a spell: how soon after the start it came.

use crate::days::later;
use crate::joining::Spell;
use calendar::{Day, Span};
use definitions::{FirstOffer, Length};
use register::PersonRows;

/// The categories of a spell: every length of time within which its first offer came.
pub(crate) fn first_offer(wanted: &FirstOffer, person: &PersonRows, spell: Spell) -> Vec<String> {
    if spell.left_censored {
        return vec!["unknown".into()];
    }
    let has_a_day_in_it = |from: Day, until: Day| until > spell.start && (!spell.ended || from <= spell.last);
    let offers = person.offers.iter().filter(|row| wanted.offers.contains(&row.offer));
    let first = offers.filter(|row| has_a_day_in_it(row.from, row.until)).map(|row| row.from.max(spell.start)).min();
    let within: Vec<String> = wanted
        .within
        .iter()
        .filter(|length| first.is_some_and(|first| first < later(spell.start, **length)))
        .map(|length| length.id())
        .collect();
    if within.is_empty() { vec!["none".into()] } else { within }
}

/// Whether a category of spells that started in a period cannot be known yet: who started on its last day may still
/// get an offer in time.
pub(crate) fn is_not_yet(wanted: &FirstOffer, category: &str, period: Span, covered_until: Day) -> bool {
    let named = |length: &&Length| length.id() == category;
    let length = if category == "none" { wanted.within.last() } else { wanted.within.iter().find(named) };
    length.is_some_and(|length| later(period.last_day(), *length) > covered_until)
}

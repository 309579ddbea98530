//! What was planned for a spell, and the reason that was registered with its end.

use crate::catalog::{WORDS, versions};
use crate::days::{date, months_later};
use crate::joining::Spell;
use crate::slow::{Ground, Unit};
use calendar::Day;
use register::Plan;

/// The spells of the person before and after one of them.
fn neighbours(ground: &Ground<'_>, unit: &Unit) -> (Option<Spell>, Option<Spell>) {
    let spells = &ground.facts[unit.person].spells;
    let spell = unit.spell.unwrap().0;
    let before = spells.iter().copied().filter(|other| other.start < spell.start).max_by_key(|other| other.start);
    let after = spells.iter().copied().filter(|other| other.start > spell.start).min_by_key(|other| other.start);
    (before, after)
}

/// The planned last day of a spell, as its plan stands on the day that counts.
pub(crate) fn planned_last_day(ground: &Ground<'_>, unit: &Unit) -> Option<Day> {
    let spell = unit.spell.unwrap().0;
    let (before, _) = neighbours(ground, unit);
    let set = &ground.catalog.code_sets.versions("dream").unwrap()[0];
    let is_of_the_group = |plan: &Plan| {
        let version =
            versions(ground.measure.benefit().unwrap()).iter().rev().find(|(from, _)| date(from) <= plan.from);
        version.is_some_and(|(_, codes)| codes.contains(&set.codes[usize::from(plan.code)].code.as_str()))
    };
    let is_of_the_spell = |plan: &Plan| {
        plan.from <= unit.day
            && plan.until > spell.start
            && before.is_none_or(|before| plan.from > before.last)
            && (spell.left_censored || plan.from >= ground.register.covered.from)
    };
    let plans = ground.register.people[unit.person].plans.iter();
    let plans = plans.filter(|plan| is_of_the_group(plan) && is_of_the_spell(plan));
    plans.max_by_key(|plan| (plan.from, plan.until)).map(|plan| plan.until - 1)
}

/// The days from the start to the planned last one; none where either is unknown.
pub(crate) fn planned_days(ground: &Ground<'_>, unit: &Unit) -> Option<i32> {
    let spell = unit.spell?.0;
    if spell.left_censored {
        return None;
    }
    planned_last_day(ground, unit).map(|last| last - spell.start + 1)
}

/// Whether a spell lasted as planned.
pub(crate) fn against_the_plan(ground: &Ground<'_>, unit: &Unit) -> &'static str {
    let last = unit.spell.unwrap().0.last;
    match planned_last_day(ground, unit) {
        None => "unknown",
        Some(planned) if last < planned => "before_plan",
        Some(planned) if last > planned => "after_plan",
        Some(_) => "as_planned",
    }
}

/// The reason of a spell's end: of those that are registered from its start to a month after its last day, before the
/// next spell, the latest that is a code or a title of the set.
pub(crate) fn end_reason(ground: &Ground<'_>, unit: &Unit) -> Option<String> {
    let spell = unit.spell.unwrap().0;
    let (_, after) = neighbours(ground, unit);
    let events = &ground.catalog.code_sets.versions("haendelser").unwrap()[0];
    let reasons = &ground.catalog.code_sets.versions(ground.measure.end_reasons.as_ref().unwrap()).unwrap()[0].codes;
    let mut latest: Option<(Day, usize)> = None;
    for row in &ground.register.people[unit.person].events {
        let is_an_end = events.codes[usize::from(row.event)].code == "ophoer_aarsag";
        let is_of_the_spell = spell.start <= row.day
            && row.day <= months_later(spell.last, 1)
            && after.is_none_or(|after| row.day < after.start);
        let Some(value) = row.value.filter(|_| is_an_end && is_of_the_spell) else { continue };
        let text = WORDS[value.0 as usize].trim().to_lowercase();
        let says = |reason: &definitions::NamedCode| {
            text == reason.code.to_lowercase() || text == reason.title.da.to_lowercase()
        };
        let Some(place) = reasons.iter().position(says) else { continue };
        if latest.is_none_or(|(day, known)| (row.day, std::cmp::Reverse(place)) > (day, std::cmp::Reverse(known))) {
            latest = Some((row.day, place));
        }
    }
    latest.map(|(_, place)| reasons[place].code.clone())
}

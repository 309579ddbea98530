//! What belongs to a spell besides its payments: its plan, why it ended, its first offer.

use crate::unit::{OfSpell, Unit};
use calendar::{Day, Span};
use definitions::{Code, CodeSet, FirstOffer, Length, Outcome};
use register::Plan;
use spells::Group;

/// How long after a spell's last day the registration of its end may be dated.
const REGISTERED_WITHIN: Length = Length::Months(1);

/// The plan of the unit's spell: of those for the group that begin with it, after the person's spell before and no
/// later than the day that counts, the one that begins last. Of a spell whose start is unknown the plan may begin
/// before the coverage.
pub(crate) fn plan<'a>(unit: &Unit<'a>, group: &Group, covered: Span) -> Option<&'a Plan> {
    let OfSpell { spell, before, .. } = unit.spell?;
    let of_spell = |plan: &&Plan| {
        group.contains(plan.code, plan.from)
            && plan.from <= unit.day
            && spell.from < plan.until
            && before.is_none_or(|last| last < plan.from)
            && (spell.left_censored || covered.from <= plan.from)
    };
    unit.person.plans.iter().filter(of_spell).max_by_key(|plan| (plan.from, plan.until))
}

/// How long the spell was planned to last, in days; none where it has no plan or its start is unknown.
pub(crate) fn planned_days(unit: &Unit<'_>, group: &Group, covered: Span) -> Option<i32> {
    let spell = unit.spell.map(|of| of.spell).filter(|spell| !spell.left_censored)?;
    plan(unit, group, covered).map(|plan| plan.until - spell.from)
}

/// Where the spell's last day lies.
pub(crate) fn outcome(unit: &Unit<'_>, group: &Group, covered: Span) -> Option<Outcome> {
    let spell = unit.spell?.spell;
    plan(unit, group, covered).map(|plan| match spell.until.cmp(&plan.until) {
        std::cmp::Ordering::Less => Outcome::Before,
        std::cmp::Ordering::Equal => Outcome::AsPlanned,
        std::cmp::Ordering::Greater => Outcome::After,
    })
}

/// The reasons of a code set, as texts are compared with them.
#[derive(Debug, Clone)]
pub(crate) struct Reasons {
    /// The event that registers an end.
    event: Option<Code>,
    /// For each reason, its code and its Danish title in lower case.
    names: Vec<[String; 2]>,
}

impl Reasons {
    pub(crate) fn new(event: Option<Code>, set: &CodeSet) -> Reasons {
        let names = set.codes.iter().map(|code| [code.code.to_lowercase(), code.title.da.to_lowercase()]);
        Reasons { event, names: names.collect() }
    }

    /// Why the unit's spell ended: what stands with the latest registration of its end that gives a known reason.
    pub(crate) fn of(&self, unit: &Unit<'_>) -> Option<usize> {
        let OfSpell { spell, next, .. } = unit.spell?;
        let until = (REGISTERED_WITHIN.after(spell.last_day()) + 1).min(next.unwrap_or(Day::MAX));
        let days = Span::new(spell.from, until);
        let registered = unit.person.events.iter().filter(|event| Some(event.event) == self.event);
        let reasons = registered.filter(|event| days.contains(event.day)).filter_map(|event| {
            let text = unit.person.text(event.value?).trim().to_lowercase();
            let reason = self.names.iter().position(|names| names.contains(&text))?;
            Some((event.day, std::cmp::Reverse(reason)))
        });
        reasons.max().map(|(_, reason)| reason.0)
    }
}

/// The first day of the unit's spell with one of the offers; the outer none where the start is unknown, the inner
/// where there is no such day.
pub(crate) fn first_offer(unit: &Unit<'_>, first: &FirstOffer) -> Option<Option<Day>> {
    let spell = unit.spell.map(|of| of.spell).filter(|spell| !spell.left_censored)?;
    let until = if spell.ended { spell.until } else { Day::MAX };
    let offers = unit.person.offers.iter().filter(|offer| first.offers.contains(&offer.offer));
    let inside = offers.filter(|offer| offer.from < until && spell.from < offer.until);
    Some(inside.map(|offer| offer.from.max(spell.from)).min())
}

//! A spell that runs on a day, and what the register knows of it.

use crate::Scheme;
use crate::provisions::{Absence, ExpectedEnd, expected_end};
use calendar::{Day, Span};
use register::{Person, Plan};
use spells::{Group, Spell};

/// A spell that runs on a day.
#[derive(Clone)]
pub struct Running {
    /// Of which scheme.
    pub scheme: Scheme,
    /// The spell.
    pub spell: Spell,
    /// Which of the person's spells of the scheme it is, from 1, as far as the coverage goes.
    pub number: i32,
    /// The plan that it goes by: of those that begin with it, the one that begins last.
    pub plan: Option<Plan>,
    /// The first day of the present grant; none where it is not known.
    pub begun: Option<Day>,
    /// Leave, in order and apart.
    pub leave: Vec<Absence>,
}

impl Running {
    /// The spell of some that runs on a day, with its plan: it has begun, and has not ended by then. No two do.
    pub(crate) fn find(
        scheme: Scheme,
        person: &Person<'_>,
        group: &Group,
        spells: &[Spell],
        covered: Span,
        on: Day,
    ) -> Option<Running> {
        let at = spells.iter().rposition(|spell| spell.from <= on)?;
        let spell = spells[at];
        if spell.ended && spell.until <= on {
            return None;
        }
        let before = at.checked_sub(1).map(|before| spells[before].last_day());
        let plan = plan_of(person, group, &spell, before, covered, on);
        let begun = match plan {
            // A later grant within the spell, or the start that the payments do not show.
            Some(plan) if plan.from > spell.from || spell.left_censored => Some(plan.from),
            _ => Some(spell.from).filter(|_| !spell.left_censored),
        };
        Some(Running { scheme, spell, number: at as i32 + 1, plan, begun, leave: Vec::new() })
    }

    /// The first day of the present grant, or the latest day that it can be.
    pub fn begun_at_latest(&self) -> Day {
        self.begun.unwrap_or(self.spell.from)
    }

    /// When it is expected to end by its plan, leave counted; none where it has no plan.
    pub fn expected_end(&self, on: Day) -> Option<ExpectedEnd> {
        self.plan.map(|plan| expected_end(Span::new(plan.from, plan.until), &self.leave, on))
    }

    /// The days of leave since the grant began, up to a day.
    pub fn leave_days(&self, on: Day) -> i32 {
        let days = Span::inclusive(self.begun_at_latest(), on);
        let of = |absence: &Absence| Span::new(absence.from, absence.until.unwrap_or(on + 1)).intersection(days).days();
        self.leave.iter().map(of).sum()
    }
}

/// The plan of a spell, as the measures take it: of those for the group that begin with it, after the person's spell
/// before and no later than the day, the one that begins last. Of a spell whose start is unknown the plan may begin
/// before the coverage.
fn plan_of(
    person: &Person<'_>,
    group: &Group,
    spell: &Spell,
    before: Option<Day>,
    covered: Span,
    on: Day,
) -> Option<Plan> {
    let of_spell = |plan: &&Plan| {
        group.contains(plan.code, plan.from)
            && plan.from <= on
            && spell.from < plan.until
            && before.is_none_or(|last| last < plan.from)
            && (spell.left_censored || covered.from <= plan.from)
    };
    person.plans.iter().filter(of_spell).max_by_key(|plan| (plan.from, plan.until)).copied()
}

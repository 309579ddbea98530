//! A spell that runs on a day, and what the register knows of it.

use crate::Scheme;
use crate::provisions::{Absence, ExpectedEnd, expected_end};
use crate::watch::GAP_RULE;
use calendar::{Day, Span};
use register::{Person, Plan};
use spells::{Group, Spell};

/// A spell that runs on a day.
#[derive(Clone)]
pub struct Running {
    /// Of which scheme.
    pub scheme: Scheme,
    /// The spell; those before it from which only leave parts it belong to it, as one grant that was interrupted.
    pub spell: Spell,
    /// Which of the person's spells of the scheme it is, from 1, as far as the coverage goes; spells that only leave parts
    /// are one.
    pub number: i32,
    /// The plan that it goes by: of those that begin with it, the one that begins last.
    pub plan: Option<Plan>,
    /// The first day of the present grant; none where it is not known. No day before there were such grants: a register
    /// that says so is taken to mean the first.
    pub begun: Option<Day>,
    /// The same, or the latest day that it can be.
    pub begun_at_latest: Day,
    /// Leave, in order and apart.
    pub leave: Vec<Absence>,
}

/// From where one looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looked {
    /// The days that the extract covers.
    pub(crate) covered: Span,
    /// The day of the follow-up.
    pub(crate) on: Day,
    /// The first day on which the provisions say something.
    pub(crate) law_from: Day,
}

impl Running {
    /// The spell of some that runs on a day, with its plan: it has begun, and has not ended by then. No two do.
    pub(crate) fn find(
        scheme: Scheme,
        person: &Person<'_>,
        group: &Group,
        spells: &[Spell],
        leave: Vec<Absence>,
        Looked { covered, on, law_from }: Looked,
    ) -> Option<Running> {
        let at = spells.iter().rposition(|spell| spell.from <= on)?;
        let last = spells[at];
        if last.ended && last.until <= on {
            return None;
        }
        // Maternity leave is paid otherwise: it would look like an end and a new beginning.
        let goes_on = |at: usize| at > 0 && is_bridged(spells[at - 1].until, spells[at].from, &leave);
        let starts = (0..=at).filter(|at| !goes_on(*at));
        let (number, first) = starts.enumerate().last()?;
        let number = number as i32 + 1;
        let spell = Spell { until: last.until, ended: last.ended, ..spells[first] };
        let before = first.checked_sub(1).map(|before| spells[before].last_day());
        let plan = plan_of(person, group, &spell, before, covered, on);
        let begun = match plan {
            // A later grant within the spell, or the start that the payments do not show.
            Some(plan) if plan.from > spell.from || spell.left_censored => Some(plan.from),
            _ => Some(spell.from).filter(|_| !spell.left_censored),
        };
        let earliest = group.began().unwrap_or(Day::MIN).max(law_from);
        let begun_at_latest = begun.unwrap_or(spell.from).max(earliest);
        let begun = begun.map(|_| begun_at_latest);
        Some(Running { scheme, spell, number, plan, begun, begun_at_latest, leave })
    }

    /// When it is expected to end by its plan, leave counted; none where it has no plan.
    pub fn expected_end(&self, on: Day) -> Option<ExpectedEnd> {
        self.plan.map(|plan| expected_end(Span::new(plan.from, plan.until), &self.leave, on))
    }

    /// The days of leave since the grant began, up to a day.
    pub fn leave_days(&self, on: Day) -> i32 {
        let days = Span::inclusive(self.begun_at_latest, on);
        let of = |absence: &Absence| Span::new(absence.from, absence.until.unwrap_or(on + 1)).intersection(days).days();
        self.leave.iter().map(of).sum()
    }
}

/// Whether a break between two spells is none where the days of leave in it count as paid.
fn is_bridged(until: Day, from: Day, leave: &[Absence]) -> bool {
    let goes_on = |reached: Day, next: Day| GAP_RULE.lapse(reached - 1).is_some_and(|lapse| next < lapse);
    let mut reached = until;
    for absence in leave {
        let ends = absence.until.unwrap_or(from).min(from);
        if ends > reached && goes_on(reached, absence.from) {
            reached = ends;
        }
    }
    goes_on(reached, from)
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

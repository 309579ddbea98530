//! The process: one life as a row of stretches on one benefit after the other.
//!
//! It is semi-Markov: how long a stretch lasts is drawn from the state's durations when it begins, and where it leads depends
//! on the state, the age, the date and the time spent in it. The whole life from the sixteenth
//! birthday is drawn, also what lies before the coverage, so that stocks on the first covered day are as full as on any other.

use crate::benefits::{
    CLARIFICATION_FROM, RESOURCE_CLOSED, RESOURCE_FROM, RESOURCE_SHORTER, SUSPENDED_FROM, SUSPENDED_UNTIL, State,
};
use crate::draws::Draws;
use crate::population::{Origin, Person};
use crate::rates::{AFTER_GROUP_2, EntryRates, GROUP_2_WAIT, calendar_per_cent, destinations, durations};
use crate::rows::Membership;
use calendar::{Day, Span};

/// Time on one benefit without a change of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) state: State,
    pub(crate) span: Span,
    /// The state before, self-support at the beginning of a life.
    pub(crate) before: State,
    /// The state after; self-support where the life or the knowledge of it ends first.
    pub(crate) next: State,
    /// Whether a person on uddannelseshjælp is jobparat.
    pub(crate) ready: bool,
    /// The first day after the time granted, for ressourceforløb and jobafklaring.
    pub(crate) planned_until: Option<Day>,
    /// Leave inside a ressourceforløb; the spell may then run on past its plan by as many days.
    pub(crate) leave: Option<Span>,
}

/// 22 weeks: after them sygedagpenge are granted anew, or jobafklaring follows.
const REASSESSMENT_DAYS: i32 = 154;

/// Days in the kontanthjælp system after which somebody belongs to the project `flere_skal_med`: five years.
const PROJECT_DAYS: i32 = 1_826;

/// 1 May 2017, when the project begins to divide its members into groups.
const PROJECT_FROM: Day = Day::from_number(17_287);

/// What a walk through a life remembers besides the present state.
struct Walk<'a> {
    person: &'a Person,
    rates: &'a EntryRates,
    draws: &'a mut Draws,
    /// The first day that the walk does not enter.
    limit: Day,
    /// Jobafklaring spells so far: there are at most two.
    clarifications: u32,
    /// Days in the kontanthjælp system so far.
    cash_days: i32,
    /// The day on which the project would look at this person.
    project_day: Day,
}

/// Draws the benefit history of a person up to `horizon` (not included) and the memberships of project groups.
pub(crate) fn live(
    person: &Person,
    rates: &EntryRates,
    covered_from: Day,
    horizon: Day,
    draws: &mut Draws,
    history: &mut Vec<Stretch>,
    memberships: &mut Vec<Membership>,
) {
    history.clear();
    memberships.clear();
    let until = person.until().min(horizon);
    let pension = person.pension_day();
    let mut day = person.arrived.max(person.birth.add_months(16 * 12));
    // What pensioners lived on before the coverage shows in no row.
    if pension > covered_from {
        let limit = until.min(pension);
        let project_day = if draws.per_cent(85) {
            PROJECT_FROM + draws.between(0, 290)
        } else {
            PROJECT_FROM + draws.between(290, 600)
        };
        let newcomer = person.origin == Origin::OtherImmigrant && person.age(day) >= 18;
        let mut state = if newcomer && draws.per_cent(45) { State::Integration } else { State::SelfSupport };
        let mut walk = Walk { person, rates, draws, limit, clarifications: 0, cash_days: 0, project_day };
        let mut before = State::SelfSupport;
        while day < limit {
            if state == State::SelfSupport {
                before = State::SelfSupport;
                let Some((begins, entry)) = walk.rates.leave_self_support(person, day, limit, walk.draws) else {
                    break;
                };
                (day, state) = (begins, walk.settle(entry, State::SelfSupport, begins));
                continue;
            }
            let stretch = walk.stretch(state, before, day, memberships);
            before = state;
            (day, state) = (stretch.span.until, stretch.next);
            history.push(stretch);
        }
    }
    // Nobody is a member any longer who has died or moved abroad.
    memberships.retain(|membership| membership.from < person.until());
    for membership in memberships.iter_mut().filter(|membership| membership.to.is_none_or(|to| to >= person.until())) {
        membership.to = (person.until() < Day::MAX).then_some(person.until() - 1);
    }
    if pension < until {
        let span = Span::new(pension.max(person.arrived), until);
        let before =
            history.last().filter(|last| last.span.until == pension).map_or(State::SelfSupport, |last| last.state);
        history.push(Stretch {
            state: State::OldAgePension,
            span,
            before,
            next: State::SelfSupport,
            ready: false,
            planned_until: None,
            leave: None,
        });
    }
}

impl Walk<'_> {
    /// The stretch of `state` that begins on `from`.
    fn stretch(&mut self, state: State, before: State, from: Day, memberships: &mut Vec<Membership>) -> Stretch {
        let ready = self.draws.per_cent(30);
        let mut stretch = Stretch {
            state,
            span: Span::new(from, from + self.draws.quantile(durations(state, self.person.sex)).max(1)),
            before,
            next: State::SelfSupport,
            ready,
            planned_until: None,
            leave: None,
        };
        match state {
            State::Sickness => self.sickness(&mut stretch),
            State::Clarification => self.clarification(&mut stretch),
            State::Resource => self.resource(&mut stretch),
            _ if state.is_cash() => self.cash(&mut stretch, memberships),
            _ => stretch.next = self.destination(&stretch),
        }
        if stretch.span.until >= self.limit {
            stretch.span.until = self.limit;
            stretch.next = State::SelfSupport;
            stretch.leave = stretch.leave.filter(|leave| leave.from < self.limit);
        }
        if state.is_cash() {
            self.cash_days += stretch.span.days();
        }
        stretch
    }

    /// Where a stretch leads by the usual weights.
    fn destination(&mut self, stretch: &Stretch) -> State {
        let until = stretch.span.until;
        let next = self.draws.pick(destinations(stretch.state, until, self.person.age(until), stretch.span.days()));
        self.settle(next, stretch.state, until)
    }

    /// What a drawn next state becomes by age and date. Whoever cannot leave goes on in the present state.
    fn settle(&mut self, next: State, present: State, day: Day) -> State {
        let young = day < self.person.birth.add_months(30 * 12);
        match next {
            State::CashReady | State::CashNotReady if young => State::EducationAid,
            State::EducationAid if !young => State::CashReady,
            State::EarlyRetirement if self.person.age(day) < 60 => State::SelfSupport,
            State::Rehabilitation if day >= RESOURCE_CLOSED => State::SelfSupport,
            State::Resource if !self.may_begin_resource(day) => self.without_resource(present),
            State::Resource if self.draws.per_cent(calendar_per_cent(State::Resource, day)) => State::Resource,
            State::Resource => goes_on(present),
            _ => next,
        }
    }

    /// Whether a ressourceforløb may begin: the scheme is open, and the pension is not too near.
    fn may_begin_resource(&self, day: Day) -> bool {
        let years_left = if day >= RESOURCE_SHORTER { 6 } else { 4 };
        day >= RESOURCE_FROM && day < RESOURCE_CLOSED && self.person.pension_day() - day >= years_left * 366
    }

    /// What becomes of those who would have had a ressourceforløb: before 2013 more of them got førtidspension at
    /// once, and since February 2026 they are assessed without a spell.
    fn without_resource(&mut self, present: State) -> State {
        if self.draws.per_cent(55) { State::DisabilityPension } else { goes_on(present) }
    }

    /// Kontanthjælp and its neighbours: uddannelseshjælp ends on the thirtieth birthday, and the project divides
    /// those who have been in the system for five years and are not jobparat.
    fn cash(&mut self, stretch: &mut Stretch, memberships: &mut Vec<Membership>) {
        let thirty = self.person.birth.add_months(30 * 12);
        let birthday =
            stretch.state == State::EducationAid && stretch.span.until >= thirty && thirty > stretch.span.from;
        if birthday {
            stretch.span.until = thirty;
        }
        let in_project = stretch.span.contains(self.project_day)
            && memberships.is_empty()
            && !(stretch.state == State::CashReady || stretch.state == State::EducationAid && stretch.ready)
            && self.cash_days + (self.project_day - stretch.span.from) >= PROJECT_DAYS
            && self.person.pension_day() - self.project_day > 1_000
            && self.draws.per_cent(66);
        if in_project {
            let group = self.draws.pick(&[(1, 55), (2, 34), (3, 11)]);
            self.join(group, memberships);
            if group == 2 {
                let until = self.project_day + self.draws.quantile(&GROUP_2_WAIT);
                if until < stretch.span.until {
                    stretch.span.until = until;
                    let next = self.draws.pick(AFTER_GROUP_2);
                    // The project goes round the queue for a ressourceforløb.
                    let at_once = next == State::Resource && self.may_begin_resource(until);
                    stretch.next = if at_once { next } else { self.settle(next, stretch.state, until) };
                    return;
                }
            }
        }
        stretch.next = match (birthday, stretch.ready) {
            (true, true) => State::CashReady,
            (true, false) => State::CashNotReady,
            _ => self.destination(stretch),
        };
    }

    /// The memberships of somebody who is put into a group: some change groups later, some leave.
    fn join(&mut self, group: u8, memberships: &mut Vec<Membership>) {
        let from = self.project_day;
        match self.draws.below(100) {
            0..8 => {
                let moved = from + self.draws.between(60, 300);
                let other = [2, 1, 1][usize::from(group) - 1];
                memberships.push(Membership { group, from, to: Some(moved - 1) });
                memberships.push(Membership { group: other, from: moved, to: None });
            }
            8..20 => memberships.push(Membership { group, from, to: Some(from + self.draws.between(120, 700)) }),
            _ => memberships.push(Membership { group, from, to: None }),
        }
    }

    /// Sygedagpenge: most illness is over before the reassessment; of the rest some get them longer and some go to
    /// jobafklaring, which was as good as suspended during the epidemic.
    fn sickness(&mut self, stretch: &mut Stretch) {
        let from = stretch.span.from;
        let reassessed = from + REASSESSMENT_DAYS;
        let may_clarify = reassessed >= CLARIFICATION_FROM && self.clarifications < 2;
        if stretch.span.days() <= REASSESSMENT_DAYS || !may_clarify || self.draws.per_cent(66) {
            stretch.next = self.destination(stretch);
            return;
        }
        let suspended = reassessed >= SUSPENDED_FROM && reassessed < SUSPENDED_UNTIL && !self.draws.per_cent(4);
        let decided = if suspended { SUSPENDED_UNTIL + self.draws.between(0, 150) } else { reassessed };
        if decided < stretch.span.until {
            stretch.span.until = decided;
            stretch.next = State::Clarification;
        } else {
            stretch.next = self.destination(stretch);
        }
    }

    /// Jobafklaring: two years at most, and at its limit perhaps a second time.
    fn clarification(&mut self, stretch: &mut Stretch) {
        self.clarifications += 1;
        let planned_until = stretch.span.from.add_months(if self.draws.per_cent(75) { 24 } else { 12 });
        stretch.planned_until = Some(planned_until);
        let used_up = stretch.span.until >= planned_until;
        stretch.span.until = stretch.span.until.min(planned_until);
        let again = used_up && self.clarifications < 2 && self.draws.per_cent(55);
        stretch.next = if again { State::Clarification } else { self.destination(stretch) };
    }

    /// Ressourceforløb: the plan is made when it begins, and leave moves its end.
    fn resource(&mut self, stretch: &mut Stretch) {
        let from = stretch.span.from;
        let years = if from < RESOURCE_SHORTER {
            self.draws.pick(&[(5, 65), (4, 20), (3, 11), (2, 4)])
        } else {
            self.draws.pick(&[(3, 84), (2, 12), (1, 4)])
        };
        let planned_until = from.add_months(years * 12);
        stretch.planned_until = Some(planned_until);
        let mut limit = planned_until;
        let most = (stretch.span.until.min(planned_until) - from - 60).max(0);
        if most > 60 && self.draws.per_cent(3) {
            let leave = from + self.draws.between(30, most);
            let days = self.draws.between(21, 320);
            stretch.leave = Some(Span::new(leave, leave + days));
            limit = limit + days;
            stretch.span.until = stretch.span.until.max(leave + days + 14);
        }
        stretch.span.until = stretch.span.until.min(limit);
        stretch.next = self.destination(stretch);
    }
}

/// The state of somebody who does not get the benefit that was in sight: the present one goes on, except where it cannot.
fn goes_on(present: State) -> State {
    match present {
        State::Clarification => State::SelfSupport,
        _ => present,
    }
}

//! Dated decisions and events around the stretches, and the planned ends of granted spells.

use crate::benefits::{RESOURCE_SHORTER, State};
use crate::draws::Draws;
use crate::history::Stretch;
use crate::population::Person;
use crate::rows::{Event, Plan};
use calendar::{Day, Span};

/// Draws the events of a history that fall on covered days.
pub(crate) fn draw_events(
    person: &Person,
    history: &[Stretch],
    covered: Span,
    draws: &mut Draws,
    events: &mut Vec<Event>,
) {
    let mut flexible = false;
    for stretch in history {
        // Events of one stretch lie at most some months before it.
        let near = stretch.span.until > covered.from - 1 && stretch.span.from < covered.until + 200;
        if near {
            let mut list = List { covered, arrived: person.arrived, events };
            before_stretch(stretch, flexible, draws, &mut list);
            in_stretch(stretch, draws, &mut list);
            after_stretch(person, stretch, covered.until, draws, &mut list);
        }
        flexible |= matches!(stretch.state, State::FlexJob | State::FlexUnemployment);
    }
}

/// The events so far; what lies outside the coverage or before the person came is left out.
struct List<'a> {
    covered: Span,
    arrived: Day,
    events: &'a mut Vec<Event>,
}

impl List<'_> {
    fn add(&mut self, day: Day, name: &'static str, value: &'static str) {
        let event = Event { day, name, value };
        if self.covered.contains(day) && day >= self.arrived && !self.events.contains(&event) {
            self.events.push(event);
        }
    }
}

/// What is decided before a benefit is granted.
fn before_stretch(stretch: &Stretch, flexible: bool, draws: &mut Draws, list: &mut List<'_>) {
    let from = stretch.span.from;
    match stretch.state {
        State::Resource => {
            list.add(from - draws.between(7, 90), "rehabiliteringsteam", "");
            if draws.per_cent(4) {
                list.add(from + draws.between(10, 120), "klage_medhold", "");
            }
        }
        State::Clarification if stretch.before == State::Clarification => {
            list.add(from - draws.between(7, 60), "rehabiliteringsteam", "")
        }
        State::DisabilityPension => {
            let granted = from - draws.between(1, 35);
            let proposed = granted - draws.between(14, 120);
            list.add(proposed - draws.between(0, 21), "rehabiliteringsteam", "");
            list.add(proposed, "indstillet_foertidspension", "");
            list.add(granted, "tilkendt_foertidspension", "");
        }
        State::FlexJob | State::FlexUnemployment => {
            if !flexible {
                let granted = from - draws.between(0, 30);
                list.add(granted - draws.between(7, 60), "rehabiliteringsteam", "");
                list.add(granted, "visiteret_fleksjob", "");
            }
            let after_resource = stretch.before == State::Resource || stretch.before == State::FlexUnemployment;
            if stretch.state == State::FlexJob && after_resource && draws.per_cent(4) {
                list.add(from - draws.between(0, 20), "fleksjobbonus_forhaandsgodkendt", "");
                if draws.per_cent(50) && stretch.span.days() > 190 {
                    list.add(from + draws.between(180, 190), "fleksjobbonus_udloest", "");
                }
            }
        }
        _ => {}
    }
}

/// What happens while the benefit is paid.
fn in_stretch(stretch: &Stretch, draws: &mut Draws, list: &mut List<'_>) {
    let (from, days) = (stretch.span.from, stretch.span.days());
    let somewhere = |draws: &mut Draws| from + draws.between(0, days - 1);
    if stretch.state.is_cash() && draws.per_cent(if days > 700 { 15 } else { 6 }) {
        list.add(somewhere(draws), "sanktion", "");
    }
    if !matches!(stretch.state, State::Resource | State::Clarification) {
        return;
    }
    if draws.per_cent(5) {
        list.add(somewhere(draws), "sanktion", "");
    }
    if draws.per_cent(45) {
        list.add(from + draws.between(0, days.min(400) - 1), "samtale_sundhedskoordinator", "");
    }
    if stretch.state == State::Resource {
        if from >= RESOURCE_SHORTER && draws.per_cent(25) {
            list.add(from + draws.between(0, days.min(300) - 1), "personlig_jobformidler", "");
        }
        if draws.per_cent(3) {
            // Proposed and refused: not every proposal ends in a pension.
            list.add(somewhere(draws), "indstillet_foertidspension", "");
        }
        if let Some(leave) = stretch.leave {
            list.add(leave.from, "orlov_fra", "");
            if leave.until <= stretch.span.until {
                list.add(leave.last_day(), "orlov_til", "");
            }
        }
    }
}

/// Why a ressourceforløb or jobafklaring ended, for those that ended on a covered day before `unknown_from`.
fn after_stretch(person: &Person, stretch: &Stretch, unknown_from: Day, draws: &mut Draws, list: &mut List<'_>) {
    let until = stretch.span.until;
    if !matches!(stretch.state, State::Resource | State::Clarification) || until >= unknown_from || draws.per_cent(15) {
        return;
    }
    let reason = match stretch.next {
        _ if person.died == Some(until) => "Død",
        _ if person.emigrated == Some(until) => "Fraflyttet landet",
        _ if person.pension_day() == until => "Overgået til folkepension",
        State::DisabilityPension => "Overgået til førtidspension",
        State::FlexJob | State::FlexUnemployment => "Fleksjob – visiteret",
        State::CashReady | State::CashNotReady | State::EducationAid => "Ophørt, overgået til kontanthjælp",
        State::Sickness => "Påbegyndt sygedagpenge",
        State::StudyGrant | State::Rehabilitation => "Påbegyndt uddannelse eller revalidering",
        State::SelfSupport => {
            draws.pick(&[("Selvforsørgelse", 50), ("Ordinært arbejde", 35), ("Fortrudt – ønsker ikke forløb", 15)])
        }
        _ => "Øvrige årsager",
    };
    list.add(until - 1, "ophoer_aarsag", reason);
}

/// The planned ends of the spells that touch the covered days.
pub(crate) fn draw_plans(history: &[Stretch], covered: Span, plans: &mut Vec<Plan>) {
    for stretch in history {
        if let Some(planned_until) = stretch.planned_until
            && stretch.span.overlaps(covered)
        {
            let code = stretch.state.code(stretch.span.from, false, 50, None);
            plans.push(Plan { code, from: stretch.span.from, to: planned_until - 1 });
        }
    }
}

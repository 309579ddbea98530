//! The slow engine: what is counted in a period, one person after another.

use crate::catalog::{began, versions};
use crate::days::{date, each, later};
use crate::joining::{Rule, Spell, spells};
use crate::lives::last_known;
use crate::matching::Diary;
use crate::members;
use calendar::{Day, Span};
use definitions::{Catalog, Count, Event, Measure, Membership, Subject};
use register::PersonRows;
use std::collections::{BTreeMap, BTreeSet};

/// A register in memory.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    pub(crate) covered: Span,
    pub(crate) people: Vec<PersonRows>,
}

/// One thing that a cell may count: a spell, a person's spell, a person, a person's day, an event, a membership.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    /// Whose it is, a place in the register.
    pub(crate) person: usize,
    /// The day that counts: place, age and code are those of this day.
    pub(crate) day: Day,
    /// The table's period that it is counted in.
    pub(crate) period: Span,
    /// Whether it is counted; if not, it only marks its cells.
    pub(crate) counted: bool,
    /// Whether it makes its cells provisional.
    pub(crate) provisional: bool,
    /// The spell, if it is one or belongs to one, and the last day up to which its duration counts.
    pub(crate) spell: Option<(Spell, Day)>,
    /// The first day of the membership, if it is one.
    pub(crate) member_since: Option<Day>,
}

impl Unit {
    /// One that is counted for sure.
    pub(crate) fn sure(person: usize, day: Day, period: Span) -> Unit {
        Unit { person, day, period, counted: true, provisional: false, spell: None, member_since: None }
    }

    /// The days from the start to the last that counts; none where the start is unknown.
    pub(crate) fn duration(&self) -> Option<i32> {
        self.spell.filter(|(spell, _)| !spell.left_censored).map(|(spell, last)| last - spell.start + 1)
    }
}

/// What is paid of a benefit group to a person: every covered day with its codes.
fn paid_days(catalog: &Catalog, register: &Register, person: usize, benefit: &str) -> BTreeMap<Day, BTreeSet<String>> {
    let set = &catalog.code_sets.versions("dream").unwrap()[0];
    let mut paid: BTreeMap<Day, BTreeSet<String>> = BTreeMap::new();
    for payment in &register.people[person].payments {
        let code = &set.codes[usize::from(payment.code)].code;
        for day in each(Span::new(payment.from, payment.until).intersection(register.covered)) {
            let (_, codes) = versions(benefit).iter().rev().find(|(from, _)| date(from) <= day).unwrap();
            if codes.contains(&code.as_str()) {
                paid.entry(day).or_default().insert(code.clone());
            }
        }
    }
    paid
}

/// The spells of a person by a measure's benefit and gap rule.
pub(crate) fn spells_of(catalog: &Catalog, register: &Register, person: usize, measure: &Measure) -> Vec<Spell> {
    let events = &catalog.code_sets.versions("haendelser").unwrap()[0];
    let ends: Vec<Day> = register.people[person]
        .events
        .iter()
        .filter(|event| events.codes[usize::from(event.event)].code == "ophoer_aarsag")
        .map(|event| event.day)
        .filter(|day| register.covered.contains(*day))
        .collect();
    let (_, name) = measure.gap().unwrap();
    let benefit = measure.benefit().unwrap();
    let rule = Rule { name, covered: register.covered, began: began(benefit).map(date), ends: &ends };
    let paid = paid_days(catalog, register, person, benefit);
    spells(&paid.into_keys().collect(), rule)
}

/// What a measure is asked of: of one person, worked out once.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The group's codes on each paid day.
    pub(crate) paid: BTreeMap<Day, BTreeSet<String>>,
    pub(crate) spells: Vec<Spell>,
    /// The cohort's memberships, joined.
    pub(crate) memberships: Vec<Span>,
    /// For hierarchies.
    pub(crate) diary: Diary,
}

/// A measure and all that its figures rest on.
pub(crate) struct Ground<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) register: &'a Register,
    pub(crate) measure: &'a Measure,
    /// Of each person of the register.
    pub(crate) facts: Vec<Facts>,
    /// The latest day of which all is known of lives, for a measure of them.
    pub(crate) known: Option<Day>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(catalog: &'a Catalog, register: &'a Register, measure: &'a Measure) -> Ground<'a> {
        let facts = (0..register.people.len()).map(|person| Ground::facts(catalog, register, measure, person));
        Ground { catalog, register, measure, facts: facts.collect(), known: last_known(register, measure) }
    }

    fn facts(catalog: &Catalog, register: &Register, measure: &Measure, person: usize) -> Facts {
        let rows = &register.people[person];
        let mut facts = Facts {
            paid: BTreeMap::new(),
            spells: Vec::new(),
            memberships: Vec::new(),
            diary: Diary::new(rows, register.covered),
        };
        match &measure.subject {
            Subject::Benefit { benefit, gap } => {
                facts.paid = paid_days(catalog, register, person, benefit);
                if gap.is_some() {
                    facts.spells = spells_of(catalog, register, person, measure);
                }
            }
            Subject::Cohort { cohort, .. } => {
                if let Membership::Group { project, group } = &catalog.cohorts.versions(cohort).unwrap()[0].members {
                    facts.memberships = members::joined(rows, project, group);
                }
            }
        }
        facts
    }

    /// What the measure counts of a person in a period.
    pub(crate) fn units(&self, person: usize, period: Span) -> Vec<Unit> {
        match self.measure.event {
            Event::Member | Event::Entered | Event::Left => members::units(self, person, period),
            Event::Paid => self.paid(person, period),
            Event::Occurred => self.occurred(person, period),
            _ => self.facts[person].spells.iter().filter_map(|spell| self.of_spell(person, *spell, period)).collect(),
        }
    }

    fn paid(&self, person: usize, period: Span) -> Vec<Unit> {
        let mut days: Vec<Day> = self.facts[person].paid.keys().copied().filter(|day| period.contains(*day)).collect();
        if self.measure.count == Count::Persons {
            days = days.last().copied().into_iter().collect();
        }
        days.into_iter().map(|day| Unit::sure(person, day, period)).collect()
    }

    fn of_spell(&self, person: usize, spell: Spell, period: Span) -> Option<Unit> {
        let last_of_period = period.until - 1;
        let unit = |day: Day, counted: bool, provisional: bool| Unit {
            counted,
            provisional,
            spell: Some((spell, spell.last.min(day))),
            ..Unit::sure(person, day, period)
        };
        let in_stock = |edge: Day| {
            let started_before = spell.start < edge || (spell.left_censored && edge == self.register.covered.from);
            let ended_before = spell.ended && spell.last < edge;
            // Undecided and no longer paid on the day at the edge, it is in stock as one that counts as running.
            (started_before && !ended_before).then(|| unit(edge - 1, true, !spell.ended && spell.last < edge - 1))
        };
        match self.measure.event {
            Event::Started => (period.contains(spell.start) && !spell.left_censored)
                .then(|| unit(spell.start, true, spell.start_provisional)),
            Event::Ended => period.contains(spell.last).then(|| unit(spell.last, spell.ended, !spell.ended)),
            Event::Active => (spell.start <= last_of_period && spell.last >= period.from)
                .then(|| unit(spell.last.min(last_of_period), true, false)),
            Event::Opening => in_stock(period.from),
            Event::Closing => in_stock(period.until),
            _ => None,
        }
    }

    /// Events, each with the spell that began latest on or before its day.
    fn occurred(&self, person: usize, period: Span) -> Vec<Unit> {
        let occurs = self.measure.occurs.as_ref().unwrap();
        let mut units = Vec::new();
        for event in &self.register.people[person].events {
            if !occurs.events.contains(&event.event) || !period.contains(event.day) {
                continue;
            }
            let begun = self.facts[person].spells.iter().filter(|spell| spell.start <= event.day);
            let Some(spell) = begun.max_by_key(|spell| spell.start) else { continue };
            let in_time = event.day <= later(spell.last, occurs.plus);
            // An undecided spell counts as running, and it may turn out to have ended too early for the event.
            if in_time || !spell.ended {
                units.push(Unit {
                    provisional: !in_time,
                    spell: Some((*spell, spell.last.min(event.day))),
                    ..Unit::sure(person, event.day, period)
                });
            }
        }
        units
    }
}

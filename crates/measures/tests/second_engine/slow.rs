//! The slow engine: what is counted in a period, one person after another, from the set of their paid days.

use crate::catalog::{began, versions};
use crate::days::{birthdays, date, each, months_later};
use crate::joining::{Rule, Spell, spells};
use calendar::{Day, Month, Span};
use definitions::{Catalog, Circumstance, Count, Dimension, Event, Hierarchy, Measure};
use register::{PersonRows, Stay};
use std::collections::{BTreeMap, BTreeSet};

/// A register in memory.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    pub(crate) covered: Span,
    pub(crate) people: Vec<PersonRows>,
}

/// One thing that a cell may count: a spell, a person's spell, a person, or a person's day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    /// Whose it is, a place in the register.
    pub(crate) person: usize,
    /// The day that counts: place, age and code are those of this day.
    pub(crate) day: Day,
    /// Whether it is counted; if not, it only marks its cells.
    pub(crate) counted: bool,
    /// Whether it makes its cells provisional.
    pub(crate) provisional: bool,
    /// The spell, if it is one, and the last day up to which its duration counts.
    pub(crate) spell: Option<(Spell, Day)>,
}

impl Unit {
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
    let (_, name) = measure.gap.as_ref().unwrap();
    let rule = Rule { name, covered: register.covered, began: began(&measure.benefit).map(date), ends: &ends };
    let paid = paid_days(catalog, register, person, &measure.benefit);
    spells(&paid.into_keys().collect(), rule)
}

/// What a measure is asked of: a person's paid days and spells, worked out once.
pub(crate) struct Facts {
    paid: BTreeMap<Day, BTreeSet<String>>,
    spells: Vec<Spell>,
}

/// The facts about each person of the register.
pub(crate) fn facts(catalog: &Catalog, register: &Register, measure: &Measure) -> Vec<Facts> {
    let spells = |person: usize| {
        if measure.event == Event::Paid { Vec::new() } else { spells_of(catalog, register, person, measure) }
    };
    (0..register.people.len())
        .map(|person| Facts { paid: paid_days(catalog, register, person, &measure.benefit), spells: spells(person) })
        .collect()
}

/// What a measure counts of a person in a period.
pub(crate) fn units(register: &Register, person: usize, facts: &Facts, measure: &Measure, period: Span) -> Vec<Unit> {
    let last_of_period = period.until - 1;
    if measure.event == Event::Paid {
        let mut days: Vec<Day> = facts.paid.keys().copied().filter(|day| period.contains(*day)).collect();
        if measure.count == Count::Persons {
            days = days.last().copied().into_iter().collect();
        }
        return days
            .into_iter()
            .map(|day| Unit { person, day, counted: true, provisional: false, spell: None })
            .collect();
    }
    let mut units = Vec::new();
    for spell in facts.spells.iter().copied() {
        let unit = |day: Day, counted: bool, provisional: bool| Unit {
            person,
            day,
            counted,
            provisional,
            spell: Some((spell, spell.last.min(day))),
        };
        let in_stock = |edge: Day| {
            let started_before = spell.start < edge || (spell.left_censored && edge == register.covered.from);
            let ended_before = spell.ended && spell.last < edge;
            // Undecided and no longer paid on the day at the edge, it is in stock as one that counts as running.
            (started_before && !ended_before).then(|| unit(edge - 1, true, !spell.ended && spell.last < edge - 1))
        };
        units.extend(match measure.event {
            Event::Started => (period.contains(spell.start) && !spell.left_censored)
                .then(|| unit(spell.start, true, spell.start_provisional)),
            Event::Ended => period.contains(spell.last).then(|| unit(spell.last, spell.ended, !spell.ended)),
            Event::Active => (spell.start <= last_of_period && spell.last >= period.from)
                .then(|| unit(spell.last.min(last_of_period), true, false)),
            Event::Opening => in_stock(period.from),
            Event::Closing => in_stock(period.until),
            Event::Paid => None,
        });
    }
    units
}

/// What a hierarchy calls a day of a person.
fn first_match(catalog: &Catalog, hierarchy: &Hierarchy, person: &PersonRows, day: Day) -> String {
    let set = &catalog.code_sets.versions("dream").unwrap()[0];
    let paid: BTreeSet<&str> = person
        .payments
        .iter()
        .filter(|payment| payment.from <= day && day < payment.until)
        .map(|payment| set.codes[usize::from(payment.code)].code.as_str())
        .collect();
    let income: i64 = person
        .wages
        .iter()
        .filter(|wage| wage.month == Month::of(day))
        .map(|wage| i64::from(wage.amount.unwrap_or(0)))
        .sum();
    for category in &hierarchy.categories {
        let by_code = category.codes.iter().any(|code| paid.contains(set.codes[usize::from(*code)].code.as_str()));
        let by_circumstance = category.when.iter().any(|when| match when {
            Circumstance::AIncome => income > 0,
            Circumstance::Dead => person.attributes.died.is_some_and(|died| died <= day),
            Circumstance::Emigrated => person.attributes.emigrated.is_some_and(|emigrated| emigrated <= day),
            // What is left over is only left over when all others are tried.
            Circumstance::Rest => false,
        });
        if by_code || by_circumstance {
            return category.id.clone();
        }
    }
    let rest = hierarchy.categories.iter().find(|category| category.when.contains(&Circumstance::Rest));
    rest.unwrap().id.clone()
}

/// Where a person lives on a day: of stays that overlap the one that began later.
fn municipality(person: &PersonRows, day: Day) -> Option<u16> {
    let stays = person.stays.iter().filter(|stay| stay.from <= day && day < stay.until);
    stays.max_by_key(|Stay { from, until, municipality }| (*from, *until, *municipality)).map(|stay| stay.municipality)
}

/// The job centre of a municipality of the test's small country.
fn jobcentre(municipality: u16, day: Day) -> Option<&'static str> {
    match municipality {
        183 | 187 if day < date("2022-01-01") => Some("Vallensbæk/Ishøj"),
        101 => Some("København"),
        183 => Some("Ishøj"),
        187 => Some("Vallensbæk"),
        253 => Some("Greve"),
        _ => None,
    }
}

fn age_band(age: i32) -> String {
    match age {
        ..16 => "under 16".into(),
        16..20 => "16-19".into(),
        65.. => "65+".into(),
        _ => {
            let lower = age - age % 5;
            format!("{lower}-{}", lower + 4)
        }
    }
}

fn duration_band(start: Day, last: Day) -> &'static str {
    let days = last - start + 1;
    if days < 371 {
        return match days / 7 {
            0..=4 => "0-4 weeks",
            5..=8 => "5-8 weeks",
            9..=13 => "9-13 weeks",
            14..=26 => "14-26 weeks",
            27..=39 => "27-39 weeks",
            _ => "40-52 weeks",
        };
    }
    // Whole years completed, from the start to the day after the last day.
    match (1..).take_while(|years| months_later(start, 12 * years) <= last + 1).count() {
        0 | 1 => "1-2 years",
        2 => "2-3 years",
        _ => "over 3 years",
    }
}

/// The area that a person lives in on a day, by id.
pub(crate) fn area(person: &PersonRows, day: Day, dimension: Dimension) -> String {
    let lives = municipality(person, day);
    let area = match dimension {
        Dimension::Municipality => lives.map(|code| code.to_string()),
        Dimension::Jobcentre => lives.and_then(|code| jobcentre(code, day)).map(str::to_owned),
        _ => lives.map(|code| if code == 253 { "sjaelland".into() } else { "hovedstaden".into() }),
    };
    area.unwrap_or_else(|| "unknown".into())
}

/// The categories of a unit on a dimension, by id.
pub(crate) fn categories(
    catalog: &Catalog,
    register: &Register,
    facts: &Facts,
    measure: &Measure,
    unit: &Unit,
    dimension: Dimension,
) -> Vec<String> {
    let (person, day) = (&register.people[unit.person], unit.day);
    let or_unknown = |known: Option<String>| vec![known.unwrap_or_else(|| "unknown".into())];
    let code_of = |set: &str, code: Option<u16>| {
        code.map(|code| catalog.code_sets.versions(set).unwrap()[0].codes[usize::from(code)].code.clone())
    };
    let age = person.attributes.birth.map(|birth| birthdays(birth, day));
    match dimension {
        Dimension::Municipality | Dimension::Jobcentre | Dimension::Region => vec![area(person, day, dimension)],
        Dimension::Sex => or_unknown(code_of("koen", person.attributes.sex)),
        Dimension::Origin => or_unknown(code_of("herkomst", person.attributes.origin)),
        Dimension::AgeBand => or_unknown(age.map(age_band)),
        Dimension::AgeGroup => or_unknown(age.map(|age| if age < 40 { "under 40".into() } else { "40+".into() })),
        Dimension::DurationBand => or_unknown(
            unit.spell
                .filter(|(spell, _)| !spell.left_censored)
                .map(|(spell, last)| duration_band(spell.start, last).to_owned()),
        ),
        Dimension::Code => match facts.paid.get(&day) {
            Some(codes) => codes.iter().cloned().collect(),
            None => vec!["unpaid".into()],
        },
        Dimension::Before => {
            let (spell, _) = unit.spell.unwrap();
            let before = spell.start - 1;
            let hierarchy = &catalog.hierarchies.versions(measure.before.as_ref().unwrap()).unwrap()[0];
            or_unknown(
                (!spell.left_censored && register.covered.contains(before))
                    .then(|| first_match(catalog, hierarchy, person, before)),
            )
        }
        Dimension::Status => {
            let (after, (spell, _)) = (measure.status.as_ref().unwrap(), unit.spell.unwrap());
            let then = months_later(spell.last, after.months);
            let hierarchy = &catalog.hierarchies.versions(&after.hierarchy).unwrap()[0];
            vec![if then < register.covered.until {
                first_match(catalog, hierarchy, person, then)
            } else {
                "not_yet".into()
            }]
        }
        Dimension::Month | Dimension::Quarter | Dimension::Year | Dimension::Period => {
            unreachable!("a dimension of time is not of a unit")
        }
    }
}

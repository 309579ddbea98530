//! The categories that a unit is in, dimension by dimension.

use crate::days::{birthdays, months_later};
use crate::hours::{band, change, hours};
use crate::lives;
use crate::offers::first_offer;
use crate::places::area;
use crate::plans::{against_the_plan, end_reason};
use crate::slow::{Ground, Unit};
use crate::windows::{Stretch, stretch};
use calendar::{Day, Span};
use definitions::{Dimension, Matching};

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

/// Whole months completed on the day itself.
fn membership_band(since: Day, day: Day) -> &'static str {
    match (1..).take_while(|months| months_later(since, *months) <= day).count() {
        0..=2 => "0-3 months",
        3..=5 => "3-6 months",
        6..=8 => "6-9 months",
        _ => "over 9 months",
    }
}

fn matched(ground: &Ground<'_>, unit: &Unit, matching: &Matching) -> String {
    let hierarchy = &ground.catalog.hierarchies.versions(&matching.hierarchy).unwrap()[0];
    match stretch(matching.window, unit, ground.register.covered) {
        Stretch::Days(days) => ground.facts[unit.person].diary.first_match(hierarchy, days),
        Stretch::Unknown => "unknown".into(),
        Stretch::NotYet => "not_yet".into(),
    }
}

fn before(ground: &Ground<'_>, unit: &Unit) -> Option<String> {
    let (spell, _) = unit.spell.unwrap();
    let day = spell.start - 1;
    let hierarchy = &ground.catalog.hierarchies.versions(ground.measure.before.as_ref().unwrap()).unwrap()[0];
    (!spell.left_censored && ground.register.covered.contains(day))
        .then(|| ground.facts[unit.person].diary.first_match(hierarchy, Span::inclusive(day, day)))
}

/// The categories of a unit on a dimension, by id: one, but for codes and first offers.
pub(crate) fn categories(ground: &Ground<'_>, unit: &Unit, dimension: Dimension) -> Vec<String> {
    let (measure, covered) = (ground.measure, ground.register.covered);
    let (person, day) = (&ground.register.people[unit.person], unit.day);
    let or_unknown = |known: Option<String>| vec![known.unwrap_or_else(|| "unknown".into())];
    let code_of = |set: &str, code: Option<u16>| {
        code.map(|code| ground.catalog.code_sets.versions(set).unwrap()[0].codes[usize::from(code)].code.clone())
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
        Dimension::Code => match ground.facts[unit.person].paid.get(&day) {
            Some(codes) => codes.iter().cloned().collect(),
            None => vec!["unpaid".into()],
        },
        Dimension::Before => or_unknown(before(ground, unit)),
        Dimension::Status | Dimension::Benefit | Dimension::Offer | Dimension::Decision => {
            vec![matched(ground, unit, measure.matching(dimension).unwrap())]
        }
        Dimension::HoursBand => {
            let wanted = measure.hours.as_ref().unwrap();
            vec![band(&wanted.bands, hours(wanted, person, unit, covered))]
        }
        Dimension::HoursChange => vec![change(measure.hours.as_ref().unwrap(), person, unit, covered)],
        Dimension::TimeInGroup => vec![membership_band(unit.member_since.unwrap(), day).to_owned()],
        Dimension::FirstOffer => first_offer(measure.first_offer.as_ref().unwrap(), person, unit.spell.unwrap().0),
        Dimension::Plan => vec![against_the_plan(ground, unit).to_owned()],
        Dimension::EndReason => or_unknown(end_reason(ground, unit)),
        Dimension::Reached => vec![lives::reached(ground, unit)],
        Dimension::Next => vec![lives::next(ground, unit)],
        Dimension::Month | Dimension::Quarter | Dimension::Year | Dimension::Period => {
            unreachable!("a dimension of time is not of a unit")
        }
    }
}

/// Whether a unit is one of those that a measure asks for; one of whom that is not known yet waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Yes,
    /// It is not, and on each dimension on which somebody may wait that is known.
    No,
    NotYet,
    /// It has nothing to do with the measure.
    Never,
}

/// Whether a unit is in one of the categories of every dimension that the measure names under `where`; `may_wait` says
/// of a dimension whether somebody on it may be measured only later.
pub(crate) fn wanted(ground: &Ground<'_>, unit: &Unit, may_wait: impl Fn(Dimension) -> bool) -> Wanted {
    let (mut waits, mut is_out) = (false, false);
    for (dimension, listed) in &ground.measure.only {
        let of_unit = categories(ground, unit, *dimension);
        if of_unit.iter().any(|id| id == "not_yet") {
            waits = true;
        } else if !of_unit.iter().any(|id| listed.contains(id)) {
            if !may_wait(*dimension) {
                return Wanted::Never;
            }
            is_out = true;
        }
    }
    match (waits, is_out) {
        (false, false) => Wanted::Yes,
        (false, true) => Wanted::No,
        (true, false) => Wanted::NotYet,
        (true, true) => Wanted::Never,
    }
}

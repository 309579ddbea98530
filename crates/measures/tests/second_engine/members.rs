//! Members of a cohort: memberships joined, and who belongs, comes and goes in a period.

use crate::catalog::WORDS;
use crate::slow::{Ground, Unit};
use calendar::Span;
use definitions::{Event, Membership, Subject};
use register::PersonRows;

/// A person's memberships of a group; those that touch or overlap are one.
pub(crate) fn joined(person: &PersonRows, project: &str, group: &str) -> Vec<Span> {
    let says = |word: register::Word, wanted: &str| WORDS[word.0 as usize] == wanted;
    let mut spans: Vec<Span> = person
        .memberships
        .iter()
        .filter(|row| says(row.project, project) && says(row.group, group))
        .map(|row| Span::new(row.from, row.until))
        .collect();
    spans.sort_by_key(|span| span.from);
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(before) if span.from <= before.until => before.until = before.until.max(span.until),
            _ => joined.push(span),
        }
    }
    joined
}

/// What a measure of a cohort counts of a person in a period.
pub(crate) fn units(ground: &Ground<'_>, person: usize, period: Span) -> Vec<Unit> {
    let Subject::Cohort { cohort, closed_on } = &ground.measure.subject else { return Vec::new() };
    let cohort = &ground.catalog.cohorts.versions(cohort).unwrap()[0];
    let memberships = &ground.facts[person].memberships;
    let unit = |day, since| Unit { member_since: since, ..Unit::sure(person, day, period) };
    let last_of_period = period.until - 1;
    match ground.measure.event {
        Event::Member if cohort.members == Membership::Everyone => vec![unit(last_of_period, None)],
        Event::Member => {
            let belongs_on = closed_on.unwrap_or(last_of_period);
            let of_that_day = memberships.iter().find(|membership| membership.contains(belongs_on));
            of_that_day.map(|membership| unit(last_of_period, Some(membership.from))).into_iter().collect()
        }
        Event::Entered => {
            let begun = memberships.iter().filter(|membership| period.contains(membership.from));
            begun.map(|membership| unit(membership.from, Some(membership.from))).collect()
        }
        // One that is still running lasts to the end of all days, which lies in no period.
        _ => {
            let over = memberships.iter().filter(|membership| period.contains(membership.until));
            over.map(|membership| unit(membership.until - 1, Some(membership.from))).collect()
        }
    }
}

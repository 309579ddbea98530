//! The kinds of cells that the random cases must have met: every event with every statistic, dimension and window
//! that it allows, and every state of a cell.

use crate::catalog::{GAPS, SPELL_EVENTS, measure_of_paid, measure_of_spells};
use crate::grown::MEASURES;
use crate::random::{allowed, find};
use crate::tally::kind;
use definitions::{Dimension, Measure, Statistic};
use std::collections::BTreeSet;

/// The dimensions on which somebody may be measured only later.
const MAY_WAIT: [Dimension; 6] = [
    Dimension::Status,
    Dimension::Benefit,
    Dimension::Offer,
    Dimension::Decision,
    Dimension::HoursBand,
    Dimension::HoursChange,
];

/// The ids of measures that together show every statistic of every event.
fn measures() -> Vec<String> {
    let grown = MEASURES.iter().map(|(id, _)| id.clone());
    let of_paid = ["persons", "person_days"].map(|count| measure_of_paid("plain", count, 0));
    let of_spells = ["spells", "persons"]
        .into_iter()
        .flat_map(|count| SPELL_EVENTS.map(|event| measure_of_spells("plain", "calendar_month", count, event, 0)));
    grown.chain(of_paid).chain(of_spells).collect()
}

/// The windows of a measure, each with its dimension.
fn windows(measure: &Measure) -> impl Iterator<Item = (Dimension, &'static str)> {
    let dimensions = [Dimension::Benefit, Dimension::Offer, Dimension::Decision, Dimension::Status];
    let of_hierarchies = dimensions
        .into_iter()
        .filter_map(|dimension| measure.matching(dimension).map(|matching| (dimension, kind(matching.window))));
    let of_hours = measure.hours.iter().map(|hours| (Dimension::HoursBand, kind(hours.window)));
    of_hierarchies.chain(of_hours)
}

/// What the measures of the test say of themselves.
fn of_measures() -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for measure in measures().iter().map(|id| find(id)) {
        let event = measure.event.id();
        for (dimension, window) in windows(measure) {
            wanted.insert(format!("{event} in window {window}"));
            wanted.insert(format!("{} in window {window}", dimension.id()));
        }
        wanted.extend(allowed(measure).into_iter().map(|dimension| format!("{event} by {}", dimension.id())));
        for statistic in &measure.show {
            // Nearly always there is an area in which nobody is counted: then the lowest count is 0.
            let suffixes: &[&str] = match statistic {
                Statistic::Rank => &[""],
                // Of so few people two life tables seldom differ: a change of them is met as that of a share is.
                Statistic::Occupation => &["", "_highest", "_areas"],
                Statistic::Share => &["", "_change", "_lowest", "_highest", "_areas"],
                _ => &["", "_change", "_highest", "_areas"],
            };
            wanted.insert(format!("{} {event} {}", measure.count.id(), statistic.id()));
            wanted.extend(suffixes.iter().map(|suffix| format!("{}{suffix}", statistic.id())));
        }
        for (dimension, _) in &measure.only {
            let states: &[&str] = if MAY_WAIT.contains(dimension) { &["not_yet", "final"] } else { &["final"] };
            wanted.extend(states.iter().map(|state| format!("where {} {state}", dimension.id())));
        }
    }
    wanted
}

/// All kinds of cells that are wanted.
pub(crate) fn wanted() -> BTreeSet<String> {
    let mut wanted = of_measures();
    let states = ["not_yet", "unknown", "zero", "final"];
    for event in SPELL_EVENTS.into_iter().chain(["paid", "occurred", "member", "entered", "left"]) {
        wanted.extend(states.map(|state| format!("{event} {state}")));
    }
    // An event on an undecided spell is too rare to be met by chance: `cases/windows.md` draws one.
    let may_change = ["started", "ended", "opening", "closing"];
    wanted.extend(may_change.map(|event| format!("{event} provisional")));
    for dimension in MAY_WAIT {
        wanted.extend(["not_yet", "provisional", "final"].map(|state| format!("by {} {state}", dimension.id())));
    }
    wanted.insert("by first_offer not_yet".into());
    for window in ["spell plus", "first"] {
        wanted.extend(["unknown", "not_yet"].map(|id| format!("{id} in window {window}")));
    }
    wanted.extend(["spell", "last"].map(|window| format!("unknown in window {window}")));
    wanted.extend(["after", "within"].map(|window| format!("not_yet in window {window}")));
    for statistic in
        ["share", "mean_days", "mean_hours", "median_hours", "mean_planned_days", "mean_pay", "median_pay", "rank"]
    {
        wanted.extend(["not_yet", "unknown", "provisional"].map(|state| format!("{statistic} {state}")));
    }
    for part in ["share_lowest", "mean_hours_highest", "count_areas"] {
        wanted.extend(["not_yet", "provisional"].map(|state| format!("{part} {state}")));
    }
    for window in ["month", "period", "after"] {
        wanted.extend(states.map(|state| format!("pay in window {window} {state}")));
    }
    wanted.insert("pay in window after provisional".into());
    wanted.extend(["no", "one", "two", "three", "more"].map(|n| format!("{n} contributions")));
    wanted.insert("a contribution below 0".into());
    wanted.extend(GAPS.map(|gap| format!("gap {gap}")));
    wanted.extend(["month", "quarter", "year", "period"].map(|time| format!("by {time}")));
    wanted.extend(["against the region", "against peers"].map(str::to_owned));
    wanted
}

//! What a cell counts: the name by which it is one cell in all tables that have it.

use crate::atoms::AND;
use calendar::{Day, Granularity, Period, Span};
use definitions::{Count, Dimension, Event, Measure, Quantity, Subject, Window};

/// Whose what, when, and of which categories; families, dimensions and categories by their numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Whose what: subject, what is counted, which event.
    pub(crate) family: usize,
    /// The period; of a stock the day at its edge.
    pub(crate) period: Period,
    /// The categories that it is in, by dimension, sorted; none of a dimension is its total. A filter is a category.
    pub(crate) categories: Vec<(usize, usize)>,
}

impl Key {
    /// The same with one category more, or another one of its dimension.
    pub(crate) fn with(&self, dimension: usize, category: usize) -> Key {
        let mut key = self.without(dimension);
        key.categories.push((dimension, category));
        key.categories.sort_unstable();
        key
    }

    /// The same, whatever its category of a dimension.
    pub(crate) fn without(&self, dimension: usize) -> Key {
        let mut key = self.clone();
        key.categories.retain(|(known, _)| *known != dimension);
        key
    }

    /// Its category of a dimension.
    pub(crate) fn category(&self, dimension: usize) -> Option<usize> {
        self.categories.iter().find(|(known, _)| *known == dimension).map(|(_, category)| *category)
    }
}

/// Whose what a measure counts, in words that are equal where it is the same; `stock` where it is there at a time.
pub(crate) fn family(measure: &Measure) -> String {
    family_of(measure, event(measure.event))
}

/// The same with another event.
pub(crate) fn family_of(measure: &Measure, event: &str) -> String {
    let subject = match &measure.subject {
        Subject::Benefit { benefit, gap: Some((_, gap)) } => format!("{benefit} by {gap}"),
        Subject::Benefit { benefit, gap: None } => benefit.clone(),
        Subject::Cohort { cohort, closed_on: Some(day) } => format!("{cohort} closed on {day}"),
        Subject::Cohort { cohort, closed_on: None } => cohort.clone(),
    };
    let mut words = format!("{subject}: {} {event}", measure.count.id());
    if let Some(occurs) = &measure.occurs {
        let codes: Vec<String> = occurs.events.iter().map(ToString::to_string).collect();
        words += &format!(" of the events {} within {} after", codes.join(" "), occurs.plus.id());
    }
    words
}

/// The family of those of a family of whom a quantity is known.
pub(crate) fn known_family(family: &str, quantity: Quantity, measure: &Measure) -> String {
    match quantity {
        Quantity::Pay => format!("{} known", pay_family(family, measure)),
        _ => format!("{family}, {quantity:?} known"),
    }
}

/// The family of the sums of pay beside a family of counts: of which month it is is part of its name.
pub(crate) fn pay_family(family: &str, measure: &Measure) -> String {
    let month = measure.pay.map(Window::meaning).unwrap_or_default();
    format!("{family}{PAY}{month}")
}

const PAY: &str = ", pay of the month ";

/// Whether the words of a cell are those of a sum of pay.
pub(crate) fn is_pay(words: &str) -> bool {
    words.split(';').next().is_some_and(|family| family.contains(PAY) && !family.ends_with(" known"))
}

/// The category of whoever passes a filter of a measure on a dimension: one that is a category of its own is that one.
pub(crate) fn filtered(measure: &Measure, dimension: Dimension) -> Option<String> {
    let (_, ids) = measure.only.iter().find(|(known, _)| *known == dimension)?;
    let mut ids = ids.clone();
    ids.sort();
    Some(ids.join(&AND.to_string()))
}

/// What a family's event is called: the stock at the beginning of a period is that at the end of the one before.
fn event(event: Event) -> &'static str {
    match event {
        Event::Opening | Event::Closing => STOCK,
        other => other.id(),
    }
}

/// The event of what is there at a time.
pub(crate) const STOCK: &str = "stock";

/// The period of what is there at the beginning of a day.
pub(crate) fn edge(day: Day) -> Period {
    Period::Days(Span::new(day, day + 1))
}

/// The period of a cell: of a stock, the day after which nothing more is known of it.
pub(crate) fn period(measure: &Measure, period: Period) -> Period {
    match measure.event {
        Event::Opening => edge(period.span().from),
        Event::Closing | Event::Member => edge(period.span().until),
        _ => usual(period.span()),
    }
}

/// The period of these days, by its shortest name: the second quarter is one period, however it was asked for.
fn usual(span: Span) -> Period {
    let named = [Granularity::Month, Granularity::Quarter, Granularity::Year];
    let mut named = named.into_iter().map(|granularity| Period::of(span.from, granularity));
    named.find(|period| period.span() == span).unwrap_or(Period::Days(span))
}

/// Whether periods that make up a longer one sum to it: what happens does, what is there at a time does not.
pub(crate) fn adds_up_over_time(measure: &Measure) -> bool {
    let happens = matches!(measure.event, Event::Started | Event::Ended | Event::Occurred);
    measure.count == Count::PersonDays || (happens && matches!(measure.count, Count::Spells | Count::Events))
}

/// The name of a dimension, and how it is made where two measures may differ.
pub(crate) fn dimension(measure: &Measure, dimension: Dimension) -> String {
    format!("{}{}", dimension.id(), behind_at(measure, dimension))
}

fn behind_at(measure: &Measure, dimension: Dimension) -> String {
    made(measure, dimension).map(|made| format!("@{made}")).unwrap_or_default()
}

/// How a dimension of a measure is made, where two measures may differ.
pub(crate) fn made(measure: &Measure, dimension: Dimension) -> Option<String> {
    let made = match dimension {
        Dimension::AgeBand => measure.age_bands.clone(),
        Dimension::AgeGroup => measure.age_groups.clone(),
        Dimension::DurationBand => measure.duration_bands.clone(),
        Dimension::TimeInGroup => measure.membership_bands.clone(),
        Dimension::Before => measure.before.clone().unwrap_or_default(),
        Dimension::HoursBand | Dimension::HoursChange => {
            measure.hours.as_ref().map(|hours| format!("{hours:?}")).unwrap_or_default()
        }
        Dimension::FirstOffer => measure.first_offer.as_ref().map(|first| format!("{first:?}")).unwrap_or_default(),
        Dimension::EndReason => measure.end_reasons.clone().unwrap_or_default(),
        Dimension::Reached | Dimension::Next => {
            measure.life.as_ref().map(|life| format!("{life:?} {:?}", measure.gap())).unwrap_or_default()
        }
        _ => measure
            .matching(dimension)
            .map(|matching| format!("{} {}", matching.hierarchy, matching.window.meaning()))
            .unwrap_or_default(),
    };
    (!made.is_empty()).then_some(made)
}

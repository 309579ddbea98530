//! Random requests about random registers.

use crate::catalog::{BENEFITS, CATALOG, GAPS, PEERS, STATUSES, measure_of_paid, measure_of_spells};
use crate::days::date;
use crate::grown::MEASURES;
use crate::lists::ids;
use crate::registers::{World, day_of, register, world};
use crate::slow::Register;
use calendar::{Granularity, Period, Span};
use definitions::{Dimension, DimensionKind, Event, Measure, Subject, Window};
use measures::{Reference, Request};
use proptest::prelude::*;
use proptest::sample::select;

fn period(world: World, granularity: Granularity) -> BoxedStrategy<Period> {
    match granularity {
        Granularity::Days => (day_of(world), prop_oneof![Just(1), 1..60i32, 1..world.days])
            .prop_map(|(from, days)| Period::Days(Span::new(from, from + days)))
            .boxed(),
        granularity => day_of(world).prop_map(move |day| Period::of(day, granularity)).boxed(),
    }
}

/// The periods of a table by `time`.
fn periods(world: World, time: Dimension) -> BoxedStrategy<Vec<Period>> {
    let of = |granularity: Granularity| period(world, granularity);
    let some = |one: BoxedStrategy<Period>| proptest::collection::vec(one, 1..5);
    let days = world.days;
    let run = move |granularity: Granularity, most: usize| {
        let first = Period::of(date(world.first) - 31, granularity);
        let span = Span::new(date(world.first) - 40, date(world.first) + days + 70);
        (0..4i32).prop_map(move |skip| {
            (skip..)
                .map(|steps| first.plus(steps))
                .take_while(|period| span.overlaps(period.span()))
                .take(most)
                .collect::<Vec<Period>>()
        })
    };
    let none = Just(Vec::new());
    match time {
        Dimension::Month => prop_oneof![2 => run(Granularity::Month, 14), 2 => some(of(Granularity::Month)), 1 => some(of(Granularity::Quarter)), 1 => none].boxed(),
        Dimension::Quarter => prop_oneof![2 => run(Granularity::Quarter, 8), 2 => some(of(Granularity::Quarter)), 1 => some(of(Granularity::Year)), 1 => none].boxed(),
        Dimension::Year => prop_oneof![2 => some(of(Granularity::Year)), 1 => none].boxed(),
        _ => {
            let any = prop_oneof![of(Granularity::Days), of(Granularity::Month), of(Granularity::Quarter)].boxed();
            prop_oneof![4 => proptest::collection::vec(any, 1..6), 1 => none].boxed()
        }
    }
}

/// A benefit; the one whose codes change is drawn more often.
fn benefit() -> impl Strategy<Value = &'static str> {
    prop_oneof![5 => select(&BENEFITS[..]), 1 => Just("changing")]
}

/// A measure's id.
fn measure() -> impl Strategy<Value = String> {
    let of_spells = (
        benefit(),
        select(&GAPS[..]),
        select(vec!["spells", "spells", "spells", "persons", "persons"]),
        select(vec!["started", "ended", "ended", "active", "opening", "closing"]),
        0..STATUSES.len(),
    );
    let of_spells = of_spells
        .prop_map(|(benefit, gap, count, event, variant)| measure_of_spells(benefit, gap, count, event, variant));
    let of_paid = (benefit(), select(vec!["persons", "person_days"]), 0..3usize);
    let of_paid = of_paid.prop_map(|(benefit, count, variant)| measure_of_paid(benefit, count, variant));
    let grown: Vec<String> = MEASURES.iter().map(|(id, _)| id.clone()).collect();
    // What waits is of spells that have ended.
    let ended: Vec<String> = grown.iter().filter(|id| find(id).event == Event::Ended).cloned().collect();
    prop_oneof![4 => of_spells, 2 => of_paid, 10 => select(grown), 5 => select(ended)]
}

/// The only version of a measure of the test.
pub(crate) fn find(id: &str) -> &'static Measure {
    CATALOG.measures.versions(id).unwrap()[0].as_ref()
}

/// The dimensions that a table of a measure may have, besides time.
pub(crate) fn allowed(measure: &Measure) -> Vec<Dimension> {
    // Everybody is in no group, and for no time.
    let is_of_everyone = matches!(&measure.subject, Subject::Cohort { cohort, .. } if cohort == "everyone");
    let has_time = |dimension: &Dimension| *dimension != Dimension::TimeInGroup || !is_of_everyone;
    let allowed = |dimension: &Dimension| !is_time(*dimension) && measure.refuses(*dimension).is_none();
    Dimension::all().filter(allowed).filter(has_time).collect()
}

/// The same; those that say most are there more often.
fn dimensions(measure: &Measure) -> Vec<Dimension> {
    let mut dimensions = allowed(measure);
    let of_spells: Vec<Dimension> =
        dimensions.iter().copied().filter(|dimension| dimension.kind() == DimensionKind::Spell).collect();
    dimensions.extend(of_spells);
    if dimensions.contains(&Dimension::Status) {
        dimensions.push(Dimension::Status);
    }
    dimensions
}

/// Some categories that a table by the dimension surely has.
fn some_categories(measure: &Measure, dimension: Dimension) -> Vec<String> {
    let (may_be_unknown, may_wait) = match measure.matching(dimension).map(|matching| matching.window) {
        Some(Window::SpellPlus(_) | Window::First(_)) => (true, true),
        Some(Window::After(_) | Window::Within(_)) => (false, true),
        Some(Window::Spell | Window::Last(_)) => (true, false),
        _ => (false, false),
    };
    let mut categories: Vec<&str> = match dimension {
        Dimension::Municipality => vec!["183", "253", "unknown"],
        Dimension::Jobcentre => vec!["Vallensbæk/Ishøj", "unknown"],
        Dimension::Region => vec!["hovedstaden", "unknown"],
        Dimension::Sex => vec!["K", "unknown"],
        Dimension::AgeBand => vec!["40-44", "unknown"],
        Dimension::AgeGroup => vec!["40+"],
        Dimension::Origin => vec!["dansk"],
        Dimension::Code => vec!["813"],
        Dimension::DurationBand => vec!["5-8 weeks", "unknown"],
        Dimension::TimeInGroup => vec!["0-3 months", "over 9 months"],
        Dimension::HoursChange => vec!["up", "unchanged", "unknown"],
        Dimension::Plan => vec!["as_planned", "unknown"],
        Dimension::EndReason => vec!["fleksjob", "unknown"],
        Dimension::FirstOffer => vec!["none", "unknown"],
        Dimension::Reached => vec!["0-3 months", "unknown"],
        Dimension::Next => vec!["still", "unknown"],
        Dimension::HoursBand => match measure.hours.as_ref().unwrap().window {
            Window::After(_) => vec!["unknown", "not_yet"],
            _ => vec!["unknown"],
        },
        Dimension::Before => vec!["unknown"],
        Dimension::Status => vec!["not_yet"],
        _ => {
            let mut ids = ids(&measure.matching(dimension).unwrap().hierarchy);
            ids.truncate(2);
            ids
        }
    };
    if may_be_unknown {
        categories.push("unknown");
    }
    if may_wait {
        categories.push("not_yet");
    }
    categories.push("all");
    categories.into_iter().map(str::to_owned).collect()
}

/// Each dimension once.
fn distinct(drawn: Vec<Dimension>) -> Vec<Dimension> {
    let mut by: Vec<Dimension> = Vec::new();
    for dimension in drawn {
        if !by.contains(&dimension) {
            by.push(dimension);
        }
    }
    by
}

/// The references that a table by these dimensions may be held against, each more than once where there are few.
fn references(measure: &Measure, others: &[Dimension], period: Period) -> Vec<Option<Reference>> {
    let mut references = vec![
        None,
        None,
        None,
        Some(Reference::PeriodBefore),
        Some(Reference::YearBefore),
        Some(Reference::Period(period)),
        Some(Reference::Category(Dimension::Period, period.to_string())),
    ];
    for dimension in others {
        let categories = some_categories(measure, *dimension);
        references.extend(categories.into_iter().map(|id| Some(Reference::Category(*dimension, id))));
    }
    if others.contains(&Dimension::Municipality) {
        references.extend([Some(Reference::Region), Some(Reference::Region)]);
        references.extend(PEERS.map(|(id, _)| Some(Reference::Peers(id.into()))));
    }
    references
}

/// What a table by these dimensions may be cut to.
fn cuts(
    world: World,
    measure: &Measure,
    time: Option<Dimension>,
    others: &[Dimension],
    periods: &[Period],
) -> Vec<Vec<(Dimension, String)>> {
    let mut cuts = vec![vec![]; 6];
    for dimension in others {
        cuts.extend(some_categories(measure, *dimension).into_iter().map(|id| vec![(*dimension, id)]));
    }
    cuts.push(vec![(Dimension::Sex, "M".to_owned())]);
    cuts.push(vec![(Dimension::Municipality, "all".to_owned()), (Dimension::AgeBand, "40-44".to_owned())]);
    if let Some(time) = time {
        // Only a period of the table's own kind is one of its periods.
        let is_of_kind =
            |period: &&Period| time == Dimension::Period || Some(period.granularity()) == granularity(time);
        cuts.extend(periods.iter().find(is_of_kind).map(|period| vec![(time, period.to_string())]));
        if periods.is_empty() {
            let some = Period::of(date(world.first) + 100, granularity(time).unwrap_or(Granularity::Month));
            cuts.push(vec![(time, some.to_string())]);
        }
    }
    cuts
}

/// A request about a world.
fn request(world: World) -> impl Strategy<Value = Request> {
    use Dimension::{Month, Period as Periods, Quarter, Year};
    let times = prop_oneof![3 => Just(Some(Month)), 3 => Just(Some(Quarter)), 1 => Just(Some(Year)), 3 => Just(Some(Periods)), 1 => Just(None)];
    let table = (measure(), times).prop_flat_map(move |(measure, time)| {
        let n = prop_oneof![1 => Just(0usize), 3 => Just(1), 3 => Just(2)];
        let allowed = select(dimensions(find(&measure)));
        let by = n.prop_flat_map(move |n| proptest::collection::vec(allowed.clone(), n)).prop_map(distinct);
        (Just(measure), Just(time), by, any::<bool>(), periods(world, time.unwrap_or(Periods)))
    });
    table.prop_flat_map(move |(measure, time, others, time_first, periods)| {
        let mut by = others.clone();
        if let Some(time) = time {
            by.insert(if time_first { 0 } else { by.len() }, time);
        }
        let some = periods.first().copied().unwrap_or(Period::of(date(world.first) + 60, Granularity::Month));
        let against = references(find(&measure), &others, some);
        let only = cuts(world, find(&measure), time, &others, &periods);
        let places = [Dimension::Municipality, Dimension::Jobcentre, Dimension::Region];
        let mut spread = vec![None; 6];
        spread.extend(places.into_iter().filter(|place| !others.contains(place)).map(Some));
        // The measures' own dimensions are by period.
        let by = if time == Some(Periods) && others.is_empty() { None } else { Some(by) };
        (Just((measure, periods, by)), select(against), select(only), select(spread)).prop_map(
            |((measure, periods, by), against, only, spread)| Request { measure, periods, by, only, against, spread },
        )
    })
}

fn granularity(time: Dimension) -> Option<Granularity> {
    match time {
        Dimension::Month => Some(Granularity::Month),
        Dimension::Quarter => Some(Granularity::Quarter),
        Dimension::Year => Some(Granularity::Year),
        _ => None,
    }
}

/// A register and some requests about it.
pub(crate) fn register_and_requests(most: usize) -> impl Strategy<Value = (Register, Vec<Request>)> {
    world().prop_flat_map(move |world| (register(world), proptest::collection::vec(request(world), 1..=most)))
}

/// A register and some periods of any kind.
pub(crate) fn register_and_periods() -> impl Strategy<Value = (Register, Vec<Period>)> {
    world()
        .prop_flat_map(|world| {
            (register(world), prop_oneof![periods(world, Dimension::Month), periods(world, Dimension::Period)])
        })
        .prop_map(|(register, mut periods)| {
            periods.sort();
            periods.dedup();
            (register, periods)
        })
}

/// A register and some months, one after another.
pub(crate) fn register_and_months() -> impl Strategy<Value = (Register, Vec<Period>)> {
    world().prop_flat_map(|world| {
        let months = (day_of(world), 2..14usize).prop_map(|(day, n)| {
            let first = Period::of(day, Granularity::Month);
            (0..n).map(|steps| first.plus(steps as i32)).collect()
        });
        (register(world), months)
    })
}

/// Whether the dimension is one of time.
pub(crate) fn is_time(dimension: Dimension) -> bool {
    dimension.kind() == DimensionKind::Time
}

//! Random registers and requests, drawn from so little that things fall on each other's edges.

use crate::catalog::{BENEFITS, CATALOG, GAPS, STATUSES, measure_of_paid, measure_of_spells};
use crate::days::{date, last_of_month, months_later};
use crate::slow::Register;
use calendar::{Day, Granularity, Month, Period, Span};
use definitions::{Dimension, DimensionKind};
use measures::{Reference, Request};
use proptest::prelude::*;
use proptest::sample::select;
use register::{Attributes, Event, Payment, PersonRows, Stay, Wage};

/// A stretch of time that a register is drawn from, and benefits whose dates fall into it.
#[derive(Debug, Clone, Copy)]
struct World {
    first: &'static str,
    days: i32,
    /// The longest payment.
    longest: i32,
}

/// A leap year; the parting of a job centre; and years enough for the long bands of duration.
const WORLDS: [World; 3] = [
    World { first: "2015-12-01", days: 400, longest: 70 },
    World { first: "2021-09-01", days: 330, longest: 70 },
    World { first: "2012-11-01", days: 1500, longest: 500 },
];

/// Days of a world: any, a month's first or last, the days on which benefits begin, codes change or a job centre is
/// parted, and the first ones, where extracts begin.
fn day_of(world: World) -> impl Strategy<Value = Day> + Clone {
    let first = date(world.first);
    let any = (0..world.days).prop_map(move |days| first + days);
    let dates =
        ["2015-12-20", "2016-01-31", "2016-02-15", "2016-02-29", "2021-10-01", "2021-12-15", "2022-01-01"].map(date);
    let inside: Vec<Day> =
        dates.into_iter().filter(|day| Span::new(first, first + world.days).contains(*day)).collect();
    let early = (0..70i32).prop_map(move |days| first + days);
    let near = if inside.is_empty() {
        any.clone().boxed()
    } else {
        (select(inside), -1..2i32).prop_map(|(day, by)| day + by).boxed()
    };
    prop_oneof![
        4 => any.clone(),
        2 => any.prop_map(last_of_month).prop_flat_map(|last| (0..2i32).prop_map(move |by| last + by)),
        1 => near,
        1 => early,
    ]
}

/// A stretch that begins on a day of the world: a day, some days, to a month's end, or still running.
fn stretch(world: World) -> impl Strategy<Value = Span> {
    let until = move |from: Day| {
        prop_oneof![
            4 => Just(from + 1),
            8 => (1..world.longest / 3).prop_map(move |days| from + days),
            4 => (1..world.longest).prop_map(move |days| from + days),
            4 => Just(last_of_month(from) + 1),
            2 => Just(months_later(from, 1)),
            1 => Just(Day::MAX),
        ]
    };
    day_of(world).prop_flat_map(move |from| until(from).prop_map(move |until| Span::new(from, until)))
}

fn code(set: &str, code: &str) -> u16 {
    CATALOG.code_sets.versions(set).unwrap()[0].find(code).unwrap()
}

fn payment(world: World) -> impl Strategy<Value = Payment> {
    // The group's codes are drawn more often than those of other benefits.
    let codes =
        select(vec!["810", "813", "817", "810", "813", "817", "810", "813", "781", "771", "740", "130", "651", "998"]);
    (stretch(world), codes).prop_map(|(span, name)| Payment {
        from: span.from,
        until: span.until,
        code: code("dream", name),
    })
}

fn wages(world: World) -> impl Strategy<Value = Vec<Wage>> {
    let wage = |day: Day, amount: Option<i32>| Wage { month: Month::of(day), hours: None, amount };
    let amounts = select(vec![Some(1), Some(250_000), Some(0), Some(-100), None]);
    let one = (day_of(world), amounts).prop_map(move |(day, amount)| vec![wage(day, amount)]);
    let cancelling =
        (day_of(world), 0..2i32).prop_map(move |(day, left)| vec![wage(day, Some(500 + left)), wage(day, Some(-500))]);
    proptest::collection::vec(prop_oneof![3 => one, 1 => cancelling], 0..5).prop_map(|rows| rows.concat())
}

fn attributes(world: World) -> impl Strategy<Value = Attributes> {
    // Birthdays inside the world, of the ages at which bands begin; and those of 29 February.
    let ages = select(vec![16, 20, 25, 30, 40, 40, 60, 65]);
    let birth = prop_oneof![
        4 => (day_of(world), ages).prop_map(|(day, age)| Some(months_later(day, -12 * age))),
        1 => select(vec!["2000-02-29", "1976-02-29"]).prop_map(|text| Some(date(text))),
        1 => Just(None),
    ];
    let sex = select(vec![Some("K"), Some("M"), None]).prop_map(|name| name.map(|name| code("koen", name)));
    let origin = select(vec![Some("dansk"), Some("efterkommer_vestlig"), None])
        .prop_map(|name| name.map(|name| code("herkomst", name)));
    let gone = || prop_oneof![3 => Just(None), 1 => day_of(world).prop_map(Some)];
    (birth, sex, origin, gone(), gone()).prop_map(|(birth, sex, origin, died, emigrated)| Attributes {
        birth,
        sex,
        origin,
        died,
        emigrated,
    })
}

fn stays(world: World) -> impl Strategy<Value = Vec<Stay>> {
    let municipality = select(vec![101, 183, 187, 253, 411]);
    // A stay before everything, so that not everybody lives nowhere on most days.
    let home = (proptest::option::weighted(0.7, municipality.clone())).prop_map(move |home| {
        home.map(|municipality| Stay { from: date("1990-01-01"), until: Day::MAX, municipality })
    });
    let moves = proptest::collection::vec((stretch(world), municipality), 0..4);
    (home, moves).prop_map(|(home, moves)| {
        home.into_iter()
            .chain(moves.into_iter().map(|(span, municipality)| Stay {
                from: span.from,
                until: span.until,
                municipality,
            }))
            .collect()
    })
}

fn person(world: World) -> impl Strategy<Value = PersonRows> {
    let events = proptest::collection::vec(
        (day_of(world), prop_oneof![4 => Just("ophoer_aarsag"), 1 => Just("sanktion")]),
        0..4,
    );
    (attributes(world), stays(world), proptest::collection::vec(payment(world), 0..8), wages(world), events).prop_map(
        |(attributes, stays, payments, wages, events)| {
            let events = events.into_iter().map(|(day, name)| Event { day, event: code("haendelser", name) }).collect();
            PersonRows { attributes, stays, payments: runs(&payments), wages, events }
        },
    )
}

/// The payments as an import hands them on: those of one code that touch or overlap are one run.
fn runs(payments: &[Payment]) -> Vec<Payment> {
    let mut sorted = payments.to_vec();
    sorted.sort_by_key(|payment| (payment.code, payment.from));
    let mut runs: Vec<Payment> = Vec::new();
    for payment in sorted {
        match runs.last_mut() {
            Some(run) if run.code == payment.code && payment.from <= run.until => {
                run.until = run.until.max(payment.until)
            }
            _ => runs.push(payment),
        }
    }
    runs
}

/// A register of a world: few people, covered from one of its days to another.
fn register(world: World) -> impl Strategy<Value = Register> {
    let covered =
        (day_of(world), day_of(world)).prop_map(|(one, other)| Span::inclusive(one.min(other), one.max(other)));
    // Three in four registers cover most of the world, so that spells are decided.
    let first = date(world.first);
    let most = (0..60i32, 0..60i32).prop_map(move |(from, until)| Span::new(first + from, first + world.days - until));
    (prop_oneof![1 => covered, 3 => most], proptest::collection::vec(person(world), 1..6))
        .prop_map(|(covered, people)| Register { covered, people })
}

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

/// A measure's id and the dimensions that it allows besides time.
fn measure() -> impl Strategy<Value = (String, Vec<Dimension>)> {
    use Dimension::{
        AgeBand, AgeGroup, Before, Code, DurationBand, Jobcentre, Municipality, Origin, Region, Sex, Status,
    };
    let of_person = [Municipality, Jobcentre, Region, Sex, AgeBand, AgeGroup, Origin, Code];
    let of_spells = (
        benefit(),
        select(&GAPS[..]),
        select(vec!["spells", "spells", "spells", "persons", "persons"]),
        select(vec!["started", "ended", "ended", "active", "opening", "closing"]),
        0..STATUSES.len(),
    );
    let of_spells = of_spells.prop_map(move |(benefit, gap, count, event, variant)| {
        let mut dimensions = of_person.to_vec();
        // Those of the spell itself are drawn more often.
        dimensions.extend([Before, Before]);
        if event != "started" {
            dimensions.extend([DurationBand, DurationBand]);
        }
        if event == "ended" {
            dimensions.extend([Status; 4]);
        }
        (measure_of_spells(benefit, gap, count, event, variant), dimensions)
    });
    let of_paid = (benefit(), select(vec!["persons", "person_days"]), 0..3usize);
    let of_paid = of_paid
        .prop_map(move |(benefit, count, variant)| (measure_of_paid(benefit, count, variant), of_person.to_vec()));
    prop_oneof![5 => of_spells, 2 => of_paid]
}

/// Some category that a table by the dimension surely has.
fn category(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Municipality => "183",
        Dimension::Jobcentre => "Vallensbæk/Ishøj",
        Dimension::Region => "hovedstaden",
        Dimension::Sex => "K",
        Dimension::AgeGroup => "40+",
        Dimension::Code => "813",
        Dimension::DurationBand => "5-8 weeks",
        Dimension::Status => "not_yet",
        _ => "all",
    }
}

/// A request about a world.
fn request(world: World) -> impl Strategy<Value = Request> {
    use Dimension::{Month, Period as Periods, Quarter, Year};
    let times = prop_oneof![3 => Just(Some(Month)), 3 => Just(Some(Quarter)), 1 => Just(Some(Year)), 3 => Just(Some(Periods)), 1 => Just(None)];
    let table = (measure(), times).prop_flat_map(move |((measure, allowed), time)| {
        let by = proptest::collection::vec(select(allowed), 0..3);
        (Just(measure), Just(time), by, any::<bool>(), periods(world, time.unwrap_or(Periods)))
    });
    table.prop_flat_map(move |(measure, time, drawn, time_first, periods)| {
        let mut by: Vec<Dimension> = Vec::new();
        for dimension in drawn {
            if !by.contains(&dimension) {
                by.push(dimension);
            }
        }
        let others = by.clone();
        if let Some(time) = time {
            by.insert(if time_first { 0 } else { by.len() }, time);
        }
        let one_of = |periods: &[Period]| {
            periods.first().copied().unwrap_or(Period::of(date(world.first) + 60, Granularity::Month))
        };
        let reference = one_of(&periods);
        let mut against = vec![
            None,
            None,
            None,
            Some(Reference::PeriodBefore),
            Some(Reference::YearBefore),
            Some(Reference::Period(reference)),
            Some(Reference::Category(Periods, reference.to_string())),
        ];
        against.extend(others.iter().flat_map(|dimension| {
            [category(*dimension), "all"].map(|id| Some(Reference::Category(*dimension, id.into())))
        }));
        let mut only = vec![vec![]; 5];
        only.extend(others.iter().map(|dimension| vec![(*dimension, category(*dimension).to_owned())]));
        only.push(vec![(Dimension::Sex, "M".to_owned())]);
        only.push(vec![(Dimension::Municipality, "all".to_owned()), (Dimension::AgeBand, "40-44".to_owned())]);
        if let Some(time) = time {
            // Only a period of the table's own kind is one of its periods.
            let of_kind =
                periods.iter().find(|period| time == Periods || Some(period.granularity()) == granularity(time));
            only.extend(of_kind.map(|period| vec![(time, period.to_string())]));
            if periods.is_empty() {
                only.push(vec![(
                    time,
                    Period::of(date(world.first) + 100, granularity(time).unwrap_or(Granularity::Month)).to_string(),
                )]);
            }
        }
        // The measures' own dimensions are by period.
        let by = if time == Some(Periods) && others.is_empty() { None } else { Some(by) };
        (Just((measure, periods, by)), select(against), select(only))
            .prop_map(|((measure, periods, by), against, only)| Request { measure, periods, by, only, against })
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

/// Two worlds of some months; one case in eight is of years.
fn world() -> impl Strategy<Value = World> {
    prop_oneof![4 => Just(WORLDS[0]), 3 => Just(WORLDS[1]), 1 => Just(WORLDS[2])]
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

/// Whether the dimension is one of time.
pub(crate) fn is_time(dimension: Dimension) -> bool {
    dimension.kind() == DimensionKind::Time
}

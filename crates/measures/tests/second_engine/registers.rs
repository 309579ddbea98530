//! Random registers, drawn from so little that things fall on each other's edges.

use crate::catalog::{CATALOG, word};
use crate::days::{date, last_of_month, months_later};
use crate::slow::Register;
use calendar::{Day, Month, Span};
use proptest::prelude::*;
use proptest::sample::select;
use register::{Attributes, Event, FlexibleJob, Membership, Offer, Payment, PersonRows, Plan, Stay, Wage, Word};

/// A stretch of time that a register is drawn from, and benefits whose dates fall into it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    pub(crate) first: &'static str,
    pub(crate) days: i32,
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
pub(crate) fn day_of(world: World) -> impl Strategy<Value = Day> + Clone {
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
fn stretch(world: World, longest: i32) -> impl Strategy<Value = Span> {
    let until = move |from: Day| {
        prop_oneof![
            4 => Just(from + 1),
            8 => (1..longest / 3).prop_map(move |days| from + days),
            4 => (1..longest).prop_map(move |days| from + days),
            4 => Just(last_of_month(from) + 1),
            2 => Just(months_later(from, 1)),
            1 => Just(Day::MAX),
        ]
    };
    day_of(world).prop_flat_map(move |from| until(from).prop_map(move |until| Span::new(from, until)))
}

/// Stretches of which some begin where the one before ends, a little before or a little after; they may be of months.
fn chain(world: World, most: usize) -> impl Strategy<Value = Vec<Span>> {
    let link = (stretch(world, world.days), proptest::option::weighted(0.6, select(vec![0, 0, 0, -1, -7, 1, 20, 40])));
    proptest::collection::vec(link, 0..most).prop_map(|links| {
        let mut spans: Vec<Span> = Vec::new();
        for (span, break_before) in links {
            let moved = match (spans.last(), break_before) {
                (Some(before), Some(days)) if before.until < Day::MAX && span.until < Day::MAX => {
                    let by = before.until + days - span.from;
                    Span::new(span.from + by, span.until + by)
                }
                _ => span,
            };
            spans.push(moved);
        }
        spans
    })
}

/// A day that is any of the world, or lies near an edge of one of the person's payments.
#[derive(Debug, Clone, Copy)]
struct Spot {
    any: Day,
    payment: Option<usize>,
    at_its_end: bool,
    months: i32,
    by: i32,
}

fn spot(world: World) -> impl Strategy<Value = Spot> {
    let payment = proptest::option::weighted(0.7, 0..8usize);
    (day_of(world), payment, any::<bool>(), select(vec![0, 0, 0, 1]), -2..3i32)
        .prop_map(|(any, payment, at_its_end, months, by)| Spot { any, payment, at_its_end, months, by })
}

impl Spot {
    fn day(self, payments: &[Payment]) -> Day {
        let payment = self.payment.and_then(|at| payments.get(at % payments.len().max(1)));
        payment.map_or(self.any, |payment| {
            let has_end = payment.until < Day::MAX;
            let edge = if self.at_its_end && has_end { payment.until - 1 } else { payment.from };
            months_later(edge, self.months) + self.by
        })
    }
}

fn code(set: &str, code: &str) -> u16 {
    CATALOG.code_sets.versions(set).unwrap()[0].find(code).unwrap()
}

fn payment(world: World) -> impl Strategy<Value = Payment> {
    // The group's codes are drawn more often than those of other benefits.
    let codes =
        select(vec!["810", "813", "817", "810", "813", "817", "810", "813", "781", "771", "740", "130", "651", "998"]);
    (stretch(world, world.longest), codes).prop_map(|(span, name)| Payment {
        from: span.from,
        until: span.until,
        code: code("dream", name),
    })
}

/// Hours in hundredths: none, some, halves just below and on the edges of bands, and corrections.
fn wage_hours() -> impl Strategy<Value = Option<i32>> {
    select(vec![
        None,
        Some(0),
        Some(49),
        Some(50),
        Some(2049),
        Some(2050),
        Some(450),
        Some(8050),
        Some(16_000),
        Some(-50),
    ])
}

fn wages(world: World) -> impl Strategy<Value = Vec<Wage>> {
    let wage = |day: Day, hours: Option<i32>, amount: Option<i32>| Wage { month: Month::of(day), hours, amount };
    // Øre: nothing, half kroner on both sides of 0, corrections, a month's pay.
    let amounts = select(vec![
        Some(1),
        Some(250_000),
        Some(1_850_050),
        Some(0),
        Some(49),
        Some(-50),
        Some(-100),
        Some(-20_000),
        None,
    ]);
    let one =
        (day_of(world), wage_hours(), amounts).prop_map(move |(day, hours, amount)| vec![wage(day, hours, amount)]);
    let cancelling = (day_of(world), wage_hours(), 0..2i32).prop_map(move |(day, hours, left)| {
        let back = hours.map(|hours| left - hours);
        vec![wage(day, hours, Some(500 + left)), wage(day, back, Some(-500))]
    });
    proptest::collection::vec(prop_oneof![3 => one, 1 => cancelling], 0..6).prop_map(|rows| rows.concat())
}

fn flexible_jobs(world: World) -> impl Strategy<Value = Vec<FlexibleJob>> {
    let hours = select(vec![
        None,
        Some(0),
        Some(40),
        Some(50),
        Some(540),
        Some(550),
        Some(550),
        Some(1049),
        Some(1050),
        Some(2050),
        Some(3700),
    ]);
    (chain(world, 5), proptest::collection::vec(hours, 5)).prop_map(|(spans, hours)| {
        spans
            .into_iter()
            .zip(hours)
            .map(|(span, hours)| FlexibleJob { from: span.from, until: span.until, hours })
            .collect()
    })
}

fn memberships(world: World) -> impl Strategy<Value = Vec<Membership>> {
    // One group is drawn more often, so that a person leaves and enters it again.
    let groups =
        select(vec![("flere", "2"), ("flere", "2"), ("flere", "2"), ("flere", "3"), ("samme", "2"), ("samme", "3")]);
    (chain(world, 6), proptest::collection::vec(groups, 6)).prop_map(|(spans, groups)| {
        let row = |(span, (project, group)): (Span, (&str, &str))| Membership {
            from: span.from,
            until: span.until,
            project: word(project),
            group: word(group),
        };
        spans.into_iter().zip(groups).map(row).collect()
    })
}

fn offers(world: World) -> impl Strategy<Value = Vec<Offer>> {
    let names = select(vec![
        "mentor",
        "mentor",
        "virksomhedspraktik",
        "vejledning_opkvalificering",
        "ordinaer_uddannelse",
        "sundhedsindsats",
    ]);
    proptest::collection::vec((stretch(world, world.longest), names), 0..5).prop_map(|rows| {
        let row =
            |(span, name): (Span, &str)| Offer { from: span.from, until: span.until, offer: code("tilbud", name) };
        rows.into_iter().map(row).collect()
    })
}

/// Events, of which those that end something have a reason, mostly.
fn events(world: World) -> impl Strategy<Value = Vec<(Spot, &'static str, Option<Word>)>> {
    let reasons = select(vec![
        "foertidspension",
        " Førtidspension ",
        "FØRTIDSPENSION",
        "fleksjob",
        "fleksjob, bevilget",
        "Fleksjob,bevilget",
        "ØVRIGE ÅRSAGER",
        "andet",
        "flyttet",
        "",
    ]);
    let names = prop_oneof![
        4 => Just("ophoer_aarsag"),
        4 => Just("sanktion"),
        1 => select(vec!["tilkendt_foertidspension", "rehabiliteringsteam", "klage_medhold"]),
    ];
    let event = (spot(world), names, proptest::option::weighted(0.8, reasons));
    proptest::collection::vec(event.prop_map(|(spot, name, reason)| (spot, name, reason.map(word))), 0..6)
}

fn plans(world: World) -> impl Strategy<Value = Vec<(Spot, Spot, &'static str)>> {
    let codes = select(vec!["810", "810", "813", "817", "740"]);
    proptest::collection::vec((spot(world), spot(world), codes), 0..5)
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
    let moves = proptest::collection::vec((stretch(world, world.longest), municipality), 0..4);
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
    let payments = proptest::collection::vec(payment(world), 0..8);
    let drawn = (
        attributes(world),
        stays(world),
        payments,
        wages(world),
        events(world),
        offers(world),
        flexible_jobs(world),
        memberships(world),
        plans(world),
    );
    drawn.prop_map(|(attributes, stays, payments, wages, events, offers, flexible_jobs, memberships, plans)| {
        let payments = runs(&payments);
        let event = |(spot, name, value): (Spot, &str, Option<Word>)| Event {
            day: spot.day(&payments),
            event: code("haendelser", name),
            value,
        };
        // Of two rows that are equal an import keeps one.
        let mut events: Vec<Event> = events.into_iter().map(event).collect();
        events.sort();
        events.dedup();
        let plan = |(first, last, name): (Spot, Spot, &str)| {
            let (first, last) = (first.day(&payments), last.day(&payments));
            Plan { from: first.min(last), until: first.max(last) + 1, code: code("dream", name) }
        };
        let plans = plans.into_iter().map(plan).collect();
        PersonRows { attributes, stays, payments, wages, events, offers, flexible_jobs, memberships, plans }
    })
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
pub(crate) fn register(world: World) -> impl Strategy<Value = Register> {
    let covered =
        (day_of(world), day_of(world)).prop_map(|(one, other)| Span::inclusive(one.min(other), one.max(other)));
    // Three in four registers cover most of the world, so that spells are decided.
    let first = date(world.first);
    let most = (0..60i32, 0..60i32).prop_map(move |(from, until)| Span::new(first + from, first + world.days - until));
    (prop_oneof![1 => covered, 3 => most], proptest::collection::vec(person(world), 1..6))
        .prop_map(|(covered, people)| Register { covered, people })
}

/// Two worlds of some months; one case in eight is of years.
pub(crate) fn world() -> impl Strategy<Value = World> {
    prop_oneof![4 => Just(WORLDS[0]), 3 => Just(WORLDS[1]), 1 => Just(WORLDS[2])]
}

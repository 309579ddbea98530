//! Whatever is asked of whatever people: what is published of the answers stands the attack.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test whose own set-up is wrong fails")]

mod drawn;

use definitions::{Dimension, DimensionKind, Disclosure};
use drawn::{Asked, DrawnPerson, published};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use release::{Ledger, Method};
use std::cell::Cell;

/// A person of one of five municipalities, in two regions, who is on the benefit for some months of 2017 and 2018.
fn person() -> impl Strategy<Value = DrawnPerson> {
    let place = prop_oneof![3 => Just(101u16), 2 => Just(165), 1 => Just(153), 2 => Just(183), 1 => Just(259)];
    // Nearly everybody has one spell.
    let spells = prop_oneof![4 => Just(1u8), 1 => 2u8..4];
    let drawn = (place, any::<bool>(), 18u8..66, 0u8..18, 1u8..10, spells);
    drawn.prop_map(|(municipality, woman, age, from_month, months, spells)| DrawnPerson {
        municipality,
        woman,
        age,
        from_month,
        months,
        spells,
    })
}

/// A table by some dimensions, for some periods, perhaps of one category alone, perhaps with a change.
fn table() -> impl Strategy<Value = Asked> {
    let measure = prop_oneof![
        3 => Just("ressourceforlob.started"),
        2 => Just("ressourceforlob.ended"),
        2 => Just("ressourceforlob.closing"),
        1 => Just("ressourceforlob.opening"),
        1 => Just("ressourceforlob.persons"),
        1 => Just("ressourceforlob.ended_duration"),
        1 => Just("ressourceforlob.full_time_persons"),
        1 => Just("ressourceforlob.status_1_month_after"),
        1 => Just("men"),
        1 => Just("women"),
        1 => Just("known_sex"),
        1 => Just("under_40"),
        1 => Just("men_under_40"),
        1 => Just("young"),
        1 => Just("of_101"),
        1 => Just("men_of_101"),
        1 => Just("east"),
    ];
    let time = prop_oneof![
        2 => Just((Dimension::Year, "2017,2018")),
        1 => Just((Dimension::Year, "2018")),
        2 => Just((Dimension::Quarter, "2017Q3..2018Q2")),
        1 => Just((Dimension::Month, "2018-01..2018-03")),
        1 => Just((Dimension::Period, "2017-01-01..2018-06-30")),
    ];
    let other = prop_oneof![
        3 => Just(Dimension::Municipality),
        2 => Just(Dimension::Region),
        3 => Just(Dimension::Sex),
        2 => Just(Dimension::AgeBand),
        2 => Just(Dimension::AgeGroup),
        1 => Just(Dimension::Jobcentre),
    ];
    let others = proptest::collection::vec(other, 0..3);
    (measure, time, others, 0u8..8).prop_map(|(measure, (time, periods), mut others, extra)| {
        others.sort();
        others.dedup();
        // Areas by areas are asked for by nobody: what lies in what is no secret.
        let is_place = |dimension: &Dimension| dimension.kind() == DimensionKind::Place;
        if others.iter().filter(|dimension| is_place(dimension)).count() > 1 {
            others.retain(|dimension| !is_place(dimension));
        }
        let mut by = vec![time];
        if measure == "ressourceforlob.status_1_month_after" {
            others.truncate(1);
            others.push(Dimension::Status);
        }
        by.extend(others);
        let has = |dimension: Dimension| by.contains(&dimension);
        let by_place = by.iter().any(|dimension| dimension.kind() == DimensionKind::Place);
        let only = (extra == 1 && !by_place).then(|| (Dimension::Municipality, "101".to_owned()));
        let against = match extra {
            2 => Some("year-before"),
            3 if has(Dimension::Municipality) => Some("country"),
            4 if has(Dimension::Municipality) => Some("region"),
            _ => None,
        };
        let spread = (extra == 5 && !by_place).then_some(Dimension::Municipality);
        Asked { measure, periods, by, only: only.into_iter().collect(), against, spread }
    })
}

fn rule() -> impl Strategy<Value = Disclosure> {
    let threshold = prop_oneof![3 => Just(3i64), 2 => Just(5)];
    (threshold, prop::bool::weighted(0.75)).prop_map(|(threshold, zeros_shown)| Disclosure {
        threshold,
        zeros_shown,
        ..Disclosure::default()
    })
}

#[test]
fn what_is_published_stands_the_attack() {
    stands_the_attack(1);
}

/// The other half of the draws, beside the first; among them regions beside their job centres, with no table by municipality.
#[test]
fn what_else_is_published_stands_the_attack() {
    stands_the_attack(22);
}

fn stands_the_attack(seed: u8) {
    let drawn = (proptest::collection::vec(person(), 5..120), proptest::collection::vec(table(), 1..4), rule());
    let (n_published, n_hidden) = (Cell::new(0), Cell::new(0));
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])).run(
        &drawn,
        |(people, tables, rule)| {
            let folder = tempfile::tempdir().unwrap();
            let (method, ledger) = (Method::Suppression, Ledger::default());
            // Where nothing can be protected, nothing is published.
            if let Some((report, _)) = published(&people, &tables, rule, method, &ledger, folder.path()) {
                prop_assert!(report.passes(), "{report}\n{tables:?}");
                n_published.set(n_published.get() + 1);
                n_hidden.set(n_hidden.get() + report.n_hidden);
            }
            Ok(())
        },
    );
    outcome.unwrap();
    println!("{} of 1000 published, {} cells hidden", n_published.get(), n_hidden.get());
    // Most can be, and then something is hidden: the attack had something to do.
    assert!(n_published.get() > 750 && n_hidden.get() > 7_500, "{} {}", n_published.get(), n_hidden.get());
}

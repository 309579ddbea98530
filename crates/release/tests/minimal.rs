//! The solver against the attack, which shares no code with it: what the one hides the other does not find, and of what
//! the one hides nothing can be left out without the other finding it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test whose own set-up is wrong fails")]

use audit::{Fact, Published, Settings, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use protection::{Cell, CellId, Frequency, Known, Method, Printing, System, protect};
use std::cell::Cell as Counter;

/// A table of counts with its totals: cells, and each sum as its total and its parts.
#[derive(Debug, Clone)]
struct Table {
    values: Vec<i64>,
    sums: Vec<(usize, Vec<usize>)>,
}

/// Counts of two or three dimensions, with the totals of each.
fn table(sizes: &[usize], inner: &[i64]) -> Table {
    let all: Vec<usize> = sizes.iter().map(|size| size + 1).collect();
    let n: usize = all.iter().product();
    let places = |cell: usize| {
        let mut rest = cell;
        let mut places = vec![0; all.len()];
        for (place, size) in places.iter_mut().zip(&all).rev() {
            *place = rest % size;
            rest /= size;
        }
        places
    };
    let cell = |places: &[usize]| places.iter().zip(&all).fold(0, |cell, (place, size)| cell * size + place);
    let mut values = vec![0; n];
    let mut counts = inner.iter();
    for (at, value) in values.iter_mut().enumerate() {
        if places(at).iter().zip(sizes).all(|(place, size)| place < size) {
            *value = *counts.next().unwrap();
        }
    }
    let mut sums = Vec::new();
    for axis in 0..sizes.len() {
        for at in (0..n).filter(|at| places(*at)[axis] == sizes[axis]) {
            let part = |place: usize| {
                let mut places = places(at);
                places[axis] = place;
                cell(&places)
            };
            sums.push((at, (0..sizes[axis]).map(part).collect::<Vec<usize>>()));
            // A total of totals is made after these: axis by axis, the cells of later axes are not made yet.
            values[at] = (0..sizes[axis]).map(|place| values[part(place)]).sum();
        }
    }
    Table { values, sums }
}

fn system(table: &Table, threshold: i64) -> (System, Vec<CellId>) {
    let rule = Frequency { threshold, hide_zeros: false };
    let mut builder = System::builder();
    let cell = |value: &i64| match value {
        0 => Cell::new(0).printing(Printing::Shown),
        value => Cell::new(*value).known(Known::ABOVE_ZERO).primary(rule.check(*value)),
    };
    let ids: Vec<CellId> = table.values.iter().map(|value| builder.cell(cell(value))).collect();
    for (total, parts) in &table.sums {
        let parts: Vec<CellId> = parts.iter().map(|part| ids[*part]).collect();
        builder.total("a sum", ids[*total], &parts);
    }
    (builder.build().unwrap(), ids)
}

/// What a reader sees when these cells are hidden.
fn published(table: &Table, threshold: i64, hidden: &[usize]) -> Published {
    let cell = |(at, value): (usize, &i64)| {
        let value = if hidden.contains(&at) { Value::Hidden } else { Value::Shown(*value) };
        audit::Cell::new(format!("cell {at}"), value)
    };
    Published {
        rule: audit::Rule { threshold, zeros_shown: true },
        cells: table.values.iter().enumerate().map(cell).collect(),
        facts: table.sums.iter().map(|(total, parts)| Fact::sum(*total, parts, "a sum")).collect(),
    }
}

#[test]
fn nothing_falls_out_and_nothing_is_hidden_for_nothing() {
    let sizes = prop_oneof![
        4 => (2usize..6, 2usize..6).prop_map(|(rows, columns)| vec![rows, columns]),
        1 => (2usize..4, 2usize..4, 2usize..3).prop_map(|(one, two, three)| vec![one, two, three]),
    ];
    let count = prop_oneof![2 => Just(0i64), 3 => 1i64..5, 4 => 5i64..40];
    let drawn = sizes.prop_flat_map(move |sizes| {
        let n = sizes.iter().product::<usize>();
        (Just(sizes), proptest::collection::vec(count.clone(), n), prop_oneof![Just(3i64), Just(5)])
    });
    let (n_secondary, n_tables) = (Counter::new(0), Counter::new(0));
    let config = Config { cases: 3_000, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)).run(
        &drawn,
        |(sizes, inner, threshold)| {
            let table = table(&sizes, &inner);
            let (system, ids) = system(&table, threshold);
            let settings = |method| protection::Settings { method, ..protection::Settings::default() };
            let Ok(exact) = protect(&system, &settings(Method::Exact)) else { return Ok(()) };
            let quick = protect(&system, &settings(Method::Heuristic)).unwrap();
            prop_assert!(exact.cost() <= quick.cost());
            n_tables.set(n_tables.get() + 1);
            for pattern in [&exact, &quick] {
                let hidden: Vec<usize> = pattern.hidden().iter().map(|id| id.index()).collect();
                let report = audit::audit_system(&published(&table, threshold, &hidden), &Settings::strict());
                prop_assert!(report.passes(), "{report}");
            }
            // Without any one of the cells that were hidden to cover others, something falls out.
            let hidden: Vec<usize> = exact.hidden().iter().map(|id| id.index()).collect();
            for shown in exact.secondaries() {
                let at = ids.iter().position(|id| *id == shown).unwrap();
                let fewer: Vec<usize> = hidden.iter().copied().filter(|cell| *cell != at).collect();
                let report = audit::audit_system(&published(&table, threshold, &fewer), &Settings::strict());
                prop_assert!(!report.passes(), "cell {at} is hidden for nothing: {table:?}");
                n_secondary.set(n_secondary.get() + 1);
            }
            Ok(())
        },
    );
    outcome.unwrap();
    println!("{} tables, {} cells shown again", n_tables.get(), n_secondary.get());
    assert!(n_tables.get() > 2_000 && n_secondary.get() > 4_000);
}

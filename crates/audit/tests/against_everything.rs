//! The audit against an attacker who tries every whole number: thousands of small systems, the same intervals.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

mod support;

use audit::{Fact, FindingKind, Published, Rule, Settings, Value};
use proptest::prelude::*;
use support::{Maker, agree, agree_as_far_as_told, as_if_large, table};

/// What is done to each cell of a random system.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Shown,
    Hidden,
    Unpublished,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![4 => Just(Fate::Shown), 4 => Just(Fate::Hidden), 1 => Just(Fate::Unpublished)]
}

fn count() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(0i64), 4 => 1i64..3, 3 => 3i64..6]
}

/// So many cells may be without a number, or trying everything takes too long.
const MOST_OPEN: usize = 8;

/// Hides cells as they are fated; a zero stays shown where zeros are.
fn hidden(mut published: Published, fates: &[Fate]) -> Published {
    let zeros_shown = published.rule.zeros_shown;
    let mut n_open = 0;
    for (cell, fate) in published.cells.iter_mut().zip(fates) {
        let is_zero = cell.value == Value::Shown(0);
        if *fate != Fate::Shown {
            n_open += 1;
        }
        match fate {
            _ if n_open > MOST_OPEN => {}
            Fate::Hidden if !(is_zero && zeros_shown) => cell.value = Value::Hidden,
            Fate::Unpublished => cell.value = Value::Unpublished,
            Fate::Shown | Fate::Hidden => {}
        }
    }
    published
}

fn rule() -> impl Strategy<Value = Rule> {
    (2i64..5, any::<bool>()).prop_map(|(threshold, zeros_shown)| Rule { threshold, zeros_shown })
}

fn any_table() -> impl Strategy<Value = Published> {
    (1usize..4, 2usize..4, rule())
        .prop_flat_map(|(n_rows, n_columns, rule)| {
            let values = prop::collection::vec(prop::collection::vec(count(), n_columns), n_rows);
            let fates = prop::collection::vec(fate(), (n_rows + 1) * (n_columns + 1));
            (values, fates, Just(rule))
        })
        .prop_map(|(values, fates, rule)| {
            let names = ["a", "b", "c", "d"];
            let values: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
            let published = table(&names[..values.len()], &names[..values[0].len()], &values, "").published(rule);
            let mut published = hidden(published, &fates);
            // What has no limit is tried up to one: the attacker's patience is known to both.
            let total = values.iter().flat_map(|row| row.iter()).sum::<i64>();
            for cell in &mut published.cells {
                cell.at_most = Some(total + 2);
            }
            published
        })
}

/// Cells with random facts about them, all of which the true values meet.
fn any_system() -> impl Strategy<Value = Published> {
    let term = (0usize..7, prop_oneof![3 => Just(1i64), 2 => Just(-1), 1 => Just(2), 1 => Just(-3)]);
    let fact = (prop::collection::vec(term, 1..5), 0i64..4, 0i64..4, 0u8..4);
    (prop::collection::vec((count(), fate()), 7), prop::collection::vec(fact, 1..7), rule()).prop_map(
        |(cells, facts, rule)| {
            let mut maker = Maker::new();
            for (at, (value, _)) in cells.iter().enumerate() {
                maker.cell(&format!("cell {at}"), Value::Shown(*value));
            }
            for (mut terms, below, above, form) in facts {
                terms.sort_unstable();
                terms.dedup_by_key(|(cell, _)| *cell);
                let sum: i64 = terms.iter().map(|(cell, factor)| factor * cells[*cell].0).sum();
                let (lower, upper) = match form {
                    0 => (Some(sum - below), None),
                    1 => (None, Some(sum + above)),
                    2 => (Some(sum), Some(sum)),
                    _ => (Some(sum - below), Some(sum + above)),
                };
                maker.facts.push(Fact { terms, lower, upper, says: "as it is".to_owned() });
            }
            let fates: Vec<Fate> = cells.iter().map(|(_, fate)| *fate).collect();
            let mut published = hidden(maker.published(rule), &fates);
            for cell in &mut published.cells {
                cell.at_most = Some(7);
            }
            published
        },
    )
}

/// Two tables that share their rows' totals, and a third in which the rows are taken together.
fn linked_tables() -> impl Strategy<Value = Published> {
    let values = prop::collection::vec(count(), 9);
    let fates = prop::collection::vec(fate(), 40);
    (values, prop::collection::vec(0i64..3, 3), fates, rule()).prop_map(|(values, moved, fates, rule)| {
        let mut maker = Maker::new();
        let shown = |maker: &mut Maker, name: String, value: i64| maker.cell(&name, Value::Shown(value));
        let mut totals = Vec::new();
        let mut columns = vec![Vec::new(); 2];
        for row in 0..3 {
            let (a, b) = (values[2 * row], values[2 * row + 1]);
            let total = shown(&mut maker, format!("row {row}"), a + b);
            let parts = [shown(&mut maker, format!("row {row} a"), a), shown(&mut maker, format!("row {row} b"), b)];
            maker.sum(total, &parts);
            columns[0].push(parts[0]);
            columns[1].push(parts[1]);
            // The same people by another breakdown.
            let other = moved[row].min(a + b);
            let parts = [
                shown(&mut maker, format!("row {row} x"), other),
                shown(&mut maker, format!("row {row} y"), a + b - other),
            ];
            maker.sum(total, &parts);
            totals.push((total, a + b));
        }
        for (name, (row, other)) in [("first two", (0, 1)), ("last two", (1, 2))] {
            let both = shown(&mut maker, name.to_owned(), totals[row].1 + totals[other].1);
            maker.sum(both, &[totals[row].0, totals[other].0]);
        }
        let all = shown(&mut maker, "all".to_owned(), totals.iter().map(|(_, value)| value).sum());
        let parts: Vec<usize> = totals.iter().map(|(place, _)| *place).collect();
        maker.sum(all, &parts);
        let mut published = hidden(maker.published(rule), &fates);
        for cell in &mut published.cells {
            cell.at_most = Some(31);
        }
        published
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_with_totals(published in any_table()) {
        agree(&published, 80);
    }

    #[test]
    fn systems_of_any_facts(published in any_system()) {
        agree(&published, 7);
    }

    #[test]
    fn linked(published in linked_tables()) {
        agree(&published, 31);
    }

    /// In neighborhoods of a few cells the same falls out as in the whole.
    #[test]
    fn as_if_they_were_large(published in prop_oneof![any_table(), linked_tables()]) {
        let highest = published.cells.iter().filter_map(|cell| cell.at_most).max().unwrap_or_default();
        let report = agree_as_far_as_told(&published, highest, &as_if_large());
        prop_assert_eq!(report.of_kind(FindingKind::Undecided).count(), 0, "{}", report);
    }

    #[test]
    fn any_facts_as_if_they_were_large(published in any_system()) {
        let report = agree_as_far_as_told(&published, 7, &as_if_large());
        prop_assert_eq!(report.of_kind(FindingKind::Undecided).count(), 0, "{}", report);
    }

    /// Whoever gives up early says so, and claims nothing that is not so.
    #[test]
    fn with_little_patience(
        published in prop_oneof![any_table(), linked_tables()],
        (n_nodes, work_per_cell) in (0usize..4, 0u64..60),
    ) {
        let highest = published.cells.iter().filter_map(|cell| cell.at_most).max().unwrap_or_default();
        let hasty = Settings { n_nodes, n_nodes_local: n_nodes, n_nodes_large: n_nodes, work_per_cell, ..as_if_large() };
        agree_as_far_as_told(&published, highest, &hasty);
    }
}

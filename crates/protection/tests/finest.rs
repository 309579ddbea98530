//! What finest cells tell, held against all whole-number tables of them: figures of two or three dimensions, each of some
//! categories, with no sum that ties them.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use protection::{Cell, CellId, Error, Frequency, Known, Method, Printing, Settings, System, protect};
use std::collections::BTreeSet;

/// Fewer are small.
const THRESHOLD: i64 = 3;

/// Counts by dimensions of two categories each, and figures: for each dimension one category, or both.
#[derive(Debug, Clone)]
struct Written {
    counts: Vec<i64>,
    figures: Vec<Vec<usize>>,
}

impl Written {
    fn value(&self, counts: &[i64], figure: usize) -> i64 {
        self.figures[figure].iter().map(|finest| counts[*finest]).sum()
    }

    /// The first figure is everybody, and must be shown.
    fn cell(&self, figure: usize) -> Cell {
        let value = self.value(&self.counts, figure);
        let cell = Cell::new(value).known(Known::ABOVE_ZERO).cost(value.unsigned_abs() + 1);
        let rule = Frequency { threshold: THRESHOLD, hide_zeros: false };
        match value {
            0 => cell.known(Known::COUNT).printing(Printing::Shown),
            _ if figure == 0 => cell.printing(Printing::Shown),
            _ => cell.primary(rule.check(value)),
        }
    }

    fn build(&self) -> (System, Vec<CellId>) {
        let mut builder = System::builder();
        let cells: Vec<CellId> = (0..self.figures.len()).map(|figure| builder.cell(self.cell(figure))).collect();
        let finest: Vec<_> = self.counts.iter().map(|_| builder.finest()).collect();
        for (cell, figure) in cells.iter().zip(&self.figures) {
            builder.made_of(*cell, &figure.iter().map(|at| finest[*at]).collect::<Vec<_>>());
        }
        (builder.build().unwrap(), cells)
    }

    /// The figures of every table of as many people.
    fn all(&self) -> BTreeSet<Vec<i64>> {
        let mut tables = vec![(Vec::new(), self.counts.iter().sum::<i64>())];
        for _ in 1..self.counts.len() {
            let longer = |(table, left): (Vec<i64>, i64)| {
                (0..=left).map(move |own| (table.iter().copied().chain([own]).collect::<Vec<i64>>(), left - own))
            };
            tables = tables.into_iter().flat_map(longer).collect();
        }
        let last = tables.into_iter().map(|(table, left)| table.into_iter().chain([left]).collect::<Vec<i64>>());
        last.map(|table| (0..self.figures.len()).map(|figure| self.value(&table, figure)).collect()).collect()
    }

    /// Whether some figures may be hidden and the others shown: every small one can be as large as the threshold, and none
    /// that is hidden has one value alone.
    fn is_safe(&self, all: &BTreeSet<Vec<i64>>, hidden: &BTreeSet<usize>) -> bool {
        let fits = |table: &&Vec<i64>| {
            table.iter().enumerate().all(|(figure, value)| match hidden.contains(&figure) {
                true => *value >= 1,
                false => *value == self.value(&self.counts, figure),
            })
        };
        let fitting: Vec<&Vec<i64>> = all.iter().filter(fits).collect();
        hidden.iter().all(|figure| {
            let values: BTreeSet<i64> = fitting.iter().map(|table| table[*figure]).collect();
            values.len() > 1 && (self.cell(*figure).primary.is_none() || values.last() >= Some(&THRESHOLD))
        })
    }

    /// What the cheapest safe pattern costs.
    fn cheapest(&self, all: &BTreeSet<Vec<i64>>) -> Option<u64> {
        let small: BTreeSet<usize> = (0..self.figures.len()).filter(|at| self.cell(*at).primary.is_some()).collect();
        let free: Vec<usize> = (1..self.figures.len())
            .filter(|at| self.cell(*at).printing == Printing::Free && !small.contains(at))
            .collect();
        let patterns = (0..1u32 << free.len()).map(|chosen| {
            let also = free.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1).map(|(_, figure)| *figure);
            small.iter().copied().chain(also).collect::<BTreeSet<usize>>()
        });
        let safe = patterns.filter(|hidden| self.is_safe(all, hidden));
        safe.map(|hidden| hidden.iter().map(|figure| self.cell(*figure).cost).sum()).min()
    }
}

fn written() -> impl Strategy<Value = Written> {
    let counts = prop_oneof![
        proptest::collection::vec(prop_oneof![2 => Just(0i64), 3 => 1..5i64], 4),
        proptest::collection::vec(prop_oneof![3 => Just(0i64), 2 => 1..4i64], 8),
    ];
    let counts = counts.prop_filter("no more tables than can be written down", |counts| {
        (1..=if counts.len() == 8 { 10 } else { 16 }).contains(&counts.iter().sum::<i64>())
    });
    counts.prop_flat_map(|counts| {
        let n_dimensions = counts.len().trailing_zeros();
        let figure = proptest::collection::vec(0..3u8, n_dimensions as usize).prop_map(move |of| {
            let is_of =
                |finest: &usize| of.iter().enumerate().all(|(at, of)| *of == 2 || usize::from(*of) == finest >> at & 1);
            (0..1usize << n_dimensions).filter(is_of).collect::<Vec<usize>>()
        });
        proptest::collection::btree_set(figure, 2..7).prop_map(move |figures| {
            let all: Vec<usize> = (0..counts.len()).collect();
            let others = figures.into_iter().filter(|figure| figure.len() < counts.len());
            Written { counts: counts.clone(), figures: std::iter::once(all.clone()).chain(others).collect() }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_table_of_whole_numbers_is_missed(written in written()) {
        let (system, cells) = written.build();
        let all = written.all();
        let cheapest = written.cheapest(&all);
        for method in [Method::Exact, Method::Heuristic] {
            let settings = Settings { method, ..Settings::default() };
            let pattern = match protect(&system, &settings) {
                Ok(pattern) => pattern,
                Err(Error::Infeasible { .. }) => {
                    prop_assert_eq!(cheapest, None);
                    continue;
                }
                Err(error) => panic!("{error}"),
            };
            let hidden: BTreeSet<usize> = (0..cells.len()).filter(|at| !pattern.status(cells[*at]).unwrap().is_shown()).collect();
            prop_assert!(written.is_safe(&all, &hidden), "{hidden:?}");
            prop_assert!(cheapest.is_some_and(|cheapest| pattern.cost() >= cheapest));
            if method == Method::Exact && pattern.is_optimal() {
                prop_assert_eq!(Some(pattern.cost()), cheapest);
            }
        }
    }
}

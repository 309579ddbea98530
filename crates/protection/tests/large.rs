//! Larger random systems: tables of three dimensions full of small counts, with virtual cells. Too large to write down
//! every table that fits, so that the intervals are worked out again by the attacker's linear programs.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use protection::{Cell, CellId, Error, Frequency, Known, Method, Printing, Settings, System, intervals, protect};

/// A table with all its totals; beside each count of the first layer what is left of its total, which nobody prints.
fn system(counts: &[i64], sizes: [usize; 3], threshold: i64) -> System {
    let all = sizes.map(|size| size + 1);
    let place = |at: [usize; 3]| (at[0] * all[1] + at[1]) * all[2] + at[2];
    let every = || {
        (0..all[0])
            .flat_map(move |one| (0..all[1]).flat_map(move |two| (0..all[2]).map(move |three| [one, two, three])))
    };
    let mut values = vec![0; all.iter().product()];
    let finest = every().filter(|at| at.iter().zip(sizes).all(|(at, size)| *at < size));
    finest.zip(counts.iter().cycle()).for_each(|(at, count)| values[place(at)] = *count);
    let mut sums = Vec::new();
    for axis in 0..3 {
        for total in every().filter(|at| at[axis] == sizes[axis]) {
            let part = |to: usize| {
                let mut at = total;
                at[axis] = to;
                place(at)
            };
            let parts: Vec<usize> = (0..sizes[axis]).map(part).collect();
            values[place(total)] = parts.iter().map(|part| values[*part]).sum();
            sums.push((place(total), parts));
        }
    }
    let rule = Frequency { threshold, hide_zeros: false };
    let mut builder = System::builder();
    let cell = |value: i64| match value {
        0 => Cell::new(0).printing(Printing::Shown),
        value => Cell::new(value).known(Known::ABOVE_ZERO).primary(rule.check(value)),
    };
    let cells: Vec<CellId> = values.iter().map(|value| builder.cell(cell(*value))).collect();
    for (total, parts) in &sums {
        let parts: Vec<CellId> = parts.iter().map(|part| cells[*part]).collect();
        builder.total("a line", cells[*total], &parts);
    }
    for at in every().filter(|at| at[0] == 0 && at[2] < sizes[2]) {
        let (own, total) = (place(at), place([at[0], at[1], sizes[2]]));
        let left = values[total] - values[own];
        let rest = Cell::new(left).printing(Printing::Virtual).primary(rule.check(left));
        let rest = builder.cell(rest);
        builder.total("what is left", cells[total], &[cells[own], rest]);
    }
    builder.build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every primary reaches as far as it must, according to intervals that know nothing of how the pattern was found;
    /// and the same system gives the same pattern.
    #[test]
    fn every_primary_is_met(
        counts in prop::collection::vec(prop_oneof![3 => Just(0i64), 3 => 1i64..4, 3 => 4i64..30], 150),
        sizes in (3usize..9, 3usize..6, 2usize..5),
        threshold in 3i64..6,
    ) {
        let system = system(&counts, [sizes.0, sizes.1, sizes.2], threshold);
        let settings = Settings { method: Method::Heuristic, intervals: false, ..Settings::default() };
        let pattern = match protect(&system, &settings) {
            Ok(pattern) => pattern,
            Err(error) => {
                prop_assert!(matches!(error, Error::Infeasible { ref cells, .. } if !cells.is_empty()), "{error}");
                return Ok(());
            }
        };
        let found = intervals(&system, &pattern.hidden()).unwrap();
        for (id, cell) in system.cells() {
            if let Some(primary) = cell.primary {
                prop_assert!(found[&id].meets(primary.requirement), "{id}: {}", found[&id]);
            }
        }
        prop_assert_eq!(pattern.hidden(), protect(&system, &settings).unwrap().hidden());
    }
}

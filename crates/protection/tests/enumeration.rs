//! The slow second engine: every whole-number table that fits what is published is written down, for thousands of
//! random systems. A protected primary must be able to have every value that its requirement asks for.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use protection::{
    Cell, CellId, Error, Known, Method, Pattern, Primary, Printing, Reason, Requirement, Settings, System,
    SystemBuilder, intervals, protect,
};
use std::collections::{BTreeMap, BTreeSet};

/// A system written down a second time, for the enumeration.
#[derive(Clone)]
struct Written {
    values: Vec<i64>,
    known: Vec<Known>,
    rows: Vec<Vec<(usize, i64)>>,
    facts: Vec<(Vec<(usize, i64)>, i64)>,
    cells: Vec<Cell>,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "rows {:?} facts {:?}", self.rows, self.facts)?;
        for (at, Cell { value, known, printing, primary, .. }) in self.cells.iter().enumerate() {
            let primary = primary.map(|primary| primary.requirement);
            writeln!(f, "{at}: {value} in {:?}..={:?} {printing:?} {primary:?}", known.lower, known.upper)?;
        }
        Ok(())
    }
}

impl Written {
    fn build(&self) -> System {
        let mut builder: SystemBuilder = System::builder();
        let ids: Vec<CellId> = self.cells.iter().map(|cell| builder.cell(cell.clone())).collect();
        let terms = |row: &[(usize, i64)]| row.iter().map(|(at, times)| (ids[*at], *times)).collect::<Vec<_>>();
        for row in &self.rows {
            builder.equation("a row", &terms(row));
        }
        for (row, least) in &self.facts {
            builder.fact("a fact", &terms(row), *least);
        }
        builder.build().unwrap()
    }

    /// The smallest and largest value of each hidden cell over all whole-number tables: every value of every cell is
    /// tried, the last free cell of a row is worked out.
    fn enumerate(&self, hidden: &BTreeSet<usize>) -> BTreeMap<usize, (i64, i64)> {
        let mut table: Vec<Option<i64>> =
            (0..self.values.len()).map(|at| (!hidden.contains(&at)).then_some(self.values[at])).collect();
        let mut ends = BTreeMap::new();
        self.fill(&mut table, hidden, &mut ends, &|_| false);
        ends
    }

    /// Whether the primaries have all the values that they must be able to have; the enumeration ends when they do.
    fn is_safe(&self, hidden: &BTreeSet<usize>) -> bool {
        let mut table: Vec<Option<i64>> =
            (0..self.values.len()).map(|at| (!hidden.contains(&at)).then_some(self.values[at])).collect();
        let met = |ends: &BTreeMap<usize, (i64, i64)>| {
            self.cells.iter().enumerate().all(|(at, cell)| {
                cell.primary.is_none_or(|primary| {
                    ends.get(&at).is_some_and(|(lower, upper)| primary.requirement.met_by(*lower, *upper))
                })
            })
        };
        let mut ends = BTreeMap::new();
        self.fill(&mut table, hidden, &mut ends, &met) || met(&ends)
    }

    /// True as soon as enough was found.
    fn fill(
        &self,
        table: &mut Vec<Option<i64>>,
        hidden: &BTreeSet<usize>,
        ends: &mut BTreeMap<usize, (i64, i64)>,
        enough: &impl Fn(&BTreeMap<usize, (i64, i64)>) -> bool,
    ) -> bool {
        // A row with one free cell decides it.
        let mut decided = Vec::new();
        loop {
            let single = self.rows.iter().find_map(|row| {
                let mut free = row.iter().filter(|(at, _)| table[*at].is_none());
                let (at, times) = free.next()?;
                if free.next().is_some() {
                    return None;
                }
                let rest: i64 = row.iter().filter_map(|(at, times)| Some(times * table[*at]?)).sum();
                Some((*at, (rest % times == 0).then(|| -rest / times)))
            });
            let Some((at, value)) = single else { break };
            let value = value.filter(|value| self.allows(at, *value));
            if value.is_none() {
                decided.into_iter().for_each(|at: usize| table[at] = None);
                return false;
            }
            table[at] = value;
            decided.push(at);
        }
        let done = match table.iter().position(Option::is_none) {
            Some(at) => {
                let (lower, upper) = self.range(at);
                let done = (lower..=upper).any(|value| {
                    table[at] = Some(value);
                    self.fill(table, hidden, ends, enough)
                });
                table[at] = None;
                done
            }
            None => {
                let sum = |row: &[(usize, i64)]| row.iter().map(|(at, times)| times * table[*at].unwrap()).sum::<i64>();
                if self.rows.iter().all(|row| sum(row) == 0) && self.facts.iter().all(|(row, least)| sum(row) >= *least)
                {
                    let mut wider = false;
                    for at in hidden {
                        let value = table[*at].unwrap();
                        let end = ends.entry(*at).or_insert((value, value));
                        let new = (end.0.min(value), end.1.max(value));
                        wider |= *end != new;
                        *end = new;
                    }
                    wider && enough(ends)
                } else {
                    false
                }
            }
        };
        decided.into_iter().for_each(|at| table[at] = None);
        done
    }

    fn allows(&self, at: usize, value: i64) -> bool {
        let (lower, upper) = self.range(at);
        lower <= value && value <= upper
    }

    /// Wide enough to meet any requirement of these tests.
    fn range(&self, at: usize) -> (i64, i64) {
        let known = self.known[at];
        (known.lower.unwrap_or(-20), known.upper.unwrap_or(60))
    }
}

/// A table with its totals; each cell's way of printing by a number.
fn table(rows: &[Vec<i64>], kinds: &[u8], setup: Setup) -> Written {
    let (height, width) = (rows.len(), rows[0].len());
    let mut values: Vec<Vec<i64>> = rows.to_vec();
    values.iter_mut().for_each(|row| row.push(row.iter().sum()));
    values.push((0..=width).map(|column| values.iter().map(|row| row[column]).sum()).collect());
    let place = |row: usize, column: usize| row * (width + 1) + column;
    let mut lines = Vec::new();
    for row in 0..=height {
        lines.push((0..=width).map(|column| (place(row, column), if column == width { -1 } else { 1 })).collect());
    }
    for column in 0..=width {
        lines.push((0..=height).map(|row| (place(row, column), if row == height { -1 } else { 1 })).collect());
    }
    let mut values = values.concat();
    if setup.linked {
        // Two corner cells together are printed too, in another table.
        let more = values.len();
        values.push(values[place(0, 0)] + values[place(1, 1)]);
        lines.push(vec![(place(0, 0), 1), (place(1, 1), 1), (more, -1)]);
    }
    let mut written = Written { known: Vec::new(), rows: lines, facts: Vec::new(), cells: Vec::new(), values };
    for (at, value) in written.values.iter().enumerate() {
        written.cells.push(setup.cell(*value, kinds[at % kinds.len()]));
        written.known.push(written.cells[at].known);
    }
    if setup.share {
        // One share of a row is printed in whole per cent.
        let (part, base) = (written.values[place(0, 0)], written.values[place(0, width)]);
        if base > 0 {
            let twice = 2 * ((200 * part + base) / (2 * base));
            written.facts.push((vec![(place(0, 0), 200), (place(0, width), 1 - twice)], 0));
            written.facts.push((vec![(place(0, 0), -200), (place(0, width), twice + 1)], 0));
        }
    }
    written
}

/// A table of three dimensions with all its totals, of which some must be shown.
fn cube(counts: &[i64], kinds: &[u8], setup: Setup) -> Written {
    let sizes = [2, 2, 3];
    let place = |at: [usize; 3]| (at[0] * 3 + at[1]) * 4 + at[2];
    let all = || (0..3).flat_map(|one| (0..3).flat_map(move |two| (0..4).map(move |three| [one, two, three])));
    let (mut values, mut lines) = (vec![0; 36], Vec::new());
    let finest = all().filter(|at| at.iter().zip(sizes).all(|(at, size)| *at < size));
    finest.zip(counts).for_each(|(at, count)| values[place(at)] = *count);
    for axis in 0..3 {
        for total in all().filter(|at| at[axis] == sizes[axis]) {
            let part = |to: usize| {
                let mut at = total;
                at[axis] = to;
                place(at)
            };
            // Totals of totals come out right, since each axis is added up over all that the axes before it made.
            values[place(total)] = (0..sizes[axis]).map(|to| values[part(to)]).sum();
            let parts = (0..sizes[axis]).map(|to| (part(to), 1));
            lines.push(parts.chain([(place(total), -1)]).collect());
        }
    }
    let mut written = Written { known: Vec::new(), rows: lines, facts: Vec::new(), cells: Vec::new(), values };
    for (at, value) in written.values.iter().enumerate() {
        // The totals over two axes and more are shown.
        let totals = [at / 12 == 2, at / 4 % 3 == 2, at % 4 == 3].into_iter().filter(|total| *total).count();
        let kind = if totals > 1 { 0 } else { kinds[at % kinds.len()] };
        written.cells.push(setup.cell(*value, kind));
        written.known.push(written.cells[at].known);
    }
    written
}

fn cubes() -> impl Strategy<Value = Written> {
    let count = prop_oneof![2 => Just(0i64), 2 => 1i64..4, 3 => 4i64..8];
    (prop::collection::vec(count, 12), prop::collection::vec(0u8..8, 35), setups())
        .prop_map(|(counts, kinds, setup)| cube(&counts, &kinds, setup))
}

#[derive(Debug, Clone, Copy)]
struct Setup {
    threshold: i64,
    zeros_shown: bool,
    linked: bool,
    share: bool,
    width_only: bool,
}

impl Setup {
    fn cell(self, value: i64, kind: u8) -> Cell {
        if value == 0 && self.zeros_shown {
            return Cell::new(0).printing(Printing::Shown);
        }
        let known = if self.zeros_shown { Known::ABOVE_ZERO } else { Known::COUNT };
        let requirement = if self.width_only {
            Requirement::levels(value, 0, 0, 1 + i64::from(kind % 3))
        } else {
            Requirement::reaching(self.threshold, value)
        };
        let small = value < self.threshold && (value > 0 || !self.zeros_shown);
        let printing = if kind == 0 && !small { Printing::Shown } else { Printing::Free };
        let primary = small.then_some(Primary::new(Reason::Frequency, requirement));
        Cell::new(value).known(known.at_most(value + 5)).printing(printing).primary(primary)
    }
}

fn setups() -> impl Strategy<Value = Setup> {
    (2i64..5, any::<bool>(), any::<bool>(), 0u8..4, 0u8..3).prop_map(
        |(threshold, zeros_shown, linked, share, width)| Setup {
            threshold,
            zeros_shown,
            linked,
            share: share == 0,
            width_only: width == 0,
        },
    )
}

fn tables() -> impl Strategy<Value = Written> {
    let shape = (2usize..4, 2usize..4);
    shape.prop_flat_map(|(height, width)| {
        let row = prop::collection::vec(prop_oneof![1 => Just(0i64), 3 => 1i64..5, 2 => 5i64..10], width);
        (prop::collection::vec(row, height), prop::collection::vec(0u8..8, 16), setups())
            .prop_map(|(rows, kinds, setup)| table(&rows, &kinds, setup))
    })
}

fn hidden(pattern: &Pattern) -> BTreeSet<usize> {
    pattern.hidden().into_iter().map(CellId::index).collect()
}

fn by(method: Method, system: &System) -> Result<Pattern, Error> {
    protect(system, &Settings { method, ..Settings::default() })
}

/// The cheapest safe pattern of all, if there are few candidates.
fn cheapest(written: &Written) -> Option<Option<u64>> {
    let must: BTreeSet<usize> = (0..written.cells.len()).filter(|at| written.cells[*at].primary.is_some()).collect();
    let may: Vec<usize> = (0..written.cells.len())
        .filter(|at| written.cells[*at].printing == Printing::Free && !must.contains(at))
        .collect();
    if may.len() > 12 || may.len() + must.len() > 12 {
        return None;
    }
    let mut choices: Vec<(u64, u32)> = (0..1u32 << may.len())
        .map(|choice| {
            let chosen = may.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
            (chosen.map(|(_, at)| written.cells[*at].cost).sum(), choice)
        })
        .collect();
    choices.sort_unstable();
    let base: u64 = must.iter().map(|at| written.cells[*at].cost).sum();
    let safe = choices.into_iter().find(|(_, choice)| {
        let chosen = may.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1).map(|(_, at)| *at);
        written.is_safe(&must.iter().copied().chain(chosen).collect())
    });
    Some(safe.map(|(cost, _)| base + cost))
}

/// How many hidden cells an enumeration may have.
const ENOUGH: usize = 10;

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing that is protected is refuted by any table that fits; the exact pattern is the cheapest of all, and
    /// every one of its secondaries is needed.
    #[test]
    fn no_table_refutes_a_pattern(written in prop_oneof![3 => tables(), 1 => cubes()]) {
        let system = written.build();
        let (heuristic, exact) = (by(Method::Heuristic, &system), by(Method::Exact, &system));
        prop_assert_eq!(heuristic.is_err(), exact.is_err());
        let best = cheapest(&written);
        let (Ok(heuristic), Ok(exact)) = (heuristic, exact) else {
            prop_assert!(best.is_none_or(|best| best.is_none()), "there is a pattern");
            return Ok(());
        };
        prop_assert!(exact.is_optimal(), "{:?} of {}", exact.bound(), exact.cost());
        prop_assert!(exact.cost() <= heuristic.cost());
        if let Some(best) = best {
            prop_assert_eq!(Some(exact.cost()), best);
        }
        for pattern in [&heuristic, &exact] {
            let hidden = hidden(pattern);
            if hidden.len() > ENOUGH {
                continue;
            }
            let ends = written.enumerate(&hidden);
            for (cell, primary) in system.cells().filter_map(|(id, cell)| Some((id, cell.primary?))) {
                let (lower, upper) = ends[&cell.index()];
                prop_assert!(primary.requirement.met_by(lower, upper), "{cell} in [{lower},{upper}]");
            }
            // What is told of a cell is never narrower than the truth, and wider only where fractions are.
            for (at, (lower, upper)) in &ends {
                let told = pattern.interval(&system, system.cells().nth(*at).unwrap().0).unwrap();
                prop_assert!(told.lower.unwrap() <= *lower && *upper <= told.upper.unwrap());
            }
            for secondary in pattern.secondaries() {
                let mut fewer = hidden.clone();
                fewer.remove(&secondary.index());
                prop_assert!(!written.is_safe(&fewer), "{secondary} is not needed");
                prop_assert!(pattern.explain(&system, secondary).unwrap().is_some());
            }
        }
    }

    /// What is told of a hidden cell is exactly what the enumeration finds.
    #[test]
    fn intervals_are_those_of_the_enumeration(
        written in prop_oneof![tables(), cubes()],
        choice in prop::collection::vec(any::<bool>(), 36),
    ) {
        let system = written.build();
        let free = system.cells().filter(|(_, cell)| cell.printing == Printing::Free);
        let chosen: Vec<CellId> =
            free.map(|(cell, _)| cell).filter(|cell| choice[cell.index()]).take(ENOUGH - 1).collect();
        let told = intervals(&system, &chosen).unwrap();
        let ends = written.enumerate(&chosen.iter().map(|cell| cell.index()).collect());
        for cell in chosen {
            let (told, (lower, upper)) = (told[&cell], ends[&cell.index()]);
            prop_assert_eq!((told.lower, told.upper), (Some(lower), Some(upper)));
        }
    }
}

//! The audit against a second solver: HiGHS, which is in floating point and shares no line with ours.
//!
//! ```text
//! cargo test -p audit --features highs --test second_solver -- --nocapture
//! ```
//!
//! The feature is off by default, and nothing but this file uses it. The crate `highs` compiles HiGHS from its source,
//! which takes some minutes and wants cmake, a C++ compiler and libclang. PyPI has the first and the last (`pip install
//! cmake libclang`): then set `LIBCLANG_PATH` to the folder of its `libclang.so`, and `BINDGEN_EXTRA_CLANG_ARGS` to `-I`
//! and the compiler's own headers.
//!
//! Every cell without a number is asked for its least and its most, by three questions:
//!
//! 1. As a linear program, before anything is rounded: the exact simplex (its source is compiled into this test) and
//!    HiGHS end within 1e-6 of each other.
//! 2. What [`audit_system`] reports lies within what HiGHS's linear programs leave.
//! 3. Where a reported end is exact, it is the linear end rounded inwards, or else HiGHS's search in whole numbers ends
//!    right there. In most systems, that search is made for every end.
//!
//! For this the audit works every interval out to the end. What it reports with [`Settings::strict`], where it leaves cells
//! alone once they are safe, must be the same or say that it is not exact, and then lie around.
//!
//! HiGHS gets what is published as it stands: a column for each cell, one with a number being fixed at it, and a row for
//! each fact.
#![cfg(feature = "highs")]
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

#[allow(dead_code, reason = "the test needs a part of it")]
#[path = "../src/component.rs"]
mod component;
#[allow(dead_code, reason = "the test needs a part of it")]
#[path = "../src/simplex.rs"]
mod simplex;

/// What the two modules above use of the crate.
mod published {
    pub(crate) use audit::{Published, Value};
}

use audit::{Cell, Fact, FindingKind, Interval, Published, Report, Rule, Settings, Value, audit_system};
use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};
use simplex::{Program, Reach};
use std::fmt;

/// How far apart two solvers may end.
const TOLERANCE: f64 = 1e-6;

/// Every interval is worked out to the end.
fn to_the_end() -> Settings {
    Settings { exact_cells: usize::MAX, ..Settings::strict() }
}

/// Where a program ended.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    NothingFits,
    Unlimited,
    At(f64),
}

/// HiGHS with one system, a program after the other.
struct Second {
    problem: RowProblem,
    columns: Vec<Col>,
    /// The last program and its cell: the next one starts where it ended.
    last: Option<(Model, usize)>,
}

impl Second {
    fn new(published: &Published, in_whole_numbers: bool) -> Second {
        let mut problem = RowProblem::new();
        let cells = published.cells.iter().enumerate();
        let columns: Vec<Col> = cells
            .map(|(at, cell)| {
                let lower = published.at_least(at) as f64;
                let upper = match cell.value {
                    Value::Shown(value) => value as f64,
                    Value::Hidden | Value::Unpublished => cell.at_most.map_or(f64::INFINITY, |most| most as f64),
                };
                problem.add_column_with_integrality(0.0, lower..=upper, in_whole_numbers)
            })
            .collect();
        for fact in &published.facts {
            let lower = fact.lower.map_or(f64::NEG_INFINITY, |lower| lower as f64);
            let upper = fact.upper.map_or(f64::INFINITY, |upper| upper as f64);
            let terms = fact.terms.iter().map(|(cell, factor)| (columns[*cell], *factor as f64));
            problem.add_row(lower..=upper, terms.collect::<Vec<(Col, f64)>>());
        }
        Second { problem, columns, last: None }
    }

    /// A program about no cell yet.
    fn fresh(&self) -> Model {
        let mut model = self.problem.clone().optimise(Sense::Minimise);
        for (option, value) in [
            ("primal_feasibility_tolerance", 1e-9),
            ("dual_feasibility_tolerance", 1e-9),
            ("mip_feasibility_tolerance", 1e-9),
            ("mip_rel_gap", 0.0),
        ] {
            model.set_option(option, value);
        }
        model.set_option("parallel", "off");
        model
    }

    /// The furthest of a cell up (`direction` 1) or down (-1), and the point where that is.
    fn furthest(&mut self, cell: usize, direction: i64) -> (End, Vec<f64>) {
        let last = self.last.take();
        let is_fresh = last.is_none();
        let mut model = match last {
            Some((mut model, last)) => {
                model.change_column_cost(self.columns[last], 0.0);
                model
            }
            None => self.fresh(),
        };
        model.change_column_cost(self.columns[cell], 1.0);
        model.set_sense(if direction > 0 { Sense::Maximise } else { Sense::Minimise });
        let solved = model.solve();
        match solved.status() {
            HighsModelStatus::Optimal => {
                let point = solved.get_solution().columns().to_vec();
                self.last = Some((solved.into(), cell));
                (End::At(point[cell]), point)
            }
            HighsModelStatus::Infeasible => (End::NothingFits, Vec::new()),
            HighsModelStatus::Unbounded => (End::Unlimited, Vec::new()),
            // From where another program ended, HiGHS does not always see that this one has no limit.
            HighsModelStatus::Unknown if !is_fresh => self.furthest(cell, direction),
            other => panic!("HiGHS gave up on cell {cell}, direction {direction}: {other:?}"),
        }
    }

    /// The furthest in whole numbers; none where nothing fits. Only for what has a limit, or may be without a solution.
    fn furthest_whole(&mut self, published: &Published, cell: usize, direction: i64) -> Option<i64> {
        let (end, point) = self.furthest(cell, direction);
        if end == End::NothingFits {
            return None;
        }
        // What HiGHS takes for a point of whole numbers must be one.
        let whole: Vec<i128> = point.iter().map(|value| value.round() as i128).collect();
        for fact in &published.facts {
            let sum: i128 = fact.terms.iter().map(|(cell, factor)| i128::from(*factor) * whole[*cell]).sum();
            let fits = fact.lower.is_none_or(|lower| sum >= lower.into())
                && fact.upper.is_none_or(|upper| sum <= upper.into());
            assert!(fits, "HiGHS's point does not meet {fact:?}");
        }
        Some(i64::try_from(whole[cell]).unwrap())
    }
}

/// What was compared.
#[derive(Default)]
struct Tally {
    n_systems: usize,
    n_contradictions: usize,
    n_cells: usize,
    n_linear: usize,
    n_unlimited: usize,
    n_fractional: usize,
    largest: f64,
    n_ends: usize,
    n_not_exact: usize,
    n_left_alone: usize,
    n_whole: usize,
    n_further_in: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{:>6} systems, {} of which nothing fits; {} cells without a number",
            self.n_systems, self.n_contradictions, self.n_cells
        )?;
        writeln!(
            formatter,
            "{:>6} linear programs by both solvers, {} without a limit, {} with no whole end, largest difference {:.1e}",
            self.n_linear, self.n_unlimited, self.n_fractional, self.largest
        )?;
        writeln!(
            formatter,
            "{:>6} reported ends, {} not exact; with the strict settings, {} cells are left alone",
            self.n_ends, self.n_not_exact, self.n_left_alone
        )?;
        write!(
            formatter,
            "{:>6} searches by HiGHS in whole numbers, {} ends further in than the linear one",
            self.n_whole, self.n_further_in
        )
    }
}

/// Asks the first question: the linear ends of every cell without a number, as HiGHS found them. None where nothing
/// fits, by both solvers.
fn linear_ends(published: &Published, tally: &mut Tally) -> Option<Vec<(usize, [End; 2])>> {
    let mut second = Second::new(published, false);
    let lower: Vec<i128> = (0..published.cells.len()).map(|cell| published.at_least(cell).into()).collect();
    let upper = published.cells.iter().map(|cell| match cell.value {
        Value::Shown(value) => Some(value.into()),
        Value::Hidden | Value::Unpublished => cell.at_most.map(i128::from),
    });
    let upper: Vec<Option<i128>> = upper.collect();
    let rows = component::rows(published);
    let is_open = |cell: &usize| !matches!(published.cells[*cell].value, Value::Shown(_));
    let open: Vec<usize> = (0..published.cells.len()).filter(is_open).collect();
    let mut exact = Program::new(&lower, &upper, &rows).unwrap();
    let fits = exact.meet_limits().unwrap();
    let ends = open.iter().map(|cell| {
        let ends = [-1, 1].map(|direction| {
            tally.n_linear += 1;
            let (end, _) = second.furthest(*cell, direction);
            if !fits {
                assert_eq!(end, End::NothingFits, "cell {cell}, direction {direction}");
                return end;
            }
            match (exact.push(*cell, direction, None).unwrap(), end) {
                (Reach::Unlimited, End::Unlimited) => tally.n_unlimited += 1,
                (Reach::Furthest, End::At(found)) => {
                    let (number, divisor) = exact.value(*cell);
                    let difference = (number as f64 / divisor as f64 - found).abs();
                    assert!(difference <= TOLERANCE, "cell {cell}, {direction}: {number}/{divisor} and {found}");
                    tally.largest = tally.largest.max(difference);
                    tally.n_fractional += usize::from(number % divisor != 0);
                }
                other => panic!("cell {cell}, direction {direction}: {other:?}"),
            }
            end
        });
        (*cell, ends)
    });
    let ends: Vec<(usize, [End; 2])> = ends.collect();
    fits.then_some(ends)
}

/// What is reported with the strict settings, beside what is worked out to the end. Returns how many cells are left alone.
fn compare_with_strict(published: &Published, to_the_end: &Report) -> usize {
    let strict = audit_system(published, &Settings::strict());
    assert_eq!(strict.intervals.len(), to_the_end.intervals.len());
    for (told, end) in strict.intervals.iter().zip(&to_the_end.intervals) {
        let at = || format!("{told:?}, and to the end {end:?}");
        if told.exact {
            assert_eq!((told.cell, told.lower, told.upper), (end.cell, end.lower, end.upper), "{}", at());
            continue;
        }
        let most = |limit: Option<i64>| limit.unwrap_or(i64::MAX);
        assert!(told.lower <= end.lower && most(told.upper) >= most(end.upper), "{}", at());
        let is_possible = |(least, seen): (i64, Option<i64>)| least >= end.lower && most(seen) <= most(end.upper);
        assert!(told.seen.is_none_or(is_possible), "{}", at());
    }
    strict.intervals.iter().filter(|told| !told.exact).count()
}

/// Asks all three questions about a system.
fn compare(published: &Published, every_end_whole: bool, tally: &mut Tally) {
    let report = audit_system(published, &to_the_end());
    let contradicts = report.of_kind(FindingKind::Contradiction).next().is_some();
    let linear = linear_ends(published, tally);
    let mut whole = Second::new(published, true);
    tally.n_systems += 1;
    let linear = match linear {
        Some(linear) if !linear.is_empty() => linear,
        none_or_empty => {
            assert_eq!(contradicts, none_or_empty.is_none(), "{report}");
            tally.n_contradictions += usize::from(contradicts);
            return;
        }
    };
    tally.n_cells += linear.len();
    tally.n_left_alone += compare_with_strict(published, &report);
    if contradicts {
        // Linear programs have a solution: then the search in whole numbers must have none.
        assert_eq!(whole.furthest(linear[0].0, -1).0, End::NothingFits, "{report}");
        tally.n_contradictions += 1;
        return;
    }
    for (cell, [low, high]) in linear {
        if published.cells[cell].value != Value::Hidden {
            continue;
        }
        let interval = report.interval(cell).unwrap();
        let Interval { lower, upper, exact, .. } = interval;
        let at = || format!("cell {cell}: {low:?} to {high:?}, and {interval:?}");
        let End::At(low) = low else { panic!("{}", at()) };
        assert!(*lower as f64 >= low - TOLERANCE, "{}", at());
        assert_eq!(upper.is_none(), high == End::Unlimited, "{}", at());
        let mut ends = vec![(-1, *lower, (low - TOLERANCE).ceil() as i64)];
        if let (Some(upper), End::At(high)) = (upper, high) {
            assert!(*upper as f64 <= high + TOLERANCE, "{}", at());
            ends.push((1, *upper, (high + TOLERANCE).floor() as i64));
        }
        for (direction, reported, rounded) in ends {
            tally.n_ends += 1;
            tally.n_not_exact += usize::from(!exact);
            if !exact {
                continue;
            }
            tally.n_further_in += usize::from(reported != rounded);
            if every_end_whole || reported != rounded {
                tally.n_whole += 1;
                let found = whole.furthest_whole(published, cell, direction);
                assert_eq!(found, Some(reported), "direction {direction}, {}", at());
            }
        }
    }
}

/// Numbers without a pattern, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % n
    }

    /// Above 0 and below 1.
    fn uniform(&mut self) -> f64 {
        (self.below(1 << 31) as f64 + 0.5) / f64::from(1u32 << 31)
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    fn poisson(&mut self, mean: f64) -> i64 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as i64;
        }
        let (mut n, mut left) = (0, self.uniform());
        let mut chance = (-mean).exp();
        while left > chance && n < 500 {
            left -= chance;
            n += 1;
            chance *= mean / n as f64;
        }
        n
    }
}

/// A table whose cells have numbers, and what sums to what.
struct Made {
    values: Vec<i64>,
    hidden: Vec<bool>,
    /// Wholes with their parts.
    sums: Vec<(usize, Vec<usize>)>,
}

/// For a dimension of groups, their parts and the total: the parts of each whole. The groups come first, then the parts,
/// then the total.
fn in_groups(n_groups: usize, n_parts: usize) -> Vec<(usize, Vec<usize>)> {
    let of_group = |group: usize| (0..n_parts).filter(move |part| part * n_groups / n_parts == group);
    let mut wholes: Vec<(usize, Vec<usize>)> =
        (0..n_groups).map(|group| (group, of_group(group).map(|part| n_groups + part).collect())).collect();
    wholes.push((n_groups + n_parts, (0..n_groups).collect()));
    wholes
}

/// For a dimension of parts and the total, which comes last.
fn flat(n_parts: usize) -> Vec<(usize, Vec<usize>)> {
    vec![(n_parts, (0..n_parts).collect())]
}

impl Made {
    /// A table over some dimensions, each given by its wholes and their parts, ordered so that a whole of parts that are
    /// wholes comes after these. `value` gives the innermost numbers.
    fn new(dimensions: &[Vec<(usize, Vec<usize>)>], mut value: impl FnMut(&[usize]) -> i64) -> Made {
        let lengths: Vec<usize> = dimensions.iter().map(|wholes| wholes[wholes.len() - 1].0 + 1).collect();
        let n_places: usize = lengths.iter().product();
        let stride = |dimension: usize| lengths[dimension + 1..].iter().product::<usize>();
        let at = |place: usize| -> Vec<usize> {
            (0..lengths.len()).map(|dimension| place / stride(dimension) % lengths[dimension]).collect()
        };
        let is_whole = |(wholes, at): (&Vec<(usize, Vec<usize>)>, &usize)| wholes.iter().any(|(whole, _)| whole == at);
        let mut values: Vec<i64> = (0..n_places)
            .map(|place| {
                let at = at(place);
                if dimensions.iter().zip(&at).any(is_whole) { 0 } else { value(&at) }
            })
            .collect();
        let mut sums = Vec::new();
        for (dimension, wholes) in dimensions.iter().enumerate() {
            for (whole, parts) in wholes {
                for place in (0..n_places).filter(|place| at(*place)[dimension] == *whole) {
                    let part = |part: &usize| place - whole * stride(dimension) + part * stride(dimension);
                    let parts: Vec<usize> = parts.iter().map(part).collect();
                    values[place] = parts.iter().map(|part| values[*part]).sum();
                    sums.push((place, parts));
                }
            }
        }
        Made { hidden: vec![false; n_places], values, sums }
    }

    /// The smallest cell of a sum that is shown and not 0 is hidden, until no sum alone tells one of its hidden cells, or
    /// that these are small.
    fn hide_second(&mut self, threshold: i64) {
        loop {
            let mut is_done = true;
            for (whole, parts) in &self.sums {
                let places = || parts.iter().copied().chain([*whole]);
                let hidden: Vec<i64> =
                    places().filter(|place| self.hidden[*place]).map(|place| self.values[place]).collect();
                let room = threshold - 1 + hidden.len() as i64;
                let is_told = hidden.len() == 1
                    || (!self.hidden[*whole] && !hidden.is_empty() && hidden.iter().sum::<i64>() < room);
                let open = places().filter(|place| !self.hidden[*place] && self.values[*place] > 0);
                if is_told && let Some(place) = open.min_by_key(|place| (self.values[*place], *place)) {
                    self.hidden[place] = true;
                    is_done = false;
                }
            }
            if is_done {
                return;
            }
        }
    }

    fn published(&self, rule: Rule) -> Published {
        let value = |place: usize| if self.hidden[place] { Value::Hidden } else { Value::Shown(self.values[place]) };
        let cells = (0..self.values.len()).map(|place| Cell::new(place.to_string(), value(place))).collect();
        let facts = self.sums.iter().map(|(whole, parts)| Fact::sum(*whole, parts, "a sum")).collect();
        Published { rule, cells, facts }
    }
}

/// 98 municipalities in 5 regions by 20 benefits in 6 groups, with all totals: 2,808 cells, 1 to 4 hidden and what
/// protects them. The people of the country are divided by `smaller`, so that more or fewer cells are small.
fn country(smaller: f64) -> Published {
    const RULE: Rule = Rule { threshold: 5, zeros_shown: true };
    let mut numbers = Numbers(20_180_101);
    let populations: Vec<f64> = (0..98).map(|_| (10.3 + 0.75 * numbers.normal()).exp() / smaller).collect();
    let rates: Vec<f64> = (0..20).map(|_| (-5.5 + 1.3 * numbers.normal()).exp().clamp(2e-5, 0.05)).collect();
    let mut made = Made::new(&[in_groups(5, 98), in_groups(6, 20)], |at| {
        numbers.poisson(populations[at[0] - 5] * rates[at[1] - 6])
    });
    made.hidden = made.values.iter().map(|value| (1..RULE.threshold).contains(value)).collect();
    made.hide_second(RULE.threshold);
    assert_eq!((made.values.len(), made.sums.len()), (2808, 104 * 7 + 27 * 6));
    made.published(RULE)
}

/// A table of two or three dimensions with totals, in which cells are hidden by chance.
fn small_table(numbers: &mut Numbers, n_dimensions: usize) -> Published {
    let dimensions: Vec<Vec<(usize, Vec<usize>)>> = (0..n_dimensions)
        .map(|_| match numbers.below(5) {
            0 if n_dimensions == 2 => in_groups(2, 5),
            1 => flat(2),
            2 if n_dimensions == 2 => flat(5),
            _ => flat(3),
        })
        .collect();
    let filled = 1 + numbers.below(7);
    let largest = 1 + numbers.below(5);
    let value = |_: &[usize]| if numbers.below(8) < filled { 1 + numbers.below(largest) } else { 0 };
    let mut made = Made::new(&dimensions, value);
    let rule = Rule { threshold: 2 + numbers.below(4), zeros_shown: numbers.below(2) == 0 };
    let often = 2 + numbers.below(6);
    for (hidden, value) in made.hidden.iter_mut().zip(&made.values) {
        *hidden = numbers.below(8) < often && !(rule.zeros_shown && *value == 0);
    }
    made.published(rule)
}

/// Cells with any facts about them, with factors and limits. With `is_broken`, one of the facts is not so.
fn any_system(numbers: &mut Numbers, is_broken: bool) -> Published {
    let n_cells = 4 + numbers.below(9);
    let values: Vec<i64> = (0..n_cells).map(|_| numbers.below(9)).collect();
    let rule = Rule { threshold: 2 + numbers.below(3), zeros_shown: numbers.below(2) == 0 };
    // Where nothing fits, a search without limits need not end.
    let has_limits = is_broken || numbers.below(3) > 0;
    let cells = values.iter().enumerate().map(|(at, value)| {
        let fate = match numbers.below(6) {
            0 | 1 => Value::Shown(*value),
            2 => Value::Unpublished,
            _ if rule.zeros_shown && *value == 0 => Value::Shown(0),
            _ => Value::Hidden,
        };
        let at_most = has_limits.then(|| value + 3 + numbers.below(9));
        Cell { at_most, ..Cell::new(at.to_string(), fate) }
    });
    let cells = cells.collect();
    let n_facts = 1 + numbers.below(7);
    let broken = numbers.below(n_facts);
    let facts = (0..n_facts).map(|fact| {
        let mut terms: Vec<(usize, i64)> = (0..2 + numbers.below(4))
            .map(|_| (numbers.below(n_cells) as usize, [1, 1, 1, -1, -1, 2, -3][numbers.below(7) as usize]))
            .collect();
        terms.sort_unstable();
        terms.dedup_by_key(|(cell, _)| *cell);
        let mut sum: i64 = terms.iter().map(|(cell, factor)| factor * values[*cell] as i64).sum();
        if is_broken && fact == broken {
            sum += 1 + numbers.below(9) as i64;
        }
        let (below, above) = (numbers.below(4) as i64, numbers.below(4) as i64);
        let (lower, upper) = match numbers.below(4) {
            0 => (Some(sum - below), None),
            1 => (None, Some(sum + above)),
            2 => (Some(sum - below), Some(sum + above)),
            _ => (Some(sum), Some(sum)),
        };
        Fact { terms, lower, upper, says: "as it is".to_owned() }
    });
    let facts = facts.collect();
    Published { rule, cells, facts }
}

#[test]
fn every_hidden_cell_of_a_country() {
    for (smaller, every_end_whole) in [(1.0, true), (4.0, true), (16.0, false)] {
        let mut tally = Tally::default();
        compare(&country(smaller), every_end_whole, &mut tally);
        println!("\na country of 2,808 cells, its people divided by {smaller}:\n{tally}");
        assert!(tally.n_cells > 100 && tally.n_not_exact == 0);
    }
}

#[test]
fn small_tables() {
    for (n_systems, n_dimensions) in [(200, 2), (60, 3)] {
        let mut tally = Tally::default();
        let mut numbers = Numbers(12_345);
        for _ in 0..n_systems {
            compare(&small_table(&mut numbers, n_dimensions), true, &mut tally);
        }
        println!("\nsmall tables of {n_dimensions} dimensions:\n{tally}");
        assert!(tally.n_linear > 1000 && tally.n_unlimited > 0);
        assert_eq!((tally.n_contradictions, tally.n_not_exact), (0, 0));
    }
}

/// A cube of tests/whole_numbers.rs, of which a linear attack says that cells are protected, while one number alone fits.
#[test]
fn a_cube_whose_linear_ends_are_not_whole() {
    const VALUES: [[[i64; 3]; 3]; 3] =
        [[[0, 2, 3], [0, 1, 3], [1, 3, 1]], [[1, 2, 3], [0, 2, 0], [3, 0, 2]], [[2, 0, 1], [1, 0, 1], [2, 3, 2]]];
    let mut made = Made::new(&[flat(3), flat(3), flat(3)], |at| VALUES[at[0]][at[1]][at[2]]);
    for place in [
        1, 2, 3, 6, 7, 10, 14, 15, 16, 17, 18, 19, 21, 23, 24, 27, 30, 36, 38, 39, 40, 41, 42, 43, 44, 45, 46, 51, 52,
        54, 56, 58, 59, 60, 61, 63,
    ] {
        made.hidden[place] = true;
    }
    let mut tally = Tally::default();
    compare(&made.published(Rule { threshold: 1, zeros_shown: true }), true, &mut tally);
    println!("\na cube whose linear ends are not whole:\n{tally}");
    assert!(tally.n_fractional > 0 && tally.n_not_exact == 0);
}

#[test]
fn small_systems_of_any_facts() {
    for (n_systems, is_broken) in [(300, false), (200, true)] {
        let mut tally = Tally::default();
        let mut numbers = Numbers(54_321);
        for _ in 0..n_systems {
            compare(&any_system(&mut numbers, is_broken), true, &mut tally);
        }
        println!("\nsmall systems of any facts{}:\n{tally}", if is_broken { ", one not so" } else { "" });
        assert!(tally.n_linear > 1000 && tally.n_further_in > 0);
        assert_eq!(tally.n_contradictions > 0, is_broken);
        assert_eq!(tally.n_not_exact, 0);
    }
}

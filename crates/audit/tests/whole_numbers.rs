//! Tables of which a linear attack says that cells are protected, while one whole number alone fits.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

mod support;

use audit::{Published, Rule, Settings, Value, audit_system};
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use support::Maker;

/// A table of three dimensions with three categories and a total each: cell `ijk` is at place 16 i + 4 j + k, and 3 is the
/// total.
struct Cube {
    values: [i64; 64],
    hidden: Vec<usize>,
    zeros_shown: bool,
}

impl Cube {
    fn published(&self) -> Published {
        let mut maker = Maker::new();
        for (place, value) in self.values.iter().enumerate() {
            let name = format!("{}{}{}", place / 16, place / 4 % 4, place % 4);
            let value = if self.hidden.contains(&place) { Value::Hidden } else { Value::Shown(*value) };
            maker.cell(&name, value);
        }
        for a in 0..4 {
            for b in 0..4 {
                maker.sum(48 + 4 * a + b, &[0, 1, 2].map(|c| 16 * c + 4 * a + b));
                maker.sum(16 * a + 12 + b, &[0, 1, 2].map(|c| 16 * a + 4 * c + b));
                maker.sum(16 * a + 4 * b + 3, &[0, 1, 2].map(|c| 16 * a + 4 * b + c));
            }
        }
        maker.published(Rule { threshold: 1, zeros_shown: self.zeros_shown })
    }
}

/// The least and the most of a cell by another solver, without regard to whole numbers.
fn linear(published: &Published, cell: usize) -> (f64, f64) {
    let solve = |direction| {
        let mut problem = Problem::new(direction);
        let variables: Vec<_> = (0..published.cells.len())
            .map(|at| {
                let limits = match published.cells[at].value {
                    Value::Shown(value) => (value as f64, value as f64),
                    Value::Hidden | Value::Unpublished => (published.at_least(at) as f64, f64::INFINITY),
                };
                problem.add_var(f64::from(u8::from(at == cell)), limits)
            })
            .collect();
        for fact in &published.facts {
            let terms: Vec<_> = fact.terms.iter().map(|(cell, factor)| (variables[*cell], *factor as f64)).collect();
            problem.add_constraint(&terms, ComparisonOp::Eq, 0.0);
        }
        problem.solve().unwrap().into_solution().unwrap().objective()
    };
    (solve(OptimizationDirection::Minimize), solve(OptimizationDirection::Maximize))
}

/// The cells of a cube that have one value in whole numbers and a range without them.
fn known_in_whole_numbers_alone(cube: &Cube) -> Vec<(usize, i64)> {
    let published = cube.published();
    let report = audit_system(&published, &Settings::strict());
    let known = report.intervals.iter().filter(|interval| Some(interval.lower) == interval.upper);
    known
        .filter(|interval| {
            let (low, high) = linear(&published, interval.cell);
            high - low > 0.01
        })
        .map(|interval| (interval.cell, interval.lower))
        .collect()
}

/// Numbers without a pattern, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % n
    }

    fn cube(&mut self) -> Cube {
        let filled = 1 + self.below(7);
        let mut values = [0; 64];
        for i in 0..3 {
            for j in 0..3 {
                for k in 0..3 {
                    let value = if self.below(8) < filled { 1 + self.below(3) } else { 0 };
                    for (i, j, k) in (0..8).map(|at| {
                        (if at & 4 > 0 { 3 } else { i }, if at & 2 > 0 { 3 } else { j }, if at & 1 > 0 { 3 } else { k })
                    }) {
                        values[16 * i + 4 * j + k] += value;
                    }
                }
            }
        }
        let often = 2 + self.below(6);
        let zeros_shown = self.below(2) == 0;
        let hidden = (0..64).filter(|place| self.below(8) < often && !(zeros_shown && values[*place] == 0)).collect();
        Cube { values, hidden, zeros_shown }
    }
}

#[test]
fn a_search_finds_such_cubes() {
    let mut numbers = Numbers(12345);
    // The first 1,400 have none.
    let cubes: Vec<Cube> = (0..1460).map(|_| numbers.cube()).collect();
    let found: Vec<(usize, Vec<(usize, i64)>)> = (1400..1460)
        .map(|at| (at, known_in_whole_numbers_alone(&cubes[at])))
        .filter(|(_, known)| !known.is_empty())
        .collect();
    assert_eq!(found, [(1444, vec![(6, 0), (14, 5), (20, 1), (28, 4)])]);
}

#[test]
fn cubes_that_were_found_are_kept() {
    let cube = Cube {
        values: [
            0, 2, 3, 5, 0, 1, 3, 4, 1, 3, 1, 5, 1, 6, 7, 14, 1, 2, 3, 6, 0, 2, 0, 2, 3, 0, 2, 5, 4, 4, 5, 13, 2, 0, 1,
            3, 1, 0, 1, 2, 2, 3, 2, 7, 5, 3, 4, 12, 3, 4, 7, 14, 1, 3, 4, 8, 6, 6, 5, 17, 10, 13, 16, 39,
        ],
        hidden: vec![
            1, 2, 3, 6, 7, 10, 14, 15, 16, 17, 18, 19, 21, 23, 24, 27, 30, 36, 38, 39, 40, 41, 42, 43, 44, 45, 46, 51,
            52, 54, 56, 58, 59, 60, 61, 63,
        ],
        zeros_shown: true,
    };
    assert_eq!(known_in_whole_numbers_alone(&cube), [(36, 1), (42, 2), (52, 1), (54, 4), (58, 5)]);
    let (low, high) = linear(&cube.published(), 36);
    assert!((low - 1.0).abs() < 1e-6 && (high - 1.5).abs() < 1e-6, "{low} {high}");
    let cube = Cube {
        values: [
            0, 1, 0, 1, 0, 2, 2, 4, 2, 0, 2, 4, 2, 3, 4, 9, 3, 1, 1, 5, 2, 3, 1, 6, 3, 1, 1, 5, 8, 5, 3, 16, 0, 1, 0,
            1, 2, 3, 3, 8, 0, 1, 0, 1, 2, 5, 3, 10, 3, 3, 1, 7, 4, 8, 6, 18, 5, 2, 3, 10, 12, 13, 10, 35,
        ],
        hidden: vec![
            1, 3, 5, 6, 7, 8, 10, 11, 12, 14, 16, 17, 19, 20, 22, 25, 26, 27, 28, 30, 33, 35, 36, 43, 46, 47, 48, 49,
            50, 53, 54, 56, 57, 58, 59, 61, 62, 63,
        ],
        zeros_shown: true,
    };
    let known = known_in_whole_numbers_alone(&cube);
    assert!(known.len() >= 20, "{known:?}");
    for (place, value) in known {
        assert_eq!(value, cube.values[place]);
    }
}

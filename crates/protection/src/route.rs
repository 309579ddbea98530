//! The cheapest further cells to hide so that one primary can move as far as it must: a linear program in which every
//! cell that is not hidden yet has a price.
//!
//! Source: the network heuristics of Cox (1980) and Kelly, Golden and Assad, *Cell suppression: disclosure protection
//! for sensitive tabular data*, Networks 22, 1992, written for any equations.

use crate::intervals::{Move, fits};
use crate::simplex::Side;
use crate::system::System;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

/// Smaller movements than this are none.
const NOTHING: f64 = 1e-7;
/// Which columns around a primary are tried.
#[derive(Debug, Clone, Copy)]
struct Reach {
    /// How many steps from row to row they are away at most.
    steps: usize,
    /// How many are taken with each step, cheapest first.
    most: usize,
    /// Whether from the second step on only those are taken that stand in two rows that were reached: a move that leaves
    /// a row must come back to it.
    closing: bool,
}

/// The nearest, where there mostly is a way; then the others, one after the other; at last all columns are tried.
const REACHES: [Reach; 4] = [
    Reach { steps: 4, most: 150, closing: true },
    Reach { steps: 8, most: 400, closing: true },
    Reach { steps: 5, most: 500, closing: false },
    Reach { steps: 8, most: 1_000, closing: false },
];
/// Up to so many columns all of them are tried whatever that takes.
const FEW: usize = 3_000;
/// What all programs over more columns may take together: columns times steps of the simplex method.
const BUDGET: u64 = 220_000_000;
/// As much as so many steps.
const SETTING_UP: u64 = 100;
/// What moving a hidden column costs, so that none is moved without need. The more it costs, the fewer columns move, and
/// the likelier it is that they move by whole numbers.
pub(crate) const HIDDEN: [f64; 3] = [0.01, 1.0, 8.0];
/// The same where whole numbers are searched for.
const HIDDEN_WHOLE: f64 = 0.25;
/// How far a column moves at most there.
const MOST: f64 = 1e6;
/// Nodes of a search for whole numbers.
const NODES: u64 = 30;

/// Which numbers a program may answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Any,
    Whole,
}

/// Finds ways for primaries.
pub(crate) struct Router<'a> {
    pub(crate) system: &'a System,
    /// What is left of the budget. The order of the questions is always the same, and so is what is left.
    left: std::cell::Cell<u64>,
}

impl<'a> Router<'a> {
    pub(crate) fn new(system: &'a System) -> Router<'a> {
        Router { system, left: std::cell::Cell::new(BUDGET) }
    }

    /// The same over what is nearest alone.
    pub(crate) fn find_near(
        &self,
        hidden: &[bool],
        barred: &[bool],
        column: usize,
        side: Side,
        wanted: i64,
    ) -> Option<Move> {
        let free = self.near(hidden, barred, column, REACHES[0]);
        self.solve(hidden, &free, (column, side, wanted), Numbers::Any, HIDDEN[0])
    }

    /// A move of a column by `wanted`, over hidden columns and cheap others near it but for those that are `barred`.
    pub(crate) fn find(
        &self,
        hidden: &[bool],
        barred: &[bool],
        column: usize,
        side: Side,
        wanted: i64,
        price: f64,
    ) -> Option<Move> {
        for reach in &REACHES[1..] {
            let free = self.near(hidden, barred, column, *reach);
            if let Some(moved) = self.solve(hidden, &free, (column, side, wanted), Numbers::Any, price) {
                return Some(moved);
            }
        }
        let may = |other: usize| hidden[other] || (self.system.may_hide(other) && !barred[other]);
        let all: Vec<bool> = (0..hidden.len()).map(may).collect();
        if all.len() > FEW && self.left.get() == 0 {
            return None;
        }
        // The higher price is the quicker one by far.
        let price = if all.len() > FEW { price.max(HIDDEN[1]) } else { price };
        self.solve(hidden, &all, (column, side, wanted), Numbers::Any, price)
    }

    /// The same in whole numbers, as far as a search of few nodes finds them.
    pub(crate) fn find_whole(
        &self,
        hidden: &[bool],
        barred: &[bool],
        column: usize,
        side: Side,
        wanted: i64,
    ) -> Option<Move> {
        REACHES[1..].iter().find_map(|reach| {
            let free = self.near(hidden, barred, column, *reach);
            let moved = self.solve(hidden, &free, (column, side, wanted), Numbers::Whole, HIDDEN_WHOLE);
            let mut all = hidden.to_vec();
            moved.iter().flatten().for_each(|(other, _)| all[*other] = true);
            moved.filter(|moved| fits(self.system, &all, moved))
        })
    }

    /// Columns that may take part.
    fn near(&self, hidden: &[bool], barred: &[bool], column: usize, reach: Reach) -> Vec<bool> {
        let system = self.system;
        let may = |other: usize| hidden[other] || (system.may_hide(other) && !barred[other]);
        let mut taken = vec![false; system.n_columns()];
        let mut reached = vec![false; system.rows.len()];
        let mut newest = vec![column];
        taken[column] = true;
        for step in 0..reach.steps {
            let mut found: Vec<usize> = Vec::new();
            for other in newest.drain(..) {
                for (row, _) in &system.rows_of[other] {
                    if !std::mem::replace(&mut reached[*row], true) {
                        found.extend(system.rows[*row].iter().map(|(column, _)| *column));
                    }
                }
            }
            found.sort_unstable();
            found.dedup();
            found.retain(|other| {
                let closes = || system.rows_of[*other].iter().filter(|(row, _)| reached[*row]).count() > 1;
                !taken[*other] && may(*other) && (step == 0 || !reach.closing || closes())
            });
            // What is hidden already costs nothing.
            let cost = |other: usize| if hidden[other] { 0 } else { system.columns[other].cost };
            found.sort_by_key(|other| (cost(*other), *other));
            found.truncate(reach.most);
            found.iter().for_each(|other| taken[*other] = true);
            newest = found;
        }
        taken
    }

    fn solve(
        &self,
        hidden: &[bool],
        free: &[bool],
        (column, side, wanted): (usize, Side, i64),
        numbers: Numbers,
        hidden_price: f64,
    ) -> Option<Move> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        // What can take part: rows with one free column alone hold it still.
        let free = crate::component::around(self.system, free, column)?;
        let mut variables: Vec<(usize, f64, Variable)> = Vec::new();
        let mut terms: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); free.rows.len()];
        let rows_of = free.rows_of();
        for (place, other) in free.columns.iter().enumerate() {
            let (below, above) = self.system.room(*other);
            let (below, above) =
                (below.map_or(f64::INFINITY, |room| -room as f64), above.map_or(f64::INFINITY, |room| room as f64));
            let cost = self.system.columns[*other].cost as f64 + 0.5;
            let wanted = wanted as f64;
            let mut add = |price: f64, bounds: (f64, f64), sign: f64| {
                let variable = match numbers {
                    Numbers::Whole => problem.add_integer_var(price, (bounds.0 as i32, bounds.1.min(MOST) as i32)),
                    Numbers::Any => problem.add_var(price, bounds),
                };
                variables.push((*other, sign, variable));
                for (row, coefficient) in &rows_of[place] {
                    terms[*row].push((variable, sign * *coefficient as f64));
                }
            };
            if *other == column {
                match side {
                    Side::Up => add(0.0, (wanted, wanted), 1.0),
                    Side::Down => add(0.0, (wanted, wanted), -1.0),
                }
            } else {
                let cost = if hidden[*other] { hidden_price } else { cost };
                for (room, sign) in [(below, -1.0), (above, 1.0)] {
                    if room > 0.0 {
                        add(cost / room.min(wanted), (0.0, room), sign);
                    }
                }
            }
        }
        for terms in terms {
            problem.add_constraint(terms, ComparisonOp::Eq, 0.0);
        }
        // So small a program is solved sooner than simplified.
        let mut options = SolveOptions::default();
        options.presolve = false;
        options.node_limit = (numbers == Numbers::Whole).then_some(NODES);
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        if free.columns.len() > FEW {
            // The farther a program has come, the dearer its steps are.
            let steps = solution.stats().lp_iterations;
            let work = (SETTING_UP + steps + steps * steps / 300).saturating_mul(free.columns.len() as u64);
            self.left.set(self.left.get().saturating_sub(work));
        }
        let mut moved: Vec<(usize, f64)> = Vec::new();
        for (column, sign, variable) in variables {
            let by = sign * solution.var_value(variable);
            if by.abs() > NOTHING {
                match moved.last_mut() {
                    Some((last, sum)) if *last == column => *sum += by,
                    _ => moved.push((column, by)),
                }
            }
        }
        // A fraction still names the cell; whether the whole numbers fit is looked at where the move is used.
        let whole = |by: f64| if by.abs() < 1.0 { by.signum() as i64 } else { by.round() as i64 };
        Some(moved.into_iter().map(|(column, by)| (column, whole(by))).collect())
    }
}

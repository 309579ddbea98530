//! What an attacker can prove of a hidden cell: the smallest and the largest value it may have.
//!
//! The attacker knows every equation, every shown cell and [`crate::Known`] of every hidden one. Hidden cells that
//! hang together by equations form a component, and each component is attacked by itself: in whole-number arithmetic
//! ([`crate::simplex`]), or in floating point by `microlp` where the numbers grow too large for that.

use crate::component::{self, Component};
use crate::simplex::{Extent, GaveUp, Side, Tableau};
use crate::system::{CellId, System};
use crate::{Error, Printing};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};
use std::collections::BTreeMap;

/// The values that a hidden cell may have, as far as an attacker can tell. An open end has no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The smallest value.
    pub lower: Option<i64>,
    /// The largest value.
    pub upper: Option<i64>,
}

impl Interval {
    /// The single value of a shown cell.
    pub fn exactly(value: i64) -> Interval {
        Interval { lower: Some(value), upper: Some(value) }
    }

    /// Whether the interval is no single number.
    pub fn is_open(self) -> bool {
        self.lower.is_none() || self.lower != self.upper
    }

    /// Whether a requirement is met.
    pub fn meets(self, requirement: crate::Requirement) -> bool {
        let lower = self.lower.is_none_or(|lower| lower <= requirement.lower);
        let upper = self.upper.is_none_or(|upper| upper >= requirement.upper);
        let width = match (self.lower, self.upper) {
            (Some(lower), Some(upper)) => upper.saturating_sub(lower) >= requirement.width,
            _ => true,
        };
        lower && upper && width
    }
}

impl std::fmt::Display for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let end = |end: Option<i64>| end.map_or_else(|| "…".to_string(), |end| end.to_string());
        write!(f, "[{},{}]", end(self.lower), end(self.upper))
    }
}

/// The interval of every hidden cell when these cells, and the virtual ones, are hidden.
///
/// ```
/// use protection::{Cell, Interval, System, intervals};
/// // 3 1 | 4   The four inner cells are hidden and the margins shown.
/// // 2 5 | 7
/// // 5 6 | 11
/// let mut builder = System::builder();
/// let cells: Vec<_> = [3, 1, 2, 5, 4, 7, 5, 6].map(|value| builder.cell(Cell::new(value))).into();
/// for (total, parts) in [(4, [0, 1]), (5, [2, 3]), (6, [0, 2]), (7, [1, 3])] {
///     builder.total("a line", cells[total], &parts.map(|part| cells[part]));
/// }
/// let intervals = intervals(&builder.build()?, &cells[..4])?;
/// assert_eq!(intervals[&cells[0]], Interval { lower: Some(0), upper: Some(4) });
/// assert_eq!(intervals[&cells[3]].to_string(), "[2,6]");
/// # Ok::<(), protection::Error>(())
/// ```
///
/// # Errors
/// A cell of another system.
pub fn intervals(system: &System, hidden: &[CellId]) -> Result<BTreeMap<CellId, Interval>, Error> {
    let mut columns: Vec<bool> = system.columns.iter().map(|cell| cell.printing == Printing::Virtual).collect();
    for cell in hidden {
        let column = *system.column_of.get(cell.0).ok_or(Error::Unknown { cell: *cell })?;
        columns[column] = true;
    }
    let of_column = of_columns(system, &columns);
    let cells = system.column_of.iter().enumerate();
    Ok(cells.filter_map(|(cell, column)| Some((CellId(cell), *of_column.get(column)?))).collect())
}

/// The interval of every hidden column.
pub(crate) fn of_columns(system: &System, hidden: &[bool]) -> BTreeMap<usize, Interval> {
    let open = component::peeled(system, hidden);
    let given = (0..hidden.len()).filter(|column| hidden[*column] && !open[*column]);
    let mut intervals: BTreeMap<usize, Interval> =
        given.map(|column| (column, Interval::exactly(system.columns[column].value))).collect();
    for component in component::all(system, &open) {
        let mut attacker = Attacker::new(system, component);
        for place in 0..attacker.component.columns.len() {
            let column = attacker.component.columns[place];
            intervals.insert(column, attacker.interval(place));
        }
    }
    intervals
}

/// The interval of one hidden column.
pub(crate) fn of_column(system: &System, hidden: &[bool], column: usize) -> Interval {
    let Some(component) = component::around(system, hidden, column) else {
        return Interval::exactly(system.columns[column].value);
    };
    let mut attacker = Attacker::new(system, component);
    attacker.component.place(column).map_or(Interval::exactly(system.columns[column].value), |at| attacker.interval(at))
}

/// Columns that move, and by how much: a table that fits what is published as well as the true one does.
pub(crate) type Move = Vec<(usize, i64)>;

/// Whether the true table moved like this fits everything that is published when these columns are hidden.
pub(crate) fn fits(system: &System, hidden: &[bool], moved: &Move) -> bool {
    fits_by(system, &|column| hidden[column], moved)
}

fn fits_by(system: &System, is_hidden: &impl Fn(usize) -> bool, moved: &Move) -> bool {
    let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
    for (column, by) in moved {
        let (below, above) = system.room(*column);
        if !is_hidden(*column) || below.is_some_and(|below| *by < below) || above.is_some_and(|above| *by > above) {
            return false;
        }
        for (row, coefficient) in &system.rows_of[*column] {
            *sums.entry(*row).or_default() += i128::from(*coefficient) * i128::from(*by);
        }
    }
    sums.values().all(|sum| *sum == 0)
}

/// Floating point answers are trusted to this: true ends are fractions with small denominators.
const TOLERANCE: f64 = 1e-6;
/// Nodes of a whole-number search, after which it counts as without result.
const NODES: u64 = 2_000;
/// Up to so many columns whole numbers are searched for whatever the width of an interval.
const SMALL: usize = 300;
/// Nodes of a search for a whole-number table that moves as little as it can; mostly the first is one.
const FEW_NODES: u64 = 30;
/// There a column moves at most so many times as far as the primary.
const WIDE: i64 = 8;
/// An open end in a whole-number search.
const FAR: f64 = 1e9;

/// One component under attack.
pub(crate) struct Attacker<'a> {
    system: &'a System,
    pub(crate) component: Component,
    tableau: Result<Tableau, GaveUp>,
}

impl<'a> Attacker<'a> {
    pub(crate) fn new(system: &'a System, component: Component) -> Attacker<'a> {
        let tableau = Tableau::new(&component.rooms(system), &component.rows, false);
        Attacker { system, component, tableau }
    }

    /// The true value of a column.
    pub(crate) fn value(&self, place: usize) -> i64 {
        self.system.columns[self.component.columns[place]].value
    }

    /// A whole-number move by which a column goes up or down by `wanted` at least; none where there is none, or none
    /// was found.
    pub(crate) fn witness(&mut self, place: usize, side: Side, wanted: i64) -> Option<Move> {
        if wanted <= 0 {
            return Some(Vec::new());
        }
        if let Ok(tableau) = &mut self.tableau {
            // From the true table, not from where the last answer was: few columns are to move.
            tableau.restart();
            match tableau.push(place, side, Some(side.sign() * wanted)) {
                Ok(Extent::To(numerator, denominator))
                    if numerator * i128::from(side.sign()) < i128::from(wanted) * denominator =>
                {
                    return None;
                }
                Ok(_) => {
                    if let Some(values) = tableau.whole_values(self.component.columns.len()) {
                        return Some(self.component.spread(&values));
                    }
                }
                Err(gave_up) => self.tableau = Err(gave_up),
            }
        }
        self.whole_witness(place, side, wanted).or_else(|| {
            let (reached, moved) = self.whole_move(place, side)?;
            (reached >= wanted).then_some(moved)
        })
    }

    /// The same by a search for whole numbers that moves as little as it can.
    pub(crate) fn whole_witness(&self, place: usize, side: Side, wanted: i64) -> Option<Move> {
        let most = wanted.saturating_mul(WIDE).min(FAR as i64);
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut parts: Vec<(usize, i64, Variable)> = Vec::new();
        for (at, (below, above)) in self.component.rooms(self.system).into_iter().enumerate() {
            if at == place {
                let fixed = i32::try_from(wanted).ok()?;
                parts.push((at, side.sign(), problem.add_integer_var(0.0, (fixed, fixed))));
                continue;
            }
            for (sign, room) in [(1, above), (-1, below.map(|below| -below))] {
                let room = room.map_or(most, |room| room.min(most));
                if room > 0 {
                    parts.push((at, sign, problem.add_integer_var(1.0, (0, i32::try_from(room).ok()?))));
                }
            }
        }
        let mut terms: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); self.component.rows.len()];
        let rows_of = self.component.rows_of();
        for (at, sign, variable) in &parts {
            rows_of[*at].iter().for_each(|(row, by)| terms[*row].push((*variable, (sign * by) as f64)));
        }
        terms.into_iter().for_each(|terms| problem.add_constraint(terms, ComparisonOp::Eq, 0.0));
        let mut options = SolveOptions::default();
        options.node_limit = Some(FEW_NODES);
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        let mut values = vec![0; self.component.columns.len()];
        for (at, sign, variable) in parts {
            values[at] += sign * solution.var_value(variable).round() as i64;
        }
        self.checked(&values)
    }

    /// A whole-number move by which a column goes up or down as far as it can, or by `enough`.
    pub(crate) fn farthest(&mut self, place: usize, side: Side, enough: i64) -> Option<Move> {
        let (end, _) = self.end(place, side);
        let limit = end.map_or(enough, |end| end.saturating_abs().min(enough));
        self.witness(place, side, limit).or_else(|| self.whole_move(place, side).map(|(_, moved)| moved))
    }

    /// How far a column goes in whole numbers, checked without rounding.
    fn whole_move(&self, place: usize, side: Side) -> Option<(i64, Move)> {
        let values = self.whole(place, side)?;
        Some((values[place] * side.sign(), self.checked(&values)?))
    }

    /// A move of the columns, if it fits.
    fn checked(&self, values: &[i64]) -> Option<Move> {
        let moved = self.component.spread(values);
        fits_by(self.system, &|_| true, &moved).then_some(moved)
    }

    /// What the attacker can prove of a column.
    pub(crate) fn interval(&mut self, place: usize) -> Interval {
        let value = self.value(place);
        let ends = [Side::Down, Side::Up].map(|side| self.end(place, side));
        let narrow = matches!(ends, [(Some(lower), _), (Some(upper), _)] if upper - lower < 2);
        let ends = [(ends[0], Side::Down), (ends[1], Side::Up)].map(|((end, is_whole), side)| {
            // Where only fractions go to the end, a whole-number search tells how far whole numbers go. In a narrow
            // interval there may be none but the true one.
            let search = !is_whole && end.is_some() && (narrow || self.component.columns.len() <= SMALL);
            search.then(|| self.whole(place, side)).flatten().map_or(end, |values| Some(values[place]))
        });
        let [lower, upper] = ends.map(|end| end.map(|end| value.saturating_add(end)));
        Interval { lower, upper }
    }

    /// How far a column can go, cut to a whole number; and whether a whole-number table is known to go there.
    fn end(&mut self, place: usize, side: Side) -> (Option<i64>, bool) {
        if let Ok(tableau) = &mut self.tableau {
            match tableau.push(place, side, None) {
                Ok(Extent::Unlimited | Extent::Reached) => return (None, true),
                Ok(Extent::To(numerator, denominator)) => {
                    let sign = i128::from(side.sign());
                    let end = sign * (numerator * sign).div_euclid(denominator);
                    let whole = tableau.whole_values(self.component.columns.len()).is_some();
                    return (i64::try_from(end).ok(), whole);
                }
                Err(gave_up) => self.tableau = Err(gave_up),
            }
        }
        match self.solve(place, side, false) {
            // Cut to a whole number towards the true value: an end that is a whole number may come out a little less.
            Ok(values) => {
                let size = (values[place] * side.sign() as f64 + TOLERANCE).floor();
                (Some(side.sign() * size as i64), false)
            }
            Err(microlp::Error::Unbounded) => (None, true),
            // No answer: the attacker is taken to know the cell.
            Err(_) => (Some(0), false),
        }
    }

    /// A whole-number move as far as it goes.
    fn whole(&self, place: usize, side: Side) -> Option<Vec<i64>> {
        Some(self.solve(place, side, true).ok()?.into_iter().map(|value| value.round() as i64).collect())
    }

    /// The same by `microlp`.
    fn solve(&self, place: usize, side: Side, whole: bool) -> Result<Vec<f64>, microlp::Error> {
        let direction = match side {
            Side::Down => OptimizationDirection::Minimize,
            Side::Up => OptimizationDirection::Maximize,
        };
        let mut problem = Problem::new(direction);
        let rooms = self.component.rooms(self.system).into_iter().enumerate();
        let variables: Vec<Variable> = rooms
            .map(|(at, (below, above))| {
                let objective = if at == place { 1.0 } else { 0.0 };
                let bound = |bound: Option<i64>, open: f64| bound.map_or(open, |bound| bound as f64);
                if whole {
                    let clipped = |bound: f64| bound.clamp(-FAR, FAR) as i32;
                    problem.add_integer_var(objective, (clipped(bound(below, -FAR)), clipped(bound(above, FAR))))
                } else {
                    let bounds = (bound(below, f64::NEG_INFINITY), bound(above, f64::INFINITY));
                    problem.add_var(objective, bounds)
                }
            })
            .collect();
        for row in &self.component.rows {
            let terms: Vec<(Variable, f64)> =
                row.iter().map(|(at, coefficient)| (variables[*at], *coefficient as f64)).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, 0.0);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(NODES);
        let outcome = problem.solve_with(options)?.into_solution();
        let solution = outcome.map_err(|_| microlp::Error::InternalError("no solution in time".to_string()))?;
        Ok(variables.iter().map(|variable| solution.var_value(*variable)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    /// A cube of three by three by three with its three faces of totals.
    fn cube(values: &[i64; 27]) -> (System, Vec<CellId>) {
        let mut builder = System::builder();
        let cells: Vec<CellId> = values.iter().map(|value| builder.cell(Cell::new(*value))).collect();
        for step in [1, 3, 9] {
            for first in (0..27).filter(|first| first / step % 3 == 0) {
                let parts = [0, 1, 2].map(|at| cells[first + at * step]);
                let total = builder.cell(Cell::new(parts.iter().map(|part| values[part.index()]).sum()));
                builder.total("a line", total, &parts);
            }
        }
        (builder.build().unwrap(), cells)
    }

    /// K11: fractions can move where no whole number can.
    #[test]
    fn only_fractions_move() {
        let values = [1, 2, 0, 0, 1, 2, 0, 0, 2, 0, 0, 1, 1, 0, 1, 2, 1, 2, 2, 1, 1, 0, 1, 0, 0, 0, 1];
        let (system, cells) = cube(&values);
        let mut hidden = vec![false; system.n_columns()];
        (0..27).filter(|cell| ![3, 13, 19, 23].contains(cell)).for_each(|cell| hidden[cell] = true);
        let component = component::around(&system, &hidden, cells[4].index()).unwrap();
        let mut attacker = Attacker::new(&system, component);
        let place = attacker.component.place(4).unwrap();
        let tableau = attacker.tableau.as_mut().unwrap();
        assert_eq!(tableau.push(place, Side::Down, None), Ok(Extent::To(0, 1)));
        assert_eq!(tableau.push(place, Side::Up, None), Ok(Extent::To(1, 2)));
        assert_eq!(attacker.interval(place), Interval::exactly(1));
        for side in [Side::Down, Side::Up] {
            assert_eq!(attacker.witness(place, side, 1), None);
        }
    }
}

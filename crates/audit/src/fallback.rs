//! The programs in floating point, by `microlp`: for a part whose exact tableau grows too large.
//!
//! Limits are rounded outwards from what the solver answers, and a value counts as possible only where a point of whole
//! numbers was checked against every row. So an interval may come out wider than it is, and then says that it is not
//! exact; it never comes out narrower.

use crate::component::Row;
use crate::known::{Known, see};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, Solution, SolveOptions, Variable};

/// How far a limit is from a whole number at most to be taken for it, for numbers up to a million.
const TOLERANCE: f64 = 1e-6;

/// Nodes of a search in whole numbers.
const NODES: u64 = 2_000;

/// Cells without an upper limit get this one in whole numbers, where the solver wants one.
const UNLIMITED: i32 = 1 << 30;

/// What a program here counts for, for each row: so much work it would be in an exact tableau.
pub(crate) const WORK: u64 = 20_000;

/// In parts of more cells a program is solved without whole numbers only: the solver may search for very long.
const LARGEST_IN_WHOLE_NUMBERS: usize = 400;

fn limits(known: &[Known]) -> Vec<(i128, Option<i128>)> {
    known.iter().map(|known| (known.lower, known.upper)).collect()
}

/// Works out what is known of a part's cells; false where no whole numbers fit.
pub(crate) fn part(rows: &[Row], known: &mut [Known], n_programs: &mut usize) -> bool {
    for cell in 0..known.len() {
        for direction in [1, -1] {
            if !known[cell].is_seen(direction) && !side(rows, known, cell, direction, n_programs) {
                return false;
            }
        }
    }
    true
}

/// A point of whole numbers that may fit: whoever asks must check it.
pub(crate) fn point(rows: &[Row], known: &[Known]) -> Option<Vec<i128>> {
    let limits = limits(known);
    (!limits.is_empty()).then(|| solve(rows, &limits, 0, 1, false).ok().flatten().map(|(_, point)| point)).flatten()
}

/// Works out one end of a cell's interval; false where no whole numbers fit.
pub(crate) fn side(rows: &[Row], known: &mut [Known], cell: usize, direction: i64, n_programs: &mut usize) -> bool {
    *n_programs += 1;
    let limits = limits(known);
    match solve(rows, &limits, cell, direction, false) {
        Err(Error::Infeasible) => return false,
        Err(Error::Unbounded) => {
            known[cell].is_unlimited = true;
            return true;
        }
        // Nothing is known from this program: the interval stays as wide as it was.
        Err(_) | Ok(None) => return true,
        Ok(Some((value, point))) => {
            narrow(&mut known[cell], value, direction);
            see(known, rows, &point);
        }
    }
    if known[cell].is_seen(direction) || known.len() > LARGEST_IN_WHOLE_NUMBERS {
        return true;
    }
    match solve(rows, &limits, cell, direction, true) {
        Err(Error::Infeasible) => return false,
        Err(_) | Ok(None) => {}
        Ok(Some((_, point))) => {
            let end = point[cell];
            see(known, rows, &point);
            // The point is the furthest there is, if it is one at all.
            if known[cell].seen_end(direction) == Some(end) {
                narrow(&mut known[cell], end as f64, direction);
            }
        }
    }
    true
}

fn narrow(known: &mut Known, value: f64, direction: i64) {
    let tolerance = TOLERANCE.max(value.abs() * TOLERANCE * 1e-3);
    if direction > 0 {
        let end = (value + tolerance).floor() as i128;
        known.upper = Some(known.upper.map_or(end, |upper| upper.min(end)).max(known.lower));
    } else {
        let end = (value - tolerance).ceil() as i128;
        known.lower = known.lower.max(end).min(known.upper.unwrap_or(i128::MAX));
    }
}

/// The furthest value of a cell, and the point rounded to whole numbers; none where the search was given up.
fn solve(
    rows: &[Row],
    limits: &[(i128, Option<i128>)],
    cell: usize,
    direction: i64,
    in_whole_numbers: bool,
) -> Result<Option<(f64, Vec<i128>)>, Error> {
    let sense = if direction > 0 { OptimizationDirection::Maximize } else { OptimizationDirection::Minimize };
    let mut problem = Problem::new(sense);
    let variables: Vec<Variable> = limits
        .iter()
        .enumerate()
        .map(|(at, (lower, upper))| {
            let weight = f64::from(u8::from(at == cell));
            let whole =
                i32::try_from(*lower).ok().zip(upper.map_or(Some(UNLIMITED), |upper| i32::try_from(upper).ok()));
            match whole {
                Some(limits) if in_whole_numbers => problem.add_integer_var(weight, limits),
                _ => problem.add_var(weight, (*lower as f64, upper.map_or(f64::INFINITY, |upper| upper as f64))),
            }
        })
        .collect();
    for row in rows {
        let terms: Vec<(Variable, f64)> =
            row.terms.iter().map(|(cell, factor)| (variables[*cell], *factor as f64)).collect();
        if row.is_equation() {
            problem.add_constraint(&terms, ComparisonOp::Eq, row.lower.unwrap_or_default() as f64);
            continue;
        }
        if let Some(lower) = row.lower {
            problem.add_constraint(&terms, ComparisonOp::Ge, lower as f64);
        }
        if let Some(upper) = row.upper {
            problem.add_constraint(&terms, ComparisonOp::Le, upper as f64);
        }
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    let outcome = problem.solve_with(options)?;
    let is_proven = outcome.is_optimal();
    let read = |solution: &Solution| {
        let point = variables.iter().map(|variable| solution.var_value(*variable).round() as i128).collect();
        (solution.objective(), point)
    };
    Ok(outcome.solution().filter(|_| is_proven).map(read))
}

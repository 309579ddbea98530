//! The least and the most of a cell in whole numbers: branch and bound over exact linear programs.
//!
//! There are tables whose linear intervals are wide while one whole number alone fits, so that a linear attack calls
//! known cells protected. Source: Land and Doig, An automatic method of solving discrete programming problems, 1960.

use crate::simplex::{Program, Reach, TooLarge};

/// What a search in whole numbers found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    /// The furthest point found, if any.
    pub(crate) best: Option<(i128, Vec<i128>)>,
    /// No point goes further than this; none where there is no limit or no point at all.
    pub(crate) bound: Option<i128>,
    /// Whether the search was finished: then `best` is the furthest point there is, and without one there is none.
    pub(crate) is_finished: bool,
    /// How much work it was.
    pub(crate) work: u64,
}

/// When a search gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// After so many nodes.
    pub(crate) n_nodes: usize,
    /// After so much work.
    pub(crate) work: u64,
}

struct Branching {
    variable: usize,
    direction: i64,
    best: Option<(i128, Vec<i128>)>,
    /// The furthest bound of what was left open.
    open: Option<i128>,
    /// Whether something was left open that has no bound.
    open_without_bound: bool,
    n_nodes: usize,
    /// The program's work at which the search gives up.
    last_work: u64,
}

/// The whole number at or before a fraction, in the direction of the search.
pub(crate) fn floor_towards((number, divisor): (i128, i128), direction: i64) -> i128 {
    if direction > 0 { number.div_euclid(divisor) } else { -(-number).div_euclid(divisor) }
}

/// Whether `a` is further than `b` in a direction.
fn further(a: i128, b: i128, direction: i64) -> bool {
    if direction > 0 { a > b } else { a < b }
}

/// Searches for the whole point that takes a cell furthest up (`direction` 1) or down (-1), as
/// long as the patience lasts. Points no further than `known` are not looked for.
pub(crate) fn furthest(
    program: &Program,
    cell: usize,
    direction: i64,
    known: Option<i128>,
    patience: Patience,
) -> Result<Search, TooLarge> {
    let before = program.work();
    let mut program = program.copy();
    let best = known.map(|value| (value, Vec::new()));
    let mut branching = Branching {
        variable: cell,
        direction,
        best,
        open: None,
        open_without_bound: false,
        n_nodes: patience.n_nodes,
        last_work: before.saturating_add(patience.work),
    };
    branching.branch(&mut program, 0)?;
    let Branching { best, open, open_without_bound, .. } = branching;
    let value = best.as_ref().map(|(value, _)| *value);
    let bound = match (value, open) {
        _ if open_without_bound => None,
        (Some(value), Some(open)) => Some(if further(open, value, direction) { open } else { value }),
        (value, open) => value.or(open),
    };
    Ok(Search {
        best: best.filter(|(_, point)| !point.is_empty()),
        bound,
        is_finished: open.is_none() && !open_without_bound,
        work: program.work() - before,
    })
}

/// Deeper than this, a branch is left open: cells without limits could be split for ever.
const DEEPEST: usize = 400;

impl Branching {
    fn branch(&mut self, program: &mut Program, depth: usize) -> Result<(), TooLarge> {
        if !program.meet_limits()? {
            return Ok(());
        }
        let bound = match program.push(self.variable, self.direction, None)? {
            Reach::Unlimited => None,
            Reach::Furthest | Reach::Goal => Some(floor_towards(program.value(self.variable), self.direction)),
        };
        if let (Some(bound), Some((best, _))) = (bound, &self.best)
            && !further(bound, *best, self.direction)
        {
            return Ok(());
        }
        let Some((cell, below)) = program.broken_cell() else {
            if bound.is_none() {
                // A whole point from which the cell can go on without a limit; the edge is rational, so that whole
                // points follow each other on it.
                self.open_without_bound = true;
            }
            let value = floor_towards(program.value(self.variable), self.direction);
            if self.best.as_ref().is_none_or(|(best, _)| further(value, *best, self.direction)) {
                self.best = program.whole_point().map(|point| (value, point));
            }
            return Ok(());
        };
        if self.n_nodes == 0 || depth == DEEPEST || program.work() >= self.last_work {
            match (bound, self.open) {
                (None, _) => self.open_without_bound = true,
                (Some(bound), Some(open)) if !further(bound, open, self.direction) => {}
                (Some(bound), _) => self.open = Some(bound),
            }
            return Ok(());
        }
        self.n_nodes -= 1;
        let (lower, upper) = program.limits(cell);
        let mut halves = [(Some(below + 1), upper), (lower, Some(below))];
        if self.direction < 0 {
            halves.reverse();
        }
        for half in halves {
            program.set_limits(cell, half)?;
            self.branch(program, depth + 1)?;
        }
        program.set_limits(cell, (lower, upper))
    }
}

//! Whole-number moves of few cells, found by following the equations: whatever moves leaves its equations open, and
//! each of them is closed again by another cell, until none is open.
//!
//! In a plain table these are the rectangles and boxes along whose corners a number is added and taken away in turn.
//! They are searched for with a beam: of all moves of so many cells, those that cost least and leave fewest equations
//! open are followed. Not every move can be found like this; but what is found is made of whole numbers, moves few
//! cells, and often serves many primaries at once, where a linear program answers for one and in fractions.

use crate::Printing;
use crate::intervals::Move;
use crate::simplex::Side;
use crate::system::System;
use std::ops::Range;

/// No column.
const NONE: usize = usize::MAX;
/// How much work a search may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// How many unfinished moves are followed at a time.
    beam: usize,
    /// How many ways to go on are followed from each.
    branches: usize,
}

/// For every primary.
pub(crate) const LITTLE: Effort = Effort { beam: 12, branches: 6 };
/// Where little was not enough.
pub(crate) const MUCH: Effort = Effort { beam: 60, branches: 10 };
/// Where nothing else was enough.
pub(crate) const MOST: Effort = Effort { beam: 400, branches: 24 };
/// How many cells a move has at most, those not counted that nobody prints and only one equation names.
const CELLS: usize = 16;
/// What every further cell costs, so that short moves come first.
const STEP: u64 = 1;

/// Searches for moves.
#[derive(Clone)]
pub(crate) struct Chaser<'a> {
    system: &'a System,
    /// How far each column may move, below 0 and above.
    rooms: Vec<(i64, i64)>,
    /// For each row a virtual column that stands in it alone: it takes up what the row leaves open.
    slack_of: Vec<usize>,
    /// For each column whether it is such a one.
    is_slack: Vec<bool>,
}

/// A move that is not finished.
#[derive(Default)]
struct Draft {
    /// Sorted.
    moved: Move,
    /// What is open: rows with what their columns sum to, none of them 0. A row whose slack takes it up is not open.
    sums: Vec<(usize, i64)>,
    open: usize,
    price: u64,
}

/// A draft with one step more, which is written out only if it is followed: most are not.
struct Way {
    /// The price, and about what closing the open rows costs.
    score: u64,
    /// The draft, by its place in the beam.
    from: usize,
    step: (usize, i64),
    /// Where all steps stand, sorted, among those of all ways.
    steps: Range<usize>,
    open: usize,
    price: u64,
}

impl<'a> Chaser<'a> {
    pub(crate) fn new(system: &'a System) -> Chaser<'a> {
        let (mut slack_of, mut is_slack) = (vec![NONE; system.rows.len()], vec![false; system.n_columns()]);
        for (column, cell) in system.columns.iter().enumerate() {
            if let [(row, 1 | -1)] = system.rows_of[column][..]
                && cell.printing == Printing::Virtual
                && slack_of[row] == NONE
            {
                slack_of[row] = column;
                is_slack[column] = true;
            }
        }
        let room = |column| {
            let (below, above) = system.room(column);
            (below.unwrap_or(i64::MIN), above.unwrap_or(i64::MAX))
        };
        let rooms = (0..system.n_columns()).map(room).collect();
        Chaser { system, rooms, slack_of, is_slack }
    }

    /// A move of a column by `wanted` over columns with a price; what is hidden is free.
    pub(crate) fn find(
        &self,
        price: &impl Fn(usize) -> Option<u64>,
        column: usize,
        side: Side,
        wanted: i64,
        effort: Effort,
    ) -> Option<Move> {
        let by = side.sign().checked_mul(wanted)?;
        if !self.has_room(column, by) {
            return None;
        }
        let start = Draft::default();
        let open = self.open_after(column, &start, column, by)?;
        let mut beam = vec![self.with(&start, &[(column, by)], (column, by), (open, 0))];
        let reserve = self.reserve(price, column);
        let mut best: Option<Draft> = None;
        let (mut ways, mut next, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..CELLS {
            next.clear();
            steps.clear();
            for (from, draft) in beam.iter_mut().enumerate() {
                if draft.open > 0 {
                    self.go_on(price, column, (from, draft), (reserve, effort.branches), &mut ways);
                    for mut way in ways.drain(..) {
                        let start = steps.len();
                        let (before, behind) = draft.moved.split_at(draft.moved.partition_point(|one| *one < way.step));
                        steps.extend_from_slice(before);
                        steps.push(way.step);
                        steps.extend_from_slice(behind);
                        way.steps = start..steps.len();
                        next.push(way);
                    }
                } else if best.as_ref().is_none_or(|best| draft.price < best.price) {
                    // Nothing goes on from it.
                    best = Some(std::mem::take(draft));
                }
            }
            if let Some(best) = &best {
                next.retain(|way: &Way| way.price < best.price);
            }
            let key = |way: &Way| (way.score, &steps[way.steps.clone()]);
            next.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
            next.dedup_by(|one, other| key(one) == key(other));
            next.truncate(effort.beam);
            if next.is_empty() {
                break;
            }
            let follow = |way: &Way| self.with(&beam[way.from], key(way).1, way.step, (way.open, way.price));
            beam = next.iter().map(follow).collect();
        }
        best.map(|draft| self.finished(column, draft))
    }

    /// About what closing one more row costs: the cheapest way in each of the first rows.
    fn reserve(&self, price: &impl Fn(usize) -> Option<u64>, column: usize) -> u64 {
        let rows = &self.system.rows_of[column];
        let cheapest = |row: usize| {
            let others = self.system.rows[row].iter().map(|(other, _)| *other).filter(|other| *other != column);
            others.filter_map(price).filter(|price| *price > 0).min()
        };
        let sum: u64 = rows.iter().filter_map(|(row, _)| cheapest(*row)).sum();
        sum / rows.len().max(1) as u64 + STEP
    }

    /// The best ways to close one row of a draft.
    fn go_on(
        &self,
        price: &impl Fn(usize) -> Option<u64>,
        target: usize,
        (from, draft): (usize, &Draft),
        (reserve, branches): (u64, usize),
        ways: &mut Vec<Way>,
    ) {
        // The shortest open row has fewest ways.
        let open = draft.sums.iter().filter(|(row, sum)| !self.is_taken_up(target, *row, *sum));
        let Some((row, sum)) = open.min_by_key(|(row, _)| (self.system.rows[*row].len(), *row)) else { return };
        for (other, coefficient) in &self.system.rows[*row] {
            let by = match coefficient {
                1 => -sum,
                -1 => *sum,
                _ if sum % coefficient != 0 => continue,
                _ => -sum / coefficient,
            };
            if !self.has_room(*other, by) || self.is_slack[*other] {
                continue;
            }
            let Some(price) = price(*other) else { continue };
            if draft.moved.iter().any(|(known, _)| known == other) {
                continue;
            }
            let Some(open) = self.open_after(target, draft, *other, by) else { continue };
            let price = draft.price + price + STEP;
            let score = price + reserve * open as u64;
            ways.push(Way { score, from, step: (*other, by), steps: 0..0, open, price });
        }
        if ways.len() > branches {
            ways.select_nth_unstable_by_key(branches, |way| (way.score, way.step));
            ways.truncate(branches);
        }
    }

    /// How many rows are open when one column more moves; none where a number does not fit.
    fn open_after(&self, target: usize, draft: &Draft, column: usize, by: i64) -> Option<usize> {
        let mut open = draft.open;
        for (row, coefficient) in &self.system.rows_of[column] {
            let old = draft.sums.iter().find(|(known, _)| known == row).map_or(0, |(_, sum)| *sum);
            let new = old.checked_add(coefficient.checked_mul(by)?)?;
            open += usize::from(!self.is_taken_up(target, *row, new));
            open -= usize::from(!self.is_taken_up(target, *row, old));
        }
        Some(open)
    }

    /// A draft with one step more, of which all numbers fit.
    fn with(
        &self,
        draft: &Draft,
        steps: &[(usize, i64)],
        (column, by): (usize, i64),
        (open, price): (usize, u64),
    ) -> Draft {
        let rows = &self.system.rows_of[column];
        let mut sums = Vec::with_capacity(draft.sums.len() + rows.len());
        sums.extend_from_slice(&draft.sums);
        for (row, coefficient) in rows {
            match sums.iter_mut().find(|(known, _)| known == row) {
                Some((_, sum)) => *sum += coefficient * by,
                None => sums.push((*row, coefficient * by)),
            }
        }
        sums.retain(|(_, sum)| *sum != 0);
        Draft { moved: steps.to_vec(), sums, open, price }
    }

    fn has_room(&self, column: usize, by: i64) -> bool {
        let (below, above) = self.rooms[column];
        below <= by && by <= above
    }

    /// Whether nothing is left of a row's sum, or its slack takes it up. The target moves as it is asked to.
    fn is_taken_up(&self, target: usize, row: usize, sum: i64) -> bool {
        sum == 0 || self.slack(target, row, sum).is_some_and(|(slack, by)| self.has_room(slack, by))
    }

    fn slack(&self, target: usize, row: usize, sum: i64) -> Option<(usize, i64)> {
        let slack = self.slack_of[row];
        if slack == NONE || slack == target {
            return None;
        }
        let (_, coefficient) = self.system.rows_of[slack].first()?;
        Some((slack, -sum * coefficient))
    }

    /// With the slacks of its rows.
    fn finished(&self, target: usize, draft: Draft) -> Move {
        let slacks = draft.sums.iter().filter_map(|(row, sum)| self.slack(target, *row, *sum));
        let mut moved = draft.moved;
        moved.extend(slacks);
        moved.sort_unstable();
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;
    use crate::intervals::fits;
    use proptest::prelude::*;

    /// A plain table with its totals, and a virtual cell that the first line's total leaves of its first cell.
    fn table(counts: &[i64], width: usize) -> System {
        let mut builder = System::builder();
        let cells: Vec<_> = counts.iter().map(|count| builder.cell(Cell::new(*count))).collect();
        let mut total = |parts: Vec<crate::CellId>| {
            let total = builder.cell(Cell::new(parts.iter().map(|part| counts[part.index()]).sum()));
            builder.total("a line", total, &parts);
            total
        };
        let lines: Vec<_> = cells.chunks(width).map(|line| total(line.to_vec())).collect();
        (0..width).for_each(|from| {
            total(cells.iter().copied().skip(from).step_by(width).collect());
        });
        let left = counts[1..width.min(counts.len())].iter().sum();
        let rest = builder.cell(Cell::new(left).printing(Printing::Virtual));
        builder.total("the rest", lines[0], &[cells[0], rest]);
        builder.build().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is found fits, reaches what is wanted, and moves nothing that has no price.
        #[test]
        fn moves_fit(
            counts in prop::collection::vec(0i64..9, 12..40),
            width in 2usize..6,
            kinds in prop::collection::vec(0u8..4, 60),
            column in 0usize..12,
            wanted in 1i64..5,
        ) {
            let counts = &counts[..counts.len() / width * width];
            let system = table(counts, width);
            let column = column % counts.len();
            let may: Vec<bool> = (0..system.n_columns())
                .map(|at| at == column || system.columns[at].printing == Printing::Virtual || kinds[at % 60] > 0)
                .collect();
            let chaser = Chaser::new(&system);
            for side in [Side::Down, Side::Up] {
                let price = |at: usize| may[at].then(|| u64::from(kinds[at % 60]));
                if let Some(moved) = chaser.find(&price, column, side, wanted, LITTLE) {
                    prop_assert!(fits(&system, &may, &moved), "{moved:?}");
                    prop_assert!(moved.contains(&(column, side.sign() * wanted)));
                }
            }
        }
    }

    /// In a plain table with nothing hidden there is always a rectangle.
    #[test]
    fn a_rectangle() {
        let system = table(&[3, 9, 8, 7, 12, 6, 5, 9, 11], 3);
        let chaser = Chaser::new(&system);
        let found = chaser.find(&|column| Some(system.columns[column].cost), 0, Side::Up, 2, LITTLE);
        assert!(found.is_some_and(|moved| fits(&system, &vec![true; system.n_columns()], &moved)));
    }
}

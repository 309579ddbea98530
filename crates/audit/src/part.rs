//! The attack on one part: cells that the rows bind together, none of them known yet.
//!
//! In a small part every interval is worked out to the end. In a large one a cell is left alone once it is known whether
//! it falls out: either tables were met that fit everything published and in which it has other values, one of them not
//! small, or it is proven to be small. What is left then is worked on in neighborhoods, and what these leave, in the whole
//! part. How long that may take is counted in steps, never in time: the same release gives the same report anywhere.

use crate::component::Row;
use crate::fallback;
use crate::known::{Known, Question, see};
use crate::neighborhood::Map;
use crate::published::{Class, Value};
use crate::simplex::{Program, Reach, TooLarge};
use crate::walk::Walk;
use crate::whole::{Patience, Search, floor_towards, furthest};
use std::collections::BTreeMap;

/// A walk goes so many times along all ways before it is asked whether it was of use.
const SWEEPS: usize = 16;

/// So many times the narrowest cell of a class is worked out to the end, after which another one may be the narrowest.
const NARROWEST: usize = 8;

/// A part under attack.
pub(crate) struct Assault<'a> {
    question: Question<'a>,
    /// Places in the system.
    cells: &'a [usize],
    /// Rows about places in `cells`.
    rows: &'a [Row],
    pub(crate) n_programs: usize,
    /// How much work may still be done.
    work: u64,
}

/// What a large part is worked on with.
struct Ground<'a> {
    map: Map<'a>,
    /// A point of whole numbers that fits everything.
    point: Option<Vec<i128>>,
    /// The program of the whole part; none where its numbers have grown too large.
    program: Option<Program>,
}

/// What is wanted of a cell in a neighborhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Both ends of its interval.
    Ends,
    /// Whether it falls out.
    Verdict,
}

impl<'a> Assault<'a> {
    pub(crate) fn new(question: Question<'a>, cells: &'a [usize], rows: &'a [Row]) -> Assault<'a> {
        let work = question.settings.work_per_cell.saturating_mul(cells.len() as u64);
        Assault { question, cells, rows, n_programs: 0, work }
    }

    /// Finds out what is known of the part's cells; false where no whole numbers fit.
    pub(crate) fn run(&mut self, known: &mut [Known]) -> bool {
        if self.rows.is_empty() {
            for known in known {
                known.see(known.lower);
                known.is_unlimited = known.upper.is_none();
                if let Some(upper) = known.upper {
                    known.see(upper);
                }
            }
            true
        } else if self.cells.len() <= self.question.settings.exact_cells {
            self.small(known).unwrap_or_else(|TooLarge| fallback::part(self.rows, known, &mut self.n_programs))
        } else {
            self.large(known)
        }
    }

    /// Works out every interval to the end.
    fn small(&mut self, known: &mut [Known]) -> Result<bool, TooLarge> {
        let n_nodes = self.question.settings.n_nodes;
        let patience = Patience { n_nodes, work: u64::MAX };
        let Some(mut program) = self.program(known)? else { return Ok(false) };
        match self.first_point(&program, patience)? {
            Err(NoneFits) => return Ok(false),
            Ok(None) => {}
            Ok(Some(point)) => {
                see(known, self.rows, &point);
            }
        }
        for cell in 0..self.cells.len() {
            for direction in [1, -1] {
                if !self.question.is_settled(self.cells[cell], &known[cell], direction) {
                    self.side(&mut program, cell, direction, known, patience)?;
                }
            }
        }
        Ok(true)
    }

    /// Finds out of every cell whether it falls out, and of the narrowest ones where their intervals end.
    fn large(&mut self, known: &mut [Known]) -> bool {
        let program = match self.program(known) {
            Ok(None) => return false,
            Ok(Some(program)) => Some(program),
            Err(TooLarge) => None,
        };
        self.spend(program.as_ref().map_or(0, Program::work));
        let patience = Patience { n_nodes: self.question.settings.n_nodes, work: self.work / 4 };
        let point = match program.as_ref().map(|program| self.first_point(program, patience)) {
            Some(Ok(Err(NoneFits))) => return false,
            Some(Ok(Ok(point))) => point,
            // The numbers have grown too large to be kept exactly.
            Some(Err(TooLarge)) | None => fallback::point(self.rows, known),
        };
        // A point that does not fit is of no use, wherever it came from.
        let point = point.filter(|point| see(known, self.rows, point));
        let point = point.map(|point| self.walk(program.as_ref(), point, known));
        let mut ground = Ground { map: Map::new(self.cells.len(), self.rows), point, program };
        let settings = self.question.settings;
        for n_cells in settings.close {
            self.locally(&mut ground, n_cells, Wanted::Ends, known);
        }
        for n_cells in settings.wide {
            self.locally(&mut ground, n_cells, Wanted::Verdict, known);
        }
        for cell in 0..self.cells.len() {
            self.in_whole_part(&mut ground.program, cell, Wanted::Verdict, known);
        }
        for class in self.classes() {
            self.narrowest(&class, &mut ground, known);
        }
        true
    }

    /// Walks from a point to others that fit, and returns the last one.
    fn walk(&mut self, program: Option<&Program>, point: Vec<i128>, known: &mut [Known]) -> Vec<i128> {
        let ways = program.map(Program::ways).unwrap_or_default();
        let Some(mut walk) = Walk::new(known, self.rows, ways, &point) else { return point };
        let mut n_before = self.n_open(known);
        for _ in 0..self.question.settings.n_walks {
            for _ in 0..SWEEPS {
                let work = walk.sweep(known);
                self.spend(work);
            }
            // Where the walk is no longer of use to the cells that are left, it ends.
            let n_after = self.n_open(known);
            if self.work == 0 || n_after + n_before / 100 >= n_before {
                break;
            }
            n_before = n_after;
        }
        walk.point(known, self.rows).unwrap_or(point)
    }

    /// Of how many cells it is not known whether they fall out.
    fn n_open(&self, known: &[Known]) -> usize {
        (0..known.len()).filter(|cell| !self.question.is_decided(self.cells[*cell], &known[*cell])).count()
    }

    fn spend(&mut self, work: u64) {
        self.work = self.work.saturating_sub(work);
    }

    /// The program of the whole part, at a place where all limits are met; none where that is nowhere.
    fn program(&self, known: &[Known]) -> Result<Option<Program>, TooLarge> {
        let (lower, upper): (Vec<i128>, Vec<Option<i128>>) =
            known.iter().map(|known| (known.lower, known.upper)).unzip();
        let mut program = Program::new(&lower, &upper, self.rows)?;
        Ok(program.meet_limits()?.then_some(program))
    }

    /// A whole point to start from; none where the search was given up.
    fn first_point(
        &mut self,
        program: &Program,
        patience: Patience,
    ) -> Result<Result<Option<Vec<i128>>, NoneFits>, TooLarge> {
        if let Some(point) = program.whole_point() {
            return Ok(Ok(Some(point)));
        }
        self.n_programs += 1;
        let Search { best, is_finished, work, .. } = furthest(program, 0, 1, None, patience)?;
        self.spend(work);
        Ok(if best.is_none() && is_finished { Err(NoneFits) } else { Ok(best.map(|(_, point)| point)) })
    }

    /// Whether there is nothing more to do about an end of a cell's interval.
    fn is_done(&self, cell: usize, wanted: Wanted, known: &[Known], direction: i64) -> bool {
        self.question.is_settled(self.cells[cell], &known[cell], direction)
            || (wanted == Wanted::Verdict && self.question.is_decided(self.cells[cell], &known[cell]))
    }

    fn is_all_done(&self, cell: usize, wanted: Wanted, known: &[Known]) -> bool {
        [1, -1].iter().all(|direction| self.is_done(cell, wanted, known, *direction))
    }

    /// Works in the neighborhoods of all cells that are not done, as long as there is work to spend.
    fn locally(&mut self, ground: &mut Ground<'_>, n_cells: usize, wanted: Wanted, known: &mut [Known]) {
        let mut is_tried = vec![false; self.cells.len()];
        for center in 0..self.cells.len() {
            if self.work > 0 && !is_tried[center] && !self.is_all_done(center, wanted, known) {
                // What is too large to be kept exactly here may be small enough in the next neighborhood.
                let _ = self.around(ground, (center, n_cells), wanted, known, &mut is_tried);
            }
        }
    }

    /// Works in one neighborhood: on its center, and on the other cells that are deep inside.
    fn around(
        &mut self,
        Ground { map, point, .. }: &mut Ground<'_>,
        (center, n_cells): (usize, usize),
        wanted: Wanted,
        known: &mut [Known],
        is_tried: &mut [bool],
    ) -> Result<(), TooLarge> {
        let around = map.around(center, n_cells);
        is_tried[center] = true;
        let mut within = match point.as_deref() {
            Some(point) => Some(map.within(&around, known, point)?),
            None => None,
        };
        let mut without = map.without(&around, known)?;
        let patience = Patience { n_nodes: self.question.settings.n_nodes_local, work: self.work };
        for (local, cell) in around.iter().enumerate() {
            let is_due = *cell == center
                || (!is_tried[*cell] && !self.is_all_done(*cell, wanted, known) && map.is_inside(*cell));
            if !is_due {
                continue;
            }
            is_tried[*cell] = true;
            for direction in [1, -1] {
                if self.is_done(*cell, wanted, known, direction) {
                    continue;
                }
                if let (Some(within), Some(point)) = (&mut within, point.as_mut()) {
                    self.n_programs += 1;
                    let seen = known[*cell].seen_end(direction);
                    if let Some(found) = within.furthest(local, direction, seen, patience)? {
                        within.see(self.rows, &around, &found, known, point);
                    }
                }
                if known[*cell].is_seen(direction) {
                    continue;
                }
                self.n_programs += 1;
                if without.push(local, direction, None)? == Reach::Furthest {
                    known[*cell].narrow(floor_towards(without.value(local), direction), direction);
                }
            }
        }
        self.spend(within.map_or(0, |within| within.work()) + without.work());
        Ok(())
    }

    /// Works on a cell among all cells of the part, as long as there is work to spend.
    fn in_whole_part(&mut self, program: &mut Option<Program>, cell: usize, wanted: Wanted, known: &mut [Known]) {
        for direction in [1, -1] {
            if self.work == 0 || self.is_done(cell, wanted, known, direction) {
                continue;
            }
            let patience = Patience { n_nodes: self.question.settings.n_nodes_large, work: self.work };
            if let Some(exact) = program
                && let Err(TooLarge) = self.side(exact, cell, direction, known, patience)
            {
                // After a step that was broken off, the tableau is no longer to be trusted.
                *program = None;
            }
            if program.is_none() {
                self.spend(fallback::WORK.saturating_mul(self.rows.len() as u64));
                fallback::side(self.rows, known, cell, direction, &mut self.n_programs);
            }
        }
    }

    /// The furthest that a cell goes in a direction, among all cells of the part.
    fn side(
        &mut self,
        program: &mut Program,
        cell: usize,
        direction: i64,
        known: &mut [Known],
        patience: Patience,
    ) -> Result<(), TooLarge> {
        self.n_programs += 1;
        let before = program.work();
        let reach = program.push(cell, direction, None)?;
        self.spend(program.work() - before);
        if let Some(point) = program.whole_point() {
            see(known, self.rows, &point);
        }
        if reach == Reach::Unlimited {
            known[cell].is_unlimited = true;
            return Ok(());
        }
        known[cell].narrow(floor_towards(program.value(cell), direction), direction);
        if known[cell].is_seen(direction) {
            return Ok(());
        }
        let seen = known[cell].seen_end(direction);
        let Search { best, bound, work, .. } = furthest(program, cell, direction, seen, patience)?;
        self.spend(work);
        if let Some((_, point)) = best {
            see(known, self.rows, &point);
        }
        if let Some(bound) = bound {
            known[cell].narrow(bound, direction);
        }
        Ok(())
    }

    /// The hidden cells of each class.
    fn classes(&self) -> Vec<Vec<usize>> {
        let mut classes: BTreeMap<&Class, Vec<usize>> = BTreeMap::new();
        for (local, cell) in self.cells.iter().enumerate() {
            let cell = &self.question.published.cells[*cell];
            for class in cell.classes.iter().filter(|_| cell.value == Value::Hidden) {
                classes.entry(class).or_default().push(local);
            }
        }
        classes.into_values().collect()
    }

    /// Works out the narrowest cell of a class to the end, and the one that is the narrowest then.
    fn narrowest(&mut self, class: &[usize], ground: &mut Ground<'_>, known: &mut [Known]) {
        let mut is_tried = vec![false; self.cells.len()];
        // Of the other cells around nothing more is wanted.
        let mut is_left_alone = vec![true; self.cells.len()];
        for _ in 0..NARROWEST {
            let width = |cell: &usize| known[*cell].seen_width().unwrap_or(i128::MAX);
            let Some(cell) = class.iter().copied().min_by_key(width) else { return };
            if is_tried[cell] || known[cell].is_exact() || self.work == 0 {
                return;
            }
            is_tried[cell] = true;
            for n_cells in self.question.settings.wide {
                if !self.is_all_done(cell, Wanted::Ends, known) {
                    let _ = self.around(ground, (cell, n_cells), Wanted::Ends, known, &mut is_left_alone);
                }
            }
            self.in_whole_part(&mut ground.program, cell, Wanted::Ends, known);
        }
    }
}

/// No whole numbers fit.
struct NoneFits;

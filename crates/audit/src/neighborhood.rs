//! Large components, a neighborhood at a time.
//!
//! What a cell can be is mostly decided by the few sums around it. So its furthest value is looked for twice in a
//! neighborhood: once with every cell outside held at a point of whole numbers that fits, which gives a value that is
//! possible for certain; and once with the rows that lead outside left out, which gives a limit that holds for certain.
//! Where both are the same number, the large program need not be solved.

use crate::component::Row;
use crate::known::{Known, meets};
use crate::simplex::{Program, Reach, TooLarge};
use crate::whole::{Patience, Search, floor_towards, furthest};

/// The rows of each cell, and a place to number the cells of a neighborhood.
pub(crate) struct Map<'a> {
    rows: &'a [Row],
    rows_of: Vec<Vec<usize>>,
    local: Vec<Option<usize>>,
    /// The neighborhood at hand, and for each cell the last one that it was in.
    number: usize,
    last_in: Vec<usize>,
}

/// A program about a neighborhood's cells, with the others held where they are.
pub(crate) struct Within {
    program: Program,
    /// The rows about its cells.
    rows: Vec<usize>,
    work: u64,
}

impl Within {
    /// A point of the neighborhood in which a cell is further than `known`, if there is one.
    pub(crate) fn furthest(
        &mut self,
        cell: usize,
        direction: i64,
        known: Option<i128>,
        patience: Patience,
    ) -> Result<Option<Vec<i128>>, TooLarge> {
        if self.program.push(cell, direction, None)? == Reach::Furthest {
            let end = floor_towards(self.program.value(cell), direction);
            if known == Some(end) {
                return Ok(None);
            }
        }
        if let Some(point) = self.program.whole_point() {
            return Ok(Some(point));
        }
        let Search { best, work, .. } = furthest(&self.program, cell, direction, known, patience)?;
        self.work += work;
        Ok(best.map(|(_, point)| point))
    }

    pub(crate) fn work(&self) -> u64 {
        self.work + self.program.work()
    }

    /// Takes note of a point of the neighborhood, if with the others at `point`, which is known to fit, it meets every
    /// limit and every row.
    pub(crate) fn see(&self, rows: &[Row], around: &[usize], found: &[i128], known: &mut [Known], point: &mut [i128]) {
        let held: Vec<i128> = around.iter().map(|cell| point[*cell]).collect();
        for (cell, value) in around.iter().zip(found) {
            point[*cell] = *value;
        }
        let is_allowed = around.iter().zip(found).all(|(cell, value)| known[*cell].allows(*value));
        if is_allowed && self.rows.iter().all(|row| meets(&rows[*row], point)) {
            for (cell, value) in around.iter().zip(found) {
                known[*cell].see(*value);
            }
        }
        for (cell, value) in around.iter().zip(held) {
            point[*cell] = value;
        }
    }
}

impl<'a> Map<'a> {
    pub(crate) fn new(n_cells: usize, rows: &'a [Row]) -> Map<'a> {
        let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); n_cells];
        for (at, row) in rows.iter().enumerate() {
            for (cell, _) in &row.terms {
                rows_of[*cell].push(at);
            }
        }
        Map { rows, rows_of, local: vec![None; n_cells], number: 0, last_in: vec![0; n_cells] }
    }

    /// At most so many cells around a center, nearest rows first. A row that has too many cells is not followed.
    pub(crate) fn around(&mut self, center: usize, n_cells: usize) -> Vec<usize> {
        let mut around = vec![center];
        self.local[center] = Some(0);
        let mut next = 0;
        while let Some(cell) = around.get(next).copied() {
            next += 1;
            for row in &self.rows_of[cell] {
                let terms = &self.rows[*row].terms;
                let n_new = terms.iter().filter(|(cell, _)| self.local[*cell].is_none()).count();
                if around.len() + n_new > n_cells {
                    continue;
                }
                for (cell, _) in terms {
                    if self.local[*cell].is_none() {
                        self.local[*cell] = Some(around.len());
                        around.push(*cell);
                    }
                }
            }
        }
        self.number += 1;
        for cell in &around {
            self.local[*cell] = None;
            self.last_in[*cell] = self.number;
        }
        around
    }

    /// Whether all cells that share a row with a cell are in the neighborhood that was made last.
    pub(crate) fn is_inside(&self, cell: usize) -> bool {
        let mut cells = self.rows_of[cell].iter().flat_map(|row| &self.rows[*row].terms);
        cells.all(|(other, _)| self.last_in[*other] == self.number)
    }

    /// The rows about a neighborhood's cells, ascending.
    fn rows_around(&self, around: &[usize]) -> Vec<usize> {
        let mut rows: Vec<usize> = around.iter().flat_map(|cell| self.rows_of[*cell].iter().copied()).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn limits(around: &[usize], known: &[Known]) -> (Vec<i128>, Vec<Option<i128>>) {
        around.iter().map(|cell| (known[*cell].lower, known[*cell].upper)).unzip()
    }

    /// The program with every cell outside held at the point.
    pub(crate) fn within(&mut self, around: &[usize], known: &[Known], point: &[i128]) -> Result<Within, TooLarge> {
        for (local, cell) in around.iter().enumerate() {
            self.local[*cell] = Some(local);
        }
        let numbers = self.rows_around(around);
        let rows = numbers.iter().map(|row| {
            let held = |cell: usize| if self.local[cell].is_none() { Some(point[cell]) } else { None };
            let mut row = self.rows[*row].without(held);
            for term in &mut row.terms {
                term.0 = self.local[term.0].unwrap_or_default();
            }
            row
        });
        let rows: Vec<Row> = rows.collect();
        for cell in around {
            self.local[*cell] = None;
        }
        let (lower, upper) = Map::limits(around, known);
        let mut program = Program::new(&lower, &upper, &rows)?;
        // The point itself meets them.
        program.meet_limits()?;
        Ok(Within { program, rows: numbers, work: 0 })
    }

    /// The program without the rows that lead outside.
    pub(crate) fn without(&mut self, around: &[usize], known: &[Known]) -> Result<Program, TooLarge> {
        for (local, cell) in around.iter().enumerate() {
            self.local[*cell] = Some(local);
        }
        let inside = |row: &&Row| row.terms.iter().all(|(cell, _)| self.local[*cell].is_some());
        let rows = self.rows_around(around);
        let rows = rows.iter().map(|row| &self.rows[*row]).filter(inside).map(|row| {
            let mut row = row.clone();
            for term in &mut row.terms {
                term.0 = self.local[term.0].unwrap_or_default();
            }
            row
        });
        let rows: Vec<Row> = rows.collect();
        for cell in around {
            self.local[*cell] = None;
        }
        let (lower, upper) = Map::limits(around, known);
        let mut program = Program::new(&lower, &upper, &rows)?;
        program.meet_limits()?;
        Ok(program)
    }
}

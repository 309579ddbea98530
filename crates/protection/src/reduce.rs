//! A smaller system with the same moves: what cannot move is left out, and what can only move together is one column.
//!
//! A cell that must be shown does not move, and neither does what it leaves as the only cell of an equation. Where only
//! two cells of an equation are left, one moves as the other does: a group with persons in one of its parts alone, say.
//! Either both are hidden or hiding one is of no use, so that they are one column that costs as much as both. The same
//! holds for what two equations write as the same sum. In tables full of zeros most cells go this way, and the moves
//! that are searched for become shorter.

use crate::Printing;
use crate::rules::{Primary, Requirement};
use crate::system::{Cell, CellId, Known, Row, System, in_lowest_terms};
use std::collections::BTreeMap;

/// Equations up to this length are compared with each other.
const SHORT: usize = 6;

/// The smaller system, and where the columns of the large one are in it.
pub(crate) struct Reduced {
    pub(crate) system: System,
    /// None for a column that cannot move.
    place: Vec<Option<usize>>,
    /// Primaries that cannot move.
    pub(crate) given: Vec<usize>,
}

/// The columns that are the same, each set with its smallest as the root; and those that cannot move.
struct Classes {
    root: Vec<usize>,
    fixed: Vec<bool>,
    changed: bool,
}

impl Classes {
    fn root(&self, mut column: usize) -> usize {
        while self.root[column] != column {
            column = self.root[column];
        }
        column
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.root[one.max(other)] = one.min(other);
            self.changed = true;
        }
    }

    /// A row over roots that can move.
    fn cut(&self, row: &Row) -> Row {
        let mut terms: Row =
            row.iter().map(|(column, by)| (self.root(*column), *by)).filter(|(root, _)| !self.fixed[*root]).collect();
        terms.sort_unstable();
        let mut cut: Row = Vec::with_capacity(terms.len());
        for (column, by) in terms {
            match cut.last_mut() {
                Some((last, sum)) if *last == column => *sum += by,
                _ => cut.push((column, by)),
            }
        }
        cut.retain(|(_, by)| *by != 0);
        in_lowest_terms(cut)
    }
}

impl Reduced {
    pub(crate) fn new(system: &System) -> Reduced {
        let fixed = (0..system.n_columns()).map(|column| !system.may_hide(column)).collect();
        let mut classes = Classes { root: (0..system.n_columns()).collect(), fixed, changed: true };
        let mut rows: Vec<Row> = system.rows.clone();
        while std::mem::take(&mut classes.changed) {
            rows = rows.iter().map(|row| classes.cut(row)).filter(|row| !row.is_empty()).collect();
            rows.sort_unstable();
            rows.dedup();
            for row in &rows {
                match row[..] {
                    [(column, _)] if !classes.fixed[column] => {
                        classes.fixed[column] = true;
                        classes.changed = true;
                    }
                    [(one, by), (other, back)] if by == -back => classes.join(one, other),
                    _ => {}
                }
            }
            if !classes.changed {
                compare(&rows, &mut classes);
            }
        }
        Reduced::with(system, &classes, rows)
    }

    fn with(system: &System, classes: &Classes, mut rows: Vec<Row>) -> Reduced {
        let (mut columns, mut names): (Vec<Cell>, Vec<CellId>) = (Vec::new(), Vec::new());
        let mut place: Vec<Option<usize>> = vec![None; system.n_columns()];
        let mut given = Vec::new();
        for (column, cell) in system.columns.iter().enumerate() {
            let root = classes.root(column);
            if classes.fixed[root] {
                given.extend(cell.primary.map(|_| column));
                continue;
            }
            if root == column {
                place[column] = Some(columns.len());
                // What stands behind the declared cells has no name, and stands behind them here as well.
                names.extend(system.names.get(column));
                columns.push(cell.clone());
                if cell.printing == Printing::Virtual {
                    columns.iter_mut().last().into_iter().for_each(|cell| cell.cost = 0);
                }
                continue;
            }
            place[column] = place[root];
            if let Some(at) = place[root] {
                join(&mut columns[at], cell);
            }
        }
        for row in &mut rows {
            row.iter_mut().for_each(|(column, _)| *column = place[*column].unwrap_or(*column));
        }
        Reduced { system: System::of_rows(columns, names, rows), place, given }
    }

    /// The columns of the large system that are hidden where these of the small one are; what nobody prints is hidden.
    pub(crate) fn hidden(&self, system: &System, hidden: &[bool]) -> Vec<bool> {
        let virtually = |column: usize| system.columns[column].printing == Printing::Virtual;
        let of = |(column, place): (usize, &Option<usize>)| {
            place.map_or(virtually(column), |place| hidden[place] || virtually(column))
        };
        self.place.iter().enumerate().map(of).collect()
    }

    /// The primaries of the large system that are one of these cells, which name columns of the small one.
    pub(crate) fn primaries_of(&self, system: &System, cells: &[CellId]) -> Vec<usize> {
        let named: Vec<usize> =
            cells.iter().filter_map(|cell| self.place[*system.column_of.get(cell.index())?]).collect();
        system.primaries().filter(|column| self.place[*column].is_some_and(|place| named.contains(&place))).collect()
    }
}

/// Columns that are the same sum of others.
fn compare(rows: &[Row], classes: &mut Classes) {
    let mut known: BTreeMap<Row, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.len() <= SHORT) {
        for (column, by) in row.iter().filter(|(_, by)| by.abs() == 1) {
            let rest: Row =
                row.iter().filter(|(other, _)| other != column).map(|(other, times)| (*other, -times * by)).collect();
            let first = *known.entry(rest).or_insert(*column);
            classes.join(first, *column);
        }
    }
}

/// Another column that moves as this one does: what is known of it, and required, is carried over by the difference.
fn join(column: &mut Cell, other: &Cell) {
    let difference = column.value - other.value;
    let carried = |bound: Option<i64>| bound.map(|bound| bound.saturating_add(difference));
    let known = Known { lower: carried(other.known.lower), upper: carried(other.known.upper) };
    column.known = column.known.and(known);
    if other.printing == Printing::Free {
        column.printing = Printing::Free;
        column.cost = column.cost.saturating_add(other.cost);
    }
    let primary = other.primary.map(|Primary { reason, requirement }| {
        let Requirement { lower, upper, width } = requirement;
        let [lower, upper] = [lower, upper].map(|end| end.saturating_add(difference));
        Primary::new(reason, Requirement { lower, upper, width })
    });
    column.primary = match (column.primary.take(), primary) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    };
}

//! The parts into which the hidden columns fall: those that hang together by rows.

use crate::system::{Row, System};

/// Hidden columns that hang together, and their rows, cut to them and written by place in `columns`.
#[derive(Debug, Clone)]
pub(crate) struct Component {
    /// Sorted.
    pub(crate) columns: Vec<usize>,
    pub(crate) rows: Vec<Row>,
    /// The rows' places in the system.
    pub(crate) row_names: Vec<usize>,
}

impl Component {
    pub(crate) fn place(&self, column: usize) -> Option<usize> {
        self.columns.binary_search(&column).ok()
    }

    /// How far each column may move, in order.
    pub(crate) fn rooms(&self, system: &System) -> Vec<(Option<i64>, Option<i64>)> {
        self.columns.iter().map(|column| system.room(*column)).collect()
    }

    /// For each column its rows, by place.
    pub(crate) fn rows_of(&self) -> Vec<Row> {
        let mut rows_of = vec![Row::new(); self.columns.len()];
        for (at, row) in self.rows.iter().enumerate() {
            row.iter().for_each(|(place, by)| rows_of[*place].push((at, *by)));
        }
        rows_of
    }

    /// A move of the columns, of those alone that move.
    pub(crate) fn spread(&self, values: &[i64]) -> Vec<(usize, i64)> {
        self.columns.iter().copied().zip(values.iter().copied()).filter(|(_, value)| *value != 0).collect()
    }
}

/// The hidden columns less those that a subtraction gives away: a column that is the only hidden one of a row is as
/// good as shown, and so on with the rest.
pub(crate) fn peeled(system: &System, hidden: &[bool]) -> Vec<bool> {
    let mut open = hidden.to_vec();
    let mut left: Vec<usize> =
        system.rows.iter().map(|row| row.iter().filter(|(column, _)| open[*column]).count()).collect();
    let mut single: Vec<usize> = (0..left.len()).filter(|row| left[*row] == 1).collect();
    while let Some(row) = single.pop() {
        let Some((column, _)) = system.rows[row].iter().find(|(column, _)| open[*column]) else { continue };
        open[*column] = false;
        for (other, _) in &system.rows_of[*column] {
            left[*other] -= 1;
            if left[*other] == 1 {
                single.push(*other);
            }
        }
    }
    open
}

/// The component of one column, peeled; none where the column is given away by subtractions.
pub(crate) fn around(system: &System, hidden: &[bool], column: usize) -> Option<Component> {
    Finder::new(system).around(system, hidden, column)
}

/// Finds the components of single columns, again and again in one system: what was looked at is written down by place,
/// so that a small component costs little in a large system.
#[derive(Debug, Clone)]
pub(crate) struct Finder {
    /// For each column its place among those looked at, as far as it is one of them now.
    place_of: Vec<usize>,
    /// The same for each row.
    row_place_of: Vec<usize>,
}

/// Not looked at.
const NONE: usize = usize::MAX;

impl Finder {
    pub(crate) fn new(system: &System) -> Finder {
        Finder { place_of: vec![NONE; system.n_columns()], row_place_of: vec![NONE; system.rows.len()] }
    }

    /// The component of one column, peeled; none where the column is given away by subtractions.
    pub(crate) fn around(&mut self, system: &System, hidden: &[bool], column: usize) -> Option<Component> {
        self.near(system, hidden, column, usize::MAX).0
    }

    /// As much of a component as lies near a column: what is reached first by rows, about `most` columns. Moves of these
    /// alone are moves of the whole component as well. The second tells whether nothing was left out.
    pub(crate) fn near(
        &mut self,
        system: &System,
        hidden: &[bool],
        column: usize,
        most: usize,
    ) -> (Option<Component>, bool) {
        if !hidden[column] {
            return (None, true);
        }
        let (mut columns, mut rows) = (vec![column], Vec::new());
        self.place_of[column] = 0;
        let mut at = 0;
        while at < columns.len() && columns.len() < most {
            for (row, _) in &system.rows_of[columns[at]] {
                if self.row_place_of[*row] != NONE {
                    continue;
                }
                self.row_place_of[*row] = rows.len();
                rows.push(*row);
                for (other, _) in &system.rows[*row] {
                    if hidden[*other] && self.place_of[*other] == NONE {
                        self.place_of[*other] = columns.len();
                        columns.push(*other);
                    }
                }
            }
            at += 1;
        }
        let is_all = at == columns.len();
        for other in &columns[at..] {
            for (row, _) in &system.rows_of[*other] {
                if self.row_place_of[*row] == NONE {
                    self.row_place_of[*row] = rows.len();
                    rows.push(*row);
                }
            }
        }
        let kept = self.peeled(system, &columns, &rows);
        columns.iter().for_each(|other| self.place_of[*other] = NONE);
        rows.iter().for_each(|row| self.row_place_of[*row] = NONE);
        (kept.map(|columns| component(system, columns)), is_all)
    }

    /// Those of the columns that hang together with the first when what a subtraction gives away is left out; none where
    /// the first is given away.
    fn peeled(&self, system: &System, columns: &[usize], rows: &[usize]) -> Option<Vec<usize>> {
        let mut is_open = vec![true; columns.len()];
        let mut left = vec![0usize; rows.len()];
        for other in columns {
            system.rows_of[*other].iter().for_each(|(row, _)| left[self.row_place_of[*row]] += 1);
        }
        let open_of = |row: usize, is_open: &[bool]| {
            let places = system.rows[row].iter().map(|(other, _)| self.place_of[*other]);
            places.filter(|place| *place != NONE && is_open[*place]).collect::<Vec<usize>>()
        };
        let mut single: Vec<usize> = (0..rows.len()).filter(|row| left[*row] == 1).collect();
        if single.is_empty() {
            return Some(columns.to_vec());
        }
        while let Some(row) = single.pop() {
            let Some(given) = open_of(rows[row], &is_open).first().copied() else { continue };
            if given == 0 {
                return None;
            }
            is_open[given] = false;
            for (other, _) in &system.rows_of[columns[given]] {
                let other = self.row_place_of[*other];
                left[other] -= 1;
                if left[other] == 1 {
                    single.push(other);
                }
            }
        }
        // What was given away may have held two parts together.
        let mut kept = vec![0];
        is_open[0] = false;
        let mut at = 0;
        while at < kept.len() {
            for (row, _) in &system.rows_of[columns[kept[at]]] {
                for place in open_of(*row, &is_open) {
                    is_open[place] = false;
                    kept.push(place);
                }
            }
            at += 1;
        }
        Some(kept.into_iter().map(|place| columns[place]).collect())
    }
}

/// Adds all open columns that hang together with the given ones, and closes them.
fn gather(system: &System, open: &mut [bool], columns: &mut Vec<usize>) {
    let mut at = 0;
    while at < columns.len() {
        for (row, _) in &system.rows_of[columns[at]] {
            for (other, _) in &system.rows[*row] {
                if std::mem::take(&mut open[*other]) {
                    columns.push(*other);
                }
            }
        }
        at += 1;
    }
}

/// All components of peeled columns.
pub(crate) fn all(system: &System, open: &[bool]) -> Vec<Component> {
    let mut open = open.to_vec();
    let mut components = Vec::new();
    for start in 0..open.len() {
        if std::mem::take(&mut open[start]) {
            let mut columns = vec![start];
            gather(system, &mut open, &mut columns);
            components.push(component(system, columns));
        }
    }
    components
}

fn component(system: &System, mut columns: Vec<usize>) -> Component {
    columns.sort_unstable();
    let mut entries: Vec<(usize, usize, i64)> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        entries.extend(system.rows_of[*column].iter().map(|(row, coefficient)| (*row, place, *coefficient)));
    }
    entries.sort_unstable();
    let (mut rows, mut row_names) = (Vec::new(), Vec::new());
    for row in entries.chunk_by(|one, other| one.0 == other.0) {
        row_names.push(row[0].0);
        rows.push(row.iter().map(|(_, place, coefficient)| (*place, *coefficient)).collect());
    }
    Component { columns, rows, row_names }
}

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
    if !hidden[column] {
        return None;
    }
    // What hangs together, and how many of each row's columns are hidden; 0 where the row was not met.
    let mut open = vec![false; hidden.len()];
    let mut left = vec![0usize; system.rows.len()];
    let (mut columns, mut met) = (vec![column], Vec::new());
    open[column] = true;
    let mut at = 0;
    while at < columns.len() {
        for (row, _) in &system.rows_of[columns[at]] {
            if left[*row] > 0 {
                continue;
            }
            met.push(*row);
            for (other, _) in &system.rows[*row] {
                if hidden[*other] {
                    left[*row] += 1;
                    if !open[*other] {
                        open[*other] = true;
                        columns.push(*other);
                    }
                }
            }
        }
        at += 1;
    }
    let mut single: Vec<usize> = met.into_iter().filter(|row| left[*row] == 1).collect();
    if single.is_empty() {
        return Some(component(system, columns));
    }
    while let Some(row) = single.pop() {
        let Some((given, _)) = system.rows[row].iter().find(|(other, _)| open[*other]) else { continue };
        if *given == column {
            return None;
        }
        open[*given] = false;
        for (other, _) in &system.rows_of[*given] {
            left[*other] -= 1;
            if left[*other] == 1 {
                single.push(*other);
            }
        }
    }
    // What was given away may have held two parts together.
    let mut columns = vec![column];
    open[column] = false;
    gather(system, &mut open, &mut columns);
    Some(component(system, columns))
}

/// As much of a component as lies near a column: what is reached first by rows, up to `most` columns. Moves of these
/// alone are moves of the whole component as well. The second tells whether nothing was left out.
pub(crate) fn near(system: &System, hidden: &[bool], column: usize, most: usize) -> (Option<Component>, bool) {
    let mut seen = vec![false; hidden.len()];
    let mut columns = vec![column];
    seen[column] = true;
    let mut at = 0;
    while at < columns.len() && columns.len() < most {
        for (row, _) in &system.rows_of[columns[at]] {
            for (other, _) in &system.rows[*row] {
                if hidden[*other] && !std::mem::replace(&mut seen[*other], true) {
                    columns.push(*other);
                }
            }
        }
        at += 1;
    }
    let is_all = at == columns.len();
    columns.iter().for_each(|column| seen[*column] = hidden[*column]);
    (around(system, &seen, column), is_all)
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

//! The facts with the shown numbers put in, and the groups of cells that they still bind together.

use crate::published::{Published, Value};

/// A fact about cells that are not shown: `lower <= sum of factor * cell <= upper`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Cells with their factors: places in the system, or in a component.
    pub(crate) terms: Vec<(usize, i64)>,
    pub(crate) lower: Option<i128>,
    pub(crate) upper: Option<i128>,
    /// The fact's place in the system.
    pub(crate) fact: usize,
}

impl Row {
    pub(crate) fn is_equation(&self) -> bool {
        self.lower.is_some() && self.lower == self.upper
    }

    /// Whether 0 lies within the limits: what is left of a row without cells.
    pub(crate) fn holds_empty(&self) -> bool {
        self.lower.is_none_or(|lower| lower <= 0) && self.upper.is_none_or(|upper| upper >= 0)
    }

    /// The row with the known cells put in. `known` gives the value of a place.
    pub(crate) fn without(&self, known: impl Fn(usize) -> Option<i128>) -> Row {
        let mut sum = 0i128;
        let mut terms = Vec::with_capacity(self.terms.len());
        for (cell, factor) in &self.terms {
            match known(*cell) {
                // Values are below 2^64 and factors below 2^63, so that the sum of a few is below 2^127.
                Some(value) => sum = sum.saturating_add(i128::from(*factor).saturating_mul(value)),
                None if *factor == 0 => {}
                None => terms.push((*cell, *factor)),
            }
        }
        let less = |limit: i128| limit.saturating_sub(sum);
        Row { terms, lower: self.lower.map(less), upper: self.upper.map(less), fact: self.fact }
    }
}

/// The facts as rows about the cells that are not shown.
pub(crate) fn rows(published: &Published) -> Vec<Row> {
    let known = |cell: usize| match published.cells[cell].value {
        Value::Shown(value) => Some(i128::from(value)),
        Value::Hidden | Value::Unpublished => None,
    };
    published
        .facts
        .iter()
        .enumerate()
        .map(|(fact, written)| {
            let row = Row {
                terms: written.terms.clone(),
                lower: written.lower.map(i128::from),
                upper: written.upper.map(i128::from),
                fact,
            };
            row.without(known)
        })
        .collect()
}

/// Cells that are not shown, with the rows that bind them to each other and to no others.
#[derive(Debug, Clone)]
pub(crate) struct Component {
    /// Places in the system, ascending.
    pub(crate) cells: Vec<usize>,
    /// Rows about places in `cells`.
    pub(crate) rows: Vec<Row>,
}

/// The components of the cells that `is_open` names, by their first cell. Rows about other cells must have been put in.
pub(crate) fn components(n_cells: usize, is_open: impl Fn(usize) -> bool, rows: &[Row]) -> Vec<Component> {
    let mut leader: Vec<usize> = (0..n_cells).collect();
    fn find(leader: &mut [usize], mut cell: usize) -> usize {
        while leader[cell] != cell {
            leader[cell] = leader[leader[cell]];
            cell = leader[cell];
        }
        cell
    }
    for row in rows {
        for pair in row.terms.windows(2) {
            let (a, b) = (find(&mut leader, pair[0].0), find(&mut leader, pair[1].0));
            // The smaller place leads, so that the order of the components is that of the cells.
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut number = vec![usize::MAX; n_cells];
    let mut local = vec![0; n_cells];
    let mut found: Vec<Component> = Vec::new();
    for cell in (0..n_cells).filter(|cell| is_open(*cell)) {
        let first = find(&mut leader, cell);
        if number[first] == usize::MAX {
            number[first] = found.len();
            found.push(Component { cells: Vec::new(), rows: Vec::new() });
        }
        number[cell] = number[first];
        let cells = &mut found[number[first]].cells;
        local[cell] = cells.len();
        cells.push(cell);
    }
    for row in rows.iter().filter(|row| !row.terms.is_empty()) {
        let mut row = row.clone();
        let component = number[row.terms[0].0];
        for term in &mut row.terms {
            term.0 = local[term.0];
        }
        found[component].rows.push(row);
    }
    found
}

//! How much of a release is hidden.

use crate::cells::Cells;
use crate::protected::Figures;
use protection::Status;

/// How much of some tables is hidden.
///
/// Cells are those that a table prints or works a figure out from, each once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many there are.
    pub cells: usize,
    /// Of these, hidden for their own sake.
    pub primary: usize,
    /// Of these, hidden so that others cannot be worked out.
    pub secondary: usize,
    /// What the counts among them sum to.
    pub value: u64,
    /// What the hidden counts sum to.
    pub hidden_value: u64,
}

impl Summary {
    pub(crate) fn of(cells: &Cells, figures: &Figures, is_of: impl Fn(usize) -> bool) -> Summary {
        let mut summary = Summary::default();
        for (at, cell) in cells.cells.iter().enumerate().filter(|(at, cell)| cell.printed && is_of(*at)) {
            // Kroner and people do not add up.
            let value = if cell.amount.is_some() { 0 } else { cell.value.unsigned_abs() };
            summary.cells += 1;
            summary.value += value;
            match figures.status(at) {
                Status::Shown => continue,
                Status::Primary(_) => summary.primary += 1,
                Status::Secondary | Status::Unprinted => summary.secondary += 1,
            }
            summary.hidden_value += value;
        }
        summary
    }

    /// The share of the cells that is hidden, in per cent.
    pub fn hidden_cells_percent(&self) -> f64 {
        percent((self.primary + self.secondary) as f64, self.cells as f64)
    }

    /// The share of the value that is hidden, in per cent.
    pub fn hidden_value_percent(&self) -> f64 {
        percent(self.hidden_value as f64, self.value as f64)
    }
}

fn percent(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { 100.0 * part / whole }
}

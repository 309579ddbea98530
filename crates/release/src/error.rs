//! Why a release cannot go out. Cells are named by their categories, never by their values.

use crate::cells::{Before, Cell, Cells};
use protection::CellId;

/// A release that cannot go out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The cells contradict each other.
    #[error("the release cannot be protected: {0}")]
    Protection(protection::Error),
    /// Cells that stay open whatever is hidden.
    #[error(
        "{} cannot be protected whatever is hidden:\n{}{}",
        if cells.len() == 1 { "a figure".to_owned() } else { format!("{} figures", cells.len()) },
        listed(cells),
        around(must_show, shown_before)
    )]
    Infeasible {
        /// The figures that stay open.
        cells: Vec<String>,
        /// The figures around them that must be shown.
        must_show: Vec<String>,
        /// The figures around them that an earlier release has shown.
        shown_before: Vec<String>,
    },
    /// More cells than one system may have.
    #[error(
        "the release has {cells} cells, and at most {most} are protected together: leave out a dimension or a period"
    )]
    TooMany {
        /// How many there are.
        cells: usize,
        /// How many there may be.
        most: usize,
    },
    /// A mistake in the file of a release.
    #[error(transparent)]
    File(#[from] definitions::Error),
    /// A table that cannot be asked for.
    #[error("table `{table}`: {error}")]
    Table {
        /// Its name in the file.
        table: String,
        /// What is wrong with it.
        error: measures::Error,
    },
    /// A forecast that cannot be made.
    #[error(transparent)]
    Forecast(#[from] forecast::Error),
    /// A ledger that cannot be read.
    #[error("the ledger's line {line} is not one of a release: {message}")]
    Ledger {
        /// The line, 1 for the first.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
}

impl Error {
    /// An error of the system, told by the cells' own words.
    pub(crate) fn protection(error: protection::Error, ids: &[Option<CellId>], cells: &Cells) -> Error {
        let protection::Error::Infeasible { cells: open, frozen } = error else { return Error::Protection(error) };
        let named = |wanted: &[CellId], is_wanted: &dyn Fn(&Cell) -> bool| {
            let of_wanted = cells
                .places
                .iter()
                .filter(|(_, at)| ids.get(**at).copied().flatten().is_some_and(|id| wanted.contains(&id)));
            let of_wanted = of_wanted.filter(|(_, at)| is_wanted(&cells.cells[**at]));
            of_wanted.map(|(key, _)| cells.told(key)).collect::<Vec<String>>()
        };
        Error::Infeasible {
            cells: named(&open, &|_| true),
            must_show: named(&frozen, &|cell| cell.must_show),
            shown_before: named(&frozen, &|cell| cell.before == Some(Before::Shown) && cell.value != 0),
        }
    }
}

/// So many are listed.
const LISTED: usize = 12;

fn listed(cells: &[String]) -> String {
    let mut lines: Vec<String> = cells.iter().take(LISTED).map(|cell| format!("  {cell}")).collect();
    if cells.len() > LISTED {
        lines.push(format!("  and {} more", cells.len() - LISTED));
    }
    lines.join("\n")
}

/// What stands in the way, and the way out.
fn around(must_show: &[String], shown_before: &[String]) -> String {
    let mut words = String::new();
    if !must_show.is_empty() {
        words += &format!("\n`must_show` wants these beside them; leave some out:\n{}", listed(must_show));
    }
    if !shown_before.is_empty() {
        words += &format!("\nearlier releases have shown these beside them:\n{}", listed(shown_before));
    }
    if must_show.is_empty() {
        words +=
            "\nleave out a dimension or a period, take categories together, hide zeros, or do not publish the table";
    }
    words
}

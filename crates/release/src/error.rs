//! Why a release cannot go out. Cells are named by their categories, never by their values.

use crate::cells::Cells;
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
        wishes(must_show)
    )]
    Infeasible {
        /// The figures that stay open.
        cells: Vec<String>,
        /// The figures around them that must be shown.
        must_show: Vec<String>,
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
    pub(crate) fn protection(error: protection::Error, ids: &[CellId], cells: &Cells) -> Error {
        let protection::Error::Infeasible { cells: open, frozen } = error else { return Error::Protection(error) };
        let named = |wanted: Vec<CellId>| {
            let of_wanted = cells.places.iter().filter(|(_, at)| ids.get(**at).is_some_and(|id| wanted.contains(id)));
            of_wanted.map(|(key, at)| (cells.told(key), cells.cells[*at].must_show)).collect::<Vec<_>>()
        };
        let must_show = named(frozen).into_iter().filter(|(_, wish)| *wish).map(|(words, _)| words).collect();
        Error::Infeasible { cells: named(open).into_iter().map(|(words, _)| words).collect(), must_show }
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

fn wishes(must_show: &[String]) -> String {
    if must_show.is_empty() {
        return "\nleave out a dimension, take categories together, or do not publish the table".to_owned();
    }
    format!("\n`must_show` wants these beside them; leave some out:\n{}", listed(must_show))
}

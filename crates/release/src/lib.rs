//! Tables that go out together, protected as one: what may be shown of each figure.
//!
//! ```text
//! tables with the counts behind them ──► cells, each once ──► equations ──► protection ──► protected tables
//!        ▲                               (linked by what       (totals, areas,  (which are
//!   release.toml, ledger                  they count)           time, flows)     hidden)
//! ```
//!
//! A cell of two tables is one cell if it counts the same: the same spells, persons or days, in the same period, of the
//! same categories. So what one table hides no other shows, and what can be worked out by laying tables together is worked
//! out here first. Cells that nobody prints but anybody can compute (the rest of the country beside one municipality) are
//! part of it.
//!
//! [`protect`] alone makes a [`ProtectedTable`].

mod amounts;
mod atoms;
mod cells;
mod classes;
mod counting;
mod description;
mod error;
mod filters;
mod finest;
mod follow_up;
mod key;
mod ledger;
mod links;
mod names;
mod plan;
mod printed;
mod protected;
mod rounding;
mod run_off;
mod spread;
mod summary;
mod system;

pub use cells::Entry;
pub use counting::{CountedRow, Counting, Figure, FollowedIn, ProtectedCounting};
pub use description::describe;
pub use error::Error;
pub use follow_up::{CountedFollowUp, FollowUpCounts, Followed};
pub use ledger::{Ledger, Published};
pub use plan::{Method, Plan, Planned, PlannedNote, Symbol};
pub use protected::{ProtectedCell, ProtectedTable};
pub use run_off::{CountedRunOff, Estimate, Exits, RunOff, RunOffRequest, RunOffRow};
pub use summary::Summary;

use cells::Cells;
use ledger::Remembered;
use protection::{Settings, Status};
use std::collections::BTreeSet;
use system::{Built, Earlier};

/// What came of a release.
#[derive(Debug)]
pub struct Protected {
    /// The new tables, in order.
    pub tables: Vec<ProtectedTable>,
    /// What is counted beside them, in order.
    pub countings: Vec<ProtectedCounting>,
    /// How much of each table is hidden, and then of each counting.
    pub summaries: Vec<Summary>,
    /// The same of all together, each cell once.
    pub summary: Summary,
    /// What is to be remembered of it.
    pub published: Published,
    /// Whether every count of 0 is shown.
    pub zeros_shown: bool,
}

/// Protects the tables of one release together, with what is counted beside them and with what earlier releases have shown.
///
/// # Errors
/// Where the counts contradict each other, or a cell cannot be protected whatever is hidden.
pub fn protect(
    entries: &[Entry<'_>],
    countings: &[&Counting],
    method: Method,
    ledger: &Ledger,
) -> Result<Protected, Error> {
    // Beside rounded counts there are no amounts.
    let mut cells = Cells::of(entries, countings, method == Method::Suppression)?;
    let remembered = ledger.remind(&mut cells, entries);
    let figures = match method {
        Method::Suppression => protected::Figures::Hidden(suppressed(&cells, remembered)?),
        Method::SmallCountRounding { base } | Method::Rounding { base } => {
            protected::Figures::Rounded(rounding::round(&cells, base, method)?)
        }
    };
    let new = entries.iter().zip(&cells.layouts).filter(|(entry, _)| entry.is_new);
    let tables: Vec<ProtectedTable> =
        new.clone().map(|(entry, layout)| protected::of(entry, layout, &figures, &cells)).collect();
    let of_tables = new.map(|(_, layout)| Summary::of(&cells, &figures, |cell| layout.has(cell)));
    let of_countings = cells.of_countings.iter().map(|own| {
        let own: BTreeSet<usize> = own.iter().copied().collect();
        Summary::of(&cells, &figures, |cell| own.contains(&cell))
    });
    let summaries = of_tables.chain(of_countings).collect();
    let counted = countings.iter().zip(&cells.of_countings).map(|(counting, own)| {
        let figures_of = own.iter().map(|cell| figures.figure(*cell, &cells));
        ProtectedCounting::of(counting, figures_of, method == Method::Suppression)
    });
    let countings = counted.collect();
    let zeros_shown = figures.zeros_shown(&cells);
    Ok(Protected {
        tables,
        countings,
        summaries,
        summary: Summary::of(&cells, &figures, |_| true),
        published: Published::of(&cells, &figures, entries),
        zeros_shown,
    })
}

/// What becomes of each cell. What was shown before and has been revised since is not taken to be known exactly where
/// otherwise nothing could be protected.
fn suppressed(cells: &Cells, remembered: Remembered) -> Result<Vec<Status>, Error> {
    match statuses(cells, Earlier::AreKnown) {
        Err(_) if remembered == Remembered::OfOtherVintages => statuses(cells, Earlier::AreRevised),
        outcome => outcome,
    }
}

/// What becomes of each cell. No equation has both counts and amounts, so that the system falls into two: the counts
/// first, and then the amounts, of which those are hidden at no further cost whose counts are.
fn statuses(cells: &Cells, earlier: Earlier) -> Result<Vec<Status>, Error> {
    let settings = Settings { intervals: false, ..Settings::default() };
    let protected =
        |built: &Built| protection::protect(&built.system, &settings).map_err(|error| built.error(error, cells));
    let mut statuses = vec![Status::Secondary; cells.cells.len()];
    let counts = Built::of_counts(cells, earlier)?;
    counts.tell(&protected(&counts)?, &mut statuses);
    if cells.cells.iter().any(|cell| cell.amount.is_some()) {
        let amounts = Built::of_amounts(cells, earlier, &statuses)?;
        amounts.tell(&protected(&amounts)?, &mut statuses);
    }
    Ok(statuses)
}

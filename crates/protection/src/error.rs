//! Why a system cannot be built or protected. No value of a cell is ever part of a message.

use crate::system::CellId;

/// A system that contradicts itself, or a wish that cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The values of an equation's cells, times their coefficients, do not sum to zero.
    #[error("the equation `{equation}` does not hold on the values")]
    Equation {
        /// The name it was given.
        equation: String,
    },
    /// A published share or bound that the values do not fulfil.
    #[error("the published fact `{fact}` does not hold on the values")]
    Fact {
        /// The name it was given.
        fact: String,
    },
    /// A value outside of what an attacker is said to know of it.
    #[error("the value of {cell} is outside of what is known of it in advance")]
    Known {
        /// The cell.
        cell: CellId,
    },
    /// Two cells were declared the same and differ in value.
    #[error("{one} and {other} were declared the same and differ")]
    Same {
        /// The one.
        one: CellId,
        /// The other.
        other: CellId,
    },
    /// A cell of another system.
    #[error("{cell} is not a cell of this system")]
    Unknown {
        /// The cell.
        cell: CellId,
    },
    /// Values or coefficients so large that whole-number arithmetic of 64 bits cannot hold their sums.
    #[error("numbers too large in `{place}`")]
    TooLarge {
        /// The equation, fact or cell.
        place: String,
    },
    /// Even with everything hidden that may be hidden, these cells stay open. Typically cells around them must be
    /// shown (frozen cells), or a published share gives them away.
    #[error("{} cannot be protected whatever is hidden: {}", cells.len(), list(cells))]
    Infeasible {
        /// The primaries that stay open.
        cells: Vec<CellId>,
        /// The cells beside them that must be shown; hiding some of these may help.
        frozen: Vec<CellId>,
    },
    /// A base or a threshold that means nothing.
    #[error("`{setting}` is out of range")]
    Setting {
        /// Its name.
        setting: &'static str,
    },
}

fn list(cells: &[CellId]) -> String {
    let mut text: Vec<String> = cells.iter().take(8).map(ToString::to_string).collect();
    if cells.len() > text.len() {
        text.push("…".to_string());
    }
    text.join(", ")
}

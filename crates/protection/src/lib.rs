//! Statistical disclosure control by cell suppression: which cells of published tables must be hidden so that none of
//! the small ones can be worked out from the rest.
//!
//! ```text
//! cells, equations, shares ──► System ──► reduce ──► elimination ──► repair ──► prune ──► Pattern
//!        (rules)                                                     │           │          ▲
//!                                                    chase, route ◄──┘  exact ◄──┘──────────┘
//! ```
//!
//! Everything that is published together is one [`System`]. An attacker knows its equations, the shown cells and what
//! is known of the hidden ones in advance; a primary is protected if the attacker's interval reaches as far as its
//! [`Requirement`] says. That is proved for each primary by whole-number tables that fit what is published, so that
//! no rounding error and no knowledge that counts are whole numbers can undo it.
//!
//! What is not covered: an attacker who is a contributor, or who knows further cells; tables published elsewhere that
//! are not in the system; the pattern itself as a source of knowledge.
//!
//! ```
//! use protection::{Cell, Frequency, Known, Settings, Status, System, protect};
//! // Persons by place and age; under 5 is hidden.
//! let rule = Frequency { threshold: 5, hide_zeros: false };
//! let cell = |value| Cell::new(value).known(Known::ABOVE_ZERO).primary(rule.check(value));
//! let mut builder = System::builder();
//! let cells: Vec<_> = [3, 9, 12, 8, 7, 15, 11, 16, 27].map(|value| builder.cell(cell(value))).into();
//! for line in [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8]] {
//!     builder.total("a line", cells[line[2]], &[cells[line[0]], cells[line[1]]]);
//! }
//! let system = builder.build()?;
//! let pattern = protect(&system, &Settings::default())?;
//! assert_eq!(pattern.secondaries(), [cells[1], cells[3], cells[4]]);
//! assert_eq!(pattern.interval(&system, cells[0]).unwrap().to_string(), "[1,10]");
//! let explanation = pattern.explain(&system, cells[1])?.unwrap();
//! assert_eq!((explanation.primary, explanation.interval.to_string()), (cells[0], "[3,3]".to_string()));
//! # Ok::<(), protection::Error>(())
//! ```

mod cell_key;
mod chase;
mod component;
mod cost;
mod cuts;
mod draft;
mod elimination;
mod error;
mod exact;
mod finest;
mod guards;
mod heuristic;
mod intervals;
mod limits;
mod modular;
mod pattern;
mod reduce;
mod rounding;
mod route;
mod rules;
mod simplex;
mod system;

pub use cell_key::{EightBitTable, NoiseTable, cell_key, eight_bit_key};
pub use cost::{Scale, cost};
pub use error::Error;
pub use finest::FinestId;
pub use intervals::{Interval, intervals};
pub use pattern::{Explanation, Pattern, Status};
pub use rounding::{Rounded, Scope, conventional, round};
pub use rules::{AmountRule, Amounts, Contribution, Disclosure, Frequency, Primary, Reason, Requirement};
pub use system::{Cell, CellId, Known, Printing, System, SystemBuilder};

/// How the cells to hide are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Quickly, and nearly the cheapest.
    Heuristic,
    /// The cheapest, with proof, as far as [`Settings::rounds`] go.
    Exact,
    /// Exact where there are few primaries, and else the heuristic.
    Auto,
}

/// How to protect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How the cells are chosen.
    pub method: Method,
    /// How many rounds of cuts the exact method may take; then the best pattern so far is returned with its bound.
    pub rounds: u32,
    /// How often the heuristic goes through its secondaries to replace them by cheaper ones.
    pub passes: u32,
    /// Whether the intervals of hidden cells are worked out for the pattern.
    pub intervals: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { method: Method::Auto, rounds: 300, passes: 3, intervals: true }
    }
}

/// Above this number of primaries `Auto` takes the heuristic: how hard a system is follows its primaries.
const EXACT_PRIMARIES: usize = 150;

/// How many rounds of cuts are taken on a small system before cells are exchanged; the heuristic takes no more.
const POLISH: u32 = 15;

/// Chooses the cells to hide.
///
/// # Errors
/// Primaries that cannot be protected whatever is hidden, with the cells around them that must be shown.
pub fn protect(system: &System, settings: &Settings) -> Result<Pattern, Error> {
    let mut told: Option<System> = None;
    loop {
        let system = told.as_ref().unwrap_or(system);
        let pattern = protect_once(system, settings)?;
        // Each round knows more than the last, and what can be known is finite.
        match system.with(finest::facts(system, pattern.hidden_columns())) {
            Some(more) => told = Some(more),
            None => return Ok(pattern.told(told)),
        }
    }
}

/// The same for an attacker who reckons with rows alone.
fn protect_once(system: &System, settings: &Settings) -> Result<Pattern, Error> {
    let reduced = reduce::Reduced::new(system);
    if !reduced.given.is_empty() {
        return Err(heuristic::infeasible(system, reduced.given.iter().copied()));
    }
    let named = |error: Error| match error {
        Error::Infeasible { cells, .. } => {
            heuristic::infeasible(system, reduced.primaries_of(system, &cells).into_iter())
        }
        error => error,
    };
    let is_small = system.n_primaries() <= EXACT_PRIMARIES;
    let (rounds, proves) = match settings.method {
        Method::Exact => (settings.rounds, true),
        Method::Auto if is_small => (settings.rounds, true),
        // A few rounds find most of what the exchange of single cells cannot, and sooner.
        Method::Heuristic if is_small => (POLISH.min(settings.rounds), false),
        Method::Heuristic | Method::Auto => (0, false),
    };
    let router = route::Router::new(&reduced.system);
    let (draft, bound) = if rounds == 0 {
        (heuristic::heuristic(&reduced.system, &router, settings.passes).map_err(named)?, None)
    } else {
        let draft = heuristic::started(&reduced.system, &router).map_err(named)?;
        let mut search = exact::Search::new(&reduced.system, draft);
        search.go_on(&router, POLISH.min(rounds));
        if !search.is_proved() {
            search.improve(&router, settings.passes);
            search.go_on(&router, rounds.saturating_sub(POLISH));
        }
        (search.best, proves.then_some(search.bound))
    };
    let hidden = reduced.hidden(system, &draft.hidden);
    Ok(Pattern::new(system, hidden, bound, settings.intervals))
}

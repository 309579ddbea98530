//! What is hidden, why, and what an attacker can prove of it.

use crate::component;
use crate::guards::Guards;
use crate::intervals::{self, Interval};
use crate::rules::Reason;
use crate::system::{CellId, System};
use crate::{Error, Printing};
use std::collections::BTreeMap;

/// What becomes of a cell. Published, primary and secondary look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is printed.
    Shown,
    /// It is hidden for its own sake.
    Primary(Reason),
    /// It is hidden so that primaries cannot be worked out.
    Secondary,
    /// It is virtual and not primary: it was never to be printed.
    Unprinted,
}

impl Status {
    /// Whether the number is printed.
    pub fn is_shown(self) -> bool {
        self == Status::Shown
    }
}

/// Why a secondary cell is hidden: without it, this primary could be proved to lie in this interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The primary that would fall.
    pub primary: CellId,
    /// What could be proved of it.
    pub interval: Interval,
}

/// The outcome of [`crate::protect`].
#[derive(Debug, Clone)]
pub struct Pattern {
    statuses: Vec<Status>,
    hidden: Vec<bool>,
    intervals: BTreeMap<usize, Interval>,
    cost: u64,
    bound: Option<u64>,
    column_of: Vec<usize>,
    /// The system with what its finest cells tell, where that is more.
    told: Option<Box<System>>,
}

impl Pattern {
    /// From columns of which every requirement is known to be met.
    pub(crate) fn new(system: &System, hidden: Vec<bool>, bound: Option<u64>, with_intervals: bool) -> Pattern {
        let status = |column: usize| {
            let cell = &system.columns[column];
            match (hidden[column], cell.primary, cell.printing) {
                (false, ..) => Status::Shown,
                (true, Some(primary), _) => Status::Primary(primary.reason),
                (true, None, Printing::Virtual) => Status::Unprinted,
                (true, None, _) => Status::Secondary,
            }
        };
        let statuses = system.column_of.iter().map(|column| status(*column)).collect();
        let intervals = if with_intervals { intervals::of_columns(system, &hidden) } else { BTreeMap::new() };
        let cost = system.cost_of(&hidden);
        Pattern { statuses, hidden, intervals, cost, bound, column_of: system.column_of.clone(), told: None }
    }

    /// The same of a system that knows more than the one that was asked about.
    pub(crate) fn told(self, told: Option<System>) -> Pattern {
        Pattern { told: told.map(Box::new), ..self }
    }

    /// What becomes of a cell; none for a cell of another system.
    pub fn status(&self, cell: CellId) -> Option<Status> {
        self.statuses.get(cell.index()).copied()
    }

    /// All cells in order.
    pub fn statuses(&self) -> impl Iterator<Item = (CellId, Status)> {
        self.statuses.iter().enumerate().map(|(at, status)| (CellId(at), *status))
    }

    /// Whether each column is hidden.
    pub(crate) fn hidden_columns(&self) -> &[bool] {
        &self.hidden
    }

    /// The cells that are hidden or unprinted.
    pub fn hidden(&self) -> Vec<CellId> {
        self.statuses().filter(|(_, status)| !status.is_shown()).map(|(cell, _)| cell).collect()
    }

    /// The secondary cells.
    pub fn secondaries(&self) -> Vec<CellId> {
        self.statuses().filter(|(_, status)| *status == Status::Secondary).map(|(cell, _)| cell).collect()
    }

    /// What an attacker can prove of a cell; of a shown one, its value. None for a cell of another system, and where
    /// [`crate::Settings::intervals`] was off.
    pub fn interval(&self, system: &System, cell: CellId) -> Option<Interval> {
        let column = *self.column_of.get(cell.index())?;
        if self.hidden[column] {
            return self.intervals.get(&column).copied();
        }
        system.cell(cell).map(|cell| Interval::exactly(cell.value))
    }

    /// What hiding these cells costs, primaries included.
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// No pattern that meets all requirements costs less than this, where that was proved.
    pub fn bound(&self) -> Option<u64> {
        self.bound
    }

    /// Whether it is proved that no pattern costs less.
    pub fn is_optimal(&self) -> bool {
        self.bound.is_some_and(|bound| bound >= self.cost)
    }

    /// Why a secondary cell is hidden: a primary that falls without it. None for any other cell.
    ///
    /// # Errors
    /// A cell of another system.
    pub fn explain(&self, system: &System, cell: CellId) -> Result<Option<Explanation>, Error> {
        let column = *self.column_of.get(cell.index()).ok_or(Error::Unknown { cell })?;
        if self.statuses[cell.index()] != Status::Secondary {
            return Ok(None);
        }
        let system = self.told.as_deref().unwrap_or(system);
        let mut hidden = self.hidden.clone();
        hidden[column] = false;
        let Some(around) = component::around(system, &self.hidden, column) else { return Ok(None) };
        let mut guards = Guards::new(system);
        for at in 0..guards.list.len() {
            let primary = guards.list[at].column;
            if around.place(primary).is_some() && !guards.is_met(at, &hidden) {
                let interval = intervals::of_column(system, &hidden, primary);
                return Ok(Some(Explanation { primary: system.names[primary], interval }));
            }
        }
        Ok(None)
    }
}

//! A pattern in the making: which columns are hidden, what that costs, and the guards that prove it.

use crate::Printing;
use crate::guards::Guards;
use crate::intervals::Move;
use crate::simplex::Side;
use crate::system::System;
use std::cmp::Reverse;

/// Hidden columns and the guards over them. Whatever is changed can be taken back.
#[derive(Clone)]
pub(crate) struct Draft<'a> {
    system: &'a System,
    pub(crate) hidden: Vec<bool>,
    pub(crate) guards: Guards<'a>,
    /// What the hidden columns cost, of any size.
    sum: u128,
    /// The columns that were hidden or shown, one after the other.
    turned: Vec<usize>,
}

/// A moment of a draft.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    turned: usize,
    replaced: usize,
}

impl<'a> Draft<'a> {
    /// These columns are hidden; nothing is proved.
    pub(crate) fn new(system: &'a System, hidden: Vec<bool>) -> Draft<'a> {
        Draft::with(system, hidden, Guards::new(system))
    }

    /// These columns are hidden, and these guards may be of use.
    pub(crate) fn with(system: &'a System, hidden: Vec<bool>, guards: Guards<'a>) -> Draft<'a> {
        let free =
            system.columns.iter().zip(&hidden).filter(|(cell, hidden)| **hidden && cell.printing == Printing::Free);
        let sum = free.map(|(cell, _)| u128::from(cell.cost)).sum();
        Draft { system, hidden, guards, sum, turned: Vec::new() }
    }

    /// What hiding these columns costs; virtual cells are free.
    pub(crate) fn cost(&self) -> u64 {
        u64::try_from(self.sum).unwrap_or(u64::MAX)
    }

    pub(crate) fn now(&self) -> Moment {
        Moment { turned: self.turned.len(), replaced: self.guards.now() }
    }

    /// Takes back what was changed since a moment.
    pub(crate) fn back_to(&mut self, then: Moment) {
        while self.turned.len() > then.turned
            && let Some(column) = self.turned.pop()
        {
            self.turn(column);
        }
        self.guards.back_to(then.replaced);
    }

    /// The columns that were turned since a moment and are hidden.
    pub(crate) fn hidden_since(&self, then: Moment) -> Vec<usize> {
        self.turned[then.turned..].iter().copied().filter(|column| self.hidden[*column]).collect()
    }

    /// Nothing that was changed will be taken back any more.
    pub(crate) fn settle(&mut self) {
        self.turned.clear();
        self.guards.settle();
    }

    pub(crate) fn hide(&mut self, column: usize) {
        if !self.hidden[column] {
            self.turn(column);
            self.turned.push(column);
        }
    }

    pub(crate) fn hide_all(&mut self, moved: &Move) {
        moved.iter().for_each(|(column, _)| self.hide(*column));
    }

    /// Shows a column, whatever becomes of the guards.
    pub(crate) fn expose(&mut self, column: usize) {
        if self.hidden[column] {
            self.turn(column);
            self.turned.push(column);
        }
    }

    fn turn(&mut self, column: usize) {
        self.hidden[column] = !self.hidden[column];
        let cell = &self.system.columns[column];
        if cell.printing == Printing::Free {
            match self.hidden[column] {
                true => self.sum += u128::from(cell.cost),
                false => self.sum -= u128::from(cell.cost),
            }
        }
    }

    /// Shows a hidden column if every primary stays protected; otherwise nothing changes.
    pub(crate) fn show(&mut self, column: usize) -> bool {
        let before = self.now();
        self.expose(column);
        let concerned = self.guards.users(column).to_vec();
        let is_shown = concerned.into_iter().all(|at| self.is_met(at));
        if !is_shown {
            self.back_to(before);
        }
        is_shown
    }

    /// The same with a longer look at the primaries that rest on it.
    pub(crate) fn show_after_all(&mut self, column: usize) -> bool {
        let before = self.now();
        self.expose(column);
        let concerned = self.guards.users(column).to_vec();
        let is_shown = concerned.into_iter().all(|at| self.guards.is_met_far(at, &self.hidden));
        if !is_shown {
            self.back_to(before);
        }
        is_shown
    }

    /// Whether a guard is met; a table is looked for if there is none.
    pub(crate) fn is_met(&mut self, at: usize) -> bool {
        self.guards.is_met(at, &self.hidden)
    }

    /// Hides what two tables of a guard move, if the tables meet it; otherwise nothing changes.
    pub(crate) fn adopt(&mut self, at: usize, moves: [Move; 2]) -> bool {
        let before = self.now();
        moves.iter().for_each(|moved| self.hide_all(moved));
        let is_adopted = self.guards.adopt(at, moves, &self.hidden);
        if !is_adopted {
            self.back_to(before);
        }
        is_adopted
    }

    /// Hides what a table of a guard moves, and gives it to the guard if it is of use.
    pub(crate) fn offer(&mut self, at: usize, side: Side, moved: Move) {
        self.hide_all(&moved);
        self.guards.offer(at, side, moved, &self.hidden);
    }

    /// What the columns cost that two tables would hide in addition.
    pub(crate) fn price(&self, moves: &[Move; 2]) -> u64 {
        let mut columns: Vec<usize> =
            moves.iter().flatten().map(|(column, _)| *column).filter(|column| !self.hidden[*column]).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.iter().fold(0, |sum, column| sum.saturating_add(self.system.columns[*column].cost))
    }

    /// The secondary columns, dearest first.
    pub(crate) fn secondaries(&self) -> Vec<usize> {
        self.secondaries_of((0..self.hidden.len()).collect())
    }

    /// Those of the columns that are secondary, dearest first.
    pub(crate) fn secondaries_of(&self, mut columns: Vec<usize>) -> Vec<usize> {
        columns.retain(|column| {
            let cell = &self.system.columns[*column];
            self.hidden[*column] && cell.primary.is_none() && cell.printing == Printing::Free
        });
        columns.sort_by_key(|column| (Reverse(self.system.columns[*column].cost), *column));
        columns.dedup();
        columns
    }

    /// Shows again what is not needed, dearest first.
    pub(crate) fn prune(&mut self) {
        for column in self.secondaries() {
            self.show(column);
            self.settle();
        }
    }

    /// Shows again what no primary rests on.
    pub(crate) fn show_idle(&mut self) {
        for column in self.secondaries() {
            if self.guards.users(column).is_empty() {
                self.expose(column);
            }
        }
    }
}

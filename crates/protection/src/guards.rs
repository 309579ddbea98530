//! What stands between an attacker and each primary: two whole-number tables that fit all that is published, one in
//! which the primary is as large as required, one in which it is as small.
//!
//! As long as the cells that such a table moves are hidden, the requirement is met, whatever else is shown. So a cell
//! may be shown again without a look at the primaries whose tables do not move it.

use crate::chase::{self, Chaser, Effort};
use crate::component::{Component, Finder};
use crate::intervals::{Attacker, Move, fits};
use crate::limits;
use crate::rules::Requirement;
use crate::simplex::Side;
use crate::system::System;

/// In about so many hidden columns around a primary its tables are looked for, first in the few.
const NEAR: [usize; 2] = [60, 250];
/// If not more columns are hidden than this, its tables are looked for in its whole component.
const FEW: usize = 1_000;
/// The same where a cell that costs much rests on the answer.
const WIDE: [usize; 3] = [600, 1_500, 3_000];

/// No guard.
const NONE: usize = usize::MAX;

/// How far a primary must be able to move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    pub(crate) down: i64,
    pub(crate) up: i64,
    pub(crate) width: i64,
}

impl Needs {
    fn of(requirement: Requirement, value: i64) -> Needs {
        Needs {
            down: value.saturating_sub(requirement.lower).max(0),
            up: requirement.upper.saturating_sub(value).max(0),
            width: requirement.width.max(1),
        }
    }

    /// The sides on which it must be able to move by itself, and how far.
    pub(crate) fn sides(self) -> impl Iterator<Item = (Side, i64)> {
        [(Side::Up, self.up), (Side::Down, self.down)].into_iter().filter(|(_, wanted)| *wanted > 0)
    }

    /// Whether the width asks for more than the sides.
    pub(crate) fn slides(self) -> bool {
        self.down.saturating_add(self.up) < self.width
    }

    pub(crate) fn met_by(self, down: i64, up: i64) -> bool {
        down >= self.down && up >= self.up && down.saturating_add(up) >= self.width
    }
}

/// A primary and its two tables, as moves away from the true one: down and up.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    pub(crate) column: usize,
    pub(crate) needs: Needs,
    moves: [Move; 2],
}

impl Guard {
    /// How far the tables move the primary.
    fn reach(&self, moves: &[Move; 2]) -> (i64, i64) {
        let of = |moved: &Move| {
            moved.iter().find(|(column, _)| *column == self.column).map_or(0, |(_, by)| by.saturating_abs())
        };
        (of(&moves[0]), of(&moves[1]))
    }

    fn is_met(&self, hidden: &[bool]) -> bool {
        let (down, up) = self.reach(&self.moves);
        self.needs.met_by(down, up) && self.moves.iter().flatten().all(|(column, _)| hidden[*column])
    }

    /// The columns that its tables move.
    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> {
        self.moves.iter().flatten().map(|(column, _)| *column)
    }

    /// What is lacking if nothing can be kept: a side and how far.
    pub(crate) fn wants(&self) -> Vec<(Side, i64)> {
        let Needs { down, up, width } = self.needs;
        if self.needs.slides() {
            return vec![(Side::Up, width - down), (Side::Down, width - up)];
        }
        self.needs.sides().collect()
    }

    /// Whether each of the wants is needed, or one of them may be enough.
    pub(crate) fn wants_all(&self) -> bool {
        !self.needs.slides()
    }

    /// Two tables of a component that move as little as they can; none where the width asks for more than the sides.
    fn small_moves(&self, attacker: &Attacker<'_>) -> Option<[Move; 2]> {
        let place = attacker.component.place(self.column)?;
        let mut moves = [Vec::new(), Vec::new()];
        for (side, wanted) in self.needs.sides() {
            moves[usize::from(side == Side::Up)] = attacker.whole_witness(place, side, wanted)?;
        }
        Some(moves)
    }

    /// Looks for two tables in a component.
    fn prove(&self, attacker: &mut Attacker<'_>) -> Option<[Move; 2]> {
        let place = attacker.component.place(self.column)?;
        let Needs { down, up, width } = self.needs;
        let mut ups = attacker.witness(place, Side::Up, up)?;
        let mut downs = attacker.witness(place, Side::Down, down)?;
        if self.needs.slides() {
            // A sliding level: as far up as is of use, the rest down.
            ups = attacker.farthest(place, Side::Up, width - down)?;
            let reached = ups.iter().find(|(column, _)| *column == self.column).map_or(0, |(_, by)| *by);
            downs = attacker.witness(place, Side::Down, (width - reached).max(down))?;
        }
        Some([downs, ups])
    }
}

/// The guards of all primaries, with what they rest on.
#[derive(Clone)]
pub(crate) struct Guards<'a> {
    system: &'a System,
    pub(crate) list: Vec<Guard>,
    /// For each column the guards whose tables move it.
    users: Vec<Vec<usize>>,
    /// The guard of each primary column.
    guard_of: Vec<usize>,
    chaser: Chaser<'a>,
    finder: Finder,
    /// How much has been looked for: columns times rows of all components.
    pub(crate) work: u64,
    /// The tables that guards were given others for, so that they can have them back.
    replaced: Vec<(usize, [Move; 2])>,
}

impl<'a> Guards<'a> {
    pub(crate) fn new(system: &'a System) -> Guards<'a> {
        let guard = |column: usize| {
            let cell = &system.columns[column];
            let needs = Needs::of(cell.primary?.requirement, cell.value);
            Some(Guard { column, needs, moves: [Vec::new(), Vec::new()] })
        };
        let list: Vec<Guard> = system.primaries().filter_map(guard).collect();
        let mut guard_of = vec![NONE; system.n_columns()];
        list.iter().enumerate().for_each(|(at, guard)| guard_of[guard.column] = at);
        let users = vec![Vec::new(); system.n_columns()];
        let (chaser, finder) = (Chaser::new(system), Finder::new(system));
        Guards { system, list, users, guard_of, chaser, finder, work: 0, replaced: Vec::new() }
    }

    /// A moment to which [`Guards::back_to`] leads.
    pub(crate) fn now(&self) -> usize {
        self.replaced.len()
    }

    /// No moment before this one will be gone back to.
    pub(crate) fn settle(&mut self) {
        self.replaced.clear();
    }

    /// Gives the guards the tables back that they had at a moment.
    pub(crate) fn back_to(&mut self, then: usize) {
        while self.replaced.len() > then
            && let Some((at, moves)) = self.replaced.pop()
        {
            self.exchange(at, moves);
        }
    }

    /// Gives a guard other tables.
    fn set(&mut self, at: usize, moves: [Move; 2]) {
        let old = self.exchange(at, moves);
        self.replaced.push((at, old));
    }

    fn exchange(&mut self, at: usize, moves: [Move; 2]) -> [Move; 2] {
        let old = std::mem::replace(&mut self.list[at].moves, moves);
        for (column, _) in old.iter().flatten() {
            self.users[*column].retain(|user| *user != at);
        }
        for side in 0..2 {
            for place in 0..self.list[at].moves[side].len() {
                let column = self.list[at].moves[side][place].0;
                if !self.users[column].contains(&at) {
                    self.users[column].push(at);
                }
            }
        }
        old
    }

    /// Gives a guard one table that somebody found, if it fits and is of use.
    pub(crate) fn offer(&mut self, at: usize, side: Side, moved: Move, hidden: &[bool]) {
        if fits(self.system, hidden, &moved) {
            let mut moves = self.list[at].moves.clone();
            moves[usize::from(side == Side::Up)] = moved;
            self.set(at, moves);
        }
    }

    /// The guards that are not met when these columns are hidden; tables are looked for where there is none.
    pub(crate) fn unmet(&mut self, hidden: &[bool]) -> Vec<usize> {
        (0..self.list.len()).filter(|at| !self.is_met(*at, hidden)).collect()
    }

    /// Whether so little is hidden that tables are looked for everywhere.
    pub(crate) fn are_few(hidden: &[bool]) -> bool {
        hidden.iter().filter(|hidden| **hidden).count() <= FEW
    }

    /// Whether one guard is met; a table is looked for if there is none, near the primary.
    ///
    /// In a very large component no table may be found although there is one. Then more is hidden than must be.
    pub(crate) fn is_met(&mut self, at: usize, hidden: &[bool]) -> bool {
        if self.list[at].is_met(hidden) {
            return true;
        }
        if !limits::may_be_met(self.system, hidden, &self.list[at]) {
            return false;
        }
        let chased = self.chased(at, hidden, &|column| hidden[column].then_some(0), chase::LITTLE);
        if chased.is_some_and(|moves| self.adopt(at, moves, hidden)) {
            return true;
        }
        for most in NEAR {
            let (component, is_all) = self.finder.near(self.system, hidden, self.list[at].column, most);
            if component.is_some_and(|component| self.find(at, component)) {
                return true;
            }
            if is_all {
                return false;
            }
        }
        Guards::are_few(hidden) && self.finds_anywhere(at, hidden)
    }

    /// Whether one guard is met, with a longer look: by a search along the equations that follows more ways, and by small
    /// moves in ever more of the component.
    pub(crate) fn is_met_far(&mut self, at: usize, hidden: &[bool]) -> bool {
        if self.is_met(at, hidden) {
            return true;
        }
        let guard = &self.list[at];
        if guard.needs.slides() || !limits::may_be_met(self.system, hidden, guard) {
            return false;
        }
        let chased = self.chased(at, hidden, &|column| hidden[column].then_some(0), chase::MUCH);
        if chased.is_some_and(|moves| self.adopt(at, moves, hidden)) {
            return true;
        }
        for most in WIDE {
            let (component, is_all) = self.finder.near(self.system, hidden, self.list[at].column, most);
            if let Some(component) = component {
                self.work += (component.columns.len() * component.rows.len()) as u64;
                let moves = self.list[at].small_moves(&Attacker::new(self.system, component));
                if moves.is_some_and(|moves| self.adopt(at, moves, hidden)) {
                    return true;
                }
            }
            if is_all {
                return false;
            }
        }
        false
    }

    /// Moves that meet a guard, over columns with a price; none where there are none, or none were found.
    pub(crate) fn chased(
        &self,
        at: usize,
        hidden: &[bool],
        price: &impl Fn(usize) -> Option<u64>,
        effort: Effort,
    ) -> Option<[Move; 2]> {
        let guard = &self.list[at];
        if guard.needs.slides() {
            return None;
        }
        let mut moves = [Vec::new(), Vec::new()];
        for (side, wanted) in guard.needs.sides() {
            let kept = &guard.moves[usize::from(side == Side::Up)];
            let reached = kept.iter().find(|(column, _)| *column == guard.column).map_or(0, |(_, by)| by * side.sign());
            let is_kept = reached >= wanted && kept.iter().all(|(column, _)| hidden[*column]);
            moves[usize::from(side == Side::Up)] = match is_kept {
                true => kept.clone(),
                false => self.chaser.find(price, guard.column, side, wanted, effort)?,
            };
        }
        Some(moves)
    }

    /// Gives a guard other tables, if they fit and meet it.
    pub(crate) fn adopt(&mut self, at: usize, moves: [Move; 2], hidden: &[bool]) -> bool {
        let (down, up) = self.list[at].reach(&moves);
        let meets = self.list[at].needs.met_by(down, up) && moves.iter().all(|moved| fits(self.system, hidden, moved));
        if meets {
            self.set(at, moves);
        }
        meets
    }

    /// Offers the tables of one guard, and their opposites, to all others that they are of use for.
    pub(crate) fn share(&mut self, at: usize, hidden: &[bool]) {
        for moved in self.list[at].moves.clone() {
            for (column, by) in &moved {
                let other = self.guard_of[*column];
                if other == NONE || other == at || self.list[other].is_met(hidden) {
                    continue;
                }
                for (side, wanted) in self.list[other].needs.sides() {
                    let size = by.saturating_abs();
                    let factor = (wanted + size - 1) / size * by.signum() * side.sign();
                    let times: Option<Move> =
                        moved.iter().map(|(column, by)| Some((*column, by.checked_mul(factor)?))).collect();
                    if let Some(times) = times {
                        self.offer(other, side, times, hidden);
                    }
                }
            }
        }
    }

    /// Tables that meet a guard if so many columns around its primary could move, of those that may.
    pub(crate) fn proved_near(&mut self, at: usize, may: &[bool], most: usize) -> Option<[Move; 2]> {
        let (component, _) = self.finder.near(self.system, may, self.list[at].column, most);
        self.list[at].prove(&mut Attacker::new(self.system, component?))
    }

    fn finds_anywhere(&mut self, at: usize, hidden: &[bool]) -> bool {
        let component = self.finder.around(self.system, hidden, self.list[at].column);
        component.is_some_and(|component| self.find(at, component))
    }

    /// Looks for tables in a component, and keeps them.
    fn find(&mut self, at: usize, component: Component) -> bool {
        self.work += (component.columns.len() * component.rows.len()) as u64;
        let moves = self.list[at].prove(&mut Attacker::new(self.system, component));
        moves.is_some_and(|moves| {
            self.set(at, moves);
            true
        })
    }

    /// The guards that are not met whatever table is looked for.
    pub(crate) fn surely_unmet(&mut self, hidden: &[bool]) -> Vec<usize> {
        let mut unmet = self.unmet(hidden);
        unmet.retain(|at| !self.finds_anywhere(*at, hidden));
        unmet
    }

    /// The guards that rest on a column.
    pub(crate) fn users(&self, column: usize) -> &[usize] {
        &self.users[column]
    }
}

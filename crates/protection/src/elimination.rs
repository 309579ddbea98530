//! Which cells may be shown without a primary becoming a sum of shown cells: Gaussian elimination over the whole
//! linked system, modulo a prime.
//!
//! Source: Langsrud, *Secondary cell suppression by Gaussian elimination: an algorithm suitable for handling issues
//! with zeros and singletons*, Privacy in Statistical Databases 2024. Every cell is a combination of atoms, cells that
//! determine all the others. Candidates are taken by importance; one that together with what is shown already would
//! wholly eliminate a primary is hidden instead. Here many candidates are tried at once, and only a batch that
//! eliminates a primary is taken apart: showing more never makes less known, so the outcome is the same.
//!
//! A determined primary is found for certain; a prime of 61 bits may see one that is none, at odds of one to about
//! 10^17 for a combination, and then hides a cell too many.

use crate::modular;
use crate::system::System;
use crate::{Error, Printing};
use std::collections::{BTreeMap, BTreeSet};

/// Atoms with their coefficients modulo the prime, none of them 0.
type Combination = Vec<(usize, u64)>;

/// Candidates to hide so that no primary is a combination of shown cells; primaries and virtual cells are hidden.
///
/// # Errors
/// Cells that must be shown determine a primary.
pub(crate) fn eliminate(system: &System) -> Result<Vec<bool>, Error> {
    let combinations = combinations(system);
    let mut hidden = system.hidden_at_least();
    let mut state = State::new(system, &combinations);
    let mut forced: Vec<usize> = (0..hidden.len()).filter(|column| !system.may_hide(*column)).collect();
    // A primary that must be shown is known; `infeasible` reports it together with others.
    forced.retain(|column| !hidden[*column]);
    if !state.show_all(&combinations, &mut forced) {
        return Err(Error::Infeasible { cells: state.eliminated(system), frozen: frozen(system) });
    }
    let mut candidates: Vec<usize> =
        (0..hidden.len()).filter(|column| !hidden[*column] && system.may_hide(*column)).collect();
    candidates.sort_by_key(|column| (std::cmp::Reverse(system.columns[*column].cost), *column));
    state.show(&combinations, &candidates, &mut hidden);
    Ok(hidden)
}

fn frozen(system: &System) -> Vec<crate::CellId> {
    let cells = system.cells().filter(|(_, cell)| cell.printing == Printing::Shown && cell.value != 0);
    cells.map(|(cell, _)| cell).collect()
}

/// Every column as a combination of atoms.
fn combinations(system: &System) -> Vec<Combination> {
    let n = system.n_columns();
    // The largest cell of a row is written as the others: a total as its parts. Rows with small totals come first,
    // so that a total's parts are atoms, or written as atoms, when it is its turn.
    let size = |column: usize| system.columns[column].value.unsigned_abs();
    let mut order: Vec<usize> = (0..system.rows.len()).collect();
    order.sort_by_key(|row| {
        (system.rows[*row].iter().map(|(column, _)| size(*column)).max(), system.rows[*row].len(), *row)
    });
    let mut written: Vec<Option<Combination>> = vec![None; n];
    // Which columns are written with an atom, as far as known: an atom may become a written column itself.
    let mut users: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); n];
    for row in order {
        let mut sum: BTreeMap<usize, u64> = BTreeMap::new();
        for (column, coefficient) in &system.rows[row] {
            let coefficient = modular::from(*coefficient);
            match &written[*column] {
                Some(combination) => accumulate(&mut sum, combination, coefficient),
                None => accumulate(&mut sum, &[(*column, 1)], coefficient),
            }
        }
        // Virtual columns are written last: they are what remains open.
        let pivot = sum.keys().copied().max_by_key(|column| (size(*column), std::cmp::Reverse(*column)));
        let Some(pivot) = pivot else { continue };
        let factor = modular::negative(modular::inverse(sum.remove(&pivot).unwrap_or(0)));
        let combination: Combination =
            sum.into_iter().map(|(atom, coefficient)| (atom, modular::multiply(coefficient, factor))).collect();
        for user in std::mem::take(&mut users[pivot]) {
            let Some(old) = written[user].take() else { continue };
            let Some((_, coefficient)) = old.iter().find(|(atom, _)| *atom == pivot) else {
                written[user] = Some(old);
                continue;
            };
            let mut sum: BTreeMap<usize, u64> = old.iter().copied().filter(|(atom, _)| *atom != pivot).collect();
            accumulate(&mut sum, &combination, *coefficient);
            sum.keys().for_each(|atom| {
                users[*atom].insert(user);
            });
            written[user] = Some(sum.into_iter().collect());
        }
        combination.iter().for_each(|(atom, _)| {
            users[*atom].insert(pivot);
        });
        written[pivot] = Some(combination);
    }
    written.into_iter().enumerate().map(|(column, known)| known.unwrap_or_else(|| vec![(column, 1)])).collect()
}

fn accumulate(sum: &mut BTreeMap<usize, u64>, combination: &[(usize, u64)], factor: u64) {
    for (atom, coefficient) in combination {
        let entry = sum.entry(*atom).or_default();
        *entry = modular::add(*entry, modular::multiply(*coefficient, factor));
        if *entry == 0 {
            sum.remove(atom);
        }
    }
}

/// No pivot.
const NONE: usize = usize::MAX;

/// What is shown so far, as rows of which each eliminates one atom, and what is left of the primaries.
struct State {
    /// The pivot that eliminates an atom.
    pivot_of: Vec<usize>,
    /// Each pivot's atom, and what the atom equals; only atoms without a pivot, or with a later one, stand in it.
    pivots: Vec<(usize, Combination)>,
    primaries: Vec<(usize, BTreeMap<usize, u64>)>,
    /// How many primaries an atom stands in.
    uses: Vec<u32>,
}

impl State {
    fn new(system: &System, combinations: &[Combination]) -> State {
        let primaries: Vec<(usize, BTreeMap<usize, u64>)> =
            system.primaries().map(|column| (column, combinations[column].iter().copied().collect())).collect();
        let mut uses = vec![0; combinations.len()];
        primaries.iter().flat_map(|(_, sum)| sum.keys()).for_each(|atom| uses[*atom] += 1);
        State { pivot_of: vec![NONE; combinations.len()], pivots: Vec::new(), primaries, uses }
    }

    fn eliminated(&self, system: &System) -> Vec<crate::CellId> {
        let open = self.primaries.iter().filter(|(_, sum)| sum.is_empty());
        open.filter_map(|(column, _)| system.names.get(*column).copied()).collect()
    }

    /// Shows candidates, most important first, and marks those hidden that cannot be shown.
    fn show(&mut self, combinations: &[Combination], candidates: &[usize], hidden: &mut [bool]) {
        let (n_pivots, primaries, uses) = (self.pivots.len(), self.primaries.clone(), self.uses.clone());
        let mut batch = candidates.to_vec();
        if self.show_all(combinations, &mut batch) {
            return;
        }
        for (atom, _) in self.pivots.drain(n_pivots..) {
            self.pivot_of[atom] = NONE;
        }
        (self.primaries, self.uses) = (primaries, uses);
        match candidates {
            [] => {}
            [single] => hidden[*single] = true,
            _ => {
                let (first, last) = candidates.split_at(candidates.len() / 2);
                self.show(combinations, first, hidden);
                self.show(combinations, last, hidden);
            }
        }
    }

    /// Shows columns, in the order that is the least work; false as soon as a primary is eliminated.
    fn show_all(&mut self, combinations: &[Combination], columns: &mut [usize]) -> bool {
        columns.sort_by_key(|column| (combinations[*column].len(), *column));
        columns.iter().all(|column| self.show_one(&combinations[*column]))
    }

    fn show_one(&mut self, combination: &Combination) -> bool {
        let mut sum: BTreeMap<usize, u64> = BTreeMap::new();
        let mut pending: BTreeSet<usize> = BTreeSet::new();
        let note = |pending: &mut BTreeSet<usize>, combination: &[(usize, u64)], pivot_of: &[usize]| {
            pending.extend(combination.iter().map(|(atom, _)| pivot_of[*atom]).filter(|pivot| *pivot != NONE));
        };
        accumulate(&mut sum, combination, 1);
        note(&mut pending, combination, &self.pivot_of);
        while let Some(pivot) = pending.pop_first() {
            let (atom, equals) = &self.pivots[pivot];
            if let Some(coefficient) = sum.remove(atom) {
                accumulate(&mut sum, equals, coefficient);
                note(&mut pending, equals, &self.pivot_of);
            }
        }
        // The atom that fewest primaries need.
        let Some(atom) = sum.keys().copied().min_by_key(|atom| (self.uses[*atom], *atom)) else { return true };
        let factor = modular::negative(modular::inverse(sum.remove(&atom).unwrap_or(0)));
        let equals: Combination =
            sum.into_iter().map(|(other, coefficient)| (other, modular::multiply(coefficient, factor))).collect();
        let mut safe = true;
        if self.uses[atom] > 0 {
            for (_, primary) in &mut self.primaries {
                let Some(coefficient) = primary.remove(&atom) else { continue };
                equals.iter().filter(|(other, _)| primary.contains_key(other)).for_each(|(at, _)| self.uses[*at] -= 1);
                accumulate(primary, &equals, coefficient);
                equals.iter().filter(|(other, _)| primary.contains_key(other)).for_each(|(at, _)| self.uses[*at] += 1);
                safe &= !primary.is_empty();
            }
            self.uses[atom] = 0;
        }
        self.pivot_of[atom] = self.pivots.len();
        self.pivots.push((atom, equals));
        safe
    }
}

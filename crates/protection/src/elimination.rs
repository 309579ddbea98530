//! Which cells may be shown without a primary becoming a sum of shown cells: Gaussian elimination over the whole
//! linked system, modulo a prime.
//!
//! Source of the rule: Langsrud, *Secondary cell suppression by Gaussian elimination: an algorithm suitable for
//! handling issues with zeros and singletons*, Privacy in Statistical Databases 2024. Candidates are shown in the order
//! of their importance; one that, with all that is shown already, would determine a primary is hidden instead.
//!
//! Carried out like that the first candidates are the grand totals, whose rows are as long as the table. Here the same
//! cells are found from the other end. A primary is open as long as some move of hidden columns moves it. The columns
//! are taken cheapest first, behind those that are hidden anyway, and each is written by the ones before it, if it can
//! be. Then these and it move together, in its *circuit*, and the primaries of the circuit are open: showing what is
//! dearer does them no harm. So of all columns that are the first to open a primary, the rule hides the last. From then
//! on it is hidden anyway and stands first; in its circuit the dearest other column gives way to it, and is the one
//! that now opens the circuit's primaries. The columns of fine cells are short, and where short equations are used up
//! first, those of one place are settled among themselves.
//!
//! That all is counted modulo a prime can be wrong where a true number is divisible by it, at odds of one to about
//! 10^17 for each. A cell too many or too few is then hidden at first; the repair looks at each primary in any case.

use crate::modular;
use crate::system::System;
use crate::{CellId, Error, Printing};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Candidates to hide so that no primary is a combination of shown cells; primaries and virtual cells are hidden.
///
/// # Errors
/// Cells that must be shown determine a primary.
pub(crate) fn eliminate(system: &System) -> Result<Vec<bool>, Error> {
    let mut hidden = system.hidden_at_least();
    let order = Order::new(system, &hidden);
    let mut opening = Opening::new(system, &order);
    if !opening.closed.is_empty() {
        let names = opening.closed.iter().filter_map(|place| system.names.get(order.columns[*place]).copied());
        return Err(Error::Infeasible { cells: names.collect(), frozen: frozen(system) });
    }
    while let Some(place) = opening.hide() {
        hidden[order.columns[place]] = true;
    }
    Ok(hidden)
}

fn frozen(system: &System) -> Vec<CellId> {
    let cells = system.cells().filter(|(_, cell)| cell.printing == Printing::Shown && cell.value != 0);
    cells.map(|(cell, _)| cell).collect()
}

/// The columns that may be hidden, in the order in which they are taken: their places.
struct Order {
    columns: Vec<usize>,
    /// So many of the first are hidden anyway.
    n_always: usize,
}

impl Order {
    fn new(system: &System, always: &[bool]) -> Order {
        let mut columns: Vec<usize> = (0..always.len()).filter(|column| always[*column]).collect();
        let n_always = columns.len();
        let may = |column: &usize| !always[*column] && system.may_hide(*column);
        columns.extend((0..always.len()).filter(may));
        columns[n_always..].sort_by_key(|column| (system.columns[*column].cost, Reverse(*column)));
        Order { columns, n_always }
    }
}

/// Places with their coefficients modulo the prime, none of them 0, sorted.
type Combination = Vec<(usize, u64)>;

/// No place, no step.
const NONE: usize = usize::MAX;

/// The columns that could not be written by those before them, each reduced until it leads a row of its own.
struct Basis {
    /// Rows are used up in this order: the rank of each.
    rank_of: Vec<usize>,
    /// The step that leads a rank.
    leading: Vec<usize>,
    steps: Vec<Step>,
    /// A column while it is reduced, by rank, and the ranks where it may not be 0.
    sum: Vec<u64>,
    pending: BinaryHeap<Reverse<usize>>,
    is_pending: Vec<bool>,
}

struct Step {
    place: usize,
    /// By rank, the leading one first with coefficient 1.
    reduced: Combination,
    /// The column is these earlier steps and `scale` times its own reduced column.
    written: Combination,
    /// 1 divided by `scale`.
    inverse: u64,
}

impl Basis {
    fn new(system: &System) -> Basis {
        // Short rows tie the cells of one place together; long ones tie the places.
        let n = system.rows.len();
        let mut rows: Vec<usize> = (0..n).collect();
        rows.sort_by_key(|row| (system.rows[*row].len(), *row));
        let mut rank_of = vec![0; n];
        rows.iter().enumerate().for_each(|(rank, row)| rank_of[*row] = rank);
        Basis {
            rank_of,
            leading: vec![NONE; n],
            steps: Vec::new(),
            sum: vec![0; n],
            pending: BinaryHeap::new(),
            is_pending: vec![false; n],
        }
    }

    fn add(&mut self, rank: usize, by: u64) {
        self.sum[rank] = modular::add(self.sum[rank], by);
        if !std::mem::replace(&mut self.is_pending[rank], true) {
            self.pending.push(Reverse(rank));
        }
    }

    /// Takes a column: none where it becomes a step of its own, and else the steps by which it is written.
    fn take(&mut self, place: usize, column: &[(usize, i64)]) -> Option<Combination> {
        for (row, coefficient) in column {
            self.add(self.rank_of[*row], modular::from(*coefficient));
        }
        let mut written: Combination = Vec::new();
        while let Some(Reverse(rank)) = self.pending.pop() {
            self.is_pending[rank] = false;
            let factor = std::mem::take(&mut self.sum[rank]);
            if factor == 0 {
                continue;
            }
            let step = self.leading[rank];
            if step == NONE {
                self.found(place, rank, factor, written);
                return None;
            }
            written.push((step, factor));
            let less = modular::negative(factor);
            let reduced = std::mem::take(&mut self.steps[step].reduced);
            reduced[1..].iter().for_each(|(other, by)| self.add(*other, modular::multiply(*by, less)));
            self.steps[step].reduced = reduced;
        }
        Some(written)
    }

    /// Makes what is left of a column a step that leads a rank.
    fn found(&mut self, place: usize, rank: usize, scale: u64, written: Combination) {
        let inverse = modular::inverse(scale);
        let mut reduced = vec![(rank, 1)];
        while let Some(Reverse(other)) = self.pending.pop() {
            self.is_pending[other] = false;
            let left = std::mem::take(&mut self.sum[other]);
            if left != 0 {
                reduced.push((other, modular::multiply(left, inverse)));
            }
        }
        self.leading[rank] = self.steps.len();
        self.steps.push(Step { place, reduced, written, inverse });
    }

    /// The places of the columns that, times their coefficients, make up what is written by steps.
    fn by_columns(&self, written: &[(usize, u64)]) -> BTreeMap<usize, u64> {
        let mut left: BTreeMap<usize, u64> = BTreeMap::new();
        add_to(&mut left, written, 1);
        let mut columns = BTreeMap::new();
        while let Some((at, coefficient)) = left.pop_last() {
            let step = &self.steps[at];
            let times = modular::multiply(coefficient, step.inverse);
            columns.insert(step.place, times);
            add_to(&mut left, &step.written, modular::negative(times));
        }
        columns
    }
}

fn add_to(sum: &mut BTreeMap<usize, u64>, more: &[(usize, u64)], times: u64) {
    for (at, coefficient) in more {
        let entry = sum.entry(*at).or_default();
        *entry = modular::add(*entry, modular::multiply(*coefficient, times));
        if *entry == 0 {
            sum.remove(at);
        }
    }
}

/// Columns that move together, of which one gave way to another.
struct Circuit {
    columns: Combination,
    /// So many columns had given way when it was written.
    since: usize,
}

/// Which column is the first to open each primary.
struct Opening {
    n_always: usize,
    /// Places of primaries.
    is_primary: Vec<bool>,
    /// Primaries that no column opens.
    closed: Vec<usize>,
    /// For each primary's place the place of the column that opens it; none where it is open anyway.
    opened_by: Vec<usize>,
    /// The same where it is a candidate, by the candidate.
    waiting: BTreeSet<(usize, usize)>,
    is_hidden: Vec<bool>,
    /// The circuit of each place that opens a primary, or gave way.
    circuits: BTreeMap<usize, Circuit>,
    /// The places that gave way, in that order, and where each stands in it.
    gave_way: Vec<usize>,
    turn_of: Vec<usize>,
}

impl Opening {
    fn new(system: &System, order: &Order) -> Opening {
        let n = order.columns.len();
        let is_primary: Vec<bool> =
            order.columns.iter().map(|column| system.columns[*column].primary.is_some()).collect();
        let mut closed: BTreeSet<usize> = (0..order.n_always).filter(|place| is_primary[*place]).collect();
        let mut opening = Opening {
            n_always: order.n_always,
            is_primary,
            closed: Vec::new(),
            opened_by: vec![NONE; n],
            waiting: BTreeSet::new(),
            is_hidden: vec![false; n],
            circuits: BTreeMap::new(),
            gave_way: Vec::new(),
            turn_of: vec![NONE; n],
        };
        let mut basis = Basis::new(system);
        for (place, column) in order.columns.iter().enumerate() {
            if closed.is_empty() {
                break;
            }
            let Some(written) = basis.take(place, &system.rows_of[*column]) else { continue };
            let mut columns = basis.by_columns(&written);
            columns.insert(place, modular::negative(1));
            let opened: Vec<usize> = columns.keys().copied().filter(|other| closed.remove(other)).collect();
            if place >= order.n_always && !opened.is_empty() {
                for primary in opened {
                    opening.opened_by[primary] = place;
                    opening.waiting.insert((place, primary));
                }
                opening.circuits.insert(place, Circuit { columns: columns.into_iter().collect(), since: 0 });
            }
        }
        opening.closed = closed.into_iter().collect();
        opening
    }

    /// Hides the last of the columns that open a primary; none where every primary is open anyway.
    fn hide(&mut self) -> Option<usize> {
        let (place, _) = *self.waiting.last()?;
        let circuit = self.circuit(place)?;
        self.is_hidden[place] = true;
        let is_candidate = |other: &usize| *other >= self.n_always && !self.is_hidden[*other];
        let dearest = circuit.keys().rev().copied().find(is_candidate);
        let mut open: Vec<usize> =
            self.waiting.split_off(&(place, 0)).into_iter().map(|(_, primary)| primary).collect();
        open.extend(circuit.keys().copied().filter(|other| self.is_primary[*other]));
        for primary in open {
            let before = self.opened_by[primary];
            if before == NONE || dearest.is_some_and(|dearest| before <= dearest) {
                continue;
            }
            self.waiting.remove(&(before, primary));
            self.opened_by[primary] = dearest.unwrap_or(NONE);
            self.waiting.extend(dearest.map(|dearest| (dearest, primary)));
        }
        if let Some(dearest) = dearest {
            self.turn_of[dearest] = self.gave_way.len();
            self.gave_way.push(dearest);
            let columns = circuit.into_iter().collect();
            self.circuits.insert(dearest, Circuit { columns, since: self.gave_way.len() });
        }
        Some(place)
    }

    /// The circuit of a place, without the columns that have given way since it was written.
    fn circuit(&self, place: usize) -> Option<BTreeMap<usize, u64>> {
        let Circuit { columns, since } = self.circuits.get(&place)?;
        let mut sum: BTreeMap<usize, u64> = columns.iter().copied().collect();
        let later = |columns: &[(usize, u64)], turn: usize| -> Vec<usize> {
            let turns = columns.iter().map(|(other, _)| self.turn_of[*other]);
            turns.filter(|other| *other != NONE && *other >= turn).collect()
        };
        let mut turns: BTreeSet<usize> = later(columns, *since).into_iter().collect();
        while let Some(turn) = turns.pop_first() {
            let gone = self.gave_way[turn];
            let (Some(coefficient), Some(Circuit { columns, .. })) =
                (sum.get(&gone).copied(), self.circuits.get(&gone))
            else {
                continue;
            };
            let own = columns.iter().find(|(other, _)| *other == gone).map_or(0, |(_, own)| *own);
            let times = modular::negative(modular::multiply(coefficient, modular::inverse(own)));
            add_to(&mut sum, columns, times);
            turns.extend(later(columns, turn + 1));
        }
        Some(sum)
    }
}

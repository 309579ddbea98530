//! Inequalities that every safe pattern fulfils, and that a given choice of hidden cells does not.
//!
//! Source: Fischetti and Salazar-González, *Solving the cell suppression problem on tabular data with linear
//! constraints*, Management Science 47, 2001. If an attacker's largest value of a primary is too small, the
//! multipliers of the equations prove it; the same multipliers prove it for every pattern that does not hide more of
//! some cells. Weighted by how far each can move these must be hidden to at least the lacking amount. A weight above
//! that amount says no more than the amount itself, so it is cut down to it, which makes the inequality much tighter.

use crate::component::{self, Component};
use crate::guards::Needs;
use crate::simplex::{Side, Tableau};
use crate::system::System;
use std::cell::Cell;
use std::collections::BTreeMap;

/// Coefficients times hiding (0 or 1) sum to at least 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cut {
    pub(crate) terms: Vec<(usize, f64)>,
}

/// Fractions of hiding are counted in this many parts.
const PARTS: i64 = 10_000;
/// Less than this of the lacking amount is not worth a cut.
const WORTHWHILE: f64 = 0.01;
/// Cuts are loosened by this, far more than the rounding error of their coefficients.
const LOOSE: f64 = 1e-9;

/// What proves that a primary moves no farther: for each column how much a unit of its movement helps.
struct Proof {
    /// How far the primary goes, in the parts of a unit.
    reach: f64,
    /// By column; none where the primary's own bound stops it.
    helps: Option<BTreeMap<usize, f64>>,
}

/// Finds cuts.
pub(crate) struct Separator<'a> {
    system: &'a System,
    /// Columns that every pattern hides.
    always: Vec<bool>,
    primaries: Vec<(usize, Needs)>,
    /// What the search for cuts has taken so far, in entries looked at.
    work: Cell<u64>,
}

impl<'a> Separator<'a> {
    pub(crate) fn new(system: &'a System, primaries: Vec<(usize, Needs)>) -> Separator<'a> {
        Separator { system, always: system.hidden_at_least(), primaries, work: Cell::new(0) }
    }

    /// What the search for cuts has taken so far, in entries of tableaus that were looked at.
    pub(crate) fn work(&self) -> u64 {
        self.work.get()
    }

    /// For every primary and each of its equations: hiding something else there is needed. These start the search.
    pub(crate) fn first(&self) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for (column, needs) in &self.primaries {
            for (row, own) in &self.system.rows_of[*column] {
                for (side, wanted) in needs.sides() {
                    let helps = self.system.rows[*row]
                        .iter()
                        .filter(|(other, _)| other != column)
                        .map(|(other, coefficient)| (*other, -(*coefficient as f64) / *own as f64))
                        .collect();
                    let proof = Proof { reach: 0.0, helps: Some(helps) };
                    cuts.extend(self.cut(*column, &[(side, &proof)], wanted));
                }
            }
        }
        cuts
    }

    /// Cuts that this hiding does not fulfil; `whole` where all of it is 0 or 1, and then there is one for each primary
    /// whose interval is too narrow.
    pub(crate) fn violated(&self, hiding: &[f64], whole: bool) -> Vec<Cut> {
        let support: Vec<bool> = hiding.iter().map(|part| *part > 1e-5).collect();
        let mut of_column: BTreeMap<usize, Vec<(usize, Needs)>> = BTreeMap::new();
        let components = component::all(self.system, &support);
        let mut component_of = vec![usize::MAX; hiding.len()];
        for (at, component) in components.iter().enumerate() {
            component.columns.iter().for_each(|column| component_of[*column] = at);
        }
        for (column, needs) in &self.primaries {
            of_column.entry(component_of[*column]).or_default().push((*column, *needs));
        }
        let mut cuts = Vec::new();
        for (at, component) in components.iter().enumerate() {
            let Some(primaries) = of_column.get(&at) else { continue };
            let rooms = component.rooms(self.system);
            let Ok(mut tableau) = Tableau::new(&rooms, &component.rows, true) else { continue };
            for (column, needs) in primaries {
                self.of_primary(&mut tableau, component, hiding, whole, *column, *needs, &mut cuts);
            }
            self.work.set(self.work.get() + tableau.work());
        }
        cuts
    }

    #[allow(clippy::too_many_arguments, reason = "one step of the loop above")]
    fn of_primary(
        &self,
        tableau: &mut Tableau,
        component: &Component,
        hiding: &[f64],
        whole: bool,
        column: usize,
        needs: Needs,
        cuts: &mut Vec<Cut>,
    ) {
        let Some(place) = component.place(column) else { return };
        let parts = if whole { 1 } else { PARTS };
        let mut prove = |side: Side, wanted: i64| {
            let rooms = self.rooms(component, hiding, whole, place, wanted);
            tableau.restart_in(&rooms);
            tableau.push(place, side, None).ok()?;
            let (numerator, denominator) = tableau.value_of(place);
            let reach = side.sign() as f64 * numerator as f64 / denominator as f64;
            let multipliers = tableau.multipliers(place, component.columns.len());
            let helps = multipliers.map(|(numbers, denominator)| self.helps(component, column, &numbers, denominator));
            Some(Proof { reach, helps })
        };
        let least = if whole { LOOSE } else { WORTHWHILE };
        let lacks = |reach: f64, wanted: i64| reach <= wanted as f64 * parts as f64 * (1.0 - least);
        for (side, wanted) in needs.sides() {
            if let Some(proof) = prove(side, wanted)
                && lacks(proof.reach, wanted)
            {
                cuts.extend(self.cut(column, &[(side, &proof)], wanted));
            }
        }
        if needs.slides()
            && let Some(up) = prove(Side::Up, needs.width)
            && let Some(down) = prove(Side::Down, needs.width)
            && lacks(up.reach + down.reach, needs.width)
        {
            cuts.extend(self.cut(column, &[(Side::Up, &up), (Side::Down, &down)], needs.width));
        }
    }

    /// How far the columns of a component may move: in parts, as much of its room as is hidden of it.
    fn rooms(
        &self,
        component: &Component,
        hiding: &[f64],
        whole: bool,
        place: usize,
        wanted: i64,
    ) -> Vec<(Option<i64>, Option<i64>)> {
        let parts = if whole { 1 } else { PARTS };
        let of = |at: usize, column: usize| {
            let (below, above) = self.system.room(column);
            if at == place {
                let limit = |room: Option<i64>| Some(room.map_or(wanted, |room| room.abs().min(wanted)) * parts);
                return (limit(below).map(|room| -room), limit(above));
            }
            if whole || self.always[column] {
                return (below.map(|room| room * parts), above.map(|room| room * parts));
            }
            // More than is wanted of the primary is of no use in a cell, and would be cut down in the cut as well.
            let part = |room: Option<i64>| {
                let room = room.map_or(wanted, |room| room.abs().min(wanted));
                Some((room as f64 * hiding[column] * parts as f64) as i64)
            };
            (part(below).map(|room| -room), part(above))
        };
        component.columns.iter().enumerate().map(|(at, column)| of(at, *column)).collect()
    }

    /// The multipliers of a component's rows, carried over to all columns of these rows.
    fn helps(&self, component: &Component, primary: usize, numbers: &[i64], denominator: i64) -> BTreeMap<usize, f64> {
        let mut sums: BTreeMap<usize, i128> = BTreeMap::from([(primary, i128::from(denominator))]);
        for (row, number) in component.row_names.iter().zip(numbers) {
            if *number != 0 {
                for (column, coefficient) in &self.system.rows[*row] {
                    *sums.entry(*column).or_default() -= i128::from(*number) * i128::from(*coefficient);
                }
            }
        }
        sums.retain(|_, sum| *sum != 0);
        sums.into_iter().map(|(column, sum)| (column, sum as f64 / denominator as f64)).collect()
    }

    /// The inequality of one proof, or of two together; none where what is hidden always is enough.
    fn cut(&self, primary: usize, proofs: &[(Side, &Proof)], wanted: i64) -> Option<Cut> {
        let (mut lacking, mut weights) = (wanted as f64, BTreeMap::<usize, f64>::new());
        for (side, proof) in proofs {
            let (below, above) = self.system.room(primary);
            let Some(helps) = &proof.helps else {
                // Its own bound stops it, whatever is hidden.
                let own = if *side == Side::Up { above } else { below };
                lacking -= own.map_or(wanted, i64::abs).min(wanted) as f64;
                continue;
            };
            for (column, help) in helps {
                let (below, above) = self.system.room(*column);
                let room = if (*help > 0.0) == (*side == Side::Up) { above } else { below };
                let weight = room.map_or(f64::INFINITY, |room| room.abs() as f64 * help.abs());
                if self.always[*column] {
                    lacking -= weight;
                } else if self.system.may_hide(*column) && weight > 0.0 {
                    *weights.entry(*column).or_default() += weight;
                }
            }
        }
        if lacking <= LOOSE * wanted as f64 {
            return None;
        }
        let terms = weights.into_iter().map(|(column, weight)| (column, (weight / lacking).min(1.0) * (1.0 + LOOSE)));
        Some(Cut { terms: terms.collect() })
    }
}

//! The cheapest pattern, with proof: a choice of cells by integer programming, corrected by cuts until an attacker
//! finds nothing.
//!
//! First the choice may hide fractions of cells, which is quick and with cuts cut down to the lacking amount nearly
//! tight; then cells are hidden or not, and fractions once more with the cuts that this brought. Every choice is also
//! repaired to a safe pattern, so that there is a best one and a bound at any time. Rounds and nodes are counted, never
//! time: the same system gives the same pattern.
//!
//! The first rounds are the cheapest way to a good pattern as well: one looks at all primaries together and costs as
//! much as a few attempts to exchange a single cell, of which there would be hundreds. So they come first, and cells are
//! exchanged in what they leave.

use crate::cuts::{Cut, Separator};
use crate::draft::Draft;
use crate::heuristic::{self, Means};
use crate::route::Router;
use crate::system::{System, gcd};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};
use std::collections::BTreeSet;

/// Nodes of one search for whole numbers.
const NODES: u64 = 20_000;
/// What the search for cuts may take in all, in entries of tableaus looked at: some seven seconds. Of a system of 481
/// cells with 95 primaries a round takes one, and in five minutes 300 of them found nothing cheaper than the first 20.
const WORK: u64 = 2_000_000_000;
/// Rounds without a better bound before whole numbers are asked for.
const STALL: u32 = 6;
/// Rounds of fractions after one of whole numbers that brought new cuts: they are far quicker, and with these cuts they
/// find more.
const BETWEEN: u32 = 3;
/// What the bound of a linear program may be wrong by, as a part of it.
const ERRORS: f64 = 1e-6;
/// The same of a search for whole numbers, which gives up nothing that is better by more than this.
const ERRORS_WHOLE: f64 = 1e-9;

/// The master problem: which columns to hide, given the cuts so far.
struct Master {
    /// Candidates with their costs in units.
    columns: Vec<(usize, f64)>,
    /// All costs are multiples of this one and counted in it: the fewer numbers a cost can be, the sooner there is none
    /// left between a bound and the best pattern.
    unit: u64,
    place: Vec<usize>,
    cuts: Vec<Cut>,
    known: BTreeSet<Vec<(usize, u64)>>,
}

/// A choice of the master problem.
struct Choice {
    hiding: Vec<f64>,
    /// No pattern that fulfils the cuts costs less, primaries not included.
    bound: u64,
}

impl Master {
    fn new(system: &System, limit: u64) -> Master {
        let always = system.hidden_at_least();
        let cost = |column: usize| system.columns[column].cost;
        let is_candidate = |column: &usize| system.may_hide(*column) && !always[*column] && cost(*column) <= limit;
        let candidates: Vec<usize> = (0..system.n_columns()).filter(is_candidate).collect();
        let unit = candidates.iter().fold(0, |unit, column| gcd(unit, cost(*column))).max(1);
        let columns: Vec<(usize, f64)> =
            candidates.into_iter().map(|column| (column, (cost(column) / unit) as f64)).collect();
        let mut place = vec![usize::MAX; system.n_columns()];
        columns.iter().enumerate().for_each(|(at, (column, _))| place[*column] = at);
        Master { columns, unit, place, cuts: Vec::new(), known: BTreeSet::new() }
    }

    /// Adds cuts, and tells how many are new.
    fn add(&mut self, cuts: Vec<Cut>) -> usize {
        let before = self.cuts.len();
        for cut in cuts {
            let key = cut.terms.iter().map(|(column, weight)| (*column, (weight * 1e6) as u64)).collect();
            if self.known.insert(key) {
                self.cuts.push(cut);
            }
        }
        self.cuts.len() - before
    }

    fn solve(&self, whole: bool, start: Option<&[bool]>) -> Result<Choice, microlp::Error> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let used: BTreeSet<usize> = self.cuts.iter().flat_map(|cut| &cut.terms).map(|(column, _)| *column).collect();
        let mut variables: Vec<Option<Variable>> = vec![None; self.columns.len()];
        for (at, (column, cost)) in self.columns.iter().enumerate() {
            if used.contains(column) {
                let variable = if whole { problem.add_binary_var(*cost) } else { problem.add_var(*cost, (0.0, 1.0)) };
                variables[at] = Some(variable);
            }
        }
        for cut in &self.cuts {
            let terms: Vec<(Variable, f64)> = cut
                .terms
                .iter()
                .filter(|(column, _)| self.place[*column] != usize::MAX)
                .filter_map(|(column, weight)| Some((variables[self.place[*column]]?, *weight)))
                .collect();
            problem.add_constraint(terms, ComparisonOp::Ge, 1.0);
        }
        let mut options = SolveOptions::default();
        if whole {
            options.node_limit = Some(NODES);
            options.warm_start = start.map(|hidden| {
                let values = self.columns.iter().zip(&variables);
                values
                    .filter_map(|((column, _), variable)| Some(((*variable)?, if hidden[*column] { 1.0 } else { 0.0 })))
                    .collect()
            });
        }
        let solution = problem.solve_with(options)?.into_solution();
        let solution = solution.map_err(|_| microlp::Error::InternalError("no solution in time".to_string()))?;
        let mut hiding = vec![0.0; self.place.len()];
        for ((column, _), variable) in self.columns.iter().zip(&variables) {
            hiding[*column] = variable.map_or(0.0, |variable| solution.var_value(variable));
            if whole {
                hiding[*column] = hiding[*column].round();
            }
        }
        let (bound, errors) = match whole {
            true => (solution.stats().best_bound.unwrap_or(0.0), ERRORS_WHOLE),
            false => (solution.objective(), ERRORS),
        };
        Ok(Choice { hiding, bound: whole_bound(bound, errors, self.unit) })
    }
}

/// The search for the cheapest pattern, as far as it has come.
pub(crate) struct Search<'a> {
    system: &'a System,
    separator: Separator<'a>,
    master: Master,
    /// What every pattern hides, and what that costs.
    always: Vec<bool>,
    base: u64,
    /// The best pattern so far.
    pub(crate) best: Draft<'a>,
    /// No pattern costs less than this.
    pub(crate) bound: u64,
    /// Whether the choice is asked for in whole numbers.
    whole: bool,
    /// So many rounds brought no better bound.
    stalled: u32,
    /// Whether further rounds would find nothing more.
    is_over: bool,
}

impl<'a> Search<'a> {
    /// From a pattern that meets every requirement.
    pub(crate) fn new(system: &'a System, best: Draft<'a>) -> Search<'a> {
        let always = system.hidden_at_least();
        let base = system.cost_of(&always);
        let primaries = best.guards.list.iter().map(|guard| (guard.column, guard.needs)).collect();
        let separator = Separator::new(system, primaries);
        let mut master = Master::new(system, best.cost().saturating_sub(base));
        master.add(separator.first());
        Search { system, separator, master, always, base, best, bound: base, whole: false, stalled: 0, is_over: false }
    }

    /// Whether no pattern is cheaper than the best one so far.
    pub(crate) fn is_proved(&self) -> bool {
        self.bound >= self.best.cost()
    }

    /// Takes so many rounds more, if they are of use.
    pub(crate) fn go_on(&mut self, router: &Router<'a>, rounds: u32) {
        for _ in 0..rounds {
            if self.is_over || self.is_proved() || self.separator.work() > WORK {
                break;
            }
            self.round(router);
        }
    }

    /// Exchanges single cells of the best pattern for cheaper ones.
    pub(crate) fn improve(&mut self, router: &Router<'a>, passes: u32) {
        heuristic::improve(router, &mut self.best, passes, Means::Quick);
        heuristic::look_again(&mut self.best);
    }

    /// A choice, what it proves, a pattern made of it, and the cuts that it does not fulfil.
    fn round(&mut self, router: &Router<'a>) {
        let start = self.whole.then_some(&self.best.hidden[..]);
        let mut choice = match self.master.solve(self.whole, start) {
            Ok(choice) => choice,
            Err(error) => {
                if error == microlp::Error::Infeasible {
                    // Nothing fulfils the cuts at less than the best pattern's cost.
                    self.bound = self.best.cost();
                }
                self.is_over = true;
                return;
            }
        };
        let proved = self.base.saturating_add(choice.bound);
        self.stalled = if proved > self.bound { 0 } else { self.stalled + 1 };
        self.bound = self.bound.max(proved).min(self.best.cost());
        for (hiding, always) in choice.hiding.iter_mut().zip(&self.always) {
            if *always {
                *hiding = 1.0;
            }
        }
        let mut cuts = self.separator.violated(&choice.hiding, self.whole);
        let rounded: Vec<bool> = choice.hiding.iter().map(|part| *part > 0.4).collect();
        if self.whole && cuts.is_empty() {
            let mut draft = Draft::with(self.system, rounded.clone(), self.best.guards.clone());
            match draft.guards.unmet(&draft.hidden).first() {
                None => {
                    draft.prune();
                    if draft.cost() <= self.best.cost() {
                        self.best = draft;
                    }
                    self.is_over = true;
                    return;
                }
                Some(unmet) => cuts.push(of_whole_numbers(self.system, &self.master, draft, *unmet)),
            }
        }
        if (self.whole || self.stalled % 3 == 2 || cuts.is_empty())
            && let Ok(draft) = heuristic::repaired(self.system, router, rounded)
            && draft.cost() < self.best.cost()
        {
            self.best = draft;
        }
        let new = self.master.add(cuts);
        if self.whole && new > 0 {
            self.whole = false;
            self.stalled = STALL - BETWEEN;
        } else if new == 0 || self.stalled >= STALL {
            self.is_over = self.whole;
            self.whole = true;
        }
    }
}

/// A pattern that only whole numbers refute has no proof by multipliers. Whatever can be hidden beside it without
/// helping the primary does not help: something else must be hidden.
fn of_whole_numbers(system: &System, master: &Master, draft: Draft<'_>, unmet: usize) -> Cut {
    let Draft { mut hidden, mut guards, .. } = draft;
    let mut useful = Vec::new();
    let mut others: Vec<usize> =
        master.columns.iter().map(|(column, _)| *column).filter(|column| !hidden[*column]).collect();
    others.sort_by_key(|column| (system.columns[*column].cost, *column));
    let mut waiting = vec![others];
    while let Some(columns) = waiting.pop() {
        columns.iter().for_each(|column| hidden[*column] = true);
        if !guards.is_met(unmet, &hidden) {
            continue;
        }
        columns.iter().for_each(|column| hidden[*column] = false);
        let (first, last) = columns.split_at(columns.len() / 2);
        if first.is_empty() {
            useful.extend(columns);
        } else {
            // Taken from the end: the dearer ones are to be found of no use first.
            waiting.extend([first.to_vec(), last.to_vec()]);
        }
    }
    useful.sort_unstable();
    Cut { terms: useful.into_iter().map(|column| (column, 1.0)).collect() }
}

/// Costs are whole multiples of a unit: so is the least cost. What is below it by no more than the rounding errors counts
/// as reached.
fn whole_bound(bound: f64, errors: f64, unit: u64) -> u64 {
    let units = (bound - errors * bound.abs().max(1.0)).ceil().max(0.0) as u64;
    units.saturating_mul(unit)
}

//! What cells tell of each other by what they are made of: the finest cells, of which nobody knows more than that none is
//! below zero.
//!
//! The men of a town and the women of its region are in no sum together, and still they are no more than everybody of the
//! region. The finest cells, men of the town, women of the town, men elsewhere, are unknowns of the attacker's program and no
//! columns of the system: nobody needs to have counted them. Where the program proves too much of a hidden cell, its dual
//! says by which inequality between cells it does, and that is a fact of the system like a published one (Benders,
//! Numerische Mathematik 4, 1962: a cut that projects the unknowns away). The fact is checked in whole numbers before it is taken.

use crate::intervals::Interval;
use crate::rules::Requirement;
use crate::system::{LARGEST_VALUE, Printing, Row, System, in_lowest_terms};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// A finest cell, in the order in which the builder was given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FinestId(pub(crate) usize);

/// Columns and finest cells that sum to zero.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tie {
    pub(crate) columns: Row,
    pub(crate) finest: Row,
}

/// An end of an interval that comes this near to a whole number is taken to be it.
const TOLERANCE: f64 = 1e-6;
/// A program of more entries, unknowns times conditions, is not solved: its crossings are, one by one, or nothing is proved.
const LARGEST: u64 = 250_000;
/// So many entries are looked at in all programs of a round; what was not come to then, is left to the audit.
const MOST_WORK: u64 = 20_000_000;
/// The largest common denominator of multipliers that is tried: those of sums of cells are small.
const DENOMINATORS: i64 = 60;

/// Inequalities between cells, at least zero each, by which an attacker proves more of hidden cells than may be known; and by
/// how much they are above zero.
pub(crate) fn facts(system: &System, hidden: &[bool]) -> BTreeMap<Row, i64> {
    let mut found = BTreeMap::new();
    if system.ties.is_empty() {
        return found;
    }
    let mut work = MOST_WORK;
    let mut crossings: Option<Vec<Part>> = None;
    for part in parts(system, hidden, true) {
        let mut attack = Attack::new(system, &part);
        if attack.size() <= LARGEST {
            attack.run(&mut found, &mut work);
            continue;
        }
        // Each crossing by itself: what rows tell beside it, the system knows.
        let crossings = crossings.get_or_insert_with(|| parts(system, hidden, false));
        for part in crossings.iter().filter(|own| part.has(own)) {
            let mut attack = Attack::new(system, part);
            if attack.size() <= LARGEST {
                attack.run(&mut found, &mut work);
            }
        }
    }
    found
}

/// Hidden columns, rows and ties that hang together.
#[derive(Debug, Default)]
struct Part {
    columns: Vec<usize>,
    rows: Vec<usize>,
    ties: Vec<usize>,
    finest: Vec<usize>,
}

impl Part {
    /// Whether another part is of the same finest cells, or of some of them.
    fn has(&self, other: &Part) -> bool {
        other.finest.first().is_some_and(|finest| self.finest.binary_search(finest).is_ok())
    }
}

/// The parts in which there is a tie; what hangs together by rows alone is one part, or not.
fn parts(system: &System, hidden: &[bool], with_rows: bool) -> Vec<Part> {
    let n_columns = system.n_columns();
    let mut ties_of: Vec<Vec<usize>> = vec![Vec::new(); n_columns + system.n_finest];
    for (at, tie) in system.ties.iter().enumerate() {
        tie.columns.iter().filter(|(column, _)| hidden[*column]).for_each(|(column, _)| ties_of[*column].push(at));
        tie.finest.iter().for_each(|(finest, _)| ties_of[n_columns + *finest].push(at));
    }
    let mut is_met = vec![false; n_columns + system.n_finest];
    let (mut has_row, mut has_tie) = (vec![false; system.rows.len()], vec![false; system.ties.len()]);
    let mut parts = Vec::new();
    // Whatever is in a part with a tie is reached from one of its finest cells.
    for start in n_columns..n_columns + system.n_finest {
        let mut due = if std::mem::replace(&mut is_met[start], true) { Vec::new() } else { vec![start] };
        let mut part = Part::default();
        while let Some(one) = due.pop() {
            let mut meet = |other: usize| {
                if !std::mem::replace(&mut is_met[other], true) {
                    due.push(other);
                }
            };
            if one < n_columns {
                part.columns.push(one);
                for (row, _) in system.rows_of[one].iter().filter(|_| with_rows) {
                    if !std::mem::replace(&mut has_row[*row], true) {
                        part.rows.push(*row);
                        system.rows[*row]
                            .iter()
                            .map(|(other, _)| *other)
                            .filter(|other| hidden[*other])
                            .for_each(&mut meet);
                    }
                }
            } else {
                part.finest.push(one - n_columns);
            }
            for tie in &ties_of[one] {
                if !std::mem::replace(&mut has_tie[*tie], true) {
                    part.ties.push(*tie);
                    let Tie { columns, finest } = &system.ties[*tie];
                    columns.iter().map(|(other, _)| *other).filter(|other| hidden[*other]).for_each(&mut meet);
                    finest.iter().map(|(other, _)| n_columns + *other).for_each(&mut meet);
                }
            }
        }
        if !part.columns.is_empty() {
            for numbers in [&mut part.columns, &mut part.rows, &mut part.ties, &mut part.finest] {
                numbers.sort_unstable();
            }
            parts.push(part);
        }
    }
    parts
}

/// One end of a hidden column's interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Lower,
    Upper,
}

impl End {
    fn sign(self) -> i64 {
        if self == End::Upper { 1 } else { -1 }
    }
}

/// Multiples of ties, by their places in the part.
type Multiples = BTreeMap<usize, i64>;

/// A sum of unknowns, and the ties by which it is one of columns.
#[derive(Debug, Clone, Default)]
struct Sum {
    terms: Row,
    ties: Multiples,
}

impl Sum {
    fn plus(mut self, other: &Sum, times: i64) -> Sum {
        other.ties.iter().for_each(|(tie, by)| *self.ties.entry(*tie).or_default() += times.saturating_mul(*by));
        self.ties.retain(|_, by| *by != 0);
        Sum { terms: plus(&self.terms, &other.terms, times), ties: self.ties }
    }

    fn is(self, value: i64) -> Condition {
        Condition { sum: self, lower: Some(value), upper: Some(value) }
    }
}

/// What the attacker's unknowns must meet: a sum between two limits.
#[derive(Debug)]
struct Condition {
    sum: Sum,
    lower: Option<i64>,
    upper: Option<i64>,
}

/// A part under attack. Its unknowns are finest cells, of those that the same ties have one for all, and behind them the
/// hidden columns that are in no tie: the others are sums of finest cells.
struct Attack<'a> {
    system: &'a System,
    part: &'a Part,
    n_finest: usize,
    n_unknowns: usize,
    conditions: Vec<Condition>,
    /// For each column of the part what it is of unknowns.
    sums: Vec<Sum>,
    /// What the values of columns were in points that the attacker cannot rule out.
    seen: Vec<(f64, f64)>,
}

/// What the attacker may not know of a column.
fn requirement(system: &System, column: usize) -> Option<Requirement> {
    let cell = &system.columns[column];
    let hidden_for_others =
        (cell.printing != Printing::Virtual).then_some(Requirement { lower: cell.value, upper: cell.value, width: 1 });
    cell.primary.map(|primary| primary.requirement).or(hidden_for_others)
}

impl<'a> Attack<'a> {
    fn new(system: &'a System, part: &'a Part) -> Attack<'a> {
        let place = |column: usize| part.columns.binary_search(&column).ok();
        let unknown_of = unknowns(system, part);
        let n_finest = unknown_of.values().flatten().max().map_or(0, |last| last + 1);
        let made_of = |finest: &Row, sign: i64| -> Row {
            let terms = finest.iter().filter_map(|(finest, by)| Some((unknown_of[finest]?, sign * by)));
            // Of those that are one unknown every tie has all or none.
            terms.collect::<BTreeSet<(usize, i64)>>().into_iter().collect()
        };
        let mut conditions: Vec<Condition> = Vec::new();
        let mut known: BTreeMap<usize, Sum> = BTreeMap::new();
        for (at, tie) in part.ties.iter().enumerate() {
            let Tie { columns, finest } = &system.ties[*tie];
            let sum = Sum { terms: made_of(finest, -1), ties: Multiples::from([(at, 1)]) };
            let Some((column, _)) = columns.first() else {
                conditions.push(sum.is(0));
                continue;
            };
            if place(*column).is_none() {
                conditions.push(sum.clone().is(system.columns[*column].value));
            } else if let Some(first) = known.get(column) {
                conditions.push(sum.clone().plus(first, -1).is(0));
            }
            known.entry(*column).or_insert(sum);
        }
        derive(system, part, &mut known);
        let mut n_unknowns = n_finest;
        let mut sums: Vec<Sum> = Vec::with_capacity(part.columns.len());
        for column in &part.columns {
            let bounds = system.columns[*column].known;
            let sum = known.entry(*column).or_insert_with(|| {
                n_unknowns += 1;
                Sum { terms: vec![(n_unknowns - 1, 1)], ties: Multiples::new() }
            });
            let is_counted = sum.terms.iter().all(|(at, by)| *at < n_finest && *by >= 0);
            // No sum of counts is below zero.
            let lower = bounds.lower.filter(|lower| !is_counted || *lower > 0);
            if lower.is_some() || bounds.upper.is_some() {
                conditions.push(Condition { sum: sum.clone(), lower, upper: bounds.upper });
            }
            sums.push(sum.clone());
        }
        for row in &part.rows {
            let (mut sum, mut value) = (Sum::default(), 0i128);
            for (column, by) in &system.rows[*row] {
                match known.get(column) {
                    Some(own) => sum = sum.plus(own, *by),
                    None => value -= i128::from(*by) * i128::from(system.columns[*column].value),
                }
            }
            // What is too large to be reckoned with is left out: the attacker knows less.
            conditions.extend(i64::try_from(value).ok().map(|value| sum.is(value)));
        }
        conditions.retain(|condition| !condition.sum.terms.is_empty());
        // The same sum is asked for once: finer tables say what coarser ones do.
        let mut met: BTreeSet<(Row, Option<i64>, Option<i64>)> = BTreeSet::new();
        conditions.retain(|condition| met.insert((condition.sum.terms.clone(), condition.lower, condition.upper)));
        let truth = part.columns.iter().map(|column| system.columns[*column].value as f64);
        let seen = truth.map(|value| (value, value)).collect();
        Attack { system, part, n_finest, n_unknowns, conditions, sums, seen }
    }

    /// The entries of its program.
    fn size(&self) -> u64 {
        (self.n_unknowns as u64).saturating_mul(self.conditions.len() as u64)
    }

    fn run(&mut self, found: &mut BTreeMap<Row, i64>, work: &mut u64) {
        let needs: Vec<(usize, Requirement)> = (0..self.part.columns.len())
            .filter_map(|place| Some((place, requirement(self.system, self.part.columns[place])?)))
            .collect();
        // One point may serve many.
        let mut n_open = needs.len() + 1;
        loop {
            let open: Vec<usize> =
                needs.iter().filter(|(place, needs)| !self.is_met(*place, *needs)).map(|(place, _)| *place).collect();
            if open.len() >= n_open || open.is_empty() {
                break;
            }
            n_open = open.len();
            let Some(left) = work.checked_sub(2 * self.size()) else { return };
            *work = left;
            for sign in [1, -1] {
                let mut direction = Row::new();
                open.iter().for_each(|place| direction = plus(&direction, &self.sums[*place].terms, sign));
                self.see(&direction);
            }
        }
        for (place, needs) in needs {
            if self.is_met(place, needs) {
                continue;
            }
            let Some(left) = work.checked_sub(2 * self.size()) else { return };
            *work = left;
            let [lower, upper] = [End::Lower, End::Upper].map(|end| self.end(place, end));
            let interval = Interval { lower, upper };
            if interval.meets(needs) {
                continue;
            }
            let is_wide = match (lower, upper) {
                (Some(lower), Some(upper)) => upper - lower >= needs.width,
                _ => true,
            };
            let falls = [
                (End::Lower, !is_wide || lower.is_some_and(|lower| lower > needs.lower)),
                (End::Upper, !is_wide || upper.is_some_and(|upper| upper < needs.upper)),
            ];
            for (end, _) in falls.into_iter().filter(|(_, falls)| *falls) {
                found.extend(self.fact(place, end));
            }
        }
    }

    /// Whether points that were seen show that a column's interval is as wide as it must be.
    fn is_met(&self, place: usize, needs: Requirement) -> bool {
        let (lower, upper) = self.seen[place];
        let [lower, upper] = [(lower - TOLERANCE).ceil(), (upper + TOLERANCE).floor()].map(|end| end as i64);
        Interval { lower: Some(lower), upper: Some(upper) }.meets(needs)
    }

    /// The whole number at which a column's interval ends; none where it does not.
    fn end(&mut self, place: usize, end: End) -> Option<i64> {
        let direction = plus(&Row::new(), &self.sums[place].terms, end.sign());
        let at = self.see(&direction)?[place];
        Some(if end == End::Upper { (at + TOLERANCE).floor() as i64 } else { (at - TOLERANCE).ceil() as i64 })
    }

    /// The values of the part's columns where a sum of unknowns is largest; none where it has no end, or none was found:
    /// then nothing is proved.
    fn see(&mut self, direction: &Row) -> Option<Vec<f64>> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let unknowns: Vec<Variable> = (0..self.n_unknowns)
            .map(|unknown| {
                let at = direction.binary_search_by_key(&unknown, |(unknown, _)| *unknown);
                let weight = at.map_or(0.0, |at| direction[at].1 as f64);
                let least = if unknown < self.n_finest { 0.0 } else { f64::NEG_INFINITY };
                problem.add_var(weight, (least, f64::INFINITY))
            })
            .collect();
        for Condition { sum, lower, upper } in &self.conditions {
            let terms: Vec<(Variable, f64)> = sum.terms.iter().map(|(at, by)| (unknowns[*at], *by as f64)).collect();
            if lower == upper {
                problem.add_constraint(terms, ComparisonOp::Eq, lower.unwrap_or_default() as f64);
                continue;
            }
            for (limit, comparison) in [(lower, ComparisonOp::Ge), (upper, ComparisonOp::Le)] {
                if let Some(limit) = limit {
                    problem.add_constraint(terms.clone(), comparison, *limit as f64);
                }
            }
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let value = |sum: &Sum| sum.terms.iter().map(|(at, by)| solution.var_value(unknowns[*at]) * *by as f64).sum();
        let values: Vec<f64> = self.sums.iter().map(value).collect();
        for ((lower, upper), value) in self.seen.iter_mut().zip(&values) {
            (*lower, *upper) = (lower.min(*value), upper.max(*value));
        }
        Some(values)
    }

    /// The inequality between cells that keeps a column from going further, as the dual program tells it.
    fn fact(&self, place: usize, end: End) -> Option<(Row, i64)> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut of_unknowns: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); self.n_unknowns];
        let mut multipliers: Vec<(Variable, f64, &Multiples)> = Vec::new();
        for Condition { sum: Sum { terms, ties }, lower, upper } in &self.conditions {
            let sides = if lower == upper {
                vec![(upper, 1.0, f64::NEG_INFINITY)]
            } else {
                vec![(upper, 1.0, 0.0), (lower, -1.0, 0.0)]
            };
            for (limit, side, least) in sides {
                let Some(limit) = limit else { continue };
                let multiplier = problem.add_var(side * *limit as f64, (least, f64::INFINITY));
                terms.iter().for_each(|(at, by)| of_unknowns[*at].push((multiplier, side * *by as f64)));
                multipliers.push((multiplier, side, ties));
            }
        }
        let Sum { terms: target, ties: of_target } = &self.sums[place];
        for (at, terms) in of_unknowns.into_iter().enumerate() {
            let by = target.iter().find(|(unknown, _)| *unknown == at).map_or(0, |(_, by)| by * end.sign());
            let comparison = if at < self.n_finest { ComparisonOp::Ge } else { ComparisonOp::Eq };
            problem.add_constraint(terms, comparison, by as f64);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let mut of_ties: BTreeMap<usize, f64> = BTreeMap::new();
        for (multiplier, side, ties) in multipliers {
            let multiplier = side * solution.var_value(multiplier);
            ties.iter().for_each(|(tie, by)| *of_ties.entry(*tie).or_default() += multiplier * *by as f64);
        }
        of_target.iter().for_each(|(tie, by)| *of_ties.entry(*tie).or_default() -= (by * end.sign()) as f64);
        let whole = |times: i64| -> Option<Multiples> {
            let scaled = of_ties.iter().map(|(tie, multiplier)| (*tie, multiplier * times as f64));
            let whole = |(tie, scaled): (usize, f64)| {
                ((scaled - scaled.round()).abs() < TOLERANCE).then_some((tie, scaled.round() as i64))
            };
            scaled.map(whole).collect()
        };
        (1..=DENOMINATORS).filter_map(whole).find_map(|multiples| self.checked(multiples))
    }

    /// The inequality that some multiples of ties make, if it holds whatever the finest cells are.
    fn checked(&self, mut multiples: Multiples) -> Option<(Row, i64)> {
        let Sums { finest, .. } = self.added(&multiples)?;
        // Where everybody sees that nobody is, there may be as many of nobody as it takes.
        for (at, by) in finest.into_iter().filter(|(_, by)| *by < 0) {
            let is_nobody =
                |tie: &Tie| is_of_nobody(self.system, self.part, tie) && tie.finest.iter().any(|(one, _)| *one == at);
            let place = self.part.ties.iter().position(|tie| is_nobody(&self.system.ties[*tie]))?;
            let times = multiples.entry(place).or_default();
            *times = times.checked_sub(by)?;
        }
        let Sums { columns, finest } = self.added(&multiples)?;
        if finest.values().any(|by| *by < 0) {
            return None;
        }
        let row: Row = columns.into_iter().filter(|(_, by)| *by != 0).collect();
        let value = |(column, by): &(usize, i64)| i128::from(*by) * i128::from(self.system.columns[*column].value);
        let is_positive = row.first().is_none_or(|(_, by)| *by > 0);
        let mut row = in_lowest_terms(row);
        if !is_positive {
            row.iter_mut().for_each(|(_, by)| *by = -*by);
        }
        let left = u64::try_from(row.iter().map(value).sum::<i128>()).ok().filter(|left| *left <= LARGEST_VALUE)?;
        (!row.is_empty()).then_some((row, left as i64))
    }

    /// The columns and the finest cells of some multiples of ties: the one is the same number as the other.
    fn added(&self, multiples: &Multiples) -> Option<Sums> {
        let mut sums = Sums::default();
        for (tie, times) in multiples {
            let Tie { columns, finest } = &self.system.ties[self.part.ties[*tie]];
            for (terms, sums, sign) in [(columns, &mut sums.columns, 1), (finest, &mut sums.finest, -1)] {
                for (at, by) in terms {
                    let sum = sums.entry(*at).or_default();
                    *sum = sum.checked_add(by.checked_mul(times.checked_mul(sign)?)?)?;
                }
            }
        }
        Some(sums)
    }
}

/// Coefficients by column, and by finest cell.
#[derive(Debug, Default)]
struct Sums {
    columns: BTreeMap<usize, i64>,
    finest: BTreeMap<usize, i64>,
}

/// Columns that are in no tie, where a row tells what they are of those that are.
fn derive(system: &System, part: &Part, known: &mut BTreeMap<usize, Sum>) {
    let mut n_before = 0;
    while std::mem::replace(&mut n_before, known.len()) < known.len() {
        for row in &part.rows {
            let row = &system.rows[*row];
            let mut open = row.iter().filter(|(column, _)| !known.contains_key(column));
            let (Some((column, by)), None) = (open.next(), open.next()) else { continue };
            if by.abs() == 1 && part.columns.binary_search(column).is_ok() {
                let others = row.iter().filter(|(other, _)| other != column);
                let sum = others.fold(Sum::default(), |sum, (other, times)| sum.plus(&known[other], -by * times));
                known.insert(*column, sum);
            }
        }
    }
}

/// Whether everybody sees that the finest cells of a tie are nobody.
fn is_of_nobody(system: &System, part: &Part, Tie { columns, .. }: &Tie) -> bool {
    let is_zero =
        |(column, _): &(usize, i64)| system.columns[*column].value == 0 && part.columns.binary_search(column).is_err();
    !columns.is_empty() && columns.iter().all(is_zero)
}

/// The unknown of each finest cell of a part; none where everybody sees that it is nobody.
fn unknowns(system: &System, part: &Part) -> BTreeMap<usize, Option<usize>> {
    let mut ties_of: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
    let mut nobody: BTreeSet<usize> = BTreeSet::new();
    for tie in &part.ties {
        let own = &system.ties[*tie];
        own.finest.iter().for_each(|(finest, by)| ties_of.entry(*finest).or_default().push((*tie, *by)));
        if is_of_nobody(system, part, own) {
            nobody.extend(own.finest.iter().map(|(finest, _)| *finest));
        }
    }
    let mut numbers: BTreeMap<&Vec<(usize, i64)>, usize> = BTreeMap::new();
    let mut unknown_of = BTreeMap::new();
    for (finest, ties) in &ties_of {
        let next = numbers.len();
        let unknown = (!nobody.contains(finest)).then(|| *numbers.entry(ties).or_insert(next));
        unknown_of.insert(*finest, unknown);
    }
    unknown_of
}

/// A sum and so many times another one.
fn plus(one: &Row, other: &Row, times: i64) -> Row {
    let mut sum: BTreeMap<usize, i64> = one.iter().copied().collect();
    for (at, by) in other {
        let own = sum.entry(*at).or_default();
        // What this far exceeds any count proves nothing: facts are checked exactly.
        *own = own.saturating_add(times.saturating_mul(*by));
    }
    sum.into_iter().filter(|(_, by)| *by != 0).collect()
}

//! Is there a table that fits? Linear conditions on whole and fractional numbers, decided exactly.
//!
//! The simplex method on exact fractions, with bounds that may be strict: a number below 3 is at most 3 less something that
//! is smaller than any fraction. Whole numbers come from branching. Work is counted, never timed, and where it grows
//! too much the answer is that it cannot be decided.
//!
//! Source: Dutertre and de Moura, A fast linear-arithmetic solver for DPLL(T), 2006; the order in which variables are taken is
//! Bland's (New finite pivoting rules for the simplex method, 1977).

use crate::interval::{End, Interval};
use crate::rational::{Rational, TooLarge};
use std::collections::BTreeMap;

/// The most entries of the tableau that one question may touch, and the most branches that it may take.
const MOST_WORK: u64 = 4_000_000;
const MOST_BRANCHES: u32 = 3_000;

/// The same for all ends of what hangs together.
const MOST_WORK_OF_ENDS: u64 = 40_000_000;

/// How far below the end of the fractional problem the end of the whole one is looked for.
const MOST_STEPS: i128 = 30;

/// A number that is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variable {
    pub(crate) interval: Interval,
    pub(crate) whole: bool,
}

/// A condition: the sum of factor times variable lies within.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) terms: Vec<(usize, Rational)>,
    pub(crate) within: Interval,
}

/// Variables and the conditions on them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problem {
    pub(crate) variables: Vec<Variable>,
    pub(crate) rows: Vec<Row>,
}

/// The search was given up: too much work, or numbers that are too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GivenUp;

impl From<TooLarge> for GivenUp {
    fn from(_: TooLarge) -> GivenUp {
        GivenUp
    }
}

/// `at` plus `step` times something that is smaller than any fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    at: Rational,
    step: Rational,
}

impl Near {
    fn plus(self, other: Near, times: Rational) -> Result<Near, TooLarge> {
        Ok(Near { at: self.at.plus(other.at.times(times)?)?, step: self.step.plus(other.step.times(times)?)? })
    }

    fn over(self, divisor: Rational) -> Result<Near, TooLarge> {
        Ok(Near { at: self.at.over(divisor)?, step: self.step.over(divisor)? })
    }

    /// The greatest whole number that is not above it, and whether it is that number itself.
    fn floor(self) -> (i128, bool) {
        match self.at.as_whole() {
            Some(number) if self.step.signum() < 0 => (number.saturating_sub(1), false),
            Some(number) => (number, self.step.signum() == 0),
            None => (self.at.floor(), false),
        }
    }
}

fn limit(end: End, up: i128) -> Near {
    Near { at: end.at, step: if end.open { Rational::whole(up) } else { Rational::ZERO } }
}

#[derive(Debug, Clone)]
struct Tableau {
    lower: Vec<Option<Near>>,
    upper: Vec<Option<Near>>,
    value: Vec<Near>,
    /// Each basic variable as a sum of others.
    rows: BTreeMap<usize, BTreeMap<usize, Rational>>,
}

/// The least and the most of a variable; none is no limit.
pub(crate) type Limits = (Option<i128>, Option<i128>);

/// Work that is left.
struct Budget {
    work: u64,
    branches: u32,
}

impl Budget {
    fn new() -> Budget {
        Budget { work: MOST_WORK, branches: MOST_BRANCHES }
    }

    fn spend(&mut self, work: usize) -> Result<(), GivenUp> {
        self.work = self.work.checked_sub(work as u64).ok_or(GivenUp)?;
        Ok(())
    }
}

impl Tableau {
    fn new(problem: &Problem) -> Result<Tableau, GivenUp> {
        let mut tableau = Tableau { lower: Vec::new(), upper: Vec::new(), value: Vec::new(), rows: BTreeMap::new() };
        for variable in &problem.variables {
            let interval = if variable.whole { variable.interval.whole() } else { variable.interval };
            tableau.add(interval);
        }
        for row in &problem.rows {
            tableau.add_row(row)?;
        }
        Ok(tableau)
    }

    /// A variable that stands at one of its bounds.
    fn add(&mut self, interval: Interval) -> usize {
        let (lower, upper) = (interval.lower.map(|end| limit(end, 1)), interval.upper.map(|end| limit(end, -1)));
        self.lower.push(lower);
        self.upper.push(upper);
        self.value.push(lower.or(upper).unwrap_or(Near { at: Rational::ZERO, step: Rational::ZERO }));
        self.value.len() - 1
    }

    /// A variable that is a sum of others.
    fn add_row(&mut self, row: &Row) -> Result<usize, GivenUp> {
        let mut terms = BTreeMap::new();
        let mut value = Near { at: Rational::ZERO, step: Rational::ZERO };
        for (variable, factor) in &row.terms {
            value = value.plus(self.value[*variable], *factor)?;
            match self.rows.get(variable) {
                Some(basic) => add_to(&mut terms, basic, *factor)?,
                None => add_to(&mut terms, &BTreeMap::from([(*variable, Rational::ONE)]), *factor)?,
            }
        }
        let at = self.add(row.within);
        self.value[at] = value;
        self.rows.insert(at, terms);
        Ok(at)
    }

    /// Takes the last row away again; its variable must be in it still.
    fn drop_row(&mut self, variable: usize) {
        self.rows.remove(&variable);
        self.lower.truncate(variable);
        self.upper.truncate(variable);
        self.value.truncate(variable);
    }

    fn is_below(&self, variable: usize) -> bool {
        self.lower[variable].is_some_and(|lower| self.value[variable] < lower)
    }

    fn is_above(&self, variable: usize) -> bool {
        self.upper[variable].is_some_and(|upper| self.value[variable] > upper)
    }

    /// Whether a variable can go up (1) or down (-1).
    fn can_move(&self, variable: usize, way: i128) -> bool {
        if way > 0 {
            self.upper[variable].is_none_or(|upper| self.value[variable] < upper)
        } else {
            self.lower[variable].is_none_or(|lower| self.value[variable] > lower)
        }
    }

    /// Moves the variables until all bounds are met. False: they cannot be.
    fn meet_bounds(&mut self, budget: &mut Budget) -> Result<bool, GivenUp> {
        if self.lower.iter().zip(&self.upper).any(|(lower, upper)| lower.zip(*upper).is_some_and(|(l, u)| l > u)) {
            return Ok(false);
        }
        loop {
            let broken = self.rows.keys().copied().find(|basic| self.is_below(*basic) || self.is_above(*basic));
            let Some(basic) = broken else { return Ok(true) };
            let way = if self.is_below(basic) { 1 } else { -1 };
            let goal = if way > 0 { self.lower[basic] } else { self.upper[basic] };
            let helps = |(other, factor): (&usize, &Rational)| {
                self.can_move(*other, way * factor.signum()).then_some((*other, *factor))
            };
            let entering = self.rows[&basic].iter().find_map(helps);
            let (Some((entering, factor)), Some(goal)) = (entering, goal) else { return Ok(false) };
            let distance = goal.plus(self.value[basic], Rational::whole(-1))?.over(factor)?;
            self.shift(entering, distance, budget)?;
            self.pivot(basic, entering, budget)?;
        }
    }

    /// Moves a variable that is in no basis, and with it those that it is in the rows of.
    fn shift(&mut self, variable: usize, by: Near, budget: &mut Budget) -> Result<(), GivenUp> {
        budget.spend(self.rows.len() + 1)?;
        self.value[variable] = self.value[variable].plus(by, Rational::ONE)?;
        for (basic, row) in &self.rows {
            if let Some(factor) = row.get(&variable) {
                self.value[*basic] = self.value[*basic].plus(by, *factor)?;
            }
        }
        Ok(())
    }

    /// A variable takes the row of a basic one, whose row it is in.
    fn pivot(&mut self, basic: usize, entering: usize, budget: &mut Budget) -> Result<(), GivenUp> {
        let Some(mut row) = self.rows.remove(&basic) else { return Ok(()) };
        let Some(factor) = row.remove(&entering) else { return Ok(()) };
        let mut new = BTreeMap::from([(basic, Rational::ONE.over(factor)?)]);
        add_to(&mut new, &row, Rational::whole(-1).over(factor)?)?;
        for other in self.rows.values_mut() {
            if let Some(factor) = other.remove(&entering) {
                budget.spend(new.len())?;
                add_to(other, &new, factor)?;
            }
        }
        self.rows.insert(entering, new);
        Ok(())
    }

    /// The most that a basic variable without bounds can be; none is no limit. The bounds must be met.
    fn most(&mut self, objective: usize, budget: &mut Budget) -> Result<Option<Near>, GivenUp> {
        loop {
            let Some(row) = self.rows.get(&objective) else { return Err(GivenUp) };
            let helps = |(other, factor): (&usize, &Rational)| {
                self.can_move(*other, factor.signum()).then_some((*other, *factor))
            };
            let Some((entering, factor)) = row.iter().find_map(helps) else { return Ok(Some(self.value[objective])) };
            let way = factor.signum();
            let room = |variable: usize, way: i128| -> Result<Option<Near>, TooLarge> {
                let bound = if way > 0 { self.upper[variable] } else { self.lower[variable] };
                bound.map(|bound| bound.plus(self.value[variable], Rational::whole(-1))).transpose()
            };
            // How far it goes, and the basic variable that stops it there; none is its own bound.
            let mut first: Option<(Near, Option<usize>)> = None;
            if let Some(own) = room(entering, way)? {
                first = Some((own.over(Rational::whole(way))?, None));
            }
            for (basic, terms) in self.rows.iter().filter(|(basic, _)| **basic != objective) {
                let Some(factor) = terms.get(&entering) else { continue };
                if let Some(room) = room(*basic, way * factor.signum())? {
                    let distance = room.over(factor.times(Rational::whole(way))?)?;
                    if first.is_none_or(|(least, _)| distance < least) {
                        first = Some((distance, Some(*basic)));
                    }
                }
            }
            let Some((distance, stops)) = first else { return Ok(None) };
            self.shift(entering, distance.over(Rational::whole(way))?, budget)?;
            if let Some(basic) = stops {
                self.pivot(basic, entering, budget)?;
            }
        }
    }
}

/// Adds a multiple of some terms to others; what comes to 0 goes.
fn add_to(
    terms: &mut BTreeMap<usize, Rational>,
    others: &BTreeMap<usize, Rational>,
    times: Rational,
) -> Result<(), TooLarge> {
    for (variable, factor) in others {
        let sum = terms.get(variable).copied().unwrap_or(Rational::ZERO).plus(factor.times(times)?)?;
        if sum == Rational::ZERO {
            terms.remove(variable);
        } else {
            terms.insert(*variable, sum);
        }
    }
    Ok(())
}

impl Problem {
    /// Whether some numbers meet all conditions.
    pub(crate) fn is_feasible(&self) -> Result<bool, GivenUp> {
        let mut budget = Budget::new();
        let mut open = vec![Tableau::new(self)?];
        while let Some(mut tableau) = open.pop() {
            if !tableau.meet_bounds(&mut budget)? {
                continue;
            }
            let is_broken = |at: &usize| self.variables[*at].whole && !tableau.value[*at].floor().1;
            let Some(at) = (0..self.variables.len()).find(is_broken) else { return Ok(true) };
            budget.branches = budget.branches.checked_sub(1).ok_or(GivenUp)?;
            let below = tableau.value[at].floor().0;
            let mut up = tableau.clone();
            up.lower[at] = Some(limit(End::closed(Rational::whole(below.saturating_add(1))), 0));
            tableau.upper[at] = Some(limit(End::closed(Rational::whole(below)), 0));
            for mut part in [up, tableau] {
                // A variable that stands in no row's place must stand within its bounds.
                if !part.rows.contains_key(&at) {
                    let bound = if part.is_below(at) { part.lower[at] } else { part.upper[at] };
                    if let Some(bound) = bound.filter(|_| part.is_below(at) || part.is_above(at)) {
                        let by = bound.plus(part.value[at], Rational::whole(-1))?;
                        part.shift(at, by, &mut budget)?;
                    }
                }
                open.push(part);
            }
        }
        Ok(false)
    }

    /// The least and the most that some whole variables can be. Some numbers must meet all conditions.
    pub(crate) fn ends(&self, wanted: &[usize]) -> Result<Vec<Limits>, GivenUp> {
        let mut budget = Budget { work: MOST_WORK_OF_ENDS, branches: 0 };
        let mut tableau = Tableau::new(self)?;
        tableau.meet_bounds(&mut budget)?;
        let mut all = Vec::new();
        for variable in wanted {
            // Each search goes on from where the one before ended, which is a few steps away.
            let least = self.end(&mut tableau, *variable, -1, &mut budget)?;
            all.push((least, self.end(&mut tableau, *variable, 1, &mut budget)?));
        }
        Ok(all)
    }

    /// The most (`way` 1) or least (-1) that a whole variable can be. The bounds of the tableau must be met.
    fn end(
        &self,
        tableau: &mut Tableau,
        variable: usize,
        way: i128,
        budget: &mut Budget,
    ) -> Result<Option<i128>, GivenUp> {
        let row = Row { terms: vec![(variable, Rational::whole(way))], within: Interval::EVERYTHING };
        let objective = tableau.add_row(&row)?;
        let most = tableau.most(objective, budget);
        tableau.drop_row(objective);
        let Some(most) = most? else { return Ok(None) };
        let most = most.floor().0;
        let is_whole = |at: usize| !self.variables[at].whole || tableau.value[at].floor().1;
        if (0..self.variables.len()).all(is_whole) {
            return Ok(Some(way * most));
        }
        // The end of the fractional problem is not one of the whole problem: look below it.
        for step in 0..MOST_STEPS {
            let end = Rational::whole(way * most.saturating_sub(step));
            let mut tried = self.clone();
            let own = &mut tried.variables[variable].interval;
            *own =
                own.meet(&if way > 0 { Interval::closed(Some(end), None) } else { Interval::closed(None, Some(end)) });
            if tried.is_feasible()? {
                return Ok(end.as_whole());
            }
        }
        Err(GivenUp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(lower: i128, upper: i128) -> Variable {
        let interval = Interval::closed(Some(Rational::whole(lower)), Some(Rational::whole(upper)));
        Variable { interval, whole: true }
    }

    fn row(factors: &[i128], lower: End, upper: End) -> Row {
        let terms = factors.iter().map(|factor| Rational::whole(*factor)).enumerate().collect();
        Row { terms, within: Interval { lower: Some(lower), upper: Some(upper) } }
    }

    fn closed(at: i128) -> End {
        End::closed(Rational::whole(at))
    }

    fn open(at: i128) -> End {
        End::open(Rational::whole(at))
    }

    #[test]
    fn strict_bounds_and_fractions() {
        let any = Variable { interval: Interval::EVERYTHING, whole: false };
        let strict = |lower, upper| Problem { variables: vec![any], rows: vec![row(&[2], lower, upper)] };
        assert_eq!(strict(open(1), open(2)).is_feasible(), Ok(true));
        assert_eq!(strict(open(2), closed(2)).is_feasible(), Ok(false));
        assert_eq!(strict(closed(2), closed(2)).is_feasible(), Ok(true));
        // 2x between 1 and 2 without either: no whole x.
        let problem = Problem { variables: vec![whole(-9, 9)], rows: vec![row(&[2], open(1), open(2))] };
        assert_eq!(problem.is_feasible(), Ok(false));
    }

    #[test]
    fn what_has_no_limit() {
        let any = Variable { interval: Interval::closed(Some(Rational::ZERO), None), whole: true };
        // x - y = 2.
        let problem = Problem { variables: vec![any, any], rows: vec![row(&[1, -1], closed(2), closed(2))] };
        assert_eq!(problem.ends(&[0, 1]), Ok(vec![(Some(2), None), (Some(0), None)]));
        // 2x - 2y = 1 has no whole answer, and no end of the search either.
        let problem = Problem { variables: vec![any, any], rows: vec![row(&[2, -2], closed(1), closed(1))] };
        assert_eq!(problem.is_feasible(), Err(GivenUp));
    }

    proptest! {
        /// Against all numbers there are, one by one.
        #[test]
        fn as_by_trying(
            bounds in prop::collection::vec((-3_i128..3, 0_i128..4), 3),
            factors in prop::collection::vec(prop::collection::vec(-3_i128..4, 3), 1..4),
            limits in prop::collection::vec((-6_i128..6, 0_i128..5, any::<bool>(), any::<bool>()), 3),
        ) {
            let variables: Vec<Variable> = bounds.iter().map(|(lower, size)| whole(*lower, lower + size)).collect();
            let end = |at, is_open| if is_open { open(at) } else { closed(at) };
            let of = |(at, factors): (usize, &Vec<i128>)| {
                let (lower, size, below, above) = limits[at];
                row(factors, end(lower, below), end(lower + size, above))
            };
            let rows: Vec<Row> = factors.iter().enumerate().map(of).collect();
            let mut fits: Vec<[i128; 3]> = Vec::new();
            for x in bounds[0].0..=bounds[0].0 + bounds[0].1 {
                for y in bounds[1].0..=bounds[1].0 + bounds[1].1 {
                    for z in bounds[2].0..=bounds[2].0 + bounds[2].1 {
                        let point = [x, y, z];
                        let sum = |factors: &Vec<i128>| factors.iter().zip(point).map(|(a, b)| a * b).sum::<i128>();
                        let is_met = |(factors, row): (&Vec<i128>, &Row)| row.within.has(Rational::whole(sum(factors)));
                        if factors.iter().zip(&rows).all(is_met) {
                            fits.push(point);
                        }
                    }
                }
            }
            let problem = Problem { variables, rows };
            prop_assert_eq!(problem.is_feasible(), Ok(!fits.is_empty()));
            if !fits.is_empty() {
                let end = |at: usize, most: bool| {
                    let values = fits.iter().map(|point| point[at]);
                    if most { values.max() } else { values.min() }
                };
                let ends = (0..3).map(|at| (end(at, false), end(at, true))).collect::<Vec<_>>();
                prop_assert_eq!(problem.ends(&[0, 1, 2]), Ok(ends));
            }
        }
    }
}

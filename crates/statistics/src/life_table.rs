//! The life table: for each step of a grid, who came under observation, who exited by which cause, who was censored.
//!
//! Every estimate of this crate works from these counts alone. They are made in one pass over the observations by counting, without
//! sorting anything, and they add, so that a cube of counts is as good as the persons themselves.

use crate::Error;

/// What ended an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An exit by the cause with this number, from 0.
    Exit(usize),
    /// It was still going on when it was last seen.
    Censored,
}

/// One spell, as far as it was seen.
///
/// ```
/// use statistics::{Observation, Outcome};
/// // Runs when the register begins, three months after its start, and exits by cause 0 in its eighth month.
/// let spell = Observation { after: Some(3), time: 8, outcome: Outcome::Exit(0) };
/// assert_eq!(spell.first_at_risk(), 4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// Left truncation: the spell is under observation only after this time, and would not have been seen had it ended by then.
    /// None for a spell that was seen from its start.
    pub after: Option<u32>,
    /// The time at which it ended or was last seen, in steps of the grid. An exit is seen before a censoring at the same time.
    pub time: u32,
    /// How it ended.
    pub outcome: Outcome,
}

impl Observation {
    /// The first time at which its exit could have been seen.
    pub fn first_at_risk(&self) -> u32 {
        self.after.map_or(0, |after| after.saturating_add(1))
    }
}

/// Counts by discrete time, from 0 to the grid's last step.
///
/// Time is in whole units: days, weeks, months. Everybody who leaves at a time is at risk at that time; ties are exact, as nothing
/// is taken for continuous. Those at risk after the last step are simply still there.
///
/// # Guarantee
/// At each time no more leave than are at risk.
///
/// ```
/// use statistics::{LifeTable, Observation, Outcome::*};
/// let seen = [(1, Exit(0)), (1, Censored), (3, Exit(1))];
/// let table = LifeTable::count(3, 2, seen.map(|(time, outcome)| Observation { after: None, time, outcome }))?;
/// assert_eq!((0..=3).map(|time| table.at_risk(time)).collect::<Vec<_>>(), [3, 3, 1, 1]);
/// assert_eq!(table.exits(1), [0, 0, 0, 1]);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeTable {
    entered: Vec<u64>,
    exits: Vec<Vec<u64>>,
    censored: Vec<u64>,
    at_risk: Vec<u64>,
    all_exits: Vec<u64>,
}

impl LifeTable {
    /// A table from its counts: `entered[t]` are first at risk at time t, `exits[k][t]` exit at t by cause k, `censored[t]` were
    /// last seen at t.
    ///
    /// # Errors
    /// [`Error::Length`] where the lists are not equally long; [`Error::TooManyLeave`] where more leave than are there.
    pub fn new(entered: Vec<u64>, exits: Vec<Vec<u64>>, censored: Vec<u64>) -> Result<LifeTable, Error> {
        let expected = entered.len();
        let unequal = |what, found| Err(Error::Length { what, found, expected });
        if expected == 0 {
            return Err(Error::Length { what: "the grid", found: 0, expected: 1 });
        }
        if censored.len() != expected {
            return unequal("`censored`", censored.len());
        }
        if let Some(cause) = exits.iter().find(|cause| cause.len() != expected) {
            return unequal("a cause of `exits`", cause.len());
        }
        let all_exits: Vec<u64> =
            (0..expected).map(|time| exits.iter().fold(0_u64, |sum, cause| sum.saturating_add(cause[time]))).collect();
        let mut at_risk = Vec::with_capacity(expected);
        let mut there = 0_u64;
        for time in 0..expected {
            there = there.saturating_add(entered[time]);
            at_risk.push(there);
            let leave = all_exits[time].saturating_add(censored[time]);
            there = there.checked_sub(leave).ok_or(Error::TooManyLeave { time, at_risk: there, leave })?;
        }
        Ok(LifeTable { entered, exits, censored, at_risk, all_exits })
    }

    /// A table of spells that were all seen from their start, from the counts of how they ended.
    ///
    /// # Errors
    /// As [`LifeTable::new`].
    pub fn from_start(exits: Vec<Vec<u64>>, censored: Vec<u64>) -> Result<LifeTable, Error> {
        let mut entered = vec![0; censored.len()];
        if let Some(first) = entered.first_mut() {
            *first = exits.iter().flatten().chain(&censored).fold(0_u64, |sum, count| sum.saturating_add(*count));
        }
        LifeTable::new(entered, exits, censored)
    }

    /// Counts observations: one pass, no sorting.
    ///
    /// # Errors
    /// [`Error::AfterGrid`] for a time after `last`, [`Error::NoSuch`] for a cause that is not below `n_causes`, and
    /// [`Error::NeverAtRisk`] for an observation that ends before it begins.
    pub fn count(
        last: u32,
        n_causes: usize,
        observations: impl IntoIterator<Item = Observation>,
    ) -> Result<LifeTable, Error> {
        let n_steps = last as usize + 1;
        let mut entered = vec![0; n_steps];
        let mut exits = vec![vec![0; n_steps]; n_causes];
        let mut censored = vec![0; n_steps];
        for observation in observations {
            let Observation { after, time, outcome } = observation;
            if time > last {
                return Err(Error::AfterGrid { time, last });
            }
            if let Some(after) = after.filter(|after| *after >= time) {
                return Err(Error::NeverAtRisk { after, time });
            }
            entered[observation.first_at_risk() as usize] += 1;
            match outcome {
                Outcome::Censored => censored[time as usize] += 1,
                Outcome::Exit(cause) => {
                    let missing = Error::NoSuch { what: "cause", number: cause, count: n_causes };
                    exits.get_mut(cause).ok_or(missing)?[time as usize] += 1;
                }
            }
        }
        LifeTable::new(entered, exits, censored)
    }

    /// Adds another table of the same grid and causes: of other persons.
    ///
    /// # Errors
    /// [`Error::Length`] where grid or causes are not the same.
    pub fn plus(&self, other: &LifeTable) -> Result<LifeTable, Error> {
        let same = |what, expected: usize, found: usize| {
            if found == expected { Ok(()) } else { Err(Error::Length { what, found, expected }) }
        };
        same("the other table", self.n_steps(), other.n_steps())?;
        same("the other table's list of causes", self.n_causes(), other.n_causes())?;
        let sum = |a: &[u64], b: &[u64]| a.iter().zip(b).map(|(a, b)| a.saturating_add(*b)).collect();
        let exits = self.exits.iter().zip(&other.exits).map(|(a, b)| sum(a, b)).collect();
        LifeTable::new(sum(&self.entered, &other.entered), exits, sum(&self.censored, &other.censored))
    }

    /// The table of those who are still at risk after `time`, its clock going on from there: those who have been in for so long
    /// come under observation after `time`, and what happened up to then is left out.
    ///
    /// Estimates from it are conditional: its survival at u is the probability to last beyond u of one who has lasted beyond `time`.
    ///
    /// ```
    /// use statistics::{LifeTable, Survival};
    /// let table = LifeTable::from_start(vec![vec![0, 5, 0, 2]], vec![0, 0, 0, 3])?;
    /// let later = Survival::of(&table.landmark(1)?);
    /// assert!((later.at(3) - 0.6).abs() < 1e-15);
    /// # Ok::<(), statistics::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::AfterGrid`] where `time` is not on the grid.
    pub fn landmark(&self, time: u32) -> Result<LifeTable, Error> {
        let mark = time as usize;
        if mark >= self.n_steps() {
            return Err(Error::AfterGrid { time, last: self.last() });
        }
        let later = |counts: &[u64]| -> Vec<u64> {
            counts.iter().enumerate().map(|(step, count)| if step > mark { *count } else { 0 }).collect()
        };
        let mut entered = later(&self.entered);
        if let Some(next) = entered.get_mut(mark + 1) {
            *next = self.at_risk[mark + 1];
        }
        LifeTable::new(entered, self.exits.iter().map(|cause| later(cause)).collect(), later(&self.censored))
    }

    /// All causes as one.
    pub fn any_cause(&self) -> LifeTable {
        LifeTable { exits: vec![self.all_exits.clone()], ..self.clone() }
    }

    /// The grid's last time.
    pub fn last(&self) -> u32 {
        (self.n_steps() - 1) as u32
    }

    /// How many steps the grid has: one more than its last time.
    pub fn n_steps(&self) -> usize {
        self.entered.len()
    }

    /// How many causes of exit there are.
    pub fn n_causes(&self) -> usize {
        self.exits.len()
    }

    /// Those at risk at the time; 0 after the grid.
    pub fn at_risk(&self, time: u32) -> u64 {
        self.at_risk.get(time as usize).copied().unwrap_or(0)
    }

    /// Those at risk at each time.
    pub fn all_at_risk(&self) -> &[u64] {
        &self.at_risk
    }

    /// Those first at risk at each time.
    pub fn entered(&self) -> &[u64] {
        &self.entered
    }

    /// Exits by a cause at each time; none for a cause that does not exist.
    pub fn exits(&self, cause: usize) -> &[u64] {
        self.exits.get(cause).map_or(&[], Vec::as_slice)
    }

    /// Exits by any cause at each time.
    pub fn all_exits(&self) -> &[u64] {
        &self.all_exits
    }

    /// Those censored at each time.
    pub fn censored(&self) -> &[u64] {
        &self.censored
    }

    /// The cause's exits, or an error that names it.
    pub(crate) fn cause(&self, cause: usize) -> Result<&[u64], Error> {
        let missing = Error::NoSuch { what: "cause", number: cause, count: self.n_causes() };
        self.exits.get(cause).map(Vec::as_slice).ok_or(missing)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Random observations on a short grid, so that ties are many: last time 12, two causes, half of them left-truncated.
    pub(crate) fn observations() -> impl Strategy<Value = Vec<Observation>> {
        let one = (0_u32..12, 0_u32..12, any::<bool>(), 0_usize..3).prop_map(|(a, b, truncated, outcome)| {
            let outcome = if outcome == 2 { Outcome::Censored } else { Outcome::Exit(outcome) };
            let after = (truncated && a != b).then_some(a.min(b));
            Observation { after, time: a.max(b), outcome }
        });
        prop::collection::vec(one, 1..60)
    }

    /// Those at risk, person by person.
    pub(crate) fn at_risk(observations: &[Observation], time: u32) -> usize {
        observations.iter().filter(|one| one.after.is_none_or(|after| after < time) && time <= one.time).count()
    }

    /// Exits by a cause, person by person.
    pub(crate) fn exits(observations: &[Observation], time: u32, cause: usize) -> usize {
        observations.iter().filter(|one| one.time == time && one.outcome == Outcome::Exit(cause)).count()
    }

    proptest! {
        #[test]
        fn counting_agrees_with_looking_at_each_person(observations in observations()) {
            let table = LifeTable::count(12, 2, observations.iter().copied()).unwrap();
            for time in 0..=12 {
                prop_assert_eq!(table.at_risk(time) as usize, at_risk(&observations, time));
                for cause in 0..2 {
                    prop_assert_eq!(table.exits(cause)[time as usize] as usize, exits(&observations, time, cause));
                }
            }
        }

        #[test]
        fn tables_add_as_persons_do(observations in observations(), cut in 0_usize..60) {
            let (some, others) = observations.split_at(cut.min(observations.len()));
            let table = |of: &[Observation]| LifeTable::count(12, 2, of.iter().copied()).unwrap();
            prop_assert_eq!(table(some).plus(&table(others)).unwrap(), table(&observations));
        }

        #[test]
        fn a_landmark_leaves_those_who_are_there(observations in observations(), mark in 0_u32..12) {
            let later = LifeTable::count(12, 2, observations.iter().copied()).unwrap().landmark(mark).unwrap();
            let there = observations.iter().filter(|one| one.time > mark);
            let moved = there.map(|one| Observation { after: one.after.max(Some(mark)), ..*one });
            prop_assert_eq!(later, LifeTable::count(12, 2, moved).unwrap());
        }
    }

    #[test]
    fn what_cannot_be_is_an_error() {
        let one = |after, time, outcome| LifeTable::count(5, 1, [Observation { after, time, outcome }]);
        assert_eq!(one(None, 6, Outcome::Censored), Err(Error::AfterGrid { time: 6, last: 5 }));
        assert_eq!(one(Some(3), 3, Outcome::Censored), Err(Error::NeverAtRisk { after: 3, time: 3 }));
        assert_eq!(one(None, 3, Outcome::Exit(1)), Err(Error::NoSuch { what: "cause", number: 1, count: 1 }));
        assert!(LifeTable::new(vec![], vec![], vec![]).is_err());
        assert!(LifeTable::new(vec![1, 0], vec![vec![0]], vec![0, 0]).is_err());
        assert!(LifeTable::new(vec![u64::MAX, 1], vec![vec![u64::MAX, 0]], vec![0, 0]).is_ok());
    }
}

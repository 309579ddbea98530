//! Several states: who is where, after what, by Aalen and Johansen.

use crate::matrix::Matrix;
use crate::{Error, Variance};
use std::collections::BTreeSet;

/// A person's stay in a state, as far as it was seen.
///
/// ```
/// use statistics::Episode;
/// // In state 0 from the start, to state 2 at time 4, and there until time 9, when last seen.
/// let person = [
///     Episode { person: 1, after: 0, time: 4, state: 0, next: Some(2) },
///     Episode { person: 1, after: 4, time: 9, state: 2, next: None },
/// ];
/// assert_eq!(person[0].time, person[1].after);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Whose it is; any number that is the person's own. Only a landmark looks at it.
    pub person: u64,
    /// They are in the state, and seen, after this time: a first episode that begins after 0 is left-truncated.
    pub after: u32,
    /// Until this time, in steps of the grid.
    pub time: u32,
    /// The state, from 0.
    pub state: usize,
    /// The state that they are in after that; none where they were last seen, or the next episode is of the same state.
    pub next: Option<usize>,
}

/// Counts of those at risk in each state, and of moves between states, at each time of the grid.
///
/// ```
/// use statistics::{Episode, Transitions};
/// let move_at = |person, time, next| Episode { person, after: 0, time, state: 0, next };
/// let episodes = [move_at(1, 2, Some(1)), move_at(2, 2, Some(1)), move_at(3, 3, None)];
/// let transitions = Transitions::count(3, 2, &episodes)?;
/// assert_eq!(transitions.at_risk(2, 0), 3);
/// assert_eq!(transitions.moves(2, 0, 1), 2);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transitions {
    n_states: usize,
    /// By time and state.
    at_risk: Vec<Vec<u64>>,
    /// By time, then from and to; a state to itself is always 0.
    moves: Vec<Vec<u64>>,
}

impl Transitions {
    /// Counts episodes: one pass, no sorting, as memory n_states² × grid.
    ///
    /// # Errors
    /// [`Error::AfterGrid`], [`Error::NeverAtRisk`] and [`Error::NoSuch`] for an episode that cannot be.
    pub fn count<'a>(
        last: u32,
        n_states: usize,
        episodes: impl IntoIterator<Item = &'a Episode>,
    ) -> Result<Transitions, Error> {
        let n_steps = last as usize + 1;
        let mut entered = vec![vec![0_u64; n_states]; n_steps];
        let mut left = vec![vec![0_u64; n_states]; n_steps];
        let mut moves = vec![vec![0_u64; n_states * n_states]; n_steps];
        for episode in episodes {
            let Episode { after, time, state, next, .. } = *episode;
            if time > last {
                return Err(Error::AfterGrid { time, last });
            }
            if after >= time {
                return Err(Error::NeverAtRisk { after, time });
            }
            if let Some(number) = [Some(state), next].into_iter().flatten().find(|state| *state >= n_states) {
                return Err(Error::NoSuch { what: "state", number, count: n_states });
            }
            entered[after as usize + 1][state] += 1;
            left[time as usize][state] += 1;
            if let Some(next) = next.filter(|next| *next != state) {
                moves[time as usize][state * n_states + next] += 1;
            }
        }
        let mut there = vec![0_u64; n_states];
        let at_risk = entered
            .iter()
            .zip(&left)
            .map(|(entered, left)| {
                there.iter_mut().zip(entered).for_each(|(there, entered)| *there += entered);
                let now = there.clone();
                there.iter_mut().zip(left).for_each(|(there, left)| *there -= left);
                now
            })
            .collect();
        Ok(Transitions { n_states, at_risk, moves })
    }

    /// Of those who are in `state` at `time`, what they do after it: the counts for a landmark estimate, which needs no
    /// assumption that the past does not matter (not even a Markov process).
    ///
    /// # References
    /// Putter and Spitoni, *Statistical Methods in Medical Research* 27 (2018), 2081-2092.
    ///
    /// # Errors
    /// As [`Transitions::count`].
    pub fn landmark(
        last: u32,
        n_states: usize,
        episodes: &[Episode],
        time: u32,
        state: usize,
    ) -> Result<Transitions, Error> {
        let there: BTreeSet<u64> = episodes
            .iter()
            .filter(|one| one.state == state && one.after <= time && time < one.time)
            .map(|one| one.person)
            .collect();
        let later: Vec<Episode> = episodes
            .iter()
            .filter(|one| one.time > time && there.contains(&one.person))
            .map(|one| Episode { after: one.after.max(time), ..*one })
            .collect();
        Transitions::count(last, n_states, &later)
    }

    /// How many states there are.
    pub fn n_states(&self) -> usize {
        self.n_states
    }

    /// The grid's last time.
    pub fn last(&self) -> u32 {
        (self.at_risk.len() - 1) as u32
    }

    /// Those at risk in a state at a time; 0 for a state or time that is not there.
    pub fn at_risk(&self, time: u32, state: usize) -> u64 {
        self.at_risk.get(time as usize).and_then(|states| states.get(state)).copied().unwrap_or(0)
    }

    /// Those who move from one state to another at a time; 0 for what is not there.
    pub fn moves(&self, time: u32, from: usize, to: usize) -> u64 {
        if from >= self.n_states || to >= self.n_states {
            return 0;
        }
        self.moves.get(time as usize).map_or(0, |moves| moves[from * self.n_states + to])
    }

    /// Those who ever move from one state to another.
    pub fn all_moves(&self, from: usize, to: usize) -> u64 {
        (0..=self.last()).map(|time| self.moves(time, from, to)).sum()
    }

    /// The shares of the states among those at risk when somebody first moves: where R's `survfit` begins.
    pub fn first_shares(&self) -> Option<Vec<f64>> {
        let time = self.moves.iter().position(|moves| moves.iter().any(|moves| *moves > 0))?;
        let total: u64 = self.at_risk[time].iter().sum();
        Some(self.at_risk[time].iter().map(|state| *state as f64 / total as f64).collect())
    }

    /// The step of a time, I + dA: from each state the shares that stay and that move. None where nobody moves.
    fn step(&self, time: usize) -> Option<Matrix> {
        let moves = &self.moves[time];
        if moves.iter().all(|moves| *moves == 0) {
            return None;
        }
        let mut step = Matrix::identity(self.n_states);
        for from in 0..self.n_states {
            let n = self.at_risk[time][from];
            for to in 0..self.n_states {
                let moved = moves[from * self.n_states + to];
                if moved > 0 {
                    let share = moved as f64 / n as f64;
                    step.add(from, to, share);
                    step.add(from, from, -share);
                }
            }
        }
        Some(step)
    }

    /// The estimate of Aalen and Johansen: the probability to be in each state after each time, from shares `start` at time `from`.
    ///
    /// All moves of a time happen at once, each among those at risk of it: ties are exact, and nothing depends on an order among
    /// them. For the variance `start` is taken for certain. [`Variance::Greenwood`] takes a time's moves for multinomial, and lets those
    /// who were there before the time carry them; [`Variance::Aalen`] takes them for independent, d/n² each, carried by those
    /// who are there after it, which is what mstate's `probtrans` prints and a little less.
    ///
    /// # References
    /// Aalen and Johansen, *Scandinavian Journal of Statistics* 5 (1978), 141-150; Andersen, Borgan, Gill and Keiding, *Statistical
    /// Models Based on Counting Processes* (1993), section IV.4.
    ///
    /// # Errors
    /// [`Error::Length`] where `start` has not one share for each state; [`Error::AfterGrid`] where `from` is not on the grid.
    pub fn occupation(&self, from: u32, start: &[f64], variance: Variance) -> Result<Occupation, Error> {
        if start.len() != self.n_states {
            let what = "the list of shares at the start";
            return Err(Error::Length { what, found: start.len(), expected: self.n_states });
        }
        if from > self.last() {
            return Err(Error::AfterGrid { time: from, last: self.last() });
        }
        let mut shares = start.to_vec();
        let mut covariance = Matrix::zero(self.n_states);
        let mut occupation = Occupation { from, at: vec![shares.clone()], variance: vec![vec![0.0; self.n_states]] };
        for time in from as usize + 1..self.at_risk.len() {
            if let Some(step) = self.step(time) {
                let mut next = vec![0.0; self.n_states];
                for (state, share) in shares.iter().enumerate() {
                    next.iter_mut().zip(step.row(state)).for_each(|(next, moved)| *next += share * moved);
                }
                let carried = match variance {
                    Variance::Greenwood => &shares,
                    Variance::Aalen => &next,
                };
                let spread = self.spread(time, carried, &step, variance);
                covariance = step.transposed().times(&covariance).times(&step).plus(&spread);
                shares = next;
            }
            occupation.at.push(shares.clone());
            occupation.variance.push((0..self.n_states).map(|state| covariance.at(state, state).max(0.0)).collect());
        }
        Ok(occupation)
    }

    /// What a time adds to the covariance of the shares.
    fn spread(&self, time: usize, shares: &[f64], step: &Matrix, variance: Variance) -> Matrix {
        let n_states = self.n_states;
        let mut spread = Matrix::zero(n_states);
        for (from, share) in shares.iter().enumerate() {
            let n = self.at_risk[time][from] as f64;
            if n == 0.0 {
                continue;
            }
            let scale = share * share / n;
            match variance {
                Variance::Greenwood => {
                    for a in 0..n_states {
                        spread.add(a, a, scale * step.at(from, a));
                        for b in 0..n_states {
                            spread.add(a, b, -scale * step.at(from, a) * step.at(from, b));
                        }
                    }
                }
                Variance::Aalen => {
                    for to in (0..n_states).filter(|to| *to != from) {
                        let value = scale * step.at(from, to);
                        spread.add(to, to, value);
                        spread.add(from, from, value);
                        spread.add(to, from, -value);
                        spread.add(from, to, -value);
                    }
                }
            }
        }
        spread
    }
}

/// The probability to be in each state after each time.
///
/// ```
/// use statistics::{Episode, Transitions, Variance};
/// let stay = |person, time, next| Episode { person, after: 0, time, state: 0, next };
/// let episodes = [stay(1, 1, Some(1)), stay(2, 1, Some(1)), stay(3, 2, Some(1)), stay(4, 2, None)];
/// let occupation = Transitions::count(3, 2, &episodes)?.occupation(0, &[1.0, 0.0], Variance::Greenwood)?;
/// assert_eq!(occupation.at(2), [0.25, 0.75]);
/// assert_eq!(occupation.expected_time(3)?, [1.0 + 0.5 + 0.25, 0.5 + 0.75]);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Occupation {
    from: u32,
    at: Vec<Vec<f64>>,
    variance: Vec<Vec<f64>>,
}

impl Occupation {
    fn place(&self, time: u32) -> usize {
        (time.saturating_sub(self.from) as usize).min(self.at.len() - 1)
    }

    /// The probability of each state after `time`; before the start what it was then, after the grid what it was at its end.
    pub fn at(&self, time: u32) -> &[f64] {
        &self.at[self.place(time)]
    }

    /// The variance of each of [`Occupation::at`].
    pub fn variance(&self, time: u32) -> &[f64] {
        &self.variance[self.place(time)]
    }

    /// The standard error of each of [`Occupation::at`].
    pub fn standard_error(&self, time: u32) -> Vec<f64> {
        self.variance(time).iter().map(|variance| variance.sqrt()).collect()
    }

    /// The expected time in each state from the start to `until`, in steps of the grid: they add to its length.
    ///
    /// # Errors
    /// [`Error::AfterGrid`] where the grid ends before.
    pub fn expected_time(&self, until: u32) -> Result<Vec<f64>, Error> {
        let n = until.saturating_sub(self.from) as usize;
        if n > self.at.len() {
            return Err(Error::AfterGrid { time: until, last: self.from + self.at.len() as u32 - 1 });
        }
        let mut sums = vec![0.0; self.at[0].len()];
        for shares in &self.at[..n] {
            sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        }
        Ok(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life_table::tests::observations;
    use crate::{Incidence, LifeTable, Outcome, Survival};
    use proptest::prelude::*;

    const LAST: u32 = 9;

    /// Persons who move among three states at random times, some seen late and some lost.
    fn episodes() -> impl Strategy<Value = Vec<Episode>> {
        let steps = prop::collection::vec((1_u32..4, 0_usize..3), 1..5);
        let person = (0_u32..3, 0_usize..3, steps, any::<bool>());
        prop::collection::vec(person, 1..25).prop_map(|people| {
            let mut episodes = Vec::new();
            for (person, (mut after, mut state, steps, lost)) in people.into_iter().enumerate() {
                let n = steps.len();
                for (number, (days, next)) in steps.into_iter().enumerate() {
                    let time = (after + days).min(LAST);
                    if after < time {
                        let next = (!lost || number + 1 < n).then_some(next);
                        episodes.push(Episode { person: person as u64, after, time, state, next });
                        state = next.unwrap_or(state);
                    }
                    after = time;
                }
            }
            episodes
        })
    }

    /// Shares after `until` of `start` after `from`, from what each person does, with the probability of one move changed by a little.
    fn slow(
        episodes: &[Episode],
        start: [f64; 3],
        (from, until): (u32, u32),
        changed: Option<(u32, usize, usize, f64)>,
    ) -> [f64; 3] {
        let mut shares = start;
        for time in from + 1..=until {
            let mut next = shares;
            for from in 0..3 {
                let n = episodes.iter().filter(|one| one.state == from && one.after < time && time <= one.time).count();
                for to in (0..3).filter(|to| *to != from) {
                    let moved =
                        episodes.iter().filter(|one| one.state == from && one.time == time && one.next == Some(to));
                    let mut share = if n > 0 { moved.count() as f64 / n as f64 } else { 0.0 };
                    if let Some((_, _, _, by)) = changed.filter(|(at, a, b, _)| (*at, *a, *b) == (time, from, to)) {
                        share += by;
                    }
                    next[to] += shares[from] * share;
                    next[from] -= shares[from] * share;
                }
            }
            shares = next;
        }
        shares
    }

    proptest! {
        #[test]
        fn occupation_agrees_with_persons_and_with_differences(episodes in episodes(), until in 0..=LAST) {
            let transitions = Transitions::count(LAST, 3, &episodes).unwrap();
            let start = [0.5, 0.3, 0.2];
            let greenwood = transitions.occupation(0, &start, Variance::Greenwood).unwrap();
            let aalen = transitions.occupation(0, &start, Variance::Aalen).unwrap();
            let expected = slow(&episodes, start, (0, until), None);
            for (state, expected) in expected.into_iter().enumerate() {
                prop_assert!((greenwood.at(until)[state] - expected).abs() < 1e-12);
            }
            prop_assert!((greenwood.at(until).iter().sum::<f64>() - 1.0).abs() < 1e-12);
            // The delta method over all probabilities of moves: by differences; and where those who are there after a time carry
            // its moves, by what becomes of somebody who is moved then.
            let (mut of_greenwood, mut of_aalen) = ([0.0; 3], [0.0; 3]);
            for time in 1..=until {
                for from in 0..3 {
                    let n = transitions.at_risk(time, from) as f64;
                    let tos: Vec<usize> = (0..3).filter(|to| *to != from && transitions.moves(time, from, *to) > 0).collect();
                    let slope = |to: usize, state: usize| {
                        let with = |by: f64| slow(&episodes, start, (0, until), Some((time, from, to, by)))[state];
                        (with(1e-4) - with(-1e-4)) / 2e-4
                    };
                    let after = slow(&episodes, start, (0, time), None)[from];
                    let from_one = |one: usize| {
                        let certain = [0, 1, 2].map(|state| f64::from(u8::from(state == one)));
                        slow(&episodes, certain, (time, until), None)
                    };
                    for state in 0..3 {
                        for a in &tos {
                            let p = transitions.moves(time, from, *a) as f64 / n;
                            let moved = after * (from_one(*a)[state] - from_one(from)[state]);
                            of_aalen[state] += moved.powi(2) * p / n;
                            for b in &tos {
                                let q = transitions.moves(time, from, *b) as f64 / n;
                                let covariance = (if a == b { p } else { 0.0 } - p * q) / n;
                                of_greenwood[state] += slope(*a, state) * slope(*b, state) * covariance;
                            }
                        }
                    }
                }
            }
            for state in 0..3 {
                prop_assert!((greenwood.variance(until)[state] - of_greenwood[state]).abs() < 1e-9);
                prop_assert!((aalen.variance(until)[state] - of_aalen[state]).abs() < 1e-9);
            }
        }

        /// With everybody seen to the end it is the share of persons who are there.
        #[test]
        fn without_loss_it_is_the_share_of_persons(paths in prop::collection::vec(prop::collection::vec(0_usize..3, 10), 1..30)) {
            let mut episodes = Vec::new();
            for (person, path) in paths.iter().enumerate() {
                for time in 1..=9_usize {
                    let (after, next) = (time as u32 - 1, Some(path[time]));
                    episodes.push(Episode { person: person as u64, after, time: time as u32, state: path[time - 1], next });
                }
            }
            let transitions = Transitions::count(9, 3, &episodes).unwrap();
            let share = |time: usize, state: usize| {
                paths.iter().filter(|path| path[time] == state).count() as f64 / paths.len() as f64
            };
            let start = [0, 1, 2].map(|state| share(0, state));
            let occupation = transitions.occupation(0, &start, Variance::Greenwood).unwrap();
            for time in 0..=9 {
                for state in 0..3 {
                    prop_assert!((occupation.at(time as u32)[state] - share(time, state)).abs() < 1e-12);
                }
            }
            prop_assert!((occupation.expected_time(10).unwrap().iter().sum::<f64>() - 10.0).abs() < 1e-11);
            // A landmark is the same among those who were there.
            let there: Vec<&Vec<usize>> = paths.iter().filter(|path| path[4] == 1).collect();
            if !there.is_empty() {
                let landmark = Transitions::landmark(9, 3, &episodes, 4, 1).unwrap();
                let occupation = landmark.occupation(4, &[0.0, 1.0, 0.0], Variance::Greenwood).unwrap();
                for state in 0..3 {
                    let share = there.iter().filter(|path| path[9] == state).count() as f64 / there.len() as f64;
                    prop_assert!((occupation.at(9)[state] - share).abs() < 1e-12);
                }
            }
        }

        /// Competing risks are a case of it: state 0 until an exit, then the cause's state for good.
        #[test]
        fn competing_risks_are_a_case(observations in observations()) {
            let seen = observations.iter().filter(|one| one.time > 0);
            let episodes: Vec<Episode> = seen
                .clone()
                .map(|one| Episode {
                    person: 0,
                    after: one.after.unwrap_or(0),
                    time: one.time,
                    state: 0,
                    next: match one.outcome { Outcome::Exit(cause) => Some(cause + 1), Outcome::Censored => None },
                })
                .collect();
            let table = LifeTable::count(12, 2, seen.copied()).unwrap();
            let transitions = Transitions::count(12, 3, &episodes).unwrap();
            let occupation = transitions.occupation(0, &[1.0, 0.0, 0.0], Variance::Greenwood).unwrap();
            let survival = Survival::of(&table);
            for time in 0..=12 {
                prop_assert!((occupation.at(time)[0] - survival.at(time)).abs() < 1e-12);
                prop_assert!((occupation.variance(time)[0] - survival.standard_error(time).powi(2)).abs() < 1e-12);
                for cause in 0..2 {
                    let incidence = Incidence::of(&table, cause, Variance::Greenwood).unwrap();
                    prop_assert!((occupation.at(time)[cause + 1] - incidence.at(time)).abs() < 1e-12);
                    prop_assert!((occupation.variance(time)[cause + 1] - incidence.variance(time)).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_is_an_error() {
        let one = Episode { person: 1, after: 1, time: 3, state: 0, next: Some(1) };
        assert!(Transitions::count(2, 2, &[one]).is_err());
        assert!(Transitions::count(3, 1, &[one]).is_err());
        assert!(Transitions::count(3, 2, &[Episode { after: 3, ..one }]).is_err());
        let transitions = Transitions::count(3, 2, &[one]).unwrap();
        assert!(transitions.occupation(0, &[1.0], Variance::Aalen).is_err());
        assert!(transitions.occupation(4, &[1.0, 0.0], Variance::Aalen).is_err());
        assert!(transitions.occupation(0, &[1.0, 0.0], Variance::Aalen).unwrap().expected_time(5).is_err());
        assert_eq!(Transitions::count(3, 2, &[]).unwrap().first_shares(), None);
    }
}

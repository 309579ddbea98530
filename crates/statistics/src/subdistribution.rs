//! Fine and Gray's regression: how covariates bear on the cumulative incidence of a cause.

use crate::life_table::Outcome;
use crate::matrix::Matrix;
use crate::newton::{Slope, maximize};
use crate::regression::{Centered, Sums};
use crate::{Error, LifeTable, Observation, Regression, Subject};

/// Proportional subdistribution hazards of a cause: those whom another cause has taken stay at risk, with the weight that they would not
/// have been censored since.
///
/// Ties are Breslow's, the weight is G(t−)/G(x−) of Kaplan and Meier's estimate of the time to censoring, and the standard errors are
/// robust and know that the weights are estimated: what R's `cmprsk::crr` prints.
///
/// # References
/// Fine and Gray, *Journal of the American Statistical Association* 94 (1999), 496-509.
///
/// # Errors
/// As [`proportional_hazards`](crate::proportional_hazards); [`Error::LeftTruncated`] for a spell that is: its weights cannot be
/// estimated so.
///
/// ```
/// use statistics::{Observation, Outcome::*, Subject, subdistribution_hazards};
/// let subject = |time, outcome, x| Subject { observation: Observation { after: None, time, outcome }, covariates: vec![x] };
/// let people = [
///     subject(1, Exit(0), 1.0), subject(2, Exit(0), 0.0), subject(2, Exit(1), 0.0), subject(3, Exit(0), 1.0), subject(4, Censored, 0.0),
/// ];
/// assert!(subdistribution_hazards(&people, 0)?.coefficients[0] > 0.0);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn subdistribution_hazards(subjects: &[Subject], cause: usize) -> Result<Regression, Error> {
    let centered = Centered::of(subjects)?;
    if let Some(after) = subjects.iter().find_map(|subject| subject.observation.after) {
        return Err(Error::LeftTruncated { after });
    }
    let grid = Grid::of(subjects, cause)?;
    let sums = |risks: &[f64]| grid.sums(&centered, risks);
    let likelihood = |coefficients: &[f64]| {
        let risks = centered.risks(coefficients);
        let mut slope = Slope::zero(centered.n);
        for (place, subject) in subjects.iter().enumerate() {
            if grid.kind(&subject.observation) == Kind::Own {
                slope.log_likelihood += risks[place].ln();
                slope.gradient.iter_mut().zip(&centered.rows[place]).for_each(|(slope, value)| *slope += value);
            }
        }
        for (exits, sums) in grid.exits.iter().zip(sums(&risks)).filter(|(exits, _)| **exits > 0.0) {
            slope.less(*exits, &sums);
        }
        slope
    };
    let maximum = maximize(centered.n, likelihood)?;
    let inverse = maximum.slope.information.inverse().ok_or(Error::NotDetermined)?;
    let risks = centered.risks(&maximum.coefficients);
    let mut meat = Matrix::zero(centered.n);
    for residual in grid.residuals(&centered, &risks, &sums(&risks)) {
        for (a, value) in residual.iter().enumerate() {
            residual.iter().enumerate().for_each(|(b, other)| meat.add(a, b, value * other));
        }
    }
    let covariance = inverse.times(&meat).times(&inverse);
    Ok(Regression {
        standard_errors: (0..centered.n).map(|place| covariance.at(place, place).sqrt()).collect(),
        coefficients: maximum.coefficients,
        log_likelihood_at_zero: maximum.at_zero,
        log_likelihood: maximum.slope.log_likelihood,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    Other,
    Censored,
}

/// What is the same whatever the coefficients: subjects as (time, kind), and by time the counts and the weights.
struct Grid {
    cause: usize,
    subjects: Vec<(usize, Kind)>,
    exits: Vec<f64>,
    censored: Vec<f64>,
    at_risk: Vec<f64>,
    /// The probability not to be censored before each time.
    uncensored: Vec<f64>,
}

impl Grid {
    fn of(subjects: &[Subject], cause: usize) -> Result<Grid, Error> {
        let last = subjects.iter().map(|subject| subject.observation.time).max().unwrap_or(0);
        let mut grid = Grid {
            cause,
            subjects: Vec::new(),
            exits: vec![0.0; last as usize + 1],
            censored: vec![0.0; last as usize + 1],
            at_risk: Vec::new(),
            uncensored: Vec::new(),
        };
        let kinds = subjects.iter().map(|subject| (subject.observation.time as usize, grid.kind(&subject.observation)));
        grid.subjects = kinds.collect();
        for (time, kind) in &grid.subjects {
            match kind {
                Kind::Own => grid.exits[*time] += 1.0,
                Kind::Censored => grid.censored[*time] += 1.0,
                Kind::Other => {}
            }
        }
        // As if censoring were the exit and came first: whoever exits at a time is still at risk of it.
        let turned = subjects.iter().map(|subject| Observation { outcome: Outcome::Censored, ..subject.observation });
        let table = LifeTable::count(last, 0, turned)?;
        let mut share = 1.0;
        for (n, censored) in table.all_at_risk().iter().zip(&grid.censored) {
            grid.at_risk.push(*n as f64);
            grid.uncensored.push(share);
            share *= if *n > 0 { 1.0 - censored / *n as f64 } else { 1.0 };
        }
        Ok(grid)
    }

    fn kind(&self, observation: &Observation) -> Kind {
        match observation.outcome {
            Outcome::Exit(cause) if cause == self.cause => Kind::Own,
            Outcome::Exit(_) => Kind::Other,
            Outcome::Censored => Kind::Censored,
        }
    }

    /// The weighted sums over the risk set of each time: those still there, and those taken by another cause before.
    fn sums(&self, centered: &Centered, risks: &[f64]) -> Vec<Sums> {
        let n_steps = self.exits.len();
        let mut last_here = vec![Sums::zero(centered.n); n_steps];
        let mut taken = vec![Sums::zero(centered.n); n_steps];
        for (place, (time, kind)) in self.subjects.iter().enumerate() {
            last_here[*time].add(risks[place], &centered.rows[place]);
            if *kind == Kind::Other {
                taken[*time].add(risks[place] / self.uncensored[*time], &centered.rows[place]);
            }
        }
        for time in (1..n_steps).rev() {
            let (before, after) = last_here.split_at_mut(time);
            before[time - 1].include(1.0, &after[0]);
        }
        let mut so_far = Sums::zero(centered.n);
        for (time, here) in last_here.iter_mut().enumerate() {
            here.include(self.uncensored[time], &so_far);
            so_far.include(1.0, &taken[time]);
        }
        last_here
    }

    /// What each subject adds to the score, and, through the weights, to others' share of it.
    fn residuals(&self, centered: &Centered, risks: &[f64], sums: &[Sums]) -> Vec<Vec<f64>> {
        let (n, n_steps) = (centered.n, self.exits.len());
        let mean = |time: usize, a: usize| sums[time].first[a] / sums[time].zeroth;
        // Up to each time Σ dΛ (1, x̄); from each time on Σ G dΛ (1, x̄).
        let (mut up_to, mut from) = (vec![vec![0.0; n + 1]; n_steps], vec![vec![0.0; n + 1]; n_steps + 1]);
        let hazard = |time: usize| if self.exits[time] > 0.0 { self.exits[time] / sums[time].zeroth } else { 0.0 };
        let part = |time: usize, a: usize| match hazard(time) {
            0.0 => 0.0,
            hazard if a == n => hazard,
            hazard => hazard * mean(time, a),
        };
        for time in 0..n_steps {
            let before = if time > 0 { up_to[time - 1].clone() } else { vec![0.0; n + 1] };
            up_to[time] = (0..=n).map(|a| before[a] + part(time, a)).collect();
        }
        for time in (0..n_steps).rev() {
            from[time] = (0..=n).map(|a| from[time + 1][a] + self.uncensored[time] * part(time, a)).collect();
        }
        // What an earlier censoring changes: q(u), of those whom another cause took before u, over what comes from u on.
        let mut taken = vec![vec![0.0; n + 1]; n_steps];
        for (place, (time, kind)) in self.subjects.iter().enumerate() {
            if *kind == Kind::Other {
                let weight = risks[place] / self.uncensored[*time];
                taken[*time][n] += weight;
                (0..n).for_each(|a| taken[*time][a] += weight * centered.rows[place][a]);
            }
        }
        let mut so_far = vec![0.0; n + 1];
        let (mut change, mut compensated) = (Vec::with_capacity(n_steps), Vec::with_capacity(n_steps));
        let mut sum = vec![0.0; n];
        for time in 0..n_steps {
            let own: Vec<f64> = (0..n)
                .map(|a| (so_far[a] * from[time][n] - so_far[n] * from[time][a]) / self.at_risk[time].max(1.0))
                .collect();
            let rate = self.censored[time] / self.at_risk[time].max(1.0);
            sum.iter_mut().zip(&own).for_each(|(sum, own)| *sum += own * rate);
            change.push(own);
            compensated.push(sum.clone());
            so_far.iter_mut().zip(&taken[time]).for_each(|(sum, taken)| *sum += taken);
        }
        let residual = |(place, (time, kind)): (usize, &(usize, Kind))| {
            let row = &centered.rows[place];
            (0..n)
                .map(|a| {
                    let mut value = -risks[place] * (row[a] * up_to[*time][n] - up_to[*time][a]);
                    match kind {
                        Kind::Own => value += row[a] - mean(*time, a),
                        Kind::Other => {
                            let weight = risks[place] / self.uncensored[*time];
                            value -= weight * (row[a] * from[*time + 1][n] - from[*time + 1][a]);
                        }
                        Kind::Censored => value += change[*time][a],
                    }
                    value - compensated[*time][a]
                })
                .collect()
        };
        self.subjects.iter().enumerate().map(residual).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::tests::subjects;
    use proptest::prelude::*;

    /// All of it as sums over persons and times, from the definition: the coefficients' score and information, and the variance.
    struct Slow<'a> {
        subjects: &'a [Subject],
        risks: Vec<f64>,
    }

    const N_STEPS: u32 = 6;

    impl Slow<'_> {
        fn is(&self, i: usize, outcome: Option<usize>) -> bool {
            match (self.subjects[i].observation.outcome, outcome) {
                (Outcome::Exit(cause), Some(asked)) => cause == asked,
                (Outcome::Censored, None) => true,
                _ => false,
            }
        }

        fn time(&self, i: usize) -> u32 {
            self.subjects[i].observation.time
        }

        fn all(&self) -> std::ops::Range<usize> {
            0..self.subjects.len()
        }

        fn at_risk(&self, u: u32) -> f64 {
            self.all().filter(|i| self.time(*i) >= u).count() as f64
        }

        fn n_censored(&self, u: u32) -> f64 {
            self.all().filter(|i| self.time(*i) == u && self.is(*i, None)).count() as f64
        }

        fn uncensored(&self, t: u32) -> f64 {
            (0..t).filter(|u| self.at_risk(*u) > 0.0).map(|u| 1.0 - self.n_censored(u) / self.at_risk(u)).product()
        }

        fn weight(&self, i: usize, t: u32) -> f64 {
            let x = self.time(i);
            if x >= t {
                1.0
            } else if self.is(i, Some(1)) {
                self.uncensored(t) / self.uncensored(x)
            } else {
                0.0
            }
        }

        fn covariate(&self, i: usize, a: usize) -> f64 {
            self.subjects[i].covariates[a]
        }

        fn total(&self, t: u32) -> f64 {
            self.all().map(|i| self.weight(i, t) * self.risks[i]).sum()
        }

        fn mean(&self, t: u32, a: usize) -> f64 {
            self.all().map(|i| self.weight(i, t) * self.risks[i] * self.covariate(i, a)).sum::<f64>() / self.total(t)
        }

        fn hazard(&self, t: u32) -> f64 {
            self.all().filter(|i| self.time(*i) == t && self.is(*i, Some(0))).count() as f64 / self.total(t)
        }

        /// What subject i adds to the score at time t.
        fn increment(&self, i: usize, t: u32, a: usize) -> f64 {
            let exits = f64::from(u8::from(self.time(i) == t && self.is(i, Some(0))));
            (self.covariate(i, a) - self.mean(t, a)) * (exits - self.weight(i, t) * self.risks[i] * self.hazard(t))
        }

        fn residual(&self, i: usize, a: usize) -> f64 {
            let times = || (0..N_STEPS).filter(|t| self.hazard(*t) > 0.0);
            let mut value: f64 = times().map(|t| self.increment(i, t, a)).sum();
            for u in (0..=self.time(i)).filter(|u| self.n_censored(*u) > 0.0) {
                let q: f64 = self
                    .all()
                    .filter(|j| self.is(*j, Some(1)) && self.time(*j) < u)
                    .map(|j| times().filter(|t| *t >= u).map(|t| -self.increment(j, t, a)).sum::<f64>())
                    .sum();
                let own = f64::from(u8::from(self.time(i) == u && self.is(i, None)));
                value += q / self.at_risk(u) * (own - self.n_censored(u) / self.at_risk(u));
            }
            value
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn it_agrees_with_the_definition(drawn in subjects()) {
            let subjects: Vec<Subject> = drawn
                .into_iter()
                .map(|one| Subject { observation: Observation { after: None, ..one.observation }, ..one })
                .collect();
            let Ok(found) = subdistribution_hazards(&subjects, 0) else { return Ok(()) };
            prop_assume!(found.coefficients.iter().all(|coefficient| coefficient.abs() < 5.0));
            let sum = |subject: &Subject| {
                subject.covariates.iter().zip(&found.coefficients).map(|(value, factor)| value * factor).sum::<f64>()
            };
            let slow = Slow { subjects: &subjects, risks: subjects.iter().map(|subject| sum(subject).exp()).collect() };
            let times = || (0..N_STEPS).filter(|t| slow.hazard(*t) > 0.0);
            for a in 0..2 {
                let score: f64 = slow.all().map(|i| times().map(|t| slow.increment(i, t, a)).sum::<f64>()).sum();
                prop_assert!(score.abs() < 1e-6, "{score}");
            }
            let information = |a: usize, b: usize| -> f64 {
                let at = |t: u32| -> f64 {
                    let spread = |i: usize| {
                        let from_mean = |a: usize| slow.covariate(i, a) - slow.mean(t, a);
                        slow.weight(i, t) * slow.risks[i] * from_mean(a) * from_mean(b)
                    };
                    slow.hazard(t) * slow.all().map(spread).sum::<f64>()
                };
                times().map(at).sum()
            };
            let (p, q, r) = (information(0, 0), information(0, 1), information(1, 1));
            let determinant = p * r - q * q;
            prop_assume!(determinant > 1e-3);
            let variance = |x: f64, y: f64| -> f64 {
                slow.all().map(|i| (x * slow.residual(i, 0) + y * slow.residual(i, 1)) / determinant).map(|v| v * v).sum()
            };
            for (se, expected) in found.standard_errors.iter().zip([variance(r, -q), variance(-q, p)]) {
                prop_assert!((se * se - expected).abs() < 1e-6 * (1.0 + expected), "{} {expected}", se * se);
            }
        }
    }

    #[test]
    fn left_truncation_is_an_error() {
        let observation = Observation { after: Some(1), time: 2, outcome: Outcome::Exit(0) };
        let subject = Subject { observation, covariates: vec![1.0] };
        assert!(subdistribution_hazards(&[subject], 0).is_err());
        assert_eq!(subdistribution_hazards(&[], 0), Err(Error::NotDetermined));
    }
}

//! Kaplan and Meier's estimate of survival: the share still in after each time, with Greenwood's variance.

use crate::{Confidence, Error, Interval, LifeTable, distribution};

/// The probability to be still in after each time of the grid.
///
/// At each time the survival is multiplied by 1 − d/n, with d exits among n at risk. Its variance is Greenwood's,
/// S² Σ d / (n (n − d)); where nobody is left it is 0, as there is no uncertainty that it could tell.
///
/// With left truncation a time at which all few who are at risk exit takes the survival to 0 for good: start from a landmark where
/// enough are at risk.
///
/// # References
/// Kaplan and Meier, *Journal of the American Statistical Association* 53 (1958), 457-481; Greenwood, *Reports on Public Health and
/// Medical Subjects* 33 (1926).
///
/// ```
/// use statistics::{LifeTable, Survival};
/// // Times 1 1+ 6 6 8+ 9.
/// let exits = vec![0, 1, 0, 0, 0, 0, 2, 0, 0, 1];
/// let censored = vec![0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
/// let survival = Survival::of(&LifeTable::from_start(vec![exits], censored)?);
/// assert!((survival.at(1) - 5.0 / 6.0).abs() < 1e-15);
/// assert!((survival.at(8) - 5.0 / 12.0).abs() < 1e-15);
/// assert_eq!(survival.median(), Some(6));
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    at: Vec<f64>,
    standard_error: Vec<f64>,
    /// d / (n (n − d)) at each time; 0 where nobody exits or nobody is left.
    increments: Vec<f64>,
}

/// A quantile with its interval, in steps of the grid; none where the curve does not come so far.
///
/// ```
/// use statistics::{Confidence, LifeTable, Scale, Survival};
/// let table = LifeTable::from_start(vec![vec![0, 20, 20, 20]], vec![0, 0, 0, 40])?;
/// let survival = Survival::of(&table);
/// let half = survival.quantile(0.5, Confidence { level: 0.95, scale: Scale::LogLog })?;
/// assert_eq!((half.time, half.lower, half.upper), (Some(3), Some(2), Some(3)));
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantile {
    /// The quantile.
    pub time: Option<u32>,
    /// The lower limit.
    pub lower: Option<u32>,
    /// The upper limit.
    pub upper: Option<u32>,
}

/// A mean with its standard error, in steps of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// How near a curve must come to a level to have reached it: a product of many shares is not exact in its last bits.
const REACHED: f64 = 1e-9;

impl Survival {
    /// The estimate from a table, all causes taken as one.
    pub fn of(table: &LifeTable) -> Survival {
        let n_steps = table.n_steps();
        let (mut at, mut standard_error) = (Vec::with_capacity(n_steps), Vec::with_capacity(n_steps));
        let mut increments = Vec::with_capacity(n_steps);
        let (mut survival, mut sum) = (1.0, 0.0);
        for (n, d) in table.all_at_risk().iter().zip(table.all_exits()) {
            let left = n - d;
            let increment = if *d == 0 || left == 0 { 0.0 } else { *d as f64 / (*n as f64 * left as f64) };
            if *d > 0 {
                survival *= left as f64 / *n as f64;
            }
            sum += increment;
            at.push(survival);
            standard_error.push(survival * f64::sqrt(sum));
            increments.push(increment);
        }
        Survival { at, standard_error, increments }
    }

    /// The probability to be still in after `time`; after the grid's last time what it was then.
    pub fn at(&self, time: u32) -> f64 {
        self.at.get(time as usize).or(self.at.last()).copied().unwrap_or(1.0)
    }

    /// The standard error of [`Survival::at`].
    pub fn standard_error(&self, time: u32) -> f64 {
        self.standard_error.get(time as usize).or(self.standard_error.last()).copied().unwrap_or(0.0)
    }

    /// The probability at each time of the grid.
    pub fn all(&self) -> &[f64] {
        &self.at
    }

    /// The interval for [`Survival::at`]; none where the scale has no value.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the level lies between 0 and 1.
    pub fn interval(&self, time: u32, confidence: Confidence) -> Result<Option<Interval>, Error> {
        confidence.interval(self.at(time), self.standard_error(time))
    }

    /// The first time after which no more than half are still in.
    pub fn median(&self) -> Option<u32> {
        first_at_most(self.at.iter().copied(), 0.5)
    }

    /// The first time after which no more than 1 − `share` are still in, with the interval of Brookmeyer and Crowley: the times at
    /// which the curve's own limits come so far.
    ///
    /// R's `survfit` takes the middle between this time and the next exit where the curve is exactly level there; on a grid of whole
    /// months the first of the two is what is meant.
    ///
    /// # References
    /// Brookmeyer and Crowley, *Biometrics* 38 (1982), 29-41.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless share and level lie between 0 and 1.
    pub fn quantile(&self, share: f64, confidence: Confidence) -> Result<Quantile, Error> {
        if !(share > 0.0 && share < 1.0) {
            return Err(Error::OutOfRange { what: "a quantile's share", value: share, must: "between 0 and 1" });
        }
        let level = 1.0 - share;
        let intervals: Vec<Option<Interval>> =
            (0..self.at.len()).map(|time| self.interval(time as u32, confidence)).collect::<Result<_, _>>()?;
        // Where the scale has no value the limit is not known, and so has not been reached.
        let limits = |limit: fn(Interval) -> f64| {
            let known = intervals.iter().map(move |interval| interval.map_or(f64::INFINITY, limit));
            first_at_most(known, level)
        };
        Ok(Quantile {
            time: first_at_most(self.at.iter().copied(), level),
            lower: limits(|interval| interval.lower),
            upper: limits(|interval| interval.upper),
        })
    }

    /// The mean time in, of the first `until` steps: the area under the curve from 0 to `until`.
    ///
    /// The standard error is Σ A(t)² d / (n (n − d)), A(t) being the area from t to `until`.
    ///
    /// # References
    /// Klein and Moeschberger, *Survival Analysis* (2003), section 4.5.
    ///
    /// # Errors
    /// [`Error::AfterGrid`] where the grid ends before.
    pub fn restricted_mean(&self, until: u32) -> Result<Mean, Error> {
        let n = until as usize;
        if n > self.at.len() {
            return Err(Error::AfterGrid { time: until, last: (self.at.len() - 1) as u32 });
        }
        let (mut area, mut variance) = (0.0, 0.0);
        for (survival, increment) in self.at[..n].iter().zip(&self.increments[..n]).rev() {
            area += survival;
            variance += area * area * increment;
        }
        Ok(Mean { mean: area, standard_error: f64::sqrt(variance) })
    }
}

/// The first time at which a curve is at the level or below.
fn first_at_most(curve: impl Iterator<Item = f64>, level: f64) -> Option<u32> {
    curve.into_iter().position(|value| value <= level + REACHED).map(|time| time as u32)
}

/// Nelson and Aalen's cumulative hazard, Σ d/n, of one cause or of all.
///
/// The variance is Aalen's, Σ d/n².
///
/// # References
/// Nelson, *Technometrics* 14 (1972), 945-966; Aalen, *Annals of Statistics* 6 (1978), 701-726.
///
/// ```
/// use statistics::{CumulativeHazard, LifeTable};
/// let table = LifeTable::from_start(vec![vec![0, 1, 0, 0, 0, 0, 2, 0, 0, 1]], vec![0, 1, 0, 0, 0, 0, 0, 0, 1, 0])?;
/// let hazard = CumulativeHazard::of(&table, None)?;
/// assert!((hazard.at(9) - 5.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeHazard {
    at: Vec<f64>,
    standard_error: Vec<f64>,
}

impl CumulativeHazard {
    /// The estimate for a cause, or for all of them as one.
    ///
    /// # Errors
    /// [`Error::NoSuch`] for a cause that does not exist.
    pub fn of(table: &LifeTable, cause: Option<usize>) -> Result<CumulativeHazard, Error> {
        let exits = cause.map_or(Ok(table.all_exits()), |cause| table.cause(cause))?;
        let (mut hazard, mut variance) = (0.0, 0.0);
        let (mut at, mut standard_error) = (Vec::new(), Vec::new());
        for (n, d) in table.all_at_risk().iter().zip(exits) {
            if *d > 0 {
                hazard += *d as f64 / *n as f64;
                variance += *d as f64 / (*n as f64 * *n as f64);
            }
            at.push(hazard);
            standard_error.push(f64::sqrt(variance));
        }
        Ok(CumulativeHazard { at, standard_error })
    }

    /// The cumulative hazard at the time; after the grid's last time what it was then.
    pub fn at(&self, time: u32) -> f64 {
        self.at.get(time as usize).or(self.at.last()).copied().unwrap_or(0.0)
    }

    /// The standard error of [`CumulativeHazard::at`].
    pub fn standard_error(&self, time: u32) -> f64 {
        self.standard_error.get(time as usize).or(self.standard_error.last()).copied().unwrap_or(0.0)
    }

    /// The interval on the logarithm's scale, Λ exp(± z se/Λ); none where nobody has exited yet.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the level lies between 0 and 1.
    pub fn interval(&self, time: u32, level: f64) -> Result<Option<Interval>, Error> {
        let (hazard, z) = (self.at(time), distribution::two_sided(level)?);
        let factor = (z * self.standard_error(time) / hazard).exp();
        Ok((hazard > 0.0).then(|| Interval { lower: hazard / factor, upper: hazard * factor }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life_table::tests::{at_risk, exits, observations};
    use crate::{Observation, Scale};
    use proptest::prelude::*;

    const LOG: Confidence = Confidence { level: 0.95, scale: Scale::Log };

    fn table(observations: &[Observation]) -> LifeTable {
        LifeTable::count(12, 2, observations.iter().copied()).unwrap()
    }

    proptest! {
        #[test]
        fn hazards_and_variances_agree_with_sums_over_persons(observations in observations(), until in 0_u32..=12) {
            let table = table(&observations);
            let (mut hazard, mut aalen, mut greenwood, mut survival) = (0.0, 0.0, 0.0, 1.0);
            for time in 0..=until {
                let (n, d) = (at_risk(&observations, time) as f64, exits(&observations, time, 1) as f64);
                let all = d + exits(&observations, time, 0) as f64;
                if n > 0.0 {
                    hazard += d / n;
                    aalen += d / n / n;
                    survival *= 1.0 - all / n;
                    greenwood += if all < n { all / (n * (n - all)) } else { 0.0 };
                }
            }
            let found = CumulativeHazard::of(&table, Some(1)).unwrap();
            prop_assert!((found.at(until) - hazard).abs() < 1e-12);
            prop_assert!((found.standard_error(until).powi(2) - aalen).abs() < 1e-12);
            let found = Survival::of(&table);
            prop_assert!((found.standard_error(until).powi(2) - survival * survival * greenwood).abs() < 1e-12);
        }

        /// The mean as a sum over all pairs of times: the covariance of S(s) and S(t) is S(s) S(t) Σ d/(n(n − d)) up to the earlier.
        #[test]
        fn a_restricted_mean_has_the_variance_of_the_sum(observations in observations(), until in 0_u32..=13) {
            let survival = Survival::of(&table(&observations));
            let sum_to = |time: usize| survival.increments[..=time].iter().sum::<f64>();
            let n = until as usize;
            let mut variance = 0.0;
            for s in 0..n {
                for t in 0..n {
                    variance += survival.at[s] * survival.at[t] * sum_to(s.min(t));
                }
            }
            let mean = survival.restricted_mean(until).unwrap();
            prop_assert!((mean.mean - survival.at[..n].iter().sum::<f64>()).abs() < 1e-12);
            prop_assert!((mean.standard_error.powi(2) - variance).abs() < 1e-9);
        }

        /// Without censoring the curve is the share of persons, and the quantile that of the sorted times.
        #[test]
        fn without_censoring_it_is_the_share(times in prop::collection::vec(0_u32..12, 1..40), share in 1_u32..10) {
            let mut exits = vec![0; 13];
            times.iter().for_each(|time| exits[*time as usize] += 1);
            let survival = Survival::of(&LifeTable::from_start(vec![exits], vec![0; 13]).unwrap());
            let n = times.len() as f64;
            for time in 0..=12 {
                let share = times.iter().filter(|one| **one > time).count() as f64 / n;
                prop_assert!((survival.at(time) - share).abs() < 1e-12);
                prop_assert!((survival.standard_error(time).powi(2) - share * (1.0 - share) / n).abs() < 1e-12);
            }
            let mut sorted = times.clone();
            sorted.sort_unstable();
            // The first time by which at least a share of all have exited.
            let needed = (times.len() * share as usize).div_ceil(10);
            let quantile = survival.quantile(f64::from(share) / 10.0, LOG).unwrap();
            prop_assert_eq!(quantile.time, Some(sorted[needed - 1]));
            prop_assert!(quantile.lower.unwrap_or(0) <= sorted[needed - 1]);
            prop_assert!(quantile.upper.is_none_or(|upper| upper >= sorted[needed - 1]));
        }
    }

    #[test]
    fn a_level_that_is_never_reached_has_no_time() {
        let survival = Survival::of(&LifeTable::from_start(vec![vec![0, 1]], vec![0, 9]).unwrap());
        assert_eq!(survival.quantile(0.5, LOG).unwrap(), Quantile { time: None, lower: None, upper: None });
        assert!(survival.quantile(1.0, LOG).is_err());
        assert!(survival.restricted_mean(3).is_err());
        assert_eq!(
            CumulativeHazard::of(&LifeTable::from_start(vec![vec![0]], vec![9]).unwrap(), None)
                .unwrap()
                .interval(0, 0.95),
            Ok(None)
        );
    }
}

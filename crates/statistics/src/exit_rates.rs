//! Rates of exit by the age of the spell and the cause.

use crate::{Error, LifeTable};

/// A rate and its variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The probability to exit at an age, of those who are still in just before.
    pub rate: f64,
    /// Its variance, h (1 − h) / n.
    pub variance: f64,
}

/// The probability to exit at each age by each cause: exits among those at risk.
///
/// Ages where few were at risk can share one rate, worked out of all their exits and all their exposure.
///
/// ```
/// use statistics::{ExitRates, LifeTable};
/// let table = LifeTable::from_start(vec![vec![0, 20, 8, 3, 1]], vec![0, 0, 0, 0, 68])?;
/// let rates = ExitRates::of(&table, Some(3))?;
/// assert!((rates.rate(1, 0)?.rate - 0.2).abs() < 1e-15);
/// // From age 3 on: 3 of 72 and 1 of 69.
/// assert!((rates.rate(30, 0)?.rate - 4.0 / 141.0).abs() < 1e-15);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExitRates {
    /// One for each age, the last for all later ages too where they are pooled.
    pub(crate) estimated: Vec<Estimated>,
    pooled: bool,
    n_causes: usize,
}

/// What a rate is estimated from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Estimated {
    pub(crate) n: u64,
    pub(crate) exits: Vec<u64>,
}

impl Estimated {
    /// The rates by cause.
    pub(crate) fn rates(&self) -> Vec<f64> {
        self.exits.iter().map(|exits| if self.n == 0 { 0.0 } else { *exits as f64 / self.n as f64 }).collect()
    }
}

impl ExitRates {
    /// The rates of a life table; ages from `pooled_from` on share one.
    ///
    /// # Errors
    /// [`Error::AfterGrid`] where `pooled_from` is not an age of the table; [`Error::NoExposure`] where nobody was at risk from
    /// there on.
    pub fn of(table: &LifeTable, pooled_from: Option<u32>) -> Result<ExitRates, Error> {
        let n_causes = table.n_causes();
        let single = pooled_from.map_or(table.n_steps(), |age| age as usize);
        if let Some(time) = pooled_from.filter(|age| *age > table.last()) {
            return Err(Error::AfterGrid { time, last: table.last() });
        }
        let mut estimated: Vec<Estimated> = (0..single)
            .map(|age| Estimated {
                n: table.all_at_risk()[age],
                exits: (0..n_causes).map(|cause| table.exits(cause)[age]).collect(),
            })
            .collect();
        if let Some(age) = pooled_from {
            let sum = |counts: &[u64]| counts[single..].iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
            let n = sum(table.all_at_risk());
            if n == 0 {
                return Err(Error::NoExposure { age });
            }
            let exits = (0..n_causes).map(|cause| sum(table.exits(cause))).collect();
            estimated.push(Estimated { n, exits });
        }
        Ok(ExitRates { estimated, pooled: pooled_from.is_some(), n_causes })
    }

    /// Rates of nothing at any age, known for certain: everybody runs to the limit.
    pub fn none(n_causes: usize) -> ExitRates {
        ExitRates { estimated: vec![Estimated { n: u64::MAX, exits: vec![0; n_causes] }], pooled: true, n_causes }
    }

    /// How many causes there are.
    pub fn n_causes(&self) -> usize {
        self.n_causes
    }

    /// The rate of exit by a cause at an age.
    ///
    /// # Errors
    /// [`Error::NoExposure`] where nobody was observed at that age; [`Error::NoSuch`] for a missing cause.
    pub fn rate(&self, age: u32, cause: usize) -> Result<Rate, Error> {
        let estimated = &self.estimated[self.place(age)?];
        let missing = Error::NoSuch { what: "cause", number: cause, count: self.n_causes };
        let rate = estimated.rates().get(cause).copied().ok_or(missing)?;
        Ok(Rate { rate, variance: rate * (1.0 - rate) / estimated.n as f64 })
    }

    /// Which of the estimated rates an age has.
    pub(crate) fn place(&self, age: u32) -> Result<usize, Error> {
        let last = self.estimated.len() - 1;
        let place = if self.pooled { (age as usize).min(last) } else { age as usize };
        match self.estimated.get(place) {
            Some(estimated) if estimated.n > 0 => Ok(place),
            _ => Err(Error::NoExposure { age }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life_table::tests::{at_risk, exits, observations};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_rate_is_exits_among_persons_at_risk(observations in observations(), pooled_from in 0_u32..12) {
            let table = LifeTable::count(12, 2, observations.iter().copied()).unwrap();
            let exposure: usize = (pooled_from..=12).map(|age| at_risk(&observations, age)).sum();
            match ExitRates::of(&table, Some(pooled_from)) {
                Err(error) => {
                    prop_assert_eq!(exposure, 0);
                    prop_assert_eq!(error, Error::NoExposure { age: pooled_from });
                }
                Ok(rates) => {
                    let all: usize = (pooled_from..=12).map(|age| exits(&observations, age, 1)).sum();
                    let rate = rates.rate(40, 1).unwrap();
                    prop_assert!((rate.rate - all as f64 / exposure as f64).abs() < 1e-14);
                    for age in 0..pooled_from {
                        let n = at_risk(&observations, age);
                        match rates.rate(age, 0) {
                            Ok(rate) => prop_assert!((rate.rate * n as f64 - exits(&observations, age, 0) as f64).abs() < 1e-12),
                            Err(_) => prop_assert_eq!(n, 0),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_age_that_nobody_reached_has_no_rate() {
        let table = LifeTable::from_start(vec![vec![0, 2]], vec![0, 1]).unwrap();
        assert_eq!(ExitRates::of(&table, None).unwrap().rate(2, 0), Err(Error::NoExposure { age: 2 }));
        assert!(ExitRates::of(&table, Some(2)).is_err());
        assert!(ExitRates::of(&table, None).unwrap().rate(1, 1).is_err());
    }
}

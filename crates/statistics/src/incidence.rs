//! Cumulative incidence: the share that has exited by a cause, others competing with it.

use crate::{Confidence, Error, Interval, LifeTable, Survival};

/// How the variance of a cumulative incidence is estimated. The two differ by little more than 1/n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variance {
    /// Exits of a time are multinomial among those at risk, n (ties between causes exact): Greenwood's variance for several
    /// causes. Without left truncation it is the infinitesimal jackknife of R's `survfit`.
    Greenwood,
    /// Aalen's: each cause's exits are hypergeometric, d (n − d) / (n² (n − 1)), and independent of the other causes'. What R's
    /// `cmprsk::cuminc` prints. For several states, see [`Transitions::occupation`](crate::Transitions::occupation).
    Aalen,
}

/// The probability to have exited by a cause at each time of the grid.
///
/// F(t) = Σ S(s−) d(s)/n(s): to exit by the cause at s one has to be still in before. It is exact with ties, whatever their number:
/// the incidences of all causes and the survival always add to 1. (Putting tied exits into a random order, as some programs do, gives
/// other figures, and others again with the next seed.)
///
/// # References
/// Aalen and Johansen, *Scandinavian Journal of Statistics* 5 (1978), 141-150; Aalen, *Annals of Statistics* 6 (1978), 534-545;
/// Andersen, Borgan, Gill and Keiding, *Statistical Models Based on Counting Processes* (1993), section IV.4.
///
/// ```
/// use statistics::{Incidence, LifeTable, Survival, Variance};
/// let table = LifeTable::from_start(vec![vec![0, 3, 1], vec![0, 1, 2]], vec![0, 2, 1])?;
/// let first = Incidence::of(&table, 0, Variance::Greenwood)?;
/// let second = Incidence::of(&table, 1, Variance::Greenwood)?;
/// assert!((first.at(1) - 0.3).abs() < 1e-15);
/// assert!((first.at(2) + second.at(2) + Survival::of(&table).at(2) - 1.0).abs() < 1e-15);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    at: Vec<f64>,
    variance: Vec<f64>,
}

impl Incidence {
    /// The estimate for a cause.
    ///
    /// # Errors
    /// [`Error::NoSuch`] for a cause that does not exist.
    pub fn of(table: &LifeTable, cause: usize, variance: Variance) -> Result<Incidence, Error> {
        let steps = Step::all(table, table.cause(cause)?);
        Ok(match variance {
            Variance::Greenwood => greenwood(&steps),
            Variance::Aalen => aalen(&steps),
        })
    }

    /// The estimates for all causes, in their order.
    pub fn all(table: &LifeTable, variance: Variance) -> Vec<Incidence> {
        (0..table.n_causes()).filter_map(|cause| Incidence::of(table, cause, variance).ok()).collect()
    }

    /// The probability to have exited by the cause at `time` or before; after the grid's last time what it was then.
    pub fn at(&self, time: u32) -> f64 {
        self.at.get(time as usize).or(self.at.last()).copied().unwrap_or(0.0)
    }

    /// The variance of [`Incidence::at`].
    pub fn variance(&self, time: u32) -> f64 {
        self.variance.get(time as usize).or(self.variance.last()).copied().unwrap_or(0.0)
    }

    /// The standard error of [`Incidence::at`].
    pub fn standard_error(&self, time: u32) -> f64 {
        self.variance(time).sqrt()
    }

    /// The interval for [`Incidence::at`]; none where the scale has no value.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the level lies between 0 and 1.
    pub fn interval(&self, time: u32, confidence: Confidence) -> Result<Option<Interval>, Error> {
        confidence.interval(self.at(time), self.standard_error(time))
    }

    /// The mean time, of the first `until` steps, that is lost to the cause: the area under the incidence from 0 to `until`. These and
    /// the restricted mean of the survival add to `until`.
    ///
    /// # References
    /// Andersen, *Statistics in Medicine* 32 (2013), 5278-5285.
    ///
    /// # Errors
    /// [`Error::AfterGrid`] where the grid ends before.
    pub fn time_lost(&self, until: u32) -> Result<f64, Error> {
        let last = (self.at.len() - 1) as u32;
        self.at.get(..until as usize).map(|until| until.iter().sum()).ok_or(Error::AfterGrid { time: until, last })
    }
}

/// A time's counts as numbers, and the survival before it.
struct Step {
    n: f64,
    d: f64,
    d_other: f64,
    survival_before: f64,
    survival: f64,
}

impl Step {
    fn all(table: &LifeTable, exits: &[u64]) -> Vec<Step> {
        let mut survival_before = 1.0;
        let counts = table.all_at_risk().iter().zip(table.all_exits()).zip(exits);
        let survivals = Survival::of(table);
        counts
            .zip(survivals.all())
            .map(|(((n, all), d), survival)| {
                let step = Step {
                    n: *n as f64,
                    d: *d as f64,
                    d_other: (all - d) as f64,
                    survival_before,
                    survival: *survival,
                };
                survival_before = *survival;
                step
            })
            .collect()
    }
}

/// Survival and incidence carried forward together with their variances: a step multiplies what is still in by the shares of a
/// multinomial of n.
fn greenwood(steps: &[Step]) -> Incidence {
    let (mut incidence, mut of_survival, mut of_both, mut of_incidence) = (0.0, 0.0, 0.0, 0.0);
    let (mut at, mut variance) = (Vec::with_capacity(steps.len()), Vec::with_capacity(steps.len()));
    for step in steps {
        if step.d + step.d_other > 0.0 {
            let (own, any) = (step.d / step.n, (step.d + step.d_other) / step.n);
            let stay = 1.0 - any;
            let scale = step.survival_before * step.survival_before / step.n;
            of_incidence += 2.0 * own * of_both + own * own * of_survival + scale * own * (1.0 - own);
            of_both = stay * (of_both + own * of_survival) - scale * own * stay;
            of_survival = stay * stay * of_survival + scale * any * stay;
            incidence += step.survival_before * own;
        }
        at.push(incidence);
        variance.push(of_incidence);
    }
    Incidence { at, variance }
}

/// Σ over earlier times s of S(s−)² [a(s)² v(s) + b(s)² w(s)], where v and w are the hypergeometric variances of the cause's and the
/// others' share, b(s) = (F(t) − F(s)) / S(s) is what an exit at s takes from what comes until t, and a(s) = 1 − b(s). As t
/// is in it only through F(t), three running sums are enough.
fn aalen(steps: &[Step]) -> Incidence {
    let hypergeometric = |d: f64, n: f64| if n > 1.0 { d * (n - d) / (n * n * (n - 1.0)) } else { d / (n * n) };
    let mut incidence = 0.0;
    // Of 1, F(t) and F(t)² in the sum.
    let (mut constant, mut linear, mut square) = (0.0, 0.0, 0.0);
    let (mut at, mut variance) = (Vec::with_capacity(steps.len()), Vec::with_capacity(steps.len()));
    for step in steps {
        let Step { n, d, d_other, survival_before, survival } = *step;
        if d > 0.0 {
            incidence += survival_before * d / n;
        }
        // a(s) = a_constant − F(t) / S(s); b(s) = F(t) / S(s) − F(s) / S(s). Where nobody is left nothing comes after.
        let slope = if survival > 0.0 { 1.0 / survival } else { 0.0 };
        let mut add = |intercept: f64, weight: f64| {
            constant += intercept * intercept * weight;
            linear += intercept * slope * weight;
            square += slope * slope * weight;
        };
        let scale = survival_before * survival_before;
        if d > 0.0 {
            add(1.0 + slope * incidence, scale * hypergeometric(d, n));
        }
        if d_other > 0.0 && survival > 0.0 {
            add(slope * incidence, scale * hypergeometric(d_other, n));
        }
        at.push(incidence);
        variance.push((constant - 2.0 * incidence * linear + incidence * incidence * square).max(0.0));
    }
    Incidence { at, variance }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life_table::tests::{at_risk, exits, observations};
    use crate::{Observation, Outcome};
    use proptest::prelude::*;

    /// Survival before each time and incidence up to it, person by person and from the start for each time.
    fn slow(observations: &[Observation], until: u32, cause: usize) -> (f64, f64) {
        let mut incidence = 0.0;
        let mut survival = 1.0;
        for time in 0..=until {
            let n = at_risk(observations, time);
            if n == 0 {
                continue;
            }
            let d = [0, 1].map(|cause| exits(observations, time, cause));
            incidence += survival * d[cause] as f64 / n as f64;
            survival *= 1.0 - (d[0] + d[1]) as f64 / n as f64;
        }
        (survival, incidence)
    }

    /// The incidence where each person counts `weights` times.
    fn weighted(observations: &[Observation], weights: &[f64], until: u32, cause: usize) -> f64 {
        let (mut incidence, mut survival) = (0.0, 1.0);
        for time in 0..=until {
            let sum = |which: &dyn Fn(&Observation) -> bool| -> f64 {
                observations.iter().zip(weights).filter(|(one, _)| which(one)).map(|(_, weight)| weight).sum()
            };
            let n = sum(&|one| time <= one.time);
            if n > 0.0 {
                let own = sum(&|one| one.time == time && one.outcome == Outcome::Exit(cause));
                let any = sum(&|one| one.time == time && one.outcome != Outcome::Censored);
                incidence += survival * own / n;
                survival *= 1.0 - any / n;
            }
        }
        incidence
    }

    proptest! {
        #[test]
        fn incidences_and_survival_agree_with_the_slow_ones_and_sum_to_one(observations in observations()) {
            let table = LifeTable::count(12, 2, observations.iter().copied()).unwrap();
            let survival = Survival::of(&table);
            for variance in [Variance::Greenwood, Variance::Aalen] {
                let incidences = Incidence::all(&table, variance);
                for time in 0..=12 {
                    let sum: f64 = incidences.iter().map(|incidence| incidence.at(time)).sum();
                    prop_assert!((sum + survival.at(time) - 1.0).abs() < 1e-12);
                    for (cause, incidence) in incidences.iter().enumerate() {
                        let (slow_survival, slow_incidence) = slow(&observations, time, cause);
                        prop_assert!((incidence.at(time) - slow_incidence).abs() < 1e-12);
                        prop_assert!((survival.at(time) - slow_survival).abs() < 1e-12);
                    }
                }
                let lost: f64 = incidences.iter().map(|incidence| incidence.time_lost(13).unwrap()).sum();
                prop_assert!((lost + survival.restricted_mean(13).unwrap().mean - 13.0).abs() < 1e-11);
            }
        }

        /// Without left truncation the variance is the infinitesimal jackknife: the sum of squares of what each person's
        /// weight does to the estimate, here by differences.
        #[test]
        fn greenwood_is_the_infinitesimal_jackknife(observations in observations(), until in 0_u32..=12) {
            let seen: Vec<Observation> = observations.iter().map(|one| Observation { after: None, ..*one }).collect();
            let table = LifeTable::count(12, 2, seen.iter().copied()).unwrap();
            let mut jackknife = 0.0;
            for person in 0..seen.len() {
                let with = |change: f64| {
                    let mut weights = vec![1.0; seen.len()];
                    weights[person] += change;
                    weighted(&seen, &weights, until, 0)
                };
                jackknife += ((with(1e-5) - with(-1e-5)) / 2e-5).powi(2);
            }
            let incidence = Incidence::of(&table, 0, Variance::Greenwood).unwrap();
            prop_assert!((incidence.variance(until) - jackknife).abs() < 1e-8, "{} {}", incidence.variance(until), jackknife);
        }

        /// Aalen's variance as the double sum that it is.
        #[test]
        fn aalen_is_the_sum_over_earlier_exits(observations in observations(), until in 0_u32..=12) {
            let table = LifeTable::count(12, 2, observations.iter().copied()).unwrap();
            let (survival, incidence) = (Survival::of(&table), Incidence::of(&table, 0, Variance::Aalen).unwrap());
            let mut variance = 0.0;
            for time in 0..=until {
                let (n, d) = (table.at_risk(time) as f64, [0, 1].map(|cause| table.exits(cause)[time as usize] as f64));
                let before = if time == 0 { 1.0 } else { survival.at(time - 1) };
                let to_come = if survival.at(time) > 0.0 {
                    (incidence.at(until) - incidence.at(time)) / survival.at(time)
                } else {
                    0.0
                };
                for (exits, coefficient) in [(d[0], 1.0 - to_come), (d[1], to_come)] {
                    if exits > 0.0 {
                        let ties = if n > 1.0 { (n - exits) / (n - 1.0) } else { 1.0 };
                        variance += (before * coefficient).powi(2) * exits * ties / (n * n);
                    }
                }
            }
            prop_assert!((incidence.variance(until) - variance).abs() < 1e-10);
        }
    }

    #[test]
    fn a_cause_that_is_not_there_is_an_error() {
        let table = LifeTable::from_start(vec![vec![1]], vec![0]).unwrap();
        assert!(Incidence::of(&table, 1, Variance::Aalen).is_err());
        assert!(Incidence::of(&table, 0, Variance::Aalen).unwrap().time_lost(2).is_err());
    }
}

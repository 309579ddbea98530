//! Comparing groups: the log-rank test of hazards, and Gray's test of cumulative incidences.

use crate::matrix::Matrix;
use crate::{Error, LifeTable, chi_squared_upper_tail};

/// A test's outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Chi-squared with `degrees` degrees of freedom if the groups do not differ.
    pub statistic: f64,
    /// One less than the groups that were compared.
    pub degrees: usize,
    /// The probability of a statistic as large as this, or larger, if the groups do not differ.
    pub p: f64,
    /// Each group's exits, weighted where the test is.
    pub observed: Vec<f64>,
    /// What they would be if the groups did not differ.
    pub expected: Vec<f64>,
}

impl Test {
    /// The quadratic form of all groups but the last.
    fn of(observed: Vec<f64>, expected: Vec<f64>, variance: &Matrix) -> Result<Test, Error> {
        let degrees = observed.len() - 1;
        let excess: Vec<f64> = observed.iter().zip(&expected).take(degrees).map(|(o, e)| o - e).collect();
        let solved = variance.leading(degrees).solve(&excess).ok_or(Error::NothingToCompare)?;
        let statistic: f64 = excess.iter().zip(&solved).map(|(excess, solved)| excess * solved).sum();
        if !statistic.is_finite() {
            return Err(Error::NothingToCompare);
        }
        Ok(Test { statistic, degrees, p: chi_squared_upper_tail(statistic, degrees), observed, expected })
    }
}

/// Checks that there are two groups or more, and gives the longest grid.
fn frame(groups: &[LifeTable]) -> Result<usize, Error> {
    if groups.len() < 2 {
        return Err(Error::NothingToCompare);
    }
    Ok(groups.iter().map(LifeTable::n_steps).max().unwrap_or(0))
}

/// The log-rank test of one cause (others censor), or of all taken as one, in Harrington and Fleming's family: each time weighs
/// S(t−)^`rho`, S being the survival of all groups together. `rho` 0 is the log-rank test, 1 Peto and Peto's.
///
/// # References
/// Mantel, *Cancer Chemotherapy Reports* 50 (1966), 163-170; Harrington and Fleming, *Biometrika* 69 (1982), 553-566.
///
/// # Errors
/// [`Error::NothingToCompare`] with fewer than two groups or without exits among several; [`Error::NoSuch`] for a missing cause.
///
/// ```
/// use statistics::{LifeTable, log_rank};
/// let group = |exits: Vec<u64>| LifeTable::from_start(vec![exits], vec![0; 5]);
/// let test = log_rank(&[group(vec![0, 8, 5, 1, 1])?, group(vec![0, 1, 3, 5, 6])?], None, 0.0)?;
/// assert_eq!(test.degrees, 1);
/// assert!(test.p < 0.01);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn log_rank(groups: &[LifeTable], cause: Option<usize>, rho: f64) -> Result<Test, Error> {
    let n_steps = frame(groups)?;
    let exits: Vec<&[u64]> = groups
        .iter()
        .map(|group| cause.map_or(Ok(group.all_exits()), |cause| group.cause(cause)))
        .collect::<Result<_, _>>()?;
    let n_groups = groups.len();
    let (mut observed, mut expected) = (vec![0.0; n_groups], vec![0.0; n_groups]);
    let mut variance = Matrix::zero(n_groups);
    let mut survival_before = 1.0_f64;
    for time in 0..n_steps {
        let at_risk: Vec<f64> = groups.iter().map(|group| group.at_risk(time as u32) as f64).collect();
        let own: Vec<f64> = exits.iter().map(|group| group.get(time).copied().unwrap_or(0) as f64).collect();
        let (n, d): (f64, f64) = (at_risk.iter().sum(), own.iter().sum());
        if d == 0.0 {
            continue;
        }
        let weight = survival_before.powf(rho);
        survival_before *= (n - d) / n;
        // The exits' variance, given that d of n exit: 0 where only one is at risk.
        let spread = if n > 1.0 { weight * weight * d * (n - d) / (n * n * (n - 1.0)) } else { 0.0 };
        for a in 0..n_groups {
            observed[a] += weight * own[a];
            expected[a] += weight * d * at_risk[a] / n;
            for b in 0..n_groups {
                let same = if a == b { n } else { 0.0 };
                variance.add(a, b, spread * at_risk[a] * (same - at_risk[b]));
            }
        }
    }
    Test::of(observed, expected, &variance)
}

/// Gray's test that a cause's cumulative incidence is the same in all groups.
///
/// The score of a group is Σ (d − expected), the expected ones being shared out after R(t) = n (1 − F(t−)) / S(t−), those at risk and
/// those whom another cause has taken; F and S are the group's own. Its variance is that of the null hypothesis: exits by the
/// cause have the pooled incidence, exits by others are each group's own; tied exits are hypergeometric. Weights are 1.
///
/// It is meant for spells that are seen from their start: that it holds under left truncation has not been shown.
///
/// # References
/// Gray, *Annals of Statistics* 16 (1988), 1141-1154.
///
/// # Errors
/// [`Error::NothingToCompare`] with fewer than two groups or where scores have no spread; [`Error::NoSuch`] for a missing cause.
///
/// ```
/// use statistics::{LifeTable, gray_test};
/// let group = |own: Vec<u64>, other: Vec<u64>| LifeTable::from_start(vec![own, other], vec![2; 4]);
/// let groups = [group(vec![0, 9, 5, 3], vec![0, 1, 1, 2])?, group(vec![0, 2, 2, 1], vec![0, 5, 6, 4])?];
/// let test = gray_test(&groups, 0)?;
/// assert!(test.statistic > 3.84 && test.p < 0.05);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn gray_test(groups: &[LifeTable], cause: usize) -> Result<Test, Error> {
    let n_steps = frame(groups)?;
    let own_exits: Vec<&[u64]> = groups.iter().map(|group| group.cause(cause)).collect::<Result<_, _>>()?;
    let n_groups = groups.len();
    let mut gray = Gray {
        observed: vec![0.0; n_groups],
        expected: vec![0.0; n_groups],
        survival: vec![1.0; n_groups],
        incidence: vec![0.0; n_groups],
        pooled: 0.0,
        carried: Matrix::zero(n_groups),
        fixed: Matrix::zero(n_groups),
        crossed: Matrix::zero(n_groups),
        spread: vec![0.0; n_groups],
    };
    for time in 0..n_steps {
        let counts: Vec<Counts> = groups
            .iter()
            .zip(&own_exits)
            .map(|(group, own)| {
                let (n, all) = (group.at_risk(time as u32), group.all_exits().get(time).copied().unwrap_or(0));
                let own = own.get(time).copied().unwrap_or(0);
                Counts { n: n as f64, own: own as f64, other: (all - own) as f64 }
            })
            .collect();
        if counts.iter().any(|group| group.own + group.other > 0.0) {
            gray.step(&counts);
        }
    }
    let variance = gray.variance();
    Test::of(gray.observed, gray.expected, &variance)
}

/// A group's counts at a time.
#[derive(Clone, Copy)]
struct Counts {
    n: f64,
    own: f64,
    other: f64,
}

/// What is carried from one time to the next.
///
/// The score of group i is a sum over groups k of martingale increments, each multiplied by a coefficient that depends on the end: it
/// is `near[i][k] − b (carried[i][k](t) − carried[i][k](end))`, so its square is gathered in three parts, of which `fixed`
/// is without the end's value, `crossed` with it and `spread` with its square.
struct Gray {
    observed: Vec<f64>,
    expected: Vec<f64>,
    /// Each group's survival before the time.
    survival: Vec<f64>,
    /// Each group's incidence before the time.
    incidence: Vec<f64>,
    /// The incidence of all groups under the null hypothesis, before the time.
    pooled: f64,
    carried: Matrix,
    fixed: Matrix,
    crossed: Matrix,
    spread: Vec<f64>,
}

impl Gray {
    fn step(&mut self, counts: &[Counts]) {
        let own: f64 = counts.iter().map(|group| group.own).sum();
        let there: Vec<usize> =
            (0..counts.len()).filter(|group| counts[*group].n > 0.0 && self.survival[*group] > 0.0).collect();
        // Those at risk, had nobody left but by the cause.
        let inflated: Vec<f64> =
            counts.iter().zip(&self.survival).map(|(group, s)| if *s > 0.0 { group.n / s } else { 0.0 }).collect();
        let total: f64 = there.iter().map(|group| inflated[*group]).sum();
        let reached: f64 = there.iter().map(|group| inflated[*group] * (1.0 - self.incidence[*group])).sum();
        if there.is_empty() || total <= 0.0 {
            return;
        }
        let pooled = self.pooled + own / total;
        let mut near = Matrix::zero(counts.len());
        for i in &there {
            self.observed[*i] += counts[*i].own;
            if own > 0.0 {
                self.expected[*i] += own * inflated[*i] * (1.0 - self.incidence[*i]) / reached;
            }
            for k in &there {
                let same = if i == k { 1.0 } else { 0.0 };
                let value = inflated[*i] * (same - inflated[*k] / total);
                near.add(*i, *k, value);
                if own > 0.0 {
                    self.carried.add(*i, *k, value * own / (total * (1.0 - self.pooled)));
                }
            }
        }
        for k in &there {
            let Counts { n, own: own_here, other } = counts[*k];
            let before = self.survival[*k];
            let after = before * (n - own_here - other) / n;
            // What is still to come of the cause, for each who is still in.
            let to_come = if after > 0.0 { (1.0 - pooled) / after } else { 0.0 };
            if own > 0.0 {
                let exposed = total * before;
                let ties = if own > 1.0 && exposed > 1.0 { 1.0 - (own - 1.0) / (exposed - 1.0) } else { 1.0 };
                let factor = if after > 0.0 { 1.0 - to_come } else { 1.0 };
                self.gather(*k, &near, 1.0, factor, ties * before * own / (total * n));
            }
            if other > 0.0 && after > 0.0 {
                let ties = if other > 1.0 { 1.0 - (other - 1.0) / (n - 1.0) } else { 1.0 };
                self.gather(*k, &near, 0.0, -to_come, ties * before * before * other / (n * n));
            }
        }
        for k in there {
            let Counts { n, own, other } = counts[k];
            self.incidence[k] += self.survival[k] * own / n;
            self.survival[k] *= (n - own - other) / n;
        }
        self.pooled = pooled;
    }

    /// Adds the variance of group k's increment: its coefficient in the score of i is `share` near(i, k) − `factor` carried(i, k)
    /// and `factor` times what `carried` will be at the end.
    fn gather(&mut self, k: usize, near: &Matrix, share: f64, factor: f64, variance: f64) {
        let n_groups = self.spread.len();
        let now: Vec<f64> = (0..n_groups).map(|i| share * near.at(i, k) - factor * self.carried.at(i, k)).collect();
        self.spread[k] += factor * factor * variance;
        for i in 0..n_groups {
            self.crossed.add(i, k, now[i] * factor * variance);
            for j in 0..n_groups {
                self.fixed.add(i, j, now[i] * now[j] * variance);
            }
        }
    }

    fn variance(&self) -> Matrix {
        let n_groups = self.spread.len();
        let mut variance = self.fixed.clone();
        for i in 0..n_groups {
            for j in 0..n_groups {
                for k in 0..n_groups {
                    let (of_i, of_j) = (self.carried.at(i, k), self.carried.at(j, k));
                    let value =
                        of_i * of_j * self.spread[k] + of_i * self.crossed.at(j, k) + of_j * self.crossed.at(i, k);
                    variance.add(i, j, value);
                }
            }
        }
        variance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Observation;
    use crate::life_table::tests::{at_risk, exits, observations};
    use proptest::prelude::*;

    fn table(observations: &[Observation]) -> LifeTable {
        LifeTable::count(12, 2, observations.iter().copied()).unwrap()
    }

    proptest! {
        /// Two groups, as textbooks have it: (O − E)² / V of the first, from counts person by person.
        #[test]
        fn two_groups_agree_with_the_textbook(first in observations(), second in observations()) {
            let both: Vec<Observation> = first.iter().chain(&second).copied().collect();
            let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
            for time in 0..=12 {
                let n = at_risk(&both, time) as f64;
                let (own, d) = (exits(&first, time, 1) as f64, exits(&both, time, 1) as f64);
                if d > 0.0 {
                    let share = at_risk(&first, time) as f64 / n;
                    observed += own;
                    expected += d * share;
                    variance += if n > 1.0 { d * share * (1.0 - share) * (n - d) / (n - 1.0) } else { 0.0 };
                }
            }
            match log_rank(&[table(&first), table(&second)], Some(1), 0.0) {
                Ok(test) => {
                    let statistic: f64 = (observed - expected) * (observed - expected) / variance;
                    prop_assert!((test.statistic - statistic).abs() < 1e-9 * (1.0 + statistic));
                    prop_assert!((test.expected[0] - expected).abs() < 1e-10);
                }
                Err(error) => {
                    prop_assert_eq!(error, Error::NothingToCompare);
                    prop_assert!(variance < 1e-12);
                }
            }
        }

        /// Nor do the groups' scores come to anything but 0 together.
        #[test]
        fn gray_s_test_does_not_depend_on_the_order_of_groups(groups in prop::collection::vec(observations(), 3)) {
            let from_start: Vec<LifeTable> = groups
                .iter()
                .map(|group| table(&group.iter().map(|one| Observation { after: None, ..*one }).collect::<Vec<_>>()))
                .collect();
            let turned: Vec<LifeTable> = [2, 0, 1].map(|group: usize| from_start[group].clone()).to_vec();
            match (gray_test(&from_start, 0), gray_test(&turned, 0)) {
                (Ok(one), Ok(other)) => {
                    prop_assert!((one.statistic - other.statistic).abs() < 1e-6 * (1.0 + one.statistic));
                    let sum: f64 = one.observed.iter().zip(&one.expected).map(|(o, e)| o - e).sum();
                    prop_assert!(sum.abs() < 1e-9);
                }
                (one, other) => prop_assert!(one.is_err() && other.is_err(), "{one:?} {other:?}"),
            }
        }

        #[test]
        fn with_a_single_cause_gray_s_score_is_the_log_rank_s(first in observations(), second in observations()) {
            let single = |group: &[Observation]| {
                let seen = group.iter().map(|one| Observation {
                    after: None,
                    outcome: if one.outcome == crate::Outcome::Exit(1) { crate::Outcome::Censored } else { one.outcome },
                    ..*one
                });
                LifeTable::count(12, 2, seen).unwrap()
            };
            let groups = [single(&first), single(&second)];
            if let (Ok(gray), Ok(ranks)) = (gray_test(&groups, 0), log_rank(&groups, Some(0), 0.0)) {
                // A group whose last has exited takes no part any more in Gray's pooled risk set, as in the log-rank's.
                for (one, other) in gray.expected.iter().zip(&ranks.expected) {
                    prop_assert!((one - other).abs() < 1e-9, "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn nothing_to_compare_is_an_error() {
        let none = LifeTable::from_start(vec![vec![0, 0]], vec![0, 5]).unwrap();
        assert_eq!(log_rank(std::slice::from_ref(&none), None, 0.0), Err(Error::NothingToCompare));
        assert_eq!(log_rank(&[none.clone(), none.clone()], None, 0.0), Err(Error::NothingToCompare));
        assert_eq!(gray_test(&[none.clone(), none.clone()], 0), Err(Error::NothingToCompare));
        assert!(gray_test(&[none.clone(), none], 1).is_err());
    }
}

//! How covariates bear on exits: Cox's proportional hazards, and Fine and Gray's for a cumulative incidence.

use crate::life_table::Outcome;
use crate::matrix::Matrix;
use crate::newton::{Maximum, Slope, maximize};
use crate::{Error, Observation};

/// A spell with what is known of it beforehand.
///
/// ```
/// use statistics::{Observation, Outcome, Subject};
/// let spell = Observation { after: None, time: 14, outcome: Outcome::Exit(0) };
/// let subject = Subject { observation: spell, covariates: vec![43.0, 1.0] }; // age, woman
/// assert_eq!(subject.covariates.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The spell.
    pub observation: Observation,
    /// Numbers that are fixed from its start.
    pub covariates: Vec<f64>,
}

/// What is done with exits at the same time.
///
/// ```
/// use statistics::{Observation, Outcome::Exit, Subject, Ties, proportional_hazards};
/// // Two exit in the first month.
/// let subject = |time, x| Subject { observation: Observation { after: None, time, outcome: Exit(0) }, covariates: vec![x] };
/// let people = [subject(1, 0.0), subject(1, 1.0), subject(2, 2.0), subject(3, 1.0)];
/// let [exact, efron] = [Ties::Exact, Ties::Efron].map(|ties| proportional_hazards(&people, None, ties));
/// assert_ne!(exact?.coefficients, efron?.coefficients);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All tied exits have the same risk set (Breslow).
    Breslow,
    /// Those who exit leave the risk set little by little (Efron): nearest to continuous time.
    Efron,
    /// Time is discrete and ties are real: which of so many exit, conditional on how many (Cox's own, a conditional logistic
    /// likelihood). What months on a grid call for; costs exits × risk set at each time.
    Exact,
}

/// What a regression found.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// For each covariate, the logarithm of what one unit more multiplies the hazard by.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub standard_errors: Vec<f64>,
    /// The logarithm of the partial likelihood if no covariate mattered.
    pub log_likelihood_at_zero: f64,
    /// The logarithm of the partial likelihood.
    pub log_likelihood: f64,
}

/// Cox's proportional hazards of a cause (other causes censor), or of all as one. Left truncation counts.
///
/// # References
/// Cox, *Journal of the Royal Statistical Society* B 34 (1972), 187-220; Efron, *Journal of the American Statistical Association*
/// 72 (1977), 557-565; for exact ties Gail, Lubin and Rubinstein, *Biometrika* 68 (1981), 703-707.
///
/// # Errors
/// [`Error::Length`] where subjects have not equally many covariates; [`Error::NotDetermined`] where nobody exits, a covariate says
/// the same of all or follows from others, or tells exactly who exits.
///
/// ```
/// use statistics::{Observation, Outcome::*, Subject, Ties, proportional_hazards};
/// let subject = |time, outcome, x| Subject { observation: Observation { after: None, time, outcome }, covariates: vec![x] };
/// let people = [subject(1, Exit(0), 1.0), subject(2, Exit(0), 0.0), subject(3, Exit(0), 1.0), subject(4, Censored, 0.0)];
/// let found = proportional_hazards(&people, None, Ties::Exact)?;
/// assert!(found.coefficients[0] > 0.0);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn proportional_hazards(subjects: &[Subject], cause: Option<usize>, ties: Ties) -> Result<Regression, Error> {
    let centered = Centered::of(subjects)?;
    let exits = |subject: &Subject| match (subject.observation.outcome, cause) {
        (Outcome::Exit(found), Some(cause)) => found == cause,
        (Outcome::Exit(_), None) => true,
        (Outcome::Censored, _) => false,
    };
    // From the last time to the first: those who are still there come in, those who were not yet seen go out.
    let mut by_time: Vec<usize> = (0..subjects.len()).collect();
    by_time.sort_by_key(|place| std::cmp::Reverse(subjects[*place].observation.time));
    let mut by_start: Vec<usize> = (0..subjects.len()).collect();
    by_start.sort_by_key(|place| std::cmp::Reverse(subjects[*place].observation.first_at_risk()));
    let risks = |coefficients: &[f64]| centered.risks(coefficients);
    let likelihood = |coefficients: &[f64]| {
        let risks = risks(coefficients);
        let mut slope = Slope::zero(centered.n);
        let mut there = Sums::zero(centered.n);
        let mut not_yet = by_start.iter().peekable();
        let mut came = 0;
        for group in by_time.chunk_by(|a, b| subjects[*a].observation.time == subjects[*b].observation.time) {
            let time = subjects[group[0]].observation.time;
            came += group.len();
            group.iter().for_each(|place| there.add(risks[*place], &centered.rows[*place]));
            while let Some(place) = not_yet.next_if(|place| subjects[**place].observation.first_at_risk() > time) {
                there.add(-risks[*place], &centered.rows[*place]);
            }
            let leave: Vec<usize> = group.iter().copied().filter(|place| exits(&subjects[*place])).collect();
            if leave.is_empty() {
                continue;
            }
            let mut leaving = Sums::zero(centered.n);
            for place in &leave {
                leaving.add(risks[*place], &centered.rows[*place]);
                slope.log_likelihood += risks[*place].ln();
                slope.gradient.iter_mut().zip(&centered.rows[*place]).for_each(|(slope, value)| *slope += value);
            }
            match ties {
                Ties::Breslow => slope.less(leave.len() as f64, &there),
                Ties::Efron => {
                    for number in 0..leave.len() {
                        slope.less(1.0, &there.less(number as f64 / leave.len() as f64, &leaving));
                    }
                }
                Ties::Exact => {
                    let at_risk = by_time[..came]
                        .iter()
                        .filter(|place| subjects[**place].observation.first_at_risk() <= time)
                        .map(|place| (risks[*place], centered.rows[*place].as_slice()));
                    slope.less(1.0, &subsets(at_risk, leave.len(), centered.n));
                }
            }
        }
        slope
    };
    let Maximum { coefficients, at_zero, slope } = maximize(centered.n, likelihood)?;
    let covariance = slope.information.inverse().ok_or(Error::NotDetermined)?;
    Ok(Regression {
        standard_errors: (0..centered.n).map(|place| covariance.at(place, place).sqrt()).collect(),
        coefficients,
        log_likelihood_at_zero: at_zero,
        log_likelihood: slope.log_likelihood,
    })
}

/// Covariates less their means: likelihoods are the same, and numbers smaller.
pub(crate) struct Centered {
    pub(crate) n: usize,
    pub(crate) rows: Vec<Vec<f64>>,
}

impl Centered {
    pub(crate) fn of(subjects: &[Subject]) -> Result<Centered, Error> {
        let n = subjects.first().map_or(0, |subject| subject.covariates.len());
        let unequal = subjects.iter().find(|subject| subject.covariates.len() != n);
        if let Some(found) = unequal.map(|subject| subject.covariates.len()) {
            return Err(Error::Length { what: "a subject's list of covariates", found, expected: n });
        }
        if n == 0 {
            return Err(Error::NotDetermined);
        }
        let mean = |place: usize| {
            subjects.iter().map(|subject| subject.covariates[place]).sum::<f64>() / subjects.len() as f64
        };
        let means: Vec<f64> = (0..n).map(mean).collect();
        let centered =
            |subject: &Subject| subject.covariates.iter().zip(&means).map(|(value, mean)| value - mean).collect();
        Ok(Centered { n, rows: subjects.iter().map(centered).collect() })
    }

    /// Each subject's multiple of the hazard.
    pub(crate) fn risks(&self, coefficients: &[f64]) -> Vec<f64> {
        let sum = |row: &Vec<f64>| row.iter().zip(coefficients).map(|(value, factor)| value * factor).sum::<f64>();
        self.rows.iter().map(|row| sum(row).exp()).collect()
    }
}

/// Sums over a risk set: of risks, of risks times covariates, and times covariates twice.
#[derive(Debug, Clone)]
pub(crate) struct Sums {
    pub(crate) zeroth: f64,
    pub(crate) first: Vec<f64>,
    pub(crate) second: Matrix,
}

impl Sums {
    pub(crate) fn zero(n: usize) -> Sums {
        Sums { zeroth: 0.0, first: vec![0.0; n], second: Matrix::zero(n) }
    }

    pub(crate) fn add(&mut self, risk: f64, row: &[f64]) {
        self.zeroth += risk;
        for (a, value) in row.iter().enumerate() {
            self.first[a] += risk * value;
            for (b, other) in row.iter().enumerate() {
                self.second.add(a, b, risk * value * other);
            }
        }
    }

    fn less(&self, share: f64, other: &Sums) -> Sums {
        let mut rest = self.clone();
        rest.include(-share, other);
        rest
    }

    /// Adds `factor` times other sums.
    pub(crate) fn include(&mut self, factor: f64, other: &Sums) {
        self.zeroth += factor * other.zeroth;
        for (a, value) in other.first.iter().enumerate() {
            self.first[a] += factor * value;
            for b in 0..other.first.len() {
                self.second.add(a, b, factor * other.second.at(a, b));
            }
        }
    }
}

impl Slope {
    /// Takes `times` times the logarithm of a sum, and what follows from it, off.
    pub(crate) fn less(&mut self, times: f64, sums: &Sums) {
        self.log_likelihood -= times * sums.zeroth.ln();
        let means: Vec<f64> = sums.first.iter().map(|first| first / sums.zeroth).collect();
        for (a, mean) in means.iter().enumerate() {
            self.gradient[a] -= times * mean;
            for (b, other) in means.iter().enumerate() {
                self.information.add(a, b, times * (sums.second.at(a, b) / sums.zeroth - mean * other));
            }
        }
    }
}

/// The sum over all subsets of `size` of the product of their risks, with the covariates added up: one person after the other, each of
/// whom is in a subset or is not.
fn subsets<'a>(at_risk: impl Iterator<Item = (f64, &'a [f64])>, size: usize, n: usize) -> Sums {
    let mut of_size = vec![Sums::zero(n); size + 1];
    of_size[0].zeroth = 1.0;
    for (risk, row) in at_risk {
        for chosen in (1..=size).rev() {
            // Those subsets that have the person: one smaller without them, everything moved by their covariates.
            let (smaller, own) = of_size.split_at_mut(chosen);
            let (without, with) = (&smaller[chosen - 1], &mut own[0]);
            with.zeroth += risk * without.zeroth;
            for (a, value) in row.iter().enumerate() {
                with.first[a] += risk * (without.first[a] + value * without.zeroth);
                for (b, other) in row.iter().enumerate() {
                    let moved = without.second.at(a, b)
                        + value * without.first[b]
                        + other * without.first[a]
                        + value * other * without.zeroth;
                    with.second.add(a, b, risk * moved);
                }
            }
        }
    }
    of_size.swap_remove(size)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Random subjects on a short grid, of two covariates.
    pub(crate) fn subjects() -> impl Strategy<Value = Vec<Subject>> {
        let one = (0_u32..6, 0_u32..6, any::<bool>(), 0_usize..3, -2_i32..3, 0_i32..2);
        let subject = one.prop_map(|(a, b, truncated, outcome, first, second)| {
            let outcome = if outcome == 2 { Outcome::Censored } else { Outcome::Exit(outcome) };
            let after = (truncated && a != b).then_some(a.min(b));
            let observation = Observation { after, time: a.max(b), outcome };
            Subject { observation, covariates: vec![f64::from(first), f64::from(second)] }
        });
        prop::collection::vec(subject, 8..16)
    }

    fn risk(subject: &Subject, coefficients: [f64; 2]) -> f64 {
        (subject.covariates[0] * coefficients[0] + subject.covariates[1] * coefficients[1]).exp()
    }

    /// The logarithm of the partial likelihood as it is defined: exact ties by going through all subsets.
    fn slow(subjects: &[Subject], ties: Ties, coefficients: [f64; 2]) -> f64 {
        let mut sum = 0.0;
        for time in 0..6 {
            let at_risk: Vec<f64> = subjects
                .iter()
                .filter(|one| one.observation.first_at_risk() <= time && time <= one.observation.time)
                .map(|one| risk(one, coefficients))
                .collect();
            let leave: Vec<f64> = subjects
                .iter()
                .filter(|one| one.observation.time == time && one.observation.outcome == Outcome::Exit(0))
                .map(|one| risk(one, coefficients))
                .collect();
            let d = leave.len();
            sum += leave.iter().map(|risk| risk.ln()).sum::<f64>();
            let (all, leaving) = (at_risk.iter().sum::<f64>(), leave.iter().sum::<f64>());
            match ties {
                _ if d == 0 => {}
                Ties::Breslow => sum -= d as f64 * all.ln(),
                Ties::Efron => {
                    (0..d).for_each(|number| sum -= (all - leaving * number as f64 / d as f64).ln());
                }
                Ties::Exact => {
                    let of_size = (0_u32..1 << at_risk.len()).filter(|subset| subset.count_ones() as usize == d);
                    let product = |subset: u32| {
                        at_risk
                            .iter()
                            .enumerate()
                            .filter(|(place, _)| subset >> place & 1 == 1)
                            .map(|(_, risk)| risk)
                            .product::<f64>()
                    };
                    sum -= of_size.map(product).sum::<f64>().ln();
                }
            }
        }
        sum
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// The likelihood is that of the definition, flat where it was found to be largest, and as curved as the standard errors say.
        #[test]
        fn it_is_the_maximum_of_the_partial_likelihood(subjects in subjects()) {
            for ties in [Ties::Breslow, Ties::Efron, Ties::Exact] {
                let Ok(found) = proportional_hazards(&subjects, Some(0), ties) else { continue };
                let at = [found.coefficients[0], found.coefficients[1]];
                // Near infinity a likelihood is flat without a maximum.
                if at.iter().any(|coefficient| coefficient.abs() > 5.0) {
                    continue;
                }
                prop_assert!((found.log_likelihood_at_zero - slow(&subjects, ties, [0.0, 0.0])).abs() < 1e-9);
                prop_assert!((found.log_likelihood - slow(&subjects, ties, at)).abs() < 1e-9);
                let with = |a: f64, b: f64| slow(&subjects, ties, [at[0] + a, at[1] + b]);
                let h = 1e-3;
                prop_assert!((with(h, 0.0) - with(-h, 0.0)).abs() / (2.0 * h) < 1e-5);
                prop_assert!((with(0.0, h) - with(0.0, -h)).abs() / (2.0 * h) < 1e-5);
                let middle = with(0.0, 0.0);
                let a = -(with(h, 0.0) - 2.0 * middle + with(-h, 0.0)) / (h * h);
                let c = -(with(0.0, h) - 2.0 * middle + with(0.0, -h)) / (h * h);
                let b = -(with(h, h) - with(h, -h) - with(-h, h) + with(-h, -h)) / (4.0 * h * h);
                let determinant = a * c - b * b;
                if determinant > 1e-2 {
                    prop_assert!((found.standard_errors[0].powi(2) / (c / determinant) - 1.0).abs() < 1e-2);
                    prop_assert!((found.standard_errors[1].powi(2) / (a / determinant) - 1.0).abs() < 1e-2);
                }
            }
        }
    }

    #[test]
    fn what_has_no_maximum_is_an_error() {
        let subject =
            |time, outcome, covariates| Subject { observation: Observation { after: None, time, outcome }, covariates };
        let exit = Outcome::Exit(0);
        let tells_all = [subject(1, exit, vec![1.0]), subject(2, exit, vec![0.0]), subject(3, exit, vec![-1.0])];
        let says_nothing = [subject(1, exit, vec![1.0]), subject(2, exit, vec![1.0])];
        let nobody = [subject(1, Outcome::Censored, vec![1.0]), subject(2, Outcome::Censored, vec![2.0])];
        for people in [&tells_all[..], &says_nothing, &nobody, &[]] {
            assert_eq!(proportional_hazards(people, None, Ties::Efron), Err(Error::NotDetermined), "{people:?}");
        }
        let uneven = [subject(1, exit, vec![1.0]), subject(2, exit, vec![])];
        assert!(matches!(proportional_hazards(&uneven, None, Ties::Efron), Err(Error::Length { .. })));
    }
}

//! The largest value of a concave likelihood, by Newton's method.

use crate::Error;
use crate::matrix::Matrix;

/// A likelihood at some coefficients: its logarithm, the slope of that, and minus its curvature.
#[derive(Debug, Clone)]
pub(crate) struct Slope {
    pub(crate) log_likelihood: f64,
    pub(crate) gradient: Vec<f64>,
    pub(crate) information: Matrix,
}

impl Slope {
    pub(crate) fn zero(n: usize) -> Slope {
        Slope { log_likelihood: 0.0, gradient: vec![0.0; n], information: Matrix::zero(n) }
    }
}

/// The maximum and where it is.
pub(crate) struct Maximum {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) at_zero: f64,
    pub(crate) slope: Slope,
}

/// Most steps: where a maximum exists a handful is enough.
const MOST_STEPS: usize = 60;
/// A step that would raise the logarithm of the likelihood by less than this is the last.
const ENOUGH: f64 = 1e-20;
/// As much less must not be known of a coefficient at the end than at the beginning: a likelihood that goes up for ever gets flat, and
/// rounding may then take it for a maximum.
const FLAT: f64 = 1e8;
/// The longest last step.
const SHORT: f64 = 1e-6;

/// Goes up from all coefficients 0; a step that goes down is halved.
pub(crate) fn maximize(n: usize, likelihood: impl Fn(&[f64]) -> Slope) -> Result<Maximum, Error> {
    let mut coefficients = vec![0.0; n];
    let mut slope = likelihood(&coefficients);
    let at_zero = slope.log_likelihood;
    let known_at_zero = slope.information.inverse().ok_or(Error::NotDetermined)?;
    for _ in 0..MOST_STEPS {
        let mut step = slope.information.solve(&slope.gradient).ok_or(Error::NotDetermined)?;
        let gain: f64 = step.iter().zip(&slope.gradient).map(|(step, slope)| step * slope).sum();
        let mut next = None;
        for _ in 0..MOST_STEPS {
            let there: Vec<f64> = coefficients.iter().zip(&step).map(|(at, step)| at + step).collect();
            let found = likelihood(&there);
            // Near the top rounding may take back what a step gains.
            if found.log_likelihood >= slope.log_likelihood - 1e-11 * (1.0 + slope.log_likelihood.abs()) {
                next = Some((there, found));
                break;
            }
            step.iter_mut().for_each(|step| *step /= 2.0);
        }
        (coefficients, slope) = next.ok_or(Error::NotDetermined)?;
        // Where there is no maximum gains vanish too, and steps do not.
        let is_short = step.iter().zip(&coefficients).all(|(step, at)| step.abs() <= SHORT * (1.0 + at.abs()));
        if is_short && gain.abs() <= ENOUGH * (1.0 + at_zero.abs()) {
            let known = slope.information.inverse().ok_or(Error::NotDetermined)?;
            let is_flat = (0..n).any(|place| {
                let (end, beginning) = (known.at(place, place), known_at_zero.at(place, place));
                end.is_nan() || end >= FLAT * beginning
            });
            return if is_flat { Err(Error::NotDetermined) } else { Ok(Maximum { coefficients, at_zero, slope }) };
        }
    }
    // It goes up for ever: some covariate tells exactly who exits.
    Err(Error::NotDetermined)
}

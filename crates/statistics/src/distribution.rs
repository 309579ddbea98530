//! The two distributions that intervals and tests are read from: the normal, and chi-squared with a whole number of degrees of freedom.
//!
//! Both come down to the complementary error function: by its series near zero, where all terms are positive, and by its
//! continued fraction further out (Abramowitz and Stegun, *Handbook of Mathematical Functions*, 7.1.6, 7.1.14 and 26.4.4-5).

use crate::Error;
use std::f64::consts::{PI, SQRT_2};

/// Where the series gives way to the continued fraction: 1 − erf still has nearly all its digits, and the fraction has them already.
const SERIES_UNTIL: f64 = 1.0;

/// The complementary error function, 1 − erf(x), for x ≥ 0.
fn erfc(x: f64) -> f64 {
    if x < SERIES_UNTIL {
        let mut term = x;
        let mut sum = x;
        let mut n = 0.0;
        while term > sum * 1e-18 {
            n += 1.0;
            term *= 2.0 * x * x / (2.0 * n + 1.0);
            sum += term;
        }
        return 1.0 - 2.0 / PI.sqrt() * (-x * x).exp() * sum;
    }
    // x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …, from a place far enough inside.
    let mut inner = x;
    for n in (1..=200).rev() {
        inner = x + f64::from(n) / 2.0 / inner;
    }
    (-x * x).exp() / PI.sqrt() / inner
}

/// The probability that a standard normal variable is above `z`.
///
/// ```
/// assert!((statistics::normal_upper_tail(1.959963984540054) - 0.025).abs() < 1e-15);
/// ```
pub fn normal_upper_tail(z: f64) -> f64 {
    let tail = erfc(z.abs() / SQRT_2) / 2.0;
    if z < 0.0 { 1.0 - tail } else { tail }
}

/// The value that a standard normal variable is below with probability `probability`.
///
/// Newton's method on the tail, which is convex there and so is approached from one side.
///
/// # Errors
/// [`Error::OutOfRange`] unless 0 < `probability` < 1.
///
/// ```
/// let z = statistics::normal_quantile(0.975)?;
/// assert!((z - 1.959963984540054).abs() < 1e-14);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn normal_quantile(probability: f64) -> Result<f64, Error> {
    if !(probability > 0.0 && probability < 1.0) {
        let (what, must) = ("a probability", "between 0 and 1");
        return Err(Error::OutOfRange { what, value: probability, must });
    }
    let tail = probability.min(1.0 - probability);
    let mut z: f64 = 0.0;
    // From the middle outwards each step is too short, never too long; 40 are enough for the smallest number there is.
    for _ in 0..2000 {
        let found = normal_upper_tail(z);
        let density = (-z * z / 2.0).exp() / (2.0 * PI).sqrt();
        let step = (found - tail) / density;
        if !step.is_finite() || step.abs() <= 1e-16 * z.abs() {
            break;
        }
        z += step;
    }
    Ok(if probability < 0.5 { -z } else { z })
}

/// The number of standard errors on either side of an interval with this level, as 1.96 for 0.95.
pub(crate) fn two_sided(level: f64) -> Result<f64, Error> {
    if level > 0.0 && level < 1.0 {
        normal_quantile(0.5 + level / 2.0)
    } else {
        Err(Error::OutOfRange { what: "the level of an interval", value: level, must: "between 0 and 1" })
    }
}

/// The probability that a chi-squared variable with `degrees` degrees of freedom is above `value`: a test's p.
///
/// ```
/// assert!((statistics::chi_squared_upper_tail(3.841458820694124, 1) - 0.05).abs() < 1e-15);
/// ```
pub fn chi_squared_upper_tail(value: f64, degrees: usize) -> f64 {
    if value.is_nan() || value <= 0.0 || degrees == 0 {
        return if degrees == 0 && value > 0.0 { 0.0 } else { 1.0 };
    }
    let half = value / 2.0;
    // Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1), from a = 1/2 or 1 up.
    let (mut a, mut tail, mut term) = if degrees % 2 == 1 {
        (0.5, erfc(half.sqrt()), (-half).exp() * half.sqrt() * 2.0 / PI.sqrt())
    } else {
        (1.0, (-half).exp(), (-half).exp() * half)
    };
    while a + 0.25 < degrees as f64 / 2.0 {
        tail += term;
        a += 1.0;
        term *= half / a;
    }
    tail.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 4e-14 * expected.abs(), "{found:e} for {expected:e}");
    }

    /// Values that can be worked out by other means: Abramowitz and Stegun, tables 26.1, 26.5 and 26.8.
    #[test]
    fn tails_are_those_of_the_printed_tables() {
        near(normal_upper_tail(0.0), 0.5);
        near(normal_upper_tail(1.0), 0.158_655_253_931_457_05);
        near(normal_upper_tail(-2.0), 0.977_249_868_051_820_8);
        near(normal_upper_tail(5.0), 2.866_515_718_791_939e-7);
        near(normal_upper_tail(10.0), 7.619_853_024_160_527e-24);
        near(normal_quantile(0.995).unwrap(), 2.575_829_303_548_900_4);
        near(normal_quantile(0.9999).unwrap(), 3.719_016_485_455_708_4);
        // For an even number of degrees the tail is a Poisson sum.
        near(chi_squared_upper_tail(10.0, 4), (1.0 + 5.0) * (-5.0_f64).exp());
        near(chi_squared_upper_tail(7.0, 6), (1.0 + 3.5 + 6.125) * (-3.5_f64).exp());
        near(chi_squared_upper_tail(4.0, 1), 2.0 * normal_upper_tail(2.0));
    }

    #[test]
    fn an_uneven_number_of_degrees_agrees_with_the_integral_of_the_density() {
        // Simpson's rule on the density with 3 degrees, √x e^(-x/2) / √(2π), as u = √x so that it is smooth at 0.
        let density = |u: f64| 2.0 * u * u * (-u * u / 2.0).exp() / (2.0 * PI).sqrt();
        for value in [0.3, 1.7, 6.0, 12.0_f64] {
            let (n, until) = (2000, value.sqrt());
            let step = until / f64::from(n);
            let sum: f64 = (0..=n)
                .map(|i| {
                    let weight = if i == 0 || i == n { 1.0 } else { 2.0 + 2.0 * f64::from(i % 2) };
                    weight * density(f64::from(i) * step)
                })
                .sum();
            assert!((chi_squared_upper_tail(value, 3) - (1.0 - sum * step / 3.0)).abs() < 1e-12);
        }
    }

    #[test]
    fn series_and_fraction_meet() {
        near(erfc(SERIES_UNTIL - 1e-13), erfc(SERIES_UNTIL + 1e-13) + 4e-13 * (-1.0_f64).exp() / PI.sqrt());
    }

    #[test]
    fn a_quantile_is_where_the_tail_is() {
        for exponent in 1..300 {
            let tail = 0.5 * 10_f64.powf(-f64::from(exponent) / 2.0);
            let z = normal_quantile(tail).unwrap();
            let found = normal_upper_tail(-z);
            // Rounding z by one part in 2^53 moves the tail by z² as many.
            assert!((found / tail - 1.0).abs() <= (8.0 + 2.0 * z * z) * f64::EPSILON, "{tail:e}: {found:e}");
        }
        for probability in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(normal_quantile(probability).is_err());
        }
    }
}

//! Intervals for a probability: on its own scale, on the logarithm's, or on that of log(−log).

use crate::{Error, distribution};

/// A lower and an upper limit.
///
/// ```
/// let interval = statistics::Interval { lower: 0.25, upper: 0.5 };
/// assert!(interval.contains(0.3) && !interval.contains(0.6));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Interval {
    /// Whether the value is between the limits or one of them.
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }
}

/// The scale on which an estimate is taken for normally distributed.
///
/// # References
/// Kalbfleisch and Prentice, *The Statistical Analysis of Failure Time Data* (2002), section 1.4: log(−log) stays within 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The probability itself; cut off at 0 and 1.
    Plain,
    /// Its logarithm; cut off at 1. What R's `survfit` does unless told otherwise.
    Log,
    /// The logarithm of minus its logarithm.
    LogLog,
}

/// How an interval is made.
///
/// ```
/// use statistics::{Confidence, Scale};
/// let as_r_does = Confidence { level: 0.95, scale: Scale::Log };
/// let interval = as_r_does.interval(0.721670653410, 0.0298124194686)?.unwrap();
/// assert!((interval.lower - 0.6655423071306).abs() < 1e-10);
/// assert!((interval.upper - 0.782532569925).abs() < 1e-10);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence {
    /// How often the interval is to hold the truth, as 0.95.
    pub level: f64,
    /// The scale on which the estimate is taken for normal.
    pub scale: Scale,
}

impl Confidence {
    /// The interval for a probability and its standard error; none where the scale has no value there (at 0, and at 1 unless
    /// nothing is uncertain).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the level lies between 0 and 1.
    pub fn interval(self, estimate: f64, standard_error: f64) -> Result<Option<Interval>, Error> {
        let z = distribution::two_sided(self.level)?;
        let (lower, upper) = match self.scale {
            Scale::Plain => (estimate - z * standard_error, estimate + z * standard_error),
            _ if estimate <= 0.0 => return Ok(None),
            _ if standard_error == 0.0 => (estimate, estimate),
            Scale::Log => {
                let factor = (z * standard_error / estimate).exp();
                (estimate / factor, estimate * factor)
            }
            Scale::LogLog if estimate >= 1.0 => return Ok(None),
            Scale::LogLog => {
                let factor = (z * standard_error / (estimate * -estimate.ln())).exp();
                (estimate.powf(factor), estimate.powf(1.0 / factor))
            }
        };
        Ok(Some(Interval { lower: lower.max(0.0), upper: upper.min(1.0) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_stay_within_nothing_and_certainty() {
        for scale in [Scale::Plain, Scale::Log, Scale::LogLog] {
            let interval = Confidence { level: 0.95, scale }.interval(0.9, 0.2).unwrap().unwrap();
            assert!(interval.lower >= 0.0 && interval.upper <= 1.0 && interval.contains(0.9), "{scale:?}");
        }
        assert!(Confidence { level: 1.0, scale: Scale::Log }.interval(0.9, 0.2).is_err());
        assert_eq!(Confidence { level: 0.9, scale: Scale::LogLog }.interval(0.0, 0.0), Ok(None));
    }
}

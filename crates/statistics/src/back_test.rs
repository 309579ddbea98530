//! How good forecasts were: held against what came, and against everybody running to the limit.

use crate::{Error, Interval};

/// A forecast made at one time, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The stock forecast for each period ahead.
    pub forecast: Vec<f64>,
    /// Its interval.
    pub interval: Vec<Interval>,
    /// The stock had everybody run to the limit.
    pub run_to_limit: Vec<f64>,
    /// The stock that came.
    pub actual: Vec<f64>,
}

/// How the forecasts did so many periods ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    /// How many periods ahead, from 1.
    pub ahead: usize,
    /// How many forecasts reach so far.
    pub n_forecasts: usize,
    /// In how many of them the interval held what came.
    pub n_held: usize,
    /// The mean of forecast less actual: above 0 where too many were expected.
    pub mean_error: f64,
    /// The mean of the error's size.
    pub mean_absolute_error: f64,
    /// The same, had everybody been expected to run to the limit.
    pub run_to_limit_absolute_error: f64,
}

impl Horizon {
    /// The part of run-to-limit's error that the forecast avoids: 1 where it is always right, 0 where it is no better, below 0 where it is worse; none
    /// where run-to-limit is always right.
    pub fn skill(&self) -> Option<f64> {
        let naive = self.run_to_limit_absolute_error;
        (naive > 0.0).then(|| 1.0 - self.mean_absolute_error / naive)
    }
}

/// Sums trials up by how far ahead they look.
///
/// ```
/// use statistics::{Interval, Trial, back_test};
/// let trial = |actual: f64| Trial {
///     forecast: vec![90.0],
///     interval: vec![Interval { lower: 80.0, upper: 100.0 }],
///     run_to_limit: vec![120.0],
///     actual: vec![actual],
/// };
/// let found = back_test(&[trial(86.0), trial(102.0)])?;
/// assert_eq!((found[0].n_held, found[0].n_forecasts), (1, 2));
/// assert_eq!(found[0].mean_error, -4.0);
/// assert_eq!(found[0].mean_absolute_error, 8.0);
/// assert_eq!(found[0].skill(), Some(1.0 - 8.0 / 26.0));
/// # Ok::<(), statistics::Error>(())
/// ```
///
/// # Errors
/// [`Error::Length`] where a trial's lists are not equally long.
pub fn back_test(trials: &[Trial]) -> Result<Vec<Horizon>, Error> {
    for Trial { forecast, interval, run_to_limit, actual } in trials {
        let lengths = [
            ("a trial's list of forecasts", forecast.len()),
            ("a trial's list of intervals", interval.len()),
            ("a trial's run to the limit", run_to_limit.len()),
        ];
        for (what, found) in lengths {
            if found != actual.len() {
                return Err(Error::Length { what, found, expected: actual.len() });
            }
        }
    }
    let longest = trials.iter().map(|trial| trial.actual.len()).max().unwrap_or(0);
    Ok((0..longest)
        .map(|ahead| {
            let reached: Vec<&Trial> = trials.iter().filter(|trial| trial.actual.len() > ahead).collect();
            let mean =
                |of: &dyn Fn(&Trial) -> f64| reached.iter().map(|trial| of(trial)).sum::<f64>() / reached.len() as f64;
            Horizon {
                ahead: ahead + 1,
                n_forecasts: reached.len(),
                n_held: reached.iter().filter(|trial| trial.interval[ahead].contains(trial.actual[ahead])).count(),
                mean_error: mean(&|trial| trial.forecast[ahead] - trial.actual[ahead]),
                mean_absolute_error: mean(&|trial| (trial.forecast[ahead] - trial.actual[ahead]).abs()),
                run_to_limit_absolute_error: mean(&|trial| (trial.run_to_limit[ahead] - trial.actual[ahead]).abs()),
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_of_several_lengths_count_where_they_reach() {
        let trial = |n: usize| Trial {
            forecast: vec![5.0; n],
            interval: vec![Interval { lower: 4.0, upper: 6.0 }; n],
            run_to_limit: vec![6.0; n],
            actual: vec![6.0; n],
        };
        let found = back_test(&[trial(1), trial(3)]).unwrap();
        assert_eq!(found.iter().map(|horizon| horizon.n_forecasts).collect::<Vec<_>>(), [2, 1, 1]);
        assert_eq!(found[2].ahead, 3);
        assert_eq!((found[0].skill(), found[0].mean_error), (None, -1.0));
        let uneven = Trial { forecast: vec![], ..trial(1) };
        assert!(back_test(&[uneven]).is_err());
        assert_eq!(back_test(&[]), Ok(vec![]));
    }
}

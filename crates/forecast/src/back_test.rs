//! Forecasts from past days, held against what came.

use crate::spells_seen::last_known;
use crate::{Error, Outlook, Request, Settings};
use calendar::{Day, Month};
use definitions::{Catalog, GapRule};
use register::Store;
use statistics::{Horizon, Trial};

/// One past day.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The day that was forecast from.
    pub on: Day,
    /// How many ran.
    pub running: u64,
    /// The last month that is followed.
    pub until: Month,
    /// Forecast and outcome, a place for each month ahead.
    pub trial: Trial,
}

/// All days together.
#[derive(Debug, Clone, PartialEq)]
pub struct BackTest {
    /// Day by day.
    pub tried: Vec<Tried>,
    /// By how many months ahead.
    pub horizons: Vec<Horizon>,
}

impl BackTest {
    /// The part of run-to-the-end's mean absolute error that the forecast avoids, over all days and months; below 0 where it is
    /// worse, none where run-to-the-end is always right or nothing was tried.
    pub fn skill(&self) -> Option<f64> {
        let sum = |of: fn(&Horizon) -> f64| -> f64 {
            self.horizons.iter().map(|horizon| of(horizon) * horizon.n_forecasts as f64).sum()
        };
        let naive = sum(|horizon| horizon.run_to_limit_absolute_error);
        (naive > 0.0).then(|| 1.0 - sum(|horizon| horizon.mean_absolute_error) / naive)
    }

    /// In how many of all forecasts the interval held what came.
    pub fn held(&self) -> (usize, usize) {
        let sum = |of: fn(&Horizon) -> usize| self.horizons.iter().map(of).sum();
        (sum(|horizon| horizon.n_held), sum(|horizon| horizon.n_forecasts))
    }
}

/// Forecasts from each of some past days with what was known on it, and follows the spells that ran to the last month
/// that is decided.
///
/// What came is counted of the spells that ran on the day: nobody who started later.
///
/// # Errors
/// As [`Outlook::read`] and [`Outlook::project`]; [`Error::NoFuture`] for a day of which nothing later is decided.
pub fn back_test(
    store: &Store,
    catalog: &Catalog,
    settings: Settings<'_>,
    days: &[Day],
    request: &Request,
) -> Result<BackTest, Error> {
    let covered = store.info().covered;
    let until = last_known(GapRule::CalendarMonth, covered, 0).ok_or(Error::NoHistory { on: settings.on })?;
    let mut tried = Vec::new();
    for on in days {
        let settings = Settings { on: *on, ..settings };
        let (outlook, actual) = Outlook::read_and_follow(store, catalog, settings, Some(until))?;
        let rows = outlook.project(&Request { until: until.last_day(), inflow: None, ..request.clone() })?;
        let mut trial = Trial { forecast: vec![], interval: vec![], run_to_limit: vec![], actual: vec![] };
        for ((row, forecast, interval), actual) in
            rows.iter().filter_map(|row| Some((row, row.forecast?, row.interval?))).zip(actual)
        {
            trial.forecast.push(forecast);
            trial.interval.push(interval);
            trial.run_to_limit.push(row.with_leave as f64);
            trial.actual.push(actual as f64);
        }
        tried.push(Tried { on: *on, running: outlook.n_running(), until, trial });
    }
    let trials: Vec<Trial> = tried.iter().map(|tried| tried.trial.clone()).collect();
    Ok(BackTest { horizons: statistics::back_test(&trials)?, tried })
}

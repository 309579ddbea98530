//! The run-off of a stock of spells: those who run now, each on to their limit unless they exit before, and those who come.

use crate::{Error, ExitRates, Interval, distribution};

/// Spells that run at the beginning and are as old as each other.
///
/// ```
/// let half_way = statistics::Running { elapsed: 18, remaining: Some(18), n: 120 };
/// assert_eq!(half_way.remaining, Some(18));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// How many periods they have lasted: in the first period to come they exit at the rate of age `elapsed` + 1.
    pub elapsed: u32,
    /// After how many periods they have reached their limit: they count at the end of the period before that and not at its own.
    /// None where there is no limit.
    pub remaining: Option<u32>,
    /// How many they are.
    pub n: u64,
}

/// Spells that will start.
///
/// ```
/// use statistics::{ExitRates, Forecast, Inflow, Scenario};
/// // Ten start in the second period and count at the ends of two.
/// let forecast = Forecast {
///     rates: ExitRates::none(1),
///     running: vec![],
///     inflow: vec![Inflow { period: 2, limit: Some(2), n: 10 }],
///     periods: 4,
///     scenario: Scenario::unchanged(1),
/// };
/// let stocks: Vec<f64> = forecast.project()?.periods.iter().map(|period| period.stock).collect();
/// assert_eq!(stocks, [0.0, 10.0, 10.0, 0.0]);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inflow {
    /// In which period, from 1. They exit in it at the rate of age 0.
    pub period: u32,
    /// At how many periods' ends they count at most. None where there is no limit.
    pub limit: Option<u32>,
    /// How many they are. The number is taken for certain.
    pub n: u64,
}

/// A part of those with a limit gets more time: leave that does not count.
///
/// ```
/// use statistics::{ExitRates, Forecast, Leave, Running, Scenario};
/// let forecast = Forecast {
///     rates: ExitRates::none(1),
///     running: vec![Running { elapsed: 34, remaining: Some(2), n: 100 }],
///     inflow: vec![],
///     periods: 3,
///     scenario: Scenario { exits: vec![1.0], leave: Some(Leave { share: 0.1, periods: 1 }) },
/// };
/// let stocks: Vec<f64> = forecast.project()?.periods.iter().map(|period| period.stock).collect();
/// assert_eq!(stocks, [100.0, 10.0, 0.0]);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leave {
    /// The part of them, 0 to 1; each person independently.
    pub share: f64,
    /// By how many periods their limit moves.
    pub periods: u32,
}

/// What may become otherwise than it was.
///
/// ```
/// use statistics::Scenario;
/// let more_exits = Scenario { exits: vec![1.2; 3], leave: None };
/// assert_ne!(more_exits, Scenario::unchanged(3));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// By what each cause's rates are multiplied. Where a period's rates would then add to more than 1 they are scaled down to 1.
    pub exits: Vec<f64>,
    /// Who gets more time.
    pub leave: Option<Leave>,
}

impl Scenario {
    /// All goes on as it was.
    pub fn unchanged(n_causes: usize) -> Scenario {
        Scenario { exits: vec![1.0; n_causes], leave: None }
    }
}

/// A century of days.
const MOST_PERIODS: u32 = 36_525;

/// A stock, what comes, and how it goes.
///
/// In each period first those exit who exit early, then those leave who have reached their limit.
///
/// ```
/// use statistics::{ExitRates, Forecast, LifeTable, Running, Scenario};
/// let table = LifeTable::from_start(vec![vec![0, 100, 90, 81]], vec![0, 0, 0, 729])?; // a tenth at each age
/// let forecast = Forecast {
///     rates: ExitRates::of(&table, Some(1))?,
///     running: vec![Running { elapsed: 5, remaining: Some(3), n: 1000 }],
///     inflow: vec![],
///     periods: 3,
///     scenario: Scenario::unchanged(1),
/// };
/// let projection = forecast.project()?;
/// assert!((projection.periods[1].stock - 810.0).abs() < 1e-9);
/// assert_eq!(projection.periods[2].stock, 0.0); // the limit
/// assert_eq!(forecast.run_to_limit()?.periods[1].stock, 1000.0);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The rates of early exit by age and cause.
    pub rates: ExitRates,
    /// Those who run now.
    pub running: Vec<Running>,
    /// Those who come.
    pub inflow: Vec<Inflow>,
    /// How many periods ahead.
    pub periods: u32,
    /// What becomes otherwise.
    pub scenario: Scenario,
}

/// A period of a projection: expected numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Projected {
    /// The stock at the end of the period before.
    pub opening: f64,
    /// Those who started.
    pub inflow: f64,
    /// Early exits by cause.
    pub exits: Vec<f64>,
    /// Those who reached their limit.
    pub limit: f64,
    /// The stock at the end: opening + inflow − exits − limit.
    pub stock: f64,
    /// The variance of the stock that comes from chance: who of so many exits.
    pub chance: f64,
    /// The variance of the stock that comes from the rates' own uncertainty.
    pub rates: f64,
}

impl Projected {
    /// The standard error of the stock as a forecast.
    pub fn standard_error(&self) -> f64 {
        (self.chance + self.rates).sqrt()
    }

    /// The interval that the stock is forecast to lie in, taken for normal and not below 0.
    ///
    /// It knows the chance of exits and the uncertainty of their rates; that rates change, and that inflow is not as planned, it
    /// does not: that is what scenarios and a back-test are for.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the level lies between 0 and 1.
    pub fn interval(&self, level: f64) -> Result<Interval, Error> {
        let reach = distribution::two_sided(level)? * self.standard_error();
        Ok(Interval { lower: (self.stock - reach).max(0.0), upper: self.stock + reach })
    }
}

/// The stock and what changes it, period by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// From the first period to the last.
    pub periods: Vec<Projected>,
}

/// Persons with the same past and the same limit, from the period before they are first at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// The last period in which nothing can happen to them: 0 for those who run.
    pub(crate) start: usize,
    /// Their age in the first period after that.
    pub(crate) age: u32,
    /// The period at whose end they have reached their limit; None for never.
    pub(crate) until: Option<usize>,
    pub(crate) n: u64,
}

impl Cell {
    /// Whether they come; those who run are at least one period old when they are first at risk.
    pub(crate) fn is_inflow(&self) -> bool {
        self.age == 0
    }

    /// Their age in a later period.
    pub(crate) fn age_after(&self, periods: usize) -> u32 {
        self.age.saturating_add(periods as u32)
    }
}

impl Forecast {
    /// The expected stock and flows, with the stock's variance.
    ///
    /// The variance from the rates is by the delta method: their own multinomial variance, carried through the survival of all who
    /// pass through an age.
    ///
    /// # Errors
    /// [`Error::NoExposure`] where somebody comes to an age that has no rate; [`Error::Length`] and [`Error::OutOfRange`] for a
    /// scenario that is not one.
    pub fn project(&self) -> Result<Projection, Error> {
        self.check()?;
        let rates: Vec<Vec<f64>> =
            self.rates.estimated.iter().map(|estimated| self.in_scenario(estimated.rates())).collect();
        self.expected(&self.cells(), &rates)
    }

    /// The projection without early exits.
    ///
    /// # Errors
    /// As [`Forecast::project`], but for ages without a rate.
    pub fn run_to_limit(&self) -> Result<Projection, Error> {
        Forecast { rates: ExitRates::none(self.rates.n_causes()), ..self.clone() }.project()
    }

    /// Those who are alike, together.
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let running = self.running.iter().map(|running| Cell {
            start: 0,
            age: running.elapsed.saturating_add(1),
            until: running.remaining.map(|remaining| remaining as usize),
            n: running.n,
        });
        let inflow = self.inflow.iter().filter(|inflow| inflow.period >= 1).map(|inflow| Cell {
            start: inflow.period as usize - 1,
            age: 0,
            until: inflow.limit.map(|limit| inflow.period as usize + limit as usize),
            n: inflow.n,
        });
        let mut cells: Vec<Cell> = running.chain(inflow).filter(|cell| cell.n > 0).collect();
        cells.retain(|cell| cell.start < self.periods as usize);
        cells.sort_unstable();
        cells.dedup_by(|next, kept| {
            let same = (next.start, next.age, next.until) == (kept.start, kept.age, kept.until);
            if same {
                kept.n = kept.n.saturating_add(next.n);
            }
            same
        });
        cells
    }

    /// Whether it is a forecast at all.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Scenario { exits, leave } = &self.scenario;
        if exits.len() != self.rates.n_causes() {
            let what = "a scenario's list of multipliers";
            return Err(Error::Length { what, found: exits.len(), expected: self.rates.n_causes() });
        }
        if let Some(value) = exits.iter().copied().find(|value| !(*value >= 0.0 && value.is_finite())) {
            return Err(Error::OutOfRange { what: "a scenario's multiplier", value, must: "0 or more" });
        }
        if let Some(value) = leave.map(|leave| leave.share).filter(|share| !(0.0..=1.0).contains(share)) {
            return Err(Error::OutOfRange { what: "the share with leave", value, must: "from 0 to 1" });
        }
        if self.periods > MOST_PERIODS {
            let (what, value) = ("the number of periods", f64::from(self.periods));
            return Err(Error::OutOfRange { what, value, must: "no more than a century of days" });
        }
        Ok(())
    }

    /// An age's rates as the scenario has them.
    pub(crate) fn in_scenario(&self, rates: Vec<f64>) -> Vec<f64> {
        let changed: Vec<f64> = rates.iter().zip(&self.scenario.exits).map(|(rate, factor)| rate * factor).collect();
        let sum: f64 = changed.iter().sum();
        if sum > 1.0 { changed.iter().map(|rate| rate / sum).collect() } else { changed }
    }

    /// A cell's parts: without and with leave, with their shares.
    fn parts(&self, cell: &Cell) -> [(f64, Option<usize>); 2] {
        match (self.scenario.leave, cell.until) {
            (Some(Leave { share, periods }), Some(until)) => {
                [(1.0 - share, Some(until)), (share, Some(until + periods as usize))]
            }
            (_, until) => [(1.0, until), (0.0, until)],
        }
    }

    fn expected(&self, cells: &[Cell], rates: &[Vec<f64>]) -> Result<Projection, Error> {
        let n_periods = self.periods as usize;
        let empty = Projected {
            opening: 0.0,
            inflow: 0.0,
            exits: vec![0.0; self.rates.n_causes()],
            limit: 0.0,
            stock: 0.0,
            chance: 0.0,
            rates: 0.0,
        };
        let mut found = vec![empty; n_periods];
        let totals: Vec<f64> = rates.iter().map(|rates| rates.iter().sum()).collect();
        let variances: Vec<f64> = (0..rates.len()).map(|place| self.variance_of_total(place, totals[place])).collect();
        // How each period's stock goes down as an age's rate goes up.
        let mut slopes = vec![vec![0.0; n_periods]; rates.len()];
        let mut stay = vec![0.0; n_periods];
        let mut passed = vec![0_u32; rates.len()];
        for cell in cells {
            let n = cell.n as f64;
            if cell.is_inflow() {
                found[cell.start].inflow += n;
            }
            stay.fill(0.0);
            for (share, until) in self.parts(cell).into_iter().filter(|(share, _)| *share > 0.0) {
                let mut still_in = share;
                if until.is_some_and(|until| until <= cell.start) {
                    found[cell.start].limit += n * still_in;
                    continue;
                }
                for (step, period) in (cell.start..n_periods).enumerate() {
                    let place = self.rates.place(cell.age_after(step))?;
                    for (sum, rate) in found[period].exits.iter_mut().zip(&rates[place]) {
                        *sum += n * still_in * rate;
                    }
                    still_in *= 1.0 - totals[place].min(1.0);
                    if until == Some(period + 1) {
                        found[period].limit += n * still_in;
                        break;
                    }
                    stay[period] += still_in;
                }
            }
            passed.fill(0);
            for (step, period) in (cell.start..n_periods).enumerate() {
                if stay[period] <= 0.0 {
                    // Nobody comes to this period, so nobody to a later one.
                    break;
                }
                let (first, last) = (self.rates.place(cell.age)?, self.rates.place(cell.age_after(step))?);
                passed[last] += 1;
                found[period].stock += n * stay[period];
                found[period].chance += n * stay[period] * (1.0 - stay[period]);
                for place in first..=last {
                    if variances[place] > 0.0 {
                        slopes[place][period] += n * stay[period] * f64::from(passed[place]) / (1.0 - totals[place]);
                    }
                }
            }
        }
        let mut opening: f64 = cells.iter().filter(|cell| !cell.is_inflow()).map(|cell| cell.n as f64).sum();
        for (number, period) in found.iter_mut().enumerate() {
            period.opening = opening;
            opening = period.stock;
            period.rates =
                slopes.iter().zip(&variances).map(|(slope, variance)| slope[number].powi(2) * variance).sum();
        }
        Ok(Projection { periods: found })
    }

    /// The variance of all causes' rates together at an age, each multiplied as in the scenario; 0 where all exit.
    fn variance_of_total(&self, place: usize, total: f64) -> f64 {
        let estimated = &self.rates.estimated[place];
        if estimated.n == 0 || total >= 1.0 {
            return 0.0;
        }
        let both = estimated.rates().into_iter().zip(&self.scenario.exits);
        let (square, mean) = both
            .fold((0.0, 0.0), |(square, mean), (rate, factor)| (square + factor * factor * rate, mean + factor * rate));
        (square - mean * mean) / estimated.n as f64
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::LifeTable;
    use proptest::prelude::*;

    const PERIODS: u32 = 8;

    /// Random forecasts: ages to 6 and pooled after, two causes, running spells and inflow with and without limits.
    pub(crate) fn forecasts() -> impl Strategy<Value = Forecast> {
        let ages = prop::collection::vec((5_u64..40, 0_u64..6, 0_u64..6), 7);
        let running = prop::collection::vec((0_u32..6, prop::option::of(0_u32..10), 0_u64..300), 0..6);
        let inflow = prop::collection::vec((1_u32..10, prop::option::of(0_u32..6), 0_u64..200), 0..4);
        let scenario = (0.0..2.5_f64, 0.0..2.5_f64, prop::option::of((0.0..1.0_f64, 0_u32..4)));
        (ages, running, inflow, scenario).prop_map(|(ages, running, inflow, (first, second, leave))| {
            let exits = [|age: &(u64, u64, u64)| age.1, |age: &(u64, u64, u64)| age.2]
                .map(|cause| ages.iter().map(cause).collect::<Vec<_>>());
            let censored: Vec<u64> = ages.iter().map(|(stay, ..)| *stay).collect();
            let table = LifeTable::from_start(exits.to_vec(), censored).unwrap();
            Forecast {
                rates: ExitRates::of(&table, Some(6)).unwrap(),
                running: running.into_iter().map(|(elapsed, remaining, n)| Running { elapsed, remaining, n }).collect(),
                inflow: inflow.into_iter().map(|(period, limit, n)| Inflow { period, limit, n }).collect(),
                periods: PERIODS,
                scenario: Scenario {
                    exits: vec![first, second],
                    leave: leave.map(|(share, periods)| Leave { share, periods }),
                },
            }
        })
    }

    /// The stock at each period's end, one period after the other for groups by age and time left; `changed` are the rates.
    fn slow(forecast: &Forecast, rates: &dyn Fn(u32) -> f64) -> Vec<f64> {
        let mut groups: Vec<(u32, Option<u32>, f64)> = Vec::new();
        let share = |left: Option<u32>, n: f64| match (forecast.scenario.leave, left) {
            (Some(leave), Some(left)) => {
                vec![(Some(left), n * (1.0 - leave.share)), (Some(left + leave.periods), n * leave.share)]
            }
            _ => vec![(left, n)],
        };
        for running in &forecast.running {
            for (left, n) in share(running.remaining, running.n as f64) {
                groups.push((running.elapsed, left, n));
            }
        }
        groups.retain(|(_, left, _)| *left != Some(0));
        (1..=forecast.periods)
            .map(|period| {
                for (_, left, n) in groups.iter_mut() {
                    *left = left.map(|left| left - 1);
                    *n = if *left == Some(0) { 0.0 } else { *n };
                }
                for (age, _, n) in groups.iter_mut() {
                    *age += 1;
                    *n *= 1.0 - rates(*age);
                }
                for inflow in forecast.inflow.iter().filter(|inflow| inflow.period == period) {
                    for (left, n) in share(inflow.limit, inflow.n as f64) {
                        groups.push((0, left, if left == Some(0) { 0.0 } else { n * (1.0 - rates(0)) }));
                    }
                }
                groups.retain(|(_, left, _)| *left != Some(0));
                groups.iter().map(|(.., n)| n).sum()
            })
            .collect()
    }

    fn total_rate(forecast: &Forecast, age: u32) -> f64 {
        let rates = [0, 1].map(|cause| forecast.rates.rate(age, cause).unwrap().rate);
        rates.iter().zip(&forecast.scenario.exits).map(|(rate, factor)| rate * factor).sum::<f64>().min(1.0)
    }

    proptest! {
        #[test]
        fn the_stock_agrees_with_going_period_by_period(forecast in forecasts()) {
            let found = forecast.project().unwrap();
            let slow = slow(&forecast, &|age| total_rate(&forecast, age));
            for (period, slow) in found.periods.iter().zip(slow) {
                prop_assert!((period.stock - slow).abs() < 1e-8, "{} for {}", period.stock, slow);
            }
        }

        #[test]
        fn a_stock_is_the_stock_before_and_what_changes_it(forecast in forecasts()) {
            let found = forecast.project().unwrap();
            let mut before: f64 = forecast.running.iter().map(|running| running.n as f64).sum();
            for (number, period) in found.periods.iter().enumerate() {
                let inflow = forecast.inflow.iter().filter(|inflow| inflow.period as usize == number + 1);
                prop_assert_eq!(period.inflow, inflow.map(|inflow| inflow.n as f64).sum::<f64>());
                prop_assert!((period.opening - before).abs() < 1e-9);
                let left = period.opening + period.inflow - period.exits.iter().sum::<f64>() - period.limit;
                prop_assert!((period.stock - left).abs() < 1e-8, "{} for {}", period.stock, left);
                prop_assert!(period.stock >= 0.0 && period.limit >= 0.0 && period.exits.iter().all(|exits| *exits >= 0.0));
                before = period.stock;
            }
        }

        #[test]
        fn without_early_exits_it_is_the_run_to_the_limit(forecast in forecasts()) {
            let mut forecast = forecast;
            forecast.scenario = Scenario { exits: vec![0.0, 0.0], leave: None };
            let found = forecast.project().unwrap();
            for (number, period) in found.periods.iter().enumerate() {
                let end = number as u32 + 1;
                let running = forecast.running.iter().filter(|one| one.remaining.is_none_or(|left| left > end));
                let come = forecast.inflow.iter().filter(|one| {
                    one.period <= end && one.limit.is_none_or(|limit| one.period + limit > end)
                });
                let n: u64 = running.map(|one| one.n).sum::<u64>() + come.map(|one| one.n).sum::<u64>();
                prop_assert_eq!(period.stock, n as f64);
                prop_assert_eq!(period.standard_error(), 0.0);
            }
            prop_assert_eq!(forecast.run_to_limit().unwrap(), found);
        }

        /// The delta method with derivatives by differences, and the chance part cell by cell.
        #[test]
        fn variances_agree_with_differences(forecast in forecasts()) {
            let mut forecast = forecast;
            // Kept below 1 by far, where a difference is a derivative; chance is slow to write down with leave.
            forecast.scenario.exits.iter_mut().for_each(|factor| *factor = factor.min(1.2));
            forecast.scenario.leave = None;
            prop_assume!((0..=6).all(|age| total_rate(&forecast, age) < 0.9));
            let found = forecast.project().unwrap();
            let place = |age: u32| age.min(6);
            let mut of_rates = vec![0.0; PERIODS as usize];
            for changed in 0..=6 {
                let with = |by: f64| {
                    slow(&forecast, &|age| total_rate(&forecast, age) + if place(age) == changed { by } else { 0.0 })
                };
                let (up, down) = (with(1e-5), with(-1e-5));
                // The variance of the sum of the causes' rates, each times its factor: Σ f g cov.
                let [p, q] = [0, 1].map(|cause| forecast.rates.rate(changed, cause).unwrap().rate);
                let (f, g) = (forecast.scenario.exits[0], forecast.scenario.exits[1]);
                let n = forecast.rates.estimated[changed as usize].n as f64;
                let variance = (f * f * p * (1.0 - p) + g * g * q * (1.0 - q) - 2.0 * f * g * p * q) / n;
                for (sum, (up, down)) in of_rates.iter_mut().zip(up.iter().zip(down)) {
                    *sum += ((up - down) / 2e-5).powi(2) * variance;
                }
            }
            for (period, slow) in found.periods.iter().zip(of_rates) {
                prop_assert!((period.rates - slow).abs() < 1e-4 * (1.0 + slow), "{} for {}", period.rates, slow);
            }
            // Each group alone: all of its persons have the same chance to be there still.
            let mut chance = vec![0.0; PERIODS as usize];
            for number in 0..forecast.running.len() + forecast.inflow.len() {
                let mut alone = forecast.clone();
                alone.running = forecast.running.get(number).into_iter().copied().collect();
                let later = number.checked_sub(forecast.running.len());
                alone.inflow = later.and_then(|number| forecast.inflow.get(number)).into_iter().copied().collect();
                let n = alone.running.iter().map(|one| one.n).chain(alone.inflow.iter().map(|one| one.n)).sum::<u64>();
                for (sum, stock) in chance.iter_mut().zip(slow(&alone, &|age| total_rate(&forecast, age))) {
                    *sum += if n > 0 { stock * (1.0 - stock / n as f64) } else { 0.0 };
                }
            }
            for (period, chance) in found.periods.iter().zip(chance) {
                prop_assert!((period.chance - chance).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn what_is_no_forecast_is_an_error() {
        let table = LifeTable::from_start(vec![vec![0, 2, 1]], vec![0, 0, 1]).unwrap();
        let good = Forecast {
            rates: ExitRates::of(&table, None).unwrap(),
            running: vec![Running { elapsed: 0, remaining: Some(2), n: 5 }],
            inflow: vec![],
            periods: 6,
            scenario: Scenario::unchanged(1),
        };
        assert!(good.project().is_ok());
        let longer = Forecast { running: vec![Running { elapsed: 0, remaining: Some(3), n: 5 }], ..good.clone() };
        assert_eq!(longer.project(), Err(Error::NoExposure { age: 3 }));
        let old = Forecast { running: vec![Running { elapsed: u32::MAX, remaining: None, n: 5 }], ..good.clone() };
        assert_eq!(old.project(), Err(Error::NoExposure { age: u32::MAX }));
        let scenario = |exits, leave| Forecast { scenario: Scenario { exits, leave }, ..good.clone() }.project();
        assert!(scenario(vec![], None).is_err() && scenario(vec![-1.0], None).is_err());
        assert!(scenario(vec![1.0], Some(Leave { share: 1.5, periods: 1 })).is_err());
        assert!(Forecast { periods: u32::MAX, ..good }.project().is_err());
    }
}

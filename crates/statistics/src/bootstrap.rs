//! The forecast drawn many times: other rates that the same data could have given, and other exits at those rates.

use crate::forecast::Cell;
use crate::{Error, Forecast, Generator, Interval};

/// What the arithmetic of a share may lack of a whole number.
const ROUNDING: f64 = 1e-9;

/// The stock of each period in each draw.
///
/// ```
/// use statistics::{ExitRates, Forecast, LifeTable, Running, Scenario};
/// let table = LifeTable::from_start(vec![vec![0, 100, 90]], vec![0, 0, 810])?;
/// let forecast = Forecast {
///     rates: ExitRates::of(&table, Some(1))?,
///     running: vec![Running { elapsed: 5, remaining: None, n: 1000 }],
///     inflow: vec![],
///     periods: 2,
///     scenario: Scenario::unchanged(1),
/// };
/// let draws = forecast.bootstrap(1000, 1)?;
/// let interval = draws.interval(1, 0.95)?;
/// assert!(interval.lower < 810.0 && 810.0 < interval.upper);
/// assert_eq!(draws, forecast.bootstrap(1000, 1)?); // no clock, no order of threads
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draws {
    /// By period, sorted.
    stocks: Vec<Vec<u64>>,
}

impl Draws {
    /// The interval that holds the middle `level` of all draws of a period, the first being 0.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the level lies between 0 and 1; [`Error::NoSuch`] for a period that was not drawn.
    pub fn interval(&self, period: usize, level: f64) -> Result<Interval, Error> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::OutOfRange { what: "the level of an interval", value: level, must: "between 0 and 1" });
        }
        let missing = Error::NoSuch { what: "period", number: period, count: self.stocks.len() };
        let stocks = self.stocks.get(period).ok_or(missing)?;
        let n = stocks.len();
        // As many draws below as above: of n + 1 places between draws the tail's share.
        let tail = ((n + 1) as f64 * (1.0 - level) / 2.0 + ROUNDING).floor() as usize;
        let lower = tail.clamp(1, n) - 1;
        Ok(Interval { lower: stocks[lower] as f64, upper: stocks[n - 1 - lower] as f64 })
    }

    /// All draws of each period, from the smallest to the largest.
    pub fn stocks(&self) -> &[Vec<u64>] {
        &self.stocks
    }
}

impl Forecast {
    /// Draws the forecast `n_draws` times.
    ///
    /// For each draw, exits by cause are drawn at each age among as many as were at risk (parametric bootstrap of the life table),
    /// which gives the draw's rates; then leave and exits of each group of spells are drawn at these. A cause and age without a
    /// single exit stays without, as in every bootstrap.
    ///
    /// The draw with number i uses stream i of the generator: it is the same whoever draws it. A draw costs about 0.1 µs for each
    /// group of spells with the same age and limit and each period that it runs.
    ///
    /// # References
    /// Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 6; for forecasts of stocks the two parts as in
    /// England and Verrall, *British Actuarial Journal* 8 (2002), 443-518.
    ///
    /// # Errors
    /// As [`Forecast::project`]; [`Error::OutOfRange`] without a draw.
    pub fn bootstrap(&self, n_draws: u32, seed: u64) -> Result<Draws, Error> {
        self.check()?;
        if n_draws == 0 {
            return Err(Error::OutOfRange { what: "the number of draws", value: 0.0, must: "1 or more" });
        }
        let cells = self.cells();
        let mut stocks = vec![Vec::with_capacity(n_draws as usize); self.periods as usize];
        for number in 0..n_draws {
            let mut generator = Generator::new(seed, u64::from(number));
            for (period, stock) in stocks.iter_mut().zip(self.draw(&cells, &mut generator)?) {
                period.push(stock);
            }
        }
        stocks.iter_mut().for_each(|period| period.sort_unstable());
        Ok(Draws { stocks })
    }

    /// The stock of each period, once.
    fn draw(&self, cells: &[Cell], generator: &mut Generator) -> Result<Vec<u64>, Error> {
        let estimated = self.rates.estimated.iter();
        let totals: Vec<f64> = estimated
            .map(|estimated| {
                let drawn = generator.multinomial(estimated.n, &estimated.rates());
                let rates = drawn.iter().map(|exits| *exits as f64 / estimated.n.max(1) as f64).collect();
                self.in_scenario(rates).iter().sum()
            })
            .collect();
        let mut stocks = vec![0; self.periods as usize];
        for cell in cells {
            let later = match (self.scenario.leave, cell.until) {
                (Some(leave), Some(_)) => generator.binomial(cell.n, leave.share),
                _ => 0,
            };
            self.run_off(cell, cell.until, cell.n - later, &totals, generator, &mut stocks)?;
            let delay = self.scenario.leave.map_or(0, |leave| leave.periods as usize);
            let until = cell.until.map(|until| until + delay);
            self.run_off(cell, until, later, &totals, generator, &mut stocks)?;
        }
        Ok(stocks)
    }

    fn run_off(
        &self,
        cell: &Cell,
        until: Option<usize>,
        mut n: u64,
        totals: &[f64],
        generator: &mut Generator,
        stocks: &mut [u64],
    ) -> Result<(), Error> {
        let last = until.map_or(stocks.len(), |until| until.saturating_sub(1).min(stocks.len()));
        for (step, stock) in stocks[..last].iter_mut().skip(cell.start).enumerate() {
            if n == 0 {
                break;
            }
            n -= generator.binomial(n, totals[self.rates.place(cell.age_after(step))?]);
            *stock = stock.saturating_add(n);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::tests::forecasts;
    use crate::{ExitRates, LifeTable, Running, Scenario};
    use proptest::prelude::*;

    /// A month's rates of two causes by age, as they are in truth.
    fn truth(age: u32) -> [f64; 2] {
        [0.02 + 0.1 / f64::from(age + 1), 0.03]
    }

    /// 300 spells seen from their start to their end or to age 12, and the stock that runs.
    fn drawn(generator: &mut Generator) -> Forecast {
        let mut left = 300;
        let mut exits = vec![vec![0], vec![0]];
        for age in 1..=12 {
            let drawn = generator.multinomial(left, &truth(age));
            left -= drawn.iter().sum::<u64>();
            exits.iter_mut().zip(drawn).for_each(|(cause, drawn)| cause.push(drawn));
        }
        let mut censored = vec![0; 13];
        censored[12] = left;
        Forecast {
            rates: ExitRates::of(&LifeTable::from_start(exits, censored).unwrap(), None).unwrap(),
            running: (0..6).map(|elapsed| Running { elapsed, remaining: Some(7), n: 40 }).collect(),
            inflow: vec![],
            periods: 6,
            scenario: Scenario::unchanged(2),
        }
    }

    /// What then happens, at the true rates.
    fn actual(forecast: &Forecast, generator: &mut Generator) -> Vec<f64> {
        let mut stocks = vec![0.0; 6];
        for running in &forecast.running {
            let mut n = running.n;
            for (period, stock) in stocks.iter_mut().enumerate() {
                n -= generator.binomial(n, truth(running.elapsed + 1 + period as u32).iter().sum());
                *stock += n as f64;
            }
        }
        stocks
    }

    /// 500 forecasts, each from other data and of another future: the intervals hold as often as they say, but for chance
    /// (four standard errors of a share of 500).
    #[test]
    fn intervals_hold_what_comes_as_often_as_they_say() {
        let (n, level) = (500, 0.9);
        let (mut normal, mut drawn_ones, mut rates_alone) = ([0; 2], [0; 2], 0);
        for number in 0..n {
            let mut generator = Generator::new(11, number);
            let forecast = drawn(&mut generator);
            let stocks = actual(&forecast, &mut generator);
            let (projection, draws) = (forecast.project().unwrap(), forecast.bootstrap(199, number).unwrap());
            for (place, period) in [1, 5].into_iter().enumerate() {
                let interval = projection.periods[period].interval(level).unwrap();
                normal[place] += u32::from(interval.contains(stocks[period]));
                drawn_ones[place] += u32::from(draws.interval(period, level).unwrap().contains(stocks[period]));
            }
            let narrow = crate::forecast::Projected { chance: 0.0, ..projection.periods[5].clone() };
            rates_alone += u32::from(narrow.interval(level).unwrap().contains(stocks[5]));
        }
        let reach = 4.0 * (level * (1.0 - level) / n as f64).sqrt();
        for held in normal.into_iter().chain(drawn_ones) {
            // Stocks are whole numbers: a limit's own value counts, which is half a percentage point here.
            assert!((f64::from(held) / n as f64 - level).abs() < reach, "{held} of {n}");
        }
        // That this can fail: without the chance of exits the interval is too narrow.
        assert!(f64::from(rates_alone) / (n as f64) < level - reach, "{rates_alone}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// Mean and variance of the draws are those of the formulas, but for chance. The delta method leaves out what is of
        /// higher order in the rates' errors, which is little where hundreds were at risk.
        #[test]
        fn draws_have_the_projection_s_mean_and_variance(forecast in forecasts()) {
            let mut forecast = forecast;
            forecast.rates.estimated.iter_mut().for_each(|age| {
                age.n *= 400;
                age.exits.iter_mut().for_each(|exits| *exits *= 400);
            });
            forecast.scenario.exits.iter_mut().for_each(|factor| *factor = factor.min(1.2));
            let projection = forecast.project().unwrap();
            let n = 2000;
            let draws = forecast.bootstrap(n, 5).unwrap();
            for (period, stocks) in projection.periods.iter().zip(draws.stocks()) {
                let n = f64::from(n);
                let mean = stocks.iter().map(|stock| *stock as f64).sum::<f64>() / n;
                let square = stocks.iter().map(|stock| (*stock as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0);
                let error = period.standard_error();
                prop_assert!((mean - period.stock).abs() <= 5.0 * error / n.sqrt() + 0.02, "{mean} {}", period.stock);
                if error > 3.0 {
                    prop_assert!((square / (error * error) - 1.0).abs() < 6.0 * (2.0 / n).sqrt(), "{square} {}", error * error);
                }
            }
        }
    }

    #[test]
    fn an_interval_leaves_as_many_out_below_as_above() {
        let draws = Draws { stocks: vec![(1..=99).collect()] };
        assert_eq!(draws.interval(0, 0.9), Ok(Interval { lower: 5.0, upper: 95.0 }));
        assert_eq!(draws.interval(0, 0.999), Ok(Interval { lower: 1.0, upper: 99.0 }));
        assert!(draws.interval(1, 0.9).is_err() && draws.interval(0, 1.0).is_err());
    }
}

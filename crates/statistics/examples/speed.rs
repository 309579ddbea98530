//! How long a million spells and a forecast take, on one core.
//!
//! `cargo run --release -p statistics --example speed`
//!
//! A million drawn spells of three causes and censoring over 60 months; the stock that runs is a thousand spells of each of 60 ages,
//! with 36 limits each; it is forecast 36 months ahead with 200 new spells a month.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example that measures and prints")]

use statistics::{
    Error, ExitRates, Forecast, Generator, Incidence, Inflow, LifeTable, Observation, Outcome, Running, Scenario,
    Survival, Variance,
};
use std::time::Instant;

const N_SPELLS: usize = 1_000_000;
const LAST: u32 = 60;

fn main() -> Result<(), Error> {
    let mut generator = Generator::new(1, 0);
    let spells: Vec<Observation> = (0..N_SPELLS)
        .map(|_| {
            let time = 1 + (generator.uniform().ln() / -0.11) as u32;
            let outcome = match generator.uniform() {
                share if share < 0.6 => Outcome::Exit(0),
                share if share < 0.8 => Outcome::Exit(1),
                share if share < 0.88 => Outcome::Exit(2),
                _ => Outcome::Censored,
            };
            let outcome = if time >= LAST { Outcome::Censored } else { outcome };
            Observation { after: None, time: time.min(LAST), outcome }
        })
        .collect();

    let table = timed("a million spells counted", || LifeTable::count(LAST, 3, spells.iter().copied()))?;
    timed("survival with standard errors", || Survival::of(&table).at(12));
    timed("incidence of all causes, with Greenwood's variance", || Incidence::all(&table, Variance::Greenwood).len());
    timed("incidence of all causes, with Aalen's variance", || Incidence::all(&table, Variance::Aalen).len());

    let running =
        (0..60).flat_map(|elapsed| (1..=36).map(move |left| Running { elapsed, remaining: Some(left), n: 28 }));
    let forecast = Forecast {
        rates: ExitRates::of(&table, Some(50))?,
        running: running.collect(),
        inflow: (1..=36).map(|period| Inflow { period, limit: Some(36), n: 200 }).collect(),
        periods: 36,
        scenario: Scenario::unchanged(3),
    };
    let projection = timed("forecast, its interval worked out", || forecast.project())?;
    let draws = timed("forecast, 1,000 draws", || forecast.bootstrap(1000, 1))?;
    for period in [11, 35] {
        let (worked_out, drawn) = (projection.periods[period].interval(0.95)?, draws.interval(period, 0.95)?);
        println!(
            "month {}: {:.0}, from {:.0} to {:.0}; drawn from {:.0} to {:.0}",
            period + 1,
            projection.periods[period].stock,
            worked_out.lower,
            worked_out.upper,
            drawn.lower,
            drawn.upper,
        );
    }
    Ok(())
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = work();
    println!("{what}: {:.6} s", began.elapsed().as_secs_f64());
    result
}

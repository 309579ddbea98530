//! How long a million spells last, and by which of three causes they end: counting, survival and all incidences.

use crate::files;
use crate::payments::{Payments, covered};
use crate::watch::{Line, time_warm};
use statistics::{Error, Incidence, LifeTable, Observation, Outcome, Survival, Variance};
use std::path::Path;

/// So many spells are taken, from the first on.
const SPELLS: usize = 1_000_000;
const CAUSES: usize = 3;
/// The days, since the start, of which the answer tells.
const DAYS: [u32; 5] = [10, 30, 90, 180, 365];
/// A spell has ended if so many days after it are covered.
const DECIDED: i32 = 29;

/// Survival and the incidence of each cause, by the day, over `FOLDER/spells.parquet`. One thread; lengths and causes are in
/// memory before the watch starts.
pub(crate) fn run(folder: &Path) -> anyhow::Result<()> {
    let seen = observations(&files::read(&folder.join("spells.parquet"))?);
    let last = seen.iter().map(|one| one.time).max().unwrap_or(0);
    let (found, took) = time_warm(|| -> Result<_, Error> {
        let table = LifeTable::count(last, CAUSES, seen.iter().copied())?;
        Ok((Survival::of(&table), Incidence::all(&table, Variance::Greenwood)))
    });
    let (survival, incidences) = found?;
    // To eight decimals: beyond them the tools add in other orders.
    let whole = |value: f64| (value * 1e8).round() as i64;
    let of_survival: Vec<String> = DAYS.iter().map(|day| whole(survival.at(*day)).to_string()).collect();
    let of_causes = incidences.iter().flat_map(|one| DAYS.iter().map(|day| whole(one.at(*day)).to_string()));
    let of_causes: Vec<String> = of_causes.collect();
    for (what, answer) in [("lives: survival", of_survival), ("lives: incidence", of_causes)] {
        Line::new(what)
            .with("threads", 1)
            .with("rows", seen.len())
            .with("answer", format!("[{}]", answer.join(",")))
            .seconds(took)
            .print()?;
    }
    Ok(())
}

fn observations(spells: &Payments) -> Vec<Observation> {
    let covered_until = covered().until.number();
    (0..spells.person.len().min(SPELLS))
        .map(|at| {
            let (from, until) = (spells.from[at], spells.until[at]);
            let cause = (spells.person[at] as usize + from.unsigned_abs() as usize) % CAUSES;
            let is_decided = until + DECIDED <= covered_until;
            let outcome = if is_decided { Outcome::Exit(cause) } else { Outcome::Censored };
            Observation { after: None, time: until.abs_diff(from), outcome }
        })
        .collect()
}

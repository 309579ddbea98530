//! biofam: 2,000 persons in Switzerland, how they lived in each year of their age from 15 to 30.
//!
//! Data: Swiss Household Panel, 2002. Facts: TraMineR 2.2-12. A year of age stands as a calendar year: the person's
//! sixteenth year as 2000 and so on.

use crate::validate::Setting;
use crate::validate::checks::Checks;
use crate::validate::data_set::{DataSet, Sequences};
use crate::validate::program::Store;
use crate::validate::rebuilt::Rebuilt;
use calendar::Granularity;

const BIOFAM: DataSet = DataSet {
    name: "biofam",
    states: &[("P", "0"), ("L", "1"), ("M", "2"), ("LM", "3"), ("C", "4"), ("LC", "5"), ("LMC", "6"), ("D", "7")],
    granularity: Granularity::Year,
    columns: ("15", "30"),
    from: (2000, 1),
};

const N: usize = 8;
const N_PERSONS: usize = 2000;
const N_SPELLS: u64 = 5130;
const N_TRANSITIONS: u64 = 3130;
/// The mean number of years in each state.
const MEAN_YEARS: [&str; N] = ["8.0280", "2.9440", ".7330", "1.6220", ".0095", ".0835", "2.4190", ".1610"];

/// Compares the program's figures with the facts.
///
/// # Errors
/// Where the data or the program are not what they are taken for; a difference is not an error yet.
pub(crate) fn check(setting: &Setting<'_>, checks: &mut Checks) -> anyhow::Result<()> {
    let Sequences { periods, persons } = BIOFAM.read(setting.data)?;
    let store = Store::import(setting.binary, &BIOFAM, &periods, &persons, &setting.work)?;
    let by_year = store.tabulate("persons", "year,code")?;
    let (mut spells, mut n_started) = (0, 0);
    for (state, mean) in MEAN_YEARS.iter().enumerate() {
        let name = BIOFAM.states[state].0;
        let active = store.tabulate(&format!("{}.active", name.to_lowercase()), "period")?;
        spells += active.count(&[])?;
        n_started += active.figure("start_known", &[])? as u64;
        let mut years = 0;
        for period in &periods {
            years += by_year.count(&[("year", &period.to_string()), ("code", name)])?;
        }
        checks.digits(&format!("{name} mean years"), mean, years as f64 / N_PERSONS as f64);
    }
    checks.equal("spells", N_SPELLS, spells);
    checks.equal("transitions, as spells whose start is known", N_TRANSITIONS, n_started);
    let rebuilt = Rebuilt::of(&store, N, periods.len())?;
    checks.equal(
        "sequences put together from the spells that are the published ones",
        N_PERSONS,
        rebuilt.n_in_common(&persons),
    );
    Ok(())
}

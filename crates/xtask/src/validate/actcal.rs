//! actcal: 2,000 persons in Switzerland, how much they worked in each month of 2000.
//!
//! Data: Swiss Household Panel. Facts: TraMineR 2.2-12.

use crate::validate::Setting;
use crate::validate::checks::Checks;
use crate::validate::data_set::{DataSet, Sequences};
use crate::validate::flows::Flows;
use crate::validate::program::Store;
use crate::validate::rebuilt::Rebuilt;
use calendar::Granularity;

const ACTCAL: DataSet = DataSet {
    name: "actcal",
    states: &[("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")],
    granularity: Granularity::Month,
    columns: ("jan00", "dec00"),
    from: (2000, 1),
};

const N: usize = 4;
const N_PERSONS: usize = 2000;
const N_SPELLS: u64 = 2579;
const N_TRANSITIONS: u64 = 579;
const MONTH_TO_MONTH: [[u64; N]; N] = [[9105, 48, 10, 62], [35, 3501, 28, 44], [12, 32, 2018, 98], [61, 44, 105, 6797]];
const RATE_A_TO_A: &str = ".986991869919";

/// Compares the program's figures with the facts.
///
/// # Errors
/// Where the data or the program are not what they are taken for; a difference is not an error yet.
pub(crate) fn check(setting: &Setting<'_>, checks: &mut Checks) -> anyhow::Result<()> {
    let Sequences { periods, persons } = ACTCAL.read(setting.data)?;
    let store = Store::import(setting.binary, &ACTCAL, &periods, &persons, &setting.work)?;
    let by_month = store.tabulate("persons", "month,code")?;
    let flows = Flows::count(&store, &ACTCAL, &by_month, &periods)?;
    checks.equal("spells", N_SPELLS, flows.spells.iter().sum());
    checks.equal("transitions, as starts", N_TRANSITIONS, flows.started.iter().sum());
    checks.equal("transitions, as ends", N_TRANSITIONS, flows.ended.iter().sum());
    for (from, expected) in MONTH_TO_MONTH.iter().enumerate() {
        let what = |how: &str| format!("{} to A B C D, a month later: by {how}", ACTCAL.states[from].0);
        checks.equal_lists(&what("starts"), expected, &flows.by_starts[from]);
        checks.equal_lists(&what("ends"), expected, &flows.by_ends[from]);
    }
    let from_a = &flows.by_starts[0];
    checks.digits("rate A to A a month later", RATE_A_TO_A, from_a[0] as f64 / from_a.iter().sum::<u64>() as f64);
    let rebuilt = Rebuilt::of(&store, N, periods.len())?;
    checks.equal(
        "sequences put together from the spells that are the published ones",
        N_PERSONS,
        rebuilt.n_in_common(&persons),
    );
    Ok(())
}

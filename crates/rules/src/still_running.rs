//! The run-off: how many spells would still run on later days if each went on to its planned end, or to the law's limit, and
//! no further.

use crate::provisions::Answer;
use crate::watch::{Settings, Watch};
use crate::{Error, Law, Limit, Scheme};
use calendar::Day;
use definitions::Catalog;
use register::{Needs, Store, TableKind};

/// How many spells of those that run would still run on a later day. Unprotected, so it has no `Display`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillRunning {
    /// The later day.
    pub day: Day,
    /// If each ends on its planned last day.
    pub without_leave: u64,
    /// If each ends so many days later as it had leave.
    pub with_leave: u64,
    /// If each lasts as long as the law lets it, leave on top, whatever was planned.
    pub within_limit: u64,
    /// Of how many the law's limit is not known: their start is not, or the law is not.
    pub limit_unknown: u64,
    /// How many have no plan, and are in neither of the first two.
    pub without_plan: u64,
    /// How many run on the day that is looked from.
    pub running: u64,
    /// How many of them are undecided: their last paid day may be the last.
    pub provisional: u64,
}

/// How many of the spells that run on a day would still run on each of some later days, if each goes on to its planned
/// end, without leave and with it, or to the law's limit. The law is that of the day that is looked from.
///
/// # Errors
/// Where the day is not covered, the register has no `planer`, or a file cannot be read.
pub fn still_running(
    store: &Store,
    catalog: &Catalog,
    scheme: Scheme,
    on: Day,
    days: &[Day],
) -> Result<Vec<StillRunning>, Error> {
    store.info().needs(TableKind::Plans, "the run-off by plan")?;
    store.info().needs(TableKind::Events, "the run-off by plan with leave")?;
    let settings = Settings { on, guarantee_days: 0, plan_months: 0 };
    let watch = Watch::new(Law::read()?, catalog, store.info(), settings)?;
    let none = |day: &Day| StillRunning {
        day: *day,
        without_leave: 0,
        with_leave: 0,
        within_limit: 0,
        limit_unknown: 0,
        without_plan: 0,
        running: 0,
        provisional: 0,
    };
    let mut counts: Vec<StillRunning> = days.iter().map(none).collect();
    for shard in 0..store.n_shards() {
        let people = store.read(shard, Needs::of(&[TableKind::Plans, TableKind::Events]))?;
        for person in people.iter() {
            for running in watch.running(&person).iter().filter(|running| running.scheme == scheme) {
                let end = running.expected_end(on);
                let limit = match running.begun {
                    Some(begun) => watch.law().limit_of(scheme, begun, on)?,
                    None => Limit::Unknown,
                };
                let leave_days = running.leave_days(on);
                for count in &mut counts {
                    count.running += 1;
                    let within = limit.allows(count.day, leave_days);
                    count.within_limit += u64::from(within == Answer::Yes);
                    count.limit_unknown += u64::from(within == Answer::Unknown);
                    count.provisional += u64::from(!running.spell.ended && running.spell.until <= on);
                    match &end {
                        None => count.without_plan += 1,
                        Some(end) => {
                            count.without_leave += u64::from(count.day <= end.planned);
                            count.with_leave += u64::from(count.day <= end.last);
                        }
                    }
                }
            }
        }
    }
    Ok(counts)
}

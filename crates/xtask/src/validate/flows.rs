//! Who is in which state in each month, and who came from where and went where: from the program's tables alone.

use crate::validate::data_set::DataSet;
use crate::validate::program::{Store, Table};
use calendar::Period;

/// What the tables say of each state.
#[derive(Debug)]
pub(crate) struct Flows {
    /// Spells that touch the covered time.
    pub(crate) spells: Vec<u64>,
    /// Of these, the ones whose start is known.
    pub(crate) start_known: Vec<u64>,
    /// Spells that start, and that end, in the covered time.
    pub(crate) started: Vec<u64>,
    pub(crate) ended: Vec<u64>,
    /// Persons in the state in each month.
    pub(crate) stock: Vec<Vec<u64>>,
    /// From a state (outer) to a state, a month later, by the spells that started and where the persons came from.
    pub(crate) by_starts: Vec<Vec<u64>>,
    /// The same by the spells that ended and where the persons went.
    pub(crate) by_ends: Vec<Vec<u64>>,
    /// Spells that started where the person was in no state before.
    pub(crate) from_nowhere: u64,
}

impl Flows {
    /// Asks the program. `by_month` is the table of persons by month and state.
    ///
    /// # Errors
    /// Where the program fails or a figure is missing.
    pub(crate) fn count(
        store: &Store<'_>,
        data_set: &DataSet,
        by_month: &Table,
        periods: &[Period],
    ) -> anyhow::Result<Flows> {
        let n = data_set.states.len();
        let name = |state: usize| data_set.states[state].0;
        let square = vec![vec![0; n]; n];
        let mut flows = Flows {
            spells: Vec::new(),
            start_known: Vec::new(),
            started: Vec::new(),
            ended: Vec::new(),
            stock: Vec::new(),
            by_starts: square.clone(),
            by_ends: square,
            from_nowhere: 0,
        };
        for own in 0..n {
            let measure = |event: &str| format!("{}.{event}", name(own).to_lowercase());
            let active = store.tabulate(&measure("active"), "period")?;
            let started = store.tabulate(&measure("started"), "period,before")?;
            let ended = store.tabulate(&measure("ended"), "period,status")?;
            let (all_started, all_ended) =
                (started.count(&[("before", "all")])?, ended.count(&[("status_after", "all")])?);
            let in_month = |period: &Period| by_month.count(&[("month", &period.to_string()), ("code", name(own))]);
            let stock = periods.iter().map(in_month).collect::<anyhow::Result<Vec<u64>>>()?;
            for other in (0..n).filter(|other| *other != own) {
                flows.by_starts[other][own] = started.count(&[("before", name(other))])?;
                flows.by_ends[own][other] = ended.count(&[("status_after", name(other))])?;
            }
            // Who stays is in the state in two months running, and neither started in the second nor ended in the first.
            let (first, last) = (stock.first().copied().unwrap_or(0), stock.last().copied().unwrap_or(0));
            let months: u64 = stock.iter().sum();
            flows.by_starts[own][own] = months - first - all_started;
            flows.by_ends[own][own] = months - last - all_ended;
            flows.spells.push(active.count(&[])?);
            flows.start_known.push(active.figure("start_known", &[])? as u64);
            flows.started.push(all_started);
            flows.ended.push(all_ended);
            flows.stock.push(stock);
            flows.from_nowhere += started.count(&[("before", "none")])?;
        }
        Ok(flows)
    }
}

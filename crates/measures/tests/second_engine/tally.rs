//! What a run of random cases has met, so that a test which compares nothing but zeros does not pass.

use crate::cells::Known;
use crate::random::is_time;
use definitions::{Dimension, Statistic};
use measures::{Ratio, Table};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How many cells of each kind were compared.
#[derive(Debug, Default)]
pub(crate) struct Tally(RefCell<BTreeMap<String, usize>>);

impl Tally {
    fn met(&self, what: String) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    /// Notes a cell that both engines agree on.
    pub(crate) fn cell(
        &self,
        table: &Table,
        ids: &[String],
        dimensions: &[Dimension],
        (statistic, change): (Statistic, bool),
        figure: Known,
    ) {
        match figure {
            Known::NotYet => return self.met("not_yet".into()),
            Known::Unknown => return self.met("unknown".into()),
            Known::Number(value, _) if value == Ratio::whole(0) => return self.met("zero".into()),
            Known::Number(_, provisional) => self.met(format!("number, provisional {provisional}")),
        }
        let measure = &table.measure;
        self.met(format!(
            "{} {} {}{}",
            measure.count.id(),
            measure.event.id(),
            statistic.id(),
            if change { " changed" } else { "" }
        ));
        self.met(format!("gap {}", measure.gap.as_ref().map_or("none", |(_, name)| name)));
        for (dimension, _) in dimensions.iter().zip(ids).filter(|(_, id)| *id != "all") {
            self.met(format!("{} by {}", measure.event.id(), dimension.id()));
        }
        for axis in table.axes.iter().filter(|axis| is_time(axis.dimension)) {
            self.met(format!("by {}", axis.dimension.id()));
        }
    }

    /// Asserts that something of each kind was met, and says what was met least.
    pub(crate) fn assert_met(&self, wanted: impl IntoIterator<Item = String>) {
        let met = self.0.borrow();
        for what in wanted {
            let n = met.get(&what).copied().unwrap_or(0);
            assert!(n >= 5, "only {n} cells of `{what}` were compared, of {met:#?}");
        }
    }
}

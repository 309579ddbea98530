//! What a run of random cases has met, so that a test which compares nothing but zeros does not pass.

use crate::cells::Known;
use crate::columns::Column;
use crate::random::is_time;
use definitions::{Dimension, Measure, Quantity, Window};
use measures::{Ratio, Reference, Request, Table};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How many cells of each kind were compared.
#[derive(Debug, Default)]
pub(crate) struct Tally(RefCell<BTreeMap<String, usize>>);

/// The window's kind, without its lengths.
pub(crate) fn kind(window: Window) -> &'static str {
    match window {
        Window::Day => "day",
        Window::Month => "month",
        Window::Period => "period",
        Window::Ever => "ever",
        Window::Spell => "spell",
        Window::SpellPlus(_) => "spell plus",
        Window::After(_) => "after",
        Window::Within(_) => "within",
        Window::Last(_) => "last",
        Window::First(_) => "first",
    }
}

/// The window through which a dimension looks.
fn window_of(measure: &Measure, dimension: Dimension) -> Option<Window> {
    match dimension {
        Dimension::HoursBand | Dimension::HoursChange => measure.hours.as_ref().map(|hours| hours.window),
        _ => measure.matching(dimension).map(|matching| matching.window),
    }
}

impl Tally {
    /// Notes the contributions to a cell that both engines agree on.
    pub(crate) fn contributions(&self, contributions: &[i64]) {
        let n = ["no", "one", "two", "three"].get(contributions.len()).unwrap_or(&"more");
        self.met(format!("{n} contributions"));
        if contributions.iter().any(|kroner| *kroner < 0) {
            self.met("a contribution below 0".into());
        }
    }

    fn met(&self, what: String) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    /// Notes a cell that both engines agree on, and whether its period is covered.
    pub(crate) fn cell(
        &self,
        table: &Table,
        ids: &[String],
        dimensions: &[Dimension],
        (statistic, shown): Column,
        (figure, is_covered): (Known, bool),
        request: &Request,
    ) {
        let measure = &table.measure;
        let broken_down = || dimensions.iter().zip(ids).filter(|(_, id)| *id != "all");
        let state = match figure {
            Known::NotYet => "not_yet",
            Known::Unknown => "unknown",
            Known::Number(value, _) if value == Ratio::whole(0) => "zero",
            Known::Number(_, true) => "provisional",
            Known::Number(_, false) => "final",
        };
        self.met(state.to_owned());
        self.met(format!("{} {state}", measure.event.id()));
        if !is_covered {
            return;
        }
        self.met(format!("{}{} {state}", statistic.id(), shown.suffix()));
        if let (Some((Quantity::Pay, _)), Some(window)) = (statistic.of(), measure.pay) {
            self.met(format!("pay in window {} {state}", kind(window)));
        }
        for (dimension, _) in broken_down() {
            self.met(format!("by {} {state}", dimension.id()));
        }
        for (dimension, _) in &measure.only {
            self.met(format!("where {} {state}", dimension.id()));
        }
        if matches!(state, "not_yet" | "unknown" | "zero") {
            return;
        }
        self.met(format!("{} {} {}", measure.count.id(), measure.event.id(), statistic.id()));
        self.met(format!("{}{}", statistic.id(), shown.suffix()));
        self.met(format!("gap {}", measure.gap().map_or("none", |(_, name)| name)));
        for (dimension, id) in broken_down() {
            self.met(format!("{} by {}", measure.event.id(), dimension.id()));
            if let Some(window) = window_of(measure, *dimension) {
                self.met(format!("{} in window {}", measure.event.id(), kind(window)));
                self.met(format!("{} in window {}", dimension.id(), kind(window)));
                if id == "unknown" || id == "not_yet" {
                    self.met(format!("{id} in window {}", kind(window)));
                }
            }
        }
        match &request.against {
            Some(Reference::Region) => self.met("against the region".into()),
            Some(Reference::Peers(_)) => self.met("against peers".into()),
            _ => {}
        }
        for axis in table.axes.iter().filter(|axis| is_time(axis.dimension)) {
            self.met(format!("by {}", axis.dimension.id()));
        }
    }

    /// Adds what another has met.
    pub(crate) fn add(&self, other: &Tally) {
        for (what, n) in other.0.borrow().iter() {
            *self.0.borrow_mut().entry(what.clone()).or_default() += n;
        }
    }

    /// How many cells were compared.
    pub(crate) fn n_cells(&self) -> usize {
        let met = self.0.borrow();
        ["not_yet", "unknown", "zero", "provisional", "final"].iter().filter_map(|state| met.get(*state)).sum()
    }

    /// Asserts that something of each kind was met, and says what was met least.
    pub(crate) fn assert_met(&self, wanted: impl IntoIterator<Item = String>) {
        let met = self.0.borrow();
        let few: Vec<(String, usize)> = wanted
            .into_iter()
            .map(|what| (met.get(&what).copied().unwrap_or(0), what))
            .filter(|(n, _)| *n == 0)
            .map(|(n, what)| (what, n))
            .collect();
        assert!(few.is_empty(), "of {} cells compared none was: {few:#?}", self.n_cells());
    }
}

//! What notes have beside their tables, counted and protected: once for all notes that look from the same day.

use crate::commands::follow_up::look;
use crate::commands::note::Instance;
use ::forecast::{Outlook, Request, Settings};
use ::notes::{Beside, Counted, Of};
use ::release::{FollowUpCounts, RunOff, RunOffRequest};
use definitions::Catalog;
use register::Store;
use rules::Scheme;

/// The hierarchy of the next benefit.
const NEXT: &str = "exit.next";

/// Counts for notes, and remembers what was read.
struct Counting<'a> {
    store: &'a Store,
    catalog: &'a Catalog,
    threshold: i64,
    threads: usize,
    outlooks: Vec<((Scheme, calendar::Day), Outlook)>,
    followed: Vec<(rules::Settings, FollowUpCounts)>,
}

/// Of each note what it has beside its tables, in its own order.
pub(crate) fn beside(
    notes: &[Instance],
    store: &Store,
    catalog: &Catalog,
    threshold: i64,
    threads: usize,
) -> anyhow::Result<Vec<Vec<Counted>>> {
    let mut counting = Counting { store, catalog, threshold, threads, outlooks: Vec::new(), followed: Vec::new() };
    notes.iter().map(|instance| instance.note.beside().iter().map(|one| counting.count(one)).collect()).collect()
}

impl Counting<'_> {
    fn count(&mut self, beside: &Beside) -> anyhow::Result<Counted> {
        match beside.of {
            Of::RunOff { until } => {
                let (threshold, request) = (self.threshold, Request::until(until));
                let outlook = self.outlook(beside)?;
                let asked = RunOffRequest {
                    request: &request,
                    scenarios: &[],
                    places: &beside.places(),
                    monthly: false,
                    threshold,
                };
                Ok(Counted::RunOff(RunOff::protect(outlook, asked)?))
            }
            Of::FollowUp { guarantee_days, plan_months } => {
                let settings = rules::Settings { on: beside.on, guarantee_days, plan_months };
                if let Some((_, counts)) = self.followed.iter().find(|(known, _)| *known == settings) {
                    return Ok(Counted::FollowUp(counts.clone()));
                }
                let found = look(self.store, self.catalog, settings)?;
                let counts = FollowUpCounts::protect(&found, self.threshold)?;
                self.followed.push((settings, counts.clone()));
                Ok(Counted::FollowUp(counts))
            }
        }
    }

    fn outlook(&mut self, beside: &Beside) -> anyhow::Result<&Outlook> {
        let key = (beside.scheme, beside.on);
        let at = match self.outlooks.iter().position(|(known, _)| *known == key) {
            Some(at) => at,
            None => {
                let Beside { scheme, on, .. } = *beside;
                let settings = Settings { scheme, on, hierarchy: NEXT, threads: self.threads };
                self.outlooks.push((key, Outlook::read(self.store, self.catalog, settings)?));
                self.outlooks.len() - 1
            }
        };
        Ok(&self.outlooks[at].1)
    }
}

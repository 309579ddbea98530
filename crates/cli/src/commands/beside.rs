//! What notes have beside their tables: counted once for all notes that look from the same day, and protected with the
//! tables.

use crate::commands::follow_up::look;
use crate::commands::note::Instance;
use ::forecast::{Outlook, Request, Settings};
use ::notes::{Beside, Counted, Of};
use ::release::{
    CountedFollowUp, CountedRunOff, Counting, FollowUpCounts, FollowedIn, Ledger, Method, ProtectedCounting, RunOff,
    RunOffRequest,
};
use calendar::Day;
use definitions::{Catalog, Disclosure};
use register::Store;
use rules::Scheme;

/// The hierarchy of the next benefit.
const NEXT: &str = "exit.next";

/// What a note asks for, without where.
type RunOffKey = (Scheme, Day, Day);

/// What was counted, each once.
#[derive(Default)]
pub(crate) struct CountedBeside {
    run_offs: Vec<(RunOffKey, CountedRunOff)>,
    follow_ups: Vec<(rules::Settings, CountedFollowUp)>,
}

/// Counts what the notes ask for beside their tables.
pub(crate) fn count(
    notes: &[Instance],
    store: &Store,
    catalog: &Catalog,
    rule: Disclosure,
    threads: usize,
) -> anyhow::Result<CountedBeside> {
    let asked = || notes.iter().flat_map(|instance| instance.note.beside());
    let mut found = CountedBeside::default();
    let mut outlooks: Vec<((Scheme, Day), Outlook)> = Vec::new();
    for beside in asked() {
        match beside.of {
            Of::RunOff { until } => {
                let key = (beside.scheme, beside.on, until);
                if found.run_offs.iter().any(|(known, _)| *known == key) {
                    continue;
                }
                let of_day = (beside.scheme, beside.on);
                if !outlooks.iter().any(|(known, _)| *known == of_day) {
                    let settings = Settings { scheme: beside.scheme, on: beside.on, hierarchy: NEXT, threads };
                    outlooks.push((of_day, Outlook::read(store, catalog, settings)?));
                }
                let outlook = outlooks.iter().find(|(known, _)| *known == of_day).map(|(_, outlook)| outlook);
                let places: Vec<FollowedIn> =
                    asked().filter(|other| run_off_key(other) == Some(key)).map(Beside::place).collect();
                if let Some(outlook) = outlook {
                    let request = Request::until(until);
                    let asked = RunOffRequest {
                        request: &request,
                        scenarios: &[],
                        places: &places,
                        monthly: false,
                        rule,
                        tells_leave: false,
                    };
                    found.run_offs.push((key, CountedRunOff::of(outlook, asked)?));
                }
            }
            Of::FollowUp { .. } => {
                let Some(settings) = follow_up_settings(beside) else { continue };
                if !found.follow_ups.iter().any(|(known, _)| *known == settings) {
                    let lists = look(store, catalog, settings)?;
                    found.follow_ups.push((settings, CountedFollowUp::of(&lists, rule)));
                }
            }
        }
    }
    Ok(found)
}

fn run_off_key(beside: &Beside) -> Option<RunOffKey> {
    match beside.of {
        Of::RunOff { until } => Some((beside.scheme, beside.on, until)),
        Of::FollowUp { .. } => None,
    }
}

fn follow_up_settings(beside: &Beside) -> Option<rules::Settings> {
    match beside.of {
        Of::RunOff { .. } => None,
        Of::FollowUp { guarantee_days, plan_months } => {
            Some(rules::Settings { on: beside.on, guarantee_days, plan_months })
        }
    }
}

impl CountedBeside {
    /// The counts, to be protected with the tables.
    pub(crate) fn countings(&self) -> Vec<&Counting> {
        let run_offs = self.run_offs.iter().map(|(_, counted)| counted.counting());
        run_offs.chain(self.follow_ups.iter().map(|(_, counted)| counted.counting())).collect()
    }

    /// What a note may show, in its own order. The countings are those of [`Self::countings`], protected.
    pub(crate) fn of(&self, instance: &Instance, protected: &[ProtectedCounting]) -> Vec<Counted> {
        let (of_run_offs, of_follow_ups) = protected.split_at(self.run_offs.len());
        let one = |beside: &Beside| {
            let run_off = self.run_offs.iter().zip(of_run_offs);
            let mut run_off = run_off.filter(|((key, _), _)| run_off_key(beside) == Some(*key));
            let follow_up = self.follow_ups.iter().zip(of_follow_ups);
            let mut follow_up = follow_up.filter(|((key, _), _)| follow_up_settings(beside) == Some(*key));
            let run_off = run_off.next().map(|((_, counted), own)| Counted::RunOff(counted.shown(own)));
            run_off.or_else(|| follow_up.next().map(|((_, counted), own)| Counted::FollowUp(counted.shown(own))))
        };
        // Of everything that is asked for there is one: it was counted by the same keys.
        instance.note.beside().iter().filter_map(one).collect()
    }
}

/// A run-off that is shown by itself, beside what the ledger has.
pub(crate) fn run_off_alone(counted: &CountedRunOff, ledger: &Ledger) -> anyhow::Result<RunOff> {
    Ok(counted.shown(&alone(counted.counting(), ledger)?))
}

/// A follow-up that is shown by itself, beside what the ledger has.
pub(crate) fn follow_up_alone(counted: &CountedFollowUp, ledger: &Ledger) -> anyhow::Result<FollowUpCounts> {
    Ok(counted.shown(&alone(counted.counting(), ledger)?))
}

fn alone(counting: &Counting, ledger: &Ledger) -> anyhow::Result<ProtectedCounting> {
    Ok(::release::protect(&[], &[counting], Method::Suppression, ledger)?.countings.remove(0))
}

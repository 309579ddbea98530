//! What has been published: a line a release, with what each cell showed, kept beside the store.
//!
//! A new release is protected together with the earlier ones: what they have shown is known to everybody, and what they
//! have hidden stays hidden, by next month's revision too. A hidden cell has no value here, but the reason why it is
//! hidden, which nothing that is published tells.

use crate::cells::{Before, Cells, Entry};
use crate::error::Error;
use crate::key;
use crate::plan::Plan;
use crate::protected::Figures;
use definitions::{Catalog, Subject};
use measures::Request;
use protection::{Reason, Status};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a release has published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    id: String,
    vintage: String,
    plan: String,
    shown: BTreeMap<String, i64>,
    /// Why each is hidden; it is said nowhere else.
    hidden: BTreeMap<String, String>,
}

/// The earlier releases of a register, and the vintage that is published now.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    releases: Vec<Published>,
    vintage: String,
}

/// What of a release's cells earlier ones have published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// Nothing, or only figures of the same vintage.
    OfThisVintage,
    /// Figures of other vintages among them, which may have been revised since.
    OfOtherVintages,
}

impl Published {
    /// What a release publishes.
    pub(crate) fn of(cells: &Cells, figures: &Figures, entries: &[Entry<'_>]) -> Published {
        let mut published = Published::default();
        if entries.iter().all(|entry| !entry.is_new) && cells.of_countings.is_empty() {
            return published;
        }
        for (key, at) in cells.places.iter().filter(|(_, at)| cells.cells[**at].printed) {
            let words = cells.words(key);
            match figures {
                Figures::Rounded(counts) => {
                    published.shown.insert(words, counts[*at]);
                }
                Figures::Hidden(statuses) if statuses[*at].is_shown() => {
                    published.shown.insert(words, cells.cells[*at].value);
                }
                Figures::Hidden(statuses) => {
                    published.hidden.insert(words, why(statuses[*at]).to_owned());
                }
            }
        }
        published
    }

    /// The line of the ledger.
    pub fn line(&self, plan: &Plan, vintage: &str) -> String {
        let shown: Map<String, Value> = self.shown.iter().map(|(words, value)| (words.clone(), json!(value))).collect();
        json!({
            "release": plan.id,
            "vintage": vintage,
            "plan": plan.text,
            "shown": shown,
            "hidden": self.hidden,
        })
        .to_string()
    }

    /// How many cells it shows and hides.
    pub fn counts(&self) -> (usize, usize) {
        (self.shown.len(), self.hidden.len())
    }

    fn read(line: &str) -> Option<Published> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
        let shown = value.get("shown")?.as_object()?;
        let shown = shown.iter().map(|(words, value)| Some((words.clone(), value.as_i64()?)));
        let hidden = value.get("hidden")?.as_object()?;
        let hidden = hidden.iter().map(|(words, why)| Some((words.clone(), why.as_str()?.to_owned())));
        Some(Published {
            id: text("release")?,
            vintage: text("vintage")?,
            plan: text("plan")?,
            shown: shown.collect::<Option<_>>()?,
            hidden: hidden.collect::<Option<_>>()?,
        })
    }
}

/// Why a cell is hidden, in a word.
fn why(status: Status) -> &'static str {
    match status {
        Status::Primary(Reason::Frequency) => "few",
        Status::Primary(Reason::Zero) => "none",
        Status::Primary(Reason::Declared) => "hidden before",
        Status::Primary(Reason::Disclosure) => "nearly all",
        Status::Primary(Reason::Dominance) => "one has most",
        Status::Primary(Reason::PriorPosterior) => "one could tell another's",
        Status::Primary(Reason::Base) => "a sum over few",
        Status::Primary(_) => "its own sake",
        Status::Secondary | Status::Unprinted | Status::Shown => "to cover others",
    }
}

impl Ledger {
    /// The ledger of a register, for a release of this vintage.
    ///
    /// # Errors
    /// A line that is none of a release.
    pub fn read(text: &str, vintage: &str) -> Result<Ledger, Error> {
        let mut releases = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let message = || "it was cut off, or is not one that this program wrote".to_owned();
            releases.push(Published::read(line).ok_or_else(|| Error::Ledger { line: at + 1, message: message() })?);
        }
        Ok(Ledger { releases, vintage: vintage.to_owned() })
    }

    /// Whether a release has shown and hidden just this, of this vintage.
    pub fn has(&self, published: &Published, plan: &Plan) -> bool {
        self.releases.iter().any(|known| {
            known.id == plan.id
                && known.vintage == self.vintage
                && known.plan == plan.text
                && known.shown == published.shown
                && known.hidden.keys().eq(published.hidden.keys())
        })
    }

    /// How many releases it has.
    pub fn len(&self) -> usize {
        self.releases.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.releases.is_empty()
    }

    /// The tables of earlier releases that may share figures with new ones: those of the same benefits and cohorts, each
    /// once, and none that is asked for anew. A release whose definitions are no longer there is named in the second.
    pub fn earlier(&self, new: &[Request], catalog: &Catalog) -> (Vec<Request>, Vec<String>) {
        let subject = |request: &Request| -> Option<Subject> {
            catalog.measures.versions(&request.measure).ok()?.last().map(|measure| measure.subject.clone())
        };
        let wanted: Vec<Subject> = new.iter().filter_map(subject).collect();
        let mut seen: BTreeSet<String> = new.iter().map(|request| format!("{request:?}")).collect();
        let (mut found, mut lost) = (Vec::new(), Vec::new());
        for release in self.releases.iter().filter(|release| !release.plan.is_empty()) {
            let Ok(plan) = Plan::read("release.toml", &release.plan, catalog) else {
                lost.push(release.id.clone());
                continue;
            };
            for planned in plan.tables {
                let shares = subject(&planned.request).is_some_and(|subject| wanted.contains(&subject));
                if shares && seen.insert(format!("{:?}", planned.request)) {
                    found.push(planned.request);
                }
            }
        }
        (found, lost)
    }

    /// Tells the cells what became of them before.
    pub(crate) fn remind(&self, cells: &mut Cells, _entries: &[Entry<'_>]) -> Remembered {
        let mut remembered = Remembered::OfThisVintage;
        if self.releases.is_empty() {
            return remembered;
        }
        let words: Vec<(usize, String)> = cells.places.iter().map(|(key, at)| (*at, cells.words(key))).collect();
        for (at, words) in words {
            // The newest that has the cell tells.
            for release in self.releases.iter().rev() {
                let before = match () {
                    () if release.hidden.contains_key(&words) => Before::Hidden,
                    () if release.shown.contains_key(&words) => Before::Shown,
                    () => continue,
                };
                cells.cells[at].before = Some(before);
                if release.vintage != self.vintage {
                    remembered = Remembered::OfOtherVintages;
                }
                break;
            }
        }
        remembered
    }

    /// How many counts of a new release differ from an earlier vintage's by less than so many: each such difference is
    /// of few persons.
    pub fn small_revisions(&self, new: &Published, threshold: i64) -> usize {
        let newest = |words: &String| self.releases.iter().rev().find_map(|release| release.shown.get(words));
        let differs = |(words, value): &(&String, &i64)| {
            let of_few = |before: &i64| value != &before && (*value - before).abs() < threshold;
            !key::is_pay(words) && newest(words).is_some_and(of_few)
        };
        new.shown.iter().filter(differs).count()
    }
}

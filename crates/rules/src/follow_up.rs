//! The follow-up of a whole register: the lists of everybody, and the counts by municipality.

use crate::finding::{Finding, List};
use crate::watch::{Found, Settings, Watch};
use crate::{Error, Law, Scheme};
use definitions::{Catalog, Geography};
use register::{PersonId, Store, TableKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A list that the register cannot answer: a table that is absent is unknown, not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAnswered {
    /// The list.
    pub list: List,
    /// The table that it needs.
    pub table: TableKind,
}

/// How many persons of a municipality are on a list. Unprotected: it has no `Display`, and what leaves the house goes
/// through protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// The list; none for all whose spell runs.
    pub list: Option<List>,
    /// The scheme.
    pub scheme: Scheme,
    /// The municipality's code; none where it is not known.
    pub municipality: Option<u16>,
    /// How many persons.
    pub persons: u64,
}

/// The lists of a follow-up.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// What was asked.
    pub settings: Settings,
    /// In order of list, scheme, municipality and due day.
    pub findings: Vec<Finding>,
    /// Of how many running spells the register cannot say whether they are on a list: their start or their plan is not known.
    pub undetermined: BTreeMap<(List, Scheme), u64>,
    /// How many spells run, undecided, of persons who have died or emigrated: they are on no list.
    pub left_out: BTreeMap<Scheme, u64>,
    /// The lists for which a table is missing.
    pub not_answered: Vec<NotAnswered>,
    /// The division of the country that findings are placed by.
    pub geography: Arc<Geography>,
    running: BTreeMap<(Scheme, Option<u16>), u64>,
}

/// Follows up every spell that runs on a day. People are read shard by shard.
///
/// # Errors
/// Where the day is not covered, the register's codes are others than the definitions', or a file cannot be read.
pub fn follow_up(store: &Store, catalog: &Catalog, settings: Settings) -> Result<FollowUp, Error> {
    follow_up_told(store, catalog, settings, &|_| {})
}

/// The same, and tells how many shards have been read.
///
/// # Errors
/// Those of [`follow_up`].
pub fn follow_up_told(
    store: &Store,
    catalog: &Catalog,
    settings: Settings,
    progress: &dyn Fn(u64),
) -> Result<FollowUp, Error> {
    let watch = Watch::new(Law::read()?, catalog, store.info(), settings)?;
    let mut found = Found::default();
    for shard in 0..store.n_shards() {
        let people = store.read(shard, watch.needs())?;
        for person in people.iter() {
            watch.look_into(&person, &mut found)?;
        }
        progress(shard as u64 + 1);
    }
    Ok(FollowUp::gather(settings, &watch, found))
}

impl FollowUp {
    fn gather(settings: Settings, watch: &Watch, found: Found) -> FollowUp {
        fn counted<T: Ord>(items: Vec<T>) -> BTreeMap<T, u64> {
            let mut counts = BTreeMap::new();
            for item in items {
                *counts.entry(item).or_insert(0) += 1;
            }
            counts
        }
        let Found { mut findings, undetermined, running, left_out } = found;
        findings.sort_by(|one, other| {
            let key = |finding: &Finding| {
                (finding.list, finding.scheme, finding.municipality, finding.due, finding.person, finding.state)
            };
            key(one).cmp(&key(other)).then_with(|| one.facts.cmp(&other.facts))
        });
        let lacks = |list: List| watch.lacks(list).map(|table| NotAnswered { list, table });
        FollowUp {
            settings,
            findings,
            undetermined: counted(undetermined),
            left_out: counted(left_out),
            not_answered: List::ALL.into_iter().filter_map(lacks).collect(),
            geography: Arc::clone(watch.geography()),
            running: counted(running),
        }
    }

    /// How many persons of each municipality are on each list, and how many there are in all; those that are 0 are left
    /// out. A person who is on a list twice counts once.
    pub fn counts(&self) -> Vec<Count> {
        let mut persons: BTreeMap<(List, Scheme, Option<u16>), BTreeSet<PersonId>> = BTreeMap::new();
        for finding in &self.findings {
            let key = (finding.list, finding.scheme, finding.municipality);
            persons.entry(key).or_default().insert(finding.person);
        }
        let all = self.running.iter().map(|((scheme, municipality), persons)| Count {
            list: None,
            scheme: *scheme,
            municipality: *municipality,
            persons: *persons,
        });
        let listed = persons.into_iter().map(|((list, scheme, municipality), persons)| Count {
            list: Some(list),
            scheme,
            municipality,
            persons: persons.len() as u64,
        });
        all.chain(listed).collect()
    }
}

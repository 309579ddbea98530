//! Every measure that there is runs in one pass over the people: each shard is read once, whatever is asked.

use crate::common::{Case, figures};
use definitions::Dimension;
use measures::{Pass, Question, Request, Source};
use register::{Needs, People, Store, StoreInfo, TableKind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A store that counts how often it is read.
struct Counted<'a> {
    store: &'a Store,
    readings: AtomicUsize,
}

impl Source for Counted<'_> {
    fn info(&self) -> &StoreInfo {
        self.store.info()
    }

    fn n_shards(&self) -> usize {
        self.store.n_shards()
    }

    fn read(&self, shard: usize, needs: Needs) -> Result<People, register::Error> {
        self.readings.fetch_add(1, Ordering::Relaxed);
        self.store.read(shard, needs)
    }
}

#[test]
fn all_measures_of_both_notes_are_one_reading() {
    let mut answered = Vec::new();
    for name in ["group2-2018", "denmark-2013-2014"] {
        let Some(case) = Case::open(name, &[]) else { return };
        let info = case.store.info();
        let mut questions = Vec::new();
        for measure in case.catalog.measures.newest() {
            let by: Vec<Dimension> = measure.by.clone();
            let wanted = Request { measure: measure.header.id.clone(), by: Some(by), ..Request::default() };
            match Question::new(&wanted, &case.catalog, info) {
                Ok(question) => {
                    answered.push(measure.header.id.clone());
                    questions.push(question);
                }
                // Of a benefit that began later there is no whole period, and of a missing table no answer.
                Err(error) => assert!(
                    TableKind::ALL.iter().any(|table| error.to_string().contains(table.danish()))
                        || error.to_string().contains("no whole"),
                    "{error}"
                ),
            }
        }
        assert!(questions.len() > 60, "{name}: {} questions", questions.len());
        let source = Counted { store: &case.store, readings: AtomicUsize::new(0) };
        let n = questions.len();
        let tables = Pass::plan(questions, &case.catalog).unwrap().run(&source, 2, &|_| {}).unwrap();
        assert_eq!(tables.len(), n);
        assert_eq!(source.readings.into_inner(), case.store.n_shards(), "{name}: shards were read more than once");
        let column = |at: usize| tables[at].columns[0].id();
        assert!((0..n).any(|at| !figures(&tables[at], &column(at)).is_empty()));
    }
    for note in ["group2.", "s001."] {
        let n = answered.iter().filter(|id| id.starts_with(note)).count();
        assert!(n >= 11, "{note}: {n} measures were answered");
    }
}

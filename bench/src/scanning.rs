//! A store to spells and to tables: with the reading of its files, and from people who are in memory already.

use crate::watch::{Line, time_warm};
use definitions::{Catalog, GapRule};
use measures::{Listing, Pass, Question, Request, each_spell};
use register::{Needs, People, Store};
use spells::{Group, Joining, join_spells};
use std::path::Path;

const BENEFIT: &str = "kontanthjaelp_mv";

/// Measures the ways from a store to spells; a line each.
pub(crate) fn run(path: &Path, threads: usize) -> anyhow::Result<()> {
    let catalog = Catalog::embedded()?;
    let store = Store::open(path, &catalog)?;
    let (people, reading) = time_warm(|| -> Result<Vec<People>, register::Error> {
        (0..store.n_shards()).map(|shard| store.read(shard, Needs::default())).collect()
    });
    let people = people?;
    let rows: usize = people.iter().flat_map(|people| people.iter().map(|person| person.payments.len())).sum();
    let line = |what: &str, seconds| {
        Line::new(what)
            .with("threads", threads)
            .with("persons", store.info().n_persons)
            .with("rows", rows)
            .seconds(seconds)
    };

    line("scan: read the store's payments", reading).print()?;

    let group = Group::new(catalog.benefits.versions(BENEFIT)?);
    let joining = Joining { rule: GapRule::Days(28), covered: store.info().covered, began: group.began() };
    let ((n_spells, days), scanning) = time_warm(|| spells_in_memory(&people, &group, joining));
    line("scan: people in memory to spells", scanning).with("spells", n_spells).with("days", days).print()?;

    let listing = Listing { benefit: BENEFIT, gap: "days=28" };
    let (listed, both) = time_warm(|| -> Result<(u64, i64), measures::Error> {
        let (mut n_spells, mut days) = (0, 0);
        each_spell(&store, &catalog, listing, |_, spell| -> Result<(), measures::Error> {
            (n_spells, days) = (n_spells + 1, days + i64::from(spell.days()));
            Ok(())
        })?;
        Ok((n_spells, days))
    });
    let (n_spells, days) = listed?;
    line("scan: store to spells", both).with("spells", n_spells).with("days", days).print()?;
    drop(people);

    for (what, ids) in [
        ("scan: store to one table", vec!["ressourceforlob.started"]),
        ("scan: store to all tables in one pass", catalog.measures.ids().collect()),
    ] {
        let pass = |threads| -> Result<_, measures::Error> {
            Pass::plan(questions(&ids, &catalog, &store)?, &catalog)?.run(&store, threads, &|_| ())
        };
        let (tables, passing) = time_warm(|| pass(threads));
        line(what, passing).with("tables", tables?.len()).print()?;
    }
    Ok(())
}

fn questions(ids: &[&str], catalog: &Catalog, store: &Store) -> Result<Vec<Question>, measures::Error> {
    ids.iter()
        .map(|id| Question::new(&Request { measure: (*id).to_owned(), ..Request::default() }, catalog, store.info()))
        .collect()
}

/// How many spells, and how many days from their first paid to their last.
fn spells_in_memory(people: &[People], group: &Group, joining: Joining) -> (u64, i64) {
    let (mut n_spells, mut days) = (0, 0);
    let (mut paid, mut spells) = (Vec::new(), Vec::new());
    for person in people.iter().flat_map(People::iter) {
        group.paid_days(person.payments, joining.covered, &mut paid);
        join_spells(&paid, &[], joining, &mut spells);
        n_spells += spells.len() as u64;
        days += spells.iter().map(|spell| i64::from(spell.days())).sum::<i64>();
    }
    (n_spells, days)
}

//! A store to spells and to tables: with the reading of its files, and from people who are in memory already.

use crate::watch::{Line, time_warm};
use definitions::{Catalog, Dimension, DimensionKind, GapRule};
use measures::{Listing, Pass, Question, Request, each_spell};
use register::{Needs, People, Store, TableKind};
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
        let requests: Vec<Request> =
            ids.iter().map(|id| Request { measure: (*id).to_owned(), ..Request::default() }).collect();
        let (counted, passing) = time_warm(|| -> Result<_, measures::Error> {
            let answerable = answerable(&requests, &catalog, &store)?;
            let tables = Pass::plan(answerable.questions, &catalog)?.run(&store, threads, &|_| ())?;
            Ok((tables.len(), answerable.without_place))
        });
        let (tables, without_place) = counted?;
        line(what, passing)
            .with("asked", requests.len())
            .with("tables", tables)
            .with("without_place", without_place)
            .print()?;
    }
    Ok(())
}

/// The questions that a store can answer.
pub(crate) struct Answerable {
    pub(crate) questions: Vec<Question>,
    /// How many of them are asked of the whole country, because the extract did not say where people live.
    pub(crate) without_place: usize,
}

/// Makes ready what the store can answer. Where it lacks the stays, a question is asked without its areas; one that needs
/// another table which the extract did not have is left out.
pub(crate) fn answerable(
    requests: &[Request],
    catalog: &Catalog,
    store: &Store,
) -> Result<Answerable, measures::Error> {
    let mut found = Answerable { questions: Vec::new(), without_place: 0 };
    let has_stays = store.info().has(TableKind::Residences);
    for request in requests {
        let of_country = (!has_stays).then(|| without_place(request, catalog)).transpose()?.flatten();
        match Question::new(of_country.as_ref().unwrap_or(request), catalog, store.info()) {
            Err(measures::Error::Register(register::Error::TableAbsent { .. })) => {}
            question => {
                found.questions.push(question?);
                found.without_place += usize::from(of_country.is_some());
            }
        }
    }
    Ok(found)
}

/// The request without its dimensions of place; none where it has none.
fn without_place(request: &Request, catalog: &Catalog) -> Result<Option<Request>, measures::Error> {
    let is_place = |dimension: &Dimension| dimension.kind() == DimensionKind::Place;
    let own = catalog.measures.versions(&request.measure)?.last().map(|measure| measure.by.clone());
    let by = request.by.clone().or(own).unwrap_or_default();
    if !by.iter().chain(request.only.iter().map(|(dimension, _)| dimension)).any(is_place) {
        return Ok(None);
    }
    Ok(Some(Request {
        by: Some(by.into_iter().filter(|dimension| !is_place(dimension)).collect()),
        only: request.only.iter().filter(|(dimension, _)| !is_place(dimension)).cloned().collect(),
        spread: None,
        ..request.clone()
    }))
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

//! The example questions answer, on a made-up country, without a line of code of their own.

use calendar::Period;
use definitions::{Catalog, Dimension};
use measures::{Pass, Question, Request, Table};
use register::{ImportSettings, PseudonymKey, Store, import};
use std::path::Path;

use crate::common::figures;

/// The tables of all points of the question set `example`.
fn answered(persons: u64) -> Vec<Table> {
    let folder = tempfile::tempdir().unwrap();
    let (extract, store) = (folder.path().join("extract"), folder.path().join("store"));
    synth::write_extract(&synth::Settings::usual(persons, 5), &extract, &|_| {}).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/definitions");
    let catalog = Catalog::with_folders(&[own]).unwrap();
    let settings = ImportSettings {
        extract: &extract,
        store: &store,
        key: &PseudonymKey::from_bytes([5; 32]),
        catalog: &catalog,
        threads: 2,
        memory: register::USUAL_MEMORY,
        progress: &|_| {},
    };
    import(&settings).unwrap();
    let store = Store::open(&store, &catalog).unwrap();
    let set = &catalog.questions.versions("example").unwrap()[0];
    let questions = set.points.iter().flat_map(|point| &point.answers).map(|asked| {
        let periods: Vec<Period> = asked.periods.clone();
        let request = Request { measure: asked.measure.clone(), periods, ..Request::default() };
        Question::new(&request, &catalog, store.info()).unwrap()
    });
    Pass::plan(questions.collect(), &catalog).unwrap().run(&store, 2, &|_| {}).unwrap()
}

#[test]
fn the_example_questions_answer() {
    let tables = answered(120_000);
    let [offers, hours, ranks] = &tables[..] else { panic!("{} tables", tables.len()) };
    for table in &tables {
        let total = table.axes.iter().map(|axis| {
            if axis.categories.last().is_some_and(|last| last.id == "all") { "all" } else { &axis.categories[0].id }
        });
        let total: Vec<&str> = total.collect();
        let Some(measures::Cell::Number { value, .. }) = table.find(&total, "count") else { panic!("{total:?}") };
        assert!(value.as_whole().unwrap() > 0, "{}: nobody", table.measure.header.id);
    }
    // Nobody is in two offers at once: the offers of an age group are its persons' spells.
    let by_offer = figures(offers, "count");
    for age in ["under 40", "40+", "all"] {
        let of_age = |ids: &Vec<String>| ids[1] == age;
        let sum: i128 =
            by_offer.iter().filter(|(ids, _)| of_age(ids) && ids[2] != "all").map(|(_, n)| n.as_whole().unwrap()).sum();
        let total = by_offer.iter().find(|(ids, _)| of_age(ids) && ids[2] == "all").unwrap().1;
        assert_eq!(Some(sum), total.as_whole(), "{age}");
    }
    // Who has no hours has a median of none.
    let median = figures(hours, "median_hours");
    assert!(median.iter().filter(|(ids, _)| ids[2] == "0").all(|(_, hours)| hours.as_f64() < 0.5));
    // The first in rank has the highest share, and no share is higher than the first's.
    assert_eq!(ranks.axes[0].dimension, Dimension::Municipality);
    let (shares, places) = (figures(ranks, "share"), figures(ranks, "rank"));
    let long = |ids: &&Vec<String>| ids[2] == "over 3 years";
    let first: Vec<f64> = places
        .iter()
        .filter(|(ids, _)| long(ids))
        .filter(|(_, place)| place.as_whole() == Some(1))
        .map(|(ids, _)| shares[ids].as_f64())
        .collect();
    let highest = shares
        .iter()
        .filter(|(ids, _)| long(ids) && !["all", "unknown"].contains(&ids[0].as_str()))
        .map(|(_, share)| share.as_f64())
        .fold(0.0, f64::max);
    assert!(!first.is_empty() && first.iter().all(|share| (share - highest).abs() < 1e-9), "{first:?} {highest}");
}

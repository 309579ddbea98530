//! Random rows against a slow and obvious engine: what is set aside and why, and which days are paid. The rows are
//! made of words whose meaning is known, so that the engine reads nothing; and neither the order of the rows, nor
//! the parts in which they come, nor the threads make a difference.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use calendar::Day;
use common::{CATALOG, Extract, check_sums, files};
use proptest::prelude::*;
use proptest::sample::select;
use register::{Needs, Payment, Store, StoreInfo};
use std::collections::{BTreeMap, BTreeSet};

/// A word, and what it means; `None` is a fault.
type Word<T> = (&'static str, Option<T>);

/// Days are counted from 1 January 2018, the first that a row may name. `OPEN` is after all of them.
const OPEN: i32 = 1000;
const FROM: &[Word<i32>] = &[
    ("2018-01-01", Some(0)),
    ("2018-02-01", Some(31)),
    ("01-02-2018", Some(31)),
    ("01022018", Some(31)),
    ("2018-02-30", None),
    ("", None),
];
/// The day after the last.
const UNTIL: &[Word<i32>] = &[
    ("2018-01-31", Some(31)),
    ("31012018", Some(31)),
    ("2018-03-01", Some(60)),
    ("", Some(OPEN)),
    ("9999-12-31", Some(OPEN)),
    ("2018-13-01", None),
];
const CODE: &[Word<&str>] =
    &[("810", Some("810")), ("740", Some("740")), ("740 ", Some("740")), ("0810", None), ("", None)];
const MUNICIPALITY: &[Word<i32>] = &[("101", Some(101)), ("183", Some(183)), ("", Some(0)), ("999", None), ("1", None)];
const AMOUNT: &[Word<Option<i32>>] =
    &[("1,5", Some(Some(150))), ("1.50", Some(Some(150))), ("0", Some(Some(0))), ("", Some(None)), ("mange", None)];
const KEY: &[Word<&str>] = &[
    ("0000000001", Some("0000000001")),
    ("1", Some("1")),
    ("0000000002", Some("0000000002")),
    ("0000000003", Some("0000000003")),
    ("", None),
];
const NOTE: &[&str] = &["", "a", "b"];

/// Good words come more often than faults, or hardly a row would be kept.
fn word<T: Clone + std::fmt::Debug + 'static>(words: &[Word<T>]) -> impl Strategy<Value = Word<T>> + use<T> {
    let good: Vec<Word<T>> = words.iter().filter(|(_, meaning)| meaning.is_some()).cloned().collect();
    prop_oneof![4 => select(good), 1 => select(words.to_vec())]
}

#[derive(Debug, Clone)]
struct Row {
    key: Word<&'static str>,
    code: Word<&'static str>,
    from: Word<i32>,
    until: Word<i32>,
    municipality: Word<i32>,
    amount: Word<Option<i32>>,
    note: &'static str,
}

prop_compose! {
    fn row()(key in word(KEY), code in word(CODE), from in word(FROM), until in word(UNTIL), municipality in word(MUNICIPALITY), amount in word(AMOUNT), note in select(NOTE)) -> Row {
        Row { key, code, from, until, municipality, amount, note }
    }
}

impl Row {
    fn line(&self) -> String {
        format!(
            "{};{};{};{};{};{};{}\n",
            self.key.0, self.code.0, self.from.0, self.until.0, self.municipality.0, self.amount.0, self.note
        )
    }

    /// The first fault, in the contract's order.
    fn fault(&self) -> Option<(&'static str, &'static str)> {
        match (self.from.1, self.until.1) {
            (None, _) => Some(("fra", "bad_date")),
            (_, None) => Some(("til", "bad_date")),
            (Some(from), Some(until)) if until <= from => Some(("til", "until_before_from")),
            _ if self.code.1.is_none() => Some(("ydelse", "unknown_code")),
            _ if self.municipality.1.is_none() => Some(("kommune", "unknown_municipality")),
            _ if self.amount.1.is_none() => Some(("beloeb", "bad_number")),
            _ if self.key.1.is_none() => Some(("borger", "no_key")),
            _ => None,
        }
    }
}

/// Rows by column and reason.
type Findings = BTreeMap<(String, String), u64>;

/// Paid days with their code.
type Days = BTreeSet<(String, i32)>;

/// Findings, and the paid days of each person, as the slow engine has them.
fn slowly(rows: &[Row], with_row: &BTreeSet<&str>) -> (Findings, BTreeMap<String, Days>) {
    let (mut findings, mut paid) = (BTreeMap::new(), BTreeMap::new());
    let mut find =
        |column: &str, reason: &str| *findings.entry((column.to_owned(), reason.to_owned())).or_insert(0) += 1;
    let mut seen = BTreeSet::new();
    for row in rows {
        if let Some((column, reason)) = row.fault() {
            find(column, reason);
            continue;
        }
        let (key, code, from, until) =
            (row.key.1.unwrap(), row.code.1.unwrap(), row.from.1.unwrap(), row.until.1.unwrap());
        if !seen.insert((key, code, from, until, row.municipality.1, row.amount.1, row.note)) {
            find("", "duplicate");
            continue;
        }
        if !with_row.contains(key) {
            find("borger", "no_person_row");
        }
        let days: &mut Days = paid.entry(key.to_owned()).or_default();
        days.extend((from..until).map(|day| (code.to_owned(), day)));
    }
    (findings, paid)
}

/// The paid days in a store, of each person with any; the persons have no names there, so their days alone are told.
fn paid_days(extract: &Extract) -> Vec<Days> {
    let store = Store::open(&extract.store(), &CATALOG).unwrap();
    let first: Day = "2018-01-01".parse().unwrap();
    let mut all = Vec::new();
    for shard in 0..store.n_shards() {
        for person in store.read(shard, Needs::default()).unwrap().iter() {
            let code = |code: u16| store.benefits().codes[usize::from(code)].code.clone();
            let days = |run: &Payment| {
                (run.from - first..(run.until - first).min(OPEN)).map(|day| (code(run.code), day)).collect::<Vec<_>>()
            };
            all.push(person.payments.iter().flat_map(days).collect());
        }
    }
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn the_slow_engine_finds_the_same(
        (rows, shuffled) in proptest::collection::vec(row(), 0..40).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        with_row in proptest::collection::btree_set(select(vec!["0000000001", "1", "0000000002"]), 0..4),
        parts in 1..4usize,
        threads in 1..5usize,
    ) {
        let persons: String = with_row.iter().map(|key| format!("{key};1980-01-01;K;dansk\n")).collect();
        let persons = format!("borger;foedselsdato;koen;herkomst\n{persons}");
        let header = "borger;ydelse;fra;til;kommune;beloeb;note\n";
        let whole: String = rows.iter().map(Row::line).collect();
        let extract = Extract::new(&[("borgere.csv", persons.as_str()), ("ydelser.csv", &format!("{header}{whole}"))]);
        let report = extract.import(1).unwrap();
        check_sums(&report);

        let (findings, paid) = slowly(&rows, &with_row);
        let found: Findings = report.info.findings.iter().map(|found| ((found.column.clone(), found.reason.id().to_owned()), found.rows)).collect();
        prop_assert_eq!(found, findings);
        let mut expected: Vec<_> = paid.values().cloned().chain(with_row.iter().filter(|key| !paid.contains_key(**key)).map(|_| BTreeSet::new())).collect();
        expected.sort();
        prop_assert_eq!(paid_days(&extract), expected);

        let other = Extract::new(&[("borgere.csv", persons.as_str())]);
        for part in 0..parts {
            let lines: String = shuffled.iter().skip(part).step_by(parts).map(Row::line).collect();
            other.add(&format!("ydelser.{part}.csv"), format!("{header}{lines}"));
        }
        let again = other.import(threads).unwrap();
        check_sums(&again);
        prop_assert_eq!(files(&other.store()), files(&extract.store()));
        let counts = |info: &StoreInfo| info.findings.iter().map(|found| (found.column.clone(), found.reason, found.rows)).collect::<Vec<_>>();
        prop_assert_eq!(counts(&again.info), counts(&report.info));
        prop_assert_eq!(again.info.rows, report.info.rows);
    }
}

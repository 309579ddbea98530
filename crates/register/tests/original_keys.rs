//! The way back from pseudonyms to keys: the same persons from CSV, Parquet, SAS and wide DREAM files, and none with
//! another key or another extract.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use arrow_array::{ArrayRef, StringArray};
use common::sas::{Cell, Kind, Layout, sas_file};
use common::{CATALOG, Extract, KEY, parquet_file_in_groups};
use register::{Error, KeysWanted, Needs, OriginalKeys, PersonId, PseudonymKey, Store, original_keys};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// With leading zeros, letters, and a letter that other encodings write otherwise.
const KEYS: [&str; 4] = ["0101011234", "0202025678", "Aa-7", "Ø12"];

/// Everybody in the store, in order of their pseudonym, and the store.
fn everybody(extract: &Extract) -> (Store, BTreeSet<PersonId>) {
    extract.import(2).unwrap();
    let store = Store::open(&extract.store(), &CATALOG).unwrap();
    let mut persons = BTreeSet::new();
    for shard in 0..store.n_shards() {
        persons.extend(store.read(shard, Needs::default()).unwrap().iter().map(|person| person.id));
    }
    (store, persons)
}

fn asked(
    store: &Store,
    extract: &Path,
    key: &PseudonymKey,
    persons: &BTreeSet<PersonId>,
) -> Result<OriginalKeys, Error> {
    let wanted = KeysWanted { extract, key, catalog: &CATALOG, persons, progress: &|_, _| {} };
    original_keys(store.info(), &wanted)
}

#[track_caller]
fn check(name: &str, content: Vec<u8>) {
    let extract = Extract::new(&[(name, content)]);
    let (store, persons) = everybody(&extract);
    let keys = asked(&store, &extract.path(), &KEY, &persons).unwrap();
    let mut found: Vec<&str> = persons.iter().map(|person| keys.reveal(*person).unwrap()).collect();
    found.sort();
    assert_eq!(found, KEYS, "{name}");
    // One alone, and no other with it.
    for one in &persons {
        let own = asked(&store, &extract.path(), &KEY, &BTreeSet::from([*one])).unwrap();
        assert_eq!(own.reveal(*one), keys.reveal(*one));
        assert!(persons.iter().filter(|other| *other != one).all(|other| own.reveal(*other).is_none()));
    }
    assert_eq!(format!("{keys:?}"), "****");
}

/// Rows of these columns, the first of which is the key.
fn rows(rest: &[&'static str]) -> Vec<Vec<&'static str>> {
    KEYS.iter().map(|key| [&[*key], rest].concat()).collect()
}

fn csv(columns: &[&str], rest: &[&'static str]) -> String {
    let lines = rows(rest).into_iter().map(|row| row.join(";") + "\n");
    columns.join(";") + "\n" + &lines.collect::<String>()
}

fn parquet(columns: &[&'static str], rest: &[&'static str]) -> Vec<u8> {
    let rows = rows(rest);
    let column = |at: usize| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row[at]))) };
    // The key comes last, so that its place is not the first.
    let columns = columns.iter().enumerate().rev().map(|(at, name)| (*name, column(at))).collect();
    parquet_file_in_groups(columns, 3)
}

fn sas(columns: &[&'static str], rest: &[&'static str]) -> Vec<u8> {
    let columns: Vec<(&str, Kind)> = columns.iter().map(|name| (*name, Kind::Text(12))).collect();
    let cells = rows(rest).into_iter().map(|row| row.into_iter().map(|word| Cell::Text(word.to_owned())).collect());
    sas_file(Layout { utf8: true, ..Layout::default() }, &columns, &cells.collect::<Vec<_>>())
}

#[test]
fn keys_are_found_in_tables_and_in_wide_files_of_every_format() {
    let payments = (["borger", "ydelse", "fra", "til"], ["810", "2018-01-01", "2018-03-31"]);
    let dream = (["pnr", "y_1801", "y_1802"], ["810", "810"]);
    check("ydelser.csv", csv(&payments.0, &payments.1).into_bytes());
    check("ydelser.parquet", parquet(&payments.0, &payments.1));
    check("ydelser.sas7bdat", sas(&payments.0, &payments.1));
    check("dream.csv", csv(&dream.0, &dream.1).into_bytes());
    check("dream.parquet", parquet(&dream.0, &dream.1));
    check("dream.sas7bdat", sas(&dream.0, &dream.1));
    // The same key in Windows-1252 is told as it is in UTF-8.
    let text = csv(&payments.0, &payments.1);
    check("ydelser.csv", text.chars().map(|letter| letter as u8).collect());
}

#[test]
fn another_key_and_another_extract_are_refused() {
    let table = csv(&["borger", "ydelse", "fra", "til"], &["810", "2018-01-01", "2018-03-31"]);
    let extract = Extract::new(&[("ydelser.csv", &table)]);
    let (store, persons) = everybody(&extract);
    let told = |extract: &Extract, key: &PseudonymKey| {
        let told = asked(&store, &extract.path(), key, &persons).unwrap_err().to_string();
        assert!(KEYS.iter().all(|key| !told.contains(key)), "{told}");
        told
    };
    assert!(told(&extract, &PseudonymKey::from_bytes([8; 32])).contains("was made with another one"));
    let fewer: String = table.lines().take(3).map(|line| format!("{line}\n")).collect();
    let other = Extract::new(&[("ydelser.csv", &fewer)]);
    assert!(told(&other, &KEY).contains("some of the persons are not in it"));
    let later = Extract::new(&[("ydelser.csv", &table)]);
    later.add("register.toml", common::MANIFEST.replace("2019-01-15", "2019-02-15"));
    assert!(told(&later, &KEY).contains("drawn 2019-01-15"));
    assert!(PseudonymKey::read(&extract.path().join("no.key")).is_err(), "no key is made");
    assert!(!extract.path().join("no.key").exists());
}

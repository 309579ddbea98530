//! An extract that a store was made of is known again, and whatever could change the store is seen.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use common::written::{Form, extract_as};
use common::{CATALOG, Extract, MANIFEST, files, import_into, people};
use register::{ImportReport, ImportSettings, PseudonymKey, Store, USUAL_MEMORY, import};
use std::fs;

/// What somebody does between two imports.
type Change = fn(&Extract);

fn generation(extract: &Extract) -> String {
    fs::read_to_string(extract.store().join("current")).unwrap()
}

fn with_key(extract: &Extract, key: [u8; 32]) -> ImportReport {
    import(&ImportSettings {
        extract: &extract.path(),
        store: &extract.store(),
        key: &PseudonymKey::from_bytes(key),
        catalog: &CATALOG,
        threads: 1,
        memory: USUAL_MEMORY,
        progress: &|_| {},
    })
    .unwrap()
}

#[test]
fn the_same_extract_again_changes_nothing() {
    let extract = extract_as(&Form::default());
    let first = extract.import(1).unwrap();
    assert!(!first.unchanged);
    let (before, content) = (generation(&extract), people(&extract.store()));
    for threads in [1, 3] {
        let again = extract.import(threads).unwrap();
        assert!(again.unchanged);
        assert_eq!(again.info, first.info, "what is told is what was told then");
        assert_eq!((generation(&extract), people(&extract.store())), (before.clone(), content.clone()));
    }
    // A copy of it elsewhere is the same extract.
    let copy = extract_as(&Form::default());
    assert!(import_into(&copy.path(), &extract.store(), 2).unwrap().unchanged);
}

#[test]
fn whatever_could_change_the_store_is_seen() {
    let base = || {
        let extract = extract_as(&Form::default());
        extract.import(1).unwrap();
        extract
    };
    let changes: &[(&str, Change)] = &[
        ("a byte of a table", |extract| {
            let text = fs::read_to_string(extract.path().join("ydelser.csv")).unwrap();
            extract.add("ydelser.csv", text.replacen("810", "813", 1));
        }),
        ("the manifest", |extract| extract.add("register.toml", MANIFEST.replace("2019-01-15", "2019-01-16"))),
        ("a file that is not read", |extract| extract.add("ydelser.csv.txt", "")),
        ("a table less", |extract| fs::remove_file(extract.path().join("planer.csv")).unwrap()),
        ("another name for a file", |extract| {
            fs::rename(extract.path().join("planer.csv"), extract.path().join("planer.1.csv")).unwrap();
        }),
        ("damage to the store", |extract| {
            let path = extract.store().join(generation(extract).trim()).join("payments.parquet");
            let mut bytes = fs::read(&path).unwrap();
            bytes[20] ^= 1;
            fs::write(&path, bytes).unwrap();
        }),
        ("a file of the store is gone", |extract| {
            fs::remove_file(extract.store().join(generation(extract).trim()).join("events.parquet")).unwrap();
        }),
        ("a store of before", |extract| {
            let path = extract.store().join(generation(extract).trim()).join("store.toml");
            let lines = fs::read_to_string(&path).unwrap();
            let without = lines.lines().filter(|line| !line.starts_with("fingerprint") && !line.starts_with("content"));
            fs::write(&path, without.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
            Store::open(&extract.store(), &CATALOG).unwrap();
        }),
    ];
    for (name, change) in changes {
        let extract = base();
        change(&extract);
        // A file that is not read makes no difference.
        let expected = *name == "a file that is not read";
        assert_eq!(extract.import(2).unwrap().unchanged, expected, "{name}");
        let fresh = extract.store().with_file_name("fresh");
        import_into(&extract.path(), &fresh, 1).unwrap();
        assert_eq!(people(&extract.store()), people(&fresh), "{name}");
        assert_eq!(files(&extract.store()), files(&fresh), "{name}");
        assert!(extract.import(1).unwrap().unchanged, "{name}: now it is known");
    }
    let extract = base();
    assert!(!with_key(&extract, [8; 32]).unchanged, "another key makes other pseudonyms");
    assert!(with_key(&extract, [8; 32]).unchanged);
}

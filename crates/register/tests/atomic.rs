//! A store is the old one or the new one, whole, whatever happens to the import; and a folder that is no store is
//! left alone.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use common::written::{Form, extract_as};
use common::{CATALOG, Extract, KEY, import_into, people, told};
use register::{ImportProgress, ImportSettings, Needs, Store, import};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An extract that shares no row with the one in `common/written.rs`.
fn other_extract() -> Extract {
    Extract::new(&[
        ("borgere.csv", "borger;foedselsdato;koen;herkomst\n1111111111;1990-01-01;K;dansk\n"),
        ("ydelser.csv", "borger;ydelse;fra;til\n1111111111;740;2018-01-01;\n2222222222;740;2018-02-01;2018-02-28\n"),
    ])
}

/// Every file below a folder, with what is in it.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.insert(path.clone(), Vec::new());
            files.extend(tree(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// Nothing is left in a store but what is in force.
fn assert_tidy(store: &Path) {
    let current = fs::read_to_string(store.join("current")).unwrap();
    assert_eq!(names(store), BTreeSet::from(["current".to_owned(), "lock".to_owned(), current.trim().to_owned()]));
}

/// An outcome without the store's folder, whose name is another in each run.
fn outcome(extract: &Path, store: &Path) -> String {
    told(&import_into(extract, store, 2)).replace(&*store.to_string_lossy(), "STORE")
}

#[test]
fn a_refused_import_leaves_the_old_store_as_it_was() {
    let extract = extract_as(&Form::default());
    extract.import(2).unwrap();
    let (before, content) = (tree(&extract.store()), people(&extract.store()));
    // Refused at the last row of the last table, when all others have been read.
    let mut plans = fs::read_to_string(extract.path().join("planer.csv")).unwrap();
    plans += "0101011234;810\n";
    extract.add("planer.csv", plans);
    for threads in [1, 3] {
        assert!(extract.outcome(threads).starts_with("refused: extract/planer.csv, row 4: "));
        assert_eq!(tree(&extract.store()), before);
        assert_eq!(people(&extract.store()), content);
    }
    // Refused before anything is read.
    extract.add("register.toml", "");
    extract.import(1).unwrap_err();
    assert_eq!(tree(&extract.store()), before);
}

#[test]
fn a_new_import_replaces_the_store_as_a_whole() {
    let (extract, other) = (extract_as(&Form::default()), other_extract());
    extract.import(2).unwrap();
    other.import(2).unwrap();
    import_into(&other.path(), &extract.store(), 2).unwrap();
    assert_eq!(people(&extract.store()), people(&other.store()));
    assert_tidy(&extract.store());
    assert!(
        !Store::open(&extract.store(), &CATALOG).unwrap().info().has(register::TableKind::Wages),
        "tables of the old extract are gone with it"
    );
}

/// Each state that a killed import can leave, in the order in which it comes about.
#[test]
fn whatever_a_killed_import_leaves_is_one_whole_store() {
    let (extract, other) = (extract_as(&Form::default()), other_extract());
    extract.import(2).unwrap();
    let store = extract.store();
    let old = people(&store);
    // The new generation, as the next import of the other extract would write it.
    other.import(1).unwrap();
    let new = people(&other.store());
    let written = other.store().join("generation-000001");
    let beside = store.join("generation-000002");

    let check = |expected: &BTreeMap<String, String>, state: &str| assert!(people(&store) == *expected, "{state}");
    fs::create_dir(&beside).unwrap();
    check(&old, "an empty folder");
    fs::write(beside.join("persons.parquet"), "PAR1").unwrap();
    check(&old, "half a file");
    for name in names(&written).into_iter().filter(|name| name.ends_with(".parquet")) {
        fs::copy(written.join(&name), beside.join(&name)).unwrap();
        check(&old, &name);
    }
    fs::write(beside.join("store.toml"), "layout = 1\n").unwrap();
    check(&old, "half of store.toml");
    fs::copy(written.join("store.toml"), beside.join("store.toml")).unwrap();
    check(&old, "store.toml");
    fs::write(store.join("current.new"), "genera").unwrap();
    check(&old, "half of current.new");
    fs::write(store.join("current.new"), "generation-000002\n").unwrap();
    check(&old, "current.new");
    fs::rename(store.join("current.new"), store.join("current")).unwrap();
    check(&new, "current");
    fs::remove_file(store.join("generation-000001/persons.parquet")).unwrap();
    check(&new, "half of the old generation taken away");
    // Not of this import, but of earlier ones that were killed as well.
    fs::create_dir(store.join("generation-000007")).unwrap();
    fs::write(store.join("current.new"), "generation-000007\n").unwrap();
    check(&new, "left by others");

    extract.import(1).unwrap();
    check(&old, "the next import");
    assert_tidy(&store);
}

#[test]
fn the_first_import_that_is_killed_leaves_no_store_and_room_for_one() {
    let extract = other_extract();
    fs::create_dir_all(extract.store().join("generation-000001")).unwrap();
    fs::write(extract.store().join("generation-000001/persons.parquet"), "PAR1").unwrap();
    fs::write(extract.store().join("lock"), "").unwrap();
    fs::write(extract.store().join("current.new"), "generation-000001\n").unwrap();
    let error = Store::open(&extract.store(), &CATALOG).unwrap_err().to_string();
    assert_eq!(
        error.replace(&*extract.store().to_string_lossy(), "STORE"),
        "STORE: there is no store here: make one with `forlob import EXTRACT --store STORE`"
    );
    extract.import(1).unwrap();
    assert_eq!(people(&extract.store()).len(), 2);
    assert_tidy(&extract.store());
}

/// What a folder may hold that is no store. Taken for one, it would lose what is in it.
#[test]
fn a_folder_that_is_no_store_is_left_alone() {
    let extract = other_extract();
    let foreign = |name: &str| {
        format!("refused: STORE: the folder holds `{name}` and is no store: name an empty folder or a new one")
    };
    let no_name = "refused: STORE: the file `current` in it names no generation, so this is no store: name an empty folder or a new one";
    for (name, content, expected) in [
        ("noter.txt", "vigtigt", foreign("noter.txt")),
        ("generation-fotos/ferie.jpg", "vigtigt", foreign("generation-fotos")),
        ("generation-000001.zip", "vigtigt", foreign("generation-000001.zip")),
        ("current", "", no_name.to_owned()),
        ("current", ".", no_name.to_owned()),
        ("current", "..\n", no_name.to_owned()),
        ("current", "/", no_name.to_owned()),
        ("current", "generation-000001/../..", no_name.to_owned()),
        ("current", "generation-", no_name.to_owned()),
        ("current", "the current draft of my thesis", no_name.to_owned()),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        fs::create_dir_all(store.join(name).parent().unwrap()).unwrap();
        fs::write(store.join(name), content).unwrap();
        fs::write(folder.path().join("beside.txt"), "vigtigt").unwrap();
        fs::create_dir_all(store.join("generation-000001")).unwrap();
        let before = tree(folder.path());
        assert_eq!(outcome(&extract.path(), &store), expected, "{name} {content:?}");
        assert_eq!(tree(folder.path()), before, "{name} {content:?}");
        assert!(Store::open(&store, &CATALOG).is_err(), "{name} {content:?}");
    }
    let file = extract.path().join("borgere.csv");
    assert_eq!(outcome(&extract.path(), &file), "refused: STORE: this is no folder: name an empty folder or a new one");
    assert!(fs::metadata(&file).unwrap().len() > 0);
}

#[test]
fn a_store_whose_generation_is_gone_can_be_imported_anew() {
    let extract = other_extract();
    extract.import(1).unwrap();
    let content = people(&extract.store());
    fs::remove_dir_all(extract.store().join("generation-000001")).unwrap();
    let error = Store::open(&extract.store(), &CATALOG).unwrap_err().to_string();
    assert_eq!(
        error.replace(&*extract.store().to_string_lossy(), "STORE"),
        "STORE: the store is damaged (generation-000001 is not in it): import the extract again"
    );
    extract.import(1).unwrap();
    assert_eq!(people(&extract.store()), content);
    assert_tidy(&extract.store());
}

#[test]
fn two_imports_at_once_are_one_too_many() {
    let (extract, other) = (extract_as(&Form::default()), other_extract());
    extract.import(2).unwrap();
    let (before, content) = (tree(&extract.store()), people(&extract.store()));
    // The other import, as far as this one can see it.
    let lock = File::create(extract.store().join("lock")).unwrap();
    lock.try_lock().unwrap();
    assert_eq!(
        outcome(&other.path(), &extract.store()),
        "refused: STORE: another import is writing this store: wait for it to end"
    );
    assert_eq!(tree(&extract.store()), before);
    assert_eq!(people(&extract.store()), content, "reading needs no lock");
    drop(lock);
    import_into(&other.path(), &extract.store(), 2).unwrap();
    assert_eq!(people(&extract.store()).len(), 2);
}

/// A pass that began before an import reads on in files that are gone: it must say so, and not mix old and new.
#[test]
fn a_store_that_is_replaced_while_it_is_read_says_so() {
    let (extract, other) = (extract_as(&Form::default()), other_extract());
    extract.import(2).unwrap();
    let opened = Store::open(&extract.store(), &CATALOG).unwrap();
    import_into(&other.path(), &extract.store(), 2).unwrap();
    let error = opened.read(0, Needs::ALL).unwrap_err().to_string();
    assert_eq!(
        error.replace(&*extract.store().to_string_lossy(), "STORE"),
        "STORE: the store was replaced while it was read: begin again"
    );
}

const CHILD: &str = "REGISTER_TEST_IMPORTS_IN_A_LOOP";

/// Not a test of its own: the process that [`a_kill_at_any_moment_leaves_one_whole_store`] kills.
#[test]
fn imports_in_a_loop_until_it_is_killed() {
    let Some(folders) = std::env::var_os(CHILD) else { return };
    let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let [store, extracts @ ..] = folders.as_slice() else { panic!("the store and the extracts must be named") };
    // A line for each step. Once the parent is gone, nobody reads, and there is nothing left to do.
    let step = |_: ImportProgress| {
        let mut out = std::io::stdout().lock();
        if out.write_all(b"#\n").and_then(|()| out.flush()).is_err() {
            std::process::exit(1);
        }
    };
    // No end of it is expected, but none shall run for ever.
    for (number, extract) in extracts.iter().cycle().take(1000).enumerate() {
        import(&ImportSettings {
            extract,
            store,
            key: &KEY,
            catalog: &CATALOG,
            threads: 2,
            // Some have their rows on disk when they are killed.
            memory: if number % 3 == 0 { 1 } else { register::USUAL_MEMORY },
            progress: &step,
        })
        .unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_leaves_one_whole_store() {
    let (extract, other) = (extract_as(&Form::default()), other_extract());
    let store = extract.store();
    extract.import(2).unwrap();
    other.import(2).unwrap();
    let (old, new) = (people(&store), people(&other.store()));
    let folders = std::env::join_paths([store.clone(), other.path(), extract.path()]).unwrap();
    let (mut old_seen, mut new_seen) = (0, 0);
    // Two imports are some 13 steps. What comes after the last step of each (the new generation is put in force and the
    // old one taken away) has none of its own, so the kill comes after more or less other work.
    for steps in 1..=48 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "imports_in_a_loop_until_it_is_killed", "--nocapture"])
            .env(CHILD, &folders)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let seen = lines.filter(|line| line.starts_with('#')).take(steps).count();
        assert_eq!(seen, steps, "the child ended by itself");
        (0..steps % 8 * 20_000).for_each(|_| std::hint::spin_loop());
        child.kill().unwrap();
        child.wait().unwrap();
        let found = people(&store);
        assert!(found == old || found == new, "after {steps} steps the store is neither the old one nor the new one");
        if found == old { old_seen += 1 } else { new_seen += 1 }
    }
    assert!(
        old_seen > 0 && new_seen > 0,
        "{old_seen} old, {new_seen} new: the kills did not come at different moments"
    );
    import_into(&other.path(), &store, 2).unwrap();
    assert_tidy(&store);
}

/// An import whose rows all wait on disk.
fn import_on_disk(extract: &Path, store: &Path) -> Result<register::ImportReport, register::Error> {
    import(&ImportSettings { extract, store, key: &KEY, catalog: &CATALOG, threads: 2, memory: 1, progress: &|_| {} })
}

#[test]
fn rows_on_disk_make_no_difference_and_are_taken_away() {
    let (extract, other) = (extract_as(&Form::default()), other_extract());
    extract.import(2).unwrap();
    let store = extract.store().with_file_name("on_disk");
    // An import that was killed left rows behind.
    fs::create_dir_all(store.join("generation-000001")).unwrap();
    fs::write(store.join("generation-000001").join("rows.0"), "half a row").unwrap();
    let report = import_on_disk(&extract.path(), &store);
    assert_eq!(told(&report), told(&import_into(&extract.path(), &extract.store(), 1)));
    assert_eq!(people(&store), people(&extract.store()));
    assert_tidy(&store);
    let files = names(&store.join(fs::read_to_string(store.join("current")).unwrap().trim()));
    assert!(files.iter().all(|name| name == "store.toml" || name.ends_with(".parquet")), "{files:?}");
    assert_eq!(tree(&store), {
        let in_memory = store.with_file_name("in_memory");
        import_into(&extract.path(), &in_memory, 1).unwrap();
        let moved = tree(&in_memory).into_iter();
        moved.map(|(path, bytes)| (store.join(path.strip_prefix(&in_memory).unwrap()), bytes)).collect()
    });

    // Refused at the last row of the last table, when rows of all others lie on disk.
    let before = tree(&store);
    other.add("planer.csv", "borger;ydelse;fra;planlagt_til\n1111111111;740\n");
    assert!(told(&import_on_disk(&other.path(), &store)).starts_with("refused: extract/planer.csv, row 2: "));
    assert_eq!(tree(&store), before);
    import_on_disk(&other.path(), &other.store()).unwrap_err();
    assert!(!other.store().exists(), "where there was no store, there is none");
}

#[test]
fn an_import_does_not_touch_a_folder_that_is_no_store_for_its_rows() {
    let extract = extract_as(&Form::default());
    fs::create_dir(extract.store()).unwrap();
    fs::write(extract.store().join("notes.txt"), "mine").unwrap();
    let before = tree(&extract.store());
    assert!(
        told(&import_on_disk(&extract.path(), &extract.store()))
            .contains("the folder holds `notes.txt` and is no store")
    );
    assert_eq!(tree(&extract.store()), before);
}

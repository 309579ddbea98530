//! Rows with faults: what is kept, what is set aside, and what is found, place by place.
//!
//! The cases are drawn in `bad_rows/*.txt`. A case is a bug report: its name, the files, and the outcome as
//! [`common::told`] writes it.
//!
//! ```text
//! # til before fra
//! > ydelser.csv
//! borger;ydelse;fra;til
//! 0101011234;810;2018-02-02;2018-02-01
//! =
//! ydelser 1 = 0 + 1
//! ydelser.til until_before_from 1: extract/ydelser.csv:2
//! ```
//!
//! Where a case has no `borgere`, nobody can lack a row in it, and the table at hand is alone in the outcome.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use common::{Extract, check_sums, note_difference, people, tells_no_cell, windows_1252};

/// A case as it is drawn.
struct Case<'t> {
    name: &'t str,
    files: Vec<(&'t str, String)>,
    outcome: String,
}

/// Reads the cases of a file. Lines of `//` below a name are notes.
fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    let mut in_outcome = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            cases.push(Case { name, files: Vec::new(), outcome: String::new() });
            in_outcome = false;
            continue;
        }
        let case = cases.last_mut().expect("a file begins with the name of a case");
        match (line.strip_prefix("> "), case.files.last_mut()) {
            (Some(file), _) => case.files.push((file, String::new())),
            (None, _) if line == "=" => in_outcome = true,
            (None, Some((_, content))) if !in_outcome => *content += &format!("{line}\n"),
            (None, Some(_)) if !line.is_empty() => case.outcome += &format!("{line}\n"),
            (None, Some(_)) => {}
            (None, None) => assert!(line.starts_with("//"), "{}: {line}", case.name),
        }
    }
    cases
}

/// Each case with one thread and with several; and no cell of any row, beginning with the person's key, in what is
/// told or in what the store says of itself.
#[track_caller]
fn check(text: &str, n_cases: usize) {
    let cases = cases(text);
    assert_eq!(cases.len(), n_cases, "a case that is not read is not tested");
    let mut wrong = Vec::new();
    for Case { name, files, outcome: expected } in &cases {
        let extract = Extract::new(files);
        for threads in [1, 3] {
            let report = extract.import(threads).unwrap_or_else(|error| panic!("{name}: {error}"));
            check_sums(&report);
            let outcome = extract.outcome(threads);
            note_difference(&mut wrong, name, threads, &outcome, expected.trim_end());
            for told in [&outcome, &format!("{report:?}"), &extract.store_toml()] {
                tells_no_cell(name, told, files);
            }
            assert_eq!(people(&extract.store()).len() as u64, report.info.n_persons, "{name}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One fault in one row, in each table and column that can have it, the rows beside it being good.
#[test]
fn every_reason_alone() {
    check(include_str!("bad_rows/every_reason_alone.txt"), 25);
}

#[test]
fn dates() {
    check(include_str!("bad_rows/dates.txt"), 18);
}

#[test]
fn duplicates() {
    check(include_str!("bad_rows/duplicates.txt"), 18);
}

#[test]
fn persons_without_a_row() {
    check(include_str!("bad_rows/persons_without_a_row.txt"), 5);
}

#[test]
fn stays() {
    check(include_str!("bad_rows/stays.txt"), 6);
}

/// A row with several faults counts once, under the first in the contract's order. Of two neighbours in that order
/// that one row cannot have both (a row with a date that is none has no stretch that could run backwards; a second
/// row of a person is no row without one), the next pair is here.
#[test]
fn the_first_fault_counts() {
    check(include_str!("bad_rows/the_first_fault_counts.txt"), 11);
}

/// Rows that are the same in two encodings: the key, a text of the contract, and a column that nobody asked for.
#[test]
fn duplicates_across_encodings() {
    let text = "borger;projekt;gruppe;fra;til;note\nÅse;Ishøj;2;2018-01-01;;på vej\n";
    let extract = Extract::new(&[("visitation.1.csv", text.into()), ("visitation.2.csv", windows_1252(text))]);
    assert_eq!(extract.outcome(2), "visitation 2 = 1 + 1\nvisitation duplicate 1: extract/visitation.2.csv:2");
}

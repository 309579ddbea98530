//! No input makes a reader or a check panic: any bytes, and valid files with a few changes.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod support;

use proptest::prelude::*;
use support::{DESCRIPTION, FORMATS};
use verify::verify_bytes;

const NOTES: [&str; 5] = [
    include_str!("../../../cases/verify/s000.csv"),
    include_str!("../../../cases/verify/s001.csv"),
    include_str!("../../../cases/verify/s002.csv"),
    include_str!("../../../cases/verify/s003.csv"),
    include_str!("../../../cases/verify/s004.csv"),
];

/// What a change puts in: pieces of the formats, and what is no piece of any.
const PIECES: [&str; 34] = [
    "",
    "\n",
    ";",
    ",",
    "\"",
    "[",
    "]",
    "|",
    "#",
    "# claim: ",
    "..",
    ".",
    "-",
    "?",
    "0",
    "1",
    "7",
    "999999999999999",
    "0,001",
    "1.000",
    "ca. ",
    "knap ",
    " = ",
    " / ",
    " + ",
    " is ",
    "sum ",
    "*",
    "{",
    "}",
    "null",
    "DATA=",
    "æ",
    "\u{0}",
];

#[derive(Debug, Clone)]
struct Change {
    at: prop::sample::Index,
    take: usize,
    put: &'static str,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (any::<prop::sample::Index>(), 0..6_usize, prop::sample::select(PIECES.to_vec()));
    prop::collection::vec(change.prop_map(|(at, take, put)| Change { at, take, put }), 1..6)
}

fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for Change { at, take, put } in changes {
        let at = at.index(bytes.len() + 1);
        let end = (at + take).min(bytes.len());
        bytes.splice(at..end, put.bytes());
    }
    bytes
}

/// A report is written as well.
fn verify(file: &str, bytes: &[u8], description: Option<&str>) {
    match verify_bytes(file, bytes, description) {
        Ok(report) => assert!(!report.to_string().is_empty()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), format in 0..4_usize) {
        verify(["t.csv", "t.px", "t.json", "t"][format], &bytes, None);
        verify(["t.csv", "t.px", "t.json", "t"][format], &bytes, Some(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn any_words(words in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40), format in 0..3_usize) {
        verify(["t.csv", "t.px", "t.json"][format], format!("# table: t\n{}", words.concat()).as_bytes(), None);
    }

    #[test]
    fn notes_with_changes(note in 0..5_usize, changes in changes()) {
        verify("t.csv", &changed(NOTES[note], &changes), None);
    }

    #[test]
    fn exported_tables_with_changes(format in 0..3_usize, changes in changes(), described in any::<bool>()) {
        let (file, text) = FORMATS[format];
        verify(file, &changed(text, &changes), described.then_some(DESCRIPTION));
    }

    #[test]
    fn descriptions_with_changes(format in 0..3_usize, changes in changes()) {
        let (file, text) = FORMATS[format];
        let description = changed(DESCRIPTION, &changes);
        verify(file, text.as_bytes(), Some(&String::from_utf8_lossy(&description)));
    }
}

/// Any claim of the grammar's words over a table.
#[test]
fn claims_of_any_words() {
    let words = [
        "[a | n]",
        "[* | *]",
        "sum [* | n]",
        "is",
        "=",
        "<=",
        "7",
        "about 7",
        "pct of",
        "out of",
        "of",
        "+",
        "/",
        "0",
        "second",
        "lowest of",
        "rows",
        "days",
        "2013-01-01",
        "..",
        "mean",
        "weighted mean [* | n]",
    ];
    for first in words {
        for second in words {
            for third in words {
                let text = format!("# table: t\n# claim: {first} {second} {third} [a | n]\n;n;m\na;1;2\nb;3;4\n");
                verify("t.csv", text.as_bytes(), None);
            }
        }
    }
}

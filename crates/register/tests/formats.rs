//! One extract in all the forms that it may come in: the store is the same, person by person and file by file, and
//! so are the findings.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use common::written::{Form, TABLES, extract_as, parquet_as};
use common::{CATALOG, Extract, check_sums, files, people};
use register::{ImportReport, Store};
use std::collections::BTreeMap;

/// What a store holds and what its import found; the places of the findings are another matter.
#[derive(Debug, PartialEq)]
struct Content {
    people: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<String>>,
    rows: Vec<String>,
    findings: Vec<String>,
}

fn content(extract: &Extract, threads: usize) -> Content {
    let report: ImportReport = extract.import(threads).unwrap_or_else(|error| panic!("{error}"));
    check_sums(&report);
    Content {
        people: people(&extract.store()),
        files: files(&extract.store()),
        rows: report
            .info
            .rows
            .iter()
            .map(|rows| format!("{} {} {} {}", rows.table.danish(), rows.rows_in, rows.kept, rows.set_aside))
            .collect(),
        findings: report
            .info
            .findings
            .iter()
            .map(|found| format!("{} {} {} {}", found.table.danish(), found.column, found.reason.id(), found.rows))
            .collect(),
    }
}

fn base() -> Content {
    content(&extract_as(&Form::default()), 1)
}

#[track_caller]
fn check(form: Form) {
    let extract = extract_as(&form);
    for threads in [1, 2, 5] {
        assert_eq!(content(&extract, threads), base(), "{form:?}, {threads} threads");
    }
}

/// The others are equal to this one; this one is worked out by hand from the rows in `common/written.rs`.
#[test]
fn the_extract_itself() {
    let base = base();
    let mut people: Vec<&str> = base.people.values().map(String::as_str).collect();
    people.sort();
    let expected = [
        "born - - - died - emigrated - | event 2018-03-01 sanktion",
        "born - - - died - emigrated - | paid 730 [2018-05-05, 2018-05-07)",
        "born 1975-12-31 M indvandrer_ikkevestlig died 2018-09-30 emigrated - | stay 101 [1990-01-01, …) | paid 740 [2018-01-01, 2018-01-02) | wage 2018-01 16033 3100000 | \
         offer social_indsats [2018-02-01, …) | fleksjob 1200 [2018-02-01, 2018-05-01) | fleksjob - [2018-05-01, …) | member flere_skal_med/1 [2018-01-01, …)",
        "born 1980-02-29 K dansk died - emigrated - | stay 101 [2010-05-01, 2018-06-01) | stay 183 [2018-06-01, …) | paid 810 [2018-01-01, 2018-03-01) | \
         paid 813 [2018-04-01, …) | wage 2018-01 3725 812345 | wage 2018-02 - -12000 | event 2018-03-01 rehabiliteringsteam | \
         event 2018-06-30 ophoer_aarsag (fleksjob, \"støttet\") | event 2018-06-30 ophoer_aarsag (selvforsørgelse; æøå) | \
         offer virksomhedspraktik [2018-02-01, 2018-04-01) | offer mentor [2018-02-01, …) | member flere_skal_med/2 [2018-01-01, 2018-07-01) | \
         member Ishøj på vej/1 [2018-07-01, …) | plan 810 [2018-01-01, 2020-01-01)",
        "born 2000-01-01 M efterkommer_vestlig died - emigrated 2018-11-01",
    ];
    assert_eq!(people, expected);
    // Rows in, kept, set aside.
    assert_eq!(
        base.rows,
        [
            "borgere 5 3 2",
            "bopael 5 3 2",
            "ydelser 11 6 5",
            "tilbud 3 3 0",
            "loen 4 3 1",
            "fleksjob 2 2 0",
            "visitation 3 3 0",
            "haendelser 4 4 0",
            "planer 2 1 1"
        ]
    );
    assert_eq!(
        base.findings,
        [
            "borgere borger second_person_row 1",
            "borgere foedselsdato bad_date 1",
            "bopael fra overlapping_stay 1",
            "bopael kommune unknown_municipality 1",
            "bopael til until_before_from 1",
            "ydelser  duplicate 1",
            "ydelser beloeb bad_number 1",
            "ydelser borger no_key 1",
            "ydelser borger no_person_row 1",
            "ydelser kommune unknown_municipality 1",
            "ydelser ydelse unknown_code 1",
            "loen maaned bad_date 1",
            "haendelser borger no_person_row 1",
            "planer planlagt_til bad_date 1",
        ]
    );
    // What people are not handed out with: rows in order of their person and then of what they say, hours in hundredths.
    let texts = |file: &str| {
        base.files[file].iter().map(|row| row.split_once(' ').map_or("", |(_, rest)| rest)).collect::<Vec<_>>()
    };
    assert_eq!(
        texts("offers"),
        [
            "virksomhedspraktik 2018-02-01 2018-04-01 1850",
            "mentor 2018-02-01 9999-12-31 200",
            "social_indsats 2018-02-01 9999-12-31 -"
        ]
    );
    assert_eq!(texts("flexible_jobs"), ["2018-02-01 2018-05-01 1200", "2018-05-01 9999-12-31 -"]);
    assert_eq!(
        texts("memberships"),
        [
            "Ishøj på vej 1 2018-07-01 9999-12-31",
            "flere_skal_med 2 2018-01-01 2018-07-01",
            "flere_skal_med 1 2018-01-01 9999-12-31"
        ]
    );
    assert_eq!(texts("plans"), ["810 2018-01-01 2020-01-01"]);
    assert_eq!(
        texts("events"),
        [
            "2018-03-01 sanktion -",
            "2018-03-01 rehabiliteringsteam -",
            "2018-06-30 ophoer_aarsag fleksjob, \"støttet\"",
            "2018-06-30 ophoer_aarsag selvforsørgelse; æøå"
        ]
    );
}

#[test]
fn commas_between_the_fields() {
    check(Form { delimiter: ',', ..Form::default() });
}

#[test]
fn a_mark_before_utf_8() {
    check(Form { mark: true, ..Form::default() });
}

#[test]
fn windows_1252() {
    check(Form { windows_1252: true, ..Form::default() });
}

#[test]
fn lines_from_windows() {
    check(Form { line_end: "\r\n", ..Form::default() });
}

#[test]
fn no_line_break_at_the_end_and_blank_lines_between() {
    check(Form { line_end: "\n\n", no_last_line_end: true, ..Form::default() });
}

#[test]
fn quotes_around_everything() {
    check(Form { quoted: true, ..Form::default() });
    check(Form { quoted: true, delimiter: ',', line_end: "\r\n", ..Form::default() });
}

#[test]
fn dates_day_first() {
    check(Form { date: "%d-%m-%Y", ..Form::default() });
}

#[test]
fn dates_day_first_without_dashes() {
    check(Form { date: "%d%m%Y", ..Form::default() });
}

#[test]
fn decimal_comma() {
    check(Form { decimal_comma: true, ..Form::default() });
    // Between commas, a decimal comma needs its quotes.
    check(Form { decimal_comma: true, delimiter: ',', ..Form::default() });
}

#[test]
fn headers_in_capitals() {
    check(Form { upper_case: true, ..Form::default() });
}

#[test]
fn columns_with_names_of_their_own() {
    check(Form { renamed: true, ..Form::default() });
    check(Form { renamed: true, upper_case: true, shuffled_columns: 3, ..Form::default() });
}

#[test]
fn rows_in_another_order() {
    for seed in 1..6 {
        check(Form { shuffled_rows: seed, ..Form::default() });
    }
}

#[test]
fn columns_in_another_order() {
    for seed in 1..6 {
        check(Form { shuffled_columns: seed, ..Form::default() });
    }
}

#[test]
fn in_numbered_parts() {
    check(Form { parts: 3, ..Form::default() });
    // More parts than rows: some have a header alone.
    check(Form { parts: 12, shuffled_rows: 1, ..Form::default() });
}

#[test]
fn in_folders_of_parts() {
    check(Form { parts: 3, folders: true, ..Form::default() });
}

#[test]
fn parts_of_different_forms() {
    let extract = extract_as(&Form { parts: 2, folders: true, ..Form::default() });
    // Each part is read for itself: one may have other delimiters, dates, encoding and order of columns.
    let other = extract_as(&Form {
        parts: 2,
        folders: true,
        delimiter: ',',
        windows_1252: true,
        date: "%d%m%Y",
        decimal_comma: true,
        shuffled_columns: 2,
        ..Form::default()
    });
    for table in TABLES {
        let part = format!("{}/part-1.csv", table.name);
        extract.add(&part, std::fs::read(other.path().join(&part)).unwrap());
    }
    for threads in [1, 2, 5] {
        assert_eq!(content(&extract, threads), base());
    }
}

#[test]
fn everything_at_once() {
    check(Form {
        delimiter: ',',
        windows_1252: true,
        line_end: "\r\n",
        quoted: true,
        date: "%d-%m-%Y",
        decimal_comma: true,
        upper_case: true,
        renamed: true,
        shuffled_rows: 7,
        shuffled_columns: 7,
        parts: 4,
        folders: true,
        ..Form::default()
    });
}

#[test]
fn parquet() {
    for kind in parquet_as::KINDS {
        let extract = parquet_as::extract(kind);
        for threads in [1, 2, 5] {
            assert_eq!(content(&extract, threads), base(), "{kind:?}, {threads} threads");
        }
    }
}

/// Several blocks a file and several shards a store: what no small extract has.
#[test]
fn a_large_extract_is_the_same_in_parts_and_with_any_threads() {
    let header = "borger;ydelse;fra;til;note\n";
    // Notes make the rows long; some run over two lines, so that not every line break ends a row, and some have a
    // quote that is none. Rows are in no order of persons.
    let note = |row: usize| match row % 5 {
        0 => format!("\"linje {}\nog \"\"to\"\"; {}\"", row, "x".repeat(60)),
        1 => format!("5\" rør {}", "y".repeat(80)),
        _ => "z".repeat(100),
    };
    let row = |row: usize| {
        let (person, month) = (row * 7919 % 3001, row / 3001 % 12 + 1);
        format!(
            "{person:010};{};2018-{month:02}-01;2018-{month:02}-{:02};{}\n",
            [810, 740, 730][row % 3],
            row % 28 + 1,
            note(row)
        )
    };
    let rows: Vec<String> = (0..100_000).map(row).collect();
    let whole = Extract::new(&[("ydelser.csv", [header, &rows.concat()].concat())]);
    // A file is read in blocks of 4 MB, and people are parted into shards of about as much.
    assert!(std::fs::metadata(whole.path().join("ydelser.csv")).unwrap().len() > 3 * (4 << 20));
    let expected = content(&whole, 1);
    assert!(Store::open(&whole.store(), &CATALOG).unwrap().n_shards() > 2);
    assert_eq!(expected.people.len(), 3001);
    assert_eq!(expected.files["persons"].len(), 3001);
    assert_eq!(expected.rows[0].split(' ').nth(1), Some("100000"));
    for threads in [2, 5] {
        assert!(content(&whole, threads) == expected, "{threads} threads");
    }
    // Backwards and in parts.
    let parts: Vec<(String, String)> = rows
        .rchunks(30_011)
        .enumerate()
        .map(|(at, rows)| (format!("ydelser/{at}.csv"), [header, &rows.concat()].concat()))
        .collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    assert!(content(&Extract::new(&parts), 3) == expected, "in parts");
}

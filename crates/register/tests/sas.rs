//! A SAS file is read as the same rows in CSV, whatever its layout, its packing and its encoding.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use calendar::Day;
use common::sas::{Cell, Kind, Layout, layouts, sas_file};
use common::written::{DATES, DECIMALS, Form, TABLES, extract_as};
use common::{Extract, files, people, told};

/// All tables, each column as SAS would have it: text, or dates and numbers.
fn extract_as_sas(layout: Layout, typed: bool) -> Extract {
    let extract = Extract::new::<&str>(&[]);
    for table in TABLES {
        let (names, rows) = (table.columns(), table.rows());
        let kind = |name: &str| match name {
            _ if !typed => Kind::Text(40),
            _ if DATES.contains(&name) => Kind::Date,
            "maaned" => Kind::Moment,
            _ if DECIMALS.contains(&name) => Kind::Number(8),
            // A number of five digits fits in four bytes.
            "ydelse" | "kommune" => Kind::Number(4),
            _ => Kind::Text(40),
        };
        let columns: Vec<(&str, Kind)> = names.iter().map(|name| (*name, kind(name))).collect();
        let rows: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| row.iter().zip(&columns).map(|(value, (_, kind))| cell(*kind, value)).collect())
            .collect();
        extract.add(&format!("{}.sas7bdat", table.name), sas_file(layout, &columns, &rows));
    }
    extract
}

fn cell(kind: Kind, value: &str) -> Cell {
    // A month is typed as its first day.
    let days = || f64::from(format!("{value}-01")[..10].parse::<Day>().unwrap().number() + 3_653);
    match kind {
        _ if value.is_empty() => Cell::Missing,
        Kind::Text(_) => Cell::Text(value.to_owned()),
        Kind::Number(_) => Cell::Number(value.parse().unwrap()),
        Kind::Date => Cell::Number(days()),
        Kind::Moment => Cell::Number(days() * 86_400.0),
    }
}

#[test]
fn every_table_in_every_layout() {
    let csv = extract_as(&Form::default());
    let expected = told(&csv.import(1)).replace(".csv", "");
    for layout in layouts() {
        for typed in [false, true] {
            let sas = extract_as_sas(layout, typed);
            assert_eq!(told(&sas.import(2)).replace(".sas7bdat", ""), expected, "{layout:?} {typed}");
            assert_eq!(people(&sas.store()), people(&csv.store()), "{layout:?} {typed}");
            assert_eq!(files(&sas.store()), files(&csv.store()), "{layout:?} {typed}");
        }
    }
}

#[test]
fn a_wide_file_in_every_layout() {
    let header = ["PNR", "Y_2002", "ANDET", "y_2001", "KON", "FOEDDT", "NYKOM2020"];
    let rows = [
        ["0000000001", "810", "a", "810", "K", "1980-01-01", "101"],
        ["0000000002", "740", "", "", "M", "", ""],
        ["0000000003", "", "b", "555", "M", "1990-12-31", "999"],
        ["0000000004", "813", "c", "810", "", "1970-05-05", "183"],
        ["", "810", "d", "", "K", "", ""],
    ];
    let csv: String = [&header].into_iter().chain(&rows).map(|row| row.join(";") + "\n").collect();
    let csv = Extract::new(&[("dream.csv", csv)]);
    let expected = told(&csv.import(1)).replace(".csv", "");
    for layout in layouts() {
        for week in [Kind::Text(3), Kind::Text(5), Kind::Number(3), Kind::Number(8)] {
            let kind = |name: &str| match name {
                _ if name.to_lowercase().starts_with("y_") => week,
                "FOEDDT" => Kind::Date,
                _ => Kind::Text(12),
            };
            let columns: Vec<(&str, Kind)> = header.iter().map(|name| (*name, kind(name))).collect();
            let cells =
                rows.iter().map(|row| row.iter().zip(&columns).map(|(value, (_, kind))| cell(*kind, value)).collect());
            let sas = Extract::new(&[("DREAM.sas7bdat", sas_file(layout, &columns, &cells.collect::<Vec<_>>()))]);
            let outcome = told(&sas.import(3)).replace("DREAM.sas7bdat", "dream");
            assert_eq!(outcome, expected, "{layout:?} {week:?}");
            assert_eq!(people(&sas.store()), people(&csv.store()), "{layout:?} {week:?}");
        }
    }
}

/// Danish letters in keys, names of columns and free texts.
#[test]
fn both_encodings_say_the_same() {
    let columns = [
        ("borger", Kind::Text(12)),
        ("projekt", Kind::Text(30)),
        ("gruppe", Kind::Text(30)),
        ("fra", Kind::Date),
        ("til", Kind::Date),
        ("Bemærkning", Kind::Text(20)),
    ];
    let row = ["ærø-1", "Flere skal med på Fyn", "Østfyn", "2018-01-01", "", "blåbær"];
    let stores = layouts().into_iter().map(|layout| {
        let cells = row.iter().zip(&columns).map(|(value, (_, kind))| cell(*kind, value)).collect();
        let extract = Extract::new(&[("visitation.sas7bdat", sas_file(layout, &columns, &[cells]))]);
        assert_eq!(extract.outcome(1), "visitation 1 = 1 + 0", "{layout:?}");
        people(&extract.store())
    });
    let stores: Vec<_> = stores.collect();
    assert!(stores.iter().all(|store| *store == stores[0]));
    assert!(stores[0].values().all(|person| person.contains("member Flere skal med på Fyn/Østfyn [2018-01-01, …)")));
}

#[test]
fn dates_that_are_none_are_found() {
    let columns =
        [("borger", Kind::Text(2)), ("ydelse", Kind::Text(3)), ("fra", Kind::Moment), ("til", Kind::Number(8))];
    let noon = 86_400.0 * 21_185.0 + 43_200.0;
    let rows = [
        vec![Cell::Text("1".into()), Cell::Text("810".into()), Cell::Number(noon), Cell::Missing],
        vec![Cell::Text("1".into()), Cell::Text("810".into()), Cell::Number(1e300), Cell::Missing],
        // A number without a format is no date.
        vec![
            Cell::Text("1".into()),
            Cell::Text("810".into()),
            Cell::Number(86_400.0 * 21_185.0),
            Cell::Number(21_200.0),
        ],
    ];
    let extract = Extract::new(&[("ydelser.sas7bdat", sas_file(Layout::default(), &columns, &rows))]);
    assert_eq!(
        extract.outcome(1),
        "ydelser 3 = 0 + 3\nydelser.fra bad_date 2: extract/ydelser.sas7bdat:2 extract/ydelser.sas7bdat:3\nydelser.til bad_date 1: extract/ydelser.sas7bdat:4"
    );
}

#[test]
fn files_that_are_refused() {
    let columns = [("borger", Kind::Text(10)), ("ydelse", Kind::Text(3)), ("fra", Kind::Date), ("til", Kind::Date)];
    let row = vec![Cell::Text("1".into()), Cell::Text("810".into()), Cell::Number(21_185.0), Cell::Missing];
    let whole = sas_file(Layout { wide: true, ..Layout::default() }, &columns, &vec![row; 20]);
    let with = |at: usize, byte: u8| {
        let mut file = whole.clone();
        file[at] = byte;
        file
    };
    let cut_short = whole[..whole.len() - 1].to_vec();
    let without_last_page = whole[..whole.len() - 1024].to_vec();
    for (name, file, expected) in [
        ("no SAS file", b"borger;ydelse\n1;810\n".to_vec(), "this is no SAS file that can be read"),
        ("empty", Vec::new(), "this is no SAS file that can be read"),
        ("an encoding that there is not", with(70, 254), "this is no SAS file that can be read"),
        ("Cyrillic", with(70, 33), "its text is written in ISO-8859-5: save it as UTF-8 or Windows-1252"),
        ("cut short", cut_short, "the file is damaged"),
        ("a page is missing", without_last_page, "the file is damaged"),
        ("a column is missing", sas_file(Layout::default(), &columns[..3], &[]), "the column `til` is missing"),
        (
            "a column twice",
            sas_file(Layout::default(), &[columns[0], columns[1], columns[2], columns[3], ("TIL", Kind::Date)], &[]),
            "the column `til` is there twice",
        ),
    ] {
        let told = Extract::new(&[("ydelser.sas7bdat", file)]).outcome(1);
        assert!(told.starts_with("refused: extract/ydelser.sas7bdat: ") && told.contains(expected), "{name}: {told}");
    }
}

#[test]
fn a_table_without_rows() {
    let columns = [("borger", Kind::Text(10)), ("ydelse", Kind::Text(3)), ("fra", Kind::Date), ("til", Kind::Date)];
    for layout in layouts() {
        let extract = Extract::new(&[("ydelser.sas7bdat", sas_file(layout, &columns, &[]))]);
        assert_eq!(extract.outcome(2), "ydelser 0 = 0 + 0", "{layout:?}");
    }
}

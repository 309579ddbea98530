//! Whatever an extract's files hold, an import ends in a store or in a refusal, never in a panic; and where it ends
//! in a store, no row is lost on the way.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use common::sas::{Cell, Kind, layouts, sas_file};
use common::written::{Form, TABLES, extract_as, parquet_as};
use common::{CATALOG, Extract, MANIFEST, check_sums, people};
use proptest::prelude::*;
use register::{ImportReport, Store, TableKind};
use std::collections::BTreeSet;

/// Imports, and checks what must hold of any import. A refusal is as good an end as a store.
fn survives(extract: &Extract, threads: usize) -> Option<ImportReport> {
    match extract.import(threads) {
        Err(error) => {
            let told = error.to_string();
            assert!(told.contains(": ") && !told.ends_with('.'), "{told}");
            assert!(!extract.store().exists(), "a refused extract leaves no store behind");
            None
        }
        Ok(report) => {
            check_sums(&report);
            // Opens, and every shard of it can be read.
            people(&extract.store());
            Some(report)
        }
    }
}

/// The same for a CSV file, of which a refusal tells no more than rows and names. All keys, dates and codes have
/// digits, so that none is told where no long number is.
fn survives_and_tells_no_cell(extract: &Extract, threads: usize) -> Option<ImportReport> {
    let report = survives(extract, threads);
    if let Err(error) = extract.import(threads) {
        let told = error.to_string().replace("UTF-16", "").replace("Windows-1252", "");
        let longest = told.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max();
        assert!(longest <= Some(2), "{told}");
    }
    report
}

fn table_name() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(TableKind::ALL.map(TableKind::danish).to_vec())
}

fn header(table: &str) -> String {
    TABLES.iter().find(|known| known.name == table).unwrap().header()
}

/// Noise, and text made of what matters in a CSV file.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        "[0-9a-zæø;,\"'\r\n\t .-]{0,300}".prop_map(String::into_bytes),
        "([0-9KM]{0,3}[;,\"\n]){0,120}".prop_map(String::into_bytes),
    ]
}

/// A change to a file: so many places, and what is done there.
#[derive(Debug, Clone)]
enum Change {
    Flip(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Truncate(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<usize>(), 1..=255u8).prop_map(|(at, bits)| Change::Flip(at, bits)),
        // A single bit is what a bad disk changes.
        6 => (any::<usize>(), 0..8u32).prop_map(|(at, bit)| Change::Flip(at, 1 << bit)),
        3 => (any::<usize>(), noise()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        3 => (any::<usize>(), proptest::sample::select(vec![b'"', b';', b'\n', b'\r', 0, 0xff])).prop_map(|(at, byte)| Change::Insert(at, vec![byte])),
        2 => (any::<usize>(), 1..50usize).prop_map(|(at, n)| Change::Remove(at, n)),
        1 => any::<usize>().prop_map(Change::Truncate),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: usize| at % (bytes.len() + 1);
        match change {
            Change::Flip(at, bits) => {
                let at = place(*at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bits;
                }
            }
            Change::Insert(at, more) => drop(bytes.splice(place(*at)..place(*at), more.iter().copied())),
            Change::Remove(at, n) => drop(bytes.drain(place(*at)..(place(*at) + n).min(bytes.len()))),
            Change::Truncate(at) => bytes.truncate(place(*at)),
        }
    }
    bytes
}

/// Rows of a CSV file as the reader alone sees them: the slow way to count what came in.
fn count_rows(bytes: &[u8]) -> u64 {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let line = bytes[start..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if line.contains(&b';') { b';' } else { b',' };
    let reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(&bytes[start..]);
    let records = reader.into_byte_records().skip(1).map(|record| record.unwrap());
    records.filter(|record| record.len() > 1 || !record[0].trim_ascii().is_empty()).count() as u64
}

/// The Parquet reader panics over some of these files; that must come out as a refusal.
#[test]
fn a_parquet_file_with_any_byte_of_its_footer_changed() {
    // Another table is refused at last, so that all of the Parquet file is read and no store is written.
    let extract = Extract::new(&[("planer.csv", "borger;ydelse;fra;planlagt_til\n1;810\n")]);
    let whole = parquet_as::extract(&parquet_as::Kind::Text);
    let bytes = std::fs::read(whole.path().join("haendelser.parquet")).unwrap();
    let [.., a, b, c, d, _, _, _, _] = bytes.as_slice() else { panic!("the file has no footer") };
    let footer = u32::from_le_bytes([*a, *b, *c, *d]) as usize + 8;
    let mut told = BTreeSet::new();
    for at in bytes.len() - footer..bytes.len() {
        extract.add("haendelser.parquet", changed(bytes.clone(), &[Change::Flip(at, 1)]));
        told.insert(extract.import(1).unwrap_err().to_string());
    }
    assert!(told.iter().any(|told| told.contains("its reader can make nothing of it")), "{told:#?}");
}

proptest! {
    // Each case writes an extract and, often, a store to the disk.
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_bytes_as_a_csv_file(table in table_name(), with_header in any::<bool>(), bytes in noise()) {
        let bytes = if with_header { [header(table).as_bytes(), b"\n", &bytes].concat() } else { bytes };
        let extract = Extract::new(&[(&format!("{table}.csv"), &bytes)]);
        if let Some(report) = survives_and_tells_no_cell(&extract, 1) {
            prop_assert_eq!(report.info.rows[0].rows_in, count_rows(&bytes));
        }
    }

    #[test]
    fn any_bytes_as_a_parquet_file(table in table_name(), with_marks in any::<bool>(), bytes in noise(), footer in any::<u32>()) {
        // With the marks at both ends and a length before the last, the footer is read.
        let footer = footer % (bytes.len() as u32 + 2);
        let bytes = if with_marks { [b"PAR1", bytes.as_slice(), &footer.to_le_bytes(), b"PAR1"].concat() } else { bytes };
        survives(&Extract::new(&[(&format!("{table}.parquet"), bytes)]), 1);
    }

    #[test]
    fn a_csv_file_that_was_damaged(
        table in table_name(),
        windows in any::<bool>(),
        quoted in any::<bool>(),
        changes in proptest::collection::vec(change(), 1..4),
    ) {
        let form = if windows { Form { windows_1252: true, line_end: "\r\n", delimiter: ',', quoted, ..Form::default() } } else { Form { quoted, ..Form::default() } };
        let extract = extract_as(&form);
        let name = format!("{table}.csv");
        let bytes = changed(std::fs::read(extract.path().join(&name)).unwrap(), &changes);
        extract.add(&name, &bytes);
        if let Some(report) = survives_and_tells_no_cell(&extract, 2) {
            let rows = report.info.rows.iter().find(|rows| rows.table.danish() == table).unwrap();
            prop_assert_eq!(rows.rows_in, count_rows(&bytes));
        }
    }

    #[test]
    fn a_parquet_file_that_was_damaged(table in table_name(), kind in proptest::sample::select(parquet_as::KINDS.to_vec()), changes in proptest::collection::vec(change(), 1..4)) {
        let extract = parquet_as::extract(&kind);
        let name = format!("{table}.parquet");
        let n_rows = TABLES.iter().find(|known| known.name == table).unwrap().n_rows();
        let bytes = changed(std::fs::read(extract.path().join(&name)).unwrap(), &changes);
        extract.add(&name, bytes);
        if let Some(report) = survives(&extract, 2) {
            let rows = report.info.rows.iter().find(|rows| rows.table.danish() == table).unwrap();
            prop_assert_eq!(rows.rows_in, n_rows);
        }
    }

    /// The header is of 8 KiB, and there is little in it; most changes go to the pages.
    #[test]
    fn a_sas_file_that_was_damaged(layout in proptest::sample::select(layouts()), in_pages in any::<bool>(), changes in proptest::collection::vec(change(), 1..4)) {
        let columns = [("borger", Kind::Text(10)), ("ydelse", Kind::Number(4)), ("fra", Kind::Date), ("til", Kind::Moment)];
        let row = vec![Cell::Text("1".into()), Cell::Number(810.0), Cell::Number(21_185.0), Cell::Missing];
        let mut bytes = sas_file(layout, &columns, &vec![row; 7]);
        let pages = bytes.split_off(if in_pages { 8192 } else { 0 });
        let bytes = [bytes, changed(pages, &changes)].concat();
        survives(&Extract::new(&[("ydelser.sas7bdat", bytes)]), 2);
    }

    #[test]
    fn any_bytes_as_a_sas_file(layout in proptest::sample::select(layouts()), n in 0..9_000usize, bytes in noise()) {
        let whole = sas_file(layout, &[("borger", Kind::Text(10))], &[]);
        survives(&Extract::new(&[("ydelser.sas7bdat", [&whole[..n.min(whole.len())], &bytes].concat())]), 1);
    }

    /// A wide file is as any other: whatever it holds, no cell of it is told.
    #[test]
    fn any_bytes_as_a_wide_file(with_header in any::<bool>(), bytes in noise()) {
        let bytes = if with_header { [b"pnr;foeddt;y_0001;y_0002\n".as_slice(), &bytes].concat() } else { bytes };
        survives_and_tells_no_cell(&Extract::new(&[("dream.csv", &bytes)]), 1);
    }

    #[test]
    fn any_text_as_a_manifest(text in prop_oneof![any::<String>(), "[a-z\\[\\]='\".{}\n0-9 -]{0,200}"]) {
        survives(&Extract::new(&[("register.toml", text.as_str()), ("borgere.csv", "borger;foedselsdato;koen;herkomst\n")]), 1);
    }

    #[test]
    fn a_manifest_that_was_damaged(changes in proptest::collection::vec(change(), 1..4)) {
        let manifest = changed(format!("{MANIFEST}[kolonner.borgere]\nborger = \"cpr\"\n").into_bytes(), &changes);
        survives(&Extract::new(&[("register.toml", manifest.as_slice()), ("borgere.csv", b"cpr;foedselsdato;koen;herkomst\n1;1980-01-01;K;dansk\n")]), 1);
    }

    /// What an extract calls itself is kept, whatever it is.
    #[test]
    fn any_name_comes_back(name in "\\PC{1,30}|[\\x01-\\x1f\\x7f\"\\\\]{1,10}") {
        prop_assume!(!name.trim().is_empty());
        let escaped: String = name.chars().map(|letter| format!("\\U{:08x}", letter as u32)).collect();
        let manifest = MANIFEST.replace("Prøve", &escaped);
        let extract = Extract::new(&[("register.toml", manifest.as_str()), ("borgere.csv", "borger;foedselsdato;koen;herkomst\n")]);
        prop_assert_eq!(survives(&extract, 1).unwrap().info.name, name.clone());
        let store = Store::open(&extract.store(), &CATALOG).unwrap();
        prop_assert_eq!(&store.info().name, &name);
    }
}

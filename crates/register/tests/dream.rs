//! A wide DREAM file is read as the tables that it stands for: the same from CSV, Parquet and SAS, whatever the number and order of
//! its columns, as a slow and obvious reading of it says.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use arrow_array::{ArrayRef, Int64Array, StringArray};
use calendar::{Day, Week};
use common::sas::{Cell, Kind, Layout, layouts, sas_file};
use common::{CATALOG, Extract, KEY, check_sums, parquet_file_in_groups, people, told};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use register::{ImportSettings, Needs, Store, TableKind, USUAL_MEMORY, import};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn outcome(files: &[(&str, &str)]) -> String {
    Extract::new(files).outcome(2)
}

/// What the store has of the one person who was born on that day.
fn person(extract: &Extract, born: &str) -> String {
    extract.import(1).unwrap();
    let all = people(&extract.store());
    all.into_values().find(|person| person.starts_with(&format!("born {born}"))).unwrap()
}

#[test]
fn weeks_become_stretches_of_days() {
    let extract = Extract::new(&[(
        "dream.csv",
        "PNR;FOEDDT;Kon;HERKOMST;y_1952;Y_2001;Y_2002;y_2004;nykom2018;NYKOM2019;NYKOM2020;BRANCHE_2019_12\n\
         0000000001;1980-01-01;K;dansk;810;810;740;740;101;101;183;561010\n\
         0000000002;1990-01-01;1;;;;  ;810 ;;101;;\n",
    )]);
    assert_eq!(
        person(&extract, "1980"),
        "born 1980-01-01 K dansk died - emigrated - | stay 101 [2018-01-01, 2020-01-01) | stay 183 [2020-01-01, 2021-01-01) \
         | paid 810 [2019-12-23, 2020-01-06) | paid 740 [2020-01-06, 2020-01-13) | paid 740 [2020-01-20, 2020-01-27)"
    );
    assert_eq!(
        person(&extract, "1990"),
        "born 1990-01-01 M - died - emigrated - | stay 101 [2019-01-01, 2020-01-01) | paid 810 [2020-01-20, 2020-01-27)"
    );
    assert_eq!(extract.outcome(1), "borgere 2 = 2 + 0\nbopael 3 = 3 + 0\nydelser 4 = 4 + 0");
    let store = Store::open(&extract.store(), &CATALOG).unwrap();
    assert!(store.info().weekly, "what is read from weeks says so");
}

#[test]
fn days_do_not_say_that_they_are_weeks() {
    let extract = Extract::new(&[("ydelser.csv", "borger;ydelse;fra;til\n1;810;2018-01-01;\n")]);
    assert!(!extract.import(1).unwrap().info.weekly);
}

#[test]
fn what_is_wrong_with_a_wide_file_is_found_and_counted() {
    for (name, file, expected) in [
        (
            "an unknown code, for a stretch of weeks",
            "lobenr;y_2001;y_2002;y_2003;y_2004\n1;810;555;555;0810\n2;555;;555;810\n",
            "ydelser 5 = 2 + 3\nydelser.ydelse unknown_code 3: extract/dream.csv:2 extract/dream.csv:3 extract/dream.csv:3",
        ),
        (
            "rows of nobody",
            "pnr;kon;nykom2020;y_2001;y_2002\n;K;101;810;555\n1;K;;810;810\n",
            "borgere 2 = 1 + 1\nbopael 1 = 0 + 1\nydelser 3 = 1 + 2\nborgere.borger no_key 1: extract/dream.csv:2\n\
             bopael.borger no_key 1: extract/dream.csv:2\nydelser.borger no_key 1: extract/dream.csv:2\nydelser.ydelse unknown_code 1: extract/dream.csv:2",
        ),
        (
            "what cannot be read of a person is unknown, and the person is kept",
            "pnr;kon;foeddt;herkomst;y_2001\n1;X;1980-02-30;5;810\n2;K;;dansk;\n3;2;01-02-1980;;\n",
            "borgere 3 = 3 + 0\nydelser 1 = 1 + 0\nborgere.foedselsdato unread_attribute 1: extract/dream.csv:2",
        ),
        (
            "an unknown municipality, for a stretch of years",
            "pnr;nykom2018;nykom2019;nykom2020;nykom2021;y_2001\n1;998;999;101;998;810\n",
            "bopael 3 = 1 + 2\nydelser 1 = 1 + 0\nbopael.kommune unknown_municipality 2: extract/dream.csv:2 extract/dream.csv:2",
        ),
        (
            "a person who is there twice",
            "pnr;kon;y_2001;y_2002;y_2003\n1;K;810;810;\n1;K;810;810;740\n1;M;;;\n",
            "borgere 3 = 1 + 2\nydelser 3 = 2 + 1\nborgere duplicate 1: extract/dream.csv:3\nborgere.borger second_person_row 1: extract/dream.csv:4\nydelser duplicate 1: extract/dream.csv:3",
        ),
        ("no rows", "pnr;y_2001\n", "ydelser 0 = 0 + 0"),
        ("nobody has anything", "pnr;y_2001\n1;\n2;  \n", "ydelser 0 = 0 + 0"),
    ] {
        assert_eq!(outcome(&[("dream.csv", file)]), expected, "{name}");
    }
}

#[test]
fn a_wide_file_that_is_refused() {
    let payments = ("ydelser.csv", "borger;ydelse;fra;til\n1;810;2018-01-01;\n");
    let renamed = format!("{}[kolonner.dream]\npnr = \"cpr\"\n", common::MANIFEST);
    let wrongly = format!("{}[kolonner.dream]\ny_2001 = \"uge\"\n", common::MANIFEST);
    for (name, files, expected) in [
        ("payments twice", vec![("dream.csv", "pnr;y_2001\n"), payments], "both `ydelser` and a wide DREAM file"),
        (
            "a week that is none",
            vec![("dream.csv", "pnr;y_1653\n")],
            "extract/dream.csv, row 1: the column `y_1653` is no week: 2016",
        ),
        ("a week twice", vec![("dream.csv", "pnr;Y_2001;y_2001\n")], "the column `y_2001` is there twice"),
        ("no key", vec![("dream.csv", "cpr;y_2001\n")], "the person's key is missing"),
        ("no weeks", vec![("dream.csv", "pnr;kon\n")], "no column is a week"),
        ("no header", vec![("dream.csv", "0101011234;810\n")], "no column is a week"),
        ("a row too short", vec![("dream.csv", "pnr;y_2001;y_2002\n1;810;\n2;810\n")], "extract/dream.csv, row 3: "),
        (
            "another name that is not there",
            vec![("register.toml", &renamed), ("dream.csv", "pnr;y_2001\n")],
            "the column `cpr` (the manifest's name for `pnr`) is missing",
        ),
        (
            "another name for a week",
            vec![("register.toml", &wrongly), ("dream.csv", "pnr;y_2001\n")],
            "a wide DREAM file has no column `y_2001`",
        ),
        (
            "two forms",
            vec![("dream.csv", "pnr;y_2001\n"), ("dream.1.csv", "pnr;y_2001\n")],
            "table `dream` is there more than once",
        ),
    ] {
        let told = outcome(&files);
        assert!(told.starts_with("refused: ") && told.contains(expected), "{name}: {told}");
    }
}

#[test]
fn tables_of_the_extract_hold_over_the_wide_files_columns() {
    let renamed = format!("{}[kolonner.dream]\npnr = \"CPR\"\n", common::MANIFEST);
    let extract = Extract::new(&[
        ("register.toml", renamed.as_str()),
        ("borgere.csv", "borger;foedselsdato;koen;herkomst\n1;1980-01-01;K;dansk\n"),
        ("bopael.csv", "borger;kommune;fra;til\n1;183;2020-01-01;\n"),
        ("dream.1.csv", "cpr;kon;nykom2020;y_2001\n1;M;101;810\n"),
        ("dream.2.csv", "cpr;y_2002\n1;810\n2;740\n"),
    ]);
    assert_eq!(
        person(&extract, "1980"),
        "born 1980-01-01 K dansk died - emigrated - | stay 183 [2020-01-01, …) | paid 810 [2019-12-30, 2020-01-13)"
    );
    assert_eq!(
        extract.outcome(2),
        "borgere 1 = 1 + 0\nbopael 1 = 1 + 0\nydelser 3 = 3 + 0\nydelser.borger no_person_row 1: extract/dream.2.csv:3"
    );
}

#[test]
fn codes_that_are_numbers_in_parquet() {
    let column = |values: &[Option<i64>]| Arc::new(Int64Array::from(values.to_vec())) as ArrayRef;
    let columns = vec![
        ("y_2002", column(&[Some(810), Some(99)])),
        ("pnr", column(&[Some(1), Some(2)])),
        ("y_2001", column(&[Some(810), None])),
    ];
    let extract = Extract::new(&[("dream.parquet", parquet_file_in_groups(columns, 100))]);
    assert_eq!(extract.outcome(1), "ydelser 2 = 1 + 1\nydelser.ydelse unknown_code 1: extract/dream.parquet:3");
}

/// Weeks around the ends of years with 53 weeks and with 52, and one that stands alone.
const WEEKS: [(i32, u32); 12] = [
    (1998, 52),
    (1998, 53),
    (1999, 1),
    (2015, 53),
    (2016, 1),
    (2016, 2),
    (2019, 51),
    (2019, 52),
    (2020, 1),
    (2020, 52),
    (2020, 53),
    (2021, 1),
];

/// A wide table: its columns in some order, and its rows.
#[derive(Debug, Clone)]
struct Wide {
    /// `pnr`, `foeddt`, `andet` or a week.
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Who a row is about is seen from the day of birth.
fn born(person: usize) -> String {
    format!("{}-01-01", 1950 + person)
}

fn wide() -> impl Strategy<Value = Wide> {
    let cell = || prop_oneof![3 => Just(""), 3 => Just("810"), 2 => Just("740"), 1 => Just(" 810 "), 1 => select(vec!["555", "81", "0810", "æ"])];
    let weeks = subsequence((0..WEEKS.len()).collect::<Vec<_>>(), 1..=WEEKS.len());
    (weeks, proptest::collection::vec((0..6usize, proptest::collection::vec(cell(), WEEKS.len())), 0..9))
        .prop_flat_map(|(weeks, rows)| {
            let names = weeks.iter().map(|at| format!("Y_{:02}{:02}", WEEKS[*at].0 % 100, WEEKS[*at].1));
            let columns: Vec<String> = ["pnr", "foeddt", "andet"].into_iter().map(str::to_owned).chain(names).collect();
            let order = Just((0..columns.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just((weeks, rows, columns)), order)
        })
        .prop_map(|((weeks, rows, columns), order)| {
            let row = |(person, cells): (usize, Vec<&str>)| {
                let known = [format!("{person:010}"), born(person), "x".to_owned()];
                let all: Vec<String> = known.into_iter().chain(weeks.iter().map(|at| cells[*at].to_owned())).collect();
                order.iter().map(|at| all[*at].clone()).collect()
            };
            Wide {
                columns: order.iter().map(|at| columns[*at].clone()).collect(),
                rows: rows.into_iter().map(row).collect(),
            }
        })
}

impl Wide {
    fn csv(&self) -> String {
        let lines = [&self.columns].into_iter().chain(&self.rows).map(|row| row.join(";") + "\n");
        lines.collect()
    }

    /// Blank cells are nulls, or texts of blanks.
    fn parquet(&self, nulls: bool, group: usize) -> Vec<u8> {
        let column = |at: usize| {
            let cell = |row: &Vec<String>| Some(row[at].clone()).filter(|cell| !nulls || !cell.is_empty());
            Arc::new(self.rows.iter().map(cell).collect::<StringArray>()) as ArrayRef
        };
        let columns = self.columns.iter().enumerate().map(|(at, name)| (name.as_str(), column(at))).collect();
        parquet_file_in_groups(columns, group)
    }

    fn sas(&self, layout: Layout) -> Vec<u8> {
        let columns: Vec<(&str, Kind)> = self.columns.iter().map(|name| (name.as_str(), Kind::Text(11))).collect();
        let cells = self.rows.iter().map(|row| row.iter().map(|cell| Cell::Text(cell.clone())).collect());
        sas_file(layout, &columns, &cells.collect::<Vec<_>>())
    }

    fn cell(&self, row: usize, column: &str) -> &str {
        self.rows[row][self.columns.iter().position(|name| name == column).unwrap()].trim()
    }

    /// The weeks in order of time, with the names of their columns.
    fn weeks(&self) -> Vec<(Week, String)> {
        let all = WEEKS
            .iter()
            .map(|(year, week)| (Week::new(*year, *week).unwrap(), format!("Y_{:02}{week:02}", year % 100)));
        all.filter(|(_, name)| self.columns.contains(name)).collect()
    }

    /// The paid days of each person and code, cell by cell.
    fn paid(&self) -> BTreeSet<(String, String, Day)> {
        let mut paid = BTreeSet::new();
        for row in 0..self.rows.len() {
            for (week, name) in self.weeks() {
                let code = self.cell(row, &name);
                if ["810", "740"].contains(&code) {
                    let days = (0..7).map(|day| week.monday() + day);
                    paid.extend(days.map(|day| (self.cell(row, "foeddt").to_owned(), code.to_owned(), day)));
                }
            }
        }
        paid
    }

    /// How many stretches of weeks in which a row has one code, or none that is known.
    fn stretches(&self) -> (u64, u64) {
        let (mut known, mut unknown) = (0, 0);
        for row in 0..self.rows.len() {
            let mut before: Option<(Week, &str)> = None;
            for (week, name) in self.weeks() {
                let code = match self.cell(row, &name) {
                    code @ ("" | "810" | "740") => code,
                    _ => "unknown",
                };
                let goes_on = before.is_some_and(|(last, same)| last.next() == week && same == code);
                match code {
                    _ if goes_on => {}
                    "" => {}
                    "unknown" => unknown += 1,
                    _ => known += 1,
                }
                before = Some((week, code));
            }
        }
        (known, unknown)
    }
}

/// The same of a store.
fn paid(extract: &Extract) -> BTreeSet<(String, String, Day)> {
    let store = Store::open(&extract.store(), &CATALOG).unwrap();
    let mut paid = BTreeSet::new();
    for shard in 0..store.n_shards() {
        for person in store.read(shard, Needs::ALL).unwrap().iter() {
            for run in person.payments {
                let code = &store.benefits().codes[usize::from(run.code)].code;
                let days = (run.from.number()..run.until.number()).map(Day::from_number);
                let born = person.attributes.birth.unwrap().to_string();
                paid.extend(days.map(|day| (born.clone(), code.clone(), day)));
            }
        }
    }
    paid
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_wide_table_is_read_as_cell_by_cell(wide in wide(), nulls in any::<bool>(), layout in select(layouts()), group in 1..5usize, threads in 1..4usize, on_disk in any::<bool>()) {
        let mut outcomes = BTreeMap::new();
        for (name, bytes) in [("dream.csv", wide.csv().into_bytes()), ("dream.parquet", wide.parquet(nulls, group)), ("dream.sas7bdat", wide.sas(layout))] {
            let extract = Extract::new(&[(name, bytes)]);
            let memory = if on_disk { 1 } else { USUAL_MEMORY };
            let report = import(&ImportSettings {
                extract: &extract.path(),
                store: &extract.store(),
                key: &KEY,
                catalog: &CATALOG,
                threads,
                memory,
                progress: &|_| {},
            });
            let outcome = told(&report).replace(name, "dream");
            let report = report.unwrap();
            check_sums(&report);
            let rows = report.info.rows.iter().find(|rows| rows.table == TableKind::Payments).unwrap();
            let unknown = report.info.findings.iter().filter(|finding| finding.reason.id() == "unknown_code");
            let (expected_known, expected_unknown) = wide.stretches();
            prop_assert_eq!(unknown.map(|finding| finding.rows).sum::<u64>(), expected_unknown);
            prop_assert_eq!(rows.rows_in, expected_known + expected_unknown);
            prop_assert_eq!(paid(&extract), wide.paid());
            outcomes.insert(outcome, common::files(&extract.store()));
        }
        prop_assert_eq!(outcomes.len(), 1, "the formats differ: {:?}", outcomes);
    }
}

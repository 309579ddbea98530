//! A made-up wide DREAM has the weeks of the same country's payments, and says the same as CSV and as Parquet.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

use calendar::{Day, Week};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use synth::{DreamFormat, Error, Settings, write_dream, write_extract};
use tempfile::TempDir;

/// A short coverage, so that the slow reading below is quick; it holds a year of 53 weeks.
fn settings(persons: u64) -> Settings {
    let day = |text: &str| text.parse::<Day>().unwrap();
    Settings {
        from: day("2019-12-30"),
        to: day("2021-03-14"),
        extract_date: day("2021-04-01"),
        payment_parts: 1,
        ..Settings::usual(persons, 7)
    }
}

fn written(settings: &Settings, format: DreamFormat) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let summary = write_dream(settings, format, folder.path(), &|_| ()).unwrap();
    assert_eq!((summary.persons, summary.weeks), (settings.persons, 63));
    folder
}

/// The rows of the wide file as lists of words, the header first.
fn csv(folder: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join("dream.csv")).unwrap();
    text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

/// The same of Parquet.
fn parquet(folder: &Path) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(File::open(folder.join("dream.parquet")).unwrap()).unwrap();
    let columns = reader.metadata().file_metadata().schema().get_fields();
    let mut rows = vec![columns.iter().map(|column| column.name().to_owned()).collect()];
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let word = |(_, field): (_, &parquet::record::Field)| match field.to_string() {
            word if word == "null" => String::new(),
            word => word.trim_matches('"').replace(" +00:00", ""),
        };
        rows.push(row.get_column_iter().map(word).collect());
    }
    rows
}

#[test]
fn both_formats_say_the_same() {
    for persons in [0, 1, 3_000] {
        let settings = settings(persons);
        let (text, columns) = (written(&settings, DreamFormat::Csv), written(&settings, DreamFormat::Parquet));
        assert_eq!(csv(text.path()), parquet(columns.path()), "{persons}");
        assert_eq!(
            fs::read(columns.path().join("dream.parquet")).unwrap(),
            fs::read(written(&settings, DreamFormat::Parquet).path().join("dream.parquet")).unwrap(),
            "the same settings give the same bytes"
        );
    }
}

/// The slow engine: the payments of the same country, day by day.
#[test]
fn the_weeks_are_those_of_the_payments() {
    let settings = settings(2_000);
    let payments = tempfile::tempdir().unwrap();
    write_extract(&settings, payments.path(), &|_| ()).unwrap();
    let mut expected: BTreeMap<(String, String), u32> = BTreeMap::new();
    for line in fs::read_to_string(payments.path().join("ydelser.csv")).unwrap().lines().skip(1) {
        let fields: Vec<&str> = line.split(';').collect();
        let from: Day = fields[2].parse().unwrap();
        let to = if fields[3].is_empty() { settings.to } else { fields[3].parse().unwrap() };
        for day in (from.number()..=to.number()).map(Day::from_number) {
            let (year, week) = Week::of(day).iso();
            let code = expected.entry((fields[0].to_owned(), format!("Y_{:02}{week:02}", year % 100))).or_default();
            *code = (*code).max(fields[1].parse().unwrap());
        }
    }
    let rows = csv(written(&settings, DreamFormat::Csv).path());
    let mut found = BTreeMap::new();
    for row in &rows[1..] {
        for (name, word) in rows[0].iter().zip(row).filter(|(name, word)| name.starts_with("Y_") && !word.is_empty()) {
            found.insert((row[0].clone(), name.clone()), word.parse().unwrap());
        }
    }
    assert!(found.len() > 10_000, "there is something to compare: {}", found.len());
    assert!(found == expected);
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let error = write_dream(&settings(1), DreamFormat::Csv, folder.path(), &|_| ()).unwrap_err();
    assert!(matches!(error, Error::FolderNotEmpty { .. }));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

//! The acceptance cases: rows in, kept and set aside, and every finding, equal to what is known of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its case fails")]

use definitions::Catalog;
use register::{ImportSettings, PseudonymKey, import};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the cases; none where there is none, which is only allowed outside CI.
fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    assert!(
        folder.is_dir() || std::env::var_os("CI").is_none(),
        "the acceptance cases are missing: they lie in shared/cases beside the repository"
    );
    folder.is_dir().then_some(folder)
}

/// A CSV file as rows of column name to value.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn check(case: &str) {
    let Some(cases) = cases() else { return };
    let extract = cases.join(case);
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::embedded().unwrap();
    for threads in [1, 3] {
        let settings = ImportSettings {
            extract: &extract,
            store: folder.path(),
            key: &PseudonymKey::from_bytes([7; 32]),
            catalog: &catalog,
            threads,
            memory: register::USUAL_MEMORY,
            progress: &|_| {},
        };
        let info = import(&settings).unwrap().info;

        let mut findings: BTreeMap<(String, String), u64> = BTreeMap::new();
        for finding in &info.findings {
            *findings.entry((finding.table.danish().into(), finding.reason.id().into())).or_default() += finding.rows;
        }
        let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
        for row in rows(&extract.join("expected/findings.csv")) {
            *expected.entry((row["table"].clone(), row["reason"].clone())).or_default() +=
                row["value"].parse::<u64>().unwrap();
            // Some cases also tell the column and what became of the row.
            if let Some(column) = row.get("column") {
                let found = info.findings.iter().find(|finding| {
                    finding.table.danish() == row["table"]
                        && finding.reason.id() == row["reason"]
                        && finding.column == *column
                });
                let found = found.unwrap_or_else(|| panic!("{case}: no finding for {row:?}"));
                assert_eq!(found.rows.to_string(), row["value"], "{case}: {row:?}");
                assert_eq!(
                    if found.reason.keeps_the_row() { "kept" } else { "set_aside" },
                    row["outcome"],
                    "{case}: {row:?}"
                );
            }
        }
        assert_eq!(findings, expected, "{case}");

        let mut counted = BTreeMap::new();
        for count in &info.rows {
            assert_eq!(count.rows_in, count.kept + count.set_aside);
            counted.insert((count.table.danish().to_owned(), "rows_in".to_owned()), count.rows_in);
            counted.insert((count.table.danish().to_owned(), "kept".to_owned()), count.kept);
            counted.insert((count.table.danish().to_owned(), "set_aside".to_owned()), count.set_aside);
        }
        let expected = rows(&extract.join("expected/rows.csv"));
        assert_eq!(expected.len(), counted.len(), "{case}");
        for row in expected {
            let measure = row["measure"].replace("rows_kept", "kept").replace("rows_set_aside", "set_aside");
            assert_eq!(counted[&(row["table"].clone(), measure)].to_string(), row["value"], "{case}: {row:?}");
        }
    }
}

#[test]
fn copenhagen_2018q2() {
    check("copenhagen-2018q2");
}

#[test]
fn denmark_2013_2014() {
    check("denmark-2013-2014");
}

#[test]
fn ishoj_durations() {
    check("ishoj-durations");
}

#[test]
fn group2_2018() {
    check("group2-2018");
}

#[test]
fn copenhagen_phase_out_2026() {
    check("copenhagen-phase-out-2026");
}

//! The acceptance case of the phase-out: both run-to-the-end series are the case's own, and the forecast lies below them.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its case fails")]

use calendar::{Day, Span};
use definitions::Catalog;
use forecast::{Change, LifeRequest, Outlook, Request, Settings, back_test, lives};
use register::{ImportSettings, PseudonymKey, Store, import};
use rules::Scheme;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the case; none where there is none, which is only allowed outside CI.
fn case() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    assert!(
        folder.is_dir() || std::env::var_os("CI").is_none(),
        "the acceptance cases are missing: they lie in shared/cases beside the repository"
    );
    folder.is_dir().then(|| folder.join("copenhagen-phase-out-2026"))
}

fn store(case: &Path, catalog: &Catalog) -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings = ImportSettings {
        extract: case,
        store: folder.path(),
        key: &PseudonymKey::from_bytes([3; 32]),
        catalog,
        threads: 2,
        memory: register::USUAL_MEMORY,
        progress: &|_| {},
    };
    import(&settings).unwrap();
    (Store::open(folder.path(), catalog).unwrap(), folder)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_case() {
    let Some(case) = case() else { return };
    let catalog = Catalog::embedded().unwrap();
    let (store, _folder) = store(&case, &catalog);
    let settings =
        |threads| Settings { scheme: Scheme::Ressourceforlob, on: day("2026-05-22"), hierarchy: "exit.next", threads };
    let outlook = Outlook::read(&store, &catalog, settings(2)).unwrap();
    assert_eq!((outlook.n_running(), outlook.undecided, outlook.without_plan), (2845, 38, 0));

    // Both series, on every day of the horizon.
    let rows = outlook.project(&Request::until(day("2029-02-01"))).unwrap();
    let mut reader = csv::Reader::from_path(case.join("expected/projection.csv")).unwrap();
    let expected: Vec<(String, String, u64)> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(expected.len(), 10);
    for (date, leave, value) in expected {
        let row = rows.iter().find(|row| row.day == day(&date)).unwrap();
        let found = if leave == "with_leave" { row.with_leave } else { row.without_leave };
        assert_eq!(found, value, "{date} {leave}");
    }

    // Without early exits the forecast is the run to the end; with them it lies below, faster ones below that.
    let project = |exits: f64| {
        let change = Change { exits, ..Change::none() };
        outlook.project(&Request { change, ..Request::until(day("2029-01-31")) }).unwrap()
    };
    let stock = |rows: &[forecast::Row], date: &str| {
        let row = rows.iter().find(|row| row.day == day(date)).unwrap();
        (row.forecast.unwrap(), row.with_leave as f64)
    };
    for date in ["2026-12-31", "2027-12-31", "2028-12-31"] {
        let (still, run_on) = stock(&project(0.0), date);
        assert_eq!(still, run_on);
        let (usual, _) = stock(&project(1.0), date);
        let (faster, _) = stock(&project(1.2), date);
        assert!(faster < usual && usual < run_on, "{date}: {faster} {usual} {run_on}");
    }

    // Early exits were made at about 1.25 % a month, and others around the planned end: about 670 of some 3,600 spells that
    // end with a plan do so two to six weeks before it, so in an earlier month. These are early as well.
    let table = &outlook.early;
    let exits: u64 = table.all_exits().iter().sum();
    let rate = exits as f64 / table.all_at_risk().iter().sum::<u64>() as f64;
    assert!((0.0125..0.025).contains(&rate), "{rate}");

    // The same, whatever the threads.
    let alone = Outlook::read(&store, &catalog, settings(1)).unwrap();
    assert_eq!((alone.early, alone.at_limit, alone.running), (outlook.early, outlook.at_limit, outlook.running));

    // From past days, with what was known on them, it is nearer to what came than the run to the end.
    let days = [day("2024-06-30"), day("2025-01-01")];
    let found = back_test(&store, &catalog, settings(2), &days, &Request::until(day("2029-01-31"))).unwrap();
    let ahead: BTreeMap<Day, usize> = found.tried.iter().map(|tried| (tried.on, tried.trial.actual.len())).collect();
    assert_eq!(ahead.into_values().collect::<Vec<_>>(), [21, 15]);
    for tried in &found.tried {
        let actual = &tried.trial.actual;
        assert!(actual.windows(2).all(|pair| pair[1] <= pair[0]) && actual[0] <= tried.running as f64);
    }
    assert!(found.skill().unwrap() > 0.0, "{:?}", found.skill());
}

/// Every month of a spell is in one year: what is seen in each of the years is together what is seen in all.
#[test]
fn what_is_seen_in_each_year_is_all() {
    let Some(case) = case() else { return };
    let catalog = Catalog::embedded().unwrap();
    let (store, _folder) = store(&case, &catalog);
    let seen = |during: Option<Span>| {
        let started = Span::new(day("2022-01-01"), day("2027-01-01"));
        let request = LifeRequest {
            benefit: "ressourceforlob",
            gap: "calendar_month",
            started,
            during,
            hierarchy: "exit.next",
            threads: 2,
        };
        lives(&store, &catalog, request).unwrap()
    };
    let all = seen(None);
    let years: Vec<_> = (2022..=2026)
        .map(|year| seen(Some(Span::new(day(&format!("{year}-01-01")), day(&format!("{}-01-01", year + 1))))))
        .collect();
    assert!(years[2].table.entered()[12] > 0, "spells of 2023 enter 2024 at their age then");
    for time in 0..=all.table.last() {
        let at = |counts: &[u64]| counts.get(time as usize).copied().unwrap_or(0);
        let at_risk: u64 =
            years.iter().map(|year| if time > year.table.last() { 0 } else { year.table.at_risk(time) }).sum();
        assert_eq!(at_risk, all.table.at_risk(time), "at risk after {time} months");
        for cause in 0..all.causes.len() {
            let exits: u64 = years.iter().map(|year| at(year.table.exits(cause))).sum();
            assert_eq!(exits, at(all.table.exits(cause)), "cause {cause} after {time} months");
        }
    }
    assert_eq!(years.iter().map(|year| year.n_ended).sum::<u64>(), all.n_ended);
}

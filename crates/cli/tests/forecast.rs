//! `forlob forecast` and `forlob survival` on the acceptance case of the phase-out, as their words print it.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::{Setup, case};
use std::collections::BTreeMap;
use std::path::Path;

const CASE: &str = "copenhagen-phase-out-2026";

fn imported(case: &Path) -> Setup {
    let setup = Setup::new(&[]);
    assert!(setup.run(&["import", case.to_str().unwrap(), "--store", "store"]).status.success());
    setup
}

/// The rows of tidy output, each by the names of its columns.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn the_phase_out_to_its_end() {
    let Some(case) = case(CASE) else { return };
    let setup = imported(&case);
    let base = ["forecast", "store", "--scheme", "ressourceforlob", "--on", "2026-05-22", "--until"];
    let told = |more: &[&str]| setup.told(&[&base[..], more].concat());

    // Both series are the case's own, on every day.
    let tidy = told(&["2029-02-01", "--format", "csv", "--scenario", "exits=0", "--scenario", "leave=0.5"]);
    let rows_found = rows(&tidy);
    let value = |date: &str, scenario: &str, measure: &str| -> Option<u64> {
        let same = |row: &&BTreeMap<String, String>| {
            row["date"] == date && row["scenario"] == scenario && row["measure"] == measure && row["next"].is_empty()
        };
        rows_found.iter().find(same)?["value"].parse().ok()
    };
    let expected = rows(&std::fs::read_to_string(case.join("expected/projection.csv")).unwrap());
    assert_eq!(expected.len(), 10);
    for row in &expected {
        let measure = format!("to_end_{}", row["leave"]);
        assert_eq!(value(&row["date"], "", &measure).unwrap().to_string(), row["value"], "{} {measure}", row["date"]);
    }
    assert_eq!(value("2026-05-22", "", "forecast"), None);
    for date in ["2026-12-31", "2027-12-31", "2028-12-31"] {
        let to_end = value(date, "", "to_end_with_leave").unwrap();
        let usual = value(date, "", "forecast").unwrap();
        assert_eq!(value(date, "exits=0", "forecast").unwrap(), to_end);
        assert!(usual < to_end && usual < value(date, "leave=0.5", "forecast").unwrap(), "{date}");
    }

    // The same, whatever the threads; by year; in both languages, with the interval named.
    assert_eq!(
        tidy,
        told(&["2029-02-01", "--format", "csv", "--scenario", "exits=0", "--scenario", "leave=0.5", "--threads", "1"])
    );
    let danish = told(&["2028-12-31", "--by", "year"]);
    for words in ["2.187", "2.189", "1.201", "1.203", "251", "252", "deltametoden", "Førtidspension", "2.845"] {
        assert!(danish.contains(words), "{words} in\n{danish}");
    }
    let english = told(&["2028-12-31", "--by", "year", "--lang", "en", "--draws", "199"]);
    assert!(english.contains("drawn 199 times (bootstrap") && english.contains("2,187"), "{english}");
    assert_eq!(english, told(&["2028-12-31", "--by", "year", "--lang", "en", "--draws", "199"]));
    // All live in one municipality.
    let areas = told(&["2028-12-31", "--by", "municipality"]);
    assert!(areas.contains("København") && areas.contains("2.845"), "{areas}");
    // Fewer than the threshold run on the day: nothing is told.
    let few = told(&["2028-12-31", "--threshold", "5000"]);
    assert!(few.contains("fewer than 5000") && few.ends_with("exit 1\n"), "{few}");
}

#[test]
fn from_past_days() {
    let Some(case) = case(CASE) else { return };
    let setup = imported(&case);
    let told = setup.told(&["forecast", "store", "--back-test", "2023-12-31,2024-06-30", "--lang", "en"]);
    assert!(told.contains("2023-12-31") && told.contains("2026-03"), "{told}");
    assert!(told.contains("The rates beat running to the end") && told.contains("Held by the interval"), "{told}");
    let tidy = rows(&setup.told(&["forecast", "store", "--back-test", "2023-12-31,2024-06-30", "--format", "csv"]));
    assert_eq!(tidy.last().unwrap()["months_ahead"], "27");
    assert_eq!(tidy.last().unwrap()["forecasts"], "1");
}

#[test]
fn how_long_spells_last() {
    let Some(case) = case(CASE) else { return };
    let setup = imported(&case);
    let base = ["survival", "store", "--benefit", "ressourceforlob", "--started", "2022..2024"];
    let told = setup.told(&base);
    for words in ["Median:", "Gennemsnit af de afsluttede alene:", "tidligt i en ordning", "Aalen-Johansen"] {
        assert!(told.contains(words), "{words} in\n{told}");
    }
    let tidy = rows(&setup.told(&[&base[..], &["--format", "csv"]].concat()));
    // Whoever does not run any longer has gone on to something, in every band; and no band has one or two at risk.
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    let mut expected_months = 0.0;
    for row in &tidy {
        let value: f64 = row["value"].parse().unwrap();
        match row["measure"].as_str() {
            "at_risk" => assert!(value == 0.0 || value >= 3.0),
            "expected_months" => expected_months += value,
            _ => *sums.entry(row["from_month"].as_str()).or_insert(0.0) += value,
        }
    }
    // Of each month it is known where one can expect to be.
    let n_months: f64 = tidy.last().unwrap()["to_month"].parse::<f64>().unwrap() + 1.0;
    assert!((expected_months - n_months).abs() < 0.01, "{expected_months} of {n_months}");
    assert!(told.contains(&format!("Af de første {n_months} måneder kan man vente")), "{told}");
    // So few exits to each of nine causes make few bands.
    assert!(sums.len() > 3, "{sums:?}");
    assert!(sums.values().all(|sum| (sum - 1.0).abs() < 0.001), "{sums:?}");
    // Old spells and new ones in one year: what comes next is not told, and so bands are single months.
    let during = setup.told(&[&base[..], &["--during", "2024"]].concat());
    assert!(during.contains("venstretrunkering") && !during.contains("Aalen-Johansen"), "{during}");
    let during = rows(&setup.told(&[&base[..], &["--during", "2024", "--format", "csv"]].concat()));
    assert!(during.iter().filter(|row| row["measure"] == "at_risk").count() > 30);
    // Two years are held against each other; a year against itself does not differ.
    let of_2022 = ["survival", "store", "--benefit", "ressourceforlob", "--started", "2022", "--against"];
    let told = setup.told(&[&of_2022[..], &["2023"]].concat());
    assert!(told.contains("log-rank-test: χ² = ") && told.contains("Grays test: "), "{told}");
    let same = rows(&setup.told(&[&of_2022[..], &["2022", "--format", "csv"]].concat()));
    let tests: Vec<&str> =
        same.iter().filter(|row| row["measure"].ends_with("_p")).map(|row| row["value"].as_str()).collect();
    assert!(tests.len() > 3 && tests.iter().all(|p| *p == "1.000"), "{tests:?}");
    let both = setup.told(&[&of_2022[..], &["2023", "--during", "2023"]].concat());
    assert!(both.ends_with("exit 2\n"), "{both}");
    // Nobody of whom the start is known began then.
    let none = setup.told(&["survival", "store", "--benefit", "ressourceforlob", "--started", "2014..2021"]);
    assert!(none.contains("2022-01-01 to 2026-05-22") && none.ends_with("exit 2\n"), "{none}");
    setup.told(&[&base[..], &["--svg", "survival.svg"]].concat());
    let svg = std::fs::read_to_string(setup.path("survival.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("Fortsat i gang"));
}

#[test]
fn wrong_words() {
    let Some(case) = case(CASE) else { return };
    let setup = imported(&case);
    let base = ["forecast", "store", "--until", "2028-12-31"];
    for (more, part) in [
        (&["--scenario", "exits"][..], "NAME=NUMBER"),
        (&["--scenario", "nobody=2"], "foertidspension"),
        (&["--next", "exit.nxt"], "exit.next"),
        (&["--on", "2029-01-31"], "covers"),
        (&["--on", "2022-01-15"], "no history"),
    ] {
        let told = setup.told(&[&base[..], more].concat());
        assert!(told.contains(part) && told.contains("exit "), "{part} in\n{told}");
    }
    let before = setup.told(&["forecast", "store", "--until", "2020-12-31"]);
    assert!(before.contains("must lie after the first") && before.ends_with("exit 2\n"), "{before}");
}

//! Made-up countries through the whole way: what was put wrong is found, the rhythm of payments tells nothing, and
//! stocks and flows add up.

use crate::common::{figures, request};
use definitions::Catalog;
use definitions::Dimension::{Municipality, Quarter, Status, Year};
use measures::{Pass, Question, Request, Table};
use register::{ImportSettings, PseudonymKey, Store, StoreInfo, import};
use std::path::Path;
use synth::{DirtSummary, Rhythm, Settings, write_extract};

/// Makes a country, imports it and answers the requests.
fn answers(settings: &Settings, requests: &[Request]) -> (DirtSummary, StoreInfo, Vec<Table>) {
    let (extract, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let summary = write_extract(settings, extract.path(), &|_| ()).unwrap();
    let catalog = Catalog::embedded().unwrap();
    let open = |path: &Path| Store::open(path, &catalog).unwrap();
    import(&ImportSettings {
        extract: extract.path(),
        store: store.path(),
        key: &PseudonymKey::from_bytes([9; 32]),
        catalog: &catalog,
        threads: 2,
        memory: register::USUAL_MEMORY,
        progress: &|_| {},
    })
    .unwrap();
    let store = open(store.path());
    let questions = requests.iter().map(|request| Question::new(request, &catalog, store.info()).unwrap()).collect();
    let tables = Pass::plan(questions, &catalog).unwrap().run(&store, 2, &|_| {}).unwrap();
    (summary.dirt, store.info().clone(), tables)
}

#[test]
fn all_dirt_is_found_and_nothing_else() {
    let settings = Settings { dirt_per_mille: 40, ..Settings::usual(20_000, 11) };
    let (dirt, info, _) = answers(&settings, &[]);
    let found = |reason: &str| {
        info.findings.iter().filter(|finding| finding.reason.id() == reason).map(|finding| finding.rows).sum::<u64>()
    };
    assert!(dirt.duplicates > 50 && dirt.bad_dates > 50 && dirt.persons_without_row > 50, "{dirt:?}");
    assert_eq!(found("duplicate"), dirt.duplicates);
    assert_eq!(found("bad_date"), dirt.bad_dates);
    assert_eq!(found("until_before_from"), dirt.until_before_from);
    assert_eq!(found("unknown_code"), dirt.unknown_codes);
    assert_eq!(found("unknown_municipality"), dirt.unknown_municipalities);
    assert_eq!(found("no_person_row"), dirt.rows_without_person);
    for reason in ["bad_number", "no_key", "second_person_row"] {
        assert_eq!(found(reason), 0, "{reason}");
    }
    for rows in &info.rows {
        assert_eq!(rows.rows_in, rows.kept + rows.set_aside);
    }
}

/// Monthly, weekly and mixed payments of the same lives have the same days, so every table is the same.
#[test]
fn the_rhythm_of_payments_tells_nothing() {
    let requests = [
        request("ressourceforlob.started", "2014..2025", &[Year, Municipality]),
        request("ressourceforlob.status_3_months_after", "2014..2025", &[Year, Status]),
        request("ressourceforlob.full_time_persons", "2014..2025", &[Year]),
        request("jobafklaring.ended_duration", "2015..2025", &[Year]),
    ];
    let cells = |rhythm: Rhythm| -> Vec<_> {
        let (_, _, tables) = answers(&Settings { rhythm, ..Settings::usual(12_000, 5) }, &requests);
        tables
            .iter()
            .flat_map(|table| table.columns.iter().map(|column| figures(table, &column.id())).collect::<Vec<_>>())
            .collect()
    };
    let monthly = cells(Rhythm::Month);
    assert!(
        monthly.iter().any(|figures| figures.values().any(|value| value.as_f64() > 5.0)),
        "a country with nothing in it proves nothing"
    );
    assert_eq!(monthly, cells(Rhythm::Week));
    assert_eq!(monthly, cells(Rhythm::Mixed));
}

#[test]
fn opening_and_started_less_ended_are_closing() {
    let requests: Vec<Request> = ["opening", "started", "ended", "closing"]
        .iter()
        .map(|event| request(&format!("ressourceforlob.{event}"), "2013Q1..2026Q1", &[Quarter]))
        .collect();
    let (_, _, tables) = answers(&Settings::usual(40_000, 3), &requests);
    let [opening, started, ended, closing] =
        &tables.iter().map(|table| figures(table, "count")).collect::<Vec<_>>()[..]
    else {
        unreachable!()
    };
    assert_eq!(closing.len(), 53);
    for (quarter, closing) in closing {
        let whole = |figure: &measures::Ratio| figure.as_whole().unwrap();
        assert_eq!(
            whole(&opening[quarter]) + whole(&started[quarter]) - whole(&ended[quarter]),
            whole(closing),
            "{quarter:?}"
        );
    }
}

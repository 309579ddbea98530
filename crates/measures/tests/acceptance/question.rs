//! S001's eleven questions: what the case says of them, and what a register without the tables answers.

use crate::common::{Case, assert_same, figures, request};
use definitions::Dimension::{Decision, EndReason, Municipality, Period, Status};
use measures::{Question, Ratio, Request};
use std::collections::BTreeMap;

const ENDED: &str = "2013-01-01..2014-06-30";

fn by_id(case: &Case, request: Request) -> BTreeMap<String, Ratio> {
    let tables = case.ask(&[request]);
    figures(&tables[0], "count").into_iter().map(|(ids, value)| (ids.last().unwrap().clone(), value)).collect()
}

#[test]
fn the_bonus_rows_are_the_cases() {
    let Some(case) = Case::open("denmark-2013-2014", &[]) else { return };
    let decided = by_id(&case, request("s001.fleksjobbonus", ENDED, &[Period, Decision]));
    let computed = [("fleksjobbonus_udloest", "udloest"), ("fleksjobbonus_forhaandsgodkendt", "forhaandsgodkendt")]
        .map(|(event, category)| (vec![event.to_owned()], decided[category].rounded(0)));
    let rows = case.expected("events.csv").into_iter();
    assert_same(
        "events",
        computed.into_iter().collect(),
        rows.map(|row| (vec![row["event"].clone()], row["value"].clone())).collect(),
    );
    assert_eq!(decided["all"], Ratio::whole(367));
}

/// The same persons, told by the status table and by the measures of single statuses; and all of them by municipality
/// sum to the country where one person has one spell.
#[test]
fn the_measures_of_one_status_are_cells_of_the_status_table() {
    let Some(case) = Case::open("denmark-2013-2014", &[]) else { return };
    let status = by_id(&case, request("s001.status_1_month_after", ENDED, &[Period, Status]));
    for (measure, category) in
        [("s001.employed_fleksjob", "fleksjob"), ("s001.revalidering", "revalidering_forrevalidering")]
    {
        let tables = case.ask(&[request(measure, ENDED, &[Period, Municipality])]);
        let found = figures(&tables[0], "count");
        let total = found.iter().find(|(ids, _)| ids[1] == "all").map(|(_, value)| *value).unwrap();
        assert_eq!(total, status[category], "{measure}");
        let sum: i128 =
            found.iter().filter(|(ids, _)| ids[1] != "all").map(|(_, value)| value.as_whole().unwrap()).sum();
        assert_eq!(Ratio::whole(sum), total, "{measure} by municipality");
    }
}

/// Every ended spell of the case has a registered end with a reason; its texts have Danish letters and commas.
#[test]
fn the_reasons_of_all_ended_spells_are_found() {
    let Some(case) = Case::open("denmark-2013-2014", &[]) else { return };
    let reasons = by_id(&case, request("s001.end_reasons", ENDED, &[Period, EndReason]));
    assert_eq!(reasons["all"], Ratio::whole(367));
    assert_eq!(reasons["unknown"], Ratio::whole(0));
    // Those that the register sends to disability pension are those that have it a month later.
    let status = by_id(&case, request("s001.status_1_month_after", ENDED, &[Period, Status]));
    assert_eq!(reasons["foertidspension"], status["foertidspension_mv"]);
}

/// Each of the eleven points is answered, or says which table of the register is missing; and none says both.
#[test]
fn what_cannot_be_answered_names_the_missing_table() {
    let Some(case) = Case::open("denmark-2013-2014", &[]) else { return };
    let set = &case.catalog.questions.versions("beu-244").unwrap()[0];
    assert_eq!(set.points.len(), 11);
    let mut missing = BTreeMap::new();
    for asked in set.points.iter().flat_map(|point| &point.answers) {
        let wanted = Request { measure: asked.measure.clone(), periods: asked.periods.clone(), ..Request::default() };
        if let Err(error) = Question::new(&wanted, &case.catalog, case.store.info()) {
            let measures::Error::Register(register::Error::TableAbsent { table, .. }) = &error else {
                panic!("{}: {error}", asked.measure);
            };
            assert!(error.to_string().contains(table), "{error}");
            missing.insert(asked.measure.as_str(), *table);
        }
    }
    let expected = [
        ("s001.planned", "planer"),
        ("s001.against_plan", "planer"),
        ("s001.not_completed", "planer"),
        ("s001.visited_fleksjob_hours", "fleksjob"),
        ("s001.employed_fleksjob_hours", "fleksjob"),
    ];
    assert_eq!(missing, BTreeMap::from(expected));
}

//! The acceptance case of S003: every figure equal, all of them from one pass.

use crate::common::{Case, assert_same, figures, request};
use calendar::Period;
use definitions::Dimension::{Benefit, HoursBand, HoursChange, Jobcentre, Month, Offer, TimeInGroup};
use measures::{Ratio, Reference, Request, Table};
use std::collections::BTreeMap;

const DECEMBER: &str = "2018-12";

/// The expected rows of a file: the named columns, and the value.
fn expected(case: &Case, file: &str, columns: &[&str]) -> BTreeMap<Vec<String>, String> {
    let rows = case.expected(file).into_iter();
    rows.map(|row| (columns.iter().map(|column| row[*column].clone()).collect(), row["value"].clone())).collect()
}

/// The figures of some columns of a table as the case writes them: the categories, what the case calls the column, the
/// figure rounded to so many decimals. Rows of the total are left out where `rows` says no.
fn written(
    table: &Table,
    columns: &[(&str, &str, u8)],
    name: impl Fn(&[String]) -> Option<Vec<String>>,
) -> BTreeMap<Vec<String>, String> {
    let mut all = BTreeMap::new();
    for (column, called, decimals) in columns {
        for (ids, value) in figures(table, column) {
            if let Some(mut key) = name(&ids) {
                if !called.is_empty() {
                    key.push((*called).to_owned());
                }
                all.insert(key, value.rounded(*decimals));
            }
        }
    }
    all
}

fn key(parts: &[&str]) -> Option<Vec<String>> {
    Some(parts.iter().map(|part| (*part).to_owned()).collect())
}

#[test]
fn group2_2018() {
    let Some(case) = Case::open("group2-2018", &[]) else { return };
    let spread = |measure: &str, by: &[definitions::Dimension]| Request {
        spread: Some(Jobcentre),
        ..request(measure, DECEMBER, by)
    };
    let change = Request {
        against: Some(Reference::Period("2018-02".parse::<Period>().unwrap())),
        ..request("group2.benefit", DECEMBER, &[Month, Benefit])
    };
    let tables = case.ask(&[
        request("group2.members", "2018-02,2018-12", &[Month]),
        request("group2.benefit", "2018-02,2018-12", &[Month, Benefit]),
        change,
        request("group2.time_in_group", DECEMBER, &[Month, TimeInGroup]),
        request("group2.offer", DECEMBER, &[Month, Benefit, Offer]),
        request("group2.benefit_fleksjob", DECEMBER, &[Month, Benefit]),
        request("group2.fleksjob_hours", DECEMBER, &[Month, HoursBand]),
        request("fleksjob.hours", DECEMBER, &[Month, HoursBand]),
        request("group2.fleksjob_hours_change", DECEMBER, &[Month, HoursChange]),
        request("group2.members", DECEMBER, &[Month, Jobcentre]),
        request("group2.offer", DECEMBER, &[Month, Jobcentre, Benefit, Offer]),
        spread("group2.off_kontanthjaelp", &[Month, Benefit]),
        spread("group2.offer_spread", &[Month, Benefit, Offer]),
    ]);
    let [
        members,
        benefit,
        change,
        time,
        offer,
        split,
        hours,
        all_hours,
        hours_change,
        by_centre,
        offers,
        off,
        no_offer,
    ] = &tables[..]
    else {
        unreachable!("thirteen were asked for")
    };
    let count_and_share = [("count", "persons", 0), ("share", "percent", 0)];
    let without_total = |ids: &[String], at: usize| ids[at] != "all";

    assert_same(
        "members",
        written(members, &[("count", "", 0)], |ids| key(&[&ids[0]])),
        expected(&case, "members.csv", &["month"]),
    );
    assert_same(
        "benefit",
        written(benefit, &count_and_share, |ids| without_total(ids, 1).then(|| ids.to_vec())),
        expected(&case, "benefit.csv", &["month", "benefit", "measure"]),
    );
    assert_same(
        "benefit_change",
        written(change, &[("count_change", "persons", 0), ("share_change", "percentage_points", 0)], |ids| {
            key(&[if ids[1] == "all" { "total" } else { &ids[1] }])
        })
        .into_iter()
        // Of the total there is no share to change.
        .filter(|(key, _)| key[0] != "total" || key[1] == "persons")
        .collect(),
        expected(&case, "benefit_change.csv", &["benefit", "measure"]),
    );
    assert_same(
        "time_in_group",
        written(time, &count_and_share, |ids| without_total(ids, 1).then(|| vec![ids[1].replace(" months", "")])),
        expected(&case, "time_in_group.csv", &["band", "measure"]),
    );
    assert_same(
        "offers",
        written(offer, &count_and_share, |ids| {
            let shown = ["kontanthjaelp_mv", "ressourceforloeb"].contains(&ids[1].as_str()) && without_total(ids, 2);
            shown.then(|| ids[1..].to_vec())
        }),
        expected(&case, "offers.csv", &["population", "offer", "measure"]),
    );
    assert_same(
        "fleksjob_split",
        written(split, &[("count", "", 0)], |ids| {
            ["fleksjob", "ledighedsydelse"].contains(&ids[1].as_str()).then(|| vec![ids[1].clone()])
        }),
        expected(&case, "fleksjob_split.csv", &["benefit"]),
    );
    let mut both = BTreeMap::new();
    for (population, table) in [("members", hours), ("all", all_hours)] {
        both.extend(written(table, &count_and_share, |ids| {
            let band = if ids[1] == "unknown" { "not known" } else { &ids[1] };
            without_total(ids, 1).then(|| vec![population.to_owned(), band.to_owned()])
        }));
    }
    assert_same("fleksjob_hours", both, expected(&case, "fleksjob_hours.csv", &["population", "band", "measure"]));
    assert_same(
        "hours_change",
        written(hours_change, &[("count", "persons", 0), ("share", "percent", 1)], |ids| match ids[1].as_str() {
            "unknown" => None,
            "all" => key(&["base"]),
            other => key(&[other]),
        }),
        expected(&case, "hours_change.csv", &["change", "measure"]),
    );

    // The case writes job centres by name, and of each what it has.
    let mut of_centres = written(by_centre, &[("count", "members", 0)], |ids| key(&[&ids[1]]));
    of_centres.extend(written(offers, &[("count", "", 0)], |ids| match [ids[2].as_str(), ids[3].as_str()] {
        [benefit @ ("kontanthjaelp_mv" | "ressourceforloeb"), "all"] => key(&[&ids[1], benefit]),
        [benefit @ ("kontanthjaelp_mv" | "ressourceforloeb"), "none"] => {
            key(&[&ids[1], &format!("{benefit}_no_offer")])
        }
        _ => None,
    }));
    let wanted = expected(&case, "jobcentre.csv", &["jobcentre", "measure"]);
    let centres = |key: &Vec<String>| wanted.keys().any(|known| known[0] == key[0]);
    let others: Vec<_> = of_centres.iter().filter(|(key, _)| !centres(key) && key[0] != "all").collect();
    assert!(others.iter().all(|(_, value)| *value == "0"), "job centres that the case does not have: {others:?}");
    of_centres.retain(|key, _| centres(key));
    assert_same("jobcentre", of_centres, wanted);

    let mut range = BTreeMap::new();
    for (share, table, ids) in [
        ("off_kontanthjaelp_mv", off, vec![DECEMBER, "off_kontanthjaelp_mv"]),
        ("kontanthjaelp_mv_no_offer", no_offer, vec![DECEMBER, "kontanthjaelp_mv", "none"]),
        ("ressourceforloeb_no_offer", no_offer, vec![DECEMBER, "ressourceforloeb", "none"]),
    ] {
        for (column, statistic) in [("share_lowest", "min"), ("share_highest", "max")] {
            let key = vec![share.to_owned(), statistic.to_owned()];
            range.insert(key, figure(table, column, &ids).rounded(0));
        }
        // Only centres that have somebody there have a share.
        let areas = figure(table, "share_areas", &ids).as_whole().unwrap();
        assert!((90..=94).contains(&areas), "{share}: {areas} job centres");
    }
    assert_same("range", range, expected(&case, "range.csv", &["share", "statistic"]));
}

fn figure(table: &Table, column: &str, ids: &[&str]) -> Ratio {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    figures(table, column)[&ids]
}

/// What the contract's identity says of spells holds of members too: those of one month's end, with who entered and left
/// in the next, are those of its end.
#[test]
fn members_and_entered_less_left_are_members() {
    let Some(case) = Case::open("group2-2018", &[]) else { return };
    let months = "2018-02..2018-12";
    let tables =
        case.ask(&["members", "entered", "left"].map(|what| request(&format!("group2.{what}"), months, &[Month])));
    let counts = |table: &Table| -> Vec<i128> {
        figures(table, "count").into_values().map(|value| value.as_whole().unwrap()).collect()
    };
    let [members, entered, left] = [0, 1, 2].map(|at| counts(&tables[at]));
    assert_eq!(members.len(), 11);
    assert!(entered.iter().sum::<i128>() > 400 && left.iter().sum::<i128>() > 0, "nobody came or went");
    for month in 1..members.len() {
        // Somebody who leaves and comes back in one month is one person in each.
        let moved = entered[month] - left[month];
        assert_eq!(members[month - 1] + moved, members[month], "month {month} of the eleven");
    }
}

/// A closed cohort keeps its people, whatever becomes of their membership.
#[test]
fn a_closed_cohort_is_followed_on() {
    let folder = tempfile::tempdir().unwrap();
    let measures = folder.path().join("measures");
    std::fs::create_dir_all(&measures).unwrap();
    let text = "id = \"closed\"\ntitle = { da = \"x\", en = \"x\" }\nsource = \"test\"\nvalid_from = 2017-01-01\ncohort = \"flere_skal_med.2\"\nclosed_on = 2018-02-28\ncount = \"members\"\nevent = \"member\"\nbenefits = { hierarchy = \"benefit.s003\", in = \"month\" }\nby = [\"month\", \"benefit\"]\nshow = [\"count\"]\n";
    std::fs::write(measures.join("closed.toml"), text).unwrap();
    let Some(case) = Case::open("group2-2018", &[folder.path().to_owned()]) else { return };
    let tables = case.ask(&[
        request("closed", "2018-01..2018-12", &[Month]),
        request("closed", "2018-02,2018-12", &[Month, Benefit]),
        request("group2.benefit", "2018-02", &[Month, Benefit]),
    ]);
    let months = figures(&tables[0], "count");
    // In January the cohort did not stand yet; from February on it is the same people.
    assert_eq!(months.len(), 11);
    assert!(months.values().all(|value| *value == Ratio::whole(7489)), "{months:?}");
    let by_benefit = figures(&tables[1], "count");
    for (ids, value) in figures(&tables[2], "count") {
        assert_eq!(by_benefit[&ids], value, "{ids:?}");
    }
    let pensioners =
        |month: &str| by_benefit[&vec![month.to_owned(), "foertidspension".to_owned()]].as_whole().unwrap();
    assert!(pensioners("2018-12") > pensioners("2018-02"));
}

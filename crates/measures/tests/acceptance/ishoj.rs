//! The acceptance case of S002: durations in Ishøj and four neighbours.
//!
//! The case and the contract disagree on two spells. The coverage begins on 1 January 2013, the day on which the
//! benefit began. The contract calls a spell from that day a start ("where the benefit itself began on or after
//! that day"); the case has it left-censored. Every figure of the case is equal when the benefit's definition does
//! not say when it began; with the project's own, those two spells and nothing else are told differently.

use crate::common::{Case, above_zero, assert_same, figures, request};
use definitions::Dimension::{DurationBand, Month, Municipality};
use measures::{Listing, each_spell};
use std::collections::BTreeMap;

/// A folder with the benefit's definition as the case reads it: without the day on which it began.
fn without_began() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("benefits")).unwrap();
    let text = include_str!("../../../../definitions/benefits/ressourceforlob.toml");
    let text: String = text.lines().filter(|line| !line.starts_with("began")).map(|line| format!("{line}\n")).collect();
    assert_ne!(text, include_str!("../../../../definitions/benefits/ressourceforlob.toml"));
    std::fs::write(folder.path().join("benefits/ressourceforlob.toml"), text).unwrap();
    folder
}

const FIVE: [&str; 5] = ["183", "165", "153", "161", "169"];

#[test]
fn every_printed_table_and_the_wider_ones() {
    let definitions = without_began();
    let Some(case) = Case::open("ishoj-durations", &[definitions.path().to_owned()]) else { return };
    let by = [Month, Municipality, DurationBand];
    let benefits = ["ressourceforlob", "jobafklaring"];
    let months = |benefit: &str| if benefit == "jobafklaring" { "2014-07..2022-01" } else { "2014-01..2022-01" };
    let requests: Vec<_> = benefits
        .iter()
        .flat_map(|benefit| {
            [
                request(&format!("{benefit}.active_by_duration"), months(benefit), &by),
                request(&format!("{benefit}.ended_duration"), months(benefit), &[Month, Municipality]),
            ]
        })
        .collect();
    let tables = case.ask(&requests);
    let spelled =
        |benefit: &str| if benefit == "ressourceforlob" { "ressourceforloeb".to_owned() } else { benefit.to_owned() };

    let (mut active, mut all_active, mut ended) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (benefit, tables) in benefits.iter().zip(tables.chunks(2)) {
        let keyed = |at: Vec<String>| [vec![spelled(benefit)], at].concat();
        let in_five = |at: &[String]| FIVE.contains(&at[1].as_str());
        active.extend(
            above_zero(&tables[0], "count")
                .into_iter()
                .filter(|(at, _)| in_five(at) && at[2] != "all")
                .map(|(at, value)| (keyed(at), value.rounded(0))),
        );
        all_active.extend(
            figures(&tables[0], "count")
                .into_iter()
                .filter(|(at, _)| in_five(at))
                .map(|(at, value)| (keyed(at), value.rounded(0))),
        );
        for (measure, column, decimals) in [("count", "count", 0), ("mean_weeks", "mean_weeks", 1)] {
            let rows = above_zero(&tables[1], column).into_iter().filter(|(at, _)| in_five(at));
            ended.extend(
                rows.map(|(at, value)| ([keyed(at), vec![measure.to_owned()]].concat(), value.rounded(decimals))),
            );
        }
    }
    let expected = |file: &str, columns: &[&str]| -> BTreeMap<Vec<String>, String> {
        case.expected(file)
            .into_iter()
            .map(|row| (columns.iter().map(|column| row[*column].clone()).collect(), row["value"].clone()))
            .collect()
    };
    let of_bands = ["benefit", "month", "kommune", "band"];
    assert_same("wider_active_by_band", active, expected("wider_active_by_band.csv", &of_bands));
    let of_ended = ["benefit", "month", "kommune", "measure"];
    assert_same("wider_ended", ended.clone(), expected("wider_ended.csv", &of_ended));

    for file in
        ["table1_ressourceforloeb_january.csv", "table3_ressourceforloeb_monthly.csv", "tables4_5_true_counts.csv"]
    {
        let printed = expected(file, &of_bands);
        let computed = printed.keys().map(|at| (at.clone(), all_active[at].clone())).collect();
        assert_same(file, computed, printed);
    }
    for file in ["table4_jobafklaring_january.csv", "table5_jobafklaring_monthly.csv"] {
        // A point stands for 0, 1 or 2.
        for (at, printed) in expected(file, &of_bands) {
            let count: u64 = all_active[&at].parse().unwrap();
            assert_eq!(if count < 3 { ".".to_owned() } else { count.to_string() }, printed, "{file}: {at:?}");
        }
    }
    for file in ["table6_jobafklaring_ended_mean_weeks.csv", "table6_jobafklaring_ended_count.csv"] {
        let printed = expected(file, &of_ended);
        // Where nobody ended the count is 0 and there is no mean, printed blank.
        let nobody = |at: &[String]| if at[3] == "count" { "0".to_owned() } else { String::new() };
        let computed =
            printed.keys().map(|at| (at.clone(), ended.get(at).cloned().unwrap_or_else(|| nobody(at)))).collect();
        assert_same(file, computed, printed);
    }
}

/// How many spells of each benefit there are, ended, undecided and left-censored.
fn spells_status(case: &Case) -> BTreeMap<(String, String), u64> {
    let mut counted: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (benefit, name) in [("ressourceforlob", "ressourceforloeb"), ("jobafklaring", "jobafklaring")] {
        each_spell(
            &case.store,
            &case.catalog,
            Listing { benefit, gap: "calendar_month" },
            |_, spell| -> Result<(), measures::Error> {
                let mut add = |measure: &str, one: bool| {
                    *counted.entry((name.into(), measure.into())).or_default() += u64::from(one)
                };
                add("spells", true);
                add("ended", spell.ended);
                add("undecided", !spell.ended);
                add("left_censored", spell.left_censored);
                Ok(())
            },
        )
        .unwrap();
    }
    counted
}

#[test]
fn spells_of_the_whole_extract() {
    let definitions = without_began();
    let Some(case) = Case::open("ishoj-durations", &[definitions.path().to_owned()]) else { return };
    let expected: BTreeMap<(String, String), u64> = case
        .expected("spells_status.csv")
        .into_iter()
        .map(|row| ((row["benefit"].clone(), row["measure"].clone()), row["value"].parse().unwrap()))
        .collect();
    assert_eq!(spells_status(&case), expected);
}

/// With the contract's definition, the two spells from 1 January 2013 are starts, and nothing else changes.
#[test]
fn a_spell_from_the_benefits_first_day_is_a_start() {
    let definitions = without_began();
    let (Some(case), Some(own)) =
        (Case::open("ishoj-durations", &[definitions.path().to_owned()]), Case::open("ishoj-durations", &[]))
    else {
        return;
    };
    let (mut as_the_case, as_the_contract) = (spells_status(&case), spells_status(&own));
    assert_eq!(as_the_case.insert(("ressourceforloeb".into(), "left_censored".into()), 0), Some(2));
    assert_eq!(as_the_contract, as_the_case);
}

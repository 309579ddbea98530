//! The acceptance cases of S000 and S001: every figure equal.

use crate::common::{Case, above_zero, assert_same, figures, request};
use definitions::Dimension::{AgeBand, AgeGroup, DurationBand, Municipality, Period, Status};
use measures::{Listing, Ratio, each_spell};
use std::collections::{BTreeMap, BTreeSet};

/// What the two cases share; their settings say the rest.
struct Settings {
    prefix: &'static str,
    gap_rule: String,
    periods: String,
    focus: Vec<String>,
    share_decimals: u8,
}

fn settings(case: &Case, prefix: &'static str) -> Settings {
    let all: BTreeMap<String, String> =
        case.expected("settings.csv").into_iter().map(|row| (row["setting"].clone(), row["value"].clone())).collect();
    Settings {
        prefix,
        gap_rule: all["gap_rule"].clone(),
        periods: all["periods"].replace(' ', ","),
        focus: all["focus"].split(' ').map(str::to_owned).collect(),
        share_decimals: all["share_decimals"].parse().unwrap(),
    }
}

fn key(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn whole(figures: BTreeMap<Vec<String>, Ratio>) -> BTreeMap<Vec<String>, String> {
    figures.into_iter().map(|(key, value)| (key, value.rounded(0))).collect()
}

/// The expected rows of a table, by the named columns.
fn expected(
    case: &Case,
    file: &str,
    columns: &[&str],
    keep: impl Fn(&BTreeMap<String, String>) -> bool,
) -> BTreeMap<Vec<String>, String> {
    let rows = case.expected(file).into_iter().filter(keep);
    rows.map(|row| (columns.iter().map(|column| row[*column].clone()).collect(), row["value"].clone())).collect()
}

fn check(name: &str, prefix: &'static str) {
    // The cases' gap rule goes with measures of their own: S001 counts by `one_month`.
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("measures")).unwrap();
    let Some(probe) = Case::open(name, &[]) else { return };
    let settings = settings(&probe, prefix);
    let hierarchy = if settings.gap_rule == "one_month" { "status.s001" } else { "status.s000" };
    for (id, count, event, gap, show, more) in [
        ("case.started", "spells", "started", true, "count", ""),
        ("case.ended", "spells", "ended", true, "count", ""),
        ("case.active", "spells", "active", true, "count", ""),
        ("case.opening", "spells", "opening", true, "count", ""),
        ("case.closing", "spells", "closing", true, "count", ""),
        ("case.persons", "persons", "paid", false, "count", ""),
        ("case.persons_started", "persons", "started", true, "count", ""),
        ("case.days", "person_days", "paid", false, "person_days\", \"full_time_persons", ""),
        (
            "case.durations",
            "spells",
            "ended",
            true,
            "count\", \"start_known\", \"sum_days\", \"mean_days\", \"mean_weeks",
            "",
        ),
        ("case.status_1", "spells", "ended", true, "count\", \"share", "after = \"1 month\""),
        ("case.status_3", "spells", "ended", true, "count\", \"share", "after = \"3 months\""),
    ] {
        let gap = if gap { format!("gap = \"{}\"\n", settings.gap_rule) } else { String::new() };
        let status = if more.is_empty() {
            String::new()
        } else {
            format!("status = {{ {more}, hierarchy = \"{hierarchy}\" }}\n")
        };
        let text = format!(
            "id = \"{id}\"\ntitle = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"{name}\"\nvalid_from = 2000-01-01\nbenefit = \"ressourceforlob\"\ncount = \"{count}\"\nevent = \"{event}\"\n{gap}{status}show = [\"{show}\"]\n"
        );
        let show_share_without_axis = text.replace("\", \"share\"", "\"");
        let text = if more.is_empty() {
            show_share_without_axis
        } else {
            text.replace("show =", "by = [\"period\", \"municipality\", \"status\"]\nshow =")
        };
        std::fs::write(folder.path().join("measures").join(format!("{id}.toml")), text).unwrap();
    }
    let Some(case) = Case::open(name, &[folder.path().to_owned()]) else { return };
    let periods = &settings.periods;
    let by = [Period, Municipality];
    let ask = |measure: &str, by: &[definitions::Dimension]| request(&format!("case.{measure}"), periods, by);
    let tables = case.ask(&[
        ask("started", &by),
        ask("ended", &by),
        ask("active", &by),
        ask("persons", &by),
        ask("days", &by),
        ask("opening", &[Period]),
        ask("closing", &[Period]),
        ask("started", &[Period, Municipality, AgeBand]),
        ask("started", &[Period, Municipality, AgeGroup]),
        ask("durations", &by),
        ask("ended", &[Period, DurationBand]),
        ask("status_1", &[Period, Municipality, Status]),
        ask("status_3", &[Period, Municipality, Status]),
        ask("started", &[Period]),
        ask("ended", &[Period]),
        ask("persons_started", &by),
    ]);
    let [
        started,
        ended,
        active,
        persons,
        days,
        opening,
        closing,
        ages,
        age_groups,
        durations,
        bands,
        status_1,
        status_3,
        started_all,
        ended_all,
        persons_started,
    ] = &tables[..]
    else {
        unreachable!()
    };

    for (measure, table, column) in [
        ("started", started, "count"),
        ("ended", ended, "count"),
        ("active", active, "count"),
        ("persons", persons, "count"),
        ("paid_days", days, "person_days"),
    ] {
        let expected = expected(&case, "counts.csv", &["period", "municipality"], |row| row["measure"] == measure);
        assert_same(measure, whole(above_zero(table, column)), expected);
    }
    let full_time =
        above_zero(days, "full_time_persons").into_iter().map(|(key, value)| (key, value.rounded(4))).collect();
    assert_same("full_time", full_time, expected(&case, "full_time.csv", &["period", "municipality"], |_| true));

    let mut stock = BTreeMap::new();
    for (measure, table) in [("opening", opening), ("started", started_all), ("ended", ended_all), ("closing", closing)]
    {
        stock.extend(
            figures(table, "count").into_iter().map(|(period, value)| (key(&[&period[0], measure]), value.rounded(0))),
        );
    }
    assert_same("stock", stock, expected(&case, "stock.csv", &["period", "measure"], |_| true));

    let in_focus = |area: &str| settings.focus.iter().any(|focus| focus == area);
    let mut of_ages = BTreeMap::new();
    for table in [ages, age_groups] {
        of_ages.extend(
            whole(above_zero(table, "count")).into_iter().filter(|(key, _)| in_focus(&key[1]) && key[2] != "all"),
        );
    }
    assert_same("age", of_ages, expected(&case, "age.csv", &["period", "municipality", "band"], |_| true));

    let mut of_durations = BTreeMap::new();
    for (measure, column, decimals) in [
        ("ended_start_known", "start_known", 0),
        ("sum_days", "sum_days", 0),
        ("mean_days", "mean_days", 0),
        ("mean_weeks", "mean_weeks", 1),
    ] {
        for (at, value) in figures(durations, column).into_iter().filter(|(at, _)| in_focus(&at[1])) {
            of_durations.insert(key(&[&at[0], &at[1], measure]), value.rounded(decimals));
        }
    }
    let counts = figures(durations, "count");
    for (at, known) in figures(durations, "start_known").into_iter().filter(|(at, _)| in_focus(&at[1])) {
        of_durations.insert(key(&[&at[0], &at[1], "ended_start_unknown"]), counts[&at].minus(known).rounded(0));
    }
    // The case lists no sum where no start is known.
    let without_base: BTreeSet<Vec<String>> = of_durations
        .iter()
        .filter(|(at, value)| at[2] == "ended_start_known" && *value == "0")
        .map(|(at, _)| key(&[&at[0], &at[1], "sum_days"]))
        .collect();
    of_durations.retain(|at, _| !without_base.contains(at));
    assert_same(
        "duration",
        of_durations,
        expected(&case, "duration.csv", &["period", "municipality", "measure"], |_| true),
    );

    let of_bands = whole(above_zero(bands, "count")).into_iter().filter(|(key, _)| key[1] != "all").collect();
    assert_same("duration_bands", of_bands, expected(&case, "duration_bands.csv", &["period", "band"], |_| true));

    for (months, table) in [("1", status_1), ("3", status_3)] {
        let of_status = whole(above_zero(table, "count")).into_iter().filter(|(key, _)| key[2] != "all").collect();
        assert_same(
            "status",
            of_status,
            expected(&case, "status.csv", &["period", "municipality", "category"], |row| row["months_after"] == months),
        );
    }
    let shares = figures(status_1, "share")
        .into_iter()
        .filter(|(at, _)| in_focus(&at[1]) && !["all", "not_yet"].contains(&at[2].as_str()));
    let shares = shares.map(|(key, value)| (key, value.rounded(settings.share_decimals))).collect();
    assert_same(
        "status_shares",
        shares,
        expected(&case, "status_shares.csv", &["period", "municipality", "category"], |_| true),
    );

    let mut of_rules = BTreeMap::new();
    let rules: BTreeSet<String> =
        case.expected("gap_rules.csv").into_iter().map(|row| row["gap_rule"].clone()).collect();
    for rule in &rules {
        of_rules.extend(
            spells_of(&case, "ressourceforlob", rule)
                .into_iter()
                .map(|(measure, value)| (key(&[rule, measure]), value.to_string())),
        );
    }
    assert_same("gap_rules", of_rules, expected(&case, "gap_rules.csv", &["gap_rule", "measure"], |_| true));

    if settings.prefix == "s001" {
        let annex = "2013-01-01..2014-12-31";
        let mut of_annex = BTreeMap::new();
        for (measure, table) in [("spells", started), ("persons", persons_started)] {
            of_annex.extend(
                whole(above_zero(table, "count"))
                    .into_iter()
                    .filter(|(at, _)| at[0] == annex)
                    .map(|(at, value)| (key(&[&at[1], measure]), value)),
            );
        }
        assert_same(
            "started_by_municipality",
            of_annex,
            expected(&case, "started_by_municipality.csv", &["municipality", "measure"], |_| true),
        );
    }
}

/// How many spells there are, of how many persons, ended, undecided and left-censored.
fn spells_of(case: &Case, benefit: &str, gap: &str) -> BTreeMap<&'static str, usize> {
    let (mut all, mut persons) = (Vec::new(), BTreeSet::new());
    each_spell(&case.store, &case.catalog, Listing { benefit, gap }, |person, spell| -> Result<(), measures::Error> {
        all.push(*spell);
        persons.insert(person);
        Ok(())
    })
    .unwrap();
    BTreeMap::from([
        ("spells", all.len()),
        ("persons", persons.len()),
        ("ended", all.iter().filter(|spell| spell.ended).count()),
        ("undecided", all.iter().filter(|spell| !spell.ended).count()),
        ("left_censored", all.iter().filter(|spell| spell.left_censored).count()),
    ])
}

#[test]
fn copenhagen_2018q2() {
    check("copenhagen-2018q2", "ressourceforlob");
}

#[test]
fn denmark_2013_2014() {
    check("denmark-2013-2014", "s001");
}

/// The phase-out's case has the same tables; its projection and running stock come with the forecast.
#[test]
fn copenhagen_phase_out_2026() {
    check("copenhagen-phase-out-2026", "ressourceforlob");
}

/// S001's kontanthjælp is narrower than the contract's: 130-139 and 730-739. It is a definition file of its own.
#[test]
fn denmark_2013_2014_kontanthjaelp() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("benefits")).unwrap();
    let text = "id = \"kontanthjaelp\"\ntitle = { da = \"Kontanthjælp\", en = \"Social assistance\" }\nsource = \"S001\"\nvalid_from = 1991-07-29\ncode_set = \"dream\"\ncodes = [\"130-139\", \"730-739\"]\n";
    std::fs::write(folder.path().join("benefits/kontanthjaelp.toml"), text).unwrap();
    let Some(case) = Case::open("denmark-2013-2014", &[folder.path().to_owned()]) else { return };
    let mut computed: BTreeMap<Vec<String>, String> = spells_of(&case, "kontanthjaelp", "one_month")
        .into_iter()
        .map(|(measure, value)| (key(&[measure]), value.to_string()))
        .collect();
    computed.remove(&key(&["persons"]));
    assert_same("spells_kontanthjaelp", computed, expected(&case, "spells_kontanthjaelp.csv", &["measure"], |_| true));
}

/// The figures that the notes print, found where the case says they stand.
#[test]
fn printed_figures_are_among_the_expected_ones() {
    for name in ["copenhagen-2018q2", "denmark-2013-2014"] {
        let Some(case) = Case::open(name, &[]) else { return };
        for printed in case.expected("published.csv") {
            let parts: Vec<&str> = printed["key"].split('|').collect();
            // Events are counted by another measure, in their own test.
            if printed["table"] == "events.csv" {
                continue;
            }
            let found = case
                .expected(&printed["table"])
                .into_iter()
                .find(|row| parts.iter().all(|part| row.values().any(|value| value == part)));
            assert_eq!(found.unwrap_or_else(|| panic!("{name}: {printed:?}"))["value"], printed["value"]);
        }
    }
}

//! Every provision, every day: one version is in force on each day from 2013 to 2030, and what is written wrong is an
//! error with file and line.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

use calendar::Day;
use definitions::toml_file::Text;
use rules::provisions::{EffortGuarantee, JobafklaringDuration};
use rules::{Law, Limit, Parameters, Provision, Rule, Scheme, Standing};

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap()
}

fn every_day() -> impl Iterator<Item = Day> {
    (day(2013, 1, 1).number()..=day(2030, 12, 31).number()).map(Day::from_number)
}

#[test]
fn one_version_of_each_provision_is_in_force_on_every_day_from_2013_to_2030() {
    let law = Law::read().unwrap();
    let provisions = law.described();
    assert_eq!(provisions.len(), 14);
    let mut days = 0;
    for on in every_day() {
        for provision in &provisions {
            let n = provision.versions.iter().filter(|version| version.valid.contains(on)).count();
            assert_eq!(n, 1, "{} on {on}", provision.id);
        }
        days += 1;
    }
    assert_eq!(days, 6574);
}

#[test]
fn every_rule_answers_on_every_day_from_2013_to_2030() {
    let law = Law::read().unwrap();
    for on in every_day() {
        law.effort_guarantee.of(on).unwrap();
        law.ressourceforlob_entry.leads("kontanthjaelp", on).unwrap();
        law.jobafklaring_entry.way(on, Some("sygedagpenge"), false, true).unwrap();
        for scheme in Scheme::ALL {
            let no_scheme = scheme == Scheme::Jobafklaring && on < day(2014, 7, 1);
            let limit = law.limit_of(scheme, on, on).unwrap();
            assert_eq!(limit == Limit::NoScheme, no_scheme, "{on}");
            if let Limit::Last { least, most } = limit {
                assert!(on < least && least == most, "{on}: on its first day a spell knows its limit");
            }
        }
        assert!(law.leave.on(on).is_ok() && law.support_base.on(on).is_ok());
    }
}

#[test]
fn before_2013_no_rule_is_in_force() {
    let law = Law::read().unwrap();
    let error = law.effort_guarantee.of(day(2012, 12, 31)).unwrap_err().to_string();
    assert_eq!(
        error,
        "no version of provision `effort_guarantee` is in force on 2012-12-31: its versions cover 2013-01-01 and on"
    );
    assert!(law.find("effort_garantee").unwrap_err().to_string().contains("did you mean `effort_guarantee`?"));
}

#[test]
fn every_version_says_its_act_its_source_and_why_it_is_unknown() {
    for provision in Law::read().unwrap().described() {
        assert!(provision.text.starts_with("# ") && provision.text.contains("\n| "), "{}", provision.id);
        assert_eq!(provision.hash.len(), 12);
        assert!(provision.checked_until >= day(2022, 1, 1), "{}", provision.id);
        for version in &provision.versions {
            let at = format!("{} from {}", provision.id, version.valid.from);
            assert!(!version.act.is_empty() && !version.source.is_empty(), "{at}");
            assert!(version.says.da.ends_with('.') && version.says.en.ends_with('.'), "{at}");
            if version.standing == Standing::Unknown {
                assert!(version.says.da.contains("ikke fundet"), "{at}");
                assert!(version.says.en.contains("found"), "{at}");
                assert!(provision.text.contains("**Not known.**"), "{at}");
            }
        }
    }
}

/// A provision's file with some lines, of which the first version's begins at line 5.
fn file(versions: &str) -> String {
    format!(
        "id = \"jobafklaring_duration\"\ntitle = {{ da = \"V\", en = \"D\" }}\nreference = \"§\"\nchecked_until = 2026-01-01\n{versions}"
    )
}

fn version(dates: &str, rest: &str) -> String {
    format!("[[version]]\n{dates}\n{rest}\nact = \"Lov\"\nsource = \"S\"\nsays = {{ da = \"A.\", en = \"B.\" }}\n")
}

fn error_of(text: &str) -> String {
    let file = Text { file: "parameters.toml", text };
    Provision::<JobafklaringDuration>::read(file).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn versions_that_overlap_or_leave_a_hole_are_errors_with_file_and_line() {
    const TWO: &str = "rule = \"in_force\"\nlongest_months = 24\nmost_spells = 2";
    let pair = |one: &str, other: &str| file(&[version(one, TWO), version(other, TWO)].concat());
    // The second version begins at line 13, its `from` stands in line 14.
    assert_eq!(
        error_of(&pair("from = 2013-01-01\nto = 2014-06-30", "from = 2014-06-30")),
        "parameters.toml:15: two versions are in force on 2014-06-30: the one before begins 2013-01-01 and ends 2014-06-30"
    );
    assert_eq!(
        error_of(&pair("from = 2013-01-01", "from = 2014-07-01")),
        "parameters.toml:14: two versions are in force on 2014-07-01: the one before begins 2013-01-01 and has no `to`"
    );
    assert_eq!(
        error_of(&pair("from = 2013-01-01\nto = 2014-06-30", "from = 2014-07-02")),
        "parameters.toml:15: no version is in force from 2014-07-01 to 2014-07-01"
    );
    let whole = pair("from = 2013-01-01\nto = 2014-06-30", "from = 2014-07-01");
    let read = Provision::<JobafklaringDuration>::read(Text { file: "parameters.toml", text: &whole }).unwrap();
    assert_eq!(read.versions().len(), 2);
    // A last version that ends leaves days without a rule.
    let ended = file(&version("from = 2013-01-01\nto = 2014-06-30", TWO));
    let read = Provision::<JobafklaringDuration>::read(Text { file: "parameters.toml", text: &ended }).unwrap();
    assert!(read.on(day(2014, 6, 30)).is_ok());
    assert_eq!(
        read.on(day(2014, 7, 1)).unwrap_err().to_string(),
        "no version of provision `jobafklaring_duration` is in force on 2014-07-01: its versions cover 2013-01-01 to 2014-06-30"
    );
}

#[test]
fn what_is_written_wrong_is_said_with_its_line() {
    const FROM: &str = "from = 2013-01-01";
    for (rest, said) in [
        (
            "rule = \"in_force\"\nlongest_months = 24",
            "parameters.toml:5: `most_spells` is missing: write `most_spells = 1`",
        ),
        (
            "rule = \"in_force\"\nlongest_months = 0\nmost_spells = 2",
            "parameters.toml:8: `longest_months` is 0; it must be 1 to 600",
        ),
        ("rule = \"inforce\"", "parameters.toml:7: `inforce` is no standing of a rule; did you mean `in_force`?"),
        ("rule = \"unknown\"\nmost_spells = 2", "parameters.toml:8: unknown key `most_spells`"),
        ("rule = \"none\"\nto = 2012-12-31", "parameters.toml:8: `to` lies before `from`"),
    ] {
        let error = error_of(&file(&version(FROM, rest)));
        assert!(error.starts_with(said), "{error}");
    }
    assert_eq!(error_of(&file("")), "parameters.toml:1: `[[version]]` is missing: a provision has at least one");
    let other = file("").replace("jobafklaring_duration", "leave");
    assert!(error_of(&other).contains("is not the name of the folder"));
    let twice = EffortGuarantee::SOURCE.parameters.replace("\"nytteindsats\",", "\"virksomhedspraktik\",");
    let error = Provision::<EffortGuarantee>::read(Text { file: "p.toml", text: &twice }).map(|_| ()).unwrap_err();
    assert!(error.to_string().ends_with("`virksomhedspraktik` is there twice"), "{error}");
}

#[test]
fn the_guarantee_of_2026_is_unknown_and_says_why() {
    let law = Law::read().unwrap();
    let version = law.effort_guarantee.on(day(2026, 2, 1)).unwrap();
    assert_eq!(version.rule, Rule::Unknown);
    assert!(version.says.en.contains("rehabilitation team"));
}

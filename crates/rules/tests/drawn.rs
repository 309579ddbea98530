//! The drawn specification of a follow-up, run: `cases/follow_up.md`, and the table of `support_base`.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

#[path = "../../spells/tests/common/markdown.rs"]
#[allow(dead_code, reason = "the tests of other crates use the rest of it")]
mod markdown;
#[path = "common/people.rs"]
mod people;

use calendar::{Day, Month, Span};
use definitions::Language;
use markdown::tables;
use people::{code, look};
use register::{Event, FlexibleJob, Offer, Payment, PersonRows, Plan, Stay, TableKind, Wage};
use rules::provisions::SupportBase;
use rules::{Found, List, Parameters, Settings, State};

/// One person, from items with `;` between. An item is a benefit code, an offer, an event, `plan CODE`, `wage MONTH`, `died`, `emigrated`,
/// `fleksjob` or `lives CODE`, with its day or its days; `open` is no last day.
fn person(place: &str, text: &str) -> PersonRows {
    let mut rows = PersonRows::default();
    let items = text.split(';').map(str::trim).filter(|item| !item.is_empty() && *item != "nothing");
    for item in items {
        let words: Vec<&str> = item.split_whitespace().collect();
        let day = |text: &str| -> Day { text.parse().unwrap_or_else(|error| panic!("{place}: `{item}`: {error}")) };
        let span = |at: usize| {
            let from = day(words[at]);
            match words.get(at + 2) {
                Some(&"open") => Span::new(from, Day::MAX),
                last => Span::inclusive(from, last.map_or(from, |last| day(last))),
            }
        };
        let benefit = |text: &str| code("dream", text).unwrap_or_else(|| panic!("{place}: `{item}` has no benefit"));
        let first = words[0];
        if first == "plan" {
            let Span { from, until } = span(2);
            rows.plans.push(Plan { from, until, code: benefit(words[1]) });
        } else if first == "wage" {
            let month = Month::read(words[1].as_bytes()).unwrap_or_else(|| panic!("{place}: `{item}` has no month"));
            rows.wages.push(Wage { month, hours: None, amount: Some(100_000) });
        } else if first == "fleksjob" {
            let Span { from, until } = span(1);
            rows.flexible_jobs.push(FlexibleJob { from, until, hours: None });
        } else if first == "died" {
            rows.attributes.died = Some(day(words[1]));
        } else if first == "emigrated" {
            rows.attributes.emigrated = Some(day(words[1]));
        } else if first == "lives" {
            let Span { from, until } = span(2);
            rows.stays.push(Stay { from, until, municipality: words[1].parse().unwrap() });
        } else if let Some(event) = code("haendelser", first) {
            rows.events.push(Event { day: day(words[1]), event, value: None });
        } else if let Some(offer) = code("tilbud", first) {
            let Span { from, until } = span(1);
            rows.offers.push(Offer { from, until, offer });
        } else {
            let Span { from, until } = span(1);
            rows.payments.push(Payment { from, until, code: benefit(first) });
        }
    }
    rows
}

/// What stands for a list: its state and day, or that it is undetermined, or none.
fn told(found: &Found, list: List) -> String {
    let findings: Vec<String> = found
        .findings
        .iter()
        .filter(|finding| finding.list == list)
        .map(|finding| match finding.due {
            Some(due) => format!("{} {due}", finding.state.id()),
            None => finding.state.id().to_owned(),
        })
        .collect();
    let undetermined = found.undetermined.iter().filter(|(of, _)| *of == list).map(|_| "undetermined".to_owned());
    let all: Vec<String> = findings.into_iter().chain(undetermined).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("; ") }
}

fn settings(on: Day) -> Settings {
    Settings { on, guarantee_days: 30, plan_months: 3 }
}

fn covered_to(on: Day) -> Span {
    Span::inclusive(Day::new(2019, 1, 1).unwrap(), on)
}

#[test]
fn follow_up() {
    let columns = [
        ("guarantee", List::Guarantee),
        ("planned end", List::PlannedEnd),
        ("over limit", List::OverLimit),
        ("without effort", List::WithoutEffort),
        ("several spells", List::SeveralSpells),
        ("expected end", List::ExpectedEnd),
    ];
    for table in tables("follow_up.md", include_str!("../../../cases/follow_up.md"), 80) {
        let optional: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
        assert!(table.is(&["register", "on"], &optional), "{:?} has no meaning here", table.columns);
        for row in &table.rows {
            let on = row.day("on");
            let found = look(person(&row.place, row.get("register")), covered_to(on), settings(on), &TableKind::ALL);
            for (column, list) in columns {
                if let Some(wanted) = row.find(column) {
                    assert_eq!(told(&found, list), wanted, "{}: {column} ({})", row.place, table.heading);
                }
            }
            row.assert_read();
            for finding in &found.findings {
                for language in [Language::Danish, Language::English] {
                    let words = finding.words(language);
                    assert!(words.ends_with(['.', ')']), "{}: {words}", row.place);
                }
            }
        }
    }
}

#[test]
fn support_base() {
    let on = Day::new(2026, 5, 22).unwrap();
    let spell = "810 2023-06-01 to 2026-05-22; plan 810 2023-06-01 to 2026-05-28";
    for table in tables("support_base", SupportBase::SOURCE.text, 14) {
        for row in &table.rows {
            let known = row.get("known on the day");
            let item = match known {
                "nothing" => String::new(),
                "wage in the latest whole month" => "wage 2026-04".to_owned(),
                "wage in the month before it" => "wage 2026-03".to_owned(),
                _ => format!("{} 2026-05-22", known.trim_start_matches("event ").trim_start_matches("paid ")),
            };
            let rows = person(&row.place, &format!("{spell}; {item}"));
            let found = look(rows, covered_to(on), settings(on), &TableKind::ALL);
            let listed = told(&found, List::PlannedEnd) != "none";
            assert_eq!(if listed { "no" } else { "yes" }, row.get("clarified"), "{}", row.place);
            row.assert_read();
        }
    }
}

#[test]
fn a_table_that_is_absent_is_unknown_and_not_empty() {
    let on = Day::new(2026, 5, 22).unwrap();
    let rows = || person("here", "810 2023-06-01 to 2026-05-22; plan 810 2023-06-01 to 2026-05-28");
    let tables = [TableKind::Persons, TableKind::Payments, TableKind::Plans];
    let found = look(rows(), covered_to(on), settings(on), &tables);
    assert_eq!(told(&found, List::Guarantee), "none");
    assert_eq!(told(&found, List::WithoutEffort), "none");
    assert_eq!(told(&found, List::ExpectedEnd), "none");
    assert_eq!(told(&found, List::PlannedEnd), "due 2026-05-28");
    let words = found.findings[0].words(Language::Danish);
    assert!(words.contains("tabellen `haendelser` var ikke i udtrækket"), "{words}");
    assert!(words.contains("tabellen `loen` var ikke i udtrækket"), "{words}");
}

#[test]
fn a_finding_says_the_rule_the_facts_the_day_and_how_far_it_was_checked() {
    let on = Day::new(2026, 5, 22).unwrap();
    let found = look(
        person("here", "810 2025-07-31 to 2026-05-22; mentor 2025-09-01"),
        covered_to(on),
        settings(on),
        &TableKind::ALL,
    );
    let finding = found.findings.iter().find(|finding| finding.list == List::Guarantee).unwrap();
    assert_eq!(finding.state, State::Passed);
    assert_eq!(
        finding.words(Language::English),
        "The effort guarantee falls due or has passed: passed (2026-01-31). Facts: begun 2025-07-31; mentor from \
         2025-09-01; whether a mentor alone is an effort was not found. Where no employment, social or municipal health \
         effort has begun within 6 months of the start, the case goes before the rehabilitation team, special reasons apart. \
         (LAB § 113, stk. 2) From 2026-02-01: The municipality need no longer have a rehabilitation team. What then becomes \
         of the guarantee for spells that run was not found in a source. The rule was checked up to 2026-01-31; what holds later must be looked up."
    );
    // Before that day it says nothing of it.
    let sooner = Day::new(2024, 7, 11).unwrap();
    let found =
        look(person("here", "810 2024-01-10 to 2024-07-11"), covered_to(sooner), settings(sooner), &TableKind::ALL);
    assert!(found.findings[0].words(Language::English).ends_with("(LAB § 113, stk. 2)"));
    // A spell from before the rule.
    let on = Day::new(2022, 1, 31).unwrap();
    let found = look(person("here", "810 2021-08-01 to 2022-01-31"), covered_to(on), settings(on), &TableKind::ALL);
    let words = found.findings[0].words(Language::Danish);
    assert!(words.contains("reglen kom 2022-01-01; om den gælder forløb fra før, er ikke fundet"), "{words}");
    // Where no source was found the finding says why.
    let later = Day::new(2026, 9, 1).unwrap();
    let found =
        look(person("here", "810 2026-01-01 to 2026-09-01"), covered_to(later), settings(later), &TableKind::ALL);
    let words = found.findings[0].words(Language::English);
    assert!(words.contains("What then becomes of the guarantee for spells that run was not found"), "{words}");
}

#[test]
fn a_register_that_pays_before_there_was_such_a_benefit_is_followed_up_all_the_same() {
    let on = Day::new(2018, 1, 31).unwrap();
    let covered = Span::inclusive(Day::new(2010, 1, 1).unwrap(), on);
    for text in ["810 2012-06-01 to 2018-01-31", "785 2012-06-01 to 2018-01-31; plan 785 2012-06-01 to 2018-06-30"] {
        let found = look(person("here", text), covered, settings(on), &TableKind::ALL);
        assert!(told(&found, List::OverLimit).starts_with("passed"), "{text}");
    }
    assert_eq!(rules::Law::read().unwrap().from(), Day::new(2013, 1, 1).unwrap());
}

#[test]
fn the_day_must_be_covered() {
    let covered = covered_to(Day::new(2026, 5, 22).unwrap());
    let info = register::StoreInfo::in_memory("drawn", covered, "dream", &TableKind::ALL);
    let asked = settings(Day::new(2026, 5, 23).unwrap());
    let error = rules::Watch::new(rules::Law::read().unwrap(), &people::CATALOG, &info, asked).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a follow-up on 2026-05-23 is not possible: the extract covers 2019-01-01 to 2026-05-22"
    );
}

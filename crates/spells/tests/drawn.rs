//! The drawn specifications of spells, run: `cases/gap_rules.md`, `cases/eras.md` and `cases/spells.md`.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

#[path = "common/markdown.rs"]
mod markdown;

use calendar::{Day, Span};
use definitions::{Catalog, GapRule};
use markdown::{Row, tables};
use register::{Payment, People, PersonRows};
use spells::{Group, Joining, Spell, join_spells};
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

/// A gap rule by its name in the manual: `days = 28` is written with room around the sign.
fn rule(row: &Row, name: &str) -> GapRule {
    CATALOG.gap_rule(&name.replace(' ', "")).unwrap_or_else(|error| panic!("{}: {error}", row.place)).0
}

/// The spells of somebody who is paid on these days, first and last inclusive, in any order.
fn spells_of(paid: &[(Day, Day)], ends: &[Day], joining: Joining) -> (Vec<Span>, Vec<Spell>) {
    let code = CATALOG.code_sets.versions("dream").unwrap()[0].find("810").unwrap();
    let group = Group::new(CATALOG.benefits.versions("ressourceforlob").unwrap());
    let payments = paid.iter().map(|(first, last)| Payment { from: *first, until: *last + 1, code }).collect();
    let people = People::from_rows(vec![PersonRows { payments, ..PersonRows::default() }], Vec::new());
    let (mut days, mut spells) = (Vec::new(), Vec::new());
    group.paid_days(people.person(0).payments, joining.covered, &mut days);
    join_spells(&days, ends, joining, &mut spells);
    (days, spells)
}

/// Coverage of all the days there are in the examples that do not say, and more.
fn long_covered() -> Span {
    Span::new(Day::new(1999, 1, 1).unwrap(), Day::new(2031, 1, 1).unwrap())
}

fn two_days(rule: GapRule, last: Day, next: Day) -> usize {
    spells_of(&[(last, last), (next, next)], &[], Joining { rule, covered: long_covered(), began: None }).1.len()
}

/// Whether another program's rule, as it is written in the table, joins the two days.
fn their_rule_joins(row: &Row, formula: &str, last: Day, next: Day) -> bool {
    let days = next - last;
    let number =
        |text: &str| -> i32 { text.parse().unwrap_or_else(|_| panic!("{}: `{formula}` has no number", row.place)) };
    if let Some(n) = formula.strip_prefix("s ≤ e + ").or(formula.strip_prefix("s − e ≤ ")) {
        return days <= number(n);
    }
    if let Some(n) = formula.strip_prefix("idle ≤ ") {
        return days - 1 <= number(n);
    }
    if let Some(n) = formula.strip_prefix("idle < ") {
        return days - 1 < number(n);
    }
    panic!("{}: `{formula}` is no rule that is known here", row.place)
}

#[test]
fn gap_rules() {
    for table in tables("gap_rules.md", include_str!("../../../cases/gap_rules.md"), 60) {
        let pair = ["last paid day", "next paid day", "idle days"];
        let of_program = table.is(&["program", "its rule", "rule here", "spells", pair[0], pair[1], pair[2]], &[]);
        let without_like =
            table.is(&["program", "its rule", "its spells", "rule here", "our spells", pair[0], pair[1], pair[2]], &[]);
        if table.is(&["rule", "always forgiven up to", "never forgiven from"], &[]) {
            for row in &table.rows {
                assert_always_and_never(row);
            }
            continue;
        }
        assert!(
            of_program || without_like || table.is(&["rule", "spells", pair[0], pair[1], pair[2]], &[]),
            "{:?} has no meaning under `{}`",
            table.columns,
            table.heading
        );
        for row in &table.rows {
            let (last, next) = (row.day(pair[0]), row.day(pair[1]));
            assert_eq!(next - last - 1, row.number(pair[2]), "{}: idle days", row.place);
            let (ours, spells) = if without_like {
                ("rule here", "our spells")
            } else if of_program {
                ("rule here", "spells")
            } else {
                ("rule", "spells")
            };
            assert_eq!(
                two_days(rule(row, row.get(ours)), last, next) as i32,
                row.number(spells),
                "{}: our spells",
                row.place
            );
            if of_program || without_like {
                assert!(!row.get("program").is_empty(), "{}", row.place);
                if row.get("its rule") != "by the dates" {
                    let theirs = if their_rule_joins(row, row.get("its rule"), last, next) { 1 } else { 2 };
                    assert_eq!(
                        theirs,
                        row.number(if without_like { "its spells" } else { spells }),
                        "{}: their spells",
                        row.place
                    );
                }
            }
            row.assert_read();
        }
    }
}

/// Tries every break of some leap and common years.
fn assert_always_and_never(row: &Row) {
    let (rule, always, never) =
        (rule(row, row.get("rule")), row.number("always forgiven up to"), row.number("never forgiven from"));
    let first = Day::new(2015, 1, 1).unwrap();
    let joined =
        |idle: i32| (0..1_500).map(|at| two_days(rule, first + at, first + at + idle + 1) == 1).collect::<Vec<bool>>();
    assert!((0..=always).all(|idle| joined(idle).into_iter().all(|joined| joined)), "{}", row.place);
    assert!((never..never + 40).all(|idle| joined(idle).into_iter().all(|joined| !joined)), "{}", row.place);
    // The two numbers are the tightest there are.
    assert!(joined(always + 1).contains(&false) && joined(never - 1).contains(&true), "{}", row.place);
    row.assert_read();
}

#[test]
fn eras() {
    for table in tables("eras.md", include_str!("../../../cases/eras.md"), 15) {
        assert!(
            table.is(&["rule", "paid", "eras"], &["forgiven days"]),
            "{:?} has no meaning under `{}`",
            table.columns,
            table.heading
        );
        for row in &table.rows {
            let joining = Joining { rule: rule(row, row.get("rule")), covered: long_covered(), began: None };
            let paid: Vec<(Day, Day)> = row.list("paid").into_iter().map(|days| row.days_of(days)).collect();
            let eras: Vec<(Day, Day)> = row.list("eras").into_iter().map(|days| row.days_of(days)).collect();
            let reversed: Vec<(Day, Day)> = paid.iter().rev().copied().collect();
            for rows in [paid.clone(), reversed.clone(), [paid.clone(), reversed].concat()] {
                let (days, spells) = spells_of(&rows, &[], joining);
                assert_eq!(
                    spells.iter().map(|spell| (spell.from, spell.last_day())).collect::<Vec<_>>(),
                    eras,
                    "{}",
                    row.place
                );
                if row.find("forgiven days").is_some() {
                    let forgiven =
                        spells.iter().map(Spell::days).sum::<i32>() - days.iter().map(|span| span.days()).sum::<i32>();
                    assert_eq!(forgiven, row.number("forgiven days"), "{}", row.place);
                }
            }
            row.assert_read();
        }
    }
}

/// A spell in the words of the manual, without its days.
fn in_words(spell: &Spell) -> String {
    let days =
        if spell.days() == 1 { spell.from.to_string() } else { format!("{} to {}", spell.from, spell.last_day()) };
    let mut words = vec![days, if spell.ended { "ended".into() } else { "undecided".into() }];
    if spell.left_censored {
        words.push("start unknown".into());
    }
    if spell.start_provisional {
        words.push("start provisional".into());
    }
    words.join(", ")
}

#[test]
fn spells() {
    for table in tables("spells.md", include_str!("../../../cases/spells.md"), 90) {
        assert!(
            table.is(&["rule", "covered", "paid", "spells"], &["benefit began", "registered ends"]),
            "{:?} has no meaning under `{}`",
            table.columns,
            table.heading
        );
        for row in &table.rows {
            let (first, last) = row.days_of(row.get("covered"));
            let began = row.find("benefit began").is_some().then(|| row.day("benefit began"));
            let joining = Joining { rule: rule(row, row.get("rule")), covered: Span::inclusive(first, last), began };
            let ends: Vec<Day> = if row.find("registered ends").is_some() {
                row.list("registered ends").into_iter().map(|day| row.day_of(day)).collect()
            } else {
                Vec::new()
            };
            let paid: Vec<(Day, Day)> = row.list("paid").into_iter().map(|days| row.days_of(days)).collect();
            let (_, spells) = spells_of(&paid, &ends, joining);

            let drawn = row.list("spells");
            let durations: Vec<Option<i32>> = drawn
                .iter()
                .map(|spell| {
                    spell
                        .split(", ")
                        .find_map(|word| word.strip_suffix(" days").or(word.strip_suffix(" day")))
                        .map(|days| days.parse().unwrap())
                })
                .collect();
            let without_days: Vec<String> = drawn
                .iter()
                .map(|spell| {
                    spell
                        .split(", ")
                        .filter(|word| !word.ends_with(" days") && !word.ends_with(" day"))
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .collect();
            assert_eq!(spells.iter().map(in_words).collect::<Vec<_>>(), without_days, "{}", row.place);
            for (spell, duration) in spells.iter().zip(durations) {
                assert!(duration.is_none_or(|days| spell.days() == days), "{}: {} days", row.place, spell.days());
            }
            row.assert_read();
        }
    }
}

/// What a mistake in a file does.
#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let head = "| rule | paid |\n|------|------|\n";
    for (wrong, text) in [
        ("no line of dashes", "| rule | paid |\n| a | b |\n".to_owned()),
        ("a cell too few", format!("{head}| a |\n")),
        ("no end of line", format!("{head}| a | b\n")),
        ("no rows", format!("{head}\nText\n")),
        ("too few rows", format!("{head}| a | b |\n")),
    ] {
        assert!(std::panic::catch_unwind(|| tables("wrong.md", &text, 2)).is_err(), "{wrong}");
    }
    assert_eq!(tables("right.md", &format!("# A\n\n{head}| a | `b` |\n| c | d |\n"), 2)[0].rows[0].get("paid"), "b");
}

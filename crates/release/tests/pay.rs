//! Sums and means of pay: what is hidden of them for one who has most, or could be told by another; that neighbors cover
//! it; and that the attack on the folder finds nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test whose own set-up is wrong fails")]

mod drawn;

use audit::Report;
use calendar::{Day, Month};
use definitions::{Catalog, Dimension, Disclosure};
use drawn::{Asked, catalog, published_of, tables_of};
use measures::{Contributions, Table};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use register::{Attributes, Payment, PersonRows, Stay, Wage};
use release::{Ledger, Method, Plan, Protected, ProtectedCell, ProtectedTable};
use std::collections::BTreeSet;

const MUNICIPALITIES: &[Dimension] = &[Dimension::Year, Dimension::Municipality];

/// A person whose spell ends in a month of 2018, and who is paid so many kroner in the next; or not known how many.
#[derive(Debug, Clone)]
struct Paid {
    municipality: u16,
    woman: bool,
    month: i32,
    kroner: Option<i32>,
}

fn rows(person: &Paid, catalog: &Catalog) -> PersonRows {
    let code = |set: &str, code: &str| catalog.code_sets.versions(set).unwrap()[0].find(code).unwrap();
    let month = Month::new(2018, 1).unwrap().plus(person.month);
    let payment = Payment { from: month.first_day(), until: month.last_day() + 1, code: code("dream", "810") };
    PersonRows {
        attributes: Attributes {
            sex: Some(code("koen", if person.woman { "K" } else { "M" })),
            ..Attributes::default()
        },
        stays: vec![Stay { from: "2000-01-01".parse().unwrap(), until: Day::MAX, municipality: person.municipality }],
        payments: vec![payment],
        wages: vec![Wage { month: month.next(), hours: None, amount: person.kroner.map(|kroner| 100 * kroner) }],
        ..PersonRows::default()
    }
}

/// Every second a woman, all in May 2018.
fn people(of: &[(u16, &[i32])]) -> Vec<Paid> {
    let person = |municipality: u16, at: usize, kroner: i32| Paid {
        municipality,
        woman: at.is_multiple_of(2),
        month: 4,
        kroner: Some(kroner),
    };
    of.iter()
        .flat_map(|(municipality, all)| (0..).zip(*all).map(|(at, kroner)| person(*municipality, at, *kroner)))
        .collect()
}

fn ask(measure: &'static str, by: &[Dimension]) -> Asked {
    Asked { measure, periods: "2018", by: by.to_vec(), only: Vec::new(), against: None, spread: None }
}

fn counted(people: &[Paid], asked: &[Asked]) -> Vec<Table> {
    tables_of(people.iter().map(|person| rows(person, catalog())).collect(), asked, catalog())
}

/// Published, and clean.
fn clean(tables: &[Table], rule: Disclosure, ledger: &Ledger) -> (Report, Protected) {
    let folder = tempfile::tempdir().unwrap();
    let (report, protected) = published_of(tables, rule, Method::Suppression, ledger, folder.path()).unwrap();
    assert!(report.passes(), "{report}");
    (report, protected)
}

fn dominance(k: u8) -> Disclosure {
    Disclosure { dominance: [Some(k), None, None], ..Disclosure::default() }
}

fn p_percent(p: u8) -> Disclosure {
    Disclosure { p_percent: Some(p), ..Disclosure::default() }
}

fn id(table: &ProtectedTable, row: usize) -> String {
    table.categories(row).map(|category| category.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// The figure of a row in a column, as it is shown.
fn shown(table: &ProtectedTable, wanted: &str, column: &str) -> String {
    let at = table.columns().iter().position(|known| known.id() == column).unwrap();
    let row = (0..table.n_rows()).find(|row| id(table, *row) == wanted).unwrap_or_else(|| panic!("no row {wanted}"));
    match table.cell(row, at) {
        ProtectedCell::Number { value, .. } => value.rounded(0),
        ProtectedCell::Suppressed => "..".into(),
        ProtectedCell::NotYet => "not yet".into(),
        ProtectedCell::Unknown => "unknown".into(),
    }
}

fn hidden(table: &ProtectedTable, column: &str) -> Vec<String> {
    (0..table.n_rows()).map(|row| id(table, row)).filter(|row| shown(table, row, column) == "..").collect()
}

/// What the ledger has of a cell of pay whose words end so.
fn reason(protected: &Protected, end: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(&protected.published.line(&Plan::empty("x"), "")).unwrap();
    let hidden = line["hidden"].as_object().unwrap();
    // The sums, and not the counts of those of whom it is known.
    let is_sum = |words: &str| words.contains("pay of the month") && !words.contains(" known;");
    let mut of_pay = hidden.iter().filter(|(words, _)| is_sum(words) && words.ends_with(end));
    of_pay.next().map(|(_, why)| why.as_str().unwrap().to_owned())
}

/// K13: 300, 20 and 10 are 330, of which one has 91 per cent. The total would have to be 352.94 for (1,85).
#[test]
fn one_who_has_most() {
    let of = people(&[(101, &[300, 20, 10]), (165, &[90, 80, 70]), (183, &[200, 210, 190, 220])]);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let (_, open) = clean(&tables, Disclosure::default(), &Ledger::default());
    for (column, figure) in [("sum_pay", "330"), ("mean_pay", "110"), ("median_pay", "20"), ("pay_known", "3")] {
        assert_eq!(shown(&open.tables[0], "2018 101", column), figure, "{column}");
    }
    assert!(hidden(&open.tables[0], "sum_pay").is_empty(), "without the rule it is shown");

    let (report, protected) = clean(&tables, dominance(85), &Ledger::default());
    let table = &protected.tables[0];
    assert_eq!(hidden(table, "sum_pay"), ["2018 101", "2018 165"], "the one, and what covers it");
    assert_eq!(hidden(table, "mean_pay"), hidden(table, "sum_pay"), "a mean tells the sum");
    assert!(hidden(table, "count").is_empty() && hidden(table, "pay_known").is_empty());
    assert_eq!(shown(table, "2018 101", "median_pay"), "20");
    assert_eq!(shown(table, "2018 all", "sum_pay"), "1390");
    assert_eq!(reason(&protected, "municipality=101").as_deref(), Some("one has most"));
    assert_eq!(reason(&protected, "municipality=165").as_deref(), Some("to cover others"));
    let interval = report.intervals.iter().find(|interval| interval.name.ends_with("municipality 101")).unwrap();
    assert!(interval.exact && interval.lower <= 307 && interval.upper.unwrap() >= 353, "{interval:?}");
}

/// K13: who has 49,000 of 100,000 knows that the one with 50,000 has at most 51,000; (1,90) sees nothing in that. Of
/// 110,000 the one with 50,000 knows the 52,000 to within 15.4 per cent.
#[test]
fn one_who_could_tell() {
    let ones = [100; 10];
    let close = [&[50_000, 49_000], &ones[..]].concat();
    let rest = [1_000; 8];
    let far = [&[52_000, 50_000], &rest[..]].concat();
    let of = people(&[(101, &close), (165, &far), (183, &[20_000; 30])]);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let hides = |rule| {
        let (_, protected) = clean(&tables, rule, &Ledger::default());
        let why = |place: &str| reason(&protected, place).filter(|why| why != "to cover others");
        (why("municipality=101"), why("municipality=165"))
    };
    let told = Some("one could tell another's".to_owned());
    assert_eq!(hides(dominance(90)), (None, None));
    assert_eq!(hides(p_percent(10)), (told.clone(), None));
    assert_eq!(hides(p_percent(16)), (told.clone(), told));
    let two = Disclosure { dominance: [None, Some(90), None], ..Disclosure::default() };
    let most = Some("one has most".to_owned());
    assert_eq!(hides(two), (most.clone(), most), "99 and 93 per cent");
}

#[test]
fn of_few_all_is_hidden() {
    // Two, and five of whom the pay of two is known.
    let mut of = people(&[(101, &[20_000, 21_000]), (165, &[20_000; 5]), (183, &[18_000; 9]), (153, &[17_000; 12])]);
    of.iter_mut().filter(|person| person.municipality == 165).take(3).for_each(|person| person.kroner = None);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let (_, protected) = clean(&tables, Disclosure::default(), &Ledger::default());
    let table = &protected.tables[0];
    for column in ["count", "sum_pay", "mean_pay", "median_pay", "pay_known"] {
        assert_eq!(shown(table, "2018 101", column), "..", "{column}");
    }
    for column in ["sum_pay", "mean_pay", "median_pay", "pay_known"] {
        assert_eq!(shown(table, "2018 165", column), "..", "{column}");
    }
    for place in ["municipality=101", "municipality=165"] {
        assert_eq!(reason(&protected, place).as_deref(), Some("a sum over few"), "{place}");
    }
}

/// What is hidden as a count is hidden as a sum, wherever another table has it; what women have is what a table by sex
/// has of them.
#[test]
fn one_sum_in_two_tables() {
    let of = people(&[(101, &[90_000, 100, 200, 100, 300, 100]), (165, &[2_000; 12]), (183, &[3_000; 15])]);
    let by_sex = ask("pay", &[Dimension::Year, Dimension::Municipality, Dimension::Sex]);
    let women = ask("pay_of_women", MUNICIPALITIES);
    let tables = counted(&of, &[by_sex, women]);
    let (_, protected) = clean(&tables, dominance(85), &Ledger::default());
    let of_women = hidden(&protected.tables[1], "sum_pay");
    assert!(of_women.contains(&"2018 101".to_owned()), "{of_women:?}");
    let of_both = hidden(&protected.tables[0], "sum_pay");
    let women_of_both: Vec<String> =
        of_both.iter().filter(|id| id.ends_with(" K")).map(|id| id.trim_end_matches(" K").to_owned()).collect();
    assert_eq!(women_of_both, of_women);
}

/// A mean alone is protected as its sum is, and one that is shown tells the sum to the attack as well.
#[test]
fn a_mean_tells_its_sum() {
    let of = people(&[(101, &[300, 20, 10]), (165, &[90, 80, 70]), (183, &[200, 210, 190, 220])]);
    let tables = counted(&of, &[ask("pay_mean", MUNICIPALITIES)]);
    let (report, protected) = clean(&tables, dominance(85), &Ledger::default());
    assert_eq!(hidden(&protected.tables[0], "mean_pay"), ["2018 101", "2018 165"]);
    let interval = report.intervals.iter().find(|interval| interval.name.ends_with("municipality 101")).unwrap();
    assert_eq!(interval.name, "1.csv, the sum of mean_pay, year 2018, municipality 101");
    assert!(interval.lower <= 307 && interval.upper.unwrap() >= 353, "{interval:?}");
}

#[test]
fn lowest_highest_and_ranks() {
    // The one who has most is in the area with the highest mean.
    let of = people(&[(101, &[90_000, 100, 200]), (165, &[2_000; 12]), (183, &[3_000; 15])]);
    let spread = Asked { spread: Some(Dimension::Municipality), ..ask("pay_mean", &[Dimension::Year]) };
    let tables = counted(&of, &[spread]);
    let (_, open) = clean(&tables, Disclosure::default(), &Ledger::default());
    assert_eq!(shown(&open.tables[0], "2018", "mean_pay_highest"), "30100");
    let (_, protected) = clean(&tables, dominance(85), &Ledger::default());
    assert_eq!(shown(&protected.tables[0], "2018", "mean_pay_highest"), "3000");
    assert_eq!(shown(&protected.tables[0], "2018", "mean_pay_areas"), "2");
    // What another table hides to cover it is not told as the lowest either.
    let spread = Asked { spread: Some(Dimension::Municipality), ..ask("pay_mean", &[Dimension::Year]) };
    let tables = counted(&of, &[spread, ask("pay_mean", MUNICIPALITIES)]);
    let (_, protected) = clean(&tables, dominance(85), &Ledger::default());
    assert_eq!(hidden(&protected.tables[1], "mean_pay"), ["2018 101", "2018 165"]);
    assert_eq!(shown(&protected.tables[0], "2018", "mean_pay_lowest"), "3000");
    assert_eq!(shown(&protected.tables[0], "2018", "mean_pay_areas"), "1");
    let tables = counted(&of, &[ask("pay_rank", MUNICIPALITIES)]);
    let (_, open) = clean(&tables, Disclosure::default(), &Ledger::default());
    assert_eq!(shown(&open.tables[0], "2018 101", "rank"), "1");
    let (_, protected) = clean(&tables, dominance(85), &Ledger::default());
    for place in ["2018 101", "2018 165", "2018 183"] {
        assert_eq!(shown(&protected.tables[0], place, "rank"), "..", "{place}");
    }
}

/// A correction: what is hidden may be below 0, and one who owes most has most.
#[test]
fn below_zero() {
    let of = people(&[(101, &[-9_000, 20, 10]), (165, &[900, 800, 700]), (183, &[200, 210, 190, 220])]);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let (_, open) = clean(&tables, Disclosure::default(), &Ledger::default());
    assert_eq!(shown(&open.tables[0], "2018 101", "sum_pay"), "-8970");
    assert_eq!(shown(&open.tables[0], "2018 101", "mean_pay"), "-2990");
    let (report, protected) = clean(&tables, dominance(85), &Ledger::default());
    assert_eq!(shown(&protected.tables[0], "2018 101", "sum_pay"), "..");
    let interval = report.intervals.iter().find(|interval| interval.name.ends_with("municipality 101")).unwrap();
    assert!(interval.lower < -1_000_000 && interval.upper.unwrap() > 1_000_000, "{interval:?}");
}

#[test]
fn amounts_are_hidden_beside_rounded_counts() {
    let of = people(&[(101, &[20_000; 11]), (165, &[2_000; 12]), (183, &[3_000; 15])]);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let folder = tempfile::tempdir().unwrap();
    for method in [Method::Rounding { base: 5 }, Method::SmallCountRounding { base: 5 }] {
        let published = published_of(&tables, Disclosure::default(), method, &Ledger::default(), folder.path());
        let (_, protected) = published.unwrap();
        for column in ["sum_pay", "mean_pay", "median_pay", "pay_known"] {
            let table = &protected.tables[0];
            let at = table.columns().iter().position(|known| known.id() == column).unwrap();
            // Of nobody there is no mean; of the others none is shown.
            let is_number = |row: &usize| matches!(table.cell(*row, at), release::ProtectedCell::Number { .. });
            assert_eq!((0..table.n_rows()).filter(is_number).count(), 0, "{column}");
        }
        assert_ne!(shown(&protected.tables[0], "2018 101", "count"), "..");
        let line = protected.published.line(&Plan::empty("x"), "");
        assert!(!line.contains("pay of the month"), "no sum is remembered: {line}");
    }
}

/// What one release hid the next does not show, though its rule would.
#[test]
fn hidden_once_hidden_again() {
    let of = people(&[(101, &[300, 20, 10]), (165, &[90, 80, 70]), (183, &[200, 210, 190, 220])]);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let (_, first) = clean(&tables, dominance(85), &Ledger::default());
    let line = first.published.line(&Plan::empty("first"), "today");
    let ledger = Ledger::read(&line, "today").unwrap();
    let (_, second) = clean(&tables, Disclosure::default(), &ledger);
    assert_eq!(hidden(&second.tables[0], "sum_pay"), hidden(&first.tables[0], "sum_pay"));
    assert_eq!(reason(&second, "municipality=101").as_deref(), Some("hidden before"));
    // A sum that is revised by a krone is no sign of few people.
    let revised = Ledger::read(&line, "tomorrow").unwrap();
    let of = people(&[(101, &[300, 20, 10]), (165, &[90, 80, 70]), (183, &[200, 210, 190, 221])]);
    let tables = counted(&of, &[ask("pay", MUNICIPALITIES)]);
    let (_, third) = clean(&tables, dominance(85), &revised);
    assert_eq!(revised.small_revisions(&third.published, 3), 0);
}

/// How far below and above a sum its attacker must be left, by the rules as the handbook writes them.
fn needed(contributions: &Contributions, (k, p): (i64, i64)) -> Option<(i64, i64)> {
    let Contributions { sum, size, greatest: [first, second, _], .. } = *contributions;
    let by_dominance = (100 * first > k * size).then(|| (100 * first + k - 1) / k - size);
    let rest = size - first - second;
    let by_p = (p * first > 100 * rest).then(|| (p * first - 100 * rest + 99) / 100);
    let level = by_dominance.max(by_p)?;
    Some((sum - level, sum + level))
}

fn paid() -> impl Strategy<Value = Paid> {
    let place = prop_oneof![3 => Just(101u16), 2 => Just(165), 1 => Just(153), 2 => Just(183), 1 => Just(259)];
    let kroner = prop_oneof![
        1 => Just(None),
        3 => Just(Some(0)),
        8 => (10_000i32..40_000).prop_map(Some),
        2 => (1i32..400).prop_map(|kroner| Some(1_000 * kroner)),
        1 => Just(Some(-500)),
    ];
    (place, any::<bool>(), 0..11i32, kroner).prop_map(|(municipality, woman, month, kroner)| Paid {
        municipality,
        woman,
        month,
        kroner,
    })
}

fn asked() -> impl Strategy<Value = Asked> {
    let measure = prop_oneof![
        4 => Just("pay"),
        2 => Just("pay_mean"),
        1 => Just("pay_of_women"),
        1 => Just("pay_rank"),
        1 => Just("ressourceforlob.ended"),
        2 => Just("pay_and_work"),
    ];
    let time = prop_oneof![2 => Just(Dimension::Year), 2 => Just(Dimension::Quarter)];
    let other = prop_oneof![
        3 => Just(vec![Dimension::Municipality]),
        2 => Just(vec![Dimension::Region]),
        2 => Just(vec![Dimension::Sex]),
        2 => Just(vec![Dimension::Municipality, Dimension::Sex]),
        1 => Just(Vec::new()),
    ];
    (measure, time, other, 0u8..6).prop_map(|(measure, time, others, extra)| {
        let mut by: Vec<Dimension> = std::iter::once(time).chain(others).collect();
        if measure == "pay_and_work" {
            by.truncate(2);
            by.push(Dimension::Status);
        }
        let has_place = by.iter().any(|dimension| dimension.kind() == definitions::DimensionKind::Place);
        let against = (extra == 1 && by.contains(&Dimension::Municipality)).then_some("country");
        let spread = (extra == 2 && !has_place).then_some(Dimension::Municipality);
        let only = (extra == 3 && !has_place).then(|| (Dimension::Municipality, "101".to_owned()));
        Asked { measure, periods: "2018", by, only: only.into_iter().collect(), against, spread }
    })
}

#[test]
fn what_is_published_of_pay_stands_the_attack() {
    stands_the_attack(1);
}

/// The other half of the draws, beside the first.
#[test]
fn what_else_is_published_of_pay_stands_the_attack() {
    stands_the_attack(2);
}

/// Whether an interval of the audit is that of a row's sum: of the same categories, those that a filter lets pass too.
fn is_of(interval: &audit::Interval, shown: &ProtectedTable, row: usize, measure: &definitions::Measure) -> bool {
    let named = shown.categories(row).zip(shown.axes()).filter(|(category, _)| category.id != "all");
    let named = named.map(|(category, axis)| format!("{} {}", axis.dimension.id(), category.id));
    let passing = measure.only.iter().map(|(dimension, ids)| format!("{} {}", dimension.id(), ids.join("|")));
    let categories: BTreeSet<String> = named.chain(passing).collect();
    let of = interval.name.split_once("sum_pay, ").map(|(_, of)| of.split(", ").map(str::to_owned).collect());
    of == Some(categories)
}

fn stands_the_attack(seed: u8) {
    let rule = (prop_oneof![Just(50u8), Just(85)], prop_oneof![Just(15u8), Just(30)], prop::bool::weighted(0.75));
    let drawn = (proptest::collection::vec(paid(), 5..80), proptest::collection::vec(asked(), 1..4), rule);
    let (n_published, n_sums, n_kept) = (std::cell::Cell::new(0), std::cell::Cell::new(0), std::cell::Cell::new(0));
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])).run(
        &drawn,
        |(people, asked, (k, p, zeros_shown))| {
            let rule = Disclosure {
                dominance: [Some(k), None, None],
                p_percent: Some(p),
                zeros_shown,
                ..Disclosure::default()
            };
            let tables = counted(&people, &asked);
            let folder = tempfile::tempdir().unwrap();
            let published = published_of(&tables, rule, Method::Suppression, &Ledger::default(), folder.path());
            // Where nothing can be protected, nothing is published.
            let Some((report, protected)) = published else { return Ok(()) };
            prop_assert!(report.passes(), "{report}\n{asked:?}");
            n_published.set(n_published.get() + 1);
            for (table, shown) in tables.iter().zip(&protected.tables) {
                for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| column.id() == "sum_pay") {
                    for row in 0..table.n_rows() {
                        let contributions = table.behind.contributions(&table.behind.place(row));
                        let needed = needed(&contributions, (k.into(), p.into()));
                        if matches!(shown.cell(row, at), ProtectedCell::Number { .. }) {
                            prop_assert_eq!(needed, None, "{} {}", column.id(), id(shown, row));
                            continue;
                        }
                        n_sums.set(n_sums.get() + 1);
                        let found =
                            report.intervals.iter().find(|interval| is_of(interval, shown, row, &table.measure));
                        let Some((found, (lower, upper))) = found.filter(|found| found.exact).zip(needed) else {
                            continue;
                        };
                        n_kept.set(n_kept.get() + 1);
                        // Nobody could be below 0 where all are not.
                        let lower = if found.lower >= 0 { lower.max(0) } else { lower };
                        prop_assert!(found.lower <= lower, "{found:?} and {lower} to {upper}");
                        prop_assert!(found.upper.is_none_or(|most| most >= upper), "{found:?} and {lower} to {upper}");
                    }
                }
            }
            Ok(())
        },
    );
    outcome.unwrap();
    println!(
        "{} published, {} sums hidden, {} intervals held against the rules",
        n_published.get(),
        n_sums.get(),
        n_kept.get()
    );
    assert!(
        n_published.get() > 100 && n_sums.get() > 700 && n_kept.get() > 170,
        "{} {} {}",
        n_published.get(),
        n_sums.get(),
        n_kept.get()
    );
}

/// The whole country by origin: as many cells as a year's table has, with pay as it is spread among people.
#[test]
fn a_table_of_the_whole_country() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("measures")).unwrap();
    let measure = include_str!("drawn/definitions/measures/pay.toml");
    std::fs::write(folder.path().join("measures/pay.toml"), measure).unwrap();
    let catalog = Catalog::with_folders(&[folder.path().to_owned()]).unwrap();
    let country = &catalog.geographies.versions("denmark").unwrap()[0];
    // A fixed sequence without pattern; one in forty has many times what the others have.
    let mut state = 7u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut people = Vec::new();
    for municipality in &country.municipalities {
        for _ in 0..10 + below(60) {
            let most = if below(40) == 0 { 900_000 } else { 45_000 };
            let kroner = if below(3) == 0 { 0 } else { 8_000 + below(most) as i32 };
            let paid = Paid { municipality: municipality.code, woman: below(2) == 0, month: 4, kroner: Some(kroner) };
            let mut person = rows(&paid, &catalog);
            // Nearly everybody is of the first.
            person.attributes.origin = Some(below(5).min(below(5)) as u16);
            people.push(person);
        }
    }
    let asked = ask("pay", &[Dimension::Year, Dimension::Municipality, Dimension::Origin]);
    let tables = tables_of(people, &[asked], &catalog);
    let rule = Disclosure { dominance: [Some(85), None, None], p_percent: Some(15), ..Disclosure::default() };
    let (report, protected) = clean(&tables, rule, &Ledger::default());
    let summary = protected.summary;
    println!("{report}\n{summary:?}");
    // Beside the named ones there are the unknown and all.
    let n_origins = catalog.code_sets.versions("herkomst").unwrap()[0].codes.len();
    assert_eq!(tables[0].n_rows(), (country.municipalities.len() + 2) * (n_origins + 2));
    let of_sums = hidden(&protected.tables[0], "sum_pay").len();
    let of_counts = hidden(&protected.tables[0], "count").len();
    assert!(of_counts > 50 && of_sums > of_counts + 50, "{of_counts} {of_sums}");
}

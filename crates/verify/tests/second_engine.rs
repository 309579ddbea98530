//! A second engine: small tables at random, and all whole tables that fit, one by one.
//!
//! ```text
//! # hidden: . = 1..2
//! # table: t
//! # total: T = a + b + c | x        structural: does it fit for no, some or all of what the symbols may hide?
//! # total: T = a + b + c | y
//! # share: p = x / T | a            … where half is rounded away from zero, and a share of nobody is none
//! # claim: [a | x] < [b | x]        asserted: so in no, some or all of the tables that fit all the rest?
//! # claim: [a | x] is second lowest of rows      by the figures alone
//! ```

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use verify::{Report, Verdict, verify_text};

const ROWS: [&str; 4] = ["a", "b", "c", "T"];

/// A table: x and y in each row, hidden or not, and the share of x as it is printed.
#[derive(Debug, Clone)]
struct Drawn {
    x: [Option<i64>; 4],
    y: [Option<i64>; 4],
    shares: [i64; 4],
    hidden: (i64, i64),
    nth: usize,
}

/// A count or a symbol, where 0 to 9 become a symbol below `n_symbols`.
fn drawn() -> impl Strategy<Value = Drawn> {
    let column = || (prop::array::uniform3((0..6_i64, 0..10)), -1..2_i64, 0..10_i32);
    let sum = |(parts, wrong, symbol): ([(i64, i32); 3], i64, i32)| {
        let total = parts.iter().map(|(count, _)| count).sum::<i64>() + if symbol % 3 == 0 { wrong } else { 0 };
        let hide = |count: i64, symbol: i32| if symbol < 3 { None } else { Some(count) };
        let [a, b, c] = parts.map(|(count, symbol)| hide(count, symbol));
        ([a, b, c, hide(total.max(0), symbol)], [parts[0].0, parts[1].0, parts[2].0, total.max(0)])
    };
    (column(), column(), prop::array::uniform4(-2..3_i64), 0..3_i64, 0..3_i64, 1..4_usize).prop_map(
        move |(x, y, wrong, least, more, nth)| {
            let ((x, counts), (y, _)) = (sum(x), sum(y));
            let share = |at: usize| {
                let right = if counts[3] > 0 { rounded(counts[at], counts[3]) } else { 0 };
                (right + if wrong[at].abs() < 2 { 0 } else { wrong[at].signum() }).max(0)
            };
            Drawn { x, y, shares: [share(0), share(1), share(2), share(3)], hidden: (least, least + more), nth }
        },
    )
}

/// 100 times part over base, half away from zero.
fn rounded(part: i64, base: i64) -> i64 {
    (200 * part + base).div_euclid(2 * base)
}

const STATEMENTS: [&str; 12] = [
    "# total: T = a + b + c | x",
    "# total: T = a + b + c | y",
    "# share: p = x / T | a",
    "# share: p = x / T | b",
    "# share: p = x / T | c",
    "# share: p = x / T | T",
    "# limit: [a | x] <= [a | y]",
    "# claim: [a | x] < [b | x]",
    "# claim: sum [a .. c | x] >= [T | y]",
    "# claim: [b | x] + [c | x] = 6",
    "# claim: [a | x] is lower than every other row [a, b, c]",
    "# claim: [b | y] is NTH lowest of rows [a, b, c]",
];

/// The line of the first statement.
const FIRST: usize = 3;

fn text(drawn: &Drawn) -> String {
    let nth = ["", "second", "third"][drawn.nth - 1];
    let mut text = format!("# hidden: . = {}..{}\n# table: t\n", drawn.hidden.0, drawn.hidden.1);
    for statement in STATEMENTS {
        writeln!(text, "{}", statement.replace("NTH ", &format!("{nth} ").trim_start().replace("  ", " "))).unwrap();
    }
    writeln!(text, ";x;y;p").unwrap();
    let shown = |count: Option<i64>| count.map_or(".".to_owned(), |count| count.to_string());
    for (at, row) in ROWS.iter().enumerate() {
        writeln!(text, "{row};{};{};{}", shown(drawn.x[at]), shown(drawn.y[at]), drawn.shares[at]).unwrap();
    }
    text
}

/// x and y of the four rows.
type Table = [i64; 8];

/// Every table that the symbols may hide.
fn all_tables(drawn: &Drawn) -> Vec<Table> {
    let mut tables = vec![[0; 8]];
    for (at, count) in drawn.x.iter().chain(&drawn.y).enumerate() {
        let may_be: Vec<i64> = count.map_or_else(|| (drawn.hidden.0..=drawn.hidden.1).collect(), |count| vec![count]);
        let with = |table: &Table, value: i64| {
            let mut table = *table;
            table[at] = value;
            table
        };
        tables = tables.iter().flat_map(|table| may_be.iter().map(move |value| with(table, *value))).collect();
    }
    tables
}

/// Whether a statement is so in a table; none where it says nothing of it.
fn is_so(statement: usize, drawn: &Drawn, table: &Table) -> Option<bool> {
    let [xa, xb, xc, xt, ya, yb, yc, yt] = *table;
    let lower = |own: i64, others: [i64; 2]| others.iter().filter(|other| **other < own).count();
    let up_to = |own: i64, others: [i64; 2]| others.iter().filter(|other| **other <= own).count();
    Some(match statement {
        0 => xt == xa + xb + xc,
        1 => yt == ya + yb + yc,
        2..=5 => {
            let at = statement - 2;
            if xt == 0 {
                return None;
            }
            rounded(table[at], xt) == drawn.shares[at]
        }
        6 => xa <= ya,
        7 => xa < xb,
        8 => xa + xb + xc >= yt,
        9 => xb + xc == 6,
        10 => up_to(xa, [xb, xc]) == 0,
        _ => lower(yb, [ya, yc]) < drawn.nth && up_to(yb, [ya, yc]) + 1 >= drawn.nth,
    })
}

fn verdict(so: impl IntoIterator<Item = bool>) -> Option<Verdict> {
    let (mut some, mut some_not) = (false, false);
    for so in so {
        some |= so;
        some_not |= !so;
    }
    match (some, some_not) {
        (false, false) => None,
        (true, false) => Some(Verdict::Holds),
        (true, true) => Some(Verdict::Undecided),
        (false, true) => Some(Verdict::Fails),
    }
}

fn line_of(report: &Report, statement: usize) -> Verdict {
    // The report names a statement by its line; those of rows and columns by the line of their figure.
    let words = STATEMENTS[statement];
    let of = |line: &&verify::Line| match statement {
        0 | 1 => line.statement == "t, total T" && line.place == ["x", "y"][statement],
        2..=5 => line.statement == "t, share p" && line.place == ROWS[statement - 2],
        _ => line.line == FIRST + statement && line.place.is_empty(),
    };
    let found: Vec<Verdict> = report.lines.iter().filter(of).map(|line| line.verdict).collect();
    assert_eq!(found.len(), 1, "{words}: {report}");
    found[0]
}

/// How often each verdict came out, by statement.
type Met = BTreeMap<(usize, Verdict), u32>;

fn agree(drawn: &Drawn, met: &mut Met) -> Result<(), TestCaseError> {
    let text = text(drawn);
    let report = verify_text("t.csv", &text).unwrap();
    let tables = all_tables(drawn);
    let mut fitting: Vec<usize> = Vec::new();
    // What fits is settled alone; what is an equation among claims is one of them.
    for statement in [0, 1, 2, 3, 4, 5, 6, 9] {
        let so = tables.iter().filter_map(|table| is_so(statement, drawn, table));
        // A share of nobody fits nothing.
        let expected = verdict(so).unwrap_or(Verdict::Fails);
        let found = line_of(&report, statement);
        prop_assert_eq!(found, expected, "{}\n{}\n{}", STATEMENTS[statement], text, report);
        *met.entry((statement, found)).or_default() += 1;
        if expected != Verdict::Fails {
            fitting.push(statement);
        }
    }
    let fits = |table: &&Table| fitting.iter().all(|statement| is_so(*statement, drawn, table) == Some(true));
    let all: Vec<&Table> = tables.iter().filter(fits).collect();
    let together =
        report.lines.iter().find(|line| line.statement == "all statements together").map(|line| line.verdict);
    let contradicts = together == Some(Verdict::Fails);
    prop_assert_eq!(contradicts, all.is_empty(), "{}\n{}", text, report);
    *met.entry((100, together.unwrap_or(Verdict::Holds))).or_default() += 1;
    if all.is_empty() {
        return Ok(());
    }
    for statement in [7, 8] {
        let expected = verdict(all.iter().filter_map(|table| is_so(statement, drawn, table)));
        let found = line_of(&report, statement);
        prop_assert_eq!(Some(found), expected, "{}\n{}\n{}", STATEMENTS[statement], text, report);
        *met.entry((statement, found)).or_default() += 1;
    }
    for statement in [10, 11] {
        let expected = verdict(tables.iter().filter_map(|table| is_so(statement, drawn, table)));
        let found = line_of(&report, statement);
        prop_assert_eq!(Some(found), expected, "{}\n{}\n{}", STATEMENTS[statement], text, report);
        *met.entry((statement, found)).or_default() += 1;
    }
    // The intervals of what is hidden, row by row.
    let places = (0..4).flat_map(|row| [row, row + 4]);
    let hidden: Vec<usize> = places.filter(|at| drawn.x.iter().chain(&drawn.y).nth(*at).unwrap().is_none()).collect();
    prop_assert_eq!(report.hidden.len(), hidden.len());
    for (cell, at) in report.hidden.iter().zip(hidden) {
        let values = || all.iter().map(|table| i128::from(table[at]));
        let (least, most) = (values().min().unwrap(), values().max());
        prop_assert_eq!((cell.least, cell.most), (least, most), "{}\n{}\n{}", cell.place, text, report);
        prop_assert_eq!(cell.given_away.is_some(), Some(least) == most, "{}\n{}", text, report);
    }
    Ok(())
}

#[test]
fn both_engines_agree_and_every_verdict_is_met() {
    let config = Config { cases: 1_500, failure_persistence: None, ..Config::default() };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, random);
    let met = std::cell::RefCell::new(Met::new());
    runner.run(&drawn(), |drawn| agree(&drawn, &mut met.borrow_mut())).unwrap();
    let met = met.into_inner();
    for statement in (0..12).chain([100]) {
        for verdict in [Verdict::Holds, Verdict::Undecided, Verdict::Fails] {
            // Half of a share is known by itself; everything at once fits or does not.
            if statement == 5 || (statement == 100 && verdict == Verdict::Undecided) {
                continue;
            }
            assert!(met.contains_key(&(statement, verdict)), "{statement} {verdict}: {met:?}");
        }
    }
}

/// Numbers that were rounded, tried in eighths between what is rounded to them.
#[test]
fn sums_of_rounded_numbers_as_by_trying() {
    let eighths = |printed: i64| {
        // Half away from zero, in eighths.
        (8 * printed - 4..=8 * printed + 4).filter(move |eighth| {
            let away = (2 * eighth.abs() + 8).div_euclid(16) * eighth.signum();
            away == printed
        })
    };
    for a in -2..3 {
        for b in -2..3 {
            for total in -6..7 {
                let text = format!(
                    "# table: t\n# decimals: 0\n# total: T = a + b\n# claim: [a | p] < [b | p]\n;p\na;{a}\nb;{b}\nT;{total}\n"
                );
                let report = verify_text("t.csv", &text).unwrap();
                let sums = eighths(a).flat_map(|x| eighths(b).map(move |y| x + y));
                let fits = sums.into_iter().any(|sum| eighths(total).any(|of| of == sum));
                let expected = if fits { Verdict::Holds } else { Verdict::Fails };
                assert_eq!(report.lines[0].verdict, expected, "{text}{report}");
                let lower = verdict(eighths(a).flat_map(|x| eighths(b).map(move |y| x < y)));
                if fits && a != b {
                    assert_eq!(Some(report.lines[1].verdict), lower, "{text}{report}");
                }
            }
        }
    }
}

//! Small tables from the literature and from other programs' tests, whose answers are known.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

mod support;

use audit::{FindingKind, Published, Rule, Settings, Value, audit_system};
use support::{Maker, check, hide, interval, table};

/// Nothing is small, and nothing is known of what is hidden but that it is no less than 0.
const ANY: Rule = Rule { threshold: 1, zeros_shown: false };

fn found(published: &Published, kind: FindingKind) -> Vec<String> {
    let report = audit_system(published, &Settings::strict());
    report.of_kind(kind).map(|finding| finding.what.clone()).collect()
}

/// J. Geurts's example of what two lines of sums tell, as in Fischetti and Salazar.
#[test]
fn sums_alone_leave_ranges() {
    let values: [&[i64]; 3] = [&[5, 2], &[1, 2], &[3, 3]];
    let published = table(&["1", "2", "3"], &["1", "2"], &values, "1/1 1/2 2/1 2/2").published(ANY);
    let report = check(&published, "1/1 3 6\n1/2 1 4\n2/1 0 3\n2/2 0 3");
    assert_eq!(report.n_components, 1);
    assert!(report.passes(), "{report}");
}

/// checkTauArgus, example 1.
#[test]
fn males_and_females() {
    let values: [&[i64]; 4] = [&[895, 137], &[753, 973], &[569, 486], &[540, 793]];
    let hidden = "A/male A/female C/male C/female";
    let published = table(&["A", "B", "C", "D"], &["male", "female"], &values, hidden).published(ANY);
    check(&published, "A/male 409 1032\nA/female 0 623\nC/male 432 1055\nC/female 0 623");
}

fn problem_data() -> Maker {
    let values: [&[i64]; 4] = [&[30, 47, 64, 89], &[90, 124, 5, 31], &[92, 100, 59, 85], &[800, 991, 651, 685]];
    table(&["w", "x", "y", "z"], &["a", "b", "c", "d"], &values, "w/a w/b w/c x/a x/c y/b y/d z/b z/d")
}

/// sdcTable's problem data: two or more hidden in every line, and one of them is known all the same.
#[test]
fn two_in_every_line_do_not_suffice() {
    let mut published = problem_data().published(ANY);
    check(
        &published,
        "w/b 47 47\nw/a 25 94\nw/c 0 69\nx/a 26 95\nx/c 0 69\ny/b 0 185\ny/d 0 185\nz/b 906 1091\nz/d 585 770",
    );
    assert_eq!(found(&published, FindingKind::Exact), ["w/b"]);
    hide(&mut published, "x/d");
    check(&published, "w/b 0 78");
    assert_eq!(found(&published, FindingKind::Exact), Vec::<String>::new());
    let mut published = problem_data().published(ANY);
    hide(&mut published, "x/b");
    check(&published, "w/b 0 141");
}

/// easySdcTable: where 0 is shown, who knows that what is hidden is at least 1 recovers every cell.
#[test]
fn ones_between_shown_zeros() {
    let columns = ["A", "B", "H", "M", "W"];
    let tables: [([&[i64]; 2], &str); 2] = [
        ([&[0, 1, 7, 1, 0], &[2, 0, 0, 2, 8]], "1/B 1/M 2/A 2/M all/A all/B"),
        ([&[1, 1, 7, 1, 0], &[1, 0, 0, 2, 8]], "1/A 1/B 1/M 2/A 2/M all/A all/B"),
    ];
    for (values, hidden) in tables {
        let mut published = table(&["1", "2"], &columns, &values, hidden).published(ANY);
        assert_eq!(found(&published, FindingKind::Exact), Vec::<String>::new(), "{hidden}");
        published.rule = support::RULE;
        let n_hidden = hidden.split_whitespace().count();
        assert_eq!(found(&published, FindingKind::Exact).len(), n_hidden, "{hidden}");
        hide(&mut published, "1/H all/H");
        assert_eq!(found(&published, FindingKind::Exact), Vec::<String>::new(), "{hidden}");
    }
}

/// easySdcTable: hidden zeros in a row of few others.
#[test]
fn hidden_zeros() {
    let columns = ["A", "B", "H", "M", "W"];
    // The second table has a 2 as well, in the column of a hidden zero.
    let tables: [([&[i64]; 2], &str, &str, &str); 2] = [
        ([&[5, 0, 7, 0, 9], &[5, 9, 9, 5, 8]], "1/B 1/M", "", "1/A 2/A 2/B 2/M"),
        ([&[0, 0, 7, 0, 9], &[0, 9, 9, 2, 8]], "1/A 1/B 1/M 2/A all/A", "2/M all/M", "all/H 1/H 2/B"),
    ];
    for (values, zeros, small, more) in tables {
        let mut published = table(&["1", "2"], &columns, &values, zeros).published(ANY);
        let zeros: Vec<&str> = zeros.split_whitespace().collect();
        assert_eq!(found(&published, FindingKind::Exact), zeros);
        hide(&mut published, small);
        hide(&mut published, more);
        let report = audit_system(&published, &Settings::strict());
        for name in zeros {
            assert!(interval(&published, &report, name).1 >= 1, "{name}\n{report}");
        }
    }
}

/// sdcTable, issue 136: two tables that are safe alone.
#[test]
fn linked_tables() {
    let make = |tables: [bool; 2]| {
        let mut maker = Maker::new();
        for (name, value) in [("A", 2), ("B", 2), ("I", 8), ("J", 8), ("K", 3), ("L", 3), ("M", 3), ("N", 7)] {
            maker.cell(name, if value <= 3 { Value::Hidden } else { Value::Shown(value) });
        }
        for (name, value, parts, table) in [
            ("county 1", 20, "A B I J", 0),
            ("county 2", 16, "K L M N", 0),
            ("big", 6, "L M", 1),
            ("small", 30, "A B I J K N", 1),
        ] {
            if tables[table] {
                let whole = maker.cell(name, Value::Shown(value));
                let parts: Vec<usize> = parts.split_whitespace().map(|name| maker.place(name)).collect();
                maker.sum(whole, &parts);
            }
        }
        maker.published(ANY)
    };
    check(&make([true, false]), "K 0 9");
    check(&make([false, true]), "K 0 7");
    let mut both = make([true, true]);
    check(&both, "K 3 3");
    hide(&mut both, "N");
    check(&both, "K 0 10\nN 0 10");
}

const Z1: [(&str, [i64; 4]); 8] = [
    ("A", [11, 11, 55, 36]),
    ("B", [7, 1, 29, 18]),
    ("C", [5, 8, 35, 25]),
    ("D", [13, 2, 17, 13]),
    ("E", [9, 14, 63, 52]),
    ("F", [12, 9, 24, 22]),
    ("G", [6, 4, 22, 8]),
    ("H", [9, 3, 38, 15]),
];

fn municipalities(rows: &[(&str, [i64; 4])], hidden: &str) -> Maker {
    let names: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
    let values: Vec<&[i64]> = rows.iter().map(|(_, values)| values.as_slice()).collect();
    table(&names, &["annet", "arbeid", "soshjelp", "trygd"], &values, hidden)
}

/// SSBtools's table z1.
#[test]
fn municipalities_by_source_of_income() {
    let hidden = "B/annet B/arbeid D/annet D/arbeid H/annet H/arbeid";
    let published = municipalities(&Z1, hidden).published(ANY);
    let report = check(&published, "B/arbeid 0 6\nB/annet 2 8\nD/annet 9 15\nH/annet 6 12");
    assert!(report.passes());
    assert_eq!((report.n_cells, report.n_hidden), (45, 6));
}

/// SSBtools's table z2, zeros hidden too.
#[test]
fn municipalities_with_hidden_zeros() {
    let mut rows = Z1.to_vec();
    rows.extend([("I", [3, 0, 9, 2]), ("J", [9, 0, 32, 20]), ("K", [4, 2, 18, 11])]);
    let primary = "B/arbeid D/arbeid H/arbeid I/annet I/arbeid I/trygd J/arbeid K/arbeid";
    let rule = Rule { threshold: 4, zeros_shown: false };
    let mut published = municipalities(&rows, primary).published(rule);
    let report = audit_system(&published, &Settings::strict());
    assert_eq!((report.n_cells, report.n_hidden), (60, 8));
    // Alone, each of them follows from its column, and those of row I from the others.
    assert_eq!(found(&published, FindingKind::Exact), primary.split_whitespace().collect::<Vec<_>>());
    hide(&mut published, "B/annet D/annet H/annet J/annet K/annet G/arbeid G/trygd");
    let report = audit_system(&published, &Settings::strict());
    assert_eq!(report.n_hidden, 15);
    assert_eq!(report.of_kind(FindingKind::Exact).count(), 0, "{report}");
}

#[test]
fn sickness_and_education_benefits() {
    let values: [&[i64]; 4] = [&[12, 3, 40], &[25, 7, 0], &[2, 18, 33], &[51, 9, 14]];
    let hidden = "A/kth A/syg C/kth C/syg";
    let published = table(&["A", "B", "C", "D"], &["kth", "syg", "jaf"], &values, hidden).published(ANY);
    check(&published, "A/syg 1 15\nC/kth 0 14");
}

/// Slivers between overlapping populations: hours below 20 and below 25, residents and those who work there too.
#[test]
fn overlapping_populations() {
    let mut maker = Maker::new();
    let below_20 = maker.cell("below 20", Value::Shown(6));
    let below_25 = maker.cell("below 25", Value::Shown(7));
    let between = maker.cell("20 to 24", Value::Unpublished);
    maker.sum(below_25, &[below_20, between]);
    // Of 102 residents 22 work in the place, of whom 21 are men.
    let working = maker.cell("live and work there", Value::Shown(22));
    let men = maker.cell("men", Value::Shown(21));
    let women = maker.cell("women", Value::Unpublished);
    maker.sum(working, &[men, women]);
    let published = maker.published(support::RULE);
    let report = audit_system(&published, &Settings::strict());
    let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["20 to 24: not published, but it can only be 1", "women: not published, but it can only be 1"]);
}

/// Three primaries that sum to 12, each below 5, are all 4: upper limits that are known from elsewhere count.
#[test]
fn limits_from_elsewhere() {
    let values: [&[i64]; 1] = [&[4, 4, 4]];
    let mut published = table(&["a"], &["x", "y", "z"], &values, "a/x a/y a/z all/x all/y all/z").published(ANY);
    assert_eq!(found(&published, FindingKind::Exact), Vec::<String>::new());
    for cell in published.cells.iter_mut().filter(|cell| cell.value == Value::Hidden) {
        cell.at_most = Some(4);
    }
    assert_eq!(found(&published, FindingKind::Exact).len(), 6);
}

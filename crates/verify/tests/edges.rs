//! Small tables, drawn: what is typed, and the line that comes out.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use verify::{Report, verify_text};

fn verified(text: &str) -> Report {
    verify_text("t.csv", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The first line that comes out of a table with this header and these rows.
fn first(header: &str, rows: &str) -> String {
    let header: String = header.lines().map(|line| format!("# {line}\n")).collect();
    verified(&format!("# table: t\n{header}{rows}\n")).lines[0].to_string()
}

fn share(part: &str, base: &str, share: &str) -> String {
    let line = first("share: p = n / T", &format!(";n;p\na;{part};{share}\nT;{base};"));
    line.replace("t, share p, a: ", "")
}

#[test]
fn shares_are_rounded_half_away_from_zero() {
    for (part, base, printed, line) in [
        // 12,5 and 0,5 exactly.
        ("1", "8", "13", "holds: 13 is 1 of 8"),
        ("1", "8", "12", "fails: prints 12, should be 12,5 = 1 of 8"),
        ("1", "200", "1", "holds: 1 is 1 of 200"),
        ("1", "200", "0", "fails: prints 0, should be 0,5 = 1 of 200"),
        ("1", "201", "0", "holds: 0 is 1 of 201"),
        // 2,25 exactly.
        ("9", "400", "2,3", "holds: 2,3 is 9 of 400"),
        ("9", "400", "2,2", "fails: prints 2,2, should be 2,25 = 9 of 400"),
        ("367", "367", "100,0", "holds: 100,0 is 367 of 367"),
        ("0", "367", "0,0", "holds: 0,0 is 0 of 367"),
        ("0", "0", "0", "fails: prints 0, but there is nothing to take it of: 0 of 0"),
        // A number that is not printed: is there one?
        ("?", "115", "45", "holds: 45 is 52 of 115"),
        ("?", "115", "3", "holds: 3 is 3 to 4 of 115"),
        ("?", "3", "45", "fails: prints 45, but no whole number of 3 makes it"),
        ("?", "?", "45", "holds: 45 is ? of ?"),
        ("450", "knap 580", "78", "holds: 78 is 450 of knap 580"),
        ("450", "knap 580", "79", "fails: prints 79, should be 77,72 to 78,26 = 450 of knap 580"),
        ("6", "580", "ca. 1", "holds: ca. 1 is 6 of 580"),
        ("12", "580", "ca. 1", "fails: prints ca. 1, should be 2,07 = 12 of 580"),
    ] {
        assert_eq!(share(part, base, printed), line, "{part} of {base}: {printed}");
    }
}

#[test]
fn hidden_figures_leave_it_open_or_do_not() {
    for (hidden, part, base, printed, line) in [
        // 1 of 10 and 2 of 10.
        ("1..2", ".", "10", "10", "cannot be decided: 10 is . of 10: the hidden figures allow 10 to 20"),
        ("1..2", ".", "10", "30", "fails: prints 30, should be 10 to 20 = . of 10"),
        ("1..2", ".", "1000", "0", "holds: 0 is . of 1.000"),
        ("1..", "1", ".", "50", "cannot be decided: 50 is 1 of .: the hidden figures allow 0 to 100"),
        ("3..4", "2", ".", "60", "fails: prints 60, should be 50 to 66,67 = 2 of ."),
        ("0..2", ".", ".", "100", "cannot be decided: 100 is . of .: the hidden figures allow 0 or more"),
        // 1 of 40 is 2,5 and 1 of 39 is 2,56: both are rounded to 3, and below zero to -3.
        ("39..40", "1", ".", "2", "fails: prints 2, should be 2,5 to 2,56 = 1 of ."),
        ("39..40", "1", ".", "3", "holds: 3 is 1 of ."),
        ("39..40", "-1", ".", "-2", "fails: prints -2, should be -2,56 to -2,5 = -1 of ."),
        ("39..40", "-1", ".", "-3", "holds: -3 is -1 of ."),
        // Nobody of nobody is no share.
        ("0..1", "0", ".", "ca. 10", "fails: prints ca. 10, should be 0 or more = 0 of ."),
    ] {
        let rows = format!(";n;p\na;{part};{printed}\nT;{};", base.replace("1000", "1.000"));
        let header = format!("hidden: . = {hidden}\nshare: p = n / T");
        let line_of = first(&header, &rows);
        assert_eq!(line_of.replace("t, share p, a: ", ""), line);
    }
    for (hidden, total, line) in [
        (
            "1..2",
            "8",
            "cannot be decided: t, total T, n: 8 = 5 + . + .: the 2 hidden figures would have to add up to 3; they may add up to 2 to 4",
        ),
        (
            "1..2",
            "9",
            "cannot be decided: t, total T, n: 9 = 5 + . + .: the 2 hidden figures would have to add up to 4; they may add up to 2 to 4",
        ),
        ("1..2", "10", "fails: t, total T, n: prints 10, should be 7 to 9 = 5 + . + ."),
        (
            "1..",
            "100",
            "cannot be decided: t, total T, n: 100 = 5 + . + .: the 2 hidden figures would have to add up to 95; they may add up to 2 or more",
        ),
        ("2..2", "9", "holds: t, total T, n: 9 = 5 + . + ."),
    ] {
        let header = format!("hidden: . = {hidden}\ntotal: T = * | n");
        assert_eq!(first(&header, &format!(";n\na;5\nb;.\nc;.\nT;{total}")), line);
    }
}

/// 9 = 5 + . + . has one answer where `.` is 1 or 2; where it may be anything, below a threshold is given away too.
#[test]
fn what_the_rest_gives_away() {
    let given = |hidden: &str, threshold: &str, total: &str| -> Vec<String> {
        let rows = format!(";n\na;5\nb;.\nc;.\nT;{total}");
        let report = verified(&format!("# hidden: . = {hidden}\n{threshold}# table: t\n# total: T = *\n{rows}\n"));
        report.given_away().map(|cell| format!("{} {}", cell.place, cell.given_away.as_deref().unwrap())).collect()
    };
    let nothing: [&str; 0] = [];
    assert_eq!(given("1..2", "", "9"), ["t, b, n . can only be 2", "t, c, n . can only be 2"]);
    assert_eq!(given("1..2", "# threshold: 3\n", "8"), nothing);
    assert_eq!(given("1..", "# threshold: 3\n", "12"), nothing);
    let small = ["t, b, n . is below 3: it can only be 1 to 2", "t, c, n . is below 3: it can only be 1 to 2"];
    assert_eq!(given("1..", "# threshold: 3\n", "8"), small);
    assert_eq!(given("1..", "", "8"), nothing);
}

/// Of 8 and 12, and of 100: 52,22 - 29,85 = 22,37. Rounded: 52 - 30 = 22.
#[test]
fn points_are_of_rounded_or_unrounded_shares() {
    let points = |first_share: &str, second: &str, printed: &str| {
        let rows = format!(";p;q;d\na;{first_share};{second};{printed}");
        first("points: d = q - p", &rows).replace("t, points d, a: ", "")
    };
    for (p, q, d, line) in [
        // From 69,5 - 48,5 = 21 to 70,5 - 47,5 = 23, without either.
        ("48", "70", "21", "holds: 21 = 70 - 48"),
        ("48", "70", "22", "holds: 22 = 70 - 48"),
        ("48", "70", "23", "holds: 23 = 70 - 48"),
        ("48", "70", "20", "fails: prints 20, should be between 21 and 23 = 70 - 48"),
        ("48", "70", "24", "fails: prints 24, should be between 21 and 23 = 70 - 48"),
        ("52", "30", "-22", "holds: -22 = 30 - 52"),
    ] {
        assert_eq!(points(p, q, d), line);
    }
    // 4 of 9 is 44,44 and 5 of 9 is 55,56: 11,11, of the rounded shares 12.
    let counted = |printed: &str| {
        let text = format!(
            "# table: t\n# share: p = m / T\n# share: q = n / T\n# points: d = q - p\n;m;p;n;q;d\na;4;44;5;56;{printed}\nT;9;;9;;\n"
        );
        verified(&text).lines[2].to_string()
    };
    assert_eq!(counted("11"), "holds: t, points d, a: 11 = 56 - 44");
    assert_eq!(counted("12"), "holds: t, points d, a: 12 = 56 - 44, of the rounded figures");
    assert_eq!(counted("10"), "fails: t, points d, a: prints 10, should be 11,11 = 56 - 44");
}

#[test]
fn means_sums_and_rounded_counts() {
    for (header, rows, line) in [
        // 40.003 of 367 is 109,0.
        ("mean: g = d / n\ndecimals: 0 | g", ";n;d;g\na;367;40.003;109", "holds: t, mean g, a: 109 is 40.003 of 367"),
        (
            "mean: g = d / n\ndecimals: 0 | g",
            ";n;d;g\na;367;40.200;109",
            "fails: t, mean g, a: prints 109, should be 109,54 = 40.200 of 367",
        ),
        ("mean: g = d / n\ndecimals: 1 | g", ";n;d;g\na;2;5;2,5", "holds: t, mean g, a: 2,5 is 5 of 2"),
        // Rounded to tens: 14 + 14 + 14 is 42.
        ("rounded: 10\ntotal: T = * | n", ";n\na;10\nb;10\nc;10\nT;40", "holds: t, total T, n: 40 = 10 + 10 + 10"),
        (
            "rounded: 10\ntotal: T = * | n",
            ";n\na;10\nb;10\nc;10\nT;50",
            "fails: t, total T, n: prints 50, should be 15 to 42 = 10 + 10 + 10",
        ),
        ("total: T = a + b - c | n", ";n\na;10\nb;-4\nc;1\nT;5", "holds: t, total T, n: 5 = 10 - 4 - 1"),
        ("total: T = a .. b | n", ";n\na;10\nx;1\nb;2\nT;13", "holds: t, total T, n: 13 = 10 + 1 + 2"),
        ("total: s = x + y | a", ";x;y;s\na;1;2;4", "fails: t, total s, a: prints 4, should be 3 = 1 + 2"),
        ("parts: T = a + b | n", ";n\na;10\nb;1\nT;13", "holds: t, parts T, n: 13 >= 10 + 1"),
        (
            "parts: T = a + b | n",
            ";n\na;10\nb;4\nT;13",
            "fails: t, parts T, n: prints 13, should be at least 14 = 10 + 4",
        ),
        ("total: row a = b | a", ";a;n\na;1;2\nb;1;2", "holds: t, total a, a: 1 = 1"),
        (
            "total: T = a + b | n",
            ";n\na;\nb;4\nT;13",
            "cannot be decided: t, total T, n: nothing is printed at t, a, n",
        ),
    ] {
        assert_eq!(first(header, rows), line);
    }
}

#[test]
fn claims_in_their_formal_words() {
    let rows = ";n;m\na;10;5\nb;20;5\nc;30;7\nd;.;?";
    for (claim, line) in [
        ("[a | n] < [b | n]", "holds: 10 < 20"),
        ("[b | n] < [a | n]", "fails: prints 20, should be less than 10"),
        ("[a | n] >= 10", "holds: 10 >= 10"),
        ("sum [a .. c | n] = 60", "holds: 10 + 20 + 30 = 60"),
        ("sum [a, c | n] = 41", "fails: 40 = 10 + 30, should be 41"),
        ("mean [a .. c | n] = 20", "holds: the mean of 3 figures = 20"),
        ("[b | n] - [a | n] = [a | n]", "holds: 20 - 10 = 10"),
        ("[a .. b | n] * 2 > [a .. b | m]", "holds: 2 figures"),
        ("[c | n] / 3 = 10", "holds: 30 / 3 = 10"),
        ("[a | n] is lowest of rows [a, b, c]", "holds: 10; none of 2 others is lower"),
        ("[b | n] is second lowest of rows [a, b, c]", "holds: 20; lower: 10 (a)"),
        ("[b | n] is second highest of rows [a, b, c]", "holds: 20; higher: 30 (c)"),
        ("[b | n] is highest of rows [a, b, c]", "fails: 20; higher: 30 (c)"),
        // Two are the lowest; neither is lower than every other.
        ("[a | m] is lowest of rows [a, b, c]", "holds: 5; none of 2 others is lower"),
        ("[b | m] is second lowest of rows [a, b, c]", "holds: 5; none of 2 others is lower"),
        ("[b | m] is third lowest of rows [a, b, c]", "fails: 5; none of 2 others is lower"),
        ("[a | m] is lower than every other row [a, b, c]", "fails: 5; lower or the same: 5 (b)"),
        ("sum [a | *] is lower than every other row [a, b, c]", "holds: 15; none of 2 others is lower"),
        ("[a | m] is lower than every other column", "holds: 5; none of 1 others is lower"),
        ("weighted mean [a .. c | n] < 31", "holds: the mean of 3 figures with unknown weights < 31"),
        (
            "weighted mean [a .. c | n] < 20",
            "cannot be decided: the mean of 3 figures with unknown weights < 20: it depends on figures that are not printed exactly",
        ),
        ("[a | n] is 50 pct of [b | n]", "holds: 50 is 10 of 20"),
        ("33 per cent of [c | n] is [a | n]", "holds: 33 is 10 of 30"),
        ("[b | n] is 7 out of 10 of [c | n]", "holds: 7 is 20 of 30"),
        ("[b | n] is 6 out of 10 of [c | n]", "fails: prints 6, should be 6,67 = 20 of 30"),
        ("[d | n] < [a | n]", "holds: . < 10"),
        ("[d | n] < 2", "cannot be decided: . < 2: it depends on hidden figures"),
        ("[d | n] is lowest of rows", "holds: . (1 to 2); none of 3 others is lower"),
        ("[d | m] < 10", "cannot be decided: ? < 10: it depends on figures that are not printed exactly"),
        ("450 is 78 pct of 578", "holds: 78 is 450 of 578"),
        ("78 pct of 578 is 460", "fails: prints 78, should be 79,58 = 460 of 578"),
        ("[c | n] is about 31 within 2", "holds: 30 = about 31 within 2"),
        ("[c | n] is godt 30", "holds: 30 = godt 30"),
        ("[c | n] is knap 30", "fails: prints 30, should be knap 30 (between 28,5 and 30)"),
        ("weeks 2014-07-01 .. 2021-06-30 > 365", "holds: weeks 2014-07-01 .. 2021-06-30 (365,29) > 365"),
    ] {
        let text = format!("# hidden: . = 1..2\n# table: t\n# claim: {claim}\n{rows}\n");
        let found = verified(&text).lines[0].to_string();
        let shown = line.replacen(": ", &format!(": claim {claim}: "), 1);
        let hidden = shown.replace(". (1 to 2)", "1 to 2");
        assert_eq!(found, hidden);
    }
}

/// A limit asks whether it can be, a claim whether it is: 208,7 with one decimal may be 208,65 or 208,74.
#[test]
fn a_limit_is_not_a_claim() {
    let with = |word: &str, most: &str| first(&format!("decimals: 1\n{word}: [a | n] <= {most}"), ";n\na;208,7");
    assert!(with("limit", "208,7").starts_with("holds"), "{}", with("limit", "208,7"));
    assert!(with("claim", "208,7").starts_with("cannot be decided"));
    assert!(with("claim", "208,75").starts_with("holds"));
    assert!(with("limit", "208,65").starts_with("holds"));
    assert!(with("limit", "208,64").starts_with("fails"));
}

#[test]
fn what_a_scheme_leaves_possible() {
    for (header, rows, line) in [
        // 31 December 2013 is day 365: 52 weeks are 364.
        ("began: 2013-01-01", ";1-2 år\n2013;3", "holds: t, began 2013-01-01: no figure is concerned"),
        (
            "began: 2013-01-03",
            ";1-2 år\n2013;3",
            "fails: t, began 2013-01-03, 2013, 1-2 år: prints 3, should be at most 0, since no spell has lasted more than 363 days",
        ),
        (
            "began: 2013-01-03",
            ";2013\n1-2 år;0",
            "holds: t, began 2013-01-03, 1-2 år, 2013: 0 <= 0, since no spell has lasted more than 363 days",
        ),
        ("longest: 2 years", ";1-2 år;2-3 år\n2013;3;4", "holds: t, longest 2 years: no figure is concerned"),
        (
            "longest: 2 years",
            ";3-4 år\n2013;3",
            "fails: t, longest 2 years, 2013, 3-4 år: prints 3, should be at most 0, since no spell has lasted more than 731 days",
        ),
        (
            "decimals: 1\ndurations: weeks\nlongest: 4 years",
            ";2013\na;208,7",
            "holds: t, longest 4 years, a, 2013: 208,7 <= 208,71 (1461 days)",
        ),
        (
            "decimals: 1\ndurations: weeks\nlongest: 4 years",
            ";2013\na;208,8",
            "fails: t, longest 4 years, a, 2013: prints 208,8, should be at most 208,71 (1461 days)",
        ),
        (
            "durations: days\nbegan: 2013-01-01",
            ";Feb 2013\na;59",
            "holds: t, began 2013-01-01, a, Feb 2013: 59 <= 59 (59 days)",
        ),
        (
            "durations: days\nbegan: 2013-01-01",
            ";Feb 2013\na;60",
            "fails: t, began 2013-01-01, a, Feb 2013: prints 60, should be at most 59 (59 days)",
        ),
    ] {
        assert_eq!(first(header, rows), line);
    }
}

/// Two tables that share a row: what one hides the other prints.
#[test]
fn the_same_figure_in_two_tables() {
    let with = |first: &str, second: &str| {
        verified(&format!(
            "# hidden: . = 0..2\n# table: a\n;n\nr;{first}\n# table: b\n# same: [r | n] = [a | r | n]\n;n\nr;{second}\n"
        ))
    };
    assert_eq!(with(".", ".").lines[0].to_string(), "holds: same [r | n] = [a | r | n]: . = .");
    assert!(with(".", ".").passes());
    let told = with(".", "2");
    assert!(told.lines[0].to_string().starts_with("cannot be decided"), "{told}");
    assert_eq!(told.given_away().count(), 1);
    assert!(with(".", "3").lines[0].to_string().starts_with("fails"));
    assert_eq!(with("3", "4").lines[0].to_string(), "fails: same [r | n] = [a | r | n]: prints 4, should be 3");
}

/// What the note says of one table limits a claim about another.
#[test]
fn a_claim_rests_on_all_that_fits() {
    let text = "# hidden: . = 1..9\n# table: t\n# total: T = *\n# claim: [a | n] < 5\n# claim: [a | n] < [b | n]\n;n\na;.\nb;7\nT;10\n";
    let report = verified(text);
    assert_eq!(report.lines[1].to_string(), "holds: claim [a | n] < 5: . < 5");
    assert_eq!(report.lines[2].to_string(), "holds: claim [a | n] < [b | n]: . < 7");
    assert_eq!(report.given_away().count(), 1);
    // 3 and not 5: the total does not let it be.
    let text = text.replace("[a | n] < 5", "[a | n] > 5");
    assert_eq!(verified(&text).lines[1].to_string(), "fails: claim [a | n] > 5: . > 5 is so for no numbers that fit");
}

/// a is 1 to 9 by its own symbol, 4 by one total and 5 by another: the two contradict each other, and nothing follows.
#[test]
fn nothing_follows_from_a_contradiction() {
    let text = "# hidden: . = 1..9\n# table: t\n# total: T = a + b\n# total: U = a + c\n# claim: [a | n] < 10\n# claim: [a | n] < 5\n;n\na;.\nb;1\nc;1\nT;5\nU;6\n";
    let report = verified(text);
    let told: Vec<String> = report.lines.iter().map(|line| line.verdict.to_string()).collect();
    let open = "cannot be decided";
    assert_eq!(told, [open, open, "holds", open, "fails"], "{report}");
    assert!(report.lines[4].because.ends_with("t, total T, n (line 11); t, total U, n (line 12)"), "{report}");
    assert_eq!((report.hidden[0].least, report.hidden[0].most), (1, Some(9)));
}

#[test]
fn english_numbers_commas_and_quotation_marks() {
    let text = "# numbers: english\n# table: t\n# total: \"a, b\" = c + d\n,n\n\"a, b\",\"1,234.5\"\nc,1000\nd,234.5\n";
    assert_eq!(verified(text).lines[0].to_string(), "holds: t, total a, b, n: 1,234.5 = 1000 + 234.5");
    let text = "\u{feff}# table: t\r\n# total: T = a\r\n;n\r\na;1\r\nT;2\r\n";
    assert_eq!(verified(text).lines[0].to_string(), "fails: t, total T, n: prints 2, should be 1");
}

#[test]
fn mistakes_name_their_line_and_the_way_out() {
    for (text, line, says) in [
        ("# table: t\n;n\na;x\n", 3, "`x` is no number: numbers are danish"),
        ("# table: t\n;n\na;.\n", 3, "`# hidden: . = 1..2` says what a symbol may be"),
        ("a;1\n", 1, "is neither"),
        ("# note: x\na;1\n", 2, "a table begins with a line `# table: NAME`"),
        ("# table: t\n# what\n;n\na;1\n", 2, "write `# word: …`"),
        ("# table: t\n# whatever: x\n;n\na;1\n", 2, "`whatever` is none of the words of a header"),
        ("# table:\n", 1, "the table has no name"),
        ("# table: t\n;n\n", 1, "has no rows"),
        ("# table: t\n;n\na;1\n# table: t\n;n\na;1\n", 4, "there are two tables `t`"),
        ("# table: t\n;n\na;1;2\n", 3, "there are 2 cells and 1 columns"),
        (
            "# table: t\n# total: x = a\n;n\na;1\n",
            2,
            "no row is called `x` and no column `x`; rows are a; columns are n",
        ),
        ("# table: t\n# total: a = b\n;a;b\na;1;1\nb;1;1\n", 2, "write `row` or `column` before it"),
        ("# table: t\n# total: a\n;n\na;1\n", 2, "`a` is not `NAME = …`"),
        ("# table: t\n# share: n = n\n;n\na;1\n", 2, "`n` is not `PART / WHOLE`"),
        ("# table: t\n# total: a = b / a\n;n\na;1\nb;1\n", 2, "only a share or a mean has"),
        ("# table: t\n# claim: [x | n] = 1\n;n\na;1\n", 2, "there is no row `x`; there are a"),
        ("# table: t\n# claim: [x | a | n] = 1\n;n\na;1\n", 2, "there is no table `x`; there are t"),
        ("# table: t\n# claim: [a | n] 1\n;n\na;1\n", 2, "`=`, `<`, `>` or `is` is expected at `1`"),
        ("# table: t\n# claim: [a | n] = \n;n\na;1\n", 2, "a number or `[…]` is expected at the end"),
        ("# table: t\n# claim: [a | n] = 1 2\n;n\na;1\n", 2, "nothing more is expected at `2`"),
        ("# table: t\n# claim: [* | n] = [* | *]\n;n;m\na;1;1\nb;1;1\n", 2, "2 cells cannot be compared with 4"),
        ("# table: t\n# claim: [a | n] / 0 = 1\n;n\na;1\n", 2, "nothing can be divided by 0"),
        ("# table: t\n# claim: [* | n] is lowest of rows\n;n\na;1\nb;1\n", 2, "is in one row"),
        ("# table: t\n# hidden: . = 2..1\n;n\na;1\n", 2, "is not as in `. = 1..2`"),
        ("# table: t\n# numbers: french\n;n\na;1\n", 2, "is not `danish` or `english`"),
        ("# table: t\n# began: 1. januar\n;1-2 år\nJan 2013;1\n", 2, "is no date; write it as 2013-01-01"),
        ("# table: t\n# began: 2013-01-01\n;n\na;1\n", 2, "neither all rows nor all columns are called as a period"),
        ("# table: t\n# began: 2013-01-01\n;n\nJan 2013;1\n", 2, "rows or columns are bands"),
        ("# table: t\n# longest: long\n;1-2 år\na;1\n", 2, "is not a length, as `4 years`"),
        ("# claim: [a | n] = 1\n# table: t\n;n\na;1\n", 1, "before the first table, cells are named"),
    ] {
        let error = verify_text("t.csv", text).unwrap_err();
        assert!(error.to_string().contains(says), "{text}: {error}");
        let expected = if says == "is neither" { None } else { Some(line) };
        assert_eq!(error.line, expected, "{text}: {error}");
    }
}

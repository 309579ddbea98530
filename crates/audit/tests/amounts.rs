//! Release folders with sums and means of amounts: what the audit finds of them, and what it does not call small.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

#[path = "support/release.rs"]
mod release;

use audit::FindingKind;
use release::{COUNT, Folder};

/// A count, the sum of an amount, and its mean over the count.
fn columns(below_zero: bool) -> String {
    format!(
        r#"{COUNT}, {{ "id": "sum_pay", "is": "sum", "family": "pay", "below_zero": {below_zero} }},
        {{ "id": "mean_pay", "is": "mean", "family": "pay", "below_zero": {below_zero}, "base": "count", "decimals": 0 }}"#
    )
}

fn folder(below_zero: bool, rows: &str) -> Folder {
    let mut folder = Folder::new();
    folder.table("ended", "municipality 101 102 103 all", &columns(below_zero), rows);
    folder
}

#[test]
fn what_is_left_of_a_sum_is_known() {
    let of = |sum: &str| {
        format!(
            "101 count 5
             101 sum_pay .
             102 count 4
             102 sum_pay 100000
             103 count 6
             103 sum_pay 60000
             all count 15
             all sum_pay {sum}"
        )
    };
    let failures = folder(false, &of("180000")).failures();
    assert_eq!(failures, ["1-ended.csv, sum_pay, municipality 101: hidden, but it can only be 20000"]);
    // The others may have more than the whole where one of them is below 0.
    let failures = folder(true, &of("-40000")).failures();
    assert_eq!(failures, ["1-ended.csv, sum_pay, municipality 101: hidden, but it can only be -200000"]);
}

#[test]
fn an_amount_is_not_small() {
    // The two have 2 kr. together, and each 0 to 2: few kroner are no few people.
    let rows = "101 sum_pay .
                102 sum_pay .
                103 sum_pay 60000
                all sum_pay 60002";
    let report = folder(false, rows).audit();
    assert!(report.passes(), "{report}");
    let ends: Vec<_> = report.intervals.iter().map(|found| (found.lower, found.upper, found.exact)).collect();
    assert_eq!(ends, [(0, Some(2), true), (0, Some(2), true)]);
    // Two that have nothing together have nothing each; where one may be below 0, the other may have as much.
    let nothing = rows.replace("60002", "60000");
    assert_eq!(folder(false, &nothing).failures().len(), 2);
    assert_eq!(folder(true, &nothing).failures(), Vec::<String>::new());
}

#[test]
fn a_mean_tells_its_sum() {
    let of = |mean: &str, n: &str| {
        format!(
            "101 count {n}
             101 sum_pay .
             101 mean_pay {mean}
             102 count 4
             102 sum_pay ."
        )
    };
    // Of five it is 100 to the krone: 497.5 to 502.5.
    let report = folder(false, &of("100", "5")).audit();
    assert!(report.passes(), "{report}");
    assert_eq!((report.intervals[0].lower, report.intervals[0].upper), (498, Some(502)));
    let failures = folder(false, &of("100", "1")).failures();
    assert_eq!(failures, ["1-ended.csv, sum_pay, municipality 101: hidden, but it can only be 100"]);
    // A mean that is hidden hides its sum, and is told by its own name.
    let rows = "101 count 5
                101 mean_pay .
                102 count 1
                102 mean_pay 300
                103 count 1
                103 mean_pay 200
                all count 7
                all mean_pay 100";
    let mut only_mean = Folder::new();
    let mean = columns(false).replace(r#"{ "id": "sum_pay", "is": "sum", "family": "pay", "below_zero": false },"#, "");
    only_mean.table("ended", "municipality 101 102 103 all", &mean, rows);
    let report = only_mean.audit();
    assert_eq!(report.intervals[0].name, "1-ended.csv, the sum of mean_pay, municipality 101");
    // 696.5 to 703.5 less 500.
    assert_eq!((report.intervals[0].lower, report.intervals[0].upper), (197, Some(203)));
}

/// The end of a mean's interval that is nearer to 0 belongs to it.
#[test]
fn means_are_rounded_away_from_zero() {
    for (sum, mean, fits) in [
        ("7", "4", true),
        ("7", "3", false),
        ("6", "3", true),
        ("1", "1", true),
        ("1", "0", false),
        ("0", "0", true),
        ("-1", "-1", true),
        ("-1", "0", false),
        ("-7", "-4", true),
        ("-7", "-3", false),
        ("-6", "-3", true),
    ] {
        let report = folder(true, &format!("101 count 2\n101 sum_pay {sum}\n101 mean_pay {mean}")).audit();
        let contradictions = report.of_kind(FindingKind::Contradiction).count();
        assert_eq!(contradictions == 0, fits, "{sum} of 2 is {mean}: {report}");
    }
}

#[test]
fn the_base_of_a_mean_is_what_the_description_says() {
    let known = r#"{ "id": "pay_known", "is": "count", "family": "known" }"#;
    let of = |base: &str| {
        let mut folder = Folder::new();
        let columns = format!("{}, {known}", columns(false).replace(r#""base": "count""#, base));
        let rows = "101 count 5\n101 pay_known 1\n101 mean_pay 100\n101 sum_pay .\n102 count 3\n102 sum_pay .";
        folder.table("ended", "municipality 101 102", &columns, rows);
        folder
    };
    let interval = |base: &str| {
        let report = of(base).audit();
        (report.intervals[0].lower, report.intervals[0].upper)
    };
    assert_eq!(interval(r#""base": "count""#), (498, Some(502)));
    assert_eq!(interval(r#""base": "pay_known""#), (100, Some(100)));
    assert_eq!(interval(r#""base": null"#), (0, None), "over whom it is taken nobody knows");
    let error = of(r#""base": "sum_pay""#).try_audit().unwrap_err().to_string();
    assert!(error.contains("sum_pay") && error.contains("mean_pay"), "{error}");
}

#[test]
fn what_is_no_amount() {
    for (below_zero, row, expected) in [
        (false, "101 sum_pay -5", "a whole number of kroner of at least 0"),
        (true, "101 sum_pay 5.5", "a whole number of kroner"),
        (false, "101 mean_pay -5", "a mean with at most 0 decimals"),
        (true, "101 mean_pay 5.5", "a mean with at most 0 decimals"),
    ] {
        let error = folder(below_zero, row).try_audit().unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("1-ended.csv"), "{error}");
    }
}

//! What is counted beside tables, with one hole each: what the audit finds, word for word.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

#[path = "support/release.rs"]
mod release;

use release::Folder;

/// Two municipalities and the country, of whom some are on a list: rows 0 to 2 run, 3 to 5 are listed.
const TIES: &str = r#"{ "is": "sum", "whole": 2, "parts": [0, 1] }, { "is": "sum", "whole": 5, "parts": [3, 4] },
    { "is": "part", "whole": 0, "part": 3 }, { "is": "part", "whole": 1, "part": 4 }, { "is": "part", "whole": 2, "part": 5 }"#;

fn follow_up(listed: [&str; 3]) -> Folder {
    let mut folder = Folder::new();
    let [one, other, all] = listed;
    let rows =
        format!("running 101 20\nrunning 102 30\nrunning all 50\nlist 101 {one}\nlist 102 {other}\nlist all {all}");
    folder.counting("follow_up", &rows, TIES, "");
    folder
}

#[test]
fn counts_that_hold() {
    let report = follow_up([".", ".", "12"]).audit();
    assert!(report.passes(), "{report}");
    assert_eq!(report.intervals.len(), 2);
}

#[test]
fn what_is_left_of_a_sum() {
    let found = follow_up([".", "10", "12"]).failures();
    assert_eq!(found, ["follow_up.csv, list on 2026-05-22, 101: hidden, but it can only be 2"]);
}

#[test]
fn who_runs_and_is_not_on_the_list() {
    let found = follow_up(["18", "9", "27"]).failures();
    let name = "in no table: follow_up.csv, running on 2026-05-22, 101, without follow_up.csv, list on 2026-05-22, 101";
    assert_eq!(found, [format!("{name}: not published, but it can only be 2")]);
}

/// On a list of three months and not on that of six is nobody, and the other way round are two.
#[test]
fn lists_of_two_files_that_lie_in_each_other() {
    let lists = |three: &str, six: &str| {
        let mut folder = Folder::new();
        let nest = |at: u32| format!(r#"{{ "row": 0, "nest": "list", "at": {at} }}"#);
        folder.counting("three", &format!("list-3 all {three}"), "", &nest(3));
        folder.counting("six", &format!("list-6 all {six}"), "", &nest(6));
        folder.failures()
    };
    assert_eq!(lists("9", "12"), Vec::<String>::new());
    assert_eq!(lists(".", "12"), Vec::<String>::new());
    let name = "in no table: six.csv, list-6 on 2026-05-22, without three.csv, list-3 on 2026-05-22";
    assert_eq!(lists("9", "11"), [format!("{name}: not published, but it can only be 2")]);
    // At least one is hidden, and at most as many as are on the longer list.
    assert_eq!(lists(".", "1"), ["three.csv, list-3 on 2026-05-22: hidden, but it can only be 1"]);
}

#[test]
fn one_count_in_two_files() {
    let both = |one: &str, other: &str| {
        let mut folder = Folder::new();
        folder.counting("one", &format!("running all {one}"), "", "");
        folder.counting("other", &format!("running all {other}"), "", "");
        folder.failures()
    };
    assert_eq!(both("9", "9"), Vec::<String>::new());
    let name = "one.csv, running on 2026-05-22";
    assert_eq!(both(".", "9"), [format!("{name}: hidden in one.csv, but 9 is shown in other.csv")]);
    assert_eq!(both("9", "."), [format!("{name}: hidden in other.csv, but 9 is shown in one.csv")]);
    assert_eq!(
        both("9", "8"),
        [format!("the release contradicts itself: {name}: it is 9 in one.csv, line 2, and 8 in other.csv, line 2")]
    );
}

#[test]
fn parts_that_have_nobody_in_common() {
    let mut folder = Folder::new();
    let rows = "running all 7\nlisted all 6\nleft-out all .";
    folder.counting("follow_up", rows, r#"{ "is": "at_least", "whole": 0, "parts": [1, 2] }"#, "");
    assert_eq!(folder.failures(), ["follow_up.csv, left-out on 2026-05-22: hidden, but it can only be 1"]);
}

#[test]
fn files_that_are_none() {
    let fails = |folder: &Folder, words: &str| assert_eq!(folder.try_audit().unwrap_err().to_string(), words);
    let mut folder = Folder::new();
    folder.counting("one", "running all 9", r#"{ "is": "sum", "whole": 0, "parts": [3] }"#, "");
    fails(&folder, "one.csv: release.json ties row 3, counted from 0, and the file has 1");
    let folder = follow_up([".", ".", "-4"]);
    fails(&folder, "follow_up.csv, line 7: the value is `-4`; it is a whole number of at least 0");
    folder.write("follow_up.csv", "count,value\n");
    fails(
        &folder,
        "follow_up.csv, line 1: the columns are `count,value`; by release.json they are `count,day,municipality,jobcentre,value,status`",
    );
}

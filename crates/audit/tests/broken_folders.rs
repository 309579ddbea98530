//! Folders that are no releases: each is an error that names the file, the line and what is wrong.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

#[path = "support/release.rs"]
mod release;

use release::{COUNT, Folder};

/// A release of one table, whole; each test breaks it.
fn whole() -> Folder {
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 2018Q2 | municipality 101 102 all",
        r#"{ "id": "count", "is": "count" },
                   { "id": "share", "is": "share", "over": "municipality", "decimals": 1 },
                   { "id": "count_change", "is": "change", "of": "count",
                     "against": [ { "dimension": "quarter", "from": "2018Q2", "to": "2018Q1" } ] }"#,
        "2018Q1 101 count .
         2018Q1 102 count .
         2018Q1 all count 11
         2018Q2 101 count 4
         2018Q2 101 share 40
         2018Q2 102 count 6
         2018Q2 all count 10
         2018Q2 all count_change -1",
    );
    folder
}

#[track_caller]
fn fails(folder: &Folder, words: &str) {
    let error = folder.try_audit().unwrap_err();
    assert_eq!(error.to_string(), words);
}

/// Replaces a line of the table, from 1.
fn with_line(line: usize, text: &str) -> Folder {
    let folder = whole();
    let path = folder.directory.path().join("1-ended.csv");
    let old = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = (1..).zip(old.lines()).map(|(at, old)| if at == line { text } else { old }).collect();
    folder.write("1-ended.csv", &(lines.join("\n") + "\n"));
    folder
}

/// Replaces words of the description.
fn with_words(old: &str, new: &str) -> Folder {
    let mut folder = whole();
    assert!(folder.tables[0].contains(old), "{}", folder.tables[0]);
    folder.tables[0] = folder.tables[0].replace(old, new);
    folder
}

#[test]
fn the_whole_one_is_whole() {
    assert!(whole().audit().passes());
}

#[test]
fn a_file_is_missing() {
    let folder = whole();
    folder.try_audit().unwrap();
    std::fs::remove_file(folder.directory.path().join("1-ended.csv")).unwrap();
    fails(&folder, "1-ended.csv: cannot be read: No such file or directory (os error 2)");
    let empty = tempfile::tempdir().unwrap();
    let error = audit::audit(empty.path(), &audit::Settings::strict()).unwrap_err();
    assert_eq!(error.to_string(), "release.json: cannot be read: No such file or directory (os error 2)");
    assert_eq!((error.file.as_str(), error.line), ("release.json", None));
}

#[test]
fn the_description_is_not_json_or_of_another_shape() {
    let folder = whole();
    folder.write("release.json", "{ \"format\": \"forlob release 1\",\n  \"rule\": }");
    let try_as_is = |folder: &Folder| audit::audit(folder.directory.path(), &audit::Settings::strict()).unwrap_err();
    assert_eq!(try_as_is(&folder).to_string(), "release.json, line 2: expected value");
    folder.write("release.json", "{ \"format\": \"forlob release 1\",\n  \"tables\": [] }");
    assert_eq!(try_as_is(&folder).to_string(), "release.json, line 2: missing field `rule`");
    let text = whole().description().replace("forlob release 1", "forlob release 7");
    folder.write("release.json", &text);
    assert_eq!(
        try_as_is(&folder).to_string(),
        "release.json, line 1: the format is \"forlob release 7\"; this audit reads \"forlob release 1\""
    );
    let folder = with_words("\"spells\"", "\"people\"");
    fails(
        &folder,
        "release.json, line 5: unknown variant `people`, expected one of `spells`, `persons`, `person_days`, \
         `members`, `events`",
    );
}

#[test]
fn the_description_contradicts_itself() {
    fails(
        &with_words("\"municipality\", \"decimals\"", "\"status\", \"decimals\""),
        "release.json, line 4: the column `share` speaks of `status`, which is no axis of the table",
    );
    fails(
        &with_words("\"of\": \"count\"", "\"of\": \"mean_days\""),
        "release.json, line 4: the column `count_change` is a change of `mean_days`, which is no count or share of \
         the table",
    );
    fails(
        &with_words("[\"2018Q1\", \"2018Q2\"]", "[\"2018Q1\", \"all\"]"),
        "release.json, line 4: the axis `quarter` is time and has a category `all`; periods have none",
    );
    fails(
        &with_words("[\"101\", \"102\", \"all\"]", "[\"101\", \"101\", \"all\"]"),
        "release.json, line 4: the category `101` of `municipality` is there twice",
    );
    fails(
        &with_words("\"dimension\": \"quarter\", \"time\"", "\"dimension\": \"municipality\", \"time\""),
        "release.json, line 4: the axis `municipality` is there twice",
    );
    fails(
        &with_words("\"id\": \"share\"", "\"id\": \"count\""),
        "release.json, line 4: the column `count` is there twice",
    );
    fails(
        &with_words("1-ended.csv", "../1-ended.csv"),
        "release.json, line 4: the file `../1-ended.csv` is not in the folder itself",
    );
    let mut folder = whole();
    folder.tables.push(folder.tables[0].clone());
    fails(&folder, "release.json, line 4: two tables are in this file");
    let mut folder = whole();
    folder.relation("municipality municipality 101 102");
    fails(&folder, "release.json, line 7: the dimension `municipality` is a part of itself");
}

#[test]
fn the_table_has_other_columns() {
    fails(
        &with_line(1, "quarter,region,measure,value,status,protection"),
        "1-ended.csv, line 1: the columns are `quarter,region,measure,value,status,protection`; by release.json they \
         are `quarter,municipality,measure,value,status,protection`",
    );
    let mut folder = Folder::new();
    folder.table("ended", "status work all", COUNT, "work count 3\nall count 3");
    folder.write("1-ended.csv", "status,measure,value,status,protection\n");
    fails(
        &folder,
        "1-ended.csv, line 1: the columns are `status,measure,value,status,protection`; by release.json they are \
         `status_after,measure,value,status,protection`",
    );
}

#[test]
fn a_line_says_what_cannot_be() {
    for (line, text, words) in [
        (2, "2018Q1,101,count", "line 2: there are 3 fields; the first line has 6"),
        (2, "2018Q1,103,count,,suppressed,", "line 2: `103` is no category of `municipality` by release.json"),
        (3, "2018Q1,102,number,,suppressed,", "line 3: `number` is no column by release.json"),
        (4, "2018Q1,all,count,eleven,,", "line 4: the value is `eleven`; it is a whole number of at least 0"),
        (4, "2018Q1,all,count,-1,,", "line 4: the value is `-1`; it is a whole number of at least 0"),
        (4, "2018Q1,all,count,10.5,,", "line 4: the value is `10.5`; it is a whole number of at least 0"),
        (6, "2018Q2,101,share,40.04,,", "line 6: the value is `40.04`; it is a percentage with at most 1 decimals"),
        (6, "2018Q2,101,share,140,,", "line 6: the value is `140`; it is a percentage with at most 1 decimals"),
        (
            9,
            "2018Q2,all,count_change,0.5,,",
            "line 9: the value is `0.5`; it is a whole number, as a change of a count",
        ),
        (4, "2018Q1,all,count,,,", "line 4: there is no value, and the status `` does not say why"),
        (4, "2018Q1,all,count,11,suppressed,", "line 4: the value `11` is shown although the status is `suppressed`"),
        (
            4,
            "2018Q1,all,count,,hidden,",
            "line 4: the status is `hidden`; it is empty, `suppressed`, `provisional`, `not_yet` or `unknown`",
        ),
        (5, "2018Q1,all,count,11,,", "line 5: the figure stands in line 4 already"),
        (
            9,
            "2018Q1,all,count_change,1,,",
            "line 9: `count_change` is shown here, and release.json does not tell against what",
        ),
    ] {
        fails(&with_line(line, text), &format!("1-ended.csv, {words}"));
    }
}

#[test]
fn what_is_not_text() {
    let folder = whole();
    let path = folder.directory.path().join("1-ended.csv");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(b"2018Q1,\xd8,count,1,,\n");
    std::fs::write(&path, bytes).unwrap();
    fails(&folder, "1-ended.csv, line 10: the text is not UTF-8");
    folder.write("1-ended.csv", "");
    fails(
        &folder,
        "1-ended.csv, line 1: the columns are ``; by release.json they are \
         `quarter,municipality,measure,value,status,protection`",
    );
}

#[test]
fn a_table_too_large_to_be_one() {
    let many: String = (0..3000).map(|at| format!(" {at}")).collect();
    let mut folder = Folder::new();
    folder.table("ended", &format!("a{many} | b{many} | c{many}"), COUNT, "0 0 0 count 1");
    fails(&folder, "release.json, line 4: the axes span 27000000000 cells; no table has as many");
}

//! A note that is written for a test, and its page as it is read.

#![allow(dead_code, reason = "each test file uses what it needs")]

use crate::common::Setup;

/// Writes a note's two files into a folder of this name.
pub(crate) fn write_note(setup: &Setup, name: &str, toml: &str, text: &str) {
    let folder = setup.path(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("note.toml"), toml).unwrap();
    std::fs::write(folder.join("note.da.md"), text).unwrap();
}

/// The words of a page: no tags, runs of spaces as one.
pub(crate) fn words_of(page: &str) -> String {
    let body = page.split_once("<main").map_or(page, |(_, body)| body);
    let mut words = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        let end = rest[at..].find('>').unwrap();
        // What stands side by side without a space in the source is side by side to the reader, but for cells and lines.
        let tag = &rest[at..at + end];
        if ["<t", "</t", "<p", "</p", "<li", "</li", "<h", "</h", "<br"].iter().any(|block| tag.starts_with(block)) {
            words.push(' ');
        }
        rest = &rest[at + end + 1..];
    }
    words.push_str(rest);
    let words = words.replace("&amp;", "&").replace("&nbsp;", " ").replace('\u{a0}', " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that a page says all of this, in this order.
pub(crate) fn says(page: &str, wanted: &[&str]) {
    let words = words_of(page);
    let mut from = 0;
    for phrase in wanted {
        match words[from..].find(phrase) {
            Some(at) => from += at + phrase.len(),
            None => panic!("the page does not say “{phrase}” after “{}”:\n{words}", &words[..from]),
        }
    }
}

/// S002's table 2, which is left out where nothing of it can be shown.
pub(crate) const JANUARIES: &str = "resource-ended-months";

/// The tables of the notes, in the order in which they stand.
const TABLES: [&[&str]; 6] = [
    &["flow", "status"],
    &["started", "ended", "after", "annex"],
    &[
        "resource",
        "resource-ended-months",
        "resource-ended",
        "resource-months",
        "clarification",
        "clarification-months",
        "clarification-ended",
    ],
    &["overview", "benefit", "time", "without-offer", "offer", "offer-resource"],
    &["age", "months", "run-off", "next", "at-risk"],
    &["persons"],
];

/// The cells of the row with this header in a table.
pub(crate) fn row(page: &str, table: &str, header: &str) -> Vec<String> {
    let is_left_out = |name: &str| name == JANUARIES && !page.contains("efter måneden, de er afsluttet i");
    let mut tables = TABLES.iter().filter(|tables| tables.contains(&table));
    let before = tables.next().unwrap().iter().take_while(|known| **known != table);
    let number = before.filter(|known| !is_left_out(known)).count() + 1;
    let from = page.find(&format!("id=\"table-{number}\"")).unwrap_or_else(|| panic!("no table `{table}`:\n{page}"));
    let body = &page[from..];
    let body = &body[..body.find("</table>").unwrap()];
    for row in body.split("<tr").skip(1) {
        let cells: Vec<String> = row
            .split_inclusive("</t")
            .filter(|cell| cell.contains("<th") || cell.contains("<td"))
            .map(|cell| {
                let cell = &cell[cell.rfind("<th").max(cell.rfind("<td")).unwrap()..];
                let cell = &cell[cell.find('>').unwrap() + 1..];
                words_of(cell.trim_end_matches("</t"))
            })
            .collect();
        if cells.first().is_some_and(|first| first == header) {
            return cells[1..].to_vec();
        }
    }
    panic!("no row “{header}” in table `{table}`:\n{body}")
}

//! The names of sheets: no more than 31 characters, none of `[]:*?/\`, no two the same.

use super::words;
use definitions::Language;
use std::collections::BTreeSet;

const MOST: usize = 31;

/// The names of a workbook's sheets.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) contents: &'static str,
    pub(super) tables: Vec<String>,
    pub(super) chart_data: &'static str,
    pub(super) notes: &'static str,
}

impl Names {
    pub(super) fn new<'n>(tables: impl Iterator<Item = &'n str>, language: Language) -> Names {
        let contents = words(language, "Indhold", "Contents");
        let chart_data = words(language, "Diagramdata", "Chart data");
        let notes = words(language, "Noter", "Notes");
        // Excel keeps `History` for itself, in its own language.
        let own = [contents, chart_data, notes, "History", "Historik"];
        let mut taken: BTreeSet<String> = own.iter().map(|name| name.to_lowercase()).collect();
        let fallback = words(language, "Tabel", "Table");
        let tables = tables.map(|name| unique(&valid(name, fallback), &mut taken)).collect();
        Names { contents, tables, chart_data, notes }
    }
}

fn valid(name: &str, fallback: &str) -> String {
    let replaced: String = name
        .chars()
        .map(|letter| if "[]:*?/\\".contains(letter) || letter.is_control() { '-' } else { letter })
        .collect();
    let trimmed = trimmed(&replaced);
    if trimmed.is_empty() { fallback.to_owned() } else { cut(trimmed, MOST).to_owned() }
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace())
}

/// As much of it as has room, counted as Excel does: in UTF-16.
fn cut(name: &str, room: usize) -> &str {
    let mut used = 0;
    let end = name.char_indices().find_map(|(at, letter)| {
        used += letter.len_utf16();
        (used > room).then_some(at)
    });
    trimmed(&name[..end.unwrap_or(name.len())])
}

/// Excel takes `Tal` and `tal` for the same.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut found = name.to_owned();
    for number in 2.. {
        if taken.insert(found.to_lowercase()) {
            break;
        }
        let suffix = format!(" ({number})");
        found = format!("{}{suffix}", cut(name, MOST - suffix.len()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_valid_and_unique() {
        let long = "påbegyndte-ressourceforløb-efter-kommune-og-kvartal";
        let given = [
            long,
            long,
            "a/b:c",
            "A?B*C",
            "'",
            "",
            "Indhold",
            "history",
            "tal",
            "TAL",
            "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        ];
        let names = Names::new(given.into_iter(), Language::Danish);
        assert_eq!(names.tables[0], "påbegyndte-ressourceforløb-efte");
        assert_eq!(names.tables[1], "påbegyndte-ressourceforløb- (2)");
        assert_eq!(names.tables[2..6], ["a-b-c", "A-B-C (2)", "Tabel", "Tabel (2)"]);
        assert_eq!(names.tables[6..10], ["Indhold (2)", "history (2)", "tal", "TAL (2)"]);
        assert!(names.tables.iter().all(|name| rust_xlsxwriter::utility::check_sheet_name(name).is_ok()));
    }
}

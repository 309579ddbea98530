//! A small reader of PX files, written from the specification and not from the writer.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part; one whose own set-up is wrong fails")]

use std::collections::BTreeMap;

/// A PX file as it is read.
#[derive(Debug)]
pub(crate) struct PxFile {
    /// By keyword with its subkeys, without quotes: `VALUES(Kommune)`.
    pub(crate) keywords: BTreeMap<String, Vec<String>>,
    /// Numbers and quoted dots.
    pub(crate) data: Vec<String>,
}

impl PxFile {
    pub(crate) fn read(text: &str) -> PxFile {
        let mut keywords = BTreeMap::new();
        let mut data = None;
        let (mut statement, mut is_quoted) = (String::new(), false);
        for letter in text.chars() {
            is_quoted ^= letter == '"';
            if letter != ';' || is_quoted {
                statement.push(letter);
                continue;
            }
            assert!(data.is_none(), "DATA is the last keyword");
            let (keyword, values) = split(&statement);
            if keyword == "DATA" {
                data = Some(values.split_whitespace().map(str::to_owned).collect());
            } else {
                assert!(keywords.insert(keyword.clone(), texts(&values)).is_none(), "{keyword} is there once");
            }
            statement.clear();
        }
        assert!(statement.trim().is_empty() && !is_quoted, "{statement}");
        PxFile { keywords, data: data.unwrap() }
    }

    /// Every figure by the codes of its categories, each with the code of its variable.
    pub(crate) fn figures(&self) -> BTreeMap<BTreeMap<String, String>, String> {
        let none = Vec::new();
        let variables = |keyword: &str| self.keywords.get(keyword).unwrap_or(&none).clone();
        let variables: Vec<String> = [variables("STUB"), variables("HEADING")].concat();
        let code = |variable: &str| self.keywords[&format!("VARIABLECODE({variable})")][0].clone();
        let mut cells: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
        for variable in &variables {
            let codes = &self.keywords[&format!("CODES({variable})")];
            let titles = &self.keywords[&format!("VALUES({variable})")];
            assert_eq!(codes.len(), titles.len(), "{variable}");
            let with = |cell: &BTreeMap<String, String>| {
                let cell = cell.clone();
                codes.iter().map(move |value| {
                    let mut cell = cell.clone();
                    cell.insert(code(variable), value.clone());
                    cell
                })
            };
            cells = cells.iter().flat_map(with).collect();
        }
        assert_eq!(cells.len(), self.data.len());
        let n_cells = cells.len();
        let figures: BTreeMap<_, _> = cells.into_iter().zip(self.data.iter().cloned()).collect();
        assert_eq!(figures.len(), n_cells, "codes tell the cells apart");
        figures
    }
}

/// A statement's keyword, without quotes, and what stands after the `=`.
fn split(statement: &str) -> (String, String) {
    let mut is_quoted = false;
    for (at, letter) in statement.char_indices() {
        is_quoted ^= letter == '"';
        if letter == '=' && !is_quoted {
            return (statement[..at].trim().replace('"', ""), statement[at + 1..].to_owned());
        }
    }
    panic!("no `=` in {statement}");
}

/// Quoted texts; those with nothing but a new line between are one. A value that is not quoted is one text.
fn texts(values: &str) -> Vec<String> {
    if !values.contains('"') {
        return vec![values.trim().to_owned()];
    }
    let mut texts: Vec<String> = Vec::new();
    let mut is_next = true;
    for (at, part) in values.split('"').enumerate() {
        if at % 2 == 0 {
            is_next |= part.contains(',');
        } else if is_next {
            texts.push(part.to_owned());
            is_next = false;
        } else {
            texts.last_mut().unwrap().push_str(part);
        }
    }
    texts
}

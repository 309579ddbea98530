//! Helpers of the tests: release folders written from a few lines.
#![allow(dead_code, reason = "each test file uses its part")]

use audit::{Error, Report, Settings, audit};
use std::fmt::Write as _;
use tempfile::TempDir;

/// A release folder in the making.
pub(crate) struct Folder {
    pub(crate) directory: TempDir,
    pub(crate) rule: String,
    pub(crate) tables: Vec<String>,
    pub(crate) relations: Vec<String>,
    pub(crate) bands: Vec<String>,
    pub(crate) countings: Vec<String>,
}

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder {
            directory: tempfile::tempdir().unwrap(),
            rule: r#"{ "threshold": 3, "zeros_shown": true, "symbol": "." }"#.to_owned(),
            tables: Vec::new(),
            relations: Vec::new(),
            bands: Vec::new(),
            countings: Vec::new(),
        }
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        std::fs::write(self.directory.path().join(file), text).unwrap();
    }

    /// Adds a table of spells: `axes` as `quarter* 2018Q1 2018Q2 | municipality 101 102 all`, where a star marks time
    /// and a question mark what does not sum; `columns` as JSON objects; `rows` a figure a line, as
    /// `2018Q1 101 count 5`, where a full stop stands for hidden and a hyphen for not there.
    pub(crate) fn table(&mut self, family: &str, axes: &str, columns: &str, rows: &str) -> &mut Folder {
        let file = format!("{}-{family}.csv", self.tables.len() + 1);
        let mut described = Vec::new();
        let mut head = Vec::new();
        for axis in axes.split('|') {
            let mut words = axis.split_whitespace();
            let name = words.next().unwrap();
            let dimension = name.trim_end_matches(['*', '?']);
            let categories: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
            described.push(format!(
                r#"{{ "dimension": "{dimension}", "time": {}, "additive": {}, "categories": [{}] }}"#,
                name.contains('*'),
                !name.contains('?'),
                categories.join(", ")
            ));
            head.push(if dimension == "status" { "status_after" } else { dimension });
        }
        let mut text = format!("{},measure,value,status,protection\n", head.join(","));
        for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let (figure, cell) = words.split_last().unwrap();
            let (value, status) = match *figure {
                "." => ("", "suppressed"),
                "-" => ("", "unknown"),
                value => (value, ""),
            };
            writeln!(text, "{},{value},{status},protected", cell.join(",")).unwrap();
        }
        self.write(&file, &text);
        self.tables.push(format!(
            r#"    {{ "file": "{file}",
      "family": "{family}", "count": "spells",
      "axes": [ {} ],
      "columns": [ {columns} ] }}"#,
            described.join(",\n        ")
        ));
        self
    }

    /// Says of whom the last table is: `sex M, age_band 16-19|20-24`.
    pub(crate) fn fixed(&mut self, words: &str) -> &mut Folder {
        let fixed = words.split(", ").map(|words| {
            let (dimension, category) = words.split_once(' ').unwrap();
            format!(r#"{{ "dimension": "{dimension}", "category": "{category}", "additive": true }}"#)
        });
        let fixed = fixed.collect::<Vec<_>>().join(", ");
        let table = self.tables.last_mut().unwrap();
        *table = table.replace(r#""family""#, &format!(r#""fixed": [{fixed}], "family""#));
        self
    }

    /// Adds bands of ages: `age_band young 16 25 older 25 -`, where a hyphen stands for no end.
    pub(crate) fn bands(&mut self, words: &str) -> &mut Folder {
        let words: Vec<&str> = words.split_whitespace().collect();
        let end = |word: &str| if word == "-" { "null".to_owned() } else { word.to_owned() };
        let edges: Vec<String> =
            words[1..].chunks(3).map(|band| format!(r#""{}": [{}, {}]"#, band[0], band[1], end(band[2]))).collect();
        let (dimension, edges) = (words[0], edges.join(", "));
        self.bands.push(format!(r#"    {{ "dimension": "{dimension}", "of": "Age", "edges": {{ {edges} }} }}"#));
        self
    }

    /// Adds a relation: `municipality region 101 hovedstaden 102 hovedstaden`.
    pub(crate) fn relation(&mut self, words: &str) -> &mut Folder {
        let words: Vec<&str> = words.split_whitespace().collect();
        let pairs: Vec<String> = words[2..].chunks(2).map(|pair| format!(r#""{}": "{}""#, pair[0], pair[1])).collect();
        self.relations.push(format!(
            r#"    {{ "part": "{}", "whole": "{}", "map": {{ {} }} }}"#,
            words[0],
            words[1],
            pairs.join(", ")
        ));
        self
    }

    /// Adds counts beside the tables: `rows` a count a line, as `running 101 5` or `running all 5`, where a full stop stands
    /// for hidden; `ties` and `nests` as JSON objects.
    pub(crate) fn counting(&mut self, name: &str, rows: &str, ties: &str, nests: &str) -> &mut Folder {
        let mut text = "count,day,municipality,jobcentre,value,status\n".to_owned();
        for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let area = if words[1] == "all" { "" } else { words[1] };
            let (value, status) = if words[2] == "." { ("", "suppressed") } else { (words[2], "") };
            writeln!(text, "{},2026-05-22,{area},,{value},{status}", words[0]).unwrap();
        }
        self.write(&format!("{name}.csv"), &text);
        self.countings.push(format!(
            r#"    {{ "file": "{name}.csv", "threshold": 3, "ties": [ {ties} ], "nests": [ {nests} ] }}"#
        ));
        self
    }

    /// What stands in `release.json`.
    pub(crate) fn description(&self) -> String {
        format!(
            "{{ \"format\": \"forlob release 1\",\n  \"rule\": {},\n  \"tables\": [\n{}\n  ],\n  \"relations\": [\n{}\n  ],\n  \"bands\": [\n{}\n  ],\n  \"countings\": [\n{}\n  ] }}\n",
            self.rule,
            self.tables.join(",\n"),
            self.relations.join(",\n"),
            self.bands.join(",\n"),
            self.countings.join(",\n")
        )
    }

    pub(crate) fn try_audit(&self) -> Result<Report, Error> {
        self.write("release.json", &self.description());
        audit(self.directory.path(), &Settings::strict())
    }

    pub(crate) fn audit(&self) -> Report {
        self.try_audit().unwrap()
    }

    /// Every finding that fails a release, a line each.
    pub(crate) fn failures(&self) -> Vec<String> {
        let report = self.audit();
        let fails = |finding: &&audit::Finding| {
            !matches!(finding.kind, audit::FindingKind::AllOfGroup | audit::FindingKind::NoneOfGroup)
        };
        report.findings.iter().filter(fails).map(ToString::to_string).collect()
    }
}

pub(crate) const COUNT: &str = r#"{ "id": "count", "is": "count" }"#;

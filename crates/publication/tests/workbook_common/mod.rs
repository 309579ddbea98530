//! Drawn people of a small country, and protected tables of them.

use calendar::{Day, Period, Span};
use definitions::{Catalog, Dimension, Disclosure};
use measures::{Pass, Question, Request, Source, Table};
use register::{Attributes, Needs, Payment, People, PersonRows, Stay, StoreInfo, TableKind};
use release::{Entry, Ledger, Method, Protected};
use std::path::Path;
use std::sync::OnceLock;

/// Some people of a municipality who begin in the same month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    pub(crate) people: usize,
    pub(crate) municipality: u16,
    pub(crate) woman: bool,
    /// Months from January 2017.
    pub(crate) from_month: i32,
    pub(crate) months: i32,
}

struct Shard(StoreInfo, Vec<PersonRows>);

impl Source for Shard {
    fn info(&self) -> &StoreInfo {
        &self.0
    }

    fn n_shards(&self) -> usize {
        1
    }

    fn read(&self, _: usize, _: Needs) -> Result<People, register::Error> {
        Ok(People::from_rows(self.1.clone(), Vec::new()))
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn rows(drawn: &Drawn, catalog: &Catalog) -> PersonRows {
    let code = |set: &str, code: &str| catalog.code_sets.versions(set).unwrap()[0].find(code).unwrap();
    let from = day("2017-01-01").add_months(drawn.from_month);
    PersonRows {
        attributes: Attributes {
            sex: Some(code("koen", if drawn.woman { "K" } else { "M" })),
            birth: Some(day("1978-01-01")),
            ..Attributes::default()
        },
        stays: vec![Stay { from: day("2000-01-01"), until: Day::MAX, municipality: drawn.municipality }],
        payments: vec![Payment { from, until: from.add_months(drawn.months), code: code("dream", "810") }],
        ..PersonRows::default()
    }
}

/// The program's definitions, with a small country.
pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../release/tests/drawn/definitions");
        Catalog::with_folders(&[folder]).unwrap()
    })
}

/// A table that is asked for.
pub(crate) fn asked(measure: &str, periods: &str, by: &[Dimension]) -> Request {
    Request {
        measure: measure.to_owned(),
        periods: Period::list(periods).unwrap(),
        by: Some(by.to_vec()),
        only: Vec::new(),
        against: None,
        spread: None,
    }
}

/// Tables, and what is published of them where counts below the threshold are hidden.
pub(crate) fn published(drawn: &[Drawn], requests: &[Request], threshold: i64) -> (Vec<Table>, Protected) {
    let catalog = catalog();
    let covered = Span::new(day("2014-01-01"), day("2019-01-01"));
    let people = drawn.iter().flat_map(|drawn| vec![rows(drawn, catalog); drawn.people]).collect();
    let source = Shard(StoreInfo::in_memory("drawn", covered, "dream", &TableKind::ALL), people);
    let questions = requests.iter().map(|request| Question::new(request, catalog, source.info()).unwrap()).collect();
    let tables = Pass::plan(questions, catalog).unwrap().run(&source, 1, &|_| {}).unwrap();
    let rule = Disclosure { threshold, ..Disclosure::default() };
    let entry = |table| Entry { table, rule, must_show: &[], is_new: true };
    let entries: Vec<Entry<'_>> = tables.iter().map(entry).collect();
    let protected = release::protect(&entries, &[], Method::Suppression, &Ledger::default()).unwrap();
    (tables, protected)
}

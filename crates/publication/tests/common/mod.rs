//! Drawn people, and the protected tables that are made of them.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part; one whose own set-up is wrong fails")]

use calendar::{Day, Period, Span};
use definitions::{Catalog, Dimension, Disclosure};
use measures::{Pass, Question, Request, Source, Table};
use register::{Attributes, Needs, Payment, People, PersonRows, Stay, StoreInfo, TableKind};
use release::{Entry, Ledger, Method, ProtectedTable};
use std::path::Path;
use std::sync::OnceLock;

/// A person who is on the benefit for some months, and then perhaps on another for half a year.
#[derive(Debug, Clone)]
pub(crate) struct DrawnPerson {
    pub(crate) municipality: u16,
    pub(crate) woman: bool,
    /// On 1 January 2018.
    pub(crate) age: u8,
    /// Months from January 2017.
    pub(crate) from_month: u8,
    pub(crate) months: u8,
    /// A code of the set `dream`.
    pub(crate) after: Option<&'static str>,
}

/// A table that is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) measure: &'static str,
    pub(crate) periods: &'static str,
    pub(crate) by: Vec<Dimension>,
    pub(crate) only: Vec<(Dimension, String)>,
    pub(crate) against: Option<&'static str>,
    pub(crate) spread: Option<Dimension>,
}

impl Asked {
    pub(crate) fn new(measure: &'static str, periods: &'static str, by: &[Dimension]) -> Asked {
        Asked { measure, periods, by: by.to_vec(), only: Vec::new(), against: None, spread: None }
    }

    fn request(&self) -> Request {
        Request {
            measure: self.measure.to_owned(),
            periods: Period::list(self.periods).unwrap(),
            by: Some(self.by.clone()),
            only: self.only.clone(),
            against: self.against.map(|against| against.parse().unwrap()),
            spread: self.spread,
        }
    }
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

fn rows(person: &DrawnPerson, catalog: &Catalog) -> PersonRows {
    let code = |set: &str, code: &str| catalog.code_sets.versions(set).unwrap()[0].find(code).unwrap();
    let first: Day = "2017-01-01".parse().unwrap();
    let from = first.add_months(person.from_month.into());
    let until = from.add_months(person.months.into());
    let born: Day = "2018-01-01".parse().unwrap();
    let after = |after| Payment { from: until, until: until.add_months(6), code: code("dream", after) };
    PersonRows {
        attributes: Attributes {
            sex: Some(code("koen", if person.woman { "K" } else { "M" })),
            birth: Some(born.add_months(-12 * i32::from(person.age))),
            ..Attributes::default()
        },
        stays: vec![Stay { from: "2000-01-01".parse().unwrap(), until: Day::MAX, municipality: person.municipality }],
        payments: [Payment { from, until, code: code("dream", "810") }]
            .into_iter()
            .chain(person.after.map(after))
            .collect(),
        ..PersonRows::default()
    }
}

/// The program's definitions, with a small country.
fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../release/tests/drawn/definitions");
        Catalog::with_folders(&[folder]).unwrap()
    })
}

/// The tables that are asked for, of 2014 to 2018.
fn tables(people: &[DrawnPerson], asked: &[Asked]) -> Vec<Table> {
    let catalog = catalog();
    let covered = Span::new("2014-01-01".parse().unwrap(), "2019-01-01".parse().unwrap());
    let people = people.iter().map(|person| rows(person, catalog)).collect();
    let source = Shard(StoreInfo::in_memory("drawn", covered, "dream", &TableKind::ALL), people);
    let questions =
        asked.iter().map(|asked| Question::new(&asked.request(), catalog, source.info()).unwrap()).collect();
    Pass::plan(questions, catalog).unwrap().run(&source, 1, &|_| {}).unwrap()
}

/// The same, protected together; none where they cannot be.
pub(crate) fn protected(
    people: &[DrawnPerson],
    asked: &[Asked],
    rule: Disclosure,
    method: Method,
) -> Option<Vec<ProtectedTable>> {
    let tables = tables(people, asked);
    let entries: Vec<Entry<'_>> =
        tables.iter().map(|table| Entry { table, rule, must_show: &[], is_new: true }).collect();
    match release::protect(&entries, &[], method, &Ledger::default()) {
        Ok(protected) => Some(protected.tables),
        Err(release::Error::Infeasible { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

/// So many people of a municipality whose spell ends with a month of 2018.
fn ended(municipality: u16, last_month: u8, after: Option<&'static str>, people: u8) -> Vec<DrawnPerson> {
    let person = |at: u8| DrawnPerson {
        municipality,
        woman: at.is_multiple_of(2),
        age: 25 + at,
        from_month: 6,
        months: 6 + last_month,
        after,
    };
    (0..people).map(person).collect()
}

/// What people live on a month after their spell, in 2018: a table in which some figures are hidden, some provisional,
/// those of the last quarter not yet known, and shares of nobody cannot be told.
pub(crate) fn every_kind() -> ProtectedTable {
    let people = [
        ended(101, 2, Some("730"), 12),
        ended(101, 2, None, 5),
        ended(183, 2, Some("730"), 1),
        ended(183, 2, None, 7),
        ended(101, 8, Some("730"), 20),
        ended(101, 8, None, 2),
        ended(101, 11, None, 6),
        ended(101, 12, None, 4),
    ]
    .concat();
    let by = [Dimension::Quarter, Dimension::Municipality, Dimension::Status];
    let asked = Asked::new("ressourceforlob.status_1_month_after", "2018Q1..2019Q1", &by);
    protected(&people, &[asked], Disclosure::default(), Method::Suppression).unwrap().remove(0)
}

/// The spells that started in four quarters in the municipalities of one region, a table of one column.
pub(crate) fn small() -> ProtectedTable {
    let started = |municipality: u16, from_month: u8, people: u8| {
        let person = move |at: u8| DrawnPerson {
            municipality,
            woman: at.is_multiple_of(2),
            age: 30 + at,
            from_month,
            months: 4,
            after: None,
        };
        (0..people).map(person)
    };
    let people: Vec<DrawnPerson> =
        started(169, 12, 11).chain(started(183, 12, 2)).chain(started(253, 13, 5)).chain(started(169, 15, 8)).collect();
    let mut asked =
        Asked::new("ressourceforlob.started", "2018Q1..2018Q2", &[Dimension::Quarter, Dimension::Municipality]);
    asked.only = vec![(Dimension::Region, "sjaelland".to_owned())];
    protected(&people, &[asked], Disclosure::default(), Method::Suppression).unwrap().remove(0)
}

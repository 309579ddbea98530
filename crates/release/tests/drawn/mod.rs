//! Drawn people, and what is published of them, written as a release folder and attacked.
#![allow(dead_code, reason = "each test file uses its part")]

use audit::Report;
use calendar::{Day, Period, Span};
use definitions::{Catalog, Dimension, Disclosure};
use measures::{Pass, Question, Request, Source, Table};
use register::{Attributes, Needs, Payment, People, PersonRows, Stay, StoreInfo, TableKind};
use release::{Entry, Ledger, Method, Plan, Protected, ProtectedCell, ProtectedTable};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

/// A person who is on the benefit for some months from a month of 2017 or 2018 on.
#[derive(Debug, Clone)]
pub(crate) struct DrawnPerson {
    pub(crate) municipality: u16,
    pub(crate) woman: bool,
    /// On 1 January 2018.
    pub(crate) age: u8,
    /// Months from January 2017.
    pub(crate) from_month: u8,
    pub(crate) months: u8,
    /// How many times: two whole months lie between one spell and the next.
    pub(crate) spells: u8,
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
    pub(crate) fn request(&self) -> Request {
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
    let payment = |spell: i32| {
        let from = from.add_months(spell * (i32::from(person.months) + 2));
        Payment { from, until: from.add_months(person.months.into()), code: code("dream", "810") }
    };
    let born: Day = "2018-01-01".parse().unwrap();
    PersonRows {
        attributes: Attributes {
            sex: Some(code("koen", if person.woman { "K" } else { "M" })),
            birth: Some(born.add_months(-12 * i32::from(person.age))),
            ..Attributes::default()
        },
        stays: vec![Stay { from: "2000-01-01".parse().unwrap(), until: Day::MAX, municipality: person.municipality }],
        payments: (0..person.spells.into()).map(payment).collect(),
        ..PersonRows::default()
    }
}

/// The program's definitions, with a small country.
pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawn/definitions");
        Catalog::with_folders(&[folder]).unwrap()
    })
}

/// The tables that are asked for.
pub(crate) fn tables(people: &[DrawnPerson], asked: &[Asked]) -> Vec<Table> {
    tables_of(people.iter().map(|person| rows(person, catalog())).collect(), asked, catalog())
}

/// The tables that are asked for of people with these rows.
pub(crate) fn tables_of(people: Vec<PersonRows>, asked: &[Asked], catalog: &Catalog) -> Vec<Table> {
    let covered = Span::new("2014-01-01".parse().unwrap(), "2019-01-01".parse().unwrap());
    let source = Shard(StoreInfo::in_memory("drawn", covered, "dream", &TableKind::ALL), people);
    let questions =
        asked.iter().map(|asked| Question::new(&asked.request(), catalog, source.info()).unwrap()).collect();
    Pass::plan(questions, catalog).unwrap().run(&source, 1, &|_| {}).unwrap()
}

/// What is published, and what the attack finds in it; none where the tables cannot be protected.
pub(crate) fn published(
    people: &[DrawnPerson],
    asked: &[Asked],
    rule: Disclosure,
    method: Method,
    ledger: &Ledger,
    folder: &Path,
) -> Option<(Report, Protected)> {
    published_of(&tables(people, asked), rule, method, ledger, folder)
}

/// What is published of some tables, and what the attack finds in it; none where they cannot be protected.
pub(crate) fn published_of(
    tables: &[Table],
    rule: Disclosure,
    method: Method,
    ledger: &Ledger,
    folder: &Path,
) -> Option<(Report, Protected)> {
    let entries: Vec<Entry<'_>> =
        tables.iter().map(|table| Entry { table, rule, must_show: &[], is_new: true }).collect();
    let protected = match release::protect(&entries, &[], method, ledger) {
        Ok(protected) => protected,
        Err(release::Error::Infeasible { .. }) => return None,
        Err(error) => panic!("{error}"),
    };
    let mut plan = Plan::empty("drawn");
    plan.disclosure = rule;
    plan.method = method;
    write(&plan, tables, &protected, folder);
    Some((audit::audit(folder, &audit::Settings::strict()).unwrap(), protected))
}

/// The folder of a release.
pub(crate) fn write(plan: &Plan, tables: &[Table], protected: &Protected, folder: &Path) {
    let named: Vec<(&Table, String)> =
        tables.iter().enumerate().map(|(at, table)| (table, format!("{}.csv", at + 1))).collect();
    for (protected, (_, file)) in protected.tables.iter().zip(&named) {
        std::fs::write(folder.join(file), csv(protected)).unwrap();
    }
    std::fs::write(folder.join("release.json"), release::describe(plan, protected, &named)).unwrap();
}

/// A table as tidy data.
fn csv(table: &ProtectedTable) -> String {
    let name = |dimension: Dimension| if dimension == Dimension::Status { "status_after" } else { dimension.id() };
    let mut text = String::new();
    for axis in table.axes() {
        text += name(axis.dimension);
        text.push(',');
    }
    text += "measure,value,status,protection\n";
    for row in 0..table.n_rows() {
        for (at, column) in table.columns().iter().enumerate() {
            for category in table.categories(row) {
                text += &category.id;
                text.push(',');
            }
            let decimals = match column.statistic {
                definitions::Statistic::Share => table.measure().decimals,
                other => other.decimals(),
            };
            let (value, status) = match table.cell(row, at) {
                ProtectedCell::Number { value, .. } => (value.rounded(decimals), ""),
                ProtectedCell::Suppressed => (String::new(), "suppressed"),
                ProtectedCell::NotYet => (String::new(), "not_yet"),
                ProtectedCell::Unknown => (String::new(), "unknown"),
            };
            writeln!(text, "{},{value},{status},protected", column.id()).unwrap();
        }
    }
    text
}

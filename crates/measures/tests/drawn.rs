//! The drawn specifications of counts, run: `cases/counts.md` and `cases/breakdowns.md`.
//!
//! Under each heading of a file stands a register, table by table, and what is counted in it.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

#[allow(dead_code, reason = "a test uses what its file needs")]
#[path = "../../spells/tests/common/markdown.rs"]
mod markdown;

use calendar::{Day, Month, Period, Span};
use definitions::{Catalog, Dimension};
use markdown::{Drawn, Row, tables};
use measures::{Cell, Pass, Question, Reference, Request, Source};
use register::{Attributes, Needs, Payment, People, PersonRows, Stay, StoreInfo, TableKind, Wage};
use std::collections::{BTreeMap, BTreeSet};

/// A register as it is drawn, and how it is counted.
#[derive(Default)]
struct Drawing {
    covered: Option<Span>,
    people: BTreeMap<String, PersonRows>,
    catalog: Option<Catalog>,
}

/// One shard of people in memory.
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

/// Measures of everything that the file counts, by one gap rule and with one status.
fn catalog(gap: &str, (months, hierarchy): (&str, &str)) -> Catalog {
    let folder = tempfile::tempdir().unwrap();
    let measures = folder.path().join("measures");
    std::fs::create_dir_all(&measures).unwrap();
    let write = |count: &str, event: &str, show: &str, more: &str| {
        let id = format!("drawn.{count}.{event}");
        let text = format!(
            "id = \"{id}\"\ntitle = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"the drawn specifications\"\nvalid_from = 2000-01-01\nbenefit = \"ressourceforlob\"\ncount = \"{count}\"\nevent = \"{event}\"\nby = [\"period\", \"sex\"]\nshow = [{show}]\n{more}"
        );
        std::fs::write(measures.join(format!("{id}.toml")), text).unwrap();
    };
    let of_spell = format!("gap = \"{gap}\"\nbefore = \"before.benefit\"\n");
    let status = format!("status = {{ after = \"{months}\", hierarchy = \"status.{hierarchy}\" }}\n");
    for event in ["started", "ended", "active", "opening", "closing"] {
        let of_event = if event == "ended" { format!("{of_spell}{status}") } else { of_spell.clone() };
        let durations = if event == "started" {
            ""
        } else {
            ", \"start_known\", \"sum_days\", \"mean_days\", \"mean_weeks\", \"median_days\", \"median_weeks\""
        };
        write("spells", event, &format!("\"count\", \"share\"{durations}"), &of_event);
        write("persons", event, "\"count\", \"share\"", &of_event);
    }
    write("persons", "paid", "\"count\", \"share\"", "");
    write("person_days", "paid", "\"person_days\", \"full_time_persons\"", "");
    Catalog::with_folders(&[folder.path().to_owned()]).unwrap()
}

impl Drawing {
    fn person(&mut self, row: &Row) -> &mut PersonRows {
        self.people.entry(row.get("person").to_owned()).or_default()
    }

    fn code(set: &str, code: &str, row: &Row) -> u16 {
        let catalog = Catalog::embedded().unwrap();
        catalog.code_sets.versions(set).unwrap()[0]
            .find(code)
            .unwrap_or_else(|| panic!("{}: there is no `{code}` in {set}", row.place))
    }

    /// Takes up a table that draws something; says whether it was one.
    fn draw(&mut self, table: &Drawn) -> bool {
        let optional_day =
            |row: &Row, column: &str| row.find(column).filter(|text| !text.is_empty()).map(|text| row.day_of(text));
        let stretch =
            |row: &Row| Span::new(row.day("from"), if row.get("to").is_empty() { Day::MAX } else { row.day("to") + 1 });
        for row in &table.rows {
            if table.is(&["covered", "rule"], &["status"]) {
                let (first, last) = row.days_of(row.get("covered"));
                let (months, hierarchy) =
                    row.find("status").map_or(("1 month", "S000"), |status| status.split_once(", ").unwrap());
                self.covered = Some(Span::inclusive(first, last));
                self.catalog = Some(catalog(row.get("rule"), (months, &hierarchy.to_lowercase())));
            } else if table.is(&["person", "paid", "from", "to"], &[]) {
                let (span, code) = (stretch(row), Drawing::code("dream", row.get("paid"), row));
                self.person(row).payments.push(Payment { from: span.from, until: span.until, code });
            } else if table.is(&["person", "lives in", "from", "to"], &[]) {
                let (span, place) = (stretch(row), row.get("lives in"));
                let municipality = place
                    .split(' ')
                    .next()
                    .and_then(|code| code.parse().ok())
                    .unwrap_or_else(|| panic!("{}: `{place}` has no code", row.place));
                self.person(row).stays.push(Stay { from: span.from, until: span.until, municipality });
            } else if table.is(&["person", "income in", "amount"], &[]) {
                let month =
                    Month::read(row.get("income in").as_bytes()).unwrap_or_else(|| panic!("{}: no month", row.place));
                let amount: f64 = row.get("amount").parse().unwrap_or_else(|_| panic!("{}: no amount", row.place));
                self.person(row).wages.push(Wage { month, hours: None, amount: Some((amount * 100.0).round() as i32) });
            } else if table.is(&["person"], &["born", "sex", "died", "emigrated"]) {
                let sex = row.find("sex").filter(|sex| !sex.is_empty()).map(|sex| Drawing::code("koen", sex, row));
                let attributes = Attributes {
                    birth: optional_day(row, "born"),
                    died: optional_day(row, "died"),
                    emigrated: optional_day(row, "emigrated"),
                    sex,
                    origin: None,
                };
                self.person(row).attributes = attributes;
            } else {
                return false;
            }
            row.assert_read();
        }
        true
    }

    /// One cell: of a measure, in a period, where some dimensions have some categories.
    fn cell(
        &self,
        place: &str,
        people: Vec<PersonRows>,
        counted: &Counted,
        period: Period,
        wanted: &[(Dimension, String)],
    ) -> Cell {
        let (Some(covered), Some(catalog)) = (self.covered, &self.catalog) else {
            panic!("{place}: nothing says what is covered")
        };
        let tables =
            [TableKind::Persons, TableKind::Residences, TableKind::Payments, TableKind::Wages, TableKind::Events];
        let source = Shard(StoreInfo::in_memory("drawn", covered, "dream", &tables), people);
        let by = std::iter::once(Dimension::Period).chain(wanted.iter().map(|(dimension, _)| *dimension)).collect();
        let request = Request {
            measure: counted.measure.clone(),
            periods: vec![period],
            by: Some(by),
            against: counted.against.clone(),
            ..Request::default()
        };
        let question =
            Question::new(&request, catalog, source.info()).unwrap_or_else(|error| panic!("{place}: {error}"));
        let table = Pass::plan(vec![question], catalog).unwrap().run(&source, 1, &|_| {}).unwrap().remove(0);
        let name = period.to_string();
        let ids: Vec<&str> = std::iter::once(name.as_str()).chain(wanted.iter().map(|(_, id)| id.as_str())).collect();
        table
            .find(&ids, &counted.column)
            .unwrap_or_else(|| panic!("{place}: there is no cell {ids:?} of {}", counted.column))
    }

    /// Compares a row with what is counted.
    fn check(&self, row: &Row) {
        let counted = Counted::read(row);
        let period: Period = row.get("in").parse().unwrap_or_else(|error| panic!("{}: {error}", row.place));
        let wanted: Vec<(Dimension, String)> = row
            .find("where")
            .unwrap_or("")
            .split(", ")
            .filter(|text| !text.is_empty())
            .map(|text| category(row, text))
            .collect();
        let cell = self.cell(&row.place, self.people.values().cloned().collect(), &counted, period, &wanted);
        let drawn = row.get("is");
        let decimals = drawn
            .split(' ')
            .next()
            .and_then(|number| number.split_once('.'))
            .map_or(0, |(_, decimals)| decimals.len() as u8);
        assert_eq!(in_words(cell, decimals), drawn, "{}", row.place);
        row.assert_read();
    }
}

fn in_words(cell: Cell, decimals: u8) -> String {
    match cell {
        Cell::Number { value, provisional } => {
            format!("{}{}", value.rounded(decimals), if provisional { " provisional" } else { "" })
        }
        Cell::NotYet => "not yet".to_owned(),
        Cell::Unknown => "unknown".to_owned(),
    }
}

/// `municipality 101`: a dimension and one of its categories.
fn category(row: &Row, text: &str) -> (Dimension, String) {
    let found = text.split_once(' ').and_then(|(dimension, id)| Some((Dimension::find(dimension)?, id.to_owned())));
    found.unwrap_or_else(|| panic!("{}: `{text}` is no category", row.place))
}

/// What a row counts: `mean days of ended since a year before`.
struct Counted {
    measure: String,
    column: String,
    against: Option<Reference>,
}

impl Counted {
    fn read(row: &Row) -> Counted {
        let (words, since) = row
            .get("counted")
            .split_once(" since ")
            .map_or((row.get("counted"), None), |(words, since)| (words, Some(since)));
        let against = since.map(|since| match since {
            "the period before" => Reference::PeriodBefore,
            "a year before" => Reference::YearBefore,
            period => Reference::Period(period.parse().unwrap_or_else(|error| panic!("{}: {error}", row.place))),
        });
        let (statistic, words) = words.split_once(" of ").unwrap_or(("", words));
        let statistic = match statistic {
            "" => "count",
            "share" => "share",
            "known starts" => "start_known",
            "days" => "sum_days",
            "mean days" => "mean_days",
            "mean weeks" => "mean_weeks",
            "median days" => "median_days",
            "median weeks" => "median_weeks",
            other => panic!("{}: `{other}` is no statistic", row.place),
        };
        let (measure, statistic) = match words {
            "persons" => ("persons.paid".to_owned(), statistic),
            "person-days" => ("person_days.paid".to_owned(), "person_days"),
            "full-time persons" => ("person_days.paid".to_owned(), "full_time_persons"),
            "opening stock" => ("spells.opening".to_owned(), statistic),
            "closing stock" => ("spells.closing".to_owned(), statistic),
            "started" | "ended" | "active" => (format!("spells.{words}"), statistic),
            "persons started" | "persons ended" | "persons active" => (words.replacen(' ', ".", 1), statistic),
            other => panic!("{}: `{other}` is not counted", row.place),
        };
        Counted {
            measure: format!("drawn.{measure}"),
            column: format!("{statistic}{}", if against.is_some() { "_change" } else { "" }),
            against,
        }
    }

    fn spells(event: &str) -> Counted {
        Counted { measure: format!("drawn.spells.{event}"), column: "count".to_owned(), against: None }
    }
}

/// A person of a row of their own: paid from the first day to the last.
fn paid_alone(first: Day, last: Day, birth: Option<Day>, row: &Row) -> Vec<PersonRows> {
    let payments = vec![Payment { from: first, until: last + 1, code: Drawing::code("dream", "810", row) }];
    vec![PersonRows { attributes: Attributes { birth, ..Attributes::default() }, payments, ..PersonRows::default() }]
}

/// A row that is a spell with its band, when it has ended or while it runs.
fn check_duration(drawing: &Drawing, row: &Row) {
    let (first, last) = (row.day("first day"), row.day("last day"));
    let active_in: Option<Period> =
        row.find("active in").map(|text| text.parse().unwrap_or_else(|error| panic!("{}: {error}", row.place)));
    let (counted, period) = match active_in {
        Some(period) => (Counted::spells("active"), period),
        None => (Counted::spells("ended"), Period::of(last, calendar::Granularity::Month)),
    };
    let up_to = last.min(period.span().last_day());
    assert_eq!(up_to - first + 1, row.number("days"), "{}: days", row.place);
    assert_only(drawing, row, paid_alone(first, last, None, row), &counted, period, "duration_band");
    row.assert_read();
}

/// A row that is a person of some age on the day that a spell starts.
fn check_age(row: &Row) {
    let (born, starts) = (row.day("born"), row.day("starts"));
    assert_eq!(starts.age(born), row.number("years"), "{}: years", row.place);
    let drawing = Drawing {
        covered: Some(Span::new(starts.add_months(-12), starts.add_months(12))),
        catalog: Some(catalog("calendar_month", ("1 month", "s000"))),
        ..Drawing::default()
    };
    for dimension in ["age_band", "age_group"] {
        let period = Period::of(starts, calendar::Granularity::Month);
        assert_only(
            &drawing,
            row,
            paid_alone(starts, starts + 5, Some(born), row),
            &Counted::spells("started"),
            period,
            dimension,
        );
    }
    row.assert_read();
}

/// Asserts that the one spell counts in the category that the row says, and in no other.
fn assert_only(
    drawing: &Drawing,
    row: &Row,
    people: Vec<PersonRows>,
    counted: &Counted,
    period: Period,
    dimension: &str,
) {
    let of = Dimension::find(dimension).unwrap();
    let bands: BTreeSet<&str> = match of {
        Dimension::AgeBand => BTreeSet::from([
            "under 16", "16-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "60-64",
            "65+", "unknown",
        ]),
        Dimension::AgeGroup => BTreeSet::from(["under 40", "40+", "unknown"]),
        _ => BTreeSet::from([
            "0-4 weeks",
            "5-8 weeks",
            "9-13 weeks",
            "14-26 weeks",
            "27-39 weeks",
            "40-52 weeks",
            "1-2 years",
            "2-3 years",
            "over 3 years",
            "unknown",
        ]),
    };
    assert!(bands.contains(row.get(dimension)), "{}: there is no band `{}`", row.place, row.get(dimension));
    for band in bands {
        let cell = drawing.cell(&row.place, people.clone(), counted, period, &[(of, band.to_owned())]);
        assert_eq!(in_words(cell, 0), if band == row.get(dimension) { "1" } else { "0" }, "{}: {band}", row.place);
    }
}

fn run(file: &str, text: &str, least_rows: usize) {
    let mut drawing = Drawing::default();
    let mut heading = String::new();
    for table in tables(file, text, least_rows) {
        if table.heading != heading {
            // What is drawn under a heading belongs to it alone.
            (drawing, heading) = (Drawing::default(), table.heading.clone());
        }
        if table.is(&["counted", "in", "is"], &["where"]) {
            table.rows.iter().for_each(|row| drawing.check(row));
        } else if table.is(&["first day", "last day", "days", "duration_band"], &["active in"]) {
            table.rows.iter().for_each(|row| check_duration(&drawing, row));
        } else if table.is(&["born", "starts", "years", "age_band", "age_group"], &[]) {
            table.rows.iter().for_each(check_age);
        } else {
            assert!(drawing.draw(&table), "{:?} has no meaning under `{}`", table.columns, table.heading);
        }
    }
}

#[test]
fn counts() {
    run("counts.md", include_str!("../../../cases/counts.md"), 170);
}

#[test]
fn breakdowns() {
    run("breakdowns.md", include_str!("../../../cases/breakdowns.md"), 190);
}

//! Whatever is asked of whatever people: every format has each of the table's numbers, as it is rounded, in its place, and
//! none where the table has none.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test whose own set-up is wrong fails")]

mod common;
mod px_reader;

use common::{Asked, DrawnPerson, protected};
use definitions::{Dimension, DimensionKind, Disclosure, Language, Statistic};
use measures::Part;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use publication::{Edition, json_stat, number, pivoted_csv, px};
use px_reader::PxFile;
use release::{Method, Plan, ProtectedCell, ProtectedTable, Symbol};
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeMap;

/// A figure by the codes of its categories, each with the code of its variable.
type Figures<T> = BTreeMap<BTreeMap<String, String>, T>;

fn person() -> impl Strategy<Value = DrawnPerson> {
    let place = prop_oneof![3 => Just(101u16), 2 => Just(165), 1 => Just(153), 2 => Just(183), 1 => Just(259)];
    let after = prop_oneof![2 => Just(None), 1 => Just(Some("730")), 1 => Just(Some("781"))];
    (place, any::<bool>(), 18u8..66, 0u8..23, 1u8..14, after).prop_map(
        |(municipality, woman, age, from_month, months, after)| DrawnPerson {
            municipality,
            woman,
            age,
            from_month,
            months,
            after,
        },
    )
}

fn table() -> impl Strategy<Value = Asked> {
    let measure = prop_oneof![
        3 => Just("ressourceforlob.started"),
        2 => Just("ressourceforlob.ended"),
        2 => Just("ressourceforlob.closing"),
        2 => Just("ressourceforlob.ended_duration"),
        2 => Just("ressourceforlob.full_time_persons"),
        2 => Just("ressourceforlob.status_1_month_after"),
    ];
    let time = prop_oneof![
        2 => Just((Dimension::Year, "2017,2018")),
        1 => Just((Dimension::Year, "2018")),
        2 => Just((Dimension::Quarter, "2018Q2..2019Q1")),
        1 => Just((Dimension::Month, "2018-10..2019-01")),
        1 => Just((Dimension::Period, "2017-01-01..2018-06-30")),
    ];
    let other = prop_oneof![
        3 => Just(Dimension::Municipality),
        2 => Just(Dimension::Region),
        3 => Just(Dimension::Sex),
        2 => Just(Dimension::AgeGroup),
    ];
    let others = proptest::collection::vec(other, 0..3);
    (measure, time, others, 0u8..8).prop_map(|(measure, (time, periods), mut others, extra)| {
        others.sort();
        others.dedup();
        let is_place = |dimension: &Dimension| dimension.kind() == DimensionKind::Place;
        if others.iter().filter(|dimension| is_place(dimension)).count() > 1 {
            others.retain(|dimension| !is_place(dimension));
        }
        let mut by = vec![time];
        if measure == "ressourceforlob.status_1_month_after" {
            others.truncate(1);
            others.push(Dimension::Status);
        }
        by.extend(others);
        let by_place = by.iter().any(is_place);
        let mut asked = Asked::new(measure, periods, &by);
        match extra {
            1 if !by_place => asked.only = vec![(Dimension::Municipality, "101".to_owned())],
            2 => asked.against = Some("year-before"),
            3 if by.contains(&Dimension::Municipality) => asked.against = Some("country"),
            5 if !by_place => asked.spread = Some(Dimension::Municipality),
            _ => {}
        }
        asked
    })
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![4 => Just(Method::Suppression), 1 => Just(Method::Rounding { base: 5 })]
}

/// Every figure of the table with its decimals, taken from the table itself.
fn expected(table: &ProtectedTable) -> Figures<(ProtectedCell, u8)> {
    let mut figures = Figures::new();
    for row in 0..table.n_rows() {
        for (at, column) in table.columns().iter().enumerate() {
            let axes = table.axes().iter().zip(table.categories(row));
            let mut key: BTreeMap<String, String> =
                axes.map(|(axis, category)| (axis.dimension.id().to_owned(), category.id.clone())).collect();
            if table.columns().len() > 1 {
                key.insert("ContentsCode".to_owned(), column.id());
            }
            let decimals = match (&column.part, column.statistic) {
                (Part::Areas, _) => 0,
                (_, Statistic::Share) => table.measure().decimals,
                (_, other) => other.decimals(),
            };
            assert!(figures.insert(key, (table.cell(row, at), decimals)).is_none());
        }
    }
    figures
}

/// Every figure of a JSON-stat dataset, and what its status is.
fn of_json(text: &str, with_contents: bool) -> Figures<(Value, Option<String>)> {
    let json: Value = serde_json::from_str(text).unwrap();
    let ids: Vec<&str> = json["id"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let mut keys: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for (at, id) in ids.iter().enumerate() {
        let category = &json["dimension"][id]["category"];
        let mut codes: Vec<(u64, &String)> = category["index"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(code, place)| (place.as_u64().unwrap(), code))
            .collect();
        codes.sort();
        assert_eq!(json["size"][at].as_u64(), Some(codes.len() as u64));
        assert_eq!(category["label"].as_object().unwrap().len(), codes.len());
        let with = |key: &BTreeMap<String, String>| {
            let key = key.clone();
            codes.iter().map(move |(_, code)| {
                let mut key = key.clone();
                if *id != "ContentsCode" || with_contents {
                    key.insert((*id).to_owned(), (*code).clone());
                }
                key
            })
        };
        keys = keys.iter().flat_map(with).collect();
    }
    let values = json["value"].as_array().unwrap();
    assert_eq!(values.len(), keys.len());
    let status = |at: usize| json["status"].get(at.to_string()).map(|status| status.as_str().unwrap().to_owned());
    keys.into_iter().zip(values).enumerate().map(|(at, (key, value))| (key, (value.clone(), status(at)))).collect()
}

/// What the pivoted file has in its fields, in no order.
fn of_csv(text: &str, edition: &Edition<'_>) -> Vec<String> {
    let (above, _) = text.split_once("\r\n\r\n").unwrap();
    let (rows, heading) = edition.layout();
    let heads = if heading.is_some() && edition.table().columns().len() > 1 { 2 } else { 1 };
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(above.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let fields = records.iter().skip(heads).flat_map(|record| record.iter().skip(rows.len()));
    let mut fields: Vec<String> =
        fields.filter(|field| !field.is_empty() && *field != "*").map(str::to_owned).collect();
    fields.sort();
    fields
}

/// Every figure is as the table has it. How many are numbers and how many none.
fn agree(edition: &Edition<'_>) -> [usize; 2] {
    let (hidden, unknown) = match edition.symbol(publication::Figure::Suppressed) {
        Some("..") => ("..", "."),
        _ => (".", ".."),
    };
    let expected = expected(edition.table());
    let json = of_json(&json_stat(edition), edition.table().columns().len() > 1);
    let text = px(edition);
    assert!(text.lines().all(|line| line.len() < 256), "{text}");
    let px = PxFile::read(&text).figures();
    assert_eq!((json.len(), px.len()), (expected.len(), expected.len()));
    let (mut numbers, mut others, mut fields) = (0, 0, Vec::new());
    for (key, (cell, decimals)) in expected {
        let (value, status) = &json[&key];
        let symbol = match cell {
            ProtectedCell::Number { value: exact, provisional } => {
                let rounded = exact.rounded(decimals);
                assert_eq!(px[&key], rounded, "{key:?}");
                assert_eq!(value.as_f64().unwrap(), rounded.parse::<f64>().unwrap(), "{key:?}");
                assert_eq!(status.as_deref(), provisional.then_some("*"), "{key:?}");
                let (thousands, danish) = ('.', number(exact, decimals, Language::Danish));
                fields.push(match edition.language {
                    Language::Danish => danish.replace(thousands, ""),
                    Language::English => rounded,
                });
                numbers += 1;
                continue;
            }
            ProtectedCell::Suppressed => hidden,
            ProtectedCell::NotYet => "...",
            ProtectedCell::Unknown => unknown,
        };
        others += 1;
        fields.push(symbol.to_owned());
        assert_eq!(px[&key], format!("\"{symbol}\""), "{key:?}");
        assert!(value.is_null() && status.as_deref() == Some(symbol), "{key:?}");
    }
    fields.sort();
    assert_eq!(of_csv(&pivoted_csv(edition, false), edition), fields);
    [numbers, others]
}

#[test]
fn every_format_has_the_figures_of_the_table() {
    let config = Config { cases: 256, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let people = proptest::collection::vec(person(), 5..150);
    let drawn = (people, table(), method(), any::<bool>(), any::<bool>());
    let seen = [Cell::new(0), Cell::new(0)];
    runner
        .run(&drawn, |(people, asked, method, is_danish, two_dots)| {
            let Some(tables) = protected(&people, &[asked], Disclosure::default(), method) else { return Ok(()) };
            let mut plan = Plan::empty("drawn");
            plan.method = method;
            plan.symbol = if two_dots { Symbol::TwoDots } else { Symbol::OneDot };
            let language = if is_danish { Language::Danish } else { Language::English };
            let counts = agree(&Edition::new(&tables[0], &plan, language));
            seen.iter().zip(counts).for_each(|(seen, count)| seen.set(seen.get() + count));
            Ok(())
        })
        .unwrap();
    println!("{} numbers and {} symbols", seen[0].get(), seen[1].get());
    assert!(seen[0].get() > 1_000 && seen[1].get() > 500);
}

//! Parquet columns of types that CSV has no like of: what each value is taken for, and that none is taken for
//! another one's.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use arrow_array::builder::BinaryBuilder;
use arrow_array::types::{Int32Type, TimestampMillisecondType};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int32Array, Int64Array,
    ListArray, NullArray, PrimitiveArray, StringArray, StructArray, Time32MillisecondArray, TimestampMillisecondArray,
    UInt64Array,
};
use arrow_schema::DataType;
use common::{Extract, files, parquet_file, parquet_file_in_groups, people};
use std::sync::Arc;

fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// `n` rows of `loen`, all the same but for the columns that are given.
fn loen(n: usize, columns: Vec<(&'static str, ArrayRef)>) -> Extract {
    let mut all = vec![
        ("borger", texts(&vec!["0101011234"; n])),
        ("maaned", texts(&vec!["2018-01"; n])),
        ("timer", texts(&vec!["37"; n])),
        ("beloeb", texts(&vec!["100"; n])),
    ];
    all.retain(|(name, _)| !columns.iter().any(|(own, _)| own == name));
    all.extend(columns);
    Extract::new(&[("loen.parquet", parquet_file(all))])
}

/// `n` rows of `haendelser` on these days.
fn haendelser(dato: ArrayRef) -> Extract {
    let n = dato.len();
    Extract::new(&[(
        "haendelser.parquet",
        parquet_file(vec![
            ("borger", texts(&vec!["0101011234"; n])),
            ("dato", dato),
            ("haendelse", texts(&vec!["sanktion"; n])),
        ]),
    )])
}

#[test]
fn a_row_is_told_by_its_number_in_the_file_not_in_its_group() {
    let codes: Vec<&str> = (2..12).map(|row| if row % 4 == 0 { "ukendt" } else { "810" }).collect();
    let days: Vec<String> = (2..12).map(|row| format!("2018-01-{row:02}")).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let columns = vec![
        ("borger", texts(&["0101011234"; 10])),
        ("ydelse", texts(&codes)),
        ("fra", texts(&days)),
        ("til", texts(&days)),
    ];
    let extract = Extract::new(&[("ydelser.parquet", parquet_file_in_groups(columns, 3))]);
    for threads in [1, 3] {
        assert_eq!(
            extract.outcome(threads),
            "ydelser 10 = 8 + 2\nydelser.ydelse unknown_code 2: extract/ydelser.parquet:4 extract/ydelser.parquet:8"
        );
    }
}

/// Keys that a float cannot tell apart: pseudonyms of other systems are often such numbers.
#[test]
fn keys_of_many_digits_are_not_mixed_up() {
    let pseudonyms = |borger: ArrayRef| {
        let extract = loen(borger.len(), vec![("borger", borger)]);
        assert_eq!(extract.outcome(1), "loen 3 = 3 + 0");
        people(&extract.store()).into_keys().collect::<Vec<_>>()
    };
    let expected = pseudonyms(texts(&["18446744073709551615", "18446744073709551614", "9007199254740993"]));
    assert_eq!(expected.len(), 3);
    assert_eq!(pseudonyms(Arc::new(UInt64Array::from(vec![u64::MAX, u64::MAX - 1, (1 << 53) + 1]))), expected);
    let decimals = Decimal128Array::from(vec![i128::from(u64::MAX), i128::from(u64::MAX) - 1, (1 << 53) + 1]);
    assert_eq!(pseudonyms(Arc::new(decimals.with_precision_and_scale(20, 0).unwrap())), expected);
    let decimals = Decimal128Array::from(vec![
        i128::from(u64::MAX) * 100,
        (i128::from(u64::MAX) - 1) * 100,
        ((1 << 53) + 1) * 100,
    ]);
    assert_eq!(pseudonyms(Arc::new(decimals.with_precision_and_scale(22, 2).unwrap())), expected);
    let small = pseudonyms(texts(&["1", "2", "3"]));
    assert_eq!(pseudonyms(Arc::new(Int32Array::from(vec![1, 2, 3]))), small);
    assert_eq!(pseudonyms(Arc::new(Float64Array::from(vec![1.0, 2.0, 3.0]))), small);
}

#[test]
fn days_before_and_after_all_days_are_none() {
    // 1 January 1970, 31 December 9999 and the day after, 1 January of the year 1 and the day before.
    let extract =
        haendelser(Arc::new(Date32Array::from(vec![0, 2_932_896, 2_932_897, -719_162, -719_163, i32::MAX, i32::MIN])));
    assert_eq!(
        extract.outcome(1),
        "haendelser 7 = 3 + 4\nhaendelser.dato bad_date 4: extract/haendelser.parquet:4 extract/haendelser.parquet:6 extract/haendelser.parquet:7"
    );
}

#[test]
fn a_moment_is_a_day_at_midnight_alone() {
    let day = 86_400_000;
    let moments = PrimitiveArray::<TimestampMillisecondType>::from(vec![
        Some(17_532 * day),
        Some(17_532 * day + 1),
        Some(-day),
        Some(-1),
        None,
        Some(i64::MAX),
        Some(i64::MIN),
    ]);
    let expected = "haendelser 7 = 2 + 5\nhaendelser.dato bad_date 5: extract/haendelser.parquet:3 extract/haendelser.parquet:5 extract/haendelser.parquet:6";
    let extract = haendelser(Arc::new(moments.clone()));
    assert_eq!(extract.outcome(1), expected);
    assert_eq!(files(&extract.store())["events"], ["0 1969-12-31 sanktion -", "0 2018-01-01 sanktion -"]);
    assert_eq!(haendelser(Arc::new(moments.with_timezone("UTC"))).outcome(1), expected);
}

#[test]
fn numbers_are_no_dates_and_dates_are_no_numbers() {
    assert_eq!(
        haendelser(Arc::new(Int32Array::from(vec![20_180_630]))).outcome(1),
        "haendelser 1 = 0 + 1\nhaendelser.dato bad_date 1: extract/haendelser.parquet:2"
    );
    let bad_number = "loen 1 = 0 + 1\nloen.timer bad_number 1: extract/loen.parquet:2";
    assert_eq!(loen(1, vec![("timer", Arc::new(Date32Array::from(vec![37])))]).outcome(1), bad_number);
    assert_eq!(loen(1, vec![("timer", Arc::new(TimestampMillisecondArray::from(vec![37])))]).outcome(1), bad_number);
}

#[test]
fn numbers_of_all_types() {
    let wages = |beloeb: ArrayRef| {
        let extract = loen(
            beloeb.len(),
            vec![("borger", texts(&["1", "2", "3", "4", "5", "6"][..beloeb.len()])), ("beloeb", beloeb)],
        );
        let outcome = extract.outcome(1);
        let mut amounts: Vec<String> = files(&extract.store())["wages"]
            .iter()
            .map(|row| row.rsplit(' ').next().unwrap_or_default().to_owned())
            .collect();
        amounts.sort();
        (outcome, amounts.join(" "))
    };
    let good = |n: usize, amounts: &str| (format!("loen {n} = {n} + 0"), amounts.to_owned());
    assert_eq!(wages(Arc::new(Float32Array::from(vec![0.1, 25_000.5]))), good(2, "10 2500050"));
    assert_eq!(wages(Arc::new(Int64Array::from(vec![Some(-7), None]))), good(2, "- -700"));
    assert_eq!(wages(Arc::new(NullArray::new(2))), good(2, "- -"));
    // In the store they are whole øre. A number that is none is blank; rounding is half away from zero.
    assert_eq!(wages(Arc::new(Float64Array::from(vec![f64::NAN, 0.125, -0.125]))), good(3, "- -13 13"));
    let decimals = |values: Vec<i128>, scale| {
        Arc::new(Decimal128Array::from(values).with_precision_and_scale(38, scale).unwrap()) as ArrayRef
    };
    assert_eq!(wages(decimals(vec![12_345, -12_345, 1], 3)), good(3, "-1235 0 1235"));
    assert_eq!(wages(decimals(vec![1_005, 100], 3)), good(2, "10 101"));
    let (outcome, _) = wages(Arc::new(Float64Array::from(vec![
        f64::INFINITY,
        1e300,
        -1e12,
        21_474_836.47,
        21_474_836.48,
        -21_474_836.48,
    ])));
    assert_eq!(
        outcome,
        "loen 6 = 1 + 5\nloen.beloeb bad_number 5: extract/loen.parquet:2 extract/loen.parquet:3 extract/loen.parquet:4"
    );
    let (outcome, _) = wages(Arc::new(Int64Array::from(vec![i64::MAX, i64::MIN])));
    assert_eq!(outcome, "loen 2 = 0 + 2\nloen.beloeb bad_number 2: extract/loen.parquet:2 extract/loen.parquet:3");
    let (outcome, _) = wages(Arc::new(UInt64Array::from(vec![u64::MAX])));
    assert_eq!(outcome, "loen 1 = 0 + 1\nloen.beloeb bad_number 1: extract/loen.parquet:2");
}

#[test]
fn municipalities_as_numbers() {
    let bopael = |kommune: ArrayRef| {
        let n = kommune.len();
        let columns = vec![
            ("borger", texts(&vec!["0101011234"; n])),
            ("kommune", kommune),
            ("fra", texts(&vec!["2018-01-01"; n])),
            ("til", texts(&vec![""; n])),
        ];
        Extract::new(&[("bopael.parquet", parquet_file(columns))]).outcome(1)
    };
    let unknown = "bopael.kommune unknown_municipality";
    // 65,637 is 101 in the last two bytes of a number.
    assert_eq!(
        bopael(Arc::new(Int32Array::from(vec![101, 65_637, -101]))),
        format!("bopael 3 = 1 + 2\n{unknown} 2: extract/bopael.parquet:3 extract/bopael.parquet:4")
    );
    assert_eq!(
        bopael(Arc::new(Float64Array::from(vec![101.0, 101.5]))),
        format!("bopael 2 = 1 + 1\n{unknown} 1: extract/bopael.parquet:3")
    );
}

/// Rows that are equal but for a column that nobody asked for are no duplicates, whatever its type.
#[test]
fn any_column_can_tell_two_rows_apart() {
    let mut bytes = BinaryBuilder::new();
    for value in [&[0xff, 0][..], &[0xff, 1], &[0xff, 0]] {
        bytes.append_value(value);
    }
    let list = |last: [i32; 3]| {
        // Long enough that nobody would print all of it.
        let item =
            |last: i32| Some((0..40).map(|number| Some(if number == 20 { last } else { number })).collect::<Vec<_>>());
        Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(last.map(item))) as ArrayRef
    };
    let field = |name: &str, kind| Arc::new(arrow_schema::Field::new(name, kind, false));
    let part = |values: Vec<i32>| Arc::new(Int32Array::from(values)) as ArrayRef;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("true and false", Arc::new(BooleanArray::from(vec![true, false, true]))),
        ("moments of one day", Arc::new(TimestampMillisecondArray::from(vec![1, 2, 1]))),
        ("times of day", Arc::new(Time32MillisecondArray::from(vec![1, 2, 1]))),
        ("large numbers", Arc::new(UInt64Array::from(vec![u64::MAX, u64::MAX - 1, u64::MAX]))),
        (
            "decimals",
            Arc::new(
                Decimal128Array::from(vec![10i128.pow(30), 10i128.pow(30) + 1, 10i128.pow(30)])
                    .with_precision_and_scale(38, 2)
                    .unwrap(),
            ),
        ),
        ("days out of range", Arc::new(Date32Array::from(vec![i32::MAX, i32::MAX - 1, i32::MAX]))),
        ("nothing and something", Arc::new(StringArray::from(vec![None, Some("x"), None]))),
        ("nothing and false", Arc::new(BooleanArray::from(vec![None, Some(false), None]))),
        ("bytes", Arc::new(bytes.finish())),
        ("lists", list([1, 2, 1])),
        (
            "records",
            Arc::new(StructArray::from(vec![
                (field("a", DataType::Int32), part(vec![1, 1, 1])),
                (field("b", DataType::Int32), part(vec![1, 2, 1])),
            ])),
        ),
    ];
    for (name, column) in columns {
        let outcome = loen(3, vec![("note", column)]).outcome(1);
        assert_eq!(outcome, "loen 3 = 2 + 1\nloen duplicate 1: extract/loen.parquet:4", "{name}");
    }
}

//! Where things are drawn, worked by hand from the marks of the scale, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::figure;
use figures::*;
use resvg::usvg::roxmltree::{Document, Node};
use std::collections::BTreeMap;

fn drawn(chart: Chart) -> String {
    svg(&figure(chart), "f").unwrap()
}

fn refused(chart: Chart) -> Error {
    svg(&figure(chart), "f").unwrap_err()
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The elements of a name with a fill or stroke.
fn with<'d>(document: &'d Document<'_>, name: &str, attribute: &str, value: &str) -> Vec<Node<'d, 'd>> {
    document.descendants().filter(|node| node.has_tag_name(name) && node.attribute(attribute) == Some(value)).collect()
}

/// The place of the text: the baseline, and the anchor.
fn text(document: &Document<'_>, words: &str) -> (f64, f64) {
    let mut texts = document.descendants().filter(|node| node.has_tag_name("text") && node.text() == Some(words));
    let node = texts.next().unwrap_or_else(|| panic!("no text `{words}`"));
    (number(&node, "x"), number(&node, "y"))
}

fn count(value: f64) -> Value {
    Value::number(value, format!("{value:.0} stk."))
}

fn bars(values: &[Value]) -> HorizontalBars {
    let bar = |(place, value): (usize, &Value)| Bar {
        name: format!("Kommune {place}"),
        count: None,
        values: vec![value.clone()],
        total: None,
    };
    let bars = values.iter().enumerate().map(bar).collect();
    HorizontalBars { bars, series: vec!["Alle".to_owned()], unit: "Antal".to_owned(), reference: None, accent: None }
}

const MAIN: &str = "#2a6a99";

/// Between two parts half a unit is left on either side.
const GAP: f64 = 0.5;

#[test]
fn a_bar_is_as_long_as_the_scale_says() {
    let svg = drawn(Chart::HorizontalBars(bars(&[count(10.0), count(40.0), count(-20.0), count(0.0)])));
    let document = Document::parse(&svg).unwrap();
    let ((zero, _), (twenty, _)) = (text(&document, "0"), text(&document, "20"));
    let unit = (twenty - zero) / 20.0;
    let rects = with(&document, "rect", "fill", MAIN);
    assert_eq!(rects.len(), 3);
    for (rect, (from, until)) in rects.iter().zip([(0.0, 10.0), (0.0, 40.0), (-20.0, 0.0)]) {
        let (x, width) = (number(rect, "x") - GAP, number(rect, "width") + 2.0 * GAP);
        assert!(
            (x - (zero + from * unit)).abs() < 0.02 && (x + width - (zero + until * unit)).abs() < 0.02,
            "{from} to {until}"
        );
    }
}

#[test]
fn parts_are_stacked_to_their_sum() {
    let series = |name: &str, values: &[f64]| Series {
        name: name.to_owned(),
        values: values.iter().map(|v| count(*v)).collect(),
    };
    let category = |name: &str| Category { name: name.to_owned(), count: Some("7.489".to_owned()) };
    let mut chart = StackedColumns {
        categories: vec![category("feb."), category("dec.")],
        series: vec![
            series("Førtidspension", &[12.0, 23.0]),
            series("Fleksjob", &[8.0, 11.0]),
            series("Rest", &[30.0, 36.0]),
        ],
        totals: vec![count(50.0), count(70.0)],
        unit: "Pct.".to_owned(),
    };
    let svg = drawn(Chart::StackedColumns(chart.clone()));
    let document = Document::parse(&svg).unwrap();
    let ((_, zero), (_, eighty)) = (text(&document, "0"), text(&document, "80"));
    let unit = (zero - eighty) / 80.0;
    // The baseline of a mark is a third of its size below its line.
    let axis = zero - 11.5 * 0.35;
    let second: Vec<Node<'_, '_>> =
        with(&document, "rect", "fill", "#5b8fb5").into_iter().filter(|r| number(r, "width") > 20.0).collect();
    for (rect, (from, until)) in second.iter().zip([(12.0, 20.0), (23.0, 34.0)]) {
        let (y, height) = (number(rect, "y") - GAP, number(rect, "height") + 2.0 * GAP);
        assert!(
            (y - (axis - until * unit)).abs() < 0.03 && (height - (until - from) * unit).abs() < 0.03,
            "{from} to {until}"
        );
    }
    assert!(document.descendants().filter(|node| node.is_element() && node.text() == Some("(7.489)")).count() == 2);
    // With one part hidden, what is above it keeps its height and falls to what is below: nothing shows how much is hidden.
    chart.series[1].values[0] = Value::Hidden;
    let svg = drawn(Chart::StackedColumns(chart));
    let document = Document::parse(&svg).unwrap();
    let ((_, zero), (_, eighty)) = (text(&document, "0"), text(&document, "80"));
    let rest = &with(&document, "rect", "fill", "#cfe3ef")[0];
    assert!((number(rest, "height") + 2.0 * 0.9 - 30.0 * (zero - eighty) / 80.0).abs() < 0.03);
}

/// Stubs that went on with the bar would make it seem longer. Where its total is published they are what is left of it.
#[test]
fn what_is_not_shown_stands_apart_or_is_the_rest_of_the_total() {
    let bar = |name: &str, total: Option<Value>| Bar {
        name: name.to_owned(),
        count: None,
        values: vec![count(40.0), Value::Hidden, Value::Hidden],
        total,
    };
    let bars = vec![bar("Ishøj", None), bar("Greve", Some(count(100.0))), bar("Solrød", Some(count(41.0)))];
    let series = ["A", "B", "C"].map(str::to_owned).to_vec();
    let chart = HorizontalBars { bars, series, unit: "Pct.".to_owned(), reference: None, accent: None };
    let svg = drawn(Chart::HorizontalBars(chart));
    let document = Document::parse(&svg).unwrap();
    let ((zero, _), (hundred, _)) = (text(&document, "0"), text(&document, "100"));
    let unit = (hundred - zero) / 100.0;
    let is_stub = |node: &Node<'_, '_>| node.attribute("fill").is_some_and(|fill| fill.starts_with("url"));
    let stubs: Vec<(f64, f64)> = document
        .descendants()
        .filter(|node| node.has_tag_name("rect") && is_stub(node))
        .map(|node| (number(&node, "x") - GAP, number(&node, "width") + 2.0 * GAP))
        .collect();
    let end = zero + 40.0 * unit;
    // Five units of the picture between, then two of 22 each.
    for bar in [0, 2] {
        for (stub, expected) in stubs[2 * bar..].iter().zip([(end + 5.0, 22.0), (end + 27.0, 22.0)]) {
            assert!((stub.0 - expected.0).abs() < 0.03 && (stub.1 - expected.1).abs() < 0.03, "{stubs:?}");
        }
    }
    for (stub, from) in stubs[2..4].iter().zip([40.0, 70.0]) {
        assert!((stub.0 - (zero + from * unit)).abs() < 0.03 && (stub.1 - 30.0 * unit).abs() < 0.03, "{stubs:?}");
    }
}

#[test]
fn a_line_goes_through_its_points_and_is_broken_where_one_is_hidden() {
    let values = vec![count(20.0), count(60.0), Value::Hidden, count(40.0), count(80.0)];
    let times = (2014..2019).map(|year| year.to_string()).collect();
    let series = vec![Series { name: "Alle".to_owned(), values }];
    let svg = drawn(Chart::Lines(Lines { times, series, unit: "Pct.".to_owned(), start: Start::Zero, accent: None }));
    let document = Document::parse(&svg).unwrap();
    let ((_, zero), (_, eighty)) = (text(&document, "0"), text(&document, "80"));
    let axis = zero - 11.5 * 0.35;
    let circles = document.descendants().filter(|node| node.has_tag_name("circle"));
    let heights: Vec<f64> = circles.map(|circle| (axis - number(&circle, "cy")) / (zero - eighty) * 80.0).collect();
    assert_eq!(heights.len(), 4);
    assert!(
        heights.iter().zip([20.0, 60.0, 40.0, 80.0]).all(|(found, value)| (found - value).abs() < 0.02),
        "{heights:?}"
    );
    let paths: Vec<&str> =
        with(&document, "path", "fill", "none").iter().filter_map(|path| path.attribute("d")).collect();
    // Two stretches of two points each: none leads through the third year.
    assert_eq!(paths.len(), 2, "{paths:?}");
    assert!(paths.iter().all(|path| path.matches('L').count() == 1));
    let (third, _) = text(&document, "2016");
    let (hidden, _) = text(&document, "..");
    assert!((third - hidden).abs() < 0.02);
}

#[test]
fn a_scale_that_begins_late_says_so() {
    let values = vec![count(61.0), count(69.0)];
    let series = vec![Series { name: "Alle".to_owned(), values }];
    let times = vec!["2017".to_owned(), "2018".to_owned()];
    let mut chart = Lines { times, series, unit: "Pct.".to_owned(), start: Start::Lowest, accent: Some(0) };
    assert!(drawn(Chart::Lines(chart.clone())).contains("Pct. (aksen begynder ved 60)"));
    chart.start = Start::Zero;
    assert!(!drawn(Chart::Lines(chart)).contains("aksen"));
}

/// Kaplan and Meier by hand: of 10, one leaves at 2 and, of the 8 then left, two at 5: 1, 0.9, 0.9 * 6/8 = 0.675.
#[test]
fn a_step_curve_is_constant_between_events() {
    let step = |from: f64, value: f64| Step { from, value: Value::number(value, "x"), band: None };
    let steps = vec![step(0.0, 1.0), step(2.0, 0.9), step(5.0, 0.675)];
    let curve = Curve { name: "Alle".to_owned(), steps, until: 10.0, at_risk: vec![count(10.0), count(6.0)] };
    let chart = Steps {
        curves: vec![curve],
        unit: "Andel".to_owned(),
        time_unit: "Måneder".to_owned(),
        ticks: vec![0.0, 10.0],
        at_risk_title: "Under risiko".to_owned(),
    };
    let svg = drawn(Chart::Steps(chart));
    let document = Document::parse(&svg).unwrap();
    let ((_, zero), (_, one)) = (text(&document, "0,0"), text(&document, "1,0"));
    let (left, right) = (text(&document, "0").0, text(&document, "10").0);
    let data = with(&document, "path", "stroke-width", "1.9")[0].attribute("d").unwrap();
    let points: Vec<(f64, f64)> = data[1..]
        .split('L')
        .map(|point| {
            let (x, y) = point.split_once(' ').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            ((x - left) / (right - left) * 10.0, (zero - 11.5 * 0.35 - y) / (zero - one))
        })
        .collect();
    let expected = [(0.0, 1.0), (2.0, 1.0), (2.0, 0.9), (5.0, 0.9), (5.0, 0.675), (10.0, 0.675)];
    assert_eq!(points.len(), expected.len());
    for ((x, y), (expected_x, expected_y)) in points.iter().zip(expected) {
        assert!((x - expected_x).abs() < 0.01 && (y - expected_y).abs() < 0.001, "{points:?}");
    }
    // Numbers at risk stand below their times.
    assert_eq!((text(&document, "10 stk.").0, text(&document, "6 stk.").0), (left, right));
}

#[test]
fn tiles_are_shaded_by_their_class() {
    let mut values: BTreeMap<u16, Value> = TILES.iter().map(|tile| (tile.code, count(10.0))).collect();
    values.insert(101, count(50.0));
    values.insert(851, count(49.0));
    values.insert(411, Value::Hidden);
    values.remove(&825);
    let svg = drawn(Chart::TileMap(TileMap { values, bounds: vec![20.0, 50.0], unit: "Pct.".to_owned() }));
    let document = Document::parse(&svg).unwrap();
    let of_shade = |shade: &str| with(&document, "rect", "fill", shade).len() - 1;
    // One more of each stands in the legend; Læsø is unknown, Christiansø has no tile.
    assert_eq!([of_shade("#e6f0f6"), of_shade("#82b3d2"), of_shade("#1c5380")], [95, 1, 1]);
    assert!(svg.contains("Kan ikke oplyses") && !svg.contains("diskretion"));
    assert!(svg.contains("Under 20") && svg.contains("20 til under 50") && svg.contains("50 og derover"));
}

#[test]
fn what_cannot_be_drawn_is_named() {
    let series = |values: Vec<Value>| Series { name: "Alle".to_owned(), values };
    let lines = |values: Vec<Value>, accent| {
        Chart::Lines(Lines {
            times: vec!["2018".to_owned()],
            series: vec![series(values)],
            unit: String::new(),
            start: Start::Zero,
            accent,
        })
    };
    let stack = |values: Vec<Value>, n_series: usize, totals: Vec<Value>| {
        let categories = vec![Category { name: "dec.".to_owned(), count: None }];
        Chart::StackedColumns(StackedColumns {
            categories,
            series: vec![series(values); n_series],
            totals,
            unit: String::new(),
        })
    };
    let steps = |times: &[f64], until: f64, value: f64, band: Option<Band>| {
        let steps = times.iter().map(|from| Step { from: *from, value: count(value), band }).collect();
        let curve = Curve { name: "Alle".to_owned(), steps, until, at_risk: Vec::new() };
        let (unit, time_unit, at_risk_title) = (String::new(), String::new(), String::new());
        Chart::Steps(Steps { curves: vec![curve], unit, time_unit, ticks: Vec::new(), at_risk_title })
    };
    let tiles = |code: u16, bounds: Vec<f64>| {
        Chart::TileMap(TileMap { values: [(code, count(1.0))].into(), bounds, unit: String::new() })
    };
    let table = [
        (lines(vec![count(f64::NAN)], None), "Alle, 2018: NaN cannot be drawn"),
        (lines(vec![count(f64::INFINITY)], None), "Alle, 2018: inf cannot be drawn"),
        (lines(vec![count(1.1e12)], None), "cannot be drawn; numbers from -1000000000000 to 1000000000000 can"),
        (lines(vec![], None), "Alle: 0 values for 1"),
        (lines(vec![count(1.0)], Some(1)), "the accent is on number 1, counted from 0, of 1"),
        (stack(vec![count(-1.0)], 1, vec![]), "Alle, dec.: -1 is below zero and cannot be stacked"),
        (stack(vec![count(1.0)], 9, vec![]), "9 series cannot be told from each other; at most 8 can"),
        (stack(vec![count(1.0)], 1, vec![count(1.0), count(1.0)]), "totals: 2 values for 1"),
        (stack(vec![count(9e11)], 2, vec![]), "the sum of a column: 1800000000000 cannot be drawn"),
        (steps(&[0.0, 2.0, 2.0], 3.0, 0.5, None), "Alle: 2 comes after 2"),
        (steps(&[0.0, 2.0], 1.0, 0.5, None), "Alle: 1 comes after 2"),
        (steps(&[-1.0], 1.0, 0.5, None), "Alle: -1 is below zero"),
        (
            steps(&[0.0], 1.0, 0.5, Some(Band { lower: 0.6, upper: 0.7 })),
            "Alle, step 1: the band from 0.6 to 0.7 does not hold 0.5",
        ),
        (tiles(100, vec![]), "there is no municipality 100 on the map"),
        (tiles(101, vec![2.0, 1.0]), "bounds of the classes: 1 comes after 2"),
        (tiles(101, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), "7 classes cannot be told from each other"),
    ];
    for (chart, expected) in table {
        let found = refused(chart).to_string();
        assert!(found.contains(expected), "{found}\nshould say: {expected}");
    }
    let mut missing = bars(&[count(1.0)]);
    missing.bars[0].values.clear();
    assert_eq!(
        refused(Chart::HorizontalBars(missing)),
        Error::Length { place: "Kommune 0".to_owned(), expected: 1, found: 0 }
    );
}

#[test]
fn a_chart_of_nothing_says_so() {
    let empty = bars(&[]);
    assert!(drawn(Chart::HorizontalBars(empty.clone())).contains("Ingen tal at vise"));
    let english = Figure { language: Language::English, ..figure(Chart::HorizontalBars(empty)) };
    assert!(svg(&english, "f").unwrap().contains("No figures to show"));
}

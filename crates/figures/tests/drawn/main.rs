//! Random figures of every kind, drawn, read by another engine, and looked at as a reader would: nothing lies on anything
//! else, nothing is cut, and what is not shown can be told from zero.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod boxes;
#[path = "../common/mod.rs"]
mod common;
mod random;

use boxes::{Drawn, read};
use common::figure;
use figures::{Chart, Figure, Value};
use proptest::prelude::*;
use random::Kind;

fn drawn(figure: &Figure) -> Drawn {
    let svg = figures::svg(figure, "f1").unwrap();
    read(&svg)
}

/// What must hold of every figure.
fn check(figure: &Figure) -> Result<(), TestCaseError> {
    let svg = figures::svg(figure, "f1").unwrap();
    prop_assert_eq!(&svg, &figures::svg(figure, "f1").unwrap());
    let drawn = read(&svg);
    let faults = drawn.faults();
    prop_assert!(faults.is_empty(), "{:#?}", faults);
    // What is not shown is hatched and its symbol explained; what does not occur is not.
    let symbols = &figure.symbols;
    for (missing, (symbol, meaning)) in
        [(Value::Hidden, &symbols.hidden), (Value::NotYet, &symbols.not_yet), (Value::Unknown, &symbols.unknown)]
    {
        if random::at_risk(&figure.chart).contains(&missing) {
            // Numbers at risk are printed where there is room for them.
            continue;
        }
        let occurs =
            random::values(&figure.chart).contains(&missing) || random::has_unnamed_area(&figure.chart, &missing);
        // A meaning may be wrapped; two of its words tell it from the others.
        let begins = meaning.split(' ').take(2).collect::<Vec<&str>>().join(" ");
        prop_assert_eq!(drawn.texts.iter().any(|text| text.words == *symbol), occurs, "{} among the texts", symbol);
        prop_assert_eq!(drawn.texts.iter().any(|text| text.words.starts_with(&begins)), occurs, "{}", meaning);
    }
    if random::at_risk(&figure.chart).is_empty() {
        prop_assert_eq!(svg.contains("url(#f1-hatch-"), random::has_missing(&figure.chart));
    }
    boxes::check_document(&svg, "f1");
    Ok(())
}

macro_rules! every_kind {
    ($($name:ident: $kind:expr, $cases:expr;)*) => {
        $(
            #[test]
            fn $name() {
                // The same cases each time, so that each run meets the same figures.
                let config = ProptestConfig { cases: $cases, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() };
                let rng = proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
                let mut runner = proptest::test_runner::TestRunner::new_with_rng(config, rng);
                if let Err(error) = runner.run(&random::figure($kind), |figure| check(&figure)) {
                    panic!("{error}");
                }
            }
        )*
    };
}

every_kind! {
    stacked_columns_can_be_read: Kind::StackedColumns, 150;
    horizontal_bars_can_be_read: Kind::HorizontalBars, 120;
    lines_can_be_read: Kind::Lines, 150;
    steps_can_be_read: Kind::Steps, 150;
    slopes_can_be_read: Kind::Slope, 150;
    tile_maps_can_be_read: Kind::TileMap, 25;
    border_maps_can_be_read: Kind::BorderMap, 25;
}

/// One chart of each kind in which one value is as given.
fn with_value(value: &Value) -> Vec<Chart> {
    Kind::ALL.into_iter().map(|kind| random::plain_chart(kind, value.clone())).collect()
}

#[test]
fn zero_hidden_not_yet_and_unknown_are_four_pictures() {
    let values = [Value::number(0.0, "0"), Value::Hidden, Value::NotYet, Value::Unknown];
    let pictures =
        values.map(|value| with_value(&value).into_iter().map(|chart| figures::svg(&figure(chart), "f1").unwrap()));
    let [zero, hidden, not_yet, unknown] = pictures.map(Iterator::collect::<Vec<String>>);
    for kind in 0..Kind::ALL.len() {
        let mut pictures = [&zero[kind], &hidden[kind], &not_yet[kind], &unknown[kind]];
        pictures.sort();
        assert!(pictures.windows(2).all(|pair| pair[0] != pair[1]), "{:?}", Kind::ALL[kind]);
        assert!(!zero[kind].contains("hatch") && hidden[kind].contains("hatch"), "{:?}", Kind::ALL[kind]);
    }
}

/// The number is in the picture where it is published, and nowhere in it once it is hidden: not in a text, not in a length.
#[test]
fn a_hidden_number_is_nowhere() {
    let pairs = with_value(&Value::number(4711.0, "4711")).into_iter().zip(with_value(&Value::Hidden));
    for (kind, (shown, hidden)) in Kind::ALL.into_iter().zip(pairs) {
        let (shown, hidden) = (drawn(&figure(shown)), figures::svg(&figure(hidden), "f1").unwrap());
        // A map in borders shows classes alone.
        let printed = shown.texts.iter().any(|text| text.words.contains("4711"));
        assert_eq!(printed, kind != Kind::BorderMap, "{kind:?}");
        assert!(!hidden.contains("4711") && !hidden.contains("4.711"));
        assert!(read(&hidden).texts.iter().any(|text| text.words == ".."));
    }
}

#[test]
fn provisional_numbers_are_marked_and_explained() {
    let provisional = Value::provisional(12.0, "12");
    for (kind, chart) in Kind::ALL.into_iter().zip(with_value(&provisional)) {
        let drawn = drawn(&figure(chart));
        assert!(drawn.texts.iter().any(|text| text.words.contains("Foreløbigt tal")), "{kind:?}");
        // At the value, and where it is explained.
        assert!(drawn.texts.iter().filter(|text| text.words.ends_with('*')).count() >= 2, "{kind:?}");
    }
}

#[test]
fn any_text_gives_a_valid_document() {
    let nasty = "<b>&\"'\u{0}\u{7}\u{fffe}]]> \u{202e}中文 🙂 &amp;";
    for chart in with_value(&Value::number(1.0, nasty)) {
        let mut figure = figure(chart);
        figure.title = nasty.to_owned();
        figure.subtitle = Some(nasty.to_owned());
        figure.description = nasty.to_owned();
        figure.remarks = vec![nasty.to_owned(), String::new()];
        figure.source = nasty.to_owned();
        figure.symbols.hidden = (nasty.to_owned(), nasty.to_owned());
        boxes::check_document(&figures::svg(&figure, "f1").unwrap(), "f1");
    }
}

#[test]
fn two_figures_of_one_page_share_no_id() {
    let ids = |prefix: &str| {
        let charts = with_value(&Value::Hidden).into_iter();
        charts.flat_map(|chart| boxes::ids(&figures::svg(&figure(chart), prefix).unwrap())).collect::<Vec<String>>()
    };
    let (first, second) = (ids("a"), ids("b"));
    assert!(first.len() > 2 * Kind::ALL.len() && first.iter().all(|id| !second.contains(id)));
}

#[test]
fn only_a_prefix_that_begins_an_id_is_taken() {
    let chart = random::plain_chart(Kind::Lines, Value::Hidden);
    for prefix in ["", "1a", "-a", "a b", "a\"", "æ", "a."] {
        assert_eq!(figures::svg(&figure(chart.clone()), prefix), Err(figures::Error::IdPrefix(prefix.to_owned())));
    }
    for prefix in ["a", "Figur-1_b"] {
        assert!(figures::svg(&figure(chart.clone()), prefix).is_ok());
    }
}

/// Texts are measured here without kerning: what the renderer makes of them is never wider by more than a hundredth.
#[test]
fn texts_are_as_wide_as_they_were_measured() {
    let title = "Overgår AVTAL til førtidspension, ressourceforløb, jobafklaring og fleksjob 0123456789 LYVATO";
    let mut figure = figure(random::plain_chart(Kind::Lines, Value::number(1.0, "1")));
    figure.title = title.repeat(3);
    let widest = drawn(&figure).texts.iter().map(|text| text.right).fold(0.0, f64::max);
    assert!((500.0..=figures::WIDTH + 1.0).contains(&widest), "{widest}");
}

#[test]
fn a_picture_is_the_same_bytes_each_time() {
    for chart in with_value(&Value::Hidden) {
        let svg = figures::svg(&figure(chart), "f1").unwrap();
        assert_eq!(figures::png(&svg, 1.0).unwrap(), figures::png(&svg, 1.0).unwrap());
    }
}

//! Random figures: long Danish names, many and few of everything, values large, small and not shown.

use figures::{
    Band, Bar, BorderMap, Category, Chart, Curve, Figure, HorizontalBars, Language, Lines, Reference, Series, Slope,
    SlopeLine, StackedColumns, Start, Step, Steps, Symbols, TILES, TileMap, Value,
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The kinds of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    StackedColumns,
    HorizontalBars,
    Lines,
    Steps,
    Slope,
    TileMap,
    BorderMap,
}

impl Kind {
    pub(crate) const ALL: [Kind; 7] = [
        Kind::StackedColumns,
        Kind::HorizontalBars,
        Kind::Lines,
        Kind::Steps,
        Kind::Slope,
        Kind::TileMap,
        Kind::BorderMap,
    ];
}

/// All values of a chart.
pub(crate) fn values(chart: &Chart) -> Vec<Value> {
    match chart {
        Chart::StackedColumns(chart) if chart.categories.is_empty() || chart.series.is_empty() => Vec::new(),
        Chart::StackedColumns(chart) => chart.series.iter().flat_map(|series| series.values.clone()).collect(),
        Chart::HorizontalBars(chart) if chart.series.is_empty() => Vec::new(),
        Chart::HorizontalBars(chart) => {
            let stacked = chart.series.len() > 1;
            let value = |bar: &Bar| {
                bar.values.iter().chain(bar.total.iter().filter(|_| stacked)).cloned().collect::<Vec<Value>>()
            };
            chart.bars.iter().flat_map(value).collect()
        }
        Chart::Lines(chart) if chart.times.is_empty() => Vec::new(),
        Chart::Lines(chart) => chart.series.iter().flat_map(|series| series.values.clone()).collect(),
        Chart::Steps(chart) => {
            let value = |curve: &Curve| curve.steps.iter().map(|step| step.value.clone()).collect::<Vec<Value>>();
            chart.curves.iter().flat_map(value).collect()
        }
        Chart::Slope(chart) => chart.lines.iter().flat_map(|line| [line.before.clone(), line.after.clone()]).collect(),
        Chart::TileMap(chart) => chart.values.values().cloned().collect(),
        Chart::BorderMap(chart) => chart.values.values().cloned().collect(),
    }
}

/// The numbers at risk of step curves.
pub(crate) fn at_risk(chart: &Chart) -> Vec<Value> {
    match chart {
        Chart::Steps(chart) => chart.curves.iter().flat_map(|curve| curve.at_risk.clone()).collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn has_missing(chart: &Chart) -> bool {
    values(chart).iter().any(|value| !matches!(value, Value::Number { .. })) || has_unnamed_area(chart, &Value::Unknown)
}

/// Whether a map has an area without a value, which is drawn as unknown.
pub(crate) fn has_unnamed_area(chart: &Chart, missing: &Value) -> bool {
    let values = match chart {
        Chart::TileMap(chart) => &chart.values,
        Chart::BorderMap(chart) => &chart.values,
        _ => return false,
    };
    *missing == Value::Unknown && TILES.iter().any(|tile| !values.contains_key(&tile.code))
}

fn danish(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if number < 0.0 { format!("\u{2212}{out}") } else { out }
}

fn number(size: f64, below_zero: bool) -> impl Strategy<Value = f64> {
    let lowest = if below_zero { -1.0 } else { 0.0 };
    prop_oneof![3 => lowest..1.0, 1 => Just(0.0), 1 => Just(1.0)].prop_map(move |share: f64| (share * size).round())
}

fn value(size: f64, below_zero: bool) -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => number(size, below_zero).prop_map(|number| Value::number(number, danish(number))),
        1 => number(size, below_zero).prop_map(|number| Value::provisional(number, danish(number))),
        2 => Just(Value::Hidden),
        1 => Just(Value::NotYet),
        1 => Just(Value::Unknown),
    ]
}

fn size() -> impl Strategy<Value = f64> {
    prop_oneof![Just(1.0), Just(100.0), Just(7953.0), Just(1e6), Just(1e11)]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Ærø",
            "Ringkøbing-Skjern",
            "Svendborg/Langeland",
            "Fleksjob eller ledighedsydelse",
            "Kontanthjælp, integrationsydelse og uddannelseshjælp samt øvrige ydelser i kontanthjælpssystemet",
            "Arbejdsmarkedsforanstaltningsbevillingsmyndighed",
            "I alt",
            "",
        ])
        .prop_map(str::to_owned),
        "[A-ZÆØÅ][a-zæøå]{0,12}( [a-zæøå]{1,14}){0,4}",
    ]
}

/// Short names are told apart by a number, as those of columns in print.
fn short_name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "(jan|feb|mar|apr)\\. 20(18|19)", 2 => "[1-4]\\. kvartal 201[0-9]", 1 => name()]
}

/// A figure of a kind with random words around it.
pub(crate) fn figure(kind: Kind) -> impl Strategy<Value = Figure> {
    let words =
        (name(), prop::option::of(vec(name(), 1..6)), vec(vec(name(), 1..12), 0..3), any::<bool>(), any::<bool>());
    (chart(kind), words).prop_map(|(chart, (title, subtitle, remarks, danish, wordy))| {
        let language = if danish { Language::Danish } else { Language::English };
        let mut symbols = Symbols::of(language);
        if wordy {
            symbols
                .hidden
                .1
                .push_str(", fordi der er færre end tre personer i gruppen eller et andet tal ellers kan regnes ud");
            symbols.not_yet.1.push_str(", da ikke alle er fulgt tre måneder");
        }
        Figure {
            title,
            subtitle: subtitle.map(|words| words.join(", ")),
            description: "Beskrivelse".to_owned(),
            remarks: remarks.into_iter().map(|words| format!("Anm.: {}", words.join(" "))).collect(),
            source: "Kilde: Opdigtet udtræk.".to_owned(),
            language,
            symbols,
            chart,
        }
    })
}

fn chart(kind: Kind) -> BoxedStrategy<Chart> {
    match kind {
        Kind::StackedColumns => stacked_columns().prop_map(Chart::StackedColumns).boxed(),
        Kind::HorizontalBars => horizontal_bars().prop_map(Chart::HorizontalBars).boxed(),
        Kind::Lines => lines().prop_map(Chart::Lines).boxed(),
        Kind::Steps => steps().prop_map(Chart::Steps).boxed(),
        Kind::Slope => slope().prop_map(Chart::Slope).boxed(),
        Kind::TileMap => {
            map().prop_map(|(values, bounds, unit)| Chart::TileMap(TileMap { values, bounds, unit })).boxed()
        }
        Kind::BorderMap => map()
            .prop_map(|(values, bounds, unit)| Chart::BorderMap(BorderMap { borders: borders(), values, bounds, unit }))
            .boxed(),
    }
}

fn series(n_series: usize, n_values: usize, size: f64, below_zero: bool) -> impl Strategy<Value = Vec<Series>> {
    let one = (name(), vec(value(size, below_zero), n_values), 0..8u8);
    // Now and then a whole series is hidden.
    vec(
        one.prop_map(
            |(name, values, all)| if all == 0 { (name, vec![Value::Hidden; values.len()]) } else { (name, values) },
        ),
        n_series,
    )
    .prop_map(|series| series.into_iter().map(|(name, values)| Series { name, values }).collect())
}

fn stacked_columns() -> impl Strategy<Value = StackedColumns> {
    let sizes = (prop_oneof![Just(0usize), Just(1), 2..14usize, 15..60usize], 0..=8usize, size());
    sizes.prop_flat_map(|(n_categories, n_series, size)| {
        let category = (short_name(), prop::option::of(number(size, false).prop_map(danish)));
        let category = category.prop_map(|(name, count)| Category { name, count });
        let totals =
            prop_oneof![Just(0usize), Just(n_categories)].prop_flat_map(move |n| vec(number(size * 8.0, false), n));
        let totals =
            totals.prop_map(|totals| totals.into_iter().map(|total| Value::number(total, danish(total))).collect());
        (vec(category, n_categories), series(n_series, n_categories, size / 8.0, false), totals, name())
            .prop_map(|(categories, series, totals, unit)| StackedColumns { categories, series, totals, unit })
    })
}

fn horizontal_bars() -> impl Strategy<Value = HorizontalBars> {
    let sizes =
        (prop_oneof![Just(0usize), Just(1), 2..14usize, 40..98usize], prop_oneof![Just(1usize), 0..=8usize], size());
    sizes.prop_flat_map(|(n_bars, n_series, size)| {
        let bar = (
            name(),
            prop::option::of(number(size, false).prop_map(danish)),
            vec(value(size / 8.0, n_series == 1), n_series),
            prop::option::of(value(size, false)),
        );
        let bar = bar.prop_map(|(name, count, values, total)| Bar { name, count, values, total });
        let reference =
            prop::option::of((number(size, false), name()).prop_map(|(value, label)| Reference { value, label }));
        let accent = if n_bars == 0 { Just(None).boxed() } else { prop::option::of(0..n_bars).boxed() };
        (vec(bar, n_bars), vec(name(), n_series), name(), reference, accent).prop_map(
            |(bars, series, unit, reference, accent)| HorizontalBars { bars, series, unit, reference, accent },
        )
    })
}

fn accent(count: usize) -> BoxedStrategy<Option<usize>> {
    if count == 0 { Just(None).boxed() } else { prop::option::of(0..count).boxed() }
}

fn lines() -> impl Strategy<Value = Lines> {
    let sizes = (prop_oneof![Just(0usize), Just(1), 2..14usize, 15..130usize], 0..=8usize, size(), any::<bool>());
    sizes.prop_flat_map(|(n_times, n_series, size, zero)| {
        let start = if zero { Start::Zero } else { Start::Lowest };
        (vec(short_name(), n_times), series(n_series, n_times, size, true), name(), accent(n_series))
            .prop_map(move |(times, series, unit, accent)| Lines { times, series, unit, start, accent })
    })
}

fn steps() -> impl Strategy<Value = Steps> {
    let sizes = (0..=8usize, prop_oneof![Just(1.0), Just(100.0)], 0..8usize, size());
    sizes.prop_flat_map(|(n_curves, whole, n_ticks, many)| {
        let step = (1..40u32, 0..=1000u32, 0..8u8, any::<bool>());
        let curve = (name(), vec(step, 0..20), vec(value(many, false), n_ticks), any::<bool>());
        let curve = curve.prop_map(move |(name, drawn, at_risk, has_rows)| {
            let (mut from, mut level) = (0.0, 1000u32);
            let mut steps = Vec::new();
            for (wait, down, kind, banded) in drawn {
                let share = f64::from(level) / 1000.0 * whole;
                let value = match kind {
                    0 => Value::Hidden,
                    1 => Value::NotYet,
                    2 => Value::provisional(share, format!("{share:.1}")),
                    _ => Value::number(share, format!("{share:.1}")),
                };
                let band = Band { lower: share * 0.9, upper: (share * 1.1).min(whole) };
                steps.push(Step { from, value, band: banded.then_some(band) });
                from += f64::from(wait);
                level -= level * down / 3000;
            }
            for step in &mut steps {
                let missing = !matches!(step.value, Value::Number { .. });
                step.band = step.band.filter(|_| !missing);
            }
            Curve { name, steps, until: from, at_risk: if has_rows { at_risk } else { Vec::new() } }
        });
        (vec(curve, n_curves), name(), name(), vec(1..40u32, n_ticks), name()).prop_map(
            |(curves, unit, time_unit, apart, at_risk_title)| {
                let mut at = 0;
                let mut ticks = Vec::new();
                for apart in apart {
                    ticks.push(f64::from(at));
                    at += apart;
                }
                Steps { curves, unit, time_unit, ticks, at_risk_title }
            },
        )
    })
}

fn slope() -> impl Strategy<Value = Slope> {
    (0..=8usize, size()).prop_flat_map(|(n_lines, size)| {
        let line = (name(), value(size, true), value(size, true));
        let line = line.prop_map(|(name, before, after)| SlopeLine { name, before, after });
        (name(), name(), vec(line, n_lines), name(), accent(n_lines))
            .prop_map(|(before, after, lines, unit, accent)| Slope { before, after, lines, unit, accent })
    })
}

fn map() -> impl Strategy<Value = (BTreeMap<u16, Value>, Vec<f64>, String)> {
    let bounds = prop_oneof![Just(Vec::new()), Just(vec![10.0]), Just(vec![0.5, 10.0, 100.0, 1_000_000.0, 1e12])];
    size()
        .prop_flat_map(|size| vec(prop::option::weighted(0.97, value(size, true)), TILES.len()))
        .prop_map(|values| {
            let values = TILES.iter().zip(values).filter_map(|(tile, value)| Some((tile.code, value?)));
            values.collect::<BTreeMap<u16, Value>>()
        })
        .prop_flat_map(move |values| (Just(values), bounds.clone(), name()))
}

/// The city of Copenhagen and its surroundings.
const CAPITAL: [u16; 17] = [101, 147, 151, 153, 155, 157, 159, 161, 163, 165, 167, 169, 173, 175, 183, 185, 187];

/// A country of squares where the tiles are, 20 km each, those of the capital smaller, Bornholm where it is.
pub(crate) fn borders() -> String {
    let mut features = Vec::new();
    for tile in &TILES {
        let (x, y) = match tile.code {
            400 => (870_000, 6_110_000),
            code if CAPITAL.contains(&code) => {
                (660_000 + u32::from(tile.column) * 5_000, 6_230_000 - u32::from(tile.row) * 5_000)
            }
            _ => (445_000 + u32::from(tile.column) * 20_000, 6_380_000 - u32::from(tile.row) * 20_000),
        };
        let side = if CAPITAL.contains(&tile.code) { 5_000 } else { 20_000 };
        let (east, north) = (x + side, y + side);
        features.push(format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"KOMKODE\": \"{:04}\"}}, \"geometry\": {{\"type\": \"Polygon\", \
             \"coordinates\": [[[{x}, {y}], [{east}, {y}], [{east}, {north}], [{x}, {north}], [{x}, {y}]]]}}}}",
            tile.code
        ));
    }
    format!("{{\"type\": \"FeatureCollection\", \"features\": [{}]}}", features.join(", "))
}

/// A chart of a kind with five values, the second of which is as given.
pub(crate) fn plain_chart(kind: Kind, value: Value) -> Chart {
    let texts = ["5", "", "9", "7", "8"];
    let mut values: Vec<Value> = texts.iter().map(|text| Value::number(text.parse().unwrap_or(0.0), *text)).collect();
    values[1] = value.clone();
    let names = ["Ishøj", "Ærø", "Odense", "Vejle", "Aalborg"].map(str::to_owned);
    let unit = "Personer".to_owned();
    match kind {
        Kind::StackedColumns => Chart::StackedColumns(StackedColumns {
            categories: names.map(|name| Category { name, count: None }).to_vec(),
            series: vec![Series { name: "Alle".to_owned(), values }],
            totals: Vec::new(),
            unit,
        }),
        Kind::HorizontalBars => Chart::HorizontalBars(HorizontalBars {
            bars: names
                .into_iter()
                .zip(values)
                .map(|(name, value)| Bar { name, count: None, values: vec![value], total: None })
                .collect(),
            series: vec!["Alle".to_owned()],
            unit,
            reference: None,
            accent: None,
        }),
        Kind::Lines => {
            // The last number of a line is printed, so the value in question comes last.
            values.swap(1, 4);
            let series = vec![Series { name: "Alle".to_owned(), values }];
            Chart::Lines(Lines { times: names.to_vec(), series, unit, start: Start::Zero, accent: None })
        }
        Kind::Steps => {
            values.swap(1, 4);
            let steps =
                (0..5).zip(values).map(|(from, value)| Step { from: f64::from(from), value, band: None }).collect();
            let curve = Curve { name: "Alle".to_owned(), steps, until: 6.0, at_risk: Vec::new() };
            let (time_unit, at_risk_title) = ("Uger".to_owned(), String::new());
            Chart::Steps(Steps { curves: vec![curve], unit, time_unit, ticks: Vec::new(), at_risk_title })
        }
        Kind::Slope => Chart::Slope(Slope {
            before: "2017".to_owned(),
            after: "2018".to_owned(),
            lines: names
                .into_iter()
                .zip(values)
                .map(|(name, before)| SlopeLine { name, before, after: Value::number(3.0, "3") })
                .collect(),
            unit,
            accent: None,
        }),
        Kind::TileMap | Kind::BorderMap => {
            let mut values: BTreeMap<u16, Value> = TILES
                .iter()
                .map(|tile| (tile.code, Value::number(f64::from(tile.row), tile.row.to_string())))
                .collect();
            values.insert(510, value);
            match kind {
                Kind::TileMap => Chart::TileMap(TileMap { values, bounds: vec![4.0], unit }),
                _ => Chart::BorderMap(BorderMap { borders: borders(), values, bounds: vec![4.0], unit }),
            }
        }
    }
}

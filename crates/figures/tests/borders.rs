//! The map in borders: a country of squares with ragged borders, as fine as real ones.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use figures::*;
use resvg::usvg::roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// A piece of a border, from one point to another.
type Piece = ((i64, i64), (i64, i64));

/// Corners of squares of 20 km, and between two of them a ragged border of `pieces` pieces, the same for both its areas.
fn side(from: (i64, i64), until: (i64, i64), pieces: i64) -> Vec<(i64, i64)> {
    let (first, last) = if from < until { (from, until) } else { (until, from) };
    let mut side: Vec<(i64, i64)> = (0..pieces)
        .map(|at| {
            // Near a corner borders are straight, so that no two of them meet before it.
            let off = if at < 2 || at + 2 > pieces {
                0
            } else {
                (at * 7919 + first.0 / 1000 * 31 + first.1 / 1000 * 17) % 600 - 300
            };
            let along = |from: i64, until: i64| from + (until - from) * at / pieces;
            let (x, y) = (along(first.0, last.0), along(first.1, last.1));
            if first.0 == last.0 { (x + off, y) } else { (x, y + off) }
        })
        .collect();
    if from > until {
        side.push(last);
        side.reverse();
        side.pop();
    }
    side
}

fn country(pieces: i64) -> String {
    let mut features = Vec::new();
    for tile in &TILES {
        let (west, north) = (445_000 + i64::from(tile.column) * 20_000, 6_390_000 - i64::from(tile.row) * 20_000);
        let (west, north) = if tile.code == 400 { (870_000, 6_130_000) } else { (west, north) };
        let corners = [(west, north), (west + 20_000, north), (west + 20_000, north - 20_000), (west, north - 20_000)];
        let mut ring = String::new();
        for (place, corner) in corners.iter().enumerate() {
            for (x, y) in side(*corner, corners[(place + 1) % 4], pieces) {
                let _ = write!(ring, "[{x}, {y}], ");
            }
        }
        let _ = write!(ring, "[{west}, {north}]");
        features.push(format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"KOMKODE\": \"{:04}\"}}, \"geometry\": {{\"type\": \"Polygon\", \
             \"coordinates\": [[{ring}]]}}}}",
            tile.code
        ));
    }
    format!("{{\"type\": \"FeatureCollection\", \"features\": [{}]}}", features.join(", "))
}

fn figure(borders: String, values: BTreeMap<u16, Value>) -> Figure {
    Figure {
        title: "Titel".to_owned(),
        subtitle: None,
        description: "Beskrivelse".to_owned(),
        remarks: Vec::new(),
        source: "Kilde: Opdigtet.".to_owned(),
        language: Language::Danish,
        symbols: Symbols::of(Language::Danish),
        chart: Chart::BorderMap(BorderMap { borders, values, bounds: vec![5.0], unit: "Pct.".to_owned() }),
    }
}

fn rows() -> BTreeMap<u16, Value> {
    TILES.iter().map(|tile| (tile.code, Value::number(f64::from(tile.row), tile.row.to_string()))).collect()
}

/// The corners of an outline, of which each but the first is relative to the one before, in tenths.
fn corners(data: &str) -> Vec<(i64, i64)> {
    let tenths = |text: &str| (text.parse::<f64>().unwrap() * 10.0).round() as i64;
    let mut corners = Vec::new();
    for ring in data.split('M').filter(|ring| !ring.is_empty()) {
        let (first, others) = ring.trim_end_matches('z').split_once('l').unwrap();
        let (x, y) = first.split_once(' ').unwrap();
        let mut at = (tenths(x), tenths(y));
        corners.push(at);
        let others: Vec<i64> = others.split(' ').map(tenths).collect();
        for step in others.chunks(2) {
            at = (at.0 + step[0], at.1 + step[1]);
            corners.push(at);
        }
    }
    corners
}

#[test]
fn fine_borders_make_a_small_picture() {
    let borders = country(400);
    assert!(borders.len() > 2_000_000);
    let svg = svg(&figure(borders, rows()), "f").unwrap();
    assert!((30_000..300_000).contains(&svg.len()), "{} bytes", svg.len());
}

#[test]
fn neighbours_keep_one_border() {
    let svg = svg(&figure(country(60), rows()), "f").unwrap();
    let document = Document::parse(&svg).unwrap();
    let areas = document.descendants().filter(|node| node.attribute("fill-rule").is_some());
    let outlines: Vec<Vec<(i64, i64)>> = areas.map(|area| corners(area.attribute("d").unwrap())).collect();
    assert_eq!(outlines.len(), 98);
    // Each piece of a border belongs to one area (a coast) or, turned around, to two; pieces that no longer fit would be of
    // one area each and lie within the country. Of 98 squares 4 sides each, those that touch must agree piece by piece.
    let mut pieces: BTreeMap<Piece, usize> = BTreeMap::new();
    for outline in &outlines {
        for (from, until) in outline.iter().zip(outline.iter().cycle().skip(1)) {
            *pieces.entry((*from.min(until), *from.max(until))).or_default() += 1;
        }
    }
    let shared = pieces.values().filter(|count| **count == 2).count();
    let touching: usize = TILES
        .iter()
        .map(|one| {
            let beside = |other: &&Tile| {
                (other.row == one.row && other.column == one.column + 1)
                    || (other.column == one.column && other.row == one.row + 1)
            };
            TILES.iter().filter(beside).filter(|other| one.code != 400 && other.code != 400).count()
        })
        .sum();
    // A side shared by two squares has at least some pieces left of its 60; all of them are shared.
    let coasts = 98 * 4 - 2 * touching;
    let per_side = shared as f64 / touching as f64;
    let on_coasts = pieces.values().filter(|count| **count == 1).count() as f64 / coasts as f64;
    let torn: Vec<_> = pieces.iter().filter(|(_, count)| **count > 2).collect();
    assert!(torn.is_empty(), "{torn:?}");
    assert!(
        per_side > 10.0 && (per_side / on_coasts - 1.0).abs() < 0.15,
        "{per_side:.1} a border, {on_coasts:.1} a coast"
    );
}

#[test]
fn bornholm_is_in_an_inset() {
    let svg = svg(&figure(country(1), rows()), "f").unwrap();
    let document = Document::parse(&svg).unwrap();
    let frame = document
        .descendants()
        .find(|node| node.has_tag_name("rect") && node.attribute("fill") == Some("none"))
        .unwrap();
    let number = |name: &str| frame.attribute(name).unwrap().parse::<f64>().unwrap() * 10.0;
    let within = |(x, y): &(i64, i64)| {
        let (x, y) = (*x as f64, *y as f64);
        (number("x")..number("x") + number("width")).contains(&x)
            && (number("y")..number("y") + number("height")).contains(&y)
    };
    let areas = document.descendants().filter_map(|node| node.attribute("fill-rule").and(node.attribute("d")));
    let inside: Vec<bool> = areas.map(|data| corners(data).iter().all(within)).collect();
    assert_eq!(inside.iter().filter(|inside| **inside).count(), 1);
}

/// The city of Copenhagen and its surroundings.
const CAPITAL: [u16; 17] = [101, 147, 151, 153, 155, 157, 159, 161, 163, 165, 167, 169, 173, 175, 183, 185, 187];

/// The country of squares, in which those of the capital are as small as its municipalities are.
fn country_with_a_small_capital() -> String {
    let feature = |tile: &Tile| {
        let small = CAPITAL.contains(&tile.code);
        let (origin, side) = if small { ((700_000, 6_200_000), 5_000) } else { ((445_000, 6_390_000), 20_000) };
        let (column, row) = (i64::from(tile.column), i64::from(tile.row));
        let (column, row) = if small { (column - 10, row - 6) } else { (column, row) };
        let (west, north) = (origin.0 + column * side, origin.1 - row * side);
        let (east, south) = (west + side, north - side);
        format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"KOMKODE\": {}}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": \
             [[[{west}, {north}], [{east}, {north}], [{east}, {south}], [{west}, {south}], [{west}, {north}]]]}}}}",
            tile.code
        )
    };
    let features: Vec<String> = TILES.iter().map(feature).collect();
    format!("{{\"type\": \"FeatureCollection\", \"features\": [{}]}}", features.join(", "))
}

/// Where its municipalities are as large as others, the capital is not drawn once more.
#[test]
fn a_capital_that_can_be_seen_is_drawn_once() {
    assert!(!svg(&figure(country(1), rows()), "f").unwrap().contains("København og omegn"));
}

#[test]
fn the_capital_is_drawn_once_more_and_larger() {
    let mut values = rows();
    values.insert(101, Value::Hidden);
    let svg = svg(&figure(country_with_a_small_capital(), values), "f").unwrap();
    assert!(svg.contains("København og omegn"));
    let document = Document::parse(&svg).unwrap();
    let areas: Vec<_> = document.descendants().filter(|node| node.attribute("fill-rule").is_some()).collect();
    assert_eq!(areas.len(), 98 + CAPITAL.len());
    let side = |data: &str| {
        let xs = corners(data).into_iter().map(|(x, _)| x);
        xs.clone().max().unwrap() - xs.min().unwrap()
    };
    let (country, capital) = areas.split_at(98);
    let sides = |areas: &[Node<'_, '_>]| -> BTreeSet<i64> {
        areas.iter().map(|area| side(area.attribute("d").unwrap())).collect()
    };
    let (of_country, of_capital) = (sides(country), sides(capital));
    assert!(of_capital.first().unwrap() > &(2 * of_country.first().unwrap()), "{of_country:?} {of_capital:?}");
    let hatched = |areas: &[Node<'_, '_>]| {
        areas.iter().filter(|area| area.attribute("fill").is_some_and(|fill| fill.starts_with("url"))).count()
    };
    assert_eq!((hatched(country), hatched(capital)), (1, 1));
}

#[test]
fn values_and_borders_must_fit() {
    let mut values = rows();
    values.insert(999, Value::Hidden);
    assert_eq!(svg(&figure(country(1), values), "f"), Err(Error::NoSuchArea { code: 999 }));
    // Christiansø belongs to no municipality, and borders may be without it.
    let mut values = rows();
    values.insert(411, Value::Hidden);
    assert!(svg(&figure(country(1), values), "f").is_ok());
    let error = svg(&figure("{}".to_owned(), rows()), "f").unwrap_err();
    assert!(error.to_string().starts_with("the borders cannot be read: its `type` is missing"), "{error}");
}

#[test]
fn an_area_too_small_to_see_is_still_there() {
    let dot = r#"{"type": "Feature", "properties": {"KOMKODE": "0411"}, "geometry": {"type": "Polygon",
        "coordinates": [[[890000, 6140000], [890010, 6140000], [890010, 6140010], [890000, 6140000]]]}}"#;
    let borders = country(1).replacen('[', &format!("[{dot}, "), 1);
    let mut values = rows();
    let without = svg(&figure(borders.clone(), values.clone()), "f").unwrap();
    assert!(!without.contains("Kan ikke oplyses"), "Christiansø belongs to no municipality");
    values.insert(411, Value::Hidden);
    let svg = svg(&figure(borders, values), "f").unwrap();
    let document = Document::parse(&svg).unwrap();
    let areas: BTreeSet<&str> =
        document.descendants().filter_map(|node| node.attribute("fill-rule").and(node.attribute("d"))).collect();
    assert_eq!(areas.len(), 99);
}

//! The tile map's layout against where the municipalities lie.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use figures::TILES;
use std::collections::{BTreeMap, BTreeSet};

/// Each municipality's code, the easting and northing of its (largest part's) centroid in km, and those that it has a border
/// with, from DAGI's borders of 2014 in UTM 32.
const MUNICIPALITIES: &str = include_str!("municipalities.txt");
const GEOGRAPHY: &str = include_str!("../../../definitions/geography/denmark.toml");

struct Municipality {
    code: u16,
    easting: f64,
    northing: f64,
    neighbours: Vec<u16>,
}

fn municipalities() -> Vec<Municipality> {
    let lines = MUNICIPALITIES.lines().map(|line| line.split(' ').collect::<Vec<&str>>());
    lines
        .map(|parts| Municipality {
            code: parts[0].parse().unwrap(),
            easting: parts[1].parse().unwrap(),
            northing: parts[2].parse().unwrap(),
            neighbours: parts
                .get(3)
                .iter()
                .flat_map(|codes| codes.split(','))
                .map(|code| code.parse().unwrap())
                .collect(),
        })
        .collect()
}

#[test]
fn tiles_are_the_municipalities_of_the_definitions() {
    let geography: toml::Table = GEOGRAPHY.parse().unwrap();
    let regions = geography["region"].as_table().unwrap().values();
    let mut names: BTreeMap<u16, String> = BTreeMap::new();
    for (code, name) in regions.flat_map(|region| region["municipalities"].as_table().unwrap()) {
        names.insert(code.parse().unwrap(), name.as_str().unwrap().to_owned());
    }
    assert_eq!(names.remove(&411).as_deref(), Some("Christiansø"));
    assert_eq!(TILES.len(), 98);
    assert_eq!(TILES.iter().map(|tile| tile.code).collect::<Vec<u16>>(), names.keys().copied().collect::<Vec<u16>>());
    // A short name is three letters of the name, in their order, of which the first is its first.
    for tile in &TILES {
        let name = names[&tile.code].to_lowercase();
        let mut letters = name.chars();
        let short = tile.short_name.to_lowercase();
        assert!(short.chars().all(|letter| letters.any(|other| other == letter)), "{} of {name}", tile.short_name);
        assert!(short.chars().count() == 3 && short.chars().next() == name.chars().next(), "{}", tile.short_name);
    }
}

#[test]
fn no_two_tiles_have_one_place_or_one_name() {
    let places: BTreeSet<(u8, u8)> = TILES.iter().map(|tile| (tile.row, tile.column)).collect();
    let names: BTreeSet<&str> = TILES.iter().map(|tile| tile.short_name).collect();
    assert_eq!((places.len(), names.len()), (98, 98));
    assert!(TILES.iter().all(|tile| tile.row < 13 && tile.column < 15));
}

#[test]
fn tiles_are_in_the_order_in_which_municipalities_lie() {
    let municipalities = municipalities();
    let columns: Vec<f64> = TILES.iter().map(|tile| f64::from(tile.column)).collect();
    let rows: Vec<f64> = TILES.iter().map(|tile| -f64::from(tile.row)).collect();
    assert!(municipalities.iter().map(|own| own.code).eq(TILES.iter().map(|tile| tile.code)));
    let eastings: Vec<f64> = municipalities.iter().map(|own| own.easting).collect();
    let northings: Vec<f64> = municipalities.iter().map(|own| own.northing).collect();
    let (across, along) =
        (correlation(&ranks(&columns), &ranks(&eastings)), correlation(&ranks(&rows), &ranks(&northings)));
    assert!(across > 0.97 && along > 0.93, "{across:.3} west to east, {along:.3} south to north");
}

/// A tile beside or diagonal to another is no more than 1.5 away.
#[test]
fn neighbours_are_near() {
    let place: BTreeMap<u16, (f64, f64)> =
        TILES.iter().map(|tile| (tile.code, (f64::from(tile.row), f64::from(tile.column)))).collect();
    let mut distances = Vec::new();
    for own in municipalities() {
        for other in own.neighbours.iter().filter(|other| **other > own.code) {
            let ((row, column), (other_row, other_column)) = (place[&own.code], place[other]);
            distances.push((row - other_row).hypot(column - other_column));
        }
    }
    assert_eq!(distances.len(), 187);
    let touching = distances.iter().filter(|distance| **distance < 1.5).count();
    let mean = distances.iter().sum::<f64>() / distances.len() as f64;
    assert!(touching >= 150 && mean < 1.35, "{touching} touch, {mean:.2} apart");
    assert!(distances.iter().all(|distance| *distance < 3.2));
}

/// Water stays water: tiles of different parts of the country do not touch, but where a bridge is.
#[test]
fn the_belts_are_open() {
    let funen = [410, 420, 430, 440, 450, 461, 479, 480];
    let part = |code: u16| match code {
        400 | 492 | 741 | 825 => usize::from(code),
        482 => 2,
        _ if funen.contains(&code) => 2,
        101..=399 => 1,
        _ => 3,
    };
    let mut bridges = Vec::new();
    for one in &TILES {
        for other in TILES.iter().filter(|other| other.code > one.code) {
            let apart = (one.row.abs_diff(other.row), one.column.abs_diff(other.column));
            if matches!(apart, (0, 1) | (1, 0)) && part(one.code) != part(other.code) {
                bridges.push((one.code, other.code));
            }
        }
    }
    // Middelfart and Fredericia, over the Little Belt.
    assert_eq!(bridges, [(410, 607)]);
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count() as f64;
        let equal = values.iter().filter(|other| *other == value).count() as f64;
        below + (equal + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (of_one, of_other) = (mean(one), mean(other));
    let product = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    product(one, of_one, other, of_other)
        / (product(one, of_one, one, of_one) * product(other, of_other, other, of_other)).sqrt()
}

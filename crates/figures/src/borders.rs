//! Borders read from the text of a GeoJSON or TopoJSON file, whatever is in it.
//!
//! Both formats are decoded here from parsed JSON: the crate `topojson` (0.5.1) takes an arc's number from the file as an index
//! without looking whether there is such an arc, and stops the program on nested collections; `geojson` would read one half
//! only. What is needed of either is a ring of points.

use crate::BordersFault;
use crate::projection::utm32;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A place in metres, in UTM zone 32.
pub(crate) type Point = (f64, f64);

/// The rings of each municipality, outer ones and holes alike: with the rule `evenodd` both are drawn right.
pub(crate) type Areas = BTreeMap<u16, Vec<Vec<Point>>>;

/// The most that a file may hold once its arcs are put together: more than the finest borders of the country, and far less
/// than memory.
const MOST_POINTS: usize = 8_000_000;

/// Reads borders; several features of one code are one area.
pub(crate) fn read(text: &str) -> Result<Areas, BordersFault> {
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| BordersFault::NotJson { line: error.line(), column: error.column() })?;
    match json["type"].as_str() {
        Some("FeatureCollection") => areas(list(&json["features"]), &Source::GeoJson),
        Some("Topology") => {
            let arcs = Arcs::of(&json);
            let mut members = Vec::new();
            json["objects"]
                .as_object()
                .into_iter()
                .flat_map(Map::values)
                .for_each(|object| gather(object, &mut members));
            areas(members.into_iter(), &Source::TopoJson(arcs))
        }
        other => {
            Err(BordersFault::OtherType { found: other.map_or("missing".to_owned(), |name| format!("\"{name}\"")) })
        }
    }
}

/// Whose borders a file holds, as it says itself in its member `attribution` or `credit`; none where it does not say.
///
/// ```
/// let text = r#"{"type": "FeatureCollection", "attribution": "DAGI, CC BY 4.0", "features": []}"#;
/// assert_eq!(figures::credit(text).as_deref(), Some("DAGI, CC BY 4.0"));
/// ```
pub fn credit(text: &str) -> Option<String> {
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let credit = ["attribution", "credit"].iter().filter_map(|name| json[*name].as_str()).map(str::trim);
    credit.filter(|credit| !credit.is_empty()).map(str::to_owned).next()
}

enum Source {
    GeoJson,
    TopoJson(Arcs),
}

/// The geometries of a TopoJSON object, out of the collections that they are in.
fn gather<'v>(object: &'v Value, members: &mut Vec<&'v Value>) {
    match object["geometries"].as_array() {
        Some(inner) if object["type"] == "GeometryCollection" => inner.iter().for_each(|inner| gather(inner, members)),
        _ => members.push(object),
    }
}

fn areas<'v>(features: impl Iterator<Item = &'v Value>, source: &Source) -> Result<Areas, BordersFault> {
    let mut areas = Areas::new();
    let mut n_points = 0;
    let mut n_features = 0;
    for feature in features {
        n_features += 1;
        let Some(code) = code(feature, n_features)? else { continue };
        let bad = |what: String| BordersFault::BadGeometry { feature: n_features, what };
        let geometry = if matches!(source, Source::GeoJson) { &feature["geometry"] } else { feature };
        let rings = match source {
            Source::GeoJson => rings(geometry, "coordinates", positions),
            Source::TopoJson(arcs) => rings(geometry, "arcs", |ring| arcs.ring(ring)),
        };
        let area = areas.entry(code).or_default();
        for ring in rings.map_err(bad)? {
            n_points += ring.len();
            if n_points > MOST_POINTS {
                return Err(bad(format!("with it the borders have more than {MOST_POINTS} points; use simpler ones")));
            }
            let ring = ring.into_iter().map(|(x, y)| projected(x, y, n_features));
            let ring = ring.collect::<Result<Vec<Point>, BordersFault>>()?;
            if ring.len() >= 3 {
                area.push(ring);
            }
        }
    }
    areas.retain(|_, rings| !rings.is_empty());
    if areas.is_empty() { Err(BordersFault::NoCodes { n_features }) } else { Ok(areas) }
}

/// The municipality's code of a feature: `"0101"`, `"101"` or `101`; none where it has no such property.
fn code(feature: &Value, number: usize) -> Result<Option<u16>, BordersFault> {
    let Some(properties) = feature["properties"].as_object() else { return Ok(None) };
    let Some((_, code)) = properties.iter().find(|(key, _)| key.eq_ignore_ascii_case("komkode")) else {
        return Ok(None);
    };
    let parsed = match code {
        Value::Null => return Ok(None),
        Value::String(text) if text.len() <= 4 => text.parse::<u16>().ok(),
        Value::Number(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        _ => None,
    };
    match parsed.filter(|code| (1..=9999).contains(code)) {
        Some(code) => Ok(Some(code)),
        None => {
            let mut found = code.to_string();
            if found.chars().count() > 40 {
                found = found.chars().take(40).chain(['…']).collect();
            }
            Err(BordersFault::BadCode { feature: number, found })
        }
    }
}

type Rings = Result<Vec<Vec<Point>>, String>;

/// The rings of a `Polygon` or `MultiPolygon`.
fn rings(geometry: &Value, key: &str, ring: impl Fn(&Value) -> Result<Vec<Point>, String>) -> Rings {
    let content = &geometry[key];
    let polygons: Vec<&Value> = match geometry["type"].as_str() {
        Some("Polygon") => vec![content],
        Some("MultiPolygon") => list(content).collect(),
        None if geometry.is_null() || geometry["type"].is_null() => Vec::new(),
        other => return Err(format!("its geometry is {}, not an area", other.unwrap_or("no geometry"))),
    };
    polygons.into_iter().flat_map(list).map(ring).collect()
}

/// The positions of a ring; what stands behind the first two numbers, such as a height, says nothing here.
fn positions(ring: &Value) -> Result<Vec<Point>, String> {
    list(ring).map(position).collect()
}

fn position(position: &Value) -> Result<Point, String> {
    match (position[0].as_f64(), position[1].as_f64()) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => Err("a position is not two numbers".to_owned()),
    }
}

/// The arcs of a TopoJSON file, their steps added up.
struct Arcs(Vec<Result<Vec<Point>, String>>);

impl Arcs {
    fn of(json: &Value) -> Arcs {
        let pair = |key: &str| {
            let pair = &json["transform"][key];
            Some((pair[0].as_f64()?, pair[1].as_f64()?))
        };
        let transform = pair("scale").zip(pair("translate"));
        let decoded = |arc: &Value| {
            let mut points = positions(arc)?;
            if let Some(((scale_x, scale_y), (from_x, from_y))) = transform {
                let (mut x, mut y) = (0.0, 0.0);
                for point in &mut points {
                    (x, y) = (x + point.0, y + point.1);
                    *point = (x * scale_x + from_x, y * scale_y + from_y);
                }
            }
            Ok(points)
        };
        Arcs(list(&json["arcs"]).map(decoded).collect())
    }

    /// A ring put together from arcs: `-1` is arc 0 backward, `-2` arc 1. Each arc begins where the one before ended.
    fn ring(&self, numbers: &Value) -> Result<Vec<Point>, String> {
        let mut ring = Vec::new();
        for number in list(numbers) {
            let number = number.as_i64().ok_or_else(|| format!("{number} is not the number of an arc"))?;
            let place = if number < 0 { !number } else { number };
            let arc = usize::try_from(place).ok().and_then(|place| self.0.get(place));
            let arc = arc.ok_or_else(|| format!("there is no arc {place} among {}", self.0.len()))?.as_ref()?;
            let skipped = usize::from(!ring.is_empty());
            if ring.len() + arc.len() > MOST_POINTS {
                return Err(format!("a ring has more than {MOST_POINTS} points; use simpler borders"));
            }
            if number < 0 {
                ring.extend(arc.iter().rev().skip(skipped));
            } else {
                ring.extend(arc.iter().skip(skipped));
            }
        }
        Ok(ring)
    }
}

/// A place in UTM 32: degrees are projected, metres are taken as they are.
fn projected(x: f64, y: f64, feature: usize) -> Result<Point, BordersFault> {
    let degrees = (7.0..=16.0).contains(&x) && (54.0..=58.5).contains(&y);
    let metres = (400_000.0..=950_000.0).contains(&x) && (6_000_000.0..=6_500_000.0).contains(&y);
    match (degrees, metres) {
        (true, _) => Ok(utm32(x, y)),
        (false, true) => Ok((x, y)),
        (false, false) => Err(BordersFault::OutsideDenmark { feature, x, y }),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two squares in degrees that share a side: municipality 101, and 147 in two features.
    const GEO: &str = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"KOMKODE": "0101"},
         "geometry": {"type": "Polygon", "coordinates": [[[9, 55], [10, 55, -999], [10, 56], [9, 56], [9, 55]]]}},
        {"type": "Feature", "properties": {"komkode": 147},
         "geometry": {"type": "MultiPolygon", "coordinates": [[[[10, 55], [11, 55], [11, 56], [10, 56], [10, 55]]]]}},
        {"type": "Feature", "properties": {"KOMKODE": "147"},
         "geometry": {"type": "Polygon", "coordinates": [[[12, 55], [13, 55], [13, 56], [12, 55]]]}},
        {"type": "Feature", "properties": {"name": "the sea"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}]}"#;

    /// The same two squares; arc 0 is the shared side, upward.
    const TOPO: &str = r#"{"type": "Topology", "transform": {"scale": [0.5, 1], "translate": [9, 55]},
        "arcs": [[[2, 0], [0, 1]], [[2, 1], [-2, 0], [0, -1], [2, 0]], [[2, 0], [2, 0], [0, 1], [-2, 0]]],
        "objects": {"a": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "properties": {"KOMKODE": "0101"}, "arcs": [[0, 1]]},
            {"type": "GeometryCollection", "geometries": [
                {"type": "MultiPolygon", "properties": {"KOMKODE": "0147"}, "arcs": [[[2, -1]]]}]}]}}}"#;

    fn corners(ring: &[Point]) -> Vec<(i64, i64)> {
        let mut corners: Vec<(i64, i64)> = ring.iter().map(|(x, y)| (x.round() as i64, y.round() as i64)).collect();
        corners.sort_unstable();
        corners.dedup();
        corners
    }

    #[test]
    fn both_formats_give_the_same_areas() {
        let (geo, topo) = (read(GEO).unwrap(), read(TOPO).unwrap());
        assert_eq!(geo.keys().collect::<Vec<_>>(), [&101, &147]);
        assert_eq!(topo.keys().collect::<Vec<_>>(), [&101, &147]);
        assert_eq!((geo[&147].len(), topo[&147].len()), (2, 1));
        for code in [101, 147] {
            assert_eq!(corners(&geo[&code][0]), corners(&topo[&code][0]));
            assert_eq!(corners(&geo[&code][0]).len(), 4);
        }
    }

    #[test]
    fn metres_are_taken_as_they_are() {
        let text = GEO.replace("[12, 55]", "[720000, 6100000]");
        assert!(read(&text).unwrap()[&147][1].contains(&(720_000.0, 6_100_000.0)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let geo = |from: &str, to: &str| read(&GEO.replacen(from, to, 1)).unwrap_err().to_string();
        let topo = |from: &str, to: &str| read(&TOPO.replacen(from, to, 1)).unwrap_err().to_string();
        let table = [
            (read("{").unwrap_err().to_string(), "line 1, column 1: it is not JSON"),
            (read("[]").unwrap_err().to_string(), "its `type` is missing"),
            (geo("FeatureCollection", "Feature"), "its `type` is \"Feature\""),
            (geo("\"0101\"", "\"Ishøj\""), "feature 1: `KOMKODE` is \"Ishøj\""),
            (geo("\"0101\"", "[101]"), "feature 1: `KOMKODE` is [101]"),
            (geo("\"0101\"", "0"), "feature 1: `KOMKODE` is 0"),
            (geo("\"0101\"", "1e300"), "feature 1: `KOMKODE` is"),
            (geo("[10, 56]", "[10]"), "feature 1: a position is not two numbers"),
            (geo("[10, 56]", "[56, 10]"), "feature 1: (56, 10) is not in Denmark"),
            (geo("Polygon", "LineString"), "feature 1: its geometry is LineString, not an area"),
            (topo("[0, 1]]}", "[0, 7]]}"), "feature 1: there is no arc 7 among 3"),
            (topo("[0, 1]]}", "[0, -9223372036854775808]]}"), "there is no arc 9223372036854775807"),
            (topo("[0, 1]]}", "[0, 1.5]]}"), "feature 1: 1.5 is not the number of an arc"),
            (topo("\"objects\"", "\"object\""), "none of its 0 features has"),
            (
                read(&GEO.replace("KOMKODE", "name").replace("komkode", "name")).unwrap_err().to_string(),
                "none of its 4",
            ),
        ];
        for (found, expected) in table {
            assert!(found.contains(expected), "{found}\nshould say: {expected}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn no_change_of_a_file_stops_it(
            geo in any::<bool>(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), "[\\[\\]{},:0-9a-z\".-]{0,4}"), 1..6),
        ) {
            let mut text: Vec<char> = if geo { GEO } else { TOPO }.chars().collect();
            for (place, with) in changes {
                let place = place.index(text.len());
                text.splice(place..(place + 1).min(text.len()), with.chars());
            }
            let _ = read(&text.into_iter().collect::<String>());
        }

        /// Values of the wrong kind in every place of a file that is otherwise right.
        #[test]
        fn no_value_stops_it(geo in any::<bool>(), place in any::<prop::sample::Index>(), kind in 0usize..8) {
            let json: Value = serde_json::from_str(if geo { GEO } else { TOPO }).unwrap();
            let places = count(&json);
            let with = [
                Value::Null, true.into(), (-3).into(), 1e300.into(), u64::MAX.into(), "x".into(), Value::Array(vec![]),
                serde_json::json!([[[[9]]]]),
            ];
            let mut left = place.index(places);
            let changed = replaced(&json, &mut left, &with[kind]);
            let _ = read(&changed.to_string());
        }
    }

    fn count(json: &Value) -> usize {
        1 + match json {
            Value::Array(values) => values.iter().map(count).sum(),
            Value::Object(values) => values.values().map(count).sum(),
            _ => 0usize,
        }
    }

    /// The JSON with one of its values, counted from the outside, put in place of another.
    fn replaced(json: &Value, left: &mut usize, with: &Value) -> Value {
        if *left == 0 {
            *left = usize::MAX;
            return with.clone();
        }
        *left = left.saturating_sub(usize::from(*left != usize::MAX));
        match json {
            Value::Array(values) => values.iter().map(|value| replaced(value, left, with)).collect(),
            Value::Object(values) => {
                Value::Object(values.iter().map(|(key, value)| (key.clone(), replaced(value, left, with))).collect())
            }
            other => other.clone(),
        }
    }
}

//! The map in real borders: municipalities shaded in classes, Bornholm in an inset, and the capital once more, larger.

use crate::borders::{self, Areas};
use crate::classes::Classes;
use crate::frame::{Sheet, WIDTH};
use crate::missing::{look, on_plate};
use crate::palette::{AREA_EDGE, AXIS, NEUTRAL};
use crate::simplify::{Cell, Junctions, area, ring, simplified};
use crate::text::{LABEL, SOFT, width, wrap};
use crate::tile_map::CHRISTIANSOE;
use crate::value::check;
use crate::{Error, Language, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Municipalities in their borders, shaded in classes.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderMap {
    /// The text of a GeoJSON or TopoJSON file: areas with the municipality's code in the property `KOMKODE`, in longitude and
    /// latitude or in UTM zone 32. Several areas of one code are one municipality; areas without a code are left out.
    pub borders: String,
    /// Values by the municipality's code. One that is not given is drawn as unknown; Christiansø (411), which belongs to no
    /// municipality, is then a dot without a value; where the borders lack it, it is not drawn.
    pub values: BTreeMap<u16, Value>,
    /// The bounds between classes, ascending, at most five; where there are none, fifths with round bounds are made.
    pub bounds: Vec<f64>,
    /// The unit, printed above the legend.
    pub unit: String,
}

/// The widest and highest that the map gets, the legend apart.
const MAP: (f64, f64) = (440.0, 540.0);
/// The least that a wide legend leaves of it.
const NARROWEST: f64 = 260.0;
const LEGEND_GAP: f64 = 24.0;
/// Grid places a unit of the picture: a tenth is less than what is seen in print.
const FINENESS: f64 = 10.0;
/// How far borders may be moved, in grid places, until the map is small enough.
const TOLERANCES: [f64; 5] = [1.5, 3.0, 6.0, 12.0, 24.0];
/// The most bytes that the outlines take, and those of the capital.
const MOST_BYTES: usize = 240_000;
const MOST_BYTES_OF_CAPITAL: usize = 40_000;
/// An island smaller than this, in squares of the grid, is not seen; a municipality keeps its largest.
const LEAST_AREA: f64 = 60.0;
/// Bornholm and Christiansø lie 130 km east of the rest.
const INSET: [u16; 2] = [400, CHRISTIANSOE];
/// Between the rest and the frame of the inset.
const INSET_GAP: f64 = 14.0;
/// The city of Copenhagen and its surroundings, two of the provinces of official statistics: one municipality in six on one
/// part in eighty of the land, too small to be told apart at the country's scale.
const CAPITAL: [u16; 17] = [101, 147, 151, 153, 155, 157, 159, 161, 163, 165, 167, 169, 173, 175, 183, 185, 187];
/// The least height that the capital gets, where the map beside it ends earlier.
const LEAST_CAPITAL: f64 = 100.0;
/// Magnified by less, the capital is not worth its room.
const LEAST_MAGNIFIED: f64 = 1.4;

/// An area on the grid.
type Outlines = BTreeMap<u16, Vec<Vec<Cell>>>;

impl BorderMap {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        let codes: Vec<u16> = self.values.keys().copied().collect();
        check(self.values.values(), false, |at| {
            format!("municipality {}", codes.get(at).copied().unwrap_or_default())
        })?;
        let areas = borders::read(&self.borders)?;
        if let Some(code) = codes.into_iter().find(|code| *code != CHRISTIANSOE && !areas.contains_key(code)) {
            return Err(Error::NoSuchArea { code });
        }
        let classes = Classes::of(&self.bounds, self.values.values())?;
        // The map gives way to a wide legend, which stands beside it.
        let legend_width = classes.legend_width(sheet.language).ceil();
        let widest = (WIDTH - legend_width - LEGEND_GAP).clamp(NARROWEST, MAP.0);
        let placed = Placed::of(&areas, widest, top);
        let mut outlines = outlines(&areas, &placed, MOST_BYTES);
        if !self.values.contains_key(&CHRISTIANSOE)
            && let Some(rings) = outlines.remove(&CHRISTIANSOE)
        {
            sheet.canvas.path(&outline(&rings), &[("fill", NEUTRAL.fill)]);
        }
        self.draw_areas(sheet, &outlines, &classes);
        let mut bottom = placed.bottom;
        if let Some(frame) = placed.inset_frame {
            let look = [("fill", "none"), ("stroke", AXIS), ("stroke-width", "0.8")];
            sheet.canvas.rect(frame.0, frame.1, frame.2, frame.3, &look);
            bottom = bottom.max(frame.1 + frame.3);
        }
        let legend_x = widest + LEGEND_GAP;
        let legend_top = placed.inset_frame.map_or(top, |frame| frame.1 + frame.3 + 24.0);
        let legend_bottom = classes.legend(sheet, &self.unit, legend_x, legend_top);
        let beside = self.draw_capital(sheet, (&areas, &placed), &classes, (legend_x, legend_bottom + 18.0));
        Ok(bottom.max(legend_bottom).max(beside) + 4.0)
    }

    /// What is hidden is drawn last, so that no neighbour's edge lies on its hatch.
    fn draw_areas(&self, sheet: &mut Sheet<'_>, outlines: &Outlines, classes: &Classes) {
        let value = |code: &u16| self.values.get(code).unwrap_or(&Value::Unknown);
        let (missing, shown): (Vec<_>, Vec<_>) = outlines.iter().partition(|(code, _)| value(code).missing().is_some());
        for (code, rings) in shown.into_iter().chain(missing) {
            draw_area(sheet, rings, value(code), classes);
        }
    }

    /// The capital's municipalities once more, as large as the room below the legend lets them, and on the map a frame around
    /// where they are; where they end.
    fn draw_capital(
        &self,
        sheet: &mut Sheet<'_>,
        (areas, of_country): (&Areas, &Placed),
        classes: &Classes,
        (x, top): (f64, f64),
    ) -> f64 {
        let own: Areas = CAPITAL.iter().filter_map(|code| Some((*code, areas.get(code)?.clone()))).collect();
        let Some(extent) = extent(&own, |_| true) else { return top };
        let (wide, high) = size(extent);
        let title = match sheet.language {
            Language::Danish => "København og omegn",
            Language::English => "Copenhagen and its surroundings",
        };
        let title = wrap(title, SOFT, WIDTH - x);
        let frame_top = top + title.len() as f64 * SOFT.line_height() + 3.0;
        let room = (WIDTH - 1.0 - x - INSET_GAP, (of_country.bottom - frame_top - INSET_GAP).max(LEAST_CAPITAL));
        let unit = (room.0 / wide).min(room.1 / high);
        if unit * FINENESS < LEAST_MAGNIFIED * of_country.scale {
            return top;
        }
        sheet.lines(&title, SOFT, x, top);
        let margin = INSET_GAP / 2.0;
        let placed = Placed::by_itself(extent, unit, (x + margin, frame_top + margin));
        self.draw_areas(sheet, &outlines(&own, &placed, MOST_BYTES_OF_CAPITAL), classes);
        let look = [("fill", "none"), ("stroke", AXIS), ("stroke-width", "0.8")];
        sheet.canvas.rect(x, frame_top, wide * unit + INSET_GAP, high * unit + INSET_GAP, &look);
        let (west, north) = of_country.place((extent.0, extent.3));
        let (east, south) = of_country.place((extent.2, extent.1));
        sheet.canvas.rect(west - 2.0, north - 2.0, east - west + 4.0, south - north + 4.0, &look);
        frame_top + high * unit + INSET_GAP
    }
}

/// How metres become places on the grid.
struct Placed {
    /// Grid places a metre.
    scale: f64,
    main: Corner,
    inset: Corner,
    /// Where the areas end.
    bottom: f64,
    /// The frame around the inset: left, top, width, height.
    inset_frame: Option<(f64, f64, f64, f64)>,
}

/// The north-western corner of a part of the map, in metres and in units of the picture.
#[derive(Clone, Copy)]
struct Corner {
    west: f64,
    north: f64,
    x: f64,
    y: f64,
}

/// West, south, east, north in metres.
type Extent = (f64, f64, f64, f64);

impl Placed {
    fn of(areas: &Areas, widest: f64, top: f64) -> Placed {
        let extent = |inset: bool| extent(areas, |code| INSET.contains(&code) == inset);
        let (main, inset) = match (extent(false), extent(true)) {
            (Some(main), inset) => (main, inset),
            (None, inset) => (inset.unwrap_or((0.0, 0.0, 1.0, 1.0)), None),
        };
        let (wide, high) = size(main);
        // One scale for both parts; an inset larger than Bornholm would not fit beside the map.
        let (inset_wide, inset_high) = inset.map_or((1.0, 1.0), size);
        let of_main = ((widest - 2.0) / wide).min((MAP.1 - 2.0) / high);
        let unit = of_main.min(120.0 / inset_wide).min(120.0 / inset_high);
        // One unit in, so that no coast is cut at the picture's edge.
        let main_corner = corner(main, 1.0, top + 1.0);
        let frame_x = widest + LEGEND_GAP;
        let margin = INSET_GAP / 2.0;
        let inset_frame = inset.map(|_| (frame_x, top, inset_wide * unit + INSET_GAP, inset_high * unit + INSET_GAP));
        Placed {
            scale: unit * FINENESS,
            main: main_corner,
            inset: inset.map_or(main_corner, |inset| corner(inset, frame_x + margin, top + margin)),
            bottom: top + 2.0 + high * unit,
            inset_frame,
        }
    }

    /// One extent alone, of so many units of the picture a metre, from a place on.
    fn by_itself(extent: Extent, unit: f64, (x, y): (f64, f64)) -> Placed {
        let main = corner(extent, x, y);
        let bottom = y + size(extent).1 * unit;
        Placed { scale: unit * FINENESS, main, inset: main, bottom, inset_frame: None }
    }

    /// Where a place outside the inset is in the picture.
    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let unit = self.scale / FINENESS;
        (self.main.x + (x - self.main.west) * unit, self.main.y + (self.main.north - y) * unit)
    }

    fn cell(&self, code: u16, (x, y): (f64, f64)) -> Cell {
        let corner = if self.inset_frame.is_some() && INSET.contains(&code) { self.inset } else { self.main };
        let place = |metres: f64, from: f64| (metres * self.scale + from * FINENESS).round() as i32;
        (place(x - corner.west, corner.x), place(corner.north - y, corner.y))
    }
}

fn corner((west, _, _, north): Extent, x: f64, y: f64) -> Corner {
    Corner { west, north, x, y }
}

/// How wide and high it is.
fn size((west, south, east, north): Extent) -> (f64, f64) {
    ((east - west).max(1.0), (north - south).max(1.0))
}

fn extent(areas: &Areas, belongs: impl Fn(u16) -> bool) -> Option<Extent> {
    let points = areas.iter().filter(|(code, _)| belongs(**code)).flat_map(|(_, rings)| rings.iter().flatten());
    points.fold(None, |extent: Option<Extent>, (x, y)| {
        let (west, south, east, north) = extent.unwrap_or((*x, *y, *x, *y));
        Some((west.min(*x), south.min(*y), east.max(*x), north.max(*y)))
    })
}

/// The areas on the grid, simplified as little as the size of the picture lets them.
fn outlines(areas: &Areas, placed: &Placed, most_bytes: usize) -> Outlines {
    let mut rings = Outlines::new();
    for (code, area) in areas {
        let on_grid = area.iter().map(|points| ring(points.iter().map(|point| placed.cell(*code, *point))));
        rings.insert(*code, on_grid.collect());
    }
    let junctions = Junctions::of(rings.values().flatten().map(Vec::as_slice));
    let mut out = Outlines::new();
    for tolerance in TOLERANCES {
        let simpler = |rings: &Vec<Vec<Cell>>| seen(rings.iter().map(|ring| simplified(ring, &junctions, tolerance)));
        out = rings.iter().map(|(code, rings)| (*code, simpler(rings))).collect();
        if out.values().map(|rings| outline(rings).len()).sum::<usize>() <= most_bytes {
            break;
        }
    }
    out
}

/// The rings that are large enough to be seen, and the largest in any case, which comes first.
fn seen(rings: impl Iterator<Item = Vec<Cell>>) -> Vec<Vec<Cell>> {
    let mut rings: Vec<(f64, Vec<Cell>)> = rings.map(|ring| (area(&ring), ring)).collect();
    rings.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let large = rings.iter().filter(|(area, _)| *area >= LEAST_AREA).count().max(1);
    rings.into_iter().take(large).map(|(_, ring)| ring).collect()
}

/// Rings as the data of a path.
fn outline(rings: &[Vec<Cell>]) -> String {
    let tenths = |cells: i32| {
        let (sign, cells) = (if cells < 0 { "-" } else { "" }, cells.unsigned_abs());
        if cells.is_multiple_of(10) {
            format!("{sign}{}", cells / 10)
        } else {
            format!("{sign}{}.{}", cells / 10, cells % 10)
        }
    };
    let mut data = String::new();
    for ring in rings {
        let mut before: Option<Cell> = None;
        for (x, y) in ring {
            let _ = match before {
                None => write!(data, "M{} {}l", tenths(*x), tenths(*y)),
                Some((from_x, from_y)) => write!(data, "{} {} ", tenths(x - from_x), tenths(y - from_y)),
            };
            before = Some((*x, *y));
        }
        if ring.len() < 3 {
            // An area smaller than the grid is still a dot.
            data.push_str("0 .4 .4 0 0 -.4 ");
        }
        if before.is_some() {
            data.pop();
            data.push('z');
        }
    }
    data
}

fn draw_area(sheet: &mut Sheet<'_>, rings: &[Vec<Cell>], value: &Value, classes: &Classes) {
    let data = outline(rings);
    let (mut look, mark) = match (value.missing(), value.as_number()) {
        (Some(missing), _) => {
            sheet.saw(missing);
            (look(sheet, missing, NEUTRAL), Some(sheet.symbol(missing).0.clone()))
        }
        (None, number) => {
            let fill = classes.shade(number.unwrap_or_default());
            let mark = value.is_provisional().then(|| sheet.provisional_mark().to_owned());
            (
                vec![("fill", fill.to_owned()), ("stroke", AREA_EDGE.to_owned()), ("stroke-width", "0.6".to_owned())],
                mark,
            )
        }
    };
    look.extend([("fill-rule", "evenodd".to_owned()), ("stroke-linejoin", "round".to_owned())]);
    let look: Vec<(&str, &str)> = look.iter().map(|(key, value)| (*key, value.as_str())).collect();
    sheet.canvas.path(&data, &look);
    if let (Some(mark), Some(ring)) = (mark, rings.first())
        && let Some(place) = room_for(ring, width(&mark, LABEL) / 2.0 + 2.5)
    {
        on_plate(sheet, place, &mark);
    }
}

/// The place in a ring that is farthest from its edge, if a mark of that half width fits there.
fn room_for(ring: &[Cell], half: f64) -> Option<(f64, f64)> {
    const STEPS: i32 = 24;
    let range = |part: fn(&Cell) -> i32| Some((ring.iter().map(part).min()?, ring.iter().map(part).max()?));
    let ((west, east), (north, south)) = (range(|cell| cell.0)?, range(|cell| cell.1)?);
    let between = |from: i32, until: i32, step: i32| {
        f64::from(from) + f64::from(until - from) * f64::from(step) / f64::from(STEPS)
    };
    let places = (1..STEPS).flat_map(|row| (1..STEPS).map(move |column| (column, row)));
    let places = places.map(|(column, row)| (between(west, east, column), between(north, south, row)));
    let best = places.map(|place| (distance_within(ring, place), place));
    let (distance, (x, y)) = best.fold((0.0, (0.0, 0.0)), |best, next| if next.0 > best.0 { next } else { best });
    (distance / FINENESS >= half).then_some((x / FINENESS, y / FINENESS))
}

/// How far a place within a ring is from its edge; below zero where it is outside.
fn distance_within(ring: &[Cell], (x, y): (f64, f64)) -> f64 {
    let mut inside = false;
    let mut nearest = f64::INFINITY;
    let next = ring.iter().skip(1).chain(ring.first());
    for ((from_x, from_y), (until_x, until_y)) in ring.iter().zip(next) {
        let [from_x, from_y, until_x, until_y] = [*from_x, *from_y, *until_x, *until_y].map(f64::from);
        if (from_y > y) != (until_y > y) && x < from_x + (y - from_y) / (until_y - from_y) * (until_x - from_x) {
            inside = !inside;
        }
        let (along_x, along_y) = (until_x - from_x, until_y - from_y);
        let length = along_x * along_x + along_y * along_y;
        let share = if length > 0.0 { ((x - from_x) * along_x + (y - from_y) * along_y) / length } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        nearest = nearest.min((x - from_x - share * along_x).hypot(y - from_y - share * along_y));
    }
    if inside { nearest } else { -nearest }
}

//! The tile map: each municipality a square of one size, so that a small area is seen as well as a large one.

use crate::classes::Classes;
use crate::frame::{Sheet, WIDTH};
use crate::missing::{Rect, look, on_plate};
use crate::palette::{AREA_EDGE, NEUTRAL, text_on};
use crate::svg::Anchor;
use crate::text::{LABEL, STRONG, Style, width};
use crate::tiles::TILES;
use crate::value::check;
use crate::{Error, Value};
use std::collections::BTreeMap;

/// Municipalities as equal tiles, shaded in classes.
#[derive(Debug, Clone, PartialEq)]
pub struct TileMap {
    /// Values by the municipality's code. One that is not given is drawn as unknown; Christiansø (411), which has no tile,
    /// may be given and is not drawn.
    pub values: BTreeMap<u16, Value>,
    /// The bounds between classes, ascending, at most five; where there are none, fifths with round bounds are made.
    pub bounds: Vec<f64>,
    /// The unit, printed above the legend.
    pub unit: String,
}

/// From one tile to the next; 15 of them fill the width.
const PITCH: f64 = 42.5;
const SIDE: f64 = 41.0;
/// An island that belongs to no municipality.
pub(crate) const CHRISTIANSOE: u16 = 411;
/// Where the legend stands: east of Læsø, north of Zealand.
const LEGEND: (f64, f64) = (8.6 * PITCH, 0.0);

impl TileMap {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        let codes: Vec<u16> = self.values.keys().copied().collect();
        check(self.values.values(), false, |at| {
            format!("municipality {}", codes.get(at).copied().unwrap_or_default())
        })?;
        let known = |code: u16| code == CHRISTIANSOE || TILES.iter().any(|tile| tile.code == code);
        if let Some(code) = codes.into_iter().find(|code| !known(*code)) {
            return Err(Error::NoSuchArea { code });
        }
        let classes = Classes::of(&self.bounds, self.values.values())?;
        let legend_bottom = classes.legend(sheet, &self.unit, LEGEND.0, top + LEGEND.1);
        // A long unit may push the legend down onto Zealand, whose first tile is in row 3: then the map gives way.
        let map_top = top.max(legend_bottom - 3.0 * PITCH + 6.0);
        let left = (WIDTH - 15.0 * PITCH + (PITCH - SIDE)) / 2.0;
        let mut bottom = map_top;
        for tile in &TILES {
            let rect = Rect {
                x: left + f64::from(tile.column) * PITCH,
                y: map_top + f64::from(tile.row) * PITCH,
                width: SIDE,
                height: SIDE,
            };
            draw_tile(sheet, rect, tile.short_name, self.values.get(&tile.code).unwrap_or(&Value::Unknown), &classes);
            bottom = bottom.max(rect.y + SIDE);
        }
        Ok(bottom + 2.0)
    }
}

fn draw_tile(sheet: &mut Sheet<'_>, rect: Rect, name: &str, value: &Value, classes: &Classes) {
    let x = rect.x + rect.width / 2.0;
    let (name_y, value_y) = (rect.y + 16.0, rect.y + 31.0);
    if let Some(missing) = value.missing() {
        sheet.saw(missing);
        let look = look(sheet, missing, NEUTRAL);
        let look: Vec<(&str, &str)> = look.iter().map(|(key, value)| (*key, value.as_str())).collect();
        sheet.canvas.rect(rect.x + 0.4, rect.y + 0.4, rect.width - 0.8, rect.height - 0.8, &look);
        let plate = width(name, STRONG) + 5.0;
        sheet.canvas.rect(x - plate / 2.0, name_y - 10.5, plate, 13.0, &[("fill", "#fff")]);
        sheet.canvas.text((x, name_y), Anchor::Middle, STRONG, name);
        let symbol = sheet.symbol(missing).0.clone();
        if width(&symbol, LABEL) <= rect.width - 4.0 {
            on_plate(sheet, (x, value_y - 4.0), &symbol);
        }
        return;
    }
    let number = value.as_number().unwrap_or_default();
    let fill = classes.shade(number);
    let edge = [("fill", fill), ("stroke", AREA_EDGE), ("stroke-width", "0.8")];
    sheet.canvas.rect(rect.x + 0.4, rect.y + 0.4, rect.width - 0.8, rect.height - 0.8, &edge);
    let on_fill = |style: Style| style.filled(text_on(fill));
    let fits = width(&sheet.text(value), LABEL) <= rect.width - 3.0;
    // A number that is too long for its tile leaves its mark behind.
    let mark = if !fits && value.is_provisional() { sheet.provisional_mark() } else { "" };
    sheet.canvas.text((x, name_y), Anchor::Middle, on_fill(STRONG), &format!("{name}{mark}"));
    if fits {
        let text = sheet.printed(value);
        sheet.canvas.text((x, value_y), Anchor::Middle, on_fill(LABEL), &text);
    }
}

//! How a value that is not shown is drawn: a stub of one size with its symbol, hatched by the reason.
//!
//! The size says nothing, and a stub is never where a number of that size would be read off without its symbol: it stands
//! apart from what is shown, unless what is not shown is known together.

use crate::frame::Sheet;
use crate::palette::Tone;
use crate::svg::{Anchor, Hatch};
use crate::text::{LABEL, Style, width};
use crate::value::Missing;

/// A stub of this size holds a symbol.
pub(crate) const STUB_WIDTH: f64 = 22.0;
pub(crate) const STUB_HEIGHT: f64 = 13.0;
/// From what is shown of a bar to its stubs: without it they would go on with the bar, and it would seem as long as both.
const STUB_GAP: f64 = 5.0;

/// How the stubs of one bar stand beyond what is shown of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stubs {
    /// From the end of what is shown to the first.
    pub(crate) gap: f64,
    /// How long each is.
    pub(crate) each: f64,
    /// How far they reach in all, the gap with them.
    pub(crate) reach: f64,
}

impl Stubs {
    /// As many stubs of their usual length beyond what is `shown` long. Where the whole is published, and they are not shorter
    /// than `least`, they share what is not shown: it is as long as the scale has it, and needs no gap.
    pub(crate) fn of(count: usize, shown: f64, whole: Option<f64>, (least, usual): (f64, f64)) -> Stubs {
        if count == 0 {
            return Stubs { gap: 0.0, each: 0.0, reach: 0.0 };
        }
        let count = count as f64;
        match whole.map(|whole| whole - shown) {
            Some(left) if left >= count * least => Stubs { gap: 0.0, each: left / count, reach: left },
            _ => {
                let gap = if shown > 0.0 { STUB_GAP } else { 0.0 };
                Stubs { gap, each: usual, reach: gap + count * usual }
            }
        }
    }
}

/// A rectangle of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Rect {
    pub(crate) fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// A stub with its symbol, as far as it has room for it.
pub(crate) fn stub(sheet: &mut Sheet<'_>, rect: Rect, missing: Missing, tone: Tone) {
    blank(sheet, rect, missing, tone);
    symbol(sheet, rect, missing);
}

/// The symbol of a stub, as far as there is room for it.
pub(crate) fn symbol(sheet: &mut Sheet<'_>, rect: Rect, missing: Missing) {
    let symbol = sheet.symbol(missing).0.clone();
    if width(&symbol, LABEL) + 2.0 <= rect.width {
        on_plate(sheet, rect.middle(), &symbol);
    }
}

/// A stub without its symbol.
pub(crate) fn blank(sheet: &mut Sheet<'_>, rect: Rect, missing: Missing, tone: Tone) {
    sheet.saw(missing);
    let inner = Rect { x: rect.x + 0.5, y: rect.y + 0.5, width: rect.width - 1.0, height: rect.height - 1.0 };
    let Rect { x, y, width, height } = if inner.width > 0.0 && inner.height > 0.0 { inner } else { rect };
    let look = look(sheet, missing, tone);
    let look: Vec<(&str, &str)> = look.iter().map(|(key, value)| (*key, value.as_str())).collect();
    sheet.canvas.rect(x, y, width, height, &look);
}

/// Fill and edge of a shape whose value is not shown: each reason has a hatch of its own.
pub(crate) fn look(sheet: &mut Sheet<'_>, missing: Missing, tone: Tone) -> Vec<(&'static str, String)> {
    let hatch = match missing {
        Missing::Hidden => Hatch::Close,
        Missing::NotYet => Hatch::Sparse,
        Missing::Unknown => Hatch::Level,
    };
    let fill = sheet.canvas.hatch(hatch, tone.edge);
    vec![("fill", fill), ("stroke", tone.edge.to_owned()), ("stroke-width", "0.8".to_owned())]
}

/// A symbol in the middle of a stub, on a plate that keeps the hatch off it.
pub(crate) fn on_plate(sheet: &mut Sheet<'_>, (x, y): (f64, f64), symbol: &str) {
    let room = width(symbol, LABEL) + 3.0;
    sheet.canvas.rect(x - room / 2.0, y - 4.5, room, 9.0, &[("fill", "#fff")]);
    sheet.canvas.text((x, symbol_baseline(symbol, LABEL, y)), Anchor::Middle, LABEL, symbol);
}

/// The baseline that centres a symbol: points lie low in their line, stars high.
pub(crate) fn symbol_baseline(symbol: &str, style: Style, y: f64) -> f64 {
    if symbol.chars().all(|c| c == '.') { y + style.size * 0.06 } else { style.baseline(y) }
}

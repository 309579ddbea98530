//! Slopes: before and after, a line each, named at both ends.

use crate::frame::{Provisional, Sheet, WIDTH};
use crate::lines::{marker, no_breaks};
use crate::missing::{Rect, STUB_HEIGHT, STUB_WIDTH, stub};
use crate::palette::{ACCENT, AXIS, DASHES, DOTS, LINES, QUIET_LINES, Tone, tone};
use crate::plot::{self, EndLabel, Key, Side};
use crate::scale::Scale;
use crate::svg::Anchor;
use crate::text::{LABEL, SOFT, STRONG, wrap, wrap_evenly};
use crate::value::{check, check_accent};
use crate::{Error, Value};

/// Before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// The earlier time.
    pub before: String,
    /// The later time.
    pub after: String,
    /// The lines, at most eight. What is not shown on a side stands below it, as a stub with the name.
    pub lines: Vec<SlopeLine>,
    /// The unit of the values, printed above them.
    pub unit: String,
    /// The line that stands out, counted from 0.
    pub accent: Option<usize>,
}

/// What two values are of.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeLine {
    /// Its name.
    pub name: String,
    /// The earlier value.
    pub before: Value,
    /// The later value.
    pub after: Value,
}

const HEIGHT: f64 = 240.0;
/// Between the two times.
const APART: f64 = 220.0;

impl Slope {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        if self.lines.len() > LINES.len() {
            return Err(Error::TooManySeries { found: self.lines.len(), limit: LINES.len() });
        }
        check_accent(self.accent, self.lines.len())?;
        let name = |at: usize| self.lines.get(at).map_or("", |line| &line.name);
        check(self.lines.iter().map(|line| &line.before), false, |at| format!("{}, {}", name(at), self.before))?;
        check(self.lines.iter().map(|line| &line.after), false, |at| format!("{}, {}", name(at), self.after))?;
        if self.lines.is_empty() {
            return Ok(sheet.nothing(top));
        }
        let numbers = self.lines.iter().flat_map(|line| [&line.before, &line.after]).filter_map(Value::as_number);
        let (low, high) = numbers.fold((0.0f64, 0.0f64), |(low, high), n| (low.min(n), high.max(n)));
        let scale = Scale::from_zero(low, high, 5);
        let mut labels = [self.labels(sheet, Side::Left), self.labels(sheet, Side::Right)];
        let height = labels.iter().map(|labels| plot::end_labels_height(labels)).fold(HEIGHT, f64::max);

        let (left, right) = ((WIDTH - APART) / 2.0, (WIDTH + APART) / 2.0);
        let unit_bottom = sheet.lines(&wrap(&self.unit, SOFT, WIDTH), SOFT, 0.0, top) + 2.0;
        let plot_top = self.times(sheet, (left, right), unit_bottom);
        let (plot_top, bottom) = (plot_top + 10.0, plot_top + 10.0 + height);
        // The scale has no marks: its end is where the highest value is.
        let highest = if high > low { high } else { scale.until };
        let y = |number: f64| bottom - (number - low) / (highest - low) * height;
        for x in [left, right] {
            sheet.canvas.line((x, plot_top - 6.0), (x, bottom + 6.0), &[("stroke", AXIS), ("stroke-width", "1")]);
        }
        let order = (0..self.lines.len()).filter(|place| self.accent != Some(*place)).chain(self.accent);
        for place in order {
            self.draw_line(sheet, (left, right), y, place);
        }
        for (side, labels) in [Side::Left, Side::Right].into_iter().zip(&mut labels) {
            for label in labels.iter_mut() {
                label.y = y(label.y);
            }
            let x = if side == Side::Left { left } else { right };
            plot::end_labels(sheet, x, (plot_top - 8.0, bottom + 8.0), side, labels);
        }
        let ends = [Side::Left, Side::Right].map(|side| {
            let x = if side == Side::Left { left } else { right };
            self.stubs(sheet, side, x, bottom + 12.0)
        });
        Ok(ends.into_iter().fold(bottom + 8.0, f64::max))
    }

    fn tone(&self, place: usize) -> Tone {
        match self.accent {
            Some(accent) if accent == place => ACCENT,
            Some(_) => tone(&QUIET_LINES, place),
            None => tone(&LINES, place),
        }
    }

    /// The names of the two times, above the lines.
    fn times(&self, sheet: &mut Sheet<'_>, (left, right): (f64, f64), top: f64) -> f64 {
        let mut bottom = top;
        for (x, time) in [(left, &self.before), (right, &self.after)] {
            let lines = wrap_evenly(time, STRONG, APART - 20.0);
            for (row, line) in lines.iter().enumerate() {
                let y = top + 11.0 + row as f64 * STRONG.line_height();
                sheet.canvas.text((x, y), Anchor::Middle, STRONG, line);
            }
            bottom = bottom.max(top + lines.len() as f64 * STRONG.line_height());
        }
        bottom
    }

    fn labels(&self, sheet: &Sheet<'_>, side: Side) -> Vec<EndLabel> {
        let label = |(place, line): (usize, &SlopeLine)| {
            let value = line.side(side);
            let number = no_breaks(&sheet.text(value));
            let text = match side {
                Side::Left => format!("{} {number}", line.name),
                Side::Right => format!("{number} {}", line.name),
            };
            let strong = self.accent == Some(place);
            Some(EndLabel { y: value.as_number()?, text, key: Key::Line(self.tone(place)), strong })
        };
        self.lines.iter().enumerate().filter_map(label).collect()
    }

    fn draw_line(&self, sheet: &mut Sheet<'_>, (left, right): (f64, f64), y: impl Fn(f64) -> f64, place: usize) {
        let Some(line) = self.lines.get(place) else { return };
        let tone = self.tone(place);
        let accented = self.accent == Some(place);
        if let (Some(before), Some(after)) = (line.before.as_number(), line.after.as_number()) {
            let provisional = line.before.is_provisional() || line.after.is_provisional();
            let dash = match (provisional, accented) {
                (true, _) => DOTS,
                (false, true) => "none",
                (false, false) => DASHES.get(place).copied().unwrap_or("none"),
            };
            let look = [
                ("stroke", tone.edge),
                ("stroke-width", if accented { "3" } else { "1.9" }),
                ("stroke-dasharray", dash),
            ];
            sheet.canvas.line((left, y(before)), (right, y(after)), &look);
        }
        for (x, value) in [(left, &line.before), (right, &line.after)] {
            let Some(number) = value.as_number() else { continue };
            if value.is_provisional() {
                sheet.saw_provisional(Provisional::Hollow);
            }
            marker(sheet, (x, y(number)), if accented { 0 } else { place }, tone, value.is_provisional());
        }
    }

    /// What is not shown on a side: a stub and the name for each, below the scale.
    fn stubs(&self, sheet: &mut Sheet<'_>, side: Side, x: f64, top: f64) -> f64 {
        let mut y = top;
        let out = if side == Side::Right { 1.0 } else { -1.0 };
        for (place, line) in self.lines.iter().enumerate() {
            let Some(missing) = line.side(side).missing() else { continue };
            let lines = wrap_evenly(&line.name, LABEL, plot::END_LABEL_WIDTH);
            let height = (lines.len() as f64 * LABEL.line_height()).max(STUB_HEIGHT) + 3.0;
            let middle = y + height / 2.0;
            let rect =
                Rect { x: x - STUB_WIDTH / 2.0, y: middle - STUB_HEIGHT / 2.0, width: STUB_WIDTH, height: STUB_HEIGHT };
            stub(sheet, rect, missing, self.tone(place));
            let anchor = if side == Side::Right { Anchor::Start } else { Anchor::End };
            let first = middle - (lines.len() as f64 - 1.0) * LABEL.line_height() / 2.0;
            for (row, text) in lines.iter().enumerate() {
                let at = (x + out * 18.0, LABEL.baseline(first + row as f64 * LABEL.line_height()));
                sheet.canvas.text(at, anchor, LABEL, text);
            }
            y += height;
        }
        y
    }
}

impl SlopeLine {
    fn side(&self, side: Side) -> &Value {
        match side {
            Side::Left => &self.before,
            Side::Right => &self.after,
        }
    }
}

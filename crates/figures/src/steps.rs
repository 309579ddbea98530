//! Step curves: survival or cumulative incidence, constant from one event to the next, with bands and numbers at risk.

use crate::frame::{Provisional, Sheet, WIDTH};
use crate::lines::no_breaks;
use crate::missing::STUB_WIDTH;
use crate::palette::{AXIS, DASHES, DOTS, LINES, Tone, tone};
use crate::plot::{self, EndLabel, Key, PLOT_HEIGHT, Plot, Side};
use crate::scale::Scale;
use crate::svg::{Anchor, number};
use crate::text::{SOFT, STRONG, width, wrap, wrap_evenly};
use crate::value::{Missing, check, drawable, same_length};
use crate::{Error, Value};
use std::fmt::Write;

/// Curves that are constant between events.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// The curves, at most eight.
    pub curves: Vec<Curve>,
    /// The unit of the scale, printed above it: shares of 1 or per cent, as the values are.
    pub unit: String,
    /// The unit of time, printed below its axis: `Måneder efter forløbets start`.
    pub time_unit: String,
    /// The marks of the time axis, ascending from 0 on; where there are none, round ones are chosen.
    pub ticks: Vec<f64>,
    /// What stands above the numbers at risk: `Personer, der fortsat følges`.
    pub at_risk_title: String,
}

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name, printed at its end.
    pub name: String,
    /// Its steps, by ascending time.
    pub steps: Vec<Step>,
    /// The time at which it ends, not before its last step.
    pub until: f64,
    /// How many are still at risk at each of the marks of the time axis; none where it is not to be printed.
    pub at_risk: Vec<Value>,
}

/// From a time on, until the next step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The time, 0 or later.
    pub from: f64,
    /// The value: 0 or more. Where it is not shown, the curve is broken until the next step.
    pub value: Value,
    /// Its confidence band.
    pub band: Option<Band>,
}

/// Between two bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The lower bound, 0 or more.
    pub lower: f64,
    /// The upper bound.
    pub upper: f64,
}

/// A step with the time at which it ends.
struct Span<'s> {
    from: f64,
    until: f64,
    step: &'s Step,
}

impl Steps {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        self.check()?;
        if self.curves.is_empty() {
            return Ok(sheet.nothing(top));
        }
        let highest = self.curves.iter().flat_map(Curve::numbers).fold(0.0, f64::max);
        let scale = Scale::from_zero(0.0, highest, 6);
        let times = self.times();
        let mut names = self.names(sheet);
        let left = plot::gutter(sheet, &scale).max(self.half_of_first_at_risk(sheet));
        let right = WIDTH - plot::end_labels_width(&names).max(self.rows_width(sheet));
        let height = PLOT_HEIGHT.max(plot::end_labels_height(&names));
        let above = plot::unit(sheet, &self.unit, &scale, top);
        let plot = Plot { scale, left, right, top: above, bottom: above + height };
        let x = |time: f64| left + times.share(time).clamp(0.0, 1.0) * (right - left);
        plot::grid(sheet, &plot);
        for (place, curve) in self.curves.iter().enumerate() {
            draw_bands(sheet, &plot, x, curve, tone(&LINES, place));
        }
        plot::baseline(sheet, &plot);
        for (place, curve) in self.curves.iter().enumerate() {
            draw_curve(sheet, &plot, x, curve, place);
        }
        for name in &mut names {
            name.y = plot.y(name.y);
        }
        plot::end_labels(sheet, right, (plot.top - 9.0, plot.bottom + 9.0), Side::Right, &names);
        let y = self.time_axis(sheet, &times, &plot, x, plot.bottom + 4.0);
        let y = self.rows_of_gaps(sheet, &plot, x, y);
        Ok(self.rows_at_risk(sheet, &times, &plot, x, y))
    }

    fn check(&self) -> Result<(), Error> {
        if self.curves.len() > LINES.len() {
            return Err(Error::TooManySeries { found: self.curves.len(), limit: LINES.len() });
        }
        ascending(&self.ticks, "marks of the time axis")?;
        for curve in &self.curves {
            let place = |at: usize| format!("{}, step {}", curve.name, at + 1);
            check(curve.steps.iter().map(|step| &step.value), true, place)?;
            let times: Vec<f64> = curve.steps.iter().map(|step| step.from).collect();
            ascending(&times, &curve.name)?;
            let last = times.last().copied().unwrap_or(0.0);
            if drawable(curve.until, || curve.name.clone())? < last {
                return Err(Error::NotAscending { place: curve.name.clone(), before: last, after: curve.until });
            }
            for (at, step) in curve.steps.iter().enumerate() {
                let (Some(Band { lower, upper }), Some(value)) = (step.band, step.value.as_number()) else { continue };
                drawable(lower, || place(at)).and_then(|_| drawable(upper, || place(at)))?;
                if lower < 0.0 || lower > value || value > upper {
                    return Err(Error::Band { place: place(at), lower, upper, value });
                }
            }
            if !curve.at_risk.is_empty() {
                same_length(|| format!("{}, at risk", curve.name), self.ticks.len(), curve.at_risk.len())?;
            }
        }
        Ok(())
    }

    /// The time axis: the marks that were given, or round ones.
    fn times(&self) -> Scale {
        let last = self.curves.iter().map(|curve| curve.until).fold(0.0, f64::max);
        match (self.ticks.first(), self.ticks.last()) {
            (Some(first), Some(until)) => Scale::marked(&self.ticks, first.min(0.0), until.max(last)),
            _ => Scale::from_zero(0.0, last, 8),
        }
    }

    /// The names stand where curves end: those that end before the axis does are named at its end all the same.
    fn names(&self, sheet: &Sheet<'_>) -> Vec<EndLabel> {
        let name = |(place, curve): (usize, &Curve)| {
            let last = curve.steps.iter().rev().find(|step| step.value.missing().is_none())?;
            let text = format!("{} {}", curve.name, no_breaks(&sheet.text(&last.value)));
            let y = last.value.as_number()?;
            Some(EndLabel { y, text, key: Key::Line(tone(&LINES, place)), strong: false })
        };
        self.curves.iter().enumerate().filter_map(name).collect()
    }

    fn with_rows(&self) -> impl Iterator<Item = (usize, &Curve)> {
        self.curves.iter().enumerate().filter(|(_, curve)| !curve.at_risk.is_empty())
    }

    /// The width that names of rows need at the right: beside the widest number at the last mark.
    fn rows_width(&self, sheet: &Sheet<'_>) -> f64 {
        let gaps = self.curves.iter().filter(|curve| curve.has_gap());
        let names = self.with_rows().map(|(_, curve)| curve).chain(gaps);
        let width = plot::row_names_width(names.map(|curve| curve.name.as_str()));
        width.map_or(20.0, |width| width + self.row_gap(sheet))
    }

    /// From the axis's end to the names of the rows.
    fn row_gap(&self, sheet: &Sheet<'_>) -> f64 {
        let last = self.curves.iter().filter_map(|curve| curve.at_risk.last());
        last.map(|value| width(&sheet.text(value), SOFT) / 2.0).fold(STUB_WIDTH / 2.0, f64::max) + 8.0
    }

    fn half_of_first_at_risk(&self, sheet: &Sheet<'_>) -> f64 {
        let first = self.curves.iter().filter_map(|curve| curve.at_risk.first());
        first.map(|value| width(&sheet.text(value), SOFT) / 2.0 + 1.0).fold(0.0, f64::max)
    }

    /// A row for each curve that is broken: a stub below each break.
    fn rows_of_gaps(&self, sheet: &mut Sheet<'_>, plot: &Plot, x: impl Fn(f64) -> f64, top: f64) -> f64 {
        let mut y = top + 4.0;
        for (place, curve) in self.curves.iter().enumerate().filter(|(_, curve)| curve.has_gap()) {
            let gap =
                |gap: Span<'_>| Some((x(gap.from), x(gap.until).max(x(gap.from) + 2.0), gap.step.value.missing()?));
            let gaps: Vec<(f64, f64, Missing)> = curve.gaps().into_iter().filter_map(gap).collect();
            y = plot::row_of_gaps(sheet, plot, &gaps, tone(&LINES, place), (self.row_gap(sheet), &curve.name), y);
        }
        y - 4.0
    }

    fn time_axis(&self, sheet: &mut Sheet<'_>, times: &Scale, plot: &Plot, x: impl Fn(f64) -> f64, top: f64) -> f64 {
        let mut free_from = f64::NEG_INFINITY;
        for tick in &times.ticks {
            let at = x(*tick);
            let look = [("stroke", AXIS), ("stroke-width", "1")];
            sheet.canvas.line((at, plot.bottom), (at, plot.bottom + 4.0), &look);
            let label = times.label(*tick, sheet.language);
            let half = width(&label, SOFT) / 2.0;
            let middle = at.clamp(half, WIDTH - half);
            if middle - half >= free_from {
                sheet.canvas.text((middle, top + 12.0), Anchor::Middle, SOFT, &label);
                free_from = middle + half + 4.0;
            }
        }
        let room = (plot.right - plot.left).max(100.0);
        let lines = wrap_evenly(&self.time_unit, SOFT, room);
        for (row, line) in lines.iter().enumerate() {
            let y = top + 27.0 + row as f64 * SOFT.line_height();
            sheet.canvas.text(((plot.left + plot.right) / 2.0, y), Anchor::Middle, SOFT, line);
        }
        top + 17.0 + lines.len() as f64 * SOFT.line_height()
    }

    fn rows_at_risk(&self, sheet: &mut Sheet<'_>, times: &Scale, plot: &Plot, x: impl Fn(f64) -> f64, top: f64) -> f64 {
        if self.with_rows().next().is_none() {
            return top;
        }
        let mut y = sheet.lines(&wrap(&self.at_risk_title, STRONG, WIDTH), STRONG, 0.0, top + 6.0) + 1.0;
        for (_, curve) in self.with_rows() {
            let bottom = plot::row_name(sheet, plot, (self.row_gap(sheet), &curve.name), y);
            let middle = (y + bottom) / 2.0;
            let mut free_from = f64::NEG_INFINITY;
            for (tick, value) in times.ticks.iter().zip(&curve.at_risk) {
                let half = width(&sheet.text(value), SOFT) / 2.0;
                if x(*tick) - half >= free_from {
                    let text = sheet.printed(value);
                    sheet.canvas.text((x(*tick), SOFT.baseline(middle)), Anchor::Middle, SOFT, &text);
                    free_from = x(*tick) + half + 4.0;
                }
            }
            y = bottom + 1.0;
        }
        y
    }
}

impl Curve {
    fn spans(&self) -> impl Iterator<Item = Span<'_>> {
        let untils = self.steps.iter().skip(1).map(|step| step.from).chain([self.until]);
        self.steps.iter().zip(untils).map(|(step, until)| Span { from: step.from, until, step })
    }

    fn numbers(&self) -> impl Iterator<Item = f64> {
        self.steps.iter().filter_map(|step| {
            let value = step.value.as_number()?;
            Some(step.band.map_or(value, |band| band.upper.max(value)))
        })
    }

    fn has_gap(&self) -> bool {
        self.steps.iter().any(|step| step.value.missing().is_some())
    }

    /// Neighbouring steps that are not shown for one reason, taken together.
    fn gaps(&self) -> Vec<Span<'_>> {
        let mut gaps: Vec<Span<'_>> = Vec::new();
        for span in self.spans().filter(|span| span.step.value.missing().is_some()) {
            match gaps.last_mut() {
                Some(gap) if gap.until == span.from && gap.step.value == span.step.value => gap.until = span.until,
                _ => gaps.push(span),
            }
        }
        gaps
    }
}

fn draw_bands(sheet: &mut Sheet<'_>, plot: &Plot, x: impl Fn(f64) -> f64, curve: &Curve, tone: Tone) {
    let look = [("fill", tone.edge), ("fill-opacity", "0.16")];
    let mut upper = String::new();
    let mut lower: Vec<(f64, f64)> = Vec::new();
    let mut close = |upper: &mut String, lower: &mut Vec<(f64, f64)>| {
        for (x, y) in lower.drain(..).rev() {
            let _ = write!(upper, "L{} {}", number(x), number(y));
        }
        if !upper.is_empty() {
            upper.push('Z');
            sheet.canvas.path(upper, &look);
            upper.clear();
        }
    };
    for span in curve.spans() {
        let Some(band) = span.step.band.filter(|_| span.step.value.missing().is_none()) else {
            close(&mut upper, &mut lower);
            continue;
        };
        let (from, until) = (x(span.from), x(span.until));
        let (y, word) = (number(plot.y(band.upper)), if upper.is_empty() { "M" } else { "L" });
        let _ = write!(upper, "{word}{} {y}L{} {y}", number(from), number(until));
        lower.extend([(from, plot.y(band.lower)), (until, plot.y(band.lower))]);
    }
    close(&mut upper, &mut lower);
}

fn draw_curve(sheet: &mut Sheet<'_>, plot: &Plot, x: impl Fn(f64) -> f64, curve: &Curve, place: usize) {
    let tone = tone(&LINES, place);
    let mut draw = |data: &mut String, provisional: bool| {
        let dash = if provisional { DOTS } else { DASHES.get(place).copied().unwrap_or("none") };
        let look = [("fill", "none"), ("stroke", tone.edge), ("stroke-width", "1.9"), ("stroke-dasharray", dash)];
        if !data.is_empty() {
            sheet.canvas.path(data, &look);
            data.clear();
        }
        if provisional {
            sheet.saw_provisional(Provisional::Dotted);
        }
    };
    let mut data = String::new();
    let mut open = false;
    for span in curve.spans() {
        let Some(value) = span.step.value.as_number() else {
            draw(&mut data, open);
            continue;
        };
        let provisional = span.step.value.is_provisional();
        let (from, until, y) = (number(x(span.from)), number(x(span.until)), number(plot.y(value)));
        if provisional != open && !data.is_empty() {
            let _ = write!(data, "L{from} {y}");
            draw(&mut data, open);
        }
        open = provisional;
        let word = if data.is_empty() { "M" } else { "L" };
        let _ = write!(data, "{word}{from} {y}L{until} {y}");
    }
    draw(&mut data, open);
    let last = curve.spans().filter_map(|span| Some((span.until, span.step.value.as_number()?))).last();
    if let Some((until, value)) = last {
        plot::onward(sheet, plot, x(until), plot.y(value), tone);
    }
}

/// Whether numbers can be drawn, begin at 0 or later and grow.
fn ascending(numbers: &[f64], place: &str) -> Result<(), Error> {
    let mut before: Option<f64> = None;
    for number in numbers {
        drawable(*number, || place.to_owned())?;
        if *number < 0.0 {
            return Err(Error::Negative { place: place.to_owned(), number: *number });
        }
        match before {
            Some(before) if before >= *number => {
                return Err(Error::NotAscending { place: place.to_owned(), before, after: *number });
            }
            _ => before = Some(*number),
        }
    }
    Ok(())
}

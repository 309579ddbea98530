//! Lines over time. Where a value is not shown the line is broken, and a stub with the symbol stands below the axis and its
//! marks, outside the scale, in a row of its series.

use crate::frame::{Provisional, Sheet, WIDTH};
use crate::palette::{ACCENT, DASHES, DOTS, LINES, QUIET_LINES, Tone, tone};
use crate::plot::{self, Below, EndLabel, Key, PLOT_HEIGHT, Plot, Side};
use crate::scale::Scale;
use crate::svg::number;
use crate::value::{Missing, check, check_accent, same_length};
use crate::{Error, Series, Value};
use std::fmt::Write;

/// How something moves over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// Points of time at equal distances, from the earliest. Where there is no room for all names, each second, third, …
    /// is printed, the last among them.
    pub times: Vec<String>,
    /// The lines, at most eight.
    pub series: Vec<Series>,
    /// The unit of the scale, printed above it.
    pub unit: String,
    /// Where the scale begins.
    pub start: Start,
    /// The line that stands out, counted from 0.
    pub accent: Option<usize>,
}

/// Where a scale begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At zero.
    Zero,
    /// Near the lowest number; where that is not zero, the axis is drawn broken and says so.
    Lowest,
}

/// With more points than this, only the last has a marker.
const MOST_MARKERS: usize = 26;
const MARKER: f64 = 3.3;
/// From the plot to the names of rows, which stand in line with those of the lines.
const ROW_NAME: f64 = 12.0;

/// A run of points without a number, all for one reason.
struct Gap {
    first: usize,
    last: usize,
    missing: Missing,
}

impl Lines {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        self.check()?;
        if self.times.is_empty() || self.series.is_empty() {
            return Ok(sheet.nothing(top));
        }
        let scale = self.scale();
        let mut names = Vec::new();
        for (place, series) in self.series.iter().enumerate() {
            if let Some(last) = series.values.iter().rev().find(|value| value.missing().is_none()) {
                let text = format!("{} {}", self.name_at_end(series), no_breaks(&sheet.text(last)));
                let strong = self.accent == Some(place);
                names.push(EndLabel {
                    y: last.as_number().unwrap_or(0.0),
                    text,
                    key: Key::Line(self.tone(place)),
                    strong,
                });
            }
        }
        let left = plot::gutter(sheet, &scale);
        let beside = plot::end_labels_width(&names).max(self.rows_width());
        let right = WIDTH - beside;
        let height = PLOT_HEIGHT.max(plot::end_labels_height(&names));
        let above = plot::unit(sheet, &self.unit, &scale, top);
        let plot = Plot { scale, left, right, top: above, bottom: above + height };
        plot::grid(sheet, &plot);
        plot::baseline(sheet, &plot);
        let xs = self.xs(&plot);
        let order = (0..self.series.len()).filter(|place| self.accent != Some(*place)).chain(self.accent);
        for place in order {
            self.draw_line(sheet, &plot, &xs, place);
        }
        for name in &mut names {
            name.y = plot.y(name.y);
        }
        plot::end_labels(sheet, right - 6.0, (plot.top - 9.0, plot.bottom + 9.0), Side::Right, &names);
        let labels: Vec<Vec<String>> = self.times.iter().map(|time| vec![time.clone()]).collect();
        let below = plot::labels_below(sheet, &xs, &labels, Below::Some, plot.bottom + 6.0);
        Ok(self.rows_of_gaps(sheet, &plot, &xs, below))
    }

    /// The name that stands where a series ends. Of one alone the unit above the scale says what it is.
    fn name_at_end<'s>(&self, series: &'s Series) -> &'s str {
        if self.series.len() > 1 { &series.name } else { "" }
    }

    fn check(&self) -> Result<(), Error> {
        if self.series.len() > LINES.len() {
            return Err(Error::TooManySeries { found: self.series.len(), limit: LINES.len() });
        }
        check_accent(self.accent, self.series.len())?;
        for series in &self.series {
            same_length(|| series.name.clone(), self.times.len(), series.values.len())?;
            let place = |at: usize| format!("{}, {}", series.name, self.times.get(at).map_or("", String::as_str));
            check(&series.values, false, place)?;
        }
        Ok(())
    }

    fn scale(&self) -> Scale {
        let numbers = self.series.iter().flat_map(|series| &series.values).filter_map(Value::as_number);
        let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), n| (l.min(n), h.max(n)));
        match (low <= high, self.start) {
            (false, _) => Scale::from_zero(0.0, 0.0, 5),
            (true, Start::Zero) => Scale::from_zero(low, high, 6),
            (true, Start::Lowest) => Scale::holding(low, high, 6),
        }
    }

    fn tone(&self, place: usize) -> Tone {
        match self.accent {
            Some(accent) if accent == place => ACCENT,
            Some(_) => tone(&QUIET_LINES, place),
            None => tone(&LINES, place),
        }
    }

    fn xs(&self, plot: &Plot) -> Vec<f64> {
        let (first, last) = (plot.left + 10.0, plot.right - 10.0);
        match self.times.len() {
            1 => vec![(first + last) / 2.0],
            n => (0..n).map(|at| first + (last - first) * at as f64 / (n - 1) as f64).collect(),
        }
    }

    fn draw_line(&self, sheet: &mut Sheet<'_>, plot: &Plot, xs: &[f64], place: usize) {
        let Some(series) = self.series.get(place) else { return };
        let tone = self.tone(place);
        let accented = self.accent == Some(place);
        let stroke_width = if accented { "3" } else { "1.9" };
        let dash = if accented { "none" } else { DASHES.get(place).copied().unwrap_or("none") };
        let points: Vec<Option<(f64, f64)>> =
            xs.iter().zip(&series.values).map(|(x, value)| value.as_number().map(|n| (*x, plot.y(n)))).collect();
        // Runs of final points in one path each, so that dashes go on; what leads to a provisional point is finely dotted.
        for (data, provisional) in runs(&points, &series.values) {
            let dash = if provisional { DOTS } else { dash };
            let look = [
                ("fill", "none"),
                ("stroke", tone.edge),
                ("stroke-width", stroke_width),
                ("stroke-linejoin", "round"),
                ("stroke-dasharray", dash),
            ];
            sheet.canvas.path(&data, &look);
        }
        let last = points.iter().rposition(Option::is_some);
        if let Some((x, y)) = points.iter().rev().flatten().next() {
            plot::onward(sheet, plot, *x, *y, tone);
        }
        for (at, (point, value)) in points.iter().zip(&series.values).enumerate() {
            let Some((x, y)) = *point else { continue };
            let alone = (at == 0 || points.get(at - 1).is_none_or(Option::is_none))
                && points.get(at + 1).is_none_or(Option::is_none);
            let provisional = value.is_provisional();
            if provisional {
                sheet.saw_provisional(Provisional::Hollow);
            }
            if provisional || alone || last == Some(at) || self.times.len() <= MOST_MARKERS {
                marker(sheet, (x, y), if accented { 0 } else { place }, tone, provisional);
            }
        }
    }

    fn gaps(values: &[Value]) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for (at, missing) in values.iter().enumerate().filter_map(|(at, value)| Some((at, value.missing()?))) {
            match gaps.last_mut() {
                Some(gap) if gap.last + 1 == at && gap.missing == missing => gap.last = at,
                _ => gaps.push(Gap { first: at, last: at, missing }),
            }
        }
        gaps
    }

    /// The series of which some values are not shown.
    fn with_gaps(&self) -> Vec<usize> {
        let has_gap = |series: &Series| series.values.iter().any(|value| value.missing().is_some());
        self.series.iter().enumerate().filter(|(_, series)| has_gap(series)).map(|(place, _)| place).collect()
    }

    fn rows_width(&self) -> f64 {
        let names = self.with_gaps().into_iter().filter_map(|place| self.series.get(place));
        plot::row_names_width(names.map(|series| self.name_at_end(series))).map_or(10.0, |width| width + ROW_NAME)
    }

    /// A row for each series with gaps: stubs below the points that are not shown, the name at the right.
    fn rows_of_gaps(&self, sheet: &mut Sheet<'_>, plot: &Plot, xs: &[f64], top: f64) -> f64 {
        let rows = self.with_gaps();
        let mut y = top + if rows.is_empty() { 0.0 } else { 6.0 };
        let half = xs.windows(2).map(|pair| (pair[1] - pair[0]) / 2.0).next().unwrap_or(10.0);
        let reach = half.clamp(1.0, 9.0);
        for place in rows {
            let Some(series) = self.series.get(place) else { continue };
            let gap = |gap: Gap| Some((xs.get(gap.first)? - reach, xs.get(gap.last)? + reach, gap.missing));
            let gaps: Vec<(f64, f64, Missing)> = Self::gaps(&series.values).into_iter().filter_map(gap).collect();
            y = plot::row_of_gaps(sheet, plot, &gaps, self.tone(place), (ROW_NAME, self.name_at_end(series)), y);
        }
        y
    }
}

/// Paths through neighbouring points; `true` for those that lead to or from a provisional one.
fn runs(points: &[Option<(f64, f64)>], values: &[Value]) -> Vec<(String, bool)> {
    let mut runs: Vec<(String, bool)> = Vec::new();
    let mut open: Option<bool> = None;
    for (at, pair) in points.windows(2).enumerate() {
        let [Some(from), Some(until)] = *pair else {
            open = None;
            continue;
        };
        let provisional = values.iter().skip(at).take(2).any(Value::is_provisional);
        let onward = format!("L{} {}", number(until.0), number(until.1));
        match runs.last_mut().filter(|_| open == Some(provisional)) {
            Some((data, _)) => data.push_str(&onward),
            None => runs.push((format!("M{} {}{onward}", number(from.0), number(from.1)), provisional)),
        }
        open = Some(provisional);
    }
    runs
}

/// The marker of a series: one of four shapes, hollow where the number is provisional.
pub(crate) fn marker(sheet: &mut Sheet<'_>, (x, y): (f64, f64), place: usize, tone: Tone, hollow: bool) {
    let look = [("fill", if hollow { "#fff" } else { tone.edge }), ("stroke", tone.edge), ("stroke-width", "1.4")];
    let r = MARKER;
    let corners: &[(f64, f64)] = match place % 4 {
        0 => {
            sheet.canvas.element("circle", &[("cx", x), ("cy", y), ("r", r)], &look);
            return;
        }
        1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        2 => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
        _ => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
    };
    let mut data = String::new();
    for (corner, (dx, dy)) in corners.iter().enumerate() {
        let _ = write!(data, "{}{} {}", if corner == 0 { "M" } else { "L" }, number(x + dx * r), number(y + dy * r));
    }
    data.push('Z');
    sheet.canvas.path(&data, &look);
}

/// A value's text held together, so that a label breaks before it and not within it.
pub(crate) fn no_breaks(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

//! Stacked columns: what a whole is made of, category by category.
//!
//! Parts that are not shown stand as stubs above those that are and apart from them, in the hatch of their series: below them
//! every part keeps the place that the scale gives it.

use crate::frame::Sheet;
use crate::missing::{Rect, STUB_HEIGHT, Stubs, stub};
use crate::palette::{STACK, Tone, text_on, tone};
use crate::plot::{self, Below, EndLabel, Key, PLOT_HEIGHT, Plot, Side};
use crate::scale::Scale;
use crate::svg::Anchor;
use crate::text::{LABEL, STRONG, width};
use crate::value::{check, drawable, same_length};
use crate::{Error, Series, Value};

/// Parts stacked on each other, one column a category.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedColumns {
    /// The columns, from left to right.
    pub categories: Vec<Category>,
    /// The parts, from the axis upward, at most eight; no value is below zero.
    pub series: Vec<Series>,
    /// What is printed above each column, or nothing. It is left out where a column is too narrow for it.
    pub totals: Vec<Value>,
    /// The unit of the scale, printed above it.
    pub unit: String,
}

/// What a column is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name, printed below the column.
    pub name: String,
    /// How many it is of, formatted; it is printed in parentheses below the name.
    pub count: Option<String>,
}

const WIDEST_PITCH: f64 = 92.0;
const WIDEST_COLUMN: f64 = 60.0;

/// A part of a column as it is drawn.
struct Part<'v> {
    series: usize,
    top: f64,
    height: f64,
    value: &'v Value,
}

impl StackedColumns {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        self.check()?;
        if self.categories.is_empty() || self.series.is_empty() {
            return Ok(sheet.nothing(top));
        }
        let sums: Vec<f64> = (0..self.categories.len()).map(|column| self.sum(column)).collect();
        let wholes = (0..sums.len()).filter_map(|column| self.whole(column));
        let highest = sums.iter().copied().chain(wholes).fold(0.0, f64::max);
        drawable(highest, || "the sum of a column".to_owned())?;
        let scale = Scale::from_zero(0.0, highest, 6);

        let mut names = self.names();
        let left = plot::gutter(sheet, &scale);
        let n_columns = self.categories.len() as f64;
        let pitch = ((crate::WIDTH - left - plot::end_labels_width(&names)) / n_columns).min(WIDEST_PITCH);
        let column_width = (pitch * 0.76).min(WIDEST_COLUMN);
        let height = PLOT_HEIGHT.max(plot::end_labels_height(&names));
        let totals_fit = self.totals.iter().all(|total| width(&sheet.text(total), STRONG) <= pitch - 2.0);
        let totals = if totals_fit { self.totals.as_slice() } else { &[] };

        let above = plot::unit(sheet, &self.unit, &scale, top);
        let headroom = self.headroom(&scale, &sums, height, !totals.is_empty());
        let bottom = above + headroom + height;
        let right = left + pitch * n_columns;
        let plot = Plot { scale, left, right, top: above + headroom, bottom };
        plot::grid(sheet, &plot);
        let mut centres = Vec::new();
        for column in 0..self.categories.len() {
            let centre = left + pitch * (column as f64 + 0.5);
            centres.push(centre);
            let (parts, reached) = self.parts(&plot, column);
            for part in &parts {
                let y = part.top + part.height / 2.0;
                draw_part(sheet, part, centre, column_width);
                if column + 1 == self.categories.len()
                    && let Some(name) = names.get_mut(part.series)
                {
                    name.y = y;
                }
            }
            if let Some(total) = totals.get(column) {
                let text = sheet.printed(total);
                sheet.canvas.text_with_halo((centre, reached - 5.0), Anchor::Middle, STRONG, &text, "#fff");
            }
        }
        plot::baseline(sheet, &plot);
        let last_edge = right - (pitch - column_width) / 2.0;
        plot::end_labels(sheet, last_edge, (above, bottom), Side::Right, &names);
        let labels: Vec<Vec<String>> =
            (0..self.categories.len()).map(|column| self.lines_below(sheet, column)).collect();
        Ok(plot::labels_below(sheet, &centres, &labels, Below::All, bottom + 4.0))
    }

    fn check(&self) -> Result<(), Error> {
        if self.series.len() > STACK.len() {
            return Err(Error::TooManySeries { found: self.series.len(), limit: STACK.len() });
        }
        for series in &self.series {
            same_length(|| series.name.clone(), self.categories.len(), series.values.len())?;
            check(&series.values, true, |at| {
                format!("{}, {}", series.name, self.categories.get(at).map_or("", |category| &category.name))
            })?;
        }
        if self.totals.is_empty() {
            return Ok(());
        }
        check(&self.totals, false, |at| {
            format!("{}, total", self.categories.get(at).map_or("", |category| &category.name))
        })?;
        same_length(|| "totals".to_owned(), self.categories.len(), self.totals.len())
    }

    fn n_missing(&self, column: usize) -> usize {
        self.values(column).filter(|value| value.missing().is_some()).count()
    }

    fn sum(&self, column: usize) -> f64 {
        self.values(column).filter_map(Value::as_number).sum()
    }

    /// What a column of which parts are not shown is known to be in all.
    fn whole(&self, column: usize) -> Option<f64> {
        let total = self.totals.get(column).filter(|_| self.n_missing(column) > 0)?;
        total.as_number().filter(|total| *total > self.sum(column))
    }

    /// The stubs of a column in a plot of that height.
    fn stubs(&self, scale: &Scale, column: usize, height: f64) -> Stubs {
        let length = |number: f64| scale.share(number) * height;
        let whole = self.whole(column).map(length);
        Stubs::of(self.n_missing(column), length(self.sum(column)), whole, (STUB_HEIGHT, STUB_HEIGHT))
    }

    fn values(&self, column: usize) -> impl DoubleEndedIterator<Item = &Value> {
        self.series.iter().filter_map(move |series| series.values.get(column))
    }

    /// What stands below a column; its name is marked where a part of it is provisional.
    fn lines_below(&self, sheet: &mut Sheet<'_>, column: usize) -> Vec<String> {
        let Some(category) = self.categories.get(column) else { return Vec::new() };
        let provisional = self.values(column).find(|value| value.is_provisional());
        let mark = provisional.map(|_| sheet.provisional_mark()).unwrap_or_default();
        let count = category.count.as_ref().map(|count| format!("({count})"));
        [format!("{}{mark}", category.name)].into_iter().chain(count).collect()
    }

    fn names(&self) -> Vec<EndLabel> {
        let name = |(place, series): (usize, &Series)| EndLabel {
            y: 0.0,
            text: series.name.clone(),
            key: Key::Square(tone(&STACK, place)),
            strong: false,
        };
        self.series.iter().enumerate().map(name).collect()
    }

    /// How far stubs and totals reach above the scale.
    fn headroom(&self, scale: &Scale, sums: &[f64], height: f64, totals: bool) -> f64 {
        let over = sums.iter().enumerate().map(|(column, sum)| {
            let total = if totals { 16.0 } else { 2.0 };
            scale.share(*sum) * height + self.stubs(scale, column, height).reach + total - height
        });
        over.fold(0.0, f64::max)
    }

    /// The parts of a column, and the height that they reach together.
    fn parts(&self, plot: &Plot, column: usize) -> (Vec<Part<'_>>, f64) {
        let mut parts = Vec::new();
        let mut sum = 0.0;
        for (series, value) in self.values(column).enumerate() {
            if let Some(number) = value.as_number() {
                let (foot, top) = (plot.y(sum), plot.y(sum + number));
                sum += number;
                parts.push(Part { series, top, height: foot - top, value });
            }
        }
        let stubs = self.stubs(&plot.scale, column, plot.bottom - plot.top);
        let mut reached = plot.y(sum) - stubs.gap;
        for (series, value) in self.values(column).enumerate().filter(|(_, value)| value.missing().is_some()) {
            reached -= stubs.each;
            parts.push(Part { series, top: reached, height: stubs.each, value });
        }
        (parts, reached)
    }
}

fn draw_part(sheet: &mut Sheet<'_>, part: &Part<'_>, centre: f64, column_width: f64) {
    let tone = tone(&STACK, part.series);
    let rect = Rect { x: centre - column_width / 2.0, y: part.top, width: column_width, height: part.height };
    if let Some(missing) = part.value.missing() {
        stub(sheet, Rect { y: rect.y + 0.5, height: rect.height - 1.0, ..rect }, missing, tone);
        return;
    }
    filled(sheet, rect, tone);
    let text = sheet.printed(part.value);
    if part.height >= LABEL.size * 0.7 + 4.0 && width(&text, LABEL) <= column_width - 3.0 {
        let style = LABEL.filled(text_on(tone.fill));
        sheet.canvas.text((centre, style.baseline(part.top + part.height / 2.0)), Anchor::Middle, style, &text);
    }
}

/// A part of a stack: a white line is left between it and the next, however they are coloured.
pub(crate) fn filled(sheet: &mut Sheet<'_>, rect: Rect, tone: Tone) {
    let gap = |length: f64| if length > 2.5 { 0.5 } else { 0.0 };
    let (across, along) = (gap(rect.width), gap(rect.height));
    let edge = if tone.fill == tone.edge { 0.0 } else { 0.4 };
    let inner = Rect {
        x: rect.x + across + edge,
        y: rect.y + along + edge,
        width: rect.width - 2.0 * (across + edge),
        height: rect.height - 2.0 * (along + edge),
    };
    if rect.width < 0.05 || rect.height < 0.05 {
        return;
    }
    let Rect { x, y, width, height } = if inner.width > 0.0 && inner.height > 0.0 { inner } else { rect };
    let edged = [("fill", tone.fill), ("stroke", tone.edge), ("stroke-width", "0.8")];
    sheet.canvas.rect(x, y, width, height, if edge > 0.0 { &edged } else { &edged[..1] });
}

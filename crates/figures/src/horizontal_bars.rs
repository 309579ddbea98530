//! Horizontal bars: areas compared, one bar each. Many bars stand in two panels, so that a page holds them.

use crate::frame::{Sheet, WIDTH};
use crate::missing::{Rect, STUB_WIDTH, Stubs, blank, symbol};
use crate::palette::{ACCENT, AXIS, BESIDE, GRID, MAIN, STACK, Tone, text_on, tone};
use crate::scale::Scale;
use crate::stacked_columns::filled;
use crate::svg::Anchor;
use crate::text::{LABEL, SOFT, STRONG, Style, widest, width, wrap, wrap_evenly};
use crate::value::{Missing, check, check_accent, drawable, same_length};
use crate::{Error, Value};

/// One bar an area.
#[derive(Debug, Clone, PartialEq)]
pub struct HorizontalBars {
    /// The bars, from the top.
    pub bars: Vec<Bar>,
    /// The parts of each bar, from the axis outward, at most eight. One is a plain bar, whose name is not printed; of
    /// several no value is below zero, and a legend stands above.
    pub series: Vec<String>,
    /// The unit of the scale, printed above it.
    pub unit: String,
    /// A line to compare with.
    pub reference: Option<Reference>,
    /// The bar that stands out, counted from 0.
    pub accent: Option<usize>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The area's name.
    pub name: String,
    /// How many it is of, formatted; it is printed in parentheses behind the name.
    pub count: Option<String>,
    /// One value a series.
    pub values: Vec<Value>,
    /// What is printed at the end of a bar of several parts.
    pub total: Option<Value>,
}

/// A line across all bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Where it is, in the unit of the scale.
    pub value: f64,
    /// What it is, with its number: `Hele landet 70`.
    pub label: String,
}

/// More bars than this stand in two panels.
const ONE_PANEL: usize = 50;
const PANEL_GAP: f64 = 22.0;
/// In panels where the scale would be shorter, bars stand in one.
const NARROWEST_SCALE: f64 = 90.0;
/// The most of a panel that names take.
const NAMES_SHARE: f64 = 0.4;
const NAMES_SHARE_OF_TWO: f64 = 0.51;
/// From the end of a bar to its number.
const VALUE_GAP: f64 = 4.0;

/// How bars stand: all panels have one scale.
struct Layout {
    scale: Scale,
    names_width: f64,
    /// Where the scale's first mark is, from the left of a panel.
    axis: f64,
    /// Units of the picture a unit of the scale.
    length: f64,
    panel_width: f64,
    bar_height: f64,
    row_gap: f64,
    /// The shortest stub that holds its symbol.
    least_stub: f64,
}

/// A bar with its place.
struct Row<'b> {
    bar: &'b Bar,
    accented: bool,
    left: f64,
    middle: f64,
}

/// A part of a bar as it is drawn.
struct Part<'b> {
    value: &'b Value,
    rect: Rect,
    tone: Tone,
}

impl Layout {
    fn x(&self, panel_left: f64, number: f64) -> f64 {
        panel_left + self.axis + (number - self.scale.from) * self.length
    }
}

impl HorizontalBars {
    pub(crate) fn draw(&self, sheet: &mut Sheet<'_>, top: f64) -> Result<f64, Error> {
        self.check()?;
        if self.bars.is_empty() || self.series.is_empty() {
            return Ok(sheet.nothing(top));
        }
        let (n_panels, layout) = self.layout(sheet);
        let mut y = top;
        if self.series.len() > 1 {
            y = self.legend(sheet, y);
        }
        let rows_top = self.rows_top(y, &layout);
        let in_panel = self.bars.len().div_ceil(n_panels);
        let mut bottom = rows_top;
        for (panel, bars) in self.bars.chunks(in_panel).enumerate() {
            let left = panel as f64 * (layout.panel_width + PANEL_GAP);
            let heights: Vec<f64> = bars.iter().map(|bar| self.row_height(sheet, bar, &layout)).collect();
            let panel_bottom = rows_top + heights.iter().sum::<f64>();
            self.scale_of_panel(sheet, &layout, left, (y, rows_top, panel_bottom));
            let mut row_top = rows_top;
            let mut rows = Vec::new();
            for (place, (bar, height)) in bars.iter().zip(&heights).enumerate() {
                let accented = self.accent == Some(panel * in_panel + place);
                rows.push(Row { bar, accented, left, middle: row_top + height / 2.0 });
                row_top += height;
            }
            // The reference lies over the bars and under all that is to be read.
            rows.iter().for_each(|row| self.draw_shapes(sheet, row, &layout));
            self.lines_of_panel(sheet, &layout, left, (rows_top, panel_bottom));
            rows.iter().for_each(|row| self.draw_texts(sheet, row, &layout));
            bottom = bottom.max(panel_bottom);
        }
        Ok(bottom + 4.0)
    }

    fn check(&self) -> Result<(), Error> {
        if self.series.len() > STACK.len() {
            return Err(Error::TooManySeries { found: self.series.len(), limit: STACK.len() });
        }
        check_accent(self.accent, self.bars.len())?;
        for bar in &self.bars {
            same_length(|| bar.name.clone(), self.series.len(), bar.values.len())?;
            let place = |at: usize| format!("{}, {}", bar.name, self.series.get(at).map_or("", String::as_str));
            check(&bar.values, self.series.len() > 1, place)?;
            drawable(bar.sum(), || format!("{}, sum", bar.name))?;
            check(&bar.total, false, |_| format!("{}, total", bar.name))?;
        }
        match &self.reference {
            Some(reference) => drawable(reference.value, || reference.label.clone()).map(|_| ()),
            None => Ok(()),
        }
    }

    /// In two panels where there are many bars and a panel is wide enough for its names, stubs and numbers.
    fn layout(&self, sheet: &Sheet<'_>) -> (usize, Layout) {
        let two = (self.bars.len() > ONE_PANEL)
            .then(|| self.layout_in(sheet, (WIDTH - PANEL_GAP) / 2.0, NAMES_SHARE_OF_TWO, 3));
        match two.filter(|layout| layout.length * (layout.scale.until - layout.scale.from) >= NARROWEST_SCALE) {
            Some(layout) => (2, layout),
            None => (1, self.layout_in(sheet, WIDTH, NAMES_SHARE, 6)),
        }
    }

    fn layout_in(&self, sheet: &Sheet<'_>, panel_width: f64, names_share: f64, about: usize) -> Layout {
        let ends = self.bars.iter().flat_map(|bar| [Some(bar.sum()), self.whole(bar)]).flatten();
        let ends = ends.chain(self.reference.iter().map(|reference| reference.value));
        let (low, high) = ends.fold((0.0f64, 0.0f64), |(low, high), end| (low.min(end), high.max(end)));
        let scale = Scale::from_zero(low, high, about);
        let names = self.bars.iter().flat_map(|bar| wrap(&self.label(sheet, bar), STRONG, panel_width * names_share));
        let names_width = widest(&names.collect::<Vec<String>>(), STRONG).ceil();
        let mark = |tick| width(&scale.label(tick, sheet.language), SOFT) / 2.0;
        let beyond: Vec<(f64, f64)> = self.bars.iter().flat_map(|bar| self.beyond(sheet, bar)).collect();
        let below = beyond.iter().filter(|(sum, _)| *sum < 0.0).map(|(_, beyond)| *beyond);
        let left = below.fold((mark(scale.from) + 2.0).max(8.0), f64::max);
        // A unit is as long as it can be so that each bar, with its stubs and its number, ends within the panel.
        let room = panel_width - names_width - left;
        // Where a bar ends at the scale's foot, its stubs fit or no length makes them fit.
        let length = |(until, beyond): (f64, f64)| match until - scale.from {
            reach if reach > 0.0 => (room - beyond).max(1.0) / reach,
            _ if beyond > room => 0.0,
            _ => f64::INFINITY,
        };
        let above = beyond.into_iter().filter(|(sum, _)| *sum >= 0.0);
        let length = above.map(length).fold(length((scale.until, mark(scale.until))), f64::min);
        let (bar_height, row_gap) = match self.bars.len() {
            0..=12 => (16.0, 6.0),
            13..=ONE_PANEL => (13.0, 4.0),
            _ => (12.0, 1.0),
        };
        let symbols =
            [Missing::Hidden, Missing::NotYet, Missing::Unknown].map(|missing| sheet.symbol(missing).0.clone());
        let least_stub = widest(&symbols, LABEL) + 6.0;
        Layout { axis: names_width + left, scale, names_width, length, panel_width, bar_height, row_gap, least_stub }
    }

    /// What a bar of which parts are not shown is known to be in all.
    fn whole(&self, bar: &Bar) -> Option<f64> {
        let total = bar.total.as_ref().filter(|_| self.series.len() > 1 && bar.n_missing() > 0)?;
        total.as_number().filter(|total| *total > bar.sum())
    }

    /// The ends of a bar on the scale, and how far stubs and the number reach beyond each.
    fn beyond(&self, sheet: &Sheet<'_>, bar: &Bar) -> impl Iterator<Item = (f64, f64)> {
        let at_end = if self.series.len() == 1 { bar.values.first() } else { bar.total.as_ref() };
        let text = at_end.map_or(0.0, |value| VALUE_GAP + width(&sheet.text(value), STRONG)) + 2.0;
        let stubs = Stubs::of(bar.n_missing(), bar.sum(), None, (STUB_WIDTH, STUB_WIDTH)).reach;
        [Some((bar.sum(), stubs + text)), self.whole(bar).map(|whole| (whole, text))].into_iter().flatten()
    }

    /// A bar's name with its count; of several parts it is marked where one of them is provisional.
    fn label(&self, sheet: &Sheet<'_>, bar: &Bar) -> String {
        let stacked = self.series.len() > 1;
        let provisional = bar.values.iter().any(|value| stacked && value.is_provisional());
        let mark = if provisional { sheet.provisional_symbol() } else { "" };
        let count = bar.count.as_ref().map(|count| format!(" ({})", count.replace(' ', "\u{a0}")));
        format!("{}{mark}{}", bar.name, count.unwrap_or_default())
    }

    fn row_height(&self, sheet: &Sheet<'_>, bar: &Bar, layout: &Layout) -> f64 {
        let lines = wrap(&self.label(sheet, bar), STRONG, layout.names_width).len() as f64;
        (lines * LABEL.line_height()).max(layout.bar_height) + layout.row_gap
    }

    /// The names of the parts, in the order of the stack.
    fn legend(&self, sheet: &mut Sheet<'_>, top: f64) -> f64 {
        let (mut x, mut y) = (0.0, top);
        let before = 15.0;
        for (place, name) in self.series.iter().enumerate() {
            let tone = tone(&STACK, place);
            let lines = wrap(name, LABEL, WIDTH - before);
            let wide = before + widest(&lines, LABEL);
            if x > 0.0 && x + wide > WIDTH {
                (x, y) = (0.0, y + LABEL.line_height() + 2.0);
            }
            let look = [("fill", tone.fill), ("stroke", tone.edge), ("stroke-width", "0.8")];
            sheet.canvas.rect(x + 0.5, y + 2.5, 9.0, 9.0, &look);
            let end = sheet.lines(&lines, LABEL, x + before, y);
            if lines.len() > 1 {
                (x, y) = (0.0, end + 2.0);
            } else {
                x += wide + 16.0;
            }
        }
        y + if x > 0.0 { LABEL.line_height() } else { 0.0 } + 8.0
    }

    /// Where the bars begin: below the label of the reference, the unit and the marks.
    fn rows_top(&self, top: f64, layout: &Layout) -> f64 {
        let reference = self.reference_lines(layout).len() as f64 * STRONG.line_height();
        let unit = self.unit_lines(layout).len() as f64 * SOFT.line_height();
        top + unit + reference + SOFT.line_height() + 6.0
    }

    fn reference_lines(&self, layout: &Layout) -> Vec<String> {
        let room = layout.panel_width - layout.names_width;
        self.reference.as_ref().map(|reference| wrap_evenly(&reference.label, STRONG, room)).unwrap_or_default()
    }

    fn unit_lines(&self, layout: &Layout) -> Vec<String> {
        wrap(&self.unit, SOFT, layout.panel_width - layout.axis)
    }

    /// The unit, the label of the reference, the marks and the grid of a panel.
    fn scale_of_panel(&self, sheet: &mut Sheet<'_>, layout: &Layout, left: f64, (top, rows, bottom): (f64, f64, f64)) {
        sheet.lines(&self.unit_lines(layout), SOFT, left + layout.axis, top);
        let every = layout.scale.every(layout.length, sheet.language);
        for (place, tick) in layout.scale.ticks.iter().enumerate() {
            let x = layout.x(left, *tick);
            if place.is_multiple_of(every) {
                let label = layout.scale.label(*tick, sheet.language);
                sheet.canvas.text((x, rows - 6.0), Anchor::Middle, SOFT, &label);
            }
            sheet.canvas.line((x, rows), (x, bottom), &[("stroke", GRID), ("stroke-width", "1")]);
        }
        if let Some(reference) = &self.reference {
            let lines = self.reference_lines(layout);
            let half = widest(&lines, STRONG) / 2.0;
            let (least, most) = (left + layout.names_width + half, left + layout.panel_width - half);
            let x = layout.x(left, reference.value).clamp(least, most.max(least));
            let above = rows - 6.0 - SOFT.line_height() - (lines.len() as f64 - 1.0) * STRONG.line_height();
            for (row, line) in lines.iter().enumerate() {
                let y = above + row as f64 * STRONG.line_height();
                sheet.canvas.text((x, y), Anchor::Middle, STRONG, line);
            }
        }
    }

    /// The axis and the reference, over the bars.
    fn lines_of_panel(&self, sheet: &mut Sheet<'_>, layout: &Layout, left: f64, (top, bottom): (f64, f64)) {
        let zero = layout.x(left, 0.0);
        sheet.canvas.line((zero, top), (zero, bottom), &[("stroke", AXIS), ("stroke-width", "1.2")]);
        if let Some(reference) = &self.reference {
            let x = layout.x(left, reference.value);
            let over = [("stroke", "#fff"), ("stroke-width", "3.2")];
            let look = [("stroke", "#1a1a1a"), ("stroke-width", "1.4"), ("stroke-dasharray", "5 2.5")];
            sheet.canvas.line((x, top - 4.0), (x, bottom), &over);
            sheet.canvas.line((x, top - 4.0), (x, bottom), &look);
        }
    }

    /// The parts of a bar from the axis outward, those that are not shown beyond them; and where the last ends.
    fn parts<'b>(&self, row: &Row<'b>, layout: &Layout) -> (Vec<Part<'b>>, f64) {
        let (y, height) = (row.middle - layout.bar_height / 2.0, layout.bar_height);
        let tone = |series| if self.series.len() == 1 { self.plain_tone(row.accented) } else { tone(&STACK, series) };
        let mut parts = Vec::new();
        let mut sum = 0.0;
        for (series, value) in row.bar.values.iter().enumerate() {
            let Some(number) = value.as_number() else { continue };
            let (from, until) = (layout.x(row.left, sum), layout.x(row.left, sum + number));
            sum += number;
            let rect = Rect { x: from.min(until), y, width: (until - from).abs(), height };
            parts.push(Part { value, rect, tone: tone(series) });
        }
        let mut end = layout.x(row.left, sum);
        let whole = self.whole(row.bar).map(|whole| whole * layout.length);
        let stubs = Stubs::of(row.bar.n_missing(), sum * layout.length, whole, (layout.least_stub, STUB_WIDTH));
        end += stubs.gap;
        for (series, value) in row.bar.values.iter().enumerate().filter(|(_, value)| value.missing().is_some()) {
            let rect = Rect { x: end, y: y + 0.3, width: stubs.each, height: height - 0.6 };
            parts.push(Part { value, rect, tone: tone(series) });
            end += stubs.each;
        }
        (parts, end)
    }

    fn draw_shapes(&self, sheet: &mut Sheet<'_>, row: &Row<'_>, layout: &Layout) {
        for Part { value, rect, tone } in self.parts(row, layout).0 {
            match value.missing() {
                Some(missing) => blank(sheet, rect, missing, tone),
                None => filled(sheet, rect, tone),
            }
        }
    }

    fn draw_texts(&self, sheet: &mut Sheet<'_>, row: &Row<'_>, layout: &Layout) {
        let Row { bar, accented, left, middle } = *row;
        let style = if accented { STRONG } else { LABEL };
        let plain = self.series.len() == 1;
        if !plain && bar.values.iter().any(Value::is_provisional) {
            sheet.provisional_mark();
        }
        let names = wrap(&self.label(sheet, bar), STRONG, layout.names_width);
        let first = middle - (names.len() as f64 - 1.0) * style.line_height() / 2.0;
        for (place, line) in names.iter().enumerate() {
            let y = style.baseline(first + place as f64 * style.line_height());
            sheet.canvas.text((left + layout.names_width, y), Anchor::End, style, line);
        }
        let (parts, end) = self.parts(row, layout);
        for Part { value, rect, tone } in parts {
            match value.missing() {
                Some(missing) => symbol(sheet, rect, missing),
                None if !plain => label_inside(sheet, value, rect, tone),
                None => {}
            }
        }
        let at_end =
            if plain { bar.values.first().filter(|value| value.missing().is_none()) } else { bar.total.as_ref() };
        if let Some(value) = at_end {
            let text = sheet.printed(value);
            let (x, anchor) =
                if bar.sum() < 0.0 { (end - VALUE_GAP, Anchor::End) } else { (end + VALUE_GAP, Anchor::Start) };
            let style = Bar::value_style(accented, plain);
            let room = width(&text, style);
            let from = if anchor == Anchor::End { x - room } else { x };
            if self.reference.as_ref().is_some_and(|line| (from..from + room).contains(&layout.x(left, line.value))) {
                // A dashed line shines through between the letters' halos.
                let height = layout.bar_height.min(11.0);
                sheet.canvas.rect(from - 1.5, middle - height / 2.0, room + 3.0, height, &[("fill", "#fff")]);
            }
            sheet.canvas.text_with_halo((x, style.baseline(middle)), anchor, style, &text, "#fff");
        }
    }

    fn plain_tone(&self, accented: bool) -> Tone {
        match (accented, self.accent) {
            (true, _) => ACCENT,
            (false, Some(_)) => BESIDE,
            (false, None) => MAIN,
        }
    }
}

impl Bar {
    fn sum(&self) -> f64 {
        self.values.iter().filter_map(Value::as_number).sum()
    }

    fn value_style(accented: bool, plain: bool) -> Style {
        if accented || !plain { STRONG } else { LABEL }
    }

    /// How many of its parts are not shown.
    fn n_missing(&self) -> usize {
        self.values.iter().filter(|value| value.missing().is_some()).count()
    }
}

/// A part's number inside it, where it fits.
fn label_inside(sheet: &mut Sheet<'_>, value: &Value, rect: Rect, tone: Tone) {
    if width(&sheet.text(value), LABEL) + 5.0 > rect.width {
        return;
    }
    let text = sheet.printed(value);
    let style = LABEL.filled(text_on(tone.fill));
    let (x, y) = rect.middle();
    sheet.canvas.text_with_halo((x, style.baseline(y)), Anchor::Middle, style, &text, tone.fill);
}

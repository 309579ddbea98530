//! What stands around every chart: title and subtitle above it; symbols, remarks and source below.

use crate::missing::{Rect, STUB_HEIGHT, STUB_WIDTH, stub};
use crate::palette::{DOTS, GRID, NEUTRAL};
use crate::svg::{Anchor, Canvas, Head};
use crate::text::{ASIDE, SOFT, SUBTITLE, Style, TITLE, width, wrap, wrap_evenly};
use crate::value::Missing;
use crate::{Chart, Error, Figure, Language, Symbols, Value};

/// The width of every figure, in units of the picture. Printed 160 mm wide, a unit is 0.25 mm and the smallest text 8 points.
pub const WIDTH: f64 = 640.0;

/// What a chart draws on, and what it needs to know of its figure.
pub(crate) struct Sheet<'f> {
    pub(crate) canvas: Canvas,
    pub(crate) language: Language,
    symbols: &'f Symbols,
    seen: Vec<Missing>,
    provisional: Option<Provisional>,
}

/// How provisional numbers are marked in this chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provisional {
    /// The symbol stands behind the number.
    Symbol,
    /// The same, and the point is hollow.
    Hollow,
    /// The same, and the line is dotted.
    Dotted,
}

impl<'f> Sheet<'f> {
    pub(crate) fn symbol(&self, missing: Missing) -> &'f (String, String) {
        match missing {
            Missing::Hidden => &self.symbols.hidden,
            Missing::NotYet => &self.symbols.not_yet,
            Missing::Unknown => &self.symbols.unknown,
        }
    }

    /// Notes that a symbol is used, so that it is explained.
    pub(crate) fn saw(&mut self, missing: Missing) {
        if !self.seen.contains(&missing) {
            self.seen.push(missing);
        }
    }

    pub(crate) fn saw_provisional(&mut self, how: Provisional) {
        if self.provisional.is_none_or(|seen| seen == Provisional::Symbol) {
            self.provisional = Some(how);
        }
    }

    /// A value as it is printed: the number, with the symbol of provisional ones, or the symbol of what there is not.
    pub(crate) fn text(&self, value: &Value) -> String {
        match (value, value.missing()) {
            (Value::Number { text, provisional: true, .. }, _) => format!("{text}{}", self.symbols.provisional.0),
            (Value::Number { text, .. }, _) => text.clone(),
            (_, Some(missing)) => self.symbol(missing).0.clone(),
            (_, None) => String::new(),
        }
    }

    /// The same, noted down so that its symbol is explained.
    pub(crate) fn printed(&mut self, value: &Value) -> String {
        if let Some(missing) = value.missing() {
            self.saw(missing);
        } else if value.is_provisional() {
            self.saw_provisional(Provisional::Symbol);
        }
        self.text(value)
    }

    pub(crate) fn provisional_symbol(&self) -> &'f str {
        &self.symbols.provisional.0
    }

    /// The symbol of provisional numbers, noted down so that it is explained.
    pub(crate) fn provisional_mark(&mut self) -> &'f str {
        self.saw_provisional(Provisional::Symbol);
        &self.symbols.provisional.0
    }

    /// Lines one below the other from `top`; where they end.
    pub(crate) fn lines(&mut self, lines: &[String], style: Style, x: f64, top: f64) -> f64 {
        let height = style.line_height();
        for (place, line) in lines.iter().enumerate() {
            let baseline = top + place as f64 * height + style.size * 0.93;
            self.canvas.text((x, baseline), Anchor::Start, style, line);
        }
        top + lines.len() as f64 * height
    }

    /// What stands where a chart has nothing to show.
    pub(crate) fn nothing(&mut self, top: f64) -> f64 {
        let text = match self.language {
            Language::Danish => "Ingen tal at vise",
            Language::English => "No figures to show",
        };
        self.lines(&[text.to_owned()], ASIDE, 0.0, top + 6.0) + 6.0
    }
}

/// A whole figure.
pub(crate) fn draw(figure: &Figure, prefix: &str) -> Result<String, Error> {
    let mut letters = prefix.chars();
    let valid = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !valid {
        return Err(Error::IdPrefix(prefix.to_owned()));
    }
    let mut sheet = Sheet {
        canvas: Canvas::new(prefix),
        language: figure.language,
        symbols: &figure.symbols,
        seen: Vec::new(),
        provisional: None,
    };
    let top = above(&mut sheet, figure);
    let bottom = match &figure.chart {
        Chart::StackedColumns(chart) => chart.draw(&mut sheet, top)?,
        Chart::HorizontalBars(chart) => chart.draw(&mut sheet, top)?,
        Chart::Lines(chart) => chart.draw(&mut sheet, top)?,
        Chart::Steps(chart) => chart.draw(&mut sheet, top)?,
        Chart::Slope(chart) => chart.draw(&mut sheet, top)?,
        Chart::TileMap(chart) => chart.draw(&mut sheet, top)?,
        Chart::BorderMap(chart) => chart.draw(&mut sheet, top)?,
    };
    let height = below(&mut sheet, figure, bottom).ceil();
    let head = Head {
        title: &figure.title,
        description: &figure.description,
        language: figure.language.tag(),
        width: WIDTH,
        height,
    };
    Ok(sheet.canvas.finish(&head))
}

fn above(sheet: &mut Sheet<'_>, figure: &Figure) -> f64 {
    let mut y = sheet.lines(&wrap_evenly(&figure.title, TITLE, WIDTH), TITLE, 0.0, 2.0);
    if let Some(subtitle) = &figure.subtitle {
        y = sheet.lines(&wrap(subtitle, SUBTITLE, WIDTH), SUBTITLE, 0.0, y + 1.0);
    }
    y + 12.0
}

fn below(sheet: &mut Sheet<'_>, figure: &Figure, bottom: f64) -> f64 {
    // In a note that has its own words below the picture, none are given here.
    let texts: Vec<&String> = figure.remarks.iter().chain([&figure.source]).filter(|text| !text.is_empty()).collect();
    let mut y = symbols(sheet, bottom + 10.0);
    if texts.is_empty() {
        return y;
    }
    sheet.canvas.line((0.0, y), (WIDTH, y), &[("stroke", GRID), ("stroke-width", "1")]);
    y += 5.0;
    for text in texts {
        y = sheet.lines(&wrap(text, SOFT, WIDTH), SOFT, 0.0, y) + 1.0;
    }
    y + 2.0
}

/// The symbols that the chart uses, each with its meaning.
fn symbols(sheet: &mut Sheet<'_>, top: f64) -> f64 {
    let mut seen = std::mem::take(&mut sheet.seen);
    seen.sort_unstable();
    let entries = seen.len() + usize::from(sheet.provisional.is_some());
    if entries == 0 {
        return top;
    }
    let (mut x, mut y) = (0.0, top);
    for missing in seen {
        let meaning = sheet.symbol(missing).1.clone();
        (x, y) = entry(sheet, (x, y), &meaning, |sheet, x, y| {
            let rect = Rect { x, y: y - STUB_HEIGHT / 2.0, width: STUB_WIDTH, height: STUB_HEIGHT };
            stub(sheet, rect, missing, NEUTRAL);
        });
    }
    if let Some(provisional) = sheet.provisional {
        let (mark, meaning) = sheet.symbols.provisional.clone();
        (_, y) = entry(sheet, (x, y), &meaning, |sheet, x, y| {
            let mark_x = match provisional {
                Provisional::Symbol => x + STUB_WIDTH / 2.0,
                Provisional::Dotted => {
                    let look = [("stroke", NEUTRAL.edge), ("stroke-width", "1.9"), ("stroke-dasharray", DOTS)];
                    sheet.canvas.line((x, y), (x + 14.0, y), &look);
                    x + 19.0
                }
                Provisional::Hollow => {
                    let look = [("fill", "#fff"), ("stroke", NEUTRAL.edge), ("stroke-width", "1.4")];
                    sheet.canvas.element("circle", &[("cx", x + 7.0), ("cy", y), ("r", 3.2)], &look);
                    x + 17.0
                }
            };
            sheet.canvas.text((mark_x, y + 5.5), Anchor::Middle, SOFT, &mark);
        });
    }
    y + 16.0 + 6.0
}

/// One entry, on the next row where this one is full; where the next entry may begin.
fn entry(
    sheet: &mut Sheet<'_>,
    (mut x, mut y): (f64, f64),
    meaning: &str,
    sample: impl FnOnce(&mut Sheet<'_>, f64, f64),
) -> (f64, f64) {
    let before = STUB_WIDTH + 5.0;
    if x > 0.0 && x + before + width(meaning, SOFT) > WIDTH {
        (x, y) = (0.0, y + 18.0);
    }
    sample(sheet, x, y + 8.0);
    let lines = wrap(meaning, SOFT, WIDTH - before);
    let end = sheet.lines(&lines, SOFT, x + before, y + 0.8);
    let widest = crate::text::widest(&lines, SOFT);
    if lines.len() > 1 { (WIDTH, end - 14.8) } else { (x + before + widest + 18.0, y) }
}

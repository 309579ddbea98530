//! What charts with a vertical scale share: the scale with its grid, labels below it, labels at the ends of what is drawn.

use crate::frame::{Sheet, WIDTH};
use crate::labels::spread;
use crate::missing::{Rect, STUB_HEIGHT, blank, on_plate};
use crate::palette::{AXIS, GRID, NEUTRAL, Tone};
use crate::scale::Scale;
use crate::svg::{Anchor, number};
use crate::text::{LABEL, SOFT, STRONG, Style, widest, width, wrap, wrap_evenly, wraps_well};
use crate::value::Missing;
use std::fmt::Write;

/// The height of a plot, where its labels do not need more.
pub(crate) const PLOT_HEIGHT: f64 = 250.0;
/// The widest that a label at the end of a line or stack gets.
pub(crate) const END_LABEL_WIDTH: f64 = 150.0;
/// Between two labels that run upward: from the ring of an Å to the foot of a g, and a little.
const UPWARD_PITCH: f64 = 16.0;
/// Between two labels that stand one above the other.
const LABEL_GAP: f64 = 3.0;

/// The part of the picture in which numbers are heights.
pub(crate) struct Plot {
    pub(crate) scale: Scale,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl Plot {
    pub(crate) fn y(&self, number: f64) -> f64 {
        self.bottom - self.scale.share(number) * (self.bottom - self.top)
    }
}

/// The room that the marks of a scale need at its left.
pub(crate) fn gutter(sheet: &Sheet<'_>, scale: &Scale) -> f64 {
    let labels: Vec<String> = scale.ticks.iter().map(|tick| scale.label(*tick, sheet.language)).collect();
    widest(&labels, SOFT).ceil() + 7.0
}

/// The unit above the scale; where the plot may begin.
pub(crate) fn unit(sheet: &mut Sheet<'_>, unit: &str, scale: &Scale, top: f64) -> f64 {
    let mut text = unit.to_owned();
    if begins_late(scale) {
        let begins = scale.label(scale.from, sheet.language);
        let words = match sheet.language {
            crate::Language::Danish => format!("(aksen begynder ved {begins})"),
            crate::Language::English => format!("(the axis begins at {begins})"),
        };
        text = format!("{text} {words}");
    }
    sheet.lines(&wrap(&text, SOFT, WIDTH), SOFT, 0.0, top) + 10.0
}

fn begins_late(scale: &Scale) -> bool {
    scale.from > 0.0 || scale.until < 0.0
}

/// The grid with its marks, and the line from which heights are measured.
pub(crate) fn grid(sheet: &mut Sheet<'_>, plot: &Plot) {
    for tick in &plot.scale.ticks {
        let y = plot.y(*tick);
        sheet.canvas.line((plot.left, y), (plot.right, y), &[("stroke", GRID), ("stroke-width", "1")]);
        let label = plot.scale.label(*tick, sheet.language);
        sheet.canvas.text((plot.left - 7.0, SOFT.baseline(y)), Anchor::End, SOFT, &label);
    }
}

/// The line at zero, drawn over what stands on it; where the scale does not reach zero, its foot with a break.
pub(crate) fn baseline(sheet: &mut Sheet<'_>, plot: &Plot) {
    let y = if begins_late(&plot.scale) { plot.bottom } else { plot.y(0.0) };
    let look = [("stroke", AXIS), ("stroke-width", "1.2")];
    if !begins_late(&plot.scale) {
        sheet.canvas.line((plot.left, y), (plot.right, y), &look);
        return;
    }
    // Two slanting strokes: the line, and with it the scale, is broken here.
    let (left, gap) = (plot.left, 5.0);
    sheet.canvas.line((left, y), (left + 4.0, y), &look);
    sheet.canvas.line((left + 4.0 + gap, y), (plot.right, y), &look);
    for x in [left + 4.0, left + 4.0 + gap] {
        sheet.canvas.line((x - 2.5, y + 5.0), (x + 2.5, y - 5.0), &look);
    }
}

/// How the labels below a plot stand.
enum Standing {
    /// Level, each `every`-th of them.
    Level { every: usize },
    /// Upward, each `every`-th of them.
    Upward { every: usize },
}

/// Whether each label below the plot must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Below {
    /// Categories: each is named as long as there is any way to.
    All,
    /// Points of time: some are enough, the last among them.
    Some,
}

/// Labels below the plot, centred on `centres`, each of several lines; where they end.
pub(crate) fn labels_below(
    sheet: &mut Sheet<'_>,
    centres: &[f64],
    labels: &[Vec<String>],
    below: Below,
    top: f64,
) -> f64 {
    let pitch = match centres {
        [first, second, ..] => second - first,
        _ => WIDTH / 2.0,
    };
    let room = |every: usize| pitch * every as f64 - 6.0;
    let wraps = |every: usize| labels.iter().flatten().all(|line| wraps_well(line, SOFT, room(every)));
    let line_height = SOFT.line_height();
    let standing = match below {
        Below::Some => {
            Standing::Level { every: (1..=centres.len()).find(|every| wraps(*every)).unwrap_or(centres.len().max(1)) }
        }
        Below::All if wraps(1) || centres.len() == 1 => Standing::Level { every: 1 },
        Below::All => Standing::Upward { every: (UPWARD_PITCH / pitch).ceil().max(1.0) as usize },
    };
    let every = match standing {
        Standing::Level { every } | Standing::Upward { every } => every,
    };
    let shown = (0..centres.len()).filter(|place| (centres.len() - 1 - place).is_multiple_of(every));
    let mut bottom = top;
    // From the last: where an end label was moved inward, the one before it may have to go.
    let mut free_until = WIDTH;
    for place in shown.rev() {
        let (Some(centre), Some(label)) = (centres.get(place), labels.get(place)) else { continue };
        match standing {
            Standing::Level { .. } => {
                let room = room(every).min(WIDTH);
                let lines: Vec<String> = label.iter().flat_map(|line| wrap_evenly(line, SOFT, room)).collect();
                let half = widest(&lines, SOFT) / 2.0;
                let x = centre.clamp(half, (WIDTH - half).max(half));
                if x + half > free_until {
                    continue;
                }
                free_until = x - half - 4.0;
                for (row, line) in lines.iter().enumerate() {
                    let y = top + row as f64 * line_height + 12.0;
                    sheet.canvas.text((x, y), Anchor::Middle, SOFT, line);
                }
                bottom = bottom.max(top + lines.len() as f64 * line_height + 1.0);
            }
            Standing::Upward { .. } => {
                let text = label.join(" ");
                sheet.canvas.text_upward((SOFT.baseline(*centre), top + 2.0), Anchor::End, SOFT, &text);
                bottom = bottom.max(top + 4.0 + width(&text, SOFT));
            }
        }
    }
    bottom
}

/// The longest that a line before a label is: one that reached back to where the curve ends would read as its going on.
const ONWARD: f64 = 16.0;

/// A fine line before the label at the plot's end of something that ends earlier, at its height.
pub(crate) fn onward(sheet: &mut Sheet<'_>, plot: &Plot, x: f64, y: f64, tone: Tone) {
    if x < plot.right - 12.0 {
        let look = [("stroke", tone.edge), ("stroke-width", "0.8"), ("stroke-dasharray", "1 2")];
        sheet.canvas.line(((x + 6.0).max(plot.right - ONWARD), y), (plot.right, y), &look);
    }
}

/// A row below the plot for what is not shown of a line: stubs from one x to the other, each with its symbol where there is
/// room, and the line's name, so far from the plot; where the row ends.
pub(crate) fn row_of_gaps(
    sheet: &mut Sheet<'_>,
    plot: &Plot,
    gaps: &[(f64, f64, Missing)],
    tone: Tone,
    name: (f64, &str),
    top: f64,
) -> f64 {
    let bottom = row_name(sheet, plot, name, top);
    let middle = (top + bottom) / 2.0;
    for (place, (from, until, missing)) in gaps.iter().enumerate() {
        let symbol = sheet.symbol(*missing).0.clone();
        let plate = width(&symbol, LABEL) / 2.0 + 2.0;
        // A short stub grows to hold its symbol, as far as its neighbours and the plot let it.
        let x = (from + until) / 2.0;
        let before = place.checked_sub(1).and_then(|before| gaps.get(before)).map_or(0.0, |(_, until, _)| *until);
        let after = gaps.get(place + 1).map_or(plot.right + 10.0, |(from, ..)| *from);
        let room = (x - before).min(after - x) / 2.0 + (until - from) / 4.0;
        let half = (plate + 4.0).min(room).max((until - from) / 2.0);
        let height = STUB_HEIGHT - 2.0;
        let rect = Rect { x: x - half, y: middle - height / 2.0, width: 2.0 * half, height };
        blank(sheet, rect, *missing, tone);
        if half >= plate + 1.5 {
            on_plate(sheet, rect.middle(), &symbol);
        }
    }
    bottom + 3.0
}

/// The name of a row at the right of the plot; where it ends.
pub(crate) fn row_name(sheet: &mut Sheet<'_>, plot: &Plot, (away, name): (f64, &str), top: f64) -> f64 {
    let bottom = sheet.lines(&wrap(name, LABEL, END_LABEL_WIDTH), LABEL, plot.right + away, top);
    bottom.max(top + LABEL.line_height())
}

/// How wide the names of rows are, if there are any.
pub(crate) fn row_names_width<'n>(names: impl Iterator<Item = &'n str>) -> Option<f64> {
    let lines = names.map(|name| widest(&wrap(name, LABEL, END_LABEL_WIDTH), LABEL).ceil());
    lines.fold(None, |width: Option<f64>, next| Some(width.map_or(next, |width| width.max(next))))
}

/// What a label at an end points to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Key {
    /// A square in the fill of a part.
    Square(Tone),
    /// The colour of a line.
    Line(Tone),
}

/// A label beside the end of what it names.
pub(crate) struct EndLabel {
    /// The height of what it names.
    pub(crate) y: f64,
    pub(crate) text: String,
    pub(crate) key: Key,
    pub(crate) strong: bool,
}

/// On which side of what they name the labels stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

impl EndLabel {
    fn style(&self) -> Style {
        if self.strong { STRONG } else { LABEL }
    }

    fn lines(&self) -> Vec<String> {
        wrap_evenly(&self.text, self.style(), END_LABEL_WIDTH)
    }

    fn height(&self) -> f64 {
        self.lines().len() as f64 * self.style().line_height() + LABEL_GAP
    }
}

/// From what labels name to their text.
const LEADER: f64 = 16.0;
const SQUARE: f64 = 9.0;

/// The room that labels need beside a plot, leaders and all.
pub(crate) fn end_labels_width(labels: &[EndLabel]) -> f64 {
    let text = labels.iter().map(|label| widest(&label.lines(), label.style())).fold(0.0, f64::max);
    let has_square = labels.iter().any(|label| matches!(label.key, Key::Square(_)));
    if labels.is_empty() { 0.0 } else { (LEADER + if has_square { SQUARE + 5.0 } else { 2.0 } + text).ceil() }
}

/// How high the labels are together.
pub(crate) fn end_labels_height(labels: &[EndLabel]) -> f64 {
    labels.iter().map(EndLabel::height).sum()
}

/// The labels, moved apart, each with a line to what it names where it had to move.
pub(crate) fn end_labels(sheet: &mut Sheet<'_>, x: f64, (top, bottom): (f64, f64), side: Side, labels: &[EndLabel]) {
    let wanted: Vec<f64> = labels.iter().map(|label| label.y).collect();
    let heights: Vec<f64> = labels.iter().map(EndLabel::height).collect();
    let out = if side == Side::Right { 1.0 } else { -1.0 };
    let centres = spread(&wanted, &heights, top, bottom);
    // All or none have a leader, so that the texts stand in line.
    let moved = labels.iter().zip(&centres).any(|(label, centre)| (centre - label.y).abs() > 2.0);
    for (label, centre) in labels.iter().zip(centres) {
        let (mut text_x, edge) = match label.key {
            Key::Square(tone) => {
                let square_x = if side == Side::Right { x + LEADER } else { x - LEADER - SQUARE };
                let look = [("fill", tone.fill), ("stroke", tone.edge), ("stroke-width", "0.8")];
                sheet.canvas.rect(square_x, centre - SQUARE / 2.0, SQUARE, SQUARE, &look);
                (x + out * (LEADER + SQUARE + 5.0), NEUTRAL.edge)
            }
            Key::Line(tone) => (x + out * (LEADER + 2.0), tone.edge),
        };
        if moved {
            let mut data = format!("M{} {}", number(x + out * 3.0), number(label.y));
            let _ = write!(data, "L{} {}", number(x + out * (LEADER - 4.0)), number(centre));
            let _ = write!(data, "L{} {}", number(x + out * (LEADER - 1.5)), number(centre));
            sheet.canvas.path(&data, &[("fill", "none"), ("stroke", edge), ("stroke-width", "0.9")]);
        } else if matches!(label.key, Key::Line(_)) {
            // Nothing to lead to: the label comes as near as the longest end marker lets it.
            text_x = x + out * (LEADER - 8.0);
        }
        let style = label.style();
        let lines = label.lines();
        let anchor = if side == Side::Right { Anchor::Start } else { Anchor::End };
        let first = centre - (lines.len() as f64 - 1.0) * style.line_height() / 2.0;
        for (row, line) in lines.iter().enumerate() {
            let y = style.baseline(first + row as f64 * style.line_height());
            sheet.canvas.text((text_x, y), anchor, style, line);
        }
    }
}

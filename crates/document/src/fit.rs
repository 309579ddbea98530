//! How a table comes onto the page: the size of its type, the widths of its columns, and whether it lies across or is parted.
//!
//! ```text
//!  as it is ─► smaller type ─► across the page ─► in parts, each with the stub
//!  (8.5 pt)    (to 7 pt)       (8.5 to 7 pt)      (7 pt)
//! ```
//!
//! Widths are measured in the fonts of the PDF, which are wider than those that Word has.

use crate::fonts;
use crate::text::clean;
use crate::{HeadCell, Row, Table};

/// The room that a table has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    /// Width of the text, in points.
    pub(crate) width: f64,
    /// Width of the text on a page that lies across; none where the table cannot have a page of its own.
    pub(crate) across: Option<f64>,
    /// The sizes of type to try, in points, from the largest.
    pub(crate) sizes: &'static [f64],
}

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fit {
    /// Whether it lies across the page.
    pub(crate) is_across: bool,
    /// The size of type, in points.
    pub(crate) size: f64,
    /// The parts, one under the other; mostly one.
    pub(crate) parts: Vec<Part>,
}

/// Some columns of a table, with the stub before them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// The first of its columns, and the one after its last.
    pub(crate) columns: std::ops::Range<usize>,
    /// Width of the stub, in points.
    pub(crate) stub: f64,
    /// Widths of the columns, in points.
    pub(crate) widths: Vec<f64>,
}

/// Space at the left and right of a cell's text, together, in ems. What rounding and kerning add is in it.
const PADDING: f64 = 1.1;
/// How far a row of the next level is moved in, in ems.
pub(crate) const INDENT: f64 = 1.2;
/// The deepest level that is moved in further.
pub(crate) const DEEPEST_LEVEL: u8 = 4;
/// The stub is never narrower than this, and need not be wider than the other to be read, in ems.
const STUB: std::ops::Range<f64> = 7.0..22.0;

/// A title that is longer than this, in ems, is broken where there is nothing else to give.
const WIDEST: f64 = 9.0;
/// As much wider than it needs to be is a column where there is room, in ems.
const LOOSE: f64 = 2.5;

/// Finds the layout of a table that [`crate::check()`] took.
pub(crate) fn fit(table: &Table, room: Room) -> Fit {
    let measure = Measure::of(table);
    let all = 0..measure.columns.len();
    let pages = [Some((false, room.width)), room.across.map(|width| (true, width))];
    for (is_across, width) in pages.into_iter().flatten() {
        for size in room.sizes.iter().copied() {
            if let Some(part) = measure.part(all.clone(), width / size, size) {
                return Fit { is_across, size, parts: vec![part] };
            }
        }
    }
    let size = room.sizes.last().copied().unwrap_or(7.0);
    Fit { is_across: false, size, parts: measure.parts(room.width / size, size) }
}

/// The head of some columns: a cell that stands above more than those is cut, and each keeps its words.
pub(crate) fn head_of(head: &[HeadCell], columns: &std::ops::Range<usize>) -> Vec<HeadCell> {
    let mut from = 0;
    let mut cut = Vec::new();
    for cell in head {
        let until = from + cell.span;
        let span = until.min(columns.end).saturating_sub(from.max(columns.start));
        if span > 0 {
            cut.push(HeadCell { span, ..cell.clone() });
        }
        from = until;
    }
    cut
}

/// How wide the columns of a table are, in ems.
struct Measure {
    columns: Vec<Column>,
    /// The widest word of the stub, and the widest line.
    stub: (f64, f64),
    /// Whether a part may begin with this column: no cell of the upper head is cut there.
    may_begin: Vec<bool>,
}

#[derive(Clone, Copy)]
struct Column {
    /// What it must have: the widest figure, or word of its title.
    least: f64,
    /// What it would have: its title in one line.
    most: f64,
}

impl Measure {
    fn of(table: &Table) -> Measure {
        let n_columns = table.head.first().map_or(0, |head| head.iter().map(|cell| cell.span).sum());
        let mut columns = vec![Column { least: 1.5, most: 1.5 }; n_columns];
        let mut may_begin = vec![true; n_columns];
        for head in &table.head {
            let mut from = 0;
            for cell in head {
                let until = (from + cell.span).min(n_columns);
                // A title above several columns has their room together.
                let share = cell.span as f64;
                let (word, line) = words(&cell.text);
                for column in columns.get_mut(from..until).unwrap_or_default() {
                    column.least = column.least.max((word + PADDING) / share);
                    column.most = column.most.max((line + PADDING) / share);
                }
                may_begin.get_mut(from + 1..until).unwrap_or_default().fill(false);
                from = until;
            }
        }
        for row in &table.rows {
            for (column, cell) in columns.iter_mut().zip(&row.cells) {
                let (word, line) = words(&cell.text);
                column.least = column.least.max(word + PADDING);
                column.most = column.most.max(line + PADDING);
            }
        }
        Measure { columns, stub: stub(table), may_begin }
    }

    /// Some columns with the stub in a width (in ems); `None` where they do not fit. Widths are returned in points.
    fn part(&self, columns: std::ops::Range<usize>, width: f64, size: f64) -> Option<Part> {
        let some = self.columns.get(columns.clone()).unwrap_or_default();
        let least_stub = self.stub.0.max(self.stub.1.min(STUB.start));
        let least: f64 = some.iter().map(|column| column.least).sum();
        if least + least_stub > width {
            return None;
        }
        // What is left goes to the stub until it reads well, to the columns until their titles do, and then to both.
        let mut left = width - least - least_stub;
        left -= (self.stub.1.min(STUB.end) - least_stub).clamp(0.0, left);
        let wanted = |column: &Column| (column.most.min(WIDEST) - column.least).max(0.0);
        let all_wanted: f64 = some.iter().map(wanted).sum();
        let share = if all_wanted > 0.0 { (left / all_wanted).min(1.0) } else { 0.0 };
        left -= all_wanted * share;
        let more = (left * 0.6 / some.len().max(1) as f64).min(LOOSE);
        let widths: Vec<f64> =
            some.iter().map(|column| (column.least + share * wanted(column) + more) * size).collect();
        let used: f64 = widths.iter().sum();
        Some(Part { columns, stub: width * size - used, widths })
    }

    /// All columns in as few parts as it takes, of about as many columns each. A column that does not fit even alone stands alone
    /// all the same.
    fn parts(&self, width: f64, size: f64) -> Vec<Part> {
        let n_parts = self.cut(width, size, |from, longest| longest - from).len();
        let mut left = n_parts;
        self.cut(width, size, |from, longest| {
            let share = (self.columns.len() - from).div_ceil(left.max(1));
            left = left.saturating_sub(1);
            share.min(longest - from)
        })
    }

    /// The columns cut into parts; `wanted` says how many columns a part would have that begins at the first and may reach to the
    /// second. Where it can be, a part is cut where the head is.
    fn cut(&self, width: f64, size: f64, mut wanted: impl FnMut(usize, usize) -> usize) -> Vec<Part> {
        let n_columns = self.columns.len();
        let mut parts = Vec::new();
        let mut from = 0;
        while from < n_columns {
            let fits = |until: usize| self.part(from..until, width, size).is_some();
            let longest = (from + 1..=n_columns).take_while(|until| fits(*until)).last().unwrap_or(from + 1);
            let good: Vec<usize> =
                (from + 1..=longest).filter(|until| self.may_begin.get(*until).copied().unwrap_or(true)).collect();
            let wanted = from + wanted(from, longest).max(1);
            let until = good.iter().copied().find(|until| *until >= wanted).or(good.last().copied()).unwrap_or(longest);
            parts.push(self.part(from..until, width, size).unwrap_or_else(|| self.squeezed(from..until, width, size)));
            from = until;
        }
        parts
    }

    /// Columns that are too wide in all: the stub gets a third, they share the rest, and their words are broken.
    fn squeezed(&self, columns: std::ops::Range<usize>, width: f64, size: f64) -> Part {
        let each = width * size * 2.0 / 3.0 / columns.len().max(1) as f64;
        Part { widths: vec![each; columns.len()], columns, stub: width * size / 3.0 }
    }
}

/// The widest word of the stub and its widest line, with what moves it in.
fn stub(table: &Table) -> (f64, f64) {
    let title = words(&table.stub_title);
    let rows = table.rows.iter().filter(|row| !row.cells.is_empty()).map(|row| {
        let (word, line) = words(&row.header);
        (word + indent(row), line + indent(row))
    });
    let (word, line) =
        rows.fold(title, |(word, line), (next_word, next_line)| (word.max(next_word), line.max(next_line)));
    (word + PADDING, line + PADDING)
}

fn indent(row: &Row) -> f64 {
    f64::from(row.level.min(DEEPEST_LEVEL)) * INDENT
}

/// The widest word of a text, which breaks at spaces alone, and the whole of it, in ems.
fn words(text: &str) -> (f64, f64) {
    let text = fonts::printable(&clean(text));
    let word = text.split(' ').map(fonts::width).fold(0.0, f64::max);
    (word, fonts::width(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Alignment, Cell, RowKind};

    const ROOM: Room = Room { width: 440.0, across: Some(700.0), sizes: &[8.5, 8.0, 7.5, 7.0] };

    fn table(n_columns: usize, figure: &str, titles: &[(&str, usize)]) -> Table {
        let cell = |text: &str| Cell { text: text.to_owned(), alignment: Alignment::Right, explanation: None };
        let head = |titles: &[(&str, usize)]| {
            let cells = titles.iter().map(|(text, span)| HeadCell {
                text: (*text).to_owned(),
                span: *span,
                alignment: Alignment::Right,
            });
            cells.collect::<Vec<_>>()
        };
        let row = Row {
            header: "København".to_owned(),
            level: 0,
            kind: RowKind::Ordinary,
            cells: vec![cell(figure); n_columns],
        };
        Table {
            id: "t".to_owned(),
            caption: Vec::new(),
            stub_title: "Kommune".to_owned(),
            head: vec![head(titles), head(&vec![("K1", 1); n_columns])],
            rows: vec![row],
            remarks: Vec::new(),
            source: None,
        }
    }

    #[test]
    fn the_wider_a_table_the_smaller_then_across_then_in_parts() {
        // A figure of 5 digits and a point is 3.3 em, with 1.1 for padding 4.4; the stub, "København", is 7. A page has 51 em at 8.5
        // points and 62 at 7; across 82 and 100. So 12 columns are 60 em, 16 are 77, and 20 are 95.
        let layout = |n_columns| {
            let table = table(n_columns, "12.345", &[("2018", n_columns)]);
            let fit = fit(&table, ROOM);
            (fit.is_across, fit.size, fit.parts.len())
        };
        assert_eq!(layout(4), (false, 8.5, 1));
        assert_eq!(layout(12), (false, 7.0, 1));
        assert_eq!(layout(16), (true, 8.5, 1));
        assert_eq!(layout(20), (true, 7.0, 1));
        assert!(!layout(40).0);
        assert!(layout(40).2 > 1);
    }

    #[test]
    fn nothing_runs_out_of_the_room() {
        for n_columns in 1..60 {
            for across in [None, Some(700.0)] {
                let table = table(n_columns, "12.345", &[("2018", n_columns)]);
                let fit = fit(&table, Room { across, ..ROOM });
                let room = if fit.is_across { 700.0 } else { 440.0 };
                let mut next = 0;
                for part in &fit.parts {
                    assert_eq!(part.columns.start, next);
                    assert_eq!(part.columns.len(), part.widths.len());
                    let width = part.stub + part.widths.iter().sum::<f64>();
                    assert!((width - room).abs() < 1e-6, "{n_columns} columns: {width}");
                    assert!(part.stub >= fonts::width("København") * fit.size);
                    assert!(part.widths.iter().all(|width| *width >= fonts::width("12.345") * fit.size));
                    next = part.columns.end;
                }
                assert_eq!(next, n_columns);
            }
        }
    }

    #[test]
    fn parts_begin_where_the_head_does() {
        // 40 columns under ten years of four quarters: each part has whole years, and none is left with a single one.
        let years: Vec<(&str, usize)> = vec![("2018", 4); 10];
        let fit = fit(&table(40, "12.345", &years), Room { across: None, ..ROOM });
        let n_years: Vec<usize> = fit.parts.iter().map(|part| part.columns.len() / 4).collect();
        assert!(fit.parts.iter().all(|part| part.columns.len() % 4 == 0));
        assert_eq!(n_years, [3, 3, 2, 2]);
    }

    #[test]
    fn a_head_is_cut_with_its_columns() {
        let cell = |text: &str, span| HeadCell { text: text.to_owned(), span, alignment: Alignment::Center };
        let head = [cell("2017", 2), cell("2018", 4)];
        assert_eq!(head_of(&head, &(0..6)), head);
        assert_eq!(head_of(&head, &(1..4)), [cell("2017", 1), cell("2018", 2)]);
        assert_eq!(head_of(&head, &(4..6)), [cell("2018", 2)]);
    }

    #[test]
    fn a_word_wider_than_the_page_is_squeezed() {
        let fit = fit(&table(2, &"9".repeat(400), &[("2018", 2)]), ROOM);
        assert!(fit.parts.iter().all(|part| part.stub + part.widths.iter().sum::<f64>() <= 440.0 + 1e-6));
    }
}

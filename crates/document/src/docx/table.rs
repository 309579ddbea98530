//! Tables of a DOCX: real ones, with a head that is repeated on each page.

use super::body::{TWIPS, paragraph, run};
use super::styles::{HAIR, INK, RULE, half_points};
use crate::fit::{DEEPEST_LEVEL, INDENT, Part, head_of};
use crate::text::escape;
use crate::{Alignment, Row, RowKind, Table};

/// As many rows of a table stay on one page, with its caption and what is under it.
const TOGETHER: usize = 24;

/// A part of a table, at an indent in twips; `title` is for those who do not see it.
pub(super) fn table(table: &Table, title: &str, part: &Part, size: f64, indent: u32) -> String {
    let together = table.rows.len() <= TOGETHER;
    let widths: Vec<u32> = [part.stub].iter().chain(&part.widths).map(|width| (width * TWIPS).round() as u32).collect();
    let total: u32 = widths.iter().sum();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let writer = Writer { widths, size, together };
    let mut rows = String::new();
    for (place, head) in table.head.iter().enumerate() {
        rows.push_str(&writer.head_row(table, head, part, place));
    }
    for (place, row) in table.rows.iter().enumerate() {
        rows.push_str(&writer.row(row, part, place == 0, table.rows.len() - place - 1));
    }
    let title = escape(title);
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"StatisticsTable\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>\
         <w:tblInd w:w=\"{indent}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"00A0\" w:firstRow=\"1\" \
         w:lastRow=\"0\" w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{title}\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

/// The rules of a cell: at the top and at the bottom, each with its width in eighths of a point and its colour.
type Rules = [Option<(u8, &'static str)>; 2];

/// What a cell is, beside its text.
struct Look<'a> {
    width: u32,
    span: usize,
    /// `restart` or `continue` where it goes down through several rows.
    merged: Option<&'a str>,
    rules: Rules,
    is_stub: bool,
    at_bottom: bool,
}

struct Writer {
    /// The stub's, then the columns', in twips.
    widths: Vec<u32>,
    size: f64,
    together: bool,
}

impl Writer {
    fn head_row(&self, table: &Table, head: &[crate::HeadCell], part: &Part, place: usize) -> String {
        let (is_first, is_last) = (place == 0, place + 1 == table.head.len());
        let top = if is_first { Some((8, INK)) } else { None };
        let bottom = if is_last { Some((5, INK)) } else { None };
        let merged = match (table.head.len(), is_first) {
            (1, _) => None,
            (_, true) => Some("restart"),
            (_, false) => Some("continue"),
        };
        let stub = Look {
            width: self.widths.first().copied().unwrap_or(0),
            span: 1,
            merged,
            rules: [top, bottom],
            is_stub: true,
            at_bottom: true,
        };
        let title = if is_first { table.stub_title.as_str() } else { "" };
        let mut cells = self.cell(title, "TableHead", Alignment::Left, 0.0, true, &stub);
        let mut column = 1;
        for cell in head_of(head, &part.columns) {
            let width = self.widths.get(column..column + cell.span).unwrap_or_default().iter().sum();
            column += cell.span;
            let bottom = if is_last {
                bottom
            } else if cell.span > 1 || !cell.text.is_empty() {
                Some((3, RULE))
            } else {
                None
            };
            let look =
                Look { width, span: cell.span, merged: None, rules: [top, bottom], is_stub: false, at_bottom: true };
            cells.push_str(&self.cell(&cell.text, "TableHead", cell.alignment, 0.0, true, &look));
        }
        format!("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>")
    }

    /// A row with so many rows after it.
    fn row(&self, row: &Row, part: &Part, is_first: bool, n_after: usize) -> String {
        let top = match row.kind {
            _ if is_first => None,
            RowKind::Total => Some((4, RULE)),
            RowKind::Ordinary | RowKind::Group => Some((3, HAIR)),
        };
        let rules = [top, (n_after == 0).then_some((5, RULE))];
        let style = if row.kind == RowKind::Ordinary { "TableText" } else { "TableHead" };
        let span = if row.cells.is_empty() { part.columns.len() + 1 } else { 1 };
        let look = Look {
            width: self.widths.get(..span).unwrap_or_default().iter().sum(),
            span,
            merged: None,
            rules,
            is_stub: true,
            at_bottom: false,
        };
        let indent = f64::from(row.level.min(DEEPEST_LEVEL)) * INDENT * self.size;
        // The last two rows stay with what is under the table: a remark alone would be of nothing, and so would one row.
        let keep = self.together || row.kind == RowKind::Group || n_after < 2;
        let mut cells = self.cell(&row.header, style, Alignment::Left, indent, keep, &look);
        for (cell, width) in
            row.cells.get(part.columns.clone()).unwrap_or_default().iter().zip(self.widths.iter().skip(1))
        {
            let look = Look { width: *width, span: 1, merged: None, rules, is_stub: false, at_bottom: true };
            cells.push_str(&self.cell(&cell.text, style, cell.alignment, 0.0, keep, &look));
        }
        format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    }

    /// A cell; `indent` is in points.
    fn cell(&self, text: &str, style: &str, alignment: Alignment, indent: f64, keep: bool, look: &Look<'_>) -> String {
        let span = if look.span > 1 { format!("<w:gridSpan w:val=\"{}\"/>", look.span) } else { String::new() };
        let merged = look.merged.map_or(String::new(), |merged| format!("<w:vMerge w:val=\"{merged}\"/>"));
        let rule = |name: &str, rule: Option<(u8, &str)>| {
            rule.map_or(String::new(), |(width, color)| {
                format!("<w:{name} w:val=\"single\" w:sz=\"{width}\" w:space=\"0\" w:color=\"{color}\"/>")
            })
        };
        let [top, bottom] = look.rules;
        let (top, bottom) = (rule("top", top), rule("bottom", bottom));
        // The stub begins where the text does.
        let margin = if look.is_stub { "<w:tcMar><w:left w:w=\"0\" w:type=\"dxa\"/></w:tcMar>" } else { "" };
        let vertical = if look.at_bottom { "<w:vAlign w:val=\"bottom\"/>" } else { "" };
        let keep = if keep { "<w:keepNext/>" } else { "" };
        let indent =
            if indent > 0.0 { format!("<w:ind w:left=\"{}\"/>", (indent * TWIPS).round()) } else { String::new() };
        let alignment = match alignment {
            Alignment::Left => "",
            Alignment::Center => "<w:jc w:val=\"center\"/>",
            Alignment::Right => "<w:jc w:val=\"right\"/>",
        };
        let size = match half_points(self.size) {
            // The style's own.
            17 => String::new(),
            size => format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"),
        };
        let runs = if text.is_empty() { String::new() } else { run(text, &size) };
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merged}<w:tcBorders>{top}{bottom}</w:tcBorders>{margin}{vertical}\
             </w:tcPr>{}</w:tc>",
            look.width,
            paragraph(style, &format!("{keep}{indent}{alignment}"), &runs),
        )
    }
}

//! The document as Typst source.
//!
//! Everything is code, and every word is a string literal in it: `par({ "5 # 3 "; strong("*") })`. So no text can be markup.

use crate::fit::{DEEPEST_LEVEL, Fit, INDENT, Part, fit, head_of};
use crate::fonts::{printable, width};
use crate::layout::{Layout, POINTS};
use crate::numbering::{Numbered, Numbering, Piece, Style};
use crate::text::clean;
use crate::words::Words;
use crate::{Alignment, Block, Document, Figure, HeadCell, Inline, Row, RowKind, Table, svg};

const TEMPLATE: &str = include_str!("note.typ");

/// The source, and the pictures that it asks for, each with its name.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) pictures: Vec<(String, String)>,
}

/// What a document in this layout is for Typst.
pub(super) fn source(document: &Document, layout: Layout) -> Source {
    let words = Words::of(document.language);
    let numbering = Numbering::of(document);
    let mut writer = Writer { pictures: Vec::new(), numbering, words, layout, is_below_long_table: false };
    let head = head(document, layout);
    let body = writer.blocks(&document.blocks, 0.0);
    let text = format!("{TEMPLATE}\n{}\n#{{\n{head}{body}}}\n", settings(document, words, layout));
    Source { text, pictures: writer.pictures }
}

fn settings(document: &Document, words: &Words, layout: Layout) -> String {
    let author = document.author.as_ref().or(document.office.as_ref());
    let date = document.date.map_or("none".to_owned(), |date| {
        format!("datetime(year: {}, month: {}, day: {})", date.year, date.month, date.day)
    });
    let [left, right, top, bottom] = layout.margins;
    format!(
        "#show: note.with(language: \"{}\", region: \"{}\", title-text: {}, author: ({}), description: {}, date: {date}, \
         page-word: \"{}\", of-word: \"{}\", size: {}pt, compact: {}, \
         margin: (left: {left}mm, right: {right}mm, top: {top}mm, bottom: {bottom}mm))",
        words.language,
        words.region,
        literal(&clean(&document.title)),
        author.map_or(String::new(), |author| format!("{},", literal(&clean(author)))),
        if document.description.is_empty() { "none".to_owned() } else { literal(&clean(&document.description)) },
        words.page,
        words.of,
        layout.size,
        layout.is_compact,
    )
}

fn head(document: &Document, layout: Layout) -> String {
    let optional = |text: &Option<String>| text.as_deref().map_or("none".to_owned(), shown);
    let fields: String =
        document.fields.iter().map(|(name, value)| format!("({}, {}),", shown(name), shown(value))).collect();
    format!(
        "head(kind: {}, title-text: {}, subtitle: {}, office: {}, fields: ({fields}), size: {}pt, compact: {})\n",
        shown(&document.kind.to_uppercase()),
        shown(&document.title),
        optional(&document.subtitle),
        optional(&document.office),
        layout.size,
        layout.is_compact,
    )
}

struct Writer<'d> {
    pictures: Vec<(String, String)>,
    numbering: Numbering<'d>,
    words: &'static Words,
    layout: Layout,
    /// Whether nothing but figures has come since a table that may go on from page to page.
    is_below_long_table: bool,
}

impl Writer<'_> {
    /// Blocks, `inset` points narrower than the page.
    fn blocks(&mut self, blocks: &[Block], inset: f64) -> String {
        let mut out = String::new();
        for (place, block) in blocks.iter().enumerate() {
            if inset == 0.0 && is_closing(&blocks[place..]) {
                // What floats comes before it, and it is not parted: nobody looks for a figure behind the small print.
                let closing: String = blocks[place..].iter().map(|block| self.block(block, inset)).collect();
                out.push_str(&format!("closing(compact: {}, {{\n{closing}}})\n", self.layout.is_compact));
                break;
            }
            out.push_str(&self.block(block, inset));
            self.is_below_long_table &= matches!(block, Block::Table(_) | Block::Figure(_));
        }
        out
    }

    fn block(&mut self, block: &Block, inset: f64) -> String {
        match block {
            Block::Heading { level, text } => format!("heading(level: {level}, {})\n", self.inlines(text)),
            Block::Paragraph(text) | Block::FinePrint(text) if text.is_empty() => String::new(),
            Block::Paragraph(text) => format!("par({})\n", self.inlines(text)),
            Block::FinePrint(text) => format!("fine({}, {}pt)\n", self.inlines(text), self.layout.size),
            Block::List { items, .. } if items.is_empty() => String::new(),
            Block::List { ordered, items } => self.list(*ordered, items, inset),
            Block::Table(table) => self.table(table, inset),
            Block::Figure(figure) => self.figure(figure, inset),
            Block::Box(blocks) => {
                // The inset of `highlighted` in the template, and its rule.
                let inset = inset + 2.3 * self.layout.size + 2.5;
                format!("highlighted({{\n{}}})\n", self.blocks(blocks, inset))
            }
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>], inset: f64) -> String {
        let is_plain = |item: &Vec<Block>| matches!(item.as_slice(), [Block::Paragraph(_)]);
        let is_tight = items.iter().all(is_plain);
        let items: String = items
            .iter()
            .map(|item| match item.as_slice() {
                [Block::Paragraph(text)] if is_tight => format!("{},\n", self.inlines(text)),
                blocks => format!("{{\n{}}},\n", self.blocks(blocks, inset + 2.5 * self.layout.size)),
            })
            .collect();
        let kind = if ordered { "enum" } else { "list" };
        format!("items({kind}(tight: {is_tight},\n{items}))\n")
    }

    fn table(&mut self, table: &Table, inset: f64) -> String {
        let Some(numbered) = self.numbering.get(&table.id) else { return String::new() };
        let fit = fit(table, self.layout.room(inset));
        let caption = self.caption(numbered, &table.caption);
        let is_together = n_lines(table, &fit) <= TOGETHER;
        let mut parts = fit.parts.iter().map(|part| data_table(table, part, fit.size, is_together));
        let first = parts.next().unwrap_or_default();
        let mut body = format!(
            "[#figure(kind: table, supplement: none, numbering: \"1\", caption: {caption}, {first})<{}>]\n",
            numbered.anchor()
        );
        for part in parts {
            let name = format!("{} {}, {}", numbered.word(self.words), numbered.number, self.words.continued);
            body.push_str(&format!("further({}, {}pt)\n{part}\n", shown(&name), self.layout.size));
        }
        body.push_str(&self.below(&table.remarks, table.source.as_ref()));
        self.is_below_long_table = !is_together;
        let framed = self.framed(is_together, false, &body);
        if fit.is_across { format!("page(flipped: true, {{\n{framed}}})\n") } else { framed }
    }

    fn figure(&mut self, figure: &Figure, inset: f64) -> String {
        let Some(numbered) = self.numbering.get(&figure.id) else { return String::new() };
        let caption = self.caption(numbered, &figure.caption);
        let name = format!("{}.svg", numbered.anchor());
        let root = svg::Root { prefix: "", attributes: "", text: &printable };
        self.pictures.push((name.clone(), svg::write(&figure.svg, &root)));
        let room = self.layout.room(inset).width;
        let wanted = f64::from(figure.width_mm.max(1)) * POINTS * self.layout.figures;
        // A page is about 690 points high, and the caption and what is below need some of it.
        let highest = if self.layout.is_compact { 330.0 } else { 560.0 };
        let width = wanted.min(room).min(highest / svg::height_by_width(&figure.svg));
        let alternative = literal(&clean(&figure.alternative));
        let mut body = format!(
            "[#figure(kind: image, supplement: none, numbering: \"1\", caption: {caption}, \
             image(\"{name}\", format: \"svg\", width: {width}pt, alt: {alternative}))<{}>]\n",
            numbered.anchor()
        );
        body.push_str(&self.below(&figure.remarks, figure.source.as_ref()));
        let height = width * svg::height_by_width(&figure.svg);
        // At the head of a page it would part the end of a long table from the rest, or from what stands under it.
        let floats = inset == 0.0 && !self.layout.is_compact && height > TALL && !self.is_below_long_table;
        self.framed(true, floats, &body)
    }

    fn framed(&self, together: bool, floats: bool, body: &str) -> String {
        let is_compact = self.layout.is_compact;
        format!("framed(together: {together}, compact: {is_compact}, floats: {floats}, {{\n{body}}})\n")
    }

    fn caption(&mut self, numbered: Numbered, caption: &[Inline]) -> String {
        let name = format!("{} {}.", numbered.word(self.words), numbered.number);
        format!("caption({}, {})", literal(&name), self.inlines(caption))
    }

    fn below(&self, remarks: &[String], source: Option<&String>) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (place, remark) in remarks.iter().enumerate() {
            lines.push(if place == 0 { format!("{} {remark}", self.words.remarks) } else { remark.clone() });
        }
        lines.extend(source.map(|source| format!("{} {source}", self.words.source)));
        if lines.is_empty() {
            return String::new();
        }
        let lines: String = lines.iter().map(|line| format!("{},", shown(line))).collect();
        format!("below(({lines}), {}pt)\n", self.layout.size)
    }

    fn inlines(&mut self, inlines: &[Inline]) -> String {
        let pieces = self.numbering.pieces(inlines);
        self.pieces(&pieces)
    }

    fn pieces(&self, pieces: &[Piece]) -> String {
        let pieces: Vec<String> = pieces.iter().map(|piece| self.piece(piece)).collect();
        // An empty block of code is no content.
        format!("{{ \"\"; {} }}", pieces.join("; "))
    }

    fn piece(&self, piece: &Piece) -> String {
        match piece {
            Piece::Text { text, style } => styled(shown(text), *style),
            Piece::Reference { to, text, style } => {
                let text = format!("link(label(\"{}\"), text(hyphenate: false, {}))", to.anchor(), shown(text));
                styled(text, *style)
            }
            Piece::Link { url, pieces } => format!("link({}, underline({}))", literal(url), self.pieces(pieces)),
            Piece::Footnote { pieces, .. } => format!("footnote({})", self.pieces(pieces)),
        }
    }
}

/// A picture of more than so many points does not stand where the text has it, if that would leave a page half empty.
const TALL: f64 = 330.0;

/// As many lines of a table stay together, with what stands under it.
const TOGETHER: usize = 26;

/// Whether blocks are a heading and small print to the end, and fit on a page for certain.
fn is_closing(blocks: &[Block]) -> bool {
    let Some((Block::Heading { .. }, fine)) = blocks.split_first() else { return false };
    let length = |block: &Block| match block {
        Block::FinePrint(text) => Some(plain_length(text)),
        _ => None,
    };
    let lengths: Option<Vec<usize>> = fine.iter().map(length).collect();
    lengths.is_some_and(|lengths| !lengths.is_empty() && lengths.iter().sum::<usize>() <= MOST_CLOSING)
}

/// As many letters of small print are certain to fit on a page: about half of it.
const MOST_CLOSING: usize = 4_000;

fn plain_length(text: &[Inline]) -> usize {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Reference(text) => text.chars().count(),
            Inline::Strong(text) | Inline::Emphasis(text) | Inline::Footnote(text) | Inline::Link { text, .. } => {
                plain_length(text)
            }
        })
        .sum()
}

/// About how many lines a table has on the page.
fn n_lines(table: &Table, fit: &Fit) -> usize {
    let lines = |part: &Part| {
        let row = |row: &Row| (width(&row.header) * fit.size / part.stub).ceil().max(1.0) as usize;
        table.head.len() + table.rows.iter().map(row).sum::<usize>()
    };
    fit.parts.iter().map(lines).sum()
}

/// A table that breaks over pages anyway has narrower rows: that of all municipalities fits on two pages with what stands below it.
fn data_table(table: &Table, part: &Part, size: f64, is_together: bool) -> String {
    let widths: String = part.widths.iter().map(|width| format!(", {width:.2}pt")).collect();
    let mut out = format!("data-table(({:.2}pt{widths}), {size}pt, {},\n", part.stub, !is_together);
    out.push_str("table.hline(stroke: 0.9pt + ink),\ntable.header(\n");
    for (place, head) in table.head.iter().enumerate() {
        if place == 0 {
            out.push_str(&format!(
                // The title of the headers of rows is the header of no figure: heard before each of them it would only delay.
                "pdf.data-cell(table.cell(rowspan: {}, align: left + bottom, {})),\n",
                table.head.len(),
                bold(&fitted(&table.stub_title, part.stub, size)),
            ));
        }
        let mut column = 0;
        for cell in head_of(head, &part.columns) {
            let widths = part.widths.get(column..column + cell.span).unwrap_or_default();
            let is_above = place + 1 < table.head.len();
            out.push_str(&head_cell(&cell, widths.iter().sum(), size, is_above));
            column += cell.span;
        }
    }
    out.push_str("table.hline(stroke: 0.6pt + ink)),\n");
    for (place, row) in table.rows.iter().enumerate() {
        out.push_str(&table_row(row, part, size, place == 0));
    }
    out.push_str("table.hline(stroke: 0.6pt + rule))\n");
    out
}

/// A cell of the head. What stands above others has a rule below it, above several columns or above one.
fn head_cell(cell: &HeadCell, width: f64, size: f64, is_above: bool) -> String {
    let text = bold(&fitted(&cell.text, width, size));
    let is_ruled = cell.span > 1 || (is_above && !cell.text.is_empty());
    let body = if is_ruled { format!("spanning({text})") } else { text };
    format!("table.cell(colspan: {}, align: {} + bottom, {body}),\n", cell.span, alignment(cell.alignment))
}

fn table_row(row: &Row, part: &Part, size: f64, is_first: bool) -> String {
    let is_bold = row.kind != RowKind::Ordinary;
    let styled = |text: String| if is_bold { bold(&text) } else { text };
    let rule = match row.kind {
        _ if is_first => "",
        RowKind::Total => "table.hline(stroke: 0.5pt + rule),\n",
        RowKind::Ordinary | RowKind::Group => "table.hline(stroke: 0.4pt + hair),\n",
    };
    let span = if row.cells.is_empty() { part.columns.len() + 1 } else { 1 };
    let indent = f64::from(row.level.min(DEEPEST_LEVEL)) * INDENT;
    let room = if span > 1 { part.stub + part.widths.iter().sum::<f64>() } else { part.stub };
    let header = styled(fitted(&row.header, room - indent * size, size));
    let header = format!("table.cell(colspan: {span}, align: left, pad(left: {indent:.2}em, {header}))");
    // The title of a group is above rows, and no header of its own row.
    let header = if span > 1 { header } else { format!("pdf.header-cell(scope: \"row\", {header})") };
    let mut out = format!("{rule}{header},\n");
    for (cell, width) in row.cells.get(part.columns.clone()).unwrap_or_default().iter().zip(&part.widths) {
        let text = styled(fitted(&cell.text, *width, size));
        out.push_str(&format!("table.cell(align: {} + bottom, {text}),\n", alignment(cell.alignment)));
    }
    out
}

/// A text in a cell. A word that is wider than the cell may break anywhere.
fn fitted(text: &str, room: f64, size: f64) -> String {
    let text = printable(&clean(text));
    let is_wide = |word: &str| width(word) * size > room;
    if !text.split(' ').any(is_wide) {
        return literal(&text);
    }
    let words = text.split(' ').map(|word| {
        if is_wide(word) {
            word.chars().flat_map(|character| [character, '\u{200b}']).collect()
        } else {
            word.to_owned()
        }
    });
    literal(&words.collect::<Vec<String>>().join(" "))
}

fn alignment(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

fn bold(text: &str) -> String {
    format!("text(weight: \"semibold\", {text})")
}

fn styled(text: String, style: Style) -> String {
    let text = if style.strong { format!("strong({text})") } else { text };
    if style.emphasis { format!("emph({text})") } else { text }
}

/// A text that is seen, as a string literal.
fn shown(text: &str) -> String {
    literal(&printable(&clean(text)))
}

/// A string literal of Typst.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use typst::syntax::ast::{Code, Expr};
    use typst::syntax::parse_code;

    /// What Typst reads where it is given one string literal.
    fn read(source: &str) -> Option<String> {
        let node = parse_code(source);
        let code: Code<'_> = node.cast()?;
        match code.exprs().collect::<Vec<_>>().as_slice() {
            [Expr::Str(string)] if node.errors_and_warnings().0.is_empty() => Some(string.get().to_string()),
            _ => None,
        }
    }

    #[test]
    fn no_literal_is_code() {
        for text in ["", "\"", "\\", "\\\"", "\\u{41}", "\"; panic(); \"", "#x", "*b* _e_ $m$ `r` // c", "\\n", "æ😀"]
        {
            assert_eq!(read(&literal(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_word_that_is_wider_than_its_cell_may_break() {
        assert_eq!(fitted("Ishøj 12", 100.0, 8.5), "\"Ishøj 12\"");
        assert_eq!(fitted("ab 12", 8.0, 8.5), "\"a\u{200b}b\u{200b} 1\u{200b}2\u{200b}\"");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn typst_reads_what_was_written(text in any::<String>()) {
            let text = clean(&text);
            prop_assert_eq!(read(&literal(&text)), Some(text));
        }
    }
}

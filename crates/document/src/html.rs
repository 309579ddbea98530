//! HTML: one page that stands alone, for a screen, for paper and for those who listen.
//!
//! Nothing is fetched and nothing runs: the style is in the page, pictures are inline SVG, and a content security policy says so.
//! WCAG 2.1 AA: landmarks, one `h1`, headings without gaps, tables with captions and scopes, names for pictures and symbols,
//! footnotes with ways back, wide tables that scroll by keyboard.

use crate::fit::{DEEPEST_LEVEL, fit};
use crate::layout::{NOTE, POINTS};
use crate::numbering::{Numbered, Numbering, Piece, Style};
use crate::text::escape;
use crate::words::Words;
use crate::{Alignment, Block, Cell, Document, Error, Figure, HeadCell, Inline, Row, RowKind, Table, check, svg};

const STYLE: &str = include_str!("html/style.css");

/// The document as one HTML page that needs nothing else.
///
/// ```
/// # fn main() -> Result<(), document::Error> {
/// let document = document::Document {
///     language: document::Language::Danish,
///     kind: "Notat".to_owned(),
///     title: "Færre < flere".to_owned(),
///     subtitle: None,
///     fields: vec![("Sagsnummer".to_owned(), "2018-0215".to_owned())],
///     office: None,
///     date: None,
///     author: None,
///     description: String::new(),
///     blocks: vec![document::Block::Paragraph(vec![document::Inline::text("Æblet faldt.")])],
///     one_page: false,
/// };
/// let page = document::html(&document)?;
/// assert!(page.contains("<h1>Færre &lt; flere</h1>"));
/// assert!(page.contains("<p>Æblet faldt.</p>"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Those of [`check()`](crate::check()).
pub fn html(document: &Document) -> Result<String, Error> {
    check(document)?;
    let words = Words::of(document.language);
    let mut page = Page { out: String::new(), notes: Vec::new(), numbering: Numbering::of(document), words };
    page.head(document);
    page.out.push_str("<main id=\"content\">\n");
    page.blocks(&document.blocks);
    page.notes();
    page.out.push_str("</main>\n</body>\n</html>\n");
    Ok(page.out)
}

struct Page<'d> {
    out: String,
    /// The footnotes so far, written.
    notes: Vec<(usize, String)>,
    numbering: Numbering<'d>,
    words: &'static Words,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn head(&mut self, document: &Document) {
        let title = escape(&document.title);
        self.line("<!DOCTYPE html>");
        self.line(&format!("<html lang=\"{}\">", self.words.language));
        self.line("<head>");
        self.line("<meta charset=\"utf-8\"/>");
        self.line(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>",
        );
        self.line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        self.line(&format!("<title>{title}</title>"));
        let author = document.author.as_ref().or(document.office.as_ref());
        for (name, content) in [("description", Some(&document.description)), ("author", author)] {
            if let Some(content) = content.filter(|content| !content.is_empty()) {
                self.line(&format!("<meta name=\"{name}\" content=\"{}\"/>", escape(content)));
            }
        }
        if let Some(date) = document.date {
            let date = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
            self.line(&format!("<meta name=\"dcterms.date\" content=\"{date}\"/>"));
        }
        self.line(&format!("<style>\n{STYLE}</style>"));
        self.line("</head>");
        self.line(if document.one_page { "<body class=\"compact\">" } else { "<body>" });
        self.line(&format!("<a class=\"skip\" href=\"#content\">{}</a>", self.words.skip));
        self.line("<header>");
        self.line("<div class=\"titles\">");
        self.optional("p", "kind", Some(&document.kind));
        self.line(&format!("<h1>{title}</h1>"));
        self.optional("p", "subtitle", document.subtitle.as_ref());
        self.line("</div>");
        if document.office.is_some() || !document.fields.is_empty() {
            self.line("<div class=\"fields\">");
            self.optional("p", "office", document.office.as_ref());
            if !document.fields.is_empty() {
                self.line("<dl>");
                for (name, value) in &document.fields {
                    self.line(&format!("<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value)));
                }
                self.line("</dl>");
            }
            self.line("</div>");
        }
        self.line("</header>");
    }

    fn optional(&mut self, element: &str, class: &str, text: Option<&String>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.line(&format!("<{element} class=\"{class}\">{}</{element}>", escape(text)));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { level, text } => {
                    let (element, text) = (format!("h{}", level + 1), self.inlines(text));
                    self.line(&format!("<{element}>{text}</{element}>"));
                }
                Block::Paragraph(text) | Block::FinePrint(text) if text.is_empty() => {}
                Block::Paragraph(text) => {
                    let text = self.inlines(text);
                    self.line(&format!("<p>{text}</p>"));
                }
                Block::FinePrint(text) => {
                    let text = self.inlines(text);
                    self.line(&format!("<p class=\"fine\">{text}</p>"));
                }
                Block::List { items, .. } if items.is_empty() => {}
                Block::List { ordered, items } => self.list(*ordered, items),
                Block::Table(table) => self.table(table),
                Block::Figure(figure) => self.figure(figure),
                Block::Box(blocks) => {
                    self.line("<div class=\"box\">");
                    self.blocks(blocks);
                    self.line("</div>");
                }
            }
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>]) {
        let element = if ordered { "ol" } else { "ul" };
        self.line(&format!("<{element}>"));
        for item in items {
            if let [Block::Paragraph(text)] = item.as_slice() {
                let text = self.inlines(text);
                self.line(&format!("<li>{text}</li>"));
            } else {
                self.line("<li>");
                self.blocks(item);
                self.line("</li>");
            }
        }
        self.line(&format!("</{element}>"));
    }

    fn table(&mut self, table: &Table) {
        let Some(numbered) = self.numbering.get(&table.id) else { return };
        let anchor = numbered.anchor();
        let caption = self.caption(numbered, &table.caption);
        // On paper it lies across where it does in the other formats.
        let fit = fit(table, NOTE.room(0.0));
        let class = match fit.parts.len() {
            // There it is set in parts; a page for the screen has it whole, and in the smallest type on paper.
            2.. => "table wide widest",
            _ if fit.is_across => "table wide",
            _ if fit.size < NOTE.table_size() => "table dense",
            _ => "table",
        };
        self.line(&format!("<div class=\"{class}\" id=\"{anchor}\">"));
        self.line(&format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{anchor}-caption\">"
        ));
        self.line("<table>");
        self.line(&format!("<caption id=\"{anchor}-caption\">{caption}</caption>"));
        self.line("<thead>");
        for (place, head) in table.head.iter().enumerate() {
            let mut row = "<tr>".to_owned();
            if place == 0 {
                let n_rows = match table.head.len() {
                    1 => String::new(),
                    n_rows => format!(" rowspan=\"{n_rows}\""),
                };
                row.push_str(&format!("<th scope=\"col\" class=\"stub\"{n_rows}>{}</th>", escape(&table.stub_title)));
            }
            let is_above = place + 1 < table.head.len();
            head.iter().for_each(|cell| row.push_str(&head_cell(cell, is_above)));
            self.line(&format!("{row}</tr>"));
        }
        self.line("</thead>");
        let n_columns = table.head.first().map_or(0, |head| head.iter().map(|cell| cell.span).sum());
        self.line("<tbody>");
        for (place, row) in table.rows.iter().enumerate() {
            if row.kind == RowKind::Group && place > 0 {
                self.line("</tbody>");
                self.line("<tbody>");
            }
            self.line(&table_row(row, n_columns));
        }
        self.line("</tbody>");
        self.line("</table>");
        self.line("</div>");
        self.below(&table.remarks, table.source.as_ref());
        self.line("</div>");
    }

    fn figure(&mut self, figure: &Figure) {
        let Some(numbered) = self.numbering.get(&figure.id) else { return };
        let anchor = numbered.anchor();
        let caption = self.caption(numbered, &figure.caption);
        // Of the text's width it takes as much as on paper.
        let share = (f64::from(figure.width_mm.max(1)) * POINTS / NOTE.width()).min(1.0) * 100.0;
        let attributes =
            format!(" role=\"img\" aria-label=\"{}\" style=\"--share: {share:.0}%\"", escape(&figure.alternative));
        let prefix = format!("{anchor}-");
        let root = svg::Root { prefix: &prefix, attributes: &attributes, text: &str::to_owned };
        self.line(&format!("<figure id=\"{anchor}\">"));
        self.line(&format!("<figcaption id=\"{anchor}-caption\">{caption}</figcaption>"));
        // On a narrow screen the picture keeps its size, and is moved across: by keyboard too.
        self.line(&format!(
            "<div class=\"picture\" role=\"group\" tabindex=\"0\" aria-labelledby=\"{anchor}-caption\">"
        ));
        self.line(&svg::write(&figure.svg, &root));
        self.line("</div>");
        self.below(&figure.remarks, figure.source.as_ref());
        self.line("</figure>");
    }

    fn caption(&mut self, numbered: Numbered, caption: &[Inline]) -> String {
        let name = format!("{} {}.", numbered.word(self.words), numbered.number);
        format!("<span class=\"number\">{name}</span> {}", self.inlines(caption))
    }

    fn below(&mut self, remarks: &[String], source: Option<&String>) {
        for (place, remark) in remarks.iter().enumerate() {
            let name = if place == 0 { format!("{} ", self.words.remarks) } else { String::new() };
            self.line(&format!("<p class=\"below\">{name}{}</p>", escape(remark)));
        }
        if let Some(source) = source {
            self.line(&format!("<p class=\"below\">{} {}</p>", self.words.source, escape(source)));
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) -> String {
        let pieces = self.numbering.pieces(inlines);
        self.pieces(&pieces)
    }

    fn pieces(&mut self, pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&mut self, piece: &Piece) -> String {
        match piece {
            Piece::Text { text, style } => styled(&escape(text), *style),
            Piece::Reference { to, text, style } => {
                styled(&format!("<a href=\"#{}\">{}</a>", to.anchor(), escape(text)), *style)
            }
            Piece::Link { url, pieces } => format!("<a href=\"{}\">{}</a>", escape(url), self.pieces(pieces)),
            Piece::Footnote { number, pieces } => {
                let note = self.pieces(pieces);
                self.notes.push((*number, note));
                format!(
                    "<sup><a id=\"note-{number}-place\" href=\"#note-{number}\" role=\"doc-noteref\" aria-label=\"{} {number}\">\
                     {number}</a></sup>",
                    self.words.note
                )
            }
        }
    }

    fn notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        self.line("<section class=\"notes\" role=\"doc-endnotes\" aria-labelledby=\"notes\">");
        self.line(&format!("<h2 id=\"notes\">{}</h2>", self.words.notes));
        self.line("<ol>");
        for (number, note) in std::mem::take(&mut self.notes) {
            let back = format!(
                "<a class=\"back\" href=\"#note-{number}-place\" role=\"doc-backlink\" aria-label=\"{} {number}\">↩</a>",
                self.words.back
            );
            self.line(&format!("<li id=\"note-{number}\">{note} {back}</li>"));
        }
        self.line("</ol>");
        self.line("</section>");
    }
}

/// A cell of the head. What stands above others has a rule below it, above several columns or above one.
fn head_cell(cell: &HeadCell, is_above: bool) -> String {
    let (class, text) = (class(cell.alignment), escape(&cell.text));
    match cell.span {
        1 if is_above && !cell.text.is_empty() => format!("<th scope=\"col\" class=\"{class} group\">{text}</th>"),
        1 => format!("<th scope=\"col\" class=\"{class}\">{text}</th>"),
        span => format!("<th scope=\"colgroup\" colspan=\"{span}\" class=\"{class} group\">{text}</th>"),
    }
}

fn table_row(row: &Row, n_columns: usize) -> String {
    let kind = match row.kind {
        RowKind::Ordinary => "",
        RowKind::Total => " class=\"total\"",
        RowKind::Group => " class=\"group\"",
    };
    let indent = match row.level.min(DEEPEST_LEVEL) {
        0 => String::new(),
        level => format!(" class=\"level-{level}\""),
    };
    let header = escape(&row.header);
    if row.cells.is_empty() {
        return format!("<tr{kind}><th scope=\"rowgroup\" colspan=\"{}\"{indent}>{header}</th></tr>", n_columns + 1);
    }
    let cells: String = row.cells.iter().map(table_cell).collect();
    format!("<tr{kind}><th scope=\"row\"{indent}>{header}</th>{cells}</tr>")
}

fn table_cell(cell: &Cell) -> String {
    let (class, text) = (class(cell.alignment), escape(&cell.text));
    match &cell.explanation {
        None => format!("<td class=\"{class}\">{text}</td>"),
        Some(explanation) => {
            // A name for the symbol, which is not copied with it.
            let explanation = escape(explanation);
            format!(
                "<td class=\"{class}\"><span role=\"img\" aria-label=\"{explanation}\" title=\"{explanation}\">{text}</span></td>"
            )
        }
    }
}

fn class(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

fn styled(text: &str, style: Style) -> String {
    match (style.strong, style.emphasis) {
        (false, false) => text.to_owned(),
        (true, false) => format!("<strong>{text}</strong>"),
        (false, true) => format!("<em>{text}</em>"),
        (true, true) => format!("<strong><em>{text}</em></strong>"),
    }
}

//! The body of a DOCX: blocks as paragraphs and tables.
//!
//! The order of properties within an element is the schema's: Word refuses a file where it is another.

use super::WORD;
use super::package::{DOTS, Parts};
use super::styles::{ACCENT, TINT};
use super::table;
use crate::fit::{Room, fit};
use crate::layout::{Layout, POINTS};
use crate::numbering::{Numbered, Numbering, Piece, Style, plain};
use crate::text::escape;
use crate::words::Words;
use crate::{Block, Document, Error, Figure, Inline, Table, png};

/// Twentieths of a point, in which Word counts.
pub(super) const TWIPS: f64 = 20.0;
/// Word's unit of drawings, in a point.
const EMU: f64 = 12_700.0;
/// How far each level of a list is moved in, in twips.
const LIST_STEP: u32 = 397;
/// Left and right margin of a box, and its rule, in points.
const BOX_INSET: f64 = 23.0;

/// The parts of a document, without its styles.
///
/// # Errors
/// A figure has no PNG.
pub(super) fn parts(document: &Document, layout: Layout) -> Result<Parts, Error> {
    let mut body = Body {
        layout,
        words: Words::of(document.language),
        numbering: Numbering::of(document),
        parts: Parts::default(),
        notes: String::new(),
        is_note: false,
        is_across: false,
        n_bookmarks: 0,
    };
    let head = head(document);
    let place = Place { width: layout.width(), indent: 0, is_top: true };
    let blocks = body.blocks(&document.blocks, place)?;
    let section = body.section();
    body.parts.document = format!(
        "<w:document xmlns:w=\"{WORD}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{head}{blocks}{section}</w:body></w:document>"
    );
    body.parts.footnotes = footnotes(&body.notes);
    Ok(body.parts)
}

fn head(document: &Document) -> String {
    let mut head = String::new();
    let mut optional = |style: &str, text: Option<&String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            head.push_str(&paragraph(style, "", &run(text, "")));
        }
    };
    optional("Office", document.office.as_ref());
    optional("DocumentKind", Some(&document.kind));
    optional("Title", Some(&document.title));
    optional("Subtitle", document.subtitle.as_ref());
    for (name, value) in &document.fields {
        let name = run(name, "<w:rStyle w:val=\"FieldName\"/>");
        head.push_str(&paragraph("CaseField", "", &format!("{name}<w:r><w:tab/></w:r>{}", run(value, ""))));
    }
    head.push_str(&paragraph("HeadRule", "", ""));
    head
}

fn footnotes(notes: &str) -> String {
    let separator = |id: i8, kind: &str, element: &str| {
        format!(
            "<w:footnote w:type=\"{kind}\" w:id=\"{id}\"><w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr>\
             <w:r><w:{element}/></w:r></w:p></w:footnote>"
        )
    };
    format!(
        "<w:footnotes xmlns:w=\"{WORD}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{}{}{notes}\
         </w:footnotes>",
        separator(-1, "separator", "separator"),
        separator(0, "continuationSeparator", "continuationSeparator"),
    )
}

/// Where a block stands.
#[derive(Clone, Copy)]
struct Place {
    /// Width of the text, in points.
    width: f64,
    /// How far it is moved in, in twips.
    indent: u32,
    /// Whether it is within no other block.
    is_top: bool,
}

/// The list that the next paragraph is an item of.
#[derive(Clone, Copy)]
struct Item {
    list: usize,
    level: u32,
}

pub(super) struct Body<'d> {
    layout: Layout,
    words: &'static Words,
    numbering: Numbering<'d>,
    parts: Parts,
    /// The footnotes so far.
    notes: String,
    /// Whether what is written is a footnote, which has links of its own.
    is_note: bool,
    /// Whether the page lies across.
    is_across: bool,
    n_bookmarks: usize,
}

impl Body<'_> {
    fn blocks(&mut self, blocks: &[Block], place: Place) -> Result<String, Error> {
        let mut out = String::new();
        for (at, block) in blocks.iter().enumerate() {
            let table = if let Block::Table(table) = block { Some(self.table(table, place)) } else { None };
            if place.is_top {
                let is_across = table.as_ref().is_some_and(|(is_across, _)| *is_across);
                out.push_str(&self.turn(is_across));
            }
            match (table, block) {
                (Some((_, table)), _) => out.push_str(&table),
                // Small print stays together, so that no line of it is alone on the last page.
                (None, Block::FinePrint(text)) if matches!(blocks.get(at + 1), Some(Block::FinePrint(_))) => {
                    out.push_str(&self.fine(text, place, "<w:keepNext/>"));
                }
                (None, block) => out.push_str(&self.block(block, place)?),
            }
        }
        Ok(out)
    }

    fn block(&mut self, block: &Block, place: Place) -> Result<String, Error> {
        Ok(match block {
            Block::Heading { level, text } => paragraph(&format!("Heading{level}"), "", &self.inlines(text)),
            Block::Paragraph(text) => self.text(text, place, None),
            Block::FinePrint(text) => self.fine(text, place, ""),
            Block::List { ordered, items } => self.list(*ordered, items, place, 0)?,
            Block::Table(table) => self.table(table, place).1,
            Block::Figure(figure) => self.figure(figure, place)?,
            Block::Box(blocks) => self.boxed(blocks, place)?,
        })
    }

    fn fine(&mut self, text: &[Inline], place: Place, keep: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        paragraph("TableNote", &format!("{keep}{}", indented(place.indent)), &self.inlines(text))
    }

    /// A paragraph; the first of an item where there is one.
    fn text(&mut self, text: &[Inline], place: Place, item: Option<Item>) -> String {
        if text.is_empty() && item.is_none() {
            return String::new();
        }
        let runs = self.inlines(text);
        match item {
            Some(Item { list, level }) => {
                let number = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
                paragraph("ListParagraph", &number, &runs)
            }
            None if place.indent > 0 => {
                paragraph("ListParagraph", &format!("<w:ind w:left=\"{}\"/>", place.indent), &runs)
            }
            None => paragraph("Normal", "", &runs),
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Block>], place: Place, level: u32) -> Result<String, Error> {
        let list = if ordered {
            self.parts.n_ordered += 1;
            DOTS + self.parts.n_ordered
        } else {
            DOTS
        };
        let indent = LIST_STEP * (level + 1);
        let inner = Place { width: place.width - f64::from(LIST_STEP) / TWIPS, indent, is_top: false };
        let mut out = String::new();
        for item in items {
            let (first, rest) = match item.as_slice() {
                [Block::Paragraph(text), rest @ ..] => (text.as_slice(), rest),
                rest => (&[] as &[Inline], rest),
            };
            out.push_str(&self.text(first, inner, Some(Item { list, level })));
            for block in rest {
                out.push_str(&match block {
                    Block::List { ordered, items } => self.list(*ordered, items, inner, level + 1)?,
                    block => self.block(block, inner)?,
                });
            }
        }
        Ok(out)
    }

    /// A box is a table of one cell: only so do its colour and its rule go round everything in it.
    fn boxed(&mut self, blocks: &[Block], place: Place) -> Result<String, Error> {
        let inner = Place { width: place.width - BOX_INSET, indent: 0, is_top: false };
        let inside = self.blocks(blocks, inner)?;
        if inside.is_empty() {
            return Ok(String::new());
        }
        let width = (place.width * TWIPS).round();
        Ok(format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"SummaryBox\"/><w:tblW w:w=\"{width}\" w:type=\"dxa\"/>\
             <w:tblInd w:w=\"{}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0000\"/></w:tblPr>\
             <w:tblGrid><w:gridCol w:w=\"{width}\"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>\
             <w:tcBorders><w:left w:val=\"single\" w:sz=\"24\" w:space=\"0\" w:color=\"{ACCENT}\"/></w:tcBorders>\
             <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{TINT}\"/></w:tcPr>{inside}</w:tc></w:tr></w:tbl>{}",
            place.indent,
            paragraph("Separator", "", ""),
        ))
    }

    /// The table, and whether it wants the page to lie across.
    fn table(&mut self, table: &Table, place: Place) -> (bool, String) {
        let Some(numbered) = self.numbering.get(&table.id) else { return (false, String::new()) };
        let free = self.layout.room(0.0);
        let room = if place.is_top { free } else { Room { width: place.width, across: None, ..free } };
        let fit = fit(table, room);
        let mut out = self.caption(numbered, &table.caption);
        let title = plain(&table.caption, &self.numbering);
        for (at, part) in fit.parts.iter().enumerate() {
            if at > 0 {
                let text = format!("{} {}, {}", numbered.word(self.words), numbered.number, self.words.continued);
                out.push_str(&paragraph("Caption", "", &run(&text, "")));
            }
            out.push_str(&table::table(table, &title, part, fit.size, place.indent));
        }
        out.push_str(&self.below(&table.remarks, table.source.as_ref(), place.indent));
        (fit.is_across, out)
    }

    fn figure(&mut self, figure: &Figure, place: Place) -> Result<String, Error> {
        let missing = || Error::Png { figure: figure.id.clone(), reason: "no PNG" };
        let picture = figure.png.as_ref().ok_or_else(missing)?;
        let (pixels_across, pixels_down) = png::size(picture).ok_or_else(missing)?;
        let Some(numbered) = self.numbering.get(&figure.id) else { return Ok(String::new()) };
        let mut out = self.caption(numbered, &figure.caption);
        self.parts.pictures.push(picture.clone());
        let number = self.parts.pictures.len();
        let by_width = f64::from(pixels_down) / f64::from(pixels_across);
        let wanted = f64::from(figure.width_mm.max(1)) * POINTS * self.layout.figures;
        // A page is about 690 points high, and the caption and what is below need some of it.
        let width = wanted.min(place.width).min(560.0 / by_width);
        let (across, down) = ((width * EMU).round().max(1.0), (width * by_width * EMU).round().max(1.0));
        let (alternative, name) =
            (escape(&figure.alternative), format!("{} {}", numbered.word(self.words), numbered.number));
        let drawing = format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{across}\" cy=\"{down}\"/>\
             <wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><wp:docPr id=\"{number}\" name=\"{name}\" descr=\"{alternative}\"/>\
             <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic>\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr>\
             <pic:cNvPr id=\"{number}\" name=\"{name}\" descr=\"{alternative}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
             <a:blip r:embed=\"picture{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>\
             <a:off x=\"0\" y=\"0\"/><a:ext cx=\"{across}\" cy=\"{down}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>\
             </pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        );
        let indent = indented(place.indent);
        out.push_str(&paragraph("Picture", &indent, &drawing));
        out.push_str(&self.below(&figure.remarks, figure.source.as_ref(), place.indent));
        Ok(out)
    }

    /// "Tabel 1. …", counted by Word, with a bookmark that references name.
    fn caption(&mut self, numbered: Numbered, caption: &[Inline]) -> String {
        self.n_bookmarks += 1;
        let (id, bookmark, word) = (self.n_bookmarks, bookmark(numbered), numbered.word(self.words));
        let style = "<w:rStyle w:val=\"CaptionNumber\"/>";
        let number = field(&format!(" SEQ {word} \\* ARABIC "), &numbered.number.to_string(), style);
        let runs = format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"{bookmark}\"/>{}{number}<w:bookmarkEnd w:id=\"{id}\"/>{}{}",
            run(&format!("{word}\u{a0}"), style),
            run(". ", style),
            self.inlines(caption),
        );
        paragraph("Caption", "", &runs)
    }

    /// What stands under a table or figure. There is always a paragraph, since a table may not be the last thing of anything.
    fn below(&self, remarks: &[String], source: Option<&String>, indent: u32) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (place, remark) in remarks.iter().enumerate() {
            lines.push(if place == 0 { format!("{} {remark}", self.words.remarks) } else { remark.clone() });
        }
        lines.extend(source.map(|source| format!("{} {source}", self.words.source)));
        let Some(last) = lines.pop() else { return paragraph("Separator", "", "") };
        let indent = indented(indent);
        let keep = |line: &String| paragraph("TableNote", &format!("<w:keepNext/>{indent}"), &run(line, ""));
        let above: String = lines.iter().map(keep).collect();
        let last = paragraph("TableNote", &format!("<w:spacing w:after=\"240\"/>{indent}"), &run(&last, ""));
        format!("{above}{last}")
    }

    /// The end of a section where the page turns.
    fn turn(&mut self, is_across: bool) -> String {
        if is_across == self.is_across {
            return String::new();
        }
        let end = paragraph("Separator", &self.section(), "");
        self.is_across = is_across;
        end
    }

    fn section(&self) -> String {
        let twips = |millimetres: f64| (millimetres * POINTS * TWIPS).round();
        let [left, right, top, bottom] = self.layout.margins.map(twips);
        let (long, short) = (16_838, 11_906);
        let size = if self.is_across {
            format!("<w:pgSz w:w=\"{long}\" w:h=\"{short}\" w:orient=\"landscape\"/>")
        } else {
            format!("<w:pgSz w:w=\"{short}\" w:h=\"{long}\"/>")
        };
        format!(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"footer1\"/><w:type w:val=\"nextPage\"/>{size}\
             <w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"680\" w:footer=\"680\" \
             w:gutter=\"0\"/></w:sectPr>"
        )
    }

    fn inlines(&mut self, inlines: &[Inline]) -> String {
        let pieces = self.numbering.pieces(inlines);
        self.pieces(&pieces, "")
    }

    fn pieces(&mut self, pieces: &[Piece], character_style: &str) -> String {
        pieces.iter().map(|piece| self.piece(piece, character_style)).collect()
    }

    fn piece(&mut self, piece: &Piece, character_style: &str) -> String {
        match piece {
            Piece::Text { text, style } => run(text, &format!("{character_style}{}", properties(*style))),
            // A link and no field: others than Word work fields out too early, and lose their number or their case.
            Piece::Reference { to, text, style } => format!(
                "<w:hyperlink w:anchor=\"{}\">{}</w:hyperlink>",
                bookmark(*to),
                run(text, &format!("<w:rStyle w:val=\"InternalLink\"/>{}", properties(*style)))
            ),
            Piece::Link { url, pieces } => {
                let links = if self.is_note { &mut self.parts.footnote_links } else { &mut self.parts.links };
                links.push(url.clone());
                let id = links.len();
                let runs = self.pieces(pieces, "<w:rStyle w:val=\"Hyperlink\"/>");
                format!("<w:hyperlink r:id=\"link{id}\">{runs}</w:hyperlink>")
            }
            Piece::Footnote { number, pieces } => {
                self.is_note = true;
                let runs = self.pieces(pieces, "");
                self.is_note = false;
                let style = "<w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>";
                let text = format!("<w:r>{style}<w:footnoteRef/></w:r>{}{runs}", run(" ", ""));
                let note = paragraph("FootnoteText", "", &text);
                self.notes.push_str(&format!("<w:footnote w:id=\"{number}\">{note}</w:footnote>"));
                format!("<w:r>{style}<w:footnoteReference w:id=\"{number}\"/></w:r>")
            }
        }
    }
}

fn bookmark(numbered: Numbered) -> String {
    numbered.anchor().replace('-', "_")
}

fn indented(indent: u32) -> String {
    if indent == 0 { String::new() } else { format!("<w:ind w:left=\"{indent}\"/>") }
}

fn properties(style: Style) -> String {
    let strong = if style.strong { "<w:b/><w:bCs/>" } else { "" };
    let emphasis = if style.emphasis { "<w:i/><w:iCs/>" } else { "" };
    format!("{strong}{emphasis}")
}

/// A paragraph of a style, with properties of its own.
pub(super) fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{runs}</w:p>")
}

/// Words with properties.
pub(super) fn run(text: &str, properties: &str) -> String {
    let properties = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    // Word has elements for the characters that only tell where a word may break.
    let text = escape(text)
        .replace('\u{ad}', "</w:t><w:softHyphen/><w:t xml:space=\"preserve\">")
        .replace('\u{2011}', "</w:t><w:noBreakHyphen/><w:t xml:space=\"preserve\">");
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A field with what it shows until Word works it out anew.
pub(super) fn field(instruction: &str, shown: &str, properties: &str) -> String {
    let wrapped = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    let mark = |kind: &str| format!("<w:r>{wrapped}<w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    format!(
        "{}<w:r>{wrapped}<w:instrText xml:space=\"preserve\">{}</w:instrText></w:r>{}{}{}",
        mark("begin"),
        escape(instruction),
        mark("separate"),
        run(shown, properties),
        mark("end"),
    )
}

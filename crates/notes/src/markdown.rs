//! From Markdown to the blocks of a document.
//!
//! What a note may hold: headings, paragraphs, lists, quotes (as boxes), emphasis, links, footnotes, and on lines of their own
//! `![](table:ID)` and `![](figure:ID)`. `[](#ID)` is the name of a table or figure: "tabel 2". Whatever else Markdown knows
//! (code, raw HTML, pictures from elsewhere, tables typed by hand) is an error: figures that are typed are not bound to anything.

use document::{Block, Inline};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;

/// Where a table or figure stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Table(String),
    Figure(String),
}

impl Place {
    /// Reads `table:ID` or `figure:ID`.
    pub(crate) fn read(text: &str) -> Option<Place> {
        match text.split_once(':')? {
            ("table", id) => Some(Place::Table(id.to_owned())),
            ("figure", id) => Some(Place::Figure(id.to_owned())),
            _ => None,
        }
    }
}

/// A block of text, or the place of a table or figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Block(Block),
    Place(Place),
}

/// Text that stands for itself in Markdown.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(if letter.is_control() { ' ' } else { letter });
    }
    escaped
}

/// Reads Markdown.
///
/// # Errors
/// What of it a note cannot hold.
pub(crate) fn read(text: &str) -> Result<Vec<Piece>, String> {
    let mut options = Options::empty();
    options.insert(Options::ENABLE_FOOTNOTES);
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, options) {
        reader.event(event)?;
    }
    reader.finish()
}

/// What is open: its content becomes part of what it stands in when it is closed.
#[derive(Debug)]
enum Open {
    /// Blocks: the text itself, an item of a list, a quote, a footnote's text.
    Blocks(Vec<Piece>),
    /// A list's items.
    Items { ordered: bool, items: Vec<Vec<Block>> },
    /// A line.
    Line(Vec<Inline>),
    /// A picture's place.
    Picture(String),
}

#[derive(Debug, Default)]
struct Reader {
    open: Vec<Open>,
    text: Vec<Piece>,
    links: Vec<String>,
    footnotes: BTreeMap<String, Vec<Inline>>,
    labels: Vec<String>,
}

/// The mark of a footnote until its text is known: the texts stand below.
const MARK: &str = "\u{0}footnote:";

impl Reader {
    fn event(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.inline(Inline::text(text.into_string()));
                Ok(())
            }
            Event::SoftBreak | Event::HardBreak => {
                self.inline(Inline::text(" "));
                Ok(())
            }
            Event::FootnoteReference(label) => {
                self.inline(Inline::Reference(format!("{MARK}{label}")));
                Ok(())
            }
            Event::Code(code) => Err(format!("a note has no code: `{code}`")),
            Event::Html(html) | Event::InlineHtml(html) => Err(format!("a note has no HTML: `{}`", html.trim())),
            Event::Rule => Err("a note has no lines across: `---`".into()),
            _ => Err("a note cannot hold this kind of Markdown".into()),
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), String> {
        let open = match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::Emphasis | Tag::Strong => Open::Line(Vec::new()),
            Tag::Link { dest_url, .. } => {
                self.links.push(dest_url.into_string());
                Open::Line(Vec::new())
            }
            Tag::Image { dest_url, .. } => Open::Picture(dest_url.into_string()),
            Tag::BlockQuote(_) | Tag::Item => Open::Blocks(Vec::new()),
            Tag::FootnoteDefinition(label) => {
                self.labels.push(label.into_string());
                Open::Blocks(Vec::new())
            }
            Tag::List(start) => Open::Items { ordered: start.is_some(), items: Vec::new() },
            Tag::CodeBlock(_) => return Err("a note has no code: do not indent a paragraph by four spaces".into()),
            Tag::HtmlBlock => return Err("a note has no HTML".into()),
            _ => return Err("a note cannot hold this kind of Markdown".into()),
        };
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        match (tag, open) {
            (TagEnd::Paragraph, Open::Line(line)) => self.block(Block::Paragraph(line)),
            (TagEnd::Heading(level), Open::Line(text)) => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    _ => 4,
                };
                self.block(Block::Heading { level, text });
            }
            (TagEnd::Emphasis, Open::Line(line)) => self.inline(Inline::Emphasis(line)),
            (TagEnd::Strong, Open::Line(line)) => self.inline(Inline::Strong(line)),
            (TagEnd::Link, Open::Line(text)) => {
                let url = self.links.pop().unwrap_or_default();
                match url.strip_prefix('#') {
                    Some(id) => self.inline(Inline::Reference(id.to_owned())),
                    None => self.inline(Inline::Link { url, text }),
                }
            }
            (TagEnd::Image, Open::Picture(place)) => self.place(&place)?,
            (TagEnd::BlockQuote(_), Open::Blocks(pieces)) => {
                let blocks = only_blocks(pieces, "a box")?;
                self.block(Block::Box(blocks));
            }
            (TagEnd::Item, Open::Blocks(pieces)) => {
                let blocks = only_blocks(pieces, "a list")?;
                if let Some(Open::Items { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            (TagEnd::List(_), Open::Items { ordered, items }) => self.block(Block::List { ordered, items }),
            (TagEnd::FootnoteDefinition, Open::Blocks(pieces)) => {
                let label = self.labels.pop().unwrap_or_default();
                let mut text = Vec::new();
                for block in only_blocks(pieces, "a footnote")? {
                    match block {
                        Block::Paragraph(line) => {
                            if !text.is_empty() {
                                text.push(Inline::text(" "));
                            }
                            text.extend(line);
                        }
                        _ => return Err(format!("footnote `{label}` is more than words")),
                    }
                }
                self.footnotes.insert(label, text);
            }
            _ => {}
        }
        Ok(())
    }

    fn place(&mut self, place: &str) -> Result<(), String> {
        let place = Place::read(place).ok_or_else(|| format!("`{place}` is neither `table:ID` nor `figure:ID`"))?;
        // It stands in a paragraph of its own, which is left out.
        match self.open.last_mut() {
            Some(Open::Line(line)) if line.is_empty() => {}
            _ => return Err("a table or figure stands on a line of its own, with empty lines around it".into()),
        }
        let depth = self.open.len();
        match depth.checked_sub(2).and_then(|at| self.open.get_mut(at)) {
            Some(_) => Err("a table or figure stands in the text, not in a list or a box".into()),
            None => {
                self.text.push(Piece::Place(place));
                Ok(())
            }
        }
    }

    fn inline(&mut self, inline: Inline) {
        match self.open.last_mut() {
            Some(Open::Line(line)) => match (line.last_mut(), inline) {
                (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
                (_, inline) => line.push(inline),
            },
            // A list whose items have no empty lines between has no paragraphs in them.
            Some(Open::Blocks(pieces)) => match pieces.last_mut() {
                Some(Piece::Block(Block::Paragraph(line))) => match (line.last_mut(), inline) {
                    (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
                    (_, inline) => line.push(inline),
                },
                _ => pieces.push(Piece::Block(Block::Paragraph(vec![inline]))),
            },
            // A picture's alternative is made from what it shows.
            _ => {}
        }
    }

    fn block(&mut self, block: Block) {
        if matches!(&block, Block::Paragraph(line) if line.is_empty()) {
            return;
        }
        match self.open.last_mut() {
            Some(Open::Blocks(pieces)) => pieces.push(Piece::Block(block)),
            _ => self.text.push(Piece::Block(block)),
        }
    }

    /// Puts the texts of the footnotes where they are referred to.
    fn finish(mut self) -> Result<Vec<Piece>, String> {
        let mut text = std::mem::take(&mut self.text);
        for piece in &mut text {
            if let Piece::Block(block) = piece {
                self.footnotes_in(block)?;
            }
        }
        Ok(text)
    }

    fn footnotes_in(&self, block: &mut Block) -> Result<(), String> {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::FinePrint(text) => self.footnotes_of(text),
            Block::List { items, .. } => items.iter_mut().flatten().try_for_each(|block| self.footnotes_in(block)),
            Block::Box(blocks) => blocks.iter_mut().try_for_each(|block| self.footnotes_in(block)),
            Block::Table(_) | Block::Figure(_) => Ok(()),
        }
    }

    fn footnotes_of(&self, line: &mut [Inline]) -> Result<(), String> {
        for inline in line {
            match inline {
                Inline::Reference(id) => {
                    let Some(label) = id.strip_prefix(MARK) else { continue };
                    let text = self.footnotes.get(label);
                    let text = text.ok_or_else(|| format!("footnote `{label}` has no text: write `[^{label}]: …`"))?;
                    *inline = Inline::Footnote(text.clone());
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                    self.footnotes_of(inner)?;
                }
                Inline::Text(_) | Inline::Footnote(_) => {}
            }
        }
        Ok(())
    }
}

fn only_blocks(pieces: Vec<Piece>, holder: &str) -> Result<Vec<Block>, String> {
    let block = |piece| match piece {
        Piece::Block(block) => Ok(block),
        Piece::Place(_) => Err(format!("a table or figure stands in the text, not in {holder}")),
    };
    pieces.into_iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;
    use proptest::prelude::*;

    fn paragraph(text: &str) -> Piece {
        Piece::Block(Block::Paragraph(vec![Inline::text(text)]))
    }

    #[test]
    fn blocks_and_places() {
        let text = "# A\n\nb *c* **d**[^1] [](#t)\n\n![](table:t)\n\n- e\n- f\n\n> g\n\n[^1]: h";
        let pieces = read(text).unwrap();
        let item = |text: &str| vec![Block::Paragraph(vec![Inline::text(text)])];
        assert_eq!(
            pieces,
            vec![
                Piece::Block(Block::Heading { level: 1, text: vec![Inline::text("A")] }),
                Piece::Block(Block::Paragraph(vec![
                    Inline::text("b "),
                    Inline::Emphasis(vec![Inline::text("c")]),
                    Inline::text(" "),
                    Inline::Strong(vec![Inline::text("d")]),
                    Inline::Footnote(vec![Inline::text("h")]),
                    Inline::text(" "),
                    Inline::Reference("t".into()),
                ])),
                Piece::Place(Place::Table("t".into())),
                Piece::Block(Block::List { ordered: false, items: vec![item("e"), item("f")] }),
                Piece::Block(Block::Box(vec![Block::Paragraph(vec![Inline::text("g")])])),
            ]
        );
    }

    #[test]
    fn what_a_note_cannot_hold() {
        for (text, message) in [
            ("`x`", "a note has no code: `x`"),
            ("a <b>", "a note has no HTML: `<b>`"),
            ("![](http://x)", "`http://x` is neither `table:ID` nor `figure:ID`"),
            ("a ![](table:t)", "a table or figure stands on a line of its own, with empty lines around it"),
            ("- ![](table:t)", "a table or figure stands on a line of its own, with empty lines around it"),
            ("> ![](table:t)", "a table or figure stands in the text, not in a list or a box"),
            ("    code", "a note has no code: do not indent a paragraph by four spaces"),
        ] {
            assert_eq!(read(text).unwrap_err(), message, "{text}");
        }
    }

    proptest! {
        /// What is put into a note as words is words.
        #[test]
        fn what_is_escaped_stands_for_itself(words in "[ -~æøåÆØÅ§–]{1,40}") {
            let words = words.trim();
            prop_assume!(!words.is_empty());
            // Runs of spaces are one.
            prop_assert_eq!(read(&format!("x{}x", escaped(words))).unwrap(), vec![paragraph(&format!("x{words}x"))]);
        }

        #[test]
        fn no_text_brings_it_down(text in "([-#*>!\\[\\]()^:`<&\n 1.a]|table:|\\[\\^1\\]){0,40}") {
            let _ = read(&text);
        }
    }
}

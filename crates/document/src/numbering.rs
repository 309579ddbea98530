//! Numbers of tables, figures and footnotes, and the words that refer to them.

use crate::text::clean;
use crate::words::Words;
use crate::{Block, Document, Inline};
use std::collections::BTreeMap;

/// What has a number and a caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    Figure,
}

/// A numbered table or figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbered {
    pub(crate) kind: Kind,
    /// Its number among its kind, from 1.
    pub(crate) number: usize,
}

impl Numbered {
    /// What links go to, in every format: `table-2`.
    pub(crate) fn anchor(self) -> String {
        let kind = match self.kind {
            Kind::Table => "table",
            Kind::Figure => "figure",
        };
        format!("{kind}-{}", self.number)
    }

    /// "Tabel".
    pub(crate) fn word(self, words: &'static Words) -> &'static str {
        match self.kind {
            Kind::Table => words.table,
            Kind::Figure => words.figure,
        }
    }
}

/// The tables and figures by their ids.
pub(crate) struct Numbering<'d> {
    by_id: BTreeMap<&'d str, Numbered>,
    words: &'static Words,
    n_footnotes: usize,
}

/// A part of a line as a format writes it: the words clean, the nesting gone, footnotes and references with their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text { text: String, style: Style },
    Footnote { number: usize, pieces: Vec<Piece> },
    Reference { to: Numbered, text: String, style: Style },
    Link { url: String, pieces: Vec<Piece> },
}

/// How words stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Style {
    pub(crate) strong: bool,
    pub(crate) emphasis: bool,
}

impl<'d> Numbering<'d> {
    /// Numbers the tables and figures in the order in which they are read. Of two with one id the first counts; `check` refuses them.
    pub(crate) fn of(document: &'d Document) -> Numbering<'d> {
        let mut numbering = Numbering { by_id: BTreeMap::new(), words: Words::of(document.language), n_footnotes: 0 };
        let (mut n_tables, mut n_figures) = (0, 0);
        for_each_block(&document.blocks, &mut |block| {
            let (id, numbered) = match block {
                Block::Table(table) => {
                    n_tables += 1;
                    (&table.id, Numbered { kind: Kind::Table, number: n_tables })
                }
                Block::Figure(figure) => {
                    n_figures += 1;
                    (&figure.id, Numbered { kind: Kind::Figure, number: n_figures })
                }
                _ => return,
            };
            numbering.by_id.entry(id).or_insert(numbered);
        });
        numbering
    }

    /// What has this id.
    pub(crate) fn get(&self, id: &str) -> Option<Numbered> {
        self.by_id.get(id).copied()
    }

    /// All ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'d str> {
        self.by_id.keys().copied()
    }

    /// A line as it is written. Footnotes get the next numbers, so lines are asked for in the order in which they are read.
    pub(crate) fn pieces(&mut self, inlines: &[Inline]) -> Vec<Piece> {
        let mut line = Line { numbering: self, before: String::new() };
        line.pieces(inlines, Style::default())
    }
}

/// Every block, those within others too, in the order in which they are read.
pub(crate) fn for_each_block<'d>(blocks: &'d [Block], see: &mut impl FnMut(&'d Block)) {
    for block in blocks {
        see(block);
        match block {
            Block::List { items, .. } => items.iter().for_each(|item| for_each_block(item, see)),
            Block::Box(blocks) => for_each_block(blocks, see),
            Block::Heading { .. } | Block::Paragraph(_) | Block::FinePrint(_) | Block::Table(_) | Block::Figure(_) => {}
        }
    }
}

/// The words of a line without its footnotes.
pub(crate) fn plain(inlines: &[Inline], numbering: &Numbering<'_>) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(words) => text.push_str(&clean(words)),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                text.push_str(&plain(inner, numbering));
            }
            Inline::Footnote(_) => {}
            Inline::Reference(id) => text.push_str(&numbering.reference(id, &text)),
        }
    }
    text
}

impl Numbering<'_> {
    /// "tabel 2", or "Tabel 2" where a sentence begins. The space does not break.
    fn reference(&self, id: &str, before: &str) -> String {
        let Some(numbered) = self.get(id) else { return String::new() };
        let word = numbered.word(self.words);
        let word = if begins_sentence(before) { word.to_owned() } else { word.to_lowercase() };
        format!("{word}\u{a0}{}", numbered.number)
    }
}

/// Whether a sentence begins after these words.
///
/// ```text
/// ""                      yes
/// "Flere kom i gang. "    yes
/// "jf. "                  no: the words before which nobody begins a sentence
/// ```
fn begins_sentence(before: &str) -> bool {
    const ABBREVIATIONS: [&str; 10] = ["jf.", "jfr.", "cf.", "evt.", "f.eks.", "fx.", "e.g.", "i.e.", "bl.a.", "hhv."];
    let text = before.trim_end().trim_end_matches(['(', '"', '\u{201d}', '\u{bb}', '\u{ab}']).trim_end();
    if text.is_empty() {
        return true;
    }
    let last = text.rsplit(|character: char| character.is_whitespace() || character == '(').next().unwrap_or_default();
    before.ends_with(char::is_whitespace)
        && text.ends_with(['.', '!', '?'])
        && !ABBREVIATIONS.contains(&last.to_lowercase().as_str())
}

/// A line on its way: what has been written of it tells where a sentence begins.
struct Line<'n, 'd> {
    numbering: &'n mut Numbering<'d>,
    before: String,
}

impl Line<'_, '_> {
    fn pieces(&mut self, inlines: &[Inline], style: Style) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    let text = clean(text);
                    self.before.push_str(&text);
                    pieces.push(Piece::Text { text, style });
                }
                Inline::Strong(inner) => pieces.extend(self.pieces(inner, Style { strong: true, ..style })),
                Inline::Emphasis(inner) => pieces.extend(self.pieces(inner, Style { emphasis: true, ..style })),
                Inline::Footnote(inner) => {
                    self.numbering.n_footnotes += 1;
                    let number = self.numbering.n_footnotes;
                    pieces.push(Piece::Footnote { number, pieces: self.numbering.pieces(inner) });
                }
                Inline::Reference(id) => {
                    let text = self.numbering.reference(id, &self.before);
                    if let Some(to) = self.numbering.get(id) {
                        self.before.push_str(&text);
                        pieces.push(Piece::Reference { to, text, style });
                    }
                }
                Inline::Link { url, text } => {
                    let url = crate::address::address(url).unwrap_or_default();
                    let inner = self.pieces(text, style);
                    pieces.push(Piece::Link { url, pieces: inner });
                }
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_sentence_begins() {
        let cases = [
            ("", true),
            ("  ", true),
            ("Flere kom i gang. ", true),
            ("Steg det? ", true),
            ("(", true),
            ("Flere kom i gang (", false),
            ("Flere kom i gang (jf. ", false),
            ("Tallet steg, jf. ", false),
            ("Det ses af ", false),
            ("kl.", false),
            ("Faldet er 4 pct. ", true),
        ];
        for (before, expected) in cases {
            assert_eq!(begins_sentence(before), expected, "{before:?}");
        }
    }
}

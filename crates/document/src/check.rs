//! What no format could write, or no reader could use.

use crate::address::address;
use crate::numbering::{Numbering, plain};
use crate::text::is_blank;
use crate::{Block, Date, Document, Error, Figure, HEADING_LEVELS, Inline, RowKind, Table, png, svg};
use std::collections::BTreeSet;

/// How deep blocks may stand in blocks, and words in words.
const DEEPEST: usize = 6;

/// Looks for what no format could write: every format does this first.
///
/// ```
/// use document::{Document, Error, Language, check};
///
/// let document = Document {
///     language: Language::Danish,
///     kind: "Notat".to_owned(),
///     title: " ".to_owned(),
///     subtitle: None,
///     fields: Vec::new(),
///     office: None,
///     date: None,
///     author: None,
///     description: String::new(),
///     blocks: Vec::new(),
///     one_page: false,
/// };
/// assert_eq!(check(&document), Err(Error::Blank { what: "the title".to_owned() }));
/// ```
///
/// # Errors
/// The first thing that is wrong, in the order in which a reader would meet it.
pub fn check(document: &Document) -> Result<(), Error> {
    blank(&document.title, || "the title".to_owned())?;
    if let Some(date) = document.date {
        day(date)?;
    }
    // Before anything walks into it.
    block_depth(&document.blocks, 0)?;
    let numbering = Numbering::of(document);
    let mut checker = Checker { numbering: &numbering, ids: BTreeSet::new(), level: 0 };
    checker.blocks(&document.blocks)
}

fn blank(text: &str, what: impl Fn() -> String) -> Result<(), Error> {
    if is_blank(text) { Err(Error::Blank { what: what() }) } else { Ok(()) }
}

fn day(Date { year, month, day }: Date) -> Result<(), Error> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let n_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    let is_day = (1..=9999).contains(&year) && (1..=n_days).contains(&day);
    if is_day { Ok(()) } else { Err(Error::Date { year, month, day }) }
}

fn block_depth(blocks: &[Block], depth: usize) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(Error::Nesting { what: "blocks", limit: DEEPEST });
    }
    for block in blocks {
        match block {
            Block::List { items, .. } => items.iter().try_for_each(|item| block_depth(item, depth + 1))?,
            Block::Box(blocks) => block_depth(blocks, depth + 1)?,
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::FinePrint(text) => inline_depth(text, 0)?,
            Block::Table(table) => inline_depth(&table.caption, 0)?,
            Block::Figure(figure) => inline_depth(&figure.caption, 0)?,
        }
    }
    Ok(())
}

fn inline_depth(inlines: &[Inline], depth: usize) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(Error::Nesting { what: "words", limit: DEEPEST });
    }
    for inline in inlines {
        match inline {
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Footnote(inner)
            | Inline::Link { text: inner, .. } => inline_depth(inner, depth + 1)?,
            Inline::Text(_) | Inline::Reference(_) => {}
        }
    }
    Ok(())
}

/// Where in a line we are.
#[derive(Clone, Copy)]
enum Place<'d> {
    Line,
    Footnote(&'d [Inline]),
    Link(&'d str),
}

struct Checker<'n, 'd> {
    numbering: &'n Numbering<'d>,
    ids: BTreeSet<&'d str>,
    /// The level of the last heading.
    level: u8,
}

impl<'d> Checker<'_, 'd> {
    fn blocks(&mut self, blocks: &'d [Block]) -> Result<(), Error> {
        blocks.iter().try_for_each(|block| match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(text) | Block::FinePrint(text) => self.line(text, Place::Line),
            Block::List { items, .. } => items.iter().try_for_each(|item| self.blocks(item)),
            Block::Box(blocks) => self.blocks(blocks),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
        })
    }

    fn heading(&mut self, level: u8, text: &'d [Inline]) -> Result<(), Error> {
        let heading = plain(text, self.numbering);
        blank(&heading, || "a heading".to_owned())?;
        let allowed = (self.level + 1).min(HEADING_LEVELS);
        if !(1..=allowed).contains(&level) {
            return Err(Error::HeadingLevel { heading, level, allowed });
        }
        self.level = level;
        self.line(text, Place::Line)
    }

    fn id(&mut self, id: &'d str) -> Result<(), Error> {
        if self.ids.insert(id) { Ok(()) } else { Err(Error::DuplicateId { id: id.to_owned() }) }
    }

    fn table(&mut self, table: &'d Table) -> Result<(), Error> {
        self.id(&table.id)?;
        blank(&plain(&table.caption, self.numbering), || format!("the caption of table `{}`", table.id))?;
        self.line(&table.caption, Place::Line)?;
        let Some(first) = table.head.first().filter(|head| !head.is_empty()) else {
            return Err(Error::NoHead { table: table.id.clone() });
        };
        let width = |head: &[crate::HeadCell]| head.iter().fold(0usize, |sum, cell| sum.saturating_add(cell.span));
        let expected = width(first);
        let wrong = |row: String, found| Error::Columns { table: table.id.clone(), row, found, expected };
        for (place, head) in table.head.iter().enumerate() {
            let found = width(head);
            if found != expected || head.iter().any(|cell| cell.span == 0) {
                return Err(wrong(format!("row {} of the head", place + 1), found));
            }
        }
        for (place, row) in table.rows.iter().enumerate() {
            let is_right = row.cells.len() == expected || (row.kind == RowKind::Group && row.cells.is_empty());
            if !is_right {
                return Err(wrong(format!("row {} ({})", place + 1, row.header), row.cells.len()));
            }
        }
        Ok(())
    }

    fn figure(&mut self, figure: &'d Figure) -> Result<(), Error> {
        self.id(&figure.id)?;
        blank(&plain(&figure.caption, self.numbering), || format!("the caption of figure `{}`", figure.id))?;
        blank(&figure.alternative, || format!("the alternative text of figure `{}`", figure.id))?;
        self.line(&figure.caption, Place::Line)?;
        svg::check(&figure.svg).map_err(|reason| Error::Svg { figure: figure.id.clone(), reason })?;
        match &figure.png {
            Some(bytes) if png::size(bytes).is_none() => {
                Err(Error::Png { figure: figure.id.clone(), reason: "a PNG that is not one" })
            }
            _ => Ok(()),
        }
    }

    fn line(&self, inlines: &'d [Inline], place: Place<'d>) -> Result<(), Error> {
        for inline in inlines {
            match (inline, place) {
                (Inline::Text(_), _) => {}
                (Inline::Strong(inner) | Inline::Emphasis(inner), place) => self.line(inner, place)?,
                (_, Place::Link(url)) => return Err(Error::NestedLink { url: url.to_owned() }),
                (Inline::Footnote(_), Place::Footnote(outer)) => {
                    return Err(Error::NestedFootnote { footnote: plain(outer, self.numbering) });
                }
                (Inline::Footnote(inner), Place::Line) => {
                    blank(&plain(inner, self.numbering), || "a footnote".to_owned())?;
                    self.line(inner, Place::Footnote(inner))?;
                }
                (Inline::Link { url, text }, _) => {
                    if address(url).is_none() {
                        return Err(Error::Address { url: url.clone() });
                    }
                    blank(&plain(text, self.numbering), || format!("the link to `{url}`"))?;
                    self.line(text, Place::Link(url))?;
                }
                (Inline::Reference(id), _) => {
                    if self.numbering.get(id).is_none() {
                        return Err(self.unknown(id));
                    }
                }
            }
        }
        Ok(())
    }

    fn unknown(&self, id: &str) -> Error {
        let known: Vec<String> = self.numbering.ids().map(|id| format!("`{id}`")).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Error::UnknownReference { id: id.to_owned(), known }
    }
}

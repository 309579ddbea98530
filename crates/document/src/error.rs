//! What is wrong with a document.

/// Why a document is not written. The message names the place and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something that every reader needs has no words.
    #[error("{what} is empty: write it, or leave the whole block out")]
    Blank {
        /// What is empty: "the title", "the caption of table `t1`".
        what: String,
    },
    /// The date of the document is not a day.
    #[error("{year}-{month:02}-{day:02} is no day of the calendar: correct the document's date")]
    Date {
        /// The year.
        year: u16,
        /// The month.
        month: u8,
        /// The day.
        day: u8,
    },
    /// The document has no date, and is to be a PDF.
    #[error("the document has no date, which PDF/A requires: give it one")]
    NoDate,
    /// A heading skips a level, which those who listen to the document cannot follow.
    #[error("the heading `{heading}` has level {level} where 1 to {allowed} may stand: give it one of those")]
    HeadingLevel {
        /// The heading.
        heading: String,
        /// Its level.
        level: u8,
        /// The deepest level that may stand there.
        allowed: u8,
    },
    /// Two tables or figures are called the same.
    #[error("two tables or figures have the id `{id}`: give one of them another")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// A reference to what is not there.
    #[error("nothing has the id `{id}`, which the text refers to: the tables and figures are {known}")]
    UnknownReference {
        /// The id.
        id: String,
        /// The ids that there are.
        known: String,
    },
    /// A footnote within a footnote.
    #[error("the footnote `{footnote}` has a footnote of its own: put one after the other")]
    NestedFootnote {
        /// The words of the outer one.
        footnote: String,
    },
    /// Something that is a link itself stands within a link.
    #[error("the link to `{url}` has a link, a reference or a footnote within it: put it behind the link")]
    NestedLink {
        /// The address.
        url: String,
    },
    /// An address that is not one.
    #[error("`{url}` is no address for a link: it begins with https://, http:// or mailto:, and goes on")]
    Address {
        /// The address.
        url: String,
    },
    /// Blocks in blocks, or words in words, too deep for a reader and for Word.
    #[error("{what} are nested more than {limit} deep: make it simpler")]
    Nesting {
        /// What: "blocks".
        what: &'static str,
        /// How deep they may be.
        limit: usize,
    },
    /// A table has no head, and so nothing that tells its columns apart.
    #[error("table `{table}` has no head: give it a row with a title for each column")]
    NoHead {
        /// The table's id.
        table: String,
    },
    /// A row of a table is longer or shorter than its head.
    #[error("{row} of table `{table}` has {found} columns where the table has {expected}: make them the same")]
    Columns {
        /// The table's id.
        table: String,
        /// Which row: "row 3 (Ishøj)".
        row: String,
        /// How many columns it has.
        found: usize,
        /// How many the first row of the head has.
        expected: usize,
    },
    /// A figure's SVG cannot be shown.
    #[error("the SVG of figure `{figure}` cannot be used: {reason}")]
    Svg {
        /// The figure's id.
        figure: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A figure has no PNG that a DOCX could hold.
    #[error("figure `{figure}` has {reason}: a DOCX needs its picture as PNG")]
    Png {
        /// The figure's id.
        figure: String,
        /// What is wrong: "no PNG".
        reason: &'static str,
    },
    /// A document of one page needs more.
    #[error("the document is meant for one page and needs {pages}: shorten it, or lay it out as a note")]
    MorePages {
        /// How many pages it takes in the tightest layout.
        pages: usize,
    },
    /// The typesetter refused.
    #[error("the PDF cannot be set: {message}")]
    Typesetting {
        /// Its words.
        message: String,
    },
    /// The parts of a DOCX could not be put together.
    #[error("the DOCX cannot be put together: {message}")]
    Package {
        /// Why.
        message: String,
    },
}

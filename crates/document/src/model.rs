//! The document model: plain data, the same for every format.
//!
//! Texts are texts and never markup. A text is one line: line breaks and tabs in it count as spaces, and what no document can hold
//! (control characters) is shown as U+FFFD.

/// The language of a document: what its own words ("Tabel 1", "Side 1 af 3") are in, and what screen readers and spelling take it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Danish, as in Denmark.
    Danish,
    /// English, as in Great Britain.
    English,
}

/// A day of the calendar that we use, for the properties of a file. It is given: there is no clock here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

/// A note: its head, and the blocks of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The language of the text.
    pub language: Language,
    /// What kind of paper it is: "Notat".
    pub kind: String,
    /// The title. It may not be empty.
    pub title: String,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// What stands in the head beside the title, in order, in the document's language: ("Sagsnummer", "2018-0215").
    pub fields: Vec<(String, String)>,
    /// Who issues it: "Beskæftigelses- og Integrationsforvaltningen".
    pub office: Option<String>,
    /// The date in the file's properties, which a PDF must have. What the reader sees is a field.
    pub date: Option<Date>,
    /// The author in the file's properties; the office where there is none.
    pub author: Option<String>,
    /// What the document is about, in a sentence, for the file's properties.
    pub description: String,
    /// The body.
    pub blocks: Vec<Block>,
    /// A compact layout for key figures on one page. As PDF it must then be one page.
    pub one_page: bool,
}

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 to [`HEADING_LEVELS`](crate::HEADING_LEVELS). The first is 1, and none is skipped on the way down.
        level: u8,
        /// The words. They may not be empty.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A paragraph in small type that few read: what the figures rest on.
    FinePrint(Vec<Inline>),
    /// A list.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// The items, each with blocks of its own.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Figure),
    /// A box that stands out from the text: a summary.
    Box(Vec<Block>),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// A text.
    Text(String),
    /// Something important.
    Strong(Vec<Inline>),
    /// Something stressed.
    Emphasis(Vec<Inline>),
    /// A footnote, numbered by the crate. It holds no other footnote.
    Footnote(Vec<Inline>),
    /// The name of the table or figure with this id, as a link: "tabel 2".
    Reference(String),
    /// A link to somewhere else.
    Link {
        /// The address: `https:`, `http:` or `mailto:`.
        url: String,
        /// The words. They may not be empty.
        text: Vec<Inline>,
    },
}

impl Inline {
    /// A text.
    ///
    /// ```
    /// assert_eq!(document::Inline::text("x"), document::Inline::Text("x".to_owned()));
    /// ```
    pub fn text(text: impl Into<String>) -> Inline {
        Inline::Text(text.into())
    }
}

/// How the text of a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// At the left: words.
    Left,
    /// In the middle: what is above several columns.
    Center,
    /// At the right: numbers.
    Right,
}

/// A table: a column of row headers (the stub), and columns of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What references call it. No other table or figure has it.
    pub id: String,
    /// What stands above it after "Tabel 1. ". It may not be empty.
    pub caption: Vec<Inline>,
    /// The title of the stub: "Kommune".
    pub stub_title: String,
    /// The rows of the head, from above. In each the spans add up to the number of columns beside the stub.
    pub head: Vec<Vec<HeadCell>>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What stands under it after "Anm.: ".
    pub remarks: Vec<String>,
    /// What stands under it after "Kilde: ".
    pub source: Option<String>,
}

/// A cell of a table's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadCell {
    /// The words.
    pub text: String,
    /// How many columns it stands above, from 1.
    pub span: usize,
    /// How it stands.
    pub alignment: Alignment,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its words in the stub.
    pub header: String,
    /// How deep it is: 0, or 1 for a row that is part of the one above ("heraf").
    pub level: u8,
    /// What kind of row it is.
    pub kind: RowKind,
    /// A cell for each column beside the stub; none in a group row.
    pub cells: Vec<Cell>,
}

/// What kind of row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A row like most.
    Ordinary,
    /// The total of others.
    Total,
    /// The title of the rows under it. It has no cells of its own.
    Group,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it.
    pub text: String,
    /// How it stands.
    pub alignment: Alignment,
    /// What a symbol such as ".." means, for those who listen and those who point. Paper cannot show it: the remarks must say it too.
    pub explanation: Option<String>,
}

/// A picture with its caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What references call it. No other table or figure has it.
    pub id: String,
    /// What stands above it after "Figur 1. ". It may not be empty.
    pub caption: Vec<Inline>,
    /// The picture for HTML and PDF: an SVG document without scripts and with nothing from elsewhere.
    pub svg: String,
    /// The same picture as PNG, for DOCX, which needs it.
    pub png: Option<Vec<u8>>,
    /// What the picture shows, in words, for those who do not see it. It may not be empty.
    pub alternative: String,
    /// What stands under it after "Anm.: ".
    pub remarks: Vec<String>,
    /// What stands under it after "Kilde: ".
    pub source: Option<String>,
    /// How wide it is, in millimetres; at most as wide as the text.
    pub width_mm: u16,
}

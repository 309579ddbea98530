//! A note as a file: one document model, written as HTML, as PDF and as DOCX.
//!
//! ```text
//!                       ┌─► html   one page that stands alone
//!  Document ─► check ───┼─► pdf    tagged, PDF/UA-1 and PDF/A-2a, set by Typst
//!                       └─► docx   real Word tables, captions, footnotes
//! ```
//!
//! The crate knows no statistics: text in, bytes out. It numbers tables, figures and footnotes, and says "Tabel 1" in the document's
//! language. There is no clock and no randomness: the same document is the same bytes.

mod address;
mod check;
mod docx;
mod error;
mod fit;
mod fonts;
mod html;
mod layout;
mod model;
mod numbering;
mod pdf;
mod png;
mod svg;
mod text;
mod words;

pub use check::check;
pub use docx::docx;
pub use error::Error;
pub use html::html;
pub use model::{Alignment, Block, Cell, Date, Document, Figure, HeadCell, Inline, Language, Row, RowKind, Table};
pub use pdf::pdf;

/// How many levels of headings there are under the title.
pub const HEADING_LEVELS: u8 = 4;

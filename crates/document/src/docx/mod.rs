//! DOCX: real Word tables, captions that Word counts, footnotes, pictures with alternative texts, styles by Word's own names.
//!
//! WordprocessingML (ECMA-376, part 1) is written here and not by `docx-rs`: in version 0.4.22 that library cannot give a picture
//! an alternative text or repeat the head of a table, and numbers footnotes, bookmarks and pictures by counters of the process,
//! so that the second document of a run differs from the first.

mod body;
mod package;
mod styles;
mod table;

use crate::layout::{NOTE, ONE_PAGE};
use crate::words::Words;
use crate::{Document, Error, check};

/// The namespace of Word's own elements.
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The document as DOCX, for Word and what reads its files.
///
/// A table that is too wide gets smaller type, then a section that lies across, then is set in parts. The pages are Word's own: a
/// document of one page is laid out for one, but Word may take two.
///
/// ```no_run
/// fn save(document: &document::Document) -> Result<(), Box<dyn std::error::Error>> {
///     Ok(std::fs::write("notat.docx", document::docx(document)?)?)
/// }
/// ```
///
/// # Errors
/// Those of [`check()`](crate::check()); a figure without a PNG.
pub fn docx(document: &Document) -> Result<Vec<u8>, Error> {
    check(document)?;
    let layout = if document.one_page { ONE_PAGE[1] } else { NOTE };
    let mut parts = body::parts(document, layout)?;
    parts.styles = styles::styles(layout, Words::of(document.language).tag);
    package::package(document, &parts)
}

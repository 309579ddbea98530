//! PDF, set by Typst: tagged, PDF/UA-1 and PDF/A-2a.
//!
//! Typst is told to use the two standards, and refuses what is against either. It sees the template, the document and its
//! pictures, the fonts of the crate, and nothing else: no file, no package, no network, no clock.

mod source;

use crate::fonts::FILES;
use crate::layout::{Layout, NOTE, NOTE_TIGHT, ONE_PAGE};
use crate::{Document, Error, check};
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The document as PDF: tagged, PDF/UA-1 and PDF/A-2a.
///
/// A character that the font does not have is shown as its code, `[U+6F22]`. A table that is too wide gets smaller type, then a
/// page that lies across, then is set in parts.
///
/// ```no_run
/// fn save(document: &document::Document) -> Result<(), Box<dyn std::error::Error>> {
///     Ok(std::fs::write("notat.pdf", document::pdf(document)?)?)
/// }
/// ```
///
/// # Errors
/// Those of [`check()`](crate::check()); no date; a document of one page that needs more; what the typesetter or one of the standards refuses.
pub fn pdf(document: &Document) -> Result<Vec<u8>, Error> {
    check(document)?;
    if document.date.is_none() {
        return Err(Error::NoDate);
    }
    let pages = if document.one_page { one_page(document)? } else { note(document)? };
    let bytes = export(document, &pages);
    // What no later document has asked for in a while is forgotten.
    typst::comemo::evict(5);
    bytes
}

/// The usual layout, or the tight one where that saves the page on which only a few lines would stand.
fn note(document: &Document) -> Result<PagedDocument, Error> {
    let pages = set(document, NOTE)?;
    let n_pages = pages.pages().len();
    if n_pages < 2 {
        return Ok(pages);
    }
    let tight = set(document, NOTE_TIGHT)?;
    Ok(if tight.pages().len() < n_pages { tight } else { pages })
}

/// The most readable layout in which the document is one page.
fn one_page(document: &Document) -> Result<PagedDocument, Error> {
    let mut n_pages = 0;
    for layout in ONE_PAGE {
        let pages = set(document, layout)?;
        n_pages = pages.pages().len();
        if n_pages <= 1 {
            return Ok(pages);
        }
    }
    Err(Error::MorePages { pages: n_pages })
}

fn set(document: &Document, layout: Layout) -> Result<PagedDocument, Error> {
    let source = source::source(document, layout);
    let sheet = Sheet::new(source)?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&sheet);
    output.map_err(|errors| refused(&errors))
}

fn export(document: &Document, pages: &PagedDocument) -> Result<Vec<u8>, Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| Error::Typesetting { message: error.message().to_string() })?;
    let options = PdfOptions {
        ident: Smart::Custom(ident(document)),
        creator: Smart::Custom(None),
        timestamp: None,
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(pages, &options).map_err(|errors| refused(&errors))
}

/// What tells the document from others, and stays as it is improved: what it is called and its fields.
fn ident(document: &Document) -> String {
    let fields = document.fields.iter().map(|(name, value)| format!("\n{name}: {value}"));
    format!("{}\n{}{}", document.kind, document.title, fields.collect::<String>())
}

fn refused(errors: &[SourceDiagnostic]) -> Error {
    let lines = errors.iter().map(|error| {
        let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v));
        format!("{}{}", error.message, hints.collect::<String>())
    });
    Error::Typesetting { message: lines.collect::<Vec<_>>().join("; ") }
}

/// What is the same for every document, made once.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn shop() -> &'static Shop {
    static SHOP: OnceLock<Shop> = OnceLock::new();
    SHOP.get_or_init(|| {
        // The headers of rows are still a feature that must be asked for.
        let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        let fonts: Vec<Font> = FILES.iter().filter_map(|file| Font::new(Bytes::new(*file), 0)).collect();
        Shop { library: LazyHash::new(library), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    })
}

/// What Typst sees of the world: a source and its pictures.
struct Sheet {
    main: Source,
    pictures: Vec<(FileId, Bytes)>,
}

impl Sheet {
    fn new(source: source::Source) -> Result<Sheet, Error> {
        let main = Source::new(file_id("note.typ")?, source.text);
        let picture = |(name, svg): (String, String)| Ok((file_id(&name)?, Bytes::from_string(svg)));
        let pictures = source.pictures.into_iter().map(picture).collect::<Result<_, Error>>()?;
        Ok(Sheet { main, pictures })
    }
}

fn file_id(name: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(name).map_err(|_| Error::Typesetting { message: format!("`{name}` is no path") })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &shop().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &shop().book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let picture = self.pictures.iter().find(|(picture, _)| *picture == id);
        picture.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        shop().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

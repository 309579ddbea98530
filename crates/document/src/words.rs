//! The document's own words, in its language.

use crate::Language;

/// The words that no author writes.
pub(crate) struct Words {
    /// The language as in `lang` of HTML and in the properties of a DOCX.
    pub(crate) tag: &'static str,
    /// The language without its country.
    pub(crate) language: &'static str,
    /// The country, in lower case.
    pub(crate) region: &'static str,
    /// Before a table's number, at the start of a sentence.
    pub(crate) table: &'static str,
    /// Before a figure's number, at the start of a sentence.
    pub(crate) figure: &'static str,
    /// Before the remarks under a table.
    pub(crate) remarks: &'static str,
    /// Before the source under a table.
    pub(crate) source: &'static str,
    /// Before a page's number.
    pub(crate) page: &'static str,
    /// Between a page's number and the number of pages.
    pub(crate) of: &'static str,
    /// Under a further part of a table that is too wide for the page.
    pub(crate) continued: &'static str,
    /// The title of the footnotes on a page that has no foot.
    pub(crate) notes: &'static str,
    /// A footnote, before its number.
    pub(crate) note: &'static str,
    /// What the link from a footnote to its place says.
    pub(crate) back: &'static str,
    /// The link past the head, for those who use a keyboard.
    pub(crate) skip: &'static str,
}

impl Words {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static Words {
        match language {
            Language::Danish => &DANISH,
            Language::English => &ENGLISH,
        }
    }
}

const DANISH: Words = Words {
    tag: "da-DK",
    language: "da",
    region: "dk",
    table: "Tabel",
    figure: "Figur",
    remarks: "Anm.:",
    source: "Kilde:",
    page: "Side",
    of: "af",
    continued: "fortsat",
    notes: "Noter",
    note: "Note",
    back: "Tilbage til teksten, note",
    skip: "Gå til indhold",
};

const ENGLISH: Words = Words {
    tag: "en-GB",
    language: "en",
    region: "gb",
    table: "Table",
    figure: "Figure",
    remarks: "Note:",
    source: "Source:",
    page: "Page",
    of: "of",
    continued: "continued",
    notes: "Notes",
    note: "Note",
    back: "Back to the text, note",
    skip: "Skip to content",
};

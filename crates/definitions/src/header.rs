//! What every definition says of itself: id, titles, source, and when it is in force.

use crate::toml_file::{Table, Text};
use crate::{Error, Language};
use calendar::Span;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Title {
    /// Danish, for publication.
    pub da: String,
    /// English.
    pub en: String,
}

impl Title {
    /// The same words in both languages: names of places.
    pub fn name(name: impl Into<String>) -> Title {
        let name = name.into();
        Title { da: name.clone(), en: name }
    }

    /// A title from its Danish and English words.
    pub fn new(da: impl Into<String>, en: impl Into<String>) -> Title {
        Title { da: da.into(), en: en.into() }
    }

    /// The words in that language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Danish => &self.da,
            Language::English => &self.en,
        }
    }

    /// Reads `{ da = "…", en = "…" }`; both must be there.
    ///
    /// # Errors
    /// Where it is not there, or one of the two is not.
    pub fn read(table: &Table<'_>, key: &'static str) -> Result<Title, Error> {
        Title::optional(table, key)?
            .ok_or_else(|| table.error(format!("`{key}` is missing: write `{key} = {{ da = \"…\", en = \"…\" }}`")))
    }

    /// The same, where the key need not be there.
    ///
    /// # Errors
    /// Where one of the two languages is not there.
    pub fn optional(table: &Table<'_>, key: &'static str) -> Result<Option<Title>, Error> {
        let Some(titles) = table.optional_table(key)? else { return Ok(None) };
        let title = Title { da: titles.text("da")?.value, en: titles.text("en")?.value };
        titles.finish()?;
        Ok(Some(title))
    }
}

/// What every definition says of itself.
#[derive(Debug, Clone)]
pub struct Header {
    /// The name by which commands and other definitions call it.
    pub id: String,
    /// What it is called in a published table.
    pub title: Title,
    /// Where the definition is taken from: paper, paragraph, note.
    pub source: String,
    /// The days on which it is in force, `[from, until)`; files write `valid_from` and, inclusive, `valid_to`.
    pub valid: Span,
    /// The file that it stands in.
    pub file: String,
    /// BLAKE3 of the file's content, the first 12 hexadecimal digits: which wording made a figure.
    pub hash: String,
}

impl Header {
    pub(crate) fn read(text: Text<'_>, table: &Table<'_>) -> Result<Header, Error> {
        let id = table.text("id")?;
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
        if !id.value.bytes().all(allowed) {
            return Err(id.error(format!("`{}` is not an id: use a to z, 0 to 9, `.`, `_` and `-`", id.value)));
        }
        let title = Title::read(table, "title")?;
        let source = table.text("source")?.value;
        let from = table.date("valid_from")?;
        let valid = match table.optional_date("valid_to")? {
            None => Span::new(from.value, calendar::Day::MAX),
            Some(to) if to.value < from.value => return Err(to.error("`valid_to` lies before `valid_from`")),
            Some(to) => Span::inclusive(from.value, to.value),
        };
        let hash = blake3::hash(text.text.as_bytes()).to_hex()[..12].to_owned();
        Ok(Header { id: id.value, title, source, valid, file: text.file.to_owned(), hash })
    }

    /// When the definition is in force, in words: "from 2013-01-01" or "2013-01-01 to 2021-12-31".
    pub fn in_force(&self) -> String {
        in_force(self.valid)
    }
}

pub(crate) fn in_force(valid: Span) -> String {
    if valid.until == calendar::Day::MAX {
        format!("from {}", valid.from)
    } else {
        format!("{} to {}", valid.from, valid.last_day())
    }
}

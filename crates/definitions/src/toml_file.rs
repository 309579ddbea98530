//! A TOML file read so that every mistake can be told with its file and line.
//!
//! Definition files and the manifest of an extract are written by analysts. What they need from an error
//! is the place, what was found there and what would be right; so values are asked for one by one, each
//! keeps its line, and a key that nothing asked for is a mistake, with the nearest key that would do.

use crate::Error;
use calendar::Day;
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text of one file and its name, to tell places in.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The file's name, as the user knows it.
    pub file: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

impl<'a> Text<'a> {
    /// Reads the whole file.
    ///
    /// # Errors
    /// Where it is not TOML, with the line.
    pub fn parse(self) -> Result<Table<'a>, Error> {
        match DeTable::parse(self.text) {
            Ok(table) => Ok(Table::new(self, table.span(), table.into_inner())),
            Err(error) => {
                let at = error.span().unwrap_or(0..0);
                Err(self.error(at, error.message().lines().next().unwrap_or("not TOML").to_owned()))
            }
        }
    }

    fn error(self, at: Range<usize>, message: String) -> Error {
        let line = 1 + self.text.as_bytes().iter().take(at.start).filter(|byte| **byte == b'\n').count();
        Error::new(self.file, line, message)
    }
}

/// A table of a file, from which keys are taken.
#[derive(Debug)]
pub struct Table<'a> {
    text: Text<'a>,
    span: Range<usize>,
    table: DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct At<'a, T> {
    /// What stands there.
    pub value: T,
    text: Text<'a>,
    span: Range<usize>,
}

impl<T> At<'_, T> {
    /// An error at this place.
    pub fn error(&self, message: impl Into<String>) -> Error {
        self.text.error(self.span.clone(), message.into())
    }
}

impl<'a> Table<'a> {
    fn new(text: Text<'a>, span: Range<usize>, table: DeTable<'a>) -> Table<'a> {
        Table { text, span, table, asked: RefCell::default() }
    }

    /// An error at the beginning of this table.
    pub fn error(&self, message: impl Into<String>) -> Error {
        self.text.error(self.span.clone(), message.into())
    }

    fn get(&self, key: &'static str) -> Option<&Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn wrong_kind(&self, key: &str, value: &Spanned<DeValue<'a>>, wanted: &str) -> Error {
        self.text.error(value.span(), format!("`{key}` is {}; it must be {wanted}", a_kind(value.get_ref())))
    }

    fn missing(&self, key: &str, wanted: &str) -> Error {
        self.error(format!("`{key}` is missing: write `{key} = {wanted}`"))
    }

    /// A text, if the key is there.
    ///
    /// # Errors
    /// Where it is something other than text.
    pub fn optional_text(&self, key: &'static str) -> Result<Option<At<'a, String>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let text = value.get_ref().as_str().ok_or_else(|| self.wrong_kind(key, value, "a text in quotes"))?;
        Ok(Some(At { value: text.to_owned(), text: self.text, span: value.span() }))
    }

    /// A text that must be there and not be empty.
    ///
    /// # Errors
    /// Where it is not.
    pub fn text(&self, key: &'static str) -> Result<At<'a, String>, Error> {
        let text = self.optional_text(key)?.ok_or_else(|| self.missing(key, "\"…\""))?;
        if text.value.trim().is_empty() { Err(text.error(format!("`{key}` is empty"))) } else { Ok(text) }
    }

    /// A whole number, if the key is there.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn optional_integer(&self, key: &'static str) -> Result<Option<At<'a, i64>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| i64::from_str_radix(&n.as_str().replace('_', ""), n.radix()).ok());
        let number = number.ok_or_else(|| self.wrong_kind(key, value, "a whole number"))?;
        Ok(Some(At { value: number, text: self.text, span: value.span() }))
    }

    /// True or false; false where the key is not there.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn flag(&self, key: &'static str) -> Result<bool, Error> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.get_ref().as_bool().ok_or_else(|| self.wrong_kind(key, value, "true or false"))
    }

    /// A date, if the key is there: `2018-06-30`, with or without quotes.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn optional_date(&self, key: &'static str) -> Result<Option<At<'a, Day>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let day = match value.get_ref() {
            DeValue::Datetime(moment) => moment.to_string().parse().ok(),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        let day = day.ok_or_else(|| self.wrong_kind(key, value, "a date, as 2018-06-30"))?;
        Ok(Some(At { value: day, text: self.text, span: value.span() }))
    }

    /// A date that must be there.
    ///
    /// # Errors
    /// Where it is not.
    pub fn date(&self, key: &'static str) -> Result<At<'a, Day>, Error> {
        self.optional_date(key)?.ok_or_else(|| self.missing(key, "2013-01-01"))
    }

    /// A list of texts; empty where the key is not there. One text alone is a list of one.
    ///
    /// # Errors
    /// Where something in it is not a text.
    pub fn texts(&self, key: &'static str) -> Result<Vec<At<'a, String>>, Error> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let wanted = "a list of texts, as [\"810\", \"813-818\"]";
        let one = |value: &Spanned<DeValue<'a>>| match value.get_ref().as_str() {
            Some(text) => Ok(At { value: text.to_owned(), text: self.text, span: value.span() }),
            None => Err(self.wrong_kind(key, value, wanted)),
        };
        match value.get_ref() {
            DeValue::Array(values) => values.iter().map(one).collect(),
            _ => Ok(vec![one(value)?]),
        }
    }

    /// An error at a key's value, if the key is there.
    pub fn error_at(&self, key: &str, message: impl Into<String>) -> Option<Error> {
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(self.text.error(value.span(), message.into()))
    }

    /// A table below this one, if the key is there.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn optional_table(&self, key: &'static str) -> Result<Option<Table<'a>>, Error> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong_kind(key, value, "a table"))?;
        Ok(Some(Table::new(self.text, value.span(), table.clone())))
    }

    /// The tables `[[key]]`; none where the key is not there.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn tables(&self, key: &'static str) -> Result<Vec<Table<'a>>, Error> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let wrong = |value: &Spanned<DeValue<'a>>| self.wrong_kind(key, value, &format!("tables [[{key}]]"));
        let values = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let table = |value: &Spanned<DeValue<'a>>| match value.get_ref().as_table() {
            Some(table) => Ok(Table::new(self.text, value.span(), table.clone())),
            None => Err(wrong(value)),
        };
        values.iter().map(table).collect()
    }

    /// All keys of this table with their text, in the order of the file: for tables whose keys are data.
    ///
    /// # Errors
    /// Where a value is not a text.
    pub fn all_texts(&self) -> Result<Vec<(At<'a, String>, String)>, Error> {
        let mut all = Vec::new();
        for (key, value) in self.table.iter() {
            let text =
                value.get_ref().as_str().ok_or_else(|| self.wrong_kind(key.get_ref(), value, "a text in quotes"))?;
            all.push((At { value: key.get_ref().to_string(), text: self.text, span: key.span() }, text.to_owned()));
        }
        all.sort_by_key(|(key, _)| key.span.start);
        Ok(all)
    }

    /// The tables below this one with their names, in the order of the file: for tables whose names are data.
    ///
    /// # Errors
    /// Where something below is not a table.
    pub fn all_tables(&self) -> Result<Vec<(At<'a, String>, Table<'a>)>, Error> {
        let mut all = Vec::new();
        for (key, value) in self.table.iter() {
            let table = value.get_ref().as_table().ok_or_else(|| self.wrong_kind(key.get_ref(), value, "a table"))?;
            let name = At { value: key.get_ref().to_string(), text: self.text, span: key.span() };
            all.push((name, Table::new(self.text, value.span(), table.clone())));
        }
        all.sort_by_key(|(key, _)| key.span.start);
        Ok(all)
    }

    /// Says that all is read: a key that was never asked for is a mistake.
    ///
    /// # Errors
    /// The first such key, with the nearest one that would do.
    pub fn finish(self) -> Result<(), Error> {
        let asked = self.asked.borrow();
        let mut unknown: Vec<_> =
            self.table.iter().filter(|(key, _)| !asked.iter().any(|known| key.get_ref() == known)).collect();
        unknown.sort_by_key(|(key, _)| key.span().start);
        let Some((key, _)) = unknown.first() else { return Ok(()) };
        Err(self.text.error(
            key.span(),
            format!("unknown key `{}`{}", key.get_ref(), nearest(key.get_ref(), asked.iter().copied())),
        ))
    }
}

/// "; did you mean `x`?" with the nearest of the valid words, or "; valid are …" where none is near.
///
/// ```
/// # use definitions::toml_file::nearest;
/// assert_eq!(nearest("startet", ["started", "ended"]), "; did you mean `started`?");
/// assert_eq!(nearest("zzz", ["started", "ended"]), "; valid are `ended`, `started`");
/// ```
pub fn nearest<'w>(word: &str, valid: impl IntoIterator<Item = &'w str>) -> String {
    let mut valid: Vec<&str> = valid.into_iter().collect();
    valid.sort_unstable();
    valid.dedup();
    // Whoever writes DREAM means dream.
    let word = word.to_lowercase();
    let word = word.as_str();
    // Of words equally near, the one that begins alike: 810 rather than 111 for 811.
    let unlike = |candidate: &str| word.len() - word.bytes().zip(candidate.bytes()).take_while(|(a, b)| a == b).count();
    let mut near: Vec<_> = valid
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, &candidate.to_lowercase()), unlike(candidate), *candidate))
        .collect();
    near.sort_unstable();
    match near[..] {
        [] => String::new(),
        [(distance, _, candidate), ..] if distance <= 1 + word.chars().count() / 4 => {
            format!("; did you mean `{candidate}`?")
        }
        [_, ..] if valid.len() <= 32 => format!("; valid are `{}`", valid.join("`, `")),
        [(_, _, one), (_, _, two), (_, _, three), ..] => {
            format!("; of the {}, the nearest are `{one}`, `{two}` and `{three}`", valid.len())
        }
        _ => String::new(),
    }
}

fn a_kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

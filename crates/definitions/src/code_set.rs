//! Code sets: the values that a column of an extract may hold, with what they mean.
//!
//! DREAM's benefit codes are one; the offers, the events, sexes and origins of the contract are others. A
//! set of another kind (monthly states of a survey, say) is just another file, named by the manifest's
//! `ydelseskoder`.

use crate::toml_file::{At, Table, Text, nearest};
use crate::{Error, Header, Title};

/// The most codes that a set may have: a code is one byte-and-a-half of the store's bit sets.
pub const MOST_CODES: usize = 4096;

/// A code set.
///
/// ```toml
/// id         = "dream"
/// title      = { da = "DREAMs ydelseskoder", en = "DREAM benefit codes" }
/// source     = "DREAM, 2015"
/// valid_from = 1991-07-29
///
/// [codes]                 # code = "Danish title"
/// 810 = "Ressourceforløb, passiv"
///
/// [english]               # optional, the same codes in English
/// 810 = "Resource course, passive"
/// ```
#[derive(Debug, Clone)]
pub struct CodeSet {
    /// Id, titles, source, dates.
    pub header: Header,
    /// In the order of the file; a code's place here is its [`Code`] number.
    pub codes: Vec<NamedCode>,
    sorted: Vec<(String, u16)>,
}

/// A code and what it means.
#[derive(Debug, Clone)]
pub struct NamedCode {
    /// As it is written in an extract.
    pub code: String,
    /// What it means.
    pub title: Title,
}

/// A code's number within its set: its place in the file, from 0.
pub type Code = u16;

impl CodeSet {
    pub(crate) fn read(text: Text<'_>) -> Result<CodeSet, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let codes = table
            .optional_table("codes")?
            .ok_or_else(|| table.error("`[codes]` is missing: list the codes as `810 = \"…\"`"))?;
        let english = table.optional_table("english")?.map(|names| names.all_texts()).transpose()?.unwrap_or_default();
        let mut named = Vec::new();
        for (code, danish) in codes.all_texts()? {
            let en = english
                .iter()
                .find(|(name, _)| name.value == code.value)
                .map_or_else(|| danish.clone(), |(_, en)| en.clone());
            named.push(NamedCode { code: code.value, title: Title { da: danish, en } });
        }
        if named.is_empty() || named.len() > MOST_CODES {
            return Err(codes.error(format!("a code set has 1 to {MOST_CODES} codes; this one has {}", named.len())));
        }
        for (code, _) in &english {
            if !named.iter().any(|known| known.code == code.value) {
                return Err(code.error(format!("`{}` is not one of the set's codes", code.value)));
            }
        }
        table.finish()?;
        let mut sorted: Vec<(String, u16)> =
            named.iter().enumerate().map(|(at, code)| (code.code.clone(), at as u16)).collect();
        sorted.sort();
        Ok(CodeSet { header, codes: named, sorted })
    }

    /// The number of a code, if it is in the set.
    pub fn find(&self, code: &str) -> Option<Code> {
        self.find_bytes(code.as_bytes())
    }

    /// The same, from bytes.
    pub fn find_bytes(&self, code: &[u8]) -> Option<Code> {
        self.sorted.binary_search_by(|(known, _)| known.as_bytes().cmp(code)).ok().map(|at| self.sorted[at].1)
    }

    /// The codes that a list of codes and ranges (`"810"`, `"813-818"`) names, sorted.
    ///
    /// A range takes the codes of the set between its two ends, which must be in the set themselves.
    pub(crate) fn select(&self, list: &[At<'_, String>]) -> Result<Vec<Code>, Error> {
        let mut selected = Vec::new();
        for item in list {
            let known = |code: &str| {
                self.find(code).ok_or_else(|| {
                    let near = nearest(code, self.codes.iter().map(|known| known.code.as_str()));
                    item.error(format!("code `{code}` is not in code set `{}`{near}", self.header.id))
                })
            };
            let before = selected.len();
            match item.value.split_once('-').filter(|_| self.find(&item.value).is_none()) {
                None => selected.push(known(&item.value)?),
                Some((first, last)) => {
                    known(first)?;
                    known(last)?;
                    let inside = |code: &str| code.len() == first.len() && first <= code && code <= last;
                    if first.len() != last.len() || first > last {
                        return Err(item.error(format!(
                            "`{}` is not a range: its first code must come before its last",
                            item.value
                        )));
                    }
                    selected.extend((0u16..).zip(&self.codes).filter(|(_, code)| inside(&code.code)).map(|(at, _)| at));
                }
            }
            let (earlier, added) = selected.split_at(before);
            if let Some(twice) = added.iter().find(|code| earlier.contains(code)) {
                return Err(item.error(format!("code `{}` is named twice", self.codes[usize::from(*twice)].code)));
            }
        }
        selected.sort_unstable();
        Ok(selected)
    }
}

/// A set of codes as bits, to ask of a payment whether it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMask(Vec<u64>);

impl CodeMask {
    /// The set of these codes.
    pub fn new(codes: &[Code]) -> CodeMask {
        let mut words = vec![0; MOST_CODES / 64];
        for code in codes {
            words[usize::from(*code) / 64] |= 1 << (code % 64);
        }
        CodeMask(words)
    }

    /// Whether the code is in it.
    #[inline]
    pub fn contains(&self, code: Code) -> bool {
        self.0[usize::from(code) / 64 % (MOST_CODES / 64)] >> (code % 64) & 1 == 1
    }
}

/// Reads the key that lists codes, which must be there.
pub(crate) fn codes_of(table: &Table<'_>, set: &CodeSet) -> Result<Vec<Code>, Error> {
    let list = table.texts("codes")?;
    if list.is_empty() {
        return Err(table.error("`codes` is missing: write `codes = [\"810\", \"813-818\"]`"));
    }
    set.select(&list)
}

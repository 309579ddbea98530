//! The way back from pseudonyms to the keys of the extract, for one who holds both the extract and the key file.

use crate::Error;
use crate::extract::{Block, Content, Extract, Source};
use crate::field::{Field, decode};
use crate::manifest::Manifest;
use crate::parquet_source;
use crate::pseudonym::{PersonId, PseudonymKey};
use crate::schema::Holds;
use crate::store::StoreInfo;
use definitions::Catalog;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

/// Whose keys are wanted.
pub struct KeysWanted<'a> {
    /// The folder of the extract that the store was made of.
    pub extract: &'a Path,
    /// The key of the pseudonyms.
    pub key: &'a PseudonymKey,
    /// The definitions.
    pub catalog: &'a Catalog,
    /// The persons.
    pub persons: &'a BTreeSet<PersonId>,
    /// Told how many more bytes of the extract, of so many in all, have been read.
    pub progress: &'a dyn Fn(u64, u64),
}

/// Persons' keys as the extract has them. It prints as `****`.
#[derive(Clone, Default)]
pub struct OriginalKeys(BTreeMap<PersonId, String>);

impl fmt::Debug for OriginalKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl OriginalKeys {
    /// The person's key, for the lists that are made for one who holds the key file alone.
    pub fn reveal(&self, person: PersonId) -> Option<&str> {
        self.0.get(&person).map(String::as_str)
    }
}

/// Reads the extract again for the keys of some persons, as far as it must be read: a store has pseudonyms alone.
///
/// # Errors
/// Where the key is not the one of the store's pseudonyms, the extract is not the store's or is refused, or does not
/// have all of the persons.
pub fn original_keys(info: &StoreInfo, wanted: &KeysWanted<'_>) -> Result<OriginalKeys, Error> {
    let refused = |message: &str| Error::refused(wanted.extract.display(), message);
    if wanted.key.id() != info.key_id {
        return Err(Error::refused(
            "the key of the pseudonyms",
            "the store was made with another one: `forlob import` tells where the key lies (STORE.key where nothing else was said)",
        ));
    }
    let manifest = Manifest::read(wanted.extract, wanted.catalog)?;
    if (manifest.extract_date, manifest.covered) != (info.extract_date, info.covered) {
        return Err(refused(&format!(
            "the store was made of an extract that was drawn {} and covers {} to {}; this one was drawn {} and covers {} to {}",
            info.extract_date,
            info.covered.from,
            info.covered.last_day(),
            manifest.extract_date,
            manifest.covered.from,
            manifest.covered.last_day()
        )));
    }
    let extract = Extract::open(wanted.extract, &manifest)?;
    let mut found = Looked { wanted, keys: BTreeMap::new(), scratch: Vec::new(), last: Vec::new() };
    for mut source in extract.sources {
        while !found.is_all()
            && let Some(block) = source.next_block()?
        {
            found.look(&source, &block)?;
            (wanted.progress)(block.size(), extract.bytes);
        }
    }
    if !found.is_all() {
        return Err(refused("some of the persons are not in it: the store was made of another extract"));
    }
    Ok(OriginalKeys(found.keys))
}

/// What has been found so far.
struct Looked<'a> {
    wanted: &'a KeysWanted<'a>,
    keys: BTreeMap<PersonId, String>,
    scratch: Vec<u8>,
    /// The key of the row before: rows of one person often follow each other.
    last: Vec<u8>,
}

impl Looked<'_> {
    fn is_all(&self) -> bool {
        self.keys.len() == self.wanted.persons.len()
    }

    fn look(&mut self, source: &Source, block: &Block) -> Result<(), Error> {
        let column = match &*source.content {
            Content::Table(table, places) => {
                let mut columns = table.columns().iter().zip(places);
                columns.find_map(|(column, place)| place.filter(|_| matches!(column.holds, Holds::Person)))
            }
            Content::Dream(columns) => Some(columns.key),
        };
        let Some(column) = column else { return Ok(()) };
        match block {
            Block::Csv(block) => block.rows(&source.name, |_, record| self.take(record.field(column))),
            Block::Parquet(block) => block.batches_of(&[column], |_, n_rows, columns| {
                for row in 0..n_rows {
                    self.take(parquet_source::field(&columns[0], row));
                }
            }),
            Block::Sas(block) => block.rows(|_, row| self.take(row.field(column))),
        }
    }

    fn take(&mut self, field: Field<'_>) {
        if matches!(field, Field::Blank) {
            return;
        }
        let bytes = field.bytes(&mut self.scratch);
        if bytes == self.last {
            return;
        }
        let person = self.wanted.key.pseudonym_as_written(bytes);
        if self.wanted.persons.contains(&person) {
            self.keys.entry(person).or_insert_with(|| decode(bytes).into_owned());
        }
        self.last.clear();
        self.last.extend_from_slice(bytes);
    }
}

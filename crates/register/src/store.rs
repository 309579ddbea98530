//! The store: an extract as it is kept, sorted by person, in Parquet files that other programs can read.
//!
//! ```text
//! STORE/
//!   current                     the name of the generation that is in force
//!   lock                        held while an import writes
//!   log.jsonl                   what was shown of it unprotected
//!   ledger.jsonl                what was published of it
//!   generation-000001/
//!     store.toml                what the store says of itself: vintage, coverage, findings
//!     persons.parquet           person, pseudonym, birth, sex, origin, died, emigrated
//!     payments.parquet          person, code, from, until
//!     wages.parquet             person, month (its first day), hundredth_hours, amount_in_oere (below 0 in a correction)
//!     residences.parquet …      one file a table that the extract had
//! ```
//!
//! `person` is a number, 0 to n - 1, the same in all files; rows are in its order. Dates are half-open: `until` is
//! the first day that no longer belongs, 9999-12-31 where the stretch is still running. Hours are whole hundredths of an
//! hour and amounts whole øre: half of what they take as decimal numbers, and exact. Row group i of every file
//! holds the same people (a file without rows of them has no such group; `store.toml` says how many rows each has).
//!
//! An import writes a new generation beside the old one and then puts the new name in `current`, which is one
//! rename: whenever it is killed, `current` names a whole generation. What it left behind is cleared away by the
//! next import.

use crate::Error;
use crate::bucket::{NO_ATTRIBUTES, Shard, ShardTable};
use crate::field::NOTHING;
use crate::finding::{Finding, Reason, RowCount};
use crate::fingerprint;
use crate::import::code_sets;
use crate::manifest::Manifest;
use crate::pseudonym::PseudonymKey;
use crate::schema::{Column, Holds, TableKind};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, FixedSizeBinaryArray, Int32Array, RecordBatch, StringArray, UInt16Array,
    UInt32Array,
};
use arrow_schema::{DataType, Field, Schema};
use calendar::{Day, Month, Span};
use definitions::Catalog;
use definitions::toml_file::Text;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The version of the layout above.
const LAYOUT: i64 = 2;

/// What a store says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    /// The extract's name.
    pub name: String,
    /// The days that its payments cover.
    pub covered: Span,
    /// The vintage: the day on which the extract was drawn.
    pub extract_date: Day,
    /// The code set of the benefits.
    pub code_set: String,
    /// Which key made the pseudonyms.
    pub key_id: String,
    /// The version of the program that wrote the store.
    pub program: String,
    /// Whether its payments come from the weeks of a wide DREAM file. One paid day sets a week and one code hides the
    /// others, so nothing that is worked out from weeks equals what days give; every output says which it is.
    pub weekly: bool,
    /// How many persons.
    pub n_persons: u64,
    /// The tables that the extract had, with their rows in, kept and set aside.
    pub rows: Vec<RowCount>,
    /// What was wrong with its rows.
    pub findings: Vec<Finding>,
    /// The fingerprint of the extract, by which it is known again; see [`ImportReport::unchanged`](crate::ImportReport).
    pub(crate) fingerprint: String,
    /// The hash of the store's files, by which damage is seen.
    pub(crate) content: String,
    /// For each table, the rows of each shard.
    pub(crate) rows_of_shard: Vec<(TableKind, Vec<u32>)>,
}

impl StoreInfo {
    /// What every output names as its source: the extract's name, and that it is weekly data where it is.
    pub fn source(&self) -> String {
        if self.weekly { format!("{} (ugedata, DREAM)", self.name) } else { self.name.clone() }
    }

    /// What a register in memory says of itself: it has these tables, and nothing was wrong with them.
    pub fn in_memory(name: &str, covered: Span, code_set: &str, tables: &[TableKind]) -> StoreInfo {
        StoreInfo {
            name: name.to_owned(),
            covered,
            extract_date: covered.until,
            code_set: code_set.to_owned(),
            key_id: String::new(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            weekly: false,
            n_persons: 0,
            rows: tables.iter().map(|table| RowCount { table: *table, rows_in: 0, kept: 0, set_aside: 0 }).collect(),
            findings: Vec::new(),
            fingerprint: String::new(),
            content: String::new(),
            rows_of_shard: Vec::new(),
        }
    }

    /// The files of its tables, in the folder of its generation.
    pub(crate) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        self.rows_of_shard.iter().map(|(table, _)| table_path(folder, *table)).collect()
    }

    /// Whether the extract had the table: one that is absent is unknown, not empty.
    pub fn has(&self, table: TableKind) -> bool {
        self.rows.iter().any(|rows| rows.table == table)
    }

    /// An error that names the table, unless the extract had it.
    ///
    /// # Errors
    /// [`Error::TableAbsent`].
    pub fn needs(&self, table: TableKind, wanted: impl Into<String>) -> Result<(), Error> {
        if self.has(table) { Ok(()) } else { Err(Error::TableAbsent { wanted: wanted.into(), table: table.danish() }) }
    }
}

/// The folder of a generation that is not in force yet, and the store's lock. What is not finished is taken away.
pub(crate) struct Generation {
    store: PathBuf,
    /// Whether the store's folder was not there before.
    is_first: bool,
    name: String,
    folder: PathBuf,
    finished: bool,
    /// Held until the generation is dropped.
    _lock: File,
}

/// The tables of a generation that is being written.
pub(crate) struct StoreWriter {
    generation: Generation,
    tables: Vec<TableWriter>,
    n_persons: u64,
}

struct TableWriter {
    table: TableKind,
    path: PathBuf,
    writer: ArrowWriter<File>,
    schema: Arc<Schema>,
    /// The texts of each stored column that holds codes, and of the free texts.
    dictionaries: Vec<Option<ArrayRef>>,
    texts: Arc<Vec<String>>,
    rows_of_shard: Vec<u32>,
}

impl Generation {
    /// Takes the store's lock, clears away what killed imports left behind, and makes the folder.
    pub(crate) fn begin(store: &Path) -> Result<Generation, Error> {
        let no_store = |what: &str| Error::store(store, format!("{what}: name an empty folder or a new one"));
        if store.exists() && !store.is_dir() {
            return Err(no_store("this is no folder"));
        }
        let is_first = !store.exists();
        std::fs::create_dir_all(store).map_err(Error::file(store))?;
        if read_current(store)?.is_none() {
            let foreign = names_in(store)?.into_iter().find(|name| {
                !is_generation(name) && !["lock", "log.jsonl", "ledger.jsonl", "current.new"].contains(&name.as_str())
            });
            if let Some(name) = foreign {
                return Err(no_store(&format!("the folder holds `{name}` and is no store")));
            }
        }
        let lock_path = store.join("lock");
        let lock = File::create(&lock_path).map_err(Error::file(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::store(store, "another import is writing this store: wait for it to end"));
            }
            Err(TryLockError::Error(error)) => return Err(Error::file(&lock_path)(error)),
        }
        let current = read_current(store)?;
        // What is not in force was left behind by an import that was killed.
        for name in names_in(store)?.into_iter().filter(|name| is_generation(name) && current.as_ref() != Some(name)) {
            let path = store.join(name);
            std::fs::remove_dir_all(&path).map_err(Error::file(&path))?;
        }
        let number: u64 = current
            .and_then(|name| name.strip_prefix("generation-").and_then(|number| number.parse().ok()))
            .unwrap_or(0);
        let name = format!("generation-{:06}", number + 1);
        let folder = store.join(&name);
        std::fs::create_dir(&folder).map_err(Error::file(&folder))?;
        Ok(Generation { store: store.to_owned(), is_first, name, folder, finished: false, _lock: lock })
    }

    /// Where its files go.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts it in force, and takes away the one before.
    fn finish(mut self) -> Result<(), Error> {
        let before = read_current(&self.store)?;
        let beside = self.store.join("current.new");
        write_whole(&beside, &format!("{}\n", self.name))?;
        let current = self.store.join("current");
        std::fs::rename(&beside, &current).map_err(Error::file(&current))?;
        self.finished = true;
        if let Some(before) = before {
            let before = self.store.join(before);
            match std::fs::remove_dir_all(&before) {
                // Somebody took it away; the store is whole again all the same.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                result => result.map_err(Error::file(&before))?,
            }
        }
        Ok(())
    }
}

impl Drop for Generation {
    /// What cannot be taken away is no harm: it is not in force, and the next import clears it away.
    fn drop(&mut self) {
        if !self.finished {
            let _ = std::fs::remove_dir_all(&self.folder);
            if self.is_first {
                let _ = std::fs::remove_file(self.store.join("lock"));
                let _ = std::fs::remove_dir(&self.store);
            }
        }
    }
}

impl StoreWriter {
    pub(crate) fn begin(
        generation: Generation,
        manifest: &Manifest,
        catalog: &Catalog,
        present: [bool; TableKind::ALL.len()],
        texts: Vec<String>,
    ) -> Result<StoreWriter, Error> {
        let texts = Arc::new(texts);
        let mut tables = Vec::new();
        for table in TableKind::ALL.into_iter().filter(|table| present[*table as usize] || *table == TableKind::Persons)
        {
            tables.push(TableWriter::begin(generation.folder(), table, manifest, catalog, &texts)?);
        }
        Ok(StoreWriter { generation, tables, n_persons: 0 })
    }

    /// Writes the next people.
    pub(crate) fn write(&mut self, shard: &Shard) -> Result<(), Error> {
        for table in &mut self.tables {
            table.write(shard, self.n_persons as u32)?;
        }
        self.n_persons += shard.ids.len() as u64;
        Ok(())
    }

    /// Makes the new generation the one in force.
    pub(crate) fn finish(
        self,
        manifest: &Manifest,
        key: &PseudonymKey,
        weekly: bool,
        fingerprint: String,
        rows: Vec<RowCount>,
        findings: Vec<Finding>,
    ) -> Result<StoreInfo, Error> {
        let mut rows_of_shard = Vec::new();
        for table in self.tables {
            rows_of_shard.push((table.table, table.rows_of_shard.clone()));
            table.finish()?;
        }
        let mut info = StoreInfo {
            name: manifest.name.clone(),
            covered: manifest.covered,
            extract_date: manifest.extract_date,
            code_set: manifest.code_set.clone(),
            key_id: key.id(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            weekly,
            n_persons: self.n_persons,
            rows,
            findings,
            fingerprint,
            content: String::new(),
            rows_of_shard,
        };
        let folder = self.generation.folder();
        info.content = fingerprint::of_generation(folder, &info.files(folder))?;
        write_whole(&self.generation.folder().join("store.toml"), &info.to_toml())?;
        self.generation.finish()?;
        Ok(info)
    }
}

/// The file of a table in the folder of a generation.
pub(crate) fn table_path(folder: &Path, table: TableKind) -> PathBuf {
    folder.join(format!("{}.parquet", table.english()))
}

fn names_in(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        names.push(entry.map_err(Error::file(folder))?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Writes a file and has it on the disk before going on.
fn write_whole(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = File::create(path).map_err(Error::file(path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::file(path))
}

/// The generation in force, if there is one.
///
/// # Errors
/// Where `current` cannot be read or names something else: the folder is somebody else's, and what it named would
/// be taken away after the next import.
pub(crate) fn read_current(store: &Path) -> Result<Option<String>, Error> {
    let path = store.join("current");
    match std::fs::read(&path) {
        Ok(bytes) => {
            let name = String::from_utf8_lossy(&bytes).trim().to_owned();
            let no_store =
                "the file `current` in it names no generation, so this is no store: name an empty folder or a new one";
            if is_generation(&name) { Ok(Some(name)) } else { Err(Error::store(store, no_store)) }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(&path)(error)),
    }
}

/// Whether an import gives a generation such a name.
fn is_generation(name: &str) -> bool {
    name.strip_prefix("generation-")
        .is_some_and(|number| number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

impl TableWriter {
    fn begin(
        folder: &Path,
        table: TableKind,
        manifest: &Manifest,
        catalog: &Catalog,
        texts: &Arc<Vec<String>>,
    ) -> Result<TableWriter, Error> {
        let mut fields = vec![Field::new("person", DataType::UInt32, false)];
        if table == TableKind::Persons {
            fields.push(Field::new("pseudonym", DataType::FixedSizeBinary(16), false));
        }
        let mut dictionaries = Vec::new();
        let sets = code_sets(table, &manifest.code_set, catalog)?;
        for (column, set) in table.columns().iter().zip(sets) {
            let (Some(name), false) = (column.stored, column.holds == Holds::Person) else { continue };
            let nullable =
                table == TableKind::Persons || matches!(column.holds, Holds::Number | Holds::Text | Holds::OptionalDay);
            fields.push(Field::new(name, type_of(column), nullable));
            dictionaries.push(set.map(|set| {
                Arc::new(StringArray::from_iter_values(set.codes.iter().map(|code| code.code.as_str()))) as ArrayRef
            }));
        }
        let schema = Arc::new(Schema::new(fields));
        let path = folder.join(format!("{}.parquet", table.english()));
        let file = File::create(&path).map_err(Error::file(&path))?;
        let properties = WriterProperties::builder()
            .set_created_by(format!("forlob {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::LZ4_RAW)
            .set_encoding(Encoding::PLAIN)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_max_row_group_row_count(Some(usize::MAX >> 1))
            .set_data_page_size_limit(1 << 20);
        // Only columns of words gain from a dictionary.
        let properties = table
            .stored_columns()
            .filter(|column| matches!(column.holds, Holds::BenefitCode | Holds::CodeOf(_) | Holds::Text))
            .filter_map(|column| column.stored)
            .fold(properties, |properties, name| properties.set_column_dictionary_enabled(name.into(), true));
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build()))
            .map_err(|error| Error::store(&path, error.to_string()))?;
        Ok(TableWriter {
            table,
            path,
            writer,
            schema,
            dictionaries,
            texts: Arc::clone(texts),
            rows_of_shard: Vec::new(),
        })
    }

    fn write(&mut self, shard: &Shard, first_person: u32) -> Result<(), Error> {
        let everyone;
        let rows = if self.table == TableKind::Persons {
            everyone = persons(shard);
            &everyone
        } else {
            &shard.tables[self.table as usize]
        };
        self.rows_of_shard.push(rows.persons.len() as u32);
        if rows.persons.is_empty() {
            return Ok(());
        }
        let mut columns: Vec<ArrayRef> =
            vec![Arc::new(UInt32Array::from_iter_values(rows.persons.iter().map(|person| person + first_person)))];
        let failed = |error: String| Error::store(&self.path, error);
        if self.table == TableKind::Persons {
            let ids = shard.ids.iter().map(|id| id.0.to_be_bytes());
            columns
                .push(Arc::new(FixedSizeBinaryArray::try_from_iter(ids).map_err(|error| failed(error.to_string()))?));
        }
        let width = self.dictionaries.len();
        for ((at, column), dictionary) in self.table.stored_columns().enumerate().zip(&self.dictionaries) {
            let values =
                rows.values.iter().skip(at).step_by(width).map(|value| Some(*value).filter(|value| *value != NOTHING));
            columns.push(match column.holds {
                Holds::Municipality { .. } => {
                    Arc::new(UInt16Array::from_iter(values.map(|value| value.map(|value| value as u16))))
                }
                Holds::Month => Arc::new(Date32Array::from_iter(
                    values.map(|value| value.map(|month| Month::from_number(month).first_day().number())),
                )),
                Holds::BenefitCode | Holds::CodeOf(_) => {
                    let words =
                        dictionary.as_ref().ok_or_else(|| failed("a column of codes has no code set".to_owned()))?;
                    Arc::new(
                        DictionaryArray::<Int32Type>::try_new(Int32Array::from_iter(values), Arc::clone(words))
                            .map_err(|error| failed(error.to_string()))?,
                    )
                }
                Holds::Text => Arc::new(StringArray::from_iter(
                    values.map(|value| value.map(|number| self.texts[number as usize].as_str())),
                )),
                Holds::Number => Arc::new(Int32Array::from_iter(values)),
                Holds::Person | Holds::Day | Holds::OptionalDay | Holds::LastDay { .. } => {
                    Arc::new(Date32Array::from_iter(values))
                }
            });
        }
        let batch =
            RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|error| failed(error.to_string()))?;
        self.writer.write(&batch).and_then(|()| self.writer.flush()).map_err(|error| failed(error.to_string()))
    }

    fn finish(self) -> Result<(), Error> {
        let failed = |error: parquet::errors::ParquetError| Error::store(&self.path, error.to_string());
        let file = self.writer.into_inner().map_err(failed)?;
        file.sync_all().map_err(Error::file(&self.path))
    }
}

/// The shard's people, those without a row in `borgere` among them.
fn persons(shard: &Shard) -> ShardTable {
    let known = &shard.tables[TableKind::Persons as usize];
    let (mut everyone, mut at) = (ShardTable::default(), 0);
    for person in 0..shard.ids.len() as u32 {
        everyone.persons.push(person);
        if known.persons.get(at) == Some(&person) {
            everyone.values.extend_from_slice(&known.values[at * NO_ATTRIBUTES.len()..(at + 1) * NO_ATTRIBUTES.len()]);
            at += 1;
        } else {
            everyone.values.extend_from_slice(&NO_ATTRIBUTES);
        }
    }
    everyone
}

fn type_of(column: &Column) -> DataType {
    match column.holds {
        Holds::Municipality { .. } => DataType::UInt16,
        Holds::Number => DataType::Int32,
        Holds::BenefitCode | Holds::CodeOf(_) => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Holds::Text => DataType::Utf8,
        Holds::Person | Holds::Day | Holds::OptionalDay | Holds::LastDay { .. } | Holds::Month => DataType::Date32,
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

impl StoreInfo {
    fn to_toml(&self) -> String {
        let mut text = format!(
            "layout       = {LAYOUT}\nprogram      = {}\nname         = {}\ncovered_from = {}\ncovered_to   = {}\nextract_date = {}\ncode_set     = {}\nkey_id       = {}\nweekly       = {}\nn_persons    = {}\nfingerprint  = {}\ncontent      = {}\n",
            quoted(&self.program),
            quoted(&self.name),
            self.covered.from,
            self.covered.last_day(),
            self.extract_date,
            quoted(&self.code_set),
            quoted(&self.key_id),
            self.weekly,
            self.n_persons,
            quoted(&self.fingerprint),
            quoted(&self.content),
        );
        // Writing to a string cannot fail.
        for (table, shards) in &self.rows_of_shard {
            let shards: Vec<String> = shards.iter().map(u32::to_string).collect();
            let _ = write!(
                text,
                "\n[[file]]\ntable          = {}\nrows_of_shards = {}\n",
                quoted(table.danish()),
                quoted(&shards.join(" "))
            );
        }
        for rows in &self.rows {
            let _ = write!(
                text,
                "\n[[rows]]\ntable     = {}\nrows_in   = {}\nkept      = {}\nset_aside = {}\n",
                quoted(rows.table.danish()),
                rows.rows_in,
                rows.kept,
                rows.set_aside
            );
        }
        for finding in &self.findings {
            let examples: Vec<String> = finding.examples.iter().map(|example| quoted(example)).collect();
            let _ = write!(
                text,
                "\n[[finding]]\ntable    = {}\ncolumn   = {}\nreason   = {}\nrows     = {}\nexamples = [{}]\n",
                quoted(finding.table.danish()),
                quoted(&finding.column),
                quoted(finding.reason.id()),
                finding.rows,
                examples.join(", "),
            );
        }
        text
    }

    pub(crate) fn read(path: &Path) -> Result<StoreInfo, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
        Ok(StoreInfo::parse(Text { file: &path.display().to_string(), text: &text })?)
    }

    fn parse(text: Text<'_>) -> Result<StoreInfo, definitions::Error> {
        let root = text.parse()?;
        let number =
            |table: &definitions::toml_file::Table<'_>, key: &'static str| -> Result<u64, definitions::Error> {
                let at = table.optional_integer(key)?.ok_or_else(|| table.error(format!("`{key}` is missing")))?;
                u64::try_from(at.value).map_err(|_| at.error(format!("`{key}` is negative")))
            };
        let kind = |table: &definitions::toml_file::Table<'_>| -> Result<TableKind, definitions::Error> {
            let name = table.text("table")?;
            TableKind::find(&name.value).ok_or_else(|| name.error("there is no such table"))
        };
        if number(&root, "layout")? != LAYOUT as u64 {
            return Err(root.error("the store was written by another version of the program: import the extract again"));
        }
        let mut info = StoreInfo {
            name: root.text("name")?.value,
            covered: Span::inclusive(root.date("covered_from")?.value, root.date("covered_to")?.value),
            extract_date: root.date("extract_date")?.value,
            code_set: root.text("code_set")?.value,
            key_id: root.text("key_id")?.value,
            program: root.text("program")?.value,
            // A store that was written before weeks could be read has days.
            weekly: root.flag("weekly")?,
            n_persons: number(&root, "n_persons")?,
            rows: Vec::new(),
            findings: Vec::new(),
            // Without them, as in a store of before, no extract is known again.
            fingerprint: root.optional_text("fingerprint")?.map(|text| text.value).unwrap_or_default(),
            content: root.optional_text("content")?.map(|text| text.value).unwrap_or_default(),
            rows_of_shard: Vec::new(),
        };
        for entry in root.tables("file")? {
            let shards = entry.optional_text("rows_of_shards")?.map(|list| list.value).unwrap_or_default();
            let shards = shards.split_whitespace().map(str::parse).collect::<Result<Vec<u32>, _>>();
            info.rows_of_shard
                .push((kind(&entry)?, shards.map_err(|_| entry.error("`rows_of_shards` is a list of numbers"))?));
        }
        for entry in root.tables("rows")? {
            info.rows.push(RowCount {
                table: kind(&entry)?,
                rows_in: number(&entry, "rows_in")?,
                kept: number(&entry, "kept")?,
                set_aside: number(&entry, "set_aside")?,
            });
        }
        for entry in root.tables("finding")? {
            let reason = entry.text("reason")?;
            info.findings.push(Finding {
                table: kind(&entry)?,
                column: entry.optional_text("column")?.map(|column| column.value).unwrap_or_default(),
                reason: Reason::ALL
                    .into_iter()
                    .find(|known| known.id() == reason.value)
                    .ok_or_else(|| reason.error("there is no such reason"))?,
                rows: number(&entry, "rows")?,
                examples: entry.texts("examples")?.into_iter().map(|example| example.value).collect(),
            });
        }
        root.finish()?;
        Ok(info)
    }
}

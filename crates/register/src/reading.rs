//! Reading a store: shard by shard, only the tables that are asked for.

use crate::Error;
use crate::import::code_sets;
use crate::people::{
    Attributes, Event, FlexibleJob, Grouped, Membership, Offer, Payment, People, Plan, Stay, Wage, Word,
};
use crate::pseudonym::PersonId;
use crate::schema::TableKind;
use crate::store::{StoreInfo, read_current, table_path};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, UInt16Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use calendar::{Day, Month, Span};
use definitions::{Catalog, Code, CodeSet};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::collections::BTreeMap;
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which tables a pass reads; persons and payments are always read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs([bool; TableKind::ALL.len()]);

impl Needs {
    /// All of them.
    pub const ALL: Needs = Needs([true; TableKind::ALL.len()]);

    /// These tables.
    pub fn of(tables: &[TableKind]) -> Needs {
        tables.iter().fold(Needs::default(), |mut needs, table| {
            needs.0[*table as usize] = true;
            needs
        })
    }

    /// Whether the table is needed.
    pub fn has(self, table: TableKind) -> bool {
        self.0[table as usize]
    }

    /// What either needs.
    pub fn and(self, other: Needs) -> Needs {
        Needs(std::array::from_fn(|table| self.0[table] || other.0[table]))
    }
}

/// A store that is open for reading.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    folder: PathBuf,
    info: StoreInfo,
    tables: Vec<OpenTable>,
    shard_starts: Vec<u64>,
    benefits: Arc<CodeSet>,
}

#[derive(Debug)]
struct OpenTable {
    table: TableKind,
    metadata: ArrowReaderMetadata,
    rows_of_shard: Vec<u32>,
    code_sets: Vec<Option<Arc<CodeSet>>>,
}

impl Store {
    /// Opens the store in a folder.
    ///
    /// # Errors
    /// Where there is none, or its files cannot be read.
    pub fn open(path: &Path, catalog: &Catalog) -> Result<Store, Error> {
        let Some(generation) = read_current(path).ok().flatten() else {
            return Err(Error::store(
                path,
                "there is no store here: make one with `forlob import EXTRACT --store STORE`",
            ));
        };
        match Store::open_generation(path, &generation, catalog) {
            // An import came in between and took away what was in force.
            Err(_) if read_current(path).ok().flatten().is_some_and(|now| now != generation) => {
                Store::open(path, catalog)
            }
            result => result,
        }
    }

    fn open_generation(path: &Path, generation: &str, catalog: &Catalog) -> Result<Store, Error> {
        let folder = path.join(generation);
        if !folder.is_dir() {
            return Err(Error::store(
                path,
                format!("the store is damaged ({generation} is not in it): import the extract again"),
            ));
        }
        let info = StoreInfo::read(&folder.join("store.toml"))?;
        let benefits = catalog.code_sets.versions(&info.code_set)?.last().cloned();
        let benefits = benefits.ok_or_else(|| Error::store(path, "the code set has no version"))?;
        let mut tables = Vec::new();
        for (table, rows_of_shard) in &info.rows_of_shard {
            let path = table_path(&folder, *table);
            let file = File::open(&path).map_err(Error::file(&path))?;
            let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
                .map_err(|error| Error::store(&path, error.to_string()))?;
            let code_sets = code_sets(*table, &info.code_set, catalog)?;
            tables.push(OpenTable { table: *table, metadata, rows_of_shard: rows_of_shard.clone(), code_sets });
        }
        let persons = tables
            .iter()
            .find(|table| table.table == TableKind::Persons)
            .ok_or_else(|| Error::store(path, "the store has no persons"))?;
        let mut shard_starts = vec![0];
        for rows in &persons.rows_of_shard {
            shard_starts.push(shard_starts.last().copied().unwrap_or(0) + u64::from(*rows));
        }
        Ok(Store { path: path.to_owned(), folder, info, tables, shard_starts, benefits })
    }

    /// What the store says of itself.
    pub fn info(&self) -> &StoreInfo {
        &self.info
    }

    /// The folder that was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the generation that was opened.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The code set of the store's benefits.
    pub fn benefits(&self) -> &Arc<CodeSet> {
        &self.benefits
    }

    /// How many shards it has: the unit in which a pass is shared out.
    pub fn n_shards(&self) -> usize {
        self.shard_starts.len() - 1
    }

    /// Reads one shard.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn read(&self, shard: usize, needs: Needs) -> Result<People, Error> {
        let n_persons = (self.shard_starts[shard + 1] - self.shard_starts[shard]) as usize;
        let with_attributes = needs.has(TableKind::Persons);
        let columns: &[usize] = if with_attributes { &[1, 2, 3, 4, 5, 6] } else { &[1] };
        let persons = self.read_table(TableKind::Persons, shard, columns)?;
        let mut ids = Vec::with_capacity(n_persons);
        let mut attributes = Vec::with_capacity(n_persons);
        for (batch, sets) in persons.iter().flat_map(|(batches, sets)| batches.iter().map(move |batch| (batch, sets))) {
            let pseudonyms = batch.column(0).as_fixed_size_binary();
            for row in 0..batch.num_rows() {
                let mut bytes = [0; 16];
                bytes.copy_from_slice(pseudonyms.value(row));
                ids.push(PersonId(u128::from_be_bytes(bytes)));
            }
            if with_attributes {
                let day = |column: usize| optional_days(batch, column);
                let code = |column: usize, contract: usize| optional_codes(batch, column, sets[contract].as_deref());
                let (birth, died, emigrated) = (day(1), day(4), day(5));
                let (sex, origin) = (
                    code(2, 2).map_err(|error| self.damaged(error))?,
                    code(3, 3).map_err(|error| self.damaged(error))?,
                );
                for row in 0..batch.num_rows() {
                    attributes.push(Attributes {
                        birth: birth[row],
                        sex: sex[row],
                        origin: origin[row],
                        died: died[row],
                        emigrated: emigrated[row],
                    });
                }
            }
        }
        if ids.len() != n_persons {
            return Err(self.damaged("a shard does not have the persons that store.toml says"));
        }
        attributes.resize(n_persons, Attributes::default());
        let mut words = Words::default();
        let reading = Reading { store: self, shard, n_persons, needs };
        Ok(People {
            ids,
            attributes,
            stays: reading.residences()?,
            payments: reading.payments()?,
            wages: reading.wages()?,
            events: reading.events(&mut words)?,
            offers: reading.offers()?,
            flexible_jobs: reading.flexible_jobs()?,
            memberships: reading.memberships(&mut words)?,
            plans: reading.plans()?,
            words: words.texts,
        })
    }

    /// Some columns of a table's rows of one shard; `None` where the table has no rows of it.
    #[allow(clippy::type_complexity)]
    fn read_table(
        &self,
        table: TableKind,
        shard: usize,
        columns: &[usize],
    ) -> Result<Option<(Vec<RecordBatch>, &[Option<Arc<CodeSet>>])>, Error> {
        let Some(open) = self.tables.iter().find(|open| open.table == table) else { return Ok(None) };
        let rows = open.rows_of_shard.get(shard).copied().unwrap_or(0) as usize;
        if rows == 0 {
            return Ok(None);
        }
        // A table's file has no group for a shard that it has no rows of.
        let group = open.rows_of_shard[..shard].iter().filter(|rows| **rows > 0).count();
        let path = table_path(&self.folder, table);
        let file = File::open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound if !self.in_force() => {
                Error::store(&self.path, "the store was replaced while it was read: begin again")
            }
            _ => Error::file(&path)(error),
        })?;
        let failed = |error: String| Error::store(&path, error);
        let mask =
            ProjectionMask::roots(open.metadata.metadata().file_metadata().schema_descr(), columns.iter().copied());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, open.metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(mask)
            .with_batch_size(rows)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|error| failed(error.to_string()))?;
        Ok(Some((batches, &open.code_sets)))
    }

    /// Whether no import has replaced the store since it was opened.
    fn in_force(&self) -> bool {
        read_current(&self.path).ok().flatten().is_some_and(|generation| self.path.join(generation) == self.folder)
    }

    fn damaged(&self, what: impl Into<String>) -> Error {
        Error::store(&self.path, format!("the store is damaged ({}): import the extract again", what.into()))
    }
}

/// One shard that is being read.
struct Reading<'s> {
    store: &'s Store,
    shard: usize,
    n_persons: usize,
    needs: Needs,
}

/// The free texts of a shard, each once.
#[derive(Default)]
struct Words {
    texts: Vec<String>,
    places: BTreeMap<String, u32>,
}

impl Words {
    /// The words of a column of texts; none where there is no text.
    fn of(&mut self, batch: &RecordBatch, column: usize) -> Vec<Option<Word>> {
        let texts = batch.column(column).as_string::<i32>();
        texts.iter().map(|text| text.filter(|text| !text.is_empty()).map(|text| self.word(text))).collect()
    }

    fn word(&mut self, text: &str) -> Word {
        if let Some(place) = self.places.get(text) {
            return Word(*place);
        }
        let place = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        Word(place)
    }
}

impl Reading<'_> {
    fn payments(&self) -> Result<Grouped<Payment>, Error> {
        self.grouped(TableKind::Payments, 1..=3, |batch, sets, items| {
            let (keys, codes) = codes(batch, 1, sets[1].as_deref())?;
            items.extend(keys.iter().zip(spans(batch, 2)).map(|(key, span)| Payment {
                from: span.from,
                until: span.until,
                code: codes[*key as usize],
            }));
            Ok(())
        })
    }

    fn residences(&self) -> Result<Grouped<Stay>, Error> {
        self.grouped(TableKind::Residences, 1..=3, |batch, _, items| {
            let municipality = batch.column(1).as_primitive::<UInt16Type>().values();
            items.extend(municipality.iter().zip(spans(batch, 2)).map(|(municipality, span)| Stay {
                from: span.from,
                until: span.until,
                municipality: *municipality,
            }));
            Ok(())
        })
    }

    fn wages(&self) -> Result<Grouped<Wage>, Error> {
        self.grouped(TableKind::Wages, 1..=3, |batch, _, items| {
            let (months, hours, amount) = (days(batch, 1), hundredths(batch, 2), hundredths(batch, 3));
            items.extend((0..months.len()).map(|row| Wage {
                month: Month::of(Day::from_number(months[row])),
                hours: hours(row),
                amount: amount(row),
            }));
            Ok(())
        })
        .map(Grouped::sorted)
    }

    fn events(&self, words: &mut Words) -> Result<Grouped<Event>, Error> {
        self.grouped(TableKind::Events, 1..=3, |batch, sets, items| {
            let (keys, codes) = codes(batch, 2, sets[2].as_deref())?;
            items.extend(days(batch, 1).iter().zip(keys).zip(words.of(batch, 3)).map(|((day, key), value)| Event {
                day: Day::from_number(*day),
                event: codes[*key as usize],
                value,
            }));
            Ok(())
        })
        .map(Grouped::sorted)
    }

    /// Without their hours, by which no definition counts.
    fn offers(&self) -> Result<Grouped<Offer>, Error> {
        self.grouped(TableKind::Offers, 1..=3, |batch, sets, items| {
            let (keys, codes) = codes(batch, 1, sets[1].as_deref())?;
            items.extend(keys.iter().zip(spans(batch, 2)).map(|(key, span)| Offer {
                from: span.from,
                until: span.until,
                offer: codes[*key as usize],
            }));
            Ok(())
        })
        .map(Grouped::sorted)
    }

    fn flexible_jobs(&self) -> Result<Grouped<FlexibleJob>, Error> {
        self.grouped(TableKind::FlexibleJobs, 1..=3, |batch, _, items| {
            let hours = hundredths(batch, 3);
            items.extend(spans(batch, 1).enumerate().map(|(row, span)| FlexibleJob {
                from: span.from,
                until: span.until,
                hours: hours(row),
            }));
            Ok(())
        })
        .map(Grouped::sorted)
    }

    fn memberships(&self, words: &mut Words) -> Result<Grouped<Membership>, Error> {
        self.grouped(TableKind::Memberships, 1..=4, |batch, _, items| {
            let (projects, groups) = (words.of(batch, 1), words.of(batch, 2));
            let nothing = words.word("");
            items.extend(projects.into_iter().zip(groups).zip(spans(batch, 3)).map(|((project, group), span)| {
                let (project, group) = (project.unwrap_or(nothing), group.unwrap_or(nothing));
                Membership { from: span.from, until: span.until, project, group }
            }));
            Ok(())
        })
        .map(Grouped::sorted)
    }

    fn plans(&self) -> Result<Grouped<Plan>, Error> {
        self.grouped(TableKind::Plans, 1..=3, |batch, sets, items| {
            let (keys, codes) = codes(batch, 1, sets[1].as_deref())?;
            items.extend(keys.iter().zip(spans(batch, 2)).map(|(key, span)| Plan {
                from: span.from,
                until: span.until,
                code: codes[*key as usize],
            }));
            Ok(())
        })
        .map(Grouped::sorted)
    }

    /// A table's rows of one shard, grouped by person: of the columns that are read, behind column 0, which is the person.
    fn grouped<T>(
        &self,
        table: TableKind,
        columns: RangeInclusive<usize>,
        mut read: impl FnMut(&RecordBatch, &[Option<Arc<CodeSet>>], &mut Vec<T>) -> Result<(), String>,
    ) -> Result<Grouped<T>, Error> {
        let Reading { store, shard, n_persons, needs } = *self;
        // Everybody is asked about payments.
        if table != TableKind::Payments && !needs.has(table) {
            return Ok(Grouped::empty(n_persons));
        }
        let columns: Vec<usize> = std::iter::once(0).chain(columns).collect();
        let Some((batches, sets)) = store.read_table(table, shard, &columns)? else {
            return Ok(Grouped::empty(n_persons));
        };
        let first = store.shard_starts[shard] as u32;
        let mut items = Vec::new();
        for batch in &batches {
            read(batch, sets, &mut items).map_err(|error| store.damaged(error))?;
        }
        let persons = batches.iter().flat_map(|batch| batch.column(0).as_primitive::<UInt32Type>().values());
        Grouped::in_order(n_persons, persons.map(|person| person.wrapping_sub(first)), items)
            .ok_or_else(|| store.damaged("rows are not in order of their person"))
    }
}

fn days(batch: &RecordBatch, column: usize) -> &[i32] {
    batch.column(column).as_primitive::<Date32Type>().values()
}

/// Two columns of days as half-open stretches, the first of them in `column`.
fn spans(batch: &RecordBatch, column: usize) -> impl Iterator<Item = Span> {
    let (from, until) = (days(batch, column), days(batch, column + 1));
    from.iter().zip(until).map(|(from, until)| Span::new(Day::from_number(*from), Day::from_number(*until)))
}

fn optional_days(batch: &RecordBatch, column: usize) -> Vec<Option<Day>> {
    batch.column(column).as_primitive::<Date32Type>().iter().map(|day| day.map(Day::from_number)).collect()
}

/// The hours or amounts of a column by row, in hundredths; none where not known.
fn hundredths(batch: &RecordBatch, column: usize) -> impl Fn(usize) -> Option<i32> {
    let column = batch.column(column).as_primitive::<Int32Type>();
    let (values, nulls) = (column.values(), column.nulls());
    move |row| nulls.is_none_or(|nulls| nulls.is_valid(row)).then(|| values[row])
}

/// A column of codes: keys into a short list of codes. The store keeps the words, so a code set whose order has
/// changed since the import reads as well.
fn codes<'b>(batch: &'b RecordBatch, column: usize, set: Option<&CodeSet>) -> Result<(&'b [i32], Vec<Code>), String> {
    let dictionary = batch.column(column).as_dictionary::<Int32Type>();
    let words = dictionary.values().as_string::<i32>();
    let set = set.ok_or("a column of codes has no code set")?;
    let code = |word: Option<&str>| {
        let word = word.unwrap_or_default();
        set.find(word).ok_or_else(|| format!("code `{word}` is not in code set `{}` any more", set.header.id))
    };
    Ok((dictionary.keys().values(), words.iter().map(code).collect::<Result<_, _>>()?))
}

fn optional_codes(batch: &RecordBatch, column: usize, set: Option<&CodeSet>) -> Result<Vec<Option<Code>>, String> {
    let (keys, words) = codes(batch, column, set)?;
    let nulls = batch.column(column).nulls();
    Ok(keys
        .iter()
        .enumerate()
        .map(|(row, key)| (!nulls.is_some_and(|nulls| nulls.is_null(row))).then(|| words[*key as usize]))
        .collect())
}

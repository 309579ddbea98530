//! From an extract to a store: read, check, part by person, sort, write.

use crate::Error;
use crate::buckets::{Buckets, Sink};
use crate::dream::DreamColumns;
use crate::dream_rows::{DreamReader, WeekCodes};
use crate::extract::{Block, Content, Extract, Source};
use crate::field::{Field, RowReader, Texts};
use crate::finding::{Finding, Gathered, RowCount, RowPlace};
use crate::fingerprint::Inputs;
use crate::manifest::Manifest;
use crate::parquet_source;
use crate::pseudonym::PseudonymKey;
use crate::reading::Store;
use crate::schema::{Holds, TableKind};
use crate::store::{StoreInfo, StoreWriter};
use definitions::{Catalog, CodeSet, Geography};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What an import is asked to do.
pub struct ImportSettings<'a> {
    /// The extract's folder.
    pub extract: &'a Path,
    /// The store's folder; made where there is none, replaced as a whole where there is one.
    pub store: &'a Path,
    /// The key of the pseudonyms.
    pub key: &'a PseudonymKey,
    /// The definitions: code sets and geography.
    pub catalog: &'a Catalog,
    /// How many threads work.
    pub threads: usize,
    /// How many bytes of memory the import may take: rows that do not fit wait on disk, in the store's folder, and make no
    /// difference to the store. What is read and written meanwhile takes some 190 MiB a thread, so that less than 220 MiB a
    /// thread is not kept. 2 GiB ([`USUAL_MEMORY`]) is enough for an extract of any size.
    pub memory: u64,
    /// Told now and then how far the import is; from any thread.
    pub progress: &'a (dyn Fn(ImportProgress) + Sync),
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub enum ImportProgress {
    /// So many more bytes of the extract, of so many in all, have been compared with what was imported before.
    Compared {
        /// Bytes since the last call.
        more: u64,
        /// Bytes in all.
        of: u64,
    },
    /// So many more bytes of the extract, of so many in all, have been read.
    Read {
        /// Bytes since the last call.
        more: u64,
        /// Bytes in all.
        of: u64,
    },
    /// So many of so many shards have been written.
    Written {
        /// Shards so far.
        shards: usize,
        /// Shards in all.
        of: usize,
    },
}

/// What an import did.
#[derive(Debug)]
pub struct ImportReport {
    /// What the store now says of itself.
    pub info: StoreInfo,
    /// Files of the extract that look like tables and were not read, in words.
    pub unrecognized: Vec<String>,
    /// The store was made of this very extract, by this version of the program with the same key and definitions:
    /// nothing was read or written anew.
    pub unchanged: bool,
}

/// The geography that municipalities are checked against.
pub const GEOGRAPHY: &str = "denmark";

/// The memory of an import where nobody says how much it may take: 2 GiB.
pub const USUAL_MEMORY: u64 = 2 << 30;

/// How much of the memory is for rows that wait: half of it, and less where what each thread reads and writes meanwhile, some
/// 190 MiB as measured (bench/RESULTS.md), needs more than the rest. An eighth at least: with less, files are many and small.
fn for_rows_that_wait(memory: u64, threads: usize) -> u64 {
    let meanwhile = threads as u64 * (190 << 20);
    (memory / 2).min(memory.saturating_sub(meanwhile)).max(memory / 8)
}

/// About so many bytes of an extract make one shard.
const BYTES_PER_SHARD: u64 = 4 << 20;

/// Reads an extract and writes the store.
///
/// Killed at any moment, it leaves either the old store or the new one; begun again, it starts over. An extract that the
/// store was made of already is known again and left at that ([`ImportReport::unchanged`]).
///
/// # Errors
/// Where the extract is refused whole (see the contract), or files cannot be read or written.
pub fn import(settings: &ImportSettings<'_>) -> Result<ImportReport, Error> {
    let manifest = Manifest::read(settings.extract, settings.catalog)?;
    let extract = Extract::open(settings.extract, &manifest)?;
    let geography = newest_geography(settings.catalog)?;
    let files: Vec<String> = extract.sources.iter().map(|source| source.name.to_string()).collect();
    let in_dream = TableKind::ALL.map(|table| extract.has_in_dream(table));
    let present = TableKind::ALL.map(|table| extract.has(table) || in_dream[table as usize]);
    let weekly = extract.has_dream();
    let fingerprint = fingerprint(settings, &manifest, &geography, &extract)?;
    if let Ok(store) = Store::open(settings.store, settings.catalog)
        && store.info().is_of(&fingerprint, store.folder())
    {
        let info = store.info().clone();
        return Ok(ImportReport { info, unrecognized: extract.unrecognized, unchanged: true });
    }
    let shard_bits = (extract.bytes / BYTES_PER_SHARD).next_power_of_two().min(4096).trailing_zeros();
    let benefits = settings.catalog.code_sets.versions(&manifest.code_set)?.last().cloned();

    let texts = Texts::default();
    let reading = Reading {
        settings,
        manifest: &manifest,
        geography: &geography,
        texts: &texts,
        bytes: extract.bytes,
        in_dream,
        week_codes: benefits.filter(|_| weekly).map(WeekCodes::new),
        queue: Mutex::new(Queue { sources: extract.sources.into_iter().enumerate().collect(), n_blocks: 0 }),
        buckets: Buckets::new(shard_bits, for_rows_that_wait(settings.memory, settings.threads), settings.store),
    };
    let (mut gathered, rows_in) = reading.read_all()?;
    let buckets = reading.buckets;

    let (texts, text_places) = texts.into_sorted();
    let generation = buckets.generation()?;
    let mut writer = StoreWriter::begin(generation, &manifest, settings.catalog, present, texts)?;
    write_shards(&buckets, present[TableKind::Persons as usize], &text_places, settings, &mut writer, &mut gathered)?;
    buckets.clear_disk()?;

    let rows = TableKind::ALL.into_iter().filter(|table| present[*table as usize]).map(|table| {
        let (rows_in, set_aside) = (rows_in[table as usize], gathered.rows_set_aside(table));
        RowCount { table, rows_in, kept: rows_in - set_aside, set_aside }
    });
    let rows: Vec<RowCount> = rows.collect();
    let findings: Vec<Finding> = gathered.into_findings(&files);
    let info = writer.finish(&manifest, settings.key, weekly, fingerprint, rows, findings)?;
    Ok(ImportReport { info, unrecognized: extract.unrecognized, unchanged: false })
}

fn fingerprint(
    settings: &ImportSettings<'_>,
    manifest: &Manifest,
    geography: &Geography,
    extract: &Extract,
) -> Result<String, Error> {
    let mut sets = Vec::new();
    for table in TableKind::ALL {
        sets.extend(code_sets(table, &manifest.code_set, settings.catalog)?.into_iter().flatten());
    }
    let inputs = Inputs {
        key_id: settings.key.id(),
        manifest: &settings.extract.join(Manifest::FILE),
        geography,
        code_sets: sets.iter().map(|set| &**set).collect(),
    };
    let told = |more| (settings.progress)(ImportProgress::Compared { more, of: extract.bytes });
    inputs.fingerprint(settings.extract, &extract.paths, settings.threads, &told)
}

pub(crate) fn newest_geography(catalog: &Catalog) -> Result<Arc<Geography>, Error> {
    let versions = catalog.geographies.versions(GEOGRAPHY)?;
    Ok(Arc::clone(versions.last().ok_or_else(|| Error::refused(GEOGRAPHY, "the geography has no version"))?))
}

/// The code set of each column of a table that has one.
pub(crate) fn code_sets(
    table: TableKind,
    benefits: &str,
    catalog: &Catalog,
) -> Result<Vec<Option<Arc<CodeSet>>>, Error> {
    let set = |id: &str| -> Result<Option<Arc<CodeSet>>, Error> { Ok(catalog.code_sets.versions(id)?.last().cloned()) };
    let of_column = |holds: Holds| match holds {
        Holds::BenefitCode => set(benefits),
        Holds::CodeOf(id) => set(id),
        _ => Ok(None),
    };
    table.columns().iter().map(|column| of_column(column.holds)).collect()
}

/// The first half of an import, shared by the threads.
struct Reading<'a> {
    settings: &'a ImportSettings<'a>,
    manifest: &'a Manifest,
    geography: &'a Geography,
    texts: &'a Texts,
    bytes: u64,
    queue: Mutex<Queue>,
    /// The tables that a wide DREAM file stands for.
    in_dream: [bool; TableKind::ALL.len()],
    /// The benefits' codes, where there is such a file.
    week_codes: Option<WeekCodes>,
    buckets: Buckets,
}

/// The files that are still to be read, and how many blocks have been handed out.
struct Queue {
    sources: VecDeque<(usize, Source)>,
    n_blocks: u64,
}

/// Why a block could not be read, and its place among all blocks. Blocks are handed out in order, so the first
/// fault of an extract is always among those that the threads meet, and it is the one that is told.
type Fault = (u64, Error);

/// Rows read of each table.
type RowsIn = [u64; TableKind::ALL.len()];

/// A block and what is needed to read it.
struct Work {
    /// Its place among all blocks.
    at: u64,
    file: u32,
    name: Arc<str>,
    content: Arc<Content>,
    header: Arc<[String]>,
    block: Block,
}

impl Reading<'_> {
    fn read_all(&self) -> Result<(Gathered, RowsIn), Error> {
        let workers = || {
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..self.settings.threads.max(1)).map(|_| scope.spawn(|| self.work())).collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                    .collect::<Vec<_>>()
            })
        };
        let (mut gathered, mut rows_in) = (Gathered::default(), RowsIn::default());
        let mut faults: Vec<Fault> = Vec::new();
        for result in workers() {
            match result {
                Ok((found, rows)) => {
                    gathered.merge(found);
                    rows_in.iter_mut().zip(rows).for_each(|(sum, more)| *sum += more);
                }
                Err(fault) => faults.push(fault),
            }
        }
        match faults.into_iter().min_by_key(|(at, _)| *at) {
            Some((_, error)) => Err(error),
            None => Ok((gathered, rows_in)),
        }
    }

    /// Takes block after block until there is none left.
    fn work(&self) -> Result<(Gathered, RowsIn), Fault> {
        let (mut gathered, mut rows_in) = (Gathered::default(), RowsIn::default());
        let mut sink = Sink::new(&self.buckets);
        while let Some(work) = self.next_work()? {
            self.read_block(&work, &mut sink, &mut gathered, &mut rows_in)
                .and_then(|()| sink.hand_over())
                .map_err(|error| (work.at, error))?;
            (self.settings.progress)(ImportProgress::Read { more: work.block.size(), of: self.bytes });
        }
        Ok((gathered, rows_in))
    }

    fn next_work(&self) -> Result<Option<Work>, Fault> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let at = queue.n_blocks;
        while let Some((file, source)) = queue.sources.front_mut() {
            if let Some(block) = source.next_block().map_err(|error| (at, error))? {
                let work = Work {
                    at,
                    file: *file as u32,
                    name: Arc::clone(&source.name),
                    content: Arc::clone(&source.content),
                    header: Arc::clone(&source.header),
                    block,
                };
                queue.n_blocks += 1;
                return Ok(Some(work));
            }
            queue.sources.pop_front();
        }
        Ok(None)
    }

    fn read_block(
        &self,
        work: &Work,
        sink: &mut Sink<'_>,
        gathered: &mut Gathered,
        rows_in: &mut RowsIn,
    ) -> Result<(), Error> {
        match &*work.content {
            Content::Table(table, places) => self.read_table_block(work, *table, places, sink, gathered, rows_in),
            Content::Dream(columns) => self.read_dream_block(work, columns, sink, gathered, rows_in),
        }
    }

    fn read_table_block(
        &self,
        work: &Work,
        table: TableKind,
        places: &[Option<usize>],
        sink: &mut Sink<'_>,
        gathered: &mut Gathered,
        rows_in: &mut RowsIn,
    ) -> Result<(), Error> {
        let code_sets = code_sets(table, &self.manifest.code_set, self.settings.catalog)?;
        let reader = RowReader::new(
            table,
            self.settings.key,
            self.geography,
            code_sets,
            self.texts,
            places.to_vec(),
            &work.header,
        );
        let mut sorter = RowSorter { table, file: work.file, reader, values: Vec::new(), sink, gathered, rows: 0 };
        match &work.block {
            Block::Csv(block) => {
                block.rows(&work.name, |line, record| sorter.take(line, |column| record.field(column)))?
            }
            Block::Parquet(block) => block.batches(|first, n_rows, columns| {
                for (row, line) in (0..n_rows).zip(first..) {
                    sorter.take(line, |column| parquet_source::field(&columns[column], row));
                }
            })?,
            Block::Sas(block) => block.rows(|line, row| sorter.take(line, |column| row.field(column)))?,
        }
        rows_in[table as usize] += sorter.rows;
        Ok(())
    }

    fn read_dream_block(
        &self,
        work: &Work,
        columns: &DreamColumns,
        sink: &mut Sink<'_>,
        gathered: &mut Gathered,
        rows_in: &mut RowsIn,
    ) -> Result<(), Error> {
        let Some(codes) = &self.week_codes else { return Ok(()) };
        let set = |id| -> Result<_, Error> { Ok(self.settings.catalog.code_sets.versions(id)?.last().cloned()) };
        let mut reader = DreamReader {
            columns,
            persons: self.in_dream[TableKind::Persons as usize],
            residences: self.in_dream[TableKind::Residences as usize],
            codes,
            sexes: set("koen")?,
            origins: set("herkomst")?,
            key: self.settings.key,
            geography: self.geography,
            file: work.file,
            sink,
            gathered,
            rows_in,
            scratch: Vec::new(),
        };
        match &work.block {
            Block::Csv(block) => block.rows(&work.name, |line, record| reader.row(line, |column| record.field(column))),
            Block::Parquet(block) => reader.parquet(block),
            Block::Sas(block) => block.rows(|line, row| reader.row(line, |column| row.field(column))),
        }
    }
}

/// Puts each row of a block into the bucket of its person, or sets it aside.
struct RowSorter<'a, 's> {
    table: TableKind,
    file: u32,
    reader: RowReader<'a>,
    values: Vec<i32>,
    sink: &'a mut Sink<'s>,
    gathered: &'a mut Gathered,
    rows: u64,
}

impl RowSorter<'_, '_> {
    #[inline]
    fn take<'f>(&mut self, line: u32, field: impl Fn(usize) -> Field<'f>) {
        self.rows += 1;
        let place = RowPlace { file: self.file, line };
        match self.reader.read(field, &mut self.values) {
            Ok(row) => self.sink.push(self.table, row.person, row.hash, place, &self.values),
            Err((column, reason)) => self.gathered.add(self.table, column, reason, place),
        }
    }
}

/// Settles as many buckets at a time as there are threads, and writes them in order.
fn write_shards(
    buckets: &Buckets,
    has_persons: bool,
    text_places: &[i32],
    settings: &ImportSettings<'_>,
    writer: &mut StoreWriter,
    gathered: &mut Gathered,
) -> Result<(), Error> {
    let (n_buckets, threads) = (buckets.len(), settings.threads.max(1));
    let mut done = 0;
    while done < n_buckets {
        let until = (done + threads).min(n_buckets);
        let next = AtomicUsize::new(done);
        let settle = || -> Result<Vec<_>, Error> {
            let mut settled = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= until {
                    return Ok(settled);
                }
                let mut found = Gathered::default();
                settled.push((at, buckets.take(at)?.settle(has_persons, text_places, &mut found), found));
            }
        };
        let results = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(settle)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect::<Result<Vec<_>, Error>>()
        })?;
        let mut settled: Vec<_> = results.into_iter().flatten().collect();
        // People are in order of their pseudonym, within a bucket and from one to the next.
        settled.sort_by_key(|(at, ..)| *at);
        for (_, shard, found) in settled {
            gathered.merge(found);
            if !shard.ids.is_empty() {
                writer.write(&shard)?;
            }
        }
        done = until;
        (settings.progress)(ImportProgress::Written { shards: done, of: n_buckets });
    }
    Ok(())
}

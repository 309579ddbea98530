//! From an extract to a store: read, check, part by person, sort, write.

use crate::Error;
use crate::bucket::{Bucket, Rows};
use crate::extract::{Block, Extract, Source};
use crate::field::{Field, RowReader, Texts};
use crate::finding::{Finding, Gathered, RowCount, RowPlace};
use crate::manifest::Manifest;
use crate::parquet_source;
use crate::pseudonym::PseudonymKey;
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
    /// Told now and then how far the import is; from any thread.
    pub progress: &'a (dyn Fn(ImportProgress) + Sync),
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub enum ImportProgress {
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
}

/// The geography that municipalities are checked against.
pub const GEOGRAPHY: &str = "denmark";

/// About so many bytes of an extract make one shard.
const BYTES_PER_SHARD: u64 = 4 << 20;

/// Reads an extract and writes the store.
///
/// Killed at any moment, it leaves either the old store or the new one.
///
/// # Errors
/// Where the extract is refused whole (see the contract), or files cannot be read or written.
pub fn import(settings: &ImportSettings<'_>) -> Result<ImportReport, Error> {
    let manifest = Manifest::read(settings.extract, settings.catalog)?;
    let extract = Extract::open(settings.extract, &manifest)?;
    let geography = newest_geography(settings.catalog)?;
    let files: Vec<String> = extract.sources.iter().map(|source| source.name.clone()).collect();
    let present = TableKind::ALL.map(|table| extract.sources.iter().any(|source| source.table == table));
    let shard_bits = (extract.bytes / BYTES_PER_SHARD).next_power_of_two().min(4096).trailing_zeros();

    let texts = Texts::default();
    let reading = Reading {
        settings,
        manifest: &manifest,
        geography: &geography,
        texts: &texts,
        bytes: extract.bytes,
        queue: Mutex::new(Queue { sources: extract.sources.into_iter().enumerate().collect(), n_blocks: 0 }),
        buckets: (0..1usize << shard_bits).map(|_| Mutex::default()).collect(),
        shard_bits,
    };
    let (mut gathered, rows_in) = reading.read_all()?;
    let buckets: Vec<Bucket> =
        reading.buckets.into_iter().map(|bucket| bucket.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();

    let (texts, text_places) = texts.into_sorted();
    let mut writer = StoreWriter::begin(settings.store, &manifest, settings.catalog, present, texts)?;
    write_shards(buckets, present[TableKind::Persons as usize], &text_places, settings, &mut writer, &mut gathered)?;

    let rows = TableKind::ALL.into_iter().filter(|table| present[*table as usize]).map(|table| {
        let (rows_in, set_aside) = (rows_in[table as usize], gathered.rows_set_aside(table));
        RowCount { table, rows_in, kept: rows_in - set_aside, set_aside }
    });
    let rows: Vec<RowCount> = rows.collect();
    let findings: Vec<Finding> = gathered.into_findings(&files);
    let info = writer.finish(&manifest, settings.key, rows, findings)?;
    Ok(ImportReport { info, unrecognized: extract.unrecognized })
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
    buckets: Vec<Mutex<Bucket>>,
    shard_bits: u32,
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
    name: String,
    table: TableKind,
    places: Vec<Option<usize>>,
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
        let mut local: Vec<Rows> = self.buckets.iter().map(|_| Rows::default()).collect();
        while let Some(work) = self.next_work()? {
            rows_in[work.table as usize] +=
                self.read_block(&work, &mut local, &mut gathered).map_err(|error| (work.at, error))?;
            for (bucket, rows) in self.buckets.iter().zip(&mut local).filter(|(_, rows)| !rows.is_empty()) {
                bucket.lock().unwrap_or_else(PoisonError::into_inner).tables[work.table as usize].append(rows);
            }
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
                    name: source.name.clone(),
                    table: source.table,
                    places: source.places.clone(),
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

    fn read_block(&self, work: &Work, local: &mut [Rows], gathered: &mut Gathered) -> Result<u64, Error> {
        let code_sets = code_sets(work.table, &self.manifest.code_set, self.settings.catalog)?;
        let reader = RowReader::new(
            work.table,
            self.settings.key,
            self.geography,
            code_sets,
            self.texts,
            work.places.clone(),
            &work.header,
        );
        let mut sorter =
            RowSorter { work, shard_bits: self.shard_bits, reader, values: Vec::new(), local, gathered, rows: 0 };
        match &work.block {
            Block::Csv(block) => {
                block.rows(&work.name, |line, record| sorter.take(line, |column| record.field(column)))?
            }
            Block::Parquet(block) => block.batches(|first, n_rows, columns| {
                for (row, line) in (0..n_rows).zip(first..) {
                    sorter.take(line, |column| parquet_source::field(&columns[column], row));
                }
            })?,
        }
        Ok(sorter.rows)
    }
}

/// Puts each row of a block into the bucket of its person, or sets it aside.
struct RowSorter<'a> {
    work: &'a Work,
    shard_bits: u32,
    reader: RowReader<'a>,
    values: Vec<i32>,
    local: &'a mut [Rows],
    gathered: &'a mut Gathered,
    rows: u64,
}

impl RowSorter<'_> {
    #[inline]
    fn take<'f>(&mut self, line: u32, field: impl Fn(usize) -> Field<'f>) {
        self.rows += 1;
        let place = RowPlace { file: self.work.file, line };
        match self.reader.read(field, &mut self.values) {
            Ok(row) => {
                self.local[bucket_of(row.person.0, self.shard_bits)].push(row.person, row.hash, place, &self.values)
            }
            Err((column, reason)) => self.gathered.add(self.work.table, column, reason, place),
        }
    }
}

fn bucket_of(person: u128, bits: u32) -> usize {
    if bits == 0 { 0 } else { (person >> (128 - bits)) as usize }
}

/// Settles as many buckets at a time as there are threads, and writes them in order.
fn write_shards(
    buckets: Vec<Bucket>,
    has_persons: bool,
    text_places: &[i32],
    settings: &ImportSettings<'_>,
    writer: &mut StoreWriter,
    gathered: &mut Gathered,
) -> Result<(), Error> {
    let (n_buckets, threads) = (buckets.len(), settings.threads.max(1));
    let mut waiting = buckets.into_iter();
    let mut done = 0;
    while done < n_buckets {
        let wave: Vec<Mutex<Option<Bucket>>> =
            waiting.by_ref().take(threads).map(|bucket| Mutex::new(Some(bucket))).collect();
        let next = AtomicUsize::new(0);
        let settle = || {
            let mut settled = Vec::new();
            while let Some(slot) = wave.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Some(bucket) = slot.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    let mut found = Gathered::default();
                    settled.push((bucket.settle(has_persons, text_places, &mut found), found));
                }
            }
            settled
        };
        let mut settled = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(settle)).collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect::<Vec<_>>()
        });
        // People are in order of their pseudonym, within a bucket and from one to the next.
        settled.sort_by_key(|(shard, _)| shard.ids.first().copied());
        for (shard, found) in settled {
            gathered.merge(found);
            if !shard.ids.is_empty() {
                writer.write(&shard)?;
            }
        }
        done += wave.len();
        (settings.progress)(ImportProgress::Written { shards: done, of: n_buckets });
    }
    Ok(())
}

//! The rows of an import on their way to their shards: in memory, and on disk where they are too many.
//!
//! All threads put rows into the same buckets. Where the buckets together grow beyond what they may hold, all of them
//! are written to one more file beside the generation that is to come, and begin anew; a bucket that is settled is
//! read back from every such file. Settling puts rows in order by their content, so it makes no difference which
//! of them lay on disk.

use crate::Error;
use crate::bucket::Bucket;
use crate::finding::RowPlace;
use crate::pseudonym::PersonId;
use crate::schema::TableKind;
use crate::store::Generation;
use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A thread hands its rows over when it has so many bytes of them.
const HAND_OVER: usize = 4 << 20;

/// The buckets of an import.
pub(crate) struct Buckets {
    bits: u32,
    in_memory: Vec<Mutex<Bucket>>,
    /// How many bytes they take, and how many they may.
    bytes: AtomicU64,
    most: u64,
    on_disk: Mutex<OnDisk>,
}

/// What lies on disk.
struct OnDisk {
    store: PathBuf,
    /// Begun when the first rows must be written.
    generation: Option<Generation>,
    files: Vec<(PathBuf, Mutex<File>)>,
    /// Of each bucket.
    stretches: Vec<Vec<Stretch>>,
}

/// Rows of one table of one bucket in a file.
struct Stretch {
    file: usize,
    table: TableKind,
    offset: u64,
    n_rows: u64,
}

impl Buckets {
    /// `1 << bits` empty buckets, which may take so many bytes of memory.
    pub(crate) fn new(bits: u32, most: u64, store: &Path) -> Buckets {
        let n_buckets = 1usize << bits;
        Buckets {
            bits,
            in_memory: (0..n_buckets).map(|_| Mutex::default()).collect(),
            bytes: AtomicU64::new(0),
            most,
            on_disk: Mutex::new(OnDisk {
                store: store.to_owned(),
                generation: None,
                files: Vec::new(),
                stretches: (0..n_buckets).map(|_| Vec::new()).collect(),
            }),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.in_memory.len()
    }

    fn of(&self, person: PersonId) -> usize {
        if self.bits == 0 { 0 } else { (person.0 >> (128 - self.bits)) as usize }
    }

    /// The generation to write, which may hold rows already.
    pub(crate) fn generation(&self) -> Result<Generation, Error> {
        let mut on_disk = lock(&self.on_disk);
        match on_disk.generation.take() {
            Some(generation) => Ok(generation),
            None => Generation::begin(&on_disk.store),
        }
    }

    /// All rows of a bucket, which is empty from now on.
    pub(crate) fn take(&self, at: usize) -> Result<Bucket, Error> {
        let mut bucket = std::mem::take(&mut *lock(&self.in_memory[at]));
        let on_disk = lock(&self.on_disk);
        for stretch in &on_disk.stretches[at] {
            let (path, file) = &on_disk.files[stretch.file];
            let mut file = lock(file);
            let mut read = || {
                file.seek(SeekFrom::Start(stretch.offset))?;
                let width = stretch.table.stored_columns().count();
                bucket.tables[stretch.table as usize].read(&mut BufReader::new(&mut *file), stretch.n_rows, width)
            };
            read().map_err(Error::file(path))?;
        }
        Ok(bucket)
    }

    /// Takes away what lies on disk.
    pub(crate) fn clear_disk(&self) -> Result<(), Error> {
        let mut on_disk = lock(&self.on_disk);
        for (path, file) in std::mem::take(&mut on_disk.files) {
            drop(file);
            std::fs::remove_file(&path).map_err(Error::file(&path))?;
        }
        Ok(())
    }

    /// Writes everything to one more file.
    fn put_on_disk(&self) -> Result<(), Error> {
        let mut on_disk = lock(&self.on_disk);
        // Another thread may have done it while this one waited.
        if self.bytes.load(Ordering::Relaxed) <= self.most {
            return Ok(());
        }
        if on_disk.generation.is_none() {
            on_disk.generation = Some(Generation::begin(&on_disk.store)?);
        }
        let number = on_disk.files.len();
        let Some(generation) = &on_disk.generation else { return Ok(()) };
        let path = generation.folder().join(format!("rows.{number}"));
        let file = File::options().read(true).write(true).create_new(true).open(&path).map_err(Error::file(&path))?;
        let mut writer = BufWriter::with_capacity(1 << 18, file);
        let mut offset = 0;
        for (bucket, stretches) in self.in_memory.iter().zip(&mut on_disk.stretches) {
            let bucket = std::mem::take(&mut *lock(bucket));
            for (table, rows) in TableKind::ALL.into_iter().zip(&bucket.tables).filter(|(_, rows)| !rows.is_empty()) {
                let n_bytes = rows.write(&mut writer).map_err(Error::file(&path))?;
                stretches.push(Stretch { file: number, table, offset, n_rows: rows.len() as u64 });
                offset += n_bytes;
                self.bytes.fetch_sub(rows.capacity(), Ordering::Relaxed);
            }
        }
        let file = writer.into_inner().map_err(|error| Error::file(&path)(error.into_error()))?;
        on_disk.files.push((path, Mutex::new(file)));
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One thread's way into the buckets: rows are handed over many at a time, a bucket's one after the other. Put each into its
/// bucket at once, they would touch memory in as many places as there are buckets and columns, and wait for it.
pub(crate) struct Sink<'a> {
    buckets: &'a Buckets,
    rows: Vec<Waiting>,
    values: Vec<i32>,
    failed: Option<Error>,
}

/// A row that is not handed over yet.
struct Waiting {
    person: PersonId,
    hash: u64,
    place: RowPlace,
    /// Where its values end; they begin where those of the row before end.
    values_end: u32,
    table: TableKind,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(buckets: &'a Buckets) -> Sink<'a> {
        Sink { buckets, rows: Vec::new(), values: Vec::new(), failed: None }
    }

    /// Takes a row for the bucket of its person. What fails is told by the next [`Sink::hand_over`].
    #[inline]
    pub(crate) fn push(&mut self, table: TableKind, person: PersonId, hash: u64, place: RowPlace, values: &[i32]) {
        self.values.extend_from_slice(values);
        self.rows.push(Waiting { person, hash, place, values_end: self.values.len() as u32, table });
        if size_of_val(&self.rows[..]) + size_of_val(&self.values[..]) >= HAND_OVER
            && let Err(error) = self.hand_over()
        {
            self.failed.get_or_insert(error);
        }
    }

    /// Hands over all rows.
    pub(crate) fn hand_over(&mut self) -> Result<(), Error> {
        let mut ends = vec![0u32; self.buckets.len() + 1];
        self.rows.iter().for_each(|row| ends[self.buckets.of(row.person) + 1] += 1);
        // First where the rows of each bucket start; it moves on to where they end as they are put there.
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut order = vec![0u32; self.rows.len()];
        for (at, row) in (0..).zip(&self.rows) {
            let end = &mut ends[self.buckets.of(row.person)];
            order[*end as usize] = at;
            *end += 1;
        }
        let mut start = 0;
        for (bucket, end) in self.buckets.in_memory.iter().zip(ends) {
            let rows = &order[start..end as usize];
            start = end as usize;
            if rows.is_empty() {
                continue;
            }
            let mut bucket = lock(bucket);
            let before = bucket.capacity();
            for at in rows {
                let row = &self.rows[*at as usize];
                let from = at.checked_sub(1).map_or(0, |before| self.rows[before as usize].values_end);
                let values = &self.values[from as usize..row.values_end as usize];
                bucket.tables[row.table as usize].push(row.person, row.hash, row.place, values);
            }
            self.buckets.bytes.fetch_add(bucket.capacity() - before, Ordering::Relaxed);
        }
        self.rows.clear();
        self.values.clear();
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.buckets.bytes.load(Ordering::Relaxed) > self.buckets.most {
            self.buckets.put_on_disk()?;
        }
        Ok(())
    }
}

//! Whether an extract is the one that a store was made of.
//!
//! A fingerprint is of all that an import reads: the program's version, the key, the definitions, the manifest and
//! every byte of every file. Times of change are not asked: a copied extract is unchanged, and one that was edited
//! within a second is not.

use crate::Error;
use crate::store::StoreInfo;
use definitions::{CodeSet, Geography};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How much of a file is read at a time.
const PIECE: usize = 1 << 20;

/// What an import reads besides the files of the tables.
pub(crate) struct Inputs<'a> {
    pub(crate) key_id: String,
    pub(crate) manifest: &'a Path,
    pub(crate) geography: &'a Geography,
    pub(crate) code_sets: Vec<&'a CodeSet>,
}

impl Inputs<'_> {
    /// The fingerprint of an extract of these files; `read` is told how many more bytes of them have been read.
    pub(crate) fn fingerprint(
        &self,
        folder: &Path,
        files: &[PathBuf],
        threads: usize,
        read: &(dyn Fn(u64) + Sync),
    ) -> Result<String, Error> {
        let hashes = hash_files(files, threads, read)?;
        let manifest = hash_file(self.manifest, &|_| {})?;
        let mut all = blake3::Hasher::new();
        let mut add = |what: &[u8]| {
            all.update(&(what.len() as u64).to_le_bytes());
            all.update(what);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        add(self.key_id.as_bytes());
        add(self.geography.header.hash.as_bytes());
        self.code_sets.iter().for_each(|set| add(set.header.hash.as_bytes()));
        add(manifest.as_bytes());
        for (path, hash) in files.iter().zip(hashes) {
            add(path.strip_prefix(folder).unwrap_or(path).to_string_lossy().as_bytes());
            add(hash.as_bytes());
        }
        Ok(all.finalize().to_hex().to_string())
    }
}

/// One hash of all the files of a generation.
pub(crate) fn of_generation(folder: &Path, files: &[PathBuf]) -> Result<String, Error> {
    let mut all = blake3::Hasher::new();
    for path in files {
        all.update(path.strip_prefix(folder).unwrap_or(path).to_string_lossy().as_bytes());
        all.update(hash_file(path, &|_| {})?.as_bytes());
    }
    Ok(all.finalize().to_hex().to_string())
}

impl StoreInfo {
    /// Whether the store was made of the extract of that fingerprint, and its files are still what they were.
    pub(crate) fn is_of(&self, fingerprint: &str, folder: &Path) -> bool {
        let whole = || of_generation(folder, &self.files(folder)).is_ok_and(|content| content == self.content);
        !self.fingerprint.is_empty() && self.fingerprint == fingerprint && whole()
    }
}

fn hash_files(files: &[PathBuf], threads: usize, read: &(dyn Fn(u64) + Sync)) -> Result<Vec<blake3::Hash>, Error> {
    let next = AtomicUsize::new(0);
    let hashes: Vec<Mutex<Option<Result<blake3::Hash, Error>>>> = files.iter().map(|_| Mutex::default()).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, files.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(path), Some(hash)) = (files.get(at), hashes.get(at)) else { return };
                    *hash.lock().unwrap_or_else(PoisonError::into_inner) = Some(hash_file(path, read));
                }
            });
        }
    });
    // The first file that cannot be read is the one that is told, whichever thread met it.
    let hashes = hashes.into_iter().map(|hash| hash.into_inner().unwrap_or_else(PoisonError::into_inner));
    hashes.flatten().collect()
}

fn hash_file(path: &Path, read: &(dyn Fn(u64) + Sync)) -> Result<blake3::Hash, Error> {
    let mut file = File::open(path).map_err(Error::file(path))?;
    let (mut hasher, mut piece) = (blake3::Hasher::new(), vec![0; PIECE]);
    loop {
        let n = file.read(&mut piece).map_err(Error::file(path))?;
        if n == 0 {
            return Ok(hasher.finalize());
        }
        hasher.update(&piece[..n]);
        read(n as u64);
    }
}

//! Pseudonyms: a person's key leaves the extract only through a keyed hash.
//!
//! A Danish personal number has some 365 million values, so a hash without a key, salted or not, is undone in
//! seconds. Here it is BLAKE3 in its keyed mode, 256 bits of key, cut to 128 bits. The key lies in a file of its
//! own beside the store, readable by its owner alone, and is made on first use; without it nobody can tell
//! whose row a row is, and two stores with two keys cannot be linked.

use crate::Error;
use crate::field::decode;
use std::fmt;
use std::io::Write;
use std::path::Path;

/// A person's pseudonym. It prints as `****`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub(crate) u128);

impl PersonId {
    /// The pseudonym as 32 hexadecimal digits, for the listings that are made with `--unprotected` alone.
    pub fn reveal_pseudonym(self) -> String {
        format!("{:032x}", self.0)
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

/// The key that turns persons' keys into pseudonyms. It prints as `****`.
#[derive(Clone)]
pub struct PseudonymKey([u8; 32]);

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl PseudonymKey {
    /// Reads the key from a file, or makes a new one there, which its owner alone may read.
    ///
    /// # Errors
    /// Where the file cannot be read or made, or is not a key.
    pub fn read_or_make(path: &Path) -> Result<PseudonymKey, Error> {
        match std::fs::read_to_string(path) {
            Ok(text) => PseudonymKey::parse(&text).ok_or_else(|| PseudonymKey::is_none(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => PseudonymKey::make(path),
            Err(error) => Err(Error::file(path)(error)),
        }
    }

    /// Reads the key from a file, and makes none.
    ///
    /// # Errors
    /// Where there is no such file, it cannot be read, or it is not a key.
    pub fn read(path: &Path) -> Result<PseudonymKey, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
        PseudonymKey::parse(&text).ok_or_else(|| PseudonymKey::is_none(path))
    }

    fn is_none(path: &Path) -> Error {
        Error::refused(path.display(), "this is not a key: a key file holds 64 hexadecimal digits")
    }

    fn make(path: &Path) -> Result<PseudonymKey, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            Error::refused(path.display(), format!("no random numbers to make a key from: {error}"))
        })?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(Error::file(path))?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(file, "{digits}").and_then(|()| file.sync_all()).map_err(Error::file(path))?;
        Ok(PseudonymKey(bytes))
    }

    fn parse(text: &str) -> Option<PseudonymKey> {
        let digits = text.trim().as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(PseudonymKey(bytes))
    }

    /// A key from its 32 bytes, for tests that must have the same pseudonyms each time.
    pub fn from_bytes(bytes: [u8; 32]) -> PseudonymKey {
        PseudonymKey(bytes)
    }

    /// Which key it is, without telling the key: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        blake3::derive_key("forlob 2026 key id", &self.0).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The pseudonym of a person's key as it stands in a file: the same key is the same person in a file of another
    /// encoding.
    #[inline]
    pub(crate) fn pseudonym_as_written(&self, key: &[u8]) -> PersonId {
        if key.is_ascii() { self.pseudonym(key) } else { self.pseudonym(decode(key).as_bytes()) }
    }

    /// The pseudonym of a person's key.
    pub(crate) fn pseudonym(&self, key: &[u8]) -> PersonId {
        let hash = blake3::keyed_hash(&self.0, key);
        let mut first = [0; 16];
        first.copy_from_slice(&hash.as_bytes()[..16]);
        PersonId(u128::from_be_bytes(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_kept_and_keys_do_not_link() {
        let (one, other) = (PseudonymKey([1; 32]), PseudonymKey([2; 32]));
        assert_ne!(one.pseudonym(b"00000417"), one.pseudonym(b"417"));
        assert_ne!(one.pseudonym(b"417"), other.pseudonym(b"417"));
        assert_eq!(format!("{:?} {:?}", one.pseudonym(b"417"), one), "**** ****");
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below").join("store.key");
        let made = PseudonymKey::read_or_make(&path).unwrap();
        assert_eq!(PseudonymKey::read_or_make(&path).unwrap().0, made.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&path, "not a key").unwrap();
        assert!(PseudonymKey::read_or_make(&path).unwrap_err().to_string().contains("64 hexadecimal digits"));
    }
}

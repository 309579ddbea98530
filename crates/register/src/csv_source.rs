//! CSV files of an extract, read in blocks that several threads can parse side by side.

use crate::Error;
use crate::error::short;
use crate::field::{Field, decode};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How much is read at a time.
const BLOCK: usize = 4 << 20;

/// A CSV file whose header is read.
#[derive(Debug)]
pub(crate) struct CsvSource {
    path: PathBuf,
    file: File,
    delimiter: u8,
    /// The names of the columns, in lower case.
    pub(crate) header: Vec<String>,
    /// What was read beyond the last block.
    rest: Vec<u8>,
    /// The line that the rest begins on.
    line: u32,
    ended: bool,
}

/// Whole rows of a CSV file.
#[derive(Debug)]
pub(crate) struct CsvBlock {
    bytes: Vec<u8>,
    first_line: u32,
    delimiter: u8,
    n_columns: usize,
}

impl CsvSource {
    /// Opens the file and reads its header.
    pub(crate) fn open(path: &Path) -> Result<CsvSource, Error> {
        let file = File::open(path).map_err(Error::file(path))?;
        let mut source = CsvSource { path: path.to_owned(), file, delimiter: b';', header: Vec::new(), rest: Vec::new(), line: 1, ended: false };
        source.fill()?;
        if source.rest.starts_with(&[0xff, 0xfe]) || source.rest.starts_with(&[0xfe, 0xff]) {
            return Err(Error::refused(short(path), "the file is UTF-16: save it as UTF-8 or Windows-1252"));
        }
        if source.rest.starts_with(&[0xef, 0xbb, 0xbf]) {
            source.rest.drain(..3);
        }
        let end = record_end(&source.rest, 0, source.ended);
        let Some(end) = end.filter(|end| !source.rest[..*end].trim_ascii().is_empty()) else {
            return Err(Error::refused(short(path), "the file is empty: its first line must name the columns"));
        };
        let head = &source.rest[..end];
        source.delimiter = if head.contains(&b';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(source.delimiter).from_reader(head);
        let mut names = csv::ByteRecord::new();
        reader.read_byte_record(&mut names).map_err(|error| Error::refused(format!("{}, row 1", short(path)), error.to_string()))?;
        source.header = names.iter().map(|name| decode(name.trim_ascii()).to_lowercase()).collect();
        source.line += lines(head);
        source.rest.drain(..end);
        Ok(source)
    }

    /// The next rows, or `None` at the end of the file.
    pub(crate) fn next_block(&mut self) -> Result<Option<CsvBlock>, Error> {
        while !self.ended && self.rest.len() < BLOCK {
            self.fill()?;
        }
        // A row may be longer than a block; then more is read until it ends.
        let end = loop {
            match last_record_end(&self.rest, self.ended) {
                Some(end) => break end,
                None if self.ended => break self.rest.len(),
                None => self.fill()?,
            }
        };
        if end == 0 {
            return Ok(None);
        }
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let first_line = self.line;
        self.line += lines(&bytes);
        Ok(Some(CsvBlock { bytes, first_line, delimiter: self.delimiter, n_columns: self.header.len() }))
    }

    fn fill(&mut self) -> Result<(), Error> {
        let before = self.rest.len();
        let read = self.file.by_ref().take(BLOCK as u64).read_to_end(&mut self.rest).map_err(Error::file(&self.path))?;
        self.ended = read < BLOCK;
        debug_assert_eq!(self.rest.len(), before + read);
        Ok(())
    }
}

impl CsvBlock {
    /// How many bytes it holds.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Hands each row to `row`, with its line in the file.
    pub(crate) fn rows(&self, file: &str, mut row: impl FnMut(u32, &csv::ByteRecord)) -> Result<(), Error> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.delimiter).buffer_capacity(1 << 16).from_reader(self.bytes.as_slice());
        let mut record = csv::ByteRecord::new();
        loop {
            // Blank lines are skipped by the reader, which counts them.
            let more = reader.read_byte_record(&mut record).map_err(|error| Error::refused(file, error.to_string()))?;
            if !more {
                return Ok(());
            }
            let line = self.first_line + record.position().map_or(0, |position| position.line() as u32 - 1);
            if record.len() != self.n_columns {
                if record.len() == 1 && record[0].trim_ascii().is_empty() {
                    continue;
                }
                return Err(Error::refused(
                    format!("{file}, row {line}"),
                    format!("the row has {} fields, and the header names {} columns: the file is damaged, or a field with `{}` in it lacks its quotes", record.len(), self.n_columns, self.delimiter as char),
                ));
            }
            row(line, &record);
        }
    }
}

/// The field of a record.
pub(crate) fn field(record: &csv::ByteRecord, column: usize) -> Field<'_> {
    record.get(column).map_or(Field::Blank, Field::text)
}

fn lines(bytes: &[u8]) -> u32 {
    memchr::memchr_iter(b'\n', bytes).count() as u32
}

/// Where the record that begins at `from` ends: after the first line break outside quotes.
fn record_end(bytes: &[u8], from: usize, ended: bool) -> Option<usize> {
    let mut quoted = false;
    for at in memchr::memchr2_iter(b'\n', b'"', &bytes[from..]) {
        match bytes[from + at] {
            b'"' => quoted = !quoted,
            _ if !quoted => return Some(from + at + 1),
            _ => {}
        }
    }
    ended.then_some(bytes.len())
}

/// Where the last whole record ends. Doubled quotes inside quotes leave the count even, as they should.
fn last_record_end(bytes: &[u8], ended: bool) -> Option<usize> {
    if ended {
        return Some(bytes.len());
    }
    if memchr::memchr(b'"', bytes).is_none() {
        return memchr::memrchr(b'\n', bytes).map(|at| at + 1);
    }
    let (mut quoted, mut last) = (false, None);
    for at in memchr::memchr2_iter(b'\n', b'"', bytes) {
        match bytes[at] {
            b'"' => quoted = !quoted,
            _ if !quoted => last = Some(at + 1),
            _ => {}
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Wherever the text is cut, the whole records before the cut are whole.
        #[test]
        fn blocks_end_between_records(text in "[a;\"\n]{0,60}", cut in 0..60usize) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            if let Some(end) = last_record_end(&bytes[..cut], false) {
                let quotes = bytes[..end].iter().filter(|byte| **byte == b'"').count();
                prop_assert!(quotes % 2 == 0 && bytes[end - 1] == b'\n');
            }
        }
    }
}

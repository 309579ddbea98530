//! CSV files of an extract, read in blocks that several threads can parse side by side.

use crate::Error;
use crate::error::short;
use crate::field::{Field, decode};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How much is read at a time.
const BLOCK: usize = 4 << 20;

/// How much is read for the header: an extract may have thousands of parts, which are all opened first.
const HEAD: usize = 64 << 10;

/// A CSV file whose header is read.
#[derive(Debug)]
pub(crate) struct CsvSource {
    path: PathBuf,
    file: File,
    delimiter: u8,
    /// The names of the columns, in lower case.
    pub(crate) header: Vec<String>,
    /// The line that they stand on.
    pub(crate) header_line: u32,
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
        let mut source = CsvSource {
            path: path.to_owned(),
            file,
            delimiter: b';',
            header: Vec::new(),
            header_line: 1,
            rest: Vec::new(),
            line: 1,
            ended: false,
        };
        source.fill(HEAD)?;
        if source.rest.starts_with(&[0xff, 0xfe]) || source.rest.starts_with(&[0xfe, 0xff]) {
            return Err(Error::refused(short(path), "the file is UTF-16: save it as UTF-8 or Windows-1252"));
        }
        if source.rest.starts_with(&[0xef, 0xbb, 0xbf]) {
            source.rest.drain(..3);
        }
        source.read_header()?;
        Ok(source)
    }

    fn read_header(&mut self) -> Result<(), Error> {
        let first = self.rest.iter().position(|byte| !byte.is_ascii_whitespace());
        let Some(first) = first else {
            return Err(Error::refused(short(&self.path), "the file is empty: its first line must name the columns"));
        };
        // A wide file names thousands of columns.
        while !self.ended && self.rest.len() < BLOCK && memchr::memchr(b'\n', &self.rest[first..]).is_none() {
            self.fill(HEAD)?;
        }
        self.delimiter = delimiter(&self.rest[first..]);
        let mut ends = RecordEnds::new(&self.rest[first..], self.delimiter);
        let end = match ends.next_end() {
            Some(end) => first + end,
            None if self.ended => self.rest.len(),
            None => return Err(Error::refused(short(&self.path), "the first line has no end: this is no CSV file")),
        };
        let mistake = ends.mistake();
        let head = &self.rest[..end];
        if head.contains(&0) {
            return Err(Error::refused(
                short(&self.path),
                "the file is no text, or UTF-16: save it as UTF-8 or Windows-1252",
            ));
        }
        if let Some((at, what)) = mistake {
            return Err(self.mistake(first + at, what));
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(self.delimiter).from_reader(&head[first..]);
        let mut names = csv::ByteRecord::new();
        reader
            .read_byte_record(&mut names)
            .map_err(|error| Error::refused(format!("{}, row 1", short(&self.path)), error.to_string()))?;
        if !self.rest[first + reader.position().byte() as usize..end].trim_ascii().is_empty() {
            return Err(Error::refused(
                short(&self.path),
                "its lines end in a carriage return alone: save it with line feeds",
            ));
        }
        self.header = names.iter().map(|name| decode(name.trim_ascii()).to_lowercase()).collect();
        self.header_line = self.line + lines(&self.rest[..first]);
        self.line += lines(&self.rest[..end]);
        self.rest.drain(..end);
        Ok(())
    }

    /// The next rows, or `None` at the end of the file.
    pub(crate) fn next_block(&mut self) -> Result<Option<CsvBlock>, Error> {
        while !self.ended && self.rest.len() < BLOCK {
            self.fill(BLOCK)?;
        }
        // A row may be longer than a block; then more is read until it ends.
        let end = loop {
            let mut ends = RecordEnds::new(&self.rest, self.delimiter);
            let last = ends.last_end();
            // What looks like a mistake may be none once the rest of the row is there.
            if let Some((at, what)) = ends.mistake().filter(|(at, _)| self.ended || last.is_some_and(|last| *at < last))
            {
                return Err(self.mistake(at, what));
            }
            match last {
                _ if self.ended => break self.rest.len(),
                Some(end) => break end,
                None => self.fill(BLOCK)?,
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

    fn mistake(&self, at: usize, what: &str) -> Error {
        Error::refused(format!("{}, row {}", short(&self.path), self.line + lines(&self.rest[..at])), what)
    }

    fn fill(&mut self, bytes: usize) -> Result<(), Error> {
        let read =
            self.file.by_ref().take(bytes as u64).read_to_end(&mut self.rest).map_err(Error::file(&self.path))?;
        self.ended = read < bytes;
        Ok(())
    }
}

impl CsvBlock {
    /// How many lines of the block lie before the record that the reader read at `position`: it says where it began
    /// to look, which is before the line breaks that it skipped.
    fn lines_before(&self, position: &csv::Position) -> u32 {
        let at = position.byte() as usize;
        let skipped = self.bytes[at..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        position.line() as u32 - 1 + skipped.filter(|byte| **byte == b'\n').count() as u32
    }

    /// How many bytes it holds.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Hands each row to `row`, with its line in the file.
    pub(crate) fn rows(&self, file: &str, row: impl FnMut(u32, Record<'_>)) -> Result<(), Error> {
        let breaks_alone = |at: usize| self.bytes.get(at + 1) != Some(&b'\n');
        if memchr::memchr(b'"', &self.bytes).is_some() || memchr::memchr_iter(b'\r', &self.bytes).any(breaks_alone) {
            self.rows_with_quotes(file, row)
        } else {
            self.rows_without_quotes(file, row)
        }
    }

    fn rows_with_quotes(&self, file: &str, mut row: impl FnMut(u32, Record<'_>)) -> Result<(), Error> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(self.bytes.as_slice());
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|error| Error::refused(file, error.to_string()))? {
            let line = self.first_line + record.position().map_or(0, |position| self.lines_before(position));
            self.hand_out(file, line, Record::Read(&record), &mut row)?;
        }
        Ok(())
    }

    /// What [`CsvBlock::rows_with_quotes`] does, several times faster, where every delimiter parts two fields and every
    /// line feed two rows: nothing need be copied.
    fn rows_without_quotes(&self, file: &str, mut row: impl FnMut(u32, Record<'_>)) -> Result<(), Error> {
        let bytes = self.bytes.as_slice();
        let (mut start, mut ends, mut line) = (0, Vec::with_capacity(self.n_columns), self.first_line);
        // The last line need not have an end.
        for at in memchr::memchr2_iter(self.delimiter, b'\n', bytes).chain([bytes.len()]) {
            if bytes.get(at) == Some(&self.delimiter) {
                ends.push(at);
                continue;
            }
            let end = if bytes[start..at].ends_with(b"\r") { at - 1 } else { at };
            if start < end {
                ends.push(end);
                self.hand_out(file, line, Record::Line { bytes, start, ends: &ends }, &mut row)?;
            }
            ends.clear();
            (start, line) = (at + 1, line + 1);
        }
        Ok(())
    }

    fn hand_out(
        &self,
        file: &str,
        line: u32,
        record: Record<'_>,
        row: &mut impl FnMut(u32, Record<'_>),
    ) -> Result<(), Error> {
        let n_fields = record.n_fields();
        if n_fields == self.n_columns {
            row(line, record);
        } else if n_fields > 1 || !matches!(record.field(0), Field::Blank) {
            return Err(Error::refused(
                format!("{file}, row {line}"),
                format!(
                    "the row has {n_fields} fields, and the header names {} columns: the file is damaged, or a field with `{}` in it lacks its quotes",
                    self.n_columns, self.delimiter as char
                ),
            ));
        }
        Ok(())
    }
}

/// The fields of a row.
#[derive(Clone, Copy)]
pub(crate) enum Record<'r> {
    /// As the CSV reader hands it out, its quotes taken away.
    Read(&'r csv::ByteRecord),
    /// As it stands in the block.
    Line {
        bytes: &'r [u8],
        start: usize,
        /// Where each field ends.
        ends: &'r [usize],
    },
}

impl<'r> Record<'r> {
    fn n_fields(self) -> usize {
        match self {
            Record::Read(record) => record.len(),
            Record::Line { ends, .. } => ends.len(),
        }
    }

    /// The field in a column.
    #[inline]
    pub(crate) fn field(self, column: usize) -> Field<'r> {
        match self {
            Record::Read(record) => record.get(column).map_or(Field::Blank, Field::text),
            Record::Line { bytes, start, ends } => {
                let start = column.checked_sub(1).map_or(start, |before| ends[before] + 1);
                Field::text(&bytes[start..ends[column]])
            }
        }
    }
}

fn lines(bytes: &[u8]) -> u32 {
    memchr::memchr_iter(b'\n', bytes).count() as u32
}

/// What parts the fields: a semicolon where the first line has one outside quotes, otherwise a comma.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut quoted = false;
    for byte in bytes.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'"' => quoted = !quoted,
            b';' if !quoted => return b';',
            _ => {}
        }
    }
    b','
}

/// Walks over the line breaks that end a record, which are those outside quotes.
///
/// As the CSV reader has it, a quote opens only where a field begins; any other is a character as good as any
/// (`5" pipe`). Unlike the reader, which takes what it gets, this one sees two mistakes: a quote that is never
/// closed would swallow all the rows below it, one after whose closing the field goes on those up to the next.
struct RecordEnds<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    at: usize,
    open: Option<usize>,
    goes_on: Option<usize>,
}

impl<'b> RecordEnds<'b> {
    fn new(bytes: &'b [u8], delimiter: u8) -> RecordEnds<'b> {
        RecordEnds { bytes, delimiter, at: 0, open: None, goes_on: None }
    }

    /// The place after the next line break that ends a record.
    fn next_end(&mut self) -> Option<usize> {
        while let Some(step) = memchr::memchr2(b'\n', b'"', &self.bytes[self.at..]) {
            let here = self.at + step;
            self.at = here + 1;
            let beside = |byte: Option<&u8>| byte.is_none_or(|byte| [b'\n', b'\r', self.delimiter].contains(byte));
            match (self.bytes[here], self.open) {
                (b'\n', None) => return Some(self.at),
                (b'\n', Some(_)) => {}
                (_, None) if beside(here.checked_sub(1).map(|before| &self.bytes[before])) => self.open = Some(here),
                (_, None) => {}
                (_, Some(_)) if self.bytes.get(self.at) == Some(&b'"') => self.at += 1,
                (_, Some(opened)) => {
                    if !beside(self.bytes.get(self.at)) {
                        self.goes_on = self.goes_on.or(Some(opened));
                    }
                    self.open = None;
                }
            }
        }
        None
    }

    /// The place after the last one.
    fn last_end(&mut self) -> Option<usize> {
        if memchr::memchr(b'"', self.bytes).is_none() {
            return memchr::memrchr(b'\n', self.bytes).map(|at| at + 1);
        }
        let mut last = None;
        while let Some(end) = self.next_end() {
            last = Some(end);
        }
        last
    }

    /// The first mistake so far: the place of the quote, and what is wrong with it.
    fn mistake(&self) -> Option<(usize, &'static str)> {
        let goes_on = self
            .goes_on
            .map(|at| (at, "a field goes on after its closing quote: a quote inside a field is written twice"));
        goes_on.or(self.open.map(|at| (at, "a quote is opened here and never closed: close it, or take it away")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(bytes: &[u8]) -> Vec<csv::ByteRecord> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(b';')
            .from_reader(bytes)
            .into_byte_records()
            .map(|record| record.unwrap())
            .collect()
    }

    proptest! {
        /// Wherever a text is parted, the reader reads from the two parts what it reads from the whole.
        #[test]
        fn blocks_end_between_records(text in "[a;\"\r\n]{0,60}", cut in 0..60usize) {
            let bytes = text.as_bytes();
            let (mut ends, mut all) = (RecordEnds::new(bytes, b';'), Vec::new());
            while let Some(end) = ends.next_end() {
                prop_assert_eq!([records(&bytes[..end]), records(&bytes[end..])].concat(), records(bytes));
                all.push(end);
            }
            // A block is cut before the rest of the file is known.
            let cut = cut.min(bytes.len());
            let last = RecordEnds::new(&bytes[..cut], b';').last_end();
            prop_assert_eq!(last, all.into_iter().rfind(|end| *end <= cut));
        }

        #[test]
        fn rows_without_quotes_are_read_as_by_the_reader(text in "([a ]{0,2}[;\n]|\r\n){0,20}", n_columns in 1..4usize) {
            let block = CsvBlock { bytes: text.into_bytes(), first_line: 7, delimiter: b';', n_columns };
            let (mut fast, mut slow) = (Vec::new(), Vec::new());
            let fields = |record: Record<'_>| (0..n_columns).map(|column| format!("{:?}", record.field(column))).collect::<Vec<_>>();
            let fast_end = block.rows_without_quotes("a.csv", |line, record| fast.push((line, fields(record))));
            let slow_end = block.rows_with_quotes("a.csv", |line, record| slow.push((line, fields(record))));
            prop_assert_eq!(fast, slow);
            prop_assert_eq!(fast_end.map_err(|error| error.to_string()), slow_end.map_err(|error| error.to_string()));
        }
    }
}

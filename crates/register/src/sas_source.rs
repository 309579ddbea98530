//! SAS7BDAT files of an extract, uncompressed or compressed, read in blocks of rows.
//!
//! The library finds the rows and unpacks them; the fields are taken from a row's bytes here, each column that is
//! asked for and no other. The file is read, never mapped: a mapped file that is cut short meanwhile would end
//! the program, and its pages would count as the program's memory.

use crate::Error;
use crate::error::short;
use crate::field::{Field, decode};
use crate::guarded::guarded;
use calendar::Day;
use sas7bdat::{Dataset, Endianness, IoBackendPreference, LogicalType, OpenOptions, RowIndex, RowSelection};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// About so many bytes of rows are read at a time.
const BLOCK: u64 = 4 << 20;

/// What text may be written in: in all of them Danish letters have the numbers of Windows-1252, or are UTF-8.
const ENCODINGS: [&str; 5] = ["UTF-8", "US-ASCII", "WINDOWS-1252", "ISO-8859-1", "ISO-8859-15"];

/// From 1 January 1960, where SAS begins to count, to 1 January 1970.
const DAYS_BEFORE_1970: i64 = 3_653;

/// A SAS file whose description is read.
pub(crate) struct SasSource {
    table: Arc<SasTable>,
    /// The names of the columns, in lower case.
    pub(crate) header: Vec<String>,
    next_row: u64,
}

struct SasTable {
    path: PathBuf,
    dataset: Dataset,
    bytes: u64,
    columns: Vec<SasColumn>,
    little_endian: bool,
}

/// Where a column stands in a row, and what it holds.
struct SasColumn {
    from: usize,
    until: usize,
    holds: LogicalType,
}

/// Rows that are yet to be read.
pub(crate) struct SasBlock {
    table: Arc<SasTable>,
    from: u64,
    until: u64,
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct SasRow<'r> {
    bytes: &'r [u8],
    table: &'r SasTable,
}

impl SasSource {
    pub(crate) fn open(path: &Path) -> Result<SasSource, Error> {
        let bytes = std::fs::metadata(path).map_err(Error::file(path))?.len();
        let options = OpenOptions::builder().io_backend(IoBackendPreference::Buffered).build();
        let dataset = guarded(|| Dataset::open_with(path, options)).map_err(|error| {
            Error::refused(
                short(path),
                format!("this is no SAS file that can be read ({error}): write it anew, or save the table as CSV"),
            )
        })?;
        let metadata = dataset.metadata();
        let encoding = metadata.encoding.as_deref().unwrap_or("WINDOWS-1252");
        if !ENCODINGS.iter().any(|known| known.eq_ignore_ascii_case(encoding)) {
            let message = format!("its text is written in {encoding}: save it as UTF-8 or Windows-1252 (wlatin1)");
            return Err(Error::refused(short(path), message));
        }
        let row_len = metadata.row_len as usize;
        let columns = dataset.columns().iter().map(|column| SasColumn {
            from: column.offset as usize,
            until: column.offset as usize + column.physical_width as usize,
            holds: column.logical_type,
        });
        let columns: Vec<SasColumn> = columns.collect();
        if columns.iter().any(|column| column.until > row_len) {
            return Err(damaged(path, "a column lies outside its rows"));
        }
        if u32::try_from(metadata.row_count).is_err() {
            return Err(damaged(path, "it has more rows than people can be"));
        }
        let header = dataset.columns().iter().map(|column| column.name.trim().to_lowercase()).collect();
        let little_endian = metadata.endianness == Endianness::Little;
        let table = SasTable { path: path.to_owned(), dataset, bytes, columns, little_endian };
        Ok(SasSource { table: Arc::new(table), header, next_row: 0 })
    }

    pub(crate) fn next_block(&mut self) -> Result<Option<SasBlock>, Error> {
        let n_rows = self.table.n_rows();
        if self.next_row >= n_rows {
            return Ok(None);
        }
        if self.next_row == 0 {
            self.table.find_pages()?;
        }
        let rows = (BLOCK / u64::from(self.table.dataset.metadata().row_len).max(1)).max(1);
        let from = self.next_row;
        self.next_row = n_rows.min(from + rows);
        Ok(Some(SasBlock { table: Arc::clone(&self.table), from, until: self.next_row }))
    }
}

impl SasTable {
    /// Its rows, those that were deleted and still lie there among them.
    fn n_rows(&self) -> u64 {
        self.dataset.metadata().row_count
    }

    /// Has the library find all pages: it remembers them only where the last row is asked for, and would find them
    /// anew for each block.
    fn find_pages(&self) -> Result<(), Error> {
        let last = self.n_rows().saturating_sub(1);
        self.scan(last, self.n_rows(), |_, _| ControlFlow::Break(())).map(drop)
    }

    /// Hands each row to `row`, with its number in the file, and says how many there were.
    fn scan(&self, from: u64, until: u64, mut row: impl FnMut(u64, &[u8]) -> ControlFlow<()>) -> Result<u64, Error> {
        let mut n_rows = 0;
        let rows = RowSelection::Range { start: RowIndex(from), end: RowIndex(until) };
        let scan = || {
            self.dataset.scan().select(rows).visit_raw_rows(|raw| {
                n_rows += 1;
                Ok(row(raw.row_index.0, raw.bytes))
            })
        };
        guarded(scan).map_err(|error| damaged(&self.path, &error))?;
        Ok(n_rows)
    }
}

impl SasBlock {
    /// About how many bytes it takes in the file.
    pub(crate) fn size(&self) -> u64 {
        let rows = self.table.n_rows().max(1);
        let up_to = |row: u64| (u128::from(self.table.bytes) * u128::from(row) / u128::from(rows)) as u64;
        up_to(self.until) - up_to(self.from)
    }

    /// Hands each row to `row`, with its number in the file, counted from 2 as under a header.
    pub(crate) fn rows(&self, mut row: impl FnMut(u32, SasRow<'_>)) -> Result<(), Error> {
        let table = &*self.table;
        let row_len = table.dataset.metadata().row_len as usize;
        let mut whole = true;
        let n_rows = table.scan(self.from, self.until, |number, bytes| {
            whole &= bytes.len() >= row_len;
            if !whole {
                return ControlFlow::Break(());
            }
            row(u32::try_from(number + 2).unwrap_or(u32::MAX), SasRow { bytes, table });
            ControlFlow::Continue(())
        })?;
        // Rows that were deleted in place are passed over.
        let expected = self.until - self.from;
        let fewest = expected.saturating_sub(table.dataset.metadata().deleted_row_count);
        if !whole || n_rows > expected || n_rows < fewest {
            return Err(damaged(&table.path, "it does not have as many rows as it says"));
        }
        Ok(())
    }
}

impl<'r> SasRow<'r> {
    /// The field in a column.
    #[inline]
    pub(crate) fn field(self, column: usize) -> Field<'r> {
        let SasColumn { from, until, holds } = &self.table.columns[column];
        let bytes = &self.bytes[*from..*until];
        if matches!(holds, LogicalType::String | LogicalType::Bytes) {
            // Some programs fill up with zero bytes instead of blanks.
            let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            return Field::text(&bytes[..end]);
        }
        let number = number(bytes, self.table.little_endian);
        match holds {
            LogicalType::Date => day(number, 1),
            LogicalType::DateTime => day(number, 86_400),
            _ => Field::number(number),
        }
    }

    /// The same as text; what is no date in a column of dates is the number that stands there.
    fn word(self, column: usize) -> String {
        let SasColumn { from, until, .. } = &self.table.columns[column];
        match self.field(column) {
            Field::Blank => String::new(),
            Field::Text(text) => decode(text).into_owned(),
            Field::Day(day) => day.to_string(),
            _ => number(&self.bytes[*from..*until], self.table.little_endian).to_string(),
        }
    }
}

/// A number of 8 bytes, or of fewer, where the last digits are cut away. What is missing is no number.
fn number(bytes: &[u8], little_endian: bool) -> f64 {
    let mut all = [0; 8];
    let n = bytes.len().min(8);
    if little_endian {
        all[8 - n..].copy_from_slice(&bytes[..n]);
        f64::from_le_bytes(all)
    } else {
        all[..n].copy_from_slice(&bytes[..n]);
        f64::from_be_bytes(all)
    }
}

/// A count of days, or of seconds, since 1 January 1960. A moment is a date where it is midnight.
fn day(number: f64, per_day: i64) -> Field<'static> {
    if number.is_nan() {
        return Field::Blank;
    }
    let whole = number as i64;
    if whole as f64 != number || whole % per_day != 0 {
        return Field::Moment(number.to_bits() as i64);
    }
    let since_1970 = (whole / per_day).checked_sub(DAYS_BEFORE_1970).and_then(|days| i32::try_from(days).ok());
    match since_1970.map(|days| (days, Day::from_number(days))) {
        Some((days, day)) if day.number() == days => Field::Day(day),
        _ => Field::Moment(whole),
    }
}

/// Writes all values of a SAS file as an import sees them: as CSV, dates as `YYYY-MM-DD`, missing ones empty, blanks around
/// text taken away. It says how many rows there are. `validation/sas` compares them with what another reader reads.
///
/// # Errors
/// Where the file cannot be read as an import would read it, or `out` cannot be written.
///
/// ```
/// let nothing = register::sas_as_csv(std::path::Path::new("not there.sas7bdat"), &mut Vec::new());
/// assert!(nothing.is_err());
/// ```
pub fn sas_as_csv(path: &Path, out: &mut impl Write) -> Result<u64, Error> {
    let mut source = SasSource::open(path)?;
    let mut writer = csv::Writer::from_writer(out);
    let mut result = writer.write_record(&source.header);
    let mut n_rows = 0;
    while let Some(block) = source.next_block()? {
        block.rows(|_, row| {
            n_rows += 1;
            if result.is_ok() {
                result = writer.write_record((0..source.header.len()).map(|column| row.word(column)));
            }
        })?;
    }
    let result = result.map_err(std::io::Error::from).and_then(|()| writer.flush());
    result.map_err(Error::file(path)).map(|()| n_rows)
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::refused(short(path), format!("the file is damaged ({what}): write it anew, or save the table as CSV"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_1960() {
        let date = |number, per_day| match day(number, per_day) {
            Field::Day(day) => day.to_string(),
            Field::Blank => "blank".to_owned(),
            _ => "no date".to_owned(),
        };
        for (number, per_day, expected) in [
            (0.0, 1, "1960-01-01"),
            (-1.0, 1, "1959-12-31"),
            (60.0, 1, "1960-03-01"),
            (3_653.0, 1, "1970-01-01"),
            (21_185.0, 1, "2018-01-01"),
            (0.5, 1, "no date"),
            (1e300, 1, "no date"),
            (f64::NAN, 1, "blank"),
            (f64::INFINITY, 1, "no date"),
            (1_830_384_000.0, 86_400, "2018-01-01"),
            (1_830_384_001.0, 86_400, "no date"),
            (-86_400.0, 86_400, "1959-12-31"),
        ] {
            assert_eq!(date(number, per_day), expected, "{number} {per_day}");
        }
    }

    #[test]
    fn short_numbers_are_those_whose_last_digits_are_cut_away() {
        for (value, fewest) in [(0.0, 3), (1.0, 3), (810.0, 3), (-3.0, 3), (0.5, 3), (21_185.0, 4)] {
            for n in fewest..=8 {
                assert_eq!(number(&f64::to_le_bytes(value)[8 - n..], true), value, "{value} {n}");
                assert_eq!(number(&f64::to_be_bytes(value)[..n], false), value, "{value} {n}");
            }
        }
        assert!(number(&[0xff, 0xff, 0xfe], false).is_nan(), "SAS writes . as a number that is none");
    }
}

//! A wide DREAM file as the tables that it stands for: each stretch of weeks with one code is a payment, each stretch of
//! years in one municipality a stay, and what stands of the person a row of `borgere`.
//!
//! Formats that hold rows are read row by row, Parquet column by column; the stretches are the same. No cell is ever
//! a text of its own: a code is a number as soon as it is seen.

use crate::Error;
use crate::buckets::Sink;
use crate::dream::DreamColumns;
use crate::field::{Field, NOTHING, UNREAD, municipality};
use crate::finding::{Gathered, Reason, RowPlace};
use crate::parquet_source::{self, ParquetBlock};
use crate::pseudonym::{PersonId, PseudonymKey};
use crate::schema::TableKind;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use calendar::Day;
use definitions::{CodeSet, Geography};
use std::sync::Arc;

/// No benefit in the week.
const BLANK: u16 = u16::MAX;
/// A code that is not in the code set.
const UNKNOWN: u16 = u16::MAX - 1;

/// So many weeks of a Parquet file are read at a time, so that files of any width take the same memory.
const STRIPE: usize = 32;

/// What a wide file is read with.
pub(crate) struct DreamReader<'a, 's> {
    pub(crate) columns: &'a DreamColumns,
    /// Whether its persons and their municipalities are read: not where the extract has a table of them.
    pub(crate) persons: bool,
    pub(crate) residences: bool,
    pub(crate) codes: &'a WeekCodes,
    pub(crate) sexes: Option<Arc<CodeSet>>,
    pub(crate) origins: Option<Arc<CodeSet>>,
    pub(crate) key: &'a PseudonymKey,
    pub(crate) geography: &'a Geography,
    /// The file's place in the extract's list of files.
    pub(crate) file: u32,
    pub(crate) sink: &'a mut Sink<'s>,
    pub(crate) gathered: &'a mut Gathered,
    pub(crate) rows_in: &'a mut [u64; TableKind::ALL.len()],
    pub(crate) scratch: Vec<u8>,
}

/// The numbers of a code set's codes. Nearly all are three digits, which are found without a search.
pub(crate) struct WeekCodes {
    set: Arc<CodeSet>,
    of_three_digits: Vec<u16>,
}

impl WeekCodes {
    pub(crate) fn new(set: Arc<CodeSet>) -> WeekCodes {
        let of_three_digits = (0..1_000).map(|number| set.find(&format!("{number:03}")).unwrap_or(UNKNOWN)).collect();
        WeekCodes { set, of_three_digits }
    }

    #[inline]
    fn number(&self, field: Field<'_>, scratch: &mut Vec<u8>) -> u16 {
        let word = match field {
            Field::Blank => return BLANK,
            Field::Text([a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9']) => {
                let digit = |byte: &u8| usize::from(byte - b'0');
                return self.of_three_digits[100 * digit(a) + 10 * digit(b) + digit(c)];
            }
            Field::Text(word) => word,
            other => other.bytes(scratch),
        };
        self.set.find_bytes(word).unwrap_or(UNKNOWN)
    }
}

impl DreamReader<'_, '_> {
    /// Reads one row, whose fields `field` hands out by their place in the file.
    pub(crate) fn row<'f>(&mut self, line: u32, field: impl Fn(usize) -> Field<'f>) {
        let person = self.person(line, &field);
        let columns = self.columns;
        let (mut open, mut first, mut before) = (BLANK, Day::MIN, Day::MIN);
        for week in &columns.weeks {
            let code = self.codes.number(field(week.column), &mut self.scratch);
            if code != open || week.monday != before + 7 {
                if open != BLANK {
                    self.payment(person, line, open, first, before + 7);
                }
                (open, first) = (code, week.monday);
            }
            before = week.monday;
        }
        if open != BLANK {
            self.payment(person, line, open, first, before + 7);
        }
    }

    /// Reads a row group of a Parquet file.
    pub(crate) fn parquet(&mut self, block: &ParquetBlock) -> Result<(), Error> {
        let mut persons: Vec<Option<PersonId>> = Vec::new();
        let mut columns_of_persons: Vec<usize> = self.columns.of_persons().collect();
        columns_of_persons.sort_unstable();
        columns_of_persons.dedup();
        let first_line = block.first_row();
        block.batches_of(&columns_of_persons, |first, n_rows, arrays| {
            let array = |column: usize| &arrays[columns_of_persons.partition_point(|known| *known < column)];
            for (row, line) in (0..n_rows).zip(first..) {
                persons.push(self.person(line, &|column| parquet_source::field(array(column), row)));
            }
        })?;
        let mut stretches = Stretches {
            first_line,
            open: vec![BLANK; persons.len()],
            starts: vec![0; persons.len()],
            codes: Vec::new(),
            persons,
        };
        let columns = self.columns;
        for (stripe, weeks) in columns.weeks.chunks(STRIPE).enumerate() {
            let mut places: Vec<usize> = weeks.iter().map(|week| week.column).collect();
            places.sort_unstable();
            block.batches_of(&places, |first, n_rows, arrays| {
                let from = (first - first_line) as usize;
                // The group was counted when it was read before.
                let rows = from..(from + n_rows).min(stretches.persons.len());
                for (at, week) in weeks.iter().enumerate() {
                    let array = &arrays[places.partition_point(|known| *known < week.column)];
                    stretches.take(self, stripe * STRIPE + at, rows.clone(), array);
                }
            })?;
        }
        stretches.close(self, columns.weeks.len(), 0..stretches.persons.len());
        Ok(())
    }

    /// Reads what stands of the person, and says who it is; nobody where the key is empty.
    fn person<'f>(&mut self, line: u32, field: &impl Fn(usize) -> Field<'f>) -> Option<PersonId> {
        let columns = self.columns;
        let person = match field(columns.key) {
            Field::Blank => None,
            key => Some(self.key.pseudonym_as_written(key.bytes(&mut self.scratch))),
        };
        if self.persons {
            let birth = columns.birth.map_or(Field::Blank, field);
            let birth = match birth {
                Field::Blank => NOTHING,
                other => other.day().map_or(UNREAD, Day::number),
            };
            // Statistics Denmark writes a man as 1 and a woman as 2.
            let sex = columns.sex.map_or(Field::Blank, field);
            let sex = self.attribute(sex, self.sexes.as_deref(), &[(b"1", "M"), (b"2", "K")]);
            let origin = columns.origin.map_or(Field::Blank, field);
            let origin = self.attribute(origin, self.origins.as_deref(), &[]);
            self.keep(TableKind::Persons, person, line, &[birth, sex, origin, NOTHING, NOTHING]);
        }
        if self.residences {
            self.stays(person, line, field);
        }
        person
    }

    /// A code of the person, where it stands and can be read.
    fn attribute(&self, field: Field<'_>, set: Option<&CodeSet>, also: &[(&[u8], &str)]) -> i32 {
        if matches!(field, Field::Blank) {
            return NOTHING;
        }
        let mut scratch = Vec::new();
        let word = field.bytes(&mut scratch);
        let meant = also.iter().find(|(written, _)| *written == word).map_or(word, |(_, code)| code.as_bytes());
        set.and_then(|set| set.find_bytes(meant)).map_or(UNREAD, i32::from)
    }

    /// The years in one municipality, one after the other, are one stay.
    fn stays<'f>(&mut self, person: Option<PersonId>, line: u32, field: &impl Fn(usize) -> Field<'f>) {
        const NOWHERE: i32 = NOTHING;
        let columns = self.columns;
        let (mut open, mut first, mut before) = (NOWHERE, 0, i32::MIN);
        let close = |reader: &mut Self, municipality: i32, first: i32, until: i32| match municipality {
            NOWHERE => {}
            UNREAD => {
                reader.rows_in[TableKind::Residences as usize] += 1;
                let place = RowPlace { file: reader.file, line };
                reader.gathered.add(TableKind::Residences, "kommune", Reason::UnknownMunicipality, place);
            }
            _ => {
                let day = |year| Day::new(year, 1, 1).unwrap_or(Day::MAX).number();
                reader.keep(TableKind::Residences, person, line, &[municipality, day(first), day(until)]);
            }
        };
        for (year, column) in &columns.years {
            let here = match field(*column) {
                Field::Blank => NOWHERE,
                code => municipality(code, self.geography).map_or(UNREAD, i32::from),
            };
            if here != open || *year != before + 1 {
                close(self, open, first, before + 1);
                (open, first) = (here, *year);
            }
            before = *year;
        }
        close(self, open, first, before.saturating_add(1));
    }

    /// A stretch of weeks with one code.
    fn payment(&mut self, person: Option<PersonId>, line: u32, code: u16, from: Day, until: Day) {
        if code == UNKNOWN {
            self.rows_in[TableKind::Payments as usize] += 1;
            let place = RowPlace { file: self.file, line };
            self.gathered.add(TableKind::Payments, "ydelse", Reason::UnknownCode, place);
        } else {
            self.keep(TableKind::Payments, person, line, &[i32::from(code), from.number(), until.number()]);
        }
    }

    /// A row without any other fault than that it may be nobody's.
    fn keep(&mut self, table: TableKind, person: Option<PersonId>, line: u32, values: &[i32]) {
        self.rows_in[table as usize] += 1;
        let place = RowPlace { file: self.file, line };
        match person {
            // The values are all that there is to tell two rows apart by.
            Some(person) => self.sink.push(table, person, 0, place, values),
            None => self.gathered.add(table, "borger", Reason::NoKey, place),
        }
    }
}

/// The rows of a row group, as far as its weeks have been read.
struct Stretches {
    first_line: u32,
    persons: Vec<Option<PersonId>>,
    /// The code of the last week of each row, and the week that it began in, by its place among the weeks.
    open: Vec<u16>,
    starts: Vec<u16>,
    /// Those of the week that is being read.
    codes: Vec<u16>,
}

impl Stretches {
    /// Takes the week in place `at` for some of the rows.
    fn take(&mut self, reader: &mut DreamReader<'_, '_>, at: usize, rows: std::ops::Range<usize>, array: &ArrayRef) {
        let weeks = &reader.columns.weeks;
        if at > 0 && weeks[at].monday != weeks[at - 1].monday + 7 {
            self.close(reader, at, rows.clone());
        }
        let mut codes = std::mem::take(&mut self.codes);
        codes_of(array, reader.codes, &mut reader.scratch, &mut codes);
        // Most rows go on as they were.
        const FEW: usize = 32;
        for (few, new) in codes[..rows.len()].chunks(FEW).enumerate() {
            let from = rows.start + few * FEW;
            if self.open[from..from + new.len()] == *new {
                continue;
            }
            for (row, code) in (from..).zip(new) {
                if self.open[row] != *code {
                    self.end(reader, at, row);
                    (self.open[row], self.starts[row]) = (*code, at as u16);
                }
            }
        }
        self.codes = codes;
    }

    /// Ends the stretches of some of the rows before the week in place `at`.
    fn close(&mut self, reader: &mut DreamReader<'_, '_>, at: usize, rows: std::ops::Range<usize>) {
        for row in rows {
            self.end(reader, at, row);
            self.open[row] = BLANK;
        }
    }

    fn end(&self, reader: &mut DreamReader<'_, '_>, at: usize, row: usize) {
        if self.open[row] != BLANK {
            let weeks = &reader.columns.weeks;
            let (from, until) = (weeks[usize::from(self.starts[row])].monday, weeks[at - 1].monday + 7);
            reader.payment(self.persons[row], self.first_line + row as u32, self.open[row], from, until);
        }
    }
}

/// The codes of a week's column.
fn codes_of(array: &ArrayRef, known: &WeekCodes, scratch: &mut Vec<u8>, codes: &mut Vec<u16>) {
    codes.clear();
    codes.resize(array.len(), BLANK);
    if !matches!(array.data_type(), DataType::Dictionary(..)) {
        for (row, code) in codes.iter_mut().enumerate() {
            *code = known.number(parquet_source::field(array, row), scratch);
        }
        return;
    }
    let dictionary = array.as_dictionary::<Int32Type>();
    let words = dictionary.values();
    let of_words: Vec<u16> =
        (0..words.len()).map(|at| known.number(parquet_source::field(words, at), scratch)).collect();
    let keys = dictionary.keys().values();
    let code = |key: &i32| of_words.get(*key as usize).copied().unwrap_or(UNKNOWN);
    match dictionary.nulls() {
        None => codes.iter_mut().zip(keys).for_each(|(to, key)| *to = code(key)),
        // Most weeks of most persons are blank: 64 of them are passed over at once.
        Some(nulls) => {
            for (few, bits) in nulls.inner().bit_chunks().iter_padded().enumerate() {
                let mut bits = bits;
                while bits != 0 {
                    let row = 64 * few + bits.trailing_zeros() as usize;
                    if let (Some(to), Some(key)) = (codes.get_mut(row), keys.get(row)) {
                        *to = code(key);
                    }
                    bits &= bits - 1;
                }
            }
        }
    }
}

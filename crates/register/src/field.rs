//! One field of an extract's row, and one row: from what a file holds to numbers or a fault.

use crate::finding::Reason;
use crate::pseudonym::{PersonId, PseudonymKey};
use crate::schema::{Holds, TableKind};
use calendar::{Day, Month};
use definitions::{Code, CodeSet, Geography};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// What a file holds in one place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field<'a> {
    /// Nothing.
    Blank,
    /// Bytes of text, blanks around them taken away.
    Text(&'a [u8]),
    /// A date, where the format has dates.
    Day(Day),
    /// A moment that is no date: not midnight, or on no day that there is. Its number tells it from others.
    Moment(i64),
    /// A whole number, where the format has numbers.
    Integer(i128),
    /// A number as so many of the units of its last decimal; not a whole one.
    Decimal {
        /// How many units.
        units: i128,
        /// How many decimals.
        decimals: u32,
    },
    /// Any number.
    Number(f64),
}

impl<'a> Field<'a> {
    /// A field of text.
    pub(crate) fn text(bytes: &'a [u8]) -> Field<'a> {
        let trimmed = bytes.trim_ascii();
        if trimmed.is_empty() { Field::Blank } else { Field::Text(trimmed) }
    }

    /// A decimal number; a whole one is a whole number.
    pub(crate) fn decimal(units: i128, scale: i8) -> Field<'a> {
        let decimals = u32::try_from(scale).unwrap_or(0);
        match 10i128.checked_pow(scale.unsigned_abs().into()) {
            Some(unit) if decimals == 0 => units.checked_mul(unit).map_or(Field::Number(f64::INFINITY), Field::Integer),
            Some(unit) if units % unit == 0 => Field::Integer(units / unit),
            _ => Field::Decimal { units, decimals },
        }
    }

    /// A number; a whole one stays whole (an optional column of codes may arrive as 810.0).
    pub(crate) fn number(number: f64) -> Field<'a> {
        if number.is_nan() {
            Field::Blank
        } else if number.fract() == 0.0 && number.abs() < 9e15 {
            Field::Integer(number as i128)
        } else {
            Field::Number(number)
        }
    }

    pub(crate) fn day(self) -> Option<Day> {
        match self {
            Field::Text(text) => Day::read(text),
            Field::Day(day) => Some(day),
            _ => None,
        }
    }

    /// The bytes of a key or a code, as a text file would have them.
    pub(crate) fn bytes<'b>(self, scratch: &'b mut Vec<u8>) -> &'b [u8]
    where
        'a: 'b,
    {
        scratch.clear();
        match self {
            Field::Text(text) => return text,
            Field::Blank => {}
            // Writing to a vector of bytes cannot fail.
            Field::Day(day) => drop(write!(scratch, "{day}")),
            Field::Moment(number) => drop(write!(scratch, "{number}")),
            Field::Integer(number) => drop(write!(scratch, "{number}")),
            Field::Decimal { units, decimals } => drop(write!(scratch, "{units}e-{decimals}")),
            Field::Number(number) => drop(write!(scratch, "{number}")),
        }
        scratch
    }

    /// Hundredths, rounded half away from zero.
    fn hundredths(self) -> Option<i32> {
        let hundredths = match self {
            Field::Text(text) => hundredths(text)?,
            Field::Integer(number) => i64::try_from(number).ok()?.checked_mul(100)?,
            Field::Decimal { units, decimals: 1 } => i64::try_from(units).ok()?.checked_mul(10)?,
            Field::Decimal { units, decimals } => {
                let hundredth = 10i128.checked_pow(decimals - 2)?;
                i64::try_from(units / hundredth + units % hundredth * 2 / hundredth).ok()?
            }
            Field::Number(number) if number.abs() < 1e12 => (number * 100.0).round() as i64,
            _ => return None,
        };
        // The smallest i32 is kept for "nothing".
        i32::try_from(hundredths).ok().filter(|value| *value != NOTHING)
    }
}

/// Stands for an empty field in a row of numbers.
pub(crate) const NOTHING: i32 = i32::MIN;

/// Stands for what is written of a person in a wide DREAM file and cannot be read: unknown, and a finding.
pub(crate) const UNREAD: i32 = i32::MIN + 1;

/// Reads a decimal number, with comma or point, as hundredths.
fn hundredths(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (mut value, mut decimals, mut any, mut round_up) = (0i64, None, false, false);
    for byte in digits {
        match (byte, &mut decimals) {
            (b'0'..=b'9', None) => value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?,
            (b'0'..=b'9', Some(0 | 1)) => {
                value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                decimals = decimals.map(|n| n + 1);
            }
            (b'0'..=b'9', Some(n)) => {
                round_up |= *n == 2 && *byte >= b'5';
                *n += 1;
            }
            (b',' | b'.', None) => decimals = Some(0),
            _ => return None,
        }
        any |= byte.is_ascii_digit();
    }
    if !any {
        return None;
    }
    for _ in decimals.unwrap_or(0).min(2)..2 {
        value = value.checked_mul(10)?;
    }
    value = value.checked_add(i64::from(round_up))?;
    Some(if negative { -value } else { value })
}

/// Bytes as text: UTF-8 where they are that, otherwise Windows-1252, in which any bytes are some text.
///
/// Decided field by field: Danish words in Windows-1252 are never valid UTF-8, since a byte for æ, ø or å is not
/// followed there by the bytes that UTF-8 wants.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The texts of the extract's free columns (project, group, value), each kept once.
#[derive(Debug, Default)]
pub(crate) struct Texts(Mutex<BTreeMap<String, i32>>);

impl Texts {
    fn number_of(&self, text: &str) -> i32 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.get(text) {
            return *number;
        }
        let number = known.len() as i32;
        known.insert(text.to_owned(), number);
        number
    }

    /// All texts in order, and for each number given out its place among them.
    pub(crate) fn into_sorted(self) -> (Vec<String>, Vec<i32>) {
        let known = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut place = vec![0; known.len()];
        for (at, number) in known.values().enumerate() {
            place[*number as usize] = at as i32;
        }
        (known.into_keys().collect(), place)
    }
}

/// What a row is checked against.
pub(crate) struct RowReader<'a> {
    table: TableKind,
    key: &'a PseudonymKey,
    geography: &'a Geography,
    /// The code set of each column that has one.
    code_sets: Vec<Option<Arc<CodeSet>>>,
    texts: &'a Texts,
    /// Where each column of the contract stands in the file.
    places: Vec<Option<usize>>,
    /// Columns that the contract does not know, in order of their names, each with a hash of its name: they count
    /// when rows are compared, those of two files of one table among them.
    others: Vec<(usize, u64)>,
    scratch: Vec<u8>,
    /// Whose the row before was: a person's rows often lie side by side, and a pseudonym costs more than all else.
    last_person: (Vec<u8>, PersonId),
    /// The last code of each column that holds codes.
    last_codes: Vec<(Vec<u8>, Option<Code>)>,
}

/// A row that came through: whose it is, and a hash of all its columns to find its duplicates by. Its values are
/// left in the buffer that was handed in.
pub(crate) struct GoodRow {
    pub(crate) person: PersonId,
    pub(crate) hash: u64,
}

impl<'a> RowReader<'a> {
    pub(crate) fn new(
        table: TableKind,
        key: &'a PseudonymKey,
        geography: &'a Geography,
        code_sets: Vec<Option<Arc<CodeSet>>>,
        texts: &'a Texts,
        places: Vec<Option<usize>>,
        header: &[String],
    ) -> RowReader<'a> {
        let mut others: Vec<usize> = (0..header.len()).filter(|column| !places.contains(&Some(*column))).collect();
        others.sort_by_key(|column| &header[*column]);
        let with_name = |column: usize| {
            let mut hasher = DefaultHasher::new();
            hasher.write(header[column].as_bytes());
            (column, hasher.finish())
        };
        RowReader {
            table,
            key,
            geography,
            last_codes: vec![Default::default(); code_sets.len()],
            code_sets,
            texts,
            places,
            others: others.into_iter().map(with_name).collect(),
            scratch: Vec::new(),
            last_person: (Vec::new(), PersonId(0)),
        }
    }

    /// Reads one row, whose fields `field` hands out by their place in the file.
    ///
    /// `values` gets the columns that the store keeps. A fault is the first of the row, by [`Reason`]'s order and
    /// then by the contract's order of columns.
    pub(crate) fn read<'f>(
        &mut self,
        field: impl Fn(usize) -> Field<'f>,
        values: &mut Vec<i32>,
    ) -> Result<GoodRow, (&'static str, Reason)> {
        let columns = self.table.columns();
        let mut fault: Option<(Reason, &'static str)> = None;
        let mut note = |reason: Reason, column: &'static str| {
            if fault.is_none_or(|(known, _)| reason < known) {
                fault = Some((reason, column));
            }
        };
        let mut hasher = DefaultHasher::new();
        let mut person = PersonId(0);
        let (mut from, mut until) = (None, None);
        values.clear();
        let last_codes = self.code_sets.iter().zip(&mut self.last_codes);
        for ((column, place), (code_set, last_code)) in columns.iter().zip(&self.places).zip(last_codes) {
            let field = place.map_or(Field::Blank, &field);
            let blank = matches!(field, Field::Blank);
            let value = match column.holds {
                Holds::Person => {
                    if blank {
                        note(Reason::NoKey, column.name);
                    } else {
                        let bytes = field.bytes(&mut self.scratch);
                        if self.last_person.0 != bytes {
                            self.last_person.1 = self.key.pseudonym_as_written(bytes);
                            remember(&mut self.last_person.0, bytes);
                        }
                        person = self.last_person.1;
                    }
                    continue;
                }
                Holds::OptionalDay if blank => Some(NOTHING),
                Holds::Day | Holds::OptionalDay => field.day().map(|day| {
                    from = from.or(Some(day));
                    day.number()
                }),
                Holds::LastDay { open } => match field.day() {
                    Some(day) => Some(day + 1),
                    None if open && blank => Some(Day::MAX),
                    None => None,
                }
                .map(|day| {
                    until = Some(day);
                    day.number()
                }),
                Holds::Month => match field {
                    Field::Text(text) => Month::read(text),
                    Field::Day(day) => Some(Month::of(day)),
                    _ => None,
                }
                .map(Month::number),
                Holds::BenefitCode | Holds::CodeOf(_) => {
                    let bytes = field.bytes(&mut self.scratch);
                    if last_code.0 != bytes {
                        last_code.1 = code_set.as_ref().and_then(|set| set.find_bytes(bytes));
                        remember(&mut last_code.0, bytes);
                    }
                    let code = last_code.1;
                    if code.is_none() {
                        note(Reason::UnknownCode, column.name);
                    }
                    code.map(i32::from).or(Some(NOTHING))
                }
                Holds::Municipality { optional: true } if blank => Some(NOTHING),
                Holds::Municipality { .. } => {
                    let code = municipality(field, self.geography);
                    if code.is_none() {
                        note(Reason::UnknownMunicipality, column.name);
                    }
                    code.map(i32::from).or(Some(NOTHING))
                }
                Holds::Number if blank => Some(NOTHING),
                Holds::Number => {
                    let number = field.hundredths();
                    if number.is_none() {
                        note(Reason::BadNumber, column.name);
                    }
                    number.or(Some(NOTHING))
                }
                Holds::Text if blank => Some(NOTHING),
                Holds::Text => Some(self.texts.number_of(&decode(field.bytes(&mut self.scratch)))),
            };
            // Only dates and months are left without a value.
            let value = value.unwrap_or_else(|| {
                note(Reason::BadDate, column.name);
                NOTHING
            });
            hasher.write_i32(value);
            if column.stored.is_some() {
                values.push(value);
            }
        }
        if let (Some((_, last)), Some(from), Some(until)) = (self.table.stretch(), from, until)
            && until <= from
        {
            note(Reason::UntilBeforeFrom, columns[last].name);
        }
        if let Some((reason, column)) = fault {
            return Err((column, reason));
        }
        for (place, name) in &self.others {
            // A column that is blank and one that is not there are the same.
            let field = field(*place);
            if !matches!(field, Field::Blank) {
                let text = decode(field.bytes(&mut self.scratch));
                hasher.write_u64(*name);
                hasher.write_usize(text.len());
                hasher.write(text.as_bytes());
            }
        }
        Ok(GoodRow { person, hash: hasher.finish() })
    }
}

/// Puts the bytes in place of what was there.
fn remember(known: &mut Vec<u8>, bytes: &[u8]) {
    known.clear();
    known.extend_from_slice(bytes);
}

pub(crate) fn municipality(field: Field<'_>, geography: &Geography) -> Option<u16> {
    let code = match field {
        Field::Text([hundreds @ b'0'..=b'9', tens @ b'0'..=b'9', ones @ b'0'..=b'9']) => {
            u16::from(hundreds - b'0') * 100 + u16::from(tens - b'0') * 10 + u16::from(ones - b'0')
        }
        Field::Integer(number) => u16::try_from(number).ok()?,
        _ => return None,
    };
    geography.find(code).map(|_| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_with_comma_or_point() {
        for (text, expected) in [
            ("5,5", Some(550)),
            ("5.5", Some(550)),
            ("37", Some(3_700)),
            ("-120", Some(-12_000)),
            ("0,005", Some(1)),
            ("0,0049", Some(0)),
            ("8100,25", Some(810_025)),
            (",5", Some(50)),
            ("5,", Some(500)),
            ("", None),
            (",", None),
            ("-", None),
            ("1.234,50", None),
            ("12a", None),
            ("99999999999999999999", None),
            ("92233720368547758,075", None),
        ] {
            assert_eq!(hundredths(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn both_encodings_give_the_same_words() {
        assert_eq!(decode(b"F\xf8rtidspension"), "Førtidspension");
        assert_eq!(decode("Førtidspension".as_bytes()), "Førtidspension");
        assert_eq!(decode(b"Fleksjob \x96 f\xe5 timer"), "Fleksjob – få timer");
    }

    proptest! {
        #[test]
        fn written_numbers_read_back(value in -1_000_000_000..1_000_000_000i64) {
            let text = format!("{}{},{:02}", if value < 0 { "-" } else { "" }, value.abs() / 100, value.abs() % 100);
            prop_assert_eq!(hundredths(text.as_bytes()), Some(value));
        }

        #[test]
        fn any_bytes_are_a_number_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..30)) {
            let _ = hundredths(&bytes);
            let _ = decode(&bytes);
        }
    }
}

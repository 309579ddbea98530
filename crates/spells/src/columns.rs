//! Whole columns of payments to spells: for payments that lie in memory, in any order.
//!
//! The pass over a store has each person's payments sorted and side by side. Payments that come from elsewhere may
//! not, and ordering them is then most of the work. Rows in order are joined as they stand. Others are packed, each
//! into one 64-bit word (person, benefit, first day, length), so that ordering is ordering numbers: the words are
//! dealt out by person into parts that fit the processor's cache, and each part is sorted and joined by itself.

use crate::blocks;
use calendar::{Day, Span};
use definitions::GapRule;
use std::cmp::Ordering;
use std::ops::Range;

/// Payments as columns of equal length, in any order.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Whose payment: any number.
    pub person: &'a [u32],
    /// Of which benefit (or group of benefits): any number.
    pub benefit: &'a [u8],
    /// The first paid day, as [`Day::number`].
    pub from: &'a [i32],
    /// The day after the last paid day, as [`Day::number`]; a row whose `until` is not after its `from` has no day.
    pub until: &'a [i32],
}

/// A spell of one person on one benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnSpell {
    /// Whose.
    pub person: u32,
    /// Of which benefit.
    pub benefit: u8,
    /// The first paid day, as [`Day::number`].
    pub from: i32,
    /// The day after the last paid day.
    pub until: i32,
}

/// Joins payments to spells, in order of person, benefit and first day. The rule is one that time alone decides
/// (for [`GapRule::RegisterEnd`] see [`crate::join_spells`]); every break is decided, none is left to the coverage.
///
/// # Panics
/// Where the columns have not the same length.
///
/// ```
/// use definitions::GapRule;
/// use spells::{Columns, join_columns};
/// let columns = Columns { person: &[2, 1, 1], benefit: &[0, 0, 0], from: &[10, 40, 10], until: &[12, 45, 20] };
/// let spells = join_columns(columns, GapRule::Days(28));
/// assert_eq!(spells.len(), 2);
/// assert_eq!((spells[0].person, spells[0].from, spells[0].until), (1, 10, 45));
/// ```
pub fn join_columns(columns: Columns<'_>, rule: GapRule) -> Vec<ColumnSpell> {
    let n = columns.person.len();
    assert!(
        columns.benefit.len() == n && columns.from.len() == n && columns.until.len() == n,
        "the columns have the same length"
    );
    let mut spells = Vec::new();
    let some_day = Day::from_number(0);
    let joined = match (rule, rule.lapse(some_day)) {
        // The day after the last is the first that may be idle, and on the lapse it is too late.
        (GapRule::Days(_), Some(lapse)) => blocks::join(columns, lapse - some_day - 2, &mut spells),
        _ => join_in_order(rows_of(columns), rule, &mut spells),
    };
    if joined.is_ok() {
        return spells;
    }
    spells.clear();
    let sorted = match Packing::of(columns) {
        Some(packing) => for_each_sorted_part(columns, &packing, |words| {
            join_in_order(words.iter().map(|word| packing.unpack(*word)), rule, &mut spells)
        }),
        None => {
            let mut rows: Vec<ColumnSpell> = rows_of(columns).collect();
            rows.sort_unstable();
            join_in_order(rows.into_iter(), rule, &mut spells)
        }
    };
    debug_assert_eq!(sorted, Ok(()));
    spells
}

/// The rows that have a day.
fn rows_of(columns: Columns<'_>) -> impl Iterator<Item = ColumnSpell> {
    let rows = columns.person.iter().zip(columns.benefit).zip(columns.from.iter().zip(columns.until));
    rows.map(|((person, benefit), (from, until))| ColumnSpell {
        person: *person,
        benefit: *benefit,
        from: *from,
        until: *until,
    })
    .filter(|row| row.from < row.until)
}

impl Columns<'_> {
    /// Whether a row has a day.
    #[inline]
    pub(crate) fn has_day(&self, at: usize) -> bool {
        self.from[at] < self.until[at]
    }

    #[inline]
    pub(crate) fn row(&self, at: usize) -> ColumnSpell {
        ColumnSpell { person: self.person[at], benefit: self.benefit[at], from: self.from[at], until: self.until[at] }
    }
}

/// A row came before one that belongs before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OutOfOrder;

/// A spell that may go on, and where the last of its rows began.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) spell: ColumnSpell,
    pub(crate) last_from: i32,
}

impl Open {
    pub(crate) fn new(row: ColumnSpell) -> Open {
        Open { spell: row, last_from: row.from }
    }

    /// Takes the next row: it continues the spell, or begins another one.
    #[inline]
    pub(crate) fn take(
        &mut self,
        row: ColumnSpell,
        goes_on: impl Fn(i32, i32) -> bool,
        spells: &mut Vec<ColumnSpell>,
    ) -> Result<(), OutOfOrder> {
        match (row.person, row.benefit).cmp(&(self.spell.person, self.spell.benefit)) {
            Ordering::Equal if row.from < self.last_from => return Err(OutOfOrder),
            Ordering::Equal if goes_on(self.spell.until, row.from) => {
                self.spell.until = self.spell.until.max(row.until)
            }
            Ordering::Equal | Ordering::Greater => {
                spells.push(self.spell);
                self.spell = row;
            }
            Ordering::Less => return Err(OutOfOrder),
        }
        self.last_from = row.from;
        Ok(())
    }
}

/// Joins rows that come in order of person, benefit and first day; gives up at the first that does not.
fn join_in_order(
    rows: impl Iterator<Item = ColumnSpell>,
    rule: GapRule,
    spells: &mut Vec<ColumnSpell>,
) -> Result<(), OutOfOrder> {
    let before_lapse =
        |until: i32, next: i32| rule.lapse(Day::from_number(until) - 1).is_none_or(|lapse| next < lapse.number());
    match rule {
        // A loop of its own, where one comparison does: the lapse is so cheap that it need not be spared.
        GapRule::Days(_) => join_while_in_order(rows, before_lapse, spells),
        _ => join_while_in_order(rows, |until, next| next <= until || before_lapse(until, next), spells),
    }
}

#[inline]
fn join_while_in_order(
    mut rows: impl Iterator<Item = ColumnSpell>,
    goes_on: impl Fn(i32, i32) -> bool,
    spells: &mut Vec<ColumnSpell>,
) -> Result<(), OutOfOrder> {
    let Some(first) = rows.next() else { return Ok(()) };
    let mut open = Open::new(first);
    for row in rows {
        open.take(row, &goes_on, spells)?;
    }
    spells.push(open.spell);
    Ok(())
}

/// How a row is packed into a word, first bits first: person, benefit, first day, length.
#[derive(Debug, Clone, Copy)]
struct Packing {
    first_person: u32,
    first_day: i32,
    person_bits: u32,
    benefit_bits: u32,
    day_bits: u32,
    length_bits: u32,
}

impl Packing {
    /// `None` where a row does not fit a word.
    fn of(columns: Columns<'_>) -> Option<Packing> {
        let bits = |most: u64| 64 - most.leading_zeros();
        let (first_person, last_person) =
            columns.person.iter().fold((u32::MAX, 0), |(first, last), person| (first.min(*person), last.max(*person)));
        let (first_day, last_day) =
            columns.from.iter().fold((i32::MAX, i32::MIN), |(first, last), day| (first.min(*day), last.max(*day)));
        let most_benefit = columns.benefit.iter().copied().max().unwrap_or(0);
        let longest = columns
            .from
            .iter()
            .zip(columns.until)
            .fold(0, |longest, (from, until)| longest.max(i64::from(*until) - i64::from(*from)));
        let packing = Packing {
            first_person,
            first_day,
            person_bits: bits(u64::from(last_person.saturating_sub(first_person))),
            benefit_bits: bits(u64::from(most_benefit)),
            day_bits: bits((i64::from(last_day) - i64::from(first_day)).max(0) as u64),
            length_bits: bits(longest as u64),
        };
        (packing.bits() <= 64).then_some(packing)
    }

    fn bits(&self) -> u32 {
        self.person_bits + self.benefit_bits + self.day_bits + self.length_bits
    }

    #[inline]
    fn pack(&self, row: ColumnSpell) -> u64 {
        let word = u64::from(row.person - self.first_person);
        let word = word << self.benefit_bits | u64::from(row.benefit);
        let word = word << self.day_bits | u64::from(row.from.abs_diff(self.first_day));
        word << self.length_bits | u64::from(row.until.abs_diff(row.from))
    }

    #[inline]
    fn unpack(&self, word: u64) -> ColumnSpell {
        let low = |word: u64, bits: u32| word & !(u64::MAX.checked_shl(bits).unwrap_or(0));
        let (length, word) = (low(word, self.length_bits), word.checked_shr(self.length_bits).unwrap_or(0));
        let (day, word) = (low(word, self.day_bits), word.checked_shr(self.day_bits).unwrap_or(0));
        let (benefit, person) = (low(word, self.benefit_bits), word >> self.benefit_bits);
        let from = self.first_day.wrapping_add(day as i32);
        ColumnSpell {
            person: self.first_person + person as u32,
            benefit: benefit as u8,
            from,
            until: from.wrapping_add(length as i32),
        }
    }
}

/// Hands out all rows as words in order of person, benefit and first day: part by part, and a person in one part.
fn for_each_sorted_part<E>(
    columns: Columns<'_>,
    packing: &Packing,
    mut each: impl FnMut(&[u64]) -> Result<(), E>,
) -> Result<(), E> {
    /// About so many words in a part: twice that, for the sorting, stays in a core's own cache.
    const PART: usize = 1 << 14;
    /// More parts than these are slower to deal out to than large ones are to sort.
    const MOST_PART_BITS: u32 = 10;
    let part_bits =
        (columns.person.len() / PART).next_power_of_two().trailing_zeros().min(MOST_PART_BITS).min(packing.person_bits);
    let part_of =
        |person: u32| (u64::from(person - packing.first_person) >> (packing.person_bits - part_bits)) as usize;
    let mut ends = vec![0usize; 1 << part_bits];
    for person in columns.person {
        ends[part_of(*person)] += 1;
    }
    let largest = ends.iter().copied().max().unwrap_or(0);
    to_starts(&mut ends);
    let starts = ends.clone();
    let mut words = vec![0u64; columns.person.len()];
    for row in rows_of(columns) {
        let end = &mut ends[part_of(row.person)];
        words[*end] = packing.pack(row);
        *end += 1;
    }
    let mut scratch = vec![0u64; largest];
    for (start, end) in starts.into_iter().zip(ends) {
        each(sort_part(
            &mut words[start..end],
            &mut scratch[..end - start],
            packing.length_bits..packing.bits() - part_bits,
        ))?;
    }
    Ok(())
}

/// Sorts words by some of their bits, a few at a time from the last on.
fn sort_part<'a>(words: &'a mut [u64], scratch: &'a mut [u64], bits: Range<u32>) -> &'a [u64] {
    const MOST_DIGIT_BITS: u32 = 10;
    const DIGITS: usize = 1 << MOST_DIGIT_BITS;
    if words.len() < DIGITS / 2 {
        words.sort_unstable();
        return words;
    }
    let digit_bits = (bits.end - bits.start).div_ceil((bits.end - bits.start).div_ceil(MOST_DIGIT_BITS).max(1)).max(1);
    let (mut source, mut target) = (words, scratch);
    for shift in bits.step_by(digit_bits as usize) {
        let digit = |word: u64| (word >> shift) as usize & ((1 << digit_bits) - 1) & (DIGITS - 1);
        let mut ends = [0usize; DIGITS];
        for word in source.iter() {
            ends[digit(*word)] += 1;
        }
        to_starts(&mut ends[..1 << digit_bits]);
        for word in source.iter() {
            let end = &mut ends[digit(*word)];
            target[*end] = *word;
            *end += 1;
        }
        std::mem::swap(&mut source, &mut target);
    }
    source
}

/// Turns how many there are of each into where each starts.
fn to_starts(counts: &mut [usize]) {
    let mut sum = 0;
    for count in counts {
        (*count, sum) = (sum, sum + *count);
    }
}

/// The days of spells, for those who sum them.
impl ColumnSpell {
    /// From the first paid day to the last.
    pub fn span(&self) -> Span {
        Span::new(Day::from_number(self.from), Day::from_number(self.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_sort_as_numbers(words in proptest::collection::vec(0..1u64 << 40, 0..20_000)) {
            let mut slow = words.clone();
            slow.sort();
            let mut part = words;
            let mut scratch = vec![0; part.len()];
            prop_assert_eq!(sort_part(&mut part, &mut scratch, 0..40), &slow);
        }

        #[test]
        fn rows_that_fit_no_word_join_the_same(rows in proptest::collection::vec((0..4u32, 0..3u8, -40..60i32, -1..20i32), 0..40), far: bool) {
            // A far-off row makes the packing overflow and takes the other way.
            let mut rows = rows;
            if far {
                rows.push((u32::MAX, 255, i32::MIN / 2, i32::MAX / 2));
                rows.push((0, 0, i32::MAX / 4, 1));
            }
            let (person, benefit): (Vec<_>, Vec<_>) = rows.iter().map(|row| (row.0, row.1)).unzip();
            let (from, until): (Vec<_>, Vec<_>) = rows.iter().map(|row| (row.2, row.2 + row.3)).unzip();
            let columns = Columns { person: &person, benefit: &benefit, from: &from, until: &until };
            let spells = join_columns(columns, GapRule::Days(3));
            let mut slow: Vec<ColumnSpell> = Vec::new();
            let mut sorted: Vec<_> = rows.iter().filter(|row| row.3 > 0).collect();
            sorted.sort();
            for row in sorted {
                match slow.last_mut() {
                    Some(last) if last.person == row.0 && last.benefit == row.1 && row.2 - last.until <= 3 => last.until = last.until.max(row.2 + row.3),
                    _ => slow.push(ColumnSpell { person: row.0, benefit: row.1, from: row.2, until: row.2 + row.3 }),
                }
            }
            prop_assert_eq!(spells, slow);
        }
    }
}

//! Whole columns of payments to spells: for payments that lie in memory, in any order.
//!
//! The pass over a store has each person's payments sorted and side by side. Payments that come from elsewhere do
//! not, and ordering them is then most of the work. A row is packed into one 64-bit word (person, benefit, first day,
//! length), so that ordering is ordering numbers: once over memory, into parts that fit the processor's cache by
//! their first bits, and then each part by itself.

use calendar::{Day, Span};
use definitions::GapRule;

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
    assert!(columns.benefit.len() == n && columns.from.len() == n && columns.until.len() == n, "the columns have the same length");
    match Packing::of(columns) {
        Some(packing) => {
            let mut words = packing.pack(columns);
            if !words.is_sorted() {
                words = sorted(words, packing.bits());
            }
            let rows = words.iter().map(|word| packing.unpack(*word));
            join_sorted(rows, rule)
        }
        None => {
            let rows = columns.person.iter().zip(columns.benefit).zip(columns.from).zip(columns.until);
            let mut rows: Vec<ColumnSpell> = rows.map(|(((person, benefit), from), until)| ColumnSpell { person: *person, benefit: *benefit, from: *from, until: *until }).filter(|row| row.from < row.until).collect();
            rows.sort_unstable();
            join_sorted(rows.into_iter(), rule)
        }
    }
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
        let (mut first_person, mut last_person) = (u32::MAX, 0);
        for person in columns.person {
            (first_person, last_person) = (first_person.min(*person), last_person.max(*person));
        }
        let most_benefit = columns.benefit.iter().copied().max().unwrap_or(0);
        let (mut first_day, mut last_day, mut longest) = (i32::MAX, i32::MIN, 0);
        for (from, until) in columns.from.iter().zip(columns.until) {
            (first_day, last_day) = (first_day.min(*from), last_day.max(*from));
            longest = longest.max(i64::from(*until) - i64::from(*from));
        }
        if columns.person.is_empty() {
            (first_person, first_day, last_day) = (0, 0, 0);
        }
        let packing = Packing {
            first_person,
            first_day,
            person_bits: bits(u64::from(last_person - first_person)),
            benefit_bits: bits(u64::from(most_benefit)),
            day_bits: bits((i64::from(last_day) - i64::from(first_day)) as u64),
            length_bits: bits(longest as u64),
        };
        (packing.bits() <= 64).then_some(packing)
    }

    fn bits(&self) -> u32 {
        self.person_bits + self.benefit_bits + self.day_bits + self.length_bits
    }

    fn pack(&self, columns: Columns<'_>) -> Vec<u64> {
        let rows = columns.person.iter().zip(columns.benefit).zip(columns.from.iter().zip(columns.until));
        let mut words = Vec::with_capacity(columns.person.len());
        for ((person, benefit), (from, until)) in rows {
            if from < until {
                let word = u64::from(person - self.first_person);
                let word = word << self.benefit_bits | u64::from(*benefit);
                let word = word << self.day_bits | from.abs_diff(self.first_day) as u64;
                words.push(word << self.length_bits | until.abs_diff(*from) as u64);
            }
        }
        words
    }

    #[inline]
    fn unpack(&self, word: u64) -> ColumnSpell {
        let low = |word: u64, bits: u32| word & !(u64::MAX.checked_shl(bits).unwrap_or(0));
        let (length, word) = (low(word, self.length_bits), word.checked_shr(self.length_bits).unwrap_or(0));
        let (day, word) = (low(word, self.day_bits), word.checked_shr(self.day_bits).unwrap_or(0));
        let (benefit, person) = (low(word, self.benefit_bits), word >> self.benefit_bits);
        let from = self.first_day.wrapping_add(day as i32);
        ColumnSpell { person: self.first_person + person as u32, benefit: benefit as u8, from, until: from.wrapping_add(length as i32) }
    }
}

/// Sorts words of so many bits: parts by the first bits, then each part alone.
fn sorted(words: Vec<u64>, bits: u32) -> Vec<u64> {
    /// About so many words in a part: they stay in the cache nearest the processor.
    const PART: usize = 4096;
    let part_bits = (words.len() / PART).next_power_of_two().trailing_zeros().min(12).min(bits);
    let shift = bits - part_bits;
    let part_of = |word: u64| (word.checked_shr(shift).unwrap_or(0)) as usize;
    let mut ends = vec![0usize; 1 << part_bits];
    for word in &words {
        ends[part_of(*word)] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        (*end, sum) = (sum, sum + *end);
    }
    let mut parted = vec![0u64; words.len()];
    for word in &words {
        let end = &mut ends[part_of(*word)];
        parted[*end] = *word;
        *end += 1;
    }
    let mut scratch = words;
    let mut from = 0;
    for until in ends {
        sort_part(&mut parted[from..until], &mut scratch[from..until], shift);
        from = until;
    }
    parted
}

/// Sorts a part by its last `bits` bits, by eight bits at a time.
fn sort_part(part: &mut [u64], scratch: &mut [u64], bits: u32) {
    if part.len() < 128 {
        part.sort_unstable();
        return;
    }
    let (mut source, mut target) = (part, scratch);
    let mut swapped = false;
    for shift in (0..bits).step_by(8) {
        let mut ends = [0u32; 256];
        for word in source.iter() {
            ends[(word >> shift) as usize & 255] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            (*end, sum) = (sum, sum + *end);
        }
        for word in source.iter() {
            let end = &mut ends[(word >> shift) as usize & 255];
            target[*end as usize] = *word;
            *end += 1;
        }
        std::mem::swap(&mut source, &mut target);
        swapped = !swapped;
    }
    if swapped {
        target.copy_from_slice(source);
    }
}

fn join_sorted(rows: impl Iterator<Item = ColumnSpell>, rule: GapRule) -> Vec<ColumnSpell> {
    let mut spells: Vec<ColumnSpell> = Vec::new();
    let mut rows = rows;
    let Some(mut open) = rows.next() else { return spells };
    for row in rows {
        let same = row.person == open.person && row.benefit == open.benefit;
        if same && (row.from <= open.until || goes_on(open, row.from, rule)) {
            open.until = open.until.max(row.until);
        } else {
            spells.push(open);
            open = row;
        }
    }
    spells.push(open);
    spells
}

#[inline]
fn goes_on(open: ColumnSpell, next: i32, rule: GapRule) -> bool {
    let lapse = rule.lapse(Day::from_number(open.until) - 1);
    lapse.is_none_or(|lapse| next < lapse.number())
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
            prop_assert_eq!(sorted(words, 40), slow);
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

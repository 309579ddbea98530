//! Payments as words: a row is packed into one 64-bit word (person, benefit, first day, length), so that ordering rows is
//! ordering numbers. The words are dealt out by person into parts that fit the processor's cache, and each part is sorted by
//! itself.

use crate::columns::{ColumnSpell, Columns, rows_of};
use std::ops::Range;

/// How a row is packed into a word, first bits first: person, benefit, first day, length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packing {
    first_person: u32,
    last_person: u32,
    first_day: i32,
    person_bits: u32,
    benefit_bits: u32,
    day_bits: u32,
    length_bits: u32,
}

impl Packing {
    /// `None` where a row does not fit a word.
    pub(crate) fn of(columns: Columns<'_>) -> Option<Packing> {
        /// So many rows at a time stay in a core's first cache, where one loop after another may go through them.
        const FEW: usize = 1 << 11;
        let bits = |most: u64| 64 - most.leading_zeros();
        let (mut first_person, mut last_person, mut most_benefit) = (u32::MAX, 0, 0);
        let (mut first_day, mut last_day, mut longest) = (i32::MAX, i32::MIN, 0);
        for few in columns.chunks(FEW) {
            for person in few.person {
                (first_person, last_person) = (first_person.min(*person), last_person.max(*person));
            }
            for benefit in few.benefit {
                most_benefit = most_benefit.max(*benefit);
            }
            for (from, until) in few.from.iter().zip(few.until) {
                (first_day, last_day) = (first_day.min(*from), last_day.max(*from));
                longest = longest.max(if from < until { until.abs_diff(*from) } else { 0 });
            }
        }
        let packing = Packing {
            first_person,
            last_person,
            first_day,
            person_bits: bits(u64::from(last_person.saturating_sub(first_person))),
            benefit_bits: bits(u64::from(most_benefit)),
            day_bits: bits((i64::from(last_day) - i64::from(first_day)).max(0) as u64),
            length_bits: bits(u64::from(longest)),
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

    /// Hands out words that are sorted as the rows that they are, some whole persons at a time.
    pub(crate) fn for_each_few_persons<E>(
        &self,
        words: &[u64],
        rows: &mut Rows,
        mut each: impl FnMut(Columns<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        /// The rows of so many words stay in a core's first cache.
        const FEW: usize = 1 << 11;
        let others = self.bits() - self.person_bits;
        let person = |word: u64| word.checked_shr(others).unwrap_or(0);
        let mut rest = words;
        while let Some(last) = rest.get(FEW.min(rest.len()).wrapping_sub(1)) {
            let few = FEW.min(rest.len());
            let more = rest[few..].iter().take_while(|word| person(**word) == person(*last)).count();
            let (these, others) = rest.split_at(few + more);
            self.unpack(these, rows);
            each(rows.columns())?;
            rest = others;
        }
        Ok(())
    }

    /// Words as the rows that they are.
    fn unpack(&self, words: &[u64], rows: &mut Rows) {
        let mask = |bits: u32| !u64::MAX.checked_shl(bits).unwrap_or(0);
        // The length is shorter than a word, or nothing else is in it.
        let field = |word: u64, shift: u32, mask: u64| (word >> (shift & 63)) & if shift < 64 { mask } else { 0 };
        let (days, lengths) = (mask(self.day_bits), mask(self.length_bits));
        let from = |word: &u64| self.first_day.wrapping_add(field(*word, self.length_bits, days) as i32);
        let until = |word: &u64| from(word).wrapping_add((*word & lengths) as i32);
        let to_benefit = self.length_bits + self.day_bits;
        let (benefits, persons) = (mask(self.benefit_bits), mask(self.person_bits));
        let benefit = |word: &u64| field(*word, to_benefit, benefits) as u8;
        let to_person = to_benefit + self.benefit_bits;
        let person = |word: &u64| self.first_person.wrapping_add(field(*word, to_person, persons) as u32);
        rows.person.clear();
        rows.person.extend(words.iter().map(person));
        rows.benefit.clear();
        rows.benefit.extend(words.iter().map(benefit));
        rows.from.clear();
        rows.from.extend(words.iter().map(from));
        rows.until.clear();
        rows.until.extend(words.iter().map(until));
    }
}

/// Columns of their own.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    person: Vec<u32>,
    benefit: Vec<u8>,
    from: Vec<i32>,
    until: Vec<i32>,
}

impl Rows {
    fn columns(&self) -> Columns<'_> {
        Columns { person: &self.person, benefit: &self.benefit, from: &self.from, until: &self.until }
    }
}

/// Hands out all rows as words in order of person, benefit and first day: part by part, and a person in one part. Beside each part
/// come the words that it and the parts before it lay in, for whatever use.
pub(crate) fn for_each_sorted_part<E>(
    columns: Columns<'_>,
    packing: &Packing,
    words: &mut [u64],
    mut each: impl FnMut(&[u64], &mut [u64]) -> Result<(), E>,
) -> Result<(), E> {
    let parts = Parts::of(columns, packing);
    let dealt = parts.deal(columns, packing, words);
    let largest = dealt.iter().map(Range::len).max().unwrap_or(0);
    let mut scratch = [vec![0u64; largest], vec![0u64; largest]];
    // Which part a word is in says what the others of its bits are.
    let bits = packing.length_bits..packing.bits() - packing.person_bits + parts.person_bits;
    for part in dealt {
        let scratch = scratch.each_mut().map(|scratch| &mut scratch[..part.len()]);
        let sorted = sort_part(&words[part.clone()], scratch, bits.clone());
        each(sorted, &mut words[..part.end])?;
    }
    Ok(())
}

/// Some persons with numbers one after another are a part: all whose numbers differ in these last bits only.
#[derive(Debug, Clone, Copy)]
struct Parts {
    first_person: u32,
    person_bits: u32,
    n: usize,
}

impl Parts {
    fn of(columns: Columns<'_>, packing: &Packing) -> Parts {
        /// About so many words in a part, or fewer: they are sorted in the cache.
        const PART: usize = 1 << 15;
        /// More parts than these are slower to deal out to than larger ones are to sort.
        const MOST: usize = 700;
        let most = (columns.person.len() / PART).clamp(1, MOST);
        let persons = u64::from(packing.last_person.saturating_sub(packing.first_person));
        let n_at = |person_bits: u32| (persons >> person_bits) as usize + 1;
        let person_bits = (0..packing.person_bits).find(|bits| n_at(*bits) <= most).unwrap_or(packing.person_bits);
        Parts { first_person: packing.first_person, person_bits, n: n_at(person_bits) }
    }

    #[inline]
    fn of_person(self, person: u32) -> usize {
        (u64::from(person - self.first_person) >> self.person_bits) as usize
    }

    fn count(self, persons: &[u32], counts: &mut [usize]) {
        for person in persons {
            counts[self.of_person(*person)] += 1;
        }
    }

    /// Deals the rows out as words, a part after another; gives where each part's lie. A row without a day leaves its place free.
    ///
    /// Some rows at a time are dealt out in the cache, and what they bring to a part is moved there as it lies. Were each word put into
    /// its part at once, it would be on a page that had to be looked up and in a line that had to be fetched, the more so the more rows
    /// there are.
    fn deal(self, columns: Columns<'_>, packing: &Packing, words: &mut [u64]) -> Vec<Range<usize>> {
        /// The words of so many rows stay in the cache.
        const FEW: usize = 1 << 17;
        let n_rows = columns.person.len();
        let mut starts = vec![0; self.n];
        self.count(columns.person, &mut starts);
        to_starts(&mut starts);
        let mut dealt: Vec<Range<usize>> = starts.into_iter().map(|start| start..start).collect();
        let (mut few_words, mut few_ends) = (vec![0; FEW.min(n_rows)], vec![0; self.n]);
        for few in columns.chunks(FEW) {
            few_ends.fill(0);
            self.count(few.person, &mut few_ends);
            to_starts(&mut few_ends);
            let few_starts = few_ends.clone();
            for row in rows_of(few) {
                let end = &mut few_ends[self.of_person(row.person)];
                few_words[*end] = packing.pack(row);
                *end += 1;
            }
            for (part, (start, end)) in dealt.iter_mut().zip(few_starts.into_iter().zip(&few_ends)) {
                let brought = &few_words[start..*end];
                words[part.end..][..brought.len()].copy_from_slice(brought);
                part.end += brought.len();
            }
        }
        dealt
    }
}

/// Most bits of a digit that words are sorted by, and how many such digits a word has.
const MOST_DIGIT_BITS: u32 = 10;
const MOST_DIGITS: usize = u64::BITS.div_ceil(MOST_DIGIT_BITS) as usize;
/// How many words have each digit.
type OfDigit = [u32; 1 << MOST_DIGIT_BITS];

/// Sorts words by some of their bits, a few at a time from the last on. They go to and fro between two scratches, which stay in the
/// cache, and are left as they are: so they are never written back to memory.
fn sort_part<'a>(words: &[u64], scratch: [&'a mut [u64]; 2], bits: Range<u32>) -> &'a [u64] {
    let n_bits = bits.end - bits.start;
    let n_digits = n_bits.div_ceil(MOST_DIGIT_BITS).max(1);
    let digit_bits = n_bits.div_ceil(n_digits).max(1);
    if words.len() < 1 << (MOST_DIGIT_BITS - 1) || u32::try_from(words.len()).is_err() {
        let [sorted, _] = scratch;
        sorted.copy_from_slice(words);
        sorted.sort_unstable();
        return sorted;
    }
    let digits = Digits { shift: bits.start, bits: digit_bits };
    match n_digits {
        1 => digits.sort::<1>(words, scratch),
        2 => digits.sort::<2>(words, scratch),
        3 => digits.sort::<3>(words, scratch),
        4 => digits.sort::<4>(words, scratch),
        _ => digits.sort::<MOST_DIGITS>(words, scratch),
    }
}

/// The digits of a word: so many bits each, the last ones first.
#[derive(Debug, Clone, Copy)]
struct Digits {
    shift: u32,
    bits: u32,
}

impl Digits {
    /// Those beyond the word are 0.
    #[inline]
    fn of(self, word: u64, at: usize) -> usize {
        let word = word.checked_shr(self.shift + at as u32 * self.bits).unwrap_or(0);
        word as usize & ((1 << self.bits) - 1) & ((1 << MOST_DIGIT_BITS) - 1)
    }

    /// By itself: within the function that calls it its pointers would be on the stack, and it took a third longer and more.
    #[inline(never)]
    fn sort<'a, const N: usize>(self, words: &[u64], [mut sorted, mut other]: [&'a mut [u64]; 2]) -> &'a [u64] {
        // Of all digits at once: the words are the same in whatever order they are.
        let mut counts: [OfDigit; N] = [[0; _]; N];
        for word in words {
            for (at, counts) in counts.iter_mut().enumerate() {
                counts[self.of(*word, at)] += 1;
            }
        }
        for (at, ends) in counts.iter_mut().enumerate() {
            let mut sum = 0;
            for end in ends.iter_mut() {
                (*end, sum) = (sum, sum + *end);
            }
            let source = if at == 0 { words } else { &*other };
            for word in source {
                let end = &mut ends[self.of(*word, at)];
                sorted[*end as usize] = *word;
                *end += 1;
            }
            std::mem::swap(&mut sorted, &mut other);
        }
        other
    }
}

/// Turns how many there are of each into where each starts.
fn to_starts(counts: &mut [usize]) {
    let mut sum = 0;
    for count in counts {
        (*count, sum) = (sum, sum + *count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// So many rows that they are dealt out some at a time and to several parts: of persons beside each other, and as far apart as
    /// numbers can be; of one person; where some rows have no day.
    #[test]
    fn parts_are_all_rows_in_order() {
        const N: usize = 300_000;
        type PersonOf = fn(u32) -> u32;
        let persons: [(&str, PersonOf); 4] = [
            ("beside each other", |n| 1_000 + n % 777),
            ("the last numbers there are", |n| u32::MAX - n % 40_009),
            ("far apart", |n| if n % 5 == 0 { n % 2 } else { u32::MAX - n % 3 }),
            ("one", |_| 7),
        ];
        for (name, person) in persons {
            let numbers = || (0..N as u32).map(|at| at.wrapping_mul(2_654_435_761) >> 4);
            let person: Vec<u32> = numbers().map(person).collect();
            let several = person.iter().any(|other| *other != person[0]);
            let benefit: Vec<u8> = numbers().map(|n| (n % 7) as u8).collect();
            let from: Vec<i32> = numbers().map(|n| (n % 4_999) as i32 - 900).collect();
            let until: Vec<i32> = numbers().zip(&from).map(|(n, from)| from + (n % 31) as i32 - 1).collect();
            let columns = Columns { person: &person, benefit: &benefit, from: &from, until: &until };
            let packing = Packing::of(columns).unwrap();
            let (mut words, mut found, mut n_parts) = (vec![0; N], Rows::default(), 0);
            let mut rows: Vec<(u32, u8, i32, i32)> = Vec::new();
            let each = |part: &[u64], _: &mut [u64]| {
                n_parts += usize::from(!part.is_empty());
                packing.unpack(part, &mut found);
                let Rows { person, benefit, from, until } = &found;
                rows.extend((0..part.len()).map(|at| (person[at], benefit[at], from[at], until[at])));
                Ok::<(), ()>(())
            };
            assert_eq!(for_each_sorted_part(columns, &packing, &mut words, each), Ok(()));
            assert!(rows.is_sorted_by_key(|(person, benefit, from, _)| (*person, *benefit, *from)), "{name}");
            let with_day = (0..N).filter(|at| columns.has_day(*at));
            let mut slow: Vec<_> = with_day.map(|at| (person[at], benefit[at], from[at], until[at])).collect();
            assert!(slow.len() < N && (n_parts > 1) == several, "{name}: {n_parts} parts");
            slow.sort_unstable();
            rows.sort_unstable();
            assert!(rows == slow, "{name}");
        }
    }

    proptest! {
        /// By as many digits as it takes; what words have below the bits is left as it comes.
        #[test]
        fn words_sort_as_numbers(words in proptest::collection::vec(any::<u64>(), 0..2_000), bits in 1..=64u32, low in 0..8u32) {
            let low = low.min(bits - 1);
            let words: Vec<u64> = words.into_iter().map(|word| word >> (u64::BITS - bits)).collect();
            let mut scratch = [vec![0; words.len()], vec![0; words.len()]];
            let sorted = sort_part(&words, scratch.each_mut().map(Vec::as_mut_slice), low..bits).to_vec();
            prop_assert!(sorted.is_sorted_by_key(|word| word >> low));
            let in_order = |mut words: Vec<u64>| {
                words.sort_unstable();
                words
            };
            prop_assert_eq!(in_order(sorted), in_order(words));
        }
    }
}

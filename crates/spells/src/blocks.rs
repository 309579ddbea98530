//! Rows in order, many at a time: where a spell begins among 64 rows is told by comparing each row with the one before it,
//! without a branch, and only those that begin are looked at one by one.

use crate::columns::{ColumnSpell, Columns, Open, OutOfOrder};
use crate::put::Sink;

/// Rows that are compared at a time: as many as a word has bits.
const ROWS: usize = 64;
/// Days nearer to 0 than this can be subtracted from each other.
const NEAR: u32 = 1 << 30;

/// Joins rows in order of person, benefit and first day where at most so many idle days are forgiven; gives up at the first
/// that is out of order.
pub(crate) fn join(columns: Columns<'_>, days: i32, spells: &mut Sink<'_>) -> Result<(), OutOfOrder> {
    let n = columns.person.len();
    let goes_on = |until: i32, next: i32| i64::from(next) - i64::from(until) <= i64::from(days);
    let Some(first) = (0..n).find(|at| columns.has_day(*at)) else { return Ok(()) };
    let mut open = Open::new(columns.row(first));
    let mut at = first + 1;
    while at < n {
        spells.make_room(at, ROWS.min(n - at) + 1, n);
        let last = at - 1;
        // The open spell ends with the row before: then what lies further back says nothing more of where it goes on.
        let is_last = columns.has_day(last) && open.spell.until == columns.until[last];
        let begins = if is_last { begins(columns, last, days) } else { None };
        let Some(mut begins) = begins else {
            let end = n.min(at + ROWS);
            for row in (at..end).filter(|row| columns.has_day(*row)) {
                open.take(columns.row(row), goes_on, spells)?;
            }
            at = end;
            continue;
        };
        while begins != 0 {
            let row = at + begins.trailing_zeros() as usize;
            spells.push(ColumnSpell { until: columns.until[row - 1], ..open.spell });
            open.spell = columns.row(row);
            begins &= begins - 1;
        }
        at += ROWS;
        open.spell.until = columns.until[at - 1];
        open.last_from = columns.from[at - 1];
    }
    spells.push(open.spell);
    Ok(())
}

/// For each of the rows behind a row whether a spell begins with it, its first in the lowest bit. None where that is not told
/// by the row before alone: where rows are missing or out of order, have no day, or end before the one before them does.
#[inline]
fn begins(columns: Columns<'_>, last: usize, days: i32) -> Option<u64> {
    fn window<T>(column: &[T], last: usize) -> Option<&[T; ROWS + 1]> {
        column.get(last..)?.first_chunk()
    }
    let (person, benefit) = (window(columns.person, last)?, window(columns.benefit, last)?);
    let (from, until) = (window(columns.from, last)?, window(columns.until, last)?);
    let mut begins = [0u8; ROWS];
    let mut is_plain = true;
    for at in 0..ROWS {
        let same = (person[at] == person[at + 1]) & (benefit[at] == benefit[at + 1]);
        let follows =
            (person[at] < person[at + 1]) | ((person[at] == person[at + 1]) & (benefit[at] < benefit[at + 1]));
        let goes_further = same & (from[at] <= from[at + 1]) & (until[at] <= until[at + 1]);
        let is_near = (from[at + 1].unsigned_abs() < NEAR) & (until[at].unsigned_abs() < NEAR);
        is_plain &= (follows | goes_further) & (from[at + 1] < until[at + 1]) & is_near;
        begins[at] = u8::from(!same | (from[at + 1].wrapping_sub(until[at]) > days));
    }
    is_plain.then(|| {
        let bytes = begins.as_chunks::<8>().0.iter().enumerate();
        // Of eight bytes of 0 or 1 the product gathers the bits in the last byte.
        let bits = |(at, byte): (usize, &[u8; 8])| {
            (u64::from_le_bytes(*byte).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at)
        };
        bytes.map(bits).fold(0, |all, bits| all | bits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::put::Put;
    use crate::room::Room;
    use proptest::prelude::*;

    /// Rows of few persons, mostly in order and apart, with now and then one within another, without a day, or out of order.
    fn rows() -> impl Strategy<Value = Vec<(u32, u8, i32, i32)>> {
        let step = (
            prop_oneof![12 => Just(0u8), 2 => Just(1), 1 => Just(2)],
            0..9i32,
            prop_oneof![30 => 1..9i32, 1 => -1..60i32],
        );
        let odd = prop_oneof![40 => Just(None), 1 => (0..300usize).prop_map(Some)];
        (proptest::collection::vec(step, 0..400), odd, -40..40i32).prop_map(|(steps, odd, first)| {
            let (mut person, mut benefit, mut day) = (0, 0, first);
            let mut rows = Vec::new();
            for (new, idle, length) in steps {
                match new {
                    0 => day += idle,
                    1 => (person, benefit, day) = (person + 1, 0, first),
                    _ => (benefit, day) = (benefit + 1, first),
                }
                rows.push((person, benefit, day, day + length));
                day += length.min(7);
            }
            if let Some(odd) = odd.filter(|odd| odd + 1 < rows.len()) {
                rows.swap(odd, odd + 1);
            }
            rows
        })
    }

    proptest! {
        #[test]
        fn blocks_are_joined_as_rows_are(rows in rows(), days in 0..6i32) {
            let (person, benefit): (Vec<u32>, Vec<u8>) = rows.iter().map(|row| (row.0, row.1)).unzip();
            let (from, until): (Vec<i32>, Vec<i32>) = rows.iter().map(|row| (row.2, row.3)).unzip();
            let columns = Columns { person: &person, benefit: &benefit, from: &from, until: &until };
            let mut put = Put::default();
            let joined = join(columns, days, &mut put.sink(&mut []));
            let with_day: Vec<_> = rows.iter().filter(|row| row.2 < row.3).collect();
            if with_day.is_sorted_by_key(|row| (row.0, row.1, row.2)) {
                prop_assert_eq!(joined, Ok(()));
                let mut slow: Vec<ColumnSpell> = Vec::new();
                for (person, benefit, from, until) in with_day.into_iter().copied() {
                    let benefit = u32::from(benefit);
                    match slow.last_mut() {
                        Some(last) if (last.person, last.benefit) == (person, benefit) && from - last.until <= days => {
                            last.until = last.until.max(until);
                        }
                        _ => slow.push(ColumnSpell { person, benefit, from, until }),
                    }
                }
                prop_assert_eq!(put.spells(Room::of(0)).to_vec(), slow);
            } else {
                prop_assert_eq!(joined, Err(OutOfOrder));
            }
        }
    }
}

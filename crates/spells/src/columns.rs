//! Whole columns of payments to spells: for payments that lie in memory, in any order.
//!
//! The pass over a store has each person's payments sorted and side by side. Payments that come from elsewhere may
//! not, and ordering them is then most of the work. Rows in order are joined as they stand; others are ordered as
//! words, part by part ([`crate::words`]), and each part is joined by itself.

use crate::blocks;
use crate::words::{Packing, Rows, for_each_sorted_part};
use calendar::{Day, Span};
use definitions::GapRule;
use std::cmp::Ordering;

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
    let days = match (rule, rule.lapse(some_day)) {
        // The day after the last is the first that may be idle, and on the lapse it is too late.
        (GapRule::Days(_), Some(lapse)) => Some(lapse - some_day - 2),
        _ => None,
    };
    let joined = match days {
        Some(days) => blocks::join(columns, days, &mut spells),
        None => join_in_order(rows_of(columns), rule, &mut spells),
    };
    if joined.is_ok() {
        return spells;
    }
    spells.clear();
    let sorted = match Packing::of(columns) {
        Some(packing) => {
            let mut rows = Rows::default();
            for_each_sorted_part(columns, &packing, |words, done| {
                make_room(&mut spells, done, words.len(), n);
                packing.for_each_few_persons(words, &mut rows, |rows| match days {
                    Some(days) => blocks::join(rows, days, &mut spells),
                    None => join_in_order(rows_of(rows), rule, &mut spells),
                })
            })
        }
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
pub(crate) fn rows_of(columns: Columns<'_>) -> impl Iterator<Item = ColumnSpell> {
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

/// Makes room for the spells of the next rows. Once many rows are done, as many spells are expected of the others in proportion:
/// so there is room for all of them at once, and they need not be moved, nor does more memory get its first touch than they fill.
pub(crate) fn make_room(spells: &mut Vec<ColumnSpell>, done: usize, next: usize, all: usize) {
    /// After fewer rows than these the proportion says little.
    const MANY: usize = 1 << 16;
    if spells.capacity() - spells.len() >= next {
        return;
    }
    if done < MANY {
        spells.reserve(next);
        return;
    }
    let left = all - done;
    let expected = (spells.len() as u128 * left as u128 / done as u128) as usize;
    // A sixteenth more, and where the rows are not alike, doubled as often as it takes.
    let more = (expected + expected / 16).max(spells.len()).max(next);
    // No row begins more than one spell, and one is open.
    spells.reserve_exact(more.min((left + 1).max(next)));
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

    /// So many rows that they lie on large pages and in several parts.
    #[test]
    fn many_rows_join_in_whatever_order() {
        let numbers = (0..700_000u32).map(|at| at.wrapping_mul(2_654_435_761) >> 8);
        let mut rows: Vec<ColumnSpell> = numbers
            .map(|n| ColumnSpell {
                person: n % 40_009,
                benefit: (n % 3) as u8,
                from: (n % 5_003) as i32,
                until: (n % 5_003 + n % 29) as i32,
            })
            .collect();
        let join = |rows: &[ColumnSpell]| {
            let (person, benefit): (Vec<u32>, Vec<u8>) = rows.iter().map(|row| (row.person, row.benefit)).unzip();
            let (from, until): (Vec<i32>, Vec<i32>) = rows.iter().map(|row| (row.from, row.until)).unzip();
            join_columns(Columns { person: &person, benefit: &benefit, from: &from, until: &until }, GapRule::Days(28))
        };
        let shuffled = join(&rows);
        rows.sort_unstable();
        assert_eq!(shuffled, join(&rows));
        let mut slow: Vec<ColumnSpell> = Vec::new();
        for row in rows.iter().filter(|row| row.from < row.until) {
            match slow.last_mut() {
                Some(last)
                    if (last.person, last.benefit) == (row.person, row.benefit) && row.from - last.until <= 28 =>
                {
                    last.until = last.until.max(row.until);
                }
                _ => slow.push(*row),
            }
        }
        assert_eq!(shuffled, slow);
    }

    /// How often the spells are moved once many rows are done, where so many of the rows (of 1,000) begin one: in the first
    /// half, in the second.
    fn moves(first: usize, second: usize) -> usize {
        const N: usize = 2_000_000;
        let (mut spells, mut moves) = (Vec::new(), 0);
        for at in 0..N {
            let room = spells.capacity();
            make_room(&mut spells, at, 1, N);
            moves += usize::from(spells.capacity() != room && at > 1 << 16);
            if at % 1_000 < if at < N / 2 { first } else { second } {
                spells.push(ColumnSpell { person: 0, benefit: 0, from: 0, until: 1 });
            }
        }
        moves
    }

    #[test]
    fn spells_are_moved_once_where_rows_are_alike_and_seldom_where_not() {
        for (first, second, most) in
            [(160, 160, 1), (1_000, 1_000, 1), (1, 1, 1), (500, 0, 1), (160, 200, 2), (0, 1_000, 21), (1, 1_000, 12)]
        {
            let moves = moves(first, second);
            assert!(moves <= most, "{first} and {second} of 1,000: {moves}");
        }
    }

    proptest! {
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

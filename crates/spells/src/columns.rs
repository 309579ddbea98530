//! Whole columns of payments to spells: for payments that lie in memory, in any order.
//!
//! The pass over a store has each person's payments sorted and side by side. Payments that come from elsewhere may
//! not, and ordering them is then most of the work. Rows in order are joined as they stand; others are ordered as
//! words, part by part ([`crate::words`]), and each part is joined by itself.

use crate::blocks;
use crate::put::{ColumnSpells, Put, Sink};
use crate::room::Room;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct ColumnSpell {
    /// Whose.
    pub person: u32,
    /// Of which benefit.
    pub benefit: u32,
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
pub fn join_columns(columns: Columns<'_>, rule: GapRule) -> ColumnSpells {
    let n = columns.person.len();
    assert!(
        columns.benefit.len() == n && columns.from.len() == n && columns.until.len() == n,
        "the columns have the same length"
    );
    let some_day = Day::from_number(0);
    let days = match (rule, rule.lapse(some_day)) {
        // The day after the last is the first that may be idle, and on the lapse it is too late.
        (GapRule::Days(_), Some(lapse)) => Some(lapse - some_day - 2),
        _ => None,
    };
    let join = |rows: Columns<'_>, spells: &mut Sink<'_>| match days {
        Some(days) => blocks::join(rows, days, spells),
        None => join_in_order(rows_of(rows), rule, spells),
    };
    let mut put = Put::default();
    if join(columns, &mut put.sink(&mut [])).is_ok() {
        return put.spells(Room::of(0));
    }
    put = Put::default();
    let Some(packing) = Packing::of(columns) else {
        let mut rows: Vec<ColumnSpell> = rows_of(columns).collect();
        rows.sort_unstable();
        let joined = join_in_order(rows.into_iter(), rule, &mut put.sink(&mut []));
        debug_assert_eq!(joined, Ok(()));
        return put.spells(Room::of(0));
    };
    let (mut room, mut rows) = (Room::of(n), Rows::default());
    let joined = for_each_sorted_part(columns, &packing, room.words_mut(), |words, done| {
        // Spells are put where the rows lay: that memory has had its first touch, and mostly they are fewer by far.
        let mut spells = put.sink(done);
        packing.for_each_few_persons(words, &mut rows, |rows| join(rows, &mut spells))
    });
    debug_assert_eq!(joined, Ok(()));
    put.spells(room)
}

/// The rows that have a day.
pub(crate) fn rows_of(columns: Columns<'_>) -> impl Iterator<Item = ColumnSpell> {
    let rows = columns.person.iter().zip(columns.benefit).zip(columns.from.iter().zip(columns.until));
    rows.map(|((person, benefit), (from, until))| ColumnSpell {
        person: *person,
        benefit: u32::from(*benefit),
        from: *from,
        until: *until,
    })
    .filter(|row| row.from < row.until)
}

impl<'a> Columns<'a> {
    /// The rows, so many at a time.
    pub(crate) fn chunks(self, n: usize) -> impl Iterator<Item = Columns<'a>> {
        let days = self.from.chunks(n).zip(self.until.chunks(n));
        let rows = self.person.chunks(n).zip(self.benefit.chunks(n)).zip(days);
        rows.map(|((person, benefit), (from, until))| Columns { person, benefit, from, until })
    }

    /// Whether a row has a day.
    #[inline]
    pub(crate) fn has_day(&self, at: usize) -> bool {
        self.from[at] < self.until[at]
    }

    #[inline]
    pub(crate) fn row(&self, at: usize) -> ColumnSpell {
        ColumnSpell {
            person: self.person[at],
            benefit: u32::from(self.benefit[at]),
            from: self.from[at],
            until: self.until[at],
        }
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
        spells: &mut Sink<'_>,
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
    spells: &mut Sink<'_>,
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
    spells: &mut Sink<'_>,
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

    /// So many rows that they lie on large pages and in several parts: where there is room for the spells where the rows were, and
    /// where there is not.
    #[test]
    fn many_rows_join_in_whatever_order() {
        for (n_days, fit) in [(97, true), (5_003, false)] {
            let numbers = (0..700_000u32).map(|at| at.wrapping_mul(2_654_435_761) >> 8);
            let mut rows: Vec<(u32, u8, i32, i32)> = numbers
                .map(|n| (n % 40_009, (n % 3) as u8, (n % n_days) as i32, (n % n_days + n % 29) as i32))
                .collect();
            let join = |rows: &[(u32, u8, i32, i32)]| {
                let (person, benefit): (Vec<u32>, Vec<u8>) = rows.iter().map(|row| (row.0, row.1)).unzip();
                let (from, until): (Vec<i32>, Vec<i32>) = rows.iter().map(|row| (row.2, row.3)).unzip();
                let columns = Columns { person: &person, benefit: &benefit, from: &from, until: &until };
                join_columns(columns, GapRule::Days(28)).to_vec()
            };
            let shuffled = join(&rows);
            rows.sort_unstable();
            assert_eq!(shuffled, join(&rows));
            assert_eq!(shuffled.len() <= rows.len() / 2, fit);
            let mut slow: Vec<ColumnSpell> = Vec::new();
            for (person, benefit, from, until) in rows.into_iter().filter(|row| row.2 < row.3) {
                let benefit = u32::from(benefit);
                match slow.last_mut() {
                    Some(last) if (last.person, last.benefit) == (person, benefit) && from - last.until <= 28 => {
                        last.until = last.until.max(until);
                    }
                    _ => slow.push(ColumnSpell { person, benefit, from, until }),
                }
            }
            assert_eq!(shuffled, slow);
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
            let spells = join_columns(columns, GapRule::Days(3)).to_vec();
            let mut slow: Vec<ColumnSpell> = Vec::new();
            let mut sorted: Vec<_> = rows.iter().filter(|row| row.3 > 0).collect();
            sorted.sort();
            for row in sorted {
                match slow.last_mut() {
                    Some(last) if last.person == row.0 && last.benefit == u32::from(row.1) && row.2 - last.until <= 3 => last.until = last.until.max(row.2 + row.3),
                    _ => slow.push(ColumnSpell { person: row.0, benefit: u32::from(row.1), from: row.2, until: row.2 + row.3 }),
                }
            }
            prop_assert_eq!(spells, slow);
        }
    }
}

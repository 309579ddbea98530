//! The rows of some thousand people, as they come in and as they are stored.
//!
//! Pseudonyms are random, so their first bits part the people evenly: each row goes to the bucket of its person,
//! and a bucket is sorted, freed of duplicates and written as one shard without a look at the others.

use crate::field::{NOTHING, UNREAD};
use crate::finding::{Gathered, Reason, RowPlace};
use crate::people::{Stay, settle_stays};
use crate::pseudonym::PersonId;
use crate::schema::{Holds, TableKind};
use calendar::Day;
use std::io::{Read, Write};

/// Rows of one table, unsorted, as they were read.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    persons: Vec<PersonId>,
    hashes: Vec<u64>,
    places: Vec<RowPlace>,
    /// The stored columns, row by row.
    values: Vec<i32>,
}

impl Rows {
    pub(crate) fn push(&mut self, person: PersonId, hash: u64, place: RowPlace, values: &[i32]) {
        self.persons.push(person);
        self.hashes.push(hash);
        self.places.push(place);
        self.values.extend_from_slice(values);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.persons.len()
    }

    /// How many bytes of memory the rows take, what is held ready for more among them.
    pub(crate) fn capacity(&self) -> u64 {
        (16 * self.persons.capacity()
            + 8 * self.hashes.capacity()
            + 8 * self.places.capacity()
            + 4 * self.values.capacity()) as u64
    }

    /// Writes the rows column by column, and says how many bytes that were.
    pub(crate) fn write(&self, out: &mut impl Write) -> std::io::Result<u64> {
        for person in &self.persons {
            out.write_all(&person.0.to_le_bytes())?;
        }
        for hash in &self.hashes {
            out.write_all(&hash.to_le_bytes())?;
        }
        for place in &self.places {
            out.write_all(&place.file.to_le_bytes())?;
            out.write_all(&place.line.to_le_bytes())?;
        }
        for value in &self.values {
            out.write_all(&value.to_le_bytes())?;
        }
        Ok((32 * self.len() + 4 * self.values.len()) as u64)
    }

    /// Reads so many rows of so many stored columns, as [`Rows::write`] left them, behind those that are there.
    pub(crate) fn read(&mut self, from: &mut impl Read, n_rows: u64, width: usize) -> std::io::Result<()> {
        fn next<const N: usize>(from: &mut impl Read) -> std::io::Result<[u8; N]> {
            let mut bytes = [0; N];
            from.read_exact(&mut bytes)?;
            Ok(bytes)
        }
        for _ in 0..n_rows {
            self.persons.push(PersonId(u128::from_le_bytes(next(from)?)));
        }
        for _ in 0..n_rows {
            self.hashes.push(u64::from_le_bytes(next(from)?));
        }
        for _ in 0..n_rows {
            let (file, line) = (u32::from_le_bytes(next(from)?), u32::from_le_bytes(next(from)?));
            self.places.push(RowPlace { file, line });
        }
        for _ in 0..n_rows * width as u64 {
            self.values.push(i32::from_le_bytes(next(from)?));
        }
        Ok(())
    }

    /// Puts for each text its place among all texts, so that rows are in order of what their texts say.
    fn order_texts(&mut self, table: TableKind, places: &[i32]) {
        let width = table.stored_columns().count();
        for (at, _) in table.stored_columns().enumerate().filter(|(_, column)| column.holds == Holds::Text) {
            self.values
                .iter_mut()
                .skip(at)
                .step_by(width)
                .filter(|value| **value != NOTHING)
                .for_each(|value| *value = places[*value as usize]);
        }
    }
}

/// The rows of some people, all tables.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    pub(crate) tables: [Rows; TableKind::ALL.len()],
}

/// A bucket as it is stored: people in order of their pseudonym, rows in order of their person.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    pub(crate) ids: Vec<PersonId>,
    pub(crate) tables: [ShardTable; TableKind::ALL.len()],
}

/// A table of a shard.
#[derive(Debug, Default)]
pub(crate) struct ShardTable {
    /// The person of each row, a place in [`Shard::ids`], rising.
    pub(crate) persons: Vec<u32>,
    /// The stored columns, row by row.
    pub(crate) values: Vec<i32>,
}

impl ShardTable {
    fn push(&mut self, person: u32, values: &[i32]) {
        self.persons.push(person);
        self.values.extend_from_slice(values);
    }
}

impl Bucket {
    /// How many bytes of memory its rows take, what is held ready for more among them.
    pub(crate) fn capacity(&self) -> u64 {
        self.tables.iter().map(Rows::capacity).sum()
    }

    /// Sorts, drops duplicates, settles stays and joins payments that touch.
    ///
    /// `has_persons` says whether the extract has the table `borgere`: where it has not, nobody can lack a row.
    /// `text_places` says for the number of each text, given out in the order of reading, its place among all texts.
    pub(crate) fn settle(self, has_persons: bool, text_places: &[i32], gathered: &mut Gathered) -> Shard {
        // A person's rows often lie side by side, and then there is little to sort.
        let mut ids: Vec<PersonId> = Vec::new();
        for persons in self.tables.iter().flat_map(|rows| rows.persons.chunk_by(PersonId::eq)) {
            ids.extend(persons.first());
        }
        ids.sort_unstable();
        ids.dedup();
        let mut shard = Shard { ids, tables: Default::default() };
        let mut has_row = vec![!has_persons; shard.ids.len()];
        for (table, mut rows) in TableKind::ALL.into_iter().zip(self.tables) {
            rows.order_texts(table, text_places);
            shard.tables[table as usize] = settle_table(table, rows, &shard.ids, &mut has_row, gathered);
        }
        shard
    }
}

fn settle_table(
    table: TableKind,
    rows: Rows,
    ids: &[PersonId],
    has_row: &mut [bool],
    gathered: &mut Gathered,
) -> ShardTable {
    let width = table.stored_columns().count();
    let values_of = |row: u32| &rows.values[row as usize * width..(row as usize + 1) * width];
    let mut order = RowsOfPersons::new(&rows, width, ids);
    let (mut settled, mut of_person) = (ShardTable::default(), Vec::new());
    for person in 0..ids.len() as u32 {
        let group = order.of(person);
        if group.is_empty() {
            continue;
        }
        // Whole content decides the order, so that neither threads nor the order of the files do.
        group.sort_unstable_by(|a, b| {
            let by_content =
                || values_of(a.1).cmp(values_of(b.1)).then(rows.hashes[a.1 as usize].cmp(&rows.hashes[b.1 as usize]));
            a.0.cmp(&b.0).then_with(by_content).then_with(|| rows.places[a.1 as usize].cmp(&rows.places[b.1 as usize]))
        });
        of_person.clear();
        let mut before: Option<u32> = None;
        for (_, row) in group.iter() {
            let same = before.is_some_and(|before| {
                rows.hashes[before as usize] == rows.hashes[*row as usize] && values_of(before) == values_of(*row)
            });
            if same {
                gathered.add(table, "", Reason::Duplicate, rows.places[*row as usize]);
                continue;
            }
            before = Some(*row);
            of_person.push(*row);
        }
        if table == TableKind::Persons {
            has_row[person as usize] = true;
            for row in &of_person[1..] {
                gathered.add(table, "borger", Reason::SecondPersonRow, rows.places[*row as usize]);
            }
            of_person.truncate(1);
        }
        let known = has_row[person as usize];
        if !known {
            of_person
                .iter()
                .for_each(|row| gathered.add(table, "borger", Reason::NoPersonRow, rows.places[*row as usize]));
        }
        match table {
            TableKind::Residences => {
                let stays: Vec<Stay> = of_person.iter().map(|row| stay(values_of(*row))).collect();
                let (stays, overlapping) = settle_stays(&stays);
                for at in overlapping.into_iter().filter(|_| known) {
                    gathered.add(table, "fra", Reason::OverlappingStay, rows.places[of_person[at] as usize]);
                }
                stays.iter().for_each(|stay| {
                    settled.push(person, &[i32::from(stay.municipality), stay.from.number(), stay.until.number()])
                });
            }
            TableKind::Payments => {
                join_runs(of_person.iter().map(|row| values_of(*row)), |run| settled.push(person, run))
            }
            TableKind::Persons => {
                for row in &of_person {
                    let values = values_of(*row);
                    // A row counts once, under its first fault.
                    if let Some(unread) = values.iter().position(|value| *value == UNREAD) {
                        let column = table.stored_columns().nth(unread).map_or("", |column| column.name);
                        gathered.add(table, column, Reason::UnreadAttribute, rows.places[*row as usize]);
                    }
                    let known = |value: &i32| if *value == UNREAD { NOTHING } else { *value };
                    settled.push(person, &values.iter().map(known).collect::<Vec<_>>());
                }
            }
            _ => of_person.iter().for_each(|row| settled.push(person, values_of(*row))),
        }
    }
    settled
}

/// The rows of each person: their numbers, each with its first two values, which mostly decide the order.
struct RowsOfPersons {
    ends: Vec<u32>,
    rows: Vec<(u64, u32)>,
}

impl RowsOfPersons {
    /// `ids` are the persons, in order; among them are those of all rows.
    fn new(rows: &Rows, width: usize, ids: &[PersonId]) -> RowsOfPersons {
        let mut persons: Vec<u32> = Vec::with_capacity(rows.persons.len());
        for same in rows.persons.chunk_by(PersonId::eq) {
            let person = ids.partition_point(|id| *id < same[0]) as u32;
            persons.extend(std::iter::repeat_n(person, same.len()));
        }
        let mut ends = vec![0; ids.len() + 1];
        persons.iter().for_each(|person| ends[*person as usize + 1] += 1);
        // First where each person's rows start; it moves on to where they end as they are put there.
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut of_persons = vec![(0, 0); persons.len()];
        for ((row, person), values) in (0u32..).zip(persons).zip(rows.values.chunks_exact(width)) {
            let end = &mut ends[person as usize];
            of_persons[*end as usize] = (u64::from(in_order(values[0])) << 32 | u64::from(in_order(values[1])), row);
            *end += 1;
        }
        RowsOfPersons { ends, rows: of_persons }
    }

    fn of(&mut self, person: u32) -> &mut [(u64, u32)] {
        let before = (person as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &mut self.rows[before as usize..self.ends[person as usize] as usize]
    }
}

/// The same order without a sign.
fn in_order(value: i32) -> u32 {
    value as u32 ^ 1 << 31
}

fn stay(values: &[i32]) -> Stay {
    Stay { municipality: values[0] as u16, from: Day::from_number(values[1]), until: Day::from_number(values[2]) }
}

/// Joins payments of one code that touch or overlap. They come in order of code and first day, and leave in order
/// of first day and code. Whatever is counted by paid days sees no difference.
fn join_runs<'a>(payments: impl Iterator<Item = &'a [i32]>, mut push: impl FnMut(&[i32])) {
    let mut runs: Vec<[i32; 3]> = Vec::new();
    for payment in payments {
        let (code, from, until) = (payment[0], payment[1], payment[2]);
        match runs.last_mut() {
            Some(run) if run[0] == code && from <= run[2] => run[2] = run[2].max(until),
            _ => runs.push([code, from, until]),
        }
    }
    runs.sort_unstable_by_key(|run| (run[1], run[0]));
    runs.iter().for_each(|run| push(run));
}

/// Nothing is known of a person without a row.
pub(crate) const NO_ATTRIBUTES: [i32; 5] = [NOTHING; 5];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// Rows that lay on disk are those that were put there, behind those that were not.
        #[test]
        fn rows_come_back_from_disk(rows in proptest::collection::vec((any::<u128>(), any::<u64>(), any::<[u32; 2]>(), any::<[i32; 3]>()), 0..20), cut in 0..20usize) {
            let of = |rows: &[(u128, u64, [u32; 2], [i32; 3])]| {
                let mut all = Rows::default();
                rows.iter().for_each(|(person, hash, [file, line], values)| {
                    all.push(PersonId(*person), *hash, RowPlace { file: *file, line: *line }, values);
                });
                all
            };
            let (before, after) = rows.split_at(cut.min(rows.len()));
            let (mut bytes, mut all) = (Vec::new(), of(before));
            let n_bytes = of(after).write(&mut bytes).unwrap();
            prop_assert_eq!(n_bytes, bytes.len() as u64);
            prop_assert_eq!(n_bytes, after.len() as u64 * (16 + 8 + 8 + 3 * 4));
            all.read(&mut bytes.as_slice(), after.len() as u64, 3).unwrap();
            prop_assert_eq!(format!("{all:?}"), format!("{:?}", of(&rows)));
            prop_assert_eq!(&all.persons, &of(&rows).persons);
        }

        /// The slow engine: the set of paid days of each code.
        #[test]
        fn joined_runs_have_the_days_of_the_payments(mut payments in proptest::collection::vec((0..3i32, 0..60i32, 1..10i32), 0..20)) {
            payments.sort();
            let rows: Vec<[i32; 3]> = payments.iter().map(|(code, from, days)| [*code, *from, from + days]).collect();
            let days = |runs: &[[i32; 3]]| -> BTreeSet<(i32, i32)> { runs.iter().flat_map(|run| (run[1]..run[2]).map(|day| (run[0], day))).collect() };
            let mut runs = Vec::new();
            join_runs(rows.iter().map(|row| row.as_slice()), |run| runs.push([run[0], run[1], run[2]]));
            prop_assert_eq!(days(&rows), days(&runs));
            for code in 0..3 {
                let of_code: Vec<_> = runs.iter().filter(|run| run[0] == code).collect();
                prop_assert!(of_code.windows(2).all(|pair| pair[0][2] < pair[1][1]), "runs of one code neither touch nor overlap");
            }
        }
    }
}

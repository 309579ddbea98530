//! Where spells are put: mostly they are fewer by far than the rows that they are joined from, and where those had to be sorted there is
//! memory that is no longer needed and that has had its first touch.

use crate::columns::ColumnSpell;
use crate::room::Room;
use std::ops::Deref;

/// Spells in order of person, benefit and first day. Where the rows had to be sorted they mostly lie in the memory that those were
/// sorted in (8 bytes a row), and hold it as long as they live.
#[derive(Debug)]
pub struct ColumnSpells(Place);

#[derive(Debug)]
enum Place {
    /// So many spells where the rows lay.
    OfTheRows(Room, usize),
    OfTheirOwn(Vec<ColumnSpell>),
}

/// How many words a spell takes.
const SPELL_WORDS: usize = size_of::<ColumnSpell>() / size_of::<u64>();

impl Deref for ColumnSpells {
    type Target = [ColumnSpell];

    fn deref(&self) -> &[ColumnSpell] {
        match &self.0 {
            Place::OfTheRows(room, n) => bytemuck::cast_slice(&room.words()[..SPELL_WORDS * n]),
            Place::OfTheirOwn(spells) => spells,
        }
    }
}

/// What has been put: so many spells where rows lay, or, where there was no room for all of them, all by themselves.
#[derive(Debug, Default)]
pub(crate) struct Put {
    n: usize,
    by_themselves: Vec<ColumnSpell>,
}

impl Put {
    /// Puts the next spells into words that begin with those that were put before, if they still have room there.
    pub(crate) fn sink<'a>(&'a mut self, words: &'a mut [u64]) -> Sink<'a> {
        let whole = if self.by_themselves.is_empty() { words.len() / SPELL_WORDS * SPELL_WORDS } else { 0 };
        Sink { room: bytemuck::cast_slice_mut(&mut words[..whole]), put: self }
    }

    /// All of them; in the room, if it is the one whose words they were put into.
    pub(crate) fn spells(self, room: Room) -> ColumnSpells {
        if self.by_themselves.is_empty() {
            ColumnSpells(Place::OfTheRows(room, self.n))
        } else {
            ColumnSpells(Place::OfTheirOwn(self.by_themselves))
        }
    }
}

/// Takes spells, one after another.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    room: &'a mut [ColumnSpell],
    put: &'a mut Put,
}

impl Sink<'_> {
    #[inline]
    pub(crate) fn push(&mut self, spell: ColumnSpell) {
        if let Some(place) = self.room.get_mut(self.put.n) {
            *place = spell;
            self.put.n += 1;
            return;
        }
        if self.put.n > 0 {
            self.put.by_themselves.extend_from_slice(&self.room[..self.put.n]);
            self.put.n = 0;
        }
        self.room = &mut [];
        self.put.by_themselves.push(spell);
    }

    /// Makes room for the spells of the next rows, where so many of all are done.
    pub(crate) fn make_room(&mut self, done: usize, next: usize, all: usize) {
        if self.room.is_empty() {
            make_room(&mut self.put.by_themselves, done, next, all);
        }
    }
}

/// Once many rows are done, as many spells are expected of the others in proportion: so there is room for all of them at once, and
/// they need not be moved, nor does more memory get its first touch than they fill.
fn make_room(spells: &mut Vec<ColumnSpell>, done: usize, next: usize, all: usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn spells_have_room_where_rows_lay_or_are_by_themselves() {
        let spell = |person| ColumnSpell { person, benefit: 1, from: 2, until: 3 };
        // How many words the rows of each part took, and how many spells begin with it: twice the words, if all begin one.
        for (parts, fit) in [
            (vec![], true),
            (vec![(4, 2), (5, 2)], true),
            (vec![(5, 0), (1, 3)], true),
            (vec![(4, 3)], false),
            (vec![(4, 2), (1, 1), (7, 1)], false),
            (vec![(0, 0), (1, 1), (400, 399)], false),
        ] {
            let mut room = Room::of(parts.iter().map(|part| part.0).sum());
            let (mut put, mut all, mut end) = (Put::default(), Vec::new(), 0);
            for (words, n) in parts {
                end += words;
                let mut sink = put.sink(&mut room.words_mut()[..end]);
                for _ in 0..n {
                    all.push(spell(all.len() as u32));
                    sink.push(all[all.len() - 1]);
                }
            }
            let spells = put.spells(room);
            assert_eq!(matches!(spells.0, Place::OfTheRows(..)), fit);
            assert_eq!(*spells, all);
        }
    }
}

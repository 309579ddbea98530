//! Room for many words. What is dealt out to hundreds of places touches a new page with every few words, so that looking up pages, and
//! clearing them for their first use, is much of the work: large pages, where the system has them, spare both.

use memmap2::MmapMut;

/// Words, all 0 at first.
#[derive(Debug)]
pub(crate) enum Room {
    Few(Vec<u64>),
    Many(MmapMut),
}

/// Fewer words than these fit two large pages.
const MANY: usize = 1 << 19;

impl Room {
    pub(crate) fn of(n: usize) -> Room {
        let many = (n >= MANY).then(|| MmapMut::map_anon(n * size_of::<u64>()).ok()).flatten();
        many.map_or_else(|| Room::Few(vec![0; n]), Room::on_large_pages)
    }

    /// Asks for large pages; without them it is as much room.
    fn on_large_pages(map: MmapMut) -> Room {
        #[cfg(target_os = "linux")]
        let _ = map.advise(memmap2::Advice::HugePage);
        Room::Many(map)
    }

    pub(crate) fn words(&self) -> &[u64] {
        match self {
            Room::Few(words) => words,
            // It begins with a page and is whole words.
            Room::Many(map) => bytemuck::cast_slice(map),
        }
    }

    pub(crate) fn words_mut(&mut self) -> &mut [u64] {
        match self {
            Room::Few(words) => words,
            Room::Many(map) => bytemuck::cast_slice_mut(map),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_words_as_asked_for_and_all_of_them_0() {
        for n in [0, 1, MANY - 1, MANY, MANY + 7] {
            let mut room = Room::of(n);
            assert_eq!(matches!(room, Room::Many(_)), n >= MANY);
            let words = room.words_mut();
            assert_eq!(words.len(), n);
            assert!(words.iter().all(|word| *word == 0));
            words.iter_mut().zip(0..).for_each(|(word, at)| *word = at);
            assert!(room.words().iter().zip(0..).all(|(word, at)| *word == at));
        }
    }
}

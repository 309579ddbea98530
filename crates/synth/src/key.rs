//! The key of a person: ten digits into which no date can be read.
//!
//! A key looks like `4713123456` and is made of three groups of digits:
//!
//! | digits | values | why |
//! |---|---|---|
//! | 1 and 2 | 40 to 59 | no day of a month (01 to 31), and no day with 60 added, as in replacement numbers (61 to 91) |
//! | 3 and 4 | 13 to 99 | no month |
//! | 5 to 10 | 000000 to 999999 | |
//!
//! That leaves 20 × 87 × 1,000,000 keys. A person's number is turned into a key by a permutation of all
//! of them that the seed picks (a Feistel network on 32 bits, walked until it lands inside), so keys are
//! unique without anybody keeping a list, and say nothing of the order in which persons were made.

/// How many keys there are, and so how many persons a country may have.
pub(crate) const N_KEYS: u64 = 20 * 87 * 1_000_000;

/// The permutation of one seed.
pub(crate) struct Keys {
    round_keys: [u32; 6],
}

impl Keys {
    pub(crate) fn new(seed: u64) -> Keys {
        let mut state = seed;
        Keys { round_keys: std::array::from_fn(|_| mix(&mut state)) }
    }

    /// The key of the person with that number, which is below [`N_KEYS`].
    pub(crate) fn key(&self, number: u64) -> [u8; 10] {
        // The walk ends: a permutation brings every number back to itself after some steps.
        let mut place = self.permute(number as u32);
        while u64::from(place) >= N_KEYS {
            place = self.permute(place);
        }
        let (head, tail) = (place / 1_000_000, place % 1_000_000);
        let mut rest =
            u64::from(40 + head / 87) * 100_000_000 + u64::from(13 + head % 87) * 1_000_000 + u64::from(tail);
        let mut text = [b'0'; 10];
        for digit in text.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        text
    }

    /// A permutation of all 32-bit numbers: each round is its own reverse up to the swap.
    fn permute(&self, number: u32) -> u32 {
        let (mut left, mut right) = (number >> 16, number & 0xffff);
        for key in self.round_keys {
            let scrambled = (right ^ key).wrapping_mul(0x9e37_79b1);
            (left, right) = (right, left ^ (scrambled >> 16));
        }
        (left << 16) | right
    }
}

/// SplitMix64: the usual way to spread a seed over several keys.
fn mix(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits ^ (bits >> 31)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_unique_and_out_of_order() {
        let keys = Keys::new(1);
        let all: Vec<[u8; 10]> = (0..200_000).map(|number| keys.key(number)).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(!all.is_sorted());
        assert_ne!(Keys::new(2).key(0), keys.key(0));
    }

    proptest! {
        #[test]
        fn no_date_can_be_read_into_a_key(seed: u64, number in 0..N_KEYS) {
            let key = Keys::new(seed).key(number);
            prop_assert!(key.iter().all(u8::is_ascii_digit));
            let text = std::str::from_utf8(&key).expect("digits");
            let (day, month): (u32, u32) = (text[..2].parse().expect("digits"), text[2..4].parse().expect("digits"));
            prop_assert!((40..60).contains(&day) && month > 12);
        }

        #[test]
        fn two_numbers_have_two_keys(seed: u64, one in 0..N_KEYS, other in 0..N_KEYS) {
            let keys = Keys::new(seed);
            prop_assert_eq!(keys.key(one) == keys.key(other), one == other);
        }
    }
}

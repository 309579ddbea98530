//! Random draws made of whole numbers alone.
//!
//! Every draw is a comparison of integers. Nothing is taken from a floating-point function whose last
//! bits differ between machines, so a seed gives the same country everywhere. The generator is ChaCha
//! with 8 rounds and its own 64-bit stream numbers: the stream of a person is a function of the seed
//! and of the person's number, and of nothing that happened to anybody else.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// What a person's streams are for. They are separate so that the life does not change when, for
/// example, the rhythm of the payments or the share of dirt does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Birth, death, home and the benefit history.
    Life = 0,
    /// How the life is written down: payments, offers, wages, events.
    Rows = 1,
    /// Which mistakes are added, and which rows go to which part.
    Dirt = 2,
}

/// All streams of one seed.
pub(crate) struct Streams {
    base: ChaCha8Rng,
}

impl Streams {
    pub(crate) fn new(seed: u64) -> Streams {
        Streams { base: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// The stream of the person with that number.
    pub(crate) fn of(&self, number: u64, purpose: Purpose) -> Draws {
        let mut rng = self.base.clone();
        rng.set_stream(number * 4 + purpose as u64);
        Draws(rng)
    }
}

/// Nine days (or other whole numbers) at which a distribution reaches 0, 1/8, ..., 8/8. Between two of
/// them it is even.
pub(crate) type Quantiles = [u32; 9];

/// One stream of draws.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// Any 32 bits.
    pub(crate) fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// A whole number below `limit`, each as likely to within `limit` / 2^32.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.bits()) * u64::from(limit)) >> 32) as u32
    }

    /// A whole number of days from `low` to `high`, both among them.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as u32) as i32
    }

    /// True in so many of a hundred draws.
    pub(crate) fn per_cent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// True in so many of a thousand draws.
    pub(crate) fn per_mille(&mut self, share: u32) -> bool {
        self.below(1_000) < share
    }

    /// A number from the distribution that the quantiles give.
    pub(crate) fn quantile(&mut self, quantiles: &Quantiles) -> i32 {
        let bits = self.bits();
        let (eighth, rest) = ((bits >> 29) as usize, u64::from(bits & 0x1fff_ffff));
        let (low, high) = (u64::from(quantiles[eighth]), u64::from(quantiles[eighth + 1]));
        (low + (((high - low) * rest) >> 29)) as i32
    }

    /// One of the values, each as often as its weight says.
    pub(crate) fn pick<T: Copy>(&mut self, weighted: &[(T, u32)]) -> T {
        let total = weighted.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for &(value, weight) in weighted {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        weighted[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stream_depends_on_seed_number_and_purpose_alone() {
        let first = |seed, number, purpose| {
            let mut draws = Streams::new(seed).of(number, purpose);
            [draws.bits(), draws.bits(), draws.bits(), draws.bits()]
        };
        assert_eq!(first(1, 7, Purpose::Life), first(1, 7, Purpose::Life));
        assert_ne!(first(1, 7, Purpose::Life), first(2, 7, Purpose::Life));
        assert_ne!(first(1, 7, Purpose::Life), first(1, 8, Purpose::Life));
        assert_ne!(first(1, 7, Purpose::Life), first(1, 7, Purpose::Rows));
    }

    #[test]
    fn the_middle_of_many_draws_is_the_middle_quantile() {
        let quantiles = [0, 10, 20, 30, 40, 400, 500, 600, 700];
        let mut draws = Streams::new(3).of(0, Purpose::Life);
        let below = (0..20_000).filter(|_| draws.quantile(&quantiles) < 40).count();
        assert!((9_700..10_300).contains(&below), "{below}");
    }

    proptest! {
        #[test]
        fn draws_stay_inside_their_bounds(seed: u64, number in 0..u64::MAX / 4, limit in 1..u32::MAX, low in -9_000..9_000i32, more in 0..9_000i32) {
            let mut draws = Streams::new(seed).of(number, Purpose::Rows);
            prop_assert!(draws.below(limit) < limit);
            let between = draws.between(low, low + more);
            prop_assert!(low <= between && between <= low + more);
            let quantile = draws.quantile(&[3, 3, 5, 8, 8, 9, 10, 400, 500]);
            prop_assert!((3..=500).contains(&quantile));
            prop_assert!([1, 3].contains(&draws.pick(&[(1, 5), (2, 0), (3, 1)])));
        }
    }
}

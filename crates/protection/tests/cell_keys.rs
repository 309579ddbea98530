//! Cell keys: known answers, and what a noise table promises.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use protection::{EightBitTable, Error, NoiseTable, eight_bit_key};

/// K14: the R package ptable for D = 2, V = 1.08, js = 1. It gives eight digits; the two equal ones of 3 differ in their
/// last.
#[test]
fn a_table_of_ptable() {
    let expected: [(u64, &[(i64, f64)]); 4] = [
        (1, &[(-1, 0.51333333), (1, 0.46), (2, 0.02666667)]),
        (2, &[(-2, 0.16560835), (0, 0.54634992), (1, 0.24486677), (2, 0.04317496)]),
        (3, &[(-1, 0.366485505), (0, 0.366485505), (1, 0.16757247), (2, 0.09945652)]),
        (4, &[(-2, 0.07394668), (-1, 0.24421329), (0, 0.36368006), (1, 0.24421329), (2, 0.07394668)]),
    ];
    let table = NoiseTable::new(2, 1.08, 1).unwrap();
    for (count, expected) in expected {
        let found = table.probabilities(count);
        assert_eq!(found.len(), expected.len(), "{count}");
        for ((noise, probability), (expected_noise, expected)) in found.iter().zip(expected) {
            assert_eq!(noise, expected_noise);
            assert!((probability - expected).abs() < 1.1e-8, "{count} by {noise}: {probability}");
        }
    }
    assert_eq!(table.probabilities(u64::MAX), table.probabilities(4));
    assert_eq!(table.probabilities(0), [(0, 1.0)]);
}

/// K14: the 10-5 rule.
#[test]
fn ten_five() {
    let table = EightBitTable::ten_five();
    let counts = [13, 12, 18, 7, 752, 9, 10, 0, 748, 750, 751, 753, 999_998];
    let shown = [15, 10, 20, 0, 750, 0, 10, 0, 750, 750, 750, 755, 1_000_000];
    for (count, shown) in counts.into_iter().zip(shown) {
        let shown = (shown > 0).then_some(shown);
        assert!((0..=255).all(|key| table.noised(count, key) == shown), "{count}");
    }
    assert_eq!(eight_bit_key([255, 255, 3]), 1);
}

/// A table whose rows differ: noise is read off the count's row and the cell's key.
#[test]
fn a_table_by_rows_and_keys() {
    let row = |count: i16| std::array::from_fn(|key| if key as i16 == count % 256 { 3 } else { -1 });
    let table = EightBitTable::new((1..=750).map(row).collect(), 1).unwrap();
    assert_eq!([table.noised(300, 44), table.noised(300, 45)], [Some(303), Some(299)]);
    // 801 takes the row of 551.
    assert_eq!(table.noised(801, (551 % 256) as u8), Some(804));
    assert_eq!(table.noised(1, 2), None);
    assert_eq!(EightBitTable::new(Vec::new(), 1).unwrap_err(), Error::Setting { setting: "rows" });
}

#[test]
fn impossible_wishes() {
    let cases = [
        // No noise; counts that do not occur beyond the noise; too much noise.
        (0, 1.0, 0, "largest"),
        (1, 0.5, 1, "largest"),
        (2, 1.0, 5, "largest"),
        (201, 1.0, 0, "largest"),
        // Uniform noise of at most 2 has variance 2.
        (2, 2.001, 0, "variance"),
        (2, 0.0, 0, "variance"),
        (2, -1.0, 0, "variance"),
        (2, f64::NAN, 0, "variance"),
        // A one must become 0 or 2 at least: variance 1.
        (2, 1.0, 1, "variance"),
    ];
    for (largest, variance, never, setting) in cases {
        let error = NoiseTable::new(largest, variance, never).unwrap_err();
        assert_eq!(error, Error::Setting { setting }, "{largest} {variance} {never}");
    }
    assert!(NoiseTable::new(2, 2.0, 0).is_ok() && NoiseTable::new(2, 1.001, 1).is_ok());
    // Its multipliers are found where the dual function no longer tells one step from the next.
    assert!(NoiseTable::new(12, 6.0 + 46.0 * 0.39099149092939195, 4).is_ok());
}

/// Keys on a grid get each noise as often as its probability says.
#[test]
fn keys_on_a_grid() {
    let table = NoiseTable::new(5, 3.0, 2).unwrap();
    let grid = 1u64 << 16;
    for count in 0..12 {
        let mut found = std::collections::BTreeMap::<i64, u64>::new();
        for key in 0..grid {
            let noised = table.noised(count, (key << 16) as u32);
            *found.entry(noised as i64 - count as i64).or_default() += 1;
        }
        let expected = table.probabilities(count);
        assert!(found.keys().all(|noise| expected.iter().any(|(other, _)| other == noise)));
        for (noise, probability) in expected {
            let times = found.get(&noise).copied().unwrap_or(0) as f64;
            assert!((times - probability * grid as f64).abs() <= 1.0, "{count} by {noise}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Probabilities sum to 1, have mean 0 and the variance; nothing comes out that must not; no noise near them has
    /// more entropy.
    #[test]
    fn promises(largest in 1u32..14, never in 0u32..5, part in 0.05f64..1.0, at in 0usize..40, turn in -1.0f64..1.0) {
        let uniform = f64::from(largest * (largest + 1)) / 3.0;
        // A count that may not stay becomes 0 or the first that may occur.
        let least = f64::from((1..=never).map(|count| count * (never + 1 - count)).max().unwrap_or(0));
        let variance = least + (uniform - least) * part;
        prop_assume!(never < largest && variance <= uniform && variance > least + 1e-3);
        let table = NoiseTable::new(largest, variance, never).unwrap();
        for count in 0..u64::from(largest + never) + 4 {
            let noise = table.probabilities(count);
            let sum = |power: i32| noise.iter().map(|(by, probability)| (*by as f64).powi(power) * probability).sum::<f64>();
            prop_assert!((sum(0) - 1.0).abs() < 1e-9 && sum(1).abs() < 1e-9, "{count}: {noise:?}");
            prop_assert!(sum(2) <= variance + 1e-9, "{count}: {}", sum(2));
            if count > u64::from(largest + never) {
                prop_assert!((sum(2) - variance).abs() < 1e-9, "{count}: {}", sum(2));
            }
            for (by, probability) in &noise {
                let noised = count.checked_add_signed(*by);
                prop_assert!(noised.is_some_and(|noised| noised == 0 || noised > u64::from(never)));
                prop_assert!(*probability >= 0.0 && by.unsigned_abs() <= u64::from(largest));
            }
            // Below zero the larger is not the likelier, where the count may stay.
            let falling: Vec<f64> = noise.iter().filter(|(by, _)| *by <= 0).map(|(_, probability)| *probability).collect();
            if noise.iter().any(|(by, _)| *by == 0) {
                prop_assert!(falling.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12), "{noise:?}");
            }
            // A turn that keeps sum, mean and variance makes the entropy smaller, if no other wish forbids it.
            let four: Vec<usize> = (0..4).map(|step| (at + step) % noise.len().max(1)).collect();
            if count > u64::from(largest + never) && noise.len() >= 4 && four.windows(2).all(|pair| pair[0] < pair[1]) {
                let mut turned: Vec<f64> = noise.iter().map(|(_, probability)| *probability).collect();
                let entropy = |all: &[f64]| -all.iter().filter(|one| **one > 0.0).map(|one| one * one.ln()).sum::<f64>();
                let before = entropy(&turned);
                let size = four.iter().map(|place| turned[*place]).fold(f64::MAX, f64::min) / 4.0 * turn;
                for (place, by) in four.into_iter().zip([1.0, -3.0, 3.0, -1.0]) {
                    turned[place] += size * by;
                }
                prop_assert!(entropy(&turned) <= before + 1e-9);
            }
        }
    }
}

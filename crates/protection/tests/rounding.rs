//! Rounding: known answers, and properties on random tables.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use protection::{Error, Scope, conventional, round};

/// The sums of a table's rows, of its columns and of all.
fn margins(height: usize, width: usize) -> Vec<Vec<usize>> {
    let rows = (0..height).map(|row| (0..width).map(|column| row * width + column).collect());
    let columns = (0..width).map(|column| (0..height).map(|row| row * width + column).collect());
    rows.chain(columns).chain([(0..height * width).collect()]).collect()
}

/// K15: the handbook's example in base 5; its own solution is 22 off, the best one 18. There are two of 18: the page's
/// and one with 5 5 / 10 20 below the first row.
#[test]
fn the_handbooks_example() {
    let rounded = round(&[1, 0, 3, 3, 12, 20], &margins(3, 2), 5, Scope::All).unwrap();
    assert_eq!(rounded.distance, 18);
    assert!([[0, 0, 0, 5, 15, 20], [0, 0, 5, 5, 10, 20]].contains(&rounded.counts.try_into().unwrap()));
    assert_eq!(rounded.sums[3..], [15, 25, 40]);
    // The handbook prints 35 for the 32 of the last row; the nearest multiple is 30.
    assert_eq!(conventional(32, 5), 30);
}

/// K15: `z1` of SSBtools by PLSrounding in base 5.
#[test]
fn small_counts_of_z1() {
    #[rustfmt::skip]
    let z1 = [
        11, 11, 55, 36,  7, 1, 29, 18,  5, 8, 35, 25,  13, 2, 17, 13,
        9, 14, 63, 52,  12, 9, 24, 22,  6, 4, 22, 8,  9, 3, 38, 15,
    ];
    let rounded = round(&z1, &margins(8, 4), 5, Scope::Small).unwrap();
    let changed: Vec<(i64, i64)> = z1.into_iter().zip(rounded.counts).filter(|(one, other)| one != other).collect();
    assert_eq!(changed, [(1, 0), (2, 0), (4, 5), (3, 5)]);
    assert_eq!([1, 3, 6, 7].map(|row| rounded.sums[row]), [54, 43, 41, 67]);
    assert_eq!(rounded.largest_difference, 2);
}

#[test]
fn wrong_settings() {
    assert_eq!(round(&[1], &[], 1, Scope::All).unwrap_err(), Error::Setting { setting: "base" });
    assert_eq!(round(&[-1], &[], 5, Scope::All).unwrap_err(), Error::Setting { setting: "counts" });
    assert_eq!(round(&[1], &[vec![1]], 5, Scope::All).unwrap_err(), Error::Setting { setting: "sums" });
    assert_eq!(round(&[], &[], 5, Scope::All).unwrap().counts, [0; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rounded counts lie beside the true ones, sums add up, and a small table is near the best choice.
    #[test]
    fn sums_add_up(counts in prop::collection::vec(0i64..14, 6), base in 2i64..7, all in any::<bool>()) {
        let (margins, scope) = (margins(3, 2), if all { Scope::All } else { Scope::Small });
        let rounded = round(&counts, &margins, base, scope).unwrap();
        for (count, rounded) in counts.iter().zip(&rounded.counts) {
            let rounds = all || *count < base;
            let beside = rounded % base == 0 && (rounded - count).abs() < base;
            prop_assert_eq!(if rounds { beside } else { rounded == count }, true);
        }
        for (sum, total) in margins.iter().zip(&rounded.sums) {
            prop_assert_eq!(sum.iter().map(|place| rounded.counts[*place]).sum::<i64>(), *total);
        }
        let squares = |choice: &[i64]| -> i64 {
            let own = counts.iter().zip(choice).map(|(one, other)| (one - other).pow(2));
            let of = |counts: &[i64], sum: &Vec<usize>| sum.iter().map(|place| counts[*place]).sum::<i64>();
            own.chain(margins.iter().map(|sum| (of(&counts, sum) - of(choice, sum)).pow(2))).sum()
        };
        let best = (0..1u32 << counts.len()).map(|choice| {
            let of = |(at, count): (usize, &i64)| {
                let rest = count % base;
                if rest == 0 || (!all && *count >= base) { *count } else { count - rest + i64::from(choice >> at & 1) * base }
            };
            squares(&counts.iter().enumerate().map(of).collect::<Vec<_>>())
        });
        prop_assert!(squares(&rounded.counts) <= 2 * best.min().unwrap() + base * base);
    }
}

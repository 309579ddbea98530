//! Which cells the equations determine, found by elimination modulo the prime 2^61 - 1.
//!
//! A cell is determined if it is 0 in every solution of the equations with 0 on the right. So one such solution is
//! drawn at random, and where it is 0, the cell is determined; that it is 0 by chance happens once in 2^61 draws. Nothing
//! is rounded: this finds what any linear combination of any number of lines gives away, whatever the sizes.
//!
//! Source: randomized null vectors, as for checking matrix identities (Freivalds, 1977).

use crate::component::Row;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// 2^61 - 1, a prime.
const PRIME: u64 = (1 << 61) - 1;

fn reduced(number: i128) -> u64 {
    // The remainder is at least 0 and below the prime.
    number.rem_euclid(i128::from(PRIME)) as u64
}

fn times(a: u64, b: u64) -> u64 {
    let wide = u128::from(a) * u128::from(b);
    let folded = (wide & u128::from(PRIME)) as u64 + (wide >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

fn minus(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { a + PRIME - b }
}

fn inverse(number: u64) -> u64 {
    let (mut power, mut base, mut exponent) = (1, number, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = times(power, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    power
}

/// The next number of a fixed sequence without pattern (splitmix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % PRIME
}

struct Pivot {
    cell: usize,
    /// The other cells of the row, after division by the pivot.
    others: Vec<(usize, u64)>,
    right: u64,
}

/// What elimination finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Determined {
    Cells {
        /// The cells that have one value only, with it. A value that is no whole number of at most 2^53 either way is
        /// none.
        cells: Vec<(usize, Option<i128>)>,
        /// The equations that follow from the others, ascending.
        implied: Vec<usize>,
    },
    /// The row that the rows before it contradict.
    Contradiction(usize),
}

/// The cells among `n_cells` that the equations of `rows` determine.
pub(crate) fn determined(n_cells: usize, rows: &[Row]) -> Determined {
    let mut order: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].is_equation()).collect();
    order.sort_by_key(|row| (rows[*row].terms.len(), *row));
    let mut uses = vec![0u32; n_cells];
    for row in &order {
        for (cell, _) in &rows[*row].terms {
            uses[*cell] += 1;
        }
    }
    let mut pivots: Vec<Pivot> = Vec::new();
    // For each cell the pivot that it is, and the pivots that the row at hand still has to be freed from, first ones first.
    let mut pivot_of: Vec<Option<usize>> = vec![None; n_cells];
    let mut due: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
    let mut touched: Vec<usize> = Vec::new();
    let mut is_touched = vec![false; n_cells];
    let mut implied = Vec::new();
    let mut work = vec![0u64; n_cells];
    for row in order {
        let mut touch = |cell: usize, due: &mut BinaryHeap<Reverse<usize>>, touched: &mut Vec<usize>| {
            if !is_touched[cell] {
                is_touched[cell] = true;
                touched.push(cell);
                due.extend(pivot_of[cell].map(Reverse));
            }
        };
        for (cell, factor) in &rows[row].terms {
            work[*cell] = reduced((*factor).into());
            touch(*cell, &mut due, &mut touched);
        }
        let mut right = reduced(rows[row].lower.unwrap_or_default());
        // A pivot's row may hold cells of later pivots, none of earlier ones.
        while let Some(Reverse(at)) = due.pop() {
            let pivot = &pivots[at];
            let factor = work[pivot.cell];
            if factor != 0 {
                work[pivot.cell] = 0;
                for (cell, number) in &pivot.others {
                    work[*cell] = minus(work[*cell], times(factor, *number));
                    touch(*cell, &mut due, &mut touched);
                }
                right = minus(right, times(factor, pivot.right));
            }
        }
        let mut left: Vec<usize> = touched.iter().copied().filter(|cell| work[*cell] != 0).collect();
        left.sort_unstable();
        match left.iter().copied().min_by_key(|cell| (uses[*cell], *cell)) {
            None if right != 0 => return Determined::Contradiction(row),
            None => implied.push(row),
            Some(cell) => {
                let over = inverse(work[cell]);
                let others =
                    left.iter().filter(|other| **other != cell).map(|other| (*other, times(work[*other], over)));
                pivot_of[cell] = Some(pivots.len());
                pivots.push(Pivot { cell, others: others.collect(), right: times(right, over) });
            }
        }
        for cell in touched.drain(..) {
            work[cell] = 0;
            is_touched[cell] = false;
        }
    }
    let mut state = 1;
    let mut null: Vec<u64> = (0..n_cells).map(|_| next(&mut state)).collect();
    let mut solution = vec![0u64; n_cells];
    for pivot in pivots.iter().rev() {
        let (mut at_null, mut at_solution) = (0, pivot.right);
        for (cell, number) in &pivot.others {
            at_null = minus(at_null, times(*number, null[*cell]));
            at_solution = minus(at_solution, times(*number, solution[*cell]));
        }
        null[pivot.cell] = at_null;
        solution[pivot.cell] = at_solution;
    }
    let mut found: Vec<usize> = pivots.iter().map(|pivot| pivot.cell).filter(|cell| null[*cell] == 0).collect();
    found.sort_unstable();
    implied.sort_unstable();
    Determined::Cells { cells: found.into_iter().map(|cell| (cell, small(solution[cell]))).collect(), implied }
}

/// The whole number near 0 that a remainder stands for.
fn small(remainder: u64) -> Option<i128> {
    const LARGEST: u64 = 1 << 53;
    if remainder <= LARGEST {
        Some(remainder.into())
    } else if remainder >= PRIME - LARGEST {
        Some(i128::from(remainder) - i128::from(PRIME))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equation(terms: &[(usize, i64)], right: i128) -> Row {
        Row { terms: terms.to_vec(), lower: Some(right), upper: Some(right), fact: 0 }
    }

    #[test]
    fn two_sums_that_differ_by_one_cell_give_it_away() {
        let rows = [equation(&[(0, 1), (1, 1)], 9), equation(&[(0, 1), (1, 1), (2, 1)], 11)];
        assert_eq!(determined(3, &rows), Determined::Cells { cells: vec![(2, Some(2))], implied: Vec::new() });
    }

    #[test]
    fn the_longest_of_rows_that_follow_from_each_other_is_implied() {
        let sums = [
            equation(&[(0, 1), (1, 1), (2, 1), (3, 1)], 9),
            equation(&[(0, 1), (1, 1)], 4),
            equation(&[(2, 1), (3, 1)], 5),
        ];
        assert_eq!(determined(4, &sums), Determined::Cells { cells: Vec::new(), implied: vec![0] });
    }

    #[test]
    fn a_half_is_no_whole_number_and_a_second_value_a_contradiction() {
        assert_eq!(
            determined(1, &[equation(&[(0, 2)], 5)]),
            Determined::Cells { cells: vec![(0, None)], implied: Vec::new() }
        );
        let rows = [equation(&[(0, 1), (1, 1)], 5), equation(&[(0, 1), (1, 1)], 6)];
        assert_eq!(determined(2, &rows), Determined::Contradiction(1));
        let minus_two = Determined::Cells { cells: vec![(0, Some(-2))], implied: Vec::new() };
        assert_eq!(determined(1, &[equation(&[(0, 3)], -6)]), minus_two);
    }
}

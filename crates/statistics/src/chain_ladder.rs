//! Chain ladder: what is still to come in cohorts that are followed until some time, each a shorter way, with Mack's standard error.

use crate::Error;

/// What a triangle of cumulative amounts comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainLadder {
    /// From each step of development to the next: how many times the amount there is.
    pub factors: Vec<f64>,
    /// For each origin, what is still to come.
    pub reserves: Vec<f64>,
    /// For each origin, the standard error of what is still to come.
    pub standard_errors: Vec<f64>,
    /// All that is still to come.
    pub reserve: f64,
    /// Its standard error; origins depend on each other, as they have the same factors.
    pub standard_error: f64,
}

/// Chain ladder with Mack's standard error.
///
/// `rows` are the origins (the quarter in which spells started), from the oldest to the newest, each with its cumulative amounts (spells ended)
/// as far as is known: each row is one shorter than the one before. The last factor's variance, of which there is one
/// observation only, is the smallest of the two before it and their continuation, as Mack proposes.
///
/// # References
/// Mack, *ASTIN Bulletin* 23 (1993), 213-225.
///
/// # Errors
/// [`Error::Triangle`] where rows are not a triangle of at least three origins, or an amount is not above 0.
///
/// ```
/// let rows = [vec![100.0, 150.0, 165.0], vec![110.0, 160.0], vec![120.0]];
/// let found = statistics::chain_ladder(&rows)?;
/// assert!((found.factors[0] - 310.0 / 210.0).abs() < 1e-15);
/// assert!((found.reserves[1] - 16.0).abs() < 1e-12);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn chain_ladder(rows: &[Vec<f64>]) -> Result<ChainLadder, Error> {
    let n = rows.len();
    if n < 3 || rows.iter().enumerate().any(|(origin, row)| row.len() != n - origin) {
        return Err(Error::Triangle {
            what: "a triangle has three origins or more, each row one shorter than the one before",
        });
    }
    if rows.iter().flatten().any(|amount| !(*amount > 0.0 && amount.is_finite())) {
        return Err(Error::Triangle { what: "an amount of a triangle is a number above 0" });
    }
    // From development k to k + 1 there are n − 1 − k origins to learn from.
    let base: Vec<f64> = (0..n - 1).map(|k| rows[..n - 1 - k].iter().map(|row| row[k]).sum()).collect();
    let factors: Vec<f64> =
        (0..n - 1).map(|k| rows[..n - 1 - k].iter().map(|row| row[k + 1]).sum::<f64>() / base[k]).collect();
    let mut variances: Vec<f64> = (0..n - 2)
        .map(|k| {
            let square = |row: &Vec<f64>| row[k] * (row[k + 1] / row[k] - factors[k]).powi(2);
            rows[..n - 1 - k].iter().map(square).sum::<f64>() / (n - 2 - k) as f64
        })
        .collect();
    let last = variances[n - 3];
    variances.push(match n.checked_sub(4).map(|before| variances[before]) {
        Some(before) if before > 0.0 => (last * last / before).min(before).min(last),
        Some(_) => 0.0,
        None => last,
    });

    let mut found =
        ChainLadder { factors, reserves: Vec::new(), standard_errors: Vec::new(), reserve: 0.0, standard_error: 0.0 };
    let mut ultimates = Vec::with_capacity(n);
    let mut squares = Vec::with_capacity(n);
    // σ²/f² over each base, summed over the steps that an origin still has before it: what is shared with newer origins.
    let mut shared = Vec::with_capacity(n);
    for row in rows {
        let reached = row.len() - 1;
        let (mut amount, mut own, mut common) = (row[reached], 0.0, 0.0);
        for k in reached..n - 1 {
            let relative = variances[k] / found.factors[k].powi(2);
            own += relative / amount;
            common += relative / base[k];
            amount *= found.factors[k];
        }
        found.reserves.push(amount - row[reached]);
        squares.push(amount * amount * (own + common));
        shared.push(common);
        ultimates.push(amount);
    }
    found.reserve = found.reserves.iter().sum();
    found.standard_errors = squares.iter().map(|square| square.sqrt()).collect();
    let together = (0..n).map(|origin| {
        let newer: f64 = ultimates[origin + 1..].iter().sum();
        squares[origin] + ultimates[origin] * newer * 2.0 * shared[origin]
    });
    found.standard_error = together.sum::<f64>().sqrt();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Mack's formulas as they are printed, cell by cell of the completed square.
        #[test]
        fn it_agrees_with_the_printed_formulas(steps in prop::collection::vec(prop::collection::vec(1.0..2.0_f64, 5), 6)) {
            let n = 6;
            let rows: Vec<Vec<f64>> = steps
                .iter()
                .enumerate()
                .map(|(origin, steps)| {
                    let mut row = vec![1000.0 + 37.0 * origin as f64];
                    for step in &steps[..n - 1 - origin] {
                        row.push(row[row.len() - 1] * step);
                    }
                    row
                })
                .collect();
            let found = chain_ladder(&rows).unwrap();
            let known = |i: usize, k: usize| i + k < n;
            let mut square = vec![vec![0.0; n]; n];
            let mut f = vec![0.0; n - 1];
            for k in 0..n - 1 {
                let (mut above, mut below) = (0.0, 0.0);
                for (i, row) in rows.iter().enumerate() {
                    if known(i, k + 1) {
                        above += row[k + 1];
                        below += row[k];
                    }
                }
                f[k] = above / below;
            }
            for i in 0..n {
                for k in 0..n {
                    square[i][k] = if known(i, k) { rows[i][k] } else { square[i][k - 1] * f[k - 1] };
                }
            }
            let mut s = vec![0.0; n - 1];
            for k in 0..n - 2 {
                for i in (0..n).filter(|i| known(*i, k + 1)) {
                    s[k] += rows[i][k] * (rows[i][k + 1] / rows[i][k] - f[k]).powi(2) / (n - k - 2) as f64;
                }
            }
            s[n - 2] = (s[n - 3].powi(2) / s[n - 4]).min(s[n - 4].min(s[n - 3]));
            let mut total = 0.0;
            for i in 1..n {
                let (mut own, mut across) = (0.0, 0.0);
                for k in n - 1 - i..n - 1 {
                    let below: f64 = (0..n).filter(|j| known(*j, k + 1)).map(|j| rows[j][k]).sum();
                    own += s[k] / f[k].powi(2) * (1.0 / square[i][k] + 1.0 / below);
                    across += 2.0 * s[k] / f[k].powi(2) / below;
                }
                let mse = square[i][n - 1].powi(2) * own;
                prop_assert!((found.standard_errors[i] - mse.sqrt()).abs() < 1e-9 * (1.0 + mse.sqrt()));
                prop_assert!((found.reserves[i] - (square[i][n - 1] - rows[i][n - 1 - i])).abs() < 1e-7);
                let newer: f64 = (i + 1..n).map(|j| square[j][n - 1]).sum();
                total += mse + square[i][n - 1] * newer * across;
            }
            prop_assert!((found.standard_error - total.sqrt()).abs() < 1e-9 * (1.0 + total.sqrt()));
        }
    }

    #[test]
    fn what_is_no_triangle_is_an_error() {
        assert!(chain_ladder(&[]).is_err());
        assert!(chain_ladder(&[vec![1.0, 2.0, 3.0], vec![1.0, 2.0], vec![1.0, 2.0]]).is_err());
        assert!(chain_ladder(&[vec![1.0, 0.0, 3.0], vec![1.0, 2.0], vec![1.0]]).is_err());
    }
}

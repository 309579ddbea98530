//! Cell keys: noise instead of hiding, the same for the same people wherever they are counted.
//!
//! Each person has a secret number for good, the record key. A cell's key is the sum of its persons' keys, cut to 32
//! bits, and a table tells which noise a count gets with a key. Sources: Fraser and Wooton, *A proposed method for
//! confidentialising tabular output to protect against differencing*, Eurostat 2006; for noise of greatest entropy,
//! Giessing, *Computational issues in the design of transition probabilities and disclosure risk estimation for
//! additive noise*, Privacy in Statistical Databases 2016 (the R package ptable); for keys of 8 bits, the rules of the
//! Office for National Statistics (the Python package cell-key-perturbation).
//!
//! # Guarantee
//! The same persons give the same noise, in any table, so that nothing is learned by asking for them again. Noise never
//! exceeds its largest size, has mean 0 for every count, and the wanted variance for counts out of reach of zero; small
//! counts that are not to occur do not. Zeros stay zeros, and no count falls below zero.
//!
//! # Limits
//! Whoever gets many tables can average the noise away: sums of two-way splits over q variables recover a count with
//! probability .56 for 5 variables, .67 for 10, .86 for 20, .93 for 30 and .98 for 50 (Asghar and Kaafar, *Averaging
//! attacks on bounded noise-based disclosure control algorithms*, Privacy Enhancing Technologies 2020). So it is for a
//! closed list of tables, not for free questions. That a zero is a zero is known. Tables do not add up. The keys are as
//! secret as the data; a true mean or share beside a noised count gives the count away.

use crate::Error;

/// The largest noise, and the largest count that does not occur, that are taken.
const LARGEST: u32 = 200;
/// Keys are fractions of this.
const KEYS: u64 = 1 << 32;

/// The key of a cell from the keys of its persons, each counted once: their sum, as a fraction of 2^32.
///
/// ```
/// use protection::cell_key;
/// // .5, .75 and .5 of 2^32: the fraction of their sum is .75.
/// assert_eq!(cell_key([1 << 31, 3 << 30, 1 << 31]), 3 << 30);
/// assert_eq!(cell_key([]), 0);
/// ```
pub fn cell_key(keys: impl IntoIterator<Item = u32>) -> u32 {
    keys.into_iter().fold(0, u32::wrapping_add)
}

/// Which noise a count gets with a key of 32 bits.
///
/// ```
/// use protection::NoiseTable;
/// // Noise of at most 2 with variance 1.08; ones do not occur.
/// let table = NoiseTable::new(2, 1.08, 1)?;
/// let half = 1 << 31;
/// assert_eq!([0, 1, 17, 1_000].map(|count| table.noised(count, half)), [0, 0, 17, 1_000]);
/// assert_eq!([1, 17].map(|count| table.noised(count, u32::MAX)), [3, 19]);
/// # Ok::<(), protection::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NoiseTable {
    /// By count, from 0; the last is for all that are larger.
    rows: Vec<Row>,
}

/// What may be added to one count.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    noise: Vec<i64>,
    probabilities: Vec<f64>,
    /// Keys below this get the noise, or one before it.
    below: Vec<u64>,
}

impl Row {
    fn new(noise: Vec<i64>, probabilities: Vec<f64>) -> Row {
        let mut sum = 0.0;
        let mut below: Vec<u64> = probabilities
            .iter()
            .map(|probability| {
                sum += probability;
                // Rounded once, here: what a key gets is decided by whole numbers.
                ((sum * KEYS as f64).round() as u64).min(KEYS)
            })
            .collect();
        if let Some(last) = below.last_mut() {
            *last = KEYS;
        }
        Row { noise, probabilities, below }
    }

    fn noised(&self, count: u64, key: u32) -> u64 {
        let at = self.below.partition_point(|below| *below <= u64::from(key));
        self.noise.get(at).map_or(count, |noise| count.saturating_add_signed(*noise))
    }
}

impl NoiseTable {
    /// The noise of greatest entropy: at most `largest`, of mean 0, of variance `variance` and, where a count is too small
    /// for that, at most of that; no count from 1 to `never` comes out. Noise that makes smaller is the rarer the larger
    /// it is.
    ///
    /// # Errors
    /// A largest noise that is not above `never`, or either of them above 200; a variance that is not above 0, or above
    /// that of uniform noise, or too small for a count that may not stay as it is.
    pub fn new(largest: u32, variance: f64, never: u32) -> Result<NoiseTable, Error> {
        if largest > LARGEST || never >= largest {
            return Err(Error::Setting { setting: "largest" });
        }
        let (most, never) = (i64::from(largest), i64::from(never));
        let uniform = (most * (most + 1)) as f64 / 3.0;
        if !(variance > 0.0 && variance <= uniform) {
            return Err(Error::Setting { setting: "variance" });
        }
        let mut rows = vec![Row::new(vec![0], vec![1.0])];
        for count in 1..=most + never + 1 {
            let occurs = |noise: &i64| count + noise == 0 || count + noise > never;
            let noise: Vec<i64> = (-most..=most).filter(occurs).collect();
            let noise = noise.into_iter().filter(|noise| count + noise >= 0).collect::<Vec<i64>>();
            let probabilities = Entropy { noise: &noise, variance }.greatest();
            rows.push(Row::new(noise, probabilities.ok_or(Error::Setting { setting: "variance" })?));
        }
        Ok(NoiseTable { rows })
    }

    /// A count with its noise.
    pub fn noised(&self, count: u64, key: u32) -> u64 {
        self.row(count).noised(count, key)
    }

    /// What may be added to a count, and how often, least first.
    ///
    /// ```
    /// # use protection::NoiseTable;
    /// let noise = NoiseTable::new(2, 1.08, 1)?.probabilities(1);
    /// assert_eq!(noise.iter().map(|(noise, _)| *noise).collect::<Vec<_>>(), [-1, 1, 2]);
    /// # Ok::<(), protection::Error>(())
    /// ```
    pub fn probabilities(&self, count: u64) -> Vec<(i64, f64)> {
        let row = self.row(count);
        row.noise.iter().copied().zip(row.probabilities.iter().copied()).collect()
    }

    fn row(&self, count: u64) -> &Row {
        let last = self.rows.len() - 1;
        &self.rows[usize::try_from(count).map_or(last, |count| count.min(last))]
    }
}

/// The distribution of greatest entropy over some noise with mean 0 and at most a variance; below 0 it does not fall
/// towards 0.
///
/// It is the exponential of `a v - b v²`, where neighbours below 0 that would fall share their mean; `a` and `b` are the
/// multipliers of mean and variance, found by Newton's method on the dual function, which is convex.
struct Entropy<'a> {
    noise: &'a [i64],
    variance: f64,
}

/// The distribution of two multipliers, not divided by its sum.
struct Weights {
    sum: f64,
    weights: Vec<f64>,
    /// The first and second power of each noise, those that share a mean in its place.
    powers: Vec<(f64, f64)>,
}

/// Answers are exact to about this.
const EXACT: f64 = 1e-13;
/// A slope of the dual function whose fall is lost in the rounding of a sum of weights.
const UNTOLD: f64 = 1e-13;
/// Steps of Newton's method; some ten are needed.
const STEPS: usize = 200;

impl Entropy<'_> {
    /// None where no distribution fulfils the wishes with all of its noise possible.
    fn greatest(&self) -> Option<Vec<f64>> {
        let below = self.noise.iter().rev().copied().find(|noise| *noise < 0)?;
        let above = self.noise.iter().copied().find(|noise| *noise > 0)?;
        // Without 0, the two beside it have the least variance.
        if !self.noise.contains(&0) && self.variance <= (-below * above) as f64 {
            return None;
        }
        let (a, _) = self.solve((0.0, 0.0), false)?;
        let mut weights = self.weights(a, 0.0);
        if self.moments(&weights).1 > self.variance + EXACT {
            let (a, b) = self.solve((a, 0.0), true)?;
            weights = self.weights(a, b);
        }
        Some(weights.weights.iter().map(|weight| weight / weights.sum).collect())
    }

    fn weights(&self, a: f64, b: f64) -> Weights {
        // Pools of neighbours: how many, and the means of their powers.
        let mut pools: Vec<(usize, f64, f64)> = Vec::new();
        let is_falling = self.noise.contains(&0);
        let exponent = |(_, first, second): &(usize, f64, f64)| a * first - b * second;
        for noise in self.noise {
            let first = *noise as f64;
            let mut pool = (1, first, first * first);
            while is_falling
                && *noise <= 0
                && let Some(last) = pools.last()
                && exponent(last) > exponent(&pool)
            {
                let (n, m) = (last.0 as f64, pool.0 as f64);
                let mean = |one: f64, other: f64| (n * one + m * other) / (n + m);
                pool = (last.0 + pool.0, mean(last.1, pool.1), mean(last.2, pool.2));
                pools.pop();
            }
            pools.push(pool);
        }
        let powers: Vec<(f64, f64)> =
            pools.iter().flat_map(|(n, first, second)| std::iter::repeat_n((*first, *second), *n)).collect();
        let weights: Vec<f64> = powers.iter().map(|(first, second)| exponential(a * first - b * second)).collect();
        Weights { sum: weights.iter().sum(), weights, powers }
    }

    /// Mean and variance.
    fn moments(&self, weights: &Weights) -> (f64, f64) {
        let of = |power: &dyn Fn(&(f64, f64)) -> f64| {
            let terms = weights.weights.iter().zip(&weights.powers).map(|(weight, powers)| weight * power(powers));
            terms.sum::<f64>() / weights.sum
        };
        (of(&|powers| powers.0), of(&|powers| powers.1))
    }

    /// The multipliers of mean 0 and, if it is asked for, of the variance.
    fn solve(&self, start: (f64, f64), with_variance: bool) -> Option<(f64, f64)> {
        let (mut a, mut b) = start;
        for _ in 0..STEPS {
            let now = self.weights(a, b);
            let (mean, variance) = self.moments(&now);
            // The slopes of the dual function, the logarithm of the sum plus b times the variance that is asked for.
            let (by_a, by_b) = (mean, if with_variance { self.variance - variance } else { 0.0 });
            if by_a.abs() < EXACT && by_b.abs() < EXACT {
                return Some((a, b));
            }
            let (mut aa, mut ab, mut bb) = (0.0, 0.0, 0.0);
            for (weight, (first, second)) in now.weights.iter().zip(&now.powers) {
                let (weight, first, second) = (weight / now.sum, first - mean, second - variance);
                aa += weight * first * first;
                ab -= weight * first * second;
                bb += weight * second * second;
            }
            let (step_a, step_b) = match with_variance {
                true => {
                    let determinant = aa * bb - ab * ab;
                    ((ab * by_b - bb * by_a) / determinant, (ab * by_a - aa * by_b) / determinant)
                }
                false => (-by_a / aa, 0.0),
            };
            let slope = by_a * step_a + by_b * step_b;
            if !slope.is_finite() {
                return None;
            }
            // Half as far until the dual function falls by a part of what its slope promises.
            let mut times = 1.0;
            loop {
                let next = self.weights(a + times * step_a, b + times * step_b);
                let allowed = exponential(times * (0.25 * slope - step_b * self.variance));
                // Near the end the fall is smaller than what the sum can tell: there the whole step is right.
                if next.sum <= now.sum * allowed || slope.abs() < UNTOLD || times < 1e-6 {
                    break;
                }
                times /= 2.0;
            }
            (a, b) = (a + times * step_a, b + times * step_b);
        }
        // As near as numbers of this size come.
        let (mean, variance) = self.moments(&self.weights(a, b));
        let is_near = mean.abs() < 1e-9 && (!with_variance || (variance - self.variance).abs() < 1e-9);
        is_near.then_some((a, b))
    }
}

/// The exponential function by additions and multiplications alone, so that it is the same on every machine.
fn exponential(power: f64) -> f64 {
    const HALVINGS: i32 = 10;
    let small = power / f64::from(1 << HALVINGS);
    let mut series = 1.0;
    for term in (1..=14).rev() {
        series = 1.0 + series * small / f64::from(term);
    }
    (0..HALVINGS).fold(series, |value, _| value * value)
}

/// Noise by rows of counts and keys of 8 bits, as the Office for National Statistics uses it: counts beyond the last row
/// take the rows of its last third in turn.
///
/// ```
/// use protection::{EightBitTable, eight_bit_key};
/// let table = EightBitTable::ten_five();
/// assert_eq!(eight_bit_key([200, 100]), 44);
/// assert_eq!([13, 7, 752].map(|count| table.noised(count, 44)), [Some(15), None, Some(750)]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EightBitTable {
    /// For counts from 1: the noise of each key.
    rows: Vec<[i16; 256]>,
    threshold: u64,
}

/// The key of a cell from the keys of its persons, modulo 256.
pub fn eight_bit_key(keys: impl IntoIterator<Item = u8>) -> u8 {
    keys.into_iter().fold(0, u8::wrapping_add)
}

/// So many rows there are.
const ROWS: u64 = 750;
/// So many of the last are for larger counts, in turn.
const IN_TURN: u64 = 250;

impl EightBitTable {
    /// From the noise of each count from 1 to 750 with each key; what comes out below a threshold is hidden.
    ///
    /// # Errors
    /// Another number of rows.
    pub fn new(rows: Vec<[i16; 256]>, threshold: u64) -> Result<EightBitTable, Error> {
        if rows.len() as u64 != ROWS {
            return Err(Error::Setting { setting: "rows" });
        }
        Ok(EightBitTable { rows, threshold })
    }

    /// The rule called 10-5: to the nearest multiple of 5, and hidden below 10, where everything is made 0; all keys give
    /// the same, so that it is no noise.
    pub fn ten_five() -> EightBitTable {
        let noise = |count: i16| match count {
            ..10 => -count,
            _ => (count + 2) / 5 * 5 - count,
        };
        EightBitTable { rows: (1..=ROWS as i16).map(|count| [noise(count); 256]).collect(), threshold: 10 }
    }

    /// The row of a count above 0.
    fn row_of(count: u64) -> u64 {
        if count <= ROWS { count } else { (count - 1) % IN_TURN + ROWS - IN_TURN + 1 }
    }

    /// A count with its noise; none where it is hidden, and never below 0.
    pub fn noised(&self, count: u64, key: u8) -> Option<u64> {
        let at = usize::try_from(EightBitTable::row_of(count)).ok()?.checked_sub(1);
        let noise = at.and_then(|at| self.rows.get(at)).map_or(0, |row| row[usize::from(key)]);
        let noised = count.saturating_add_signed(i64::from(noise));
        (noised >= self.threshold).then_some(noised)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(fraction: f64) -> u32 {
        (fraction * KEYS as f64) as u32
    }

    /// K14: keys .9, .3 and .6 give .8, and 3 becomes 4 by a table with 3 to 2 for [0,.3], to 3 for [.3,.7], to 4 above.
    #[test]
    fn three_persons() {
        let cell = cell_key([0.9, 0.3, 0.6].map(key));
        assert!(cell.abs_diff(key(0.8)) <= 3);
        let row = Row::new(vec![-1, 0, 1], vec![0.3, 0.4, 0.3]);
        assert_eq!([0.1, 0.299, 0.301, 0.699].map(|fraction| row.noised(3, key(fraction))), [2, 2, 3, 3]);
        assert_eq!([0.701, 0.999].map(|fraction| row.noised(3, key(fraction))), [4, 4]);
        assert_eq!(row.noised(3, cell), 4);
    }

    /// Larger counts use the last 250 rows in turn.
    #[test]
    fn rows_in_turn() {
        let counts = [1, 500, 750, 751, 752, 1_000, 1_001, u64::MAX];
        let rows = [1, 500, 750, 501, 502, 750, 501, 501 + (u64::MAX - 1) % 250];
        assert_eq!(counts.map(EightBitTable::row_of), rows);
    }

    #[test]
    fn exponentials() {
        for power in [-80.0, -3.5, -0.01, 0.0, 0.7, 2.0, 11.0] {
            let true_value = f64::exp(power);
            assert!((exponential(power) - true_value).abs() < 1e-12 * true_value, "{power}");
        }
    }
}

//! Chance that is the same everywhere: a counter-based generator, and draws of whole numbers from it.

/// Philox 4×32 with ten rounds: the n-th number of a stream is a function of seed, stream and n alone.
///
/// Each draw of a bootstrap has a stream of its own, so it is the same whatever the number of threads and the order of the draws.
///
/// # References
/// Salmon, Moraes, Dror and Shaw, *Parallel Random Numbers: As Easy as 1, 2, 3*, Proceedings of SC11 (2011).
///
/// ```
/// use statistics::Generator;
/// let mut generator = Generator::new(7, 1);
/// let first = generator.uniform();
/// assert!(first > 0.0 && first < 1.0);
/// assert_eq!(Generator::new(7, 1).uniform(), first);
/// assert_ne!(Generator::new(7, 2).uniform(), first);
/// ```
#[derive(Debug, Clone)]
pub struct Generator {
    key: [u32; 2],
    stream: u64,
    block: u64,
    /// Numbers of the block that are not yet used.
    left: Option<u64>,
}

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// The golden ratio and √3 − 1, as parts of 2^32.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let product = |multiplier: u32, factor: u32| {
        let product = u64::from(multiplier) * u64::from(factor);
        ((product >> 32) as u32, product as u32)
    };
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        let (high_0, low_0) = product(MULTIPLIERS[0], counter[0]);
        let (high_1, low_1) = product(MULTIPLIERS[1], counter[2]);
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0];
    }
    counter
}

impl Generator {
    /// The beginning of a stream.
    pub fn new(seed: u64, stream: u64) -> Generator {
        Generator { key: [seed as u32, (seed >> 32) as u32], stream, block: 0, left: None }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        if let Some(left) = self.left.take() {
            return left;
        }
        let counter = [self.block as u32, (self.block >> 32) as u32, self.stream as u32, (self.stream >> 32) as u32];
        self.block += 1;
        let [a, b, c, d] = philox(counter, self.key);
        self.left = Some(u64::from(c) << 32 | u64::from(d));
        u64::from(a) << 32 | u64::from(b)
    }

    /// A number between 0 and 1, both excluded.
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// How many of `n` do something that each does with the given probability (below 0 is taken for 0, above 1 for 1).
    ///
    /// Exact, by inversion where few are expected and by transformed rejection otherwise.
    ///
    /// # References
    /// Hörmann, *Journal of Statistical Computation and Simulation* 46 (1993), 101-110 (algorithm BTRS).
    pub fn binomial(&mut self, n: u64, probability: f64) -> u64 {
        if n == 0 || probability.is_nan() || probability <= 0.0 {
            return 0;
        }
        if probability >= 1.0 {
            return n;
        }
        if probability > 0.5 {
            return n - self.binomial(n, 1.0 - probability);
        }
        if n as f64 * probability < 10.0 { self.invert(n, probability) } else { self.reject(n, probability) }
    }

    fn invert(&mut self, n: u64, probability: f64) -> u64 {
        let odds = probability / (1.0 - probability);
        let none = (n as f64 * (-probability).ln_1p()).exp();
        let (mut rest, mut term, mut k) = (self.uniform(), none, 0_u64);
        while rest > term && k < n {
            rest -= term;
            k += 1;
            term *= (n - k + 1) as f64 / k as f64 * odds;
            // The terms have come to an end and rounding has left something over.
            if term < 1e-300 {
                break;
            }
        }
        k
    }

    fn reject(&mut self, n: u64, probability: f64) -> u64 {
        let size = n as f64;
        let spread = (size * probability * (1.0 - probability)).sqrt();
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * probability;
        let center = size * probability + 0.5;
        let easy = 0.92 - 4.2 / b;
        let alpha = (2.83 + 5.1 / b) * spread;
        let log_odds = (probability / (1.0 - probability)).ln();
        let mode = ((size + 1.0) * probability).floor();
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let near = 0.5 - u.abs();
            let k = ((2.0 * a / near + b) * u + center).floor();
            if k < 0.0 || k > size {
                continue;
            }
            if near >= 0.07 && v <= easy {
                return k as u64;
            }
            // The probability of k against that of the mode.
            let bound = log_factorial(mode) + log_factorial(size - mode) - log_factorial(k) - log_factorial(size - k)
                + (k - mode) * log_odds;
            if (v * alpha / (a / (near * near) + b)).ln() <= bound {
                return k as u64;
            }
        }
    }

    /// Shares `n` out: how many of them do each of several things that exclude each other; the rest do none.
    pub fn multinomial(&mut self, n: u64, probabilities: &[f64]) -> Vec<u64> {
        let (mut left, mut rest) = (n, 1.0);
        let draw = |probability: &f64| {
            let share = if rest > 0.0 { probability / rest } else { 0.0 };
            let drawn = self.binomial(left, share);
            left -= drawn;
            rest -= probability;
            drawn
        };
        probabilities.iter().map(draw).collect()
    }
}

/// ln k!, by Stirling's series from a number where it has all its digits.
fn log_factorial(k: f64) -> f64 {
    let (mut x, mut below) = (k + 1.0, 1.0);
    while x < 10.0 {
        below *= x;
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / 1680.0 / square) / square) / square) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - f64::ln(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chi_squared_upper_tail;

    /// The answers that the authors of Philox publish with their library (`kat_vectors`).
    #[test]
    fn known_answers() {
        let all = u32::MAX;
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([all; 4], [all; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let (key, found) = ([0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
        assert_eq!(philox(pi, key), found);
    }

    #[test]
    fn a_factorial_is_a_product() {
        let mut product = 0.0;
        for k in 1..=200 {
            product += f64::from(k).ln();
            assert!((log_factorial(f64::from(k)) - product).abs() <= 1e-11, "{k}");
        }
        assert!(log_factorial(0.0).abs() < 1e-11);
    }

    /// Both ways to draw, against the probabilities, by a chi-squared test whose p must not be tiny.
    #[test]
    fn draws_have_the_binomial_distribution() {
        for (stream, (n, probability)) in
            [(12, 0.3), (500, 0.01), (40, 0.5), (40, 0.8), (300, 0.2), (20_000, 0.3), (7, 0.95)].into_iter().enumerate()
        {
            let mut generator = Generator::new(3, stream as u64);
            let n_draws = 40_000;
            let mut counts = vec![0_u32; n as usize + 1];
            (0..n_draws).for_each(|_| counts[generator.binomial(n, probability) as usize] += 1);
            let mass = |k: u64| {
                let (n, k) = (n as f64, k as f64);
                let ways = log_factorial(n) - log_factorial(k) - log_factorial(n - k);
                (ways + k * probability.ln() + (n - k) * (1.0 - probability).ln()).exp()
            };
            let (mut statistic, mut cells) = (0.0, 0);
            let (mut expected, mut observed) = (0.0, 0.0);
            for k in 0..=n {
                expected += mass(k) * f64::from(n_draws);
                observed += f64::from(counts[k as usize]);
                if expected >= 20.0 {
                    statistic += (observed - expected) * (observed - expected) / expected;
                    cells += 1;
                    (expected, observed) = (0.0, 0.0);
                }
            }
            assert!(cells >= 3);
            let p = chi_squared_upper_tail(statistic, cells - 1);
            assert!(p > 1e-3, "{n} with {probability}: {statistic} on {cells}, p {p}");
        }
    }

    #[test]
    fn edges() {
        let mut generator = Generator::new(1, 1);
        assert_eq!(generator.binomial(0, 0.5), 0);
        assert_eq!([0.0, -1.0, f64::NAN, 1.0, 2.0].map(|p| generator.binomial(9, p)), [0, 0, 0, 9, 9]);
        assert_eq!(generator.multinomial(10, &[0.0, 1.0, 0.0]), [0, 10, 0]);
    }
}

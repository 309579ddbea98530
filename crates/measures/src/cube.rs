//! Dense counts: one cell for every combination of categories, totals among them.

use std::collections::BTreeMap;

/// What a cube keeps of each cell besides its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Keeps {
    /// Sums of durations.
    pub(crate) durations: bool,
    /// How often each duration occurs, for medians.
    pub(crate) distribution: bool,
}

/// The shape of a cube: the periods first, without a total, and then each axis with its total last.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    n_periods: usize,
    /// Categories of each axis, the total not among them.
    sizes: Vec<usize>,
    strides: Vec<usize>,
    period_stride: usize,
}

impl Shape {
    pub(crate) fn new(n_periods: usize, sizes: Vec<usize>) -> Shape {
        let mut strides = vec![0; sizes.len()];
        let mut stride = 1usize;
        for (at, size) in sizes.iter().enumerate().rev() {
            strides[at] = stride;
            stride = stride.saturating_mul(size + 1);
        }
        Shape { n_periods, sizes, strides, period_stride: stride }
    }

    /// The place of an axis's total.
    pub(crate) fn total(&self, axis: usize) -> usize {
        self.sizes[axis]
    }

    pub(crate) fn n_cells(&self) -> usize {
        self.period_stride.saturating_mul(self.n_periods)
    }

    /// The cell of a combination; a category equal to its axis's size is the total.
    pub(crate) fn cell(&self, period: usize, categories: &[usize]) -> usize {
        period * self.period_stride
            + categories.iter().zip(&self.strides).map(|(category, stride)| category * stride).sum::<usize>()
    }

    /// All cells that something belongs to: for every axis its categories there, and the total.
    #[inline]
    pub(crate) fn cells_of(&self, period: usize, categories: &[Categories<'_>], cells: &mut Vec<usize>) {
        cells.clear();
        cells.push(period * self.period_stride);
        for ((categories, size), stride) in categories.iter().zip(&self.sizes).zip(&self.strides) {
            let before = cells.len();
            match categories {
                Categories::One(category) => {
                    for at in 0..before {
                        cells.push(cells[at] + size * stride);
                        cells[at] += category * stride;
                    }
                }
                Categories::Several(several) => {
                    for at in 0..before {
                        let base = cells[at];
                        cells[at] += size * stride;
                        cells.extend(several.iter().map(|category| base + category * stride));
                    }
                }
            }
        }
    }
}

/// The categories of one axis that something belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Categories<'a> {
    One(usize),
    Several(&'a [usize]),
}

/// A cube of counts.
#[derive(Debug, Clone)]
pub(crate) struct Cube {
    /// Spells, persons or days.
    pub(crate) count: Vec<u64>,
    /// How many of what is counted, or would be, may still change.
    pub(crate) provisional: Vec<u64>,
    /// Of those whose start is known: how many, and their days.
    pub(crate) start_known: Vec<u64>,
    pub(crate) days: Vec<u64>,
    pub(crate) distribution: BTreeMap<(u32, i32), u64>,
    keeps: Keeps,
}

impl Cube {
    pub(crate) fn new(n_cells: usize, keeps: Keeps) -> Cube {
        let of_durations = if keeps.durations { n_cells } else { 0 };
        Cube {
            count: vec![0; n_cells],
            provisional: vec![0; n_cells],
            start_known: vec![0; of_durations],
            days: vec![0; of_durations],
            distribution: BTreeMap::new(),
            keeps,
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, cells: &[usize], count: u64, provisional: u64, duration: Option<i32>) {
        for cell in cells {
            self.count[*cell] += count;
            self.provisional[*cell] += provisional;
        }
        if let Some(days) = duration.filter(|_| self.keeps.durations && count > 0) {
            for cell in cells {
                self.start_known[*cell] += count;
                self.days[*cell] += days as u64;
                if self.keeps.distribution {
                    *self.distribution.entry((*cell as u32, days)).or_default() += count;
                }
            }
        }
    }

    /// Adds another cube of the same shape.
    pub(crate) fn merge(&mut self, other: Cube) {
        let sum = |into: &mut Vec<u64>, from: Vec<u64>| into.iter_mut().zip(from).for_each(|(sum, more)| *sum += more);
        sum(&mut self.count, other.count);
        sum(&mut self.provisional, other.provisional);
        sum(&mut self.start_known, other.start_known);
        sum(&mut self.days, other.days);
        for (key, more) in other.distribution {
            *self.distribution.entry(key).or_default() += more;
        }
    }

    /// Twice the median duration of a cell, so that the middle of two is a whole number.
    pub(crate) fn twice_the_median(&self, cell: usize) -> Option<i64> {
        let n = *self.start_known.get(cell)?;
        if n == 0 {
            return None;
        }
        let (lower, upper) = ((n - 1) / 2, n / 2);
        let (mut seen, mut sum) = (0, 0i64);
        for ((_, days), count) in self.distribution.range((cell as u32, i32::MIN)..=(cell as u32, i32::MAX)) {
            for place in [lower, upper] {
                if seen <= place && place < seen + count {
                    sum += i64::from(*days);
                }
            }
            seen += count;
        }
        Some(sum)
    }
}

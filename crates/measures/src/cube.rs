//! Dense counts: one cell for every combination of categories, totals among them.

use crate::Ratio;
use crate::contributions::Contributions;
use crate::work::Known;
use definitions::{Aggregate, Quantity, Statistic};
use std::collections::BTreeMap;

/// What a cube keeps of each cell besides its count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keeps {
    /// The quantities that are added up, and whether each value is kept too, for medians.
    pub(crate) quantities: Vec<(Quantity, bool)>,
}

impl Keeps {
    /// What these statistics are worked out from.
    pub(crate) fn of(statistics: &[Statistic]) -> Keeps {
        let mut quantities: Vec<(Quantity, bool)> = Vec::new();
        for (quantity, aggregate) in statistics.iter().filter_map(|statistic| statistic.of()) {
            let each = matches!(aggregate, Aggregate::Median(_));
            match quantities.iter_mut().find(|(known, _)| *known == quantity) {
                Some((_, known)) => *known |= each,
                None => quantities.push((quantity, each)),
            }
        }
        Keeps { quantities }
    }

    fn has(&self, quantity: Quantity) -> bool {
        self.quantities.iter().any(|(known, _)| *known == quantity)
    }
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

    /// The cell of a period to begin with, when all cells are wanted that something belongs to.
    #[inline]
    pub(crate) fn begin(&self, period: usize, cells: &mut Vec<usize>) {
        cells.clear();
        cells.push(period * self.period_stride);
    }

    /// Goes on from the cells of the axes before this one: to those of its categories, and to the total.
    #[inline]
    pub(crate) fn along(&self, axis: usize, categories: Categories<'_>, cells: &mut Vec<usize>) {
        let (total, stride, before) = (self.sizes[axis] * self.strides[axis], self.strides[axis], cells.len());
        match categories {
            Categories::None => cells.clear(),
            Categories::One(category) => {
                for at in 0..before {
                    cells.push(cells[at] + total);
                    cells[at] += category * stride;
                }
            }
            Categories::Several(several) => {
                for at in 0..before {
                    let base = cells[at];
                    cells[at] += total;
                    cells.extend(several.iter().map(|category| base + category * stride));
                }
            }
        }
    }
}

/// The categories of one axis that something belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Categories<'a> {
    /// It is not counted at all, in the total neither.
    None,
    One(usize),
    Several(&'a [usize]),
}

/// A cube of counts.
#[derive(Debug, Clone)]
pub(crate) struct Cube {
    /// Spells, persons, members, events or days.
    pub(crate) count: Vec<u64>,
    /// How many of what is counted, or would be, may still change.
    pub(crate) provisional: Vec<u64>,
    /// How many distinct persons are behind what is counted, where that is spells, days or events; none where it is not
    /// kept.
    people: Vec<People>,
    /// The turn of the person who is counted, among those whom this cube was asked about.
    turn: u32,
    sums: Vec<Sums>,
    /// What persons contribute to the pay of each cell; none where no pay is added up.
    contributions: Vec<Contributions>,
}

/// The distinct persons behind a cell. A register's persons have numbers of 32 bits.
#[derive(Debug, Clone, Copy, Default)]
struct People {
    n: u32,
    /// The turn of the person who was counted last, so that each is counted once; 0 is nobody's.
    last: u32,
}

/// One quantity, added up for each cell over those of whom it is known.
#[derive(Debug, Clone)]
struct Sums {
    quantity: Quantity,
    known: Vec<u64>,
    sum: Vec<i64>,
    /// Of how many it is measured on a day that the extract does not reach.
    waiting: Vec<u64>,
    /// How often each value occurs in each cell, for medians.
    values: Option<BTreeMap<(u32, i32), u64>>,
}

impl Cube {
    pub(crate) fn new(n_cells: usize, keeps: &Keeps, people: bool) -> Cube {
        let sums = |(quantity, each): &(Quantity, bool)| Sums {
            quantity: *quantity,
            known: vec![0; n_cells],
            sum: vec![0; n_cells],
            waiting: vec![0; n_cells],
            values: each.then(BTreeMap::new),
        };
        Cube {
            count: vec![0; n_cells],
            provisional: vec![0; n_cells],
            people: vec![People::default(); if people { n_cells } else { 0 }],
            turn: 0,
            sums: keeps.quantities.iter().map(sums).collect(),
            contributions: vec![Contributions::default(); if keeps.has(Quantity::Pay) { n_cells } else { 0 }],
        }
    }

    /// What is added from now on is another person's.
    #[inline]
    pub(crate) fn next_person(&mut self) {
        self.turn += 1;
    }

    /// Adds to some cells; where something is counted, the person is behind it, once.
    #[inline]
    pub(crate) fn add(&mut self, cells: &[usize], count: u64, provisional: u64) {
        for cell in cells {
            self.count[*cell] += count;
            self.provisional[*cell] += provisional;
            if let Some(people) = self.people.get_mut(*cell)
                && count > 0
                && people.last != self.turn
            {
                *people = People { n: people.n + 1, last: self.turn };
            }
        }
    }

    /// Adds what a person contributes to the pay of a cell.
    #[inline]
    pub(crate) fn add_contribution(&mut self, cell: usize, kroner: i64) {
        self.contributions[cell].add(kroner);
    }

    /// What persons contribute to the pay of a cell; nothing where none is added up.
    pub(crate) fn contributions(&self, cell: usize) -> Contributions {
        self.contributions.get(cell).copied().unwrap_or_default()
    }

    /// How many persons are behind what a cell counts, or what it counts where that is persons.
    pub(crate) fn people(&self, cell: usize) -> u64 {
        self.people.get(cell).map_or(self.count[cell], |people| people.n.into())
    }

    /// Adds the quantities of one that is counted in some cells.
    #[inline]
    pub(crate) fn add_quantities(&mut self, cells: &[usize], mut value_of: impl FnMut(Quantity) -> Known<i32>) {
        for sums in &mut self.sums {
            let value = match value_of(sums.quantity) {
                Known::This(value) => value,
                Known::Unknown => continue,
                Known::NotYet => {
                    cells.iter().for_each(|cell| sums.waiting[*cell] += 1);
                    continue;
                }
            };
            for cell in cells {
                sums.known[*cell] += 1;
                sums.sum[*cell] += i64::from(value);
                if let Some(values) = &mut sums.values {
                    *values.entry((*cell as u32, value)).or_default() += 1;
                }
            }
        }
    }

    /// Adds another cube of the same shape.
    pub(crate) fn merge(&mut self, other: Cube) {
        fn sum<T: std::ops::AddAssign>(into: &mut [T], from: Vec<T>) {
            into.iter_mut().zip(from).for_each(|(sum, more)| *sum += more);
        }
        sum(&mut self.count, other.count);
        sum(&mut self.provisional, other.provisional);
        // A person is one cube's or the other's.
        self.people.iter_mut().zip(other.people).for_each(|(sum, more)| sum.n += more.n);
        for (into, from) in self.contributions.iter_mut().zip(&other.contributions) {
            into.merge(from);
        }
        for (into, from) in self.sums.iter_mut().zip(other.sums) {
            sum(&mut into.known, from.known);
            sum(&mut into.sum, from.sum);
            sum(&mut into.waiting, from.waiting);
            if let (Some(into), Some(from)) = (&mut into.values, from.values) {
                for (key, more) in from {
                    *into.entry(key).or_default() += more;
                }
            }
        }
    }

    /// Of how many that are counted in a cell a quantity is known.
    pub(crate) fn known(&self, cell: usize, quantity: Quantity) -> u64 {
        self.sums.iter().find(|sums| sums.quantity == quantity).map_or(0, |sums| sums.known[cell])
    }

    /// Of how many that are counted in a cell a quantity is measured later.
    pub(crate) fn waiting(&self, cell: usize, quantity: Quantity) -> u64 {
        self.sums.iter().find(|sums| sums.quantity == quantity).map_or(0, |sums| sums.waiting[cell])
    }

    /// A cell's figure of a quantity; none where nobody's is known.
    pub(crate) fn aggregate(&self, cell: usize, quantity: Quantity, aggregate: Aggregate) -> Option<Ratio> {
        let sums = self.sums.iter().find(|sums| sums.quantity == quantity)?;
        let (known, sum) = (i128::from(sums.known[cell]), i128::from(sums.sum[cell]));
        match aggregate {
            Aggregate::Known => Some(Ratio::whole(known)),
            Aggregate::Sum => Some(Ratio::whole(sum)),
            Aggregate::Mean(per) => Ratio::new(sum, known * i128::from(per)),
            Aggregate::Median(per) => Ratio::new(sums.twice_the_median(cell)?, 2 * i128::from(per)),
        }
    }
}

impl Sums {
    /// Twice the median of a cell, so that the middle of two is a whole number.
    fn twice_the_median(&self, cell: usize) -> Option<i128> {
        let n = self.known[cell];
        if n == 0 {
            return None;
        }
        let (lower, upper) = ((n - 1) / 2, n / 2);
        let (mut seen, mut sum) = (0, 0i128);
        for ((_, value), count) in self.values.as_ref()?.range((cell as u32, i32::MIN)..=(cell as u32, i32::MAX)) {
            for place in [lower, upper] {
                if seen <= place && place < seen + count {
                    sum += i128::from(*value);
                }
            }
            seen += count;
        }
        Some(sum)
    }
}

//! What persons contribute to a cell's amount: how many they are, and how much those with most have.

/// The contributions to a cell, in whole kroner. A person contributes the sum of what the person adds to the cell.
///
/// ```
/// use measures::Contributions;
/// let (mut one, mut other) = (Contributions::default(), Contributions::default());
/// [300, 20, 10].into_iter().for_each(|kroner| one.add(kroner));
/// other.add(-40);
/// one.merge(&other);
/// assert_eq!((one.persons, one.sum, one.size), (4, 290, 370));
/// assert_eq!(one.greatest, [300, 40, 20]);
/// assert!(one.some_are_negative());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contributions {
    /// How many persons' pay is known, that of nothing too.
    pub persons: u64,
    /// The sum.
    pub sum: i64,
    /// The sum of their sizes: what is below 0 counts by how far below.
    pub size: i64,
    /// The three greatest sizes, the greatest first; 0 where there are fewer.
    pub greatest: [i64; 3],
}

impl Contributions {
    /// Adds a person's.
    pub fn add(&mut self, kroner: i64) {
        self.persons += 1;
        self.sum += kroner;
        self.size += kroner.abs();
        self.rank(kroner.abs());
    }

    /// Adds those of other persons. In whatever order it is done, the outcome is the same.
    pub fn merge(&mut self, others: &Contributions) {
        self.persons += others.persons;
        self.sum += others.sum;
        self.size += others.size;
        others.greatest.into_iter().for_each(|size| self.rank(size));
    }

    /// Whether somebody's is below 0.
    pub fn some_are_negative(&self) -> bool {
        self.sum < self.size
    }

    /// Puts a size in its place among the greatest.
    fn rank(&mut self, size: i64) {
        let mut size = size;
        for known in &mut self.greatest {
            if size > *known {
                std::mem::swap(known, &mut size);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn however_they_are_parted_they_come_to_the_same(kroner in proptest::collection::vec((-50i64..500, 0usize..3), 0..20)) {
            let mut parts = [Contributions::default(); 3];
            kroner.iter().for_each(|(kroner, part)| parts[*part].add(*kroner));
            for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
                let mut merged = Contributions::default();
                order.iter().for_each(|part| merged.merge(&parts[*part]));
                let mut sizes: Vec<i64> = kroner.iter().map(|(kroner, _)| kroner.abs()).collect();
                sizes.sort_by(|a, b| b.cmp(a));
                let greatest = [0, 1, 2].map(|at| sizes.get(at).copied().unwrap_or(0));
                prop_assert_eq!(merged, Contributions {
                    persons: kroner.len() as u64,
                    sum: kroner.iter().map(|(kroner, _)| kroner).sum(),
                    size: sizes.iter().sum(),
                    greatest,
                });
            }
        }
    }
}

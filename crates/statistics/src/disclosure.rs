//! Curves that may be published: a grid of bands so wide that no step tells of fewer persons than the threshold.

use crate::actuarial::check_starts;
use crate::{Error, LifeTable};

/// A life table on bands of the grid: its time is the number of a band.
///
/// All estimates are made of [`Banded::table`] as of any life table, so whatever is published of it is a function of the banded
/// counts and tells no more than they do. They are not the fine curve's own values at the bands' ends: these, with
/// all their digits, can give the fine counts away. Those who enter or are censored within a band count as at risk in all of it, so
/// a curve on wide bands lies a little above the fine one where many are censored.
///
/// ```
/// use statistics::{LifeTable, Survival, coarsen};
/// let exits = vec![0, 4, 2, 1, 3, 0, 5];
/// let censored = vec![0, 0, 0, 0, 0, 0, 85];
/// let banded = coarsen(&LifeTable::from_start(vec![exits], censored)?, 3)?;
/// // Months 2 and 3 are shown together: 2 + 1 exits.
/// assert_eq!(banded.starts, [0, 1, 2, 4, 5, 6]);
/// assert_eq!(banded.table.exits(0), [0, 4, 3, 3, 0, 5]);
/// assert_eq!(banded.smallest_count(), Some(3));
/// assert!((Survival::of(&banded.table).at(2) - 0.93).abs() < 1e-15);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banded {
    /// The time at which each band begins.
    pub starts: Vec<u32>,
    /// The counts by band.
    pub table: LifeTable,
}

impl Banded {
    /// The smallest count that is not 0: of those who entered, who exited by a cause, who were censored, and who were still there at the end.
    /// None where all are 0.
    pub fn smallest_count(&self) -> Option<u64> {
        let table = &self.table;
        let lists = (0..table.n_causes()).map(|cause| table.exits(cause)).chain([table.entered(), table.censored()]);
        let counts = lists.flatten().copied().chain([still_there(table)]);
        counts.filter(|count| *count > 0).min()
    }
}

/// Those who have neither exited nor been censored by the end of the grid.
fn still_there(table: &LifeTable) -> u64 {
    let last = table.n_steps() - 1;
    table.at_risk(table.last()) - table.all_exits()[last] - table.censored()[last]
}

/// A sum that stays at the largest number there is.
fn sum(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

/// A life table on bands that were chosen beforehand, whatever the counts: look at [`Banded::smallest_count`] before publishing.
///
/// # Errors
/// [`Error::Bands`] for starts that do not increase from 0, or lie after the grid.
///
/// ```
/// use statistics::{LifeTable, in_bands};
/// let table = LifeTable::from_start(vec![vec![0, 4, 2, 1]], vec![0, 0, 0, 3])?;
/// assert_eq!(in_bands(&table, &[0, 2])?.table.exits(0), [4, 3]);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn in_bands(table: &LifeTable, starts: &[u32]) -> Result<Banded, Error> {
    check_starts(starts)?;
    if starts.last().is_some_and(|start| *start > table.last()) {
        return Err(Error::Bands);
    }
    let sums = |counts: &[u64]| -> Vec<u64> {
        let until = starts.iter().skip(1).map(|start| *start as usize).chain([counts.len()]);
        starts.iter().zip(until).map(|(start, until)| sum(&counts[*start as usize..until])).collect()
    };
    let exits = (0..table.n_causes()).map(|cause| sums(table.exits(cause))).collect();
    let banded = LifeTable::new(sums(table.entered()), exits, sums(table.censored()))?;
    Ok(Banded { starts: starts.to_vec(), table: banded })
}

/// Merges neighbouring steps of the grid until, in each, those who entered, who exited by each cause and who were censored are none or at
/// least `threshold`. Those still there at the end count as censored in the last step.
///
/// # Guarantee
/// [`Banded::smallest_count`] is at least `threshold`, or there is no count at all.
///
/// **What an attacker learns.** The banded counts, and nothing that does not follow from them and from where the bands begin. The beginnings
/// follow from the counts too: a band of several steps says that without its last step some count of it lay below the threshold
/// (but not which). Bands chosen beforehand ([`in_bands`]) do not say that. Two coarsenings of the same persons
/// (another threshold, other causes, one region less) can be held against each other: publish one, or protect the tables of counts
/// together as a release does.
///
/// # Errors
/// [`Error::TooFew`] where even one single band has a count below the threshold.
pub fn coarsen(table: &LifeTable, threshold: u64) -> Result<Banded, Error> {
    let rest = still_there(table);
    let mut censored = table.censored().to_vec();
    if let Some(last) = censored.last_mut() {
        *last = last.saturating_add(rest);
    }
    let all: Vec<Vec<u64>> = (0..table.n_causes()).map(|cause| table.exits(cause).to_vec()).collect();
    let table = LifeTable::new(table.entered().to_vec(), all, censored)?;
    let lists: Vec<&[u64]> =
        (0..table.n_causes()).map(|cause| table.exits(cause)).chain([table.entered(), table.censored()]).collect();
    let large = |from: usize, until: usize| {
        lists.iter().all(|counts| {
            let sum = sum(&counts[from..until]);
            sum == 0 || sum >= threshold
        })
    };
    let n_steps = table.n_steps();
    let mut starts = vec![0];
    for until in 1..n_steps {
        if large(starts[starts.len() - 1], until) {
            starts.push(until);
        }
    }
    // What is left over at the end goes to the bands before it.
    while starts.last().is_some_and(|start| !large(*start, n_steps)) {
        starts.pop();
    }
    if starts.is_empty() {
        return Err(Error::TooFew { threshold });
    }
    let starts: Vec<u32> = starts.into_iter().map(|start| start as u32).collect();
    in_bands(&table, &starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Observation;
    use crate::life_table::tests::observations;
    use proptest::prelude::*;

    fn counts(observations: &[Observation], from: u32, until: u32) -> Vec<u64> {
        let table = LifeTable::count(12, 2, observations.iter().copied()).unwrap();
        let sum = |counts: &[u64]| counts[from as usize..until as usize].iter().sum();
        vec![sum(table.exits(0)), sum(table.exits(1)), sum(table.entered()), sum(table.censored())]
    }

    proptest! {
        #[test]
        fn no_band_tells_of_few_and_none_could_have_closed_sooner(observations in observations(), threshold in 1_u64..6) {
            let table = LifeTable::count(12, 2, observations.iter().copied()).unwrap();
            let few = |counts: Vec<u64>| counts.iter().any(|count| *count > 0 && *count < threshold);
            match coarsen(&table, threshold) {
                Err(error) => {
                    prop_assert_eq!(error, Error::TooFew { threshold });
                    prop_assert!(few(counts(&observations, 0, 13)));
                }
                Ok(banded) => {
                    prop_assert!(banded.smallest_count().is_none_or(|count| count >= threshold));
                    let until = banded.starts.iter().skip(1).copied().chain([13]);
                    for (number, (start, until)) in banded.starts.iter().zip(until).enumerate() {
                        let counted = counts(&observations, *start, until);
                        let found = [banded.table.exits(0), banded.table.exits(1), banded.table.entered(), banded.table.censored()]
                            .map(|counts| counts[number]);
                        prop_assert_eq!(&found[..], &counted[..]);
                        if number + 1 < banded.starts.len() {
                            for sooner in start + 1..until {
                                prop_assert!(few(counts(&observations, *start, sooner)), "{start} {sooner}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn those_still_there_are_not_told_by_difference() {
        // 10 entered, 8 exited: 2 are left, whom nobody printed.
        let table = LifeTable::new(vec![10, 0, 0], vec![vec![0, 4, 4]], vec![0, 0, 0]).unwrap();
        assert_eq!(in_bands(&table, &[0, 1, 2]).unwrap().smallest_count(), Some(2));
        assert_eq!(coarsen(&table, 3), Err(Error::TooFew { threshold: 3 }));
        assert_eq!(coarsen(&table, 2).unwrap().smallest_count(), Some(2));
    }

    #[test]
    fn bands_after_the_grid_are_errors() {
        let table = LifeTable::from_start(vec![vec![1, 1]], vec![0, 1]).unwrap();
        for starts in [&[0, 2][..], &[], &[1]] {
            assert_eq!(in_bands(&table, starts), Err(Error::Bands));
        }
    }
}

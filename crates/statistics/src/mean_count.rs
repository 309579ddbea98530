//! What recurs: the mean number of events until a time, for those who can have several.

use crate::Error;

/// A stretch for which a person was under observation, and whether an event ended it.
///
/// ```
/// use statistics::Stretch;
/// let until_the_second_return = Stretch { person: 17, after: 120, time: 240, event: true };
/// assert!(until_the_second_return.event);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Whose it is.
    pub person: u64,
    /// Under observation after this time.
    pub after: u32,
    /// Until this time, in steps of the grid.
    pub time: u32,
    /// Whether an event happened at its end.
    pub event: bool,
}

/// The mean number of events until each time: Nelson and Aalen's sum, Σ d/n, over events that recur.
///
/// A person's events depend on each other, so the variance is the robust one, Σ over persons of U², where U is what the person
/// contributes: Σ over own events 1/n less Σ over all times at risk d/n².
///
/// # References
/// Lawless and Nadeau, *Technometrics* 37 (1995), 158-168; Lin, Wei, Yang and Ying, *Journal of the Royal Statistical Society* B 62
/// (2000), 711-730.
///
/// ```
/// use statistics::{MeanCount, Stretch};
/// let stretch = |person, after, time, event| Stretch { person, after, time, event };
/// // One person has two events, another none.
/// let rows = [stretch(1, 0, 2, true), stretch(1, 2, 4, true), stretch(2, 0, 5, false)];
/// let mean = MeanCount::of(5, &rows)?;
/// assert_eq!(mean.at(4), 1.0);
/// # Ok::<(), statistics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MeanCount {
    stretches: Vec<Stretch>,
    at_risk: Vec<u64>,
    mean: Vec<f64>,
    /// Σ d/n² up to each time.
    squares: Vec<f64>,
}

impl MeanCount {
    /// The estimate on a grid from 0 to `last`.
    ///
    /// # Errors
    /// [`Error::AfterGrid`] and [`Error::NeverAtRisk`] for a stretch that cannot be.
    pub fn of(last: u32, stretches: &[Stretch]) -> Result<MeanCount, Error> {
        let n_steps = last as usize + 1;
        let (mut entered, mut left, mut events) = (vec![0_u64; n_steps], vec![0_u64; n_steps], vec![0_u64; n_steps]);
        for Stretch { after, time, event, .. } in stretches {
            if *time > last {
                return Err(Error::AfterGrid { time: *time, last });
            }
            if after >= time {
                return Err(Error::NeverAtRisk { after: *after, time: *time });
            }
            entered[*after as usize + 1] += 1;
            left[*time as usize] += 1;
            events[*time as usize] += u64::from(*event);
        }
        let (mut there, mut sum, mut square) = (0, 0.0, 0.0);
        let (mut at_risk, mut mean, mut squares) = (Vec::new(), Vec::new(), Vec::new());
        for time in 0..n_steps {
            there += entered[time];
            at_risk.push(there);
            if events[time] > 0 {
                sum += events[time] as f64 / there as f64;
                square += events[time] as f64 / (there as f64 * there as f64);
            }
            there -= left[time];
            mean.push(sum);
            squares.push(square);
        }
        // A person's stretches together.
        let mut stretches = stretches.to_vec();
        stretches.sort_unstable_by_key(|stretch| (stretch.person, stretch.time));
        Ok(MeanCount { stretches, at_risk, mean, squares })
    }

    /// The mean number of events up to and at `time`; after the grid what it was at its end.
    pub fn at(&self, time: u32) -> f64 {
        self.mean[(time as usize).min(self.mean.len() - 1)]
    }

    /// The standard error of [`MeanCount::at`]: one pass over the stretches.
    pub fn standard_error(&self, time: u32) -> f64 {
        let squares = |until: u32| self.squares[(until.min(time) as usize).min(self.squares.len() - 1)];
        let of_person = |stretches: &[Stretch]| {
            let parts = stretches.iter().map(|stretch| {
                let event = if stretch.event && stretch.time <= time {
                    1.0 / self.at_risk[stretch.time as usize] as f64
                } else {
                    0.0
                };
                event - (squares(stretch.time) - squares(stretch.after))
            });
            parts.sum::<f64>().powi(2)
        };
        self.stretches.chunk_by(|a, b| a.person == b.person).map(of_person).sum::<f64>().sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stretches() -> impl Strategy<Value = Vec<Stretch>> {
        let person = prop::collection::vec((1_u32..5, any::<bool>()), 1..4);
        prop::collection::vec(person, 1..15).prop_map(|people| {
            let mut stretches = Vec::new();
            for (person, rows) in people.into_iter().enumerate() {
                let mut after = 0;
                for (days, event) in rows {
                    stretches.push(Stretch { person: person as u64, after, time: after + days, event });
                    after += days;
                }
            }
            stretches
        })
    }

    proptest! {
        /// The estimate with weights, and its variance as the sum of squares of what each person's weight does, by differences.
        #[test]
        fn it_is_the_infinitesimal_jackknife_of_persons(stretches in stretches(), until in 0_u32..12) {
            let weighted = |person: u64, by: f64| {
                let weight = |one: &Stretch| if one.person == person { 1.0 + by } else { 1.0 };
                (1..=until)
                    .map(|time| {
                        let there = stretches.iter().filter(|one| one.after < time && time <= one.time);
                        let n: f64 = there.map(weight).sum();
                        let d: f64 = stretches.iter().filter(|one| one.time == time && one.event).map(weight).sum();
                        if n > 0.0 { d / n } else { 0.0 }
                    })
                    .sum::<f64>()
            };
            let mean = MeanCount::of(12, &stretches).unwrap();
            prop_assert!((mean.at(until) - weighted(0, 0.0)).abs() < 1e-12);
            let persons = stretches.iter().map(|one| one.person).max().unwrap();
            let square: f64 = (0..=persons)
                .map(|person| ((weighted(person, 1e-5) - weighted(person, -1e-5)) / 2e-5).powi(2))
                .sum();
            prop_assert!((mean.standard_error(until).powi(2) - square).abs() < 1e-8);
        }
    }

    #[test]
    fn what_cannot_be_is_an_error() {
        let one = Stretch { person: 1, after: 2, time: 3, event: true };
        assert!(MeanCount::of(2, &[one]).is_err());
        assert!(MeanCount::of(3, &[Stretch { after: 3, ..one }]).is_err());
    }
}

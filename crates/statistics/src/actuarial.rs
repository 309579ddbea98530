//! The actuarial life table: bands of unequal length, in which those who are lost count for half.

use crate::Error;

/// A band of an actuarial life table.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub start: u32,
    /// How many come to its beginning.
    pub entering: u64,
    /// How many are exposed: those who come to it, less half of those lost in it.
    pub exposed: f64,
    /// The probability to be still in at its beginning.
    pub survival: f64,
    /// The standard error of the survival, Greenwood's.
    pub standard_error: f64,
    /// The hazard in it, a unit of time: exits by the time exposed, half of a band being counted for those who exit. None for the
    /// last band, which has no end, and where nobody is exposed.
    pub hazard: Option<f64>,
}

/// The actuarial life table of exits and losses in bands that begin at `starts`; everybody has left by the end of the last.
///
/// # References
/// Cutler and Ederer, *Journal of Chronic Diseases* 8 (1958), 699-712; Gehan, *Journal of Chronic Diseases* 21 (1969), 629-644.
///
/// # Errors
/// [`Error::Bands`] for starts that do not increase from 0; [`Error::Length`] for lists that are not equally long.
///
/// ```
/// let bands = statistics::actuarial(&[0, 2, 5], &[10, 20, 5], &[4, 0, 61])?;
/// assert_eq!((bands[0].entering, bands[0].exposed), (100, 98.0));
/// assert!((bands[1].survival - (1.0 - 10.0 / 98.0)).abs() < 1e-15);
/// assert!((bands[0].hazard.unwrap() - 10.0 / (2.0 * (98.0 - 5.0))).abs() < 1e-15);
/// # Ok::<(), statistics::Error>(())
/// ```
pub fn actuarial(starts: &[u32], exits: &[u64], lost: &[u64]) -> Result<Vec<Band>, Error> {
    let expected = starts.len();
    for (what, found) in [("the list of exits", exits.len()), ("the list of those lost", lost.len())] {
        if found != expected {
            return Err(Error::Length { what, found, expected });
        }
    }
    check_starts(starts)?;
    let mut entering = exits.iter().chain(lost).fold(0_u64, |sum, count| sum.saturating_add(*count));
    let (mut survival, mut sum) = (1.0, 0.0);
    let mut bands = Vec::with_capacity(expected);
    for (number, start) in starts.iter().enumerate() {
        let (exits, lost) = (exits[number], lost[number]);
        let (d, exposed) = (exits as f64, entering as f64 - lost as f64 / 2.0);
        let alive = exposed - d / 2.0;
        let next = starts.get(number + 1).filter(|_| alive > 0.0);
        let hazard = next.map(|next| d / (f64::from(next - start) * alive));
        let standard_error = survival * f64::sqrt(sum);
        bands.push(Band { start: *start, entering, exposed, survival, standard_error, hazard });
        if exits > 0 {
            survival *= (1.0 - d / exposed).max(0.0);
            sum += if exposed > d { d / (exposed * (exposed - d)) } else { 0.0 };
        }
        entering = entering.saturating_sub(exits).saturating_sub(lost);
    }
    Ok(bands)
}

/// Whether bands begin at 0 and one after the other.
pub(crate) fn check_starts(starts: &[u32]) -> Result<(), Error> {
    let increase = starts.windows(2).all(|pair| pair[0] < pair[1]);
    if starts.first() == Some(&0) && increase { Ok(()) } else { Err(Error::Bands) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LifeTable, Survival};
    use proptest::prelude::*;

    proptest! {
        /// Where nobody is lost it is Kaplan and Meier's estimate at the bands' beginnings.
        #[test]
        fn without_loss_it_is_the_share_still_in(exits in prop::collection::vec(0_u64..9, 1..12)) {
            let starts: Vec<u32> = (0..exits.len() as u32).map(|band| band * (band + 1)).collect();
            let bands = actuarial(&starts, &exits, &vec![0; exits.len()]).unwrap();
            let survival = Survival::of(&LifeTable::from_start(vec![exits.clone()], vec![0; exits.len()]).unwrap());
            for (number, band) in bands.iter().enumerate().skip(1) {
                let before = number as u32 - 1;
                prop_assert!((band.survival - survival.at(before)).abs() < 1e-12);
                prop_assert!((band.standard_error - survival.standard_error(before)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn bands_that_do_not_follow_each_other_are_errors() {
        for starts in [&[][..], &[1, 2], &[0, 2, 2]] {
            let counts = vec![1; starts.len()];
            assert_eq!(actuarial(starts, &counts, &counts), Err(Error::Bands), "{starts:?}");
        }
        assert!(actuarial(&[0, 1], &[1], &[1, 1]).is_err());
        // All are lost and nobody is exposed in the end.
        let bands = actuarial(&[0, 1, 2], &[1, 0, 0], &[0, 1, 0]).unwrap();
        assert_eq!((bands[2].entering, bands[2].survival), (0, 0.0 + bands[1].survival));
    }
}

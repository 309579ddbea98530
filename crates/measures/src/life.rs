//! The life of spells from their start: how long each lasted or was followed, what came next, and the life table of it.
//!
//! A spell is followed up to the last day of which all is known: which spells had ended before it, and what they had gone on
//! to. What ends later still ran. So nobody's early end is known before another's, and a curve has no dip at its end.
//!
//! The estimate is the life table's (Cutler and Ederer, *Journal of Chronic Diseases* 8 (1958), 699-712), with competing exits: of
//! those who come to a band, whoever is followed no longer counts for half of it.

use crate::answer::Told;
use crate::cube::Cube;
use crate::question::Question;
use crate::state::first_match;
use crate::unit::Unit;
use crate::{Place, Ratio};
use calendar::{Day, Span};
use definitions::{Dimension, GapRule, Hierarchy, Length};

/// So many days are looked back from the end of the coverage: about six years, more than any gap rule's lapse and a look at
/// what came next take together.
const LOOKED_BACK: i32 = 2_200;

/// Decimals of the estimate, in per cent.
const DECIMALS: i128 = 1_000_000;

/// How far spells are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Followed {
    /// The last first-day-without-payment of which all is known; none where nothing is.
    known: Option<Day>,
    after: Length,
}

/// What is known of a spell's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// It began too late to be followed.
    NotFollowed,
    /// It still ran on the last day before this one.
    Still(Day),
    /// This is its first day without payment; what came next is of the other.
    Ended(Day, Day),
}

impl Followed {
    /// Where a rule ends spells, and what comes next is looked at so long after a spell's last day. A rule without a lapse
    /// ends a spell where an end is registered, and that is known at once.
    pub(crate) fn new(rule: GapRule, after: Length, covered: Span) -> Followed {
        let is_known = |first_unpaid: &Day| {
            let last = *first_unpaid - 1;
            rule.lapse(last).is_none_or(|lapse| lapse <= covered.until) && covered.contains(after.after(last))
        };
        let days = (0..LOOKED_BACK).map(|back| covered.until - back).take_while(|day| *day > covered.from);
        Followed { known: { days }.find(is_known), after }
    }

    /// What is known of a unit's spell; one without a spell or with an unknown start has no life.
    pub(crate) fn life(&self, unit: &Unit<'_>) -> Life {
        let spell = unit.spell.map(|of| of.spell).filter(|spell| !spell.left_censored);
        let Some((spell, known)) = spell.zip(self.known).filter(|(spell, known)| spell.from < *known) else {
            return Life::NotFollowed;
        };
        match spell.ended && spell.until <= known {
            true => Life::Ended(spell.until, self.after.after(spell.last_day())),
            false => Life::Still(known),
        }
    }

    /// What came next: a category of the hierarchy, after which stand "still running" and "not followed".
    pub(crate) fn next(&self, unit: &Unit<'_>, hierarchy: &Hierarchy, covered: Span) -> usize {
        let n = hierarchy.categories.len();
        match self.life(unit) {
            Life::Ended(_, day) => first_match(unit.person, hierarchy, Span::inclusive(day, day), covered),
            Life::Still(_) => n,
            Life::NotFollowed => n + 1,
        }
    }
}

/// The two axes of a life table among a question's, and how many bands and causes they have.
#[derive(Debug, Clone, Copy)]
struct Axes {
    reached: usize,
    next: usize,
    n_bands: usize,
    /// Causes, without "still running".
    n_causes: usize,
}

impl Axes {
    fn of(question: &Question) -> Option<Axes> {
        let find = |dimension| question.counters.iter().position(|counter| counter.dimension() == dimension);
        let (reached, next) = (find(Dimension::Reached)?, find(Dimension::Next)?);
        // Each has its own categories, the unknown, and the total; of what came next the last of its own is "still running".
        let n_own = |axis: usize| question.shape.total(axis) - 1;
        Some(Axes { reached, next, n_bands: n_own(reached), n_causes: n_own(next) - 1 })
    }

    fn at(&self, categories: &[usize], band: usize, next: usize) -> Vec<usize> {
        let mut at = categories.to_vec();
        at[self.reached] = band;
        at[self.next] = next;
        at
    }
}

/// The share of those who started that, at the end of a cell's band, have gone on to its next benefit or still run, in per
/// cent. None at a total or an unknown, in the last band, which has no end, and where nobody was followed so far.
pub(crate) fn occupation(question: &Question, cube: &Cube, period: usize, categories: &[usize]) -> Told {
    let mut told = Told { number: None, undecided: false };
    let Some(axes) = Axes::of(question) else { return told };
    let (band, next) = (categories[axes.reached], categories[axes.next]);
    if band + 1 >= axes.n_bands || next > axes.n_causes {
        return told;
    }
    let mut count = |band: usize, next: usize| {
        let cell = question.shape.cell(period, &axes.at(categories, band, next));
        told.undecided |= cube.provisional[cell] > 0;
        cube.count[cell]
    };
    let bands: Vec<Vec<u64>> =
        (0..axes.n_bands).map(|band| (0..=axes.n_causes).map(|next| count(band, next)).collect()).collect();
    told.number = share(&bands, band, next)
        .and_then(|share| Ratio::new((100.0 * share * DECIMALS as f64).round() as i128, DECIMALS));
    told
}

/// The share that is in a state at the end of a band. Of each band `bands` has the exits by cause, and last those who were
/// followed no longer; the last state is "still in".
fn share(bands: &[Vec<u64>], band: usize, state: usize) -> Option<f64> {
    let n_causes = bands[0].len() - 1;
    let mut entering: u64 = bands.iter().flatten().sum();
    let (mut still, mut gone) = (1.0, vec![0.0; n_causes]);
    if entering == 0 {
        return None;
    }
    for counts in &bands[..=band] {
        if entering == 0 && still > 0.0 {
            return None;
        }
        let (lost, exits) = (counts[n_causes], counts[..n_causes].iter().sum::<u64>());
        if exits > 0 {
            let exposed = entering as f64 - lost as f64 / 2.0;
            for (gone, n) in gone.iter_mut().zip(counts) {
                *gone += still * *n as f64 / exposed;
            }
            still *= 1.0 - exits as f64 / exposed;
        }
        if entering == exits {
            // Nobody is left, and no error of rounding is either.
            still = 0.0;
        }
        entering -= exits + lost;
    }
    Some(gone.get(state).copied().unwrap_or(still))
}

/// The cells that the estimate of a place is worked out from: of each band up to the place's own those who left it, those of
/// them who are followed no longer, and those who went where the place says; all who started, and those not followed.
pub(crate) fn worked_out_from(question: &Question, (period, categories): &Place) -> Vec<Place> {
    let Some(axes) = Axes::of(question) else { return Vec::new() };
    let (all_bands, all_next) = (question.shape.total(axes.reached), question.shape.total(axes.next));
    let of_all = [axes.at(categories, all_bands, all_next), axes.at(categories, axes.n_bands, axes.n_causes + 1)];
    let mut states = vec![all_next, axes.n_causes, categories[axes.next]];
    states.sort_unstable();
    states.dedup();
    let bands = 0..=categories[axes.reached].min(axes.n_bands - 1);
    let cells = bands.flat_map(|band| states.iter().map(move |next| (band, *next)));
    cells.map(|(band, next)| axes.at(categories, band, next)).chain(of_all).map(|at| (*period, at)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// What is known of a coverage: the last day on which a spell can be seen to have ended, and what came next.
    #[test]
    fn spells_are_followed_as_far_as_all_is_known() {
        let known = |rule, after, until: &str| {
            let covered = Span::inclusive(day("2018-01-01"), day(until));
            Followed::new(rule, after, covered).known
        };
        let month = Length::Months(1);
        for (rule, after, until, last) in [
            // Paid to 31 May: one whole month without payment, June, must have passed. What is paid into June is not decided.
            (GapRule::CalendarMonth, month, "2019-06-30", Some("2019-06-01")),
            (GapRule::CalendarMonth, month, "2019-06-29", Some("2019-05-01")),
            (GapRule::Days(0), Length::Months(0), "2019-06-30", Some("2019-06-30")),
            // What came a month after the last day, 31 May, must be covered.
            (GapRule::Days(0), month, "2019-06-30", Some("2019-06-01")),
            (GapRule::RegisterEnd, month, "2019-06-30", Some("2019-06-01")),
            (GapRule::CalendarMonth, Length::Months(12), "2018-12-31", None),
        ] {
            assert_eq!(known(rule, after, until), last.map(day), "{rule:?} {until}");
        }
    }

    /// Of 100: in the first band 10 exit to the first cause and 4 are lost; in the second 20 and 6 exit.
    #[test]
    fn a_life_table_by_hand() {
        let bands = [vec![10, 0, 4], vec![20, 6, 0], vec![0, 0, 60]];
        let near =
            |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-12, "{found:?} {wanted}");
        let still = 1.0 - 10.0 / 98.0;
        near(share(&bands, 0, 0), 10.0 / 98.0);
        near(share(&bands, 0, 2), still);
        near(share(&bands, 1, 0), 10.0 / 98.0 + still * 20.0 / 86.0);
        near(share(&bands, 1, 1), still * 6.0 / 86.0);
        near(share(&bands, 1, 2), still * 60.0 / 86.0);
        // Who still runs is what the actuarial table of all exits together says.
        let (exits, lost) = ([10, 26, 0], [4, 0, 60]);
        let actuarial = statistics::actuarial(&[0, 3, 6], &exits, &lost).unwrap();
        near(share(&bands, 0, 2), actuarial[1].survival);
        near(share(&bands, 1, 2), actuarial[2].survival);
        // All are lost in the first band: of the second nothing is known. All have exited: nobody still runs.
        assert_eq!(share(&[vec![1, 2], vec![0, 0]], 1, 1), None);
        assert_eq!(share(&[vec![3, 0], vec![0, 0]], 1, 1), Some(0.0));
        assert_eq!(share(&[vec![0, 0], vec![0, 0]], 0, 1), None);
    }
}

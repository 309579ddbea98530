//! Amounts: sums of pay, each beside the count of those who have it, and when they are hidden for their own sake.
//!
//! A sum is hidden where its count is hidden or the count of those of whom the pay is known, where these are fewer than the
//! threshold, where one or two have so much of it that the sum tells what they have (dominance, p %), and where nobody has
//! anything. A mean is its sum over a count that is shown, so that whoever sees a mean is taken to see the sum.

use definitions::Disclosure;
use measures::Contributions;
use protection::{AmountRule, Amounts, Contribution, Frequency, Known, Primary, Reason, Requirement};

/// Of a sum over one or two people, or of fewer than the threshold, nobody may come nearer to what one of them has than so
/// many hundredths of a per cent, where no rule asks for more. Source: p = 15 is the usual one of tau-Argus' examples.
const OF_FEW: u32 = 15_00;

/// What a cell is a sum of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    pub(crate) contributions: Contributions,
    /// The cell that counts those whose pay it is, and that of those of whom it is known.
    pub(crate) counts: [usize; 2],
    /// Whether somebody's pay is below 0 somewhere in the cell's family: then nothing is known of a hidden one.
    pub(crate) may_be_below_zero: bool,
}

impl Amount {
    /// What anybody knows of a hidden sum.
    pub(crate) fn known(&self) -> Known {
        if self.may_be_below_zero { Known::NOTHING } else { Known::COUNT }
    }

    /// Why it is hidden for its own sake, if it is.
    pub(crate) fn primary(&self, rule: Disclosure) -> Option<Primary> {
        let primary = primary(&self.contributions, rule)?;
        let Requirement { lower, upper, width } = primary.requirement;
        let lower = self.known().lower.map_or(lower, |least| lower.max(least));
        Some(Primary::new(primary.reason, Requirement { lower, upper, width }))
    }
}

/// Why a sum of these contributions is hidden, if it is.
pub(crate) fn primary(contributions: &Contributions, rule: Disclosure) -> Option<Primary> {
    let amounts = sizes(contributions);
    let by = |rule: AmountRule| rule.check(&amounts, contributions.sum);
    let mut found: Vec<Primary> = rules(rule).filter_map(by).collect();
    if contributions.persons > 0 && contributions.size == 0 {
        // Whoever sees that all together have nothing knows what each of them has, in other tables too.
        found.push(Primary::new(Reason::PriorPosterior, Requirement::levels(0, 0, 0, 1)));
    }
    let few = Frequency { threshold: rule.threshold, hide_zeros: !rule.zeros_shown };
    if let Some(few) = few.check(contributions.persons.try_into().unwrap_or(i64::MAX)) {
        found.extend(by(AmountRule::Closeness { p: OF_FEW }));
        let reason = if few.reason == Reason::Zero { Reason::Zero } else { Reason::Base };
        let requirement = Requirement::levels(contributions.sum, 0, 0, 1);
        let requirement = found.iter().fold(requirement, |sum, primary| sum.and(primary.requirement));
        return Some(Primary::new(reason, requirement));
    }
    found.into_iter().reduce(Primary::and)
}

/// The rules of amounts that are asked for.
fn rules(rule: Disclosure) -> impl Iterator<Item = AmountRule> {
    let dominance = (1..).zip(rule.dominance).filter_map(|(n, k)| Some((n, k?)));
    let dominance = dominance.map(|(n, k)| AmountRule::Dominance { n, k: 100 * u32::from(k) });
    dominance.chain(rule.p_percent.map(|p| AmountRule::Closeness { p: 100 * u32::from(p) }))
}

/// The contributions as the rules take them: the greatest, and for whatever is left many of one krone each, which no rule
/// tells from others that are no greater than the third.
fn sizes(contributions: &Contributions) -> Amounts {
    let greatest = contributions.greatest.into_iter().filter(|size| *size > 0).map(|size| (size, 1));
    let mut left = contributions.size - contributions.greatest.iter().sum::<i64>();
    let rest = std::iter::from_fn(|| {
        let times = u32::try_from(left.max(0)).unwrap_or(u32::MAX);
        left -= i64::from(times);
        (times > 0).then_some((1, times))
    });
    let of = |(holding, (amount, weight)): (u64, (i64, u32))| Contribution { holding, amount, weight };
    Amounts::of(&(0..).zip(greatest.chain(rest)).map(of).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kroner: &[i64]) -> Contributions {
        let mut contributions = Contributions::default();
        kroner.iter().for_each(|kroner| contributions.add(*kroner));
        contributions
    }

    fn ruled(dominance: [Option<u8>; 3], p_percent: Option<u8>) -> Disclosure {
        Disclosure { dominance, p_percent, ..Disclosure::default() }
    }

    /// The ESSnet handbook's examples, section 4.2, each with many who have one krone.
    #[test]
    fn known_answers() {
        let with_rest = |total: i64, greatest: &[i64]| {
            let rest = usize::try_from(total - greatest.iter().sum::<i64>()).unwrap();
            of(&[greatest, &vec![1; rest]].concat())
        };
        let close = with_rest(100_000, &[50_000, 49_000]);
        assert_eq!(primary(&close, ruled([Some(90), None, None], None)), None);
        assert_eq!(primary(&close, ruled([None; 3], Some(10))).unwrap().reason, Reason::PriorPosterior);
        let far = with_rest(110_000, &[52_000, 50_000]);
        assert_eq!(primary(&far, ruled([None; 3], Some(10))), None);
        assert_eq!(primary(&far, ruled([None; 3], Some(15))), None);
        assert_eq!(primary(&far, ruled([None; 3], Some(16))).unwrap().reason, Reason::PriorPosterior);
        assert_eq!(primary(&far, ruled([None, Some(90), None], None)).unwrap().reason, Reason::Dominance);
        assert_eq!(primary(&far, ruled([None, Some(93), None], None)), None);
        // 22.94 above 330, rounded up, and as much below.
        let three = primary(&of(&[300, 20, 10]), ruled([Some(85), None, None], None)).unwrap();
        assert_eq!(
            (three.reason, three.requirement),
            (Reason::Dominance, Requirement { lower: 307, upper: 353, width: 1 })
        );
    }

    #[test]
    fn few_and_none() {
        let reason = |kroner: &[i64], rule| primary(&of(kroner), rule).map(|primary| primary.reason);
        let usual = Disclosure::default();
        assert_eq!(reason(&[20_000, 30_000], usual), Some(Reason::Base));
        assert_eq!(reason(&[20_000, 30_000, 1], usual), None);
        assert_eq!(reason(&[], usual), None);
        // Three who have nothing: a sum of 0 tells it of each; where one has something it does not.
        assert_eq!(reason(&[0, 0, 0], usual), Some(Reason::PriorPosterior));
        assert_eq!(reason(&[0, 0, 0, 20_000], usual), None);
        assert_eq!(reason(&[], Disclosure { zeros_shown: false, ..usual }), Some(Reason::Zero));
        // 15 per cent of 30,000; of nothing, at least two possible sums.
        assert_eq!(
            primary(&of(&[20_000, 30_000]), usual).unwrap().requirement,
            Requirement { lower: 45_500, upper: 54_500, width: 1 }
        );
        assert_eq!(primary(&of(&[0, 0]), usual).unwrap().requirement, Requirement { lower: 0, upper: 0, width: 1 });
    }

    #[test]
    fn sizes_beyond_what_a_weight_holds() {
        let contributions = Contributions {
            persons: 1_000_000,
            sum: 30_000_000_000,
            size: 30_000_000_000,
            greatest: [90_000, 80_000, 70_000],
        };
        let amounts = sizes(&contributions);
        assert_eq!((amounts.total(), amounts.largest(1), amounts.largest(3)), (30_000_000_000, 90_000, 240_000));
    }

    /// A correction of 60 counts by its size; below 0 a hidden sum of a family with one may lie too.
    #[test]
    fn below_zero() {
        let contributions = of(&[-60, 30, 5]);
        let rule = ruled([Some(60), None, None], None);
        let amount = |may_be_below_zero| Amount { contributions, counts: [0, 0], may_be_below_zero };
        let requirement = |may| amount(may).primary(rule).unwrap().requirement;
        assert_eq!(primary(&contributions, rule).unwrap().reason, Reason::Dominance);
        // 60 is 63 per cent of 95: 100 would be right, 5 more.
        assert_eq!((contributions.sum, requirement(true)), (-25, Requirement { lower: -30, upper: -20, width: 1 }));
        assert_eq!((amount(true).known(), amount(false).known()), (Known::NOTHING, Known::COUNT));
        assert_eq!(requirement(false).lower, 0);
    }
}

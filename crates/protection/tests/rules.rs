//! Primary rules: known answers.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use protection::{AmountRule, Amounts, Contribution, Disclosure, Frequency, Reason, Requirement};

/// Each amount of a unit of its own; what is left of the total is many small ones.
fn amounts(total: i64, largest: &[i64]) -> Amounts {
    let rest = total - largest.iter().sum::<i64>();
    let all = largest.iter().copied().chain(std::iter::repeat_n(1, rest as usize));
    let units: Vec<Contribution> =
        all.zip(0..).map(|(amount, holding)| Contribution { holding, amount, weight: 1 }).collect();
    Amounts::of(&units)
}

/// K13: ESSnet handbook, section 4.2.
#[test]
fn dominance_and_closeness() {
    // (1,90) is content, though the second can put the first at 51,000 or below.
    let close = amounts(100_000, &[50_000, 49_000]);
    assert_eq!(AmountRule::Dominance { n: 1, k: 90_00 }.upper_level(&close), None);
    assert!(AmountRule::Closeness { p: 10_00 }.upper_level(&close).is_some());
    // 8,000 of 52,000 are 15.4 per cent: p = 10 is content, (2, 90.9) is not.
    let far = amounts(110_000, &[52_000, 50_000]);
    assert_eq!(AmountRule::Closeness { p: 10_00 }.check(&far, 110_000), None);
    assert!(AmountRule::Closeness { p: 15_40 }.upper_level(&far).is_some());
    assert!(AmountRule::Closeness { p: 15_38 }.upper_level(&far).is_none());
    assert!(AmountRule::Dominance { n: 2, k: 90_90 }.upper_level(&far).is_some());
}

/// K13: 300, 20 and 10: the total would have to be 352.94 for (1,85).
#[test]
fn protection_level_of_a_dominance() {
    let amounts = amounts(330, &[300, 20, 10]);
    let primary = AmountRule::Dominance { n: 1, k: 85_00 }.check(&amounts, 330).unwrap();
    assert_eq!(primary.reason, Reason::Dominance);
    // 22.94, rounded up, and as much below.
    assert_eq!(primary.requirement, Requirement { lower: 307, upper: 353, width: 1 });
}

/// K13: which p belongs to which k; (p,q) with q = 100 is p %.
#[test]
fn parameters_that_belong_together() {
    assert_eq!(AmountRule::matching_p(80_00), 25_00);
    assert_eq!(AmountRule::matching_p(95_00), 5_26);
    assert_eq!(AmountRule::matching_p(90_90), 10_01);
    for amounts in [amounts(110_000, &[52_000, 50_000]), amounts(103_000, &[52_000, 50_000])] {
        let p = AmountRule::Closeness { p: 10_00 }.upper_level(&amounts);
        assert_eq!(AmountRule::PriorPosterior { p: 10_00, q: 10_000 }.upper_level(&amounts), p);
    }
    // Twice as well known beforehand is twice as strict.
    let one = AmountRule::PriorPosterior { p: 10_00, q: 50_00 }.upper_level(&amounts(1000, &[700, 150])).is_some();
    let other = AmountRule::Closeness { p: 20_00 }.upper_level(&amounts(1000, &[700, 150])).is_some();
    assert_eq!(one, other);
}

/// K13: four of 100 and ten of 7 are 470; the two largest are 100 and 100.
#[test]
fn weights_holdings_and_signs() {
    let of = |holding, amount, weight| Contribution { holding, amount, weight };
    let amounts = Amounts::of(&[of(1, 100, 4), of(2, 7, 10)]);
    assert_eq!((amounts.total(), amounts.largest(1), amounts.largest(2)), (470, 100, 200));
    assert_eq!(amounts.largest(5), 407);
    // A holding is the sum of its units; amounts below zero count by their size.
    let amounts = Amounts::of(&[of(7, -60, 1), of(8, 30, 1), of(7, 20, 1), of(9, 5, 1)]);
    assert_eq!((amounts.total(), amounts.largest(1), amounts.largest(2)), (115, 80, 110));
    assert_eq!(Amounts::of(&[]).total(), 0);
    assert_eq!(AmountRule::Dominance { n: 1, k: 85_00 }.check(&Amounts::of(&[]), 0), None);
}

#[test]
fn frequencies_shares_and_bases() {
    let rule = Frequency { threshold: 5, hide_zeros: false };
    let reasons = |numerator, denominator| rule.check_share(numerator, denominator, 50).map(|primary| primary.reason);
    assert_eq!(reasons(3, 100), Some(Reason::Numerator));
    assert_eq!(reasons(2, 4), Some(Reason::Denominator));
    assert_eq!(reasons(98, 100), Some(Reason::Complement));
    assert_eq!(reasons(50, 100), None);
    assert_eq!(reasons(0, 100), None);
    let strict = Frequency { threshold: 5, hide_zeros: true };
    assert_eq!(strict.check(0).unwrap().reason, Reason::Zero);
    assert_eq!(strict.check_share(100, 100, 100).unwrap().reason, Reason::Complement);
    assert_eq!(rule.check_base(4, 17).unwrap().reason, Reason::Base);
    assert_eq!(rule.check_base(5, 17), None);
    // Three or more in a group before more is told about it.
    let group = Frequency { threshold: 3, hide_zeros: false };
    assert_eq!(group.check_group(2, 1).unwrap().reason, Reason::Group);
    assert_eq!(group.check_group(3, 1), None);
}

/// K10: who is in the margin is in the cell.
#[test]
fn disclosure() {
    let cities = [[0, 0, 250], [24, 10, 15], [0, 2, 5], [0, 0, 5], [0, 0, 2]];
    let found = |k| {
        let rule = Disclosure { k };
        let open = |counts: &&[i64; 3]| counts.iter().any(|cell| rule.check(counts.iter().sum(), *cell));
        cities.iter().filter(open).count()
    };
    assert_eq!([0, 1, 2].map(found), [3, 3, 4]);
    assert_eq!(Disclosure { k: 2 }.primary(7, 5).unwrap().requirement.upper, 3);
    assert_eq!(Disclosure { k: 0 }.primary(0, 0), None);
}

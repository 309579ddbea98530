//! The slow and obvious second engine: the set of paid days, walked one day at a time.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use calendar::{Day, Month, Span};
use definitions::{Catalog, GapRule};
use proptest::prelude::*;
use register::Payment;
use spells::{Group, Joining, Spell, join_spells};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Whether a spell goes on from one paid day to the next, in the words of the contract.
fn goes_on(rule: GapRule, last: Day, next: Day, ends: &[Day]) -> bool {
    match rule {
        GapRule::CalendarMonth => {
            // A whole calendar month between the two: one whose first day lies after `last` and whose last day before `next`.
            let month = Month::of(last).next();
            !(month.first_day() > last && month.last_day() < next)
        }
        GapRule::OneMonth => next <= last.add_months(1),
        GapRule::Days(n) => (next - last - 1) as u32 <= n,
        GapRule::RegisterEnd => !ends.iter().any(|end| last <= *end && *end < next),
    }
}

/// Whether nothing that the extract does not cover could still continue the spell.
fn decided(rule: GapRule, last: Day, covered: Span, ends: &[Day]) -> bool {
    match rule {
        GapRule::RegisterEnd => ends.iter().any(|end| last <= *end),
        // The first day after the coverage is the first on which an unseen payment can lie.
        rule => !goes_on(rule, last, covered.until, &[]),
    }
}

fn slow(days: &BTreeSet<Day>, ends: &[Day], joining: Joining) -> Vec<Spell> {
    let covered: Vec<Day> = days.iter().copied().filter(|day| joining.covered.contains(*day)).collect();
    let ends: Vec<Day> = ends.iter().copied().filter(|end| joining.covered.contains(*end)).collect();
    let mut spells: Vec<Spell> = Vec::new();
    for day in covered {
        match spells.last_mut() {
            Some(spell) if goes_on(joining.rule, spell.last_day(), day, &ends) => spell.until = day + 1,
            _ => spells.push(Spell {
                from: day,
                until: day + 1,
                ended: false,
                left_censored: false,
                start_provisional: false,
            }),
        }
    }
    let n = spells.len();
    for (at, spell) in spells.iter_mut().enumerate() {
        spell.ended = at + 1 < n || decided(joining.rule, spell.last_day(), joining.covered, &ends);
        let scheme_is_new = joining.began.is_some_and(|began| began >= joining.covered.from);
        spell.left_censored = spell.from == joining.covered.from && !scheme_is_new;
        // Could a payment on a day before the coverage, on which the benefit was there, have been continued?
        let unseen = (1..100)
            .map(|back| joining.covered.from - back)
            .filter(|day| joining.began.is_none_or(|began| *day >= began));
        let could = unseen.into_iter().any(|day| goes_on(joining.rule, day, spell.from, &ends));
        spell.start_provisional = !spell.left_censored && could;
    }
    spells
}

fn rules() -> impl Strategy<Value = GapRule> {
    prop_oneof![
        Just(GapRule::CalendarMonth),
        Just(GapRule::OneMonth),
        (0..40u32).prop_map(GapRule::Days),
        Just(GapRule::RegisterEnd)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn fast_and_slow_agree(
        payments in proptest::collection::vec((0..420i32, 1..70i32, 0..3usize), 0..12),
        ends in proptest::collection::btree_set(0..420i32, 0..5),
        rule in rules(),
        first_covered in 0..120i32,
        n_covered in 1..400i32,
        began in proptest::option::of(0..150i32),
    ) {
        let first = Day::new(2015, 12, 20).unwrap();
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());
        let set = &CATALOG.code_sets.versions("dream").unwrap()[0];
        // Two codes of the group and one that is none.
        let codes = ["810", "817", "740"].map(|code| set.find(code).unwrap());
        let group = Group::new(CATALOG.benefits.versions("ressourceforlob").unwrap());
        let mut rows: Vec<Payment> = payments.iter().map(|(from, days, code)| Payment { from: first + *from, until: first + *from + *days, code: codes[*code] }).collect();
        rows.sort();
        let covered = Span::new(first + first_covered, first + first_covered + n_covered);
        let joining = Joining { rule, covered, began: began.map(|day| first + day) };
        let ends: Vec<Day> = ends.into_iter().map(|day| first + day).collect();

        let (mut paid, mut fast) = (Vec::new(), Vec::new());
        group.paid_days(&rows, covered, &mut paid);
        join_spells(&paid, &ends, joining, &mut fast);

        // A pass gives a group the payments of its codes alone.
        let of_its_codes: Vec<Payment> = rows.iter().filter(|row| group.codes().any(|code| code == row.code)).copied().collect();
        let mut paid_of_its_codes = Vec::new();
        group.paid_days(&of_its_codes, covered, &mut paid_of_its_codes);
        prop_assert_eq!(&paid_of_its_codes, &paid);

        let days: BTreeSet<Day> = rows.iter().filter(|row| row.code != codes[2]).flat_map(|row| (0..row.until - row.from).map(|n| row.from + n)).collect();
        prop_assert_eq!(paid.iter().map(|span| span.days()).sum::<i32>() as usize, days.iter().filter(|day| covered.contains(**day)).count());
        prop_assert_eq!(fast, slow(&days, &ends, joining));
    }
}

//! Spells as the clock of months sees them, and their counts.

use crate::Error;
use calendar::{Day, Month, Span};
use definitions::GapRule;
use statistics::{LifeTable, Observation, Outcome};

/// So many months are counted at most: a century, beyond which all is one.
pub(crate) const MOST_MONTHS: u32 = 1200;

/// A spell on the clock of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The month that it started in.
    pub(crate) start: Month,
    /// The first month whose exits could have been seen, where it ran before the coverage.
    pub(crate) seen_after: Option<Month>,
    /// The month of its exit and the cause; none for one that goes on.
    pub(crate) exit: Option<(Month, usize)>,
    /// The month in which it reaches its planned end.
    pub(crate) limit: Option<Month>,
}

/// What a spell tells of exits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    /// Of early ones.
    pub(crate) early: Option<Observation>,
    /// The cause, of one that reached its end.
    pub(crate) at_limit: Option<usize>,
}

impl Seen {
    /// What the spell tells, where all exits up to and including a month are known.
    pub(crate) fn told(self, known: Month) -> Told {
        let stop = match self.limit {
            Some(limit) => known.min(limit.plus(-1)),
            None => known,
        };
        let age = |month: Month| (month.number() - self.start.number()).clamp(-1, MOST_MONTHS as i32);
        let decided = self.exit.filter(|(month, _)| *month <= known);
        let at_limit = decided.filter(|(month, _)| *month > stop).map(|(_, cause)| cause);
        let (last, outcome) = match decided.filter(|(month, _)| *month <= stop) {
            Some((month, cause)) => (age(month), Outcome::Exit(cause)),
            None => (age(stop), Outcome::Censored),
        };
        let after = self.seen_after.map(age);
        let early = (last >= 0 && after.is_none_or(|after| after < last)).then(|| Observation {
            after: after.and_then(|after| u32::try_from(after).ok()),
            time: last as u32,
            outcome,
        });
        Told { early, at_limit }
    }
}

/// The month in whose course an end is reached: the first at whose own end it has passed.
pub(crate) fn month_of_end(last: Day) -> Month {
    Month::of(last + 1)
}

/// The last month of which all is known: which spells had ended by its end, and what they had gone on to by a day so many
/// months after their last; none within the coverage's reach.
pub(crate) fn last_known(rule: GapRule, covered: Span, months_after: i32) -> Option<Month> {
    let last = Month::of(covered.last_day());
    (0..=36).map(|back| last.plus(-back)).take_while(|month| *month >= Month::of(covered.from)).find(|month| {
        // The latest last paid day of a spell that has exited by the month's end.
        let paid = month.last_day() - 1;
        rule.lapse(paid).is_some_and(|lapse| lapse <= covered.until) && paid.add_months(months_after) < covered.until
    })
}

/// Counts of observations, a place for each month, that grow as needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    entered: Vec<u64>,
    exits: Vec<Vec<u64>>,
    censored: Vec<u64>,
}

fn at(list: &mut Vec<u64>, place: usize) -> &mut u64 {
    if list.len() <= place {
        list.resize(place + 1, 0);
    }
    &mut list[place]
}

fn add(into: &mut Vec<u64>, from: &[u64]) {
    for (place, count) in from.iter().enumerate() {
        *at(into, place) += count;
    }
}

impl Counts {
    /// Counts one observation.
    pub(crate) fn count(&mut self, observation: Observation) {
        *at(&mut self.entered, observation.first_at_risk() as usize) += 1;
        let time = observation.time as usize;
        match observation.outcome {
            Outcome::Censored => *at(&mut self.censored, time) += 1,
            Outcome::Exit(cause) => {
                if self.exits.len() <= cause {
                    self.exits.resize(cause + 1, Vec::new());
                }
                *at(&mut self.exits[cause], time) += 1;
            }
        }
    }

    /// Adds other counts.
    pub(crate) fn add(&mut self, other: &Counts) {
        add(&mut self.entered, &other.entered);
        add(&mut self.censored, &other.censored);
        if self.exits.len() < other.exits.len() {
            self.exits.resize(other.exits.len(), Vec::new());
        }
        for (into, from) in self.exits.iter_mut().zip(&other.exits) {
            add(into, from);
        }
    }

    /// The table of so many causes.
    pub(crate) fn table(mut self, n_causes: usize) -> Result<LifeTable, Error> {
        self.exits.resize(n_causes, Vec::new());
        let longest = self.exits.iter().map(Vec::len).chain([self.entered.len(), self.censored.len(), 1]).max();
        let n = longest.unwrap_or(1);
        self.entered.resize(n, 0);
        self.censored.resize(n, 0);
        self.exits.iter_mut().for_each(|cause| cause.resize(n, 0));
        Ok(LifeTable::new(self.entered, self.exits, self.censored)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// At risk by age, exits by age and cause, and at the limit by cause.
    type Walked = (BTreeMap<i32, u64>, BTreeMap<(i32, usize), u64>, Vec<u64>);

    /// A walk over months, one by one: in each month a spell is at risk, exits, or is neither; what it counts is noted.
    fn walk(spells: &[Seen], known: Month, n_causes: usize) -> Walked {
        let (mut at_risk, mut exits, mut at_limit) = (BTreeMap::new(), BTreeMap::new(), vec![0; n_causes]);
        for spell in spells {
            let mut month = spell.start;
            while month <= known {
                let exits_now = spell.exit.filter(|(exit, _)| *exit == month);
                if spell.limit.is_some_and(|limit| limit <= month) {
                    if let Some((_, cause)) = spell.exit.filter(|(exit, _)| *exit >= month && *exit <= known) {
                        at_limit[cause] += 1;
                    }
                    break;
                }
                if spell.seen_after.is_none_or(|after| month > after) {
                    let age = month.number() - spell.start.number();
                    *at_risk.entry(age).or_insert(0) += 1;
                    if let Some((_, cause)) = exits_now {
                        *exits.entry((age, cause)).or_insert(0) += 1;
                    }
                }
                if exits_now.is_some() {
                    break;
                }
                month = month.next();
            }
        }
        (at_risk, exits, at_limit)
    }

    fn spells() -> impl Strategy<Value = Vec<Seen>> {
        let month = |number: i32| Month::from_number(24_000 + number);
        let one = (
            0..40_i32,
            prop::option::of(0..30_i32),
            prop::option::of((0..30_i32, 0..2_usize)),
            prop::option::of(0..25_i32),
        );
        let seen = one.prop_map(move |(start, seen_after, exit, limit)| {
            // Before the coverage, which begins in month 20, nothing ended that is seen.
            let before = (start < 20).then(|| month(20));
            let _ = seen_after;
            let exit = exit.map(|(after, cause)| (month((start + after).max(if start < 20 { 21 } else { 0 })), cause));
            Seen { start: month(start), seen_after: before, exit, limit: limit.map(|after| month(start + after)) }
        });
        prop::collection::vec(seen, 0..40)
    }

    proptest! {
        #[test]
        fn a_walk_month_by_month_counts_the_same(spells in spells(), known in 20..60_i32) {
            let known = Month::from_number(24_000 + known);
            let (at_risk, exits, slow_at_limit) = walk(&spells, known, 2);
            let (mut counts, mut at_limit) = (Counts::default(), vec![0; 2]);
            for told in spells.iter().map(|spell| spell.told(known)) {
                told.early.into_iter().for_each(|observation| counts.count(observation));
                told.at_limit.into_iter().for_each(|cause| at_limit[cause] += 1);
            }
            let table = counts.table(2).unwrap();
            for age in 0..table.n_steps() as i32 {
                prop_assert_eq!(table.at_risk(age as u32), at_risk.get(&age).copied().unwrap_or(0), "at risk at {}", age);
                for cause in 0..2 {
                    prop_assert_eq!(table.exits(cause)[age as usize], exits.get(&(age, cause)).copied().unwrap_or(0));
                }
            }
            prop_assert!(at_risk.keys().all(|age| *age < table.n_steps() as i32));
            prop_assert_eq!(at_limit, slow_at_limit);
        }

        #[test]
        fn counts_add(spells in spells(), split in 0..40_usize) {
            let known = Month::from_number(24_050);
            let count = |spells: &[Seen]| {
                let mut counts = Counts::default();
                spells.iter().filter_map(|spell| spell.told(known).early).for_each(|one| counts.count(one));
                counts
            };
            let (first, second) = spells.split_at(split.min(spells.len()));
            let mut sum = count(second);
            sum.add(&count(first));
            prop_assert_eq!(sum.table(2).unwrap(), count(&spells).table(2).unwrap());
        }
    }

    #[test]
    fn what_is_known_of_a_coverage() {
        let day = |y, m, d| Day::new(y, m, d).unwrap();
        let known = |until, months| {
            last_known(GapRule::CalendarMonth, Span::inclusive(day(2022, 1, 1), until), months)
                .map(|month| month.to_string())
        };
        // Who was last paid in April may be paid again to the end of May.
        assert_eq!(known(day(2026, 5, 22), 1).as_deref(), Some("2026-03"));
        assert_eq!(known(day(2026, 5, 31), 1).as_deref(), Some("2026-04"));
        assert_eq!(known(day(2026, 5, 31), 3).as_deref(), Some("2026-02"));
        assert_eq!(known(day(2022, 1, 20), 1), None);
    }
}

//! First match: a person's diary, day by day and month by month, and the category that a hierarchy finds in it.

use crate::days::each;
use calendar::{Day, Month, Span};
use definitions::{Category, Circumstance, Code, Hierarchy};
use register::PersonRows;
use std::collections::{BTreeMap, BTreeSet};

/// What stands on a day of the diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Paid(Code),
    Offer(Code),
    Event(Code),
    FlexibleJob,
}

/// Everything that hierarchies look for.
#[derive(Debug, Default)]
pub(crate) struct Diary {
    days: BTreeMap<Day, BTreeSet<Entry>>,
    /// The pay and the known hours of each month that has a row.
    wages: BTreeMap<Month, (i64, i64)>,
    died: Option<Day>,
    emigrated: Option<Day>,
}

/// How far past the coverage rows that are still running are written down: no window but that of all days reaches
/// further, and that one finds them on their first day.
const BEYOND: i32 = 100;

impl Diary {
    /// Writes it from a person's rows. Paid days that are not covered do not count; all else does.
    pub(crate) fn new(person: &PersonRows, covered: Span) -> Diary {
        let mut diary =
            Diary { died: person.attributes.died, emigrated: person.attributes.emigrated, ..Diary::default() };
        let open_end = covered.until + BEYOND;
        let mut write = |from: Day, until: Day, entry: Entry| {
            let until = if until == Day::MAX { open_end.max(from + 1) } else { until };
            for day in each(Span::new(from, until)) {
                diary.days.entry(day).or_default().insert(entry);
            }
        };
        for row in &person.payments {
            for day in each(Span::new(row.from, row.until).intersection(covered)) {
                write(day, day + 1, Entry::Paid(row.code));
            }
        }
        for row in &person.offers {
            write(row.from, row.until, Entry::Offer(row.offer));
        }
        for row in &person.flexible_jobs {
            write(row.from, row.until, Entry::FlexibleJob);
        }
        for row in &person.events {
            write(row.day, row.day + 1, Entry::Event(row.event));
        }
        for row in &person.wages {
            let (pay, hours) = diary.wages.entry(row.month).or_default();
            *pay += i64::from(row.amount.unwrap_or(0));
            *hours += i64::from(row.hours.unwrap_or(0));
        }
        diary
    }

    fn find(&self, days: Span, wanted: impl Fn(Entry) -> bool) -> bool {
        let has_days = days.from < days.until;
        has_days && self.days.range(days.from..days.until).any(|(_, of_day)| of_day.iter().any(|entry| wanted(*entry)))
    }

    fn find_month(&self, days: Span, wanted: impl Fn((i64, i64)) -> bool) -> bool {
        let mut inside = self.wages.iter().filter(|(month, _)| each(month.span()).any(|day| days.contains(day)));
        inside.any(|(_, of_month)| wanted(*of_month))
    }

    fn matches(&self, category: &Category, days: Span) -> bool {
        let by_row = self.find(days, |entry| match entry {
            Entry::Paid(code) => category.codes.contains(&code),
            Entry::Offer(code) => category.offers.contains(&code),
            Entry::Event(code) => category.events.contains(&code),
            Entry::FlexibleJob => category.when.contains(&Circumstance::FlexibleJob),
        });
        // A stretch without a day has no last one.
        let by_the_last = |gone: Option<Day>| gone.is_some_and(|gone| days.from < days.until && gone < days.until);
        by_row
            || category.when.iter().any(|when| match when {
                Circumstance::AIncome => self.find_month(days, |(pay, _)| pay > 0),
                Circumstance::WageHours => self.find_month(days, |(_, hours)| hours > 0),
                Circumstance::Dead => by_the_last(self.died),
                Circumstance::Emigrated => by_the_last(self.emigrated),
                // The one is among the days; what is left over is only left over when all others are tried.
                Circumstance::FlexibleJob | Circumstance::Rest => false,
            })
    }

    /// The first category of a hierarchy that matches on some of the days.
    pub(crate) fn first_match(&self, hierarchy: &Hierarchy, days: Span) -> String {
        let rest = || hierarchy.categories.iter().find(|category| category.when.contains(&Circumstance::Rest));
        let first = hierarchy.categories.iter().find(|category| self.matches(category, days));
        first.or_else(rest).unwrap().id.clone()
    }
}

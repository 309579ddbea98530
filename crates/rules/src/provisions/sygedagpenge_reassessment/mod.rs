//! When the right to sygedagpenge is assessed anew.

use crate::provision::{Parameters, Source, number};
use calendar::{Month, Span};
use definitions::toml_file::Table;

/// So many weeks in so many months: sygedagpengeloven § 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SygedagpengeReassessment {
    /// With more weeks than these the right is assessed anew.
    pub weeks: i32,
    /// In so many calendar months before.
    pub months: i32,
}

impl Parameters for SygedagpengeReassessment {
    const SOURCE: Source = Source {
        id: "sygedagpenge_reassessment",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<SygedagpengeReassessment, definitions::Error> {
        Ok(SygedagpengeReassessment {
            weeks: number(version, "weeks", 1..=520)?,
            months: number(version, "months", 1..=120)?,
        })
    }
}

impl SygedagpengeReassessment {
    /// Whether the weeks are used up in a month: more than [`weeks`](Self::weeks) of paid days lie in the whole months
    /// before it. `paid` are spans that do not overlap.
    pub fn is_reached(&self, paid: &[Span], month: Month) -> bool {
        let window = Span::new(month.plus(-self.months).first_day(), month.first_day());
        let days: i32 = paid.iter().map(|span| span.intersection(window).days()).sum();
        days > 7 * self.weeks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;
    use crate::drawn::{answer, each};
    use calendar::Day;
    use proptest::prelude::*;

    #[test]
    fn drawn() {
        let law = Law::read().unwrap();
        each(&SygedagpengeReassessment::SOURCE, &["paid", "month", "reached"], 6, |row| {
            let (first, last) = row.days_of(row.get("paid"));
            let month = Month::read(row.get("month").as_bytes()).unwrap();
            let rule = &law.sygedagpenge_reassessment.on(month.first_day()).unwrap().rule;
            let reached = rule.answers(|rule| rule.is_reached(&[Span::inclusive(first, last)], month));
            assert_eq!(reached, answer(row, "reached"), "{}", row.place);
        });
    }

    proptest! {
        #[test]
        fn as_counted_day_by_day(spans in proptest::collection::vec((0..40i32, 1..60i32), 0..8), month in 0..24i32) {
            let start = Day::new(2018, 1, 1).unwrap();
            let mut paid: Vec<Span> = Vec::new();
            let mut at = start;
            for (gap, days) in spans {
                paid.push(Span::new(at + gap, at + gap + days));
                at = at + gap + days;
            }
            let rule = SygedagpengeReassessment { weeks: 22, months: 9 };
            let month = Month::of(start).plus(month);
            let mut days = 0;
            for number in start.number()..month.first_day().number() {
                let day = Day::from_number(number);
                let (now, then) = (Month::of(month.first_day()).number(), Month::of(day).number());
                if now - then <= 9 && paid.iter().any(|span| span.contains(day)) {
                    days += 1;
                }
            }
            prop_assert_eq!(rule.is_reached(&paid, month), days >= 155);
        }
    }
}

//! Gap rules: which breaks in the payments a spell goes on across.
//!
//! The five rules of the contract. "Ended after one month" and "ended after one calendar month" are two
//! rules with two names, each with its source, and never a flag.

use crate::toml_file::{Text, nearest};
use crate::{Error, Header};
use calendar::{Day, Month};

/// What ends a spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapRule {
    /// One whole calendar month between two paid days without any paid day.
    CalendarMonth,
    /// The next paid day is later than the last paid day + 1 month. Exactly + 1 month still goes on.
    OneMonth,
    /// More than so many unpaid days lie between.
    Days(u32),
    /// An end is registered in the source (the event `ophoer_aarsag`).
    RegisterEnd,
}

impl GapRule {
    /// The first day on which a payment no longer continues a spell whose last paid day is `last`:
    /// the spell goes on when the next paid day lies before it. The spell has ended, and is not merely
    /// undecided, once every day before it is covered by the extract.
    ///
    /// `None` for [`GapRule::RegisterEnd`], where no lapse of time ends a spell.
    ///
    /// ```
    /// use calendar::Day;
    /// use definitions::GapRule;
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// // Paid 10 January, next paid 15 February: one rule ends it, the other does not.
    /// assert!(day(2018, 2, 15) < GapRule::CalendarMonth.lapse(day(2018, 1, 10)).unwrap());
    /// assert!(day(2018, 2, 15) >= GapRule::OneMonth.lapse(day(2018, 1, 10)).unwrap());
    /// ```
    #[inline]
    pub fn lapse(self, last: Day) -> Option<Day> {
        match self {
            GapRule::CalendarMonth => Some(Month::of(last).plus(2).first_day()),
            GapRule::OneMonth => Some(last.add_months(1) + 1),
            GapRule::Days(days) => Some(last + days.min(4_000_000) as i32 + 2),
            GapRule::RegisterEnd => None,
        }
    }

    /// The first day that the rule looks back on to know that `start` begins a new spell: a payment on it,
    /// or on any later day before `start`, would have been continued. Where it lies before the coverage the
    /// start is provisional. `None` where the rule looks back without limit.
    ///
    /// ```
    /// use calendar::Day;
    /// use definitions::GapRule;
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// assert_eq!(GapRule::CalendarMonth.look_back(day(2018, 3, 31)), Some(day(2018, 2, 1)));
    /// assert_eq!(GapRule::OneMonth.look_back(day(2018, 3, 31)), Some(day(2018, 3, 1)));
    /// assert_eq!(GapRule::OneMonth.look_back(day(2018, 2, 28)), Some(day(2018, 1, 28)));
    /// ```
    pub fn look_back(self, start: Day) -> Option<Day> {
        match self {
            GapRule::CalendarMonth => Some(Month::of(start).plus(-1).first_day()),
            GapRule::OneMonth => {
                let mut day = start.add_months(-1) - 3;
                while day.add_months(1) < start {
                    day = day + 1;
                }
                Some(day)
            }
            GapRule::Days(days) => Some(start - days.min(4_000_000) as i32 - 1),
            GapRule::RegisterEnd => None,
        }
    }
}

/// A gap rule's definition file.
///
/// ```toml
/// id         = "calendar_month"
/// title      = { da = "Én hel kalendermåned uden udbetaling", en = "One whole calendar month without payment" }
/// source     = "S002; Jobindsats, alle ydelser fra august 2019"
/// valid_from = 1900-01-01
/// rule       = "calendar_month"    # calendar_month | one_month | days | register_end
/// days       = 28                  # with rule = "days": the unpaid days that are forgiven
/// ```
#[derive(Debug, Clone)]
pub struct GapRuleDefinition {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The rule, or `None` for the rule `days`, whose number stands where it is used: `days=28`.
    pub rule: Option<GapRule>,
}

impl GapRuleDefinition {
    pub(crate) fn read(text: Text<'_>) -> Result<GapRuleDefinition, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let rule = table.text("rule")?;
        let days = table.optional_integer("days")?;
        if let Some(days) = &days
            && (rule.value != "days" || !(0..=36_525).contains(&days.value))
        {
            return Err(days.error("`days` goes with rule = \"days\" and is 0 to 36525"));
        }
        let rule = match rule.value.as_str() {
            "calendar_month" => Some(GapRule::CalendarMonth),
            "one_month" => Some(GapRule::OneMonth),
            "register_end" => Some(GapRule::RegisterEnd),
            "days" => days.map(|days| GapRule::Days(days.value as u32)),
            other => {
                let near = nearest(other, ["calendar_month", "one_month", "days", "register_end"]);
                return Err(rule.error(format!("there is no rule `{other}`{near}")));
            }
        };
        table.finish()?;
        Ok(GapRuleDefinition { header, rule })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The look-back is the reverse of the lapse, found here by trying each day.
    #[test]
    fn look_back_is_the_first_day_whose_lapse_lies_after_the_start() {
        for rule in [GapRule::CalendarMonth, GapRule::OneMonth, GapRule::Days(0), GapRule::Days(28)] {
            for number in 16_000..18_000 {
                let start = Day::from_number(number);
                let slow = (number - 80..number).map(Day::from_number).find(|last| rule.lapse(*last).unwrap() > start);
                // A rule that forgives nothing still joins the day before.
                assert_eq!(rule.look_back(start), slow, "{rule:?} {start}");
            }
        }
    }
}

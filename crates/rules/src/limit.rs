//! How long a spell may last, by the law of the day on which it is asked.

use crate::provision::{Rule, Version};
use crate::provisions::Answer;
use crate::{Error, Law, Scheme};
use calendar::{Day, Span};

/// The last day of a grant that began on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// It lies between these two; they are one day where the law is known.
    Last {
        /// By the reading that ends it first.
        least: Day,
        /// By the reading that ends it last.
        most: Day,
    },
    /// There was no such scheme when it began.
    NoScheme,
    /// No source was found.
    Unknown,
}

impl Limit {
    /// Whether a day is within the limit, with so many days of leave on top; unknown where it depends on the reading.
    pub fn allows(self, on: Day, leave_days: i32) -> Answer {
        match self {
            Limit::Last { least, .. } if on <= least + leave_days => Answer::Yes,
            Limit::Last { most, .. } if on > most + leave_days => Answer::No,
            Limit::Last { .. } | Limit::Unknown => Answer::Unknown,
            Limit::NoScheme => Answer::No,
        }
    }

    fn months(begun: Day, least: i32, most: i32) -> Limit {
        Limit::Last { least: begun.add_months(least) - 1, most: begun.add_months(most) - 1 }
    }
}

impl Law {
    /// The limit of a grant that began on a day, by the law of a later day. A rule that came in between holds for it,
    /// does not, or it is not known whether it does: then the limit lies between the two.
    ///
    /// ```
    /// use calendar::Day;
    /// use rules::{Answer, Law, Limit, Scheme};
    /// let law = Law::read()?;
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// let limit = law.limit_of(Scheme::Ressourceforlob, day(2022, 3, 1), day(2024, 1, 1))?;
    /// assert_eq!(limit, Limit::Last { least: day(2025, 2, 28), most: day(2025, 2, 28) });
    /// // Begun with a frame of five years, and the transition was not found.
    /// let limit = law.limit_of(Scheme::Ressourceforlob, day(2020, 3, 1), day(2024, 1, 1))?;
    /// assert_eq!(limit.allows(day(2024, 1, 1), 0), Answer::Unknown);
    /// # Ok::<(), rules::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NoRule`] where no version is in force on the day of the start.
    pub fn limit_of(&self, scheme: Scheme, begun: Day, on: Day) -> Result<Limit, Error> {
        match scheme {
            Scheme::Ressourceforlob => {
                let provision = &self.ressourceforlob_duration;
                let first = &provision.on(begun)?.rule;
                let Rule::InForce(rule) = first else { return Ok(without(first)) };
                let (mut least, mut most) = (rule.longest_months, rule.longest_months);
                for version in later(provision.versions(), begun, on) {
                    match &version.rule {
                        Rule::InForce(rule) => match rule.holds_for_running {
                            Answer::Yes => (least, most) = (rule.longest_months, rule.longest_months),
                            Answer::No => {}
                            Answer::Unknown => {
                                (least, most) = (least.min(rule.longest_months), most.max(rule.longest_months));
                            }
                        },
                        // What is closed for new spells is finished as it was granted.
                        Rule::NotInForce => {}
                        Rule::Unknown => return Ok(Limit::Unknown),
                    }
                }
                Ok(Limit::months(begun, least, most))
            }
            Scheme::Jobafklaring => {
                let rule = &self.jobafklaring_duration.on(begun)?.rule;
                let Rule::InForce(rule) = rule else { return Ok(without(rule)) };
                Ok(Limit::months(begun, rule.longest_months, rule.longest_months))
            }
        }
    }
}

/// The versions that came into force after a grant had begun.
fn later<T>(versions: &[Version<T>], begun: Day, on: Day) -> impl Iterator<Item = &Version<T>> {
    let since = Span::inclusive(begun + 1, on);
    versions.iter().filter(move |version| since.contains(version.valid.from))
}

fn without<T>(rule: &Rule<T>) -> Limit {
    match rule {
        Rule::Unknown => Limit::Unknown,
        Rule::InForce(_) | Rule::NotInForce => Limit::NoScheme,
    }
}

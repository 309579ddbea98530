//! Six months without effort: the case goes back to the rehabilitation team.

use crate::Error;
use crate::provision::{Parameters, Provision, Rule, Source, number, words};
use calendar::Day;
use definitions::toml_file::Table;

/// The guarantee: LAB § 113, stk. 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffortGuarantee {
    /// Within so many months of the start an effort begins.
    pub months: i32,
    /// The offers that are an effort, of the code set `tilbud`.
    pub offers: Vec<String>,
    /// The offers of which no source says whether they are.
    pub offers_unclear: Vec<String>,
    /// The event by which a case has been before the team, of the code set `haendelser`.
    pub presented: String,
}

impl Parameters for EffortGuarantee {
    const SOURCE: Source =
        Source { id: "effort_guarantee", text: include_str!("text.md"), parameters: include_str!("parameters.toml") };

    fn read(version: &Table<'_>) -> Result<EffortGuarantee, definitions::Error> {
        Ok(EffortGuarantee {
            months: number(version, "months", 1..=60)?,
            offers: words(version, "offers")?,
            offers_unclear: words(version, "offers_unclear")?,
            presented: version.text("presented")?.value,
        })
    }
}

/// Whether a spell has the guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarantee {
    /// There was none when its months had passed.
    None,
    /// It has, and this is the last day on which an effort begins in time.
    Due(Day),
    /// No source was found that says so; if it has, this is the day.
    Unknown(Day),
}

/// How the guarantee of a spell stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuaranteeState {
    /// An effort began in time.
    Kept,
    /// None has, and there is still time.
    Due,
    /// The time has passed, and the case has been before the team since.
    Presented,
    /// The time has passed, and the case has not.
    Passed,
}

impl GuaranteeState {
    /// How it stands on a day, by the first effort and by the last time before the team, both as known on the day.
    pub fn on(on: Day, due: Day, first_effort: Option<Day>, presented: Option<Day>) -> GuaranteeState {
        if first_effort.is_some_and(|first| first <= due) {
            GuaranteeState::Kept
        } else if on <= due {
            GuaranteeState::Due
        } else if presented.is_some_and(|last| due <= last) {
            GuaranteeState::Presented
        } else {
            GuaranteeState::Passed
        }
    }
}

impl Provision<EffortGuarantee> {
    /// The guarantee of a spell that began on a day.
    ///
    /// ```
    /// use calendar::Day;
    /// use rules::Guarantee;
    /// let law = rules::Law::read()?;
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// assert_eq!(law.effort_guarantee.of(day(2023, 8, 31))?, Guarantee::Due(day(2024, 2, 29)));
    /// assert_eq!(law.effort_guarantee.of(day(2025, 8, 1))?, Guarantee::Unknown(day(2026, 2, 1)));
    /// # Ok::<(), rules::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where no version is in force on the day of the start or when the months have passed.
    pub fn of(&self, begun: Day) -> Result<Guarantee, Error> {
        let at_start = self.on(begun)?;
        let due = |rule: &EffortGuarantee| begun.add_months(rule.months);
        Ok(match &at_start.rule {
            Rule::InForce(rule) => match self.on(due(rule))?.rule.standing() {
                crate::Standing::InForce => Guarantee::Due(due(rule)),
                crate::Standing::NotInForce => Guarantee::None,
                crate::Standing::Unknown => Guarantee::Unknown(due(rule)),
            },
            // It began before there was a guarantee, or when it was no longer told: the nearest rule says which day it would be.
            Rule::NotInForce => {
                let later = self.versions().iter().filter(|version| begun < version.valid.from);
                let next =
                    later.filter_map(|version| version.rule.in_force().map(|rule| (version.valid, due(rule)))).next();
                next.filter(|(valid, due)| valid.from <= *due)
                    .map_or(Guarantee::None, |(_, due)| Guarantee::Unknown(due))
            }
            Rule::Unknown => {
                let earlier = self.versions().iter().rev().filter(|version| version.valid.until <= begun);
                let before = earlier.filter_map(|version| version.rule.in_force().map(due)).next();
                before.map_or(Guarantee::None, Guarantee::Unknown)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;
    use crate::drawn::each;

    #[test]
    fn drawn() {
        let law = Law::read().unwrap();
        each(&EffortGuarantee::SOURCE, &["begun", "last day in time", "guarantee"], 10, |row| {
            let told = match law.effort_guarantee.of(row.day("begun")).unwrap() {
                Guarantee::None => ("none".to_owned(), "no"),
                Guarantee::Due(day) => (day.to_string(), "yes"),
                Guarantee::Unknown(day) => (day.to_string(), "unknown"),
            };
            assert_eq!((told.0.as_str(), told.1), (row.get("last day in time"), row.get("guarantee")), "{}", row.place);
        });
        each(&EffortGuarantee::SOURCE, &["due", "first effort", "presented", "on", "state"], 9, |row| {
            let day = |column| Some(row.get(column)).filter(|text| *text != "none").map(|text| row.day_of(text));
            let state = match GuaranteeState::on(row.day("on"), row.day("due"), day("first effort"), day("presented")) {
                GuaranteeState::Kept => "kept",
                GuaranteeState::Due => "due",
                GuaranteeState::Presented => "presented",
                GuaranteeState::Passed => "passed",
            };
            assert_eq!(state, row.get("state"), "{}", row.place);
        });
    }

    #[test]
    fn offers_and_events_are_in_the_code_sets() {
        let catalog = definitions::Catalog::embedded().unwrap();
        let set = |id: &str| catalog.code_sets.versions(id).unwrap().last().unwrap().clone();
        let (offers, events) = (set("tilbud"), set("haendelser"));
        let law = Law::read().unwrap();
        let rules: Vec<&EffortGuarantee> =
            law.effort_guarantee.versions().iter().filter_map(|version| version.rule.in_force()).collect();
        assert_eq!(rules.len(), 1);
        for rule in rules {
            let named: Vec<&String> = rule.offers.iter().chain(&rule.offers_unclear).collect();
            assert!(named.iter().all(|name| offers.find(name).is_some()));
            assert_eq!(named.len(), offers.codes.len(), "every offer is an effort, none, or unclear");
            assert!(events.find(&rule.presented).is_some());
        }
    }
}

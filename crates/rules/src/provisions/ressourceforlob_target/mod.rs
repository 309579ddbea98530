//! Whom a ressourceforløb is for.

use crate::provision::{Parameters, Source, number};
use calendar::Day;
use definitions::toml_file::Table;

/// Age and prospect: LAB § 112.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RessourceforlobTarget {
    /// From which age a disability pension no longer takes that developing the ability to work be plainly pointless.
    pub pension_from_age: i32,
    /// Whether there must be a prospect that the ability to work can be developed.
    pub prospect_of_development: bool,
    /// With fewer years than these to folkepension a spell begins by own wish alone; 0 where there is no such limit.
    pub years_to_pension: i32,
}

impl Parameters for RessourceforlobTarget {
    const SOURCE: Source = Source {
        id: "ressourceforlob_target",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<RessourceforlobTarget, definitions::Error> {
        Ok(RessourceforlobTarget {
            pension_from_age: number(version, "pension_from_age", 18..=67)?,
            prospect_of_development: version.flag("prospect_of_development")?,
            years_to_pension: number(version, "years_to_pension", 0..=50)?,
        })
    }
}

impl RessourceforlobTarget {
    /// Whether somebody is so young that a disability pension takes that developing the ability to work be plainly
    /// pointless.
    pub fn is_under_age(&self, born: Day, on: Day) -> bool {
        on.age(born) < self.pension_from_age
    }

    /// Whether a spell that begins on a day takes the person's own wish, as folkepension (its first day is given) is near.
    pub fn takes_own_wish(&self, begins: Day, folkepension: Day) -> bool {
        self.years_to_pension > 0 && begins.add_months(12 * self.years_to_pension) > folkepension
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;
    use crate::drawn::{answer, each};

    #[test]
    fn drawn() {
        let law = Law::read().unwrap();
        each(&RessourceforlobTarget::SOURCE, &["born", "on", "under the age"], 5, |row| {
            let rule = &law.ressourceforlob_target.on(row.day("on")).unwrap().rule;
            let born = row.day("born");
            let under = rule.answers(|rule| rule.is_under_age(born, row.day("on")));
            assert_eq!(under, answer(row, "under the age"), "{}", row.place);
        });
        each(&RessourceforlobTarget::SOURCE, &["begins", "folkepension", "only by own wish"], 5, |row| {
            let rule = &law.ressourceforlob_target.on(row.day("begins")).unwrap().rule;
            let (begins, folkepension) = (row.day("begins"), row.day("folkepension"));
            let wish = rule.answers(|rule| rule.takes_own_wish(begins, folkepension));
            assert_eq!(wish, answer(row, "only by own wish"), "{}", row.place);
        });
    }

    #[test]
    fn a_prospect_is_asked_for_from_june_2018() {
        let law = Law::read().unwrap();
        let prospect = |year, month, day| {
            let version = law.ressourceforlob_target.on(Day::new(year, month, day).unwrap()).unwrap();
            version.rule.in_force().map(|rule| rule.prospect_of_development)
        };
        assert_eq!(prospect(2018, 5, 31), Some(false));
        assert_eq!(prospect(2018, 6, 1), Some(true));
        assert_eq!(prospect(2026, 1, 31), Some(true));
        assert_eq!(prospect(2026, 2, 1), None);
    }
}

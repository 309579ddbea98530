//! The benefits from which one comes to a ressourceforløb.

use super::Answer;
use crate::Error;
use crate::provision::{Parameters, Provision, Rule, Source, words};
use calendar::Day;
use definitions::toml_file::Table;

/// The ways that a source names: S002, under LAB § 112.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RessourceforlobEntry {
    /// The benefit groups, and `none` for no benefit.
    pub before: Vec<String>,
}

impl Parameters for RessourceforlobEntry {
    const SOURCE: Source = Source {
        id: "ressourceforlob_entry",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<RessourceforlobEntry, definitions::Error> {
        Ok(RessourceforlobEntry { before: words(version, "before")? })
    }
}

impl Provision<RessourceforlobEntry> {
    /// Whether a benefit group (`none` for no benefit) leads to a ressourceforløb that begins on a day. Of a benefit that
    /// no source names it is unknown.
    ///
    /// # Errors
    /// Where no version is in force on the day.
    pub fn leads(&self, before: &str, begins: Day) -> Result<Answer, Error> {
        Ok(match &self.on(begins)?.rule {
            Rule::InForce(rule) if rule.before.iter().any(|known| known == before) => Answer::Yes,
            Rule::InForce(_) | Rule::Unknown => Answer::Unknown,
            Rule::NotInForce => Answer::No,
        })
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
        each(&RessourceforlobEntry::SOURCE, &["begins", "before", "leads there"], 10, |row| {
            let leads = law.ressourceforlob_entry.leads(row.get("before"), row.day("begins")).unwrap();
            assert_eq!(leads, answer(row, "leads there"), "{}", row.place);
        });
    }

    #[test]
    fn the_benefits_that_lead_are_defined() {
        let catalog = definitions::Catalog::embedded().unwrap();
        let law = Law::read().unwrap();
        for version in law.ressourceforlob_entry.versions() {
            for id in version.rule.in_force().into_iter().flat_map(|rule| &rule.before).filter(|id| *id != "none") {
                assert!(catalog.benefits.versions(id).is_ok(), "{id}");
            }
        }
    }
}

//! The ways to a jobafklaringsforløb.

use crate::Error;
use crate::provision::{Parameters, Provision, Rule, Source, words};
use calendar::Day;
use definitions::toml_file::Table;

/// What leads to jobafklaring: sygedagpengeloven §§ 24, 24 a and 27.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobafklaringEntry {
    /// The benefit groups from which one comes.
    pub before: Vec<String>,
}

impl Parameters for JobafklaringEntry {
    const SOURCE: Source =
        Source { id: "jobafklaring_entry", text: include_str!("text.md"), parameters: include_str!("parameters.toml") };

    fn read(version: &Table<'_>) -> Result<JobafklaringEntry, definitions::Error> {
        Ok(JobafklaringEntry { before: words(version, "before")? })
    }
}

/// How somebody comes to jobafklaring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The payments of sygedagpenge end: § 24, stk. 2, or § 27, stk. 3.
    PaymentsEnd,
    /// Ill again with the weeks used up: § 24 a.
    Directly,
    /// Not at all.
    None,
    /// No source was found.
    Unknown,
}

impl Provision<JobafklaringEntry> {
    /// How somebody comes to a spell that begins on a day: `before` is the benefit of the day before, `ill_again` whether
    /// it is a new illness, `used_up` whether the weeks of the reassessment are.
    ///
    /// # Errors
    /// Where no version is in force on the day.
    pub fn way(&self, begins: Day, before: Option<&str>, ill_again: bool, used_up: bool) -> Result<Way, Error> {
        Ok(match &self.on(begins)?.rule {
            Rule::InForce(_) if !used_up => Way::None,
            Rule::InForce(rule) if before.is_some_and(|id| rule.before.iter().any(|known| known == id)) => {
                Way::PaymentsEnd
            }
            Rule::InForce(_) if ill_again => Way::Directly,
            Rule::InForce(_) | Rule::NotInForce => Way::None,
            Rule::Unknown => Way::Unknown,
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
        let columns = ["begins", "on sygedagpenge the day before", "falls ill again", "weeks used up", "way"];
        each(&JobafklaringEntry::SOURCE, &columns, 6, |row| {
            let yes = |column| row.get(column) == "yes";
            let before = Some("sygedagpenge").filter(|_| yes(columns[1]));
            let way = law.jobafklaring_entry.way(row.day("begins"), before, yes(columns[2]), yes(columns[3])).unwrap();
            let told = match way {
                Way::PaymentsEnd => "payments",
                Way::Directly => "directly",
                Way::None => "none",
                Way::Unknown => "unknown",
            };
            assert_eq!(told, row.get("way"), "{}", row.place);
        });
    }
}

//! How long a jobafklaringsforløb lasts, and how many there may be.

use crate::provision::{Parameters, Source, number};
use definitions::toml_file::Table;

/// The frame of a grant and the number of grants: LAB chapter 18.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobafklaringDuration {
    /// The longest grant, in months.
    pub longest_months: i32,
    /// The most spells that a person may have.
    pub most_spells: i32,
}

impl Parameters for JobafklaringDuration {
    const SOURCE: Source = Source {
        id: "jobafklaring_duration",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<JobafklaringDuration, definitions::Error> {
        Ok(JobafklaringDuration {
            longest_months: number(version, "longest_months", 1..=600)?,
            most_spells: number(version, "most_spells", 1..=100)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawn::{answer, each};
    use crate::{Law, Scheme};

    #[test]
    fn drawn() {
        let law = Law::read().unwrap();
        each(&JobafklaringDuration::SOURCE, &["begun", "on", "within the limit"], 4, |row| {
            let limit = law.limit_of(Scheme::Jobafklaring, row.day("begun"), row.day("on")).unwrap();
            assert_eq!(limit.allows(row.day("on"), 0), answer(row, "within the limit"), "{}", row.place);
        });
        each(&JobafklaringDuration::SOURCE, &["on", "the spell's number", "within the number"], 4, |row| {
            let rule = &law.jobafklaring_duration.on(row.day("on")).unwrap().rule;
            let number = row.number("the spell's number");
            let within = rule.answers(|rule| number <= rule.most_spells);
            assert_eq!(within, answer(row, "within the number"), "{}", row.place);
        });
    }
}

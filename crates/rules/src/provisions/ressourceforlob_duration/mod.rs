//! How long a ressourceforløb lasts.

use super::Answer;
use crate::provision::{Parameters, Source, number};
use definitions::toml_file::Table;

/// The frame of one grant: LAB chapter 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RessourceforlobDuration {
    /// The shortest grant, in months.
    pub shortest_months: i32,
    /// The longest grant, in months.
    pub longest_months: i32,
    /// Whether the frame holds for spells that began before it came into force.
    pub holds_for_running: Answer,
}

impl Parameters for RessourceforlobDuration {
    const SOURCE: Source = Source {
        id: "ressourceforlob_duration",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<RessourceforlobDuration, definitions::Error> {
        let shortest_months = number(version, "shortest_months", 1..=600)?;
        let longest_months = number(version, "longest_months", shortest_months..=600)?;
        let holds = version.text("holds_for_running")?;
        let holds_for_running = match holds.value.as_str() {
            "yes" => Answer::Yes,
            "no" => Answer::No,
            "unknown" => Answer::Unknown,
            _ => return Err(holds.error("`holds_for_running` is `yes`, `no` or `unknown`")),
        };
        Ok(RessourceforlobDuration { shortest_months, longest_months, holds_for_running })
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
        each(&RessourceforlobDuration::SOURCE, &["begun", "on", "within the limit"], 18, |row| {
            let limit = law.limit_of(Scheme::Ressourceforlob, row.day("begun"), row.day("on")).unwrap();
            assert_eq!(limit.allows(row.day("on"), 0), answer(row, "within the limit"), "{}", row.place);
        });
    }
}

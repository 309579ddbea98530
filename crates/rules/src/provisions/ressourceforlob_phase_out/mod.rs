//! When ressourceforløb can begin, and when the last one ends.

use crate::provision::{Parameters, Source};
use calendar::Day;
use definitions::toml_file::Table;

/// Whether new spells can begin: lov nr. 1750 of 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RessourceforlobPhaseOut {
    /// Whether somebody can be referred to a new one.
    pub new_spells: bool,
    /// The day by which the last one ends in the ordinary way, where the scheme is closed.
    pub last_ordinary_end: Option<Day>,
}

impl Parameters for RessourceforlobPhaseOut {
    const SOURCE: Source = Source {
        id: "ressourceforlob_phase_out",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<RessourceforlobPhaseOut, definitions::Error> {
        let new_spells = version.flag("new_spells")?;
        let last_ordinary_end = version.optional_date("last_ordinary_end")?.map(|day| day.value);
        Ok(RessourceforlobPhaseOut { new_spells, last_ordinary_end })
    }
}

impl RessourceforlobPhaseOut {
    /// Whether a last day lies beyond the last ordinary end, which there is only where the scheme is closed.
    pub fn is_beyond(&self, last: Day) -> bool {
        self.last_ordinary_end.is_some_and(|end| end < last)
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
        each(&RessourceforlobPhaseOut::SOURCE, &["day", "can begin"], 5, |row| {
            let rule = &law.ressourceforlob_phase_out.on(row.day("day")).unwrap().rule;
            assert_eq!(rule.answers(|rule| rule.new_spells), answer(row, "can begin"), "{}", row.place);
        });
        each(&RessourceforlobPhaseOut::SOURCE, &["on", "last day", "beyond the last ordinary end"], 4, |row| {
            let rule = &law.ressourceforlob_phase_out.on(row.day("on")).unwrap().rule;
            let beyond = rule.answers(|rule| rule.is_beyond(row.day("last day")));
            assert_eq!(beyond, answer(row, "beyond the last ordinary end"), "{}", row.place);
        });
    }
}

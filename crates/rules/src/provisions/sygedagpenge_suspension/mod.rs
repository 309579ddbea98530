//! Nobody passed from sygedagpenge to jobafklaring: the epidemic of 2020 and 2021.

use crate::provision::{Parameters, Source, number};
use definitions::toml_file::Table;

/// The extension of sygedagpenge: sygedagpengeloven chapter 8 a.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SygedagpengeSuspension {
    /// By how many months the payments were extended at a time, where that was read.
    pub months: Option<i32>,
}

impl Parameters for SygedagpengeSuspension {
    const SOURCE: Source = Source {
        id: "sygedagpenge_suspension",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<SygedagpengeSuspension, definitions::Error> {
        let months = match version.optional_integer("months")? {
            Some(_) => Some(number(version, "months", 1..=24)?),
            None => None,
        };
        Ok(SygedagpengeSuspension { months })
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
        each(&SygedagpengeSuspension::SOURCE, &["on", "nobody passes to jobafklaring"], 14, |row| {
            let rule = &law.sygedagpenge_suspension.on(row.day("on")).unwrap().rule;
            assert_eq!(rule.answers(|_| true), answer(row, "nobody passes to jobafklaring"), "{}", row.place);
        });
    }
}

//! The three categories of sick people.

use crate::provision::{Parameters, Source, number};
use definitions::toml_file::Table;

/// What parts the categories: sygedagpengeloven § 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SygedagpengeCategories {
    /// Whoever is expected to be fit within so many weeks is in category 1.
    pub fit_within_weeks: i32,
    /// A case in category 3 goes before the rehabilitation team within so many weeks.
    pub team_within_weeks: i32,
}

/// A category of § 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// 1: fit soon.
    Soon,
    /// 2: fit later.
    Later,
    /// 3: fit later, and with other challenges.
    LaterWithChallenges,
}

impl Parameters for SygedagpengeCategories {
    const SOURCE: Source = Source {
        id: "sygedagpenge_categories",
        text: include_str!("text.md"),
        parameters: include_str!("parameters.toml"),
    };

    fn read(version: &Table<'_>) -> Result<SygedagpengeCategories, definitions::Error> {
        Ok(SygedagpengeCategories {
            fit_within_weeks: number(version, "fit_within_weeks", 1..=520)?,
            team_within_weeks: number(version, "team_within_weeks", 1..=520)?,
        })
    }
}

impl SygedagpengeCategories {
    /// The category of somebody who is expected to be fit in so many weeks.
    pub fn category(&self, weeks_to_fit: i32, other_challenges: bool) -> Category {
        match (weeks_to_fit <= self.fit_within_weeks, other_challenges) {
            (true, _) => Category::Soon,
            (false, false) => Category::Later,
            (false, true) => Category::LaterWithChallenges,
        }
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
        let columns = ["on", "weeks to being fit", "other challenges", "category"];
        each(&SygedagpengeCategories::SOURCE, &columns, 8, |row| {
            let rule = &law.sygedagpenge_categories.on(row.day("on")).unwrap().rule;
            let (weeks, challenges) = (row.number(columns[1]), row.get(columns[2]) == "yes");
            let told = rule.in_force().map_or("unknown", |rule| match rule.category(weeks, challenges) {
                Category::Soon => "1",
                Category::Later => "2",
                Category::LaterWithChallenges => "3",
            });
            assert_eq!(told, row.get("category"), "{}", row.place);
        });
    }
}

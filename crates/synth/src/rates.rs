//! How often people come onto benefits, how long they stay, and where they go: the numbers of the model.
//!
//! They are round, and set so that a country of 5.8 million gives the orders of magnitude of published
//! figures of 2013 to 2026. Rates of kontanthjælp and its neighbors differ strongly by [`Exposure`].
//!
//! Ressourceforløb with the settings [`crate::Settings::usual`] and seed 1, spells joined over whole calendar months:
//!
//! | | published | model |
//! |---|---|---|
//! | Copenhagen, persons, 2018Q2 | about 3,000 | 3,266 |
//! | Copenhagen, started and ended, 2017Q2 | 200 and 102 | 238 and 100 |
//! | Copenhagen, started and ended, 2018Q2 | 260 and 115 | 274 and 164 |
//! | Copenhagen, running on 22 May 2026 | 2,845 | 2,936 |
//! | the country, started 2013-2014 | 9,466 | 9,678 |
//! | the country, ended to June 2014 | 367 | 354 |

use crate::benefits::{RESOURCE_CLOSED, RESOURCE_FROM, State};
use crate::draws::{Draws, Quantiles};
use crate::population::{Exposure, Person, Sex};
use State::*;
use calendar::Day;

/// The benefits that can follow on self-support.
const ENTRIES: [State; 12] = [
    Unemployment,
    CashReady,
    CashNotReady,
    EducationAid,
    Sickness,
    Resource,
    FlexJob,
    DisabilityPension,
    Rehabilitation,
    EarlyRetirement,
    StudyGrant,
    Parental,
];

/// Ages for which there are rates of their own.
const OLDEST: usize = 70;

/// Entry rates from self-support, worked out once for each exposure, sex and age.
pub(crate) struct EntryRates {
    /// Per million and year, in the order of [`ENTRIES`]; the last one is their sum.
    table: Vec<[u32; 13]>,
}

impl EntryRates {
    pub(crate) fn new() -> EntryRates {
        let mut table = Vec::new();
        for exposure in [Exposure::Low, Exposure::Middle, Exposure::High] {
            for sex in [Sex::Woman, Sex::Man] {
                for age in 0..=OLDEST as u32 {
                    let mut rates = [0; 13];
                    for (rate, state) in rates.iter_mut().zip(ENTRIES) {
                        *rate = base_rate(state, age, sex) / 100 * exposure_per_cent(state, exposure);
                    }
                    rates[12] = rates.iter().sum::<u32>().min(1_000_000);
                    table.push(rates);
                }
            }
        }
        EntryRates { table }
    }

    /// Walks from `day` in steps of a year until a benefit begins; none where `limit` comes first.
    pub(crate) fn leave_self_support(
        &self,
        person: &Person,
        mut day: Day,
        limit: Day,
        draws: &mut Draws,
    ) -> Option<(Day, State)> {
        let row = (person.exposure as usize * 2 + person.sex as usize) * (OLDEST + 1);
        while day < limit {
            let rates = &self.table[row + (person.age(day) as usize).min(OLDEST)];
            let mut left = draws.below(1_000_000);
            if left < rates[12] {
                let entry = rates[..12].iter().position(|rate| {
                    let hit = left < *rate;
                    left = left.saturating_sub(*rate);
                    hit
                });
                let begins = day + draws.between(1, 365);
                let state = ENTRIES[entry.unwrap_or(0)];
                if begins >= limit {
                    return None;
                }
                if draws.per_cent(calendar_per_cent(state, begins)) {
                    return Some((begins, state));
                }
            }
            day = day + 365;
        }
        None
    }
}

/// Entries per million persons and year for those of middling exposure, at the busiest time.
fn base_rate(state: State, age: u32, sex: Sex) -> u32 {
    let woman = sex == Sex::Woman;
    match (state, age) {
        (_, ..18) => 0,
        (Unemployment, 18..25) => 40_000,
        (Unemployment, 25..35) => 105_000,
        (Unemployment, 35..50) => 75_000,
        (Unemployment, 50..) => 62_000,
        (Sickness, ..68) => {
            if woman {
                82_000
            } else {
                66_000
            }
        }
        (CashReady, 30..50) => 11_000,
        (CashReady, 50..63) => 6_000,
        (CashNotReady, 30..60) => 3_200,
        (EducationAid, 18..25) => 42_000,
        (EducationAid, 25..30) => 26_000,
        (Resource, 20..55) => 350,
        (FlexJob, 28..62) => 1_500,
        (DisabilityPension, 18) => 5_000,
        (DisabilityPension, 40..64) => 600,
        (Rehabilitation, 20..50) => 700,
        (EarlyRetirement, 60..) => 70_000,
        (StudyGrant, 18..22) => 330_000,
        (StudyGrant, 22..25) => 200_000,
        (StudyGrant, 25..30) => 60_000,
        (StudyGrant, 30..40) => 8_000,
        (Parental, 20..25) => {
            if woman {
                40_000
            } else {
                20_000
            }
        }
        (Parental, 25..35) => {
            if woman {
                125_000
            } else {
                85_000
            }
        }
        (Parental, 35..40) => {
            if woman {
                60_000
            } else {
                65_000
            }
        }
        (Parental, 40..46) => {
            if woman {
                10_000
            } else {
                20_000
            }
        }
        _ => 0,
    }
}

/// By how much exposure raises or lowers a rate, in per cent.
fn exposure_per_cent(state: State, exposure: Exposure) -> u32 {
    let by_exposure = match state {
        Unemployment => [80, 120, 160],
        Sickness => [70, 130, 220],
        CashReady => [15, 100, 700],
        CashNotReady | Resource | DisabilityPension => [10, 80, 800],
        EducationAid => [20, 120, 600],
        FlexJob => [30, 120, 500],
        Rehabilitation => [50, 150, 300],
        StudyGrant => [110, 80, 35],
        EarlyRetirement => [100, 100, 30],
        _ => [100, 100, 100],
    };
    by_exposure[exposure as usize]
}

/// How much of the busiest time's rate holds on a day, in per cent: crises, booms, schemes phased in and out.
pub(crate) fn calendar_per_cent(state: State, day: Day) -> u32 {
    match state {
        Resource if day < RESOURCE_FROM || day >= RESOURCE_CLOSED => 0,
        Rehabilitation if day >= RESOURCE_CLOSED => 0,
        Resource => match day.year() {
            2013 => 32,
            2014 => 59,
            2015..2020 => 68,
            2020 | 2021 => 63,
            2022 => 92,
            _ => 100,
        },
        Unemployment => match day.year() {
            ..2014 | 2020 => 100,
            2014..2017 => 85,
            2017..2020 | 2021 => 75,
            _ => 65,
        },
        EarlyRetirement => match day.year() {
            ..2014 => 100,
            2014..2019 => 70,
            _ => 45,
        },
        _ => 100,
    }
}

/// The days that a state lasts, where nothing else (a limit, a birthday, the pension age) ends it first.
pub(crate) fn durations(state: State, sex: Sex) -> &'static Quantiles {
    match state {
        Unemployment => &[5, 30, 60, 95, 140, 200, 290, 430, 730],
        CashReady => &[8, 45, 90, 150, 220, 320, 480, 800, 2_000],
        CashNotReady => &[25, 220, 450, 750, 1_100, 1_600, 2_300, 3_500, 7_000],
        EducationAid => &[14, 70, 140, 230, 340, 480, 700, 1_050, 2_600],
        Integration => &[90, 300, 500, 800, 1_100, 1_500, 2_000, 2_800, 4_000],
        Sickness => &[3, 14, 25, 40, 60, 90, 160, 330, 1_000],
        Clarification => &[10, 70, 160, 270, 400, 560, 760, 1_000, 1_500],
        // Exponential with a mean of fourteen years: the plan ends most spells first.
        Resource => &[5, 560, 1_420, 2_400, 3_540, 5_010, 7_080, 10_600, 23_000],
        FlexJob => &[30, 250, 500, 900, 1_400, 2_000, 2_800, 4_500, 9_000],
        FlexUnemployment => &[10, 50, 100, 170, 250, 360, 520, 850, 2_500],
        Rehabilitation => &[60, 200, 350, 500, 650, 800, 1_000, 1_300, 1_800],
        StudyGrant => &[90, 300, 600, 900, 1_200, 1_500, 1_800, 2_200, 2_900],
        Parental if sex == Sex::Man => &[7, 14, 14, 21, 30, 45, 70, 110, 220],
        Parental => &[90, 220, 280, 300, 310, 315, 320, 340, 400],
        SelfSupport | DisabilityPension | EarlyRetirement | OldAgePension => &[40_000; 9],
    }
}

/// The days that members of group 2 wait for another benefit.
pub(crate) const GROUP_2_WAIT: Quantiles = [15, 55, 95, 140, 200, 280, 400, 650, 1_500];

/// Where members of group 2 go after kontanthjælp: they are in the project because one of the three is in sight.
pub(crate) const AFTER_GROUP_2: &[(State, u32)] =
    &[(Resource, 47), (DisabilityPension, 33), (FlexUnemployment, 9), (FlexJob, 7), (SelfSupport, 2), (CashReady, 2)];

/// Where people go from a state that ends on `day`, with weights.
pub(crate) fn destinations(state: State, day: Day, age: u32, days_in_state: i32) -> &'static [(State, u32)] {
    match state {
        Unemployment if age >= 60 => {
            &[(SelfSupport, 60), (EarlyRetirement, 28), (Sickness, 8), (CashReady, 2), (FlexJob, 2)]
        }
        Unemployment if days_in_state > 600 => {
            &[(SelfSupport, 60), (CashReady, 26), (Sickness, 9), (CashNotReady, 2), (StudyGrant, 3)]
        }
        Unemployment => {
            &[(SelfSupport, 78), (Sickness, 8), (CashReady, 3), (StudyGrant, 5), (Parental, 5), (Rehabilitation, 1)]
        }
        CashReady => &[
            (SelfSupport, 58),
            (CashNotReady, 24),
            (Unemployment, 6),
            (StudyGrant, 4),
            (Sickness, 4),
            (Parental, 3),
            (Rehabilitation, 1),
        ],
        CashNotReady if age < 40 => &[
            (Resource, 68),
            (CashReady, 15),
            (SelfSupport, 20),
            (DisabilityPension, 3),
            (FlexUnemployment, 7),
            (StudyGrant, 4),
            (Rehabilitation, 3),
        ],
        CashNotReady => &[
            (Resource, 53),
            (CashReady, 12),
            (SelfSupport, 17),
            (DisabilityPension, 20),
            (FlexUnemployment, 9),
            (FlexJob, 4),
            (Rehabilitation, 1),
        ],
        EducationAid => &[
            (SelfSupport, 46),
            (StudyGrant, 32),
            (Resource, 12),
            (Unemployment, 4),
            (Parental, 5),
            (DisabilityPension, 1),
            (Rehabilitation, 1),
            (Sickness, 2),
        ],
        Integration => &[
            (SelfSupport, 54),
            (CashNotReady, 17),
            (CashReady, 13),
            (StudyGrant, 7),
            (Parental, 5),
            (Resource, 5),
            (Unemployment, 1),
        ],
        Sickness if days_in_state > 300 => &[
            (SelfSupport, 56),
            (Unemployment, 10),
            (FlexJob, 11),
            (FlexUnemployment, 8),
            (Resource, 11),
            (DisabilityPension, 5),
            (CashNotReady, 3),
            (Rehabilitation, 1),
        ],
        Sickness => &[(SelfSupport, 88), (Unemployment, 9), (Parental, 2), (CashReady, 1)],
        Clarification => &[
            (SelfSupport, 36),
            (Unemployment, 11),
            (Resource, 25),
            (FlexUnemployment, 12),
            (FlexJob, 10),
            (CashNotReady, 6),
            (DisabilityPension, 5),
            (Sickness, 3),
            (StudyGrant, 1),
            (Rehabilitation, 1),
        ],
        Resource => match day.year() {
            ..2015 => &[
                (DisabilityPension, 46),
                (SelfSupport, 24),
                (FlexUnemployment, 10),
                (FlexJob, 4),
                (CashNotReady, 8),
                (Unemployment, 2),
                (Rehabilitation, 1),
                (Sickness, 2),
                (Parental, 2),
                (StudyGrant, 1),
            ],
            2015..2018 => &[
                (DisabilityPension, 38),
                (SelfSupport, 9),
                (FlexUnemployment, 16),
                (FlexJob, 7),
                (CashNotReady, 19),
                (Unemployment, 2),
                (Rehabilitation, 2),
                (Sickness, 3),
                (Parental, 2),
                (StudyGrant, 2),
            ],
            _ => &[
                (DisabilityPension, 55),
                (SelfSupport, 3),
                (FlexUnemployment, 19),
                (FlexJob, 11),
                (CashNotReady, 5),
                (Unemployment, 1),
                (Rehabilitation, 1),
                (Sickness, 2),
                (Parental, 2),
                (StudyGrant, 1),
            ],
        },
        FlexJob => &[
            (FlexUnemployment, 70),
            (DisabilityPension, 12),
            (SelfSupport, 12),
            (Parental, 2),
            (Resource, 1),
            (EarlyRetirement, 3),
        ],
        FlexUnemployment => &[
            (FlexJob, 72),
            (DisabilityPension, 12),
            (SelfSupport, 7),
            (Resource, 3),
            (EarlyRetirement, 3),
            (Parental, 1),
            (CashNotReady, 2),
        ],
        Rehabilitation => &[
            (SelfSupport, 56),
            (Unemployment, 16),
            (CashReady, 9),
            (FlexUnemployment, 10),
            (Sickness, 4),
            (Resource, 4),
            (CashNotReady, 1),
        ],
        StudyGrant => &[(SelfSupport, 80), (Unemployment, 14), (EducationAid, 3), (Parental, 2), (Sickness, 1)],
        Parental => &[(SelfSupport, 89), (Unemployment, 7), (StudyGrant, 1), (CashReady, 2), (Sickness, 1)],
        SelfSupport | DisabilityPension | EarlyRetirement | OldAgePension => &[(SelfSupport, 1)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_year_has_more_entries_than_people() {
        for rates in &EntryRates::new().table {
            assert!(rates[..12].iter().sum::<u32>() < 1_000_000, "{rates:?}");
        }
    }

    #[test]
    fn durations_never_fall() {
        for state in ENTRIES.into_iter().chain([Integration, Clarification, FlexUnemployment, OldAgePension]) {
            for sex in [Sex::Woman, Sex::Man] {
                assert!(durations(state, sex).is_sorted(), "{state:?}");
            }
        }
        assert!(GROUP_2_WAIT.is_sorted());
    }
}

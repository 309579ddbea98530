//! Who the persons are: birth, sex, origin, death, coming and going.
//!
//! An extract is about everybody who lived in the country on some day of its coverage: those present on
//! the first day (with the ages of Denmark around 2013), those born later and those who immigrate later.

use crate::draws::Draws;
use calendar::Day;

/// Sex, as registers have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Woman,
    Man,
}

/// `herkomst`: whether a person or the parents immigrated, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Danish,
    WesternImmigrant,
    OtherImmigrant,
    WesternDescendant,
    OtherDescendant,
}

impl Origin {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Origin::Danish => "dansk",
            Origin::WesternImmigrant => "indvandrer_vestlig",
            Origin::OtherImmigrant => "indvandrer_ikkevestlig",
            Origin::WesternDescendant => "efterkommer_vestlig",
            Origin::OtherDescendant => "efterkommer_ikkevestlig",
        }
    }

    fn is_immigrant(self) -> bool {
        matches!(self, Origin::WesternImmigrant | Origin::OtherImmigrant)
    }
}

/// How exposed to illness and unemployment somebody is through life. Benefits gather on few people; without this
/// trait everybody would be on kontanthjælp once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exposure {
    Low = 0,
    Middle = 1,
    High = 2,
}

/// What is settled about a person before any benefit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) birth: Day,
    pub(crate) sex: Sex,
    pub(crate) origin: Origin,
    pub(crate) exposure: Exposure,
    /// The first day in the country: birth or immigration.
    pub(crate) arrived: Day,
    /// The day of death, at whatever date; nobody dies abroad here.
    pub(crate) died: Option<Day>,
    /// The first day abroad.
    pub(crate) emigrated: Option<Day>,
}

impl Person {
    /// The first day on which no benefit can be paid any more.
    pub(crate) fn until(&self) -> Day {
        match (self.emigrated, self.died) {
            (Some(emigrated), _) => emigrated,
            (None, Some(died)) => died,
            (None, None) => Day::MAX,
        }
    }

    /// The age in whole years, near enough for a rate (a birthday may be a day off).
    pub(crate) fn age(&self, day: Day) -> u32 {
        ((day - self.birth).max(0) as u32 * 4) / 1_461
    }

    /// The first day of the age at which folkepension is paid: 65 years for those born before 1954, then
    /// rising with the year of birth to 70.
    pub(crate) fn pension_day(&self) -> Day {
        let (year, month, _) = self.birth.civil();
        let months = match (year, month) {
            (..1954, _) => 65 * 12,
            (1954, ..7) => 65 * 12 + 6,
            (1954, _) => 66 * 12,
            (1955, ..7) => 66 * 12 + 6,
            (..1963, _) => 67 * 12,
            (..1967, _) => 68 * 12,
            (..1971, _) => 69 * 12,
            _ => 70 * 12,
        };
        self.birth.add_months(months)
    }
}

/// Residents on the first day by age in bands of five years from 0-4 to 95-99, in thousands.
const RESIDENTS: [u32; 20] =
    [325, 330, 335, 350, 350, 325, 330, 365, 405, 415, 375, 350, 340, 340, 250, 175, 120, 72, 32, 8];

/// Births and immigrations a year, in thousands.
const BIRTHS: u32 = 61;
const IMMIGRATIONS: u32 = 65;

/// Deaths in a million persons in a year of their age, in bands of five years from 0-4 to 105-109, both sexes.
const DEATHS: [u64; 22] = [
    900, 80, 90, 250, 400, 450, 550, 800, 1_300, 2_100, 3_500, 5_500, 8_800, 13_500, 21_500, 35_000, 62_000, 115_000,
    200_000, 310_000, 430_000, 600_000,
];

/// Nobody grows older than this.
const OLDEST: usize = 110;

/// The population that an extract is drawn from.
pub(crate) struct Population {
    from: Day,
    to: Day,
    /// Of a billion born, how many reach each age: women, men.
    survivors: [[u64; OLDEST + 1]; 2],
}

impl Population {
    /// Those who live in the country on some day from `from` to `to`.
    pub(crate) fn new(from: Day, to: Day) -> Population {
        let survivors = [85, 115].map(|of_hundred| {
            let mut left = 1_000_000_000_u64;
            std::array::from_fn(|age| {
                let reached = left;
                let dying = (DEATHS[(age / 5).min(21)] * of_hundred / 100).min(900_000);
                left = if age + 1 == OLDEST { 0 } else { left * (1_000_000 - dying) / 1_000_000 };
                reached
            })
        });
        Population { from, to, survivors }
    }

    /// One person.
    pub(crate) fn draw(&self, draws: &mut Draws) -> Person {
        let days = (self.to - self.from + 1) as u32;
        let present: u32 = RESIDENTS.iter().sum();
        let kind = draws.pick(&[(0, present * 365), (1, BIRTHS * days), (2, IMMIGRATIONS * days)]);
        let sex = if draws.per_mille(503) { Sex::Woman } else { Sex::Man };
        let (birth, origin, arrived) = match kind {
            0 => self.draw_resident(draws),
            1 => {
                let birth = self.from + draws.below(days) as i32;
                let origin = draws.pick(&[
                    (Origin::Danish, 860),
                    (Origin::WesternDescendant, 30),
                    (Origin::OtherDescendant, 110),
                ]);
                (birth, origin, birth)
            }
            _ => {
                let arrived = self.from + draws.below(days) as i32;
                let (youngest, years) =
                    draws.pick(&[((0, 18), 18), ((18, 7), 27), ((25, 10), 35), ((35, 15), 15), ((50, 15), 5)]);
                let birth = arrived - (youngest * 365 + years * draws.between(0, 364) + draws.between(1, 90));
                (birth, draws.pick(&[(Origin::WesternImmigrant, 52), (Origin::OtherImmigrant, 48)]), arrived)
            }
        };
        let exposure = match origin {
            Origin::OtherImmigrant => draws.pick(&[(Exposure::Low, 45), (Exposure::Middle, 35), (Exposure::High, 20)]),
            _ => draws.pick(&[(Exposure::Low, 63), (Exposure::Middle, 28), (Exposure::High, 9)]),
        };
        let present_from = arrived.max(self.from);
        let died = self.draw_death(birth, sex, present_from, draws);
        let emigrated = self.draw_emigration(origin, birth, present_from, draws).filter(|emigrated| *emigrated < died);
        let died = if emigrated.is_some() { None } else { Some(died) };
        Person { birth, sex, origin, exposure, arrived, died, emigrated }
    }

    /// Birth, origin and arrival of somebody present on the first day.
    fn draw_resident(&self, draws: &mut Draws) -> (Day, Origin, Day) {
        let mut left = draws.below(RESIDENTS.iter().sum());
        let mut band = 0;
        while left >= RESIDENTS[band] {
            left -= RESIDENTS[band];
            band += 1;
        }
        let age_in_days = band as i32 * 1_826 + draws.between(0, 1_825);
        let birth = self.from - age_in_days;
        // Descendants are young, since immigration is recent.
        let origin = if band < 6 {
            draws.pick(&[
                (Origin::Danish, 850),
                (Origin::WesternImmigrant, 28),
                (Origin::OtherImmigrant, 42),
                (Origin::WesternDescendant, 8),
                (Origin::OtherDescendant, 72),
            ])
        } else {
            draws.pick(&[
                (Origin::Danish, 896),
                (Origin::WesternImmigrant, 38),
                (Origin::OtherImmigrant, 62),
                (Origin::WesternDescendant, 1),
                (Origin::OtherDescendant, 3),
            ])
        };
        let arrived = if origin.is_immigrant() { birth + draws.between(0, age_in_days) } else { birth };
        (birth, origin, arrived)
    }

    /// The day of death of somebody alive on `alive`: the age that a random one of those who reach the present age reaches.
    fn draw_death(&self, birth: Day, sex: Sex, alive: Day, draws: &mut Draws) -> Day {
        let survivors = &self.survivors[sex as usize];
        let age = (((alive - birth).max(0) as usize * 4) / 1_461).min(OLDEST - 1);
        let rank = (survivors[age] * u64::from(draws.bits())) >> 32;
        let last_age = age + survivors[age + 1..].partition_point(|reached| *reached > rank);
        let died = birth + (last_age as i32 * 1_461) / 4 + draws.between(0, 364);
        if died > alive { died } else { alive + draws.between(1, 300) }
    }

    /// The first day abroad, if somebody emigrates before the coverage is over. Young immigrants leave most.
    fn draw_emigration(&self, origin: Origin, birth: Day, present: Day, draws: &mut Draws) -> Option<Day> {
        let per_mille = match origin {
            Origin::Danish => 2,
            Origin::WesternImmigrant => 80,
            Origin::OtherImmigrant => 22,
            Origin::WesternDescendant | Origin::OtherDescendant => 6,
        };
        let mut day = present;
        while day <= self.to {
            let age = (day - birth) / 365;
            let share = if (18..=45).contains(&age) { per_mille } else { per_mille / 2 };
            if draws.per_mille(share) {
                return Some(day + draws.between(1, 365));
            }
            day = day + 365;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Purpose, Streams};

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn everybody_is_present_on_some_covered_day() {
        let (from, to) = (day("2013-01-01"), day("2020-12-31"));
        let population = Population::new(from, to);
        let streams = Streams::new(11);
        let mut over_80 = 0;
        for number in 0..20_000 {
            let person = population.draw(&mut streams.of(number, Purpose::Life));
            assert!(person.birth <= person.arrived && person.arrived <= to, "{person:?}");
            assert!(person.until() > from && person.until() > person.arrived, "{person:?}");
            assert!(person.died.is_none_or(|died| died.age(person.birth) <= 111), "{person:?}");
            over_80 += usize::from(person.age(from) >= 80 && person.birth < from);
        }
        assert!((500..1_100).contains(&over_80), "{over_80} of 20,000 are over 80");
    }

    #[test]
    fn pension_ages_rise_with_the_year_of_birth() {
        let on = |birth: &str| {
            let person = Person {
                birth: day(birth),
                sex: Sex::Woman,
                origin: Origin::Danish,
                exposure: Exposure::Low,
                arrived: day(birth),
                died: None,
                emigrated: None,
            };
            person.pension_day().to_string()
        };
        assert_eq!(on("1953-12-31"), "2018-12-31");
        assert_eq!(on("1954-01-01"), "2019-07-01");
        assert_eq!(on("1955-07-01"), "2022-07-01");
        assert_eq!(on("1967-03-01"), "2036-03-01");
    }
}

//! Where a person lives on a day, in the test's small country.

use crate::days::date;
use calendar::Day;
use definitions::Dimension;
use register::{PersonRows, Stay};

/// The country: code, name, region.
pub(crate) const COUNTRY: [(u16, &str, &str); 9] = [
    (101, "København", "hovedstaden"),
    (153, "Brøndby", "hovedstaden"),
    (161, "Glostrup", "hovedstaden"),
    (165, "Albertslund", "hovedstaden"),
    (169, "Høje-Taastrup", "hovedstaden"),
    (183, "Ishøj", "hovedstaden"),
    (187, "Vallensbæk", "hovedstaden"),
    (253, "Greve", "sjaelland"),
    (411, "Christiansø", "hovedstaden"),
];

/// The job centre that two municipalities share until the end of 2021.
const SHARED: &str = "Vallensbæk/Ishøj";

/// Where a person lives on a day: of stays that overlap the one that began later.
pub(crate) fn municipality(person: &PersonRows, day: Day) -> Option<u16> {
    let stays = person.stays.iter().filter(|stay| stay.from <= day && day < stay.until);
    stays.max_by_key(|Stay { from, until, municipality }| (*from, *until, *municipality)).map(|stay| stay.municipality)
}

fn jobcentre(municipality: u16, day: Day) -> Option<&'static str> {
    match municipality {
        183 | 187 if day < date("2022-01-01") => Some(SHARED),
        411 => None,
        _ => COUNTRY.iter().find(|(code, ..)| *code == municipality).map(|(_, name, _)| *name),
    }
}

/// The region of a municipality.
pub(crate) fn region(municipality: u16) -> &'static str {
    COUNTRY.iter().find(|(code, ..)| *code == municipality).unwrap().2
}

/// The area that a person lives in on a day, by id.
pub(crate) fn area(person: &PersonRows, day: Day, dimension: Dimension) -> String {
    let lives = municipality(person, day);
    let area = match dimension {
        Dimension::Municipality => lives.map(|code| code.to_string()),
        Dimension::Jobcentre => lives.and_then(|code| jobcentre(code, day)).map(str::to_owned),
        _ => lives.map(|code| region(code).to_owned()),
    };
    area.unwrap_or_else(|| "unknown".into())
}

/// All areas of a dimension, by id.
pub(crate) fn areas(dimension: Dimension) -> Vec<String> {
    let mut areas: Vec<String> = match dimension {
        Dimension::Municipality => COUNTRY.iter().map(|(code, ..)| code.to_string()).collect(),
        Dimension::Jobcentre => {
            let own = COUNTRY.iter().filter(|(code, ..)| *code != 411).map(|(_, name, _)| *name);
            own.chain([SHARED]).map(str::to_owned).collect()
        }
        _ => COUNTRY.iter().map(|(.., region)| (*region).to_owned()).collect(),
    };
    areas.sort();
    areas.dedup();
    areas
}

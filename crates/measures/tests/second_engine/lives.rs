//! The life of spells from their start, and the share that is where a row says at the end of its band.

use crate::days::{later, months_later};
use crate::joining::Rule;
use crate::slow::{Ground, Register, Unit};
use calendar::{Day, Span};
use definitions::{Life, Measure};
use measures::Ratio;

/// The bands of months, from the lowest on.
pub(crate) const BANDS: [(i32, &str); 10] = [
    (0, "0-3 months"),
    (3, "3-6 months"),
    (6, "6-9 months"),
    (9, "9-12 months"),
    (12, "12-18 months"),
    (18, "18-24 months"),
    (24, "24-36 months"),
    (36, "36-48 months"),
    (48, "48-60 months"),
    (60, "over 60 months"),
];

/// The latest day of which it is known of every spell whether that is its first day without payment, and what came next.
pub(crate) fn last_known(register: &Register, measure: &Measure) -> Option<Day> {
    let covered = register.covered;
    let (life, (_, name)) = measure.life.as_ref().zip(measure.gap())?;
    let rule = Rule { name, covered, began: None, ends: &[] };
    let mut day = covered.until;
    while day > covered.from {
        let last = day - 1;
        // Where an end is registered there is nothing to wait for.
        let decided = name == "register_end" || rule.decided(last);
        if decided && covered.contains(later(last, life.after)) {
            return Some(day);
        }
        day = last;
    }
    None
}

/// The first day on which the spell does not run any more as far as it is followed, and what came next; none of one that
/// began too late to be followed.
fn followed(ground: &Ground<'_>, unit: &Unit, life: &Life) -> Option<(Day, String)> {
    let known = ground.known?;
    let spell = unit.spell.unwrap().0;
    if spell.start >= known {
        return None;
    }
    if !spell.ended || spell.last + 1 > known {
        return Some((known, "still".into()));
    }
    let day = later(spell.last, life.after);
    let hierarchy = &ground.catalog.hierarchies.versions(&life.hierarchy).unwrap()[0];
    Some((spell.last + 1, ground.facts[unit.person].diary.first_match(hierarchy, Span::inclusive(day, day))))
}

pub(crate) fn reached(ground: &Ground<'_>, unit: &Unit) -> String {
    let life = ground.measure.life.as_ref().unwrap();
    let start = unit.spell.unwrap().0.start;
    followed(ground, unit, life).map_or("unknown".into(), |(until, _)| {
        let mut band = BANDS[0].1;
        for (months, id) in BANDS {
            if months_later(start, months) <= until {
                band = id;
            }
        }
        band.into()
    })
}

pub(crate) fn next(ground: &Ground<'_>, unit: &Unit) -> String {
    let life = ground.measure.life.as_ref().unwrap();
    followed(ground, unit, life).map_or("unknown".into(), |(_, next)| next)
}

/// Of spells, each with its band and what came next, the share that is in a state at the end of a band, in per cent.
pub(crate) fn share(spells: &[(String, String)], band: &str, state: &str) -> Option<Ratio> {
    let place = |id: &str| BANDS.iter().position(|(_, known)| *known == id);
    let wanted = place(band)?;
    if state == "all" || state == "unknown" || wanted + 1 == BANDS.len() {
        return None;
    }
    let spells: Vec<(usize, &str)> =
        spells.iter().filter_map(|(band, next)| Some((place(band)?, next.as_str()))).collect();
    if spells.is_empty() {
        return None;
    }
    let (mut still, mut gone) = (Ratio::whole(1), Ratio::whole(0));
    for at in 0..=wanted {
        let n = |of: &dyn Fn(&(usize, &str)) -> bool| spells.iter().filter(|spell| of(spell)).count() as i128;
        let entering = n(&|(band, _)| *band >= at);
        let lost = n(&|(band, next)| *band == at && *next == "still");
        let exits = n(&|(band, next)| *band == at && *next != "still");
        let own = n(&|(band, next)| *band == at && *next == state && *next != "still");
        if entering == 0 {
            if still.compare(Ratio::whole(0)).is_gt() {
                return None;
            }
            break;
        }
        if exits > 0 {
            // Twice the exposed: those lost count for half.
            let exposed = 2 * entering - lost;
            gone = gone.plus(still.times(Ratio::new(2 * own, exposed).unwrap()));
            still = if entering == exits {
                Ratio::whole(0)
            } else {
                still.times(Ratio::new(exposed - 2 * exits, exposed).unwrap())
            };
        }
    }
    Some(Ratio::whole(100).times(if state == "still" { still } else { gone }))
}

//! Homes: in which municipality a person lives when.

use crate::draws::Draws;
use crate::municipalities::Municipalities;
use crate::population::Person;
use crate::rows::Stay;
use calendar::Day;

/// The stays of a person up to the day of the extract, in order. They begin some years before the
/// coverage and are mostly without a break; a few persons are without a known home for some weeks.
pub(crate) fn draw_stays(
    person: &Person,
    municipalities: &Municipalities,
    covered_from: Day,
    extract_date: Day,
    draws: &mut Draws,
    stays: &mut Vec<Stay>,
) {
    stays.clear();
    // The last day in a home: the day of death, or the day before the first day abroad.
    let last = match (person.emigrated, person.died) {
        (Some(emigrated), _) => emigrated - 1,
        (None, Some(died)) => died,
        (None, None) => Day::MAX,
    };
    let known_to = last.min(extract_date);
    let mut from = person.arrived.max(covered_from - draws.between(400, 9_000));
    let mut home = municipalities.draw(draws);
    // Older moves would fill the table and change no figure of the coverage.
    let mut year = from.max(covered_from - 365);
    while year <= known_to {
        let per_mille = match person.age(year) {
            0..18 => 30,
            18..30 => 130,
            30..45 => 45,
            _ => 16,
        };
        if draws.per_mille(per_mille) {
            let moved = year + draws.between(1, 365);
            if moved > known_to {
                break;
            }
            let without_home = if draws.per_mille(8) { draws.between(3, 60) } else { 0 };
            stays.push(Stay { municipality: home, from, to: Some(moved - 1) });
            home = municipalities.draw_move(home, draws);
            from = moved + without_home;
        }
        year = year + 365;
        year = year.max(from);
    }
    if from <= known_to {
        stays.push(Stay { municipality: home, from, to: (last <= extract_date).then_some(last) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Purpose, Streams};
    use crate::population::Population;

    #[test]
    fn stays_follow_each_other_and_stop_with_the_person() {
        let (from, to): (Day, Day) = ("2013-01-01".parse().expect("a date"), "2020-12-31".parse().expect("a date"));
        let (population, municipalities, streams) = (Population::new(from, to), Municipalities::new(), Streams::new(2));
        let mut stays = Vec::new();
        let mut moves = 0;
        for number in 0..20_000 {
            let mut draws = streams.of(number, Purpose::Life);
            let person = population.draw(&mut draws);
            draw_stays(&person, &municipalities, from, to, &mut draws, &mut stays);
            assert!(stays.windows(2).all(|pair| pair[0].to.is_some_and(|to| to < pair[1].from)), "{stays:?}");
            assert!(
                stays.iter().all(|stay| stay.from >= person.arrived
                    && stay.to.is_none_or(|to| stay.from <= to && to <= person.until()))
            );
            moves += stays.len().saturating_sub(1);
        }
        assert!((5_000..12_000).contains(&moves), "{moves} moves of 20,000 persons in eight years");
    }
}

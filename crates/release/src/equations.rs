//! What ties the cells of a release to each other: totals, areas in areas, periods in periods.

use crate::Error;
use crate::cells::{Cells, Key, Rule};
use calendar::{Granularity, Period};
use definitions::{Dimension, Geography};
use protection::{Cell, Frequency, Known, Primary, Printing, Requirement, System};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most cells that are protected together.
const MOST_CELLS: usize = 400_000;

/// The one system of a release.
pub(crate) fn system(cells: &mut Cells, rule: Rule) -> Result<System, Error> {
    if cells.cells.len() > MOST_CELLS {
        return Err(Error::TooMany { cells: cells.cells.len(), most: MOST_CELLS });
    }
    let frequency = Frequency { threshold: rule.threshold, hide_zeros: !rule.zeros_shown };
    let latest = cells.places.keys().map(|key| key.period.span().until).max();
    let mut builder = System::builder();
    let mut ids = vec![None; cells.cells.len()];
    for (key, at) in &cells.places {
        let cell = &cells.cells[*at];
        let zero = cell.value == 0;
        let printing = match (cell.printed, zero && rule.zeros_shown) {
            (false, _) => Printing::Virtual,
            (true, true) => Printing::Shown,
            (true, false) => Printing::Free,
        };
        let known = if printing == Printing::Free && rule.zeros_shown { Known::ABOVE_ZERO } else { Known::COUNT };
        let made = Cell::new(cell.value).known(known).printing(printing).cost(cost(key, cell.value, latest));
        let small = frequency.check(cell.people).map(|primary| match cell.people == cell.value {
            true => primary,
            // Days and events of one or two people: nobody may come nearer to them than to twice as many.
            false => Primary::new(primary.reason, Requirement::levels(cell.value, 0, cell.value, 0)),
        });
        let made = if printing == Printing::Shown { made } else { made.primary(small) };
        ids[*at] = Some(builder.cell(made));
    }
    cells.ids = ids.into_iter().flatten().collect();
    let add = |builder: &mut protection::SystemBuilder, name: &str, total: usize, parts: &[usize]| {
        let sum: i64 = parts.iter().map(|part| cells.cells[*part].value).sum();
        let mut terms: Vec<_> = parts.iter().map(|part| (cells.ids[*part], 1)).collect();
        terms.push((cells.ids[total], -1));
        let rest = cells.cells[total].value - sum;
        if rest != 0 {
            // Persons of several parts: whoever knew how many there are would have an equation.
            terms.push((builder.cell(Cell::new(rest).known(Known::NOTHING).printing(Printing::Shown)), 1));
        }
        builder.equation(name, &terms);
    };
    for sum in &cells.sums {
        add(&mut builder, "the categories of an axis", sum.total, &sum.parts);
    }
    let sums = between(&cells.places).into_iter().chain(areas(&cells.places, &cells.geographies));
    for (name, total, parts) in sums {
        add(&mut builder, name, total, &parts);
    }
    Ok(builder.build()?)
}

/// Hiding costs by the size of what is hidden; totals and the latest period cost more.
fn cost(key: &Key, value: i64, latest: Option<calendar::Day>) -> u64 {
    let size = 1 + value.unsigned_abs().min(1 << 30);
    let totals = 1u64 << (2 * 4usize.saturating_sub(key.categories.len().min(4)));
    let recent = if Some(key.period.span().until) == latest { 2 } else { 1 };
    size * totals * recent
}

/// A sum between tables: its name, the cell of the whole, the cells of the parts.
type Between = (&'static str, usize, Vec<usize>);

/// The sums that no table has on one axis of its own: periods that make up a longer one.
fn between(places: &BTreeMap<Key, usize>) -> Vec<Between> {
    let mut found = Vec::new();
    let flows = |key: &Key| ["started", "ended", "occurred"].iter().any(|event| key.family.contains(event));
    for (key, total) in places.iter().filter(|(key, _)| flows(key)) {
        let span = key.period.span();
        for finer in [Granularity::Month, Granularity::Quarter, Granularity::Year] {
            let inside = Period::all_inside(span, finer);
            let whole = inside.len() > 1
                && inside.first().is_some_and(|first| first.span().from == span.from)
                && inside.last().is_some_and(|last| last.span().until == span.until);
            if !whole {
                continue;
            }
            let parts = inside.into_iter().map(|period| places.get(&Key { period, ..key.clone() }).copied());
            if let Some(parts) = parts.collect::<Option<Vec<usize>>>() {
                found.push(("the periods of a longer one", *total, parts));
            }
        }
    }
    found
}

/// The sums of municipalities: a region and a job centre are theirs, whichever tables have them. A job centre whose
/// municipalities change within a period is left out.
fn areas(places: &BTreeMap<Key, usize>, geographies: &[Arc<Geography>]) -> Vec<Between> {
    let plain = |dimension: Dimension| (dimension, String::new());
    let mut of_rest: BTreeMap<Key, Vec<(usize, String)>> = BTreeMap::new();
    for (key, cell) in places {
        let mut rest = key.clone();
        let code = rest.categories.remove(&plain(Dimension::Municipality));
        let other = [Dimension::Region, Dimension::Jobcentre];
        if let Some(code) = code
            && !other.iter().any(|dimension| rest.categories.contains_key(&plain(*dimension)))
        {
            of_rest.entry(rest).or_default().push((*cell, code));
        }
    }
    let mut found = Vec::new();
    for (rest, municipalities) in of_rest {
        let span = rest.period.span();
        for country in geographies {
            let place = |code: &str| code.parse().ok().and_then(|code| country.find(code));
            let mut whole = |dimension: Dimension, id: &str, is_in: &dyn Fn(usize) -> bool| {
                let mut key = rest.clone();
                key.categories.insert(plain(dimension), id.to_owned());
                if let Some(total) = places.get(&key) {
                    let parts = municipalities.iter().filter(|(_, code)| place(code).is_some_and(is_in));
                    found.push(("the municipalities of an area", *total, parts.map(|(cell, _)| *cell).collect()));
                }
            };
            for (at, region) in country.regions.iter().enumerate() {
                whole(Dimension::Region, &region.id, &|place| country.municipalities[place].region == at);
            }
            for (at, centre) in country.jobcentres.iter().enumerate() {
                let on = |place: usize, day| country.jobcentre_on(place, day) == Some(at);
                let n = country.municipalities.len();
                if (0..n).all(|place| on(place, span.from) == on(place, span.last_day())) {
                    whole(Dimension::Jobcentre, &centre.id, &|place| on(place, span.from));
                }
            }
        }
    }
    found
}

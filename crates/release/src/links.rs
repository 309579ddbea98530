//! What ties cells of different tables to each other: areas in areas, periods in periods, bands in bands, and a stock with
//! what comes to it and what leaves it.

use crate::cells::{Cells, Sum};
use crate::classes::REST;
use crate::key::{Key, STOCK, edge};
use calendar::{Day, Granularity, Period};
use definitions::{BandsOf, Dimension};
use std::collections::{BTreeMap, BTreeSet};

/// Terms that sum to zero: cells and their signs.
pub(crate) type Terms = Vec<(usize, i64)>;

/// Wholes whose parts are in other tables.
pub(crate) fn sums(cells: &Cells) -> BTreeSet<Sum> {
    let mut found = BTreeSet::new();
    periods(cells, &mut found);
    areas(cells, &mut found);
    centres_in_regions(cells, &mut found);
    found
}

/// Periods that make up a longer one.
fn periods(cells: &Cells, found: &mut BTreeSet<Sum>) {
    for (key, total) in cells.places.iter().filter(|(key, _)| cells.flows.contains(&key.family)) {
        let span = key.period.span();
        for finer in [Granularity::Month, Granularity::Quarter, Granularity::Year] {
            let inside = Period::all_inside(span, finer);
            let whole = inside.len() > 1
                && inside.first().is_some_and(|first| first.span().from == span.from)
                && inside.last().is_some_and(|last| last.span().until == span.until);
            if !whole {
                continue;
            }
            let parts = inside.into_iter().map(|period| cells.places.get(&Key { period, ..key.clone() }).copied());
            if let Some(parts) = parts.collect::<Option<Vec<usize>>>() {
                found.insert(Sum { total: *total, parts });
            }
        }
    }
    chained(cells, found);
}

/// A period that is another one and the time behind it: the first half-year, the first three quarters.
fn chained(cells: &Cells, found: &mut BTreeSet<Sum>) {
    // The cells of one family and the same categories, by their first day and the day after the last.
    type Periods = BTreeMap<(Day, Day), usize>;
    type Counted<'a> = (usize, &'a [(usize, usize)]);
    let mut groups: BTreeMap<Counted<'_>, Periods> = BTreeMap::new();
    for (key, cell) in cells.places.iter().filter(|(key, _)| cells.flows.contains(&key.family)) {
        let span = key.period.span();
        groups.entry((key.family, &key.categories)).or_default().insert((span.from, span.until), *cell);
    }
    for group in groups.values() {
        for ((from, until), total) in group {
            for ((_, between), first) in group.range((*from, *from)..(*from, *until)) {
                if let Some(last) = group.get(&(*between, *until)) {
                    found.insert(Sum { total: *total, parts: vec![*first, *last] });
                }
            }
        }
    }
}

/// Municipalities in regions, job centres and peer groups, whichever tables have them. A job centre whose municipalities
/// change within a period is left out.
fn areas(cells: &Cells, found: &mut BTreeSet<Sum>) {
    let number = |dimension: Dimension| cells.dimensions.find(dimension.id());
    let Some(municipality) = number(Dimension::Municipality) else { return };
    let others: Vec<usize> = [number(Dimension::Region), number(Dimension::Jobcentre)].into_iter().flatten().collect();
    let mut of_rest: BTreeMap<Key, Vec<(usize, &str)>> = BTreeMap::new();
    for (key, cell) in &cells.places {
        let in_other = others.iter().any(|other| key.category(*other).is_some());
        if let Some(category) = key.category(municipality).filter(|_| !in_other) {
            of_rest.entry(key.without(municipality)).or_default().push((*cell, cells.categories.name(category)));
        }
    }
    for (rest, municipalities) in of_rest {
        let span = rest.period.span();
        // Where some are taken together, all are there.
        let has_all = municipalities.iter().any(|(_, code)| code.starts_with(REST));
        for country in &cells.geographies {
            let place = |code: &str| code.trim_start_matches(REST).parse().ok().and_then(|code| country.find(code));
            let total = |dimension: Dimension, id: &str| {
                let (dimension, category) = (number(dimension)?, cells.categories.find(id)?);
                cells.places.get(&rest.with(dimension, category)).copied()
            };
            let mut whole = |total: usize, is_in: &dyn Fn(usize) -> bool| {
                let parts: Vec<&(usize, &str)> =
                    municipalities.iter().filter(|(_, code)| place(code).is_some_and(is_in)).collect();
                // Of some of them alone, of whom a filter lets pass, it is no sum.
                let is_there = |at: usize| parts.iter().any(|(_, code)| place(code) == Some(at));
                if has_all || (0..country.municipalities.len()).filter(|at| is_in(*at)).all(is_there) {
                    found.insert(Sum { total, parts: parts.into_iter().map(|(cell, _)| *cell).collect() });
                }
            };
            for (at, region) in country.regions.iter().enumerate() {
                if let Some(total) = total(Dimension::Region, &region.id) {
                    whole(total, &|place| country.municipalities[place].region == at);
                }
            }
            for (at, centre) in country.jobcentres.iter().enumerate() {
                let Some(total) = total(Dimension::Jobcentre, &centre.id) else { continue };
                let on = |place: usize, day| country.jobcentre_on(place, day) == Some(at);
                let n = country.municipalities.len();
                if (0..n).all(|place| on(place, span.from) == on(place, span.last_day())) {
                    whole(total, &|place| on(place, span.from));
                }
            }
        }
    }
}

/// Job centres in regions, also where no table is by municipality: a region is the sum of those that lie in it.
fn centres_in_regions(cells: &Cells, found: &mut BTreeSet<Sum>) {
    let number = |dimension: Dimension| cells.dimensions.find(dimension.id());
    let (Some(region), Some(jobcentre)) = (number(Dimension::Region), number(Dimension::Jobcentre)) else { return };
    let mut of_rest: BTreeMap<Key, Vec<(usize, &str)>> = BTreeMap::new();
    for (key, cell) in &cells.places {
        if let Some(category) = key.category(jobcentre).filter(|_| key.category(region).is_none()) {
            of_rest.entry(key.without(jobcentre)).or_default().push((*cell, cells.categories.name(category)));
        }
    }
    for (rest, centres) in of_rest {
        let days = [rest.period.span().from, rest.period.span().last_day()];
        for country in &cells.geographies {
            let all = || 0..country.municipalities.len();
            let region_of = |place: usize| country.municipalities[place].region;
            // The job centre that a municipality has all the while, where all of that lies in the region.
            let centre_of = |place: usize| {
                let [first, last] = days.map(|day| country.jobcentre_on(place, day));
                let centre = first.filter(|_| first == last)?;
                let shares = |other: &usize| days.iter().any(|day| country.jobcentre_on(*other, *day) == Some(centre));
                all().filter(shares).all(|other| region_of(other) == region_of(place)).then_some(centre)
            };
            let cell_of = |centre: usize| {
                let id = &country.jobcentres[centre].id;
                centres.iter().find(|(_, known)| known == id).map(|(cell, _)| *cell)
            };
            for (at, of) in country.regions.iter().enumerate() {
                let category = cells.categories.find(&of.id);
                let whole = category.and_then(|category| cells.places.get(&rest.with(region, category)));
                let Some(total) = whole.copied() else { continue };
                // Of some of them alone, or where one lies in two regions, it is no sum.
                let inside = all().filter(|place| region_of(*place) == at).map(|place| cell_of(centre_of(place)?));
                if let Some(parts) = inside.collect::<Option<BTreeSet<usize>>>() {
                    found.insert(Sum { total, parts: parts.into_iter().collect() });
                }
            }
        }
    }
}

/// A stock, those who come and those who go: what was there, and came, and did not leave, is there at the end. Only where
/// that holds: of a municipality, say, some move.
pub(crate) fn flows(cells: &Cells) -> Vec<Terms> {
    let mut found = Vec::new();
    let related = |family: usize, from: &str, to: &str| {
        let name = cells.families.name(family);
        let (before, after) = name.split_once(&format!(" {from}"))?;
        cells.families.find(&format!("{before} {to}{after}"))
    };
    for (comes, goes, stock) in [("started", "ended", STOCK), ("entered", "left", "member")] {
        // Who leaves has not the pay of who comes.
        for (key, came) in cells.places.iter().filter(|(_, came)| cells.cells[**came].amount.is_none()) {
            let (Some(left), Some(stock)) = (related(key.family, comes, goes), related(key.family, comes, stock))
            else {
                continue;
            };
            let find = |family: usize, period: Period| {
                cells.places.get(&Key { family, period, categories: key.categories.clone() }).copied()
            };
            let span = key.period.span();
            let found_all = (find(left, key.period), find(stock, edge(span.from)), find(stock, edge(span.until)));
            if let (Some(went), Some(before), Some(after)) = found_all {
                let terms = vec![(before, 1), (*came, 1), (went, -1), (after, -1)];
                let sum: i64 = terms.iter().map(|(cell, sign)| sign * cells.cells[*cell].value).sum();
                if sum == 0 {
                    found.push(terms);
                }
            }
        }
    }
    found
}

/// What two ways to cut the same bands leave between them: of who is under 25 in the one table and under 20 in the other,
/// those from 20 to 24 can be computed.
#[derive(Debug)]
pub(crate) struct Slivers {
    /// How many are in each, from the lowest on.
    pub(crate) values: Vec<i64>,
    /// Each band, and the slivers that it is made of.
    pub(crate) bands: Vec<(usize, std::ops::Range<usize>)>,
}

/// The slivers between bands that are cut in two ways, for each set of other categories.
pub(crate) fn slivers(cells: &Cells) -> Vec<Slivers> {
    // By what is cut and the cell's other categories: of each dimension, the bands with their ends.
    type Cut = BTreeMap<usize, Vec<((i32, i32), usize)>>;
    let mut cuts: BTreeMap<(BandsOf, Key), Cut> = BTreeMap::new();
    for (key, cell) in &cells.places {
        for (dimension, category) in &key.categories {
            let Some((what, bands)) = cells.bands.get(dimension) else { continue };
            let Some(ends) = bands.get(category) else { continue };
            let cut = cuts.entry((*what, key.without(*dimension))).or_default();
            cut.entry(*dimension).or_default().push((*ends, *cell));
        }
    }
    let mut found = Vec::new();
    for cut in cuts.into_values().filter(|cut| cut.len() > 1) {
        // How many are below each edge, as each way to cut tells it.
        let mut below: BTreeMap<i32, i64> = BTreeMap::new();
        let mut whole: Vec<&Vec<((i32, i32), usize)>> = Vec::new();
        let mut sorted: Vec<Vec<((i32, i32), usize)>> = cut.into_values().collect();
        sorted.iter_mut().for_each(|bands| bands.sort_unstable());
        for bands in &sorted {
            let is_whole = bands.windows(2).all(|pair| pair[0].0.1 == pair[1].0.0)
                && bands.last().is_some_and(|(ends, _)| ends.1 == i32::MAX);
            let agrees = whole.first().is_none_or(|first| first[0].0.0 == bands[0].0.0);
            if !is_whole || !agrees {
                continue;
            }
            let mut sum = 0;
            let mut own = vec![(bands[0].0.0, 0)];
            for ((_, end), cell) in bands {
                sum += cells.cells[*cell].value;
                own.push((*end, sum));
            }
            if own.iter().all(|(edge, sum)| below.get(edge).is_none_or(|known| known == sum)) {
                below.extend(own);
                whole.push(bands);
            }
        }
        let edges: Vec<(i32, i64)> = below.into_iter().collect();
        let values: Vec<i64> = edges.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
        // Amounts may be below 0.
        let is_count = whole.iter().flat_map(|bands| bands.iter()).all(|(_, cell)| cells.cells[*cell].amount.is_none());
        if whole.len() < 2 || (is_count && values.iter().any(|value| *value < 0)) {
            continue;
        }
        let at = |edge: i32| edges.partition_point(|(known, _)| *known < edge);
        let bands = whole.into_iter().flatten().map(|((from, to), cell)| (*cell, at(*from)..at(*to))).collect();
        found.push(Slivers { values, bands });
    }
    found
}

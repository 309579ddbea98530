//! Axis totals, and the sums that join tables of different levels: municipalities and regions, months and quarters.
//!
//! A level is a set of dimensions. From a level one comes to coarser ones by putting a dimension's parts together to
//! their wholes, or all its categories to the total. Where a level is in tables and finer ones are too, its cells are sums
//! of theirs; where two levels meet in one that no table has, its cells are unpublished, and both sum to them.

use crate::cells::{Categories, Cells, Level};
use crate::folder::{ALL, Axis};
use std::collections::{BTreeMap, BTreeSet};

/// More levels than this are not followed: every pair of tables meets somewhere.
const MOST_LEVELS: usize = 2_000;

/// How a coarser level comes from a finer one.
#[derive(Debug, Clone)]
struct Step {
    part: usize,
    /// The dimension of the wholes; none where all categories become the total.
    whole: Option<usize>,
    /// The parts of each whole; of the total under 0.
    parts: BTreeMap<usize, Vec<usize>>,
    whole_of: BTreeMap<usize, usize>,
    additive: bool,
}

/// Each level that can be reached, with the steps to it.
type Paths = BTreeMap<Level, Vec<usize>>;

/// Adds what the tables' own totals say.
pub(crate) fn add_totals(cells: &mut Cells<'_>) {
    let release = cells.release;
    for (number, table) in release.tables.iter().enumerate() {
        for (at, axis) in table.axes.iter().enumerate() {
            let Some(all) = axis.categories.iter().position(|category| category == ALL) else { continue };
            for place in 0..table.n_places() {
                let mut categories = table.categories(place);
                if categories[at] != all {
                    continue;
                }
                let mut places = Vec::new();
                for category in (0..axis.categories.len()).filter(|category| *category != all) {
                    categories[at] = category;
                    places.push(table.place(&categories));
                }
                if places.is_empty() {
                    // The axis tells only that nothing is broken down by it.
                    continue;
                }
                let of_family = |(_, of_places): &(usize, Vec<usize>)| {
                    (of_places[place], places.iter().map(|part| of_places[*part]).collect::<Vec<_>>())
                };
                let sums: Vec<(usize, Vec<usize>)> = cells.families_of(number).map(of_family).collect();
                for (whole, parts) in sums {
                    let says = format!("{}: the categories of {}", cells.cells[whole].name, axis.dimension);
                    cells.add_parts(whole, parts, axis.additive, &says);
                }
            }
        }
    }
}

/// Adds what the relations say, within each family.
pub(crate) fn add_relations(cells: &mut Cells<'_>) {
    for family in 0..cells.families.len() {
        let steps = steps(cells, family);
        add_common_parts(cells, family, &steps);
        let mut paths: BTreeMap<Level, Paths> =
            cells.families[family].levels.keys().map(|level| (level.clone(), reach(level, &steps))).collect();
        let meetings = meetings(&paths);
        for level in meetings {
            let sources = closest(&paths, &level);
            if sources.len() >= 2 {
                add_meeting(cells, family, &level, &sources, &paths, &steps);
                let from_here = reach(&level, &steps);
                paths.insert(level, from_here);
            }
        }
        let targets: Vec<Level> = paths.keys().cloned().collect();
        for level in targets {
            for source in closest(&paths, &level) {
                add_sums(cells, family, &level, &source, &paths[&source][&level], &steps);
            }
        }
    }
}

/// A step by names: the parts, the wholes, which part belongs to which whole, and whether the parts sum.
type Found = (String, Option<String>, BTreeMap<String, String>, bool);

/// The steps of a family: its relations, and the totals on which all its tables agree.
fn steps(cells: &mut Cells<'_>, family: usize) -> Vec<Step> {
    let release = cells.release;
    let is_of = |number: &usize| cells.families_of(*number).any(|(of, _)| *of == family);
    let tables: Vec<usize> = (0..release.tables.len()).filter(is_of).collect();
    let axes = || tables.iter().flat_map(|number| &release.tables[*number].axes);
    let additive = |dimension: &str| {
        let mut of = axes().filter(|axis| axis.level() == dimension).map(|axis| axis.additive).peekable();
        of.peek().is_some().then(|| of.all(|additive| additive))
    };
    let mut found: Vec<Found> = Vec::new();
    for relation in &release.relations {
        // A dimension that is in no table has no say of its own.
        if let Some(sums) = additive(&relation.part).or_else(|| additive(&relation.whole)) {
            found.push((relation.part.clone(), Some(relation.whole.clone()), relation.map.clone(), sums));
        }
    }
    let dimensions: BTreeSet<String> = axes().map(Axis::level).collect();
    // The total of a dimension that is filtered is not the cell without the dimension.
    let is_whole = |axis: &&Axis| axis.all_is.is_none() && axis.categories.contains(&ALL.to_owned());
    for dimension in dimensions {
        let with_total = axes().filter(|axis| is_whole(axis) && axis.level() == dimension);
        let sets: BTreeSet<BTreeSet<&String>> =
            with_total.map(|axis| axis.categories.iter().filter(|category| *category != ALL).collect()).collect();
        if let (1, Some(set)) = (sets.len(), sets.first().filter(|set| !set.is_empty())) {
            let map = set.iter().map(|category| ((*category).clone(), ALL.to_owned())).collect();
            let sums = additive(&dimension).unwrap_or(false);
            found.push((dimension, None, map, sums));
        }
    }
    let mut steps = Vec::new();
    for (part, whole, map, additive) in found {
        let part = cells.dimensions.number(&part);
        let whole = whole.map(|whole| cells.dimensions.number(&whole));
        let mut step = Step { part, whole, parts: BTreeMap::new(), whole_of: BTreeMap::new(), additive };
        for (category, of) in &map {
            let category = cells.categories.number(category);
            let of = if whole.is_some() { cells.categories.number(of) } else { 0 };
            step.parts.entry(of).or_default().push(category);
            step.whole_of.insert(category, of);
        }
        steps.push(step);
    }
    steps
}

fn coarser(level: &Level, step: &Step) -> Option<Level> {
    if !level.contains(&step.part) || step.whole.is_some_and(|whole| level.contains(&whole)) {
        return None;
    }
    let mut level: Level =
        level.iter().copied().filter(|dimension| *dimension != step.part).chain(step.whole).collect();
    level.sort_unstable();
    Some(level)
}

/// Every coarser level, with the fewest steps to it.
fn reach(from: &Level, steps: &[Step]) -> Paths {
    let mut paths: Paths = BTreeMap::from([(from.clone(), Vec::new())]);
    let mut due = std::collections::VecDeque::from([from.clone()]);
    while let Some(level) = due.pop_front() {
        let path = paths[&level].clone();
        for (number, step) in steps.iter().enumerate() {
            let Some(next) = coarser(&level, step) else { continue };
            if paths.len() < MOST_LEVELS && !paths.contains_key(&next) {
                let path = path.iter().copied().chain([number]).collect();
                paths.insert(next.clone(), path);
                due.push_back(next);
            }
        }
    }
    paths.remove(from);
    paths
}

/// The levels that several levels of tables come to and no table has, finer ones first.
fn meetings(paths: &BTreeMap<Level, Paths>) -> Vec<Level> {
    let mut n_sources: BTreeMap<&Level, usize> = BTreeMap::new();
    let mut n_steps: BTreeMap<&Level, usize> = BTreeMap::new();
    for (level, path) in paths.values().flatten() {
        *n_sources.entry(level).or_default() += 1;
        let steps = n_steps.entry(level).or_default();
        *steps = path.len().max(*steps);
    }
    let mut levels: Vec<&Level> = n_sources
        .iter()
        .filter(|(level, n)| **n >= 2 && !paths.contains_key(**level))
        .map(|(level, _)| *level)
        .collect();
    // What is the fewest steps from every table is finer than what is more steps away.
    levels.sort_by_key(|level| (n_steps[level], (*level).clone()));
    levels.into_iter().cloned().collect()
}

/// The levels from which one comes to a level, without those that come to another of them.
fn closest(paths: &BTreeMap<Level, Paths>, level: &Level) -> Vec<Level> {
    let sources: Vec<&Level> = paths.iter().filter(|(_, to)| to.contains_key(level)).map(|(from, _)| from).collect();
    let between = |source: &Level| sources.iter().any(|other| *other != source && paths[source].contains_key(*other));
    sources.iter().filter(|source| !between(source)).map(|source| (*source).clone()).collect()
}

/// Dimensions with a category each.
type Key = Vec<(usize, usize)>;

/// Where two dimensions have their parts in one that no table shows with the same other dimensions, the parts bind them
/// together: a job centre lies in a region, or it does not.
fn add_common_parts(cells: &mut Cells<'_>, family: usize, steps: &[Step]) {
    // For each level of parts, and the categories of the other dimensions, the wholes that are in tables.
    let mut meeting: BTreeMap<(Level, Key), BTreeSet<usize>> = BTreeMap::new();
    for (level, of_level) in &cells.families[family].levels {
        for (number, step) in steps.iter().enumerate() {
            let Some(whole) = step.whole else { continue };
            let shares_parts = steps
                .iter()
                .any(|other| other.part == step.part && other.whole.is_some_and(|dimension| dimension != whole));
            if !shares_parts || !level.contains(&whole) || level.contains(&step.part) {
                continue;
            }
            let mut finer: Level =
                level.iter().copied().filter(|dimension| *dimension != whole).chain([step.part]).collect();
            finer.sort_unstable();
            if cells.families[family].levels.contains_key(&finer) {
                continue;
            }
            for categories in of_level.keys() {
                let rest = level.iter().copied().zip(categories.iter().copied());
                let rest = rest.filter(|(dimension, _)| *dimension != whole).collect();
                meeting.entry((finer.clone(), rest)).or_default().insert(number);
            }
        }
    }
    for ((level, rest), of_steps) in meeting {
        if of_steps.len() < 2 {
            continue;
        }
        let step = |number: usize| &steps[number];
        let Some(part) = of_steps.first().map(|number| step(*number).part) else { continue };
        let parts: BTreeSet<usize> =
            of_steps.iter().flat_map(|number| step(*number).whole_of.keys().copied()).collect();
        for category in parts {
            let mut key: Vec<(usize, usize)> = rest.iter().copied().chain([(part, category)]).collect();
            key.sort_unstable();
            let categories = key.into_iter().map(|(_, category)| category).collect();
            cells.cell(family, &level, &categories);
        }
    }
}

/// The categories at the end of a path; none where one of them is no part of anything.
fn mapped(level: &Level, categories: &Categories, path: &[usize], steps: &[Step]) -> Option<Categories> {
    let mut key: Vec<(usize, usize)> = level.iter().copied().zip(categories.iter().copied()).collect();
    for step in path.iter().map(|number| &steps[*number]) {
        let at = key.iter().position(|(dimension, _)| *dimension == step.part)?;
        let (_, category) = key.swap_remove(at);
        let of = step.whole_of.get(&category)?;
        key.extend(step.whole.map(|whole| (whole, *of)));
    }
    key.sort_unstable();
    Some(key.into_iter().map(|(_, category)| category).collect())
}

/// All categories at the start of a path that come to the given ones at its end.
fn parts_of(level: &Level, categories: &Categories, path: &[usize], steps: &[Step]) -> Vec<Categories> {
    let mut keys: Vec<Vec<(usize, usize)>> = vec![level.iter().copied().zip(categories.iter().copied()).collect()];
    for step in path.iter().rev().map(|number| &steps[*number]) {
        let mut finer = Vec::new();
        for mut key in keys {
            let mut of = 0;
            if let Some(whole) = step.whole
                && let Some(at) = key.iter().position(|(dimension, _)| *dimension == whole)
            {
                (_, of) = key.swap_remove(at);
            }
            for part in step.parts.get(&of).into_iter().flatten() {
                finer.push(key.iter().copied().chain([(step.part, *part)]).collect());
            }
        }
        keys = finer;
    }
    keys.into_iter()
        .map(|mut key: Vec<(usize, usize)>| {
            key.sort_unstable();
            key.into_iter().map(|(_, category)| category).collect()
        })
        .collect()
}

/// Makes the cells of a level that no table has where two sources come to them.
fn add_meeting(
    cells: &mut Cells<'_>,
    family: usize,
    level: &Level,
    sources: &[Level],
    paths: &BTreeMap<Level, Paths>,
    steps: &[Step],
) {
    let mut from: BTreeMap<Categories, usize> = BTreeMap::new();
    for source in sources {
        let of_source = cells.families[family].levels.get(source);
        let reached: BTreeSet<Categories> = of_source
            .into_iter()
            .flatten()
            .filter_map(|(categories, _)| mapped(source, categories, &paths[source][level], steps))
            .collect();
        for categories in reached {
            *from.entry(categories).or_default() += 1;
        }
    }
    for (categories, _) in from.into_iter().filter(|(_, n)| *n >= 2) {
        cells.cell(family, level, &categories);
    }
}

/// Adds that each cell of a level is the sum of its parts in a finer one.
fn add_sums(cells: &mut Cells<'_>, family: usize, level: &Level, source: &Level, path: &[usize], steps: &[Step]) {
    let additive = path.iter().all(|number| steps[*number].additive);
    let wholes: Vec<(Categories, usize)> = cells.families[family]
        .levels
        .get(level)
        .into_iter()
        .flatten()
        .map(|(key, cell)| (key.clone(), *cell))
        .collect();
    for (categories, whole) in wholes {
        let keys = parts_of(level, &categories, path, steps);
        let of_source = cells.families[family].levels.get(source);
        let known = |key: &Categories| of_source.and_then(|cells| cells.get(key)).copied();
        let (there, missing): (Vec<&Categories>, Vec<&Categories>) = keys.iter().partition(|key| known(key).is_some());
        if there.is_empty() {
            continue;
        }
        let mut parts: Vec<usize> = there.into_iter().filter_map(known).collect();
        match missing.as_slice() {
            [] => {}
            [only] => parts.push(cells.cell(family, source, only)),
            // Nothing tells them apart: they are one number of persons.
            _ => {
                let name = format!("{}, without the parts that are in tables", cells.cells[whole].name);
                let rest = cells.unpublished(family, name);
                parts.push(rest);
            }
        }
        let says = format!("{}: its parts", cells.cells[whole].name);
        cells.add_parts(whole, parts, additive, &says);
    }
}

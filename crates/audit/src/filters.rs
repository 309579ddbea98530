//! Whoever does not pass a filter: a table of men beside one of all tells how many are none; with those under 40, and the men
//! under 40, it tells how many are neither. Bands that are cut in two ways tell what lies between their edges.
//!
//! A cell is of a set of what its categories are made of: of parts, where the release says which parts make a whole; of
//! stretches, where it is a band. Sets that differ in one such line alone are sums of what they have in common and what
//! they have not.

use crate::cells::{Cells, Of};
use crate::finest::add_finest;
use crate::lines::{Lines, Set};
use crate::published::{Fact, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a cell is of on each line.
type Key = BTreeMap<usize, Set>;

/// A cell, and on which lines tables say what it is of; on the others it is what was left.
struct Said {
    cell: usize,
    by: BTreeSet<usize>,
}

/// Sets, and what says them: dimensions, and whether one of them is a filter's.
type Sets = BTreeMap<Set, (BTreeSet<usize>, bool)>;

/// The cells that differ on a line alone.
struct Group {
    line: usize,
    /// What they are of on the other lines.
    rest: Key,
    by: BTreeSet<usize>,
    parts: Vec<Part>,
    whole: Option<usize>,
}

/// A cell with the set that it is of on a line.
struct Part {
    set: Set,
    cell: usize,
    dimensions: BTreeSet<usize>,
    is_filter: bool,
}

/// Adds what filters tell beside each other and beside the whole.
pub(crate) fn add_filters(cells: &mut Cells<'_>) {
    let release = cells.release;
    let mut filters: BTreeSet<(usize, usize)> = BTreeSet::new();
    // The families and dimensions of which each unit has one category, and those of which it may have several.
    let mut one_each: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut several: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut of_time: BTreeSet<usize> = BTreeSet::new();
    for (number, table) in release.tables.iter().enumerate() {
        let of_axes = table.axes.iter().map(|axis| (axis.level(), axis.all_is.as_deref(), axis.has_one_each()));
        let fixed = table.fixed.iter().map(|fixed| (fixed.level(), Some(fixed.category.as_str()), fixed.additive));
        for axis in table.axes.iter().filter(|axis| axis.time) {
            of_time.insert(cells.dimensions.number(&axis.level()));
        }
        for (dimension, filter, has_one_each) in of_axes.chain(fixed) {
            let dimension = cells.dimensions.number(&dimension);
            if let Some(category) = filter {
                filters.insert((dimension, cells.categories.number(category)));
            }
            let families = cells.families_of(number).map(|(family, _)| (*family, dimension));
            if has_one_each { one_each.extend(families) } else { several.extend(families) }
        }
    }
    let lines = Lines::of(cells);
    add_the_impossible(cells, &lines);
    for family in 0..cells.families.len() {
        let cells = &mut *cells;
        if !matches!(cells.families[family].of, Of::Counts(_)) {
            continue;
        }
        let mut dimensions: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut of_filters: BTreeSet<usize> = BTreeSet::new();
        for (level, of_level) in &cells.families[family].levels {
            for (at, dimension) in level.iter().enumerate() {
                let line = lines.line(*dimension);
                dimensions.entry(line).or_default().insert(*dimension);
                if of_level.keys().any(|categories| filters.contains(&(*dimension, categories[at]))) {
                    of_filters.insert(line);
                }
            }
        }
        let (places, sets) = places(cells, &lines, family, &filters);
        let has_filter = !of_filters.is_empty();
        let mut told = Told { cells, family, places, sets };
        // What is left on one line may be a whole, or a part, of another one.
        let mut n_before = 0;
        while std::mem::replace(&mut n_before, told.places.len()) < told.places.len() {
            for (line, of_line) in &dimensions {
                let is_cut_in_two_ways = of_line.len() > 1 && (has_filter || lines.is_of_bands(*line));
                if !of_filters.contains(line) && !is_cut_in_two_ways {
                    continue;
                }
                // What one table says holds for all; of dimensions that are in no table none says anything.
                let mut of_family = of_line.iter().map(|dimension| (family, *dimension));
                let has_one_each = of_family.all(|of| one_each.contains(&of) || !several.contains(&of));
                for group in told.groups(*line) {
                    told.add_rests(&group, has_one_each);
                    if group.parts.len() > 1 && has_one_each {
                        told.add_pieces(&group);
                    }
                }
            }
        }
        let may_have_several = |of: &(usize, usize)| several.contains(of) && !one_each.contains(of);
        let is_uncut = |dimension: &usize| of_time.contains(dimension) || may_have_several(&(family, *dimension));
        let is_uncut = |(line, of_line): (&usize, &BTreeSet<usize>)| of_line.iter().any(is_uncut).then_some(*line);
        let uncut = dimensions.iter().filter_map(is_uncut).collect();
        let places = told.said_places();
        add_finest(told.cells, family, places, &uncut);
    }
}

/// In categories that have nothing in common nobody can be, as everybody knows.
fn add_the_impossible(cells: &mut Cells<'_>, lines: &Lines) {
    let mut found = Vec::new();
    for (level, of_level) in cells.families.iter().flat_map(|family| &family.levels) {
        let shares_line = level
            .iter()
            .enumerate()
            .any(|(at, dimension)| level[..at].iter().any(|other| lines.line(*other) == lines.line(*dimension)));
        for (categories, cell) in of_level.iter().filter(|_| shares_line) {
            let mut sets: BTreeMap<usize, Set> = BTreeMap::new();
            for (dimension, category) in level.iter().zip(categories) {
                let set = lines.set(cells, *dimension, *category);
                let known = sets.entry(lines.line(*dimension)).or_insert_with(|| set.clone());
                known.retain(|one| set.contains(one));
            }
            if sets.values().any(BTreeSet::is_empty) {
                found.push(*cell);
            }
        }
    }
    for cell in found {
        if !matches!(cells.cells[cell].value, Value::Shown(_)) {
            cells.cells[cell].value = Value::Shown(0);
        }
    }
}

/// The cells of a family by what they are of. Those that are of the same are one number.
fn places(
    cells: &mut Cells<'_>,
    lines: &Lines,
    family: usize,
    filters: &BTreeSet<(usize, usize)>,
) -> (BTreeMap<Key, Said>, BTreeMap<usize, Sets>) {
    let mut places: BTreeMap<Key, Said> = BTreeMap::new();
    let mut sets: BTreeMap<usize, Sets> = BTreeMap::new();
    let mut same: Vec<[usize; 2]> = Vec::new();
    for (level, of_level) in &cells.families[family].levels {
        for (categories, cell) in of_level {
            let mut key = Key::new();
            for (dimension, category) in level.iter().zip(categories) {
                let (line, set) = (lines.line(*dimension), lines.set(cells, *dimension, *category));
                let said = sets.entry(line).or_default().entry(set.clone()).or_default();
                said.0.insert(*dimension);
                said.1 |= filters.contains(&(*dimension, *category));
                // Of two categories a cell is of what both are of.
                let known = key.entry(line).or_insert_with(|| set.clone());
                known.retain(|one| set.contains(one));
            }
            if key.values().any(BTreeSet::is_empty) {
                continue;
            }
            let by = key.keys().copied().collect();
            let said = places.entry(key).or_insert(Said { cell: *cell, by });
            if said.cell != *cell {
                same.push([said.cell, *cell]);
            }
        }
    }
    for [one, other] in same {
        let says = format!("{} and {} are of the same, and differ", cells.cells[one].name, cells.cells[other].name);
        cells.facts.push(Fact::sum(one, &[other], says));
    }
    (places, sets)
}

/// A set of those who are not in another one, of whom nothing else is known.
fn outside(within: Option<&Set>, set: &Set) -> Set {
    let named = |set: &Set| set.iter().map(String::as_str).collect::<Vec<_>>().join("|");
    let within = within.map(|within| format!("in {} and ", named(within)));
    Set::from([format!("{}not in {}", within.unwrap_or_default(), named(set))])
}

/// What is told of one family.
struct Told<'c, 'r> {
    cells: &'c mut Cells<'r>,
    family: usize,
    places: BTreeMap<Key, Said>,
    /// The sets of each line, and what says them.
    sets: BTreeMap<usize, Sets>,
}

impl Told<'_, '_> {
    /// The cells that differ on a line alone, by what else they are of. Those that were found to be left of others are tied
    /// to these already.
    fn groups(&self, line: usize) -> Vec<Group> {
        let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
        for (key, said) in &self.places {
            if !said.by.contains(&line) {
                continue;
            }
            let mut rest = key.clone();
            let Some(set) = rest.remove(&line) else { continue };
            let group = groups.entry(rest.clone()).or_insert_with(|| {
                let mut by = said.by.clone();
                by.remove(&line);
                let whole = self.places.get(&rest).map(|said| said.cell);
                Group { line, rest, by, parts: Vec::new(), whole }
            });
            // What two categories have in common may be no category of its own.
            let said_by = self.sets.get(&line).and_then(|sets| sets.get(&set)).cloned();
            let (dimensions, is_filter) = said_by.unwrap_or((BTreeSet::new(), true));
            group.parts.push(Part { set, cell: said.cell, dimensions, is_filter });
        }
        groups.into_values().collect()
    }

    /// The cells of which categories, or what several have in common or not, say what they are of.
    fn said_places(&self) -> Vec<(Key, usize)> {
        let ones: BTreeMap<usize, BTreeSet<&String>> =
            self.sets.iter().map(|(line, sets)| (*line, sets.keys().flatten().collect())).collect();
        let is_said =
            |(line, set): (&usize, &Set)| ones.get(line).is_some_and(|ones| set.iter().all(|one| ones.contains(one)));
        let places = self.places.iter().filter(|(key, _)| key.iter().all(is_said));
        places.map(|(key, said)| (key.clone(), said.cell)).collect()
    }

    /// The cell of a set beside those of a group; an unpublished one where none is known yet.
    fn cell(&mut self, group: &Group, set: Set, name: impl FnOnce(&Cells<'_>) -> String) -> usize {
        let mut key = group.rest.clone();
        key.insert(group.line, set);
        if let Some(known) = self.places.get(&key) {
            return known.cell;
        }
        let name = name(self.cells);
        let cell = self.cells.unpublished(self.family, name);
        let mut by = group.by.clone();
        if self.sets.get(&group.line).is_some_and(|sets| sets.contains_key(&key[&group.line])) {
            by.insert(group.line);
        }
        self.places.insert(key, Said { cell, by });
        cell
    }

    /// What a wider set, or the whole, has beside one that lies in it.
    fn add_rests(&mut self, group: &Group, has_one_each: bool) {
        for part in &group.parts {
            let says_more = |of: &&Part| of.is_filter || part.is_filter || of.dimensions != part.dimensions;
            let wider = group.parts.iter().filter(says_more);
            let wider = wider.filter(|of| of.set.len() > part.set.len() && of.set.is_superset(&part.set));
            let of_whole = group.whole.filter(|_| part.is_filter);
            let wider = wider.map(|of| (Some(&of.set), of.cell)).chain(of_whole.map(|whole| (None, whole)));
            for (within, wider) in wider.filter(|(_, wider)| *wider != part.cell) {
                let set = match within {
                    Some(within) if has_one_each => within.difference(&part.set).cloned().collect(),
                    _ => outside(within, &part.set),
                };
                let rest = self.cell(group, set, |cells| {
                    format!("in {}, and not in {}", cells.cells[wider].name, cells.cells[part.cell].name)
                });
                let says = format!("{}: who passes a filter and who does not", self.cells.cells[wider].name);
                self.cells.add_parts(wider, vec![part.cell, rest], true, &says);
            }
        }
    }

    /// The sets and the whole as sums of pieces: what the same sets have. Sets of other groups as well, where pieces make
    /// them up.
    fn add_pieces(&mut self, group: &Group) {
        let mut sets_of: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
        for (at, part) in group.parts.iter().enumerate() {
            part.set.iter().for_each(|one| sets_of.entry(one).or_default().push(at));
        }
        let mut made_of: BTreeMap<Vec<usize>, Set> = BTreeMap::new();
        for (one, of) in sets_of {
            made_of.entry(of).or_default().insert(one.clone());
        }
        let mut pieces: Vec<(Set, usize)> = Vec::new();
        for (of, set) in made_of {
            let first = group.parts[of[0]].cell;
            let cell =
                self.cell(group, set.clone(), |cells| format!("{}: those of {set:?} alone", cells.cells[first].name));
            pieces.push((set, cell));
        }
        let inside = |whole: &Set| -> Vec<usize> {
            pieces.iter().filter(|(set, _)| set.is_subset(whole)).map(|(_, cell)| *cell).collect()
        };
        for part in &group.parts {
            let own = inside(&part.set);
            if !own.contains(&part.cell) {
                let says = format!("{}: the categories that pass the filter", self.cells.cells[part.cell].name);
                self.cells.add_parts(part.cell, own, true, &says);
            }
        }
        let all: Set = pieces.iter().flat_map(|(set, _)| set.iter().cloned()).collect();
        let elsewhere: Vec<Set> =
            self.sets.get(&group.line).into_iter().flatten().map(|(set, _)| set.clone()).collect();
        for set in elsewhere.into_iter().filter(|set| group.parts.iter().all(|part| part.set != *set)) {
            let n_inside: usize = pieces.iter().filter(|(own, _)| own.is_subset(&set)).map(|(own, _)| own.len()).sum();
            let own = inside(&set);
            if n_inside == set.len() && own.len() > 1 {
                let first = group.parts[0].cell;
                let cell = self.cell(group, set.clone(), |cells| {
                    format!("those of {set:?}, counted as in {}", cells.cells[first].name)
                });
                let says = format!("{}: its parts", self.cells.cells[cell].name);
                self.cells.add_parts(cell, own, true, &says);
            }
        }
        let Some(whole) = group.whole else { return };
        let mut own: Vec<usize> = pieces.into_iter().map(|(_, piece)| piece).collect();
        let mut of_whole = self.cells.sums.range((whole, Vec::new())..).take_while(|(total, _)| *total == whole);
        if own.contains(&whole) || of_whole.any(|(_, of)| own.iter().all(|part| of.contains(part))) {
            return;
        }
        own.push(self.cell(group, outside(None, &all), |cells| {
            format!("in {}, and passing no filter", cells.cells[whole].name)
        }));
        let says = format!("{}: who passes filters and who passes none", self.cells.cells[whole].name);
        self.cells.add_parts(whole, own, true, &says);
    }
}

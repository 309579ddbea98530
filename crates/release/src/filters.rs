//! Whoever does not pass a filter: of a measure of men beside one of all, what is left is everybody else; of men, women
//! and all, it is those of unknown sex; of men, those under 40, both and all, it is the women of 40 and more.
//!
//! What a cell is of is a set of atoms: of categories, of municipalities where it is of places, of the stretches between
//! any two edges where it is of bands. Cells that differ in such a set alone are tied by what the sets have in common. What
//! one has and another has not, and what several have together, is a cell of its own where something else may cut it again.

use crate::atoms::{Atoms, Line, Set};
use crate::cells::{Cell, Cells, Sum};
use crate::classes::REST;
use crate::finest;
use crate::key::Key;
use calendar::Period;
use definitions::Dimension;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What a cell is of: its period, and on each line the atoms of its categories.
type Canonical = (Period, BTreeMap<Line, Set>);

/// A cell, and how its categories say what it is of.
#[derive(Debug, Clone)]
struct Said {
    cell: usize,
    key: Key,
    /// On which lines categories say so; on the others it is what was left.
    by: BTreeSet<Line>,
}

/// The cells of one family that differ in what they are of on one line.
#[derive(Debug)]
struct Group {
    line: Line,
    /// What else they are of.
    canonical: Canonical,
    /// The same, as one of them says it.
    rest: Said,
    sets: Vec<Of>,
    whole: Option<usize>,
}

/// A cell, and what it is of on the line.
#[derive(Debug)]
struct Of {
    atoms: Set,
    cell: usize,
    dimensions: BTreeSet<usize>,
    is_filter: bool,
}

/// What is left, or taken together.
#[derive(Debug)]
enum Made {
    Atoms(Set),
    /// Nobody knows, or has to know, of what it is made: of those who are in no set of all.
    Named(String),
}

/// What the category of whoever is in none of some sets begins with.
const NOT: &str = "not";

/// Ties filters to the whole and to each other.
pub(crate) fn find_who_does_not_pass(cells: &mut Cells) {
    let mut atoms = Atoms::of(cells);
    let mut known = BTreeMap::new();
    find_the_impossible(cells, &atoms);
    let mut families: BTreeMap<usize, Vec<(Key, usize)>> = BTreeMap::new();
    for (key, cell) in cells.places.iter().filter(|(_, cell)| cells.cells[**cell].amount.is_none()) {
        families.entry(key.family).or_default().push((key.clone(), *cell));
    }
    for (family, of_family) in families {
        let dimensions = dimensions(cells, &atoms, &of_family);
        if !dimensions.is_empty() {
            let overlaps = |dimension: &usize| cells.overlapping.contains(&(family, *dimension));
            let has_one_of = |(line, of): &(&Line, &BTreeSet<usize>)| (!of.iter().any(overlaps)).then_some(**line);
            let disjoint = dimensions.iter().filter_map(|line| has_one_of(&line)).collect();
            let lines = dimensions.into_keys().collect();
            let made =
                Family { cells, atoms: &mut atoms, lines, disjoint, places: BTreeMap::new(), said: BTreeMap::new() };
            let places = made.tie(of_family);
            known.insert(family, places.into_iter().map(|(canonical, said)| (canonical, said.cell)).collect());
        } else {
            let possible = of_family.into_iter().filter(|(_, cell)| !cells.cells[*cell].is_impossible);
            let of = |(key, cell): (Key, usize)| ((key.period, sets(cells, &mut atoms, &key, |_, _, _| ())), cell);
            known.insert(family, possible.map(of).collect());
        }
    }
    cells.finest = finest::find(cells, &atoms, known);
}

/// Marks the cells of categories that have nothing in common.
fn find_the_impossible(cells: &mut Cells, atoms: &Atoms) {
    let is_impossible = |key: &Key| {
        let mut sets: BTreeMap<Line, Set> = BTreeMap::new();
        key.categories.iter().any(|(dimension, category)| {
            let line = atoms.line(*dimension);
            let Some(set) = atoms.set(*dimension, *category, key.period) else { return false };
            let both = match sets.get(&line) {
                Some(other) => other.intersection(&set).copied().collect(),
                None => set,
            };
            let is_nothing = both.is_empty();
            sets.insert(line, both);
            is_nothing
        })
    };
    for cell in cells.places.iter().filter(|(key, _)| is_impossible(key)).map(|(_, cell)| *cell) {
        cells.cells[cell].is_impossible = cells.cells[cell].value == 0;
    }
}

/// The lines of a family on which there is more to say than its tables' sums do, with their dimensions: where a filter
/// stands on one, those; and where one has two dimensions, of which one has a filter, or not all of its categories, or both
/// are of areas of which none need lie in the other.
fn dimensions(cells: &Cells, atoms: &Atoms, of_family: &[(Key, usize)]) -> BTreeMap<Line, BTreeSet<usize>> {
    let number = |dimension: Dimension| cells.dimensions.find(dimension.id());
    let (municipality, region) = (number(Dimension::Municipality), number(Dimension::Region));
    let jobcentre = number(Dimension::Jobcentre);
    let mut dimensions: BTreeMap<Line, BTreeSet<usize>> = BTreeMap::new();
    let (mut filtered, mut in_part) = (BTreeSet::new(), BTreeSet::new());
    let mut categories: BTreeSet<(usize, usize)> = BTreeSet::new();
    of_family.iter().for_each(|(key, _)| categories.extend(&key.categories));
    for (dimension, category) in categories {
        let line = atoms.line(dimension);
        dimensions.entry(line).or_default().insert(dimension);
        if cells.filters.contains(&(dimension, category)) {
            filtered.insert(line);
        }
        // Municipalities are taken together within each area.
        if cells.categories.name(category).starts_with(REST) && Some(dimension) != municipality {
            in_part.insert(line);
        }
    }
    dimensions.retain(|line, of| {
        let has_two = of.len() > 1 && (!filtered.is_empty() || in_part.contains(line));
        let has_both = [region, jobcentre].iter().all(|dimension| dimension.is_some_and(|own| of.contains(&own)));
        filtered.contains(line) || has_two || has_both
    });
    dimensions
}

/// What a cell is of; `say` is told which category says so on a line.
fn sets(
    cells: &Cells,
    atoms: &mut Atoms,
    key: &Key,
    mut say: impl FnMut(Line, &Set, (usize, usize)),
) -> BTreeMap<Line, Set> {
    let mut sets: BTreeMap<Line, Set> = BTreeMap::new();
    for (dimension, category) in &key.categories {
        let line = atoms.line(*dimension);
        // Of what no table prints nobody knows what is in it.
        let set = atoms.set(*dimension, *category, key.period).unwrap_or_else(|| {
            let name = format!("{dimension} {}", cells.categories.name(*category));
            Set::from([atoms.opaque(&name)])
        });
        if !atoms.is_opaque(&set) {
            say(line, &set, (*dimension, *category));
        }
        // Of two categories it is what both have: of the municipalities of a region, say, one.
        let both = match sets.get(&line) {
            Some(other) if atoms.is_opaque(other) || atoms.is_opaque(&set) => other.union(&set).copied().collect(),
            Some(other) => other.intersection(&set).copied().collect(),
            None => set,
        };
        sets.insert(line, both);
    }
    sets
}

/// The cells of one family, of which some are filtered.
struct Family<'a> {
    cells: &'a mut Cells,
    atoms: &'a mut Atoms,
    lines: Vec<Line>,
    /// Those of which whatever is counted has one atom.
    disjoint: BTreeSet<Line>,
    /// Each cell once.
    places: BTreeMap<Canonical, Said>,
    /// The categories that say a set.
    said: BTreeMap<(Line, Set), BTreeSet<(usize, usize)>>,
}

impl Family<'_> {
    /// All cells by what they are of, once they are tied.
    fn tie(mut self, of_family: Vec<(Key, usize)>) -> BTreeMap<Canonical, Said> {
        self.read(of_family);
        // What is left on one line may be a whole, or a part, of another one.
        let mut n_before = 0;
        while std::mem::replace(&mut n_before, self.places.len()) < self.places.len() {
            for line in self.lines.clone() {
                for group in self.groups(line) {
                    self.find_pairs(&group);
                    if self.disjoint.contains(&line) {
                        self.find_pieces(&group);
                    }
                }
            }
        }
        self.places
    }

    /// Takes up the cells by what they are of. Two that are of the same are the same: they are tied, and the first stands
    /// for both.
    fn read(&mut self, of_family: Vec<(Key, usize)>) {
        for (key, cell) in of_family {
            if self.cells.cells[cell].is_impossible {
                continue;
            }
            let said = &mut self.said;
            let sets = sets(self.cells, self.atoms, &key, |line, set, by| {
                said.entry((line, set.clone())).or_default().insert(by);
            });
            let by = sets.keys().copied().collect();
            match self.places.entry((key.period, sets)) {
                Entry::Vacant(new) => {
                    new.insert(Said { cell, key, by });
                }
                Entry::Occupied(known) => add(self.cells, cell, vec![known.get().cell]),
            }
        }
    }

    /// The cells by what they are of beside a line.
    fn groups(&self, line: Line) -> Vec<Group> {
        let mut groups: BTreeMap<Canonical, Group> = BTreeMap::new();
        for ((period, sets), said) in &self.places {
            let Some(set) = sets.get(&line).filter(|set| !self.atoms.is_opaque(set)) else { continue };
            // What is left on the line itself is tied to what it is left of.
            if !said.by.contains(&line) {
                continue;
            }
            let categories = self.said.get(&(line, set.clone()));
            let mut canonical = (*period, sets.clone());
            canonical.1.remove(&line);
            let group = groups.entry(canonical.clone()).or_insert_with(|| {
                let mut rest = said.clone();
                rest.by.remove(&line);
                rest.key.categories.retain(|(dimension, _)| self.atoms.line(*dimension) != line);
                let whole = self.places.get(&canonical).map(|whole| whole.cell);
                Group { line, canonical, rest, sets: Vec::new(), whole }
            });
            group.sets.push(Of {
                atoms: set.clone(),
                cell: said.cell,
                dimensions: categories.into_iter().flatten().map(|(dimension, _)| *dimension).collect(),
                is_filter: categories.is_none_or(|of| !of.is_disjoint(&self.cells.filters)),
            });
        }
        groups.into_values().collect()
    }

    /// A set within another one, or within the whole: what is left of it can be computed.
    fn find_pairs(&mut self, group: &Group) {
        for part in &group.sets {
            let says_more = |of: &&Of| of.is_filter || part.is_filter || of.dimensions != part.dimensions;
            let wider = group.sets.iter().filter(says_more);
            let wider = wider.filter(|of| of.atoms.len() > part.atoms.len() && of.atoms.is_superset(&part.atoms));
            let wider = wider.map(|of| (Some(&of.atoms), of.cell));
            let whole = group.whole.filter(|_| part.is_filter);
            for (within, total) in wider.chain(whole.map(|whole| (None, whole))) {
                if total == part.cell || self.value(part.cell) > self.value(total) {
                    continue;
                }
                // Also where the rest is nobody's secret: of the part nobody takes more than the whole.
                self.cells.at_least.insert(Sum { total, parts: vec![part.cell] });
                if self.lines.len() == 1 {
                    self.cells.rests.insert((total, part.cell));
                    continue;
                }
                let name = |set| self.atoms.name(set);
                let rest = match within {
                    Some(within) if self.disjoint.contains(&group.line) => {
                        Made::Atoms(within.difference(&part.atoms).copied().collect())
                    }
                    Some(within) => Made::Named(format!("{} and {NOT} {}", name(within), name(&part.atoms))),
                    None => Made::Named(format!("{NOT} {}", name(&part.atoms))),
                };
                if let Some(rest) = self.left(group, rest, total, &[part.cell]) {
                    add(self.cells, total, vec![part.cell, rest]);
                }
            }
        }
    }

    /// The sets as sums of pieces, as far as their values can be worked out: whoever could not, does not know them either.
    fn find_pieces(&mut self, group: &Group) {
        if group.sets.len() < 2 {
            return;
        }
        // The atoms that the same sets have are one piece.
        let mut sets_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, of) in group.sets.iter().enumerate() {
            of.atoms.iter().for_each(|atom| sets_of.entry(*atom).or_default().push(at));
        }
        let mut pieces: BTreeMap<Vec<usize>, Set> = BTreeMap::new();
        for (atom, sets) in sets_of {
            pieces.entry(sets).or_default().insert(atom);
        }
        let pieces: Vec<(Vec<usize>, Set)> = pieces.into_iter().collect();
        let mut own: Vec<Option<usize>> = pieces
            .iter()
            .map(|(sets, atoms)| {
                let mut whole_sets = sets.iter().map(|set| &group.sets[*set]);
                whole_sets.find(|of| of.atoms.len() == atoms.len()).map(|of| of.cell)
            })
            .collect();
        // A set of which one piece alone is not known tells it.
        let of_set: Vec<Vec<usize>> = (0..group.sets.len())
            .map(|set| (0..pieces.len()).filter(|piece| pieces[*piece].0.contains(&set)).collect())
            .collect();
        let mut is_new = true;
        while std::mem::take(&mut is_new) {
            for (set, of_set) in of_set.iter().enumerate() {
                let mut unknown = of_set.iter().filter(|piece| own[**piece].is_none());
                let (Some(piece), None) = (unknown.next(), unknown.next()) else { continue };
                let known: Vec<usize> = of_set.iter().filter_map(|piece| own[*piece]).collect();
                let of = Made::Atoms(pieces[*piece].1.clone());
                own[*piece] = self.left(group, of, group.sets[set].cell, &known);
                is_new |= own[*piece].is_some();
            }
        }
        for (set, of_set) in of_set.iter().enumerate().filter(|(_, of_set)| of_set.len() > 1) {
            if let Some(parts) = of_set.iter().map(|piece| own[*piece]).collect::<Option<Vec<usize>>>() {
                add(self.cells, group.sets[set].cell, parts);
            }
        }
        // On one line alone such a cell is tied to its parts and to nothing else.
        if self.lines.len() > 1 {
            self.find_unions(group, &pieces, &own);
        }
        let (Some(whole), Some(mut parts)) = (group.whole, own.into_iter().collect::<Option<Vec<usize>>>()) else {
            return;
        };
        let mut of_whole = self.cells.sums.range(Sum { total: whole, parts: Vec::new() }..);
        let mut of_whole = std::iter::from_fn(|| of_whole.next().filter(|sum| sum.total == whole));
        if parts.contains(&whole) || of_whole.any(|sum| parts.iter().all(|part| sum.parts.contains(part))) {
            return;
        }
        let none = format!("{NOT} {}", self.atoms.name(pieces.iter().flat_map(|(_, atoms)| atoms)));
        if let Some(others) = self.left(group, Made::Named(none), whole, &parts) {
            parts.push(others);
            add(self.cells, whole, parts);
        }
    }

    /// Sets that the family has elsewhere, where they are made of pieces: two tables meet in what neither of them prints.
    fn find_unions(&mut self, group: &Group, pieces: &[(Vec<usize>, Set)], own: &[Option<usize>]) {
        let of_line = self.said.range((group.line, Set::new())..).map(|((line, set), _)| (line, set));
        let elsewhere: Vec<Set> =
            of_line.take_while(|(line, _)| **line == group.line).map(|(_, set)| set.clone()).collect();
        let piece_of: BTreeMap<usize, usize> =
            pieces.iter().enumerate().flat_map(|(at, (_, atoms))| atoms.iter().map(move |atom| (*atom, at))).collect();
        for set in elsewhere.into_iter().filter(|set| group.sets.iter().all(|of| of.atoms != *set)) {
            let Some(inside) = set.iter().map(|atom| piece_of.get(atom)).collect::<Option<BTreeSet<&usize>>>() else {
                continue;
            };
            let n_atoms: usize = inside.iter().map(|piece| pieces[**piece].1.len()).sum();
            let parts: Option<Vec<usize>> = inside.iter().map(|piece| own[**piece]).collect();
            let Some(parts) = parts.filter(|parts| n_atoms == set.len() && parts.len() > 1) else { continue };
            let value = parts.iter().map(|part| self.value(*part)).sum();
            // At least as many as are behind one of them.
            let people = parts.iter().map(|part| self.cells.cells[*part].people);
            let people = if parts.iter().all(|part| self.cells.cells[*part].people == self.value(*part)) {
                value
            } else {
                people.max().unwrap_or(0)
            };
            let total = self.made(group, Made::Atoms(set), value, people, &parts);
            add(self.cells, total, parts);
        }
    }

    /// The cell of what a whole has beside some of its parts; none where they are more than it.
    fn left(&mut self, group: &Group, of: Made, whole: usize, parts: &[usize]) -> Option<usize> {
        let value = self.value(whole) - parts.iter().map(|part| self.value(*part)).sum::<i64>();
        if value < 0 {
            return None;
        }
        let people = people_left(&self.cells.cells, whole, parts);
        let all: Vec<usize> = parts.iter().copied().chain([whole]).collect();
        Some(self.made(group, of, value, people, &all))
    }

    /// The cell of a set beside those of a group, which is made where it is new; by the strictest rule of those that it is
    /// made of.
    fn made(&mut self, group: &Group, of: Made, value: i64, people: i64, from: &[usize]) -> usize {
        let mut by = group.rest.by.clone();
        let (set, (dimension, category)) = match of {
            Made::Atoms(set) => {
                let said = self.said.get(&(group.line, set.clone())).and_then(|said| said.first().copied());
                // It is one of the sets of the line as others are.
                if said.is_some() {
                    by.insert(group.line);
                }
                let named = said.unwrap_or_else(|| {
                    let dimension = Atoms::dimension(group.line, self.cells);
                    (dimension, self.cells.categories.number(&self.atoms.name(&set)))
                });
                (set, named)
            }
            Made::Named(name) => {
                let dimension = Atoms::dimension(group.line, self.cells);
                (Set::from([self.atoms.opaque(&name)]), (dimension, self.cells.categories.number(&name)))
            }
        };
        let mut canonical = group.canonical.clone();
        canonical.1.insert(group.line, set);
        if let Some(known) = self.places.get(&canonical) {
            return known.cell;
        }
        let rules = from.iter().map(|cell| self.cells.cells[*cell].rule);
        let rule = rules.reduce(|one, other| one.and(other)).unwrap_or_default();
        let key = group.rest.key.with(dimension, category);
        let cell = self.cells.cell(key.clone(), value, people, rule);
        self.places.insert(canonical, Said { cell, key, by });
        cell
    }

    fn value(&self, cell: usize) -> i64 {
        self.cells.cells[cell].value
    }
}

/// How many people at least are behind what a whole has beside some of its parts: one may be behind several of them.
pub(crate) fn people_left(cells: &[Cell], whole: usize, parts: &[usize]) -> i64 {
    let (mut value, mut people) = (cells[whole].value, cells[whole].people);
    for part in parts {
        value -= cells[*part].value;
        people -= cells[*part].people;
    }
    // Whatever is left is somebody's.
    people.max(value.signum()).min(value)
}

/// A whole and its parts, where they are it.
fn add(cells: &mut Cells, total: usize, mut parts: Vec<usize>) {
    let sum = parts.iter().map(|part| cells.cells[*part].value).sum::<i64>();
    if sum == cells.cells[total].value && !parts.contains(&total) {
        parts.sort_unstable();
        cells.sums.insert(Sum { total, parts });
    }
}

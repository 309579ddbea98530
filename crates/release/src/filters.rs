//! Whoever does not pass a filter: of a measure of men beside one of all, what is left is everybody else; of men, women
//! and all, it is those of unknown sex. Filters of one dimension are sets of its categories; where what is counted has one
//! category, the sets are cut into pieces that do not overlap, and each set, and the whole, is the sum of its pieces.

use crate::cells::{Cells, Sum};
use crate::classes::REST;
use crate::key::Key;
use std::collections::{BTreeMap, BTreeSet};

/// What divides the ids of a filter.
const AND: char = '|';

/// The cells of one key that differ in one dimension alone: whom each lets pass, by the ids of its categories.
#[derive(Debug, Default)]
struct Group {
    sets: Vec<(BTreeSet<String>, usize)>,
    has_filter: bool,
}

/// Ties filters to the whole and to each other.
pub(crate) fn find_who_does_not_pass(cells: &mut Cells) {
    let filtered: BTreeSet<usize> = cells.filters.iter().map(|(dimension, _)| *dimension).collect();
    let mut groups: BTreeMap<(Key, usize), Group> = BTreeMap::new();
    for (key, cell) in cells.places.iter().filter(|(_, cell)| cells.cells[**cell].amount.is_none()) {
        for (dimension, category) in key.categories.iter().filter(|(dimension, _)| filtered.contains(dimension)) {
            let name = cells.categories.name(*category);
            // Of what no table prints nobody knows what is in it.
            if !name.starts_with(REST) {
                let group = groups.entry((key.without(*dimension), *dimension)).or_default();
                group.sets.push((name.split(AND).map(str::to_owned).collect(), *cell));
                group.has_filter |= cells.filters.contains(&(*dimension, *category));
            }
        }
    }
    for ((rest, dimension), group) in groups.into_iter().filter(|(_, group)| group.has_filter) {
        let whole = cells.places.get(&rest).copied();
        find_pairs(cells, &group, whole);
        if !cells.overlapping.contains(&(rest.family, dimension)) {
            find_pieces(cells, &rest, dimension, &group, whole);
        }
    }
}

/// A set within another one, or within the whole: what is left of it can be computed.
fn find_pairs(cells: &mut Cells, group: &Group, whole: Option<usize>) {
    for (part_ids, part) in &group.sets {
        let wider = group.sets.iter().filter(|(ids, _)| ids.len() > part_ids.len() && ids.is_superset(part_ids));
        let wider: Vec<usize> = wider.map(|(_, cell)| *cell).chain(whole).collect();
        let is_part = |wider: &usize| wider != part && cells.cells[*part].value <= cells.cells[*wider].value;
        let wider: Vec<usize> = wider.into_iter().filter(is_part).collect();
        for total in wider {
            cells.rests.insert((total, *part));
            // Also where the rest is nobody's secret: of the part nobody takes more than the whole.
            cells.at_least.insert(Sum { total, parts: vec![*part] });
        }
    }
}

/// The sets as sums of pieces, as far as their values can be worked out: whoever could not, does not know them either.
fn find_pieces(cells: &mut Cells, rest: &Key, dimension: usize, group: &Group, whole: Option<usize>) {
    if group.sets.len() < 2 {
        return;
    }
    // The ids that the same sets have are one piece.
    let mut sets_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (ids, _)) in group.sets.iter().enumerate() {
        ids.iter().for_each(|id| sets_of.entry(id).or_default().push(at));
    }
    let mut pieces: BTreeMap<Vec<usize>, BTreeSet<&str>> = BTreeMap::new();
    for (id, sets) in sets_of {
        pieces.entry(sets).or_default().insert(id);
    }
    let pieces: Vec<(Vec<usize>, BTreeSet<&str>)> = pieces.into_iter().collect();
    let mut own: Vec<Option<usize>> = pieces
        .iter()
        .map(|(sets, ids)| {
            let mut whole_sets = sets.iter().map(|set| &group.sets[*set]);
            whole_sets.find(|(all, _)| all.len() == ids.len()).map(|(_, cell)| *cell)
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
            let ids: Vec<&str> = pieces[*piece].1.iter().copied().collect();
            own[*piece] = left(cells, rest, dimension, &ids.join(&AND.to_string()), group.sets[set].1, &known);
            is_new |= own[*piece].is_some();
        }
    }
    for (set, of_set) in of_set.iter().enumerate().filter(|(_, of_set)| of_set.len() > 1) {
        if let Some(parts) = of_set.iter().map(|piece| own[*piece]).collect::<Option<Vec<usize>>>() {
            add(cells, group.sets[set].1, parts);
        }
    }
    let (Some(whole), Some(mut parts)) = (whole, own.into_iter().collect::<Option<Vec<usize>>>()) else { return };
    let mut of_whole = cells.sums.range(Sum { total: whole, parts: Vec::new() }..).take_while(|sum| sum.total == whole);
    if parts.contains(&whole) || of_whole.any(|sum| parts.iter().all(|part| sum.parts.contains(part))) {
        return;
    }
    let ids: Vec<&str> = pieces.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
    let name = format!("not {}", ids.join(&AND.to_string()));
    if let Some(others) = left(cells, rest, dimension, &name, whole, &parts) {
        parts.push(others);
        add(cells, whole, parts);
    }
}

/// The cell of what a whole has beside some of its parts; none where they are more than it.
fn left(cells: &mut Cells, rest: &Key, dimension: usize, name: &str, whole: usize, parts: &[usize]) -> Option<usize> {
    let all = parts.iter().map(|part| cells.cells[*part].value).sum::<i64>();
    let value = cells.cells[whole].value - all;
    let rule = parts.iter().fold(cells.cells[whole].rule, |rule, part| rule.and(cells.cells[*part].rule));
    let category = cells.categories.number(name);
    (value >= 0).then(|| cells.cell(rest.with(dimension, category), value, value, rule))
}

/// A whole and its parts, where they are it.
fn add(cells: &mut Cells, total: usize, parts: Vec<usize>) {
    let sum = parts.iter().map(|part| cells.cells[*part].value).sum::<i64>();
    if sum == cells.cells[total].value && !parts.contains(&total) {
        cells.sums.insert(Sum { total, parts });
    }
}

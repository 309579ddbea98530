//! Whoever does not pass a filter: a table of men beside one of all tells how many are none. Filters of one dimension are
//! sets of its categories; where each unit has one category, the sets and the whole are sums of what they have in common
//! and what they have not.

use crate::cells::{Categories, Cells, Level, Of};
use crate::published::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// Cells that differ in one dimension alone, with the categories that each is of.
type Sets = Vec<(BTreeSet<String>, usize)>;

/// Adds what filters tell beside each other and beside the whole.
pub(crate) fn add_filters(cells: &mut Cells<'_>) {
    let release = cells.release;
    let mut filters: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut one_each: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (number, table) in release.tables.iter().enumerate() {
        let of_axes = table.axes.iter().map(|axis| (axis.level(), axis.all_is.as_deref(), axis.additive));
        let fixed = table.fixed.iter().map(|fixed| (fixed.level(), Some(fixed.category.as_str()), fixed.additive));
        for (dimension, filter, additive) in of_axes.chain(fixed) {
            let dimension = cells.dimensions.number(&dimension);
            if let Some(category) = filter {
                filters.insert((dimension, cells.categories.number(category)));
            }
            if additive {
                let families: Vec<usize> = cells.families_of(number).map(|(family, _)| *family).collect();
                one_each.extend(families.into_iter().map(|family| (family, dimension)));
            }
        }
    }
    let filtered: BTreeSet<usize> = filters.iter().map(|(dimension, _)| *dimension).collect();
    for family in 0..cells.families.len() {
        if !matches!(cells.families[family].of, Of::Counts(_)) {
            continue;
        }
        for ((dimension, level, categories), sets) in groups(cells, family, &filtered, &filters) {
            let whole = cells.families[family].levels.get(&level).and_then(|of| of.get(&categories)).copied();
            add_rests(cells, family, &sets, whole);
            if sets.len() > 1 && one_each.contains(&(family, dimension)) {
                add_pieces(cells, family, &sets, whole);
            }
        }
    }
}

/// The sets of a family that have a filter among them, by their dimension and what else they are of.
fn groups(
    cells: &Cells<'_>,
    family: usize,
    filtered: &BTreeSet<usize>,
    filters: &BTreeSet<(usize, usize)>,
) -> BTreeMap<(usize, Level, Categories), Sets> {
    let mut groups: BTreeMap<(usize, Level, Categories), Sets> = BTreeMap::new();
    let mut with_filter = BTreeSet::new();
    for (level, of_level) in &cells.families[family].levels {
        for (at, dimension) in level.iter().enumerate().filter(|(_, dimension)| filtered.contains(dimension)) {
            let mut other_level = level.clone();
            other_level.remove(at);
            for (categories, cell) in of_level {
                let mut others = categories.clone();
                let category = others.remove(at);
                let key = (*dimension, other_level.clone(), others);
                if filters.contains(&(*dimension, category)) {
                    with_filter.insert(key.clone());
                }
                let ids = cells.categories.name(category).split('|').map(str::to_owned).collect();
                groups.entry(key).or_default().push((ids, *cell));
            }
        }
    }
    groups.retain(|key, _| with_filter.contains(key));
    groups
}

/// What a wider set, or the whole, has beside one that lies in it.
fn add_rests(cells: &mut Cells<'_>, family: usize, sets: &Sets, whole: Option<usize>) {
    for (ids, part) in sets {
        let wider = sets.iter().filter(|(wider, _)| wider.len() > ids.len() && wider.is_superset(ids));
        for wider in wider.map(|(_, cell)| *cell).chain(whole).filter(|wider| wider != part) {
            let name = format!("in {}, and not in {}", cells.cells[wider].name, cells.cells[*part].name);
            let rest = cells.unpublished(family, name);
            let says = format!("{}: who passes a filter and who does not do not sum to it", cells.cells[wider].name);
            cells.facts.push(Fact::sum(wider, &[*part, rest], says));
        }
    }
}

/// The sets and the whole as sums of pieces: what the same sets have.
fn add_pieces(cells: &mut Cells<'_>, family: usize, sets: &Sets, whole: Option<usize>) {
    let mut sets_of: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (at, (ids, _)) in sets.iter().enumerate() {
        ids.iter().for_each(|id| sets_of.entry(id).or_default().push(at));
    }
    let mut ids_of: BTreeMap<Vec<usize>, Vec<&String>> = BTreeMap::new();
    for (id, of) in sets_of {
        ids_of.entry(of).or_default().push(id);
    }
    let mut pieces: Vec<(Vec<usize>, usize)> = Vec::new();
    for (of, ids) in ids_of {
        let same = of.iter().find(|set| sets[**set].0.len() == ids.len());
        let piece = match same {
            Some(set) => sets[*set].1,
            None => {
                let name = format!("{}: those of {ids:?} alone", cells.cells[sets[of[0]].1].name);
                cells.unpublished(family, name)
            }
        };
        pieces.push((of, piece));
    }
    for (at, (_, set)) in sets.iter().enumerate() {
        let parts: Vec<usize> = pieces.iter().filter(|(of, _)| of.contains(&at)).map(|(_, piece)| *piece).collect();
        if !parts.contains(set) {
            let says = format!("{}: the categories that pass the filter", cells.cells[*set].name);
            cells.add_parts(*set, parts, true, &says);
        }
    }
    let Some(whole) = whole else { return };
    let mut parts: Vec<usize> = pieces.into_iter().map(|(_, piece)| piece).collect();
    let mut of_whole = cells.sums.range((whole, Vec::new())..).take_while(|(total, _)| *total == whole);
    if parts.contains(&whole) || of_whole.any(|(_, of)| parts.iter().all(|part| of.contains(part))) {
        return;
    }
    let name = format!("in {}, and passing no filter", cells.cells[whole].name);
    parts.push(cells.unpublished(family, name));
    let says = format!("{}: who passes filters and who passes none", cells.cells[whole].name);
    cells.add_parts(whole, parts, true, &says);
}

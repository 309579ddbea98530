//! What categories are made of: a region of the municipalities that lie in it, a band of stretches, a filter of whatever
//! it lets pass. Dimensions that are made of the same are on one line.

use crate::cells::Cells;
use std::collections::{BTreeMap, BTreeSet};

/// What a category is made of, by names.
pub(crate) type Set = BTreeSet<String>;

/// The lines of a release. A line is called by the number of one of its dimensions, or of a name that no dimension has.
pub(crate) struct Lines {
    lines: BTreeMap<usize, usize>,
    /// By dimension and category, where it is not the category itself.
    made_of: BTreeMap<usize, BTreeMap<String, Set>>,
    of_bands: BTreeSet<usize>,
}

impl Lines {
    pub(crate) fn of(cells: &mut Cells<'_>) -> Lines {
        let release = cells.release;
        let mut lines = Lines { lines: BTreeMap::new(), made_of: BTreeMap::new(), of_bands: BTreeSet::new() };
        for relation in &release.relations {
            let (part, whole) = (cells.dimensions.number(&relation.part), cells.dimensions.number(&relation.whole));
            // Something that is a part itself may be cut again; it is left as it is.
            if lines.lines.contains_key(&whole) {
                continue;
            }
            lines.lines.insert(whole, part);
            let made_of = lines.made_of.entry(whole).or_default();
            for (part, whole) in &relation.map {
                made_of.entry(whole.clone()).or_default().insert(part.clone());
            }
        }
        let mut edges: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
        for bands in &release.bands {
            let ends = bands.edges.values().flat_map(|(from, until)| [Some(*from), *until]);
            edges.entry(&bands.of).or_default().extend(ends.flatten());
        }
        for bands in &release.bands {
            let dimension = cells.dimensions.number(&bands.level());
            let line = cells.dimensions.number(&format!("bands of {}", bands.of));
            lines.lines.insert(dimension, line);
            lines.of_bands.insert(line);
            let made_of = lines.made_of.entry(dimension).or_default();
            for (category, (from, until)) in &bands.edges {
                let inside =
                    edges[bands.of.as_str()].range(from..).take_while(|edge| until.is_none_or(|until| **edge < until));
                made_of.insert(category.clone(), inside.map(|edge| format!("from {edge}")).collect());
            }
        }
        lines
    }

    /// The line of a dimension.
    pub(crate) fn line(&self, dimension: usize) -> usize {
        self.lines.get(&dimension).copied().unwrap_or(dimension)
    }

    /// Whether a line is of bands.
    pub(crate) fn is_of_bands(&self, line: usize) -> bool {
        self.of_bands.contains(&line)
    }

    /// What a category is made of.
    pub(crate) fn set(&self, cells: &Cells<'_>, dimension: usize, category: usize) -> Set {
        let made_of = self.made_of.get(&dimension);
        let ids = cells.categories.name(category).split('|');
        let of_id = |id: &str| {
            made_of.and_then(|made_of| made_of.get(id).cloned()).unwrap_or_else(|| Set::from([id.to_owned()]))
        };
        ids.flat_map(of_id).collect()
    }
}

//! What no table of a release prints is taken together, as far as the printed areas let it be.

use crate::cells::{Cells, Entry};
use definitions::Dimension;
use std::collections::{BTreeMap, BTreeSet};

/// Which unprinted municipalities are told apart: by region, job centre and peer group, where those are printed.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    municipalities: BTreeMap<(usize, usize), String>,
}

/// The category of whatever of a dimension is not printed.
pub(crate) const REST: &str = "*";

impl Classes {
    pub(crate) fn of(cells: &mut Cells, entries: &[Entry<'_>], printed: &BTreeSet<(usize, usize)>) -> Classes {
        let mut classes = Classes::default();
        let is_printed = |cells: &Cells, dimension: &str| {
            cells.dimensions.find(dimension).is_some_and(|number| printed.iter().any(|(known, _)| *known == number))
        };
        let regions = is_printed(cells, Dimension::Region.id());
        let jobcentres = is_printed(cells, Dimension::Jobcentre.id());
        let mut labels: BTreeMap<(usize, usize), String> = BTreeMap::new();
        for entry in entries {
            let behind = entry.table.behind.as_ref();
            let Some(country) = behind.geography() else { continue };
            let days = behind.periods().iter().map(|period| period.span());
            let (first, last) = (days.clone().map(|span| span.from).min(), days.map(|span| span.last_day()).max());
            for (axis, of) in behind.axes().iter().enumerate() {
                if of.dimension != Dimension::Municipality || behind.is_filter(axis) {
                    continue;
                }
                let dimension = cells.dimensions.number(of.dimension.id());
                for (place, category) in of.categories.iter().enumerate() {
                    let Some(at) = category.id.parse().ok().and_then(|code| country.find(code)) else { continue };
                    let label = labels.entry((dimension, cells.categories.number(&category.id))).or_default();
                    if regions {
                        *label += &format!(" {}", country.municipalities[at].region);
                    }
                    for day in [first, last].into_iter().flatten().filter(|_| jobcentres) {
                        *label += &format!(" {:?}", country.jobcentre_on(at, day));
                    }
                    *label += &format!(" {:?}", behind.group_of(axis, place));
                }
            }
        }
        // A class is called by the first of it, so that it can be found on the map.
        let mut first_of: BTreeMap<(usize, String), String> = BTreeMap::new();
        for ((dimension, category), label) in labels {
            if printed.contains(&(dimension, category)) {
                continue;
            }
            let own = cells.categories.name(category).to_owned();
            let first = first_of.entry((dimension, label)).or_insert(own);
            classes.municipalities.insert((dimension, category), format!("{REST}{first}"));
        }
        classes
    }

    pub(crate) fn class(&self, dimension: usize, category: usize, cells: &mut Cells) -> usize {
        let name = self.municipalities.get(&(dimension, category)).map_or(REST, String::as_str);
        cells.categories.number(name)
    }
}

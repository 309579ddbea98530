//! What categories are made of, so that those of different dimensions can be held against each other: a region of
//! municipalities, a band of the stretches between the edges of all bands, a filter of the categories that it lets pass.

use crate::cells::Cells;
use crate::classes::REST;
use crate::names::Names;
use calendar::Period;
use definitions::{BandsOf, Dimension, Geography};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What divides the ids of a filter.
pub(crate) const AND: char = '|';

/// What categories of different dimensions may have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Line {
    /// Municipalities.
    Places,
    /// Stretches of what is cut.
    Bands(BandsOf),
    /// The categories of one dimension.
    Of(usize),
}

/// Atoms of a line, by their numbers.
pub(crate) type Set = BTreeSet<usize>;

/// The atoms of a release.
#[derive(Debug)]
pub(crate) struct Atoms {
    names: Names,
    lines: BTreeMap<usize, Line>,
    jobcentre: Option<usize>,
    /// By dimension and category; of job centres none, as municipalities move.
    sets: BTreeMap<(usize, usize), Set>,
    /// The ids of those.
    centres: BTreeMap<usize, Vec<String>>,
    geographies: Vec<Arc<Geography>>,
    /// Those that stand for something of which nobody knows what it is made of.
    opaque: Set,
}

/// Whether all bands of one family cut the same: two measures may ask for the hours of two months, or follow spells by two rules.
pub(crate) fn is_one_quantity(of: BandsOf) -> bool {
    match of {
        BandsOf::Duration | BandsOf::Age | BandsOf::Membership => true,
        BandsOf::Hours | BandsOf::Life => false,
    }
}

impl Atoms {
    pub(crate) fn of(cells: &Cells) -> Atoms {
        let number = |dimension: Dimension| cells.dimensions.find(dimension.id());
        let places = [Dimension::Municipality, Dimension::Region, Dimension::Jobcentre];
        let mut lines: BTreeMap<usize, Line> = cells
            .bands
            .iter()
            .filter(|(_, (of, _))| is_one_quantity(*of))
            .map(|(dimension, (of, _))| (*dimension, Line::Bands(*of)))
            .collect();
        lines.extend(places.into_iter().filter_map(number).map(|dimension| (dimension, Line::Places)));
        let mut atoms = Atoms {
            names: Names::default(),
            lines,
            jobcentre: number(Dimension::Jobcentre),
            sets: BTreeMap::new(),
            centres: BTreeMap::new(),
            geographies: cells.geographies.clone(),
            opaque: Set::new(),
        };
        let mut edges: BTreeMap<BandsOf, BTreeSet<i32>> = BTreeMap::new();
        for (of, bands) in cells.bands.values() {
            edges.entry(*of).or_default().extend(bands.values().flat_map(|(from, until)| [*from, *until]));
        }
        let mut used: BTreeSet<(usize, usize)> = BTreeSet::new();
        cells.places.keys().for_each(|key| used.extend(&key.categories));
        let region = number(Dimension::Region);
        for (dimension, category) in used {
            let name = cells.categories.name(category);
            // Of what no table prints nobody knows what is in it.
            if name.starts_with(REST) {
                continue;
            }
            if Some(dimension) == atoms.jobcentre {
                let ids: Vec<String> = name.split(AND).map(str::to_owned).collect();
                // Whatever is no job centre is made of itself.
                for id in &ids {
                    if !atoms.is_centre(id) {
                        atoms.names.number(id);
                    }
                }
                atoms.centres.insert(category, ids);
                continue;
            }
            let mut set = Set::new();
            for id in name.split(AND) {
                let ends = cells.bands.get(&dimension).and_then(|(of, bands)| {
                    let id = cells.categories.find(id)?;
                    Some((edges.get(of)?, bands.get(&id)?))
                });
                if let Some((edges, (from, until))) = ends {
                    let inside: Vec<i32> = edges.range(*from..=*until).copied().collect();
                    for stretch in inside.windows(2) {
                        set.insert(atoms.names.number(&format!("{}..{}", stretch[0], stretch[1])));
                    }
                } else if let Some(codes) = (Some(dimension) == region).then(|| atoms.region(id)).flatten() {
                    set.extend(codes.iter().map(|code| atoms.names.number(code)));
                } else {
                    set.insert(atoms.names.number(id));
                }
            }
            atoms.sets.insert((dimension, category), set);
        }
        // Municipalities that job centres alone have.
        for country in &cells.geographies {
            country.municipalities.iter().for_each(|place| _ = atoms.names.number(&place.code.to_string()));
        }
        atoms
    }

    /// The line that a dimension's categories are on.
    pub(crate) fn line(&self, dimension: usize) -> Line {
        self.lines.get(&dimension).copied().unwrap_or(Line::Of(dimension))
    }

    /// The dimension of cells that are made of a line's atoms.
    pub(crate) fn dimension(line: Line, cells: &mut Cells) -> usize {
        match line {
            Line::Places => cells.dimensions.number("places"),
            Line::Bands(of) => cells.dimensions.number(&format!("bands of {of:?}")),
            Line::Of(dimension) => dimension,
        }
    }

    /// What a category is made of in a period; none where that is not known, or is not the same all the while.
    pub(crate) fn set(&self, dimension: usize, category: usize, period: Period) -> Option<Set> {
        if Some(dimension) != self.jobcentre {
            return self.sets.get(&(dimension, category)).cloned();
        }
        let span = period.span();
        let mut set = Set::new();
        for id in self.centres.get(&category)? {
            if !self.is_centre(id) {
                set.insert(self.names.find(id)?);
                continue;
            }
            let mut found: Option<Set> = None;
            for country in &self.geographies {
                let Some(centre) = country.jobcentres.iter().position(|centre| centre.id == *id) else { continue };
                let mut own = Set::new();
                for (at, place) in country.municipalities.iter().enumerate() {
                    let is_in = |day| country.jobcentre_on(at, day) == Some(centre);
                    if is_in(span.from) != is_in(span.last_day()) {
                        return None;
                    }
                    if is_in(span.from) {
                        own.insert(self.names.find(&place.code.to_string())?);
                    }
                }
                if found.replace(own.clone()).is_some_and(|other| other != own) {
                    return None;
                }
            }
            set.extend(found?);
        }
        Some(set)
    }

    fn is_centre(&self, id: &str) -> bool {
        self.geographies.iter().any(|country| country.jobcentres.iter().any(|centre| centre.id == id))
    }

    /// The municipalities of a region, where all geographies that have it agree.
    fn region(&self, id: &str) -> Option<Vec<String>> {
        let mut found: Option<Vec<String>> = None;
        for country in &self.geographies {
            let Some(at) = country.regions.iter().position(|region| region.id == id) else { continue };
            let codes = country.municipalities.iter().filter(|place| place.region == at);
            let codes: Vec<String> = codes.map(|place| place.code.to_string()).collect();
            if found.as_ref().is_some_and(|other| *other != codes) {
                return None;
            }
            found = Some(codes);
        }
        found
    }

    /// An atom that stands for something of which nobody knows, or has to know, what it is made of.
    pub(crate) fn opaque(&mut self, name: &str) -> usize {
        let atom = self.names.number(&format!("{REST}{name}"));
        self.opaque.insert(atom);
        atom
    }

    /// Whether such an atom is in a set.
    pub(crate) fn is_opaque(&self, set: &Set) -> bool {
        !self.opaque.is_disjoint(set)
    }

    /// The name of what is made of some atoms.
    pub(crate) fn name<'a>(&self, atoms: impl IntoIterator<Item = &'a usize>) -> String {
        let mut names: Vec<&str> = atoms.into_iter().map(|atom| self.names.name(*atom)).collect();
        names.sort_unstable();
        names.join(&AND.to_string())
    }
}

//! Cells as sums of finer ones that no table has: tables by sex and place, by age, of the men of one town are bound together
//! by that none of the groups in which they cross is fewer than nobody.
//!
//! Each line is cut as far as some set cuts it. Lines that stand in one table are crossed; lines that never do need not
//! be, as long as what two crossings share has the same sums in both. Of a crossing all of whose groups are cells there is
//! nothing to add.

use crate::cells::Cells;
use crate::lines::Set;
use crate::published::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// More groups than this in the crossings of one family and period are left out.
const MOST_GROUPS: usize = 4_000;

/// What a cell is of on each line.
type Key = BTreeMap<usize, Set>;

/// The pieces that a cell is of on each line.
type Place = BTreeMap<usize, BTreeSet<usize>>;

/// Adds the groups that cells of one family are made of. Lines of time, and those of which a unit may be in several
/// categories, are not cut: they tell the cells apart.
pub(crate) fn add_finest(cells: &mut Cells<'_>, family: usize, of_family: Vec<(Key, usize)>, uncut: &BTreeSet<usize>) {
    let mut layers: BTreeMap<Key, Vec<(Key, usize)>> = BTreeMap::new();
    for (key, cell) in of_family {
        let (apart, own): (Key, Key) = key.into_iter().partition(|(line, _)| uncut.contains(line));
        layers.entry(apart).or_default().push((own, cell));
    }
    let wholes = wholes(cells);
    for of_layer in layers.into_values().filter(|of_layer| of_layer.len() > 2) {
        let crossed = Crossed::of(&of_layer, &wholes);
        crossed.add(cells, family);
    }
}

/// Cells that are the sum of others, by the sum.
fn wholes(cells: &Cells<'_>) -> Vec<(usize, Vec<usize>)> {
    let sum = |fact: &Fact| {
        let (wholes, parts): (Vec<_>, Vec<_>) = fact.terms.iter().partition(|(_, factor)| *factor == -1);
        let is_sum = fact.lower == Some(0) && fact.upper == Some(0) && parts.iter().all(|(_, factor)| *factor == 1);
        match wholes[..] {
            [(whole, _)] if is_sum => Some((whole, parts.into_iter().map(|(part, _)| part).collect())),
            _ => None,
        }
    };
    cells.facts.iter().filter_map(sum).collect()
}

/// A line and its pieces: those of sets from 0, and behind them what is in no set, where there may be something.
struct Line {
    pieces: BTreeMap<String, usize>,
    n_pieces: usize,
}

/// Cells by the pieces that they are of.
struct Crossed {
    lines: BTreeMap<usize, Line>,
    places: Vec<(Place, usize)>,
}

/// Lines that are crossed, and an earlier such set with which they share some.
struct Crossing {
    lines: BTreeSet<usize>,
    earlier: Option<(usize, BTreeSet<usize>)>,
}

impl Crossed {
    fn of(of_layer: &[(Key, usize)], wholes: &[(usize, Vec<usize>)]) -> Crossed {
        let mut sets: BTreeMap<usize, BTreeSet<&Set>> = BTreeMap::new();
        for (line, set) in of_layer.iter().flat_map(|(key, _)| key) {
            sets.entry(*line).or_default().insert(set);
        }
        let mut lines: BTreeMap<usize, Line> = BTreeMap::new();
        for (line, sets) in sets {
            let mut in_sets: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
            for (at, set) in sets.iter().enumerate() {
                set.iter().for_each(|one| in_sets.entry(one).or_default().push(at));
            }
            let different: BTreeSet<&Vec<usize>> = in_sets.values().collect();
            let numbers: BTreeMap<&Vec<usize>, usize> = different.into_iter().zip(0..).collect();
            let pieces = in_sets.iter().map(|(one, sets)| ((*one).clone(), numbers[sets])).collect();
            lines.insert(line, Line { pieces, n_pieces: numbers.len() + 1 });
        }
        let place = |key: &Key| -> Place {
            let pieces = |(line, set): (&usize, &Set)| (*line, set.iter().map(|one| lines[line].pieces[one]).collect());
            key.iter().map(pieces).collect()
        };
        let places: Vec<(Place, usize)> = of_layer.iter().map(|(key, cell)| (place(key), *cell)).collect();
        let of: BTreeMap<usize, &Place> = places.iter().map(|(place, cell)| (*cell, place)).collect();
        // Where everybody is in some set, nothing is behind them.
        let complete: BTreeSet<usize> =
            wholes.iter().filter_map(|(whole, parts)| complete(*whole, parts, &of, &lines)).collect();
        lines.iter_mut().filter(|(line, _)| complete.contains(line)).for_each(|(_, line)| line.n_pieces -= 1);
        Crossed { lines, places }
    }

    /// The crossings: each cell's lines are in one, and what one shares with all before it, it shares with one of them.
    fn crossings(&self) -> Vec<Crossing> {
        let mut near: BTreeMap<usize, BTreeSet<usize>> =
            self.lines.keys().map(|line| (*line, BTreeSet::new())).collect();
        for (place, _) in &self.places {
            for line in place.keys() {
                near.entry(*line).or_default().extend(place.keys().copied());
            }
        }
        // Lines are taken away one by one, those first whose neighbors are crossed already or nearly so.
        let mut sets: Vec<BTreeSet<usize>> = Vec::new();
        while let Some(line) = near.keys().copied().min_by_key(|line| {
            let own = &near[line];
            (own.iter().map(|one| own.iter().filter(|other| !near[one].contains(other)).count()).sum::<usize>(), *line)
        }) {
            let mut own = near.remove(&line).unwrap_or_default();
            own.insert(line);
            for other in own.iter().filter(|other| **other != line) {
                let of_other = near.entry(*other).or_default();
                of_other.extend(own.iter().copied());
                of_other.remove(&line);
            }
            if sets.iter().all(|set| !set.is_superset(&own)) {
                sets.push(own);
            }
        }
        // The last ones are in the middle: backwards, each hangs on one that is there.
        let mut crossings: Vec<Crossing> = Vec::new();
        while !sets.is_empty() {
            let shared = |set: &BTreeSet<usize>| {
                let of =
                    |(at, crossing): (usize, &Crossing)| (crossing.lines.intersection(set).count(), usize::MAX - at);
                crossings.iter().enumerate().map(of).max()
            };
            let Some(at) = (0..sets.len()).max_by_key(|at| (shared(&sets[*at]).map(|(n, _)| n), *at)) else { break };
            let earlier = shared(&sets[at]).map(|(_, from_end)| usize::MAX - from_end);
            let lines = sets.remove(at);
            let earlier = earlier.map(|at| (at, crossings[at].lines.intersection(&lines).copied().collect()));
            crossings.push(Crossing { lines, earlier });
        }
        crossings
    }

    /// The groups of some lines that are within a place.
    fn groups(&self, lines: &BTreeSet<usize>, within: &Place) -> Vec<Vec<usize>> {
        lines.iter().fold(vec![Vec::new()], |groups, line| {
            let pieces = within.get(line).map_or_else(
                || (0..self.lines[line].n_pieces).collect(),
                |own| own.iter().copied().collect::<Vec<usize>>(),
            );
            let longer = |group: Vec<usize>| {
                pieces
                    .iter()
                    .map(move |piece| group.iter().copied().chain([*piece]).collect())
                    .collect::<Vec<Vec<usize>>>()
            };
            groups.into_iter().flat_map(longer).collect()
        })
    }

    fn add(&self, cells: &mut Cells<'_>, family: usize) {
        let crossings = self.crossings();
        let size = |crossing: &Crossing| {
            crossing.lines.iter().fold(1usize, |n, line| n.saturating_mul(self.lines[line].n_pieces))
        };
        let n_groups = crossings.iter().map(size).fold(0usize, usize::saturating_add);
        if n_groups > MOST_GROUPS || crossings.iter().all(|crossing| self.is_all_cells(crossing, size(crossing))) {
            return;
        }
        let mut of_crossings: Vec<BTreeMap<Vec<usize>, usize>> = Vec::new();
        for (number, crossing) in crossings.iter().enumerate() {
            let shared: Vec<&BTreeSet<usize>> = crossings
                .iter()
                .enumerate()
                .filter_map(|(at, other)| {
                    let (earlier, shared) = other.earlier.as_ref()?;
                    (at == number || *earlier == number).then_some(shared)
                })
                .collect();
            of_crossings.push(self.cells_of(cells, family, crossing, &shared));
        }
        for (number, crossing) in crossings.iter().enumerate() {
            let Some((earlier, shared)) = &crossing.earlier else { continue };
            for group in self.groups(shared, &Place::new()) {
                let within: Place =
                    shared.iter().zip(group).map(|(line, piece)| (*line, BTreeSet::from([piece]))).collect();
                let mut terms: BTreeMap<usize, i64> = BTreeMap::new();
                for (at, sign) in [(number, 1), (*earlier, -1)] {
                    let inside: BTreeSet<usize> = self
                        .groups(&crossings[at].lines, &within)
                        .iter()
                        .map(|group| of_crossings[at][group])
                        .collect();
                    inside.into_iter().for_each(|cell| *terms.entry(cell).or_default() += sign);
                }
                terms.retain(|_, factor| *factor != 0);
                if !terms.is_empty() {
                    let says = "groups that two crossings share".to_owned();
                    cells.facts.push(Fact { terms: terms.into_iter().collect(), lower: Some(0), upper: Some(0), says });
                }
            }
        }
    }

    fn is_all_cells(&self, crossing: &Crossing, n_groups: usize) -> bool {
        let own: BTreeSet<Vec<usize>> =
            self.places.iter().filter_map(|(place, _)| self.group(place, crossing)).collect();
        own.len() == n_groups
    }

    /// The group that a place is, where it is one.
    fn group(&self, place: &Place, crossing: &Crossing) -> Option<Vec<usize>> {
        let of_line = |line: &usize| match place.get(line) {
            Some(pieces) if pieces.len() == 1 => pieces.first().copied(),
            None if self.lines[line].n_pieces == 1 => Some(0),
            _ => None,
        };
        if !place.keys().all(|line| crossing.lines.contains(line)) {
            return None;
        }
        crossing.lines.iter().map(of_line).collect()
    }

    /// A cell for each group of a crossing, and the facts that cells are sums of them. Groups that are together in every
    /// cell, and in whatever is shared, are one cell.
    fn cells_of(
        &self,
        cells: &mut Cells<'_>,
        family: usize,
        crossing: &Crossing,
        shared: &[&BTreeSet<usize>],
    ) -> BTreeMap<Vec<usize>, usize> {
        let inside: Vec<&(Place, usize)> =
            self.places.iter().filter(|(place, _)| place.keys().all(|line| crossing.lines.contains(line))).collect();
        let mut wholes_of: BTreeMap<Vec<usize>, Vec<usize>> =
            self.groups(&crossing.lines, &Place::new()).into_iter().map(|group| (group, Vec::new())).collect();
        for (number, (place, _)) in inside.iter().enumerate() {
            for group in self.groups(&crossing.lines, place) {
                wholes_of.entry(group).or_default().push(number);
            }
        }
        let mut known: BTreeMap<(Vec<usize>, Vec<Vec<usize>>), usize> = BTreeMap::new();
        let mut found: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for (place, cell) in inside.iter().map(|(place, cell)| (place, *cell)) {
            if let Some(group) = self.group(place, crossing) {
                found.entry(group).or_insert(cell);
            }
        }
        for (group, wholes) in &wholes_of {
            if found.contains_key(group) {
                continue;
            }
            let of_shared = |shared: &&BTreeSet<usize>| {
                let of_lines = crossing.lines.iter().zip(group).filter(|(line, _)| shared.contains(line));
                of_lines.map(|(_, piece)| *piece).collect::<Vec<usize>>()
            };
            let together = (wholes.clone(), shared.iter().map(of_shared).collect::<Vec<_>>());
            let cell = *known.entry(together).or_insert_with(|| {
                let whole = wholes.first().map_or("a table", |number| &cells.cells[inside[*number].1].name);
                let name = format!("a group within {whole}");
                let cell = cells.unpublished(family, name);
                cells.cells[cell].small_is_secret = false;
                cell
            });
            found.insert(group.clone(), cell);
        }
        for (place, cell) in inside {
            let parts: BTreeSet<usize> = self.groups(&crossing.lines, place).iter().map(|group| found[group]).collect();
            if !parts.contains(cell) {
                let says = format!("{}: the groups that it is made of", cells.cells[*cell].name);
                cells.add_parts(*cell, parts.into_iter().collect(), true, &says);
            }
        }
        found
    }
}

/// The line of which a whole has all pieces in its parts.
fn complete(
    whole: usize,
    parts: &[usize],
    of: &BTreeMap<usize, &Place>,
    lines: &BTreeMap<usize, Line>,
) -> Option<usize> {
    let whole = of.get(&whole)?;
    let parts: Vec<&&Place> = parts.iter().map(|part| of.get(part)).collect::<Option<_>>()?;
    let line = *parts.first()?.keys().find(|line| !whole.contains_key(line))?;
    let mut pieces: Vec<usize> = Vec::new();
    for part in parts {
        let is_of_line = part.len() == whole.len() + 1 && whole.iter().all(|(line, own)| part.get(line) == Some(own));
        pieces.extend(part.get(&line).filter(|_| is_of_line)?);
    }
    let n_pieces = pieces.len();
    let different: BTreeSet<usize> = pieces.into_iter().collect();
    (different.len() == n_pieces && n_pieces + 1 == lines[&line].n_pieces).then_some(line)
}

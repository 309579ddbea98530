//! The finest cells of a release: of the tables of one family the crossing of all that they are by, as far as tables or
//! filters tell it apart.
//!
//! Tables by sex and place, by age, of the men of one town: no sum may tie them, and still none of those that they are made
//! of is fewer than nobody. Dimensions that no table has together need no crossing: what is told of them, is told by what
//! they are both crossed with (a decomposable model; Lauritzen, Graphical Models, 1996, proposition 3.14 and section 4.4).

use crate::atoms::{Atoms, Line, Set};
use crate::cells::{Cells, Sum};
use crate::links;
use calendar::Period;
use std::collections::{BTreeMap, BTreeSet};

/// More finest cells of one period are not reckoned with.
const MOST: usize = 4_000;

/// Cells as sums of finest cells of a family and period, which have numbers from 0.
#[derive(Debug, Default)]
pub(crate) struct Finest {
    pub(crate) n_finest: usize,
    /// A cell, and what it is made of.
    pub(crate) made_of: Vec<(usize, Vec<usize>)>,
    /// Those that have the same sum: what is neither in the one crossing nor in the other does not matter.
    pub(crate) same: Vec<(Vec<usize>, Vec<usize>)>,
}

/// The sets that a cell is of.
type Sets = BTreeMap<Line, Set>;

/// Finds them for each family and period of which tables tell more than sums do.
pub(crate) fn find(
    cells: &Cells,
    atoms: &Atoms,
    known: &BTreeMap<usize, BTreeMap<(Period, Sets), usize>>,
) -> Vec<Finest> {
    let mut sums = links::sums(cells);
    sums.extend(cells.sums.iter().cloned());
    let mut found = Vec::new();
    for (family, of_family) in known {
        // What is counted in several categories of a line is told apart by them, and not made of them.
        let lines: BTreeSet<Line> = of_family.keys().flat_map(|(_, sets)| sets.keys().copied()).collect();
        let overlaps = |line: &Line| {
            let mut of_line =
                cells.overlapping.iter().filter(|(of, dimension)| of == family && atoms.line(*dimension) == *line);
            of_line.next().is_some()
        };
        let overlapping: BTreeSet<Line> = lines.into_iter().filter(overlaps).collect();
        let mut layers: BTreeMap<(Period, Sets), Vec<(Sets, usize)>> = BTreeMap::new();
        for ((period, sets), cell) in of_family {
            let (of_layer, own): (Sets, Sets) =
                sets.clone().into_iter().partition(|(line, _)| overlapping.contains(line));
            if !own.values().any(|set| atoms.is_opaque(set)) {
                layers.entry((*period, of_layer)).or_default().push((own, *cell));
            }
        }
        found.extend(layers.into_values().filter_map(|of_layer| Crossing::of(of_layer, &sums, cells)?.finest()));
    }
    found
}

/// A line, cut into pieces that no set of it cuts again.
#[derive(Debug, Default)]
struct Cut {
    piece_of: BTreeMap<usize, usize>,
    n_pieces: usize,
    /// Whether something may be in none of the sets: it is a piece of its own, behind the others.
    has_others: bool,
}

impl Cut {
    fn of(sets: &BTreeSet<&Set>) -> Cut {
        let mut sets_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, set) in sets.iter().enumerate() {
            set.iter().for_each(|atom| sets_of.entry(*atom).or_default().push(at));
        }
        let mut pieces: BTreeMap<&Vec<usize>, usize> = BTreeMap::new();
        let mut piece_of = BTreeMap::new();
        for (atom, sets) in &sets_of {
            let next = pieces.len();
            piece_of.insert(*atom, *pieces.entry(sets).or_insert(next));
        }
        Cut { piece_of, n_pieces: pieces.len(), has_others: true }
    }

    fn pieces(&self, set: &Set) -> BTreeSet<usize> {
        set.iter().filter_map(|atom| self.piece_of.get(atom).copied()).collect()
    }

    fn all(&self) -> BTreeSet<usize> {
        (0..self.n_pieces + usize::from(self.has_others)).collect()
    }
}

/// The cells of a family and period, by the pieces that they are of.
#[derive(Debug)]
struct Crossing {
    lines: BTreeMap<Line, Cut>,
    cells: Vec<(BTreeMap<Line, BTreeSet<usize>>, usize)>,
}

impl Crossing {
    fn of(of_layer: Vec<(Sets, usize)>, sums: &BTreeSet<Sum>, cells: &Cells) -> Option<Crossing> {
        if of_layer.len() < 3 {
            return None;
        }
        let mut sets: BTreeMap<Line, BTreeSet<&Set>> = BTreeMap::new();
        of_layer.iter().flat_map(|(own, _)| own).for_each(|(line, set)| _ = sets.entry(*line).or_default().insert(set));
        let mut lines: BTreeMap<Line, Cut> = sets.iter().map(|(line, sets)| (*line, Cut::of(sets))).collect();
        let by_cell: BTreeMap<usize, &Sets> = of_layer.iter().map(|(own, cell)| (*cell, own)).collect();
        for line in complete(&by_cell, &lines, sums, cells) {
            lines.entry(line).or_default().has_others = false;
        }
        let in_pieces = |own: &Sets| own.iter().map(|(line, set)| (*line, lines[line].pieces(set))).collect();
        let cells = of_layer.iter().map(|(own, cell)| (in_pieces(own), *cell)).collect();
        Some(Crossing { lines, cells })
    }

    /// Sets of lines, such that every cell is of one of them and what two have in common separates them (a junction tree):
    /// each with the number of an earlier one and what it has in common with that.
    fn cliques(&self) -> Vec<(BTreeSet<Line>, Option<(usize, BTreeSet<Line>)>)> {
        let mut beside: BTreeMap<Line, BTreeSet<Line>> =
            self.lines.keys().map(|line| (*line, BTreeSet::new())).collect();
        for (own, _) in &self.cells {
            for line in own.keys() {
                beside.entry(*line).or_default().extend(own.keys().filter(|other| *other != line));
            }
        }
        let mut cliques: Vec<BTreeSet<Line>> = Vec::new();
        while !beside.is_empty() {
            // The line that asks for the fewest crossings that no table has.
            let n_missing = |around: &BTreeSet<Line>| {
                around
                    .iter()
                    .map(|one| around.iter().filter(|other| other != &one && !beside[one].contains(other)).count())
                    .sum::<usize>()
            };
            let Some(line) =
                beside.iter().min_by_key(|(line, around)| (n_missing(around), **line)).map(|(line, _)| *line)
            else {
                break;
            };
            let around = beside.remove(&line).unwrap_or_default();
            for one in &around {
                let of_one = beside.entry(*one).or_default();
                of_one.remove(&line);
                of_one.extend(around.iter().filter(|other| *other != one));
            }
            let clique: BTreeSet<Line> = around.into_iter().chain([line]).collect();
            if !cliques.iter().any(|known| known.is_superset(&clique)) {
                cliques.push(clique);
            }
        }
        let mut tree: Vec<(BTreeSet<Line>, Option<(usize, BTreeSet<Line>)>)> = Vec::new();
        while !cliques.is_empty() {
            let shared = |clique: &BTreeSet<Line>, other: &BTreeSet<Line>| clique.intersection(other).count();
            let pairs = cliques.iter().enumerate().flat_map(|(at, clique)| {
                tree.iter().enumerate().map(move |(of, (known, _))| (shared(clique, known), at, of))
            });
            let (at, of) = pairs
                .max_by_key(|(n, at, of)| (*n, usize::MAX - at, usize::MAX - of))
                .map_or((0, None), |(_, at, of)| (at, Some(of)));
            let clique = cliques.remove(at);
            let joined = of.map(|of| (of, clique.intersection(&tree[of].0).copied().collect()));
            tree.push((clique, joined));
        }
        tree
    }

    /// All combinations of pieces of some lines, with `within` alone where it has a line.
    fn combinations(&self, lines: &BTreeSet<Line>, within: &BTreeMap<Line, BTreeSet<usize>>) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new()];
        for line in lines {
            let pieces = within.get(line).cloned().unwrap_or_else(|| self.lines[line].all());
            found = found
                .iter()
                .flat_map(|known: &Vec<usize>| {
                    pieces
                        .iter()
                        .map(|piece| {
                            let mut more = known.clone();
                            more.push(*piece);
                            more
                        })
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        found
    }

    fn n_combinations(&self, lines: &BTreeSet<Line>) -> usize {
        lines.iter().fold(1usize, |n, line| n.saturating_mul(self.lines[line].all().len()))
    }

    /// Whether every finest cell of a clique is a cell.
    fn is_plain(&self, clique: &BTreeSet<Line>) -> bool {
        let is_one = |own: &BTreeMap<Line, BTreeSet<usize>>| {
            own.keys().eq(clique) && own.values().all(|pieces| pieces.len() == 1)
        };
        let ones: BTreeSet<&BTreeMap<Line, BTreeSet<usize>>> =
            self.cells.iter().map(|(own, _)| own).filter(|own| is_one(own)).collect();
        ones.len() == self.n_combinations(clique)
    }

    /// The finest cells; none where each is a cell, or where they are too many.
    fn finest(&self) -> Option<Finest> {
        let cliques = self.cliques();
        let n_finest = cliques.iter().fold(0usize, |n, (clique, _)| n.saturating_add(self.n_combinations(clique)));
        if n_finest > MOST || cliques.iter().all(|(clique, _)| self.is_plain(clique)) {
            return None;
        }
        let mut finest = Finest::default();
        let mut numbers: Vec<BTreeMap<Vec<usize>, usize>> = Vec::new();
        for (clique, joined) in &cliques {
            let first = finest.n_finest;
            let all = self.combinations(clique, &BTreeMap::new());
            finest.n_finest += all.len();
            numbers.push(all.into_iter().enumerate().map(|(at, pieces)| (pieces, first + at)).collect());
            let own = &numbers[numbers.len() - 1];
            for (within, cell) in
                self.cells.iter().filter(|(within, _)| within.keys().all(|line| clique.contains(line)))
            {
                finest
                    .made_of
                    .push((*cell, self.combinations(clique, within).iter().map(|pieces| own[pieces]).collect()));
            }
            let Some((of, shared)) = joined else { continue };
            let other = &numbers[*of];
            for pieces in self.combinations(shared, &BTreeMap::new()) {
                let within = shared.iter().copied().zip(pieces.iter().map(|piece| BTreeSet::from([*piece]))).collect();
                let sum = |lines: &BTreeSet<Line>, numbers: &BTreeMap<Vec<usize>, usize>| {
                    self.combinations(lines, &within).iter().map(|pieces| numbers[pieces]).collect::<Vec<usize>>()
                };
                finest.same.push((sum(clique, own), sum(&cliques[*of].0, other)));
            }
        }
        Some(finest)
    }
}

/// The lines of which whatever is counted is in one of the sets: some whole is known to be the sum of all of them.
fn complete(
    of: &BTreeMap<usize, &Sets>,
    lines: &BTreeMap<Line, Cut>,
    sums: &BTreeSet<Sum>,
    cells: &Cells,
) -> BTreeSet<Line> {
    let mut found = BTreeSet::new();
    for Sum { total, parts } in sums {
        let Some(whole) = of.get(total) else { continue };
        let Some(parts_of) = parts.iter().map(|part| of.get(part).copied()).collect::<Option<Vec<&Sets>>>() else {
            continue;
        };
        let value: i64 = parts.iter().map(|part| cells.cells[*part].value).sum();
        let Some(line) = parts_of.first().and_then(|part| part.keys().find(|line| !whole.contains_key(line))).copied()
        else {
            continue;
        };
        let is_of_line =
            |part: &&Sets| part.len() == whole.len() + 1 && whole.iter().all(|(line, set)| part.get(line) == Some(set));
        if found.contains(&line) || value != cells.cells[*total].value || !parts_of.iter().all(is_of_line) {
            continue;
        }
        let pieces: Vec<usize> =
            parts_of.iter().filter_map(|part| part.get(&line)).flat_map(|set| lines[&line].pieces(set)).collect();
        let different: BTreeSet<usize> = pieces.iter().copied().collect();
        if different.len() == lines[&line].n_pieces && pieces.len() == different.len() {
            found.insert(line);
        }
    }
    found
}

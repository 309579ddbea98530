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
use std::cmp::Reverse;
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
    known: BTreeMap<usize, BTreeMap<(Period, Sets), usize>>,
) -> Vec<Finest> {
    let mut sums = links::sums(cells);
    sums.extend(cells.sums.iter().cloned());
    let mut found = Vec::new();
    for (family, of_family) in known {
        // What is counted in several categories of a line is told apart by them, and not made of them.
        let lines: BTreeSet<Line> = of_family.keys().flat_map(|(_, sets)| sets.keys().copied()).collect();
        let overlaps = |line: &Line| {
            let mut of_line =
                cells.overlapping.iter().filter(|(of, dimension)| *of == family && atoms.line(*dimension) == *line);
            of_line.next().is_some()
        };
        let overlapping: BTreeSet<Line> = lines.into_iter().filter(overlaps).collect();
        let mut layers: BTreeMap<(Period, Sets), Vec<(Sets, usize)>> = BTreeMap::new();
        for ((period, sets), cell) in of_family {
            let (of_layer, own): (Sets, Sets) = sets.into_iter().partition(|(line, _)| overlapping.contains(line));
            if !own.values().any(|set| atoms.is_opaque(set)) {
                layers.entry((period, of_layer)).or_default().push((own, cell));
            }
        }
        found.extend(layers.into_values().filter_map(|of_layer| Crossing::of(of_layer, &sums, cells)?.finest()));
    }
    found
}

/// A line, cut into pieces that no set of it cuts again.
#[derive(Debug)]
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

    /// How many pieces, with what is in none of the sets.
    fn len(&self) -> usize {
        self.n_pieces + usize::from(self.has_others)
    }
}

/// The pieces that a cell is of on each line.
type Place = BTreeMap<Line, BTreeSet<usize>>;

/// Lines that are crossed.
#[derive(Debug)]
struct Clique {
    lines: BTreeSet<Line>,
    /// An earlier one, and what it has in common with that.
    joined: Option<(usize, BTreeSet<Line>)>,
}

/// The cells of a family and period, by the pieces that they are of.
#[derive(Debug)]
struct Crossing {
    lines: BTreeMap<Line, Cut>,
    cells: Vec<(Place, usize)>,
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
            lines.entry(line).and_modify(|cut| cut.has_others = false);
        }
        let in_pieces = |own: &Sets| own.iter().map(|(line, set)| (*line, lines[line].pieces(set))).collect();
        let cells = of_layer.iter().map(|(own, cell)| (in_pieces(own), *cell)).collect();
        Some(Crossing { lines, cells })
    }

    /// Sets of lines, such that every cell is of one of them and what one shares with all before it, it shares with one of
    /// them (a junction tree).
    fn cliques(&self) -> Vec<Clique> {
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
            let fewest = beside.iter().min_by_key(|(line, around)| (n_missing(around), **line));
            let Some(line) = fewest.map(|(line, _)| *line) else { break };
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
        let mut tree: Vec<Clique> = Vec::new();
        while !cliques.is_empty() {
            let shared = |at: usize, of: usize| cliques[at].intersection(&tree[of].lines).count();
            let pairs = (0..cliques.len()).flat_map(|at| (0..tree.len()).map(move |of| (at, of)));
            // Of those that share as many, the first.
            let next = pairs.max_by_key(|(at, of)| (shared(*at, *of), Reverse((*at, *of))));
            let lines = cliques.remove(next.map_or(0, |(at, _)| at));
            let joined = next.map(|(_, of)| (of, lines.intersection(&tree[of].lines).copied().collect()));
            tree.push(Clique { lines, joined });
        }
        tree
    }

    /// The numbers of all combinations of pieces of some lines, with those of a place alone where it has a line. Of two
    /// combinations the one that is behind on the last line on which they differ has the greater number.
    fn numbers(&self, lines: &BTreeSet<Line>, place: &Place) -> Vec<usize> {
        let (mut found, mut n) = (vec![0], 1);
        for line in lines {
            let cut = &self.lines[line];
            let with = |piece: usize| found.iter().map(move |known| known + piece * n);
            found = match place.get(line) {
                Some(pieces) => pieces.iter().copied().flat_map(with).collect(),
                None => (0..cut.len()).flat_map(with).collect(),
            };
            n *= cut.len();
        }
        found
    }

    /// The combination of pieces of some lines that has a number.
    fn place(&self, lines: &BTreeSet<Line>, number: usize) -> Place {
        let mut rest = number;
        let mut piece = |line: &Line| {
            let piece = rest % self.lines[line].len();
            rest /= self.lines[line].len();
            BTreeSet::from([piece])
        };
        lines.iter().map(|line| (*line, piece(line))).collect()
    }

    fn n_combinations(&self, lines: &BTreeSet<Line>) -> usize {
        lines.iter().fold(1usize, |n, line| n.saturating_mul(self.lines[line].len()))
    }

    /// Whether every finest cell of a clique is a cell.
    fn is_plain(&self, clique: &BTreeSet<Line>) -> bool {
        let is_one = |own: &Place| own.keys().eq(clique) && own.values().all(|pieces| pieces.len() == 1);
        let ones: BTreeSet<&Place> = self.cells.iter().map(|(own, _)| own).filter(|own| is_one(own)).collect();
        ones.len() == self.n_combinations(clique)
    }

    /// The finest cells; none where each is a cell, or where they are too many.
    fn finest(&self) -> Option<Finest> {
        let cliques = self.cliques();
        let n_finest = cliques.iter().fold(0usize, |n, clique| n.saturating_add(self.n_combinations(&clique.lines)));
        if n_finest > MOST || cliques.iter().all(|clique| self.is_plain(&clique.lines)) {
            return None;
        }
        let mut finest = Finest::default();
        let mut firsts: Vec<usize> = Vec::new();
        for Clique { lines: clique, joined } in &cliques {
            let first = finest.n_finest;
            finest.n_finest += self.n_combinations(clique);
            firsts.push(first);
            let numbers = |first: usize, lines: &BTreeSet<Line>, within: &Place| {
                self.numbers(lines, within).into_iter().map(|number| first + number).collect::<Vec<usize>>()
            };
            for (within, cell) in
                self.cells.iter().filter(|(within, _)| within.keys().all(|line| clique.contains(line)))
            {
                finest.made_of.push((*cell, numbers(first, clique, within)));
            }
            let Some((of, shared)) = joined else { continue };
            for number in 0..self.n_combinations(shared) {
                let within = self.place(shared, number);
                finest.same.push((numbers(first, clique, &within), numbers(firsts[*of], &cliques[*of].lines, &within)));
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

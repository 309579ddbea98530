//! Borders with as few points as the eye needs, and no gap between neighbours.
//!
//! A border that two areas share must be simplified once, or slivers open between them. So rings are cut where three or more
//! borders meet, each piece between two cuts is read in one direction whichever area it is of, and Douglas and Peucker's
//! rule then gives the same points to both.
//!
//! # References
//! Douglas and Peucker, Algorithms for the reduction of the number of points required to represent a digitized line, 1973.

use std::collections::{BTreeMap, BTreeSet};

/// A place on a grid of whole numbers.
pub(crate) type Cell = (i32, i32);

/// The places that more than one path leads through: where a ring must be cut.
pub(crate) struct Junctions(BTreeSet<Cell>);

impl Junctions {
    pub(crate) fn of<'r>(rings: impl Iterator<Item = &'r [Cell]>) -> Junctions {
        let mut beside: BTreeMap<Cell, Vec<Cell>> = BTreeMap::new();
        let mut junctions = BTreeSet::new();
        for ring in rings {
            for (one, other) in edges(ring) {
                for (place, next) in [(one, other), (other, one)] {
                    let beside = beside.entry(place).or_default();
                    if !beside.contains(&next) {
                        beside.push(next);
                        if beside.len() > 2 {
                            junctions.insert(place);
                        }
                    }
                }
            }
        }
        Junctions(junctions)
    }
}

/// A ring of grid places without repeated neighbours; its last place leads back to its first.
pub(crate) fn ring(places: impl Iterator<Item = Cell>) -> Vec<Cell> {
    let mut ring: Vec<Cell> = Vec::new();
    for place in places {
        if ring.last() != Some(&place) {
            ring.push(place);
        }
    }
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

fn edges(ring: &[Cell]) -> impl Iterator<Item = (Cell, Cell)> {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().copied().zip(next.copied())
}

/// The ring with those points alone from which the others are no further off than `tolerance`.
pub(crate) fn simplified(ring: &[Cell], junctions: &Junctions, tolerance: f64) -> Vec<Cell> {
    let mut cuts: Vec<usize> = (0..ring.len()).filter(|place| junctions.0.contains(&ring[*place])).collect();
    if cuts.is_empty() {
        // An island: it is cut at its least place, wherever the file began.
        cuts.extend((0..ring.len()).min_by_key(|place| ring[*place]));
    }
    let mut out = Vec::new();
    for (at, from) in cuts.iter().enumerate() {
        let until = cuts.get(at + 1).copied().unwrap_or(cuts[0] + ring.len());
        let mut piece: Vec<Cell> = (*from..=until).map(|place| ring[place % ring.len()]).collect();
        let backward = is_backward(&piece);
        if backward {
            piece.reverse();
        }
        let mut kept = kept(&piece, tolerance);
        if backward {
            kept.reverse();
        }
        kept.pop();
        out.extend(kept);
    }
    out
}

/// Whether a piece is read in the other direction than the one that both its areas agree on.
fn is_backward(piece: &[Cell]) -> bool {
    piece.iter().lt(piece.iter().rev())
}

/// Douglas and Peucker's rule on a piece with fixed ends. A closed piece is first parted at the place farthest from its ends.
fn kept(piece: &[Cell], tolerance: f64) -> Vec<Cell> {
    let Some(last) = piece.len().checked_sub(1) else { return Vec::new() };
    let mut keep = vec![false; piece.len()];
    keep[0] = true;
    keep[last] = true;
    let mut open = vec![(0, last)];
    while let Some((from, until)) = open.pop() {
        let farthest = (from + 1..until).map(|place| (distance(piece[place], piece[from], piece[until]), place));
        let farthest = farthest.fold((0.0, from), |best, next| if next.0 > best.0 { next } else { best });
        if farthest.0 > tolerance {
            keep[farthest.1] = true;
            open.extend([(from, farthest.1), (farthest.1, until)]);
        }
    }
    piece.iter().zip(keep).filter(|(_, keep)| *keep).map(|(place, _)| *place).collect()
}

/// How far a place is from the stretch between two others.
fn distance(place: Cell, from: Cell, until: Cell) -> f64 {
    let vector =
        |one: Cell, other: Cell| (f64::from(other.0) - f64::from(one.0), f64::from(other.1) - f64::from(one.1));
    let ((along_x, along_y), (x, y)) = (vector(from, until), vector(from, place));
    let length = along_x * along_x + along_y * along_y;
    let share = if length > 0.0 { ((x * along_x + y * along_y) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - share * along_x).hypot(y - share * along_y)
}

/// The area within a ring, in squares of the grid.
pub(crate) fn area(ring: &[Cell]) -> f64 {
    let twice: i128 = edges(ring)
        .map(|((x, y), (next_x, next_y))| i128::from(x) * i128::from(next_y) - i128::from(next_x) * i128::from(y))
        .sum();
    (twice as f64 / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_straight_side_is_two_points() {
        let square = ring([(0, 0), (5, 0), (10, 0), (10, 10), (0, 10), (0, 4), (0, 0)].into_iter());
        let junctions = Junctions::of([square.as_slice()].into_iter());
        assert_eq!(simplified(&square, &junctions, 0.5), [(0, 0), (10, 0), (10, 10), (0, 10)]);
        assert_eq!(area(&square), 100.0);
    }

    /// Two areas side by side; the border between them is a zigzag that the tolerance cuts through.
    #[test]
    fn a_shared_border_is_simplified_alike_on_both_sides() {
        let zigzag: Vec<Cell> = (0..=40).map(|y| (50 + [0, 3, 1, 7, 2][y as usize % 5], y * 5)).collect();
        let left: Vec<Cell> = zigzag.iter().copied().chain([(0, 200), (0, 0)]).collect();
        let right: Vec<Cell> = [(100, 0), (100, 200)].into_iter().chain(zigzag.iter().rev().copied()).collect();
        let junctions = Junctions::of([left.as_slice(), right.as_slice()].into_iter());
        let (left, right) = (simplified(&left, &junctions, 4.0), simplified(&right, &junctions, 4.0));
        let inner = |ring: &[Cell]| ring.iter().copied().filter(|(x, _)| (1..100).contains(x)).collect::<BTreeSet<_>>();
        assert_eq!(inner(&left), inner(&right));
        assert!(inner(&left).len() < 41, "{}", inner(&left).len());
    }

    proptest! {
        #[test]
        fn every_point_stays_near(
            places in prop::collection::vec((-30..30i32, -30..30i32), 0..40),
            turn in any::<prop::sample::Index>(),
            tolerance in 0.1..10.0f64,
        ) {
            let closed = ring(places.iter().copied());
            let junctions = Junctions::of([closed.as_slice()].into_iter());
            let short = simplified(&closed, &junctions, tolerance);
            prop_assert!(short.iter().all(|place| closed.contains(place)));
            for place in &closed {
                let near = edges(&short).map(|(from, until)| distance(*place, from, until)).fold(f64::INFINITY, f64::min);
                prop_assert!(near <= tolerance + 1e-9, "{place:?} is {near} off");
            }
            // Begun elsewhere, it is the same ring.
            if !closed.is_empty() {
                let mut turned = closed.clone();
                turned.rotate_left(turn.index(closed.len()));
                let turned = simplified(&turned, &junctions, tolerance);
                prop_assert_eq!(turned.iter().collect::<BTreeSet<_>>(), short.iter().collect::<BTreeSet<_>>());
            }
        }
    }
}

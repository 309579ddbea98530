//! Witnesses by the thousand: a walk from one table that fits everything published to the next.
//!
//! Each column of a tableau is a way to go: when its variable moves by one, a few others move with it, and every equation
//! still holds. So from a point of whole numbers one can go along a column as far as the limits allow, and each end of
//! the way is a table that fits, in which all the cells of the column have other values than before. The walk notes these,
//! goes to a place drawn between the two ends, and takes the next column. It soon is far from the edge, where every cell
//! has room; from there the neighborhoods find more than from a corner.
//!
//! Source: hit-and-run sampling (Smith, Efficient Monte Carlo procedures for generating points uniformly distributed over
//! bounded regions, 1984), here in whole numbers along the columns of a basis.

use crate::component::Row;
use crate::known::{Known, meets};

/// Numbers above this are not walked with, so that no sum of a few can be too large.
const LARGEST: i128 = 1 << 40;

/// Steps larger than this are not taken.
const LARGEST_STEP: i64 = 1 << 12;

/// Where a way has no end, so many steps along it are enough.
const FAR: i64 = 1 << 10;

/// One way to go: cells, and after them sums of rows, with how far each moves in a step.
pub(crate) type Way = Vec<(usize, i64)>;

/// A walk at a point.
pub(crate) struct Walk {
    ways: Vec<Way>,
    lower: Vec<i64>,
    upper: Vec<i64>,
    at: Vec<i64>,
    n_cells: usize,
    state: u64,
}

impl Walk {
    /// A walk that starts at a point that fits everything, along those ways that keep every equation and move each sum
    /// of a row by what its cells move. None where numbers are too large.
    pub(crate) fn new(known: &[Known], rows: &[Row], ways: Vec<Way>, point: &[i128]) -> Option<Walk> {
        let sums =
            rows.iter().map(|row| row.terms.iter().map(|(cell, factor)| i128::from(*factor) * point[*cell]).sum());
        let lower = known.iter().map(|known| Some(known.lower)).chain(rows.iter().map(|row| row.lower));
        let upper = known.iter().map(|known| known.upper).chain(rows.iter().map(|row| row.upper));
        let number = |number: i128| i64::try_from(number).ok().filter(|_| number.abs() <= LARGEST);
        // A limit that is further off than the numbers go is none.
        let limit = |limit: Option<i128>, none: i64| limit.and_then(number).unwrap_or(none);
        let mut walk = Walk {
            ways: Vec::new(),
            lower: lower.map(|lower| limit(lower, i64::MIN / 4)).collect(),
            upper: upper.map(|upper| limit(upper, i64::MAX / 4)).collect(),
            at: point.iter().copied().chain(sums).map(number).collect::<Option<_>>()?,
            n_cells: known.len(),
            state: 1,
        };
        let mut rows_of: Vec<Vec<(usize, i64)>> = vec![Vec::new(); known.len()];
        for (at, row) in rows.iter().enumerate() {
            for (cell, factor) in &row.terms {
                rows_of[*cell].push((at, *factor));
            }
        }
        let mut moved = vec![0i128; rows.len()];
        walk.ways = ways.into_iter().filter(|way| walk.is_sound(way, &rows_of, &mut moved)).collect();
        Some(walk)
    }

    /// Whether a way moves every sum of a row by what its cells move: no equation's sum at all.
    fn is_sound(&self, way: &Way, rows_of: &[Vec<(usize, i64)>], moved: &mut [i128]) -> bool {
        if way.iter().any(|(_, step)| *step == 0 || step.abs() > LARGEST_STEP) {
            return false;
        }
        let mut touched = Vec::new();
        for (variable, step) in way {
            match variable.checked_sub(self.n_cells) {
                Some(row) => {
                    moved[row] -= i128::from(*step);
                    touched.push(row);
                }
                None => {
                    for (row, factor) in &rows_of[*variable] {
                        moved[*row] += i128::from(*factor) * i128::from(*step);
                        touched.push(*row);
                    }
                }
            }
        }
        let is_sound = touched.iter().all(|row| moved[*row] == 0);
        for row in touched {
            moved[row] = 0;
        }
        is_sound
    }

    /// Goes once along every way, and takes note of the values that are met. Returns how much work it was.
    pub(crate) fn sweep(&mut self, known: &mut [Known]) -> u64 {
        let mut work = 0;
        for number in 0..self.ways.len() {
            let way = &self.ways[number];
            work += way.len() as u64;
            let (mut back, mut forth) = (FAR, FAR);
            for (variable, step) in way {
                let (at, size) = (self.at[*variable], step.abs());
                let (down, up) = ((at - self.lower[*variable]) / size, (self.upper[*variable] - at) / size);
                let (less, more) = if *step > 0 { (down, up) } else { (up, down) };
                (back, forth) = (back.min(less), forth.min(more));
                if back == 0 && forth == 0 {
                    break;
                }
            }
            if back == 0 && forth == 0 {
                continue;
            }
            // Of the whole numbers from -back to forth, each as likely.
            let n_places = (back + forth + 1) as u64;
            let chosen = (next(&mut self.state) % n_places) as i64 - back;
            for (variable, step) in &self.ways[number] {
                if *variable < self.n_cells {
                    let at = self.at[*variable];
                    known[*variable].see((at - back * step).into());
                    known[*variable].see((at + forth * step).into());
                }
                self.at[*variable] += chosen * step;
            }
        }
        work
    }

    /// Where the walk is; none where that does not fit, which would be a mistake of the walk's.
    pub(crate) fn point(&self, known: &[Known], rows: &[Row]) -> Option<Vec<i128>> {
        let point: Vec<i128> = self.at[..self.n_cells].iter().map(|number| i128::from(*number)).collect();
        let holds = known.iter().zip(&point).all(|(known, value)| known.allows(*value))
            && rows.iter().all(|row| meets(row, &point));
        holds.then_some(point)
    }
}

/// The next number of a fixed sequence without pattern (splitmix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> (Vec<Known>, Vec<Row>, Vec<i128>) {
        let row = |a, b, sum| Row { terms: vec![(a, 1), (b, 1)], lower: Some(sum), upper: Some(sum), fact: 0 };
        let rows = vec![row(0, 1, 7), row(2, 3, 3), row(0, 2, 6), row(1, 3, 4)];
        (vec![Known::within(0, None); 4], rows, vec![5, 2, 1, 2])
    }

    #[test]
    fn one_way_around_a_square_shows_every_interval() {
        let (mut known, rows, point) = square();
        let ways = vec![vec![(0, 1), (1, -1), (2, -1), (3, 1)]];
        let mut walk = Walk::new(&known, &rows, ways, &point).expect("the numbers are small");
        assert_eq!(walk.sweep(&mut known), 4);
        let seen: Vec<_> = known.iter().map(|known| known.seen).collect();
        assert_eq!(seen, [Some((3, 6)), Some((1, 4)), Some((0, 3)), Some((0, 3))]);
        assert!(walk.point(&known, &rows).is_some());
    }

    #[test]
    fn a_way_that_breaks_an_equation_is_not_taken() {
        let (mut known, rows, point) = square();
        let ways = vec![vec![(0, 1), (1, -1)], vec![(0, 1), (1, -1), (2, -1), (3, 2)]];
        let mut walk = Walk::new(&known, &rows, ways, &point).expect("the numbers are small");
        assert_eq!(walk.sweep(&mut known), 0);
        assert_eq!(known[0].seen, None);
    }

    #[test]
    fn a_sum_within_limits_moves_along() {
        let rows = [Row { terms: vec![(0, 2), (1, 1)], lower: Some(3), upper: Some(9), fact: 0 }];
        let mut known = vec![Known::within(0, Some(20)), Known::within(1, Some(1))];
        let ways = vec![vec![(0, 1), (2, 2)], vec![(0, 1)]];
        let mut walk = Walk::new(&known, &rows, ways, &[2, 1]).expect("the numbers are small");
        walk.sweep(&mut known);
        assert_eq!((known[0].seen, known[1].seen), (Some((1, 4)), None));
    }
}

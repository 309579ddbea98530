//! The simplex method in whole numbers: bounded variables, equations without a right-hand side, and the largest or
//! smallest value of one variable at a time.
//!
//! An attacker's problem is of this kind: how far can a hidden cell move from its value, while all hidden cells move
//! together so that every equation still holds? Standing still is a solution, so there is no first phase; the next
//! variable starts where the last one ended. The tableau is kept in whole numbers over one common denominator (J.
//! Edmonds, 1967; E. Bareiss, 1968), so that there is no rounding and no tolerance. In a plain table the denominator
//! stays 1, and an entry that does not fit into 64 bits is reported and left to another method.

use crate::system::Row;

/// A number of the tableau does not fit, or too many steps were taken. The caller takes another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GaveUp;

/// Which end of a variable is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Down,
    Up,
}

impl Side {
    pub(crate) fn sign(self) -> i64 {
        match self {
            Side::Down => -1,
            Side::Up => 1,
        }
    }
}

/// How far a variable goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// To this fraction, its denominator above 0, and no farther.
    To(i128, i128),
    /// At least to where it was asked to go.
    Reached,
    /// As far as it likes.
    Unlimited,
}

/// No row: the variable is not basic.
const NONBASIC: usize = usize::MAX;
/// A bound that is none.
const OPEN: i64 = i64::MAX;
/// More steps than this are taken for a circle.
const MOST_STEPS: usize = 200_000;
/// After so many steps without progress the smallest index decides, which cannot circle (R. Bland, 1977).
const PATIENCE: usize = 40;

/// Rows of whole numbers over a common denominator.
#[derive(Debug, Clone)]
pub(crate) struct Tableau {
    width: usize,
    entries: Vec<i64>,
    /// Above 0.
    denominator: i64,
    /// The basic variable of each row.
    basic: Vec<usize>,
    /// The row of each variable.
    row_of: Vec<usize>,
    /// The value of each variable that is not basic.
    value: Vec<i64>,
    /// The value of each row's basic variable, times the denominator.
    level: Vec<i128>,
    /// How far each variable may go below zero, and above.
    lower: Vec<i64>,
    upper: Vec<i64>,
    /// How many entries were looked at so far, at most: what the time taken is measured by, where no clock may be.
    work: u64,
}

/// Entries stay below this in size, so that an entry times an entry times a level fits into 128 bits.
const LARGEST_ENTRY: u128 = 1 << 31;
/// Values, and levels, stay below these.
const LARGEST_VALUE: u128 = 1 << 56;
const LARGEST_LEVEL: u128 = 1 << 88;

/// More entries than this are left to a method for sparse rows.
const LARGEST_TABLEAU: usize = 30_000_000;

fn bounded(number: i128, largest: u128) -> Result<i128, GaveUp> {
    if number.unsigned_abs() < largest { Ok(number) } else { Err(GaveUp) }
}

fn narrow(number: i128, largest: u128) -> Result<i64, GaveUp> {
    i64::try_from(bounded(number, largest)?).map_err(|_| GaveUp)
}

impl Tableau {
    /// Variables with their room below and above zero, and rows that sum to zero over them. With `duals`, each row gets
    /// a variable of its own, fixed at zero, behind the others: its coefficient tells the row's multiplier.
    pub(crate) fn new(room: &[(Option<i64>, Option<i64>)], rows: &[Row], duals: bool) -> Result<Tableau, GaveUp> {
        let n = room.len();
        let width = if duals { n + rows.len() } else { n };
        if rows.len().saturating_mul(width) > LARGEST_TABLEAU {
            return Err(GaveUp);
        }
        let mut entries = vec![0; rows.len() * width];
        for (at, row) in rows.iter().enumerate() {
            for (column, coefficient) in row {
                entries[at * width + column] = narrow(i128::from(*coefficient), LARGEST_ENTRY)?;
            }
            if duals {
                entries[at * width + n + at] = 1;
            }
        }
        let (mut lower, mut upper) = (vec![0; width], vec![0; width]);
        for (at, (below, above)) in room.iter().enumerate() {
            lower[at] = below.unwrap_or(-OPEN);
            upper[at] = above.unwrap_or(OPEN);
        }
        let mut tableau = Tableau {
            width,
            entries,
            denominator: 1,
            basic: vec![NONBASIC; rows.len()],
            row_of: vec![NONBASIC; width],
            value: vec![0; width],
            level: vec![0; rows.len()],
            lower,
            upper,
            work: 0,
        };
        tableau.find_basis(n)?;
        Ok(tableau)
    }

    fn entry(&self, row: usize, column: usize) -> i64 {
        self.entries[row * self.width + column]
    }

    /// Gives every row a basic variable of the first `n`, and drops the rows that have none.
    fn find_basis(&mut self, n: usize) -> Result<(), GaveUp> {
        // A variable far from its bounds is a good basic one: it blocks nobody.
        let freedom: Vec<i64> = (0..n).map(|at| self.upper[at].min(-self.lower[at])).collect();
        let mut kept = Vec::new();
        for row in 0..self.basic.len() {
            let entries = &self.entries[row * self.width..row * self.width + n];
            let used = entries.iter().enumerate().filter(|(_, entry)| **entry != 0);
            let choice =
                used.min_by_key(|(column, entry)| (entry.abs(), -freedom[*column], *column)).map(|(column, _)| column);
            if let Some(column) = choice {
                self.pivot(row, column)?;
                self.basic[row] = column;
                self.row_of[column] = row;
                kept.push(row);
            }
        }
        let width = self.width;
        let mut entries = Vec::with_capacity(kept.len() * width);
        kept.iter().for_each(|row| entries.extend_from_slice(&self.entries[row * width..(row + 1) * width]));
        self.entries = entries;
        self.basic = kept.iter().map(|row| self.basic[*row]).collect();
        self.level = vec![0; kept.len()];
        self.basic.iter().enumerate().for_each(|(row, column)| self.row_of[*column] = row);
        Ok(())
    }

    /// How many entries were looked at so far, at most.
    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// Makes a column a unit column of a row; the denominator becomes the size of the entry.
    fn pivot(&mut self, row: usize, column: usize) -> Result<(), GaveUp> {
        let (width, old) = (self.width, self.denominator);
        self.work += self.entries.len() as u64;
        let start = row * width;
        if self.entries[start + column] < 0 {
            self.entries[start..start + width].iter_mut().for_each(|entry| *entry = -*entry);
        }
        let new = self.entries[start + column];
        let own: Vec<(usize, i64)> = self.entries[start..start + width]
            .iter()
            .enumerate()
            .filter(|(_, entry)| **entry != 0)
            .map(|(at, entry)| (at, *entry))
            .collect();
        // Entries are below 2^31, so that two products and their difference fit.
        for other in 0..self.basic.len() {
            let from = other * width;
            let factor = self.entries[from + column];
            if other == row || (factor == 0 && new == old) {
                continue;
            }
            let entries = &mut self.entries[from..from + width];
            let mut largest = 0;
            if new == old {
                for (at, entry) in &own {
                    // Exact, since the whole is.
                    let change = if old == 1 { factor * entry } else { factor * entry / old };
                    entries[*at] -= change;
                    largest = entries[*at].unsigned_abs().max(largest);
                }
            } else {
                let mut place = 0;
                for (at, entry) in entries.iter_mut().enumerate() {
                    let mut product = *entry * new;
                    if own.get(place).is_some_and(|(column, _)| *column == at) {
                        product -= factor * own[place].1;
                        place += 1;
                    }
                    *entry = product / old;
                    largest = entry.unsigned_abs().max(largest);
                }
            }
            if u128::from(largest) >= LARGEST_ENTRY {
                return Err(GaveUp);
            }
        }
        self.denominator = new;
        Ok(())
    }

    /// Moves a variable up or down as far as it goes; with `wanted`, no farther than needed to reach it.
    pub(crate) fn push(&mut self, variable: usize, side: Side, wanted: Option<i64>) -> Result<Extent, GaveUp> {
        let mut without_progress = 0;
        for _ in 0..MOST_STEPS {
            if let Some(wanted) = wanted
                && self.has_reached(variable, side, wanted)
                && self.denominator == 1
            {
                return Ok(Extent::Reached);
            }
            let Some((entering, direction)) = self.entering(variable, side, without_progress > PATIENCE) else {
                return Ok(self.extent(variable));
            };
            match self.blocking(variable, entering, direction, without_progress > PATIENCE) {
                None => {
                    let Some(wanted) = wanted else { return Ok(Extent::Unlimited) };
                    self.slide(variable, side, entering, direction, wanted)?;
                    return Ok(Extent::Reached);
                }
                Some((None, room, _)) => {
                    self.shift(entering, direction, room)?;
                    without_progress = 0;
                }
                Some((Some(row), room, size)) => {
                    without_progress = if room == 0 { without_progress + 1 } else { 0 };
                    self.exchange(row, entering, direction, room, size)?;
                }
            }
        }
        Err(GaveUp)
    }

    fn has_reached(&self, variable: usize, side: Side, wanted: i64) -> bool {
        let (numerator, denominator) = self.value_of(variable);
        i128::from(side.sign()) * (numerator - i128::from(wanted) * denominator) >= 0
    }

    /// Everything back to zero; the basis stays.
    pub(crate) fn restart(&mut self) {
        self.value.fill(0);
        self.level.fill(0);
    }

    /// Everything back to zero, with other room for the first variables.
    pub(crate) fn restart_in(&mut self, room: &[(Option<i64>, Option<i64>)]) {
        for (at, (below, above)) in room.iter().enumerate() {
            self.lower[at] = below.unwrap_or(-OPEN);
            self.upper[at] = above.unwrap_or(OPEN);
        }
        self.restart();
    }

    /// A variable's value, as a fraction.
    pub(crate) fn value_of(&self, variable: usize) -> (i128, i128) {
        match self.row_of[variable] {
            NONBASIC => (i128::from(self.value[variable]), 1),
            row => (self.level[row], i128::from(self.denominator)),
        }
    }

    fn extent(&self, variable: usize) -> Extent {
        let (numerator, denominator) = self.value_of(variable);
        Extent::To(numerator, denominator)
    }

    /// A variable whose change moves the wanted one the right way, and its direction.
    fn entering(&self, variable: usize, side: Side, first: bool) -> Option<(usize, i64)> {
        let row = self.row_of[variable];
        if row == NONBASIC {
            return self.may_move(variable, side.sign()).then_some((variable, side.sign()));
        }
        let mut best: Option<(i64, usize, i64)> = None;
        let entries = &self.entries[row * self.width..(row + 1) * self.width];
        for (column, entry) in entries.iter().enumerate() {
            if *entry == 0 || column == variable || self.row_of[column] != NONBASIC {
                continue;
            }
            // The wanted one changes by minus the entry.
            let direction = -entry.signum() * side.sign();
            if self.may_move(column, direction) && best.is_none_or(|(size, ..)| entry.abs() > size) {
                best = Some((entry.abs(), column, direction));
                if first {
                    break;
                }
            }
        }
        best.map(|(_, column, direction)| (column, direction))
    }

    fn may_move(&self, column: usize, direction: i64) -> bool {
        let value = self.value[column];
        if direction > 0 { value < self.upper[column] } else { value > self.lower[column] }
    }

    /// What stops a variable first: itself (no row) or the basic variable of a row, after a room divided by a size.
    /// None where nothing does.
    fn blocking(
        &self,
        wanted: usize,
        entering: usize,
        direction: i64,
        first: bool,
    ) -> Option<(Option<usize>, i128, i64)> {
        let (value, below, above) = (self.value[entering], self.lower[entering], self.upper[entering]);
        let mut best: Option<(Option<usize>, i128, i64)> = match direction {
            1.. if above != OPEN => Some((None, i128::from(above) - i128::from(value), 1)),
            ..1 if below != -OPEN => Some((None, i128::from(value) - i128::from(below), 1)),
            _ => None,
        };
        let denominator = i128::from(self.denominator);
        for row in 0..self.basic.len() {
            let entry = self.entry(row, entering);
            if entry == 0 {
                continue;
            }
            let (column, level) = (self.basic[row], self.level[row]);
            let rises = (entry < 0) == (direction > 0);
            let room = match (rises, self.lower[column], self.upper[column]) {
                (true, _, above) if above != OPEN => i128::from(above) * denominator - level,
                (false, below, _) if below != -OPEN => level - i128::from(below) * denominator,
                _ => continue,
            };
            let size = entry.abs();
            let better = best.is_none_or(|(known, known_room, known_size)| {
                let (one, other) = (room * i128::from(known_size), known_room * i128::from(size));
                one < other
                    || one == other
                        && known.is_some_and(|known| {
                            let rank = |row: usize, size: i64| {
                                let column = self.basic[row];
                                (!first && column != wanted, if first { 0 } else { size }, column)
                            };
                            rank(row, size) < rank(known, known_size)
                        })
            });
            if better {
                best = Some((Some(row), room, size));
            }
        }
        best
    }

    /// Moves a variable that is not basic, and the basic ones with it.
    fn shift(&mut self, entering: usize, direction: i64, by: i128) -> Result<(), GaveUp> {
        let by = by * i128::from(direction);
        self.value[entering] = narrow(i128::from(self.value[entering]) + by, LARGEST_VALUE)?;
        for row in 0..self.basic.len() {
            let entry = self.entry(row, entering);
            if entry != 0 {
                let change = i128::from(entry).checked_mul(by).ok_or(GaveUp)?;
                self.level[row] = bounded(self.level[row] - change, LARGEST_LEVEL)?;
            }
        }
        Ok(())
    }

    /// Nothing is in the way: moves a variable in whole steps that keep everything whole, until the wanted value.
    fn slide(
        &mut self,
        variable: usize,
        side: Side,
        entering: usize,
        direction: i64,
        wanted: i64,
    ) -> Result<(), GaveUp> {
        let (numerator, denominator) = self.value_of(variable);
        let lacking = i128::from(side.sign()) * (i128::from(wanted) * denominator - numerator);
        let rate = if entering == variable { 1 } else { self.entry(self.row_of[variable], entering).abs() };
        let steps = (lacking.max(0) + i128::from(rate) - 1) / i128::from(rate);
        let whole = i128::from(self.denominator);
        self.shift(entering, direction, (steps + whole - 1) / whole * whole)
    }

    /// A variable becomes basic in place of another, which stops at its bound.
    fn exchange(&mut self, row: usize, entering: usize, direction: i64, room: i128, size: i64) -> Result<(), GaveUp> {
        let (old, new) = (i128::from(self.denominator), i128::from(size));
        let leaving = self.basic[row];
        let rises = (self.entry(row, entering) < 0) == (direction > 0);
        let start = i128::from(self.value[entering]);
        let mut levels = Vec::with_capacity(self.level.len());
        for other in 0..self.basic.len() {
            let entry = i128::from(self.entry(other, entering));
            let change = entry * i128::from(direction);
            let kept = self.level[other].checked_mul(new).ok_or(GaveUp)?;
            let moved = change.checked_mul(room).ok_or(GaveUp)?;
            levels.push(if other == row { start * new + i128::from(direction) * room } else { (kept - moved) / old });
        }
        self.pivot(row, entering)?;
        self.level = levels.into_iter().map(|level| bounded(level, LARGEST_LEVEL)).collect::<Result<_, _>>()?;
        self.value[leaving] = if rises { self.upper[leaving] } else { self.lower[leaving] };
        self.row_of[leaving] = NONBASIC;
        self.row_of[entering] = row;
        self.basic[row] = entering;
        Ok(())
    }

    /// Where all variables stand, if that is whole numbers.
    pub(crate) fn whole_values(&self, n: usize) -> Option<Vec<i64>> {
        let whole = |variable: usize| {
            let (numerator, denominator) = self.value_of(variable);
            (numerator % denominator == 0).then(|| i64::try_from(numerator / denominator).ok()).flatten()
        };
        (0..n).map(whole).collect()
    }

    /// At an extreme of a variable: how fast it moves with each of the variables behind the first `n`, over a common
    /// denominator. For the row's own variables of [`Tableau::new`] this is minus the row's multiplier.
    pub(crate) fn multipliers(&self, variable: usize, n: usize) -> Option<(Vec<i64>, i64)> {
        let row = self.row_of[variable];
        let from = row.checked_mul(self.width).filter(|_| row != NONBASIC)?;
        Some((self.entries[from + n..from + self.width].to_vec(), self.denominator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two() {
        // Rows and columns of a table with 3 1 / 2 5: the first cell can move by -2..=1.
        let room = [3, 1, 2, 5].map(|value| (Some(-value), None));
        let rows = [vec![(0, 1), (1, 1)], vec![(2, 1), (3, 1)], vec![(0, 1), (2, 1)], vec![(1, 1), (3, 1)]];
        let mut tableau = Tableau::new(&room, &rows, false).unwrap();
        assert_eq!(tableau.push(0, Side::Up, None), Ok(Extent::To(1, 1)));
        assert_eq!(tableau.push(0, Side::Down, None), Ok(Extent::To(-3, 1)));
        assert_eq!(tableau.push(3, Side::Down, None), Ok(Extent::To(-3, 1)));
        assert_eq!(tableau.whole_values(4), Some(vec![-3, 3, 3, -3]));
    }

    #[test]
    fn fractions_and_open_ends() {
        // 2a = b, b at most 3 above: a up to 3/2.
        let room = [(Some(-1), None), (None, Some(3))];
        let mut tableau = Tableau::new(&room, &[vec![(0, 2), (1, -1)]], false).unwrap();
        assert_eq!(tableau.push(0, Side::Up, None), Ok(Extent::To(3, 2)));
        assert_eq!(tableau.push(1, Side::Down, None), Ok(Extent::To(-2, 1)));
        let mut tableau = Tableau::new(&[(Some(0), None), (Some(0), None)], &[vec![(0, 1), (1, -1)]], false).unwrap();
        assert_eq!(tableau.push(0, Side::Up, None), Ok(Extent::Unlimited));
        assert_eq!(tableau.push(0, Side::Up, Some(7)), Ok(Extent::Reached));
        assert_eq!(tableau.whole_values(2), Some(vec![7, 7]));
    }
}

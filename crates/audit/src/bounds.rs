//! What each row alone says of each of its cells, over and over, until nothing more follows.

use crate::component::Row;

/// Two rows can push each other's limits by ones for ever; what is not settled by then is left to the programs.
const ROUNDS: usize = 60;

/// The limits of the cells of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) lower: Vec<i128>,
    pub(crate) upper: Vec<Option<i128>>,
}

impl Limits {
    /// The value of a cell that has one only.
    pub(crate) fn only(&self, cell: usize) -> Option<i128> {
        (self.upper[cell] == Some(self.lower[cell])).then_some(self.lower[cell])
    }

    fn is_empty(&self, cell: usize) -> bool {
        self.upper[cell].is_some_and(|upper| upper < self.lower[cell])
    }
}

/// Tightens the limits to what follows row by row in whole numbers.
///
/// # Errors
/// The row that cannot be met within the limits.
pub(crate) fn tighten(limits: &mut Limits, rows: &[Row]) -> Result<(), usize> {
    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); limits.lower.len()];
    for (at, row) in rows.iter().enumerate() {
        for (cell, _) in &row.terms {
            rows_of[*cell].push(at);
        }
    }
    let mut due: Vec<usize> = (0..rows.len()).collect();
    let mut is_due = vec![true; rows.len()];
    for _ in 0..ROUNDS {
        if due.is_empty() {
            break;
        }
        let mut changed: Vec<usize> = Vec::new();
        for at in std::mem::take(&mut due) {
            is_due[at] = false;
            changed.clear();
            tighten_row(limits, &rows[at], &mut changed).map_err(|NotMet| at)?;
            for row in changed.iter().flat_map(|cell| &rows_of[*cell]) {
                if !is_due[*row] {
                    is_due[*row] = true;
                    due.push(*row);
                }
            }
        }
        due.sort_unstable();
    }
    Ok(())
}

struct NotMet;

/// The least and the most that a term adds; none is no limit.
fn term_range(limits: &Limits, (cell, factor): (usize, i64)) -> (Option<i128>, Option<i128>) {
    let factor = i128::from(factor);
    let at_lower = Some(factor.saturating_mul(limits.lower[cell]));
    let at_upper = limits.upper[cell].map(|upper| factor.saturating_mul(upper));
    if factor > 0 { (at_lower, at_upper) } else { (at_upper, at_lower) }
}

/// A sum in which some terms are without a limit.
#[derive(Clone, Copy, Default)]
struct Sum {
    finite: i128,
    n_without: usize,
}

impl Sum {
    fn add(&mut self, term: Option<i128>) {
        match term {
            Some(number) => self.finite = self.finite.saturating_add(number),
            None => self.n_without += 1,
        }
    }

    /// The sum of all terms but one.
    fn less(self, term: Option<i128>) -> Option<i128> {
        match term {
            Some(number) => (self.n_without == 0).then(|| self.finite.saturating_sub(number)),
            None => (self.n_without == 1).then_some(self.finite),
        }
    }

    fn total(self) -> Option<i128> {
        (self.n_without == 0).then_some(self.finite)
    }
}

fn tighten_row(limits: &mut Limits, row: &Row, changed: &mut Vec<usize>) -> Result<(), NotMet> {
    let (mut least, mut most) = (Sum::default(), Sum::default());
    for term in &row.terms {
        let (low, high) = term_range(limits, *term);
        least.add(low);
        most.add(high);
    }
    let exceeds = |sum: Option<i128>, limit: Option<i128>| sum.zip(limit).is_some_and(|(sum, limit)| sum > limit);
    if exceeds(least.total(), row.upper) || exceeds(row.lower, most.total()) {
        return Err(NotMet);
    }
    for term in &row.terms {
        let (cell, factor) = (term.0, i128::from(term.1));
        let (low, high) = term_range(limits, *term);
        let term_high = row.upper.zip(least.less(low)).map(|(upper, others)| upper.saturating_sub(others));
        let term_low = row.lower.zip(most.less(high)).map(|(lower, others)| lower.saturating_sub(others));
        let (cell_low, cell_high) = if factor > 0 {
            (term_low.map(|low| ceiling(low, factor)), term_high.map(|high| high.div_euclid(factor)))
        } else {
            (term_high.map(|high| ceiling(-high, -factor)), term_low.map(|low| (-low).div_euclid(-factor)))
        };
        let mut is_tighter = false;
        if let Some(low) = cell_low.filter(|low| *low > limits.lower[cell]) {
            limits.lower[cell] = low;
            is_tighter = true;
        }
        if let Some(high) = cell_high.filter(|high| limits.upper[cell].is_none_or(|upper| *high < upper)) {
            limits.upper[cell] = Some(high);
            is_tighter = true;
        }
        if is_tighter {
            if limits.is_empty(cell) {
                return Err(NotMet);
            }
            changed.push(cell);
            // The sums must be of the limits as they are now: a term is taken off them as it was added.
            let (new_low, new_high) = term_range(limits, *term);
            replace(&mut least, low, new_low);
            replace(&mut most, high, new_high);
        }
    }
    Ok(())
}

fn replace(sum: &mut Sum, old: Option<i128>, new: Option<i128>) {
    match old {
        Some(number) => sum.finite = sum.finite.saturating_sub(number),
        None => sum.n_without -= 1,
    }
    sum.add(new);
}

fn ceiling(number: i128, divisor: i128) -> i128 {
    -(-number).div_euclid(divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(n: usize) -> Limits {
        Limits { lower: vec![0; n], upper: vec![None; n] }
    }

    #[test]
    fn a_sum_limits_its_parts() {
        let mut known = limits(2);
        let row = Row { terms: vec![(0, 1), (1, 1)], lower: Some(5), upper: Some(5), fact: 0 };
        known.lower[1] = 2;
        assert_eq!(tighten(&mut known, &[row]), Ok(()));
        assert_eq!(known, Limits { lower: vec![0, 2], upper: vec![Some(3), Some(5)] });
    }

    #[test]
    fn factors_round_inwards() {
        let mut known = limits(1);
        let row = Row { terms: vec![(0, -3)], lower: Some(-10), upper: Some(-4), fact: 0 };
        assert_eq!(tighten(&mut known, &[row]), Ok(()));
        assert_eq!((known.lower[0], known.upper[0]), (2, Some(3)));
        let row = Row { terms: vec![(0, 3)], lower: Some(4), upper: Some(5), fact: 0 };
        assert_eq!(tighten(&mut limits(1), &[row]), Err(0));
    }

    #[test]
    fn what_never_settles_is_left() {
        // x >= y + 1 and y >= x + 1.
        let row = |a, b| Row { terms: vec![(a, 1), (b, -1)], lower: Some(1), upper: None, fact: 0 };
        assert_eq!(tighten(&mut limits(2), &[row(0, 1), row(1, 0)]), Ok(()));
    }
}

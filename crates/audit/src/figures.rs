//! What shares, means and changes say of the counts and sums behind them.

use crate::cells::Cells;
use crate::error::{Error, Fault};
use crate::folder::{ALL, Against, Column, Figure, Is, Printed, Shown, Table};
use crate::published::{Fact, Value};

/// Factors above this are not put into a fact: the program would not keep them apart from its own rounding.
const LARGEST_FACTOR: i128 = 1_000_000_000_000;

/// Adds what all shares, means and changes of the release say.
pub(crate) fn add_figures(cells: &mut Cells<'_>) -> Result<(), Error> {
    let release = cells.release;
    for (number, table) in release.tables.iter().enumerate() {
        for (column, figures) in table.columns.iter().zip(&table.figures) {
            for (place, figure) in figures.iter().enumerate() {
                let Some(Figure { shown: Shown::Number(printed), line }) = *figure else { continue };
                let here = Here { number, table, column, place, line };
                match &column.is {
                    Is::Count { .. } | Is::Sum { .. } | Is::Other => {}
                    Is::Mean { base, decimals, .. } => here.mean(cells, base.as_deref(), *decimals, printed),
                    Is::Share { over, decimals } => here.share(cells, over, *decimals, printed),
                    Is::Change { of, against } => here.change(cells, of, against, printed)?,
                }
            }
        }
    }
    Ok(())
}

/// A figure's place.
struct Here<'a> {
    number: usize,
    table: &'a Table,
    column: &'a Column,
    place: usize,
    line: u64,
}

impl Here<'_> {
    fn says(&self, what: &str) -> String {
        format!("{}, line {}: {what}", self.table.file, self.line)
    }

    /// The cell at a category of an axis, and elsewhere as at a place; none where the axis has no such category.
    fn cell_at(&self, cells: &Cells<'_>, place: usize, dimension: &str, category: &str) -> Option<(usize, usize)> {
        let axis = self.table.axes.iter().position(|axis| axis.dimension == dimension)?;
        let mut categories = self.table.categories(place);
        categories[axis] = self.table.axes[axis].categories.iter().position(|other| other == category)?;
        let place = self.table.place(&categories);
        Some((cells.of_tables[self.number].1[place], place))
    }

    /// The cell at a place with one category changed, also where the table does not have it.
    fn cell_anywhere(&self, cells: &mut Cells<'_>, dimension: &str, category: &str) -> usize {
        if let Some((cell, _)) = self.cell_at(cells, self.place, dimension, category) {
            return cell;
        }
        let at = self.table.categories(self.place);
        let mut key: Vec<(usize, usize)> = Vec::new();
        for (axis, at) in self.table.axes.iter().zip(at) {
            let category = if axis.dimension == dimension { category } else { &axis.categories[at] };
            if let Some(category) = axis.category(category) {
                key.push((cells.dimensions.number(&axis.level()), cells.categories.number(category)));
            }
        }
        for fixed in &self.table.fixed {
            key.push((cells.dimensions.number(&fixed.level()), cells.categories.number(&fixed.category)));
        }
        key.sort_unstable();
        let (level, categories) = key.into_iter().unzip();
        let family = cells.of_tables[self.number].0;
        cells.cell(family, &level, &categories)
    }

    /// A share of P hundredths of a per cent or finer, rounded half away from zero: P - 1/2 <= scale * cell / base < P + 1/2.
    fn share(&self, cells: &mut Cells<'_>, over: &str, decimals: u8, printed: Printed) {
        let Some(share) = printed.times_ten_to(decimals) else { return };
        let cell = cells.of_tables[self.number].1[self.place];
        let base = self.cell_anywhere(cells, over, ALL);
        let doubled_scale = 200 * 10i128.pow(decimals.into());
        let share = i128::from(share);
        let says = self.says(&format!("{} does not fit the counts", self.column.id));
        if base == cell {
            if 2 * share != doubled_scale {
                self.push(cells, &[], Some(1), None, &says);
            }
            return;
        }
        self.quotient(cells, [cell, base], doubled_scale, share, &says);
    }

    /// A mean of whole kroner, rounded half away from zero, over a count.
    fn mean(&self, cells: &mut Cells<'_>, base: Option<&str>, decimals: u8, printed: Printed) {
        let Some(mean) = printed.times_ten_to(decimals) else { return };
        let column = self.table.columns.iter().position(|column| Some(column.id.as_str()) == base);
        let Some(column) = column else { return };
        let base = cells.cells_of(self.number, &self.table.columns[column].is)[self.place];
        let sum = cells.cells_of(self.number, &self.column.is)[self.place];
        let says = self.says(&format!("{} does not fit the sums", self.column.id));
        self.quotient(cells, [sum, base], 2 * 10i128.pow(decimals.into()), mean.into(), &says);
    }

    /// A number is what another one comes to over a base that is not 0, times half of `doubled_scale` and rounded half away
    /// from zero: the end of its interval that is nearer to zero belongs to it, the other does not.
    fn quotient(&self, cells: &mut Cells<'_>, [cell, base]: [usize; 2], doubled_scale: i128, share: i128, says: &str) {
        let is_shown = |cell: usize| matches!(cells.cells[cell].value, Value::Shown(_));
        if is_shown(cell) && is_shown(base) && self.fits(cells, cell, base, doubled_scale, share) {
            return;
        }
        // There is a share or a mean, so that there is somebody.
        self.push(cells, &[(base, 1)], Some(1), None, says);
        let may_be_below = cells.cells[cell].at_least.is_some_and(|least| least < 0);
        if share != 0 || may_be_below {
            let least = i128::from(share <= 0);
            self.push(cells, &[(cell, doubled_scale), (base, 1 - 2 * share)], Some(least), None, says);
        }
        let most = -i128::from(share >= 0);
        self.push(cells, &[(cell, doubled_scale), (base, -1 - 2 * share)], None, Some(most), says);
    }

    fn fits(&self, cells: &Cells<'_>, cell: usize, base: usize, doubled_scale: i128, share: i128) -> bool {
        let (Value::Shown(cell), Value::Shown(base)) = (cells.cells[cell].value, cells.cells[base].value) else {
            return false;
        };
        let (cell, base) = (i128::from(cell) * doubled_scale, i128::from(base));
        let (low, high) = ((2 * share - 1) * base, (2 * share + 1) * base);
        let above = if share > 0 { low <= cell } else { low < cell };
        let below = if share < 0 { cell <= high } else { cell < high };
        base > 0 && above && below
    }

    /// A change is the figure here less the figure there.
    fn change(&self, cells: &mut Cells<'_>, of: &str, against: &[Against], printed: Printed) -> Result<(), Error> {
        let at = self.table.categories(self.place);
        let is_here = |against: &&Against| {
            let mut axes = self.table.axes.iter().zip(&at);
            axes.any(|(axis, at)| axis.dimension == against.dimension && axis.categories[*at] == against.from)
        };
        let Some(against) = against.iter().find(is_here) else {
            let fault = Fault::NotCompared(self.column.id.clone());
            return Err(Error { file: self.table.file.clone(), line: Some(self.line), fault });
        };
        let says = self.says(&format!("{} does not fit the figures", self.column.id));
        match self.table.columns.iter().find(|column| column.id == of).map(|column| &column.is) {
            Some(Is::Count { .. }) => {
                let here = cells.of_tables[self.number].1[self.place];
                let there = self.cell_anywhere(cells, &against.dimension, &against.to);
                let change = Some(i128::from(printed.number));
                if here != there {
                    self.push(cells, &[(here, 1), (there, -1)], change, change, &says);
                } else if printed.number != 0 {
                    self.push(cells, &[], Some(1), None, &says);
                }
            }
            Some(Is::Share { over, decimals }) => self.change_of_share(cells, against, over, *decimals, printed, &says),
            _ => {}
        }
        Ok(())
    }

    /// A difference of two shares whose bases are shown, rounded once. Where a base is hidden, it is no linear fact, and
    /// not used.
    fn change_of_share(
        &self,
        cells: &mut Cells<'_>,
        against: &Against,
        over: &str,
        decimals: u8,
        printed: Printed,
        says: &str,
    ) {
        let Some(change) = printed.times_ten_to(decimals) else { return };
        let Some((there, there_place)) = self.cell_at(cells, self.place, &against.dimension, &against.to) else {
            return;
        };
        let here = cells.of_tables[self.number].1[self.place];
        let base = |place| {
            let (base, _) = self.cell_at(cells, place, over, ALL)?;
            match cells.cells[base].value {
                Value::Shown(value) if value > 0 => Some((base, i128::from(value))),
                _ => None,
            }
        };
        let (Some((here_base, n_here)), Some((there_base, n_there))) = (base(self.place), base(there_place)) else {
            return;
        };
        if here == there || here == here_base || there == there_base {
            return;
        }
        // scale * (here / n_here - there / n_there), times n_here * n_there, doubled.
        let doubled_scale = 200 * 10i128.pow(decimals.into());
        let terms = [(here, doubled_scale * n_there), (there, -doubled_scale * n_here)];
        let both = n_here.saturating_mul(n_there);
        let change = 2 * i128::from(change);
        // Half away from zero: the end nearer to zero belongs to the printed number, the other does not.
        let (low, high) = ((change - 1) * both, (change + 1) * both);
        let low = if change > 0 { low } else { low + 1 };
        let high = if change < 0 { high } else { high - 1 };
        self.push(cells, &terms, Some(low), Some(high), says);
    }

    /// Adds a fact in whole numbers, divided by what its factors have in common.
    fn push(
        &self,
        cells: &mut Cells<'_>,
        terms: &[(usize, i128)],
        lower: Option<i128>,
        upper: Option<i128>,
        says: &str,
    ) {
        let common = terms.iter().fold(0, |common, (_, factor)| greatest_common_divisor(common, factor.abs())).max(1);
        let lower = lower.map(|lower| -(-lower).div_euclid(common));
        let upper = upper.map(|upper| upper.div_euclid(common));
        let terms = terms.iter().map(|(cell, factor)| (*cell, factor / common));
        let within = |number: i128| i64::try_from(number).ok().filter(|_| number.abs() <= LARGEST_FACTOR);
        let terms: Option<Vec<(usize, i64)>> = terms.map(|(cell, factor)| Some((cell, within(factor)?))).collect();
        let limit = |limit: Option<i128>| limit.map(|limit| i64::try_from(limit).ok());
        // A fact whose numbers are too large is not used: nobody's count is that large.
        if let (Some(terms), true) = (terms, limit(lower) != Some(None) && limit(upper) != Some(None)) {
            let (lower, upper) = (limit(lower).flatten(), limit(upper).flatten());
            cells.facts.push(Fact { terms, lower, upper, says: says.to_owned() });
        }
    }
}

fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

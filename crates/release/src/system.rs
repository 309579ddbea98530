//! The one linear system of a release: every cell, and every sum that ties it to others.

use crate::cells::{Before, Cell as Counted, Cells};
use crate::error::Error;
use crate::key::Key;
use crate::links;
use definitions::Disclosure;
use protection::{
    Cell, CellId, Disclosure as NearlyAll, Frequency, Known, Pattern, Primary, Printing, Reason, Requirement, Status,
    System, SystemBuilder,
};

/// The system, and the number of each cell in it.
pub(crate) struct Built {
    pub(crate) system: System,
    ids: Vec<CellId>,
}

/// How cells that were shown in an earlier release are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// Everybody knows them: hiding them now protects nothing.
    AreKnown,
    /// They have been revised since: nobody knows them exactly.
    AreRevised,
}

impl Built {
    /// The system of all cells.
    ///
    /// # Errors
    /// Where the counts contradict each other.
    pub(crate) fn of(cells: &Cells, earlier: Earlier) -> Result<Built, Error> {
        let latest = cells.places.iter().filter(|(_, at)| cells.cells[**at].printed);
        let latest = latest.map(|(key, _)| key.period.span().until).max();
        let mut keys: Vec<Option<&Key>> = vec![None; cells.cells.len()];
        cells.places.iter().for_each(|(key, at)| keys[*at] = Some(key));
        let mut builder = System::builder();
        let made = cells.cells.iter().zip(keys).map(|(cell, key)| {
            let cost = key.map_or(1, |key| cost(key, cell.value, Some(key.period.span().until) == latest));
            builder.cell(made(cell, cost, earlier))
        });
        let ids: Vec<CellId> = made.collect();
        let mut adding = Adding { cells, ids: &ids, builder };
        for sum in cells.sums.iter().chain(&links::sums(cells)) {
            adding.sum("a total and its parts", sum.total, &sum.parts);
        }
        for sum in &cells.unions {
            adding.union(sum.total, &sum.parts);
        }
        for terms in links::flows(cells) {
            let terms: Vec<(CellId, i64)> = terms.iter().map(|(cell, sign)| (ids[*cell], *sign)).collect();
            adding.builder.equation("a stock, what comes and what goes", &terms);
        }
        for slivers in links::slivers(cells) {
            adding.slivers(&slivers);
        }
        for (whole, part) in &cells.rests {
            adding.rest(*whole, *part);
        }
        for (group, part) in &cells.nearly_all {
            adding.nearly_all(*group, *part);
        }
        let system = adding.builder.build().map_err(|error| Error::protection(error, &[], cells))?;
        Ok(Built { system, ids })
    }

    /// What becomes of each cell.
    pub(crate) fn statuses(&self, pattern: &Pattern) -> Vec<Status> {
        self.ids.iter().map(|id| pattern.status(*id).unwrap_or(Status::Secondary)).collect()
    }

    /// The error of a system that cannot be protected, with the cells by their own words.
    pub(crate) fn error(&self, error: protection::Error, cells: &Cells) -> Error {
        Error::protection(error, &self.ids, cells)
    }
}

/// A cell as the system has it.
fn made(cell: &Counted, cost: u64, earlier: Earlier) -> Cell {
    let hidden_before = cell.before == Some(Before::Hidden);
    let shown_before = cell.before == Some(Before::Shown) && earlier == Earlier::AreKnown;
    let shows_zero = cell.value == 0 && cell.rule.zeros_shown && !hidden_before;
    let primary = primary(cell, hidden_before);
    let printing = match (cell.printed, shown_before) {
        (true, _) if cell.must_show || shows_zero => Printing::Shown,
        (_, true) if primary.is_none() => Printing::Shown,
        (true, _) => Printing::Free,
        (false, _) => Printing::Virtual,
    };
    let above = printing == Printing::Free && cell.rule.zeros_shown && cell.value > 0;
    let known = if above { Known::ABOVE_ZERO } else { Known::COUNT };
    let made = Cell::new(cell.value).known(known).printing(printing).cost(cost);
    if shows_zero { made } else { made.primary(primary) }
}

/// Why a cell is hidden for its own sake, if it is.
fn primary(cell: &Counted, hidden_before: bool) -> Option<Primary> {
    let small = frequency(cell.rule).check(cell.people).map(|primary| match cell.people == cell.value {
        true => primary,
        // Days and events of one or two people: nobody may come nearer to them than to twice as many.
        false => Primary::new(primary.reason, Requirement::levels(cell.value, 0, cell.value, 0)),
    });
    let again = hidden_before.then(|| Primary::new(Reason::Declared, Requirement::levels(cell.value, 0, 0, 1)));
    match (small, again) {
        (Some(small), Some(again)) => Some(small.and(again)),
        (small, again) => small.or(again),
    }
}

fn frequency(rule: Disclosure) -> Frequency {
    Frequency { threshold: rule.threshold, hide_zeros: !rule.zeros_shown }
}

/// Hiding costs by the size of what is hidden; totals and the latest period cost more.
fn cost(key: &Key, value: i64, is_latest: bool) -> u64 {
    let size = 1 + value.unsigned_abs().min(1 << 30);
    let totals = 1u64 << (2 * 4usize.saturating_sub(key.categories.len().min(4)));
    size * totals * if is_latest { 2 } else { 1 }
}

/// A system in the making.
struct Adding<'a> {
    cells: &'a Cells,
    ids: &'a [CellId],
    builder: SystemBuilder,
}

impl Adding<'_> {
    fn value(&self, cell: usize) -> i64 {
        self.cells.cells[cell].value
    }

    /// A whole is the sum of its parts, or of these and a rest that everybody is taken to know.
    fn sum(&mut self, name: &str, total: usize, parts: &[usize]) {
        let rest = self.value(total) - parts.iter().map(|part| self.value(*part)).sum::<i64>();
        let mut terms: Vec<_> = parts.iter().map(|part| (self.ids[*part], 1)).collect();
        terms.push((self.ids[total], -1));
        if rest != 0 {
            terms.push((self.builder.cell(Cell::new(rest).known(Known::NOTHING).printing(Printing::Shown)), 1));
        }
        self.builder.equation(name, &terms);
    }

    /// A whole is at most the sum of its parts, and at least each of them.
    fn union(&mut self, total: usize, parts: &[usize]) {
        let whole = self.value(total);
        if whole == 0 {
            return;
        }
        let sum: i64 = parts.iter().map(|part| self.value(*part)).sum();
        if sum >= whole {
            let mut terms: Vec<_> = parts.iter().map(|part| (self.ids[*part], 1)).collect();
            terms.push((self.ids[total], -1));
            self.builder.fact("a whole and its parts", &terms, 0);
        }
        // A part that is far smaller says little of the whole, and the whole little of it.
        let near = |part: &usize| 2 * self.value(*part) > whole && self.value(*part) <= whole;
        let near: Vec<usize> = parts.iter().copied().filter(near).collect();
        for part in &near {
            self.builder.fact("a part of a whole", &[(self.ids[total], 1), (self.ids[*part], -1)], 0);
        }
    }

    /// What lies between the bands of two tables is nobody's to see where it is small.
    fn slivers(&mut self, slivers: &links::Slivers) {
        let rule = slivers.bands.iter().map(|(cell, _)| self.cells.cells[*cell].rule);
        let rule = rule.reduce(Disclosure::and).unwrap_or_default();
        let cell = |value: &i64| {
            let primary = if *value == 0 { None } else { frequency(rule).check(*value) };
            Cell::new(*value).printing(Printing::Virtual).primary(primary)
        };
        let parts: Vec<CellId> = slivers.values.iter().map(|value| self.builder.cell(cell(value))).collect();
        for (band, range) in &slivers.bands {
            let parts = &parts[range.clone()];
            self.builder.total("bands cut in two ways", self.ids[*band], parts);
        }
    }

    /// Whoever is in a whole and not in one of its parts, where these are few.
    fn rest(&mut self, whole: usize, part: usize) {
        let rest = self.value(whole) - self.value(part);
        let rule = self.cells.cells[part].rule;
        if let Some(primary) = frequency(rule).check(rest).filter(|_| rest != 0) {
            let cell = Cell::new(rest).printing(Printing::Virtual).primary(primary);
            let rest = self.builder.cell(cell);
            self.builder.total("a whole and one of its parts", self.ids[whole], &[self.ids[part], rest]);
        }
    }

    /// Nearly everybody of a group in one category.
    fn nearly_all(&mut self, group: usize, part: usize) {
        let Some(k) = self.cells.cells[part].rule.all_but else { return };
        let (all, own) = (self.value(group), self.value(part));
        if let Some(primary) = (NearlyAll { k }).primary(all, own).filter(|_| own <= all) {
            let rest = self.builder.cell(Cell::new(all - own).printing(Printing::Virtual).primary(primary));
            self.builder.total("a group and one of its parts", self.ids[group], &[self.ids[part], rest]);
        }
    }
}

//! The one linear system of a release: every cell, and every sum that ties it to others. No equation has both counts and
//! amounts, and so it is built and solved in two parts, the counts and then the amounts.

use crate::amounts::Amount;
use crate::cells::{Before, Cell as Counted, Cells, Sum};
use crate::error::Error;
use crate::filters::people_left;
use crate::finest::Finest;
use crate::key::Key;
use crate::links;
use definitions::Disclosure;
use protection::{
    Cell, CellId, Disclosure as NearlyAll, FinestId, Frequency, Known, Pattern, Primary, Printing, Reason, Requirement,
    Status, System, SystemBuilder,
};

use std::collections::BTreeSet;

/// A part of the system, and the number in it of each of its cells.
pub(crate) struct Built {
    pub(crate) system: System,
    ids: Vec<Option<CellId>>,
    /// The cells that are hidden whatever the part says.
    hidden: Vec<usize>,
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
    /// The part of all counts.
    ///
    /// # Errors
    /// Where the counts contradict each other.
    pub(crate) fn of_counts(cells: &Cells, earlier: Earlier) -> Result<Built, Error> {
        let made = |cell: &Counted, cost| cell.amount.is_none().then(|| made(cell, cost, earlier));
        Built::of(cells, Vec::new(), |_, cell, cost| made(cell, cost(cell.value)))
    }

    /// The part of all amounts, beside what becomes of the counts: where a count is hidden, so is its amount.
    ///
    /// # Errors
    /// Where the amounts contradict each other.
    pub(crate) fn of_amounts(cells: &Cells, earlier: Earlier, counts: &[Status]) -> Result<Built, Error> {
        let is_hidden = |amount: &Amount| amount.counts.iter().any(|count| !counts[*count].is_shown());
        let of_cells = cells.cells.iter().enumerate();
        let hidden = of_cells.filter(|(_, cell)| cell.printed && cell.amount.as_ref().is_some_and(is_hidden));
        let hidden: Vec<usize> = hidden.map(|(at, _)| at).collect();
        Built::of(cells, hidden.clone(), |at, cell, cost| {
            let amount = cell.amount.as_ref()?;
            // Where a count is hidden, the amount of as many people should be: it costs as much, and not as many kroner.
            let cost = cost(cells.cells[amount.counts[0]].value);
            Some(made_amount(cell, amount, hidden.binary_search(&at).is_ok(), cost, earlier))
        })
    }

    /// A part: `make` makes its cells of those of the release, and is handed what it costs to hide a cell of some size.
    fn of(
        cells: &Cells,
        hidden: Vec<usize>,
        make: impl Fn(usize, &Counted, &dyn Fn(i64) -> u64) -> Option<Cell>,
    ) -> Result<Built, Error> {
        // A counting looks ahead of the tables: its day is not the latest of them.
        let latest = cells.places.iter().filter(|(_, at)| **at < cells.n_of_tables && cells.cells[**at].printed);
        let latest = latest.map(|(key, _)| key.period.span().until).max();
        let mut keys: Vec<Option<&Key>> = vec![None; cells.cells.len()];
        cells.places.iter().for_each(|(key, at)| keys[*at] = Some(key));
        let mut builder = System::builder();
        let of_cells = cells.cells.iter().enumerate().zip(keys);
        let made = of_cells.map(|((at, cell), key)| {
            let is_latest = |key: &Key| Some(key.period.span().until) == latest;
            let cost = |value: i64| key.map_or(1, |key| cost(key, value, is_latest(key)).saturating_mul(cell.dear));
            make(at, cell, &cost).map(|cell| builder.cell(cell))
        });
        let ids: Vec<Option<CellId>> = made.collect();
        let mut adding = Adding { cells, ids: &ids, builder };
        // What is tied is of one part: its first cell says of which.
        // A sum is one, in whichever order its parts were found.
        let mut sums = links::sums(cells);
        sums.extend(cells.sums.iter().cloned());
        let sorted = |mut sum: Sum| {
            sum.parts.sort_unstable();
            sum
        };
        for sum in &sums.into_iter().map(sorted).collect::<BTreeSet<Sum>>() {
            adding.sum("a total and its parts", sum.total, &sum.parts);
        }
        for sum in &cells.unions {
            adding.union(sum.total, &sum.parts);
        }
        for sum in &cells.at_least {
            adding.at_least(sum.total, &sum.parts);
        }
        for terms in links::flows(cells) {
            adding.flow(&terms);
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
        for finest in &cells.finest {
            adding.finest(finest);
        }
        let system = adding.builder.build().map_err(|error| Error::protection(error, &[], cells))?;
        Ok(Built { system, ids, hidden })
    }

    /// Tells what becomes of each cell of the part.
    pub(crate) fn tell(&self, pattern: &Pattern, statuses: &mut [Status]) {
        for (status, id) in statuses.iter_mut().zip(&self.ids) {
            *status = id.and_then(|id| pattern.status(id)).unwrap_or(*status);
        }
        for cell in &self.hidden {
            // Hidden with its count, and for no reason of its own.
            if matches!(statuses[*cell], Status::Shown | Status::Unprinted | Status::Primary(Reason::Declared)) {
                statuses[*cell] = Status::Secondary;
            }
        }
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
    let shows_zero = cell.is_impossible || (cell.value == 0 && cell.rule.zeros_shown && !hidden_before);
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
    // That nobody is where no table looks is nobody's secret.
    let is_nobody = cell.value == 0 && !cell.printed && !hidden_before;
    if shows_zero || is_nobody { made } else { made.primary(primary) }
}

/// A sum of pay as the system has it. One whose count is hidden is not printed, and nobody may work it out.
fn made_amount(cell: &Counted, amount: &Amount, is_hidden: bool, cost: u64, earlier: Earlier) -> Cell {
    let hidden_before = cell.before == Some(Before::Hidden);
    let shown_before = cell.before == Some(Before::Shown) && earlier == Earlier::AreKnown;
    // Whoever sees that there is nobody knows what they have.
    let is_nobody = amount.contributions.persons == 0 && cell.rule.zeros_shown && !hidden_before && !is_hidden;
    let shows_zero = cell.is_impossible || is_nobody;
    let not_exactly = Primary::new(Reason::Declared, Requirement::levels(cell.value, 0, 0, 1));
    let again = (hidden_before || (is_hidden && !shown_before)).then_some(not_exactly);
    let primary = match (amount.primary(cell.rule), again) {
        (Some(own), Some(again)) => Some(own.and(again)),
        (own, again) => own.or(again),
    };
    let printing = match (cell.printed, shown_before) {
        (true, _) if cell.must_show || shows_zero => Printing::Shown,
        (_, true) if primary.is_none() => Printing::Shown,
        (true, _) if is_hidden => Printing::Virtual,
        (true, _) => Printing::Free,
        (false, _) => Printing::Virtual,
    };
    let made = Cell::new(cell.value).known(amount.known()).printing(printing).cost(cost);
    if shows_zero { made } else { made.primary(primary) }
}

/// Why a cell is hidden for its own sake, if it is.
fn primary(cell: &Counted, hidden_before: bool) -> Option<Primary> {
    let small = frequency(cell.rule).check(cell.people).map(|primary| match cell.people == cell.value {
        true => primary,
        // Spells, days and events of one or two people: nobody may come nearer to them than to twice as many.
        false => primary.and(Primary::new(primary.reason, Requirement::levels(cell.value, 0, cell.value, 0))),
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
    ids: &'a [Option<CellId>],
    builder: SystemBuilder,
}

impl Adding<'_> {
    /// Cells with a coefficient; none where the first of them, and so all, are of the other part.
    fn terms(&self, cells: impl IntoIterator<Item = (usize, i64)>) -> Option<Vec<(CellId, i64)>> {
        cells.into_iter().map(|(cell, coefficient)| Some((self.ids[cell]?, coefficient))).collect()
    }

    /// What is known of a cell that nobody prints beside another one.
    fn known_beside(&self, cell: usize) -> Known {
        self.cells.cells[cell].amount.as_ref().map_or(Known::COUNT, Amount::known)
    }

    fn flow(&mut self, terms: &links::Terms) {
        if let Some(terms) = self.terms(terms.iter().copied()) {
            self.builder.equation("a stock, what comes and what goes", &terms);
        }
    }

    /// Cells as sums of what no table prints.
    fn finest(&mut self, Finest { n_finest, made_of, same }: &Finest) {
        let ids: Option<Vec<(CellId, &Vec<usize>)>> =
            made_of.iter().map(|(cell, finest)| Some((self.ids[*cell]?, finest))).collect();
        // Amounts are made of nothing.
        let Some(made_of) = ids else { return };
        let all: Vec<FinestId> = (0..*n_finest).map(|_| self.builder.finest()).collect();
        let named = |of: &[usize]| of.iter().map(|at| all[*at]).collect::<Vec<FinestId>>();
        made_of.into_iter().for_each(|(cell, finest)| self.builder.made_of(cell, &named(finest)));
        same.iter().for_each(|(ones, others)| self.builder.same_sum(&named(ones), &named(others)));
    }

    fn value(&self, cell: usize) -> i64 {
        self.cells.cells[cell].value
    }

    /// A whole is the sum of its parts, or of these and a rest that everybody is taken to know.
    fn sum(&mut self, name: &str, total: usize, parts: &[usize]) {
        let rest = self.value(total) - parts.iter().map(|part| self.value(*part)).sum::<i64>();
        let terms = [(total, -1)].into_iter().chain(parts.iter().map(|part| (*part, 1)));
        let Some(mut terms) = self.terms(terms) else { return };
        if rest != 0 {
            terms.push((self.builder.cell(Cell::new(rest).known(Known::NOTHING).printing(Printing::Shown)), 1));
        }
        self.builder.equation(name, &terms);
    }

    /// A whole is at most the sum of its parts, and at least each of them.
    fn union(&mut self, total: usize, parts: &[usize]) {
        let whole = self.value(total);
        let terms = [(total, -1)].into_iter().chain(parts.iter().map(|part| (*part, 1)));
        let Some(terms) = self.terms(terms) else { return };
        // Of amounts below 0 a part may be more than the whole.
        if whole == 0 || self.known_beside(total) == Known::NOTHING {
            return;
        }
        let sum: i64 = parts.iter().map(|part| self.value(*part)).sum();
        if sum >= whole {
            self.builder.fact("a whole and its parts", &terms, 0);
        }
        // A part that is far smaller says little of the whole, and the whole little of it.
        let near = |part: &usize| 2 * self.value(*part) > whole && self.value(*part) <= whole;
        let near: Vec<usize> = parts.iter().copied().filter(near).collect();
        for part in near {
            if let Some(terms) = self.terms([(total, 1), (part, -1)]) {
                self.builder.fact("a part of a whole", &terms, 0);
            }
        }
    }

    /// A whole is at least its parts together.
    fn at_least(&mut self, total: usize, parts: &[usize]) {
        let terms = [(total, 1)].into_iter().chain(parts.iter().map(|part| (*part, -1)));
        if let Some(terms) = self.terms(terms) {
            self.builder.fact("parts of a whole that have nobody in common", &terms, 0);
        }
    }

    /// What lies between the bands of two tables is nobody's to see where it is small.
    fn slivers(&mut self, slivers: &links::Slivers) {
        let rule = slivers.bands.iter().map(|(cell, _)| self.cells.cells[*cell].rule);
        let rule = rule.reduce(Disclosure::and).unwrap_or_default();
        let Some((first, _)) = slivers.bands.first().filter(|(band, _)| self.ids[*band].is_some()) else { return };
        let (known, is_amount) = (self.known_beside(*first), self.cells.cells[*first].amount.is_some());
        let cell = |value: &i64| {
            // Whose pay an amount between two bands is, is not known; the counts see to it that they are not few.
            let primary = if *value == 0 || is_amount { None } else { frequency(rule).check(*value) };
            Cell::new(*value).known(known).printing(Printing::Virtual).primary(primary)
        };
        let parts: Vec<CellId> = slivers.values.iter().map(|value| self.builder.cell(cell(value))).collect();
        for (band, range) in &slivers.bands {
            if let Some(band) = self.ids[*band] {
                self.builder.total("bands cut in two ways", band, &parts[range.clone()]);
            }
        }
    }

    /// Whoever is in a whole and not in one of its parts, where these are few.
    fn rest(&mut self, whole: usize, part: usize) {
        let (Some(whole_id), Some(part_id)) = (self.ids[whole], self.ids[part]) else { return };
        let value = self.value(whole) - self.value(part);
        let people = people_left(&self.cells.cells, whole, &[part]);
        let rest = Counted { value, people, ..self.cells.cells[part].clone() };
        if let Some(primary) = primary(&rest, false).filter(|_| value != 0) {
            let cell = Cell::new(value).printing(Printing::Virtual).primary(primary);
            let rest = self.builder.cell(cell);
            self.builder.total("a whole and one of its parts", whole_id, &[part_id, rest]);
        }
    }

    /// Nearly everybody of a group in one category.
    fn nearly_all(&mut self, group: usize, part: usize) {
        let Some(k) = self.cells.cells[part].rule.all_but else { return };
        let (Some(group_id), Some(part_id)) = (self.ids[group], self.ids[part]) else { return };
        let (all, own) = (self.value(group), self.value(part));
        if let Some(primary) = (NearlyAll { k }).primary(all, own).filter(|_| own <= all) {
            let rest = self.builder.cell(Cell::new(all - own).printing(Printing::Virtual).primary(primary));
            self.builder.total("a group and one of its parts", group_id, &[part_id, rest]);
        }
    }
}

//! The cells of a release, each once, and what the tables' own axes say of them.
//!
//! Behind a table stand more cells than it prints: the rest of the country beside one municipality, the base of a share,
//! the areas of a spread. Categories that no table of the release prints are taken together, as far as nothing tells them
//! apart: nobody can compute the one without the other.

use crate::Error;
use crate::amounts::Amount;
use crate::classes::Classes;
use crate::counting::Counting;
use crate::filters;
use crate::finest::Finest;
use crate::key::{self, Key};
use crate::names::Names;
use crate::printed::{Printed, printed};
use crate::spread;
use calendar::Period;
use definitions::{BandsOf, Dimension, Disclosure, Geography, Quantity};
use measures::{Behind, Category, CategoryKind, Contributions, Place, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most cells that are protected together.
pub(crate) const MOST_CELLS: usize = 1_000_000;

/// A table of a release: how it is protected, and what of it must be shown.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The table.
    pub table: &'a Table,
    /// By which counts its figures are hidden.
    pub rule: Disclosure,
    /// Cells that must be shown: those that are in all the categories of one of these.
    pub must_show: &'a [Vec<(Dimension, String)>],
    /// Whether it is to be published now; one that was published earlier is only remembered.
    pub is_new: bool,
}

/// What became of a cell in an earlier release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Shown,
    Hidden,
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) value: i64,
    /// How many people are behind the value, where it counts something else.
    pub(crate) people: i64,
    /// The strictest of its tables.
    pub(crate) rule: Disclosure,
    /// Whether some table prints it, or a figure that is worked out from it.
    pub(crate) printed: bool,
    pub(crate) must_show: bool,
    pub(crate) before: Option<Before>,
    /// What it is a sum of, where it is no count.
    pub(crate) amount: Option<Amount>,
    /// How much dearer it is to hide than its size and its place say.
    pub(crate) dear: u64,
    /// Whether nobody can be in it, as everybody knows: nobody of under 16 is 40 or more.
    pub(crate) is_impossible: bool,
}

/// A whole and its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sum {
    pub(crate) total: usize,
    pub(crate) parts: Vec<usize>,
}

/// All cells, and what the tables' own axes tell of them.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) families: Names,
    pub(crate) dimensions: Names,
    pub(crate) categories: Names,
    pub(crate) places: BTreeMap<Key, usize>,
    pub(crate) cells: Vec<Cell>,
    /// Wholes of which each unit is in one part.
    pub(crate) sums: BTreeSet<Sum>,
    /// Wholes of which a unit may be in several parts.
    pub(crate) unions: BTreeSet<Sum>,
    /// A group and one of its parts: what of the group is not in it can be computed.
    pub(crate) rests: BTreeSet<(usize, usize)>,
    /// The same where the part has a share: that it has nearly all is told of each of them.
    pub(crate) nearly_all: BTreeSet<(usize, usize)>,
    /// The categories that some table's filter lets pass, by dimension.
    pub(crate) filters: BTreeSet<(usize, usize)>,
    /// The families and dimensions in which whatever is counted may have more categories than one.
    pub(crate) overlapping: BTreeSet<(usize, usize)>,
    /// Wholes that are at least their parts together.
    pub(crate) at_least: BTreeSet<Sum>,
    /// What the cells of a family and period are made of that no table prints.
    pub(crate) finest: Vec<Finest>,
    /// The families that sum over time.
    pub(crate) flows: BTreeSet<usize>,
    /// The bands of a dimension: what is cut, and from where to where each category goes.
    pub(crate) bands: BTreeMap<usize, (BandsOf, Ends)>,
    /// The divisions of the country that the tables are by.
    pub(crate) geographies: Vec<Arc<Geography>>,
    /// For each table, which cell stands where.
    pub(crate) layouts: Vec<Layout>,
    /// For each counting beside the tables, its cells.
    pub(crate) of_countings: Vec<Vec<usize>>,
    /// How many cells the tables have; those of countings follow.
    pub(crate) n_of_tables: usize,
}

/// From where to where each category of some bands goes.
pub(crate) type Ends = BTreeMap<usize, (i32, i32)>;

/// Which cell of a release stands where behind a table.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// For each axis the slot of each place; none for those that are left out.
    slots: Vec<Vec<Option<usize>>>,
    /// For each axis whether a place has a slot of its own.
    alone: Vec<Vec<bool>>,
    sizes: Vec<usize>,
    cells: Vec<usize>,
    /// The same, and those of quantities, sorted.
    sorted: Vec<usize>,
    /// Of each quantity the cells of whom it is known.
    known: Vec<(Quantity, Vec<usize>)>,
    /// The cells of the sums of pay, where the table has some.
    amounts: Vec<usize>,
}

impl Layout {
    fn number(&self, (period, places): &Place) -> Option<usize> {
        let mut number = *period;
        for ((slots, size), place) in self.slots.iter().zip(&self.sizes).zip(places) {
            number = number * size + slots[*place]?;
        }
        Some(number)
    }

    /// Whether a place has a cell of its own: whatever no table prints is taken together.
    pub(crate) fn is_alone(&self, (_, places): &Place) -> bool {
        self.alone.iter().zip(places).all(|(alone, place)| alone[*place])
    }

    /// The cell at a place.
    pub(crate) fn cell(&self, place: &Place) -> Option<usize> {
        Some(self.cells[self.number(place)?])
    }

    /// Whether a cell is one of the table's.
    pub(crate) fn has(&self, cell: usize) -> bool {
        self.sorted.binary_search(&cell).is_ok()
    }

    /// The cell of those at a place of whom a quantity is known.
    pub(crate) fn known(&self, place: &Place, quantity: Quantity) -> Option<usize> {
        let (_, cells) = self.known.iter().find(|(known, _)| *known == quantity)?;
        Some(cells[self.number(place)?])
    }

    /// The cell of the sum of pay at a place.
    pub(crate) fn amount(&self, place: &Place) -> Option<usize> {
        self.amounts.get(self.number(place)?).copied()
    }

    /// The cells of the sums of pay; none where the table has none.
    pub(crate) fn amounts(&self) -> &[usize] {
        &self.amounts
    }

    /// Whether of everybody who is counted a quantity is known, so that the two counts are one.
    pub(crate) fn is_known_of_all(&self, quantity: Quantity) -> bool {
        self.known.iter().any(|(known, cells)| *known == quantity && *cells == self.cells)
    }
}

impl Cells {
    /// Takes up the cells of the tables, those of amounts where these may be shown, and of what is counted beside them.
    ///
    /// # Errors
    /// More than can be protected together.
    pub(crate) fn of(entries: &[Entry<'_>], countings: &[&Counting], with_amounts: bool) -> Result<Cells, Error> {
        let mut cells = Cells::default();
        let mut printed: Vec<Printed> = entries.iter().map(printed).collect();
        if !with_amounts {
            printed.iter_mut().for_each(|printed| printed.amounts.clear());
        }
        let mut categories: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (entry, printed) in entries.iter().zip(&printed) {
            let behind = entry.table.behind.as_ref();
            if let Some(geography) = behind.geography()
                && !cells.geographies.iter().any(|known| Arc::ptr_eq(known, geography))
            {
                cells.geographies.push(Arc::clone(geography));
            }
            let names = cells.names(entry.table);
            for (_, places) in &printed.counts {
                let named = places.iter().zip(&names).filter_map(|(place, names)| names[*place]);
                categories.extend(named);
            }
        }
        let classes = Classes::of(&mut cells, entries, &categories);
        for (entry, printed) in entries.iter().zip(&printed) {
            cells.take(entry, printed, &categories, &classes)?;
        }
        cells.find_below_zero();
        filters::find_who_does_not_pass(&mut cells);
        cells.n_of_tables = cells.cells.len();
        if cells.n_of_tables > MOST_CELLS {
            return Err(Error::TooMany { cells: cells.n_of_tables, most: MOST_CELLS });
        }
        for counting in countings {
            cells.take_counting(counting)?;
        }
        cells.nest(countings);
        Ok(cells)
    }

    /// Marks the sums of the families in which somebody's pay is below 0.
    fn find_below_zero(&mut self) {
        let families = |cells: &Cells, wanted: &dyn Fn(&Amount) -> bool| -> BTreeMap<usize, Vec<usize>> {
            let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (key, at) in &cells.places {
                if cells.cells[*at].amount.as_ref().is_some_and(wanted) {
                    found.entry(key.family).or_default().push(*at);
                }
            }
            found
        };
        let below_zero = families(self, &|amount| amount.contributions.some_are_negative());
        for (family, cells) in families(self, &|_| true) {
            for cell in cells {
                if let Some(amount) = &mut self.cells[cell].amount {
                    amount.may_be_below_zero = below_zero.contains_key(&family);
                }
            }
        }
    }

    /// Dimension and category of each place of each axis behind a table, by number; none for totals and filters.
    fn names(&mut self, table: &Table) -> Vec<Vec<Option<(usize, usize)>>> {
        let behind = table.behind.as_ref();
        let axes = behind.axes();
        let mut names = Vec::new();
        for (axis, of) in axes.iter().enumerate() {
            let mut name = |category: &Category| {
                if category.kind == CategoryKind::Total || behind.is_filter(axis) {
                    // Whoever passes a filter is in a category as well.
                    let passing = key::filtered(&table.measure, of.dimension)?;
                    let dimension = key::dimension(&table.measure, of.dimension);
                    return Some((self.dimensions.number(&dimension), self.categories.number(&passing)));
                }
                let dimension = match category.kind {
                    // Municipalities together that each is compared with: a region is the region.
                    CategoryKind::Group if is_region(behind, &category.id) => Dimension::Region.id().to_owned(),
                    CategoryKind::Group => PEERS.to_owned(),
                    _ => key::dimension(&table.measure, of.dimension),
                };
                Some((self.dimensions.number(&dimension), self.categories.number(&category.id)))
            };
            names.push(of.categories.iter().map(&mut name).collect());
        }
        let filtered = table.measure.only.iter().map(|(dimension, _)| *dimension);
        for of in axes.iter().map(|axis| axis.dimension).chain(filtered) {
            if let Some(bands) = behind.bands(of) {
                let dimension = self.dimensions.number(&key::dimension(&table.measure, of));
                let lower = bands.bands.iter().map(|band| band.lower.rank());
                let ends = lower.clone().zip(lower.skip(1).chain([i32::MAX]));
                let of_bands = bands.bands.iter().zip(ends);
                let of_bands = of_bands.map(|(band, ends)| (self.categories.number(&band.id), ends)).collect();
                self.bands.insert(dimension, (bands.of, of_bands));
            }
        }
        names
    }

    /// Takes up the cells of one table.
    fn take(
        &mut self,
        entry: &Entry<'_>,
        printed: &Printed,
        categories: &BTreeSet<(usize, usize)>,
        classes: &Classes,
    ) -> Result<(), Error> {
        let (table, behind) = (entry.table, entry.table.behind.as_ref());
        let names = self.names(table);
        let n_axes = names.len();
        let mut layout = Layout::default();
        // The name of each slot, and whether it is one of the parts of the axis's total.
        let mut slot_names: Vec<Vec<Option<(usize, usize)>>> = Vec::new();
        let mut parts: Vec<Vec<usize>> = Vec::new();
        let mut totals: Vec<usize> = Vec::new();
        for (axis, names) in names.iter().enumerate() {
            let of = &behind.axes()[axis];
            let (mut slots, mut known, mut own_parts) = (Vec::new(), Vec::new(), Vec::new());
            for (place, name) in names.iter().enumerate() {
                let kind = of.categories[place].kind;
                // Of a dimension that is filtered, everybody knows that the others have nobody.
                let allowed = table.measure.only.iter().find(|(dimension, _)| *dimension == of.dimension);
                let passes = kind == CategoryKind::Total
                    || of.categories[place].id == "not_yet"
                    || allowed.is_none_or(|(_, ids)| ids.contains(&of.categories[place].id));
                let is_total = kind == CategoryKind::Total;
                let name = match name {
                    _ if behind.is_filter(axis) => (place == 0).then_some(*name),
                    _ if is_total => Some(*name),
                    None => None,
                    Some(_) if !passes => None,
                    Some(name) if categories.contains(name) => Some(Some(*name)),
                    Some(_) if kind == CategoryKind::Group || !behind.adds_up(axis) => None,
                    Some((dimension, category)) => Some(Some((*dimension, classes.class(*dimension, *category, self)))),
                };
                slots.push(name.map(|name| {
                    // The total has a slot of its own, also where one category alone passes a filter.
                    let same = known.iter().position(|known| *known == name && !is_total);
                    same.unwrap_or_else(|| {
                        if !is_total && !behind.is_filter(axis) && kind != CategoryKind::Group {
                            own_parts.push(known.len());
                        }
                        known.push(name);
                        known.len() - 1
                    })
                }));
            }
            totals.push(slots.last().copied().flatten().unwrap_or(0));
            let alone = |name: &Option<(usize, usize)>| name.is_none_or(|name| categories.contains(&name));
            layout.alone.push(names.iter().map(alone).collect());
            layout.sizes.push(known.len());
            layout.slots.push(slots);
            slot_names.push(known);
            parts.push(own_parts);
        }
        let fixed = self.fixed(table);
        for (dimension, _) in &table.measure.only {
            let passing = key::filtered(&table.measure, *dimension).map(|ids| self.categories.number(&ids));
            let dimension = self.dimensions.number(&key::dimension(&table.measure, *dimension));
            self.filters.extend(passing.map(|passing| (dimension, passing)));
        }
        let of_filters = names.iter().enumerate().filter(|(axis, _)| behind.is_filter(*axis));
        self.filters.extend(of_filters.filter_map(|(_, names)| *names.first()?));
        let periods: Vec<Period> = behind.periods().iter().map(|period| key::period(&table.measure, *period)).collect();
        let n = layout.sizes.iter().product::<usize>() * periods.len();
        if self.cells.len() + n > MOST_CELLS {
            return Err(Error::TooMany { cells: self.cells.len() + n, most: MOST_CELLS });
        }
        let quantities: Vec<Quantity> = printed.known.iter().map(|(quantity, _)| *quantity).collect();
        let counted = Counted::of(behind, &layout, n, &quantities);
        let naming = Naming { sizes: &layout.sizes, periods: &periods, slot_names: &slot_names, fixed: &fixed };
        let family = self.family(table, &counted, &naming);
        if key::adds_up_over_time(&table.measure) {
            self.flows.insert(family);
        }
        let filtered = table.measure.only.iter().map(|(dimension, _)| *dimension);
        let dimensions = behind.axes().iter().map(|axis| axis.dimension).chain(filtered);
        let overlapping = dimensions.filter(|dimension| !behind.has_one_of(*dimension));
        let overlapping =
            overlapping.map(|dimension| self.dimensions.number(&key::dimension(&table.measure, dimension)));
        let overlapping: Vec<usize> = overlapping.collect();
        self.overlapping.extend(overlapping.iter().map(|dimension| (family, *dimension)));
        let named = |number: usize| naming.named(number);
        layout.cells = (0..n)
            .map(|number| {
                let (period, categories) = named(number);
                self.cell(
                    Key { family, period, categories },
                    counted.values[number],
                    counted.people[number],
                    entry.rule,
                )
            })
            .collect();
        for (at, quantity) in quantities.iter().enumerate() {
            let values = &counted.known[at];
            let of_known = if *values == counted.values {
                layout.cells.clone()
            } else {
                let words = key::known_family(self.families.name(family), *quantity, &table.measure);
                let own = self.families.number(&words);
                self.overlapping.extend(overlapping.iter().map(|dimension| (own, *dimension)));
                let cell = |number: usize| {
                    let (period, categories) = named(number);
                    // Of pay it is known how many persons have it.
                    let people = match quantity {
                        Quantity::Pay => counted.contributions[number].persons as i64,
                        _ => values[number],
                    };
                    self.cell(Key { family: own, period, categories }, values[number], people, entry.rule)
                };
                let own: Vec<usize> = (0..n).map(cell).collect();
                // Of no more it is known than there are: who sees the one is told the least that the other can be.
                for (all, known) in layout.cells.iter().zip(&own) {
                    if self.cells[*known].value <= self.cells[*all].value {
                        self.at_least.insert(Sum { total: *all, parts: vec![*known] });
                    }
                }
                own
            };
            layout.known.push((*quantity, of_known));
        }
        if let (false, Some((_, of_known))) =
            (printed.amounts.is_empty(), layout.known.iter().find(|(quantity, _)| *quantity == Quantity::Pay))
        {
            let words = key::pay_family(self.families.name(family), &table.measure);
            let own = self.families.number(&words);
            if key::adds_up_over_time(&table.measure) {
                self.flows.insert(own);
            }
            let counts = layout.cells.iter().zip(of_known);
            for (number, (contributions, (all, known))) in counted.contributions.iter().zip(counts).enumerate() {
                let (period, categories) = named(number);
                let contributions = *contributions;
                let people = contributions.persons as i64;
                let cell = self.cell(Key { family: own, period, categories }, contributions.sum, people, entry.rule);
                let counts = [*all, *known];
                let amount = Amount { contributions, counts, may_be_below_zero: false };
                self.cells[cell].amount.get_or_insert(amount);
                layout.amounts.push(cell);
            }
        }
        let of_quantities = layout.known.iter().map(|(_, cells)| cells).chain([&layout.amounts]);
        for of_cells in std::iter::once(&layout.cells).chain(of_quantities).filter(|cells| !cells.is_empty()) {
            for axis in (0..n_axes).filter(|axis| !parts[*axis].is_empty()) {
                let stride: usize = layout.sizes[axis + 1..].iter().product();
                let whole = (0..n).filter(|number| number / stride % layout.sizes[axis] == totals[axis]);
                for number in whole {
                    let from = number - totals[axis] * stride;
                    let own = parts[axis].iter().map(|part| of_cells[from + part * stride]).collect();
                    let sum = Sum { total: of_cells[number], parts: own };
                    let sums = if behind.adds_up(axis) { &mut self.sums } else { &mut self.unions };
                    sums.insert(sum);
                }
            }
        }
        let of_quantities = layout.known.iter().flat_map(|(_, cells)| cells).chain(&layout.amounts);
        layout.sorted = of_quantities.chain(&layout.cells).copied().collect();
        layout.sorted.sort_unstable();
        self.mark(entry, printed, &layout);
        self.layouts.push(layout);
        Ok(())
    }

    /// The family of a table; one of its own where a cell of the same name counts something else there, which would be
    /// a mistake of these names.
    fn family(&mut self, table: &Table, counted: &Counted, naming: &Naming<'_>) -> usize {
        let family = self.families.number(&key::family(&table.measure));
        let differs = (0..counted.values.len()).any(|number| {
            let (period, categories) = naming.named(number);
            let known = self.places.get(&Key { family, period, categories });
            known.is_some_and(|cell| self.cells[*cell].value != counted.values[number])
        });
        if differs {
            return self.families.number(&format!("{} as {}", self.families.name(family), table.measure.header.id));
        }
        family
    }

    /// The categories of whoever passes the filters of a table that stand on no axis.
    fn fixed(&mut self, table: &Table) -> Vec<(usize, usize)> {
        let measure = &table.measure;
        let axes = table.behind.axes();
        let free = measure.only.iter().filter(|(dimension, _)| axes.iter().all(|axis| axis.dimension != *dimension));
        let free: Vec<(String, String)> = free
            .filter_map(|(dimension, _)| {
                Some((key::dimension(measure, *dimension), key::filtered(measure, *dimension)?))
            })
            .collect();
        free.iter().map(|(dimension, ids)| (self.dimensions.number(dimension), self.categories.number(ids))).collect()
    }

    /// The number of a cell, which is made where it is new.
    pub(crate) fn cell(&mut self, key: Key, value: i64, people: i64, rule: Disclosure) -> usize {
        let number = *self.places.entry(key).or_insert_with(|| {
            self.cells.push(Cell {
                value,
                people,
                rule,
                printed: false,
                must_show: false,
                before: None,
                amount: None,
                dear: 1,
                is_impossible: false,
            });
            self.cells.len() - 1
        });
        let cell = &mut self.cells[number];
        cell.rule = cell.rule.and(rule);
        number
    }

    /// Marks what a table prints.
    fn mark(&mut self, entry: &Entry<'_>, printed: &Printed, layout: &Layout) {
        let behind = entry.table.behind.as_ref();
        for place in &printed.counts {
            let Some(cell) = layout.cell(place) else { continue };
            self.cells[cell].printed |= entry.is_new;
            self.cells[cell].must_show |= printed.must_show.contains(place);
            if printed.shares.contains(place)
                && let Some(base) = behind.share_base(place).and_then(|base| layout.cell(&base))
                && base != cell
            {
                self.nearly_all.insert((base, cell));
            }
            // Whoever is in none, or in another too, of categories that do not sum.
            for axis in (0..place.1.len()).filter(|axis| !behind.adds_up(*axis) && !behind.is_filter(*axis)) {
                let mut whole = place.clone();
                whole.1[axis] = behind.n_places(axis) - 1;
                if whole != *place
                    && printed.counts.contains(&whole)
                    && let Some(total) = layout.cell(&whole)
                {
                    self.rests.insert((total, cell));
                }
            }
        }
        // Where a range ends is hidden last: hidden, it would make the range another one.
        for place in spread::cells_at_ends(entry.table, entry.rule).iter().filter(|place| layout.is_alone(place)) {
            let Some(cell) = layout.cell(place) else { continue };
            self.cells[cell].dear = self.cells[cell].dear.max(spread::DEAR);
        }
        for place in &printed.amounts {
            let Some(cell) = layout.amount(place) else { continue };
            self.cells[cell].printed |= entry.is_new;
            self.cells[cell].must_show |= printed.must_show.contains(place);
        }
        for (quantity, places) in &printed.known {
            for place in places {
                let (Some(all), Some(known)) = (layout.cell(place), layout.known(place, *quantity)) else { continue };
                self.cells[known].printed |= entry.is_new;
                if all != known {
                    self.rests.insert((all, known));
                }
            }
        }
    }

    /// A cell in words for a message: without how dimensions are made.
    pub(crate) fn told(&self, key: &Key) -> String {
        let mut words = format!("{}; {}", self.families.name(key.family), key.period);
        for (dimension, category) in &key.categories {
            let dimension = self.dimensions.name(*dimension);
            let dimension = dimension.split('@').next().unwrap_or(dimension);
            words += &format!("; {dimension}={}", self.categories.name(*category));
        }
        words
    }

    /// A cell's own words, by which the ledger knows it.
    pub(crate) fn words(&self, key: &Key) -> String {
        let mut words = format!("{}; {}", self.families.name(key.family), key.period);
        for (dimension, category) in &key.categories {
            words += &format!("; {}={}", self.dimensions.name(*dimension), self.categories.name(*category));
        }
        words
    }
}

/// The dimension of groups of municipalities that are no regions.
const PEERS: &str = "peers";

fn is_region(behind: &Behind, id: &str) -> bool {
    behind.geography().is_some_and(|country| country.regions.iter().any(|region| region.id == id))
}

/// How the slots of a table are named.
struct Naming<'a> {
    sizes: &'a [usize],
    periods: &'a [Period],
    slot_names: &'a [Vec<Option<(usize, usize)>>],
    fixed: &'a [(usize, usize)],
}

impl Naming<'_> {
    /// The name of a slot's cell: its period, and its categories sorted.
    fn named(&self, number: usize) -> (Period, Vec<(usize, usize)>) {
        let mut rest = number;
        let mut categories = self.fixed.to_vec();
        for (size, names) in self.sizes.iter().zip(self.slot_names).rev() {
            categories.extend(names[rest % size]);
            rest /= size;
        }
        categories.sort_unstable();
        (self.periods[rest], categories)
    }
}

/// What is counted in the slots of a table: places that fall together are added up.
struct Counted {
    values: Vec<i64>,
    people: Vec<i64>,
    /// Of each quantity of whom it is known.
    known: Vec<Vec<i64>>,
    /// What persons contribute to the pay, where there is some. A person who adds to two places that fall together is
    /// taken for two.
    contributions: Vec<Contributions>,
}

impl Counted {
    fn of(behind: &Behind, layout: &Layout, n: usize, quantities: &[Quantity]) -> Counted {
        let has_pay = quantities.contains(&Quantity::Pay);
        let mut counted = Counted {
            values: vec![0; n],
            people: vec![0; n],
            known: vec![vec![0; n]; quantities.len()],
            contributions: vec![Contributions::default(); if has_pay { n } else { 0 }],
        };
        let sizes: Vec<usize> = layout.slots.iter().map(Vec::len).collect();
        let n_places: usize = sizes.iter().product();
        for period in 0..behind.periods().len() {
            let mut place = (period, vec![0; sizes.len()]);
            for _ in 0..n_places {
                if let Some(number) = layout.number(&place) {
                    counted.values[number] += behind.count(&place) as i64;
                    counted.people[number] += behind.people(&place) as i64;
                    for (known, quantity) in counted.known.iter_mut().zip(quantities) {
                        known[number] += behind.known(&place, *quantity) as i64;
                    }
                    if has_pay {
                        counted.contributions[number].merge(&behind.contributions(&place));
                    }
                }
                // The next place, the last axis running fastest.
                for (at, size) in place.1.iter_mut().zip(&sizes).rev() {
                    *at += 1;
                    if *at < *size {
                        break;
                    }
                    *at = 0;
                }
            }
        }
        counted
    }
}

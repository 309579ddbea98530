//! One cell for each number that is counted, however many tables show it.
//!
//! A cell is what is counted (the family) at some categories; `all` is no category, so that the total of one table and the
//! cell of a smaller one are the same.

use crate::folder::{ALL, Column, CountKind, Figure, Is, MADE, Release, Shown, Table};
use crate::judge::CONTRADICTS;
use crate::published::{Cell, Class, Fact, Value};
use crate::report::{Finding, FindingKind};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Dimensions, in order; numbers stand for their names.
pub(crate) type Level = Vec<usize>;

/// The categories of a level, in its order; numbers stand for their names.
pub(crate) type Categories = Vec<usize>;

/// Names, and a number for each.
#[derive(Default)]
pub(crate) struct Names {
    numbers: BTreeMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    pub(crate) fn name(&self, number: usize) -> &str {
        &self.names[number]
    }

    pub(crate) fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.numbers.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

/// What the cells of a family are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Counts(CountKind),
    /// Amounts, and whether hidden ones may be below 0.
    Amounts {
        below_zero: bool,
    },
}

/// A sum that may be below 0 is no less than this: no country pays so many kroner.
const LEAST_AMOUNT: i64 = -(1 << 48);

/// What is counted, with its cells by level and categories.
pub(crate) struct Family {
    /// The first table's file, to name cells that are in none.
    pub(crate) file: String,
    pub(crate) of: Of,
    pub(crate) levels: BTreeMap<Level, BTreeMap<Categories, usize>>,
}

/// The system in the making.
pub(crate) struct Cells<'a> {
    pub(crate) release: &'a Release,
    pub(crate) dimensions: Names,
    pub(crate) categories: Names,
    pub(crate) families: Vec<Family>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) findings: Vec<Finding>,
    /// For each table its family, and for each of its places the cell.
    pub(crate) of_tables: Vec<(usize, Vec<usize>)>,
    /// For each table the same of the families of its other columns, each once.
    of_columns: Vec<Vec<(usize, Vec<usize>)>>,
    family_names: Names,
    pub(crate) sums: BTreeSet<(usize, Vec<usize>)>,
}

/// The family of a column of its own, and what it is; none where its cells are the table's, or it has none.
fn own_family<'t>(table: &'t Table, is: &'t Is) -> Option<(&'t str, Of)> {
    match is {
        Is::Count { family: Some(family) } => Some((family, Of::Counts(table.count))),
        Is::Sum { family, below_zero } | Is::Mean { family, below_zero, .. } => {
            Some((family, Of::Amounts { below_zero: *below_zero }))
        }
        Is::Count { family: None } | Is::Share { .. } | Is::Change { .. } | Is::Other => None,
    }
}

/// Where a cell was read first.
struct Seen<'a> {
    table: &'a Table,
    line: u64,
}

impl<'a> Cells<'a> {
    /// The cells of all tables, with what their columns of counts show.
    pub(crate) fn read(release: &'a Release) -> Cells<'a> {
        let mut cells = Cells {
            release,
            dimensions: Names::default(),
            categories: Names::default(),
            families: Vec::new(),
            cells: Vec::new(),
            facts: Vec::new(),
            findings: Vec::new(),
            of_tables: Vec::new(),
            of_columns: Vec::new(),
            family_names: Names::default(),
            sums: BTreeSet::new(),
        };
        for table in &release.tables {
            let of_table = cells.of_family(table, &table.family, Of::Counts(table.count));
            cells.of_tables.push(of_table);
            let mut of_columns: Vec<(usize, Vec<usize>)> = Vec::new();
            for (name, of) in table.columns.iter().filter_map(|column| own_family(table, &column.is)) {
                let of_column = cells.of_family(table, name, of);
                if of_columns.iter().all(|(known, _)| *known != of_column.0) {
                    if matches!(of, Of::Counts(_)) {
                        cells.at_most_all(cells.of_tables.len() - 1, &of_column.1, &table.file);
                    }
                    of_columns.push(of_column);
                }
            }
            cells.of_columns.push(of_columns);
        }
        cells.put_figures();
        cells
    }

    /// Of those that a table counts, another column counts some.
    fn at_most_all(&mut self, table: usize, some: &[usize], file: &str) {
        for (all, some) in self.of_tables[table].1.iter().zip(some).filter(|(all, some)| all != some) {
            let says = format!("{file}: of no more something is known than there are");
            self.facts.push(Fact { terms: vec![(*all, 1), (*some, -1)], lower: Some(0), upper: None, says });
        }
    }

    /// A family, and its cell at each of a table's places.
    fn of_family(&mut self, table: &Table, name: &str, of: Of) -> (usize, Vec<usize>) {
        let family = self.family_names.number(name);
        if family == self.families.len() {
            self.families.push(Family { file: table.file.clone(), of, levels: BTreeMap::new() });
        }
        let of_places = (0..table.n_places()).map(|place| {
            let (level, categories) = self.key(table, place);
            self.cell(family, &level, &categories)
        });
        let of_places: Vec<usize> = of_places.collect();
        for cell in &of_places {
            // Of a cell in two tables the stricter holds.
            let threshold = &mut self.cells[*cell].threshold;
            *threshold = (*threshold).max(table.threshold.map(i64::from));
        }
        (family, of_places)
    }

    /// The families of a table, each with its cell at each place.
    pub(crate) fn families_of(&self, table: usize) -> impl Iterator<Item = &(usize, Vec<usize>)> {
        [&self.of_tables[table]].into_iter().chain(&self.of_columns[table])
    }

    /// The cells of a column of counts or amounts, one for each place.
    pub(crate) fn cells_of(&self, number: usize, is: &Is) -> &[usize] {
        let family = own_family(&self.release.tables[number], is).and_then(|(name, _)| self.family_names.find(name));
        let own = family.and_then(|family| self.of_columns[number].iter().find(|(known, _)| *known == family));
        &own.unwrap_or(&self.of_tables[number]).1
    }

    /// The level and the categories of a table's place.
    fn key(&mut self, table: &Table, place: usize) -> (Level, Categories) {
        let at = table.categories(place);
        let mut key: Vec<(usize, usize)> = Vec::new();
        for (axis, at) in table.axes.iter().zip(at) {
            if let Some(category) = axis.category(&axis.categories[at]) {
                key.push((self.dimensions.number(&axis.level()), self.categories.number(category)));
            }
        }
        for fixed in &table.fixed {
            key.push((self.dimensions.number(&fixed.level()), self.categories.number(&fixed.category)));
        }
        key.sort_unstable();
        key.into_iter().unzip()
    }

    /// The cell at some categories; made, as an unpublished one, where there is none yet.
    pub(crate) fn cell(&mut self, family: usize, level: &Level, categories: &Categories) -> usize {
        if let Some(cell) = self.families[family].levels.get(level).and_then(|cells| cells.get(categories)) {
            return *cell;
        }
        let named = self.named(level, categories);
        let name = format!("in no table, counted as in {}: {named}", self.families[family].file);
        let cell = self.unpublished(family, name);
        self.families[family].levels.entry(level.clone()).or_default().insert(categories.clone(), cell);
        cell
    }

    /// A cell that is in no table, and of no category that has a name.
    pub(crate) fn unpublished(&mut self, family: usize, name: String) -> usize {
        let (small_is_secret, at_least) = match self.families[family].of {
            Of::Counts(count) => (count != CountKind::PersonDays, None),
            Of::Amounts { below_zero } => (false, Some(if below_zero { LEAST_AMOUNT } else { 0 })),
        };
        self.cells.push(Cell { small_is_secret, at_least, ..Cell::new(name, Value::Unpublished) });
        self.cells.len() - 1
    }

    /// Categories for people: `quarter 2018Q1, municipality 101`.
    pub(crate) fn named(&self, level: &Level, categories: &Categories) -> String {
        if level.is_empty() {
            return ALL.to_owned();
        }
        let words = level.iter().zip(categories).map(|(dimension, category)| {
            let dimension = &self.dimensions.names[*dimension];
            let dimension = dimension.split(MADE).next().unwrap_or(dimension);
            format!("{dimension} {}", self.categories.names[*category])
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// Adds that a whole is the sum of its parts; or, where they are not additive, that it is at least each of them and
    /// at most their sum.
    pub(crate) fn add_parts(&mut self, whole: usize, mut parts: Vec<usize>, additive: bool, says: &str) {
        parts.sort_unstable();
        if parts.contains(&whole) {
            // The total of a dimension of which one category alone is counted is that category: the others are nobody.
            parts.retain(|part| *part != whole);
            if additive && !parts.is_empty() && self.sums.insert((whole, parts.clone())) {
                let terms = parts.iter().map(|part| (*part, 1)).collect();
                let says = format!("{says}, beside it, are somebody");
                self.facts.push(Fact { terms, lower: Some(0), upper: Some(0), says });
            }
            return;
        }
        if !self.sums.insert((whole, parts.clone())) {
            return;
        }
        if additive {
            self.facts.push(Fact::sum(whole, &parts, format!("{says} do not sum to it")));
            return;
        }
        if self.cells[whole].at_least.is_some_and(|least| least < 0) {
            // Where others are below 0, a part may be more than the whole.
            return;
        }
        for part in &parts {
            let terms = vec![(whole, 1), (*part, -1)];
            let says = format!("{says} are not all at most as large");
            self.facts.push(Fact { terms, lower: Some(0), upper: None, says });
        }
        let sum = Fact::sum(whole, &parts, format!("{says} sum to less"));
        self.facts.push(Fact { upper: None, ..sum });
    }

    /// The name of a cell as a table has it.
    pub(crate) fn name_in(&mut self, table: &Table, column: &Column, place: usize) -> String {
        let (level, categories) = self.key(table, place);
        let what = match &column.is {
            Is::Mean { .. } => format!("the sum of {}", column.id),
            _ => column.id.clone(),
        };
        format!("{}, {what}, {}", table.file, self.named(&level, &categories))
    }

    /// Puts what the columns of counts and sums show into the cells. A mean that is hidden hides its sum.
    fn put_figures(&mut self) {
        let mut shown: BTreeMap<usize, Seen<'_>> = BTreeMap::new();
        let mut hidden: BTreeMap<usize, Seen<'_>> = BTreeMap::new();
        let release = self.release;
        for (number, table) in release.tables.iter().enumerate() {
            for (column, figures) in table.columns.iter().zip(&table.figures) {
                let is_mean = matches!(column.is, Is::Mean { .. });
                if !is_mean && !matches!(column.is, Is::Count { .. } | Is::Sum { .. }) {
                    continue;
                }
                let of_places = self.cells_of(number, &column.is).to_vec();
                for (place, figure) in figures.iter().enumerate() {
                    let Some(Figure { shown: figure, line }) = *figure else { continue };
                    let cell = of_places[place];
                    let seen = Seen { table, line };
                    match figure {
                        Shown::NotThere => {}
                        // What a mean says is not the sum.
                        Shown::Number(_) if is_mean => {}
                        Shown::Number(printed) => {
                            // The reader lets only whole numbers through.
                            let value = printed.number;
                            match (self.cells[cell].value, shown.get(&cell)) {
                                (Value::Shown(other), Some(first)) if other != value => {
                                    let name = self.name_in(table, column, place);
                                    let known = format!(
                                        "{name}: it is {other} in {}, line {}, and {value} in {}, line {line}",
                                        first.table.file, first.line, table.file
                                    );
                                    let what = CONTRADICTS.to_owned();
                                    self.findings.push(Finding { kind: FindingKind::Contradiction, what, known });
                                }
                                (_, Some(_)) => {}
                                (_, None) => {
                                    if !hidden.contains_key(&cell) {
                                        self.cells[cell].name = self.name_in(table, column, place);
                                    }
                                    self.cells[cell].value = Value::Shown(value);
                                    shown.insert(cell, seen);
                                }
                            }
                        }
                        Shown::Suppressed => {
                            let (level, _) = self.key(table, place);
                            let class = Class {
                                table: table.file.clone(),
                                column: column.id.clone(),
                                n_categories: level.len(),
                            };
                            self.cells[cell].classes.push(class);
                            if let Entry::Vacant(first) = hidden.entry(cell) {
                                first.insert(seen);
                                self.cells[cell].name = self.name_in(table, column, place);
                            }
                            if !shown.contains_key(&cell) {
                                self.cells[cell].value = Value::Hidden;
                            }
                        }
                    }
                }
            }
        }
        for (cell, Seen { table, line }) in &hidden {
            if let (Some(there), Value::Shown(value)) = (shown.get(cell), self.cells[*cell].value) {
                self.findings.push(Finding {
                    kind: FindingKind::ShownElsewhere,
                    what: self.cells[*cell].name.clone(),
                    known: format!(
                        "hidden in {}, line {line}, but {value} is shown in {}, line {}",
                        table.file, there.table.file, there.line
                    ),
                });
            }
        }
    }
}

//! A table of which nothing can be worked back to a person.

use crate::cells::{self, Cells, Entry, Layout};
use crate::counting::Figure;
use crate::printed::printed_from;
use crate::spread;
use calendar::{Day, Span};
use definitions::{Dimension, Disclosure, Measure, Quantity, Statistic};
use measures::{Axis, Category, Cell, Column, Part, Place, Ratio, Table};
use protection::Status;
use std::sync::Arc;

/// What is shown of one figure. The four are different, in memory and in every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtectedCell {
    /// A number; zero is one.
    Number {
        /// The number, exact.
        value: Ratio,
        /// Whether something that is counted here, or would be, is undecided yet.
        provisional: bool,
    },
    /// It is hidden. Why is not said: one symbol for all reasons.
    Suppressed,
    /// The extract does not reach far enough to tell.
    NotYet,
    /// It cannot be told.
    Unknown,
}

/// A protected table. Only [`crate::protect`] makes one, and nothing renders an unprotected one for publication.
///
/// ```compile_fail,E0451
/// // Nobody else can: its fields are its own.
/// let table = release::ProtectedTable { cells: Vec::new() };
/// ```
///
/// ```compile_fail,E0277
/// // A table that nobody has protected cannot be printed,
/// fn print(table: &measures::Table) -> String {
///     format!("{table}")
/// }
/// ```
///
/// ```compile_fail,E0308
/// // and cannot take the place of a protected one.
/// fn publish(_: &release::ProtectedTable) {}
/// fn leak(table: &measures::Table) {
///     publish(table)
/// }
/// ```
///
/// ```
/// // What is protected can be published.
/// fn publish(_: &release::ProtectedTable) {}
/// fn release(protected: &release::Protected) {
///     protected.tables.iter().for_each(publish)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct ProtectedTable {
    measure: Arc<Measure>,
    axes: Vec<Axis>,
    /// Of each axis of bands the lower edges.
    edges: Vec<Option<Vec<i32>>>,
    columns: Vec<Column>,
    spread: Option<Dimension>,
    cells: Vec<Vec<ProtectedCell>>,
    register: String,
    covered: Span,
    extract_date: Day,
    rests_on: Vec<(String, String, String)>,
    rule: Disclosure,
    /// Whether some hidden sum of pay may be below 0.
    may_be_below_zero: bool,
    /// Whether of everybody who is counted the pay is known.
    pay_is_known_of_all: bool,
}

impl ProtectedTable {
    /// The measure that it answers.
    pub fn measure(&self) -> &Measure {
        &self.measure
    }

    /// The axes, in order.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// On an axis of bands the lower edge of each, in the bands' unit: months of a life, hours, days, years as days.
    pub fn edges(&self, axis: usize) -> Option<&[i32]> {
        self.edges[axis].as_deref()
    }

    /// The columns of figures.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The areas that the lowest and the highest are among, if such are shown.
    pub fn spread(&self) -> Option<Dimension> {
        self.spread
    }

    /// The rule by which counts are hidden.
    pub fn rule(&self) -> Disclosure {
        self.rule
    }

    /// Whether some hidden sum of pay may be below 0: of corrections, some that are shown are.
    pub(crate) fn may_be_below_zero(&self) -> bool {
        self.may_be_below_zero
    }

    /// Whether of everybody who is counted the pay is known.
    pub(crate) fn pay_is_known_of_all(&self) -> bool {
        self.pay_is_known_of_all
    }

    /// The register's name, its coverage and the day on which it was drawn.
    pub fn register(&self) -> (&str, Span, Day) {
        (&self.register, self.covered, self.extract_date)
    }

    /// Kind, id and content hash of every definition that the figures rest on.
    pub fn rests_on(&self) -> &[(String, String, String)] {
        &self.rests_on
    }

    /// How many combinations of categories there are.
    pub fn n_rows(&self) -> usize {
        self.axes.iter().map(|axis| axis.categories.len()).product()
    }

    /// The places of a row's categories on each axis, the last axis running fastest.
    pub fn places(&self, row: usize) -> Vec<usize> {
        measures::places(&self.axes, row)
    }

    /// A row's category on each axis.
    pub fn categories(&self, row: usize) -> impl Iterator<Item = &Category> {
        self.places(row).into_iter().zip(&self.axes).map(|(place, axis)| &axis.categories[place])
    }

    /// The figure in a row and a column.
    pub fn cell(&self, row: usize, column: usize) -> ProtectedCell {
        self.cells[column][row]
    }
}

/// What may be shown of the cells of a release.
pub(crate) enum Figures {
    /// Some are hidden.
    Hidden(Vec<Status>),
    /// All are shown, as rounded counts.
    Rounded(Vec<i64>),
}

impl Figures {
    /// What becomes of a cell.
    pub(crate) fn status(&self, cell: usize) -> Status {
        match self {
            Figures::Hidden(statuses) => statuses[cell],
            Figures::Rounded(_) => Status::Shown,
        }
    }

    /// What is shown of a count.
    pub(crate) fn figure(&self, cell: usize, cells: &Cells) -> Figure {
        match self {
            Figures::Hidden(statuses) if statuses[cell].is_shown() => {
                Figure::Shown(cells.cells[cell].value.unsigned_abs())
            }
            Figures::Hidden(_) => Figure::Hidden,
            Figures::Rounded(counts) => Figure::Shown(counts[cell].unsigned_abs()),
        }
    }

    /// Whether every count of 0 that is printed is shown: then what is hidden is known to be above 0.
    pub(crate) fn zeros_shown(&self, cells: &Cells) -> bool {
        let is_zero = |cell: &cells::Cell| cell.printed && cell.value == 0 && cell.amount.is_none();
        let mut printed = cells.cells.iter().enumerate().filter(|(_, cell)| is_zero(cell));
        printed.all(|(at, _)| self.status(at).is_shown())
    }
}

/// What a table shows of its cells.
pub(crate) fn of(entry: &Entry<'_>, layout: &Layout, figures: &Figures, cells: &Cells) -> ProtectedTable {
    let table = entry.table;
    let showing = Showing { table, layout, figures, rule: entry.rule };
    let is_below = |cell: &usize| cells.cells[*cell].amount.is_some_and(|amount| amount.may_be_below_zero);
    let column =
        |(at, column): (usize, &Column)| (0..table.n_rows()).map(|row| showing.cell(row, at, column)).collect();
    ProtectedTable {
        measure: Arc::clone(&table.measure),
        axes: table.axes.clone(),
        edges: table.axes.iter().map(|axis| edges_of(table, axis)).collect(),
        columns: table.columns.clone(),
        spread: table.spread,
        cells: table.columns.iter().enumerate().map(column).collect(),
        register: table.register.clone(),
        covered: table.covered,
        extract_date: table.extract_date,
        rests_on: table.rests_on.clone(),
        rule: entry.rule,
        may_be_below_zero: layout.amounts().iter().any(is_below),
        pay_is_known_of_all: layout.is_known_of_all(Quantity::Pay),
    }
}

fn edges_of(table: &Table, axis: &Axis) -> Option<Vec<i32>> {
    let bands = table.behind.bands(axis.dimension)?;
    Some(bands.bands.iter().map(|band| band.lower.rank()).collect())
}

struct Showing<'a> {
    table: &'a Table,
    layout: &'a Layout,
    figures: &'a Figures,
    rule: Disclosure,
}

impl Showing<'_> {
    /// Whether a cell, those in it of whom a statistic's quantity is known, or their amount may not be shown.
    fn is_hidden(&self, place: &Place, statistic: Statistic) -> bool {
        let known = statistic.of().map(|(quantity, _)| self.layout.known(place, quantity));
        let amount = statistic.is_amount().then(|| self.layout.amount(place));
        // Of how many it is known is a count like that of all: it is hidden for its own sake.
        let all = (statistic != Statistic::PayKnown).then(|| self.layout.cell(place));
        let cells = all.into_iter().chain(known).chain(amount);
        cells.into_iter().any(|cell| cell.is_none_or(|cell| !self.figures.status(cell).is_shown()))
    }

    fn cell(&self, row: usize, at: usize, column: &Column) -> ProtectedCell {
        let figure = match self.table.cell(row, at) {
            Cell::Number { value, provisional } => ProtectedCell::Number { value, provisional },
            Cell::NotYet => return ProtectedCell::NotYet,
            Cell::Unknown => return ProtectedCell::Unknown,
        };
        let behind = self.table.behind.as_ref();
        let place = behind.place(row);
        if let Figures::Rounded(counts) = self.figures {
            return self.rounded(counts, &place, column, figure);
        }
        if matches!(column.part, Part::Lowest | Part::Highest | Part::Areas) {
            return self.spread(&place, column);
        }
        let from = printed_from(behind, &place, column);
        if from.iter().any(|place| self.is_hidden(place, column.statistic)) {
            return ProtectedCell::Suppressed;
        }
        match column.statistic {
            // A rank among areas some of which are hidden would tell where they lie.
            Statistic::Rank if self.some_area_is_hidden(&place) => ProtectedCell::Suppressed,
            _ => figure,
        }
    }

    /// Of rounded counts there are counts, shares and their changes; a true mean, median, rank or extreme beside them
    /// would tell what was rounded.
    fn rounded(&self, counts: &[i64], place: &Place, column: &Column, figure: ProtectedCell) -> ProtectedCell {
        let ProtectedCell::Number { provisional, .. } = figure else { return figure };
        let behind = self.table.behind.as_ref();
        let count = |place: &Place| self.layout.cell(place).map(|cell| i128::from(counts[cell]));
        let value = |place: &Place| match column.statistic {
            Statistic::Count => count(place).map(Ratio::whole),
            Statistic::Share => Ratio::new(100 * count(place)?, count(&behind.share_base(place)?)?),
            _ => None,
        };
        let number = match column.part {
            Part::Figure => value(place),
            Part::Change(_) => {
                let there = behind.compared(place).and_then(|there| value(&there));
                value(place).zip(there).map(|(here, there)| here.minus(there))
            }
            Part::Lowest | Part::Highest | Part::Areas => None,
        };
        number.map_or(ProtectedCell::Suppressed, |value| ProtectedCell::Number { value, provisional })
    }

    fn some_area_is_hidden(&self, place: &Place) -> bool {
        let behind = self.table.behind.as_ref();
        let Some(axis) = behind.rank_axis() else { return false };
        // A rank is by the figure before it.
        let figures = self.table.columns.iter().filter(|column| column.part == Part::Figure);
        let by = figures.take_while(|column| column.statistic != Statistic::Rank).last();
        let by = by.map_or(Statistic::Rank, |column| column.statistic);
        let is_area = |at: &usize| behind.axes()[axis].categories[*at].kind == measures::CategoryKind::Ordinary;
        (0..behind.n_places(axis)).filter(is_area).any(|at| {
            let mut places = place.1.clone();
            places[axis] = at;
            let area = (place.0, places);
            // An area without a figure, as a mean of nobody, is in no order.
            let has_figure = matches!(behind.figure(&area, by), Cell::Number { .. });
            has_figure && self.is_hidden(&area, by)
        })
    }

    /// Whether a figure rests on few, or on a cell that another table hides.
    fn is_small(&self, area: &Place, statistic: Statistic) -> bool {
        let behind = self.table.behind.as_ref();
        let from = spread::cells(behind, area, statistic);
        // A cell that no table prints is no cell that one hides.
        let is_suppressed = |cell: usize| matches!(self.figures.status(cell), Status::Primary(_) | Status::Secondary);
        let is_hidden = |place: &Place| {
            let known = statistic.of().and_then(|(quantity, _)| self.layout.known(place, quantity));
            let amount = self.layout.amount(place).filter(|_| statistic.is_amount());
            let cells = self.layout.cell(place).into_iter().chain(known).chain(amount);
            self.layout.is_alone(place) && cells.into_iter().any(is_suppressed)
        };
        from.iter().any(is_hidden) || spread::rests_on_few(behind, area, statistic, self.rule)
    }

    /// The lowest or highest of the areas whose own figure might be shown, or how many those are. The areas are not
    /// named, so that their cells are not published by it.
    fn spread(&self, place: &Place, column: &Column) -> ProtectedCell {
        let behind = self.table.behind.as_ref();
        let (mut figures, mut any_provisional) = (Vec::<Ratio>::new(), false);
        for area in spread::areas(behind, place).into_iter().filter(|area| !self.is_small(area, column.statistic)) {
            match behind.figure(&area, column.statistic) {
                Cell::Number { value, provisional } => {
                    figures.push(value);
                    any_provisional |= provisional;
                }
                Cell::NotYet => return ProtectedCell::NotYet,
                Cell::Unknown => {}
            }
        }
        let found = match &column.part {
            Part::Areas => Some(Ratio::whole(figures.len() as i128)),
            part => spread::end(figures, part),
        };
        found.map_or(ProtectedCell::Unknown, |value| ProtectedCell::Number { value, provisional: any_provisional })
    }
}

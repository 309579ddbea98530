//! A table of figures that nobody has protected yet.

use crate::{Axis, Behind, Category, Ratio};
use calendar::{Day, Span};
use definitions::{Dimension, Measure, Statistic};
use std::sync::Arc;

/// What is known of one cell. Zero is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// A number.
    Number {
        /// The number, exact.
        value: Ratio,
        /// Whether something that is counted here, or would be, is undecided yet.
        provisional: bool,
    },
    /// The extract does not reach far enough to tell.
    NotYet,
    /// It cannot be told: the extract begins too late, or there is nothing to take a mean or share of.
    Unknown,
}

/// Which figure of a statistic a column has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The figure itself.
    Figure,
    /// Its change: against what, in words.
    Change(String),
    /// That of the area with the lowest.
    Lowest,
    /// That of the area with the highest.
    Highest,
    /// How many areas have one.
    Areas,
}

/// One column of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What the figures are.
    pub statistic: Statistic,
    /// Which of them.
    pub part: Part,
}

impl Column {
    /// The value of the column `measure` in tidy output.
    ///
    /// ```
    /// use definitions::Statistic;
    /// use measures::{Column, Part};
    /// let change = Column { statistic: Statistic::Share, part: Part::Change("2017Q2".into()) };
    /// assert_eq!(change.id(), "share_change");
    /// assert_eq!(Column { statistic: Statistic::Share, part: Part::Highest }.id(), "share_highest");
    /// ```
    pub fn id(&self) -> String {
        let part = match self.part {
            Part::Figure => return self.statistic.id().to_owned(),
            Part::Change(_) => "change",
            Part::Lowest => "lowest",
            Part::Highest => "highest",
            Part::Areas => "areas",
        };
        format!("{}_{part}", self.statistic.id())
    }
}

/// A table: axes, and for every combination of their categories a figure in each column.
///
/// It is not protected. It has no `Display` and cannot be serialised; what prints it must ask for each cell.
#[derive(Debug, Clone)]
pub struct Table {
    /// The measure that it answers.
    pub measure: Arc<Measure>,
    /// The axes, in order.
    pub axes: Vec<Axis>,
    /// The columns of figures.
    pub columns: Vec<Column>,
    /// The areas that the lowest and the highest are among, if such are shown.
    pub spread: Option<Dimension>,
    pub(crate) cells: Vec<Vec<Cell>>,
    /// Every count of the pass, for whoever protects the table.
    pub behind: Arc<Behind>,
    /// The register's name.
    pub register: String,
    /// The days that it covers.
    pub covered: Span,
    /// The day on which it was drawn.
    pub extract_date: Day,
    /// Kind, id and content hash of every definition that the figures rest on.
    pub rests_on: Vec<(String, String, String)>,
}

impl Table {
    /// How many combinations of categories there are.
    pub fn n_rows(&self) -> usize {
        self.axes.iter().map(|axis| axis.categories.len()).product()
    }

    /// The places of a row's categories on each axis. Rows are in the order of the axes, the last running fastest.
    pub fn places(&self, row: usize) -> Vec<usize> {
        crate::places(&self.axes, row)
    }

    /// A row's category on each axis.
    pub fn categories(&self, row: usize) -> impl Iterator<Item = &Category> {
        self.places(row).into_iter().zip(&self.axes).map(|(place, axis)| &axis.categories[place])
    }

    /// The row of a combination of places.
    pub fn row(&self, places: &[usize]) -> usize {
        places.iter().zip(&self.axes).fold(0, |row, (place, axis)| row * axis.categories.len() + place)
    }

    /// The figure in a row and a column.
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.cells[column][row]
    }

    /// The figure of the categories with these ids, in the column with that id; none where there is no such one.
    pub fn find(&self, ids: &[&str], column: &str) -> Option<Cell> {
        if ids.len() != self.axes.len() {
            return None;
        }
        let place = |(axis, id): (&Axis, &&str)| axis.categories.iter().position(|category| category.id == **id);
        let places = self.axes.iter().zip(ids).map(place).collect::<Option<Vec<_>>>()?;
        let column = self.columns.iter().position(|known| known.id() == column)?;
        Some(self.cell(self.row(&places), column))
    }
}

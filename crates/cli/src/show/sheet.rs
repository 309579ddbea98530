//! What every way of showing a table needs of it, protected or not.

use calendar::{Day, Span};
use definitions::{Dimension, Disclosure, Measure, Statistic};
use measures::{Axis, Category, Cell, Column, Part, Ratio, Table};
use release::{Method, Plan, ProtectedCell, ProtectedTable, Symbol};

/// What is shown of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    Number { value: Ratio, provisional: bool },
    Suppressed,
    NotYet,
    Unknown,
}

/// How a table was protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Protection {
    /// By which counts figures are hidden.
    pub(crate) rule: Disclosure,
    /// What stands in place of a hidden figure.
    pub(crate) symbol: Symbol,
    pub(crate) method: Method,
}

/// A table as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) measure: Measure,
    pub(crate) axes: Vec<Axis>,
    pub(crate) columns: Vec<Column>,
    pub(crate) spread: Option<Dimension>,
    cells: Vec<Vec<Figure>>,
    pub(crate) register: String,
    pub(crate) covered: Span,
    pub(crate) extract_date: Day,
    pub(crate) rests_on: Vec<(String, String, String)>,
    /// How it was protected; none where it was not.
    pub(crate) protection: Option<Protection>,
}

impl Sheet {
    /// A table that nobody has protected: for an analyst's own eyes.
    pub(crate) fn unprotected(table: &Table) -> Sheet {
        let figure = |cell| match cell {
            Cell::Number { value, provisional } => Figure::Number { value, provisional },
            Cell::NotYet => Figure::NotYet,
            Cell::Unknown => Figure::Unknown,
        };
        let column = |column: usize| (0..table.n_rows()).map(|row| figure(table.cell(row, column))).collect();
        Sheet {
            measure: table.measure.as_ref().clone(),
            axes: table.axes.clone(),
            columns: table.columns.clone(),
            spread: table.spread,
            cells: (0..table.columns.len()).map(column).collect(),
            register: table.register.clone(),
            covered: table.covered,
            extract_date: table.extract_date,
            rests_on: table.rests_on.clone(),
            protection: None,
        }
    }

    /// A protected table.
    pub(crate) fn protected(table: &ProtectedTable, plan: &Plan) -> Sheet {
        let figure = |cell| match cell {
            ProtectedCell::Number { value, provisional } => Figure::Number { value, provisional },
            ProtectedCell::Suppressed => Figure::Suppressed,
            ProtectedCell::NotYet => Figure::NotYet,
            ProtectedCell::Unknown => Figure::Unknown,
        };
        let column = |column: usize| (0..table.n_rows()).map(|row| figure(table.cell(row, column))).collect();
        let (register, covered, extract_date) = table.register();
        Sheet {
            measure: table.measure().clone(),
            axes: table.axes().to_vec(),
            columns: table.columns().to_vec(),
            spread: table.spread(),
            cells: (0..table.columns().len()).map(column).collect(),
            register: register.to_owned(),
            covered,
            extract_date,
            rests_on: table.rests_on().to_vec(),
            protection: Some(Protection { rule: table.rule(), symbol: plan.symbol, method: plan.method }),
        }
    }

    /// How many decimals a column's figures are shown with.
    pub(crate) fn decimals(&self, column: &Column) -> u8 {
        match (&column.part, column.statistic) {
            (Part::Areas, _) => 0,
            (_, Statistic::Share | Statistic::Occupation) => self.measure.decimals,
            (_, statistic) => statistic.decimals(),
        }
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.axes.iter().map(|axis| axis.categories.len()).product()
    }

    /// The places of a row's categories on each axis, the last axis running fastest.
    pub(crate) fn places(&self, row: usize) -> Vec<usize> {
        measures::places(&self.axes, row)
    }

    /// A row's category on each axis.
    pub(crate) fn categories(&self, row: usize) -> impl Iterator<Item = &Category> {
        self.places(row).into_iter().zip(&self.axes).map(|(place, axis)| &axis.categories[place])
    }

    /// The row of a combination of places.
    pub(crate) fn row(&self, places: &[usize]) -> usize {
        places.iter().zip(&self.axes).fold(0, |row, (place, axis)| row * axis.categories.len() + place)
    }

    pub(crate) fn cell(&self, row: usize, column: usize) -> Figure {
        self.cells[column][row]
    }
}

//! A protected table in a language: what every format asks of it.

use crate::words::{Has, column_title, counted, meanings, notes, sources, symbols};
use definitions::{DimensionKind, Language, Statistic};
use measures::{Axis, Category, Column, Part, Ratio};
use release::{Method, Plan, ProtectedCell, ProtectedTable, Symbol};

/// A protected table in a language.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    table: &'a ProtectedTable,
    /// The language of its words and numbers.
    pub language: Language,
    symbol: Symbol,
    method: Method,
}

/// What is shown of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A number, rounded once to its column's decimals when it is written.
    Number {
        /// The number.
        value: Ratio,
        /// Whether it may still change.
        provisional: bool,
    },
    /// Hidden.
    Suppressed,
    /// Not yet measurable.
    NotYet,
    /// It cannot be told.
    Unknown,
}

impl<'a> Edition<'a> {
    /// A table of a release, in a language.
    pub fn new(table: &'a ProtectedTable, plan: &Plan, language: Language) -> Edition<'a> {
        Edition { table, language, symbol: plan.symbol, method: plan.method }
    }

    /// The table.
    pub fn table(&self) -> &'a ProtectedTable {
        self.table
    }

    /// Its title.
    pub fn title(&self) -> &'a str {
        self.table.measure().header.title.in_language(self.language)
    }

    /// What is counted.
    pub fn counted(&self) -> &'static str {
        counted(self.table.measure(), self.language)
    }

    /// What an axis is called.
    pub fn axis_title(&self, axis: &Axis) -> String {
        axis.dimension.title().in_language(self.language).to_owned()
    }

    /// What a category is called.
    pub fn category_title<'c>(&self, category: &'c Category) -> &'c str {
        category.title.in_language(self.language)
    }

    /// What a column is called.
    pub fn column_title(&self, column: &Column) -> String {
        column_title(self.table.measure(), column, self.language)
    }

    /// How many decimals a column's figures have.
    pub fn decimals(&self, column: &Column) -> u8 {
        match (&column.part, column.statistic) {
            (Part::Areas, _) => 0,
            (_, Statistic::Share | Statistic::Occupation) => self.table.measure().decimals,
            (_, statistic) => statistic.decimals(),
        }
    }

    /// The figure in a row and a column.
    pub fn figure(&self, row: usize, column: usize) -> Figure {
        match self.table.cell(row, column) {
            ProtectedCell::Number { value, provisional } => Figure::Number { value, provisional },
            ProtectedCell::Suppressed => Figure::Suppressed,
            ProtectedCell::NotYet => Figure::NotYet,
            ProtectedCell::Unknown => Figure::Unknown,
        }
    }

    /// What stands in place of a figure that is no number: `..` hidden, `...` not yet, `.` unknown, or as the release says.
    pub fn symbol(&self, figure: Figure) -> Option<&'static str> {
        let (suppressed, unknown) = symbols(self.symbol);
        match figure {
            Figure::Number { .. } => None,
            Figure::Suppressed => Some(suppressed),
            Figure::NotYet => Some("..."),
            Figure::Unknown => Some(unknown),
        }
    }

    /// What such a symbol, or the `*` of a provisional number, means.
    pub fn meaning(&self, figure: Figure) -> &'static str {
        let [suppressed, not_yet, unknown, provisional] = meanings(self);
        match figure {
            Figure::Number { .. } => provisional.1,
            Figure::Suppressed => suppressed.1,
            Figure::NotYet => not_yet.1,
            Figure::Unknown => unknown.1,
        }
    }

    /// How the table is protected.
    pub fn protection(&self) -> (Symbol, Method) {
        (self.symbol, self.method)
    }

    /// The axes that make rows, and the one that makes columns: time, where there are others besides. Axes with a single
    /// category make neither.
    pub fn layout(&self) -> (Vec<usize>, Option<usize>) {
        let axes = self.table.axes();
        let several = (0..axes.len()).filter(|at| axes[*at].categories.len() > 1);
        let time = several.clone().find(|at| axes[*at].dimension.kind() == DimensionKind::Time);
        let heading = time.filter(|_| several.clone().count() > 1);
        (several.filter(|at| Some(*at) != heading).collect(), heading)
    }

    /// The single categories of the axes that make neither rows nor columns: `Kommune: København`.
    pub fn fixed(&self) -> Vec<String> {
        let single = self.table.axes().iter().filter(|axis| axis.categories.len() == 1);
        single.map(|axis| format!("{}: {}", self.axis_title(axis), self.category_title(&axis.categories[0]))).collect()
    }

    /// What stands under the table.
    pub fn notes(&self) -> Vec<String> {
        let mut has = Has::default();
        for row in 0..self.table.n_rows() {
            for column in 0..self.table.columns().len() {
                match self.figure(row, column) {
                    Figure::Number { provisional, .. } => has.provisional |= provisional,
                    Figure::Suppressed => has.suppressed = true,
                    Figure::NotYet => has.not_yet = true,
                    Figure::Unknown => has.unknown = true,
                }
            }
        }
        let table = self.table;
        let protection = Some((self.symbol, self.method));
        notes(table.measure(), table.axes(), table.columns(), table.spread(), protection, has, self.language)
    }

    /// Where the figures come from.
    pub fn sources(&self) -> Vec<String> {
        sources(self.table.register(), self.table.measure(), self.table.rests_on(), self.language)
    }
}

//! What every reader makes of a file: cells, and statements about them.

use crate::interval::Interval;
use crate::number::Style;
use crate::rational::{Rational, TooLarge};
use std::collections::BTreeMap;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// A number, as it is printed.
    Number(Rational),
    /// A symbol in place of a number.
    Hidden,
    /// There is a number, and it is not printed.
    Unprinted,
    /// Nothing, or a stroke.
    Nothing,
}

/// A cell, or a number in a statement.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// As it is written.
    pub(crate) text: String,
    /// Where it stands, in words.
    pub(crate) place: String,
    pub(crate) line: usize,
    pub(crate) stands: Stands,
    /// What it may be, unrounded.
    pub(crate) interval: Interval,
    /// Whether it is a whole number.
    pub(crate) whole: bool,
}

/// A sum of factor times cell, and a number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pub(crate) terms: BTreeMap<usize, Rational>,
    pub(crate) constant: Option<Rational>,
    /// As a reader would write it down.
    pub(crate) text: String,
}

impl Form {
    pub(crate) fn of_cell(at: usize, cells: &[Cell]) -> Form {
        Form { terms: BTreeMap::from([(at, Rational::ONE)]), constant: None, text: cells[at].text.clone() }
    }

    pub(crate) fn constant(&self) -> Rational {
        self.constant.unwrap_or(Rational::ZERO)
    }

    /// With a multiple of another added; the text is left as it is.
    pub(crate) fn plus(mut self, other: &Form, times: Rational) -> Result<Form, TooLarge> {
        for (cell, factor) in &other.terms {
            let sum = self.terms.get(cell).copied().unwrap_or(Rational::ZERO).plus(factor.times(times)?)?;
            if sum == Rational::ZERO {
                self.terms.remove(cell);
            } else {
                self.terms.insert(*cell, sum);
            }
        }
        self.constant = Some(self.constant().plus(other.constant().times(times)?)?);
        Ok(self)
    }

    /// What it may be, by what each of its cells may be.
    pub(crate) fn hull(&self, cells: &[Cell]) -> Result<Interval, TooLarge> {
        let start = Interval::point(self.constant());
        self.terms.iter().try_fold(start, |sum, (cell, factor)| sum.plus(&cells[*cell].interval.times(*factor)?))
    }

    /// Whether it is a whole number whatever its cells are.
    pub(crate) fn is_whole(&self, cells: &[Cell]) -> bool {
        let is_whole = |(cell, factor): (&usize, &Rational)| cells[*cell].whole && factor.as_whole().is_some();
        self.constant().as_whole().is_some() && self.terms.iter().all(is_whole)
    }

    pub(crate) fn hidden<'a>(&'a self, cells: &'a [Cell]) -> impl Iterator<Item = usize> + 'a {
        self.terms.keys().copied().filter(|cell| cells[*cell].stands == Stands::Hidden)
    }
}

/// A sum as a reader would write it down, with one figure more: `895 - 1.537`, not `895 + -1.537`.
pub(crate) fn joined(sum: &str, plus: bool, figure: &str) -> String {
    match (figure.strip_prefix(['-', '−', '–']), plus) {
        _ if sum.is_empty() && plus => figure.to_owned(),
        (None, false) if sum.is_empty() => format!("-{figure}"),
        (Some(positive), true) => format!("{sum} - {positive}"),
        (Some(positive), false) => format!("{sum} + {positive}").trim_start_matches(" + ").to_owned(),
        (None, true) => format!("{sum} + {figure}"),
        (None, false) => format!("{sum} - {figure}"),
    }
}

/// How two sides compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }
}

/// What is said of some cells.
#[derive(Debug, Clone)]
pub(crate) enum Relation {
    /// One side against the other. With `or_printed` it is enough that the printed numbers compare so: a difference may
    /// have been taken of rounded shares.
    Compare { left: Form, is: Comparison, right: Form, or_printed: bool },
    /// `times` part over base is what is shown. With `times` 100 it is a share.
    Ratio { part: Form, times: Rational, base: Form, shown: usize },
    /// One of some values is the first, second, … from below (or above).
    Rank { values: Vec<(String, Form)>, own: usize, nth: usize, from_below: bool, strictly: bool },
    /// Counts below a threshold are hidden: none of these is 1 or more and below it.
    NoneBelow { cells: Vec<usize>, threshold: i128 },
    /// Nothing can be said, and why.
    Missing(String),
}

/// How a statement is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The numbers go together: some numbers that are printed so must fit.
    Fits,
    /// They are the same figure in two places: two symbols are the same too.
    Same,
    /// Something is asserted of them: all numbers that are printed so must be so.
    Asserts,
}

/// A statement at one place.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    /// Where, in words; empty where the statement itself says it.
    pub(crate) place: String,
    pub(crate) line: usize,
    pub(crate) relation: Relation,
}

/// A line of the file that says something, or what a table says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) line: usize,
    pub(crate) words: String,
    pub(crate) reading: Reading,
    pub(crate) instances: Vec<Instance>,
}

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) file: String,
    pub(crate) style: Style,
    pub(crate) cells: Vec<Cell>,
    pub(crate) statements: Vec<Statement>,
    /// The least count that is shown.
    pub(crate) threshold: Option<i128>,
    /// Each cell by the names that it has in any file: for what two files share.
    pub(crate) keys: BTreeMap<String, usize>,
}

impl Note {
    pub(crate) fn new(file: &str, style: Style) -> Note {
        Note {
            file: file.to_owned(),
            style,
            cells: Vec::new(),
            statements: Vec::new(),
            threshold: None,
            keys: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, cell: Cell) -> usize {
        self.cells.push(cell);
        self.cells.len() - 1
    }
}

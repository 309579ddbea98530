//! Counts that go out beside the tables of a release: a run-off, a follow-up. Each brings its cells and what ties them, and
//! these are part of the release's one system.
//!
//! No equation ties them to a table's cells. What is counted is another thing there: to the law a spell that leave alone
//! parts is one, and by a gap rule two; a list's persons are no category of any table.

use crate::Error;
use crate::cells::{Cells, MOST_CELLS, Sum};
use crate::key::{self, Key};
use calendar::Day;
use definitions::{Dimension, Disclosure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A count, or that it is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// This many.
    Shown(u64),
    /// Not told.
    Hidden,
}

/// Where it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FollowedIn {
    /// The whole country.
    Country,
    /// A job centre, a place in [`definitions::Geography::jobcentres`]; none for municipalities without one.
    Jobcentre(Option<usize>),
    /// A municipality's code; none where it is not known.
    Municipality(Option<u16>),
}

/// The id of an area that is not known.
const UNKNOWN: &str = "unknown";

impl FollowedIn {
    /// The category that it is, a job centre by its id; none for the whole country.
    pub(crate) fn category(self, jobcentre: impl Fn(usize) -> String) -> Option<(Dimension, String)> {
        let or_unknown = |id: Option<String>| id.unwrap_or_else(|| UNKNOWN.to_owned());
        match self {
            FollowedIn::Country => None,
            FollowedIn::Jobcentre(place) => Some((Dimension::Jobcentre, or_unknown(place.map(jobcentre)))),
            FollowedIn::Municipality(code) => {
                Some((Dimension::Municipality, or_unknown(code.map(|code| code.to_string()))))
            }
        }
    }
}

/// Counts of one day, with what ties them; not protected yet, and shown by nothing.
#[derive(Debug, Clone)]
pub struct Counting {
    name: String,
    /// By which counts they are hidden.
    pub(crate) rule: Disclosure,
    pub(crate) cells: Vec<Counted>,
    pub(crate) ties: Vec<Tie>,
}

/// A count.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    /// What is counted, in words that are equal where it is the same.
    pub(crate) of: String,
    pub(crate) on: Day,
    /// Of where; none for the whole country.
    pub(crate) place: Option<(Dimension, String)>,
    pub(crate) value: i64,
    /// How much dearer than another of its size and place it is to hide.
    pub(crate) dear: u64,
    /// Of one place, counts with the same words here have all that those with a smaller number have.
    pub(crate) nests: Vec<(String, i64)>,
}

/// What ties counts, by their places in a counting.
#[derive(Debug, Clone)]
pub(crate) enum Tie {
    /// The whole is the sum of its parts.
    Sum { whole: usize, parts: Vec<usize> },
    /// Parts that have nobody in common.
    AtLeast { whole: usize, parts: Vec<usize> },
    /// A part of a whole: who is not in it can be counted too.
    Part { whole: usize, part: usize },
}

impl Counting {
    pub(crate) fn new(name: String, rule: Disclosure) -> Counting {
        Counting { name, rule, cells: Vec::new(), ties: Vec::new() }
    }

    /// Its name, that of its file: of two with one name, either will do.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn count(&mut self, counted: Counted) -> usize {
        self.cells.push(counted);
        self.cells.len() - 1
    }
}

impl Cells {
    /// Takes up the cells of a counting. The same count of two countings is one cell.
    pub(crate) fn take_counting(&mut self, counting: &Counting) -> Result<(), Error> {
        let n = self.cells.len() + counting.cells.len();
        if n > MOST_CELLS {
            return Err(Error::TooMany { cells: n, most: MOST_CELLS });
        }
        let mut own = Vec::new();
        for counted in &counting.cells {
            let place = counted.place.as_ref();
            let categories =
                place.map(|(dimension, id)| (self.dimensions.number(dimension.id()), self.categories.number(id)));
            let key = Key {
                family: self.families.number(&counted.of),
                period: key::edge(counted.on),
                categories: categories.into_iter().collect(),
            };
            let cell = self.cell(key, counted.value, counted.value, counting.rule);
            self.cells[cell].printed = true;
            self.cells[cell].dear = self.cells[cell].dear.max(counted.dear);
            own.push(cell);
        }
        for tie in &counting.ties {
            let sum = |whole: usize, parts: &[usize]| Sum {
                total: own[whole],
                parts: parts.iter().map(|part| own[*part]).collect(),
            };
            match tie {
                Tie::Sum { whole, parts } => self.sums.insert(sum(*whole, parts)),
                Tie::AtLeast { whole, parts } => self.at_least.insert(sum(*whole, parts)),
                Tie::Part { whole, part } => {
                    self.at_least.insert(sum(*whole, &[*part]));
                    self.rests.insert((own[*whole], own[*part]))
                }
            };
        }
        self.of_countings.push(own);
        Ok(())
    }

    /// Of counts one of which has all that the other has, in whichever countings they stand, the one before another is its
    /// part.
    pub(crate) fn nest(&mut self, countings: &[&Counting]) {
        type Nest<'a> = (&'a str, &'a Option<(Dimension, String)>);
        let mut nests: BTreeMap<Nest<'_>, BTreeMap<i64, usize>> = BTreeMap::new();
        for (counting, own) in countings.iter().zip(&self.of_countings) {
            for (counted, cell) in counting.cells.iter().zip(own) {
                for (nest, at) in &counted.nests {
                    nests.entry((nest, &counted.place)).or_default().insert(*at, *cell);
                }
            }
        }
        for nest in nests.into_values() {
            let cells: Vec<usize> = nest.into_values().collect();
            for pair in cells.windows(2) {
                // One that loses what it had tells nothing of the other.
                if self.cells[pair[0]].value <= self.cells[pair[1]].value {
                    self.at_least.insert(Sum { total: pair[1], parts: vec![pair[0]] });
                    self.rests.insert((pair[1], pair[0]));
                }
            }
        }
    }
}

/// What may be shown of a counting.
///
/// [`crate::protect`] alone makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedCounting {
    name: String,
    threshold: i64,
    rows: Vec<CountedRow>,
    ties: Vec<Value>,
    is_exact: bool,
}

/// A count as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedRow {
    /// What is counted.
    pub of: String,
    /// On which day.
    pub on: Day,
    /// Of where; none for the whole country.
    pub place: Option<(Dimension, String)>,
    /// How many.
    pub figure: Figure,
    nests: Vec<(String, i64)>,
}

impl ProtectedCounting {
    /// From its figures, in its order.
    pub(crate) fn of(counting: &Counting, figures: impl Iterator<Item = Figure>, is_exact: bool) -> ProtectedCounting {
        let row = |(counted, figure): (&Counted, Figure)| CountedRow {
            of: counted.of.clone(),
            on: counted.on,
            place: counted.place.clone(),
            figure,
            nests: counted.nests.clone(),
        };
        let tie = |tie: &Tie| match tie {
            Tie::Sum { whole, parts } => json!({ "is": "sum", "whole": whole, "parts": parts }),
            Tie::AtLeast { whole, parts } => json!({ "is": "at_least", "whole": whole, "parts": parts }),
            Tie::Part { whole, part } => json!({ "is": "part", "whole": whole, "part": part }),
        };
        ProtectedCounting {
            name: counting.name.clone(),
            threshold: counting.rule.threshold,
            rows: counting.cells.iter().zip(figures).map(row).collect(),
            // Rounded counts do not add up.
            ties: counting.ties.iter().filter(|_| is_exact).map(tie).collect(),
            is_exact,
        }
    }

    /// The name of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The least count that is shown.
    pub(crate) fn threshold(&self) -> i64 {
        self.threshold
    }

    /// Every count, in the order of its file.
    pub fn rows(&self) -> &[CountedRow] {
        &self.rows
    }

    /// The figure at a place of the counting.
    pub(crate) fn figure(&self, at: usize) -> Figure {
        self.rows.get(at).map_or(Figure::Hidden, |row| row.figure)
    }

    /// Whether what is shown is the count itself, and not a rounded one.
    pub(crate) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// What `release.json` tells of it.
    pub(crate) fn described(&self, file: &str) -> Value {
        let nests = self.rows.iter().enumerate().filter(|_| self.is_exact).flat_map(|(row, counted)| {
            counted.nests.iter().map(move |(nest, at)| json!({ "row": row, "nest": nest, "at": at }))
        });
        json!({
            "file": file,
            "threshold": self.threshold,
            "ties": self.ties,
            "nests": nests.collect::<Vec<_>>(),
        })
    }
}

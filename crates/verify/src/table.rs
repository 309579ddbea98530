//! A typed table and what its header says of its rows and columns.
//!
//! ```text
//! total:  I alt = A + B         parts:  I alt = A + B      (A and B are among it, and need not be all of it)
//! share:  Pct. = Antal / I alt  mean:   Gns. = Dage / Forløb
//! change: Forskel = B - A       points: Forskel = B - A    (of shares, rounded or not)
//! ```
//!
//! Names are all of rows or all of columns, and the statement is about each line of the other kind; `| names` behind it takes
//! some of them. `A .. B` is a range, `*` all other lines. The base of a share may be of the other kind than the rest.

use crate::claim::{chosen, ranged, split, unquoted};
use crate::error::Mistake;
use crate::note::{Cell, Comparison, Form, Instance, Relation, Stands, joined};
use crate::rational::Rational;

/// A table: cells by row and column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
    /// The line of each row.
    pub(crate) lines: Vec<usize>,
    pub(crate) cells: Vec<Vec<usize>>,
}

/// What a line of the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Total,
    Parts,
    Share,
    Mean,
    Change,
    Points,
}

impl Kind {
    pub(crate) fn find(word: &str) -> Option<Kind> {
        Some(match word {
            "total" => Kind::Total,
            "parts" => Kind::Parts,
            "share" => Kind::Share,
            "mean" => Kind::Mean,
            "change" => Kind::Change,
            "points" => Kind::Points,
            _ => return None,
        })
    }
}

/// Rows or columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Rows,
    Columns,
}

impl Axis {
    fn other(self) -> Axis {
        if self == Axis::Rows { Axis::Columns } else { Axis::Rows }
    }
}

/// A statement of the header, its names found.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    kind: Kind,
    pub(crate) axis: Axis,
    pub(crate) target: usize,
    /// Lines with their signs.
    terms: Vec<(usize, bool)>,
    /// The base of a share, and whether it is a line of the same kind as the target.
    base: Option<(Axis, usize)>,
    /// The lines of the other kind.
    places: Vec<usize>,
}

impl Table {
    pub(crate) fn names(&self, axis: Axis) -> &[String] {
        match axis {
            Axis::Rows => &self.rows,
            Axis::Columns => &self.columns,
        }
    }

    pub(crate) fn cell(&self, axis: Axis, line: usize, place: usize) -> usize {
        match axis {
            Axis::Rows => self.cells[line][place],
            Axis::Columns => self.cells[place][line],
        }
    }

    /// Reads a statement of the header. Only the names of the table are needed for it, not its cells.
    pub(crate) fn header(&self, kind: Kind, text: &str) -> Result<Header, Mistake> {
        let (text, only) = match split(text, " | ").as_slice() {
            [text] => (*text, None),
            [text, only] => (*text, Some(*only)),
            _ => return Err(format!("`{text}` has more than one ` | `")),
        };
        let [target, right] = split(text, " = ")[..] else {
            return Err(format!("`{text}` is not `NAME = …`"));
        };
        let (terms, base) = match (kind, split(right, " / ").as_slice()) {
            (Kind::Share | Kind::Mean, [part, base]) => (signed(part), Some(*base)),
            (Kind::Share | Kind::Mean, _) => return Err(format!("`{right}` is not `PART / WHOLE`")),
            (_, [_]) => (signed(right), None),
            _ => return Err(format!("`{right}` has a `/`, which only a share or a mean has")),
        };
        let (given, target) = axis_word(target);
        let names = terms.iter().flat_map(|(name, _)| split(name, "..")).filter(|name| *name != "*");
        let names: Vec<&str> = [target].into_iter().chain(names).map(unquoted).collect();
        let axis = self.axis(&names, given)?;
        let lines = self.names(axis);
        let kind_of_line = if axis == Axis::Rows { "row" } else { "column" };
        let target = ranged(target, lines, kind_of_line)?.first().copied().ok_or("there is no name before `=`")?;
        let mut found = Vec::new();
        for (name, sign) in terms {
            if name == "*" {
                found.extend((0..lines.len()).filter(|line| *line != target).map(|line| (line, sign)));
            } else {
                found.extend(ranged(name, lines, kind_of_line)?.into_iter().map(|line| (line, sign)));
            }
        }
        let base = base.map(|base| self.base(base, axis)).transpose()?;
        let places = self.names(axis.other());
        let kind_of_place = if axis == Axis::Rows { "column" } else { "row" };
        let places = chosen(only.unwrap_or("*"), places, kind_of_place)?;
        Ok(Header { kind, axis, target, terms: found, base, places })
    }

    /// The kind of line that has all of the names.
    fn axis(&self, names: &[&str], given: Option<Axis>) -> Result<Axis, Mistake> {
        if let Some(given) = given {
            return Ok(given);
        }
        let missing = |axis: Axis| names.iter().find(|name| !self.names(axis).iter().any(|line| line == *name));
        match (missing(Axis::Rows), missing(Axis::Columns)) {
            (None, None) => {
                Err(format!("rows and columns are called `{}`; write `row` or `column` before it", names[0]))
            }
            (None, Some(_)) => Ok(Axis::Rows),
            (Some(_), None) => Ok(Axis::Columns),
            (Some(row), Some(column)) => Err(format!(
                "no row is called `{row}` and no column `{column}`; rows are {}; columns are {}",
                self.rows.join(", "),
                self.columns.join(", ")
            )),
        }
    }

    /// The base of a share: a line of the same kind where there is one of that name.
    fn base(&self, text: &str, axis: Axis) -> Result<(Axis, usize), Mistake> {
        let (given, name) = axis_word(text);
        let name = unquoted(name);
        for axis in given.map_or(vec![axis, axis.other()], |given| vec![given]) {
            if let Some(at) = self.names(axis).iter().position(|line| line == name) {
                return Ok((axis, at));
            }
        }
        let (rows, columns) = (self.rows.join(", "), self.columns.join(", "));
        Err(format!("no row and no column is called `{name}`; rows are {rows}; columns are {columns}"))
    }

    /// The lines whose figures are rounded by what is said: shares and means, and all of which points are a difference.
    pub(crate) fn rounded<'h>(&self, header: &'h Header) -> impl Iterator<Item = usize> + 'h {
        let terms = header.terms.iter().map(|(line, _)| *line).filter(|_| header.kind == Kind::Points);
        let target = Some(header.target).filter(|_| matches!(header.kind, Kind::Share | Kind::Mean | Kind::Points));
        target.into_iter().chain(terms)
    }

    /// What a statement of the header says at each of its places.
    pub(crate) fn instances(&self, header: &Header, cells: &[Cell], line: usize) -> Result<Vec<Instance>, Mistake> {
        let mut instances = Vec::new();
        let factor = if header.kind == Kind::Share { Rational::whole(100) } else { Rational::ONE };
        for place in &header.places {
            let target = self.cell(header.axis, header.target, *place);
            if cells[target].stands == Stands::Nothing {
                continue;
            }
            let (part, missing) = self.sum(header, *place, cells)?;
            let own = Form::of_cell(target, cells);
            let relation = match (header.kind, header.base, missing) {
                (.., Some(missing)) => Relation::Missing(format!("nothing is printed at {}", cells[missing].place)),
                (Kind::Parts, ..) => {
                    Relation::Compare { left: own, is: Comparison::AtLeast, right: part, or_printed: false }
                }
                (Kind::Points, ..) => {
                    Relation::Compare { left: own, is: Comparison::Equal, right: part, or_printed: true }
                }
                (_, None, _) => Relation::Compare { left: own, is: Comparison::Equal, right: part, or_printed: false },
                (_, Some((axis, base)), _) => {
                    // A base of the other kind crosses the line of the part.
                    let of = |line: usize| {
                        if axis == header.axis { self.cell(axis, base, *place) } else { self.cell(axis, base, line) }
                    };
                    let bases: Vec<usize> = header.terms.iter().map(|(line, _)| of(*line)).collect();
                    let [base] = bases[..] else {
                        return Err("the part of a share is one row or column".to_owned());
                    };
                    if cells[target].interval.upper.is_none() {
                        // A share that is not printed says nothing.
                        continue;
                    }
                    if cells[base].stands == Stands::Nothing {
                        Relation::Missing(format!("nothing is printed at {}", cells[base].place))
                    } else {
                        let base = Form::of_cell(base, cells);
                        Relation::Ratio { part, times: factor, base, shown: target }
                    }
                }
            };
            let place = self.names(header.axis.other())[*place].clone();
            // What is at one place of a table is at its row.
            let line = match header.axis {
                Axis::Columns => cells[target].line,
                Axis::Rows => self.lines.get(header.target).copied().unwrap_or(line),
            };
            instances.push(Instance { place, line, relation });
        }
        Ok(instances)
    }

    /// The right side at one place, and a cell of it where nothing stands.
    fn sum(&self, header: &Header, place: usize, cells: &[Cell]) -> Result<(Form, Option<usize>), Mistake> {
        let (mut form, mut text) = (Form::default(), String::new());
        let mut missing = None;
        for (line, plus) in &header.terms {
            let cell = self.cell(header.axis, *line, place);
            if cells[cell].stands == Stands::Nothing {
                missing = Some(cell);
            }
            form = form.plus(&Form::of_cell(cell, cells), Rational::whole(if *plus { 1 } else { -1 }))?;
            text = joined(&text, *plus, &cells[cell].text);
        }
        form.text = if header.terms.len() > 12 { format!("the sum of {} figures", header.terms.len()) } else { text };
        Ok((form, missing))
    }
}

/// `row NAME` and `column NAME`.
fn axis_word(text: &str) -> (Option<Axis>, &str) {
    let text = text.trim();
    match (text.strip_prefix("row "), text.strip_prefix("column ")) {
        (Some(name), _) => (Some(Axis::Rows), name.trim()),
        (_, Some(name)) => (Some(Axis::Columns), name.trim()),
        _ => (None, text),
    }
}

/// The names of a sum, with their signs.
fn signed(text: &str) -> Vec<(&str, bool)> {
    split(text, " + ")
        .into_iter()
        .flat_map(|part| split(part, " - ").into_iter().enumerate().map(|(at, name)| (name, at == 0)))
        .collect()
}

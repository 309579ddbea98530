//! Drawn specifications: the tables of a Markdown file, with the words of their cells.
//!
//! A file is read whole: a table that is none, a cell that is missing or a column that nobody asked for is an error
//! with the file and the line, so that no example can stand in the manual without being run.

use calendar::Day;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A table of a drawn specification.
pub(crate) struct Drawn {
    /// The heading that it stands under.
    pub(crate) heading: String,
    /// The titles of its columns.
    pub(crate) columns: Vec<String>,
    /// Its rows.
    pub(crate) rows: Vec<Row>,
}

/// A row of a table.
pub(crate) struct Row {
    /// The file and the line, for messages.
    pub(crate) place: String,
    cells: BTreeMap<String, String>,
    asked: RefCell<BTreeSet<String>>,
}

impl Drawn {
    /// Whether the table has exactly these columns, apart from some that it may have.
    pub(crate) fn is(&self, columns: &[&str], optional: &[&str]) -> bool {
        columns.iter().all(|column| self.columns.iter().any(|known| known == column))
            && self.columns.iter().all(|known| columns.contains(&known.as_str()) || optional.contains(&known.as_str()))
    }
}

impl Row {
    /// What stands in a column, without the marks of code.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.find(column).unwrap_or_else(|| panic!("{}: there is no column `{column}`", self.place))
    }

    /// The same, where there may be no such column.
    pub(crate) fn find(&self, column: &str) -> Option<&str> {
        self.asked.borrow_mut().insert(column.to_owned());
        self.cells.get(column).map(|cell| cell.trim_matches('`'))
    }

    /// The day that stands in a column.
    pub(crate) fn day(&self, column: &str) -> Day {
        self.day_of(self.get(column))
    }

    /// The whole number that stands in a column.
    pub(crate) fn number(&self, column: &str) -> i32 {
        self.get(column).parse().unwrap_or_else(|_| panic!("{}: `{}` is not a number", self.place, self.get(column)))
    }

    /// The day that a text is.
    pub(crate) fn day_of(&self, text: &str) -> Day {
        text.trim().parse().unwrap_or_else(|error| panic!("{}: {error}", self.place))
    }

    /// The first and the last day of `2018-01-01 to 2018-01-31`, or of one day alone.
    pub(crate) fn days_of(&self, text: &str) -> (Day, Day) {
        let (first, last) = text.split_once(" to ").unwrap_or((text, text));
        let (first, last) = (self.day_of(first), self.day_of(last));
        assert!(first <= last, "{}: `{text}` ends before it begins", self.place);
        (first, last)
    }

    /// The items of a list with `;` between; a cell that says `nothing` or `none` has none.
    pub(crate) fn list(&self, column: &str) -> Vec<&str> {
        let text = self.get(column);
        if text == "nothing" || text == "none" { Vec::new() } else { text.split(';').map(str::trim).collect() }
    }

    /// Asserts that every cell was asked for.
    pub(crate) fn assert_read(&self) {
        let asked = self.asked.borrow();
        let left: Vec<&String> = self.cells.keys().filter(|column| !asked.contains(*column)).collect();
        assert!(left.is_empty(), "{}: nothing was done with {left:?}", self.place);
    }
}

fn cells_of(line: &str) -> Option<Vec<&str>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inside.split('|').map(str::trim).collect())
}

/// The tables of a file, in order. It must have at least so many rows, so that it cannot pass empty.
pub(crate) fn tables(file: &str, text: &str, least_rows: usize) -> Vec<Drawn> {
    let mut tables: Vec<Drawn> = Vec::new();
    let mut heading = String::new();
    let mut lines = (1..).zip(text.lines()).peekable();
    while let Some((number, line)) = lines.next() {
        let place = |number: usize| format!("cases/{file}:{number}");
        if let Some(words) = line.strip_prefix('#') {
            heading = words.trim_start_matches('#').trim().to_owned();
        }
        if !line.contains('|') {
            continue;
        }
        let columns =
            cells_of(line).unwrap_or_else(|| panic!("{}: a line of a table begins and ends with `|`", place(number)));
        let under = lines
            .next()
            .and_then(|(_, line)| cells_of(line))
            .filter(|cells| cells.iter().all(|cell| cell.len() >= 3 && cell.bytes().all(|byte| b"-:".contains(&byte))));
        assert!(
            under.is_some_and(|under| under.len() == columns.len()),
            "{}: under the head of a table stands a line of dashes, as wide as it",
            place(number)
        );
        let mut rows = Vec::new();
        while let Some((number, line)) = lines.next_if(|(_, line)| line.contains('|')) {
            let cells = cells_of(line).filter(|cells| cells.len() == columns.len());
            let cells =
                cells.unwrap_or_else(|| panic!("{}: the row has not one cell for each of {columns:?}", place(number)));
            let cells =
                columns.iter().zip(cells).map(|(column, cell)| ((*column).to_owned(), cell.to_owned())).collect();
            rows.push(Row { place: place(number), cells, asked: RefCell::default() });
        }
        assert!(!rows.is_empty(), "{}: the table has no rows", place(number));
        tables.push(Drawn {
            heading: heading.clone(),
            columns: columns.into_iter().map(str::to_owned).collect(),
            rows,
        });
    }
    let n: usize = tables.iter().map(|table| table.rows.len()).sum();
    assert!(n >= least_rows, "cases/{file} has {n} rows and should have {least_rows}: an example was lost");
    tables
}

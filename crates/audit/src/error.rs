//! What can be wrong with a release folder.

use std::fmt;

/// A folder that cannot be audited: the file, the line and what is wrong there.
///
/// ```
/// use audit::{Settings, audit};
/// let error = audit(std::path::Path::new("no such folder"), &Settings::strict()).unwrap_err();
/// assert!(error.to_string().starts_with("release.json: cannot be read: "), "{error}");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", place(file, *line, fault))]
pub struct Error {
    /// The file's name in the folder.
    pub file: String,
    /// The line, from 1; none where it is the whole file.
    pub line: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

fn place(file: &str, line: Option<u64>, fault: &Fault) -> String {
    match line {
        Some(line) => format!("{file}, line {line}: {fault}"),
        None => format!("{file}: {fault}"),
    }
}

/// What is wrong at a place of a release folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The file is not there, or the system does not hand it out.
    Unreadable(String),
    /// It is not JSON, or not of this shape; or not CSV.
    Malformed(String),
    /// `format` is not the one that is known.
    Format(String),
    /// A file's name leads out of the folder.
    Outside(String),
    /// Two tables are in one file.
    FileTwice,
    /// An axis or a column is there twice, or a category of an axis.
    Twice(String),
    /// An axis of time has a category `all`.
    TimeTotal(String),
    /// A column speaks of an axis that its table does not have.
    NoAxis {
        /// The column.
        column: String,
        /// What it speaks of.
        dimension: String,
    },
    /// A column is a change of a column that its table does not have, or of one that has no changes.
    NoSuchColumn {
        /// The column.
        column: String,
        /// What it is a change of.
        of: String,
    },
    /// A relation's part and whole are one dimension.
    OwnPart(String),
    /// The axes span more cells than any table has.
    TooManyCells(u128),
    /// The first line has other columns than the table's description.
    Head {
        /// As the description has them.
        expected: String,
        /// As they are.
        found: String,
    },
    /// A category that the axis does not have.
    Category {
        /// The axis.
        dimension: String,
        /// What stands there.
        category: String,
    },
    /// A measure that is no column of the table.
    Measure(String),
    /// A state of a figure that there is not.
    Status(String),
    /// A value that is no number, or no whole number of at least 0 where it is a count.
    Value {
        /// What stands there.
        value: String,
        /// What should.
        expected: String,
    },
    /// A value where the figure is said not to be there, or none where it is.
    ValueAndStatus {
        /// What stands in `value`.
        value: String,
        /// What stands in `status`.
        status: String,
    },
    /// The figure stands in an earlier line as well.
    Again(u64),
    /// A tie names a row that the file does not have.
    NoSuchRow {
        /// The row, from 0.
        row: usize,
        /// How many there are.
        rows: usize,
    },
    /// A change is shown for a cell that the description compares with nothing.
    NotCompared(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unreadable(why) => write!(formatter, "cannot be read: {why}"),
            Fault::Malformed(why) => formatter.write_str(why),
            Fault::Format(found) => {
                write!(formatter, "the format is \"{found}\"; this audit reads \"{}\"", crate::folder::FORMAT)
            }
            Fault::Outside(file) => write!(formatter, "the file `{file}` is not in the folder itself"),
            Fault::FileTwice => formatter.write_str("two tables are in this file"),
            Fault::Twice(what) => write!(formatter, "{what} is there twice"),
            Fault::TimeTotal(dimension) => {
                write!(formatter, "the axis `{dimension}` is time and has a category `all`; periods have none")
            }
            Fault::NoAxis { column, dimension } => {
                write!(formatter, "the column `{column}` speaks of `{dimension}`, which is no axis of the table")
            }
            Fault::NoSuchColumn { column, of } => {
                write!(
                    formatter,
                    "the column `{column}` is a change of `{of}`, which is no count or share of the table"
                )
            }
            Fault::OwnPart(dimension) => write!(formatter, "the dimension `{dimension}` is a part of itself"),
            Fault::TooManyCells(n) => write!(formatter, "the axes span {n} cells; no table has as many"),
            Fault::Head { expected, found } => {
                write!(formatter, "the columns are `{found}`; by release.json they are `{expected}`")
            }
            Fault::Category { dimension, category } => {
                write!(formatter, "`{category}` is no category of `{dimension}` by release.json")
            }
            Fault::Measure(measure) => write!(formatter, "`{measure}` is no column by release.json"),
            Fault::Status(status) => write!(
                formatter,
                "the status is `{status}`; it is empty, `suppressed`, `provisional`, `not_yet` or `unknown`"
            ),
            Fault::Value { value, expected } => write!(formatter, "the value is `{value}`; it is {expected}"),
            Fault::ValueAndStatus { value, status } if value.is_empty() => {
                write!(formatter, "there is no value, and the status `{status}` does not say why")
            }
            Fault::ValueAndStatus { value, status } => {
                write!(formatter, "the value `{value}` is shown although the status is `{status}`")
            }
            Fault::Again(line) => write!(formatter, "the figure stands in line {line} already"),
            Fault::NoSuchRow { row, rows } => {
                write!(formatter, "release.json ties row {row}, counted from 0, and the file has {rows}")
            }
            Fault::NotCompared(column) => {
                write!(formatter, "`{column}` is shown here, and release.json does not tell against what")
            }
        }
    }
}

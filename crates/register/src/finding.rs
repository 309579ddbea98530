//! Findings: what was wrong with the rows of an extract, how often, and where.

use crate::schema::TableKind;
use std::collections::BTreeMap;

/// What is wrong with a row. A row counts once, under its first fault in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A date or month that is none, or is missing where one must be.
    BadDate,
    /// The last day lies before the first.
    UntilBeforeFrom,
    /// A code that is not in its code set.
    UnknownCode,
    /// A municipality that is not in the geography.
    UnknownMunicipality,
    /// Hours or an amount that is no number.
    BadNumber,
    /// The person's key is empty.
    NoKey,
    /// All columns equal another row's; one is kept.
    Duplicate,
    /// A second, different row of the same person in `borgere`; the first in order of its values is kept.
    SecondPersonRow,
    /// The person has no row in `borgere`: kept, with unknown sex and age.
    NoPersonRow,
    /// Two stays of one person overlap: both kept, the one that began later holds.
    OverlappingStay,
    /// Sex, birth or origin in a wide DREAM file that cannot be read: the person is kept, and it is unknown.
    UnreadAttribute,
}

impl Reason {
    /// All reasons, in the order in which they are looked for.
    pub const ALL: [Reason; 11] = [
        Reason::BadDate,
        Reason::UntilBeforeFrom,
        Reason::UnknownCode,
        Reason::UnknownMunicipality,
        Reason::BadNumber,
        Reason::NoKey,
        Reason::Duplicate,
        Reason::SecondPersonRow,
        Reason::NoPersonRow,
        Reason::OverlappingStay,
        Reason::UnreadAttribute,
    ];

    /// Its name in output.
    pub fn id(self) -> &'static str {
        [
            "bad_date",
            "until_before_from",
            "unknown_code",
            "unknown_municipality",
            "bad_number",
            "no_key",
            "duplicate",
            "second_person_row",
            "no_person_row",
            "overlapping_stay",
            "unread_attribute",
        ][self as usize]
    }

    /// Whether the row is kept all the same.
    pub fn keeps_the_row(self) -> bool {
        matches!(self, Reason::NoPersonRow | Reason::OverlappingStay | Reason::UnreadAttribute)
    }
}

/// A row of the extract: the file's place in the extract's list of files, and the line (of a CSV) or row (of a
/// Parquet or SAS file, counted from 2 as under a header).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowPlace {
    pub(crate) file: u32,
    pub(crate) line: u32,
}

/// What was found, of one kind, in one column of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The table.
    pub table: TableKind,
    /// The column's name in the contract; empty where the row as a whole is meant.
    pub column: String,
    /// What is wrong.
    pub reason: Reason,
    /// How many rows.
    pub rows: u64,
    /// The first few of them: file and line.
    pub examples: Vec<String>,
}

/// How many rows of a table came in, were kept and were set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCount {
    /// The table.
    pub table: TableKind,
    /// Rows in the extract's files.
    pub rows_in: u64,
    /// Rows kept.
    pub kept: u64,
    /// Rows set aside, each with a finding.
    pub set_aside: u64,
}

const EXAMPLES: usize = 3;

/// Findings as they are gathered: counts, and the first places of each kind.
#[derive(Debug, Default)]
pub(crate) struct Gathered(BTreeMap<(TableKind, &'static str, Reason), (u64, Vec<RowPlace>)>);

impl Gathered {
    pub(crate) fn add(&mut self, table: TableKind, column: &'static str, reason: Reason, place: RowPlace) {
        let (rows, places) = self.0.entry((table, column, reason)).or_default();
        *rows += 1;
        keep_first(places, place);
    }

    pub(crate) fn merge(&mut self, other: Gathered) {
        for (key, (more, places)) in other.0 {
            let (rows, kept) = self.0.entry(key).or_default();
            *rows += more;
            places.into_iter().for_each(|place| keep_first(kept, place));
        }
    }

    pub(crate) fn rows_set_aside(&self, table: TableKind) -> u64 {
        self.0
            .iter()
            .filter(|((of, _, reason), _)| *of == table && !reason.keeps_the_row())
            .map(|(_, (rows, _))| rows)
            .sum()
    }

    pub(crate) fn into_findings(self, files: &[String]) -> Vec<Finding> {
        let name =
            |place: &RowPlace| format!("{}:{}", files.get(place.file as usize).map_or("?", String::as_str), place.line);
        let finding =
            |((table, column, reason), (rows, places)): ((TableKind, &'static str, Reason), (u64, Vec<RowPlace>))| {
                Finding { table, column: column.to_owned(), reason, rows, examples: places.iter().map(name).collect() }
            };
        self.0.into_iter().map(finding).collect()
    }
}

/// Keeps the smallest few, so that threads do not decide which are shown.
fn keep_first(places: &mut Vec<RowPlace>, place: RowPlace) {
    let at = places.partition_point(|known| *known < place);
    if at < EXAMPLES {
        places.insert(at, place);
        places.truncate(EXAMPLES);
    }
}

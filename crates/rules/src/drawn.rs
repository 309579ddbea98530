//! The tables of a provision's `text.md`, for the tests that run them.

use crate::markdown::{Row, tables};
use crate::provision::Source;
use crate::provisions::Answer;

/// Runs each row of the tables with these columns, of which there are at least so many; every cell must be asked for.
pub(crate) fn each(source: &Source, columns: &[&str], least: usize, run: impl Fn(&Row)) {
    let file = format!("{}/text.md", source.id);
    let mut n = 0;
    for table in tables(&file, source.text, least).iter().filter(|table| table.is(columns, &[])) {
        assert!(!table.heading.is_empty(), "{file}: a table stands under no heading");
        for row in &table.rows {
            run(row);
            row.assert_read();
            n += 1;
        }
    }
    assert!(n >= least, "{file}: {n} rows under {columns:?}, and there should be {least}");
}

/// `yes`, `no` or `unknown`.
pub(crate) fn answer(row: &Row, column: &str) -> Answer {
    match row.get(column) {
        "yes" => Answer::Yes,
        "no" => Answer::No,
        "unknown" => Answer::Unknown,
        other => panic!("{}: `{other}` is no answer", row.place),
    }
}

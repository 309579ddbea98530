//! CSV as a Danish Excel opens it: `;` between the fields, time across, decimals as the language has them.
//!
//! ```text
//! Kommune;2018Q3;2018Q4;
//! København;12;14;*
//! Ishøj;..;...;
//!
//! Påbegyndte ressourceforløb
//! ```
//!
//! A number is a number: no thousands separators, and the `*` of a provisional one stands in a field of its own at the right
//! of it (there is such a column only where one is needed). A text that could be taken for a formula gets an apostrophe.

use crate::grid::Grid;
use crate::words::subtitle;
use crate::{Edition, Figure};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use definitions::Language;

/// A table as CSV for a spreadsheet. With `bom`, the three bytes by which Excel knows UTF-8 come first.
///
/// ```
/// fn save(table: &release::ProtectedTable, plan: &release::Plan) -> std::io::Result<()> {
///     let edition = publication::Edition::new(table, plan, definitions::Language::Danish);
///     std::fs::write("table.csv", publication::pivoted_csv(&edition, true))
/// }
/// ```
pub fn pivoted_csv(edition: &Edition<'_>, bom: bool) -> String {
    let grid = Grid::of(edition);
    let starred: Vec<bool> = grid.across.iter().map(|across| has_provisional(edition, &grid, *across)).collect();
    let mut records = head(edition, &grid, &starred);
    for row in &grid.rows {
        let titles = grid.categories(row).into_iter().map(|category| text(edition.category_title(category)));
        let mut record: Vec<String> = titles.collect();
        for (across, starred) in grid.across.iter().zip(&starred) {
            let figure = edition.figure(grid.table_row(row, *across), across.1);
            record.push(written(edition, figure, across.1));
            if *starred {
                let is_provisional = matches!(figure, Figure::Number { provisional: true, .. });
                record.push(if is_provisional { "*" } else { "" }.to_owned());
            }
        }
        records.push(record);
    }
    let about = [edition.title().to_owned()].into_iter().chain(edition.fixed()).chain([subtitle(edition)]);
    let below = about.chain(edition.notes()).chain(edition.sources()).map(|line| vec![text(&line)]).collect();
    let bom = if bom { "\u{feff}" } else { "" };
    format!("{bom}{}\r\n{}", csv(records), csv(below))
}

/// The rows above the figures: periods, and under each the columns of figures; the axes stand in the last.
fn head(edition: &Edition<'_>, grid: &Grid<'_>, starred: &[bool]) -> Vec<Vec<String>> {
    let table = edition.table();
    let periods = grid.periods();
    let columns: Vec<String> = table.columns().iter().map(|column| edition.column_title(column)).collect();
    let axes: Vec<String> = grid.row_axes.iter().map(|axis| text(&edition.axis_title(&table.axes()[*axis]))).collect();
    let record = |left: Vec<String>, title: &dyn Fn((usize, usize)) -> String| {
        let mut record = left;
        for (across, starred) in grid.across.iter().zip(starred) {
            record.push(text(&title(*across)));
            if *starred {
                record.push(String::new());
            }
        }
        record
    };
    let period = |(period, _): (usize, usize)| periods[period].to_owned();
    let column = |(_, column): (usize, usize)| columns[column].clone();
    match (periods.is_empty(), columns.len()) {
        (true, _) => vec![record(axes, &column)],
        (false, 1) => vec![record(axes, &period)],
        (false, _) => vec![record(vec![String::new(); axes.len()], &period), record(axes, &column)],
    }
}

fn has_provisional(edition: &Edition<'_>, grid: &Grid<'_>, across: (usize, usize)) -> bool {
    let is_provisional = |figure| matches!(figure, Figure::Number { provisional: true, .. });
    grid.rows.iter().any(|row| is_provisional(edition.figure(grid.table_row(row, across), across.1)))
}

fn written(edition: &Edition<'_>, figure: Figure, column: usize) -> String {
    match figure {
        Figure::Number { value, .. } => {
            let number = value.rounded(edition.decimals(&edition.table().columns()[column]));
            match edition.language {
                Language::Danish => number.replace('.', ","),
                Language::English => number,
            }
        }
        other => edition.symbol(other).unwrap_or_default().to_owned(),
    }
}

/// Text that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

/// Records by RFC 4180, with `;`.
fn csv(records: Vec<Vec<String>>) -> String {
    let mut builder = WriterBuilder::new();
    builder.delimiter(b';').terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).flexible(true);
    let mut writer = builder.from_writer(Vec::new());
    for record in records {
        // Into memory, of any length: nothing can fail.
        let _ = writer.write_record(record);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula() {
        for formula in ["=1+1", "+45", "-5", "@SUM(A1)", " =1", "\t=1", "\r=1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("København"), "København");
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let records = vec![vec!["a;b".to_owned(), "c\"d".to_owned()], vec!["Ærø, Fanø".to_owned(), "1,5".to_owned()]];
        assert_eq!(csv(records), "\"a;b\";\"c\"\"d\"\r\nÆrø, Fanø;1,5\r\n");
    }
}

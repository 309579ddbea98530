//! Tables as a workbook for Excel: a sheet a table, and around them the contents, the charts' figures and the notes.
//!
//! Words are written as text, whatever they begin with, and never as formulas. The same tables give the same bytes: there is
//! no clock and no author in them.

mod charts;
mod contents;
mod names;
mod notes_sheet;
mod table_sheet;
mod widths;

use crate::Edition;
use calendar::Day;
use charts::ChartData;
use definitions::Language;
use names::Names;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// Without a table there is no workbook.
    #[error("there is no table to write")]
    Empty,
    /// A sheet has 1,048,576 rows and 16,384 columns.
    #[error("the table `{0}` has more rows or columns than a sheet: leave out a dimension, or write it as CSV")]
    TooLarge(String),
    /// It cannot be written.
    #[error("the workbook cannot be written: {0}")]
    Write(#[from] XlsxError),
}

/// The bytes of a workbook (XLSX) with named tables.
///
/// The first sheet has the contents, the last the notes, sources and definitions; each table has a sheet between. Where
/// tables have charts, the charts' figures are on a sheet of their own, in which what is no number is empty: Excel draws a
/// cell with `..` in it as zero.
///
/// The words around the tables are in the language of the first one.
///
/// ```
/// assert!(matches!(publication::workbook(&[]), Err(publication::WorkbookError::Empty)));
/// ```
///
/// # Errors
/// There is no table, or one does not fit on a sheet.
pub fn workbook(editions: &[(String, Edition<'_>)]) -> Result<Vec<u8>, WorkbookError> {
    let Some((_, first)) = editions.first() else { return Err(WorkbookError::Empty) };
    let language = first.language;
    let names = Names::new(editions.iter().map(|(name, _)| name.as_str()), language);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(editions, language)?);
    workbook.push_worksheet(contents::sheet(editions, &names)?);
    let mut data = ChartData::new(names.chart_data)?;
    for ((name, edition), sheet) in editions.iter().zip(&names.tables) {
        let written = table_sheet::sheet(*edition, sheet, &mut data).map_err(|error| match error {
            WorkbookError::Write(XlsxError::RowColumnLimitError) => WorkbookError::TooLarge(name.clone()),
            other => other,
        })?;
        workbook.push_worksheet(written);
    }
    if let Some(sheet) = data.sheet() {
        workbook.push_worksheet(sheet);
    }
    workbook.push_worksheet(notes_sheet::sheet(editions, &names)?);
    Ok(workbook.save_to_buffer()?)
}

/// The title, and the newest extract's day as the day on which it was made.
fn properties(editions: &[(String, Edition<'_>)], language: Language) -> Result<DocProperties, WorkbookError> {
    let first = editions.first().map_or("", |(_, edition)| edition.title());
    let one = editions.iter().all(|(_, edition)| edition.title() == first);
    let others = if one { "" } else { words(language, " m.fl.", " and others") };
    let drawn = editions.iter().map(|(_, edition)| edition.table().register().2);
    let (year, month, day) = drawn.reduce(Day::max).map_or((1970, 1, 1), Day::civil);
    // No register is drawn before 1900, the first year that Excel knows.
    let year = u16::try_from(year).unwrap_or(1900).max(1900);
    let date = ExcelDateTime::from_ymd(year, month as u8, day as u8)?;
    Ok(DocProperties::new().set_title(format!("{first}{others}")).set_creation_datetime(&date))
}

fn words<'w>(language: Language, danish: &'w str, english: &'w str) -> &'w str {
    match language {
        Language::Danish => danish,
        Language::English => english,
    }
}

/// A row and a column as the file counts them.
fn at(row: usize, column: usize) -> Result<(u32, u16), WorkbookError> {
    let row = u32::try_from(row).map_err(|_| XlsxError::RowColumnLimitError)?;
    let column = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
    Ok((row, column))
}

/// Writes words, as words.
fn text(
    sheet: &mut Worksheet,
    (row, column): (usize, usize),
    text: &str,
    format: &Format,
) -> Result<(), WorkbookError> {
    let (row, column) = at(row, column)?;
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// A sheet that prints on A4, one page wide.
fn new_sheet(name: &str) -> Result<Worksheet, WorkbookError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
    Ok(sheet)
}

fn plain() -> Format {
    Format::new()
}

fn bold() -> Format {
    Format::new().set_bold()
}

fn heading() -> Format {
    Format::new().set_bold().set_font_size(14)
}

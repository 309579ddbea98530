//! The first sheet: which tables there are, and the way to them.

use super::names::Names;
use super::widths::width;
use super::{Edition, WorkbookError, Worksheet, at, bold, heading, new_sheet, plain, text, words};
use rust_xlsxwriter::{Format, FormatUnderline, Url};

pub(super) fn sheet(editions: &[(String, Edition<'_>)], names: &Names) -> Result<Worksheet, WorkbookError> {
    let mut sheet = new_sheet(names.contents)?;
    let Some((_, first)) = editions.first() else { return Err(WorkbookError::Empty) };
    text(&mut sheet, (0, 0), names.contents, &heading())?;
    for (column, (danish, english)) in
        [("Tabel", "Table"), ("Titel", "Title"), ("Ark", "Sheet")].into_iter().enumerate()
    {
        text(&mut sheet, (2, column), words(first.language, danish, english), &bold())?;
    }
    let mut row = 3;
    for ((name, edition), target) in editions.iter().zip(&names.tables) {
        text(&mut sheet, (row, 0), name, &plain())?;
        text(&mut sheet, (row, 1), edition.title(), &plain())?;
        link(&mut sheet, (row, 2), target)?;
        row += 1;
    }
    link(&mut sheet, (row + 1, 2), names.notes)?;
    let widest =
        |of: &dyn Fn(usize) -> usize| (0..editions.len()).map(of).max().unwrap_or(0).clamp(8, 100) as f64 + 2.0;
    sheet.set_column_width(0, widest(&|at| width(&editions[at].0)))?;
    sheet.set_column_width(1, widest(&|at| width(editions[at].1.title())))?;
    sheet.set_column_width(2, widest(&|at| width(&names.tables[at])))?;
    sheet.set_freeze_panes(3, 0)?;
    Ok(sheet)
}

/// A link to a sheet, with its name to click on.
fn link(sheet: &mut Worksheet, (row, column): (usize, usize), target: &str) -> Result<(), WorkbookError> {
    let (row, column) = at(row, column)?;
    let look =
        Format::new().set_font_color(rust_xlsxwriter::Color::RGB(0x05_63_C1)).set_underline(FormatUnderline::Single);
    let url = Url::new(format!("internal:'{}'!A1", target.replace('\'', "''"))).set_text(target);
    sheet.write_url_with_format(row, column, url, &look)?;
    Ok(())
}

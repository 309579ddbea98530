//! The last sheet: what the symbols mean, what is to be said of each table, and the definitions with their hashes.

use super::names::Names;
use super::widths::{height, lines};
use super::{Edition, WorkbookError, Worksheet, bold, heading, new_sheet, plain, text, words};
use crate::Figure;
use crate::words::{Has, notes};
use release::{Method, Symbol};
use rust_xlsxwriter::{Format, FormatAlign};
use std::collections::BTreeMap;

const WIDE: usize = 90;
const SHEETS_WIDE: usize = 50;

pub(super) fn sheet(editions: &[(String, Edition<'_>)], names: &Names) -> Result<Worksheet, WorkbookError> {
    let Some((_, first)) = editions.first() else { return Err(WorkbookError::Empty) };
    let word = |danish, english| words(first.language, danish, english);
    let mut page = Page { sheet: new_sheet(names.notes)?, row: 0 };
    page.line(word("Noter og definitioner", "Notes and definitions"), "", &heading())?;
    page.row += 1;
    page.line(word("Tegn", "Symbols"), "", &bold())?;
    for (symbol, meaning) in legend(editions) {
        page.line(&symbol, &meaning, &plain())?;
    }
    for ((_, edition), sheet) in editions.iter().zip(&names.tables) {
        page.row += 1;
        page.line(sheet, edition.title(), &bold())?;
        for told in edition.notes().iter().chain(&edition.sources()) {
            page.line("", told, &plain())?;
        }
    }
    page.row += 1;
    page.line(word("Definitioner", "Definitions"), "", &bold())?;
    let (head, definitions) = (
        [("Slags", "Kind"), ("Definition", "Definition"), ("Hash", "Hash"), ("Ark", "Sheets")],
        definitions(editions, names),
    );
    for (column, (danish, english)) in head.into_iter().enumerate() {
        text(&mut page.sheet, (page.row, column), word(danish, english), &bold())?;
    }
    let look = plain().set_align(FormatAlign::Top).set_text_wrap();
    for ((kind, id, hash), sheets) in &definitions {
        page.row += 1;
        let sheets = sheets.join(", ");
        for (column, told) in [kind, id, hash, &sheets].into_iter().enumerate() {
            text(&mut page.sheet, (page.row, column), told, &look)?;
        }
        page.sheet.set_row_height(super::at(page.row, 0)?.0, height(lines(&sheets, SHEETS_WIDE - 2)))?;
    }
    let hashes = definitions.keys().map(|(_, _, hash)| hash.len()).max().unwrap_or(0);
    for (column, wide) in [(0, 32), (1, WIDE), (2, hashes.clamp(8, 70) + 2), (3, SHEETS_WIDE)] {
        page.sheet.set_column_width(column, wide as f64)?;
    }
    page.sheet.set_landscape();
    Ok(page.sheet)
}

/// A sheet that is written downwards.
struct Page {
    sheet: Worksheet,
    row: usize,
}

impl Page {
    fn line(&mut self, head: &str, told: &str, format: &Format) -> Result<(), WorkbookError> {
        let format = format.clone().set_align(FormatAlign::Top);
        if !head.is_empty() {
            text(&mut self.sheet, (self.row, 0), head, &format)?;
        }
        if !told.is_empty() {
            text(&mut self.sheet, (self.row, 1), told, &format.set_text_wrap())?;
            let high = lines(told, WIDE - 2);
            if high > 1 {
                self.sheet.set_row_height(super::at(self.row, 0)?.0, height(high))?;
            }
        }
        self.row += 1;
        Ok(())
    }
}

/// What every symbol means that can stand in these tables.
fn legend(editions: &[(String, Edition<'_>)]) -> Vec<(String, String)> {
    let has = Has { provisional: true, suppressed: true, not_yet: true, unknown: true };
    let mut legend = Vec::new();
    for (_, edition) in editions {
        let hidden = edition.symbol(Figure::Suppressed);
        let symbol = if hidden == Some(Symbol::OneDot.text()) { Symbol::OneDot } else { Symbol::TwoDots };
        let protection = Some((symbol, Method::Suppression));
        let told = notes(edition.table().measure(), &[], &[], None, protection, has, edition.language);
        for line in told {
            // A note that explains a symbol begins with it.
            let Some((symbol, meaning)) = line.split_once(' ') else { continue };
            let entry = (symbol.to_owned(), meaning.to_owned());
            if ["*", ".", "..", "..."].contains(&symbol) && !legend.contains(&entry) {
                legend.push(entry);
            }
        }
    }
    legend
}

/// Kind, id and hash of each definition, and the sheets that rest on it.
fn definitions<'n>(
    editions: &[(String, Edition<'_>)],
    names: &'n Names,
) -> BTreeMap<(String, String, String), Vec<&'n str>> {
    let mut found: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for ((_, edition), sheet) in editions.iter().zip(&names.tables) {
        for definition in edition.table().rests_on() {
            let sheets = found.entry(definition.clone()).or_default();
            if sheets.last() != Some(&sheet.as_str()) {
                sheets.push(sheet);
            }
        }
    }
    found
}

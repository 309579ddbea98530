//! A table's own sheet.

use super::charts::ChartData;
use super::widths::{height, lines, widest_word, width};
use super::{Edition, WorkbookError, Worksheet, at, bold, heading, new_sheet, plain, text};
use crate::grid::Grid;
use crate::{Figure, number};
use measures::CategoryKind;
use rust_xlsxwriter::{FormatAlign, FormatBorder};
use std::collections::BTreeMap;

/// A table wider than this, in digits, is printed across.
const PORTRAIT: usize = 90;
/// As wide is a column for which nothing is said.
const DEFAULT_WIDTH: usize = 8;

/// The figure of a table in a row and a column of the page.
pub(super) fn figure(edition: &Edition<'_>, grid: &Grid<'_>, row: &[usize], across: (usize, usize)) -> Figure {
    edition.figure(grid.table_row(row, across), across.1)
}

fn is_total(grid: &Grid<'_>, row: &[usize]) -> bool {
    grid.categories(row).iter().any(|category| category.kind == CategoryKind::Total)
}

/// The rows of the head: for each, what stands over how many columns from which on.
fn heads(edition: &Edition<'_>, grid: &Grid<'_>) -> Vec<Vec<Head>> {
    let columns = edition.table().columns();
    let title = |(from, (_, column)): (usize, &(usize, usize))| Head {
        from,
        over: 1,
        title: edition.column_title(&columns[*column]),
    };
    let titles: Vec<Head> = grid.across.iter().enumerate().map(title).collect();
    if grid.heading.is_none() {
        return vec![titles];
    }
    let over = columns.len();
    let period = |(at, title): (usize, &str)| Head { from: at * over, over, title: title.to_owned() };
    let periods: Vec<Head> = grid.periods().into_iter().enumerate().map(period).collect();
    if over > 1 {
        return vec![periods, titles];
    }
    // A single column of figures is named once, over all periods.
    let named = titles.into_iter().take(1).map(|title| Head { over: grid.across.len(), ..title });
    vec![named.collect(), periods]
}

/// Words over some columns.
struct Head {
    from: usize,
    over: usize,
    title: String,
}

/// How a number of a column looks: `#,##0.0`, and with a `*` where it is provisional.
pub(super) fn number_format(decimals: u8, provisional: bool) -> String {
    let fraction = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals.into())) };
    format!("#,##0{fraction}{}", if provisional { "\"*\"" } else { "" })
}

/// A number as it is published: no digit of it is in the file that is not shown.
pub(super) fn rounded(value: measures::Ratio, decimals: u8) -> f64 {
    value.rounded(decimals).parse().unwrap_or(f64::NAN)
}

pub(super) fn sheet(edition: Edition<'_>, name: &str, data: &mut ChartData) -> Result<Worksheet, WorkbookError> {
    let grid = Grid::of(&edition);
    let mut sheet = new_sheet(name)?;
    text(&mut sheet, (0, 0), edition.title(), &heading())?;
    text(&mut sheet, (1, 0), edition.counted(), &plain())?;
    let mut row = 2;
    for fixed in edition.fixed() {
        text(&mut sheet, (row, 0), &fixed, &plain())?;
        row += 1;
    }
    let head = row + 1;
    let widths = widths(&edition, &grid);
    let body = write_head(&mut sheet, &edition, &grid, head, &widths)?;
    write_body(&mut sheet, &edition, &grid, body, &widths)?;
    for (column, wide) in widths.iter().enumerate() {
        sheet.set_column_width(at(0, column)?.1, *wide as f64)?;
    }
    let labels = grid.row_axes.len();
    let frozen = if widths[..labels].iter().sum::<usize>() <= 50 { labels } else { 0 };
    let ((top, _), (first, frozen)) = (at(head, 0)?, at(body, frozen)?);
    sheet.set_freeze_panes(first, frozen)?.set_repeat_rows(top, first - 1)?;
    if labels > 0 {
        let (last, right) = at(body + grid.rows.len() - 1, labels - 1)?;
        sheet.autofilter(first - 1, 0, last, right)?;
    }
    if widths.iter().sum::<usize>() > PORTRAIT {
        sheet.set_landscape();
    }
    row = write_notes(&mut sheet, &edition, body + grid.rows.len() + 1, &widths)?;
    if let Some(chart) = data.chart(&edition, &grid)? {
        let (row, column) = at(row + 1, 0)?;
        sheet.insert_chart(row, column, &chart)?;
    }
    Ok(sheet)
}

fn write_head(
    sheet: &mut Worksheet,
    edition: &Edition<'_>,
    grid: &Grid<'_>,
    head: usize,
    widths: &[usize],
) -> Result<usize, WorkbookError> {
    let look = bold().set_text_wrap().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Bottom);
    let (axes, labels) = (edition.table().axes(), grid.row_axes.len());
    let heads = heads(edition, grid);
    let last = head + heads.len() - 1;
    for (own, axis) in grid.row_axes.iter().enumerate() {
        text(sheet, (last, own), &edition.axis_title(&axes[*axis]), &look)?;
    }
    for (line, heads) in heads.iter().enumerate() {
        let row = head + line;
        let mut high = 1;
        for Head { from, over, title } in heads {
            let (from, to) = (labels + from, labels + from + over - 1);
            if *over == 1 {
                text(sheet, (row, from), title, &look.clone().set_align(FormatAlign::Right))?;
            } else {
                let ((row, from), (_, to)) = (at(row, from)?, at(row, to)?);
                sheet.merge_range(row, from, row, to, title, &look.clone().set_align(FormatAlign::Center))?;
            }
            high = high.max(lines(title, widths[from..=to].iter().sum::<usize>() - 1));
        }
        sheet.set_row_height(at(row, 0)?.0, height(high))?;
    }
    Ok(last + 1)
}

fn write_body(
    sheet: &mut Worksheet,
    edition: &Edition<'_>,
    grid: &Grid<'_>,
    body: usize,
    widths: &[usize],
) -> Result<(), WorkbookError> {
    let labels = grid.row_axes.len();
    let weight = |is_total: bool| if is_total { bold() } else { plain() };
    // A number with so many decimals, provisional or not, in a total or not.
    let mut looks = BTreeMap::new();
    for (own, places) in grid.rows.iter().enumerate() {
        let (row, is_total) = (body + own, is_total(grid, places));
        let label = weight(is_total).set_text_wrap().set_align(FormatAlign::Top);
        let mut high = 1;
        for (own, category) in grid.categories(places).into_iter().enumerate() {
            let title = edition.category_title(category);
            text(sheet, (row, own), title, &label)?;
            high = high.max(lines(title, widths[own] - 1));
        }
        if high > 1 {
            sheet.set_row_height(at(row, 0)?.0, height(high))?;
        }
        let symbol_look = weight(is_total).set_align(FormatAlign::Right);
        for (place, across) in grid.across.iter().enumerate() {
            let figure = figure(edition, grid, places, *across);
            if let Figure::Number { value, provisional } = figure {
                let decimals = edition.decimals(&edition.table().columns()[across.1]);
                let look = looks
                    .entry((decimals, provisional, is_total))
                    .or_insert_with(|| weight(is_total).set_num_format(number_format(decimals, provisional)));
                let (row, column) = at(row, labels + place)?;
                sheet.write_number_with_format(row, column, rounded(value, decimals), look)?;
            } else {
                text(sheet, (row, labels + place), edition.symbol(figure).unwrap_or_default(), &symbol_look)?;
            }
        }
    }
    Ok(())
}

/// What stands under the table, on lines no longer than a page is wide. The row after it.
fn write_notes(
    sheet: &mut Worksheet,
    edition: &Edition<'_>,
    mut row: usize,
    widths: &[usize],
) -> Result<usize, WorkbookError> {
    let look = plain().set_text_wrap().set_align(FormatAlign::Top);
    let (mut last, mut wide) = (0, widths.first().copied().unwrap_or(DEFAULT_WIDTH));
    while wide < PORTRAIT {
        last += 1;
        wide += widths.get(last).copied().unwrap_or(DEFAULT_WIDTH);
    }
    for note in edition.notes().iter().chain(&edition.sources()) {
        let ((line, from), (_, to)) = (at(row, 0)?, at(row, last)?);
        if last == 0 {
            text(sheet, (row, 0), note, &look)?;
        } else {
            sheet.merge_range(line, from, line, to, note, &look)?;
        }
        // Excel finds no height for cells that are merged.
        sheet.set_row_height(line, height(lines(note, wide - 2)))?;
        row += 1;
    }
    Ok(row)
}

/// How wide each column of the sheet is.
fn widths(edition: &Edition<'_>, grid: &Grid<'_>) -> Vec<usize> {
    let axes = edition.table().axes();
    let labels = grid.row_axes.iter().map(|axis| {
        let titles = axes[*axis].categories.iter().map(|category| width(edition.category_title(category)));
        // The button of the filter has room beside the title.
        let head = width(&edition.axis_title(&axes[*axis])) + 3;
        titles.chain([head]).max().unwrap_or(0).clamp(8, 60) + 2
    });
    let mut widths: Vec<usize> = labels.collect();
    let heads = heads(edition, grid);
    for (place, across) in grid.across.iter().enumerate() {
        let decimals = edition.decimals(&edition.table().columns()[across.1]);
        let figures = grid.rows.iter().map(|row| match figure(edition, grid, row, *across) {
            Figure::Number { value, .. } => width(&number(value, decimals, edition.language)) + 1,
            _ => 3,
        });
        let own = heads.iter().flatten().filter(|head| head.over == 1 && head.from == place);
        let head = own.map(|head| widest_word(&head.title).max(width(&head.title).min(16))).max();
        widths.push(figures.max().unwrap_or(0).max(head.unwrap_or(0)).clamp(7, 40) + 2);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_their_columns_say() {
        assert_eq!(number_format(0, false), "#,##0");
        assert_eq!(number_format(0, true), "#,##0\"*\"");
        assert_eq!(number_format(1, false), "#,##0.0");
        assert_eq!(number_format(2, true), "#,##0.00\"*\"");
    }

    #[test]
    fn no_digit_is_written_that_is_not_shown() {
        let share = measures::Ratio::new(100 * 2, 3).unwrap();
        assert_eq!(rounded(share, 1).to_string(), "66.7");
        assert_eq!(rounded(share, 0).to_string(), "67");
    }
}

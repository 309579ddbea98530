//! Excel's own charts of the tables that a chart fits, and the sheet with their figures.
//!
//! A chart does not point at its table: where that has a symbol, Excel would draw a zero. The charts' figures are on a sheet
//! of their own, and what is no number there is empty and a gap in the chart.

use super::table_sheet::{figure, number_format, rounded};
use super::widths::width;
use super::{Edition, WorkbookError, Worksheet, at, bold, new_sheet, plain, text, words};
use crate::Figure;
use crate::grid::Grid;
use definitions::{DimensionKind, Statistic, Unit};
use measures::{Category, CategoryKind, Part};
use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisCrossing, ChartEmptyCells, ChartLegendPosition, ChartType, Format, ObjectMovement,
};

/// More lines than this cannot be told apart.
const MOST_LINES: usize = 8;
/// More bars than this do not fit on a page.
const MOST_BARS: usize = 60;

/// The sheet with the charts' figures.
pub(super) struct ChartData {
    name: String,
    sheet: Worksheet,
    row: usize,
    widest: usize,
}

/// What a chart shows: for each category a figure in each series.
struct Plot {
    kind: ChartType,
    axis_title: String,
    categories: Vec<String>,
    series: Vec<(String, Vec<Option<f64>>)>,
    column: usize,
}

impl ChartData {
    pub(super) fn new(name: &str) -> Result<ChartData, WorkbookError> {
        let mut sheet = new_sheet(name)?;
        sheet.set_landscape();
        Ok(ChartData { name: name.to_owned(), sheet, row: 0, widest: 8 })
    }

    /// The sheet, if there is a chart.
    pub(super) fn sheet(mut self) -> Option<Worksheet> {
        self.sheet.set_column_width(0, self.widest.min(60) as f64 + 2.0).ok()?;
        self.sheet.set_column_range_width(1, MOST_LINES as u16, 16).ok()?;
        (self.row > 0).then_some(self.sheet)
    }

    /// A table's chart, its figures written on this sheet.
    pub(super) fn chart(&mut self, edition: &Edition<'_>, grid: &Grid<'_>) -> Result<Option<Chart>, WorkbookError> {
        let Some(plot) = plot(edition, grid) else { return Ok(None) };
        let column = &edition.table().columns()[plot.column];
        let title = self.row;
        text(&mut self.sheet, (title, 0), edition.title(), &bold())?;
        text(&mut self.sheet, (title + 1, 0), &edition.column_title(column), &plain())?;
        text(&mut self.sheet, (title + 2, 0), &plot.axis_title, &bold())?;
        let decimals = edition.decimals(column);
        let number_format = number_format(decimals, false);
        let look = Format::new().set_num_format(&number_format);
        for (row, category) in plot.categories.iter().enumerate() {
            text(&mut self.sheet, (title + 3 + row, 0), category, &plain())?;
            self.widest = self.widest.max(width(category));
        }
        let (first, _) = at(title + 3, 0)?;
        let (last, _) = at(title + 2 + plot.categories.len(), 0)?;
        let name = self.name.as_str();
        let mut chart = Chart::new(plot.kind);
        for (own, (series, figures)) in plot.series.iter().enumerate() {
            let (head, place) = at(title + 2, own + 1)?;
            text(&mut self.sheet, (title + 2, own + 1), series, &bold())?;
            for (row, figure) in figures.iter().enumerate() {
                let (row, place) = at(title + 3 + row, own + 1)?;
                if let Some(figure) = figure {
                    self.sheet.write_number_with_format(row, place, *figure, &look)?;
                }
            }
            let drawn = chart.add_series();
            drawn.set_categories((name, first, 0, last, 0)).set_values((name, first, place, last, place));
            drawn.set_name((name, head, place));
            if plot.kind == ChartType::Bar {
                drawn.set_gap(50);
            }
        }
        self.row = title + 4 + plot.categories.len();
        let (title, _) = at(title, 0)?;
        chart.title().set_name((name, title, 0));
        values(&mut chart, &plot).set_name((name, title + 1, 0)).set_num_format(&number_format);
        finish(&mut chart, &plot);
        let kind = match plot.kind {
            ChartType::Bar => words(edition.language, "Søjlediagram", "Bar chart"),
            _ => words(edition.language, "Kurvediagram", "Line chart"),
        };
        let rest = words(edition.language, "Tallene står i tabellen.", "The figures are in the table.");
        let axis = plot.axis_title.to_lowercase();
        let by = words(edition.language, "efter", "by");
        let column = edition.column_title(column);
        chart.set_alt_text(format!("{kind}: {}. {column} {by} {axis}. {rest}", edition.title()));
        Ok(Some(chart))
    }
}

/// The axis with the numbers: that of bars lies.
fn values<'c>(chart: &'c mut Chart, plot: &Plot) -> &'c mut ChartAxis {
    if plot.kind == ChartType::Bar { chart.x_axis() } else { chart.y_axis() }
}

/// What does not hang on the words.
fn finish(chart: &mut Chart, plot: &Plot) {
    chart.show_empty_cells_as(ChartEmptyCells::Gaps).set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    if plot.series.iter().flat_map(|(_, figures)| figures).flatten().all(|figure| *figure >= 0.0) {
        values(chart, plot).set_min(0);
    }
    match plot.series.len() {
        1 => chart.legend().set_hidden(),
        _ => chart.legend().set_position(ChartLegendPosition::Bottom),
    };
    if plot.kind == ChartType::Bar {
        // The first category is at the top, the numbers at the bottom.
        chart.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max);
        chart.set_width(720).set_height(160 + 22 * plot.categories.len() as u32);
    } else {
        chart.set_width(720).set_height(400);
    }
}

/// What a chart of a table shows; none where there is no one that fits.
fn plot(edition: &Edition<'_>, grid: &Grid<'_>) -> Option<Plot> {
    let table = edition.table();
    let figures: Vec<usize> =
        (0..table.columns().len()).filter(|column| table.columns()[*column].part == Part::Figure).collect();
    let [column] = figures[..] else { return None };
    let statistic = table.columns()[column].statistic;
    if statistic == Statistic::Rank || statistic.unit() == Unit::Place {
        return None;
    }
    let decimals = edition.decimals(&table.columns()[column]);
    let number = |row: &[usize], time: usize| match figure(edition, grid, row, (time, column)) {
        Figure::Number { value, .. } => Some(rounded(value, decimals)),
        _ => None,
    };
    let [rows] = grid.row_axes[..] else { return None };
    let axis = &table.axes()[rows];
    let titled = |category: &Category| edition.category_title(category).to_owned();
    let times = grid.heading.map_or(1, |time| table.axes()[time].categories.len());
    let of = |place: usize| -> Vec<Option<f64>> { (0..times).map(|time| number(&[place], time)).collect() };
    // The total is not a part, and what there is none of that fits nowhere else needs no line.
    let is_part = |place: &usize| match axis.categories[*place].kind {
        CategoryKind::Total => false,
        CategoryKind::Residual => of(*place).iter().any(|figure| *figure != Some(0.0)),
        CategoryKind::Ordinary | CategoryKind::Group => true,
    };
    let parts: Vec<usize> = (0..axis.categories.len()).filter(is_part).collect();
    let whole = || edition.column_title(&table.columns()[column]);
    let plot = match grid.heading {
        Some(time) => {
            let times = &table.axes()[time];
            Plot {
                kind: ChartType::Line,
                axis_title: edition.axis_title(times),
                categories: times.categories.iter().map(titled).collect(),
                series: parts.iter().map(|place| (titled(&axis.categories[*place]), of(*place))).collect(),
                column,
            }
        }
        None => Plot {
            kind: if axis.dimension.kind() == DimensionKind::Time { ChartType::Line } else { ChartType::Bar },
            axis_title: edition.axis_title(axis),
            categories: parts.iter().map(|place| titled(&axis.categories[*place])).collect(),
            series: vec![(whole(), parts.iter().flat_map(|place| of(*place)).collect())],
            column,
        },
    };
    let shown = plot.series.iter().flat_map(|(_, figures)| figures).flatten().count();
    let fits = match plot.kind {
        ChartType::Bar => plot.categories.len() <= MOST_BARS,
        _ => plot.series.len() <= MOST_LINES,
    };
    (fits && shown > 1).then_some(plot)
}

//! A table for the eye: title, unit, rows and columns that line up, notes, source.

use crate::show::lines::{Align, lined_up, rule, wrapped};
use crate::show::provenance;
use crate::show::sheet::{Figure, Sheet};
use definitions::{DimensionKind, Language};
use measures::{Axis, CategoryKind, Column, Part, Ratio};
use publication::{Has, column_title, counted, notes, number, symbols};
use unicode_width::UnicodeWidthStr;

/// How wide a reader's window is taken to be.
const WINDOW: usize = 110;

/// How wide notes run.
const WIDTH: usize = 100;

/// The table as text; one that is not protected says so, and why it is shown.
pub(crate) fn text(table: &Sheet, language: Language, reason: &str) -> String {
    let mut lines = Vec::new();
    if table.protection.is_none() {
        lines = vec![unprotected(language, reason), String::new()];
    }
    lines.extend(figures(table, language, Rows::All));
    for words in provenance::lines(table, language) {
        lines.extend(wrapped(&words, WIDTH));
    }
    lines.join("\n") + "\n"
}

/// The line that says that what follows is for nobody else.
pub(crate) fn unprotected(language: Language, reason: &str) -> String {
    let words = match language {
        Language::Danish => "UBESKYTTET: kun til egne øjne",
        Language::English => "UNPROTECTED: for your own eyes only",
    };
    format!("{words} ({reason})")
}

/// Which rows of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// All but those of the unknown and the like that count nobody.
    All,
    /// Those that count somebody.
    Counting,
}

/// The lines of a table, the axes that they come of, and the figures that they show.
struct Body {
    stub: Vec<usize>,
    heading: Option<usize>,
    lines: Vec<String>,
    cells: Vec<Figure>,
}

/// Title, figures and notes of a table, without where they come from.
pub(crate) fn figures(table: &Sheet, language: Language, rows: Rows) -> Vec<String> {
    let show = Show { table, language, rows };
    let Body { stub, heading, lines: body, cells } = show.body();
    let heads = if heading.is_some() && table.columns.len() > 1 { 2 } else { 1 };
    let rule = rule(&body);
    let mut lines = vec![table.measure.header.title.in_language(language).to_owned()];
    lines.extend(wrapped(&show.subtitle(&stub, heading), WIDTH));
    lines.push(rule.clone());
    lines.extend_from_slice(&body[..heads]);
    lines.push(rule.clone());
    lines.extend_from_slice(&body[heads..]);
    lines.push(rule);
    for note in show.notes(&cells) {
        lines.extend(wrapped(&note, WIDTH));
    }
    lines
}

struct Show<'a> {
    table: &'a Sheet,
    language: Language,
    rows: Rows,
}

impl<'a> Show<'a> {
    fn words<'w>(&self, danish: &'w str, english: &'w str) -> &'w str {
        match self.language {
            Language::Danish => danish,
            Language::English => english,
        }
    }

    /// The axes that make the rows, the one that makes the columns, and the lines that come of it: time makes the
    /// columns where that is no wider than a reader's window.
    fn body(&self) -> Body {
        let axes = &self.table.axes;
        let several: Vec<usize> = (0..axes.len()).filter(|at| axes[*at].categories.len() > 1).collect();
        let time = several.iter().copied().find(|at| axes[*at].dimension.kind() == DimensionKind::Time);
        let heading = time.filter(|_| several.len() > 1);
        for heading in [heading, None] {
            let stub: Vec<usize> = several.iter().copied().filter(|at| Some(*at) != heading).collect();
            let (rows, align, cells) = self.rows(&stub, heading);
            let lines = lined_up(&rows, &align);
            if heading.is_none() || rule(&lines).width() <= WINDOW {
                return Body { stub, heading, lines, cells };
            }
        }
        // The second layout has no heading and is always taken.
        Body { stub: several, heading: None, lines: Vec::new(), cells: Vec::new() }
    }

    /// The statistic, where there is one, and what stands still: one period, one municipality.
    fn subtitle(&self, stub: &[usize], heading: Option<usize>) -> String {
        let mut parts = Vec::new();
        if let [column] = &self.table.columns[..] {
            parts.push(self.column_title(column));
        } else {
            parts.push(counted(&self.table.measure, self.language).to_owned());
        }
        for (_, axis) in self.table.axes.iter().enumerate().filter(|(at, _)| !stub.contains(at) && Some(*at) != heading)
        {
            if let Some(category) = axis.categories.first() {
                parts.push(format!(
                    "{}: {}",
                    axis.dimension.title().in_language(self.language),
                    category.title.in_language(self.language)
                ));
            }
        }
        parts.join(" · ")
    }

    fn column_title(&self, column: &Column) -> String {
        column_title(&self.table.measure, column, self.language)
    }

    /// Head and body: fields row by row, how the columns line up, and the figures that are shown.
    fn rows(&self, stub: &[usize], heading: Option<usize>) -> (Vec<Vec<String>>, Vec<Align>, Vec<Figure>) {
        let table = self.table;
        let title = |axis: &Axis| axis.dimension.title().in_language(self.language).to_owned();
        let columns: Vec<String> = table.columns.iter().map(|column| self.column_title(column)).collect();
        let (mut first, mut second): (Vec<String>, Vec<String>) =
            (stub.iter().map(|at| title(&table.axes[*at])).collect(), vec![String::new(); stub.len()]);
        if stub.is_empty() {
            first.push(String::new());
            second.push(String::new());
        }
        let headed = heading.map_or(1, |at| table.axes[at].categories.len());
        for place in 0..headed {
            for (at, column) in columns.iter().enumerate() {
                match heading {
                    Some(axis) => {
                        let name = table.axes[axis].categories[place].title.in_language(self.language);
                        first.push(if at == 0 { name.to_owned() } else { String::new() });
                        second.push(column.clone());
                    }
                    None => first.push(column.clone()),
                }
            }
        }
        let mut align = vec![Align::Left; stub.len().max(1)];
        align.resize(first.len(), Align::Right);
        let mut rows = vec![first];
        if heading.is_some() && columns.len() > 1 {
            rows.push(second);
        }
        let sizes: Vec<usize> = stub.iter().map(|at| table.axes[*at].categories.len()).collect();
        let n_rows: usize = sizes.iter().product();
        let mut before: Vec<usize> = Vec::new();
        let mut shown = Vec::new();
        for row in 0..n_rows {
            let mut rest = row;
            let mut here = vec![0; stub.len()];
            for (place, size) in here.iter_mut().zip(&sizes).rev() {
                *place = rest % size;
                rest /= size;
            }
            let mut places = vec![0; table.axes.len()];
            stub.iter().zip(&here).for_each(|(axis, place)| places[*axis] = *place);
            let mut cells = Vec::new();
            for place in 0..headed {
                if let Some(axis) = heading {
                    places[axis] = place;
                }
                cells.extend((0..columns.len()).map(|column| table.cell(table.row(&places), column)));
            }
            if self.hides(stub, &here, &cells) {
                continue;
            }
            let mut fields = Vec::new();
            for (at, (axis, place)) in stub.iter().zip(&here).enumerate() {
                // A label is written where it changes, or where one before it does.
                let same = before.get(..=at).is_some_and(|before| before == &here[..=at]) && at + 1 < stub.len();
                fields.push(if same {
                    String::new()
                } else {
                    table.axes[*axis].categories[*place].title.in_language(self.language).to_owned()
                });
            }
            if stub.is_empty() {
                fields.push(self.words("I alt", "Total").to_owned());
            }
            fields
                .extend(cells.iter().zip(table.columns.iter().cycle()).map(|(cell, column)| self.cell(*cell, column)));
            rows.push(fields);
            shown.extend(cells);
            before = here;
        }
        (rows, align, shown)
    }

    /// A row of zeros is left out where it is of the unknown or the like, or where only others are asked for.
    fn hides(&self, stub: &[usize], places: &[usize], cells: &[Figure]) -> bool {
        let residual = stub
            .iter()
            .zip(places)
            .any(|(axis, place)| self.table.axes[*axis].categories[*place].kind == CategoryKind::Residual);
        let nothing = |cell: &Figure| match cell {
            Figure::Number { value, .. } => *value == Ratio::whole(0),
            Figure::NotYet | Figure::Unknown => true,
            Figure::Suppressed => false,
        };
        (residual || self.rows == Rows::Counting) && cells.iter().all(nothing)
    }

    fn cell(&self, cell: Figure, column: &Column) -> String {
        match cell {
            Figure::NotYet => "...".to_owned(),
            Figure::Unknown => self.symbols().1.to_owned(),
            Figure::Suppressed => self.symbols().0.to_owned(),
            Figure::Number { value, provisional } => {
                let decimals = self.table.decimals(column);
                let mark = if provisional { "*" } else { "" };
                let sign = if matches!(column.part, Part::Change(_)) && value.as_f64() > 0.0 { "+" } else { "" };
                format!("{sign}{}{mark}", number(value, decimals, self.language))
            }
        }
    }

    /// What stands for a hidden figure and for one that cannot be told.
    fn symbols(&self) -> (&'static str, &'static str) {
        symbols(self.table.protection.map(|protection| protection.symbol).unwrap_or_default())
    }

    fn notes(&self, cells: &[Figure]) -> Vec<String> {
        let table = self.table;
        let has = Has {
            provisional: cells.iter().any(|cell| matches!(cell, Figure::Number { provisional: true, .. })),
            suppressed: cells.contains(&Figure::Suppressed),
            not_yet: cells.contains(&Figure::NotYet),
            unknown: cells.contains(&Figure::Unknown),
        };
        let protection = table.protection.map(|protection| (protection.symbol, protection.method));
        notes(&table.measure, &table.axes, &table.columns, table.spread, protection, has, self.language)
    }
}

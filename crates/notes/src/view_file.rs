//! `[[view]]`: how a table is printed.
//!
//! ```toml
//! [[view]]                         # categories at the left, categories above
//! id      = "duration"
//! caption = { da = "…", en = "…" }
//! table   = "by-duration"
//! rows    = ["month"]              # dimensions of the table: one, or two of which the first heads groups of rows
//! across  = "duration_band"        # a dimension whose categories stand above; none for the figures alone
//! show    = ["count"]              # columns of the table; all where it is left out
//! without = ["unknown", "all"]     # categories that are left out
//! keep    = ["165", "153"]         # or those that are shown, in this order
//! total   = "last"                 # first | last | none
//!
//! [[view]]                         # columns that are worked out for each category at the left
//! id      = "benefit"
//! rows    = ["benefit"]
//! columns = [
//!   { title = { da = "Antal", en = "Number" }, under = { da = "Februar", en = "February" }, cell = "benefit(month=2018-02).count" },
//! ]
//!
//! [[view]]                         # every cell by itself
//! id      = "status"
//! columns = [{ title = { da = "Antal", en = "Number" } }]
//! row     = [
//!   { title = { da = "I alt", en = "In all" }, kind = "total", cells = ["members"] },
//!   { title = { da = "Heraf", en = "Of which" }, kind = "group" },
//!   { title = { da = "På kontanthjælp", en = "On kontanthjælp" }, level = 1, cells = ["still", ] },
//! ]
//! ```
//!
//! A cell of `-` has nothing to show.

use crate::expression::Expression;
use crate::note_file::{expression, words};
use definitions::toml_file::{At, Table, nearest};
use definitions::{Dimension, Language};
use measures::dimension_in_words;

/// How a table is printed.
#[derive(Debug)]
pub(crate) struct ViewFile {
    pub(crate) id: String,
    pub(crate) caption: String,
    /// The table whose categories are shown, and whose remarks and source stand under it.
    pub(crate) table: Option<String>,
    /// What stands above the categories at the left.
    pub(crate) stub: Option<String>,
    pub(crate) rows: Rows,
    pub(crate) columns: Columns,
    pub(crate) remarks: Vec<String>,
    pub(crate) source: Option<String>,
}

/// What stands at the left.
#[derive(Debug)]
pub(crate) enum Rows {
    /// The categories of dimensions of the table.
    Of { dimensions: Vec<Dimension>, choice: Choice, total: Total },
    /// Rows one by one.
    Listed(Vec<ListedRow>),
}

/// What stands above.
#[derive(Debug)]
pub(crate) enum Columns {
    /// The columns of the table, for each category of a dimension where one is named.
    Of { across: Option<Dimension>, choice: Choice, show: Vec<String> },
    /// Columns one by one.
    Listed(Vec<ListedColumn>),
}

/// Which categories are shown.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) keep: Vec<String>,
    pub(crate) without: Vec<String>,
}

/// Where the total stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Total {
    First,
    Last,
    None,
}

/// A row by itself.
#[derive(Debug)]
pub(crate) struct ListedRow {
    pub(crate) title: String,
    pub(crate) level: u8,
    pub(crate) kind: document::RowKind,
    /// None for a cell that has nothing to show.
    pub(crate) cells: Vec<Option<Expression>>,
}

/// A column by itself.
#[derive(Debug)]
pub(crate) struct ListedColumn {
    pub(crate) title: String,
    /// What stands above it and its neighbours of the same words.
    pub(crate) under: Option<String>,
    pub(crate) cell: Option<Expression>,
}

impl ViewFile {
    /// Reads `[[view]]`.
    pub(crate) fn read_all(table: &Table<'_>, language: Language) -> Result<Vec<ViewFile>, definitions::Error> {
        let mut views = Vec::new();
        for entry in table.tables("view")? {
            views.push(ViewFile::read(&entry, language)?);
            entry.finish()?;
        }
        Ok(views)
    }

    fn read(entry: &Table<'_>, language: Language) -> Result<ViewFile, definitions::Error> {
        let id = entry.text("id")?.value;
        let caption = words(entry, "caption", language)?
            .ok_or_else(|| entry.error("`caption` is missing: write `caption = { da = \"…\", en = \"…\" }`"))?;
        let listed_rows = entry.tables("row")?;
        let dimensions = dimensions(&entry.texts("rows")?)?;
        let choice = Choice { keep: texts(entry, "keep")?, without: texts(entry, "without")? };
        let rows = match (listed_rows.is_empty(), dimensions.len()) {
            (false, 0) => {
                Rows::Listed(listed_rows.iter().map(|row| listed_row(row, language)).collect::<Result<_, _>>()?)
            }
            (true, 1 | 2) => Rows::Of { dimensions, choice, total: total(entry)? },
            (true, 0) => {
                return Err(entry.error("the view has no rows: write `rows = [\"municipality\"]`, or `row = [ … ]`"));
            }
            (true, n) => return Err(entry.error(format!("`rows` has {n} dimensions; one or two stand at the left"))),
            (false, _) => return Err(entry.error("`rows` and `row` exclude each other")),
        };
        for row in listed_rows {
            row.finish()?;
        }
        let listed_columns = entry.tables("columns")?;
        let across = entry.optional_text("across")?;
        let show = texts(entry, "show")?;
        let choice = Choice { keep: texts(entry, "across_keep")?, without: texts(entry, "across_without")? };
        let columns = if listed_columns.is_empty() {
            let across = across.map(|at| dimension(&at)).transpose()?;
            Columns::Of { across, choice, show }
        } else if across.is_some() || !show.is_empty() {
            return Err(entry.error("`columns` are told one by one: leave out `across` and `show`"));
        } else {
            Columns::Listed(
                listed_columns.iter().map(|column| listed_column(column, language)).collect::<Result<_, _>>()?,
            )
        };
        for column in listed_columns {
            column.finish()?;
        }
        if let (Rows::Listed(rows), Columns::Listed(columns)) = (&rows, &columns) {
            let wrong =
                rows.iter().find(|row| row.kind != document::RowKind::Group && row.cells.len() != columns.len());
            if let Some(row) = wrong {
                let (n, of) = (row.cells.len(), columns.len());
                return Err(entry.error(format!("row “{}” has {n} cells, and there are {of} columns", row.title)));
            }
        }
        if matches!((&rows, &columns), (Rows::Listed(_), Columns::Of { .. })) {
            return Err(entry.error("rows that are told one by one want `columns = [ … ]` too"));
        }
        let table = entry.optional_text("table")?.map(|at| at.value);
        if table.is_none() && matches!(rows, Rows::Of { .. }) {
            return Err(entry.error("`table` is missing: the table whose categories are the rows"));
        }
        let remark = words(entry, "remark", language)?;
        Ok(ViewFile {
            id,
            caption,
            table,
            stub: words(entry, "stub", language)?,
            rows,
            columns,
            remarks: remark.into_iter().collect(),
            source: words(entry, "source", language)?,
        })
    }
}

/// The words of a list; one text may hold several, with commas between, as a parameter does.
pub(crate) fn texts(entry: &Table<'_>, key: &'static str) -> Result<Vec<String>, definitions::Error> {
    let all = entry.texts(key)?;
    let parts = all.iter().flat_map(|at| at.value.split(',')).map(str::trim);
    Ok(parts.filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

pub(crate) fn dimension(at: &At<'_, String>) -> Result<Dimension, definitions::Error> {
    dimension_in_words(&at.value).map_err(|error| at.error(error.to_string()))
}

fn dimensions(list: &[At<'_, String>]) -> Result<Vec<Dimension>, definitions::Error> {
    list.iter().map(dimension).collect()
}

fn total(entry: &Table<'_>) -> Result<Total, definitions::Error> {
    let Some(at) = entry.optional_text("total")? else { return Ok(Total::Last) };
    match at.value.as_str() {
        "first" => Ok(Total::First),
        "last" => Ok(Total::Last),
        "none" => Ok(Total::None),
        other => Err(at.error(format!("`total` is `{other}`{}", nearest(other, ["first", "last", "none"])))),
    }
}

fn listed_row(row: &Table<'_>, language: Language) -> Result<ListedRow, definitions::Error> {
    let title = words(row, "title", language)?.ok_or_else(|| row.error("the row has no `title`"))?;
    let kind = match row.optional_text("kind")? {
        None => document::RowKind::Ordinary,
        Some(at) => match at.value.as_str() {
            "total" => document::RowKind::Total,
            "group" => document::RowKind::Group,
            other => return Err(at.error(format!("`kind` is `{other}`{}", nearest(other, ["total", "group"])))),
        },
    };
    let level = row.optional_integer("level")?;
    let level = match level {
        None => 0,
        Some(at) => match at.value {
            0 => 0,
            1 => 1,
            other => return Err(at.error(format!("`level` is {other}; it must be 0 or 1"))),
        },
    };
    let cell = |at: &At<'_, String>| if at.value == "-" { Ok(None) } else { expression(at).map(Some) };
    let cells = row.texts("cells")?.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
    Ok(ListedRow { title, level, kind, cells })
}

fn listed_column(column: &Table<'_>, language: Language) -> Result<ListedColumn, definitions::Error> {
    let title = words(column, "title", language)?.ok_or_else(|| column.error("the column has no `title`"))?;
    let cell = column.optional_text("cell")?.map(|at| expression(&at)).transpose()?;
    Ok(ListedColumn { title, under: words(column, "under", language)?, cell })
}

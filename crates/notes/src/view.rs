//! A note's table as it is printed: from `[[view]]` and the protected tables to rows and cells.

use crate::binding::{Binding, Bound, Named};
use crate::expression::Expression;
use crate::period_words::period_in_short;
use crate::value::{Missing, Number, Value};
use crate::view_file::{Choice, Columns, ListedColumn, Rows, Total, ViewFile};
use calendar::Period;
use definitions::toml_file::nearest;
use definitions::{Dimension, DimensionKind, Language};
use document::{Alignment, Cell, HeadCell, Inline, Row, RowKind, Table};
use measures::{Axis, Category, CategoryKind, Ratio};
use publication::{Edition, Figure, Has};

/// A cell on its way into the document.
type Shown = Option<Value>;

/// Makes the tables of one note.
pub(crate) struct Printing<'a> {
    pub(crate) binding: &'a Binding<'a>,
    pub(crate) language: Language,
}

/// What stands above the columns of a table, and its rows.
type Body = (Vec<Vec<HeadCell>>, Vec<Line>);

/// A row on its way into the document.
struct Line {
    header: String,
    level: u8,
    kind: RowKind,
    /// Whether it is of no particular category: it is left out where there is nothing in it.
    residual: bool,
    cells: Vec<Shown>,
}

impl Printing<'_> {
    /// A table as it is printed.
    ///
    /// # Errors
    /// What of the view does not fit the tables.
    pub(crate) fn table(&self, view: &ViewFile) -> Result<Table, String> {
        let bound = self.bound(view)?;
        let (head, lines) = self.body(view, bound)?;
        let rows = lines.iter().map(|line| self.row(line)).collect();
        let (remarks, source) = self.below(view, bound, &lines);
        let stub = match (&view.stub, &view.rows, bound) {
            (Some(stub), ..) => stub.clone(),
            (None, Rows::Of { dimensions, .. }, Some(_)) => dimensions
                .last()
                .map_or(String::new(), |dimension| dimension.title().in_language(self.language).to_owned()),
            _ => String::new(),
        };
        Ok(Table {
            id: view.id.clone(),
            caption: vec![Inline::text(view.caption.clone())],
            stub_title: stub,
            head,
            rows,
            remarks,
            source,
        })
    }

    /// Whether a figure of a table can be shown.
    ///
    /// # Errors
    /// What of the view does not fit the tables.
    pub(crate) fn shows_any(&self, view: &ViewFile) -> Result<bool, String> {
        let (_, lines) = self.body(view, self.bound(view)?)?;
        Ok(lines.iter().flat_map(|line| &line.cells).flatten().any(Result::is_ok))
    }

    /// The table whose categories are shown, where there is one.
    fn bound(&self, view: &ViewFile) -> Result<Option<&Bound<'_>>, String> {
        view.table.as_deref().map(|name| self.binding.table(name)).transpose()
    }

    fn body(&self, view: &ViewFile, bound: Option<&Bound<'_>>) -> Result<Body, String> {
        let (head, lines) = match (&view.rows, &view.columns, bound) {
            (Rows::Listed(rows), Columns::Listed(columns), _) => {
                let line = |row: &crate::view_file::ListedRow| {
                    let cells = row.cells.iter().map(|cell| self.cell(cell.as_ref(), &[])).collect::<Result<_, _>>()?;
                    Ok(Line { header: row.title.clone(), level: row.level, kind: row.kind, residual: false, cells })
                };
                (head_of_list(columns), rows.iter().map(line).collect::<Result<Vec<_>, String>>()?)
            }
            (Rows::Of { dimensions, choice, total }, columns, Some(bound)) => {
                let of_rows = Categories::of(bound, dimensions, choice, *total)?;
                self.by_categories(bound, &of_rows, columns)?
            }
            _ => return Err("the view has neither rows one by one nor a table whose categories are rows".into()),
        };
        let lines = lines.into_iter().filter(|line| !(line.residual && is_empty(line))).collect();
        Ok((head, lines))
    }

    fn cell(&self, cell: Option<&Expression>, row: &[Named]) -> Result<Shown, String> {
        cell.map(|expression| self.binding.value(expression, row)).transpose()
    }

    fn by_categories(
        &self,
        bound: &Bound<'_>,
        rows: &Categories<'_>,
        columns: &Columns,
    ) -> Result<(Vec<Vec<HeadCell>>, Vec<Line>), String> {
        let mut lines = Vec::new();
        let (head, across) = match columns {
            Columns::Listed(columns) => (head_of_list(columns), Across::Expressions(columns)),
            Columns::Of { across, choice, show } => self.across(bound, *across, choice, show)?,
        };
        for (outer, inner) in rows.groups() {
            if let Some(group) = outer {
                let header = self.title(&rows.axes[0], group);
                lines.push(Line { header, level: 0, kind: RowKind::Group, residual: false, cells: Vec::new() });
            }
            let before = lines.len();
            for category in inner {
                let last = &rows.axes[rows.axes.len() - 1];
                let mut row: Vec<Named> = vec![(last.dimension, category.id.clone())];
                row.extend(outer.map(|group| (rows.axes[0].dimension, group.id.clone())));
                let cells = match &across {
                    Across::Expressions(columns) => {
                        columns.iter().map(|column| self.cell(column.cell.as_ref(), &row)).collect::<Result<_, _>>()?
                    }
                    Across::Cells(cells) => {
                        let cell = |(named, column): &(Vec<Named>, usize)| {
                            let at = bound.row(&[row.clone(), named.clone()].concat(), &[])?;
                            Ok(Some(bound.value(at, *column)))
                        };
                        cells.iter().map(cell).collect::<Result<Vec<Shown>, String>>()?
                    }
                };
                lines.push(Line {
                    header: self.title(last, category),
                    level: u8::from(outer.is_some()),
                    kind: if category.kind == CategoryKind::Total { RowKind::Total } else { RowKind::Ordinary },
                    residual: category.kind == CategoryKind::Residual,
                    cells,
                });
            }
            // A group of nobody has no rows, and no heading.
            if outer.is_some_and(|group| group.kind == CategoryKind::Residual) && lines[before..].iter().all(is_empty) {
                lines.truncate(before - 1);
            }
        }
        Ok((head, lines))
    }

    /// What stands above the columns of a table, and of which cells they are.
    fn across<'c>(
        &self,
        bound: &Bound<'_>,
        across: Option<Dimension>,
        choice: &Choice,
        show: &[String],
    ) -> Result<(Vec<Vec<HeadCell>>, Across<'c>), String> {
        let columns = chosen_columns(bound, show)?;
        let titles: Vec<String> = columns
            .iter()
            .map(|column| bound.edition.column_title(&bound.edition.table().columns()[*column]))
            .collect();
        let heads = |titles: &[String]| titles.iter().map(|title| head_cell(title, 1)).collect::<Vec<HeadCell>>();
        let Some(dimension) = across else {
            let cells = columns.iter().map(|column| (Vec::new(), *column)).collect();
            return Ok((vec![heads(&titles)], Across::Cells(cells)));
        };
        let categories = Categories::of(bound, &[dimension], choice, Total::Last)?;
        let axis = categories.axes[0];
        let (mut above, mut cells, mut under) = (Vec::new(), Vec::new(), Vec::new());
        for category in &categories.chosen[0] {
            // What is of nobody in the whole table has no column.
            let named = vec![(dimension, category.id.clone())];
            if category.kind == CategoryKind::Residual && is_empty_across(bound, &named, &columns) {
                continue;
            }
            above.push(head_cell(&self.title(&axis, category), columns.len()));
            under.extend(heads(&titles));
            cells.extend(columns.iter().map(|column| (named.clone(), *column)));
        }
        let head = if columns.len() > 1 { vec![above, under] } else { vec![above] };
        Ok((head, Across::Cells(cells)))
    }

    /// What a category is called: periods as headings are.
    fn title(&self, axis: &&Axis, category: &Category) -> String {
        category_title(axis, category, self.language)
    }

    fn row(&self, line: &Line) -> Row {
        let cells = line.cells.iter().map(|cell| self.shown(*cell)).collect();
        Row { header: line.header.clone(), level: line.level, kind: line.kind, cells }
    }

    fn shown(&self, cell: Shown) -> Cell {
        let (text, explanation) = match cell {
            None => (String::new(), None),
            Some(Ok(number)) => {
                let bare = Number { bare: true, ..number };
                (bare.text(self.language), None)
            }
            Some(Err(missing)) => {
                let (symbol, meaning) = self.symbol(missing);
                (symbol.to_owned(), Some(meaning.to_owned()))
            }
        };
        Cell { text, alignment: Alignment::Right, explanation }
    }

    /// What stands for a figure that is missing, and what that means.
    fn symbol(&self, missing: Missing) -> (&'static str, &'static str) {
        let figure = match missing {
            Missing::Hidden => Figure::Suppressed,
            Missing::NotYet => Figure::NotYet,
            Missing::Unknown => Figure::Unknown,
        };
        // Symbols are of the release: every table has the same.
        self.binding.tables.first().map_or(("..", ""), |bound| {
            (bound.edition.symbol(figure).unwrap_or_default(), bound.edition.meaning(figure))
        })
    }

    /// What stands under the table: its own remark, those of the figures in it, and whence they are.
    fn below(&self, view: &ViewFile, bound: Option<&Bound<'_>>, lines: &[Line]) -> (Vec<String>, Option<String>) {
        let mut has = Has::default();
        for value in lines.iter().flat_map(|line| &line.cells).flatten() {
            match value {
                Ok(number) => has.provisional |= number.provisional,
                Err(Missing::Hidden) => has.suppressed = true,
                Err(Missing::NotYet) => has.not_yet = true,
                Err(Missing::Unknown) => has.unknown = true,
            }
        }
        let first = bound.or(self.binding.tables.first());
        let mut remarks = view.remarks.clone();
        if let Some(bound) = first {
            let table = bound.edition.table();
            // Of a table whose cells are told one by one only the symbols are remarked on.
            let (axes, columns) =
                if view.table.is_some() { (table.axes(), table.columns()) } else { (&[][..], &[][..]) };
            let spread = table.spread().filter(|_| view.table.is_some());
            let protection = Some(bound.edition.protection());
            let all = publication::notes(table.measure(), axes, columns, spread, protection, has, self.language);
            let (opening, own) = match self.language {
                Language::Danish => ("Anm.: ", &table.measure().note),
                Language::English => ("Note: ", &table.measure().note),
            };
            let own = own.as_ref().map(|note| note.in_language(self.language));
            for remark in all {
                let words = remark.strip_prefix(opening).unwrap_or(&remark).to_owned();
                // The measure's own remark is of the measure's own table.
                let belongs = view.table.is_some() || own.is_none_or(|own| own != words);
                if belongs && !remarks.contains(&words) {
                    remarks.push(words);
                }
            }
        }
        let source = view.source.clone().or_else(|| first.map(|bound| source(&bound.edition)));
        (remarks, source)
    }
}

/// Whence the figures of a table are, in short: the register and the day on which it was drawn.
pub(crate) fn source(edition: &Edition<'_>) -> String {
    let (register, _, drawn) = edition.table().register();
    match edition.language {
        Language::Danish => {
            format!("{register}, udtrukket {}.", crate::period_words::day_in_words(drawn, Language::Danish))
        }
        Language::English => {
            format!("{register}, drawn {}.", crate::period_words::day_in_words(drawn, Language::English))
        }
    }
}

/// What a category is called: a period by its short name.
pub(crate) fn category_title(axis: &Axis, category: &Category, language: Language) -> String {
    let period: Option<Period> =
        (axis.dimension.kind() == DimensionKind::Time).then(|| category.id.parse().ok()).flatten();
    match period {
        Some(period) => period_in_short(period, language),
        None => category.title.in_language(language).to_owned(),
    }
}

/// The columns of a table by their ids; all where none is named.
pub(crate) fn chosen_columns(bound: &Bound<'_>, show: &[String]) -> Result<Vec<usize>, String> {
    let columns = bound.edition.table().columns();
    if show.is_empty() {
        return Ok((0..columns.len()).collect());
    }
    let find = |id: &String| {
        columns.iter().position(|column| column.id() == *id).ok_or_else(|| {
            let ids: Vec<String> = columns.iter().map(measures::Column::id).collect();
            format!("table `{}` has no column `{id}`{}", bound.name, nearest(id, ids.iter().map(String::as_str)))
        })
    };
    show.iter().map(find).collect()
}

/// The cells that stand across.
enum Across<'c> {
    Expressions(&'c [ListedColumn]),
    Cells(Vec<(Vec<Named>, usize)>),
}

/// The categories of some axes that are shown.
pub(crate) struct Categories<'a> {
    pub(crate) axes: Vec<&'a Axis>,
    pub(crate) chosen: Vec<Vec<&'a Category>>,
}

impl<'a> Categories<'a> {
    /// The categories of dimensions of a table: those kept, in their order, or all without some. The choice is of the last
    /// dimension's categories, and of the first's where it has such.
    pub(crate) fn of(
        bound: &Bound<'a>,
        dimensions: &[Dimension],
        choice: &Choice,
        total: Total,
    ) -> Result<Categories<'a>, String> {
        let table = bound.edition.table();
        let mut axes = Vec::new();
        for dimension in dimensions {
            let axis = table.axes().iter().find(|axis| axis.dimension == *dimension).ok_or_else(|| {
                let ids = table.axes().iter().map(|axis| axis.dimension.id());
                format!("table `{}` has no dimension `{}`{}", bound.name, dimension.id(), nearest(dimension.id(), ids))
            })?;
            axes.push(axis);
        }
        let every = || axes.iter().flat_map(|axis| &axis.categories);
        for id in choice.keep.iter().chain(&choice.without) {
            if !every().any(|category| category.id == *id) {
                let near = nearest(id, every().map(|category| category.id.as_str()));
                return Err(format!("table `{}` has no category `{id}`{near}", bound.name));
            }
        }
        let mut chosen = Vec::new();
        for axis in &axes {
            let own = |id: &&String| axis.categories.iter().find(|category| category.id == **id);
            let kept: Vec<&Category> = choice.keep.iter().filter_map(|id| own(&id)).collect();
            let mut categories: Vec<&Category> = if kept.is_empty() { axis.categories.iter().collect() } else { kept };
            categories.retain(|category| !choice.without.contains(&category.id));
            let is_total = |category: &&Category| category.kind == CategoryKind::Total;
            let (totals, mut others): (Vec<&Category>, Vec<&Category>) = categories.into_iter().partition(is_total);
            // Of kept categories the order is the note's own.
            match total {
                Total::None => {}
                Total::First => {
                    others = totals.into_iter().chain(others).collect();
                }
                Total::Last => others.extend(totals),
            }
            chosen.push(others);
        }
        Ok(Categories { axes, chosen })
    }

    /// The categories of the first axis, where there are two, each with those of the last.
    fn groups(&self) -> Vec<(Option<&'a Category>, Vec<&'a Category>)> {
        match &self.chosen[..] {
            [outer, inner] => outer.iter().map(|category| (Some(*category), inner.clone())).collect(),
            [only] => vec![(None, only.clone())],
            _ => Vec::new(),
        }
    }
}

fn head_cell(text: &str, span: usize) -> HeadCell {
    let alignment = if span > 1 { Alignment::Center } else { Alignment::Right };
    HeadCell { text: text.to_owned(), span, alignment }
}

/// The head of columns that are told one by one: those that stand under the same words have these in common.
fn head_of_list(columns: &[ListedColumn]) -> Vec<Vec<HeadCell>> {
    let titles = columns.iter().map(|column| head_cell(&column.title, 1)).collect();
    if columns.iter().all(|column| column.under.is_none()) {
        return vec![titles];
    }
    let mut above: Vec<HeadCell> = Vec::new();
    for chunk in columns.chunk_by(|one, other| one.under.is_some() && one.under == other.under) {
        above.push(head_cell(chunk[0].under.as_deref().unwrap_or_default(), chunk.len()));
    }
    vec![above, titles]
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Ok(number) if number.value == Ratio::whole(0)) || matches!(value, Err(Missing::Unknown))
}

fn is_empty(line: &Line) -> bool {
    line.cells.iter().flatten().all(is_nothing)
}

/// Whether a category that stands across has nothing in any row.
fn is_empty_across(bound: &Bound<'_>, named: &[Named], columns: &[usize]) -> bool {
    let table = bound.edition.table();
    let is_of = |row: &usize| {
        let mut categories = table.axes().iter().zip(table.categories(*row));
        categories.all(|(axis, category)| {
            let of_named = named.iter().find(|(dimension, _)| *dimension == axis.dimension);
            of_named.is_none_or(|(_, id)| category.id == *id)
        })
    };
    (0..table.n_rows()).filter(is_of).all(|row| columns.iter().all(|column| is_nothing(&bound.value(row, *column))))
}

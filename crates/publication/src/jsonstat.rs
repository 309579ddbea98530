//! JSON-stat 2.0: one dataset with its dimensions, for R, Python, JavaScript and PxWebApi 2.
//!
//! The figures lie in one array, the last dimension running fastest. The columns of figures are the last dimension,
//! `ContentsCode`, as in PxWebApi 2, also where there is but one. What is no number is `null` there, and `status` says by the
//! place in the array why: the symbols of the table, and `*` for a number that may still change.
//!
//! Source: JSON-stat 2.0, <https://json-stat.org/full/>.

use crate::words::{meanings, unit};
use crate::{Edition, Figure};
use definitions::DimensionKind;
use measures::Column;

/// The dimension of the columns of figures, as PxWebApi 2 calls it.
const CONTENTS: &str = "ContentsCode";

/// A JSON object whose keys stay in the order in which they were put in: some readers go by the order of `label`.
#[derive(Default)]
struct Object(Vec<String>);

impl Object {
    /// With one key more, its value already JSON.
    fn with(mut self, key: &str, value: impl Into<String>) -> Object {
        self.0.push(format!("{}:{}", text(key), value.into()));
        self
    }

    /// On one line.
    fn json(&self) -> String {
        format!("{{{}}}", self.0.join(","))
    }

    /// Each key on a line of its own.
    fn lines(&self) -> String {
        format!("{{\n{}\n}}", self.0.join(",\n"))
    }
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn array(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<_>>().join(","))
}

/// A table as a JSON-stat 2.0 dataset.
///
/// ```
/// fn save(table: &release::ProtectedTable, plan: &release::Plan) -> std::io::Result<()> {
///     let edition = publication::Edition::new(table, plan, definitions::Language::Danish);
///     std::fs::write("table.json", publication::json_stat(&edition))
/// }
/// ```
pub fn json_stat(edition: &Edition<'_>) -> String {
    let table = edition.table();
    let ids = || table.axes().iter().map(|axis| axis.dimension.id());
    let sizes = table.axes().iter().map(|axis| axis.categories.len()).chain([table.columns().len()]);
    let (_, _, extract_date) = table.register();
    let (values, status) = figures(edition);
    let mut dimensions = Object::default();
    for axis in table.axes() {
        let categories = axis.categories.iter().map(|category| (category.id.clone(), edition.category_title(category)));
        let category = category(categories.map(|(id, title)| (id, title.to_owned())).collect());
        let dimension = Object::default().with("label", text(&edition.axis_title(axis)));
        dimensions = dimensions.with(axis.dimension.id(), dimension.with("category", category.json()).json());
    }
    dimensions = dimensions.with(CONTENTS, contents(edition).json());
    let mut symbols = Object::default();
    for (symbol, meaning) in meanings(edition) {
        symbols = symbols.with(symbol, text(meaning));
    }
    let notes = edition.notes().into_iter().chain(edition.sources());
    let whole = Object::default()
        .with("version", text("2.0"))
        .with("class", text("dataset"))
        .with(
            "label",
            text(&[edition.title().to_owned()].into_iter().chain(edition.fixed()).collect::<Vec<_>>().join(", ")),
        )
        .with("source", text(table.register().0))
        .with("updated", text(&extract_date.to_string()))
        .with("note", array(notes.map(|note| text(&note))))
        .with("role", role(edition).json())
        .with("id", array(ids().chain([CONTENTS]).map(text)))
        .with("size", array(sizes.map(|size| size.to_string())))
        .with("dimension", dimensions.lines())
        .with("value", array(values))
        .with("status", status.json())
        .with("extension", Object::default().with("symbols", symbols.json()).json());
    whole.lines() + "\n"
}

/// Which dimensions are time, place and figures.
fn role(edition: &Edition<'_>) -> Object {
    let of = |kind: DimensionKind| {
        let axes = edition.table().axes().iter().filter(move |axis| axis.dimension.kind() == kind);
        axes.map(|axis| text(axis.dimension.id())).collect::<Vec<_>>()
    };
    let kinds =
        [("time", of(DimensionKind::Time)), ("geo", of(DimensionKind::Place)), ("metric", vec![text(CONTENTS)])];
    // A role that nothing has is left out: the standard wants at least one dimension in each.
    let kinds = kinds.into_iter().filter(|(_, dimensions)| !dimensions.is_empty());
    kinds.fold(Object::default(), |role, (kind, dimensions)| role.with(kind, array(dimensions)))
}

/// The categories of a dimension: their places and what they are called.
fn category(categories: Vec<(String, String)>) -> Object {
    let (mut index, mut label) = (Object::default(), Object::default());
    for (at, (id, title)) in categories.iter().enumerate() {
        index = index.with(id, at.to_string());
        label = label.with(id, text(title));
    }
    Object::default().with("index", index.json()).with("label", label.json())
}

/// The dimension of the columns of figures, with the unit of each.
fn contents(edition: &Edition<'_>) -> Object {
    let columns = edition.table().columns();
    let mut units = Object::default();
    for column in columns {
        let base = Object::default().with("base", text(unit(edition, column)));
        units = units.with(&column.id(), base.with("decimals", edition.decimals(column).to_string()).json());
    }
    let categories = columns.iter().map(|column: &Column| (column.id(), edition.column_title(column))).collect();
    let label = crate::words::figures(edition.language);
    Object::default()
        .with("label", text(label))
        .with("category", category(categories).with("unit", units.json()).json())
}

/// The figures in order, and the symbols by their place.
fn figures(edition: &Edition<'_>) -> (Vec<String>, Object) {
    let (mut values, mut status) = (Vec::new(), Object::default());
    for row in 0..edition.table().n_rows() {
        for (at, column) in edition.table().columns().iter().enumerate() {
            let figure = edition.figure(row, at);
            let symbol = match figure {
                Figure::Number { provisional, .. } => provisional.then_some("*"),
                other => edition.symbol(other),
            };
            if let Some(symbol) = symbol {
                status = status.with(&values.len().to_string(), text(symbol));
            }
            values.push(match figure {
                // As it is rounded, digit by digit: `45.0` is a JSON number too.
                Figure::Number { value, .. } => value.rounded(edition.decimals(column)),
                _ => "null".to_owned(),
            });
        }
    }
    (values, status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_keeps_its_order_and_escapes() {
        let object = Object::default().with("b", "1").with("a\"", text("Ærø\n\"ø\""));
        assert_eq!(object.json(), r#"{"b":1,"a\"":"Ærø\n\"ø\""}"#);
        assert_eq!(array(["1".to_owned(), "null".to_owned()]), "[1,null]");
    }
}

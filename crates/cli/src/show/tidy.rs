//! Tidy data: one row a figure, a column for each dimension, then `measure`, `value`, `status` and `protection`.

use crate::log::quoted;
use crate::show::sheet::{Figure, Sheet};
use anyhow::Context;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use definitions::Dimension;
use measures::{Column, Ratio};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use release::ProtectedCounting;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// What stands in the column `protection`.
fn protection(table: &Sheet) -> &'static str {
    if table.protection.is_some() { "protected" } else { "unprotected" }
}

/// One figure.
struct Row<'a> {
    categories: Vec<&'a str>,
    measure: String,
    /// Unprotected, exact where it is whole and otherwise the nearest number; protected, rounded as in a table.
    value: Option<f64>,
    status: &'static str,
}

/// Every figure of the table, in its order.
fn rows(table: &Sheet) -> impl Iterator<Item = Row<'_>> {
    (0..table.n_rows()).flat_map(move |row| {
        table.columns.iter().enumerate().map(move |(column, head)| {
            let (value, status) = match table.cell(row, column) {
                Figure::Number { value, provisional } => {
                    (Some(shown(table, value, head)), if provisional { "provisional" } else { "" })
                }
                Figure::Suppressed => (None, "suppressed"),
                Figure::NotYet => (None, "not_yet"),
                Figure::Unknown => (None, "unknown"),
            };
            Row {
                categories: table.categories(row).map(|category| category.id.as_str()).collect(),
                measure: head.id(),
                value,
                status,
            }
        })
    })
}

/// A share of a few tells how many they are, if it is told with all its decimals: what is published is rounded.
fn shown(table: &Sheet, value: Ratio, column: &Column) -> f64 {
    match table.protection {
        None => value.as_f64(),
        Some(_) => value.rounded(table.decimals(column)).parse().unwrap_or_else(|_| value.as_f64()),
    }
}

/// The name of a dimension's column: its id; but `status` is the state of the figure, in every table, and no two
/// columns may have one name, so the dimension of that name is written `status_after`.
fn column(dimension: Dimension) -> &'static str {
    if dimension == Dimension::Status { "status_after" } else { dimension.id() }
}

fn names(table: &Sheet) -> Vec<&'static str> {
    table.axes.iter().map(|axis| column(axis.dimension)).chain(["measure", "value", "status", "protection"]).collect()
}

/// Writes what is counted beside tables as CSV: one row a count, in its own order.
pub(crate) fn counting(counting: &ProtectedCounting, out: impl Write) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["count", "day", "municipality", "jobcentre", "value", "status"])?;
    for row in counting.rows() {
        let area = |dimension: Dimension| {
            let own = row.place.as_ref().filter(|(known, _)| *known == dimension);
            own.map_or("", |(_, id)| id.as_str())
        };
        let (value, status) = match row.figure {
            release::Figure::Shown(n) => (n.to_string(), ""),
            release::Figure::Hidden => (String::new(), "suppressed"),
        };
        let day = row.on.to_string();
        let areas = [area(Dimension::Municipality), area(Dimension::Jobcentre)];
        writer.write_record([row.of.as_str(), &day, areas[0], areas[1], &value, status])?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes the table as CSV.
pub(crate) fn csv(table: &Sheet, out: impl Write) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(names(table))?;
    for row in rows(table) {
        let value = row.value.map(|value| value.to_string()).unwrap_or_default();
        writer.write_record(row.categories.into_iter().chain([
            row.measure.as_str(),
            &value,
            row.status,
            protection(table),
        ]))?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes the table as Parquet, with where it comes from in the file's own metadata.
pub(crate) fn parquet(table: &Sheet, path: &Path, about: &[String]) -> anyhow::Result<()> {
    let all: Vec<Row<'_>> = rows(table).collect();
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let names = names(table);
    let mut fields: Vec<Field> = names.iter().map(|name| text(name)).collect();
    let n_axes = table.axes.len();
    fields[n_axes + 1] = Field::new("value", DataType::Float64, true);
    let mut columns: Vec<ArrayRef> = (0..n_axes)
        .map(|at| Arc::new(StringArray::from_iter_values(all.iter().map(|row| row.categories[at]))) as ArrayRef)
        .collect();
    columns.push(Arc::new(StringArray::from_iter_values(all.iter().map(|row| row.measure.as_str()))));
    columns.push(Arc::new(Float64Array::from_iter(all.iter().map(|row| row.value))));
    columns.push(Arc::new(StringArray::from_iter_values(all.iter().map(|row| row.status))));
    columns.push(Arc::new(StringArray::from_iter_values(all.iter().map(|_| protection(table)))));
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns)?;
    let file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
    let about = vec![
        KeyValue::new("forlob.about".to_owned(), about.join("\n")),
        KeyValue::new("forlob.protection".to_owned(), protection(table).to_owned()),
    ];
    let properties = WriterProperties::builder()
        .set_created_by(concat!("forlob ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(about))
        .build();
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

/// What goes beside a CSV file: a description as the W3C's "CSV on the Web" has it, `FILE-metadata.json`.
pub(crate) fn description(table: &Sheet, file: &str, about: &[String]) -> String {
    let columns: Vec<String> = names(table)
        .iter()
        .map(|name| {
            let title =
                table.axes.iter().find(|axis| column(axis.dimension) == *name).map(|axis| axis.dimension.title().da);
            let datatype = if *name == "value" { "number" } else { "string" };
            format!(
                "      {{\"name\": {}, \"titles\": {}, \"datatype\": \"{datatype}\"}}",
                quoted(name),
                quoted(&title.unwrap_or_else(|| (*name).to_owned()))
            )
        })
        .collect();
    let notes: Vec<String> = about.iter().map(|line| format!("    {}", quoted(line))).collect();
    format!(
        "{{\n  \"@context\": \"http://www.w3.org/ns/csvw\",\n  \"url\": {},\n  \"dc:title\": {},\n  \"protection\": {},\n  \"notes\": [\n{}\n  ],\n  \"tableSchema\": {{\n    \"columns\": [\n{}\n    ]\n  }}\n}}\n",
        quoted(file),
        quoted(&table.measure.header.title.da),
        quoted(protection(table)),
        notes.join(",\n"),
        columns.join(",\n"),
    )
}

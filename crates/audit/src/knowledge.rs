//! From the tables of a release to one system: its cells, and all that is known to bind them.

use crate::cells::Cells;
use crate::countings::add_countings;
use crate::error::Error;
use crate::figures::add_figures;
use crate::filters::add_filters;
use crate::folder::{ALL, Is, Release, Shown};
use crate::levels::{add_relations, add_totals};
use crate::published::{Published, Value};
use crate::report::{Finding, FindingKind};
use std::collections::BTreeSet;

/// What a release tells: the system, and what falls out before any sum is done.
pub(crate) struct Knowledge {
    pub(crate) published: Published,
    pub(crate) findings: Vec<Finding>,
}

/// Gathers what a release tells.
pub(crate) fn gather(release: &Release, telling: &[String]) -> Result<Knowledge, Error> {
    let mut cells = Cells::read(release);
    add_totals(&mut cells);
    // Figures may speak of cells that no table has; the relations bind these too.
    add_figures(&mut cells)?;
    add_relations(&mut cells);
    add_filters(&mut cells);
    add_countings(&mut cells);
    let groups = groups(&mut cells, telling);
    let marks = release.tables.iter().filter(|table| table.marks.len() > 1).map(|table| {
        let marks: Vec<String> = table.marks.iter().map(|(mark, line)| format!("`{mark}` in line {line}")).collect();
        Finding {
            kind: FindingKind::Marks,
            what: table.file.clone(),
            known: format!("hidden counts are marked in different ways: {}", marks.join(", ")),
        }
    });
    let mut findings = std::mem::take(&mut cells.findings);
    findings.extend(marks);
    findings.extend(groups);
    let Cells { cells, facts, .. } = cells;
    Ok(Knowledge { published: Published { rule: release.rule, cells, facts }, findings })
}

/// The shown groups of which all, or none, are in one category of a dimension that tells something.
fn groups(cells: &mut Cells<'_>, telling: &[String]) -> Vec<Finding> {
    let release = cells.release;
    let mut found = Vec::new();
    for (number, table) in release.tables.iter().enumerate() {
        let mut dimensions: BTreeSet<&str> = telling.iter().map(String::as_str).collect();
        dimensions.extend(table.columns.iter().filter_map(|column| match &column.is {
            Is::Share { over, .. } => Some(over.as_str()),
            Is::Count { .. } | Is::Sum { .. } | Is::Mean { .. } | Is::Other | Is::Change { .. } => None,
        }));
        let axes = table.axes.iter().enumerate().filter(|(_, axis)| dimensions.contains(axis.dimension.as_str()));
        for (at, axis) in axes {
            let Some(all) = axis.categories.iter().position(|category| category == ALL) else { continue };
            for place in 0..table.n_places() {
                let mut categories = table.categories(place);
                if categories[at] == all {
                    continue;
                }
                let category = &axis.categories[categories[at]];
                categories[at] = all;
                let base_place = table.place(&categories);
                let of_table = &cells.of_tables[number].1;
                let value = |place: usize| match cells.cells[of_table[place]].value {
                    Value::Shown(value) => Some(value),
                    Value::Hidden | Value::Unpublished => None,
                };
                let is_printed = table.columns.iter().zip(&table.figures).any(|(column, figures)| {
                    matches!(column.is, Is::Count { family: None } | Is::Share { .. })
                        && matches!(figures[place], Some(figure) if matches!(figure.shown, Shown::Number(_)))
                });
                let (Some(cell), Some(base), true) = (value(place), value(base_place), is_printed) else { continue };
                let dimension = &axis.dimension;
                let (kind, known) = match (cell, base) {
                    (_, 0) => continue,
                    (0, _) => (FindingKind::NoneOfGroup, format!("none of the {base} is at {dimension} {category}")),
                    _ if cell == base => (FindingKind::AllOfGroup, format!("all {base} are at {dimension} {category}")),
                    _ => continue,
                };
                let what = match table
                    .columns
                    .iter()
                    .find(|column| matches!(column.is, Is::Count { family: None } | Is::Share { .. }))
                {
                    Some(column) => cells.name_in(table, column, base_place),
                    None => continue,
                };
                found.push(Finding { kind, what, known });
            }
        }
    }
    found
}

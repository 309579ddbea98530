//! `forlob measures`: what can be counted, written from the definitions themselves.

use crate::arguments::{Measures, MeasuresCommand, Shared};
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up, wrapped};
use definitions::{Catalog, Measure};

pub(crate) fn run(arguments: &Measures, shared: &Shared) -> anyhow::Result<()> {
    let catalog = catalog(shared)?;
    match &arguments.command {
        None => {
            let title = |measure: &Measure| measure.header.title.in_language(shared.language()).to_owned();
            let rows: Vec<Vec<String>> =
                catalog.measures.newest().map(|measure| vec![measure.header.id.clone(), title(measure)]).collect();
            print(
                &(lined_up(&rows, &[Align::Left, Align::Left]).join("\n")
                    + "\n\nMore of one: forlob measures show ID\n"),
            )
        }
        Some(MeasuresCommand::Show { id }) => {
            let mut text = String::new();
            for measure in catalog.measures.versions(id)? {
                text += &manual(measure, &catalog)?;
            }
            print(&text)
        }
    }
}

/// What a measure counts, of whom, when, and where that is taken from.
fn manual(measure: &Measure, catalog: &Catalog) -> anyhow::Result<String> {
    let header = &measure.header;
    let mut lines: Vec<(&str, String)> =
        vec![("in English", header.title.en.clone()), ("counts", measure.count.id().replace('_', "-"))];
    lines.push(("when", format!("{}: {}", measure.event.id(), measure.event.meaning())));
    for group in catalog.benefits.versions(&measure.benefit)? {
        let set = &catalog.code_sets.versions(&group.code_set)?[0];
        let codes: Vec<&str> = group.codes.iter().map(|code| set.codes[usize::from(*code)].code.as_str()).collect();
        let began = group.began.map(|day| format!(", begun {day}")).unwrap_or_default();
        lines.push((
            "of",
            format!(
                "{} ({} codes {}{began}, in force {})",
                group.header.title.da,
                group.code_set,
                codes.join(" "),
                group.header.in_force()
            ),
        ));
    }
    if let Some((_, name)) = &measure.gap {
        let (_, definition) = catalog.gap_rule(name)?;
        lines.push(("gap rule", format!("{name}: {} [{}]", definition.header.title.da, definition.header.source)));
    }
    for dimension in &measure.by {
        lines.push(("by", format!("{}: {}", dimension.id(), dimension.meaning())));
    }
    if let Some(status) = &measure.status {
        let hierarchy = catalog.hierarchies.versions(&status.hierarchy)?;
        let categories: Vec<&str> = hierarchy
            .iter()
            .flat_map(|hierarchy| &hierarchy.categories)
            .map(|category| category.title.da.as_str())
            .collect();
        lines.push((
            "status",
            format!(
                "{} {} after the last day, first match of {}: {}",
                status.months,
                if status.months == 1 { "month" } else { "months" },
                status.hierarchy,
                categories.join(", ")
            ),
        ));
    }
    if let Some(before) = &measure.before {
        lines.push(("before", format!("the day before the start, first match of {before}")));
    }
    let shows: Vec<&str> = measure.show.iter().map(|statistic| statistic.id()).collect();
    lines.push(("shows", shows.join(", ")));
    if let Some(note) = &measure.note {
        lines.push(("note", note.da.clone()));
    }
    lines.push(("source", header.source.clone()));
    lines.push(("in force", header.in_force()));
    lines.push(("file", format!("{} (content {})", header.file, header.hash)));
    let mut text = format!("{}\n{}\n\n", header.id, header.title.da);
    for (label, words) in lines {
        for (at, line) in wrapped(&words, 86).into_iter().enumerate() {
            text += &format!("  {:<11}{line}\n", if at == 0 { label } else { "" });
        }
    }
    Ok(text + "\n")
}

//! `forlob measures`: what can be counted, written from the definitions themselves.

use crate::arguments::{Measures, MeasuresCommand, Shared};
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up};
use crate::show::manual;
use definitions::Measure;

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
                text += &manual::of_measure(measure, &catalog)?;
            }
            print(&text)
        }
    }
}

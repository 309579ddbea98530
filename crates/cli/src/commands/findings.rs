//! `forlob findings`: what was wrong with an extract's rows.

use crate::arguments::{Findings, Shared, TextFormat};
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up};
use definitions::Language;
use measures::Ratio;
use publication::number;
use register::{Store, StoreInfo};

pub(crate) fn run(arguments: &Findings, shared: &Shared) -> anyhow::Result<()> {
    let store = Store::open(&arguments.store, &catalog(shared)?)?;
    match arguments.format {
        TextFormat::Table => print(&report(store.info())),
        TextFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["table", "column", "reason", "outcome", "rows", "examples"])?;
            for finding in &store.info().findings {
                let (rows, examples) = (finding.rows.to_string(), finding.examples.join(" "));
                writer.write_record([
                    finding.table.danish(),
                    &finding.column,
                    finding.reason.id(),
                    outcome(finding),
                    &rows,
                    &examples,
                ])?;
            }
            print(&String::from_utf8(writer.into_inner()?)?)
        }
    }
}

fn outcome(finding: &register::Finding) -> &'static str {
    if finding.reason.keeps_the_row() { "kept" } else { "set_aside" }
}

/// Rows in, kept and set aside, and the findings, as lines that line up.
pub(crate) fn report(info: &StoreInfo) -> String {
    let count = |n: u64| number(Ratio::whole(n.into()), 0, Language::English);
    let words = |row: &[&str]| row.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut text = format!(
        "{}\nDrawn {}, covers {} to {} · {} persons\n\n",
        info.source(),
        info.extract_date,
        info.covered.from,
        info.covered.last_day(),
        count(info.n_persons)
    );
    let mut rows = vec![words(&["table", "rows in", "kept", "set aside"])];
    rows.extend(info.rows.iter().map(|rows| {
        vec![rows.table.danish().to_owned(), count(rows.rows_in), count(rows.kept), count(rows.set_aside)]
    }));
    text += &lined_up(&rows, &[Align::Left, Align::Right, Align::Right, Align::Right]).join("\n");
    if info.findings.is_empty() {
        return text + "\n\nNothing was wrong with any row.\n";
    }
    let mut rows = vec![words(&["table", "column", "what is wrong", "rows", "outcome", "for instance"])];
    rows.extend(info.findings.iter().map(|finding| {
        let outcome = outcome(finding).replace('_', " ");
        vec![
            finding.table.danish().to_owned(),
            finding.column.clone(),
            finding.reason.id().to_owned(),
            count(finding.rows),
            outcome,
            finding.examples.join(", "),
        ]
    }));
    let align = [Align::Left, Align::Left, Align::Left, Align::Right, Align::Left, Align::Left];
    text + "\n\nFindings (file:line)\n\n" + &lined_up(&rows, &align).join("\n") + "\n"
}

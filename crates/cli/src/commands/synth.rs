//! `forlob synth`: a made-up country as an extract.

use crate::arguments::{DreamFormat, Rhythm, Synth};
use crate::commands::print;
use crate::progress;
use crate::show::lines::{Align, lined_up};
use definitions::Language;
use measures::Ratio;
use publication::number;

pub(crate) fn run(arguments: &Synth) -> anyhow::Result<()> {
    let usual = match arguments.dream {
        Some(_) => synth::Settings::dream(arguments.persons, arguments.seed),
        None => synth::Settings::usual(arguments.persons, arguments.seed),
    };
    let settings = synth::Settings {
        from: arguments.from.unwrap_or(usual.from),
        to: arguments.to.unwrap_or(usual.to),
        // Drawn a week after the last covered day, unless the coverage is the usual one.
        extract_date: arguments.to.map_or(usual.extract_date, |to| to + 7),
        rhythm: match arguments.rhythm {
            Rhythm::Month => synth::Rhythm::Month,
            Rhythm::Week => synth::Rhythm::Week,
            Rhythm::Mixed => synth::Rhythm::Mixed,
        },
        dirt_per_mille: arguments.dirt,
        ..usual
    };
    let bar = progress::steps("Making up people", settings.persons);
    let count = |n: u64| number(Ratio::whole(n.into()), 0, Language::English);
    let next = format!("Next: forlob import {} --store STORE", arguments.out.display());
    if let Some(format) = arguments.dream {
        let format = match format {
            DreamFormat::Csv => synth::DreamFormat::Csv,
            DreamFormat::Parquet => synth::DreamFormat::Parquet,
        };
        let summary = synth::write_dream(&settings, format, &arguments.out, &|persons| bar.set_position(persons))?;
        bar.finish_and_clear();
        return print(&format!(
            "{} made-up persons by {} weeks in {}: {} weeks with a benefit\n\n{next}\n",
            count(summary.persons),
            count(summary.weeks),
            arguments.out.display(),
            count(summary.codes),
        ));
    }
    let summary = synth::write_extract(&settings, &arguments.out, &|persons| bar.set_position(persons))?;
    bar.finish_and_clear();
    let mut rows = vec![["table", "rows", "bytes"].map(str::to_owned).to_vec()];
    rows.extend(summary.tables.iter().map(|table| vec![table.name.to_string(), count(table.rows), count(table.bytes)]));
    let table = lined_up(&rows, &[Align::Left, Align::Right, Align::Right]).join("\n");
    print(&format!("{} made-up persons in {}\n\n{table}\n\n{next}\n", count(summary.persons), arguments.out.display()))
}

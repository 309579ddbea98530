//! `forlob demo`: everything once, on people who do not exist.

use crate::arguments::{Demo, Shared, TableFormat};
use crate::commands::question::{Annex, Answering};
use crate::commands::tabulate::{answer, write};
use crate::commands::{catalog, import, print};
use crate::show::terminal;
use crate::{WrongWords, log, progress};
use anyhow::Context;
use calendar::Period;
use definitions::Dimension::{
    self, Benefit, DurationBand, HoursBand, Month, Municipality, Offer, Period as Time, Quarter, Region, Status, Year,
};
use measures::{Question, Reference, Request};
use register::Store;
use std::path::Path;

/// A table of the demo: its file's name, what it shows, and the words that ask for it.
struct Shown {
    file: &'static str,
    why: &'static str,
    measure: &'static str,
    periods: &'static str,
    by: &'static [Dimension],
    only: &'static [(Dimension, &'static str)],
    against: Option<Reference>,
}

/// The tables that S000 to S003 lead with.
fn shown() -> [Shown; 9] {
    let copenhagen: &[(Dimension, &str)] = &[(Municipality, "101")];
    [
        Shown {
            file: "1-started",
            why: "S000: how many spells began in Copenhagen, and a year before",
            measure: "ressourceforlob.started",
            periods: "2017Q3..2018Q2",
            by: &[Quarter, Municipality],
            only: copenhagen,
            against: Some(Reference::YearBefore),
        },
        Shown {
            file: "2-status-after",
            why: "S000: where people are a month after their spell ended",
            measure: "ressourceforlob.status_1_month_after",
            periods: "2017,2018",
            by: &[Year, Status],
            only: &[],
            against: None,
        },
        Shown {
            file: "3-persons-started",
            why: "S001, table 1: persons with a spell begun in the first two years",
            measure: "s001.persons_started",
            periods: "2013-01-01..2014-12-31",
            by: &[Time, Region],
            only: &[],
            against: None,
        },
        Shown {
            file: "4-status-s001",
            why: "S001, tables 2 and 3: the spells that had ended by mid-2014, and to what",
            measure: "s001.status_1_month_after",
            periods: "2013-01-01..2014-06-30",
            by: &[Time, Status],
            only: &[],
            against: None,
        },
        Shown {
            file: "5-by-duration",
            why: "S002, table 1: spells in progress in January, by how long they have run",
            measure: "ressourceforlob.active_by_duration",
            periods: "2014-01,2015-01,2016-01,2017-01,2018-01,2019-01,2020-01,2021-01,2022-01",
            by: &[Month, DurationBand],
            only: &[],
            against: None,
        },
        Shown {
            file: "6-mean-duration",
            why: "S002, table 2: how long ended spells had lasted",
            measure: "ressourceforlob.ended_duration",
            periods: "2019..2022",
            by: &[Year, Region],
            only: &[],
            against: None,
        },
        Shown {
            file: "7-group-2-benefit",
            why: "S003, table 2: what people in group 2 live on, and ten months before",
            measure: "group2.benefit",
            periods: "2018-12",
            by: &[Month, Benefit],
            only: &[],
            against: "2018-02".parse().ok().map(Reference::Period),
        },
        Shown {
            file: "8-group-2-offer",
            why: "S003, tables 4 to 6: who of them is in an active offer",
            measure: "group2.offer",
            periods: "2018-12",
            by: &[Month, Benefit, Offer],
            only: &[],
            against: None,
        },
        Shown {
            file: "9-group-2-hours",
            why: "S003, figure 4: how many hours those in a flexible job work",
            measure: "group2.fleksjob_hours",
            periods: "2018-12",
            by: &[Month, HoursBand],
            only: &[],
            against: None,
        },
    ]
}

/// The question set that the demo answers.
const QUESTIONS: &str = "beu-244";

const READ_ME: &str = "READ-ME-FIRST.txt";
const REASON: &str = "opdigtede personer";

pub(crate) fn run(arguments: &Demo, shared: &Shared) -> anyhow::Result<()> {
    let out = &arguments.out;
    let (extract, store_path, tables) = (out.join("extract"), out.join("store"), out.join("tables"));
    clear(out)?;
    std::fs::create_dir_all(&tables).with_context(|| tables.display().to_string())?;

    let settings = synth::Settings { dirt_per_mille: 1, ..synth::Settings::usual(arguments.persons, arguments.seed) };
    let bar = progress::steps("Making up people", settings.persons);
    synth::write_extract(&settings, &extract, &|persons| bar.set_position(persons))?;
    bar.finish_and_clear();

    let catalog = catalog(shared)?;
    let report = import::import(&extract, &store_path, &import::key_beside(&store_path), &catalog, shared.threads())?;
    let store = Store::open(&store_path, &catalog)?;
    let ask = |shown: &Shown| -> anyhow::Result<Question> {
        let request = Request {
            measure: shown.measure.to_owned(),
            periods: Period::list(shown.periods)?,
            by: Some(shown.by.to_vec()),
            only: shown.only.iter().map(|(dimension, id)| (*dimension, (*id).to_owned())).collect(),
            against: shown.against.clone(),
            spread: None,
        };
        Ok(Question::new(&request, &catalog, store.info())?)
    };
    let shown = shown();
    let mut questions = shown.iter().map(ask).collect::<anyhow::Result<Vec<_>>>()?;
    let sets = catalog.questions.versions(QUESTIONS)?;
    let set = sets.last().with_context(|| format!("question set `{QUESTIONS}` has no version"))?;
    let answering = Answering::plan(set, Annex::None, &store, &catalog, &mut questions)?;
    let n_tables = questions.len();
    let answered = answer(questions, &store, &catalog, shared.threads())?;
    log::shown_unprotected(&store_path, "demo", REASON)?;

    let mut listed = String::new();
    for (shown, table) in shown.iter().zip(&answered) {
        print(&format!("{}\n{}\n", terminal::text(table, shared.language(), REASON), ""))?;
        for (format, ending) in [(TableFormat::Table, "txt"), (TableFormat::Csv, "csv")] {
            write(table, format, Some(&tables.join(format!("{}.{ending}", shown.file))), shared.language(), REASON)?;
        }
        listed += &format!("  tables/{:<22} {}\n", format!("{}.txt", shown.file), shown.why);
    }
    let answers = answering.text(&answered, shared.language(), REASON);
    print(&format!("{answers}\n"))?;
    let path = tables.join(format!("{QUESTIONS}.txt"));
    std::fs::write(&path, answers).with_context(|| path.display().to_string())?;
    listed += &format!(
        "  tables/{:<22} S001: the eleven questions that the ministry was asked\n",
        format!("{QUESTIONS}.txt")
    );
    let store_name = store_path.display();
    let unprotected = format!("--unprotected --reason \"{REASON}\"");
    let next = [
        format!("forlob findings {store_name}"),
        "forlob measures".to_owned(),
        format!("forlob tabulate {store_name} ressourceforlob.persons --by year,sex,age_group {unprotected}"),
        format!(
            "forlob tabulate {store_name} jobafklaring.status_3_months_after --period 2018..2019 --by year,status \\\n    \
             {unprotected}"
        ),
        format!("forlob tabulate {store_name} group2.offer_spread --period 2018-12 {unprotected}"),
        format!("forlob question {QUESTIONS} {store_name} {unprotected}"),
        format!("forlob spells {store_name} --benefit ressourceforlob --gap one_month {unprotected} | head"),
    ]
    .join("\n");
    let read_me = format!(
        "What lies here was made by `forlob demo` about people who do not exist.

  extract/                      a register extract as a municipality or an agency hands it out: CSV tables
                                and a manifest, register.toml
  store/                        the same, checked and sorted by person, as Parquet (see store/current)
  store.key                     the key of the pseudonyms; of a real register, keep it apart from the store
{listed}
(the numbered ones also as tidy CSV, with where their figures come from in NAME-metadata.json)

Try next:

{next}
"
    );
    let path = out.join(READ_ME);
    std::fs::write(&path, read_me).with_context(|| path.display().to_string())?;
    let set_aside: u64 = report.info.rows.iter().map(|rows| rows.set_aside).sum();
    print(&format!(
        "{} made-up persons; {set_aside} rows were set aside, each with a finding. All {n_tables} tables came from one pass.\nOpen {} first. Try next:\n\n{next}\n",
        report.info.n_persons,
        path.display()
    ))
}

/// Empties the folder of an earlier demo; refuses one that holds anything else.
fn clear(out: &Path) -> anyhow::Result<()> {
    let entries = match std::fs::read_dir(out) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| out.display().to_string()),
    };
    let names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let own = ["extract", "store", "store.key", "tables", READ_ME];
    if let Some(name) = names.iter().find(|name| !own.contains(&name.as_str())) {
        return Err(WrongWords(format!(
            "{} holds `{name}`, which no demo made: name another folder with --out DIR",
            out.display()
        ))
        .into());
    }
    for name in ["extract", "store", "tables"].iter().filter(|name| names.iter().any(|known| known == *name)) {
        let path = out.join(name);
        std::fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

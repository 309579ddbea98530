//! `forlob demo`: everything once, on people who do not exist.

use crate::arguments::{Areas, Demo, NoteFormat, Shared};
use crate::commands::question::{Annex, Answering};
use crate::commands::release::{ledger_of, publish, read, release, with_notes};
use crate::commands::{beside, catalog, follow_up, forecast, import, note, print};
use crate::show::follow_up::Counts;
use crate::show::published::Format;
use crate::show::terminal;
use crate::{WrongWords, progress};
use ::release::{CountedFollowUp, Ledger, Plan, Planned};
use anyhow::Context;
use definitions::{Catalog, Disclosure};
use register::Store;
use std::path::Path;

/// The tables that S000 to S003 lead with, and the answers to S001, as a release.
const RELEASE: &str = include_str!("demo.toml");

/// The question set that the demo answers.
const QUESTIONS: &str = "beu-244";

const RELEASE_FILE: &str = "release.toml";
const READ_ME: &str = "READ-ME-FIRST.txt";
const FOLLOW_UP: &str = "guarantee.xlsx";
const REASON: &str = "opdigtede personer";

pub(crate) fn run(arguments: &Demo, shared: &Shared) -> anyhow::Result<()> {
    let out = &arguments.out;
    let (extract, store_path, tables) = (out.join("extract"), out.join("store"), out.join("published"));
    clear(out)?;

    let settings = synth::Settings { dirt_per_mille: 1, ..synth::Settings::usual(arguments.persons, arguments.seed) };
    let bar = progress::steps("Making up people", settings.persons);
    synth::write_extract(&settings, &extract, &|persons| bar.set_position(persons))?;
    bar.finish_and_clear();

    let catalog = catalog(shared)?;
    let imported = import::import(
        &extract,
        &store_path,
        &import::key_beside(&store_path),
        &catalog,
        shared.threads(),
        register::USUAL_MEMORY,
    )?;
    let store = Store::open(&store_path, &catalog)?;
    std::fs::write(out.join(RELEASE_FILE), RELEASE).with_context(|| out.display().to_string())?;
    let (plan, notes) = with_notes(Plan::read(RELEASE_FILE, RELEASE, &catalog)?, &catalog, shared.language())?;
    let ledger = ledger_of(&store_path);
    let counted = beside::count(&notes, &store, &catalog, plan.disclosure, shared.threads())?;
    let released = release(plan, &counted.countings(), &store, &ledger, &catalog, shared.threads())?;
    let formats = [NoteFormat::Html, NoteFormat::Pdf, NoteFormat::Docx];
    let written = note::write(&released, &notes, &counted, None, &formats, shared)?;
    let report = publish(&released, &tables, &[Format::Xlsx], &written, &ledger, &store, shared.language())?;
    let sheets = released.sheets();
    let n_tables = sheets.len();

    let mut listed = String::new();
    let is_of_note = |planned: &Planned| notes.iter().any(|note| planned.name.starts_with(&note.prefix));
    let own = released.planned.iter().zip(&sheets);
    for (planned, sheet) in own.filter(|(planned, _)| !planned.may_be_missing && !is_of_note(planned)) {
        print(&format!("{}\n", terminal::text(sheet, shared.language(), "")))?;
        let title = sheet.measure.header.title.in_language(shared.language());
        listed += &format!("  published/{:<24} {title}\n", format!("{}.txt", planned.name));
    }
    let mut notes_listed = String::new();
    for note in &notes {
        let title = note.note.plan().title.in_language(shared.language());
        notes_listed += &format!("  published/{:<30} {title}\n", format!("{}.html, .pdf, .docx", note.stem));
    }
    let sets = catalog.questions.versions(QUESTIONS)?;
    let set = sets.last().with_context(|| format!("question set `{QUESTIONS}` has no version"))?;
    let answering = Answering::new(set, Annex::None, &released.planned, &released.missing);
    let answers = answering.text(&sheets, shared.language(), None);
    print(&format!("{answers}\n"))?;
    let path = out.join(format!("{QUESTIONS}.txt"));
    std::fs::write(&path, answers).with_context(|| path.display().to_string())?;
    let known = read(&ledger, &store)?;
    print(&format!("{}\n", followed_up(&store, &catalog, &known, shared)?))?;
    print(&format!("What is hidden of the tables:\n\n{}\n\n{report}\n", released.hidden().join("\n")))?;
    print(&format!("{}\n", forecast::short(&store, &catalog, &known, shared)?))?;
    let store_name = store_path.display();
    let (release_name, again) = (out.join(RELEASE_FILE), out.join("again"));
    let (release_name, again) = (release_name.display(), again.display());
    let unprotected = format!("--unprotected --reason \"{REASON}\"");
    let next = [
        format!("forlob findings {store_name}"),
        "forlob measures".to_owned(),
        format!("forlob tabulate {store_name} ressourceforlob.persons --by year,sex,age_group"),
        format!("forlob tabulate {store_name} jobafklaring.status_3_months_after --period 2018..2019 --by year,status"),
        format!("forlob tabulate {store_name} group2.offer_spread --period 2018-12"),
        format!("forlob question {QUESTIONS} {store_name}"),
        format!("forlob forecast {store_name} --until 2029-12-31 --by year --scenario exits=1.2"),
        format!("forlob survival {store_name} --benefit ressourceforlob --started 2014..2021"),
        format!("forlob release {release_name} --store {store_name} --out {again}"),
        format!("forlob audit {}", tables.display()),
        format!(
            "forlob note noegletal --store {store_name} --set month=2026-04 --set municipality=101 --out {again}-2"
        ),
        format!("forlob note noegletal --store {store_name} --set month=2026-04 --each municipality --out {again}-98"),
        format!("forlob follow-up {store_name}"),
        format!(
            "forlob follow-up {store_name} --list guarantee --extract {} --key {} --reason \"{REASON}\" --out {}",
            extract.display(),
            import::key_beside(&store_path).display(),
            out.join(FOLLOW_UP).display()
        ),
        format!("forlob spells {store_name} --benefit ressourceforlob --gap one_month {unprotected} | head"),
    ]
    .join("\n");
    let read_me = format!(
        "What lies here was made by `forlob demo` about people who do not exist.

  extract/                      a register extract as a municipality or an agency hands it out: CSV tables
                                and a manifest, register.toml
  store/                        the same, checked and sorted by person, as Parquet (see store/current)
  store.key                     the key of the pseudonyms; of a real register, keep it apart from the store
  release.toml                  the tables that go out together, and how they are protected
  published/                    those tables, protected, each as a text and tidy CSV; demo.xlsx has all; and the five notes
{notes_listed}{listed}  {QUESTIONS}.txt                   S001: the eleven questions that the ministry was asked

Try next:

{next}
"
    );
    let path = out.join(READ_ME);
    std::fs::write(&path, read_me).with_context(|| path.display().to_string())?;
    let set_aside: u64 = imported.info.rows.iter().map(|rows| rows.set_aside).sum();
    let first = notes.first().map_or_else(|| path.clone(), |note| tables.join(format!("{}.pdf", note.stem)));
    print(&format!("The notes, each as HTML, PDF and Word:\n\n{notes_listed}\n"))?;
    print(&format!(
        "{} made-up persons; {set_aside} rows were set aside, each with a finding. All {n_tables} tables came from one pass.\nOpen {} first; {} says what the rest is. Try next:\n\n{next}\n",
        imported.info.n_persons,
        first.display(),
        path.display()
    ))
}

/// How many are on which list on the last covered day.
fn followed_up(store: &Store, catalog: &Catalog, ledger: &Ledger, shared: &Shared) -> anyhow::Result<String> {
    let settings = rules::Settings { on: store.info().covered.last_day(), guarantee_days: 30, plan_months: 3 };
    let found = follow_up::look(store, catalog, settings)?;
    let counts = Counts {
        protected: &beside::follow_up_alone(&CountedFollowUp::of(&found, Disclosure::default()), ledger)?,
        follow_up: &found,
        info: store.info(),
        lists: &rules::List::ALL,
        by: Areas::Country,
        municipalities: &[],
        language: shared.language(),
    };
    Ok(counts.lines())
}

/// Empties the folder of an earlier demo; refuses one that holds anything else.
fn clear(out: &Path) -> anyhow::Result<()> {
    let entries = match std::fs::read_dir(out) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| out.display().to_string()),
    };
    let names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let own = [
        "extract",
        "store",
        "store.key",
        "published",
        "again",
        "again-2",
        "again-98",
        RELEASE_FILE,
        FOLLOW_UP,
        &format!("{QUESTIONS}.txt"),
        READ_ME,
    ];
    if let Some(name) = names.iter().find(|name| !own.contains(&name.as_str())) {
        return Err(WrongWords(format!(
            "{} holds `{name}`, which no demo made: name another folder with --out DIR",
            out.display()
        ))
        .into());
    }
    for name in ["extract", "store", "published", "again", "again-2", "again-98"]
        .iter()
        .filter(|name| names.iter().any(|known| known == *name))
    {
        let path = out.join(name);
        std::fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

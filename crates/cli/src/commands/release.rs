//! `forlob release`: tables that go out together, protected as one, attacked, and written.

use crate::arguments::{NoteFormat, Release as Arguments, Shared};
use crate::commands::beside;
use crate::commands::note::{self, Instance};
use crate::commands::tabulate::answer;
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up};
use crate::show::published::{self, Format};
use crate::show::sheet::Sheet;
use crate::show::{terminal, tidy};
use crate::{WrongWords, progress};
use ::release::{Counting, Entry, Ledger, Plan, Planned, Protected, Summary};
use anyhow::Context;
use definitions::{Catalog, Language};
use measures::{Question, Request, Table};
use publication::Edition;
use register::Store;
use std::path::{Path, PathBuf};

/// The ledger's name in the folder of a store.
const LEDGER: &str = "ledger.jsonl";

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<()> {
    let catalog = catalog(shared)?;
    let file = arguments.release.display().to_string();
    let text = std::fs::read_to_string(&arguments.release).with_context(|| file.clone())?;
    let plan = Plan::read(&file, &text, &catalog)?;
    must_be_empty(&arguments.out)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let ledger = arguments.ledger.clone().unwrap_or_else(|| arguments.store.join(LEDGER));
    let (plan, notes) = with_notes(plan, &catalog, shared.language())?;
    let counted = beside::count(&notes, &store, &catalog, plan.disclosure, shared.threads())?;
    let released = release(plan, &counted.countings(), &store, &ledger, &catalog, shared.threads())?;
    let all = [NoteFormat::Html, NoteFormat::Pdf, NoteFormat::Docx];
    let written = note::write(&released, &notes, &counted, None, &all, shared)?;
    let (out, formats) = (&arguments.out, &arguments.format);
    let report = publish(&released, out, formats, &written, &ledger, &store, shared.language())?;
    print(&released.told(&report, &arguments.out, &ledger, shared.language()))
}

/// A file that goes out with the tables of a release: its path in the folder, and its bytes.
pub(crate) type Extra = (PathBuf, Vec<u8>);

/// The plan with the tables of its notes, and the notes.
pub(crate) fn with_notes(
    mut plan: Plan,
    catalog: &Catalog,
    language: Language,
) -> anyhow::Result<(Plan, Vec<Instance>)> {
    let notes = Instance::of_release(&plan, catalog, language)?;
    for note in &notes {
        // What a note's own file asks for holds for all that goes out with it.
        plan.disclosure = plan.disclosure.and(note.note.plan().disclosure);
        plan.tables.extend(note.tables());
    }
    Ok((plan, notes))
}

/// Tables that were counted in one pass and protected as one.
pub(crate) struct Released {
    pub(crate) plan: Plan,
    /// What was asked and answered.
    pub(crate) planned: Vec<Planned>,
    tables: Vec<Table>,
    pub(crate) protected: Protected,
    /// Tables of a question set that the register cannot answer, and the table of the register that is missing.
    pub(crate) missing: Vec<(String, &'static str)>,
    /// Earlier releases whose definitions are gone.
    lost: Vec<String>,
    small_revisions: usize,
}

/// Tables as questions of a store.
pub(crate) struct Asked {
    /// Those that it can answer.
    pub(crate) planned: Vec<Planned>,
    /// Their questions, in the same order.
    pub(crate) questions: Vec<Question>,
    /// Those that it cannot, and may not, and the table that the extract lacks.
    pub(crate) missing: Vec<(String, &'static str)>,
}

/// Asks for tables.
pub(crate) fn asked(tables: &[Planned], store: &Store, catalog: &Catalog) -> anyhow::Result<Asked> {
    let mut asked = Asked { planned: Vec::new(), questions: Vec::new(), missing: Vec::new() };
    for table in tables {
        match Question::new(&table.request, catalog, store.info()) {
            Ok(question) => {
                asked.questions.push(question);
                asked.planned.push(table.clone());
            }
            Err(measures::Error::Register(register::Error::TableAbsent { table: absent, .. }))
                if table.may_be_missing =>
            {
                asked.missing.push((table.name.clone(), absent));
            }
            Err(error) => return Err(::release::Error::Table { table: table.name.clone(), error }.into()),
        }
    }
    Ok(asked)
}

/// Counts and protects the tables of a plan, together with what is counted beside them and what the ledger has of earlier
/// releases.
pub(crate) fn release(
    plan: Plan,
    countings: &[&Counting],
    store: &Store,
    ledger: &Path,
    catalog: &Catalog,
    threads: usize,
) -> anyhow::Result<Released> {
    let known = read(ledger, store)?;
    let Asked { planned, mut questions, missing } = asked(&plan.tables, store, catalog)?;
    let n_new = questions.len();
    let requests: Vec<Request> = planned.iter().map(|table| table.request.clone()).collect();
    let (earlier, mut lost) = known.earlier(&requests, catalog);
    for request in earlier {
        match Question::new(&request, catalog, store.info()) {
            Ok(question) => questions.push(question),
            Err(_) => lost.push(request.measure),
        }
    }
    let mut tables = answer(questions, store, catalog, threads)?;
    let bar = progress::unknown("Protecting");
    let none = Vec::new();
    let entries: Vec<Entry<'_>> = tables
        .iter()
        .enumerate()
        .map(|(at, table)| Entry {
            table,
            rule: plan.disclosure.and(table.measure.disclosure),
            must_show: planned.get(at).map_or(&none, |planned| &planned.must_show),
            is_new: at < n_new,
        })
        .collect();
    let protected = ::release::protect(&entries, countings, plan.method, &known)?;
    bar.finish_and_clear();
    tables.truncate(n_new);
    let small_revisions = known.small_revisions(&protected.published, plan.disclosure.threshold);
    Ok(Released { plan, planned, tables, protected, missing, lost, small_revisions })
}

/// What is told apart as another delivery of a register: its name, the day it was drawn and the days it covers.
fn vintage(store: &Store) -> String {
    let info = store.info();
    let rows: Vec<String> = info.rows.iter().map(|rows| rows.kept.to_string()).collect();
    format!(
        "{}; drawn {}; {} to {}; {}",
        info.source(),
        info.extract_date,
        info.covered.from,
        info.covered.until,
        rows.join(" ")
    )
}

/// The ledger of a store; an empty one where nothing has been published.
pub(crate) fn read(ledger: &Path, store: &Store) -> anyhow::Result<Ledger> {
    let text = match std::fs::read_to_string(ledger) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| ledger.display().to_string()),
    };
    Ledger::read(&text, &vintage(store)).with_context(|| ledger.display().to_string())
}

/// The ledger of a store.
pub(crate) fn ledger_of(store: &Path) -> PathBuf {
    store.join(LEDGER)
}

/// Writes the folder of a release, attacks it, and enters it in the ledger; where something falls out nothing is left.
pub(crate) fn publish(
    released: &Released,
    out: &Path,
    formats: &[Format],
    extra: &[Extra],
    ledger: &Path,
    store: &Store,
    language: Language,
) -> anyhow::Result<audit::Report> {
    let name = out.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let draft = out.with_file_name(format!(".{name}.draft"));
    if draft.exists() {
        std::fs::remove_dir_all(&draft).with_context(|| draft.display().to_string())?;
    }
    std::fs::create_dir_all(&draft).with_context(|| draft.display().to_string())?;
    let outcome = written_and_attacked(released, &draft, formats, extra, language);
    let report = match outcome {
        Ok(report) => report,
        Err(error) => {
            let _ = std::fs::remove_dir_all(&draft);
            return Err(error);
        }
    };
    if out.exists() {
        std::fs::remove_dir(out).with_context(|| out.display().to_string())?;
    }
    std::fs::rename(&draft, out).with_context(|| out.display().to_string())?;
    enter(released, ledger, store)?;
    Ok(report)
}

fn written_and_attacked(
    released: &Released,
    folder: &Path,
    formats: &[Format],
    extra: &[Extra],
    language: Language,
) -> anyhow::Result<audit::Report> {
    for (path, bytes) in extra {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    let mut described = Vec::new();
    for ((protected, planned), table) in released.protected.tables.iter().zip(&released.planned).zip(&released.tables) {
        let sheet = Sheet::protected(protected, &released.plan);
        let (csv, text) = (format!("{}.csv", planned.name), format!("{}.txt", planned.name));
        let path = folder.join(&csv);
        let file = std::fs::File::create(&path).with_context(|| path.display().to_string())?;
        tidy::csv(&sheet, std::io::BufWriter::new(file))?;
        let path = folder.join(&text);
        std::fs::write(&path, terminal::text(&sheet, language, "")).with_context(|| path.display().to_string())?;
        described.push((table, csv));
    }
    for counting in &released.protected.countings {
        let path = folder.join(format!("{}.csv", counting.name()));
        let file = std::fs::File::create(&path).with_context(|| path.display().to_string())?;
        tidy::counting(counting, std::io::BufWriter::new(file))?;
    }
    let tables = released.protected.tables.iter().zip(&released.planned);
    let editions: Vec<(String, Edition<'_>)> =
        tables.map(|(table, planned)| (planned.name.clone(), Edition::new(table, &released.plan, language))).collect();
    for format in formats {
        published::files(*format, &released.plan.id, &editions, folder)?;
    }
    let path = folder.join("release.json");
    let json = ::release::describe(&released.plan, &released.protected, &described);
    std::fs::write(&path, json).with_context(|| path.display().to_string())?;
    let bar = progress::unknown("Auditing");
    let report = audit::audit(folder, &audit::Settings::strict())?;
    bar.finish_and_clear();
    if !report.passes() {
        anyhow::bail!("the audit finds something in the release, and nothing was written:\n{report}");
    }
    Ok(report)
}

/// Adds the line of a release to the ledger, unless it is there.
fn enter(released: &Released, ledger: &Path, store: &Store) -> anyhow::Result<()> {
    use std::io::Write;
    let published = &released.protected.published;
    if read(ledger, store)?.has(published, &released.plan) {
        return Ok(());
    }
    let line = published.line(&released.plan, &vintage(store));
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(ledger)
        .with_context(|| ledger.display().to_string())?;
    writeln!(file, "{line}").with_context(|| ledger.display().to_string())
}

pub(crate) fn must_be_empty(out: &Path) -> anyhow::Result<()> {
    match std::fs::read_dir(out).map(|entries| entries.count()) {
        Ok(1..) => Err(WrongWords(format!(
            "{} holds something already: name a new or an empty folder with --out DIR",
            out.display()
        ))
        .into()),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| out.display().to_string()),
    }
}

impl Released {
    /// How much is hidden, what the attack found, and where everything lies.
    fn told(&self, report: &audit::Report, out: &Path, ledger: &Path, language: Language) -> String {
        let mut lines = vec![format!("{}: {}", self.plan.id, self.plan.title.in_language(language)), String::new()];
        lines.extend(self.hidden());
        lines.push(String::new());
        lines.extend(self.remarks());
        lines.push(report.to_string());
        lines.push(format!("Written to {}; what it shows and hides is in {}.", out.display(), ledger.display()));
        lines.join("\n") + "\n"
    }

    /// Every table as it is shown.
    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        self.protected.tables.iter().map(|table| Sheet::protected(table, &self.plan)).collect()
    }

    /// The table of what is hidden.
    pub(crate) fn hidden(&self) -> Vec<String> {
        let head = ["table", "cells", "small", "to cover them", "% of cells", "% of value"].map(str::to_owned).to_vec();
        let row = |name: &str, summary: &Summary| {
            vec![
                name.to_owned(),
                summary.cells.to_string(),
                summary.primary.to_string(),
                summary.secondary.to_string(),
                format!("{:.1}", summary.hidden_cells_percent()),
                format!("{:.2}", summary.hidden_value_percent()),
            ]
        };
        let tables = self.planned.iter().map(|planned| planned.name.as_str());
        let names = tables.chain(self.protected.countings.iter().map(|counting| counting.name()));
        let mut rows = vec![head];
        rows.extend(names.zip(&self.protected.summaries).map(|(name, summary)| row(name, summary)));
        rows.push(row("all, each cell once", &self.protected.summary));
        lined_up(&rows, &[Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right])
    }

    /// What is to be known of it: what was left out, and earlier tables that it could not be held against.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (name, table) in &self.missing {
            remarks.push(format!("Left out: {name}, for the extract has no table `{table}`."));
        }
        if !self.lost.is_empty() {
            remarks.push(format!(
                "Earlier tables that can no longer be counted, and are remembered by name only: {}.",
                self.lost.join(", ")
            ));
        }
        if self.small_revisions > 0 {
            remarks.push(format!(
                "{} figures differ from those of an earlier delivery by less than {}: each difference is of few persons. Publish revisions in batches.",
                self.small_revisions, self.plan.disclosure.threshold
            ));
        }
        remarks
    }
}

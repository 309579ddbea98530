//! `forlob note`: a note, or one for each area, written from tables that are counted in one pass and protected as one.

use crate::arguments::{Note as Arguments, NoteFormat, Shared};
use crate::commands::beside::{self, CountedBeside};
use crate::commands::release::{Extra, Released, ledger_of, publish, release};
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up};
use crate::{WrongWords, progress};
use ::release::{Plan, Planned};
use anyhow::Context;
use definitions::{Catalog, Dimension, Language};
use notes::{Borders, Counted, Given, Note, Template, WORDINGS, Written};
use publication::Edition;
use register::Store;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<()> {
    if arguments.wordings {
        return print(&wordings());
    }
    let Some(name) = &arguments.name else { return print(&list(shared.language())?) };
    let template = Template::find(name)?;
    let (Some(store_path), Some(out)) = (&arguments.store, &arguments.out) else {
        return print(&told(&template, shared.language())?);
    };
    let catalog = catalog(shared)?;
    let notes = instances(&template, arguments, &catalog, shared.language())?;
    crate::commands::release::must_be_empty(out)?;
    let borders = arguments
        .borders
        .as_ref()
        .map(|path| std::fs::read_to_string(path).with_context(|| path.display().to_string()));
    let borders = borders.transpose()?;
    // The file's name alone: where it lies is nobody's business.
    let of_file = arguments.borders.as_ref().and_then(|path| path.file_name()).unwrap_or_default().to_string_lossy();
    let borders = borders.as_deref().map(|text| Borders { name: &of_file, text });
    let store = Store::open(store_path, &catalog)?;
    let ledger = arguments.ledger.clone().unwrap_or_else(|| ledger_of(store_path));
    let plan = plan(&template, &notes, arguments.each.map(|each| each.dimension()))?;
    let counted = beside::count(&notes, &store, &catalog, plan.disclosure, shared.threads())?;
    let released = release(plan, &counted.countings(), &store, &ledger, &catalog, shared.threads())?;
    let written = write(&released, &notes, &counted, borders, &arguments.format, shared)?;
    let report = publish(&released, out, &[], &written, &ledger, &store, shared.language())?;
    let n = notes.len();
    let first = written.first().map_or_else(PathBuf::new, |(path, _)| out.join(path));
    let count = if n == 1 { "1 note".to_owned() } else { format!("{n} notes") };
    let remarks: Vec<String> = released.remarks().into_iter().map(|remark| format!("{remark}\n")).collect();
    print(&format!(
        "{count} from {} tables of one pass, protected together.\n\n{}\n\n{}{report}\nOpen {} first; the tables lie in {}.\n",
        released.planned.len(),
        released.hidden().join("\n"),
        remarks.concat(),
        first.display(),
        out.display()
    ))
}

/// A note, and the name of its files.
pub(crate) struct Instance {
    pub(crate) stem: String,
    pub(crate) note: Note,
    /// What stands before the names of its tables in the release.
    pub(crate) prefix: String,
}

impl Instance {
    /// The notes of a release: their tables get the note's name in front.
    ///
    /// # Errors
    /// Where a note is not there, or cannot be set so.
    pub(crate) fn of_release(plan: &Plan, catalog: &Catalog, language: Language) -> anyhow::Result<Vec<Instance>> {
        let mut instances: Vec<Instance> = Vec::new();
        for planned in &plan.notes {
            let template = Template::find(&planned.name)?;
            let n = instances.iter().filter(|known| known.stem.starts_with(&template.name)).count();
            let stem = if n == 0 { template.name.clone() } else { format!("{}-{}", template.name, n + 1) };
            let note = template.set(&planned.set, catalog, language)?;
            instances.push(Instance { prefix: format!("{stem}."), stem, note });
        }
        Ok(instances)
    }

    /// The note's tables as the release names them.
    pub(crate) fn tables(&self) -> impl Iterator<Item = Planned> {
        self.note.plan().tables.iter().map(|planned| {
            let mut planned = planned.clone();
            planned.name = format!("{}{}", self.prefix, planned.name);
            planned
        })
    }
}

/// The note as it is set, or one for each area.
fn instances(
    template: &Template,
    arguments: &Arguments,
    catalog: &Catalog,
    language: Language,
) -> anyhow::Result<Vec<Instance>> {
    let set: Vec<(String, String)> = arguments.set.iter().map(|text| setting(text)).collect::<anyhow::Result<_>>()?;
    let Some(each) = arguments.each else {
        let note = template.set(&set, catalog, language)?;
        return Ok(vec![Instance { stem: template.name.clone(), note, prefix: String::new() }]);
    };
    let dimension = each.dimension();
    let kind = notes::Kind::Area(dimension);
    let about = template.about()?;
    let parameter = about.parameters.iter().find(|parameter| parameter.kind == kind).ok_or_else(|| {
        WrongWords(format!("--each {}: note `{}` is not about one {}", dimension.id(), template.name, dimension.id()))
    })?;
    let mut instances = Vec::new();
    for (id, _) in notes::areas(dimension, catalog).into_iter().filter(|(id, _)| !UNINHABITED.contains(&id.as_str())) {
        let mut set = set.clone();
        set.push((parameter.name.clone(), id.clone()));
        let note = template.set(&set, catalog, language)?;
        instances.push(Instance { stem: format!("{}-{id}", template.name), note, prefix: String::new() });
    }
    Ok(instances)
}

/// Christiansø is no municipality: it has no job centre, and no note is about it.
const UNINHABITED: [&str; 1] = ["411"];

fn setting(text: &str) -> anyhow::Result<(String, String)> {
    let wrong = || WrongWords(format!("--set {text}: write NAME=VALUE, as --set period=2018Q2"));
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// What is counted for the notes: of notes about one area after another, tables of all areas.
fn plan(template: &Template, notes: &[Instance], each: Option<Dimension>) -> anyhow::Result<Plan> {
    let first = notes.first().with_context(|| format!("note `{}` is about nothing", template.name))?;
    let mut plan = first.note.plan().clone();
    if let Some(dimension) = each {
        plan.id = format!("{}.each-{}", plan.id, dimension.id());
        plan.tables = first.note.tables_of_all(dimension);
    }
    Ok(plan)
}

/// Writes the notes in the formats that are asked for, on all threads.
pub(crate) fn write(
    released: &Released,
    notes: &[Instance],
    counted: &CountedBeside,
    borders: Option<Borders<'_>>,
    formats: &[NoteFormat],
    shared: &Shared,
) -> anyhow::Result<Vec<Extra>> {
    let language = shared.language();
    let beside: Vec<Vec<Counted>> =
        notes.iter().map(|instance| counted.of(instance, &released.protected.countings)).collect();
    let bar = progress::steps("Writing notes", notes.len() as u64);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut written = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(instance) = notes.get(at) else { return written };
            written.push((at, one(released, instance, &beside[at], borders, formats, language)));
            bar.inc(1);
        }
    };
    let threads = shared.threads().clamp(1, notes.len().max(1));
    let mut all: Vec<(usize, anyhow::Result<Vec<Extra>>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done =
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.flatten().collect()
    });
    bar.finish_and_clear();
    all.sort_by_key(|(at, _)| *at);
    let mut files = Vec::new();
    for (_, written) in all {
        files.extend(written?);
    }
    Ok(files)
}

/// The files of one note.
fn one(
    released: &Released,
    instance: &Instance,
    beside: &[Counted],
    borders: Option<Borders<'_>>,
    formats: &[NoteFormat],
    language: Language,
) -> anyhow::Result<Vec<Extra>> {
    let own = released.planned.iter().zip(&released.protected.tables);
    let own = own.filter_map(|(planned, table)| Some((planned.name.strip_prefix(&instance.prefix)?.to_owned(), table)));
    let tables: Vec<(String, Edition<'_>)> =
        own.map(|(name, table)| (name, Edition::new(table, &released.plan, language))).collect();
    let absent = released.missing.iter().filter_map(|(name, _)| name.strip_prefix(&instance.prefix));
    let absent: Vec<String> = absent.map(str::to_owned).collect();
    let Written { document, pictures } =
        instance.note.write(Given { tables: &tables, beside, absent: &absent, borders })?;
    let stem = &instance.stem;
    let mut files = Vec::new();
    for format in formats {
        let bytes = match format {
            NoteFormat::Html => document::html(&document).map(String::into_bytes),
            NoteFormat::Pdf => document::pdf(&document),
            NoteFormat::Docx => document::docx(&document),
        };
        let bytes = bytes.with_context(|| format!("{stem}.{}", format.ending()))?;
        files.push((PathBuf::from(format!("{stem}.{}", format.ending())), bytes));
    }
    if formats.is_empty() {
        return Ok(files);
    }
    for (id, svg, png) in pictures {
        let folder = PathBuf::from("figures");
        files.push((folder.join(format!("{stem}.{id}.svg")), svg.into_bytes()));
        files.push((folder.join(format!("{stem}.{id}.png")), png));
    }
    Ok(files)
}

/// The notes that there are, and what each can be set to.
fn list(language: Language) -> anyhow::Result<String> {
    let mut rows = vec![["note", "title", "set"].map(str::to_owned).to_vec()];
    for template in Template::all() {
        let about = template.about()?;
        let set = about.parameters.iter().filter(|parameter| parameter.default.is_none());
        let set: Vec<String> = set.map(|parameter| format!("{} ({})", parameter.name, parameter.kind.name())).collect();
        rows.push(vec![template.name, about.title.in_language(language).to_owned(), set.join(", ")]);
    }
    let lines = lined_up(&rows, &[Align::Left, Align::Left, Align::Left]);
    Ok(lines.join("\n")
        + "\n\nWhat one can be set to: forlob note NAME\nWrite it: forlob note NAME --store STORE --set NAME=VALUE --out DIR\n")
}

/// What a note is, and what it can be set to.
fn told(template: &Template, language: Language) -> anyhow::Result<String> {
    let about = template.about()?;
    let mut rows = vec![["parameter", "kind", "default", "meaning"].map(str::to_owned).to_vec()];
    for parameter in &about.parameters {
        let default = match parameter.default.as_deref() {
            None => "(must be set)",
            Some("") => "",
            Some(default) => default,
        };
        let title = parameter.title.in_language(language);
        rows.push(vec![parameter.name.clone(), parameter.kind.name().to_owned(), default.to_owned(), title.to_owned()]);
    }
    let lines = lined_up(&rows, &[Align::Left, Align::Left, Align::Left, Align::Left]);
    let languages: Vec<&str> = template
        .languages()
        .map(|language| match language {
            Language::Danish => "Danish",
            Language::English => "English",
        })
        .collect();
    let remark = about.remark.map(|remark| format!("Differs: {}\n", remark.in_language(language))).unwrap_or_default();
    Ok(format!(
        "{}: {}\nFrom: {}\n{remark}Text: {}\n\n{}\n\nWrite it: forlob note {} --store STORE --set NAME=VALUE --out DIR\n",
        template.name,
        about.title.in_language(language),
        about.source,
        languages.join(", "),
        lines.join("\n"),
        template.name
    ))
}

/// The manual of the wordings, from their registry.
fn wordings() -> String {
    let mut rows = vec![["wording", "says", "of", "becomes"].map(str::to_owned).to_vec()];
    for wording in WORDINGS {
        let (from, to) = wording.example;
        rows.push(vec![
            format!("{}{}", wording.name, wording.arguments),
            wording.says.to_owned(),
            from.to_owned(),
            to.to_owned(),
        ]);
    }
    lined_up(&rows, &[Align::Left, Align::Left, Align::Left, Align::Left]).join("\n") + "\n"
}

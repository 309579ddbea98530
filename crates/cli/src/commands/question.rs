//! `forlob question`: a question set, answered point by point from one pass.

use crate::arguments::{Question as Arguments, Shared};
use crate::commands::release::{Asked, asked, ledger_of, release};
use crate::commands::tabulate::answer;
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up, wrapped};
use crate::show::sheet::Sheet;
use crate::show::terminal::{self, Rows};
use crate::{WrongWords, log};
use ::release::{Plan, Planned};
use anyhow::Context;
use definitions::{Asked as Asking, Catalog, Dimension, Language, Point, QuestionSet};
use register::Store;

/// How wide titles and notes run.
const WIDTH: usize = 100;

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<()> {
    let catalog = catalog(shared)?;
    let (Some(id), Some(path)) = (&arguments.id, &arguments.store) else {
        return print(&list(&catalog, shared.language()));
    };
    let sets = catalog.questions.versions(id)?;
    let reason = log::unless_protected(&arguments.unprotected)?;
    let store = Store::open(path, &catalog)?;
    let set = sets.last().ok_or_else(|| WrongWords(format!("question set `{id}` has no version")))?;
    let annex = if arguments.total { Annex::None } else { Annex::Municipalities };
    let mut plan = Plan::empty(id);
    plan.tables = Planned::of_set(set, None, &catalog);
    if annex == Annex::Municipalities {
        plan.tables.extend(Planned::of_set(set, Some(Dimension::Municipality), &catalog));
    }
    let (sheets, names, missing) = match reason {
        Some(reason) => {
            let Asked { planned, questions, missing } = asked(&plan.tables, &store, &catalog)?;
            let tables = answer(questions, &store, &catalog, shared.threads())?;
            log::shown_unprotected(path, &format!("question {id}"), reason)?;
            (tables.iter().map(Sheet::unprotected).collect(), planned, missing)
        }
        None => {
            let released = release(plan, &[], &store, &ledger_of(path), &catalog, shared.threads())?;
            (released.sheets(), released.planned, released.missing)
        }
    };
    let answering = Answering::new(set, annex, &names, &missing);
    let text = answering.text(&sheets, shared.language(), reason);
    match &arguments.out {
        None => print(&text),
        Some(file) => std::fs::write(file, text).with_context(|| file.display().to_string()),
    }
}

fn list(catalog: &Catalog, language: Language) -> String {
    let row = |set: &QuestionSet| {
        vec![set.header.id.clone(), set.header.title.in_language(language).to_owned(), format!("{}", set.points.len())]
    };
    let head = ["id", "question set", "points"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(catalog.questions.newest().map(|set| row(set))).collect();
    lined_up(&rows, &[Align::Left, Align::Left, Align::Right]).join("\n") + "\n\nAnswer one: forlob question ID STORE\n"
}

/// Whether the answer is also told area by area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Annex {
    None,
    Municipalities,
}

/// What answers a measure of a point: the places of its tables, or the table of the register that is missing.
struct Answer {
    total: Result<usize, &'static str>,
    annex: Option<Result<usize, &'static str>>,
}

/// A question set whose tables are among those of a pass.
pub(crate) struct Answering<'a> {
    set: &'a QuestionSet,
    annex: Annex,
    answers: Vec<Vec<Answer>>,
}

impl<'a> Answering<'a> {
    /// Finds the tables of a set among those that were counted, by their names, and those that could not be.
    pub(crate) fn new(
        set: &'a QuestionSet,
        annex: Annex,
        counted: &[Planned],
        missing: &[(String, &'static str)],
    ) -> Answering<'a> {
        let find = |name: String| match counted.iter().position(|planned| planned.name == name) {
            Some(place) => Ok(place),
            None => Err(missing.iter().find(|(known, _)| *known == name).map_or("", |(_, table)| *table)),
        };
        let answer = |point: usize, asked: &Asking| Answer {
            total: find(Planned::name_in_set(set, point, &asked.measure, None)),
            annex: (annex == Annex::Municipalities)
                .then(|| find(Planned::name_in_set(set, point, &asked.measure, Some(Dimension::Municipality)))),
        };
        let points = set.points.iter().enumerate();
        let answers = points.map(|(at, point)| point.answers.iter().map(|asked| answer(at, asked)).collect());
        Answering { set, annex, answers: answers.collect() }
    }

    /// The whole answer; `reason` is why it is shown unprotected, if it is.
    pub(crate) fn text(&self, tables: &[Sheet], language: Language, reason: Option<&str>) -> String {
        let Answering { set, annex, answers } = self;
        let mut lines = Vec::new();
        if let Some(reason) = reason {
            lines.extend([terminal::unprotected(language, reason), String::new()]);
        }
        lines.push(set.header.title.in_language(language).to_owned());
        lines.push(format!("{}: {}", words(language, "Spørgsmålene", "Questions"), set.header.source));
        for (number, (point, answers)) in set.points.iter().zip(answers).enumerate() {
            lines.push(String::new());
            lines.extend(wrapped(&format!("{}. {}", number + 1, point.title.in_language(language)), WIDTH));
            tell(point, answers.iter().map(|answer| answer.total), tables, Rows::All, language, &mut lines);
            if let Some(note) = &point.note {
                lines.extend(wrapped(note.in_language(language), WIDTH));
            }
        }
        if *annex == Annex::Municipalities {
            lines.push(String::new());
            lines.push(words(language, "Bilag: fordelt på kommuner", "Annex: by municipality").to_owned());
            lines.extend(wrapped(
                words(
                    language,
                    "Kun rækker, hvor der er talt nogen. Kommunen er den, personen boede i på den dag, der tæller.",
                    "Only rows that count somebody. The municipality is where the person lived on the day that counts.",
                ),
                WIDTH,
            ));
            for (number, (point, answers)) in set.points.iter().zip(answers).enumerate() {
                lines.push(String::new());
                lines.push(format!("{}. {}", number + 1, point.title.in_language(language)));
                let by_area = answers.iter().filter_map(|answer| answer.annex);
                tell(point, by_area, tables, Rows::Counting, language, &mut lines);
            }
        }
        let places = answers.iter().flatten().flat_map(|answer| [Some(answer.total), answer.annex]);
        let own: Vec<&Sheet> = places.flatten().filter_map(|place| tables.get(place.ok()?)).collect();
        lines.push(String::new());
        for about in provenance(&own, language) {
            lines.extend(wrapped(&about, WIDTH));
        }
        lines.join("\n") + "\n"
    }
}

fn words<'w>(language: Language, danish: &'w str, english: &'w str) -> &'w str {
    match language {
        Language::Danish => danish,
        Language::English => english,
    }
}

/// The tables of one point, and what is missing for the rest.
fn tell(
    point: &Point,
    answers: impl Iterator<Item = Result<usize, &'static str>>,
    tables: &[Sheet],
    rows: Rows,
    language: Language,
    lines: &mut Vec<String>,
) {
    for (asked, answer) in point.answers.iter().zip(answers) {
        lines.push(String::new());
        match answer {
            Ok(table) => lines.extend(terminal::figures(&tables[table], language, rows)),
            Err(missing) => lines.extend(wrapped(
                &match language {
                    Language::Danish => format!(
                        "Kan ikke besvares af registret: udtrækket har ikke tabellen `{missing}` ({}).",
                        asked.measure
                    ),
                    Language::English => {
                        format!("The register cannot answer: the extract has no table `{missing}` ({}).", asked.measure)
                    }
                },
                WIDTH,
            )),
        }
    }
}

/// Where all the tables come from: the register once, and every definition once.
fn provenance(tables: &[&Sheet], language: Language) -> Vec<String> {
    let Some(first) = tables.first() else { return Vec::new() };
    let mut all = (*first).clone();
    for table in tables {
        for one in &table.rests_on {
            if !all.rests_on.contains(one) {
                all.rests_on.push(one.clone());
            }
        }
    }
    // The one line that is of a single measure is left out.
    let mut lines = crate::show::provenance::lines(&all, language);
    lines.remove(1);
    lines
}

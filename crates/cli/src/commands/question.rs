//! `forlob question`: a question set, answered point by point from one pass.

use crate::arguments::{Question as Arguments, Shared};
use crate::commands::tabulate::answer;
use crate::commands::{catalog, print};
use crate::show::lines::{Align, lined_up, wrapped};
use crate::show::terminal::{self, Rows};
use crate::{WrongWords, log};
use anyhow::Context;
use definitions::{Asked, Catalog, Dimension, DimensionKind, Language, Point, QuestionSet};
use measures::{Question, Request, Table};
use register::Store;

/// How wide titles and notes run.
const WIDTH: usize = 100;

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<()> {
    let catalog = catalog(shared)?;
    let (Some(id), Some(path)) = (&arguments.id, &arguments.store) else {
        return print(&list(&catalog, shared.language()));
    };
    let sets = catalog.questions.versions(id)?;
    let reason = log::reason(&arguments.unprotected)?;
    let store = Store::open(path, &catalog)?;
    let set = sets.last().ok_or_else(|| WrongWords(format!("question set `{id}` has no version")))?;
    let annex = if arguments.total { Annex::None } else { Annex::Municipalities };
    let mut questions = Vec::new();
    let answering = Answering::plan(set, annex, &store, &catalog, &mut questions)?;
    let tables = answer(questions, &store, &catalog, shared.threads())?;
    let text = answering.text(&tables, shared.language(), reason);
    log::shown_unprotected(path, &format!("question {id}"), reason)?;
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
    lined_up(&rows, &[Align::Left, Align::Left, Align::Right]).join("\n")
        + "\n\nAnswer one: forlob question ID STORE --unprotected --reason \"why\"\n"
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

/// A question set whose questions are among those of a pass.
pub(crate) struct Answering<'a> {
    set: &'a QuestionSet,
    annex: Annex,
    answers: Vec<Vec<Answer>>,
}

impl<'a> Answering<'a> {
    /// Adds the questions of a set to those of a pass.
    pub(crate) fn plan(
        set: &'a QuestionSet,
        annex: Annex,
        store: &Store,
        catalog: &Catalog,
        questions: &mut Vec<Question>,
    ) -> anyhow::Result<Answering<'a>> {
        let mut answers: Vec<Vec<Answer>> = Vec::new();
        for point in &set.points {
            let of_point = point.answers.iter().map(|asked| {
                let total = ask(asked, None, store, catalog, questions)?;
                let by_area = match annex {
                    Annex::None => None,
                    Annex::Municipalities => {
                        Some(ask(asked, Some(Dimension::Municipality), store, catalog, questions)?)
                    }
                };
                Ok(Answer { total, annex: by_area })
            });
            answers.push(of_point.collect::<anyhow::Result<_>>()?);
        }
        Ok(Answering { set, annex, answers })
    }

    /// The whole answer, from the tables of the pass.
    pub(crate) fn text(&self, tables: &[Table], language: Language, reason: &str) -> String {
        let Answering { set, annex, answers } = self;
        let mut lines = vec![terminal::unprotected(language, reason), String::new()];
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
        let own: Vec<&Table> = places.flatten().filter_map(|place| tables.get(place.ok()?)).collect();
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

/// Adds the question of one measure, by its own dimensions with `area` instead of its areas. The place of its table;
/// or the name of the table that the extract lacks.
fn ask(
    asked: &Asked,
    area: Option<Dimension>,
    store: &Store,
    catalog: &Catalog,
    questions: &mut Vec<Question>,
) -> anyhow::Result<Result<usize, &'static str>> {
    let newest = catalog.measures.versions(&asked.measure)?.last();
    let own = newest.map(|measure| measure.by.clone()).unwrap_or_default();
    let others = own.into_iter().filter(|dimension| dimension.kind() != DimensionKind::Place);
    let request = Request {
        measure: asked.measure.clone(),
        periods: asked.periods.clone(),
        by: Some(area.into_iter().chain(others).collect()),
        ..Request::default()
    };
    match Question::new(&request, catalog, store.info()) {
        Ok(question) => {
            questions.push(question);
            Ok(Ok(questions.len() - 1))
        }
        Err(measures::Error::Register(register::Error::TableAbsent { table, .. })) => Ok(Err(table)),
        Err(error) => Err(error.into()),
    }
}

/// The tables of one point, and what is missing for the rest.
fn tell(
    point: &Point,
    answers: impl Iterator<Item = Result<usize, &'static str>>,
    tables: &[Table],
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
fn provenance(tables: &[&Table], language: Language) -> Vec<String> {
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

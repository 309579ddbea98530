//! `note.toml`: what a note asks for, and how its tables and figures are printed.
//!
//! ```toml
//! id     = "ressourceforlob-kvartal"
//! title  = { da = "Ressourceforløb, {period:words}", en = "Ressourceforløb, {period:words}" }
//! source = "S000"
//! remark = { da = "…", en = "…" }              # where it differs from its source, and why: told by `forlob note NAME`
//!
//! [parameters]
//! period       = { kind = "quarter", title = { da = "Kvartal", en = "quarter" } }
//! municipality = { kind = "municipality", title = { da = "Kommune", en = "municipality" } }
//!
//! [[table]]                                  # the tables of a release, with the parameters in them
//! name    = "ended"
//! measure = "ressourceforlob.ended"
//! period  = "{period-4},{period}"
//! by      = ["quarter", "municipality"]
//! where   = ["municipality={municipality}"]
//!
//! [[run_off]]                                # what is counted beside them: see beside.rs; [[follow_up]] as well
//! name   = "run_off"
//! …
//!
//! [values]                                   # what the text calls figures
//! ended        = "ended(quarter={period}).count"
//! ended_before = "ended(quarter={period-4}).count"
//!
//! [[view]]                                   # a table as it is printed: `![](table:ended)` in the text
//! id      = "ended"
//! caption = { da = "Afsluttede forløb", en = "Ended spells" }
//! table   = "ended"
//! rows    = ["quarter"]
//!
//! [[figure]]                                 # and a picture: `![](figure:status)`
//! id      = "status"
//! kind    = "slope"
//! …
//! ```

use crate::beside::Beside;
use crate::error::{Error, Kind};
use crate::expression::{Expression, parse};
use crate::parameter::{Parameter, Settings};
use crate::picture_file::PictureFile;
use crate::view_file::ViewFile;
use definitions::toml_file::{At, Table, Text};
use definitions::{Catalog, Language, Title};
use release::Plan;
use std::collections::BTreeMap;

/// A note's file, with its parameters set.
#[derive(Debug)]
pub(crate) struct NoteFile {
    pub(crate) plan: Plan,
    /// What kind of paper it is: "Notat".
    pub(crate) kind: Title,
    pub(crate) subtitle: Option<Title>,
    /// Where its definitions and layout are taken from.
    pub(crate) source: String,
    pub(crate) one_page: bool,
    pub(crate) beside: Vec<Beside>,
    pub(crate) values: BTreeMap<String, Expression>,
    pub(crate) views: Vec<ViewFile>,
    pub(crate) pictures: Vec<PictureFile>,
}

/// What a note is called and can be set to: what is read before its parameters are known.
#[derive(Debug, Clone)]
pub struct About {
    /// Its id.
    pub id: String,
    /// Its title, in which parameters stand as `{period:words}`.
    pub title: Title,
    /// Where its definitions and layout are taken from.
    pub source: String,
    /// Where it differs from its source, and why.
    pub remark: Option<Title>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

impl About {
    pub(crate) fn read(file: &str, text: &str) -> Result<About, Error> {
        let table = Text { file, text }.parse()?;
        let (id, title, source) = (table.text("id")?.value, Title::read(&table, "title")?, table.text("source")?.value);
        let remark = Title::optional(&table, "remark")?;
        Ok(About { id, title, source, remark, parameters: Parameter::read_all(&table)? })
    }
}

impl NoteFile {
    /// Reads the file.
    pub(crate) fn read(
        file: &str,
        text: &str,
        settings: &Settings,
        catalog: &Catalog,
        language: Language,
    ) -> Result<NoteFile, Error> {
        settings.check_stretches(text)?;
        let filled = settings
            .fill(text, language)
            .map_err(|(line, message)| Error::from(Kind::Template { file: file.to_owned(), line, message }))?;
        let table = Text { file, text: &filled }.parse()?;
        let plan = Plan::read_keys(&table, &filled, catalog)?;
        if plan.tables.is_empty() {
            return Err(table.error("there is no [[table]] and no [[questions]]: a note has figures").into());
        }
        // Both are of the template, and have been read.
        Parameter::read_all(&table)?;
        Title::optional(&table, "remark")?;
        let kind = Title::optional(&table, "kind")?.unwrap_or_else(|| Title::new("Notat", "Note"));
        let note = NoteFile {
            kind,
            subtitle: Title::optional(&table, "subtitle")?,
            source: table.text("source")?.value,
            one_page: table.flag("one_page")?,
            beside: Beside::read_all(&table)?,
            values: values(&table)?,
            views: ViewFile::read_all(&table, language)?,
            pictures: PictureFile::read_all(&table, language)?,
            plan,
        };
        let ids = note.views.iter().map(|view| &view.id).chain(note.pictures.iter().map(|picture| &picture.id));
        let mut ids: Vec<&String> = ids.collect();
        ids.sort_unstable();
        if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(table
                .error(format!("the id `{}` is there twice among [[view]] and [[figure]]", twice[0]))
                .into());
        }
        let names =
            note.plan.tables.iter().map(|table| &table.name).chain(note.beside.iter().map(|beside| &beside.name));
        let mut names: Vec<&String> = names.collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let message =
                format!("the name `{}` is there twice among [[table]], [[run_off]] and [[follow_up]]", twice[0]);
            return Err(table.error(message).into());
        }
        table.finish()?;
        Ok(note)
    }
}

/// `[values]`.
fn values(table: &Table<'_>) -> Result<BTreeMap<String, Expression>, definitions::Error> {
    let mut values = BTreeMap::new();
    let Some(own) = table.optional_table("values")? else { return Ok(values) };
    for (name, text) in own.all_texts()? {
        let expression = parse(&text).map_err(|mistake| name.error(format!("`{}`: {mistake}", name.value)))?;
        values.insert(name.value, expression);
    }
    Ok(values)
}

/// An expression in a key of its own.
pub(crate) fn expression(at: &At<'_, String>) -> Result<Expression, definitions::Error> {
    parse(&at.value).map_err(|mistake| at.error(format!("`{}`: {mistake}", at.value)))
}

/// Words in both languages, in the one of the note.
pub(crate) fn words(
    table: &Table<'_>,
    key: &'static str,
    language: Language,
) -> Result<Option<String>, definitions::Error> {
    Ok(Title::optional(table, key)?.map(|title| title.in_language(language).to_owned()))
}

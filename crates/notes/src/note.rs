//! A note: a template with its parameters set, and what comes of it when its tables are there.

use crate::beside::{Beside, Counted};
use crate::binding::{Binding, Bound};
use crate::error::{Error, Kind};
use crate::expression::Expression;
use crate::markdown::{self, Piece, Place, escaped};
use crate::note_file::{About, NoteFile};
use crate::parameter::{Parameter, Settings};
use crate::period_words::day_in_words;
use crate::picture::{self, Borders, Drawn, draw};
use crate::picture_file::PictureFile;
use crate::template::{self, Figure, Part, Placed};
use crate::value::Missing;
use crate::view::Printing;
use crate::view_file::ViewFile;
use crate::wording::tell;
use calendar::Day;
use definitions::{Catalog, Dimension, Language, Title};
use document::{Block, Document, Inline};
use publication::Edition;
use release::{Plan, Planned};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// A note as it is written: its file and its text in one or both languages.
#[derive(Debug, Clone)]
pub struct Template {
    /// The name by which commands call it.
    pub name: String,
    /// Its file's name and content.
    pub(crate) file: (String, String),
    /// Its texts: the language, the file's name, the content.
    pub(crate) texts: Vec<(Language, String, String)>,
}

/// What every note can be told, and shows at its head: name, title.
const HEAD: [(&str, &str, &str); 5] = [
    ("date", "Dato", "Date"),
    ("case_number", "Sagsnummer", "Case number"),
    ("document_number", "Dokumentnummer", "Document number"),
    ("office", "Kontor", "Office"),
    ("author", "Sagsbehandler", "Author"),
];

impl Template {
    /// What it is called, and what it can be set to.
    ///
    /// # Errors
    /// The first mistake in its file, with the line.
    pub fn about(&self) -> Result<About, Error> {
        let mut about = About::read(&self.file.0, &self.file.1)?;
        about.parameters.extend(HEAD.map(|(name, da, en)| Parameter {
            name: name.to_owned(),
            title: Title::new(da, en),
            kind: crate::parameter::Kind::Text,
            default: Some(String::new()),
        }));
        Ok(about)
    }

    /// The languages that it has a text in.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.texts.iter().map(|(language, ..)| *language)
    }

    /// The note with its parameters set: name and value.
    ///
    /// # Errors
    /// A parameter that there is not, or that is not set and must be; a mistake in the note's files, with its line.
    pub fn set(&self, set: &[(String, String)], catalog: &Catalog, language: Language) -> Result<Note, Error> {
        let about = self.about()?;
        let settings = Settings::new(&self.name, &about.parameters, set, catalog)?;
        let (file, text) = &self.file;
        let note = NoteFile::read(file, text, &settings, catalog, language)?;
        let found = self.texts.iter().find(|(of, ..)| *of == language);
        let (_, text_file, text) = found.ok_or_else(|| {
            let has: Vec<&str> = self.languages().map(code).collect();
            Error::setting(format!(
                "note `{}` has no text in this language: --lang {}",
                self.name,
                has.join(" or --lang ")
            ))
        })?;
        let parts = template::read(text).map_err(|mistake| Kind::Template {
            file: text_file.clone(),
            line: mistake.line,
            message: mistake.message,
        })?;
        Ok(Note { file: file.clone(), text_file: text_file.clone(), settings, note, parts, language })
    }
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Danish => "da",
        Language::English => "en",
    }
}

/// A note whose parameters are set.
#[derive(Debug)]
pub struct Note {
    file: String,
    text_file: String,
    settings: Settings,
    note: NoteFile,
    parts: Vec<Part>,
    language: Language,
}

/// A note that is written.
#[derive(Debug)]
pub struct Written {
    /// The document, to be written in every format.
    pub document: Document,
    /// Its pictures, each standing for itself: id, SVG and PNG.
    pub pictures: Vec<(String, String, Vec<u8>)>,
}

/// What a note's tables are written from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The protected tables, by the names that the plan gives them.
    pub tables: &'a [(String, Edition<'a>)],
    /// What the note has beside its tables, in the order of [`Note::beside`].
    pub beside: &'a [Counted],
    /// Tables of question sets that the register cannot answer.
    pub absent: &'a [String],
    /// The borders of municipalities; without, maps are of tiles.
    pub borders: Option<Borders<'a>>,
}

impl Note {
    /// The tables that it asks for, and how they are protected.
    pub fn plan(&self) -> &Plan {
        &self.note.plan
    }

    /// What it asks for beside its tables.
    pub fn beside(&self) -> &[Beside] {
        &self.note.beside
    }

    /// Where its definitions and layout are taken from.
    pub fn source(&self) -> &str {
        &self.note.source
    }

    /// The same tables, each of all areas of a kind instead of the note's own: for notes about one area after another.
    pub fn tables_of_all(&self, dimension: Dimension) -> Vec<Planned> {
        let of_all = |planned: &Planned| {
            let mut planned = planned.clone();
            let is_own = |(known, _): &(Dimension, String)| *known == dimension;
            if planned.request.only.iter().any(is_own) {
                planned.request.only.retain(|only| !is_own(only));
                if let Some(by) = &mut planned.request.by
                    && !by.contains(&dimension)
                {
                    by.push(dimension);
                }
            }
            planned
        };
        self.note.plan.tables.iter().map(of_all).collect()
    }

    /// Writes the note.
    ///
    /// # Errors
    /// A figure in the text that is hidden or not yet measurable and has no alternative; what in the note does not fit its
    /// tables. The error names the place.
    pub fn write(&self, given: Given<'_>) -> Result<Written, Error> {
        let asked_for = |name: &str| {
            let planned = self.note.plan.tables.iter().find(|planned| planned.name == *name);
            planned.map(|planned| planned.request.only.clone()).unwrap_or_default()
        };
        let own = |name: &str| self.note.plan.tables.iter().any(|planned| planned.name == *name);
        let tables = given.tables.iter().filter(|(name, _)| own(name));
        let tables =
            tables.map(|(name, edition)| Bound { name: name.clone(), edition: *edition, asked_for: asked_for(name) });
        let binding = Binding {
            tables: tables.collect(),
            beside: self.note.beside.iter().zip(given.beside).collect(),
            absent: given.absent.iter().cloned().collect::<BTreeSet<String>>(),
            values: self.note.values.clone(),
        };
        let has_borders = given.borders.is_some();
        let writing = Writing { note: self, binding: &binding, has_borders, starred: Cell::new(false) };
        let text = match writing.words(&self.parts, false)? {
            Ok(text) => text,
            Err(hole) => {
                let (line, message) = hole.told();
                return Err(Kind::Template { file: self.text_file.clone(), line, message }.into());
            }
        };
        let pieces = markdown::read(&text).map_err(|message| self.wrong(&self.text_file, "text", message))?;
        let mut drawn: BTreeMap<String, Drawn> = BTreeMap::new();
        let mut blocks = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Block(block) => blocks.push(block),
                Piece::Place(Place::Table(id)) => blocks.push(Block::Table(self.table(&id, &binding)?)),
                Piece::Place(Place::Figure(id)) => {
                    let picture = self.picture(&id, &binding, given.borders)?;
                    blocks.push(Block::Figure(picture.figure.clone()));
                    drawn.insert(id, picture);
                }
            }
        }
        blocks.extend(self.about_the_figures(&binding, writing.starred.get()));
        let pictures = drawn.into_iter().map(|(id, drawn)| (id, drawn.svg, drawn.png)).collect();
        let drawn = binding.tables.first().map(|bound| bound.edition.table().register().2);
        Ok(Written { document: self.document(blocks, drawn), pictures })
    }

    fn wrong(&self, file: &str, part: &str, message: String) -> Error {
        Kind::Part { file: file.to_owned(), part: part.to_owned(), message }.into()
    }

    fn table(&self, id: &str, binding: &Binding<'_>) -> Result<document::Table, Error> {
        let printing = Printing { binding, language: self.language };
        printing.table(self.view(id)?).map_err(|message| self.wrong(&self.file, &format!("view `{id}`"), message))
    }

    fn view(&self, id: &str) -> Result<&ViewFile, Error> {
        self.note.views.iter().find(|view| view.id == *id).ok_or_else(|| {
            let near = definitions::toml_file::nearest(id, self.note.views.iter().map(|view| view.id.as_str()));
            self.wrong(&self.text_file, "text", format!("`![](table:{id})`: there is no [[view]] `{id}`{near}"))
        })
    }

    fn picture_file(&self, id: &str) -> Result<&PictureFile, Error> {
        self.note.pictures.iter().find(|picture| picture.id == *id).ok_or_else(|| {
            let near =
                definitions::toml_file::nearest(id, self.note.pictures.iter().map(|picture| picture.id.as_str()));
            self.wrong(&self.text_file, "text", format!("`![](figure:{id})`: there is no [[figure]] `{id}`{near}"))
        })
    }

    /// Whether a figure of a table or picture can be shown.
    fn shows_any(&self, place: &Place, binding: &Binding<'_>, has_borders: bool) -> Result<bool, Error> {
        let (part, shows) = match place {
            Place::Table(id) => {
                let printing = Printing { binding, language: self.language };
                (format!("view `{id}`"), printing.shows_any(self.view(id)?))
            }
            Place::Figure(id) => {
                let picture = self.picture_file(id)?;
                (format!("figure `{id}`"), picture::shows_any(picture, binding, self.language, has_borders))
            }
        };
        shows.map_err(|message| self.wrong(&self.file, &part, message))
    }

    fn picture(&self, id: &str, binding: &Binding<'_>, borders: Option<Borders<'_>>) -> Result<Drawn, Error> {
        draw(self.picture_file(id)?, binding, self.language, borders).map_err(|wrong| match wrong {
            picture::Wrong::Picture(message) => self.wrong(&self.file, &format!("figure `{id}`"), message),
            picture::Wrong::Drawing(source) => Kind::Figure { figure: id.to_owned(), source }.into(),
        })
    }

    /// The document; where no date is set, the file's date is the day on which the register was drawn.
    fn document(&self, blocks: Vec<Block>, drawn: Option<Day>) -> Document {
        let set = |name: &str| self.settings.value(name).map(str::trim).filter(|value| !value.is_empty());
        let date: Option<Day> = set("date").and_then(|date| date.parse().ok());
        let fields = HEAD.iter().filter_map(|(name, da, en)| {
            let value = set(name)?;
            let value = match date.filter(|_| *name == "date") {
                Some(day) => day_in_words(day, self.language),
                None => value.to_owned(),
            };
            Some((Title::new(*da, *en).in_language(self.language).to_owned(), value))
        });
        let title = self.note.plan.title.in_language(self.language).to_owned();
        Document {
            language: match self.language {
                Language::Danish => document::Language::Danish,
                Language::English => document::Language::English,
            },
            kind: self.note.kind.in_language(self.language).to_owned(),
            subtitle: self.note.subtitle.as_ref().map(|subtitle| subtitle.in_language(self.language).to_owned()),
            fields: fields.collect(),
            office: set("office").map(str::to_owned),
            date: date.or(drawn).and_then(|day| {
                let (year, month, day) = day.civil();
                let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
                Some(document::Date { year, month, day })
            }),
            author: set("author").map(str::to_owned),
            description: title.clone(),
            title,
            blocks,
            one_page: self.note.one_page,
        }
    }

    /// What every output tells of its figures: the register, its vintage and coverage, how few are hidden, the definitions
    /// and the program.
    fn about_the_figures(&self, binding: &Binding<'_>, starred: bool) -> Vec<Block> {
        let words = |danish: &str, english: &str| match self.language {
            Language::Danish => danish.to_owned(),
            Language::English => english.to_owned(),
        };
        let Some(first) = binding.tables.first() else { return Vec::new() };
        let (register, covered, drawn) = first.edition.table().register();
        let day = |day: Day| day_in_words(day, self.language);
        let (from, to, drawn) = (day(covered.from), day(covered.last_day()), day(drawn));
        let mut lines = vec![words(
            &format!("Kilde: {register}. Udtrukket {drawn}; dækker {from} til {to}."),
            &format!("Source: {register}. Drawn {drawn}; covers {from} to {to}."),
        )];
        if starred {
            lines.push(words(
                "* Foreløbigt tal: noget af det talte er endnu ikke afgjort.",
                "* Provisional: something that is counted is not decided yet.",
            ));
        }
        let threshold = binding.tables.iter().map(|bound| bound.edition.table().rule().threshold).max().unwrap_or(0);
        if self.note.plan.method == release::Method::Suppression && threshold > 1 {
            lines.push(words(
                &format!("Antal under {threshold} er udeladt af diskretionshensyn, og det, de kunne regnes ud af."),
                &format!(
                    "Numbers below {threshold} are hidden, and so are numbers that they could be worked out from."
                ),
            ));
        }
        lines.push(words("Forskelle er beregnet af uafrundede tal.", "Differences are of unrounded figures."));
        let definitions = self.definitions(binding);
        let program = concat!("forlob ", env!("CARGO_PKG_VERSION"));
        let rests_on = words(
            &format!("Skabelon: {}. Definitioner: {definitions}. {program}.", self.note.plan.id),
            &format!("Template: {}. Definitions: {definitions}. {program}.", self.note.plan.id),
        );
        let heading = Block::Heading { level: 1, text: vec![Inline::text(words("Om tallene", "About the figures"))] };
        std::iter::once(heading)
            .chain(lines.into_iter().chain([rests_on]).map(|line| Block::FinePrint(vec![Inline::Text(line)])))
            .collect()
    }

    /// The definitions that the tables rest on, kind by kind, each with its fingerprint.
    fn definitions(&self, binding: &Binding<'_>) -> String {
        let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
        let of_beside = binding.beside.iter().filter_map(|(_, counted)| match counted {
            Counted::RunOff(run_off) => Some(&run_off.rests_on),
            Counted::FollowUp(_) => None,
        });
        for (kind, id, hash) in
            binding.tables.iter().flat_map(|bound| bound.edition.table().rests_on()).chain(of_beside)
        {
            let at = kinds.iter().position(|(known, _)| known == kind).unwrap_or_else(|| {
                kinds.push((kind, Vec::new()));
                kinds.len() - 1
            });
            let one = format!("{id} ({hash})");
            if !kinds[at].1.contains(&one) {
                kinds[at].1.push(one);
            }
        }
        let told = kinds.into_iter().map(|(kind, ids)| {
            let kind = match self.language {
                Language::Danish => definitions::kind_in_danish(kind),
                Language::English => kind,
            };
            format!("{kind} {}", ids.join(", "))
        });
        told.collect::<Vec<String>>().join("; ")
    }
}

/// What would leave a hole in a text.
enum Hole<'p> {
    /// A figure that is missing, and why.
    Figure(&'p Figure, Missing),
    /// A table or picture without a figure that can be shown.
    Placed(&'p Placed),
}

impl Hole<'_> {
    /// Its line, and what to do.
    fn told(&self) -> (usize, String) {
        match self {
            Hole::Figure(figure, missing) => {
                let message = format!(
                    "`{{{{ {} }}}}` {}: put its sentence into `[[ … || … ]]` with what is said otherwise",
                    figure.written,
                    missing.told()
                );
                (figure.line, message)
            }
            Hole::Placed(placed) => {
                let message = format!(
                    "nothing of `{}` can be shown: end its `[[ … || … ]]` with words that need no figure",
                    placed.written
                );
                (placed.line, message)
            }
        }
    }
}

/// The words of some parts; or what is missing in them.
type Words<'p> = Result<String, Hole<'p>>;

/// A note in the making.
struct Writing<'a> {
    note: &'a Note,
    binding: &'a Binding<'a>,
    has_borders: bool,
    /// Whether a provisional figure stands in the text.
    starred: Cell<bool>,
}

impl Writing<'_> {
    /// The words of parts, which have an alternative or have none.
    fn words<'p>(&self, parts: &'p [Part], has_alternative: bool) -> Result<Words<'p>, Error> {
        let mut words = String::new();
        for part in parts {
            match part {
                Part::Text(text) => words.push_str(match words.chars().last() {
                    // What ends with a point ("45 pct.") needs no other at the end of the sentence.
                    Some('.') => text.strip_prefix('.').unwrap_or(text),
                    // A sentence without words leaves one space, not those on both sides of it.
                    Some(' ') => text.trim_start_matches(' '),
                    _ => text,
                }),
                Part::Figure(figure) => match self.figure(figure)? {
                    Ok(told) => words.push_str(&escaped(&told)),
                    Err(missing) => return Ok(Err(Hole::Figure(figure, missing))),
                },
                Part::Placed(placed) => {
                    if has_alternative && !self.note.shows_any(&placed.place, self.binding, self.has_borders)? {
                        return Ok(Err(Hole::Placed(placed)));
                    }
                    words.push_str(&placed.written);
                }
                Part::Sentence { alternatives, .. } => {
                    let mut last = None;
                    for alternative in alternatives {
                        let starred = self.starred.get();
                        match self.words(alternative, true)? {
                            Ok(told) => {
                                words.push_str(&told);
                                last = None;
                                break;
                            }
                            Err(missing) => {
                                // What is not said has no figures.
                                self.starred.set(starred);
                                last = Some(missing);
                            }
                        }
                    }
                    if let Some(missing) = last {
                        return Ok(Err(missing));
                    }
                }
            }
        }
        Ok(Ok(words))
    }

    fn figure(&self, figure: &Figure) -> Result<Result<String, Missing>, Error> {
        let language = self.note.language;
        let wrong = |message: String| {
            Error::from(Kind::Template {
                file: self.note.text_file.clone(),
                line: figure.line,
                message: format!("`{{{{ {} }}}}`: {message}", figure.written),
            })
        };
        if let Expression::Named(name) = &figure.expression
            && let Some(told) = self.note.settings.in_words(name, language)
        {
            let told = told.map_err(wrong)?;
            return match &figure.wordings[..] {
                [] => Ok(Ok(told)),
                [capital] if capital.name == "capital" => Ok(Ok(crate::wording::with_capital(&told))),
                _ => Err(wrong(format!("`{name}` is words, and no wording but `capital` tells it"))),
            };
        }
        let value = self.binding.value(&figure.expression, &[]).map_err(&wrong)?;
        let number = match value {
            Ok(number) => number,
            Err(missing) => return Ok(Err(missing)),
        };
        if number.provisional {
            self.starred.set(true);
        }
        tell(number, &figure.wordings, language).map(Ok).map_err(wrong)
    }
}

//! All definitions together: read, checked against each other, found by id and day.

use crate::toml_file::{At, Text, nearest};
use crate::{
    Bands, BenefitGroup, CodeSet, Cohort, Error, GapRule, GapRuleDefinition, Geography, Header, Hierarchy, LookupError,
    Measure, Peers, QuestionSet,
};
use calendar::{Day, Span};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../definitions");

/// A definition of any kind.
pub trait Definition {
    /// What the kind is called in a message: "measure".
    const KIND: &'static str;
    /// The same in Danish, for published text: "måling".
    const KIND_IN_DANISH: &'static str;
    /// The folder of `definitions/` that its files lie in.
    const FOLDER: &'static str;

    /// Id, titles, source, dates.
    fn header(&self) -> &Header;
}

macro_rules! definition {
    ($type:ty, $kind:literal, $danish:literal, $folder:literal) => {
        impl Definition for $type {
            const KIND: &'static str = $kind;
            const KIND_IN_DANISH: &'static str = $danish;
            const FOLDER: &'static str = $folder;

            fn header(&self) -> &Header {
                &self.header
            }
        }
    };
}

definition!(CodeSet, "code set", "kodesæt", "code_sets");
definition!(BenefitGroup, "benefit", "ydelse", "benefits");
definition!(GapRuleDefinition, "gap rule", "ophørsregel", "gap_rules");
definition!(Bands, "list of bands", "inddeling", "bands");
definition!(Hierarchy, "hierarchy", "hierarki", "hierarchies");
definition!(Geography, "geography", "geografi", "geography");
definition!(Peers, "division into peer groups", "sammenlignelige kommuner", "peers");
definition!(Cohort, "cohort", "kohorte", "cohorts");
definition!(Measure, "measure", "måling", "measures");
definition!(QuestionSet, "question set", "spørgsmålssæt", "questions");

/// What a kind of definition is called in Danish; the same word for any other.
///
/// ```
/// assert_eq!(definitions::kind_in_danish("benefit"), "ydelse");
/// ```
pub fn kind_in_danish(kind: &str) -> &str {
    fn of<T: Definition>() -> (&'static str, &'static str) {
        (T::KIND, T::KIND_IN_DANISH)
    }
    let kinds = [
        of::<CodeSet>(),
        of::<BenefitGroup>(),
        of::<GapRuleDefinition>(),
        of::<Bands>(),
        of::<Hierarchy>(),
        of::<Geography>(),
        of::<Peers>(),
        of::<Cohort>(),
        of::<Measure>(),
        of::<QuestionSet>(),
    ];
    kinds.into_iter().find(|(known, _)| *known == kind).map_or(kind, |(_, danish)| danish)
}

/// All definitions of one kind, by id; under each id the versions, which meet without hole or overlap.
#[derive(Debug, Clone)]
pub struct Versions<T>(BTreeMap<String, Vec<Arc<T>>>);

impl<T> Default for Versions<T> {
    fn default() -> Versions<T> {
        Versions(BTreeMap::new())
    }
}

impl<T: Definition> Versions<T> {
    fn collect(all: Vec<T>) -> Result<Versions<T>, Error> {
        let mut by_id: BTreeMap<String, Vec<Arc<T>>> = BTreeMap::new();
        for definition in all {
            by_id.entry(definition.header().id.clone()).or_default().push(Arc::new(definition));
        }
        for versions in by_id.values_mut() {
            versions.sort_by_key(|version| (version.header().valid, version.header().file.clone()));
            for pair in versions.windows(2) {
                let (before, after) = (pair[0].header(), pair[1].header());
                if after.valid.from < before.valid.until {
                    let message = format!(
                        "{} `{}` is in force twice on {}: here and in {}; give the earlier one a `valid_to` before that day",
                        T::KIND,
                        after.id,
                        after.valid.from,
                        before.file
                    );
                    return Err(Error::new(&after.file, 1, message));
                }
                if after.valid.from > before.valid.until {
                    let message = format!(
                        "no version of {} `{}` is in force from {} to {}: let `valid_from` here meet `valid_to` in {}",
                        T::KIND,
                        after.id,
                        before.valid.until,
                        after.valid.from - 1,
                        before.file
                    );
                    return Err(Error::new(&after.file, 1, message));
                }
            }
        }
        Ok(Versions(by_id))
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The newest version of each id, in order of id.
    pub fn newest(&self) -> impl Iterator<Item = &Arc<T>> {
        self.0.values().filter_map(|versions| versions.last())
    }

    /// All versions of an id, the oldest first.
    ///
    /// # Errors
    /// [`LookupError::Unknown`] with the nearest id that there is.
    pub fn versions(&self, id: &str) -> Result<&[Arc<T>], LookupError> {
        self.0.get(id).map(Vec::as_slice).ok_or_else(|| LookupError::Unknown {
            kind: T::KIND,
            id: id.to_owned(),
            nearest: nearest(id, self.ids()),
        })
    }

    /// The one version that is in force on all days of `span`.
    ///
    /// # Errors
    /// Where there is no such id, or where no single version covers the days: a period across a change of
    /// definition has no figure.
    pub fn in_force(&self, id: &str, span: Span) -> Result<&Arc<T>, LookupError> {
        let versions = self.versions(id)?;
        versions.iter().find(|version| version.header().valid.covers(span)).ok_or_else(|| {
            let in_force: Vec<String> = versions.iter().map(|version| version.header().in_force()).collect();
            LookupError::NotInForce {
                kind: T::KIND,
                id: id.to_owned(),
                in_force: in_force.join(" and, otherwise, "),
                wanted: format!("{} to {}", span.from, span.last_day()),
            }
        })
    }

    /// The days on which some version is in force.
    pub fn days_in_force(&self, id: &str) -> Result<Span, LookupError> {
        let versions = self.versions(id)?;
        let first = versions.first().map_or(Day::MIN, |version| version.header().valid.from);
        Ok(Span::new(first, versions.last().map_or(Day::MAX, |version| version.header().valid.until)))
    }

    /// The newest version of the id that a file names.
    pub fn reference(&self, id: &At<'_, String>) -> Result<Arc<T>, Error> {
        let versions = self.versions(&id.value).map_err(|unknown| id.error(unknown.to_string()))?;
        versions.last().cloned().ok_or_else(|| id.error("the id has no version"))
    }

    /// The same, in force whenever the definition that names it is.
    pub(crate) fn reference_during(&self, id: &At<'_, String>, header: &Header) -> Result<Arc<T>, Error> {
        let found = self.reference(id)?;
        let days = self.days_in_force(&id.value).map_err(|unknown| id.error(unknown.to_string()))?;
        if !days.covers(header.valid) {
            return Err(id.error(format!(
                "{} `{}` is in force {}, and this definition {}",
                T::KIND,
                id.value,
                crate::header::in_force(days),
                header.in_force()
            )));
        }
        Ok(found)
    }
}

/// All definitions.
///
/// ```
/// use definitions::Catalog;
/// let catalog = Catalog::embedded()?;
/// let group = &catalog.benefits.versions("ressourceforlob").unwrap()[0];
/// assert_eq!(group.header.title.da, "Ressourceforløb");
/// # Ok::<(), definitions::CatalogError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Code sets.
    pub code_sets: Versions<CodeSet>,
    /// Benefit groups.
    pub benefits: Versions<BenefitGroup>,
    /// Gap rules.
    pub gap_rules: Versions<GapRuleDefinition>,
    /// Bands of duration and age.
    pub bands: Versions<Bands>,
    /// Status hierarchies.
    pub hierarchies: Versions<Hierarchy>,
    /// Divisions of the country.
    pub geographies: Versions<Geography>,
    /// Divisions of the municipalities into peer groups.
    pub peers: Versions<Peers>,
    /// Cohorts.
    pub cohorts: Versions<Cohort>,
    /// Measures.
    pub measures: Versions<Measure>,
    /// Question sets.
    pub questions: Versions<QuestionSet>,
}

/// Why the definitions could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file has a mistake.
    #[error(transparent)]
    Mistake(#[from] Error),
    /// A file or folder could not be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder that no kind of definition has.
    #[error("{path}: definitions lie in the folders {folders}{nearest}")]
    UnknownFolder {
        /// The folder.
        path: PathBuf,
        /// The folders that there may be.
        folders: String,
        /// The nearest of them, in words.
        nearest: String,
    },
}

const FOLDERS: [&str; 10] = [
    CodeSet::FOLDER,
    BenefitGroup::FOLDER,
    GapRuleDefinition::FOLDER,
    Bands::FOLDER,
    Hierarchy::FOLDER,
    Geography::FOLDER,
    Peers::FOLDER,
    Cohort::FOLDER,
    Measure::FOLDER,
    QuestionSet::FOLDER,
];

/// A definition file: its folder, its name for messages, its text.
struct File {
    folder: String,
    name: String,
    text: String,
}

impl Catalog {
    /// The definitions that the program brings.
    ///
    /// # Errors
    /// None in a program that passed its tests.
    pub fn embedded() -> Result<Catalog, CatalogError> {
        Catalog::with_folders(&[])
    }

    /// The definitions that the program brings, with those of some folders added. A definition in a folder
    /// replaces all versions of the same id and kind that came before it.
    ///
    /// # Errors
    /// The first mistake found, with file and line.
    pub fn with_folders(folders: &[PathBuf]) -> Result<Catalog, CatalogError> {
        let mut layers = vec![embedded_files()];
        for folder in folders {
            layers.push(files_of(folder)?);
        }
        Ok(Catalog::read(&layers)?)
    }

    fn read(layers: &[Vec<File>]) -> Result<Catalog, Error> {
        let mut catalog = Catalog::default();
        catalog.code_sets = read_kind(layers, CodeSet::read)?;
        catalog.benefits = read_kind(layers, |text| BenefitGroup::read(text, &catalog))?;
        catalog.gap_rules = read_kind(layers, GapRuleDefinition::read)?;
        catalog.bands = read_kind(layers, Bands::read)?;
        catalog.hierarchies = read_kind(layers, |text| Hierarchy::read(text, &catalog))?;
        catalog.geographies = read_kind(layers, Geography::read)?;
        catalog.peers = read_kind(layers, |text| Peers::read(text, &catalog))?;
        catalog.cohorts = read_kind(layers, Cohort::read)?;
        catalog.measures = read_kind(layers, |text| Measure::read(text, &catalog))?;
        catalog.questions = read_kind(layers, |text| QuestionSet::read(text, &catalog))?;
        Ok(catalog)
    }

    /// A gap rule by the name it is called by: an id, or `days=28`.
    ///
    /// # Errors
    /// Where there is none of that name.
    pub fn gap_rule(&self, name: &str) -> Result<(GapRule, Arc<GapRuleDefinition>), LookupError> {
        let (id, days) = match name.split_once('=') {
            None => (name, None),
            Some((id, days)) => (id.trim(), Some(days.trim())),
        };
        let unknown =
            |nearest: String| LookupError::Unknown { kind: GapRuleDefinition::KIND, id: name.to_owned(), nearest };
        let definition = self.gap_rules.versions(id).map_err(|_| unknown(nearest(name, self.gap_rules.ids())))?;
        let definition = definition.last().ok_or_else(|| unknown(String::new()))?;
        let rule = match (definition.rule, days) {
            (Some(rule), None) => rule,
            (None, Some(days)) => {
                let days = days.parse().ok().filter(|days| *days <= 36_525);
                GapRule::Days(days.ok_or_else(|| unknown("; the number of days is 0 to 36525".into()))?)
            }
            (None, None) => return Err(unknown(format!("; say how many days, as `{id}=28`"))),
            (Some(_), Some(_)) => return Err(unknown(format!("; `{id}` takes no number"))),
        };
        Ok((rule, Arc::clone(definition)))
    }
}

fn read_kind<T: Definition>(
    layers: &[Vec<File>],
    read: impl Fn(Text<'_>) -> Result<T, Error>,
) -> Result<Versions<T>, Error> {
    let mut all: Vec<T> = Vec::new();
    for layer in layers {
        let mut added = Vec::new();
        for file in layer.iter().filter(|file| file.folder == T::FOLDER) {
            added.push(read(Text { file: &file.name, text: &file.text })?);
        }
        all.retain(|known| !added.iter().any(|new: &T| new.header().id == known.header().id));
        all.append(&mut added);
    }
    Versions::collect(all)
}

fn embedded_files() -> Vec<File> {
    let mut files = Vec::new();
    for folder in EMBEDDED.dirs() {
        for file in folder.files() {
            let path = file.path();
            if let (Some(text), Some("toml")) = (file.contents_utf8(), path.extension().and_then(|end| end.to_str())) {
                files.push(File {
                    folder: name_of(folder.path()),
                    name: format!("definitions/{}", path.display()),
                    text: text.to_owned(),
                });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn files_of(root: &Path) -> Result<Vec<File>, CatalogError> {
    let mut files = Vec::new();
    for folder in sorted_entries(root)? {
        if !folder.is_dir() {
            continue;
        }
        let name = name_of(&folder);
        if !FOLDERS.contains(&name.as_str()) {
            return Err(CatalogError::UnknownFolder {
                nearest: nearest(&name, FOLDERS),
                folders: FOLDERS.join(", "),
                path: folder,
            });
        }
        for path in sorted_entries(&folder)? {
            if path.extension().is_some_and(|end| end == "toml") {
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| CatalogError::Unreadable { path: path.clone(), source })?;
                files.push(File { folder: name.clone(), name: path.display().to_string(), text });
            }
        }
    }
    Ok(files)
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>, CatalogError> {
    let unreadable = |source| CatalogError::Unreadable { path: folder.to_owned(), source };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    Ok(entries)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

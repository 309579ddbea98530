//! A provision: what the law says of one thing, version by version, each with its days, its act and where we read it.

use crate::Error;
use calendar::{Day, Span};
use definitions::Title;
use definitions::toml_file::{Table, Text};

/// What a provision is read from: the files of its folder.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The provision's name, which is its folder's.
    pub id: &'static str,
    /// Our summary with the law's references, and the rule's edges drawn as tables: `text.md`.
    pub text: &'static str,
    /// The dated parameters: `parameters.toml`.
    pub parameters: &'static str,
}

/// What one version of a provision sets: the parameters that its rule works with.
pub trait Parameters: Sized {
    /// The files of the provision.
    const SOURCE: Source;

    /// Reads the parameters of a version that is in force.
    ///
    /// # Errors
    /// A key that is missing, of another kind or without sense, with file and line.
    fn read(version: &Table<'_>) -> Result<Self, definitions::Error>;
}

/// Whether there is a rule in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule<T> {
    /// This is the rule.
    InForce(T),
    /// There is none: not yet, or no longer.
    NotInForce,
    /// No source was found that says what the rule is. This is an answer, and not a lack of one.
    Unknown,
}

impl<T> Rule<T> {
    /// The parameters, where the rule is known and in force.
    pub fn in_force(&self) -> Option<&T> {
        match self {
            Rule::InForce(parameters) => Some(parameters),
            Rule::NotInForce | Rule::Unknown => None,
        }
    }

    /// The same without its parameters.
    pub fn standing(&self) -> Standing {
        match self {
            Rule::InForce(_) => Standing::InForce,
            Rule::NotInForce => Standing::NotInForce,
            Rule::Unknown => Standing::Unknown,
        }
    }
}

/// Whether there is a rule, without what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// There is one.
    InForce,
    /// There is none.
    NotInForce,
    /// No source was found.
    Unknown,
}

/// A provision as it is in a stretch of time.
#[derive(Debug, Clone)]
pub struct Version<T> {
    /// The days on which it is in force, `[from, until)`; files write `from` and, inclusive, `to`.
    pub valid: Span,
    /// The act that set it, in Danish, as it is cited.
    pub act: String,
    /// Where we read it.
    pub source: String,
    /// What it says, in a sentence of ours, or why nothing is known.
    pub says: Title,
    /// The rule.
    pub rule: Rule<T>,
}

/// A provision through time. Its versions meet without hole or overlap.
#[derive(Debug, Clone)]
pub struct Provision<T> {
    /// Its name.
    pub id: &'static str,
    /// What it is called.
    pub title: Title,
    /// The paragraphs, as they are cited.
    pub reference: String,
    /// The last day to which what we read speaks. What is later is taken to go on, and a finding says so.
    pub checked_until: Day,
    /// `text.md`.
    pub text: &'static str,
    /// BLAKE3 of the two files, the first 12 hexadecimal digits: which wording made a finding.
    pub hash: String,
    versions: Vec<Version<T>>,
}

impl<T: Parameters> Provision<T> {
    /// Reads the provision's own files.
    ///
    /// # Errors
    /// Mistakes in them: none in a program that passed its tests.
    pub fn embedded() -> Result<Provision<T>, definitions::Error> {
        let file = format!("{}/parameters.toml", T::SOURCE.id);
        Provision::read(Text { file: &file, text: T::SOURCE.parameters })
    }

    /// Reads dated parameters.
    ///
    /// # Errors
    /// What is no TOML, has a key too many or too few, is in force twice on a day or leaves one out, with file and line.
    pub fn read(text: Text<'_>) -> Result<Provision<T>, definitions::Error> {
        let table = text.parse()?;
        let id = table.text("id")?;
        if id.value != T::SOURCE.id {
            return Err(id.error(format!("`{}` is not the name of the folder, `{}`", id.value, T::SOURCE.id)));
        }
        let title = Title::read(&table, "title")?;
        let reference = table.text("reference")?.value;
        let checked_until = table.date("checked_until")?.value;
        let mut versions: Vec<Version<T>> = Vec::new();
        for entry in table.tables("version")? {
            let version = read_version(&entry)?;
            if let Some(before) = versions.last() {
                meets(&entry, before.valid, version.valid)?;
            }
            versions.push(version);
            entry.finish()?;
        }
        if versions.is_empty() {
            return Err(table.error("`[[version]]` is missing: a provision has at least one"));
        }
        table.finish()?;
        let hash = blake3::Hasher::new().update(text.text.as_bytes()).update(T::SOURCE.text.as_bytes()).finalize();
        Ok(Provision {
            id: T::SOURCE.id,
            title,
            reference,
            checked_until,
            text: T::SOURCE.text,
            hash: hash.to_hex()[..12].to_owned(),
            versions,
        })
    }
}

impl<T> Provision<T> {
    /// The version that is in force on a day.
    ///
    /// ```
    /// use calendar::Day;
    /// let law = rules::Law::read()?;
    /// let version = law.ressourceforlob_duration.on(Day::new(2022, 1, 1).unwrap())?;
    /// assert_eq!(version.rule.in_force().map(|rule| rule.longest_months), Some(36));
    /// assert!(law.ressourceforlob_duration.on(Day::new(2012, 12, 31).unwrap()).is_err());
    /// # Ok::<(), rules::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NoRule`] where there is none.
    pub fn on(&self, day: Day) -> Result<&Version<T>, Error> {
        self.versions.iter().find(|version| version.valid.contains(day)).ok_or_else(|| Error::NoRule {
            provision: self.id,
            day,
            covered: self.covered(),
        })
    }

    /// All versions, the oldest first.
    pub fn versions(&self) -> &[Version<T>] {
        &self.versions
    }

    /// What the versions cover, in words.
    pub(crate) fn covered(&self) -> String {
        let from = self.versions.first().map_or(Day::MIN, |version| version.valid.from);
        match self.versions.last().map_or(Day::MAX, |version| version.valid.until) {
            Day::MAX => format!("{from} and on"),
            until => format!("{from} to {}", until - 1),
        }
    }

    /// What the provision says of itself, for help, manual and listings.
    pub fn described(&self) -> Described<'_> {
        let version = |version: &'_ Version<T>| DescribedVersion {
            valid: version.valid,
            act: version.act.clone(),
            source: version.source.clone(),
            says: version.says.clone(),
            standing: version.rule.standing(),
        };
        Described {
            id: self.id,
            title: &self.title,
            reference: &self.reference,
            checked_until: self.checked_until,
            text: self.text,
            hash: &self.hash,
            versions: self.versions.iter().map(version).collect(),
        }
    }
}

/// A provision without its parameters.
#[derive(Debug, Clone)]
pub struct Described<'l> {
    /// Its name.
    pub id: &'static str,
    /// What it is called.
    pub title: &'l Title,
    /// The paragraphs, as they are cited.
    pub reference: &'l str,
    /// The last day to which what we read speaks.
    pub checked_until: Day,
    /// `text.md`.
    pub text: &'static str,
    /// Which wording it is.
    pub hash: &'l str,
    /// Its versions, the oldest first.
    pub versions: Vec<DescribedVersion>,
}

/// A version without its parameters.
#[derive(Debug, Clone)]
pub struct DescribedVersion {
    /// The days on which it is in force.
    pub valid: Span,
    /// The act that set it.
    pub act: String,
    /// Where we read it.
    pub source: String,
    /// What it says.
    pub says: Title,
    /// Whether there is a rule.
    pub standing: Standing,
}

fn read_version<T: Parameters>(entry: &Table<'_>) -> Result<Version<T>, definitions::Error> {
    let from = entry.date("from")?.value;
    let valid = match entry.optional_date("to")? {
        None => Span::new(from, Day::MAX),
        Some(to) if to.value < from => return Err(to.error("`to` lies before `from`")),
        Some(to) => Span::inclusive(from, to.value),
    };
    let standing = entry.text("rule")?;
    let rule = match standing.value.as_str() {
        "in_force" => Rule::InForce(T::read(entry)?),
        "none" => Rule::NotInForce,
        "unknown" => Rule::Unknown,
        other => {
            let near = definitions::toml_file::nearest(other, ["in_force", "none", "unknown"]);
            return Err(standing.error(format!("`{other}` is no standing of a rule{near}")));
        }
    };
    let (act, source) = (entry.text("act")?.value, entry.text("source")?.value);
    Ok(Version { valid, act, source, says: Title::read(entry, "says")?, rule })
}

/// A version begins on the day after the one before it ends.
fn meets(entry: &Table<'_>, before: Span, after: Span) -> Result<(), definitions::Error> {
    let at_from = |message: String| entry.error_at("from", message.clone()).unwrap_or_else(|| entry.error(message));
    if after.from < before.until {
        let end =
            if before.until == Day::MAX { "has no `to`".to_owned() } else { format!("ends {}", before.until - 1) };
        return Err(at_from(format!(
            "two versions are in force on {}: the one before begins {} and {end}",
            after.from.max(before.from),
            before.from
        )));
    }
    if after.from > before.until {
        return Err(at_from(format!("no version is in force from {} to {}", before.until, after.from - 1)));
    }
    Ok(())
}

/// A number of a version that must be there and lie within limits.
///
/// # Errors
/// Where it is missing, no whole number or outside.
pub(crate) fn number(
    table: &Table<'_>,
    key: &'static str,
    limits: std::ops::RangeInclusive<i32>,
) -> Result<i32, definitions::Error> {
    let found = table
        .optional_integer(key)?
        .ok_or_else(|| table.error(format!("`{key}` is missing: write `{key} = {}`", limits.start())))?;
    let outside = format!("`{key}` is {}; it must be {} to {}", found.value, limits.start(), limits.end());
    i32::try_from(found.value).ok().filter(|value| limits.contains(value)).ok_or_else(|| found.error(outside))
}

/// A list of words of a version that must be there and not be empty.
///
/// # Errors
/// Where it is not, or a word is there twice.
pub(crate) fn words(table: &Table<'_>, key: &'static str) -> Result<Vec<String>, definitions::Error> {
    let found = table.texts(key)?;
    if found.is_empty() {
        return Err(table.error(format!("`{key}` is missing: write `{key} = [\"…\"]`")));
    }
    for (at, word) in found.iter().enumerate() {
        if found[..at].iter().any(|before| before.value == word.value) {
            return Err(word.error(format!("`{}` is there twice", word.value)));
        }
    }
    Ok(found.into_iter().map(|word| word.value).collect())
}

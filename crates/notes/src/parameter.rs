//! What a note is about: its parameters, as they are set on the command line, and their places in its files.
//!
//! `{period}` in a note's file stands for what the parameter is set to, `{period-4}` for four periods before,
//! `{period:words}` for how a sentence calls it ("2. kvartal 2018"), `{period:year+1}` for the year after its own.

use crate::error::Error;
use crate::period_words::{period_in_short, period_in_words};
use calendar::{Granularity, Period};
use definitions::toml_file::{At, Table, nearest};
use definitions::{Catalog, Dimension, DimensionKind, Language, Title};
use std::collections::BTreeMap;

/// What may be set as a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A period of this kind: `2018Q2`, `2018-06`, `2018`, `2026-05-22`.
    Period(Granularity),
    /// An area, by its id: `101`.
    Area(Dimension),
    /// Any words.
    Text,
}

impl Kind {
    const ALL: [(&'static str, Kind); 8] = [
        ("month", Kind::Period(Granularity::Month)),
        ("quarter", Kind::Period(Granularity::Quarter)),
        ("year", Kind::Period(Granularity::Year)),
        ("days", Kind::Period(Granularity::Days)),
        ("municipality", Kind::Area(Dimension::Municipality)),
        ("jobcentre", Kind::Area(Dimension::Jobcentre)),
        ("region", Kind::Area(Dimension::Region)),
        ("text", Kind::Text),
    ];

    /// Its name in a file.
    pub fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// A parameter of a note.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: Title,
    /// What may be set.
    pub kind: Kind,
    /// What it is where it is not set; where there is none it must be set.
    pub default: Option<String>,
}

impl Parameter {
    /// Reads `[parameters]`.
    pub(crate) fn read_all(table: &Table<'_>) -> Result<Vec<Parameter>, definitions::Error> {
        let Some(own) = table.optional_table("parameters")? else { return Ok(Vec::new()) };
        let mut parameters = Vec::new();
        for (name, entry) in own.all_tables()? {
            let kind = entry.text("kind")?;
            let known = Kind::ALL.iter().find(|(known, _)| *known == kind.value);
            let unknown = |at: &At<'_, String>| {
                at.error(format!(
                    "`{}` is no kind{}",
                    at.value,
                    nearest(&at.value, Kind::ALL.iter().map(|(name, _)| *name))
                ))
            };
            let (_, of) = known.ok_or_else(|| unknown(&kind))?;
            let default = entry.optional_text("default")?.map(|at| at.value);
            parameters.push(Parameter { name: name.value, title: Title::read(&entry, "title")?, kind: *of, default });
            entry.finish()?;
        }
        Ok(parameters)
    }
}

/// The forms that make another period of one: the one that its last day lies in.
const FORMS: [(&str, Granularity); 3] =
    [("month", Granularity::Month), ("quarter", Granularity::Quarter), ("year", Granularity::Year)];

/// What a parameter is set to.
#[derive(Debug, Clone)]
struct Setting {
    value: String,
    /// How a sentence calls it.
    words: Title,
    period: Option<Period>,
}

/// What the parameters of a note are set to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    settings: BTreeMap<String, Setting>,
}

impl Settings {
    /// What is set, checked against the parameters; what is not set is at its default.
    pub(crate) fn new(
        note: &str,
        parameters: &[Parameter],
        set: &[(String, String)],
        catalog: &Catalog,
    ) -> Result<Settings, Error> {
        for (name, _) in set {
            if !parameters.iter().any(|parameter| parameter.name == *name) {
                let near = nearest(name, parameters.iter().map(|parameter| parameter.name.as_str()));
                return Err(Error::setting(format!("note `{note}` has no parameter `{name}`{near}")));
            }
        }
        let mut settings = BTreeMap::new();
        for parameter in parameters {
            let given = set.iter().rev().find(|(name, _)| *name == parameter.name).map(|(_, value)| value.clone());
            let Some(value) = given.or_else(|| parameter.default.clone()) else {
                return Err(Error::setting(format!(
                    "note `{note}` wants to know `{}` ({}): add --set {}={}",
                    parameter.name,
                    parameter.title.en,
                    parameter.name,
                    example(parameter.kind)
                )));
            };
            settings.insert(parameter.name.clone(), setting(parameter, value, catalog)?);
        }
        Ok(Settings { settings })
    }

    /// What a sentence calls a parameter, as `period` or `period-4`; none where there is no parameter of that name.
    pub(crate) fn in_words(&self, name: &str, language: Language) -> Option<Result<String, String>> {
        // A form of its own, as in `day:year`, is how it is called.
        let name = if name.contains(':') { name.to_owned() } else { format!("{name}:words") };
        self.place(&name, language)
    }

    /// A parameter's own value.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(|setting| setting.value.as_str())
    }

    /// Puts the settings into a TOML text, where it has `{name}`, `{name-4}`, `{name:words}` or `{name-4:short}` inside quotes.
    ///
    /// # Errors
    /// The line, and what is wrong with one of these. Braces around what is no parameter's name stay as they are.
    pub(crate) fn fill(&self, text: &str, language: Language) -> Result<String, (usize, String)> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let inside = rest.find('}').map(|end| &rest[1..end]);
            match inside.and_then(|inside| self.place(inside, language)) {
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
                Some(value) => {
                    let line = 1 + filled.matches('\n').count();
                    filled.push_str(&in_quotes(&value.map_err(|message| (line, message))?));
                    rest = &rest[inside.map_or(1, |inside| inside.len() + 2)..];
                }
            }
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// That no stretch of periods in a TOML text, such as `{first+1}..{month}`, ends before it begins.
    ///
    /// # Errors
    /// The parameters of the first that does: where it is read, only what came of them is known.
    pub(crate) fn check_stretches(&self, text: &str) -> Result<(), Error> {
        let inside = |before: &str, after: &str| {
            let first = before.rfind('{').and_then(|at| before.get(at + 1..)).map(str::to_owned);
            let last = after.find('}').and_then(|at| after.get(..at)).map(str::to_owned);
            first.zip(last)
        };
        for (at, between) in text.match_indices("}..{") {
            let Some((first, last)) = inside(&text[..at], &text[at + between.len()..]) else { continue };
            let period = |inside: &str| self.place(inside, Language::English)?.ok()?.parse::<Period>().ok();
            let (Some(from), Some(until)) = (period(&first), period(&last)) else { continue };
            if from.span().from > until.span().from {
                let name = |inside: &str| inside.split(['+', '-', ':']).next().unwrap_or_default().trim().to_owned();
                let set = |name: &str| format!("`{name}` is {}", self.value(name).unwrap_or_default());
                let (first, last) = (name(&first), name(&last));
                return Err(Error::setting(format!(
                    "{} and {}: the note tells of {from} to {until}, which ends before it begins; set an earlier `{first}` or a \
                     later `{last}`",
                    set(&first),
                    set(&last)
                )));
            }
        }
        Ok(())
    }

    /// What stands for `name-4:words`; none where it begins with no parameter's name.
    fn place(&self, inside: &str, language: Language) -> Option<Result<String, String>> {
        let (what, form) = inside.split_once(':').unwrap_or((inside, ""));
        let end = what.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(what.len());
        let (name, steps) = what.split_at(end);
        let setting = self.settings.get(name)?;
        Some(self.filled(name, setting, steps, form, language).map_err(|message| format!("`{{{inside}}}`: {message}")))
    }

    fn filled(
        &self,
        name: &str,
        setting: &Setting,
        steps: &str,
        form: &str,
        language: Language,
    ) -> Result<String, String> {
        let steps: i32 = match steps.trim() {
            "" => 0,
            steps => steps.parse().map_err(|_| format!("`{steps}` is not a number of periods, as `-4`"))?,
        };
        let Some(period) = setting.period else {
            return match (steps, form) {
                (0, "") => Ok(setting.value.clone()),
                (0, "words" | "short") => Ok(setting.words.in_language(language).to_owned()),
                (0, other) => Err(format!("`{other}` is neither `words` nor `short`")),
                _ => Err(format!("`{name}` is no period, and has no other before or after it")),
            };
        };
        let period = period.plus(steps.clamp(-100_000, 100_000));
        let of = |granularity| Period::of(period.span().last_day(), granularity);
        // `year+1` is the year after the period's own.
        if let Some(at) = form.find(['+', '-'])
            && let Some((_, granularity)) = FORMS.iter().find(|(known, _)| *known == form[..at].trim())
        {
            let wrong = || format!("`{}` is not a number of periods, as `+1`", &form[at..]);
            let more: i32 = form[at..].parse().map_err(|_| wrong())?;
            return Ok(of(*granularity).plus(more.clamp(-100_000, 100_000)).to_string());
        }
        match form {
            "" => Ok(period.to_string()),
            "words" => Ok(period_in_words(period, language)),
            "short" => Ok(period_in_short(period, language)),
            "year_before" => Ok(period.year_before().to_string()),
            other => {
                if let Some((_, granularity)) = FORMS.iter().find(|(known, _)| *known == other) {
                    return Ok(of(*granularity).to_string());
                }
                let forms = ["words", "short", "year_before", "month", "quarter", "year"];
                Err(format!("`{other}` is no form of a period{}", nearest(other, forms)))
            }
        }
    }
}

/// Words as they stand between the quotes of a TOML text: they are never more than words.
fn in_quotes(words: &str) -> String {
    let mut quoted = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Period(Granularity::Month) => "2018-06",
        Kind::Period(Granularity::Quarter) => "2018Q2",
        Kind::Period(Granularity::Year) => "2018",
        Kind::Period(Granularity::Days) => "2026-05-22",
        Kind::Area(Dimension::Municipality) => "101",
        Kind::Area(_) => "ID",
        Kind::Text => "\"…\"",
    }
}

fn setting(parameter: &Parameter, value: String, catalog: &Catalog) -> Result<Setting, Error> {
    let name = &parameter.name;
    let (words, period) = match parameter.kind {
        Kind::Text => (Title::name(value.clone()), None),
        Kind::Period(granularity) => {
            let period: Period = value.parse().map_err(|error| Error::setting(format!("--set {name}: {error}")))?;
            if period.granularity() != granularity {
                return Err(Error::setting(format!(
                    "--set {name}: {period} is no {}, as {}",
                    parameter.kind.name(),
                    example(parameter.kind)
                )));
            }
            let words =
                Title::new(period_in_words(period, Language::Danish), period_in_words(period, Language::English));
            (words, Some(period))
        }
        Kind::Area(dimension) => (area(name, dimension, &value, catalog)?, None),
    };
    Ok(Setting { value, words, period })
}

/// The areas of a kind: ids and names.
pub(crate) fn areas(dimension: Dimension, catalog: &Catalog) -> Vec<(String, Title)> {
    let Some(country) = catalog.geographies.versions(register::GEOGRAPHY).ok().and_then(|versions| versions.last())
    else {
        return Vec::new();
    };
    match dimension {
        Dimension::Municipality => {
            country.municipalities.iter().map(|one| (one.code.to_string(), Title::name(one.name.clone()))).collect()
        }
        Dimension::Jobcentre => country.jobcentres.iter().map(|one| (one.id.clone(), one.title.clone())).collect(),
        _ => country.regions.iter().map(|one| (one.id.clone(), one.title.clone())).collect(),
    }
}

fn area(name: &str, dimension: Dimension, value: &str, catalog: &Catalog) -> Result<Title, Error> {
    debug_assert_eq!(dimension.kind(), DimensionKind::Place);
    let areas = areas(dimension, catalog);
    let found = areas.iter().find(|(id, _)| id == value);
    found.map(|(_, title)| title.clone()).ok_or_else(|| {
        // Whoever writes a name gets its code.
        let named = areas.iter().find(|(_, title)| title.da.to_lowercase() == value.to_lowercase());
        let hint = match named {
            Some((id, title)) => format!("; {} is `{id}`", title.da),
            None => nearest(value, areas.iter().map(|(id, _)| id.as_str())),
        };
        Error::setting(format!("--set {name}: there is no {} `{value}`{hint}", dimension.id()))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;

    fn parameters() -> Vec<Parameter> {
        let of = |name: &str, kind, default: Option<&str>| Parameter {
            name: name.into(),
            title: Title::new("x", "what it is"),
            kind,
            default: default.map(str::to_owned),
        };
        vec![
            of("period", Kind::Period(Granularity::Quarter), None),
            of("municipality", Kind::Area(Dimension::Municipality), Some("101")),
            of("case_number", Kind::Text, Some("")),
        ]
    }

    fn settings(set: &[(&str, &str)]) -> Result<Settings, Error> {
        let set: Vec<(String, String)> =
            set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::new("drawn", &parameters(), &set, &Catalog::embedded().unwrap())
    }

    #[test]
    fn places_are_filled() {
        let settings = settings(&[("period", "2018Q2"), ("case_number", "2018-\"1\"")]).unwrap();
        for (text, filled) in [
            ("{period}", "2018Q2"),
            ("{period-4}..{period}", "2017Q2..2018Q2"),
            ("{period+1}", "2018Q3"),
            ("{period-4:words} og {period:short}", "2. kvartal 2017 og 2. kvt. 2018"),
            ("{period:year_before}", "2017Q2"),
            ("{period:month}", "2018-06"),
            ("{period:year+1} og {period-4:month-1}", "2019 og 2017-05"),
            ("municipality={municipality}: {municipality:words}", "municipality=101: København"),
            ("{case_number}", r#"2018-\"1\""#),
            ("{ da = \"x\" } {other} {", "{ da = \"x\" } {other} {"),
        ] {
            assert_eq!(settings.fill(text, Language::Danish).unwrap(), filled);
        }
        for (text, message) in [
            ("{period-x}", "`{period-x}`: `-x` is not a number of periods, as `-4`"),
            ("{period:year+x}", "`{period:year+x}`: `+x` is not a number of periods, as `+1`"),
            ("{period:word}", "`{period:word}`: `word` is no form of a period; did you mean `words`?"),
            (
                "{municipality-1}",
                "`{municipality-1}`: `municipality` is no period, and has no other before or after it",
            ),
        ] {
            assert_eq!(settings.fill(text, Language::Danish).unwrap_err(), (1, message.to_owned()));
        }
    }

    #[test]
    fn a_stretch_that_ends_before_it_begins_names_its_parameters() {
        let settings = settings(&[("period", "2018Q2")]).unwrap();
        for text in
            ["{period-4}..{period}", "{period}..{period}", "{other}..{period}", "}..{", "{period:words}..{period}"]
        {
            settings.check_stretches(text).unwrap();
        }
        assert_eq!(
            settings.check_stretches("period = \"{period+1}..{period}\"").unwrap_err().to_string(),
            "`period` is 2018Q2 and `period` is 2018Q2: the note tells of 2018Q3 to 2018Q2, which ends before it begins; set an \
             earlier `period` or a later `period`"
        );
    }

    #[test]
    fn what_cannot_be_set() {
        for (set, message) in [
            (&[][..], "note `drawn` wants to know `period` (what it is): add --set period=2018Q2"),
            (&[("periode", "2018Q2")], "note `drawn` has no parameter `periode`; did you mean `period`?"),
            (&[("period", "2018-06")], "--set period: 2018-06 is no quarter, as 2018Q2"),
            (
                &[("period", "2018Q2"), ("municipality", "København")],
                "--set municipality: there is no municipality `København`; København is `101`",
            ),
        ] {
            assert_eq!(settings(set).unwrap_err().to_string(), message);
        }
    }
}

//! `release.toml`: the tables that go out together, and how they are protected.

use crate::error::Error;
use calendar::Period;
use definitions::toml_file::{At, Table, Text, nearest};
use definitions::{Catalog, Dimension, DimensionKind, Disclosure, QuestionSet, Title};
use measures::{Request, category_in_words, dimension_in_words};

/// How figures are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Small cells are hidden, and what they could be worked out from.
    Suppression,
    /// Counts below the base are rounded to 0 or the base; sums are of rounded counts.
    SmallCountRounding {
        /// The base.
        base: i64,
    },
    /// Every count is rounded to a multiple of the base; sums do not add up.
    Rounding {
        /// The base.
        base: i64,
    },
}

/// What stands in place of a hidden figure, whatever the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Symbol {
    /// `..`
    #[default]
    TwoDots,
    /// `.`
    OneDot,
}

impl Symbol {
    /// As it is printed.
    pub fn text(self) -> &'static str {
        match self {
            Symbol::TwoDots => "..",
            Symbol::OneDot => ".",
        }
    }
}

/// One table of a release.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The name of its files.
    pub name: String,
    /// What is asked.
    pub request: Request,
    /// Cells that must be shown: those that are in all the categories of one of these.
    pub must_show: Vec<Vec<(Dimension, String)>>,
    /// Whether the table is left out where the extract lacks what it needs: one of a question set is.
    pub may_be_missing: bool,
}

/// A note of a release.
#[derive(Debug, Clone)]
pub struct PlannedNote {
    /// The note's name, or the folder that it lies in.
    pub name: String,
    /// Its parameters, by their names.
    pub set: Vec<(String, String)>,
}

/// A release.
///
/// ```toml
/// id    = "copenhagen-2018q2"
/// title = { da = "Ressourceforløb, 2. kvartal 2018", en = "Ressourceforløb, second quarter of 2018" }
///
/// # All of it may be left out: 1 and 2 are hidden, zeros shown.
/// [disclosure]
/// threshold = 3              # what a measure's own file says holds where it is stricter
/// zeros     = "shown"        # shown | hidden
/// all_but   = 0              # hide a category with all of its group (or all but 1, 2)
/// dominance = { n = 1, k = 85 }   # hide sums and means of pay of which one (n) has more than 85 per cent
/// p_percent = 15             # and those from which another could tell what one has to within 15 per cent
/// symbol    = ".."           # .. | .
/// method    = "suppression"  # suppression | small_count_rounding | rounding, the last two with `base = 5`
///
/// [[table]]
/// name      = "started"
/// measure   = "ressourceforlob.started"
/// period    = "2017Q1..2018Q2"
/// by        = ["quarter", "municipality"]          # the measure's own where it is left out
/// where     = ["municipality=101"]
/// against   = "year-before"
/// must_show = ["quarter=2018Q2"]                   # figures that may not be hidden
///
/// [[questions]]
/// set = "beu-244"            # every measure of a question set
///
/// [[note]]
/// name = "ressourceforlob-kvartal"
/// set  = { period = "2018Q2", municipality = "101" }
/// ```
///
/// Further keys of a table: `spread` (a dimension of place: its lowest and highest area).
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Title,
    /// By which counts figures are hidden.
    pub disclosure: Disclosure,
    /// What stands in place of a hidden figure.
    pub symbol: Symbol,
    /// How figures are protected.
    pub method: Method,
    /// The tables.
    pub tables: Vec<Planned>,
    /// The notes that go out with them, and whose tables are protected together with theirs.
    pub notes: Vec<PlannedNote>,
    /// The file's own text, for the ledger.
    pub(crate) text: String,
}

impl Plan {
    /// Reads the file of a release.
    ///
    /// # Errors
    /// The first mistake, with its line and the way out.
    pub fn read(file: &str, text: &str, catalog: &Catalog) -> Result<Plan, Error> {
        let table = Text { file, text }.parse()?;
        let plan = Plan::read_keys(&table, text, catalog)?;
        if plan.tables.is_empty() && plan.notes.is_empty() {
            return Err(table.error("there is no [[table]], no [[questions]] and no [[note]]").into());
        }
        table.finish()?;
        Ok(plan)
    }

    /// Reads the keys of a release from a file that has others besides: a note's. `text` is the whole file.
    ///
    /// # Errors
    /// The first mistake, with its line and the way out.
    pub fn read_keys(table: &Table<'_>, text: &str, catalog: &Catalog) -> Result<Plan, Error> {
        let id = table.text("id")?;
        if !id.value.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter)) {
            return Err(id.error("an id has letters a-z, digits, `-`, `_` and `.` only").into());
        }
        let title = Title::read(table, "title")?;
        let (mut disclosure, mut symbol, mut method) = (Disclosure::default(), Symbol::default(), Method::Suppression);
        if let Some(own) = table.optional_table("disclosure")? {
            disclosure = Disclosure::read_keys(&own)?;
            symbol = read_symbol(&own)?;
            method = read_method(&own)?;
            own.finish()?;
        }
        let mut tables = Vec::new();
        for entry in table.tables("table")? {
            tables.push(planned(&entry, catalog)?);
            entry.finish()?;
        }
        for entry in table.tables("questions")? {
            questions(&entry, catalog, &mut tables)?;
            entry.finish()?;
        }
        let mut notes = Vec::new();
        for entry in table.tables("note")? {
            notes.push(note(&entry)?);
            entry.finish()?;
        }
        let mut names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(table.error(format!("the name `{}` is there twice: each table is a file", twice[0])).into());
        }
        Ok(Plan { id: id.value, title, disclosure, symbol, method, tables, notes, text: text.to_owned() })
    }

    /// A release of no table yet, with the usual rules: for tables that are asked for one by one.
    pub fn empty(id: &str) -> Plan {
        Plan {
            id: id.to_owned(),
            title: Title::default(),
            disclosure: Disclosure::default(),
            symbol: Symbol::default(),
            method: Method::Suppression,
            tables: Vec::new(),
            notes: Vec::new(),
            text: String::new(),
        }
    }

    /// With one table more, that is called as its measure.
    pub fn and(mut self, request: Request) -> Plan {
        let name = request.measure.clone();
        self.tables.push(Planned { name, request, must_show: Vec::new(), may_be_missing: false });
        self
    }
}

fn read_symbol(own: &Table<'_>) -> Result<Symbol, definitions::Error> {
    match own.optional_text("symbol")? {
        None => Ok(Symbol::default()),
        Some(at) => match at.value.as_str() {
            ".." => Ok(Symbol::TwoDots),
            "." => Ok(Symbol::OneDot),
            other => Err(at.error(format!("`symbol` is `{other}`; it must be \"..\" or \".\""))),
        },
    }
}

fn read_method(own: &Table<'_>) -> Result<Method, definitions::Error> {
    let base = own.optional_integer("base")?;
    let Some(name) = own.optional_text("method")? else {
        return match base {
            Some(base) => {
                Err(base.error("`base` belongs to a `method` that rounds: \"small_count_rounding\" or \"rounding\""))
            }
            None => Ok(Method::Suppression),
        };
    };
    let wants = |make: fn(i64) -> Method| match &base {
        None => Err(name.error(format!("method `{}` wants a base: write `base = 5`", name.value))),
        Some(base) if !(2..=1000).contains(&base.value) => {
            Err(base.error(format!("`base` is {}; it must be 2 to 1000", base.value)))
        }
        Some(base) => Ok(make(base.value)),
    };
    match name.value.as_str() {
        "suppression" => match base {
            Some(base) => Err(base.error("suppression rounds nothing: leave `base` out")),
            None => Ok(Method::Suppression),
        },
        "small_count_rounding" => wants(|base| Method::SmallCountRounding { base }),
        "rounding" => wants(|base| Method::Rounding { base }),
        other => {
            let near = nearest(other, ["suppression", "small_count_rounding", "rounding"]);
            Err(name.error(format!("`{other}` is no method{near}")))
        }
    }
}

/// One `[[table]]`.
fn planned(entry: &Table<'_>, catalog: &Catalog) -> Result<Planned, definitions::Error> {
    let measure = entry.text("measure")?;
    catalog.measures.reference(&measure)?;
    let name = match entry.optional_text("name")? {
        None => measure.value.clone(),
        Some(at) if at.value.is_empty() || at.value.contains(['/', '\\']) || at.value.starts_with('.') => {
            return Err(at.error("`name` is the name of a file: no `/`, and no `.` in front"));
        }
        Some(at) => at.value,
    };
    let words = |at: &At<'_, String>, error: measures::Error| at.error(error.to_string());
    let periods = match entry.optional_text("period")? {
        None => Vec::new(),
        Some(at) => Period::list(&at.value).map_err(|error| at.error(error.to_string()))?,
    };
    let dimension = |at: &At<'_, String>| dimension_in_words(&at.value).map_err(|error| words(at, error));
    let by = entry.texts("by")?;
    let by = (!by.is_empty()).then(|| by.iter().map(dimension).collect::<Result<Vec<_>, _>>()).transpose()?;
    let category = |at: &At<'_, String>, text: &str| category_in_words(text).map_err(|error| words(at, error));
    let only = entry.texts("where")?;
    let only = only.iter().map(|at| category(at, &at.value)).collect::<Result<Vec<_>, _>>()?;
    let against = entry.optional_text("against")?;
    let against = against.map(|at| at.value.parse().map_err(|error| words(&at, error))).transpose()?;
    let spread = entry.optional_text("spread")?;
    let spread = spread.map(|at| area(&at)).transpose()?;
    let wishes = entry.texts("must_show")?;
    let wish = |at: &At<'_, String>| at.value.split(',').map(|part| category(at, part)).collect::<Result<Vec<_>, _>>();
    let must_show = wishes.iter().map(wish).collect::<Result<Vec<_>, _>>()?;
    Ok(Planned {
        name,
        request: Request { measure: measure.value, periods, by, only, against, spread },
        must_show,
        may_be_missing: false,
    })
}

fn area(at: &At<'_, String>) -> Result<Dimension, definitions::Error> {
    let dimension = dimension_in_words(&at.value).map_err(|error| at.error(error.to_string()))?;
    if dimension.kind() != DimensionKind::Place {
        let places = Dimension::all().filter(|dimension| dimension.kind() == DimensionKind::Place);
        let valid: Vec<&str> = places.map(Dimension::id).collect();
        return Err(at.error(format!("`{}` is no area; valid are `{}`", dimension.id(), valid.join("`, `"))));
    }
    Ok(dimension)
}

/// One `[[note]]`.
fn note(entry: &Table<'_>) -> Result<PlannedNote, definitions::Error> {
    let name = entry.text("name")?.value;
    let set = match entry.optional_table("set")? {
        None => Vec::new(),
        Some(table) => table.all_texts()?.into_iter().map(|(key, value)| (key.value, value)).collect(),
    };
    Ok(PlannedNote { name, set })
}

/// One `[[questions]]`: every measure of the set, whole country.
fn questions(entry: &Table<'_>, catalog: &Catalog, tables: &mut Vec<Planned>) -> Result<(), definitions::Error> {
    let id = entry.text("set")?;
    let set = catalog.questions.reference(&id)?;
    tables.extend(Planned::of_set(&set, None, catalog));
    Ok(())
}

impl Planned {
    /// The tables of a question set: of each measure one of the whole country, or by areas instead.
    ///
    /// They are named `SET.POINT.MEASURE`, and by areas `SET.POINT.MEASURE.AREA`; points count from 1.
    pub fn of_set(set: &QuestionSet, area: Option<Dimension>, catalog: &Catalog) -> Vec<Planned> {
        let mut tables = Vec::new();
        for (number, point) in set.points.iter().enumerate() {
            for asked in &point.answers {
                let own = catalog.measures.versions(&asked.measure).ok().and_then(|versions| versions.last());
                let own = own.map(|measure| measure.by.clone()).unwrap_or_default();
                let others = own.into_iter().filter(|dimension| dimension.kind() != DimensionKind::Place);
                let request = Request {
                    measure: asked.measure.clone(),
                    periods: asked.periods.clone(),
                    by: Some(area.into_iter().chain(others).collect()),
                    ..Request::default()
                };
                let name = Planned::name_in_set(set, number, &asked.measure, area);
                tables.push(Planned { name, request, must_show: Vec::new(), may_be_missing: true });
            }
        }
        tables
    }

    /// What a table of a question set is called.
    pub fn name_in_set(set: &QuestionSet, point: usize, measure: &str, area: Option<Dimension>) -> String {
        let area = area.map(|area| format!(".{}", area.id())).unwrap_or_default();
        format!("{}.{}.{measure}{area}", set.header.id, point + 1)
    }
}

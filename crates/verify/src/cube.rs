//! Exported tables: axes, columns of figures, and what must hold among them by what the columns are.
//!
//! Whether the categories of an axis add up to its total stands in the `release.json` beside the file; without that, in what is
//! counted: spells, events and members are in one category of an axis each (benefit codes and first offers apart), while
//! a person may be in several, and has one sex and one origin. Where neither tells, a sum that is right is right, and one that
//! is not cannot be decided.

use crate::error::{Error, Fault, Mistake, at};
use crate::interval::Interval;
use crate::note::{Cell, Comparison, Form, Instance, Note, Reading, Relation, Stands, Statement, joined};
use crate::number::{self, Style};
use crate::rational::Rational;
use serde_json::Value;
use std::collections::BTreeMap;

/// More figures than these are no published table.
pub(crate) const MOST_FIGURES: usize = 1_000_000;

/// The category that is the total of an axis.
const ALL: &str = "all";

/// A name for programs and one for readers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) title: String,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Axis {
    pub(crate) name: Named,
    pub(crate) categories: Vec<Named>,
    /// The place of the total, where the file names it.
    pub(crate) total: Option<usize>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    pub(crate) name: Named,
    /// `Antal: forløb`, `Pct.`, …; empty where it is not said.
    pub(crate) unit: String,
    pub(crate) decimals: u32,
}

/// What stands in a figure's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    Number(String),
    Hidden(String),
    /// Not yet measurable, or not known.
    NotThere,
}

/// A table as it is exported.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cube {
    pub(crate) axes: Vec<Axis>,
    pub(crate) columns: Vec<Column>,
    /// Each figure with its line, the columns running fastest, then the last axis.
    pub(crate) figures: Vec<(Shown, usize)>,
    /// What stands under the table.
    pub(crate) notes: String,
    /// Whether the file says that its figures may be summed.
    pub(crate) may_be_summed: bool,
    /// The line where the figures begin.
    pub(crate) line: usize,
}

/// What a column's figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Whole numbers; `small_is_secret` where they are counts of what the threshold is about.
    Count {
        small_is_secret: bool,
    },
    Share,
    /// The difference from another cell of that column.
    Change(usize),
    Other,
}

/// The table of `release.json` that describes a file, and the release's rule.
struct Described<'d> {
    table: Option<&'d Value>,
    rule: Option<&'d Value>,
}

/// How a table is read.
struct Reader<'c> {
    cube: &'c Cube,
    described: Described<'c>,
    roles: Vec<Role>,
    /// The cell of each figure in the note.
    cells: Vec<usize>,
}

/// Makes a note of a table.
pub(crate) fn note(file: &str, cube: &Cube, description: Option<&Value>) -> Result<Note, Error> {
    let n_places = cube.axes.iter().try_fold(cube.columns.len(), |n, axis| n.checked_mul(axis.categories.len()));
    let mistake = |why: &str| Error { file: file.to_owned(), line: None, fault: Fault::Mistake(why.to_owned()) };
    match n_places {
        Some(n) if n == cube.figures.len() && n > 0 => {}
        Some(n) => return Err(mistake(&format!("{n} figures are announced, and {} are there", cube.figures.len()))),
        None => return Err(mistake("more figures are announced than any table has")),
    }
    let mut note = Note::new(file, Style::English);
    let described =
        Described { table: description.and_then(|all| table_of(all, file)), rule: description.map(|all| &all["rule"]) };
    let roles = (0..cube.columns.len()).map(|column| role(cube, column, &described)).collect();
    let mut reader = Reader { cube, described, roles, cells: Vec::new() };
    reader.put_figures(&mut note)?;
    reader.say(&mut note).map_err(at(file, cube.line))?;
    Ok(note)
}

/// The table of a description whose file has the same name, endings apart.
fn table_of<'d>(description: &'d Value, file: &str) -> Option<&'d Value> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = [".json-stat.json", ".json", ".px", ".csv"].iter().find_map(|ending| name.strip_suffix(ending))?;
    let tables = description["tables"].as_array()?;
    tables.iter().find(|table| table["file"].as_str().and_then(|file| file.strip_suffix(".csv")) == Some(name))
}

impl Described<'_> {
    fn column(&self, id: &str) -> Option<&Value> {
        self.table?["columns"].as_array()?.iter().find(|column| column["id"].as_str() == Some(id))
    }

    fn axis(&self, id: &str) -> Option<&Value> {
        self.table?["axes"].as_array()?.iter().find(|axis| axis["dimension"].as_str() == Some(id))
    }

    fn threshold(&self) -> Option<i128> {
        let own = self.table?["threshold"].as_i64().or_else(|| self.rule?["threshold"].as_i64());
        own.map(i128::from).filter(|_| self.rule.is_some_and(|rule| rule["method"].as_str() == Some("suppression")))
    }

    fn zeros_are_shown(&self) -> bool {
        self.table.is_some() && self.rule.is_some_and(|rule| rule["zeros_shown"].as_bool() == Some(true))
    }
}

fn role(cube: &Cube, column: usize, described: &Described<'_>) -> Role {
    let Column { name, unit, .. } = &cube.columns[column];
    let unit = unit.to_lowercase();
    let of = |id: &str| cube.columns.iter().position(|other| other.name.id == id);
    if let Some(of) = name.id.strip_suffix("_change").and_then(of) {
        return Role::Change(of);
    }
    match name.id.as_str() {
        "count" => Role::Count { small_is_secret: true },
        "start_known" | "hours_known" | "plan_known" | "person_days" | "sum_days" => {
            Role::Count { small_is_secret: false }
        }
        "share" => Role::Share,
        _ if described.column(&name.id).is_some_and(|column| column["is"] == "share") => Role::Share,
        id if id.contains('_') || id == "rank" => Role::Other,
        _ if ["pct.", "per cent", "percent", "procent", "%"].contains(&unit.as_str()) => Role::Share,
        _ if unit.starts_with("antal") || unit.starts_with("number") => Role::Count { small_is_secret: true },
        _ => Role::Other,
    }
}

impl Reader<'_> {
    fn is_whole(&self, column: usize) -> bool {
        match self.roles[column] {
            Role::Count { .. } => true,
            Role::Change(of) => matches!(self.roles[of], Role::Count { .. }),
            Role::Share | Role::Other => false,
        }
    }

    /// The places of a table: one category of each axis.
    fn places(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        let n = self.cube.figures.len() / self.cube.columns.len().max(1);
        (0..n).map(|place| {
            let mut rest = place;
            let mut categories: Vec<usize> = Vec::new();
            for axis in self.cube.axes.iter().rev() {
                categories.push(rest % axis.categories.len());
                rest /= axis.categories.len();
            }
            categories.reverse();
            categories
        })
    }

    fn cell(&self, place: &[usize], column: usize) -> usize {
        let at = self.cube.axes.iter().zip(place).fold(0, |at, (axis, category)| at * axis.categories.len() + category);
        self.cells[at * self.cube.columns.len() + column]
    }

    fn put_figures(&mut self, note: &mut Note) -> Result<(), Error> {
        let rounded = rounding_base(&self.cube.notes);
        let places: Vec<Vec<usize>> = self.places().collect();
        for (at_figure, (shown, line)) in self.cube.figures.iter().enumerate() {
            let (place, column) = (&places[at_figure / self.cube.columns.len()], at_figure % self.cube.columns.len());
            let of_axes = self.cube.axes.iter().zip(place).filter(|(axis, _)| axis.categories.len() > 1);
            let mut words: Vec<String> =
                of_axes.map(|(axis, category)| axis.categories[*category].title.clone()).collect();
            words.push(self.cube.columns[column].name.title.clone());
            let cell = self.read(shown, column, rounded).map_err(at(&note.file, *line))?;
            let added = note.add(Cell { place: words.join(", "), line: *line, ..cell });
            note.keys.insert(self.key(place, column), added);
            self.cells.push(added);
        }
        Ok(())
    }

    /// By what another file knows the same figure.
    fn key(&self, place: &[usize], column: usize) -> String {
        let of = |(axis, category): (&Axis, &usize)| format!("{}={}", axis.name.id, axis.categories[*category].id);
        let mut parts: Vec<String> = self.cube.axes.iter().zip(place).map(of).collect();
        parts.sort_unstable();
        // A table of one column need not name it.
        let column = if self.cube.columns.len() == 1 { "" } else { &self.cube.columns[column].name.id };
        format!("{}\n{column}", parts.join("\n"))
    }

    /// A figure as a cell, its place apart.
    fn read(&self, shown: &Shown, column: usize, rounded: Option<Rational>) -> Result<Cell, Mistake> {
        let whole = self.is_whole(column);
        let of = |text: &str, stands: Stands, interval: Interval, whole: bool| Cell {
            text: text.to_owned(),
            place: String::new(),
            line: 0,
            stands,
            interval,
            whole,
        };
        let text = match shown {
            Shown::NotThere => return Ok(of("", Stands::Nothing, Interval::EVERYTHING, false)),
            Shown::Hidden(symbol) => {
                let is_count = matches!(self.roles[column], Role::Count { .. });
                let least = Rational::whole(i128::from(self.described.zeros_are_shown()));
                let interval = if is_count { Interval::closed(Some(least), None) } else { Interval::EVERYTHING };
                return Ok(of(symbol, Stands::Hidden, interval, is_count));
            }
            Shown::Number(text) => text,
        };
        let printed = number::read(text, Style::English).ok_or_else(|| format!("`{text}` is no number"))?;
        let is_count = whole && printed.decimals == 0;
        let interval = match rounded {
            Some(parts) if is_count => number::rounding(printed.value, parts)?.whole(),
            _ if is_count => Interval::point(printed.value),
            _ => number::rounded_to(printed.value, printed.decimals.max(self.cube.columns[column].decimals))?,
        };
        Ok(of(text, Stands::Number(printed.value), interval, is_count))
    }

    /// Whether the categories of an axis add up to its total; none where nothing tells.
    fn adds_up(&self, axis: &Axis, column: usize) -> Option<bool> {
        if let Some(described) = self.described.axis(&axis.name.id) {
            return described["additive"].as_bool();
        }
        if self.cube.may_be_summed {
            return Some(true);
        }
        let unit = self.cube.columns[column].unit.to_lowercase();
        let counts = |words: &[&str]| words.iter().any(|word| unit.ends_with(word));
        let id = axis.name.id.as_str();
        if counts(&["forløb", "spells", "hændelser", "events", "i gruppen", "in the group"]) {
            return Some(id != "code" && id != "first_offer");
        }
        (counts(&["personer", "persons"]) && (id == "sex" || id == "origin")).then_some(true)
    }

    fn say(&self, note: &mut Note) -> Result<(), Mistake> {
        for axis in 0..self.cube.axes.len() {
            self.totals(note, axis)?;
        }
        for column in 0..self.cube.columns.len() {
            match self.roles[column] {
                Role::Share => self.shares(note, column),
                Role::Change(of) => self.changes(note, column, of)?,
                Role::Count { .. } | Role::Other => {}
            }
        }
        self.means(note);
        self.at_most(note);
        self.threshold(note);
        Ok(())
    }

    fn add(&self, note: &mut Note, words: String, instances: Vec<Instance>) {
        if !instances.is_empty() {
            let line = self.cube.line;
            note.statements.push(Statement { line, words, reading: Reading::Fits, instances });
        }
    }

    fn instance(&self, note: &Note, cell: usize, relation: Relation) -> Instance {
        Instance { place: note.cells[cell].place.clone(), line: note.cells[cell].line, relation }
    }

    /// The parts of each axis against its total.
    fn totals(&self, note: &mut Note, axis: usize) -> Result<(), Mistake> {
        let of = &self.cube.axes[axis];
        let Some(total) = of.total.filter(|_| of.categories.len() > 1) else { return Ok(()) };
        for column in 0..self.cube.columns.len() {
            let is_share_of_it = self.roles[column] == Role::Share && self.share_axis(note, column) == Some(axis);
            if !(matches!(self.roles[column], Role::Count { .. }) || is_share_of_it) {
                continue;
            }
            // The sum of shares is that of what they are shares of.
            let counted = self.roles.iter().position(|role| matches!(role, Role::Count { .. })).unwrap_or(column);
            let adds_up = self.adds_up(of, if is_share_of_it { counted } else { column });
            let mut instances = Vec::new();
            for place in self.places().filter(|place| place[axis] == total) {
                let whole = self.cell(&place, column);
                let mut parts = Vec::new();
                for category in (0..of.categories.len()).filter(|category| *category != total) {
                    let mut place = place.clone();
                    place[axis] = category;
                    parts.push(self.cell(&place, column));
                }
                if let Some(relation) = against_total(note, whole, &parts, adds_up, is_share_of_it)? {
                    instances.push(self.instance(note, whole, relation));
                }
            }
            let words = format!("total {} of {}", of.categories[total].title, of.name.title);
            self.add(note, words, instances);
        }
        Ok(())
    }

    /// The axis that shares are over: the one whose total has 100 everywhere.
    fn share_axis(&self, note: &Note, column: usize) -> Option<usize> {
        let id = &self.cube.columns[column].name.id;
        let find = |id: &str| self.cube.axes.iter().position(|axis| axis.name.id == id);
        if let Some(over) = self.described.column(id).and_then(|column| column["over"].as_str()) {
            return find(over);
        }
        let is_over = |axis: &usize| {
            let Some(total) = self.cube.axes[*axis].total else { return false };
            let mut shown = self.places().filter(|place| place[*axis] == total).map(|place| self.cell(&place, column));
            let is_all = |cell: usize| match note.cells[cell].stands {
                Stands::Number(value) => value == Rational::whole(100),
                _ => true,
            };
            shown.all(is_all)
        };
        let mut over = (0..self.cube.axes.len()).filter(is_over);
        over.next().filter(|_| over.next().is_none())
    }

    fn shares(&self, note: &mut Note, column: usize) {
        let count = self.roles.iter().position(|role| matches!(role, Role::Count { small_is_secret: true }));
        let (Some(axis), Some(count)) = (self.share_axis(note, column), count) else { return };
        let Some(total) = self.cube.axes[axis].total else { return };
        let mut instances = Vec::new();
        for place in self.places() {
            let mut base = place.clone();
            base[axis] = total;
            let (part, base, shown) = (self.cell(&place, count), self.cell(&base, count), self.cell(&place, column));
            let is_there = |cell: usize| note.cells[cell].stands != Stands::Nothing;
            if matches!(note.cells[shown].stands, Stands::Number(_)) && is_there(part) && is_there(base) {
                let (part, base) = (Form::of_cell(part, &note.cells), Form::of_cell(base, &note.cells));
                let relation = Relation::Ratio { part, times: Rational::whole(100), base, shown };
                instances.push(self.instance(note, shown, relation));
            }
        }
        let words = format!("share {} over {}", self.cube.columns[column].name.title, self.cube.axes[axis].name.title);
        self.add(note, words, instances);
    }

    fn changes(&self, note: &mut Note, column: usize, of: usize) -> Result<(), Mistake> {
        let mut instances = Vec::new();
        for place in self.places() {
            let Some(there) = self.compared(&place, column) else { continue };
            let (shown, now, then) = (self.cell(&place, column), self.cell(&place, of), self.cell(&there, of));
            if [shown, now, then].iter().any(|cell| note.cells[*cell].stands == Stands::Nothing) {
                continue;
            }
            let (left, now, then) =
                (Form::of_cell(shown, &note.cells), Form::of_cell(now, &note.cells), Form::of_cell(then, &note.cells));
            let text = joined(&now.text, false, &then.text);
            let right = Form { text, ..now.plus(&then, Rational::whole(-1))? };
            let or_printed = self.roles[of] == Role::Share;
            let relation = Relation::Compare { left, is: Comparison::Equal, right, or_printed };
            instances.push(self.instance(note, shown, relation));
        }
        self.add(note, format!("change {}", self.cube.columns[column].name.title), instances);
        Ok(())
    }

    /// Where a place is compared with; none where that is outside the table or not said.
    fn compared(&self, place: &[usize], column: usize) -> Option<Vec<usize>> {
        let Named { id, title } = &self.cube.columns[column].name;
        let mut there = place.to_vec();
        if let Some(against) = self.described.column(id).and_then(|column| column["against"].as_array()) {
            for (axis, category) in self.cube.axes.iter().zip(&mut there) {
                let from = &axis.categories[*category].id;
                let mut of_axis = against.iter().filter(|one| one["dimension"] == axis.name.id.as_str()).peekable();
                if of_axis.peek().is_some() {
                    let to = of_axis.find(|one| one["from"] == from.as_str())?["to"].as_str()?;
                    *category = axis.categories.iter().position(|category| category.id == to)?;
                }
            }
            return (there != place).then_some(there);
        }
        let title = title.to_lowercase();
        let says = |words: [&str; 2]| words.iter().any(|word| title.contains(word));
        let by_year = says(["året før", "year before"]);
        if !by_year && !says(["perioden før", "period before"]) {
            return None;
        }
        for (axis, category) in self.cube.axes.iter().zip(&mut there) {
            let earlier = before(&axis.categories[*category].id, by_year);
            if let Some(to) = earlier.and_then(|id| axis.categories.iter().position(|category| category.id == id)) {
                *category = to;
                return Some(there);
            }
        }
        None
    }

    /// Columns by id, where all of them are there.
    fn columns<const N: usize>(&self, ids: [&str; N]) -> Option<[usize; N]> {
        let found = ids.map(|id| self.cube.columns.iter().position(|column| column.name.id == id));
        found.iter().all(Option::is_some).then(|| found.map(Option::unwrap_or_default))
    }

    /// A mean times how many it is of is the sum.
    fn means(&self, note: &mut Note) {
        for (mean, times) in [("mean_days", Ok(Rational::ONE)), ("mean_weeks", Rational::new(1, 7))] {
            let (Some([shown, sum, known]), Ok(times)) = (self.columns([mean, "sum_days", "start_known"]), times)
            else {
                continue;
            };
            let mut instances = Vec::new();
            for place in self.places() {
                let [shown, sum, known] = [shown, sum, known].map(|column| self.cell(&place, column));
                let is_number = |cell: usize| matches!(note.cells[cell].stands, Stands::Number(_));
                if is_number(shown) && [sum, known].iter().all(|cell| note.cells[*cell].stands != Stands::Nothing) {
                    let (part, base) = (Form::of_cell(sum, &note.cells), Form::of_cell(known, &note.cells));
                    instances.push(self.instance(note, shown, Relation::Ratio { part, times, base, shown }));
                }
            }
            self.add(note, format!("mean {}", self.cube.columns[shown].name.title), instances);
        }
    }

    /// Columns that are never above others.
    fn at_most(&self, note: &mut Note) {
        let mut pairs: Vec<(usize, usize)> = ["start_known", "hours_known", "plan_known"]
            .iter()
            .filter_map(|id| self.columns([id, "count"]))
            .map(|[a, b]| (a, b))
            .collect();
        for (at, column) in self.cube.columns.iter().enumerate() {
            let Some(of) = column.name.id.strip_suffix("_lowest") else { continue };
            let highest = format!("{of}_highest");
            pairs
                .extend(self.cube.columns.iter().position(|column| column.name.id == highest).map(|other| (at, other)));
        }
        for (less, more) in pairs {
            let mut instances = Vec::new();
            for place in self.places() {
                let (left, right) = (self.cell(&place, less), self.cell(&place, more));
                if note.cells[left].stands != Stands::Nothing && note.cells[right].stands != Stands::Nothing {
                    let forms = (Form::of_cell(left, &note.cells), Form::of_cell(right, &note.cells));
                    let relation =
                        Relation::Compare { left: forms.0, is: Comparison::AtMost, right: forms.1, or_printed: false };
                    instances.push(self.instance(note, left, relation));
                }
            }
            let title = |column: usize| &self.cube.columns[column].name.title;
            self.add(note, format!("{} is at most {}", title(less), title(more)), instances);
        }
    }

    fn threshold(&self, note: &mut Note) {
        let Some(threshold) = self.described.threshold() else { return };
        note.threshold = Some(threshold);
        let mut counts = Vec::new();
        for place in self.places() {
            for (column, role) in self.roles.iter().enumerate() {
                if *role == (Role::Count { small_is_secret: true }) {
                    counts.push(self.cell(&place, column));
                }
            }
        }
        let relation = Relation::NoneBelow { cells: counts, threshold };
        let instance = Instance { place: String::new(), line: self.cube.line, relation };
        self.add(note, format!("threshold {threshold}"), vec![instance]);
    }
}

/// A total against its parts; none where nothing is said.
fn against_total(
    note: &Note,
    whole: usize,
    parts: &[usize],
    adds_up: Option<bool>,
    is_share: bool,
) -> Result<Option<Relation>, Mistake> {
    let is_missing = |cell: &usize| note.cells[*cell].stands == Stands::Nothing;
    let is_hidden_share = |cell: &usize| is_share && note.cells[*cell].stands == Stands::Hidden;
    if is_missing(&whole)
        || parts.iter().any(|part| is_missing(part) || is_hidden_share(part))
        || is_hidden_share(&whole)
    {
        return Ok(None);
    }
    let left = Form::of_cell(whole, &note.cells);
    let mut right = Form::default();
    for part in parts {
        right = right.plus(&Form::of_cell(*part, &note.cells), Rational::ONE)?;
    }
    let texts: Vec<&str> = parts.iter().map(|part| note.cells[*part].text.as_str()).collect();
    right.text = if parts.len() > 12 { format!("the sum of {} figures", parts.len()) } else { texts.join(" + ") };
    let is_equal = || -> Result<bool, Mistake> {
        let difference = left.clone().plus(&right, Rational::whole(-1))?.hull(&note.cells)?;
        Ok(difference.has(Rational::ZERO))
    };
    if adds_up == Some(true) || (adds_up.is_none() && is_equal()?) {
        return Ok(Some(Relation::Compare { left, is: Comparison::Equal, right, or_printed: false }));
    }
    // Nobody is in a category and not in the total.
    let above = |part: &&usize| {
        let own = note.cells[**part].interval;
        own.lower.zip(note.cells[whole].interval.upper).is_some_and(|(part, whole)| part.at > whole.at)
    };
    if let Some(part) = parts.iter().find(above).filter(|_| !is_share) {
        let right = Form::of_cell(*part, &note.cells);
        return Ok(Some(Relation::Compare { left, is: Comparison::AtLeast, right, or_printed: false }));
    }
    let why = "nothing says whether somebody may be in several; the release.json beside a release's files does";
    Ok(adds_up.is_none().then(|| Relation::Missing(format!("{} is not {}: {why}", left.text, right.text))))
}

/// `afrundet til nærmeste 5` or `rounded to the nearest 5`, as parts of 1.
fn rounding_base(notes: &str) -> Option<Rational> {
    let notes = notes.to_lowercase();
    let rest =
        ["afrundet til nærmeste ", "rounded to the nearest "].iter().find_map(|words| notes.split_once(words))?.1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let base = digits.parse::<i128>().ok().filter(|base| (2..=1_000_000).contains(base))?;
    Rational::new(1, base).ok()
}

/// The period a year before, or the one before: `2017Q2` and `2018Q1` for `2018Q2`.
fn before(id: &str, by_year: bool) -> Option<String> {
    let (year, rest) = id.split_at_checked(4)?;
    let year: i32 = year.parse().ok()?;
    let n_parts = match rest.chars().next() {
        None => 1,
        Some('Q') => 4,
        Some('-') if rest.len() == 3 => 12,
        _ => return None,
    };
    if by_year || n_parts == 1 {
        return Some(format!("{}{rest}", year - 1));
    }
    let part: i32 = rest[1..].parse().ok().filter(|part| (1..=n_parts).contains(part))?;
    let (year, part) = if part == 1 { (year - 1, n_parts) } else { (year, part - 1) };
    Some(if n_parts == 4 { format!("{year}Q{part}") } else { format!("{year}-{part:02}") })
}

/// The place of the total: the category `all`, if the file names no other.
pub(crate) fn total(categories: &[Named]) -> Option<usize> {
    categories.iter().position(|category| category.id == ALL)
}

/// Whether the meaning of a symbol is that a figure is hidden.
pub(crate) fn means_hidden(meaning: &str) -> bool {
    let meaning = meaning.to_lowercase();
    ["diskretion", "hidden", "suppress", "confidential", "fortrolig"].iter().any(|word| meaning.contains(word))
}

/// Categories in the order in which they come, by id.
#[derive(Debug, Default)]
pub(crate) struct Categories {
    pub(crate) all: Vec<Named>,
    places: BTreeMap<String, usize>,
}

impl Categories {
    /// The place of a category, a new one where it has none yet.
    pub(crate) fn place(&mut self, id: &str) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        self.places.insert(id.to_owned(), self.all.len());
        self.all.push(Named { id: id.to_owned(), title: id.to_owned() });
        self.all.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_before() {
        for (id, by_year, earlier) in [
            ("2018Q2", true, Some("2017Q2")),
            ("2018Q1", false, Some("2017Q4")),
            ("2018Q3", false, Some("2018Q2")),
            ("2018-01", false, Some("2017-12")),
            ("2018-10", false, Some("2018-09")),
            ("2018-10", true, Some("2017-10")),
            ("2018", false, Some("2017")),
            ("2018Q9", false, None),
            ("2018-13", false, None),
            ("I alt", true, None),
            ("ærø", false, None),
            ("2018-01-01..2018-06-30", true, None),
        ] {
            assert_eq!(before(id, by_year).as_deref(), earlier, "{id}");
        }
    }

    #[test]
    fn what_stands_under_a_table_tells_how_it_is_rounded() {
        assert_eq!(rounding_base("Antal er afrundet til nærmeste 5; summer kan afvige."), Rational::new(1, 5).ok());
        assert_eq!(rounding_base("Counts are rounded to the nearest 10; sums may differ."), Rational::new(1, 10).ok());
        assert_eq!(rounding_base("Antal under 5 er afrundet til 0 eller 5."), None);
        assert_eq!(rounding_base(""), None);
    }
}

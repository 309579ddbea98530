//! The program as an analyst runs it: an extract in, tables and spells out as CSV.

use crate::process::{command, output};
use crate::validate::data_set::{DataSet, reach, remove};
use anyhow::{Context, bail};
use calendar::{Day, Period};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why unprotected figures are looked at, for the store's log.
const REASON: &str = "published data, compared with published counts";

/// A store of a data set's persons.
#[derive(Debug)]
pub(crate) struct Store<'a> {
    binary: &'a Path,
    data_set: &'a DataSet,
    folder: PathBuf,
    periods: &'a [Period],
}

impl<'a> Store<'a> {
    /// Writes persons as an extract into a folder of its own and imports it.
    ///
    /// # Errors
    /// Where the program fails, or sets a row aside.
    pub(crate) fn import(
        binary: &'a Path,
        data_set: &'a DataSet,
        periods: &'a [Period],
        persons: &[Vec<usize>],
        folder: &Path,
    ) -> anyhow::Result<Store<'a>> {
        remove(folder)?;
        let extract = folder.join("extract");
        data_set.write(periods, persons, &extract)?;
        let store = Store { binary, data_set, folder: folder.join("store"), periods };
        output(store.command().arg("import").arg(&extract).arg("--store").arg(&store.folder))?;
        let findings = output(store.command().arg("findings").arg(&store.folder).args(["--format", "csv"]))?;
        if rows(&findings)?.iter().any(|row| row.get("outcome").is_some_and(|outcome| outcome == "set_aside")) {
            bail!("the import set rows aside, and all of them are right:\n{findings}");
        }
        Ok(store)
    }

    fn command(&self) -> Command {
        let mut command = command(self.binary);
        command.arg("--definitions").arg(self.data_set.definitions());
        command
    }

    /// One measure as a table, by these dimensions, over all the time that is covered.
    ///
    /// # Errors
    /// Where the program fails.
    pub(crate) fn tabulate(&self, measure: &str, by: &str) -> anyhow::Result<Table> {
        let covered = reach(self.periods);
        let period = format!("{}..{}", covered.from, covered.last_day());
        let mut command = self.command();
        command.arg("tabulate").arg(&self.folder).arg(format!("{}.{measure}", self.data_set.name));
        command.args(["--by", by, "--period", &period, "--format", "csv", "--unprotected", "--reason", REASON]);
        Table::read(&output(&mut command)?)
    }

    /// The spells of everybody on one state by a gap rule, as places of periods.
    ///
    /// # Errors
    /// Where the program fails, or a spell begins or ends within a period.
    pub(crate) fn spells(&self, state: usize, gap: &str) -> anyhow::Result<Vec<Spell>> {
        let mut command = self.command();
        command.arg("spells").arg(&self.folder).args(["--benefit", &self.data_set.benefit(state), "--gap", gap]);
        let rows = rows(&output(command.args(["--format", "csv", "--unprotected", "--reason", REASON]))?)?;
        let field =
            |row: &Row, name: &str| row.get(name).cloned().with_context(|| format!("a list of spells has no `{name}`"));
        let at = |is: &dyn Fn(&Period) -> bool| {
            self.periods.iter().position(is).context("a spell begins or ends within a period")
        };
        let mut spells = Vec::new();
        for row in &rows {
            let left_censored = field(row, "left_censored")? == "true";
            let start = field(row, "start")?;
            let first = match left_censored {
                true => 0,
                false => {
                    let start: Day = start.parse()?;
                    at(&|period| period.span().from == start)?
                }
            };
            let last: Day = field(row, "last_day")?.parse()?;
            let last = at(&|period| period.span().last_day() == last)?;
            let ended = field(row, "status")? == "ended";
            spells.push(Spell { person: field(row, "person")?, state, first, last, ended, left_censored });
        }
        Ok(spells)
    }
}

/// A spell of one person, as the program lists it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spell {
    /// The person's pseudonym.
    pub(crate) person: String,
    /// The place of its first period.
    pub(crate) first: usize,
    /// The place of its last period.
    pub(crate) last: usize,
    /// The state, as a place in the data set's list.
    pub(crate) state: usize,
    /// Whether it has ended, and not only the time that is covered.
    pub(crate) ended: bool,
    /// Whether it touches the first covered day.
    pub(crate) left_censored: bool,
}

impl Spell {
    /// How many periods it lasts.
    pub(crate) fn length(&self) -> usize {
        self.last - self.first + 1
    }
}

/// A row of CSV by the names of its columns.
type Row = BTreeMap<String, String>;

fn rows(csv: &str) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers()?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let mut row = Row::new();
        for (name, field) in header.iter().zip(&record?) {
            // A table by status has two columns of that name, the dimension's first.
            row.entry(name.to_owned()).or_insert_with(|| field.to_owned());
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A table of the program.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    fn read(csv: &str) -> anyhow::Result<Table> {
        Ok(Table { rows: rows(csv)? })
    }

    /// The one figure of this statistic in these categories.
    ///
    /// # Errors
    /// Where there is none, or more than one, or its value is not a number.
    pub(crate) fn figure(&self, statistic: &str, categories: &[(&str, &str)]) -> anyhow::Result<f64> {
        let is = |row: &Row, name: &str, value: &str| row.get(name).is_some_and(|field| field == value);
        let wanted =
            |row: &&Row| is(row, "measure", statistic) && categories.iter().all(|(name, value)| is(row, name, value));
        let mut found = self.rows.iter().filter(wanted);
        let (Some(row), None) = (found.next(), found.next()) else {
            bail!("the table has not just one figure `{statistic}` in {categories:?}");
        };
        let value = row.get("value").map_or("", String::as_str);
        value.parse().with_context(|| format!("`{statistic}` in {categories:?} is `{value}`, no number"))
    }

    /// The same, of a count.
    ///
    /// # Errors
    /// The same.
    pub(crate) fn count(&self, categories: &[(&str, &str)]) -> anyhow::Result<u64> {
        let value = self.figure("count", categories)?;
        if value.fract() != 0.0 || value < 0.0 {
            bail!("the count in {categories:?} is {value}");
        }
        Ok(value as u64)
    }
}

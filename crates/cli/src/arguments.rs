//! The words of the command line.

mod follow_up;
mod outlook;

pub(crate) use follow_up::{Areas, FollowUp, Rules, RulesCommand};
pub(crate) use outlook::{Forecast, ForecastBy, Survival};

use crate::show::published::Format;
use calendar::Day;
use clap::{Args, Parser, Subcommand, ValueEnum};
use definitions::{Dimension, Language};
use std::path::PathBuf;

/// From register extracts to the published follow-up on benefit spells.
#[derive(Debug, Parser)]
#[command(
    name = "forlob",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "\
Begin with:
  forlob demo                                     make up a register, import it, print the notes' tables
  forlob import EXTRACT --store STORE             read an extract (a folder with register.toml)
  forlob measures                                 what can be counted
  forlob tabulate STORE ressourceforlob.started   count it
  forlob release RELEASE --store STORE --out DIR  publish tables together, protected and audited
  forlob note NAME --store STORE --out DIR        write a note: HTML, PDF and Word
  forlob follow-up STORE                          who should be looked at: counts by area, lists for one with the key

Exit status: 0 done, 1 the work failed (or an audit found something), 2 the words were wrong."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// What every command understands.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// A folder of definition files that adds to the program's own, or replaces those with the same id; may be
    /// given more than once
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) definitions: Vec<PathBuf>,
    /// The language of tables
    #[arg(long, global = true, value_enum, default_value_t = Lang::Da)]
    pub(crate) lang: Lang,
    /// How many threads work [default: as many as the machine has processors]
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

impl Shared {
    pub(crate) fn threads(&self) -> usize {
        self.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, std::num::NonZeroUsize::get)
    }

    pub(crate) fn language(&self) -> Language {
        match self.lang {
            Lang::Da => Language::Danish,
            Lang::En => Language::English,
        }
    }
}

/// A language.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    /// Danish
    Da,
    /// English
    En,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
    Synth(Synth),
    Import(Import),
    Findings(Findings),
    Measures(Measures),
    Tabulate(Tabulate),
    Question(Question),
    Release(Release),
    Note(Note),
    Audit(Audit),
    Verify(Verify),
    Spells(Spells),
    FollowUp(FollowUp),
    Rules(Rules),
    Forecast(Forecast),
    Survival(Survival),
}

/// Make up a register, import it, and print the tables that the notes lead with and the answers to S001
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  forlob demo --out my-demo")]
pub(crate) struct Demo {
    /// The folder that everything is written to; it must be empty, new, or an earlier demo's
    #[arg(long, value_name = "DIR", default_value = "forlob-demo")]
    pub(crate) out: PathBuf,
    /// How many persons the country has
    #[arg(long, value_name = "N", default_value_t = 290_000)]
    pub(crate) persons: u64,
    /// What decides everything that is made up
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Make up a country and write it as a register extract
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  forlob synth made-up --persons 100000\n  forlob synth made-up --persons 5800000 --rhythm week --seed 7 --dirt 2\n  forlob synth made-up-dream --persons 720000 --dream parquet"
)]
pub(crate) struct Synth {
    /// The folder to write the extract to; it must be empty or new
    pub(crate) out: PathBuf,
    /// How many persons the country has
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) persons: u64,
    /// What decides everything that is made up: the same seed, the same files
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The first covered day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Day>,
    /// The last covered day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Day>,
    /// How long one payment is
    #[arg(long, value_enum, default_value_t = Rhythm::Month)]
    pub(crate) rhythm: Rhythm,
    /// Of a thousand persons, how many have a row with a mistake in it
    #[arg(long, value_name = "PER-MILLE", default_value_t = 0)]
    pub(crate) dirt: u32,
    /// Write one wide DREAM file in place of the tables: a row a person, a column a week from 1991, week 31, on
    #[arg(long, value_name = "FORMAT", value_enum, conflicts_with_all = ["rhythm", "dirt"])]
    pub(crate) dream: Option<DreamFormat>,
}

/// How a wide DREAM file is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DreamFormat {
    /// dream.csv
    Csv,
    /// dream.parquet
    Parquet,
}

/// How long one payment is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Rhythm {
    /// A calendar month
    Month,
    /// An ISO week
    Week,
    /// Some benefits by week, the others by month
    Mixed,
}

/// Read an extract, check it, and write the store that everything else reads
#[derive(Debug, Args)]
#[command(after_help = "\
An extract is a folder with a manifest, register.toml, and any of the tables borgere, bopael, ydelser,
tilbud, loen, fleksjob, visitation, haendelser and planer, as CSV or Parquet. Persons' keys are
replaced by pseudonyms; the key to them lies in a file of its own, which is made on first use.

The tables may be CSV, Parquet or SAS (.sas7bdat). In place of ydelser there may be a wide DREAM file,
dream.csv, dream.parquet or dream.sas7bdat: one row a person, a column Y_YYWW for each ISO week.

An extract that is larger than the memory waits on disk, in the store's folder. One that was imported
already, with the same key, definitions and program, is recognised and not read again.

Examples:
  forlob import extracts/2018q2 --store stores/2018q2
  forlob import dream-2026 --store stores/dream --memory 4GiB")]
pub(crate) struct Import {
    /// The extract's folder
    pub(crate) extract: PathBuf,
    /// The store's folder; one that is there is replaced as a whole, at the end
    #[arg(long, value_name = "STORE")]
    pub(crate) store: PathBuf,
    /// The file with the key of the pseudonyms [default: STORE.key, beside the store]
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// How much memory rows that wait may take, as 512MiB or 4GiB; 256MiB at least
    #[arg(long, value_name = "SIZE", default_value = "2GiB", value_parser = memory)]
    pub(crate) memory: u64,
}

/// The least that an import is given: what is read and written takes some of it whatever waits.
const LEAST_MEMORY: u64 = 256 << 20;

/// A size in bytes, in mebibytes or gibibytes.
fn memory(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let units = [("GiB", 1u64 << 30), ("MiB", 1 << 20)];
    let size = units.iter().find_map(|(unit, bytes)| {
        let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        number.checked_mul(*bytes)
    });
    match size {
        None => Err("write a whole number and its unit, as 512MiB or 4GiB".to_owned()),
        Some(size) if size < LEAST_MEMORY => Err("256MiB is the least".to_owned()),
        Some(size) => Ok(size),
    }
}

/// Show what was wrong with an extract's rows, and how many were kept
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  forlob findings stores/2018q2 --format csv")]
pub(crate) struct Findings {
    /// The store
    pub(crate) store: PathBuf,
    /// As a table, or as CSV
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub(crate) format: TextFormat,
}

/// Show what can be counted
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  forlob measures\n  forlob measures show ressourceforlob.status_1_month_after",
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Measures {
    #[command(subcommand)]
    pub(crate) command: Option<MeasuresCommand>,
}

/// What to show of the measures.
#[derive(Debug, Subcommand)]
pub(crate) enum MeasuresCommand {
    /// Show what one measure counts, of whom, when, and where that is taken from
    Show {
        /// The measure's id
        id: String,
    },
}

/// Count a measure and show it as a table
#[derive(Debug, Args)]
#[command(after_help = "\
Periods: 2018, 2018Q2, 2018-06, runs 2017Q1..2018Q2, days 2013-01-01..2014-06-30, lists with commas.
Every dimension has the category `all`, which is counted and not summed, and most have `unknown`.

Examples:
  forlob tabulate STORE ressourceforlob.started --period 2017Q1..2018Q2 --where municipality=101
  forlob tabulate STORE ressourceforlob.status_1_month_after --period 2018Q2 --by quarter,status --against year-before
  forlob tabulate STORE ressourceforlob.active --by year,age_group,sex --format csv --out active.csv
  forlob tabulate STORE ressourceforlob.persons --by municipality,year --against peers=vestegnen
  forlob tabulate STORE group2.offer --period 2018-12 --spread jobcentre
  forlob tabulate STORE ressourceforlob.closing --by quarter,region --format xlsx --out closing.xlsx

A table is protected against disclosure: small counts are hidden, and what they could be worked out from, in this
table and together with what earlier releases have shown. To publish several tables, use `forlob release`: two tables
asked for one by one are not protected against each other.")]
pub(crate) struct Tabulate {
    /// The store
    pub(crate) store: PathBuf,
    /// The measure's id; `forlob measures` lists them
    pub(crate) measure: String,
    /// The periods to count in [default: all that the extract covers]
    #[arg(long, value_name = "PERIODS")]
    pub(crate) period: Option<String>,
    /// The dimensions, with commas between; `--by ''` for the total alone [default: the measure's own]
    #[arg(long, value_name = "DIM,…")]
    pub(crate) by: Option<String>,
    /// Only this category of a dimension; with commas between for several dimensions
    #[arg(long = "where", value_name = "DIM=VALUE,…")]
    pub(crate) only: Vec<String>,
    /// Also show the difference from: `period-before`, `year-before`, a period, `country`, each municipality's `region`
    /// or `peers=ID`, or any DIM=VALUE
    #[arg(long, value_name = "WHAT")]
    pub(crate) against: Option<String>,
    /// Instead of every area the lowest and the highest, and how many there are: jobcentre, municipality or region
    #[arg(long, value_name = "DIM")]
    pub(crate) spread: Option<String>,
    /// A table to read, or tidy data: one row a figure
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub(crate) format: TableFormat,
    /// The file to write to [default: the terminal]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) unprotected: Unprotected,
}

/// Answer a question set, point by point, in one pass
#[derive(Debug, Args)]
#[command(after_help = "\
A point whose register is not in the extract says which one is missing; the others are answered.

Examples:
  forlob question
  forlob question beu-244 STORE
  forlob question beu-244 STORE --total --lang en

The tables of an answer are protected together.")]
pub(crate) struct Question {
    /// The question set's id [default: list the sets that there are]
    #[arg(requires = "store")]
    pub(crate) id: Option<String>,
    /// The store
    pub(crate) store: Option<PathBuf>,
    /// Only the totals, without the tables by municipality
    #[arg(long)]
    pub(crate) total: bool,
    /// The file to write to [default: the terminal]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) unprotected: Unprotected,
}

/// Publish tables together: count them in one pass, protect them as one, attack the outcome, and write it
#[derive(Debug, Args)]
#[command(after_help = "\
RELEASE is a file, release.toml:

  id    = \"copenhagen-2018q2\"
  title = { da = \"Ressourceforløb, 2. kvartal 2018\", en = \"Ressourceforløb, second quarter of 2018\" }

  [disclosure]                     # all of it may be left out
  threshold = 3                    # the least count that is shown
  zeros     = \"shown\"              # shown | hidden
  all_but   = 0                    # hide a category with all of its group, or all but 1 or 2
  symbol    = \"..\"                 # .. | .
  method    = \"suppression\"        # suppression | small_count_rounding | rounding (these with base = 5)

  [[table]]
  name      = \"started\"            # the name of its files
  measure   = \"ressourceforlob.started\"
  period    = \"2017Q1..2018Q2\"
  by        = [\"quarter\", \"municipality\"]
  where     = [\"municipality=101\"]
  against   = \"year-before\"
  must_show = [\"quarter=2018Q2\"]   # figures that may not be hidden

  [[questions]]
  set = \"beu-244\"                  # every measure of a question set

DIR gets release.json and, for each table, tidy CSV and a text; what notes have beside tables, as CSV. What is
published is kept in the ledger beside the store's tables, and later releases are protected together with it: what was
hidden stays hidden.

Examples:
  forlob release release.toml --store stores/2018q2 --out published/2018q2
  forlob release release.toml --store stores/2018q2 --out published/2018q2 --format xlsx,px,json-stat,html,pivot")]
pub(crate) struct Release {
    /// The file that names the tables
    pub(crate) release: PathBuf,
    /// The store
    #[arg(long, value_name = "STORE")]
    pub(crate) store: PathBuf,
    /// The folder to write to; it must be empty or new
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Further formats: of each table a file, of all together one workbook; with commas between
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT,…")]
    pub(crate) format: Vec<Format>,
    /// The ledger of what was published, where several stores share one [default: STORE/ledger.jsonl]
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
}

/// Write a note: prose, tables and figures from one pass, as HTML, PDF and Word
#[derive(Debug, Args)]
#[command(after_help = "\
A note is a template: a folder with note.toml (its tables, parameters, views and figures), note.da.md and note.en.md (its
text in Danish and in English, or in one of them, with figures in it as {{ value | wording }}). Its tables are protected
together, with those of earlier releases, and lie beside it as a release folder that `forlob audit` reads. A sentence
whose figure is hidden turns into its stated alternative, or the note fails; paragraphs with a table or a figure of which
nothing can be shown do so too, where they have one.

Examples:
  forlob note
  forlob note noegletal
  forlob note ressourceforlob-kvartal --store STORE --set period=2018Q2 --set municipality=101 --out notat
  forlob note noegletal --store STORE --set month=2018-06 --each municipality --out noegletal
  forlob note --wordings")]
pub(crate) struct Note {
    /// The note's name, or the folder of one of your own [default: list the notes that there are]
    pub(crate) name: Option<String>,
    /// The store [default: tell what the note can be set to]
    #[arg(long, value_name = "STORE", requires = "out")]
    pub(crate) store: Option<PathBuf>,
    /// What a parameter is set to; may be given more than once
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// One note for each area of this kind, from one pass
    #[arg(long, value_enum, value_name = "AREA")]
    pub(crate) each: Option<Each>,
    /// The folder to write to; it must be empty or new
    #[arg(long, value_name = "DIR", requires = "store")]
    pub(crate) out: Option<PathBuf>,
    /// In which formats; with commas between
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT,…", default_value = "html,pdf,docx")]
    pub(crate) format: Vec<NoteFormat>,
    /// Borders for maps, GeoJSON or TopoJSON with KOMKODE; its `attribution` is printed [default: maps of tiles]
    #[arg(long, value_name = "FILE")]
    pub(crate) borders: Option<PathBuf>,
    /// The ledger of what was published, where several stores share one [default: STORE/ledger.jsonl]
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Print the words that figures can be told in
    #[arg(long, exclusive = true)]
    pub(crate) wordings: bool,
}

/// Areas of which each gets a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Each {
    /// The 98 municipalities
    Municipality,
    /// The job centres
    Jobcentre,
    /// The five regions
    Region,
}

impl Each {
    pub(crate) fn dimension(self) -> Dimension {
        match self {
            Each::Municipality => Dimension::Municipality,
            Each::Jobcentre => Dimension::Jobcentre,
            Each::Region => Dimension::Region,
        }
    }
}

/// How a note is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NoteFormat {
    /// A page that stands alone
    Html,
    /// PDF, tagged: PDF/UA-1 and PDF/A-2a
    Pdf,
    /// Word
    Docx,
}

impl NoteFormat {
    /// What a file's name ends with.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            NoteFormat::Html => "html",
            NoteFormat::Pdf => "pdf",
            NoteFormat::Docx => "docx",
        }
    }
}

/// Attack a release folder: what can be worked out of what it hides?
#[derive(Debug, Args)]
#[command(after_help = "\
Only what is published is read: release.json and the tables that it lists. Exit status 1 where something falls out.

Example:
  forlob audit published/2018q2")]
pub(crate) struct Audit {
    /// The release's folder
    pub(crate) folder: PathBuf,
}

/// Check the arithmetic of published tables: sums, shares, changes, claims, limits, hidden figures
#[derive(Debug, Args)]
#[command(after_help = "\
FILE is a table that somebody typed off a note, or an exported one: PX (*.px), JSON-stat (*.json), tidy CSV; a release.json
beside it says more of it. A typed file reads as the note does:

  # note: S003, december 2018
  # hidden: . = 1..2                     a symbol, and what it may hide (0.. for anything)
  # threshold: 3                         counts below it are hidden

  # table: 2, ydelsesstatus              a file may have several
  # total: I alt = *                     or A + B, A .. B; behind ` | ` the columns or rows that it is about
  # share: Pct. = December / I alt       also mean; parts (`I alt = A + B`, and more); decimals: 1 | Pct.
  # change: Forskel = December - Februar       also points, of shares
  # began: 2013-01-01                    also longest: 4 years; durations: weeks; rounded: 10
  # same: [I alt | December] = [1 | Visiteret | Antal]
  # limit: [I alt | Forskel] <= 500      fails where it cannot be
  # claim: [Andre ydelser | December] is 7 out of 10 of [I alt | December]
  # claim: sum [Andre ydelser | Februar, December] is highest of rows [Andre ydelser, Kontanthjælp]
  # claim: [Andre ydelser | December] is about 5.600
  ;Februar;December;Pct.;Forskel
  I alt;7.489;7.953;100;399
  Andre ydelser;3.578;5.579;70;2.001
  Kontanthjælp;3.911;2.374;30;-1.537

Numbers are Danish (# numbers: english). A cell may say `ca. 450`, `knap 580` or `godt 3.000`; `?` is a number that is not
printed. Claims: = < <= > >=, is P pct of, is N out of M of, is [second] lowest|highest of rows|columns, is lower|higher
than every other row|column; sum, mean, weighted mean, weeks D..D.

Each statement holds, fails (and what it should be) or cannot be decided (and why). Exit status 1 where one fails or a hidden
figure is given away.

Examples:
  forlob verify s003.csv
  forlob verify published/2018q2/*.px
  forlob verify status.px --against status.json-stat.json")]
pub(crate) struct Verify {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Another file: figures of the same table, row and column must be the same in both
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
}

/// List spells one by one, with pseudonyms, for an analyst's own eyes
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  forlob spells STORE --benefit ressourceforlob --gap days=28 --out spells.parquet --format parquet \\\n      --unprotected --reason \"compare with the case system\""
)]
pub(crate) struct Spells {
    /// The store
    pub(crate) store: PathBuf,
    /// The benefit group's id
    #[arg(long, value_name = "ID")]
    pub(crate) benefit: String,
    /// The gap rule: calendar_month, one_month, days=N, any_break or register_end
    #[arg(long, value_name = "RULE", default_value = "calendar_month")]
    pub(crate) gap: String,
    /// CSV or Parquet
    #[arg(long, value_enum, default_value_t = FileFormat::Csv)]
    pub(crate) format: FileFormat,
    /// The file to write to [default: the terminal, for CSV]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) unprotected: Unprotected,
}

/// The way out for an analyst's own eyes.
#[derive(Debug, Args)]
pub(crate) struct Unprotected {
    /// Show figures that are not protected: for your own eyes, marked so, and logged
    #[arg(long)]
    pub(crate) unprotected: bool,
    /// Why you need to see them; goes into the store's log
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// How a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    /// Lines to read
    Table,
    /// CSV
    Csv,
}

/// How a table is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// A table to read
    Table,
    /// Tidy CSV: a column for each dimension (`status` as `status_after`), then measure, value, status, protection
    Csv,
    /// The same as Parquet
    Parquet,
    /// Pivoted CSV as Excel opens it: `;`, decimal comma, time across
    Pivot,
    /// A workbook for Excel: a sheet a table, charts, notes and definitions
    Xlsx,
    /// A PX file, for PxWin, PxWeb and the StatBank's tools
    Px,
    /// JSON-stat 2.0
    JsonStat,
    /// A page
    Html,
}

impl TableFormat {
    /// The format, where it is one that only protected tables are written in.
    pub(crate) fn published(self) -> Option<Format> {
        match self {
            TableFormat::Table | TableFormat::Csv | TableFormat::Parquet => None,
            TableFormat::Pivot => Some(Format::Pivot),
            TableFormat::Xlsx => Some(Format::Xlsx),
            TableFormat::Px => Some(Format::Px),
            TableFormat::JsonStat => Some(Format::JsonStat),
            TableFormat::Html => Some(Format::Html),
        }
    }
}

/// How rows are written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    /// CSV
    Csv,
    /// Parquet
    Parquet,
}

//! The words of `forlob follow-up` and `forlob rules`.

use super::TextFormat;
use calendar::Day;
use clap::{Args, Subcommand, ValueEnum};
use rules::List;
use std::path::PathBuf;

/// Follow up the spells that run: how many are on which list; for one who holds the key, who they are
#[derive(Debug, Args)]
#[command(after_help = "\
The lists, of ressourceforløb and jobafklaring:
  guarantee       the effort guarantee falls due within --guarantee-days, or has passed
  planned_end     the planned end is within --plan-months, or has passed, and no support base is clarified
  over_limit      over a limit of the rules: a flag, nothing is left out
  without_effort  no effort so far
  several_spells  not the first spell
  expected_end    the expected end when leave is counted

Without more words it counts persons by area. The counts are protected against disclosure: the areas, job centres and the
country are protected together, whichever of them are shown; counts of two days or two settings are not.

With --extract, --key, --reason and --out it writes who they are, one row a finding, with the keys of the extract. That is
for the case workers and team leaders of the municipality alone. The reason goes into the store's log. A workbook keeps
keys as they are; a spreadsheet that opens CSV may take the leading zero of a key away.

A list is a reason to look at a case, and no decision. What it rests on: forlob rules.

Examples:
  forlob follow-up STORE --on 2026-05-22
  forlob follow-up STORE --on 2026-05-22 --by jobcentre --format csv --out counts.csv
  forlob follow-up STORE --on 2026-05-22 --list guarantee,planned_end --municipality 101 --guarantee-days 14 \\
      --extract extracts/2026-05 --key STORE.key --reason \"weekly follow-up of the job centre\" --out lists.xlsx")]
pub(crate) struct FollowUp {
    /// The store
    pub(crate) store: PathBuf,
    /// The day of the follow-up [default: the last day that the extract covers]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Day>,
    /// Only these lists; with commas between
    #[arg(long, value_delimiter = ',', value_name = "ID,…", value_parser = list)]
    pub(crate) list: Vec<List>,
    /// Only these municipalities, by code; with commas between
    #[arg(long, value_delimiter = ',', value_name = "CODE,…")]
    pub(crate) municipality: Vec<u16>,
    /// Counts by which areas
    #[arg(long, value_enum, default_value_t = Areas::Municipality)]
    pub(crate) by: Areas,
    /// A guarantee is listed that falls due within so many days
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(i32).range(0..=3660))]
    pub(crate) guarantee_days: i32,
    /// A planned end is listed that is within so many months
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(i32).range(0..=120))]
    pub(crate) plan_months: i32,
    /// Counts as a table, or as CSV
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub(crate) format: TextFormat,
    /// The file to write to; of persons it ends in .csv or .xlsx [default: the terminal, for counts]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write who they are: the folder of the extract that the store was made of
    #[arg(long, value_name = "DIR")]
    pub(crate) extract: Option<PathBuf>,
    /// The file with the key of the pseudonyms
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Why you need to see who they are; goes into the store's log
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// By which areas is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Areas {
    /// The country alone
    Country,
    /// The country and the job centres with anybody in them
    Jobcentre,
    /// The country and the municipalities with anybody in them
    Municipality,
}

fn list(text: &str) -> Result<List, String> {
    let found = List::ALL.into_iter().find(|list| list.id() == text.trim());
    found.ok_or_else(|| format!("there is no such list; valid are {}", List::ALL.map(List::id).join(", ")))
}

/// Show the rules that a follow-up rests on
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  forlob rules\n  forlob rules show effort_guarantee",
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: Option<RulesCommand>,
}

/// What to show of the rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Show one provision: its versions with their days, acts and sources, what it says, and its edges
    Show {
        /// The provision's id
        id: String,
    },
}

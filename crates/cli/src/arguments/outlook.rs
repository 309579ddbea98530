//! The words of `forlob forecast` and `forlob survival`.

use super::TextFormat;
use calendar::Day;
use clap::{Args, ValueEnum};
use rules::Scheme;
use std::path::PathBuf;

/// Forecast how many spells still run: to their planned end, and with early exits to each next benefit
#[derive(Debug, Args)]
#[command(after_help = "\
Run to the end: each spell goes on to its planned end (the law's limit where it has no plan), leave left out and leave
included. The forecast lets some exit earlier, at the rates of the spells before them, by the age of the spell in months
and by what came next; ages that few have reached share a rate. Its interval knows chance and the uncertainty of the
rates; it does not know that rates change. Exits of those who reach their end go where such exits went before.

A scenario changes the rates of exit (all of them by `exits`, one by its name), or gives a share more leave:
  exits=1.2             20 % faster
  job=1.5               exits to job, 50 % faster
  leave=0.05            one in twenty gets leave_months=12 months more (12 where it is not said)

Counts are protected: those below the threshold, those of days between which so few reach their end, and what they could
be worked out from; a forecast is shown where the count is that it is made from, rounded to whole persons.

Examples:
  forlob forecast STORE --scheme ressourceforlob --on 2026-05-22 --until 2029-12-31
  forlob forecast STORE --until 2029-12-31 --by year --scenario exits=1.2 --scenario leave=0.05,leave_months=6
  forlob forecast STORE --until 2029-12-31 --by municipality --format csv
  forlob forecast STORE --until 2029-12-31 --draws 1000 --seed 7
  forlob forecast STORE --scheme jobafklaring --until 2028-12-31 --new 400 --new-months 24
  forlob forecast STORE --back-test 2023-12-31,2024-06-30,2024-12-31")]
pub(crate) struct Forecast {
    /// The store
    pub(crate) store: PathBuf,
    /// Whose spells
    #[arg(long, value_enum, default_value_t = SchemeName::Ressourceforlob)]
    pub(crate) scheme: SchemeName,
    /// The day that is forecast from [default: the last covered day]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Day>,
    /// The last day
    #[arg(long, value_name = "DATE", required_unless_present = "back_test")]
    pub(crate) until: Option<Day>,
    /// A row for each month or year; or each municipality, by year
    #[arg(long, value_enum, default_value_t = ForecastBy::Month)]
    pub(crate) by: ForecastBy,
    /// What becomes otherwise, beside the forecast as it is; may be given more than once
    #[arg(long, value_name = "NAME=NUMBER,…")]
    pub(crate) scenario: Vec<String>,
    /// Draw the interval so many times (bootstrap) [default: work it out (delta method)]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(99..=100_000))]
    pub(crate) draws: Option<u32>,
    /// What decides the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many spells start in each month to come
    #[arg(long, value_name = "N", conflicts_with = "back_test")]
    pub(crate) new: Option<u64>,
    /// How many months each of them lasts at most [default: no limit]
    #[arg(long, value_name = "MONTHS", requires = "new")]
    pub(crate) new_months: Option<u32>,
    /// The hierarchy whose categories are the next benefit
    #[arg(long, value_name = "ID", default_value = "exit.next")]
    pub(crate) next: String,
    /// The least number of persons that is shown
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(3..))]
    pub(crate) threshold: u64,
    /// Instead: forecast from these past days with what was known on them, and compare with what came
    #[arg(long, value_name = "DATE,…", value_delimiter = ',')]
    pub(crate) back_test: Vec<Day>,
    /// As tables to read, or as tidy CSV
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub(crate) format: TextFormat,
}

/// A scheme whose spells have a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemeName {
    /// Ressourceforløb
    Ressourceforlob,
    /// Jobafklaringsforløb
    Jobafklaring,
}

impl SchemeName {
    pub(crate) fn scheme(self) -> Scheme {
        match self {
            SchemeName::Ressourceforlob => Scheme::Ressourceforlob,
            SchemeName::Jobafklaring => Scheme::Jobafklaring,
        }
    }
}

/// What the rows of a forecast are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ForecastBy {
    /// Each month's end
    Month,
    /// Each year's end
    Year,
    /// Each municipality, at each year's end
    Municipality,
}

/// Estimate how long spells last, the unfinished ones among them, and what they go on to
#[derive(Debug, Args)]
#[command(after_help = "\
The share that still runs (Kaplan-Meier) and that has gone on to each next benefit (Aalen-Johansen), by the age of the
spell in months, of spells that started in a period. Neighbouring months are shown together until no band tells of fewer
than the threshold; all curves come from the counts of these bands. By sex, age or area, with the protection of a release,
it is a measure: forlob tabulate STORE ressourceforlob.survival.

Beside it stands the mean of those that have ended. Early in a scheme these are the short ones, so that it is too low.
Below it stand the months that one can expect in the benefit and in each next one.

With --during the rates are those of some periods alone, of old spells and new ones: what a spell would last if they stayed
as they were then. With --against, the log-rank test says whether durations differ, and Gray's test whether what comes next does.

Examples:
  forlob survival STORE --benefit ressourceforlob --started 2014..2021
  forlob survival STORE --benefit ressourceforlob --started 2014..2019 --during 2019
  forlob survival STORE --benefit ressourceforlob --started 2018..2019 --against 2014..2015
  forlob survival STORE --benefit jobafklaring --started 2018Q1..2019Q4 --svg survival.svg
  forlob survival STORE --benefit ledighedsydelse --started 2015 --format csv")]
pub(crate) struct Survival {
    /// The store
    pub(crate) store: PathBuf,
    /// The benefit group's id
    #[arg(long, value_name = "ID")]
    pub(crate) benefit: String,
    /// The periods in which they started, as 2014..2021
    #[arg(long, value_name = "PERIODS")]
    pub(crate) started: String,
    /// Only what is seen in these periods: a spell that began before counts from its age then
    #[arg(long, value_name = "PERIODS")]
    pub(crate) during: Option<String>,
    /// Also test whether spells that started in these periods differ
    #[arg(long, value_name = "PERIODS", conflicts_with = "during")]
    pub(crate) against: Option<String>,
    /// The gap rule: calendar_month, one_month, days=N or any_break
    #[arg(long, value_name = "RULE", default_value = "calendar_month")]
    pub(crate) gap: String,
    /// The hierarchy whose categories are the next benefit
    #[arg(long, value_name = "ID", default_value = "exit.next")]
    pub(crate) next: String,
    /// The least number of persons that a band tells of
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(3..))]
    pub(crate) threshold: u64,
    /// As a table to read, or as tidy CSV
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub(crate) format: TextFormat,
    /// Also draw it into this file
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

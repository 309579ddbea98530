//! What a note has beside its tables: the run-off of a scheme, and a follow-up's lists.
//!
//! ```toml
//! [[run_off]]                         # run_off(year=2027).to_end, …to_end_without_leave, …forecast, …lower, …upper,
//! name         = "run_off"            # run_off(year=2027, next=job).exits
//! scheme       = "ressourceforlob"
//! on           = "{day}"
//! until        = "2029-12-31"
//! municipality = "{municipality}"     # all the country where it is left out
//! running      = "running.count"      # how many run there on the day: a figure of the note's own tables
//!
//! [[follow_up]]                       # at_risk(list=planned_end).count
//! name         = "at_risk"
//! scheme       = "ressourceforlob"
//! on           = "{day}"
//! plan_months  = 6
//! municipality = "{municipality}"
//! running      = "running.count"
//! ```
//!
//! Both are protected with the tables. No equation ties them to these: of a day that lies ahead a table has no figure, and of
//! a list it is known only that its persons are among those who run. That would tell how many run at least where the tables
//! hide it, and how few leave where they show it. So a place's figures are shown only where both the note's tables and these
//! show how many run there: then nothing that either hides follows from the other.

use crate::expression::{Expression, Reference};
use crate::note_file::expression;
use crate::value::{Missing, Number, Value};
use calendar::Day;
use definitions::toml_file::{At, Table, nearest};
use measures::Ratio;
use release::{Figure, FollowUpCounts, Followed, FollowedIn, RunOff, RunOffRow};
use rules::{List, Scheme};

/// What a note asks for beside its tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The name that expressions call it by.
    pub name: String,
    /// Whose spells.
    pub scheme: Scheme,
    /// The day that it is looked from.
    pub on: Day,
    /// Where; the country without it.
    pub municipality: Option<u16>,
    /// What of them.
    pub of: Of,
    /// How many run there on the day, a figure of the note's own tables.
    pub(crate) running: Expression,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// How many still run at the ends of years.
    RunOff {
        /// The last day.
        until: Day,
    },
    /// How many are on which list.
    FollowUp {
        /// So many days before it falls due the guarantee is on the list.
        guarantee_days: i32,
        /// So many months before it a planned end is.
        plan_months: i32,
    },
}

/// What came of it, protected.
#[derive(Debug, Clone)]
pub enum Counted {
    /// Of [`Of::RunOff`].
    RunOff(RunOff),
    /// Of [`Of::FollowUp`].
    FollowUp(FollowUpCounts),
}

/// How long before it a follow-up tells of a day, where the note does not say.
const GUARANTEE_DAYS: i32 = 30;
const PLAN_MONTHS: i32 = 3;

impl Beside {
    /// Reads `[[run_off]]` and `[[follow_up]]`.
    pub(crate) fn read_all(table: &Table<'_>) -> Result<Vec<Beside>, definitions::Error> {
        let mut all = Vec::new();
        for key in ["run_off", "follow_up"] {
            for entry in table.tables(key)? {
                let of = if key == "run_off" {
                    let until = day(&entry.text("until")?)?;
                    Of::RunOff { until }
                } else {
                    let number = |key, usual| {
                        let at = entry.optional_integer(key)?;
                        at.map_or(Ok(usual), |at| {
                            i32::try_from(at.value)
                                .ok()
                                .filter(|n| (0..=1_200).contains(n))
                                .ok_or_else(|| at.error(format!("`{key}` is {}; it must be from 0 to 1200", at.value)))
                        })
                    };
                    Of::FollowUp {
                        guarantee_days: number("guarantee_days", GUARANTEE_DAYS)?,
                        plan_months: number("plan_months", PLAN_MONTHS)?,
                    }
                };
                let municipality = entry.optional_text("municipality")?;
                let code = |at: At<'_, String>| {
                    at.value.parse().map_err(|_| at.error(format!("`{}` is no municipality's code, as 101", at.value)))
                };
                all.push(Beside {
                    name: entry.text("name")?.value,
                    scheme: scheme(&entry.text("scheme")?)?,
                    on: day(&entry.text("on")?)?,
                    municipality: municipality.map(code).transpose()?,
                    of,
                    running: expression(&entry.text("running")?)?,
                });
                entry.finish()?;
            }
        }
        Ok(all)
    }

    /// Where it is asked for.
    pub fn place(&self) -> FollowedIn {
        self.municipality.map_or(FollowedIn::Country, |code| FollowedIn::Municipality(Some(code)))
    }

    /// The value of a figure, where the note's tables say that so many run.
    ///
    /// # Errors
    /// What is wrong with the reference. That a figure is missing is a value.
    pub(crate) fn value(&self, counted: &Counted, running: Value, reference: &Reference) -> Result<Value, String> {
        let value = match counted {
            Counted::RunOff(run_off) => self.of_run_off(run_off, reference)?,
            Counted::FollowUp(counts) => self.of_follow_up(counts, reference)?,
        };
        let own = match counted {
            Counted::RunOff(run_off) => run_off.rows(self.place()).first().map(|row| row.with_leave),
            Counted::FollowUp(counts) => counts.figure(self.scheme, Followed::Running, self.place()),
        };
        // The two need not be the same number: a spell that leave alone parts is one to the law, and two to the gap rule.
        Ok(match (running, own) {
            (Err(missing), _) => Err(missing),
            (_, Some(Figure::Hidden)) => Err(Missing::Hidden),
            _ => value,
        })
    }

    /// The categories of a reference, each of which must be known.
    fn categories<'r, const N: usize>(
        &self,
        reference: &'r Reference,
        known: [&str; N],
    ) -> Result<[Option<&'r str>; N], String> {
        let mut found = [None; N];
        for (name, id) in &reference.categories {
            let at = known.iter().position(|known| known == name).ok_or_else(|| {
                format!("`{}` has no dimension `{name}`{}", self.name, nearest(name, known.iter().copied()))
            })?;
            found[at] = Some(id.as_str());
        }
        Ok(found)
    }

    fn no_column(&self, reference: &Reference, known: &[&str]) -> String {
        let near = nearest(&reference.column, known.iter().copied());
        format!("`{}` has no column `{}`{near}; it has {}", self.name, reference.column, known.join(", "))
    }

    fn of_run_off(&self, run_off: &RunOff, reference: &Reference) -> Result<Value, String> {
        const COLUMNS: [&str; 6] = ["to_end", "to_end_without_leave", "forecast", "lower", "upper", "exits"];
        let column = reference.column.as_str();
        if !COLUMNS.contains(&column) {
            return Err(self.no_column(reference, &COLUMNS));
        }
        let [year, next] = self.categories(reference, ["year", "next"])?;
        let year: i32 = year
            .and_then(|year| year.parse().ok())
            .ok_or_else(|| format!("at the end of which year? Add `{}(year=…)`", self.name))?;
        let next = match next {
            None => None,
            Some(_) if column != "exits" => return Err(format!("`next` is of `exits` alone, and not of `{column}`")),
            Some(id) => Some(run_off.next.iter().position(|known| known == id).ok_or_else(|| {
                format!("there is no next benefit `{id}`{}", nearest(id, run_off.next.iter().map(String::as_str)))
            })?),
        };
        let rows = run_off.rows(self.place());
        let Some(row) =
            rows.iter().find(|row| row.day > self.on && forecast::ends_year(row.day) && row.day.year() == year)
        else {
            // A place in which nobody runs has no rows; a year that is over or lies too far ahead has none either.
            return Ok(if rows.is_empty() { Ok(counted(0)) } else { Err(Missing::Unknown) });
        };
        Ok(match column {
            "to_end" => shown(row.with_leave),
            "to_end_without_leave" => shown(row.without_leave),
            _ => of_forecast(row, column, next),
        })
    }

    fn of_follow_up(&self, counts: &FollowUpCounts, reference: &Reference) -> Result<Value, String> {
        if reference.column != "count" {
            return Err(self.no_column(reference, &["count"]));
        }
        let [list] = self.categories(reference, ["list"])?;
        let known = || List::ALL.into_iter().filter(|list| list.is_of(self.scheme)).map(List::id);
        let list = list.ok_or_else(|| {
            format!("of which list? Add `{}(list=…)`: {}", self.name, known().collect::<Vec<_>>().join(", "))
        })?;
        let found = List::ALL.into_iter().find(|one| one.is_of(self.scheme) && one.id() == list);
        let found = found.ok_or_else(|| format!("there is no list `{list}`{}", nearest(list, known())))?;
        if let Some(figure) = counts.figure(self.scheme, Followed::Listed(found), self.place()) {
            return Ok(shown(figure));
        }
        // Where nobody runs there are no figures; where somebody does the register cannot answer the list.
        let is_answered = counts.figure(self.scheme, Followed::Listed(found), FollowedIn::Country).is_some();
        Ok(if is_answered { Ok(counted(0)) } else { Err(Missing::Unknown) })
    }
}

fn counted(n: i64) -> Number {
    Number::counted(Ratio::whole(n.into()))
}

fn shown(figure: Figure) -> Value {
    match figure {
        Figure::Shown(n) => Ok(Number::counted(Ratio::whole(n.into()))),
        Figure::Hidden => Err(Missing::Hidden),
    }
}

/// A number of a forecast as it is, without scenarios.
fn of_forecast(row: &RunOffRow, column: &str, next: Option<usize>) -> Value {
    let estimate = row.estimates.first().and_then(Option::as_ref).ok_or(Missing::Hidden)?;
    let n = match column {
        "lower" => estimate.lower,
        "upper" => estimate.upper,
        "exits" => {
            let exits = estimate.exits.as_ref().ok_or(Missing::Hidden)?;
            next.map_or(exits.all, |next| exits.to[next])
        }
        _ => estimate.stock,
    };
    Ok(counted(n))
}

fn day(at: &At<'_, String>) -> Result<Day, definitions::Error> {
    at.value.parse().map_err(|_| at.error(format!("`{}` is no day, as 2026-05-22", at.value)))
}

fn scheme(at: &At<'_, String>) -> Result<Scheme, definitions::Error> {
    let found = Scheme::ALL.into_iter().find(|scheme| scheme.benefit() == at.value);
    found.ok_or_else(|| {
        at.error(format!("`{}` is no scheme{}", at.value, nearest(&at.value, Scheme::ALL.map(Scheme::benefit))))
    })
}

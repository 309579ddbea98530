//! Bands: a length of time or an age cut into the classes of a table.
//!
//! A band is given by its lower edge alone and reaches to the next one's, so bands can neither overlap nor
//! leave a hole.

use crate::toml_file::{Table, Text, nearest};
use crate::{Error, Header, Title};
use calendar::Day;

/// What bands classify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandsOf {
    /// How long a spell has lasted.
    Duration,
    /// How old a person is, in whole years.
    Age,
}

/// Where a band begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LowerEdge {
    /// So many whole weeks (days div 7).
    Weeks(i32),
    /// So many whole years, by the calendar.
    Years(i32),
}

impl LowerEdge {
    /// Whether `[from, until)` has reached the edge.
    fn reached(self, from: Day, until: Day) -> bool {
        match self {
            LowerEdge::Weeks(weeks) => until - from >= 7 * weeks,
            LowerEdge::Years(years) => from.add_months(12 * years) <= until,
        }
    }
}

/// One band.
#[derive(Debug, Clone)]
pub struct Band {
    /// The value in tidy output.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
    /// Where it begins.
    pub lower: LowerEdge,
}

/// A list of bands, the lowest first.
///
/// ```toml
/// id         = "duration.jobindsats"
/// title      = { da = "Varighed", en = "Duration" }
/// source     = "S002, tabel 1"
/// valid_from = 1900-01-01
/// of         = "duration"           # duration | age
///
/// [[band]]
/// id    = "0-4 weeks"
/// title = { da = "0-4 uger", en = "0-4 weeks" }
/// weeks = 0                         # the lower edge: whole weeks, or years = whole years
/// ```
#[derive(Debug, Clone)]
pub struct Bands {
    /// Id, titles, source, dates.
    pub header: Header,
    /// What is classified.
    pub of: BandsOf,
    /// The bands, the lowest first.
    pub bands: Vec<Band>,
}

impl Bands {
    pub(crate) fn read(text: Text<'_>) -> Result<Bands, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let of = table.text("of")?;
        let of = match of.value.as_str() {
            "duration" => BandsOf::Duration,
            "age" => BandsOf::Age,
            other => {
                return Err(of.error(format!("bands cannot be of `{other}`{}", nearest(other, ["duration", "age"]))));
            }
        };
        let mut bands: Vec<Band> = Vec::new();
        for entry in table.tables("band")? {
            let band = Band {
                id: entry.text("id")?.value,
                title: Title::read(&entry, "title")?,
                lower: lower_edge(&entry, of)?,
            };
            // No year is longer than 366 days, and a duration in years is at least so many times 365 days.
            let days = |edge| match edge {
                LowerEdge::Weeks(weeks) => 7 * weeks,
                LowerEdge::Years(years) => 365 * years,
            };
            match bands.last() {
                None if days(band.lower) != 0 => return Err(entry.error("the first band must begin at 0")),
                Some(before) if days(band.lower) <= days(before.lower) => {
                    return Err(entry.error(format!(
                        "band `{}` must begin after `{}`: give the bands in rising order",
                        band.id, before.id
                    )));
                }
                _ => {}
            }
            if bands.iter().any(|known| known.id == band.id) || ["all", "unknown"].contains(&band.id.as_str()) {
                return Err(entry.error(format!(
                    "the name `{}` is taken: `all` and `unknown` are kept for the total and the unknown",
                    band.id
                )));
            }
            entry.finish()?;
            bands.push(band);
        }
        if bands.is_empty() {
            return Err(table.error("there is no [[band]]"));
        }
        table.finish()?;
        Ok(Bands { header, of, bands })
    }

    /// The band of the stretch `[from, until)`: of a spell from its start to the day after its last day, of
    /// a person from birth to the day in question.
    ///
    /// The place of the band in [`Bands::bands`]. A stretch that ends before it begins is in the first.
    pub fn band_of(&self, from: Day, until: Day) -> usize {
        self.bands.iter().rposition(|band| band.lower.reached(from, until)).unwrap_or(0)
    }

    /// The first day after `day` on which somebody born on `birth` is in a higher band; [`Day::MAX`] where
    /// there is none.
    pub fn next_change(&self, birth: Day, day: Day) -> Day {
        let next = self.bands.iter().map(|band| match band.lower {
            LowerEdge::Years(years) => birth.add_months(12 * years),
            LowerEdge::Weeks(weeks) => birth + 7 * weeks,
        });
        next.filter(|change| *change > day).min().unwrap_or(Day::MAX)
    }
}

fn lower_edge(entry: &Table<'_>, of: BandsOf) -> Result<LowerEdge, Error> {
    let (weeks, years) = (entry.optional_integer("weeks")?, entry.optional_integer("years")?);
    let in_range = |number: i64| i32::try_from(number).ok().filter(|number| (0..=10_000).contains(number));
    match (weeks, years) {
        (Some(weeks), None) if of == BandsOf::Duration => {
            in_range(weeks.value).map(LowerEdge::Weeks).ok_or_else(|| weeks.error("`weeks` is 0 to 10000"))
        }
        (None, Some(years)) => {
            in_range(years.value).map(LowerEdge::Years).ok_or_else(|| years.error("`years` is 0 to 10000"))
        }
        _ if of == BandsOf::Age => Err(entry.error("give the lower edge of an age band as `years = 16`")),
        _ => Err(entry.error("give the lower edge as either `weeks = 5` or `years = 2`")),
    }
}

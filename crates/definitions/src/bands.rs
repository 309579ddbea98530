//! Bands: a length of time or an age cut into the classes of a table.
//!
//! A band is given by its lower edge alone and reaches to the next one's, so bands can neither overlap nor
//! leave a hole.

use crate::toml_file::{Table, Text, nearest};
use crate::{Error, Header, Title};
use calendar::Day;

/// What bands classify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BandsOf {
    /// How long a spell has lasted.
    Duration,
    /// How old a person is, in whole years.
    Age,
    /// How long a membership has lasted, in whole months on the day itself.
    Membership,
    /// Hours, a week or a month, rounded half up to whole hours.
    Hours,
    /// How long a spell lasted or was followed, in whole months from its start to the day after its last day.
    Life,
}

impl BandsOf {
    const NAMES: [(&'static str, BandsOf); 5] = [
        ("duration", BandsOf::Duration),
        ("age", BandsOf::Age),
        ("membership", BandsOf::Membership),
        ("hours", BandsOf::Hours),
        ("life", BandsOf::Life),
    ];

    /// Its name in definition files.
    pub fn id(self) -> &'static str {
        BandsOf::NAMES[self as usize].0
    }
}

/// Where a band begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LowerEdge {
    /// So many whole weeks (days div 7).
    Weeks(i32),
    /// So many whole years, by the calendar.
    Years(i32),
    /// So many whole months, by the calendar.
    Months(i32),
    /// So many whole hours.
    Hours(i32),
}

impl LowerEdge {
    /// Whether `[from, until)` has reached the edge. Time does not reach an edge in hours.
    fn reached(self, from: Day, until: Day) -> bool {
        match self {
            LowerEdge::Weeks(weeks) => until - from >= 7 * weeks,
            LowerEdge::Years(years) => from.add_months(12 * years) <= until,
            LowerEdge::Months(months) => from.add_months(months) <= until,
            LowerEdge::Hours(_) => false,
        }
    }

    /// About how many days, or how many hours: to tell whether edges rise. No year is longer than 366 days, and so
    /// many years are at least so many times 365.
    pub fn rank(self) -> i32 {
        match self {
            LowerEdge::Weeks(weeks) => 7 * weeks,
            LowerEdge::Years(years) => 365 * years,
            LowerEdge::Months(months) | LowerEdge::Hours(months) => months,
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
/// of         = "duration"           # duration | age | membership | hours | life
///
/// [[band]]
/// id    = "0-4 weeks"
/// title = { da = "0-4 uger", en = "0-4 weeks" }
/// weeks = 0                         # the lower edge: weeks or years; of a membership or a life months, of hours hours
/// ```
///
/// The lowest band begins at 0, but for hours: what lies below the lowest band of hours is in none.
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
        let found = BandsOf::NAMES.iter().find(|(name, _)| *name == of.value);
        let (_, of) = *found.ok_or_else(|| {
            let near = nearest(&of.value, BandsOf::NAMES.map(|(name, _)| name));
            of.error(format!("bands cannot be of `{}`{near}", of.value))
        })?;
        let mut bands: Vec<Band> = Vec::new();
        for entry in table.tables("band")? {
            let band = Band {
                id: entry.text("id")?.value,
                title: Title::read(&entry, "title")?,
                lower: lower_edge(&entry, of)?,
            };
            match bands.last() {
                None if band.lower.rank() != 0 && of != BandsOf::Hours => {
                    return Err(entry.error("the first band must begin at 0"));
                }
                Some(before) if band.lower.rank() <= before.lower.rank() => {
                    return Err(entry.error(format!(
                        "band `{}` must begin after `{}`: give the bands in rising order",
                        band.id, before.id
                    )));
                }
                _ => {}
            }
            if bands.iter().any(|known| known.id == band.id) {
                return Err(entry.error(format!("the name `{}` is there twice", band.id)));
            }
            if ["all", "unknown"].contains(&band.id.as_str()) {
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
    /// Of a membership `until` is the day itself: who joined on 30 September has one whole month on 30 October.
    ///
    /// The place of the band in [`Bands::bands`]. A stretch that ends before it begins is in the first.
    pub fn band_of(&self, from: Day, until: Day) -> usize {
        self.bands.iter().rposition(|band| band.lower.reached(from, until)).unwrap_or(0)
    }

    /// The band of some hours, given in hundredths and rounded half up to whole ones; none below the lowest band.
    ///
    /// ```
    /// # use definitions::Catalog;
    /// let catalog = Catalog::embedded().unwrap();
    /// let bands = &catalog.bands.versions("hours.fleksjob").unwrap()[0];
    /// let band = |hundredths| bands.band_of_hours(hundredths).map(|at| bands.bands[at].id.as_str());
    /// assert_eq!((band(549), band(550)), (Some("1-5"), Some("6-10")));
    /// assert_eq!(band(0), None);
    /// ```
    pub fn band_of_hours(&self, hundredths: i32) -> Option<usize> {
        let hours = (hundredths + 50).div_euclid(100);
        self.bands.iter().rposition(|band| matches!(band.lower, LowerEdge::Hours(lower) if lower <= hours))
    }

    /// The first day after `day` on which somebody born on `birth` is in a higher band; [`Day::MAX`] where
    /// there is none.
    pub fn next_change(&self, birth: Day, day: Day) -> Day {
        let next = self.bands.iter().map(|band| match band.lower {
            LowerEdge::Years(years) => birth.add_months(12 * years),
            LowerEdge::Weeks(weeks) => birth + 7 * weeks,
            LowerEdge::Months(months) => birth.add_months(months),
            LowerEdge::Hours(_) => Day::MAX,
        });
        next.filter(|change| *change > day).min().unwrap_or(Day::MAX)
    }
}

fn lower_edge(entry: &Table<'_>, of: BandsOf) -> Result<LowerEdge, Error> {
    type Edge = fn(i32) -> LowerEdge;
    let units: [(&'static str, Edge); 4] = [
        ("weeks", LowerEdge::Weeks),
        ("years", LowerEdge::Years),
        ("months", LowerEdge::Months),
        ("hours", LowerEdge::Hours),
    ];
    let (allowed, example) = match of {
        BandsOf::Duration => (&["weeks", "years"][..], "a band of durations as either `weeks = 5` or `years = 2`"),
        BandsOf::Age => (&["years"][..], "an age band as `years = 16`"),
        BandsOf::Membership => (&["months"][..], "a band of memberships as `months = 3`"),
        BandsOf::Hours => (&["hours"][..], "a band of hours as `hours = 6`"),
        BandsOf::Life => (&["months"][..], "a band of lives as `months = 3`"),
    };
    let mut edges = Vec::new();
    for (key, edge) in units.into_iter().filter(|(key, _)| allowed.contains(key)) {
        if let Some(number) = entry.optional_integer(key)? {
            let in_range = i32::try_from(number.value).ok().filter(|number| (0..=10_000).contains(number));
            edges.push(edge(in_range.ok_or_else(|| number.error(format!("`{key}` is 0 to 10000")))?));
        }
    }
    match edges[..] {
        [edge] => Ok(edge),
        _ => Err(entry.error(format!("give the lower edge of {example}"))),
    }
}

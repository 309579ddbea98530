//! Changes: a cell less the same cell of another period or another area.

use crate::Error;
use crate::timeline::Timeline;
use calendar::Period;
use definitions::Dimension;
use definitions::toml_file::nearest;

/// What a table shows its change against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Each period's own predecessor.
    PeriodBefore,
    /// The same period a year before.
    YearBefore,
    /// One period, for all.
    Period(Period),
    /// One category of a dimension, by its id: the whole country is `municipality`, `all`.
    Category(Dimension, String),
    /// Of each municipality, its region.
    Region,
    /// Of each municipality, its peer group in the division of that id.
    Peers(String),
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reference::PeriodBefore => f.write_str("period-before"),
            Reference::YearBefore => f.write_str("year-before"),
            Reference::Period(period) => write!(f, "{period}"),
            Reference::Category(dimension, id) => write!(f, "{}={id}", dimension.id()),
            Reference::Region => f.write_str("region"),
            Reference::Peers(id) => write!(f, "peers={id}"),
        }
    }
}

impl std::str::FromStr for Reference {
    type Err = Error;

    /// The words that [`Display`](std::fmt::Display) writes, and `country`.
    ///
    /// ```
    /// use measures::Reference;
    /// assert_eq!("year-before".parse::<Reference>().unwrap(), Reference::YearBefore);
    /// assert_eq!("country".parse::<Reference>().unwrap().to_string(), "municipality=all");
    /// assert!("last-week".parse::<Reference>().unwrap_err().to_string().contains("`last-week` is neither"));
    /// ```
    fn from_str(text: &str) -> Result<Reference, Error> {
        let text = text.trim();
        Ok(match text {
            "period-before" => Reference::PeriodBefore,
            "year-before" => Reference::YearBefore,
            "country" => Reference::Category(Dimension::Municipality, "all".to_owned()),
            "region" => Reference::Region,
            _ => match text.strip_prefix("peers=") {
                Some(id) => Reference::Peers(id.trim().to_owned()),
                None if text.contains('=') => {
                    let (dimension, id) = category_in_words(text)?;
                    Reference::Category(dimension, id)
                }
                None => Reference::Period(text.parse().map_err(|_| {
                    Error::question(format!(
                        "`{text}` is neither `period-before`, `year-before`, a period, `country`, `region`, `peers=ID` nor DIM=VALUE"
                    ))
                })?),
            },
        })
    }
}

/// A dimension by its name.
///
/// # Errors
/// Where there is none of that name; the nearest is told.
pub fn dimension_in_words(name: &str) -> Result<Dimension, Error> {
    let unknown =
        || Error::question(format!("`{name}` is no dimension{}", nearest(name, Dimension::all().map(Dimension::id))));
    Dimension::find(name).ok_or_else(unknown)
}

/// A category of a dimension, as `municipality=101`.
///
/// ```
/// let (dimension, id) = measures::category_in_words("municipality=101").unwrap();
/// assert_eq!((dimension.id(), id.as_str()), ("municipality", "101"));
/// ```
///
/// # Errors
/// Where it is not of that form, or there is no such dimension.
pub fn category_in_words(text: &str) -> Result<(Dimension, String), Error> {
    let (name, id) = text
        .split_once('=')
        .ok_or_else(|| Error::question(format!("`{text}` is not DIM=VALUE, as municipality=101")))?;
    Ok((dimension_in_words(name.trim())?, id.trim().to_owned()))
}

/// A reference whose place in the cube is known.
#[derive(Debug, Clone)]
pub(crate) enum Comparison {
    /// For each shown period, the one it is compared with.
    Periods { of: Vec<usize>, title: Reference },
    /// One category of one axis.
    Category { axis: usize, category: usize, title: Reference },
    /// For each category of one axis the one it is compared with, where there is one.
    Groups { axis: usize, of: Vec<Option<usize>>, title: Reference },
}

impl Comparison {
    pub(crate) fn title(&self) -> String {
        let (Comparison::Periods { title, .. } | Comparison::Category { title, .. } | Comparison::Groups { title, .. }) =
            self;
        title.to_string()
    }
}

/// The shown periods and, after them, those they are compared with; and for each shown one the place of its own.
pub(crate) fn with_references(shown: &[Period], against: Option<&Reference>) -> Result<(Timeline, Vec<usize>), Error> {
    let mut periods = shown.to_vec();
    let mut of = Vec::new();
    for period in shown {
        let reference = match against {
            Some(Reference::PeriodBefore) => period.plus(-1),
            Some(Reference::YearBefore) => period.year_before(),
            Some(Reference::Period(period)) => *period,
            Some(Reference::Category(dimension, id)) if dimension.kind() == definitions::DimensionKind::Time => {
                id.parse().map_err(|error: calendar::Error| Error::question(error.to_string()))?
            }
            _ => break,
        };
        let place = periods.iter().position(|known| *known == reference).unwrap_or_else(|| {
            periods.push(reference);
            periods.len() - 1
        });
        of.push(place);
    }
    Ok((Timeline::new(periods), of))
}

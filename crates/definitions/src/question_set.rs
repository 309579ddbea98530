//! Question sets: what somebody asked, point by point, and the measures that answer it.

use crate::catalog::Catalog;
use crate::toml_file::Text;
use crate::{Error, Header, Title};
use calendar::Period;

/// One measure of an answer, and how it is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The measure's id.
    pub measure: String,
    /// The periods.
    pub periods: Vec<Period>,
}

/// One point of a question set.
#[derive(Debug, Clone)]
pub struct Point {
    /// What is asked, in a few words.
    pub title: Title,
    /// What answers it.
    pub answers: Vec<Asked>,
    /// What the reader must know of the answer.
    pub note: Option<Title>,
}

/// A question set.
///
/// ```toml
/// id         = "beu-244"
/// title      = { da = "BEU 244: ressourceforløb siden 2013", en = "BEU 244: ressourceforløb since 2013" }
/// source     = "S001"
/// valid_from = 2013-01-01
/// period     = "2013-01-01..2014-12-31"     # of the points that name none of their own
///
/// [[point]]
/// title    = { da = "Påbegyndte forløb og personer", en = "Started spells and persons" }
/// measures = ["s001.started", "s001.persons_started"]
/// period   = "2013-01-01..2014-06-30"       # optional
/// note     = { da = "…", en = "…" }         # optional
/// ```
#[derive(Debug, Clone)]
pub struct QuestionSet {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The points, in order.
    pub points: Vec<Point>,
}

impl QuestionSet {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<QuestionSet, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let periods = |table: &crate::toml_file::Table<'_>| -> Result<Option<Vec<Period>>, Error> {
            let Some(period) = table.optional_text("period")? else { return Ok(None) };
            let periods = Period::list(&period.value).map_err(|error| period.error(error.to_string()))?;
            Ok(Some(periods))
        };
        let usual = periods(&table)?;
        let mut points = Vec::new();
        for entry in table.tables("point")? {
            let title = Title::read(&entry, "title")?;
            let own = periods(&entry)?;
            let periods = own.or_else(|| usual.clone()).unwrap_or_default();
            let mut answers = Vec::new();
            for id in entry.texts("measures")? {
                catalog.measures.reference(&id)?;
                answers.push(Asked { measure: id.value, periods: periods.clone() });
            }
            if answers.is_empty() {
                return Err(entry.error("a point is answered by measures: write `measures = [\"s001.started\"]`"));
            }
            let note = Title::optional(&entry, "note")?;
            entry.finish()?;
            points.push(Point { title, answers, note });
        }
        if points.is_empty() {
            return Err(table.error("there is no [[point]]"));
        }
        table.finish()?;
        Ok(QuestionSet { header, points })
    }
}

//! Measures: what is counted, of whom, when, and what is shown of it.

use crate::catalog::Catalog;
use crate::toml_file::{At, Table, Text, nearest};
use crate::{Bands, BandsOf, Dimension, DimensionKind, Error, GapRule, Header, Hierarchy, Statistic, Title, Versions};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Spells.
    Spells,
    /// Distinct persons.
    Persons,
    /// Days on which a person is paid, once however many payments cover them.
    PersonDays,
}

impl Count {
    const NAMES: [(&'static str, Count); 3] =
        [("spells", Count::Spells), ("persons", Count::Persons), ("person_days", Count::PersonDays)];

    /// Its name in definition files.
    pub fn id(self) -> &'static str {
        Count::NAMES[self as usize].0
    }
}

/// What must happen in the period, and with it the day that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The spell starts in the period; its first paid day counts.
    Started,
    /// The spell's last day lies in the period and it has ended; its last paid day counts.
    Ended,
    /// The spell has at least one day in the period; its last day inside the period counts.
    Active,
    /// The spell started before the period and had not ended before it; the day before the period counts.
    Opening,
    /// The spell had started when the period ended and went on; the period's last day counts.
    Closing,
    /// There is a paid day in the period; the last one counts, and for person-days each day its own.
    Paid,
}

impl Event {
    const NAMES: [(&'static str, Event); 6] = [
        ("started", Event::Started),
        ("ended", Event::Ended),
        ("active", Event::Active),
        ("opening", Event::Opening),
        ("closing", Event::Closing),
        ("paid", Event::Paid),
    ];

    /// Its name in definition files.
    pub fn id(self) -> &'static str {
        Event::NAMES[self as usize].0
    }

    /// What it means, in English.
    pub fn meaning(self) -> &'static str {
        match self {
            Event::Started => "the spell's first paid day lies in the period; place and age on that day",
            Event::Ended => {
                "the spell's last paid day lies in the period and the spell has ended; place and age on that day"
            }
            Event::Active => {
                "the spell has at least one day in the period; place and age on its last day inside the period"
            }
            Event::Opening => {
                "the spell started before the period and had not ended before it; place and age on the day before the period"
            }
            Event::Closing => {
                "the spell had started when the period ended and went on; place and age on the period's last day"
            }
            Event::Paid => {
                "there is a paid day in the period; place and age on the last one, for person-days on each day its own"
            }
        }
    }
}

/// A status so many months after a spell's last day.
#[derive(Debug, Clone)]
pub struct StatusAfter {
    /// How many months.
    pub months: i32,
    /// The hierarchy's id.
    pub hierarchy: String,
}

/// A measure.
///
/// ```toml
/// id         = "ressourceforlob.status_1_month_after"
/// title      = { da = "Status 1 måned efter afsluttet ressourceforløb", en = "Status one month after an ended spell" }
/// source     = "S000"
/// valid_from = 2013-01-01
/// benefit    = "ressourceforlob"       # a benefit group
/// gap        = "calendar_month"        # a gap rule, or days=28
/// count      = "spells"                # spells | persons | person_days
/// event      = "ended"                 # started | ended | active | opening | closing | paid
/// by         = ["municipality", "quarter", "status"]
/// status     = { after = "1 month", hierarchy = "status.s000" }
/// show       = ["count", "share"]
/// ```
///
/// Optional: `before` (a hierarchy, for the dimension of that name), `duration_bands`, `age_bands`, `age_groups`
/// (lists of bands), `share_of` (the dimension over which the shares of a total are taken; the last of `by`
/// where nothing is said), `decimals` (of the shares), `note = { da, en }` (printed under the table).
#[derive(Debug, Clone)]
pub struct Measure {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The benefit group's id.
    pub benefit: String,
    /// The gap rule and the name it is called by; none where only payments are counted.
    pub gap: Option<(GapRule, String)>,
    /// What is counted.
    pub count: Count,
    /// What must happen in the period.
    pub event: Event,
    /// The dimensions of its table.
    pub by: Vec<Dimension>,
    /// The status after the end, for [`Dimension::Status`].
    pub status: Option<StatusAfter>,
    /// The hierarchy for [`Dimension::Before`].
    pub before: Option<String>,
    /// The bands of [`Dimension::DurationBand`].
    pub duration_bands: String,
    /// The bands of [`Dimension::AgeBand`].
    pub age_bands: String,
    /// The bands of [`Dimension::AgeGroup`].
    pub age_groups: String,
    /// What is shown.
    pub show: Vec<Statistic>,
    /// The dimension over which shares are taken.
    pub share_of: Option<Dimension>,
    /// Decimals of the shares in a table.
    pub decimals: u8,
    /// Printed under the table.
    pub note: Option<Title>,
}

impl Measure {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<Measure, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let benefit = table.text("benefit")?;
        let group = catalog.benefits.reference_during(&benefit, &header)?;
        let count = word(&table.text("count")?, "count", &Count::NAMES)?;
        let event = event(&table, count)?;
        let gap = gap(&table, catalog, event)?;
        let status = status(&table, catalog, &header, &group.code_set)?;
        if let Some((_, place)) = status.as_ref().filter(|_| event != Event::Ended) {
            return Err(place.error("a status after the end goes with event = \"ended\" alone"));
        }
        let before =
            table.optional_text("before")?.map(|id| hierarchy(&id, catalog, &header, &group.code_set)).transpose()?;
        let measure = Measure {
            benefit: benefit.value,
            gap,
            count,
            event,
            by: Vec::new(),
            status: status.map(|(status, _)| status),
            before,
            duration_bands: bands(
                &table,
                "duration_bands",
                "duration.jobindsats",
                BandsOf::Duration,
                &catalog.bands,
                &header,
            )?,
            age_bands: bands(&table, "age_bands", "age.five_year", BandsOf::Age, &catalog.bands, &header)?,
            age_groups: bands(&table, "age_groups", "age.under_40", BandsOf::Age, &catalog.bands, &header)?,
            show: Vec::new(),
            share_of: None,
            decimals: match table.optional_integer("decimals")? {
                None => Statistic::Share.decimals(),
                Some(at) => {
                    u8::try_from(at.value).ok().filter(|n| *n <= 6).ok_or_else(|| at.error("`decimals` is 0 to 6"))?
                }
            },
            note: Title::optional(&table, "note")?,
            header,
        };
        let by = dimensions(&table, &measure)?;
        let share_of = share_of(&table, &by)?;
        let show = statistics(&table, &measure, share_of)?;
        table.finish()?;
        Ok(Measure { by, share_of, show, ..measure })
    }

    /// Why a table of this measure cannot have the dimension; `None` where it can.
    ///
    /// ```
    /// # use definitions::{Catalog, Dimension};
    /// let catalog = Catalog::embedded().unwrap();
    /// let started = &catalog.measures.versions("ressourceforlob.started").unwrap()[0];
    /// assert_eq!(started.refuses(Dimension::Sex), None);
    /// assert!(started.refuses(Dimension::DurationBand).unwrap().contains("started"));
    /// ```
    pub fn refuses(&self, dimension: Dimension) -> Option<String> {
        match dimension {
            Dimension::Status if self.status.is_none() => {
                Some("the measure has no `status = { after = \"1 month\", hierarchy = \"…\" }`".to_owned())
            }
            Dimension::Before if self.before.is_none() => {
                Some("the measure has no hierarchy `before = \"…\"`".to_owned())
            }
            Dimension::DurationBand | Dimension::Before if self.event == Event::Paid => {
                Some("a paid day has no spell: give the measure another `event`".to_owned())
            }
            Dimension::DurationBand if self.event == Event::Started => {
                Some("a spell that has only started has no duration yet".to_owned())
            }
            _ => None,
        }
    }

    /// Why a table of this measure cannot show the statistic; `None` where it can.
    pub fn cannot_show(&self, statistic: Statistic) -> Option<String> {
        let days = matches!(statistic, Statistic::PersonDays | Statistic::FullTimePersons);
        match self.count {
            Count::PersonDays if !days && statistic != Statistic::Share => {
                Some("a measure of person-days shows person_days, full_time_persons and share".to_owned())
            }
            Count::Spells | Count::Persons if days => {
                Some("only a measure with count = \"person_days\" has them".to_owned())
            }
            Count::Persons if statistic.of_durations() => Some("persons have no duration: count spells".to_owned()),
            Count::Spells if statistic.of_durations() && self.event == Event::Started => {
                Some("a spell that has only started has no duration yet".to_owned())
            }
            _ => None,
        }
    }

    /// The dimension over which a table by `by` takes its shares: the one that the definition names, or else
    /// the last that is neither time nor place.
    pub fn share_of_in(&self, by: &[Dimension]) -> Option<Dimension> {
        match self.share_of {
            Some(dimension) => Some(dimension).filter(|dimension| by.contains(dimension)),
            None => by
                .iter()
                .rev()
                .copied()
                .find(|dimension| !matches!(dimension.kind(), DimensionKind::Time | DimensionKind::Place)),
        }
    }
}

fn word<T: Copy>(text: &At<'_, String>, key: &str, names: &[(&'static str, T)]) -> Result<T, Error> {
    let found = names.iter().find(|(name, _)| *name == text.value);
    found.map(|(_, value)| *value).ok_or_else(|| {
        text.error(format!(
            "`{}` is no `{key}`{}",
            text.value,
            nearest(&text.value, names.iter().map(|(name, _)| *name))
        ))
    })
}

fn event(table: &Table<'_>, count: Count) -> Result<Event, Error> {
    let Some(text) = table.optional_text("event")? else {
        return if count == Count::Spells {
            Err(table.error("`event` is missing: write `event = \"started\"`"))
        } else {
            Ok(Event::Paid)
        };
    };
    let event = word(&text, "event", &Event::NAMES)?;
    match (count, event) {
        (Count::Spells, Event::Paid) => {
            Err(text.error("spells are not paid, persons are: use event = \"active\", or count = \"persons\""))
        }
        (Count::PersonDays, event) if event != Event::Paid => {
            Err(text.error("person-days are counted where they are paid: event = \"paid\""))
        }
        _ => Ok(event),
    }
}

fn gap(table: &Table<'_>, catalog: &Catalog, event: Event) -> Result<Option<(GapRule, String)>, Error> {
    match (table.optional_text("gap")?, event) {
        (Some(gap), Event::Paid) => Err(gap.error("a paid day needs no gap rule: leave `gap` out")),
        (None, Event::Paid) => Ok(None),
        (None, _) => Err(table.error("`gap` is missing: write `gap = \"calendar_month\"`")),
        (Some(gap), _) => {
            let (rule, _) = catalog.gap_rule(&gap.value).map_err(|unknown| gap.error(unknown.to_string()))?;
            Ok(Some((rule, gap.value)))
        }
    }
}

fn hierarchy(id: &At<'_, String>, catalog: &Catalog, header: &Header, code_set: &str) -> Result<String, Error> {
    let found: std::sync::Arc<Hierarchy> = catalog.hierarchies.reference_during(id, header)?;
    if found.code_set != code_set {
        return Err(id.error(format!(
            "hierarchy `{}` is of code set `{}`, and the benefit of `{code_set}`",
            id.value, found.code_set
        )));
    }
    Ok(id.value.clone())
}

fn status<'a>(
    table: &Table<'a>,
    catalog: &Catalog,
    header: &Header,
    code_set: &str,
) -> Result<Option<(StatusAfter, At<'a, String>)>, Error> {
    let Some(entry) = table.optional_table("status")? else { return Ok(None) };
    let after = entry.text("after")?;
    let months = after.value.strip_suffix("months").or_else(|| after.value.strip_suffix("month"));
    let months = months.and_then(|number| number.trim().parse().ok()).filter(|months| (0..=600).contains(months));
    let months = months.ok_or_else(|| after.error("`after` is a number of months, as \"1 month\" or \"12 months\""))?;
    let hierarchy = hierarchy(&entry.text("hierarchy")?, catalog, header, code_set)?;
    entry.finish()?;
    Ok(Some((StatusAfter { months, hierarchy }, after)))
}

fn bands(
    table: &Table<'_>,
    key: &'static str,
    default: &str,
    of: BandsOf,
    all: &Versions<Bands>,
    header: &Header,
) -> Result<String, Error> {
    let Some(id) = table.optional_text(key)? else { return Ok(default.to_owned()) };
    let found = all.reference_during(&id, header)?;
    if found.of != of {
        return Err(id.error(format!("`{}` are bands of something else", id.value)));
    }
    Ok(id.value)
}

fn dimensions(table: &Table<'_>, measure: &Measure) -> Result<Vec<Dimension>, Error> {
    let mut by: Vec<Dimension> = Vec::new();
    for name in table.texts("by")? {
        let dimension = Dimension::find(&name.value);
        let dimension = dimension.ok_or_else(|| {
            name.error(format!(
                "`{}` is no dimension{}",
                name.value,
                nearest(&name.value, Dimension::all().map(Dimension::id))
            ))
        })?;
        if by.contains(&dimension) {
            return Err(name.error(format!("`{}` is there twice", name.value)));
        }
        if dimension.kind() == DimensionKind::Time && by.iter().any(|known| known.kind() == DimensionKind::Time) {
            return Err(name.error("a table has one dimension of time: month, quarter, year or period"));
        }
        if let Some(reason) = measure.refuses(dimension) {
            return Err(name.error(format!("`{}` cannot be a dimension here: {reason}", name.value)));
        }
        by.push(dimension);
    }
    Ok(by)
}

fn share_of(table: &Table<'_>, by: &[Dimension]) -> Result<Option<Dimension>, Error> {
    let Some(name) = table.optional_text("share_of")? else { return Ok(None) };
    let found = by.iter().copied().find(|dimension| dimension.id() == name.value);
    let found = found.ok_or_else(|| {
        name.error(format!(
            "`{}` is not in `by`{}",
            name.value,
            nearest(&name.value, by.iter().map(|dimension| dimension.id()))
        ))
    })?;
    if found.kind() == DimensionKind::Time {
        return Err(name.error("shares are not taken over time: persons of two months do not add up"));
    }
    Ok(Some(found))
}

fn statistics(table: &Table<'_>, measure: &Measure, share_of: Option<Dimension>) -> Result<Vec<Statistic>, Error> {
    let mut show = Vec::new();
    for name in table.texts("show")? {
        let statistic = Statistic::find(&name.value);
        let statistic = statistic.ok_or_else(|| {
            name.error(format!(
                "`{}` is no statistic{}",
                name.value,
                nearest(&name.value, Statistic::all().map(Statistic::id))
            ))
        })?;
        if let Some(reason) = measure.cannot_show(statistic) {
            return Err(name.error(format!("`{}` cannot be shown here: {reason}", name.value)));
        }
        if statistic == Statistic::Share && share_of.is_none() && table.texts("by")?.is_empty() {
            return Err(name.error("a share is of a total over a dimension: name one in `by`"));
        }
        if show.contains(&statistic) {
            return Err(name.error(format!("`{}` is there twice", name.value)));
        }
        show.push(statistic);
    }
    if show.is_empty() {
        show.push(if measure.count == Count::PersonDays { Statistic::PersonDays } else { Statistic::Count });
    }
    Ok(show)
}

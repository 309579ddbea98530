//! Hierarchies: the first category that matches what the register knows of a person on a day or in a stretch of days.
//!
//! Two sources count the same persons in different categories (S000 puts selvforsørgelse with Øvrige, S001
//! with employment). They are two files; neither is "the" one.

use crate::catalog::Catalog;
use crate::toml_file::{At, Table, Text, nearest};
use crate::{Code, CodeSet, Error, Header, Title};

/// What a category may match besides codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circumstance {
    /// A month that has one of the days has A-income above 0.
    AIncome,
    /// A month that has one of the days has A-income with hours above 0.
    WageHours,
    /// A stretch of fleksjob has one of the days.
    FlexibleJob,
    /// The person died on or before the last of the days.
    Dead,
    /// The person emigrated on or before the last of the days.
    Emigrated,
    /// Whatever matched nothing else.
    Rest,
}

impl Circumstance {
    /// All of them, by the names that files give them.
    pub const NAMES: [(&'static str, Circumstance); 6] = [
        ("a_income", Circumstance::AIncome),
        ("wage_hours", Circumstance::WageHours),
        ("flexible_job", Circumstance::FlexibleJob),
        ("dead", Circumstance::Dead),
        ("emigrated", Circumstance::Emigrated),
        ("rest", Circumstance::Rest),
    ];
}

/// A category of a hierarchy.
#[derive(Debug, Clone)]
pub struct Category {
    /// The value in tidy output.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
    /// The benefit codes of which one must be paid on one of the days.
    pub codes: Vec<Code>,
    /// Or the person must be in one of these offers on one of the days; codes of the set `tilbud`.
    pub offers: Vec<Code>,
    /// Or one of these events must be on one of the days; codes of the set `haendelser`.
    pub events: Vec<Code>,
    /// Or one of these must be so.
    pub when: Vec<Circumstance>,
}

/// A hierarchy: categories in the order in which they are tried.
///
/// ```toml
/// id         = "offer.s003"
/// title      = { da = "Aktivt tilbud", en = "Active offer" }
/// source     = "S003, tabel 5"
/// valid_from = 1991-01-01
/// code_set   = "dream"              # of `codes`; left out where no category has any
///
/// [[category]]
/// id    = "ordinary_hours"
/// title = { da = "Ordinære timer", en = "Ordinary hours" }
/// when  = ["wage_hours"]            # a_income | wage_hours | flexible_job | dead | emigrated | rest
///
/// [[category]]
/// id     = "mentor"
/// title  = { da = "Mentor", en = "Mentor" }
/// offers = ["mentor"]               # beside it: codes = ["781-783"], events = ["sanktion"]
///
/// [[category]]
/// id    = "none"
/// title = { da = "Ingen tilbud modtaget", en = "No offer" }
/// when  = ["rest"]
/// ```
///
/// On one day a person may have several benefits and offers; the first category that matches is the one, and so nobody
/// is there twice.
#[derive(Debug, Clone)]
pub struct Hierarchy {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The code set that the benefit codes are from; none where no category has any.
    pub code_set: Option<String>,
    /// The categories in the order of matching.
    pub categories: Vec<Category>,
    /// The category of each code of the set, by code number.
    pub category_of_code: Vec<Option<u8>>,
    /// The category of each offer, by code number.
    pub category_of_offer: Vec<Option<u8>>,
    /// The category of each event, by code number.
    pub category_of_event: Vec<Option<u8>>,
    /// The category of each circumstance, in the order of [`Circumstance`].
    pub category_when: [Option<u8>; Circumstance::NAMES.len()],
    /// The category of whoever matches no other.
    pub rest: u8,
}

impl Hierarchy {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<Hierarchy, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let set = table.optional_text("code_set")?.map(|id| catalog.code_sets.reference(&id)).transpose()?;
        let newest = |id: &str| catalog.code_sets.versions(id).ok().and_then(|versions| versions.last().cloned());
        let (offers, events) = (newest("tilbud"), newest("haendelser"));
        let mut of_codes = Slots::new(set.as_deref());
        let mut of_offers = Slots::new(offers.as_deref());
        let mut of_events = Slots::new(events.as_deref());
        let mut category_when = [None; Circumstance::NAMES.len()];
        let mut categories: Vec<Category> = Vec::new();
        for (place, entry) in table.tables("category")?.into_iter().enumerate() {
            let place = u8::try_from(place)
                .ok()
                .filter(|place| *place < 200)
                .ok_or_else(|| entry.error("a hierarchy has at most 200 categories"))?;
            let id = entry.text("id")?;
            if categories.iter().any(|known| known.id == id.value) {
                return Err(id.error(format!("the name `{}` is there twice", id.value)));
            }
            if ["all", "unknown", "not_yet"].contains(&id.value.as_str()) {
                return Err(
                    id.error(format!("the name `{}` is taken: `all`, `unknown` and `not_yet` are kept", id.value))
                );
            }
            let title = Title::read(&entry, "title")?;
            let codes = of_codes.take(&entry, "codes", place, &categories)?;
            let offers = of_offers.take(&entry, "offers", place, &categories)?;
            let events = of_events.take(&entry, "events", place, &categories)?;
            let mut when = Vec::new();
            for word in entry.texts("when")? {
                when.push(circumstance(&word, &mut category_when, place, &categories)?);
            }
            if codes.is_empty() && offers.is_empty() && events.is_empty() && when.is_empty() {
                return Err(entry.error(format!(
                    "category `{}` matches nothing: give it `codes`, `offers`, `events` or `when`",
                    id.value
                )));
            }
            entry.finish()?;
            categories.push(Category { id: id.value, title, codes, offers, events, when });
        }
        table.finish()?;
        let rest = category_when[Circumstance::Rest as usize]
            .ok_or_else(|| Error::new(text.file, 1, "no category has `when = [\"rest\"]`: somebody may match none"))?;
        Ok(Hierarchy {
            header,
            code_set: set.as_ref().map(|set| set.header.id.clone()),
            categories,
            category_of_code: of_codes.slots,
            category_of_offer: of_offers.slots,
            category_of_event: of_events.slots,
            category_when,
            rest,
        })
    }

    /// The category of a circumstance, if one has it.
    pub fn category_when(&self, circumstance: Circumstance) -> Option<u8> {
        self.category_when[circumstance as usize]
    }
}

/// The category of each code of one set, filled as the categories are read.
struct Slots<'s> {
    set: Option<&'s CodeSet>,
    slots: Vec<Option<u8>>,
}

impl<'s> Slots<'s> {
    fn new(set: Option<&'s CodeSet>) -> Slots<'s> {
        Slots { set, slots: vec![None; set.map_or(0, |set| set.codes.len())] }
    }

    /// Reads the codes that a category takes of the set; each goes to one category alone.
    fn take(
        &mut self,
        entry: &Table<'_>,
        key: &'static str,
        place: u8,
        categories: &[Category],
    ) -> Result<Vec<Code>, Error> {
        let list = entry.texts(key)?;
        let Some(first) = list.first() else { return Ok(Vec::new()) };
        let set =
            self.set.ok_or_else(|| first.error("benefit codes are of a set: write `code_set = \"dream\"` above"))?;
        let codes = set.select(&list)?;
        for code in &codes {
            let slot = &mut self.slots[usize::from(*code)];
            if let Some(other) = *slot {
                let (code, other) = (&set.codes[usize::from(*code)].code, &categories[usize::from(other)].id);
                return Err(
                    entry.error(format!("code `{code}` is in category `{other}` already: leave it in one of the two"))
                );
            }
            *slot = Some(place);
        }
        Ok(codes)
    }
}

fn circumstance(
    word: &At<'_, String>,
    taken: &mut [Option<u8>; Circumstance::NAMES.len()],
    place: u8,
    categories: &[Category],
) -> Result<Circumstance, Error> {
    let found = Circumstance::NAMES.iter().position(|(name, _)| *name == word.value);
    let Some(at) = found else {
        return Err(word.error(format!(
            "`{}` is no circumstance{}",
            word.value,
            nearest(&word.value, Circumstance::NAMES.map(|(name, _)| name))
        )));
    };
    if let Some(other) = taken[at] {
        let Some(other) = categories.get(usize::from(other)) else {
            return Err(word.error(format!("`{}` is there twice", word.value)));
        };
        return Err(
            word.error(format!("`{}` is in category `{}` already: leave it in one of the two", word.value, other.id))
        );
    }
    taken[at] = Some(place);
    Ok(Circumstance::NAMES[at].1)
}

//! Municipalities, regions and job centres.

use crate::toml_file::{At, Text, nearest};
use crate::{Error, Header, Title};
use calendar::{Day, Span};
use std::collections::BTreeMap;

/// A municipality.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// The three-digit code.
    pub code: u16,
    /// Its name.
    pub name: String,
    /// Its region, a place in [`Geography::regions`].
    pub region: usize,
}

/// An area of another kind, made of municipalities.
#[derive(Debug, Clone)]
pub struct Area {
    /// The value in tidy output.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
}

/// A division of the country.
///
/// ```toml
/// id         = "denmark"
/// title      = { da = "Kommuner, regioner og jobcentre", en = "Municipalities, regions and job centres" }
/// source     = "…"
/// valid_from = 1900-01-01
///
/// [region.hovedstaden]
/// title = { da = "Hovedstaden", en = "Capital" }
/// [region.hovedstaden.municipalities]
/// 101 = "København"
///
/// [[jobcentre]]                 # several municipalities with one job centre, dated;
/// id             = "Vallensbæk/Ishøj"
/// municipalities = ["183", "187"]
/// valid_to       = 2021-12-31   # before and after, each municipality has its own
///
/// [no_jobcentre]                # municipalities without one
/// municipalities = ["411"]
/// ```
#[derive(Debug, Clone)]
pub struct Geography {
    /// Id, titles, source, dates.
    pub header: Header,
    /// By code, rising.
    pub municipalities: Vec<Municipality>,
    /// In the order of the file.
    pub regions: Vec<Area>,
    /// By name.
    pub jobcentres: Vec<Area>,
    /// For each municipality, its job centre in each stretch of time, in order; together all days.
    jobcentre_of: Vec<Vec<(Span, Option<usize>)>>,
    by_code: Vec<u8>,
}

const NO_MUNICIPALITY: u8 = u8::MAX;

impl Geography {
    pub(crate) fn read(text: Text<'_>) -> Result<Geography, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let (mut regions, mut municipalities): (Vec<Area>, Vec<Municipality>) = Default::default();
        let listed = table
            .optional_table("region")?
            .ok_or_else(|| table.error("`[region.…]` is missing: list the regions and their municipalities"))?;
        for (id, entry) in listed.all_tables()? {
            let names =
                entry.optional_table("municipalities")?.ok_or_else(|| entry.error("`municipalities` is missing"))?;
            for (code, name) in names.all_texts()? {
                let number = three_digits(&code)?;
                if let Some(known) = municipalities.iter().find(|known| known.code == number) {
                    return Err(code.error(format!("municipality {number} is listed already, as {}", known.name)));
                }
                municipalities.push(Municipality { code: number, name, region: regions.len() });
            }
            regions.push(Area { id: id.value, title: Title::read(&entry, "title")? });
            entry.finish()?;
        }
        municipalities.sort_by_key(|municipality| municipality.code);
        if municipalities.is_empty() || municipalities.len() > 250 {
            return Err(table.error("a geography has 1 to 250 municipalities"));
        }
        let mut by_code = vec![NO_MUNICIPALITY; 1000];
        for (place, municipality) in municipalities.iter().enumerate() {
            by_code[usize::from(municipality.code)] = place as u8;
        }
        let mut geography =
            Geography { header, municipalities, regions, jobcentres: Vec::new(), jobcentre_of: Vec::new(), by_code };
        geography.read_jobcentres(&table)?;
        table.finish()?;
        Ok(geography)
    }

    fn read_jobcentres(&mut self, table: &crate::toml_file::Table<'_>) -> Result<(), Error> {
        let mut shared: Vec<Vec<(Span, String)>> = vec![Vec::new(); self.municipalities.len()];
        for entry in table.tables("jobcentre")? {
            let id = entry.text("id")?.value;
            let from = entry.optional_date("valid_from")?.map_or(Day::MIN, |day| day.value);
            let until = entry.optional_date("valid_to")?.map_or(Day::MAX, |day| day.value + 1);
            let span = Span::new(from, until);
            if span.is_empty() {
                return Err(entry.error("`valid_to` lies before `valid_from`"));
            }
            for code in entry.texts("municipalities")? {
                let dated = &mut shared[self.known(&code)?];
                if let Some((_, other)) = dated.iter().find(|(known, _)| known.overlaps(span)) {
                    return Err(code.error(format!(
                        "municipality {} has two job centres at once: `{other}` and `{id}`; make their dates meet",
                        code.value
                    )));
                }
                dated.push((span, id.clone()));
            }
            entry.finish()?;
        }
        let mut without = vec![false; self.municipalities.len()];
        if let Some(entry) = table.optional_table("no_jobcentre")? {
            for code in entry.texts("municipalities")? {
                without[self.known(&code)?] = true;
            }
            entry.finish()?;
        }
        let mut timelines: Vec<Vec<(Span, Option<String>)>> = Vec::new();
        for ((dated, municipality), without) in shared.iter_mut().zip(&self.municipalities).zip(without) {
            dated.sort();
            let own = (!without).then(|| municipality.name.clone());
            let (mut timeline, mut day) = (Vec::new(), Day::MIN);
            for (span, id) in dated.iter() {
                if day < span.from {
                    timeline.push((Span::new(day, span.from), own.clone()));
                }
                timeline.push((*span, Some(id.clone())));
                day = span.until;
            }
            if day < Day::MAX {
                timeline.push((Span::new(day, Day::MAX), own));
            }
            timelines.push(timeline);
        }
        let ids: BTreeMap<&String, ()> =
            timelines.iter().flatten().filter_map(|(_, id)| id.as_ref().map(|id| (id, ()))).collect();
        let ids: Vec<&String> = ids.into_keys().collect();
        let place = |id: &Option<String>| id.as_ref().and_then(|id| ids.binary_search(&id).ok());
        self.jobcentre_of =
            timelines.iter().map(|timeline| timeline.iter().map(|(span, id)| (*span, place(id))).collect()).collect();
        self.jobcentres = ids.iter().map(|id| Area { id: (*id).clone(), title: Title::name(id.as_str()) }).collect();
        Ok(())
    }

    fn known(&self, code: &At<'_, String>) -> Result<usize, Error> {
        self.find(three_digits(code)?).ok_or_else(|| {
            let codes: Vec<String> = self.municipalities.iter().map(|known| known.code.to_string()).collect();
            code.error(format!(
                "there is no municipality `{}`{}",
                code.value,
                nearest(&code.value, codes.iter().map(String::as_str))
            ))
        })
    }

    /// The place in [`Geography::municipalities`] of a code, if there is such a municipality.
    #[inline]
    pub fn find(&self, code: u16) -> Option<usize> {
        self.by_code.get(usize::from(code)).copied().filter(|place| *place != NO_MUNICIPALITY).map(usize::from)
    }

    /// The job centre of a municipality (both as places in their lists) on a day.
    pub fn jobcentre_on(&self, municipality: usize, day: Day) -> Option<usize> {
        self.jobcentre_of[municipality]
            .iter()
            .find(|(span, _)| span.contains(day))
            .and_then(|(_, jobcentre)| *jobcentre)
    }

    /// The first day after `day` on which the municipality may have another job centre.
    pub fn next_jobcentre_change(&self, municipality: usize, day: Day) -> Day {
        self.jobcentre_of[municipality]
            .iter()
            .find(|(span, _)| span.contains(day))
            .map_or(Day::MAX, |(span, _)| span.until)
    }
}

fn three_digits(code: &At<'_, String>) -> Result<u16, Error> {
    let number = code.value.parse().ok().filter(|number| code.value.len() == 3 && *number < 1000);
    number.ok_or_else(|| code.error(format!("`{}` is not a municipality code: three digits, as 101", code.value)))
}

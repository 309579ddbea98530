//! Making the axes of a question from its measure's definitions.

use crate::Error;
use crate::axis::{Category, CategoryKind};
use crate::comparison::Reference;
use crate::counter::{Counter, Groups};
use crate::life::Followed;
use crate::plan::Reasons;
use calendar::Span;
use definitions::{Catalog, Code, CodeSet, Dimension, Event, Geography, Hierarchy, Measure, Title};
use register::GEOGRAPHY;
use spells::Group;
use std::sync::Arc;

/// What a counter is made from.
pub(crate) struct Sources<'a> {
    pub(crate) measure: &'a Measure,
    pub(crate) catalog: &'a Catalog,
    /// The benefit group; none of a cohort.
    pub(crate) group: Option<&'a Arc<Group>>,
    pub(crate) covered: Span,
    /// From the first day of the question's periods to the last.
    pub(crate) reach: Span,
    /// What the figures are compared with.
    pub(crate) against: Option<&'a Reference>,
}

impl Sources<'_> {
    /// The counter of a dimension.
    pub(crate) fn counter(&self, dimension: Dimension) -> Result<Counter, Error> {
        let Sources { measure, catalog, covered, reach, .. } = *self;
        if let Some(reason) = measure.refuses(dimension) {
            return Err(Error::question(format!(
                "`{}` cannot be a dimension of measure `{}`: {reason}",
                dimension.id(),
                measure.header.id
            )));
        }
        let geography = || catalog.geographies.in_force(GEOGRAPHY, reach).cloned();
        let bands = |id: &str| catalog.bands.in_force(id, reach).cloned();
        // What a measure refuses has been refused above; what is left has what it needs.
        let lacks =
            || Error::question(format!("measure `{}` lacks what `{}` is by", measure.header.id, dimension.id()));
        let group = || self.group.cloned().ok_or_else(lacks);
        Ok(match dimension {
            Dimension::Municipality => {
                let geography = geography()?;
                Counter::Municipality { groups: self.groups(&geography)?, geography }
            }
            Dimension::Jobcentre => Counter::Jobcentre(geography()?),
            Dimension::Region => Counter::Region(geography()?),
            Dimension::Sex => Counter::Sex(self.code_set("koen")?),
            Dimension::Origin => Counter::Origin(self.code_set("herkomst")?),
            Dimension::AgeBand => Counter::Age(dimension, bands(&measure.age_bands)?),
            Dimension::AgeGroup => Counter::Age(dimension, bands(&measure.age_groups)?),
            Dimension::DurationBand => Counter::Duration(bands(&measure.duration_bands)?),
            Dimension::TimeInGroup => Counter::TimeInGroup(bands(&measure.membership_bands)?),
            Dimension::Code => {
                let versions = catalog.benefits.versions(measure.benefit().ok_or_else(lacks)?)?;
                let mut codes: Vec<Code> = versions.iter().flat_map(|version| version.codes.iter().copied()).collect();
                codes.sort_unstable();
                codes.dedup();
                let set = self.code_set(versions.last().map_or("", |version| version.code_set.as_str()))?;
                Counter::Code { group: group()?, codes, set, covered }
            }
            Dimension::Before => {
                let id = measure.before.as_deref().unwrap_or_default();
                Counter::Before { hierarchy: Arc::clone(catalog.hierarchies.in_force(id, covered)?), covered }
            }
            Dimension::Status | Dimension::Benefit | Dimension::Offer | Dimension::Decision => {
                let matching = measure.matching(dimension).ok_or_else(lacks)?;
                let hierarchy: &Arc<Hierarchy> =
                    catalog.hierarchies.in_force(&matching.hierarchy, reach.intersection(covered))?;
                Counter::State { dimension, hierarchy: Arc::clone(hierarchy), window: matching.window, covered }
            }
            Dimension::HoursBand => {
                let hours = measure.hours.clone().ok_or_else(lacks)?;
                Counter::HoursBand { bands: bands(&hours.bands)?, hours, covered }
            }
            Dimension::HoursChange => {
                let hours = measure.hours.clone().ok_or_else(lacks)?;
                Counter::HoursChange { months: hours.change_over.ok_or_else(lacks)?, hours, covered }
            }
            Dimension::FirstOffer => Counter::FirstOffer {
                first: measure.first_offer.clone().ok_or_else(lacks)?,
                of_started: measure.event == Event::Started,
                covered,
            },
            Dimension::Plan => Counter::Plan { group: group()?, covered },
            Dimension::EndReason => {
                let set = self.code_set(measure.end_reasons.as_deref().unwrap_or_default())?;
                let event = self.code_set("haendelser")?.find("ophoer_aarsag");
                Counter::EndReason { reasons: Reasons::new(event, &set), set }
            }
            Dimension::Reached | Dimension::Next => {
                let (life, gap) = measure.life.as_ref().zip(measure.gap()).ok_or_else(lacks)?;
                let followed = Followed::new(gap.0, life.after, covered);
                match dimension {
                    Dimension::Reached => Counter::Reached { bands: bands(&life.bands)?, followed },
                    _ => {
                        let hierarchy = catalog.hierarchies.in_force(&life.hierarchy, reach.intersection(covered))?;
                        Counter::Next { hierarchy: Arc::clone(hierarchy), followed, covered }
                    }
                }
            }
            Dimension::Month | Dimension::Quarter | Dimension::Year | Dimension::Period => {
                return Err(Error::question("a table has one dimension of time"));
            }
        })
    }

    /// The counter that lets only some categories of a dimension through.
    pub(crate) fn filter(&self, dimension: Dimension, ids: &[String]) -> Result<Counter, Error> {
        let of = self.counter(dimension)?;
        let categories = of.categories();
        // A definition's categories may have changed between its versions: one that is not there lets nobody through.
        let allowed = categories.iter().map(|category| ids.contains(&category.id)).collect();
        Ok(Counter::Filter { of: Box::new(of), allowed })
    }

    fn code_set(&self, id: &str) -> Result<Arc<CodeSet>, Error> {
        let set = self.catalog.code_sets.versions(id)?.last().cloned();
        set.ok_or_else(|| Error::question(format!("code set `{id}` has no version")))
    }

    /// The groups of municipalities that the figures are compared with.
    fn groups(&self, geography: &Geography) -> Result<Groups, Error> {
        let group =
            |id: &str, title: &Title| Category { id: id.to_owned(), title: title.clone(), kind: CategoryKind::Group };
        Ok(match self.against {
            Some(Reference::Region) => Groups {
                categories: geography.regions.iter().map(|region| group(&region.id, &region.title)).collect(),
                of: geography.municipalities.iter().map(|municipality| Some(municipality.region)).collect(),
            },
            Some(Reference::Peers(id)) => {
                let peers = self.catalog.peers.in_force(id, self.reach)?;
                Groups {
                    categories: peers.groups.iter().map(|peers| group(&peers.id, &peers.title)).collect(),
                    of: geography.municipalities.iter().map(|one| peers.group_of(one.code)).collect(),
                }
            }
            _ => Groups::default(),
        })
    }
}

//! The axes of a table, and the category that a spell, a person or a day belongs to on each.

use crate::Error;
use crate::cube::Categories;
use calendar::{Day, Month, Span};
use definitions::{Bands, Catalog, Code, CodeSet, Dimension, Geography, Hierarchy, Measure, Title};
use register::{GEOGRAPHY, Needs, Person, TableKind};
use spells::{Group, Spell};
use std::sync::Arc;

/// What a category of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryKind {
    /// One of the axis's own.
    Ordinary,
    /// What fits none of them: unknown, not paid that day, not yet measurable.
    Residual,
    /// The total, which is counted and not summed.
    Total,
}

/// A category of an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The value in tidy output: `101`, `2018Q2`, `unknown`, `all`.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
    /// What it is.
    pub kind: CategoryKind,
}

impl Category {
    fn ordinary(id: impl Into<String>, title: Title) -> Category {
        Category { id: id.into(), title, kind: CategoryKind::Ordinary }
    }

    fn residual(id: &str, da: &str, en: &str) -> Category {
        Category { id: id.to_owned(), title: Title::new(da, en), kind: CategoryKind::Residual }
    }

    /// A period, by its own name.
    pub(crate) fn period(name: String) -> Category {
        Category::ordinary(name.clone(), Title::name(name))
    }

    pub(crate) fn total(dimension: Dimension) -> Category {
        let title = match dimension.kind() {
            definitions::DimensionKind::Place => Title::new("Hele landet", "The whole country"),
            _ => Title::new("I alt", "Total"),
        };
        Category { id: "all".to_owned(), title, kind: CategoryKind::Total }
    }
}

/// An axis of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What the axis is of.
    pub dimension: Dimension,
    /// Its categories in order, the total last; an axis of time has none.
    pub categories: Vec<Category>,
}

/// One spell, person or stretch of days, as the axes are asked about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub(crate) person: &'a Person<'a>,
    /// The day that counts.
    pub(crate) day: Day,
    /// The spell, if it is one, and the last day up to which its duration counts.
    pub(crate) spell: Option<(&'a Spell, Day)>,
}

impl Unit<'_> {
    /// How long the spell has lasted; none where its start is unknown.
    pub(crate) fn duration(&self) -> Option<i32> {
        self.spell.filter(|(spell, _)| !spell.left_censored).map(|(spell, last)| last - spell.from + 1)
    }
}

/// An axis as it is counted by; the axes of time are apart.
#[derive(Debug, Clone)]
pub(crate) enum Counter {
    Municipality(Arc<Geography>),
    Jobcentre(Arc<Geography>),
    Region(Arc<Geography>),
    Sex(Arc<CodeSet>),
    Origin(Arc<CodeSet>),
    Age(Dimension, Arc<Bands>),
    Duration(Arc<Bands>),
    Code { group: Arc<Group>, codes: Vec<Code>, set: Arc<CodeSet>, covered: Span },
    Before { hierarchy: Arc<Hierarchy>, covered: Span },
    Status { hierarchy: Arc<Hierarchy>, months: i32, covered: Span },
}

/// What a counter is made from.
pub(crate) struct Sources<'a> {
    pub(crate) measure: &'a Measure,
    pub(crate) catalog: &'a Catalog,
    pub(crate) group: &'a Arc<Group>,
    pub(crate) covered: Span,
    /// From the first day of the question's periods to the last.
    pub(crate) reach: Span,
}

impl Counter {
    pub(crate) fn new(dimension: Dimension, sources: &Sources<'_>) -> Result<Counter, Error> {
        let Sources { measure, catalog, covered, reach, .. } = *sources;
        if let Some(reason) = measure.refuses(dimension) {
            return Err(Error::question(format!(
                "`{}` cannot be a dimension of measure `{}`: {reason}",
                dimension.id(),
                measure.header.id
            )));
        }
        let geography = || catalog.geographies.in_force(GEOGRAPHY, reach).cloned();
        let bands = |id: &str| catalog.bands.in_force(id, reach).cloned();
        let code_set = |id: &str| -> Result<Arc<CodeSet>, Error> {
            let set = catalog.code_sets.versions(id)?.last().cloned();
            set.ok_or_else(|| Error::question(format!("code set `{id}` has no version")))
        };
        Ok(match dimension {
            Dimension::Municipality => Counter::Municipality(geography()?),
            Dimension::Jobcentre => Counter::Jobcentre(geography()?),
            Dimension::Region => Counter::Region(geography()?),
            Dimension::Sex => Counter::Sex(code_set("koen")?),
            Dimension::Origin => Counter::Origin(code_set("herkomst")?),
            Dimension::AgeBand => Counter::Age(dimension, bands(&measure.age_bands)?),
            Dimension::AgeGroup => Counter::Age(dimension, bands(&measure.age_groups)?),
            Dimension::DurationBand => Counter::Duration(bands(&measure.duration_bands)?),
            Dimension::Code => {
                let versions = catalog.benefits.versions(&measure.benefit)?;
                let mut codes: Vec<Code> = versions.iter().flat_map(|version| version.codes.iter().copied()).collect();
                codes.sort_unstable();
                codes.dedup();
                let set = code_set(versions.last().map_or("", |version| version.code_set.as_str()))?;
                Counter::Code { group: Arc::clone(sources.group), codes, set, covered }
            }
            Dimension::Before => {
                let id = measure.before.as_deref().unwrap_or_default();
                Counter::Before { hierarchy: Arc::clone(catalog.hierarchies.in_force(id, covered)?), covered }
            }
            Dimension::Status => {
                let (id, months) =
                    measure.status.as_ref().map_or(("", 0), |status| (status.hierarchy.as_str(), status.months));
                Counter::Status {
                    hierarchy: Arc::clone(catalog.hierarchies.in_force(id, reach.intersection(covered))?),
                    months,
                    covered,
                }
            }
            Dimension::Month | Dimension::Quarter | Dimension::Year | Dimension::Period => {
                return Err(Error::question("a table has one dimension of time"));
            }
        })
    }

    pub(crate) fn dimension(&self) -> Dimension {
        match self {
            Counter::Municipality(_) => Dimension::Municipality,
            Counter::Jobcentre(_) => Dimension::Jobcentre,
            Counter::Region(_) => Dimension::Region,
            Counter::Sex(_) => Dimension::Sex,
            Counter::Origin(_) => Dimension::Origin,
            Counter::Age(dimension, _) => *dimension,
            Counter::Duration(_) => Dimension::DurationBand,
            Counter::Code { .. } => Dimension::Code,
            Counter::Before { .. } => Dimension::Before,
            Counter::Status { .. } => Dimension::Status,
        }
    }

    /// The categories, without the total.
    pub(crate) fn categories(&self) -> Vec<Category> {
        let of_hierarchy = |hierarchy: &Hierarchy| -> Vec<Category> {
            hierarchy
                .categories
                .iter()
                .map(|category| Category::ordinary(category.id.as_str(), category.title.clone()))
                .collect()
        };
        let of_bands = |bands: &Bands| -> Vec<Category> {
            bands.bands.iter().map(|band| Category::ordinary(band.id.as_str(), band.title.clone())).collect()
        };
        let of_set = |set: &CodeSet| -> Vec<Category> {
            set.codes.iter().map(|code| Category::ordinary(code.code.as_str(), code.title.clone())).collect()
        };
        let of_areas = |areas: &[definitions::Area]| -> Vec<Category> {
            areas.iter().map(|area| Category::ordinary(area.id.as_str(), area.title.clone())).collect()
        };
        let (mut categories, residual) = match self {
            Counter::Municipality(geography) => {
                let own = geography
                    .municipalities
                    .iter()
                    .map(|own| Category::ordinary(own.code.to_string(), Title::name(own.name.as_str())));
                (own.collect(), Category::residual("unknown", "Uoplyst", "Unknown"))
            }
            Counter::Jobcentre(geography) => {
                (of_areas(&geography.jobcentres), Category::residual("unknown", "Uoplyst", "Unknown"))
            }
            Counter::Region(geography) => {
                (of_areas(&geography.regions), Category::residual("unknown", "Uoplyst", "Unknown"))
            }
            Counter::Sex(set) | Counter::Origin(set) => {
                (of_set(set), Category::residual("unknown", "Uoplyst", "Unknown"))
            }
            Counter::Age(_, bands) | Counter::Duration(bands) => {
                (of_bands(bands), Category::residual("unknown", "Uoplyst", "Unknown"))
            }
            Counter::Code { codes, set, .. } => {
                let own = codes
                    .iter()
                    .map(|code| &set.codes[usize::from(*code)])
                    .map(|code| Category::ordinary(code.code.as_str(), code.title.clone()));
                (own.collect(), Category::residual("unpaid", "Ikke udbetalt den dag", "Not paid that day"))
            }
            Counter::Before { hierarchy, .. } => {
                (of_hierarchy(hierarchy), Category::residual("unknown", "Uoplyst", "Unknown"))
            }
            Counter::Status { hierarchy, .. } => {
                (of_hierarchy(hierarchy), Category::residual("not_yet", "Endnu ikke opgjort", "Not yet measurable"))
            }
        };
        categories.push(residual);
        categories
    }

    /// The tables of the register that the axis asks.
    pub(crate) fn tables(&self) -> Vec<TableKind> {
        match self {
            Counter::Municipality(_) | Counter::Jobcentre(_) | Counter::Region(_) => vec![TableKind::Residences],
            Counter::Sex(_) | Counter::Origin(_) | Counter::Age(..) => vec![TableKind::Persons],
            Counter::Duration(_) | Counter::Code { .. } => Vec::new(),
            Counter::Before { hierarchy, .. } | Counter::Status { hierarchy, .. } => {
                let mut tables = Vec::new();
                if hierarchy.a_income.is_some() {
                    tables.push(TableKind::Wages);
                }
                if hierarchy.dead.is_some() || hierarchy.emigrated.is_some() {
                    tables.push(TableKind::Persons);
                }
                tables
            }
        }
    }

    /// The category of a unit, by place in [`Counter::categories`]. `several` is room for an axis that can have
    /// more than one.
    #[inline]
    pub(crate) fn categories_of<'s>(&self, unit: &Unit<'_>, several: &'s mut Vec<usize>) -> Categories<'s> {
        let attributes = &unit.person.attributes;
        let or_last = |place: Option<usize>, n: usize| Categories::One(place.unwrap_or(n));
        let home = |geography: &Geography| unit.person.municipality_on(unit.day).and_then(|code| geography.find(code));
        match self {
            Counter::Municipality(geography) => or_last(home(geography), geography.municipalities.len()),
            Counter::Jobcentre(geography) => or_last(
                home(geography).and_then(|home| geography.jobcentre_on(home, unit.day)),
                geography.jobcentres.len(),
            ),
            Counter::Region(geography) => {
                or_last(home(geography).map(|home| geography.municipalities[home].region), geography.regions.len())
            }
            Counter::Sex(set) => or_last(attributes.sex.map(usize::from), set.codes.len()),
            Counter::Origin(set) => or_last(attributes.origin.map(usize::from), set.codes.len()),
            Counter::Age(_, bands) => {
                or_last(attributes.birth.map(|birth| bands.band_of(birth, unit.day)), bands.bands.len())
            }
            Counter::Duration(bands) => {
                let known = unit.spell.filter(|(spell, _)| !spell.left_censored);
                or_last(known.map(|(spell, last)| bands.band_of(spell.from, last + 1)), bands.bands.len())
            }
            Counter::Code { group, codes, covered, .. } => {
                several.clear();
                let paid = unit
                    .person
                    .codes_on(unit.day)
                    .filter(|code| covered.contains(unit.day) && group.contains(*code, unit.day));
                several.extend(paid.filter_map(|code| codes.binary_search(&code).ok()));
                several.sort_unstable();
                several.dedup();
                if several.is_empty() {
                    return Categories::One(codes.len());
                }
                Categories::Several(several)
            }
            Counter::Before { hierarchy, covered } => {
                let day = unit.spell.filter(|(spell, _)| !spell.left_censored).map(|(spell, _)| spell.from - 1);
                or_last(
                    day.filter(|day| covered.contains(*day)).map(|day| status_on(unit.person, hierarchy, day)),
                    hierarchy.categories.len(),
                )
            }
            Counter::Status { hierarchy, months, covered } => {
                let day = unit.spell.map(|(spell, _)| spell.last_day().add_months(*months));
                or_last(
                    day.filter(|day| covered.contains(*day)).map(|day| status_on(unit.person, hierarchy, day)),
                    hierarchy.categories.len(),
                )
            }
        }
    }

    /// The first day after `day` on which a person may be in another category, as far as the day decides.
    pub(crate) fn next_change(&self, person: &Person<'_>, day: Day) -> Day {
        let next_move = || {
            let edges = person.stays.iter().flat_map(|stay| [stay.from, stay.until]);
            edges.filter(|edge| *edge > day).min().unwrap_or(Day::MAX)
        };
        match self {
            Counter::Municipality(_) | Counter::Region(_) => next_move(),
            Counter::Jobcentre(geography) => {
                let home = person.municipality_on(day).and_then(|code| geography.find(code));
                next_move().min(home.map_or(Day::MAX, |home| geography.next_jobcentre_change(home, day)))
            }
            Counter::Age(_, bands) => person.attributes.birth.map_or(Day::MAX, |birth| bands.next_change(birth, day)),
            Counter::Code { group, .. } => {
                let edges = person.payments.iter().flat_map(|payment| [payment.from, payment.until]);
                // A code that goes on being paid may leave the group.
                edges.filter(|edge| *edge > day).min().unwrap_or(Day::MAX).min(group.next_change(day))
            }
            Counter::Sex(_)
            | Counter::Origin(_)
            | Counter::Duration(_)
            | Counter::Before { .. }
            | Counter::Status { .. } => Day::MAX,
        }
    }

    /// The place of the category "not yet measurable", on the axis that has one.
    pub(crate) fn not_yet(&self) -> Option<usize> {
        match self {
            Counter::Status { hierarchy, .. } => Some(hierarchy.categories.len()),
            _ => None,
        }
    }
}

/// What a person lives on on a covered day: the first category that matches.
fn status_on(person: &Person<'_>, hierarchy: &Hierarchy, day: Day) -> usize {
    let by = |date: Option<Day>| date.is_some_and(|date| date <= day);
    let (dead, emigrated) = (by(person.attributes.died), by(person.attributes.emigrated));
    usize::from(hierarchy.first_match(person.codes_on(day), || person.has_a_income(Month::of(day)), dead, emigrated))
}

/// What a pass must read for these tables.
pub(crate) fn needs_of(tables: &[TableKind]) -> Needs {
    Needs {
        attributes: tables.contains(&TableKind::Persons),
        residences: tables.contains(&TableKind::Residences),
        wages: tables.contains(&TableKind::Wages),
        events: tables.contains(&TableKind::Events),
    }
}

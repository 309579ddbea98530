//! Axes as they are counted by: the category that a unit belongs to on each.

use crate::axis::{Category, CategoryKind};
use crate::cube::Categories;
use crate::life::{Followed, Life};
use crate::plan::{Reasons, first_offer, outcome};
use crate::state::first_match;
use crate::unit::{Days, Unit};
use crate::work::{Known, hours, trend};
use calendar::{Day, Span};
use definitions::{
    Bands, Circumstance, Code, CodeSet, Dimension, FirstOffer, Geography, Hierarchy, Hours, HoursOf, Outcome,
    STILL_RUNNING, Title, Trend, Window,
};
use register::{Person, TableKind};
use spells::Group;
use std::sync::Arc;

/// An axis as it is counted by; the axes of time are apart.
#[derive(Debug, Clone)]
pub(crate) enum Counter {
    Municipality {
        geography: Arc<Geography>,
        groups: Groups,
    },
    Jobcentre(Arc<Geography>),
    Region(Arc<Geography>),
    Sex(Arc<CodeSet>),
    Origin(Arc<CodeSet>),
    Age(Dimension, Arc<Bands>),
    Duration(Arc<Bands>),
    TimeInGroup(Arc<Bands>),
    Code {
        group: Arc<Group>,
        codes: Vec<Code>,
        set: Arc<CodeSet>,
        covered: Span,
    },
    Before {
        hierarchy: Arc<Hierarchy>,
        covered: Span,
    },
    State {
        dimension: Dimension,
        hierarchy: Arc<Hierarchy>,
        window: Window,
        covered: Span,
    },
    HoursBand {
        hours: Hours,
        bands: Arc<Bands>,
        covered: Span,
    },
    HoursChange {
        hours: Hours,
        months: i32,
        covered: Span,
    },
    FirstOffer {
        first: FirstOffer,
        of_started: bool,
        covered: Span,
    },
    Plan {
        group: Arc<Group>,
        covered: Span,
    },
    EndReason {
        reasons: Reasons,
        set: Arc<CodeSet>,
    },
    Reached {
        bands: Arc<Bands>,
        followed: Followed,
    },
    Next {
        hierarchy: Arc<Hierarchy>,
        followed: Followed,
        covered: Span,
    },
    /// Of another axis only some categories; whoever is in none of them is not counted at all or, where somebody may
    /// come to pass later, in a place that no table shows.
    Filter {
        of: Box<Counter>,
        allowed: Vec<bool>,
    },
}

/// Municipalities together, counted to compare each with: its region, or its peers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    pub(crate) categories: Vec<Category>,
    /// The group of each municipality, a place in `categories`.
    pub(crate) of: Vec<Option<usize>>,
}

impl Counter {
    pub(crate) fn dimension(&self) -> Dimension {
        match self {
            Counter::Municipality { .. } => Dimension::Municipality,
            Counter::Jobcentre(_) => Dimension::Jobcentre,
            Counter::Region(_) => Dimension::Region,
            Counter::Sex(_) => Dimension::Sex,
            Counter::Origin(_) => Dimension::Origin,
            Counter::Age(dimension, _) | Counter::State { dimension, .. } => *dimension,
            Counter::Duration(_) => Dimension::DurationBand,
            Counter::TimeInGroup(_) => Dimension::TimeInGroup,
            Counter::Code { .. } => Dimension::Code,
            Counter::Before { .. } => Dimension::Before,
            Counter::HoursBand { .. } => Dimension::HoursBand,
            Counter::HoursChange { .. } => Dimension::HoursChange,
            Counter::FirstOffer { .. } => Dimension::FirstOffer,
            Counter::Plan { .. } => Dimension::Plan,
            Counter::EndReason { .. } => Dimension::EndReason,
            Counter::Reached { .. } => Dimension::Reached,
            Counter::Next { .. } => Dimension::Next,
            Counter::Filter { of, .. } => of.dimension(),
        }
    }

    /// The categories, without the total: the axis's own, what fits none of them, and groups of them.
    pub(crate) fn categories(&self) -> Vec<Category> {
        let mut categories = self.own_categories();
        match self {
            Counter::Filter { .. } => {}
            Counter::Code { .. } => {
                categories.push(Category::residual("unpaid", "Ikke udbetalt den dag", "Not paid that day"))
            }
            Counter::TimeInGroup(_) => {}
            _ => {
                if self.may_be_unknown() {
                    categories.push(Category::residual("unknown", "Uoplyst", "Unknown"));
                }
            }
        }
        if self.may_come_later() {
            categories.push(Category::residual("not_yet", "Endnu ikke opgjort", "Not yet measurable"));
        }
        if let Counter::Municipality { groups, .. } = self {
            categories.extend(groups.categories.iter().cloned());
        }
        categories
    }

    fn own_categories(&self) -> Vec<Category> {
        let one = |id: &str, title: &Title| Category::ordinary(id, title.clone());
        let said = |id: &str, da: &str, en: &str| Category::ordinary(id, Title::new(da, en));
        match self {
            Counter::Municipality { geography, .. } => {
                let name = |own: &definitions::Municipality| {
                    Category::ordinary(own.code.to_string(), Title::name(own.name.as_str()))
                };
                geography.municipalities.iter().map(name).collect()
            }
            Counter::Jobcentre(geography) => {
                geography.jobcentres.iter().map(|area| one(&area.id, &area.title)).collect()
            }
            Counter::Region(geography) => geography.regions.iter().map(|area| one(&area.id, &area.title)).collect(),
            Counter::Sex(set) | Counter::Origin(set) | Counter::EndReason { set, .. } => {
                set.codes.iter().map(|code| one(&code.code, &code.title)).collect()
            }
            Counter::Age(_, bands)
            | Counter::Duration(bands)
            | Counter::TimeInGroup(bands)
            | Counter::HoursBand { bands, .. }
            | Counter::Reached { bands, .. } => bands.bands.iter().map(|band| one(&band.id, &band.title)).collect(),
            Counter::Code { codes, set, .. } => {
                let own = codes.iter().map(|code| &set.codes[usize::from(*code)]);
                own.map(|code| one(&code.code, &code.title)).collect()
            }
            Counter::Before { hierarchy, .. } | Counter::State { hierarchy, .. } => {
                hierarchy.categories.iter().map(|category| one(&category.id, &category.title)).collect()
            }
            Counter::Next { hierarchy, .. } => {
                let causes = hierarchy.categories.iter().map(|category| one(&category.id, &category.title));
                causes.chain([said(STILL_RUNNING, "Fortsat i gang", "Still running")]).collect()
            }
            Counter::HoursChange { .. } => Trend::ALL.map(|(_, id, da, en)| said(id, da, en)).to_vec(),
            Counter::Plan { .. } => Outcome::ALL.map(|(_, id, da, en)| said(id, da, en)).to_vec(),
            Counter::FirstOffer { first, .. } => {
                let within = first.within.iter().map(|length| {
                    let title = length.title();
                    said(&length.id(), &format!("Inden {}", title.da), &format!("Within {}", title.en))
                });
                let longest = first.within.last().map(|length| length.title()).unwrap_or_default();
                let none = said("none", &format!("Ikke inden {}", longest.da), &format!("Not within {}", longest.en));
                within.chain([none]).collect()
            }
            Counter::Filter { of, .. } => {
                let name = of.dimension().id();
                let mut categories = vec![said("in", name, name)];
                // Who is measured and does not pass is kept where somebody waits: whether anybody is measured at all
                // is asked of the dimension, and so a filtered cell is the same as that of a table of everybody.
                if of.may_come_later() {
                    categories.push(said("out", name, name));
                }
                categories
            }
        }
    }

    fn may_be_unknown(&self) -> bool {
        match self {
            Counter::State { window, .. } => window.may_be_unknown(),
            _ => true,
        }
    }

    fn may_come_later(&self) -> bool {
        match self {
            Counter::State { window, .. } => window.may_come_later(),
            Counter::HoursBand { hours, .. } | Counter::HoursChange { hours, .. } => hours.window.may_come_later(),
            Counter::Filter { of, .. } => of.may_come_later(),
            _ => false,
        }
    }

    /// The place of the category "not yet measurable", on an axis that has one; all before it are measured.
    pub(crate) fn not_yet(&self) -> Option<usize> {
        self.may_come_later().then(|| self.own_categories().len() + usize::from(self.has_unknown()))
    }

    fn has_unknown(&self) -> bool {
        !matches!(self, Counter::Filter { .. } | Counter::TimeInGroup(_)) && self.may_be_unknown()
    }

    /// The tables of the register that the axis asks.
    pub(crate) fn tables(&self) -> Vec<TableKind> {
        match self {
            Counter::Municipality { .. } | Counter::Jobcentre(_) | Counter::Region(_) => vec![TableKind::Residences],
            Counter::Sex(_) | Counter::Origin(_) | Counter::Age(..) => vec![TableKind::Persons],
            Counter::Duration(_) | Counter::TimeInGroup(_) | Counter::Reached { .. } => Vec::new(),
            Counter::Code { .. } => vec![TableKind::Payments],
            Counter::Before { hierarchy, .. } | Counter::State { hierarchy, .. } | Counter::Next { hierarchy, .. } => {
                tables_of(hierarchy)
            }
            Counter::HoursBand { hours, .. } | Counter::HoursChange { hours, .. } => match hours.of {
                HoursOf::FlexibleJob => vec![TableKind::FlexibleJobs],
                HoursOf::Wages => vec![TableKind::Wages],
            },
            Counter::FirstOffer { .. } => vec![TableKind::Offers],
            Counter::Plan { .. } => vec![TableKind::Plans],
            Counter::EndReason { .. } => vec![TableKind::Events],
            Counter::Filter { of, .. } => of.tables(),
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
            Counter::Municipality { geography, groups } => {
                let (n, home) = (geography.municipalities.len(), home(geography));
                match home.and_then(|home| groups.of.get(home).copied().flatten()) {
                    None => or_last(home, n),
                    Some(group) => {
                        several.clear();
                        several.extend(home);
                        // After the municipalities comes "unknown", and then the groups.
                        several.push(n + 1 + group);
                        Categories::Several(several)
                    }
                }
            }
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
                let known = unit.spell.filter(|of| !of.spell.left_censored);
                or_last(known.map(|of| bands.band_of(of.spell.from, of.up_to + 1)), bands.bands.len())
            }
            Counter::TimeInGroup(bands) => {
                Categories::One(unit.member_since.map_or(0, |since| bands.band_of(since, unit.day)))
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
                let day = unit.spell.filter(|of| !of.spell.left_censored).map(|of| of.spell.from - 1);
                let day = day.filter(|day| covered.contains(*day)).map(|day| Span::new(day, day + 1));
                or_last(day.map(|day| first_match(unit.person, hierarchy, day, *covered)), hierarchy.categories.len())
            }
            Counter::State { hierarchy, window, covered, .. } => Categories::One(match unit.days(*window, *covered) {
                Days::These(days) => first_match(unit.person, hierarchy, days, *covered),
                Days::Unknown => hierarchy.categories.len(),
                Days::NotYet => hierarchy.categories.len() + usize::from(window.may_be_unknown()),
            }),
            Counter::HoursBand { hours: of, bands, covered } => Categories::One(match hours(unit, of, *covered) {
                Known::This(hours) => bands.band_of_hours(hours).unwrap_or(bands.bands.len()),
                Known::Unknown => bands.bands.len(),
                Known::NotYet => bands.bands.len() + 1,
            }),
            Counter::HoursChange { hours, months, covered } => {
                Categories::One(match trend(unit, hours, *months, *covered) {
                    Known::This(trend) => trend as usize,
                    Known::Unknown => Trend::ALL.len(),
                    Known::NotYet => Trend::ALL.len() + 1,
                })
            }
            Counter::FirstOffer { first, .. } => {
                let n = first.within.len();
                let Some((found, spell)) = first_offer(unit, first).zip(unit.spell) else {
                    return Categories::One(n + 1);
                };
                several.clear();
                if let Some(day) = found {
                    several.extend((0..n).filter(|at| day < first.within[*at].after(spell.spell.from)));
                }
                if several.is_empty() { Categories::One(n) } else { Categories::Several(several) }
            }
            Counter::Plan { group, covered } => {
                or_last(outcome(unit, group, *covered).map(|outcome| outcome as usize), Outcome::ALL.len())
            }
            Counter::EndReason { reasons, set } => or_last(reasons.of(unit), set.codes.len()),
            Counter::Reached { bands, followed } => {
                let spell = unit.spell.map(|of| of.spell.from).unwrap_or(unit.day);
                Categories::One(match followed.life(unit) {
                    Life::Ended(until, _) | Life::Still(until) => bands.band_of(spell, until),
                    Life::NotFollowed => bands.bands.len(),
                })
            }
            Counter::Next { hierarchy, followed, covered } => Categories::One(followed.next(unit, hierarchy, *covered)),
            Counter::Filter { of, allowed } => {
                let not_yet = of.not_yet();
                let (is_in, waits) = match of.categories_of(unit, several) {
                    Categories::One(category) => (allowed[category], Some(category) == not_yet),
                    Categories::Several(categories) => (categories.iter().any(|category| allowed[*category]), false),
                    Categories::None => return Categories::None,
                };
                match (is_in, waits, not_yet) {
                    (true, _, _) => Categories::One(0),
                    (false, true, _) => Categories::One(2),
                    (false, false, Some(_)) => Categories::One(1),
                    (false, false, None) => Categories::None,
                }
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
            Counter::Municipality { .. } | Counter::Region(_) => next_move(),
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
            Counter::Filter { of, .. } => of.next_change(person, day),
            Counter::Sex(_) | Counter::Origin(_) => Day::MAX,
            // The others are not asked of single days.
            _ => day + 1,
        }
    }

    /// Whether all units of a period have been followed long enough to tell who is in a category.
    pub(crate) fn followed(&self, category: usize, period: Span) -> bool {
        match self {
            Counter::FirstOffer { first, of_started: true, covered } if category <= first.within.len() => {
                let length = first.within.get(category).or(first.within.last());
                length.is_none_or(|length| length.after(period.last_day()) <= covered.until)
            }
            _ => true,
        }
    }

    /// The places that a table shows: groups are only there to be compared with.
    pub(crate) fn shown(categories: &[Category]) -> impl Iterator<Item = usize> {
        (0..categories.len()).filter(|place| categories[*place].kind != CategoryKind::Group)
    }
}

/// The tables that a hierarchy asks, besides payments, which everybody asks.
pub fn tables_of(hierarchy: &Hierarchy) -> Vec<TableKind> {
    let has = |slots: &[Option<u8>]| slots.iter().any(Option::is_some);
    let when = |circumstance| hierarchy.category_when(circumstance).is_some();
    let asked = [
        (hierarchy.code_set.is_some(), TableKind::Payments),
        (has(&hierarchy.category_of_offer), TableKind::Offers),
        (has(&hierarchy.category_of_event), TableKind::Events),
        (when(Circumstance::AIncome) || when(Circumstance::WageHours), TableKind::Wages),
        (when(Circumstance::FlexibleJob), TableKind::FlexibleJobs),
        (when(Circumstance::Dead) || when(Circumstance::Emigrated), TableKind::Persons),
    ];
    asked.into_iter().filter_map(|(asks, table)| asks.then_some(table)).collect()
}

//! Questions: a measure asked of a store, for some periods, by some dimensions.

use crate::comparison::{Comparison, Reference};
use crate::counter::Counter;
use crate::cube::{Keeps, Shape};
use crate::make_counter::Sources;
use crate::timeline::Timeline;
use crate::{Category, CategoryKind, Error};
use calendar::{Granularity, Period, Span};
use definitions::toml_file::nearest;
use definitions::{
    Catalog, Cohort, Count, Definition, Dimension, DimensionKind, Event, GapRule, Measure, Membership, Quantity,
    Statistic, Subject,
};
use register::{Needs, StoreInfo, TableKind};
use spells::{Group, Joining};
use std::sync::Arc;

/// What somebody asks, as they ask it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The measure's id.
    pub measure: String,
    /// The periods; where none are given, all that the extract covers, of the table's kind.
    pub periods: Vec<Period>,
    /// The dimensions; where none are given, the measure's own.
    pub by: Option<Vec<Dimension>>,
    /// One category of a dimension, by its id: `municipality`, `101`. A dimension that is not in `by` is added.
    pub only: Vec<(Dimension, String)>,
    /// What to show the change against.
    pub against: Option<Reference>,
    /// A dimension of place whose lowest and highest area to show; where none is given, the measure's own.
    pub spread: Option<Dimension>,
}

/// A question that is ready to be counted.
#[derive(Debug, Clone)]
pub struct Question {
    pub(crate) measure: Arc<Measure>,
    /// Of a measure of a benefit, its group.
    pub(crate) group: Option<Arc<Group>>,
    pub(crate) joining: Option<Joining>,
    /// Of a measure of a cohort, the cohort.
    pub(crate) cohort: Option<Arc<Cohort>>,
    /// The axis of time and its place among all axes.
    pub(crate) time: Dimension,
    pub(crate) time_place: usize,
    pub(crate) timeline: Timeline,
    /// How many of the timeline's periods are shown; the rest are there to compare with.
    pub(crate) n_shown: usize,
    /// The other axes, in order.
    pub(crate) counters: Vec<Counter>,
    /// For each counter, what of it is shown.
    pub(crate) shown: Vec<Shown>,
    /// The filters that whoever is counted must pass.
    pub(crate) conditions: Vec<Counter>,
    pub(crate) shape: Shape,
    pub(crate) keeps: Keeps,
    pub(crate) statistics: Vec<Statistic>,
    /// The counter over which shares are taken.
    pub(crate) share_of: Option<usize>,
    /// The counter of the areas whose lowest and highest are shown.
    pub(crate) spread: Option<usize>,
    /// The counter of the areas that a rank is among.
    pub(crate) rank_of: Option<usize>,
    pub(crate) comparison: Option<Comparison>,
    pub(crate) covered: Span,
    pub(crate) needs: Needs,
    /// Kind, id and content hash of every definition that the answer rests on.
    pub(crate) rests_on: Vec<(String, String, String)>,
}

/// What a table shows of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Every category and the total.
    All,
    /// One place of it, on an axis of one category.
    Only(usize),
    /// It is no axis of the table: everything is of this place.
    Hidden(usize),
}

/// The most cells that a table may have.
const MOST_CELLS: usize = 40_000_000;

impl Question {
    /// Makes a request ready to be counted on a store.
    ///
    /// # Errors
    /// Where the measure or something it rests on is not there or not in force on the periods, where a dimension
    /// does not fit the measure, or where the extract lacked a table that is needed: the message says which.
    pub fn new(request: &Request, catalog: &Catalog, info: &StoreInfo) -> Result<Question, Error> {
        let newest = catalog.measures.versions(&request.measure)?.last().cloned();
        let newest = newest.ok_or_else(|| Error::question(format!("measure `{}` has no version", request.measure)))?;
        let mut by = request.by.clone().unwrap_or_else(|| newest.by.clone());
        for (dimension, _) in &request.only {
            if !by.contains(dimension) && dimension.kind() != DimensionKind::Time {
                by.push(*dimension);
            }
        }
        let (time, time_place) = time_of(&mut by)?;
        let shown = periods(request, time, info.covered, catalog.measures.days_in_force(&request.measure)?)?;
        let (timeline, comparison_periods) = crate::comparison::with_references(&shown, request.against.as_ref())?;
        let (n_shown, reach) = (shown.len(), timeline.reach());
        let measure = Arc::clone(catalog.measures.in_force(&request.measure, reach)?);

        let group = measure.benefit().map(|benefit| benefit_group(&measure, benefit, catalog, info)).transpose()?;
        let joining = measure.gap().zip(group.as_ref()).map(|((rule, _), group)| Joining {
            rule: *rule,
            covered: info.covered,
            began: group.began(),
        });
        let cohort = match &measure.subject {
            Subject::Cohort { cohort, .. } => Some(Arc::clone(catalog.cohorts.in_force(cohort, reach)?)),
            Subject::Benefit { .. } => None,
        };

        let spread = request.spread.or(measure.spread).filter(|dimension| !by.contains(dimension));
        let against = request.against.as_ref();
        let sources =
            Sources { measure: &measure, catalog, group: group.as_ref(), covered: info.covered, reach, against };
        let mut counters =
            by.iter().chain(&spread).map(|dimension| sources.counter(*dimension)).collect::<Result<Vec<_>, _>>()?;
        let filters = measure.only.iter().map(|(dimension, ids)| sources.filter(*dimension, ids));
        // Who may turn out to pass a filter later is counted on an axis of its own.
        let (waiting, conditions): (Vec<Counter>, Vec<Counter>) =
            filters.collect::<Result<Vec<_>, _>>()?.into_iter().partition(|filter| filter.not_yet().is_some());
        let mut shown = vec![Shown::All; by.len()];
        shown.extend(spread.iter().map(|_| Shown::Hidden(counters[by.len()].categories().len())));
        shown.extend(waiting.iter().map(|_| Shown::Hidden(0)));
        counters.extend(waiting);
        let categories: Vec<Vec<Category>> = counters.iter().map(Counter::categories).collect();
        let shape = Shape::new(timeline.len(), categories.iter().map(Vec::len).collect());
        if shape.n_cells() > MOST_CELLS {
            let message = format!(
                "the table would have {} cells; at most {MOST_CELLS} can be counted at a time: leave out a dimension or ask for fewer periods",
                shape.n_cells()
            );
            return Err(Error::question(message));
        }
        let place = |dimension: Dimension, id: &str| -> Result<(usize, usize), Error> {
            let axis = by.iter().position(|known| *known == dimension);
            let axis =
                axis.ok_or_else(|| Error::question(format!("the table has no dimension `{}`", dimension.id())))?;
            if id == "all" {
                return Ok((axis, categories[axis].len()));
            }
            let known = || categories[axis].iter().filter(|category| category.kind != CategoryKind::Group);
            let at = known().position(|category| category.id == id);
            let unknown = || {
                let near = nearest(id, known().map(|category| category.id.as_str()).chain(["all"]));
                Error::question(format!("`{}` has no category `{id}`{near}", dimension.id()))
            };
            Ok((axis, at.ok_or_else(unknown)?))
        };
        for (dimension, id) in request.only.iter().filter(|(dimension, _)| dimension.kind() != DimensionKind::Time) {
            let (axis, category) = place(*dimension, id)?;
            shown[axis] = Shown::Only(category);
        }
        let comparison = match &request.against {
            None => None,
            Some(reference @ Reference::Category(dimension, id)) if dimension.kind() != DimensionKind::Time => {
                let (axis, category) = place(*dimension, id)?;
                Some(Comparison::Category { axis, category, title: reference.clone() })
            }
            Some(reference @ (Reference::Region | Reference::Peers(_))) => {
                let found = counters[..by.len()].iter().enumerate().find_map(|(axis, counter)| match counter {
                    Counter::Municipality { groups, .. } => Some((axis, groups)),
                    _ => None,
                });
                let (axis, groups) = found.ok_or_else(|| {
                    Error::question(format!(
                        "each municipality is compared with its {reference}: add `municipality` to the dimensions"
                    ))
                })?;
                // After the municipalities comes "unknown", and then the groups.
                let of = groups.of.iter().map(|group| group.map(|group| groups.of.len() + 1 + group)).collect();
                Some(Comparison::Groups { axis, of, title: reference.clone() })
            }
            Some(reference) => Some(Comparison::Periods { of: comparison_periods, title: reference.clone() }),
        };

        let share_of = measure.share_of_in(&by).and_then(|dimension| by.iter().position(|known| *known == dimension));
        let rank_of = by.iter().position(|dimension| dimension.kind() == DimensionKind::Place);
        let statistics: Vec<Statistic> = measure
            .show
            .iter()
            .copied()
            .filter(|statistic| *statistic != Statistic::Share || share_of.is_some())
            .filter(|statistic| *statistic != Statistic::Rank || rank_of.is_some())
            .filter(|statistic| {
                *statistic != Statistic::Occupation || Statistic::occupation_is_by().iter().all(|of| by.contains(of))
            })
            .collect();
        let keeps = Keeps::of(&statistics);
        let asked: Vec<&Counter> = counters.iter().chain(&conditions).collect();
        let needs = needs(&measure, cohort.as_deref(), &asked, &statistics, info)?;
        let rests_on = rests_on(&measure, cohort.as_deref(), catalog, &asked, info, request)?;
        let spread = spread.map(|_| by.len());
        Ok(Question {
            measure,
            group,
            joining,
            cohort,
            time,
            time_place,
            n_shown,
            timeline,
            counters,
            shown,
            conditions,
            shape,
            keeps,
            statistics,
            share_of,
            spread,
            rank_of,
            comparison,
            covered: info.covered,
            needs,
            rests_on,
        })
    }

    /// Whether the answer for a period can be known, by the coverage: `Ok`, or what it is instead.
    pub(crate) fn known(&self, period: usize) -> Result<(), crate::Cell> {
        let (span, covered) = (self.timeline.span(period), self.covered);
        if self.closed_after(span) {
            return Err(crate::Cell::Unknown);
        }
        let (too_late, too_early) = match self.measure.event {
            // A stock is of one edge of the period.
            Event::Opening => (span.from > covered.until, span.from < covered.from),
            Event::Closing => (span.until > covered.until, span.until <= covered.from),
            _ => (span.until > covered.until, span.from < covered.from),
        };
        match (too_late, too_early) {
            (true, _) => Err(crate::Cell::NotYet),
            (_, true) => Err(crate::Cell::Unknown),
            _ => Ok(()),
        }
    }
}

impl Question {
    /// Whether the measure is of a closed cohort that did not yet stand at the end of the period.
    fn closed_after(&self, period: Span) -> bool {
        match self.measure.subject {
            Subject::Cohort { closed_on: Some(day), .. } => period.last_day() < day,
            _ => false,
        }
    }
}

/// Takes the dimension of time out of `by`: it and its place. A table without one is of one period.
fn time_of(by: &mut Vec<Dimension>) -> Result<(Dimension, usize), Error> {
    let mut times = (0..by.len()).filter(|at| by[*at].kind() == DimensionKind::Time);
    match (times.next(), times.next()) {
        (None, _) => Ok((Dimension::Period, 0)),
        (Some(at), None) => Ok((by.remove(at), at)),
        _ => Err(Error::question("a table has one dimension of time: month, quarter, year or period")),
    }
}

fn granularity(time: Dimension) -> Granularity {
    match time {
        Dimension::Month => Granularity::Month,
        Dimension::Quarter => Granularity::Quarter,
        Dimension::Year => Granularity::Year,
        _ => Granularity::Days,
    }
}

/// The periods to show: those asked for, cut into the table's kind where they are longer.
fn periods(request: &Request, time: Dimension, covered: Span, in_force: Span) -> Result<Vec<Period>, Error> {
    let wanted = granularity(time);
    let mut periods = Vec::new();
    for period in &request.periods {
        if time == Dimension::Period || period.granularity() == wanted {
            periods.push(*period);
            continue;
        }
        let inside = Period::all_inside(period.span(), wanted);
        let whole = inside
            .first()
            .zip(inside.last())
            .is_some_and(|(first, last)| Span::new(first.span().from, last.span().until) == period.span());
        if !whole {
            return Err(Error::question(format!(
                "the table is by {}, and {period} is not made of whole ones: ask for others, or use --by period",
                time.id()
            )));
        }
        periods.extend(inside);
    }
    for (dimension, id) in request.only.iter().filter(|(dimension, _)| dimension.kind() == DimensionKind::Time) {
        let period: Period = id.parse().map_err(|error: calendar::Error| Error::question(error.to_string()))?;
        if *dimension != time || !(periods.is_empty() || periods.contains(&period)) {
            return Err(Error::question(format!("the table has no {} {id}", dimension.id())));
        }
        periods = vec![period];
    }
    if request.periods.is_empty() && periods.is_empty() {
        let days = covered.intersection(in_force);
        periods = Period::all_inside(days, wanted);
        if periods.is_empty() {
            return Err(Error::question(format!(
                "the extract covers {} to {}, no whole {} of it while the measure is in force: name a --period",
                covered.from,
                covered.last_day(),
                time.id()
            )));
        }
    }
    let mut seen = Vec::new();
    periods.retain(|period| {
        let new = !seen.contains(period);
        seen.push(*period);
        new
    });
    Ok(periods)
}

/// The measure's benefit group, of the extract's code set.
fn benefit_group(measure: &Measure, benefit: &str, catalog: &Catalog, info: &StoreInfo) -> Result<Arc<Group>, Error> {
    let versions = catalog.benefits.versions(benefit)?;
    if let Some(other) = versions.iter().find(|version| version.code_set != info.code_set) {
        return Err(Error::question(format!(
            "measure `{}`: benefit `{benefit}` is of code set `{}`, and the extract's benefits of `{}`",
            measure.header.id, other.code_set, info.code_set
        )));
    }
    Ok(Arc::new(Group::new(versions)))
}

/// What must be read; an error where the extract lacked something of it.
fn needs(
    measure: &Measure,
    cohort: Option<&Cohort>,
    counters: &[&Counter],
    statistics: &[Statistic],
    info: &StoreInfo,
) -> Result<Needs, Error> {
    let id = &measure.header.id;
    let mut asked: Vec<(TableKind, String)> = Vec::new();
    match cohort {
        None => asked.push((TableKind::Payments, format!("measure `{id}`"))),
        Some(cohort) if cohort.members == Membership::Everyone => {
            asked.push((TableKind::Persons, format!("measure `{id}`")));
        }
        Some(_) => asked.push((TableKind::Memberships, format!("measure `{id}`"))),
    }
    for counter in counters {
        let by = format!("measure `{id}` by {}", counter.dimension().id());
        asked.extend(counter.tables().into_iter().map(|table| (table, by.clone())));
    }
    if matches!(measure.gap(), Some((GapRule::RegisterEnd, _))) {
        asked.push((TableKind::Events, format!("measure `{id}`, whose spells end where an end is registered,")));
    }
    if measure.event == Event::Occurred {
        asked.push((TableKind::Events, format!("measure `{id}`, which counts events,")));
    }
    for (quantity, _) in statistics.iter().filter_map(|statistic| statistic.of()) {
        let table = match quantity {
            Quantity::Duration => continue,
            Quantity::Planned => TableKind::Plans,
            Quantity::Hours => match measure.hours.as_ref().map(|hours| hours.of) {
                Some(definitions::HoursOf::Wages) => TableKind::Wages,
                _ => TableKind::FlexibleJobs,
            },
            Quantity::Pay => TableKind::Wages,
        };
        asked.push((table, format!("measure `{id}`")));
    }
    for (table, wanted) in &asked {
        info.needs(*table, wanted)?;
    }
    Ok(Needs::of(&asked.iter().map(|(table, _)| *table).collect::<Vec<_>>()))
}

fn rests_on(
    measure: &Measure,
    cohort: Option<&Cohort>,
    catalog: &Catalog,
    counters: &[&Counter],
    info: &StoreInfo,
    request: &Request,
) -> Result<Vec<(String, String, String)>, Error> {
    fn of<T: Definition>(definition: &T) -> (String, String, String) {
        let header = definition.header();
        (T::KIND.to_owned(), header.id.clone(), header.hash.clone())
    }
    let mut rests_on = vec![of(measure)];
    rests_on.extend(cohort.map(of));
    for version in measure.benefit().map(|id| catalog.benefits.versions(id)).transpose()?.unwrap_or_default() {
        if version.header.valid.overlaps(info.covered) {
            rests_on.push(of(version.as_ref()));
        }
    }
    if let Some((_, name)) = measure.gap() {
        rests_on.push(of(catalog.gap_rule(name)?.1.as_ref()));
    }
    if let Some(Reference::Peers(id)) = &request.against {
        rests_on.extend(catalog.peers.versions(id)?.iter().map(|peers| of(peers.as_ref())));
    }
    for counter in counters {
        let counter = match counter {
            Counter::Filter { of, .. } => of,
            other => *other,
        };
        rests_on.extend(match counter {
            Counter::Municipality { geography, .. } | Counter::Jobcentre(geography) | Counter::Region(geography) => {
                Some(of(geography.as_ref()))
            }
            Counter::Sex(set) | Counter::Origin(set) | Counter::Code { set, .. } | Counter::EndReason { set, .. } => {
                Some(of(set.as_ref()))
            }
            Counter::Age(_, bands)
            | Counter::Duration(bands)
            | Counter::TimeInGroup(bands)
            | Counter::HoursBand { bands, .. }
            | Counter::Reached { bands, .. } => Some(of(bands.as_ref())),
            Counter::Before { hierarchy, .. } | Counter::State { hierarchy, .. } | Counter::Next { hierarchy, .. } => {
                Some(of(hierarchy.as_ref()))
            }
            Counter::HoursChange { .. }
            | Counter::FirstOffer { .. }
            | Counter::Plan { .. }
            | Counter::Filter { .. } => None,
        });
    }
    rests_on.push(of(catalog
        .code_sets
        .versions(&info.code_set)?
        .last()
        .ok_or_else(|| Error::question("the code set has no version"))?
        .as_ref()));
    let mut seen: Vec<(String, String, String)> = Vec::new();
    rests_on.retain(|one| {
        let new = !seen.contains(one);
        seen.push(one.clone());
        new
    });
    Ok(rests_on)
}

/// Whether the measure counts what one person may have many of, so that the persons are counted beside it.
pub(crate) fn counts_what_persons_have(measure: &Measure) -> bool {
    matches!(measure.count, Count::Spells | Count::PersonDays | Count::Events)
}

/// Whether the measure counts distinct persons by what their spells, events or memberships do, so that one may be found
/// more than once.
pub(crate) fn counts_distinct_persons(measure: &Measure) -> bool {
    match measure.count {
        Count::Persons => measure.event != Event::Paid,
        Count::Members => measure.event != Event::Member,
        Count::Spells | Count::PersonDays | Count::Events => false,
    }
}

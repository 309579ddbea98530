//! Questions: a measure asked of a store, for some periods, by some dimensions.

use crate::axis::{Counter, Sources, needs_of};
use crate::comparison::{Comparison, Reference};
use crate::cube::{Keeps, Shape};
use crate::timeline::Timeline;
use crate::{Category, Error};
use calendar::{Granularity, Period, Span};
use definitions::toml_file::nearest;
use definitions::{Catalog, Count, Definition, Dimension, DimensionKind, Event, GapRule, Measure, Statistic};
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
}

/// A question that is ready to be counted.
#[derive(Debug, Clone)]
pub struct Question {
    pub(crate) measure: Arc<Measure>,
    pub(crate) group: Arc<Group>,
    pub(crate) joining: Option<Joining>,
    /// The axis of time and its place among all axes.
    pub(crate) time: Dimension,
    pub(crate) time_place: usize,
    pub(crate) timeline: Timeline,
    /// How many of the timeline's periods are shown; the rest are there to compare with.
    pub(crate) n_shown: usize,
    /// The other axes, in order.
    pub(crate) counters: Vec<Counter>,
    /// For each counter, the category that alone is shown; a place, the total being the last.
    pub(crate) only: Vec<Option<usize>>,
    pub(crate) shape: Shape,
    pub(crate) keeps: Keeps,
    pub(crate) statistics: Vec<Statistic>,
    /// The counter over which shares are taken.
    pub(crate) share_of: Option<usize>,
    pub(crate) comparison: Option<Comparison>,
    pub(crate) covered: Span,
    pub(crate) needs: Needs,
    /// Kind, id and content hash of every definition that the answer rests on.
    pub(crate) rests_on: Vec<(String, String, String)>,
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
        let reach = timeline.reach();
        let measure = Arc::clone(catalog.measures.in_force(&request.measure, reach)?);

        let versions = catalog.benefits.versions(&measure.benefit)?;
        if let Some(other) = versions.iter().find(|version| version.code_set != info.code_set) {
            let message = format!(
                "benefit `{}` is of code set `{}`, and the extract's benefits of `{}`",
                measure.benefit, other.code_set, info.code_set
            );
            return Err(Error::question(message));
        }
        let group = Arc::new(Group::new(versions));
        let joining =
            measure.gap.as_ref().map(|(rule, _)| Joining { rule: *rule, covered: info.covered, began: group.began() });

        let sources = Sources { measure: &measure, catalog, group: &group, covered: info.covered, reach };
        let counters = by.iter().map(|dimension| Counter::new(*dimension, &sources)).collect::<Result<Vec<_>, _>>()?;
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
            let at = categories[axis].iter().position(|category| category.id == id);
            let unknown = || {
                let near = nearest(id, categories[axis].iter().map(|category| category.id.as_str()).chain(["all"]));
                Error::question(format!("`{}` has no category `{id}`{near}", dimension.id()))
            };
            Ok((axis, at.ok_or_else(unknown)?))
        };
        let mut only = vec![None; counters.len()];
        for (dimension, id) in request.only.iter().filter(|(dimension, _)| dimension.kind() != DimensionKind::Time) {
            let (axis, category) = place(*dimension, id)?;
            only[axis] = Some(category);
        }
        let comparison = match &request.against {
            None => None,
            Some(Reference::Category(dimension, id)) if dimension.kind() != DimensionKind::Time => {
                let (axis, category) = place(*dimension, id)?;
                Some(Comparison::Category { axis, category, title: request.against.clone() })
            }
            Some(reference) => Some(Comparison::Periods { of: comparison_periods, title: Some(reference.clone()) }),
        };

        let share_of = measure.share_of_in(&by).and_then(|dimension| by.iter().position(|known| *known == dimension));
        let statistics: Vec<Statistic> = measure
            .show
            .iter()
            .copied()
            .filter(|statistic| *statistic != Statistic::Share || share_of.is_some())
            .collect();
        let keeps = Keeps {
            durations: statistics.iter().any(|statistic| statistic.of_durations()),
            distribution: statistics
                .iter()
                .any(|statistic| matches!(statistic, Statistic::MedianDays | Statistic::MedianWeeks)),
        };
        let needs = needs(&measure, &counters, info)?;
        let rests_on = rests_on(&measure, catalog, &counters, info)?;
        Ok(Question {
            measure,
            group,
            joining,
            time,
            time_place,
            n_shown: shown.len(),
            timeline,
            counters,
            only,
            shape,
            keeps,
            statistics,
            share_of,
            comparison,
            covered: info.covered,
            needs,
            rests_on,
        })
    }

    /// Whether the answer for a period can be known, by the coverage: `Ok`, or what it is instead.
    pub(crate) fn known(&self, period: usize) -> Result<(), crate::Cell> {
        let (span, covered) = (self.timeline.span(period), self.covered);
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

fn needs(measure: &Measure, counters: &[Counter], info: &StoreInfo) -> Result<Needs, Error> {
    let what = |by: &str| format!("measure `{}`{by}", measure.header.id);
    info.needs(TableKind::Payments, what(""))?;
    let mut tables = Vec::new();
    for counter in counters {
        for table in counter.tables() {
            info.needs(table, what(&format!(" by {}", counter.dimension().id())))?;
            tables.push(table);
        }
    }
    if matches!(measure.gap, Some((GapRule::RegisterEnd, _))) {
        info.needs(TableKind::Events, what(", whose spells end where an end is registered,"))?;
        tables.push(TableKind::Events);
    }
    Ok(needs_of(&tables))
}

fn rests_on(
    measure: &Measure,
    catalog: &Catalog,
    counters: &[Counter],
    info: &StoreInfo,
) -> Result<Vec<(String, String, String)>, Error> {
    fn of<T: Definition>(definition: &T) -> (String, String, String) {
        let header = definition.header();
        (T::KIND.to_owned(), header.id.clone(), header.hash.clone())
    }
    let mut rests_on = vec![of(measure)];
    for version in catalog
        .benefits
        .versions(&measure.benefit)?
        .iter()
        .filter(|version| version.header.valid.overlaps(info.covered))
    {
        rests_on.push(of(version.as_ref()));
    }
    if let Some((_, name)) = &measure.gap {
        rests_on.push(of(catalog.gap_rule(name)?.1.as_ref()));
    }
    for counter in counters {
        rests_on.push(match counter {
            Counter::Municipality(geography) | Counter::Jobcentre(geography) | Counter::Region(geography) => {
                of(geography.as_ref())
            }
            Counter::Sex(set) | Counter::Origin(set) | Counter::Code { set, .. } => of(set.as_ref()),
            Counter::Age(_, bands) | Counter::Duration(bands) => of(bands.as_ref()),
            Counter::Before { hierarchy, .. } | Counter::Status { hierarchy, .. } => of(hierarchy.as_ref()),
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

/// Whether the measure counts distinct persons by what their spells do, so that one may be found more than once.
pub(crate) fn counts_persons_of_spells(measure: &Measure) -> bool {
    measure.count == Count::Persons && measure.event != Event::Paid
}

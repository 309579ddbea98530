//! What stands behind a table: every count of the pass that made it, shown or not.
//!
//! Whoever protects a table must know of cells that it does not print (the rest of the country beside one municipality, the
//! base of a share, the areas of a spread, the period that a change is against). They are read here, by place: a period,
//! and a category of each axis, where the number of categories is the total.

use crate::Cell;
use crate::answer::Reading;
use crate::axis::{Axis, Category};
use crate::comparison::Comparison;
use crate::contributions::Contributions;
use crate::counter::Counter;
use crate::cube::Cube;
use crate::question::{Question, Shown, counts_distinct_persons};
use calendar::Period;
use definitions::{Bands, Dimension, Geography, Quantity, Statistic};
use std::sync::Arc;

/// The counts behind a table.
#[derive(Debug, Clone)]
pub struct Behind {
    pub(crate) question: Question,
    pub(crate) cube: Cube,
    axes: Vec<Axis>,
    /// Of each axis of the table, time among them, the places in the cube that it shows.
    shown: Vec<Vec<usize>>,
    /// Of each axis behind it: the table's axis, or the place that everything is of.
    of: Vec<Result<usize, usize>>,
}

/// A cell behind a table: a period, and a place on each axis.
pub type Place = (usize, Vec<usize>);

impl Behind {
    /// `shown` has the places in the cube that each axis of the table shows.
    pub(crate) fn new(question: Question, cube: Cube, shown: Vec<Vec<usize>>) -> Behind {
        let axis = |counter: &Counter| {
            let mut categories = counter.categories();
            categories.push(Category::total(counter.dimension()));
            Axis { dimension: counter.dimension(), categories }
        };
        let axes = question.counters.iter().map(axis).collect();
        let mut visible = (0..shown.len()).filter(|at| *at != question.time_place);
        let of = question.shown.iter().map(|of| match of {
            Shown::Hidden(place) => Err(*place),
            Shown::All | Shown::Only(_) => visible.next().ok_or(0),
        });
        let of = of.collect();
        Behind { question, cube, axes, shown, of }
    }

    /// The periods, those shown first and then those that they are compared with.
    pub fn periods(&self) -> &[Period] {
        &self.question.timeline.periods
    }

    /// The axes with all their categories, the total last; a filter that may still let somebody through is one too.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Whether an axis is a filter: what is in the first of its categories is counted, and nothing else is published.
    pub fn is_filter(&self, axis: usize) -> bool {
        matches!(self.question.counters[axis], Counter::Filter { .. })
    }

    /// Whether what is counted has exactly one category of an axis, so that the categories sum to the total.
    pub fn adds_up(&self, axis: usize) -> bool {
        !self.is_filter(axis) && self.has_one_of(self.question.counters[axis].dimension())
    }

    /// The same of a dimension, also where it is no axis.
    pub fn has_one_of(&self, dimension: Dimension) -> bool {
        let one_each = !matches!(dimension, Dimension::Code | Dimension::FirstOffer);
        // A person may have spells in several categories, but has one sex and one origin.
        let of_person = matches!(dimension, Dimension::Sex | Dimension::Origin);
        one_each && (of_person || !counts_distinct_persons(&self.question.measure))
    }

    /// How many are counted in a cell.
    pub fn count(&self, (period, places): &(usize, Vec<usize>)) -> u64 {
        self.cube.count[self.question.shape.cell(*period, places)]
    }

    /// How many distinct persons are behind what a cell counts.
    pub fn people(&self, (period, places): &(usize, Vec<usize>)) -> u64 {
        self.cube.people(self.question.shape.cell(*period, places))
    }

    /// What counts by dimensions, the filters too.
    fn counters(&self) -> impl Iterator<Item = &Counter> {
        let all = self.question.counters.iter().chain(&self.question.conditions);
        all.map(|counter| match counter {
            Counter::Filter { of, .. } => of,
            other => other,
        })
    }

    /// The division of the country, where an axis or a filter is of places.
    pub fn geography(&self) -> Option<&Arc<Geography>> {
        self.counters().find_map(|counter| match counter {
            Counter::Municipality { geography, .. } | Counter::Jobcentre(geography) | Counter::Region(geography) => {
                Some(geography)
            }
            _ => None,
        })
    }

    /// The bands of a dimension that an axis or a filter is of.
    pub fn bands(&self, dimension: Dimension) -> Option<&Arc<Bands>> {
        self.counters().filter(|counter| counter.dimension() == dimension).find_map(|counter| match counter {
            Counter::Age(_, bands)
            | Counter::Duration(bands)
            | Counter::TimeInGroup(bands)
            | Counter::HoursBand { bands, .. }
            | Counter::Reached { bands, .. } => Some(bands),
            _ => None,
        })
    }

    /// On an axis of municipalities that are compared with groups of them, the category of each one's group.
    pub fn group_of(&self, axis: usize, category: usize) -> Option<usize> {
        match &self.question.counters[axis] {
            // After the municipalities comes "unknown", and then the groups.
            Counter::Municipality { groups, .. } => {
                groups.of.get(category).copied().flatten().map(|group| groups.of.len() + 1 + group)
            }
            _ => None,
        }
    }

    /// How many places an axis has, the total among them.
    pub fn n_places(&self, axis: usize) -> usize {
        self.question.shape.total(axis) + 1
    }

    /// Of how many in a cell a quantity is known: the base of its mean and median.
    pub fn known(&self, (period, places): &(usize, Vec<usize>), quantity: Quantity) -> u64 {
        self.cube.known(self.question.shape.cell(*period, places), quantity)
    }

    /// What persons contribute to the pay of a cell; nothing where the measure adds up none.
    pub fn contributions(&self, (period, places): &(usize, Vec<usize>)) -> Contributions {
        self.cube.contributions(self.question.shape.cell(*period, places))
    }

    /// The figure of a cell, whether the table shows it or not.
    pub fn figure(&self, (period, places): &(usize, Vec<usize>), statistic: Statistic) -> Cell {
        Reading { question: &self.question, cube: &self.cube }.figure(*period, places, statistic)
    }

    /// The cell that a share is of.
    pub fn share_base(&self, (period, places): &(usize, Vec<usize>)) -> Option<Place> {
        let axis = self.question.share_of?;
        let mut base = places.clone();
        base[axis] = self.question.shape.total(axis);
        Some((*period, base))
    }

    /// The cells that the estimate of a life table is worked out from; none where the table has none.
    pub fn life_table(&self, place: &Place) -> Vec<Place> {
        crate::life::worked_out_from(&self.question, place)
    }

    /// The axis over which shares are taken.
    pub fn share_axis(&self) -> Option<usize> {
        self.question.share_of
    }

    /// The cell that a cell's change is against.
    pub fn compared(&self, (period, places): &(usize, Vec<usize>)) -> Option<Place> {
        let mut there = places.clone();
        match self.question.comparison.as_ref()? {
            Comparison::Periods { of, .. } => return Some((*of.get(*period)?, there)),
            Comparison::Category { axis, category, .. } => there[*axis] = *category,
            Comparison::Groups { axis, of, .. } => there[*axis] = of.get(places[*axis]).copied().flatten()?,
        }
        Some((*period, there))
    }

    /// The axis whose lowest and highest area the table shows instead of each.
    pub fn spread_axis(&self) -> Option<usize> {
        self.question.spread
    }

    /// The axis among whose areas a rank is.
    pub fn rank_axis(&self) -> Option<usize> {
        self.question.rank_of
    }

    /// The dimension of time, and where it stands among the table's axes.
    pub fn time(&self) -> (Dimension, usize) {
        (self.question.time, self.question.time_place)
    }

    /// The cell of a row of the table.
    pub fn place(&self, row: usize) -> Place {
        let mut rest = row;
        let mut places = vec![0; self.shown.len()];
        for (place, shown) in places.iter_mut().zip(&self.shown).rev() {
            *place = shown[rest % shown.len()];
            rest /= shown.len();
        }
        let at = |of: &Result<usize, usize>| match of {
            Ok(axis) => places[*axis],
            Err(fixed) => *fixed,
        };
        (places[self.question.time_place], self.of.iter().map(at).collect())
    }
}

//! The columns of the slow engine's table: figures, their change, their spread over areas, and ranks.

use crate::cells::{Asked, Figure, Known};
use crate::places::areas;
use calendar::Period;
use definitions::{DimensionKind, Statistic};
use measures::{Ratio, Reference};

/// What of a statistic a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Figure,
    Change,
    Lowest,
    Highest,
    Areas,
}

impl Shown {
    /// What stands behind the statistic's id.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Shown::Figure => "",
            Shown::Change => "_change",
            Shown::Lowest => "_lowest",
            Shown::Highest => "_highest",
            Shown::Areas => "_areas",
        }
    }
}

/// A statistic and what of it is shown.
pub(crate) type Column = (Statistic, Shown);

/// The numbers of some areas, and whether one of them, or one that has none so far, is provisional. One that is still
/// to come keeps all of them back.
fn numbers(figures: &[Figure]) -> Option<(Vec<Ratio>, bool)> {
    let mut numbers = Vec::new();
    let mut any_provisional = false;
    for figure in figures {
        let Figure::Told { number, provisional } = figure else { return None };
        numbers.extend(number);
        any_provisional |= provisional;
    }
    Some((numbers, any_provisional))
}

impl Asked<'_> {
    /// The statistics that the table shows: a share where there is a dimension to take it over, a rank where there are
    /// areas.
    fn statistics(&self) -> Vec<Statistic> {
        let has_areas = self.by.iter().any(|dimension| dimension.kind() == DimensionKind::Place);
        let shown = self.ground.measure.show.iter().copied();
        shown
            .filter(|statistic| match statistic {
                Statistic::Share => self.share_of.is_some(),
                Statistic::Rank => has_areas,
                Statistic::Occupation => {
                    Statistic::occupation_is_by().iter().all(|dimension| self.by.contains(dimension))
                }
                _ => true,
            })
            .collect()
    }

    /// The columns that the table has.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for statistic in self.statistics() {
            columns.push((statistic, Shown::Figure));
            if self.against.is_some() {
                columns.push((statistic, Shown::Change));
            }
            // An area of the spread is no row that has a rank.
            if self.spread.is_some() && statistic != Statistic::Rank {
                columns.extend([Shown::Lowest, Shown::Highest, Shown::Areas].map(|shown| (statistic, shown)));
            }
        }
        columns
    }

    /// A cell of a column.
    pub(crate) fn figure(&mut self, period: Period, ids: &[String], (statistic, shown): Column) -> Known {
        match shown {
            Shown::Figure => self.plain(period, ids, statistic),
            Shown::Change => self.change(period, ids, statistic),
            Shown::Lowest | Shown::Highest | Shown::Areas => self.spread(period, ids, statistic, shown),
        }
    }

    fn plain(&mut self, period: Period, ids: &[String], statistic: Statistic) -> Known {
        match statistic {
            Statistic::Rank => self.rank(period, ids),
            _ => self.figure_of_row(period, ids, statistic).known(),
        }
    }

    /// The place of a row's area by the column before the rank. Where a table has two dimensions of place it is that
    /// among the areas of the first.
    fn rank(&mut self, period: Period, ids: &[String]) -> Known {
        let shown = self.statistics();
        let place = shown.iter().position(|statistic| *statistic == Statistic::Rank).unwrap();
        let by_what = shown[place - 1];
        let axis = self.by.iter().position(|dimension| dimension.kind() == DimensionKind::Place).unwrap();
        let areas = areas(self.by[axis]);
        // The total, the unknown and many together are no area.
        if !areas.contains(&ids[axis]) {
            return Known::Unknown;
        }
        let mut of_area = |area: String| {
            let mut ids = ids.to_vec();
            ids[axis] = area;
            self.figure_of_row(period, &ids, by_what)
        };
        let figures: Vec<Figure> = areas.into_iter().map(&mut of_area).collect();
        let own = of_area(ids[axis].clone());
        match (numbers(&figures), own.known()) {
            (None, _) => Known::NotYet,
            (Some((numbers, provisional)), Known::Number(own, _)) => {
                let higher = numbers.into_iter().filter(|other| other.compare(own).is_gt()).count();
                Known::Number(Ratio::whole(1 + higher as i128), provisional)
            }
            _ => Known::Unknown,
        }
    }

    /// The lowest or the highest figure of the areas, or how many have one.
    fn spread(&mut self, period: Period, ids: &[String], statistic: Statistic, shown: Shown) -> Known {
        if let Some(known) = self.not_measurable(period.span()) {
            return known;
        }
        let areas = areas(self.spread.unwrap());
        let figures: Vec<Figure> = areas.iter().map(|area| self.figure_of_area(period, ids, area, statistic)).collect();
        let Some((numbers, provisional)) = numbers(&figures) else { return Known::NotYet };
        let found = match shown {
            Shown::Lowest => numbers.into_iter().min_by(|one, other| one.compare(*other)),
            Shown::Highest => numbers.into_iter().max_by(|one, other| one.compare(*other)),
            _ => Some(Ratio::whole(numbers.len() as i128)),
        };
        found.map_or(Known::Unknown, |found| Known::Number(found, provisional))
    }

    /// A figure less that of the reference.
    fn change(&mut self, period: Period, ids: &[String], statistic: Statistic) -> Known {
        let here = self.plain(period, ids, statistic);
        let (mut other_period, mut other_ids) = (period, ids.to_vec());
        match self.against.clone().unwrap() {
            Reference::Region | Reference::Peers(_) => {
                let Some(together) = self.together(ids) else { return Known::Unknown };
                other_ids = together;
            }
            Reference::PeriodBefore => other_period = period.plus(-1),
            Reference::YearBefore => other_period = period.year_before(),
            Reference::Period(reference) => other_period = reference,
            Reference::Category(dimension, id) if dimension.kind() == DimensionKind::Time => {
                other_period = id.parse().unwrap();
            }
            Reference::Category(dimension, id) => {
                other_ids[self.by.iter().position(|known| *known == dimension).unwrap()] = id;
            }
        }
        let there = self.plain(other_period, &other_ids, statistic);
        less(here, there)
    }
}

fn less(here: Known, there: Known) -> Known {
    match (here, there) {
        (Known::Number(here, one), Known::Number(there, other)) => Known::Number(here.minus(there), one || other),
        (Known::NotYet, _) | (_, Known::NotYet) => Known::NotYet,
        _ => Known::Unknown,
    }
}

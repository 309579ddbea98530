//! From a cube to the table that was asked for: statistics, shares, changes, and what is not known.

use crate::axis::{Category, CategoryKind};
use crate::behind::Behind;
use crate::comparison::Comparison;
use crate::counter::Counter;
use crate::cube::Cube;
use crate::life::occupation;
use crate::question::{Question, Shown};
use crate::{Axis, Cell, Column, Part, Ratio, Table};
use definitions::Statistic;
use register::StoreInfo;
use std::cmp::Ordering;
use std::sync::Arc;

pub(crate) fn answer(question: Question, cube: Cube, info: &StoreInfo) -> Table {
    let (axes, shown) = axes(&question);
    let behind = Arc::new(Behind::new(question, cube, shown));
    let question = &behind.question;
    let reading = Reading { question, cube: &behind.cube };
    let mut table = Table {
        measure: Arc::clone(&question.measure),
        axes,
        columns: columns(question),
        spread: question.spread.map(|axis| question.counters[axis].dimension()),
        cells: Vec::new(),
        behind: Arc::clone(&behind),
        register: info.source(),
        covered: info.covered,
        extract_date: info.extract_date,
        rests_on: question.rests_on.clone(),
    };
    for column in &table.columns {
        let cells = (0..table.n_rows()).map(|row| {
            let (period, categories) = behind.place(row);
            reading.part(period, &categories, column)
        });
        table.cells.push(cells.collect());
    }
    table
}

fn columns(question: &Question) -> Vec<Column> {
    let all = |part: &Part| {
        let part = part.clone();
        question.statistics.iter().map(move |statistic| Column { statistic: *statistic, part: part.clone() })
    };
    let mut columns: Vec<Column> = all(&Part::Figure).collect();
    if let Some(comparison) = &question.comparison {
        columns.extend(all(&Part::Change(comparison.title())));
    }
    if question.spread.is_some() {
        let parts = [Part::Lowest, Part::Highest, Part::Areas];
        columns = columns
            .into_iter()
            .flat_map(|column| {
                // Of ranks there is no lowest and no highest area.
                let spreads = column.part == Part::Figure && column.statistic != Statistic::Rank;
                let of_areas = if spreads { &parts[..] } else { &[] };
                let statistic = column.statistic;
                let more: Vec<Column> = of_areas.iter().map(|part| Column { statistic, part: part.clone() }).collect();
                std::iter::once(column).chain(more)
            })
            .collect();
    }
    columns
}

/// The table's axes, and for each the places in the cube of what it shows.
fn axes(question: &Question) -> (Vec<Axis>, Vec<Vec<usize>>) {
    let (mut axes, mut shown) = (Vec::new(), Vec::new());
    for (counter, of) in question.counters.iter().zip(&question.shown) {
        let mut categories = counter.categories();
        categories.push(Category::total(counter.dimension()));
        let places: Vec<usize> = match of {
            Shown::All => {
                // Of a dimension that is filtered, the others have nobody.
                let allowed = question.measure.only.iter().find(|(dimension, _)| *dimension == counter.dimension());
                let passes = |place: &usize| {
                    let category = &categories[*place];
                    let kept = category.kind == CategoryKind::Total || category.id == "not_yet";
                    kept || allowed.is_none_or(|(_, ids)| ids.contains(&category.id))
                };
                Counter::shown(&categories).filter(passes).collect()
            }
            Shown::Only(place) => vec![*place],
            Shown::Hidden(_) => continue,
        };
        let categories = places.iter().map(|place| categories[*place].clone()).collect();
        axes.push(Axis { dimension: counter.dimension(), categories });
        shown.push(places);
    }
    let periods =
        question.timeline.periods[..question.n_shown].iter().map(|period| Category::period(period.to_string()));
    axes.insert(question.time_place, Axis { dimension: question.time, categories: periods.collect() });
    shown.insert(question.time_place, (0..question.n_shown).collect());
    (axes, shown)
}

fn change(here: Cell, there: Cell) -> Cell {
    match (here, there) {
        (Cell::Number { value, provisional }, Cell::Number { value: other, provisional: also }) => {
            Cell::Number { value: value.minus(other), provisional: provisional || also }
        }
        (Cell::NotYet, _) | (_, Cell::NotYet) => Cell::NotYet,
        _ => Cell::Unknown,
    }
}

pub(crate) struct Reading<'a> {
    pub(crate) question: &'a Question,
    pub(crate) cube: &'a Cube,
}

impl Reading<'_> {
    fn part(&self, period: usize, categories: &[usize], column: &Column) -> Cell {
        let statistic = column.statistic;
        match column.part {
            Part::Figure => self.figure(period, categories, statistic),
            Part::Change(_) => self.change(period, categories, statistic),
            Part::Lowest => self.extreme(period, categories, statistic, Ordering::Less),
            Part::Highest => self.extreme(period, categories, statistic, Ordering::Greater),
            Part::Areas => match self.areas(period, categories, statistic, self.question.spread) {
                Err(instead) => instead,
                Ok((figures, provisional)) => Cell::Number { value: Ratio::whole(figures.len() as i128), provisional },
            },
        }
    }

    pub(crate) fn figure(&self, period: usize, categories: &[usize], statistic: Statistic) -> Cell {
        if statistic == Statistic::Rank {
            self.rank(period, categories)
        } else {
            self.cell(period, categories, statistic)
        }
    }

    fn change(&self, period: usize, categories: &[usize], statistic: Statistic) -> Cell {
        let here = self.figure(period, categories, statistic);
        let mut there = categories.to_vec();
        match &self.question.comparison {
            None => Cell::Unknown,
            Some(Comparison::Periods { of, .. }) => change(here, self.figure(of[period], categories, statistic)),
            Some(Comparison::Category { axis, category, .. }) => {
                there[*axis] = *category;
                change(here, self.figure(period, &there, statistic))
            }
            Some(Comparison::Groups { axis, of, .. }) => match of.get(categories[*axis]).copied().flatten() {
                None => Cell::Unknown,
                Some(group) => {
                    there[*axis] = group;
                    change(here, self.figure(period, &there, statistic))
                }
            },
        }
    }

    /// The figures of the areas of an axis that have one, and whether one of them is provisional; or what is known
    /// instead.
    fn areas(
        &self,
        period: usize,
        categories: &[usize],
        statistic: Statistic,
        axis: Option<usize>,
    ) -> Result<(Vec<Ratio>, bool), Cell> {
        self.question.known(period)?;
        let axis = axis.ok_or(Cell::Unknown)?;
        let places = self.question.counters[axis].categories();
        let areas = (0..places.len()).filter(|place| places[*place].kind == CategoryKind::Ordinary);
        let (mut figures, mut any_provisional) = (Vec::new(), false);
        for area in areas {
            let mut at = categories.to_vec();
            at[axis] = area;
            // An area without a figure may come to have one.
            let Told { number, undecided } = self.told(period, &at, statistic)?;
            figures.extend(number);
            any_provisional |= undecided;
        }
        Ok((figures, any_provisional))
    }

    fn extreme(&self, period: usize, categories: &[usize], statistic: Statistic, wanted: Ordering) -> Cell {
        match self.areas(period, categories, statistic, self.question.spread) {
            Err(instead) => instead,
            Ok((figures, provisional)) => figures
                .into_iter()
                .reduce(|best, figure| if figure.compare(best) == wanted { figure } else { best })
                .map_or(Cell::Unknown, |value| Cell::Number { value, provisional }),
        }
    }

    /// An area's place among the areas, by the figure shown before the rank.
    fn rank(&self, period: usize, categories: &[usize]) -> Cell {
        let question = self.question;
        let statistics = &question.statistics;
        let by = statistics.iter().position(|statistic| *statistic == Statistic::Rank).and_then(|at| at.checked_sub(1));
        let (Some(by), Some(axis)) = (by, question.rank_of) else { return Cell::Unknown };
        let kinds = question.counters[axis].categories();
        if kinds.get(categories[axis]).is_none_or(|category| category.kind != CategoryKind::Ordinary) {
            return Cell::Unknown;
        }
        let own = self.cell(period, categories, statistics[by]);
        match (own, self.areas(period, categories, statistics[by], Some(axis))) {
            (Cell::Number { value, .. }, Ok((figures, provisional))) => {
                let higher = figures.iter().filter(|figure| figure.compare(value) == Ordering::Greater).count();
                Cell::Number { value: Ratio::whole(1 + higher as i128), provisional }
            }
            (_, Err(instead)) => instead,
            (instead, Ok(_)) => instead,
        }
    }

    fn cell(&self, period: usize, categories: &[usize], statistic: Statistic) -> Cell {
        match self.told(period, categories, statistic) {
            Err(instead) => instead,
            Ok(Told { number: None, .. }) => Cell::Unknown,
            Ok(Told { number: Some(value), undecided }) => Cell::Number { value, provisional: undecided },
        }
    }

    fn told(&self, period: usize, categories: &[usize], statistic: Statistic) -> Result<Told, Cell> {
        let (question, cube) = (self.question, self.cube);
        question.known(period)?;
        let span = question.timeline.span(period);
        let followed =
            question.counters.iter().zip(categories).all(|(counter, category)| counter.followed(*category, span));
        let later = self.measured_later(period, categories);
        if later == Later::All || !followed {
            return Err(Cell::NotYet);
        }
        if statistic == Statistic::Occupation {
            return Ok(occupation(question, cube, period, categories));
        }
        let cell = question.shape.cell(period, categories);
        let mut undecided = cube.provisional[cell] > 0 || later == Later::Some;
        let number = match statistic {
            Statistic::FullTimePersons => Ratio::new(cube.count[cell].into(), span.days().into()),
            Statistic::Share => {
                let mut base = categories.to_vec();
                if let Some(axis) = question.share_of {
                    base[axis] = question.shape.total(axis);
                }
                if later == Later::Some || self.measured_later(period, &base) != Later::None {
                    // A share of those measured so far would be a share of the early ones.
                    return Err(Cell::NotYet);
                }
                let base = question.shape.cell(period, &base);
                // A share is as undecided as what it is a share of.
                undecided |= cube.provisional[base] > 0;
                Ratio::new(100 * i128::from(cube.count[cell]), cube.count[base].into())
            }
            _ => match statistic.of() {
                Some((quantity, aggregate)) => {
                    let waiting = cube.waiting(cell, quantity);
                    if waiting > 0 && waiting == cube.count[cell] {
                        return Err(Cell::NotYet);
                    }
                    undecided |= waiting > 0;
                    cube.aggregate(cell, quantity, aggregate)
                }
                None => Some(Ratio::whole(cube.count[cell].into())),
            },
        };
        Ok(Told { number, undecided })
    }

    /// Whether what a cell counts is measured on a later day that the extract does not reach, for all that may belong
    /// there or for some. On an axis where the cell is at the total, or at "not yet measurable" itself, nothing waits.
    fn measured_later(&self, period: usize, categories: &[usize]) -> Later {
        let axes: Vec<(usize, usize)> = self
            .question
            .counters
            .iter()
            .enumerate()
            .filter_map(|(axis, counter)| counter.not_yet().map(|not_yet| (axis, not_yet)))
            .filter(|(axis, not_yet)| categories[*axis] < *not_yet)
            .collect();
        if axes.is_empty() {
            return Later::None;
        }
        let counted = |places: &[usize]| {
            let mut at = categories.to_vec();
            for ((axis, _), place) in axes.iter().zip(places) {
                at[*axis] = *place;
            }
            self.cube.count[self.question.shape.cell(period, &at)] > 0
        };
        // Whoever waits on one of the axes, and on the others waits too or is where the cell is, may belong there.
        let own: Vec<[usize; 2]> = axes.iter().map(|(axis, not_yet)| [categories[*axis], *not_yet]).collect();
        let some_wait = combinations(&own).skip(1).any(|places| counted(&places));
        if !some_wait {
            return Later::None;
        }
        // One person may be there twice, waiting by one spell and measured by another.
        let measured: Vec<Vec<usize>> = axes.iter().map(|(_, not_yet)| (0..*not_yet).collect()).collect();
        if combinations(&measured).any(|places| counted(&places)) { Later::Some } else { Later::All }
    }
}

/// What a cell's figure is, if there is one, and whether it may still change or come.
pub(crate) struct Told {
    pub(crate) number: Option<Ratio>,
    pub(crate) undecided: bool,
}

/// Every way to take one of each list; the first takes the first of all.
fn combinations<L: AsRef<[usize]>>(lists: &[L]) -> impl Iterator<Item = Vec<usize>> {
    let n: usize = lists.iter().map(|list| list.as_ref().len()).product();
    (0..n).map(move |number| {
        let mut rest = number;
        let mut places = vec![0; lists.len()];
        for (place, list) in places.iter_mut().zip(lists).rev() {
            let list = list.as_ref();
            *place = list[rest % list.len()];
            rest /= list.len();
        }
        places
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    None,
    Some,
    All,
}

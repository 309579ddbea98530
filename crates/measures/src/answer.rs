//! From a cube to the table that was asked for: statistics, shares, changes, and what is not known.

use crate::axis::Category;
use crate::comparison::Comparison;
use crate::cube::Cube;
use crate::question::Question;
use crate::{Axis, Cell, Column, Ratio, Table};
use definitions::Statistic;
use register::StoreInfo;
use std::sync::Arc;

pub(crate) fn answer(question: &Question, cube: &Cube, info: &StoreInfo) -> Table {
    let reading = Reading { question, cube };
    let (axes, shown) = axes(question);
    let mut columns: Vec<Column> =
        question.statistics.iter().map(|statistic| Column { statistic: *statistic, change_against: None }).collect();
    if let Some(comparison) = &question.comparison {
        columns.extend(
            question
                .statistics
                .iter()
                .map(|statistic| Column { statistic: *statistic, change_against: Some(comparison.title()) }),
        );
    }
    let mut table = Table {
        measure: Arc::clone(&question.measure),
        axes,
        columns,
        cells: Vec::new(),
        register: info.name.clone(),
        covered: info.covered,
        extract_date: info.extract_date,
        rests_on: question.rests_on.clone(),
    };
    for column in &table.columns {
        let cells = (0..table.n_rows()).map(|row| {
            let places = table.places(row);
            let mut categories: Vec<usize> = places.iter().zip(&shown).map(|(place, shown)| shown[*place]).collect();
            let period = categories.remove(question.time_place);
            let here = reading.cell(period, &categories, column.statistic);
            match (&question.comparison, &column.change_against) {
                (Some(comparison), Some(_)) => {
                    let there = match comparison {
                        Comparison::Periods { of, .. } => reading.cell(of[period], &categories, column.statistic),
                        Comparison::Category { axis, category, .. } => {
                            categories[*axis] = *category;
                            reading.cell(period, &categories, column.statistic)
                        }
                    };
                    change(here, there)
                }
                _ => here,
            }
        });
        table.cells.push(cells.collect());
    }
    table
}

/// The table's axes, and for each the places in the cube of what it shows.
fn axes(question: &Question) -> (Vec<Axis>, Vec<Vec<usize>>) {
    let (mut axes, mut shown) = (Vec::new(), Vec::new());
    for (counter, only) in question.counters.iter().zip(&question.only) {
        let mut categories = counter.categories();
        categories.push(Category::total(counter.dimension()));
        let places: Vec<usize> = (0..categories.len()).filter(|place| only.is_none_or(|only| only == *place)).collect();
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

struct Reading<'a> {
    question: &'a Question,
    cube: &'a Cube,
}

impl Reading<'_> {
    fn cell(&self, period: usize, categories: &[usize], statistic: Statistic) -> Cell {
        if let Err(instead) = self.question.known(period) {
            return instead;
        }
        let cell = self.question.shape.cell(period, categories);
        let cube = self.cube;
        let whole = |number: u64| Some(Ratio::whole(number.into()));
        let of_durations = |values: &[u64], denominator: i128| {
            let n = cube.start_known.get(cell).copied().unwrap_or(0);
            Ratio::new(values.get(cell).copied().unwrap_or(0).into(), denominator * i128::from(n))
        };
        let median =
            |denominator: i128| cube.twice_the_median(cell).and_then(|twice| Ratio::new(twice.into(), 2 * denominator));
        let later = self.measured_later(period, categories);
        if later == Later::All {
            return Cell::NotYet;
        }
        let mut undecided = cube.provisional[cell] > 0 || later == Later::Some;
        let value = match statistic {
            Statistic::Count | Statistic::PersonDays => whole(cube.count[cell]),
            Statistic::FullTimePersons => {
                Ratio::new(cube.count[cell].into(), self.question.timeline.span(period).days().into())
            }
            Statistic::Share => {
                let mut base = categories.to_vec();
                if let Some(axis) = self.question.share_of {
                    base[axis] = self.question.shape.total(axis);
                }
                if later == Later::Some || self.measured_later(period, &base) != Later::None {
                    // A share of those measured so far would be a share of the early ones.
                    return Cell::NotYet;
                }
                let base = self.question.shape.cell(period, &base);
                // A share is as undecided as what it is a share of.
                undecided |= cube.provisional[base] > 0;
                Ratio::new(100 * i128::from(cube.count[cell]), cube.count[base].into())
            }
            Statistic::MeanDays => of_durations(&cube.days, 1),
            Statistic::MeanWeeks => of_durations(&cube.days, 7),
            Statistic::MedianDays => median(1),
            Statistic::MedianWeeks => median(7),
            Statistic::SumDays => whole(cube.days[cell]),
            Statistic::StartKnown => whole(cube.start_known[cell]),
        };
        value.map_or(Cell::Unknown, |value| Cell::Number { value, provisional: undecided })
    }

    /// Whether what a cell counts is measured on a later day that the extract does not reach, for all that belongs
    /// there or for some. The category "not yet measurable" itself and the total are always known.
    fn measured_later(&self, period: usize, categories: &[usize]) -> Later {
        let axis = self.question.counters.iter().position(|counter| counter.not_yet().is_some());
        let Some((axis, not_yet)) =
            axis.and_then(|axis| self.question.counters[axis].not_yet().map(|place| (axis, place)))
        else {
            return Later::None;
        };
        if categories[axis] >= not_yet {
            return Later::None;
        }
        let counted = |place: usize| {
            let mut at = categories.to_vec();
            at[axis] = place;
            self.cube.count[self.question.shape.cell(period, &at)] > 0
        };
        // One person may be there twice, waiting by one spell and measured by another.
        match counted(not_yet) {
            false => Later::None,
            true if (0..not_yet).any(counted) => Later::Some,
            true => Later::All,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    None,
    Some,
    All,
}

//! The slow engine's table: every cell from the list of what it counts.

use crate::slow::{Facts, Register, Unit, categories, facts, units};
use calendar::{Day, Granularity, Month, Period, Span};
use definitions::{Catalog, Count, Dimension, DimensionKind, Event, Measure, Statistic};
use measures::{Ratio, Reference, Request};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Known {
    Number(Ratio, bool),
    NotYet,
    Unknown,
}

/// A request with what is left open in it filled in.
pub(crate) struct Asked<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) register: &'a Register,
    facts: Vec<Facts>,
    pub(crate) measure: &'a Measure,
    /// The dimension of time; a table without one is of its period.
    pub(crate) time: Dimension,
    /// The other dimensions, in order.
    pub(crate) by: Vec<Dimension>,
    pub(crate) periods: Vec<Period>,
    pub(crate) against: Option<Reference>,
    /// The dimension over which shares are taken, a place in `by`.
    pub(crate) share_of: Option<usize>,
    /// For each period that was asked for so far, what each combination of categories counts.
    counted: BTreeMap<Period, BTreeMap<Vec<String>, Vec<Unit>>>,
}

/// The periods that a table shows; none where the extract covers no whole one.
fn shown(request: &Request, time: Dimension, covered: Span) -> Option<Vec<Period>> {
    let of_month = |month: Month| {
        let (number, first) = (month.number(), month.first_day());
        match time {
            Dimension::Month => Some(Period::Month(month)),
            Dimension::Quarter if number % 3 == 0 => Some(Period::of(first, Granularity::Quarter)),
            Dimension::Year if number % 12 == 0 => Some(Period::of(first, Granularity::Year)),
            _ => None,
        }
    };
    if let Some((_, period)) = request.only.iter().find(|(dimension, _)| dimension.kind() == DimensionKind::Time) {
        return Some(vec![period.parse().unwrap()]);
    }
    let wide = if request.periods.is_empty() { vec![Period::Days(covered)] } else { request.periods.clone() };
    let mut shown: Vec<Period> = Vec::new();
    for wide in wide {
        let months = Month::of(wide.span().from).number()..=Month::of(wide.span().until).number();
        let inside = months
            .filter_map(|number| of_month(Month::from_number(number)))
            .filter(|period| wide.span().covers(period.span()));
        let inside: Vec<Period> = if time == Dimension::Period { vec![wide] } else { inside.collect() };
        for period in inside {
            if !shown.contains(&period) {
                shown.push(period);
            }
        }
    }
    (!shown.is_empty()).then_some(shown)
}

impl<'a> Asked<'a> {
    /// Reads a request; none where the extract covers no period that it could show.
    pub(crate) fn new(catalog: &'a Catalog, register: &'a Register, request: &Request) -> Option<Asked<'a>> {
        let measure = catalog.measures.versions(&request.measure).unwrap()[0].as_ref();
        let mut by = request.by.clone().unwrap_or_else(|| measure.by.clone());
        for (dimension, _) in &request.only {
            if !by.contains(dimension) && dimension.kind() != DimensionKind::Time {
                by.push(*dimension);
            }
        }
        let time =
            by.iter().copied().find(|dimension| dimension.kind() == DimensionKind::Time).unwrap_or(Dimension::Period);
        let by: Vec<Dimension> = by.into_iter().filter(|dimension| dimension.kind() != DimensionKind::Time).collect();
        let periods = shown(request, time, register.covered)?;
        let share_of = match measure.share_of {
            Some(named) => by.iter().position(|dimension| *dimension == named),
            None => by.iter().rposition(|dimension| dimension.kind() != DimensionKind::Place),
        };
        Some(Asked {
            catalog,
            register,
            facts: facts(catalog, register, measure),
            measure,
            time,
            by,
            periods,
            against: request.against.clone(),
            share_of,
            counted: BTreeMap::new(),
        })
    }

    /// The columns that the table has: statistics, and whether it is their change.
    pub(crate) fn columns(&self) -> Vec<(Statistic, bool)> {
        let shown = self
            .measure
            .show
            .iter()
            .copied()
            .filter(|statistic| *statistic != Statistic::Share || self.share_of.is_some());
        shown
            .flat_map(|statistic| [(statistic, false), (statistic, true)])
            .filter(|(_, change)| !change || self.against.is_some())
            .collect()
    }

    /// What every combination of categories counts in a period; a total is a category of its own.
    fn counted(&mut self, period: Period) -> &BTreeMap<Vec<String>, Vec<Unit>> {
        if !self.counted.contains_key(&period) {
            let mut cells: BTreeMap<Vec<String>, Vec<Unit>> = BTreeMap::new();
            for person in 0..self.register.people.len() {
                for unit in units(self.register, person, &self.facts[person], self.measure, period.span()) {
                    let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
                    for dimension in &self.by {
                        let mut of_unit = categories(
                            self.catalog,
                            self.register,
                            &self.facts[unit.person],
                            self.measure,
                            &unit,
                            *dimension,
                        );
                        of_unit.push("all".into());
                        combinations = combinations
                            .iter()
                            .flat_map(|known| {
                                of_unit
                                    .iter()
                                    .map(|category| [known.as_slice(), std::slice::from_ref(category)].concat())
                            })
                            .collect();
                    }
                    for combination in combinations {
                        cells.entry(combination).or_default().push(unit);
                    }
                }
            }
            self.counted.insert(period, cells);
        }
        &self.counted[&period]
    }

    fn units(&mut self, period: Period, ids: &[String]) -> Vec<Unit> {
        self.counted(period).get(ids).cloned().unwrap_or_default()
    }

    /// Whether a combination of categories counts something in a period.
    pub(crate) fn counts(&mut self, period: Period, ids: &[String]) -> bool {
        self.counted(period).contains_key(ids)
    }

    /// How many combinations count something in a period, of those that are wanted.
    pub(crate) fn n_counting(&mut self, period: Period, wanted: impl Fn(&[String]) -> bool) -> usize {
        self.counted(period).keys().filter(|ids| wanted(ids)).count()
    }

    /// Whether the coverage lets a period be told: if not, what its cells are.
    fn not_measurable(&self, period: Span) -> Option<Known> {
        let covered = self.register.covered;
        let (too_late, too_early) = match self.measure.event {
            // A stock is of one edge: the period may begin on the day after the coverage, and end on its first.
            Event::Opening => (period.from > covered.until, period.from < covered.from),
            Event::Closing => (period.last_day() > covered.last_day(), period.last_day() < covered.from),
            _ => (period.last_day() > covered.last_day(), period.from < covered.from),
        };
        if too_late { Some(Known::NotYet) } else { too_early.then_some(Known::Unknown) }
    }

    /// How many of those that are counted on the same line have no status yet, and how many there are.
    fn without_status(&mut self, period: Period, ids: &[String]) -> (usize, usize) {
        let Some(axis) = self.by.iter().position(|dimension| *dimension == Dimension::Status) else { return (0, 0) };
        let mut line = |status: &str| {
            let mut ids = ids.to_vec();
            ids[axis] = status.into();
            self.units(period, &ids).iter().filter(|unit| unit.counted).count()
        };
        if ids[axis] == "all" || ids[axis] == "not_yet" { (0, line("all")) } else { (line("not_yet"), line("all")) }
    }

    /// How many spells, distinct persons or distinct days of persons are counted.
    fn how_many(&self, units: &[Unit]) -> i128 {
        let counted = units.iter().filter(|unit| unit.counted);
        let n = match self.measure.count {
            Count::Spells => counted.count(),
            Count::Persons => counted.map(|unit| unit.person).collect::<BTreeSet<usize>>().len(),
            Count::PersonDays => counted.map(|unit| (unit.person, unit.day)).collect::<BTreeSet<(usize, Day)>>().len(),
        };
        n as i128
    }

    /// Whether what is counted may turn out otherwise. A person who is there for sure by one spell is there for sure.
    fn is_provisional(&self, units: &[Unit]) -> bool {
        let sure = |person: usize| units.iter().any(|unit| unit.person == person && unit.counted && !unit.provisional);
        units.iter().any(|unit| {
            unit.provisional && !(self.measure.count == Count::Persons && unit.counted && sure(unit.person))
        })
    }

    /// A cell's figure.
    pub(crate) fn cell(&mut self, period: Period, ids: &[String], statistic: Statistic) -> Known {
        if let Some(known) = self.not_measurable(period.span()) {
            return known;
        }
        let units = self.units(period, ids);
        let (not_yet, of) = self.without_status(period, ids);
        if not_yet > 0 && (not_yet == of || statistic == Statistic::Share) {
            return Known::NotYet;
        }
        let provisional = not_yet > 0 || self.is_provisional(&units);
        let number = |numerator: i128, denominator: i128| {
            Ratio::new(numerator, denominator).map_or(Known::Unknown, |ratio| Known::Number(ratio, provisional))
        };
        let mut durations: Vec<i128> =
            units.iter().filter(|unit| unit.counted).filter_map(Unit::duration).map(i128::from).collect();
        durations.sort_unstable();
        let (n, sum) = (durations.len() as i128, durations.iter().sum::<i128>());
        // Twice the median: of an even number of durations it lies halfway between the two in the middle.
        let doubled_median = || durations[(durations.len() - 1) / 2] + durations[durations.len() / 2];
        match statistic {
            Statistic::Count | Statistic::PersonDays => number(self.how_many(&units), 1),
            Statistic::FullTimePersons => number(self.how_many(&units), i128::from(period.span().days())),
            Statistic::StartKnown => number(n, 1),
            Statistic::SumDays => number(sum, 1),
            Statistic::MeanDays => number(sum, n),
            Statistic::MeanWeeks => number(sum, 7 * n),
            Statistic::MedianDays if n > 0 => number(doubled_median(), 2),
            Statistic::MedianWeeks if n > 0 => number(doubled_median(), 14),
            Statistic::MedianDays | Statistic::MedianWeeks => Known::Unknown,
            Statistic::Share => {
                let mut total = ids.to_vec();
                total[self.share_of.unwrap()] = "all".into();
                if self.without_status(period, &total).0 > 0 {
                    return Known::NotYet;
                }
                let of = self.units(period, &total);
                let provisional = provisional || self.is_provisional(&of);
                Ratio::new(100 * self.how_many(&units), self.how_many(&of))
                    .map_or(Known::Unknown, |ratio| Known::Number(ratio, provisional))
            }
        }
    }

    /// A cell of a column: the figure, or its change.
    pub(crate) fn figure(&mut self, period: Period, ids: &[String], (statistic, change): (Statistic, bool)) -> Known {
        let here = self.cell(period, ids, statistic);
        if !change {
            return here;
        }
        let (mut other_period, mut other_ids) = (period, ids.to_vec());
        match self.against.clone().unwrap() {
            Reference::PeriodBefore => other_period = period.plus(-1),
            Reference::YearBefore => other_period = period.year_before(),
            Reference::Period(reference) => other_period = reference,
            Reference::Category(dimension, id) if dimension.kind() == DimensionKind::Time => {
                other_period = id.parse().unwrap()
            }
            Reference::Category(dimension, id) => {
                other_ids[self.by.iter().position(|known| *known == dimension).unwrap()] = id
            }
        }
        match (here, self.cell(other_period, &other_ids, statistic)) {
            (Known::Number(here, one), Known::Number(there, other)) => Known::Number(here.minus(there), one || other),
            (Known::NotYet, _) | (_, Known::NotYet) => Known::NotYet,
            _ => Known::Unknown,
        }
    }
}

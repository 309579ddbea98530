//! The slow engine's table: every cell from the list of what it counts.

use crate::catalog::PEERS;
use crate::categories::{Wanted, categories, wanted};
use crate::hours::{Hours, hours};
use crate::lives;
use crate::offers::is_not_yet;
use crate::pay::{Pay, pay};
use crate::places::region;
use crate::plans::planned_days;
use crate::slow::{Ground, Register, Unit};
use calendar::{Day, Granularity, Month, Period, Span};
use definitions::{Aggregate, Catalog, Count, Dimension, DimensionKind, Event, Quantity, Statistic, Subject, Window};
use measures::{Ratio, Reference, Request};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Known {
    Number(Ratio, bool),
    NotYet,
    Unknown,
}

/// A cell worked out. One without a number may still be provisional: what is not decided may come to count in it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Figure {
    Told { number: Option<Ratio>, provisional: bool },
    NotYet,
}

impl Figure {
    /// What is shown of it.
    pub(crate) fn known(self) -> Known {
        match self {
            Figure::Told { number: Some(number), provisional } => Known::Number(number, provisional),
            Figure::Told { number: None, .. } => Known::Unknown,
            Figure::NotYet => Known::NotYet,
        }
    }
}

/// A unit with what the statistics add up of it.
#[derive(Debug, Clone, Copy)]
struct Item {
    unit: Unit,
    hours: Hours,
    pay: Pay,
    planned: Option<i32>,
}

impl Item {
    fn known_pay(&self) -> Option<i64> {
        match self.pay {
            Pay::Known(kroner) => Some(kroner),
            Pay::Unknown | Pay::NotYet => None,
        }
    }
}

/// The mark of the many that a reference counts together, among the categories of municipalities.
const TOGETHER: &str = "together ";
/// The mark of whatever is measured, on a dimension on which others wait.
const MEASURED: &str = "measured";
/// The mark of what the measure asks for.
const ASKED_FOR: &str = "asked for";

/// A request with what is left open in it filled in.
pub(crate) struct Asked<'a> {
    pub(crate) ground: Ground<'a>,
    /// The dimension of time; a table without one is of its period.
    pub(crate) time: Dimension,
    /// The other dimensions, in order.
    pub(crate) by: Vec<Dimension>,
    pub(crate) periods: Vec<Period>,
    pub(crate) against: Option<Reference>,
    /// The dimension of place over which the lowest and the highest are sought.
    pub(crate) spread: Option<Dimension>,
    /// The dimension over which shares are taken, a place in `by`.
    pub(crate) share_of: Option<usize>,
    /// For each period that was asked for so far, what each combination of categories counts: of the dimensions in
    /// order, of the spread's areas, and of whether it is asked for.
    counted: BTreeMap<Period, BTreeMap<Vec<String>, Vec<Item>>>,
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
            ground: Ground::new(catalog, register, measure),
            time,
            periods,
            against: request.against.clone(),
            spread: request.spread.or(measure.spread).filter(|dimension| !by.contains(dimension)),
            share_of,
            by,
            counted: BTreeMap::new(),
        })
    }

    /// The categories of a unit on a dimension and what stands for several of them: the total, what is measured, and
    /// for municipalities the region and the peer group.
    fn with_totals(&self, unit: &Unit, dimension: Dimension) -> Vec<String> {
        let mut of_unit = categories(&self.ground, unit, dimension);
        if !of_unit.iter().any(|id| id == "not_yet") {
            of_unit.push(MEASURED.into());
        }
        if dimension == Dimension::Municipality
            && let Ok(code) = of_unit[0].parse::<u16>()
        {
            of_unit.extend(self.together_with(code));
        }
        of_unit.push("all".into());
        of_unit
    }

    /// The mark of the municipalities that one is compared with; none where it has no such.
    fn together_with(&self, municipality: u16) -> Option<String> {
        match self.against.as_ref()? {
            Reference::Region => Some(format!("{TOGETHER}{}", region(municipality))),
            Reference::Peers(division) => {
                let (_, groups) = PEERS.iter().find(|(id, _)| id == division).unwrap();
                let group = groups.iter().position(|group| group.contains(&municipality));
                group.map(|group| format!("{TOGETHER}{group}"))
            }
            _ => None,
        }
    }

    /// What every combination of categories counts in a period; a total is a category of its own.
    fn counted(&mut self, period: Period) -> &BTreeMap<Vec<String>, Vec<Item>> {
        if !self.counted.contains_key(&period) {
            let mut cells: BTreeMap<Vec<String>, Vec<Item>> = BTreeMap::new();
            for person in 0..self.ground.register.people.len() {
                for unit in self.ground.units(person, period.span()) {
                    self.count(unit, &mut cells);
                }
            }
            self.counted.insert(period, cells);
        }
        &self.counted[&period]
    }

    fn count(&self, unit: Unit, cells: &mut BTreeMap<Vec<String>, Vec<Item>>) {
        let filter: &[&str] = match wanted(&self.ground, &unit, |dimension| self.may_wait(dimension)) {
            Wanted::Never => return,
            Wanted::Yes => &[ASKED_FOR, MEASURED],
            Wanted::No => &[MEASURED],
            Wanted::NotYet => &["not_yet"],
        };
        let mut axes: Vec<Vec<String>> =
            self.by.iter().chain(&self.spread).map(|dimension| self.with_totals(&unit, *dimension)).collect();
        axes.push(filter.iter().map(|id| (*id).to_owned()).collect());
        let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
        for axis in axes {
            combinations = combinations
                .iter()
                .flat_map(|known| axis.iter().map(|id| [known.as_slice(), std::slice::from_ref(id)].concat()))
                .collect();
        }
        let (register, measure) = (self.ground.register, self.ground.measure);
        let person = &register.people[unit.person];
        let of_unit = measure.hours.as_ref().map(|wanted| hours(wanted, person, &unit, register.covered));
        let has_plan = measure.benefit().is_some() && unit.spell.is_some();
        let item = Item {
            unit,
            hours: of_unit.unwrap_or(Hours::Unknown),
            pay: measure.pay.map_or(Pay::Unknown, |window| pay(window, person, &unit, register.covered)),
            planned: if has_plan { planned_days(&self.ground, &unit) } else { None },
        };
        for combination in combinations {
            cells.entry(combination).or_default().push(item);
        }
    }

    /// A row's combination of categories with the spread's total, of those that are asked for.
    fn of_row(&self, ids: &[String]) -> Vec<String> {
        let spread = self.spread.map(|_| "all".to_owned());
        ids.iter().cloned().chain(spread).chain([ASKED_FOR.to_owned()]).collect()
    }

    fn items(&mut self, period: Period, ids: &[String]) -> Vec<Item> {
        self.counted(period).get(ids).cloned().unwrap_or_default()
    }

    /// The rows that count something in a period, or on which something waits.
    pub(crate) fn rows(&mut self, period: Period) -> BTreeSet<Vec<String>> {
        let n = self.by.len();
        let is_row = |id: &String| id != MEASURED && !id.starts_with(TOGETHER);
        self.counted(period).keys().map(|ids| ids[..n].to_vec()).filter(|ids| ids.iter().all(is_row)).collect()
    }

    /// Whether the coverage lets a period be told: if not, what its cells are.
    pub(crate) fn not_measurable(&self, period: Span) -> Option<Known> {
        let covered = self.ground.register.covered;
        if let Subject::Cohort { closed_on: Some(day), .. } = self.ground.measure.subject
            && period.until <= day
        {
            return Some(Known::Unknown);
        }
        let (too_late, too_early) = match self.ground.measure.event {
            // A stock is of one edge: the period may begin on the day after the coverage, and end on its first.
            Event::Opening => (period.from > covered.until, period.from < covered.from),
            Event::Closing => (period.last_day() > covered.last_day(), period.last_day() < covered.from),
            _ => (period.last_day() > covered.last_day(), period.from < covered.from),
        };
        if too_late { Some(Known::NotYet) } else { too_early.then_some(Known::Unknown) }
    }

    /// Whether a period's cells say something of what is counted in it.
    pub(crate) fn is_covered(&self, period: Period) -> bool {
        self.not_measurable(period.span()).is_none()
    }

    /// Whether somebody on a dimension may be measured only later.
    fn may_wait(&self, dimension: Dimension) -> bool {
        let measure = self.ground.measure;
        let of_hours = matches!(dimension, Dimension::HoursBand | Dimension::HoursChange);
        let window = match &measure.hours {
            Some(hours) if of_hours => Some(hours.window),
            _ => measure.matching(dimension).map(|matching| matching.window),
        };
        matches!(window, Some(Window::SpellPlus(_) | Window::After(_) | Window::Within(_) | Window::First(_)))
    }

    /// How many of those that could be in a cell are not measured yet, and how many are measured.
    ///
    /// Of a cell in an ordinary category of some dimensions those wait that are not measured on at least one of them
    /// and are in the cell's category on the others.
    fn waiting(&mut self, period: Period, ids: &[String]) -> (usize, usize) {
        let axes: Vec<Dimension> = self.by.iter().chain(&self.spread).copied().collect();
        let mut ordinary: Vec<usize> = (0..axes.len())
            .filter(|axis| self.may_wait(axes[*axis]) && ids[*axis] != "all" && ids[*axis] != "not_yet")
            .collect();
        ordinary.push(axes.len());
        let mut counted = |ids: &[String]| self.items(period, ids).iter().filter(|item| item.unit.counted).count();
        let mut waiting = 0;
        for which in 1..1 << ordinary.len() {
            let mut ids = ids.to_vec();
            for (bit, axis) in ordinary.iter().enumerate() {
                if which & (1 << bit) != 0 {
                    ids[*axis] = "not_yet".into();
                }
            }
            waiting += counted(&ids);
        }
        let mut measured = ids.to_vec();
        for axis in ordinary {
            measured[axis] = MEASURED.into();
        }
        (waiting, counted(&measured))
    }

    /// How many spells, distinct persons, distinct days of persons or events are counted.
    fn how_many(&self, items: &[Item]) -> i128 {
        let counted = items.iter().map(|item| item.unit).filter(|unit| unit.counted);
        let n = match self.ground.measure.count {
            Count::Spells | Count::Events => counted.count(),
            Count::Persons | Count::Members => counted.map(|unit| unit.person).collect::<BTreeSet<usize>>().len(),
            Count::PersonDays => counted.map(|unit| (unit.person, unit.day)).collect::<BTreeSet<(usize, Day)>>().len(),
        };
        n as i128
    }

    /// How many distinct persons are behind what a row counts.
    pub(crate) fn persons(&mut self, period: Period, ids: &[String]) -> u64 {
        let ids = self.of_row(ids);
        let items = self.items(period, &ids);
        let counted = items.iter().map(|item| item.unit).filter(|unit| unit.counted);
        counted.map(|unit| unit.person).collect::<BTreeSet<usize>>().len() as u64
    }

    /// What each person with known pay contributes to a row, the most first.
    pub(crate) fn contributions(&mut self, period: Period, ids: &[String]) -> Vec<i64> {
        let ids = self.of_row(ids);
        let mut of_persons: BTreeMap<usize, i64> = BTreeMap::new();
        for item in self.items(period, &ids).iter().filter(|item| item.unit.counted) {
            if let Some(kroner) = item.known_pay() {
                *of_persons.entry(item.unit.person).or_default() += kroner;
            }
        }
        let mut contributions: Vec<i64> = of_persons.into_values().collect();
        contributions.sort_by_key(|kroner| -kroner.abs());
        contributions
    }

    /// Whether what is counted may turn out otherwise. A person who is there for sure by one spell is there for sure.
    fn is_provisional(&self, items: &[Item]) -> bool {
        let sure = |person: usize| {
            items.iter().any(|item| item.unit.person == person && item.unit.counted && !item.unit.provisional)
        };
        items.iter().map(|item| item.unit).any(|unit| {
            unit.provisional && !(self.ground.measure.count == Count::Persons && unit.counted && sure(unit.person))
        })
    }

    /// The category of spells that have started, by their first offer, that is known only later.
    fn first_offer_is_not_yet(&self, period: Period, ids: &[String]) -> bool {
        let measure = self.ground.measure;
        let (Event::Started, Some(wanted)) = (measure.event, &measure.first_offer) else { return false };
        let axis = self.by.iter().position(|dimension| *dimension == Dimension::FirstOffer);
        axis.is_some_and(|axis| is_not_yet(wanted, &ids[axis], period.span(), self.ground.register.covered.until))
    }

    /// A cell's figure; the ids are those of a row and the spread's area.
    fn figure_of(&mut self, period: Period, ids: &[String], statistic: Statistic) -> Figure {
        match self.not_measurable(period.span()) {
            Some(Known::NotYet) => return Figure::NotYet,
            Some(_) => return Figure::Told { number: None, provisional: false },
            None if self.first_offer_is_not_yet(period, ids) => return Figure::NotYet,
            None => {}
        }
        let items = self.items(period, ids);
        let (waiting, measured) = self.waiting(period, ids);
        if waiting > 0 && (measured == 0 || statistic == Statistic::Share) {
            return Figure::NotYet;
        }
        let provisional = waiting > 0 || self.is_provisional(&items);
        if let Some((quantity, aggregate)) = statistic.of() {
            return self.aggregate(&items, quantity, aggregate, provisional);
        }
        if statistic == Statistic::Occupation {
            return self.occupation(period, ids);
        }
        let n = self.how_many(&items);
        match statistic {
            Statistic::FullTimePersons => {
                Figure::Told { number: Ratio::new(n, i128::from(period.span().days())), provisional }
            }
            Statistic::Share => {
                let mut total = ids.to_vec();
                total[self.share_of.unwrap()] = "all".into();
                if self.waiting(period, &total).0 > 0 {
                    return Figure::NotYet;
                }
                let of = self.items(period, &total);
                let provisional = provisional || self.is_provisional(&of);
                Figure::Told { number: Ratio::new(100 * n, self.how_many(&of)), provisional }
            }
            _ => Figure::Told { number: Some(Ratio::whole(n)), provisional },
        }
    }

    /// The share of those who started that, at the end of a row's band, is where the row says.
    fn occupation(&mut self, period: Period, ids: &[String]) -> Figure {
        let place = |dimension| self.by.iter().position(|known| *known == dimension).unwrap();
        let (reached, next) = (place(Dimension::Reached), place(Dimension::Next));
        let (band, state) = (ids[reached].clone(), ids[next].clone());
        let (mut spells, mut provisional) = (Vec::new(), false);
        let row = ids.to_vec();
        let mut all = row.clone();
        (all[reached], all[next]) = ("all".into(), "all".into());
        for item in self.items(period, &all) {
            let one = |dimension| categories(&self.ground, &item.unit, dimension).remove(0);
            let life = (one(Dimension::Reached), one(Dimension::Next));
            provisional |= item.unit.provisional && life.0 != "unknown";
            spells.push(life);
        }
        let number = lives::share(&spells, &band, &state);
        Figure::Told { number, provisional }
    }

    /// The sum, mean or median of what is known of those that are counted.
    fn aggregate(&self, items: &[Item], quantity: Quantity, aggregate: Aggregate, provisional: bool) -> Figure {
        let counted: Vec<&Item> = items.iter().filter(|item| item.unit.counted).collect();
        let known = |item: &&Item| match quantity {
            Quantity::Duration => item.unit.duration().map(i64::from),
            Quantity::Planned => item.planned.map(i64::from),
            Quantity::Hours => match item.hours {
                Hours::Known(hours) => Some(hours.into()),
                Hours::Unknown | Hours::NotYet => None,
            },
            Quantity::Pay => item.known_pay(),
        };
        let mut values: Vec<i128> = counted.iter().filter_map(known).map(i128::from).collect();
        values.sort_unstable();
        // Hours and pay of a day that is not covered yet wait, as a status of such a day does.
        let waits = |item: &&&Item| match quantity {
            Quantity::Hours => item.hours == Hours::NotYet,
            Quantity::Pay => item.pay == Pay::NotYet,
            Quantity::Duration | Quantity::Planned => false,
        };
        let waiting = counted.iter().filter(waits).count();
        if waiting > 0 && waiting == counted.len() {
            return Figure::NotYet;
        }
        let (n, sum) = (values.len() as i128, values.iter().sum::<i128>());
        // Twice the median: of an even number it lies halfway between the two in the middle.
        let doubled_median = || values[(values.len() - 1) / 2] + values[values.len() / 2];
        let number = match aggregate {
            Aggregate::Known => Some(Ratio::whole(n)),
            Aggregate::Sum => Some(Ratio::whole(sum)),
            Aggregate::Mean(unit) => Ratio::new(sum, n * i128::from(unit)),
            Aggregate::Median(unit) if n > 0 => Ratio::new(doubled_median(), 2 * i128::from(unit)),
            Aggregate::Median(_) => None,
        };
        Figure::Told { number, provisional: provisional || waiting > 0 }
    }

    /// The figure of a row.
    pub(crate) fn figure_of_row(&mut self, period: Period, ids: &[String], statistic: Statistic) -> Figure {
        let ids = self.of_row(ids);
        self.figure_of(period, &ids, statistic)
    }

    /// The figure of one of the spread's areas on a row.
    pub(crate) fn figure_of_area(
        &mut self,
        period: Period,
        ids: &[String],
        area: &str,
        statistic: Statistic,
    ) -> Figure {
        let mut ids = self.of_row(ids);
        ids[self.by.len()] = area.to_owned();
        self.figure_of(period, &ids, statistic)
    }

    /// The categories of a row with its municipality's region or peer group in the place of the municipality; none
    /// where it has none.
    pub(crate) fn together(&self, ids: &[String]) -> Option<Vec<String>> {
        let axis = self.by.iter().position(|dimension| *dimension == Dimension::Municipality).unwrap();
        let mut ids = ids.to_vec();
        ids[axis] = ids[axis].parse().ok().and_then(|code| self.together_with(code))?;
        Some(ids)
    }
}

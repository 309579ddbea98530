//! The forecast itself, period by period.

use crate::outlook::Group;
use crate::spells_seen::month_of_end;
use crate::{Error, Outlook};
use calendar::{Day, Month};
use statistics::{ExitRates, Forecast, Inflow, Interval, Leave, Projection, Running, Scenario};
use std::collections::BTreeMap;

/// So far a forecast looks ahead.
const MOST_YEARS: i32 = 50;

/// An age at which fewer were at risk has no rate of its own: from the first age after the last with so many, all share one.
const ENOUGH_AT_RISK: u64 = 50;

/// What becomes otherwise than it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// By what all rates of early exit are multiplied.
    pub exits: f64,
    /// By what those of single causes are multiplied as well, by id.
    pub causes: Vec<(String, f64)>,
    /// Part of those with an end who get more leave, and by how many months it moves.
    pub leave: Option<Leave>,
}

impl Change {
    /// Nothing changes.
    pub fn none() -> Change {
        Change { exits: 1.0, causes: Vec::new(), leave: None }
    }
}

/// New spells, for a scheme that is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// How many start in each month. The number is taken for certain.
    pub n: u64,
    /// How many months each may last.
    pub months: Option<u32>,
}

/// What is asked of an outlook.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The last day.
    pub until: Day,
    /// What changes.
    pub change: Change,
    /// The level of the intervals.
    pub level: f64,
    /// For intervals from draws: how many, and the seed. None for analytic ones.
    pub draws: Option<(u32, u64)>,
    /// Only those who live there (none: where it is not known); all the country without it.
    pub municipality: Option<Option<u16>>,
    /// Who comes.
    pub inflow: Option<Entry>,
}

impl Request {
    /// All spells, nothing changed, analytic intervals of 95 %.
    pub fn until(until: Day) -> Request {
        Request { until, change: Change::none(), level: 0.95, draws: None, municipality: None, inflow: None }
    }
}

/// A row of a forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The day that it is of.
    pub day: Day,
    /// How many run if each goes on to the planned end, leave left out; on the day that is forecast from, how many run.
    pub without_leave: u64,
    /// The same, leave included.
    pub with_leave: u64,
    /// With early exits and new spells; none on a day that is no period's end.
    pub forecast: Option<f64>,
    /// The interval of the forecast.
    pub interval: Option<Interval>,
    /// In the period, exits to each next benefit: early ones, and those who reach their end as others did before.
    pub exits: Vec<f64>,
    /// Of them, how many reach their end.
    pub at_end: f64,
    /// How many reach their end of whom nothing tells what they go on to: nobody has before.
    pub to_unknown: f64,
}

impl Outlook {
    /// The rates of early exit, ages with few at risk pooled.
    ///
    /// # Errors
    /// Where nobody was at risk.
    pub fn rates(&self) -> Result<ExitRates, Error> {
        let enough = (0..self.early.n_steps() as u32).rev().find(|age| self.early.at_risk(*age) >= ENOUGH_AT_RISK);
        Ok(ExitRates::of(&self.early, Some(enough.unwrap_or(0)))?)
    }

    /// The days of a forecast: the ends of months from the first period's on, and the last day.
    fn days(&self, until: Day) -> Result<Vec<Day>, Error> {
        if until <= self.on || until.year() - self.on.year() > MOST_YEARS {
            return Err(Error::NoFuture { on: self.on, until, most: MOST_YEARS });
        }
        let n = Month::of(until).number() - self.anchor.number();
        let mut days: Vec<Day> = (1..=n).map(|k| self.anchor.plus(k).last_day()).filter(|day| *day < until).collect();
        days.push(until);
        Ok(days)
    }

    fn in_area<'a>(&'a self, request: &Request) -> impl Iterator<Item = (&'a Group, u64)> + use<'a> {
        let area = request.municipality;
        self.running
            .iter()
            .filter(move |(group, _)| area.is_none_or(|area| area == group.municipality))
            .map(|(group, n)| (group, *n))
    }

    /// The forecast as `statistics` has it, over so many periods.
    fn model(&self, request: &Request, periods: u32) -> Result<Forecast, Error> {
        let mut exits = vec![request.change.exits; self.causes.len()];
        for (name, factor) in &request.change.causes {
            let place = self.causes.iter().position(|cause| cause.id == *name).ok_or_else(|| Error::NoSuchCause {
                name: name.clone(),
                valid: self.causes.iter().map(|cause| cause.id.as_str()).collect::<Vec<_>>().join(", "),
            })?;
            exits[place] *= factor;
        }
        let mut alike: BTreeMap<(u32, Option<u32>), u64> = BTreeMap::new();
        for (group, n) in self.in_area(request) {
            // How many periods' ends lie within it: none counts on a period's end after its last day.
            let end = |last: Day| {
                if last < self.on { 0 } else { (month_of_end(last).number() - self.anchor.number()).max(0) as u32 }
            };
            *alike.entry((group.elapsed, group.last.map(end))).or_insert(0) += n;
        }
        let running = alike.into_iter().map(|((elapsed, remaining), n)| Running { elapsed, remaining, n }).collect();
        let inflow = request
            .inflow
            .into_iter()
            .flat_map(|entry| (1..=periods).map(move |period| Inflow { period, limit: entry.months, n: entry.n }));
        Ok(Forecast {
            rates: self.rates()?,
            running,
            inflow: inflow.collect(),
            periods,
            scenario: Scenario { exits, leave: request.change.leave },
        })
    }

    /// How many run on the day itself, and on the end of each month and the last day if each goes on to its end: counts
    /// alone, no forecast.
    ///
    /// # Errors
    /// Where it ends before it begins.
    pub fn run_to_end(&self, request: &Request) -> Result<Vec<Row>, Error> {
        // On the day itself all run, whatever was planned.
        let running = self.in_area(request).map(|(_, n)| n).sum();
        let mut rows = vec![Row { without_leave: running, with_leave: running, ..self.row(self.on, request) }];
        rows.extend(self.days(request.until)?.into_iter().map(|day| self.row(day, request)));
        Ok(rows)
    }

    /// The forecast, row by row: the day itself, the end of each month, and the last day.
    ///
    /// # Errors
    /// Where it ends before it begins, a scenario is none, or somebody comes to an age that was never observed.
    pub fn project(&self, request: &Request) -> Result<Vec<Row>, Error> {
        let mut rows = self.run_to_end(request)?;
        let is_end = |day: Day| day == Month::of(day).last_day();
        let periods_of = |row: &&mut Row| row.day > self.on && is_end(row.day);
        let n_periods = rows.iter_mut().filter(periods_of).count() as u32;
        let model = self.model(request, n_periods)?;
        let Projection { periods } = model.project()?;
        let draws = request.draws.map(|(n, seed)| model.bootstrap(n, seed)).transpose()?;
        let reached: u64 = self.at_limit.iter().sum();
        for (number, (row, projected)) in rows.iter_mut().filter(periods_of).zip(periods).enumerate() {
            row.interval = Some(match &draws {
                Some(draws) => draws.interval(number, request.level)?,
                None => projected.interval(request.level)?,
            });
            row.forecast = Some(projected.stock);
            row.exits = projected.exits;
            row.at_end = projected.limit;
            if reached == 0 {
                row.to_unknown = projected.limit;
            }
            for (exits, n) in row.exits.iter_mut().zip(&self.at_limit).filter(|_| reached > 0) {
                *exits += projected.limit * *n as f64 / reached as f64;
            }
        }
        Ok(rows)
    }

    /// A row of counts, which has no forecast yet.
    fn row(&self, day: Day, request: &Request) -> Row {
        let still = |last: fn(&Group) -> Option<Day>| {
            let runs = self.in_area(request).filter(|(group, _)| last(group).is_none_or(|last| day <= last));
            runs.map(|(_, n)| n).sum::<u64>()
        };
        Row {
            day,
            without_leave: still(|group| group.planned),
            with_leave: still(|group| group.last),
            forecast: None,
            interval: None,
            exits: vec![0.0; self.causes.len()],
            at_end: 0.0,
            to_unknown: 0.0,
        }
    }
}

/// Whether a day is the last of a year.
pub fn ends_year(day: Day) -> bool {
    let (_, month, day) = day.civil();
    (month, day) == (12, 31)
}

/// The rows of the ends of years, the first and the last; exits of a row are those since the row before.
pub fn by_year(rows: &[Row]) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::new();
    let (mut exits, mut at_end, mut to_unknown) = (Vec::new(), 0.0, 0.0);
    for (place, row) in rows.iter().enumerate() {
        exits.resize(row.exits.len(), 0.0);
        exits.iter_mut().zip(&row.exits).for_each(|(sum, n)| *sum += n);
        at_end += row.at_end;
        to_unknown += row.to_unknown;
        if place == 0 || place + 1 == rows.len() || ends_year(row.day) {
            kept.push(Row { exits: exits.clone(), at_end, to_unknown, ..row.clone() });
            exits.fill(0.0);
            (at_end, to_unknown) = (0.0, 0.0);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::Cause;
    use definitions::{Catalog, Title};
    use proptest::prelude::*;
    use rules::Scheme;
    use statistics::LifeTable;
    use std::sync::Arc;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Made-up outlooks on a day: rates of two causes at ages to 40, groups with ends in three years and without.
    fn outlooks() -> impl Strategy<Value = Outlook> {
        let ages = prop::collection::vec((60_u64..90, 0_u64..4, 0_u64..4), 41);
        let groups =
            prop::collection::vec((0_u32..30, prop::option::of((-40_i32..1100, 0_i32..200)), 1_u64..60), 1..12);
        (ages, groups, 0_i32..60, (0_u64..30, 0_u64..30)).prop_map(|(ages, groups, later, at_limit)| {
            let on = day("2026-05-02") + later;
            let exits = vec![ages.iter().map(|age| age.1).collect(), ages.iter().map(|age| age.2).collect()];
            let early = LifeTable::from_start(exits, ages.iter().map(|age| age.0).collect()).unwrap();
            let mut running = BTreeMap::new();
            for (number, (elapsed, end, n)) in groups.into_iter().enumerate() {
                let planned = end.map(|(days, _)| on + days);
                let last = end.map(|(days, leave)| on + days + leave);
                let group = Group { municipality: Some(101 + (number as u16 % 2)), elapsed, planned, last };
                *running.entry(group).or_insert(0) += n;
            }
            let catalog = Catalog::embedded().unwrap();
            let hierarchy = Arc::clone(catalog.hierarchies.versions("exit.next").unwrap().last().unwrap());
            let cause = |id: &str| Cause { id: id.to_owned(), title: Title::name(id.to_owned()) };
            Outlook {
                scheme: Scheme::Ressourceforlob,
                on,
                anchor: Month::of(on + 15).plus(-1),
                known: Month::of(on).plus(-2),
                causes: vec![cause("a"), cause("b")],
                hierarchy,
                early,
                at_limit: vec![at_limit.0, at_limit.1],
                running,
                undecided: 0,
                start_unknown: 0,
                without_plan: 0,
                left_out: 0,
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn without_early_exits_it_is_the_run_to_the_end(outlook in outlooks()) {
            let mut request = Request::until(day("2029-12-31"));
            request.change.exits = 0.0;
            for row in outlook.project(&request).unwrap() {
                if let Some(forecast) = row.forecast {
                    prop_assert!((forecast - row.with_leave as f64).abs() < 1e-9, "{} for {}", forecast, row.with_leave);
                }
            }
        }

        #[test]
        fn a_stock_is_the_stock_before_less_those_who_left(outlook in outlooks(), factor in 0.0..2.0_f64) {
            let mut request = Request::until(day("2029-12-31"));
            request.change.exits = factor;
            let mut before = outlook.n_running() as f64;
            for row in outlook.project(&request).unwrap() {
                let Some(forecast) = row.forecast else { continue };
                let left = row.exits.iter().sum::<f64>() + row.to_unknown;
                prop_assert!((before - left - forecast).abs() < 1e-6, "{before} less {left} is not {forecast}");
                prop_assert!(forecast <= row.with_leave as f64 + 1e-9);
                prop_assert!(row.interval.unwrap().contains(forecast));
                before = forecast;
            }
        }

        #[test]
        fn municipalities_add_up_to_the_country(outlook in outlooks()) {
            let all = outlook.project(&Request::until(day("2028-12-31"))).unwrap();
            let of = |area| {
                let request = Request { municipality: Some(Some(area)), ..Request::until(day("2028-12-31")) };
                outlook.project(&request).unwrap()
            };
            for ((all, one), two) in all.iter().zip(of(101)).zip(of(102)) {
                prop_assert_eq!(all.with_leave, one.with_leave + two.with_leave);
                prop_assert_eq!(all.without_leave, one.without_leave + two.without_leave);
                let sum = one.forecast.zip(two.forecast).map(|(one, two)| one + two);
                prop_assert_eq!(all.forecast.is_some(), sum.is_some());
                prop_assert!(all.forecast.zip(sum).is_none_or(|(all, sum)| (all - sum).abs() < 1e-6));
            }
        }
    }
}

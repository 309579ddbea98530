//! The run-off of a forecast, protected.
//!
//! One system has all of it, whatever is shown: municipalities add up to the country, what runs on a later day is what ran
//! on the day before less those whose end lies between them, and that number is nobody's to know either where it is small.
//! Zeros are shown. A forecast stands only where the run-off does that it is made from: with no early exits it is the same.
//!
//! What leave moves, the difference of the two series, is not taken for a count of persons: both are shown beside each
//! other, since that is what is asked for.

use crate::{Error, Figure, FollowedIn};
use calendar::Day;
use forecast::{Change, Outlook, Request, Row, by_year};
use protection::{Cell, CellId, Frequency, Known, Printing, Settings, Status, System, SystemBuilder};
use std::collections::BTreeMap;

/// What is asked of a run-off.
#[derive(Debug, Clone, Copy)]
pub struct RunOffRequest<'a> {
    /// The last day, the level and kind of intervals, who comes. What changes and where is not taken from it.
    pub request: &'a Request,
    /// What becomes otherwise, one after another.
    pub scenarios: &'a [Change],
    /// Of where.
    pub places: &'a [FollowedIn],
    /// Whether there is a row for the end of each month, and not of each year. Of municipalities there is one for each year.
    pub monthly: bool,
    /// The least count that is shown; zeros are.
    pub threshold: i64,
}

/// A run-off as it may be shown.
///
/// ```
/// use release::{Figure, FollowedIn, RunOff};
/// fn now(run_off: &RunOff) -> Option<Figure> {
///     run_off.rows(FollowedIn::Country).first().map(|row| row.with_leave)
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RunOff {
    /// The least count that is shown; zeros are.
    pub threshold: i64,
    /// How many run on the day.
    pub running: Figure,
    /// How many of them are undecided.
    pub undecided: Figure,
    /// How many of them have no known start.
    pub start_unknown: Figure,
    /// How many of them have no plan.
    pub without_plan: Figure,
    /// How many of them are past their end.
    pub past_end: Figure,
    /// The ids of the next benefits, in the order of [`Exits::to`].
    pub next: Vec<String>,
    /// Kind, id and content hash of the definition that they are from.
    pub rests_on: (String, String, String),
    rows: BTreeMap<FollowedIn, Vec<RunOffRow>>,
}

/// A day of a run-off.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOffRow {
    /// The day.
    pub day: Day,
    /// How many run if each goes on to its planned end, leave left out; on the first day, how many run.
    pub without_leave: Figure,
    /// The same, leave included.
    pub with_leave: Figure,
    /// As it is, and then each scenario; none where none is shown, on the first day and on one that ends no month.
    pub estimates: Vec<Option<Estimate>>,
}

/// A forecast, in persons, rounded to whole ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// How many run.
    pub stock: i64,
    /// The interval's lower limit.
    pub lower: i64,
    /// The interval's upper limit.
    pub upper: i64,
    /// Exits since the row before; none where they may not be told.
    pub exits: Option<Exits>,
}

/// Exits between two rows, rounded to whole persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exits {
    /// To each next benefit, in the outlook's order.
    pub to: Vec<i64>,
    /// To what is not known.
    pub to_unknown: i64,
    /// All of them.
    pub all: i64,
    /// Of them, how many reach their end.
    pub at_end: i64,
}

impl RunOff {
    /// Projects an outlook and protects it.
    ///
    /// # Errors
    /// Where nothing can be projected, or a count cannot be protected whatever is hidden.
    pub fn protect(outlook: &Outlook, asked: RunOffRequest<'_>) -> Result<RunOff, Error> {
        let of = |municipality| Request { municipality, change: Change::none(), ..asked.request.clone() };
        let areas = outlook.by_municipality().into_keys();
        let areas = areas.map(|area| Ok((area, stocks(&by_year(&outlook.run_to_end(&of(Some(area)))?)))));
        let counted = Counted {
            country: stocks(&outlook.run_to_end(&of(None))?),
            areas: areas.collect::<Result<_, Error>>()?,
            past_end: outlook.n_past_end(),
        };
        let told = Told { figures: counted.protected(asked.threshold)? };
        let mut rows = BTreeMap::new();
        for place in asked.places {
            let municipality = match place {
                FollowedIn::Country => None,
                FollowedIn::Municipality(code) if counted.areas.contains_key(code) => Some(*code),
                // Nobody runs there, or it is no place of a run-off.
                FollowedIn::Municipality(_) | FollowedIn::Jobcentre(_) => continue,
            };
            let mut projected = Vec::new();
            for change in std::iter::once(&Change::none()).chain(asked.scenarios) {
                let all = outlook.project(&Request { change: change.clone(), ..of(municipality) })?;
                projected.push(if asked.monthly && municipality.is_none() { all } else { by_year(&all) });
            }
            rows.insert(*place, told.rows(*place, &projected));
        }
        let header = &outlook.hierarchy.header;
        let rule = Frequency { threshold: asked.threshold, hide_zeros: false };
        let alone = |n: u64| match rule.check(whole(n)) {
            Some(_) => Figure::Hidden,
            None => Figure::Shown(n),
        };
        Ok(RunOff {
            threshold: asked.threshold,
            running: told.figure((FollowedIn::Country, outlook.on, Of::WithLeave)),
            undecided: alone(outlook.undecided),
            start_unknown: alone(outlook.start_unknown),
            without_plan: alone(outlook.without_plan),
            past_end: told.figure((FollowedIn::Country, outlook.on, Of::PastEnd)),
            next: outlook.causes.iter().map(|cause| cause.id.clone()).collect(),
            rests_on: ("hierarchy".to_owned(), header.id.clone(), header.hash.clone()),
            rows,
        })
    }

    /// The days of a place; none where nobody runs there or it was not asked for.
    pub fn rows(&self, place: FollowedIn) -> &[RunOffRow] {
        self.rows.get(&place).map_or(&[], Vec::as_slice)
    }

    /// The places that were asked for.
    pub fn places(&self) -> impl Iterator<Item = FollowedIn> {
        self.rows.keys().copied()
    }
}

/// A count of a run-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    WithoutLeave,
    WithLeave,
    PastEnd,
}

type Key = (FollowedIn, Day, Of);

/// How many run on a day to their end, without leave and with it.
type Stock = (Day, [u64; 2]);

fn stocks(rows: &[Row]) -> Vec<Stock> {
    rows.iter().map(|row| (row.day, [row.without_leave, row.with_leave])).collect()
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What was counted: of the country month by month, of municipalities year by year; the first day and the last are in both.
#[derive(Debug, Clone)]
struct Counted {
    country: Vec<Stock>,
    areas: BTreeMap<Option<u16>, Vec<Stock>>,
    past_end: u64,
}

impl Counted {
    fn protected(&self, threshold: i64) -> Result<BTreeMap<Key, Figure>, Error> {
        let (system, ids) = self.system(threshold)?;
        let settings = Settings { intervals: false, ..Settings::default() };
        let pattern = protection::protect(&system, &settings).map_err(Error::Protection)?;
        let figure = |id: CellId| match (pattern.status(id), system.cell(id)) {
            (Some(Status::Shown), Some(cell)) => Figure::Shown(cell.value.unsigned_abs()),
            _ => Figure::Hidden,
        };
        Ok(ids.into_iter().map(|(key, id)| (key, figure(id))).collect())
    }

    fn system(&self, threshold: i64) -> Result<(System, BTreeMap<Key, CellId>), Error> {
        let mut writer = Writer {
            builder: System::builder(),
            rule: Frequency { threshold, hide_zeros: false },
            ids: BTreeMap::new(),
        };
        for (area, stocks) in &self.areas {
            writer.series(FollowedIn::Municipality(*area), stocks);
        }
        writer.series(FollowedIn::Country, &self.country);
        for (day, _) in &self.country {
            for of in [Of::WithoutLeave, Of::WithLeave] {
                let part = |area: &Option<u16>| writer.ids.get(&(FollowedIn::Municipality(*area), *day, of)).copied();
                let parts: Vec<CellId> = self.areas.keys().filter_map(part).collect();
                let total = writer.ids[&(FollowedIn::Country, *day, of)];
                match &parts[..] {
                    [] => {}
                    [part] => writer.builder.same(total, *part),
                    parts => writer.builder.total("municipalities", total, parts),
                }
            }
        }
        if let Some((on, _)) = self.country.first() {
            // Whoever is past the end is not there on the next day that is told.
            let key = (FollowedIn::Country, *on, Of::PastEnd);
            let past_end = writer.cell(key, self.past_end, DEAR);
            if let Some((next, _)) = self.country.get(1) {
                let of = |day: Day| writer.ids[&(FollowedIn::Country, day, Of::WithLeave)];
                let terms = [(of(*on), 1), (of(*next), -1), (past_end, -1)];
                writer.builder.fact("whoever is past the end leaves", &terms, 0);
            }
        }
        Ok((writer.builder.build().map_err(Error::Protection)?, writer.ids))
    }
}

/// How much dearer than its size it is to hide what is asked for first: the country, and the ends of years.
const DEAR: u64 = 4;

/// Writes cells and what ties them.
struct Writer {
    builder: SystemBuilder,
    rule: Frequency,
    ids: BTreeMap<Key, CellId>,
}

impl Writer {
    fn cell(&mut self, key: Key, persons: u64, dear: u64) -> CellId {
        let cell = Cell::new(whole(persons)).primary(self.rule.check(whole(persons)));
        let cost = cell.cost.saturating_mul(dear).saturating_add(1);
        let cell = match persons {
            0 => cell.cost(cost).printing(Printing::Shown),
            _ => cell.cost(cost).known(Known::ABOVE_ZERO),
        };
        let id = self.builder.cell(cell);
        self.ids.insert(key, id);
        id
    }

    /// What runs on one day after another, and between them how many reach their end: never printed, and known to whoever
    /// sees both.
    fn series(&mut self, place: FollowedIn, stocks: &[Stock]) {
        let mut before: Option<([CellId; 2], [u64; 2])> = None;
        for (day, counts) in stocks {
            let dear = match place {
                // What runs on the day itself stands in other tables.
                _ if before.is_none() => DEAR * DEAR * DEAR,
                FollowedIn::Country if forecast::ends_year(*day) => DEAR * DEAR,
                FollowedIn::Country => DEAR,
                FollowedIn::Jobcentre(_) | FollowedIn::Municipality(_) => 1,
            };
            let without = self.cell((place, *day, Of::WithoutLeave), counts[0], dear);
            // On the first day both are who runs.
            let with = match before {
                Some(_) => self.cell((place, *day, Of::WithLeave), counts[1], dear),
                None => {
                    self.ids.insert((place, *day, Of::WithLeave), without);
                    without
                }
            };
            if with != without {
                self.builder.fact("leave moves an end to later", &[(with, 1), (without, -1)], 0);
            }
            let ids = [without, with];
            if let Some((ids_before, counts_before)) = before {
                for series in 0..2 {
                    let ended = whole(counts_before[series]) - whole(counts[series]);
                    let cell = Cell::new(ended).printing(Printing::Virtual).primary(self.rule.check(ended));
                    let ended = self.builder.cell(cell.known(Known::COUNT));
                    self.builder.total("reach their end", ids_before[series], &[ids[series], ended]);
                }
            }
            before = Some((ids, *counts));
        }
    }
}

/// What is shown of the counts.
struct Told {
    figures: BTreeMap<Key, Figure>,
}

impl Told {
    fn figure(&self, key: Key) -> Figure {
        self.figures.get(&key).copied().unwrap_or(Figure::Hidden)
    }

    /// A place's rows; `projected` has them as they are, and in each scenario.
    fn rows(&self, place: FollowedIn, projected: &[Vec<Row>]) -> Vec<RunOffRow> {
        let is_shown = |row: &Row| self.figure((place, row.day, Of::WithLeave)) != Figure::Hidden;
        let Some(days) = projected.first() else { return Vec::new() };
        let row = |at: usize| {
            let day = days[at].day;
            let estimates = projected.iter().map(|rows| {
                // The exits are since the latest row that has a forecast: the first has none and is who runs.
                let before = rows[..at].iter().rev().find(|row| row.forecast.is_some()).unwrap_or(&rows[0]);
                estimate(&rows[at], is_shown(&rows[at]), is_shown(before))
            });
            RunOffRow {
                day,
                without_leave: self.figure((place, day, Of::WithoutLeave)),
                with_leave: self.figure((place, day, Of::WithLeave)),
                estimates: estimates.collect(),
            }
        };
        (0..days.len()).map(row).collect()
    }
}

/// A row's forecast where its run-off is shown; its exits where that of the row before is, too.
fn estimate(row: &Row, is_shown: bool, is_shown_before: bool) -> Option<Estimate> {
    let rounded = |value: f64| value.round() as i64;
    let (stock, interval) = row.forecast.zip(row.interval).filter(|_| is_shown)?;
    let exits = is_shown_before.then(|| Exits {
        to: row.exits.iter().copied().map(rounded).collect(),
        to_unknown: rounded(row.to_unknown),
        all: rounded(row.exits.iter().sum::<f64>() + row.to_unknown),
        at_end: rounded(row.at_end),
    });
    Some(Estimate { stock: rounded(stock), lower: rounded(interval.lower), upper: rounded(interval.upper), exits })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const THRESHOLD: u64 = 3;
    /// The largest count that is tried.
    const MOST: u64 = 13;

    fn day(number: usize) -> Day {
        ["2026-05-22", "2026-12-31", "2027-12-31"][number].parse().unwrap()
    }

    /// Of each area how many run on the first day, and then without and with leave on each later one.
    type Area = Vec<[u64; 2]>;

    #[derive(Debug, Clone)]
    struct Drawn {
        areas: Vec<Area>,
        past_end: u64,
    }

    impl Drawn {
        fn counted(&self) -> Counted {
            let stocks = |area: &Area| area.iter().enumerate().map(|(at, counts)| (day(at), *counts)).collect();
            let codes = (101..).map(Some);
            Counted {
                country: stocks(&self.country()),
                areas: codes.zip(self.areas.iter().map(stocks)).collect(),
                past_end: self.past_end,
            }
        }

        fn country(&self) -> Area {
            let sum = |at: usize, series: usize| self.areas.iter().map(|area| area[at][series]).sum();
            (0..self.areas[0].len()).map(|at| [sum(at, 0), sum(at, 1)]).collect()
        }

        /// Everything that could be printed or is known from it, in an order of its own; the printed with their keys.
        fn cells(&self) -> Vec<(Option<Key>, u64)> {
            let mut cells = vec![(Some((FollowedIn::Country, day(0), Of::PastEnd)), self.past_end)];
            let places = (101..).map(|code| FollowedIn::Municipality(Some(code)));
            let country = [(FollowedIn::Country, self.country())];
            for (place, area) in places.zip(self.areas.clone()).chain(country) {
                for (at, counts) in area.iter().enumerate() {
                    for (series, of) in [Of::WithoutLeave, Of::WithLeave].into_iter().enumerate() {
                        cells.push((Some((place, day(at), of)), counts[series]));
                        if at > 0 {
                            cells.push((None, area[at - 1][series] - counts[series]));
                        }
                    }
                }
            }
            cells
        }
    }

    /// All series of an area that fit what is shown of it alone: each later day has no more, and leave takes none away.
    fn fitting(shown: &BTreeMap<Key, Figure>, place: FollowedIn, n_days: usize) -> Vec<Area> {
        let fits = |at: usize, of: Of, n: u64| match shown[&(place, day(at), of)] {
            Figure::Shown(known) => n == known,
            Figure::Hidden => n > 0,
        };
        let mut all: Vec<Area> = (0..=MOST).filter(|n| fits(0, Of::WithLeave, *n)).map(|n| vec![[n, n]]).collect();
        for at in 1..n_days {
            let mut longer = Vec::new();
            for area in all {
                let before = area[at - 1];
                for with in (0..=before[1]).filter(|n| fits(at, Of::WithLeave, *n)) {
                    for without in (0..=with.min(before[0])).filter(|n| fits(at, Of::WithoutLeave, *n)) {
                        longer.push([&area[..], &[[without, with]]].concat());
                    }
                }
            }
            all = longer;
        }
        all
    }

    /// Whoever tries all run-offs that fit what is shown: the largest that each cell can be.
    fn largest(drawn: &Drawn, shown: &BTreeMap<Key, Figure>) -> Vec<u64> {
        let n_days = drawn.areas[0].len();
        let places: Vec<FollowedIn> =
            (101..).map(|code| FollowedIn::Municipality(Some(code))).take(drawn.areas.len()).collect();
        let mut all: Vec<Vec<Area>> = vec![Vec::new()];
        for place in &places {
            let own = fitting(shown, *place, n_days);
            all = all
                .iter()
                .flat_map(|areas| own.iter().map(|area| [&areas[..], std::slice::from_ref(area)].concat()))
                .collect();
        }
        let mut largest = vec![0; drawn.cells().len()];
        for areas in all {
            let tried = Drawn { areas, past_end: 0 };
            let country = tried.country();
            let is_shown = |at: usize, series: usize, of: Of| match shown[&(FollowedIn::Country, day(at), of)] {
                Figure::Shown(known) => country[at][series] == known,
                Figure::Hidden => country[at][series] > 0,
            };
            if !(0..n_days).all(|at| is_shown(at, 0, Of::WithoutLeave) && is_shown(at, 1, Of::WithLeave)) {
                continue;
            }
            let most_past_end = country[0][1] - country[1][1];
            let past_end = match shown[&(FollowedIn::Country, day(0), Of::PastEnd)] {
                Figure::Shown(known) if known <= most_past_end => known,
                Figure::Hidden if most_past_end > 0 => most_past_end,
                _ => continue,
            };
            let tried = Drawn { past_end, ..tried };
            largest.iter_mut().zip(tried.cells()).for_each(|(known, (_, n))| *known = n.max(*known));
        }
        largest
    }

    fn area(n_days: usize) -> impl Strategy<Value = Area> {
        prop::collection::vec((0..4u64, 0..3u64), n_days).prop_map(|steps| {
            // Counted from the last day to the first, so that each has as many as the next or more.
            let mut area: Area = Vec::new();
            let (mut without, mut leave) = (0, 0);
            for (ended, moved) in steps {
                without += ended;
                leave = moved.max(if area.is_empty() { 0 } else { leave });
                area.push([without, without + leave]);
            }
            area.reverse();
            area[0][0] = area[0][1];
            area
        })
    }

    fn drawn() -> impl Strategy<Value = Drawn> {
        let shapes = prop_oneof![prop::collection::vec(area(2), 1..3), prop::collection::vec(area(3), 1..2),];
        (shapes, 0..4u64).prop_map(|(areas, past_end)| {
            let drawn = Drawn { areas, past_end: 0 };
            let country = drawn.country();
            Drawn { past_end: past_end.min(country[0][1] - country[1][1]), ..drawn }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

        /// Neither a small count nor that few reach their end between two days can be worked out.
        #[test]
        fn no_small_count_can_be_worked_out(drawn in drawn()) {
            let shown = drawn.counted().protected(THRESHOLD as i64).unwrap();
            let largest = largest(&drawn, &shown);
            for ((key, n), largest) in drawn.cells().into_iter().zip(largest) {
                match key.map(|key| (key, shown[&key])) {
                    Some((key, Figure::Shown(known))) => {
                        prop_assert_eq!(known, n);
                        prop_assert!(n == 0 || n >= THRESHOLD, "{:?} is shown", key);
                    }
                    _ if n > 0 && n < THRESHOLD => {
                        prop_assert!(largest >= THRESHOLD, "{:?} of {} is told by {:?}", key, n, shown);
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn two_whose_end_lies_between_two_days_hide_a_day() {
        let drawn = |last: u64| Drawn { areas: vec![vec![[40, 40], [22, 22], [last, last]]], past_end: 0 };
        let shown = |last: u64| {
            let shown = drawn(last).counted().protected(THRESHOLD as i64).unwrap();
            [0, 1, 2].map(|at| shown[&(FollowedIn::Country, day(at), Of::WithLeave)])
        };
        assert_eq!(shown(12), [40, 22, 12].map(Figure::Shown));
        assert_eq!(shown(20)[0], Figure::Shown(40));
        assert!(shown(20).contains(&Figure::Hidden));
        assert_eq!(shown(0), [40, 22, 0].map(Figure::Shown));
    }
}

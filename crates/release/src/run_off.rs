//! The run-off of a forecast, protected.
//!
//! Its counting has all of it, whatever is shown: municipalities add up to the country, what runs on a later day is what ran
//! on the day before less those whose end lies between them, and that number is nobody's to know either where it is small.
//! A forecast stands only where the run-off does that it is made from: with no early exits it is the same.
//!
//! What leave moves is the difference of the two series, and a count of persons like others. Whoever asks for both beside
//! each other is told both.

use crate::counting::{Counted, Counting, Tie};
use crate::{Error, Figure, FollowedIn, ProtectedCounting};
use calendar::Day;
use definitions::Disclosure;
use forecast::{Change, Outlook, Request, Row, by_year};
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
    /// By which counts it is hidden.
    pub rule: Disclosure,
    /// Whether both series are told also where they differ by few: that is how many have leave. Otherwise one of them is hidden
    /// there.
    pub tells_leave: bool,
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

/// A run-off as it was counted, which nothing shows.
#[derive(Debug, Clone)]
pub struct CountedRunOff {
    counting: Counting,
    places: BTreeMap<Key, usize>,
    on: Day,
    next: Vec<String>,
    rests_on: (String, String, String),
    /// Of each place its rows as they are, and in each scenario.
    projected: BTreeMap<FollowedIn, Vec<Vec<Row>>>,
}

impl CountedRunOff {
    /// Counts and projects an outlook.
    ///
    /// # Errors
    /// Where nothing can be projected.
    pub fn of(outlook: &Outlook, asked: RunOffRequest<'_>) -> Result<CountedRunOff, Error> {
        let of = |municipality| Request { municipality, change: Change::none(), ..asked.request.clone() };
        let areas = outlook.by_municipality().into_keys();
        let areas = areas.map(|area| Ok((area, stocks(&by_year(&outlook.run_to_end(&of(Some(area)))?)))));
        let stocks = Stocks {
            country: stocks(&outlook.run_to_end(&of(None))?),
            areas: areas.collect::<Result<_, Error>>()?,
            past_end: outlook.n_past_end(),
            undecided: outlook.undecided,
            start_unknown: outlook.start_unknown,
            without_plan: outlook.without_plan,
        };
        let mut projected = BTreeMap::new();
        for place in asked.places {
            let municipality = match place {
                FollowedIn::Country => None,
                FollowedIn::Municipality(code) if stocks.areas.contains_key(code) => Some(*code),
                // Nobody runs there, or it is no place of a run-off.
                FollowedIn::Municipality(_) | FollowedIn::Jobcentre(_) => continue,
            };
            let mut of_place = Vec::new();
            for change in std::iter::once(&Change::none()).chain(asked.scenarios) {
                let all = outlook.project(&Request { change: change.clone(), ..of(municipality) })?;
                of_place.push(if asked.monthly && municipality.is_none() { all } else { by_year(&all) });
            }
            projected.insert(*place, of_place);
        }
        let header = &outlook.hierarchy.header;
        let (counting, places) =
            stocks.counting(outlook.scheme.benefit(), asked.request.until, asked.rule, asked.tells_leave);
        Ok(CountedRunOff {
            counting,
            places,
            on: outlook.on,
            next: outlook.causes.iter().map(|cause| cause.id.clone()).collect(),
            rests_on: ("hierarchy".to_owned(), header.id.clone(), header.hash.clone()),
            projected,
        })
    }

    /// Its counts, to be protected.
    pub fn counting(&self) -> &Counting {
        &self.counting
    }

    /// What may be shown of it, once its counting is protected.
    pub fn shown(&self, protected: &ProtectedCounting) -> RunOff {
        let told = Told { places: &self.places, protected };
        let country = |of: Of| told.figure((FollowedIn::Country, self.on, of));
        RunOff {
            threshold: protected.threshold(),
            running: country(Of::WithLeave),
            undecided: country(Of::Undecided),
            start_unknown: country(Of::StartUnknown),
            without_plan: country(Of::WithoutPlan),
            past_end: country(Of::PastEnd),
            next: self.next.clone(),
            rests_on: self.rests_on.clone(),
            rows: self.projected.iter().map(|(place, projected)| (*place, told.rows(*place, projected))).collect(),
        }
    }
}

impl RunOff {
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
    Undecided,
    StartUnknown,
    WithoutPlan,
}

type Key = (FollowedIn, Day, Of);

/// How many run on a day to their end, without leave and with it.
type Stock = (Day, [u64; 2]);

fn stocks(rows: &[Row]) -> Vec<Stock> {
    rows.iter().map(|row| (row.day, [row.without_leave, row.with_leave])).collect()
}

/// What was counted: of the country month by month, of municipalities year by year; the first day and the last are in both.
#[derive(Debug, Clone, Default)]
struct Stocks {
    country: Vec<Stock>,
    areas: BTreeMap<Option<u16>, Vec<Stock>>,
    past_end: u64,
    undecided: u64,
    start_unknown: u64,
    without_plan: u64,
}

impl Stocks {
    /// The counting, and where in it each count stands.
    fn counting(
        &self,
        benefit: &str,
        until: Day,
        rule: Disclosure,
        tells_leave: bool,
    ) -> (Counting, BTreeMap<Key, usize>) {
        let Some((on, _)) = self.country.first() else {
            return (Counting::new(format!("run_off.{benefit}"), rule), BTreeMap::new());
        };
        let mut writer = Writer {
            counting: Counting::new(format!("run_off.{benefit}.{on}.{until}"), rule),
            subject: format!("{benefit} by law, run-off"),
            on: *on,
            tells_leave,
            places: BTreeMap::new(),
        };
        for (area, stocks) in &self.areas {
            writer.series(FollowedIn::Municipality(*area), stocks);
        }
        writer.series(FollowedIn::Country, &self.country);
        for (day, _) in &self.country {
            for of in [Of::WithoutLeave, Of::WithLeave] {
                let part =
                    |area: &Option<u16>| writer.places.get(&(FollowedIn::Municipality(*area), *day, of)).copied();
                let parts: Vec<usize> = self.areas.keys().filter_map(part).collect();
                let whole = writer.places[&(FollowedIn::Country, *day, of)];
                if !parts.is_empty() {
                    writer.counting.ties.push(Tie::Sum { whole, parts });
                }
            }
        }
        // Whoever is past the end is not there on the next day that is told.
        let past_end = writer.on_the_day(Of::PastEnd, self.past_end);
        let with_leave = |(day, _): &Stock| writer.places[&(FollowedIn::Country, *day, Of::WithLeave)];
        let parts = self.country.get(1).map(with_leave).into_iter().chain([past_end]).collect();
        let running = writer.places[&(FollowedIn::Country, *on, Of::WithLeave)];
        writer.counting.ties.push(Tie::AtLeast { whole: running, parts });
        let parts = [
            (Of::Undecided, self.undecided),
            (Of::StartUnknown, self.start_unknown),
            (Of::WithoutPlan, self.without_plan),
        ];
        for (of, n) in parts {
            let part = writer.on_the_day(of, n);
            writer.counting.ties.push(Tie::Part { whole: running, part });
        }
        (writer.counting, writer.places)
    }
}

/// How much dearer than a month's end it is to hide what is asked for first: the ends of years.
const DEAR: u64 = 4;

/// Writes counts and what ties them.
struct Writer {
    counting: Counting,
    subject: String,
    on: Day,
    tells_leave: bool,
    places: BTreeMap<Key, usize>,
}

impl Writer {
    fn count(&mut self, key: Key, what: &str, n: u64, dear: u64, nests: Vec<(String, i64)>) -> usize {
        let place = self.counting.count(Counted {
            of: format!("{}: {what}", self.subject),
            on: self.on,
            place: key.0.category(|_| String::new()),
            value: i64::try_from(n).unwrap_or(i64::MAX),
            dear,
            nests,
        });
        self.places.insert(key, place);
        place
    }

    fn on_the_day(&mut self, of: Of, n: u64) -> usize {
        let what = match of {
            Of::WithoutLeave | Of::WithLeave => "running",
            Of::PastEnd => "past their planned end",
            Of::Undecided => "undecided",
            Of::StartUnknown => "of unknown start",
            Of::WithoutPlan => "without a plan",
        };
        self.count((FollowedIn::Country, self.on, of), what, n, 1, Vec::new())
    }

    /// What runs on one day after another: of what runs on a day, what runs on a later one is a part, and between them how
    /// many reach their end is known to whoever sees both.
    fn series(&mut self, place: FollowedIn, stocks: &[Stock]) {
        let nest =
            |series: &str, day: Day| (format!("{}: running on, {series}", self.subject), -i64::from(day.number()));
        let nests: Vec<[(String, i64); 2]> =
            stocks.iter().map(|(day, _)| ["without leave", "with leave"].map(|series| nest(series, *day))).collect();
        for ((at, (day, counts)), [without_nest, with_nest]) in stocks.iter().enumerate().zip(nests) {
            let is_country = place == FollowedIn::Country;
            if at == 0 {
                // On the first day both are who runs, which stands in other tables.
                let dear = if is_country { DEAR * DEAR } else { DEAR * DEAR * DEAR };
                let running = self.count(
                    (place, *day, Of::WithoutLeave),
                    "running",
                    counts[0],
                    dear,
                    vec![without_nest, with_nest],
                );
                self.places.insert((place, *day, Of::WithLeave), running);
                continue;
            }
            let dear = if is_country && forecast::ends_year(*day) { DEAR } else { 1 };
            let what = |series: &str| format!("running to their planned end on {day}, {series}");
            let without = self.count(
                (place, *day, Of::WithoutLeave),
                &what("without leave"),
                counts[0],
                dear,
                vec![without_nest],
            );
            // The one with leave is what is expected to come: the other gives way.
            let dear = if self.tells_leave { dear } else { dear * DEAR };
            let with = self.count((place, *day, Of::WithLeave), &what("with leave"), counts[1], dear, vec![with_nest]);
            // Leave moves an end to later: of how many is the difference.
            self.counting.ties.push(match self.tells_leave {
                true => Tie::AtLeast { whole: with, parts: vec![without] },
                false => Tie::Part { whole: with, part: without },
            });
        }
    }
}

/// What is shown of the counts.
struct Told<'a> {
    places: &'a BTreeMap<Key, usize>,
    protected: &'a ProtectedCounting,
}

impl Told<'_> {
    fn figure(&self, key: Key) -> Figure {
        self.places.get(&key).map_or(Figure::Hidden, |at| self.protected.figure(*at))
    }

    /// A place's rows; `projected` has them as they are, and in each scenario.
    fn rows(&self, place: FollowedIn, projected: &[Vec<Row>]) -> Vec<RunOffRow> {
        // A forecast beside a rounded count would tell the count.
        let is_shown =
            |row: &Row| self.protected.is_exact() && self.figure((place, row.day, Of::WithLeave)) != Figure::Hidden;
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
        tells_leave: bool,
    }

    impl Drawn {
        fn counted(&self) -> Stocks {
            let stocks = |area: &Area| area.iter().enumerate().map(|(at, counts)| (day(at), *counts)).collect();
            let codes = (101..).map(Some);
            Stocks {
                country: stocks(&self.country()),
                areas: codes.zip(self.areas.iter().map(stocks)).collect(),
                past_end: self.past_end,
                ..Stocks::default()
            }
        }

        fn shown(&self) -> BTreeMap<Key, Figure> {
            let rule = Disclosure { threshold: THRESHOLD as i64, ..Disclosure::default() };
            let (counting, places) = self.counted().counting("ressourceforlob", day(2), rule, self.tells_leave);
            let protected = crate::protect(&[], &[&counting], crate::Method::Suppression, &crate::Ledger::default());
            let protected = &protected.unwrap().countings[0];
            places.into_iter().map(|(key, at)| (key, protected.figure(at))).collect()
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
                    if !self.tells_leave {
                        cells.push((None, counts[1] - counts[0]));
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
            let tried = Drawn { areas, past_end: 0, tells_leave: drawn.tells_leave };
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
        (shapes, 0..4u64, any::<bool>()).prop_map(|(areas, past_end, tells_leave)| {
            let drawn = Drawn { areas, past_end: 0, tells_leave };
            let country = drawn.country();
            Drawn { past_end: past_end.min(country[0][1] - country[1][1]), ..drawn }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

        /// Neither a small count nor that few reach their end between two days can be worked out.
        #[test]
        fn no_small_count_can_be_worked_out(drawn in drawn()) {
            let shown = drawn.shown();
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
        let drawn =
            |last: u64| Drawn { areas: vec![vec![[40, 40], [22, 22], [last, last]]], past_end: 0, tells_leave: true };
        let shown = |last: u64| {
            let shown = drawn(last).shown();
            [0, 1, 2].map(|at| shown[&(FollowedIn::Country, day(at), Of::WithLeave)])
        };
        assert_eq!(shown(12), [40, 22, 12].map(Figure::Shown));
        assert_eq!(shown(20)[0], Figure::Shown(40));
        assert!(shown(20).contains(&Figure::Hidden));
        assert_eq!(shown(0), [40, 22, 0].map(Figure::Shown));
    }

    #[test]
    fn two_with_leave_hide_the_series_without_it() {
        let shown = |tells_leave: bool| {
            let drawn = Drawn { areas: vec![vec![[40, 40], [20, 22], [9, 12]]], past_end: 0, tells_leave };
            let shown = drawn.shown();
            [Of::WithoutLeave, Of::WithLeave].map(|of| shown[&(FollowedIn::Country, day(1), of)])
        };
        assert_eq!(shown(true), [20, 22].map(Figure::Shown));
        assert_eq!(shown(false), [Figure::Hidden, Figure::Shown(22)]);
    }
}

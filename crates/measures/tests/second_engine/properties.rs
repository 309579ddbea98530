//! What holds of the tables whatever the register: stocks and flows add up, parts add up to their total, and neither
//! order nor shards nor threads nor other questions change a figure.

use crate::catalog::{BENEFITS, CATALOG, GAPS, GROUPS, SPELL_EVENTS, measure_of_spells};
use crate::cells::Known;
use crate::compare::{Shards, cells, fast, known};
use crate::days::each;
use crate::grown::{MEASURES, asking_for_one, of_all, of_group};
use crate::members::joined;
use crate::places::area;
use crate::random::{find, is_time, register_and_months, register_and_periods, register_and_requests};
use crate::slow::{Register, spells_of};
use calendar::{Day, Period, Span};
use definitions::{Count, Dimension, Event, Statistic, Window};
use measures::{Cell, Part, Request, Table};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use std::collections::BTreeMap;

/// The table of one event of spells, by periods and areas.
fn table_of(
    register: &Register,
    benefit: &str,
    gap: &str,
    event: &str,
    periods: &[Period],
    dimension: Dimension,
) -> Table {
    let measure = measure_of_spells(benefit, gap, "spells", event, 0);
    let request = Request {
        measure,
        periods: periods.to_vec(),
        by: Some(vec![Dimension::Period, dimension]),
        ..Request::default()
    };
    fast(&Shards::new(register, 1), &[request], 1).unwrap().remove(0)
}

fn count(table: &Table, period: Period, area: &str) -> Option<i128> {
    match table.find(&[&period.to_string(), area], "count")? {
        Cell::Number { value, .. } => value.as_whole(),
        Cell::NotYet | Cell::Unknown => None,
    }
}

/// How many running spells move into each area, less those that move out of it: their persons' days one after another,
/// from the stock before the period or the start to the end or the stock at the period's end.
fn moves(register: &Register, benefit: &str, gap: &str, period: Span, dimension: Dimension) -> BTreeMap<String, i128> {
    let measure = CATALOG.measures.versions(&measure_of_spells(benefit, gap, "spells", "ended", 0)).unwrap()[0].clone();
    let mut net: BTreeMap<String, i128> = BTreeMap::new();
    for (at, person) in register.people.iter().enumerate() {
        for spell in spells_of(&CATALOG, register, at, &measure) {
            let first =
                if period.contains(spell.start) && !spell.left_censored { spell.start } else { period.from - 1 };
            let last = if spell.ended { spell.last.min(period.last_day()) } else { period.last_day() };
            let begins = spell.start <= period.last_day();
            if !begins || last < period.from {
                continue;
            }
            for day in each(Span::new(first, last)) {
                let (from, to): (String, String) = (area(person, day, dimension), area(person, day + 1, dimension));
                *net.entry(from).or_default() -= 1;
                *net.entry(to).or_default() += 1;
            }
        }
    }
    net
}

type Checked = Result<(), TestCaseError>;

/// Opening and started and moved in, less ended and moved out, are closing: in each area, and in the country, within
/// which all moves are.
fn check_flow(register: &Register, periods: &[Period], benefit: &str, gap: &str, dimension: Dimension) -> Checked {
    let tables = SPELL_EVENTS.map(|event| table_of(register, benefit, gap, event, periods, dimension));
    for period in periods {
        let moved = moves(register, benefit, gap, period.span(), dimension);
        for area in tables[0].axes[1].categories.iter().map(|category| category.id.as_str()) {
            let figures = tables.each_ref().map(|table| count(table, *period, area));
            let [Some(started), Some(ended), _, Some(opening), Some(closing)] = figures else { continue };
            let moved = moved.get(area).copied().unwrap_or(0);
            prop_assert_eq!(opening + started + moved - ended, closing, "{} in {}", area, period);
        }
    }
    Ok(())
}

/// Whether the categories of an axis are parts of its total: a day may be paid with two codes, and whoever had an
/// offer within a week had one within a year.
fn is_partition(dimension: Dimension) -> bool {
    !is_time(dimension) && !matches!(dimension, Dimension::Code | Dimension::FirstOffer)
}

/// Whether what the measure counts is in one category alone: a person with two spells may be in two.
fn is_counted_once(table: &Table) -> bool {
    let may_be_twice = matches!(table.measure.count, Count::Persons | Count::Members);
    !may_be_twice || matches!(table.measure.event, Event::Paid | Event::Member)
}

/// The total of each axis is the sum of its parts, where all of them are known.
fn check_totals(table: &Table) -> Checked {
    let sums = [
        Statistic::Count,
        Statistic::PersonDays,
        Statistic::StartKnown,
        Statistic::SumDays,
        Statistic::HoursKnown,
        Statistic::PayKnown,
        Statistic::SumPay,
        Statistic::PlanKnown,
    ];
    let is_sum = |column: &usize| {
        let column = &table.columns[*column];
        matches!(column.part, Part::Figure) && sums.contains(&column.statistic)
    };
    let whole = |places: &[usize], column: usize| match table.cell(table.row(places), column) {
        Cell::Number { value, .. } => value.as_whole(),
        Cell::NotYet | Cell::Unknown => None,
    };
    for (axis, of) in table.axes.iter().enumerate().filter(|(_, axis)| is_partition(axis.dimension)) {
        let total = of.categories.len() - 1;
        for row in (0..table.n_rows()).filter(|row| table.places(*row)[axis] == total) {
            for column in (0..table.columns.len()).filter(is_sum) {
                let mut places = table.places(row);
                let parts: Option<Vec<i128>> = (0..total)
                    .map(|part| {
                        places[axis] = part;
                        whole(&places, column)
                    })
                    .collect();
                if let Some(parts) = parts {
                    let sum = Some(parts.iter().sum::<i128>());
                    prop_assert_eq!(sum, whole(&table.places(row), column), "{}", table.measure.header.id);
                }
            }
        }
    }
    Ok(())
}

/// Members at a month's end and those who came in the next month, less those who left in it, are the members at its
/// end. Persons are counted, and so nothing is said of a month in which somebody came or left twice.
fn check_members(register: &Register, group: usize, months: &[Period]) -> Checked {
    let table = |event: &str| {
        let request = Request {
            measure: of_group(event, group),
            periods: months.to_vec(),
            by: Some(vec![Dimension::Month]),
            ..Request::default()
        };
        fast(&Shards::new(register, 2), &[request], 1).unwrap().remove(0)
    };
    let (members, entered, left) = (table("member"), table("entered"), table("left"));
    let of = |table: &Table, month: Period| match table.find(&[&month.to_string()], "count")? {
        Cell::Number { value, .. } => value.as_whole(),
        Cell::NotYet | Cell::Unknown => None,
    };
    let (_, project, name) = GROUPS[group];
    let twice = |month: Period| {
        register.people.iter().any(|person| {
            let memberships = joined(person, project, name);
            let n =
                |edge: fn(&Span) -> Day| memberships.iter().map(edge).filter(|day| month.span().contains(*day)).count();
            n(|span| span.from) > 1 || n(|span| span.until) > 1
        })
    };
    for pair in months.windows(2) {
        let (Some(before), Some(after)) = (of(&members, pair[0]), of(&members, pair[1])) else { continue };
        if !twice(pair[1]) {
            let (came, went) = (of(&entered, pair[1]).unwrap(), of(&left, pair[1]).unwrap());
            prop_assert_eq!(before + came - went, after, "{}", pair[1]);
        }
    }
    Ok(())
}

/// Of one person alone, a member is in one category of each hierarchy.
fn check_one_category(register: &Register, measure: &str, months: &[Period]) -> Checked {
    for person in &register.people {
        let alone = Register { covered: register.covered, people: vec![person.clone()] };
        let request = |dimension: Dimension| Request {
            measure: measure.to_owned(),
            periods: months.to_vec(),
            by: Some(vec![Dimension::Month, dimension]),
            ..Request::default()
        };
        let requests = [Dimension::Benefit, Dimension::Offer, Dimension::Decision].map(request);
        for table in fast(&Shards::new(&alone, 1), &requests, 1).unwrap() {
            for month in months {
                let categories = table.axes[1].categories.iter().map(|category| category.id.as_str());
                let found: Vec<&str> =
                    categories.filter(|id| *id != "all" && count(&table, *month, id) == Some(1)).collect();
                let total = count(&table, *month, "all");
                prop_assert!(total.is_none() || Some(found.len() as i128) == total, "{:?} in {}", found, month);
            }
        }
    }
    Ok(())
}

/// Those who are asked for by one category are those of the category in the table of all.
fn check_where(register: &Register, measure: &str, periods: &[Period]) -> Checked {
    let (dimension, categories) = &find(measure).only[0];
    let [category] = &categories[..] else { return Ok(()) };
    let request = |measure: String, by: Vec<Dimension>| Request {
        measure,
        periods: periods.to_vec(),
        by: Some(by),
        ..Request::default()
    };
    let requests = [
        request(measure.to_owned(), vec![Dimension::Period]),
        request(of_all(measure), vec![Dimension::Period, *dimension]),
    ];
    let tables = fast(&Shards::new(register, 1), &requests, 1).unwrap();
    let column = if find(measure).count == Count::PersonDays { "person_days" } else { "count" };
    for period in periods {
        let period = period.to_string();
        let asked_for = tables[0].find(&[&period], column).map(known);
        // What nobody is in may have no row.
        let of_all = tables[1].find(&[&period, category], column).map(known);
        prop_assert!(of_all.is_none() || asked_for == of_all, "{}: {:?} and {:?}", measure, asked_for, of_all);
    }
    Ok(())
}

/// The same people and rows, in another order.
fn shuffled(register: &Register, keys: &[u32]) -> Register {
    fn reordered<T: Clone>(rows: &[T], keys: &[u32], salt: usize) -> Vec<T> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| keys[(at * 7 + salt) % keys.len()]);
        order.into_iter().map(|at| rows[at].clone()).collect()
    }
    let mut people = reordered(&register.people, keys, 0);
    for (salt, person) in people.iter_mut().enumerate() {
        person.payments = reordered(&person.payments, keys, salt);
        person.stays = reordered(&person.stays, keys, salt + 1);
        person.wages = reordered(&person.wages, keys, salt + 2);
        person.events = reordered(&person.events, keys, salt + 3);
        person.offers = reordered(&person.offers, keys, salt + 4);
        person.flexible_jobs = reordered(&person.flexible_jobs, keys, salt + 5);
        person.memberships = reordered(&person.memberships, keys, salt + 6);
        person.plans = reordered(&person.plans, keys, salt + 7);
    }
    Register { covered: register.covered, people }
}

fn check_order(register: &Register, requests: &[Request], keys: &[u32]) -> Checked {
    let once = fast(&Shards::new(register, 1), requests, 1).unwrap();
    for shards in [1, 2, 5] {
        let source = Shards::new(&shuffled(register, keys), shards);
        for threads in [1, 2, 3] {
            let again = fast(&source, requests, threads).unwrap();
            for (once, again) in once.iter().zip(&again) {
                prop_assert_eq!(cells(once), cells(again), "{} shards, {} threads", shards, threads);
            }
        }
    }
    Ok(())
}

fn check_alone(register: &Register, requests: &[Request]) -> Checked {
    let source = Shards::new(register, 2);
    let together = fast(&source, requests, 2).unwrap();
    for (request, among_others) in requests.iter().zip(&together) {
        let alone = fast(&source, std::slice::from_ref(request), 1).unwrap().remove(0);
        prop_assert_eq!(cells(&alone), cells(among_others));
        prop_assert_eq!(&alone.rests_on, &among_others.rests_on);
    }
    Ok(())
}

/// What provisional means: whatever is not marked is the same in a later extract.
fn check_final(register: &Register, requests: &[Request], more: i32) -> Checked {
    let covered = Span::new(register.covered.from, register.covered.until + more);
    let longer = Register { covered, people: register.people.clone() };
    let now = fast(&Shards::new(register, 1), requests, 1).unwrap();
    let later = fast(&Shards::new(&longer, 1), requests, 1).unwrap();
    for (now, later) in now.iter().zip(&later) {
        for (ids, column, figure) in cells(now) {
            if matches!(figure, Known::Number(_, false)) {
                let ids_of_row: Vec<&str> = ids.iter().map(String::as_str).collect();
                let later = later.find(&ids_of_row, &column).map(known);
                prop_assert_eq!(Some(figure), later, "{} {} of {:?}", now.measure.header.id, column, ids);
            }
        }
    }
    Ok(())
}

/// Whether the mark `provisional` says all of what may change.
///
/// Not of stocks and of active spells: in them an undecided spell counts in cells that say nothing of it, and may turn
/// out to have ended on the very day of a stock, or last longer inside the period. Nor of dimensions on which
/// somebody waits, or that look past the days that are covered.
fn is_settled(request: &Request) -> bool {
    let measure = find(&request.measure);
    let event = !matches!(measure.event, Event::Active | Event::Opening | Event::Closing);
    let by = request.by.as_ref().unwrap_or(&measure.by).iter();
    let dimensions = by.chain(request.only.iter().map(|(dimension, _)| dimension));
    let mut dimensions = dimensions.chain(measure.only.iter().map(|(dimension, _)| dimension));
    let is_settled = |dimension: &Dimension| match dimension {
        Dimension::Status | Dimension::Reached | Dimension::Next => false,
        Dimension::Benefit | Dimension::Offer | Dimension::Decision => {
            let window = measure.matching(*dimension).unwrap().window;
            matches!(window, Window::Day | Window::Period | Window::Spell | Window::Last(_))
        }
        Dimension::HoursBand | Dimension::HoursChange => measure.hours.as_ref().unwrap().window == Window::Day,
        Dimension::FirstOffer => measure.event == Event::Ended,
        // The next spell may begin before the reason was registered.
        Dimension::EndReason => measure.gap().is_some_and(|(_, name)| name.ends_with("month")),
        _ => true,
    };
    // Without periods a table is of what is covered, which is not the same later.
    event && dimensions.all(is_settled) && !request.periods.is_empty()
}

/// The measures of members at a period's end.
fn members() -> Vec<String> {
    let ids = MEASURES.iter().map(|(id, _)| id.clone());
    ids.filter(|id| find(id).event == Event::Member).collect()
}

/// The requests that have an answer: without periods, an extract may cover none.
fn with_answer(register: &Register, requests: Vec<Request>) -> Vec<Request> {
    let source = Shards::new(register, 1);
    requests.into_iter().filter(|request| fast(&source, std::slice::from_ref(request), 1).is_ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn opening_and_started_less_ended_are_closing(
        (register, periods) in register_and_periods(),
        benefit in select(&BENEFITS[..]),
        gap in select(&GAPS[..]),
        dimension in select(vec![Dimension::Municipality, Dimension::Jobcentre, Dimension::Region]),
    ) {
        check_flow(&register, &periods, benefit, gap, dimension)?;
    }

    #[test]
    fn parts_add_up_to_their_total((register, requests) in register_and_requests(3)) {
        let whole = |request: Request| Request { only: Vec::new(), against: None, ..request };
        let requests = with_answer(&register, requests.into_iter().map(whole).collect());
        for table in fast(&Shards::new(&register, 1), &requests, 1).unwrap().iter().filter(|table| is_counted_once(table)) {
            check_totals(table)?;
        }
    }

    #[test]
    fn members_and_those_who_come_less_those_who_go_are_members(
        (register, months) in register_and_months(),
        group in 0..GROUPS.len(),
    ) {
        check_members(&register, group, &months)?;
    }

    #[test]
    fn a_member_is_in_one_category_of_a_hierarchy(
        (register, months) in register_and_months(),
        measure in select(members()),
    ) {
        check_one_category(&register, &measure, &months)?;
    }

    #[test]
    fn those_asked_for_are_the_category_of_all(
        (register, periods) in register_and_periods(),
        measure in select(asking_for_one()),
    ) {
        check_where(&register, &measure, &periods)?;
    }

    #[test]
    fn order_shards_and_threads_change_nothing(
        (register, requests) in register_and_requests(3),
        keys in proptest::collection::vec(any::<u32>(), 31),
    ) {
        check_order(&register, &with_answer(&register, requests), &keys)?;
    }

    #[test]
    fn a_question_is_answered_alike_alone_and_among_others((register, requests) in register_and_requests(12)) {
        check_alone(&register, &with_answer(&register, requests))?;
    }

    #[test]
    fn a_figure_that_is_not_provisional_stays((register, requests) in register_and_requests(3), more in 1..120i32) {
        let settled: Vec<Request> = requests.into_iter().filter(is_settled).collect();
        check_final(&register, &settled, more)?;
    }
}

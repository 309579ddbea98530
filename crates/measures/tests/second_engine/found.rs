//! What random cases found, each in its smallest form.

use crate::catalog::{CATALOG, measure_of_paid, measure_of_spells};
use crate::check;
use crate::days::date;
use crate::grown::MEASURES;
use crate::random::find;
use crate::slow::Register;
use crate::tally::Tally;
use calendar::{Day, Period, Span};
use definitions::{Count, Dimension, Event, HoursOf, Measure, Statistic, Subject, Window};
use measures::Request;
use register::{FlexibleJob, Payment, PersonRows, Stay};

fn paid(code: &str, first: &str, last: &str) -> Payment {
    let code = CATALOG.code_sets.versions("dream").unwrap()[0].find(code).unwrap();
    let until = if last.is_empty() { Day::MAX } else { date(last) + 1 };
    Payment { from: date(first), until, code }
}

fn check_alone(covered: (&str, &str), payments: Vec<Payment>, measure: String, periods: &str, by: &[Dimension]) {
    let person = PersonRows { payments, ..PersonRows::default() };
    check_people(covered, vec![person], measure, periods, by, None);
}

fn check_people(
    covered: (&str, &str),
    people: Vec<PersonRows>,
    measure: String,
    periods: &str,
    by: &[Dimension],
    spread: Option<Dimension>,
) {
    let covered = Span::inclusive(date(covered.0), date(covered.1));
    let register = Register { covered, people };
    let periods = Period::list(periods).unwrap();
    let request = Request { measure, periods, by: Some(by.to_vec()), spread, ..Request::default() };
    if let Err(failure) = check(&register, &[request], &Tally::default()) {
        panic!("{failure}");
    }
}

/// The id of the first of the grown measures that is so.
fn grown(is_so: impl Fn(&Measure) -> bool) -> String {
    MEASURES.iter().find(|(id, _)| is_so(find(id))).unwrap().0.clone()
}

/// Paid on and on with two codes, of which one is out of the group from 15 February 2016: its days stop there.
#[test]
fn a_code_that_leaves_the_group_is_paid_no_longer() {
    let payments = vec![paid("810", "2016-01-10", ""), paid("813", "2016-01-10", "")];
    let measure = measure_of_paid("changing", "person_days", 0);
    check_alone(("2015-12-01", "2016-12-31"), payments, measure, "2016-02", &[Dimension::Month, Dimension::Code]);
}

/// Two spells ended in one period: the status of one is measured, that of the other not yet.
#[test]
fn a_person_with_a_measured_status_is_counted_while_another_waits() {
    let payments = vec![paid("810", "2016-02-01", "2016-02-10"), paid("810", "2016-10-01", "2016-10-31")];
    let measure = measure_of_spells("plain", "calendar_month", "persons", "ended", 2);
    check_alone(
        ("2015-12-01", "2016-11-30"),
        payments,
        measure,
        "2016-01-01..2016-11-30",
        &[Dimension::Period, Dimension::Status],
    );
}

/// A share over one dimension, in a category of status: its total waits for a spell of another category.
#[test]
fn a_share_waits_for_all_of_its_total() {
    let payments = vec![paid("810", "2016-02-01", "2016-02-10"), paid("813", "2016-10-01", "2016-10-31")];
    let measure = measure_of_spells("plain", "any_break", "spells", "ended", 0);
    let by = [Dimension::Period, Dimension::Status, Dimension::Code];
    check_alone(("2015-12-01", "2016-11-15"), payments, measure, "2016-01-01..2016-11-15", &by);
}

/// A share whose own spells are decided, of a total in which one is not.
#[test]
fn a_share_is_as_undecided_as_its_total() {
    let payments = vec![paid("810", "2016-02-01", "2016-02-10"), paid("813", "2016-10-01", "2016-10-31")];
    let measure = measure_of_spells("plain", "any_break", "spells", "ended", 0);
    let by = [Dimension::Period, Dimension::Code];
    check_alone(("2015-12-01", "2016-10-31"), payments, measure, "2016-01-01..2016-10-31", &by);
}

/// Hours a month after the last day, of two spells: that day is covered for one of them.
#[test]
fn hours_of_a_day_that_is_not_covered_wait() {
    let measure = grown(|measure| {
        let after = |hours: &definitions::Hours| hours.of == HoursOf::FlexibleJob && hours.window != Window::Day;
        measure.count == Count::Spells && measure.only.is_empty() && measure.hours.as_ref().is_some_and(after)
    });
    let job = |hours: i32| FlexibleJob { from: date("2016-01-01"), until: Day::MAX, hours: Some(hours) };
    let person = |first: &str, last: &str, hours: i32| PersonRows {
        payments: vec![paid("813", first, last)],
        flexible_jobs: vec![job(hours)],
        ..PersonRows::default()
    };
    let people = vec![person("2016-04-01", "2016-04-10", 540), person("2016-10-05", "2016-10-12", 1050)];
    let by = [Dimension::Period];
    let covered = ("2016-01-01", "2016-11-05");
    check_people(covered, people.clone(), measure.clone(), "2016-01-01..2016-11-05", &by, None);
    check_people(covered, people, measure, "2016-10", &by, None);
}

/// A period before the day on which one must have belonged is unknown, and never to come.
#[test]
fn a_period_before_a_closed_cohort_is_unknown_even_past_the_coverage() {
    let closed = |measure: &Measure| match &measure.subject {
        Subject::Cohort { closed_on, .. } => *closed_on == Some(date("2016-08-01")),
        Subject::Benefit { .. } => false,
    };
    let people = vec![PersonRows::default()];
    check_people(("2016-01-01", "2016-03-15"), people, grown(closed), "2016-05", &[Dimension::Period], None);
}

/// A rank is of rows: the areas of a spread have none.
#[test]
fn a_spread_has_no_ranks() {
    let ranked = grown(|measure| measure.event == Event::Paid && measure.show.contains(&Statistic::Rank));
    let person = PersonRows { payments: vec![paid("813", "2016-03-01", "2016-04-10")], ..PersonRows::default() };
    let by = [Dimension::Period, Dimension::Municipality];
    check_people(("2016-01-01", "2016-06-30"), vec![person], ranked, "2016-03", &by, Some(Dimension::Region));
}

/// An area without a share, since its only spell is undecided, may come to have one.
#[test]
fn an_area_that_may_yet_have_a_share_makes_the_spread_provisional() {
    let person = |municipality: u16, first: &str, last: &str| PersonRows {
        payments: vec![paid("813", first, last)],
        stays: vec![Stay { from: date("2000-01-01"), until: Day::MAX, municipality }],
        ..PersonRows::default()
    };
    let people = vec![person(183, "2016-02-01", "2016-04-03"), person(253, "2016-02-01", "2016-04-28")];
    let measure = measure_of_spells("plain", "days=3", "spells", "ended", 0);
    let by = [Dimension::Period, Dimension::DurationBand];
    check_people(("2016-01-01", "2016-04-30"), people, measure, "2016-04", &by, Some(Dimension::Municipality));
}

/// Of the spells that ended, one is measured and not asked for, and one waits: the count of those asked for is 0 and
/// provisional, as in the table of all, and not "not yet".
#[test]
fn who_is_measured_and_not_asked_for_is_measured() {
    let person =
        |first: &str, last: &str| PersonRows { payments: vec![paid("810", first, last)], ..PersonRows::default() };
    let people = vec![person("2015-12-31", "2016-01-01"), person("2015-12-01", "2016-01-16")];
    let asking = |measure: &Measure| {
        let waits = |dimension: &Dimension| {
            let window = measure.matching(*dimension).map(|matching| matching.window);
            matches!(window, Some(Window::SpellPlus(_) | Window::After(_) | Window::Within(_)))
        };
        measure.event == Event::Ended
            && measure.count == Count::Spells
            && measure.only.iter().any(|(dimension, _)| waits(dimension))
    };
    for (id, _) in MEASURES.iter().filter(|(id, _)| asking(find(id))) {
        let covered = ("2015-12-01", "2016-02-15");
        check_people(covered, people.clone(), id.clone(), "2015-12-20..2016-01-16", &[Dimension::Period], None);
    }
}

//! What random cases found, each in its smallest form.

use crate::catalog::{CATALOG, measure_of_paid, measure_of_spells};
use crate::check;
use crate::days::date;
use crate::slow::Register;
use crate::tally::Tally;
use calendar::{Day, Period, Span};
use definitions::Dimension;
use measures::Request;
use register::{Payment, PersonRows};

fn paid(code: &str, first: &str, last: &str) -> Payment {
    let code = CATALOG.code_sets.versions("dream").unwrap()[0].find(code).unwrap();
    let until = if last.is_empty() { Day::MAX } else { date(last) + 1 };
    Payment { from: date(first), until, code }
}

fn check_alone(covered: (&str, &str), payments: Vec<Payment>, measure: String, periods: &str, by: &[Dimension]) {
    let covered = Span::inclusive(date(covered.0), date(covered.1));
    let register = Register { covered, people: vec![PersonRows { payments, ..PersonRows::default() }] };
    let periods = Period::list(periods).unwrap();
    let request = Request { measure, periods, by: Some(by.to_vec()), ..Request::default() };
    if let Err(failure) = check(&register, &[request], &Tally::default()) {
        panic!("{failure}");
    }
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

//! Work: A-income near benefits, and the hours of fleksjob.
//!
//! Wages are sparse on purpose. A person who never touches a benefit has none; others have them for the thirteen months
//! after a benefit, for some six weeks before one, and for a few hours a week beside some benefits. That is
//! what a status some months after an ended spell needs. The pay of a fleksjob is not written: its hours are not ordinary ones.

use crate::benefits::{RESOURCE_FROM, State};
use crate::draws::{Draws, Quantiles};
use crate::history::Stretch;
use crate::rows::{FlexHours, Wage};
use calendar::{Day, Month, Span};

/// Days after a benefit for which wages are written: thirteen months.
const AFTER: i32 = 395;
/// Days before a benefit for which wages are written.
const BEFORE: i32 = 45;

/// How many in a hundred are in work once they are off a benefit, as far as they are on no other.
fn in_work_after(state: State) -> u32 {
    match state {
        State::Sickness | State::Parental => 93,
        State::Unemployment => 88,
        State::StudyGrant => 84,
        State::Rehabilitation => 80,
        State::Resource | State::Clarification => 72,
        State::CashReady | State::Integration => 62,
        State::CashNotReady | State::EducationAid | State::FlexUnemployment => 50,
        State::FlexJob => 45,
        _ => 10,
    }
}

/// How many in a hundred were in work before they came onto a benefit from none.
fn in_work_before(state: State) -> u32 {
    match state {
        State::Sickness | State::Unemployment | State::Parental => 94,
        State::FlexJob | State::EarlyRetirement => 80,
        _ => 35,
    }
}

/// Draws the wages of a person in the covered days; `until` is the last of them, or of the life, plus one.
pub(crate) fn draw_wages(history: &[Stretch], covered: Span, until: Day, draws: &mut Draws, wages: &mut Vec<Wage>) {
    let mut ended: Option<&Stretch> = None;
    for stretch in history.iter().filter(|stretch| stretch.state != State::OldAgePension) {
        let free = Span::new(ended.map_or(Day::MIN, |before| before.span.until), stretch.span.from);
        draw_ordinary_work(ended, free, Some(stretch), covered, draws, wages);
        draw_side_work(stretch, covered, draws, wages);
        ended = Some(stretch);
    }
    if let Some(last) = ended {
        draw_ordinary_work(ended, Span::new(last.span.until, until), None, covered, draws, wages);
    }
}

/// Work in the days without a benefit between two stretches, or before the first, or after the last.
fn draw_ordinary_work(
    before: Option<&Stretch>,
    free: Span,
    next: Option<&Stretch>,
    covered: Span,
    draws: &mut Draws,
    wages: &mut Vec<Wage>,
) {
    if free.is_empty() || free.until <= covered.from || free.from >= covered.until {
        return;
    }
    let share =
        before.map_or(0, |before| in_work_after(before.state)).max(next.map_or(0, |next| in_work_before(next.state)));
    if !draws.per_cent(share) {
        return;
    }
    let monthly_hours = if draws.per_cent(70) { 16_033 } else { draws.below(10_000) + 5_000 };
    let hourly_pay = 14_000 + draws.below(16_000);
    let after = if before.is_some() {
        Span::new(free.from, free.until.min(free.from + AFTER))
    } else {
        Span::new(free.from, free.from)
    };
    push_months(after.intersection(covered), monthly_hours, hourly_pay, draws, wages);
    if next.is_some() {
        let ahead = Span::new(free.from.max(free.until - BEFORE), free.until);
        push_months(ahead.intersection(covered), monthly_hours, hourly_pay, draws, wages);
    }
}

/// A few hours of ordinary work beside a benefit.
fn draw_side_work(stretch: &Stretch, covered: Span, draws: &mut Draws, wages: &mut Vec<Wage>) {
    let possible = stretch.state.is_cash()
        || matches!(stretch.state, State::Resource | State::Clarification | State::FlexUnemployment);
    if !possible || !stretch.span.overlaps(covered) || !draws.per_cent(12) {
        return;
    }
    let from = stretch.span.from + draws.between(0, stretch.span.days());
    let span = Span::new(from, (from + draws.between(40, 600)).min(stretch.span.until));
    let (monthly_hours, hourly_pay) = (draws.below(4_500) + 500, 13_000 + draws.below(6_000));
    push_months(span.intersection(covered), monthly_hours, hourly_pay, draws, wages);
}

/// One row for each month that the days touch, hours by how much of the month they are.
fn push_months(days: Span, monthly_hours: u32, hourly_pay: u32, draws: &mut Draws, wages: &mut Vec<Wage>) {
    if days.is_empty() {
        return;
    }
    let mut month = Month::of(days.from);
    let last = Month::of(days.last_day());
    while month <= last {
        let worked = month.span().intersection(days).days() as u32;
        // One row a month: the job that came first.
        if wages.last().is_none_or(|wage| wage.month < month) {
            let nothing_paid = draws.per_mille(4);
            let hours = if nothing_paid { 0 } else { (monthly_hours + draws.below(300)) * worked.min(30) / 30 };
            let amount = (u64::from(hours) * u64::from(hourly_pay) / 100) as u32;
            wages.push(Wage { month, hours, amount });
        }
        month = month.next();
    }
}

/// Days for which hours stay the same.
const SAME_HOURS: Quantiles = [40, 150, 260, 370, 500, 680, 920, 1_350, 2_600];

/// Draws the hours of a fleksjob: mostly few, and rather up than down as time goes.
pub(crate) fn draw_flex_hours(
    stretch: &Stretch,
    covered: Span,
    running: bool,
    draws: &mut Draws,
    rows: &mut Vec<FlexHours>,
) {
    let mut half_hours = if stretch.span.from < RESOURCE_FROM {
        draws.pick(&[((2, 10), 10), ((12, 20), 20), ((22, 40), 50), ((42, 60), 20)])
    } else {
        draws.pick(&[((2, 10), 36), ((12, 20), 36), ((22, 40), 24), ((42, 60), 4)])
    };
    half_hours.0 = draws.between(half_hours.0, half_hours.1);
    let unknown = draws.per_cent(4);
    let mut from = stretch.span.from;
    while from < stretch.span.until && from < covered.until {
        let until = (from + draws.quantile(&SAME_HOURS)).min(stretch.span.until);
        if Span::new(from, until).overlaps(covered) {
            let to = if running && until == stretch.span.until { None } else { Some(until - 1) };
            rows.push(FlexHours { from, to, half_hours: (!unknown).then_some(half_hours.0 as u8) });
        }
        let change = draws.between(1, 8);
        half_hours.0 =
            if draws.per_cent(62) { (half_hours.0 + change).min(60) } else { (half_hours.0 - change).max(2) };
        from = until;
    }
}

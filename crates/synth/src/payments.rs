//! Stretches as payments: one row a month, a week or a year, another row where the code changes.

use crate::benefits::{RESOURCE_CLOSED, State};
use crate::draws::Draws;
use crate::history::Stretch;
use crate::offers::ActiveDays;
use crate::rows::{Payment, Stay};
use crate::settings::Rhythm;
use calendar::{Day, Month, Span, Week};

/// Into which pieces a benefit's days are cut.
#[derive(Debug, Clone, Copy)]
enum Cut {
    Week,
    Month,
    Year,
}

/// Folkepension is paid by the year here whatever the rhythm: it is a fifth of the people and changes nothing.
fn cut(state: State, rhythm: Rhythm) -> Cut {
    match (state, rhythm) {
        (State::OldAgePension, _) => Cut::Year,
        (_, Rhythm::Month) => Cut::Month,
        (_, Rhythm::Week) => Cut::Week,
        (State::Unemployment | State::Sickness | State::Clarification, Rhythm::Mixed) => Cut::Week,
        (_, Rhythm::Mixed) => Cut::Month,
    }
}

impl Cut {
    /// The first day of the piece after the one that `day` lies in.
    fn next(self, day: Day) -> Day {
        match self {
            Cut::Week => Week::of(day).next().monday(),
            Cut::Month => Month::of(day).next().first_day(),
            Cut::Year => Month::of(day).plus(12 - Month::of(day).number().rem_euclid(12)).first_day(),
        }
    }
}

/// What all payments of a person have in common.
pub(crate) struct Terms<'a> {
    /// The days that the extract covers.
    pub(crate) covered: Span,
    pub(crate) rhythm: Rhythm,
    /// Where the person lives: the municipality pays.
    pub(crate) stays: &'a [Stay],
}

/// Writes the covered days of a stretch as payments. `active` are the days with another code, in order; `running` tells that the
/// stretch goes on after the last covered day.
pub(crate) fn pay(
    stretch: &Stretch,
    terms: &Terms<'_>,
    running: bool,
    active: &[ActiveDays],
    draws: &mut Draws,
    payments: &mut Vec<Payment>,
) {
    let days = stretch.span.intersection(terms.covered);
    if days.is_empty() || stretch.state == State::SelfSupport {
        return;
    }
    let shade = draws.below(100) as u8;
    let (cut, stays) = (cut(stretch.state, terms.rhythm), terms.stays);
    let mut paying = Paying { stretch, cut, shade, stays, payments };
    let mut from = days.from;
    for unpaid in draw_breaks(stretch, days, draws).into_iter().flatten() {
        paying.pay(Span::new(from, unpaid.from), active);
        from = unpaid.until;
    }
    paying.pay(Span::new(from, days.until), active);
    if running && draws.per_cent(6) {
        // Some systems leave the running payment open.
        if let Some(last) = payments.last_mut() {
            last.to = None;
        }
    }
}

struct Paying<'a> {
    stretch: &'a Stretch,
    cut: Cut,
    shade: u8,
    stays: &'a [Stay],
    payments: &'a mut Vec<Payment>,
}

impl Paying<'_> {
    /// Pays the days of `span`, a new row wherever the code changes.
    fn pay(&mut self, span: Span, active: &[ActiveDays]) {
        let change = self.stretch.state.code_change().filter(|change| span.contains(*change) && *change > span.from);
        let mut from = span.from;
        for &(days, digit) in active {
            let days = days.intersection(Span::new(from, span.until));
            if days.is_empty() {
                continue;
            }
            self.pay_one_digit(Span::new(from, days.from), None, change);
            self.pay_one_digit(days, Some(digit), change);
            from = days.until;
        }
        self.pay_one_digit(Span::new(from, span.until), None, change);
    }

    /// Pays days with one activity; the law may still change the code inside.
    fn pay_one_digit(&mut self, span: Span, digit: Option<u16>, change: Option<Day>) {
        match change.filter(|change| span.contains(*change) && *change > span.from) {
            Some(change) => {
                self.pay_one_code(Span::new(span.from, change), digit);
                self.pay_one_code(Span::new(change, span.until), digit);
            }
            None => self.pay_one_code(span, digit),
        }
    }

    fn pay_one_code(&mut self, span: Span, digit: Option<u16>) {
        if span.is_empty() {
            return;
        }
        let state = self.stretch.state;
        let code = state.code(span.from, self.stretch.ready, self.shade, digit);
        let mut from = span.from;
        while from < span.until {
            let until = self.cut.next(from).min(span.until);
            self.payments.push(Payment {
                code,
                from,
                to: Some(until - 1),
                municipality: home(self.stays, from),
                amount: (until - from) as u32 * state.daily_amount(),
            });
            from = until;
        }
    }
}

/// The municipality where somebody lived on the day.
fn home(stays: &[Stay], day: Day) -> Option<u16> {
    stays.iter().find(|stay| stay.from <= day && stay.to.is_none_or(|to| day <= to)).map(|stay| stay.municipality)
}

/// Up to two short times without payment inside a stretch, a paid day before and after each. Most are days or a few weeks, so that some
/// gap rules forgive them and others do not.
fn draw_breaks(stretch: &Stretch, days: Span, draws: &mut Draws) -> [Option<Span>; 2] {
    let mut breaks = [None, None];
    let breakable = stretch.state.is_cash()
        || matches!(
            stretch.state,
            State::Resource | State::Clarification | State::FlexUnemployment | State::Unemployment | State::Sickness
        );
    if !breakable || days.days() < 12 {
        return breaks;
    }
    // About one break in fifteen years, and never more than two in a stretch.
    let mut from = days.from;
    for place in &mut breaks {
        let start = from + draws.between(3, 11_000);
        if start + 3 >= days.until {
            break;
        }
        let length = match draws.below(10) {
            0..6 => draws.between(1, 14),
            6..9 => draws.between(15, 45),
            _ => draws.between(46, 80),
        };
        // A long break would read as a new ressourceforløb, and there are none from February 2026.
        let longest = if stretch.state == State::Resource && start + length >= RESOURCE_CLOSED - 40 { 14 } else { 80 };
        let span = Span::new(start, start + length.min(longest));
        if span.until + 2 >= days.until {
            break;
        }
        *place = Some(span);
        from = span.until;
    }
    breaks
}

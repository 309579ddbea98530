//! Which place one of some values has: lowest, second highest, lower than every other.
//!
//! Values are sums of different figures, so that each can be anything in its own interval whatever the others are. The place of
//! one can change only where it passes an end of another's interval; it is enough to look at those numbers and between them.

use crate::check::Settled;
use crate::interval::{End, Interval};
use crate::note::{Cell, Form, Stands};
use crate::number::{Style, show_interval};
use crate::rational::{Rational, TooLarge};
use crate::report::Verdict;
use crate::solver::GivenUp;

/// Settles which place one of some values has. Whatever the note says besides of its figures is not asked.
pub(crate) fn rank(
    cells: &[Cell],
    style: Style,
    values: &[(String, Form)],
    (own, nth): (usize, usize),
    from_below: bool,
    strictly: bool,
) -> Result<Settled, GivenUp> {
    let direction = Rational::whole(if from_below { 1 } else { -1 });
    let mut intervals = Vec::new();
    let mut is_whole = true;
    for (_, form) in values {
        let whole = form.is_whole(cells);
        is_whole &= whole;
        let interval = form.hull(cells)?.times(direction)?;
        intervals.push(if whole { interval.whole() } else { interval });
    }
    let Some(this) = intervals.get(own).copied() else {
        return Ok((Verdict::Undecided, "there is nothing to compare".to_owned()));
    };
    let others: Vec<Interval> = intervals.iter().enumerate().filter(|(at, _)| *at != own).map(|(_, of)| *of).collect();
    let (mut may_be, mut may_not) = (false, false);
    for at in candidates(&this, &others, is_whole)? {
        let below = Interval { lower: None, upper: Some(End::open(at)) };
        let up_to = Interval { lower: None, upper: Some(End::closed(at)) };
        let surely = |range: &Interval| others.iter().filter(|other| other.lies_in(range)).count();
        let possibly = |range: &Interval| others.iter().filter(|other| !other.meet(range).is_empty()).count();
        if strictly {
            may_be |= surely(&up_to) == 0;
            may_not |= possibly(&up_to) > 0;
        } else {
            may_be |= surely(&below) < nth && possibly(&up_to) + 1 >= nth;
            may_not |= possibly(&below) >= nth || surely(&up_to) + 1 < nth;
        }
    }
    let shown = |form: &Form| -> Result<String, TooLarge> {
        let is_figure = |cell: &usize| matches!(cells[*cell].stands, Stands::Number(_));
        if form.terms.len() == 1 && form.constant().signum() == 0 && form.terms.keys().all(is_figure) {
            Ok(form.text.clone())
        } else {
            Ok(show_interval(&form.hull(cells)?, style))
        }
    };
    let before = |at: &usize| *at != own && !intervals[*at].meet(&ahead(&this, strictly)).is_empty();
    let mut ahead_of_it = Vec::new();
    for at in (0..values.len()).filter(before) {
        ahead_of_it.push(format!("{} ({})", shown(&values[at].1)?, values[at].0));
    }
    let figure = shown(&values[own].1)?;
    let side = if from_below { "lower" } else { "higher" };
    let why = match ahead_of_it.len() {
        0 => format!("{figure}; none of {} others is {side}", others.len()),
        _ if strictly => format!("{figure}; {side} or the same: {}", ahead_of_it.join(", ")),
        _ => format!("{figure}; {side}: {}", ahead_of_it.join(", ")),
    };
    Ok(match (may_be, may_not) {
        (true, false) => (Verdict::Holds, why),
        (false, true) => (Verdict::Fails, why),
        _ => (Verdict::Undecided, format!("{why}: it depends on figures that are not known exactly")),
    })
}

/// Where those stand that come before something.
fn ahead(this: &Interval, strictly: bool) -> Interval {
    let end = this.upper.map(|end| End { at: end.at, open: end.open || !strictly });
    Interval { lower: None, upper: end }
}

/// The numbers of an interval at which its place among others can change, and some between them.
fn candidates(this: &Interval, others: &[Interval], is_whole: bool) -> Result<Vec<Rational>, TooLarge> {
    let ends = |interval: &Interval| [interval.lower, interval.upper].into_iter().flatten().map(|end| end.at);
    let mut at: Vec<Rational> = ends(this).chain(others.iter().flat_map(ends)).collect();
    at.sort_unstable();
    at.dedup();
    let mut all = Vec::new();
    if let (Some(first), Some(last)) = (at.first(), at.last()) {
        all.push(first.minus(Rational::ONE)?);
        all.push(last.plus(Rational::ONE)?);
    } else {
        all.push(Rational::ZERO);
    }
    for (place, number) in at.iter().enumerate() {
        all.push(*number);
        if is_whole {
            all.push(number.plus(Rational::ONE)?);
            all.push(number.minus(Rational::ONE)?);
        } else if let Some(next) = at.get(place + 1) {
            all.push(number.plus(*next)?.over(Rational::whole(2))?);
        }
    }
    all.retain(|number| this.has(*number));
    Ok(all)
}

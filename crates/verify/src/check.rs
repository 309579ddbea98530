//! One statement after the other: does it hold?
//!
//! What fits (sums, shares, changes, equations) fails where no numbers that are printed so fit, and holds where some do,
//! whatever the hidden figures are. What is asserted (lower than, highest) holds where it is so for all numbers that are
//! printed so and meet what the note says of them, and fails where it is so for none.

use crate::interval::{End, Interval};
use crate::note::{Cell, Comparison, Form, Instance, Note, Reading, Relation, Stands};
use crate::number::{Style, show_interval};
use crate::rank::rank;
use crate::rational::{Rational, TooLarge};
use crate::report::Verdict;
use crate::solver::GivenUp;
use crate::system::{Linear, System, condition, conditions, problem, target};
use std::collections::BTreeMap;

/// A verdict, and the figures that it rests on.
pub(crate) type Settled = (Verdict, String);

pub(crate) const TOO_MUCH: &str = "the search was given up: too much work, or numbers that are too large";

/// What is known besides the figures themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// What they meet together.
    pub(crate) system: System,
    /// Shares before they were rounded.
    pub(crate) shares: BTreeMap<usize, Rational>,
}

/// Settles a statement at one place.
pub(crate) fn settle(note: &Note, instance: &Instance, reading: Reading, known: &Known) -> Settled {
    let Note { cells, style, .. } = note;
    let settled = match &instance.relation {
        Relation::Compare { left, is, right, or_printed } => {
            compare(cells, *style, (left, *is, right), *or_printed, reading, known)
        }
        Relation::Ratio { part, times, base, shown } => ratio(cells, *style, part, *times, base, *shown),
        Relation::Rank { values, own, nth, from_below, strictly } => {
            rank(cells, *style, values, (*own, *nth), *from_below, *strictly)
        }
        Relation::NoneBelow { cells: some, threshold } => Ok(none_below(cells, some, *threshold)),
        Relation::Missing(why) => Ok((Verdict::Undecided, why.clone())),
    };
    settled.unwrap_or_else(|GivenUp| (Verdict::Undecided, TOO_MUCH.to_owned()))
}

/// Whether some numbers meet the conditions.
fn is_possible(cells: &[Cell], conditions: &[Linear]) -> Result<bool, GivenUp> {
    let (problem, _) = problem(conditions.iter().map(|(terms, within)| (terms, *within)), cells)?;
    problem.is_feasible()
}

fn compare(
    cells: &[Cell],
    style: Style,
    (left, is, right): (&Form, Comparison, &Form),
    or_printed: bool,
    reading: Reading,
    known: &Known,
) -> Result<Settled, GivenUp> {
    let difference = left.clone().plus(right, Rational::whole(-1))?;
    if or_printed {
        return of_shares(cells, style, (left, is, right), &difference, &known.shares);
    }
    let within = target(is);
    let figures = format!("{} {} {}", left.text, is.symbol(), right.text);
    let hull = difference.hull(cells)?;
    let condition = condition(&difference, within)?;
    let is_impossible = hull.meet(&within).is_empty() || !is_possible(cells, std::slice::from_ref(&condition))?;
    if is_impossible {
        return Ok((Verdict::Fails, should_be(cells, style, left, is, right)?));
    }
    let is_symbol = |form: &Form| form.terms.len() == 1 && form.hidden(cells).count() == 1;
    match reading {
        Reading::Same if is_symbol(left) && is_symbol(right) => Ok((Verdict::Holds, figures)),
        Reading::Fits | Reading::Same => fits(cells, style, &difference, within, figures),
        Reading::Asserts => {
            if hull.lies_in(&within) {
                return Ok((Verdict::Holds, figures));
            }
            asserted(cells, (difference, within), &figures, &known.system)
        }
    }
}

/// Some numbers fit: whether they do whatever the hidden figures are.
fn fits(
    cells: &[Cell],
    style: Style,
    difference: &Form,
    within: Interval,
    figures: String,
) -> Result<Settled, GivenUp> {
    let is_hidden = |cell: &usize| cells[*cell].stands == Stands::Hidden;
    let (hidden, others): (BTreeMap<usize, Rational>, BTreeMap<usize, Rational>) =
        difference.terms.iter().partition(|(cell, _)| is_hidden(cell));
    let n_hidden = hidden.len();
    let factor = hidden.values().next().copied();
    let hidden = Form { terms: hidden, ..Form::default() };
    let others = Form { terms: others, constant: difference.constant, ..Form::default() };
    // For which sums of the hidden figures some of the other numbers fit.
    let room = within.minus(&others.hull(cells)?)?;
    let sum = hidden.hull(cells)?;
    if n_hidden == 0 || sum.lies_in(&room) {
        return Ok((Verdict::Holds, figures));
    }
    let why = match factor.filter(|factor| hidden.terms.values().all(|other| other == factor)) {
        Some(factor) => {
            let part = |interval: &Interval| -> Result<String, TooLarge> {
                let interval = interval.times(Rational::ONE.over(factor)?)?;
                let is_whole = hidden.is_whole(cells) && factor.magnitude() == Rational::ONE;
                Ok(show_interval(&if is_whole { interval.whole() } else { interval }, style))
            };
            let (needed, may) = (part(&room)?, part(&sum)?);
            match n_hidden {
                1 => format!("{figures}: the hidden figure would have to be {needed}; it may be {may}"),
                n => format!(
                    "{figures}: the {n} hidden figures would have to add up to {needed}; they may add up to {may}"
                ),
            }
        }
        None => format!("{figures}: it depends on hidden figures"),
    };
    Ok((Verdict::Undecided, why))
}

/// What is asserted, under all that is known of its figures.
fn asserted(
    cells: &[Cell],
    (difference, within): (Form, Interval),
    figures: &str,
    system: &System,
) -> Result<Settled, GivenUp> {
    let around = system.around(difference.terms.keys().copied());
    let known: Vec<Linear> =
        around.iter().map(|at| &system.conditions[*at]).map(|known| (known.terms.clone(), known.within)).collect();
    let with = |within: Interval| -> Result<bool, GivenUp> {
        let mut conditions = known.clone();
        conditions.push(condition(&difference, within)?);
        is_possible(cells, &conditions)
    };
    if !with(within)? {
        return Ok((Verdict::Fails, format!("{figures} is so for no numbers that fit")));
    }
    let beyond = |end: End| End { at: end.at, open: !end.open };
    let below = within.lower.map(|end| Interval { lower: None, upper: Some(beyond(end)) });
    let above = within.upper.map(|end| Interval { lower: Some(beyond(end)), upper: None });
    for outside in [below, above].into_iter().flatten() {
        if with(outside)? {
            let has_hidden = difference.hidden(cells).next().is_some();
            let why = if has_hidden { "hidden figures" } else { "figures that are not printed exactly" };
            return Ok((Verdict::Undecided, format!("{figures}: it depends on {why}")));
        }
    }
    Ok((Verdict::Holds, figures.to_owned()))
}

/// A difference of shares: of what they are before they are rounded, where their counts are known, or of the rounded ones.
fn of_shares(
    cells: &[Cell],
    style: Style,
    (left, is, right): (&Form, Comparison, &Form),
    difference: &Form,
    shares: &BTreeMap<usize, Rational>,
) -> Result<Settled, GivenUp> {
    let within = target(is);
    let (mut unrounded, mut printed) = (difference.clone(), Some(difference.constant()));
    for (cell, factor) in &difference.terms {
        if let Some(share) = shares.get(cell) {
            unrounded.terms.remove(cell);
            unrounded.constant = Some(unrounded.constant().plus(share.times(*factor)?)?);
        }
        printed = match (printed, cells[*cell].stands) {
            (Some(sum), Stands::Number(value)) => Some(sum.plus(value.times(*factor)?)?),
            _ => None,
        };
    }
    let figures = format!("{} {} {}", left.text, is.symbol(), right.text);
    if difference.hidden(cells).next().is_some() {
        return fits(cells, style, difference, within, figures);
    }
    if !unrounded.hull(cells)?.meet(&within).is_empty() {
        return Ok((Verdict::Holds, figures));
    }
    if printed.is_some_and(|printed| within.has(printed)) {
        return Ok((Verdict::Holds, format!("{figures}, of the rounded figures")));
    }
    let exact = right.terms.iter().try_fold(Interval::point(right.constant()), |sum, (cell, factor)| {
        let own = shares.get(cell).map_or(cells[*cell].interval, |share| Interval::point(*share));
        sum.plus(&own.times(*factor)?)
    })?;
    let exact = show_interval(&exact, style);
    Ok((Verdict::Fails, format!("prints {}, should be {exact} = {}", left.text, right.text)))
}

/// `prints 399, should be 464 = 7.953 - 7.489`.
fn should_be(cells: &[Cell], style: Style, left: &Form, is: Comparison, right: &Form) -> Result<String, TooLarge> {
    let value = show_interval(&right.hull(cells)?, style);
    let than = match is {
        Comparison::Equal => "",
        Comparison::Less => "less than ",
        Comparison::AtMost => "at most ",
        Comparison::Greater => "more than ",
        Comparison::AtLeast => "at least ",
    };
    let right = match right.terms.len() {
        _ if value == right.text => value,
        0 => right.text.clone(),
        1 if right.constant().signum() == 0 => format!("{} ({value})", right.text),
        _ => format!("{value} = {}", right.text),
    };
    let own = show_interval(&left.hull(cells)?, style);
    Ok(if left.terms.len() <= 1 && left.constant().signum() == 0 {
        let is_number = left.terms.keys().all(|cell| matches!(cells[*cell].stands, Stands::Number(_)));
        let verb = if is_number { "prints" } else { "has" };
        let own = if is_number { left.text.clone() } else { format!("{} ({own})", left.text) };
        format!("{verb} {own}, should be {than}{right}")
    } else {
        format!("{own} = {}, should be {than}{right}", left.text)
    })
}

fn ratio(
    cells: &[Cell],
    style: Style,
    part: &Form,
    times: Rational,
    base: &Form,
    shown: usize,
) -> Result<Settled, GivenUp> {
    let text = &cells[shown].text;
    let what = format!("{} of {}", part.text, base.text);
    let conditions = conditions(&Relation::Ratio { part: part.clone(), times, base: base.clone(), shown }, cells)?;
    let (parts, bases) = (part.hull(cells)?, base.hull(cells)?);
    let makes = quotients(parts, bases, times)?;
    if !is_possible(cells, &conditions)? {
        if bases.upper.is_some_and(|end| end.at.signum() <= 0) {
            return Ok((Verdict::Fails, format!("prints {text}, but there is nothing to take it of: {what}")));
        }
        if part.is_whole(cells) && parts.only().is_none() && bases.only().is_some() && parts.upper.is_none() {
            return Ok((Verdict::Fails, format!("prints {text}, but no whole number of {} makes it", base.text)));
        }
        let should = show_interval(&makes, style);
        return Ok((Verdict::Fails, format!("prints {text}, should be {should} = {what}")));
    }
    let is_all_of_it = part.terms == base.terms && part.constant() == base.constant();
    if is_all_of_it || part.hidden(cells).chain(base.hidden(cells)).next().is_none() {
        let only = if parts.only().is_none() { counts(cells, part, times, base, shown, style)? } else { None };
        return Ok((Verdict::Holds, format!("{text} is {}", only.unwrap_or(what))));
    }
    // It holds whatever the hidden figures are, where none of them break a condition.
    let exact = part
        .terms
        .keys()
        .chain(base.terms.keys())
        .all(|cell| cells[*cell].stands == Stands::Hidden || cells[*cell].interval.only().is_some());
    let positive = Interval { lower: target(Comparison::Greater).lower, upper: None };
    let there_is_one = condition(base, positive)?;
    let mut holds = exact;
    let form = Form::default().plus(part, times)?;
    for (end, is_lower) in [(cells[shown].interval.lower, true), (cells[shown].interval.upper, false)] {
        let Some(end) = end.filter(|_| holds) else { continue };
        let is = match (is_lower, end.open) {
            (true, true) => Comparison::AtMost,
            (true, false) => Comparison::Less,
            (false, true) => Comparison::AtLeast,
            (false, false) => Comparison::Greater,
        };
        let broken = condition(&form.clone().plus(base, end.at.negative())?, target(is))?;
        holds = !is_possible(cells, &[broken, there_is_one.clone()])?;
    }
    if holds {
        return Ok((Verdict::Holds, format!("{text} is {what}")));
    }
    let makes = show_interval(&makes, style);
    Ok((Verdict::Undecided, format!("{text} is {what}: the hidden figures allow {makes}")))
}

/// Which whole numbers of a known base make a share: `52 of 115`.
fn counts(
    cells: &[Cell],
    part: &Form,
    times: Rational,
    base: &Form,
    shown: usize,
    style: Style,
) -> Result<Option<String>, TooLarge> {
    let Some(known) = base.hull(cells)?.only().filter(|_| part.is_whole(cells)) else { return Ok(None) };
    let some = cells[shown].interval.times(known.over(times)?)?.whole().meet(&part.hull(cells)?.whole());
    Ok(Some(format!("{} of {}", show_interval(&some, style), base.text)))
}

/// What `times` part over base can be; the base is above 0.
fn quotients(part: Interval, base: Interval, times: Rational) -> Result<Interval, TooLarge> {
    let end = |part: Option<End>, base: Option<End>, is_lower: bool| -> Result<Option<End>, TooLarge> {
        match (part, base) {
            (Some(part), Some(base)) if base.at.signum() > 0 => {
                Ok(Some(End { at: part.at.times(times)?.over(base.at)?, open: part.open || base.open }))
            }
            // Over a base without limit it comes near 0.
            (Some(part), None) if is_lower && part.at.signum() >= 0 => Ok(Some(End::closed(Rational::ZERO))),
            _ => Ok(None),
        }
    };
    let is_negative = |end: Option<End>| end.is_some_and(|end| end.at.signum() < 0);
    let (least_base, most_base) = (base.lower, base.upper);
    Ok(Interval {
        lower: end(part.lower, if is_negative(part.lower) { least_base } else { most_base }, true)?,
        upper: end(part.upper, if is_negative(part.upper) { most_base } else { least_base }, false)?,
    })
}

fn none_below(cells: &[Cell], some: &[usize], threshold: i128) -> Settled {
    let is_small = |cell: &&usize| {
        let Stands::Number(value) = cells[**cell].stands else { return false };
        value.signum() > 0 && value < Rational::whole(threshold)
    };
    let small: Vec<&usize> = some.iter().filter(is_small).collect();
    match small.first() {
        None => (Verdict::Holds, format!("none of {} counts", some.len())),
        Some(first) => {
            let Cell { text, place, .. } = &cells[**first];
            (Verdict::Fails, format!("prints {} counts below {threshold}, the first is {text} at {place}", small.len()))
        }
    }
}

//! Offers inside stretches on a benefit, and the code that is paid meanwhile.

use crate::benefits::{Activity, State};
use crate::draws::{Draws, Quantiles};
use crate::history::Stretch;
use crate::rows::Offer;
use Activity::*;
use calendar::Span;

/// Days with another last digit of the code than the passive one.
pub(crate) type ActiveDays = (Span, u16);

const LONG_WAIT: Quantiles = [7, 40, 90, 150, 230, 340, 480, 700, 1_200];
const SHORT_WAIT: Quantiles = [3, 14, 30, 55, 85, 125, 190, 290, 600];
const LENGTH: Quantiles = [5, 14, 26, 35, 56, 84, 98, 130, 270];

/// How long a state's persons wait for an offer, and which offers they get; none where there are no offers.
fn pattern(state: State) -> Option<(&'static Quantiles, &'static [(Activity, u32)])> {
    let pattern: (_, &'static [(Activity, u32)]) = match state {
        State::Unemployment => (
            &LONG_WAIT,
            &[
                (Guidance, 50),
                (Education, 11),
                (InternshipPrivate, 15),
                (InternshipPublic, 10),
                (SubsidyPrivate, 8),
                (SubsidyPublic, 6),
            ],
        ),
        State::CashReady | State::CashNotReady | State::EducationAid | State::Integration => (
            &LONG_WAIT,
            &[
                (Guidance, 44),
                (InternshipPrivate, 14),
                (InternshipPublic, 11),
                (UsefulWork, 8),
                (SubsidyPublic, 3),
                (SubsidyPrivate, 3),
                (Education, 3),
                (Mentor, 12),
                (Social, 2),
            ],
        ),
        State::Resource | State::Clarification => (
            &SHORT_WAIT,
            &[
                (Guidance, 34),
                (InternshipPrivate, 14),
                (InternshipPublic, 9),
                (Education, 3),
                (SubsidyPrivate, 1),
                (SubsidyPublic, 1),
                (Mentor, 16),
                (Social, 8),
                (Health, 14),
            ],
        ),
        State::FlexUnemployment => (
            &LONG_WAIT,
            &[(Guidance, 50), (InternshipPrivate, 26), (InternshipPublic, 14), (SubsidyPrivate, 5), (SubsidyPublic, 5)],
        ),
        State::Rehabilitation => (
            &SHORT_WAIT,
            &[
                (Education, 60),
                (InternshipPrivate, 20),
                (InternshipPublic, 10),
                (SubsidyPrivate, 6),
                (SubsidyPublic, 4),
            ],
        ),
        State::Sickness => {
            (&LONG_WAIT, &[(Guidance, 60), (InternshipPrivate, 18), (InternshipPublic, 10), (Health, 12)])
        }
        _ => return None,
    };
    Some(pattern)
}

/// Draws the offers of a stretch that touch `covered`, and the days on which they show in the code, in order.
///
/// `running` tells that the stretch goes on after the last covered day: an offer that reaches it has no end yet.
pub(crate) fn draw_offers(
    stretch: &Stretch,
    covered: Span,
    running: bool,
    draws: &mut Draws,
    offers: &mut Vec<Offer>,
    active: &mut Vec<ActiveDays>,
) {
    active.clear();
    if stretch.state == State::FlexJob {
        draw_sickness_in_fleksjob(stretch, covered, draws, active);
        return;
    }
    let Some((wait, kinds)) = pattern(stretch.state) else { return };
    // What lies more than a year before the coverage reaches it in no offer.
    let mut day = stretch.span.from.max(covered.from - 400) + draws.quantile(wait);
    while day < stretch.span.until && day < covered.until {
        let span = Span::new(day, (day + draws.quantile(&LENGTH)).min(stretch.span.until));
        let activity = draws.pick(kinds);
        let (half_hours, with_mentor, next_wait) = (draws.between(-12, 74), draws.per_cent(8), draws.quantile(wait));
        if span.overlaps(covered) {
            let to = if running && span.until == stretch.span.until { None } else { Some(span.last_day()) };
            let half_hours = u8::try_from(half_hours).ok().filter(|hours| *hours > 0);
            offers.push(Offer { activity, from: span.from, to, half_hours });
            if with_mentor && activity != Mentor {
                offers.push(Offer { activity: Mentor, from: span.from, to, half_hours: Some(4) });
            }
            if let Some(digit) = activity.digit() {
                active.push((span, digit));
            }
        }
        day = span.until + next_wait;
    }
    if stretch.state == State::Sickness && stretch.span.days() > 40 && active.is_empty() && draws.per_cent(20) {
        // Whoever gets well returns part-time first: code 899.
        active.push((Span::new(stretch.span.until - stretch.span.days() / 4, stretch.span.until), 9));
    }
}

/// Sygedagpenge during fleksjob (code 774) for some weeks now and then.
fn draw_sickness_in_fleksjob(stretch: &Stretch, covered: Span, draws: &mut Draws, active: &mut Vec<ActiveDays>) {
    let mut day = stretch.span.from.max(covered.from - 400) + draws.between(100, 3_500);
    while day < stretch.span.until && day < covered.until {
        let span = Span::new(day, (day + draws.between(14, 120)).min(stretch.span.until));
        active.push((span, 3));
        day = span.until + draws.between(100, 3_500);
    }
}

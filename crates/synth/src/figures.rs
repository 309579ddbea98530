//! The model against the orders of magnitude of published figures, and against the law's limits.
//!
//! One country of 200,000 persons is drawn; its counts are scaled to 5.8 million. Bands are wide: the model is to give the size
//! of things, and one seed in a small country lies some per cent off.

use crate::benefits::{CLARIFICATION_FROM, RESOURCE_CLOSED, RESOURCE_FROM, RESOURCE_SHORTER, State};
use crate::country::Country;
use crate::history::Stretch;
use crate::rows::MadeUpPerson;
use crate::settings::Settings;
use calendar::{Day, Span};
use std::collections::BTreeMap;

const PERSONS: u64 = 200_000;

/// Counts of stretches, by what the tests ask.
#[derive(Default)]
struct Counts(BTreeMap<String, f64>);

impl Counts {
    fn add(&mut self, name: impl Into<String>) {
        *self.0.entry(name.into()).or_default() += 1.0;
    }

    fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// The count in a country of 5.8 million.
    fn scaled(&self, name: &str) -> f64 {
        self.get(name) * 5_800_000.0 / PERSONS as f64
    }

    fn within(&self, name: &str, low: f64, high: f64) {
        let scaled = self.scaled(name);
        assert!((low..=high).contains(&scaled), "{name}: {scaled:.0} is not in {low:.0} to {high:.0}");
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

fn span(from: &str, to: &str) -> Span {
    Span::inclusive(day(from), day(to))
}

/// What must hold of every stretch, whoever's it is.
fn assert_limits(made: &MadeUpPerson) {
    let person = &made.person;
    let mut clarifications = 0;
    for stretch in &made.history {
        let Stretch { state, span, planned_until, leave, .. } = *stretch;
        assert!(!span.is_empty() && span.from >= person.arrived && span.until <= person.until(), "{made:?}");
        assert!(span.from >= person.birth.add_months(16 * 12), "{made:?}");
        assert_eq!(state == State::OldAgePension, span.until > person.pension_day(), "{made:?}");
        let planned_until = planned_until.unwrap_or(Day::MAX);
        if state == State::Resource {
            assert!(span.from >= RESOURCE_FROM && span.from < RESOURCE_CLOSED, "{made:?}");
            let years = if span.from < RESOURCE_SHORTER { 5 } else { 3 };
            assert!(planned_until <= span.from.add_months(12 * years), "{made:?}");
            assert!(span.until <= planned_until + leave.map_or(0, Span::days), "{made:?}");
            assert!(leave.is_none_or(|leave| span.contains(leave.from)), "{made:?}");
        }
        if state == State::Clarification {
            clarifications += 1;
            assert!(span.from >= CLARIFICATION_FROM && span.until <= planned_until, "{made:?}");
            assert!(planned_until <= span.from.add_months(24), "{made:?}");
            assert!(matches!(stretch.before, State::Sickness | State::Clarification), "{made:?}");
        }
    }
    assert!(clarifications <= 2, "{made:?}");
    assert!(made.history.windows(2).all(|pair| pair[0].span.until <= pair[1].span.from), "{made:?}");
    assert!(made.payments.windows(2).all(|pair| pair[0].to.is_some_and(|to| to < pair[1].from)), "{made:?}");
}

fn count(made: &MadeUpPerson, counts: &mut Counts) {
    let in_copenhagen = |on: Day| {
        made.stays.iter().any(|stay| stay.municipality == 101 && stay.from <= on && stay.to.is_none_or(|to| on <= to))
    };
    let (summer, launch) = (day("2018-06-30"), span("2013-01-01", "2014-12-31"));
    for stretch in &made.history {
        let (state, from, last) = (stretch.state, stretch.span.from, stretch.span.last_day());
        let ended = stretch.next != State::SelfSupport || stretch.span.until < day("2026-05-31");
        if stretch.span.contains(summer) {
            counts.add(format!("{state:?} on 30 June 2018"));
        }
        if state == State::Clarification
            && stretch.before == State::Sickness
            && stretch.span.contains(day("2021-04-30"))
            && from > day("2020-05-01")
        {
            counts.add("jobafklaring begun in the epidemic");
        }
        if state != State::Resource {
            continue;
        }
        let quarter = span("2017-07-01", "2018-06-30");
        if in_copenhagen(summer) && stretch.span.contains(summer) {
            counts.add("running in Copenhagen");
        }
        if in_copenhagen(day("2026-05-22")) && stretch.span.contains(day("2026-05-22")) {
            counts.add("running in Copenhagen in May 2026");
        }
        if in_copenhagen(from) && quarter.contains(from) {
            counts.add("started in Copenhagen in a year");
        }
        if ended && in_copenhagen(last) && quarter.contains(last) {
            counts.add("ended in Copenhagen in a year");
        }
        if launch.contains(from) {
            counts.add("started in 2013 and 2014");
        }
        if ended && last < day("2014-07-01") {
            counts.add("ended to June 2014");
        }
        if ended && span("2018-01-01", "2023-12-31").contains(last) {
            counts.add("ended since 2018");
            counts.add(format!("ended since 2018 to {:?}", stretch.next));
        }
    }
    let december = day("2018-12-31");
    if made
        .memberships
        .iter()
        .any(|member| member.group == 2 && member.from <= december && member.to.is_none_or(|to| december <= to))
    {
        counts.add("group 2");
        let now = made.history.iter().find(|stretch| stretch.span.contains(december));
        counts.add(format!("group 2 on {:?}", now.map_or(State::SelfSupport, |stretch| stretch.state)));
    }
}

#[test]
fn orders_of_magnitude_are_those_of_the_published_figures() {
    let country = Country::new(&Settings::usual(PERSONS, 7)).expect("usual settings");
    let counts = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            let country = &country;
            scope.spawn(move || {
                let (mut counts, mut made) = (Counts::default(), MadeUpPerson::empty());
                for number in (half..PERSONS).step_by(2) {
                    country.make(number, &mut made);
                    assert_limits(&made);
                    count(&made, &mut counts);
                }
                counts
            })
        });
        let mut all = Counts::default();
        for half in halves {
            for (name, number) in half.join().expect("no limit is broken").0 {
                *all.0.entry(name).or_default() += number;
            }
        }
        all
    });

    // Published: about 3,000 running, 200 to 260 started and some 110 ended a quarter; 2,845 in May 2026.
    counts.within("running in Copenhagen", 2_300.0, 3_900.0);
    counts.within("started in Copenhagen in a year", 650.0, 1_500.0);
    counts.within("ended in Copenhagen in a year", 220.0, 850.0);
    counts.within("running in Copenhagen in May 2026", 2_000.0, 3_900.0);
    // Published: 9,466 started, 367 ended.
    counts.within("started in 2013 and 2014", 7_500.0, 12_000.0);
    counts.within("ended to June 2014", 100.0, 900.0);
    // About what the country had of each in 2018.
    counts.within("Resource on 30 June 2018", 25_000.0, 36_000.0);
    counts.within("Clarification on 30 June 2018", 11_000.0, 21_000.0);
    counts.within("Sickness on 30 June 2018", 40_000.0, 75_000.0);
    counts.within("Unemployment on 30 June 2018", 60_000.0, 110_000.0);
    counts.within("CashNotReady on 30 June 2018", 40_000.0, 75_000.0);
    counts.within("FlexJob on 30 June 2018", 45_000.0, 80_000.0);
    counts.within("DisabilityPension on 30 June 2018", 170_000.0, 240_000.0);
    counts.within("StudyGrant on 30 June 2018", 230_000.0, 370_000.0);
    counts.within("OldAgePension on 30 June 2018", 700_000.0, 1_100_000.0);
    // Suspended: hardly anybody begins.
    counts.within("jobafklaring begun in the epidemic", 0.0, 1_200.0);
    // Published: førtidspension about half, the fleksjob scheme a quarter or more, kontanthjælp 4 to 8 per cent.
    let share = |states: &[State]| {
        let to = states.iter().map(|state| counts.get(&format!("ended since 2018 to {state:?}"))).sum::<f64>();
        100.0 * to / counts.get("ended since 2018")
    };
    assert!((44.0..62.0).contains(&share(&[State::DisabilityPension])));
    assert!((21.0..36.0).contains(&share(&[State::FlexJob, State::FlexUnemployment])));
    assert!((2.0..10.0).contains(&share(&[State::CashNotReady, State::CashReady, State::EducationAid])));
    // Published: 7,953 in group 2, of which 30 per cent on kontanthjælp m.v. and a third on ressourceforløb.
    counts.within("group 2", 5_500.0, 10_500.0);
    let on_cash = counts.get("group 2 on CashNotReady") / counts.get("group 2");
    assert!((0.18..0.48).contains(&on_cash), "{on_cash}");
}

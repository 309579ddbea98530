//! The slow engine: the six lists worked out day by day, with the law written out beside it, on random people.
//!
//! It shares nothing with the crate but the words of its answer: spells are joined by looking at months, leave is walked a
//! day at a time, and the dates of the law are constants here.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

#[path = "common/people.rs"]
mod people;

use calendar::{Day, Month, Span};
use people::{code, look};
use proptest::prelude::*;
use register::{Attributes, Event, FlexibleJob, Offer, Payment, PersonRows, Plan, TableKind, Wage};
use rules::{List, Scheme, Settings, State};
use std::collections::BTreeSet;

/// A line of an answer: list, scheme, state and day, or none of both where it is undetermined.
type Line = (List, Scheme, Option<(State, Option<Day>)>);

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap()
}

fn days(from: Day, last: Day) -> impl Iterator<Item = Day> {
    (from.number()..=last.number()).map(Day::from_number)
}

struct Slow<'a> {
    rows: &'a PersonRows,
    covered: Span,
    settings: Settings,
    lines: Vec<Line>,
}

/// One spell as days: the first and the last paid one.
#[derive(Clone, Copy)]
struct SlowSpell {
    first: Day,
    last: Day,
    ended: bool,
}

impl Slow<'_> {
    fn on(&self) -> Day {
        self.settings.on
    }

    fn is(&self, set: &str, number: u16, names: &[&str]) -> bool {
        names.iter().any(|name| code(set, name) == Some(number))
    }

    fn codes(scheme: Scheme) -> &'static [&'static str] {
        match scheme {
            Scheme::Ressourceforlob => &["810", "813", "814"],
            Scheme::Jobafklaring => &["785"],
        }
    }

    fn spells(&self, scheme: Scheme) -> Vec<SlowSpell> {
        let mut paid = BTreeSet::new();
        for on in days(self.covered.from, self.covered.last_day()) {
            let codes = self.rows.payments.iter().filter(|payment| payment.from <= on && on < payment.until);
            if codes.into_iter().any(|payment| self.is("dream", payment.code, Slow::codes(scheme))) {
                paid.insert(on);
            }
        }
        let mut spells: Vec<SlowSpell> = Vec::new();
        for on in paid {
            match spells.last_mut() {
                // A whole calendar month between them ends it.
                Some(spell) if Month::of(on).number() - Month::of(spell.last).number() < 2 => spell.last = on,
                _ => spells.push(SlowSpell { first: on, last: on, ended: true }),
            }
        }
        if let Some(spell) = spells.last_mut() {
            spell.ended = Month::of(spell.last).plus(1).last_day() < self.covered.until;
        }
        spells
    }

    fn look(&mut self) {
        for scheme in Scheme::ALL {
            let spells = self.spells(scheme);
            let running = |spell: &SlowSpell| spell.first <= self.on() && (!spell.ended || self.on() <= spell.last);
            let Some(at) = spells.iter().position(running) else { continue };
            let gone = [self.rows.attributes.died, self.rows.attributes.emigrated];
            if gone.into_iter().flatten().any(|day| day <= self.on()) {
                continue;
            }
            // Spells that only leave parts are one: no whole month between them is without a day of leave.
            let leave = self.leave();
            let mut joined: Vec<SlowSpell> = Vec::new();
            for spell in &spells[..=at] {
                let parted = joined.last().is_none_or(|before: &SlowSpell| {
                    let free = |month: Month| !days(month.first_day(), month.last_day()).any(|on| leave.contains(&on));
                    let between = Month::of(before.last).number() + 1..Month::of(spell.first).number();
                    let months =
                        between.map(|number| Month::of(spell.first).plus(number - Month::of(spell.first).number()));
                    months.into_iter().any(free)
                });
                match joined.last_mut() {
                    Some(before) if !parted => (before.last, before.ended) = (spell.last, spell.ended),
                    _ => joined.push(*spell),
                }
            }
            let (spells, at) = (&joined[..], joined.len() - 1);
            let spell = spells[at];
            let censored = spell.first == self.covered.from;
            let plan = self.plan(scheme, spells, at, censored);
            let begun = match plan {
                Some(plan) if censored || plan.from > spell.first => Some(plan.from),
                _ if censored => None,
                _ => Some(spell.first),
            };
            // No grant begins before there were such grants.
            let earliest = if scheme == Scheme::Jobafklaring { day(2014, 7, 1) } else { day(2013, 1, 1) };
            let begun = begun.map(|begun| begun.max(earliest));
            if scheme == Scheme::Ressourceforlob {
                self.guarantee(begun);
            }
            self.planned_end(scheme, plan, begun.unwrap_or(spell.first));
            self.over_limit(scheme, begun, spell.first, at as i32 + 1);
            self.without_effort(scheme, spell, censored);
            if at > 0 {
                self.lines.push((List::SeveralSpells, scheme, Some((State::Flagged, None))));
            }
            self.expected_end(scheme, plan);
        }
    }

    fn plan(&self, scheme: Scheme, spells: &[SlowSpell], at: usize, censored: bool) -> Option<Plan> {
        let mut best: Option<Plan> = None;
        for plan in &self.rows.plans {
            let belongs = self.is("dream", plan.code, Slow::codes(scheme))
                && plan.from <= self.on()
                && plan.until > spells[at].first
                && (at == 0 || plan.from > spells[at - 1].last)
                && (censored || plan.from >= self.covered.from);
            if belongs && best.is_none_or(|best| (plan.from, plan.until) > (best.from, best.until)) {
                best = Some(*plan);
            }
        }
        best
    }

    /// The first day, from `since` to the day of the follow-up, with one of the offers of which something is registered.
    fn first_offer(&self, since: Day, names: &[&str]) -> Option<Day> {
        days(since, self.on()).find(|on| {
            let known = self.rows.offers.iter().filter(|offer| self.is("tilbud", offer.offer, names));
            known.into_iter().any(|offer| offer.from <= *on && *on < offer.until)
        })
    }

    fn events(&self, since: Day, names: &[&str]) -> Vec<Day> {
        let known = self.rows.events.iter().filter(|event| self.is("haendelser", event.event, names));
        known.map(|event| event.day).filter(|day| since <= *day && *day <= self.on()).collect()
    }

    fn guarantee(&mut self, begun: Option<Day>) {
        let Some(begun) = begun else {
            self.lines.push((List::Guarantee, Scheme::Ressourceforlob, None));
            return;
        };
        let due = begun.add_months(6);
        // In force 2022-01-01 to 2026-01-31; not told for spells from before, nor where the months end after.
        if due < day(2022, 1, 1) {
            return;
        }
        let sure = begun >= day(2022, 1, 1) && due <= day(2026, 1, 31);
        let efforts = [
            "virksomhedspraktik",
            "nytteindsats",
            "loentilskud_privat",
            "loentilskud_offentlig",
            "vejledning_opkvalificering",
            "ordinaer_uddannelse",
            "social_indsats",
            "sundhedsindsats",
        ];
        let kept = self.first_offer(begun, &efforts).is_some_and(|first| first <= due);
        let passed = self.on() > due;
        let presented = passed && self.events(begun, &["rehabiliteringsteam"]).into_iter().any(|at| at >= due);
        if kept || presented {
            return;
        }
        if begun < self.covered.from {
            self.lines.push((List::Guarantee, Scheme::Ressourceforlob, None));
            return;
        }
        if !passed && due - self.on() > self.settings.guarantee_days {
            return;
        }
        let state = match (sure, passed) {
            (false, _) => State::Unknown,
            (true, true) => State::Passed,
            (true, false) => State::Due,
        };
        self.lines.push((List::Guarantee, Scheme::Ressourceforlob, Some((state, Some(due)))));
    }

    fn planned_end(&mut self, scheme: Scheme, plan: Option<Plan>, begun: Day) {
        let Some(plan) = plan else {
            self.lines.push((List::PlannedEnd, scheme, None));
            return;
        };
        let last = plan.until - 1;
        let decided = !self.events(begun, &["tilkendt_foertidspension", "visiteret_fleksjob"]).is_empty();
        let on = self.on();
        let paid = |payment: &Payment| {
            let text = &people::CATALOG.code_sets.versions("dream").unwrap()[0].codes[usize::from(payment.code)].code;
            let number: u32 = text.parse().unwrap();
            let lives_on = matches!(number, 130..=149 | 651 | 652 | 700..=739 | 740..=748 | 771 | 774 | 781 | 783);
            payment.from <= on && on < payment.until && lives_on
        };
        let whole = if (on + 1).civil().2 == 1 { Month::of(on) } else { Month::of(on).plus(-1) };
        let wage = self.rows.wages.iter().any(|wage| wage.month == whole) && whole.first_day() >= self.covered.from;
        let job = self.rows.flexible_jobs.iter().any(|job| job.from <= on && on < job.until);
        if decided || wage || job || self.rows.payments.iter().any(paid) {
            return;
        }
        if last <= on.add_months(self.settings.plan_months) {
            let state = if last < on { State::Passed } else { State::Due };
            self.lines.push((List::PlannedEnd, scheme, Some((state, Some(last)))));
        }
    }

    /// The days on which there is leave, a day at a time; one whose end is not registered counts to the day of the follow-up.
    fn leave(&self) -> BTreeSet<Day> {
        let (mut open, mut leave) = (false, BTreeSet::new());
        let has = |on: Day, name: &str| {
            self.rows.events.iter().any(|event| event.day == on && self.is("haendelser", event.event, &[name]))
        };
        for on in days(self.on() - 1_600, self.on() + 500) {
            let (begins, ends) = (has(on, "orlov_fra"), has(on, "orlov_til"));
            let was_open = open;
            open |= begins;
            if open {
                let last = self.rows.events.iter().filter(|event| self.is("haendelser", event.event, &["orlov_til"]));
                if on <= self.on() || last.into_iter().any(|event| event.day >= on) {
                    leave.insert(on);
                }
            }
            if ends {
                open = begins && was_open;
            }
        }
        leave
    }

    fn over_limit(&mut self, scheme: Scheme, begun: Option<Day>, first: Day, number: i32) {
        let on = self.on();
        let start = begun.unwrap_or(first);
        let months: &[i32] = match scheme {
            Scheme::Jobafklaring => &[24],
            Scheme::Ressourceforlob if start >= day(2022, 1, 1) => &[36],
            Scheme::Ressourceforlob if on < day(2022, 1, 1) => &[60],
            Scheme::Ressourceforlob => &[36, 60],
        };
        let leave = self.leave().into_iter().filter(|day| start <= *day && *day <= on).count() as i32;
        // Before 2026-02-01 it is not known whether leave counts: both readings.
        let added: &[i32] = if on >= day(2026, 2, 1) { &[leave] } else { &[0, leave] };
        let mut ends: Vec<Day> = Vec::new();
        for months in months {
            for added in added {
                ends.push(start.add_months(*months) - 1 + *added);
            }
        }
        let told = if on >= day(2026, 2, 1) { leave } else { 0 };
        let within: Vec<bool> = ends.iter().map(|end| on <= *end).collect();
        let before = self.lines.len();
        if within.iter().all(|within| !within) {
            let last = start.add_months(*months.last().unwrap()) - 1 + told;
            self.lines.push((List::OverLimit, scheme, Some((State::Passed, Some(last)))));
        } else if within.iter().any(|within| !within) && begun.is_some() {
            let last = start.add_months(months[0]) - 1 + told;
            self.lines.push((List::OverLimit, scheme, Some((State::Possible, Some(last)))));
        }
        if scheme == Scheme::Jobafklaring && number > 2 {
            self.lines.push((List::OverLimit, scheme, Some((State::Flagged, None))));
        }
        if scheme == Scheme::Ressourceforlob && begun.is_some_and(|begun| begun >= day(2026, 2, 1)) {
            self.lines.push((List::OverLimit, scheme, Some((State::Flagged, None))));
        }
        if begun.is_none() && self.lines.len() == before {
            self.lines.push((List::OverLimit, scheme, None));
        }
    }

    fn without_effort(&mut self, scheme: Scheme, spell: SlowSpell, censored: bool) {
        let had = days(spell.first, self.on())
            .any(|on| self.rows.offers.iter().any(|offer| offer.from <= on && on < offer.until));
        if !had {
            let line = if censored { None } else { Some((State::Flagged, None)) };
            self.lines.push((List::WithoutEffort, scheme, line));
        }
    }

    fn expected_end(&mut self, scheme: Scheme, plan: Option<Plan>) {
        let Some(plan) = plan else {
            self.lines.push((List::ExpectedEnd, scheme, None));
            return;
        };
        // The grant is used up by the days on which there is no leave.
        let leave = self.leave();
        let (mut left, mut at) = (plan.until - plan.from, plan.from);
        while left > 0 {
            left -= i32::from(!leave.contains(&at));
            at = at + 1;
        }
        let last = at - 1;
        let moved = last != plan.until - 1;
        let closed = self.on() >= day(2026, 2, 1);
        let beyond = scheme == Scheme::Ressourceforlob && closed && last > day(2029, 1, 31);
        if moved || beyond {
            let state = if moved && !closed { State::Unknown } else { State::Flagged };
            self.lines.push((List::ExpectedEnd, scheme, Some((state, Some(last)))));
        }
    }
}

/// A random stretch of days from some way before a day to some way after.
fn stretch(on: Day, longest: i32) -> impl Strategy<Value = Span> {
    (-1_500..60i32, 1..longest).prop_map(move |(from, length)| Span::new(on + from, on + from + length))
}

/// A person with payments, offers, events and plans around a day.
fn anyone(on: Day) -> impl Strategy<Value = PersonRows> {
    let benefits =
        ["810", "810", "813", "785", "785", "730", "781", "651", "890"].map(|name| code("dream", name).unwrap());
    let offers = ["virksomhedspraktik", "mentor", "sundhedsindsats"].map(|name| code("tilbud", name).unwrap());
    let events = [
        "orlov_fra",
        "orlov_til",
        "orlov_fra",
        "orlov_til",
        "rehabiliteringsteam",
        "tilkendt_foertidspension",
        "visiteret_fleksjob",
        "indstillet_foertidspension",
    ]
    .map(|name| code("haendelser", name).unwrap());
    let plans = ["810", "785"].map(|name| code("dream", name).unwrap());
    // A long run up to the day, so that spells run, and others.
    let long = (0..1_600i32, 0..40i32, 0..benefits.len());
    let payments =
        (proptest::collection::vec(long, 0..3), proptest::collection::vec((stretch(on, 300), 0..benefits.len()), 0..4));
    let rows = (
        proptest::collection::vec((stretch(on, 60), 0..offers.len()), 0..3),
        proptest::collection::vec((-1_200..30i32, 0..events.len()), 0..6),
        proptest::collection::vec((stretch(on, 1_600), 0..plans.len()), 0..4),
        proptest::collection::vec(-3..1i32, 0..2),
        proptest::collection::vec(stretch(on, 90), 0..2),
        proptest::option::weighted(0.1, -2..3i32),
    );
    (payments, rows).prop_map(move |((long, short), (offered, happened, planned, wages, jobs, died))| {
        let long = long.into_iter().map(|(back, less, which)| Payment {
            from: on - back,
            until: on - back.min(less) + 1,
            code: benefits[which],
        });
        let short = short.into_iter().map(|(days, which)| Payment {
            from: days.from,
            until: days.until,
            code: benefits[which],
        });
        PersonRows {
            attributes: Attributes { died: died.map(|at| on + at), ..Attributes::default() },
            payments: long.chain(short).collect(),
            offers: offered
                .into_iter()
                .map(|(days, which)| Offer { from: days.from, until: days.until, offer: offers[which] })
                .collect(),
            events: happened
                .into_iter()
                .map(|(at, which)| Event { day: on + at, event: events[which], value: None })
                .collect(),
            plans: planned
                .into_iter()
                .map(|(days, which)| Plan { from: days.from, until: days.until, code: plans[which] })
                .collect(),
            wages: wages
                .into_iter()
                .map(|back| Wage { month: Month::of(on).plus(back), hours: None, amount: Some(1_000) })
                .collect(),
            flexible_jobs: jobs
                .into_iter()
                .map(|days| FlexibleJob { from: days.from, until: days.until, hours: None })
                .collect(),
            ..PersonRows::default()
        }
    })
}

/// A day of a follow-up: around the dates on which the law changed, and any other.
fn any_day() -> impl Strategy<Value = Day> {
    prop_oneof![
        (0..3_300i32).prop_map(|at| day(2018, 1, 1) + at),
        (-40..40i32).prop_map(|at| day(2022, 1, 1) + at),
        (-200..200i32).prop_map(|at| day(2026, 2, 1) + at),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_find_the_same(
        (on, rows) in any_day().prop_flat_map(|on| anyone(on).prop_map(move |rows| (on, rows))),
        back in 0..1_700i32,
        ahead in 0..70i32,
        guarantee_days in 0..200i32,
        plan_months in 0..24i32,
    ) {
        let covered = Span::inclusive((on - back).max(day(2014, 8, 1)), on + ahead);
        let settings = Settings { on, guarantee_days, plan_months };
        let mut slow = Slow { rows: &rows, covered, settings, lines: Vec::new() };
        slow.look();
        let mut wanted = slow.lines;
        let found = look(rows.clone(), covered, settings, &TableKind::ALL);
        let findings = found.findings.iter().map(|finding| (finding.list, finding.scheme, Some((finding.state, finding.due))));
        let undetermined = found.undetermined.iter().map(|(list, scheme)| (*list, *scheme, None));
        let mut lines: Vec<Line> = findings.chain(undetermined).collect();
        lines.sort();
        wanted.sort();
        prop_assert_eq!(lines, wanted);
    }
}

#[test]
fn random_people_are_on_every_list_in_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..1_500 {
        let strategy = any_day().prop_flat_map(|on| anyone(on).prop_map(move |rows| (on, rows)));
        let (on, rows) = strategy.new_tree(&mut runner).unwrap().current();
        let settings = Settings { on, guarantee_days: 100, plan_months: 6 };
        let found = look(rows, Span::inclusive(on - 1_400, on), settings, &TableKind::ALL);
        seen.extend(found.findings.iter().map(|finding| (finding.list, Some(finding.state))));
        seen.extend(found.undetermined.iter().map(|(list, _)| (*list, None)));
    }
    for (list, states) in [
        (List::Guarantee, &[Some(State::Due), Some(State::Passed), Some(State::Unknown), None][..]),
        (List::PlannedEnd, &[Some(State::Due), Some(State::Passed), None]),
        (List::OverLimit, &[Some(State::Passed), Some(State::Possible), Some(State::Flagged), None]),
        (List::WithoutEffort, &[Some(State::Flagged), None]),
        (List::SeveralSpells, &[Some(State::Flagged)]),
        (List::ExpectedEnd, &[Some(State::Flagged), Some(State::Unknown), None]),
    ] {
        for state in states {
            assert!(seen.contains(&(list, *state)), "{list:?} {state:?} never came");
        }
    }
}

//! A country: everything that is worked out once, and the making of one person.

use crate::benefits::State;
use crate::draws::{Draws, Purpose, Streams};
use crate::key::Keys;
use crate::municipalities::Municipalities;
use crate::payments::Terms;
use crate::population::Population;
use crate::rates::EntryRates;
use crate::rows::{MadeUpPerson, Membership};
use crate::settings::{Error, Settings};
use crate::{events, history, offers, payments, residence, work};
use calendar::Span;

/// A made-up country. Its persons are made one at a time, in any order, by any thread.
pub(crate) struct Country {
    pub(crate) settings: Settings,
    /// The covered days.
    pub(crate) covered: Span,
    streams: Streams,
    keys: Keys,
    municipalities: Municipalities,
    population: Population,
    rates: EntryRates,
}

impl Country {
    /// The country of the settings.
    pub(crate) fn new(settings: &Settings) -> Result<Country, Error> {
        settings.check()?;
        Ok(Country {
            covered: Span::inclusive(settings.from, settings.to),
            streams: Streams::new(settings.seed),
            keys: Keys::new(settings.seed),
            municipalities: Municipalities::new(),
            population: Population::new(settings.from, settings.to),
            rates: EntryRates::new(),
            settings: settings.clone(),
        })
    }

    /// The stream for a person's mistakes and the order of the rows.
    pub(crate) fn dirt(&self, number: u64) -> Draws {
        self.streams.of(number, Purpose::Dirt)
    }

    /// Makes the person with that number: what was in `made` before is gone.
    pub(crate) fn make(&self, number: u64, made: &mut MadeUpPerson) {
        made.key = self.keys.key(number);
        let mut life = self.streams.of(number, Purpose::Life);
        made.person = self.population.draw(&mut life);
        let MadeUpPerson { person, stays, history, memberships, .. } = made;
        residence::draw_stays(
            person,
            &self.municipalities,
            self.covered.from,
            self.settings.extract_date,
            &mut life,
            stays,
        );
        history::live(person, &self.rates, self.covered.from, self.covered.until, &mut life, history, memberships);
        memberships.retain_mut(|membership| self.cut_to_coverage(membership));
        self.write_down(number, made);
    }

    /// Whether a membership touches the coverage; a last day that is not known yet is taken away.
    fn cut_to_coverage(&self, membership: &mut Membership) -> bool {
        membership.to = membership.to.filter(|to| *to <= self.settings.to);
        membership.from <= self.settings.to && membership.to.is_none_or(|to| self.settings.from <= to)
    }

    /// The rows of a life.
    fn write_down(&self, number: u64, made: &mut MadeUpPerson) {
        let covered = self.covered;
        let MadeUpPerson { person, history, stays, payments, offers, wages, flex_hours, events, plans, active, .. } =
            made;
        payments.clear();
        offers.clear();
        wages.clear();
        flex_hours.clear();
        events.clear();
        plans.clear();
        if history.is_empty() {
            return;
        }
        let mut draws = self.streams.of(number, Purpose::Rows);
        let terms = Terms { covered, rhythm: self.settings.rhythm, stays };
        let alive_after = person.until() > covered.until;
        for stretch in history.iter().filter(|stretch| stretch.span.overlaps(covered)) {
            let running = alive_after && stretch.span.until == covered.until;
            offers::draw_offers(stretch, covered, running, &mut draws, offers, active);
            payments::pay(stretch, &terms, running, active, &mut draws, payments);
            if stretch.state == State::FlexJob {
                work::draw_flex_hours(stretch, covered, running, &mut draws, flex_hours);
            }
        }
        work::draw_wages(history, covered, covered.until.min(person.until()), &mut draws, wages);
        events::draw_events(person, history, covered, &mut draws, events);
        events::draw_plans(history, covered, plans);
    }
}

//! One person and one question: which cells does the person count in?
//!
//! This file is the contract's "counts in a period" and "place", event by event.

use crate::axis::{Counter, Unit};
use crate::cube::{Categories, Cube};
use crate::question::{Question, counts_persons_of_spells};
use calendar::{Day, Span};
use definitions::{Count, Event};
use register::Person;
use spells::Spell;

/// Room that is used again for each person.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    cells: Vec<usize>,
    several: Vec<Vec<usize>>,
    /// Cells that the person was found in, for counts of distinct persons: the cell, and whether for sure.
    found: Vec<(usize, bool)>,
}

/// Counts one person.
///
/// `paid` are the group's paid days inside the coverage, `spells` what they join to (empty where the question has no
/// gap rule).
pub(crate) fn count(
    question: &Question,
    person: &Person<'_>,
    paid: &[Span],
    spells: &[Spell],
    cube: &mut Cube,
    scratch: &mut Scratch,
) {
    let mut counting = Counting { question, person, cube, scratch };
    match (question.measure.count, question.measure.event) {
        (Count::PersonDays, _) => counting.person_days(paid),
        (_, Event::Paid) => counting.last_paid_days(paid),
        _ => {
            spells.iter().for_each(|spell| counting.spell(spell));
            counting.distinct_person();
        }
    }
}

struct Counting<'a> {
    question: &'a Question,
    person: &'a Person<'a>,
    cube: &'a mut Cube,
    scratch: &'a mut Scratch,
}

impl Counting<'_> {
    fn spell(&mut self, spell: &Spell) {
        let question = self.question;
        let timeline = &question.timeline;
        let last = spell.last_day();
        match question.measure.event {
            Event::Started => {
                // The start of a left-censored spell is unknown: it is started in no period.
                if !spell.left_censored {
                    for period in timeline.containing(spell.from) {
                        self.add(period, spell.from, spell, spell.from, true, spell.start_provisional);
                    }
                }
            }
            Event::Ended => {
                for period in timeline.containing(last) {
                    // One that is undecided is not counted, and says that the count may still rise.
                    self.add(period, last, spell, last, spell.ended, !spell.ended);
                }
            }
            Event::Active => {
                for period in timeline.overlapping(spell.span()) {
                    let day = last.min(timeline.span(period).last_day());
                    self.add(period, day, spell, day, true, false);
                }
            }
            Event::Opening | Event::Closing => {
                // In stock at an edge E: it began before E and has a paid day from E on, or has not ended. A
                // left-censored spell began before the first covered day, whenever that was.
                let first = if spell.left_censored { spell.from } else { spell.from + 1 };
                let until = if spell.ended { spell.until } else { question.covered.until + 1 };
                let edge = |span: Span| if question.measure.event == Event::Opening { span.from } else { span.until };
                for period in timeline.with_edge(Span::new(first, until), edge) {
                    let day = edge(timeline.span(period)) - 1;
                    self.add(period, day, spell, last.min(day), true, !spell.ended && last < day);
                }
            }
            Event::Paid => {}
        }
    }

    /// Adds a spell to a period. `day` is the day that counts, `up_to` the last day of its duration there, `counts`
    /// whether it is one for sure.
    fn add(&mut self, period: usize, day: Day, spell: &Spell, up_to: Day, counts: bool, provisional: bool) {
        let unit = Unit { person: self.person, day, spell: Some((spell, up_to)) };
        self.cells(period, &unit);
        if counts_persons_of_spells(&self.question.measure) {
            if counts {
                self.scratch.found.extend(self.scratch.cells.iter().map(|cell| (*cell, provisional)));
            } else {
                self.cube.add(&self.scratch.cells, 0, 1, None);
            }
        } else {
            self.cube.add(&self.scratch.cells, counts.into(), provisional.into(), unit.duration());
        }
    }

    /// Adds a person once to each cell that one of the spells was found in.
    fn distinct_person(&mut self) {
        let found = &mut self.scratch.found;
        found.sort_unstable();
        for cell in found.chunk_by(|a, b| a.0 == b.0) {
            // The person is there for sure where one of the spells is.
            self.cube.add(&[cell[0].0], 1, cell[0].1.into(), None);
        }
        found.clear();
    }

    /// A person counts in each period with a paid day, on the last one.
    fn last_paid_days(&mut self, paid: &[Span]) {
        let (Some(first), Some(last)) = (paid.first(), paid.last()) else { return };
        let question = self.question;
        for period in question.timeline.overlapping(Span::new(first.from, last.until)) {
            let span = question.timeline.span(period);
            let before_its_end = paid.partition_point(|stretch| stretch.from < span.until);
            let day = paid[before_its_end - 1].last_day().min(span.last_day());
            if day >= span.from {
                self.cells(period, &Unit { person: self.person, day, spell: None });
                self.cube.add(&self.scratch.cells, 1, 0, None);
            }
        }
    }

    /// Each paid day counts where the person lived on it, as old as the person was.
    fn person_days(&mut self, paid: &[Span]) {
        let question = self.question;
        for stretch in paid {
            for period in question.timeline.overlapping(*stretch) {
                let inside = stretch.intersection(question.timeline.span(period));
                let mut day = inside.from;
                while day < inside.until {
                    let change = question.counters.iter().map(|counter| counter.next_change(self.person, day)).min();
                    let until = change.unwrap_or(Day::MAX).min(inside.until);
                    self.cells(period, &Unit { person: self.person, day, spell: None });
                    self.cube.add(&self.scratch.cells, (until - day) as u64, 0, None);
                    day = until;
                }
            }
        }
    }

    /// The cells that a unit belongs to, into the scratch.
    #[inline]
    fn cells(&mut self, period: usize, unit: &Unit<'_>) {
        let counters = &self.question.counters;
        let Scratch { cells, several, .. } = &mut *self.scratch;
        several.resize_with(counters.len().max(several.len()), Vec::new);
        const MOST_AXES: usize = 16;
        let mut categories = [Categories::One(0); MOST_AXES];
        let found = counters
            .iter()
            .zip(several.iter_mut())
            .map(|(counter, room): (&Counter, _)| counter.categories_of(unit, room));
        categories.iter_mut().zip(found).for_each(|(slot, found)| *slot = found);
        self.question.shape.cells_of(period, &categories[..counters.len()], cells);
    }
}

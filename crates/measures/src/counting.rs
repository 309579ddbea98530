//! One person and one question: which cells does the person count in?
//!
//! This file is the contract's "counts in a period" and "place", event by event.

use crate::cube::{Categories, Cube};
use crate::plan::planned_days;
use crate::question::{Question, counts_distinct_persons};
use crate::unit::{OfSpell, Unit};
use crate::work::{Known, hours, pay};
use calendar::{Day, Span};
use definitions::{Count, Event, Quantity, Subject};
use register::Person;
use spells::Spell;

/// Room that is used again for each person.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    cells: Vec<usize>,
    /// Categories of one axis.
    several: Vec<usize>,
    /// Cells that the person was found in, for counts of distinct persons: the cell, and whether it is provisional.
    found: Vec<(usize, bool)>,
    /// What the person's pay adds to each cell, spell by spell.
    paid: Vec<(usize, i64)>,
}

/// What a question is asked of: whatever of it applies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) person: &'a Person<'a>,
    /// The group's paid days inside the coverage.
    pub(crate) paid: &'a [Span],
    /// What they join to.
    pub(crate) spells: &'a [Spell],
    /// The memberships of the cohort, in order and apart; none of a cohort of everybody.
    pub(crate) memberships: Option<&'a [Span]>,
}

/// Counts one person.
pub(crate) fn count(question: &Question, facts: Facts<'_>, cube: &mut Cube, scratch: &mut Scratch) {
    cube.next_person();
    let mut counting = Counting { question, facts, cube, scratch };
    match (question.measure.count, question.measure.event) {
        (Count::PersonDays, _) => counting.person_days(),
        (_, Event::Paid) => counting.last_paid_days(),
        (_, Event::Member) => counting.member(),
        (_, Event::Entered | Event::Left) => counting.comings_and_goings(),
        (_, Event::Occurred) => counting.events(),
        _ => (0..facts.spells.len()).for_each(|at| counting.spell(at)),
    }
    counting.distinct_person();
    counting.contributions();
}

struct Counting<'a, 'c> {
    question: &'a Question,
    facts: Facts<'a>,
    cube: &'c mut Cube,
    scratch: &'c mut Scratch,
}

impl<'a> Counting<'a, '_> {
    /// The person on a day, with no spell.
    fn person_on(&self, period: usize, day: Day) -> Unit<'a> {
        let person = self.facts.person;
        Unit { person, day, period: self.question.timeline.span(period), spell: None, member_since: None }
    }

    /// A spell on a day, its duration counted up to another.
    fn spell_on(&self, period: usize, at: usize, day: Day, up_to: Day) -> Unit<'a> {
        let spells = self.facts.spells;
        let before = at.checked_sub(1).map(|at| spells[at].last_day());
        let next = spells.get(at + 1).map(|next| next.from);
        Unit { spell: Some(OfSpell { spell: &spells[at], up_to, before, next }), ..self.person_on(period, day) }
    }

    fn spell(&mut self, at: usize) {
        let question = self.question;
        let timeline = &question.timeline;
        let spell = self.facts.spells[at];
        let last = spell.last_day();
        match question.measure.event {
            Event::Started => {
                // The start of a left-censored spell is unknown: it is started in no period.
                if !spell.left_censored {
                    for period in timeline.containing(spell.from) {
                        let unit = self.spell_on(period, at, spell.from, spell.from);
                        self.add(period, &unit, true, spell.start_provisional);
                    }
                }
            }
            Event::Ended => {
                for period in timeline.containing(last) {
                    // One that is undecided is not counted, and says that the count may still rise.
                    let unit = self.spell_on(period, at, last, last);
                    self.add(period, &unit, spell.ended, !spell.ended);
                }
            }
            Event::Active => {
                for period in timeline.overlapping(spell.span()) {
                    let day = last.min(timeline.span(period).last_day());
                    let unit = self.spell_on(period, at, day, day);
                    self.add(period, &unit, true, false);
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
                    let unit = self.spell_on(period, at, day, last.min(day));
                    self.add(period, &unit, true, !spell.ended && last < day);
                }
            }
            Event::Paid | Event::Occurred | Event::Member | Event::Entered | Event::Left => {}
        }
    }

    /// Each event that is a spell's: the spell's that began latest before it, and that had ended no longer ago than the
    /// measure says. A spell that has not ended goes on.
    fn events(&mut self) {
        let question = self.question;
        let Some(occurs) = &question.measure.occurs else { return };
        let spells = self.facts.spells;
        for event in self.facts.person.events.iter().filter(|event| occurs.events.contains(&event.event)) {
            let begun = spells.partition_point(|spell| spell.from <= event.day);
            let Some(at) = begun.checked_sub(1) else { continue };
            let (spell, last) = (&spells[at], spells[at].last_day());
            let in_time = event.day <= occurs.plus.after(last);
            if in_time || !spell.ended {
                for period in question.timeline.containing(event.day) {
                    let unit = self.spell_on(period, at, event.day, last.min(event.day));
                    self.add(period, &unit, true, !in_time);
                }
            }
        }
    }

    /// A member counts on the last day of each period: of an open cohort on which the person belongs to it, of a closed
    /// one if the person belonged to it on its day.
    fn member(&mut self) {
        let question = self.question;
        let closed_on = match question.measure.subject {
            Subject::Cohort { closed_on, .. } => closed_on,
            Subject::Benefit { .. } => None,
        };
        for period in 0..question.timeline.len() {
            let day = question.timeline.span(period).last_day();
            let mut unit = self.person_on(period, day);
            if let Some(memberships) = self.facts.memberships {
                let asked = closed_on.unwrap_or(day);
                let Some(membership) = memberships.iter().find(|membership| membership.contains(asked)) else {
                    continue;
                };
                unit.member_since = Some(membership.from);
            }
            self.add(period, &unit, true, false);
        }
    }

    /// A membership that begins counts on its first day; one that ends in the period of its first day after, so that
    /// members + entered - left are members, where the person lived on its last.
    fn comings_and_goings(&mut self) {
        let question = self.question;
        for membership in self.facts.memberships.unwrap_or_default() {
            let (in_period, day) = match question.measure.event {
                Event::Entered => (membership.from, membership.from),
                _ => (membership.until, membership.until - 1),
            };
            if in_period == Day::MAX {
                continue;
            }
            for period in question.timeline.containing(in_period) {
                let unit = Unit { member_since: Some(membership.from), ..self.person_on(period, day) };
                self.add(period, &unit, true, false);
            }
        }
    }

    /// Adds a unit to a period; `counts` says whether it is one for sure.
    fn add(&mut self, period: usize, unit: &Unit<'_>, counts: bool, provisional: bool) {
        self.cells(period, unit);
        if counts_distinct_persons(&self.question.measure) {
            if counts {
                self.scratch.found.extend(self.scratch.cells.iter().map(|cell| (*cell, provisional)));
            } else {
                self.cube.add(&self.scratch.cells, 0, 1);
            }
        } else {
            self.cube.add(&self.scratch.cells, counts.into(), provisional.into());
        }
        if counts {
            self.add_quantities(unit);
        }
    }

    fn add_quantities(&mut self, unit: &Unit<'_>) {
        let question = self.question;
        let Scratch { cells, paid, .. } = &mut *self.scratch;
        self.cube.add_quantities(cells, |quantity| match quantity {
            Quantity::Duration => Known::of(unit.duration()),
            Quantity::Planned => {
                let group = question.group.as_ref();
                Known::of(group.and_then(|group| planned_days(unit, group, question.covered)))
            }
            Quantity::Hours => match &question.measure.hours {
                Some(of) => hours(unit, of, question.covered),
                None => Known::Unknown,
            },
            Quantity::Pay => {
                let of_unit = match question.measure.pay {
                    Some(window) => pay(unit, window, question.covered),
                    None => Known::Unknown,
                };
                if let Known::This(kroner) = of_unit {
                    paid.extend(cells.iter().map(|cell| (*cell, i64::from(kroner))));
                }
                of_unit
            }
        });
    }

    /// Adds what the person contributes to each cell: the sum of what the person's spells, or the person alone, add there.
    fn contributions(&mut self) {
        let paid = &mut self.scratch.paid;
        paid.sort_unstable();
        for of_cell in paid.chunk_by(|a, b| a.0 == b.0) {
            self.cube.add_contribution(of_cell[0].0, of_cell.iter().map(|(_, kroner)| kroner).sum());
        }
        paid.clear();
    }

    /// Adds a person once to each cell that the person was found in, where distinct persons are counted.
    fn distinct_person(&mut self) {
        let found = &mut self.scratch.found;
        found.sort_unstable();
        for cell in found.chunk_by(|a, b| a.0 == b.0) {
            // The person is there for sure where one of what was found is.
            self.cube.add(&[cell[0].0], 1, cell[0].1.into());
        }
        found.clear();
    }

    /// A person counts in each period with a paid day, on the last one.
    fn last_paid_days(&mut self) {
        let paid = self.facts.paid;
        let (Some(first), Some(last)) = (paid.first(), paid.last()) else { return };
        let question = self.question;
        for period in question.timeline.overlapping(Span::new(first.from, last.until)) {
            let span = question.timeline.span(period);
            let before_its_end = paid.partition_point(|stretch| stretch.from < span.until);
            let day = paid[before_its_end - 1].last_day().min(span.last_day());
            if day >= span.from {
                let unit = self.person_on(period, day);
                self.add(period, &unit, true, false);
            }
        }
    }

    /// Each paid day counts where the person lived on it, as old as the person was.
    fn person_days(&mut self) {
        let question = self.question;
        let counters = || question.counters.iter().chain(&question.conditions);
        for stretch in self.facts.paid {
            for period in question.timeline.overlapping(*stretch) {
                let inside = stretch.intersection(question.timeline.span(period));
                let mut day = inside.from;
                while day < inside.until {
                    let change = counters().map(|counter| counter.next_change(self.facts.person, day)).min();
                    let until = change.unwrap_or(Day::MAX).min(inside.until);
                    let unit = self.person_on(period, day);
                    self.cells(period, &unit);
                    self.cube.add(&self.scratch.cells, (until - day) as u64, 0);
                    day = until;
                }
            }
        }
    }

    /// The cells that a unit belongs to, into the scratch.
    #[inline]
    fn cells(&mut self, period: usize, unit: &Unit<'_>) {
        let Question { counters, conditions, shape, .. } = self.question;
        let Scratch { cells, several, .. } = &mut *self.scratch;
        shape.begin(period, cells);
        if conditions.iter().any(|condition| matches!(condition.categories_of(unit, several), Categories::None)) {
            return cells.clear();
        }
        for (axis, counter) in counters.iter().enumerate() {
            shape.along(axis, counter.categories_of(unit, several), cells);
        }
    }
}

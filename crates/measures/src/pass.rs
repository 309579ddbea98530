//! The one pass over people.

use crate::answer::answer;
use crate::counting::{Facts, Scratch, count};
use crate::cube::Cube;
use crate::question::{Question, counts_what_persons_have};
use crate::{Error, Table};
use calendar::{Day, Span};
use definitions::{Catalog, Code, Cohort, Membership};
use register::{Needs, People, Person, Store, StoreInfo};
use spells::{Group, Joining, Spell, join_spells};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// People, shard by shard: a store, or people in memory.
pub trait Source: Sync {
    /// What the register says of itself.
    fn info(&self) -> &StoreInfo;
    /// How many shards there are.
    fn n_shards(&self) -> usize;
    /// Reads one shard.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read(&self, shard: usize, needs: Needs) -> Result<People, register::Error>;
}

impl Source for Store {
    fn info(&self) -> &StoreInfo {
        self.info()
    }

    fn n_shards(&self) -> usize {
        self.n_shards()
    }

    fn read(&self, shard: usize, needs: Needs) -> Result<People, register::Error> {
        self.read(shard, needs)
    }
}

/// A pass over people that answers many questions at once.
#[derive(Debug)]
pub struct Pass {
    questions: Vec<Question>,
    /// Each benefit group that a question counts, once.
    groups: Vec<OfGroup>,
    /// The groups that each code of a payment ever belongs to, by place in `groups`.
    groups_of_code: Vec<Vec<usize>>,
    /// Each cohort that a question counts, once.
    cohorts: Vec<OfCohort>,
    needs: Needs,
    end_registered: Option<Code>,
    covered: Span,
}

/// A benefit group, and what is asked of it: a person who was never paid it is in no answer.
#[derive(Debug)]
struct OfGroup {
    benefit: String,
    group: Arc<Group>,
    /// Each way of joining its paid days, once.
    families: Vec<Family>,
}

/// What is asked of the spells of one way of joining, or of the paid days themselves.
#[derive(Debug)]
struct Family {
    joining: Option<Joining>,
    /// The questions, by place.
    questions: Vec<usize>,
}

/// A cohort, and what is asked of it.
#[derive(Debug)]
struct OfCohort {
    cohort: Arc<Cohort>,
    /// The questions, by place.
    questions: Vec<usize>,
}

/// What is wanted in a list, to which it is added where it is not there.
fn find_or_add<T>(list: &mut Vec<T>, same: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let at = list.iter().position(same).unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    });
    &mut list[at]
}

impl Pass {
    /// Plans a pass for some questions. Questions about one benefit share its paid days, those with one gap rule its
    /// spells, and those about one cohort its memberships.
    ///
    /// # Errors
    /// Where the definitions lack the code set of events.
    pub fn plan(questions: Vec<Question>, catalog: &Catalog) -> Result<Pass, Error> {
        let (mut groups, mut cohorts) = (Vec::<OfGroup>::new(), Vec::<OfCohort>::new());
        for (place, question) in questions.iter().enumerate() {
            if let Some((benefit, group)) = question.measure.benefit().zip(question.group.as_ref()) {
                let new = || OfGroup { benefit: benefit.to_owned(), group: Arc::clone(group), families: Vec::new() };
                let of_group = find_or_add(&mut groups, |known| known.benefit == benefit, new);
                let rule = |joining: &Option<Joining>| joining.as_ref().map(|joining| joining.rule);
                let same = |known: &Family| rule(&known.joining) == rule(&question.joining);
                let new = || Family { joining: question.joining, questions: Vec::new() };
                find_or_add(&mut of_group.families, same, new).questions.push(place);
            }
            if let Some(cohort) = &question.cohort {
                let new = || OfCohort { cohort: Arc::clone(cohort), questions: Vec::new() };
                find_or_add(&mut cohorts, |known| Arc::ptr_eq(&known.cohort, cohort), new).questions.push(place);
            }
        }
        let mut groups_of_code: Vec<Vec<usize>> = Vec::new();
        for (place, of_group) in groups.iter().enumerate() {
            for code in of_group.group.codes().map(usize::from) {
                groups_of_code.resize_with(groups_of_code.len().max(code + 1), Vec::new);
                groups_of_code[code].push(place);
            }
        }
        let needs = questions.iter().fold(Needs::default(), |sum, question| sum.and(question.needs));
        let end_registered = catalog.code_sets.versions("haendelser")?.last().and_then(|set| set.find("ophoer_aarsag"));
        // All questions of a pass are of one register, and so of one coverage.
        let covered = questions.first().map_or(Span::ALL, |question| question.covered);
        Ok(Pass { groups, groups_of_code, cohorts, needs, end_registered, covered, questions })
    }

    /// Goes through all people once, on so many threads, and answers every question. `progress` is told the number
    /// of shards that are done.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub fn run(
        self,
        source: &dyn Source,
        threads: usize,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Table>, Error> {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || -> Result<Vec<Cube>, Error> {
            let mut cubes: Vec<Cube> = self
                .questions
                .iter()
                .map(|question| {
                    Cube::new(question.shape.n_cells(), &question.keeps, counts_what_persons_have(&question.measure))
                })
                .collect();
            let mut worker = Worker {
                pass: &self,
                paid: vec![Vec::new(); self.groups.len()],
                spells: Vec::new(),
                memberships: Vec::new(),
                ends: Vec::new(),
                scratch: Scratch::default(),
            };
            loop {
                let shard = next.fetch_add(1, Ordering::Relaxed);
                if shard >= source.n_shards() {
                    return Ok(cubes);
                }
                let people = source.read(shard, self.needs)?;
                for person in people.iter() {
                    worker.count(&person, &mut cubes);
                }
                progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        // More threads than shards would each make cubes for nothing.
        let threads = threads.clamp(1, source.n_shards().max(1));
        let results = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect::<Vec<_>>()
        });
        let mut sum: Option<Vec<Cube>> = None;
        for result in results {
            let cubes = result?;
            match &mut sum {
                None => sum = Some(cubes),
                Some(sum) => sum.iter_mut().zip(cubes).for_each(|(into, from)| into.merge(from)),
            }
        }
        let cubes = sum.unwrap_or_default();
        Ok(self
            .questions
            .into_iter()
            .zip(cubes)
            .map(|(question, cube)| answer(question, cube, source.info()))
            .collect())
    }
}

/// What one thread works with; the lists are used again for each person.
struct Worker<'a> {
    pass: &'a Pass,
    /// The paid days of each group.
    paid: Vec<Vec<Span>>,
    /// The spells of one family at a time.
    spells: Vec<Spell>,
    /// The memberships of one cohort at a time.
    memberships: Vec<Span>,
    ends: Vec<Day>,
    scratch: Scratch,
}

impl Worker<'_> {
    fn count(&mut self, person: &Person<'_>, cubes: &mut [Cube]) {
        let Worker { pass, paid, spells, memberships, ends, scratch } = self;
        let mut ask = |questions: &[usize], facts: Facts<'_>| {
            questions.iter().for_each(|at| count(&pass.questions[*at], facts, &mut cubes[*at], scratch));
        };
        if !person.payments.is_empty() {
            ends.clear();
            let ended = person.events.iter().filter(|event| Some(event.event) == pass.end_registered);
            ends.extend(ended.map(|event| event.day));
            paid.iter_mut().for_each(Vec::clear);
            for payment in person.payments {
                for group in pass.groups_of_code.get(usize::from(payment.code)).into_iter().flatten() {
                    pass.groups[*group].group.add_paid_days(payment, pass.covered, &mut paid[*group]);
                }
            }
            for (of_group, paid) in pass.groups.iter().zip(paid).filter(|(_, paid)| !paid.is_empty()) {
                for family in &of_group.families {
                    match family.joining {
                        Some(joining) => join_spells(paid, ends, joining, spells),
                        None => spells.clear(),
                    }
                    ask(&family.questions, Facts { person, paid, spells, memberships: None });
                }
            }
        }
        for OfCohort { cohort, questions } in &pass.cohorts {
            let everyone = cohort.members == Membership::Everyone;
            memberships_of(cohort, person, memberships);
            if everyone || !memberships.is_empty() {
                let memberships = (!everyone).then_some(memberships.as_slice());
                ask(questions, Facts { person, paid: &[], spells: &[], memberships });
            }
        }
    }
}

/// The days on which a person belongs to a cohort, in order: rows that touch or overlap are one membership.
fn memberships_of(cohort: &Cohort, person: &Person<'_>, memberships: &mut Vec<Span>) {
    memberships.clear();
    let Membership::Group { project, group } = &cohort.members else { return };
    // The rows are in order of their first day.
    for row in person.memberships {
        if person.text(row.project) != project || person.text(row.group) != group {
            continue;
        }
        match memberships.last_mut() {
            Some(last) if row.from <= last.until => last.until = last.until.max(row.until),
            _ => memberships.push(Span::new(row.from, row.until)),
        }
    }
}

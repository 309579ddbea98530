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
    groups: Vec<Arc<Group>>,
    /// Each way of joining a group's paid days, once.
    families: Vec<(usize, Joining)>,
    /// Each cohort that a question counts, once.
    cohorts: Vec<Arc<Cohort>>,
    /// What each question uses of them.
    uses: Vec<Uses>,
    needs: Needs,
    end_registered: Option<Code>,
    covered: Span,
}

/// What a question uses, as places in the pass's lists.
#[derive(Debug, Clone, Copy)]
struct Uses {
    group: Option<usize>,
    family: Option<usize>,
    cohort: Option<usize>,
}

/// The place of what is wanted in a list, to which it is added where it is not there.
fn place_of<T>(list: &mut Vec<T>, same: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> usize {
    list.iter().position(same).unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    })
}

impl Pass {
    /// Plans a pass for some questions. Questions about one benefit share its paid days, those with one gap rule its
    /// spells, and those about one cohort its memberships.
    ///
    /// # Errors
    /// Where the definitions lack the code set of events.
    pub fn plan(questions: Vec<Question>, catalog: &Catalog) -> Result<Pass, Error> {
        let (mut groups, mut families, mut cohorts) = (Vec::<(String, Arc<Group>)>::new(), Vec::new(), Vec::new());
        let mut uses = Vec::new();
        for question in &questions {
            let group = question.measure.benefit().zip(question.group.as_ref()).map(|(id, group)| {
                place_of(&mut groups, |(known, _)| known == id, || (id.to_owned(), Arc::clone(group)))
            });
            let family = question.joining.zip(group).map(|(joining, group)| {
                let same = |(of, known): &(usize, Joining)| *of == group && known.rule == joining.rule;
                place_of(&mut families, same, || (group, joining))
            });
            let cohort = question.cohort.as_ref().map(|cohort| {
                place_of(&mut cohorts, |known: &Arc<Cohort>| Arc::ptr_eq(known, cohort), || Arc::clone(cohort))
            });
            uses.push(Uses { group, family, cohort });
        }
        let needs = questions.iter().fold(Needs::default(), |sum, question| sum.and(question.needs));
        let end_registered = catalog.code_sets.versions("haendelser")?.last().and_then(|set| set.find("ophoer_aarsag"));
        // All questions of a pass are of one register, and so of one coverage.
        let covered = questions.first().map_or(Span::ALL, |question| question.covered);
        let groups = groups.into_iter().map(|(_, group)| group).collect();
        Ok(Pass { groups, families, cohorts, uses, needs, end_registered, covered, questions })
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
                spells: vec![Vec::new(); self.families.len()],
                memberships: vec![Vec::new(); self.cohorts.len()],
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
    paid: Vec<Vec<Span>>,
    spells: Vec<Vec<Spell>>,
    memberships: Vec<Vec<Span>>,
    ends: Vec<Day>,
    scratch: Scratch,
}

impl Worker<'_> {
    fn count(&mut self, person: &Person<'_>, cubes: &mut [Cube]) {
        let pass = self.pass;
        if pass.cohorts.is_empty() && person.payments.is_empty() {
            return;
        }
        self.ends.clear();
        self.ends.extend(
            person.events.iter().filter(|event| Some(event.event) == pass.end_registered).map(|event| event.day),
        );
        for (group, paid) in pass.groups.iter().zip(&mut self.paid) {
            group.paid_days(person.payments, pass.covered, paid);
        }
        for ((group, joining), spells) in pass.families.iter().zip(&mut self.spells) {
            join_spells(&self.paid[*group], &self.ends, *joining, spells);
        }
        for (cohort, memberships) in pass.cohorts.iter().zip(&mut self.memberships) {
            memberships_of(cohort, person, memberships);
        }
        for ((question, uses), cube) in pass.questions.iter().zip(&pass.uses).zip(cubes) {
            let facts = Facts {
                person,
                paid: uses.group.map_or(&[], |group| self.paid[group].as_slice()),
                spells: uses.family.map_or(&[], |family| self.spells[family].as_slice()),
                memberships: uses.cohort.and_then(|cohort| match pass.cohorts[cohort].members {
                    Membership::Everyone => None,
                    Membership::Group { .. } => Some(self.memberships[cohort].as_slice()),
                }),
            };
            let nothing = match uses.cohort {
                Some(_) => facts.memberships.is_some_and(<[Span]>::is_empty),
                None => facts.paid.is_empty(),
            };
            if !nothing {
                count(question, facts, cube, &mut self.scratch);
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

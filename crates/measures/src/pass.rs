//! The one pass over people.

use crate::answer::answer;
use crate::counting::{Scratch, count};
use crate::cube::Cube;
use crate::question::Question;
use crate::{Error, Table};
use calendar::{Day, Span};
use definitions::{Catalog, Code};
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
    /// For each question its group and its family.
    uses: Vec<(usize, Option<usize>)>,
    needs: Needs,
    end_registered: Option<Code>,
}

impl Pass {
    /// Plans a pass for some questions. Questions about one benefit share its paid days, and those with one gap rule
    /// its spells.
    ///
    /// # Errors
    /// Where the definitions lack the code set of events.
    pub fn plan(questions: Vec<Question>, catalog: &Catalog) -> Result<Pass, Error> {
        let (mut groups, mut names) = (Vec::new(), Vec::<&str>::new());
        let (mut families, mut uses) = (Vec::<(usize, Joining)>::new(), Vec::new());
        for question in &questions {
            let group = names.iter().position(|known| *known == question.measure.benefit).unwrap_or_else(|| {
                names.push(&question.measure.benefit);
                groups.push(Arc::clone(&question.group));
                groups.len() - 1
            });
            let family = question.joining.map(|joining| {
                families.iter().position(|(of, known)| *of == group && known.rule == joining.rule).unwrap_or_else(
                    || {
                        families.push((group, joining));
                        families.len() - 1
                    },
                )
            });
            uses.push((group, family));
        }
        let needs = questions.iter().fold(Needs::default(), |sum, question| sum.and(question.needs));
        let end_registered = catalog.code_sets.versions("haendelser")?.last().and_then(|set| set.find("ophoer_aarsag"));
        Ok(Pass { groups, families, uses, needs, end_registered, questions })
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
            let mut cubes: Vec<Cube> =
                self.questions.iter().map(|question| Cube::new(question.shape.n_cells(), question.keeps)).collect();
            let mut worker = Worker {
                pass: &self,
                paid: vec![Vec::new(); self.groups.len()],
                spells: vec![Vec::new(); self.families.len()],
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
        Ok(self.questions.iter().zip(&cubes).map(|(question, cube)| answer(question, cube, source.info())).collect())
    }
}

/// What one thread works with; the lists are used again for each person.
struct Worker<'a> {
    pass: &'a Pass,
    paid: Vec<Vec<Span>>,
    spells: Vec<Vec<Spell>>,
    ends: Vec<Day>,
    scratch: Scratch,
}

impl Worker<'_> {
    fn count(&mut self, person: &Person<'_>, cubes: &mut [Cube]) {
        let pass = self.pass;
        if person.payments.is_empty() {
            return;
        }
        self.ends.clear();
        self.ends.extend(
            person.events.iter().filter(|event| Some(event.event) == pass.end_registered).map(|event| event.day),
        );
        for (group, paid) in pass.groups.iter().zip(&mut self.paid) {
            // All questions of a pass are of one register, and so of one coverage.
            let covered = pass.questions.first().map_or(Span::ALL, |question| question.covered);
            group.paid_days(person.payments, covered, paid);
        }
        for ((group, joining), spells) in pass.families.iter().zip(&mut self.spells) {
            join_spells(&self.paid[*group], &self.ends, *joining, spells);
        }
        for ((question, (group, family)), cube) in pass.questions.iter().zip(&pass.uses).zip(cubes) {
            let paid = &self.paid[*group];
            if !paid.is_empty() {
                let spells = family.map_or(&[][..], |family| self.spells[family].as_slice());
                count(question, person, paid, spells, cube, &mut self.scratch);
            }
        }
    }
}

//! One pass over people, on several threads, into what each thread adds up.

use crate::Error;
use register::{Needs, Person, Store};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a pass adds up. The sum is the same in whatever order parts are added.
pub(crate) trait Sum: Default + Send {
    /// Adds what another thread has found.
    fn add(&mut self, other: Self);
}

/// Shows each person to `look` once, on so many threads.
pub(crate) fn over_people<S: Sum>(
    store: &Store,
    needs: Needs,
    threads: usize,
    look: impl Fn(&Person<'_>, &mut S) -> Result<(), Error> + Sync,
) -> Result<S, Error> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<S, Error> {
        let mut own = S::default();
        loop {
            let shard = next.fetch_add(1, Ordering::Relaxed);
            if shard >= store.n_shards() {
                return Ok(own);
            }
            let people = store.read(shard, needs)?;
            for person in people.iter() {
                look(&person, &mut own)?;
            }
        }
    };
    let threads = threads.clamp(1, store.n_shards().max(1));
    let results: Vec<Result<S, Error>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut sum = S::default();
    for result in results {
        sum.add(result?);
    }
    Ok(sum)
}

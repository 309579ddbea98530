//! The second engine: every figure of a table worked out again, slowly and in the plainest way.
//!
//! ```text
//! random register ──┬──► fast: one pass, cubes ──────────────────────► table
//!  random requests  │                                                    ║ every cell equal
//!                   └──► slow: sets of days, lists of what is counted ─► cells
//! ```
//!
//! The slow engine is written from the words of the contract. It shares with the fast one the definition files, the
//! days of the calendar and exact fractions, and nothing else.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod catalog;
mod categories;
mod cells;
mod columns;
mod compare;
mod days;
mod found;
mod grown;
mod hours;
mod joining;
mod lists;
mod lives;
mod matching;
mod members;
mod offers;
mod pay;
mod places;
mod plans;
mod properties;
mod random;
mod registers;
mod slow;
mod tally;
mod wanted;
mod windows;

use catalog::CATALOG;
use cells::Asked;
use compare::{Shards, fast, same};
use measures::Request;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use slow::Register;
use tally::Tally;

/// Asks both engines alone for each table.
fn check(register: &Register, requests: &[Request], tally: &Tally) -> Result<(), TestCaseError> {
    let source = Shards::new(register, 1);
    for request in requests {
        let fail = |difference: String| Err(TestCaseError::fail(format!("{difference}\n{request:?}")));
        match (fast(&source, std::slice::from_ref(request), 1), Asked::new(&CATALOG, register, request)) {
            (Ok(tables), Some(mut asked)) => {
                if let Err(difference) = same(&tables[0], &mut asked, request, tally) {
                    return fail(difference);
                }
            }
            (Err(_), None) => {}
            (Err(error), Some(_)) => return fail(format!("no table: {error}")),
            (Ok(_), None) => return fail("a table of no period".into()),
        }
    }
    Ok(())
}

#[test]
fn fast_and_slow_agree() {
    // Two halves beside each other, each with cases of its own. The same ones each time: that every kind of figure is met
    // is part of the test, and must not hang on luck.
    let half = |seed: u8| {
        let tally = Tally::default();
        let config = Config { source_file: Some(file!()), ..Config::with_cases(2_500) };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let run = TestRunner::new_with_rng(config, rng)
            .run(&random::register_and_requests(3), |(register, requests)| check(&register, &requests, &tally));
        (tally, run)
    };
    let halves = std::thread::scope(|scope| {
        let threads = [scope.spawn(|| half(3)), scope.spawn(|| half(4))];
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let met = Tally::default();
    for (tally, run) in halves {
        if let Err(failure) = run {
            panic!("{failure}");
        }
        met.add(&tally);
    }
    met.assert_met(wanted::wanted());
}

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
mod cells;
mod compare;
mod days;
mod found;
mod joining;
mod properties;
mod random;
mod slow;
mod tally;

use catalog::{CATALOG, GAPS, SPELL_EVENTS};
use cells::Asked;
use compare::{Shards, fast, same};
use definitions::{Dimension, Statistic};
use measures::Request;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
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
    let tally = Tally::default();
    let config = Config { source_file: Some(file!()), ..Config::with_cases(10_000) };
    let run = TestRunner::new(config)
        .run(&random::register_and_requests(3), |(register, requests)| check(&register, &requests, &tally));
    if let Err(failure) = run {
        panic!("{failure}");
    }
    let mut wanted: Vec<String> =
        ["not_yet", "unknown", "zero", "number, provisional true", "number, provisional false"]
            .map(str::to_owned)
            .to_vec();
    wanted.extend(GAPS.map(|gap| format!("gap {gap}")));
    wanted.extend(["month", "quarter", "year", "period"].map(|time| format!("by {time}")));
    for change in ["", " changed"] {
        wanted.extend(SPELL_EVENTS.iter().flat_map(|event| {
            [
                format!("spells {event} count{change}"),
                format!("persons {event} count{change}"),
                format!("spells {event} share{change}"),
            ]
        }));
        wanted.extend(
            Statistic::all()
                .filter(|statistic| statistic.of_durations())
                .map(|statistic| format!("spells ended {}{change}", statistic.id())),
        );
        wanted.extend(
            [
                "persons paid count",
                "persons paid share",
                "person_days paid person_days",
                "person_days paid full_time_persons",
                "person_days paid share",
            ]
            .map(|what| format!("{what}{change}")),
        );
    }
    let of_ended = |dimension: Dimension| format!("ended by {}", dimension.id());
    wanted.extend(Dimension::all().filter(|dimension| !random::is_time(*dimension)).map(of_ended));
    tally.assert_met(wanted);
}

//! Intervals hold the truth as often as they say, and tests reject as often as they say, on drawn spells.
//!
//! Each share of so many trials may be off by four of its standard errors; draws are the same every time.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

use statistics::{
    Confidence, Error, Generator, Incidence, LifeTable, Observation, Occupation, Outcome, Scale, Survival, Transitions,
    Variance, gray_test, log_rank,
};

const LAST: u32 = 12;
const RATES: [f64; 2] = [0.06, 0.04];
const N_TRIALS: u64 = 1000;

/// Spells with constant monthly rates of two causes; a third are left-truncated, and all are censored at random times.
fn spells(generator: &mut Generator, n: usize) -> Vec<Observation> {
    let mut spells = Vec::new();
    while spells.len() < n {
        let after = (generator.uniform() < 1.0 / 3.0).then(|| (generator.uniform() * 4.0) as u32);
        let censored = 4 + (generator.uniform() * 12.0) as u32;
        let exit = (1..=censored.min(LAST)).find_map(|time| {
            let draw = generator.uniform();
            if draw < RATES[0] {
                Some((time, Outcome::Exit(0)))
            } else if draw < RATES[0] + RATES[1] {
                Some((time, Outcome::Exit(1)))
            } else {
                None
            }
        });
        let (time, outcome) = exit.unwrap_or((censored.min(LAST), Outcome::Censored));
        // Who has left before they would be seen is not seen.
        if after.is_none_or(|after| after < time) {
            spells.push(Observation { after, time, outcome });
        }
    }
    spells
}

fn table(generator: &mut Generator, n: usize) -> LifeTable {
    LifeTable::count(LAST, 2, spells(generator, n)).unwrap()
}

#[track_caller]
fn assert_share(held: u32, expected: f64) {
    let reach = 4.0 * (expected * (1.0 - expected) / N_TRIALS as f64).sqrt();
    let share = f64::from(held) / N_TRIALS as f64;
    assert!((share - expected).abs() < reach, "{share} for {expected}");
}

#[test]
fn intervals_of_survival_and_incidence() {
    let total = RATES[0] + RATES[1];
    let survival = |time: i32| (1.0 - total).powi(time);
    let incidence = |time: i32| RATES[0] / total * (1.0 - survival(time));
    let mean: f64 = (0..10).map(survival).sum();
    let (mut plain, mut log, mut log_log, mut of_incidence, mut aalen, mut of_mean) = (0, 0, 0, 0, 0, 0);
    for trial in 0..N_TRIALS {
        let table = table(&mut Generator::new(21, trial), 400);
        let found = Survival::of(&table);
        for (held, scale) in [(&mut plain, Scale::Plain), (&mut log, Scale::Log), (&mut log_log, Scale::LogLog)] {
            let interval = found.interval(6, Confidence { level: 0.95, scale }).unwrap().unwrap();
            *held += u32::from(interval.contains(survival(6)));
        }
        for (held, variance) in [(&mut of_incidence, Variance::Greenwood), (&mut aalen, Variance::Aalen)] {
            let found = Incidence::of(&table, 0, variance).unwrap();
            let confidence = Confidence { level: 0.9, scale: Scale::LogLog };
            *held += u32::from(found.interval(9, confidence).unwrap().unwrap().contains(incidence(9)));
        }
        let found = found.restricted_mean(10).unwrap();
        of_mean += u32::from((found.mean - mean).abs() < 1.959_964 * found.standard_error);
    }
    for held in [plain, log, log_log, of_mean] {
        assert_share(held, 0.95);
    }
    for held in [of_incidence, aalen] {
        assert_share(held, 0.9);
    }
}

#[test]
fn tests_of_groups_that_do_not_differ() {
    let (mut hazards, mut incidences) = (0, 0);
    for trial in 0..N_TRIALS {
        let mut generator = Generator::new(22, trial);
        let groups = [150, 250, 200].map(|n| table(&mut generator, n));
        hazards += u32::from(log_rank(&groups, Some(0), 0.0).unwrap().p < 0.1);
        // Gray's test is for spells that are seen from their start.
        let from_start = [150, 250, 200].map(|n| {
            let seen = spells(&mut generator, n).into_iter().map(|one| Observation { after: None, ..one });
            LifeTable::count(LAST, 2, seen).unwrap()
        });
        incidences += u32::from(gray_test(&from_start, 0).unwrap().p < 0.1);
    }
    assert_share(hazards, 0.1);
    assert_share(incidences, 0.1);
}

/// From state 0 to 1 and back, and from both to 2 for good, at constant rates; lost at random.
#[test]
fn intervals_of_occupation() {
    const STEP: [[f64; 3]; 3] = [[0.85, 0.1, 0.05], [0.2, 0.7, 0.1], [0.0, 0.0, 1.0]];
    let mut truth = [1.0, 0.0, 0.0];
    for _ in 0..8 {
        let before = truth;
        truth = [0, 1, 2].map(|to| (0..3).map(|from| before[from] * STEP[from][to]).sum());
    }
    let mut held = [[0; 3]; 2];
    for trial in 0..N_TRIALS {
        let mut generator = Generator::new(23, trial);
        let mut episodes = Vec::new();
        for person in 0..300 {
            let (mut state, lost) = (0, 3 + (generator.uniform() * 15.0) as u32);
            for time in 1..=lost.min(8) {
                let draw = generator.uniform();
                let next =
                    if draw < STEP[state][0] { 0 } else { 1 + usize::from(draw >= STEP[state][0] + STEP[state][1]) };
                let next_or_none = (time < lost.min(8) || next != state).then_some(next);
                episodes.push(statistics::Episode { person, after: time - 1, time, state, next: next_or_none });
                state = next;
            }
        }
        let transitions = Transitions::count(8, 3, &episodes).unwrap();
        for (place, variance) in [Variance::Greenwood, Variance::Aalen].into_iter().enumerate() {
            let found: Result<Occupation, Error> = transitions.occupation(0, &[1.0, 0.0, 0.0], variance);
            let found = found.unwrap();
            for state in 0..3 {
                let reach = 1.959_964 * found.standard_error(8)[state];
                held[place][state] += u32::from((found.at(8)[state] - truth[state]).abs() < reach);
            }
        }
    }
    held.into_iter().flatten().for_each(|held| assert_share(held, 0.95));
}

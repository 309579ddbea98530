//! A made-up table that is mostly small counts: how many cells are hidden, at what cost, in what time.
//!
//! `cargo run --release -p protection --example dense -- [seed] [heuristic|exact|both] [small] [unaudited]`
//!
//! 93 job centres (with `small` 12), 6 benefits, 15 kinds of offer and 2 periods, with all totals but that of the
//! periods. Under 3 is hidden and zeros are shown. Beside each cell stands what is left of its job centre's total over
//! the kinds of offer: nobody prints it, but it must not be known to be 1 or 2 either.

mod common;

use common::{Random, report};
use protection::{Cell, CellId, Frequency, Known, Printing, System};

const SIZES: [usize; 4] = [93, 6, 15, 2];

fn system(seed: u64, places: usize) -> System {
    let mut random = Random(seed);
    let sizes = [places, SIZES[1], SIZES[2], SIZES[3]];
    // Each of the first three dimensions has its total behind its categories.
    let all = [sizes[0] + 1, sizes[1] + 1, sizes[2] + 1, sizes[3]];
    let place = |at: [usize; 4]| ((at[0] * all[1] + at[1]) * all[2] + at[2]) * all[3] + at[3];
    let mut values = vec![0i64; all.iter().product()];
    let weights = |random: &mut Random, n: usize, deviation: f64| -> Vec<f64> {
        (0..n).map(|_| random.normal(0.0, deviation).exp()).collect()
    };
    let offices = weights(&mut random, sizes[0], 0.8);
    let benefits = weights(&mut random, sizes[1], 0.9);
    let offers = weights(&mut random, sizes[2], 1.2);
    for (office, size) in offices.iter().enumerate() {
        for (benefit, share) in benefits.iter().enumerate() {
            for (offer, rate) in offers.iter().enumerate() {
                // Many an offer is not made at all in a place.
                let made = if random.next() < 0.45 { 0.0 } else { 1.0 };
                for period in 0..sizes[3] {
                    values[place([office, benefit, offer, period])] = random.poisson(made * size * share * rate * 0.6);
                }
            }
        }
    }
    let everywhere = || {
        let all = &all;
        (0..all[0]).flat_map(move |one| {
            (0..all[1]).flat_map(move |two| {
                (0..all[2]).flat_map(move |three| (0..all[3]).map(move |four| [one, two, three, four]))
            })
        })
    };
    let mut sums = Vec::new();
    for axis in 0..3 {
        for at in everywhere().filter(|at| at[axis] == sizes[axis]) {
            let part = |to: usize| {
                let mut part = at;
                part[axis] = to;
                place(part)
            };
            let parts: Vec<usize> = (0..sizes[axis]).map(part).collect();
            values[place(at)] = parts.iter().map(|part| values[*part]).sum();
            sums.push((place(at), parts));
        }
    }
    let rule = Frequency { threshold: 3, hide_zeros: false };
    let mut builder = System::builder();
    let cell = |value: i64| match value {
        0 => Cell::new(0).printing(Printing::Shown),
        value => Cell::new(value).known(Known::ABOVE_ZERO).primary(rule.check(value)),
    };
    let cells: Vec<CellId> = values.iter().map(|value| builder.cell(cell(*value))).collect();
    for (total, parts) in &sums {
        let parts: Vec<CellId> = parts.iter().map(|part| cells[*part]).collect();
        builder.total(format!("cell {total}"), cells[*total], &parts);
    }
    for at in everywhere().filter(|at| at[2] < sizes[2]) {
        let (own, total) = (place(at), place([at[0], at[1], sizes[2], at[3]]));
        let left = values[total] - values[own];
        if values[own] > 0 && left > 0 {
            let rest = Cell::new(left).printing(Printing::Virtual).known(Known::COUNT).primary(rule.check(left));
            let rest = builder.cell(rest);
            builder.total(format!("cell {total} but for {own}"), cells[total], &[cells[own], rest]);
        }
    }
    builder.build().expect("the sums are right")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seed = arguments.first().and_then(|seed| seed.parse().ok()).unwrap_or(3);
    let places = if arguments.iter().any(|word| word == "small") { 12 } else { SIZES[0] };
    report(&system(seed, places), &arguments);
}

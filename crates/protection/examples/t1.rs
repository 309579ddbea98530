//! A made-up table of benefits by municipality: how many cells are hidden, at what cost, in what time.
//!
//! `cargo run --release -p protection --example t1 -- [seed] [heuristic|exact|both] [ages] [unaudited]`
//!
//! 98 municipalities in 5 regions, 20 benefits in 6 groups, and with `ages` 6 age groups; counts with a Poisson
//! distribution. Under 5 is hidden and zeros are shown, so that a hidden cell is known to be above zero.

mod common;

use common::{Random, report};
use protection::{Cell, CellId, Frequency, Known, Printing, System};

/// A dimension: how many finest categories, how many with all totals, and each total's parts, in an order in which
/// parts come before what they are parts of.
struct Dimension {
    finest: usize,
    all: usize,
    totals: Vec<(usize, Vec<usize>)>,
}

impl Dimension {
    fn new(sizes: &[usize]) -> Dimension {
        let finest: usize = sizes.iter().sum();
        let (mut totals, mut from) = (Vec::new(), 0);
        if sizes.len() == 1 {
            return Dimension { finest, all: finest + 1, totals: vec![(finest, (0..finest).collect())] };
        }
        for (at, size) in sizes.iter().enumerate() {
            totals.push((finest + at, (from..from + size).collect()));
            from += size;
        }
        totals.push((finest + sizes.len(), (finest..finest + sizes.len()).collect()));
        Dimension { finest, all: finest + sizes.len() + 1, totals }
    }
}

fn system(seed: u64, ages: bool) -> System {
    let mut random = Random(seed);
    let populations: Vec<f64> = (0..98)
        .map(|at| if at % 25 == 7 { 1_800.0 + 1_900.0 * random.next() } else { random.normal(10.3, 0.75).exp() })
        .collect();
    let rates: Vec<f64> = (0..20).map(|_| random.normal(-5.5, 1.3).exp().clamp(2e-5, 0.05)).collect();
    let parts: &[f64] = if ages { &[0.1, 0.18, 0.2, 0.22, 0.2, 0.1] } else { &[1.0] };
    let mut dimensions = vec![Dimension::new(&[29, 17, 22, 19, 11]), Dimension::new(&[4, 3, 5, 2, 3, 3])];
    if ages {
        dimensions.push(Dimension::new(&[parts.len()]));
    }
    let strides: Vec<usize> =
        (0..dimensions.len()).map(|at| dimensions[at + 1..].iter().map(|after| after.all).product()).collect();
    let mut values = vec![0i64; dimensions.iter().map(|dimension| dimension.all).product()];
    for (place, population) in populations.iter().enumerate() {
        for (code, rate) in rates.iter().enumerate() {
            for (age, part) in parts.iter().enumerate() {
                let at = place * strides[0] + code * strides[1] + if ages { age } else { 0 };
                values[at] = random.poisson(population * rate * part);
            }
        }
    }
    let mut sums = Vec::new();
    for (dimension, stride) in dimensions.iter().zip(&strides) {
        for at in (0..values.len()).filter(|at| at / stride % dimension.all >= dimension.finest) {
            let own = at / stride % dimension.all;
            let (_, parts) = &dimension.totals[own - dimension.finest];
            let parts: Vec<usize> = parts.iter().map(|part| at - own * stride + part * stride).collect();
            values[at] = parts.iter().map(|part| values[*part]).sum();
            sums.push((at, parts));
        }
    }
    let rule = Frequency { threshold: 5, hide_zeros: false };
    let mut builder = System::builder();
    let cell = |value: &i64| match value {
        0 => Cell::new(0).printing(Printing::Shown),
        value => Cell::new(*value).known(Known::ABOVE_ZERO).primary(rule.check(*value)),
    };
    let cells: Vec<CellId> = values.iter().map(|value| builder.cell(cell(value))).collect();
    for (total, parts) in &sums {
        let parts: Vec<CellId> = parts.iter().map(|part| cells[*part]).collect();
        builder.total(format!("cell {total}"), cells[*total], &parts);
    }
    builder.build().expect("the sums are right")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seed = arguments.first().and_then(|seed| seed.parse().ok()).unwrap_or(3);
    report(&system(seed, arguments.iter().any(|word| word == "ages")), &arguments);
}

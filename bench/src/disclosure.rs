//! Disclosure control on made-up benefits of a made-up country: how much is hidden, at what cost, in what time, and how
//! long the attack takes.
//!
//! The smaller table is (98 municipalities, 5 regions, the country) by (20 benefits, 6 groups, all): 2,808 cells. The
//! linked one is the same by 6 ages and all: 19,656 cells. Counts have a Poisson distribution; small ones are hidden and
//! zeros are shown, so that a hidden cell is known to be above zero.

use crate::watch::{Line, time};
use anyhow::{Context, ensure};
use audit::{Fact, Published, Rule, Value};
use protection::{Cell, CellId, Frequency, Known, Method, Pattern, Printing, Settings, Status, System, protect};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Protects and attacks the table of a seed: by municipality and benefit, and by age where that is asked for.
pub(crate) fn run(seed: u64, threshold: i64, by_age: bool) -> anyhow::Result<()> {
    let table = Table::new(seed, by_age);
    let (system, ids) = table.system(threshold).context("the sums are right")?;
    let what = if by_age { "disclosure by age" } else { "disclosure" };
    // With this many small cells there is no proof.
    let methods: &[(&str, Method)] = match by_age {
        true => &[("heuristic", Method::Heuristic)],
        false => &[("heuristic", Method::Heuristic), ("exact", Method::Exact)],
    };
    for (name, method) in methods {
        let settings = Settings { method: *method, intervals: false, ..Settings::default() };
        let (pattern, protecting) = time(|| protect(&system, &settings));
        let pattern = pattern.context("every small cell can be protected")?;
        let published = table.published(threshold, &ids, &pattern);
        let (report, auditing) = time(|| audit::audit_system(&published, &audit::Settings::strict()));
        ensure!(report.passes(), "the audit finds something:\n{report}");
        let secondaries = pattern.secondaries();
        let value: i64 = secondaries.iter().filter_map(|id| system.cell(*id)).map(|cell| cell.value).sum();
        Line::new(what)
            .with("seed", seed)
            .with("threshold", threshold)
            .with("method", format!("\"{name}\""))
            .with("cells", system.n_cells())
            .with("equations", system.n_equations())
            .with("primary", system.n_primaries())
            .with("secondary", secondaries.len())
            .with("value", value)
            .with("cost", pattern.cost())
            .with("optimal", pattern.is_optimal())
            .with("audit_seconds", auditing.seconds.as_secs_f64())
            .seconds(protecting)
            .print()?;
    }
    Ok(())
}

/// Numbers without a pattern, the same for a seed on every machine.
struct Numbers(ChaCha8Rng);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let (one, two) = (self.uniform(), self.uniform());
        mean + deviation * (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos()
    }

    fn poisson(&mut self, mean: f64) -> i64 {
        if mean > 60.0 {
            return self.normal(mean, mean.sqrt()).round().max(0.0) as i64;
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.uniform(), 0);
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

/// A dimension: how many finest categories, how many with all totals, and each total's parts.
struct Dimension {
    finest: usize,
    all: usize,
    totals: Vec<Vec<usize>>,
}

impl Dimension {
    /// Groups of so many, and the total of the groups; of one group the total alone.
    fn new(sizes: &[usize]) -> Dimension {
        let finest: usize = sizes.iter().sum();
        let (mut totals, mut from): (Vec<Vec<usize>>, usize) = (Vec::new(), 0);
        for size in sizes {
            totals.push((from..from + size).collect());
            from += size;
        }
        if sizes.len() > 1 {
            totals.push((finest..finest + sizes.len()).collect());
        }
        Dimension { finest, all: finest + totals.len(), totals }
    }
}

/// Counts with all their totals.
struct Table {
    values: Vec<i64>,
    sums: Vec<(usize, Vec<usize>)>,
}

impl Table {
    fn new(seed: u64, by_age: bool) -> Table {
        let mut numbers = Numbers(ChaCha8Rng::seed_from_u64(seed));
        // Four islands, and the others as they come.
        let population = |numbers: &mut Numbers, at: usize| match at % 25 {
            7 => 1_800.0 + 1_900.0 * numbers.uniform(),
            _ => numbers.normal(10.3, 0.75).exp(),
        };
        let populations: Vec<f64> = (0..98).map(|at| population(&mut numbers, at)).collect();
        let rates: Vec<f64> = (0..20).map(|_| numbers.normal(-5.5, 1.3).exp().clamp(2e-5, 0.05)).collect();
        let ages: &[f64] = if by_age { &[0.1, 0.18, 0.2, 0.22, 0.2, 0.1] } else { &[1.0] };
        let mut dimensions = vec![Dimension::new(&[29, 17, 22, 19, 11]), Dimension::new(&[4, 3, 5, 2, 3, 3])];
        if by_age {
            dimensions.push(Dimension::new(&[ages.len()]));
        }
        let strides: Vec<usize> =
            (0..dimensions.len()).map(|at| dimensions[at + 1..].iter().map(|after| after.all).product()).collect();
        let mut values = vec![0i64; dimensions.iter().map(|dimension| dimension.all).product()];
        for (place, population) in populations.iter().enumerate() {
            for (code, rate) in rates.iter().enumerate() {
                for (age, part) in ages.iter().enumerate() {
                    let at = place * strides[0] + code * strides[1] + if by_age { age } else { 0 };
                    values[at] = numbers.poisson(population * rate * part);
                }
            }
        }
        let mut sums = Vec::new();
        for (dimension, stride) in dimensions.iter().zip(&strides) {
            for at in (0..values.len()).filter(|at| at / stride % dimension.all >= dimension.finest) {
                let own = at / stride % dimension.all;
                let parts = dimension.totals[own - dimension.finest].iter();
                let parts: Vec<usize> = parts.map(|part| at - own * stride + part * stride).collect();
                values[at] = parts.iter().map(|part| values[*part]).sum();
                sums.push((at, parts));
            }
        }
        Table { values, sums }
    }

    fn system(&self, threshold: i64) -> Result<(System, Vec<CellId>), protection::Error> {
        let rule = Frequency { threshold, hide_zeros: false };
        let mut builder = System::builder();
        let cell = |value: &i64| match value {
            0 => Cell::new(0).printing(Printing::Shown),
            value => Cell::new(*value).known(Known::ABOVE_ZERO).primary(rule.check(*value)),
        };
        let ids: Vec<CellId> = self.values.iter().map(|value| builder.cell(cell(value))).collect();
        for (total, parts) in &self.sums {
            let parts: Vec<CellId> = parts.iter().map(|part| ids[*part]).collect();
            builder.total(format!("cell {total}"), ids[*total], &parts);
        }
        Ok((builder.build()?, ids))
    }

    /// What a reader sees.
    fn published(&self, threshold: i64, ids: &[CellId], pattern: &Pattern) -> Published {
        let cell = |(at, value): (usize, &i64)| {
            let is_shown = pattern.status(ids[at]) == Some(Status::Shown);
            let value = if is_shown { Value::Shown(*value) } else { Value::Hidden };
            audit::Cell::new(format!("cell {at}"), value)
        };
        Published {
            rule: Rule { threshold, zeros_shown: true },
            cells: self.values.iter().enumerate().map(cell).collect(),
            facts: self.sums.iter().map(|(total, parts)| Fact::sum(*total, parts, "a sum")).collect(),
        }
    }
}

//! What the examples share: random numbers, and a report of what is hidden, at what cost, in what time.

use protection::{Method, Printing, Settings, System, protect};

/// Random numbers: splitmix64 (Steele, Lea and Flood, 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let (one, two) = (1.0 - self.next(), self.next());
        mean + deviation * (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos()
    }

    pub(crate) fn poisson(&mut self, mean: f64) -> i64 {
        if mean > 60.0 {
            return self.normal(mean, mean.sqrt()).round().max(0.0) as i64;
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.next(), 0);
        while product > limit {
            product *= self.next();
            count += 1;
        }
        count
    }
}

/// Protects a system by the method that is named, or by both, and prints what came out. With `unaudited` the intervals
/// of what is hidden are not worked out again: in a large system that takes far longer than the protection.
#[allow(clippy::disallowed_methods, clippy::print_stdout, reason = "an example that measures and prints")]
pub(crate) fn report(system: &System, words: &[String]) {
    let has = |name: &str| words.iter().any(|word| word == name);
    let of = |printing: Printing| system.cells().filter(|(_, cell)| cell.printing == printing).count();
    println!(
        "{} cells ({} shown, {} virtual), {} equations, {} primaries",
        system.n_cells(),
        of(Printing::Shown),
        of(Printing::Virtual),
        system.n_equations(),
        system.n_primaries()
    );
    for (name, method, other) in [("heuristic", Method::Heuristic, "exact"), ("exact", Method::Exact, "heuristic")] {
        if has(other) {
            continue;
        }
        let settings = Settings { method, intervals: false, ..Settings::default() };
        let start = std::time::Instant::now();
        let pattern = match protect(system, &settings) {
            Ok(pattern) => pattern,
            Err(error) => {
                println!("{name}: {error}, {:.2} s", start.elapsed().as_secs_f64());
                continue;
            }
        };
        let time = start.elapsed().as_secs_f64();
        let secondaries = pattern.secondaries();
        let value: i64 = secondaries.iter().filter_map(|cell| system.cell(*cell)).map(|cell| cell.value).sum();
        println!(
            "{name}: {} hidden, {} secondaries, value {value}, cost {}, bound {:?}, {time:.2} s",
            pattern.hidden().len(),
            secondaries.len(),
            pattern.cost(),
            pattern.bound(),
        );
        if has("unaudited") {
            continue;
        }
        let start = std::time::Instant::now();
        let found = protection::intervals(system, &pattern.hidden()).expect("cells of this system");
        let unmet = system
            .cells()
            .filter_map(|(id, cell)| Some((cell.primary?, found.get(&id)?)))
            .filter(|(primary, interval)| !interval.meets(primary.requirement))
            .count();
        println!("    {unmet} unmet; all intervals {:.2} s", start.elapsed().as_secs_f64());
    }
}

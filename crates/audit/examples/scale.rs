//! How long the audit takes: made-up counts of benefits in a made-up country, hidden by a rough rule, then attacked.
//!
//! ```text
//! cargo run --release -p audit --example scale              both systems
//! cargo run --release -p audit --example scale -- FOLDER    a release folder
//! ```
//!
//! The smaller system is (5 regions, 98 municipalities, all) by (6 groups, 20 benefits, all): 2,808 cells in four tables.
//! The larger one is the same by 6 ages and all: 19,656 cells. Counts of 1 to 4 are hidden, then in each sum with one
//! hidden cell the smallest other, and then, around each cell that the audit itself still finds, one more.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program to be looked at, which fails by stopping")]
#![allow(clippy::disallowed_methods, reason = "it measures how long something takes")]

use audit::{Cell, Fact, FindingKind, Published, Report, Rule, Settings, Value, audit, audit_system};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

const RULE: Rule = Rule { threshold: 5, zeros_shown: true };
const REGIONS: usize = 5;
const MUNICIPALITIES: usize = 98;
const GROUPS: usize = 6;
const BENEFITS: usize = 20;

/// Numbers without a pattern, the same each time.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    fn poisson(&mut self, mean: f64) -> i64 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as i64;
        }
        let (mut n, mut left) = (0, self.uniform());
        let mut chance = (-mean).exp();
        while left > chance {
            left -= chance;
            n += 1;
            chance *= mean / n as f64;
            if n > 500 {
                break;
            }
        }
        n
    }
}

/// One dimension with two levels and a total: places are the wholes, then the parts, then the total.
struct Axis {
    name: (&'static str, &'static str),
    whole_of: Vec<usize>,
    n_wholes: usize,
}

impl Axis {
    fn new(name: (&'static str, &'static str), n_wholes: usize, n_parts: usize) -> Axis {
        Axis { name, whole_of: (0..n_parts).map(|part| part * n_wholes / n_parts.max(1)).collect(), n_wholes }
    }

    fn len(&self) -> usize {
        self.n_wholes + self.whole_of.len() + 1
    }

    fn category(&self, place: usize) -> String {
        if place + 1 == self.len() {
            "all".to_owned()
        } else if place < self.n_wholes {
            format!("w{place}")
        } else {
            format!("p{}", place - self.n_wholes)
        }
    }

    /// Each whole with its parts, and the total as the sum of the wholes and, where there are any, of the parts.
    fn lines(&self) -> Vec<(usize, Vec<usize>)> {
        let parts = |whole: usize| {
            (0..self.whole_of.len()).filter(move |part| self.whole_of[*part] == whole).map(|part| self.n_wholes + part)
        };
        let mut lines: Vec<(usize, Vec<usize>)> = Vec::new();
        if !self.whole_of.is_empty() {
            lines.extend((0..self.n_wholes).map(|whole| (whole, parts(whole).collect())));
        }
        lines.push((self.len() - 1, (0..self.n_wholes).collect()));
        lines
    }
}

struct Made {
    axes: [Axis; 3],
    values: Vec<i64>,
    hidden: Vec<bool>,
    /// Wholes with their parts, as places in `values`.
    lines: Vec<(usize, Vec<usize>)>,
}

impl Made {
    fn new(n_ages: usize) -> Made {
        let mut numbers = Numbers(20_180_101);
        let axes = [
            Axis::new(("region", "municipality"), REGIONS, MUNICIPALITIES),
            Axis::new(("benefit_group", "benefit"), GROUPS, BENEFITS),
            Axis::new(("age", ""), n_ages, 0),
        ];
        let mut population: Vec<f64> = (0..MUNICIPALITIES).map(|_| (10.3 + 0.75 * numbers.normal()).exp()).collect();
        population[..4].copy_from_slice(&[1_800.0, 2_300.0, 2_900.0, 3_700.0]);
        let rates: Vec<f64> = (0..BENEFITS).map(|_| (-5.5 + 1.3 * numbers.normal()).exp().clamp(2e-5, 0.05)).collect();
        let [a, b, c] = [axes[0].len(), axes[1].len(), axes[2].len()];
        let mut made = Made { axes, values: vec![0; a * b * c], hidden: Vec::new(), lines: Vec::new() };
        for (municipality, population) in population.iter().enumerate() {
            for (benefit, rate) in rates.iter().enumerate() {
                for age in 0..n_ages.max(1) {
                    let n = numbers.poisson(population * rate / n_ages.max(1) as f64);
                    for x in [REGIONS + municipality, made.axes[0].whole_of[municipality], a - 1] {
                        for y in [GROUPS + benefit, made.axes[1].whole_of[benefit], b - 1] {
                            let ages = if n_ages == 0 { vec![0] } else { vec![age, c - 1] };
                            for z in ages {
                                made.values[(x * b + y) * c + z] += n;
                            }
                        }
                    }
                }
            }
        }
        for (axis, stride) in [(0, b * c), (1, c), (2, 1)] {
            let n = made.axes[axis].len();
            for (whole, parts) in made.axes[axis].lines().into_iter().filter(|(_, parts)| !parts.is_empty()) {
                for place in (0..a * b * c).filter(|place| place / stride % n == whole) {
                    let at = |other: &usize| place + other * stride - whole * stride;
                    made.lines.push((place, parts.iter().map(at).collect()));
                }
            }
        }
        made.hidden = made.values.iter().map(|value| (1..RULE.threshold).contains(value)).collect();
        made
    }

    fn line(&self, line: usize) -> impl Iterator<Item = usize> {
        let (whole, parts) = &self.lines[line];
        parts.iter().copied().chain([*whole])
    }

    /// Hides the smallest shown cell of a line that is not 0.
    fn hide_one(&mut self, line: usize) {
        let open = self.line(line).filter(|place| !self.hidden[*place] && self.values[*place] > 0);
        if let Some(place) = open.min_by_key(|place| (self.values[*place], *place)) {
            self.hidden[place] = true;
        }
    }

    /// Whether a line alone shows one of its hidden cells to be small: the others are at least 1 each.
    fn gives_away(&self, line: usize) -> bool {
        let hidden: Vec<i64> =
            self.line(line).filter(|place| self.hidden[*place]).map(|place| self.values[place]).collect();
        let of_whole = self.hidden[self.lines[line].0];
        hidden.len() == 1 || (!of_whole && !hidden.is_empty() && hidden.iter().sum::<i64>() < 4 + hidden.len() as i64)
    }

    /// Hides until no line alone gives a cell away.
    fn hide_second(&mut self) {
        loop {
            let open: Vec<usize> = (0..self.lines.len()).filter(|line| self.gives_away(*line)).collect();
            if open.is_empty() {
                return;
            }
            for line in open {
                if self.gives_away(line) {
                    self.hide_one(line);
                }
            }
        }
    }

    fn published(&self) -> Published {
        let value = |place: usize| if self.hidden[place] { Value::Hidden } else { Value::Shown(self.values[place]) };
        let cells = (0..self.values.len()).map(|place| Cell::new(place.to_string(), value(place))).collect();
        let facts = self.lines.iter().map(|(whole, parts)| Fact::sum(*whole, parts, "")).collect();
        Published { rule: RULE, cells, facts }
    }

    /// Hides one more cell around each that falls out, and says how many did.
    fn repair(&mut self, report: &Report) -> usize {
        let known = report
            .intervals
            .iter()
            .filter(|interval| interval.upper.is_some_and(|upper| upper == interval.lower || upper < RULE.threshold));
        let known: Vec<usize> = known.map(|interval| interval.cell).collect();
        let mut lines_of: Vec<Vec<usize>> = vec![Vec::new(); self.values.len()];
        for line in 0..self.lines.len() {
            for place in self.line(line) {
                lines_of[place].push(line);
            }
        }
        let before = self.hidden.clone();
        for cell in &known {
            let is_new = |line: &usize| self.line(*line).any(|place| self.hidden[place] && !before[place]);
            if lines_of[*cell].iter().any(is_new) {
                // What was hidden for another cell of this line may do for this one.
                continue;
            }
            let lines = lines_of[*cell].iter().copied();
            let smallest = |line: &usize| {
                let open = self.line(*line).filter(|place| !self.hidden[*place] && self.values[*place] > 0);
                open.map(|place| self.values[place]).min().unwrap_or(i64::MAX)
            };
            if let Some(line) = lines.min_by_key(smallest) {
                self.hide_one(line);
            }
        }
        self.hide_second();
        known.len()
    }

    /// Writes the release: a table for each pair of levels.
    fn write(&self, folder: &Path) {
        let mut tables = Vec::new();
        let [b, c] = [self.axes[1].len(), self.axes[2].len()];
        for first in 0..2 {
            for second in 0..2 {
                let shown = |axis: &Axis, level: usize| -> Vec<usize> {
                    let n = axis.len();
                    let of = if level == 0 { 0..axis.n_wholes } else { axis.n_wholes..n - 1 };
                    of.chain([n - 1]).collect()
                };
                let places = [shown(&self.axes[0], first), shown(&self.axes[1], second), (0..c).collect()];
                let name = |axis: &Axis, level: usize| if level == 0 { axis.name.0 } else { axis.name.1 };
                let names = [name(&self.axes[0], first), name(&self.axes[1], second), self.axes[2].name.0];
                let file = format!("{}-by-{}.csv", names[0], names[1]);
                let mut text = format!("{},measure,value,status,protection\n", names.join(","));
                for x in &places[0] {
                    for y in &places[1] {
                        for z in &places[2] {
                            let place = (x * b + y) * c + z;
                            let categories = [(0, x), (1, y), (2, z)].map(|(axis, at)| self.axes[axis].category(*at));
                            let figure = if self.hidden[place] {
                                ",suppressed".to_owned()
                            } else {
                                format!("{},", self.values[place])
                            };
                            writeln!(text, "{},count,{figure},protected", categories.join(",")).unwrap();
                        }
                    }
                }
                std::fs::write(folder.join(&file), text).unwrap();
                let axes: Vec<String> = (0..3)
                    .map(|at| {
                        let categories: Vec<String> =
                            places[at].iter().map(|place| format!("\"{}\"", self.axes[at].category(*place))).collect();
                        format!(
                            r#"{{ "dimension": "{}", "additive": true, "categories": [{}] }}"#,
                            names[at],
                            categories.join(", ")
                        )
                    })
                    .collect();
                tables.push(format!(
                    r#"{{ "file": "{file}", "family": "made", "count": "persons", "axes": [{}], "columns": [ {{ "id": "count", "is": "count" }} ] }}"#,
                    axes.join(", ")
                ));
            }
        }
        let relations: Vec<String> = self.axes[..2]
            .iter()
            .map(|axis| {
                let map: Vec<String> = axis
                    .whole_of
                    .iter()
                    .enumerate()
                    .map(|(part, whole)| format!("\"p{part}\": \"w{whole}\""))
                    .collect();
                let (whole, part) = axis.name;
                format!(r#"{{ "part": "{part}", "whole": "{whole}", "map": {{ {} }} }}"#, map.join(", "))
            })
            .collect();
        let text = format!(
            r#"{{ "format": "forlob release 1", "rule": {{ "threshold": {}, "zeros_shown": true, "symbol": "." }},
  "tables": [ {} ], "relations": [ {} ] }}"#,
            RULE.threshold,
            tables.join(",\n    "),
            relations.join(",\n    ")
        );
        std::fs::write(folder.join("release.json"), text).unwrap();
    }
}

fn tell(name: &str, report: &Report, seconds: f64) {
    let at_least = report.intervals.iter().filter(|interval| !interval.exact).count();
    let undecided = report.of_kind(FindingKind::Undecided).count();
    println!(
        "{name:<22} {:>6} cells {:>6} hidden {:>4} components {:>6} programs {:>5} findings {:>5} exact {:>5} at least {undecided:>3} undecided {seconds:>6.2} s",
        report.n_cells,
        report.n_hidden,
        report.n_components,
        report.n_programs,
        report.findings.len(),
        report.intervals.len() - at_least,
        at_least
    );
}

fn main() {
    if let Some(folder) = std::env::args().nth(1) {
        let start = Instant::now();
        let report = audit(Path::new(&folder), &Settings::strict()).unwrap();
        tell("folder", &report, start.elapsed().as_secs_f64());
        println!("{report}");
        return;
    }
    for (name, n_ages, n_repairs) in [("two dimensions", 0, 12), ("three dimensions", 6, 4)] {
        let mut made = Made::new(n_ages);
        let n_primary = made.hidden.iter().filter(|hidden| **hidden).count();
        println!("\n{name}: {} cells, {} sums, {n_primary} primary", made.values.len(), made.lines.len());
        made.hide_second();
        for round in 0..=n_repairs {
            let published = made.published();
            let start = Instant::now();
            let report = audit_system(&published, &Settings::strict());
            tell(&format!("repaired {round} times"), &report, start.elapsed().as_secs_f64());
            if round == n_repairs || made.repair(&report) == 0 {
                break;
            }
        }
        let folder = tempfile::tempdir().unwrap();
        made.write(folder.path());
        let start = Instant::now();
        let report = audit(folder.path(), &Settings::strict()).unwrap();
        tell("as a folder", &report, start.elapsed().as_secs_f64());
        println!("cells in no table: {}, facts: {}", report.n_unpublished, report.n_facts);
    }
}

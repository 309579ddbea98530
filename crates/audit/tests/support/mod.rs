//! Helpers of the tests: tables with their totals as systems, and an attacker who tries every whole number.
#![allow(dead_code, reason = "each test file uses its part")]

use audit::{Cell, Fact, FindingKind, Published, Report, Rule, Settings, Value};

/// Zeros shown, below 3 hidden.
pub(crate) const RULE: Rule = Rule { threshold: 3, zeros_shown: true };

/// A system in the making: cells by name.
pub(crate) struct Maker {
    pub(crate) cells: Vec<Cell>,
    pub(crate) facts: Vec<Fact>,
}

impl Maker {
    pub(crate) fn new() -> Maker {
        Maker { cells: Vec::new(), facts: Vec::new() }
    }

    pub(crate) fn cell(&mut self, name: &str, value: Value) -> usize {
        self.cells.push(Cell::new(name, value));
        self.cells.len() - 1
    }

    pub(crate) fn sum(&mut self, whole: usize, parts: &[usize]) {
        let says = format!("{} is the sum of its parts", self.cells[whole].name);
        self.facts.push(Fact::sum(whole, parts, says));
    }

    pub(crate) fn published(self, rule: Rule) -> Published {
        Published { rule, cells: self.cells, facts: self.facts }
    }

    pub(crate) fn place(&self, name: &str) -> usize {
        self.cells.iter().position(|cell| cell.name == name).unwrap_or_else(|| panic!("no cell {name}"))
    }
}

/// A table with row totals, column totals and a grand total, named `row/column` with `all` for totals. `hidden` names
/// those that are hidden, space between.
pub(crate) fn table(rows: &[&str], columns: &[&str], values: &[&[i64]], hidden: &str) -> Maker {
    let hidden: Vec<&str> = hidden.split_whitespace().collect();
    let mut maker = Maker::new();
    let mut places = vec![vec![0; columns.len() + 1]; rows.len() + 1];
    for (r, row) in rows.iter().chain(&["all"]).enumerate() {
        for (c, column) in columns.iter().chain(&["all"]).enumerate() {
            let of_rows = if r < rows.len() { r..r + 1 } else { 0..rows.len() };
            let of_columns = if c < columns.len() { c..c + 1 } else { 0..columns.len() };
            let value = of_rows.flat_map(|r| of_columns.clone().map(move |c| values[r][c])).sum();
            let name = format!("{row}/{column}");
            let value = if hidden.contains(&name.as_str()) { Value::Hidden } else { Value::Shown(value) };
            places[r][c] = maker.cell(&name, value);
        }
    }
    for name in hidden {
        maker.place(name);
    }
    for row in &places {
        maker.sum(row[columns.len()], &row[..columns.len()]);
    }
    for (column, whole) in places[rows.len()].iter().enumerate() {
        let parts: Vec<usize> = places[..rows.len()].iter().map(|row| row[column]).collect();
        maker.sum(*whole, &parts);
    }
    maker
}

/// Hides the cells that are named, space between.
pub(crate) fn hide(published: &mut Published, names: &str) {
    for name in names.split_whitespace() {
        let cell = published.cells.iter_mut().find(|cell| cell.name == name).unwrap_or_else(|| panic!("no {name}"));
        cell.value = Value::Hidden;
    }
}

/// The interval of a hidden cell by name; `i64::MAX` is no limit.
pub(crate) fn interval(published: &Published, report: &Report, name: &str) -> (i64, i64) {
    let cell = published.cells.iter().position(|cell| cell.name == name).unwrap_or_else(|| panic!("no cell {name}"));
    let found = report.interval(cell).unwrap_or_else(|| panic!("{name} is not hidden, or contradicts:\n{report}"));
    assert!(found.exact, "{name} is not settled:\n{report}");
    (found.lower, found.upper.unwrap_or(i64::MAX))
}

/// Every interval that is written as `name low high`, one a line.
pub(crate) fn check(published: &Published, expected: &str) -> Report {
    let report = audit::audit_system(published, &Settings::strict());
    for line in expected.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (low, high) = (words[1].parse().expect("a number"), words[2].parse().expect("a number"));
        assert_eq!(interval(published, &report, words[0]), (low, high), "{}", words[0]);
    }
    report
}

/// What somebody finds who tries every whole number for every cell that is not shown, up to `highest`.
pub(crate) struct Tried {
    /// For each cell the least and the most over all tables that fit; none where none fits.
    pub(crate) range: Option<Vec<(i64, i64)>>,
}

/// Tries all: slow, and without a thought. Each cell in turn takes each value; a fact is looked at as soon as all its
/// cells have one.
pub(crate) fn try_everything(published: &Published, highest: i64) -> Tried {
    let n_cells = published.cells.len();
    // The last cell of each fact, in the order in which they get their values.
    let mut order: Vec<usize> =
        (0..n_cells).filter(|cell| matches!(published.cells[*cell].value, Value::Shown(_))).collect();
    let mut facts_left: Vec<&Fact> = published.facts.iter().collect();
    // The cells of the fact with the fewest open cells come next, so that facts are complete early.
    while !facts_left.is_empty() {
        let n_open = |fact: &Fact| fact.terms.iter().filter(|(cell, _)| !order.contains(cell)).count();
        let at = (0..facts_left.len()).min_by_key(|at| n_open(facts_left[*at])).expect("some are left");
        let fact = facts_left.remove(at);
        let open: Vec<usize> = fact.terms.iter().map(|(cell, _)| *cell).filter(|cell| !order.contains(cell)).collect();
        order.extend(open);
    }
    let rest: Vec<usize> = (0..n_cells).filter(|cell| !order.contains(cell)).collect();
    order.extend(rest);
    let mut complete: Vec<Vec<&Fact>> = vec![Vec::new(); n_cells];
    for fact in &published.facts {
        let last = fact.terms.iter().filter_map(|(cell, _)| order.iter().position(|other| other == cell)).max();
        complete[last.unwrap_or(0)].push(fact);
    }
    let mut values = vec![0i64; n_cells];
    let mut range = vec![(i64::MAX, i64::MIN); n_cells];
    let mut any = false;
    put(published, &order, &complete, highest, 0, &mut values, &mut |values| {
        any = true;
        for (range, value) in range.iter_mut().zip(values) {
            *range = (range.0.min(*value), range.1.max(*value));
        }
    });
    Tried { range: any.then_some(range) }
}

fn put(
    published: &Published,
    order: &[usize],
    complete: &[Vec<&Fact>],
    highest: i64,
    depth: usize,
    values: &mut Vec<i64>,
    found: &mut dyn FnMut(&[i64]),
) {
    let Some(cell) = order.get(depth).copied() else {
        found(values);
        return;
    };
    let (low, high) = match (published.cells[cell].value, published.cells[cell].at_least) {
        (Value::Shown(value), _) => (value, value),
        (_, Some(least)) => (least, highest),
        (Value::Hidden, None) if published.rule.zeros_shown => (1, highest),
        (Value::Hidden | Value::Unpublished, None) => (0, highest),
    };
    let high = published.cells[cell].at_most.map_or(high, |at_most| high.min(at_most));
    for value in low..=high {
        values[cell] = value;
        let holds = |fact: &&Fact| {
            let sum: i64 = fact.terms.iter().map(|(cell, factor)| factor * values[*cell]).sum();
            fact.lower.is_none_or(|lower| sum >= lower) && fact.upper.is_none_or(|upper| sum <= upper)
        };
        if complete[depth].iter().all(holds) {
            put(published, order, complete, highest, depth + 1, values, found);
        }
    }
}

/// Compares the audit with the attacker who tries everything: the same intervals, the same findings.
pub(crate) fn agree(published: &Published, highest: i64) {
    let report = audit::audit_system(published, &Settings::strict());
    let tried = try_everything(published, highest);
    let Some(range) = tried.range else {
        assert!(
            report.of_kind(FindingKind::Contradiction).next().is_some(),
            "nothing fits:\n{}\n{report}",
            written(published)
        );
        return;
    };
    assert_eq!(
        report.of_kind(FindingKind::Contradiction).count(),
        0,
        "something fits:\n{}\n{report}",
        written(published)
    );
    let mut expected: Vec<(FindingKind, &str)> = Vec::new();
    let rule = published.rule;
    for (at, cell) in published.cells.iter().enumerate() {
        let (low, high) = range[at];
        match cell.value {
            Value::Shown(_) => assert!(report.interval(at).is_none()),
            Value::Hidden => {
                let found = report.interval(at).map(|found| (found.lower, found.upper, found.exact));
                assert_eq!(found, Some((low, Some(high), true)), "{}:\n{}\n{report}", cell.name, written(published));
                if low == high {
                    expected.push((FindingKind::Exact, &cell.name));
                } else if high < rule.threshold && (low > 0 || !rule.zeros_shown) {
                    expected.push((FindingKind::Small, &cell.name));
                }
            }
            Value::Unpublished if low > 0 && high < rule.threshold => {
                expected.push((FindingKind::Unpublished, &cell.name));
            }
            Value::Unpublished => {}
        }
    }
    expected.sort_by_key(|(kind, _)| *kind);
    let found: Vec<(FindingKind, &str)> =
        report.findings.iter().map(|finding| (finding.kind, finding.what.as_str())).collect();
    assert_eq!(found, expected, "{}\n{report}", written(published));
}

/// A system as text: short enough to read where a test fails.
fn written(published: &Published) -> String {
    let mut text = format!("{:?}\n", published.rule);
    for (at, cell) in published.cells.iter().enumerate() {
        text += &format!("{at:3} {} {:?} at most {:?}\n", cell.name, cell.value, cell.at_most);
    }
    for fact in &published.facts {
        text += &format!("{:?} <= {:?} <= {:?}\n", fact.lower, fact.terms, fact.upper);
    }
    text
}

/// How a large part is worked on, on a small one: in neighborhoods of a few cells.
pub(crate) fn as_if_large() -> Settings {
    Settings { exact_cells: 0, close: [2, 3], wide: [4, 5, 6], ..Settings::strict() }
}

/// Compares an audit that may give up with the attacker who tries everything: what it says is true, and what it leaves
/// out it says to have left out.
pub(crate) fn agree_as_far_as_told(published: &Published, highest: i64, settings: &Settings) -> Report {
    let report = audit::audit_system(published, settings);
    let Some(range) = try_everything(published, highest).range else {
        assert!(!report.passes(), "nothing fits:\n{}\n{report}", written(published));
        return report;
    };
    let all = || format!("{}\n{report}", written(published));
    assert_eq!(report.of_kind(FindingKind::Contradiction).count(), 0, "something fits:\n{}", all());
    let told = |kind: FindingKind, name: &str| report.of_kind(kind).any(|finding| finding.what == name);
    for (at, cell) in published.cells.iter().enumerate() {
        let (low, high) = range[at];
        let is_small = high < published.rule.threshold;
        let expected = match cell.value {
            Value::Shown(_) => None,
            Value::Hidden if low == high => Some(FindingKind::Exact),
            Value::Hidden if is_small && (low > 0 || !published.rule.zeros_shown) => Some(FindingKind::Small),
            Value::Unpublished if is_small && low > 0 => Some(FindingKind::Unpublished),
            Value::Hidden | Value::Unpublished => None,
        };
        for kind in [FindingKind::Exact, FindingKind::Small, FindingKind::Unpublished] {
            let is_due = expected == Some(kind);
            assert!(is_due || !told(kind, &cell.name), "{kind:?} of {} is not so:\n{}", cell.name, all());
            let is_left_out = told(FindingKind::Undecided, &cell.name);
            assert!(
                !is_due || is_left_out || told(kind, &cell.name),
                "{kind:?} of {} is missing:\n{}",
                cell.name,
                all()
            );
        }
        if let Some(found) = report.interval(at) {
            let is_outside = found.lower <= low && found.upper.is_none_or(|upper| upper >= high);
            assert!(is_outside, "{} can be more than is told:\n{}", cell.name, all());
            if let Some((least, most)) = found.seen {
                let is_possible = least >= low && most.is_some_and(|most| most <= high);
                assert!(is_possible, "{} was seen where it cannot be: {found:?}\n{}", cell.name, all());
            }
            let is_exact = (found.lower, found.upper) == (low, Some(high)) && found.seen == Some((low, Some(high)));
            assert!(!found.exact || is_exact, "{} is not exact: {found:?}\n{}", cell.name, all());
        }
    }
    report
}

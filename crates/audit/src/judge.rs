//! From what is known of the cells to what is found: which of them fall out.

use crate::attack::{Attacked, Contradiction, attack};
use crate::known::{Known, Question};
use crate::published::{Class, Published, Value};
use crate::report::{ClassSummary, Finding, FindingKind, Interval, Report};
use crate::settings::Settings;
use std::collections::BTreeMap;

/// So many cells of a contradiction are named.
const NAMED: usize = 6;

/// Attacks a system that is given directly.
///
/// # Guarantee
/// An interval that says it is exact has both ends reached by whole numbers that meet every fact; no whole numbers that
/// meet every fact lie outside an interval. A fact must name cells that there are.
///
/// [`Published`] has an example.
pub fn audit_system(published: &Published, settings: &Settings) -> Report {
    let Attacked { known, n_components, n_programs, contradictions } = attack(published, settings);
    let mut findings: Vec<Finding> =
        contradictions.iter().map(|contradiction| contradicted(published, contradiction)).collect();
    let mut intervals = Vec::new();
    let mut is_undecided = vec![false; published.cells.len()];
    for (cell, known) in known.iter().enumerate() {
        let Some(known) = known else { continue };
        let finding = judge(published, settings, cell, known);
        is_undecided[cell] = finding.as_ref().is_some_and(|finding| finding.kind == FindingKind::Undecided);
        findings.extend(finding);
        if published.cells[cell].value == Value::Hidden {
            intervals.push(interval(cell, published.cells[cell].name.clone(), known));
        }
    }
    findings.sort_by_key(|finding| finding.kind);
    let count = |of: fn(Value) -> bool| published.cells.iter().filter(|cell| of(cell.value)).count();
    let mut report = Report {
        n_cells: count(|value| value != Value::Unpublished),
        n_hidden: count(|value| value == Value::Hidden),
        n_unpublished: count(|value| value == Value::Unpublished),
        n_facts: published.facts.len(),
        n_components,
        n_programs,
        findings,
        intervals,
        classes: Vec::new(),
        group_fails: settings.group_fails,
    };
    report.classes = classes(published, &report, &is_undecided);
    report
}

fn small(number: i128) -> i64 {
    // What is beyond 2^63 is beyond every count and every amount.
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

fn interval(cell: usize, name: String, known: &Known) -> Interval {
    let most = |most: i128| (!known.is_unlimited).then(|| small(most));
    Interval {
        cell,
        name,
        lower: small(known.lower),
        upper: known.upper.map(small),
        exact: known.is_exact(),
        seen: known.seen.map(|(least, seen)| (small(least), most(seen))),
    }
}

/// What a reader reads of a contradiction.
pub(crate) const CONTRADICTS: &str = "the release contradicts itself";

fn contradicted(published: &Published, contradiction: &Contradiction) -> Finding {
    let known = match contradiction {
        Contradiction::Fact(fact) => published.facts[*fact].says.clone(),
        Contradiction::Cells(cells) => {
            let names: Vec<&str> = cells.iter().take(NAMED).map(|cell| published.cells[*cell].name.as_str()).collect();
            let more = if cells.len() > NAMED { format!("; and {} more", cells.len() - NAMED) } else { String::new() };
            format!("no whole numbers fit {}{more}", names.join("; "))
        }
    };
    Finding { kind: FindingKind::Contradiction, what: CONTRADICTS.to_owned(), known }
}

fn judge(published: &Published, settings: &Settings, cell: usize, known: &Known) -> Option<Finding> {
    let threshold = i128::from(published.threshold(cell));
    let whose = &published.cells[cell];
    let is_secret = settings.prove_small && whose.small_is_secret;
    let is_below = known.upper.is_some_and(|upper| upper < threshold);
    let range = || match known.upper {
        Some(upper) if upper == known.lower => format!("it can only be {upper}"),
        Some(upper) => format!("it is {} to {upper}, below {threshold}", known.lower),
        None => String::new(),
    };
    let (kind, text) = match whose.value {
        Value::Shown(_) => return None,
        Value::Hidden if known.upper == Some(known.lower) => (FindingKind::Exact, format!("hidden, but {}", range())),
        Value::Hidden if is_secret && is_below && (known.lower >= 1 || !published.rule.zeros_shown) => {
            (FindingKind::Small, format!("hidden, but {}", range()))
        }
        Value::Unpublished if is_secret && is_below && known.lower >= 1 => {
            (FindingKind::Unpublished, format!("not published, but {}", range()))
        }
        Value::Hidden | Value::Unpublished
            if known.is_exact() || Question { published, settings }.is_cleared(cell, known) =>
        {
            return None;
        }
        Value::Hidden => {
            (FindingKind::Undecided, "hidden, and the search did not settle whether it is safe".to_owned())
        }
        Value::Unpublished => {
            (FindingKind::Undecided, "not published, and the search did not settle whether it is safe".to_owned())
        }
    };
    Some(Finding { kind, what: whose.name.clone(), known: text })
}

fn classes(published: &Published, report: &Report, is_undecided: &[bool]) -> Vec<ClassSummary> {
    let mut found: BTreeMap<Class, ClassSummary> = BTreeMap::new();
    let hidden = published.cells.iter().enumerate().filter(|(_, cell)| cell.value == Value::Hidden);
    for (at, cell) in hidden {
        for class in &cell.classes {
            let summary = found.entry(class.clone()).or_insert_with(|| ClassSummary {
                class: class.clone(),
                n_hidden: 0,
                n_exact: 0,
                n_undecided: 0,
                narrowest: None,
            });
            summary.n_hidden += 1;
            summary.n_undecided += usize::from(is_undecided[at]);
            let Some(interval) = report.interval(at) else { continue };
            summary.n_exact += usize::from(interval.exact);
            let width = |interval: &Interval| (interval.certain_width().unwrap_or(u64::MAX), !interval.exact);
            if summary.narrowest.as_ref().is_none_or(|narrowest| width(interval) < width(narrowest)) {
                summary.narrowest = Some(interval.clone());
            }
        }
    }
    found.into_values().collect()
}

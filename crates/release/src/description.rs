//! `release.json`: what a release folder's tables are, for their readers and for the attack that audits them.
//!
//! ```text
//! format       "forlob release 1"
//! rule         threshold, zeros_shown, symbol, method
//! tables       file, title, family (tables of one family count the same), count,
//!              axes (dimension, made: how, where tables differ, time, additive, disjoint: whether each unit is in one
//!              category, categories, all_is: of whom the total is where a filter stands on it), columns (id, is; of sums and means of pay their own family, whether
//!              they may be below 0, and the column that a mean is over), fixed: filters on no axis (additive:
//!              whether each unit is in one category of the dimension)
//! relations    part, whole, map: which region a municipality lies in
//! bands        dimension, made, of: what is cut, edges: where each band begins and where the next one does
//! countings    what is counted beside tables: file, threshold, ties between its rows (is: sum, at_least or part), nests (rows
//!              of which the one has all that another of a smaller number, `at`, has)
//! ```
//!
//! Everything here is public: what is counted and by which rule it is hidden, and no figure.

use crate::atoms::is_one_quantity;
use crate::key;
use crate::plan::{Method, Plan};
use crate::{Protected, ProtectedTable};
use definitions::{Count, Dimension, Language, Quantity, Statistic};
use measures::{CategoryKind, Column, Part, Place, Table};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The text of `release.json`. The tables are those that were protected, with the names of their files, in the order of
/// the plan; a counting's file is called as it is.
pub fn describe(plan: &Plan, protected: &Protected, tables: &[(&Table, String)]) -> String {
    let new: Vec<Value> = protected
        .tables
        .iter()
        .zip(tables)
        .map(|(protected, (table, file))| described(protected, table, file))
        .collect();
    // Of tables with rules of their own the mildest: what is hidden by it is hidden by all.
    let threshold =
        protected.tables.iter().map(|table| table.rule().threshold).min().unwrap_or(plan.disclosure.threshold);
    let (method, base) = match plan.method {
        Method::Suppression => ("suppression", None),
        Method::SmallCountRounding { base } => ("small_count_rounding", Some(base)),
        Method::Rounding { base } => ("rounding", Some(base)),
    };
    let mut rule = json!({
        "threshold": threshold,
        "zeros_shown": protected.zeros_shown,
        "symbol": plan.symbol.text(),
        "method": method,
    });
    if let Some(base) = base {
        rule["base"] = json!(base);
    }
    let described = json!({
        "format": "forlob release 1",
        "id": plan.id,
        "title": { "da": plan.title.in_language(Language::Danish), "en": plan.title.in_language(Language::English) },
        "rule": rule,
        "tables": new,
        "relations": relations(tables),
        "bands": bands(tables),
        "countings": protected.countings.iter().map(|counting| counting.described(&format!("{}.csv", counting.name()))).collect::<Vec<_>>(),
    });
    format!("{described:#}\n")
}

fn described(protected: &ProtectedTable, table: &Table, file: &str) -> Value {
    let measure = protected.measure();
    let behind = table.behind.as_ref();
    let (time, _) = behind.time();
    let axes: Vec<Value> = table
        .axes
        .iter()
        .map(|axis| {
            let is_time = axis.dimension == time;
            let has_total = axis.categories.iter().any(|category| category.kind == CategoryKind::Total);
            let adds_up = || {
                let at = (0..behind.axes().len())
                    .find(|at| behind.axes()[*at].dimension == axis.dimension && !behind.is_filter(*at));
                at.is_some_and(|at| behind.adds_up(at)) && has_total && axis.categories.len() > 1
            };
            let categories: Vec<&str> = axis.categories.iter().map(|category| category.id.as_str()).collect();
            json!({
                "dimension": axis.dimension.id(),
                "made": key::made(measure, axis.dimension),
                // The total of a dimension that is filtered is of those that pass.
                "all_is": key::filtered(measure, axis.dimension),
                "time": is_time,
                "additive": if is_time { key::adds_up_over_time(measure) } else { adds_up() },
                "disjoint": !is_time && behind.has_one_of(axis.dimension),
                "categories": categories,
            })
        })
        .collect();
    let free = measure.only.iter().filter(|(dimension, _)| table.axes.iter().all(|axis| axis.dimension != *dimension));
    let fixed: Vec<Value> = free
        .map(|(dimension, _)| {
            json!({
                "dimension": dimension.id(),
                "made": key::made(measure, *dimension),
                "category": key::filtered(measure, *dimension),
                "additive": behind.has_one_of(*dimension),
            })
        })
        .collect();
    let columns: Vec<Value> =
        protected.columns().iter().map(|column| described_column(column, protected, table)).collect();
    json!({
        "file": file,
        "title": { "da": measure.header.title.in_language(Language::Danish), "en": measure.header.title.in_language(Language::English) },
        "measure": measure.header.id,
        "threshold": protected.rule().threshold,
        // The stock at the beginning of a period is not that at its end.
        "family": key::family_of(measure, measure.event.id()),
        "count": match measure.count {
            Count::Spells => "spells",
            Count::Persons => "persons",
            Count::PersonDays => "person_days",
            Count::Members => "members",
            Count::Events => "events",
        },
        "axes": axes,
        "columns": columns,
        "fixed": fixed,
    })
}

fn described_column(column: &Column, protected: &ProtectedTable, table: &Table) -> Value {
    let id = column.id();
    let behind = table.behind.as_ref();
    let share = || {
        let axis = behind.share_axis()?;
        Some(json!({
            "id": id,
            "is": "share",
            "over": behind.axes()[axis].dimension.id(),
            "decimals": table.measure.decimals,
        }))
    };
    let other = json!({ "id": id, "is": "other" });
    let measure = &table.measure;
    let family = key::family_of(measure, measure.event.id());
    let known_of_all = protected.pay_is_known_of_all();
    // Of how many a mean is: of those that are counted, or of as many as another column says.
    let base = if known_of_all { Statistic::Count } else { Statistic::PayKnown };
    let has = |statistic: Statistic| table.columns.contains(&Column { statistic, part: Part::Figure });
    match (&column.part, column.statistic) {
        (Part::Figure, Statistic::Count) => json!({ "id": id, "is": "count" }),
        (Part::Figure, Statistic::Share) => share().unwrap_or(other),
        (Part::Figure, Statistic::PayKnown) if known_of_all => json!({ "id": id, "is": "count" }),
        (Part::Figure, Statistic::PayKnown) => {
            json!({ "id": id, "is": "count", "family": key::known_family(&family, Quantity::Pay, measure) })
        }
        (Part::Figure, Statistic::SumPay) => json!({
            "id": id,
            "is": "sum",
            "family": key::pay_family(&family, measure),
            "below_zero": protected.may_be_below_zero(),
        }),
        (Part::Figure, Statistic::MeanPay) => json!({
            "id": id,
            "is": "mean",
            "family": key::pay_family(&family, measure),
            "below_zero": protected.may_be_below_zero(),
            "base": has(base).then(|| base.id()),
            "decimals": column.statistic.decimals(),
        }),
        (Part::Change(_), Statistic::Count | Statistic::Share) => {
            let against = against(table);
            if against.is_empty() {
                return other;
            }
            json!({ "id": id, "is": "change", "of": column.statistic.id(), "against": against })
        }
        _ => other,
    }
}

/// Where the cells of a table are compared, as far as both are categories of one axis.
fn against(table: &Table) -> Vec<Value> {
    let behind = table.behind.as_ref();
    let (time, _) = behind.time();
    // By dimension, where each category is compared; of those by which all are compared with themselves, nothing is told.
    let mut found: BTreeMap<Dimension, BTreeMap<String, String>> = BTreeMap::new();
    for row in 0..table.n_rows() {
        let here: Place = behind.place(row);
        let Some(there) = behind.compared(&here) else { continue };
        let name = |at: usize| behind.periods()[at].to_string();
        found.entry(time).or_default().insert(name(here.0), name(there.0));
        for (axis, of) in behind.axes().iter().enumerate().filter(|(axis, _)| !behind.is_filter(*axis)) {
            let (from, to) = (&of.categories[here.1[axis]], &of.categories[there.1[axis]]);
            if to.kind == CategoryKind::Group {
                return Vec::new();
            }
            found.entry(of.dimension).or_default().insert(from.id.clone(), to.id.clone());
        }
    }
    found.retain(|_, compared| compared.iter().any(|(from, to)| from != to));
    let found = found
        .into_iter()
        .flat_map(|(dimension, compared)| compared.into_iter().map(move |(from, to)| ((dimension, from), to)));
    let against = |((dimension, from), to): ((Dimension, String), String)| json!({ "dimension": dimension.id(), "from": from, "to": to });
    found.map(against).collect()
}

/// Which areas lie in which, where tables are by two kinds of them, and no municipality moves from one to another meanwhile.
fn relations(tables: &[(&Table, String)]) -> Vec<Value> {
    let is_by = |dimension: Dimension| tables.iter().any(|(table, _)| dimensions(table).any(|of| of == dimension));
    let places = [Dimension::Municipality, Dimension::Region, Dimension::Jobcentre];
    let Some(country) = tables.iter().find_map(|(table, _)| table.behind.geography()) else { return Vec::new() };
    if places.into_iter().filter(|dimension| is_by(*dimension)).count() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add = |whole: Dimension, map: BTreeMap<String, String>| {
        if is_by(whole) {
            found.push(json!({ "part": Dimension::Municipality.id(), "whole": whole.id(), "map": map }));
        }
    };
    let regions = country.municipalities.iter();
    let regions = regions.map(|place| (place.code.to_string(), country.regions[place.region].id.clone()));
    add(Dimension::Region, regions.collect());
    let spans = tables.iter().flat_map(|(table, _)| table.behind.periods()).map(|period| period.span());
    let days: BTreeSet<_> = spans.flat_map(|span| [span.from, span.last_day()]).collect();
    let centres_of = |at: usize| days.iter().map(|day| country.jobcentre_on(at, *day)).collect::<BTreeSet<_>>();
    let all: Vec<BTreeSet<Option<usize>>> = (0..country.municipalities.len()).map(centres_of).collect();
    // A job centre that a municipality comes to or leaves has not the same ones all the while.
    let moved: BTreeSet<Option<usize>> = all.iter().filter(|centres| centres.len() > 1).flatten().copied().collect();
    let centres = country.municipalities.iter().zip(&all).filter_map(|(place, centres)| {
        let centre = centres.first().filter(|centre| !moved.contains(centre)).copied().flatten()?;
        Some((place.code.to_string(), country.jobcentres[centre].id.clone()))
    });
    add(Dimension::Jobcentre, centres.collect());
    found
}

/// What a table is by, and what it is filtered by.
fn dimensions(table: &Table) -> impl Iterator<Item = Dimension> {
    let filtered = table.measure.only.iter().map(|(dimension, _)| *dimension);
    table.axes.iter().map(|axis| axis.dimension).chain(filtered)
}

/// Where the bands of each dimension begin and end.
fn bands(tables: &[(&Table, String)]) -> Vec<Value> {
    let mut found: BTreeMap<(Dimension, Option<String>), Value> = BTreeMap::new();
    for (table, _) in tables {
        for dimension in dimensions(table) {
            let Some(bands) = table.behind.bands(dimension).filter(|bands| is_one_quantity(bands.of)) else { continue };
            let made = key::made(&table.measure, dimension);
            let ends = bands.bands.iter().skip(1).map(|band| Some(band.lower.rank())).chain([None]);
            let edges =
                bands.bands.iter().zip(ends).map(|(band, end)| (band.id.clone(), json!([band.lower.rank(), end])));
            let described = json!({
                "dimension": dimension.id(),
                "made": made.clone(),
                "of": format!("{:?}", bands.of),
                "edges": edges.collect::<serde_json::Map<String, Value>>(),
            });
            found.insert((dimension, made), described);
        }
    }
    found.into_values().collect()
}

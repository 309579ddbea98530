//! The fast engine asked, and its table held against the slow one's, cell by cell.

use crate::catalog::{CATALOG, WORDS};
use crate::cells::{Asked, Known};
use crate::columns::Column;
use crate::random::is_time;
use crate::slow::Register;
use crate::tally::Tally;
use calendar::Period;
use definitions::{Dimension, Quantity, Statistic};
use measures::{Cell, Pass, Question, Request, Source, Table};
use register::{Needs, People, PersonRows, StoreInfo, TableKind, Word};
use std::collections::BTreeSet;

/// A register in shards. Like a store it hands out only the tables that are asked for.
pub(crate) struct Shards {
    info: StoreInfo,
    shards: Vec<Vec<PersonRows>>,
}

impl Shards {
    pub(crate) fn new(register: &Register, n: usize) -> Shards {
        let mut shards = vec![Vec::new(); n];
        for (at, person) in register.people.iter().enumerate() {
            shards[at % n].push(person.clone());
        }
        Shards { info: StoreInfo::in_memory("random", register.covered, "dream", &TableKind::ALL), shards }
    }
}

impl Source for Shards {
    fn info(&self) -> &StoreInfo {
        &self.info
    }

    fn n_shards(&self) -> usize {
        self.shards.len()
    }

    fn read(&self, shard: usize, needs: Needs) -> Result<People, register::Error> {
        let n = WORDS.len() as u32;
        // Each shard numbers the free texts in its own way.
        let number = |Word(word): Word| Word((word + shard as u32) % n);
        let words = (0..n).map(|word| WORDS[((word + n - shard as u32 % n) % n) as usize].to_owned());
        let mut people = self.shards[shard].clone();
        for person in &mut people {
            clear_unless(needs, TableKind::Residences, &mut person.stays);
            clear_unless(needs, TableKind::Wages, &mut person.wages);
            clear_unless(needs, TableKind::Events, &mut person.events);
            clear_unless(needs, TableKind::Offers, &mut person.offers);
            clear_unless(needs, TableKind::FlexibleJobs, &mut person.flexible_jobs);
            clear_unless(needs, TableKind::Memberships, &mut person.memberships);
            clear_unless(needs, TableKind::Plans, &mut person.plans);
            for event in &mut person.events {
                event.value = event.value.map(number);
            }
            for membership in &mut person.memberships {
                (membership.project, membership.group) = (number(membership.project), number(membership.group));
            }
        }
        Ok(People::from_rows(people, words.collect()))
    }
}

fn clear_unless<T>(needs: Needs, table: TableKind, rows: &mut Vec<T>) {
    if !needs.has(table) {
        rows.clear();
    }
}

/// The fast engine's tables, of one pass.
pub(crate) fn fast(source: &dyn Source, requests: &[Request], threads: usize) -> Result<Vec<Table>, measures::Error> {
    let questions = requests
        .iter()
        .map(|request| Question::new(request, &CATALOG, source.info()))
        .collect::<Result<Vec<_>, _>>()?;
    Pass::plan(questions, &CATALOG)?.run(source, threads, &|_| {})
}

pub(crate) fn known(cell: Cell) -> Known {
    match cell {
        Cell::Number { value, provisional } => Known::Number(value, provisional),
        Cell::NotYet => Known::NotYet,
        Cell::Unknown => Known::Unknown,
    }
}

/// Every cell of a table as text: for tables that must be the same.
pub(crate) fn cells(table: &Table) -> Vec<(Vec<String>, String, Known)> {
    let row = |row: usize| {
        let ids: Vec<String> = table.categories(row).map(|category| category.id.clone()).collect();
        table
            .columns
            .iter()
            .enumerate()
            .map(move |(column, head)| (ids.clone(), head.id(), known(table.cell(row, column))))
    };
    (0..table.n_rows()).flat_map(row).collect()
}

/// Compares one table with the slow engine's; the error is the first cell that differs.
pub(crate) fn same(table: &Table, asked: &mut Asked<'_>, request: &Request, tally: &Tally) -> Result<(), String> {
    let columns = asked.columns();
    let column_ids: Vec<String> =
        columns.iter().map(|(statistic, shown)| format!("{}{}", statistic.id(), shown.suffix())).collect();
    let mut fast_ids: Vec<String> = table.columns.iter().map(|column| column.id()).collect();
    fast_ids.sort();
    let mut slow_ids = column_ids.clone();
    slow_ids.sort();
    if fast_ids != slow_ids {
        return Err(format!("columns {fast_ids:?} and not {slow_ids:?}"));
    }
    let time = table.axes.iter().position(|axis| is_time(axis.dimension)).ok_or("no axis of time")?;
    let dimensions: Vec<Dimension> =
        table.axes.iter().map(|axis| axis.dimension).filter(|dimension| !is_time(*dimension)).collect();
    let periods: Vec<String> = table.axes[time].categories.iter().map(|category| category.id.clone()).collect();
    let shown: Vec<String> = asked.periods.iter().map(Period::to_string).collect();
    if dimensions != asked.by || periods != shown || table.axes[time].dimension != asked.time {
        return Err(format!("axes {dimensions:?} {periods:?} and not {:?} {shown:?}", asked.by));
    }
    let mut rows = BTreeSet::new();
    for row in 0..table.n_rows() {
        let mut ids: Vec<String> = table.categories(row).map(|category| category.id.clone()).collect();
        let period = asked.periods[table.places(row)[time]];
        ids.remove(time);
        rows.insert((period, ids.clone()));
        let (behind, persons) = (table.behind.people(&table.behind.place(row)), asked.persons(period, &ids));
        if asked.is_covered(period) && behind != persons {
            return Err(format!("{} {ids:?} in {period}: fast {behind} persons, slow {persons}", request.measure));
        }
        let adds_up_pay =
            columns.iter().any(|(statistic, _)| statistic.of().is_some_and(|(of, _)| of == Quantity::Pay));
        if adds_up_pay && asked.is_covered(period) {
            let contributions = table.behind.contributions(&table.behind.place(row));
            let slow = asked.contributions(period, &ids);
            let greatest = [0, 1, 2].map(|at| slow.get(at).map_or(0, |kroner| kroner.abs()));
            let of_all = (slow.len() as u64, slow.iter().sum::<i64>(), slow.iter().map(|kroner| kroner.abs()).sum());
            let fast = (contributions.persons, contributions.sum, contributions.size);
            if (fast, contributions.greatest) != (of_all, greatest) {
                return Err(format!("{} {ids:?} in {period}: fast {contributions:?}, slow {slow:?}", request.measure));
            }
            tally.contributions(&slow);
        }
        for (column, id) in columns.iter().zip(&column_ids) {
            let at = table.columns.iter().position(|known| known.id() == *id).ok_or("the column is there")?;
            let (fast, slow) = (known(table.cell(row, at)), asked.figure(period, &ids, *column));
            if !agree(fast, slow, *column) {
                return Err(format!("{} {id} of {ids:?} in {period}: fast {fast:?}, slow {slow:?}", request.measure));
            }
            tally.cell(table, &ids, &dimensions, *column, (slow, asked.is_covered(period)), request);
        }
    }
    // Whatever the slow engine counts has a row, apart from categories that were not asked for: whoever is paid with
    // two codes, of which one is asked for, is counted, and needs no row of the other.
    let by = asked.by.clone();
    let only = |ids: &Vec<String>| {
        by.iter().zip(ids).all(|(dimension, id)| {
            let in_request = request.only.iter().all(|(named, wanted)| named != dimension || wanted == id);
            let listed = table.measure.only.iter().find(|(named, _)| named == dimension);
            in_request && listed.is_none_or(|(_, wanted)| wanted.contains(id) || is_residual(id))
        })
    };
    for period in asked.periods.clone() {
        for ids in asked.rows(period).into_iter().filter(only) {
            if !rows.contains(&(period, ids.clone())) {
                return Err(format!("{}: no row of {ids:?} in {period}", request.measure));
            }
        }
    }
    Ok(())
}

/// Whether two engines say the same. An estimate of a life table is rounded to a millionth of a per cent, and the slow
/// engine's is an exact fraction; a change is of two.
fn agree(fast: Known, slow: Known, (statistic, _): Column) -> bool {
    match (fast, slow) {
        (Known::Number(one, also), Known::Number(other, provisional)) if statistic == Statistic::Occupation => {
            also == provisional && (one.as_f64() - other.as_f64()).abs() <= 2e-6
        }
        _ => fast == slow,
    }
}

/// Whether the category stands for no particular one.
fn is_residual(id: &str) -> bool {
    ["all", "not_yet"].contains(&id)
}

//! The fast engine asked, and its table held against the slow one's, cell by cell.

use crate::catalog::CATALOG;
use crate::cells::{Asked, Known};
use crate::random::is_time;
use crate::slow::Register;
use crate::tally::Tally;
use calendar::Period;
use definitions::Dimension;
use measures::{Cell, Pass, Question, Request, Source, Table};
use register::{Needs, People, PersonRows, StoreInfo, TableKind};

/// A register in shards. Like a store it hands out only the tables that are asked for.
pub(crate) struct Shards {
    info: StoreInfo,
    shards: Vec<Vec<PersonRows>>,
}

impl Shards {
    pub(crate) fn new(register: &Register, n: usize) -> Shards {
        let tables =
            [TableKind::Persons, TableKind::Residences, TableKind::Payments, TableKind::Wages, TableKind::Events];
        let mut shards = vec![Vec::new(); n];
        for (at, person) in register.people.iter().enumerate() {
            shards[at % n].push(person.clone());
        }
        Shards { info: StoreInfo::in_memory("random", register.covered, "dream", &tables), shards }
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
        let mut people = self.shards[shard].clone();
        for person in &mut people {
            if !needs.attributes {
                person.attributes = register::Attributes::default();
            }
            if !needs.residences {
                person.stays.clear();
            }
            if !needs.wages {
                person.wages.clear();
            }
            if !needs.events {
                person.events.clear();
            }
        }
        Ok(People::from_rows(people))
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

fn known(cell: Cell) -> Known {
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
    let column_ids: Vec<String> = columns
        .iter()
        .map(|(statistic, change)| format!("{}{}", statistic.id(), if *change { "_change" } else { "" }))
        .collect();
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
    let mut met = 0;
    for row in 0..table.n_rows() {
        let mut ids: Vec<String> = table.categories(row).map(|category| category.id.clone()).collect();
        let period = asked.periods[table.places(row)[time]];
        ids.remove(time);
        met += usize::from(asked.counts(period, &ids));
        for (column, id) in columns.iter().zip(&column_ids) {
            let at = table.columns.iter().position(|known| known.id() == *id).ok_or("the column is there")?;
            let (fast, slow) = (known(table.cell(row, at)), asked.figure(period, &ids, *column));
            if fast != slow {
                return Err(format!("{} {id} of {ids:?} in {period}: fast {fast:?}, slow {slow:?}", request.measure));
            }
            tally.cell(table, &ids, &dimensions, *column, slow);
        }
    }
    // Whatever the slow engine counts has a row, apart from what was not asked for.
    let by = asked.by.clone();
    let only = |ids: &[String]| {
        by.iter()
            .zip(ids)
            .all(|(dimension, id)| request.only.iter().all(|(named, wanted)| named != dimension || wanted == id))
    };
    let wanted: usize = asked.periods.clone().into_iter().map(|period| asked.n_counting(period, only)).sum();
    if met != wanted { Err(format!("{}: {met} of {wanted} combinations have a row", request.measure)) } else { Ok(()) }
}

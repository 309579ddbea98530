//! Rounding instead of hiding: the finest counts are rounded, and whatever is their sum is the sum of rounded counts.
//!
//! A total is built from the finest cells that it sums; cells of two tables that do not cross are each built from their own
//! table's cells, so that those tables agree in what they share by name, and need not agree in their sums.

use crate::cells::{Cells, Sum};
use crate::error::Error;
use crate::links;
use crate::plan::Method;
use protection::{Scope, conventional};
use std::collections::BTreeMap;

/// What is shown of each cell's count.
pub(crate) fn round(cells: &Cells, base: i64, method: Method) -> Result<Vec<i64>, Error> {
    if matches!(method, Method::Rounding { .. }) {
        return Ok(cells.cells.iter().map(|cell| conventional(cell.value, base)).collect());
    }
    // How a cell is built; a sum with a rest is not built from its parts.
    let value = |cell: usize| cells.cells[cell].value;
    let mut made: BTreeMap<usize, Sum> = BTreeMap::new();
    for sum in cells.sums.iter().cloned().chain(links::sums(cells)) {
        let holds = value(sum.total) == sum.parts.iter().map(|part| value(*part)).sum::<i64>();
        // Of two ways the one with more parts is the finer.
        let finer = made.get(&sum.total).is_none_or(|known| known.parts.len() < sum.parts.len());
        if holds && finer && !sum.parts.contains(&sum.total) {
            made.insert(sum.total, sum);
        }
    }
    let mut atoms: Vec<Option<Vec<usize>>> = vec![None; cells.cells.len()];
    for cell in 0..cells.cells.len() {
        expand(cell, &made, &mut atoms, &mut Vec::new());
    }
    let mut place = BTreeMap::new();
    let mut counts = Vec::new();
    for atom in atoms.iter().flatten().flatten() {
        place.entry(*atom).or_insert_with(|| {
            counts.push(value(*atom));
            counts.len() - 1
        });
    }
    let sums: Vec<Vec<usize>> =
        atoms.iter().map(|atoms| atoms.iter().flatten().map(|atom| place[atom]).collect()).collect();
    let rounded = protection::round(&counts, &sums, base, Scope::Small).map_err(Error::Protection)?;
    Ok(rounded.sums)
}

/// The finest cells that a cell is made of; itself where it is made of none, or of itself by a detour.
fn expand(cell: usize, made: &BTreeMap<usize, Sum>, atoms: &mut Vec<Option<Vec<usize>>>, on_the_way: &mut Vec<usize>) {
    if atoms[cell].is_some() {
        return;
    }
    let mut own = Vec::new();
    match made.get(&cell).filter(|sum| !sum.parts.iter().any(|part| on_the_way.contains(part))) {
        None => own.push(cell),
        Some(sum) => {
            on_the_way.push(cell);
            for part in &sum.parts {
                expand(*part, made, atoms, on_the_way);
                own.extend(atoms[*part].iter().flatten());
            }
            on_the_way.pop();
        }
    }
    atoms[cell] = Some(own);
}

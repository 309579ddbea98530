//! The attack on one system: elimination, bounds, and then part by part what programs and witnesses tell.

use crate::bounds::{Limits, tighten};
use crate::component::{Component, Row, components, rows};
use crate::known::{Known, Question};
use crate::part::Assault;
use crate::published::{Published, Value};
use crate::rank::{Determined, determined};
use crate::settings::Settings;

/// What the attack on a system knows in the end.
pub(crate) struct Attacked {
    /// For each cell of the system; none for shown ones and those of a component that contradicts itself.
    pub(crate) known: Vec<Option<Known>>,
    /// How many components hold a hidden cell.
    pub(crate) n_components: usize,
    pub(crate) n_programs: usize,
    /// Facts that no whole numbers meet, with what is known besides.
    pub(crate) contradictions: Vec<Contradiction>,
}

/// Where a system contradicts itself.
pub(crate) enum Contradiction {
    /// A fact, given the others that were looked at before.
    Fact(usize),
    /// Cells for which no whole numbers fit all that is published.
    Cells(Vec<usize>),
}

/// Attacks the whole system.
pub(crate) fn attack(published: &Published, settings: &Settings) -> Attacked {
    let n_cells = published.cells.len();
    let mut attacked =
        Attacked { known: vec![None; n_cells], n_components: 0, n_programs: 0, contradictions: Vec::new() };
    let rows = rows(published);
    for row in rows.iter().filter(|row| row.terms.is_empty() && !row.holds_empty()) {
        attacked.contradictions.push(Contradiction::Fact(row.fact));
    }
    let is_open = |cell: usize| !matches!(published.cells[cell].value, Value::Shown(_));
    for component in components(n_cells, is_open, &rows) {
        if component.cells.iter().any(|cell| published.cells[*cell].value == Value::Hidden) {
            attacked.n_components += 1;
        }
        match attack_component(Question { published, settings }, &component, &mut attacked.n_programs) {
            Ok(known) => {
                for (cell, known) in component.cells.iter().zip(known) {
                    attacked.known[*cell] = Some(known);
                }
            }
            Err(contradiction) => attacked.contradictions.push(contradiction),
        }
    }
    attacked
}

/// What is known of a component's cells, in their order.
fn attack_component(
    question: Question<'_>,
    component: &Component,
    n_programs: &mut usize,
) -> Result<Vec<Known>, Contradiction> {
    let published = question.published;
    let Component { cells, rows } = component;
    let lower: Vec<i128> = cells.iter().map(|cell| published.at_least(*cell).into()).collect();
    let upper = cells.iter().map(|cell| published.cells[*cell].at_most.map(i128::from)).collect();
    let mut limits = Limits { lower, upper };
    let not_met = |row: usize| Contradiction::Fact(rows[row].fact);
    let implied = match determined(cells.len(), rows) {
        Determined::Contradiction(row) => return Err(not_met(row)),
        Determined::Cells { cells: determined, implied } => {
            for (cell, value) in determined {
                let fits = |value: &i128| {
                    *value >= limits.lower[cell] && limits.upper[cell].is_none_or(|upper| *value <= upper)
                };
                let value = value.filter(fits).ok_or_else(|| Contradiction::Cells(vec![cells[cell]]))?;
                limits.lower[cell] = value;
                limits.upper[cell] = Some(value);
            }
            implied
        }
    };
    tighten(&mut limits, rows).map_err(not_met)?;
    let of_cells = limits.lower.iter().zip(&limits.upper);
    let mut known: Vec<Known> = of_cells.map(|(lower, upper)| Known::within(*lower, *upper)).collect();
    // With the known cells put in, a component may fall apart.
    let mut left: Vec<Row> = rows.iter().map(|row| row.without(|cell| limits.only(cell))).collect();
    if let Some(row) = left.iter().find(|row| row.terms.is_empty() && !row.holds_empty()) {
        return Err(Contradiction::Fact(row.fact));
    }
    for known in known.iter_mut().filter(|known| known.has_one_value()) {
        known.see(known.lower);
    }
    // An equation that follows from others has helped the bounds. Left in, it would bind parts that have nothing to do
    // with each other, and every way from one table to another would have to move its cells too.
    for row in implied {
        left[row].terms.clear();
    }
    left.retain(|row| !row.terms.is_empty());
    for part in components(cells.len(), |cell| limits.only(cell).is_none(), &left) {
        let system: Vec<usize> = part.cells.iter().map(|cell| cells[*cell]).collect();
        let mut of_part: Vec<Known> = part.cells.iter().map(|cell| known[*cell]).collect();
        let mut assault = Assault::new(question, &system, &part.rows);
        let fits = assault.run(&mut of_part);
        *n_programs += assault.n_programs;
        if !fits {
            return Err(Contradiction::Cells(system));
        }
        for (cell, found) in part.cells.iter().zip(of_part) {
            known[*cell] = found;
        }
    }
    Ok(known)
}

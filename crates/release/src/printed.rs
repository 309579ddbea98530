//! What a table prints: the cells that each of its figures is worked out from.

use crate::cells::Entry;
use definitions::{Dimension, Quantity, Statistic};
use measures::{Behind, Cell as Figure, Column, Part, Place};
use std::collections::BTreeSet;

/// What is printed of the cells behind a table.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    pub(crate) counts: BTreeSet<Place>,
    pub(crate) must_show: BTreeSet<Place>,
    pub(crate) known: Vec<(Quantity, BTreeSet<Place>)>,
    /// Cells with a share.
    pub(crate) shares: BTreeSet<Place>,
    /// Cells with a sum of pay, or a mean, which tells the sum.
    pub(crate) amounts: BTreeSet<Place>,
}

/// What a table prints.
pub(crate) fn printed(entry: &Entry<'_>) -> Printed {
    let (table, behind) = (entry.table, entry.table.behind.as_ref());
    let mut printed = Printed::default();
    for row in 0..table.n_rows() {
        let here = behind.place(row);
        let named = |(dimension, id): &(Dimension, String)| {
            let category = table.axes.iter().zip(table.categories(row)).find(|(axis, _)| axis.dimension == *dimension);
            category.is_some_and(|(_, category)| category.id == *id)
        };
        let must_show = entry.must_show.iter().any(|wanted| wanted.iter().all(named));
        for (at, column) in table.columns.iter().enumerate() {
            if !matches!(table.cell(row, at), Figure::Number { .. }) {
                continue;
            }
            for place in printed_from(behind, &here, column) {
                if column.statistic == Statistic::Share {
                    printed.shares.insert(place.clone());
                }
                if let Some((quantity, _)) = column.statistic.of() {
                    match printed.known.iter_mut().find(|(known, _)| *known == quantity) {
                        Some((_, places)) => {
                            places.insert(place.clone());
                        }
                        None => printed.known.push((quantity, BTreeSet::from([place.clone()]))),
                    }
                }
                if column.statistic.is_amount() {
                    printed.amounts.insert(place.clone());
                }
                if must_show {
                    printed.must_show.insert(place.clone());
                }
                printed.counts.insert(place);
            }
        }
    }
    printed
}

/// The cells that a figure is worked out from: it is shown where all of them are.
pub(crate) fn printed_from(behind: &Behind, place: &Place, column: &Column) -> Vec<Place> {
    let with_base = |place: Place| -> Vec<Place> {
        let base = (column.statistic == Statistic::Share).then(|| behind.share_base(&place)).flatten();
        std::iter::once(place).chain(base).collect()
    };
    match column.part {
        Part::Figure if column.statistic == Statistic::Occupation => behind.life_table(place),
        Part::Change(_) if column.statistic == Statistic::Occupation => {
            let there = behind.compared(place).map(|there| behind.life_table(&there)).unwrap_or_default();
            behind.life_table(place).into_iter().chain(there).collect()
        }
        Part::Figure => with_base(place.clone()),
        Part::Change(_) => {
            let there = behind.compared(place).map(with_base).unwrap_or_default();
            with_base(place.clone()).into_iter().chain(there).collect()
        }
        // Areas that are not named.
        Part::Lowest | Part::Highest | Part::Areas => Vec::new(),
    }
}

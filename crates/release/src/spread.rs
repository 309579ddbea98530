//! The lowest and the highest of a table's areas: of which these are, and which of them may be told.

use crate::amounts;
use crate::printed::printed_from;
use definitions::{Disclosure, Statistic};
use measures::{Behind, CategoryKind, Cell as Figure, Column, Part, Place, Ratio, Table};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How much dearer it is to hide an area at the end of a range than another one: the range would be another, and nobody would
/// see that it is.
pub(crate) const DEAR: u64 = 8;

/// The cells of the areas that a spread is over.
pub(crate) fn areas(behind: &Behind, place: &Place) -> Vec<Place> {
    let Some(axis) = behind.spread_axis() else { return Vec::new() };
    let of = &behind.axes()[axis];
    let ordinary = (0..of.categories.len()).filter(|at| of.categories[*at].kind == CategoryKind::Ordinary);
    ordinary
        .map(|at| {
            let mut places = place.1.clone();
            places[axis] = at;
            (place.0, places)
        })
        .collect()
}

/// The cells that an area's own figure is worked out from.
pub(crate) fn cells(behind: &Behind, area: &Place, statistic: Statistic) -> Vec<Place> {
    printed_from(behind, area, &Column { statistic, part: Part::Figure })
}

/// Whether an area's figure rests on few, or leaves few beside it.
pub(crate) fn rests_on_few(behind: &Behind, area: &Place, statistic: Statistic, rule: Disclosure) -> bool {
    let from = cells(behind, area, statistic);
    let mut counts: Vec<u64> = from.iter().map(|place| behind.people(place)).collect();
    if let Some((quantity, _)) = statistic.of() {
        counts.extend(from.iter().flat_map(|place| {
            let known = behind.known(place, quantity);
            // Whose it is not known of may be few.
            [Some(known), behind.count(place).checked_sub(known).filter(|rest| *rest > 0)].into_iter().flatten()
        }));
    }
    if let [part, base] = from[..].iter().map(|place| behind.count(place)).collect::<Vec<_>>()[..] {
        counts.extend(base.checked_sub(part).filter(|rest| *rest > 0));
    }
    let is_few = |count: u64| {
        let count = count as i64;
        if count == 0 { !rule.zeros_shown } else { count < rule.threshold }
    };
    let is_dominated = |place: &Place| amounts::primary(&behind.contributions(place), rule).is_some();
    counts.into_iter().any(is_few) || (statistic.is_amount() && from.iter().any(is_dominated))
}

/// The figure at one end.
pub(crate) fn end(figures: impl IntoIterator<Item = Ratio>, part: &Part) -> Option<Ratio> {
    let is_further = |other: Ratio, one: Ratio| match part {
        Part::Lowest => other.compare(one).is_lt(),
        _ => other.compare(one).is_gt(),
    };
    figures.into_iter().reduce(|one, other| if is_further(other, one) { other } else { one })
}

/// The cells behind both ends of a table's ranges as they would be if nothing were hidden that is not small itself. Of areas
/// that are equal one is enough: the one with most people, as that is hidden last anyway.
pub(crate) fn cells_at_ends(table: &Table, rule: Disclosure) -> BTreeSet<Place> {
    let behind = table.behind.as_ref();
    let mut found = BTreeSet::new();
    let columns = || table.columns.iter().filter(|column| matches!(column.part, Part::Lowest | Part::Highest));
    if columns().next().is_none() {
        return found;
    }
    for row in 0..table.n_rows() {
        let areas = areas(behind, &behind.place(row));
        for column in columns() {
            let statistic = column.statistic;
            let figure = |area: &Place| match behind.figure(area, statistic) {
                Figure::Number { value, .. } => Some(value),
                _ => None,
            };
            let large = areas.iter().filter(|area| !rests_on_few(behind, area, statistic, rule));
            let figures: Vec<(&Place, Ratio)> = large.filter_map(|area| Some((area, figure(area)?))).collect();
            let Some(end) = end(figures.iter().map(|(_, value)| *value), &column.part) else { continue };
            let at_end = figures.iter().filter(|(_, value)| value.compare(end).is_eq()).map(|(area, _)| *area);
            let people = |area: &Place| -> u64 {
                cells(behind, area, statistic).iter().map(|place| behind.people(place)).min().unwrap_or(0)
            };
            let area = at_end.min_by_key(|area| Reverse(people(area)));
            found.extend(area.into_iter().flat_map(|area| cells(behind, area, statistic)));
        }
    }
    found
}

//! A table as it lies on a page: rows of some axes, columns of time and of figures.

use crate::Edition;
use measures::Category;

/// A table as it lies on a page.
pub(crate) struct Grid<'a> {
    edition: Edition<'a>,
    /// The axes whose categories stand at the left.
    pub(crate) row_axes: Vec<usize>,
    /// The axis whose categories stand above, if one does.
    pub(crate) heading: Option<usize>,
    /// The places on the row axes, row by row, the last axis running fastest.
    pub(crate) rows: Vec<Vec<usize>>,
    /// The place on the axis above (0 where none is) and the column of figures, from left to right.
    pub(crate) across: Vec<(usize, usize)>,
}

impl<'a> Grid<'a> {
    /// A table by [`Edition::layout`].
    pub(crate) fn of(edition: &Edition<'a>) -> Grid<'a> {
        let (row_axes, heading) = edition.layout();
        let axes = edition.table().axes();
        let mut rows = vec![Vec::new()];
        for axis in &row_axes {
            let categories = axes[*axis].categories.len();
            let longer = |row: &Vec<usize>| {
                let row = row.clone();
                (0..categories).map(move |place| row.iter().copied().chain([place]).collect())
            };
            rows = rows.iter().flat_map(longer).collect();
        }
        let periods = heading.map_or(1, |axis| axes[axis].categories.len());
        let columns = edition.table().columns().len();
        let across = (0..periods).flat_map(|period| (0..columns).map(move |column| (period, column))).collect();
        Grid { edition: *edition, row_axes, heading, rows, across }
    }

    /// The row of the table in which a figure of the page stands.
    pub(crate) fn table_row(&self, row: &[usize], (period, _): (usize, usize)) -> usize {
        let axes = self.edition.table().axes();
        let mut places = vec![0; axes.len()];
        for (axis, place) in self.row_axes.iter().zip(row) {
            places[*axis] = *place;
        }
        if let Some(axis) = self.heading {
            places[axis] = period;
        }
        places.iter().zip(axes).fold(0, |row, (place, axis)| row * axis.categories.len() + place)
    }

    /// The categories of a row, one of each row axis.
    pub(crate) fn categories(&self, row: &[usize]) -> Vec<&'a Category> {
        let axes = self.edition.table().axes();
        self.row_axes.iter().zip(row).map(|(axis, place)| &axes[*axis].categories[*place]).collect()
    }

    /// What the categories above are called; none where there are none.
    pub(crate) fn periods(&self) -> Vec<&'a str> {
        let axes = self.edition.table().axes();
        let Some(axis) = self.heading else { return Vec::new() };
        axes[axis].categories.iter().map(|category| category.title.in_language(self.edition.language)).collect()
    }
}

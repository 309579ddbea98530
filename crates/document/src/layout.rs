//! The sheet: sizes and margins of a note and of a page of key figures.

use crate::fit::Room;

/// Points in a millimetre.
pub(crate) const POINTS: f64 = 72.0 / 25.4;

/// How a document is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) is_compact: bool,
    /// The size of the text, in points.
    pub(crate) size: f64,
    /// Left, right, top and bottom margin, in millimetres.
    pub(crate) margins: [f64; 4],
    /// The sizes of type that a table may have, in points, from the largest.
    table_sizes: &'static [f64],
    /// How much of their width figures keep.
    pub(crate) figures: f64,
}

/// A note.
pub(crate) const NOTE: Layout = Layout {
    is_compact: false,
    size: 10.0,
    margins: [27.0, 27.0, 25.0, 27.0],
    table_sizes: &[8.5, 8.0, 7.5, 7.0],
    figures: 1.0,
};

/// A note that has a page less in it: the same width, a little more on each page.
pub(crate) const NOTE_TIGHT: Layout = Layout { margins: [27.0, 27.0, 22.0, 23.0], figures: 0.9, ..NOTE };

/// One page, from the most readable to the tightest.
pub(crate) const ONE_PAGE: [Layout; 4] = [
    Layout {
        is_compact: true,
        size: 9.5,
        margins: [22.0, 22.0, 17.0, 18.0],
        table_sizes: &[8.5, 8.0, 7.5, 7.0],
        figures: 1.0,
    },
    Layout {
        is_compact: true,
        size: 9.0,
        margins: [20.0, 20.0, 15.0, 16.0],
        table_sizes: &[8.0, 7.5, 7.0],
        figures: 0.9,
    },
    Layout {
        is_compact: true,
        size: 8.5,
        margins: [18.0, 18.0, 13.0, 15.0],
        table_sizes: &[7.5, 7.0, 6.5],
        figures: 0.8,
    },
    Layout {
        is_compact: true,
        size: 8.0,
        margins: [18.0, 18.0, 12.0, 14.0],
        table_sizes: &[7.0, 6.5, 6.0],
        figures: 0.7,
    },
];

impl Layout {
    /// Width of the text on a page of A4, in points.
    pub(crate) fn width(self) -> f64 {
        let [left, right, ..] = self.margins;
        (210.0 - left - right) * POINTS
    }

    /// The size of type that tables have where they are not too wide for it.
    pub(crate) fn table_size(self) -> f64 {
        self.table_sizes.first().copied().unwrap_or(self.size)
    }

    /// The room that a table has, which is narrower by `inset` points within other blocks, and has no page of its own there.
    pub(crate) fn room(self, inset: f64) -> Room {
        let [left, right, ..] = self.margins;
        let is_free = inset == 0.0 && !self.is_compact;
        let across = is_free.then_some((297.0 - left - right) * POINTS);
        Room { width: self.width() - inset, across, sizes: self.table_sizes }
    }
}

//! The axes of a table and their categories.

use definitions::{Dimension, Title};

/// What a category of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryKind {
    /// One of the axis's own.
    Ordinary,
    /// What fits none of them: unknown, not paid that day, not yet measurable.
    Residual,
    /// Several of the axis's own together, which are only counted to compare with.
    Group,
    /// The total, which is counted and not summed.
    Total,
}

/// A category of an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The value in tidy output: `101`, `2018Q2`, `unknown`, `all`.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
    /// What it is.
    pub kind: CategoryKind,
}

impl Category {
    pub(crate) fn ordinary(id: impl Into<String>, title: Title) -> Category {
        Category { id: id.into(), title, kind: CategoryKind::Ordinary }
    }

    pub(crate) fn residual(id: &str, da: &str, en: &str) -> Category {
        Category { id: id.to_owned(), title: Title::new(da, en), kind: CategoryKind::Residual }
    }

    /// A period, by its own name.
    pub(crate) fn period(name: String) -> Category {
        Category::ordinary(name.clone(), Title::name(name))
    }

    pub(crate) fn total(dimension: Dimension) -> Category {
        let title = match dimension.kind() {
            definitions::DimensionKind::Place => Title::new("Hele landet", "The whole country"),
            _ => Title::new("I alt", "Total"),
        };
        Category { id: "all".to_owned(), title, kind: CategoryKind::Total }
    }
}

/// An axis of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What the axis is of.
    pub dimension: Dimension,
    /// Its categories in order, the total last; an axis of time has none.
    pub categories: Vec<Category>,
}

/// The places of a row's categories on each axis. Rows are in the order of the axes, the last running fastest.
pub fn places(axes: &[Axis], row: usize) -> Vec<usize> {
    let mut places = vec![0; axes.len()];
    let mut rest = row;
    for (place, axis) in places.iter_mut().zip(axes).rev() {
        *place = rest % axis.categories.len();
        rest /= axis.categories.len();
    }
    places
}

//! Protected tables as their readers have them: the words around the figures, and every format.
//!
//! Nothing here takes a table that nobody has protected: what the formats are made of is an [`Edition`], which is made of a
//! [`release::ProtectedTable`].

mod edition;
mod numbers;
mod words;

pub use edition::{Edition, Figure};
pub use numbers::number;
pub use words::{Has, column_title, counted, notes, sources, symbols};

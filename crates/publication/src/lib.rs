//! Protected tables as their readers have them: the words around the figures, and every format.
//!
//! Nothing here takes a table that nobody has protected: what the formats are made of is an [`Edition`], which is made of a
//! [`release::ProtectedTable`].

mod edition;
mod grid;
mod html;
mod jsonstat;
mod numbers;
mod pivot;
mod px;
mod words;
mod workbook;

pub use edition::{Edition, Figure};
pub use html::html;
pub use jsonstat::json_stat;
pub use numbers::number;
pub use pivot::pivoted_csv;
pub use px::px;
pub use words::{Has, column_title, counted, notes, sources, symbols};
pub use workbook::{WorkbookError, workbook};

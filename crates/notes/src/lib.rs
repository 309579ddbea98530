//! The note itself: prose, tables and figures that stay true to each other.
//!
//! ```text
//!  notes/NAME/note.toml ──► tables that it asks for ──► release ──► protected tables ─┐
//!       (parameters)   └──► values, views, figures ────────────────────────────────┐  │
//!  notes/NAME/note.da.md ─► text with {{ figures }} and [[ sentence || alternative ]] ┴──┴──► document
//! ```
//!
//! A note is a template: what it says is bound to cells of protected tables and worked out again every time. A figure that is
//! hidden or not yet measurable turns its sentence into the stated alternative, or the note fails; there is never a hole. So do
//! paragraphs with a table or a figure of which nothing can be shown.
//!
//! [`Template`] is a note as it is written, [`Note`] one whose parameters are set, [`Written`] what comes of it.

mod alternative;
mod beside;
mod binding;
mod error;
mod expression;
mod hedge;
mod library;
mod markdown;
mod note;
mod note_file;
mod number_words;
mod parameter;
mod period_words;
mod picture;
mod picture_file;
mod template;
mod value;
mod view;
mod view_file;
mod wording;

pub use beside::{Beside, Counted, Of};
pub use error::Error;
pub use note::{Given, Note, Template, Written};
pub use note_file::About;
pub use parameter::{Kind, Parameter};
pub use picture::Borders;
pub use wording::{WORDINGS, Wording};

/// The areas of a kind, in their order: ids and names.
pub fn areas(dimension: definitions::Dimension, catalog: &definitions::Catalog) -> Vec<(String, definitions::Title)> {
    parameter::areas(dimension, catalog)
}

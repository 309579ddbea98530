//! What is counted, of whom, when: one pass over people, into dense cubes.
//!
//! ```text
//! questions ──► plan: each benefit group and each gap rule once
//!                 │
//! store ──► shard of people ──► for each person: paid days, spells, then every question ──► cube of the thread
//!           (whole persons)                                                                       │  (cubes add)
//!                                                                                                 ▼
//!                                                                                              tables
//! ```
//!
//! All questions are answered in the same pass: another one costs what it counts and not another reading. A person
//! is counted once because the person is there once. Totals are counted, each in its own cell, and never summed; so
//! a person in two cells of a dimension is one in its total. Everything that is added is a whole number, so the
//! result is the same whatever the threads, the shards or the order of the people.
//!
//! A [`Table`] is unprotected: it has no `Display` and no serialisation, and is for `protection` to take further.

mod answer;
mod axis;
mod behind;
mod comparison;
mod contributions;
mod counter;
mod counting;
mod cube;
mod error;
mod life;
mod listing;
mod make_counter;
mod pass;
mod plan;
mod question;
mod ratio;
mod state;
mod table;
mod timeline;
mod unit;
mod work;

pub use axis::{Axis, Category, CategoryKind, places};
pub use behind::{Behind, Place};
pub use comparison::{Reference, category_in_words, dimension_in_words};
pub use contributions::Contributions;
pub use counter::tables_of;
pub use error::Error;
pub use listing::{Lister, Listing, each_spell};
pub use pass::{Pass, Source};
pub use question::{Question, Request};
pub use ratio::Ratio;
pub use state::first_match;
pub use table::{Cell, Column, Part, Table};

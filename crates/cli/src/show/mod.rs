//! Showing unprotected tables to an analyst's own eyes: on the terminal, and as tidy data.
//!
//! Nothing here is a publication: whatever is shown is marked as unprotected.

pub(crate) mod lines;
pub(crate) mod manual;
pub(crate) mod numbers;
pub(crate) mod provenance;
pub(crate) mod terminal;
pub(crate) mod tidy;

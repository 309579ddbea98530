//! Showing tables on the terminal and as tidy data: protected ones, and unprotected ones, which are marked so, to an
//! analyst's own eyes.

pub(crate) mod back_test;
pub(crate) mod follow_up;
pub(crate) mod forecast;
pub(crate) mod lines;
pub(crate) mod manual;
pub(crate) mod persons;
pub(crate) mod provenance;
pub(crate) mod published;
pub(crate) mod sheet;
pub(crate) mod terminal;
pub(crate) mod tidy;

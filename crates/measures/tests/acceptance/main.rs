//! The acceptance cases, whose correct tables are known, and made-up countries, whose mistakes are known.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its case fails")]

mod common;
mod examples;
mod group2;
mod ishoj;
mod made_up;
mod notes;
mod one_pass;
mod question;

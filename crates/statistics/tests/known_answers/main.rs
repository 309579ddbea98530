//! Published answers of other programs, and answers worked out by hand, each with its source.
//!
//! What is larger than fits here is read from packages that ship it: `validation/survival`.

#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

mod digits;
mod million;
mod multi_state;
mod run_off;
mod small;

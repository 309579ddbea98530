//! How spells end and what still runs later: life tables from a store, the forecast of a stock, and its back-test.
//!
//! ```text
//! store ──► one pass over people ──► spells that are over: LifeTable by age in months and by what came next
//!  (cut at the day that is           └► spells that run: elapsed months, planned end, end with leave, municipality
//!   forecast from)                                  │
//!                                                   ▼
//!               run to the end without and with leave ◄── Outlook ──► with early exits, scenarios, intervals
//! ```
//!
//! **The clock** counts calendar months: a spell has age 0 at the end of the month that it starts in, and exits in the month
//! that its first day without payment lies in, so that it counts at a month's end where that day is paid. Each period is a
//! whole month; exits are counted from the month's end that lies nearest to the day that is forecast from.
//!
//! **Early exits** are those before the month of a spell's planned end, leave included, or of the law's limit where there is no
//! plan. Spells that reach it are censored there: what happens at the end is in the forecast by the end itself.
//!
//! **What was known then.** From a past day a forecast sees payments up to that day alone, which is what makes the back-test one.
//!
//! What is here is unprotected: types have no `Display` and no serialisation. Curves for publication go through
//! [`statistics::coarsen`].

mod back_test;
mod error;
mod life;
mod outlook;
mod pass;
mod project;
mod spells_seen;

pub use back_test::{BackTest, Tried, back_test};
pub use error::Error;
pub use life::{Life, LifeRequest, lives};
pub use outlook::{Cause, Group, Outlook, Settings};
pub use project::{Change, Entry, Request, Row, by_year, ends_year};

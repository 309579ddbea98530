//! From one person's payments to spells: the gap rules.
//!
//! ```text
//! payments   ▓▓▓▓▓▓▓   ▓▓▓▓▓▓▓▓▓▓      ▓▓▓             ▓▓▓▓▓▓▓▓
//! paid days  [──────)  [────────)      [──)            [──────)     of the group, inside the coverage
//! spells     [────────────────────────────)            [──────)     across the breaks that the rule forgives
//!            started                      ended        undecided
//! ```
//!
//! A spell is never split by a birthday, a move or a change of code within its group: none of them is looked at
//! here. What is decided about a spell is decided by the coverage: before the rule's lapse is covered a spell is
//! undecided, and one that touches the first covered day is left-censored.
//!
//! Peers name the same thing in other ways, one day apart; `cases/gap_rules.md` is the table of them and runs as a
//! test.

mod blocks;
mod columns;
mod group;
mod put;
mod room;
mod spell;
mod words;

pub use columns::{ColumnSpell, Columns, join_columns};
pub use group::Group;
pub use put::ColumnSpells;
pub use spell::{Joining, Spell, join_spells};

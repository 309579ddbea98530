//! Payments to spells, from columns in memory.

use crate::files;
use crate::watch::{Line, time};
use definitions::GapRule;
use spells::{ColumnSpell, Columns, join_columns};
use std::path::Path;

/// Reads a file of payments and joins them on one thread, forgiving 28 idle days.
pub(crate) fn run(file: &Path) -> anyhow::Result<()> {
    let (payments, reading) = time(|| files::read(file));
    let payments = payments?;
    let columns =
        Columns { person: &payments.person, benefit: &payments.benefit, from: &payments.from, until: &payments.until };
    let join = || join_columns(columns, GapRule::Days(28));
    let (first, first_joining) = time(join);
    drop(first);
    let (spells, joining) = time(join);
    let days: i64 = spells.iter().map(|spell| i64::from(spell.until - spell.from)).sum();
    Line::new("join")
        .with("order", format!("\"{}\"", file.file_stem().unwrap_or_default().display()))
        .with("threads", 1)
        .with("rows", payments.person.len())
        .seconds(joining)
        .with("first_seconds", first_joining.seconds.as_secs_f64())
        .with("read_seconds", reading.seconds.as_secs_f64())
        .with("spells", spells.len())
        .with("days", days)
        .with("check", spells.iter().map(check).sum::<i64>())
        .print()
}

/// A number that a spell with another person, benefit or day would not give; the peers work it out too.
fn check(spell: &ColumnSpell) -> i64 {
    i64::from(spell.person + 1) * i64::from(spell.until) + i64::from(spell.benefit) * i64::from(spell.from)
}

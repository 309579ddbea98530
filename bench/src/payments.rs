//! Made-up payments as plain columns: what every tool is given.
//!
//! Twenty rows a person on average, over eight benefits and thirteen and a half years. They come in runs, as payments
//! do: a run is one benefit paid by the week or by the month, mostly without a break; some breaks are forgiven, some
//! are not, and some payments overlap the one before.

use crate::files;
use anyhow::Context;
use calendar::{Day, Span};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::path::Path;

/// Payments, row by row or column by column.
#[derive(Debug, Default)]
pub(crate) struct Payments {
    pub(crate) person: Vec<u32>,
    pub(crate) benefit: Vec<u8>,
    /// The first paid day, in days since 1970.
    pub(crate) from: Vec<i32>,
    /// The day after the last paid day.
    pub(crate) until: Vec<i32>,
}

const ROWS_A_PERSON: usize = 20;
pub(crate) const BENEFITS: u32 = 8;
const SEED: u64 = 2026;

/// Makes the payments, and writes them shuffled and in order of person, benefit and first day.
pub(crate) fn write(n_rows: usize, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mut draws = Draws(ChaCha8Rng::seed_from_u64(SEED));
    let mut rows = made_up(n_rows, &mut draws);
    for at in (1..rows.len()).rev() {
        rows.swap(at, draws.below(at as u32 + 1) as usize);
    }
    files::write(&columns(&rows), &folder.join("shuffled.parquet"))?;
    rows.sort_unstable();
    files::write(&columns(&rows), &folder.join("sorted.parquet"))
}

/// A row: person, benefit, first day, day after the last.
type Row = (u32, u8, i32, i32);

fn columns(rows: &[Row]) -> Payments {
    Payments {
        person: rows.iter().map(|row| row.0).collect(),
        benefit: rows.iter().map(|row| row.1).collect(),
        from: rows.iter().map(|row| row.2).collect(),
        until: rows.iter().map(|row| row.3).collect(),
    }
}

/// The days that payments are of.
pub(crate) fn covered() -> Span {
    let day = |year, month, day| Day::new(year, month, day).unwrap_or(Day::MIN);
    Span::new(day(2012, 10, 1), day(2026, 5, 31))
}

fn made_up(n_rows: usize, draws: &mut Draws) -> Vec<Row> {
    let n_persons = (n_rows / ROWS_A_PERSON).max(1) as u32;
    let (first, last) = (covered().from.number(), covered().until.number());
    let mut rows: Vec<Row> = Vec::with_capacity(n_rows);
    while rows.len() < n_rows {
        let (person, benefit) = (draws.below(n_persons), draws.below(BENEFITS) as u8);
        let by_week = draws.below(2) == 0;
        let mut from = first + draws.below((last - first) as u32) as i32;
        for _ in 0..1 + draws.below(14) {
            let days = if by_week { 7 } else { 28 + draws.below(4) as i32 };
            if from + days > last || rows.len() == n_rows {
                break;
            }
            rows.push((person, benefit, from, from + days));
            from += days + draws.pause();
        }
    }
    rows
}

/// Whole numbers from the seed, the same on every machine.
struct Draws(ChaCha8Rng);

impl Draws {
    /// Any number below `limit`.
    fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(limit)) >> 32) as u32
    }

    /// The days between two payments of a run: none, a few that are forgiven, many that are not, or an overlap.
    fn pause(&mut self) -> i32 {
        match self.below(100) {
            0..80 => 0,
            80..92 => 1 + self.below(28) as i32,
            92..95 => 29 + self.below(120) as i32,
            _ => -3,
        }
    }
}

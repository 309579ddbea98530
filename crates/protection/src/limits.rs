//! How far a column can move at most, from what its equations leave to it: a look at two steps around it.
//!
//! A column that moves leaves its equations open, and the hidden columns beside it must take that up. What they can take
//! up together is a limit. Most primaries that a cell is needed for fail here, long before a linear program would tell.

use crate::guards::Guard;
use crate::simplex::Side;
use crate::system::System;

/// How many steps from row to row are looked at.
const STEPS: usize = 2;

/// False where it is sure that no whole-number table of these hidden columns meets a guard.
pub(crate) fn may_be_met(system: &System, hidden: &[bool], guard: &Guard) -> bool {
    let limits = Limits { system, hidden };
    let needs = guard.needs;
    // Where the width asks for more than the sides, each side may have to make up for the other.
    let wanted = |own: i64| if needs.slides() { needs.width } else { own };
    let [down, up] = [(Side::Down, needs.down), (Side::Up, needs.up)]
        .map(|(side, own)| limits.of(guard.column, side.sign(), wanted(own), usize::MAX, STEPS));
    needs.met_by(down, up)
}

struct Limits<'a> {
    system: &'a System,
    hidden: &'a [bool],
}

impl Limits<'_> {
    /// How far a column moves at most in a direction, and not more than `wanted`. The row from which it is asked is not
    /// looked at again.
    fn of(&self, column: usize, direction: i64, wanted: i64, from: usize, steps: usize) -> i64 {
        let (below, above) = self.system.room(column);
        let room = if direction > 0 { above } else { below.map(|below| -below) };
        let mut limit = room.map_or(wanted, |room| room.min(wanted));
        if steps == 0 {
            return limit;
        }
        for (row, coefficient) in &self.system.rows_of[column] {
            if limit <= 0 {
                return limit;
            }
            if *row != from {
                let opened = limit.saturating_mul(coefficient.saturating_abs());
                let sign = direction * coefficient.signum();
                limit = self.taken_up(*row, column, sign, opened, steps - 1) / coefficient.saturating_abs();
            }
        }
        limit
    }

    /// How much of what a column opens of a row the others of the row can take up.
    fn taken_up(&self, row: usize, column: usize, sign: i64, opened: i64, steps: usize) -> i64 {
        let mut sum = 0i64;
        for (other, coefficient) in &self.system.rows[row] {
            if *other == column || !self.hidden[*other] {
                continue;
            }
            let size = coefficient.saturating_abs();
            let wanted = (opened - sum).saturating_add(size - 1) / size;
            let limit = self.of(*other, -sign * coefficient.signum(), wanted, row, steps);
            sum = sum.saturating_add(limit.max(0).saturating_mul(size)).min(opened);
            if sum >= opened {
                break;
            }
        }
        sum
    }
}

//! Mistakes, as registers have them: one a person at most, added beside the good rows.

use crate::draws::Draws;
use crate::rows::{MadeUpPerson, Payment, Stay};
use calendar::Day;

/// One mistake among a person's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// A payment is there twice, all columns equal.
    Duplicate(Payment),
    /// A payment overlaps another one.
    Overlap(Payment),
    /// A payment whose first day is no date: the row, and what stands there instead.
    BadDate(Payment, &'static [u8; 10]),
    /// A payment that ends before it begins.
    UntilBeforeFrom(Payment),
    /// A payment under a code that is none.
    UnknownCode(Payment),
    /// A stay in a municipality that is none.
    UnknownMunicipality(Stay),
    /// The row in `borgere` is missing.
    NoPersonRow,
}

/// Draws a mistake that this person can have.
pub(crate) fn draw_mistake(made: &MadeUpPerson, draws: &mut Draws) -> Mistake {
    let closed = pick_closed(&made.payments, draws);
    let (kind, municipality) = (draws.below(7), [199, 299, 999][draws.below(3) as usize]);
    match (kind, closed, made.stays.last()) {
        (0, Some((payment, _)), _) => Mistake::Duplicate(payment),
        (1, Some((payment, to)), _) => {
            // A third of a krone more, so that a payment of one day is not a duplicate.
            let middle = payment.from + (to - payment.from) / 2;
            Mistake::Overlap(Payment { to: Some(middle), amount: payment.amount + 33, ..payment })
        }
        (2, Some((payment, _)), _) => {
            let texts = [b"2018-02-30", b"31-04-2017", b"2016-13-01", b"0000-00-00", b"2019-06-3x"];
            Mistake::BadDate(payment, texts[draws.below(5) as usize])
        }
        (3, Some((payment, _)), _) => {
            Mistake::UntilBeforeFrom(Payment { to: Some(payment.from - draws.between(1, 60)), ..payment })
        }
        (4, Some((payment, _)), _) => {
            Mistake::UnknownCode(Payment { code: [811, 812, 819][draws.below(3) as usize], ..payment })
        }
        (5, _, Some(stay)) => Mistake::UnknownMunicipality(Stay { municipality, ..*stay }),
        _ => Mistake::NoPersonRow,
    }
}

/// A payment with a last day, and that day.
fn pick_closed(payments: &[Payment], draws: &mut Draws) -> Option<(Payment, Day)> {
    let place = draws.below(payments.len() as u32) as usize;
    let payment = payments.get(place)?;
    payment.to.map(|to| (*payment, to))
}

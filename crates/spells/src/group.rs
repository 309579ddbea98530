//! A benefit group as payments are asked about it.

use calendar::{Day, Span};
use definitions::{BenefitGroup, CodeMask};
use register::Payment;
use std::sync::Arc;

/// A benefit group through time: its versions, each with the days on which it is in force.
#[derive(Debug, Clone)]
pub struct Group {
    versions: Vec<(Span, CodeMask)>,
    began: Option<Day>,
}

impl Group {
    /// The group of these versions, which are one definition's.
    pub fn new(versions: &[Arc<BenefitGroup>]) -> Group {
        let began = versions.iter().filter_map(|version| version.began).min();
        Group { versions: versions.iter().map(|version| (version.header.valid, version.mask.clone())).collect(), began }
    }

    /// The first day on which there was such a benefit, if its definition says one.
    pub fn began(&self) -> Option<Day> {
        self.began
    }

    /// Whether the code belongs to the group on the day.
    pub fn contains(&self, code: definitions::Code, day: Day) -> bool {
        self.versions.iter().any(|(valid, mask)| valid.contains(day) && mask.contains(code))
    }

    /// The first day after `day` on which another version of the group is in force, or none; [`Day::MAX`] where there is
    /// no such day.
    pub fn next_change(&self, day: Day) -> Day {
        let edges = self.versions.iter().flat_map(|(valid, _)| [valid.from, valid.until]);
        edges.filter(|edge| *edge > day).min().unwrap_or(Day::MAX)
    }

    /// The group's paid days inside `covered`: in order, without overlap, none touching the next. `payments` are
    /// in order of their first day. What `paid` held is replaced.
    pub fn paid_days(&self, payments: &[Payment], covered: Span, paid: &mut Vec<Span>) {
        paid.clear();
        payments.iter().for_each(|payment| self.add_paid_days(payment, covered, paid));
    }

    /// Adds the days of one more payment, which begins no earlier than those before it, to the paid days of those.
    #[inline]
    pub fn add_paid_days(&self, payment: &Payment, covered: Span, paid: &mut Vec<Span>) {
        for (valid, _) in self.versions.iter().filter(|(_, mask)| mask.contains(payment.code)) {
            let days = Span::new(payment.from, payment.until).intersection(*valid).intersection(covered);
            if !days.is_empty() {
                add(paid, days);
            }
        }
    }

    /// The codes that belong to the group on some day, in order.
    pub fn codes(&self) -> impl Iterator<Item = definitions::Code> {
        let ever = |code: &definitions::Code| self.versions.iter().any(|(_, mask)| mask.contains(*code));
        (0..definitions::MOST_CODES as definitions::Code).filter(ever)
    }
}

/// Adds days to spans that are in order and apart.
#[inline]
fn add(paid: &mut Vec<Span>, days: Span) {
    match paid.last_mut() {
        Some(last) if days.from > last.until => paid.push(days),
        Some(last) if days.from >= last.from => last.until = last.until.max(days.until),
        // A version's first day can cut a payment off at the front, so that days come out of order.
        Some(_) => {
            let touched = paid.partition_point(|known| known.until < days.from)
                ..paid.partition_point(|known| known.from <= days.until);
            let joined = paid[touched.clone()]
                .iter()
                .fold(days, |sum, known| Span::new(sum.from.min(known.from), sum.until.max(known.until)));
            paid.splice(touched, [joined]);
        }
        None => paid.push(days),
    }
}

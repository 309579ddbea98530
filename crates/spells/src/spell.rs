//! Spells: paid days joined across the breaks that a gap rule forgives.

use calendar::{Day, Span};
use definitions::GapRule;

/// A spell of one person on one benefit group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spell {
    /// The first paid day. Of a left-censored spell it is the first covered day, and the start is unknown.
    pub from: Day,
    /// The day after the last paid day.
    pub until: Day,
    /// Whether it has ended: the extract covers all the time that the rule needs, and nothing was paid in it. A
    /// spell that has not is undecided, and counts as running.
    pub ended: bool,
    /// Whether it touches the first covered day, so that its start is unknown.
    pub left_censored: bool,
    /// Whether the time that the rule looks back on from the start is not all covered, so that the start may turn
    /// out to be none.
    pub start_provisional: bool,
}

impl Spell {
    /// The last paid day.
    pub fn last_day(&self) -> Day {
        self.until - 1
    }

    /// From the first paid day to the last, forgiven breaks included, in days.
    pub fn days(&self) -> i32 {
        self.until - self.from
    }

    /// Its days from the first paid to the last.
    pub fn span(&self) -> Span {
        Span::new(self.from, self.until)
    }
}

/// What spells are joined by.
#[derive(Debug, Clone, Copy)]
pub struct Joining {
    /// The gap rule.
    pub rule: GapRule,
    /// The days that the extract covers.
    pub covered: Span,
    /// The first day on which there was such a benefit, where its definition says one.
    pub began: Option<Day>,
}

/// Joins one person's paid days (in order, apart, inside the coverage) to spells; what `spells` held is replaced.
///
/// `ends` are the registered ends, in order: [`GapRule::RegisterEnd`] ends a spell there and nowhere else; the other
/// rules do not look at them.
///
/// ```
/// use calendar::{Day, Span};
/// use definitions::GapRule;
/// use spells::{Joining, join_spells};
///
/// let day = |m, d| Day::new(2018, m, d).unwrap();
/// let paid = [Span::inclusive(day(1, 2), day(1, 10)), Span::inclusive(day(2, 15), day(3, 4))];
/// let covered = Span::inclusive(day(1, 1), day(12, 31));
/// let mut spells = Vec::new();
/// join_spells(&paid, &[], Joining { rule: GapRule::CalendarMonth, covered, began: None }, &mut spells);
/// assert_eq!(spells.len(), 1);
/// join_spells(&paid, &[], Joining { rule: GapRule::OneMonth, covered, began: None }, &mut spells);
/// assert_eq!(spells.len(), 2);
/// ```
pub fn join_spells(paid: &[Span], ends: &[Day], joining: Joining, spells: &mut Vec<Spell>) {
    spells.clear();
    match joining.rule {
        GapRule::RegisterEnd => join_to_registered_ends(paid, ends, joining, spells),
        rule => join_across_breaks(paid, rule, joining, spells),
    }
    for spell in spells {
        let before_began = joining.began.is_some_and(|began| began >= joining.covered.from);
        spell.left_censored = spell.from == joining.covered.from && !before_began;
        let looks_back = match joining.rule {
            // Without limit, unless an end was registered before the start.
            GapRule::RegisterEnd => {
                ends.iter().find(|end| joining.covered.contains(**end) && **end < spell.from).map(|end| *end + 1)
            }
            rule => rule.look_back(spell.from),
        };
        let needed = looks_back.unwrap_or(Day::MIN).max(joining.began.unwrap_or(Day::MIN));
        spell.start_provisional = !spell.left_censored && needed < joining.covered.from;
    }
}

fn spell(from: Day, until: Day, ended: bool) -> Spell {
    Spell { from, until, ended, left_censored: false, start_provisional: false }
}

fn join_across_breaks(paid: &[Span], rule: GapRule, joining: Joining, spells: &mut Vec<Spell>) {
    let lapse = |until: Day| rule.lapse(until - 1).unwrap_or(Day::MAX);
    let Some((first, rest)) = paid.split_first() else { return };
    let mut open = *first;
    for next in rest {
        if next.from < lapse(open.until) {
            open.until = next.until;
        } else {
            // A later paid day is itself covered, and so is all the time before it.
            spells.push(spell(open.from, open.until, true));
            open = *next;
        }
    }
    spells.push(spell(open.from, open.until, lapse(open.until) <= joining.covered.until));
}

/// A registered end closes what was paid up to it, that day included; a payment after it begins a new spell.
fn join_to_registered_ends(paid: &[Span], ends: &[Day], joining: Joining, spells: &mut Vec<Spell>) {
    let mut ends = ends.iter().copied().filter(|end| joining.covered.contains(*end)).peekable();
    let mut open: Option<Span> = None;
    for span in paid {
        let mut span = *span;
        loop {
            // Ends before anything was paid close nothing.
            while open.is_none() && ends.next_if(|end| *end < span.from).is_some() {}
            let Some(end) = ends.next_if(|end| *end < span.until - 1) else { break };
            if end < span.from {
                spells.extend(open.take().map(|open| spell(open.from, open.until, true)));
            } else {
                let from = open.take().map_or(span.from, |open| open.from);
                spells.push(spell(from, end + 1, true));
                span.from = end + 1;
            }
        }
        open = Some(Span::new(open.map_or(span.from, |open| open.from), span.until));
    }
    if let Some(open) = open {
        spells.push(spell(open.from, open.until, ends.next().is_some()));
    }
}

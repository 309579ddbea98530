//! Leave moves the end of a spell.

use crate::provision::{Parameters, Source};
use calendar::{Day, Span};
use definitions::toml_file::Table;

/// Whether leave moves the end: S004.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    /// Whether its days are added to the planned end.
    pub moves_end: bool,
}

impl Parameters for Leave {
    const SOURCE: Source =
        Source { id: "leave", text: include_str!("text.md"), parameters: include_str!("parameters.toml") };

    fn read(version: &Table<'_>) -> Result<Leave, definitions::Error> {
        Ok(Leave { moves_end: version.flag("moves_end")? })
    }
}

/// One leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// Its first day.
    pub from: Day,
    /// The day after its last; none where no end is registered.
    pub until: Option<Day>,
}

/// When a spell is expected to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedEnd {
    /// The planned last day.
    pub planned: Day,
    /// By how many days leave moves it.
    pub leave_days: i32,
    /// The last day, leave counted.
    pub last: Day,
    /// Whether a leave is still open, so that the last day is no earlier than this.
    pub open: bool,
}

/// Leaves from the days on which one begins (true) or ends (false), in order of the days. They come in order and apart:
/// a leave that begins in another is part of it, and ended ones that touch are joined.
///
/// An end without a beginning is none: when it began is not known. A beginning within an open leave changes nothing, and the
/// first end ends it. Where
/// both are on one day, an open leave ends before the next begins, and otherwise it is a leave of one day.
///
/// ```
/// use calendar::Day;
/// use rules::{Absence, absences};
/// let day = |m, d| Day::new(2025, m, d).unwrap();
/// let found = absences([(day(3, 1), true), (day(3, 10), false), (day(6, 1), false), (day(7, 1), true)]);
/// let until = Some(day(3, 11));
/// assert_eq!(found, [Absence { from: day(3, 1), until }, Absence { from: day(7, 1), until: None }]);
/// ```
pub fn absences(events: impl IntoIterator<Item = (Day, bool)>) -> Vec<Absence> {
    let mut days: Vec<(Day, bool, bool)> = Vec::new();
    for (day, begins) in events {
        match days.last_mut().filter(|last| last.0 == day) {
            Some(last) => {
                last.1 |= begins;
                last.2 |= !begins;
            }
            None => days.push((day, begins, !begins)),
        }
    }
    let mut found: Vec<Absence> = Vec::new();
    let mut open: Option<Day> = None;
    for (day, begins, ends) in days {
        let was_open = open.is_some();
        if begins && !was_open {
            open = Some(day);
        }
        if ends && let Some(from) = open.take() {
            close(&mut found, Absence { from, until: Some(day + 1) });
        }
        if begins && was_open && ends {
            open = Some(day + 1);
        }
    }
    if let Some(from) = open {
        close(&mut found, Absence { from, until: None });
    }
    found
}

/// Adds a leave, joined to the one before where they touch.
fn close(found: &mut Vec<Absence>, absence: Absence) {
    match found.last_mut() {
        Some(last) if last.until == Some(absence.from) && absence.until.is_some() => last.until = absence.until,
        _ => found.push(absence),
    }
}

/// When a grant of these days is expected to end, as known on a day. `leave` is in order and apart, as [`absences`]
/// makes it.
///
/// ```
/// use calendar::{Day, Span};
/// use rules::{Absence, expected_end};
/// let day = |y, m, d| Day::new(y, m, d).unwrap();
/// let granted = Span::inclusive(day(2024, 1, 1), day(2026, 12, 31));
/// let leave = [Absence { from: day(2025, 7, 31), until: Some(day(2025, 9, 29)) }];
/// let end = expected_end(granted, &leave, day(2026, 5, 22));
/// assert_eq!((end.leave_days, end.last), (60, day(2027, 3, 1)));
/// ```
pub fn expected_end(granted: Span, leave: &[Absence], on: Day) -> ExpectedEnd {
    let mut end = ExpectedEnd { planned: granted.last_day(), leave_days: 0, last: granted.last_day(), open: false };
    for absence in leave {
        let days = Span::new(absence.from.max(granted.from), absence.until.unwrap_or(on + 1));
        if end.last < days.from {
            break;
        }
        end.leave_days += days.days();
        end.last = granted.last_day() + end.leave_days;
        end.open |= absence.until.is_none() && !days.is_empty();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawn::each;
    use proptest::prelude::*;

    #[test]
    fn drawn() {
        each(&Leave::SOURCE, &["granted", "leave", "on", "days", "last day"], 12, |row| {
            let (first, last) = row.days_of(row.get("granted"));
            let mut events = Vec::new();
            for leave in row.list("leave") {
                let (from, to) = leave.split_once(" to ").unwrap_or((leave, leave));
                events.push((row.day_of(from), true));
                if to != "open" {
                    events.push((row.day_of(to), false));
                }
            }
            events.sort_by_key(|(day, begins)| (*day, !*begins));
            let end = expected_end(Span::inclusive(first, last), &absences(events), row.day("on"));
            assert_eq!((end.leave_days, end.last), (row.number("days"), row.day("last day")), "{}", row.place);
            assert_eq!(end.open, row.get("leave").ends_with("open") && end.leave_days > 0, "{}", row.place);
        });
    }

    /// Whether somebody is on leave on each of so many days, a day at a time.
    fn on_leave(events: &[(i32, bool)], days: i32, on: i32) -> Vec<bool> {
        let (mut open, mut leave) = (false, Vec::new());
        for day in 0..days {
            let (begins, ends) = (events.contains(&(day, true)), events.contains(&(day, false)));
            let was_open = open;
            open |= begins;
            // A leave without an end counts to the day of the follow-up.
            let ends_later = events.iter().any(|(later, begins)| !begins && *later >= day);
            leave.push(open && (ends_later || day <= on));
            if ends {
                open = begins && was_open;
            }
        }
        leave
    }

    proptest! {
        #[test]
        fn as_walked_day_by_day(
            events in proptest::collection::btree_set((0..60i32, any::<bool>()), 0..8),
            from in 0..30i32,
            length in 1..40i32,
            on in 0..60i32,
        ) {
            let events: Vec<(i32, bool)> = events.into_iter().collect();
            let day = |number: i32| Day::from_number(20_000 + number);
            let mut in_order: Vec<(Day, bool)> = events.iter().map(|(at, begins)| (day(*at), *begins)).collect();
            in_order.sort();
            let end = expected_end(Span::new(day(from), day(from + length)), &absences(in_order), day(on));
            // The slow engine: the grant is used up by the days on which there is no leave.
            let leave = on_leave(&events, 400, on);
            let (mut left, mut at) = (length, from);
            while left > 0 {
                left -= i32::from(!leave[at as usize]);
                at += 1;
            }
            prop_assert_eq!(end.last, day(at - 1));
            prop_assert_eq!(end.leave_days, at - from - length);
        }
    }
}

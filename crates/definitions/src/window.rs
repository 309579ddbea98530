//! Windows: on which days a hierarchy looks at a person, told from the spell or the member that is counted.

use crate::toml_file::{At, Table};
use crate::{Error, Length};

/// The days on which something is looked for.
///
/// In a definition one of `in = "day" | "month" | "period" | "spell" | "ever"`, `after = "1 month"`,
/// `within = "3 months"`, `last = "3 months"` or `first = "6 months"`; `in = "spell"` may have `plus = "1 month"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The day that counts.
    Day,
    /// The calendar month of the day that counts.
    Month,
    /// The table's period.
    Period,
    /// Whatever the register knows, on any day.
    Ever,
    /// The spell, from its start to the day that counts.
    Spell,
    /// The ended spell and so long after its last day.
    SpellPlus(Length),
    /// The one day so long after the ended spell's last day.
    After(Length),
    /// From the day after the ended spell's last day to the day so long after it.
    Within(Length),
    /// The spell's latest days: so many up to and with the day that counts.
    Last(Length),
    /// The spell's first days, so many from its start.
    First(Length),
}

impl Window {
    const WORDS: [(&'static str, Window); 5] = [
        ("day", Window::Day),
        ("month", Window::Month),
        ("period", Window::Period),
        ("spell", Window::Spell),
        ("ever", Window::Ever),
    ];

    /// Reads the window of an entry and the place where it stands; `missing` is what to say where there is none.
    pub(crate) fn read<'a>(entry: &Table<'a>, missing: &str) -> Result<(Window, At<'a, String>), Error> {
        let mut found: Option<(Window, At<'a, String>)> = None;
        let plus = entry.optional_text("plus")?;
        for key in ["in", "after", "within", "last", "first"] {
            let Some(text) = entry.optional_text(key)? else { continue };
            if found.is_some() {
                return Err(
                    text.error("a window is one of `in`, `after`, `within`, `last` and `first`: leave the others out")
                );
            }
            let window = match key {
                "in" => crate::measure_file::word(&text, "in", &Window::WORDS)?,
                "after" => Window::After(Length::read(&text)?),
                "within" => Window::Within(some_days(&text)?),
                "last" => Window::Last(some_days(&text)?),
                _ => Window::First(some_days(&text)?),
            };
            found = Some((window, text));
        }
        match (found, plus) {
            (None, _) => Err(entry.error(missing)),
            (Some((Window::Spell, place)), Some(plus)) => Ok((Window::SpellPlus(Length::read(&plus)?), place)),
            (Some(_), Some(plus)) => Err(plus.error("`plus` goes with `in = \"spell\"` alone")),
            (Some(found), None) => Ok(found),
        }
    }

    /// Whether it is told from a spell.
    pub fn of_a_spell(self) -> bool {
        !matches!(self, Window::Day | Window::Month | Window::Period | Window::Ever)
    }

    /// Whether it is told from a spell's end.
    pub fn of_an_end(self) -> bool {
        matches!(self, Window::SpellPlus(_) | Window::After(_) | Window::Within(_))
    }

    /// Whether it may lie partly before the coverage, so that nobody can tell what it holds.
    pub fn may_be_unknown(self) -> bool {
        matches!(self, Window::Spell | Window::SpellPlus(_) | Window::Last(_) | Window::First(_))
    }

    /// Whether it may reach past the coverage.
    pub fn may_come_later(self) -> bool {
        matches!(self, Window::SpellPlus(_) | Window::After(_) | Window::Within(_) | Window::First(_))
    }

    /// What it means, in English.
    pub fn meaning(self) -> String {
        let long = |length: Length| length.title().en;
        match self {
            Window::Day => "on the day that counts".into(),
            Window::Month => "on any day of the calendar month of the day that counts".into(),
            Window::Period => "on any day of the table's period".into(),
            Window::Ever => "on any day that the register knows".into(),
            Window::Spell => "on any day from the spell's start to the day that counts".into(),
            Window::SpellPlus(plus) => {
                format!("on any day from the spell's start to {} after its last day", long(plus))
            }
            Window::After(after) => format!("{} after the last day, on that one day", long(after)),
            Window::Within(within) => {
                format!("on any day from the one after the last day to {} after the last day", long(within))
            }
            Window::Last(last) => {
                format!("on any of the spell's days in the {} up to and with the day that counts", long(last))
            }
            Window::First(first) => format!("on any day in the spell's first {}", long(first)),
        }
    }
}

/// A length of time that is not nothing.
fn some_days(text: &At<'_, String>) -> Result<Length, Error> {
    let length = Length::read(text)?;
    if length.is_nothing() {
        return Err(text.error(format!("`{}` leaves no day to look on: write at least \"1 day\"", text.value)));
    }
    Ok(length)
}

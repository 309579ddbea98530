//! A figure on its way into words: a number with its unit, or why there is none.

use definitions::{Language, Unit as StatisticUnit};
use measures::Ratio;
use publication::number;

/// What a number is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Spells, persons, areas: whatever the sentence says.
    Counted,
    Percent,
    /// A difference of shares.
    Points,
    Days,
    Weeks,
    Hours,
    Kroner,
    /// A place in an order.
    Place,
}

impl Unit {
    pub(crate) fn of(unit: StatisticUnit) -> Unit {
        match unit {
            StatisticUnit::Counted | StatisticUnit::FullTimePersons => Unit::Counted,
            StatisticUnit::Percent => Unit::Percent,
            StatisticUnit::Days => Unit::Days,
            StatisticUnit::Weeks => Unit::Weeks,
            StatisticUnit::Hours => Unit::Hours,
            StatisticUnit::Kroner => Unit::Kroner,
            StatisticUnit::Place => Unit::Place,
        }
    }

    /// The word after a number: for exactly one, and for others.
    fn words(self, language: Language) -> Option<(&'static str, &'static str)> {
        let (danish, english) = match self {
            Unit::Counted | Unit::Place => return None,
            Unit::Percent => (("pct.", "pct."), ("per cent", "per cent")),
            Unit::Points => (("procentpoint", "procentpoint"), ("percentage point", "percentage points")),
            Unit::Days => (("dag", "dage"), ("day", "days")),
            Unit::Weeks => (("uge", "uger"), ("week", "weeks")),
            Unit::Hours => (("time", "timer"), ("hour", "hours")),
            Unit::Kroner => (("krone", "kroner"), ("krone", "kroner")),
        };
        Some(match language {
            Language::Danish => danish,
            Language::English => english,
        })
    }
}

/// A number that may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// Exact: it is rounded once, when it is written.
    pub(crate) value: Ratio,
    pub(crate) unit: Unit,
    pub(crate) decimals: u8,
    /// Whether it may still change.
    pub(crate) provisional: bool,
    /// Whether the unit is left to the sentence.
    pub(crate) bare: bool,
}

/// Why there is no number. Where several are missing, the first of these is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Missing {
    /// It is hidden, so that nobody can be recognised.
    Hidden,
    /// It is not yet measurable.
    NotYet,
    /// It cannot be told.
    Unknown,
}

impl Missing {
    /// In words, for an error.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Missing::Hidden => "is hidden",
            Missing::NotYet => "is not yet measurable",
            Missing::Unknown => "cannot be told",
        }
    }
}

/// A number, or why there is none.
pub(crate) type Value = Result<Number, Missing>;

impl Number {
    /// A count.
    pub(crate) fn counted(value: Ratio) -> Number {
        Number { value, unit: Unit::Counted, decimals: 0, provisional: false, bare: false }
    }

    /// How the number compares with zero.
    pub(crate) fn sign(self) -> std::cmp::Ordering {
        self.value.compare(Ratio::whole(0))
    }

    /// The number without its sign.
    pub(crate) fn size(self) -> Number {
        if self.sign().is_lt() { Number { value: Ratio::whole(0).minus(self.value), ..self } } else { self }
    }

    /// Whether nothing but zero is left of it when it is written.
    pub(crate) fn rounds_to_zero(self) -> bool {
        !self.value.rounded(self.decimals).contains(|digit: char| matches!(digit, '1'..='9'))
    }

    /// The digits, in print: below zero with a minus, where the files that programs read have a hyphen.
    pub(crate) fn digits(self, language: Language) -> String {
        let digits = number(self.value, self.decimals, language);
        match digits.strip_prefix('-') {
            // What is rounded away leaves no sign.
            Some(size) if self.rounds_to_zero() => size.to_owned(),
            Some(size) => format!("\u{2212}{size}"),
            None => digits,
        }
    }

    /// As it stands in a sentence, with the unit's word.
    pub(crate) fn text(self, language: Language) -> String {
        let star = if self.provisional { "*" } else { "" };
        let digits = self.digits(language);
        match self.unit.words(language).filter(|_| !self.bare) {
            None => format!("{digits}{star}"),
            Some(words) => format!("{digits}{star} {}", self.one_or_many(words)),
        }
    }

    /// The word for one, where the number is written as one, or that for others.
    pub(crate) fn one_or_many<'w>(self, (one, many): (&'w str, &'w str)) -> &'w str {
        let digits = self.value.rounded(self.decimals);
        if matches!(digits.trim_start_matches('-').trim_end_matches(['0', '.']), "1") && !digits.contains("10") {
            one
        } else {
            many
        }
    }
}

/// Puts two values together; where one is missing, so is what comes of it.
pub(crate) fn both(one: Value, other: Value) -> Result<(Number, Number), Missing> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => Err(one.min(other)),
        (Err(missing), Ok(_)) | (Ok(_), Err(missing)) => Err(missing),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;

    #[test]
    fn a_number_and_its_unit() {
        let of = |numerator: i128, denominator, unit, decimals| Number {
            unit,
            decimals,
            ..Number::counted(Ratio::new(numerator, denominator).unwrap())
        };
        for (number, danish, english) in [
            (of(9_466, 1, Unit::Counted, 0), "9.466", "9,466"),
            (of(1, 1, Unit::Counted, 0), "1", "1"),
            (of(16_800, 367, Unit::Percent, 1), "45,8 pct.", "45.8 per cent"),
            (of(1, 1, Unit::Points, 0), "1 procentpoint", "1 percentage point"),
            (of(-22, 1, Unit::Points, 0), "−22 procentpoint", "−22 percentage points"),
            (of(-4, 10, Unit::Points, 0), "0 procentpoint", "0 percentage points"),
            (of(1, 1, Unit::Days, 0), "1 dag", "1 day"),
            (of(10, 1, Unit::Days, 0), "10 dage", "10 days"),
            (of(100, 1, Unit::Days, 0), "100 dage", "100 days"),
            (of(9, 10, Unit::Days, 0), "1 dag", "1 day"),
            (of(10, 10, Unit::Weeks, 1), "1,0 uge", "1.0 week"),
            (of(11, 10, Unit::Weeks, 1), "1,1 uger", "1.1 weeks"),
            (of(0, 1, Unit::Days, 0), "0 dage", "0 days"),
        ] {
            assert_eq!(number.text(Language::Danish), danish);
            assert_eq!(number.text(Language::English), english);
        }
        let provisional = Number { provisional: true, ..of(2_845, 1, Unit::Counted, 0) };
        assert_eq!(provisional.text(Language::Danish), "2.845*");
    }
}

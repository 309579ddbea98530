//! Periods as they are written in a sentence: "2. kvartal 2018", "december 2018", "22. maj 2026".

use calendar::{Day, Month, Period};
use definitions::Language;

const DANISH: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: u32, language: Language) -> &'static str {
    let names = match language {
        Language::Danish => DANISH,
        Language::English => ENGLISH,
    };
    names.get((month as usize).wrapping_sub(1)).copied().unwrap_or("")
}

/// A day: "22. maj 2026", "22 May 2026".
pub(crate) fn day_in_words(day: Day, language: Language) -> String {
    let (year, month, day) = day.civil();
    let month = month_name(month, language);
    match language {
        Language::Danish => format!("{day}. {month} {year}"),
        Language::English => format!("{day} {month} {year}"),
    }
}

/// A period; a stretch of days from its first to its last.
pub(crate) fn period_in_words(period: Period, language: Language) -> String {
    let span = period.span();
    let (year, month, _) = span.from.civil();
    match (period, language) {
        (Period::Year(_), _) => year.to_string(),
        (Period::Quarter(_), Language::Danish) => format!("{}. kvartal {year}", (month - 1) / 3 + 1),
        (Period::Quarter(_), Language::English) => {
            let quarter = ["first", "second", "third", "fourth"].get(((month - 1) / 3) as usize).copied().unwrap_or("");
            format!("{quarter} quarter of {year}")
        }
        (Period::Month(_), _) => format!("{} {year}", month_name(month, language)),
        (Period::Days(_), _) if span.days() == 1 => day_in_words(span.from, language),
        (Period::Days(_), Language::Danish) => {
            format!("{} til {}", day_in_words(span.from, language), day_in_words(span.last_day(), language))
        }
        (Period::Days(_), Language::English) => {
            format!("{} to {}", day_in_words(span.from, language), day_in_words(span.last_day(), language))
        }
    }
}

/// A period as a heading: "Jan 2014", "2. kvt. 2018".
pub(crate) fn period_in_short(period: Period, language: Language) -> String {
    let (year, month, _) = period.span().from.civil();
    let short = |month: Month| {
        let (_, number, _) = month.first_day().civil();
        let name: String = month_name(number, language).chars().take(3).collect();
        let mut letters = name.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect::<String>())
    };
    match (period, language) {
        (Period::Month(of), _) => format!("{} {year}", short(of)),
        (Period::Quarter(_), Language::Danish) => format!("{}. kvt. {year}", (month - 1) / 3 + 1),
        (Period::Quarter(_), Language::English) => format!("Q{} {year}", (month - 1) / 3 + 1),
        (Period::Days(span), _) if span.days() > 1 => {
            let numbers = |day: Day| {
                let (year, month, day) = day.civil();
                format!("{day:02}.{month:02}.{year}")
            };
            format!("{}–{}", numbers(span.from), numbers(span.last_day()))
        }
        _ => period_in_words(period, language),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;

    #[test]
    fn periods() {
        for (period, danish, english, short) in [
            ("2018Q2", "2. kvartal 2018", "second quarter of 2018", "2. kvt. 2018"),
            ("2018-12", "december 2018", "December 2018", "Dec 2018"),
            ("2021-05", "maj 2021", "May 2021", "Maj 2021"),
            ("2018", "2018", "2018", "2018"),
            ("2026-05-22", "22. maj 2026", "22 May 2026", "22. maj 2026"),
            (
                "2013-01-01..2014-06-30",
                "1. januar 2013 til 30. juni 2014",
                "1 January 2013 to 30 June 2014",
                "01.01.2013–30.06.2014",
            ),
        ] {
            let period: Period = period.parse().unwrap();
            assert_eq!(period_in_words(period, Language::Danish), danish);
            assert_eq!(period_in_words(period, Language::English), english);
            assert_eq!(period_in_short(period, Language::Danish), short);
        }
    }
}

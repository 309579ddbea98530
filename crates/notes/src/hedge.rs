//! Round numbers in prose: "godt 3.000", "knap 580", "omkring 5.600", "syv ud af ti".
//!
//! The words are chosen from the unrounded number, by rules that are drawn as a table in the tests below:
//!
//! * A count is rounded to two significant digits, or to three where two would move it by more than 2½ per cent. Below 100 it
//!   is told as it is.
//! * A share is rounded to a multiple of five where that is at most one point away, else to a whole number.
//! * "Knap" is said of a number that is less than the round one, "godt" of one that is more; what is round is told as it is.

use crate::number_words::cardinal;
use crate::value::{Number, Unit};
use definitions::Language;
use measures::Ratio;
use std::cmp::Ordering;

/// A round number, and whether the number itself is below or above it.
fn round(of: Number) -> (Ratio, Ordering) {
    let round = match of.unit {
        Unit::Percent | Unit::Points => round_percent(of.value),
        _ => round_count(of.value),
    };
    (round, of.value.compare(round))
}

/// The multiple of a step that is nearest, half away from zero.
fn nearest(value: Ratio, step: i128) -> Option<Ratio> {
    let steps: i128 = value.over(Ratio::whole(step))?.rounded(0).parse().ok()?;
    Some(Ratio::whole(steps.checked_mul(step)?))
}

fn distance(a: Ratio, b: Ratio) -> Ratio {
    let difference = a.minus(b);
    if difference.compare(Ratio::whole(0)).is_lt() { Ratio::whole(0).minus(difference) } else { difference }
}

fn round_count(value: Ratio) -> Ratio {
    let size = distance(value, Ratio::whole(0));
    let digits = size.rounded(0).len() as u32;
    let exact = || nearest(value, 1).unwrap_or(value);
    if digits < 3 {
        return exact();
    }
    let at =
        |significant: u32| 10i128.checked_pow(digits.saturating_sub(significant)).and_then(|step| nearest(value, step));
    match at(2) {
        // 2½ per cent of what it is rounded to.
        Some(two) if distance(value, two).times(Ratio::whole(40)).compare(distance(two, Ratio::whole(0))).is_le() => {
            two
        }
        _ => at(3).unwrap_or_else(exact),
    }
}

fn round_percent(value: Ratio) -> Ratio {
    match nearest(value, 5) {
        Some(five) if distance(value, five).compare(Ratio::whole(1)).is_le() => five,
        _ => nearest(value, 1).unwrap_or(value),
    }
}

fn written(of: Number, round: Ratio, language: Language) -> String {
    // It is not the number that may change, but the word before it.
    Number { value: round, decimals: 0, ..of }.text(language)
}

/// "Godt 3.000", "knap 580"; a round number without a word.
pub(crate) fn hedged(of: Number, language: Language) -> String {
    let (round, side) = round(of);
    let round = written(of, round, language);
    match (side, language) {
        (Ordering::Equal, _) => round,
        (Ordering::Less, Language::Danish) => format!("knap {round}"),
        (Ordering::Greater, Language::Danish) => format!("godt {round}"),
        (Ordering::Less, Language::English) => format!("just under {round}"),
        (Ordering::Greater, Language::English) => format!("just over {round}"),
    }
}

/// "Omkring 5.600"; a round number without a word.
pub(crate) fn about(of: Number, language: Language) -> String {
    let (round, side) = round(of);
    let round = written(of, round, language);
    match (side, language) {
        (Ordering::Equal, _) => round,
        (_, Language::Danish) => format!("omkring {round}"),
        (_, Language::English) => format!("around {round}"),
    }
}

/// "Syv ud af ti" of a share that is at most one point from it, "godt" and "knap" up to 2½ points; other shares as
/// [`hedged`] tells them. Of all it says "alle", of none "ingen".
pub(crate) fn of_ten(of: Number, language: Language) -> String {
    let words = |danish: &'static str, english: &'static str| match language {
        Language::Danish => danish,
        Language::English => english,
    };
    let Some(tens) = nearest(of.value, 10).and_then(Ratio::as_whole).map(|ten| ten / 10) else {
        return hedged(of, language);
    };
    let round = Ratio::whole(10 * tens);
    let (away, side) = (distance(of.value, round), of.value.compare(round));
    let near = |halves: i128| away.times(Ratio::whole(2)).compare(Ratio::whole(halves)).is_le();
    match (tens, side) {
        (0, Ordering::Equal) => words("ingen", "none").to_owned(),
        (10, Ordering::Equal) => words("alle", "all").to_owned(),
        (1..=9, _) if near(5) => {
            let share = format!("{} {} {}", cardinal(tens, language), words("ud af", "in"), cardinal(10, language));
            match side {
                _ if near(2) => share,
                Ordering::Less => format!("{} {share}", words("knap", "just under")),
                _ => format!("{} {share}", words("godt", "just over")),
            }
        }
        _ => hedged(of, language),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;

    fn count(value: i128) -> Number {
        Number::counted(Ratio::whole(value))
    }

    fn percent(tenths: i128) -> Number {
        Number { unit: Unit::Percent, ..Number::counted(Ratio::new(tenths, 10).unwrap()) }
    }

    /// The rules at their edges. Those marked S are printed in the sources.
    #[test]
    fn counts() {
        for (value, hedged_it, about_it) in [
            (0, "0", "0"),
            (7, "7", "7"),
            (99, "99", "99"),
            (100, "100", "100"),
            (101, "godt 100", "omkring 100"),
            (102, "godt 100", "omkring 100"),
            // Two digits would move it by 3 per cent.
            (103, "103", "103"),
            (107, "107", "107"),
            (109, "knap 110", "omkring 110"),
            (249, "knap 250", "omkring 250"),
            (251, "godt 250", "omkring 250"), // S004, as "ca. 250"
            (578, "knap 580", "omkring 580"), // S003
            (1_000, "1.000", "1.000"),
            (1_025, "godt 1.000", "omkring 1.000"),
            (1_026, "knap 1.030", "omkring 1.030"),
            (1_049, "knap 1.050", "omkring 1.050"),
            (1_201, "godt 1.200", "omkring 1.200"), // S004
            (1_435, "godt 1.400", "omkring 1.400"), // S003 prints 1.450, which it is not near
            (1_436, "knap 1.440", "omkring 1.440"),
            (2_187, "knap 2.200", "omkring 2.200"), // S004
            (3_047, "godt 3.000", "omkring 3.000"), // S000
            (5_579, "knap 5.600", "omkring 5.600"), // S003
            (7_953, "knap 8.000", "omkring 8.000"), // S003, as "ca. 8.000"
            (23_500, "knap 24.000", "omkring 24.000"),
            (999_999, "knap 1.000.000", "omkring 1.000.000"),
        ] {
            assert_eq!(hedged(count(value), Language::Danish), hedged_it);
            assert_eq!(about(count(value), Language::Danish), about_it);
        }
        // A mean that is no whole number is near one, and not it.
        let mean = Number { unit: Unit::Days, decimals: 0, ..Number::counted(Ratio::new(1_093, 10).unwrap()) };
        assert_eq!(hedged(mean, Language::Danish), "knap 110 dage");
        assert_eq!(about(mean, Language::English), "around 110 days");
    }

    #[test]
    fn shares() {
        for (tenths, hedged_it, ten) in [
            (0, "0 pct.", "ingen"),
            (4, "godt 0 pct.", "godt 0 pct."),
            (90, "knap 10 pct.", "en ud af ti"),
            (455, "godt 45 pct.", "godt 45 pct."),
            (632, "godt 63 pct.", "godt 63 pct."),
            (675, "knap 68 pct.", "knap syv ud af ti"),
            (674, "godt 67 pct.", "godt 67 pct."),
            (690, "knap 70 pct.", "syv ud af ti"),
            (701, "godt 70 pct.", "syv ud af ti"), // S003
            (711, "godt 71 pct.", "godt syv ud af ti"),
            (990, "knap 100 pct.", "knap 100 pct."),
            (1_000, "100 pct.", "alle"),
        ] {
            assert_eq!(hedged(percent(tenths), Language::Danish), hedged_it, "{tenths} tenths");
            assert_eq!(of_ten(percent(tenths), Language::Danish), ten, "{tenths} tenths");
        }
        assert_eq!(of_ten(percent(701), Language::English), "seven in ten");
        assert_eq!(hedged(percent(690), Language::English), "just under 70 per cent");
    }
}

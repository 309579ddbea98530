//! Printed numbers: what their digits say, what hedging words before them allow, and how numbers are shown.
//!
//! ```text
//! 25,1      a number rounded to one decimal, half away from zero: from 25,05 up to, but not, 25,15
//! ca. 450   about: up to half a step away, where the step is the greatest 1, 5, 10, 50, 100, … that divides the number,
//!           but at most 5 per cent of it, and never less than its own rounding: from 427,5 to 472,5
//! knap 580  just under: below 580, and no further away than `about` may be
//! godt 580  just over: from 580 on, and no further away than that
//! ```

use crate::interval::{End, Interval};
use crate::rational::{Rational, TooLarge};

/// Whose points and commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `7.953` and `45,8`.
    Danish,
    /// `7,953` and `45.8`.
    English,
}

/// A number as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) value: Rational,
    pub(crate) decimals: u32,
}

/// A word before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hedge {
    About,
    JustUnder,
    JustOver,
}

const HEDGES: [(&str, Hedge); 13] = [
    ("about", Hedge::About),
    ("around", Hedge::About),
    ("ca.", Hedge::About),
    ("ca", Hedge::About),
    ("cirka", Hedge::About),
    ("omkring", Hedge::About),
    ("omtrent", Hedge::About),
    ("just under", Hedge::JustUnder),
    ("almost", Hedge::JustUnder),
    ("knap", Hedge::JustUnder),
    ("just over", Hedge::JustOver),
    ("godt", Hedge::JustOver),
    ("lidt over", Hedge::JustOver),
];

/// More digits than these are no count and no share.
const MOST_DIGITS: usize = 15;

/// What a hedge may be away from its number at most: 5 per cent.
const MOST_PERCENT: i128 = 5;

/// Reads a number: a sign, digits with or without points between thousands, and decimals.
pub(crate) fn read(text: &str, style: Style) -> Option<Printed> {
    let (thousands, decimal) = match style {
        Style::Danish => ('.', ','),
        Style::English => (',', '.'),
    };
    let (sign, digits) = match text.strip_prefix(['-', '−', '–']) {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, part) = match digits.split_once(decimal) {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return None,
        None => (digits, ""),
    };
    let groups: Vec<&str> = whole.split(thousands).collect();
    let first = groups.first().map_or(0, |group| group.len());
    let grouped = groups.len() == 1 || (first <= 3 && groups.iter().skip(1).all(|group| group.len() == 3));
    let all = groups.concat() + part;
    if first == 0 || !grouped || all.len() > MOST_DIGITS || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals = u32::try_from(part.len()).ok()?;
    let value = Rational::new(sign * all.parse::<i128>().ok()?, 10_i128.checked_pow(decimals)?).ok()?;
    Some(Printed { value, decimals })
}

/// Takes a hedging word off the front of a text.
pub(crate) fn split_hedge(text: &str) -> (Option<Hedge>, &str) {
    for (word, hedge) in HEDGES {
        let rest =
            text.get(word.len()..).filter(|_| text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word)));
        if let Some(rest) = rest.filter(|rest| rest.starts_with(' ')) {
            return (Some(hedge), rest.trim_start());
        }
    }
    (None, text)
}

/// The numbers that are rounded to this one, as a multiple of `1 / parts`, half away from zero.
pub(crate) fn rounding(value: Rational, parts: Rational) -> Result<Interval, TooLarge> {
    let half = Rational::ONE.over(parts.times(Rational::whole(2))?)?;
    let end = |at: Rational, open: bool| Some(End { at, open });
    Ok(Interval {
        lower: end(value.minus(half)?, value.signum() <= 0),
        upper: end(value.plus(half)?, value.signum() >= 0),
    })
}

/// The numbers that are rounded to so many decimals as this one is.
pub(crate) fn rounded_to(value: Rational, decimals: u32) -> Result<Interval, TooLarge> {
    rounding(value, Rational::whole(10_i128.checked_pow(decimals).ok_or(TooLarge)?))
}

/// How far a hedged number may be away from what it stands for.
pub(crate) fn tolerance(printed: Printed) -> Result<Rational, TooLarge> {
    let scale = 10_i128.checked_pow(printed.decimals).ok_or(TooLarge)?;
    let number = printed.value.magnitude().times(Rational::whole(scale))?.floor();
    let mut step: i128 = 1;
    for next in (0..15).flat_map(|power| [10_i128.pow(power), 5 * 10_i128.pow(power)]) {
        if number != 0 && number % next == 0 {
            step = step.max(next);
        }
    }
    let half = Rational::new(step, scale.checked_mul(2).ok_or(TooLarge)?)?;
    let own_rounding = Rational::new(1, scale.checked_mul(2).ok_or(TooLarge)?)?;
    Ok(half.min(printed.value.magnitude().times(Rational::new(MOST_PERCENT, 100)?)?).max(own_rounding))
}

/// The numbers that a hedged one may stand for. `within` is how far away, where that is stated.
pub(crate) fn hedged(printed: Printed, hedge: Hedge, within: Option<Rational>) -> Result<Interval, TooLarge> {
    let by = match within {
        Some(by) => by,
        None => tolerance(printed)?,
    };
    let (below, at, above) = (printed.value.minus(by)?, printed.value, printed.value.plus(by)?);
    Ok(match hedge {
        Hedge::About => Interval::closed(Some(below), Some(above)),
        Hedge::JustUnder => Interval { lower: Some(End::closed(below)), upper: Some(End::open(at)) },
        Hedge::JustOver => Interval::closed(Some(at), Some(above)),
    })
}

/// A number as the note writes it, with at most two decimals.
pub(crate) fn show(value: Rational, style: Style) -> String {
    let Ok(hundredths) = value.rounded(100) else { return "a number too large to write".to_owned() };
    let (thousands, decimal) = match style {
        Style::Danish => ('.', ','),
        Style::English => (',', '.'),
    };
    let digits = hundredths.unsigned_abs();
    let whole = (digits / 100).to_string();
    let mut text = if hundredths < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(thousands);
        }
        text.push(digit);
    }
    let part = format!("{:02}", digits % 100);
    let part = part.trim_end_matches('0');
    if part.is_empty() { text } else { format!("{text}{decimal}{part}") }
}

/// An interval in words.
pub(crate) fn show_interval(interval: &Interval, style: Style) -> String {
    let show = |end: End| show(end.at, style);
    match (interval.lower, interval.upper) {
        (Some(lower), Some(upper)) if lower.at == upper.at => show(lower),
        (Some(lower), Some(upper)) if lower.open || upper.open => {
            format!("between {} and {}", show(lower), show(upper))
        }
        (Some(lower), Some(upper)) => format!("{} to {}", show(lower), show(upper)),
        (Some(lower), None) => format!("{} or more", show(lower)),
        (None, Some(upper)) => format!("{} or less", show(upper)),
        (None, None) => "any number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hundredths(text: &str, style: Style) -> Option<(i128, u32)> {
        read(text, style).map(|printed| (printed.value.rounded(100).unwrap(), printed.decimals))
    }

    #[test]
    fn numbers_in_both_styles() {
        for (danish, english, hundredths_of, decimals) in [
            ("7.953", "7,953", 795_300, 0),
            ("7953", "7953", 795_300, 0),
            ("-1.537", "-1,537", -153_700, 0),
            ("−22", "–22", -2_200, 0),
            ("45,8", "45.8", 4_580, 1),
            ("1.234.567,05", "1,234,567.05", 123_456_705, 2),
            ("0", "0", 0, 0),
        ] {
            assert_eq!(hundredths(danish, Style::Danish), Some((hundredths_of, decimals)), "{danish}");
            assert_eq!(hundredths(english, Style::English), Some((hundredths_of, decimals)), "{english}");
        }
        for no_number in [
            "",
            "-",
            "1.43",
            "1.4355",
            "12.34.567",
            "1234.567",
            ".5",
            ",5",
            "5,",
            "1e3",
            "½",
            "--1",
            "9999999999999999",
        ] {
            assert_eq!(read(no_number, Style::Danish), None, "{no_number}");
        }
    }

    /// Drawn: the number as printed, and its ends.
    #[test]
    fn rounding_is_half_away_from_zero() {
        for (text, lower, upper) in [
            ("25,1", (25_050, false), (25_150, true)),
            ("45", (44_500, false), (45_500, true)),
            ("0", (-500, true), (500, true)),
            ("-22", (-22_500, true), (-21_500, false)),
        ] {
            let printed = read(text, Style::Danish).unwrap();
            let interval = rounded_to(printed.value, printed.decimals).unwrap();
            let end = |(thousandths, open)| Some(End { at: Rational::new(thousandths, 1_000).unwrap(), open });
            assert_eq!((interval.lower, interval.upper), (end(lower), end(upper)), "{text}");
        }
    }

    /// Drawn: half the step that divides the number, 5 per cent, or half of the last digit.
    #[test]
    fn hedges_allow_what_they_say() {
        for (text, tolerance_hundredths) in [
            ("1.450", 2_500),
            ("1.650", 2_500),
            ("950", 2_500),
            ("450", 2_250),
            ("320", 500),
            ("580", 500),
            ("5.600", 5_000),
            ("8.000", 40_000),
            ("24.000", 50_000),
            ("2.500", 12_500),
            ("200", 1_000),
            ("11,5", 25),
            ("102", 50),
            ("1", 50),
            ("0", 50),
        ] {
            let by = tolerance(read(text, Style::Danish).unwrap()).unwrap();
            assert_eq!(by.rounded(100), Ok(tolerance_hundredths), "{text}");
        }
        for (text, hedge, rest) in [
            ("ca. 450", Some(Hedge::About), "450"),
            ("Knap 2.200", Some(Hedge::JustUnder), "2.200"),
            ("godt 3.000", Some(Hedge::JustOver), "3.000"),
            ("just under 580", Some(Hedge::JustUnder), "580"),
            ("cafe 3", None, "cafe 3"),
            ("knap", None, "knap"),
            ("450", None, "450"),
        ] {
            assert_eq!(split_hedge(text), (hedge, rest), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(hundredths in -99_999_999_i128..99_999_999, danish in any::<bool>()) {
            let style = if danish { Style::Danish } else { Style::English };
            let value = Rational::new(hundredths, 100).unwrap();
            prop_assert_eq!(read(&show(value, style), style).map(|printed| printed.value), Some(value));
        }

        #[test]
        fn any_text_is_read_or_not(text in ".*") {
            read(&text, Style::Danish);
            split_hedge(&text);
        }
    }
}

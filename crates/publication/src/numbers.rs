//! Numbers as a reader of the language writes them.

use definitions::Language;
use measures::Ratio;

/// A number with so many decimals: `9.466` and `45,8` in Danish, `9,466` and `45.8` in English.
///
/// ```
/// use definitions::Language;
/// use measures::Ratio;
/// assert_eq!(publication::number(Ratio::whole(9_466), 0, Language::Danish), "9.466");
/// ```
pub fn number(value: Ratio, decimals: u8, language: Language) -> String {
    let (thousands, decimal) = match language {
        Language::Danish => ('.', ','),
        Language::English => (',', '.'),
    };
    let text = value.rounded(decimals);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(thousands);
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}{decimal}{fraction}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;

    #[test]
    fn thousands_and_decimals() {
        for (numerator, denominator, decimals, danish, english) in [
            (9_466, 1, 0, "9.466", "9,466"),
            (999, 1, 0, "999", "999"),
            (-1_537, 1, 0, "-1.537", "-1,537"),
            (1_234_567, 10, 1, "123.456,7", "123,456.7"),
            (168 * 100, 367, 1, "45,8", "45.8"),
            (0, 1, 1, "0,0", "0.0"),
        ] {
            let value = Ratio::new(numerator, denominator).unwrap();
            assert_eq!(number(value, decimals, Language::Danish), danish);
            assert_eq!(number(value, decimals, Language::English), english);
        }
    }
}

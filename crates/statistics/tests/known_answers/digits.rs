//! A printed answer against a number, to all the digits that are printed.

/// Checks that a number rounds to what is printed: as `.0095`, `26.5` or `6.739e-06`.
///
/// A number that lies in the middle between two printed ones, but for the last bits of its arithmetic, may be either.
#[track_caller]
pub(crate) fn assert_digits(found: f64, printed: &str) {
    let (digits, exponent) = printed.split_once('e').unwrap_or((printed, "0"));
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()) as i32;
    let unit = 10_f64.powi(exponent.parse::<i32>().unwrap() - decimals);
    let value: f64 = printed.parse().unwrap();
    let allowed = unit * 0.5 + value.abs() * 1e-14;
    assert!((found - value).abs() <= allowed, "found {found:.15e}, printed {printed}");
}

/// Checks a list of numbers against printed ones, separated by blanks.
#[track_caller]
pub(crate) fn assert_all_digits(found: impl IntoIterator<Item = f64>, printed: &str) {
    let found: Vec<f64> = found.into_iter().collect();
    let printed: Vec<&str> = printed.split_whitespace().collect();
    assert_eq!(found.len(), printed.len(), "{found:?}");
    for (found, printed) in found.iter().zip(printed) {
        assert_digits(*found, printed);
    }
}

#[test]
fn a_last_digit_that_is_wrong_is_seen() {
    assert_digits(0.123_449, ".12345");
    for (found, printed) in [(0.123_444, ".12345"), (2.000_6e-6, "2.000e-06"), (31.0, "30.")] {
        assert!(std::panic::catch_unwind(|| assert_digits(found, printed)).is_err(), "{printed}");
    }
}

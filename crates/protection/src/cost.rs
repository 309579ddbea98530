//! What hiding a cell costs: the sum of costs is what is made small.
//!
//! By value alone, a total of a thousand is as dear as a hundred details of ten; by a logarithm the number of hidden
//! cells counts more, and totals are still dearer than their parts. One for each cell pushes hiding into the totals
//! (ESSnet handbook, section 4.4).

/// How a cost follows the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The value itself, and 1 more, so that nothing is free.
    Value,
    /// Its logarithm: 1024 times the logarithm to base 2 of the value and 2, a whole number on every machine.
    Logarithm,
    /// The same for all.
    Equal,
}

/// What hiding a cell of a value costs. `importance` multiplies it: 1 for a cell of an earlier period or one that was
/// hidden before, some more for totals and for the latest period, which readers miss first.
///
/// ```
/// use protection::{Scale, cost};
/// assert_eq!(cost(12, Scale::Value, 1), 13);
/// assert_eq!(cost(2, Scale::Logarithm, 1), 2 * 1024);
/// // A thousand is dearer than ten, but not a hundred times.
/// assert_eq!(cost(1000, Scale::Logarithm, 1) / cost(10, Scale::Logarithm, 1), 2);
/// // A total of the latest period.
/// assert_eq!(cost(14, Scale::Logarithm, 3), 3 * 4 * 1024);
/// assert_eq!(cost(14, Scale::Equal, 3), 3);
/// ```
pub fn cost(value: i64, scale: Scale, importance: u32) -> u64 {
    let size = value.unsigned_abs();
    let one = match scale {
        Scale::Value => size.saturating_add(1),
        Scale::Logarithm => logarithm(size.saturating_add(2)),
        Scale::Equal => 1,
    };
    one.saturating_mul(u64::from(importance))
}

/// 1024 times the logarithm to base 2, rounded down: the whole bits, and ten more by squaring.
fn logarithm(number: u64) -> u64 {
    let whole = number.ilog2();
    // Between 1 and 2, with 32 bits behind the point.
    let mut rest = if whole <= 32 { number << (32 - whole) } else { number >> (whole - 32) };
    let mut bits = u64::from(whole);
    for _ in 0..10 {
        let square = ((u128::from(rest) * u128::from(rest)) >> 32) as u64;
        let above = square >> 33;
        bits = 2 * bits + above;
        rest = square >> above;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms() {
        for number in [2, 3, 5, 7, 10, 1000, 123_456, 1 << 40, u64::MAX] {
            let expected = (number as f64).log2() * 1024.0;
            let found = logarithm(number) as f64;
            assert!(found <= expected + 0.01 && found > expected - 1.01, "{number}: {found} for {expected}");
        }
    }
}

//! Arithmetic modulo the prime 2^61 - 1: exact where a fraction would grow.

/// The prime.
pub(crate) const PRIME: u64 = (1 << 61) - 1;

/// A whole number's remainder.
pub(crate) fn from(number: i64) -> u64 {
    number.rem_euclid(PRIME as i64) as u64
}

pub(crate) fn multiply(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    add((product & u128::from(PRIME)) as u64, (product >> 61) as u64)
}

/// The sum of two remainders.
pub(crate) fn add(one: u64, other: u64) -> u64 {
    let sum = one + other;
    if sum >= PRIME { sum - PRIME } else { sum }
}

pub(crate) fn negative(number: u64) -> u64 {
    if number == 0 { 0 } else { PRIME - number }
}

/// The number that multiplied with it gives 1; 0 for 0.
pub(crate) fn inverse(number: u64) -> u64 {
    // number^(prime - 2), Fermat.
    let (mut result, mut power, mut exponent) = (1, number, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, power);
        }
        power = multiply(power, power);
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverses() {
        for number in [1, 2, 3, 12_345_678_901, PRIME - 1] {
            assert_eq!(multiply(number, inverse(number)), 1);
        }
        assert_eq!(add(from(-7), 7), 0);
        assert_eq!(negative(from(5)), from(-5));
    }
}

//! Exact fractions: no floating point decides whether a table holds.

use std::cmp::Ordering;

/// A number has grown too large to be kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// A fraction in lowest terms, its denominator above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rational {
    numerator: i128,
    denominator: i128,
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Rational {
    pub(crate) const ZERO: Rational = Rational::whole(0);
    pub(crate) const ONE: Rational = Rational::whole(1);

    pub(crate) const fn whole(number: i128) -> Rational {
        Rational { numerator: number, denominator: 1 }
    }

    /// `numerator / denominator`; a denominator of 0 is taken for a number that is too large.
    pub(crate) fn new(numerator: i128, denominator: i128) -> Result<Rational, TooLarge> {
        let common = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = i128::try_from(common).map_err(|_| TooLarge)?;
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return Err(TooLarge);
        }
        let common = common * denominator.signum();
        Ok(Rational { numerator: numerator / common, denominator: denominator / common })
    }

    pub(crate) fn plus(self, other: Rational) -> Result<Rational, TooLarge> {
        let times = |a: i128, b: i128| a.checked_mul(b).ok_or(TooLarge);
        if self.denominator == 1 && other.denominator == 1 {
            return self.numerator.checked_add(other.numerator).map(Rational::whole).ok_or(TooLarge);
        }
        let left = times(self.numerator, other.denominator)?;
        let sum = left.checked_add(times(other.numerator, self.denominator)?).ok_or(TooLarge)?;
        Rational::new(sum, times(self.denominator, other.denominator)?)
    }

    pub(crate) fn minus(self, other: Rational) -> Result<Rational, TooLarge> {
        self.plus(other.negative())
    }

    pub(crate) fn times(self, other: Rational) -> Result<Rational, TooLarge> {
        // What cancels goes first, so that the products stay small.
        let (left, right) =
            (Rational::new(self.numerator, other.denominator)?, Rational::new(other.numerator, self.denominator)?);
        let numerator = left.numerator.checked_mul(right.numerator).ok_or(TooLarge)?;
        Rational::new(numerator, left.denominator.checked_mul(right.denominator).ok_or(TooLarge)?)
    }

    /// The quotient; by 0 it is too large.
    pub(crate) fn over(self, other: Rational) -> Result<Rational, TooLarge> {
        self.times(Rational::new(other.denominator, other.numerator)?)
    }

    pub(crate) fn negative(self) -> Rational {
        // The numerator is never the least number there is: `new` and the parser refuse it.
        Rational { numerator: self.numerator.saturating_neg(), denominator: self.denominator }
    }

    pub(crate) fn signum(self) -> i128 {
        self.numerator.signum()
    }

    pub(crate) fn magnitude(self) -> Rational {
        if self.numerator < 0 { self.negative() } else { self }
    }

    /// The number, where it is a whole one.
    pub(crate) fn as_whole(self) -> Option<i128> {
        (self.denominator == 1).then_some(self.numerator)
    }

    /// The greatest whole number that is not above it.
    pub(crate) fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The least whole number that is not below it.
    pub(crate) fn ceiling(self) -> i128 {
        -(-self.numerator).div_euclid(self.denominator)
    }

    /// The nearest multiple of `1 / parts`, half away from zero, as a number of them.
    pub(crate) fn rounded(self, parts: i128) -> Result<i128, TooLarge> {
        let twice = self.magnitude().times(Rational::whole(parts.checked_mul(2).ok_or(TooLarge)?))?;
        Ok(self.signum() * (twice.floor().checked_add(1).ok_or(TooLarge)?).div_euclid(2))
    }
}

impl Ord for Rational {
    /// By whole parts, and where these are the same by what is left, turned over: nothing is multiplied that could grow
    /// too large.
    fn cmp(&self, other: &Rational) -> Ordering {
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        loop {
            let (whole_a, whole_b) = (a.0.div_euclid(a.1), b.0.div_euclid(b.1));
            let (rest_a, rest_b) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            if whole_a != whole_b || rest_a == 0 || rest_b == 0 {
                return (whole_a, rest_a.min(1)).cmp(&(whole_b, rest_b.min(1)));
            }
            // rest_a / a.1 against rest_b / b.1 is b.1 / rest_b against a.1 / rest_a.
            (a, b) = ((b.1, rest_b), (a.1, rest_a));
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rational(numerator: i128, denominator: i128) -> Rational {
        Rational::new(numerator, denominator).unwrap()
    }

    #[test]
    fn half_is_away_from_zero() {
        for (numerator, denominator, parts, rounded) in [
            (5, 2, 1, 3),
            (-5, 2, 1, -3),
            (249, 100, 1, 2),
            (9_200, 367, 10, 251),
            (0, 1, 10, 0),
            (-1, 4, 1, 0),
            (1, 20, 10, 1),
        ] {
            assert_eq!(rational(numerator, denominator).rounded(parts), Ok(rounded), "{numerator}/{denominator}");
        }
    }

    #[test]
    fn what_grows_too_large_is_said() {
        assert_eq!(Rational::new(1, 0), Err(TooLarge));
        assert_eq!(Rational::whole(i128::MAX).plus(Rational::ONE), Err(TooLarge));
        assert_eq!(Rational::whole(i128::MAX).times(Rational::whole(2)), Err(TooLarge));
        assert_eq!(Rational::ONE.over(Rational::ZERO), Err(TooLarge));
        // What cancels does not grow.
        assert_eq!(Rational::whole(i128::MAX).times(rational(1, i128::MAX)), Ok(Rational::ONE));
    }

    proptest! {
        #[test]
        fn as_on_paper(a in -1000_i128..1000, b in 1_i128..1000, c in -1000_i128..1000, d in 1_i128..1000) {
            let (left, right) = (rational(a, b), rational(c, d));
            prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
            prop_assert_eq!(left.plus(right), Rational::new(a * d + c * b, b * d));
            prop_assert_eq!(left.times(right), Rational::new(a * c, b * d));
            prop_assert!(left.floor() * b <= a && a < (left.floor() + 1) * b);
            prop_assert!(left.ceiling() * b >= a && a > (left.ceiling() - 1) * b);
            prop_assert_eq!(left.minus(right).map(Rational::signum), Ok((a * d - c * b).signum()));
        }
    }
}

//! Exact fractions: a share is rounded once, from whole numbers, when it is shown.

/// A fraction of whole numbers, its denominator above 0.
///
/// ```
/// use measures::Ratio;
/// // 2.5 per cent is 3 per cent: half away from zero.
/// assert_eq!(Ratio::new(100 * 25, 1000).unwrap().rounded(0), "3");
/// assert_eq!(Ratio::new(-5, 2).unwrap().rounded(0), "-3");
/// assert_eq!(Ratio::new(763, 7).unwrap().rounded(1), "109.0");
/// assert!(Ratio::new(1, 0).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `numerator / denominator`; none where the denominator is 0.
    pub fn new(numerator: i128, denominator: i128) -> Option<Ratio> {
        if denominator == 0 {
            return None;
        }
        let (mut a, mut b) = (numerator.abs(), denominator.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = denominator.signum();
        Some(Ratio { numerator: sign * numerator / a.max(1), denominator: sign * denominator / a.max(1) })
    }

    /// A whole number.
    pub const fn whole(number: i128) -> Ratio {
        Ratio { numerator: number, denominator: 1 }
    }

    /// The number, where it is a whole one.
    pub fn as_whole(self) -> Option<i128> {
        (self.denominator == 1).then_some(self.numerator)
    }

    /// The nearest floating-point number.
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The difference of two.
    pub fn minus(self, other: Ratio) -> Ratio {
        let numerator = self.numerator * other.denominator - other.numerator * self.denominator;
        // Both denominators are above 0.
        Ratio::new(numerator, self.denominator * other.denominator).unwrap_or(self)
    }

    /// The sum of two.
    pub fn plus(self, other: Ratio) -> Ratio {
        self.minus(Ratio { numerator: -other.numerator, ..other })
    }

    /// The product of two.
    pub fn times(self, other: Ratio) -> Ratio {
        let product = Ratio::new(self.numerator * other.numerator, self.denominator * other.denominator);
        // Both denominators are above 0.
        product.unwrap_or(self)
    }

    /// One divided by the other; none where that is 0.
    pub fn over(self, other: Ratio) -> Option<Ratio> {
        Ratio::new(self.numerator * other.denominator, self.denominator * other.numerator)
    }

    /// Which of two is the greater.
    pub fn compare(self, other: Ratio) -> std::cmp::Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }

    /// Written with so many decimals and a decimal point, rounded half away from zero.
    pub fn rounded(self, decimals: u8) -> String {
        let power = 10i128.pow(u32::from(decimals.min(12)));
        let doubled = (2 * self.numerator * power).abs() + self.denominator;
        let scaled = doubled / (2 * self.denominator);
        let sign = if self.numerator < 0 && scaled != 0 { "-" } else { "" };
        if decimals == 0 {
            return format!("{sign}{scaled}");
        }
        format!("{sign}{}.{:0width$}", scaled / power, scaled % power, width = usize::from(decimals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        for (numerator, denominator, decimals, text) in [
            (1, 2, 0, "1"),
            (-1, 2, 0, "-1"),
            (-1, 3, 0, "0"),
            (5, 100, 1, "0.1"),
            (1, 8, 2, "0.13"),
            (2, 3, 3, "0.667"),
            (92 * 100, 367, 1, "25.1"),
            (7, 7, 1, "1.0"),
            (0, 5, 1, "0.0"),
        ] {
            assert_eq!(Ratio::new(numerator, denominator).unwrap().rounded(decimals), text);
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        let third = Ratio::new(1, 3).unwrap();
        assert_eq!(third.minus(Ratio::new(1, 12).unwrap()), Ratio::new(1, 4).unwrap());
        assert_eq!(third.plus(Ratio::new(1, 6).unwrap()), Ratio::new(1, 2).unwrap());
        assert_eq!(third.times(Ratio::whole(-6)), Ratio::whole(-2));
        assert_eq!(third.over(Ratio::new(-2, 3).unwrap()), Ratio::new(-1, 2));
        assert_eq!(third.over(Ratio::whole(0)), None);
        assert_eq!(Ratio::new(4, -2).unwrap(), Ratio::whole(-2));
    }
}

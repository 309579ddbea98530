//! Primary rules: which cells must be hidden for their own sake, and how well.
//!
//! Sources: Hundepool et al., *Statistical Disclosure Control* and the ESSnet *Handbook on Statistical Disclosure
//! Control*, 2nd edition, chapter 4 (minimum frequency, dominance, p %, (p,q), protection levels); Lupp and Langsrud,
//! *Suppression of directly-disclosive cells in frequency tables*, 2021 (k-disclosure); Statistics Denmark's
//! confidentiality policy, annex 2 (three or more in a group before more is told about it).

/// Why a cell is hidden for its own sake. It stays inside: what is published has one symbol for every hidden cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Fewer units than the threshold, and at least one.
    Frequency,
    /// No unit, where zeros are hidden.
    Zero,
    /// The group that is broken down here is too small for more to be told about it.
    Group,
    /// The largest contributors make up too much of it.
    Dominance,
    /// The second largest contributor could estimate the largest too closely: p %, or (p,q).
    PriorPosterior,
    /// Nearly everybody of a margin is in one cell: what is told is told of each of them.
    Disclosure,
    /// A share whose numerator is too small.
    Numerator,
    /// A share whose denominator is too small.
    Denominator,
    /// A share of nearly all: those that are left are too few.
    Complement,
    /// A mean, median or sum over too few.
    Base,
    /// Somebody said so.
    Declared,
}

/// How far an attacker's interval must at least reach.
///
/// ```
/// use protection::Requirement;
/// // A count under 5: nobody may be able to tell that it is under 5.
/// let needed = Requirement::reaching(5, 3);
/// assert!(needed.met_by(0, 5) && !needed.met_by(0, 4));
/// // An amount of 100 with protection levels 10 below and 20 above.
/// let needed = Requirement::levels(100, 10, 20, 0);
/// assert!(needed.met_by(90, 120) && !needed.met_by(91, 130));
/// // A sliding level: 30 wide, wherever.
/// assert!(Requirement::levels(100, 0, 0, 30).met_by(100, 130));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The attacker's lower bound is at most this.
    pub lower: i64,
    /// The attacker's upper bound is at least this.
    pub upper: i64,
    /// The two are at least this far apart.
    pub width: i64,
}

impl Requirement {
    /// The upper bound reaches `upper`, and the interval is no single number.
    pub fn reaching(upper: i64, value: i64) -> Requirement {
        Requirement { lower: value, upper: upper.max(value), width: 1 }
    }

    /// Lower, upper and sliding protection level around a value; never less than an interval of two numbers.
    pub fn levels(value: i64, lower: i64, upper: i64, sliding: i64) -> Requirement {
        let (lower, upper) = (lower.max(0), upper.max(0));
        Requirement { lower: value.saturating_sub(lower), upper: value.saturating_add(upper), width: sliding.max(1) }
    }

    /// Both.
    pub fn and(self, other: Requirement) -> Requirement {
        Requirement {
            lower: self.lower.min(other.lower),
            upper: self.upper.max(other.upper),
            width: self.width.max(other.width),
        }
    }

    /// Whether an attacker who can prove this interval and no narrower one leaves it met.
    pub fn met_by(self, lower: i64, upper: i64) -> bool {
        lower <= self.lower && upper >= self.upper && upper.saturating_sub(lower) >= self.width
    }
}

/// A reason and what it requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Primary {
    /// Why.
    pub reason: Reason,
    /// How well.
    pub requirement: Requirement,
}

impl Primary {
    /// A reason with a requirement.
    pub fn new(reason: Reason, requirement: Requirement) -> Primary {
        Primary { reason, requirement }
    }

    /// The stricter of two; the reason is the first in the order of [`Reason`].
    pub fn and(self, other: Primary) -> Primary {
        Primary { reason: self.reason.min(other.reason), requirement: self.requirement.and(other.requirement) }
    }
}

/// The minimum frequency rule: 1 to threshold - 1 are hidden, and 0 where zeros are hidden too.
///
/// ```
/// use protection::{Frequency, Reason};
/// let rule = Frequency { threshold: 5, hide_zeros: false };
/// let primary = rule.check(4).unwrap();
/// assert_eq!((primary.reason, primary.requirement.upper), (Reason::Frequency, 5));
/// assert_eq!(rule.check(5), None);
/// assert_eq!(rule.check(0), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// The least count that may be shown.
    pub threshold: i64,
    /// Whether a count of 0 is hidden as well. Where it is shown, a hidden cell is known to be above 0.
    pub hide_zeros: bool,
}

impl Frequency {
    /// Hidden, and so well that nobody can prove the count to be below the threshold.
    pub fn check(self, count: i64) -> Option<Primary> {
        let reason = match count {
            0 if self.hide_zeros => Reason::Zero,
            1.. if count < self.threshold => Reason::Frequency,
            _ => return None,
        };
        Some(Primary::new(reason, Requirement::reaching(self.threshold, count)))
    }

    /// A cell of a breakdown of a group, by the count of the group: the Danish group rule (annex 2).
    pub fn check_group(self, group: i64, count: i64) -> Option<Primary> {
        let primary = self.check(group)?;
        Some(Primary::new(Reason::Group, Requirement::reaching(primary.requirement.upper, count)))
    }

    /// A share of `numerator` in `denominator`; `value` is what is shown, in the unit it is shown in.
    ///
    /// The share itself is the cell: numerator and denominator are cells of their own, if they are printed.
    pub fn check_share(self, numerator: i64, denominator: i64, value: i64) -> Option<Primary> {
        let reasons = [
            (denominator, Reason::Denominator),
            (numerator, Reason::Numerator),
            (denominator.saturating_sub(numerator), Reason::Complement),
        ];
        let (_, reason) = reasons.into_iter().find(|(count, _)| self.check(*count).is_some())?;
        Some(Primary::new(reason, Requirement::levels(value, 0, 0, 1)))
    }

    /// A mean, median or sum of `value` over `base` units.
    pub fn check_base(self, base: i64, value: i64) -> Option<Primary> {
        self.check(base).map(|_| Primary::new(Reason::Base, Requirement::levels(value, 0, 0, 1)))
    }
}

/// k-disclosure: a cell with all but `k` of its margin, so that to be in the margin is to be in the cell.
///
/// What is protected is the difference between margin and cell, which nobody prints: a virtual cell.
///
/// ```
/// use protection::Disclosure;
/// let rule = Disclosure { k: 0 };
/// assert!(rule.check(250, 250));
/// assert!(!rule.check(49, 24));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosure {
    /// 0, 1 or 2: how many of the margin may be outside.
    pub k: i64,
}

impl Disclosure {
    /// Whether a cell discloses its margin; an empty margin has nobody to disclose.
    pub fn check(self, margin: i64, cell: i64) -> bool {
        margin > 0 && margin - self.k <= cell
    }

    /// What the virtual cell `margin - cell` has to reach: more than `k`.
    pub fn primary(self, margin: i64, cell: i64) -> Option<Primary> {
        self.check(margin, cell)
            .then(|| Primary::new(Reason::Disclosure, Requirement::reaching(self.k + 1, margin - cell)))
    }
}

/// What one unit contributes to an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contribution {
    /// The household or owner that knows of all its units.
    pub holding: u64,
    /// The amount, in kroner. Amounts below zero count by their size.
    pub amount: i64,
    /// How many of the population a unit of a sample stands for; 1 in a register.
    pub weight: u32,
}

/// The contributions to one cell, largest holding first, weights expanded.
///
/// ```
/// use protection::{Amounts, Contribution};
/// let of = |holding, amount, weight| Contribution { holding, amount, weight };
/// // Two units of one holding count as one.
/// let amounts = Amounts::of(&[of(1, 60, 1), of(2, 70, 1), of(1, 40, 1)]);
/// assert_eq!((amounts.total(), amounts.largest(1)), (170, 100));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts {
    total: i128,
    /// Size and number of each size, largest first.
    sizes: Vec<(i128, u64)>,
}

impl Amounts {
    /// From single contributions.
    pub fn of(contributions: &[Contribution]) -> Amounts {
        let mut sorted = contributions.to_vec();
        sorted.sort();
        let mut sizes: Vec<(i128, u64)> = Vec::new();
        for holding in sorted.chunk_by(|one, other| one.holding == other.holding) {
            if let [single] = holding {
                sizes.push((i128::from(single.amount).abs(), u64::from(single.weight)));
            } else {
                // The units of one holding are added up; a holding stands for as many as its rarest unit does.
                let weight = holding.iter().map(|unit| unit.weight).min().unwrap_or(1).max(1);
                let sum: i128 =
                    holding.iter().map(|unit| i128::from(unit.amount).abs() * i128::from(unit.weight)).sum();
                sizes.push((sum / i128::from(weight), u64::from(weight)));
            }
        }
        sizes.sort_by(|one, other| other.cmp(one));
        let total = sizes.iter().map(|(size, times)| size * i128::from(*times)).sum();
        Amounts { total, sizes }
    }

    /// The sum of all sizes.
    pub fn total(&self) -> i128 {
        self.total
    }

    /// The sum of the `n` largest.
    pub fn largest(&self, n: u64) -> i128 {
        let (mut left, mut sum) = (n, 0);
        for (size, times) in &self.sizes {
            let taken = left.min(*times);
            sum += size * i128::from(taken);
            left -= taken;
        }
        sum
    }
}

/// A rule on amounts. Its parameters are secret where it is used. Percentages are in hundredths of a per cent.
///
/// ```
/// use protection::AmountRule;
/// // p = 25 % and a dominance of two with 80 % agree where the rest is one unit's: p = 100 (100 - k) / k.
/// assert_eq!(AmountRule::matching_p(80_00), 25_00);
/// assert_eq!(AmountRule::matching_p(95_00), 5_26);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountRule {
    /// (n,k): the n largest make up more than k.
    Dominance {
        /// How many of the largest.
        n: u64,
        /// Their greatest share.
        k: u32,
    },
    /// p %: the second largest knows the largest to within less than p.
    Closeness {
        /// The least distance.
        p: u32,
    },
    /// (p,q): the same where everybody knew everybody to within q beforehand.
    PriorPosterior {
        /// The least distance afterwards.
        p: u32,
        /// The distance beforehand.
        q: u32,
    },
}

impl AmountRule {
    /// The p of the p % rule that belongs to a dominance rule's k, rounded to hundredths.
    pub fn matching_p(k: u32) -> u32 {
        let k = u64::from(k.max(1));
        u32::try_from((2 * 10_000 * 10_000u64.saturating_sub(k) + k) / (2 * k)).unwrap_or(u32::MAX)
    }

    /// What is lacking: how far above the total an attacker's upper bound must reach, times the second number. Above
    /// zero where the cell is unsafe.
    fn lacking(self, amounts: &Amounts) -> (i128, i128) {
        let total = amounts.total();
        let known = |p: u32, q: u32| {
            let (first, two) = (amounts.largest(1), amounts.largest(2));
            (i128::from(p) * first - i128::from(q) * (total - two), i128::from(q))
        };
        match self {
            AmountRule::Dominance { n, k } => (10_000 * amounts.largest(n) - i128::from(k) * total, i128::from(k)),
            AmountRule::Closeness { p } => known(p, 10_000),
            AmountRule::PriorPosterior { p, q } => known(p, q),
        }
    }

    /// How far above the total an attacker's upper bound must reach, rounded up; none where the cell is safe.
    pub fn upper_level(self, amounts: &Amounts) -> Option<i64> {
        let (lacking, per) = self.lacking(amounts);
        let level = (lacking > 0 && per > 0).then(|| (lacking + per - 1) / per)?;
        Some(i64::try_from(level).unwrap_or(i64::MAX / 4))
    }

    /// Hidden where the rule says so, for a printed amount of `value`; the lower level is set to the upper one.
    pub fn check(self, amounts: &Amounts, value: i64) -> Option<Primary> {
        let level = self.upper_level(amounts)?;
        let reason = match self {
            AmountRule::Dominance { .. } => Reason::Dominance,
            AmountRule::Closeness { .. } | AmountRule::PriorPosterior { .. } => Reason::PriorPosterior,
        };
        Some(Primary::new(reason, Requirement::levels(value, level, level, 0)))
    }
}

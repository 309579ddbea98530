//! The rules by which figures are hidden for their own sake, as a measure or a release sets them.
//!
//! Source: the contract, section "Disclosure (diskretion)"; Statistics Denmark's confidentiality policy, annex 2; Lupp and
//! Langsrud, *Suppression of directly-disclosive cells in frequency tables*, 2021, for nearly everybody of a group; Hundepool
//! and others, *Handbook on statistical disclosure control*, 2nd edition, chapter 4, for dominance and p %.

use crate::Error;
use crate::toml_file::{At, Table};

/// By which counts something is hidden.
///
/// ```toml
/// disclosure = { threshold = 5, zeros = "hidden", all_but = 0 }
/// ```
///
/// | key | meaning | where nothing is said |
/// |---|---|---|
/// | `threshold` | the least count that is shown | 3: 1 and 2 are hidden |
/// | `zeros` | `"shown"` or `"hidden"` | shown |
/// | `dominance` | `{ n = 1, k = 85 }`: a sum of pay of which the n (1, 2 or 3) with most have more than k per cent is hidden, and so is its mean | no such sum is |
/// | `p_percent` | 15: a sum of pay is hidden from which the one with the second most could tell what the one with most has to within less than so many per cent | no such sum is |
/// | `all_but` | 0, 1 or 2: a category that has all of its group, or all but so many, is hidden (100 per cent tells something of each of them) | such categories are shown |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosure {
    /// The least count that is shown.
    pub threshold: i64,
    /// Whether a count of 0 is shown.
    pub zeros_shown: bool,
    /// A category with all of its group but so many is hidden; none where such are shown.
    pub all_but: Option<i64>,
    /// Of the one, two and three with most: of how many per cent of a sum they may have; none where that is not asked.
    pub dominance: [Option<u8>; 3],
    /// How near, in per cent, the second may come to what the one with most has; none where that is not asked.
    pub p_percent: Option<u8>,
}

impl Default for Disclosure {
    fn default() -> Disclosure {
        Disclosure { threshold: 3, zeros_shown: true, all_but: None, dominance: [None; 3], p_percent: None }
    }
}

/// A threshold above this is a mistake.
const LARGEST_THRESHOLD: i64 = 1_000_000;

impl Disclosure {
    /// The stricter of two, in each part.
    ///
    /// ```
    /// use definitions::Disclosure;
    /// let five = Disclosure { threshold: 5, ..Disclosure::default() };
    /// let no_zeros = Disclosure { zeros_shown: false, ..Disclosure::default() };
    /// assert_eq!(five.and(no_zeros), Disclosure { threshold: 5, zeros_shown: false, ..Disclosure::default() });
    /// // The two that have most may have 90 per cent, the one with most 80.
    /// let (one, two) = ([Some(85), Some(90), None], [Some(80), None, None]);
    /// let of = |dominance| Disclosure { dominance, ..Disclosure::default() };
    /// assert_eq!(of(one).and(of(two)).dominance, [Some(80), Some(90), None]);
    /// ```
    pub fn and(self, other: Disclosure) -> Disclosure {
        Disclosure {
            threshold: self.threshold.max(other.threshold),
            zeros_shown: self.zeros_shown && other.zeros_shown,
            all_but: self.all_but.max(other.all_but),
            dominance: std::array::from_fn(|n| least(self.dominance[n], other.dominance[n])),
            // The greater distance is the stricter one.
            p_percent: self.p_percent.max(other.p_percent),
        }
    }

    /// Reads the table `disclosure` of a measure's file; the usual rules where it is not there or leaves something out.
    ///
    /// # Errors
    /// Where a value is none that the key can have, or a rule is of amounts and the measure has none.
    pub fn read(table: &Table<'_>) -> Result<Disclosure, Error> {
        match table.optional_table("disclosure")? {
            Some(own) => {
                let read = Disclosure::read_keys(&own)?;
                if table.optional_table("pay")?.is_none() {
                    let error = |key: &str| {
                        let message =
                            "is a rule of amounts, and the measure has no `pay = { in = \"month\" }`: leave it out";
                        own.error_at(key, format!("`{key}` {message}"))
                    };
                    if let Some(error) = ["dominance", "p_percent"].into_iter().find_map(error) {
                        return Err(error);
                    }
                }
                own.finish()?;
                Ok(read)
            }
            None => Ok(Disclosure::default()),
        }
    }

    /// Reads the keys from a table that may have others besides.
    ///
    /// # Errors
    /// Where a value is none that the key can have.
    pub fn read_keys(own: &Table<'_>) -> Result<Disclosure, Error> {
        let usual = Disclosure::default();
        let threshold = match own.optional_integer("threshold")? {
            Some(at) if !(1..=LARGEST_THRESHOLD).contains(&at.value) => {
                return Err(at.error(format!(
                    "`threshold` is {}; it is the least count that is shown, from 1 (nothing is hidden) on",
                    at.value
                )));
            }
            at => at.map_or(usual.threshold, |at| at.value),
        };
        let zeros_shown = match own.optional_text("zeros")? {
            None => usual.zeros_shown,
            Some(at) => match at.value.as_str() {
                "shown" => true,
                "hidden" => false,
                other => return Err(at.error(format!("`zeros` is `{other}`; it must be \"shown\" or \"hidden\""))),
            },
        };
        let all_but = match own.optional_integer("all_but")? {
            Some(at) if !(0..=2).contains(&at.value) => {
                return Err(at.error(format!("`all_but` is {}; it must be 0, 1 or 2", at.value)));
            }
            at => at.map(|at| at.value),
        };
        let p_percent = percent(own.optional_integer("p_percent")?, "p_percent", "`p_percent = 15`")?;
        Ok(Disclosure { threshold, zeros_shown, all_but, dominance: dominance(own)?, p_percent })
    }
}

/// The lesser of two that may not be there.
fn least(one: Option<u8>, other: Option<u8>) -> Option<u8> {
    one.into_iter().chain(other).min()
}

/// A share that a rule is by, from 1 to 99 per cent.
fn percent(at: Option<At<'_, i64>>, key: &str, example: &str) -> Result<Option<u8>, Error> {
    let Some(at) = at else { return Ok(None) };
    match u8::try_from(at.value) {
        Ok(percent @ 1..=99) => Ok(Some(percent)),
        _ => Err(at.error(format!("`{key}` is {}; it must be 1 to 99 per cent, as {example}", at.value))),
    }
}

/// The key `dominance`.
fn dominance(own: &Table<'_>) -> Result<[Option<u8>; 3], Error> {
    let mut shares = [None; 3];
    let Some(of) = own.optional_table("dominance")? else { return Ok(shares) };
    let example = "`dominance = { n = 1, k = 85 }`";
    let missing = |key: &str| of.error(format!("`{key}` is missing: write {example}"));
    let n = of.optional_integer("n")?.ok_or_else(|| missing("n"))?;
    let share = usize::try_from(n.value).ok().and_then(|n| shares.get_mut(n.checked_sub(1)?));
    let share = share.ok_or_else(|| n.error(format!("`n` is {}; it must be 1, 2 or 3, as {example}", n.value)))?;
    *share = Some(percent(of.optional_integer("k")?, "k", example)?.ok_or_else(|| missing("k"))?);
    of.finish()?;
    Ok(shares)
}

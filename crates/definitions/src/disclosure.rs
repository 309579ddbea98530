//! The rules by which figures are hidden for their own sake, as a measure or a release sets them.
//!
//! Source: the contract, section "Disclosure (diskretion)"; Statistics Denmark's confidentiality policy, annex 2; Lupp and
//! Langsrud, *Suppression of directly-disclosive cells in frequency tables*, 2021, for nearly everybody of a group.

use crate::Error;
use crate::toml_file::Table;

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
/// | `all_but` | 0, 1 or 2: a category that has all of its group, or all but so many, is hidden (100 per cent tells something of each of them) | such categories are shown |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosure {
    /// The least count that is shown.
    pub threshold: i64,
    /// Whether a count of 0 is shown.
    pub zeros_shown: bool,
    /// A category with all of its group but so many is hidden; none where such are shown.
    pub all_but: Option<i64>,
}

impl Default for Disclosure {
    fn default() -> Disclosure {
        Disclosure { threshold: 3, zeros_shown: true, all_but: None }
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
    /// assert_eq!(five.and(no_zeros), Disclosure { threshold: 5, zeros_shown: false, all_but: None });
    /// ```
    pub fn and(self, other: Disclosure) -> Disclosure {
        Disclosure {
            threshold: self.threshold.max(other.threshold),
            zeros_shown: self.zeros_shown && other.zeros_shown,
            all_but: self.all_but.max(other.all_but),
        }
    }

    /// Reads the table `disclosure` of a file; the usual rules where it is not there or leaves something out.
    ///
    /// # Errors
    /// Where a value is none that the key can have.
    pub fn read(table: &Table<'_>) -> Result<Disclosure, Error> {
        match table.optional_table("disclosure")? {
            Some(own) => {
                let read = Disclosure::read_keys(&own)?;
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
        Ok(Disclosure { threshold, zeros_shown, all_but })
    }
}

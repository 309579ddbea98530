//! Comparing what was computed with a published fact, one line each.

use anyhow::bail;
use std::fmt::Display;

/// The comparisons made so far.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    n_made: usize,
    n_failed: usize,
}

impl Checks {
    /// Two things that must be equal.
    pub(crate) fn equal<T: PartialEq + Display>(&mut self, what: &str, expected: T, computed: T) {
        self.line(what, expected == computed, &expected.to_string(), &computed.to_string());
    }

    /// A number that must be this or more.
    pub(crate) fn at_least(&mut self, what: &str, least: usize, computed: usize) {
        self.line(what, computed >= least, &format!("{least} or more"), &computed.to_string());
    }

    /// Two lists that must be equal.
    pub(crate) fn equal_lists<T: PartialEq + Display>(&mut self, what: &str, expected: &[T], computed: &[T]) {
        let words = |list: &[T]| list.iter().map(T::to_string).collect::<Vec<_>>().join(" ");
        self.line(what, expected == computed, &words(expected), &words(computed));
    }

    /// A number that must have all the digits that were printed: ".0238" or "28.77".
    pub(crate) fn digits(&mut self, what: &str, expected: &str, computed: f64) {
        let decimals = expected.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let computed = format!("{computed:.decimals$}");
        let with_zero = if expected.starts_with('.') { format!("0{expected}") } else { expected.to_owned() };
        self.line(what, with_zero == computed, &with_zero, &computed);
    }

    fn line(&mut self, what: &str, same: bool, expected: &str, computed: &str) {
        self.n_made += 1;
        if same {
            println!("ok  {what}  {expected} = {computed}");
        } else {
            self.n_failed += 1;
            println!("NOT {what}  expected {expected}, computed {computed}");
        }
    }

    /// Says how many there were.
    ///
    /// # Errors
    /// Where a comparison failed.
    pub(crate) fn finish(&self) -> anyhow::Result<()> {
        let Checks { n_made, n_failed } = self;
        if *n_failed > 0 {
            bail!("{n_failed} of {n_made} comparisons failed: see the lines that begin with NOT");
        }
        println!("All {n_made} comparisons agree.");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(check: impl FnOnce(&mut Checks)) -> bool {
        let mut checks = Checks::default();
        check(&mut checks);
        assert_eq!(checks.n_made, 1);
        checks.finish().is_err()
    }

    #[test]
    fn a_difference_fails() {
        assert!(!fails(|checks| checks.equal("a", 1, 1)));
        assert!(fails(|checks| checks.equal("a", 1, 2)));
        assert!(!fails(|checks| checks.equal_lists("a", &[1, 2], &[1, 2])));
        assert!(fails(|checks| checks.equal_lists("a", &[1, 2], &[1])));
    }

    #[test]
    fn a_number_is_compared_to_all_printed_digits() {
        assert!(!fails(|checks| checks.digits("a", ".02387640449", 17.0 / 712.0)));
        assert!(fails(|checks| checks.digits("a", ".02387640448", 17.0 / 712.0)));
        assert!(!fails(|checks| checks.digits("a", "20.375", 20.375)));
        assert!(!fails(|checks| checks.digits("a", "8.0280", 8.028)));
    }
}

//! The columns of a wide DREAM file: one row a person, one column an ISO week.
//!
//! Columns are found by their names, whatever their number and order. A week's name is `Y_YYWW`, where YY of 90 or
//! more is 19YY; the week must be one that its ISO year has, so `Y_1553` is week 53 of 2015 and `Y_1653` is refused.

use crate::Error;
use crate::manifest::Manifest;
use calendar::{Day, Week};

/// What the files of a wide DREAM are called in an extract.
pub(crate) const DREAM: &str = "dream";

/// The columns that are known by name, as `[kolonner.dream]` may rename them.
pub(crate) const NAMED: [&str; 5] = ["pnr", "lobenr", "kon", "foeddt", "herkomst"];

/// Where a wide file has its columns: places in its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DreamColumns {
    /// The person's key.
    pub(crate) key: usize,
    pub(crate) birth: Option<usize>,
    pub(crate) sex: Option<usize>,
    pub(crate) origin: Option<usize>,
    /// The weeks, in order of time.
    pub(crate) weeks: Vec<WeekColumn>,
    /// The municipality of each year (`NYKOMyyyy`), in order of time.
    pub(crate) years: Vec<(i32, usize)>,
}

/// A week, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WeekColumn {
    pub(crate) monday: Day,
    pub(crate) column: usize,
}

impl DreamColumns {
    /// Finds the columns in a header, whose names are in lower case; `place` is the header's place for messages.
    ///
    /// No name is told that could be a value, as in a file without a header: only those that look like a week's.
    pub(crate) fn find(header: &[String], place: &str, manifest: &Manifest) -> Result<DreamColumns, Error> {
        let refused = |message: String| Error::refused(place, message);
        let twice = |name: &str| refused(format!("the column `{name}` is there twice: which one holds is not said"));
        let named = |column: &'static str| -> Result<Option<usize>, Error> {
            let own = manifest.own_dream_name(column);
            let mut found = (0..header.len()).filter(|at| header[*at] == own);
            let at = found.next();
            if found.next().is_some() {
                return Err(twice(&own));
            }
            if at.is_none() && own != column {
                return Err(refused(format!("the column `{own}` (the manifest's name for `{column}`) is missing")));
            }
            Ok(at)
        };
        let (mut weeks, mut years) = (Vec::new(), Vec::new());
        for (column, name) in header.iter().enumerate() {
            if let Some((year, week)) = week_name(name) {
                let week = Week::new(year, week).map_err(|_| {
                    let last = if Week::new(year, 53).is_ok() { 53 } else { 52 };
                    refused(format!(
                        "the column `{name}` is no week: {year} has the weeks 1 to {last} (YY of 90 or more is 19YY)"
                    ))
                })?;
                weeks.push(WeekColumn { monday: week.monday(), column });
            } else if let Some(year) = year_name(name) {
                years.push((year, column));
            }
        }
        weeks.sort_unstable();
        years.sort_unstable();
        if weeks.is_empty() {
            return Err(refused(
                "no column is a week: the first row of a wide DREAM file names them `Y_YYWW`, one an ISO week"
                    .to_owned(),
            ));
        }
        if let Some(pair) = weeks.windows(2).find(|pair| pair[0].monday == pair[1].monday) {
            return Err(twice(&header[pair[1].column]));
        }
        if let Some(pair) = years.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(twice(&header[pair[1].1]));
        }
        // Both may be there; then the number that is the same in all registers holds.
        let key = match named("pnr")? {
            Some(key) => Some(key),
            None => named("lobenr")?,
        };
        let Some(key) = key else {
            return Err(refused(format!(
                "the person's key is missing: a wide DREAM file has `pnr` or `lobenr` (another name for it goes under [kolonner.{DREAM}] in {})",
                Manifest::FILE
            )));
        };
        Ok(DreamColumns { key, birth: named("foeddt")?, sex: named("kon")?, origin: named("herkomst")?, weeks, years })
    }

    /// Whether the file says anything of the persons themselves.
    pub(crate) fn has_persons(&self) -> bool {
        self.birth.is_some() || self.sex.is_some() || self.origin.is_some()
    }

    /// All columns but the weeks.
    pub(crate) fn of_persons(&self) -> impl Iterator<Item = usize> {
        let named = [Some(self.key), self.birth, self.sex, self.origin].into_iter().flatten();
        named.chain(self.years.iter().map(|(_, column)| *column))
    }
}

/// Year and week of a column `y_YYWW`, as far as they are numbers.
fn week_name(name: &str) -> Option<(i32, u32)> {
    let digits = name.strip_prefix("y_").filter(|rest| rest.len() == 4)?;
    let number: i32 = all_digits(digits)?;
    let (year, week) = (number / 100, number % 100);
    Some((if year >= 90 { 1900 + year } else { 2000 + year }, week.unsigned_abs()))
}

/// The year of a column `nykomYYYY`.
fn year_name(name: &str) -> Option<i32> {
    all_digits(name.strip_prefix("nykom").filter(|rest| rest.len() == 4)?)
}

fn all_digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use definitions::Catalog;
    use std::sync::LazyLock;

    static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let text = "[register]\nnavn = \"a\"\ndaekket_fra = 1991-07-29\ndaekket_til = 2026-06-28\nudtraksdato = 2026-07-06\nydelseskoder = \"dream\"\n";
        std::fs::write(folder.path().join(Manifest::FILE), text).unwrap();
        Manifest::read(folder.path(), &Catalog::embedded().unwrap()).unwrap()
    });

    fn find(names: &[&str]) -> Result<DreamColumns, String> {
        let header: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        DreamColumns::find(&header, "dream.csv", &MANIFEST).map_err(|error| error.to_string())
    }

    #[test]
    fn weeks_are_strict_iso_weeks() {
        // Column, Monday; worked out by hand from a calendar.
        for (name, monday) in [
            ("y_9131", "1991-07-29"),
            ("y_9253", "1992-12-28"),
            ("y_9301", "1993-01-04"),
            ("y_9853", "1998-12-28"),
            ("y_9952", "1999-12-27"),
            ("y_0001", "2000-01-03"),
            ("y_0453", "2004-12-27"),
            ("y_0501", "2005-01-03"),
            // Week 1 begins in the year before.
            ("y_0801", "2007-12-31"),
            ("y_0953", "2009-12-28"),
            ("y_1301", "2012-12-31"),
            ("y_1553", "2015-12-28"),
            ("y_2001", "2019-12-30"),
            ("y_2053", "2020-12-28"),
            ("y_2653", "2026-12-28"),
            ("y_8952", "2089-12-26"),
            ("y_9001", "1990-01-01"),
        ] {
            assert_eq!(find(&["pnr", name]).unwrap().weeks[0].monday.to_string(), monday, "{name}");
        }
    }

    #[test]
    fn a_week_that_its_year_has_not_is_refused() {
        for (name, expected) in [
            ("y_9153", "1991 has the weeks 1 to 52"),
            ("y_1653", "2016 has the weeks 1 to 52"),
            ("y_2153", "2021 has the weeks 1 to 52"),
            ("y_2000", "2020 has the weeks 1 to 53"),
            ("y_2054", "2020 has the weeks 1 to 53"),
            ("y_0099", "2000 has the weeks 1 to 52"),
        ] {
            let told = find(&["pnr", "y_1501", name]).unwrap_err();
            assert!(told.contains(name) && told.contains(expected), "{told}");
        }
    }

    #[test]
    fn every_week_of_the_register_follows_the_one_before() {
        let mut week = Week::new(1991, 31).unwrap();
        let mut names = vec!["lobenr".to_owned()];
        while week <= Week::new(2026, 26).unwrap() {
            let (year, number) = week.iso();
            names.push(format!("y_{:02}{number:02}", year % 100));
            week = week.next();
        }
        assert_eq!(names.len() - 1, 1_822, "as many as the register of June 2026 has");
        let columns = DreamColumns::find(&names, "dream.csv", &MANIFEST).unwrap();
        assert!(columns.weeks.windows(2).all(|pair| pair[0].monday + 7 == pair[1].monday));
        assert_eq!(columns.weeks[0].column, 1);
    }

    #[test]
    fn columns_are_found_by_name_alone() {
        let columns = find(&[
            "y_2001",
            "branche_2008_01",
            "herkomst",
            "y_1952",
            "nykom2020",
            "lobenr",
            "y_19",
            "y_abcd",
            "nykom2019",
            "foeddt",
            "pnr",
        ]);
        let columns = columns.unwrap();
        assert_eq!((columns.key, columns.birth, columns.sex, columns.origin), (10, Some(9), None, Some(2)));
        assert_eq!(columns.weeks.iter().map(|week| week.column).collect::<Vec<_>>(), [3, 0]);
        assert_eq!(columns.years, [(2019, 8), (2020, 4)]);
    }

    #[test]
    fn headers_that_are_refused() {
        for (names, expected) in [
            (&["pnr", "y_2001", "y_2001"][..], "`y_2001` is there twice"),
            (&["pnr", "pnr", "y_2001"], "`pnr` is there twice"),
            (&["pnr", "y_2001", "nykom2019", "nykom2019"], "`nykom2019` is there twice"),
            (&["y_2001", "kon"], "the person's key is missing"),
            (&["pnr", "kon", "810"], "no column is a week"),
            (&[], "no column is a week"),
        ] {
            let told = find(names).unwrap_err();
            assert!(told.contains(expected), "{told}");
        }
    }
}

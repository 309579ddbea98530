//! What a made-up country is asked to be, and what is wrong with the asking.

use crate::key::N_KEYS;
use calendar::Day;
use std::path::PathBuf;

/// How a benefit's days are cut into payment rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// One row a calendar month.
    Month,
    /// One row an ISO week.
    Week,
    /// A-dagpenge, sygedagpenge and jobafklaring by the week, the other benefits by the month.
    Mixed,
}

/// What the made-up country is like. The same settings always give the same bytes.
///
/// ```
/// use synth::Settings;
/// let settings = Settings { dirt_per_mille: 5, ..Settings::usual(200_000, 1) };
/// assert_eq!(settings.from.to_string(), "2012-10-01");
/// assert!(settings.check().is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How many persons the extract is about: everybody who lived in the country on some day of the
    /// coverage, children and pensioners among them. 5,800,000 is Denmark.
    pub persons: u64,
    /// Which of the countries of that size.
    pub seed: u64,
    /// The first day that the payments cover.
    pub from: Day,
    /// The last day that the payments cover (that day is covered too).
    pub to: Day,
    /// The day on which the extract is drawn: deaths and moves are known up to it.
    pub extract_date: Day,
    /// How payments are cut into rows.
    pub rhythm: Rhythm,
    /// In how many files the payments lie: with 1 in `ydelser.csv`, with more in `ydelser.1.csv` and so on, the rows
    /// of a person in all of them.
    pub payment_parts: u32,
    /// How many persons in a thousand have one mistake among their rows, as registers do (see [`crate::DirtSummary`]);
    /// 0 for a clean extract.
    pub dirt_per_mille: u32,
}

impl Settings {
    /// A clean country covered from October 2012, a quarter before ressourceforløb began, to May 2026, drawn on 8 June 2026:
    /// payments by the month, in two files.
    pub fn usual(persons: u64, seed: u64) -> Settings {
        let day = |year, month, day| Day::new(year, month, day).expect("the three dates below are in the calendar");
        Settings {
            persons,
            seed,
            from: day(2012, 10, 1),
            to: day(2026, 5, 31),
            extract_date: day(2026, 6, 8),
            rhythm: Rhythm::Month,
            payment_parts: 2,
            dirt_per_mille: 0,
        }
    }

    /// Whether a country can be made of these settings.
    ///
    /// # Errors
    /// [`Error::TooManyPersons`], [`Error::Dates`], [`Error::Parts`] or [`Error::Dirt`], whichever is found first.
    pub fn check(&self) -> Result<(), Error> {
        if self.persons > N_KEYS {
            return Err(Error::TooManyPersons { persons: self.persons, limit: N_KEYS });
        }
        let covered = 1990..=2050;
        if self.from > self.to
            || self.to > self.extract_date
            || !covered.contains(&self.from.year())
            || !covered.contains(&self.extract_date.year())
        {
            return Err(Error::Dates { from: self.from, to: self.to, extract_date: self.extract_date });
        }
        if !(1..=64).contains(&self.payment_parts) {
            return Err(Error::Parts { parts: self.payment_parts });
        }
        if self.dirt_per_mille > 1_000 {
            return Err(Error::Dirt { per_mille: self.dirt_per_mille });
        }
        Ok(())
    }
}

/// Why no extract was written, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More persons than there are keys.
    #[error("{persons} persons are too many: there are keys for {limit}")]
    TooManyPersons {
        /// How many were asked for.
        persons: u64,
        /// How many there can be.
        limit: u64,
    },
    /// The days are out of order or out of the years that the model is about.
    #[error(
        "the coverage {from} to {to} with an extract drawn on {extract_date} cannot be made: the three days must come in that order and lie in 1990 to 2050"
    )]
    Dates {
        /// The first covered day asked for.
        from: Day,
        /// The last covered day asked for.
        to: Day,
        /// The day of the extract asked for.
        extract_date: Day,
    },
    /// No part, or very many.
    #[error("payments cannot be split into {parts} files: ask for 1 to 64")]
    Parts {
        /// How many were asked for.
        parts: u32,
    },
    /// More than all persons.
    #[error("{per_mille} persons in a thousand cannot have a mistake: ask for 0 to 1000")]
    Dirt {
        /// How many in a thousand were asked for.
        per_mille: u32,
    },
    /// There is something in the folder, and an extract is all that lies in its folder.
    #[error("{folder} is not empty: name a new folder for the extract")]
    FolderNotEmpty {
        /// The folder that was named.
        folder: PathBuf,
    },
    /// The file system said no.
    #[error("cannot write {path}")]
    Io {
        /// The file or folder that was to be written.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_be_are_refused() {
        let usual = Settings::usual(10, 1);
        assert!(usual.check().is_ok());
        assert!(matches!(Settings { persons: N_KEYS + 1, ..usual.clone() }.check(), Err(Error::TooManyPersons { .. })));
        assert!(matches!(Settings { to: usual.from - 1, ..usual.clone() }.check(), Err(Error::Dates { .. })));
        assert!(matches!(Settings { extract_date: usual.to - 1, ..usual.clone() }.check(), Err(Error::Dates { .. })));
        assert!(matches!(Settings { from: Day::MIN, ..usual.clone() }.check(), Err(Error::Dates { .. })));
        assert!(matches!(Settings { payment_parts: 0, ..usual.clone() }.check(), Err(Error::Parts { .. })));
        assert!(matches!(Settings { dirt_per_mille: 1_001, ..usual }.check(), Err(Error::Dirt { .. })));
    }
}

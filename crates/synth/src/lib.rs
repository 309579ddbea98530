//! Made-up countries: register extracts in which no row is about anybody.
//!
//! [`write_extract`] writes a folder with all the tables of a register extract (residents, homes,
//! benefit payments, offers, wages, fleksjob, group memberships, events, planned ends) and its manifest. The
//! persons are drawn, one by one, from a model of lives on and off benefits whose orders of magnitude are those of
//! Denmark around 2018: a country of 5.8 million has about 3,000 persons of Copenhagen on
//! ressourceforløb in the second quarter of 2018.
//!
//! ```text
//!  seed, number ──► population ──► history ──► payments, offers, work, events ──► text ──► write
//!                   (birth, home,  (a semi-    (typed rows, cut to the             (CSV     (threads,
//!                    death)         Markov      coverage)                           bytes)   files)
//!                                   process)
//! ```
//!
//! * **A person depends on the seed and the person's number alone.** Persons are made on all cores and written in
//!   the order of their numbers, so the files are byte-identical whatever the number of threads, and
//!   a country of any size streams through some tens of megabytes of memory.
//! * **Keys** are unique, opaque, and cannot be mistaken for a real person's number; keys in the order of
//!   writing are in no order.
//! * **All draws are of whole numbers**, so machines agree to the last byte.
//! * **Lives do not change** with the rhythm of the payments, the number of files or the share of dirt.
//!
//! What is simplified, and so must not be concluded from made-up data: municipalities differ in size
//! only; people do not come back after emigrating; wages are written only for months near a benefit (see
//! `work.rs`); an old-age pension is one row a calendar year.
//!
//! ```
//! use calendar::Day;
//! use synth::{Rhythm, Settings, write_extract};
//!
//! let folder = tempfile::tempdir()?;
//! let settings = Settings { rhythm: Rhythm::Mixed, ..Settings::usual(1_000, 42) };
//! let summary = write_extract(&settings, folder.path(), &|_persons| ())?;
//! assert_eq!(summary.persons, 1_000);
//! assert!(folder.path().join("register.toml").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod benefits;
mod country;
mod dirt;
mod draws;
mod dream;
mod events;
#[cfg(test)]
mod figures;
mod history;
mod key;
mod municipalities;
mod offers;
mod payments;
mod population;
mod rates;
mod residence;
mod rows;
mod settings;
mod text;
mod work;
mod write;

pub use dream::{DreamFormat, DreamSummary, write_dream};
pub use settings::{Error, Rhythm, Settings};
pub use write::{DirtSummary, Summary, TableSummary, write_extract};

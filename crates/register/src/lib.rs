//! Register extracts in, findings out, the store written and read.
//!
//! ```text
//! extract folder ──► rows checked ──► bucket of each person ──► sorted, joined ──► store (Parquet)
//!  register.toml      findings         (pseudonyms part            one shard          persons, payments,
//!  *.csv *.parquet    counted           people evenly)             a bucket           residences, …
//! ```
//!
//! A wide DREAM file, one column a week, is read as the tables that it stands for. Rows that do not fit in the memory that
//! an import may take wait on disk beside the generation that is to come.
//!
//! [`import()`] does the whole of it; [`Store`] hands back people, shard by shard, each person whole. Types that hold
//! a person's rows have no `Display`, and a person's pseudonym prints as `****`.

mod bucket;
mod buckets;
mod csv_source;
mod dream;
mod dream_rows;
mod error;
mod extract;
mod field;
mod finding;
mod fingerprint;
mod guarded;
mod import;
mod keys;
mod manifest;
mod parquet_source;
mod people;
mod pseudonym;
mod reading;
mod sas_source;
mod schema;
mod store;

pub use error::Error;
pub use finding::{Finding, Reason, RowCount};
pub use import::{GEOGRAPHY, ImportProgress, ImportReport, ImportSettings, USUAL_MEMORY, import};
pub use keys::{KeysWanted, OriginalKeys, original_keys};
pub use manifest::Manifest;
pub use people::{
    Attributes, Event, FlexibleJob, Grouped, Membership, Offer, Payment, People, Person, PersonRows, Plan, Stay, Wage,
    Word,
};
pub use pseudonym::{PersonId, PseudonymKey};
pub use reading::{Needs, Store};
pub use sas_source::sas_as_csv;
pub use schema::TableKind;
pub use store::StoreInfo;

//! What is counted, and how, as files: code sets, benefit groups, gap rules, bands, hierarchies, geography,
//! cohorts, measures and question sets, each with an id, Danish and English titles, a source and the dates on which it is in force.
//!
//! The files of the folder `definitions/` are embedded in the program; a user's own folder adds to them or
//! replaces them. Reading checks everything: a definition that gets past [`Catalog::with_folders`] names only
//! what exists, on dates on which it is in force, and a day that no version covers, or two do, is an error with
//! the file and the line.
//!
//! The text of each definition is the law here; the types below are what is compiled from it.

mod bands;
mod benefit;
mod catalog;
mod code_set;
mod cohort;
mod dimension;
mod disclosure;
mod error;
mod gap_rule;
mod geography;
mod header;
mod hierarchy;
mod length;
mod measure;
mod measure_file;
mod peers;
mod question_set;
mod statistic;
pub mod toml_file;
mod window;

pub use bands::{Band, Bands, BandsOf, LowerEdge};
pub use benefit::BenefitGroup;
pub use catalog::{Catalog, CatalogError, Definition, Versions, kind_in_danish};
pub use code_set::{Code, CodeMask, CodeSet, MOST_CODES, NamedCode};
pub use cohort::{Cohort, Membership};
pub use dimension::{Dimension, DimensionKind};
pub use disclosure::Disclosure;
pub use error::{Error, LookupError};
pub use gap_rule::{GapRule, GapRuleDefinition};
pub use geography::{Area, Geography, Municipality};
pub use header::{Header, Title};
pub use hierarchy::{Category, Circumstance, Hierarchy};
pub use length::{Length, NotALength};
pub use measure::{
    Count, Event, FirstOffer, Hours, HoursOf, Life, Matching, Measure, Occurs, Outcome, STILL_RUNNING, Subject, Trend,
};
pub use peers::{PeerGroup, Peers};
pub use question_set::{Asked, Point, QuestionSet};
pub use statistic::{Aggregate, Quantity, Statistic, Unit};
pub use window::Window;

/// The language of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// For publication.
    #[default]
    Danish,
    /// For readers elsewhere.
    English,
}

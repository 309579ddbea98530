//! The two schemes that are followed up.

use definitions::Title;

/// A scheme with spells that have a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// Ressourceforløb: LAB chapter 19.
    Ressourceforlob,
    /// Jobafklaringsforløb: LAB chapter 18.
    Jobafklaring,
}

impl Scheme {
    /// Both.
    pub const ALL: [Scheme; 2] = [Scheme::Ressourceforlob, Scheme::Jobafklaring];

    /// The id of its benefit group.
    pub fn benefit(self) -> &'static str {
        match self {
            Scheme::Ressourceforlob => "ressourceforlob",
            Scheme::Jobafklaring => "jobafklaring",
        }
    }

    /// What it is called.
    pub fn title(self) -> Title {
        match self {
            Scheme::Ressourceforlob => Title::name("Ressourceforløb"),
            Scheme::Jobafklaring => Title::name("Jobafklaringsforløb"),
        }
    }
}

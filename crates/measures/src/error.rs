//! Why a question has no answer.

/// A question that cannot be asked, or a store that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store could not be read, or lacks a table.
    #[error(transparent)]
    Register(#[from] register::Error),
    /// A definition is not there or not in force.
    #[error(transparent)]
    Lookup(#[from] definitions::LookupError),
    /// The question is wrong in itself.
    #[error("{0}")]
    Question(String),
}

impl Error {
    pub(crate) fn question(message: impl Into<String>) -> Error {
        Error::Question(message.into())
    }
}

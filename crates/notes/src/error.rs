//! What can be wrong with a note.

/// Why a note cannot be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Kind);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    /// In one of the note's files: which, where and what.
    #[error(transparent)]
    File(#[from] definitions::Error),
    /// In the tables that it asks for.
    #[error(transparent)]
    Release(#[from] release::Error),
    /// In what it is set to.
    #[error("{0}")]
    Setting(String),
    /// In the template: file, line, what.
    #[error("{file}:{line}: {message}")]
    Template { file: String, line: usize, message: String },
    /// In a part of the note's file, by its name.
    #[error("{file}: {part}: {message}")]
    Part { file: String, part: String, message: String },
    #[error("the picture of figure `{figure}`")]
    Figure { figure: String, source: figures::Error },
    #[error("writing the document")]
    Document(#[from] document::Error),
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Error {
        Error(kind)
    }
}

impl Error {
    pub(crate) fn setting(message: String) -> Error {
        Error(Kind::Setting(message))
    }

    /// Whether it lies in the words of the command, and not in the note or the data.
    pub fn is_of_words(&self) -> bool {
        matches!(self.0, Kind::Setting(_))
    }
}

impl From<definitions::Error> for Error {
    fn from(error: definitions::Error) -> Error {
        Error(error.into())
    }
}

impl From<release::Error> for Error {
    fn from(error: release::Error) -> Error {
        Error(error.into())
    }
}

impl From<document::Error> for Error {
    fn from(error: document::Error) -> Error {
        Error(error.into())
    }
}

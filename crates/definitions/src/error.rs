//! What is wrong with a definition file.

/// A mistake in a definition file: the file, the line, what is wrong and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct Error {
    file: String,
    line: usize,
    message: String,
}

impl Error {
    /// A mistake at a line (1 is the first) of a file.
    pub fn new(file: &str, line: usize, message: impl Into<String>) -> Error {
        Error { file: file.to_owned(), line, message: message.into() }
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, 1 for the first.
    pub fn line(&self) -> usize {
        self.line
    }
}

/// What was asked for is not among the definitions, or is not in force on the day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// No definition has the id.
    #[error("there is no {kind} `{id}`{nearest}")]
    Unknown {
        /// What was looked for, in words: "measure".
        kind: &'static str,
        /// The id that was asked for.
        id: String,
        /// The nearest that there is, in words.
        nearest: String,
    },
    /// The definition is there, but not in force on all the days.
    #[error("{kind} `{id}` is in force {in_force}; {wanted} asks for more")]
    NotInForce {
        /// What was looked for, in words.
        kind: &'static str,
        /// The id that was asked for.
        id: String,
        /// When it is in force, in words.
        in_force: String,
        /// The period or day that was asked for.
        wanted: String,
    },
}

//! Why an extract is refused whole, or a store cannot be read.

use std::path::{Path, PathBuf};

/// An extract that is refused, or a store that cannot be written or read.
///
/// Rows with faults are no errors: they are findings. An error names the file, the row and the column, and what
/// was expected; never what stood there where that could be a person's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The manifest or a definition has a mistake.
    #[error(transparent)]
    Mistake(#[from] definitions::Error),
    /// Something that a definition names is not there.
    #[error(transparent)]
    Lookup(#[from] definitions::LookupError),
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the extract is not what it should be.
    #[error("{place}: {message}")]
    Refused {
        /// The file, with row and column where there is one.
        place: String,
        /// What is wrong and what was expected.
        message: String,
    },
    /// The store is not one, or is of another version of the program.
    #[error("{path}: {message}")]
    Store {
        /// The store's folder.
        path: PathBuf,
        /// What is wrong and what to do.
        message: String,
    },
    /// A table that the extract did not have is needed.
    #[error("{wanted} needs the table `{table}`, which the extract did not have: it is unknown, not empty")]
    TableAbsent {
        /// What needs it.
        wanted: String,
        /// The table's Danish name.
        table: &'static str,
    },
}

impl Error {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    }

    pub(crate) fn refused(place: impl std::fmt::Display, message: impl Into<String>) -> Error {
        Error::Refused { place: place.to_string(), message: message.into() }
    }

    pub(crate) fn store(path: &Path, message: impl Into<String>) -> Error {
        Error::Store { path: path.to_owned(), message: message.into() }
    }
}

/// A file's name for a message: without the folders above the extract, which say nothing about it.
pub(crate) fn short(path: &Path) -> String {
    let mut names: Vec<_> =
        path.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    names.reverse();
    names.join("/")
}

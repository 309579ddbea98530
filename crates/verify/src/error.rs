//! What can be wrong with a file that is to be verified.

/// A file that cannot be read as a table: the file, the line and what is wrong there.
///
/// ```
/// use verify::{Fault, verify_text};
/// let error = verify_text("note.csv", "# table: 1\n;Antal\nI alt;7.95\n").unwrap_err();
/// assert_eq!(error.line, Some(3));
/// assert!(error.to_string().starts_with("note.csv, line 3: `7.95` is no number"), "{error}");
/// assert!(matches!(error.fault, Fault::Mistake(_)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {fault}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct Error {
    /// The file.
    pub file: String,
    /// The line, from 1; none where it is the whole file.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong at a place of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file is not there, or the system does not hand it out.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is none of the formats that are read.
    #[error("is neither a typed table (`# table: …`), PX (*.px), JSON-stat 2.0 (*.json) nor tidy CSV")]
    Format,
    /// It is not as its format has it; what stands there and the way out.
    #[error("{0}")]
    Mistake(String),
}

/// A mistake on its way to the line that it is in.
pub(crate) type Mistake = String;

/// Puts a mistake where it is.
pub(crate) fn at(file: &str, line: usize) -> impl Fn(Mistake) -> Error + '_ {
    move |mistake| Error { file: file.to_owned(), line: Some(line), fault: Fault::Mistake(mistake) }
}

impl From<crate::rational::TooLarge> for Mistake {
    fn from(_: crate::rational::TooLarge) -> Mistake {
        "a number is too large to be kept exactly; at most 15 digits are read".to_owned()
    }
}

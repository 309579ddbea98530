//! What came out, a line each, as it is shown.

use std::fmt;

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It does.
    Holds,
    /// What is printed does not tell.
    Undecided,
    /// It does not.
    Fails,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Holds => "holds",
            Verdict::Undecided => "cannot be decided",
            Verdict::Fails => "fails",
        })
    }
}

/// What came out of a statement, or of one of its places that do not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line of the file, from 1.
    pub line: usize,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The statement, as it is typed.
    pub statement: String,
    /// Where, if the statement is about several places; otherwise empty.
    pub place: String,
    /// The figures, or why.
    pub because: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.verdict, self.statement)?;
        if !self.place.is_empty() {
            write!(f, ", {}", self.place)?;
        }
        if self.because.is_empty() { Ok(()) } else { write!(f, ": {}", self.because) }
    }
}

/// A count that is hidden, and what the rest says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenCell {
    /// The line of the file, from 1.
    pub line: usize,
    /// Where it stands.
    pub place: String,
    /// The least that it can be.
    pub least: i128,
    /// The most that it can be; none is no limit.
    pub most: Option<i128>,
    /// Why it is as good as printed, if it is: it has one value, or is surely below the threshold though nothing said so.
    pub given_away: Option<String>,
}

/// What came out of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The file, as it was named.
    pub file: String,
    /// The statements, in the order of the file; last, where they hang together, all of them at once.
    pub lines: Vec<Line>,
    /// The hidden counts, in the order of the file.
    pub hidden: Vec<HiddenCell>,
    /// How many statements hold, cannot be decided and fail.
    pub n_statements: [usize; 3],
}

impl Report {
    /// Whether nothing fails and nothing hidden is given away.
    pub fn passes(&self) -> bool {
        self.n_statements[Verdict::Fails as usize] == 0 && self.given_away().next().is_none()
    }

    /// The hidden counts that the rest gives away.
    pub fn given_away(&self) -> impl Iterator<Item = &HiddenCell> {
        self.hidden.iter().filter(|cell| cell.given_away.is_some())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        for line in &self.lines {
            writeln!(f, "{file}:{}: {line}", line.line)?;
        }
        for cell in self.given_away() {
            let why = cell.given_away.as_deref().unwrap_or_default();
            writeln!(f, "{file}:{}: given away: {}: {why}", cell.line, cell.place)?;
        }
        let [holds, undecided, fails] = self.n_statements;
        let all = holds + undecided + fails;
        write!(f, "{file}: {all} statements: {holds} hold, {fails} fail, {undecided} cannot be decided")?;
        if !self.hidden.is_empty() {
            write!(f, "; {} hidden counts, {} given away", self.hidden.len(), self.given_away().count())?;
        }
        writeln!(f)
    }
}

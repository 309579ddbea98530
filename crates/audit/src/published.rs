//! What is published, as one system: cells with their values or without, and facts that bind them.

/// The rule by which cells were hidden, as the release tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Counts below it are hidden: a cell of 1 to `threshold - 1`.
    pub threshold: i64,
    /// Whether a count of 0 is always shown, so that whatever is hidden is at least 1.
    pub zeros_shown: bool,
}

/// What a reader of the release sees of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A whole number is printed.
    Shown(i64),
    /// The symbol for hidden is printed. It is one for all reasons.
    Hidden,
    /// The cell is in no table, or without a figure there; it is a number of somebody all the same.
    Unpublished,
}

/// Where a cell stands: figures of one class are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    /// The table's file.
    pub table: String,
    /// The column's id.
    pub column: String,
    /// How many of the table's dimensions are at a category, and not at `all`.
    pub n_categories: usize,
}

/// One number that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The cell by its published categories, for people.
    pub name: String,
    /// What a reader sees.
    pub value: Value,
    /// Known from elsewhere: the number is at least this. None is what is known of any count: 0 or more, and 1 or more where
    /// it is hidden and zeros are shown. An amount may be less.
    pub at_least: Option<i64>,
    /// Known from elsewhere: the number is at most this. None is no limit.
    pub at_most: Option<i64>,
    /// Whether the threshold is about this number. It is not about days or kroner: a person has many of them.
    pub small_is_secret: bool,
    /// The cell's own threshold, where it is another than the release's.
    pub threshold: Option<i64>,
    /// Where the cell stands; several where several tables have it, none where none has.
    pub classes: Vec<Class>,
}

impl Cell {
    /// A cell of which nothing but its value is known.
    pub fn new(name: impl Into<String>, value: Value) -> Cell {
        Cell {
            name: name.into(),
            value,
            at_least: None,
            at_most: None,
            small_is_secret: true,
            threshold: None,
            classes: Vec::new(),
        }
    }
}

/// `lower <= sum of factor * cell <= upper`, all in whole numbers; where both are the same number, an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Places in [`Published::cells`], with factors. No place is there twice.
    pub terms: Vec<(usize, i64)>,
    /// None is no limit.
    pub lower: Option<i64>,
    /// None is no limit.
    pub upper: Option<i64>,
    /// How it is known, for people: `the parts of municipality sum to all: …`.
    pub says: String,
}

impl Fact {
    /// A whole that is the sum of its parts.
    ///
    /// ```
    /// let fact = audit::Fact::sum(0, &[1, 2], "a row sums to its total");
    /// assert_eq!(fact.terms, [(0, -1), (1, 1), (2, 1)]);
    /// assert_eq!((fact.lower, fact.upper), (Some(0), Some(0)));
    /// ```
    pub fn sum(whole: usize, parts: &[usize], says: impl Into<String>) -> Fact {
        let terms = std::iter::once((whole, -1)).chain(parts.iter().map(|part| (*part, 1))).collect();
        Fact { terms, lower: Some(0), upper: Some(0), says: says.into() }
    }
}

/// Everything an attacker knows from a release, as one system.
///
/// ```
/// use audit::{Cell, Fact, Published, Rule, Settings, Value};
/// // 2 + ? = 5, and zeros would be shown.
/// let cells = vec![
///     Cell::new("all", Value::Shown(5)),
///     Cell::new("women", Value::Shown(2)),
///     Cell::new("men", Value::Hidden),
/// ];
/// let facts = vec![Fact::sum(0, &[1, 2], "the parts of sex sum to all")];
/// let published = Published { rule: Rule { threshold: 3, zeros_shown: true }, cells, facts };
/// let report = audit::audit_system(&published, &Settings::strict());
/// assert_eq!(report.interval(2).map(|found| (found.lower, found.upper)), Some((3, Some(3))));
/// assert_eq!(report.findings[0].to_string(), "men: hidden, but it can only be 3");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The rule by which cells were hidden.
    pub rule: Rule,
    /// All cells that a fact names or a table has.
    pub cells: Vec<Cell>,
    /// All that binds them.
    pub facts: Vec<Fact>,
}

impl Published {
    /// The count below which a cell is small.
    pub fn threshold(&self, cell: usize) -> i64 {
        self.cells[cell].threshold.unwrap_or(self.rule.threshold)
    }

    /// The least that a cell can be before any fact is looked at: where zeros are shown, a hidden count is no zero.
    pub fn at_least(&self, cell: usize) -> i64 {
        match (self.cells[cell].value, self.cells[cell].at_least) {
            (Value::Shown(value), _) => value,
            (_, Some(least)) => least,
            (Value::Hidden, None) => i64::from(self.rule.zeros_shown),
            (Value::Unpublished, None) => 0,
        }
    }
}

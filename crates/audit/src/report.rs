//! What the attack found: each hidden cell's interval, and the cells whose protection fails.

use crate::published::Class;
use std::fmt;

/// How much of each kind of finding the text lists before it only counts.
const LISTED: usize = 20;

/// What is known of a hidden cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The cell's place in [`crate::Published::cells`].
    pub cell: usize,
    /// The cell by its published categories, in the first table that hides it.
    pub name: String,
    /// The least that fits the publication.
    pub lower: i64,
    /// The most that fits the publication; none is no limit.
    pub upper: Option<i64>,
    /// Whether both ends are reached by whole numbers that fit the publication. Otherwise the true interval may be
    /// narrower than this one, and is at least as wide as what was seen.
    pub exact: bool,
    /// The least and the most for which whole numbers were met that fit all of the publication; no most is no limit. None
    /// where none were met.
    pub seen: Option<(i64, Option<i64>)>,
}

impl Interval {
    /// Upper less lower; none is no limit.
    pub fn width(&self) -> Option<u64> {
        self.upper.map(|upper| upper.abs_diff(self.lower))
    }

    /// How wide the interval is for certain; none is no limit. Where it is exact, this is its width.
    pub fn certain_width(&self) -> Option<u64> {
        match self.seen {
            None => Some(0),
            Some((_, None)) => None,
            Some((least, Some(most))) => Some(most.abs_diff(least)),
        }
    }
}

/// What kind of thing a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// No whole numbers fit what is published.
    Contradiction,
    /// A cell is hidden in one place and shown in another.
    ShownElsewhere,
    /// A hidden cell can have one value only.
    Exact,
    /// A hidden cell is proven to be below the threshold.
    Small,
    /// A cell that is not published is proven to be above 0 and below the threshold.
    Unpublished,
    /// What hidden cells are marked with tells them apart.
    Marks,
    /// The search was given up before it was known whether a cell is safe.
    Undecided,
    /// All of a shown group are in one category.
    AllOfGroup,
    /// None of a shown group is in a category.
    NoneOfGroup,
}

impl FindingKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [FindingKind; 9] = [
        FindingKind::Contradiction,
        FindingKind::ShownElsewhere,
        FindingKind::Exact,
        FindingKind::Small,
        FindingKind::Unpublished,
        FindingKind::Marks,
        FindingKind::Undecided,
        FindingKind::AllOfGroup,
        FindingKind::NoneOfGroup,
    ];

    /// What stands above the findings of a kind.
    pub fn title(self) -> &'static str {
        match self {
            FindingKind::Contradiction => "contradictions",
            FindingKind::ShownElsewhere => "hidden here, shown there",
            FindingKind::Exact => "hidden, value known",
            FindingKind::Small => "hidden, known to be small",
            FindingKind::Unpublished => "not published, known to be small",
            FindingKind::Marks => "marks that tell hidden cells apart",
            FindingKind::Undecided => "undecided, search given up",
            FindingKind::AllOfGroup => "all of a group in one category",
            FindingKind::NoneOfGroup => "none of a group in a category",
        }
    }
}

/// One thing the attack found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The cell, by its published categories; of a contradiction, what contradicts itself.
    pub what: String,
    /// What is known of it.
    pub known: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.what, self.known)
    }
}

/// The hidden cells of one class, and the one of which most is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSummary {
    /// Where they stand.
    pub class: Class,
    /// How many cells of the class are hidden.
    pub n_hidden: usize,
    /// Of how many the interval is exact.
    pub n_exact: usize,
    /// Of how many it could not be decided whether they fall out.
    pub n_undecided: usize,
    /// The interval of them that is the narrowest for certain: every other one of the class is at least as wide as this
    /// one was seen to be. None where what is published fits no whole numbers.
    pub narrowest: Option<Interval>,
}

/// What the attack found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Cells that are shown or hidden.
    pub n_cells: usize,
    /// Cells that are hidden.
    pub n_hidden: usize,
    /// Cells that are in no table but are bound to some that are.
    pub n_unpublished: usize,
    /// Facts that bind the cells.
    pub n_facts: usize,
    /// Groups of cells that are not shown, no fact binding one of a group to one of another, with a hidden one.
    pub n_components: usize,
    /// Linear programs that were solved.
    pub n_programs: usize,
    /// What was found, by kind and then in the order of the cells.
    pub findings: Vec<Finding>,
    /// The interval of each hidden cell, in the order of the cells; a cell of a component that contradicts itself has
    /// none.
    pub intervals: Vec<Interval>,
    /// The classes that have hidden cells, in order.
    pub classes: Vec<ClassSummary>,
    /// Whether findings of the kind [`FindingKind::AllOfGroup`] fail the release.
    pub group_fails: bool,
}

impl Report {
    /// The interval of a hidden cell, by its place in [`crate::Published::cells`].
    pub fn interval(&self, cell: usize) -> Option<&Interval> {
        self.intervals.binary_search_by_key(&cell, |interval| interval.cell).ok().map(|at| &self.intervals[at])
    }

    /// Whether the release may go out: nothing was found that fails it.
    pub fn passes(&self) -> bool {
        self.findings.iter().all(|finding| match finding.kind {
            FindingKind::NoneOfGroup => true,
            FindingKind::AllOfGroup => !self.group_fails,
            _ => false,
        })
    }

    /// The findings of one kind.
    pub fn of_kind(&self, kind: FindingKind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }
}

/// The interval, or where it was not worked out to the end, how wide it is at least.
fn limits(interval: &Interval) -> String {
    let range = |lower: i64, upper: Option<i64>| match upper {
        Some(upper) => format!("{lower} to {upper}"),
        None => format!("{lower} and more"),
    };
    match interval.seen {
        _ if interval.exact => range(interval.lower, interval.upper),
        Some((least, most)) => format!("at least {}", range(least, most)),
        None => "not known".to_owned(),
    }
}

/// A cell's name without the table and the column where these stand beside it.
fn by_categories(interval: &Interval, table: &str, column: &str) -> String {
    let categories = interval.name.strip_prefix(table).and_then(|rest| rest.strip_prefix(", "));
    let categories = categories.and_then(|rest| rest.strip_prefix(column)).and_then(|rest| rest.strip_prefix(", "));
    categories.unwrap_or(&interval.name).to_owned()
}

/// Rows of words under each other: each column as wide as its widest word, numbers to the right.
fn lined_up(rows: &[Vec<String>], right: &[bool]) -> String {
    let widths: Vec<usize> = (0..right.len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default())
        .collect();
    let mut text = String::new();
    for row in rows {
        let words = row.iter().zip(&widths).zip(right).map(|((word, width), right)| {
            let gap = " ".repeat(width - word.chars().count());
            if *right { format!("{gap}{word}") } else { format!("{word}{gap}") }
        });
        text.push_str(format!("  {}", words.collect::<Vec<_>>().join("  ")).trim_end());
        text.push('\n');
    }
    text
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.passes() { "nothing falls out" } else { "the protection fails" };
        writeln!(formatter, "audit: {verdict}")?;
        let mut rows: Vec<Vec<String>> = [
            ("cells", self.n_cells),
            ("hidden", self.n_hidden),
            ("unpublished", self.n_unpublished),
            ("facts", self.n_facts),
            ("components", self.n_components),
            ("linear programs", self.n_programs),
        ]
        .iter()
        .map(|(name, number)| vec![(*name).to_owned(), number.to_string()])
        .collect();
        for kind in FindingKind::ALL {
            rows.push(vec![kind.title().to_owned(), self.of_kind(kind).count().to_string()]);
        }
        formatter.write_str(&lined_up(&rows, &[false, true]))?;
        for kind in FindingKind::ALL {
            let n_found = self.of_kind(kind).count();
            if n_found > 0 {
                writeln!(formatter, "\n{}", kind.title())?;
            }
            let listed = self.of_kind(kind).take(LISTED);
            let rows: Vec<Vec<String>> =
                listed.map(|finding| vec![format!("{}:", finding.what), finding.known.clone()]).collect();
            formatter.write_str(&lined_up(&rows, &[false, false]))?;
            if n_found > LISTED {
                writeln!(formatter, "  and {} more", n_found - LISTED)?;
            }
        }
        if self.classes.is_empty() {
            return Ok(());
        }
        writeln!(formatter, "\nnarrowest interval of each class")?;
        let head = ["table", "column", "categories", "hidden", "worked out", "undecided", "interval", "cell"];
        let rows = self.classes.iter().map(|summary| {
            let Class { table, column, n_categories } = &summary.class;
            vec![
                table.clone(),
                column.clone(),
                n_categories.to_string(),
                summary.n_hidden.to_string(),
                summary.n_exact.to_string(),
                summary.n_undecided.to_string(),
                summary.narrowest.as_ref().map_or_else(|| "none".to_owned(), limits),
                summary.narrowest.as_ref().map(|interval| by_categories(interval, table, column)).unwrap_or_default(),
            ]
        });
        let rows: Vec<Vec<String>> = std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect();
        formatter.write_str(&lined_up(&rows, &[false, false, true, true, true, true, true, false]))?;
        let n_wider = self.intervals.iter().filter(|interval| !interval.exact).count();
        if n_wider > 0 {
            writeln!(
                formatter,
                "  an interval that says `at least` was not worked out to the end: {n_wider} of {} hidden cells",
                self.intervals.len()
            )?;
        }
        Ok(())
    }
}

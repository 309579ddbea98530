//! One linear system over everything that is published: cells, the equations that tie them, published shares.
//!
//! All tables of a release, all hierarchies, sums over time and differences between areas are equations of the same
//! system: protecting table by table is known to be unsafe (sdcTools/UserSupport #136).

use crate::finest::{FinestId, Tie};
use crate::{Error, Primary};
use std::collections::BTreeMap;
use std::fmt;

/// A cell, in the order in which the builder was given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellId(pub(crate) usize);

impl CellId {
    /// Its place in the order of the cells, from 0.
    pub fn index(self) -> usize {
        self.0
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cell {}", self.0)
    }
}

/// What anybody knows of a hidden cell before looking at the tables.
///
/// ```
/// use protection::Known;
/// assert_eq!(Known::COUNT.lower, Some(0));
/// // Where zeros are shown, a hidden cell is not zero.
/// assert_eq!(Known::ABOVE_ZERO.lower, Some(1));
/// assert_eq!(Known::COUNT.at_most(120).upper, Some(120));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// It is at least this; none where it may be as far below zero as it likes.
    pub lower: Option<i64>,
    /// It is at most this.
    pub upper: Option<i64>,
}

impl Known {
    /// A count: at least 0.
    pub const COUNT: Known = Known { lower: Some(0), upper: None };
    /// A count in a table that shows its zeros: at least 1.
    pub const ABOVE_ZERO: Known = Known { lower: Some(1), upper: None };
    /// Nothing: an amount of either sign.
    pub const NOTHING: Known = Known { lower: None, upper: None };

    /// The same, and at most `upper`: the population of an area, say.
    pub const fn at_most(self, upper: i64) -> Known {
        Known { lower: self.lower, upper: Some(upper) }
    }

    /// What two sources know together.
    pub(crate) fn and(self, other: Known) -> Known {
        let lower = match (self.lower, other.lower) {
            (Some(one), Some(two)) => Some(one.max(two)),
            (one, two) => one.or(two),
        };
        let upper = match (self.upper, other.upper) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Known { lower, upper }
    }

    fn allows(self, value: i64) -> bool {
        self.lower.is_none_or(|lower| lower <= value) && self.upper.is_none_or(|upper| value <= upper)
    }
}

/// Whether a cell is printed, and whether it may be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Printing {
    /// Nobody prints it, but anybody can compute it from what is printed: the difference between two areas, say.
    Virtual,
    /// It is printed unless it is hidden.
    Free,
    /// It is printed: it was already, it is a zero in a table that shows zeros, or the law says so.
    Shown,
}

/// A cell: its value, what is known of it, what it costs to hide it, why it must be hidden.
///
/// ```
/// use protection::{Cell, Known, Printing};
/// let cell = Cell::new(12).known(Known::ABOVE_ZERO).cost(40);
/// assert_eq!((cell.value, cell.cost, cell.printing), (12, 40, Printing::Free));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value: persons, spells or kroner.
    pub value: i64,
    /// What is known in advance if it is hidden.
    pub known: Known,
    /// What hiding it costs, in any unit that is the same for all cells; see [`crate::cost`].
    pub cost: u64,
    /// Whether it is printed and may be hidden.
    pub printing: Printing,
    /// Why it must be hidden, and how well, if it must.
    pub primary: Option<Primary>,
}

impl Cell {
    /// A printed count that may be hidden at a cost of its size.
    pub fn new(value: i64) -> Cell {
        Cell { value, known: Known::COUNT, cost: value.unsigned_abs(), printing: Printing::Free, primary: None }
    }

    /// With another knowledge.
    pub fn known(self, known: Known) -> Cell {
        Cell { known, ..self }
    }

    /// With another cost.
    pub fn cost(self, cost: u64) -> Cell {
        Cell { cost, ..self }
    }

    /// With another way of printing.
    pub fn printing(self, printing: Printing) -> Cell {
        Cell { printing, ..self }
    }

    /// Hidden for a reason, or, with none, not hidden in itself.
    pub fn primary(self, primary: impl Into<Option<Primary>>) -> Cell {
        Cell { primary: primary.into(), ..self }
    }
}

/// Coefficients of columns, sorted by column, none of them 0.
pub(crate) type Row = Vec<(usize, i64)>;

/// Everything that is published, as one linear system. Made by a [`SystemBuilder`].
#[derive(Debug, Clone)]
pub struct System {
    /// The merged cells, called columns inside the crate; behind them what the facts leave open.
    pub(crate) columns: Vec<Cell>,
    /// The first declared cell of each column.
    pub(crate) names: Vec<CellId>,
    /// The column of each declared cell.
    pub(crate) column_of: Vec<usize>,
    /// The equations, and then the facts, each with a virtual column of its own for what it leaves open.
    pub(crate) rows: Vec<Row>,
    n_equations: usize,
    /// For each column the rows it stands in, with its coefficient.
    pub(crate) rows_of: Vec<Row>,
    /// What columns are made of that nobody has counted.
    pub(crate) ties: Vec<Tie>,
    pub(crate) n_finest: usize,
}

impl System {
    /// An empty builder.
    pub fn builder() -> SystemBuilder {
        SystemBuilder::default()
    }

    /// From checked rows; a fact comes with what it leaves open.
    fn new(
        mut columns: Vec<Cell>,
        names: Vec<CellId>,
        column_of: Vec<usize>,
        equations: Vec<Row>,
        facts: Vec<(Row, i64)>,
    ) -> System {
        let (n_equations, mut rows) = (equations.len(), equations);
        for (mut row, left) in facts {
            row.push((columns.len(), -1));
            rows.push(row);
            columns.push(Cell::new(left).cost(0).printing(Printing::Virtual));
        }
        let rows_of = rows_of(columns.len(), &rows);
        System { columns, names, column_of, rows, n_equations, rows_of, ties: Vec::new(), n_finest: 0 }
    }

    /// The same with further inequalities, and by how much each is above zero; none where it has them all.
    pub(crate) fn with(&self, mut facts: BTreeMap<Row, i64>) -> Option<System> {
        // A fact is a row of its own, with what it leaves open behind it.
        for row in &self.rows[self.n_equations..] {
            facts.remove(&row[..row.len().saturating_sub(1)]);
        }
        if facts.is_empty() {
            return None;
        }
        let mut system = self.clone();
        for (mut row, left) in facts {
            row.push((system.columns.len(), -1));
            system.columns.push(Cell::new(left).cost(0).printing(Printing::Virtual));
            system.rows.push(row);
        }
        system.rows_of = rows_of(system.columns.len(), &system.rows);
        Some(system)
    }

    /// From rows that are known to hold; no cell is declared in it.
    pub(crate) fn of_rows(columns: Vec<Cell>, names: Vec<CellId>, rows: Vec<Row>) -> System {
        let rows_of = rows_of(columns.len(), &rows);
        System {
            columns,
            names,
            column_of: Vec::new(),
            n_equations: rows.len(),
            rows,
            rows_of,
            ties: Vec::new(),
            n_finest: 0,
        }
    }

    /// How many cells were declared.
    pub fn n_cells(&self) -> usize {
        self.column_of.len()
    }

    /// How many different equations there are.
    pub fn n_equations(&self) -> usize {
        self.n_equations
    }

    /// How many published inequalities there are.
    pub fn n_facts(&self) -> usize {
        self.rows.len() - self.n_equations
    }

    /// How many different cells must be hidden for a reason of their own.
    pub fn n_primaries(&self) -> usize {
        self.primaries().count()
    }

    /// A declared cell as it stands after merging; none for a cell of another system.
    pub fn cell(&self, cell: CellId) -> Option<&Cell> {
        self.column_of.get(cell.0).map(|column| &self.columns[*column])
    }

    /// All declared cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = (CellId, &Cell)> {
        self.column_of.iter().enumerate().map(|(at, column)| (CellId(at), &self.columns[*column]))
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// The columns with a requirement.
    pub(crate) fn primaries(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(|(_, cell)| cell.primary.is_some()).map(|(column, _)| column)
    }

    /// Whether a column may be hidden, or is not printed anyway.
    pub(crate) fn may_hide(&self, column: usize) -> bool {
        self.columns[column].printing != Printing::Shown
    }

    /// What must be hidden from the outset: the primaries, and what nobody prints.
    pub(crate) fn hidden_at_least(&self) -> Vec<bool> {
        self.columns.iter().map(|cell| cell.primary.is_some() || cell.printing == Printing::Virtual).collect()
    }

    /// What hiding these columns costs; virtual cells are free.
    pub(crate) fn cost_of(&self, hidden: &[bool]) -> u64 {
        let costs =
            self.columns.iter().zip(hidden).filter(|(cell, hidden)| **hidden && cell.printing == Printing::Free);
        costs.fold(0u64, |sum, (cell, _)| sum.saturating_add(cell.cost))
    }

    /// How far below and above its value a hidden column may lie in an attacker's mind.
    pub(crate) fn room(&self, column: usize) -> (Option<i64>, Option<i64>) {
        let Cell { value, known, .. } = &self.columns[column];
        (known.lower.map(|lower| lower - value), known.upper.map(|upper| upper - value))
    }
}

/// Coefficients of declared cells.
type Terms = Vec<(CellId, i64)>;

/// Collects cells, equations and facts, and checks them.
///
/// ```
/// use protection::{Cell, Error, System};
/// let mut builder = System::builder();
/// let (women, men) = (builder.cell(Cell::new(3)), builder.cell(Cell::new(9)));
/// let all = builder.cell(Cell::new(12));
/// builder.total("sex", all, &[women, men]);
/// assert_eq!(builder.build()?.n_equations(), 1);
///
/// let mut builder = System::builder();
/// let cells = [4, 5, 10].map(|value| builder.cell(Cell::new(value)));
/// builder.total("age", cells[2], &cells[..2]);
/// assert_eq!(builder.build().unwrap_err(), Error::Equation { equation: "age".into() });
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SystemBuilder {
    cells: Vec<Cell>,
    equations: Vec<(String, Terms)>,
    facts: Vec<(String, Terms, i64)>,
    same: Vec<(CellId, CellId)>,
    ties: Vec<(Terms, Vec<FinestId>, Vec<FinestId>)>,
    n_finest: usize,
}

/// The largest value that is taken: sums of many of them still fit into 64 bits.
pub(crate) const LARGEST_VALUE: u64 = 1 << 48;

impl SystemBuilder {
    /// Adds a cell.
    pub fn cell(&mut self, cell: Cell) -> CellId {
        self.cells.push(cell);
        CellId(self.cells.len() - 1)
    }

    /// Coefficients times cells sum to zero. The name is for errors.
    pub fn equation(&mut self, name: impl Into<String>, terms: &[(CellId, i64)]) {
        self.equations.push((name.into(), terms.to_vec()));
    }

    /// A total is the sum of its parts.
    pub fn total(&mut self, name: impl Into<String>, total: CellId, parts: &[CellId]) {
        let mut terms: Vec<(CellId, i64)> = parts.iter().map(|part| (*part, 1)).collect();
        terms.push((total, -1));
        self.equations.push((name.into(), terms));
    }

    /// A published inequality: coefficients times cells sum to `at_least` or more.
    pub fn fact(&mut self, name: impl Into<String>, terms: &[(CellId, i64)], at_least: i64) {
        self.facts.push((name.into(), terms.to_vec(), at_least));
    }

    /// A published share: `lower * base <= per * numerator <= upper * base`.
    pub fn share(&mut self, name: &str, numerator: CellId, base: CellId, per: i64, [lower, upper]: [i64; 2]) {
        self.fact(format!("{name}, from below"), &[(numerator, per), (base, -lower)], 0);
        self.fact(format!("{name}, from above"), &[(base, upper), (numerator, -per)], 0);
    }

    /// A percentage as it is shown, with so many decimals (at most 6): `shown` is 125 for 12.5 %, with 1 decimal.
    ///
    /// It was rounded half up or half down: both ends of the interval are taken to be possible.
    ///
    /// ```
    /// use protection::{Cell, System};
    /// let mut builder = System::builder();
    /// let (part, base) = (builder.cell(Cell::new(2)), builder.cell(Cell::new(16)));
    /// builder.percentage("on benefits", part, base, 125, 1);
    /// assert_eq!(builder.build()?.n_facts(), 2);
    /// # Ok::<(), protection::Error>(())
    /// ```
    pub fn percentage(&mut self, name: &str, numerator: CellId, base: CellId, shown: i64, decimals: u8) {
        let per = 200 * 10i64.pow(u32::from(decimals.min(6)));
        let twice = shown.saturating_mul(2);
        self.share(name, numerator, base, per, [twice.saturating_sub(1), twice.saturating_add(1)]);
    }

    /// Two cells are the same number printed twice: hiding one is hiding the other.
    ///
    /// Cells that merely stand in the same equations are not the same; two cells of one total are an example.
    pub fn same(&mut self, one: CellId, other: CellId) {
        self.same.push((one, other));
    }

    /// Adds a finest cell: a number that nobody has counted, and that is not below zero.
    pub fn finest(&mut self) -> FinestId {
        self.n_finest += 1;
        FinestId(self.n_finest - 1)
    }

    /// A cell is the sum of finest cells.
    ///
    /// ```
    /// use protection::{Cell, Frequency, Known, Settings, Status, System, protect};
    /// // The men of a town, everybody of its region, and the women of the region: the men of the town and the women of the
    /// // region are no more than everybody, so that the men are 1 or 2.
    /// let rule = Frequency { threshold: 3, hide_zeros: false };
    /// let mut builder = System::builder();
    /// let cells = [2, 10, 8].map(|value| {
    ///     builder.cell(Cell::new(value).known(Known::ABOVE_ZERO).primary(rule.check(value)))
    /// });
    /// let [men_of_town, women_of_town, other_men, other_women] = [(); 4].map(|()| builder.finest());
    /// builder.made_of(cells[0], &[men_of_town]);
    /// builder.made_of(cells[1], &[men_of_town, women_of_town, other_men, other_women]);
    /// builder.made_of(cells[2], &[women_of_town, other_women]);
    /// let pattern = protect(&builder.build()?, &Settings::default())?;
    /// assert_eq!(pattern.secondaries(), [cells[2]]);
    /// # Ok::<(), protection::Error>(())
    /// ```
    pub fn made_of(&mut self, cell: CellId, finest: &[FinestId]) {
        self.ties.push((vec![(cell, 1)], Vec::new(), finest.to_vec()));
    }

    /// Finest cells that have the same sum.
    pub fn same_sum(&mut self, ones: &[FinestId], others: &[FinestId]) {
        self.ties.push((Vec::new(), ones.to_vec(), others.to_vec()));
    }

    /// The system.
    ///
    /// # Errors
    /// An equation or a fact that does not hold, cells that are the same and differ, a value that contradicts what is
    /// known of it, a cell of another builder, numbers above 2^48.
    pub fn build(self) -> Result<System, Error> {
        let (column_of, names) = self.merge()?;
        let mut columns: Vec<Cell> = names.iter().map(|name| self.cells[name.0].clone()).collect();
        for (at, cell) in self.cells.iter().enumerate() {
            let column = column_of[at];
            if columns[column].value != cell.value {
                return Err(Error::Same { one: names[column], other: CellId(at) });
            }
            join(&mut columns[column], cell);
        }
        for (at, column) in column_of.iter().enumerate() {
            let cell = &columns[*column];
            let known = [Some(cell.value), cell.known.lower, cell.known.upper];
            if known.into_iter().flatten().any(|number| number.unsigned_abs() > LARGEST_VALUE) {
                return Err(Error::TooLarge { place: CellId(at).to_string() });
            }
            if !cell.known.allows(cell.value) {
                return Err(Error::Known { cell: CellId(at) });
            }
        }
        let mut equations = Vec::with_capacity(self.equations.len());
        for (name, terms) in &self.equations {
            let (row, sum) = self.row(name, terms, &column_of)?;
            if sum != 0 {
                return Err(Error::Equation { equation: name.clone() });
            }
            equations.push(in_lowest_terms(row));
        }
        equations.retain(|row| !row.is_empty());
        equations.sort();
        equations.dedup();
        let mut facts: Vec<(Row, i64)> = Vec::with_capacity(self.facts.len());
        for (name, terms, at_least) in &self.facts {
            let (row, sum) = self.row(name, terms, &column_of)?;
            let left = sum - i128::from(*at_least);
            if left < 0 {
                return Err(Error::Fact { fact: name.clone() });
            }
            let left = i64::try_from(left).ok().filter(|left| left.unsigned_abs() <= LARGEST_VALUE);
            facts.push((row, left.ok_or_else(|| Error::TooLarge { place: name.clone() })?));
        }
        facts.retain(|(row, _)| !row.is_empty());
        facts.sort();
        facts.dedup();
        let mut ties = Vec::with_capacity(self.ties.len());
        for (terms, ones, others) in &self.ties {
            let (columns, _) = self.row("made of finest cells", terms, &column_of)?;
            let mut finest: BTreeMap<usize, i64> = BTreeMap::new();
            ones.iter().for_each(|FinestId(at)| *finest.entry(*at).or_default() += 1);
            others.iter().for_each(|FinestId(at)| *finest.entry(*at).or_default() -= 1);
            ties.push(Tie { columns, finest: finest.into_iter().filter(|(_, by)| *by != 0).collect() });
        }
        ties.sort();
        ties.dedup();
        let system = System::new(columns, names, column_of, equations, facts);
        Ok(System { ties, n_finest: self.n_finest, ..system })
    }

    /// The column of each cell, and the first cell of each column.
    fn merge(&self) -> Result<(Vec<usize>, Vec<CellId>), Error> {
        let mut first: Vec<usize> = (0..self.cells.len()).collect();
        fn root(first: &mut [usize], mut at: usize) -> usize {
            while first[at] != at {
                first[at] = first[first[at]];
                at = first[at];
            }
            at
        }
        for (one, other) in &self.same {
            for cell in [one, other] {
                if cell.0 >= first.len() {
                    return Err(Error::Unknown { cell: *cell });
                }
            }
            let (one, other) = (root(&mut first, one.0), root(&mut first, other.0));
            first[one.max(other)] = one.min(other);
        }
        let (mut column_of, mut names) = (vec![0; first.len()], Vec::new());
        for at in 0..first.len() {
            let root = root(&mut first, at);
            if root == at {
                column_of[at] = names.len();
                names.push(CellId(at));
            } else {
                column_of[at] = column_of[root];
            }
        }
        Ok((column_of, names))
    }

    /// The terms by column, and what they sum to on the values.
    fn row(&self, name: &str, terms: &[(CellId, i64)], column_of: &[usize]) -> Result<(Row, i128), Error> {
        let mut by_column: BTreeMap<usize, i64> = BTreeMap::new();
        let mut sum = 0i128;
        let too_large = || Error::TooLarge { place: name.to_string() };
        for (cell, coefficient) in terms {
            let column = *column_of.get(cell.0).ok_or(Error::Unknown { cell: *cell })?;
            let entry = by_column.entry(column).or_default();
            *entry = entry.checked_add(*coefficient).ok_or_else(too_large)?;
            sum += i128::from(*coefficient) * i128::from(self.cells[cell.0].value);
        }
        if by_column.values().any(|coefficient| coefficient.unsigned_abs() > LARGEST_VALUE) {
            return Err(too_large());
        }
        Ok((by_column.into_iter().filter(|(_, coefficient)| *coefficient != 0).collect(), sum))
    }
}

fn rows_of(n_columns: usize, rows: &[Row]) -> Vec<Row> {
    let mut rows_of = vec![Vec::new(); n_columns];
    for (at, row) in rows.iter().enumerate() {
        row.iter().for_each(|(column, coefficient)| rows_of[*column].push((at, *coefficient)));
    }
    rows_of
}

/// The same number printed in another place as well: what is strictest holds.
fn join(column: &mut Cell, cell: &Cell) {
    column.known = column.known.and(cell.known);
    column.cost = column.cost.max(cell.cost);
    column.printing = column.printing.max(cell.printing);
    column.primary = match (column.primary.take(), cell.primary) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    };
}

/// Divided by the common divisor, the first coefficient positive: two writings of one equation become equal.
pub(crate) fn in_lowest_terms(mut row: Row) -> Row {
    let divisor = row.iter().fold(0, |divisor, (_, coefficient)| gcd(divisor, coefficient.unsigned_abs()));
    let divisor = i64::try_from(divisor).unwrap_or(i64::MAX);
    let sign = row.first().map_or(1, |(_, coefficient)| coefficient.signum());
    row.iter_mut().for_each(|(_, coefficient)| *coefficient = *coefficient / divisor * sign);
    row
}

/// The greatest common divisor; of 0 and another number the other.
pub(crate) fn gcd(one: u64, other: u64) -> u64 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

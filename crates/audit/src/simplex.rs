//! A linear program in exact whole numbers: the least and the most of one cell, from one start after the other.
//!
//! The tableau of sums that share cells holds small whole numbers, mostly 0, 1 and -1, so it can be kept exactly: a row is
//! whole numbers over one divisor, and no tolerance decides whether a hidden cell is known. Each row of the program has a
//! cell of its own, its sum, which is held within the row's limits; the sum of an equation leaves the tableau for good
//! once it is met. The next program starts where the last one ended, which is a few steps away.
//!
//! Source: the simplex method for bounded variables, any textbook of linear programming; the rule against cycling is
//! Bland's (New finite pivoting rules for the simplex method, 1977).

use crate::component::Row;

/// So many steps without a change and the rule against cycling takes over.
const STALLED: usize = 40;

/// A number in the tableau has grown too large to be kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Where a push of one variable ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It can go no further.
    Furthest,
    /// It can go on without a limit.
    Unlimited,
    /// It came to the goal.
    Goal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It has this line.
    Line(usize),
    /// It stands at this limit, and lines are about how far it is from there.
    At(i128),
    /// The sum of an equation that is met.
    Gone,
}

/// `divisor * variable = constant + sum of factor * (other variable - where it stands)`.
#[derive(Debug, Clone)]
struct Line {
    variable: usize,
    divisor: i64,
    constant: i128,
    /// The other variables with their factors, none of them 0, ascending.
    terms: Vec<(usize, i64)>,
}

/// A linear program with its tableau: variables 0 to `n_cells - 1` are cells, those after it the sums of the rows.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    n_cells: usize,
    lower: Vec<Option<i128>>,
    upper: Vec<Option<i128>>,
    place: Vec<Place>,
    lines: Vec<Line>,
    /// For each variable the lines that it is in; also some that it was in, and some twice.
    lines_of: Vec<Vec<usize>>,
    /// How many numbers of the tableau were handled so far.
    work: u64,
    /// Room for a line in the making.
    spare: Vec<(usize, i64)>,
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn product(a: i128, b: i128) -> Result<i128, TooLarge> {
    a.checked_mul(b).ok_or(TooLarge)
}

fn plus(a: i128, b: i128) -> Result<i128, TooLarge> {
    a.checked_add(b).ok_or(TooLarge)
}

impl Line {
    /// The factor of a variable; 0 where the line does not have it.
    fn factor(&self, variable: usize) -> i64 {
        self.terms.binary_search_by_key(&variable, |(other, _)| *other).map_or(0, |at| self.terms[at].1)
    }

    /// Divides the line by what all its numbers have in common.
    fn reduce(&mut self) -> Result<(), TooLarge> {
        if self.divisor == 1 {
            return Ok(());
        }
        let mut common = greatest_common_divisor(self.divisor.unsigned_abs().into(), self.constant.unsigned_abs());
        for (_, factor) in &self.terms {
            if common == 1 {
                return Ok(());
            }
            common = greatest_common_divisor(common, factor.unsigned_abs().into());
        }
        if common > 1 {
            // It divides the divisor, which is an i64.
            let common = i64::try_from(common).map_err(|_| TooLarge)?;
            self.divisor /= common;
            self.constant /= i128::from(common);
            for (_, factor) in &mut self.terms {
                *factor /= common;
            }
        }
        Ok(())
    }

    /// Puts in what a variable of the line is: `pivot.divisor * (variable - where it stands) = moved + pivot.terms`.
    /// Variables that come into the line are handed to `added`; `terms` is room for the new line, and gets the old one.
    fn put_in(
        &mut self,
        factor: i64,
        variable: usize,
        pivot: &Line,
        moved: i128,
        added: &mut Vec<usize>,
        terms: &mut Vec<(usize, i64)>,
    ) -> Result<(), TooLarge> {
        terms.clear();
        let common = if pivot.divisor == 1 {
            1
        } else {
            let common = greatest_common_divisor(pivot.divisor.unsigned_abs().into(), factor.unsigned_abs().into());
            i64::try_from(common).map_err(|_| TooLarge)?
        };
        let (times, factor) = (pivot.divisor / common, factor / common);
        let mut own = self.terms.iter().copied().filter(|(other, _)| *other != variable).peekable();
        for (other, number) in &pivot.terms {
            while let Some((before, number)) = own.next_if(|(before, _)| before < other) {
                terms.push((before, number.checked_mul(times).ok_or(TooLarge)?));
            }
            let more = number.checked_mul(factor).ok_or(TooLarge)?;
            match own.next_if(|(same, _)| same == other) {
                None => {
                    terms.push((*other, more));
                    added.push(*other);
                }
                Some((_, number)) => {
                    let sum = number.checked_mul(times).and_then(|number| number.checked_add(more)).ok_or(TooLarge)?;
                    if sum != 0 {
                        terms.push((*other, sum));
                    }
                }
            }
        }
        for (other, number) in own {
            terms.push((other, number.checked_mul(times).ok_or(TooLarge)?));
        }
        std::mem::swap(&mut self.terms, terms);
        self.divisor = self.divisor.checked_mul(times).ok_or(TooLarge)?;
        self.constant = plus(product(self.constant, times.into())?, product(factor.into(), moved)?)?;
        self.reduce()
    }
}

/// The shortest whole step of a variable and its column of factors over divisors; none where it is too long.
fn whole_way(variable: usize, column: &[(usize, i64, i64)]) -> Option<Vec<(usize, i64)>> {
    let mut times = 1i64;
    for (_, factor, divisor) in column {
        let short = divisor / common_divisor(*divisor, *factor)?;
        times = times.checked_mul(short / common_divisor(times, short)?)?;
    }
    let mut way = vec![(variable, times)];
    for (other, factor, divisor) in column {
        way.push((*other, factor.checked_mul(times)? / divisor));
    }
    Some(way)
}

fn common_divisor(a: i64, b: i64) -> Option<i64> {
    i64::try_from(greatest_common_divisor(a.unsigned_abs().into(), b.unsigned_abs().into())).ok()
}

impl Program {
    /// Each cell stands at its lower limit; nothing is met yet.
    pub(crate) fn new(lower: &[i128], upper: &[Option<i128>], rows: &[Row]) -> Result<Program, TooLarge> {
        let n_cells = lower.len();
        let at_lower = lower.iter().map(|limit| Place::At(*limit));
        let mut program = Program {
            n_cells,
            lower: lower.iter().map(|limit| Some(*limit)).chain(rows.iter().map(|row| row.lower)).collect(),
            upper: upper.iter().copied().chain(rows.iter().map(|row| row.upper)).collect(),
            place: at_lower.chain((0..rows.len()).map(Place::Line)).collect(),
            lines: Vec::with_capacity(rows.len()),
            lines_of: vec![Vec::new(); n_cells + rows.len()],
            work: 0,
            spare: Vec::new(),
        };
        for (at, row) in rows.iter().enumerate() {
            let mut terms = row.terms.clone();
            terms.sort_unstable();
            let mut constant = 0;
            for (cell, factor) in &terms {
                constant = plus(constant, product((*factor).into(), lower[*cell])?)?;
                program.lines_of[*cell].push(at);
            }
            program.work += terms.len() as u64;
            program.lines.push(Line { variable: n_cells + at, divisor: 1, constant, terms });
        }
        Ok(program)
    }

    /// How many numbers of the tableau were handled so far: what has been done, in steps instead of time.
    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// A copy to try something on. Making it is work, too.
    pub(crate) fn copy(&self) -> Program {
        let mut copy = self.clone();
        copy.work += self.lines.iter().map(|line| line.terms.len() as u64).sum::<u64>();
        copy
    }

    /// The value of a variable where the program stands, as a fraction; the divisor is above 0.
    pub(crate) fn value(&self, variable: usize) -> (i128, i128) {
        match self.place[variable] {
            Place::Line(line) => (self.lines[line].constant, self.lines[line].divisor.into()),
            Place::At(at) => (at, 1),
            // The limits of an equation's sum are one number.
            Place::Gone => (self.lower[variable].unwrap_or_default(), 1),
        }
    }

    /// The ways to go from here without leaving an equation: for each variable that has no line how far it and those with
    /// lines move in the shortest whole step.
    pub(crate) fn ways(&self) -> Vec<Vec<(usize, i64)>> {
        let mut columns: Vec<Vec<(usize, i64, i64)>> = vec![Vec::new(); self.place.len()];
        for line in &self.lines {
            for (variable, factor) in &line.terms {
                columns[*variable].push((line.variable, *factor, line.divisor));
            }
        }
        let of_place = columns.iter().zip(&self.place).enumerate();
        let standing = of_place.filter(|(_, (_, place))| matches!(place, Place::At(_)));
        standing.filter_map(|(variable, (column, _))| whole_way(variable, column)).collect()
    }

    /// The value of every cell, where all are whole.
    pub(crate) fn whole_point(&self) -> Option<Vec<i128>> {
        (0..self.n_cells)
            .map(|cell| {
                let (number, divisor) = self.value(cell);
                (divisor == 1 || number % divisor == 0).then(|| number / divisor)
            })
            .collect()
    }

    /// The first cell whose value is no whole number, and the whole number below it.
    pub(crate) fn broken_cell(&self) -> Option<(usize, i128)> {
        (0..self.n_cells).find_map(|cell| {
            let (number, divisor) = self.value(cell);
            (divisor != 1 && number % divisor != 0).then(|| (cell, number.div_euclid(divisor)))
        })
    }

    /// The limits of a cell.
    pub(crate) fn limits(&self, cell: usize) -> (Option<i128>, Option<i128>) {
        (self.lower[cell], self.upper[cell])
    }

    /// Gives a cell other limits. The program may then stand where they are not met.
    pub(crate) fn set_limits(
        &mut self,
        cell: usize,
        (lower, upper): (Option<i128>, Option<i128>),
    ) -> Result<(), TooLarge> {
        (self.lower[cell], self.upper[cell]) = (lower, upper);
        let Place::At(at) = self.place[cell] else { return Ok(()) };
        // What stands at a limit goes to the nearest of the new ones.
        let to = match (lower, upper) {
            (Some(lower), Some(upper)) if (at - lower).abs() > (at - upper).abs() => upper,
            (limit, other) => limit.or(other).unwrap_or(at),
        };
        let lines = self.lines_with(cell);
        self.shift(cell, to - at, &lines)
    }

    /// The lines that a variable is in, with its factors, ascending.
    fn lines_with(&mut self, variable: usize) -> Vec<(usize, i64)> {
        let mut lines = std::mem::take(&mut self.lines_of[variable]);
        lines.sort_unstable();
        lines.dedup();
        lines.retain(|line| self.lines[*line].factor(variable) != 0);
        let found = lines.iter().map(|line| (*line, self.lines[*line].factor(variable))).collect();
        self.lines_of[variable] = lines;
        found
    }

    fn shift(&mut self, variable: usize, by: i128, lines: &[(usize, i64)]) -> Result<(), TooLarge> {
        let Place::At(at) = self.place[variable] else { return Ok(()) };
        self.place[variable] = Place::At(at + by);
        for (line, factor) in lines {
            let line = &mut self.lines[*line];
            line.constant = plus(line.constant, product((*factor).into(), by)?)?;
        }
        Ok(())
    }

    /// Goes to where all limits are met; false where that is nowhere.
    pub(crate) fn meet_limits(&mut self) -> Result<bool, TooLarge> {
        let mut line = 0;
        // After a push the lines that were met are met still, but may have become others; so all are looked at until
        // none is left.
        let mut since_push = 0;
        while since_push < self.lines.len() {
            line %= self.lines.len();
            match self.misses(line)? {
                None => {
                    line += 1;
                    since_push += 1;
                }
                Some((direction, goal)) => {
                    let variable = self.lines[line].variable;
                    if self.push(variable, direction, Some(goal))? != Reach::Goal {
                        return Ok(false);
                    }
                    since_push = 0;
                }
            }
        }
        Ok(true)
    }

    /// Where a line's variable is outside its limits: the direction of the limit, and the limit.
    fn misses(&self, line: usize) -> Result<Option<(i64, i128)>, TooLarge> {
        let line = &self.lines[line];
        if let Some(lower) = self.lower[line.variable]
            && line.constant < product(lower, line.divisor.into())?
        {
            return Ok(Some((1, lower)));
        }
        if let Some(upper) = self.upper[line.variable]
            && line.constant > product(upper, line.divisor.into())?
        {
            return Ok(Some((-1, upper)));
        }
        Ok(None)
    }

    /// Moves one variable as far as it can go up (`direction` 1) or down (-1), or to the goal. Limits that are met stay
    /// met; those that are not yet met do not count.
    pub(crate) fn push(&mut self, variable: usize, direction: i64, goal: Option<i128>) -> Result<Reach, TooLarge> {
        let mut stalled = 0;
        loop {
            let careful = stalled > STALLED;
            let (entering, way) = match self.place[variable] {
                Place::Gone | Place::At(_) if goal.is_some() => return Ok(Reach::Goal),
                Place::At(at) if self.can_move(variable, at, direction) => (variable, direction),
                Place::Gone | Place::At(_) => return Ok(Reach::Furthest),
                Place::Line(line) => {
                    if let Some(goal) = goal {
                        let line = &self.lines[line];
                        let short = product(goal, line.divisor.into())? - line.constant;
                        if short * i128::from(direction) <= 0 {
                            return Ok(Reach::Goal);
                        }
                    }
                    match self.entering(line, direction, careful) {
                        None => return Ok(Reach::Furthest),
                        Some(entering) => entering,
                    }
                }
            };
            match self.step(entering, way, variable, goal, careful)? {
                None => return Ok(Reach::Unlimited),
                Some(moved) => stalled = if moved { 0 } else { stalled + 1 },
            }
        }
    }

    fn can_move(&self, variable: usize, at: i128, way: i64) -> bool {
        if way > 0 {
            self.upper[variable].is_none_or(|upper| at < upper)
        } else {
            self.lower[variable].is_none_or(|lower| at > lower)
        }
    }

    /// The variable that moves a line's variable most, and the way it has to go.
    fn entering(&self, line: usize, direction: i64, careful: bool) -> Option<(usize, i64)> {
        let mut best: Option<(usize, i64, usize)> = None;
        for (variable, factor) in &self.lines[line].terms {
            let way = factor.signum() * direction;
            let Place::At(at) = self.place[*variable] else { continue };
            if !self.can_move(*variable, at, way) {
                continue;
            }
            if careful {
                // The terms ascend.
                return Some((*variable, way));
            }
            let n_lines = self.lines_of[*variable].len();
            if best.is_none_or(|(_, _, fewest)| n_lines < fewest) {
                best = Some((*variable, way, n_lines));
            }
        }
        best.map(|(variable, way, _)| (variable, way))
    }

    /// Moves a variable until the first limit. None: there is none. Otherwise whether anything changed its value.
    fn step(
        &mut self,
        variable: usize,
        way: i64,
        pushed: usize,
        goal: Option<i128>,
        careful: bool,
    ) -> Result<Option<bool>, TooLarge> {
        let Place::At(at) = self.place[variable] else { return Ok(None) };
        let own = if way > 0 { self.upper[variable] } else { self.lower[variable] };
        let lines = self.lines_with(variable);
        // The shortest way so far, as a fraction, and the line that ends it there.
        let mut shortest: Option<(i128, i128)> = own.map(|limit| ((limit - at).abs(), 1));
        let mut blocking: Option<(usize, i64, i128)> = None;
        for (number, factor) in &lines {
            let line = &self.lines[*number];
            let up = (*factor > 0) == (way > 0);
            let limit = if line.variable == pushed && goal.is_some() {
                goal
            } else if up {
                self.upper[line.variable]
            } else {
                self.lower[line.variable]
            };
            let Some(limit) = limit else { continue };
            let room = product(limit, line.divisor.into())? - line.constant;
            let room = if up { room } else { -room };
            if room < 0 {
                // Outside this limit already: it is not met yet.
                continue;
            }
            let over = i128::from(factor.unsigned_abs());
            let better = match shortest {
                None => true,
                Some((least, divisor)) => {
                    let (new, old) = (product(room, divisor)?, product(least, over)?);
                    let is_first = |(other, of_other, _): (usize, i64, i128)| {
                        self.leaves_before((*number, *factor), (other, of_other), careful)
                    };
                    new < old || (new == old && blocking.is_some_and(is_first))
                }
            };
            if better {
                shortest = Some((room, over));
                blocking = Some((*number, *factor, limit));
            }
        }
        let Some((distance, _)) = shortest else { return Ok(None) };
        match blocking {
            Some((line, _, limit)) => self.pivot(line, variable, limit, &lines)?,
            None => self.shift(variable, if way > 0 { distance } else { -distance }, &lines)?,
        }
        Ok(Some(distance != 0))
    }

    /// Of two lines that end a step at the same place, whether the first leaves: against cycling the one of the first
    /// variable; otherwise the one that keeps the numbers small.
    fn leaves_before(&self, line: (usize, i64), than: (usize, i64), careful: bool) -> bool {
        let weight = |(line, factor): (usize, i64)| {
            let Line { variable, terms, .. } = &self.lines[line];
            if careful {
                (0, false, 0, *variable)
            } else {
                (factor.unsigned_abs(), !self.is_equation(*variable), terms.len(), *variable)
            }
        };
        weight(line) < weight(than)
    }

    /// Whether a variable is the sum of an equation. Its limits stay as they are.
    fn is_equation(&self, variable: usize) -> bool {
        variable >= self.n_cells && self.lower[variable].is_some() && self.lower[variable] == self.upper[variable]
    }

    /// A variable takes the line of another, which then stands at its limit. `lines` are those that the variable is in.
    fn pivot(&mut self, line: usize, variable: usize, limit: i128, lines: &[(usize, i64)]) -> Result<(), TooLarge> {
        let Place::At(at) = self.place[variable] else { return Ok(()) };
        let empty = Line { variable, divisor: 1, constant: 0, terms: Vec::new() };
        let old = std::mem::replace(&mut self.lines[line], empty);
        let factor = old.factor(variable);
        let sign = factor.signum();
        // factor * (variable - at) = divisor * limit - constant + divisor * (leaving - limit) - the others.
        let moved = i128::from(sign) * (product(old.divisor.into(), limit)? - old.constant);
        let mut terms: Vec<(usize, i64)> = old.terms;
        terms.retain(|(other, _)| *other != variable);
        for (_, number) in &mut terms {
            *number *= -sign;
        }
        let leaving = old.variable;
        if self.is_equation(leaving) {
            self.place[leaving] = Place::Gone;
        } else {
            let place = terms.partition_point(|(other, _)| *other < leaving);
            terms.insert(place, (leaving, sign * old.divisor));
            self.place[leaving] = Place::At(limit);
            self.lines_of[leaving].push(line);
        }
        let divisor = factor.abs();
        let constant = plus(product(divisor.into(), at)?, moved)?;
        let mut new = Line { variable, divisor, constant, terms };
        let mut added = Vec::new();
        for (other, factor) in lines.iter().filter(|(other, _)| *other != line) {
            added.clear();
            let line = &mut self.lines[*other];
            line.put_in(*factor, variable, &new, moved, &mut added, &mut self.spare)?;
            self.work += (line.terms.len() + new.terms.len()) as u64;
            for variable in &added {
                self.lines_of[*variable].push(*other);
            }
        }
        new.reduce()?;
        self.lines[line] = new;
        self.lines_of[variable].clear();
        self.place[variable] = Place::Line(line);
        Ok(())
    }
}

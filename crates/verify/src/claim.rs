//! The formal words of claims and limits.
//!
//! ```text
//! claim      = side ("=" | "is" | "<" | "<=" | ">" | ">=") side
//!            | side "is" [ordinal] ("lowest" | "highest") "of" ("rows" | "columns") ["[" names "]"]
//!            | side "is" ("lower" | "higher") "than every other" ("row" | "column") ["[" names "]"]
//!            | side "is" number "pct of" side          | number "pct of" side "is" side
//!            | side "is" number "out of" number "of" side
//! side       = term { ("+" | "-") term }
//! term       = value { ("*" | "/") number }
//! value      = cells | ("sum" | "mean" | "weighted mean") cells | number | hedge number ["within" number]
//!            | ("days" | "weeks") date ".." date       both days counted
//! cells      = "[" [table "|"] rows "|" columns "]"
//! rows       = "*" | name { "," name } | name ".." name  a name with , | .. or ] in it in quotation marks
//! hedge      = "about" | "ca." | "omkring" | "just under" | "knap" | "just over" | "godt" | …
//! ordinal    = "second" | "third" | "fourth" | "fifth"
//! ```
//!
//! Several cells without `sum` or `mean` are taken one by one. A weighted mean is of unknown weights: anything between the
//! least and the greatest.

use crate::error::Mistake;
use crate::interval::Interval;
use crate::note::{Cell, Comparison, Form, Instance, Note, Reading, Relation, Stands, joined};
use crate::number::{self, Printed, Style};
use crate::rational::Rational;
use crate::scheme;
use crate::table::Table;

/// How the cells of a value become numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Each,
    Sum,
    Mean,
    WeightedMean,
}

/// Some cells of a table.
#[derive(Debug, Clone)]
struct Selection {
    table: usize,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

#[derive(Debug, Clone)]
enum Value {
    Cells(How, Selection),
    Number(Printed, String),
    Hedged(Interval, String),
}

/// A value, times a factor, with the text of the factor.
type Term = (Value, Rational, String);

/// What the words are read with.
struct Reader<'t> {
    rest: &'t str,
    tables: &'t [Table],
    /// The table that the words stand in.
    current: Option<usize>,
    style: Style,
    line: usize,
}

/// One side at one place; what is missing where it is no number.
type Side = (String, Result<Form, String>);

/// Reads a claim or a limit.
pub(crate) fn read(
    text: &str,
    note: &mut Note,
    tables: &[Table],
    current: Option<usize>,
    line: usize,
    reading: Reading,
) -> Result<(Reading, Vec<Instance>), Mistake> {
    let mut reader = Reader { rest: text.trim(), tables, current, style: note.style, line };
    let first = reader.side()?;
    if reader.take_share_words() {
        let times = Rational::whole(100);
        let shown = reader.share(&first)?;
        let base = reader.side()?;
        if !reader.take_word("is") {
            return Err(reader.expected("`is`"));
        }
        let part = reader.side()?;
        return Ok((Reading::Fits, reader.ratio(note, &part, times, &base, &shown)?));
    }
    if reader.take_word("is") {
        if let Some(instances) = reader.ranked(note, &first)? {
            return Ok((Reading::Asserts, instances));
        }
        let second = reader.side()?;
        if reader.take_share_words() {
            let shown = reader.share(&second)?;
            let base = reader.side()?;
            return Ok((Reading::Fits, reader.ratio(note, &first, Rational::whole(100), &base, &shown)?));
        }
        if reader.take_word("out of") {
            let shown = reader.share(&second)?;
            let times = reader.number()?.0.value;
            if !reader.take_word("of") {
                return Err(reader.expected("`of`"));
            }
            let base = reader.side()?;
            return Ok((Reading::Fits, reader.ratio(note, &first, times, &base, &shown)?));
        }
        return Ok((Reading::Fits, reader.compared(note, &first, Comparison::Equal, &second)?));
    }
    let Some(is) = reader.take_comparison() else {
        return Err(reader.expected("`=`, `<`, `>` or `is`"));
    };
    let second = reader.side()?;
    let reading = if is == Comparison::Equal && reading == Reading::Asserts { Reading::Fits } else { reading };
    Ok((reading, reader.compared(note, &first, is, &second)?))
}

impl<'t> Reader<'t> {
    fn expected(&self, what: &str) -> Mistake {
        let rest: String = self.rest.chars().take(40).collect();
        if rest.is_empty() {
            format!("{what} is expected at the end")
        } else {
            format!("{what} is expected at `{rest}`")
        }
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes words, whatever their case and the spaces between them, if they come next.
    fn take_word(&mut self, words: &str) -> bool {
        let mut rest = self.rest.trim_start();
        for word in words.split(' ') {
            let Some((head, tail)) = rest.split_at_checked(word.len()) else { return false };
            let ends = word.ends_with(|c: char| !c.is_alphanumeric()) || !tail.starts_with(char::is_alphanumeric);
            if !head.eq_ignore_ascii_case(word) || !ends {
                return false;
            }
            rest = tail.trim_start();
        }
        self.rest = rest;
        true
    }

    fn take_share_words(&mut self) -> bool {
        ["pct. of", "pct of", "% of", "per cent of", "percent of"].into_iter().any(|words| self.take_word(words))
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        let all = [Comparison::AtMost, Comparison::AtLeast, Comparison::Less, Comparison::Greater, Comparison::Equal];
        all.into_iter().find(|is| self.take_word(is.symbol()))
    }

    fn side(&mut self) -> Result<Vec<(Term, bool)>, Mistake> {
        let mut terms = vec![(self.term()?, true)];
        loop {
            self.skip();
            let plus = if self.take_word("+") {
                true
            } else if self.take_word("-") {
                false
            } else {
                return Ok(terms);
            };
            terms.push((self.term()?, plus));
        }
    }

    fn term(&mut self) -> Result<Term, Mistake> {
        let value = self.value()?;
        let (mut factor, mut text) = (Rational::ONE, String::new());
        loop {
            let times = if self.take_word("*") {
                true
            } else if self.take_word("/") {
                false
            } else {
                return Ok((value, factor, text));
            };
            let (printed, written) = self.number()?;
            if printed.value == Rational::ZERO && !times {
                return Err("nothing can be divided by 0".to_owned());
            }
            factor = if times { factor.times(printed.value)? } else { factor.over(printed.value)? };
            text = format!("{text} {} {written}", if times { '*' } else { '/' });
        }
    }

    fn value(&mut self) -> Result<Value, Mistake> {
        for (words, how) in [("weighted mean", How::WeightedMean), ("mean", How::Mean), ("sum", How::Sum)] {
            if self.take_word(words) {
                return Ok(Value::Cells(how, self.selection()?));
            }
        }
        self.skip();
        if self.rest.starts_with('[') {
            return Ok(Value::Cells(How::Each, self.selection()?));
        }
        for (words, days) in [("days", 1), ("weeks", 7)] {
            if self.take_word(words) {
                return self.days(days);
            }
        }
        let (hedge, rest) = number::split_hedge(self.rest);
        let Some(hedge) = hedge else {
            let (printed, text) = self.number()?;
            return Ok(Value::Number(printed, text));
        };
        let before = self.rest;
        self.rest = rest;
        let (printed, _) = self.number()?;
        let within = if self.take_word("within") { Some(self.number()?.0.value) } else { None };
        let text = before[..before.len() - self.rest.len()].trim().to_owned();
        Ok(Value::Hedged(number::hedged(printed, hedge, within)?, text))
    }

    /// Days or weeks from one day to another, both counted.
    fn days(&mut self, unit: i128) -> Result<Value, Mistake> {
        let before = self.rest;
        let from = self.date()?;
        if !self.take_word("..") {
            return Err(self.expected("`..`"));
        }
        let until = self.date()? + 1;
        let value = Rational::new(i128::from(until - from), unit)?;
        let text = before[..before.len() - self.rest.len()].trim();
        let text = format!("{} {text} ({})", if unit == 1 { "days" } else { "weeks" }, number::show(value, self.style));
        Ok(Value::Number(Printed { value, decimals: 0 }, text))
    }

    fn date(&mut self) -> Result<i64, Mistake> {
        self.skip();
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        scheme::day(text).ok_or_else(|| format!("`{text}` is no date; write it as 2013-01-01"))
    }

    fn number(&mut self) -> Result<(Printed, String), Mistake> {
        self.skip();
        let is_part =
            |(at, c): (usize, char)| c.is_ascii_digit() || c == '.' || c == ',' || (at == 0 && "-−–".contains(c));
        let end = self.rest.char_indices().find(|part| !is_part(*part)).map_or(self.rest.len(), |(at, _)| at);
        let text = self.rest[..end].trim_end_matches(['.', ',']);
        let Some(printed) = number::read(text, self.style) else {
            return Err(self.expected("a number or `[…]`"));
        };
        self.rest = self.rest[text.len()..].trim_start();
        Ok((printed, text.to_owned()))
    }

    /// What a share may be before it is rounded, and as it is printed.
    fn share(&self, side: &[(Term, bool)]) -> Result<(Interval, String), Mistake> {
        match side {
            [((Value::Number(printed, text), factor, _), true)] if *factor == Rational::ONE => {
                Ok((number::rounded_to(printed.value, printed.decimals)?, text.clone()))
            }
            [((Value::Hedged(interval, text), factor, _), true)] if *factor == Rational::ONE => {
                Ok((*interval, text.clone()))
            }
            _ => Err("a share is a number, as in `[a | b] is 70 pct of [c | d]`".to_owned()),
        }
    }

    /// `[table | rows | columns]`.
    fn selection(&mut self) -> Result<Selection, Mistake> {
        self.skip();
        let inner = self.bracket().ok_or_else(|| self.expected("`[rows | columns]`"))?;
        let parts = split(inner, "|");
        let (table, rows, columns) = match parts.as_slice() {
            [rows, columns] => (self.current, rows, columns),
            [table, rows, columns] => {
                let name = unquoted(table);
                let found = self.tables.iter().position(|table| table.name == name);
                let names: Vec<&str> = self.tables.iter().map(|table| table.name.as_str()).collect();
                let missing = || format!("there is no table `{name}`; there are {}", names.join(", "));
                (Some(found.ok_or_else(missing)?), rows, columns)
            }
            _ => return Err(format!("`[{inner}]` is not `[rows | columns]` or `[table | rows | columns]`")),
        };
        let table = table.ok_or("before the first table, cells are named `[table | rows | columns]`")?;
        let lines = &self.tables[table];
        Ok(Selection {
            table,
            rows: chosen(rows, &lines.rows, "row")?,
            columns: chosen(columns, &lines.columns, "column")?,
        })
    }

    /// What stands in brackets that come next.
    fn bracket(&mut self) -> Option<&'t str> {
        let inner = self.rest.strip_prefix('[')?;
        let mut quoted = false;
        for (at, c) in inner.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ']' if !quoted => {
                    self.rest = inner[at + 1..].trim_start();
                    return Some(&inner[..at]);
                }
                _ => {}
            }
        }
        None
    }

    /// `is [second] lowest of rows` and the like; none where something else follows.
    fn ranked(&mut self, note: &mut Note, side: &[(Term, bool)]) -> Result<Option<Vec<Instance>>, Mistake> {
        let before = self.rest;
        let ordinals = [("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5)];
        let nth = ordinals.into_iter().find(|(word, _)| self.take_word(word)).map_or(1, |(_, nth)| nth);
        let (from_below, strictly) = if self.take_word("lowest of") {
            (true, false)
        } else if self.take_word("highest of") {
            (false, false)
        } else if self.take_word("lower than every other") {
            (true, true)
        } else if self.take_word("higher than every other") {
            (false, true)
        } else {
            self.rest = before;
            return Ok(None);
        };
        let by_rows = if self.take_word("rows") || self.take_word("row") {
            true
        } else if self.take_word("columns") || self.take_word("column") {
            false
        } else {
            return Err(self.expected("`rows` or `columns`"));
        };
        let [((Value::Cells(how, selection), factor, _), true)] = side else {
            return Err("only cells have a place among rows or columns".to_owned());
        };
        let table = &self.tables[selection.table];
        let (lines, own) = if by_rows { (&table.rows, &selection.rows) } else { (&table.columns, &selection.columns) };
        let among = match self.bracket() {
            Some(names) => chosen(names, lines, if by_rows { "row" } else { "column" })?,
            None => (0..lines.len()).collect(),
        };
        let [own_line] = own.as_slice() else {
            return Err("what has a place among rows is in one row, and among columns in one column".to_owned());
        };
        let Some(own) = among.iter().position(|line| line == own_line) else {
            return Err(format!("`{}` is not among those that it is compared with", lines[*own_line]));
        };
        self.at_end()?;
        let mut values = Vec::new();
        let mut missing = None;
        for line in &among {
            let mut other = selection.clone();
            *(if by_rows { &mut other.rows } else { &mut other.columns }) = vec![*line];
            match self.forms(note, *how, &other)?.as_slice() {
                [(_, Ok(form))] => {
                    let scaled = Form { text: form.text.clone(), ..Form::default() }.plus(form, *factor)?;
                    values.push((lines[*line].clone(), scaled));
                }
                [(_, Err(why))] => missing = Some(why.clone()),
                _ => return Err("several cells are compared by their `sum` or `mean`".to_owned()),
            }
        }
        let relation = match missing {
            Some(why) => Relation::Missing(why),
            None => Relation::Rank { values, own, nth, from_below, strictly },
        };
        Ok(Some(vec![Instance { place: String::new(), line: self.line, relation }]))
    }

    fn at_end(&self) -> Result<(), Mistake> {
        if self.rest.trim().is_empty() { Ok(()) } else { Err(self.expected("nothing more")) }
    }

    /// The forms of some cells: one each, or one of all.
    fn forms(&self, note: &mut Note, how: How, selection: &Selection) -> Result<Vec<Side>, Mistake> {
        let table = &self.tables[selection.table];
        let all: Vec<usize> = selection
            .rows
            .iter()
            .flat_map(|row| selection.columns.iter().map(|column| table.cells[*row][*column]))
            .collect();
        let is_there = |cell: &usize| note.cells[*cell].stands != Stands::Nothing;
        let absent = |cell: usize| format!("nothing is printed at {}", note.cells[cell].place);
        if how == How::Each {
            let of =
                |cell: usize| if is_there(&cell) { Ok(Form::of_cell(cell, &note.cells)) } else { Err(absent(cell)) };
            return Ok(all.into_iter().map(|cell| (note.cells[cell].place.clone(), of(cell))).collect());
        }
        let there: Vec<usize> = all.iter().copied().filter(is_there).collect();
        let missing = all.iter().copied().find(|cell| !is_there(cell)).filter(|_| how == How::Sum);
        if let Some(cell) = missing.or(all.first().copied().filter(|_| there.is_empty())) {
            return Ok(vec![(String::new(), Err(absent(cell)))]);
        }
        if how == How::WeightedMean {
            return Ok(vec![(String::new(), weighted_mean(note, &there, self.line))]);
        }
        let n = Rational::whole(i128::try_from(there.len()).unwrap_or(i128::MAX));
        let factor = if how == How::Mean { Rational::ONE.over(n)? } else { Rational::ONE };
        let mut form = Form::default();
        for cell in &there {
            form = form.plus(&Form::of_cell(*cell, &note.cells), factor)?;
        }
        let texts: Vec<&str> = there.iter().map(|cell| note.cells[*cell].text.as_str()).collect();
        form.text = match (how, texts.len()) {
            (How::Mean, n) => format!("the mean of {n} figures"),
            (_, 1..=9) => texts.join(" + "),
            (_, n) => format!("the sum of {n} figures"),
        };
        Ok(vec![(String::new(), Ok(form))])
    }

    /// A side at each of its places.
    fn evaluate(&self, note: &mut Note, side: &[(Term, bool)]) -> Result<Vec<Side>, Mistake> {
        let mut sum: Option<Vec<Side>> = None;
        for ((value, factor, text), plus) in side {
            let values = match value {
                Value::Cells(how, selection) => self.forms(note, *how, selection)?,
                Value::Number(printed, text) => {
                    let form = Form { constant: Some(printed.value), text: text.clone(), ..Form::default() };
                    vec![(String::new(), Ok(form))]
                }
                Value::Hedged(interval, text) => {
                    let cell = literal(note, self.line, text, *interval);
                    vec![(String::new(), Ok(Form::of_cell(cell, &note.cells)))]
                }
            };
            let signed = if *plus { *factor } else { factor.negative() };
            let start = vec![(String::new(), Ok(Form::default()))];
            let places = pair(sum.unwrap_or(start), values)?;
            let add = |(left, right): (Side, Side)| -> Result<Side, Mistake> {
                let place = if left.0.is_empty() { right.0 } else { left.0 };
                let (left, right) = match (left.1, right.1) {
                    (Ok(left), Ok(right)) => (left, right),
                    (Err(why), _) | (_, Err(why)) => return Ok((place, Err(why))),
                };
                let text = joined(&left.text, *plus, &format!("{}{text}", right.text));
                Ok((place, Ok(Form { text, ..left.plus(&right, signed)? })))
            };
            sum = Some(places.into_iter().map(add).collect::<Result<_, _>>()?);
        }
        Ok(sum.unwrap_or_default())
    }

    fn compared(
        &self,
        note: &mut Note,
        left: &[(Term, bool)],
        is: Comparison,
        right: &[(Term, bool)],
    ) -> Result<Vec<Instance>, Mistake> {
        self.at_end()?;
        let pairs = pair(self.evaluate(note, left)?, self.evaluate(note, right)?)?;
        let is_single = pairs.len() == 1;
        let instance = |((place, left), (_, right)): (Side, Side)| {
            let relation = match (left, right) {
                (Ok(left), Ok(right)) => Relation::Compare { left, is, right, or_printed: false },
                // Nothing on both sides is no statement, and what is not there is within every limit.
                (Err(_), _) if !is_single => return None,
                (Err(why), _) | (_, Err(why)) => Relation::Missing(why),
            };
            let place = if is_single { String::new() } else { place };
            Some(Instance { place, line: self.line, relation })
        };
        Ok(pairs.into_iter().filter_map(instance).collect())
    }

    fn ratio(
        &self,
        note: &mut Note,
        part: &[(Term, bool)],
        times: Rational,
        base: &[(Term, bool)],
        (interval, text): &(Interval, String),
    ) -> Result<Vec<Instance>, Mistake> {
        self.at_end()?;
        let shown = literal(note, self.line, text, *interval);
        let pairs = pair(self.evaluate(note, part)?, self.evaluate(note, base)?)?;
        let is_single = pairs.len() == 1;
        let instance = |((place, part), (_, base)): (Side, Side)| {
            let relation = match (part, base) {
                (Ok(part), Ok(base)) => Relation::Ratio { part, times, base, shown },
                (Err(why), _) | (_, Err(why)) => Relation::Missing(why),
            };
            Instance { place: if is_single { String::new() } else { place }, line: self.line, relation }
        };
        Ok(pairs.into_iter().map(instance).collect())
    }
}

/// A number in the words of a statement, as a cell of its own.
fn literal(note: &mut Note, line: usize, text: &str, interval: Interval) -> usize {
    let (text, place) = (text.to_owned(), format!("line {line}"));
    note.add(Cell { text, place, line, stands: Stands::Unprinted, interval, whole: false })
}

/// A mean of which only the figures are known: it lies between the least and the greatest.
fn weighted_mean(note: &mut Note, cells: &[usize], line: usize) -> Result<Form, String> {
    let hull = cells.iter().map(|cell| note.cells[*cell].interval).reduce(|a, b| {
        let outer = |x: Option<crate::interval::End>, y: Option<crate::interval::End>, up: bool| match (x, y) {
            (Some(x), Some(y)) => Some(if (x.at > y.at) == up { x } else { y }),
            _ => None,
        };
        Interval { lower: outer(a.lower, b.lower, false), upper: outer(a.upper, b.upper, true) }
    });
    let Some(hull) = hull else { return Err("there is nothing to take a mean of".to_owned()) };
    let cell = literal(note, line, &format!("the mean of {} figures with unknown weights", cells.len()), hull);
    Ok(Form::of_cell(cell, &note.cells))
}

/// Two sides place by place; a side with one place goes with every place of the other.
fn pair(left: Vec<Side>, right: Vec<Side>) -> Result<Vec<(Side, Side)>, Mistake> {
    match (left.len(), right.len()) {
        (a, b) if a == b => Ok(left.into_iter().zip(right).collect()),
        (1, _) => Ok(right.into_iter().map(|right| (left[0].clone(), right)).map(named).collect()),
        (_, 1) => Ok(left.into_iter().map(|left| (left, right[0].clone())).collect()),
        (a, b) => Err(format!("{a} cells cannot be compared with {b}; take as many, one, or their `sum`")),
    }
}

/// The place of a side that has several.
fn named((left, right): (Side, Side)) -> (Side, Side) {
    ((right.0.clone(), left.1), right)
}

/// Lines by name: all, a range, or a list.
pub(crate) fn chosen(text: &str, lines: &[String], kind: &str) -> Result<Vec<usize>, Mistake> {
    let text = text.trim();
    if text == "*" {
        return Ok((0..lines.len()).collect());
    }
    let parts = split(text, ",").into_iter().map(|part| ranged(part, lines, kind));
    Ok(parts.collect::<Result<Vec<_>, _>>()?.concat())
}

/// A line by name, or several from one to another.
pub(crate) fn ranged(text: &str, lines: &[String], kind: &str) -> Result<Vec<usize>, Mistake> {
    let find = |name: &str| -> Result<usize, Mistake> {
        let name = unquoted(name);
        let mut found = lines.iter().enumerate().filter(|(_, line)| **line == name).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(at),
            (Some(_), Some(_)) => Err(format!("several {kind}s are called `{name}`; give each a name of its own")),
            (None, _) => Err(format!("there is no {kind} `{name}`; there are {}", lines.join(", "))),
        }
    };
    match split(text, "..").as_slice() {
        [name] => Ok(vec![find(name)?]),
        [from, to] => match (find(from)?, find(to)?) {
            (from, to) if from <= to => Ok((from..=to).collect()),
            _ => Err(format!("`{text}` goes backwards")),
        },
        _ => Err(format!("`{text}` is not `name .. name`")),
    }
}

/// Parts of a text between separators that are not in quotation marks.
pub(crate) fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut quoted) = (Vec::new(), 0, false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == '"' {
            quoted = !quoted;
        }
        if !quoted && text[at..].starts_with(separator) {
            parts.push(text[start..at].trim());
            at += separator.len();
            start = at;
        } else {
            at += c.len_utf8();
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// A name without the quotation marks around it.
pub(crate) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

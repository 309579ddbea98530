//! What stands between `{{` and `}}` and in the cells of a note's tables: figures of tables, put together by arithmetic.
//!
//! ```text
//! ended(quarter=2018Q2, status=foertidspension).share
//! share_now - share_before
//! share(short + middle, all)
//! place_from_lowest(own, running(month=*).count)
//! ```
//!
//! A figure is named by its table, by the category of each dimension that is not at its total, and by its column. What can be
//! worked out here is what any reader can work out of the published figures: it is made of protected figures alone.

use std::fmt;

/// An expression, as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    /// A whole number.
    Number(i64),
    /// A value that the note names.
    Named(String),
    /// A figure of a table.
    Figure(Reference),
    Plus(Box<Expression>, Box<Expression>),
    Minus(Box<Expression>, Box<Expression>),
    Call(Function, Vec<Expression>),
}

/// A figure of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    /// The table's name.
    pub(crate) table: String,
    /// Dimensions and the ids of their categories; a dimension that is not named is at the category that the table is
    /// asked for, or at its total.
    pub(crate) categories: Vec<(String, String)>,
    /// The column: `count`, `share`, `count_change`, `share_lowest`.
    pub(crate) column: String,
}

/// Stands for each category of a dimension's own: `highest(share(jobcentre=*).share)`.
pub(crate) const EACH: &str = "*";

impl Reference {
    /// Whether it is of many figures.
    pub(crate) fn is_of_each(&self) -> bool {
        self.categories.iter().any(|(_, id)| id == EACH)
    }
}

/// What can be worked out of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// Of the first, how many of a hundred of the second.
    Share,
    /// The sum.
    Sum,
    /// The place of the first among all, 1 the lowest.
    PlaceFromLowest,
    /// The place of the first among all, 1 the highest.
    PlaceFromHighest,
    /// The greatest.
    Highest,
    /// The least.
    Lowest,
}

impl Function {
    /// All of them, by their names.
    pub(crate) const ALL: [(&'static str, Function); 6] = [
        ("share", Function::Share),
        ("sum", Function::Sum),
        ("place_from_lowest", Function::PlaceFromLowest),
        ("place_from_highest", Function::PlaceFromHighest),
        ("highest", Function::Highest),
        ("lowest", Function::Lowest),
    ];

    fn find(name: &str) -> Option<Function> {
        Function::ALL.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    /// Between how few and how many values it takes.
    fn takes(self) -> (usize, usize) {
        match self {
            Function::Share => (2, 2),
            _ => (1, 200),
        }
    }
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake(pub(crate) String);

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Reads an expression that takes up the whole text.
pub(crate) fn parse(text: &str) -> Result<Expression, Mistake> {
    let mut reader = Reader { rest: text, depth: 0 };
    let expression = reader.sum()?;
    reader.space();
    match reader.rest.chars().next() {
        None => Ok(expression),
        Some(_) => Err(Mistake(format!("`{}` is not understood after `{}`", reader.rest.trim(), reader.read_of(text)))),
    }
}

/// How deep parentheses may be nested.
const DEEPEST: usize = 40;

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

/// A letter of a name. A `-` is one inside a name; the minus sign has spaces around it.
fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}

impl<'a> Reader<'a> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn read_of(&self, text: &'a str) -> &'a str {
        text.strip_suffix(self.rest).unwrap_or(text).trim()
    }

    fn takes(&mut self, letter: char) -> bool {
        self.space();
        let rest = self.rest.strip_prefix(letter);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn name(&mut self) -> Option<&'a str> {
        self.space();
        let end = self.rest.find(|letter: char| !is_of_name(letter)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then_some(name)
    }

    fn sum(&mut self) -> Result<Expression, Mistake> {
        let mut sum = self.one()?;
        loop {
            if self.takes('+') {
                sum = Expression::Plus(Box::new(sum), Box::new(self.one()?));
            } else if self.takes('-') {
                sum = Expression::Minus(Box::new(sum), Box::new(self.one()?));
            } else {
                return Ok(sum);
            }
        }
    }

    fn one(&mut self) -> Result<Expression, Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Mistake(format!("parentheses are nested more than {DEEPEST} deep")));
        }
        let one = self.one_inside();
        self.depth -= 1;
        one
    }

    fn one_inside(&mut self) -> Result<Expression, Mistake> {
        if self.takes('(') {
            let inside = self.sum()?;
            return if self.takes(')') { Ok(inside) } else { Err(Mistake("a `)` is missing".into())) };
        }
        self.space();
        let before = self.rest;
        let name = self.name().ok_or_else(|| match before.chars().next() {
            None => Mistake("a value is missing: a name, a whole number or TABLE(DIM=VALUE, …).COLUMN".into()),
            Some(letter) => Mistake(format!("`{letter}` begins no value")),
        })?;
        if name.chars().all(|letter| letter.is_ascii_digit()) {
            let number = name.parse().map_err(|_| Mistake(format!("`{name}` is too large a number")))?;
            return Ok(Expression::Number(number));
        }
        if let Some(rest) = self.rest.strip_prefix('.') {
            // Names of tables may have points: `1.started`, and a table without parentheses has its column after one.
            self.rest = rest;
            return self.figure(name, Vec::new());
        }
        if self.rest.starts_with(':') {
            // A form of a parameter: `day:year+1`.
            let end = self.rest.find(|letter: char| !(is_of_name(letter) || ":+".contains(letter)));
            let (form, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            self.rest = rest;
            return Ok(Expression::Named(format!("{name}{form}")));
        }
        if !self.rest.starts_with('(') {
            return Ok(Expression::Named(name.to_owned()));
        }
        if let Some(function) = Function::find(name) {
            self.takes('(');
            return self.call(name, function);
        }
        let categories = self.categories(name)?;
        match self.rest.strip_prefix('.') {
            Some(rest) => {
                self.rest = rest;
                self.figure(name, categories)
            }
            None => Err(Mistake(format!("`{name}(…)` names no column: write `{name}(…).count`"))),
        }
    }

    fn figure(&mut self, table: &str, categories: Vec<(String, String)>) -> Result<Expression, Mistake> {
        let column = self.name().ok_or_else(|| Mistake(format!("the column is missing after `{table}.`")))?;
        Ok(Expression::Figure(Reference { table: table.to_owned(), categories, column: column.to_owned() }))
    }

    /// `(DIM=VALUE, …)`; a value may hold whatever is no comma and no parenthesis.
    fn categories(&mut self, table: &str) -> Result<Vec<(String, String)>, Mistake> {
        let inside = self.rest.strip_prefix('(').unwrap_or(self.rest);
        let (inside, rest) =
            inside.split_once(')').ok_or_else(|| Mistake(format!("the `)` after `{table}(` is missing")))?;
        self.rest = rest;
        let mut categories = Vec::new();
        for part in inside.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (dimension, category) = part
                .split_once('=')
                .ok_or_else(|| Mistake(format!("`{part}` in `{table}({inside})` is not DIM=VALUE")))?;
            categories.push((dimension.trim().to_owned(), category.trim().to_owned()));
        }
        Ok(categories)
    }

    fn call(&mut self, name: &str, function: Function) -> Result<Expression, Mistake> {
        let mut values = vec![self.sum()?];
        while self.takes(',') {
            values.push(self.sum()?);
        }
        if !self.takes(')') {
            return Err(Mistake(format!("the `)` after `{name}(` is missing")));
        }
        let (least, most) = function.takes();
        if (least..=most).contains(&values.len()) {
            Ok(Expression::Call(function, values))
        } else {
            Err(Mistake(format!("`{name}` takes {least} values and not {}", values.len())))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;
    use proptest::prelude::*;

    fn named(name: &str) -> Expression {
        Expression::Named(name.to_owned())
    }

    #[test]
    fn figures_names_and_arithmetic() {
        let figure = Expression::Figure(Reference {
            table: "1-by-duration".into(),
            categories: vec![("month".into(), "2014-01".into()), ("duration_band".into(), "0-4 weeks".into())],
            column: "count".into(),
        });
        assert_eq!(parse(" 1-by-duration(month=2014-01, duration_band = 0-4 weeks).count ").unwrap(), figure);
        let minus = |a, b| Expression::Minus(Box::new(a), Box::new(b));
        assert_eq!(parse("a - b - c").unwrap(), minus(minus(named("a"), named("b")), named("c")), "from the left");
        assert_eq!(parse("a - (b - c)").unwrap(), minus(named("a"), minus(named("b"), named("c"))));
        assert_eq!(parse("a-b").unwrap(), named("a-b"), "a minus sign has spaces around it");
        let call = Expression::Call(Function::Share, vec![named("a"), Expression::Number(100)]);
        assert_eq!(parse("share(a, 100)").unwrap(), call);
        let plain = Reference { table: "members".into(), categories: Vec::new(), column: "count".into() };
        assert_eq!(parse("members.count").unwrap(), Expression::Figure(plain));
    }

    #[test]
    fn mistakes_say_what_is_wrong() {
        for (text, message) in [
            ("", "a value is missing: a name, a whole number or TABLE(DIM=VALUE, …).COLUMN"),
            ("a +", "a value is missing: a name, a whole number or TABLE(DIM=VALUE, …).COLUMN"),
            ("a b", "`b` is not understood after `a`"),
            ("(a", "a `)` is missing"),
            ("*", "`*` begins no value"),
            ("started(quarter=2018Q2)", "`started(…)` names no column: write `started(…).count`"),
            ("started(2018Q2).count", "`2018Q2` in `started(2018Q2)` is not DIM=VALUE"),
            ("started(quarter=2018Q2", "the `)` after `started(` is missing"),
            ("started.", "the column is missing after `started.`"),
            ("share(a)", "`share` takes 2 values and not 1"),
            ("99999999999999999999", "`99999999999999999999` is too large a number"),
        ] {
            assert_eq!(parse(text).unwrap_err().0, message, "{text}");
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(text in "[-a-c0-9(){}=,.+ |æ\"]{0,60}") {
            let _ = parse(&text);
        }
    }
}

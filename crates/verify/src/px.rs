//! PX, the file format of PxWin and PxWeb: keywords, then the figures.
//!
//! ```text
//! KEYWORD[language]("variable","value")="text","text";     texts without a comma between them are one
//! DATA=
//! 31 27.5 ".." ;
//! ```
//!
//! Source: PX-file format specification, AXIS-VERSION 2013, Statistics Sweden. Files with `KEYS` (figures that are not all
//! there) are not read.

use crate::cube::{Axis, Column, Cube, MOST_FIGURES, Named, Shown, means_hidden, total};
use crate::error::{Error, Fault, Mistake};
use std::collections::BTreeMap;

/// A keyword with what stands in its parentheses.
type Key = (String, Vec<String>);

/// The file as it is read.
struct File<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    keywords: BTreeMap<Key, Vec<String>>,
}

/// A word of the file.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Quoted(String),
    Bare(String),
    Mark(char),
}

/// Reads a PX file.
pub(crate) fn read(file: &str, text: &str) -> Result<Cube, Error> {
    let mut reader = File { text, at: 0, line: 1, keywords: BTreeMap::new() };
    reader.cube().map_err(|mistake| Error {
        file: file.to_owned(),
        line: Some(reader.line),
        fault: Fault::Mistake(mistake),
    })
}

impl File<'_> {
    fn cube(&mut self) -> Result<Cube, Mistake> {
        while !self.keyword()? {}
        let line = self.line + 1;
        let variables: Vec<String> = [self.all("STUB"), self.all("HEADING")].concat();
        let contents = self.all("CONTVARIABLE").first().and_then(|of| variables.iter().position(|title| title == of));
        let mut sizes = Vec::new();
        let (mut axes, mut columns) = (Vec::new(), Vec::new());
        for (at, title) in variables.iter().enumerate() {
            let axis = self.axis(title)?;
            sizes.push(axis.categories.len());
            if Some(at) == contents {
                columns = axis.categories.into_iter().map(|name| self.column(title, name)).collect();
            } else {
                axes.push(axis);
            }
        }
        if variables.is_empty() {
            return Err("there is neither STUB nor HEADING".to_owned());
        }
        if contents.is_none() {
            let name = Named { id: String::new(), title: self.one("CONTENTS", &[]).unwrap_or_default() };
            let (unit, decimals) = (self.one("UNITS", &[]).unwrap_or_default(), self.decimals(None));
            columns = vec![Column { name, unit, decimals }];
        }
        let n = sizes.iter().try_fold(1_usize, |n, size| n.checked_mul(*size)).filter(|n| *n <= MOST_FIGURES);
        let n = n.ok_or_else(|| format!("VALUES make more than {MOST_FIGURES} figures"))?;
        let read = self.figures(n)?;
        let after: usize = contents.map_or(1, |at| sizes[at + 1..].iter().product());
        let n_columns = columns.len();
        let mut figures = vec![(Shown::NotThere, line); n];
        for (at, figure) in read.into_iter().enumerate() {
            let (before, rest) = (at / (after * n_columns), at % (after * n_columns));
            let place =
                if contents.is_some() { (before * after + rest % after) * n_columns + rest / after } else { at };
            figures[place] = figure;
        }
        let may_be_summed = self.all("AGGREGALLOWED").first().is_some_and(|says| says == "YES");
        let notes = self.one("NOTE", &[]).unwrap_or_default();
        Ok(Cube { axes, columns, figures, notes, may_be_summed, line })
    }

    /// Reads one keyword with its values. True: it is DATA, and the figures follow.
    fn keyword(&mut self) -> Result<bool, Mistake> {
        let name = match self.token()? {
            Some(Token::Bare(name)) => name,
            Some(other) => return Err(format!("a keyword is expected, and {} stands there", told(&other))),
            None => return Err("the file ends before DATA".to_owned()),
        };
        let (mut of, mut translated) = (Vec::new(), false);
        loop {
            match self.token()? {
                Some(Token::Mark('=')) => break,
                Some(Token::Quoted(text)) => of.push(text),
                Some(Token::Mark('[')) => translated = true,
                Some(Token::Mark('(' | ')' | ']' | ',')) | Some(Token::Bare(_)) => {}
                Some(other) => return Err(format!("`=` is expected behind {name}, and {} stands there", told(&other))),
                None => return Err(format!("the file ends in {name}")),
            }
        }
        match name.as_str() {
            "DATA" => return Ok(true),
            "KEYS" => return Err("KEYS says that not all figures are there; such a file is not read".to_owned()),
            _ => {}
        }
        let mut values: Vec<String> = Vec::new();
        let mut goes_on = false;
        loop {
            match self.token()? {
                Some(Token::Mark(';')) => break,
                Some(Token::Mark(',')) => goes_on = false,
                Some(Token::Mark(_)) => {}
                Some(Token::Quoted(text)) => match values.last_mut().filter(|_| goes_on) {
                    Some(last) => last.push_str(&text),
                    None => {
                        values.push(text);
                        goes_on = true;
                    }
                },
                Some(Token::Bare(text)) => values.push(text),
                None => return Err(format!("the file ends in {name}, before its `;`")),
            }
        }
        if !translated {
            self.keywords.insert((name, of), values);
        }
        Ok(false)
    }

    /// The next word; a line is counted when it is passed.
    fn token(&mut self) -> Result<Option<Token>, Mistake> {
        let rest = &self.text[self.at..];
        let blank = rest.len() - rest.trim_start().len();
        self.line += rest[..blank].matches('\n').count();
        self.at += blank;
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return Ok(None) };
        if first == '"' {
            let Some(end) = rest[1..].find('"') else { return Err("a quotation mark is not closed".to_owned()) };
            let text = &rest[1..=end];
            self.line += text.matches('\n').count();
            self.at += end + 2;
            return Ok(Some(Token::Quoted(text.to_owned())));
        }
        if "=;,()[]".contains(first) {
            self.at += 1;
            return Ok(Some(Token::Mark(first)));
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=;,()[]\"".contains(c)).unwrap_or(rest.len());
        self.at += end;
        Ok(Some(Token::Bare(rest[..end].to_owned())))
    }

    fn all(&self, keyword: &str) -> Vec<String> {
        self.keywords.get(&(keyword.to_owned(), Vec::new())).cloned().unwrap_or_default()
    }

    /// The one value of a keyword of some variable or value.
    fn one(&self, keyword: &str, of: &[&str]) -> Option<String> {
        let of = of.iter().map(|name| (*name).to_owned()).collect();
        self.keywords.get(&(keyword.to_owned(), of))?.first().cloned()
    }

    fn axis(&self, title: &str) -> Result<Axis, Mistake> {
        let of = |keyword: &str| self.keywords.get(&(keyword.to_owned(), vec![title.to_owned()])).cloned();
        let titles =
            of("VALUES").filter(|titles| !titles.is_empty()).ok_or_else(|| format!("no VALUES of `{title}`"))?;
        let codes = of("CODES").filter(|codes| codes.len() == titles.len()).unwrap_or_else(|| titles.clone());
        let categories: Vec<Named> = codes.into_iter().zip(titles).map(|(id, title)| Named { id, title }).collect();
        let named = self.one("ELIMINATION", &[title]);
        let named = named.and_then(|total| categories.iter().position(|category| category.title == total));
        let id = self.one("VARIABLECODE", &[title]).unwrap_or_else(|| title.to_owned());
        let total = named.or_else(|| total(&categories));
        Ok(Axis { name: Named { id, title: title.to_owned() }, categories, total })
    }

    fn column(&self, variable: &str, name: Named) -> Column {
        let unit = self.one("UNITS", &[&name.title]).or_else(|| self.one("UNITS", &[])).unwrap_or_default();
        Column { unit, decimals: self.decimals(Some((variable, &name.title))), name }
    }

    /// How many decimals are shown.
    fn decimals(&self, of: Option<(&str, &str)>) -> u32 {
        let own = of.and_then(|(variable, value)| self.one("PRECISION", &[variable, value]));
        let shown = own.or_else(|| self.one("SHOWDECIMALS", &[])).or_else(|| self.one("DECIMALS", &[]));
        shown.and_then(|decimals| decimals.parse().ok()).filter(|decimals| *decimals <= 9).unwrap_or(0)
    }

    /// The figures behind DATA.
    fn figures(&mut self, n: usize) -> Result<Vec<(Shown, usize)>, Mistake> {
        let mut figures = Vec::new();
        loop {
            let token = self.token()?;
            let shown = match token {
                Some(Token::Bare(number)) => Shown::Number(number),
                Some(Token::Quoted(symbol)) => {
                    let meaning = self.one(&format!("DATASYMBOL{}", symbol.len()), &[]);
                    let hides = meaning.map_or(symbol == "..", |meaning| means_hidden(&meaning));
                    if hides { Shown::Hidden(symbol) } else { Shown::NotThere }
                }
                Some(Token::Mark(',')) => continue,
                Some(Token::Mark(';')) | None => break,
                Some(other) => return Err(format!("a figure is expected, and {} stands there", told(&other))),
            };
            if figures.len() == n {
                return Err(format!("DATA has more than the {n} figures that VALUES make"));
            }
            figures.push((shown, self.line));
        }
        if figures.len() < n {
            return Err(format!("DATA has {} figures, and VALUES make {n}", figures.len()));
        }
        Ok(figures)
    }
}

fn told(token: &Token) -> String {
    match token {
        Token::Quoted(text) => format!("\"{}\"", text.chars().take(30).collect::<String>()),
        Token::Bare(text) => format!("`{}`", text.chars().take(30).collect::<String>()),
        Token::Mark(mark) => format!("`{mark}`"),
    }
}

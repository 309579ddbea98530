//! Tables that somebody typed off a note, with what the note says of them: the format stands at the head of the crate.

use crate::claim;
use crate::error::{Error, Mistake, at};
use crate::interval::Interval;
use crate::note::{Cell, Comparison, Form, Instance, Note, Reading, Relation, Stands, Statement};
use crate::number::{self, Style};
use crate::rational::Rational;
use crate::scheme;
use crate::table::{Axis, Header, Kind, Table};
use std::collections::BTreeMap;

/// A line of the header: its word, what stands behind it, its number.
type HeaderLine<'t> = (&'t str, &'t str, usize);

/// A table as it is typed; the first block is what stands before the first table.
#[derive(Default)]
struct Block<'t> {
    name: String,
    header: Vec<HeaderLine<'t>>,
    rows: Vec<(usize, Vec<String>)>,
}

/// What a block says of how its cells are to be read.
#[derive(Clone)]
struct Settings {
    style: Style,
    hidden: BTreeMap<String, Interval>,
    threshold: Option<i128>,
    /// The least decimals of all numbers.
    decimals: Option<u32>,
    /// Counts are rounded to multiples of it.
    rounded: Option<Rational>,
    /// What the cells measure, in days.
    durations: Option<i64>,
}

/// Reads a typed file.
pub(crate) fn read(file: &str, text: &str) -> Result<Note, Error> {
    let blocks = blocks(file, text)?;
    let (common, tables) = blocks.split_first().map_or((None, &blocks[..]), |(common, tables)| (Some(common), tables));
    let mut settings = Settings {
        style: Style::Danish,
        hidden: BTreeMap::new(),
        threshold: None,
        decimals: None,
        rounded: None,
        durations: None,
    };
    let header = common.map_or(&[][..], |block| &block.header);
    let mut later = set(file, &mut settings, header)?;
    let mut note = Note::new(file, settings.style);
    note.threshold = settings.threshold;
    let mut found: Vec<Table> = Vec::new();
    let mut of_tables = Vec::new();
    for block in tables {
        let mut own = settings.clone();
        let statements = set(file, &mut own, &block.header)?;
        let (table, headers, statements) = table(file, &mut note, block, &own, statements)?;
        if found.iter().any(|other| other.name == table.name) {
            let line = block.header.first().map_or(1, |(_, _, line)| *line);
            return Err(at(file, line)(format!("there are two tables `{}`", table.name)));
        }
        of_tables.push((found.len(), headers, statements, own));
        found.push(table);
    }
    note.threshold = of_tables.iter().fold(note.threshold, |most, (.., own)| most.max(own.threshold));
    for (table, headers, statements, own) in of_tables {
        say(file, &mut note, &found, table, headers, &statements, &own)?;
    }
    // What stands before the first table may be about any of them.
    later.retain(|(word, ..)| *word != "note");
    for (word, value, line) in later {
        claim(&mut note, &found, None, (word, value, line)).map_err(at(file, line))?;
    }
    note.statements.sort_by_key(|statement| statement.line);
    Ok(note)
}

/// The lines of a file, table by table.
fn blocks<'t>(file: &str, text: &'t str) -> Result<Vec<Block<'t>>, Error> {
    let mut blocks = vec![Block::default()];
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with("##") {
            continue;
        }
        let Some(header) = line.strip_prefix('#') else {
            let Some(block) = blocks.last_mut().filter(|block| !block.name.is_empty()) else {
                return Err(at(file, number)("a table begins with a line `# table: NAME`".to_owned()));
            };
            // The first line of a table says what is between its fields.
            let separator = match block.rows.first() {
                Some((_, fields)) => fields.first().map_or(';', |field| if field == "," { ',' } else { ';' }),
                None if line.contains(';') => ';',
                None => ',',
            };
            if block.rows.is_empty() {
                block.rows.push((number, vec![separator.to_string()]));
            }
            block.rows.push((number, fields(line, separator)));
            continue;
        };
        let Some((word, value)) = header.split_once(':') else {
            let words = "write `# word: …`, or `##` before what is for readers alone";
            return Err(at(file, number)(format!("`{line}` says nothing; {words}")));
        };
        let (word, value) = (word.trim(), value.trim());
        if word == "table" {
            let name = claim::unquoted(claim::split(value, ",").first().copied().unwrap_or_default());
            if name.is_empty() {
                return Err(at(file, number)("the table has no name".to_owned()));
            }
            blocks.push(Block { name: name.to_owned(), ..Block::default() });
        }
        if let Some(block) = blocks.last_mut() {
            block.header.push((word, value, number));
        }
    }
    Ok(blocks)
}

/// The fields of a line; a separator in quotation marks is none.
fn fields(line: &str, separator: char) -> Vec<String> {
    let clean = |field: &str| claim::unquoted(field).replace("\"\"", "\"");
    claim::split(line, &separator.to_string()).into_iter().map(clean).collect()
}

/// Takes the settings out of the lines of a header.
fn set<'t>(file: &str, settings: &mut Settings, header: &[HeaderLine<'t>]) -> Result<Vec<HeaderLine<'t>>, Error> {
    let mut rest = Vec::new();
    for (word, value, line) in header {
        let wrong = |expected: &str| at(file, *line)(format!("`{value}` is not {expected}"));
        match *word {
            "numbers" => {
                settings.style = match *value {
                    "danish" => Style::Danish,
                    "english" => Style::English,
                    _ => return Err(wrong("`danish` or `english`")),
                }
            }
            "hidden" => {
                let (symbol, interval) = hidden(value).ok_or_else(|| wrong("as in `. = 1..2` or `.. = 0..`"))?;
                settings.hidden.insert(symbol, interval);
            }
            "threshold" => {
                let number = value.parse::<u32>().map_err(|_| wrong("a whole number"))?;
                settings.threshold = Some(number.into());
            }
            "decimals" if !value.contains('|') => {
                settings.decimals = Some(value.parse::<u32>().ok().filter(|n| *n <= 9).ok_or_else(|| wrong("0 to 9"))?);
            }
            "rounded" => {
                let base = value.parse::<u32>().ok().filter(|base| *base > 0);
                let base = base.ok_or_else(|| wrong("a whole number above 0"))?;
                settings.rounded = Some(Rational::new(1, base.into()).map_err(|_| wrong("a small whole number"))?);
            }
            "durations" => {
                settings.durations =
                    Some(scheme::days_of(value).ok_or_else(|| wrong("`days`, `weeks`, `months` or `years`"))?);
            }
            _ => rest.push((*word, *value, *line)),
        }
    }
    Ok(rest)
}

/// `. = 1..2`.
fn hidden(value: &str) -> Option<(String, Interval)> {
    let (symbol, range) = value.split_once(" = ")?;
    let (least, most) = range.trim().split_once("..")?;
    let number = |text: &str| text.trim().parse::<u32>().ok().map(|number| Rational::whole(number.into()));
    let most = if most.trim().is_empty() { None } else { Some(number(most)?) };
    let interval = Interval::closed(Some(number(least)?), most);
    (!interval.is_empty()).then_some((symbol.trim().to_owned(), interval))
}

type Read<'t> = (Table, Vec<(Header, &'t str, usize)>, Vec<HeaderLine<'t>>);

/// A table with its cells; its statements about rows and columns; and what else is said.
fn table<'t>(
    file: &str,
    note: &mut Note,
    block: &Block<'t>,
    settings: &Settings,
    statements: Vec<HeaderLine<'t>>,
) -> Result<Read<'t>, Error> {
    let first_line = block.header.first().map_or(1, |(_, _, line)| *line);
    let mut table = Table { name: block.name.clone(), ..Table::default() };
    let mut rows = block.rows.iter().skip(1);
    if let Some((_, head)) = rows.next() {
        table.columns = head.iter().skip(1).cloned().collect();
    }
    for (number, fields) in rows.clone() {
        table.rows.push(fields.first().cloned().unwrap_or_default());
        table.lines.push(*number);
        if fields.len() > table.columns.len() + 1 {
            let (n, most) = (fields.len() - 1, table.columns.len());
            return Err(at(file, *number)(format!("there are {n} cells and {most} columns")));
        }
    }
    let (mut headers, mut rest) = (Vec::new(), Vec::new());
    // Which columns and rows are rounded, and to how many decimals at least.
    let mut rounded: Vec<(Axis, usize, u32)> = Vec::new();
    for (word, value, line) in statements {
        let wrong = at(file, line);
        if let Some(kind) = Kind::find(word) {
            let header = table.header(kind, value).map_err(wrong)?;
            rounded.extend(table.rounded(&header).map(|line| (header.axis, line, 0)));
            headers.push((header, word, line));
        } else if word == "decimals" {
            let (number, names) = value.split_once('|').unwrap_or((value, "*"));
            let decimals = number.trim().parse::<u32>().ok().filter(|n| *n <= 9);
            let decimals = decimals.ok_or_else(|| wrong(format!("`{number}` is not 0 to 9")))?;
            for column in claim::chosen(names, &table.columns, "column").map_err(wrong)? {
                rounded.push((Axis::Columns, column, decimals));
            }
        } else if word != "table" {
            rest.push((word, value, line));
        }
    }
    for (row, (number, fields)) in rows.enumerate() {
        let mut cells = Vec::new();
        for column in 0..table.columns.len() {
            let is_here = |(axis, line, _): &&(Axis, usize, u32)| match axis {
                Axis::Rows => *line == row,
                Axis::Columns => *line == column,
            };
            let decimals = rounded.iter().filter(is_here).map(|(.., decimals)| *decimals).max();
            let text = fields.get(column + 1).map_or("", String::as_str);
            let place = format!("{}, {}, {}", table.name, table.rows[row], table.columns[column]);
            let decimals = decimals.max(settings.decimals);
            let cell = cell(text, place, *number, settings, decimals).map_err(at(file, *number))?;
            let key = format!("{}\n{}\n{}", table.name, table.rows[row], table.columns[column]);
            let added = note.add(cell);
            note.keys.insert(key, added);
            cells.push(added);
        }
        table.cells.push(cells);
    }
    if table.columns.is_empty() || table.rows.is_empty() {
        return Err(at(file, first_line)(format!("the table `{}` has no rows", table.name)));
    }
    Ok((table, headers, rest))
}

/// What stands in a field. `decimals` says that it is rounded, to so many at least.
fn cell(text: &str, place: String, line: usize, settings: &Settings, decimals: Option<u32>) -> Result<Cell, Mistake> {
    let text = text.trim();
    let of = |stands: Stands, interval: Interval, whole: bool| Cell {
        text: text.to_owned(),
        place: place.clone(),
        line,
        stands,
        interval,
        whole,
    };
    let from_zero = Interval::closed(Some(Rational::ZERO), None);
    let is_count = decimals.is_none();
    if let Some(declared) = settings.hidden.get(text) {
        // A hidden share may be anything: what is said of the symbol is said of counts.
        return Ok(of(Stands::Hidden, if is_count { *declared } else { Interval::EVERYTHING }, is_count));
    }
    match text {
        "" | "-" | "–" | "—" => return Ok(of(Stands::Nothing, Interval::EVERYTHING, false)),
        "?" => return Ok(of(Stands::Unprinted, from_zero, is_count)),
        _ => {}
    }
    let (hedge, bare) = number::split_hedge(text);
    let bare = bare.trim_end_matches(|c: char| c == '*' || c == ')' || c == '%' || c.is_whitespace());
    let bare = bare.trim_end_matches("pct.").trim_end();
    let Some(printed) = number::read(bare, settings.style) else {
        let style = if settings.style == Style::Danish { "danish" } else { "english" };
        let ways = format!("numbers are {style} (`# numbers: …`); `# hidden: {text} = 1..2` says what a symbol may be");
        return Err(format!("`{text}` is no number: {ways}"));
    };
    let is_count = is_count && printed.decimals == 0;
    if let Some(hedge) = hedge {
        let interval = number::hedged(printed, hedge, None)?;
        return Ok(of(Stands::Unprinted, if is_count { interval.whole() } else { interval }, is_count));
    }
    let interval = match (is_count, settings.rounded) {
        (true, None) => Interval::point(printed.value),
        (true, Some(parts)) => number::rounding(printed.value, parts)?.whole(),
        (false, _) => number::rounded_to(printed.value, printed.decimals.max(decimals.unwrap_or(0)))?,
    };
    Ok(of(Stands::Number(printed.value), interval, is_count))
}

/// What a table says of itself, and what is claimed of it.
fn say(
    file: &str,
    note: &mut Note,
    tables: &[Table],
    current: usize,
    headers: Vec<(Header, &str, usize)>,
    statements: &[HeaderLine<'_>],
    settings: &Settings,
) -> Result<(), Error> {
    let table = &tables[current];
    let add = |note: &mut Note, line: usize, words: String, instances: Vec<Instance>| {
        note.statements.push(Statement { line, words, reading: Reading::Fits, instances });
    };
    for (header, word, line) in headers {
        let instances = table.instances(&header, &note.cells, line).map_err(at(file, line))?;
        let target = &table.names(header.axis)[header.target];
        add(note, line, format!("{}, {word} {target}", table.name), instances);
    }
    let has_counts = table.cells.iter().flatten().any(|cell| note.cells[*cell].whole);
    if let Some(threshold) = settings.threshold.filter(|_| has_counts) {
        let counts: Vec<usize> = table.cells.iter().flatten().copied().filter(|cell| note.cells[*cell].whole).collect();
        let line = table.lines.first().copied().unwrap_or(1);
        let relation = Relation::NoneBelow { cells: counts, threshold };
        let words = format!("{}, threshold {threshold}", table.name);
        add(note, line, words, vec![Instance { place: String::new(), line, relation }]);
    }
    for (word, value, line) in statements {
        let wrong = at(file, *line);
        match *word {
            "began" | "longest" => {
                let instances = limits(note, table, (*word, *value), settings.durations).map_err(wrong)?;
                add(note, *line, format!("{}, {word} {value}", table.name), instances);
            }
            _ => claim(note, tables, Some(current), (word, value, *line)).map_err(wrong)?,
        }
    }
    Ok(())
}

/// A claim, a limit, or what is the same.
fn claim(
    note: &mut Note,
    tables: &[Table],
    current: Option<usize>,
    (word, value, line): HeaderLine<'_>,
) -> Result<(), Mistake> {
    let reading = match word {
        "claim" => Reading::Asserts,
        "limit" => Reading::Fits,
        "same" => Reading::Same,
        _ => {
            let words = "note, table, numbers, hidden, threshold, decimals, rounded, total, parts, share, mean, change, \
                         points, durations, began, longest, same, limit, claim";
            return Err(format!("`{word}` is none of the words of a header: {words}"));
        }
    };
    let (reading, instances) = claim::read(value, note, tables, current, line, reading)?;
    note.statements.push(Statement { line, words: format!("{word} {value}"), reading, instances });
    Ok(())
}

/// What a scheme leaves possible in a table.
fn limits(
    note: &mut Note,
    table: &Table,
    (word, value): (&str, &str),
    durations: Option<i64>,
) -> Result<Vec<Instance>, Mistake> {
    let all_of = |axis: Axis, read: fn(&str) -> Option<i64>| {
        table.names(axis).iter().map(|name| read(name)).collect::<Option<Vec<i64>>>()
    };
    let both = [Axis::Rows, Axis::Columns];
    let periods = both.into_iter().find_map(|axis| all_of(axis, scheme::last_day).map(|days| (axis, days)));
    let bands = both.into_iter().find_map(|axis| all_of(axis, scheme::least_days).map(|days| (axis, days)));
    let longest = if word == "longest" { Some(longest(value)?) } else { None };
    let began = match longest {
        Some(_) => None,
        None => Some(scheme::day(value).ok_or_else(|| format!("`{value}` is no date; write it as 2013-01-01"))?),
    };
    let of_place =
        |days: &(Axis, Vec<i64>), row: usize, column: usize| days.1[if days.0 == Axis::Rows { row } else { column }];
    let mut instances = Vec::new();
    for (row, cells) in table.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let most = match (longest, began, &periods) {
                (Some(most), ..) => most,
                (_, Some(began), Some(periods)) => of_place(periods, row, column) - began + 1,
                _ => return Err("neither all rows nor all columns are called as a period, as `Jan 2014`".to_owned()),
            };
            let Cell { stands, line, .. } = &note.cells[*cell];
            let place = format!("{}, {}", table.rows[row], table.columns[column]);
            if *stands == Stands::Nothing {
                continue;
            }
            let (limit, text) = match (durations, &bands) {
                (Some(unit), _) => {
                    let limit = Rational::new(most.into(), unit.into())?;
                    let text = number::show(limit, note.style);
                    (limit, format!("{text} ({most} days)"))
                }
                (None, Some(bands)) if of_place(bands, row, column) > most => {
                    (Rational::ZERO, format!("0, since no spell has lasted more than {most} days"))
                }
                (None, Some(_)) => continue,
                (None, None) => {
                    return Err("rows or columns are bands, as `1-2 år`, or `# durations: weeks` says what cells are"
                        .to_owned());
                }
            };
            let left = Form::of_cell(*cell, &note.cells);
            let right = Form { constant: Some(limit), text, ..Form::default() };
            // Nothing is below zero, so that at most 0 is 0.
            let relation = Relation::Compare { left, is: Comparison::AtMost, right, or_printed: false };
            instances.push(Instance { place, line: *line, relation });
        }
    }
    Ok(instances)
}

/// `4 years` or `208,7 weeks`, in days: a year has at most 366 days, and four have 1461.
fn longest(value: &str) -> Result<i64, Mistake> {
    let wrong = || format!("`{value}` is not a length, as `4 years`, `208 weeks` or `1461 days`");
    let (number, unit) = value.split_once(' ').ok_or_else(wrong)?;
    let number = number
        .parse::<i64>()
        .ok()
        .filter(|number| (1..=1_000).contains(number) || unit.starts_with("da"))
        .ok_or_else(wrong)?;
    let days = scheme::days_of(unit).ok_or_else(wrong)?;
    Ok(match days {
        364 => 365 * number + (number + 3) / 4,
        28 => 31 * number,
        days => days * number,
    })
}

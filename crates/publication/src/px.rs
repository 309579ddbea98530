//! PX, the file format of PxWin, PxWeb and the statistical offices' Excel add-ins.
//!
//! ```text
//! KEYWORD("variable")="value","value";      one keyword after the other, DATA the last
//! DATA=
//! 31 27 ".." "..."                          a line for each row, a number or quoted dots for each cell
//! ```
//!
//! Time and the columns of figures are the heading, the other axes the stub. `DATASYMBOL1` to `3` say what the dots mean;
//! a provisional number is a number, and `DATANOTECELL` sets a `*` to it, by the codes of its values. Nobody may sum
//! (`AGGREGALLOWED=NO`): persons are distinct and cells hidden. Where an axis has a total, `ELIMINATION` names it.
//!
//! Source: PX-file format specification, AXIS-VERSION 2013, Statistics Sweden.

use crate::words::{figures, meanings, unit};
use crate::{Edition, Figure};
use definitions::{Dimension, DimensionKind, Language, Statistic, Subject};
use measures::{Axis, Category, CategoryKind, Column};

/// The standard has less than 256; a Danish letter may count as two.
const LONGEST_LINE: usize = 120;

/// A value stands on one line, with some room for what is before and behind it.
const LONGEST_VALUE: usize = 200;

/// A variable of the file: an axis, or the columns of figures.
struct Variable {
    title: String,
    id: String,
    /// Id and title of each.
    values: Vec<(String, String)>,
    total: Option<usize>,
    time: Option<Dimension>,
    /// Its place among the axes; none for the columns of figures.
    axis: Option<usize>,
}

/// A table as a PX file, in UTF-8.
///
/// ```
/// fn save(table: &release::ProtectedTable, plan: &release::Plan) -> std::io::Result<()> {
///     let edition = publication::Edition::new(table, plan, definitions::Language::Danish);
///     std::fs::write("table.px", publication::px(&edition))
/// }
/// ```
pub fn px(edition: &Edition<'_>) -> String {
    let (stub, heading) = variables(edition);
    let mut file = File::default();
    about(&mut file, edition, &stub, &heading);
    let all = || stub.iter().chain(&heading);
    for variable in all() {
        file.texts("VALUES", Some(&variable.title), variable.values.iter().map(|(_, title)| title.as_str()));
    }
    for variable in all().filter(|variable| variable.time.is_some()) {
        file.time(variable);
    }
    for variable in all() {
        file.texts("CODES", Some(&variable.title), variable.values.iter().map(|(id, _)| id.as_str()));
    }
    for variable in all() {
        file.texts("VARIABLECODE", Some(&variable.title), [variable.id.as_str()]);
    }
    for variable in all() {
        if let Some((_, total)) = variable.total.and_then(|at| variable.values.get(at)) {
            file.texts("ELIMINATION", Some(&variable.title), [total.as_str()]);
        }
    }
    columns(&mut file, edition, &stub, &heading);
    file.data(edition, &stub, &heading);
    file.0
}

/// Stub and heading.
fn variables(edition: &Edition<'_>) -> (Vec<Variable>, Vec<Variable>) {
    let table = edition.table();
    let of = |at: usize, axis: &Axis| {
        let value = |category: &Category| (category.id.clone(), edition.category_title(category).to_owned());
        Variable {
            title: clean(&edition.axis_title(axis)),
            id: axis.dimension.id().to_owned(),
            values: distinct(axis.categories.iter().map(value)),
            total: axis.categories.iter().position(|category| category.kind == CategoryKind::Total),
            time: (axis.dimension.kind() == DimensionKind::Time).then_some(axis.dimension),
            axis: Some(at),
        }
    };
    let all = table.axes().iter().enumerate().map(|(at, axis)| of(at, axis));
    let (mut heading, mut stub): (Vec<Variable>, Vec<Variable>) = all.partition(|variable| variable.time.is_some());
    if stub.is_empty() {
        std::mem::swap(&mut stub, &mut heading);
    }
    if table.columns().len() > 1 {
        let value = |column: &Column| (column.id(), edition.column_title(column));
        heading.push(Variable {
            title: figures(edition.language).to_owned(),
            id: "ContentsCode".to_owned(),
            values: distinct(table.columns().iter().map(value)),
            total: None,
            time: None,
            axis: None,
        });
    }
    (stub, heading)
}

/// Values by whose titles readers tell them apart: where two are called the same, with their ids.
fn distinct(values: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let values: Vec<(String, String)> =
        values.map(|(id, title)| (clean(&id), clean(&title).chars().take(LONGEST_VALUE).collect())).collect();
    let is_alone = |title: &str| values.iter().filter(|(_, other)| other == title).count() == 1;
    let title = |id: &str, title: &str| if is_alone(title) { title.to_owned() } else { format!("{title} ({id})") };
    values.iter().map(|(id, value)| (id.clone(), title(id, value))).collect()
}

/// What is said of the whole table.
fn about(file: &mut File, edition: &Edition<'_>, stub: &[Variable], heading: &[Variable]) {
    let (table, measure) = (edition.table(), edition.table().measure());
    let (register, _, extract_date) = table.register();
    let subject = match &measure.subject {
        Subject::Benefit { benefit, .. } => benefit,
        Subject::Cohort { cohort, .. } => cohort,
    };
    let decimals = || table.columns().iter().map(|column| edition.decimals(column));
    let (fewest, most) = (decimals().min().unwrap_or(0), decimals().max().unwrap_or(0));
    let (language, by) = match edition.language {
        Language::Danish => ("da", "efter"),
        Language::English => ("en", "by"),
    };
    let variables: Vec<&str> = stub.iter().chain(heading).map(|variable| variable.title.as_str()).collect();
    let title = format!("{} {by} {}", edition.title(), variables.join(", "));
    file.text("CHARSET", "ANSI");
    file.text("AXIS-VERSION", "2013");
    file.text("CODEPAGE", "utf-8");
    file.text("LANGUAGE", language);
    file.text("CREATION-DATE", &format!("{} 00:00", extract_date.to_string().replace('-', "")));
    file.bare("DECIMALS", &most.to_string());
    file.bare("SHOWDECIMALS", &fewest.to_string());
    file.text("MATRIX", &short(&measure.header.id));
    file.text("TABLEID", &measure.header.id);
    file.bare("AGGREGALLOWED", "NO");
    file.text("SUBJECT-CODE", &short(subject));
    file.text("SUBJECT-AREA", subject);
    file.text("DESCRIPTION", &title);
    file.text("TITLE", &title);
    let (contents, units) = match table.columns() {
        [column] if column.statistic != Statistic::Count => {
            (format!("{}, {}", edition.title(), edition.column_title(column)), unit(edition, column))
        }
        _ => (edition.title().to_owned(), edition.counted()),
    };
    file.text("CONTENTS", &contents);
    file.text("UNITS", units);
    let names = |variables: &[Variable]| variables.iter().map(|variable| variable.title.clone()).collect::<Vec<_>>();
    for (keyword, variables) in [("STUB", names(stub)), ("HEADING", names(heading))] {
        if !variables.is_empty() {
            file.texts(keyword, None, variables.iter().map(String::as_str));
        }
    }
    if let Some(contents) = heading.iter().find(|variable| variable.axis.is_none()) {
        file.text("CONTVARIABLE", &contents.title);
    }
    let mut dots = meanings(edition).to_vec();
    dots.retain(|(symbol, _)| symbol.starts_with('.'));
    dots.sort_by_key(|(symbol, _)| symbol.len());
    for (symbol, meaning) in dots {
        file.text(&format!("DATASYMBOL{}", symbol.len()), meaning);
    }
    file.text("SOURCE", register);
    // `#` is a new line.
    let notes: Vec<String> = edition.notes().into_iter().chain(edition.sources()).collect();
    let notes: Vec<String> = notes.iter().map(|note| note.replace('#', "＃")).collect();
    file.text("NOTE", &notes.join("#"));
}

/// What is said of each column of figures, and which cells are provisional.
fn columns(file: &mut File, edition: &Edition<'_>, stub: &[Variable], heading: &[Variable]) {
    let columns = edition.table().columns();
    let fewest = columns.iter().map(|column| edition.decimals(column)).min().unwrap_or(0);
    if let Some(contents) = heading.iter().find(|variable| variable.axis.is_none()) {
        for (column, (_, title)) in columns.iter().zip(&contents.values) {
            file.texts("UNITS", Some(title), [unit(edition, column)]);
        }
        for (column, (_, title)) in columns.iter().zip(&contents.values) {
            let decimals = edition.decimals(column);
            if decimals > fewest {
                file.bare(&format!("PRECISION({},{})", quoted(&contents.title), quoted(title)), &decimals.to_string());
            }
        }
    }
    cells(edition, stub, heading, |row, column, codes| {
        if matches!(edition.figure(row, column), Figure::Number { provisional: true, .. }) {
            file.bare(&format!("DATANOTECELL({})", codes.join(",")), &quoted("*"));
        }
    });
}

/// Every cell in the order of the file: its row and column in the table, and the quoted codes of its values.
fn cells(
    edition: &Edition<'_>,
    stub: &[Variable],
    heading: &[Variable],
    mut each: impl FnMut(usize, usize, &[String]),
) {
    let axes = edition.table().axes();
    let variables: Vec<&Variable> = stub.iter().chain(heading).collect();
    let n_cells: usize = variables.iter().map(|variable| variable.values.len()).product();
    for cell in 0..n_cells {
        let (mut rest, mut places, mut column) = (cell, vec![0; axes.len()], 0);
        let mut codes = vec![String::new(); variables.len()];
        for (code, variable) in codes.iter_mut().zip(&variables).rev() {
            let place = rest % variable.values.len();
            rest /= variable.values.len();
            *code = quoted(&variable.values[place].0);
            match variable.axis {
                Some(axis) => places[axis] = place,
                None => column = place,
            }
        }
        let row = places.iter().zip(axes).fold(0, |row, (place, axis)| row * axis.categories.len() + place);
        each(row, column, &codes);
    }
}

/// Up to 20 ASCII characters, as a file may be called: a longer id is cut, and told apart by a number that is made of the
/// whole of it.
fn short(id: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    let name: String = id.chars().map(letter).collect();
    if name.len() <= 20 {
        return name;
    }
    // FNV-1a, 32 bits.
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{}_{hash:08x}", &name[..11])
}

/// A value without what the format cannot say: `"`, and any break of a line.
fn clean(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    text.replace('"', "'").trim().to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", clean(text))
}

/// The file as far as it is written.
#[derive(Default)]
struct File(String);

impl File {
    /// A keyword whose value is not quoted, or already is.
    fn bare(&mut self, keyword: &str, value: &str) {
        self.0 += &format!("{keyword}={value};\n");
    }

    /// A keyword with one text, in several lines where it is long.
    fn text(&mut self, keyword: &str, text: &str) {
        let text = clean(text);
        let mut lines = vec![String::new()];
        let mut length = keyword.len() + 1;
        for word in text.split_inclusive(' ') {
            for piece in pieces(word) {
                let letters = piece.chars().count();
                if length + letters > LONGEST_LINE && length > 0 {
                    lines.push(String::new());
                    length = 0;
                }
                length += letters;
                if let Some(line) = lines.last_mut() {
                    *line += &piece;
                }
            }
        }
        let lines: Vec<String> = lines.iter().map(|line| format!("\"{line}\"")).collect();
        self.bare(keyword, &lines.join("\n"));
    }

    /// A keyword with several texts, of a variable or the whole table.
    fn texts<'t>(&mut self, keyword: &str, variable: Option<&str>, texts: impl IntoIterator<Item = &'t str>) {
        let start = match variable {
            Some(variable) => format!("{keyword}({})=", quoted(variable)),
            None => format!("{keyword}="),
        };
        self.list(&start, texts.into_iter().map(quoted));
    }

    fn list(&mut self, start: &str, values: impl Iterator<Item = String>) {
        self.0 += start;
        let mut length = start.chars().count();
        for (at, value) in values.enumerate() {
            let letters = value.chars().count() + 1;
            if at > 0 {
                self.0.push(',');
                if length + letters > LONGEST_LINE {
                    self.0.push('\n');
                    length = 0;
                }
            }
            self.0 += &value;
            length += letters;
        }
        self.0 += ";\n";
    }

    /// The periods as the format knows them: `20182` for a quarter, `201806` for a month.
    fn time(&mut self, variable: &Variable) {
        let scale = match variable.time {
            Some(Dimension::Month) => "M1",
            Some(Dimension::Quarter) => "Q1",
            Some(Dimension::Year) => "A1",
            _ => return,
        };
        let start = format!("TIMEVAL({})=", quoted(&variable.title));
        let digits = |id: &str| quoted(&id.chars().filter(char::is_ascii_digit).collect::<String>());
        let list = std::iter::once(format!("TLIST({scale})"));
        self.list(&start, list.chain(variable.values.iter().map(|(id, _)| digits(id))));
    }

    /// The figures: a line for each row, each line ending with a space.
    fn data(&mut self, edition: &Edition<'_>, stub: &[Variable], heading: &[Variable]) {
        self.0 += "DATA=\n";
        let across: usize = heading.iter().map(|variable| variable.values.len()).product();
        let (mut at, mut length) = (0, 0);
        cells(edition, stub, heading, |row, column, _| {
            let figure = edition.figure(row, column);
            let written = match figure {
                Figure::Number { value, .. } => value.rounded(edition.decimals(&edition.table().columns()[column])),
                other => quoted(edition.symbol(other).unwrap_or(".")),
            };
            if at > 0 && (at % across == 0 || length + written.len() > LONGEST_LINE) {
                self.0.push('\n');
                length = 0;
            }
            length += written.len() + 1;
            self.0 += &written;
            self.0.push(' ');
            at += 1;
        });
        self.0 += ";\n";
    }
}

/// A word in pieces that each fit into a line.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(LONGEST_LINE - 20).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_clean_and_told_apart() {
        assert_eq!(quoted("the \"old\"\nrule"), "\"the 'old' rule\"");
        let values = [("1", "Under 30"), ("2", "Other"), ("3", "Other")];
        let values = distinct(values.into_iter().map(|(id, title)| (id.to_owned(), title.to_owned())));
        assert_eq!(
            values.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>(),
            ["Under 30", "Other (2)", "Other (3)"]
        );
    }

    #[test]
    fn names_are_short_and_differ() {
        assert_eq!(short("ledige.started"), "ledige_started");
        let (one, three) =
            (short("ressourceforlob.status_1_month_after"), short("ressourceforlob.status_3_months_after"));
        assert!(one.len() == 20 && three.len() == 20 && one != three, "{one} {three}");
    }

    #[test]
    fn long_texts_are_several_lines() {
        let mut file = File::default();
        file.text("NOTE", &format!("{} {}", "ærø ".repeat(60), "x".repeat(400)));
        assert!(file.0.lines().all(|line| line.len() < 256), "{}", file.0);
        assert!(file.0.lines().count() > 5);
        let joined: String = file.0.replace("\"\n\"", "");
        assert!(joined.starts_with("NOTE=\"ærø ærø ") && joined.ends_with("xxx\";\n"), "{joined}");
    }
}

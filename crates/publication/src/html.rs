//! A page of HTML that stands alone: one table with its caption, headings, notes and sources, to be read, heard and printed.
//!
//! Every heading says what it is the heading of (`scope`), the categories of the first axis head a group of rows each, and a
//! symbol says in words what it means, to the eye (`title`) and to the ear (`aria-label`). Nothing is loaded from anywhere.

use crate::grid::Grid;
use crate::words::{meanings, subtitle};
use crate::{Edition, Figure, number};
use definitions::Language;
use measures::{Category, CategoryKind};
use std::fmt::Write as _;

const STYLE: &str = "\
body { font: 1rem/1.4 system-ui, sans-serif; color: #111; background: #fff; margin: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding-bottom: .6rem; }
caption span { display: block; font-weight: normal; }
th, td { padding: .2rem .7rem; text-align: right; vertical-align: top; }
tbody th, thead th.axis { text-align: left; font-weight: normal; }
thead th { border-bottom: 1px solid #111; vertical-align: bottom; }
tbody { border-bottom: 1px solid #888; }
tr.total > * { font-weight: bold; }
.below { font-size: .875rem; max-width: 60rem; }
.below p { margin: .2rem 0; }
@media print {
  @page { margin: 15mm; }
  body { margin: 0; font-size: 9pt; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
";

/// A table as a page of HTML.
///
/// ```
/// fn save(table: &release::ProtectedTable, plan: &release::Plan) -> std::io::Result<()> {
///     let edition = publication::Edition::new(table, plan, definitions::Language::Danish);
///     std::fs::write("table.html", publication::html(&edition))
/// }
/// ```
pub fn html(edition: &Edition<'_>) -> String {
    let language = match edition.language {
        Language::Danish => "da",
        Language::English => "en",
    };
    let title = escaped(edition.title());
    let fixed: Vec<String> = edition.fixed();
    let below = |class: &str, lines: Vec<String>| {
        let lines: String = lines.iter().map(|line| format!("<p>{}</p>\n", escaped(line))).collect();
        format!("<div class=\"below {class}\">\n{lines}</div>\n")
    };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <div class=\"scroll\" role=\"region\" aria-labelledby=\"caption\" tabindex=\"0\">\n\
         <table>\n<caption id=\"caption\">{title}"
    );
    for line in fixed.into_iter().chain([subtitle(edition)]) {
        page += &format!("\n<span>{}</span>", escaped(&line));
    }
    page += "</caption>\n";
    let grid = Grid::of(edition);
    page += &head(edition, &grid);
    page += &body(edition, &grid);
    page += "</table>\n</div>\n";
    let notes = edition.notes();
    if !notes.is_empty() {
        page += &below("notes", notes);
    }
    page += &below("sources", edition.sources());
    page + "</main>\n</body>\n</html>\n"
}

/// The headings: of the axes at the left, of the periods, and under each period of the columns of figures.
fn head(edition: &Edition<'_>, grid: &Grid<'_>) -> String {
    let table = edition.table();
    let periods = grid.periods();
    let columns = table.columns();
    let both = !periods.is_empty() && columns.len() > 1;
    let mut head = String::new();
    if both {
        head += &format!("<colgroup span=\"{}\"></colgroup>\n", grid.row_axes.len());
        head += &format!("<colgroup span=\"{}\"></colgroup>\n", columns.len()).repeat(periods.len());
    }
    head += "<thead>\n<tr>\n";
    let rows = if both { " rowspan=\"2\"" } else { "" };
    for axis in &grid.row_axes {
        let title = escaped(&edition.axis_title(&table.axes()[*axis]));
        head += &format!("<th scope=\"col\" class=\"axis\"{rows}>{title}</th>\n");
    }
    for period in &periods {
        let scope = if both { format!("\"colgroup\" colspan=\"{}\"", columns.len()) } else { "\"col\"".to_owned() };
        head += &format!("<th scope={scope}>{}</th>\n", escaped(period));
    }
    if both {
        head += "</tr>\n<tr>\n";
    }
    if both || periods.is_empty() {
        for _ in 0..periods.len().max(1) {
            for column in columns {
                head += &format!("<th scope=\"col\">{}</th>\n", escaped(&edition.column_title(column)));
            }
        }
    }
    head + "</tr>\n</thead>\n"
}

/// The rows. Where there are several axes at the left, each category of the first has a group of its own.
fn body(edition: &Edition<'_>, grid: &Grid<'_>) -> String {
    let is_grouped = grid.row_axes.len() > 1;
    let in_group = |row: &Vec<usize>| grid.rows.iter().filter(|other| other[0] == row[0]).count();
    let mut body = String::new();
    let mut group = None;
    for row in &grid.rows {
        let begins = body.is_empty() || (is_grouped && group != row.first());
        if begins {
            body += if body.is_empty() { "<tbody>\n" } else { "</tbody>\n<tbody>\n" };
            group = row.first();
        }
        let categories = grid.categories(row);
        let is_total = |category: &&Category| category.kind == CategoryKind::Total;
        body += if categories.iter().any(is_total) { "<tr class=\"total\">\n" } else { "<tr>\n" };
        for (at, category) in categories.into_iter().enumerate() {
            let title = escaped(edition.category_title(category));
            if is_grouped && at == 0 {
                if begins {
                    body += &format!("<th scope=\"rowgroup\" rowspan=\"{}\">{title}</th>\n", in_group(row));
                }
            } else {
                body += &format!("<th scope=\"row\">{title}</th>\n");
            }
        }
        for across in &grid.across {
            body += &cell(edition, edition.figure(grid.table_row(row, *across), across.1), across.1);
        }
        body += "</tr>\n";
    }
    body + "</tbody>\n"
}

fn cell(edition: &Edition<'_>, figure: Figure, column: usize) -> String {
    let [suppressed, not_yet, unknown, provisional] = meanings(edition);
    let told = |shown: &str, meaning: &str, heard: &str| {
        let meaning = escaped(meaning);
        format!("<td title=\"{meaning}\" aria-label=\"{heard}{meaning}\">{shown}</td>\n")
    };
    match figure {
        Figure::Number { value, provisional: may_change } => {
            let decimals = edition.decimals(&edition.table().columns()[column]);
            let number = number(value, decimals, edition.language);
            if may_change {
                told(&format!("{number}*"), provisional.1, &format!("{number}, "))
            } else {
                format!("<td>{number}</td>\n")
            }
        }
        Figure::Suppressed => told(suppressed.0, suppressed.1, ""),
        Figure::NotYet => told(not_yet.0, not_yet.1, ""),
        Figure::Unknown => told(unknown.0, unknown.1, ""),
    }
}

/// Text that stands for itself, between tags and in an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' | '\'' => {
                // Writing into a string cannot fail.
                let _ = write!(escaped, "&#{};", u32::from(letter));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_for_itself() {
        assert_eq!(
            escaped("<a href=\"x\">Ærø & 'Fanø'</a>"),
            "&lt;a href=&#34;x&#34;&gt;Ærø &amp; &#39;Fanø&#39;&lt;/a&gt;"
        );
    }
}

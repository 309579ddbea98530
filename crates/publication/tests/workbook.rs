//! What is in a workbook, read back: every figure of its tables, and nothing that is hidden.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod workbook_common;

use calamine::{Data, Range, Reader, Xlsx};
use definitions::{Dimension, Language};
use measures::Cell;
use publication::{Edition, Figure, WorkbookError, workbook};
use release::{Plan, Protected, ProtectedTable};
use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};
use std::sync::OnceLock;
use workbook_common::{Drawn, asked, catalog, published};

const THRESHOLD: i64 = 650;

/// Numbers that are in no width, row or hash: hidden ones can be looked for.
const PEOPLE: [Drawn; 9] = [
    Drawn { people: 5471, municipality: 101, woman: true, from_month: 13, months: 30 },
    Drawn { people: 4219, municipality: 101, woman: false, from_month: 16, months: 3 },
    Drawn { people: 613, municipality: 153, woman: true, from_month: 13, months: 4 },
    Drawn { people: 1879, municipality: 161, woman: false, from_month: 13, months: 2 },
    Drawn { people: 2657, municipality: 165, woman: true, from_month: 17, months: 5 },
    Drawn { people: 547, municipality: 259, woman: false, from_month: 20, months: 30 },
    Drawn { people: 3371, municipality: 253, woman: true, from_month: 20, months: 1 },
    Drawn { people: 1193, municipality: 259, woman: true, from_month: 22, months: 30 },
    Drawn { people: 2011, municipality: 169, woman: true, from_month: 23, months: 1 },
];

/// A name longer than a sheet's, letters that a sheet's name may not have, and the same name again.
const NAMES: [&str; 8] = [
    "Påbegyndte ressourceforløb efter kommune og kvartal",
    "Påbegyndte ressourceforløb efter kommune og år",
    "fuldtid: kvartal/kommune",
    "status [3 måneder]",
    "køn",
    "KØN",
    "=HYPERLINK(\"http://a.b\")",
    "varighed",
];

fn drawn() -> &'static (Vec<measures::Table>, Protected) {
    static DRAWN: OnceLock<(Vec<measures::Table>, Protected)> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let (started, quarters) = ("ressourceforlob.started", "2018Q1..2018Q4");
        let requests = [
            asked(started, quarters, &[Dimension::Municipality, Dimension::Quarter]),
            asked(started, quarters, &[Dimension::Municipality, Dimension::Sex, Dimension::Quarter]),
            asked("ressourceforlob.full_time_persons", quarters, &[Dimension::Quarter, Dimension::Municipality]),
            asked("ressourceforlob.status_3_months_after", quarters, &[Dimension::Quarter, Dimension::Status]),
            asked(started, "2018Q1", &[Dimension::Municipality, Dimension::Quarter]),
            asked(started, quarters, &[Dimension::Quarter]),
            asked(started, "2018Q1", &[Dimension::Quarter]),
            asked("ressourceforlob.ended_duration", quarters, &[Dimension::Quarter, Dimension::Sex]),
        ];
        published(&PEOPLE, &requests, THRESHOLD)
    })
}

fn editions(language: Language) -> Vec<(String, Edition<'static>)> {
    let plan = Plan::empty("drawn");
    let edition = |table: &'static ProtectedTable| Edition::new(table, &plan, language);
    NAMES.iter().zip(&drawn().1.tables).map(|(name, table)| ((*name).to_owned(), edition(table))).collect()
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// Each file in the zip.
fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = zip.len();
    let read = |at| {
        let mut file = zip.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..files).map(read).collect()
}

fn part<'p>(parts: &'p [(String, String)], name: &str) -> &'p str {
    &parts.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn row(range: &Range<Data>, at: usize) -> Vec<String> {
    let width = range.width();
    (0..width).map(|column| range.get((at, column)).map(ToString::to_string).unwrap_or_default()).collect()
}

/// The row and column of a sheet in which a figure must be, found by the words of its head and its labels.
fn place(range: &Range<Data>, edition: &Edition<'_>, table_row: usize, column: usize) -> (usize, usize) {
    let table = edition.table();
    let (row_axes, heading) = edition.layout();
    let titles: Vec<&str> = table.categories(table_row).map(|category| edition.category_title(category)).collect();
    let labels: Vec<&str> = row_axes.iter().map(|axis| titles[*axis]).collect();
    let column_title = edition.column_title(&table.columns()[column]);
    let axis_titles: Vec<String> = row_axes.iter().map(|axis| edition.axis_title(&table.axes()[*axis])).collect();
    let rows: Vec<Vec<String>> = (0..range.height()).map(|at| row(range, at)).collect();
    let is_head = |row: &Vec<String>| match axis_titles.is_empty() {
        true => row[0] == column_title,
        false => axis_titles.iter().zip(row).all(|(title, cell)| title == cell),
    };
    let head = rows.iter().position(is_head).unwrap();
    let find = |row: usize, title: &str| {
        (labels.len()..rows[row].len()).find(|at| rows[row][*at] == title).unwrap_or_else(|| panic!("no {title}"))
    };
    let sheet_column = match (heading, table.columns().len()) {
        (None, _) => find(head, &column_title),
        (Some(axis), 1) => {
            assert_eq!(rows[head - 1][labels.len()], column_title);
            find(head, titles[axis])
        }
        (Some(axis), _) => {
            let from = find(head - 1, titles[axis]);
            assert_eq!(rows[head][from + column], column_title);
            from + column
        }
    };
    let is_row = |at: &usize| labels.iter().zip(&rows[*at]).all(|(label, cell)| label == cell);
    (((head + 1)..rows.len()).find(is_row).unwrap(), sheet_column)
}

#[test]
fn every_figure_is_as_in_its_table() {
    for language in [Language::Danish, Language::English] {
        let editions = editions(language);
        let mut file = open(workbook(&editions).unwrap());
        let sheets = file.sheet_names();
        let (mut numbers, mut seen) = (0, BTreeSet::new());
        for (at, (_, edition)) in editions.iter().enumerate() {
            let range = file.worksheet_range(&sheets[at + 1]).unwrap();
            // The sheet begins at its first cell, so that places in the range are those on the sheet.
            assert_eq!(range.start(), Some((0, 0)));
            assert_eq!(range.get((0, 0)), Some(&Data::String(edition.title().to_owned())));
            for table_row in 0..edition.table().n_rows() {
                for (column, of) in edition.table().columns().iter().enumerate() {
                    let cell = range.get(place(&range, edition, table_row, column)).unwrap();
                    let figure = edition.figure(table_row, column);
                    match figure {
                        Figure::Number { value, .. } => {
                            let expected: f64 = value.rounded(edition.decimals(of)).parse().unwrap();
                            assert_eq!(cell, &Data::Float(expected));
                            numbers += 1;
                        }
                        _ => {
                            let symbol = edition.symbol(figure).unwrap();
                            assert_eq!(cell, &Data::String(symbol.to_owned()));
                            seen.insert(symbol);
                        }
                    }
                }
            }
        }
        assert!(numbers > 100, "{numbers}");
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [".", "..", "..."]);
    }
}

#[test]
fn sheets_have_valid_names_and_the_contents_lead_to_them() {
    let mut file = open(workbook(&editions(Language::Danish)).unwrap());
    let sheets = file.sheet_names();
    let expected = [
        "Indhold",
        "Påbegyndte ressourceforløb efte",
        "Påbegyndte ressourceforløb (2)",
        "fuldtid- kvartal-kommune",
        "status -3 måneder-",
        "køn",
        "KØN (2)",
        "=HYPERLINK(\"http---a.b\")",
        "varighed",
        "Diagramdata",
        "Noter",
    ];
    assert_eq!(sheets, expected);
    let contents = file.worksheet_range("Indhold").unwrap();
    for (at, name) in NAMES.iter().enumerate() {
        assert_eq!(row(&contents, at + 3)[0], *name);
        assert_eq!(row(&contents, at + 3)[2], sheets[at + 1]);
    }
    let parts = parts(workbook(&editions(Language::Danish)).unwrap());
    assert!(part(&parts, "xl/worksheets/sheet1.xml").contains("location=\"'KØN (2)'!A1\""));
}

#[test]
fn the_last_sheet_explains_symbols_and_definitions() {
    let editions = editions(Language::Danish);
    let mut file = open(workbook(&editions).unwrap());
    let notes = file.worksheet_range("Noter").unwrap();
    let rows: Vec<Vec<String>> = (0..notes.height()).map(|at| row(&notes, at)).collect();
    for (symbol, meaning) in [
        ("..", "Udeladt af diskretionshensyn."),
        ("...", "Kan ikke opgøres endnu: udtrækket rækker ikke langt nok frem."),
        ("*", "Foreløbigt tal: noget af det talte er endnu ikke afgjort."),
    ] {
        assert!(rows.iter().any(|row| row[0] == symbol && row[1] == meaning), "{symbol}");
    }
    assert!(rows.iter().any(|row| row[0] == "." && row[1].starts_with("Kan ikke opgøres: ")));
    for (_, edition) in &editions {
        for (kind, id, hash) in edition.table().rests_on() {
            assert!(rows.iter().any(|row| row[..3] == [kind.clone(), id.clone(), hash.clone()]), "{id}");
        }
        for told in edition.notes().into_iter().chain(edition.sources()) {
            assert!(rows.iter().any(|row| row[1] == told), "{told}");
        }
    }
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let editions = editions(Language::Danish);
    let bytes = workbook(&editions).unwrap();
    for _ in 0..4 {
        assert!(workbook(&editions).unwrap() == bytes);
    }
    let parts = parts(bytes);
    let core = part(&parts, "docProps/core.xml");
    assert!(core.contains("<dc:creator></dc:creator>") || core.contains("<dc:creator/>"), "{core}");
    let drawn = editions[0].1.table().register().2;
    assert!(core.contains(&format!("{drawn}T00:00:00Z</dcterms:created>")), "{core}");
    assert!(core.contains("Påbegyndte ressourceforløb m.fl."), "{core}");
}

/// Every run of digits, with what of a number is around it.
fn digits(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.').collect()
}

#[test]
fn a_hidden_number_is_nowhere_in_the_file() {
    let (tables, protected) = drawn();
    let (mut shown, mut hidden) = (BTreeSet::new(), BTreeSet::new());
    for (open, closed) in tables.iter().zip(&protected.tables) {
        let plan = Plan::empty("drawn");
        let edition = Edition::new(closed, &plan, Language::Danish);
        for row in 0..open.n_rows() {
            for (at, column) in open.columns.iter().enumerate() {
                let decimals = edition.decimals(column);
                match (open.cell(row, at), edition.figure(row, at)) {
                    (Cell::Number { .. }, Figure::Number { value, .. }) => {
                        // As a file has it: 5471.0 is 5471 there.
                        let number: f64 = value.rounded(decimals).parse().unwrap();
                        shown.insert(number.to_string())
                    }
                    (Cell::Number { value, .. }, _) => {
                        hidden.extend((0..=4).map(|decimals| value.rounded(decimals)));
                        true
                    }
                    _ => true,
                };
            }
        }
    }
    // Small ones are everywhere: in the numbers of rows and styles.
    hidden.retain(|number| number.trim_end_matches(['0', '.']).len() > 2 && !shown.contains(number));
    hidden.retain(|number| number.split('.').next().unwrap().len() > 2);
    assert!(hidden.contains("613") && hidden.contains("547"), "{hidden:?}");
    for (name, text) in parts(workbook(&editions(Language::Danish)).unwrap()) {
        // The theme and the widths of columns are Excel's.
        if name.starts_with("xl/theme/") || name == "xl/styles.xml" {
            continue;
        }
        let found = digits(&text);
        let leaked: Vec<&String> = hidden.iter().filter(|number| found.contains(number.as_str())).collect();
        assert!(leaked.is_empty(), "{leaked:?} in {name}");
    }
}

#[test]
fn no_more_digits_are_written_than_are_shown() {
    for (name, text) in parts(workbook(&editions(Language::Danish)).unwrap()) {
        let values = text.split("v>").filter(|value| value.ends_with("</") || value.ends_with("</c:"));
        for value in values.filter_map(|value| value.split('<').next()) {
            let decimals = value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 1 || value.parse::<f64>().is_err(), "{value} in {name}");
        }
    }
}

#[test]
fn nothing_is_a_formula() {
    let mut file = open(workbook(&editions(Language::Danish)).unwrap());
    for sheet in file.sheet_names() {
        assert!(file.worksheet_formula(&sheet).unwrap().cells().all(|(_, _, formula)| formula.is_empty()));
    }
    let parts = parts(workbook(&editions(Language::Danish)).unwrap());
    assert!(
        parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).all(|(_, text)| !text.contains("<f>"))
    );
    assert!(part(&parts, "xl/sharedStrings.xml").contains("=HYPERLINK("));
}

#[test]
fn provisional_figures_have_a_star_and_totals_are_bold() {
    let editions = editions(Language::Danish);
    let provisional = |edition: &Edition<'_>| {
        let columns = edition.table().columns().len();
        (0..edition.table().n_rows()).any(|row| {
            (0..columns).any(|column| matches!(edition.figure(row, column), Figure::Number { provisional: true, .. }))
        })
    };
    assert!(editions.iter().any(|(_, edition)| provisional(edition)));
    let parts = parts(workbook(&editions).unwrap());
    let styles = part(&parts, "xl/styles.xml");
    assert!(styles.contains("formatCode=\"#,##0&quot;*&quot;\""), "{styles}");
    assert!(styles.contains("formatCode=\"#,##0.0\""), "{styles}");
    assert!(styles.contains("<b/>"));
}

#[test]
fn charts_have_gaps_titles_and_words_for_who_cannot_see_them() {
    let editions = editions(Language::Danish);
    let bytes = workbook(&editions).unwrap();
    let mut file = open(bytes.clone());
    let data = file.worksheet_range("Diagramdata").unwrap();
    // Hidden in the table, so empty here: never a zero.
    let (table, edition) = (editions[0].1.table(), &editions[0].1);
    let brondby = table.axes()[0].categories.iter().position(|category| category.id == "153").unwrap();
    assert_eq!(edition.figure(brondby * 4, 0), Figure::Suppressed);
    assert_eq!(row(&data, 2)[1..=8][brondby], "Brøndby");
    assert_eq!(row(&data, 3)[0], "2018Q1");
    assert_eq!(data.get((3, brondby + 1)), Some(&Data::Empty));
    let parts = parts(bytes);
    let charts: Vec<&str> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).map(|(_, text)| text.as_str()).collect();
    assert_eq!(charts.len(), 3);
    assert_eq!(charts.iter().filter(|chart| chart.contains("<c:lineChart>")).count(), 2);
    assert_eq!(charts.iter().filter(|chart| chart.contains("<c:barDir val=\"bar\"/>")).count(), 1);
    for chart in charts {
        assert!(chart.contains("<c:dispBlanksAs val=\"gap\"/>"), "{chart}");
        assert!(chart.contains("<c:title>") && chart.contains("Påbegyndte ressourceforløb"));
        assert!(!chart.contains("<c:v>..</c:v>") && !chart.contains("<c:v>I alt</c:v>"));
        assert!(!chart.contains("<c:v>Hele landet</c:v>"));
        // The numbers of bars are below, and the first bar above.
        let (bars, values) = (chart.contains("<c:barChart>"), chart.split("<c:valAx>").nth(1).unwrap());
        let categories = chart.split("<c:catAx>").nth(1).unwrap().split("<c:valAx>").next().unwrap();
        assert_eq!(categories.contains("<c:orientation val=\"maxMin\"/>"), bars);
        assert!(values.contains("<c:min val=\"0\"/>") && values.contains("formatCode=\"#,##0\""), "{chart}");
        assert_eq!(values.contains("<c:crosses val=\"max\"/>"), bars, "{chart}");
    }
    let drawing = part(&parts, "xl/drawings/drawing1.xml");
    assert!(
        drawing.contains("descr=\"Kurvediagram: Påbegyndte ressourceforløb. Antal forløb efter kvartal."),
        "{drawing}"
    );
}

#[test]
fn a_sheet_prints_with_its_head_on_every_page() {
    let parts = parts(workbook(&editions(Language::Danish)).unwrap());
    let sheet = part(&parts, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<pageSetUpPr fitToPage=\"1\"/>") && sheet.contains("fitToHeight=\"0\""), "{sheet}");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("paperSize=\"9\""));
    assert!(part(&parts, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
    let wide = part(&parts, "xl/worksheets/sheet4.xml");
    assert!(wide.contains("orientation=\"landscape\""), "{wide}");
}

#[test]
fn no_table_is_no_workbook() {
    assert!(matches!(workbook(&[]), Err(WorkbookError::Empty)));
    assert!(catalog().measures.versions("ressourceforlob.started").is_ok());
}

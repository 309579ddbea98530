//! What is refused, in each format with the same words.

mod common;

use common::{document, figure, head_cell, heading, paragraph, row, table, text};
use document::{Block, Date, Document, Error, Figure, Inline, RowKind, Table, check};

fn link(url: &str, inner: Vec<Inline>) -> Block {
    Block::Paragraph(vec![Inline::Link { url: url.to_owned(), text: inner }])
}

fn boxes(depth: usize) -> Block {
    (0..depth).fold(paragraph("x"), |inner, _| Block::Box(vec![inner]))
}

fn strong(depth: usize) -> Block {
    Block::Paragraph((0..depth).fold(vec![text("x")], |inner, _| vec![Inline::Strong(inner)]))
}

#[test]
fn each_fault_is_named() {
    let footnote = |inner| Inline::Footnote(inner);
    let blocks: Vec<(Vec<Block>, &str)> = vec![
        (vec![heading(1, " ")], "a heading is empty: write it, or leave the whole block out"),
        (vec![heading(2, "Tal")], "the heading `Tal` has level 2 where 1 to 1 may stand: give it one of those"),
        (
            vec![heading(1, "A"), Block::Box(vec![heading(2, "B")]), heading(4, "C")],
            "the heading `C` has level 4 where 1 to 3 may stand: give it one of those",
        ),
        (vec![heading(0, "A")], "the heading `A` has level 0 where 1 to 1 may stand: give it one of those"),
        (
            (1..=5).map(|level| heading(level, "A")).collect(),
            "the heading `A` has level 5 where 1 to 4 may stand: give it one of those",
        ),
        (
            vec![Block::Table(table("x")), Block::Box(vec![Block::Figure(figure("x"))])],
            "two tables or figures have the id `x`: give one of them another",
        ),
        (
            vec![Block::Table(table("x")), Block::Paragraph(vec![Inline::Reference("y".to_owned())])],
            "nothing has the id `y`, which the text refers to: the tables and figures are `x`",
        ),
        (
            vec![Block::Paragraph(vec![Inline::Reference("y".to_owned())])],
            "nothing has the id `y`, which the text refers to: the tables and figures are none",
        ),
        (
            vec![Block::Paragraph(vec![footnote(vec![
                text("ydre"),
                Inline::Strong(vec![footnote(vec![text("indre")])]),
            ])])],
            "the footnote `ydre` has a footnote of its own: put one after the other",
        ),
        (vec![Block::Paragraph(vec![footnote(vec![])])], "a footnote is empty: write it, or leave the whole block out"),
        (
            vec![link("javascript:alert(1)", vec![text("x")])],
            "`javascript:alert(1)` is no address for a link: it begins with https://, http:// or mailto:, and goes on",
        ),
        (
            vec![link("https://dst.dk", vec![])],
            "the link to `https://dst.dk` is empty: write it, or leave the whole block out",
        ),
        (
            vec![link("https://dst.dk", vec![text("x"), Inline::Footnote(vec![text("y")])])],
            "the link to `https://dst.dk` has a link, a reference or a footnote within it: put it behind the link",
        ),
        (vec![boxes(7)], "blocks are nested more than 6 deep: make it simpler"),
        (vec![strong(7)], "words are nested more than 6 deep: make it simpler"),
        (
            vec![Block::Table(Table { caption: Vec::new(), ..table("t") })],
            "the caption of table `t` is empty: write it, or leave the whole block out",
        ),
        (
            vec![Block::Table(Table { head: Vec::new(), ..table("t") })],
            "table `t` has no head: give it a row with a title for each column",
        ),
        (
            vec![Block::Table(Table {
                head: vec![vec![head_cell("År", 2)], vec![head_cell("2017", 1)]],
                ..table("t")
            })],
            "row 2 of the head of table `t` has 1 columns where the table has 2: make them the same",
        ),
        (
            vec![Block::Table(Table {
                head: vec![vec![head_cell("A", 2), head_cell("B", 0)]],
                rows: Vec::new(),
                ..table("t")
            })],
            "row 1 of the head of table `t` has 2 columns where the table has 2: make them the same",
        ),
        (
            vec![Block::Table(Table { rows: vec![row("Ishøj", 0, RowKind::Ordinary, &["1"])], ..table("t") })],
            "row 1 (Ishøj) of table `t` has 1 columns where the table has 2: make them the same",
        ),
        (
            vec![Block::Table(Table { rows: vec![row("Ishøj", 0, RowKind::Total, &[])], ..table("t") })],
            "row 1 (Ishøj) of table `t` has 0 columns where the table has 2: make them the same",
        ),
        (
            vec![Block::Figure(Figure { alternative: String::new(), ..figure("f") })],
            "the alternative text of figure `f` is empty: write it, or leave the whole block out",
        ),
        (
            vec![Block::Figure(Figure { png: Some(b"GIF89a".to_vec()), ..figure("f") })],
            "figure `f` has a PNG that is not one: a DOCX needs its picture as PNG",
        ),
        (
            vec![Block::Figure(Figure {
                svg: "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><script/></svg>".to_owned(),
                ..figure("f")
            })],
            "the SVG of figure `f` cannot be used: the element `script` may not stand in a picture: draw it with other elements",
        ),
    ];
    for (blocks, expected) in blocks {
        let document = document(blocks);
        let error = check(&document).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(document::html(&document).unwrap_err(), error);
        assert_eq!(document::pdf(&document).unwrap_err(), error);
        assert_eq!(document::docx(&document).unwrap_err(), error);
    }
    // As deep as it may be.
    check(&document(vec![boxes(6), strong(6)])).unwrap();
}

#[test]
fn the_date_is_a_day() {
    let cases = [
        ((2019, 9, 12), true),
        ((2020, 2, 29), true),
        ((2000, 2, 29), true),
        ((1900, 2, 29), false),
        ((2019, 2, 29), false),
        ((2019, 4, 31), false),
        ((2019, 13, 1), false),
        ((2019, 0, 1), false),
        ((2019, 1, 0), false),
        ((0, 1, 1), false),
        ((10_000, 1, 1), false),
    ];
    for ((year, month, day), expected) in cases {
        let document = Document { date: Some(Date { year, month, day }), ..document(Vec::new()) };
        let result = check(&document);
        assert_eq!(result.is_ok(), expected, "{year}-{month}-{day}");
        if !expected {
            assert_eq!(result, Err(Error::Date { year, month, day }));
        }
    }
}

//! Documents for the tests, and what every format must make of a text.
#![allow(dead_code, reason = "each test file takes what it needs")]

use document::{Alignment, Block, Cell, Date, Document, Figure, HeadCell, Inline, Language, Row, RowKind, Table};
use proptest::prelude::*;

pub(crate) fn text(text: &str) -> Inline {
    Inline::text(text)
}

pub(crate) fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

pub(crate) fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, text: vec![text(words)] }
}

pub(crate) fn head_cell(text: &str, span: usize) -> HeadCell {
    HeadCell { text: text.to_owned(), span, alignment: Alignment::Right }
}

pub(crate) fn row(header: &str, level: u8, kind: RowKind, cells: &[&str]) -> Row {
    let cell = |text: &&str| Cell {
        text: (*text).to_owned(),
        alignment: Alignment::Right,
        explanation: (*text == "..").then(|| "skjult".to_owned()),
    };
    Row { header: header.to_owned(), level, kind, cells: cells.iter().map(cell).collect() }
}

/// Two years under one title; a total with a part, a group, a hidden figure.
pub(crate) fn table(id: &str) -> Table {
    Table {
        id: id.to_owned(),
        caption: vec![text("Forløb")],
        stub_title: "Kommune".to_owned(),
        head: vec![vec![head_cell("År", 2)], vec![head_cell("2017", 1), head_cell("2018", 1)]],
        rows: vec![
            row("I alt", 0, RowKind::Total, &["9.466", "9.101"]),
            row("heraf mænd", 1, RowKind::Ordinary, &["4.012", ".."]),
            row("Sjælland", 0, RowKind::Group, &[]),
            row("Ishøj", 0, RowKind::Ordinary, &["12", "0"]),
        ],
        remarks: vec!["»..« er skjult.".to_owned()],
        source: Some("DREAM.".to_owned()),
    }
}

/// A PNG of 2 by 1 pixels.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\0\0\0\0\xd1v'e\0\0\0\x0bIDATx\x9cc``\xf8\x0f\0\x01\x03\x01\0\
                        \xcc\x02\x14\xb3\0\0\0\0IEND\xaeB`\x82";

pub(crate) fn figure(id: &str) -> Figure {
    Figure {
        id: id.to_owned(),
        caption: vec![text("Udvikling")],
        svg:
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><defs><linearGradient id='g'><stop offset='0' \
              stop-color='#123'/></linearGradient></defs><rect width='5' height='5' fill='url(#g)'/><text x='1' y='9' \
              font-size='3'>æøå</text></svg>"
                .to_owned(),
        png: Some(PNG.to_vec()),
        alternative: "En søjle.".to_owned(),
        remarks: Vec::new(),
        source: None,
        width_mm: 100,
    }
}

pub(crate) fn document(blocks: Vec<Block>) -> Document {
    Document {
        language: Language::Danish,
        kind: "Notat".to_owned(),
        title: "Ærø § 11".to_owned(),
        subtitle: Some("Undertitel".to_owned()),
        fields: vec![("Sagsnummer".to_owned(), "2018-0215".to_owned()), ("Kontor".to_owned(), "Analyse".to_owned())],
        office: Some("Forvaltningen".to_owned()),
        date: Some(Date { year: 2019, month: 9, day: 12 }),
        author: None,
        description: "Om forløb.".to_owned(),
        blocks,
        one_page: false,
    }
}

/// Two tables, two figures, lists, a box, notes, references.
pub(crate) fn full() -> Document {
    let footnote = |words: &str| Inline::Footnote(vec![text(words)]);
    document(vec![
        Block::Box(vec![
            paragraph("Kort sagt."),
            Block::List { ordered: false, items: vec![vec![paragraph("punkt")]] },
        ]),
        heading(1, "Baggrund"),
        Block::Paragraph(vec![
            Inline::Reference("b".to_owned()),
            text(" og "),
            Inline::Reference("a".to_owned()),
            text(" viser det"),
            footnote("Første note."),
            text(", jf. "),
            Inline::Reference("f".to_owned()),
            text(". "),
            Inline::Strong(vec![text("Vigtigt"), Inline::Emphasis(vec![text(" nok")])]),
            Inline::Link { url: "https://dst.dk/ø".to_owned(), text: vec![text("kilden")] },
        ]),
        heading(2, "Tal"),
        Block::Table(Table { caption: vec![text("Forløb"), footnote("Anden note.")], ..table("a") }),
        Block::Figure(figure("f")),
        Block::Table(table("b")),
        Block::Figure(figure("g")),
        Block::List {
            ordered: true,
            items: vec![
                vec![paragraph("et"), Block::List { ordered: false, items: vec![vec![paragraph("indre")]] }],
                vec![paragraph("to"), paragraph("mere om to")],
            ],
        },
        Block::Paragraph(vec![
            text("Slut"),
            Inline::Footnote(vec![text("Se "), Inline::Reference("b".to_owned())]),
            text("."),
        ]),
    ])
}

/// A text in every place that takes one. It is wrapped, so that no place is empty.
pub(crate) fn with_text_everywhere(any: &str) -> Document {
    let any = format!("a{any}b");
    let inlines = vec![
        text(&any),
        Inline::Strong(vec![text(&any), Inline::Emphasis(vec![text(&any)])]),
        Inline::Footnote(vec![text(&any)]),
        Inline::Link { url: "https://dst.dk".to_owned(), text: vec![text(&any)] },
    ];
    let cell = Cell { text: any.clone(), alignment: Alignment::Left, explanation: Some(any.clone()) };
    let table = Table {
        id: any.clone(),
        caption: inlines.clone(),
        stub_title: any.clone(),
        head: vec![vec![head_cell(&any, 1)]],
        rows: vec![
            Row { header: any.clone(), level: 1, kind: RowKind::Ordinary, cells: vec![cell] },
            Row { header: any.clone(), level: 0, kind: RowKind::Group, cells: Vec::new() },
        ],
        remarks: vec![any.clone(), any.clone()],
        source: Some(any.clone()),
    };
    let figure = Figure {
        caption: inlines.clone(),
        alternative: any.clone(),
        remarks: vec![any.clone()],
        source: Some(any.clone()),
        ..figure(&format!("f{any}"))
    };
    Document {
        language: Language::Danish,
        kind: any.clone(),
        title: any.clone(),
        subtitle: Some(any.clone()),
        fields: vec![(any.clone(), any.clone())],
        office: Some(any.clone()),
        date: Some(Date { year: 2019, month: 9, day: 12 }),
        author: Some(any.clone()),
        description: any.clone(),
        blocks: vec![
            Block::Heading { level: 1, text: inlines.clone() },
            Block::Paragraph(inlines.clone()),
            Block::Paragraph(vec![Inline::Reference(any.clone()), text(&any)]),
            Block::List { ordered: true, items: vec![vec![Block::Paragraph(inlines.clone())]] },
            Block::Box(vec![Block::Paragraph(inlines)]),
            Block::Table(table),
            Block::Figure(figure),
        ],
        one_page: false,
    }
}

/// Any text: all of Unicode, and often what means something in one of the formats.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let marks: Vec<char> =
        "#*_<>&;\\$\"'`@~=[]{}()/%!-+.:| \n\r\t\0\u{1}\u{7f}\u{85}\u{ad}\u{200b}\u{2011}\u{2028}\u{feff}\u{fffe}\
                            æøå漢😀\u{e000}\u{301}\u{5d0}"
            .chars()
            .collect();
    let character = prop_oneof![2 => prop::sample::select(marks), 1 => any::<char>()];
    prop_oneof![
        4 => prop::collection::vec(character, 0..24).prop_map(|characters| characters.into_iter().collect()),
        1 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
    ]
}

/// What is dangerous as a whole.
const WORDS: [&str; 12] = [
    "</w:t></w:r>",
    "<!--",
    "-->",
    "]]>",
    "<script>alert(1)</script>",
    "&amp;lt;&#39;&nbsp;",
    "#panic()",
    "\\u{41}",
    "\"; panic(); \"",
    "$x$ // ",
    "*/ /* `raw` <label> @ref",
    "%2e%00{}%n",
];

/// A text as every format shows it: one line, and what XML does not hold marked (XML 1.0, production 2).
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .map(|character| match u32::from(character) {
            0x9..=0xd | 0x85 | 0x2028 | 0x2029 => ' ',
            0xfeff => '\u{2060}',
            0x0..=0x1f | 0x7f..=0x9f | 0xfdd0..=0xfdef => '\u{fffd}',
            code if code % 0x10000 >= 0xfffe => '\u{fffd}',
            _ => character,
        })
        .collect()
}

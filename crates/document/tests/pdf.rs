//! PDF, read by another library.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::{any_text, document, full, heading, paragraph, with_text_everywhere};
use document::{Block, Document, Error, Table, pdf};
use lopdf::{Dictionary, Document as File, Object};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn file(document: &Document) -> File {
    File::load_mem(&pdf(document).unwrap()).unwrap()
}

fn metadata(file: &File) -> String {
    let stream = file.catalog().unwrap().get(b"Metadata").unwrap();
    let stream = file.dereference(stream).unwrap().1.as_stream().unwrap();
    let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    String::from_utf8(bytes).unwrap()
}

/// How often each tag is in the structure tree.
fn tags(file: &File) -> Vec<String> {
    let mut tags = Vec::new();
    for object in file.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        if let (Ok(tag), true) = (dictionary.get(b"S").and_then(Object::as_name), dictionary.has(b"P")) {
            tags.push(String::from_utf8_lossy(tag).into_owned());
        }
    }
    tags
}

fn count(tags: &[String], tag: &str) -> usize {
    tags.iter().filter(|found| *found == tag).count()
}

fn page_sizes(file: &File) -> Vec<(i64, i64)> {
    let size = |page: &Dictionary| {
        let numbers: Vec<f32> = page
            .get(b"MediaBox")
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|number| number.as_float().unwrap())
            .collect();
        (numbers[2].round() as i64, numbers[3].round() as i64)
    };
    file.get_pages().values().map(|id| size(file.get_dictionary(*id).unwrap())).collect()
}

fn words(file: &File) -> String {
    let pages: Vec<u32> = file.get_pages().keys().copied().collect();
    file.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_same_document_is_the_same_bytes() {
    let first = pdf(&full()).unwrap();
    pdf(&document(vec![paragraph("noget andet")])).unwrap();
    assert!(first == pdf(&full()).unwrap());
}

#[test]
fn it_says_that_it_keeps_to_both_standards() {
    let file = file(&full());
    let metadata = metadata(&file);
    for line in
        ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", "Ærø § 11", "Forvaltningen", "2019-09-12"]
    {
        assert!(metadata.contains(line), "{line}: {metadata}");
    }
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"da-DK");
    let marked = catalog.get(b"MarkInfo").and_then(|object| file.dereference(object)).unwrap().1.as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
}

#[test]
fn no_date_is_no_pdf() {
    assert_eq!(pdf(&Document { date: None, ..full() }), Err(Error::NoDate));
}

#[test]
fn everything_has_its_tag() {
    let file = file(&full());
    assert!(file.catalog().unwrap().has(b"StructTreeRoot"));
    let tags = tags(&file);
    // Two tables of 2 head rows and 4 rows; heads: the years' and two; a header for each row, but for a group. The
    // title of the stub is the header of no figure.
    let expected = [("Table", 2), ("TH", 12), ("TD", 16), ("H1", 1), ("H2", 1), ("Figure", 2), ("Note", 3)];
    for (tag, n) in expected {
        assert_eq!(count(&tags, tag), n, "{tag}: {tags:?}");
    }
    assert_eq!(count(&tags, "Caption"), 4);
    assert_eq!(count(&tags, "L"), 3);
    assert_eq!(count(&tags, "LI"), 4);
}

#[test]
fn the_words_are_there() {
    let text = words(&file(&full()));
    for expected in [
        "NOTAT",
        "Ærø § 11",
        "2018-0215",
        "Tabel 2 og tabel 1 viser det",
        "jf. figur 1",
        "heraf mænd",
        "9.466",
        "Anm.: »..« er skjult.",
        "Kilde: DREAM.",
        "Første note.",
        "Side 1 af 2",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn pages_are_a4_and_a_wide_table_lies_across() {
    let row = common::row("Ishøj", 0, document::RowKind::Ordinary, &["12.345"; 20]);
    let wide = Table { head: vec![vec![common::head_cell("2018", 1); 20]], rows: vec![row], ..common::table("w") };
    let blocks = vec![paragraph("før"), Block::Table(wide.clone()), paragraph("efter")];
    assert_eq!(page_sizes(&file(&document(blocks))), [(595, 842), (842, 595), (595, 842)]);
    // Within a box it cannot, and is set in parts.
    let text = words(&file(&document(vec![Block::Box(vec![Block::Table(wide)])])));
    assert!(text.contains("Tabel 1, fortsat"), "{text}");
    assert_eq!(text.matches("12.345").count(), 20);
}

#[test]
fn a_long_table_repeats_its_head() {
    let rows = (0..120).map(|at| common::row(&format!("K{at}"), 0, document::RowKind::Ordinary, &["1", "2"]));
    let long = Table { stub_title: "Område".to_owned(), rows: rows.collect(), ..common::table("l") };
    let file = file(&document(vec![Block::Table(long)]));
    let n_pages = file.get_pages().len();
    assert!(n_pages > 2);
    assert_eq!(words(&file).matches("Område").count(), n_pages);
    // For those who listen there is one: the years' and two, and one a row.
    assert_eq!(count(&tags(&file), "TH"), 3 + 120);
}

/// The tighter layout is taken where it saves a page, and there alone.
#[test]
fn more_lines_are_never_fewer_pages() {
    let n_pages = |n_lines: usize| {
        let lines = (0..n_lines).map(|_| paragraph("ord")).collect();
        file(&document(lines)).get_pages().len()
    };
    let counts: Vec<usize> = (40..=90).step_by(5).map(n_pages).collect();
    assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]) && counts.first() < counts.last(), "{counts:?}");
}

/// A tall figure floats to the next page, and the text goes on before it; the small print at the end does not.
#[test]
fn no_figure_stands_behind_the_small_print() {
    let tall =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 110\"><rect width=\"100\" height=\"110\"/></svg>";
    let Some(Block::Figure(figure)) = full().blocks.into_iter().find(|block| matches!(block, Block::Figure(_))) else {
        panic!("the document has a figure")
    };
    let figure = document::Figure { svg: tall.to_owned(), ..figure };
    let mut blocks: Vec<Block> = (0..14).map(|_| paragraph(&"ord ".repeat(40))).collect();
    blocks.push(Block::Figure(figure));
    blocks.push(heading(1, "Om tallene"));
    blocks.push(Block::FinePrint(vec![document::Inline::text("Småt")]));
    let file = file(&document(blocks));
    let pages: Vec<u32> = file.get_pages().keys().copied().collect();
    let page_of = |words: &str| pages.iter().position(|page| file.extract_text(&[*page]).unwrap().contains(words));
    assert_eq!(pages.len(), 2);
    assert_eq!((page_of("Om tallene"), page_of("Figur")), (Some(1), Some(1)));
}

#[test]
fn one_page_is_one_page_or_refused() {
    let lines = |n| Document { one_page: true, ..document((0..n).map(|_| paragraph(&"ord ".repeat(60))).collect()) };
    for n in [1, 12, 18] {
        assert_eq!(file(&lines(n)).get_pages().len(), 1);
    }
    let error = pdf(&lines(60)).unwrap_err();
    assert!(matches!(error, Error::MorePages { pages } if pages > 1), "{error}");
}

#[test]
fn a_document_without_anything_but_a_title_is_one() {
    let bare = Document {
        kind: String::new(),
        subtitle: None,
        fields: Vec::new(),
        office: None,
        description: String::new(),
        ..document(Vec::new())
    };
    assert_eq!(file(&bare).get_pages().len(), 1);
}

#[test]
fn the_deepest_nesting_is_set() {
    let nested = |ordered| {
        (0..6).fold(paragraph("x"), |inner, _| Block::List { ordered, items: vec![vec![paragraph("ydre"), inner]] })
    };
    let boxes = (0..6).fold(Block::Table(common::table("t")), |inner, _| Block::Box(vec![inner]));
    let headings = (1..=4).map(|level| heading(level, "Overskrift"));
    let blocks = [nested(true), nested(false), boxes].into_iter().chain(headings).collect();
    assert!(!file(&document(blocks)).get_pages().is_empty());
}

/// A page takes a tenth of a second, so the texts are few, and the same each time.
#[test]
fn any_text_is_set_anywhere() {
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&any_text(), |any| {
        let file = File::load_mem(&pdf(&with_text_everywhere(&any)).unwrap()).unwrap();
        let tags = tags(&file);
        prop_assert_eq!(count(&tags, "Table"), 1);
        prop_assert_eq!(count(&tags, "Figure"), 1);
        prop_assert_eq!(count(&tags, "Note"), 6);
        Ok(())
    });
    outcome.unwrap();
}

//! DOCX, unpacked, its parts read by an XML parser.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::{any_text, full, shown, with_text_everywhere};
use document::{Block, Document, Error, Figure, docx};
use proptest::prelude::*;
use roxmltree::{Document as Xml, Node};
use std::io::{Cursor, Read};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The parts of a DOCX, by name.
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    fn of(document: &Document) -> Parts {
        let mut zip = zip::ZipArchive::new(Cursor::new(docx(document).unwrap())).unwrap();
        let n_parts = zip.len();
        let part = |place: usize| {
            let mut file = zip.by_index(place).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        };
        Parts((0..n_parts).map(part).collect())
    }

    fn text(&self, name: &str) -> &str {
        let (_, bytes) = self.0.iter().find(|(part, _)| part == name).unwrap();
        std::str::from_utf8(bytes).unwrap()
    }

    fn xml(&self, name: &str) -> Xml<'_> {
        Xml::parse(self.text(name)).unwrap()
    }
}

fn all<'a, 'i>(root: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    root.descendants().filter(|node| node.tag_name().name() == name).collect()
}

fn value<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute((WORD, name))
}

/// The words of a paragraph as Word shows them.
fn words(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter_map(|node| match node.tag_name().name() {
            "t" => node.text(),
            "softHyphen" => Some("\u{ad}"),
            "noBreakHyphen" => Some("\u{2011}"),
            "tab" if node.parent().is_some_and(|parent| parent.has_tag_name((WORD, "r"))) => Some("\t"),
            _ => None,
        })
        .collect()
}

fn styled(body: Node<'_, '_>, style: &str) -> Vec<String> {
    let has_style =
        |paragraph: &Node<'_, '_>| all(*paragraph, "pStyle").iter().any(|node| value(*node, "val") == Some(style));
    all(body, "p").into_iter().filter(has_style).map(words).collect()
}

#[test]
fn the_package_is_whole() {
    let parts = Parts::of(&full());
    for (name, bytes) in &parts.0 {
        if !name.ends_with(".png") {
            Xml::parse(std::str::from_utf8(bytes).unwrap()).unwrap();
        }
    }
    // Every relationship goes to a part, and every part has a type.
    for (rels, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        for relationship in all(parts.xml(rels).root_element(), "Relationship") {
            if relationship.attribute("TargetMode") != Some("External") {
                parts
                    .0
                    .iter()
                    .find(|(name, _)| *name == format!("{folder}{}", relationship.attribute("Target").unwrap()))
                    .unwrap();
            }
        }
    }
    for part in all(parts.xml("[Content_Types].xml").root_element(), "Override") {
        parts.text(part.attribute("PartName").unwrap().trim_start_matches('/'));
    }
    // Every r:id and every style that the body names is there.
    let (document, relations, styles) =
        (parts.xml("word/document.xml"), parts.text("word/_rels/document.xml.rels"), parts.xml("word/styles.xml"));
    let known: Vec<&str> =
        all(styles.root_element(), "style").into_iter().filter_map(|style| value(style, "styleId")).collect();
    for node in document.descendants() {
        for attribute in node.attributes() {
            if attribute.namespace().is_some_and(|namespace| namespace.ends_with("/relationships")) {
                assert!(relations.contains(&format!("Id=\"{}\"", attribute.value())), "{}", attribute.value());
            }
        }
        if ["pStyle", "rStyle", "tblStyle"].contains(&node.tag_name().name()) {
            assert!(known.contains(&value(node, "val").unwrap()), "{:?}", value(node, "val"));
        }
    }
    for style in all(styles.root_element(), "style") {
        for name in ["basedOn", "next"] {
            assert!(all(style, name).iter().all(|node| known.contains(&value(*node, "val").unwrap())));
        }
    }
}

#[test]
fn tables_are_tables_with_a_head_that_is_repeated() {
    let parts = Parts::of(&full());
    let document = parts.xml("word/document.xml");
    let tables: Vec<Node<'_, '_>> = all(document.root_element(), "tbl")
        .into_iter()
        .filter(|table| all(*table, "tblStyle").iter().any(|style| value(*style, "val") == Some("StatisticsTable")))
        .collect();
    assert_eq!(tables.len(), 2);
    let rows = all(tables[0], "tr");
    let cells: Vec<Vec<String>> = rows.iter().map(|row| all(*row, "tc").into_iter().map(words).collect()).collect();
    assert_eq!(cells[0], ["Kommune", "År"]);
    assert_eq!(cells[1], ["", "2017", "2018"]);
    assert_eq!(cells[2], ["I alt", "9.466", "9.101"]);
    assert_eq!(cells[3], ["heraf mænd", "4.012", ".."]);
    assert_eq!(cells[4], ["Sjælland"]);
    assert_eq!(cells[5], ["Ishøj", "12", "0"]);
    let repeated: Vec<bool> = rows.iter().map(|row| !all(*row, "tblHeader").is_empty()).collect();
    assert_eq!(repeated, [true, true, false, false, false, false]);
    // Every row is as wide as the grid.
    let n_columns = all(tables[0], "gridCol").len();
    for row in rows {
        let span = |cell: &Node<'_, '_>| {
            all(*cell, "gridSpan").first().map_or(1, |node| value(*node, "val").unwrap().parse::<usize>().unwrap())
        };
        assert_eq!(all(row, "tc").iter().map(span).sum::<usize>(), n_columns);
    }
    let titles: Vec<Option<&str>> =
        tables.iter().map(|table| all(*table, "tblCaption").first().and_then(|node| value(*node, "val"))).collect();
    assert_eq!(titles, [Some("Forløb"), Some("Forløb")]);
    // A table is never the last thing of a cell or of the body, nor next to another.
    for table in all(document.root_element(), "tbl") {
        assert!(table.next_sibling_element().is_some_and(|next| next.has_tag_name((WORD, "p"))));
    }
}

/// Small print stays together, so that its last line is not alone on a page.
#[test]
fn small_print_is_kept_with_the_next() {
    let fine = |words: &str| Block::FinePrint(vec![document::Inline::text(words)]);
    let parts = Parts::of(&common::document(vec![fine("Kilde"), fine("Skabelon"), common::paragraph("ord")]));
    let xml = parts.xml("word/document.xml");
    let kept = |wanted: &str| {
        let paragraph = all(xml.root_element(), "p").into_iter().find(|paragraph| words(*paragraph) == wanted).unwrap();
        !all(paragraph, "keepNext").is_empty()
    };
    assert!(kept("Kilde") && !kept("Skabelon"));
}

#[test]
fn captions_are_counted_and_references_go_to_them() {
    let parts = Parts::of(&full());
    let document = parts.xml("word/document.xml");
    let fields: Vec<String> =
        all(document.root_element(), "instrText").iter().map(|field| field.text().unwrap().trim().to_owned()).collect();
    let expected = ["SEQ Tabel \\* ARABIC", "SEQ Figur \\* ARABIC", "SEQ Tabel \\* ARABIC", "SEQ Figur \\* ARABIC"];
    assert_eq!(fields, expected);
    let captions = styled(document.root_element(), "Caption");
    assert_eq!(
        captions,
        ["Tabel\u{a0}1. Forløb", "Figur\u{a0}1. Udvikling", "Tabel\u{a0}2. Forløb", "Figur\u{a0}2. Udvikling"]
    );
    let bookmarks: Vec<Option<&str>> =
        all(document.root_element(), "bookmarkStart").into_iter().map(|bookmark| value(bookmark, "name")).collect();
    assert_eq!(bookmarks, [Some("table_1"), Some("figure_1"), Some("table_2"), Some("figure_2")]);
    let links: Vec<(Option<&str>, String)> = all(document.root_element(), "hyperlink")
        .into_iter()
        .filter(|link| value(*link, "anchor").is_some())
        .map(|link| (value(link, "anchor"), words(link)))
        .collect();
    let expected = [("table_2", "Tabel\u{a0}2"), ("table_1", "tabel\u{a0}1"), ("figure_1", "figur\u{a0}1")];
    assert_eq!(links, expected.map(|(anchor, text)| (Some(anchor), text.to_owned())));
    // Each field begins, separates and ends.
    let marks: Vec<Option<&str>> =
        all(document.root_element(), "fldChar").into_iter().map(|mark| value(mark, "fldCharType")).collect();
    assert!(marks.chunks(3).all(|marks| marks == [Some("begin"), Some("separate"), Some("end")]));
}

#[test]
fn footnotes_are_footnotes() {
    let parts = Parts::of(&full());
    let (document, notes) = (parts.xml("word/document.xml"), parts.xml("word/footnotes.xml"));
    let places: Vec<Option<&str>> =
        all(document.root_element(), "footnoteReference").into_iter().map(|node| value(node, "id")).collect();
    assert_eq!(places, [Some("1"), Some("2"), Some("3")]);
    let notes: Vec<(Option<&str>, String)> =
        all(notes.root_element(), "footnote").into_iter().map(|note| (value(note, "id"), words(note))).collect();
    assert_eq!(notes[2], (Some("1"), " Første note.".to_owned()));
    assert_eq!(notes[3], (Some("2"), " Anden note.".to_owned()));
    assert_eq!(notes[4], (Some("3"), " Se tabel\u{a0}2".to_owned()));
}

#[test]
fn pictures_have_alternative_texts_and_keep_their_shape() {
    let parts = Parts::of(&full());
    let document = parts.xml("word/document.xml");
    let pictures = all(document.root_element(), "docPr");
    assert_eq!(pictures.len(), 2);
    assert!(pictures.iter().all(|picture| picture.attribute("descr") == Some("En søjle.")));
    for extent in all(document.root_element(), "extent") {
        let size = |name| extent.attribute(name).unwrap().parse::<f64>().unwrap();
        // 100 mm, and the PNG is twice as wide as high.
        assert_eq!((size("cx"), size("cy")), (3_600_000.0, 1_800_000.0));
    }
    assert!(parts.0.iter().any(|(name, bytes)| name == "word/media/picture2.png" && bytes == common::PNG));
}

#[test]
fn lists_are_lists_and_each_numbered_one_begins_anew() {
    let list = |ordered| Block::List { ordered, items: vec![vec![common::paragraph("x")]] };
    let parts = Parts::of(&common::document(vec![list(true), list(false), list(true)]));
    let document = parts.xml("word/document.xml");
    let numbers: Vec<Option<&str>> =
        all(document.root_element(), "numId").into_iter().map(|node| value(node, "val")).collect();
    assert_eq!(numbers, [Some("2"), Some("1"), Some("3")]);
    let numbering = parts.xml("word/numbering.xml");
    let known: Vec<Option<&str>> =
        all(numbering.root_element(), "num").into_iter().map(|node| value(node, "numId")).collect();
    assert_eq!(known, [Some("1"), Some("2"), Some("3")]);
}

#[test]
fn the_file_says_what_it_is() {
    let parts = Parts::of(&full());
    let core = parts.xml("docProps/core.xml");
    let property = |name: &str| all(core.root_element(), name).first().and_then(|node| node.text()).map(str::to_owned);
    assert_eq!(property("title").as_deref(), Some("Ærø § 11"));
    assert_eq!(property("creator").as_deref(), Some("Forvaltningen"));
    assert_eq!(property("language").as_deref(), Some("da-DK"));
    assert_eq!(property("created").as_deref(), Some("2019-09-12T00:00:00Z"));
    let document = parts.xml("word/document.xml");
    assert_eq!(styled(document.root_element(), "Title"), ["Ærø § 11"]);
    assert_eq!(styled(document.root_element(), "CaseField"), ["Sagsnummer\t2018-0215", "Kontor\tAnalyse"]);
    assert_eq!(styled(document.root_element(), "Heading1"), ["Baggrund"]);
    assert_eq!(styled(document.root_element(), "Heading2"), ["Tal"]);
    let footer = parts.xml("word/footer1.xml");
    assert_eq!(words(footer.root_element()), "Side\u{a0}1\u{a0}af\u{a0}1");
    let size = all(document.root_element(), "pgSz")[0];
    assert_eq!((value(size, "w"), value(size, "h")), (Some("11906"), Some("16838")));
}

#[test]
fn a_table_that_lies_across_has_a_section_of_its_own() {
    let row = common::row("Ishøj", 0, document::RowKind::Ordinary, &["12.345"; 20]);
    let wide =
        document::Table { head: vec![vec![common::head_cell("2018", 1); 20]], rows: vec![row], ..common::table("w") };
    let after = [Block::Table(wide.clone()), common::paragraph("efter")];
    for (blocks, expected) in
        [(&after[..], vec![None, Some("landscape"), None]), (&after[..1], vec![None, Some("landscape")])]
    {
        let parts = Parts::of(&common::document(blocks.to_vec()));
        let document = parts.xml("word/document.xml");
        let sections: Vec<Option<&str>> =
            all(document.root_element(), "pgSz").into_iter().map(|size| value(size, "orient")).collect();
        assert_eq!(sections, expected);
    }
}

#[test]
fn the_same_document_is_the_same_bytes() {
    assert_eq!(docx(&full()).unwrap(), docx(&full()).unwrap());
}

#[test]
fn a_figure_without_a_png_is_refused() {
    let figure = Figure { png: None, ..common::figure("f") };
    let error = docx(&common::document(vec![Block::Figure(figure)])).unwrap_err();
    assert_eq!(error, Error::Png { figure: "f".to_owned(), reason: "no PNG" });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_itself_anywhere(any in any_text()) {
        let expected = shown(&format!("a{any}b"));
        let parts = Parts::of(&with_text_everywhere(&any));
        for (name, bytes) in &parts.0 {
            if !name.ends_with(".png") {
                prop_assert!(Xml::parse(std::str::from_utf8(bytes).unwrap()).is_ok(), "{}", name);
            }
        }
        let core = parts.xml("docProps/core.xml");
        for name in ["title", "subject", "creator", "description"] {
            let text = all(core.root_element(), name)[0].text().map(str::to_owned);
            prop_assert_eq!(text.as_deref(), Some(expected.as_str()));
        }
        let document = parts.xml("word/document.xml");
        let body = document.root_element();
        prop_assert_eq!(styled(body, "Title"), vec![expected.clone()]);
        prop_assert_eq!(styled(body, "CaseField"), vec![format!("{expected}\t{expected}")]);
        prop_assert_eq!(styled(body, "Heading1"), vec![expected.repeat(4)]);
        prop_assert_eq!(styled(body, "TableText"), vec![expected.clone(), expected.clone()]);
        for picture in all(body, "docPr") {
            prop_assert_eq!(picture.attribute("descr"), Some(expected.as_str()));
        }
        let notes = parts.xml("word/footnotes.xml");
        prop_assert_eq!(styled(notes.root_element(), "FootnoteText"), vec![format!(" {expected}"); 6]);
    }
}

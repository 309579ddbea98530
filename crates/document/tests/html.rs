//! HTML, read by an XML parser: the page is well-formed, so that its structure can be asked for.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::{any_text, full, shown, with_text_everywhere};
use document::{Document, html};
use proptest::prelude::*;
use roxmltree::{Node, ParsingOptions};

/// Parses the page of a document and looks at it.
fn with_page<T>(document: &Document, look: impl FnOnce(Node<'_, '_>) -> T) -> T {
    let page = html(document).unwrap();
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let xml = roxmltree::Document::parse_with_options(&page, options).unwrap();
    look(xml.root_element())
}

fn all<'a, 'i>(root: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    root.descendants().filter(|node| node.tag_name().name() == name).collect()
}

fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

#[test]
fn a_page_has_its_landmarks_and_one_title() {
    with_page(&full(), |page| {
        assert_eq!(page.attribute("lang"), Some("da"));
        assert_eq!(all(page, "header").len(), 1);
        assert_eq!(all(page, "main").len(), 1);
        assert_eq!(all(page, "h1").into_iter().map(words).collect::<Vec<_>>(), ["Ærø § 11"]);
        assert_eq!(words(all(page, "title")[0]), "Ærø § 11");
        let headings: Vec<(String, String)> = page
            .descendants()
            .filter(|node| ["h2", "h3", "h4"].contains(&node.tag_name().name()))
            .map(|node| (node.tag_name().name().to_owned(), words(node)))
            .collect();
        let expected = [("h2", "Baggrund"), ("h3", "Tal"), ("h2", "Noter")];
        assert_eq!(headings, expected.map(|(level, text)| (level.to_owned(), text.to_owned())));
        let fields: Vec<String> = all(page, "dt").into_iter().chain(all(page, "dd")).map(words).collect();
        assert_eq!(fields, ["Sagsnummer", "Kontor", "2018-0215", "Analyse"]);
    });
}

#[test]
fn a_table_has_a_caption_and_scopes() {
    with_page(&full(), |page| {
        let tables = all(page, "table");
        assert_eq!(tables.len(), 2);
        let captions: Vec<String> = all(page, "caption").into_iter().map(words).collect();
        assert_eq!(captions, ["Tabel 1. Forløb2", "Tabel 2. Forløb"]);
        let head: Vec<(Option<&str>, String)> =
            all(all(tables[0], "thead")[0], "th").iter().map(|cell| (cell.attribute("scope"), words(*cell))).collect();
        let expected = [("col", "Kommune"), ("colgroup", "År"), ("col", "2017"), ("col", "2018")];
        assert_eq!(head, expected.map(|(scope, text)| (Some(scope), text.to_owned())));
        assert_eq!(all(tables[0], "th")[0].attribute("rowspan"), Some("2"));
        let rows: Vec<Vec<(Option<&str>, String)>> = all(tables[0], "tbody")
            .into_iter()
            .flat_map(|body| all(body, "tr"))
            .map(|row| row.children().map(|cell| (cell.attribute("scope"), words(cell))).collect())
            .collect();
        let row = |header: &str, cells: &[&str]| {
            let cells = cells.iter().map(|cell| (None, (*cell).to_owned()));
            [(Some("row"), header.to_owned())].into_iter().chain(cells).collect::<Vec<_>>()
        };
        assert_eq!(rows[0], row("I alt", &["9.466", "9.101"]));
        assert_eq!(rows[1], row("heraf mænd", &["4.012", ".."]));
        assert_eq!(rows[2], [(Some("rowgroup"), "Sjælland".to_owned())]);
        assert_eq!(rows[3], row("Ishøj", &["12", "0"]));
    });
}

/// What stands above others has a rule below it, also where it stands above one column alone.
#[test]
fn a_title_above_one_column_has_a_rule_too() {
    let above = vec![common::head_cell("Ishøj", 1), common::head_cell("", 1)];
    let under = vec![common::head_cell("2017", 1), common::head_cell("2018", 1)];
    let table = document::Table { head: vec![above, under], ..common::table("t") };
    with_page(&common::document(vec![document::Block::Table(table)]), |page| {
        let is_ruled = |cell: &Node<'_, '_>| cell.attribute("class").is_some_and(|class| class.contains("group"));
        let ruled: Vec<String> = all(all(page, "thead")[0], "th").into_iter().filter(is_ruled).map(words).collect();
        assert_eq!(ruled, ["Ishøj"]);
    });
}

#[test]
fn a_symbol_says_what_it_means() {
    with_page(&full(), |page| {
        let symbols: Vec<Node<'_, '_>> =
            page.descendants().filter(|node| node.attribute("aria-label") == Some("skjult")).collect();
        assert_eq!(symbols.len(), 2);
        assert!(symbols.iter().all(|symbol| words(*symbol) == ".." && symbol.attribute("title") == Some("skjult")));
    });
}

#[test]
fn links_within_the_page_go_somewhere_and_ids_are_used_once() {
    with_page(&full(), |page| {
        let mut ids: Vec<&str> = page.descendants().filter_map(|node| node.attribute("id")).collect();
        let n_ids = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n_ids, "two figures with one gradient each");
        let targets: Vec<&str> =
            all(page, "a").iter().filter_map(|link| link.attribute("href")?.strip_prefix('#')).collect();
        assert!(targets.len() > 8);
        assert!(targets.iter().all(|target| ids.contains(target)), "{targets:?}");
        let references: Vec<String> = all(page, "a")
            .into_iter()
            .filter(|link| {
                link.attribute("href").is_some_and(|href| href.starts_with("#table") || href.starts_with("#figure"))
            })
            .map(words)
            .collect();
        // At the start of a paragraph with a capital; in a footnote too, which begins with "Se".
        assert_eq!(references, ["Tabel\u{a0}2", "tabel\u{a0}1", "figur\u{a0}1", "tabel\u{a0}2"]);
        let fills: Vec<&str> = all(page, "rect").iter().filter_map(|rect| rect.attribute("fill")).collect();
        assert_eq!(fills, ["url(#figure-1-g)", "url(#figure-2-g)"]);
    });
}

#[test]
fn footnotes_go_there_and_back() {
    with_page(&full(), |page| {
        let notes: Vec<Node<'_, '_>> =
            page.descendants().filter(|node| node.attribute("role") == Some("doc-endnotes")).collect();
        let items = all(notes[0], "li");
        let texts: Vec<String> = items.iter().map(|item| words(*item)).collect();
        assert_eq!(texts, ["Første note. ↩", "Anden note. ↩", "Se tabel\u{a0}2 ↩"]);
        for (place, item) in items.iter().enumerate() {
            let number = place + 1;
            let there = format!("note-{number}");
            assert_eq!(item.attribute("id"), Some(there.as_str()));
            let back = all(*item, "a").into_iter().find(|link| link.attribute("role") == Some("doc-backlink")).unwrap();
            let place = back.attribute("href").unwrap().trim_start_matches('#').to_owned();
            let reference = page.descendants().find(|node| node.attribute("id") == Some(&place)).unwrap();
            assert_eq!(reference.attribute("href"), Some(format!("#{there}").as_str()));
            assert_eq!(words(reference), number.to_string());
        }
    });
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    let page = html(&full()).unwrap();
    for way in ["<script", "src=", "@import", "@font-face", "<link", "javascript:"] {
        assert!(!page.contains(way), "{way}");
    }
    assert!(page.contains("default-src 'none'"));
    with_page(&full(), |page| {
        let pictures = all(page, "svg");
        assert_eq!(pictures.len(), 2);
        assert!(pictures.iter().all(|picture| picture.attribute("aria-label") == Some("En søjle.")));
    });
}

#[test]
fn the_words_are_in_the_language() {
    let english = Document { language: document::Language::English, ..full() };
    with_page(&english, |page| {
        assert_eq!(page.attribute("lang"), Some("en"));
        let all_words = words(page);
        for word in ["Table 1.", "Figure 2.", "Note: »", "Source: DREAM.", "Notes", "Skip to content"] {
            assert!(all_words.contains(word), "{word}");
        }
        for word in ["Tabel", "Kilde:", "Noter"] {
            assert!(!all_words.contains(word), "{word}");
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_itself_anywhere(any in any_text()) {
        let expected = shown(&format!("a{any}b"));
        with_page(&Document { date: None, ..with_text_everywhere(&any) }, |page| {
            for name in ["h1", "title", "dt", "dd", "td"] {
                for node in all(page, name) {
                    prop_assert_eq!(words(node), expected.clone(), "{}", name);
                }
            }
            for node in page.descendants() {
                for key in ["aria-label", "title", "content"] {
                    let Some(value) = node.attribute(key) else { continue };
                    let is_ours = value.starts_with("Note ") || value.starts_with("Tilbage") || node.has_attribute("http-equiv")
                        || node.attribute("name") == Some("viewport");
                    prop_assert!(is_ours || value == expected, "{}: {:?}", key, value);
                }
            }
            let heading = format!("{expected}{expected}{expected}1{expected}");
            prop_assert_eq!(words(all(page, "h2")[0]), heading);
            prop_assert_eq!(all(page, "table").len(), 1);
            prop_assert_eq!(all(page, "script").len(), 0);
            Ok(())
        })?;
    }
}

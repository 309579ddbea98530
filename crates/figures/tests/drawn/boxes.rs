//! The second engine: a renderer reads the finished SVG, shapes its texts with the fonts, and says where their ink is.

use resvg::usvg::fontdb::Source;
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{Group, Node, Options, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A text and the box of its ink.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// What the renderer sees.
pub(crate) struct Drawn {
    pub(crate) texts: Vec<Text>,
    width: f64,
    height: f64,
}

/// Between two texts on one line there is at least this much.
const APART: f64 = 1.0;

impl Drawn {
    /// Texts that lie on each other or leave the picture.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (place, one) in self.texts.iter().enumerate() {
            if one.left < -0.7 || one.top < 0.0 || one.right > self.width + 0.7 || one.bottom > self.height {
                faults.push(format!("out of {} x {}: {one:?}", self.width, self.height));
            }
            for other in &self.texts[place + 1..] {
                let beside = one.right + APART <= other.left || other.right + APART <= one.left;
                let above = one.bottom <= other.top || other.bottom <= one.top;
                if !beside && !above {
                    faults.push(format!("{one:?}\nlies on\n{other:?}"));
                }
            }
        }
        faults
    }
}

pub(crate) fn read(svg: &str) -> Drawn {
    let mut options = Options::default();
    for font in figures::fonts() {
        options.fontdb_mut().load_font_source(Source::Binary(Arc::new(font.bytes)));
    }
    let tree = Tree::from_str(svg, &options).unwrap();
    let mut texts = Vec::new();
    gather(tree.root(), &mut texts);
    Drawn { texts, width: f64::from(tree.size().width()), height: f64::from(tree.size().height()) }
}

fn gather(group: &Group, texts: &mut Vec<Text>) {
    for node in group.children() {
        match node {
            Node::Group(group) => gather(group, texts),
            Node::Text(text) => {
                // A text that runs upward is turned as a whole: its outlines are still level.
                let ink = text.flattened().bounding_box().transform(text.abs_transform()).unwrap();
                let words: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
                texts.push(Text {
                    words,
                    left: f64::from(ink.left()),
                    top: f64::from(ink.top()),
                    right: f64::from(ink.right()),
                    bottom: f64::from(ink.bottom()),
                });
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

pub(crate) fn ids(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    document.descendants().filter_map(|node| node.attribute("id")).map(str::to_owned).collect()
}

/// Well formed, named for screen readers, ids of one's own and no reference to others, no coordinate of more than two decimals.
pub(crate) fn check_document(svg: &str, prefix: &str) {
    let document = Document::parse(svg).unwrap();
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
    assert!(["da", "en"].contains(&root.attribute("lang").unwrap()));
    let ids = ids(svg);
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.iter().all(|id| id.starts_with(&format!("{prefix}-"))));
    for id in root.attribute("aria-labelledby").unwrap().split(' ') {
        assert!(ids.iter().any(|known| known == id), "{id}");
    }
    let names: Vec<&str> =
        root.children().filter(|node| node.is_element()).map(|node| node.tag_name().name()).collect();
    assert_eq!(names[..2], ["title", "desc"]);
    for node in document.descendants().filter(|node| node.is_element()) {
        for attribute in node.attributes() {
            let value = attribute.value();
            if let Some(reference) = value.strip_prefix("url(#") {
                assert!(ids.iter().any(|id| Some(id.as_str()) == reference.strip_suffix(')')), "{value}");
            }
            if !["font-family", "aria-labelledby", "id", "xmlns", "lang"].contains(&attribute.name()) {
                let numbers = value.split(|c: char| !c.is_ascii_digit() && c != '.');
                let decimals = numbers.filter_map(|number| number.split_once('.')).map(|(_, decimals)| decimals.len());
                assert!(decimals.max().unwrap_or(0) <= 2, "{}=\"{value}\"", attribute.name());
            }
        }
    }
}

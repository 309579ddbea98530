//! Pictures: what of SVG may stand in a document, and a picture written so that several may stand on one page.
//!
//! A picture is read and written anew, so that nothing but its elements and attributes reaches the page: no script, no style
//! sheet (which would reach the whole page), nothing from elsewhere.

use crate::text::escape;
use roxmltree::{Document as Xml, Node, NodeType};
use std::collections::BTreeSet;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The elements that draw. Whatever else there is moves, asks or fetches.
const ELEMENTS: [&str; 27] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

/// How deep elements may stand in elements.
const DEEPEST: usize = 64;

/// What the root element has, beside what it draws.
pub(crate) struct Root<'a> {
    /// What comes before each id.
    pub(crate) prefix: &'a str,
    /// Attributes of the root element, written.
    pub(crate) attributes: &'a str,
    /// What each text is turned into.
    pub(crate) text: &'a dyn Fn(&str) -> String,
}

/// Whether a picture can stand in a document.
///
/// # Errors
/// The reason why not, in words.
pub(crate) fn check(svg: &str) -> Result<(), String> {
    let xml = Xml::parse(svg).map_err(|error| format!("it is not well-formed: {error}"))?;
    let root = xml.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err("its root is no svg element of the SVG namespace".to_owned());
    }
    if view_box(root).is_none() {
        return Err("it has neither a viewBox nor a width and a height in numbers above zero".to_owned());
    }
    check_element(root, 0)
}

fn check_element(element: Node<'_, '_>, depth: usize) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("its elements are nested more than {DEEPEST} deep"));
    }
    let name = element.tag_name().name();
    // Elements of other namespaces are the notes of drawing programs, and are left out.
    if element.tag_name().namespace() != Some(SVG) {
        return Ok(());
    }
    if !ELEMENTS.contains(&name) {
        return Err(format!("the element `{name}` may not stand in a picture: draw it with other elements"));
    }
    for attribute in element.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if key.to_ascii_lowercase().starts_with("on") {
            return Err(format!("the attribute `{key}` is a script: leave it out"));
        }
        if key == "href" && !value.starts_with('#') && !is_picture(name, value) {
            return Err(format!("`{}` is fetched from elsewhere: draw it here", shortened(value)));
        }
        if value.split("url(").skip(1).any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#')) {
            return Err(format!("`{}` is fetched from elsewhere: draw it here", shortened(value)));
        }
    }
    element.children().filter(Node::is_element).try_for_each(|child| check_element(child, depth + 1))
}

fn is_picture(element: &str, href: &str) -> bool {
    element == "image" && (href.starts_with("data:image/png;base64,") || href.starts_with("data:image/jpeg;base64,"))
}

fn shortened(value: &str) -> String {
    value.chars().take(60).collect()
}

/// Width and height in the picture's own units. The root is that of a picture that was checked, or there is no size.
fn view_box(root: Node<'_, '_>) -> Option<[f64; 4]> {
    let number =
        |text: &str| text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|number| number.is_finite());
    let box_ = match root.attribute("viewBox") {
        Some(text) => {
            let parts = text.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty());
            let numbers: Vec<f64> = parts.map(number).collect::<Option<_>>()?;
            numbers.try_into().ok()?
        }
        None => [0.0, 0.0, number(root.attribute("width")?)?, number(root.attribute("height")?)?],
    };
    (box_[2] > 0.0 && box_[3] > 0.0).then_some(box_)
}

/// The height of a picture for a width of 1, for a picture that [`check`] took.
pub(crate) fn height_by_width(svg: &str) -> f64 {
    let xml = Xml::parse(svg).ok();
    let view_box = xml.as_ref().and_then(|xml| view_box(xml.root_element()));
    view_box.map_or(1.0, |[_, _, width, height]| height / width)
}

/// The picture, for one that [`check`] took: without prologue and notes, its ids with a prefix.
pub(crate) fn write(svg: &str, root: &Root<'_>) -> String {
    let Ok(xml) = Xml::parse(svg) else { return String::new() };
    let ids: BTreeSet<&str> = xml.descendants().filter_map(|node| node.attribute("id")).collect();
    let mut writer = Writer { out: String::with_capacity(svg.len()), ids, root };
    writer.element(xml.root_element(), true);
    writer.out
}

struct Writer<'a> {
    out: String,
    ids: BTreeSet<&'a str>,
    root: &'a Root<'a>,
}

impl Writer<'_> {
    fn element(&mut self, element: Node<'_, '_>, is_root: bool) {
        let name = element.tag_name().name();
        if element.tag_name().namespace() != Some(SVG) || name == "metadata" {
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        if is_root {
            self.root_attributes(element);
        }
        for attribute in element.attributes() {
            // The root's own size and names are those of the document around it.
            if is_root && matches!(attribute.name(), "width" | "height" | "viewBox" | "role" | "x" | "y") {
                continue;
            }
            let key = match attribute.namespace() {
                None => attribute.name().to_owned(),
                Some(XLINK) if attribute.name() == "href" => "href".to_owned(),
                Some(XML) => format!("xml:{}", attribute.name()),
                Some(_) => continue,
            };
            if is_root && key.starts_with("aria-") {
                continue;
            }
            let value = self.value(&key, attribute.value());
            self.out.push_str(&format!(" {key}=\"{}\"", escape(&value)));
        }
        self.out.push('>');
        for child in element.children() {
            match child.node_type() {
                // The document names its picture itself.
                NodeType::Element if is_root && matches!(child.tag_name().name(), "title" | "desc") => {}
                NodeType::Element => self.element(child, false),
                NodeType::Text => {
                    let text = (self.root.text)(child.text().unwrap_or_default());
                    self.out.push_str(&escape(&text));
                }
                NodeType::Root | NodeType::PI | NodeType::Comment => {}
            }
        }
        self.out.push_str(&format!("</{name}>"));
    }

    fn root_attributes(&mut self, root: Node<'_, '_>) {
        self.out.push_str(&format!(" xmlns=\"{SVG}\""));
        if let Some([x, y, width, height]) = view_box(root) {
            self.out.push_str(&format!(" viewBox=\"{x} {y} {width} {height}\""));
        }
        self.out.push_str(self.root.attributes);
    }

    /// The value of an attribute, with the prefix before each id of the picture.
    fn value(&self, key: &str, value: &str) -> String {
        let prefix = self.root.prefix;
        match key {
            "id" => format!("{prefix}{value}"),
            "href" if value.starts_with('#') => format!("#{prefix}{}", value.trim_start_matches('#')),
            "aria-labelledby" | "aria-describedby" => {
                let ids = value.split_whitespace().map(|id| format!("{prefix}{id}"));
                ids.collect::<Vec<_>>().join(" ")
            }
            _ => {
                let mut value = value.to_owned();
                for id in &self.ids {
                    for quote in ["", "'", "\""] {
                        let (from, to) =
                            (format!("url({quote}#{id}{quote})"), format!("url({quote}#{prefix}{id}{quote})"));
                        value = value.replace(&from, &to);
                    }
                }
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> String {
        format!("<svg xmlns='{SVG}' xmlns:xlink='{XLINK}' viewBox='0 0 10 5'>{inner}</svg>")
    }

    #[test]
    fn what_may_not_stand_in_a_picture() {
        let cases = [
            ("<script>alert(1)</script>", "`script`"),
            ("<style>p{}</style>", "`style`"),
            ("<foreignObject/>", "`foreignObject`"),
            ("<a href='#x'><rect/></a>", "`a`"),
            ("<animate/>", "`animate`"),
            ("<rect onclick='f()'/>", "`onclick`"),
            ("<rect onClick='f()'/>", "`onClick`"),
            ("<image href='https://a.dk/x.png'/>", "https://a.dk/x.png"),
            ("<image xlink:href='file:///x'/>", "file:///x"),
            ("<use href='data:image/png;base64,AA'/>", "data:image/png"),
            ("<image href='data:image/svg+xml;base64,AA'/>", "data:image/svg"),
            ("<rect fill='url(https://a.dk#x)'/>", "https://a.dk"),
            ("<rect style='fill:url( \"x.svg#a\")'/>", "x.svg"),
        ];
        for (inner, expected) in cases {
            let reason = check(&svg(inner)).unwrap_err();
            assert!(reason.contains(expected), "{inner}: {reason}");
        }
        for (text, expected) in [
            ("", "well-formed"),
            ("<svg>", "well-formed"),
            ("<svg/>", "namespace"),
            ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "well-formed"),
            ("<svg xmlns='http://www.w3.org/2000/svg'/>", "viewBox"),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 5'/>", "viewBox"),
            ("<svg xmlns='http://www.w3.org/2000/svg' width='100%' height='1'/>", "viewBox"),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 inf NaN'/>", "viewBox"),
        ] {
            let reason = check(text).unwrap_err();
            assert!(reason.contains(expected), "{text}: {reason}");
        }
    }

    #[test]
    fn a_picture_is_written_with_its_own_ids() {
        let inner = "<!-- x --><defs><linearGradient id='g'/></defs><rect fill='url(#g)' style=\"stroke:url('#g')\"/>\
                     <use xlink:href='#g'/><title>X</title><text id='t'>a &lt; b</text><metadata>m</metadata>";
        let root = Root { prefix: "f1-", attributes: " role=\"img\"", text: &str::to_uppercase };
        check(&svg(inner)).unwrap();
        let expected = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 5\" role=\"img\"><defs><linearGradient id=\"f1-g\">\
             </linearGradient></defs><rect fill=\"url(#f1-g)\" style=\"stroke:url(&#39;#f1-g&#39;)\"></rect>\
             <use href=\"#f1-g\"></use><text id=\"f1-t\">A &lt; B</text></svg>";
        assert_eq!(write(&svg(inner), &root), expected);
        assert_eq!(height_by_width(&svg("")), 0.5);
    }
}

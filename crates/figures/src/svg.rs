//! A small writer of SVG: it escapes, rounds and numbers, so that nothing else has to.

use crate::fonts::FAMILY;
use crate::text::{Style, clean};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is drawn so far.
pub(crate) struct Canvas {
    prefix: String,
    body: String,
    patterns: BTreeMap<(Hatch, &'static str), usize>,
}

/// How a shape is hatched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hatch {
    /// Close slanting lines.
    Close,
    /// Sparse lines that slant the other way.
    Sparse,
    /// Sparse level lines.
    Level,
}

/// Which point of a text stands at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// The words of the element `<svg>` itself.
pub(crate) struct Head<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) language: &'static str,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Canvas {
    pub(crate) fn new(prefix: &str) -> Canvas {
        Canvas { prefix: prefix.to_owned(), body: String::new(), patterns: BTreeMap::new() }
    }

    /// An element with its geometry and its look.
    pub(crate) fn element(&mut self, name: &str, geometry: &[(&str, f64)], look: &[(&str, &str)]) {
        self.body.push('<');
        self.body.push_str(name);
        for (key, value) in geometry {
            let _ = write!(self.body, " {key}=\"{}\"", number(*value));
        }
        for (key, value) in look {
            let _ = write!(self.body, " {key}=\"{}\"", escaped(value));
        }
        self.body.push_str("/>\n");
    }

    pub(crate) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, look: &[(&str, &str)]) {
        self.element("rect", &[("x", x), ("y", y), ("width", width), ("height", height)], look);
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), look: &[(&str, &str)]) {
        self.element("line", &[("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)], look);
    }

    pub(crate) fn path(&mut self, data: &str, look: &[(&str, &str)]) {
        let look: Vec<(&str, &str)> = [("d", data)].into_iter().chain(look.iter().copied()).collect();
        self.element("path", &[], &look);
    }

    /// A text on a baseline.
    pub(crate) fn text(&mut self, at: (f64, f64), anchor: Anchor, style: Style, text: &str) {
        self.write_text(at, anchor, style, text, "");
    }

    /// A text that keeps what is drawn beneath it at a distance; `ground` is what it stands on.
    pub(crate) fn text_with_halo(&mut self, at: (f64, f64), anchor: Anchor, style: Style, text: &str, ground: &str) {
        let halo = format!(" stroke=\"{ground}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
        self.write_text(at, anchor, style, text, &halo);
    }

    /// A text that runs upward.
    pub(crate) fn text_upward(&mut self, at: (f64, f64), anchor: Anchor, style: Style, text: &str) {
        let turned = format!(" transform=\"rotate(-90 {} {})\"", number(at.0), number(at.1));
        self.write_text(at, anchor, style, text, &turned);
    }

    fn write_text(&mut self, (x, y): (f64, f64), anchor: Anchor, style: Style, text: &str, more: &str) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{}{anchor}{more}>{}</text>",
            number(x),
            number(y),
            number(style.size),
            style.fill,
            style.face.attributes(),
            escaped(&text)
        );
    }

    /// The fill that hatches in a colour.
    pub(crate) fn hatch(&mut self, hatch: Hatch, colour: &'static str) -> String {
        let next = self.patterns.len();
        let index = *self.patterns.entry((hatch, colour)).or_insert(next);
        format!("url(#{}-hatch-{index})", self.prefix)
    }

    /// The whole document.
    pub(crate) fn finish(self, head: &Head<'_>) -> String {
        let Canvas { prefix, body, patterns } = self;
        let (width, height) = (number(head.width), number(head.height));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"{prefix}-title {prefix}-description\" lang=\"{}\" xml:lang=\"{}\" \
             font-family=\"'{FAMILY}', Arial, Helvetica, sans-serif\">\n",
            head.language, head.language
        );
        let _ = writeln!(out, "<title id=\"{prefix}-title\">{}</title>", escaped(&clean(head.title)));
        let _ = writeln!(out, "<desc id=\"{prefix}-description\">{}</desc>", escaped(&clean(head.description)));
        if !patterns.is_empty() {
            out.push_str("<defs>\n");
            for ((hatch, colour), index) in &patterns {
                let (apart, thick, turned) = match hatch {
                    Hatch::Close => (4, 1.4, 45),
                    Hatch::Sparse => (7, 1.0, -45),
                    Hatch::Level => (6, 1.0, 90),
                };
                let _ = writeln!(
                    out,
                    "<pattern id=\"{prefix}-hatch-{index}\" width=\"{apart}\" height=\"{apart}\" patternUnits=\"userSpaceOnUse\" \
                     patternTransform=\"rotate({turned})\"><rect width=\"{apart}\" height=\"{apart}\" fill=\"#fff\"/>\
                     <rect width=\"{thick}\" height=\"{apart}\" fill=\"{colour}\"/></pattern>"
                );
            }
            out.push_str("</defs>\n");
        }
        let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
        out.push_str(&body);
        out.push_str("</svg>\n");
        out
    }
}

/// A coordinate with at most two decimals: the same on every machine, and short.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_two_decimals_at_most() {
        let table = [(0.0, "0"), (-0.001, "0"), (1.005, "1"), (12.5, "12.5"), (100.0, "100"), (-3.456, "-3.46")];
        for (value, text) in table {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn markup_in_a_text_is_text() {
        assert_eq!(escaped("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
    }
}

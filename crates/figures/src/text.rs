//! Texts measured with the fonts that they are set in, and broken into lines.

use crate::fonts::fonts;
use std::sync::LazyLock;

/// One of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    SemiBold,
    Italic,
}

/// How a text is set. Sizes are in units of the picture: one is 0.25 mm, so 11.5 are 8.2 points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: f64,
    pub(crate) fill: &'static str,
}

pub(crate) const INK: &str = "#1a1a1a";
pub(crate) const SOFT_INK: &str = "#4a4a4a";

pub(crate) const TITLE: Style = Style { face: Face::SemiBold, size: 16.0, fill: INK };
pub(crate) const SUBTITLE: Style = Style { face: Face::Regular, size: 13.0, fill: SOFT_INK };
/// Names and values.
pub(crate) const LABEL: Style = Style { face: Face::Regular, size: 11.5, fill: INK };
/// Names and values that stand out.
pub(crate) const STRONG: Style = Style { face: Face::SemiBold, size: 11.5, fill: INK };
/// Axes, remarks, source.
pub(crate) const SOFT: Style = Style { face: Face::Regular, size: 11.5, fill: SOFT_INK };
/// What is said in place of figures.
pub(crate) const ASIDE: Style = Style { face: Face::Italic, size: 11.5, fill: SOFT_INK };

impl Face {
    pub(crate) fn attributes(self) -> &'static str {
        match self {
            Face::Regular => "",
            Face::SemiBold => " font-weight=\"600\"",
            Face::Italic => " font-style=\"italic\"",
        }
    }

    fn place(self) -> usize {
        match self {
            Face::Regular => 0,
            Face::SemiBold => 1,
            Face::Italic => 2,
        }
    }
}

impl Style {
    pub(crate) fn filled(self, fill: &'static str) -> Style {
        Style { fill, ..self }
    }

    /// From one baseline to the next.
    pub(crate) fn line_height(self) -> f64 {
        (self.size * 1.24).round()
    }

    /// The baseline of a line whose capitals and digits are centred on `y`.
    pub(crate) fn baseline(self, y: f64) -> f64 {
        y + self.size * 0.35
    }
}

/// A font's advance widths, in em.
struct Widths(Option<ttf_parser::Face<'static>>);

static WIDTHS: LazyLock<Vec<Widths>> =
    LazyLock::new(|| fonts().iter().map(|font| Widths(ttf_parser::Face::parse(font.bytes, 0).ok())).collect());

impl Widths {
    fn of(&self, character: char) -> f64 {
        let measured = self.0.as_ref().and_then(|face| {
            let glyph = face.glyph_index(character).unwrap_or_default();
            let advance = face.glyph_hor_advance(glyph)?;
            Some(f64::from(advance) / f64::from(face.units_per_em()))
        });
        measured.unwrap_or(0.6)
    }
}

/// How wide a text is, in units of the picture.
pub(crate) fn width(text: &str, style: Style) -> f64 {
    let Some(widths) = WIDTHS.get(style.face.place()) else { return 0.0 };
    clean(text).chars().map(|character| widths.of(character)).sum::<f64>() * style.size
}

/// The widest of some lines.
pub(crate) fn widest<'t>(lines: impl IntoIterator<Item = &'t String>, style: Style) -> f64 {
    lines.into_iter().map(|line| width(line, style)).fold(0.0, f64::max)
}

/// The text as it is drawn: what no XML may hold and every run of blanks is one blank. A no-break space stays.
pub(crate) fn clean(text: &str) -> String {
    let blank =
        |c: char| c != '\u{a0}' && (c.is_whitespace() || c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.split(blank).filter(|word| !word.is_empty()).collect::<Vec<&str>>().join(" ")
}

/// Lines no wider than `room`: broken at blanks, then behind `/` and `-`, and where that is not enough, within the word.
pub(crate) fn wrap(text: &str, style: Style, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (piece, glued) in pieces(&clean(text), style, room) {
        let joined = lines.last().map(|line| if glued { format!("{line}{piece}") } else { format!("{line} {piece}") });
        match (joined, lines.last_mut()) {
            (Some(joined), Some(last)) if width(&joined, style) <= room => *last = joined,
            _ => lines.push(piece),
        }
    }
    lines
}

/// As few lines as `wrap` makes, of lengths as even as can be, so that no word is left alone on the last.
pub(crate) fn wrap_evenly(text: &str, style: Style, room: f64) -> Vec<String> {
    let most = wrap(text, style, room);
    let longest_word = clean(text).split(' ').map(|word| width(word, style)).fold(0.0, f64::max);
    if most.len() < 2 || longest_word > room {
        return most;
    }
    let (mut too_narrow, mut enough, mut best) = (longest_word.min(room) - 0.5, room, most.clone());
    while enough - too_narrow > 1.0 {
        let middle = (too_narrow + enough) / 2.0;
        let lines = wrap(text, style, middle);
        if lines.len() == most.len() && middle >= longest_word {
            (enough, best) = (middle, lines);
        } else {
            too_narrow = middle;
        }
    }
    best
}

/// Whether the text can be broken into lines of `room` without cutting a word.
pub(crate) fn wraps_well(text: &str, style: Style, room: f64) -> bool {
    clean(text).split(' ').flat_map(parts).all(|part| width(part, style) <= room)
}

/// What lines are put together from; `true` where it is glued to the piece before.
fn pieces(text: &str, style: Style, room: f64) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if width(word, style) <= room {
            pieces.push((word.to_owned(), false));
            continue;
        }
        for (index, part) in parts(word).into_iter().enumerate() {
            for (within, cut) in cut(part, style, room).into_iter().enumerate() {
                pieces.push((cut, index > 0 || within > 0));
            }
        }
    }
    pieces
}

/// A word's parts, each with the `/` or `-` that ends it.
fn parts(word: &str) -> Vec<&str> {
    word.split_inclusive(['/', '-', '–']).collect()
}

/// A word cut into pieces that fit, each but the last with a hyphen.
fn cut(word: &str, style: Style, room: f64) -> Vec<String> {
    if width(word, style) <= room {
        return vec![word.to_owned()];
    }
    let mut cuts = Vec::new();
    let mut piece = String::new();
    for character in word.chars() {
        let longer = format!("{piece}{character}-");
        if !piece.is_empty() && width(&longer, style) > room {
            cuts.push(format!("{piece}-"));
            piece.clear();
        }
        piece.push(character);
    }
    cuts.push(piece);
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_font_is_read() {
        assert_eq!(WIDTHS.len(), 3);
        assert!(WIDTHS.iter().all(|widths| widths.0.is_some()));
    }

    /// Advances as the fonts' tables `hmtx` have them, read with fontTools 4, of 1000.
    #[test]
    fn widths_are_the_fonts() {
        let regular = Style { face: Face::Regular, size: 10.0, fill: INK };
        let semibold = Style { face: Face::SemiBold, ..regular };
        let table = [
            (regular, "0123456789", 60.0),
            (regular, "iM", 2.50 + 8.12),
            (regular, "øæÅ", 5.68 + 8.64 + 6.41),
            (semibold, "iM.", 2.76 + 8.16 + 2.98),
            (regular, "", 0.0),
        ];
        for (style, text, expected) in table {
            let found = width(text, style);
            assert!((found - expected).abs() < 1e-9, "{text}: {found}");
        }
    }

    #[test]
    fn lines_break_at_blanks_then_hyphens_then_anywhere() {
        let table: [(&str, f64, &[&str]); 5] = [
            ("Høje-Taastrup", 200.0, &["Høje-Taastrup"]),
            ("Høje-Taastrup", 60.0, &["Høje-", "Taastrup"]),
            ("Svendborg/Langeland", 70.0, &["Svendborg/", "Langeland"]),
            ("a  b\n c", 200.0, &["a b c"]),
            ("", 200.0, &[]),
        ];
        for (text, room, lines) in table {
            assert_eq!(wrap(text, LABEL, room), lines, "{text}");
        }
        let cut = wrap("arbejdsmarkedsforanstaltning", LABEL, 60.0);
        assert!(cut.len() > 2 && cut[0].ends_with('-'), "{cut:?}");
        assert_eq!(cut.concat().replace('-', ""), "arbejdsmarkedsforanstaltning");
    }

    #[test]
    fn even_lines_leave_no_word_alone() {
        let text = "Flere kommer i ressourceforløb end før, og færre bliver på kontanthjælp";
        let room = width(text, TITLE) - 10.0;
        assert_eq!(wrap(text, TITLE, room).len(), 2);
        let even = wrap_evenly(text, TITLE, room);
        let (first, second) = (width(&even[0], TITLE), width(&even[1], TITLE));
        assert!(even.len() == 2 && first < 1.6 * second, "{even:?}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zæøå /0-9]{0,80}", room in 16.0..300.0f64) {
            for lines in [wrap(&text, LABEL, room), wrap_evenly(&text, LABEL, room)] {
                prop_assert!(lines.iter().all(|line| width(line, LABEL) <= room));
                let letters = |text: &str| text.chars().filter(|c| !" -".contains(*c)).collect::<String>();
                prop_assert_eq!(letters(&lines.concat()), letters(&text));
            }
        }
    }
}

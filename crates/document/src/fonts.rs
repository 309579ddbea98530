//! The fonts of the PDF, and how wide words are in them. Nothing else is used: no font of the machine.

use crate::text::is_invisible;
use std::sync::OnceLock;
use ttf_parser::Face;

/// IBM Plex Sans, licensed under the SIL Open Font License: regular, italic, semibold.
pub(crate) const FILES: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../../../assets/fonts/IBMPlexSans-Italic.ttf"),
    include_bytes!("../../../assets/fonts/IBMPlexSans-SemiBold.ttf"),
];

/// What is measured with: the semibold cut, the widest of the three.
fn face() -> Option<&'static Face<'static>> {
    static FACE: OnceLock<Option<Face<'static>>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(FILES[2], 0).ok()).as_ref()
}

/// How wide a text is in semibold, in ems; what the font cannot show counts as one.
pub(crate) fn width(text: &str) -> f64 {
    let Some(face) = face() else { return 0.0 };
    let units = f64::from(face.units_per_em());
    let advance = |character| face.glyph_index(character).and_then(|glyph| face.glyph_hor_advance(glyph));
    text.chars().map(|character| advance(character).map_or(1.0, |advance| f64::from(advance) / units)).sum()
}

/// A text of which the font can show every character. Others are named by their code, so that the reader sees that something is
/// missing, and what.
///
/// ```text
/// "5 ≥ 3"   "5 ≥ 3"
/// "漢"       "[U+6F22]"
/// ```
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if shows(character) => printable.push(character),
            _ if is_invisible(character) => {}
            '\u{2010}' | '\u{2011}' => printable.push('-'),
            '\u{202f}' | '\u{2007}' => printable.push('\u{a0}'),
            _ if character.is_whitespace() => printable.push(' '),
            _ => printable.push_str(&format!("[U+{:04X}]", u32::from(character))),
        }
    }
    printable
}

fn shows(character: char) -> bool {
    // PDF/A takes no characters of private use, though the font has some.
    let is_private = matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    !is_private && face().is_some_and(|face| face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_fonts_show_the_same_characters() {
        let faces: Vec<Face<'_>> = FILES.iter().map(|file| Face::parse(file, 0).unwrap()).collect();
        for character in '\u{20}'..='\u{ffff}' {
            let shown: Vec<bool> = faces.iter().map(|face| face.glyph_index(character).is_some()).collect();
            assert!(shown.iter().all(|shows| *shows == shown[0]), "{character:?}");
        }
    }

    #[test]
    fn digits_are_all_as_wide() {
        // Numbers under each other stand in columns without any font feature.
        for file in FILES {
            let face = Face::parse(file, 0).unwrap();
            let widths: Vec<u16> =
                ('0'..='9').map(|digit| face.glyph_hor_advance(face.glyph_index(digit).unwrap()).unwrap()).collect();
            assert!(widths.iter().all(|width| *width == 600), "{widths:?}");
        }
        assert!((width("1.234") - (4.0 * 0.6 + width("."))).abs() < 1e-9);
    }

    #[test]
    fn what_the_font_cannot_show_is_named() {
        let cases = [
            ("æøåÆØÅ §½–…»«≥−", "æøåÆØÅ §½–…»«≥−"),
            ("漢😀", "[U+6F22][U+1F600]"),
            ("1\u{202f}000\u{2009}x", "1\u{a0}000 x"),
            ("e\u{2011}mail", "e-mail"),
            ("a\u{200b}b\u{200d}c", "abc"),
            ("\u{fffd}", "[U+FFFD]"),
            ("\u{e000}", "[U+E000]"),
        ];
        for (text, expected) in cases {
            assert_eq!(printable(text), expected, "{text:?}");
        }
    }
}

//! Texts as XML and HTML take them.

/// A text of one line that every format can hold: line breaks and tabs are spaces, and what XML forbids (control characters and
/// the like) is shown as U+FFFD.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(clean_character).collect()
}

fn clean_character(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        // The byte order mark within a text is an old no-break space of no width, and no reader expects it.
        '\u{feff}' => '\u{2060}',
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
        // Noncharacters: the last two of each plane, and 32 in between.
        '\u{fdd0}'..='\u{fdef}' => char::REPLACEMENT_CHARACTER,
        _ if u32::from(character) & 0xfffe == 0xfffe => char::REPLACEMENT_CHARACTER,
        _ => character,
    }
}

/// A text as the content or the attribute of an element, of XML as of HTML.
///
/// ```text
/// a < b & "c"   →   a &lt; b &amp; &quot;c&quot;
/// ```
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars().map(clean_character) {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Whether a text has nothing to see.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().map(clean_character).all(|character| character.is_whitespace() || is_invisible(character))
}

/// Characters that only steer how others are set: joiners, marks of direction, variation selectors. The soft hyphen is one.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_one_line_and_hold_what_xml_holds() {
        let cases = [
            ("Ærø § 11", "Ærø § 11"),
            ("a\r\nb\tc", "a  b c"),
            ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"),
            ("\u{0}\u{1b}\u{9c}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{ffff}\u{fdd0}\u{1fffe}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("\u{feff}x", "\u{2060}x"),
            ("😀漢", "😀漢"),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text), expected, "{text:?}");
        }
    }

    #[test]
    fn marks_of_xml_are_escaped() {
        assert_eq!(escape("<a href='x'>\"&amp;"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;");
    }

    #[test]
    fn spaces_alone_are_blank() {
        for blank in ["", " ", "\t\n", "\u{a0}", "\u{200b}\u{ad}"] {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank("x"));
    }
}

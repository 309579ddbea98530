//! How wide words are, and on how many lines they fall.

use unicode_width::UnicodeWidthStr;

/// The height of a line, in points.
const LINE: f64 = 15.0;

/// How many digits wide a text is.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The widest of a text's words.
pub(super) fn widest_word(text: &str) -> usize {
    text.split_whitespace().map(width).max().unwrap_or(0)
}

/// How many lines a text falls on in a column.
pub(super) fn lines(text: &str, column: usize) -> usize {
    let column = column.max(1);
    let (mut lines, mut used) = (1, 0);
    for word in text.split_whitespace() {
        let word = width(word);
        if used > 0 && used + 1 + word <= column {
            used += 1 + word;
            continue;
        }
        if used > 0 {
            lines += 1;
        }
        // A word that has no room is broken.
        lines += word.saturating_sub(1) / column;
        used = word - word.saturating_sub(1) / column * column;
    }
    lines
}

/// The height of a row with so many lines.
pub(super) fn height(lines: usize) -> f64 {
    // Excel knows no row above 409 points.
    (LINE * lines as f64).min(405.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fall_on_lines() {
        for (text, column, expected) in
            [("", 10, 1), ("Gns. varighed (uger)", 14, 2), ("Gns. varighed (uger)", 20, 1), ("abcdefghij kl", 5, 3)]
        {
            assert_eq!(lines(text, column), expected, "{text}");
        }
        assert_eq!(width("Københavnsområdet"), 17);
        assert_eq!(widest_word("Hele landet"), 6);
    }
}

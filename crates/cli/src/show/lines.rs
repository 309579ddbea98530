//! Columns of text that line up.

use unicode_width::UnicodeWidthStr;

/// How a column lines up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows of fields as lines, each column as wide as its widest field, two blanks between. No blanks at a line's end.
pub(crate) fn lined_up(rows: &[Vec<String>], align: &[Align]) -> Vec<String> {
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|field| field.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..align.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let fields = row.iter().zip(&widths).zip(align).map(|((field, width), align)| {
            let blanks = " ".repeat(width.saturating_sub(field.width()));
            match align {
                Align::Left => format!("{field}{blanks}"),
                Align::Right => format!("{blanks}{field}"),
            }
        });
        fields.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// A rule as wide as the widest of the lines.
pub(crate) fn rule(lines: &[String]) -> String {
    "─".repeat(lines.iter().map(|line| line.width()).max().unwrap_or(0))
}

/// A text broken into lines no wider than `width`, between words.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() {
                line.push_str(word);
            } else if line.width() + 1 + word.width() <= width {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
    }
    lines
}

/// A table between rules.
pub(crate) fn ruled(table: &[Vec<String>], align: &[Align]) -> Vec<String> {
    let mut lines = lined_up(table, align);
    let rule = rule(&lines);
    lines.insert(1, rule.clone());
    lines.insert(0, rule.clone());
    lines.push(rule);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_letters_are_one_column_wide() {
        let rows = [["Ærø", "1"], ["Lyngby-Taarbæk", "1.234"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(lined_up(&rows, &[Align::Left, Align::Right]), ["Ærø                 1", "Lyngby-Taarbæk  1.234"]);
    }

    #[test]
    fn long_texts_break_between_words() {
        assert_eq!(wrapped("en to tre fire", 7), ["en to", "tre", "fire"]);
    }
}

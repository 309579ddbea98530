//! A note's text as it is written: Markdown with figures in it, and sentences with an alternative.
//!
//! ```text
//! I {{ period }} blev der afsluttet {{ ended }} forløb.
//! [[ Andelen er {{ change | changed_by }}. || Andelen kan ikke vises. ]]
//! ```
//!
//! A figure that is hidden or not yet measurable makes its sentence turn into the alternative behind `||`; of several the
//! first that can be told is taken. Outside `[[ ]]` it makes the note fail: there is never a hole in a sentence. What stands
//! in `[[ ]]` may be several paragraphs with a table or a picture between them; where nothing in that can be shown, the
//! alternative is taken too.

use crate::expression::{Expression, parse};
use crate::markdown::Place;
use crate::wording::Called;

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// Markdown, as it is.
    Text(String),
    /// A figure or a parameter, and the wordings it is told by.
    Figure(Figure),
    /// A table or a picture.
    Placed(Placed),
    /// A sentence and its alternatives, the first that can be told.
    Sentence { line: usize, alternatives: Vec<Vec<Part>> },
}

/// What stands between `{{` and `}}`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) line: usize,
    pub(crate) expression: Expression,
    pub(crate) wordings: Vec<Called>,
    /// As it is written, for errors.
    pub(crate) written: String,
}

/// Where a table or a picture stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) line: usize,
    pub(crate) place: Place,
    /// As it is written.
    pub(crate) written: String,
}

/// A mistake in a template, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// Reads a template.
pub(crate) fn read(text: &str) -> Result<Vec<Part>, Mistake> {
    let mut reader = Reader { rest: text, line: 1, depth: 0 };
    let (parts, stop) = reader.parts()?;
    match stop {
        Stop::End => Ok(parts),
        // A lone `||` or `]]` is Markdown like any other.
        Stop::Or | Stop::Close => Err(reader.mistake("`||` and `]]` belong to a sentence that begins with `[[`")),
    }
}

/// What ends a run of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    End,
    Or,
    Close,
}

/// How deep sentences may stand in each other.
const DEEPEST: usize = 20;

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake { line: self.line, message: message.into() }
    }

    fn take(&mut self, n: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(n);
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn parts(&mut self) -> Result<(Vec<Part>, Stop), Mistake> {
        let mut parts = Vec::new();
        loop {
            let marks = ["{{", "[[", "||", "]]", "<!--", "![]("];
            let next = marks.iter().filter_map(|mark| self.rest.find(mark).map(|at| (at, *mark))).min();
            let Some((at, mark)) = next else {
                let text = self.take(self.rest.len());
                push_text(&mut parts, text);
                return Ok((parts, Stop::End));
            };
            let text = self.take(at);
            push_text(&mut parts, text);
            match mark {
                "||" => {
                    self.take(2);
                    return Ok((parts, Stop::Or));
                }
                "]]" => {
                    self.take(2);
                    return Ok((parts, Stop::Close));
                }
                "{{" => parts.push(Part::Figure(self.figure()?)),
                "![](" => self.placed(&mut parts),
                "<!--" => {
                    let end = self.rest.find("-->").ok_or_else(|| self.mistake("a `<!--` is not closed by `-->`"))?;
                    self.take(end + 3);
                }
                _ => parts.push(self.sentence()?),
            }
        }
    }

    fn sentence(&mut self) -> Result<Part, Mistake> {
        let line = self.line;
        self.take(2);
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.mistake(format!("sentences stand in each other more than {DEEPEST} deep")));
        }
        let mut alternatives = Vec::new();
        loop {
            let (mut parts, stop) = self.parts()?;
            trim(&mut parts);
            alternatives.push(parts);
            match stop {
                Stop::Or => {}
                Stop::Close if alternatives.len() > 1 => {
                    self.depth -= 1;
                    return Ok(Part::Sentence { line, alternatives });
                }
                Stop::Close => {
                    let message = "the sentence has no alternative: write `[[ sentence || what is said otherwise ]]`";
                    return Err(Mistake { line, message: message.into() });
                }
                Stop::End => return Err(Mistake { line, message: "a `[[` is not closed by `]]`".into() }),
            }
        }
    }

    /// A table or a picture; what is neither is Markdown, which says what is wrong with it.
    fn placed(&mut self, parts: &mut Vec<Part>) {
        let line = self.line;
        let end = self.rest.find([')', '\n']).filter(|end| self.rest[*end..].starts_with(')'));
        let written = self.take(end.map_or("![](".len(), |end| end + 1));
        let place = written.strip_prefix("![](").and_then(|rest| rest.strip_suffix(')')).and_then(Place::read);
        match place {
            Some(place) => parts.push(Part::Placed(Placed { line, place, written: written.to_owned() })),
            None => push_text(parts, written),
        }
    }

    fn figure(&mut self) -> Result<Figure, Mistake> {
        let line = self.line;
        let end = self.rest.find("}}").ok_or_else(|| self.mistake("a `{{` is not closed by `}}`"))?;
        let inside = self.take(end + 2);
        let written = inside.trim_start_matches("{{").trim_end_matches("}}").trim().to_owned();
        let wrong = |message: String| Mistake { line, message: format!("{{{{ {written} }}}}: {message}") };
        let mut pieces = split_outside_quotes(&written).into_iter();
        let expression = parse(pieces.next().unwrap_or_default()).map_err(|mistake| wrong(mistake.to_string()))?;
        let wordings = pieces.map(Called::parse).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        Ok(Figure { line, expression, wordings, written })
    }
}

/// The pieces between `|`, where these do not stand in quotes.
fn split_outside_quotes(text: &str) -> Vec<&str> {
    let (mut pieces, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '|' if !quoted => {
                pieces.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&text[from..]);
    pieces
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// An alternative begins and ends where its words do.
fn trim(parts: &mut Vec<Part>) {
    if let Some(Part::Text(text)) = parts.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Part::Text(text)) = parts.last_mut() {
        *text = text.trim_end().to_owned();
    }
    parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_figures_and_sentences() {
        let parts = read("A {{ a | hedged }}.\n[[ B {{ b }} || [[ C {{ c }} || d ]] ]]<!-- x -->e").unwrap();
        let [
            Part::Text(before),
            Part::Figure(figure),
            Part::Text(between),
            Part::Sentence { line, alternatives },
            Part::Text(after),
        ] = &parts[..]
        else {
            panic!("{parts:?}")
        };
        assert_eq!((before.as_str(), between.as_str(), after.as_str()), ("A ", ".\n", "e"));
        assert_eq!((figure.written.as_str(), figure.line, *line), ("a | hedged", 1, 2));
        assert_eq!(alternatives.len(), 2);
        assert!(matches!(&alternatives[1][..], [Part::Sentence { .. }, ..]));
    }

    #[test]
    fn tables_and_pictures() {
        let parts = read("a\n\n![](table:t)\n\n![](http://x) ![](figure:f").unwrap();
        let [Part::Text(before), Part::Placed(placed), Part::Text(after)] = &parts[..] else { panic!("{parts:?}") };
        assert_eq!((before.as_str(), after.as_str()), ("a\n\n", "\n\n![](http://x) ![](figure:f"));
        assert_eq!(
            (placed.line, &placed.place, placed.written.as_str()),
            (3, &Place::Table("t".into()), "![](table:t)")
        );
    }

    #[test]
    fn quotes_may_hold_a_bar() {
        let parts = read("{{ a | noun(\"x|y\", \"z\") }}").unwrap();
        assert!(matches!(&parts[..], [Part::Figure(figure)] if figure.wordings.len() == 1));
    }

    #[test]
    fn mistakes_have_their_line() {
        for (text, line, message) in [
            ("a\n{{ b", 2, "a `{{` is not closed by `}}`"),
            ("a\n[[ b", 2, "a `[[` is not closed by `]]`"),
            ("[[ b ]]", 1, "the sentence has no alternative: write `[[ sentence || what is said otherwise ]]`"),
            ("a\n\n{{ * }}", 3, "{{ * }}: `*` begins no value"),
            (
                "{{ a | knap }}",
                1,
                "{{ a | knap }}: `knap` is no wording; valid are `about`, `bare`, `capital`, `changed`, `changed_by`, `choose`, `decimals`, `hedged`, `letters`, `markedly`, `noun`, `of_ten`, `place`, `size`",
            ),
            ("a || b", 1, "`||` and `]]` belong to a sentence that begins with `[[`"),
            ("<!-- a", 1, "a `<!--` is not closed by `-->`"),
        ] {
            assert_eq!(read(text).unwrap_err(), Mistake { line, message: message.to_owned() });
        }
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(text in "([\\[\\]{}|a\n\"(), æ-]|!\\[\\]\\((table:)?|\\{\\{|\\}\\}|\\[\\[|\\]\\]|\\|\\||<!--|-->){0,40}") {
            let _ = read(&text);
        }
    }
}

//! The words that a figure can be told in: what follows `|` in `{{ share | hedged }}`.
//!
//! Each wording is an entry of [`WORDINGS`], with what it says and an example; the manual (`forlob note --wordings`) and the
//! errors are written from the list. The words follow from the unrounded number.

use crate::hedge::{about, hedged, of_ten};
use crate::number_words::{cardinal, placed};
use crate::value::{Number, Unit};
use definitions::Language;
use definitions::toml_file::nearest;
use std::cmp::Ordering;

/// What is put behind a wording's name: `noun("person", "personer")`, `decimals(1)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    Text(String),
    Number(u8),
}

/// What comes of a wording: a number still, or words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Worded {
    Number(Number),
    Words(String),
}

type Apply = fn(Number, &[Argument], Language) -> Option<Worded>;

/// A way to tell a number.
pub struct Wording {
    /// Its name.
    pub name: &'static str,
    /// What it is called with: `("person", "personer")`; empty where with nothing.
    pub arguments: &'static str,
    /// What it says.
    pub says: &'static str,
    /// A number in a sentence, and what it becomes.
    pub example: (&'static str, &'static str),
    apply: Apply,
}

impl std::fmt::Debug for Wording {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}{}", self.name, self.arguments)
    }
}

/// All of them.
pub const WORDINGS: &[Wording] = &[
    Wording {
        name: "bare",
        arguments: "",
        says: "the number without its unit",
        example: ("45 pct.", "45"),
        apply: |number, arguments, _| none(arguments, Worded::Number(Number { bare: true, ..number })),
    },
    Wording {
        name: "size",
        arguments: "",
        says: "the number without its sign",
        example: ("−22 procentpoint", "22 procentpoint"),
        apply: |number, arguments, _| none(arguments, Worded::Number(number.size())),
    },
    Wording {
        name: "decimals",
        arguments: "(1)",
        says: "with so many decimals, 0 to 6",
        example: ("46 pct.", "45,8 pct."),
        apply: |number, arguments, _| match arguments {
            [Argument::Number(decimals @ 0..=6)] => Some(Worded::Number(Number { decimals: *decimals, ..number })),
            _ => None,
        },
    },
    Wording {
        name: "hedged",
        arguments: "",
        says: "a round number with `knap` or `godt`",
        example: ("3.047", "godt 3.000"),
        apply: |number, arguments, language| none(arguments, Worded::Words(hedged(number, language))),
    },
    Wording {
        name: "about",
        arguments: "",
        says: "a round number with `omkring`",
        example: ("5.579", "omkring 5.600"),
        apply: |number, arguments, language| none(arguments, Worded::Words(about(number, language))),
    },
    Wording {
        name: "of_ten",
        arguments: "",
        says: "a share as so many in ten, where it is near that",
        example: ("70,1 pct.", "syv ud af ti"),
        apply: |number, arguments, language| match number.unit {
            Unit::Percent => none(arguments, Worded::Words(of_ten(number, language))),
            _ => None,
        },
    },
    Wording {
        name: "letters",
        arguments: "",
        says: "a whole number up to ten in letters",
        example: ("7", "syv"),
        apply: |number, arguments, language| {
            let words = number.value.as_whole().map(|whole| cardinal(whole, language));
            none(arguments, Worded::Words(words.unwrap_or_else(|| number.text(language))))
        },
    },
    Wording {
        name: "noun",
        arguments: "(\"person\", \"personer\")",
        says: "the number and the noun for one or for several",
        example: ("1", "1 person"),
        apply: |number, arguments, language| match arguments {
            [Argument::Text(one), Argument::Text(many)] => {
                let noun = number.one_or_many((one.as_str(), many.as_str()));
                Some(Worded::Words(format!("{} {noun}", Number { bare: true, ..number }.text(language))))
            }
            _ => None,
        },
    },
    Wording {
        name: "changed",
        arguments: "",
        says: "whether a difference has risen or fallen; what rounds to nothing is almost unchanged",
        example: ("22 procentpoint", "steget"),
        apply: |number, arguments, language| none(arguments, Worded::Words(changed(number, language).to_owned())),
    },
    Wording {
        name: "changed_by",
        arguments: "",
        says: "the same, and by how much",
        example: ("−4 procentpoint", "faldet med 4 procentpoint"),
        apply: |number, arguments, language| {
            let word = changed(number, language);
            let by = match language {
                Language::Danish => "med",
                Language::English => "by",
            };
            let words = if number.rounds_to_zero() {
                word.to_owned()
            } else {
                format!("{word} {by} {}", number.size().text(language))
            };
            none(arguments, Worded::Words(words))
        },
    },
    Wording {
        name: "choose",
        arguments: "(\"flere\", \"færre\", \"lige så mange\")",
        says: "the first words of a number above zero, the second of one below, the third of one that rounds to zero",
        example: ("58", "flere"),
        apply: |number, arguments, _| match arguments {
            [Argument::Text(above), Argument::Text(below), Argument::Text(same)] => {
                let words = match number.sign() {
                    _ if number.rounds_to_zero() => same,
                    Ordering::Less => below,
                    _ => above,
                };
                Some(Worded::Words(words.clone()))
            }
            _ => None,
        },
    },
    Wording {
        name: "markedly",
        arguments: "(\"markant\", \"noget\", \"lidt\")",
        says: "how large a difference of shares is: 10 points or more, 3 or more, less",
        example: ("30 procentpoint", "markant"),
        apply: |number, arguments, _| match (number.unit, arguments) {
            (Unit::Points, [Argument::Text(great), Argument::Text(some), Argument::Text(little)]) => {
                let at_least = |points: i128| number.size().value.compare(measures::Ratio::whole(points)).is_ge();
                let words = match () {
                    () if at_least(10) => great,
                    () if at_least(3) => some,
                    () => little,
                };
                Some(Worded::Words(words.clone()))
            }
            _ => None,
        },
    },
    Wording {
        name: "place",
        arguments: "(\"laveste\")",
        says: "a place with its superlative",
        example: ("2", "næstlaveste"),
        apply: |number, arguments, language| match (number.value.as_whole(), arguments) {
            (Some(place), [Argument::Text(superlative)]) => Some(Worded::Words(placed(place, superlative, language))),
            _ => None,
        },
    },
    Wording {
        name: "capital",
        arguments: "",
        says: "the words with a capital, at the beginning of a sentence",
        example: ("godt 3.000", "Godt 3.000"),
        // Words are given their capital by `tell`; a number has none.
        apply: |number, arguments, _| none(arguments, Worded::Number(number)),
    },
];

/// What takes no arguments.
fn none(arguments: &[Argument], worded: Worded) -> Option<Worded> {
    arguments.is_empty().then_some(worded)
}

fn changed(number: Number, language: Language) -> &'static str {
    let (danish, english) = match number.sign() {
        Ordering::Equal => ("uændret", "unchanged"),
        _ if number.rounds_to_zero() => ("stort set uændret", "almost unchanged"),
        Ordering::Greater => ("steget", "risen"),
        Ordering::Less => ("faldet", "fallen"),
    };
    match language {
        Language::Danish => danish,
        Language::English => english,
    }
}

/// A wording with its arguments, as it is written behind a `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Called {
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
}

impl Called {
    /// Reads `name` or `name("…", 1)`.
    pub(crate) fn parse(text: &str) -> Result<Called, String> {
        let text = text.trim();
        let (name, arguments) = match text.split_once('(') {
            None => (text, Vec::new()),
            Some((name, rest)) => {
                let inside =
                    rest.trim_end().strip_suffix(')').ok_or_else(|| format!("the `)` after `{name}(` is missing"))?;
                (name.trim(), arguments(inside)?)
            }
        };
        if !WORDINGS.iter().any(|known| known.name == name) {
            let near = nearest(name, WORDINGS.iter().map(|known| known.name));
            return Err(format!("`{name}` is no wording{near}"));
        }
        Ok(Called { name: name.to_owned(), arguments })
    }
}

/// Texts in quotes and whole numbers, with commas between.
fn arguments(inside: &str) -> Result<Vec<Argument>, String> {
    let mut rest = inside.trim();
    let mut arguments = Vec::new();
    while !rest.is_empty() {
        if let Some(text) = rest.strip_prefix('"') {
            let (text, after) = text.split_once('"').ok_or("a `\"` is not closed")?;
            arguments.push(Argument::Text(text.to_owned()));
            rest = after.trim_start();
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            let number = rest[..end].trim();
            let number =
                number.parse().map_err(|_| format!("`{number}` is neither a text in quotes nor a number to 255"))?;
            arguments.push(Argument::Number(number));
            rest = &rest[end..];
        }
        rest = match rest.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err(format!("`{rest}` is not understood: a comma is missing")),
        };
    }
    Ok(arguments)
}

/// Tells a number by some wordings in turn.
///
/// # Errors
/// Which of them cannot tell it, and how it is called.
pub(crate) fn tell(number: Number, by: &[Called], language: Language) -> Result<String, String> {
    let mut worded = Worded::Number(number);
    for called in by {
        let wording = WORDINGS.iter().find(|known| known.name == called.name);
        let wording = wording.ok_or_else(|| format!("`{}` is no wording", called.name))?;
        worded = match worded {
            Worded::Words(words) if called.name == "capital" && called.arguments.is_empty() => {
                Worded::Words(with_capital(&words))
            }
            Worded::Words(words) => {
                return Err(format!("`{}` tells a number, and “{words}” is none any more: put it first", called.name));
            }
            Worded::Number(number) => (wording.apply)(number, &called.arguments, language).ok_or_else(|| {
                format!(
                    "`{}` cannot tell this number: it is for {}; write `{}{}`",
                    called.name, wording.says, called.name, wording.arguments
                )
            })?,
        };
    }
    Ok(match worded {
        Worded::Number(number) => number.text(language),
        Worded::Words(words) => words,
    })
}

pub(crate) fn with_capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;
    use measures::Ratio;

    fn number(numerator: i128, denominator: i128, unit: Unit, decimals: u8) -> Number {
        Number { unit, decimals, ..Number::counted(Ratio::new(numerator, denominator).unwrap()) }
    }

    fn told(number: Number, by: &str, language: Language) -> String {
        let by: Vec<Called> = by.split('|').map(|one| Called::parse(one).unwrap()).collect();
        tell(number, &by, language).unwrap()
    }

    /// From a number to its words: the manual's table, at the edges.
    #[test]
    fn words() {
        let points = |tenths| number(tenths, 10, Unit::Points, 0);
        let share = |numerator: i128, denominator: i128| number(100 * numerator, denominator, Unit::Percent, 0);
        for (number, by, danish, english) in [
            (share(52, 115), "bare", "45", "45"),
            (share(168, 367), "decimals(1)", "45,8 pct.", "45.8 per cent"),
            (share(5579, 7953), "of_ten", "syv ud af ti", "seven in ten"),
            (points(-220), "size", "22 procentpoint", "22 percentage points"),
            (points(300), "changed", "steget", "risen"),
            (points(-300), "changed", "faldet", "fallen"),
            (points(0), "changed", "uændret", "unchanged"),
            (points(4), "changed", "stort set uændret", "almost unchanged"),
            (points(-4), "changed_by", "stort set uændret", "almost unchanged"),
            (points(5), "changed_by", "steget med 1 procentpoint", "risen by 1 percentage point"),
            (points(-215), "changed_by", "faldet med 22 procentpoint", "fallen by 22 percentage points"),
            (number(464, 1, Unit::Counted, 0), "changed_by", "steget med 464", "risen by 464"),
            (number(1, 1, Unit::Counted, 0), "noun(\"person\", \"personer\")", "1 person", "1 person"),
            (number(0, 1, Unit::Counted, 0), "noun(\"person\", \"personer\")", "0 personer", "0 personer"),
            (number(2, 1, Unit::Counted, 0), "noun(\"person\", \"personer\")", "2 personer", "2 personer"),
            (number(7, 1, Unit::Counted, 0), "letters", "syv", "seven"),
            (number(3_047, 1, Unit::Counted, 0), "hedged | capital", "Godt 3.000", "Just over 3,000"),
            (number(2, 1, Unit::Place, 0), "place(\"laveste\")", "næstlaveste", "second laveste"),
            (points(100), "markedly(\"markant\", \"noget\", \"lidt\")", "markant", "markant"),
            (points(99), "markedly(\"markant\", \"noget\", \"lidt\")", "noget", "noget"),
            (points(-30), "markedly(\"markant\", \"noget\", \"lidt\")", "noget", "noget"),
            (points(29), "markedly(\"markant\", \"noget\", \"lidt\")", "lidt", "lidt"),
            (points(-4), "choose(\"over\", \"under\", \"på niveau med\")", "på niveau med", "på niveau med"),
            (points(-5), "choose(\"over\", \"under\", \"på niveau med\")", "under", "under"),
            (points(5), "choose(\"over\", \"under\", \"på niveau med\")", "over", "over"),
        ] {
            assert_eq!(told(number, by, Language::Danish), danish, "{by}");
            assert_eq!(told(number, by, Language::English), english, "{by}");
        }
    }

    /// What the manual says is true.
    #[test]
    fn examples_of_the_manual() {
        let of = |text: &str| match text {
            "45 pct." => number(45, 1, Unit::Percent, 0),
            "−22 procentpoint" => number(-22, 1, Unit::Points, 0),
            "46 pct." => number(16_800, 367, Unit::Percent, 0),
            "70,1 pct." => number(701, 10, Unit::Percent, 1),
            "22 procentpoint" => number(22, 1, Unit::Points, 0),
            "−4 procentpoint" => number(-4, 1, Unit::Points, 0),
            "30 procentpoint" => number(30, 1, Unit::Points, 0),
            plain => number(plain.replace('.', "").parse().unwrap(), 1, Unit::Counted, 0),
        };
        for wording in WORDINGS.iter().filter(|wording| wording.name != "capital") {
            let (from, to) = wording.example;
            assert_eq!(of(from).text(Language::Danish), from);
            assert_eq!(told(of(from), &format!("{}{}", wording.name, wording.arguments), Language::Danish), to);
        }
    }

    #[test]
    fn mistakes() {
        assert_eq!(Called::parse("hedge").unwrap_err(), "`hedge` is no wording; did you mean `hedged`?");
        assert_eq!(Called::parse("noun(\"a\"").unwrap_err(), "the `)` after `noun(` is missing");
        assert_eq!(Called::parse("noun(\"a)").unwrap_err(), "a `\"` is not closed");
        assert_eq!(Called::parse("decimals(x)").unwrap_err(), "`x` is neither a text in quotes nor a number to 255");
        let count = number(7, 1, Unit::Counted, 0);
        let of_ten = tell(count, &[Called::parse("of_ten").unwrap()], Language::Danish).unwrap_err();
        assert_eq!(
            of_ten,
            "`of_ten` cannot tell this number: it is for a share as so many in ten, where it is near that; write `of_ten`"
        );
        let twice = [Called::parse("hedged").unwrap(), Called::parse("about").unwrap()];
        let twice = tell(count, &twice, Language::Danish).unwrap_err();
        assert_eq!(twice, "`about` tells a number, and “7” is none any more: put it first");
    }
}

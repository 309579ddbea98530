//! Numbers and places in words, in both languages.

use definitions::Language;

const DANISH: [&str; 11] = ["nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"];
const ENGLISH: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// A whole number from 0 to 10 in letters, others in digits.
pub(crate) fn cardinal(number: i128, language: Language) -> String {
    let words = match language {
        Language::Danish => DANISH,
        Language::English => ENGLISH,
    };
    let word = usize::try_from(number).ok().and_then(|number| words.get(number));
    word.map_or_else(|| publication::number(measures::Ratio::whole(number), 0, language), |word| (*word).to_owned())
}

const DANISH_PLACES: [&str; 11] =
    ["", "", "næst", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende"];
const ENGLISH_PLACES: [&str; 11] =
    ["", "", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth ", "tenth "];

/// A place with its superlative: "laveste", "næstlaveste", "tredjelaveste"; "lowest", "second lowest".
pub(crate) fn placed(place: i128, superlative: &str, language: Language) -> String {
    let words = match language {
        Language::Danish => DANISH_PLACES,
        Language::English => ENGLISH_PLACES,
    };
    match (usize::try_from(place).ok().and_then(|place| words.get(place)), language) {
        (Some(word), _) => format!("{word}{superlative}"),
        (None, Language::Danish) => format!("{place}.-{superlative}"),
        (None, Language::English) => format!("{} {superlative}", ordinal(place)),
    }
}

fn ordinal(number: i128) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_places() {
        for (number, danish, english) in [(0, "nul", "no"), (7, "syv", "seven"), (10, "ti", "ten"), (11, "11", "11")] {
            assert_eq!(
                (cardinal(number, Language::Danish).as_str(), cardinal(number, Language::English).as_str()),
                (danish, english)
            );
        }
        assert_eq!(cardinal(1_234, Language::Danish), "1.234");
        for (place, danish, english) in [
            (1, "laveste", "lowest"),
            (2, "næstlaveste", "second lowest"),
            (3, "tredjelaveste", "third lowest"),
            (11, "11.-laveste", "11th lowest"),
            (22, "22.-laveste", "22nd lowest"),
            (93, "93.-laveste", "93rd lowest"),
        ] {
            assert_eq!(placed(place, "laveste", Language::Danish), danish);
            assert_eq!(placed(place, "lowest", Language::English), english);
        }
    }
}

//! What a figure shows, in words, for those who do not see it: its figures one by one, or of many the lowest, the highest and
//! how many are not shown.

use crate::picture::Column;
use crate::picture_file::{Kind, PictureFile};
use crate::value::{Missing, Number, Value};
use crate::wording::with_capital;
use definitions::Language;

/// More figures than this are not told one by one.
const MOST_TOLD: usize = 24;

/// The alternative text of a picture of these series, each with a value a category.
pub(crate) fn told(
    categories: &[Column],
    series: &[(String, Vec<Value>)],
    unit: &str,
    picture: &PictureFile,
    has_borders: bool,
    language: Language,
) -> String {
    let words = |danish: &'static str, english: &'static str| match language {
        Language::Danish => danish,
        Language::English => english,
    };
    let kind = match picture.kind {
        Kind::StackedColumns => words("Stablede søjler", "Stacked columns"),
        Kind::Bars => words("Vandrette søjler", "Horizontal bars"),
        Kind::Lines => words("Linjer", "Lines"),
        Kind::Steps => words("Trappekurver", "Step curves"),
        Kind::Slope => words("Før og efter", "Before and after"),
        Kind::Map if has_borders => words("Kort over kommunerne", "Map of the municipalities"),
        Kind::Map => words("Kort med et felt for hver kommune", "Map with a tile for each municipality"),
    };
    // A unit such as "Pct." has its full stop already.
    let mut told = format!("{}. {kind}, {}.", picture.caption.trim_end_matches('.'), lower(unit).trim_end_matches('.'));
    for (name, values) in series {
        let shown = if values.len() > MOST_TOLD {
            ends(categories, values, language)
        } else {
            let each = values.iter().zip(categories);
            let each: Vec<String> =
                each.map(|(value, of)| format!("{} {}", of.name, figure(value, language))).collect();
            each.join(", ")
        };
        if shown.is_empty() {
            continue;
        }
        if series.len() > 1 {
            told += &format!(" {name}: {shown}.");
        } else {
            told += &format!(" {}.", with_capital(&shown));
        }
    }
    told
}

fn figure(value: &Value, language: Language) -> String {
    let (danish, english) = match value {
        Ok(number) => return Number { bare: true, ..*number }.text(language),
        Err(Missing::Hidden) => ("ikke vist", "not shown"),
        Err(Missing::NotYet) => ("ikke opgjort endnu", "not yet measurable"),
        Err(Missing::Unknown) => ("kan ikke opgøres", "cannot be told"),
    };
    match language {
        Language::Danish => danish.to_owned(),
        Language::English => english.to_owned(),
    }
}

/// The lowest and the highest of many figures, and how many there is no figure of.
fn ends(categories: &[Column], values: &[Value], language: Language) -> String {
    let numbers = || categories.iter().zip(values).filter_map(|(of, value)| Some((of, value.as_ref().ok()?)));
    let by = |one: &(&Column, &Number), other: &(&Column, &Number)| one.1.value.compare(other.1.value);
    // Those that are written alike are alike to the reader.
    let told = |(of, number): (&Column, &Number)| {
        let written = figure(&Ok(*number), language);
        match numbers().filter(|(_, other)| figure(&Ok(**other), language) == written).count() {
            0 | 1 => format!("{written} ({})", of.name),
            n => match language {
                Language::Danish => format!("{written} ({} m.fl., i alt {n})", of.name),
                Language::English => format!("{written} ({} and others, {n} in all)", of.name),
            },
        }
    };
    let mut parts = Vec::new();
    if let (Some(lowest), Some(highest)) = (numbers().min_by(by), numbers().rev().max_by(by)) {
        let (low, high) = match language {
            Language::Danish => ("lavest", "højest"),
            Language::English => ("lowest", "highest"),
        };
        parts.push(format!("{low} {}", told(lowest)));
        parts.push(format!("{high} {}", told(highest)));
    }
    for missing in [Missing::Hidden, Missing::NotYet, Missing::Unknown] {
        let n = values.iter().filter(|value| **value == Err(missing)).count();
        if n > 0 {
            parts.push(not_told(missing, n, language));
        }
    }
    parts.join(", ")
}

/// How many there is no figure of, and why.
fn not_told(missing: Missing, n: usize, language: Language) -> String {
    let are = if n == 1 { "is" } else { "are" };
    match (missing, language) {
        (Missing::Hidden, Language::Danish) => format!("{n} er ikke vist"),
        (Missing::NotYet, Language::Danish) => format!("{n} er ikke opgjort endnu"),
        (Missing::Unknown, Language::Danish) => format!("{n} kan ikke opgøres"),
        (Missing::Hidden, Language::English) => format!("{n} {are} not shown"),
        (Missing::NotYet, Language::English) => format!("{n} {are} not yet measurable"),
        (Missing::Unknown, Language::English) => format!("{n} cannot be told"),
    }
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]
    use super::*;
    use measures::Ratio;

    fn column(name: &str) -> Column {
        Column::named(name)
    }

    /// Six areas, the highest two of which are written alike, and one of each that there is no figure of.
    #[test]
    fn ends_tell_how_many_are_alike_and_how_many_are_missing() {
        let number = |n: i128| Ok(Number::counted(Ratio::whole(n)));
        let values = [
            number(3),
            Ok(Number::counted(Ratio::new(1_001, 10).unwrap())),
            number(100),
            Err(Missing::Hidden),
            Err(Missing::Hidden),
            Err(Missing::Unknown),
        ];
        let categories = ["Ishøj", "Greve", "Solrød", "Køge", "Stevns", "Faxe"].map(column);
        assert_eq!(
            ends(&categories, &values, Language::Danish),
            "lavest 3 (Ishøj), højest 100 (Greve m.fl., i alt 2), 2 er ikke vist, 1 kan ikke opgøres"
        );
        assert_eq!(
            ends(&categories, &values, Language::English),
            "lowest 3 (Ishøj), highest 100 (Greve and others, 2 in all), 2 are not shown, 1 cannot be told"
        );
        let hidden = [Err(Missing::Hidden)];
        assert_eq!(ends(&categories[..1], &hidden, Language::English), "1 is not shown");
    }

    #[test]
    fn only_the_first_letter_is_made_small() {
        assert_eq!(lower("Antal Personer"), "antal Personer");
        assert_eq!(lower("Ærø"), "ærø");
    }
}

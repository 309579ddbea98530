//! A figure: the chart and the words around it.

use crate::{BorderMap, HorizontalBars, Lines, Slope, StackedColumns, Steps, TileMap};

/// A chart with all that makes it understood on its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What the figure says, or is of.
    pub title: String,
    /// Whom, when and in which unit.
    pub subtitle: Option<String>,
    /// The same for those who do not see it: kind of chart and its main figures.
    pub description: String,
    /// What one must know to read it, each with its opening word, such as `Anm.: …`.
    pub remarks: Vec<String>,
    /// Whence the figures are, with its opening word: `Kilde: …`.
    pub source: String,
    /// The language of axes and of the document.
    pub language: Language,
    /// What stands for values that are not shown, and what is printed to explain it.
    pub symbols: Symbols,
    /// What is drawn.
    pub chart: Chart,
}

/// The language of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `1.234,5`
    Danish,
    /// `1,234.5`
    English,
}

impl Language {
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Language::Danish => "da",
            Language::English => "en",
        }
    }
}

/// Marks and their meanings: each pair is the mark and what it means. A mark is short, at most five letters or points.
/// Only those that a figure uses are explained in it.
///
/// ```
/// use figures::{Language, Symbols};
/// assert_eq!(Symbols::of(Language::Danish).hidden.0, "..");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbols {
    /// Of [`Value::Hidden`](crate::Value::Hidden).
    pub hidden: (String, String),
    /// Of [`Value::NotYet`](crate::Value::NotYet).
    pub not_yet: (String, String),
    /// Of [`Value::Unknown`](crate::Value::Unknown).
    pub unknown: (String, String),
    /// Of numbers that may still change.
    pub provisional: (String, String),
}

impl Symbols {
    /// The symbols of Danish official statistics, explained in a language.
    pub fn of(language: Language) -> Symbols {
        let pair = |mark: &str, danish: &str, english: &str| {
            let meaning = match language {
                Language::Danish => danish,
                Language::English => english,
            };
            (mark.to_owned(), meaning.to_owned())
        };
        Symbols {
            hidden: pair("..", "Ikke vist af hensyn til diskretion", "Not shown for reasons of confidentiality"),
            not_yet: pair("...", "Foreligger ikke endnu", "Not yet available"),
            unknown: pair(".", "Kan ikke oplyses", "Not known"),
            provisional: pair("*", "Foreløbigt tal", "Provisional figure"),
        }
    }
}

/// The kinds of charts.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// What a whole is made of, category by category.
    StackedColumns(StackedColumns),
    /// Areas compared, one bar each.
    HorizontalBars(HorizontalBars),
    /// How something moves over time.
    Lines(Lines),
    /// Survival or cumulative incidence: constant from one event to the next.
    Steps(Steps),
    /// Before and after.
    Slope(Slope),
    /// Municipalities as equal tiles.
    TileMap(TileMap),
    /// Municipalities in their borders.
    BorderMap(BorderMap),
}

//! What a figure shows: a number with its printed form, or one of the three ways in which there is none.

use crate::Error;

/// One value of a chart.
///
/// ```
/// use figures::Value;
/// let share = Value::number(45.8, "45,8");
/// assert_eq!(share, Value::Number { value: 45.8, text: "45,8".into(), provisional: false });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number that is published.
    Number {
        /// What is drawn, in the unit of the chart.
        value: f64,
        /// What is printed, formatted by the caller in the language of the figure.
        text: String,
        /// Whether it may still change: it is drawn hollow where there are points and dashes, and printed with a `*`
        /// elsewhere (`text` comes without it).
        provisional: bool,
    },
    /// Known, but not shown for reasons of confidentiality.
    Hidden,
    /// Not measurable yet.
    NotYet,
    /// Not known, or without meaning.
    Unknown,
}

impl Value {
    /// A final number.
    pub fn number(value: f64, text: impl Into<String>) -> Value {
        Value::Number { value, text: text.into(), provisional: false }
    }

    /// A number that may still change.
    pub fn provisional(value: f64, text: impl Into<String>) -> Value {
        Value::Number { value, text: text.into(), provisional: true }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number { value, .. } => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn is_provisional(&self) -> bool {
        matches!(self, Value::Number { provisional: true, .. })
    }

    pub(crate) fn missing(&self) -> Option<Missing> {
        match self {
            Value::Number { .. } => None,
            Value::Hidden => Some(Missing::Hidden),
            Value::NotYet => Some(Missing::NotYet),
            Value::Unknown => Some(Missing::Unknown),
        }
    }
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Missing {
    Hidden,
    NotYet,
    Unknown,
}

/// Values of one kind across the categories of a chart, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the values are of, as it is printed beside them.
    pub name: String,
    /// One value a category.
    pub values: Vec<Value>,
}

/// The largest number that a scale shows: up to it, neither geometry nor axis loses digits.
pub(crate) const LARGEST: f64 = 1e12;

/// The number, if it can be drawn.
pub(crate) fn drawable(number: f64, place: impl FnOnce() -> String) -> Result<f64, Error> {
    if number.is_finite() && number.abs() <= LARGEST {
        Ok(number)
    } else {
        Err(Error::NotDrawable { place: place(), number, largest: LARGEST })
    }
}

/// All numbers, if they can be drawn, and are not below zero where `stacked`.
pub(crate) fn check<'v>(
    values: impl IntoIterator<Item = &'v Value>,
    stacked: bool,
    place: impl Fn(usize) -> String,
) -> Result<(), Error> {
    for (index, value) in values.into_iter().enumerate() {
        let Some(number) = value.as_number() else { continue };
        drawable(number, || place(index))?;
        if stacked && number < 0.0 {
            return Err(Error::Negative { place: place(index), number });
        }
    }
    Ok(())
}

/// Whether there are as many values as there should be.
pub(crate) fn same_length(place: impl FnOnce() -> String, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Length { place: place(), expected, found }) }
}

/// Whether the accent is on something that is there.
pub(crate) fn check_accent(accent: Option<usize>, count: usize) -> Result<(), Error> {
    match accent {
        Some(accent) if accent >= count => Err(Error::Accent { accent, count }),
        _ => Ok(()),
    }
}

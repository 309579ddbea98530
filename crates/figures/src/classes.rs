//! The classes of a map: bounds, shades and the legend.

use crate::frame::{Sheet, WIDTH};
use crate::missing::{Rect, STUB_WIDTH};
use crate::palette::{AREA_EDGE, MOST_CLASSES, shade};
use crate::scale::written;
use crate::text::{SOFT, widest, width, wrap};
use crate::value::drawable;
use crate::{Error, Language, Value};

/// Classes of numbers, each from its lower bound to below the next.
pub(crate) struct Classes {
    bounds: Vec<f64>,
    decimals: usize,
}

/// As many classes as are made where no bounds are given.
const FIFTHS: usize = 5;

impl Classes {
    /// Classes with these bounds between them; where there are none, of about as many areas each, with round bounds.
    pub(crate) fn of<'v>(bounds: &[f64], values: impl Iterator<Item = &'v Value>) -> Result<Classes, Error> {
        let place = || "bounds of the classes".to_owned();
        for bound in bounds {
            drawable(*bound, place)?;
        }
        if let Some(pair) = bounds.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Error::NotAscending { place: place(), before: pair[0], after: pair[1] });
        }
        if bounds.len() >= MOST_CLASSES {
            return Err(Error::TooManyClasses { found: bounds.len() + 1, limit: MOST_CLASSES });
        }
        let bounds =
            if bounds.is_empty() { fifths(values.filter_map(Value::as_number).collect()) } else { bounds.to_vec() };
        let decimals = (0..=6).find(|decimals| bounds.iter().all(|bound| is_round(*bound, *decimals))).unwrap_or(6);
        Ok(Classes { bounds, decimals })
    }

    fn count(&self) -> usize {
        self.bounds.len() + 1
    }

    pub(crate) fn shade(&self, number: f64) -> &'static str {
        let class = self.bounds.iter().filter(|bound| **bound <= number).count();
        shade(class, self.count())
    }

    fn label(&self, class: usize, language: Language) -> String {
        let written = |bound: &f64| written(*bound, self.decimals, language);
        let lower = class.checked_sub(1).and_then(|at| self.bounds.get(at)).map(written);
        let upper = self.bounds.get(class).map(written);
        match (lower, upper, language) {
            (None, Some(upper), Language::Danish) => format!("Under {upper}"),
            (Some(lower), Some(upper), Language::Danish) => format!("{lower} til under {upper}"),
            (Some(lower), None, Language::Danish) => format!("{lower} og derover"),
            (None, None, Language::Danish) => "Alle".to_owned(),
            (None, Some(upper), Language::English) => format!("Under {upper}"),
            (Some(lower), Some(upper), Language::English) => format!("{lower} to under {upper}"),
            (Some(lower), None, Language::English) => format!("{lower} and over"),
            (None, None, Language::English) => "All".to_owned(),
        }
    }

    /// The unit, and below it a shade and its bounds in each row, the highest first; where the legend ends.
    pub(crate) fn legend(&self, sheet: &mut Sheet<'_>, unit: &str, x: f64, top: f64) -> f64 {
        let mut y = sheet.lines(&wrap(unit, SOFT, WIDTH - x), SOFT, x, top) + 4.0;
        for class in (0..self.count()).rev() {
            let rect = Rect { x: x + 0.5, y: y + 1.0, width: STUB_WIDTH, height: 13.0 };
            let look = [("fill", shade(class, self.count())), ("stroke", AREA_EDGE), ("stroke-width", "0.6")];
            sheet.canvas.rect(rect.x, rect.y, rect.width, rect.height, &look);
            let label = self.label(class, sheet.language);
            sheet.lines(&[label], SOFT, x + STUB_WIDTH + 7.0, y);
            y += 17.0;
        }
        y
    }

    /// How wide the legend is, the unit apart.
    pub(crate) fn legend_width(&self, language: Language) -> f64 {
        let labels: Vec<String> = (0..self.count()).map(|class| self.label(class, language)).collect();
        widest(&labels, SOFT).max(width("", SOFT)) + STUB_WIDTH + 7.0
    }
}

/// Bounds that part the numbers into fifths, each as round as it can be without changing the class of more than one in
/// twenty areas; equal bounds are one.
fn fifths(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    let mut bounds: Vec<f64> = Vec::new();
    for fifth in 1..FIFTHS {
        let at = numbers.len() * fifth / FIFTHS;
        let Some(bound) = numbers.get(at) else { continue };
        let bound = as_round_as_can_be(*bound, at, &numbers);
        let parts = numbers.first().is_some_and(|first| *first < bound);
        if parts && bounds.last().is_none_or(|last| *last < bound) {
            bounds.push(bound);
        }
    }
    bounds
}

fn as_round_as_can_be(number: f64, at: usize, numbers: &[f64]) -> f64 {
    let allowed = (numbers.len() / 20).max(1);
    for decimals in -12i32..=6 {
        let rounded = to_decimals(number, decimals);
        let place = numbers.partition_point(|other| *other < rounded);
        if place.abs_diff(at) <= allowed {
            return rounded;
        }
    }
    number
}

fn to_decimals(number: f64, decimals: i32) -> f64 {
    let factor = 10f64.powi(decimals.abs());
    if decimals < 0 { (number / factor).round() * factor } else { (number * factor).round() / factor }
}

fn is_round(number: f64, decimals: usize) -> bool {
    (to_decimals(number, decimals as i32) - number).abs() < 1e-7 * number.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(bounds: &[f64], numbers: &[f64]) -> Vec<String> {
        let values: Vec<Value> = numbers.iter().map(|number| Value::number(*number, "")).collect();
        let classes = Classes::of(bounds, values.iter()).unwrap();
        (0..classes.count()).map(|class| classes.label(class, Language::Danish)).collect()
    }

    #[test]
    fn bounds_are_printed_so_that_no_number_is_in_two_classes() {
        assert_eq!(labels(&[40.0, 52.5], &[]), ["Under 40,0", "40,0 til under 52,5", "52,5 og derover"]);
        assert_eq!(labels(&[1000.0], &[]), ["Under 1.000", "1.000 og derover"]);
        assert_eq!(labels(&[], &[]), ["Alle"]);
    }

    #[test]
    fn a_number_at_a_bound_is_in_the_upper_class() {
        let classes = Classes::of(&[40.0, 50.0], std::iter::empty()).unwrap();
        let shades = [39.9, 40.0, 49.9, 50.0].map(|number| classes.shade(number));
        assert_eq!(shades, [0, 1, 1, 2].map(|class| shade(class, 3)));
    }

    /// One to a hundred: fifths begin at 21, 41, 61 and 81, and 20, 40, 60, 80 move one area each.
    #[test]
    fn without_bounds_classes_are_round_fifths() {
        let numbers: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(labels(&[], &numbers)[1..4], ["20 til under 40", "40 til under 60", "60 til under 80"]);
        // All the same, or two values alone: no class is empty.
        assert_eq!(labels(&[], &[7.0; 20]), ["Alle"]);
        assert_eq!(labels(&[], &[1.0, 1.0, 1.0, 1.0, 9.0]).len(), 2);
    }

    #[test]
    fn bounds_out_of_order_or_too_many_are_refused() {
        let none = std::iter::empty;
        assert!(matches!(Classes::of(&[2.0, 2.0], none()), Err(Error::NotAscending { .. })));
        assert!(matches!(Classes::of(&[f64::NAN], none()), Err(Error::NotDrawable { .. })));
        assert!(matches!(
            Classes::of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], none()),
            Err(Error::TooManyClasses { found: 7, .. })
        ));
    }
}

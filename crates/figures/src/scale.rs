//! Axes with round marks, and numbers as a language writes them.

use crate::Language;
use crate::text::{SOFT, widest};

/// A scale from the first to the last of its marks, which are multiples of 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    pub(crate) from: f64,
    pub(crate) until: f64,
    pub(crate) ticks: Vec<f64>,
    decimals: usize,
}

/// The finest step: finer ones would be noise of the numbers that were given.
const FINEST: f64 = 1e-6;

impl Scale {
    /// A scale that holds both numbers, with about so many steps.
    pub(crate) fn holding(low: f64, high: f64, about: usize) -> Scale {
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        let finest = FINEST.max(low.abs().max(high.abs()) * 1e-9);
        let rough = ((high - low) / about.max(1) as f64).max(finest);
        let power = rough.log10().floor() as i32;
        // The power may be off by one where the logarithm is rounded; the factors reach far enough for that.
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0].map(|factor| times_power(factor, power));
        let step = steps.into_iter().find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(rough);
        let (first, mut last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        if last <= first {
            last = first + 1.0;
        }
        let n_steps = (last - first) as usize;
        let ticks: Vec<f64> = (0..=n_steps).map(|tick| rounded((first + tick as f64) * step)).collect();
        let decimals = (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize;
        Scale { from: rounded(first * step), until: rounded(last * step), ticks, decimals }
    }

    /// A scale from zero, or from below it where there are such numbers; zero is its only mark where there is no other
    /// number, or all are hidden.
    pub(crate) fn from_zero(low: f64, high: f64, about: usize) -> Scale {
        let (low, high) = (low.min(0.0), high.max(0.0));
        if low == 0.0 && high == 0.0 { Scale::marked(&[0.0], 0.0, 1.0) } else { Scale::holding(low, high, about) }
    }

    /// A scale with these marks, which ascend and lie within it.
    pub(crate) fn marked(ticks: &[f64], from: f64, until: f64) -> Scale {
        let whole = |decimals: usize| {
            let factor = times_power(1.0, decimals as i32);
            ticks.iter().all(|tick| (tick * factor - (tick * factor).round()).abs() < 1e-6)
        };
        let decimals = (0..6).find(|decimals| whole(*decimals)).unwrap_or(6);
        Scale { from, until: if until > from { until } else { from + 1.0 }, ticks: ticks.to_vec(), decimals }
    }

    /// Where a number is, from 0 to 1.
    pub(crate) fn share(&self, number: f64) -> f64 {
        (number - self.from) / (self.until - self.from)
    }

    /// How many steps a label needs so that the next does not touch it, where a unit of the scale is so long.
    pub(crate) fn every(&self, length: f64, language: Language) -> usize {
        let labels: Vec<String> = self.ticks.iter().map(|tick| self.label(*tick, language)).collect();
        let step = (self.until - self.from) / (self.ticks.len().max(2) - 1) as f64 * length;
        ((widest(&labels, SOFT) + 6.0) / step).ceil().clamp(1.0, 1e6) as usize
    }

    /// A mark as it is printed.
    pub(crate) fn label(&self, tick: f64, language: Language) -> String {
        written(tick, self.decimals, language)
    }
}

fn times_power(factor: f64, power: i32) -> f64 {
    if power < 0 { factor / 10f64.powi(-power) } else { factor * 10f64.powi(power) }
}

/// The number without the noise of its last digits.
fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e9).round() / 1e9;
    if number.abs() < 1e5 { rounded + 0.0 } else { number }
}

/// A number in a language: `1.234,5` or `1,234.5`, with a real minus.
pub(crate) fn written(number: f64, decimals: usize, language: Language) -> String {
    let (thousands, point) = match language {
        Language::Danish => ('.', ','),
        Language::English => (',', '.'),
    };
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if number < 0.0 && text.chars().any(|digit| ('1'..='9').contains(&digit)) {
        out.push('\u{2212}');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_round() {
        let table: [(f64, f64, usize, &[&str]); 8] = [
            (0.0, 70.0, 5, &["0", "20", "40", "60", "80"]),
            (0.0, 100.0, 5, &["0", "20", "40", "60", "80", "100"]),
            (0.0, 7953.0, 4, &["0", "2.000", "4.000", "6.000", "8.000"]),
            (0.0, 1.0, 5, &["0,0", "0,2", "0,4", "0,6", "0,8", "1,0"]),
            (-22.0, 11.0, 4, &["−30", "−20", "−10", "0", "10", "20"]),
            (0.0, 0.04, 4, &["0,00", "0,01", "0,02", "0,03", "0,04"]),
            (0.0, 1_250_000.0, 3, &["0", "500.000", "1.000.000", "1.500.000"]),
            (0.0, 0.0, 5, &["0"]),
        ];
        for (low, high, about, labels) in table {
            let scale = Scale::from_zero(low, high, about);
            let found: Vec<String> = scale.ticks.iter().map(|tick| scale.label(*tick, Language::Danish)).collect();
            assert_eq!(found, labels, "{low} to {high}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        let table = [
            (1234.5, 1, "1.234,5", "1,234.5"),
            (-0.04, 1, "0,0", "0.0"),
            (-22.0, 0, "−22", "−22"),
            (999.0, 0, "999", "999"),
            (1_000_000.0, 0, "1.000.000", "1,000,000"),
        ];
        for (number, decimals, danish, english) in table {
            assert_eq!(written(number, decimals, Language::Danish), danish);
            assert_eq!(written(number, decimals, Language::English), english);
        }
    }

    proptest! {
        #[test]
        fn a_scale_holds_its_numbers(low in -1e12..1e12f64, width in 0.0..1e12f64, tiny in any::<bool>()) {
            let (low, high) = if tiny { (low / 1e15, low / 1e15 + width / 1e15) } else { (low, low + width) };
            for scale in [Scale::holding(low, high, 5), Scale::from_zero(low, high, 5)] {
                let slack = 1e-6 * (scale.until - scale.from);
                prop_assert!(scale.from <= low + slack && high <= scale.until + slack, "{scale:?}");
                prop_assert!((2..=13).contains(&scale.ticks.len()), "{scale:?}");
                prop_assert!(scale.ticks.windows(2).all(|pair| pair[0] < pair[1]), "{scale:?}");
                let labels: std::collections::BTreeSet<String> =
                    scale.ticks.iter().map(|tick| scale.label(*tick, Language::Danish)).collect();
                prop_assert_eq!(labels.len(), scale.ticks.len());
            }
        }
    }
}

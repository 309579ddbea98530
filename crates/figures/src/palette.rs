//! Colours: readable in grey and for the colour-blind, since neighbours differ in lightness before they differ in hue.
//!
//! Tests hold what WCAG 2.1 asks: 4.5 to 1 between a text and what it stands on, 3 to 1 between a shape's edge and the page.

use crate::text::INK;

/// The colours of a filled shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tone {
    pub(crate) fill: &'static str,
    /// Its edge, its hatch, and lines that belong to it: where the fill is light, a darker one of its hue.
    pub(crate) edge: &'static str,
}

const fn plain(fill: &'static str) -> Tone {
    Tone { fill, edge: fill }
}

/// The one that stands out.
pub(crate) const ACCENT: Tone = plain("#b8340f");
/// Bars where nothing stands out.
pub(crate) const MAIN: Tone = plain("#2a6a99");
/// What stands beside the accent.
pub(crate) const BESIDE: Tone = plain("#5b8fb5");
/// What stands for no series: samples, leaders.
pub(crate) const NEUTRAL: Tone = plain("#6b6b6b");
pub(crate) const GRID: &str = "#d9d9d9";
pub(crate) const AXIS: &str = "#6b6b6b";

/// Parts of a stack, from the axis outward.
pub(crate) const STACK: [Tone; 8] = [
    plain("#12355b"),
    plain("#5b8fb5"),
    Tone { fill: "#cfe3ef", edge: "#4a7ea3" },
    plain("#a85a14"),
    Tone { fill: "#ead9ae", edge: "#85691c" },
    plain("#5c5c5c"),
    Tone { fill: "#b3b3b3", edge: "#767676" },
    plain("#4b1d5a"),
];

/// Lines; each has a dash and a marker of its own besides.
pub(crate) const LINES: [Tone; 8] = [
    plain("#12355b"),
    plain("#b06a1c"),
    plain("#3f8cbf"),
    plain("#5a5a5a"),
    plain("#7a3e8e"),
    plain("#0f6b5c"),
    plain("#8a3b2a"),
    plain("#8a8a8a"),
];

/// Lines beside an accent.
pub(crate) const QUIET_LINES: [Tone; 8] = [
    plain("#4f6f8c"),
    plain("#7d8790"),
    plain("#3d4f60"),
    plain("#6f8fa8"),
    plain("#595959"),
    plain("#5d6670"),
    plain("#2f3a45"),
    plain("#707070"),
];

/// The dashes of lines, as `stroke-dasharray`.
pub(crate) const DASHES: [&str; 8] = ["none", "7 3", "3.5 2", "10 3 2 3", "none", "7 3", "3.5 2", "10 3 2 3"];
/// What is provisional, in any line: fine dots, which no series has.
pub(crate) const DOTS: &str = "1.2 3.2";

/// Shades of a map, from low to high.
const SHADES: [&str; 6] = ["#e6f0f6", "#b9d6e8", "#82b3d2", "#2d78a8", "#1c5380", "#0d2b4a"];
/// The most classes that can be told apart.
pub(crate) const MOST_CLASSES: usize = SHADES.len();
/// The edge of an area on a map.
pub(crate) const AREA_EDGE: &str = "#6b6b6b";

/// The shade of a class of so many, as far from its neighbours as there is room for.
pub(crate) fn shade(class: usize, n_classes: usize) -> &'static str {
    let places: &[usize] = match n_classes {
        0 | 1 => &[2],
        2 => &[1, 4],
        3 => &[0, 2, 4],
        4 => &[0, 2, 3, 5],
        5 => &[0, 1, 2, 3, 5],
        _ => &[0, 1, 2, 3, 4, 5],
    };
    places.get(class).or(places.last()).and_then(|place| SHADES.get(*place)).copied().unwrap_or("#82b3d2")
}

/// The tone at a place; lists are as long as the most series that a chart takes.
pub(crate) fn tone(tones: &[Tone], place: usize) -> Tone {
    tones.get(place % tones.len().max(1)).copied().unwrap_or(NEUTRAL)
}

/// Dark or white, whichever is read better on a fill.
pub(crate) fn text_on(fill: &str) -> &'static str {
    if contrast(fill, INK) >= contrast(fill, "#ffffff") { INK } else { "#ffffff" }
}

/// The contrast of two colours `#rrggbb` by WCAG 2.1, from 1 to 21.
pub(crate) fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |from: usize| {
        let byte = colour.get(from..from + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        let share = f64::from(byte) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SOFT_INK;

    const WHITE: &str = "#ffffff";

    /// CIE lightness, from 0 to 100: what is left of a colour in grey.
    fn lightness(colour: &str) -> f64 {
        let luminance = luminance(colour);
        if luminance > 0.008_856 { 116.0 * luminance.cbrt() - 16.0 } else { 903.3 * luminance }
    }

    /// The pairs of WCAG 2.1's own examples: black on white is 21, `#767676` the lightest grey that white text may stand on.
    #[test]
    fn contrast_is_as_wcag_defines_it() {
        for (colour, expected) in [("#000000", 21.0), ("#767676", 4.54), ("#777777", 4.48), ("#ffffff", 1.0)] {
            assert!((contrast(colour, WHITE) - expected).abs() < 0.005, "{colour}: {}", contrast(colour, WHITE));
        }
    }

    #[test]
    fn texts_can_be_read_on_what_they_stand_on() {
        assert!(contrast(INK, WHITE) >= 4.5 && contrast(SOFT_INK, WHITE) >= 4.5);
        let fills = STACK.iter().map(|tone| tone.fill).chain(SHADES).chain([MAIN.fill, ACCENT.fill]);
        for fill in fills {
            assert!(contrast(fill, text_on(fill)) >= 4.5, "{fill}: {:.2}", contrast(fill, text_on(fill)));
        }
    }

    #[test]
    fn edges_can_be_seen_on_the_page() {
        let tones = STACK.into_iter().chain(LINES).chain(QUIET_LINES).chain([ACCENT, MAIN, BESIDE, NEUTRAL]);
        for edge in tones.map(|tone| tone.edge).chain([AREA_EDGE, AXIS]) {
            assert!(contrast(edge, WHITE) >= 3.0, "{edge}: {:.2}", contrast(edge, WHITE));
        }
    }

    #[test]
    fn neighbours_in_a_stack_differ_in_grey() {
        for pair in STACK.windows(2) {
            let differ = (lightness(pair[0].fill) - lightness(pair[1].fill)).abs();
            assert!(differ >= 20.0, "{} and {} differ by {differ:.1}", pair[0].fill, pair[1].fill);
        }
    }

    #[test]
    fn shades_grow_darker_class_by_class() {
        for n_classes in 1..=MOST_CLASSES {
            let shades: Vec<f64> = (0..n_classes).map(|class| lightness(shade(class, n_classes))).collect();
            assert!(shades.windows(2).all(|pair| pair[0] - pair[1] >= 10.0), "{shades:?}");
        }
    }

    #[test]
    fn lines_differ_in_dash_or_lightness() {
        for tones in [LINES, QUIET_LINES] {
            for (one, a) in tones.iter().enumerate() {
                for (other, b) in tones.iter().enumerate().skip(one + 1) {
                    let differ = (lightness(a.edge) - lightness(b.edge)).abs();
                    assert!(DASHES[one] != DASHES[other] || differ >= 5.0, "{} and {}", a.edge, b.edge);
                }
            }
        }
    }
}

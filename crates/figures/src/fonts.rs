//! The fonts: compiled in, so that no text depends on what a machine has.

/// A font file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Font {
    /// The name of the file.
    pub file: &'static str,
    /// The family that text asks for.
    pub family: &'static str,
    /// 400 is regular, 600 semibold.
    pub weight: u16,
    /// Whether it is the italic one.
    pub italic: bool,
    /// The TrueType file.
    pub bytes: &'static [u8],
}

/// The family of all texts.
pub(crate) const FAMILY: &str = "IBM Plex Sans";

static FONTS: [Font; 3] = [
    Font {
        file: "IBMPlexSans-Regular.ttf",
        family: FAMILY,
        weight: 400,
        italic: false,
        bytes: include_bytes!("../../../assets/fonts/IBMPlexSans-Regular.ttf"),
    },
    Font {
        file: "IBMPlexSans-SemiBold.ttf",
        family: FAMILY,
        weight: 600,
        italic: false,
        bytes: include_bytes!("../../../assets/fonts/IBMPlexSans-SemiBold.ttf"),
    },
    Font {
        file: "IBMPlexSans-Italic.ttf",
        family: FAMILY,
        weight: 400,
        italic: true,
        bytes: include_bytes!("../../../assets/fonts/IBMPlexSans-Italic.ttf"),
    },
];

/// The fonts that figures are set in, under the SIL Open Font License: regular, semibold and italic.
///
/// ```
/// assert!(figures::fonts().iter().all(|font| font.family == "IBM Plex Sans"));
/// ```
pub fn fonts() -> &'static [Font] {
    &FONTS
}

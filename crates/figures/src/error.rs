//! Why a figure cannot be drawn.

/// What does not fit together, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number that is infinite, no number, or too large for a scale.
    #[error("{place}: {number} cannot be drawn; numbers from -{largest} to {largest} can")]
    NotDrawable {
        /// The series and category.
        place: String,
        /// The number.
        number: f64,
        /// The largest that can be drawn.
        largest: f64,
    },
    /// A number below zero where parts are stacked, or on a scale of shares.
    #[error("{place}: {number} is below zero and cannot be stacked; use bars of one series, or lines")]
    Negative {
        /// The series and category.
        place: String,
        /// The number.
        number: f64,
    },
    /// More or fewer values than what they are of.
    #[error("{place}: {found} values for {expected}; give one value each, `Unknown` where there is none")]
    Length {
        /// What the values are of.
        place: String,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// More series than can be told from each other.
    #[error("{found} series cannot be told from each other; at most {limit} can: put the smallest together")]
    TooManySeries {
        /// How many there are.
        found: usize,
        /// How many can be told apart.
        limit: usize,
    },
    /// An accent on something that is not there.
    #[error("the accent is on number {accent}, counted from 0, of {count}")]
    Accent {
        /// Where the accent is.
        accent: usize,
        /// How many there are.
        count: usize,
    },
    /// Numbers that must grow and do not: times of a curve, marks of an axis, bounds of classes.
    #[error("{place}: {after} comes after {before}; put them in ascending order, each once")]
    NotAscending {
        /// The curve, axis or classes.
        place: String,
        /// The earlier one.
        before: f64,
        /// The one behind it that is not larger.
        after: f64,
    },
    /// A band that does not hold its value.
    #[error("{place}: the band from {lower} to {upper} does not hold {value}")]
    Band {
        /// The curve and time.
        place: String,
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
        /// The value.
        value: f64,
    },
    /// More classes of a map than there are shades.
    #[error("{found} classes cannot be told from each other on a map; at most {limit} can: leave out bounds")]
    TooManyClasses {
        /// How many classes the bounds make.
        found: usize,
        /// How many shades there are.
        limit: usize,
    },
    /// A value of an area that the map does not have.
    #[error("there is no municipality {code} on the map; leave it out or use borders that have it")]
    NoSuchArea {
        /// The municipality's code.
        code: u16,
    },
    /// Borders that cannot be read.
    #[error("the borders cannot be read: {0}")]
    Borders(#[from] BordersFault),
    /// A prefix that makes no valid id.
    #[error("`{0}` cannot begin an id; use a letter, then letters, digits, `-` and `_`")]
    IdPrefix(String),
    /// An SVG that the renderer does not take.
    #[error("the figure cannot be rendered: {0}")]
    Render(String),
    /// A scale that makes no picture, or one too large for memory.
    #[error("a scale of {scale} gives no picture; use one between 0.1 and {largest:.1}")]
    Scale {
        /// The scale.
        scale: f32,
        /// The largest for this figure.
        largest: f32,
    },
}

/// What is wrong with a file of borders.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BordersFault {
    /// No JSON.
    #[error("line {line}, column {column}: it is not JSON; give the text of a GeoJSON or TopoJSON file")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON of another kind.
    #[error("its `type` is {found}; give a `FeatureCollection` (GeoJSON) or a `Topology` (TopoJSON)")]
    OtherType {
        /// The type that it says.
        found: String,
    },
    /// Nothing in it says which municipality it is.
    #[error("none of its {n_features} features has a municipality's code in `KOMKODE`")]
    NoCodes {
        /// How many features there are.
        n_features: usize,
    },
    /// A feature whose code is none.
    #[error("feature {feature}: `KOMKODE` is {found}; a code is a number from 1 to 9999, such as \"0101\"")]
    BadCode {
        /// The feature, from 1.
        feature: usize,
        /// What stands there.
        found: String,
    },
    /// A feature that is not an area, or whose coordinates are not pairs of numbers.
    #[error("feature {feature}: {what}")]
    BadGeometry {
        /// The feature, from 1.
        feature: usize,
        /// What is wrong.
        what: String,
    },
    /// Coordinates of another place or another projection.
    #[error(
        "feature {feature}: ({x}, {y}) is not in Denmark; give longitude and latitude (WGS 84, ETRS89) or UTM zone 32"
    )]
    OutsideDenmark {
        /// The feature, from 1.
        feature: usize,
        /// The first coordinate, as given.
        x: f64,
        /// The second coordinate, as given.
        y: f64,
    },
}

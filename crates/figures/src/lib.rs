//! Figures for official notes: values in, a picture out, as SVG and PNG.
//!
//! ```text
//!  Figure ──► frame (title, subtitle) ──► chart ──► frame (symbols, remarks, source) ──► svg ──► png
//!                                          │
//!            stacked_columns  horizontal_bars  lines  steps  slope  tile_map  border_map
//! ```
//!
//! A picture stands alone: title, unit, remarks and source are inside it. What is hidden, not yet measured or unknown is
//! drawn as such, hatched and with its symbol, and is never a gap or a bar that reads as zero. Texts are measured with the
//! fonts that they are set in, so that none is cut and none lies on another. The same figure gives the same bytes.
//!
//! ```
//! use figures::{Chart, Figure, HorizontalBars, Language, Bar, Symbols, Value};
//!
//! let bar = |name: &str, value: Value| Bar { name: name.into(), count: None, values: vec![value], total: None };
//! let figure = Figure {
//!     title: "Halvdelen er i ressourceforløb".into(),
//!     subtitle: Some("Personer efter kommune, december 2018, pct.".into()),
//!     description: "Søjler: Ishøj 51 pct.; Ærø er ikke vist af hensyn til diskretion.".into(),
//!     remarks: vec!["Anm.: Opdigtede tal.".into()],
//!     source: "Kilde: Opdigtet udtræk.".into(),
//!     language: Language::Danish,
//!     symbols: Symbols::of(Language::Danish),
//!     chart: Chart::HorizontalBars(HorizontalBars {
//!         bars: vec![bar("Ishøj", Value::number(51.0, "51")), bar("Ærø", Value::Hidden)],
//!         series: vec!["Andel".into()],
//!         unit: "Pct.".into(),
//!         reference: None,
//!         accent: Some(0),
//!     }),
//! };
//! let svg = figures::svg(&figure, "figure-1")?;
//! assert!(svg.starts_with("<svg "));
//! assert_eq!(&figures::png(&svg, 2.0)?[1..4], b"PNG");
//! # Ok::<(), figures::Error>(())
//! ```

mod border_map;
mod borders;
mod classes;
mod error;
mod figure;
mod fonts;
mod frame;
mod horizontal_bars;
mod labels;
mod lines;
mod missing;
mod palette;
mod plot;
mod png;
mod projection;
mod scale;
mod simplify;
mod slope;
mod stacked_columns;
mod steps;
mod svg;
mod text;
mod tile_map;
mod tiles;
mod value;

pub use border_map::BorderMap;
pub use borders::credit;
pub use error::{BordersFault, Error};
pub use figure::{Chart, Figure, Language, Symbols};
pub use fonts::{Font, fonts};
pub use frame::WIDTH;
pub use horizontal_bars::{Bar, HorizontalBars, Reference};
pub use lines::{Lines, Start};
pub use png::png;
pub use slope::{Slope, SlopeLine};
pub use stacked_columns::{Category, StackedColumns};
pub use steps::{Band, Curve, Step, Steps};
pub use tile_map::TileMap;
pub use tiles::{TILES, Tile};
pub use value::{Series, Value};

/// A figure as SVG: one `<svg>` element, [`WIDTH`] units wide and as high as its content.
///
/// `id_prefix` begins every id inside, so that several figures can stand in one page. It starts with a letter; letters,
/// digits, `-` and `_` follow.
///
/// # Errors
/// What is drawn does not fit together, such as a series with more values than there are categories, or a number that no
/// scale can show. The error says where.
pub fn svg(figure: &Figure, id_prefix: &str) -> Result<String, Error> {
    frame::draw(figure, id_prefix)
}

//! SVG to PNG, with the fonts of this crate alone.

use crate::Error;
use crate::fonts::{FAMILY, fonts};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Source;
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

/// The most pixels of a picture: 400 million bytes of memory.
const MOST_PIXELS: f32 = 100_000_000.0;

/// A figure as PNG, `scale` pixels a unit of the picture: 3 give a figure printed 160 mm wide 305 dots an inch.
///
/// # Errors
/// The text is no SVG, or the scale gives no picture or one too large for memory.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, Error> {
    let tree = tree(svg)?;
    let size = tree.size();
    let largest = (MOST_PIXELS / (size.width() * size.height())).sqrt();
    if !(0.1..=largest).contains(&scale) {
        return Err(Error::Scale { scale, largest });
    }
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or(Error::Scale { scale, largest })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| Error::Render(error.to_string()))
}

fn tree(svg: &str) -> Result<Tree, Error> {
    let mut options = Options { font_family: FAMILY.to_owned(), ..Options::default() };
    let database = options.fontdb_mut();
    for font in fonts() {
        database.load_font_source(Source::Binary(Arc::new(font.bytes)));
    }
    Tree::from_str(svg, &options).map_err(|error| Error::Render(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10"><rect width="10" height="10" fill="#f00"/></svg>"##;

    /// The size stands in the bytes 16 to 23 of a PNG.
    #[test]
    fn the_scale_is_pixels_a_unit() {
        let picture = png(SVG, 2.5).unwrap();
        assert_eq!(picture[16..24], [0, 0, 0, 50, 0, 0, 0, 25]);
    }

    #[test]
    fn what_gives_no_picture_is_refused() {
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e6] {
            assert!(matches!(png(SVG, scale), Err(Error::Scale { .. })), "{scale}");
        }
        assert!(matches!(png("<svg", 1.0), Err(Error::Render(_))));
    }
}

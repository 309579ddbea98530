//! Longitude and latitude to ETRS89 / UTM zone 32, in which maps of Denmark are drawn.
//!
//! # References
//! Krüger's series to the third order, with the ellipsoid GRS 80: Krüger, Konforme Abbildung des Erdellipsoids in der Ebene,
//! 1912; IOGP, Geomatics Guidance Note 7-2, Transverse Mercator.

/// Easting and northing in metres, of a place given in degrees. Good to a millimetre between 3 and 15 degrees east.
pub(crate) fn utm32(longitude: f64, latitude: f64) -> (f64, f64) {
    const SEMI_MAJOR: f64 = 6_378_137.0;
    const FLATTENING: f64 = 1.0 / 298.257_222_101;
    const SCALE: f64 = 0.9996;
    const CENTRAL_MERIDIAN: f64 = 9.0;
    const FALSE_EASTING: f64 = 500_000.0;
    let n = FLATTENING / (2.0 - FLATTENING);
    let radius = SEMI_MAJOR / (1.0 + n) * (1.0 + n * n / 4.0 + n.powi(4) / 64.0);
    let series = [
        n / 2.0 - 2.0 / 3.0 * n * n + 5.0 / 16.0 * n.powi(3),
        13.0 / 48.0 * n * n - 3.0 / 5.0 * n.powi(3),
        61.0 / 240.0 * n.powi(3),
    ];
    let (sine, east) = (latitude.to_radians().sin(), (longitude - CENTRAL_MERIDIAN).to_radians());
    let eccentricity = 2.0 * n.sqrt() / (1.0 + n);
    let conformal = (sine.atanh() - eccentricity * (eccentricity * sine).atanh()).sinh();
    let (xi, eta) = (conformal.atan2(east.cos()), (east.sin() / (1.0 + conformal * conformal).sqrt()).atanh());
    let (mut northing, mut easting) = (xi, eta);
    for (term, factor) in (1..).zip(series) {
        let twice = 2.0 * f64::from(term);
        northing += factor * (twice * xi).sin() * (twice * eta).cosh();
        easting += factor * (twice * xi).cos() * (twice * eta).sinh();
    }
    (FALSE_EASTING + SCALE * radius * easting, SCALE * radius * northing)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::inconsistent_digit_grouping, reason = "to the tenth of a millimetre, as surveyors write them")]

    use super::*;

    /// Answers of PROJ 9 (pyproj, EPSG:4258 to EPSG:25832).
    #[test]
    fn places_are_where_proj_has_them() {
        let table = [
            (9.0, 56.0, 500_000.0000, 6_206_079.5871),
            (12.5683, 55.6761, 724_351.9286, 6_175_804.0221),
            (8.0752, 55.5579, 441_666.4775, 6_157_265.0948),
            (14.9, 55.1, 876_244.7793, 6_121_830.5584),
            (10.6, 57.75, 595_227.6441, 6_402_002.0549),
            (15.2, 55.32, 893_170.7649, 6_147_923.2446),
            (8.07, 54.56, 439_860.8944, 6_046_228.1071),
        ];
        for (longitude, latitude, easting, northing) in table {
            let (found_easting, found_northing) = utm32(longitude, latitude);
            assert!((found_easting - easting).abs() < 0.001, "{longitude} {latitude}: {found_easting}");
            assert!((found_northing - northing).abs() < 0.001, "{longitude} {latitude}: {found_northing}");
        }
    }
}

//! A protected table in the formats that leave the house.

use anyhow::Context;
use clap::ValueEnum;
use publication::Edition;
use std::path::Path;

/// A format for readers and for other programs. Only protected tables are written in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Pivoted CSV as Excel opens it: `;`, decimal comma, time across
    Pivot,
    /// A workbook for Excel: a sheet a table, charts, notes and definitions
    Xlsx,
    /// A PX file, for PxWin, PxWeb and the StatBank's tools
    Px,
    /// JSON-stat 2.0
    JsonStat,
    /// A page
    Html,
}

impl Format {
    /// What a file's name ends with.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            // Beside tidy CSV of the same name.
            Format::Pivot => "pivot.csv",
            Format::Xlsx => "xlsx",
            Format::Px => "px",
            Format::JsonStat => "json-stat.json",
            Format::Html => "html",
        }
    }
}

/// The bytes of tables in a format; a workbook has them all, every other format one.
pub(crate) fn bytes(format: Format, editions: &[(String, Edition<'_>)]) -> anyhow::Result<Vec<u8>> {
    let (_, edition) = editions.first().context("there is no table to write")?;
    Ok(match format {
        Format::Xlsx => publication::workbook(editions)?,
        Format::Pivot => publication::pivoted_csv(edition, true).into_bytes(),
        Format::Px => publication::px(edition).into_bytes(),
        Format::JsonStat => publication::json_stat(edition).into_bytes(),
        Format::Html => publication::html(edition).into_bytes(),
    })
}

/// Writes the files of a release in a format: a file a table, and one workbook for all.
pub(crate) fn files(format: Format, id: &str, editions: &[(String, Edition<'_>)], folder: &Path) -> anyhow::Result<()> {
    let write = |name: &str, bytes: Vec<u8>| {
        let path = folder.join(format!("{name}.{}", format.ending()));
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())
    };
    if format == Format::Xlsx {
        return write(id, bytes(format, editions)?);
    }
    for edition in editions.chunks(1) {
        write(&edition[0].0, bytes(format, edition)?)?;
    }
    Ok(())
}

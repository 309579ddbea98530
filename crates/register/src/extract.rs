//! The files of an extract: which table each is part of, opened and their headers checked.

use crate::Error;
use crate::csv_source::{CsvBlock, CsvSource};
use crate::error::short;
use crate::manifest::Manifest;
use crate::parquet_source::{ParquetBlock, ParquetSource};
use crate::schema::TableKind;
use definitions::toml_file::nearest;
use std::path::{Path, PathBuf};

/// An extract whose files are found and whose headers are right.
pub(crate) struct Extract {
    pub(crate) sources: Vec<Source>,
    /// Files that look like tables and are none, each with what it may be meant to be.
    pub(crate) unrecognized: Vec<String>,
    /// The size of all its files, in bytes.
    pub(crate) bytes: u64,
}

/// One file of one table.
pub(crate) struct Source {
    pub(crate) table: TableKind,
    /// The file's name for messages.
    pub(crate) name: String,
    /// Where each column of the contract stands.
    pub(crate) places: Vec<Option<usize>>,
    pub(crate) n_columns: usize,
    reader: Reader,
}

enum Reader {
    Csv(CsvSource),
    Parquet(ParquetSource),
}

/// Some rows of a file.
pub(crate) enum Block {
    Csv(CsvBlock),
    Parquet(ParquetBlock),
}

impl Block {
    pub(crate) fn size(&self) -> u64 {
        match self {
            Block::Csv(block) => block.size(),
            Block::Parquet(block) => block.size(),
        }
    }
}

impl Source {
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>, Error> {
        match &mut self.reader {
            Reader::Csv(source) => Ok(source.next_block()?.map(Block::Csv)),
            Reader::Parquet(source) => Ok(source.next_block().map(Block::Parquet)),
        }
    }
}

impl Extract {
    pub(crate) fn open(folder: &Path, manifest: &Manifest) -> Result<Extract, Error> {
        let (mut sources, mut bytes) = (Vec::new(), 0);
        for table in TableKind::ALL {
            for path in files_of(folder, table)? {
                bytes += std::fs::metadata(&path).map_err(Error::file(&path))?.len();
                sources.push(open(&path, table, manifest)?);
            }
        }
        let unrecognized = unrecognized(folder)?;
        if sources.is_empty() {
            let tables = TableKind::ALL.map(TableKind::danish).join(", ");
            let message = format!("there is no table here: an extract has any of {tables}, as NAME.csv, NAME.parquet, NAME.1.csv … or a folder NAME{}", joined(&unrecognized));
            return Err(Error::refused(folder.display(), message));
        }
        Ok(Extract { sources, unrecognized, bytes })
    }
}

fn joined(unrecognized: &[String]) -> String {
    if unrecognized.is_empty() { String::new() } else { format!(" ({})", unrecognized.join("; ")) }
}

/// The files of a table: one file, several numbered ones, or a folder of them.
fn files_of(folder: &Path, table: TableKind) -> Result<Vec<PathBuf>, Error> {
    let name = table.danish();
    let (mut whole, mut numbered, mut inside) = (Vec::new(), Vec::new(), Vec::new());
    for path in entries(folder)? {
        let file_name = file_name(&path).to_lowercase();
        let Some(rest) = file_name.strip_prefix(name) else { continue };
        if path.is_dir() && rest.is_empty() {
            inside.extend(entries(&path)?.into_iter().filter(|part| is_table_file(part)));
            if inside.is_empty() {
                return Err(Error::refused(short(&path), "the folder has no CSV or Parquet file"));
            }
        } else if path.is_file() && is_table_file(&path) {
            match rest.trim_start_matches('.').split('.').collect::<Vec<_>>()[..] {
                [_] if rest.starts_with('.') => whole.push(path),
                [number, _] if rest.starts_with('.') && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                    numbered.push((number.parse::<u64>().unwrap_or(u64::MAX), path));
                }
                _ => {}
            }
        }
    }
    numbered.sort();
    let forms = [whole.len(), usize::from(!numbered.is_empty()), usize::from(!inside.is_empty())];
    if forms.iter().sum::<usize>() > 1 {
        let all = whole.iter().chain(numbered.iter().map(|(_, path)| path)).chain(&inside);
        let names: Vec<String> = all.map(|path| short(path)).collect();
        return Err(Error::refused(folder.display(), format!("table `{name}` is there more than once ({}): keep one form of it", names.join(", "))));
    }
    Ok(whole.into_iter().chain(numbered.into_iter().map(|(_, path)| path)).chain(inside).collect())
}

fn open(path: &Path, table: TableKind, manifest: &Manifest) -> Result<Source, Error> {
    let name = short(path);
    let (header, reader) = match ending(path).as_str() {
        "csv" => {
            let source = CsvSource::open(path)?;
            (source.header.clone(), Reader::Csv(source))
        }
        "parquet" => {
            let source = ParquetSource::open(path)?;
            (source.header.clone(), Reader::Parquet(source))
        }
        _ => return Err(Error::refused(&name, "SAS files cannot be read yet: save the table as CSV or Parquet")),
    };
    let mut places = Vec::new();
    for column in table.columns() {
        let own = manifest.own_name(table, column.name).trim().to_lowercase();
        let mut found = (0..header.len()).filter(|place| header[*place] == own);
        let place = found.next();
        if found.next().is_some() {
            return Err(Error::refused(format!("{name}, row 1"), format!("the column `{own}` is there twice")));
        }
        if place.is_none() && (column.required || own != column.name) {
            let renamed = if own == column.name { String::new() } else { format!(" (the manifest's name for `{}`)", column.name) };
            let near = nearest(&own, header.iter().map(String::as_str));
            return Err(Error::refused(
                format!("{name}, row 1"),
                format!("the column `{own}`{renamed} is missing{near}; another name for it goes under [kolonner.{}] in {}", table.danish(), Manifest::FILE),
            ));
        }
        if let (Some(place), Reader::Parquet(source)) = (place, &reader) {
            source.check_column(place)?;
        }
        places.push(place);
    }
    Ok(Source { table, name, places, n_columns: header.len(), reader })
}

/// Files that look like tables but have no table's name: not read, and not passed over in silence.
fn unrecognized(folder: &Path) -> Result<Vec<String>, Error> {
    let names = TableKind::ALL.map(TableKind::danish);
    let mut unrecognized = Vec::new();
    for path in entries(folder)? {
        let file_name = file_name(&path);
        let stem = file_name.split('.').next().unwrap_or_default().to_lowercase();
        if path.is_file() && is_table_file(&path) && !names.contains(&stem.as_str()) {
            unrecognized.push(format!("{file_name} is no table of the contract{}", nearest(&stem, names)));
        }
    }
    Ok(unrecognized)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        entries.push(entry.map_err(Error::file(folder))?.path());
    }
    entries.sort();
    Ok(entries)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn ending(path: &Path) -> String {
    path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn is_table_file(path: &Path) -> bool {
    ["csv", "parquet", "sas7bdat"].contains(&ending(path).as_str())
}

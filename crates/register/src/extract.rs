//! The files of an extract: which table each is part of, opened and their headers checked.

use crate::Error;
use crate::csv_source::{CsvBlock, CsvSource};
use crate::dream::{DREAM, DreamColumns};
use crate::error::short;
use crate::manifest::Manifest;
use crate::parquet_source::{ParquetBlock, ParquetSource};
use crate::sas_source::{SasBlock, SasSource};
use crate::schema::{Column, TableKind};
use definitions::toml_file::nearest;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An extract whose files are found and whose headers are right.
pub(crate) struct Extract {
    pub(crate) sources: Vec<Source>,
    /// Files that look like tables and are none, each with what it may be meant to be.
    pub(crate) unrecognized: Vec<String>,
    /// The size of all its files, in bytes.
    pub(crate) bytes: u64,
    /// Its files, in the order of the sources.
    pub(crate) paths: Vec<PathBuf>,
}

/// One file.
pub(crate) struct Source {
    /// The file's name for messages.
    pub(crate) name: Arc<str>,
    pub(crate) content: Arc<Content>,
    /// The names of its columns, in lower case.
    pub(crate) header: Arc<[String]>,
    reader: Reader,
}

/// What a file is part of.
pub(crate) enum Content {
    /// A table, and where each column of the contract stands.
    Table(TableKind, Vec<Option<usize>>),
    /// A wide DREAM file.
    Dream(DreamColumns),
}

enum Reader {
    Csv(CsvSource),
    Parquet(ParquetSource),
    Sas(SasSource),
}

/// Some rows of a file.
pub(crate) enum Block {
    Csv(CsvBlock),
    Parquet(ParquetBlock),
    Sas(SasBlock),
}

impl Block {
    pub(crate) fn size(&self) -> u64 {
        match self {
            Block::Csv(block) => block.size(),
            Block::Parquet(block) => block.size(),
            Block::Sas(block) => block.size(),
        }
    }
}

impl Source {
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>, Error> {
        match &mut self.reader {
            Reader::Csv(source) => Ok(source.next_block()?.map(Block::Csv)),
            Reader::Parquet(source) => Ok(source.next_block().map(Block::Parquet)),
            Reader::Sas(source) => Ok(source.next_block()?.map(Block::Sas)),
        }
    }
}

impl Extract {
    pub(crate) fn open(folder: &Path, manifest: &Manifest) -> Result<Extract, Error> {
        let (mut sources, mut bytes, mut read) = (Vec::new(), 0, Vec::new());
        for table in TableKind::ALL.into_iter().map(Some).chain([None]) {
            for path in files_of(folder, table.map_or(DREAM, TableKind::danish))? {
                bytes += std::fs::metadata(&path).map_err(Error::file(&path))?.len();
                sources.push(match table {
                    Some(table) => open(&path, table, manifest)?,
                    None => open_dream(&path, manifest)?,
                });
                read.push(path);
            }
        }
        let unrecognized = unrecognized(folder, &read)?;
        if sources.is_empty() {
            let tables = TableKind::ALL.map(TableKind::danish).join(", ");
            let message = format!(
                "there is no table here: an extract has any of {tables} or a wide {DREAM}, as NAME.csv, NAME.parquet, NAME.1.csv … or a folder NAME{}",
                joined(&unrecognized)
            );
            return Err(Error::refused(folder.display(), message));
        }
        let extract = Extract { sources, unrecognized, bytes, paths: read };
        if extract.has_dream() && extract.has(TableKind::Payments) {
            let message =
                "there are both `ydelser` and a wide DREAM file, which would count payments twice: keep one of them";
            return Err(Error::refused(folder.display(), message));
        }
        Ok(extract)
    }

    /// Whether there are files of the table.
    pub(crate) fn has(&self, table: TableKind) -> bool {
        self.sources.iter().any(|source| matches!(&*source.content, Content::Table(of, _) if *of == table))
    }

    /// Whether there is a wide DREAM file.
    pub(crate) fn has_dream(&self) -> bool {
        self.dream().next().is_some()
    }

    fn dream(&self) -> impl Iterator<Item = &DreamColumns> {
        self.sources.iter().filter_map(|source| match &*source.content {
            Content::Dream(columns) => Some(columns),
            Content::Table(..) => None,
        })
    }

    /// Whether a wide DREAM file stands for the table: where the extract has the table itself, that one holds.
    pub(crate) fn has_in_dream(&self, table: TableKind) -> bool {
        !self.has(table)
            && match table {
                TableKind::Payments => self.has_dream(),
                TableKind::Persons => self.dream().any(DreamColumns::has_persons),
                TableKind::Residences => self.dream().any(|columns| !columns.years.is_empty()),
                _ => false,
            }
    }
}

fn joined(unrecognized: &[String]) -> String {
    if unrecognized.is_empty() { String::new() } else { format!(" ({})", unrecognized.join("; ")) }
}

/// The files of a table: one file, several numbered ones, or a folder of them.
fn files_of(folder: &Path, name: &str) -> Result<Vec<PathBuf>, Error> {
    let (mut whole, mut numbered, mut inside) = (Vec::new(), Vec::new(), Vec::new());
    for path in entries(folder)? {
        let file_name = file_name(&path).to_lowercase();
        let Some(rest) = file_name.strip_prefix(name) else { continue };
        if path.is_dir() && rest.is_empty() {
            inside.extend(entries(&path)?.into_iter().filter(|part| is_table_file(part)));
            if inside.is_empty() {
                return Err(Error::refused(
                    short(&path),
                    "the folder has no CSV, Parquet or SAS file: put the table's parts in it, or take it away",
                ));
            }
        } else if path.is_file() && is_table_file(&path) {
            match rest.trim_start_matches('.').split('.').collect::<Vec<_>>()[..] {
                [_] if rest.starts_with('.') => whole.push(path),
                [number, _]
                    if rest.starts_with('.')
                        && !number.is_empty()
                        && number.bytes().all(|byte| byte.is_ascii_digit()) =>
                {
                    numbered.push((number.parse::<u64>().unwrap_or(u64::MAX), path));
                }
                _ => {}
            }
        }
    }
    numbered.sort();
    let forms = [whole.len(), usize::from(!numbered.is_empty()), usize::from(!inside.is_empty())];
    // A part that is there twice, as CSV and as Parquet, is a table in two forms as well.
    let part_twice = numbered.windows(2).any(|pair| pair[0].0 == pair[1].0);
    if forms.iter().sum::<usize>() > 1 || part_twice {
        let all = whole.iter().chain(numbered.iter().map(|(_, path)| path)).chain(&inside);
        let names: Vec<String> = all.map(|path| short(path)).collect();
        return Err(Error::refused(
            folder.display(),
            format!("table `{name}` is there more than once ({}): keep one form of it", names.join(", ")),
        ));
    }
    Ok(whole.into_iter().chain(numbered.into_iter().map(|(_, path)| path)).chain(inside).collect())
}

impl Reader {
    /// Opens a file by its ending, and reads the names of its columns.
    fn open(path: &Path) -> Result<(Vec<String>, Reader), Error> {
        match ending(path).as_str() {
            "csv" => {
                let source = CsvSource::open(path)?;
                Ok((source.header.clone(), Reader::Csv(source)))
            }
            "parquet" => {
                let source = ParquetSource::open(path)?;
                Ok((source.header.clone(), Reader::Parquet(source)))
            }
            // The only other ending of a table's file.
            _ => {
                let source = SasSource::open(path)?;
                Ok((source.header.clone(), Reader::Sas(source)))
            }
        }
    }

    /// Where the names of its columns stand, for messages.
    fn place_of_names(&self, name: &str) -> String {
        match self {
            Reader::Csv(source) => format!("{name}, row {}", source.header_line),
            Reader::Parquet(_) | Reader::Sas(_) => name.to_owned(),
        }
    }

    /// Refuses a column whose type cannot hold what the contract wants.
    fn check_column(&self, column: usize) -> Result<(), Error> {
        match self {
            Reader::Csv(_) | Reader::Sas(_) => Ok(()),
            Reader::Parquet(source) => source.check_column(column),
        }
    }
}

fn open_dream(path: &Path, manifest: &Manifest) -> Result<Source, Error> {
    let name = short(path);
    let (header, mut reader) = Reader::open(path)?;
    let columns = DreamColumns::find(&header, &reader.place_of_names(&name), manifest)?;
    let weeks = || columns.weeks.iter().map(|week| week.column);
    columns.of_persons().chain(weeks()).try_for_each(|column| reader.check_column(column))?;
    if let Reader::Parquet(source) = &mut reader {
        source.keep_dictionaries(weeks())?;
    }
    Ok(Source { name: name.into(), content: Content::Dream(columns).into(), header: header.into(), reader })
}

fn open(path: &Path, table: TableKind, manifest: &Manifest) -> Result<Source, Error> {
    let name = short(path);
    let (header, reader) = Reader::open(path)?;
    let place_of_names = reader.place_of_names(&name);
    let mut places = Vec::new();
    for column in table.columns() {
        let own = own_name(manifest, table, column);
        let mut found = (0..header.len()).filter(|place| header[*place] == own);
        let place = found.next();
        if found.next().is_some() {
            return Err(Error::refused(
                place_of_names,
                format!("the column `{own}` is there twice: which one holds is not said"),
            ));
        }
        if place.is_none() && (column.required || own != column.name) {
            return Err(Error::refused(place_of_names, missing(&own, column, &header, table, manifest)));
        }
        place.map_or(Ok(()), |place| reader.check_column(place))?;
        places.push(place);
    }
    let content = Content::Table(table, places).into();
    Ok(Source { name: name.into(), content, header: header.into(), reader })
}

/// What the extract calls a column, as headers are compared.
fn own_name(manifest: &Manifest, table: TableKind, column: &Column) -> String {
    manifest.own_name(table, column.name).trim().to_lowercase()
}

/// What is told of a column that is not there.
///
/// All names that are there are told only where they surely are names: a file may have no header, and then its first
/// row is a person's; or damage may have made a row a part of the header. Every table has a date, so a row of it has
/// digits.
fn missing(own: &str, column: &Column, header: &[String], table: TableKind, manifest: &Manifest) -> String {
    let names = table.columns().iter().map(|column| (column.required, own_name(manifest, table, column)));
    let (required, optional): (Vec<_>, Vec<_>) = names.partition(|(required, _)| *required);
    if !required.iter().chain(&optional).any(|(_, name)| header.contains(name)) {
        let required: Vec<String> = required.into_iter().map(|(_, name)| name).collect();
        return format!(
            "none of the table's columns is there: the first row must name them ({}), parted by `;` or `,`",
            required.join(", ")
        );
    }
    let renamed =
        if own == column.name { String::new() } else { format!(" (the manifest's name for `{}`)", column.name) };
    let are_names = !header.iter().any(|name| name.contains(|c: char| c.is_numeric() || c.is_control()));
    let near = nearest(own, header.iter().map(String::as_str)).replacen("valid are", "the file has", 1);
    let near = if are_names || near.contains("did you mean") { near } else { String::new() };
    format!(
        "the column `{own}`{renamed} is missing (another name for it goes under [kolonner.{}] in {}){near}",
        table.danish(),
        Manifest::FILE
    )
}

/// Files and folders that look like tables and are none: not read, and not passed over in silence.
fn unrecognized(folder: &Path, read: &[PathBuf]) -> Result<Vec<String>, Error> {
    let names: Vec<&str> = TableKind::ALL.into_iter().map(TableKind::danish).chain([DREAM]).collect();
    let mut unrecognized = Vec::new();
    for path in entries(folder)? {
        let file_name = file_name(&path);
        let stem = file_name.split('.').next().unwrap_or_default().to_lowercase();
        let near = nearest(&stem, names.iter().copied());
        if read.iter().any(|read| read.starts_with(&path)) {
            let inside = if path.is_dir() { entries(&path)? } else { Vec::new() };
            // What other programs leave beside the parts, they hide.
            let folders = inside.iter().filter(|part| part.is_dir() && !self::file_name(part).starts_with(['.', '_']));
            unrecognized.extend(folders.map(|folder| {
                format!("{} is a folder within a table's folder: put its files one level up", short(folder))
            }));
        } else if names.contains(&stem.as_str()) {
            unrecognized.push(format!("{file_name} is no form of the table `{stem}`: it is a file {stem}.csv or {stem}.parquet, parts {stem}.1.csv … or a folder {stem}"));
        } else if (path.is_file() && is_table_file(&path)) || (path.is_dir() && near.contains("did you mean")) {
            unrecognized.push(format!("{file_name} is no table of the contract{near}"));
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

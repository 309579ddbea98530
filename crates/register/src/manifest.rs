//! The extract's manifest, `register.toml`.

use crate::Error;
use crate::dream;
use crate::error::short;
use crate::schema::TableKind;
use calendar::{Day, Span};
use definitions::Catalog;
use definitions::toml_file::{At, Text, nearest};
use std::path::Path;

/// What an extract says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// What the extract is called.
    pub name: String,
    /// The days that its payments cover.
    pub covered: Span,
    /// The vintage: the day on which it was drawn.
    pub extract_date: Day,
    /// The code set of its benefits: a definition's id.
    pub code_set: String,
    /// The extract's own column names: table, the contract's name, the extract's name.
    pub(crate) renamed: Vec<(TableKind, &'static str, String)>,
    /// The same of a wide DREAM file.
    pub(crate) renamed_dream: Vec<(&'static str, String)>,
}

impl Manifest {
    /// The name of the file in the extract's folder.
    pub const FILE: &'static str = "register.toml";

    /// Reads the manifest of the extract in `folder`.
    ///
    /// # Errors
    /// Where there is none, or it lacks the coverage or anything else that it must say.
    pub fn read(folder: &Path, catalog: &Catalog) -> Result<Manifest, Error> {
        let path = folder.join(Manifest::FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(_) if !folder.is_dir() => {
                let what = if folder.exists() { "this is no folder" } else { "there is no such folder" };
                return Err(Error::refused(
                    folder.display(),
                    format!("{what}: an extract is a folder with a `{}` and tables", Manifest::FILE),
                ));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let message = "there is no manifest: an extract is a folder with a `register.toml` that says at least `daekket_fra`, `daekket_til` and `udtraksdato`";
                return Err(Error::refused(short(&path), message));
            }
            Err(error) => return Err(Error::file(&path)(error)),
        };
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            Error::refused(format!("{}:{line}", short(&path)), "the manifest is not UTF-8: save it as UTF-8")
        })?;
        Ok(Manifest::parse(Text { file: &short(&path), text }, catalog)?)
    }

    fn parse(text: Text<'_>, catalog: &Catalog) -> Result<Manifest, definitions::Error> {
        let root = text.parse()?;
        let register = root
            .optional_table("register")?
            .ok_or_else(|| root.error("`[register]` is missing: the manifest begins with it"))?;
        let (from, to) = (register.date("daekket_fra")?, register.date("daekket_til")?);
        if to.value < from.value {
            return Err(to.error(
                "`daekket_til` lies before `daekket_fra`: they are the last and the first day that the payments cover",
            ));
        }
        let code_set = register.text("ydelseskoder")?;
        catalog.code_sets.versions(&code_set.value).map_err(|unknown| code_set.error(unknown.to_string()))?;
        let mut manifest = Manifest {
            name: register.text("navn")?.value,
            covered: Span::inclusive(from.value, to.value),
            extract_date: register.date("udtraksdato")?.value,
            code_set: code_set.value,
            renamed: Vec::new(),
            renamed_dream: Vec::new(),
        };
        register.finish()?;
        if let Some(tables) = root.optional_table("kolonner")? {
            for (table, columns) in tables.all_tables()? {
                if table.value == dream::DREAM {
                    for (ours, theirs) in columns.all_texts()? {
                        let column = dream::NAMED.into_iter().find(|name| *name == ours.value).ok_or_else(|| {
                            ours.error(format!(
                                "a wide DREAM file has no column `{}`{} (weeks and years cannot be renamed)",
                                ours.value,
                                nearest(&ours.value, dream::NAMED)
                            ))
                        })?;
                        let theirs = own_name_of(&ours, theirs)?;
                        manifest.renamed_dream.push((column, theirs));
                    }
                    continue;
                }
                let kind = TableKind::find(&table.value);
                let kind = kind.ok_or_else(|| {
                    table.error(format!(
                        "there is no table `{}`{}",
                        table.value,
                        nearest(&table.value, TableKind::ALL.map(TableKind::danish))
                    ))
                })?;
                for (ours, theirs) in columns.all_texts()? {
                    let column = kind.columns().iter().find(|column| column.name == ours.value);
                    let column = column.ok_or_else(|| {
                        let near = nearest(&ours.value, kind.columns().iter().map(|column| column.name));
                        ours.error(format!("table `{}` has no column `{}`{near} (the contract's name stands left, the extract's own right)", table.value, ours.value))
                    })?;
                    let theirs = own_name_of(&ours, theirs)?;
                    manifest.renamed.push((kind, column.name, theirs));
                }
            }
        }
        root.finish()?;
        Ok(manifest)
    }

    /// What a column is called in the extract's own files.
    pub(crate) fn own_name<'a>(&'a self, table: TableKind, column: &'a str) -> &'a str {
        self.renamed
            .iter()
            .find(|(kind, ours, _)| *kind == table && *ours == column)
            .map_or(column, |(_, _, theirs)| theirs)
    }

    /// What a column of a wide DREAM file is called in the extract, as headers are compared.
    pub(crate) fn own_dream_name(&self, column: &str) -> String {
        let renamed = self.renamed_dream.iter().find(|(ours, _)| *ours == column);
        renamed.map_or_else(|| column.to_owned(), |(_, theirs)| theirs.trim().to_lowercase())
    }
}

/// The extract's own name for a column, which must be one.
fn own_name_of(ours: &At<'_, String>, theirs: String) -> Result<String, definitions::Error> {
    if theirs.trim().is_empty() {
        return Err(ours.error(format!("the extract's own name for `{}` is empty", ours.value)));
    }
    Ok(theirs)
}

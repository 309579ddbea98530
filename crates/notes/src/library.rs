//! Where notes come from: those of the program, and folders of one's own.

use crate::error::Error;
use crate::note::Template;
use definitions::Language;
use definitions::toml_file::nearest;
use include_dir::{Dir, include_dir};
use std::path::Path;

static OWN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../notes");

/// The note's file in its folder.
const FILE: &str = "note.toml";
/// Its texts.
const TEXTS: [(Language, &str); 2] = [(Language::Danish, "note.da.md"), (Language::English, "note.en.md")];

impl Template {
    /// The notes that come with the program, in order of their names.
    pub fn all() -> Vec<Template> {
        let mut all: Vec<Template> = OWN.dirs().filter_map(own).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// The note of a name, or in a folder.
    ///
    /// # Errors
    /// Where there is none, with the nearest name; where a file of it cannot be read.
    pub fn find(name: &str) -> Result<Template, Error> {
        let folder = Path::new(name);
        if folder.join(FILE).is_file() {
            return Template::read(folder);
        }
        let all = Template::all();
        let near = nearest(name, all.iter().map(|template| template.name.as_str()));
        let missing =
            || Error::setting(format!("there is no note `{name}`, and no folder of that name with {FILE} in it{near}"));
        all.iter().find(|template| template.name == name).cloned().ok_or_else(missing)
    }

    fn read(folder: &Path) -> Result<Template, Error> {
        let read = |name: &str| {
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path);
            text.map(|text| (path.display().to_string(), text))
                .map_err(|error| Error::setting(format!("{}: {error}", path.display())))
        };
        let mut texts = Vec::new();
        for (language, name) in TEXTS {
            if folder.join(name).exists() {
                let (path, text) = read(name)?;
                texts.push((language, path, text));
            }
        }
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        Ok(Template { name, file: read(FILE)?, texts })
    }
}

fn own(folder: &Dir<'static>) -> Option<Template> {
    let name = folder.path().to_str()?.to_owned();
    let read = |file: &str| {
        let path = format!("{name}/{file}");
        let text = OWN.get_file(&path)?.contents_utf8()?.to_owned();
        Some((format!("notes/{path}"), text))
    };
    let texts = TEXTS.iter().filter_map(|(language, file)| read(file).map(|(path, text)| (*language, path, text)));
    Some(Template { file: read(FILE)?, texts: texts.collect(), name: name.clone() })
}

//! The files of the project, as the rules look at them.

use crate::process;
use anyhow::Context;

/// A text file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// From the root of the workspace, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All files that are tracked or about to be, texts alone, in order of path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// Reads the project's own tree.
    ///
    /// # Errors
    /// Where git does not know the tree, or a file cannot be read.
    pub(crate) fn read() -> anyhow::Result<Tree> {
        let listed = process::output(process::command("git").args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]))?;
        let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut files = Vec::new();
        for path in paths {
            let bytes = match std::fs::read(process::root().join(path)) {
                Ok(bytes) => bytes,
                // Removed, and git has not been told yet.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error).with_context(|| path.to_owned()),
            };
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(File { path: path.to_owned(), text });
            }
        }
        Ok(Tree { files })
    }

    /// The sources.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// The definition files: the program's own and those of a validation.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &File> {
        let in_definitions = |path: &str| {
            let mut folders = path.split('/');
            match folders.next() {
                Some("definitions") => true,
                Some("validation") => folders.nth(1) == Some("definitions"),
                _ => false,
            }
        };
        self.files.iter().filter(move |file| in_definitions(&file.path) && file.path.ends_with(".toml"))
    }

    /// The file at a path.
    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

//! A folder with an extract, and the program run in it.

#![allow(dead_code, reason = "each test file uses what it needs")]

use expect_test::Expect;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of a case from outside; none where there are none, which is only allowed outside CI.
pub(crate) fn case(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    assert!(
        folder.is_dir() || std::env::var_os("CI").is_none(),
        "the acceptance cases are missing: they lie in shared/cases beside the repository"
    );
    folder.is_dir().then(|| folder.join(name))
}

/// A folder of its own.
pub(crate) struct Setup {
    folder: tempfile::TempDir,
}

impl Setup {
    /// An extract of these files in the folder `extract`.
    pub(crate) fn new(files: &[(&str, &str)]) -> Setup {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("extract")).unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join("extract").join(name), text).unwrap();
        }
        Setup { folder }
    }

    /// The same, imported into `store`.
    pub(crate) fn imported(files: &[(&str, &str)]) -> Setup {
        let setup = Setup::new(files);
        assert!(setup.run(&["import", "extract", "--store", "store"]).status.success());
        setup
    }

    /// A case from outside, imported into `store`.
    pub(crate) fn of_case(name: &str) -> Setup {
        let setup = Setup::new(&[]);
        let told = setup.told(&["import", &case(name).unwrap().display().to_string(), "--store", "store"]);
        assert!(!told.contains("exit"), "{told}");
        setup
    }

    /// A path in the folder that the commands run in.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_forlob")).args(words).current_dir(self.folder.path()).output().unwrap()
    }

    /// What is printed, and how the command exits where it fails.
    pub(crate) fn check(&self, words: &[&str], expected: Expect) {
        expected.assert_eq(&self.told(words));
    }

    /// The same, to look into.
    pub(crate) fn told(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut told = text(&output.stdout);
        if !output.status.success() {
            told += &format!("{}exit {}\n", text(&output.stderr), output.status.code().unwrap());
        }
        told
    }

    /// The tidy figures of a command that wants a reason.
    pub(crate) fn tidy(&self, words: &[&str]) -> String {
        self.told(&[words, &["--format", "csv", "--unprotected", "--reason", "test"]].concat())
    }
}

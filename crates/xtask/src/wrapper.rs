//! The compiler as the check calls it: what is compiled is looked at by clippy, and documented, with the libraries that it is
//! compiled with. `cargo clippy` and `cargo doc` would build all libraries a second time for that.

use crate::process::{root, run};
use anyhow::Context;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of this program for cargo to call in place of the compiler: the build replaces the program itself.
///
/// # Errors
/// Where it cannot be copied.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("this program does not know where it lies")?;
    let copy = own.with_file_name("xtask-as-compiler");
    let bytes = std::fs::read(&own).with_context(|| format!("{} cannot be read", own.display()))?;
    // Cargo takes a newer one for another compiler.
    if std::fs::read(&copy).ok().is_none_or(|known| known != bytes) {
        std::fs::copy(&own, &copy).with_context(|| format!("{} cannot be written", copy.display()))?;
    }
    Ok(copy)
}

/// Whether the words are those of cargo to a compiler.
pub(crate) fn is_called(words: &[&str]) -> bool {
    words.first().is_some_and(|program| Path::new(program).file_stem().is_some_and(|stem| stem == "rustc"))
}

/// Compiles, and then looks at what was compiled.
///
/// # Errors
/// Where one of them fails: it has said why.
pub(crate) fn compile(words: &[&str]) -> anyhow::Result<()> {
    let [compiler, words @ ..] = words else { return Ok(()) };
    run(Command::new(compiler).args(words))?;
    // A question about the compiler compiles nothing.
    if !words.iter().any(|word| word.starts_with("--emit=")) {
        return Ok(());
    }
    let folder = root().join("target/lints");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    run(Command::new(beside_cargo("clippy-driver")).arg(compiler).args(lint_words(words, &folder.to_string_lossy())))?;
    match documentation_words(words) {
        Some(words) => {
            run(Command::new(beside_cargo("rustdoc")).args(words).arg("--out-dir").arg(root().join("target/doc")))
        }
        None => Ok(()),
    }
}

/// A program of the toolchain.
fn beside_cargo(program: &str) -> OsString {
    let cargo = std::env::var_os("CARGO").map(PathBuf::from);
    let beside = cargo.map(|cargo| cargo.with_file_name(program)).filter(|beside| beside.exists());
    beside.map_or_else(|| program.into(), PathBuf::into_os_string)
}

/// The compiler's words, with each option and its value together.
fn options<'w>(words: &[&'w str]) -> Vec<Vec<&'w str>> {
    const WITH_VALUE: [&str; 15] = [
        "-C",
        "-L",
        "-l",
        "-A",
        "-W",
        "-D",
        "-F",
        "--cfg",
        "--extern",
        "--out-dir",
        "--crate-name",
        "--crate-type",
        "--check-cfg",
        "--cap-lints",
        "--target",
    ];
    let mut options: Vec<Vec<&str>> = Vec::new();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let value = if WITH_VALUE.contains(&word) { words.next() } else { None };
        options.push([word].into_iter().chain(value).collect());
    }
    options
}

/// What clippy is asked: the same, but nothing is made that others build on.
fn lint_words(words: &[&str], folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for option in options(words) {
        match option[..] {
            ["--out-dir", _] => found.extend(["--out-dir".to_owned(), folder.to_owned()]),
            ["-C", value] if value.starts_with("incremental=") => {}
            [word] if word.starts_with("--emit=") => found.push("--emit=metadata".to_owned()),
            // Cargo would take what clippy leaves behind for the library.
            [word] if word.starts_with("--json=") => {
                found.push(word.replace("artifacts,", "").replace(",artifacts", ""))
            }
            _ => found.extend(option.into_iter().map(str::to_owned)),
        }
    }
    found.extend(["-D", "warnings"].map(str::to_owned));
    found
}

/// What rustdoc is asked of a library or a program; none of other tests, and of what runs before the compiler.
fn documentation_words(words: &[&str]) -> Option<Vec<String>> {
    const KEPT: [&str; 7] = ["-L", "--cfg", "--extern", "--crate-name", "--crate-type", "--check-cfg", "--cap-lints"];
    let is_build_script = words.iter().any(|word| word.starts_with("build_script_"));
    // Of a program that no test starts, the tests build itself as a test alone.
    let is_program = words.contains(&"bin") || words.iter().any(|word| word.ends_with("src/main.rs"));
    if is_build_script || (words.contains(&"--test") && !is_program) {
        return None;
    }
    let mut found = Vec::new();
    for option in options(words) {
        let is_kept = match option[..] {
            [word, _] => KEPT.contains(&word),
            [word] => word.ends_with(".rs") || word.starts_with("--edition="),
            _ => false,
        };
        if is_kept {
            found.extend(option.into_iter().map(str::to_owned));
        }
    }
    found.extend(["-D", "warnings"].map(str::to_owned));
    if is_program {
        // Of a program everything is private.
        found.extend(["--document-private-items", "-A", "rustdoc::private-intra-doc-links"].map(str::to_owned));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 17] = [
        "--crate-name",
        "spells",
        "--edition=2024",
        "crates/spells/src/lib.rs",
        "--error-format=json",
        "--json=diagnostic-rendered-ansi,artifacts,future-incompat",
        "--crate-type",
        "lib",
        "--emit=dep-info,metadata,link",
        "-C",
        "incremental=target/i",
        "--warn=clippy::all",
        "--out-dir",
        "target/deps",
        "--extern",
        "calendar=target/deps/libcalendar.rmeta",
        "-Cmetadata=1",
    ];

    #[test]
    fn clippy_is_asked_the_same_and_makes_nothing_for_others() {
        let found = lint_words(&WORDS, "target/lints").join(" ");
        let expected = "--crate-name spells --edition=2024 crates/spells/src/lib.rs --error-format=json \
            --json=diagnostic-rendered-ansi,future-incompat --crate-type lib --emit=metadata --warn=clippy::all \
            --out-dir target/lints --extern calendar=target/deps/libcalendar.rmeta -Cmetadata=1 -D warnings";
        assert_eq!(found, expected);
    }

    #[test]
    fn rustdoc_is_asked_of_libraries_with_what_they_are_compiled_with() {
        let found = documentation_words(&WORDS).unwrap_or_default().join(" ");
        let expected = "--crate-name spells --edition=2024 crates/spells/src/lib.rs --crate-type lib \
            --extern calendar=target/deps/libcalendar.rmeta -D warnings";
        assert_eq!(found, expected);
        assert_eq!(documentation_words(&[&WORDS[..], &["--test"]].concat()), None);
    }
}

//! Facts about the tree that a reader should not have to look for, one rule each.
//!
//! What a rule looks for is put together here from two halves, so that this file does not break it.

use crate::tree::{File, Tree};

/// A rule of the tree.
pub(crate) struct Rule {
    /// What must be so, said behind the place where it is not.
    pub(crate) says: &'static str,
    /// The places where it is not so: `path` or `path:line`.
    pub(crate) broken: fn(&Tree) -> Vec<String>,
}

/// All rules.
pub(crate) const RULES: &[Rule] = &[
    Rule { says: "a source opens with `//!`, what it is for", broken: without_opening },
    Rule { says: "nothing is left unfinished or switched off", broken: unfinished },
    Rule { says: "a source of more than 700 lines, tests apart, is two files", broken: too_long },
    Rule {
        says: "a definition's `id` is the name of its file (`ID.toml`, or `ID@YEAR.toml` for one of several versions)",
        broken: other_id,
    },
    Rule {
        says: "README.md gives the two commands that a newcomer needs, word for word",
        broken: readme_without_commands,
    },
    Rule { says: "a path of one machine has no place in the tree", broken: machine_paths },
    Rule { says: "a package registry has no place in the tree, Cargo.lock apart", broken: registries },
];

/// The most lines of a source, its tests apart.
const MOST_LINES: usize = 700;

const UNFINISHED: [&str; 5] = [
    concat!("#[", "ignore"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
];

const COMMANDS: [&str; 2] = ["cargo run --release -- demo", "cargo test --workspace"];

const MACHINE_PATHS: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

const REGISTRIES: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("python", "hosted.org"),
    concat!("npm", "js."),
    concat!("index", "-url"),
    concat!("replace", "-with"),
];

fn without_opening(tree: &Tree) -> Vec<String> {
    tree.sources().filter(|file| !file.text.starts_with("//!")).map(|file| file.path.clone()).collect()
}

fn unfinished(tree: &Tree) -> Vec<String> {
    lines_with(tree.sources(), |line| UNFINISHED.iter().any(|word| has_word(line, word)))
}

fn too_long(tree: &Tree) -> Vec<String> {
    let sources = tree.sources().filter(|file| !file.path.contains("/tests/") && !file.path.ends_with("/tests.rs"));
    let n_lines = |file: &File| file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    sources.filter(|file| n_lines(file) > MOST_LINES).map(|file| file.path.clone()).collect()
}

fn other_id(tree: &Tree) -> Vec<String> {
    let same = |file: &File| {
        let name = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
        let table = file.text.parse::<toml::Table>().ok();
        let id = table.as_ref().and_then(|table| table.get("id")).and_then(toml::Value::as_str);
        id == Some(name.split_once('@').map_or(name, |(id, _)| id))
    };
    tree.definitions().filter(|file| !same(file)).map(|file| file.path.clone()).collect()
}

fn readme_without_commands(tree: &Tree) -> Vec<String> {
    let readme = tree.find("README.md").map_or("", |file| file.text.as_str());
    let missing = COMMANDS.iter().filter(|command| !readme.contains(**command));
    missing.map(|command| format!("README.md: no `{command}`")).collect()
}

fn machine_paths(tree: &Tree) -> Vec<String> {
    // `../folder/x` and the path of a web address go on from something and are no path from the machine's root.
    let goes_on = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || ".-_".contains(c));
    let is_path = |line: &str, root: &str| line.match_indices(root).any(|(at, _)| !goes_on(&line[..at]));
    lines_with(tree.files.iter(), |line| MACHINE_PATHS.iter().any(|root| is_path(line, root)))
}

fn registries(tree: &Tree) -> Vec<String> {
    let files = tree.files.iter().filter(|file| file.path != "Cargo.lock");
    lines_with(files, |line| REGISTRIES.iter().any(|host| line.contains(host)))
}

/// The lines of some files that are so.
fn lines_with<'t>(files: impl Iterator<Item = &'t File>, is_so: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = files.flat_map(|file| file.text.lines().zip(1..).map(move |(line, number)| (file, line, number)));
    lines.filter(|(_, line, _)| is_so(line)).map(|(file, _, number)| format!("{}:{number}", file.path)).collect()
}

/// Whether the word is in the line and not within another word.
fn has_word(line: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let after = line[at + word.len()..].chars().next().filter(|_| word.ends_with(char::is_alphanumeric));
        let before = line[..at].chars().next_back().filter(|_| word.starts_with(char::is_alphanumeric));
        !letter(before) && !letter(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places where a tree of these files breaks a rule.
    fn places(broken: fn(&Tree) -> Vec<String>, files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() });
        broken(&Tree { files: files.collect() })
    }

    #[test]
    fn a_source_that_opens_with_code_is_caught() {
        let files = [("crates/a/src/lib.rs", "//! A.\n"), ("crates/a/src/b.rs", "use a;\n//! B.\n"), ("a.md", "")];
        assert_eq!(places(without_opening, &files), ["crates/a/src/b.rs"]);
    }

    #[test]
    fn what_is_unfinished_or_switched_off_is_caught() {
        for word in UNFINISHED {
            let text = format!("//! A.\nfn a() {{ {word}) }}\n");
            assert_eq!(places(unfinished, &[("crates/a/src/lib.rs", &text)]), ["crates/a/src/lib.rs:2"], "{word}");
        }
        assert_eq!(
            places(unfinished, &[("a.rs", "// ME\u{54}ODOS, fixme: why it is wrong\nfn ignore() {}\n")]),
            [""; 0]
        );
    }

    #[test]
    fn a_source_of_more_than_700_lines_is_caught() {
        let (long, fits) = ("x\n".repeat(701), "x\n".repeat(700) + "#[cfg(test)]\n" + &"x\n".repeat(99));
        let files =
            [("crates/a/src/long.rs", &*long), ("crates/a/src/fits.rs", &fits), ("crates/a/tests/long.rs", &long)];
        assert_eq!(places(too_long, &files), ["crates/a/src/long.rs"]);
    }

    #[test]
    fn a_definition_in_a_file_of_another_name_is_caught() {
        let files = [
            ("definitions/measures/a.started.toml", "id = \"a.started\""),
            ("definitions/measures/a.ended.toml", "id = \"a.started\""),
            ("definitions/benefits/a@2019.toml", "id = \"a\""),
            ("validation/x/definitions/benefits/b.toml", "id = \"c\""),
            ("validation/x/other.toml", "id = \"c\""),
        ];
        let caught = ["definitions/measures/a.ended.toml", "validation/x/definitions/benefits/b.toml"];
        assert_eq!(places(other_id, &files), caught);
    }

    #[test]
    fn a_readme_without_a_command_is_caught() {
        let both = format!("# A\n\n    {}\n\n{}\n", COMMANDS[0], COMMANDS[1]);
        assert_eq!(places(readme_without_commands, &[("README.md", &both)]), [""; 0]);
        let other = format!("{}\n", COMMANDS[1]);
        assert_eq!(
            places(readme_without_commands, &[("README.md", &other)]),
            [format!("README.md: no `{}`", COMMANDS[0])]
        );
        assert_eq!(places(readme_without_commands, &[]).len(), 2);
    }

    #[test]
    fn a_path_of_one_machine_is_caught() {
        for root in MACHINE_PATHS {
            let text = format!("a\nsee {root}main\n[..{root}x](https://example.org{root}x)\n");
            assert_eq!(places(machine_paths, &[("a.md", &text)]), ["a.md:2"], "{root}");
        }
    }

    #[test]
    fn a_package_registry_is_caught_but_not_in_the_lock_file() {
        for host in REGISTRIES {
            let text = format!("from https://{host}/x\n");
            assert_eq!(places(registries, &[("a.toml", &text), ("Cargo.lock", &text)]), ["a.toml:1"], "{host}");
        }
    }
}

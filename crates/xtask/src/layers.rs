//! The layer test: which crate may depend on which, read from what cargo says of the workspace.

use anyhow::Context;
use serde_json::Value;
use std::path::Path;

/// The data flows down this list: a crate may depend on crates in earlier rows alone, and on none in its own row.
const LAYERS: &[&[&str]] = &[
    // The attack on what is published, and the check of its arithmetic, know nothing of the rest; pictures and documents
    // are of values and texts, whatever these are.
    &["calendar", "audit", "verify", "figures", "document"],
    &["definitions", "statistics", "synth"],
    &["register"],
    &["spells"],
    &["measures", "rules"],
    &["forecast", "protection"],
    &["release"],
    &["publication"],
    &["notes"],
    &["cli"],
    // What is not the program: it may use all of it.
    &TOOLS,
];

/// The crates that are tools of the project and no part of the program.
const TOOLS: [&str; 2] = ["bench", "xtask"];

/// A dependency from outside that only some crates of the program may link, and why.
struct Kept {
    dependency: &'static str,
    by: &'static [&'static str],
    because: &'static str,
}

const KEPT: &[Kept] = &[
    Kept {
        dependency: "parquet",
        by: &["register", "synth", "publication", "cli"],
        because: "it is most of what is compiled",
    },
    Kept {
        dependency: "arrow-array",
        by: &["register", "synth", "publication", "cli"],
        because: "it comes with Parquet",
    },
    Kept { dependency: "clap", by: &["cli"], because: "the words of the command line are the program's alone" },
    Kept { dependency: "indicatif", by: &["cli"], because: "progress is shown by the program alone" },
    Kept { dependency: "anyhow", by: &["cli"], because: "a library has an error type of its own" },
    Kept {
        dependency: "getrandom",
        by: &["register"],
        because: "chance makes the key of the pseudonyms and nothing else",
    },
    Kept {
        dependency: "serde",
        by: &["audit", "definitions", "statistics", "synth", "protection", "release", "publication", "cli"],
        because: "what is about single persons, or not protected, cannot be serialized",
    },
];

/// A crate of the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Crate {
    name: String,
    /// Its `Cargo.toml`, from the root of the workspace.
    manifest: String,
    /// All it depends on, for its tests and build as well.
    depends_on: Vec<String>,
    /// What is linked into it.
    links: Vec<String>,
    /// Whether its manifest has `[lints] workspace = true`.
    workspace_lints: bool,
}

/// The crates of the workspace.
///
/// # Errors
/// Where cargo fails or a manifest cannot be read.
pub(crate) fn crates() -> anyhow::Result<Vec<Crate>> {
    let metadata = crate::process::metadata()?;
    let packages = metadata["packages"].as_array().context("`cargo metadata` lists no packages")?;
    packages.iter().map(of_package).collect()
}

fn of_package(package: &Value) -> anyhow::Result<Crate> {
    let text =
        |value: &Value| value.as_str().map(str::to_owned).context("`cargo metadata` has another form than expected");
    let path = text(&package["manifest_path"])?;
    let manifest =
        Path::new(&path).strip_prefix(crate::process::root()).unwrap_or(Path::new(&path)).display().to_string();
    let toml = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let workspace_lints = takes_workspace_lints(&toml)?;
    let mut found = Crate { name: text(&package["name"])?, manifest, workspace_lints, ..Crate::default() };
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let name = text(&dependency["name"])?;
        if dependency["kind"].as_str() != Some("dev") {
            found.links.push(name.clone());
        }
        found.depends_on.push(name);
    }
    Ok(found)
}

fn takes_workspace_lints(manifest: &str) -> anyhow::Result<bool> {
    let manifest: toml::Table = manifest.parse()?;
    let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
    Ok(lints.and_then(toml::Value::as_bool).unwrap_or(false))
}

/// What is against the rules, a line each.
pub(crate) fn broken(crates: &[Crate]) -> Vec<String> {
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    let mut lines = Vec::new();
    for own in crates {
        let Crate { name, manifest, .. } = own;
        if !own.workspace_lints {
            lines.push(format!("{manifest}: `[lints]` with `workspace = true` is missing"));
        }
        let Some(place) = layer(name) else {
            lines.push(format!(
                "{manifest}: the crate is in no row of LAYERS in crates/xtask/src/layers.rs; give it a place"
            ));
            continue;
        };
        for other in own.depends_on.iter().filter(|other| crates.iter().any(|known| known.name == **other)) {
            if layer(other).is_none_or(|other| other >= place) {
                lines.push(format!(
                    "{manifest}: `{name}` depends on `{other}`, which is not in an earlier row of LAYERS"
                ));
            }
        }
        for kept in KEPT.iter().filter(|kept| !kept.by.contains(&name.as_str()) && !TOOLS.contains(&name.as_str())) {
            if own.links.iter().any(|linked| linked == kept.dependency) {
                let Kept { dependency, by, because } = kept;
                let by = by.join(", ");
                lines.push(format!("{manifest}: `{dependency}` is for {by} alone: {because}"));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_crate(name: &str, depends_on: &[&str]) -> Crate {
        let depends_on: Vec<String> = depends_on.iter().map(|name| (*name).to_owned()).collect();
        let manifest = format!("crates/{name}/Cargo.toml");
        Crate { name: name.to_owned(), manifest, links: depends_on.clone(), depends_on, workspace_lints: true }
    }

    fn only_line(crates: &[Crate]) -> String {
        let lines = broken(crates);
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines[0].clone()
    }

    #[test]
    fn dependencies_down_the_list_are_allowed() {
        let crates = [
            a_crate("calendar", &["thiserror"]),
            a_crate("definitions", &["calendar", "toml"]),
            a_crate("register", &["calendar", "definitions", "parquet"]),
            a_crate("cli", &["register", "clap"]),
        ];
        assert_eq!(broken(&crates), Vec::<String>::new());
    }

    #[test]
    fn a_dependency_upward_is_caught() {
        let line = only_line(&[a_crate("spells", &["measures"]), a_crate("measures", &[])]);
        assert!(line.contains("`spells` depends on `measures`"), "{line}");
    }

    #[test]
    fn a_dependency_within_a_row_is_caught() {
        let line = only_line(&[
            a_crate("synth", &["calendar", "definitions"]),
            a_crate("calendar", &[]),
            a_crate("definitions", &[]),
        ]);
        assert!(line.contains("`synth` depends on `definitions`"), "{line}");
    }

    #[test]
    fn a_dependency_of_tests_alone_counts_as_well() {
        let own = Crate { links: Vec::new(), ..a_crate("spells", &["measures"]) };
        assert!(only_line(&[own, a_crate("measures", &[])]).contains("`spells` depends on `measures`"));
    }

    #[test]
    fn an_unknown_crate_is_caught() {
        assert!(only_line(&[a_crate("helpers", &[])]).contains("crates/helpers/Cargo.toml: the crate is in no row"));
    }

    #[test]
    fn a_crate_without_the_common_lints_is_caught() {
        let own = Crate { workspace_lints: false, ..a_crate("calendar", &[]) };
        assert!(only_line(&[own]).contains("crates/calendar/Cargo.toml: `[lints]`"));
    }

    #[test]
    fn a_heavy_dependency_in_the_wrong_crate_is_caught() {
        let line = only_line(&[a_crate("spells", &["parquet"])]);
        assert!(line.contains("`parquet` is for register, synth, publication, cli alone"), "{line}");
        let for_tests = Crate { links: Vec::new(), ..a_crate("spells", &["parquet"]) };
        assert_eq!(broken(&[for_tests]), Vec::<String>::new());
    }

    #[test]
    fn a_tool_may_use_the_whole_program() {
        let crates = [a_crate("bench", &["measures", "parquet", "anyhow"]), a_crate("measures", &[])];
        assert_eq!(broken(&crates), Vec::<String>::new());
        assert!(only_line(&[a_crate("cli", &["bench"]), a_crate("bench", &[])]).contains("`cli` depends on `bench`"));
    }

    #[test]
    fn lints_are_read_from_the_manifest() {
        assert!(takes_workspace_lints("[lints]\nworkspace = true").unwrap());
        assert!(!takes_workspace_lints("[lints]\nworkspace = false").unwrap());
        assert!(!takes_workspace_lints("[package]\nname = \"x\"").unwrap());
    }

    #[test]
    fn no_crate_has_two_places() {
        let mut names: Vec<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}

//! `cargo xtask tidy`: the layer test and the facts about the tree.

use crate::layers;
use crate::rules::RULES;
use crate::tree::Tree;
use anyhow::bail;

/// Looks at the crate graph and the tree, and names all that is against the rules.
///
/// # Errors
/// Where anything is.
pub(crate) fn run() -> anyhow::Result<()> {
    let crates = layers::crates()?;
    let mut lines = layers::broken(&crates);
    let tree = Tree::read()?;
    for rule in RULES {
        lines.extend((rule.broken)(&tree).into_iter().map(|place| format!("{place}: {}", rule.says)));
    }
    lines.iter().for_each(|line| println!("{line}"));
    if !lines.is_empty() {
        bail!(
            "{} against the rules of the tree",
            if lines.len() == 1 { "1 line is".to_owned() } else { format!("{} lines are", lines.len()) }
        );
    }
    println!("{} crates, {} files, {} rules: tidy", crates.len(), tree.files.len(), RULES.len());
    Ok(())
}

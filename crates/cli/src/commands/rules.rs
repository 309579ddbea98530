//! `forlob rules`: the provisions that a follow-up rests on, written from the provisions themselves.

use crate::arguments::{Rules, RulesCommand, Shared};
use crate::commands::print;
use crate::show::lines::wrapped;
use ::rules::{Described, DescribedVersion, Law, Standing};
use calendar::Day;
use definitions::Language;

/// No line of a listing is wider.
const WIDTH: usize = 110;
/// Before a version's act stand its days and whether there is a rule.
const INDENT: usize = 37;

pub(crate) fn run(arguments: &Rules, shared: &Shared) -> anyhow::Result<()> {
    let law = Law::read()?;
    match &arguments.command {
        None => print(&list(&law.described(), shared.language())),
        Some(RulesCommand::Show { id }) => print(&show(&law.find(id)?, shared.language())),
    }
}

fn list(provisions: &[Described<'_>], language: Language) -> String {
    let mut text = String::new();
    for provision in provisions {
        let title = provision.title.in_language(language);
        text += &format!("{}: {title} (checked until {})\n", provision.id, provision.checked_until);
        for version in &provision.versions {
            let acts = wrapped(&version.act, WIDTH - INDENT);
            let act = acts.join(&format!("\n{}", " ".repeat(INDENT)));
            text += &format!(
                "  {}  {:<10}  {:<9}  {act}\n",
                version.valid.from,
                last_day(version),
                standing(version.standing)
            );
        }
    }
    text + "\nWhat is later than that is taken to go on, and a finding says so. More of one: forlob rules show ID\n"
}

fn last_day(version: &DescribedVersion) -> String {
    if version.valid.until == Day::MAX { String::new() } else { (version.valid.until - 1).to_string() }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in force",
        Standing::NotInForce => "none",
        Standing::Unknown => "not found",
    }
}

fn show(provision: &Described<'_>, language: Language) -> String {
    let mut text = format!(
        "{}\n{}\n\n  reference      {}\n  checked until  {}\n  content        {}\n",
        provision.id,
        provision.title.in_language(language),
        provision.reference,
        provision.checked_until,
        provision.hash
    );
    for version in &provision.versions {
        let until = match last_day(version) {
            last if last.is_empty() => "and on".to_owned(),
            last => format!("to {last}"),
        };
        text += &format!("\n{} {until}: {}\n", version.valid.from, standing(version.standing));
        for (name, words) in
            [("says", version.says.in_language(language)), ("act", &version.act), ("source", &version.source)]
        {
            let lines = wrapped(words, WIDTH - 10);
            text += &format!("  {name:<8}{}\n", lines.join("\n          "));
        }
    }
    text + "\n" + provision.text
}

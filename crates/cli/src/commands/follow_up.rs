//! `forlob follow-up`: how many are on which list, and, for one who holds the key, who they are.

use crate::arguments::{FollowUp, Shared, TextFormat};
use crate::commands::beside::follow_up_alone;
use crate::commands::release::{ledger_of, read};
use crate::commands::{catalog, print};
use crate::show::follow_up::Counts;
use crate::show::persons::Persons;
use crate::{WrongWords, log, progress};
use ::rules::{Finding, List, Settings};
use anyhow::Context;
use definitions::{Catalog, Disclosure};
use register::{KeysWanted, PersonId, PseudonymKey, Store};
use release::CountedFollowUp;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// What must be said to see who they are.
struct Revealed<'a> {
    extract: &'a Path,
    key: &'a Path,
    reason: &'a str,
    out: &'a Path,
    form: Form,
}

/// How persons are written.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    Workbook,
}

pub(crate) fn run(arguments: &FollowUp, shared: &Shared) -> anyhow::Result<()> {
    // Words that are wrong are told before anything is read.
    let revealed = revealed(arguments)?;
    let catalog = catalog(shared)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let key = revealed.as_ref().map(|revealed| PseudonymKey::read(revealed.key)).transpose()?;
    let settings = Settings {
        on: arguments.on.unwrap_or_else(|| store.info().covered.last_day()),
        guarantee_days: arguments.guarantee_days,
        plan_months: arguments.plan_months,
    };
    let follow_up = look(&store, &catalog, settings)?;
    if let Some(unknown) = arguments.municipality.iter().find(|code| follow_up.geography.find(**code).is_none()) {
        return Err(WrongWords(format!("--municipality: there is no municipality {unknown}")).into());
    }
    let lists: Vec<List> = List::ALL.into_iter().filter(|list| is_wanted(arguments, *list)).collect();
    let (Some(revealed), Some(key)) = (revealed, key) else {
        let ledger = read(&ledger_of(&arguments.store), &store)?;
        let protected = follow_up_alone(&CountedFollowUp::of(&follow_up, Disclosure::default()), &ledger)?;
        let counts = Counts {
            protected: &protected,
            follow_up: &follow_up,
            info: store.info(),
            lists: &lists,
            by: arguments.by,
            municipalities: &arguments.municipality,
            language: shared.language(),
        };
        let text = match arguments.format {
            TextFormat::Table => counts.text(),
            TextFormat::Csv => counts.csv()?,
        };
        return match &arguments.out {
            None => print(&text),
            Some(path) => std::fs::write(path, text).with_context(|| path.display().to_string()),
        };
    };
    let mut findings = follow_up.findings;
    findings.retain(|finding| {
        let is_there = || finding.municipality.is_some_and(|code| arguments.municipality.contains(&code));
        is_wanted(arguments, finding.list) && (arguments.municipality.is_empty() || is_there())
    });
    let persons: BTreeSet<PersonId> = findings.iter().map(|finding| finding.person).collect();
    let bar = progress::bytes("Reading the keys", 0);
    let told = |more, of| {
        bar.set_length(of);
        bar.inc(more);
    };
    let wanted =
        KeysWanted { extract: revealed.extract, key: &key, catalog: &catalog, persons: &persons, progress: &told };
    let keys = register::original_keys(store.info(), &wanted)?;
    bar.finish_and_clear();
    // Of one day in the order of their own keys: that of pseudonyms is another with each key.
    findings.sort_by(|one, other| {
        let place = |finding: &Finding| (finding.list, finding.scheme, finding.municipality, finding.due);
        place(one).cmp(&place(other)).then_with(|| keys.reveal(one.person).cmp(&keys.reveal(other.person)))
    });
    let shown = Persons {
        findings: &findings,
        keys: &keys,
        geography: &follow_up.geography,
        info: store.info(),
        language: shared.language(),
    };
    let bytes = match revealed.form {
        Form::Csv => shown.csv()?,
        Form::Workbook => shown.workbook()?,
    };
    log::shown_unprotected(&arguments.store, &what(arguments, settings, &findings, persons.len()), revealed.reason)?;
    write_for_its_owner(revealed.out, &bytes).with_context(|| revealed.out.display().to_string())?;
    let lacking = follow_up.not_answered.iter().filter(|not_answered| is_wanted(arguments, not_answered.list));
    let lacking = lacking.map(|lacking| {
        format!("Not answered: {} (the extract does not have `{}`)\n", lacking.list.id(), lacking.table.danish())
    });
    print(&format!(
        "{} findings of {} persons, with the keys of the extract: {} (for its owner alone; delete it after use)\n{}",
        findings.len(),
        persons.len(),
        revealed.out.display(),
        lacking.collect::<String>()
    ))
}

/// Follows up with a progress bar.
pub(crate) fn look(store: &Store, catalog: &Catalog, settings: Settings) -> anyhow::Result<::rules::FollowUp> {
    let bar = progress::steps("Following up", store.n_shards() as u64);
    let found = ::rules::follow_up_told(store, catalog, settings, &|shards| bar.set_position(shards))?;
    bar.finish_and_clear();
    Ok(found)
}

fn is_wanted(arguments: &FollowUp, list: List) -> bool {
    arguments.list.is_empty() || arguments.list.contains(&list)
}

/// The words by which who they are is asked for; none where counts are. Some of them without the others are refused.
fn revealed(arguments: &FollowUp) -> anyhow::Result<Option<Revealed<'_>>> {
    let wrong = |message: &str| -> anyhow::Error { WrongWords(message.into()).into() };
    let (extract, key, reason) = match (&arguments.extract, &arguments.key, arguments.reason.as_deref()) {
        (None, None, None) => return Ok(None),
        (Some(extract), Some(key), Some(reason)) if !reason.trim().is_empty() => (extract, key, reason.trim()),
        (Some(_), Some(_), _) => {
            return Err(wrong(
                "who they are is shown for a reason alone: --reason \"why you need to see it\"; it goes into the store's log",
            ));
        }
        _ => {
            return Err(wrong(
                "who they are is shown to one who holds the key: say --extract DIR --key FILE --reason TEXT --out FILE together; leave them all out for counts by area",
            ));
        }
    };
    let Some(out) = &arguments.out else {
        return Err(wrong("who they are goes to a file: name one with --out FILE.csv or --out FILE.xlsx"));
    };
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let form = match ending.as_str() {
        "csv" => Form::Csv,
        "xlsx" => Form::Workbook,
        _ => return Err(wrong("who they are is written as CSV or as a workbook: --out FILE.csv or --out FILE.xlsx")),
    };
    Ok(Some(Revealed { extract, key, reason, out, form }))
}

/// The command's own words and how much was shown, for the log.
fn what(arguments: &FollowUp, settings: Settings, findings: &[Finding], persons: usize) -> String {
    let mut words = format!(
        "follow-up --on {} --guarantee-days {} --plan-months {}",
        settings.on, settings.guarantee_days, settings.plan_months
    );
    if !arguments.list.is_empty() {
        let lists: Vec<&str> = arguments.list.iter().map(|list| list.id()).collect();
        words += &format!(" --list {}", lists.join(","));
    }
    if !arguments.municipality.is_empty() {
        let codes: Vec<String> = arguments.municipality.iter().map(u16::to_string).collect();
        words += &format!(" --municipality {}", codes.join(","));
    }
    words + &format!(": {} findings of {persons} persons, with the keys of the extract", findings.len())
}

/// Writes a file that its owner alone may read.
fn write_for_its_owner(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // One that was there already keeps its own permissions otherwise.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(bytes)
}

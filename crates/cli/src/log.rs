//! The store's log of what was shown unprotected: who, when, what and why, each line chained to the one before.

use crate::WrongWords;
use crate::arguments::Unprotected;
use anyhow::Context;
use calendar::Day;
use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// The reason that was given; an error where none was, since nothing is protected yet.
pub(crate) fn reason(unprotected: &Unprotected) -> anyhow::Result<&str> {
    match (unprotected.unprotected, unprotected.reason.as_deref().map(str::trim)) {
        (true, Some(reason)) if !reason.is_empty() => Ok(reason),
        (true, _) => Err(WrongWords("`--unprotected` wants a reason: --reason \"why you need to see it\"; it goes into the store's log".into()).into()),
        (false, _) => Err(WrongWords(
            "the figures are not protected against disclosure: to see them with your own eyes, say --unprotected --reason \"why you need to see it\"; the reason goes into the store's log".into(),
        )
        .into()),
    }
}

/// The reason for showing figures unprotected; none where they are to be protected.
pub(crate) fn unless_protected(unprotected: &Unprotected) -> anyhow::Result<Option<&str>> {
    match (unprotected.unprotected, &unprotected.reason) {
        (false, None) => Ok(None),
        (false, Some(_)) => {
            Err(WrongWords("`--reason` goes with `--unprotected`: leave it out, and the figures are protected".into())
                .into())
        }
        (true, _) => reason(unprotected).map(Some),
    }
}

/// Writes a line to the log of a store. `what` is the command's own words and names no person.
pub(crate) fn shown_unprotected(store: &Path, what: &str, reason: &str) -> anyhow::Result<()> {
    let path = store.join("log.jsonl");
    let before = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    let previous = blake3::hash(before.lines().last().unwrap_or_default().as_bytes()).to_hex();
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    let line = format!(
        "{{\"time\":{},\"user\":{},\"program\":{},\"shown_unprotected\":{},\"reason\":{},\"previous\":{}}}",
        quoted(&now()),
        quoted(&user),
        quoted(env!("CARGO_PKG_VERSION")),
        quoted(what),
        quoted(reason),
        quoted(&previous[..32]),
    );
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| path.display().to_string())?;
    writeln!(file, "{line}").with_context(|| path.display().to_string())
}

/// The time, in UTC, as ISO 8601 writes it.
#[allow(clippy::disallowed_methods, reason = "the log is what the program's one clock is for")]
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (day, of_day) = (Day::from_number((seconds / 86_400) as i32), seconds % 86_400);
    format!("{day}T{:02}:{:02}:{:02}Z", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

/// A text as JSON writes it.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

//! `forlob`: from register extracts to the published follow-up on benefit spells.
//!
//! This crate parses the command line, calls the others and shows what they return. Whatever a server would need as
//! well lies below it. The only clock of the program is here, in [`log`].

mod arguments;
mod commands;
mod log;
mod progress;
mod show;

use arguments::{Arguments, Command};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// Each shard of a store gives back its memory when it has been counted. The system's allocator hands it to the kernel, and
/// takes it anew for the next, page by page; this one keeps it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The words of the command were wrong: what clap answers for those that it can judge itself.
#[derive(Debug)]
struct WrongWords(String);

impl std::fmt::Display for WrongWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongWords {}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where the error stream is gone as well.
            let _ = writeln!(std::io::stderr(), "forlob: {error:#}");
            ExitCode::from(if words_were_wrong(&error) { 2 } else { 1 })
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let shared = &arguments.shared;
    match &arguments.command {
        Command::Demo(demo) => commands::demo::run(demo, shared),
        Command::Synth(synth) => commands::synth::run(synth),
        Command::Import(import) => commands::import::run(import, shared),
        Command::Findings(findings) => commands::findings::run(findings, shared),
        Command::Measures(measures) => commands::measures::run(measures, shared),
        Command::Tabulate(tabulate) => commands::tabulate::run(tabulate, shared),
        Command::Question(question) => commands::question::run(question, shared),
        Command::Release(release) => commands::release::run(release, shared),
        Command::Note(note) => commands::note::run(note, shared),
        Command::Audit(audit) => commands::audit::run(audit),
        Command::Verify(verify) => commands::verify::run(verify),
        Command::Spells(spells) => commands::spells::run(spells, shared),
        Command::FollowUp(follow_up) => commands::follow_up::run(follow_up, shared),
        Command::Rules(rules) => commands::rules::run(rules, shared),
        Command::Forecast(forecast) => commands::forecast::run(forecast, shared),
        Command::Survival(survival) => commands::survival::run(survival, shared),
    }
}

/// Whether what was asked for cannot be, rather than could not be done.
fn words_were_wrong(error: &anyhow::Error) -> bool {
    let question = error
        .downcast_ref::<measures::Error>()
        .is_some_and(|error| matches!(error, measures::Error::Question(_) | measures::Error::Lookup(_)));
    let of_release = error.downcast_ref::<release::Error>().is_some_and(|error| {
        matches!(error, release::Error::File(_) | release::Error::Table { .. } | release::Error::TooMany { .. })
    });
    let of_note = error.downcast_ref::<notes::Error>().is_some_and(notes::Error::is_of_words);
    let of_table =
        error.downcast_ref::<verify::Error>().is_some_and(|error| !matches!(error.fault, verify::Fault::Unreadable(_)));
    let of_rules = error
        .downcast_ref::<rules::Error>()
        .is_some_and(|error| matches!(error, rules::Error::NotCovered { .. } | rules::Error::NoProvision { .. }));
    let of_forecast = match error.downcast_ref::<release::Error>() {
        Some(release::Error::Forecast(error)) => Some(error),
        _ => error.downcast_ref::<forecast::Error>(),
    };
    let of_forecast = of_forecast.is_some_and(|error| {
        matches!(
            error,
            forecast::Error::NoFuture { .. } | forecast::Error::NoSuchCause { .. } | forecast::Error::Lookup(_)
        )
    });
    question
        || of_forecast
        || of_release
        || of_table
        || of_note
        || of_rules
        || error.is::<WrongWords>()
        || error.is::<definitions::LookupError>()
}

/// Whether whoever read the output stopped reading, as `head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let in_csv = cause
            .downcast_ref::<csv::Error>()
            .is_some_and(|error| matches!(error.kind(), csv::ErrorKind::Io(error) if closed(error)));
        in_csv || cause.downcast_ref::<std::io::Error>().is_some_and(closed)
    })
}

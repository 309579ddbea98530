//! What is done with the project itself, as `cargo xtask TASK`.
//!
//! `check` runs all that must hold before a change is taken in, `tidy` the part of it that looks at the tree alone,
//! and `validate` counts published data of real people with the program and compares with what others counted.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a developer's tool that says what it does")]

mod check;
mod layers;
mod process;
mod rules;
mod tidy;
mod tree;
mod validate;
mod wrapper;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask check      formatting, lints, layers and tidiness, documentation, tests: all that must hold
cargo xtask tidy       layers and tidiness alone
cargo xtask validate   count published data of real people and compare with published counts (needs the network);
                       with the release build, or with what is built in a folder: cargo xtask validate target/debug";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        words if wrapper::is_called(words) => match wrapper::compile(words) {
            Ok(()) => Ok(()),
            // Who failed has said why, in words that cargo reads.
            Err(_) => return ExitCode::FAILURE,
        },
        ["check"] => check::run(),
        ["tidy"] => tidy::run(),
        ["validate"] => validate::run(None),
        ["validate", folder] => validate::run(Some(folder)),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

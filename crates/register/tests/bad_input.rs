//! Broken extracts: what each is told, word for word. Here are the manifest and the folder; the tables' files are in
//! `bad_files.rs`, their rows in `bad_rows.rs`.
//!
//! A case is a bug report: its name, what is wrong, and the outcome as [`common::told`] writes it.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use common::{Extract, MANIFEST, import_into, note_difference, tells_no_cell, told, windows_1252};
use std::path::Path;

const BORGERE: &str = "borger;foedselsdato;koen;herkomst
0101011234;1980-01-01;K;dansk
";

/// The name, the line of the manifest by what it begins with, what is there in its stead, the outcome.
type Case = (&'static str, &'static str, &'static str, &'static str);

#[test]
fn manifests() {
    let cases: &[Case] = &[
        ("navn is missing", "navn", "", "refused: extract/register.toml:1: `navn` is missing: write `navn = \"…\"`"),
        (
            "daekket_fra is missing",
            "daekket_fra",
            "",
            "refused: extract/register.toml:1: `daekket_fra` is missing: write `daekket_fra = 2013-01-01`",
        ),
        (
            "daekket_til is missing",
            "daekket_til",
            "",
            "refused: extract/register.toml:1: `daekket_til` is missing: write `daekket_til = 2013-01-01`",
        ),
        (
            "udtraksdato is missing",
            "udtraksdato",
            "",
            "refused: extract/register.toml:1: `udtraksdato` is missing: write `udtraksdato = 2013-01-01`",
        ),
        (
            "ydelseskoder is missing",
            "ydelseskoder",
            "",
            "refused: extract/register.toml:1: `ydelseskoder` is missing: write `ydelseskoder = \"…\"`",
        ),
        ("navn is blank", "navn", "navn = ' '", "refused: extract/register.toml:2: `navn` is empty"),
        (
            "navn is a number",
            "navn",
            "navn = 7",
            "refused: extract/register.toml:2: `navn` is a whole number; it must be a text in quotes",
        ),
        (
            "daekket_fra is a year",
            "daekket_fra",
            "daekket_fra = 2018",
            "refused: extract/register.toml:3: `daekket_fra` is a whole number; it must be a date, as 2018-06-30",
        ),
        (
            "daekket_til is 30 February",
            "daekket_til",
            "daekket_til = '2018-02-30'",
            "refused: extract/register.toml:4: `daekket_til` is a text; it must be a date, as 2018-06-30",
        ),
        (
            "daekket_til is 30 February without quotes",
            "daekket_til",
            "daekket_til = 2018-02-30",
            "refused: extract/register.toml:4: invalid date, expected day between 01 and 28",
        ),
        (
            "daekket_til is written day first",
            "daekket_til",
            "daekket_til = '31-12-2018'",
            "refused: extract/register.toml:4: `daekket_til` is a text; it must be a date, as 2018-06-30",
        ),
        (
            "daekket_til is a moment",
            "daekket_til",
            "daekket_til = 2018-12-31T23:59:59",
            "refused: extract/register.toml:4: `daekket_til` is a date; it must be a date, as 2018-06-30",
        ),
        (
            "udtraksdato is true",
            "udtraksdato",
            "udtraksdato = true",
            "refused: extract/register.toml:5: `udtraksdato` is true or false; it must be a date, as 2018-06-30",
        ),
        (
            "ydelseskoder is a list",
            "ydelseskoder",
            "ydelseskoder = ['dream']",
            "refused: extract/register.toml:6: `ydelseskoder` is a list; it must be a text in quotes",
        ),
        (
            "the coverage runs backwards",
            "daekket_til",
            "daekket_til = 2017-12-31",
            "refused: extract/register.toml:4: `daekket_til` lies before `daekket_fra`: they are the last and the first day that the payments cover",
        ),
        (
            "the code set is misspelt",
            "ydelseskoder",
            "ydelseskoder = 'draem'",
            "refused: extract/register.toml:6: there is no code set `draem`; did you mean `dream`?",
        ),
        (
            "the code set is in capitals",
            "ydelseskoder",
            "ydelseskoder = 'DREAM'",
            "refused: extract/register.toml:6: there is no code set `DREAM`; did you mean `dream`?",
        ),
        (
            "a key is misspelt",
            "ydelseskoder",
            "ydelseskoder = 'dream'\nudtraeksdato = 2019-01-15",
            "refused: extract/register.toml:7: unknown key `udtraeksdato`; did you mean `udtraksdato`?",
        ),
        ("a key is there twice", "navn", "navn = 'a'\nnavn = 'b'", "refused: extract/register.toml:3: duplicate key"),
        (
            "a text lacks its quotes",
            "navn",
            "navn = Ishøj",
            "refused: extract/register.toml:2: invalid float, expected `inf`",
        ),
        (
            "a table beside [register] is misspelt",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonne.borgere]\nborger = 'cpr'",
            "refused: extract/register.toml:7: unknown key `kolonne`; did you mean `kolonner`?",
        ),
        (
            "[kolonner] names a table that is none",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.ydelse]\nborger = 'cpr'",
            "refused: extract/register.toml:7: there is no table `ydelse`; did you mean `ydelser`?",
        ),
        (
            "[kolonner] names a column that is none",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.borgere]\nborgr = 'cpr'",
            "refused: extract/register.toml:8: table `borgere` has no column `borgr`; did you mean `borger`? (the contract's name stands left, the extract's own right)",
        ),
        (
            "[kolonner] has the two names the wrong way round",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.borgere]\ncpr = 'borger'",
            "refused: extract/register.toml:8: table `borgere` has no column `cpr`; valid are `borger`, `doed`, `foedselsdato`, `herkomst`, `koen`, `udrejst` (the contract's name stands left, the extract's own right)",
        ),
        (
            "[kolonner] without a table",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner]\nborger = 'cpr'",
            "refused: extract/register.toml:8: `borger` is a text; it must be a table",
        ),
        (
            "[kolonner] with a number for a name",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.borgere]\nborger = 1",
            "refused: extract/register.toml:8: `borger` is a whole number; it must be a text in quotes",
        ),
        (
            "[kolonner] with an empty name",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.borgere]\nborger = ''",
            "refused: extract/register.toml:8: the extract's own name for `borger` is empty",
        ),
        (
            "a renamed column is not there",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.borgere]\nborger = 'cpr'",
            "refused: extract/borgere.csv, row 1: the column `cpr` (the manifest's name for `borger`) is missing (another name for it goes under [kolonner.borgere] in register.toml); the file has `borger`, `foedselsdato`, `herkomst`, `koen`",
        ),
        (
            "a renamed optional column is not there",
            "ydelseskoder",
            "ydelseskoder = 'dream'\n[kolonner.borgere]\ndoed = 'doedsdato'",
            "refused: extract/borgere.csv, row 1: the column `doedsdato` (the manifest's name for `doed`) is missing (another name for it goes under [kolonner.borgere] in register.toml); the file has `borger`, `foedselsdato`, `herkomst`, `koen`",
        ),
        (
            "[register] has another name",
            "[register]",
            "[registre]",
            "refused: extract/register.toml:1: `[register]` is missing: the manifest begins with it",
        ),
        (
            "register is a text",
            "[register]",
            "register = 'x'",
            "refused: extract/register.toml:1: `register` is a text; it must be a table",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, key, instead, expected) in cases {
        let manifest: String = MANIFEST
            .lines()
            .map(|line| if line.starts_with(key) { format!("{instead}\n") } else { format!("{line}\n") })
            .collect();
        assert_ne!(manifest, MANIFEST, "{name}");
        let outcome = Extract::new(&[("register.toml", manifest.as_str()), ("borgere.csv", BORGERE)]).outcome(1);
        note_difference(&mut wrong, name, 1, &outcome, expected);
        tells_no_cell(name, &outcome, &[("borgere.csv", BORGERE)]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_manifest() {
    let extract = Extract::without_manifest(&[("borgere.csv", BORGERE)]);
    assert_eq!(
        extract.outcome(1),
        "refused: extract/register.toml: there is no manifest: an extract is a folder with a `register.toml` that says at least `daekket_fra`, `daekket_til` and `udtraksdato`"
    );
    extract.add("register.toml", "");
    assert_eq!(
        extract.outcome(1),
        "refused: extract/register.toml:1: `[register]` is missing: the manifest begins with it"
    );
    extract.add("register.toml", windows_1252(MANIFEST));
    assert_eq!(extract.outcome(1), "refused: extract/register.toml:2: the manifest is not UTF-8: save it as UTF-8");
    // Editors on Windows put a mark before UTF-8, and end lines in their own way.
    extract.add("register.toml", format!("\u{feff}{}", MANIFEST.replace('\n', "\r\n")));
    assert_eq!(extract.outcome(1), "borgere 1 = 1 + 0");
}

#[test]
fn no_folder() {
    let extract = Extract::new(&[("borgere.csv", BORGERE)]);
    let outcome =
        |path: &Path| told(&import_into(path, &extract.store(), 1)).replace(&*extract.path().to_string_lossy(), "…");
    assert_eq!(
        outcome(&extract.path().join("nowhere")),
        "refused: …/nowhere: there is no such folder: an extract is a folder with a `register.toml` and tables"
    );
    assert_eq!(
        outcome(&extract.path().join("borgere.csv")),
        "refused: …/borgere.csv: this is no folder: an extract is a folder with a `register.toml` and tables"
    );
    assert!(!extract.store().exists(), "a refused extract leaves no store behind");
}

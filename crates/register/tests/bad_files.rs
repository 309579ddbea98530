//! Broken tables: what each is told, word for word. Here are files that are refused whole, and files that are passed
//! over; rows with faults are in `bad_rows.rs`.
//!
//! A case is a bug report: its name, the files, and the outcome as [`common::told`] writes it.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

mod common;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BinaryArray, BooleanArray, ListArray, StringArray};
use common::{Extract, check_sums, note_difference, parquet_file, tells_no_cell};
use std::sync::Arc;

/// The key of every person here.
const PERSON: &str = "0101011234";

const BORGERE: &str = "borger;foedselsdato;koen;herkomst
0101011234;1980-01-01;K;dansk
";

/// The name, the files, the outcome.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str);

fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (name, files, expected) in cases {
        let extract = Extract::new(files);
        for threads in [1, 4] {
            if let Ok(report) = extract.import(threads) {
                check_sums(&report);
            }
            let outcome = extract.outcome(threads);
            note_difference(&mut wrong, name, threads, &outcome, expected);
            tells_no_cell(name, &outcome, files);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn columns() {
    check(&[
        (
            "borgere without koen, which is spelt kon",
            &[("borgere.csv", "borger;foedselsdato;kon;herkomst\n0101011234;1980-01-01;K;dansk\n")],
            "refused: extract/borgere.csv, row 1: the column `koen` is missing (another name for it goes under [kolonner.borgere] in register.toml); did you mean `kon`?",
        ),
        (
            "bopael without kommune, which is spelt komune",
            &[("bopael.csv", "borger;komune;fra;til\n0101011234;101;2018-01-01;\n")],
            "refused: extract/bopael.csv, row 1: the column `kommune` is missing (another name for it goes under [kolonner.bopael] in register.toml); did you mean `komune`?",
        ),
        (
            "ydelser without til",
            &[("ydelser.csv", "borger;ydelse;fra\n0101011234;810;2018-01-01\n")],
            "refused: extract/ydelser.csv, row 1: the column `til` is missing (another name for it goes under [kolonner.ydelser] in register.toml); the file has `borger`, `fra`, `ydelse`",
        ),
        (
            "tilbud without tilbud, which is called aktivitet",
            &[("tilbud.csv", "borger;aktivitet;fra;til\n0101011234;mentor;2018-01-01;\n")],
            "refused: extract/tilbud.csv, row 1: the column `tilbud` is missing (another name for it goes under [kolonner.tilbud] in register.toml); the file has `aktivitet`, `borger`, `fra`, `til`",
        ),
        (
            "loen without maaned, which is spelt in Danish",
            &[("loen.csv", "borger;måned;timer;beloeb\n0101011234;2018-01;37;20000\n")],
            "refused: extract/loen.csv, row 1: the column `maaned` is missing (another name for it goes under [kolonner.loen] in register.toml); did you mean `måned`?",
        ),
        (
            "fleksjob without timer",
            &[("fleksjob.csv", "borger;fra;til\n0101011234;2018-01-01;\n")],
            "refused: extract/fleksjob.csv, row 1: the column `timer` is missing (another name for it goes under [kolonner.fleksjob] in register.toml); the file has `borger`, `fra`, `til`",
        ),
        (
            "visitation without gruppe",
            &[("visitation.csv", "borger;projekt;grupper;fra;til\n0101011234;flere_skal_med;2;2018-01-01;\n")],
            "refused: extract/visitation.csv, row 1: the column `gruppe` is missing (another name for it goes under [kolonner.visitation] in register.toml); did you mean `grupper`?",
        ),
        (
            "haendelser without dato",
            &[("haendelser.csv", "borger;date;haendelse\n0101011234;2018-01-01;sanktion\n")],
            "refused: extract/haendelser.csv, row 1: the column `dato` is missing (another name for it goes under [kolonner.haendelser] in register.toml); did you mean `date`?",
        ),
        (
            "planer without planlagt_til",
            &[("planer.csv", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n")],
            "refused: extract/planer.csv, row 1: the column `planlagt_til` is missing (another name for it goes under [kolonner.planer] in register.toml); the file has `borger`, `fra`, `til`, `ydelse`",
        ),
        (
            "no column for the person",
            &[("ydelser.csv", "cpr;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: the column `borger` is missing (another name for it goes under [kolonner.ydelser] in register.toml); the file has `cpr`, `fra`, `til`, `ydelse`",
        ),
        (
            "a column is there twice",
            &[("ydelser.csv", "borger;ydelse;fra;fra;til\n0101011234;810;2018-01-01;2018-01-01;2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: the column `fra` is there twice: which one holds is not said",
        ),
        (
            "a column is there twice, in two cases",
            &[("ydelser.csv", "borger;ydelse;fra;til;TIL\n0101011234;810;2018-01-01;2018-06-30;2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: the column `til` is there twice: which one holds is not said",
        ),
        (
            "the second part lacks a column",
            &[
                ("ydelser.1.csv", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n"),
                ("ydelser.2.csv", "borger;ydelse;fra\n0101011234;810;2018-01-01\n"),
            ],
            "refused: extract/ydelser.2.csv, row 1: the column `til` is missing (another name for it goes under [kolonner.ydelser] in register.toml); the file has `borger`, `fra`, `ydelse`",
        ),
        (
            "no header: the first row is a person",
            &[("ydelser.csv", "0101011234;810;2018-01-01;2018-06-30\n0101011234;811;2018-01-01;2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: none of the table's columns is there: the first row must name them (borger, ydelse, fra, til), parted by `;` or `,`",
        ),
        (
            "the header has lost its line break",
            &[("ydelser.csv", "borger;ydelse;fra;til 0101011234;810;2018-01-01;2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: the column `til` is missing (another name for it goes under [kolonner.ydelser] in register.toml)",
        ),
        (
            "fields parted by tabs",
            &[("ydelser.csv", "borger\tydelse\tfra\ttil\n0101011234\t810\t2018-01-01\t2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: none of the table's columns is there: the first row must name them (borger, ydelse, fra, til), parted by `;` or `,`",
        ),
        (
            "fields parted by bars, no header",
            &[("ydelser.csv", "0101011234|810|2018-01-01|2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: none of the table's columns is there: the first row must name them (borger, ydelse, fra, til), parted by `;` or `,`",
        ),
    ]);
}

#[test]
fn text_files() {
    check(&[
        (
            "an empty file",
            &[("ydelser.csv", "")],
            "refused: extract/ydelser.csv: the file is empty: its first line must name the columns",
        ),
        (
            "a file of blank lines",
            &[("ydelser.csv", "\n\n  \n")],
            "refused: extract/ydelser.csv: the file is empty: its first line must name the columns",
        ),
        ("a header and no row", &[("ydelser.csv", "borger;ydelse;fra;til\n")], "ydelser 0 = 0 + 0"),
        ("a header without its line break", &[("ydelser.csv", "borger;ydelse;fra;til")], "ydelser 0 = 0 + 0"),
        (
            "the header comes after a blank line",
            &[("ydelser.csv", "\nborger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n")],
            "ydelser 1 = 1 + 0",
        ),
        (
            "a row with too few fields",
            &[(
                "ydelser.csv",
                "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n0101011234;811;2018-07-01\n",
            )],
            "refused: extract/ydelser.csv, row 3: the row has 3 fields, and the header names 4 columns: the file is damaged, or a field with `;` in it lacks its quotes",
        ),
        (
            "a row with too many fields",
            &[("ydelser.csv", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30;101\n")],
            "refused: extract/ydelser.csv, row 2: the row has 5 fields, and the header names 4 columns: the file is damaged, or a field with `;` in it lacks its quotes",
        ),
        (
            "a decimal comma without quotes between commas",
            &[("loen.csv", "borger,maaned,timer,beloeb\n0101011234,2018-01,160,33,25000\n")],
            "refused: extract/loen.csv, row 2: the row has 5 fields, and the header names 4 columns: the file is damaged, or a field with `,` in it lacks its quotes",
        ),
        (
            "a ragged row after blank lines and a field of two lines",
            &[(
                "haendelser.csv",
                "borger;dato;haendelse;vaerdi\n0101011234;2018-01-01;sanktion;\"to\nlinjer\"\n\n\n0101011234;2018-01-01\n",
            )],
            "refused: extract/haendelser.csv, row 6: the row has 2 fields, and the header names 4 columns: the file is damaged, or a field with `;` in it lacks its quotes",
        ),
        (
            "a ragged row in a file from Windows",
            &[(
                "ydelser.csv",
                "borger;ydelse;fra;til\r\n0101011234;810;2018-01-01;2018-06-30\r\n\r\n0101011234;811;2018-07-01\r\n",
            )],
            "refused: extract/ydelser.csv, row 4: the row has 3 fields, and the header names 4 columns: the file is damaged, or a field with `;` in it lacks its quotes",
        ),
        (
            "a quote is never closed",
            &[(
                "haendelser.csv",
                "borger;dato;haendelse;vaerdi\n0101011234;2018-01-01;sanktion;a\n0101011234;\"2018-01-02;sanktion;b\n0101011234;2018-01-03;sanktion;c\n",
            )],
            "refused: extract/haendelser.csv, row 3: a quote is opened here and never closed: close it, or take it away",
        ),
        (
            "a quote in the last column is never closed",
            &[(
                "haendelser.csv",
                "borger;dato;haendelse;vaerdi\n0101011234;2018-01-01;sanktion;\"a\n0101011234;2018-01-02;sanktion;b\n0101011234;2018-01-03;sanktion;c\n",
            )],
            "refused: extract/haendelser.csv, row 2: a quote is opened here and never closed: close it, or take it away",
        ),
        (
            "a quote in the header is never closed",
            &[("ydelser.csv", "borger;ydelse;fra;\"til\n0101011234;810;2018-01-01;2018-06-30\n")],
            "refused: extract/ydelser.csv, row 1: a quote is opened here and never closed: close it, or take it away",
        ),
        (
            "an inch mark in the header is no quote",
            &[("ydelser.csv", "borger;ydelse;fra;til;note 5\"\n0101011234;810;2018-01-01;2018-06-30;\n")],
            "ydelser 1 = 1 + 0",
        ),
        (
            "an inch mark in a row is no quote",
            &[(
                "haendelser.csv",
                "borger;dato;haendelse;vaerdi\n0101011234;2018-01-01;sanktion;5\" rør\n0101011234;2018-01-02;sanktion;b\n",
            )],
            "haendelser 2 = 2 + 0",
        ),
        (
            "a quote in a field is not written twice",
            &[(
                "haendelser.csv",
                "borger;dato;haendelse;vaerdi\n0101011234;2018-01-01;sanktion;\"sagde \"nej\" igen\"\n0101011234;2018-01-02;sanktion;b\n",
            )],
            "refused: extract/haendelser.csv, row 2: a field goes on after its closing quote: a quote inside a field is written twice",
        ),
        (
            "a quote is closed by the opening one of a later row",
            &[(
                "haendelser.csv",
                "borger;dato;haendelse;vaerdi\n0101011234;2018-01-01;sanktion;\"a\n0101011234;2018-01-02;sanktion;b\n0101011234;2018-01-03;sanktion;\"c\"\n",
            )],
            "refused: extract/haendelser.csv, row 2: a field goes on after its closing quote: a quote inside a field is written twice",
        ),
        (
            "quotes that are right",
            &[(
                "haendelser.csv",
                "borger;dato;\"haendelse\";vaerdi\n\"0101011234\";2018-01-01;sanktion;\"sagde \"\"nej\"\"; igen\"\r\n0101011234;2018-01-02;sanktion;\"\"\n",
            )],
            "haendelser 2 = 2 + 0",
        ),
        (
            "lines that end in a carriage return alone",
            &[("ydelser.csv", "borger;ydelse;fra;til\r0101011234;810;2018-01-01;2018-06-30\r")],
            "refused: extract/ydelser.csv: its lines end in a carriage return alone: save it with line feeds",
        ),
        (
            "the second of two broken files is not the one that is told",
            &[
                ("bopael.csv", "borger;kommune;fra;til\n0101011234;101\n"),
                ("ydelser.csv", "borger;ydelse;fra;til\n0101011234;810\n"),
            ],
            "refused: extract/bopael.csv, row 2: the row has 2 fields, and the header names 4 columns: the file is damaged, or a field with `;` in it lacks its quotes",
        ),
    ]);
}

#[test]
fn files_and_forms() {
    check(&[
        ("no table", &[], "refused: …/extract: there is no table here: an extract has any of borgere, bopael, ydelser, tilbud, loen, fleksjob, visitation, haendelser, planer or a wide dream, as NAME.csv, NAME.parquet, NAME.1.csv … or a folder NAME"),
        ("no table but a misspelt one", &[("ydelse.csv", "borger;ydelse;fra;til\n")], "refused: …/extract: there is no table here: an extract has any of borgere, bopael, ydelser, tilbud, loen, fleksjob, visitation, haendelser, planer or a wide dream, as NAME.csv, NAME.parquet, NAME.1.csv … or a folder NAME (ydelse.csv is no table of the contract; did you mean `ydelser`?)"),
        ("a misspelt file beside a table", &[("borgere.csv", BORGERE), ("haendelse.csv", "borger;dato;haendelse\n")], "borgere 1 = 1 + 0
not read: haendelse.csv is no table of the contract; did you mean `haendelser`?"),
        ("a file of no table", &[("borgere.csv", BORGERE), ("kontoplan.csv", "konto;tekst\n")], "borgere 1 = 1 + 0
not read: kontoplan.csv is no table of the contract; valid are `bopael`, `borgere`, `dream`, `fleksjob`, `haendelser`, `loen`, `planer`, `tilbud`, `visitation`, `ydelser`"),
        ("an old copy of a table", &[("borgere.csv", BORGERE), ("ydelser.old.csv", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n")], "borgere 1 = 1 + 0
not read: ydelser.old.csv is no form of the table `ydelser`: it is a file ydelser.csv or ydelser.parquet, parts ydelser.1.csv … or a folder ydelser"),
        ("a table as a workbook", &[("borgere.csv", BORGERE), ("ydelser.xlsx", "PK")], "borgere 1 = 1 + 0
not read: ydelser.xlsx is no form of the table `ydelser`: it is a file ydelser.csv or ydelser.parquet, parts ydelser.1.csv … or a folder ydelser"),
        ("a folder named as a file", &[("borgere.csv", BORGERE), ("ydelser.parquet/part-0.parquet", "PAR1")], "borgere 1 = 1 + 0
not read: ydelser.parquet is no form of the table `ydelser`: it is a file ydelser.csv or ydelser.parquet, parts ydelser.1.csv … or a folder ydelser"),
        ("a misspelt folder", &[("borgere.csv", BORGERE), ("ydelse/1.csv", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n")], "borgere 1 = 1 + 0
not read: ydelse is no table of the contract; did you mean `ydelser`?"),
        ("a folder in the folder of a table", &[("ydelser/1.csv", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n"), ("ydelser/2018/1.csv", "borger;ydelse;fra;til\n0101011234;811;2018-01-01;2018-06-30\n")], "ydelser 1 = 1 + 0
not read: ydelser/2018 is a folder within a table's folder: put its files one level up"),
                ("a table as CSV and as Parquet", &[("ydelser.csv", "borger;ydelse;fra;til\n"), ("ydelser.parquet", "PAR1")], "refused: …/extract: table `ydelser` is there more than once (extract/ydelser.csv, extract/ydelser.parquet): keep one form of it"),
        ("a table as a file and as a folder", &[("ydelser.csv", "borger;ydelse;fra;til\n"), ("ydelser/1.csv", "borger;ydelse;fra;til\n")], "refused: …/extract: table `ydelser` is there more than once (extract/ydelser.csv, ydelser/1.csv): keep one form of it"),
        ("a table as a file and in parts", &[("ydelser.csv", "borger;ydelse;fra;til\n"), ("ydelser.1.csv", "borger;ydelse;fra;til\n")], "refused: …/extract: table `ydelser` is there more than once (extract/ydelser.csv, extract/ydelser.1.csv): keep one form of it"),
        ("a part as CSV and as Parquet", &[("ydelser.1.csv", "borger;ydelse;fra;til\n"), ("ydelser.1.parquet", "PAR1")], "refused: …/extract: table `ydelser` is there more than once (extract/ydelser.1.csv, extract/ydelser.1.parquet): keep one form of it"),
        ("an empty folder", &[("borgere.csv", BORGERE), ("ydelser/", "")], "refused: extract/ydelser: the folder has no CSV, Parquet or SAS file: put the table's parts in it, or take it away"),
        ("a folder without a file of rows", &[("ydelser/_SUCCESS", "")], "refused: extract/ydelser: the folder has no CSV, Parquet or SAS file: put the table's parts in it, or take it away"),
        ("text under the name of a Parquet file", &[("ydelser.parquet", "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n")], "refused: extract/ydelser.parquet: this is no Parquet file that can be read (Parquet error: Invalid Parquet file. Corrupt footer): write it anew, or save the table as CSV"),
        ("an empty Parquet file", &[("ydelser.parquet", "")], "refused: extract/ydelser.parquet: this is no Parquet file that can be read (EOF: Parquet file too small. Size is 0 but need 8): write it anew, or save the table as CSV"),
    ]);
}

fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

/// A Parquet file of `ydelser` with one column more, or with that column in place of the one of its name.
fn ydelser_with(name: &'static str, column: ArrayRef) -> Vec<u8> {
    let text = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let mut columns = vec![
        ("borger", text(PERSON)),
        ("ydelse", text("810")),
        ("fra", text("2018-01-01")),
        ("til", text("2018-06-30")),
    ];
    columns.retain(|(known, _)| *known != name);
    columns.push((name, column));
    parquet_file(columns)
}

#[test]
fn files_of_bytes() {
    let rows = "borger;ydelse;fra;til\n0101011234;810;2018-01-01;2018-06-30\n";
    let list = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(810)])]));
    let mut truncated = ydelser_with("til", Arc::new(StringArray::from(vec!["2018-06-30"])));
    truncated.truncate(truncated.len() / 2);
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        (
            "UTF-16 from Windows",
            "ydelser.csv",
            utf_16(&format!("\u{feff}{rows}"), u16::to_le_bytes),
            "refused: extract/ydelser.csv: the file is UTF-16: save it as UTF-8 or Windows-1252",
        ),
        (
            "UTF-16, the other end first",
            "ydelser.csv",
            utf_16(&format!("\u{feff}{rows}"), u16::to_be_bytes),
            "refused: extract/ydelser.csv: the file is UTF-16: save it as UTF-8 or Windows-1252",
        ),
        (
            "UTF-16 without a mark",
            "ydelser.csv",
            utf_16(rows, u16::to_le_bytes),
            "refused: extract/ydelser.csv: the file is no text, or UTF-16: save it as UTF-8 or Windows-1252",
        ),
        (
            "a Parquet file under the name of a CSV file",
            "ydelser.csv",
            ydelser_with("kommune", Arc::new(StringArray::from(vec!["101"]))),
            "refused: extract/ydelser.csv: the file is no text, or UTF-16: save it as UTF-8 or Windows-1252",
        ),
        (
            "noise under the name of a CSV file",
            "ydelser.csv",
            (1..=255).cycle().take(3000).collect(),
            "refused: extract/ydelser.csv, row 1: none of the table's columns is there: the first row must name them (borger, ydelse, fra, til), parted by `;` or `,`",
        ),
        (
            "noise under the name of a Parquet file",
            "ydelser.parquet",
            (0..=255).cycle().take(3000).collect(),
            "refused: extract/ydelser.parquet: this is no Parquet file that can be read (Parquet error: Invalid Parquet file. Corrupt footer): write it anew, or save the table as CSV",
        ),
        (
            "half a Parquet file",
            "ydelser.parquet",
            truncated,
            "refused: extract/ydelser.parquet: this is no Parquet file that can be read (Parquet error: Invalid Parquet file. Corrupt footer): write it anew, or save the table as CSV",
        ),
        (
            "a column of true and false",
            "ydelser.parquet",
            ydelser_with("ydelse", Arc::new(BooleanArray::from(vec![true]))),
            "refused: extract/ydelser.parquet, column ydelse: the column is Boolean; only text, numbers and dates can be read: write it as one of them",
        ),
        (
            "a column of lists",
            "ydelser.parquet",
            ydelser_with("ydelse", list.clone()),
            "refused: extract/ydelser.parquet, column ydelse: the column is List(Int32); only text, numbers and dates can be read: write it as one of them",
        ),
        (
            "a column of bytes",
            "ydelser.parquet",
            ydelser_with("borger", Arc::new(BinaryArray::from(vec![PERSON.as_bytes()]))),
            "refused: extract/ydelser.parquet, column borger: the column is Binary; only text, numbers and dates can be read: write it as one of them",
        ),
        (
            "a column of lists that nobody asked for",
            "ydelser.parquet",
            ydelser_with("koder", list),
            "ydelser 1 = 1 + 0",
        ),
        (
            "a Parquet file without a column",
            "ydelser.parquet",
            parquet_file(vec![("borger", Arc::new(StringArray::from(vec![PERSON])))]),
            "refused: extract/ydelser.parquet: the column `ydelse` is missing (another name for it goes under [kolonner.ydelser] in register.toml); the file has `borger`",
        ),
        (
            "a Parquet file with a column in two cases",
            "ydelser.parquet",
            ydelser_with("Til", Arc::new(StringArray::from(vec!["2018-06-30"]))),
            "refused: extract/ydelser.parquet: the column `til` is there twice: which one holds is not said",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, file, bytes, expected) in &cases {
        let outcome = Extract::new(&[(file, bytes)]).outcome(1);
        note_difference(&mut wrong, name, 1, &outcome, expected);
        tells_no_cell(name, &outcome, &[("ydelser.csv", rows)]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

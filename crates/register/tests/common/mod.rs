//! What the tests of the crate share: extracts made of literals, imports into a store of their own, and outcomes
//! and stores as text, which can be compared whole.

// Each test file compiles this module for itself and uses a part of it.
#![allow(dead_code, reason = "no test file uses all of it")]
#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

pub(crate) mod sas;
pub(crate) mod written;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use calendar::Day;
use definitions::Catalog;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use register::{Error, ImportReport, ImportSettings, Needs, Person, PseudonymKey, Store, import};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

/// Any key will do, as long as it is the same one: stores made with it have the same pseudonyms.
pub(crate) static KEY: LazyLock<PseudonymKey> = LazyLock::new(|| PseudonymKey::from_bytes([7; 32]));

/// A manifest with nothing wrong in it.
pub(crate) const MANIFEST: &str = r#"[register]
navn         = "Prøve"
daekket_fra  = 2018-01-01
daekket_til  = 2018-12-31
udtraksdato  = 2019-01-15
ydelseskoder = "dream"
"#;

/// A folder with an extract in `extract` and room for a store in `store`.
pub(crate) struct Extract {
    folder: TempDir,
}

impl Extract {
    /// Writes the files, and the manifest where none is among them. A name that ends in `/` is an empty folder.
    pub(crate) fn new<C: AsRef<[u8]>>(files: &[(&str, C)]) -> Extract {
        let extract = Extract::without_manifest(files);
        if !extract.path().join("register.toml").exists() {
            extract.add("register.toml", MANIFEST);
        }
        extract
    }

    pub(crate) fn without_manifest<C: AsRef<[u8]>>(files: &[(&str, C)]) -> Extract {
        let extract = Extract { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(extract.path()).unwrap();
        for (name, content) in files {
            extract.add(name, content);
        }
        extract
    }

    pub(crate) fn add(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        if name.ends_with('/') {
            return fs::create_dir_all(path).unwrap();
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("extract")
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// What the store says of itself, as it lies there.
    pub(crate) fn store_toml(&self) -> String {
        let generation = fs::read_to_string(self.store().join("current")).unwrap();
        fs::read_to_string(self.store().join(generation.trim()).join("store.toml")).unwrap()
    }

    pub(crate) fn import(&self, threads: usize) -> Result<ImportReport, Error> {
        import_into(&self.path(), &self.store(), threads)
    }

    /// The outcome of an import, as [`told`] writes it.
    pub(crate) fn outcome(&self, threads: usize) -> String {
        // The folder's name is another in each run.
        told(&self.import(threads)).replace(&*self.folder.path().to_string_lossy(), "…")
    }
}

pub(crate) fn import_into(extract: &Path, store: &Path, threads: usize) -> Result<ImportReport, Error> {
    import(&ImportSettings {
        extract,
        store,
        key: &KEY,
        catalog: &CATALOG,
        threads,
        memory: register::USUAL_MEMORY,
        progress: &|_| {},
    })
}

/// An import's outcome in words:
///
/// ```text
/// refused: extract/ydelser.csv, row 3: …
///
/// ydelser 3 = 2 + 1                                            rows in = kept + set aside
/// ydelser.til bad_date 1: extract/ydelser.csv:3                findings, with their first places
/// not read: ydelse.csv is no table of the contract; …          files that were passed over
/// ```
pub(crate) fn told(result: &Result<ImportReport, Error>) -> String {
    let report = match result {
        Err(error) => return format!("refused: {error}"),
        Ok(report) => report,
    };
    let mut lines = Vec::new();
    for rows in &report.info.rows {
        lines.push(format!("{} {} = {} + {}", rows.table.danish(), rows.rows_in, rows.kept, rows.set_aside));
    }
    for finding in &report.info.findings {
        let (table, dot) = (finding.table.danish(), if finding.column.is_empty() { "" } else { "." });
        lines.push(format!(
            "{table}{dot}{} {} {}: {}",
            finding.column,
            finding.reason.id(),
            finding.rows,
            finding.examples.join(" ")
        ));
    }
    lines.extend(report.unrecognized.iter().map(|file| format!("not read: {file}")));
    lines.join("\n")
}

/// Notes an outcome that is not the expected one, so that a test can tell all of its cases that go wrong.
pub(crate) fn note_difference(wrong: &mut Vec<String>, name: &str, threads: usize, outcome: &str, expected: &str) {
    if outcome != expected {
        wrong.push(format!("{name} ({threads} threads):\n{outcome}\ninstead of\n{expected}\n"));
    }
}

/// No cell of any row of the CSV files, beginning with the persons' keys, is in what is told: it could be a person's.
pub(crate) fn tells_no_cell<T: AsRef<str>>(name: &str, told: &str, files: &[(&str, T)]) {
    for (file, content) in files.iter().filter(|(file, _)| file.ends_with(".csv")) {
        // What stands in the first line may be told where it is a header.
        let lines = content.as_ref().trim_start().lines().skip(1);
        let cells = lines.flat_map(|line| line.split([';', ',', '\t', '"'])).map(str::trim);
        // A short cell (`K`, `101`) is in any text by accident; the covered days are the manifest's own.
        for cell in cells.filter(|cell| cell.len() > 3 && !MANIFEST.contains(cell)) {
            assert!(!told.contains(cell), "{name}: a cell of {file} is in:\n{told}");
        }
    }
}

/// A text of Danish letters in that encoding: they have the numbers there that they have in Unicode.
pub(crate) fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(letter).unwrap()).collect()
}

/// Rows in = rows kept + rows set aside, and set aside = the sum of the findings that set rows aside.
pub(crate) fn check_sums(report: &ImportReport) {
    for rows in &report.info.rows {
        assert_eq!(rows.rows_in, rows.kept + rows.set_aside, "{rows:?}");
        let found = report
            .info
            .findings
            .iter()
            .filter(|finding| finding.table == rows.table && !finding.reason.keeps_the_row());
        assert_eq!(
            rows.set_aside,
            found.map(|finding| finding.rows).sum::<u64>(),
            "{rows:?} {:?}",
            report.info.findings
        );
        // Rows that are kept and have a finding are among the kept ones.
        let kept =
            report.info.findings.iter().filter(|finding| finding.table == rows.table && finding.reason.keeps_the_row());
        assert!(kept.map(|finding| finding.rows).sum::<u64>() <= rows.kept, "{rows:?} {:?}", report.info.findings);
    }
}

/// Everything that a store hands out of each person, by pseudonym. Codes are written out.
pub(crate) fn people(store: &Path) -> BTreeMap<String, String> {
    let store = Store::open(store, &CATALOG).unwrap();
    let mut people = BTreeMap::new();
    for shard in 0..store.n_shards() {
        for person in store.read(shard, Needs::ALL).unwrap().iter() {
            let before = people.insert(person.id.reveal_pseudonym(), describe(&store, person));
            assert_eq!(before, None, "a person is in the store once");
        }
    }
    assert_eq!(people.len() as u64, store.info().n_persons);
    people
}

fn describe(store: &Store, person: Person<'_>) -> String {
    let word = |set: &str, code: u16| {
        CATALOG.code_sets.versions(set).unwrap().last().unwrap().codes[usize::from(code)].code.clone()
    };
    let until = |day: Day| if day == Day::MAX { "…".to_owned() } else { day.to_string() };
    let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
    let number = |number: Option<i32>| number.map_or("-".to_owned(), |number| number.to_string());
    let who = person.attributes;
    let sex = who.sex.map_or("-".to_owned(), |code| word("koen", code));
    let origin = who.origin.map_or("-".to_owned(), |code| word("herkomst", code));
    let mut text =
        format!("born {} {sex} {origin} died {} emigrated {}", day(who.birth), day(who.died), day(who.emigrated));
    for stay in person.stays {
        text += &format!(" | stay {} [{}, {})", stay.municipality, stay.from, until(stay.until));
    }
    for payment in person.payments {
        text += &format!(
            " | paid {} [{}, {})",
            store.benefits().codes[usize::from(payment.code)].code,
            payment.from,
            until(payment.until)
        );
    }
    for wage in person.wages {
        text += &format!(" | wage {} {} {}", wage.month, number(wage.hours), number(wage.amount));
    }
    for event in person.events {
        let value = event.value.map_or(String::new(), |value| format!(" ({})", person.text(value)));
        text += &format!(" | event {} {}{value}", event.day, word("haendelser", event.event));
    }
    for offer in person.offers {
        text += &format!(" | offer {} [{}, {})", word("tilbud", offer.offer), offer.from, until(offer.until));
    }
    for job in person.flexible_jobs {
        text += &format!(" | fleksjob {} [{}, {})", number(job.hours), job.from, until(job.until));
    }
    for member in person.memberships {
        let (project, group) = (person.text(member.project), person.text(member.group));
        text += &format!(" | member {project}/{group} [{}, {})", member.from, until(member.until));
    }
    for plan in person.plans {
        let code = &store.benefits().codes[usize::from(plan.code)].code;
        text += &format!(" | plan {code} [{}, {})", plan.from, until(plan.until));
    }
    text
}

/// All rows of all files of a store, in the files' own order: what [`people`] does not hand out is here too.
pub(crate) fn files(store: &Path) -> BTreeMap<String, Vec<String>> {
    let generation = fs::read_to_string(store.join("current")).unwrap();
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(store.join(generation.trim())).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "parquet") {
            files.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), rows_of(&path));
        }
    }
    files
}

fn rows_of(path: &Path) -> Vec<String> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let row = |row| batch.columns().iter().map(|column| cell(column, row)).collect::<Vec<_>>().join(" ");
        rows.extend((0..batch.num_rows()).map(row));
    }
    rows
}

fn cell(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return "-".to_owned();
    }
    match column.data_type() {
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Date32 => Day::from_number(column.as_primitive::<Date32Type>().value(row)).to_string(),
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::FixedSizeBinary(_) => {
            column.as_fixed_size_binary().value(row).iter().map(|byte| format!("{byte:02x}")).collect()
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_dictionary::<Int32Type>();
            dictionary.values().as_string::<i32>().value(dictionary.keys().value(row) as usize).to_owned()
        }
        other => panic!("the store has a column of {other}"),
    }
}

/// A Parquet file of these columns.
pub(crate) fn parquet_file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    parquet_file_in_groups(columns, 1 << 20)
}

/// The same, in groups of so many rows.
pub(crate) fn parquet_file_in_groups(columns: Vec<(&str, ArrayRef)>, rows: usize) -> Vec<u8> {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap();
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

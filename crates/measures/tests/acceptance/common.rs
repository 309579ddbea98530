//! What the case tests share: a case imported, and its expected tables read.

use definitions::{Catalog, Dimension};
use measures::{Cell, Pass, Question, Ratio, Request, Table};
use register::{ImportSettings, PseudonymKey, Store, import};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A case whose extract is imported.
pub(crate) struct Case {
    pub(crate) catalog: Catalog,
    pub(crate) store: Store,
    expected: PathBuf,
    _folder: tempfile::TempDir,
}

/// The folder of the cases; none where there is none, which is only allowed outside CI.
pub(crate) fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    assert!(
        folder.is_dir() || std::env::var_os("CI").is_none(),
        "the acceptance cases are missing: they lie in shared/cases beside the repository"
    );
    folder.is_dir().then_some(folder)
}

impl Case {
    /// Imports a case, with the definitions in these folders added.
    pub(crate) fn open(name: &str, definitions: &[PathBuf]) -> Option<Case> {
        let extract = cases()?.join(name);
        let catalog = Catalog::with_folders(definitions).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = ImportSettings {
            extract: &extract,
            store: folder.path(),
            key: &PseudonymKey::from_bytes([3; 32]),
            catalog: &catalog,
            threads: 2,
            memory: register::USUAL_MEMORY,
            progress: &|_| {},
        };
        import(&settings).unwrap();
        let store = Store::open(folder.path(), &catalog).unwrap();
        Some(Case { catalog, store, expected: extract.join("expected"), _folder: folder })
    }

    /// An expected table, as rows of column name to value.
    pub(crate) fn expected(&self, file: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.expected.join(file)).unwrap();
        reader.deserialize().map(|row| row.unwrap()).collect()
    }

    /// Answers several questions in one pass.
    pub(crate) fn ask(&self, requests: &[Request]) -> Vec<Table> {
        let questions =
            requests.iter().map(|request| Question::new(request, &self.catalog, self.store.info()).unwrap()).collect();
        Pass::plan(questions, &self.catalog).unwrap().run(&self.store, 2, &|_| {}).unwrap()
    }
}

/// A request for periods by some dimensions.
pub(crate) fn request(measure: &str, periods: &str, by: &[Dimension]) -> Request {
    Request {
        measure: measure.to_owned(),
        periods: calendar::Period::list(periods).unwrap(),
        by: Some(by.to_vec()),
        ..Request::default()
    }
}

/// The figures of a column, by the ids of the row's categories; what is no number is left out.
pub(crate) fn figures(table: &Table, column: &str) -> BTreeMap<Vec<String>, Ratio> {
    let column = table.columns.iter().position(|known| known.id() == column).unwrap();
    let figure = |row| match table.cell(row, column) {
        Cell::Number { value, .. } => {
            Some((table.categories(row).map(|category| category.id.clone()).collect(), value))
        }
        Cell::NotYet | Cell::Unknown => None,
    };
    (0..table.n_rows()).filter_map(figure).collect()
}

/// The same, without those that are 0.
pub(crate) fn above_zero(table: &Table, column: &str) -> BTreeMap<Vec<String>, Ratio> {
    figures(table, column).into_iter().filter(|(_, value)| *value != Ratio::whole(0)).collect()
}

/// Asserts that two lists of figures are equal, and says which are not.
pub(crate) fn assert_same(
    what: &str,
    computed: BTreeMap<Vec<String>, String>,
    expected: BTreeMap<Vec<String>, String>,
) {
    let missing: Vec<_> = expected.iter().filter(|(key, value)| computed.get(*key) != Some(value)).take(8).collect();
    let extra: Vec<_> = computed.iter().filter(|(key, value)| expected.get(*key) != Some(value)).take(8).collect();
    assert!(missing.is_empty() && extra.is_empty(), "{what}: expected {missing:#?} but computed {extra:#?}");
    assert!(!expected.is_empty(), "{what}: nothing was expected");
}

//! People in memory, and what is found of them.

use calendar::Span;
use definitions::Catalog;
use register::{People, PersonRows, StoreInfo, TableKind};
use rules::{Found, Law, Settings, Watch};
use std::sync::LazyLock;

pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

/// The number of a code, if the set has it.
pub(crate) fn code(set: &str, code: &str) -> Option<u16> {
    CATALOG.code_sets.versions(set).unwrap().last().unwrap().find(code)
}

/// What is found of a person in a register that covers some days and has these tables.
pub(crate) fn look(rows: PersonRows, covered: Span, settings: Settings, tables: &[TableKind]) -> Found {
    let info = StoreInfo::in_memory("drawn", covered, "dream", tables);
    let watch = Watch::new(Law::read().unwrap(), &CATALOG, &info, settings).unwrap();
    let people = People::from_rows(vec![rows], Vec::new());
    watch.look(&people.person(0)).unwrap()
}

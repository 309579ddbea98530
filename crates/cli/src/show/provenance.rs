//! Where a table's figures come from: said under every table and beside every file.

use crate::show::sheet::Sheet;
use definitions::Language;

/// The register, its vintage and coverage, the definitions with their content hashes, and the program's version.
pub(crate) fn lines(table: &Sheet, language: Language) -> Vec<String> {
    let register = (table.register.as_str(), table.covered, table.extract_date);
    publication::sources(register, &table.measure, &table.rests_on, language)
}

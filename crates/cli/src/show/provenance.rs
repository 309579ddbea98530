//! Where a table's figures come from: said under every table and beside every file.

use crate::show::sheet::Sheet;
use definitions::Language;

/// The register, its vintage and coverage, the definitions with their content hashes, and the program's version.
pub(crate) fn lines(table: &Sheet, language: Language) -> Vec<String> {
    let (from, to) = (table.covered.from, table.covered.last_day());
    let definitions: Vec<String> =
        table.rests_on.iter().map(|(kind, id, hash)| format!("{kind} {id} ({hash})")).collect();
    let definitions = definitions.join(", ");
    let program = concat!("forlob ", env!("CARGO_PKG_VERSION"));
    match language {
        Language::Danish => vec![
            format!("Kilde: {}. Udtrukket {}, dækker {from} til {to}.", table.register, table.extract_date),
            format!("Definition: {}.", table.measure.header.source),
            format!("Definitionsfiler: {definitions}. {program}."),
        ],
        Language::English => vec![
            format!("Source: {}. Drawn {}, covers {from} to {to}.", table.register, table.extract_date),
            format!("Definition: {}.", table.measure.header.source),
            format!("Definition files: {definitions}. {program}."),
        ],
    }
}

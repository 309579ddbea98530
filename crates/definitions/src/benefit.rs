//! Benefit groups: the codes whose payments make one kind of spell.

use crate::catalog::Catalog;
use crate::code_set::codes_of;
use crate::toml_file::Text;
use crate::{Code, CodeMask, Error, Header};
use calendar::Day;

/// A benefit group, as it is in force in one stretch of time.
///
/// A payment belongs to the group on a day when the version in force that day has its code; a group whose
/// codes change is two files with the same id and dates that meet.
///
/// ```toml
/// id         = "ressourceforlob"
/// title      = { da = "Ressourceforløb", en = "Ressourceforløb" }
/// source     = "DREAM, 2015"
/// valid_from = 1991-01-01
/// code_set   = "dream"
/// codes      = ["810", "813-818"]
/// began      = 2013-01-01     # optional: the first day on which there was such a benefit
/// ```
#[derive(Debug, Clone)]
pub struct BenefitGroup {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The code set that the codes are from.
    pub code_set: String,
    /// The codes, sorted.
    pub codes: Vec<Code>,
    /// The same as bits.
    pub mask: CodeMask,
    /// The first day on which there was such a benefit: a spell that touches an extract's first covered day
    /// is a start, and not left-censored, where the benefit began no earlier than that.
    pub began: Option<Day>,
}

impl BenefitGroup {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<BenefitGroup, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let set = catalog.code_sets.reference(&table.text("code_set")?)?;
        let codes = codes_of(&table, &set)?;
        let began = table.optional_date("began")?.map(|day| day.value);
        table.finish()?;
        Ok(BenefitGroup { header, code_set: set.header.id.clone(), mask: CodeMask::new(&codes), codes, began })
    }
}

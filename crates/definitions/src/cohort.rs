//! Cohorts: the people who are followed because they belong to a group of a project, whatever they are paid.

use crate::toml_file::Text;
use crate::{Error, Header};

/// Who belongs to a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    /// Whoever has a row in `visitation` of this project and group, on the days of the row.
    Group {
        /// `projekt`, as the extract writes it.
        project: String,
        /// `gruppe`, as the extract writes it.
        group: String,
    },
    /// Everybody that the register knows, on every day: to compare a group with.
    Everyone,
}

/// A cohort.
///
/// ```toml
/// id         = "flere_skal_med.2"
/// title      = { da = "Personer visiteret til gruppe 2", en = "Persons in group 2" }
/// source     = "S003"
/// valid_from = 2017-01-01
/// project    = "flere_skal_med"      # or, for everybody in the register: everyone = true
/// group      = "2"
/// ```
///
/// Rows of one person that touch or overlap are one membership; after a break a new one begins.
#[derive(Debug, Clone)]
pub struct Cohort {
    /// Id, titles, source, dates.
    pub header: Header,
    /// Who belongs to it.
    pub members: Membership,
}

impl Cohort {
    pub(crate) fn read(text: Text<'_>) -> Result<Cohort, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let members = if table.flag("everyone")? {
            let (project, group) = (table.optional_text("project")?, table.optional_text("group")?);
            if let Some(named) = project.or(group) {
                return Err(named.error("everybody belongs to it already: leave `project` and `group` out"));
            }
            Membership::Everyone
        } else {
            Membership::Group { project: table.text("project")?.value, group: table.text("group")?.value }
        };
        table.finish()?;
        Ok(Cohort { header, members })
    }
}

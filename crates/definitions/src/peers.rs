//! Peer groups: municipalities that are compared with each other.

use crate::catalog::Catalog;
use crate::toml_file::{Text, nearest};
use crate::{Error, Header, Title};

/// The geography whose municipalities are meant.
const GEOGRAPHY: &str = "denmark";

/// One group of a division into peer groups.
#[derive(Debug, Clone)]
pub struct PeerGroup {
    /// The value in tidy output.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
    /// The codes of its municipalities.
    pub municipalities: Vec<u16>,
}

/// A division of municipalities into peer groups; a municipality is in one of them or in none.
///
/// ```toml
/// id         = "vestegnen"
/// title      = { da = "Udvalgte kommuner på Vestegnen", en = "Municipalities west of Copenhagen" }
/// source     = "S002, tabel 2"
/// valid_from = 2007-01-01
///
/// [group.vestegnen]
/// title = { da = "De fem kommuner", en = "The five municipalities" }
/// municipalities = ["165", "153", "161", "169", "183"]
/// ```
#[derive(Debug, Clone)]
pub struct Peers {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The groups, in the order of the file.
    pub groups: Vec<PeerGroup>,
}

impl Peers {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<Peers, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let country = catalog.geographies.versions(GEOGRAPHY).ok().and_then(|versions| versions.last().cloned());
        let known: Vec<String> = country
            .iter()
            .flat_map(|country| country.municipalities.iter().map(|municipality| municipality.code.to_string()))
            .collect();
        let mut groups: Vec<PeerGroup> = Vec::new();
        let entries = table.optional_table("group")?;
        for (name, entry) in entries.map(|groups| groups.all_tables()).transpose()?.unwrap_or_default() {
            if ["all", "unknown"].contains(&name.value.as_str()) {
                return Err(name.error(format!(
                    "the name `{}` is taken: `all` and `unknown` are kept for the total and the unknown",
                    name.value
                )));
            }
            let title = Title::read(&entry, "title")?;
            let mut municipalities = Vec::new();
            for code in entry.texts("municipalities")? {
                let number = code.value.parse::<u16>().ok().filter(|_| known.contains(&code.value));
                let number = number.ok_or_else(|| {
                    let near = nearest(&code.value, known.iter().map(String::as_str));
                    code.error(format!("`{}` is no municipality's code{near}", code.value))
                })?;
                let taken = groups.iter().find(|group| group.municipalities.contains(&number));
                if let Some(group) = taken {
                    return Err(code.error(format!("`{number}` is in group `{}` already: leave it in one", group.id)));
                }
                if municipalities.contains(&number) {
                    return Err(code.error(format!("`{number}` is there twice")));
                }
                municipalities.push(number);
            }
            if municipalities.is_empty() {
                return Err(entry.error("a peer group has municipalities: write `municipalities = [\"101\", \"147\"]`"));
            }
            entry.finish()?;
            groups.push(PeerGroup { id: name.value, title, municipalities });
        }
        if groups.is_empty() {
            return Err(table.error("there is no [group.NAME]"));
        }
        table.finish()?;
        Ok(Peers { header, groups })
    }

    /// The place of a municipality's group.
    pub fn group_of(&self, municipality: u16) -> Option<usize> {
        self.groups.iter().position(|group| group.municipalities.contains(&municipality))
    }
}

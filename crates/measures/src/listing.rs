//! Spells one by one, for an analyst's own eyes: person-level, and never published.

use crate::pass::Source;
use crate::{Error, axis};
use calendar::Day;
use definitions::{Catalog, GapRule};
use register::{PersonId, TableKind};
use spells::{Group, Joining, Spell, join_spells};

/// Which spells to list.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// The benefit group's id.
    pub benefit: &'a str,
    /// The gap rule's name: an id, or `days=28`.
    pub gap: &'a str,
}

/// Hands out every spell of everybody, in order of person and start.
///
/// # Errors
/// Where the definitions are not there, the register lacks a table that is needed, or it cannot be read; and
/// whatever `each` returns.
pub fn each_spell<E: From<Error>>(source: &dyn Source, catalog: &Catalog, listing: Listing<'_>, mut each: impl FnMut(PersonId, &Spell) -> Result<(), E>) -> Result<(), E> {
    let info = source.info();
    let versions = catalog.benefits.versions(listing.benefit).map_err(Error::from)?;
    let (rule, _) = catalog.gap_rule(listing.gap).map_err(Error::from)?;
    let group = Group::new(versions);
    let joining = Joining { rule, covered: info.covered, began: group.began() };
    let mut tables = vec![TableKind::Payments];
    if rule == GapRule::RegisterEnd {
        tables.push(TableKind::Events);
    }
    for table in &tables {
        info.needs(*table, format!("a list of spells by gap rule `{}`", listing.gap)).map_err(Error::from)?;
    }
    let end_registered = catalog.code_sets.versions("haendelser").map_err(Error::from)?.last().and_then(|set| set.find("ophoer_aarsag"));
    let (mut paid, mut spells) = (Vec::new(), Vec::new());
    for shard in 0..source.n_shards() {
        let people = source.read(shard, axis::needs_of(&tables)).map_err(Error::from)?;
        for person in people.iter() {
            group.paid_days(person.payments, info.covered, &mut paid);
            let ends: Vec<Day> = person.events.iter().filter(|event| Some(event.event) == end_registered).map(|event| event.day).collect();
            join_spells(&paid, &ends, joining, &mut spells);
            for spell in &spells {
                each(person.id, spell)?;
            }
        }
    }
    Ok(())
}

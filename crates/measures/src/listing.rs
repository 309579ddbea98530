//! Spells one by one, for an analyst's own eyes: person-level, and never published.

use crate::Error;
use crate::pass::Source;
use definitions::{Catalog, Code, GapRule};
use register::{Needs, PersonId, TableKind};
use spells::{Group, Joining, Spell, join_spells};

/// Which spells to list.
#[derive(Debug, Clone, Copy)]
pub struct Listing<'a> {
    /// The benefit group's id.
    pub benefit: &'a str,
    /// The gap rule's name: an id, or `days=28`.
    pub gap: &'a str,
}

/// A list of spells that can be made: its definitions are there, and so are the tables that it needs.
pub struct Lister<'a> {
    source: &'a dyn Source,
    group: Group,
    joining: Joining,
    needs: Needs,
    end_registered: Option<Code>,
}

impl<'a> Lister<'a> {
    /// Looks up what a list needs.
    ///
    /// # Errors
    /// Where the definitions are not there, or the register lacks a table that is needed.
    pub fn new(source: &'a dyn Source, catalog: &Catalog, listing: Listing<'_>) -> Result<Lister<'a>, Error> {
        let (rule, _) = catalog.gap_rule(listing.gap)?;
        let group = Group::new(catalog.benefits.versions(listing.benefit)?);
        let mut tables = vec![TableKind::Payments];
        if rule == GapRule::RegisterEnd {
            tables.push(TableKind::Events);
        }
        for table in &tables {
            source.info().needs(*table, format!("a list of spells by gap rule `{}`", listing.gap))?;
        }
        let joining = Joining { rule, covered: source.info().covered, began: group.began() };
        let end_registered = catalog.code_sets.versions("haendelser")?.last().and_then(|set| set.find("ophoer_aarsag"));
        Ok(Lister { source, group, joining, needs: Needs::of(&tables), end_registered })
    }

    /// Hands out every spell of everybody, in order of person and start.
    ///
    /// # Errors
    /// Where the source cannot be read, and whatever `each` returns.
    pub fn each<E: From<Error>>(&self, mut each: impl FnMut(PersonId, &Spell) -> Result<(), E>) -> Result<(), E> {
        let (mut paid, mut spells, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for shard in 0..self.source.n_shards() {
            let people = self.source.read(shard, self.needs).map_err(Error::from)?;
            for person in people.iter() {
                self.group.paid_days(person.payments, self.joining.covered, &mut paid);
                ends.clear();
                ends.extend(
                    person
                        .events
                        .iter()
                        .filter(|event| Some(event.event) == self.end_registered)
                        .map(|event| event.day),
                );
                join_spells(&paid, &ends, self.joining, &mut spells);
                for spell in &spells {
                    each(person.id, spell)?;
                }
            }
        }
        Ok(())
    }
}

/// Hands out every spell of a list that is made at once: [`Lister::new`] and [`Lister::each`].
///
/// # Errors
/// As both of them.
pub fn each_spell<E: From<Error>>(
    source: &dyn Source,
    catalog: &Catalog,
    listing: Listing<'_>,
    each: impl FnMut(PersonId, &Spell) -> Result<(), E>,
) -> Result<(), E> {
    Lister::new(source, catalog, listing)?.each(each)
}

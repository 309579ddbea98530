//! Life tables of a benefit's spells that started in some days.

use crate::Error;
use crate::outlook::{Cause, MONTHS_AFTER};
use crate::pass::{Sum, over_people};
use crate::spells_seen::{Counts, Seen, last_known};
use calendar::{Month, Span};
use definitions::{Catalog, Hierarchy};
use measures::{first_match, tables_of};
use register::{Needs, Store, TableKind};
use spells::{Group, Joining, join_spells};
use statistics::LifeTable;
use std::sync::Arc;

/// Which spells.
#[derive(Debug, Clone, Copy)]
pub struct LifeRequest<'a> {
    /// The benefit group's id.
    pub benefit: &'a str,
    /// The gap rule's name.
    pub gap: &'a str,
    /// The days in which they started.
    pub started: Span,
    /// The days whose months alone count, where not all do: a spell that began before them enters at its age then (left
    /// truncation), and one that goes on after them is followed to their end.
    pub during: Option<Span>,
    /// The id of the hierarchy whose categories are the causes.
    pub hierarchy: &'a str,
    /// How many threads work.
    pub threads: usize,
}

/// The life of spells by their age in months. Unprotected, so it has no `Display`.
#[derive(Debug, Clone)]
pub struct Life {
    /// The causes of exit.
    pub causes: Vec<Cause>,
    /// The hierarchy that they are from.
    pub hierarchy: Arc<Hierarchy>,
    /// The last month of which it is known who had exited, and to what.
    pub known: Month,
    /// The table of all.
    pub table: LifeTable,
    /// How many of them have ended by then.
    pub n_ended: u64,
    /// The sum of the ages, in months, at which they ended.
    pub months_of_ended: u64,
    /// How many spells began in those days and ran when the coverage began: their start is not known, and they are left out.
    pub start_unknown: u64,
}

impl Life {
    /// The mean age in months of those who have ended: of a young scheme the short ones alone.
    pub fn mean_of_ended(&self) -> Option<f64> {
        (self.n_ended > 0).then(|| self.months_of_ended as f64 / self.n_ended as f64)
    }
}

#[derive(Debug, Default)]
struct Found {
    all: Counts,
    n_ended: u64,
    months_of_ended: u64,
    start_unknown: u64,
}

impl Sum for Found {
    fn add(&mut self, other: Found) {
        self.all.add(&other.all);
        self.n_ended += other.n_ended;
        self.months_of_ended += other.months_of_ended;
        self.start_unknown += other.start_unknown;
    }
}

/// Counts the spells that started in some days by how long they lasted and what came next: right-censored after the last
/// month that is decided, and left-truncated where some days alone count. A spell whose start is not known is left out.
///
/// # Errors
/// Where a definition or table is missing, or no month is decided.
pub fn lives(store: &Store, catalog: &Catalog, request: LifeRequest<'_>) -> Result<Life, Error> {
    let info = store.info();
    let covered = info.covered;
    let (rule, _) = catalog.gap_rule(request.gap)?;
    let benefit = Group::new(catalog.benefits.versions(request.benefit)?);
    let hierarchy = Arc::clone(catalog.hierarchies.in_force(request.hierarchy, covered)?);
    let mut tables = tables_of(&hierarchy);
    tables.push(TableKind::Payments);
    for table in &tables {
        info.needs(*table, "a life table")?;
    }
    let decided = last_known(rule, covered, MONTHS_AFTER).ok_or(Error::NoHistory { on: covered.last_day() })?;
    let known = request.during.map_or(decided, |days| decided.min(Month::of(days.last_day())));
    let joining = Joining { rule, covered, began: benefit.began() };
    let found = over_people(store, Needs::of(&tables), request.threads, |person, found: &mut Found| {
        let (mut paid, mut spells) = (Vec::new(), Vec::new());
        benefit.paid_days(person.payments, covered, &mut paid);
        join_spells(&paid, &[], joining, &mut spells);
        for spell in spells.iter().filter(|spell| request.started.contains(spell.from)) {
            if spell.left_censored {
                found.start_unknown += 1;
                continue;
            }
            let day = spell.last_day().add_months(MONTHS_AFTER);
            let exit = spell
                .ended
                .then(|| (Month::of(spell.until), first_match(person, &hierarchy, Span::inclusive(day, day), covered)));
            let start = Month::of(spell.from);
            let before = request.during.map(|days| Month::of(days.from).plus(-1));
            let seen = Seen { start, seen_after: before.filter(|before| start <= *before), exit, limit: None };
            let Some(observation) = seen.told(known).early else { continue };
            found.all.count(observation);
            if matches!(observation.outcome, statistics::Outcome::Exit(_)) {
                found.n_ended += 1;
                found.months_of_ended += u64::from(observation.time);
            }
        }
        Ok(())
    })?;
    let causes: Vec<Cause> = hierarchy
        .categories
        .iter()
        .map(|category| Cause { id: category.id.clone(), title: category.title.clone() })
        .collect();
    Ok(Life {
        table: found.all.table(causes.len())?,
        causes,
        hierarchy,
        known,
        n_ended: found.n_ended,
        months_of_ended: found.months_of_ended,
        start_unknown: found.start_unknown,
    })
}

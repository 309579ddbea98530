//! What a forecast knows on its day: how spells have exited, and which run.

use crate::Error;
use crate::pass::{Sum, over_people};
use crate::spells_seen::{Counts, Seen, last_known, month_of_end};
use calendar::{Day, Month, Span};
use definitions::{Catalog, GapRule, Hierarchy, Title};
use measures::{first_match, tables_of};
use register::{Needs, Person, Store, TableKind};
use rules::{Law, Limit, Running, Scheme, Watch};
use spells::{Group as Benefit, Joining, join_spells};
use statistics::LifeTable;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The gap rule of the follow-up, by which the spells that run are joined.
const GAP_RULE: GapRule = GapRule::CalendarMonth;

/// So many months after its last paid day a spell's next benefit is looked at.
pub(crate) const MONTHS_AFTER: i32 = 1;

/// What is asked of a store.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Whose spells.
    pub scheme: Scheme,
    /// The day that is forecast from.
    pub on: Day,
    /// The id of the hierarchy whose categories are the causes of exit, one month after the last paid day.
    pub hierarchy: &'a str,
    /// How many threads work.
    pub threads: usize,
}

/// A cause of exit: a category of the hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Title,
}

/// Spells that run on the day and are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Where the persons live; none where it is not known.
    pub municipality: Option<u16>,
    /// How many months they have lasted at the beginning of the first period.
    pub elapsed: u32,
    /// The last planned day, or the law's last day where there is no plan; none where neither is known.
    pub planned: Option<Day>,
    /// The same with the days of leave.
    pub last: Option<Day>,
}

/// What a forecast knows. Unprotected, so it has no `Display`.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// Whose spells.
    pub scheme: Scheme,
    /// The day that is forecast from.
    pub on: Day,
    /// The month at whose end the first period begins: the one whose end lies nearest to the day.
    pub anchor: Month,
    /// The last month whose exits are all known on the day.
    pub known: Month,
    /// The causes of exit.
    pub causes: Vec<Cause>,
    /// The hierarchy that they are from.
    pub hierarchy: Arc<Hierarchy>,
    /// Early exits by the age of the spell and cause.
    pub early: LifeTable,
    /// What those went on to who reached their end, by cause.
    pub at_limit: Vec<u64>,
    /// Those who run, and how many of each kind.
    pub running: BTreeMap<Group, u64>,
    /// How many of them are undecided: their last paid day may be the last. They count as running.
    pub undecided: u64,
    /// How many run since before the coverage without a plan that tells the start: they are taken to have begun with it.
    pub start_unknown: u64,
    /// How many have no plan, and go by the law's limit where it is known.
    pub without_plan: u64,
    /// How many spells of the history are left out because their start is not known.
    pub left_out: u64,
}

/// What a thread adds up.
#[derive(Debug, Default)]
pub(crate) struct Found {
    early: Counts,
    at_limit: BTreeMap<usize, u64>,
    running: BTreeMap<Group, u64>,
    undecided: u64,
    start_unknown: u64,
    without_plan: u64,
    left_out: u64,
    /// Of those who run, how many still do at the end of each month ahead.
    pub(crate) actual: Vec<u64>,
}

impl Sum for Found {
    fn add(&mut self, other: Found) {
        self.early.add(&other.early);
        other.at_limit.into_iter().for_each(|(cause, n)| *self.at_limit.entry(cause).or_insert(0) += n);
        other.running.into_iter().for_each(|(group, n)| *self.running.entry(group).or_insert(0) += n);
        self.undecided += other.undecided;
        self.start_unknown += other.start_unknown;
        self.without_plan += other.without_plan;
        self.left_out += other.left_out;
        if self.actual.len() < other.actual.len() {
            self.actual.resize(other.actual.len(), 0);
        }
        self.actual.iter_mut().zip(other.actual).for_each(|(into, from)| *into += from);
    }
}

/// The month at whose end the first period begins.
fn anchor_of(on: Day) -> Month {
    Month::of(on + 15).plus(-1)
}

impl Outlook {
    /// Reads what is known on a day: payments up to that day, and what else the register tells.
    ///
    /// # Errors
    /// Where the day is not covered, a table or definition is missing, or no month of history is decided.
    pub fn read(store: &Store, catalog: &Catalog, settings: Settings<'_>) -> Result<Outlook, Error> {
        Ok(Outlook::read_and_follow(store, catalog, settings, None)?.0)
    }

    /// The same, and how many of those who run still do at the end of each later month up to one.
    pub(crate) fn read_and_follow(
        store: &Store,
        catalog: &Catalog,
        settings: Settings<'_>,
        follow_until: Option<Month>,
    ) -> Result<(Outlook, Vec<u64>), Error> {
        let Settings { scheme, on, hierarchy, threads } = settings;
        let info = store.info();
        // What was known on the day.
        let mut then = info.clone();
        then.covered.until = then.covered.until.min(on + 1);
        let looked = rules::Settings { on, guarantee_days: 0, plan_months: 0 };
        let watch = Watch::new(Law::read()?, catalog, &then, looked)?;
        let later = Watch::new(Law::read()?, catalog, info, looked)?;
        let hierarchy = Arc::clone(catalog.hierarchies.in_force(hierarchy, then.covered)?);
        let asked = tables_of(&hierarchy);
        for table in asked.iter().chain(&[TableKind::Plans, TableKind::Events]) {
            info.needs(*table, "a forecast")?;
        }
        let known = last_known(GAP_RULE, then.covered, MONTHS_AFTER).ok_or(Error::NoHistory { on })?;
        let anchor = anchor_of(on);
        let reader = Reader {
            scheme,
            benefit: Benefit::new(catalog.benefits.versions(scheme.benefit())?),
            law: Law::read()?,
            watch: &watch,
            hierarchy: &hierarchy,
            covered: then.covered,
            on,
            anchor,
            known,
        };
        let others = [TableKind::Persons, TableKind::Residences, TableKind::Plans, TableKind::Events];
        let mut tables = asked;
        tables.extend(others.iter().filter(|table| info.has(**table)));
        let ahead: Vec<Day> = match follow_until {
            Some(until) => (1..=until.number() - anchor.number()).map(|k| anchor.plus(k).last_day()).collect(),
            None => Vec::new(),
        };
        let found = over_people(store, Needs::of(&tables), threads, |person, found: &mut Found| {
            if let Some(running) = reader.look(person, found)? {
                found.actual.resize(ahead.len(), 0);
                for (day, count) in ahead.iter().zip(&mut found.actual) {
                    let still = later.running_on(person, scheme, *day);
                    *count += u64::from(still.is_some_and(|still| still.spell.from == running.spell.from));
                }
            }
            Ok(())
        })?;
        let causes: Vec<Cause> = hierarchy
            .categories
            .iter()
            .map(|category| Cause { id: category.id.clone(), title: category.title.clone() })
            .collect();
        let early = found.early.table(causes.len())?;
        let at_limit = (0..causes.len()).map(|cause| found.at_limit.get(&cause).copied().unwrap_or(0)).collect();
        let Found { running, undecided, start_unknown, without_plan, left_out, mut actual, .. } = found;
        actual.resize(ahead.len(), 0);
        let outlook = Outlook {
            scheme,
            on,
            anchor,
            known,
            causes,
            hierarchy,
            early,
            at_limit,
            running,
            undecided,
            start_unknown,
            without_plan,
            left_out,
        };
        Ok((outlook, actual))
    }

    /// How many run on the day.
    pub fn n_running(&self) -> u64 {
        self.running.values().sum()
    }

    /// How many of them are past their end already, leave included: they run, but do not go on.
    pub fn n_past_end(&self) -> u64 {
        self.running.iter().filter(|(group, _)| group.last.is_some_and(|last| last < self.on)).map(|(_, n)| n).sum()
    }

    /// How many run on the day, by municipality.
    pub fn by_municipality(&self) -> BTreeMap<Option<u16>, u64> {
        let mut sums = BTreeMap::new();
        for (group, n) in &self.running {
            *sums.entry(group.municipality).or_insert(0) += n;
        }
        sums
    }
}

/// What a person is looked at with.
struct Reader<'a> {
    scheme: Scheme,
    benefit: Benefit,
    law: Law,
    watch: &'a Watch,
    hierarchy: &'a Hierarchy,
    covered: Span,
    on: Day,
    anchor: Month,
    known: Month,
}

/// The end of a spell: planned, and with leave.
struct End {
    planned: Option<Day>,
    last: Option<Day>,
}

impl Reader<'_> {
    /// Counts a person's spells; hands back the one that runs on the day.
    fn look(&self, person: &Person<'_>, found: &mut Found) -> Result<Option<Running>, Error> {
        let (mut paid, mut spells) = (Vec::new(), Vec::new());
        self.benefit.paid_days(person.payments, self.covered, &mut paid);
        if paid.is_empty() {
            return Ok(None);
        }
        let joining = Joining { rule: GAP_RULE, covered: self.covered, began: self.benefit.began() };
        join_spells(&paid, &[], joining, &mut spells);
        // From the last to the first: spells that leave alone parts are one.
        let mut before = Day::MAX;
        for spell in spells.iter().rev() {
            if spell.from >= before {
                continue;
            }
            if let Some(whole) = self.watch.running_on(person, self.scheme, spell.last_day().min(self.on)) {
                before = whole.spell.from;
                self.history(person, &whole, found)?;
            }
        }
        let Some(running) = self.watch.running_on(person, self.scheme, self.on) else { return Ok(None) };
        let End { planned, last } = self.end_of(&running, self.on)?;
        let start = start_of(&running);
        let begun = Month::of(start.unwrap_or(running.spell.from));
        let group = Group {
            municipality: person.municipality_on(self.on),
            elapsed: u32::try_from(self.anchor.number() - begun.number()).unwrap_or(0),
            planned,
            last,
        };
        *found.running.entry(group).or_insert(0) += 1;
        found.undecided += u64::from(!running.spell.ended && running.spell.until <= self.on);
        found.start_unknown += u64::from(start.is_none());
        found.without_plan += u64::from(running.plan.is_none());
        Ok(Some(running))
    }

    fn history(&self, person: &Person<'_>, spell: &Running, found: &mut Found) -> Result<(), Error> {
        let Some(start) = start_of(spell) else {
            found.left_out += 1;
            return Ok(());
        };
        let last_paid = spell.spell.last_day();
        let exit = spell.spell.ended.then(|| {
            let day = last_paid.add_months(MONTHS_AFTER);
            let cause = first_match(person, self.hierarchy, Span::inclusive(day, day), self.covered);
            (Month::of(spell.spell.until), cause)
        });
        let limit = self.end_of(spell, last_paid.min(self.on))?.last.map(month_of_end);
        let seen_after = spell.spell.left_censored.then(|| Month::of(self.covered.from));
        let told = Seen { start: Month::of(start), seen_after, exit, limit }.told(self.known);
        if let Some(observation) = told.early {
            found.early.count(observation);
        }
        if let Some(cause) = told.at_limit {
            *found.at_limit.entry(cause).or_insert(0) += 1;
        }
        Ok(())
    }

    /// The end by plan, or by the law's longest reading where there is no plan.
    fn end_of(&self, spell: &Running, on: Day) -> Result<End, Error> {
        if let Some(end) = spell.expected_end(on) {
            return Ok(End { planned: Some(end.planned), last: Some(end.last) });
        }
        let Some(begun) = spell.begun else { return Ok(End { planned: None, last: None }) };
        match self.law.limit_of(self.scheme, begun, on.max(begun))? {
            Limit::Last { most, .. } => Ok(End { planned: Some(most), last: Some(most + spell.leave_days(on)) }),
            Limit::NoScheme | Limit::Unknown => Ok(End { planned: None, last: None }),
        }
    }
}

/// The first day of a spell; of one that ran before the coverage by its plan, where that began before too.
fn start_of(spell: &Running) -> Option<Day> {
    if spell.spell.left_censored {
        spell.begun.filter(|begun| *begun <= spell.spell.from)
    } else {
        Some(spell.spell.from)
    }
}

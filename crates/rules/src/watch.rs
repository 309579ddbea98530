//! The six lists, for one person at a time.

use crate::finding::{Citations, Cited, Fact, Finding, List, State};
use crate::provisions::{Answer, EffortGuarantee, Guarantee, GuaranteeState, absences};
use crate::running::{Looked, Running};
use crate::{Error, Law, Limit, Rule, Scheme, Standing};
use calendar::{Day, Month, Span};
use definitions::{Catalog, Code, CodeSet, GapRule, Geography};
use register::{Needs, Person, StoreInfo, TableKind};
use spells::{Group, Joining, Spell, join_spells};
use std::sync::Arc;

/// What a follow-up asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The day on which one looks.
    pub on: Day,
    /// A guarantee that falls due within so many days is listed.
    pub guarantee_days: i32,
    /// A planned end within so many months is listed.
    pub plan_months: i32,
}

/// All that is looked up once, before people are looked at.
#[derive(Debug)]
pub struct Watch {
    settings: Settings,
    law: Law,
    law_from: Day,
    covered: Span,
    tables: Vec<TableKind>,
    schemes: Vec<(Scheme, Group)>,
    geography: Arc<Geography>,
    codes: Codes,
    cited: AllCited,
}

/// The codes that the rules look for.
#[derive(Debug)]
struct Codes {
    /// Offers that are an effort under each version of the guarantee, those that are unclear, and the event.
    efforts: Vec<(Span, Vec<Code>, Vec<Code>, Code)>,
    decided: Vec<Code>,
    lives_on: Vec<Group>,
    education: Vec<Code>,
    leave_begins: Code,
    leave_ends: Code,
}

#[derive(Debug)]
struct AllCited {
    guarantee: Citations,
    support: Citations,
    duration: [Citations; 2],
    phase_out: Citations,
    leave: Citations,
}

/// What was found of a person, or of some.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The findings.
    pub findings: Vec<Finding>,
    /// The lists of which the register cannot say whether a spell is on them: one mention a spell.
    pub undetermined: Vec<(List, Scheme)>,
    /// The scheme of each spell that runs, and the municipality that its person lives in.
    pub running: Vec<(Scheme, Option<u16>)>,
    /// The scheme of each spell that is on no list because its person has died or emigrated: it runs, but undecided.
    pub left_out: Vec<Scheme>,
}

/// One spell that is looked at.
struct Case<'a> {
    person: &'a Person<'a>,
    running: &'a Running,
    municipality: Option<u16>,
    jobcentre: Option<usize>,
}

/// The gap rule by which spells are joined: the default.
pub(crate) const GAP_RULE: GapRule = GapRule::CalendarMonth;

impl Watch {
    /// Looks up all that the rules need.
    ///
    /// # Errors
    /// Where the day is not covered, the register's codes are others, or a provision names what is not defined.
    pub fn new(law: Law, catalog: &Catalog, info: &StoreInfo, settings: Settings) -> Result<Watch, Error> {
        if !info.covered.contains(settings.on) {
            let (from, to) = (info.covered.from, info.covered.last_day());
            return Err(Error::NotCovered { on: settings.on, from, to });
        }
        let mut schemes = Vec::new();
        for scheme in Scheme::ALL {
            schemes.push((scheme, group_of(catalog, scheme.benefit(), info)?));
        }
        let on = Span::inclusive(settings.on, settings.on);
        let geography = Arc::clone(catalog.geographies.in_force(register::GEOGRAPHY, on)?);
        Ok(Watch {
            covered: info.covered,
            tables: TableKind::ALL.into_iter().filter(|table| info.has(*table)).collect(),
            schemes,
            geography,
            codes: Codes::find(&law, catalog, info, settings.on)?,
            cited: AllCited {
                guarantee: Citations::of(&law.effort_guarantee),
                support: Citations::of(&law.support_base),
                duration: [Citations::of(&law.ressourceforlob_duration), Citations::of(&law.jobafklaring_duration)],
                phase_out: Citations::of(&law.ressourceforlob_phase_out),
                leave: Citations::of(&law.leave),
            },
            law_from: law.from(),
            law,
            settings,
        })
    }

    /// The tables that are read.
    pub(crate) fn needs(&self) -> Needs {
        Needs::of(&[
            TableKind::Persons,
            TableKind::Residences,
            TableKind::Events,
            TableKind::Offers,
            TableKind::Wages,
            TableKind::FlexibleJobs,
            TableKind::Plans,
        ])
    }

    /// The first table without which a list cannot be made, if the register does not have it.
    pub(crate) fn lacks(&self, list: List) -> Option<TableKind> {
        list.needs().iter().copied().find(|table| !self.has(*table))
    }

    fn has(&self, table: TableKind) -> bool {
        self.tables.contains(&table)
    }

    /// The division of the country that findings are placed by.
    pub fn geography(&self) -> &Arc<Geography> {
        &self.geography
    }

    /// A person's spells that run on the day, with plan and leave.
    pub fn running(&self, person: &Person<'_>) -> Vec<Running> {
        let on = self.settings.on;
        Scheme::ALL.into_iter().filter_map(|scheme| self.running_on(person, scheme, on)).collect()
    }

    /// A person's spell of a scheme that runs on another day than the one that is looked from, with its plan as known on
    /// that day, and with all that the coverage says of its end.
    pub fn running_on(&self, person: &Person<'_>, scheme: Scheme, on: Day) -> Option<Running> {
        let (mut paid, mut spells): (Vec<Span>, Vec<Spell>) = Default::default();
        let looked = Looked { covered: self.covered, on, law_from: self.law_from };
        self.schemes.iter().filter(|(known, _)| *known == scheme).find_map(|(scheme, group)| {
            group.paid_days(person.payments, self.covered, &mut paid);
            let joining = Joining { rule: GAP_RULE, covered: self.covered, began: group.began() };
            join_spells(&paid, &[], joining, &mut spells);
            let leave = self.codes.leave(person);
            Running::find(*scheme, person, group, &spells, leave, looked)
        })
    }

    /// What there is to find of one person.
    ///
    /// ```
    /// use calendar::{Day, Span};
    /// use register::{Payment, People, PersonRows, StoreInfo, TableKind};
    /// use rules::{Law, List, Settings, State, Watch};
    ///
    /// let catalog = definitions::Catalog::embedded().unwrap();
    /// let day = |y, m, d| Day::new(y, m, d).unwrap();
    /// let on = day(2024, 6, 20);
    /// let info = StoreInfo::in_memory("made up", Span::inclusive(day(2022, 1, 1), on), "dream", &TableKind::ALL);
    /// let settings = Settings { on, guarantee_days: 30, plan_months: 3 };
    /// let watch = Watch::new(Law::read()?, &catalog, &info, settings)?;
    ///
    /// let code = catalog.code_sets.versions("dream")?[0].find("810").unwrap();
    /// let payments = vec![Payment { from: day(2024, 1, 10), until: Day::MAX, code }];
    /// let people = People::from_rows(vec![PersonRows { payments, ..PersonRows::default() }], Vec::new());
    /// let found = watch.look(&people.person(0))?;
    /// let guarantee = found.findings.iter().find(|finding| finding.list == List::Guarantee).unwrap();
    /// assert_eq!((guarantee.state, guarantee.due), (State::Due, Some(day(2024, 7, 10))));
    /// # Ok::<(), rules::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NoRule`] where a day that is asked for lies outside what the provisions cover.
    pub fn look(&self, person: &Person<'_>) -> Result<Found, Error> {
        let mut found = Found::default();
        self.look_into(person, &mut found)?;
        Ok(found)
    }

    pub(crate) fn look_into(&self, person: &Person<'_>, found: &mut Found) -> Result<(), Error> {
        for running in self.running(person) {
            let municipality = person.municipality_on(self.settings.on);
            let place = municipality.and_then(|code| self.geography.find(code));
            let jobcentre = place.and_then(|place| self.geography.jobcentre_on(place, self.settings.on));
            found.running.push((running.scheme, municipality));
            if self.is_gone(person) {
                found.left_out.push(running.scheme);
                continue;
            }
            let case = Case { person, running: &running, municipality, jobcentre };
            for list in List::ALL.into_iter().filter(|list| list.is_of(running.scheme) && self.lacks(*list).is_none()) {
                let before = found.findings.len();
                let determined = match list {
                    List::Guarantee => self.guarantee(&case, found)?,
                    List::PlannedEnd => self.planned_end(&case, found)?,
                    List::OverLimit => self.over_limit(&case, found)?,
                    List::WithoutEffort => self.without_effort(&case, found),
                    List::SeveralSpells => self.several_spells(&case, found)?,
                    List::ExpectedEnd => self.expected(&case, found)?,
                };
                if !determined {
                    found.undetermined.push((list, running.scheme));
                }
                if !running.spell.ended && running.spell.until <= self.settings.on {
                    found.findings[before..].iter_mut().for_each(|finding| finding.facts.push(Fact::Undecided));
                }
            }
        }
        Ok(())
    }

    /// Whether the person has died or emigrated by the day: there is no case to look at, though the spell is undecided.
    fn is_gone(&self, person: &Person<'_>) -> bool {
        let by = |day: Option<Day>| day.is_some_and(|day| day <= self.settings.on);
        by(person.attributes.died) || by(person.attributes.emigrated)
    }

    fn guarantee(&self, case: &Case<'_>, found: &mut Found) -> Result<bool, Error> {
        let on = self.settings.on;
        let Some(begun) = case.running.begun else { return Ok(false) };
        let (due, unknown) = match self.law.effort_guarantee.of(begun)? {
            Guarantee::None => return Ok(true),
            Guarantee::Due(due) => (due, false),
            Guarantee::Unknown(due) => (due, true),
        };
        let Some((_, efforts, unclear, presented)) = self.codes.efforts_of(begun) else { return Ok(true) };
        let first_of = |codes: &[Code]| first_offer(case.person, begun, on, |offer| codes.contains(&offer));
        let first = first_of(efforts);
        let since = Span::inclusive(begun, on);
        let events = case.person.events.iter().filter(|event| event.event == *presented && since.contains(event.day));
        let presented = events.map(|event| event.day).max();
        let state = match GuaranteeState::on(on, due, first, presented) {
            GuaranteeState::Kept | GuaranteeState::Presented => return Ok(true),
            // What was offered before the coverage is not known.
            _ if begun < self.covered.from => return Ok(false),
            GuaranteeState::Due if due - on > self.settings.guarantee_days => return Ok(true),
            _ if unknown => State::Unknown,
            GuaranteeState::Due => State::Due,
            GuaranteeState::Passed => State::Passed,
        };
        let mut facts = vec![Fact::Begun(begun)];
        facts.extend(first.map(Fact::FirstEffort));
        facts.extend(first_of(unclear).map(Fact::UnclearEffort));
        facts.extend((!self.has(TableKind::Events)).then_some(Fact::NotKnown(TableKind::Events)));
        let cited = self.cited.guarantee.on(due)?;
        if unknown && cited.standing == Standing::InForce {
            facts.push(Fact::BegunBeforeRule(cited.valid.from));
        }
        let since = Some(self.cited.guarantee.on(on)?).filter(|now| cited.valid.from < now.valid.from);
        let finding = self.finding(case, List::Guarantee, state, Some(due), facts, Some(cited));
        found.findings.push(Finding { since, ..finding });
        Ok(true)
    }

    fn planned_end(&self, case: &Case<'_>, found: &mut Found) -> Result<bool, Error> {
        let on = self.settings.on;
        let Some(end) = case.running.expected_end(on) else { return Ok(false) };
        if end.planned > on.add_months(self.settings.plan_months) || self.is_clarified(case) {
            return Ok(true);
        }
        let state = if end.planned < on { State::Passed } else { State::Due };
        let mut facts = vec![Fact::PlannedEnd(end.planned)];
        facts.extend((end.leave_days > 0).then_some(Fact::LeaveDays(end.leave_days)));
        let absent = [TableKind::Events, TableKind::Wages].into_iter().filter(|table| !self.has(*table));
        facts.extend(absent.map(Fact::NotKnown));
        let cited = self.cited.support.on(on)?;
        found.findings.push(self.finding(case, List::PlannedEnd, state, Some(end.planned), facts, Some(cited)));
        Ok(true)
    }

    /// Whether the register knows what the person will live on.
    fn is_clarified(&self, case: &Case<'_>) -> bool {
        let (on, person) = (self.settings.on, case.person);
        let since = Span::inclusive(case.running.begun_at_latest, on);
        let decided = |event: &register::Event| since.contains(event.day) && self.codes.decided.contains(&event.event);
        let lives_on = |code| {
            self.codes.education.contains(&code) || self.codes.lives_on.iter().any(|group| group.contains(code, on))
        };
        let month = if on == Month::of(on).last_day() { Month::of(on) } else { Month::of(on).plus(-1) };
        person.events.iter().any(decided)
            || person.codes_on(on).any(lives_on)
            || person.flexible_jobs.iter().any(|job| job.from <= on && on < job.until)
            || (month.first_day() >= self.covered.from && person.has_a_income(month))
    }

    fn over_limit(&self, case: &Case<'_>, found: &mut Found) -> Result<bool, Error> {
        let (on, running) = (self.settings.on, case.running);
        let begun = running.begun_at_latest;
        let limit = self.law.limit_of(running.scheme, begun, on)?;
        let leave_days = running.leave_days(on);
        let leave = &self.law.leave.on(on)?.rule;
        let moves = leave.answers(|leave| leave.moves_end);
        let within = match moves {
            Answer::Yes => limit.allows(on, leave_days),
            Answer::No => limit.allows(on, 0),
            Answer::Unknown => {
                let (without, with) = (limit.allows(on, 0), limit.allows(on, leave_days));
                if without == with { with } else { Answer::Unknown }
            }
        };
        let mut facts = match running.begun {
            Some(day) => vec![Fact::Begun(day)],
            None => vec![Fact::StartUnknown],
        };
        facts.extend((leave_days > 0).then_some(Fact::LeaveDays(leave_days)));
        facts.extend((leave_days > 0 && moves == Answer::Unknown).then_some(Fact::LeaveUnclear));
        facts.extend((!self.has(TableKind::Events)).then_some(Fact::NotKnown(TableKind::Events)));
        let duration = &self.cited.duration[running.scheme as usize];
        let added = if moves == Answer::Yes { leave_days } else { 0 };
        // A start before the coverage is still further back: what is over is over, and what is not is not known.
        let found_before = found.findings.len();
        let over = match (within, limit) {
            (Answer::No, Limit::Last { most, .. }) => Some((State::Passed, Some(most + added))),
            (Answer::No, _) => Some((State::Flagged, None)),
            (Answer::Unknown, Limit::Last { least, .. }) if running.begun.is_some() => {
                Some((State::Possible, Some(least + added)))
            }
            _ => None,
        };
        if let Some((state, due)) = over {
            let cited = Some(duration.on(on)?);
            found.findings.push(self.finding(case, List::OverLimit, state, due, facts.clone(), cited));
        }
        if running.scheme == Scheme::Jobafklaring
            && let Some(rule) = self.law.jobafklaring_duration.on(on)?.rule.in_force()
            && running.number > rule.most_spells
        {
            let facts = vec![Fact::SpellNumber(running.number), Fact::MostSpells(rule.most_spells)];
            let cited = Some(duration.on(on)?);
            found.findings.push(self.finding(case, List::OverLimit, State::Flagged, None, facts, cited));
        }
        if running.scheme == Scheme::Ressourceforlob
            && let Some(begun) = running.begun
            && let Rule::InForce(rule) = &self.law.ressourceforlob_phase_out.on(begun)?.rule
            && !rule.new_spells
        {
            let cited = Some(self.cited.phase_out.on(begun)?);
            let facts = vec![Fact::BegunAfterClosing(begun)];
            found.findings.push(self.finding(case, List::OverLimit, State::Flagged, None, facts, cited));
        }
        Ok((running.begun.is_some() && limit != Limit::Unknown) || found.findings.len() > found_before)
    }

    fn without_effort(&self, case: &Case<'_>, found: &mut Found) -> bool {
        let (on, spell) = (self.settings.on, case.running.spell);
        if first_offer(case.person, spell.from, on, |_| true).is_some() {
            return true;
        }
        if spell.left_censored {
            return false;
        }
        let facts = vec![Fact::Begun(spell.from), Fact::DaysSoFar(on - spell.from + 1)];
        found.findings.push(self.finding(case, List::WithoutEffort, State::Flagged, None, facts, None));
        true
    }

    fn several_spells(&self, case: &Case<'_>, found: &mut Found) -> Result<bool, Error> {
        let running = case.running;
        if running.number > 1 {
            let cited = Some(self.cited.duration[running.scheme as usize].on(self.settings.on)?);
            let facts = vec![Fact::SpellNumber(running.number)];
            found.findings.push(self.finding(case, List::SeveralSpells, State::Flagged, None, facts, cited));
        }
        Ok(true)
    }

    fn expected(&self, case: &Case<'_>, found: &mut Found) -> Result<bool, Error> {
        let on = self.settings.on;
        let Some(end) = case.running.expected_end(on) else { return Ok(false) };
        let phase_out = self.law.ressourceforlob_phase_out.on(on)?.rule.in_force();
        let beyond = phase_out
            .filter(|rule| case.running.scheme == Scheme::Ressourceforlob && rule.is_beyond(end.last))
            .and_then(|rule| rule.last_ordinary_end);
        if end.leave_days == 0 && beyond.is_none() {
            return Ok(true);
        }
        let mut facts = vec![Fact::PlannedEnd(end.planned)];
        facts.extend((end.leave_days > 0).then_some(Fact::LeaveDays(end.leave_days)));
        facts.extend(end.open.then_some(Fact::LeaveOpen));
        facts.extend(beyond.map(Fact::BeyondLastOrdinaryEnd));
        let cited = if end.leave_days > 0 { self.cited.leave.on(on)? } else { self.cited.phase_out.on(on)? };
        let state = if cited.standing == Standing::Unknown { State::Unknown } else { State::Flagged };
        found.findings.push(self.finding(case, List::ExpectedEnd, state, Some(end.last), facts, Some(cited)));
        Ok(true)
    }

    fn finding(
        &self,
        case: &Case<'_>,
        list: List,
        state: State,
        due: Option<Day>,
        facts: Vec<Fact>,
        cited: Option<Arc<Cited>>,
    ) -> Finding {
        Finding {
            list,
            scheme: case.running.scheme,
            municipality: case.municipality,
            jobcentre: case.jobcentre,
            state,
            due,
            person: case.person.id,
            facts,
            cited,
            since: None,
            on: self.settings.on,
        }
    }
}

/// The first day since a day with one of some offers, as known on a later day: one that ran already counts from the first.
fn first_offer(person: &Person<'_>, since: Day, on: Day, is: impl Fn(Code) -> bool) -> Option<Day> {
    let offers = person.offers.iter().filter(|offer| is(offer.offer) && offer.from <= on && since < offer.until);
    offers.map(|offer| offer.from.max(since)).min()
}

/// A benefit group whose codes are the register's.
pub(crate) fn group_of(catalog: &Catalog, benefit: &'static str, info: &StoreInfo) -> Result<Group, Error> {
    let versions = catalog.benefits.versions(benefit)?;
    if let Some(other) = versions.iter().find(|version| version.code_set != info.code_set) {
        let (defined, register) = (other.code_set.clone(), info.code_set.clone());
        return Err(Error::OtherCodes { benefit, defined, register });
    }
    Ok(Group::new(versions))
}

impl Codes {
    fn find(law: &Law, catalog: &Catalog, info: &StoreInfo, on: Day) -> Result<Codes, Error> {
        let set = |id: &str| -> Result<Arc<CodeSet>, Error> {
            // The newest, by which the store numbers its codes.
            let newest = catalog.code_sets.versions(id)?.last().cloned();
            newest.ok_or_else(|| definitions::Error::new(id, 1, "the code set has no version").into())
        };
        let (offers, events, benefits) = (set("tilbud")?, set("haendelser")?, set(&info.code_set)?);
        let code = |provision: &'static str, set: &CodeSet, name: &str| {
            set.find(name).ok_or_else(|| Error::NoSuchCode {
                provision,
                name: name.to_owned(),
                code_set: set.header.id.clone(),
            })
        };
        let codes = |provision: &'static str, set: &CodeSet, names: &[String]| -> Result<Vec<Code>, Error> {
            names.iter().map(|name| code(provision, set, name)).collect()
        };
        let mut efforts = Vec::new();
        for version in law.effort_guarantee.versions() {
            let id = law.effort_guarantee.id;
            if let Rule::InForce(EffortGuarantee { offers: named, offers_unclear, presented, .. }) = &version.rule {
                let (named, unclear) = (codes(id, &offers, named)?, codes(id, &offers, offers_unclear)?);
                efforts.push((version.valid, named, unclear, code(id, &events, presented)?));
            }
        }
        let id = law.support_base.id;
        let (mut decided, mut lives_on, mut education) = (Vec::new(), Vec::new(), Vec::new());
        if let Rule::InForce(base) = &law.support_base.on(on)?.rule {
            decided = codes(id, &events, &base.events)?;
            education = codes(id, &benefits, &base.education)?;
            for benefit in &base.benefits {
                lives_on.push(Group::new(catalog.benefits.versions(benefit)?));
            }
        }
        let (leave_begins, leave_ends) =
            (code(law.leave.id, &events, "orlov_fra")?, code(law.leave.id, &events, "orlov_til")?);
        Ok(Codes { efforts, decided, lives_on, education, leave_begins, leave_ends })
    }

    /// What is an effort for a spell that began on a day: by the version of the day, and otherwise by the newest.
    fn efforts_of(&self, begun: Day) -> Option<&(Span, Vec<Code>, Vec<Code>, Code)> {
        self.efforts.iter().find(|(valid, ..)| valid.contains(begun)).or(self.efforts.last())
    }

    /// The person's leave.
    fn leave(&self, person: &Person<'_>) -> Vec<crate::Absence> {
        let events = person.events.iter().filter(|event| [self.leave_begins, self.leave_ends].contains(&event.event));
        absences(events.map(|event| (event.day, event.event == self.leave_begins)))
    }
}

//! A finding: a reason to look at a case, with the rule and the facts that it rests on.

use crate::provision::{Provision, Standing};
use crate::{Error, Scheme};
use calendar::{Day, Span};
use definitions::{Language, Title};
use register::{PersonId, TableKind};
use std::fmt;
use std::sync::Arc;

/// A list of a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// The effort guarantee falls due soon, or has passed.
    Guarantee,
    /// The planned end is near, or has passed, and no support base is clarified.
    PlannedEnd,
    /// Over a limit of the law: a flag, no deletion.
    OverLimit,
    /// No effort so far.
    WithoutEffort,
    /// Not the first spell.
    SeveralSpells,
    /// The expected end when leave is counted: of those whom leave moves, or who end after the last ordinary day.
    ExpectedEnd,
}

impl List {
    /// All of them, in the order in which they are shown.
    pub const ALL: [List; 6] = [
        List::Guarantee,
        List::PlannedEnd,
        List::OverLimit,
        List::WithoutEffort,
        List::SeveralSpells,
        List::ExpectedEnd,
    ];

    /// Its name in tidy output.
    pub fn id(self) -> &'static str {
        match self {
            List::Guarantee => "guarantee",
            List::PlannedEnd => "planned_end",
            List::OverLimit => "over_limit",
            List::WithoutEffort => "without_effort",
            List::SeveralSpells => "several_spells",
            List::ExpectedEnd => "expected_end",
        }
    }

    /// What it is called.
    pub fn title(self) -> Title {
        match self {
            List::Guarantee => {
                Title::new("Indsatsgarantien udløber eller er udløbet", "The effort guarantee falls due or has passed")
            }
            List::PlannedEnd => Title::new(
                "Planlagt slutdato uden afklaret forsørgelsesgrundlag",
                "Planned end without a clarified support base",
            ),
            List::OverLimit => Title::new("Over en grænse i reglerne", "Over a limit of the rules"),
            List::WithoutEffort => Title::new("Forløb uden indsats", "Spells without any effort"),
            List::SeveralSpells => Title::new("Flere forløb", "Several spells"),
            List::ExpectedEnd => {
                Title::new("Forventet slutdato, når orlov medregnes", "Expected end when leave is counted")
            }
        }
    }

    /// The tables without which the list cannot be made.
    pub fn needs(self) -> &'static [TableKind] {
        match self {
            List::Guarantee | List::WithoutEffort => &[TableKind::Offers],
            List::PlannedEnd => &[TableKind::Plans],
            List::ExpectedEnd => &[TableKind::Plans, TableKind::Events],
            List::OverLimit | List::SeveralSpells => &[],
        }
    }

    /// Whether there is such a list for the scheme: the guarantee is of ressourceforløb alone.
    pub fn is_of(self, scheme: Scheme) -> bool {
        self != List::Guarantee || scheme == Scheme::Ressourceforlob
    }
}

/// How sure a finding is, and on which side of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The day is near.
    Due,
    /// The day has passed.
    Passed,
    /// A flag.
    Flagged,
    /// It depends on how the law is read: no source was found that decides.
    Possible,
    /// No source was found that says what the rule is; the day is told.
    Unknown,
}

impl State {
    /// Its name in tidy output.
    pub fn id(self) -> &'static str {
        match self {
            State::Due => "due",
            State::Passed => "passed",
            State::Flagged => "flagged",
            State::Possible => "possible",
            State::Unknown => "unknown",
        }
    }

    /// What it is called.
    pub fn title(self) -> Title {
        match self {
            State::Due => Title::new("frist", "due"),
            State::Passed => Title::new("fristen er passeret", "passed"),
            State::Flagged => Title::new("til opmærksomhed", "for attention"),
            State::Possible => Title::new("afhænger af, hvordan reglen læses", "depends on how the rule is read"),
            State::Unknown => Title::new("reglen er ikke fundet i en kilde", "the rule was not found in a source"),
        }
    }
}

/// A fact that a finding rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The grant began.
    Begun(Day),
    /// When it began is not known: before the coverage.
    StartUnknown,
    /// The planned last day.
    PlannedEnd(Day),
    /// Days of leave.
    LeaveDays(i32),
    /// A leave whose end is not registered.
    LeaveOpen,
    /// Whether leave counts was not found for the day.
    LeaveUnclear,
    /// It began before the rule came into force, on this day, and no source says whether it holds for it.
    BegunBeforeRule(Day),
    /// The first effort began.
    FirstEffort(Day),
    /// An offer of which no source says whether it is an effort began.
    UnclearEffort(Day),
    /// Which of the person's spells it is, as far as the register knows.
    SpellNumber(i32),
    /// The most spells that there may be.
    MostSpells(i32),
    /// It began when there were to be no new ones.
    BegunAfterClosing(Day),
    /// The days since the start.
    DaysSoFar(i32),
    /// It lasts beyond the last ordinary end.
    BeyondLastOrdinaryEnd(Day),
    /// The latest paid day may be the spell's last one: it is undecided.
    Undecided,
    /// A table that would tell more is not there.
    NotKnown(TableKind),
}

impl fmt::Debug for Fact {
    /// The kind alone: a date could be a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())?;
        f.write_str("(****)")
    }
}

impl Fact {
    /// Its kind.
    pub fn id(self) -> &'static str {
        match self {
            Fact::Begun(_) => "begun",
            Fact::StartUnknown => "start_unknown",
            Fact::PlannedEnd(_) => "planned_end",
            Fact::LeaveDays(_) => "leave_days",
            Fact::LeaveOpen => "leave_open",
            Fact::LeaveUnclear => "leave_unclear",
            Fact::BegunBeforeRule(_) => "begun_before_rule",
            Fact::FirstEffort(_) => "first_effort",
            Fact::UnclearEffort(_) => "unclear_effort",
            Fact::SpellNumber(_) => "spell_number",
            Fact::MostSpells(_) => "most_spells",
            Fact::BegunAfterClosing(_) => "begun_after_closing",
            Fact::DaysSoFar(_) => "days_so_far",
            Fact::BeyondLastOrdinaryEnd(_) => "beyond_last_ordinary_end",
            Fact::Undecided => "undecided",
            Fact::NotKnown(_) => "not_known",
        }
    }

    fn words(self) -> Title {
        let of = |da: String, en: String| Title { da, en };
        match self {
            Fact::Begun(day) => of(format!("begyndt {day}"), format!("begun {day}")),
            Fact::StartUnknown => {
                Title::new("begyndt før udtrækkets første dag", "begun before the extract's first day")
            }
            Fact::PlannedEnd(day) => of(format!("planlagt til {day}"), format!("planned to {day}")),
            Fact::LeaveDays(days) => of(format!("{days} dages orlov"), format!("{days} days of leave")),
            Fact::LeaveOpen => Title::new("orlov uden registreret slutdato", "leave without a registered end"),
            Fact::LeaveUnclear => {
                Title::new("om orloven tæller med, er ikke fundet", "whether the leave counts was not found")
            }
            Fact::BegunBeforeRule(day) => of(
                format!("reglen kom {day}; om den gælder forløb fra før, er ikke fundet"),
                format!("the rule came on {day}; whether it holds for spells from before was not found"),
            ),
            Fact::FirstEffort(day) => of(format!("første indsats {day}"), format!("first effort {day}")),
            Fact::UnclearEffort(day) => of(
                format!("mentor fra {day}; om mentor alene er en indsats, er ikke fundet"),
                format!("mentor from {day}; whether a mentor alone is an effort was not found"),
            ),
            Fact::SpellNumber(number) => {
                of(format!("mindst forløb nr. {number}"), format!("at least spell no. {number}"))
            }
            Fact::MostSpells(most) => of(format!("højst {most} forløb"), format!("at most {most} spells")),
            Fact::BegunAfterClosing(day) => of(
                format!("begyndt {day}, efter at ordningen var lukket"),
                format!("begun {day}, after the scheme was closed"),
            ),
            Fact::DaysSoFar(days) => of(format!("{days} dage indtil nu"), format!("{days} days so far")),
            Fact::BeyondLastOrdinaryEnd(day) => {
                of(format!("efter den sidste ordinære slutdato {day}"), format!("after the last ordinary end {day}"))
            }
            Fact::Undecided => Title::new("måske allerede afsluttet: foreløbigt", "perhaps ended already: provisional"),
            Fact::NotKnown(table) => of(
                format!("tabellen `{}` var ikke i udtrækket", table.danish()),
                format!("the table `{}` was not in the extract", table.danish()),
            ),
        }
    }
}

/// A version of a provision, as a finding cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The provision's name.
    pub provision: &'static str,
    /// The paragraphs.
    pub reference: String,
    /// The days on which the version is in force.
    pub valid: Span,
    /// The act that set it.
    pub act: String,
    /// What it says.
    pub says: Title,
    /// Whether there is a rule.
    pub standing: Standing,
    /// The last day to which what we read speaks.
    pub checked_until: Day,
    /// Which wording of the provision's files.
    pub hash: String,
}

/// All versions of a provision, to be cited by their day.
#[derive(Debug, Clone)]
pub(crate) struct Citations {
    provision: &'static str,
    covered: String,
    cited: Vec<Arc<Cited>>,
}

impl Citations {
    pub(crate) fn of<T>(provision: &Provision<T>) -> Citations {
        let cited = provision.versions().iter().map(|version| {
            Arc::new(Cited {
                provision: provision.id,
                reference: provision.reference.clone(),
                valid: version.valid,
                act: version.act.clone(),
                says: version.says.clone(),
                standing: version.rule.standing(),
                checked_until: provision.checked_until,
                hash: provision.hash.clone(),
            })
        });
        Citations { provision: provision.id, covered: provision.covered(), cited: cited.collect() }
    }

    /// The version in force on a day.
    pub(crate) fn on(&self, day: Day) -> Result<Arc<Cited>, Error> {
        let found = self.cited.iter().find(|cited| cited.valid.contains(day)).cloned();
        found.ok_or_else(|| Error::NoRule { provision: self.provision, day, covered: self.covered.clone() })
    }
}

/// A reason to look at a case. It has no `Display` and no serialization, and its `Debug` tells nothing of the person.
///
/// ```compile_fail
/// fn show(finding: rules::Finding) -> String {
///     finding.to_string()
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// On which list.
    pub list: List,
    /// Of which scheme.
    pub scheme: Scheme,
    /// The municipality that the person lives in on the day of the follow-up; none where it is not known.
    pub municipality: Option<u16>,
    /// Its job centre, a place in [`definitions::Geography::jobcentres`].
    pub jobcentre: Option<usize>,
    /// How it stands.
    pub state: State,
    /// The last day in time, the planned or the expected last day; none where nothing falls due.
    pub due: Option<Day>,
    /// Whom it is about.
    pub person: PersonId,
    /// What it rests on, in the order in which it is told.
    pub facts: Vec<Fact>,
    /// The rule and its version; none where the list is of no provision.
    pub cited: Option<Arc<Cited>>,
    /// The version that holds on the day of the follow-up, where the day fell due under an earlier one.
    pub since: Option<Arc<Cited>>,
    /// The day of the follow-up.
    pub on: Day,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.cited.as_ref().map(|cited| cited.provision);
        f.debug_struct("Finding")
            .field("list", &self.list)
            .field("scheme", &self.scheme)
            .field("state", &self.state)
            .field("rule", &rule)
            .field("facts", &self.facts)
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

impl Finding {
    /// The finding explained: how it stands, the facts, what the rule says, and how far it has been checked. It holds the
    /// person's dates, so it is for a list that one who holds the key makes, and for nothing else.
    pub fn words(&self, language: Language) -> String {
        let say = |title: Title| title.in_language(language).to_owned();
        let danish = language == Language::Danish;
        let mut text = format!("{}: {}", say(self.list.title()), say(self.state.title()));
        if let Some(due) = self.due {
            text.push_str(&format!(" ({due})"));
        }
        text.push('.');
        let facts: Vec<String> = self.facts.iter().map(|fact| say(fact.words())).collect();
        if !facts.is_empty() {
            text.push_str(&format!(" {}: {}.", if danish { "Grundlag" } else { "Facts" }, facts.join("; ")));
        }
        let Some(cited) = &self.cited else { return text };
        text.push_str(&format!(" {}", cited.says.in_language(language)));
        text.push_str(&format!(" ({})", cited.reference));
        if let Some(since) = &self.since {
            let from = since.valid.from;
            let says = since.says.in_language(language);
            text.push_str(&if danish { format!(" Fra {from}: {says}") } else { format!(" From {from}: {says}") });
        }
        let asked = self.due.unwrap_or(self.on).max(self.on);
        if asked > cited.checked_until {
            let until = cited.checked_until;
            text.push_str(&if danish {
                format!(" Reglen er efterset til og med {until}; hvad der gælder derefter, må undersøges.")
            } else {
                format!(" The rule was checked up to {until}; what holds later must be looked up.")
            });
        }
        text
    }
}

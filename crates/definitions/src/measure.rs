//! Measures: what is counted, of whom, when, and what is shown of it.

use crate::{Code, Dimension, DimensionKind, Disclosure, GapRule, Header, Length, Quantity, Statistic, Title, Window};
use calendar::Day;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Spells.
    Spells,
    /// Distinct persons.
    Persons,
    /// Days on which a person is paid, once however many payments cover them.
    PersonDays,
    /// Distinct persons of a cohort.
    Members,
    /// Registered events.
    Events,
}

impl Count {
    pub(crate) const NAMES: [(&'static str, Count); 5] = [
        ("spells", Count::Spells),
        ("persons", Count::Persons),
        ("person_days", Count::PersonDays),
        ("members", Count::Members),
        ("events", Count::Events),
    ];

    /// Its name in definition files.
    pub fn id(self) -> &'static str {
        Count::NAMES[self as usize].0
    }
}

/// What must happen in the period, and with it the day that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The spell starts in the period; its first paid day counts.
    Started,
    /// The spell's last day lies in the period and it has ended; its last paid day counts.
    Ended,
    /// The spell has at least one day in the period; its last day inside the period counts.
    Active,
    /// The spell started before the period and had not ended before it; the day before the period counts.
    Opening,
    /// The spell had started when the period ended and went on; the period's last day counts.
    Closing,
    /// There is a paid day in the period; the last one counts, and for person-days each day its own.
    Paid,
    /// A registered event of the spell lies in the period; its day counts.
    Occurred,
    /// The person belongs to the cohort on the period's last day, which counts.
    Member,
    /// A membership begins in the period; its first day counts.
    Entered,
    /// The first day after a membership lies in the period; the membership's last day counts.
    Left,
}

impl Event {
    pub(crate) const NAMES: [(&'static str, Event); 10] = [
        ("started", Event::Started),
        ("ended", Event::Ended),
        ("active", Event::Active),
        ("opening", Event::Opening),
        ("closing", Event::Closing),
        ("paid", Event::Paid),
        ("occurred", Event::Occurred),
        ("member", Event::Member),
        ("entered", Event::Entered),
        ("left", Event::Left),
    ];

    /// Its name in definition files.
    pub fn id(self) -> &'static str {
        Event::NAMES[self as usize].0
    }

    /// What it means, in English.
    pub fn meaning(self) -> &'static str {
        match self {
            Event::Started => "the spell's first paid day lies in the period; place and age on that day",
            Event::Ended => {
                "the spell's last paid day lies in the period and the spell has ended; place and age on that day"
            }
            Event::Active => {
                "the spell has at least one day in the period; place and age on its last day inside the period"
            }
            Event::Opening => {
                "the spell started before the period and had not ended before it; place and age on the day before the period"
            }
            Event::Closing => {
                "the spell had started when the period ended and went on; place and age on the period's last day"
            }
            Event::Paid => {
                "there is a paid day in the period; place and age on the last one, for person-days on each day its own"
            }
            Event::Occurred => "a registered event of the spell lies in the period; place and age on its day",
            Event::Member => "the person belongs to the cohort on the period's last day; place and age on that day",
            Event::Entered => "a membership begins in the period; place and age on its first day",
            Event::Left => {
                "the first day after a membership lies in the period; place and age on the membership's last day"
            }
        }
    }
}

/// Whose spells, payments or memberships are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A benefit group.
    Benefit {
        /// Its id.
        benefit: String,
        /// The gap rule and the name it is called by; none where only payments are counted.
        gap: Option<(GapRule, String)>,
    },
    /// A cohort.
    Cohort {
        /// Its id.
        cohort: String,
        /// For a closed cohort, the day on which one must have belonged to it.
        closed_on: Option<Day>,
    },
}

/// A hierarchy and the days on which it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// The hierarchy's id.
    pub hierarchy: String,
    /// The days.
    pub window: Window,
}

/// Which registered events are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurs {
    /// Codes of the set `haendelser`.
    pub events: Vec<Code>,
    /// How long after a spell's last day an event still is the spell's.
    pub plus: Length,
}

/// What hours are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursOf {
    /// Hours of fleksjob a week, on a day.
    FlexibleJob,
    /// Ordinary hours with A-income, in the month of a day.
    Wages,
}

impl HoursOf {
    pub(crate) const NAMES: [(&'static str, HoursOf); 2] =
        [("flexible_job", HoursOf::FlexibleJob), ("wages", HoursOf::Wages)];
}

/// The hours of whoever is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// What they are of.
    pub of: HoursOf,
    /// On which day: [`Window::Day`] or [`Window::After`].
    pub window: Window,
    /// For [`Dimension::HoursChange`]: against how many months before.
    pub change_over: Option<i32>,
    /// The bands of [`Dimension::HoursBand`].
    pub bands: String,
}

/// Where hours went, the categories of [`Dimension::HoursChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// More than before.
    Up,
    /// Fewer than before.
    Down,
    /// As many as before.
    Unchanged,
}

impl Trend {
    /// All, in the order of a table, with their ids and titles.
    pub const ALL: [(Trend, &'static str, &'static str, &'static str); 3] = [
        (Trend::Up, "up", "Gået op i tid", "Up"),
        (Trend::Down, "down", "Gået ned i tid", "Down"),
        (Trend::Unchanged, "unchanged", "Uændret", "Unchanged"),
    ];
}

/// Where a spell's last day lies, the categories of [`Dimension::Plan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Before the plan's last day.
    Before,
    /// On it.
    AsPlanned,
    /// After it.
    After,
}

impl Outcome {
    /// All, in the order of a table, with their ids and titles.
    pub const ALL: [(Outcome, &'static str, &'static str, &'static str); 3] = [
        (Outcome::Before, "before_plan", "Før planen", "Before the plan"),
        (Outcome::AsPlanned, "as_planned", "Som planlagt", "As planned"),
        (Outcome::After, "after_plan", "Efter planen", "After the plan"),
    ];
}

/// What the time from a spell's start to its first offer is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstOffer {
    /// The offers that count, codes of the set `tilbud`.
    pub offers: Vec<Code>,
    /// The lengths of time within which the first may come, rising.
    pub within: Vec<Length>,
}

/// The id of the category of [`Dimension::Next`] that a spell has which ran when it was last followed.
pub const STILL_RUNNING: &str = "still";

/// What the life of spells is followed by, from their start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// The hierarchy whose categories are the next benefit.
    pub hierarchy: String,
    /// How long after a spell's last day the next benefit is looked at.
    pub after: Length,
    /// The bands of [`Dimension::Reached`].
    pub bands: String,
}

/// A measure.
///
/// ```toml
/// id         = "ressourceforlob.status_1_month_after"
/// title      = { da = "Status 1 måned efter afsluttet ressourceforløb", en = "Status one month after an ended spell" }
/// source     = "S000"
/// valid_from = 2013-01-01
/// benefit    = "ressourceforlob"       # a benefit group; or cohort = "flere_skal_med.2"
/// gap        = "calendar_month"        # a gap rule, or days=28
/// count      = "spells"                # spells | persons | person_days | events | members
/// event      = "ended"                 # started | ended | active | opening | closing | paid | occurred
/// by         = ["municipality", "quarter", "status"]          # of a cohort: member | entered | left
/// status     = { after = "1 month", hierarchy = "status.s000" }
/// show       = ["count", "share"]
/// ```
///
/// What some of the dimensions are made from, each where it is needed:
///
/// | key | for | as |
/// |---|---|---|
/// | `status` | `status` | `{ hierarchy = "status.s001", after = "1 month" }` |
/// | `before` | `before` | a hierarchy, on the day before the start |
/// | `benefits`, `offers`, `decisions` | `benefit`, `offer`, `decision` | `{ hierarchy = "offer.s003", in = "month" }`, with any [`Window`] |
/// | `hours` | `hours_band`, `hours_change`, the statistics of hours | `{ of = "flexible_job", in = "day", bands = "hours.fleksjob", change_over = "6 months" }`; of the month's `wages` too, and `after = "1 month"` |
/// | `pay` | the statistics of pay | `{ in = "month" }`, the month of the day that counts; `in = "period"`, the period's last month; `after = "3 months"`, the month of that day |
/// | `first_offer` | `first_offer` | `{ offers = ["mentor"], within = ["1 week", "1 month"] }` |
/// | `occurs` | `event = "occurred"` | `{ events = ["sanktion"], plus = "1 month" }` |
/// | `end_reasons` | `end_reason` | a code set, of what stands with an `ophoer_aarsag` from the start to a month after the last day |
/// | `life` | `reached` and `next`, the statistic `occupation` | `{ hierarchy = "exit.next", after = "1 month", bands = "life.months" }`, of spells that started |
/// | `closed_on` | a closed cohort | a date: whoever belonged on that day is followed on |
/// | `duration_bands`, `age_bands`, `age_groups`, `membership_bands` | the bands | lists of bands |
///
/// Of whom only some are counted: `where = { benefit = ["kontanthjaelp_mv"] }`, categories of any dimension. How it is
/// shown: `share_of` (the dimension over which the shares of a total are taken; the last of `by` where nothing is
/// said), `spread` (a dimension of place: the lowest and the highest area instead of each), `decimals` (of the shares),
/// `note = { da, en }` (printed under the table). By which counts it is hidden: `disclosure` ([`Disclosure`]).
#[derive(Debug, Clone)]
pub struct Measure {
    /// Id, titles, source, dates.
    pub header: Header,
    /// Whose spells, payments or memberships.
    pub subject: Subject,
    /// What is counted.
    pub count: Count,
    /// What must happen in the period.
    pub event: Event,
    /// The registered events, for [`Event::Occurred`].
    pub occurs: Option<Occurs>,
    /// The dimensions of its table.
    pub by: Vec<Dimension>,
    /// Of whom only those in some categories are counted.
    pub only: Vec<(Dimension, Vec<String>)>,
    /// The status after the end, for [`Dimension::Status`].
    pub status: Option<Matching>,
    /// The hierarchy for [`Dimension::Before`].
    pub before: Option<String>,
    /// For [`Dimension::Benefit`].
    pub benefits: Option<Matching>,
    /// For [`Dimension::Offer`].
    pub offers: Option<Matching>,
    /// For [`Dimension::Decision`].
    pub decisions: Option<Matching>,
    /// The hours of whoever is counted.
    pub hours: Option<Hours>,
    /// The month whose pay is that of whoever is counted: of the day that counts ([`Window::Month`]), the period's last
    /// ([`Window::Period`]) or that of a day after the end ([`Window::After`]).
    pub pay: Option<Window>,
    /// For [`Dimension::FirstOffer`].
    pub first_offer: Option<FirstOffer>,
    /// For [`Dimension::Reached`] and [`Dimension::Next`].
    pub life: Option<Life>,
    /// The code set of the reasons, for [`Dimension::EndReason`].
    pub end_reasons: Option<String>,
    /// The bands of [`Dimension::DurationBand`].
    pub duration_bands: String,
    /// The bands of [`Dimension::TimeInGroup`].
    pub membership_bands: String,
    /// The bands of [`Dimension::AgeBand`].
    pub age_bands: String,
    /// The bands of [`Dimension::AgeGroup`].
    pub age_groups: String,
    /// What is shown.
    pub show: Vec<Statistic>,
    /// The dimension over which shares are taken.
    pub share_of: Option<Dimension>,
    /// The dimension of place whose lowest and highest area is shown instead of each.
    pub spread: Option<Dimension>,
    /// Decimals of the shares in a table.
    pub decimals: u8,
    /// By which counts its figures are hidden.
    pub disclosure: Disclosure,
    /// Printed under the table.
    pub note: Option<Title>,
}

impl Measure {
    /// Why a table of this measure cannot have the dimension; `None` where it can.
    ///
    /// ```
    /// # use definitions::{Catalog, Dimension};
    /// let catalog = Catalog::embedded().unwrap();
    /// let started = &catalog.measures.versions("ressourceforlob.started").unwrap()[0];
    /// assert_eq!(started.refuses(Dimension::Sex), None);
    /// assert!(started.refuses(Dimension::DurationBand).unwrap().contains("started"));
    /// ```
    pub fn refuses(&self, dimension: Dimension) -> Option<String> {
        let say = |words: &str| Some(words.to_owned());
        match dimension {
            Dimension::DurationBand
            | Dimension::Before
            | Dimension::Status
            | Dimension::Plan
            | Dimension::EndReason
            | Dimension::Code
            | Dimension::FirstOffer
            | Dimension::Reached
            | Dimension::Next
                if self.counts_memberships() =>
            {
                say("a member of a cohort has no spell: count spells of a `benefit`")
            }
            Dimension::TimeInGroup if !self.counts_memberships() => {
                say("only a member of a cohort has been in a group: use `cohort = \"…\"`")
            }
            Dimension::DurationBand | Dimension::Before if self.event == Event::Paid => {
                say("a paid day has no spell: give the measure another `event`")
            }
            Dimension::DurationBand if self.event == Event::Started => {
                say("a spell that has only started has no duration yet")
            }
            Dimension::Status | Dimension::Plan | Dimension::EndReason if self.event != Event::Ended => {
                say("it is known of ended spells: use event = \"ended\"")
            }
            Dimension::Benefit
            | Dimension::Offer
            | Dimension::Decision
            | Dimension::HoursBand
            | Dimension::HoursChange
                if self.count == Count::PersonDays =>
            {
                say("it is a person's and not a single day's: use count = \"persons\"")
            }
            Dimension::Status if self.status.is_none() => {
                say("the measure has no `status = { after = \"1 month\", hierarchy = \"…\" }`")
            }
            Dimension::Before if self.before.is_none() => say("the measure has no hierarchy `before = \"…\"`"),
            Dimension::Benefit | Dimension::Offer | Dimension::Decision if self.matching(dimension).is_none() => {
                Some(format!("the measure has no `{}s = {{ hierarchy = \"…\", in = \"month\" }}`", dimension.id()))
            }
            Dimension::HoursBand if self.hours.is_none() => {
                say("the measure has no `hours = { of = \"flexible_job\", in = \"day\" }`")
            }
            Dimension::HoursChange if self.hours.as_ref().is_none_or(|hours| hours.change_over.is_none()) => {
                say("the measure has no `hours = { of = \"flexible_job\", in = \"day\", change_over = \"6 months\" }`")
            }
            Dimension::FirstOffer if self.first_offer.is_none() => {
                say("the measure has no `first_offer = { offers = [\"…\"], within = [\"1 month\"] }`")
            }
            Dimension::Reached | Dimension::Next if self.life.is_none() => {
                say("the measure has no `life = { hierarchy = \"…\", after = \"1 month\" }`")
            }
            Dimension::EndReason if self.end_reasons.is_none() => {
                say("the measure has no code set `end_reasons = \"…\"`")
            }
            _ => None,
        }
    }

    /// Why a table of this measure cannot show the statistic; `None` where it can.
    pub fn cannot_show(&self, statistic: Statistic) -> Option<String> {
        let say = |words: &str| Some(words.to_owned());
        if statistic == Statistic::Occupation && self.life.is_none() {
            return say("the measure has no `life = { hierarchy = \"…\", after = \"1 month\" }`");
        }
        let days = matches!(statistic, Statistic::PersonDays | Statistic::FullTimePersons);
        let quantity = statistic.of().map(|(quantity, _)| quantity);
        match (self.count, quantity) {
            (Count::PersonDays, _) if !days && !matches!(statistic, Statistic::Share | Statistic::Rank) => {
                say("a measure of person-days shows person_days, full_time_persons, share and rank")
            }
            (Count::PersonDays, _) => None,
            _ if days => say("only a measure with count = \"person_days\" has them"),
            (Count::Events, Some(_)) => say("an event has no duration, no hours and no pay: count spells"),
            (_, Some(Quantity::Pay)) if self.pay.is_none() => say("the measure has no `pay = { in = \"month\" }`"),
            (Count::Persons, Some(Quantity::Pay)) if self.event != Event::Paid => {
                say("a person may have several spells with pay of their own: count spells")
            }
            (_, Some(Quantity::Hours)) if self.hours.is_none() => {
                say("the measure has no `hours = { of = \"flexible_job\", in = \"day\" }`")
            }
            (Count::Persons, Some(Quantity::Hours)) if self.event != Event::Paid => {
                say("a person may have several spells with hours of their own: count spells")
            }
            (Count::Members, Some(Quantity::Hours | Quantity::Pay)) if self.event != Event::Member => {
                say("who comes or goes may do so twice: use event = \"member\"")
            }
            (Count::Members, Some(Quantity::Duration | Quantity::Planned)) => {
                say("a member of a cohort has no spell: count spells of a `benefit`")
            }
            (Count::Persons, Some(Quantity::Duration | Quantity::Planned)) => {
                say("persons have no duration: count spells")
            }
            (Count::Spells, Some(Quantity::Duration)) if self.event == Event::Started => {
                say("a spell that has only started has no duration yet")
            }
            _ => None,
        }
    }

    /// The benefit group's id, of a measure of a benefit.
    pub fn benefit(&self) -> Option<&str> {
        match &self.subject {
            Subject::Benefit { benefit, .. } => Some(benefit),
            Subject::Cohort { .. } => None,
        }
    }

    /// The gap rule and the name it is called by.
    pub fn gap(&self) -> Option<&(GapRule, String)> {
        match &self.subject {
            Subject::Benefit { gap, .. } => gap.as_ref(),
            Subject::Cohort { .. } => None,
        }
    }

    /// Whether it counts members of a cohort.
    pub fn counts_memberships(&self) -> bool {
        matches!(self.subject, Subject::Cohort { .. })
    }

    /// The hierarchy and window of a dimension that has them.
    pub fn matching(&self, dimension: Dimension) -> Option<&Matching> {
        match dimension {
            Dimension::Status => self.status.as_ref(),
            Dimension::Benefit => self.benefits.as_ref(),
            Dimension::Offer => self.offers.as_ref(),
            Dimension::Decision => self.decisions.as_ref(),
            _ => None,
        }
    }

    /// The dimension over which a table by `by` takes its shares: the one that the definition names, or else
    /// the last that is neither time nor place.
    pub fn share_of_in(&self, by: &[Dimension]) -> Option<Dimension> {
        match self.share_of {
            Some(dimension) => Some(dimension).filter(|dimension| by.contains(dimension)),
            None => by
                .iter()
                .rev()
                .copied()
                .find(|dimension| !matches!(dimension.kind(), DimensionKind::Time | DimensionKind::Place)),
        }
    }
}

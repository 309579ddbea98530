//! The tables of the contract: their columns, and what they are called in the store.

/// A table of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// `borgere`: one row a person.
    Persons,
    /// `bopael`: stays in a municipality.
    Residences,
    /// `ydelser`: payments of benefits.
    Payments,
    /// `tilbud`: offers (activities).
    Offers,
    /// `loen`: months of A-income.
    Wages,
    /// `fleksjob`: stretches of fleksjob at constant hours.
    FlexibleJobs,
    /// `visitation`: memberships of a group in a project.
    Memberships,
    /// `haendelser`: dated decisions and events.
    Events,
    /// `planer`: planned ends of granted spells.
    Plans,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A person's key.
    Person,
    /// A day, the first of a stretch where the table has stretches.
    Day,
    /// A day or nothing.
    OptionalDay,
    /// The last day of a stretch; kept as the day after. May it be empty (still running)?
    LastDay { open: bool },
    /// A code of the manifest's set.
    BenefitCode,
    /// A code of the set of that id.
    CodeOf(&'static str),
    /// A municipality's code.
    Municipality { optional: bool },
    /// A month, `YYYY-MM`.
    Month,
    /// A number, decimal comma or point; kept in hundredths.
    Number,
    /// Any text, or nothing.
    Text,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// In the extract.
    pub(crate) name: &'static str,
    /// In the store; `None` where the store does not keep it.
    pub(crate) stored: Option<&'static str>,
    pub(crate) holds: Holds,
    /// Whether the extract must have the column.
    pub(crate) required: bool,
}

const fn required(name: &'static str, stored: &'static str, holds: Holds) -> Column {
    Column { name, stored: Some(stored), holds, required: true }
}

const fn optional(name: &'static str, stored: Option<&'static str>, holds: Holds) -> Column {
    Column { name, stored, holds, required: false }
}

const PERSON: Column = Column { name: "borger", stored: Some("person"), holds: Holds::Person, required: true };
const FROM: Column = required("fra", "from", Holds::Day);
const UNTIL: Column = required("til", "until", Holds::LastDay { open: true });

const PERSONS: &[Column] = &[
    PERSON,
    required("foedselsdato", "birth", Holds::Day),
    required("koen", "sex", Holds::CodeOf("koen")),
    required("herkomst", "origin", Holds::CodeOf("herkomst")),
    optional("doed", Some("died"), Holds::OptionalDay),
    optional("udrejst", Some("emigrated"), Holds::OptionalDay),
];
const RESIDENCES: &[Column] =
    &[PERSON, required("kommune", "municipality", Holds::Municipality { optional: false }), FROM, UNTIL];
const PAYMENTS: &[Column] = &[
    PERSON,
    required("ydelse", "code", Holds::BenefitCode),
    FROM,
    UNTIL,
    // Checked, but no definition counts by them: the store's runs of days would not join across them. Pay is in `loen`.
    optional("kommune", None, Holds::Municipality { optional: true }),
    optional("beloeb", None, Holds::Number),
];
const OFFERS: &[Column] = &[
    PERSON,
    required("tilbud", "offer", Holds::CodeOf("tilbud")),
    FROM,
    UNTIL,
    optional("timer", Some("hundredth_hours"), Holds::Number),
];
const WAGES: &[Column] = &[
    PERSON,
    required("maaned", "month", Holds::Month),
    required("timer", "hundredth_hours", Holds::Number),
    required("beloeb", "amount_in_oere", Holds::Number),
];
const FLEXIBLE_JOBS: &[Column] = &[PERSON, FROM, UNTIL, required("timer", "hundredth_hours", Holds::Number)];
const MEMBERSHIPS: &[Column] =
    &[PERSON, required("projekt", "project", Holds::Text), required("gruppe", "group", Holds::Text), FROM, UNTIL];
const EVENTS: &[Column] = &[
    PERSON,
    required("dato", "day", Holds::Day),
    required("haendelse", "event", Holds::CodeOf("haendelser")),
    optional("vaerdi", Some("value"), Holds::Text),
];
const PLANS: &[Column] = &[
    PERSON,
    required("ydelse", "code", Holds::BenefitCode),
    FROM,
    required("planlagt_til", "until", Holds::LastDay { open: false }),
];

impl TableKind {
    /// All tables, in the order of the contract.
    pub const ALL: [TableKind; 9] = [
        TableKind::Persons,
        TableKind::Residences,
        TableKind::Payments,
        TableKind::Offers,
        TableKind::Wages,
        TableKind::FlexibleJobs,
        TableKind::Memberships,
        TableKind::Events,
        TableKind::Plans,
    ];

    /// Its name in an extract.
    ///
    /// ```
    /// assert_eq!(register::TableKind::Payments.danish(), "ydelser");
    /// ```
    pub fn danish(self) -> &'static str {
        ["borgere", "bopael", "ydelser", "tilbud", "loen", "fleksjob", "visitation", "haendelser", "planer"]
            [self as usize]
    }

    /// Its name in the store.
    pub fn english(self) -> &'static str {
        ["persons", "residences", "payments", "offers", "wages", "flexible_jobs", "memberships", "events", "plans"]
            [self as usize]
    }

    /// The table of that Danish name.
    pub fn find(danish: &str) -> Option<TableKind> {
        TableKind::ALL.into_iter().find(|kind| kind.danish() == danish)
    }

    pub(crate) fn columns(self) -> &'static [Column] {
        [PERSONS, RESIDENCES, PAYMENTS, OFFERS, WAGES, FLEXIBLE_JOBS, MEMBERSHIPS, EVENTS, PLANS][self as usize]
    }

    /// The columns that the store keeps, without the person.
    pub(crate) fn stored_columns(self) -> impl Iterator<Item = &'static Column> {
        self.columns().iter().filter(|column| column.stored.is_some() && column.holds != Holds::Person)
    }

    /// The places of the first and the last day of the table's stretches, if it has stretches.
    pub(crate) fn stretch(self) -> Option<(usize, usize)> {
        let columns = self.columns();
        let last = columns.iter().position(|column| matches!(column.holds, Holds::LastDay { .. }))?;
        let from = columns.iter().position(|column| column.holds == Holds::Day)?;
        Some((from, last))
    }
}

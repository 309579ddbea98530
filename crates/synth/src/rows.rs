//! One person's rows, typed, before they are text. All days are inclusive, as they are written.

use crate::benefits::Activity;
use crate::history::Stretch;
use crate::offers::ActiveDays;
use crate::population::{Exposure, Origin, Person, Sex};
use calendar::{Day, Month};

/// A stay in a municipality; no last day while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) municipality: u16,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
}

/// A payment of a benefit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Payment {
    pub(crate) code: u16,
    pub(crate) from: Day,
    /// The last paid day; none where the payment is written as still running.
    pub(crate) to: Option<Day>,
    /// The paying municipality.
    pub(crate) municipality: Option<u16>,
    /// In øre.
    pub(crate) amount: u32,
}

/// An offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) activity: Activity,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    /// Half hours a week, where registered.
    pub(crate) half_hours: Option<u8>,
}

/// A month of A-income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wage {
    pub(crate) month: Month,
    /// Hundredths of an hour in the month.
    pub(crate) hours: u32,
    /// In øre.
    pub(crate) amount: u32,
}

/// A stretch of fleksjob at constant hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FlexHours {
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    /// Half hours a week; none where they are not known.
    pub(crate) half_hours: Option<u8>,
}

/// A membership of a group in the project `flere_skal_med`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) group: u8,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
}

/// A dated event, named as in the extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) day: Day,
    pub(crate) name: &'static str,
    /// The reason, for `ophoer_aarsag`; else nothing.
    pub(crate) value: &'static str,
}

/// The planned end of a granted spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) code: u16,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// A person with the whole life and all rows. The vectors are used again for the next person.
#[derive(Debug)]
pub(crate) struct MadeUpPerson {
    pub(crate) key: [u8; 10],
    pub(crate) person: Person,
    /// The benefit history from the sixteenth birthday on, also outside the coverage.
    pub(crate) history: Vec<Stretch>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) wages: Vec<Wage>,
    pub(crate) flex_hours: Vec<FlexHours>,
    pub(crate) memberships: Vec<Membership>,
    pub(crate) events: Vec<Event>,
    pub(crate) plans: Vec<Plan>,
    /// The days of the present stretch with an activity in the code.
    pub(crate) active: Vec<ActiveDays>,
}

impl MadeUpPerson {
    /// A place for persons to be made in.
    pub(crate) fn empty() -> MadeUpPerson {
        MadeUpPerson {
            key: [b'0'; 10],
            person: Person {
                birth: Day::MIN,
                sex: Sex::Woman,
                origin: Origin::Danish,
                exposure: Exposure::Low,
                arrived: Day::MIN,
                died: None,
                emigrated: None,
            },
            history: Vec::new(),
            stays: Vec::new(),
            payments: Vec::new(),
            offers: Vec::new(),
            wages: Vec::new(),
            flex_hours: Vec::new(),
            memberships: Vec::new(),
            events: Vec::new(),
            plans: Vec::new(),
            active: Vec::new(),
        }
    }
}

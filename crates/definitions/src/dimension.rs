//! The dimensions that a table may have: the registry from which measures, help and manual are fed.

use crate::Title;

/// What a count can be broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
    /// The periods as they were asked for.
    Period,
    /// Municipality of residence on the day that counts.
    Municipality,
    /// The municipality's job centre on the day that counts.
    Jobcentre,
    /// The municipality's region.
    Region,
    /// Sex.
    Sex,
    /// Age on the day that counts, in five-year bands.
    AgeBand,
    /// Age on the day that counts, under 40 and 40 or more.
    AgeGroup,
    /// Origin (herkomst).
    Origin,
    /// How long the spell has lasted.
    DurationBand,
    /// The code paid on the day that counts.
    Code,
    /// What the person lived on the day before the spell's start.
    Before,
    /// What the person lives on a while after the spell's end.
    Status,
    /// What benefit the person is on, by a hierarchy and in a window.
    Benefit,
    /// What offer the person is in, by a hierarchy and in a window.
    Offer,
    /// What was decided or happened, by a hierarchy and in a window.
    Decision,
    /// Hours of work in bands.
    HoursBand,
    /// Whether the hours went up or down.
    HoursChange,
    /// How long a member has been in the group.
    TimeInGroup,
    /// How soon after the spell's start the first offer came.
    FirstOffer,
    /// Whether the spell ended before its plan.
    Plan,
    /// Why the spell ended, as it was registered.
    EndReason,
    /// How long the spell lasted, or was followed.
    Reached,
    /// What the person went on to from the spell, or that it still ran when it was last followed.
    Next,
}

/// Which side of a table a dimension belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DimensionKind {
    /// When.
    Time,
    /// Where.
    Place,
    /// Who.
    Person,
    /// Of the spell itself, or of what the person lives on and does.
    Spell,
}

struct Entry {
    dimension: Dimension,
    id: &'static str,
    danish: &'static str,
    english: &'static str,
    kind: DimensionKind,
    meaning: &'static str,
}

/// In the order in which a table shows them where nothing else is said.
const REGISTRY: [Entry; 26] = [
    entry(Dimension::Month, "month", "Måned", "Month", DimensionKind::Time, "calendar months"),
    entry(Dimension::Quarter, "quarter", "Kvartal", "Quarter", DimensionKind::Time, "calendar quarters"),
    entry(Dimension::Year, "year", "År", "Year", DimensionKind::Time, "calendar years"),
    entry(
        Dimension::Period,
        "period",
        "Periode",
        "Period",
        DimensionKind::Time,
        "the periods as they are asked for, of any length",
    ),
    entry(
        Dimension::Municipality,
        "municipality",
        "Kommune",
        "Municipality",
        DimensionKind::Place,
        "where the person lived on the day that counts",
    ),
    entry(
        Dimension::Jobcentre,
        "jobcentre",
        "Jobcenter",
        "Job centre",
        DimensionKind::Place,
        "the municipality's job centre on the day that counts",
    ),
    entry(Dimension::Region, "region", "Region", "Region", DimensionKind::Place, "the municipality's region"),
    entry(Dimension::Sex, "sex", "Køn", "Sex", DimensionKind::Person, "as the register has it"),
    entry(
        Dimension::AgeBand,
        "age_band",
        "Alder",
        "Age",
        DimensionKind::Person,
        "age on the day that counts, by the measure's `age_bands`",
    ),
    entry(
        Dimension::AgeGroup,
        "age_group",
        "Aldersgruppe",
        "Age group",
        DimensionKind::Person,
        "age on the day that counts, by the measure's `age_groups`",
    ),
    entry(
        Dimension::Origin,
        "origin",
        "Herkomst",
        "Origin",
        DimensionKind::Person,
        "Danish, immigrant or descendant, western or not",
    ),
    entry(
        Dimension::DurationBand,
        "duration_band",
        "Varighed",
        "Duration",
        DimensionKind::Spell,
        "how long the spell lasted or has lasted, by the measure's `duration_bands`",
    ),
    entry(
        Dimension::Code,
        "code",
        "Ydelseskode",
        "Benefit code",
        DimensionKind::Spell,
        "the group's code paid on the day that counts; two on one day count in both, once in the total",
    ),
    entry(
        Dimension::Before,
        "before",
        "Før forløbet",
        "Before the spell",
        DimensionKind::Spell,
        "the day before the spell's start, by the measure's hierarchy `before`",
    ),
    entry(
        Dimension::Status,
        "status",
        "Status",
        "Status",
        DimensionKind::Spell,
        "k months after the last day, by the measure's `status`",
    ),
    entry(
        Dimension::Benefit,
        "benefit",
        "Ydelse",
        "Benefit",
        DimensionKind::Spell,
        "the first match of the measure's `benefits`, a hierarchy in a window",
    ),
    entry(
        Dimension::Offer,
        "offer",
        "Tilbud",
        "Offer",
        DimensionKind::Spell,
        "the first match of the measure's `offers`, a hierarchy in a window",
    ),
    entry(
        Dimension::Decision,
        "decision",
        "Afgørelse",
        "Decision",
        DimensionKind::Spell,
        "the first match of the measure's `decisions`, a hierarchy in a window",
    ),
    entry(
        Dimension::HoursBand,
        "hours_band",
        "Timer",
        "Hours",
        DimensionKind::Spell,
        "the measure's `hours` by their `bands`; hours that are not known are apart",
    ),
    entry(
        Dimension::HoursChange,
        "hours_change",
        "Udvikling i timer",
        "Change in hours",
        DimensionKind::Spell,
        "the measure's `hours` against those so long before: up, down or unchanged",
    ),
    entry(
        Dimension::TimeInGroup,
        "time_in_group",
        "Tid i gruppen",
        "Time in the group",
        DimensionKind::Spell,
        "whole months since the present membership began, by the measure's `membership_bands`",
    ),
    entry(
        Dimension::FirstOffer,
        "first_offer",
        "Første tilbud",
        "First offer",
        DimensionKind::Spell,
        "how soon after the start the first offer came, by the measure's `first_offer`; within a month is also within a year",
    ),
    entry(
        Dimension::Plan,
        "plan",
        "I forhold til planen",
        "Against the plan",
        DimensionKind::Spell,
        "whether the last day came before, on or after the last day of the plan",
    ),
    entry(
        Dimension::EndReason,
        "end_reason",
        "Årsag til ophør",
        "Reason of the end",
        DimensionKind::Spell,
        "the reason registered with the spell's end, by the measure's `end_reasons`",
    ),
    entry(
        Dimension::Reached,
        "reached",
        "Måneder efter start",
        "Months after the start",
        DimensionKind::Spell,
        "how long the spell lasted, or was followed where it still ran, by the measure's `life`",
    ),
    entry(
        Dimension::Next,
        "next",
        "Næste ydelse",
        "Next benefit",
        DimensionKind::Spell,
        "what the person went on to from the spell, by the measure's `life`; `still` is a spell that ran when it was last followed",
    ),
];

const fn entry(
    dimension: Dimension,
    id: &'static str,
    danish: &'static str,
    english: &'static str,
    kind: DimensionKind,
    meaning: &'static str,
) -> Entry {
    Entry { dimension, id, danish, english, kind, meaning }
}

impl Dimension {
    /// All dimensions, in the order of the registry.
    pub fn all() -> impl Iterator<Item = Dimension> {
        REGISTRY.iter().map(|entry| entry.dimension)
    }

    fn entry(self) -> &'static Entry {
        // The registry is in the order of the enum; a test says so.
        &REGISTRY[self as usize]
    }

    /// Its name in definition files, on the command line and at the head of a tidy column.
    ///
    /// ```
    /// # use definitions::Dimension;
    /// assert_eq!(Dimension::AgeBand.id(), "age_band");
    /// assert_eq!(Dimension::find("age_band"), Some(Dimension::AgeBand));
    /// ```
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// What it is called in a published table.
    pub fn title(self) -> Title {
        Title::new(self.entry().danish, self.entry().english)
    }

    /// When, where, who or what.
    pub fn kind(self) -> DimensionKind {
        self.entry().kind
    }

    /// What it means, in a few words of English.
    pub fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// The dimension of that name.
    pub fn find(id: &str) -> Option<Dimension> {
        REGISTRY.iter().find(|entry| entry.id == id).map(|entry| entry.dimension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_in_the_order_of_the_enum_and_no_name_is_there_twice() {
        for (place, entry) in REGISTRY.iter().enumerate() {
            assert_eq!(entry.dimension as usize, place);
            assert_eq!(Dimension::find(entry.id), Some(entry.dimension));
        }
    }
}

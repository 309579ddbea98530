//! The statistics that a table may show of what a measure counts: the registry of their names and units.

use crate::Title;

/// What a cell says of the spells, persons or days that it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statistic {
    /// How many.
    Count,
    /// How many of a hundred of the total over one dimension.
    Share,
    /// The mean duration in days, of those whose start is known.
    MeanDays,
    /// The mean duration in weeks: the mean of days / 7.
    MeanWeeks,
    /// The median duration in days, of those whose start is known.
    MedianDays,
    /// The median duration in weeks.
    MedianWeeks,
    /// The sum of the durations in days, of those whose start is known.
    SumDays,
    /// How many of those counted have a known start: the base of the mean.
    StartKnown,
    /// Paid days.
    PersonDays,
    /// Paid days / days of the period.
    FullTimePersons,
}

/// What a number is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Spells or persons, as the measure counts.
    Counted,
    /// Per cent.
    Percent,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Full-time persons.
    FullTimePersons,
}

struct Entry {
    statistic: Statistic,
    id: &'static str,
    danish: &'static str,
    english: &'static str,
    unit: Unit,
    decimals: u8,
}

const REGISTRY: [Entry; 10] = [
    entry(Statistic::Count, "count", "Antal", "Number", Unit::Counted, 0),
    entry(Statistic::Share, "share", "Pct.", "Per cent", Unit::Percent, 0),
    entry(Statistic::MeanDays, "mean_days", "Gns. varighed (dage)", "Mean duration (days)", Unit::Days, 0),
    entry(Statistic::MeanWeeks, "mean_weeks", "Gns. varighed (uger)", "Mean duration (weeks)", Unit::Weeks, 1),
    entry(Statistic::MedianDays, "median_days", "Median (dage)", "Median duration (days)", Unit::Days, 0),
    entry(Statistic::MedianWeeks, "median_weeks", "Median (uger)", "Median duration (weeks)", Unit::Weeks, 1),
    entry(Statistic::SumDays, "sum_days", "Dage i alt", "Days in all", Unit::Days, 0),
    entry(Statistic::StartKnown, "start_known", "Kendt start", "Known start", Unit::Counted, 0),
    entry(Statistic::PersonDays, "person_days", "Ydelsesdage", "Person-days", Unit::Days, 0),
    entry(
        Statistic::FullTimePersons,
        "full_time_persons",
        "Fuldtidspersoner",
        "Full-time persons",
        Unit::FullTimePersons,
        1,
    ),
];

const fn entry(
    statistic: Statistic,
    id: &'static str,
    danish: &'static str,
    english: &'static str,
    unit: Unit,
    decimals: u8,
) -> Entry {
    Entry { statistic, id, danish, english, unit, decimals }
}

impl Statistic {
    /// All statistics, in the order of the registry.
    pub fn all() -> impl Iterator<Item = Statistic> {
        REGISTRY.iter().map(|entry| entry.statistic)
    }

    fn entry(self) -> &'static Entry {
        &REGISTRY[self as usize]
    }

    /// Its name in definition files and in the column `measure` of tidy output.
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// What it is called in a published table.
    pub fn title(self) -> Title {
        Title::new(self.entry().danish, self.entry().english)
    }

    /// What it is a number of.
    pub fn unit(self) -> Unit {
        self.entry().unit
    }

    /// How many decimals a table shows; tidy output is not rounded.
    pub fn decimals(self) -> u8 {
        self.entry().decimals
    }

    /// The statistic of that name.
    pub fn find(id: &str) -> Option<Statistic> {
        REGISTRY.iter().find(|entry| entry.id == id).map(|entry| entry.statistic)
    }

    /// Whether it is worked out from durations.
    pub fn of_durations(self) -> bool {
        matches!(
            self,
            Statistic::MeanDays
                | Statistic::MeanWeeks
                | Statistic::MedianDays
                | Statistic::MedianWeeks
                | Statistic::SumDays
                | Statistic::StartKnown
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_in_the_order_of_the_enum() {
        for (place, entry) in REGISTRY.iter().enumerate() {
            assert_eq!(entry.statistic as usize, place);
            assert_eq!(Statistic::find(entry.id), Some(entry.statistic));
        }
    }
}

//! The statistics that a table may show of what a measure counts: the registry of their names and units.

use crate::{Dimension, Title};

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
    /// The mean of the hours, of those whose hours are known.
    MeanHours,
    /// The median of the hours, of those whose hours are known.
    MedianHours,
    /// How many have known hours.
    HoursKnown,
    /// The mean planned duration in days, of those that have a plan.
    MeanPlannedDays,
    /// The mean planned duration in weeks.
    MeanPlannedWeeks,
    /// The median planned duration in days.
    MedianPlannedDays,
    /// How many have a plan.
    PlanKnown,
    /// The sum of the pay in kroner, of those whose pay is known.
    SumPay,
    /// The mean pay in kroner, of those whose pay is known.
    MeanPay,
    /// The median pay in kroner.
    MedianPay,
    /// How many have known pay.
    PayKnown,
    /// The place of an area among the areas, by the figure shown before it; 1 is the highest.
    Rank,
    /// The estimated share of those who started that, at the end of the band of months, are where the row says: still running, or
    /// gone on to a benefit. By the life table's method: who is no longer followed counts for half of the band (Cutler and Ederer).
    Occupation,
}

/// What a statistic adds up of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// The duration of a spell, in days.
    Duration,
    /// The planned duration of a spell, in days.
    Planned,
    /// Hours, in hundredths.
    Hours,
    /// Pay of a month, in whole kroner.
    Pay,
}

/// How it is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// The mean of those that are known, divided by this.
    Mean(i32),
    /// The median of those that are known, divided by this.
    Median(i32),
    /// The sum.
    Sum,
    /// How many are known.
    Known,
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
    /// Hours.
    Hours,
    /// Kroner.
    Kroner,
    /// A place in an order.
    Place,
}

struct Entry {
    statistic: Statistic,
    id: &'static str,
    danish: &'static str,
    english: &'static str,
    unit: Unit,
    decimals: u8,
}

const REGISTRY: [Entry; 23] = [
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
    entry(Statistic::MeanHours, "mean_hours", "Gns. timer", "Mean hours", Unit::Hours, 1),
    entry(Statistic::MedianHours, "median_hours", "Median, timer", "Median hours", Unit::Hours, 1),
    entry(Statistic::HoursKnown, "hours_known", "Kendt timetal", "Known hours", Unit::Counted, 0),
    entry(
        Statistic::MeanPlannedDays,
        "mean_planned_days",
        "Gns. planlagt varighed (dage)",
        "Mean planned duration (days)",
        Unit::Days,
        0,
    ),
    entry(
        Statistic::MeanPlannedWeeks,
        "mean_planned_weeks",
        "Gns. planlagt varighed (uger)",
        "Mean planned duration (weeks)",
        Unit::Weeks,
        1,
    ),
    entry(
        Statistic::MedianPlannedDays,
        "median_planned_days",
        "Median planlagt varighed (dage)",
        "Median planned duration (days)",
        Unit::Days,
        0,
    ),
    entry(Statistic::PlanKnown, "plan_known", "Kendt plan", "Known plan", Unit::Counted, 0),
    entry(Statistic::SumPay, "sum_pay", "Løn i alt (kr.)", "Pay in all (DKK)", Unit::Kroner, 0),
    entry(Statistic::MeanPay, "mean_pay", "Gns. løn (kr.)", "Mean pay (DKK)", Unit::Kroner, 0),
    entry(Statistic::MedianPay, "median_pay", "Median, løn (kr.)", "Median pay (DKK)", Unit::Kroner, 0),
    entry(Statistic::PayKnown, "pay_known", "Kendt løn", "Known pay", Unit::Counted, 0),
    entry(Statistic::Rank, "rank", "Placering", "Rank", Unit::Place, 0),
    entry(Statistic::Occupation, "occupation", "Ved udgangen, pct.", "At the end, per cent", Unit::Percent, 0),
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
    /// The dimensions that a table with [`Statistic::Occupation`] is by.
    pub fn occupation_is_by() -> [Dimension; 2] {
        [Dimension::Reached, Dimension::Next]
    }

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

    /// Whether it is an amount of money that the pay of each adds to: by the rules of amounts such figures are hidden.
    ///
    /// ```
    /// use definitions::Statistic;
    /// assert!(Statistic::SumPay.is_amount() && Statistic::MeanPay.is_amount());
    /// // The middle one's pay does not tell how much the one with most has.
    /// assert!(!Statistic::MedianPay.is_amount() && !Statistic::SumDays.is_amount());
    /// ```
    pub fn is_amount(self) -> bool {
        matches!(self.of(), Some((Quantity::Pay, Aggregate::Sum | Aggregate::Mean(_))))
    }

    /// What it adds up and how; none for counts and what is worked out from them.
    pub fn of(self) -> Option<(Quantity, Aggregate)> {
        Some(match self {
            Statistic::MeanDays => (Quantity::Duration, Aggregate::Mean(1)),
            Statistic::MeanWeeks => (Quantity::Duration, Aggregate::Mean(7)),
            Statistic::MedianDays => (Quantity::Duration, Aggregate::Median(1)),
            Statistic::MedianWeeks => (Quantity::Duration, Aggregate::Median(7)),
            Statistic::SumDays => (Quantity::Duration, Aggregate::Sum),
            Statistic::StartKnown => (Quantity::Duration, Aggregate::Known),
            Statistic::MeanHours => (Quantity::Hours, Aggregate::Mean(100)),
            Statistic::MedianHours => (Quantity::Hours, Aggregate::Median(100)),
            Statistic::HoursKnown => (Quantity::Hours, Aggregate::Known),
            Statistic::MeanPlannedDays => (Quantity::Planned, Aggregate::Mean(1)),
            Statistic::MeanPlannedWeeks => (Quantity::Planned, Aggregate::Mean(7)),
            Statistic::MedianPlannedDays => (Quantity::Planned, Aggregate::Median(1)),
            Statistic::PlanKnown => (Quantity::Planned, Aggregate::Known),
            Statistic::SumPay => (Quantity::Pay, Aggregate::Sum),
            Statistic::MeanPay => (Quantity::Pay, Aggregate::Mean(1)),
            Statistic::MedianPay => (Quantity::Pay, Aggregate::Median(1)),
            Statistic::PayKnown => (Quantity::Pay, Aggregate::Known),
            Statistic::Count
            | Statistic::Share
            | Statistic::PersonDays
            | Statistic::FullTimePersons
            | Statistic::Rank
            | Statistic::Occupation => return None,
        })
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

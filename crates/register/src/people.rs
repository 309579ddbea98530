//! People as the measures see them: everything that the register knows of one person, side by side in memory.

use crate::pseudonym::PersonId;
use calendar::{Day, Month, Span};
use definitions::Code;

/// A run of days on which one benefit code is paid: payments of one code that touch or overlap are one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payment {
    /// The first paid day.
    pub from: Day,
    /// The day after the last paid day; [`Day::MAX`] where it is still running.
    pub until: Day,
    /// The code, a number in the store's code set.
    pub code: Code,
}

/// A stay in a municipality. A person's stays are in order and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// The first day.
    pub from: Day,
    /// The day after the last; [`Day::MAX`] where it is still running.
    pub until: Day,
    /// The municipality's three-digit code.
    pub municipality: u16,
}

/// A month of A-income.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wage {
    /// The month.
    pub month: Month,
    /// Ordinary hours, in hundredths; none where not known.
    pub hours: Option<i32>,
    /// Pay, in øre; none where not known.
    pub amount: Option<i32>,
}

/// A free text of the register; see [`Person::text`]. It could be a person's, so it never prints.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(pub u32);

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("****")
    }
}

/// A dated decision or event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub day: Day,
    /// What happened, a number in the code set `haendelser`.
    pub event: Code,
    /// What stands with it: of an end, the reason.
    pub value: Option<Word>,
}

/// A stretch of days in an offer (activity).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// The first day.
    pub from: Day,
    /// The day after the last; [`Day::MAX`] where it is still running.
    pub until: Day,
    /// Which, a number in the code set `tilbud`.
    pub offer: Code,
}

/// A stretch of fleksjob at constant hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlexibleJob {
    /// The first day.
    pub from: Day,
    /// The day after the last; [`Day::MAX`] where it is still running.
    pub until: Day,
    /// Hours a week, in hundredths; none where not known.
    pub hours: Option<i32>,
}

/// A stretch of days in a group of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// The first day.
    pub from: Day,
    /// The day after the last; [`Day::MAX`] where it is still running.
    pub until: Day,
    /// The project.
    pub project: Word,
    /// The group in it.
    pub group: Word,
}

/// A planned end of a granted spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plan {
    /// The first day that was granted.
    pub from: Day,
    /// The day after the planned last day.
    pub until: Day,
    /// The benefit's code, a number in the store's code set.
    pub code: Code,
}

/// What the register says of the person itself. All of it is unknown where there is no row in `borgere`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attributes {
    /// Day of birth.
    pub birth: Option<Day>,
    /// A number in the code set `koen`.
    pub sex: Option<Code>,
    /// A number in the code set `herkomst`.
    pub origin: Option<Code>,
    /// Day of death.
    pub died: Option<Day>,
    /// Day of emigration.
    pub emigrated: Option<Day>,
}

/// Everything that is known of one person. Each list is in order of time.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// The pseudonym.
    pub id: PersonId,
    /// Birth, sex, origin, death, emigration.
    pub attributes: Attributes,
    /// Stays in municipalities.
    pub stays: &'a [Stay],
    /// Runs of payments.
    pub payments: &'a [Payment],
    /// Months of A-income.
    pub wages: &'a [Wage],
    /// Events.
    pub events: &'a [Event],
    /// Offers.
    pub offers: &'a [Offer],
    /// Stretches of fleksjob.
    pub flexible_jobs: &'a [FlexibleJob],
    /// Memberships of groups.
    pub memberships: &'a [Membership],
    /// Planned ends.
    pub plans: &'a [Plan],
    words: &'a [String],
}

impl Person<'_> {
    /// What a word of one of the rows says.
    pub fn text(&self, word: Word) -> &str {
        self.words.get(word.0 as usize).map_or("", String::as_str)
    }

    /// The code of the municipality that the person lives in on a day; none where no stay covers it.
    pub fn municipality_on(&self, day: Day) -> Option<u16> {
        self.stays.iter().find(|stay| stay.from <= day && day < stay.until).map(|stay| stay.municipality)
    }

    /// The codes paid on a day, each once.
    pub fn codes_on(&self, day: Day) -> impl Iterator<Item = Code> {
        self.payments
            .iter()
            .take_while(move |run| run.from <= day)
            .filter(move |run| day < run.until)
            .map(|run| run.code)
    }

    /// The rows of pay of the months from `first` to `last`, in order of their months.
    ///
    /// ```
    /// use calendar::Month;
    /// use register::{People, PersonRows, Wage};
    /// let month = |text: &str| Month::read(text.as_bytes()).unwrap();
    /// let row = |text| Wage { month: month(text), hours: Some(3_700), amount: None };
    /// let wages = vec![row("2018-05"), row("2018-03"), row("2018-03"), row("2018-01")];
    /// let people = People::from_rows(vec![PersonRows { wages, ..PersonRows::default() }], Vec::new());
    /// let rows = |first, last| people.person(0).wages_in(month(first), month(last)).len();
    /// assert_eq!((rows("2018-02", "2018-04"), rows("2018-03", "2018-05"), rows("2018-04", "2018-04")), (2, 3, 0));
    /// ```
    pub fn wages_in(&self, first: Month, last: Month) -> &[Wage] {
        let from = self.wages.partition_point(|wage| wage.month < first);
        let rows = &self.wages[from..];
        &rows[..rows.partition_point(|wage| wage.month <= last)]
    }

    /// Whether the month has A-income: pay above 0, over all its rows.
    pub fn has_a_income(&self, month: Month) -> bool {
        let rows = self.wages_in(month, month).iter();
        rows.map(|wage| i64::from(wage.amount.unwrap_or(0))).sum::<i64>() > 0
    }

    /// The ordinary hours of a month, in hundredths, over all its rows: 0 where it has no row, none where it has rows
    /// and of one the hours are not known.
    pub fn wage_hours(&self, month: Month) -> Option<i32> {
        let mut rows = self.wages_in(month, month).iter();
        rows.try_fold(0i32, |sum, wage| wage.hours.map(|hours| sum.saturating_add(hours)))
    }

    /// The pay of a month, in øre, over all its rows: 0 where it has no row, none where it has rows and of one the pay is
    /// not known. A correction is a row below 0, and so may the month be.
    ///
    /// ```
    /// use calendar::Month;
    /// use register::{People, PersonRows, Wage};
    /// let month = |text: &str| Month::read(text.as_bytes()).unwrap();
    /// let row = |text, amount| Wage { month: month(text), hours: None, amount };
    /// let wages = vec![row("2018-03", Some(2_000_050)), row("2018-03", Some(-50)), row("2018-04", None)];
    /// let people = People::from_rows(vec![PersonRows { wages, ..PersonRows::default() }], Vec::new());
    /// let pay = |text| people.person(0).pay(month(text));
    /// assert_eq!((pay("2018-03"), pay("2018-04"), pay("2018-05")), (Some(2_000_000), None, Some(0)));
    /// ```
    pub fn pay(&self, month: Month) -> Option<i64> {
        let mut rows = self.wages_in(month, month).iter();
        rows.try_fold(0i64, |sum, wage| wage.amount.map(|amount| sum.saturating_add(amount.into())))
    }

    /// Whether the month has A-income with hours above 0, as far as the hours are known.
    pub fn has_wage_hours(&self, month: Month) -> bool {
        let rows = self.wages_in(month, month).iter();
        rows.map(|wage| i64::from(wage.hours.unwrap_or(0))).sum::<i64>() > 0
    }

    /// The hours a week of the fleksjob that the person has on a day, in hundredths; none where there is no stretch or
    /// its hours are not known. Of stretches that overlap the one that began later holds (of two that began on one
    /// day the one that lasts longer, then the one with more hours), as for stays.
    pub fn flexible_hours_on(&self, day: Day) -> Option<i32> {
        let stretches = self.flexible_jobs.iter().filter(|job| job.from <= day && day < job.until);
        stretches.max().and_then(|job| job.hours)
    }
}

/// The rows of many people, grouped by person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Grouped<T> {
    /// Groups rows by their person, `person_of` counting from 0 to below `n_persons`; none where they are not in order of
    /// them. One look at each row, since a country's months of pay are many.
    pub(crate) fn in_order(
        n_persons: usize,
        person_of: impl Iterator<Item = u32>,
        items: Vec<T>,
    ) -> Option<Grouped<T>> {
        let mut starts = Vec::with_capacity(n_persons + 1);
        for (row, person) in (0u32..).zip(person_of) {
            let begun = person as usize + 1;
            if begun != starts.len() {
                if begun < starts.len() || begun > n_persons {
                    return None;
                }
                starts.resize(begun, row);
            }
        }
        starts.resize(n_persons + 1, items.len() as u32);
        Some(Grouped { starts, items })
    }

    fn collect(of_persons: Vec<Vec<T>>) -> Grouped<T> {
        let ends = of_persons.iter().scan(0, |end, items| {
            *end += items.len() as u32;
            Some(*end)
        });
        Grouped { starts: std::iter::once(0).chain(ends).collect(), items: of_persons.into_iter().flatten().collect() }
    }

    /// No rows of anybody.
    pub fn empty(n_persons: usize) -> Grouped<T> {
        Grouped { starts: vec![0; n_persons + 1], items: Vec::new() }
    }

    fn of(&self, person: usize) -> &[T] {
        &self.items[self.starts[person] as usize..self.starts[person + 1] as usize]
    }

    /// Puts each person's rows in order.
    pub(crate) fn sorted(mut self) -> Grouped<T>
    where
        T: Ord,
    {
        for person in self.starts.windows(2) {
            let items = &mut self.items[person[0] as usize..person[1] as usize];
            if !items.is_sorted() {
                items.sort_unstable();
            }
        }
        self
    }

    /// All rows, in order of their person.
    pub fn items(&self) -> &[T] {
        &self.items
    }
}

/// One shard of a store in memory: some thousand people, whole.
#[derive(Debug, Clone)]
pub struct People {
    pub(crate) ids: Vec<PersonId>,
    pub(crate) attributes: Vec<Attributes>,
    pub(crate) stays: Grouped<Stay>,
    pub(crate) payments: Grouped<Payment>,
    pub(crate) wages: Grouped<Wage>,
    pub(crate) events: Grouped<Event>,
    pub(crate) offers: Grouped<Offer>,
    pub(crate) flexible_jobs: Grouped<FlexibleJob>,
    pub(crate) memberships: Grouped<Membership>,
    pub(crate) plans: Grouped<Plan>,
    pub(crate) words: Vec<String>,
}

/// Everything that is known of one person, owned: for people who are made in memory.
#[derive(Debug, Clone, Default)]
pub struct PersonRows {
    /// Birth, sex, origin, death, emigration.
    pub attributes: Attributes,
    /// Stays, in any order; they may overlap.
    pub stays: Vec<Stay>,
    /// Payments, in any order.
    pub payments: Vec<Payment>,
    /// Months of A-income.
    pub wages: Vec<Wage>,
    /// Events.
    pub events: Vec<Event>,
    /// Offers.
    pub offers: Vec<Offer>,
    /// Stretches of fleksjob.
    pub flexible_jobs: Vec<FlexibleJob>,
    /// Memberships.
    pub memberships: Vec<Membership>,
    /// Planned ends.
    pub plans: Vec<Plan>,
}

impl People {
    /// People made in memory, person number i with the pseudonym i. Stays are settled as an import settles them.
    /// `words` are the free texts that the rows name.
    pub fn from_rows(rows: Vec<PersonRows>, words: Vec<String>) -> People {
        /// One list of everybody, sorted.
        fn sorted<T: Ord>(rows: &mut [PersonRows], of: impl Fn(&mut PersonRows) -> &mut Vec<T>) -> Grouped<T> {
            let take = |person| {
                let mut items = std::mem::take(of(person));
                items.sort();
                items
            };
            Grouped::collect(rows.iter_mut().map(take).collect())
        }
        let mut rows = rows;
        for person in &mut rows {
            person.stays = settle_stays(&person.stays).0;
            person.payments.sort_by_key(|payment| (payment.from, payment.code, payment.until));
        }
        People {
            ids: (0..rows.len() as u128).map(PersonId).collect(),
            attributes: rows.iter().map(|person| person.attributes).collect(),
            stays: sorted(&mut rows, |person| &mut person.stays),
            payments: Grouped::collect(rows.iter_mut().map(|person| std::mem::take(&mut person.payments)).collect()),
            wages: sorted(&mut rows, |person| &mut person.wages),
            events: sorted(&mut rows, |person| &mut person.events),
            offers: sorted(&mut rows, |person| &mut person.offers),
            flexible_jobs: sorted(&mut rows, |person| &mut person.flexible_jobs),
            memberships: sorted(&mut rows, |person| &mut person.memberships),
            plans: sorted(&mut rows, |person| &mut person.plans),
            words,
        }
    }

    /// How many persons.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// One person, by place.
    #[inline]
    pub fn person(&self, at: usize) -> Person<'_> {
        Person {
            id: self.ids[at],
            attributes: self.attributes[at],
            stays: self.stays.of(at),
            payments: self.payments.of(at),
            wages: self.wages.of(at),
            events: self.events.of(at),
            offers: self.offers.of(at),
            flexible_jobs: self.flexible_jobs.of(at),
            memberships: self.memberships.of(at),
            plans: self.plans.of(at),
            words: &self.words,
        }
    }

    /// All persons, in the store's order.
    pub fn iter(&self) -> impl Iterator<Item = Person<'_>> {
        (0..self.len()).map(|at| self.person(at))
    }
}

/// A person's stays as they hold: in order and without overlap. Where two overlap, the one that began later
/// holds (of two that began on one day the one that lasts longer, then the higher code).
///
/// The second value says which stays, by place in `stays`, began inside another.
pub(crate) fn settle_stays(stays: &[Stay]) -> (Vec<Stay>, Vec<usize>) {
    let mut order: Vec<usize> = (0..stays.len()).collect();
    order.sort_by_key(|at| (stays[*at].from, stays[*at].until, stays[*at].municipality));
    let mut overlapping = Vec::new();
    let mut reached = Day::MIN;
    for at in &order {
        if stays[*at].from < reached {
            overlapping.push(*at);
        }
        reached = reached.max(stays[*at].until);
    }
    if overlapping.is_empty() {
        return (order.into_iter().map(|at| stays[at]).collect(), overlapping);
    }
    let mut edges: Vec<Day> = stays.iter().flat_map(|stay| [stay.from, stay.until]).collect();
    edges.sort();
    edges.dedup();
    let mut settled: Vec<Stay> = Vec::new();
    for edge in edges.windows(2) {
        let piece = Span::new(edge[0], edge[1]);
        // The last in order of those that cover the piece began latest.
        let Some(holds) =
            order.iter().rev().map(|at| stays[*at]).find(|stay| Span::new(stay.from, stay.until).covers(piece))
        else {
            continue;
        };
        match settled.last_mut() {
            Some(last) if last.until == piece.from && last.municipality == holds.municipality => {
                last.until = piece.until
            }
            _ => settled.push(Stay { from: piece.from, until: piece.until, municipality: holds.municipality }),
        }
    }
    (settled, overlapping)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The slow engine: each day on its own.
        #[test]
        fn the_stay_that_began_later_holds(spans in proptest::collection::vec((0..40i32, 1..20i32, 101..104u16), 0..6)) {
            let stay = |(from, days, municipality): &(i32, i32, u16)| Stay { from: Day::from_number(*from), until: Day::from_number(from + days), municipality: *municipality };
            let stays: Vec<Stay> = spans.iter().map(stay).collect();
            let (settled, overlapping) = settle_stays(&stays);
            for day in (0..70).map(Day::from_number) {
                let slow = stays.iter().filter(|stay| stay.from <= day && day < stay.until).max_by_key(|stay| (stay.from, stay.until, stay.municipality)).map(|stay| stay.municipality);
                let fast: Vec<u16> = settled.iter().filter(|stay| stay.from <= day && day < stay.until).map(|stay| stay.municipality).collect();
                prop_assert_eq!(slow.into_iter().collect::<Vec<_>>(), fast);
            }
            let pairs = (0..stays.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            let any_overlap = pairs.into_iter().any(|(a, b)| stays[a].from < stays[b].until && stays[b].from < stays[a].until);
            prop_assert_eq!(any_overlap, !overlapping.is_empty());
        }

        /// The slow engine: everybody's rows are picked out of all of them. Half of the draws are in order.
        #[test]
        fn rows_are_grouped_where_they_are_in_order(
            persons in proptest::collection::vec(0..6u32, 0..12),
            in_order in any::<bool>(),
            n_persons in 0..7usize,
        ) {
            let mut persons = persons;
            if in_order {
                persons.sort_unstable();
            }
            let items: Vec<usize> = (0..persons.len()).collect();
            let grouped = Grouped::in_order(n_persons, persons.iter().copied(), items);
            let well = persons.is_sorted() && persons.iter().all(|person| (*person as usize) < n_persons);
            prop_assert_eq!(grouped.is_some(), well);
            let of = |person: usize| (0..persons.len()).filter(|row| persons[*row] as usize == person).collect::<Vec<_>>();
            let slow: Vec<Vec<usize>> = (0..n_persons).map(of).collect();
            if let Some(grouped) = grouped {
                let fast: Vec<Vec<usize>> = (0..n_persons).map(|person| grouped.of(person).to_vec()).collect();
                prop_assert_eq!(&fast, &slow);
                prop_assert_eq!(grouped, Grouped::collect(slow));
            }
        }
    }
}

//! The counts of a follow-up, protected.
//!
//! One system has them all, whatever is shown of it: the municipalities add up to their job centres and these to the country,
//! and on a list are at most those who run there. So what is shown by municipality and what is shown by job centre can be
//! laid together. Zeros are shown.

use crate::Error;
use protection::{Cell, CellId, Frequency, Known, Printing, Settings, Status, System, SystemBuilder};
use rules::{Count, FollowUp, List, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of a scheme, in persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Followed {
    /// Those with a spell that runs.
    Running,
    /// Those on a list.
    Listed(List),
    /// Those of whom the register cannot say whether they are on a list: of the country alone.
    Undetermined(List),
    /// Those who are on no list, having died or emigrated: of the country alone.
    LeftOut,
}

/// Where it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FollowedIn {
    /// The whole country.
    Country,
    /// A job centre, a place in [`definitions::Geography::jobcentres`]; none for municipalities without one.
    Jobcentre(Option<usize>),
    /// A municipality's code; none where it is not known.
    Municipality(Option<u16>),
}

/// The counts of a follow-up as they may be shown.
///
/// ```
/// use release::{Followed, FollowedIn, FollowUpCounts, Figure};
/// fn country(counts: &FollowUpCounts) -> Option<Figure> {
///     counts.figure(rules::Scheme::Ressourceforlob, Followed::Running, FollowedIn::Country)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpCounts {
    /// The least count that is shown; zeros are.
    pub threshold: i64,
    figures: BTreeMap<(Scheme, FollowedIn, Followed), Figure>,
}

/// A count, or that it is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// This many.
    Shown(u64),
    /// Not told.
    Hidden,
}

impl FollowUpCounts {
    /// Protects the counts of a follow-up.
    ///
    /// # Errors
    /// Where the counts contradict each other, or a cell cannot be protected whatever is hidden.
    pub fn protect(follow_up: &FollowUp, threshold: i64) -> Result<FollowUpCounts, Error> {
        let (geography, on) = (&follow_up.geography, follow_up.settings.on);
        let jobcentre_of = |municipality: Option<u16>| {
            let place = municipality.and_then(|code| geography.find(code))?;
            geography.jobcentre_on(place, on)
        };
        let lacks = |list: List| follow_up.not_answered.iter().any(|not_answered| not_answered.list == list);
        let lists: Vec<List> = List::ALL.into_iter().filter(|list| !lacks(*list)).collect();
        let counted = Counted {
            counts: &follow_up.counts(),
            lists: &lists,
            undetermined: &follow_up.undetermined,
            left_out: &follow_up.left_out,
        };
        let (keys, figures) = counted.protected(&jobcentre_of, threshold)?;
        Ok(FollowUpCounts { threshold, figures: keys.into_iter().zip(figures).collect() })
    }

    /// A figure; none where there is no such count: a list that is not the scheme's or is not answered, or an area in
    /// which nobody's spell runs.
    pub fn figure(&self, scheme: Scheme, of: Followed, place: FollowedIn) -> Option<Figure> {
        self.figures.get(&(scheme, place, of)).copied()
    }

    /// The areas in which anybody's spell of the scheme runs, the country first.
    pub fn places(&self, scheme: Scheme) -> BTreeSet<FollowedIn> {
        self.figures.keys().filter(|(of, ..)| *of == scheme).map(|(_, place, _)| *place).collect()
    }
}

type Key = (Scheme, FollowedIn, Followed);

/// What was counted.
pub(crate) struct Counted<'a> {
    pub(crate) counts: &'a [Count],
    /// The lists that are answered.
    pub(crate) lists: &'a [List],
    pub(crate) undetermined: &'a BTreeMap<(List, Scheme), u64>,
    pub(crate) left_out: &'a BTreeMap<Scheme, u64>,
}

/// A system, and which of its cells is which count.
pub(crate) struct Cells {
    pub(crate) system: System,
    pub(crate) ids: Vec<(Key, CellId)>,
}

impl Counted<'_> {
    fn protected(
        &self,
        jobcentre_of: &dyn Fn(Option<u16>) -> Option<usize>,
        threshold: i64,
    ) -> Result<(Vec<Key>, Vec<Figure>), Error> {
        let Cells { system, ids } = self.system(jobcentre_of, threshold)?;
        let settings = Settings { intervals: false, ..Settings::default() };
        let pattern = protection::protect(&system, &settings).map_err(Error::Protection)?;
        let figure = |id: CellId| match (pattern.status(id), system.cell(id)) {
            (Some(Status::Shown), Some(cell)) => Figure::Shown(cell.value.unsigned_abs()),
            _ => Figure::Hidden,
        };
        Ok((ids.iter().map(|(key, _)| *key).collect(), ids.iter().map(|(_, id)| figure(*id)).collect()))
    }

    pub(crate) fn system(
        &self,
        jobcentre_of: &dyn Fn(Option<u16>) -> Option<usize>,
        threshold: i64,
    ) -> Result<Cells, Error> {
        let mut writer = Writer {
            builder: System::builder(),
            rule: Frequency { threshold, hide_zeros: false },
            ids: BTreeMap::new(),
        };
        for scheme in Scheme::ALL {
            self.write(scheme, jobcentre_of, &mut writer);
        }
        let Writer { builder, ids, .. } = writer;
        Ok(Cells { system: builder.build().map_err(Error::Protection)?, ids: ids.into_iter().collect() })
    }

    fn write(&self, scheme: Scheme, jobcentre_of: &dyn Fn(Option<u16>) -> Option<usize>, writer: &mut Writer) {
        let of_scheme = || self.counts.iter().filter(|count| count.scheme == scheme);
        let municipalities: BTreeSet<Option<u16>> = of_scheme().map(|count| count.municipality).collect();
        let persons = |list: Option<List>, municipality: Option<u16>| {
            let mut of_cell = of_scheme().filter(|count| (count.list, count.municipality) == (list, municipality));
            of_cell.next().map_or(0, |count| count.persons)
        };
        let lists = || self.lists.iter().copied().filter(|list| list.is_of(scheme));
        for list in [None].into_iter().chain(lists().map(Some)) {
            let of = list.map_or(Followed::Running, Followed::Listed);
            let mut of_jobcentre: BTreeMap<Option<usize>, (Vec<CellId>, u64)> = BTreeMap::new();
            for municipality in &municipalities {
                let persons = persons(list, *municipality);
                let id = writer.cell((scheme, FollowedIn::Municipality(*municipality), of), persons);
                let (ids, sum) = of_jobcentre.entry(jobcentre_of(*municipality)).or_default();
                ids.push(id);
                *sum += persons;
                if list.is_some() {
                    writer.is_within(scheme, FollowedIn::Municipality(*municipality), &[of]);
                }
            }
            let (mut jobcentres, mut all) = (Vec::new(), 0);
            for (jobcentre, (ids, sum)) in of_jobcentre {
                jobcentres.push(writer.total((scheme, FollowedIn::Jobcentre(jobcentre), of), sum, &ids));
                all += sum;
            }
            writer.total((scheme, FollowedIn::Country, of), all, &jobcentres);
        }
        let left_out = self.left_out.get(&scheme).copied().unwrap_or(0);
        writer.cell((scheme, FollowedIn::Country, Followed::LeftOut), left_out);
        writer.is_within(scheme, FollowedIn::Country, &[Followed::LeftOut]);
        for list in lists() {
            let undetermined = self.undetermined.get(&(list, scheme)).copied().unwrap_or(0);
            let of = Followed::Undetermined(list);
            writer.cell((scheme, FollowedIn::Country, of), undetermined);
            writer.is_within(scheme, FollowedIn::Country, &[Followed::Listed(list), of, Followed::LeftOut]);
        }
    }
}

/// Writes cells and what ties them.
struct Writer {
    builder: SystemBuilder,
    rule: Frequency,
    ids: BTreeMap<Key, CellId>,
}

impl Writer {
    fn cell(&mut self, key: Key, persons: u64) -> CellId {
        let value = i64::try_from(persons).unwrap_or(i64::MAX);
        let cell = Cell::new(value).primary(self.rule.check(value));
        // A total costs more than its size to hide: it is what is asked for first.
        let cost = match key.1 {
            FollowedIn::Country => cell.cost.saturating_mul(4),
            FollowedIn::Jobcentre(_) | FollowedIn::Municipality(_) => cell.cost,
        };
        let cell = cell.cost(cost.saturating_add(1));
        let cell = match value {
            0 => cell.printing(Printing::Shown),
            _ => cell.known(Known::ABOVE_ZERO),
        };
        let id = self.builder.cell(cell);
        self.ids.insert(key, id);
        id
    }

    fn total(&mut self, key: Key, persons: u64, parts: &[CellId]) -> CellId {
        let id = self.cell(key, persons);
        match parts {
            [part] => self.builder.same(id, *part),
            _ => self.builder.total("areas", id, parts),
        }
        id
    }

    /// Those that are counted apart are together at most those who run there.
    fn is_within(&mut self, scheme: Scheme, place: FollowedIn, parts: &[Followed]) {
        let id = |of: Followed| self.ids.get(&(scheme, place, of)).copied();
        let Some(running) = id(Followed::Running) else { return };
        let mut terms = vec![(running, 1)];
        terms.extend(parts.iter().filter_map(|part| id(*part)).map(|id| (id, -1)));
        self.builder.fact("at most those who run", &terms, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const THRESHOLD: i64 = 3;
    const LIST: List = List::OverLimit;
    const SCHEME: Scheme = Scheme::Ressourceforlob;
    /// Two with one job centre, one of which nothing is known.
    const MUNICIPALITIES: [Option<u16>; 3] = [Some(101), Some(147), None];

    fn jobcentre_of(municipality: Option<u16>) -> Option<usize> {
        municipality.map(|code| usize::from(code / 200))
    }

    /// Persons by municipality, of whom so many are on the list; undetermined; left out.
    #[derive(Debug, Clone)]
    struct Drawn {
        running: [u64; 3],
        listed: [u64; 3],
        undetermined: u64,
        left_out: u64,
    }

    impl Drawn {
        fn counts(&self) -> Vec<Count> {
            let mut counts = Vec::new();
            for (at, municipality) in MUNICIPALITIES.into_iter().enumerate() {
                for (list, persons) in [(None, self.running[at]), (Some(LIST), self.listed[at])] {
                    counts.push(Count { list, scheme: SCHEME, municipality, persons });
                }
            }
            counts.retain(|count| count.persons > 0);
            counts
        }

        fn protected(&self) -> BTreeMap<Key, Figure> {
            let counted = Counted {
                counts: &self.counts(),
                lists: &[LIST],
                undetermined: &BTreeMap::from([((LIST, SCHEME), self.undetermined)]),
                left_out: &BTreeMap::from([(SCHEME, self.left_out)]),
            };
            let (keys, figures) = counted.protected(&jobcentre_of, THRESHOLD).unwrap();
            keys.into_iter().zip(figures).collect()
        }

        /// All that could be printed of it, in an order of its own.
        fn cells(&self) -> Vec<(Key, u64)> {
            let mut cells = vec![
                ((SCHEME, FollowedIn::Country, Followed::Undetermined(LIST)), self.undetermined),
                ((SCHEME, FollowedIn::Country, Followed::LeftOut), self.left_out),
            ];
            for (of, values) in [(Followed::Running, self.running), (Followed::Listed(LIST), self.listed)] {
                let key = |place| (SCHEME, place, of);
                for (at, municipality) in MUNICIPALITIES.into_iter().enumerate() {
                    cells.push((key(FollowedIn::Municipality(municipality)), values[at]));
                }
                cells.push((key(FollowedIn::Jobcentre(Some(0))), values[0] + values[1]));
                cells.push((key(FollowedIn::Jobcentre(None)), values[2]));
                cells.push((key(FollowedIn::Country), values.iter().sum()));
            }
            cells
        }

        /// Whether it could be so: what anybody knows.
        fn is_possible(&self) -> bool {
            let all = |values: [u64; 3]| values.iter().sum::<u64>();
            (0..3).all(|at| self.listed[at] <= self.running[at])
                && all(self.listed) + self.undetermined + self.left_out <= all(self.running)
        }
    }

    /// All tables that fit what is shown, by trying: numbers up to two above the true one, and none of them 0 where it is
    /// hidden. The largest that each hidden cell can be.
    fn largest(drawn: &Drawn, shown: &BTreeMap<Key, Figure>) -> BTreeMap<Key, u64> {
        let fits = |cells: &[(Key, u64)]| {
            cells.iter().all(|(key, value)| match shown.get(key) {
                Some(Figure::Shown(known)) => value == known,
                Some(Figure::Hidden) => *value > 0,
                None => *value == 0,
            })
        };
        let choices = |of: Followed, place: FollowedIn, value: u64| match shown.get(&(SCHEME, place, of)) {
            Some(Figure::Hidden) => (1..=(value + 2).max(4)).collect::<Vec<u64>>(),
            _ => vec![value],
        };
        let of_all = |of: Followed, values: [u64; 3]| {
            let of_one = |at: usize| choices(of, FollowedIn::Municipality(MUNICIPALITIES[at]), values[at]);
            let mut all = Vec::new();
            for one in of_one(0) {
                for two in of_one(1) {
                    all.extend(of_one(2).into_iter().map(|three| [one, two, three]));
                }
            }
            all
        };
        let mut largest = BTreeMap::new();
        for running in of_all(Followed::Running, drawn.running) {
            for listed in of_all(Followed::Listed(LIST), drawn.listed) {
                let own = Drawn { running, listed, ..drawn.clone() };
                let totals = |cells: Vec<(Key, u64)>| cells[2..].to_vec();
                if !fits(&totals(own.cells())) {
                    continue;
                }
                for undetermined in choices(Followed::Undetermined(LIST), FollowedIn::Country, drawn.undetermined) {
                    for left_out in choices(Followed::LeftOut, FollowedIn::Country, drawn.left_out) {
                        let own = Drawn { undetermined, left_out, ..own.clone() };
                        if own.is_possible() {
                            for (key, value) in own.cells() {
                                let known = largest.entry(key).or_insert(0);
                                *known = value.max(*known);
                            }
                        }
                    }
                }
            }
        }
        largest
    }

    fn drawn() -> impl Strategy<Value = Drawn> {
        let place = || (0..5u64).prop_flat_map(|running| (Just(running), 0..=running));
        ([place(), place(), place()], 0..4u64, 0..3u64).prop_map(|(places, undetermined, left_out)| {
            let (running, listed) = (places.map(|place| place.0), places.map(|place| place.1));
            let rest = running.iter().sum::<u64>() - listed.iter().sum::<u64>();
            let left_out = left_out.min(rest);
            Drawn { running, listed, undetermined: undetermined.min(rest - left_out), left_out }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        /// Whoever tries all tables that fit what is shown cannot tell that a count is below the threshold.
        #[test]
        fn no_small_count_can_be_worked_out(drawn in drawn()) {
            let shown = drawn.protected();
            let largest = largest(&drawn, &shown);
            for (key, value) in drawn.cells() {
                match shown.get(&key) {
                    None => prop_assert_eq!(value, 0),
                    Some(Figure::Shown(known)) => {
                        prop_assert_eq!(*known, value);
                        prop_assert!(value == 0 || value >= THRESHOLD as u64, "{:?} is shown", key);
                    }
                    Some(Figure::Hidden) if value < THRESHOLD as u64 => {
                        prop_assert!(largest[&key] >= THRESHOLD as u64, "{:?} is told by {:?}", key, shown);
                    }
                    Some(Figure::Hidden) => {}
                }
            }
        }
    }

    #[test]
    fn a_small_count_takes_another_one_with_it_and_nothing_is_hidden_where_nothing_is_small() {
        let small = Drawn { running: [9, 8, 7], listed: [1, 5, 6], undetermined: 0, left_out: 0 };
        let shown = small.protected();
        let listed = |place| shown[&(SCHEME, place, Followed::Listed(LIST))];
        assert_eq!(listed(FollowedIn::Country), Figure::Shown(12));
        assert_eq!(listed(FollowedIn::Municipality(Some(101))), Figure::Hidden);
        assert_eq!(listed(FollowedIn::Municipality(Some(147))), Figure::Hidden);
        assert_eq!(listed(FollowedIn::Municipality(None)), Figure::Shown(6));
        let none = Drawn { running: [9, 8, 7], listed: [3, 0, 6], undetermined: 4, left_out: 0 };
        assert!(none.protected().values().all(|figure| *figure != Figure::Hidden));
    }

    /// The same with both schemes, all lists and many areas, attacked by the program's own attacker.
    #[test]
    fn the_intervals_of_a_larger_follow_up_are_wide_enough() {
        let mut counts = Vec::new();
        let mut number = 12_345u64;
        let mut draw = |below: u64| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) % below
        };
        for scheme in Scheme::ALL {
            for code in 100..112u16 {
                let running = 1 + draw(14);
                let count = |list, persons| Count { list, scheme, municipality: Some(code), persons };
                counts.push(count(None, running));
                let lists = List::ALL.into_iter().filter(|list| list.is_of(scheme));
                counts.extend(lists.map(|list| count(Some(list), draw(running + 1))));
            }
        }
        let (undetermined, left_out) = (BTreeMap::new(), BTreeMap::new());
        let counted = Counted { counts: &counts, lists: &List::ALL, undetermined: &undetermined, left_out: &left_out };
        let jobcentre_of = |code: Option<u16>| code.map(|code| usize::from(code / 3));
        let Cells { system, ids } = counted.system(&jobcentre_of, THRESHOLD).unwrap();
        let (keys, figures) = counted.protected(&jobcentre_of, THRESHOLD).unwrap();
        assert_eq!(keys, ids.iter().map(|(key, _)| *key).collect::<Vec<_>>());
        let hidden = ids.iter().zip(&figures).filter(|(_, figure)| **figure == Figure::Hidden);
        let hidden: Vec<CellId> = hidden.map(|((_, id), _)| *id).collect();
        let intervals = protection::intervals(&system, &hidden).unwrap();
        let mut small = 0;
        for (_, id) in &ids {
            if let Some(primary) = system.cell(*id).unwrap().primary {
                small += 1;
                assert!(intervals[id].meets(primary.requirement), "{id}: {}", intervals[id]);
            }
        }
        assert!(small > 20 && figures.len() > hidden.len(), "{small} of {}", hidden.len());
    }
}
